//! A bell with heavy tails.

use super::parameter::{above, finite, positive};
use super::percentile::{self, Percentile};
use super::{
    Distribution, Form, Key, Kind, ParameterError, Parts, Percentiles, Transform, TransformError, Univariate,
};
use crate::numerics::special::{LARGEST_SHAPE, incomplete_beta, student_t_peak, student_t_tail_quantile};
use crate::numerics::{Table, exp, log_1p, normal_cdf};
use std::sync::Arc;

/// Student's t distribution: X = location + scale · T, where T has the density
///
/// f(t) = Γ((df + 1)/2) / (√(π df) Γ(df/2)) · (1 + t²/df)^(−(df + 1)/2).
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | df | above 0, at most 1e6 | degrees of freedom: the smaller, the heavier the tails |
/// | location | finite | median and mode |
/// | scale | above 0, finite | half the width of the bell, not its sd |
///
/// or, with df above 2, the standard deviation: scale = sd √((df − 2)/df).
/// The mean exists for df > 1 (else NaN), the sd for df > 2 (infinite for 1 < df <= 2, NaN below).
///
/// ```
/// use sarez::distribution::{StudentT, Univariate};
/// let residual = StudentT::from_sd(4.0, 0.0, 0.115)?;
/// assert!((residual.sd() - 0.115).abs() < 1e-16);
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
///
/// F is half an incomplete beta function of df/(df + t²); large t keep their relative accuracy, and so do both tails. Drawn
/// from a table of the standard distribution ([`Table`]); below about df = 0.15 there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudentT {
    df: f64,
    location: f64,
    scale: f64,
}

const DF: Key = Key::number("df", "Degrees of freedom: the smaller, the heavier the tails");
const LOCATION: Key = Key::in_unit("location", "Median and mode").or(0.0);

/// How a scenario states it.
pub(super) static KIND: Kind = Kind {
    name: "student_t",
    summary: "A bell with heavy tails.",
    forms: &[
        Form {
            keys: &[DF, LOCATION, Key::in_unit("scale", "Half the width of the bell, not its standard deviation")],
            build: |v| Ok(StudentT::new(v[0], v[1], v[2])?.into()),
        },
        Form {
            keys: &[DF, LOCATION, Key::in_unit("sd", "Standard deviation; needs df above 2")],
            build: |v| Ok(StudentT::from_sd(v[0], v[1], v[2])?.into()),
        },
    ],
    percentiles: Some(Percentiles {
        least: 2,
        beside: &[DF],
        build: |stated, beside| StudentT::of_percentiles(stated, beside[0]),
    }),
    parts: Parts::None,
};

impl StudentT {
    /// With these degrees of freedom, location and scale.
    ///
    /// # Errors
    /// When df is not in (0, 1e6], the location is not finite, or the scale is not finite and above 0.
    pub fn new(df: f64, location: f64, scale: f64) -> Result<Self, ParameterError> {
        if positive("df", df)? > LARGEST_SHAPE {
            let message = format!("must be at most 1e6, not {df}: that is a normal distribution");
            return Err(ParameterError::new("df", message));
        }
        Ok(Self { df, location: finite("location", location)?, scale: positive("scale", scale)? })
    }

    /// With these degrees of freedom, location and standard deviation.
    ///
    /// # Errors
    /// When df is not in (2, 1e6], the location is not finite, or sd is not finite and above 0.
    pub fn from_sd(df: f64, location: f64, sd: f64) -> Result<Self, ParameterError> {
        above("df", df, "2 for a standard deviation to exist", 2.0)?;
        let scale = positive("sd", sd)? * ((df - 2.0) / df).sqrt();
        Self::new(df, location, positive("sd", scale)?)
    }

    /// df/(df + t²) and t²/(df + t²), neither by subtraction, for any t.
    fn shares(&self, t: f64) -> (f64, f64) {
        let ratio = t / self.df.sqrt();
        if ratio.abs() <= 1.0 {
            let square = ratio * ratio;
            (1.0 / (1.0 + square), square / (1.0 + square))
        } else {
            let inverse = 1.0 / (ratio * ratio);
            (inverse / (1.0 + inverse), 1.0 / (1.0 + inverse))
        }
    }

    /// P(T > |t|)
    fn tail(&self, t: f64) -> f64 {
        let (x, y) = self.shares(t);
        0.5 * incomplete_beta(0.5 * self.df, 0.5, x, y).0
    }

    /// P(T <= t)
    fn standard_cdf(&self, t: f64) -> f64 {
        if t <= 0.0 { self.tail(t) } else { 1.0 - self.tail(t) }
    }

    /// t >= 0 with P(T > t) = tail, tail in [0, ½].
    fn tail_quantile(&self, tail: f64) -> f64 {
        student_t_tail_quantile(self.df, tail)
    }

    fn standard_quantile(&self, u: f64) -> f64 {
        match u {
            0.0..0.5 => -self.tail_quantile(u),
            0.5..=1.0 => self.tail_quantile(1.0 - u),
            _ => f64::NAN,
        }
    }

    fn standard(&self, x: f64) -> f64 {
        (x - self.location) / self.scale
    }

    /// With these degrees of freedom and percentiles: a line through two, of more by least squares.
    fn of_percentiles(stated: &[Percentile], df: f64) -> Result<Distribution, ParameterError> {
        let standard = Self::new(df, 0.0, 1.0)?;
        let (location, scale) =
            percentile::line(percentile::two(stated), |x| x, |p| standard.standard_quantile(p));
        let last = stated[stated.len() - 1].key;
        let build = |location: f64, scale: f64| {
            Self::new(df, location, scale).map_err(|error| ParameterError::new(last, error.message))
        };
        if stated.len() == 2 {
            return percentile::met(build(location, scale)?, stated);
        }
        let cdf = |[shift, log_scale]: &[f64; 2], x: f64| {
            standard.standard_cdf(((x - location) / scale - shift) / exp(*log_scale))
        };
        let [shift, log_scale] = percentile::least_squares([0.0, 0.0], stated, cdf);
        Ok(percentile::fitted(build(scale.mul_add(shift, location), scale * exp(log_scale))?, stated))
    }
}

impl Univariate for StudentT {
    fn cdf(&self, x: f64) -> f64 {
        self.standard_cdf(self.standard(x))
    }

    fn survival(&self, x: f64) -> f64 {
        self.standard_cdf(-self.standard(x))
    }

    fn quantile(&self, u: f64) -> f64 {
        self.scale.mul_add(self.standard_quantile(u), self.location)
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        self.scale.mul_add(-self.standard_quantile(v), self.location)
    }

    fn density(&self, x: f64) -> f64 {
        let t = self.standard(x);
        let ratio = t / self.df.sqrt();
        student_t_peak(self.df) * exp(-0.5 * (self.df + 1.0) * log_1p(ratio * ratio)) / self.scale
    }

    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }

    fn mean(&self) -> f64 {
        if self.df > 1.0 { self.location } else { f64::NAN }
    }

    fn sd(&self) -> f64 {
        if self.df > 2.0 {
            self.scale * (self.df / (self.df - 2.0)).sqrt()
        } else if self.df > 1.0 {
            f64::INFINITY
        } else {
            f64::NAN
        }
    }

    fn name(&self) -> &'static str {
        KIND.name
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("df", self.df), ("location", self.location), ("scale", self.scale)]
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        let quantile = |z: f64| {
            let distance = self.tail_quantile(normal_cdf(-z.abs()));
            if z < 0.0 { -distance } else { distance }
        };
        let table = Table::certified(quantile, |t| (self.standard_cdf(t), self.standard_cdf(-t)))
            .map_err(|reason| TransformError { distribution: KIND.name, reason })?;
        Ok(Transform::Table { location: self.location, scale: self.scale, table: Arc::new(table) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Distribution, check};
    use super::*;

    fn residual(df: f64) -> Distribution {
        StudentT::new(df, 0.5, 2.0).unwrap().into()
    }

    #[test]
    fn draws_follow_the_cdf() {
        for (seed, df) in [(21, 1.0), (22, 2.5), (23, 4.0), (24, 30.0)] {
            check::draws_follow_the_cdf(&residual(df), seed);
        }
        // Kurtosis 4 at df 10: the sd of a sample sd is 0.87 / √N; four of them.
        check::sample_sd_agrees(&residual(10.0), 25, 0.0035);
        check::draws_agree_with(&StudentT::new(4.0, 0.0, 1.0).unwrap().into(), &rand_distr::StudentT::new(4.0).unwrap(), 26);
    }

    #[test]
    fn transform_and_quantile_invert_the_cdf() {
        check::transform_inverts_the_cdf(&residual(0.15), 1e-6);
        for df in [0.5, 1.0, 2.0, 3.0, 4.0, 5.5, 30.0, 1e3, 1e6] {
            check::transform_inverts_the_cdf(&residual(df), 1e-8);
        }
        for df in [1.0, 4.0, 30.0] {
            check::density_is_the_derivative(&residual(df));
        }
    }

    #[test]
    fn probabilities_are_those_known() {
        // df, t, P(T <= t), f(t): mpmath, 40 digits, from the incomplete beta function.
        let known = [
            (4.0, -2.5, 0.033_383_272_405_994_072_519, 0.035_675_624_369_556_650_304),
            (4.0, -1000.0, 2.999_980_000_104_999_496e-12, 1.199_988_000_083_999_496e-14),
            (3.0, -1.0, 0.195_501_109_477_885_320_96, 0.206_748_335_783_172_018_57),
            (1.0, -1e8, 3.183_098_861_837_906_609_3e-9, 3.183_098_861_837_906_397_1e-17),
            (2.5, -0.125, 0.454_937_950_804_275_347_04, 0.357_885_185_281_677_632_29),
            (30.0, -6.0, 6.971_384_383_602_371_351e-7, 1.948_677_908_397_879_716_1e-6),
            (1000.0, -3.0, 0.001_383_354_522_119_096_232_1, 0.004_500_624_610_139_895_645_5),
            (1e5, -4.0, 3.169_399_877_859_766_960_2e-5, 0.000_133_904_848_634_008_531_91),
        ];
        for (df, t, cdf, density) in known {
            let student = StudentT::new(df, 1.0, 2.0).unwrap();
            let x = 1.0 + 2.0 * t;
            assert!((student.cdf(x) / cdf - 1.0).abs() < 1e-13, "{df} {t}: {}", student.cdf(x));
            assert!((student.survival(1.0 - 2.0 * t) / cdf - 1.0).abs() < 1e-13);
            // (1 + t²/df)^(−(df + 1)/2): the exponent's rounding counts df times at most.
            let error = 2.0 * student.density(x) / density - 1.0;
            assert!(error.abs() < 1e-14 * (20.0 + df.sqrt()), "{df} {t}: {error:e}");
        }
    }

    #[test]
    fn moments_exist_where_they_should() {
        assert!(residual(1.0).mean().is_nan() && residual(1.0).sd().is_nan());
        assert_eq!((residual(2.0).mean(), residual(2.0).sd()), (0.5, f64::INFINITY));
        check::near(residual(4.0).sd(), 2.0 * 2.0_f64.sqrt(), 1e-15);
        check::near(StudentT::from_sd(2.1, 0.0, 3.0).unwrap().sd(), 3.0, 1e-14);
    }

    #[test]
    fn the_domain_is_kept() {
        let refused = |result: Result<StudentT, ParameterError>| result.unwrap_err().to_string();
        assert_eq!(refused(StudentT::new(-1.0, 0.0, 1.0)), "`df` must be above 0, not -1");
        assert_eq!(
            refused(StudentT::from_sd(2.0, 0.0, 1.0)),
            "`df` must be above 2 for a standard deviation to exist, not 2"
        );
        assert!(refused(StudentT::new(1e7, 0.0, 1.0)).contains("normal"));
        assert_eq!(refused(StudentT::new(4.0, f64::NAN, 1.0)), "`location` must be finite, not NaN");
        assert_eq!(refused(StudentT::new(4.0, 0.0, 0.0)), "`scale` must be above 0, not 0");
    }

    #[test]
    fn one_table_serves_every_location_and_scale() {
        let table = |scale: f64| match StudentT::new(4.0, scale, scale).unwrap().transform().unwrap() {
            Transform::Table { table, .. } => table,
            other => panic!("{other:?}"),
        };
        assert_eq!(table(0.115), table(7.0));
        assert!(table(1.0).pieces() <= 64, "4 KB");
    }

    #[test]
    fn tails_that_are_too_heavy_are_refused() {
        let error = StudentT::new(0.02, 0.0, 1.0).unwrap().transform().unwrap_err();
        assert!(matches!(error.reason, crate::numerics::TableError::NotFinite { .. }), "{error}");
    }
}
