//! A posterior as a distribution that a file can state.

use crate::distribution::{Beta, Distribution, Gamma, Lognormal, Normal, SplitNormal, Truncated, Univariate};

use super::posterior::Column;

/// A probability that is next to nothing.
const LEAST: f64 = 1e-6;

/// A distribution near a sample.
#[derive(Debug, Clone)]
pub struct Stated {
    /// The distribution.
    pub distribution: Distribution,
    /// The largest distance between its percentiles p05, p25, p50, p75 and p95 and the sample's, in standard deviations.
    pub off: f64,
}

/// The nearest of the distributions on the prior's support that have the sample's mean and standard deviation, or its percentiles.
pub(super) fn stated(prior: &Distribution, column: &Column) -> Stated {
    let (mean, sd) = (column.mean(), column.sd());
    let (low, high) = prior.support();
    let normal = Normal::new(mean, sd).ok();
    let mut candidates: Vec<Option<Distribution>> = Vec::new();
    // Beyond the support lies next to nothing, or it is cut off.
    let within = |distribution: Distribution| {
        let beyond = distribution.cdf(low) + distribution.survival(high);
        if beyond <= LEAST {
            Some(distribution)
        } else {
            Truncated::new(distribution, low, high).ok().map(Distribution::from)
        }
    };
    if low == 0.0 {
        let lognormal = Lognormal::from_mean_cv(mean, sd / mean).ok().map(Distribution::from);
        let gamma = Gamma::from_mean_sd(mean, sd).ok().map(Distribution::from);
        candidates.extend([lognormal.and_then(within), gamma.and_then(within)]);
    }
    match (low.is_finite(), high.is_finite()) {
        (true, true) => candidates.push(Beta::from_mean_sd(mean, sd, low, high).ok().map(Distribution::from)),
        (false, false) => {
            candidates.push(normal.map(Distribution::from));
            let [p05, p50, p95] = [0.05, 0.5, 0.95].map(|p| column.quantile(p));
            candidates.push(SplitNormal::from_p05_p50_p95(p05, p50, p95).ok().map(Distribution::from));
        }
        _ => {}
    }
    if low.is_finite() || high.is_finite() {
        candidates.push(normal.map(Distribution::from).and_then(within));
    }
    let off = |distribution: &Distribution| {
        // Only what can be drawn from can be run.
        if distribution.transform().is_err() {
            return f64::INFINITY;
        }
        let distance = |p: f64| (distribution.quantile(p) - column.quantile(p)).abs() / sd;
        let distances = [0.05, 0.25, 0.5, 0.75, 0.95].map(distance);
        distances.into_iter().fold(0.0, |most, x| if x > most { x } else { most })
    };
    let near = candidates.into_iter().flatten();
    let near = near.map(|distribution| Stated { off: off(&distribution), distribution });
    // Where none of them is one, the prior stands, and the distance says how wrong that is.
    let prior = Stated { off: off(prior), distribution: prior.clone() };
    near.min_by(|a, b| a.off.total_cmp(&b.off)).unwrap_or(prior)
}
