//! What is measured: one number a path.

use crate::calendar::Period;

use super::course::Line;

/// An outcome at one period. The tally of the same position in [`crate::results::Part`] holds its distribution.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// `OUTCOME@PERIOD`, such as `gdp_effect@2022`.
    pub id: String,
    /// The scenario, by its position among those that were compiled together; 0 when there is one.
    pub scenario: usize,
    /// In a column of differences: the scenario whose outcome is taken from it on the same path.
    pub minus: Option<usize>,
    /// In a column that follows a variable over time: the course, by position, and what of it.
    pub course: Option<(usize, Line)>,
    /// Position in the scenario's outcomes.
    pub outcome: usize,
    /// When.
    pub period: Period,
    /// The unit of its numbers, such as `percent`, `pp` or `USD million a quarter`.
    pub unit: String,
    /// What the number is compared with, such as `baseline` or `a year ago`; `None` for a level.
    pub versus: Option<&'static str>,
    /// How many quarters of the period are simulated, the rest coming from history or the reference; 1 of 1 for a
    /// quarter, up to 4 of 4 for a year.
    pub simulated: (u32, u32),
}
