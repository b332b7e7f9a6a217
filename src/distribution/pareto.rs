//! Few large among many small: a tail that falls as a power.

use super::parameter::positive;
use super::percentile::{self, Percentile, upper};
use super::{Distribution, Form, Key, Kind, ParameterError, Parts, Percentiles, Transform, TransformError, Univariate};
use crate::numerics::{Table, exp, exp_m1, log, log_1p, normal_cdf};
use std::sync::Arc;

/// The Pareto distribution (of the first kind).
///
/// F(x) = 1 − (minimum / x)^alpha, x >= minimum; mean = alpha minimum / (alpha − 1) for alpha > 1 (else infinite),
/// variance = minimum² alpha / ((alpha − 1)² (alpha − 2)) for alpha > 2 (else infinite).
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | minimum | above 0, finite | the smallest value |
/// | alpha | 0.1 to 1e6 | the tail's index: the smaller, the heavier |
///
/// or percentiles: ln x = ln minimum − ln(1 − p) / alpha is a line through two of them; of more by least squares.
///
/// ```
/// use sarez::distribution::{Pareto, Univariate};
/// let loss = Pareto::new(1.0, 1.5)?;
/// assert!((loss.mean() - 3.0).abs() < 1e-15 && loss.sd() == f64::INFINITY);
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
///
/// Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 20. Drawn from a table of
/// x / minimum ([`Table`]).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pareto {
    minimum: f64,
    alpha: f64,
}

const LEAST_ALPHA: f64 = 0.1;
const LARGEST_ALPHA: f64 = 1e6;

/// How a scenario states it.
pub(super) static KIND: Kind = Kind {
    name: "pareto",
    summary: "Few large among many small: a tail that falls as a power.",
    forms: &[Form {
        keys: &[
            Key::in_unit("minimum", "The smallest value"),
            Key::number("alpha", "The tail's index: the smaller, the heavier"),
        ],
        build: |v| Ok(Pareto::new(v[0], v[1])?.into()),
    }],
    percentiles: Some(Percentiles { least: 2, beside: &[], build: |stated, _| Pareto::from_percentiles(stated) }),
    parts: Parts::None,
};

impl Pareto {
    /// With this smallest value and index of the tail.
    ///
    /// # Errors
    /// When the minimum is not finite and above 0, or alpha is not in [0.1, 1e6].
    pub fn new(minimum: f64, alpha: f64) -> Result<Self, ParameterError> {
        positive("minimum", minimum)?;
        if !(LEAST_ALPHA..=LARGEST_ALPHA).contains(&positive("alpha", alpha)?) {
            let message = format!("must be from {LEAST_ALPHA} to {LARGEST_ALPHA}, not {alpha}");
            return Err(ParameterError::new("alpha", message));
        }
        Ok(Self { minimum, alpha })
    }

    fn from_percentiles(stated: &[Percentile]) -> Result<Distribution, ParameterError> {
        percentile::all_above(stated, "0", 0.0)?;
        let (log_minimum, slope) = percentile::line(percentile::two(stated), log, |p| -log(upper(p)));
        let last = stated[stated.len() - 1].key;
        let build = |log_minimum: f64, alpha: f64| {
            if !(LEAST_ALPHA..=LARGEST_ALPHA).contains(&alpha) {
                let message = format!(
                    "needs alpha = {alpha:.3e}, and a Pareto is drawn with {LEAST_ALPHA} to {LARGEST_ALPHA}: bring the percentiles \
                     nearer together or further apart, or state another distribution"
                );
                return Err(ParameterError::new(last, message));
            }
            Ok(Self { minimum: positive(last, exp(log_minimum))?, alpha })
        };
        if stated.len() == 2 {
            return percentile::met(build(log_minimum, 1.0 / slope)?, stated);
        }
        let cdf = |[log_minimum, log_alpha]: &[f64; 2], x: f64| {
            let above = log(x) - log_minimum;
            if above > 0.0 { -exp_m1(-exp(*log_alpha) * above) } else { 0.0 }
        };
        let [log_minimum, log_alpha] = percentile::least_squares([log_minimum, -log(slope)], stated, cdf);
        Ok(percentile::fitted(build(log_minimum, exp(log_alpha))?, stated))
    }

    /// −ln(1 − F(x))
    fn hazard(&self, x: f64) -> f64 {
        // ln(x / minimum), also where they are close.
        let above = (x - self.minimum) / self.minimum;
        self.alpha * if above < 0.5 { log_1p(above) } else { log(x / self.minimum) }
    }
}

impl Univariate for Pareto {
    fn cdf(&self, x: f64) -> f64 {
        if x <= self.minimum { 0.0 } else { -exp_m1(-self.hazard(x)) }
    }

    fn survival(&self, x: f64) -> f64 {
        if x <= self.minimum { 1.0 } else { exp(-self.hazard(x)) }
    }

    fn quantile(&self, u: f64) -> f64 {
        if (0.0..=1.0).contains(&u) { self.minimum * exp(-log_1p(-u) / self.alpha) } else { f64::NAN }
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        if (0.0..=1.0).contains(&v) { self.minimum * exp(-log(v) / self.alpha) } else { f64::NAN }
    }

    fn density(&self, x: f64) -> f64 {
        if x.is_nan() {
            x
        } else if x < self.minimum || x == f64::INFINITY {
            0.0
        } else {
            self.alpha / x * exp(-self.hazard(x))
        }
    }

    fn support(&self) -> (f64, f64) {
        (self.minimum, f64::INFINITY)
    }

    fn mean(&self) -> f64 {
        if self.alpha > 1.0 { self.minimum * (self.alpha / (self.alpha - 1.0)) } else { f64::INFINITY }
    }

    fn sd(&self) -> f64 {
        let alpha = self.alpha;
        if alpha > 2.0 {
            self.minimum / (alpha - 1.0) * (alpha / (alpha - 2.0)).sqrt()
        } else if alpha > 1.0 {
            f64::INFINITY
        } else {
            f64::NAN
        }
    }

    fn name(&self) -> &'static str {
        KIND.name
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("minimum", self.minimum), ("alpha", self.alpha)]
    }

    /// The table is of (x − minimum) / minimum, which keeps the accuracy of the lower tail.
    fn transform(&self) -> Result<Transform, TransformError> {
        let alpha = self.alpha;
        let quantile = |z: f64| {
            let hazard = if z < 0.0 { -log_1p(-normal_cdf(z)) } else { -log(normal_cdf(-z)) };
            exp_m1(hazard / alpha)
        };
        let tails = |above: f64| {
            let hazard = alpha * log_1p(above);
            (-exp_m1(-hazard), exp(-hazard))
        };
        let table = Table::certified(quantile, tails)
            .map_err(|reason| TransformError { distribution: KIND.name, reason })?;
        Ok(Transform::Table { location: self.minimum, scale: self.minimum, table: Arc::new(table) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{check, percentile::stated};
    use super::*;

    fn loss() -> Distribution {
        Pareto::new(2.0, 5.0).unwrap().into()
    }

    #[test]
    fn draws_follow_the_cdf() {
        check::draws_follow_the_cdf(&loss(), 34);
        check::draws_follow_the_cdf(&Pareto::new(1.0, 1.5).unwrap().into(), 35);
        check::draws_agree_with(&loss(), &rand_distr::Pareto::new(2.0, 5.0).unwrap(), 36);
    }

    #[test]
    fn transform_and_quantile_invert_the_cdf() {
        // Near the minimum doubles lie 2.2e-16 apart: alpha times that of the tail 1e-9.
        for (alpha, tail) in [(0.5, 1e-6), (1.5, 1e-6), (5.0, 2e-6)] {
            let pareto: Distribution = Pareto::new(1.0, alpha).unwrap().into();
            check::density_is_the_derivative(&pareto);
            check::transform_inverts_the_cdf(&pareto, tail);
            check::another_library_agrees(&pareto, &statrs::distribution::Pareto::new(1.0, alpha).unwrap(), 1e-13);
        }
        // The upper tail, 1e-16 of it too, to 1e-9.
        for k in 1..53 {
            let v = 1.0 / (1_u64 << k) as f64;
            let x = loss().upper_quantile(v);
            assert!((loss().survival(x) / v - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn moments_exist_where_they_should() {
        check::near(loss().mean(), 2.5, 1e-15);
        // 2² · 5 / (4² · 3)
        check::near(loss().sd() * loss().sd(), 20.0 / 48.0, 1e-15);
        let of = |alpha: f64| Pareto::new(1.0, alpha).unwrap();
        assert_eq!((of(1.0).mean(), of(2.0).mean(), of(2.0).sd()), (f64::INFINITY, 2.0, f64::INFINITY));
        assert!(of(1.0).sd().is_nan());
    }

    #[test]
    fn percentiles_are_met_or_refused() {
        for values in [[("p05", 1.0), ("p95", 30.0)], [("p10", 3.0), ("p50", 9.0)], [("p90", 20.0), ("p95", 20.5)]] {
            assert!(Pareto::from_percentiles(&stated(&values)).is_ok(), "{values:?}");
        }
        let fit = Pareto::from_percentiles(&stated(&[("p10", 3.0), ("p50", 5.0), ("p90", 20.0)])).unwrap();
        // scipy.optimize.least_squares.
        check::parameters_near(&fit, &[2.738_880_799_025_197, 1.153_786_598_732_693_2], 1e-6);
        let refused = |values: &[(&'static str, f64)]| KIND.build(values).unwrap_err().to_string();
        assert!(refused(&[("p10", 3.0), ("p90", 3e12)]).contains("drawn with 0.1 to 1000000"));
        assert_eq!(refused(&[("p10", 0.0), ("p90", 3.0)]), "`p10` must be above 0, not 0");
        assert_eq!(Pareto::new(1.0, 0.01).unwrap_err().to_string(), "`alpha` must be from 0.1 to 1000000, not 0.01");
        assert_eq!(Pareto::new(-1.0, 1.0).unwrap_err().to_string(), "`minimum` must be above 0, not -1");
    }

}
