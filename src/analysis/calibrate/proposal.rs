//! Where parameter scores are drawn: a Student t around a fitted centre, and a part of the prior.

use crate::numerics::{correlation, exp, log, log_1p, normal_quantile, special, sqrt};
use crate::random::{Address, DriverId};

use super::law::solve;

/// Degrees of freedom of the fitted part.
const DF: f64 = 5.0;
const NORMALS_OF_DF: usize = 5;
/// The share of the prior.
const PRIOR: f64 = 0.1;
/// The name of its draws; no driver has it.
const NAME: &str = "calibration";
/// Calendar years that one round of draws takes in their addresses.
const YEARS: u16 = 64;
/// Scores of one draw, at most: two numbers a year, some of which make the t.
pub(super) const MOST_SCORES: usize = 2 * YEARS as usize - NORMALS_OF_DF - 3;

/// A law of scores.
#[derive(Debug, Clone)]
pub(super) struct Proposal {
    dimensions: usize,
    fitted: Option<Bell>,
}

/// m + L t, t Student with [`DF`] degrees of freedom in every direction.
#[derive(Debug, Clone)]
struct Bell {
    centre: Vec<f64>,
    factor: Vec<Vec<f64>>,
    constant: f64,
}

impl Proposal {
    /// The prior alone.
    pub fn prior(dimensions: usize) -> Self {
        Self { dimensions, fitted: None }
    }

    /// With the mean and the covariance of weighted points; the weights add up to 1. `None` where they do not spread.
    pub fn fitted(points: &[Vec<f64>], weights: &[f64]) -> Option<Self> {
        let dimensions = points.first()?.len();
        let all = || points.iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
        let centre: Vec<f64> =
            (0..dimensions).map(|i| all().map(|(point, weight)| weight * point[i]).sum()).collect();
        let covariance = |i: usize, j: usize| -> f64 {
            all().map(|(point, weight)| weight * (point[i] - centre[i]) * (point[j] - centre[j])).sum()
        };
        let spreads: Vec<f64> = (0..dimensions).map(|i| sqrt(covariance(i, i))).collect();
        if spreads.iter().any(|spread| spread.is_nan() || *spread <= 1e-9) {
            return None;
        }
        // A little less correlated than the points, so that there is always a factor.
        let correlated = |i: usize, j: usize| {
            if i == j { 1.0 } else { (1.0 - 1e-6) * covariance(i, j) / (spreads[i] * spreads[j]) }
        };
        let matrix: Vec<Vec<f64>> =
            (0..dimensions).map(|i| (0..dimensions).map(|j| correlated(i, j)).collect()).collect();
        let mut factor = correlation::factor(&matrix)?;
        for (row, spread) in factor.iter_mut().zip(&spreads) {
            for x in row {
                *x *= spread;
            }
        }
        let d = dimensions as f64;
        let pivots: f64 = factor.iter().enumerate().map(|(i, row)| log(row[i])).sum();
        let gammas = special::log_gamma(0.5 * (DF + d)) - special::log_gamma(0.5 * DF);
        let constant = gammas - 0.5 * d * log(DF * std::f64::consts::PI) - pivots;
        let fitted = Bell { centre, factor, constant };
        fitted.constant.is_finite().then_some(Self { dimensions, fitted: Some(fitted) })
    }

    /// Draw number `at` of a round: the same whatever else is drawn.
    pub fn draw(&self, seed: u64, round: usize, at: u64) -> Vec<f64> {
        let (address, driver) = (Address { seed, stream: 0 }, DriverId::of(NAME));
        let first = round as u16 * YEARS;
        let uniform = |k: usize| {
            let words = address.words(driver, at, first + (k / 2) as u16);
            let (low, high) = if k.is_multiple_of(2) { (words[0], words[1]) } else { (words[2], words[3]) };
            let bits = (u64::from(low) | u64::from(high) << 32) >> 11;
            (bits as f64 + 0.5) * (1.0 / (1_u64 << 53) as f64)
        };
        let normals: Vec<f64> = (0..self.dimensions).map(|k| normal_quantile(uniform(k))).collect();
        let Some(bell) = &self.fitted else { return normals };
        if uniform(self.dimensions) < PRIOR {
            return normals;
        }
        // A sum of squares of normals over their number, in the place of 1.
        let squares: f64 = (0..NORMALS_OF_DF)
            .map(|k| {
                let z = normal_quantile(uniform(self.dimensions + 1 + k));
                z * z
            })
            .sum();
        let stretch = 1.0 / sqrt(squares / DF);
        let part = |(centre, row): (&f64, &Vec<f64>)| {
            centre + stretch * row.iter().zip(&normals).map(|(l, z)| l * z).sum::<f64>()
        };
        bell.centre.iter().zip(&bell.factor).map(part).collect()
    }

    /// The logarithm of prior over proposal at a point.
    pub fn log_ratio(&self, point: &[f64]) -> f64 {
        let Some(bell) = &self.fitted else { return 0.0 };
        let prior = log_normal(point);
        let away: Vec<f64> = point.iter().zip(&bell.centre).map(|(x, m)| x - m).collect();
        let square: f64 = solve(&bell.factor, &away).iter().map(|x| x * x).sum();
        let fitted = bell.constant - 0.5 * (DF + self.dimensions as f64) * log_1p(square / DF);
        // prior / (0.9 fitted + 0.1 prior) = 1 / (0.1 + 0.9 exp(fitted - prior))
        let ratio = fitted - prior;
        if ratio > 500.0 { -log(1.0 - PRIOR) - ratio } else { -log(PRIOR + (1.0 - PRIOR) * exp(ratio)) }
    }
}

/// The logarithm of the density of independent standard normals.
fn log_normal(point: &[f64]) -> f64 {
    point.iter().map(|z| -0.5 * z * z - 0.918938533204672741780329736406).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mean of prior/proposal over draws of the proposal is 1. N = 40,000 of seed 1; 4 standard errors.
    #[test]
    fn ratios_integrate_to_one() {
        let prior = Proposal::prior(2);
        let points: Vec<Vec<f64>> = (0..2_000).map(|at| prior.draw(5, 0, at)).collect();
        let shifted: Vec<Vec<f64>> =
            points.iter().map(|p| vec![0.3 * p[0] + 1.0, 0.5 * p[0] + 0.2 * p[1] - 0.5]).collect();
        let fitted = Proposal::fitted(&shifted, &vec![1.0 / 2_000.0; 2_000]).unwrap();
        let n = 40_000;
        let ratios: Vec<f64> = (0..n).map(|at| exp(fitted.log_ratio(&fitted.draw(1, 1, at)))).collect();
        let mean = ratios.iter().sum::<f64>() / n as f64;
        let variance = ratios.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n as f64;
        assert!((mean - 1.0).abs() < 4.0 * sqrt(variance / n as f64), "{mean}");
        // No weight is more than ten times the likelihood.
        assert!(ratios.iter().all(|ratio| *ratio <= 10.0 + 1e-9));
    }
}
