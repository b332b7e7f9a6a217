//! A number with its Monte Carlo error.

use serde::Serialize;

use crate::results::Estimate;

/// A number with its Monte Carlo error; what does not exist or is not finite is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Figure {
    /// The number.
    pub value: Option<f64>,
    /// Lower end of the 95 percent interval.
    pub low: Option<f64>,
    /// Upper end of the 95 percent interval.
    pub high: Option<f64>,
    /// What the bins cannot tell apart, in the unit of the value; 0 where the number comes from exact counts or sums.
    pub resolution: Option<f64>,
}

impl From<Estimate> for Figure {
    fn from(estimate: Estimate) -> Self {
        let [value, low, high, resolution] =
            [estimate.value, estimate.low, estimate.high, estimate.resolution].map(finite);
        Self { value, low, high, resolution: value.and(resolution) }
    }
}

/// The number, -0 as 0; `None` when it is not finite.
pub(super) fn finite(number: f64) -> Option<f64> {
    number.is_finite().then_some(number + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_finite_is_absent() {
        let estimate = Estimate { value: f64::INFINITY, low: 3.0, high: f64::INFINITY, resolution: 0.5 };
        assert_eq!(Figure::from(estimate), Figure { low: Some(3.0), ..Figure::default() });
        let estimate = Estimate { value: -0.0, low: -0.5, high: 0.5, resolution: 0.0 };
        let text = serde_json::to_string(&Figure::from(estimate)).unwrap();
        assert_eq!(text, r#"{"value":0.0,"low":-0.5,"high":0.5,"resolution":0.0}"#);
    }
}
