//! What is fitted to history.

use crate::calendar::Period;
use crate::diagnostic::Span;

use super::Target;

/// Parameters, and the variables whose history says something about them.
#[derive(Debug, Clone)]
pub struct Calibration {
    /// Parameters of the model, each with a prior; at least one, each element once.
    pub parameters: Vec<Target>,
    /// Behavioural variables with a residual and a history; at least one, each element once.
    pub observed: Vec<Target>,
    /// The first period; as early as the history allows if `None`.
    pub from: Option<Period>,
    /// The last period; as late as the history and `as_of` allow if `None`.
    pub to: Option<Period>,
    /// Where it is asked for.
    pub span: Span,
}
