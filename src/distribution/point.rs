//! One value for certain.

use super::parameter::finite;
use super::{Form, Key, Kind, ParameterError, Parts, Transform, TransformError, Univariate};

/// The point distribution: X = value.
///
/// P(X <= x) = 0 for x < value, 1 from value on.
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | value | finite | the only value |
///
/// ```
/// use sarez::distribution::{Point, Univariate};
/// let p = Point::new(-22.0)?;
/// assert_eq!((p.quantile(0.3), p.sd()), (-22.0, 0.0));
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
///
/// A driver with it draws nothing: its transform is a constant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    value: f64,
}

/// How a scenario states it; a plain number is one too.
pub(super) static KIND: Kind = Kind {
    name: "point",
    summary: "One value for certain.",
    forms: &[Form {
        keys: &[Key::in_unit("value", "The value")],
        build: |v| Ok(Point::new(v[0])?.into()),
    }],
    percentiles: None,
    parts: Parts::None,
};

impl Point {
    /// The distribution whose only value is `value`.
    ///
    /// # Errors
    /// When the value is not finite.
    pub fn new(value: f64) -> Result<Self, ParameterError> {
        Ok(Self { value: finite("value", value)? })
    }

    /// The value.
    pub fn value(&self) -> f64 {
        self.value
    }
}

impl Univariate for Point {
    fn cdf(&self, x: f64) -> f64 {
        if x.is_nan() { x } else { f64::from(u8::from(x >= self.value)) }
    }

    fn survival(&self, x: f64) -> f64 {
        1.0 - self.cdf(x)
    }

    fn quantile(&self, u: f64) -> f64 {
        if (0.0..=1.0).contains(&u) { self.value } else { f64::NAN }
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        self.quantile(v)
    }

    fn density(&self, x: f64) -> f64 {
        if x.is_nan() { x } else { f64::from(u8::from(x == self.value)) }
    }

    fn support(&self) -> (f64, f64) {
        (self.value, self.value)
    }

    fn mean(&self) -> f64 {
        self.value
    }

    fn sd(&self) -> f64 {
        0.0
    }

    fn name(&self) -> &'static str {
        KIND.name
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("value", self.value)]
    }

    fn atoms(&self) -> Vec<(f64, f64)> {
        vec![(self.value, 1.0)]
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        Ok(Transform::Constant(self.value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_its_value() {
        let point = Point::new(-22.0).unwrap();
        assert_eq!((point.cdf((-22.0_f64).next_up()), point.cdf(-22.0), point.cdf((-22.0_f64).next_down())), (1.0, 1.0, 0.0));
        assert_eq!((point.survival(-23.0), point.density(-22.0), point.density(-21.0)), (1.0, 1.0, 0.0));
        assert_eq!((point.mean(), point.sd(), point.support()), (-22.0, 0.0, (-22.0, -22.0)));
        assert_eq!((point.quantile(0.0), point.upper_quantile(1.0)), (-22.0, -22.0));
        assert!(point.quantile(1.5).is_nan() && point.cdf(f64::NAN).is_nan());
        assert_eq!(point.transform(), Ok(Transform::Constant(-22.0)));
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        assert_eq!(Point::new(f64::INFINITY).unwrap_err().to_string(), "`value` must be finite, not inf");
    }
}
