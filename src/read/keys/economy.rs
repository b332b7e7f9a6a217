//! The keys of an economy file.

use super::{Key, Keys, Kind, RESIDUAL_DEPENDENCE, Range, Role, Unsaid};

/// An economy file.
pub static ECONOMY: Keys = Keys {
    header: "the economy",
    doc: "One country's numbers for a model, each with its source.",
    keys: &[
        Key::required("title", Kind::Text, "What a person calls the economy.").role(Role::Own),
        Key::optional("note", Kind::Text, "A paragraph about it.").role(Role::Own),
        Key::optional(
            "extends",
            Kind::File,
            "An economy that this one changes: a built-in name, or a path from this file's folder. Tables are merged by key; this file wins. Title and note are not taken over.",
        )
        .role(Role::Own),
        Key::optional("code", Kind::Text, "ISO 3166 alpha-3, such as \"TJK\"."),
        Key::optional("currency", Kind::Text, "The currency of its figures."),
        Key::optional(
            "set",
            Kind::Named(&Kind::List(&Kind::Name)),
            "The elements of the model's sets, in order.",
        ),
        Key::optional("level", Kind::Named(&Kind::Table(&LEVEL)), "Base-period values of variables."),
        Key::optional(
            "parameter",
            Kind::Named(&Kind::Table(&OVERRIDE)),
            "Numbers that replace the model's own.",
        ),
        Key::optional(
            "history",
            Kind::Named(&Kind::Table(&HISTORY)),
            "Known quarters, or years, of variables.",
        ),
        Key::optional(
            "past",
            Kind::Tables(&RECORD),
            "What variables have done before, year by year: how plausible a shock is.",
        ),
        Key::optional(
            "series",
            Kind::Named(&Kind::Table(&SERIES)),
            "Data of the model's exogenous variables.",
        ),
        Key::optional("reference", Kind::Table(&REFERENCE), "What the reference path is in this country."),
        Key::optional(
            "dependence",
            Kind::Table(&RESIDUAL_DEPENDENCE),
            "How residuals move together within a quarter; they are independent unless said.",
        ),
        Key::optional(
            "closing",
            Kind::Named(&Kind::Target),
            "For an identity, or a definition that has a level here: the variable that takes its remainder on the reference.",
        ),
    ],
    forms: &[],
    forms_doc: "",
};

const UNIT: Key = Key::optional("unit", Kind::Text, "The unit of the figure.");
const VINTAGE: Key =
    Key::optional("vintage", Kind::Text, "When the figure was published.").role(Role::Remark);
const SOURCE: Key = Key::required(
    "source",
    Kind::Text,
    "Who published it; begins with \"assumption\" when it is a judgement.",
)
.role(Role::Remark);

/// A base-period value.
pub static LEVEL: Keys = Keys {
    header: "[level.VARIABLE]",
    doc: "The base-period value of a variable.",
    keys: &[
        Key::required("value", Kind::PerElement(&Kind::Number), "The value; flows are per quarter."),
        UNIT,
        Key::optional("period", Kind::Text, "The period that the figure is of.").role(Role::Remark),
        VINTAGE,
        SOURCE,
    ],
    forms: &[],
    forms_doc: "",
};

/// The reference path of this country.
pub static REFERENCE: Keys = Keys {
    header: "[reference]",
    doc: "The deterministic path against which equations are tracked, where it is not the model's.",
    keys: &[
        Key::optional(
            "kind",
            Kind::Choice(&["steady", "balanced", "path", "model"]),
            "As in the model, in place of the model's.",
        ),
        Key::optional(
            "csv",
            Kind::File,
            "Under \"path\": its file, with columns variable, period, value, unit and vintage; element and source where they are needed.",
        ),
        Key::optional("base", Kind::Period, "Under \"balanced\": the year or quarter that levels are of."),
        Key::optional("growth", Kind::Within(Range::PERCENT_RATE), "Under \"balanced\": real growth.")
            .unit("percent a year"),
        Key::optional("inflation", Kind::Within(Range::PERCENT_RATE), "Under \"balanced\": inflation.")
            .unit("percent a year"),
        Key::optional(
            "foreign_inflation",
            Kind::Within(Range::PERCENT_RATE),
            "Under \"balanced\": inflation abroad.",
        )
        .unit("percent a year"),
        Key::optional("source", Kind::Text, "Who says so; needed under \"balanced\"."),
    ],
    forms: &[],
    forms_doc: "",
};

const VALUE: Key = Key::optional("value", Kind::PerElement(&Kind::Number), "The central value.");
const PRIOR: Key = Key::optional("prior", Kind::PerElement(&Kind::Distribution), "How uncertain it is.");
const WHENCE: Key = Key::optional("source", Kind::Text, "Where it comes from.").role(Role::Remark);
const OTHER_NUMBERS: &[&[&str]] = &[&["value"], &["prior"], &["value", "prior"]];
const OTHER_NUMBERS_DOC: &str = "a `value`, a `prior` or both";

/// A parameter of this country.
pub static OVERRIDE: Keys = Keys {
    header: "[parameter.NAME]",
    doc: "This country's own number or prior for a parameter of the model.",
    keys: &[VALUE, PRIOR, WHENCE],
    forms: OTHER_NUMBERS,
    forms_doc: OTHER_NUMBERS_DOC,
};

/// A parameter of a named set.
pub static OF_SET: Keys = Keys {
    header: "[parameter_set.SET.parameter.NAME]",
    doc: "A set's own number or prior for a parameter of the model.",
    keys: &[VALUE, PRIOR, WHENCE],
    forms: OTHER_NUMBERS,
    forms_doc: OTHER_NUMBERS_DOC,
};

const CSV: Key = Key::optional(
    "csv",
    Kind::File,
    "A CSV file with a column `period`, from this file's folder; the first line names the columns.",
);
const COLUMN: Key =
    Key::optional("column", Kind::PerElement(&Kind::Text), "The column of the CSV file that has the values.");
const QUARTERLY: Key = Key::optional(
    "quarterly",
    Kind::ByQuarter(&Kind::PerElement(&Kind::Number)),
    "The value of each quarter.",
);
const ANNUAL: Key = Key::optional(
    "annual",
    Kind::ByYear(&Kind::PerElement(&Kind::Number)),
    "The value of each year: quarters follow as smoothly as the years allow; a flow's add up to it.",
);
const BY_PERIOD: &[&[&str]] = &[&["quarterly"], &["annual"], &["quarterly", "annual"], &["csv", "column"]];
const BY_PERIOD_DOC: &str = "`quarterly`, `annual` or both, or `csv` and `column`";

/// Data of an exogenous variable.
pub static SERIES: Keys = Keys {
    header: "[series.VARIABLE]",
    doc: "Data of an exogenous variable, one with `series = true` in the model.",
    keys: &[
        QUARTERLY,
        ANNUAL,
        CSV,
        COLUMN,
        UNIT,
        VINTAGE,
        Key::optional(
            "source",
            Kind::Text,
            "Who published it; begins with \"assumption\" when it is a judgement.",
        ),
    ],
    forms: BY_PERIOD,
    forms_doc: BY_PERIOD_DOC,
};

/// What an observed outcome was in the years before.
pub static PAST: Keys = Keys {
    header: "observed.past = { ... }",
    doc: "What the outcome was before the start, for the references that `sarez backtest` sets a forecast against; never simulated.",
    keys: &[QUARTERLY, ANNUAL, CSV, COLUMN, VINTAGE, SOURCE],
    forms: BY_PERIOD,
    forms_doc: BY_PERIOD_DOC,
};

/// What a variable has done before.
pub static RECORD: Keys = Keys {
    header: "[[past]]",
    doc: "What a variable has done before the start: the size of a shock is set against its yearly changes; never simulated.",
    keys: &[
        Key::required(
            "of",
            Kind::Target,
            "The variable and which of its elements; \"[*]\" for all of them together.",
        )
        .role(Role::Identity),
        Key::optional(
            "as",
            Kind::Choice(&["level", "change"]),
            "Whether the figures are levels, or changes on a year ago: percent, or percentage points of a rate; \"level\" unless said.",
        )
        .unsaid(Unsaid::Value("\"level\"")),
        QUARTERLY,
        ANNUAL,
        CSV,
        COLUMN,
        VINTAGE,
        SOURCE,
    ],
    forms: BY_PERIOD,
    forms_doc: BY_PERIOD_DOC,
};

/// Known quarters.
pub static HISTORY: Keys = Keys {
    header: "[history.VARIABLE]",
    doc: "Known quarters of a variable.",
    keys: &[QUARTERLY, ANNUAL, CSV, COLUMN, UNIT, VINTAGE, SOURCE],
    forms: BY_PERIOD,
    forms_doc: BY_PERIOD_DOC,
};
