//! Runs that stop once they know enough.
//!
//! A run looks after 2^14, 2^15, ... paths only, and stops at the first look where every interval asked for is narrow
//! enough. It looks at widths, never at values, and each look doubles the paths: so the intervals at the end cover about as
//! often as those of a run of fixed length (tested).

use crate::compile::Ensemble;
use crate::language::{Comparison, Statistic};
use crate::results::{Estimate, Part, Tail, Tally};
use crate::scenario::Precision;

use super::unit::UNIT;
use super::{Failure, Options, Simulation, units};

/// The first look.
const FIRST_LOOK: u64 = 1 << 14;

/// What a run that may stop early gave.
#[derive(Debug, Clone)]
pub struct Stopped {
    /// The paths that were run.
    pub part: Part,
    /// By precision asked for: the estimate in the end; `None` for one of no column.
    pub estimates: Vec<Option<Estimate>>,
    /// Whether all were reached.
    pub reached: bool,
}

/// Simulates an ensemble until all that is asked for is known so well, at most all of its paths; all of them when nothing
/// is asked for.
///
/// # Errors
/// As [`super::simulate`].
///
/// # Panics
/// As [`super::simulate`].
pub fn simulate_until(
    ensemble: &Ensemble,
    asked: &[Precision],
    options: &Options,
) -> Result<Stopped, Failure> {
    let simulation = Simulation::new(ensemble, options)?;
    let all = units(ensemble);
    let mut look = if asked.is_empty() { ensemble.paths } else { FIRST_LOOK };
    let mut so_far: Option<Part> = None;
    loop {
        let from = so_far.as_ref().map_or(0, |part: &Part| part.paths.div_ceil(UNIT));
        let end = if look >= ensemble.paths { all } else { look / UNIT };
        let next = simulation.run(from..end)?;
        let part = match so_far.take() {
            None => next,
            Some(mut part) => {
                part.merge(&next).map_err(Failure::merge)?;
                part
            }
        };
        let estimates: Vec<Option<Estimate>> =
            asked.iter().map(|precision| estimate(ensemble, precision, &part)).collect();
        let enough = |(estimate, precision): (&Option<Estimate>, &Precision)| {
            estimate.is_some_and(|estimate| half_width(estimate) <= precision.half_width)
        };
        let reached = estimates.iter().zip(asked).all(enough);
        if part.paths >= ensemble.paths || (reached && !asked.is_empty()) {
            return Ok(Stopped { part, estimates, reached });
        }
        so_far = Some(part);
        look *= 2;
    }
}

/// Half of the 95 percent interval.
pub fn half_width(estimate: Estimate) -> f64 {
    0.5 * (estimate.high - estimate.low)
}

/// The estimate of what a precision is asked for.
fn estimate(ensemble: &Ensemble, precision: &Precision, part: &Part) -> Option<Estimate> {
    let id = format!("{}@{}", precision.outcome, precision.period);
    let at = ensemble.columns.iter().position(|column| column.id == id && column.minus.is_none())?;
    Some(statistic(&part.tallies[at], precision.statistic))
}

/// A statistic of a tally.
pub fn statistic(tally: &Tally, statistic: Statistic) -> Estimate {
    match statistic {
        Statistic::Mean => tally.mean(),
        Statistic::Sd => tally.sd(),
        Statistic::Skewness => tally.skewness(),
        Statistic::Quantile(p) => tally.quantile(p),
        Statistic::Shortfall(p) => tally.expected_shortfall(p, Tail::Lower),
        Statistic::Probability { comparison, threshold } => match comparison {
            Comparison::Greater | Comparison::GreaterEqual => tally.probability_above(threshold),
            _ => tally.probability_below(threshold),
        },
    }
}
