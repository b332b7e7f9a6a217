//! How well what was asked for is known in the end.

use serde::Serialize;

use crate::scenario;
use crate::simulate::{Stopped, half_width};

use super::figure::finite;
use super::number::{count, number};

/// A precision that was asked for, and what was reached.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Precision {
    /// The column it is of: `OUTCOME@PERIOD`.
    pub column: String,
    /// `mean`, or a percentile such as `p05`.
    pub stat: String,
    /// Half of the 95 percent interval that was asked for, in the column's unit.
    pub asked: f64,
    /// Half of the interval after the paths that were run; `None` when it is not known.
    pub half_width: Option<f64>,
    /// Whether it is narrow enough.
    pub reached: bool,
    /// Paths that were run.
    pub paths: u64,
    /// The most that might have been run.
    pub most: u64,
}

impl Precision {
    /// What a run of at most `most` paths reached, in the order in which it was asked.
    pub(super) fn list(asked: &[scenario::Precision], stopped: &Stopped, most: u64) -> Vec<Self> {
        let one = |(asked, estimate): (&scenario::Precision, &Option<crate::results::Estimate>)| {
            let half_width = estimate.and_then(|estimate| finite(half_width(estimate)));
            Self {
                column: format!("{}@{}", asked.outcome, asked.period),
                stat: asked.stat.clone(),
                asked: asked.half_width,
                half_width,
                reached: half_width.is_some_and(|half_width| half_width <= asked.half_width),
                paths: stopped.part.paths,
                most,
            }
        };
        asked.iter().zip(&stopped.estimates).map(one).collect()
    }

    /// `p05(gdp_effect@2022) to ± 0.05: reached with 65,536 paths of at most 1,000,000, ± 0.043`
    pub(super) fn sentence(&self) -> String {
        let verdict = if self.reached { "reached" } else { "NOT reached" };
        let half_width = self
            .half_width
            .map_or("not known".to_owned(), |half| format!("± {}", number(half, 0.05 * half, false)));
        format!(
            "{}({}) to ± {}: {verdict} with {} paths of at most {}, {half_width}",
            self.stat,
            self.column,
            number(self.asked, 0.0, false),
            count(self.paths),
            count(self.most),
        )
    }
}
