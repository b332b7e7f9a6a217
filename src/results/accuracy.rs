//! Quantiles from the bins against the sorted draws.

use super::samples::{SplitMix64, tally};

/// N = 2,000,000 draws; the critical value is 0.25 standard errors, the standard error from the spacing of the order
/// statistics 1.96 sqrt(n p (1 - p)) ranks to both sides.
fn check(name: &str, seed: u64, draw: impl Fn(&mut SplitMix64) -> f64) {
    let mut random = SplitMix64(seed);
    let values: Vec<f64> = (0..2_000_000).map(|_| draw(&mut random)).collect();
    let tally = tally(&values, &[]);
    let mut sorted = values;
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let at = |rank: f64| sorted[(rank.ceil() as usize).clamp(1, sorted.len()) - 1];
    for p in [0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99, 0.999, 0.9999] {
        let half = 1.96 * (n * p * (1.0 - p)).sqrt();
        let error = (at(n * p + half) - at(n * p - half)) / (2.0 * 1.96);
        let estimate = tally.quantile(p);
        let distance = (estimate.value - at(n * p)).abs() / error;
        assert!(distance < 0.25, "{name} p = {p}: {distance} standard errors");
        // The interval's ends are order statistics and blur as little (further out ranks are not symmetric).
        if (0.01..=0.99).contains(&p) {
            assert!((estimate.low - at(n * p - half)).abs() < 0.25 * error, "{name} p = {p}: low");
            assert!((estimate.high - at(n * p + half)).abs() < 0.25 * error, "{name} p = {p}: high");
        }
        assert!((estimate.value - at(n * p)).abs() <= estimate.resolution, "{name} p = {p}: resolution");
    }
    assert_eq!((tally.minimum(), tally.maximum()), (Some(sorted[0]), Some(sorted[sorted.len() - 1])));
    assert!(!tally.is_saturated() && tally.overflow() == (0, 0), "{name}");
}

#[test]
fn normal() {
    check("normal", 1, SplitMix64::normal);
}

#[test]
fn student_t4() {
    check("t(4)", 2, SplitMix64::t4);
}

#[test]
fn lognormal_sigma_2() {
    check("lognormal(2)", 3, SplitMix64::lognormal);
}

#[test]
fn pareto() {
    check("Pareto(1.5)", 4, SplitMix64::pareto);
}
