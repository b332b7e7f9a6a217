//! Two halves of normals that meet at the mode.

use super::parameter::{above, finite, positive};
use super::percentile::{self, Percentile, upper};
use super::{
    Distribution, Form, Key, Kind, ParameterError, Parts, Percentiles, Transform, TransformError, Univariate,
};
use std::f64::consts::FRAC_2_PI;
use crate::numerics::{clamp, exp, normal_cdf, normal_density, normal_quantile};

/// The split (two-piece) normal distribution, the fan chart of central banks.
///
/// f(x) = 2 / (`sigma_low` + `sigma_high`) · φ((x − mode) / sigma), sigma = `sigma_low` below the mode, `sigma_high` above it;
/// P(X < mode) = `sigma_low` / (`sigma_low` + `sigma_high`), mean = mode + √(2/π) (`sigma_high` − `sigma_low`),
/// variance = (1 − 2/π)(`sigma_high` − `sigma_low`)² + `sigma_low` `sigma_high`.
/// Britton, Fisher and Whitley (1998), Bank of England Quarterly Bulletin 38(1), 30-37; Wallis (2014, doi:10.1214/13-STS417).
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | mode | finite | the likeliest value |
/// | `sigma_low` | above 0, finite | the spread below the mode |
/// | `sigma_high` | above 0, finite | the spread above the mode |
///
/// or mode, sigma and gamma in (−1, 1) (Bank of England; `sigma_low` = sigma/√(1 − gamma), `sigma_high` = sigma/√(1 + gamma), so a positive
/// gamma is risk on the downside), or three percentiles: p10, p50, p90, or p05, p50, p95.
///
/// ```
/// use sarez::distribution::{SplitNormal, Univariate};
/// let fall = SplitNormal::from_p10_p50_p90(-35.0, -22.0, -2.0)?;
/// assert!((fall.cdf(-35.0) - 0.1).abs() < 1e-12 && (fall.survival(-2.0) - 0.1).abs() < 1e-12);
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SplitNormal {
    mode: f64,
    sigma_low: f64,
    sigma_high: f64,
}

/// √(2/π)
const ROOT_TWO_OVER_PI: f64 = 0.797_884_560_802_865_355_88;
/// ln(`sigma_high` / `sigma_low`) of what counts as a half normal.
const LARGEST_LOG_RATIO: f64 = 20.0;

const MODE: Key = Key::in_unit("mode", "The likeliest value");

/// How a scenario states it.
pub(super) static KIND: Kind = Kind {
    name: "split_normal",
    summary: "Two halves of normals that meet at the mode.",
    forms: &[
        Form {
            keys: &[
                MODE,
                Key::in_unit("sigma_low", "The spread below the mode"),
                Key::in_unit("sigma_high", "The spread above the mode"),
            ],
            build: |v| Ok(SplitNormal::new(v[0], v[1], v[2])?.into()),
        },
        Form {
            keys: &[
                MODE,
                Key::in_unit("sigma", "The uncertainty, as the Bank of England states it"),
                Key::number("gamma", "The skew, between -1 and 1; positive: risk on the downside"),
            ],
            build: |v| Ok(SplitNormal::from_mode_sigma_gamma(v[0], v[1], v[2])?.into()),
        },
    ],
    percentiles: Some(Percentiles { least: 3, beside: &[], build: |stated, _| SplitNormal::of_percentiles(stated) }),
    parts: Parts::None,
};

impl SplitNormal {
    /// With this mode and the spreads on either side.
    ///
    /// # Errors
    /// When the mode is not finite or a spread is not finite and above 0.
    pub fn new(mode: f64, sigma_low: f64, sigma_high: f64) -> Result<Self, ParameterError> {
        finite("mode", mode)?;
        positive("sigma_low", sigma_low)?;
        positive("sigma_high", sigma_high)?;
        finite("sigma_high", sigma_low + sigma_high)?;
        Ok(Self { mode, sigma_low, sigma_high })
    }

    /// The Bank of England's form: `sigma_low` = sigma/√(1 − gamma), `sigma_high` = sigma/√(1 + gamma).
    ///
    /// # Errors
    /// When the mode is not finite, sigma is not finite and above 0, or gamma is not in (−1, 1).
    pub fn from_mode_sigma_gamma(mode: f64, sigma: f64, gamma: f64) -> Result<Self, ParameterError> {
        finite("mode", mode)?;
        positive("sigma", sigma)?;
        if finite("gamma", gamma)?.abs() >= 1.0 {
            return Err(ParameterError::new("gamma", format!("must be between -1 and 1, not {gamma}")));
        }
        Self::new(mode, sigma / (1.0 - gamma).sqrt(), sigma / (1.0 + gamma).sqrt())
            .map_err(|error| ParameterError::new("sigma", error.message))
    }

    /// With these percentiles; the ratio (p90 − p50)/(p50 − p10) must be between 1/1.768 and 1.768, those of a half normal.
    ///
    /// # Errors
    /// When p10 < p50 < p90 does not hold, one is not finite, or the ratio is out of reach.
    pub fn from_p10_p50_p90(p10: f64, p50: f64, p90: f64) -> Result<Self, ParameterError> {
        Self::from_percentiles(("p10", p10), p50, ("p90", p90), 0.1)
    }

    /// With these percentiles; the ratio (p95 − p50)/(p50 − p05) must be between 1/2.101 and 2.101, those of a half normal.
    ///
    /// # Errors
    /// When p05 < p50 < p95 does not hold, one is not finite, or the ratio is out of reach.
    pub fn from_p05_p50_p95(p05: f64, p50: f64, p95: f64) -> Result<Self, ParameterError> {
        Self::from_percentiles(("p05", p05), p50, ("p95", p95), 0.05)
    }

    /// The ratio of the distances from the median depends on s = ln(`sigma_high` / `sigma_low`) alone and rises with it:
    /// bisection on s in [−20, 20], whose ends are half normals to 1e-8.
    fn from_percentiles(
        (low_name, low): (&'static str, f64),
        p50: f64,
        (high_name, high): (&'static str, f64),
        tail: f64,
    ) -> Result<Self, ParameterError> {
        finite(low_name, low)?;
        above("p50", p50, &format!("{low_name} = {low}"), low)?;
        above(high_name, high, &format!("p50 = {p50}"), p50)?;
        finite(high_name, high - low)?;
        let wanted = (high - p50) / (p50 - low);
        let (mut below, mut above) = (-LARGEST_LOG_RATIO, LARGEST_LOG_RATIO);
        let most = Self::standard(above).percentile_ratio(tail);
        if !(wanted < most && wanted > Self::standard(below).percentile_ratio(tail)) {
            let message = format!(
                "makes ({high_name} - p50) / (p50 - {low_name}) = {wanted:.3}, and a split normal reaches only {:.3} to {most:.3}, its \
                 halves alone: bring the percentiles nearer to symmetry, or state another distribution",
                1.0 / most
            );
            return Err(ParameterError::new(high_name, message));
        }
        // 60 halvings of 40 leave nothing above the rounding of s.
        for _ in 0..60 {
            let middle = 0.5 * (below + above);
            if Self::standard(middle).percentile_ratio(tail) < wanted {
                below = middle;
            } else {
                above = middle;
            }
        }
        let standard = Self::standard(0.5 * (below + above));
        let unit = (high - low) / (standard.upper_quantile(tail) - standard.quantile(tail));
        let mode = unit.mul_add(-standard.quantile(0.5), p50);
        Self::new(mode, unit * standard.sigma_low, unit * standard.sigma_high)
            .map_err(|error| ParameterError::new(high_name, error.message))
    }

    /// Mode 0, the larger spread 1, and this ln(`sigma_high` / `sigma_low`).
    fn standard(log_ratio: f64) -> Self {
        let smaller = exp(-log_ratio.abs());
        let (sigma_low, sigma_high) = if log_ratio < 0.0 { (1.0, smaller) } else { (smaller, 1.0) };
        Self { mode: 0.0, sigma_low, sigma_high }
    }

    fn percentile_ratio(&self, tail: f64) -> f64 {
        let median = self.quantile(0.5);
        (self.upper_quantile(tail) - median) / (median - self.quantile(tail))
    }

    /// P(X < mode) and P(X > mode).
    fn weights(&self) -> (f64, f64) {
        let sum = self.sigma_low + self.sigma_high;
        (self.sigma_low / sum, self.sigma_high / sum)
    }

    /// The quantile with u below and v = 1 − u above it.
    fn between(&self, u: f64, v: f64) -> f64 {
        let (p_low, p_high) = self.weights();
        if !(0.0..=1.0).contains(&u) {
            f64::NAN
        } else if u < p_low {
            self.sigma_low.mul_add(normal_quantile(u / (2.0 * p_low)), self.mode)
        } else {
            (-self.sigma_high).mul_add(normal_quantile(v / (2.0 * p_high)), self.mode)
        }
    }

    /// With these percentiles: met by three, of more by least squares.
    fn of_percentiles(stated: &[Percentile]) -> Result<Distribution, ParameterError> {
        let keys: Vec<&str> = stated.iter().map(|percentile| percentile.key).collect();
        let three = percentile::three(stated);
        let values = three.map(|percentile| percentile.value);
        match keys[..] {
            ["p10", "p50", "p90"] => {
                return Ok(Self::from_p10_p50_p90(values[0], values[1], values[2])?.into());
            }
            ["p05", "p50", "p95"] => {
                return Ok(Self::from_p05_p50_p95(values[0], values[1], values[2])?.into());
            }
            _ => {}
        }
        let at = |log_ratio: f64, p: f64| {
            let standard = Self::standard(log_ratio);
            if p <= 0.5 { standard.quantile(p) } else { standard.upper_quantile(upper(p)) }
        };
        let log_ratio =
            percentile::shape("split normal", three, (-LARGEST_LOG_RATIO, LARGEST_LOG_RATIO), at);
        let scaled = |log_ratio: f64| percentile::line([three[0], three[2]], |x| x, |p| at(log_ratio, p));
        let last = stated[stated.len() - 1].key;
        let build = |log_ratio: f64, mode: f64, unit: f64| {
            let standard = Self::standard(log_ratio);
            Self::new(mode, unit * standard.sigma_low, unit * standard.sigma_high)
                .map_err(|error| ParameterError::new(last, error.message))
        };
        if stated.len() == 3 {
            let log_ratio = log_ratio?;
            let (mode, unit) = scaled(log_ratio);
            return percentile::met(build(log_ratio, mode, unit)?, stated);
        }
        let within = |log_ratio: f64| clamp(log_ratio, -LARGEST_LOG_RATIO, LARGEST_LOG_RATIO);
        let start = clamp(log_ratio.unwrap_or(0.0), -3.0, 3.0);
        let (mode, unit) = scaled(start);
        let cdf = |[shift, log_unit, log_ratio]: &[f64; 3], x: f64| {
            Self::standard(within(*log_ratio)).cdf(((x - mode) / unit - shift) / exp(*log_unit))
        };
        let [shift, log_unit, log_ratio] = percentile::least_squares([0.0, 0.0, start], stated, cdf);
        let fit = build(within(log_ratio), unit.mul_add(shift, mode), unit * exp(log_unit))?;
        Ok(percentile::fitted(fit, stated))
    }
}

impl Univariate for SplitNormal {
    fn cdf(&self, x: f64) -> f64 {
        let (p_low, p_high) = self.weights();
        if x < self.mode {
            2.0 * p_low * normal_cdf((x - self.mode) / self.sigma_low)
        } else {
            1.0 - 2.0 * p_high * normal_cdf((self.mode - x) / self.sigma_high)
        }
    }

    fn survival(&self, x: f64) -> f64 {
        let (p_low, p_high) = self.weights();
        if x < self.mode {
            1.0 - 2.0 * p_low * normal_cdf((x - self.mode) / self.sigma_low)
        } else {
            2.0 * p_high * normal_cdf((self.mode - x) / self.sigma_high)
        }
    }

    fn quantile(&self, u: f64) -> f64 {
        self.between(u, 1.0 - u)
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        self.between(1.0 - v, v)
    }

    fn density(&self, x: f64) -> f64 {
        let sigma = if x < self.mode { self.sigma_low } else { self.sigma_high };
        2.0 / (self.sigma_low + self.sigma_high) * normal_density((x - self.mode) / sigma)
    }

    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }

    fn mean(&self) -> f64 {
        ROOT_TWO_OVER_PI.mul_add(self.sigma_high - self.sigma_low, self.mode)
    }

    fn sd(&self) -> f64 {
        let skew = self.sigma_high - self.sigma_low;
        ((1.0 - FRAC_2_PI) * skew * skew + self.sigma_low * self.sigma_high).sqrt()
    }

    fn name(&self) -> &'static str {
        KIND.name
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("mode", self.mode), ("sigma_low", self.sigma_low), ("sigma_high", self.sigma_high)]
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        let Self { mode, sigma_low, sigma_high } = *self;
        Ok(Transform::SplitNormal { mode, sigma_low, sigma_high })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Distribution, check};
    use super::*;

    fn bank() -> SplitNormal {
        SplitNormal::from_mode_sigma_gamma(2.0, 1.0, 0.3).unwrap()
    }

    fn fall() -> Distribution {
        SplitNormal::from_p10_p50_p90(-35.0, -22.0, -2.0).unwrap().into()
    }

    #[test]
    fn draws_follow_the_cdf() {
        check::draws_follow_the_cdf(&fall(), 14);
        // Kurtosis below 3.9, that of a half normal: the sd of a sample sd is below 0.86 / √N; four of them.
        check::sample_sd_agrees(&fall(), 14, 0.0035);
        check::draws_follow_the_cdf(&bank().into(), 15);
    }

    #[test]
    fn draws_agree_with_another_library() {
        struct Halves(SplitNormal);
        impl rand_distr::Distribution<f64> for Halves {
            fn sample<R: rand::Rng + ?Sized>(&self, rng: &mut R) -> f64 {
                let half: f64 = rand_distr::StandardNormal.sample(rng);
                let below = rand_distr::Bernoulli::new(self.0.cdf(self.0.mode)).unwrap().sample(rng);
                self.0.mode + if below { -half.abs() * self.0.sigma_low } else { half.abs() * self.0.sigma_high }
            }
        }
        check::draws_agree_with(&bank().into(), &Halves(bank()), 16);
    }

    #[test]
    fn transform_and_quantile_invert_the_cdf() {
        check::density_is_the_derivative(&bank().into());
        check::density_is_the_derivative(&fall());
        for (sigma_low, sigma_high) in [(1.0, 1.0), (0.01, 5.0), (300.0, 1.0)] {
            let distribution = SplitNormal::new(2.0, sigma_low, sigma_high).unwrap().into();
            // Scores of a tail that is nearly a half: the quotient's last bit, and x − mode near the mode.
            check::transform_inverts_the_cdf(&distribution, 1e-12);
        }
    }

    #[test]
    fn the_bank_of_england_form_has_the_known_moments() {
        // DESIGN's known answers (1.746137, 0.576768) and more digits by mpmath from the formulas above.
        check::near(bank().mean(), 1.746_136_598_515_627_803_6, 1e-15);
        check::near(bank().cdf(2.0), 0.576_767_997_638_423_918_08, 1e-15);
        check::near(bank().sd(), 1.041_667_285_877_339_991_1, 1e-15);
        check::near(bank().cdf(1.0), 0.232_312_744_811_946_947_48, 1e-15);
        check::near(bank().survival(4.0), 0.009_559_493_904_842_753_023_9, 1e-15);
    }

    #[test]
    fn percentiles_are_met_up_to_the_bound() {
        for ratio in [0.5657, 0.6, 0.8, 1.0, 1.3, 20.0 / 13.0, 1.7, 1.76, 1.768] {
            let fitted = SplitNormal::from_p10_p50_p90(-35.0, -22.0, -22.0 + 13.0 * ratio).unwrap();
            check::near(fitted.cdf(-35.0), 0.1, 1e-12);
            check::near(fitted.cdf(-22.0), 0.5, 1e-12);
            check::near(fitted.survival(-22.0 + 13.0 * ratio), 0.1, 1e-12);
        }
        let fitted = SplitNormal::from_p05_p50_p95(1.0, 2.0, 4.0).unwrap();
        check::near(fitted.cdf(1.0), 0.05, 1e-12);
        check::near(fitted.survival(4.0), 0.05, 1e-12);
    }

    #[test]
    fn percentiles_beyond_the_bound_are_refused_with_it() {
        // 1.76806 = (z(.95) − z(.75)) / (z(.75) − z(.55)), a half normal's.
        assert!(SplitNormal::from_p10_p50_p90(0.0, 1.0, 1.0 + 1.768_06).is_ok());
        for p90 in [1.0 + 1.768_07, 100.0, 1.0 + 1.0 / 1.768_07] {
            let error = SplitNormal::from_p10_p50_p90(0.0, 1.0, p90).unwrap_err();
            assert_eq!(error.parameter, "p90");
            assert!(error.message.contains("reaches only 0.566 to 1.768"), "{error}");
        }
        let error = SplitNormal::from_p05_p50_p95(0.0, 1.0, 3.2).unwrap_err();
        assert!(error.to_string().starts_with("`p95` makes (p95 - p50) / (p50 - p05) = 2.200"), "{error}");
        assert!(error.message.contains("reaches only 0.476 to 2.101"), "{error}");
    }

    #[test]
    fn the_domain_is_kept() {
        let refused = |result: Result<SplitNormal, ParameterError>| result.unwrap_err().to_string();
        assert_eq!(refused(SplitNormal::new(0.0, -1.0, 1.0)), "`sigma_low` must be above 0, not -1");
        assert_eq!(
            refused(SplitNormal::from_mode_sigma_gamma(0.0, 1.0, 1.0)),
            "`gamma` must be between -1 and 1, not 1"
        );
        assert_eq!(
            refused(SplitNormal::from_p10_p50_p90(-35.0, -40.0, -2.0)),
            "`p50` must be above p10 = -35, not -40"
        );
        assert_eq!(
            refused(SplitNormal::from_p10_p50_p90(-35.0, -22.0, f64::INFINITY)),
            "`p90` must be finite, not inf"
        );
    }
}
