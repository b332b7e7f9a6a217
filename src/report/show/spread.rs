//! How uncertain a number is, in words and percentiles.

use serde::Serialize;

use crate::distribution::{Distribution, Univariate};

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
    let parameters = distribution.parameters();
    if distribution.name() == "point" {
        return "known".to_owned();
    }
    let list: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{name} {}", brief(*value))).collect();
    format!("{} ({})", distribution.name().replace('_', " "), list.join(", "))
}
