//! A positive quantity, skewed to the right.

use super::parameter::positive;
use super::percentile::{self, Percentile, upper};
use super::{Distribution, Form, Key, Kind, ParameterError, Parts, Percentiles, Transform, TransformError, Univariate};
use crate::numerics::special::{LARGEST_SHAPE, gamma_factor, incomplete_gamma};
use crate::numerics::{Table, exp, gamma_quantile, log, normal_cdf};
use std::sync::Arc;

/// The gamma distribution.
///
/// f(x) = (x / scale)^(shape − 1) exp(−x / scale) / (Γ(shape) scale), x > 0; F is the regularised incomplete gamma function
/// P(shape, x / scale); mean = shape scale, variance = shape scale².
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | shape | 0.02 to 1e6 | the larger, the more symmetric |
/// | scale | above 0, finite | stretches it |
///
/// or mean and sd (shape = (mean/sd)²), or percentiles: xᵩ/xₚ falls as the shape rises, which two of them settle; more by least
/// squares.
///
/// ```
/// use sarez::distribution::{Gamma, Univariate};
/// let cost = Gamma::from_mean_sd(10.0, 5.0)?;
/// assert!((cost.mean() - 10.0).abs() < 1e-14 && (cost.sd() - 5.0).abs() < 1e-14);
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
///
/// Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 17. Probabilities and quantiles:
/// [`incomplete_gamma`], [`gamma_quantile`]. Drawn from a table of x / scale ([`Table`]); below a shape of about 0.1 there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gamma {
    shape: f64,
    scale: f64,
}

const LEAST_SHAPE: f64 = 0.02;

/// How a scenario states it.
pub(super) static KIND: Kind = Kind {
    name: "gamma",
    summary: "A positive quantity, skewed to the right.",
    forms: &[
        Form {
            keys: &[
                Key::number("shape", "The larger, the more symmetric"),
                Key::in_unit("scale", "Stretches it: the mean over the shape"),
            ],
            build: |v| Ok(Gamma::new(v[0], v[1])?.into()),
        },
        Form {
            keys: &[Key::in_unit("mean", "Mean"), Key::in_unit("sd", "Standard deviation")],
            build: |v| Ok(Gamma::from_mean_sd(v[0], v[1])?.into()),
        },
    ],
    percentiles: Some(Percentiles { least: 2, beside: &[], build: |stated, _| Gamma::from_percentiles(stated) }),
    parts: Parts::None,
};

impl Gamma {
    /// With this shape and scale.
    ///
    /// # Errors
    /// When the shape is not in [0.02, 1e6], or the scale is not finite and above 0.
    pub fn new(shape: f64, scale: f64) -> Result<Self, ParameterError> {
        if !(LEAST_SHAPE..=LARGEST_SHAPE).contains(&positive("shape", shape)?) {
            let message = format!("must be from {LEAST_SHAPE} to {LARGEST_SHAPE}, not {shape}");
            return Err(ParameterError::new("shape", message));
        }
        Ok(Self { shape, scale: positive("scale", scale)? })
    }

    /// With this mean and standard deviation: shape = (mean/sd)², scale = sd²/mean.
    ///
    /// # Errors
    /// When one is not finite and above 0, or sd/mean is not in [0.001, 7.07].
    pub fn from_mean_sd(mean: f64, sd: f64) -> Result<Self, ParameterError> {
        let ratio = positive("mean", mean)? / positive("sd", sd)?;
        let shape = ratio * ratio;
        if !(LEAST_SHAPE..=LARGEST_SHAPE).contains(&shape) {
            let (least, most) = (mean / LARGEST_SHAPE.sqrt(), mean / LEAST_SHAPE.sqrt());
            let message = format!("must be from {least:.4} to {most:.4} with mean {mean}, not {sd}");
            return Err(ParameterError::new("sd", message));
        }
        Ok(Self { shape, scale: positive("sd", sd / ratio)? })
    }

    fn from_percentiles(stated: &[Percentile]) -> Result<Distribution, ParameterError> {
        percentile::all_above(stated, "0", 0.0)?;
        let [first, last] = percentile::two(stated);
        let wanted = log(last.value) - log(first.value);
        let spread = |log_shape: f64| {
            let quantile = |p: f64| log(gamma_quantile(exp(log_shape), p, upper(p)));
            quantile(last.p) - quantile(first.p)
        };
        let (mut low, mut high) = (log(LEAST_SHAPE), log(LARGEST_SHAPE));
        let (most, least) = (spread(low), spread(high));
        if stated.len() == 2 && !(wanted >= least && wanted <= most) {
            let (p, q) = (first.key, last.key);
            let shown = |log_ratio: f64| {
                let ratio = exp(log_ratio);
                if ratio < 1e4 { format!("{ratio:.4}") } else { format!("{ratio:.1e}") }
            };
            let message = format!(
                "makes {q} / {p} = {}, and a gamma reaches only {} to {}: state another distribution",
                shown(wanted),
                shown(least),
                shown(most)
            );
            return Err(ParameterError::new(q, message));
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if spread(middle) > wanted {
                low = middle;
            } else {
                high = middle;
            }
        }
        let log_shape = 0.5 * (low + high);
        let scale = last.value / gamma_quantile(exp(log_shape), last.p, upper(last.p));
        if stated.len() == 2 {
            return percentile::met(Self { shape: exp(log_shape), scale: positive(last.key, scale)? }, stated);
        }
        let within = |log_shape: f64| {
            crate::numerics::clamp(exp(log_shape), LEAST_SHAPE, LARGEST_SHAPE)
        };
        let cdf = |[log_shape, log_mean]: &[f64; 2], x: f64| {
            let shape = within(*log_shape);
            incomplete_gamma(shape, x * shape / exp(*log_mean)).0
        };
        let start = [log_shape, log_shape + log(scale)];
        let [log_shape, log_mean] = percentile::least_squares(start, stated, cdf);
        let shape = within(log_shape);
        Ok(percentile::fitted(Self { shape, scale: positive(last.key, exp(log_mean) / shape)? }, stated))
    }

    fn tails(&self, x: f64) -> (f64, f64) {
        if x <= 0.0 { (0.0, 1.0) } else { incomplete_gamma(self.shape, x / self.scale) }
    }
}

impl Univariate for Gamma {
    fn cdf(&self, x: f64) -> f64 {
        self.tails(x).0
    }

    fn survival(&self, x: f64) -> f64 {
        self.tails(x).1
    }

    fn quantile(&self, u: f64) -> f64 {
        self.scale * gamma_quantile(self.shape, u, 1.0 - u)
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        self.scale * gamma_quantile(self.shape, 1.0 - v, v)
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
            self.shape * gamma_factor(self.shape, x / self.scale) / x
        }
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn mean(&self) -> f64 {
        self.shape * self.scale
    }

    fn sd(&self) -> f64 {
        self.shape.sqrt() * self.scale
    }

    fn name(&self) -> &'static str {
        KIND.name
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("shape", self.shape), ("scale", self.scale)]
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        let shape = self.shape;
        let table = Table::certified(
            |z| gamma_quantile(shape, normal_cdf(z), normal_cdf(-z)),
            |x| if x <= 0.0 { (0.0, 1.0) } else { incomplete_gamma(shape, x) },
        )
        .map_err(|reason| TransformError { distribution: KIND.name, reason })?;
        Ok(Transform::Table { location: 0.0, scale: self.scale, table: Arc::new(table) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{check, percentile::stated};
    use super::*;

    fn cost() -> Distribution {
        Gamma::from_mean_sd(10.0, 5.0).unwrap().into()
    }

    #[test]
    fn draws_follow_the_cdf() {
        check::draws_follow_the_cdf(&cost(), 37);
        // Kurtosis 4.5: the sd of a sample sd is 0.94 / √N; four of them.
        check::sample_sd_agrees(&cost(), 37, 0.0038);
        check::draws_agree_with(&cost(), &rand_distr::Gamma::new(4.0, 2.5).unwrap(), 38);
    }

    #[test]
    fn transform_and_quantile_invert_the_cdf() {
        for shape in [0.3, 1.0, 4.0, 60.0, 5000.0, 1e6] {
            let gamma: Distribution = Gamma::new(shape, 2.5).unwrap().into();
            if shape >= 1.0 {
                check::density_is_the_derivative(&gamma);
            }
            check::transform_inverts_the_cdf(&gamma, 1e-8);
            check::tails_invert(&gamma, 1e-9);
        }
        for shape in [0.3, 1.0, 4.0, 60.0] {
            let gamma: Distribution = Gamma::new(shape, 2.5).unwrap().into();
            check::another_library_agrees(&gamma, &statrs::distribution::Gamma::new(shape, 0.4).unwrap(), 1e-11);
        }
    }

    #[test]
    fn percentiles_are_met_or_refused() {
        for values in [[("p05", 1.0), ("p95", 30.0)], [("p10", 3.0), ("p50", 9.0)], [("p90", 20.0), ("p95", 20.5)]] {
            assert!(Gamma::from_percentiles(&stated(&values)).is_ok(), "{values:?}");
        }
        let fit = Gamma::from_percentiles(&stated(&[("p10", 3.0), ("p50", 9.0), ("p90", 30.0)])).unwrap();
        // scipy.optimize.least_squares.
        check::parameters_near(&fit, &[1.496_084_184_274_474_8, 8.206_422_140_322_884], 1e-6);
        let refused = |values: &[(&'static str, f64)]| KIND.build(values).unwrap_err().to_string();
        let error = refused(&[("p10", 3.0), ("p90", 3.001)]);
        assert!(error.starts_with("`p90` makes p90 / p10 = 1.0003, and a gamma reaches only 1.0026 to "), "{error}");
        assert_eq!(refused(&[("p10", -3.0), ("p90", 3.0)]), "`p10` must be above 0, not -3");
        assert_eq!(Gamma::new(0.01, 1.0).unwrap_err().to_string(), "`shape` must be from 0.02 to 1000000, not 0.01");
        let error = Gamma::from_mean_sd(10.0, 0.001).unwrap_err().to_string();
        assert_eq!(error, "`sd` must be from 0.0100 to 70.7107 with mean 10, not 0.001");
    }

    #[test]
    fn a_shape_that_is_too_extreme_is_refused_with_the_reason() {
        assert!(Gamma::new(0.02, 1.0).unwrap().transform().is_err());
    }
}
