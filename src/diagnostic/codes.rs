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
    &CYCLE_WITHIN_QUARTER,
    &DRIVER_COLLISION,
    &MISSING_LEVEL,
    &UNDRAWABLE_DISTRIBUTION,
    &UNFELT_SHOCK,
    &UNKNOWN_NAME,
];

/// Equations that read each other within a quarter.
pub static CYCLE_WITHIN_QUARTER: Code = Code {
    name: "cycle-within-quarter",
    explanation: "Each of these equations reads the next within the same quarter, and the last one reads the first. \
                  Such equations would have to be solved together. Let one of them read a value of the quarter \
                  before, such as `x(-1)`.",
};

/// Two names that hash to the same draws.
pub static DRIVER_COLLISION: Code = Code {
    name: "driver-collision",
    explanation: "Draws are addressed by a hash of the driver's name, and two names of this scenario have the same \
                  one: they would move together. It happens once in about 2^64 pairs of names; rename one.",
};

/// A variable without a value where one is needed.
pub static MISSING_LEVEL: Code = Code {
    name: "missing-level",
    explanation: "A variable needs a value before the start, or on the economy's reference, and nothing gives one: \
                  neither the economy's history or levels, nor a `level` in the model.",
};

/// A distribution that cannot be tabulated.
pub static UNDRAWABLE_DISTRIBUTION: Code = Code {
    name: "undrawable-distribution",
    explanation: "The quantile function of this distribution cannot be computed to the promised accuracy, usually \
                  because a parameter is extreme. Choose a less extreme one, or another family.",
};

/// A shock that touches nothing.
pub static UNFELT_SHOCK: Code = Code {
    name: "unfelt-shock",
    explanation: "No outcome depends on what this shock or event hits, so that it would change no number of the \
                  report. Measure a variable that depends on it, or take it out.",
};

/// A name in an equation that nothing defines.
pub static UNKNOWN_NAME: Code = Code {
    name: "unknown-name",
    explanation: "An equation names something that is neither a variable, a parameter, a series nor a set of the model. \
                  Check the spelling, or add a table for it to the model file.",
};
