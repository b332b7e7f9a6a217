//! Why variants of a scenario give no answer.

use std::fmt;

use crate::diagnostic::Diagnostics;
use crate::simulate::Failure;

/// Why there is none.
#[derive(Debug)]
pub enum Trouble {
    /// A variant cannot be compiled.
    Compile(Diagnostics),
    /// It cannot be simulated.
    Simulate(Failure),
    /// Paths fail, and the scenario does not count them.
    Failed(u64),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compile(_) => f.write_str("a variant of the scenario cannot be computed"),
            Self::Simulate(failure) => failure.fmt(f),
            Self::Failed(paths) => write!(f, "{paths} paths of a variant are not finite"),
        }
    }
}

impl std::error::Error for Trouble {}

impl Trouble {
    /// What to do about it.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Compile(_) => None,
            Self::Simulate(_) => Some("take fewer --paths, or allow more with --max-memory"),
            Self::Failed(_) => Some("on_bad_path = \"count\" in [run] leaves such paths out"),
        }
    }
}
