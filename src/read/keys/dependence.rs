//! The keys that say how drivers move together.

use super::scenario::SOURCE;
use super::{Key, Keys, Kind, Role, Unsaid};

const PAIRS: Key = Key::optional(
    "rank_correlation",
    Kind::Correlations,
    "Pairs and their Spearman rank correlations, from -1 to 1; with an event they are those of its latent score. A pair that is not named counts as 0.",
);
const REPAIR: Key = Key::optional(
    "repair",
    Kind::Choice(&["none", "nearest"]),
    "What is done where correlations cannot hold together: \"none\" refuses them, \"nearest\" takes the nearest that can; \"none\" unless said.",
)
.unsaid(Unsaid::Value("\"none\""));

/// Of a scenario.
pub static DEPENDENCE: Keys = Keys {
    header: "[dependence]",
    doc: "How shocks and events move together, drawn once a path, and residuals, drawn in each quarter. A shock and an event are named by their ids, an element that draws apart is \"ID[ELEMENT]\", a parameter \"parameter.NAME\", a residual \"residual.VARIABLE\" or \"residual.VARIABLE[ELEMENT]\".",
    keys: &[
        Key::optional(
            "copula",
            Kind::Copula(&COPULA),
            "What makes shocks and events move together; \"gaussian\" unless said.",
        )
        .unsaid(Unsaid::Value("\"gaussian\"")),
        Key::optional(
            "residual_copula",
            Kind::Copula(&COPULA),
            "What makes residuals move together; as the economy says unless said here.",
        )
        .unsaid(Unsaid::Words("the economy's")),
        Key {
            doc: "Pairs and their Spearman rank correlations, from -1 to 1; with an event they are those of its latent score. A pair that is not named counts as 0; of residuals it is the economy's, which a pair named here overrides.",
            ..PAIRS
        },
        REPAIR,
        Key::optional(
            "bounds",
            Kind::Boolean,
            "Whether the answer is also given with shocks and events independent and perfectly dependent; false unless said.",
        )
        .unsaid(Unsaid::Value("false")),
        SOURCE,
    ],
    forms: &[],
    forms_doc: "",
};

/// Of an economy.
pub static RESIDUAL_DEPENDENCE: Keys = Keys {
    header: "[dependence]",
    doc: "How residuals move together within a quarter: estimates, which a scenario may override pair by pair. A residual is named \"residual.VARIABLE\" or \"residual.VARIABLE[ELEMENT]\". Parameters may be paired too, \"parameter.NAME\" with \"parameter.NAME\", as `sarez calibrate` does.",
    keys: &[
        Key::optional(
            "copula",
            Kind::Copula(&COPULA),
            "What makes residuals move together; \"gaussian\" unless said.",
        )
        .unsaid(Unsaid::Value("\"gaussian\"")),
        PAIRS,
        REPAIR,
        Key::required(
            "source",
            Kind::Text,
            "On what they were estimated; begins with \"assumption\" when they are a judgement.",
        )
        .role(Role::Remark),
    ],
    forms: &[],
    forms_doc: "",
};

/// A copula.
pub static COPULA: Keys = Keys {
    header: "copula = { ... }",
    doc: "A copula other than \"gaussian\".",
    keys: &[
        Key::optional(
            "student_t",
            Kind::Table(&STUDENT_T_COPULA),
            "Extremes come together: all that named pairs connect share one mixing variable.",
        ),
        Key::optional(
            "empirical",
            Kind::Table(&EMPIRICAL_COPULA),
            "What moved together in the rows of a file moves together again.",
        ),
    ],
    forms: &[&["student_t"], &["empirical"]],
    forms_doc: "one of `student_t` or `empirical`",
};

/// A t copula.
pub static STUDENT_T_COPULA: Keys = Keys {
    header: "copula.student_t = { ... }",
    doc: "The copula of Student's t distribution.",
    keys: &[Key::required(
        "df",
        Kind::Number,
        "Degrees of freedom: the smaller, the more often extremes come together; above 2, at most 1e6.",
    )],
    forms: &[],
    forms_doc: "",
};

/// An empirical copula.
pub static EMPIRICAL_COPULA: Keys = Keys {
    header: "empirical = { ... }",
    doc: "Each draw takes the ranks of one row of a file, each spread over its share of (0, 1).",
    keys: &[
        Key::required(
            "csv",
            Kind::File,
            "The file; its rows are independent draws of what stands in its columns.",
        ),
        Key::required(
            "columns",
            Kind::ByDriver(&Kind::Text),
            "For each shock, event or residual the column that it moves with.",
        ),
    ],
    forms: &[],
    forms_doc: "",
};
