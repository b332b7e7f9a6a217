//! How heavy the tail of importance weights is.

use crate::numerics::{exp, log, log_1p, sqrt};

/// The shape k of the generalised Pareto distribution of the largest weights, min(n/5, 3√n) of them.
///
/// Estimate of Zhang and Stephens 2009 (doi:10.1198/tech.2009.08017), drawn towards 1/2 as if ten more weights had said so (Vehtari
/// et al. 2024, arXiv:1507.02646, appendix C). Minus infinity where the tail has no spread.
pub(super) fn shape(weights: &[f64]) -> f64 {
    let n = weights.len() as f64;
    let count = if 0.2 * n < 3.0 * sqrt(n) { 0.2 * n } else { 3.0 * sqrt(n) } as usize;
    let mut sorted = weights.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let (below, tail) = sorted.split_at(sorted.len() - count);
    let Some(threshold) = below.last() else { return f64::NEG_INFINITY };
    let excess: Vec<f64> = tail.iter().map(|weight| weight - threshold).collect();
    fit(&excess)
}

/// Of ascending values above 0.
fn fit(excess: &[f64]) -> f64 {
    let n = excess.len() as f64;
    let Some(most) = excess.last().filter(|most| **most > 0.0) else { return f64::NEG_INFINITY };
    let quarter = excess[((0.25 * n + 0.5) as usize).clamp(1, excess.len()) - 1];
    if quarter <= 0.0 {
        // A quarter of them is the threshold: as heavy as can be told.
        return f64::INFINITY;
    }
    let shape_at = |theta: f64| excess.iter().map(|x| log_1p(-theta * x)).sum::<f64>() / n;
    let points = 30 + sqrt(n) as usize;
    let thetas: Vec<f64> = (1..=points)
        .map(|j| 1.0 / most + (1.0 - sqrt(points as f64 / (j as f64 - 0.5))) / (3.0 * quarter))
        .collect();
    let likelihoods: Vec<f64> = thetas
        .iter()
        .map(|theta| {
            let k = shape_at(*theta);
            n * (log(-theta / k) - k - 1.0)
        })
        .collect();
    let weight = |of: f64| 1.0 / likelihoods.iter().map(|other| exp(other - of)).sum::<f64>();
    let theta: f64 = thetas.iter().zip(&likelihoods).map(|(theta, l)| theta * weight(*l)).sum();
    (n * shape_at(theta) + 5.0) / (n + 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::pow;

    /// The quantiles of Pareto weights (1 - u)^(-k), k from 0.2 to 1: N = 100,000 at midpoints, so that only the estimator errs.
    #[test]
    fn the_shape_of_pareto_weights_is_found() {
        for k in [0.2, 0.5, 0.8, 1.0] {
            let n = 100_000;
            let weights: Vec<f64> =
                (0..n).map(|i| pow(1.0 - (f64::from(i) + 0.5) / f64::from(n), -k)).collect();
            let found = shape(&weights);
            assert!((found - k).abs() < 0.05, "{k}: {found}");
        }
        assert_eq!(shape(&[1.0; 1000]), f64::NEG_INFINITY);
    }
}
