//! A few values, each with a weight.

use super::parameter::finite;
use super::steps::Steps;
use super::{Kind, ParameterError, Parts, Transform, TransformError, Univariate};

/// The discrete distribution of some values: P(X = xᵢ) = wᵢ / Σ w.
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | values | finite, all different | what it can be |
/// | weights | at least 0, one a value, one of them above 0 | how likely each is, in any unit |
///
/// Its quantile is the generalised inverse: the smallest xᵢ with F(xᵢ) >= u. Drawn by exact cut points.
///
/// ```
/// use sarez::distribution::{Discrete, Univariate};
/// let answer = Discrete::new(&[0.0, 10.0, 30.0], &[5.0, 3.0, 2.0])?;
/// assert_eq!((answer.quantile(0.5), answer.quantile(0.51), answer.mean()), (0.0, 10.0, 9.0));
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Discrete {
    steps: Steps,
}

/// How a scenario states it.
pub(super) static KIND: Kind = Kind {
    name: "discrete",
    summary: "A few values, each with a weight.",
    forms: &[],
    percentiles: None,
    parts: Parts::Weighted,
};

impl Discrete {
    /// These values with these weights.
    ///
    /// # Errors
    /// When there is no value, there are not as many weights as values, a value is not finite or repeated, or a weight is not
    /// finite, below 0, or all are 0.
    pub fn new(values: &[f64], weights: &[f64]) -> Result<Self, ParameterError> {
        if values.is_empty() {
            return Err(ParameterError::new("values", "must have at least one number"));
        }
        if values.len() != weights.len() {
            let message = format!("must be as many as the values, {}, not {}", values.len(), weights.len());
            return Err(ParameterError::new("weights", message));
        }
        for (place, value) in values.iter().enumerate() {
            if values[..place].contains(&finite("values", *value)?) {
                return Err(ParameterError::new("values", format!("must all be different, and {value} is there twice")));
            }
        }
        for weight in weights {
            if finite("weights", *weight)? < 0.0 {
                return Err(ParameterError::new("weights", format!("must not be below 0, not {weight}")));
            }
        }
        let total: f64 = weights.iter().sum();
        if !(total > 0.0 && total.is_finite()) {
            return Err(ParameterError::new("weights", format!("must add up to more than 0, not {total}")));
        }
        Ok(Self { steps: Steps::new(values.iter().copied().zip(weights.iter().copied())) })
    }
}

impl Univariate for Discrete {
    fn cdf(&self, x: f64) -> f64 {
        self.steps.cdf(x)
    }

    fn survival(&self, x: f64) -> f64 {
        self.steps.survival(x)
    }

    fn quantile(&self, u: f64) -> f64 {
        self.steps.quantile(u)
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        self.steps.upper_quantile(v)
    }

    fn density(&self, x: f64) -> f64 {
        self.steps.density(x)
    }

    fn support(&self) -> (f64, f64) {
        self.steps.support()
    }

    fn mean(&self) -> f64 {
        self.steps.mean()
    }

    fn sd(&self) -> f64 {
        self.steps.sd()
    }

    fn name(&self) -> &'static str {
        KIND.name
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        Vec::new()
    }

    fn atoms(&self) -> Vec<(f64, f64)> {
        self.steps.atoms()
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        Ok(self.steps.transform())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Distribution, check};
    use super::*;

    fn answer() -> Discrete {
        Discrete::new(&[10.0, 0.0, 30.0, -4.0], &[3.0, 5.0, 2.0, 0.0]).unwrap()
    }

    #[test]
    fn draws_occur_as_often_as_they_should() {
        let distribution: Distribution = answer().into();
        check::atoms_occur(&distribution, 41);
        let weights: Vec<f64> = (0..40).map(|k| f64::from(1 + k % 7)).collect();
        let values: Vec<f64> = (0..40).map(|k| f64::from(k) * 0.5).collect();
        check::atoms_occur(&Discrete::new(&values, &weights).unwrap().into(), 42);
    }

    #[test]
    fn cuts_are_the_generalised_inverse() {
        let answer = answer();
        assert_eq!([0.0, 0.5, 0.5_f64.next_up(), 0.8, 0.81, 1.0].map(|u| answer.quantile(u)), [0.0, 0.0, 10.0, 10.0, 30.0, 30.0]);
        assert_eq!([0.0, 0.2, 0.21, 0.5, 0.51, 1.0].map(|v| answer.upper_quantile(v)), [30.0, 10.0, 10.0, 0.0, 0.0, 0.0]);
        assert_eq!([-1.0, 0.0, 9.9, 10.0, 30.0].map(|x| answer.cdf(x)), [0.0, 0.5, 0.5, 0.8, 1.0]);
        assert_eq!([-1.0, 0.0, 10.0, 30.0].map(|x| answer.survival(x)), [1.0, 0.5, 0.2, 0.0]);
        assert_eq!([0.0, 5.0, 30.0].map(|x| answer.density(x)), [0.5, 0.0, 0.2]);
        assert_eq!((answer.support(), answer.mean()), ((0.0, 30.0), 9.0));
        // 0.3 · 100 + 0.2 · 900 − 81
        check::near(answer.sd(), 129.0_f64.sqrt(), 1e-15);
        assert!(answer.quantile(-0.1).is_nan() && answer.upper_quantile(1.1).is_nan());
        assert!(answer.cdf(f64::NAN).is_nan() && answer.density(f64::NAN).is_nan());
        assert_eq!(Discrete::new(&[3.0], &[1.0]).unwrap().transform().unwrap(), Transform::Constant(3.0));
    }

    #[test]
    fn the_domain_is_kept() {
        let refused = |values: &[f64], weights: &[f64]| Discrete::new(values, weights).unwrap_err().to_string();
        assert_eq!(refused(&[], &[]), "`values` must have at least one number");
        assert_eq!(refused(&[1.0], &[1.0, 2.0]), "`weights` must be as many as the values, 1, not 2");
        assert_eq!(refused(&[1.0, 1.0], &[1.0, 2.0]), "`values` must all be different, and 1 is there twice");
        assert_eq!(refused(&[1.0, f64::NAN], &[1.0, 2.0]), "`values` must be finite, not NaN");
        assert_eq!(refused(&[1.0, 2.0], &[1.0, -2.0]), "`weights` must not be below 0, not -2");
        assert_eq!(refused(&[1.0, 2.0], &[0.0, 0.0]), "`weights` must add up to more than 0, not 0");
    }
}
