//! The keys of distributions, each by its parameters or by the percentiles that an expert would state.

use super::{Key, Keys, Kind};

const fn amount(name: &'static str, doc: &'static str) -> Key {
    Key::optional(name, Kind::Amount, doc)
}

const fn number(name: &'static str, doc: &'static str) -> Key {
    Key::optional(name, Kind::Number, doc)
}

const MEAN: Key = amount("mean", "The mean.");
const DEVIATION: Key = amount("sd", "The standard deviation, above 0.");
const P05: Key = amount("p05", "5 in 100 are below it.");
const P10: Key = amount("p10", "10 in 100 are below it.");
const P50: Key = amount("p50", "The median.");
const P90: Key = amount("p90", "10 in 100 are above it.");
const P95: Key = amount("p95", "5 in 100 are above it.");

/// A distribution, by its family.
pub static DISTRIBUTION: Keys = Keys {
    header: "a distribution",
    doc: "What is not known exactly: one family and its numbers.",
    keys: &[
        Key::optional("point", Kind::Amount, "A number that is known."),
        Key::optional("uniform", Kind::Table(&UNIFORM), "Equally likely between two ends."),
        Key::optional("triangular", Kind::Table(&TRIANGULAR), "A least, a most likely and a greatest value."),
        Key::optional("normal", Kind::Table(&NORMAL), "The bell curve."),
        Key::optional(
            "split_normal",
            Kind::Table(&SPLIT_NORMAL),
            "Two halves of bell curves: a skewed judgement.",
        ),
        Key::optional(
            "lognormal",
            Kind::Table(&LOGNORMAL),
            "The exponential of a normal: positive, skewed to the right.",
        ),
        Key::optional("student_t", Kind::Table(&STUDENT_T), "A bell curve with fat tails."),
        Key::optional("beta", Kind::Table(&BETA), "Between two ends, any shape; a share."),
        Key::optional("bernoulli", Kind::Table(&BERNOULLI), "1 with a probability, else 0."),
    ],
    forms: &[
        &["point"],
        &["uniform"],
        &["triangular"],
        &["normal"],
        &["split_normal"],
        &["lognormal"],
        &["student_t"],
        &["beta"],
        &["bernoulli"],
    ],
    forms_doc: "one of `point`, `uniform`, `triangular`, `normal`, `split_normal`, `lognormal`, `student_t`, `beta` or `bernoulli`",
};

/// Uniform.
pub static UNIFORM: Keys = Keys {
    header: "uniform = { ... }",
    doc: "Equally likely between two ends.",
    keys: &[
        Key::required("low", Kind::Amount, "The lower end."),
        Key::required("high", Kind::Amount, "The upper end, above the lower."),
    ],
    forms: &[],
    forms_doc: "",
};

/// Triangular.
pub static TRIANGULAR: Keys = Keys {
    header: "triangular = { ... }",
    doc: "A least, a most likely and a greatest value.",
    keys: &[
        Key::required("low", Kind::Amount, "The least value."),
        Key::required("mode", Kind::Amount, "The most likely value."),
        Key::required("high", Kind::Amount, "The greatest value, above the least."),
    ],
    forms: &[],
    forms_doc: "",
};

/// Normal.
pub static NORMAL: Keys = Keys {
    header: "normal = { ... }",
    doc: "The bell curve, by its moments or by two percentiles.",
    keys: &[MEAN, DEVIATION, P05, P10, P50, P90, P95],
    forms: &[
        &["mean", "sd"],
        &["p05", "p10"],
        &["p05", "p50"],
        &["p05", "p90"],
        &["p05", "p95"],
        &["p10", "p50"],
        &["p10", "p90"],
        &["p10", "p95"],
        &["p50", "p90"],
        &["p50", "p95"],
        &["p90", "p95"],
    ],
    forms_doc: "`mean` and `sd`, or two of `p05`, `p10`, `p50`, `p90` and `p95`",
};

/// Split normal.
pub static SPLIT_NORMAL: Keys = Keys {
    header: "split_normal = { ... }",
    doc: "Two halves of bell curves that meet at the mode.",
    keys: &[
        amount("mode", "The most likely value."),
        amount("sigma_low", "The spread below the mode, above 0."),
        amount("sigma_high", "The spread above the mode, above 0."),
        amount("sigma", "The spread, Bank of England form, above 0."),
        number("gamma", "The skew, Bank of England form, in (-1, 1)."),
        P10,
        P50,
        P90,
    ],
    forms: &[&["mode", "sigma_low", "sigma_high"], &["mode", "sigma", "gamma"], &["p10", "p50", "p90"]],
    forms_doc: "`p10`, `p50` and `p90`, or `mode`, `sigma_low` and `sigma_high`, or `mode`, `sigma` and `gamma`",
};

/// Lognormal.
pub static LOGNORMAL: Keys = Keys {
    header: "lognormal = { ... }",
    doc: "The exponential of a normal.",
    keys: &[
        number("mu", "The mean of the logarithm."),
        number("sigma", "The standard deviation of the logarithm, above 0."),
        amount("mean", "The mean, above 0."),
        number("cv", "The standard deviation over the mean, above 0."),
        P50,
        P90,
    ],
    forms: &[&["mu", "sigma"], &["mean", "cv"], &["p50", "p90"]],
    forms_doc: "`p50` and `p90`, or `mean` and `cv`, or `mu` and `sigma`",
};

/// Student t.
pub static STUDENT_T: Keys = Keys {
    header: "student_t = { ... }",
    doc: "A bell curve with fat tails.",
    keys: &[
        Key::required("df", Kind::Number, "Degrees of freedom, above 0; above 2 with an `sd`."),
        amount("location", "The middle."),
        amount("scale", "The spread, above 0; not the standard deviation."),
        MEAN,
        DEVIATION,
    ],
    forms: &[&["location", "scale"], &["mean", "sd"]],
    forms_doc: "`mean` and `sd`, or `location` and `scale`",
};

/// Beta.
pub static BETA: Keys = Keys {
    header: "beta = { ... }",
    doc: "Between two ends, 0 and 1 unless said.",
    keys: &[
        number("alpha", "The first shape, above 0."),
        number("beta", "The second shape, above 0."),
        MEAN,
        DEVIATION,
        amount("low", "The lower end; 0 unless said."),
        amount("high", "The upper end; 1 unless said."),
    ],
    forms: &[&["alpha", "beta"], &["mean", "sd"]],
    forms_doc: "`mean` and `sd`, or `alpha` and `beta`",
};

/// Bernoulli.
pub static BERNOULLI: Keys = Keys {
    header: "bernoulli = { ... }",
    doc: "1 with a probability, else 0.",
    keys: &[Key::required("p", Kind::Number, "The probability of 1, from 0 to 1.")],
    forms: &[],
    forms_doc: "",
};
