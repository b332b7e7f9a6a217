//! Statistics of a weighted sample, each with its Monte Carlo error.

use crate::distribution::Univariate;
use crate::numerics::sqrt;
use crate::results::{Estimate, Z_95};

use super::problem::Parameter;
use super::sampler::Sample;
use super::stated::stated;
use super::{Fitted, Posterior};

/// One parameter's draws with their weights, ascending.
#[derive(Debug)]
pub(super) struct Column {
    sorted: Vec<(f64, f64)>,
}

impl Column {
    /// Of the parameter at this place.
    pub fn new(sample: &Sample, at: usize) -> Self {
        let mut sorted: Vec<(f64, f64)> =
            sample.values.iter().zip(&sample.weights).map(|(values, weight)| (values[at], *weight)).collect();
        sorted.retain(|(_, weight)| *weight > 0.0);
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self { sorted }
    }

    /// Σ w f(x).
    fn sum(&self, f: impl Fn(f64) -> f64) -> f64 {
        self.sorted.iter().map(|(x, w)| w * f(*x)).sum()
    }

    /// The standard error of Σ w f(x), whose value is given: √(Σ w² (f(x) - value)²).
    fn error(&self, value: f64, f: impl Fn(f64) -> f64) -> f64 {
        let squares = self.sorted.iter().map(|(x, w)| {
            let term = w * (f(*x) - value);
            term * term
        });
        sqrt(squares.sum())
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.sum(|x| x)
    }

    /// The standard deviation.
    pub fn sd(&self) -> f64 {
        let mean = self.mean();
        sqrt(self.sum(|x| (x - mean) * (x - mean)))
    }

    /// The p quantile: the value at which half of its own weight and all before it is p, straight lines between.
    pub fn quantile(&self, p: f64) -> f64 {
        let (mut before, mut last) = (0.0, None);
        for (x, w) in &self.sorted {
            let here = before + 0.5 * w;
            if here >= p {
                return match last {
                    None => *x,
                    Some((at, low)) => low + (x - low) * (p - at) / (here - at),
                };
            }
            last = Some((here, *x));
            before += w;
        }
        last.map_or(f64::NAN, |(_, x)| x)
    }

    fn estimated_mean(&self) -> Estimate {
        let mean = self.mean();
        around(mean, self.error(mean, |x| x))
    }

    fn estimated_sd(&self) -> Estimate {
        let (mean, sd) = (self.mean(), self.sd());
        let error = self.error(sd * sd, |x| (x - mean) * (x - mean));
        around(sd, error / (2.0 * sd))
    }

    /// Between the quantiles of p -+ 1.96 standard errors of the share below.
    fn estimated_quantile(&self, p: f64) -> Estimate {
        let value = self.quantile(p);
        let half = Z_95 * self.error(p, |x| f64::from(u8::from(x <= value)));
        let at = |p: f64| self.quantile(p.clamp(0.0, 1.0));
        Estimate { value, low: at(p - half), high: at(p + half), resolution: 0.0 }
    }
}

fn around(value: f64, error: f64) -> Estimate {
    Estimate { value, low: value - Z_95 * error, high: value + Z_95 * error, resolution: 0.0 }
}

/// A parameter before and after.
pub(super) fn fitted(parameter: &Parameter, column: &Column) -> Fitted {
    let prior = &parameter.prior;
    let posterior = Posterior {
        mean: column.estimated_mean(),
        sd: column.estimated_sd(),
        p05: column.estimated_quantile(0.05),
        p50: column.estimated_quantile(0.5),
        p95: column.estimated_quantile(0.95),
    };
    let share = posterior.sd.value / prior.sd();
    Fitted {
        name: parameter.name.clone(),
        span: parameter.span,
        prior: prior.clone(),
        posterior,
        moved: (posterior.mean.value - prior.mean()) / prior.sd(),
        learned: 1.0 - share * share,
        stated: stated(prior, column),
    }
}

/// Spearman's rank correlation of each two.
pub(super) fn rank_correlations(sample: &Sample, parameters: usize) -> Vec<((usize, usize), f64)> {
    let ranks: Vec<Vec<f64>> = (0..parameters).map(|at| ranks(sample, at)).collect();
    let mean = |a: &[f64], b: &[f64]| -> f64 {
        a.iter().zip(b).zip(&sample.weights).map(|((a, b), w)| w * (a - 0.5) * (b - 0.5)).sum()
    };
    let mut list = Vec::new();
    for i in 0..parameters {
        for j in 0..i {
            let spread = sqrt(mean(&ranks[i], &ranks[i]) * mean(&ranks[j], &ranks[j]));
            list.push(((i, j), mean(&ranks[i], &ranks[j]) / spread));
        }
    }
    list
}

/// By draw: the share of the posterior below it, half its own included.
fn ranks(sample: &Sample, at: usize) -> Vec<f64> {
    let mut order: Vec<usize> = (0..sample.values.len()).collect();
    order.sort_by(|a, b| sample.values[*a][at].total_cmp(&sample.values[*b][at]));
    let mut ranks = vec![0.0; order.len()];
    let mut before = 0.0;
    for draw in order {
        let weight = sample.weights[draw];
        ranks[draw] = before + 0.5 * weight;
        before += weight;
    }
    ranks
}
