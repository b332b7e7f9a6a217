//! What was observed, each observation alike.

use super::parameter::finite;
use super::steps::Steps;
use super::{Kind, ParameterError, Parts, Transform, TransformError, Univariate};

/// The empirical distribution of n observations: F(x) = (how many are at most x) / n.
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | observations | finite, at least one | a column of a CSV file |
///
/// Its quantile is the generalised inverse of F, the smallest observation with F >= u: a draw is one of the observations, never
/// between two of them or beyond them (definition 1 of Hyndman and Fan 1996, doi:10.1080/00031305.1996.10473566). sd is that of
/// this distribution, divided by n. Drawn by exact cut points k/n.
///
/// ```
/// use sarez::distribution::{Empirical, Univariate};
/// let changes = Empirical::new(&[3.0, -1.0, 4.0, -1.0])?;
/// assert_eq!((changes.quantile(0.5), changes.quantile(0.51), changes.cdf(3.5)), (-1.0, 3.0, 0.75));
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Empirical {
    steps: Steps,
    count: usize,
}

/// How a scenario states it.
pub(super) static KIND: Kind = Kind {
    name: "empirical",
    summary: "The observations of a CSV file's column, each alike: a draw is one of them.",
    forms: &[],
    percentiles: None,
    parts: Parts::Column,
};

impl Empirical {
    /// Of these observations, in any order.
    ///
    /// # Errors
    /// When there is none, or one is not finite.
    pub fn new(observations: &[f64]) -> Result<Self, ParameterError> {
        if observations.is_empty() {
            return Err(ParameterError::new("column", "must have at least one number"));
        }
        for observation in observations {
            finite("column", *observation)?;
        }
        Ok(Self { steps: Steps::new(observations.iter().map(|x| (*x, 1.0))), count: observations.len() })
    }

    /// How many observations.
    pub fn count(&self) -> usize {
        self.count
    }
}

impl Univariate for Empirical {
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
        vec![("observations", self.count as f64)]
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
    use statrs::statistics::{Data, OrderStatistics};

    #[test]
    fn draws_are_observations_as_often_as_they_were_made() {
        let observations: Vec<f64> = (0..60).map(|k: i32| f64::from(k * k % 37)).collect();
        let empirical: Distribution = Empirical::new(&observations).unwrap().into();
        check::atoms_occur(&empirical, 43);
        // R's definition 1, by another library.
        let mut theirs = Data::new(observations.clone());
        let mut sorted = observations;
        sorted.sort_by(f64::total_cmp);
        for k in 1..=60_u32 {
            let inside = (f64::from(k) - 0.5) / 60.0;
            assert_eq!(empirical.quantile(inside), theirs.order_statistic(k as usize));
            assert_eq!(empirical.quantile(inside), sorted[k as usize - 1]);
        }
    }

    #[test]
    fn moments_and_domain() {
        let changes = Empirical::new(&[3.0, -1.0, 4.0, -1.0]).unwrap();
        assert_eq!((changes.mean(), changes.support(), changes.count()), (1.25, (-1.0, 4.0), 4));
        check::near(changes.sd() * changes.sd(), 27.0 / 4.0 - 1.25 * 1.25, 1e-15);
        assert_eq!((changes.density(-1.0), changes.cdf(-1.0), changes.survival(3.0)), (0.5, 0.5, 0.25));
        assert_eq!(Empirical::new(&[]).unwrap_err().to_string(), "`column` must have at least one number");
        assert_eq!(Empirical::new(&[f64::NAN]).unwrap_err().to_string(), "`column` must be finite, not NaN");
    }
}
