//! Two ends and a mode, straight lines between.

use super::parameter::{finite, width};
use super::percentile::{self, Percentile};
use super::{
    Distribution, Form, Key, Kind, ParameterError, Parts, Percentiles, Transform, TransformError, Univariate,
};
use crate::numerics::{clamp, exp, log};

/// The triangular distribution.
///
/// F(x) = (x − low)² / ((high − low)(mode − low)) up to the mode, 1 − (high − x)² / ((high − low)(high − mode)) from there;
/// mean (low + mode + high)/3, variance (w² − ab)/18 with w = high − low, a = mode − low, b = high − mode.
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | low | finite | the lower end |
/// | mode | low to high, both included | the likeliest value |
/// | high | above low | the upper end |
///
/// ```
/// use sarez::distribution::{Triangular, Univariate};
/// let t = Triangular::new(-35.0, -22.0, -2.0)?;
/// assert!((t.cdf(-22.0) - 13.0 / 33.0).abs() < 1e-15);
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Triangular {
    low: f64,
    mode: f64,
    high: f64,
}

/// How a scenario states it.
pub(super) static KIND: Kind = Kind {
    name: "triangular",
    summary: "Two ends and a mode, straight lines between.",
    forms: &[Form {
        keys: &[
            Key::in_unit("low", "The lower end"),
            Key::in_unit("mode", "The likeliest value"),
            Key::in_unit("high", "The upper end"),
        ],
        build: |v| Ok(Triangular::new(v[0], v[1], v[2])?.into()),
    }],
    percentiles: Some(Percentiles { least: 3, beside: &[], build: |stated, _| Triangular::of_percentiles(stated) }),
    parts: Parts::None,
};

impl Triangular {
    /// Between `low` and `high` with the top at `mode`.
    ///
    /// # Errors
    /// When a parameter is not finite, low < high does not hold, or the mode is outside [low, high].
    pub fn new(low: f64, mode: f64, high: f64) -> Result<Self, ParameterError> {
        width(low, high)?;
        if !(low..=high).contains(&finite("mode", mode)?) {
            let message = format!("must be from low = {low} to high = {high}, not {mode}");
            return Err(ParameterError::new("mode", message));
        }
        Ok(Self { low, mode, high })
    }

    /// The value with the probability u below it, up to the mode.
    fn up_from_low(&self, u: f64) -> f64 {
        self.low + (u * ((self.high - self.low) * (self.mode - self.low))).sqrt()
    }

    /// The value with the probability v above it, from the mode.
    fn down_from_high(&self, v: f64) -> f64 {
        self.high - (v * ((self.high - self.low) * (self.high - self.mode))).sqrt()
    }

    fn below_mode(&self) -> f64 {
        (self.mode - self.low) / (self.high - self.low)
    }

    /// The standard one with its mode at `place`, from 0 to 1.
    fn standard(place: f64) -> Self {
        Self { low: 0.0, mode: place, high: 1.0 }
    }

    /// With these percentiles: met by three, of more by least squares.
    fn of_percentiles(stated: &[Percentile]) -> Result<Distribution, ParameterError> {
        let quantile = |place: f64, p: f64| Self::standard(place).quantile(p);
        let three = percentile::three(stated);
        let place = percentile::shape("triangular", three, (0.0, 1.0), quantile);
        let of = |place: f64, low: f64, width: f64| {
            let (high, last) = (low + width, stated[stated.len() - 1].key);
            let mode = clamp(width.mul_add(place, low), low, high);
            Self::new(low, mode, high).map_err(|error| ParameterError::new(last, error.message))
        };
        let ends = |place: f64| percentile::line([three[0], three[2]], |x| x, |p| quantile(place, p));
        if stated.len() == 3 {
            let place = place?;
            let (low, width) = ends(place);
            return percentile::met(of(place, low, width)?, stated);
        }
        // In units of the spread from the first percentile.
        let (from, unit) = (three[0].value, three[2].value - three[0].value);
        let cdf = |[low, log_width, logit]: &[f64; 3], x: f64| {
            Self::standard(1.0 / (1.0 + exp(-logit))).cdf(((x - from) / unit - low) / exp(*log_width))
        };
        let start = clamp(place.unwrap_or(0.5), 0.02, 0.98);
        let (low, width) = ends(start);
        let start = [(low - from) / unit, log(width / unit), log(start / (1.0 - start))];
        let [low, log_width, logit] = percentile::least_squares(start, stated, cdf);
        let place = 1.0 / (1.0 + exp(-logit));
        Ok(percentile::fitted(of(place, unit.mul_add(low, from), unit * exp(log_width))?, stated))
    }
}

impl Univariate for Triangular {
    fn cdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            x
        } else if x <= self.low {
            0.0
        } else if x < self.mode {
            (x - self.low) / (self.high - self.low) * ((x - self.low) / (self.mode - self.low))
        } else if x < self.high {
            // Grown from the mode, so that a small probability just above it is not 1 minus a large one.
            let above = (x - self.mode) / (self.high - self.mode);
            above.mul_add(((self.high - self.mode) + (self.high - x)) / (self.high - self.low), self.below_mode())
        } else {
            1.0
        }
    }

    fn survival(&self, x: f64) -> f64 {
        if x.is_nan() {
            x
        } else if x >= self.high {
            0.0
        } else if x >= self.mode {
            (self.high - x) / (self.high - self.low) * ((self.high - x) / (self.high - self.mode))
        } else if x > self.low {
            let below = (self.mode - x) / (self.mode - self.low);
            let above_mode = (self.high - self.mode) / (self.high - self.low);
            below.mul_add(((self.mode - self.low) + (x - self.low)) / (self.high - self.low), above_mode)
        } else {
            1.0
        }
    }

    fn quantile(&self, u: f64) -> f64 {
        if !(0.0..=1.0).contains(&u) {
            f64::NAN
        } else if u < self.below_mode() {
            self.up_from_low(u)
        } else {
            self.down_from_high(1.0 - u)
        }
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        if !(0.0..=1.0).contains(&v) {
            f64::NAN
        } else if 1.0 - v < self.below_mode() {
            self.up_from_low(1.0 - v)
        } else {
            self.down_from_high(v)
        }
    }

    fn density(&self, x: f64) -> f64 {
        let width = self.high - self.low;
        if x.is_nan() {
            x
        } else if !(self.low..=self.high).contains(&x) {
            0.0
        } else if x < self.mode {
            2.0 / width * ((x - self.low) / (self.mode - self.low))
        } else if x > self.mode {
            2.0 / width * ((self.high - x) / (self.high - self.mode))
        } else {
            2.0 / width
        }
    }

    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    fn mean(&self) -> f64 {
        (self.low + self.mode + self.high) / 3.0
    }

    fn sd(&self) -> f64 {
        let (a, b, w) = (self.mode - self.low, self.high - self.mode, self.high - self.low);
        ((w * w - a * b) / 18.0).sqrt()
    }

    fn name(&self) -> &'static str {
        KIND.name
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("low", self.low), ("mode", self.mode), ("high", self.high)]
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        Ok(Transform::Triangular { low: self.low, mode: self.mode, high: self.high })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Distribution, check};
    use super::*;

    fn remittances() -> Distribution {
        Triangular::new(-35.0, -22.0, -2.0).unwrap().into()
    }

    #[test]
    fn draws_follow_the_cdf() {
        check::draws_follow_the_cdf(&remittances(), 3);
        // Kurtosis 2.4: the sd of a sample sd is 0.59 / √N; four of them.
        check::sample_sd_agrees(&remittances(), 3, 0.0024);
        let other = rand_distr::Triangular::new(-35.0, -2.0, -22.0).unwrap();
        check::draws_agree_with(&remittances(), &other, 4);
    }

    #[test]
    fn transform_and_quantile_invert_the_cdf() {
        check::density_is_the_derivative(&remittances());
        // The distance from the end is √u: 1e-3 at 1e-9, against 7e-15 between doubles near 35.
        for (low, mode, high) in [(-35.0, -22.0, -2.0), (-1.0, -0.999, 3.0)] {
            check::transform_inverts_the_cdf(&Triangular::new(low, mode, high).unwrap().into(), 1e-10);
        }
        // With the mode at an end the distance from it is u/2, found by subtraction from the other end: 1e-16 of 5e-10.
        for (low, mode, high) in [(0.0, 0.0, 1.0), (0.0, 1.0, 1.0)] {
            check::transform_inverts_the_cdf(&Triangular::new(low, mode, high).unwrap().into(), 1e-6);
        }
    }

    #[test]
    fn moments_and_domain() {
        let t = Triangular::new(-35.0, -22.0, -2.0).unwrap();
        check::near(t.mean(), -59.0 / 3.0, 1e-15);
        // (35² + 22² + 2² − 35·22 − 35·2 − 22·2) / 18 = 829 / 18
        check::near(t.sd() * t.sd(), 829.0 / 18.0, 1e-14);
        assert_eq!((t.cdf(-40.0), t.survival(0.0), t.density(0.0)), (0.0, 0.0, 0.0));
        assert_eq!(
            Triangular::new(0.0, 2.0, 1.0).unwrap_err().to_string(),
            "`mode` must be from low = 0 to high = 1, not 2"
        );
        assert_eq!(Triangular::new(1.0, 1.0, 1.0).unwrap_err().parameter, "high");
        assert_eq!(Triangular::new(0.0, f64::NAN, 1.0).unwrap_err().parameter, "mode");
    }
}
