//! The keys of a model file.

use super::{Key, Keys, Kind, OF_SET, Range, Role, Unsaid};

/// A model file.
pub static MODEL: Keys = Keys {
    header: "the model",
    doc: "Equations and parameters: what is the same for every country.",
    keys: &[
        Key::required("title", Kind::Text, "What a person calls the model.").role(Role::Own),
        Key::optional("note", Kind::Text, "A paragraph about it.").role(Role::Own),
        Key::optional(
            "frequency",
            Kind::Choice(&["quarter", "year"]),
            "The length of a period; \"quarter\" unless said.",
        )
        .unsaid(Unsaid::Value("\"quarter\"")),
        Key::optional(
            "sets",
            Kind::List(&Kind::Name),
            "Sets that variables run over; their elements come from the economy.",
        ),
        Key::optional("reference", Kind::Table(&REFERENCE), "What ref(x) means in an equation."),
        Key::optional("parameter", Kind::Named(&Kind::Table(&PARAMETER)), "Numbers that equations name."),
        Key::optional(
            "parameter_set",
            Kind::Named(&Kind::Table(&PARAMETER_SET)),
            "Other numbers for some parameters, of which a scenario may choose one set by its name.",
        ),
        Key::required("variable", Kind::Named(&Kind::Table(&VARIABLE)), "What the model explains."),
        Key::optional(
            "identity",
            Kind::Named(&Kind::Table(&IDENTITY)),
            "Accounts that must hold in every quarter of every path.",
        ),
        Key::optional(
            "validity",
            Kind::Named(&Kind::Table(&VALIDITY)),
            "Where the equations say more than anybody has measured: a run warns with the share of such paths.",
        ),
    ],
    forms: &[],
    forms_doc: "",
};

/// The reference path.
pub static REFERENCE: Keys = Keys {
    header: "[reference]",
    doc: "The deterministic path against which equations are tracked.",
    keys: &[
        Key::optional(
            "kind",
            Kind::Choice(&["steady", "balanced", "path", "model"]),
            "\"steady\": base-period levels held, the default; \"balanced\": grown by each variable's trend; \"path\": what the economy's CSV file states; \"model\": the equations' own solution.",
        )
        .unsaid(Unsaid::Value("\"steady\"")),
        Key::optional(
            "scale",
            Kind::Name,
            "The variable that the size of an account's remainder is set against; `gdp` unless said, where there is one.",
        )
        .unsaid(Unsaid::Words("gdp, where there is one")),
    ],
    forms: &[],
    forms_doc: "",
};

/// A parameter.
pub static PARAMETER: Keys = Keys {
    header: "[parameter.NAME]",
    doc: "A number that equations name; its prior is drawn once a path.",
    keys: &[
        Key::optional("over", Kind::Name, "The set it runs over."),
        Key::optional("label", Kind::Text, "What a person calls it.").role(Role::Remark),
        Key::optional("unit", Kind::Text, "Its unit."),
        Key::required("value", Kind::PerElement(&Kind::Number), "The central value."),
        Key::optional(
            "prior",
            Kind::PerElement(&Kind::Distribution),
            "How uncertain it is; known exactly unless said.",
        )
        .unsaid(Unsaid::Words("known exactly")),
        Key::optional("valid", Kind::Pair(&Kind::Number), "The range within which the number makes sense."),
        Key::optional(
            "source",
            Kind::Text,
            "Where it comes from; begins with \"assumption\" when it is a judgement.",
        )
        .role(Role::Remark),
    ],
    forms: &[],
    forms_doc: "",
};

/// A named set of parameters.
pub static PARAMETER_SET: Keys = Keys {
    header: "[parameter_set.NAME]",
    doc: "Numbers that replace the model's and the economy's own where a scenario says parameter_set = \"NAME\".",
    keys: &[
        Key::required("title", Kind::Text, "What the set stands for."),
        Key::optional(
            "parameter",
            Kind::Named(&Kind::Table(&OF_SET)),
            "The parameters that differ; none when the set is the model as it stands.",
        ),
    ],
    forms: &[],
    forms_doc: "",
};

/// A variable.
pub static VARIABLE: Keys = Keys {
    header: "[variable.NAME]",
    doc: "Something that the model explains, by an equation or by definition.",
    keys: &[
        Key::optional("over", Kind::Name, "The set it runs over."),
        Key::optional("label", Kind::Text, "What a person calls it.").role(Role::Remark),
        Key::optional("unit", Kind::Text, "Its unit."),
        Key::required(
            "kind",
            Kind::Choice(&["flow", "stock", "index", "rate", "ratio"]),
            "What quarters of a year add up to: a sum, the last quarter, a mean, a mean, a ratio of the two aggregates.",
        ),
        Key::optional(
            "frequency",
            Kind::Choice(&["quarter", "year"]),
            "\"year\": one value a year, from annual aggregates of what it reads; the model's own unless said.",
        )
        .unsaid(Unsaid::Key("frequency")),
        Key::optional(
            "trend",
            Kind::Choice(&[
                "constant",
                "real",
                "nominal",
                "foreign",
                "price",
                "foreign_price",
                "exchange_rate",
            ]),
            "How it grows on a balanced reference; rates and ratios are constant.",
        ),
        Key::optional("equation", Kind::Equation, "Behaviour: what the variable equals; shocks may hit it."),
        Key::optional("definition", Kind::Equation, "An identity that holds exactly; shocks may not hit it."),
        Key::optional("series", Kind::Boolean, "true: the values are data, of the economy or the scenario."),
        Key::optional(
            "transform",
            Kind::Choice(&["identity", "log"]),
            "The scale on which an equation tracks its reference and takes its residual; \"identity\" unless said.",
        )
        .unsaid(Unsaid::Value("\"identity\"")),
        Key::optional("residual", Kind::Table(&RESIDUAL), "What the equation does not explain."),
        Key::optional("bounds", Kind::Table(&BOUNDS), "Where shocks stop."),
        Key::optional(
            "absorb",
            Kind::Target,
            "The behavioural variable that is moved when a shock hits this definition; none may unless said.",
        )
        .unsaid(Unsaid::Words("none may")),
        Key::optional("level", Kind::Number, "Its value before the start where the economy gives none."),
        Key::optional("source", Kind::Text, "Where the equation comes from.").role(Role::Remark),
    ],
    forms: &[&["equation"], &["definition"], &["series"]],
    forms_doc: "an `equation`, a `definition` or `series = true`",
};

/// An identity.
pub static IDENTITY: Keys = Keys {
    header: "[identity.NAME]",
    doc: "An account that must hold in every quarter of every path; it is not used to compute anything.",
    keys: &[
        Key::required("check", Kind::Equation, "The two sides, `left = right`."),
        Key::optional("label", Kind::Text, "What a person calls it."),
        Key::optional("source", Kind::Text, "Where it comes from."),
    ],
    forms: &[],
    forms_doc: "",
};

/// A range of validity.
pub static VALIDITY: Keys = Keys {
    header: "[validity.NAME]",
    doc: "A range within which the equations were measured; outside it a run warns. It changes no number.",
    keys: &[
        Key::optional(
            "label",
            Kind::Text,
            "What is the case outside, such as \"fuel below half of demand\".",
        )
        .role(Role::Remark),
        Key::required(
            "outside",
            Kind::Equation,
            "A condition on variables and parameters of a quarter, above 0 on the paths that are outside.",
        ),
        Key::required("advice", Kind::Text, "What to do when paths are outside.").role(Role::Remark),
        Key::optional("source", Kind::Text, "Who says so.").role(Role::Remark),
    ],
    forms: &[],
    forms_doc: "",
};

/// A residual.
pub static RESIDUAL: Keys = Keys {
    header: "residual = { ... }",
    doc: "u = ar u(-1) + e: what an equation does not explain; e has mean 0.",
    keys: &[
        Key::optional("normal", Kind::Table(&RESIDUAL_NORMAL), "e is normal."),
        Key::optional("student_t", Kind::Table(&RESIDUAL_STUDENT_T), "e is Student t: fat tails."),
        Key::optional(
            "ar",
            Kind::Within(Range::AUTOREGRESSIVE),
            "Autoregressive coefficient; 1 is a random walk, 0 unless said.",
        )
        .unsaid(Unsaid::Value("0")),
        Key::optional("common", Kind::Table(&COMMON), "What it shares with other residuals."),
    ],
    forms: &[&["normal"], &["student_t"]],
    forms_doc: "`normal` or `student_t`",
};

const SD: Key = Key::optional(
    "sd",
    Kind::Within(Range::POSITIVE),
    "Standard deviation per quarter, in the variable's unit, or in log points / 100 under transform = \"log\".",
);

const ANNUAL: Key = Key::optional(
    "annual_sd",
    Kind::Table(&ANNUAL_SD),
    "Standard deviation a year on of the variable itself, from which `sd` is solved and printed.",
);
const SDS: &[&[&str]] = &[&["sd"], &["annual_sd"]];
const SDS_DOC: &str = "`sd` or `annual_sd`";

/// The spread of a residual by what it makes of a year.
pub static ANNUAL_SD: Keys = Keys {
    header: "annual_sd = { ... }",
    doc: "What the residual alone makes of a year against the year before, once it is stationary; exact to first order.",
    keys: &[
        Key::optional(
            "growth",
            Kind::Within(Range::POSITIVE),
            "Standard deviation of annual growth as a share, 0.115 for 11.5 percent; under transform = \"log\".",
        ),
        Key::optional(
            "change",
            Kind::Within(Range::POSITIVE),
            "Standard deviation of the change of the annual figure, in its unit; under transform = \"identity\".",
        ),
    ],
    forms: &[&["growth"], &["change"]],
    forms_doc: "`growth` or `change`",
};

/// A normal residual.
pub static RESIDUAL_NORMAL: Keys = Keys {
    header: "normal = { ... }",
    doc: "A normal residual of mean 0.",
    keys: &[SD, ANNUAL],
    forms: SDS,
    forms_doc: SDS_DOC,
};

/// A Student t residual.
pub static RESIDUAL_STUDENT_T: Keys = Keys {
    header: "student_t = { ... }",
    doc: "A Student t residual of mean 0.",
    keys: &[
        Key::required(
            "df",
            Kind::Within(Range::above(2.0)),
            "Degrees of freedom, so many that there is a standard deviation.",
        ),
        SD,
        ANNUAL,
    ],
    forms: SDS,
    forms_doc: SDS_DOC,
};

/// The common part of residuals.
pub static COMMON: Keys = Keys {
    header: "common = { ... }",
    doc: "A factor that residuals share.",
    keys: &[
        Key::required("share", Kind::Within(Range::SHARE), "The factor's share of the variance."),
        Key::required("factor", Kind::Name, "The factor's name; the same name is the same draw."),
    ],
    forms: &[],
    forms_doc: "",
};

/// Bounds of a variable.
pub static BOUNDS: Keys = Keys {
    header: "bounds = { ... }",
    doc: "Inclusive bounds, applied after all shocks.",
    keys: &[
        Key::optional("low", Kind::Number, "The least value; none unless said.")
            .unsaid(Unsaid::Words("none")),
        Key::optional("high", Kind::Number, "The greatest value; none unless said.")
            .unsaid(Unsaid::Words("none")),
    ],
    forms: &[&["low"], &["high"], &["low", "high"]],
    forms_doc: "`low`, `high` or both",
};
