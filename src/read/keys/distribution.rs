//! What distributions are made of that are not stated by numbers alone.

use super::{Key, Keys, Kind};

/// A discrete distribution.
pub static WEIGHTED: Keys = Keys {
    header: "{ values = [...], weights = [...] }",
    doc: "Values, and how likely each is.",
    keys: &[
        Key::required("values", Kind::List(&Kind::Number), "What it can be, each once."),
        Key::required("weights", Kind::List(&Kind::Number), "How likely each value is, in any unit."),
    ],
    forms: &[],
    forms_doc: "",
};

/// An empirical distribution.
pub static COLUMN: Keys = Keys {
    header: "{ csv = \"...\", column = \"...\" }",
    doc: "A column of numbers in a CSV file.",
    keys: &[
        Key::required("csv", Kind::Text, "The file, from the folder of the file that names it."),
        Key::required("column", Kind::Text, "The column, as the file's first line names it."),
    ],
    forms: &[],
    forms_doc: "",
};

/// A component of a mixture, besides its distribution.
pub static COMPONENT: Keys = Keys {
    header: "{ weight = ..., normal = { ... } }",
    doc: "A distribution and how likely it is.",
    keys: &[Key::required("weight", Kind::Number, "How likely it is, in any unit.")],
    forms: &[],
    forms_doc: "",
};

/// The bounds of a truncated distribution, besides the distribution.
pub static WITHIN: Keys = Keys {
    header: "{ normal = { ... }, low = ..., high = ... }",
    doc: "A distribution and the bounds between which it lies; at least one of them.",
    keys: &[
        Key::optional("low", Kind::Number, "The least value that can be."),
        Key::optional("high", Kind::Number, "The greatest value that can be."),
    ],
    forms: &[],
    forms_doc: "",
};
