//! Two kinds of not knowing: how much of each column's variance comes from parameters and how much from the world's noise,
//! and the quantiles as they would be, were the parameters known.
//!
//! *Shares.* Each path is paired with a path of the same parameters and fresh noise, and what they share is the share of the
//! parameters: see `pairs`. What parameters and noise make together counts as noise: it could not be told from
//! parameters alone.
//!
//! *Known parameters.* Whoever knew the parameters would see the distribution given them. For each of some draws of the
//! parameters, 256 paths of noise give that distribution's quantiles; their averages over the draws are reported, with the
//! error of an average of so many. Fixing parameters at their central values would answer for one set of them instead.
//!
//! Both use random draws of streams of their own, whatever the sampler, and the numbers of units follow from the number of
//! paths asked for: about a quarter of the run's work, at most 65,536 pairs.

use crate::compile::{Ensemble, Source};
use crate::results::{Estimate, Kept};
use crate::simulate::{Failure, Noise, Options, UNIT, by_unit};

use super::pairs::{self, Pairs};

/// Units of pairs, at most and at least.
const MOST_UNITS: u64 = 256;
const LEAST_UNITS: u64 = 16;
/// Units of a run for one of pairs.
const OF_RUN: u64 = 12;

/// What is known of a column's variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// The share of the variance from parameters, in [0, 1]; the rest is the world's noise.
    pub parameters: Estimate,
    /// The 5, 50 and 95 percent quantiles, were the parameters known.
    pub known: [Estimate; 3],
    /// Pairs of paths that the share is from, those that failed left out.
    pub pairs: u64,
    /// Draws of the parameters that the quantiles are from.
    pub sets: u64,
}

/// How many paths progress is told of, where a parameter is drawn: one a pair, and one a known set.
pub fn paths(ensemble: &Ensemble) -> u64 {
    2 * units(ensemble) * UNIT
}

fn units(ensemble: &Ensemble) -> u64 {
    (ensemble.paths / (UNIT * OF_RUN)).clamp(LEAST_UNITS, MOST_UNITS)
}

/// Splits the variance of every column; `None` for a column that is the same on all paths, and for all columns where no
/// parameter is drawn. `options.progress` hears of [`paths`].
///
/// # Errors
/// As [`crate::simulate::simulate`].
///
/// # Panics
/// As [`crate::simulate::simulate`].
pub fn split(ensemble: &Ensemble, options: &Options) -> Result<Vec<Option<Split>>, Failure> {
    let columns = ensemble.columns.len();
    if !ensemble.sources.iter().any(Source::is_parameter) {
        return Ok(vec![None; columns]);
    }
    let units = units(ensemble);
    let tell = |done: u64| options.tell(units * UNIT + done);
    let after = Options { progress: Some(&tell), units: options.units.clone(), ..*options };
    let pairs = by_unit(ensemble, options, units, [Noise::OfRun, Noise::Fresh], |[one, other]| {
        one.iter().zip(other).map(|(y, z)| Pairs::of(y, z)).collect::<Vec<_>>()
    })?;
    let known = by_unit(ensemble, &after, units, [Noise::OfOneParameterSet], |[values]| {
        values.iter().map(|values| quantiles(values)).collect::<Vec<_>>()
    })?;
    let column = |k: usize| {
        let pairs: Vec<Pairs> = pairs.iter().map(|unit| unit[k]).collect();
        let known: Vec<[f64; 3]> = known.iter().map(|unit| unit[k]).collect();
        let parameters = share(&pairs)?;
        Some(Split {
            parameters,
            known: [0, 1, 2].map(|q| average(known.iter().map(|quantiles| quantiles[q]))),
            pairs: pairs.iter().map(|unit| unit.count as u64).sum(),
            sets: units,
        })
    };
    Ok((0..columns).map(column).collect())
}

/// The share of all pairs with its jackknife interval, both in [0, 1]; `None` without variance.
fn share(units: &[Pairs]) -> Option<Estimate> {
    let Estimate { value, low, high, resolution } = pairs::share(units)?;
    let inside = |x: f64| x.clamp(0.0, 1.0);
    Some(Estimate { value: inside(value), low: inside(low), high: inside(high), resolution })
}

/// The 5, 50 and 95 percent quantiles of a few values, of which (n + 1/3) p + 1/3 is the rank: nearly unbiased for the
/// median of the quantile, whatever the distribution (Hyndman and Fan 1996, doi:10.1080/00031305.1996.10473566, number 8).
fn quantiles(values: &[f64]) -> [f64; 3] {
    let kept = Kept::new(values.to_vec());
    let n = (values.len() as u64 - kept.failed()) as f64;
    [0.05, 0.5, 0.95].map(|p| {
        // `Kept` has the k-th value at rank k - 1/2 of n.
        let rank = (n + 1.0 / 3.0).mul_add(p, 1.0 / 3.0);
        kept.quantile(((rank - 0.5) / n).clamp(0.0, 1.0)).value
    })
}

/// The mean of independent numbers with its interval.
fn average(values: impl Iterator<Item = f64>) -> Estimate {
    let kept = Kept::new(values.collect());
    kept.mean()
}
