//! The bell curve.

use super::parameter::{above, finite, positive};
use super::percentile::{self, Percentile};
use super::{
    Distribution, Form, Key, Kind, ParameterError, Parts, Percentiles, Transform, TransformError, Univariate,
};
use crate::numerics::{exp, normal_cdf, normal_density, normal_quantile};

/// The normal distribution.
///
/// F(x) = Φ((x − mean) / sd).
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | mean | finite | mean, median and mode |
/// | sd | above 0, finite | standard deviation |
///
/// or two percentiles that lie evenly about the median: p10 and p90, or p05 and p95.
///
/// ```
/// use sarez::distribution::{Normal, Univariate};
/// let growth = Normal::from_p10_p90(-1.0, 5.0)?;
/// assert!((growth.mean() - 2.0).abs() < 1e-15);
/// assert!((growth.cdf(5.0) - 0.9).abs() < 1e-15);
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    mean: f64,
    sd: f64,
}

/// How a scenario states it.
pub(super) static KIND: Kind = Kind {
    name: "normal",
    summary: "The bell curve.",
    forms: &[
        Form {
            keys: &[Key::in_unit("mean", "Mean, median and mode"), Key::in_unit("sd", "Standard deviation")],
            build: |v| Ok(Normal::new(v[0], v[1])?.into()),
        },
    ],
    percentiles: Some(Percentiles { least: 2, beside: &[], build: |stated, _| Normal::of_percentiles(stated) }),
    parts: Parts::None,
};

impl Normal {
    /// With this mean and standard deviation.
    ///
    /// # Errors
    /// When the mean is not finite, or sd is not finite and above 0.
    pub fn new(mean: f64, sd: f64) -> Result<Self, ParameterError> {
        Ok(Self { mean: finite("mean", mean)?, sd: positive("sd", sd)? })
    }

    /// With these 10th and 90th percentiles: mean = (p10 + p90)/2, sd = (p90 − p10) / (2 · 1.2816).
    ///
    /// # Errors
    /// When p10 < p90 does not hold or one is not finite.
    pub fn from_p10_p90(p10: f64, p90: f64) -> Result<Self, ParameterError> {
        Self::from_percentiles(("p10", p10), ("p90", p90), 0.1)
    }

    /// With these 5th and 95th percentiles: mean = (p05 + p95)/2, sd = (p95 − p05) / (2 · 1.6449).
    ///
    /// # Errors
    /// When p05 < p95 does not hold or one is not finite.
    pub fn from_p05_p95(p05: f64, p95: f64) -> Result<Self, ParameterError> {
        Self::from_percentiles(("p05", p05), ("p95", p95), 0.05)
    }

    fn from_percentiles(
        low: (&'static str, f64),
        high: (&'static str, f64),
        tail: f64,
    ) -> Result<Self, ParameterError> {
        finite(low.0, low.1)?;
        above(high.0, high.1, &format!("{} = {}", low.0, low.1), low.1)?;
        let half = 0.5 * high.1 - 0.5 * low.1;
        Ok(Self { mean: low.1 + half, sd: positive(high.0, half / -normal_quantile(tail))? })
    }

    fn score(&self, x: f64) -> f64 {
        (x - self.mean) / self.sd
    }

    /// With these percentiles: a line through two, of more by least squares.
    fn of_percentiles(stated: &[Percentile]) -> Result<Distribution, ParameterError> {
        match stated {
            [Percentile { key: "p10", value: p10, .. }, Percentile { key: "p90", value: p90, .. }] => {
                return Ok(Self::from_p10_p90(*p10, *p90)?.into());
            }
            [Percentile { key: "p05", value: p05, .. }, Percentile { key: "p95", value: p95, .. }] => {
                return Ok(Self::from_p05_p95(*p05, *p95)?.into());
            }
            _ => {}
        }
        let (mean, sd) = percentile::line(percentile::two(stated), |x| x, normal_quantile);
        let last = stated[stated.len() - 1].key;
        let build = |mean: f64, sd: f64| {
            Self::new(mean, sd).map_err(|error| ParameterError::new(last, error.message))
        };
        if stated.len() == 2 {
            return percentile::met(build(mean, sd)?, stated);
        }
        let cdf = |[shift, log_sd]: &[f64; 2], x: f64| normal_cdf(((x - mean) / sd - shift) / exp(*log_sd));
        let [shift, log_sd] = percentile::least_squares([0.0, 0.0], stated, cdf);
        Ok(percentile::fitted(build(sd.mul_add(shift, mean), sd * exp(log_sd))?, stated))
    }
}

impl Univariate for Normal {
    fn cdf(&self, x: f64) -> f64 {
        normal_cdf(self.score(x))
    }

    fn survival(&self, x: f64) -> f64 {
        normal_cdf(-self.score(x))
    }

    fn quantile(&self, u: f64) -> f64 {
        self.sd.mul_add(normal_quantile(u), self.mean)
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        self.sd.mul_add(-normal_quantile(v), self.mean)
    }

    fn density(&self, x: f64) -> f64 {
        normal_density(self.score(x)) / self.sd
    }

    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn sd(&self) -> f64 {
        self.sd
    }

    fn name(&self) -> &'static str {
        KIND.name
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("mean", self.mean), ("sd", self.sd)]
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        Ok(Transform::NormalScore { location: self.mean, scale: self.sd })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Distribution, check};
    use super::*;

    fn growth() -> Distribution {
        Normal::new(2.0, 3.0).unwrap().into()
    }

    #[test]
    fn draws_follow_the_cdf() {
        check::draws_follow_the_cdf(&growth(), 5);
        // Kurtosis 3: the sd of a sample sd is 0.71 / √N; four of them.
        check::sample_sd_agrees(&growth(), 5, 0.0029);
        check::draws_agree_with(&growth(), &rand_distr::Normal::new(2.0, 3.0).unwrap(), 6);
    }

    #[test]
    fn transform_and_quantile_invert_the_cdf() {
        check::density_is_the_derivative(&growth());
        check::transform_inverts_the_cdf(&growth(), 1e-12);
    }

    #[test]
    fn probabilities_are_those_of_the_tables() {
        let normal = Normal::new(2.0, 3.0).unwrap();
        // Φ(1), Φ(−3), Φ(−6): mpmath ncdf, 20 digits.
        check::near(normal.cdf(5.0), 0.841_344_746_068_542_948_59, 1e-15);
        let (third, sixth) = (0.001_349_898_031_630_094_526_7, 9.865_876_450_376_981_407_0e-10);
        assert!((normal.cdf(-7.0) / third - 1.0).abs() < 1e-14);
        assert!((normal.survival(20.0) / sixth - 1.0).abs() < 1e-14);
    }

    #[test]
    fn percentiles_are_met_and_the_domain_is_kept() {
        let by_tenths = Normal::from_p10_p90(-35.0, -2.0).unwrap();
        check::near(by_tenths.cdf(-35.0), 0.1, 1e-15);
        check::near(by_tenths.survival(-2.0), 0.1, 1e-15);
        let by_twentieths = Normal::from_p05_p95(-35.0, -2.0).unwrap();
        check::near(by_twentieths.cdf(-35.0), 0.05, 1e-15);
        check::near(by_twentieths.mean(), -18.5, 1e-15);
        assert_eq!(Normal::new(0.0, 0.0).unwrap_err().to_string(), "`sd` must be above 0, not 0");
        assert_eq!(
            Normal::from_p10_p90(3.0, 1.0).unwrap_err().to_string(),
            "`p90` must be above p10 = 3, not 1"
        );
        assert_eq!(Normal::new(f64::NAN, 1.0).unwrap_err().parameter, "mean");
        assert!(Normal::new(0.0, f64::INFINITY).is_err());
    }
}
