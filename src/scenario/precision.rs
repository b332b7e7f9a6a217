//! How precise a statistic must be before a run stops.

use crate::calendar::Period;
use crate::diagnostic::Span;
use crate::language::Statistic;

/// A half-width that a run goes on for, up to its number of paths.
#[derive(Debug, Clone, PartialEq)]
pub struct Precision {
    /// The outcome's id.
    pub outcome: String,
    /// One of its periods.
    pub period: Period,
    /// The statistic as it is written, such as `p05`.
    pub stat: String,
    /// The mean, or a quantile.
    pub statistic: Statistic,
    /// Half of the 95 percent interval, in the outcome's unit; above 0.
    pub half_width: f64,
    /// Where it stands.
    pub span: Span,
}
