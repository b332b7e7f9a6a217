//! Two kinds of not knowing: how much of each column's variance comes from parameters and how much from the world's noise,
//! and the quantiles as they would be, were the parameters known.
//!
//! *Shares.* Each path y is paired with a path y' of the same parameters and fresh noise. Then Cov(y, y') is the variance of
//! E[y | parameters], and its share S of the variance is estimated as
//!
//! S = (mean(y y') - m²) / (mean(y²/2 + y'²/2) - m²), m = mean(y/2 + y'/2)
//!
//! (Janon, Klein, Lagnoux, Nodet and Prieur 2014, doi:10.1051/ps/2013040; no other of its kind has a lower variance). What
//! parameters and noise make together counts as noise: it could not be told from parameters alone. Its error is the
//! jackknife's over units of 256 pairs (Efron and Stein 1981, doi:10.1214/aos/1176345462).
//!
//! *Known parameters.* Whoever knew the parameters would see the distribution given them. For each of some draws of the
//! parameters, 256 paths of noise give that distribution's quantiles; their averages over the draws are reported, with the
//! error of an average of so many. Fixing parameters at their central values would answer for one set of them instead.
//!
//! Both use random draws of streams of their own, whatever the sampler, and the numbers of units follow from the number of
//! paths asked for: about a quarter of the run's work, at most 65,536 pairs.

use crate::compile::{Ensemble, Source};
use crate::results::{Estimate, Kept, Z_95};
use crate::simulate::{Failure, Noise, Options, UNIT, by_unit};

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

/// Splits the variance of every column; `None` for a column that is the same on all paths, and for all columns where no
/// parameter is drawn.
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
    let units = (ensemble.paths / (UNIT * OF_RUN)).clamp(LEAST_UNITS, MOST_UNITS);
    let pairs = by_unit(ensemble, options, units, [Noise::OfRun, Noise::Fresh], |[one, other]| {
        one.iter().zip(other).map(|(y, z)| Pairs::of(y, z)).collect::<Vec<_>>()
    })?;
    let known = by_unit(ensemble, options, units, [Noise::OfOneParameterSet], |[values]| {
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

/// Sums over pairs (y, z) about their means.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Pairs {
    count: f64,
    y: f64,
    z: f64,
    yy: f64,
    zz: f64,
    yz: f64,
}

impl Pairs {
    fn of(y: &[f64], z: &[f64]) -> Self {
        let finite = || y.iter().zip(z).filter(|(y, z)| y.is_finite() && z.is_finite());
        let count = finite().count() as f64;
        if count == 0.0 {
            return Self::default();
        }
        let mean_y = finite().map(|(y, _)| y).sum::<f64>() / count;
        let mean_z = finite().map(|(_, z)| z).sum::<f64>() / count;
        let mut sums = Self { count, y: mean_y, z: mean_z, ..Self::default() };
        for (y, z) in finite() {
            let (y, z) = (y - mean_y, z - mean_z);
            sums.yy += y * y;
            sums.zz += z * z;
            sums.yz += y * z;
        }
        sums
    }

    fn and(self, other: Self) -> Self {
        let count = self.count + other.count;
        if self.count == 0.0 || other.count == 0.0 {
            return if self.count == 0.0 { other } else { self };
        }
        let (y, z) = (other.y - self.y, other.z - self.z);
        let weight = self.count * other.count / count;
        Self {
            count,
            y: self.y + y * (other.count / count),
            z: self.z + z * (other.count / count),
            yy: self.yy + other.yy + y * y * weight,
            zz: self.zz + other.zz + z * z * weight,
            yz: self.yz + other.yz + y * z * weight,
        }
    }

    /// S of the formula above; NaN without variance.
    fn share(self) -> f64 {
        let apart = 0.25 * (self.y - self.z) * (self.y - self.z);
        let covariance = self.yz / self.count - apart;
        let variance = 0.5 * (self.yy + self.zz) / self.count + apart;
        covariance / variance
    }
}

/// The share of all pairs with its jackknife interval; `None` without variance.
fn share(units: &[Pairs]) -> Option<Estimate> {
    let sum = |without: Option<usize>| {
        let others = units.iter().enumerate().filter(|(k, _)| Some(*k) != without);
        others.fold(Pairs::default(), |sum, (_, unit)| sum.and(*unit))
    };
    let whole = sum(None).share();
    if whole.is_nan() {
        return None;
    }
    let count = units.len() as f64;
    let left: Vec<f64> = (0..units.len()).map(|k| sum(Some(k)).share()).collect();
    let mean = left.iter().sum::<f64>() / count;
    let squares: f64 = left.iter().map(|share| (share - mean) * (share - mean)).sum();
    let half = Z_95 * ((count - 1.0) / count * squares).sqrt();
    let inside = |x: f64| x.clamp(0.0, 1.0);
    let half = if half.is_nan() { f64::INFINITY } else { half };
    Some(Estimate {
        value: inside(whole),
        low: inside(whole - half),
        high: inside(whole + half),
        resolution: 0.0,
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_in_parts_are_those_of_the_whole() {
        let y: Vec<f64> = (0..60).map(|i| 1e6 + f64::from(i * i % 17)).collect();
        let z: Vec<f64> = (0..60).map(|i| 1e6 + f64::from(i * i % 17 + i % 3)).collect();
        let whole = Pairs::of(&y, &z);
        let parts = Pairs::of(&y[..23], &z[..23]).and(Pairs::of(&y[23..], &z[23..]));
        assert!((whole.share() - parts.share()).abs() < 1e-12);
        assert!((Pairs::of(&y, &y).share() - 1.0).abs() < 1e-12);
        assert_eq!(Pairs::default().and(whole), whole);
        assert!(Pairs::of(&[2.0; 9], &[2.0; 9]).share().is_nan());
        assert_eq!(Pairs::of(&[f64::NAN, 1.0], &[1.0, 2.0]).count, 1.0);
    }
}
