//! Two ends and a mode, smooth between.

use super::parameter::{finite, positive, width};
use super::percentile::{self, Percentile};
use super::{
    Beta, Distribution, Form, Key, Kind, ParameterError, Parts, Percentiles, Transform, TransformError, Univariate,
};
use crate::numerics::special::{beta_quantile, incomplete_beta};
use crate::numerics::{exp, log};

/// The PERT distribution: a beta on [low, high] by its mode.
///
/// alpha = 1 + weight (mode − low)/(high − low), beta = 1 + weight (high − mode)/(high − low);
/// mean = (low + weight mode + high)/(weight + 2), variance = (mean − low)(high − mean)/(weight + 3).
/// Malcolm, Roseboom, Clark and Fazar (1959, doi:10.1287/opre.7.5.646) with weight 4; other weights: Vose (2008), Risk Analysis.
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | low, high | finite, low < high | the ends |
/// | mode | low to high, both included | the likeliest value |
/// | weight | above 0, at most 1e5; 4 unless said | how much the mode counts against the ends |
///
/// or three percentiles with a weight; more by least squares.
///
/// ```
/// use sarez::distribution::{Pert, Univariate};
/// let fall = Pert::new(-35.0, -22.0, -2.0, 4.0)?;
/// assert!((fall.mean() + 125.0 / 6.0).abs() < 1e-14);
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pert {
    low: f64,
    mode: f64,
    high: f64,
    weight: f64,
    beta: Beta,
}

const WEIGHT: Key = Key::number("weight", "How much the mode counts against the ends").or(4.0);
const LARGEST_WEIGHT: f64 = 1e5;

/// How a scenario states it.
pub(super) static KIND: Kind = Kind {
    name: "pert",
    summary: "Two ends and a mode, smooth between: a beta by its mode.",
    forms: &[Form {
        keys: &[
            Key::in_unit("low", "The lower end"),
            Key::in_unit("mode", "The likeliest value"),
            Key::in_unit("high", "The upper end"),
            WEIGHT,
        ],
        build: |v| Ok(Pert::new(v[0], v[1], v[2], v[3])?.into()),
    }],
    percentiles: Some(Percentiles {
        least: 3,
        beside: &[WEIGHT],
        build: |stated, beside| Pert::from_percentiles(stated, beside[0]),
    }),
    parts: Parts::None,
};

impl Pert {
    /// Between `low` and `high` with this mode and weight of the mode.
    ///
    /// # Errors
    /// When a parameter is not finite, low < high does not hold, the mode is outside [low, high], or the weight is not in (0, 1e5].
    pub fn new(low: f64, mode: f64, high: f64, weight: f64) -> Result<Self, ParameterError> {
        let width = width(low, high)?;
        if !(low..=high).contains(&finite("mode", mode)?) {
            let message = format!("must be from low = {low} to high = {high}, not {mode}");
            return Err(ParameterError::new("mode", message));
        }
        if positive("weight", weight)? > LARGEST_WEIGHT {
            let message = format!("must be at most {LARGEST_WEIGHT}, not {weight}");
            return Err(ParameterError::new("weight", message));
        }
        let share = |part: f64| weight.mul_add(part / width, 1.0);
        let beta = Beta::new(share(mode - low), share(high - mode), low, high)?;
        Ok(Self { low, mode, high, weight, beta })
    }

    /// alpha and beta of the mode's place, from 0 to 1.
    fn shapes(place: f64, weight: f64) -> (f64, f64) {
        (weight.mul_add(place, 1.0), weight.mul_add(1.0 - place, 1.0))
    }

    fn from_percentiles(stated: &[Percentile], weight: f64) -> Result<Distribution, ParameterError> {
        if positive("weight", weight)? > LARGEST_WEIGHT {
            let message = format!("must be at most {LARGEST_WEIGHT}, not {weight}");
            return Err(ParameterError::new("weight", message));
        }
        let quantile = |place: f64, p: f64| {
            let (a, b) = Self::shapes(place, weight);
            beta_quantile(a, b, p, 1.0 - p).0
        };
        let three = percentile::three(stated);
        let place = percentile::shape("PERT", three, (0.0, 1.0), quantile);
        let of = |place: f64, low: f64, width: f64| {
            let (high, last) = (low + width, stated[stated.len() - 1].key);
            let mode = crate::numerics::clamp(width.mul_add(place, low), low, high);
            Self::new(low, mode, high, weight).map_err(|error| ParameterError::new(last, error.message))
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
            let (a, b) = Self::shapes(1.0 / (1.0 + exp(-logit)), weight);
            let y = ((x - from) / unit - low) / exp(*log_width);
            incomplete_beta(a, b, y, 1.0 - y).0
        };
        let start = crate::numerics::clamp(place.unwrap_or(0.5), 0.02, 0.98);
        let (low, width) = ends(start);
        let start = [(low - from) / unit, log(width / unit), log(start / (1.0 - start))];
        let [low, log_width, logit] = percentile::least_squares(start, stated, cdf);
        let place = 1.0 / (1.0 + exp(-logit));
        Ok(percentile::fitted(of(place, unit.mul_add(low, from), unit * exp(log_width))?, stated))
    }
}

impl Univariate for Pert {
    fn cdf(&self, x: f64) -> f64 {
        self.beta.cdf(x)
    }

    fn survival(&self, x: f64) -> f64 {
        self.beta.survival(x)
    }

    fn quantile(&self, u: f64) -> f64 {
        self.beta.quantile(u)
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        self.beta.upper_quantile(v)
    }

    fn density(&self, x: f64) -> f64 {
        self.beta.density(x)
    }

    fn support(&self) -> (f64, f64) {
        self.beta.support()
    }

    fn mean(&self) -> f64 {
        self.beta.mean()
    }

    fn sd(&self) -> f64 {
        self.beta.sd()
    }

    fn name(&self) -> &'static str {
        KIND.name
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("low", self.low), ("mode", self.mode), ("high", self.high), ("weight", self.weight)]
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        self.beta.transform().map_err(|error| TransformError { distribution: KIND.name, ..error })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{check, percentile::stated};
    use super::*;

    fn fall() -> Distribution {
        Pert::new(-35.0, -22.0, -2.0, 4.0).unwrap().into()
    }

    #[test]
    fn draws_follow_the_cdf() {
        check::draws_follow_the_cdf(&fall(), 39);
        // Kurtosis below 3: the sd of a sample sd is below 0.71 / √N; four of them.
        check::sample_sd_agrees(&fall(), 39, 0.0029);
        let other = rand_distr::Pert::new(-35.0, -2.0).with_mode(-22.0).unwrap();
        check::draws_agree_with(&fall(), &other, 40);
    }

    #[test]
    fn transform_and_quantile_invert_the_cdf() {
        check::density_is_the_derivative(&fall());
        check::transform_inverts_the_cdf(&fall(), 1e-6);
        check::transform_inverts_the_cdf(&Pert::new(0.0, 1.0, 4.0, 9.0).unwrap().into(), 1e-8);
    }

    #[test]
    fn the_mode_and_the_moments_are_those_stated() {
        check::near(fall().mean(), (-35.0 - 4.0 * 22.0 - 2.0) / 6.0, 1e-15);
        let mean = fall().mean();
        check::near(fall().sd() * fall().sd(), (mean + 35.0) * (-2.0 - mean) / 7.0, 1e-14);
        for x in [-22.01, -21.99] {
            assert!(fall().density(x) < fall().density(-22.0));
        }
    }

    #[test]
    fn percentiles_are_met_or_refused() {
        for middle in [-23.0, -20.0, -17.0] {
            let values = stated(&[("p10", -30.0), ("p50", middle), ("p90", -10.0)]);
            assert!(Pert::from_percentiles(&values, 4.0).is_ok(), "{middle}");
        }
        let fit = Pert::from_percentiles(
            &stated(&[("p05", -31.0), ("p10", -28.5), ("p50", -20.0), ("p95", -9.0)]), 4.0).unwrap();
        // scipy.optimize.least_squares.
        check::error_is_least(&fit, 8.979_725_128_06e-5);
        let refused = |values: &[(&'static str, f64)]| KIND.build(values).unwrap_err().to_string();
        let error = refused(&[("p10", -35.0), ("p50", -34.0), ("p90", -2.0)]);
        assert!(error.starts_with("`p90` makes (p90 - p50) / (p50 - p10) = 32.000, and a PERT reaches only 0.4"), "{error}");
        let made = |v: [f64; 4]| Pert::new(v[0], v[1], v[2], v[3]).unwrap_err().to_string();
        assert_eq!(made([0.0, 3.0, 2.0, 4.0]), "`mode` must be from low = 0 to high = 2, not 3");
        assert_eq!(made([0.0, 1.0, 2.0, 0.0]), "`weight` must be above 0, not 0");
        assert_eq!(made([0.0, 1.0, 2.0, 1e6]), "`weight` must be at most 100000, not 1000000");
    }

}
