//! How uncertain a number is, in words and percentiles.

use serde::Serialize;

use crate::distribution::{Distribution, Fitted, Met, Univariate};
use crate::scenario::Bootstrap;

use super::super::number::brief;

/// A distribution in words and percentiles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spread {
    /// Such as `uniform (low 0.85, high 0.95)`, or a number.
    pub words: String,
    /// The kind, `split_normal`; `point` for a number.
    pub kind: &'static str,
    /// The 5th percentile.
    pub p05: f64,
    /// The median.
    pub p50: f64,
    /// The 95th percentile.
    pub p95: f64,
}

impl Spread {
    /// Of a distribution.
    pub(super) fn new(distribution: &Distribution) -> Self {
        let [p05, p50, p95] = [0.05, 0.5, 0.95].map(|p| distribution.quantile(p) + 0.0);
        Self { words: words(distribution), kind: distribution.name(), p05, p50, p95 }
    }

    /// Of a bootstrap, in any quarter.
    pub(super) fn bootstrap(bootstrap: &Bootstrap) -> Self {
        let joint = bootstrap.joint().map(|joint| format!(", the same as others of `{joint}`"));
        let words = format!(
            "bootstrap (blocks of {} quarters from {} places of the past{})",
            bootstrap.block(),
            bootstrap.places(),
            joint.unwrap_or_default()
        );
        Self { words, kind: "bootstrap", ..Self::new(&bootstrap.marginal().into()) }
    }

    /// Of a number.
    pub(super) fn number(value: f64) -> Self {
        Self { words: "known".to_owned(), kind: "point", p05: value, p50: value, p95: value }
    }

    /// The percentiles as text; the median alone of a number.
    pub(in crate::report) fn percentiles(&self) -> [String; 3] {
        if self.p05 == self.p95 && self.kind == "point" {
            return [String::new(), brief(self.p50), String::new()];
        }
        [self.p05, self.p50, self.p95].map(brief)
    }

    /// "p05 -39.1, p50 -22, p95 4.2; split normal (...)", or the number alone.
    pub(in crate::report) fn sentence(&self, unit: &str) -> String {
        let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
        if self.kind == "point" {
            return format!("{}{unit}", brief(self.p50));
        }
        let [p05, p50, p95] = self.percentiles();
        format!("p05 {p05}, p50 {p50}, p95 {p95}{unit}; {}", self.words)
    }
}

/// "split normal (mode -15, `sigma_low` 14, `sigma_high` 16)"
fn words(distribution: &Distribution) -> String {
    let list =
        |parts: Vec<String>| format!("{} ({})", distribution.name().replace('_', " "), parts.join(", "));
    match distribution {
        Distribution::Point(_) => "known".to_owned(),
        Distribution::Fitted(fit) => format!("{}, fitted to {}", words(fit.distribution()), fitted(fit)),
        Distribution::Discrete(discrete) => {
            let atoms = discrete.atoms().into_iter();
            list(atoms.map(|(value, p)| format!("{} with {}", brief(value), brief(p))).collect())
        }
        Distribution::Empirical(empirical) => format!("empirical ({} observations)", empirical.count()),
        Distribution::Mixture(mixture) => {
            let part = |(weight, part): &(f64, Distribution)| match part {
                Distribution::Point(point) => format!("{} of {}", brief(*weight), brief(point.value())),
                part => format!("{} of {}", brief(*weight), words(part)),
            };
            list(mixture.components().iter().map(part).collect())
        }
        Distribution::Truncated(truncated) => {
            let (of, low, high) = truncated.parts();
            let bounds = match (low.is_finite(), high.is_finite()) {
                (true, true) => format!("between {} and {}", brief(low), brief(high)),
                (true, false) => format!("above {}", brief(low)),
                _ => format!("below {}", brief(high)),
            };
            format!("{} {bounds}", words(of))
        }
        _ => list(
            distribution
                .parameters()
                .iter()
                .map(|(name, value)| format!("{name} {}", brief(*value)))
                .collect(),
        ),
    }
}

/// "p10 -1 (gives -1.15), p50 0 (gives 0.07), p90 1.5 (gives 1.28); off by at most 0.03 in probability"
pub fn fitted(fit: &Fitted) -> String {
    let met =
        |met: &Met| format!("{} {} (gives {})", met.stated.key, brief(met.stated.value), brief(met.value));
    let met: Vec<String> = fit.met().iter().map(met).collect();
    format!("{}; off by at most {:.4} in probability", met.join(", "), fit.error())
}
