//! A posterior as a distribution that a file can state.

use crate::distribution::{Beta, Distribution, Gamma, Lognormal, Normal, SplitNormal, Truncated, Univariate};

use super::posterior::Column;

/// A distribution near a sample.
#[derive(Debug, Clone)]
pub struct Stated {
    /// The distribution.
    pub distribution: Distribution,
    /// As a file states it.
    pub text: String,
    /// The largest distance between its percentiles p05, p25, p50, p75 and p95 and the sample's, in standard deviations.
    pub off: f64,
}

/// The nearest of the distributions on the prior's support that fit mean and standard deviation, or percentiles.
pub(super) fn stated(prior: &Distribution, column: &Column) -> Stated {
    let (mean, sd) = (column.mean(), column.sd());
    let (low, high) = prior.support();
    let mut candidates: Vec<(Distribution, String)> = Vec::new();
    let mut offer = |distribution: Option<Distribution>, text: String| {
        candidates.extend(distribution.map(|distribution| (distribution, text)));
    };
    let normal = format!("{{ normal = {{ mean = {mean:?}, sd = {sd:?} }} }}");
    match (low.is_finite(), high.is_finite()) {
        (true, true) => offer(
            Beta::from_mean_sd(mean, sd, low, high).ok().map(Distribution::from),
            format!("{{ beta = {{ mean = {mean:?}, sd = {sd:?}, low = {low:?}, high = {high:?} }} }}"),
        ),
        (true, false) if low == 0.0 => {
            let cv = sd / mean;
            offer(
                Lognormal::from_mean_cv(mean, cv).ok().map(Distribution::from),
                format!("{{ lognormal = {{ mean = {mean:?}, cv = {cv:?} }} }}"),
            );
            offer(
                Gamma::from_mean_sd(mean, sd).ok().map(Distribution::from),
                format!("{{ gamma = {{ mean = {mean:?}, sd = {sd:?} }} }}"),
            );
        }
        (false, false) => {
            offer(Normal::new(mean, sd).ok().map(Distribution::from), normal.clone());
            let [p05, p50, p95] = [0.05, 0.5, 0.95].map(|p| column.quantile(p));
            offer(
                SplitNormal::from_p05_p50_p95(p05, p50, p95).ok().map(Distribution::from),
                format!("{{ split_normal = {{ p05 = {p05:?}, p50 = {p50:?}, p95 = {p95:?} }} }}"),
            );
        }
        _ => {}
    }
    if low.is_finite() || high.is_finite() {
        let within = Normal::new(mean, sd).ok().and_then(|normal| Truncated::new(normal, low, high).ok());
        let bound = |key: &str, at: f64| if at.is_finite() { format!(", {key} = {at:?}") } else { String::new() };
        let text = format!(
            "{{ truncated = {{ normal = {{ mean = {mean:?}, sd = {sd:?} }}{}{} }} }}",
            bound("low", low),
            bound("high", high)
        );
        offer(within.map(Distribution::from), text);
    }
    let off = |distribution: &Distribution| {
        let distance = |p: f64| (distribution.quantile(p) - column.quantile(p)).abs() / sd;
        [0.05, 0.25, 0.5, 0.75, 0.95].map(distance).into_iter().fold(0.0, |most, x| if x > most { x } else { most })
    };
    let nearest = candidates.into_iter().map(|(distribution, text)| {
        let off = off(&distribution);
        // Only what can be drawn from can be run.
        let off = if distribution.transform().is_ok() { off } else { f64::INFINITY };
        Stated { distribution, text, off }
    });
    let nearest = nearest.min_by(|a, b| a.off.total_cmp(&b.off));
    // Whatever the support, a normal can be stated; where it leaves it, the distance says so.
    nearest.unwrap_or_else(|| {
        let distribution = Normal::new(mean, sd).map_or_else(|_| prior.clone(), Distribution::from);
        Stated { off: off(&distribution), distribution, text: normal.clone() }
    })
}
