//! One of several starts of which the same is asked.

use crate::calendar::Period;

/// Which origin of a rolling scenario a question is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The name of the scenario that has the origins.
    pub rolling: String,
    /// When it asks.
    pub period: Period,
    /// Outcomes whose observed figure is missing there, as their column names them.
    pub unobserved: Vec<String>,
}
