//! The list of codes: one `static` a code, and one line in [`ALL`]. A code, once published, keeps its meaning.

/// A kind of problem: a stable kebab-case name, what it means, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `unknown-name`
    pub name: &'static str,
    /// A sentence or three for `sarez explain`: what it means, why it is refused, what to type.
    pub explanation: &'static str,
}

/// Every code, in alphabetical order.
pub static ALL: &[&Code] = &[
    &CANNOT_READ,
    &CONFLICTING_KEYS,
    &DISTRIBUTION,
    &DUPLICATE_KEY,
    &DUPLICATE_NAME,
    &ELEMENT_NEEDED,
    &EMPTY,
    &LEVEL_NOT_POSITIVE,
    &LEVEL_NOT_USED,
    &MISSING_ELEMENT,
    &MISSING_HISTORY,
    &MISSING_KEY,
    &MISSING_LEVEL,
    &MISSING_SET,
    &NO_ELEMENTS,
    &NOT_A_DURATION,
    &NOT_A_MEASURE,
    &NOT_A_NAME,
    &NOT_A_PERIOD,
    &NOT_A_QUARTER,
    &NOT_A_TARGET,
    &NOT_BEHAVIOURAL,
    &NOT_FINITE,
    &OUT_OF_RANGE,
    &OUTSIDE_HORIZON,
    &OUTSIDE_VALID,
    &PERCENT_BELOW_MINUS_100,
    &PERCENT_ON_RATE,
    &RESERVED_NAME,
    &SIZE_ZERO,
    &SYNTAX,
    &TWO_SETS,
    &UNKNOWN_CHOICE,
    &UNKNOWN_ELEMENT,
    &UNKNOWN_FILE,
    &UNKNOWN_KEY,
    &UNKNOWN_NAME,
    &UNKNOWN_OUTCOME,
    &UNKNOWN_SET,
    &UNKNOWN_VARIABLE,
    &UNQUOTED,
    &UNUSED_FIGURE,
    &WRONG_ORDER,
    &WRONG_TYPE,
];

/// A file that cannot be read.
pub static CANNOT_READ: Code = Code {
    name: "cannot-read",
    explanation: "The file does not exist, may not be read, or is not text in UTF-8. Check the path: a model's \
                  and an economy's path is taken from the scenario file's own folder.",
};

/// Keys that exclude each other.
pub static CONFLICTING_KEYS: Code = Code {
    name: "conflicting-keys",
    explanation: "A table states one thing in two ways, such as an equation and a definition, or two verbs of \
                  one shock. Keep one; two shocks may hit one variable.",
};

/// Numbers that make no distribution.
pub static DISTRIBUTION: Code = Code {
    name: "distribution",
    explanation: "The numbers of a distribution are outside their range or cannot be fitted: a standard \
                  deviation must be above 0, percentiles must rise, and so on. The message names the bound.",
};

/// A key stated twice.
pub static DUPLICATE_KEY: Code = Code {
    name: "duplicate-key",
    explanation: "A table has the same key twice, or a file has the same table twice. TOML allows neither: \
                  keep one of the two.",
};

/// A name used twice.
pub static DUPLICATE_NAME: Code = Code {
    name: "duplicate-name",
    explanation: "Names are unique: among variables, parameters and sets of a model, elements of a set, shocks \
                  and events of a scenario, and outcomes of a scenario. Rename one of the two.",
};

/// A variable over a set without its elements.
pub static ELEMENT_NEEDED: Code = Code {
    name: "element-needed",
    explanation: "The variable runs over a set, so that a target must say which element is meant: \
                  `sent[russia]` for one, `sent[*]` for all. An outcome measures one element at a time.",
};

/// A list without elements.
pub static EMPTY: Code = Code {
    name: "empty",
    explanation: "The list has no element, so that there is nothing to do or to measure. Add one, or leave the \
                  key out.",
};

/// A logarithm of a level that is not positive.
pub static LEVEL_NOT_POSITIVE: Code = Code {
    name: "level-not-positive",
    explanation: "A variable with transform = \"log\" moves by ratios, so that its level must be above 0. \
                  Correct the level, or use transform = \"identity\".",
};

/// A level that a definition does not need.
pub static LEVEL_NOT_USED: Code = Code {
    name: "level-not-used",
    explanation: "A definition's reference follows from what it is made of, so that a level given for it is \
                  not used. Remove the level, or make the variable behavioural.",
};

/// A table without one of a set's elements.
pub static MISSING_ELEMENT: Code = Code {
    name: "missing-element",
    explanation: "A table with one number for each element of a set lacks some of them. Add the missing ones, \
                  or write one number for all.",
};

/// No quarters a year before.
pub static MISSING_HISTORY: Code = Code {
    name: "missing-history",
    explanation: "Growth on a year ago needs the quarters a year before. Under reference = \"model\" they must \
                  be simulated or stand in the economy's history. Measure a later period, or add the quarters \
                  to [history.VARIABLE].",
};

/// A table that lacks a key.
pub static MISSING_KEY: Code = Code {
    name: "missing-key",
    explanation: "The table is incomplete without the key that is named. The help line shows how to write it.",
};

/// A behavioural variable without a level.
pub static MISSING_LEVEL: Code = Code {
    name: "missing-level",
    explanation: "On a steady reference every behavioural variable is held at its base-period level, so that \
                  it needs one: [level.VARIABLE] in the economy file, or `level = ...` in the model.",
};

/// A set without elements.
pub static MISSING_SET: Code = Code {
    name: "missing-set",
    explanation: "The model's set gets its elements from the economy file: `corridor = [\"russia\", \
                  \"other\"]` in its table [set].",
};

/// An element of what runs over no set.
pub static NO_ELEMENTS: Code = Code {
    name: "no-elements",
    explanation: "The variable runs over no set, so that there are no elements to choose from. Write its name \
                  alone.",
};

/// A text that is no duration.
pub static NOT_A_DURATION: Code = Code {
    name: "not-a-duration",
    explanation: "A duration is a whole number of quarters or years: \"4q\", \"1y\".",
};

/// A text that is no measure.
pub static NOT_A_MEASURE: Code = Code {
    name: "not-a-measure",
    explanation: "An outcome is measured as \"level\", \"effect\", \"effect, percent\", \"growth\", \"from \
                  reference\", \"from reference, percent\" or \"share of VARIABLE\".",
};

/// A text that is no name.
pub static NOT_A_NAME: Code = Code {
    name: "not-a-name",
    explanation: "A name begins with a letter and consists of letters, digits and underscores, so that \
                  equations can use it. Put what people read into `label`.",
};

/// A text that is no period.
pub static NOT_A_PERIOD: Code = Code {
    name: "not-a-period",
    explanation: "A period is a year such as \"2022\" or a quarter such as \"2022Q1\".",
};

/// A text that is no quarter.
pub static NOT_A_QUARTER: Code = Code {
    name: "not-a-quarter",
    explanation: "A quarter is written \"2022Q1\": four digits, Q, and 1 to 4.",
};

/// A text that is no variable.
pub static NOT_A_TARGET: Code = Code {
    name: "not-a-target",
    explanation: "A variable is written by its name, \"gdp\"; one that runs over a set with its element, \
                  \"sent[russia]\", or with all of them, \"sent[*]\".",
};

/// A shock to a definition.
pub static NOT_BEHAVIOURAL: Code = Code {
    name: "not-behavioural",
    explanation: "A definition holds exactly, so that a shock to it would break the accounts. Hit one of the \
                  variables that it is made of; the help line names them.",
};

/// A number that is not finite.
pub static NOT_FINITE: Code = Code {
    name: "not-finite",
    explanation: "`nan` and `inf` are no numbers of an economy, and a number above 1.8e308 cannot be held. \
                  Leave the key out where there is no limit.",
};

/// A number outside its range.
pub static OUT_OF_RANGE: Code = Code {
    name: "out-of-range",
    explanation: "The number is outside the range in which it makes sense. The message says which: a \
                  probability from 0 to 1, paths from 1 to 2^40, and so on.",
};

/// A date outside the horizon.
pub static OUTSIDE_HORIZON: Code = Code {
    name: "outside-horizon",
    explanation: "What happens, and what is measured, must lie in the simulated quarters, from the scenario's \
                  `start` for its `horizon`. Move the date, or lengthen the horizon.",
};

/// A parameter outside its valid range.
pub static OUTSIDE_VALID: Code = Code {
    name: "outside-valid",
    explanation: "The parameter's value is outside the range that the model states as valid. Correct the \
                  value, or widen `valid` and say why in `source`.",
};

/// A fall by 100 percent or more.
pub static PERCENT_BELOW_MINUS_100: Code = Code {
    name: "percent-below-minus-100",
    explanation: "A draw of the size could be -100 percent or below, which would make the variable zero or \
                  negative. Use `log_points`, where every size is possible: -50 log points is a fall by 39 \
                  percent. Or use a distribution with an end above -100.",
};

/// A percentage of a percentage.
pub static PERCENT_ON_RATE: Code = Code {
    name: "percent-on-rate",
    explanation: "A rate or a ratio is in percent already, and 10 percent of it is easily taken for 10 \
                  percentage points. Use `add`, in percentage points, or `set`.",
};

/// A name that is a word of equations.
pub static RESERVED_NAME: Code = Code {
    name: "reserved-name",
    explanation: "Equations use the word for a function, such as `exp` or `sum`. Choose another name.",
};

/// A shock of size zero.
pub static SIZE_ZERO: Code = Code {
    name: "size-zero",
    explanation: "The shock's size is fixed at 0, so that it changes nothing. Give it a size, or remove it.",
};

/// A text that is not TOML.
pub static SYNTAX: Code = Code {
    name: "syntax",
    explanation: "The file breaks the rules of TOML at this place: a missing quote, bracket or value. What is \
                  whole in the file has been read on.",
};

/// Two values for one variable in one quarter.
pub static TWO_SETS: Code = Code {
    name: "two-sets",
    explanation: "Two shocks set one variable to a value in the same quarter, and only one can hold. Move one \
                  in time, or remove it.",
};

/// A word that is not one of the choices.
pub static UNKNOWN_CHOICE: Code = Code {
    name: "unknown-choice",
    explanation: "The key takes one of a few words, which the help line lists.",
};

/// An element that the set does not have.
pub static UNKNOWN_ELEMENT: Code = Code {
    name: "unknown-element",
    explanation: "The set's elements stand in the economy file, in its table [set]. Check the spelling, or add \
                  the element there.",
};

/// A name that is not built in.
pub static UNKNOWN_FILE: Code = Code {
    name: "unknown-file",
    explanation: "A scenario, model or economy is named by the name of a built-in one or by a path that ends \
                  in .toml. The help line lists the built-in ones.",
};

/// A key that the table does not have.
pub static UNKNOWN_KEY: Code = Code {
    name: "unknown-key",
    explanation: "The table has no such key. Check the spelling; the help line lists the keys.",
};

/// A name in an equation that nothing defines.
pub static UNKNOWN_NAME: Code = Code {
    name: "unknown-name",
    explanation: "An equation names something that is neither a variable, a parameter, a series nor a set of \
                  the model. Check the spelling, or add a table for it to the model file.",
};

/// An outcome that is not measured.
pub static UNKNOWN_OUTCOME: Code = Code {
    name: "unknown-outcome",
    explanation: "A check or an observation names an outcome, or a period of it, that no [[outcome]] measures. \
                  Check the spelling, or add the period to its `at`.",
};

/// A set that the model does not have.
pub static UNKNOWN_SET: Code = Code {
    name: "unknown-set",
    explanation: "`over` names a set that is not in the model's list `sets`. Check the spelling, or add it \
                  there.",
};

/// A variable that the model does not have.
pub static UNKNOWN_VARIABLE: Code = Code {
    name: "unknown-variable",
    explanation: "The name is not a variable of the model. Check the spelling; `sarez show` lists the \
                  variables.",
};

/// A text without quotes.
pub static UNQUOTED: Code = Code {
    name: "unquoted",
    explanation: "What is neither a number, true or false, nor a date stands in quotes: start = \"2022Q1\". A \
                  number has no unit and no thousands comma: percent = -22.",
};

/// A figure for what the model does not have.
pub static UNUSED_FIGURE: Code = Code {
    name: "unused-figure",
    explanation: "The economy gives a figure for a name that the model does not know, so that it is not used. \
                  Check the spelling; an economy file may serve several models, and then this is harmless.",
};

/// A range whose ends are the wrong way round.
pub static WRONG_ORDER: Code =
    Code { name: "wrong-order", explanation: "A range is written with its lower or earlier end first." };

/// A value of the wrong type.
pub static WRONG_TYPE: Code = Code {
    name: "wrong-type",
    explanation: "The key takes another type of value: a number without quotes, a text in quotes, a list in \
                  brackets, a table in braces. The message says which.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_explained() {
        assert!(ALL.windows(2).all(|pair| pair[0].name < pair[1].name));
        for code in ALL {
            assert!(
                code.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{}",
                code.name
            );
            assert!(code.explanation.ends_with('.') && !code.explanation.contains("  "), "{}", code.name);
        }
    }
}
