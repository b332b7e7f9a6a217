//! Every value between two ends alike.

use super::parameter::width;
use super::percentile::{self, Percentile};
use super::{
    Distribution, Form, Key, Kind, ParameterError, Parts, Percentiles, Transform, TransformError, Univariate,
};
use crate::numerics::{clamp, exp};

/// The uniform distribution on [low, high].
///
/// f(x) = 1 / (high − low), F(x) = (x − low) / (high − low); mean (low + high)/2, sd (high − low)/√12.
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | low | finite | the lower end |
/// | high | above low, high − low finite | the upper end |
///
/// ```
/// use sarez::distribution::{Uniform, Univariate};
/// let blocked = Uniform::new(30.0, 80.0)?;
/// assert_eq!((blocked.mean(), blocked.cdf(40.0)), (55.0, 0.2));
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
///
/// A draw may round to an end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uniform {
    low: f64,
    high: f64,
}

/// How a scenario states it.
pub(super) static KIND: Kind = Kind {
    name: "uniform",
    summary: "Every value between two ends alike.",
    forms: &[Form {
        keys: &[Key::in_unit("low", "The lower end"), Key::in_unit("high", "The upper end")],
        build: |v| Ok(Uniform::new(v[0], v[1])?.into()),
    }],
    percentiles: Some(Percentiles { least: 2, beside: &[], build: |stated, _| Uniform::of_percentiles(stated) }),
    parts: Parts::None,
};

impl Uniform {
    /// On [low, high].
    ///
    /// # Errors
    /// When an end is not finite or low < high does not hold.
    pub fn new(low: f64, high: f64) -> Result<Self, ParameterError> {
        width(low, high)?;
        Ok(Self { low, high })
    }

    fn width(&self) -> f64 {
        self.high - self.low
    }

    /// With these percentiles: a line through two, of more by least squares.
    fn of_percentiles(stated: &[Percentile]) -> Result<Distribution, ParameterError> {
        let (low, width) = percentile::line(percentile::two(stated), |x| x, |p| p);
        let last = stated[stated.len() - 1].key;
        let build = |low: f64, width: f64| {
            Self::new(low, low + width).map_err(|error| ParameterError::new(last, error.message))
        };
        if stated.len() == 2 {
            return percentile::met(build(low, width)?, stated);
        }
        let (from, unit) = (low, width);
        let cdf = |[low, log_width]: &[f64; 2], x: f64| {
            clamp(((x - from) / unit - low) / exp(*log_width), 0.0, 1.0)
        };
        let [low, log_width] = percentile::least_squares([0.0, 0.0], stated, cdf);
        Ok(percentile::fitted(build(unit.mul_add(low, from), unit * exp(log_width))?, stated))
    }
}

impl Univariate for Uniform {
    fn cdf(&self, x: f64) -> f64 {
        ((x - self.low) / self.width()).clamp(0.0, 1.0)
    }

    fn survival(&self, x: f64) -> f64 {
        ((self.high - x) / self.width()).clamp(0.0, 1.0)
    }

    fn quantile(&self, u: f64) -> f64 {
        match u {
            0.0..0.5 => self.width().mul_add(u, self.low),
            0.5..=1.0 => (-self.width()).mul_add(1.0 - u, self.high),
            _ => f64::NAN,
        }
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        match v {
            0.0..0.5 => (-self.width()).mul_add(v, self.high),
            0.5..=1.0 => self.width().mul_add(1.0 - v, self.low),
            _ => f64::NAN,
        }
    }

    fn density(&self, x: f64) -> f64 {
        if x.is_nan() {
            x
        } else if (self.low..=self.high).contains(&x) {
            1.0 / self.width()
        } else {
            0.0
        }
    }

    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    fn mean(&self) -> f64 {
        0.5 * self.low + 0.5 * self.high
    }

    fn sd(&self) -> f64 {
        self.width() / 12.0_f64.sqrt()
    }

    fn name(&self) -> &'static str {
        KIND.name
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("low", self.low), ("high", self.high)]
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        Ok(Transform::Uniform { low: self.low, high: self.high })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Distribution, check};
    use super::*;

    fn blocked() -> Distribution {
        Uniform::new(30.0, 80.0).unwrap().into()
    }

    #[test]
    fn draws_follow_the_cdf() {
        check::draws_follow_the_cdf(&blocked(), 1);
        // sd of a sample sd: kurtosis 1.8, so 0.45 / √N; four of them.
        check::sample_sd_agrees(&blocked(), 1, 0.0018);
        let other = rand_distr::Uniform::new(30.0, 80.0).unwrap();
        check::draws_agree_with(&blocked(), &other, 2);
    }

    #[test]
    fn transform_and_quantile_invert_the_cdf() {
        check::density_is_the_derivative(&blocked());
        // Near 30 doubles are 3.6e-15 apart, 7e-17 in probability: relative to 1e-9 that is 7e-8; near 80 twice as much.
        check::transform_inverts_the_cdf(&blocked(), 3e-7);
        check::transform_inverts_the_cdf(&Uniform::new(-1.0, 1e-3).unwrap().into(), 3e-7);
    }

    #[test]
    fn moments_and_domain() {
        let uniform = Uniform::new(30.0, 80.0).unwrap();
        check::near(uniform.mean(), 55.0, 1e-15);
        check::near(uniform.sd(), 14.433_756_729_740_645, 1e-15);
        assert_eq!((uniform.cdf(20.0), uniform.survival(90.0), uniform.density(81.0)), (0.0, 0.0, 0.0));
        assert_eq!(Uniform::new(80.0, 30.0).unwrap_err().to_string(), "`high` must be above low = 80, not 30");
        assert!(Uniform::new(1.0, 1.0).is_err() && Uniform::new(f64::NAN, 1.0).is_err());
    }
}
