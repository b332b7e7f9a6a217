//! The exponential of a normal.

use super::parameter::{above, finite, positive};
use super::percentile::{self, Percentile};
use super::{
    Distribution, Form, Key, Kind, ParameterError, Parts, Percentiles, Transform, TransformError, Univariate,
};
use crate::numerics::{exp, exp_m1, log, log_1p, normal_cdf, normal_density, normal_quantile};

/// The lognormal distribution: ln X is normal.
///
/// F(x) = Φ((ln x − mu) / sigma), x > 0; median exp(mu), mean exp(mu + sigma²/2), cv = sd/mean = √(exp(sigma²) − 1).
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | mu | finite | mean of ln X |
/// | sigma | above 0, finite | standard deviation of ln X |
///
/// or mean and cv, or p50 and p90, all above 0.
///
/// ```
/// use sarez::distribution::{Lognormal, Univariate};
/// let quarters = Lognormal::from_p50_p90(2.0, 6.0)?;
/// assert!((quarters.cdf(6.0) - 0.9).abs() < 1e-15);
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
///
/// With a large sigma the extreme draws, exp(mu ± 8.2 sigma), leave the doubles: parameters for which they do are refused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lognormal {
    mu: f64,
    sigma: f64,
}

/// How a scenario states it.
pub(super) static KIND: Kind = Kind {
    name: "lognormal",
    summary: "The exponential of a normal.",
    forms: &[
        Form {
            keys: &[
                Key::number("mu", "Mean of the logarithm"),
                Key::number("sigma", "Standard deviation of the logarithm"),
            ],
            build: |v| Ok(Lognormal::new(v[0], v[1])?.into()),
        },
        Form {
            keys: &[
                Key::in_unit("mean", "Mean"),
                Key::number("cv", "Coefficient of variation, standard deviation over mean"),
            ],
            build: |v| Ok(Lognormal::from_mean_cv(v[0], v[1])?.into()),
        },
    ],
    percentiles: Some(Percentiles { least: 2, beside: &[], build: |stated, _| Lognormal::of_percentiles(stated) }),
    parts: Parts::None,
};

impl Lognormal {
    /// With this mean and standard deviation of the logarithm.
    ///
    /// # Errors
    /// When mu is not finite, sigma is not finite and above 0, or |mu| + 8.3 sigma exceeds 700.
    pub fn new(mu: f64, sigma: f64) -> Result<Self, ParameterError> {
        finite("mu", mu)?;
        positive("sigma", sigma)?;
        Self::within_the_doubles("sigma", mu, sigma)
    }

    /// With this mean and coefficient of variation: sigma² = ln(1 + cv²), mu = ln mean − sigma²/2.
    ///
    /// # Errors
    /// When one is not finite and above 0, or the extreme draws leave the doubles.
    pub fn from_mean_cv(mean: f64, cv: f64) -> Result<Self, ParameterError> {
        positive("mean", mean)?;
        positive("cv", cv)?;
        let variance = log_1p(cv * cv);
        let mu = log(mean) - 0.5 * variance;
        Self::within_the_doubles("cv", mu, positive("cv", variance.sqrt())?)
    }

    /// With this median and 90th percentile: mu = ln p50, sigma = ln(p90 / p50) / 1.2816.
    ///
    /// # Errors
    /// When 0 < p50 < p90 does not hold, one is not finite, or the extreme draws leave the doubles.
    pub fn from_p50_p90(p50: f64, p90: f64) -> Result<Self, ParameterError> {
        positive("p50", p50)?;
        above("p90", p90, &format!("p50 = {p50}"), p50)?;
        let sigma = (log(p90) - log(p50)) / -normal_quantile(0.1);
        Self::within_the_doubles("p90", log(p50), positive("p90", sigma)?)
    }

    fn within_the_doubles(blamed: &'static str, mu: f64, sigma: f64) -> Result<Self, ParameterError> {
        const LARGEST_SCORE: f64 = 8.3;
        if mu.abs() + LARGEST_SCORE * sigma > 700.0 {
            let message = format!(
                "spreads the draws too far: the logarithm has mean {mu} and standard deviation {sigma}, and |mean| + 8.3 sd must not exceed 700"
            );
            return Err(ParameterError::new(blamed, message));
        }
        Ok(Self { mu, sigma })
    }

    /// The score of ln x; −∞ up to 0.
    fn score(&self, x: f64) -> f64 {
        if x <= 0.0 { f64::NEG_INFINITY } else { (log(x) - self.mu) / self.sigma }
    }

    /// With these percentiles: a line of the logarithm through two, of more by least squares.
    fn of_percentiles(stated: &[Percentile]) -> Result<Distribution, ParameterError> {
        percentile::all_above(stated, "0", 0.0)?;
        if let [Percentile { key: "p50", value: p50, .. }, Percentile { key: "p90", value: p90, .. }] = stated {
            return Ok(Self::from_p50_p90(*p50, *p90)?.into());
        }
        let (mu, sigma) = percentile::line(percentile::two(stated), log, normal_quantile);
        let last = stated[stated.len() - 1].key;
        let build = |mu: f64, sigma: f64| Self::within_the_doubles(last, mu, positive(last, sigma)?);
        if stated.len() == 2 {
            return percentile::met(build(mu, sigma)?, stated);
        }
        let cdf = |[shift, log_sigma]: &[f64; 2], x: f64| {
            normal_cdf(((log(x) - mu) / sigma - shift) / exp(*log_sigma))
        };
        let [shift, log_sigma] = percentile::least_squares([0.0, 0.0], stated, cdf);
        Ok(percentile::fitted(build(sigma.mul_add(shift, mu), sigma * exp(log_sigma))?, stated))
    }
}

impl Univariate for Lognormal {
    fn cdf(&self, x: f64) -> f64 {
        normal_cdf(self.score(x))
    }

    fn survival(&self, x: f64) -> f64 {
        normal_cdf(-self.score(x))
    }

    fn quantile(&self, u: f64) -> f64 {
        exp(self.sigma.mul_add(normal_quantile(u), self.mu))
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        exp(self.sigma.mul_add(-normal_quantile(v), self.mu))
    }

    fn density(&self, x: f64) -> f64 {
        if x <= 0.0 || x == f64::INFINITY { 0.0 } else { normal_density(self.score(x)) / (self.sigma * x) }
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn mean(&self) -> f64 {
        exp((0.5 * self.sigma).mul_add(self.sigma, self.mu))
    }

    fn sd(&self) -> f64 {
        self.mean() * exp_m1(self.sigma * self.sigma).sqrt()
    }

    fn name(&self) -> &'static str {
        KIND.name
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("mu", self.mu), ("sigma", self.sigma)]
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        Ok(Transform::Lognormal { mu: self.mu, sigma: self.sigma })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Distribution, check};
    use super::*;

    fn duration() -> Distribution {
        Lognormal::from_p50_p90(2.0, 6.0).unwrap().into()
    }

    #[test]
    fn draws_follow_the_cdf() {
        check::draws_follow_the_cdf(&duration(), 7);
        let small: Distribution = Lognormal::from_mean_cv(100.0, 0.2).unwrap().into();
        // Kurtosis 3.7 at cv 0.2: the sd of a sample sd is 0.82 / √N; four of them.
        check::sample_sd_agrees(&small, 7, 0.0033);
        check::draws_agree_with(&Lognormal::new(0.5, 0.8).unwrap().into(), &rand_distr::LogNormal::new(0.5, 0.8).unwrap(), 8);
    }

    #[test]
    fn transform_and_quantile_invert_the_cdf() {
        check::density_is_the_derivative(&duration());
        check::transform_inverts_the_cdf(&duration(), 1e-12);
        check::transform_inverts_the_cdf(&Lognormal::new(-3.0, 40.0).unwrap().into(), 1e-12);
    }

    #[test]
    fn probabilities_and_moments_are_those_known() {
        let lognormal = Lognormal::new(0.5, 0.8).unwrap();
        // mpmath: ncdf((ln 3 − 0.5)/0.8) and exp(0.82), exp(0.82) √(exp(0.64) − 1)
        check::near(lognormal.cdf(3.0), 0.772_849_943_161_221_954_85, 1e-15);
        check::near(lognormal.mean(), 2.270_499_837_532_405_780_7, 1e-15);
        check::near(lognormal.sd(), 2.149_769_963_808_738_313_4, 1e-15);
        let by_mean = Lognormal::from_mean_cv(120.0, 0.3).unwrap();
        check::near(by_mean.mean(), 120.0, 1e-15);
        check::near(by_mean.sd(), 36.0, 1e-14);
    }

    #[test]
    fn percentiles_are_met_and_the_domain_is_kept() {
        let quarters = Lognormal::from_p50_p90(2.0, 6.0).unwrap();
        check::near(quarters.cdf(2.0), 0.5, 1e-15);
        check::near(quarters.survival(6.0), 0.1, 1e-15);
        assert_eq!((quarters.cdf(0.0), quarters.survival(-1.0), quarters.density(-1.0)), (0.0, 1.0, 0.0));
        assert_eq!(Lognormal::from_p50_p90(-2.0, 6.0).unwrap_err().to_string(), "`p50` must be above 0, not -2");
        assert_eq!(
            Lognormal::from_p50_p90(2.0, 1.0).unwrap_err().to_string(),
            "`p90` must be above p50 = 2, not 1"
        );
        assert_eq!(Lognormal::from_mean_cv(1.0, 0.0).unwrap_err().parameter, "cv");
        assert_eq!(Lognormal::new(0.0, 90.0).unwrap_err().parameter, "sigma");
        assert!(Lognormal::new(f64::NAN, 1.0).is_err());
    }
}
