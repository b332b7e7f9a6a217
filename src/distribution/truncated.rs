//! A continuous distribution of which only a part can happen.

use super::mixture::between;
use super::parameter::finite;
use super::{Distribution, Kind, ParameterError, Parts, Transform, TransformError, Univariate};
use crate::numerics::{Table, clamp, normal_cdf};
use std::sync::Arc;

/// A continuous distribution given that it lies between two bounds.
///
/// F(x) = (G(x) − G(low)) / (G(high) − G(low)) for low <= x <= high, with G the cdf of what is truncated.
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | of | continuous | what is truncated |
/// | low | below high; minus infinity unless said | the least value |
/// | high | above low; infinity unless said | the greatest value |
///
/// At least 1e-12 of the probability must lie between the bounds. Probabilities come from the nearer tail of what is truncated, so that
/// what lies far out keeps its accuracy. The moments are integrals of the quantile function over the normal score, by the
/// trapezoid rule, which converges at once for what is smooth and vanishes at both ends; where those of what is truncated
/// do not exist and the bound on that side is infinite, neither do these. Drawn from a table ([`Table`]).
///
/// ```
/// use sarez::distribution::{Normal, Truncated, Univariate};
/// let half = Truncated::new(Normal::new(0.0, 1.0)?, 0.0, f64::INFINITY)?;
/// assert!((half.mean() - (2.0 / std::f64::consts::PI).sqrt()).abs() < 1e-9);
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Truncated {
    of: Box<Distribution>,
    low: f64,
    high: f64,
    /// G(low) and 1 − G(high).
    below: f64,
    above: f64,
    /// 1 − G(low) and G(high).
    over_low: f64,
    upto_high: f64,
    mass: f64,
    mean: f64,
    sd: f64,
}

/// The least probability between the bounds.
const LEAST_MASS: f64 = 1e-12;

/// How a scenario states it.
pub(super) static KIND: Kind = Kind {
    name: "truncated",
    summary: "A continuous distribution given that it lies between two bounds.",
    forms: &[],
    percentiles: None,
    parts: Parts::Within,
};

impl Truncated {
    /// What lies between `low` and `high`; either may be infinite.
    ///
    /// # Errors
    /// When low < high does not hold, what is truncated is not continuous, or next to nothing of it lies between.
    pub fn new(of: impl Into<Distribution>, low: f64, high: f64) -> Result<Self, ParameterError> {
        let of = of.into();
        if low.is_nan() || low == f64::INFINITY {
            finite("low", low)?;
        }
        if high.is_nan() || high == f64::NEG_INFINITY || low >= high {
            return Err(ParameterError::new("high", format!("must be above low = {low}, not {high}")));
        }
        if !of.atoms().is_empty() {
            let message = format!("is of a continuous distribution, and a {} has single values", of.name());
            return Err(ParameterError::new("of", message));
        }
        let (below, above) = (of.cdf(low), of.survival(high));
        let (over_low, upto_high) = (of.survival(low), of.cdf(high));
        let mass = between((below, over_low), (upto_high, above));
        let enough = mass >= LEAST_MASS;
        if !enough {
            let (from, to) = (of.quantile(1e-6), of.upper_quantile(1e-6));
            let blamed = if low.is_finite() && over_low < 0.5 { "low" } else { "high" };
            let message = format!(
                "leaves {mass:.1e} of the {}, and needs at least {LEAST_MASS:.0e}: most of it lies from {from:.4} to {to:.4}",
                of.name()
            );
            return Err(ParameterError::new(blamed, message));
        }
        let mut truncated = Self {
            of: Box::new(of),
            low,
            high,
            below,
            above,
            over_low,
            upto_high,
            mass,
            mean: f64::NAN,
            sd: f64::NAN,
        };
        (truncated.mean, truncated.sd) = truncated.moments();
        Ok(truncated)
    }

    /// What is truncated, and where.
    pub fn parts(&self) -> (&Distribution, f64, f64) {
        (&self.of, self.low, self.high)
    }

    /// The quantile with u below and v = 1 − u above.
    fn at(&self, u: f64, v: f64) -> f64 {
        if !((0.0..=1.0).contains(&u) && (0.0..=1.0).contains(&v)) {
            return f64::NAN;
        }
        let (low, high) = self.support();
        if u == 0.0 {
            return low;
        }
        if v == 0.0 {
            return high;
        }
        let (lower, upper) = (self.mass.mul_add(u, self.below), self.mass.mul_add(v, self.above));
        let x = if lower <= upper { self.of.quantile(lower) } else { self.of.upper_quantile(upper) };
        clamp(x, low, high)
    }

    fn moments(&self) -> (f64, f64) {
        let (mean, sd) = (self.of.mean(), self.of.sd());
        let (low, high) = self.support();
        let bounded = low.is_finite() && high.is_finite();
        // A half-line whose moments are infinite is left so: the heavy tail may be on either side.
        if !bounded && !mean.is_finite() {
            return (mean, sd);
        }
        let mean = self.expected(|x| x);
        let sd = if !bounded && !sd.is_finite() {
            sd
        } else {
            self.expected(|x| (x - mean) * (x - mean)).sqrt()
        };
        (mean, sd)
    }

    /// ∫ f(x(z)) φ(z) dz over |z| <= 10 in steps of 1/64.
    fn expected(&self, f: impl Fn(f64) -> f64) -> f64 {
        const STEPS: i32 = 640;
        let sum: (f64, f64) = (-STEPS..=STEPS)
            .map(|k| {
                let z = f64::from(k) / 64.0;
                let weight = crate::numerics::normal_density(z);
                (weight * f(self.at(normal_cdf(z), normal_cdf(-z))), weight)
            })
            .fold((0.0, 0.0), |(sum, all), (part, weight)| (sum + part, all + weight));
        sum.0 / sum.1
    }
}

impl Univariate for Truncated {
    fn cdf(&self, x: f64) -> f64 {
        if x <= self.low {
            0.0
        } else if x >= self.high {
            1.0
        } else {
            let here = (self.of.cdf(x), self.of.survival(x));
            let lower = between((self.below, self.over_low), here);
            clamp(lower / self.mass, 0.0, 1.0)
        }
    }

    fn survival(&self, x: f64) -> f64 {
        if x <= self.low {
            1.0
        } else if x >= self.high {
            0.0
        } else {
            let here = (self.of.cdf(x), self.of.survival(x));
            let upper = between(here, (self.upto_high, self.above));
            clamp(upper / self.mass, 0.0, 1.0)
        }
    }

    fn quantile(&self, u: f64) -> f64 {
        self.at(u, 1.0 - u)
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        self.at(1.0 - v, v)
    }

    fn density(&self, x: f64) -> f64 {
        if x < self.low || x > self.high { 0.0 } else { self.of.density(x) / self.mass }
    }

    fn support(&self) -> (f64, f64) {
        let (low, high) = self.of.support();
        (if self.low > low { self.low } else { low }, if self.high < high { self.high } else { high })
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
        let bounds = [("low", self.low), ("high", self.high)];
        bounds.into_iter().filter(|(_, bound)| bound.is_finite()).collect()
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        let quantile = |z: f64| self.at(normal_cdf(z), normal_cdf(-z));
        let table = Table::certified(quantile, |x| (self.cdf(x), self.survival(x)))
            .map_err(|reason| TransformError { distribution: KIND.name, reason })?;
        Ok(Transform::Table { location: 0.0, scale: 1.0, table: Arc::new(table) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Bernoulli, Gamma, Normal, StudentT, check};
    use super::*;

    fn normal(low: f64, high: f64) -> Distribution {
        Truncated::new(Normal::new(0.0, 1.0).unwrap(), low, high).unwrap().into()
    }

    #[test]
    fn draws_follow_the_cdf() {
        check::draws_follow_the_cdf(&normal(-1.0, 2.0), 47);
        check::draws_follow_the_cdf(&normal(-0.5, f64::INFINITY), 48);
        let gamma = Gamma::new(4.0, 2.5).unwrap();
        check::draws_follow_the_cdf(&Truncated::new(gamma, 5.0, 20.0).unwrap().into(), 49);
    }

    #[test]
    fn transform_and_quantile_invert_the_cdf() {
        // At a bound the density is not 0: near it x has its own rounding, relative to the tail 1e-9.
        for (low, high, tail) in [
            (-1.0, 2.0, 1e-6),
            (-0.5, f64::INFINITY, 1e-6),
            (f64::NEG_INFINITY, 1.0, 1e-6),
            (4.0, 6.0, 1e-5),
        ] {
            check::density_is_the_derivative(&normal(low, high));
            check::transform_inverts_the_cdf(&normal(low, high), tail);
        }
        check::transform_inverts_the_cdf(&normal(-50.0, 50.0), 1e-8);
    }

    #[test]
    fn probabilities_and_moments_are_those_known() {
        // mpmath: (Φ(½) − Φ(−1)) / (Φ(2) − Φ(−1)), mean (φ(−1) − φ(2)) / m, and the sd from 1 + (−φ(−1) − 2φ(2))/m − mean².
        let d = normal(-1.0, 2.0);
        check::near(d.cdf(0.5), 0.650_880_421_336_627_13, 1e-14);
        check::near(d.mean(), 0.229_637_179_091_328_97, 1e-9);
        check::near(d.sd(), 0.720_945_586_859_045_89, 1e-9);
        // The tail alone: (Φc(5.5) − Φc(6)) / (Φc(4) − Φc(6)).
        check::near(normal(4.0, 6.0).survival(5.5) / 0.000_568_450_575_510_354_5, 1.0, 1e-9);
        check::near(normal(4.0, 6.0).mean(), 4.225_546_931_806_197_6, 1e-9);
        let cauchy = StudentT::new(1.0, 0.0, 1.0).unwrap();
        assert!(Truncated::new(cauchy, 0.0, f64::INFINITY).unwrap().mean().is_nan());
        assert!(Truncated::new(cauchy, -1.0, 1.0).unwrap().mean().abs() < 1e-12);
    }

    #[test]
    fn a_tail_that_is_not_cut_keeps_its_accuracy() {
        let d = normal(-0.5, f64::INFINITY);
        let mass = normal_cdf(0.5);
        for x in [3.0, 6.0, 8.0, 20.0] {
            assert!((d.survival(x) * mass / normal_cdf(-x) - 1.0).abs() < 1e-14);
        }
        for k in 2..53 {
            let v = 1.0 / (1_u64 << k) as f64;
            assert!((d.survival(d.upper_quantile(v)) / v - 1.0).abs() < 1e-9, "{v}");
        }
    }

    #[test]
    fn the_domain_is_kept() {
        let of = |low: f64, high: f64| Truncated::new(Normal::new(0.0, 1.0).unwrap(), low, high);
        let refused = |low: f64, high: f64| of(low, high).unwrap_err().to_string();
        assert_eq!(refused(2.0, 1.0), "`high` must be above low = 2, not 1");
        assert_eq!(refused(f64::NAN, 1.0), "`low` must be finite, not NaN");
        assert!(refused(20.0, 30.0).starts_with("`low` leaves 2.8e-89 of the normal, and needs at least 1e-12"));
        assert!(refused(f64::NEG_INFINITY, -30.0).starts_with("`high` leaves 4.9e-198 of the normal"));
        let error = Truncated::new(Bernoulli::new(0.5).unwrap(), 0.0, 1.0).unwrap_err().to_string();
        assert_eq!(error, "`of` is of a continuous distribution, and a bernoulli has single values");
    }
}
