//! Published totals that were met, and by what.

use serde::Serialize;

use crate::analysis::target::Met;

use super::figure::Figure;
use super::number::number;

/// A published total that was met by shifting a size.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Target {
    /// The column it is of: `OUTCOME@PERIOD`.
    pub column: String,
    /// `mean`, or a percentile such as `p50`.
    pub stat: String,
    /// What was asked, in the column's unit.
    pub asked: f64,
    /// The column's unit.
    pub unit: String,
    /// The size that was shifted, by the name of its driver.
    pub by: String,
    /// What was added to every draw of the size, with its Monte Carlo error.
    pub shift: Figure,
    /// The statistic with the shift, on the paths that it was solved on.
    pub achieved: Figure,
    /// The statistic with this size as it is stated.
    pub unshifted: Figure,
    /// How many paths it was solved on.
    pub paths: u64,
}

impl From<&Met> for Target {
    fn from(met: &Met) -> Self {
        Self {
            column: format!("{}@{}", met.outcome, met.period),
            stat: met.stat.clone(),
            asked: met.asked,
            unit: met.unit.clone(),
            by: met.by.clone(),
            shift: met.shift.into(),
            achieved: met.achieved.into(),
            unshifted: met.unshifted.into(),
            paths: met.paths,
        }
    }
}

impl Target {
    /// The target, the shift that meets it, and the statistic with and without it.
    pub(super) fn sentence(&self) -> String {
        format!(
            "target {}({}) = {} {}: `{}` shifted by {} gives {}; as stated it gives {}",
            self.stat,
            self.column,
            number(self.asked, 0.0, false),
            self.unit,
            self.by,
            self.shift.with_interval(true),
            self.achieved.with_interval(false),
            self.unshifted.with_interval(false)
        )
    }
}
