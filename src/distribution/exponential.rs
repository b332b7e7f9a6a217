//! The time to something that may happen at any moment alike.

use super::parameter::{finite, positive};
use super::percentile::{self, Percentile};
use super::{Distribution, Form, Key, Kind, ParameterError, Parts, Percentiles, Transform, TransformError, Univariate};
use crate::numerics::{Table, exp, exp_m1, log, log_1p, normal_cdf};
use std::sync::Arc;

/// The exponential distribution.
///
/// F(x) = 1 − exp(−x / mean), x >= 0; sd = mean.
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | mean | above 0, finite | mean and standard deviation, one over the rate |
///
/// or any of its percentiles: mean = xₚ / −ln(1 − p); of several by least squares.
///
/// ```
/// use sarez::distribution::{Exponential, Univariate};
/// let wait = Exponential::new(4.0)?;
/// assert!((wait.survival(4.0) - (-1.0_f64).exp()).abs() < 1e-15);
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
///
/// Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 19. Drawn from a table of the
/// standard one ([`Table`]).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exponential {
    mean: f64,
}

/// How a scenario states it.
pub(super) static KIND: Kind = Kind {
    name: "exponential",
    summary: "The time to something that may happen at any moment alike.",
    forms: &[Form {
        keys: &[Key::in_unit("mean", "Mean and standard deviation")],
        build: |v| Ok(Exponential::new(v[0])?.into()),
    }],
    percentiles: Some(Percentiles { least: 1, beside: &[], build: |stated, _| Exponential::from_percentiles(stated) }),
    parts: Parts::None,
};

impl Exponential {
    /// With this mean.
    ///
    /// # Errors
    /// When the mean is not finite and above 0.
    pub fn new(mean: f64) -> Result<Self, ParameterError> {
        Ok(Self { mean: positive("mean", mean)? })
    }

    fn from_percentiles(stated: &[Percentile]) -> Result<Distribution, ParameterError> {
        percentile::all_above(stated, "0", 0.0)?;
        let last = stated[stated.len() - 1];
        let mean = finite(last.key, last.value / -log_1p(-last.p))?;
        if stated.len() == 1 {
            return percentile::met(Self { mean: positive(last.key, mean)? }, stated);
        }
        let [log_mean] = percentile::least_squares([log(mean)], stated, |[log_mean], x| -exp_m1(-x / exp(*log_mean)));
        Ok(percentile::fitted(Self { mean: positive(last.key, exp(log_mean))? }, stated))
    }
}

impl Univariate for Exponential {
    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { -exp_m1(-x / self.mean) }
    }

    fn survival(&self, x: f64) -> f64 {
        if x <= 0.0 { 1.0 } else { exp(-x / self.mean) }
    }

    fn quantile(&self, u: f64) -> f64 {
        if (0.0..=1.0).contains(&u) { self.mean * -log_1p(-u) } else { f64::NAN }
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        if (0.0..=1.0).contains(&v) { self.mean * -log(v) } else { f64::NAN }
    }

    fn density(&self, x: f64) -> f64 {
        if x < 0.0 { 0.0 } else { exp(-x / self.mean) / self.mean }
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn sd(&self) -> f64 {
        self.mean
    }

    fn name(&self) -> &'static str {
        KIND.name
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("mean", self.mean)]
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        let quantile = |z: f64| if z < 0.0 { -log_1p(-normal_cdf(z)) } else { -log(normal_cdf(-z)) };
        let table = Table::certified(quantile, |x| (-exp_m1(-x), exp(-x)))
            .map_err(|reason| TransformError { distribution: KIND.name, reason })?;
        Ok(Transform::Table { location: 0.0, scale: self.mean, table: Arc::new(table) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{check, percentile::stated};
    use super::*;

    fn wait() -> Distribution {
        Exponential::new(4.0).unwrap().into()
    }

    #[test]
    fn draws_follow_the_cdf() {
        check::draws_follow_the_cdf(&wait(), 30);
        // Kurtosis 9: the sd of a sample sd is √2 / √N; four of them.
        check::sample_sd_agrees(&wait(), 30, 0.0057);
        check::draws_agree_with(&wait(), &rand_distr::Exp::new(0.25).unwrap(), 31);
    }

    #[test]
    fn transform_and_quantile_invert_the_cdf() {
        check::density_is_the_derivative(&wait());
        check::transform_inverts_the_cdf(&wait(), 1e-8);
        check::tails_invert(&wait(), 1e-9);
        check::another_library_agrees(&wait(), &statrs::distribution::Exp::new(0.25).unwrap(), 1e-14);
    }

    #[test]
    fn percentiles_are_met_and_the_domain_is_kept() {
        let of = |values: &[(&'static str, f64)]| KIND.build(values);
        check::near(of(&[("p50", std::f64::consts::LN_2)]).unwrap().mean(), 1.0, 1e-15);
        let fit = Exponential::from_percentiles(&stated(&[("p10", 0.5), ("p50", 2.0), ("p90", 9.0)])).unwrap();
        // scipy.optimize.least_squares of 1 − exp(−x/m) − p, xtol 1e-15.
        check::near(fit.mean(), 3.220_114_07, 1e-7);
        assert_eq!(Exponential::new(-4.0).unwrap_err().to_string(), "`mean` must be above 0, not -4");
        assert_eq!(of(&[("p90", -1.0)]).unwrap_err().to_string(), "`p90` must be above 0, not -1");
    }

}
