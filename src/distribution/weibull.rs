//! A time to failure whose hazard rises or falls as a power of time.

use super::parameter::positive;
use super::percentile::{self, Percentile};
use super::{Distribution, Form, Key, Kind, ParameterError, Parts, Percentiles, Transform, TransformError, Univariate};
use crate::numerics::special::log_gamma;
use crate::numerics::{Table, exp, exp_m1, log, log_1p, normal_cdf, pow};
use std::sync::Arc;

/// The Weibull distribution.
///
/// F(x) = 1 − exp(−(x / scale)^shape), x >= 0; mean = scale Γ(1 + 1/shape), variance = scale² (Γ(1 + 2/shape) − Γ(1 + 1/shape)²).
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | shape | 0.05 to 1e4 | below 1 the hazard falls with time, above 1 it rises |
/// | scale | above 0, finite | the 63rd percentile |
///
/// or percentiles: ln x = ln scale + ln(−ln(1 − p)) / shape is a line through two of them; of more by least squares.
///
/// ```
/// use sarez::distribution::{Univariate, Weibull};
/// let months = Weibull::new(1.5, 12.0)?;
/// assert!((months.survival(12.0) - (-1.0_f64).exp()).abs() < 1e-15);
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
///
/// Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 21. Drawn from a table of the
/// distribution with scale 1 ([`Table`]); below a shape of about 0.15 there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weibull {
    shape: f64,
    scale: f64,
}

const LEAST_SHAPE: f64 = 0.05;
const LARGEST_SHAPE: f64 = 1e4;

/// How a scenario states it.
pub(super) static KIND: Kind = Kind {
    name: "weibull",
    summary: "A time to failure whose hazard rises or falls as a power of time.",
    forms: &[Form {
        keys: &[
            Key::number("shape", "Below 1 the hazard falls with time, above 1 it rises"),
            Key::in_unit("scale", "The 63rd percentile"),
        ],
        build: |v| Ok(Weibull::new(v[0], v[1])?.into()),
    }],
    percentiles: Some(Percentiles { least: 2, beside: &[], build: |stated, _| Weibull::from_percentiles(stated) }),
    parts: Parts::None,
};

impl Weibull {
    /// With this shape and scale.
    ///
    /// # Errors
    /// When the shape is not in [0.05, 1e4], or the scale is not finite and above 0.
    pub fn new(shape: f64, scale: f64) -> Result<Self, ParameterError> {
        if !(LEAST_SHAPE..=LARGEST_SHAPE).contains(&positive("shape", shape)?) {
            let message = format!("must be from {LEAST_SHAPE} to {LARGEST_SHAPE}, not {shape}");
            return Err(ParameterError::new("shape", message));
        }
        Ok(Self { shape, scale: positive("scale", scale)? })
    }

    fn from_percentiles(stated: &[Percentile]) -> Result<Distribution, ParameterError> {
        percentile::all_above(stated, "0", 0.0)?;
        let (log_scale, slope) = percentile::line(percentile::two(stated), log, |p| log(-log_1p(-p)));
        let last = stated[stated.len() - 1].key;
        let build = |shape: f64, log_scale: f64| {
            if !(LEAST_SHAPE..=LARGEST_SHAPE).contains(&shape) {
                let message = format!(
                    "needs a shape of {shape:.3e}, and a Weibull is drawn with {LEAST_SHAPE} to {LARGEST_SHAPE}: bring the percentiles \
                     nearer together or further apart, or state another distribution"
                );
                return Err(ParameterError::new(last, message));
            }
            Ok(Self { shape, scale: positive(last, exp(log_scale))? })
        };
        if stated.len() == 2 {
            return percentile::met(build(1.0 / slope, log_scale)?, stated);
        }
        let cdf = |[log_shape, log_scale]: &[f64; 2], x: f64| -exp_m1(-exp(exp(*log_shape) * (log(x) - log_scale)));
        let [log_shape, log_scale] = percentile::least_squares([-log(slope), log_scale], stated, cdf);
        Ok(percentile::fitted(build(exp(log_shape), log_scale)?, stated))
    }

    /// (x / scale)^shape, x > 0
    fn hazard(&self, x: f64) -> f64 {
        exp(self.shape * (log(x / self.scale)))
    }
}

impl Univariate for Weibull {
    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { -exp_m1(-self.hazard(x)) }
    }

    fn survival(&self, x: f64) -> f64 {
        if x <= 0.0 { 1.0 } else { exp(-self.hazard(x)) }
    }

    fn quantile(&self, u: f64) -> f64 {
        if (0.0..=1.0).contains(&u) { self.scale * pow(-log_1p(-u), 1.0 / self.shape) } else { f64::NAN }
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        if (0.0..=1.0).contains(&v) { self.scale * pow(-log(v), 1.0 / self.shape) } else { f64::NAN }
    }

    /// Infinite at 0 for a shape below 1.
    fn density(&self, x: f64) -> f64 {
        if x.is_nan() {
            x
        } else if x < 0.0 || x == f64::INFINITY {
            0.0
        } else if x == 0.0 {
            if self.shape < 1.0 {
                f64::INFINITY
            } else if self.shape > 1.0 {
                0.0
            } else {
                1.0 / self.scale
            }
        } else {
            let hazard = self.hazard(x);
            self.shape * hazard / x * exp(-hazard)
        }
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn mean(&self) -> f64 {
        self.scale * exp(log_gamma(1.0 + 1.0 / self.shape))
    }

    fn sd(&self) -> f64 {
        // Γ(1 + 2/k) − Γ(1 + 1/k)² without cancelling for a large k.
        let first = log_gamma(1.0 + 1.0 / self.shape);
        let second = log_gamma(1.0 + 2.0 / self.shape);
        self.scale * exp(first) * exp_m1(2.0_f64.mul_add(-first, second)).sqrt()
    }

    fn name(&self) -> &'static str {
        KIND.name
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("shape", self.shape), ("scale", self.scale)]
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        let standard = Self { scale: 1.0, ..*self };
        let quantile = |z: f64| {
            let hazard = if z < 0.0 { -log_1p(-normal_cdf(z)) } else { -log(normal_cdf(-z)) };
            pow(hazard, 1.0 / standard.shape)
        };
        let table = Table::certified(quantile, |x| (standard.cdf(x), standard.survival(x)))
            .map_err(|reason| TransformError { distribution: KIND.name, reason })?;
        Ok(Transform::Table { location: 0.0, scale: self.scale, table: Arc::new(table) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{check, percentile::stated};
    use super::*;

    fn months() -> Distribution {
        Weibull::new(1.5, 12.0).unwrap().into()
    }

    #[test]
    fn draws_follow_the_cdf() {
        check::draws_follow_the_cdf(&months(), 32);
        // Kurtosis 4.39: the sd of a sample sd is 0.92 / √N; four of them.
        check::sample_sd_agrees(&months(), 32, 0.0037);
        check::draws_agree_with(&months(), &rand_distr::Weibull::new(12.0, 1.5).unwrap(), 33);
    }

    #[test]
    fn transform_and_quantile_invert_the_cdf() {
        for (shape, tail) in [(0.4, 1e-8), (1.0, 1e-8), (1.5, 1e-8), (8.0, 1e-8), (200.0, 1e-8)] {
            let weibull: Distribution = Weibull::new(shape, 12.0).unwrap().into();
            if shape >= 1.0 {
                check::density_is_the_derivative(&weibull);
            }
            check::transform_inverts_the_cdf(&weibull, tail);
            check::tails_invert(&weibull, 1e-9);
            check::another_library_agrees(&weibull, &statrs::distribution::Weibull::new(shape, 12.0).unwrap(), 1e-12);
        }
    }

    #[test]
    fn moments_are_those_known() {
        // mpmath: 12 Γ(5/3) and 12 √(Γ(7/3) − Γ(5/3)²); for shape 200 the same with 200.
        check::near(months().mean(), 10.832_943_515_411_203, 1e-14);
        check::near(months().sd(), 7.355_229_501_056_116, 1e-13);
        check::near(Weibull::new(200.0, 1.0).unwrap().sd() / 0.006_371_240_770_901_619, 1.0, 1e-11);
    }

    #[test]
    fn percentiles_are_met_or_refused() {
        for values in [[("p05", 1.0), ("p95", 30.0)], [("p10", 3.0), ("p50", 9.0)], [("p90", 20.0), ("p95", 20.5)]] {
            assert!(Weibull::from_percentiles(&stated(&values)).is_ok(), "{values:?}");
        }
        let fit = Weibull::from_percentiles(&stated(&[("p10", 3.0), ("p50", 9.0), ("p90", 30.0)])).unwrap();
        // scipy.optimize.least_squares.
        check::parameters_near(&fit, &[1.227_277_627_328_909_4, 13.294_272_212_780_687], 1e-6);
        let refused = |values: &[(&'static str, f64)]| KIND.build(values).unwrap_err().to_string();
        assert!(refused(&[("p10", 3.0), ("p90", 3.0001)]).contains("drawn with 0.05 to 10000"));
        assert_eq!(refused(&[("p10", -3.0), ("p90", 3.0)]), "`p10` must be above 0, not -3");
        assert_eq!(Weibull::new(0.01, 1.0).unwrap_err().to_string(), "`shape` must be from 0.05 to 10000, not 0.01");
        assert!(Weibull::new(1.0, f64::NAN).is_err());
    }

}
