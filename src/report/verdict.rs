//! Checks, and what happened set beside what was computed.

use serde::Serialize;

use crate::compile;
use crate::results::{Estimate, Tally};
use crate::scenario::{self, Scenario};

use super::column::label;
use super::figure::Figure;

/// What must hold, and whether it does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    /// As it was written.
    pub that: String,
    /// The statistic's value.
    pub statistic: Figure,
    /// Whether it holds.
    pub verdict: Verdict,
}

/// Whether a check holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// In the whole 95 percent interval.
    Holds,
    /// Nowhere in the 95 percent interval.
    Fails,
    /// Somewhere in it, or the statistic does not exist: more paths may decide.
    Undecided,
}

/// What happened, and where in the distribution it fell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Observed {
    /// The column it is of: `OUTCOME@PERIOD`.
    pub column: String,
    /// What a person calls the outcome.
    pub label: String,
    /// What happened, in the column's unit.
    pub value: f64,
    /// Who says so.
    pub source: Option<String>,
    /// P(outcome < value) + P(outcome = value) / 2, in percent.
    pub percentile: Figure,
    /// Whether it lies outside all simulated paths, and on which side.
    pub beyond: Option<Beyond>,
}

/// On which side of all simulated paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Beyond {
    /// Smaller than every path.
    Below,
    /// Larger than every path.
    Above,
}

impl Observed {
    /// `None` when no column is of the outcome and period, which `read` and `compile` exclude.
    pub(super) fn new<'a>(
        scenario: &Scenario,
        observed: &scenario::Observed,
        mut columns: impl Iterator<Item = (&'a compile::Column, &'a Tally)>,
    ) -> Option<Self> {
        let (column, tally) = columns.find(|(column, _)| {
            scenario.outcomes[column.outcome].id == observed.outcome && column.period == observed.period
        })?;
        let value = observed.value;
        let (below, above) = (tally.probability_below(value), tally.probability_above(value));
        // The interval is from P(X < value) at its least to P(X <= value) at its most.
        let percentile = Estimate {
            value: 50.0 * (below.value + (1.0 - above.value)),
            low: 100.0 * below.low,
            high: 100.0 * (1.0 - above.low),
            resolution: 100.0 * below.resolution,
        };
        Some(Self {
            column: column.id.clone(),
            label: label(scenario, &scenario.outcomes[column.outcome]),
            value,
            source: observed.source.clone(),
            percentile: percentile.into(),
            beyond: match (tally.minimum(), tally.maximum()) {
                (Some(minimum), _) if value < minimum => Some(Beyond::Below),
                (_, Some(maximum)) if value > maximum => Some(Beyond::Above),
                _ => None,
            },
        })
    }
}

impl Check {
    pub(super) fn has_failed(&self) -> bool {
        self.verdict == Verdict::Fails
    }
}
