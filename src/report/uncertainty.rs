//! Two kinds of not knowing: parameters, and the world's noise.

use serde::Serialize;

use crate::analysis::split::Split;

use super::figure::Figure;

/// How much of a column's variance comes from parameters, which more research could tell, and from shocks, events and
/// residuals, which nobody can know; and the quantiles as they would be on average, were the parameters known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Uncertainty {
    /// The column: `OUTCOME@PERIOD`.
    pub column: String,
    /// The share of the variance from parameters, in [0, 1].
    pub parameters: Figure,
    /// The share from the world's noise, what it makes together with parameters included; in [0, 1].
    pub noise: Figure,
    /// The 5 percent quantile, were the parameters known.
    pub p05: Figure,
    /// The median, were the parameters known.
    pub p50: Figure,
    /// The 95 percent quantile, were the parameters known.
    pub p95: Figure,
    /// Pairs of paths that the shares are from.
    pub pairs: u64,
    /// Sets of parameters that the quantiles are from, with 256 paths each.
    pub sets: u64,
}

impl Uncertainty {
    pub(super) fn new(column: &str, split: &Split) -> Self {
        let noise = crate::results::Estimate {
            value: 1.0 - split.parameters.value,
            low: 1.0 - split.parameters.high,
            high: 1.0 - split.parameters.low,
            resolution: 0.0,
        };
        let [p05, p50, p95] = split.known.map(Figure::from);
        Self {
            column: column.to_owned(),
            parameters: split.parameters.into(),
            noise: noise.into(),
            p05,
            p50,
            p95,
            pairs: split.pairs,
            sets: split.sets,
        }
    }

    /// All with their names in `summary.csv`.
    pub(super) fn figures(&self) -> [(&'static str, Figure); 5] {
        [
            ("share from parameters", self.parameters),
            ("share from noise", self.noise),
            ("p05 with known parameters", self.p05),
            ("p50 with known parameters", self.p50),
            ("p95 with known parameters", self.p95),
        ]
    }

    /// `gdp_effect@2022: 35 % (33 to 37) of the variance from parameters; were they known, p05 to p95 would be -2.9 to -0.6`
    pub(super) fn sentence(&self) -> String {
        let percent = |x: Option<f64>| x.map_or("?".to_owned(), |x| format!("{:.0}", 100.0 * x));
        let Figure { value, low, high, .. } = self.parameters;
        format!(
            "{}: {} % ({} to {}) of the variance from parameters; were they known, p05 to p95 would be {} to {}",
            self.column,
            percent(value),
            percent(low),
            percent(high),
            self.p05.in_table(false).trim(),
            self.p95.in_table(false).trim()
        )
    }
}
