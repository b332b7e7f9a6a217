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
pub static ALL: &[&Code] = &[&UNKNOWN_NAME];

/// A name in an equation that nothing defines.
pub static UNKNOWN_NAME: Code = Code {
    name: "unknown-name",
    explanation: "An equation names something that is neither a variable, a parameter, a series nor a set of the model. \
                  Check the spelling, or add a table for it to the model file.",
};
