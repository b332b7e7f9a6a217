//! How many of many rare things happen.

use super::parameter::positive;
use super::percentile::{self, Percentile, upper};
use super::{Distribution, Form, Key, Kind, ParameterError, Parts, Percentiles, Transform, TransformError, Univariate};
use crate::numerics::special::{gamma_factor, incomplete_gamma};
use crate::numerics::{exp, gamma_quantile};

/// The Poisson distribution.
///
/// P(X = k) = exp(−mean) mean^k / k!, k = 0, 1, 2, ...; P(X <= k) = Q(k + 1, mean), the upper incomplete gamma function;
/// variance = mean.
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | mean | above 0, at most 1e5 | how many on average |
///
/// or percentiles, whole numbers: the means that have exactly these percentiles are an interval, and its middle is taken. What no
/// mean has is refused.
///
/// ```
/// use sarez::distribution::{Poisson, Univariate};
/// let strikes = Poisson::new(2.0)?;
/// assert!((strikes.cdf(0.0) - (-2.0_f64).exp()).abs() < 1e-15);
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
///
/// Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, chapter 4. Its quantile is the generalised inverse; drawn by
/// exact cut points, one for each number that a draw of 53 bits can give.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Poisson {
    mean: f64,
}

const LARGEST_MEAN: f64 = 1e5;

/// How a scenario states it.
pub(super) static KIND: Kind = Kind {
    name: "poisson",
    summary: "How many of many rare things happen.",
    forms: &[Form {
        keys: &[Key::number("mean", "How many on average")],
        build: |v| Ok(Poisson::new(v[0])?.into()),
    }],
    percentiles: Some(Percentiles { least: 1, beside: &[], build: |stated, _| Poisson::from_percentiles(stated) }),
    parts: Parts::None,
};

impl Poisson {
    /// With this mean.
    ///
    /// # Errors
    /// When the mean is not in (0, 1e5].
    pub fn new(mean: f64) -> Result<Self, ParameterError> {
        if positive("mean", mean)? > LARGEST_MEAN {
            let message = format!("must be at most {LARGEST_MEAN}, not {mean}: that is a normal distribution");
            return Err(ParameterError::new("mean", message));
        }
        Ok(Self { mean })
    }

    /// The p-quantile is k when P(X <= k − 1) < p <= P(X <= k): for means above the λ with Q(k, λ) = p, up to that with
    /// Q(k + 1, λ) = p.
    fn from_percentiles(stated: &[Percentile]) -> Result<Distribution, ParameterError> {
        let (mut low, mut high) = (0.0, f64::INFINITY);
        for percentile in stated {
            let k = percentile.value;
            let refused = |message: String| Err(ParameterError::new(percentile.key, message));
            if !(k >= 0.0 && k.fract() == 0.0) {
                return refused(format!("must be a whole number from 0, not {k}"));
            }
            let mean = |shape: f64| gamma_quantile(shape, upper(percentile.p), percentile.p);
            let (from, to) = (if k > 0.0 { mean(k) } else { 0.0 }, mean(k + 1.0));
            if from >= high || to <= low {
                return refused(format!(
                    "needs a mean from {from:.3} to {to:.3}, and the percentiles before it one from {low:.3} to {high:.3}"
                ));
            }
            low = if from > low { from } else { low };
            high = if to < high { to } else { high };
        }
        let mean = Self::new(0.5 * (low + high));
        let mean = mean.map_err(|error| ParameterError::new(stated[stated.len() - 1].key, error.message))?;
        percentile::met(mean, stated)
    }

    /// P(X <= k) and P(X > k) of a whole k >= 0.
    fn tails(self, k: f64) -> (f64, f64) {
        let (below, above) = incomplete_gamma(k + 1.0, self.mean);
        (above, below)
    }

    /// The smallest k >= `from` for which `enough`, by doubling and halving.
    fn first(from: f64, enough: impl Fn(f64) -> bool) -> f64 {
        let (mut low, mut step) = (from - 1.0, 1.0);
        while !enough(low + step) {
            low += step;
            step *= 2.0;
        }
        let mut high = low + step;
        while high - low > 1.0 {
            let middle = (0.5 * (low + high)).floor();
            if enough(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        high
    }
}

impl Univariate for Poisson {
    fn cdf(&self, x: f64) -> f64 {
        if x.is_nan() || x == f64::INFINITY {
            return if x.is_nan() { x } else { 1.0 };
        }
        if x < 0.0 { 0.0 } else { self.tails(x.floor()).0 }
    }

    fn survival(&self, x: f64) -> f64 {
        if x.is_nan() || x == f64::INFINITY {
            return if x.is_nan() { x } else { 0.0 };
        }
        if x < 0.0 { 1.0 } else { self.tails(x.floor()).1 }
    }

    fn quantile(&self, u: f64) -> f64 {
        match u {
            1.0 => f64::INFINITY,
            0.0..1.0 => Self::first(0.0, |k| self.tails(k).0 >= u),
            _ => f64::NAN,
        }
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        match v {
            0.0 => f64::INFINITY,
            0.0..=1.0 => Self::first(0.0, |k| self.tails(k).1 <= v),
            _ => f64::NAN,
        }
    }

    fn density(&self, x: f64) -> f64 {
        if x.is_nan() {
            x
        } else if x == 0.0 {
            exp(-self.mean)
        } else if x < 0.0 || x.fract() != 0.0 || x == f64::INFINITY {
            0.0
        } else {
            gamma_factor(x, self.mean)
        }
    }

    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn sd(&self) -> f64 {
        self.mean.sqrt()
    }

    fn name(&self) -> &'static str {
        KIND.name
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("mean", self.mean)]
    }

    /// Those that a draw of 53 bits can give.
    fn atoms(&self) -> Vec<(f64, f64)> {
        let first = self.quantile(Transform::SMALLEST_DRAW);
        let last = self.upper_quantile(Transform::SMALLEST_DRAW);
        let mut atoms = Vec::new();
        let mut k = first;
        while k <= last {
            let p = if k == first {
                self.tails(k).0
            } else if k == last {
                self.tails(k - 1.0).1
            } else {
                self.density(k)
            };
            atoms.push((k, p));
            k += 1.0;
        }
        atoms
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        let first = self.quantile(Transform::SMALLEST_DRAW);
        let last = self.upper_quantile(Transform::SMALLEST_DRAW);
        if first == last {
            return Ok(Transform::Constant(first));
        }
        let (mut upper, mut values) = (Vec::new(), vec![first]);
        let (mut k, mut before) = (first, 0.0);
        while k < last {
            let (lower, above) = self.tails(k);
            // 1 − a small upper tail is nearer than the sum; rounding must not let a cut fall.
            let cut = if above < 0.5 { 1.0 - above } else { lower };
            before = if cut > before { cut } else { before };
            upper.push(before);
            k += 1.0;
            values.push(k);
        }
        Ok(Transform::Cuts { upper, values })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{check, percentile::stated};
    use super::*;

    #[test]
    fn draws_occur_as_often_as_they_should() {
        for (seed, mean) in [(44, 0.02), (45, 2.0), (46, 40.0)] {
            check::atoms_occur(&Poisson::new(mean).unwrap().into(), seed);
        }
    }

    #[test]
    fn another_library_agrees() {
        use statrs::distribution::{Discrete as _, DiscreteCDF};
        for mean in [0.02, 2.0, 40.0, 900.0] {
            let theirs = statrs::distribution::Poisson::new(mean).unwrap();
            let ours = Poisson::new(mean).unwrap();
            for k in 0..200_u32 {
                let x = f64::from(k);
                check::near(ours.cdf(x), theirs.cdf(u64::from(k)), 1e-11);
                check::near(ours.survival(x), theirs.sf(u64::from(k)), 1e-11);
                check::near(ours.density(x), theirs.pmf(u64::from(k)), 1e-11);
            }
        }
    }

    #[test]
    fn quantiles_are_the_generalised_inverse() {
        for mean in [0.02, 2.0, 40.0, 1e5] {
            let poisson = Poisson::new(mean).unwrap();
            for k in 1..200 {
                let u = f64::from(k) / 200.0;
                let x = poisson.quantile(u);
                assert!(poisson.cdf(x) >= u && (x == 0.0 || poisson.cdf(x - 1.0) < u), "{mean} {u} {x}");
                assert_eq!(poisson.transform().unwrap().eval_u(u), x);
            }
            let tail = poisson.upper_quantile(1e-12);
            assert!(poisson.survival(tail) <= 1e-12 && poisson.survival(tail - 1.0) > 1e-12);
            let sum: f64 = poisson.atoms().iter().map(|(_, p)| p).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{mean}: {sum}");
        }
    }

    #[test]
    fn percentiles_are_had_or_refused() {
        let fit = |values: &[(&'static str, f64)]| Poisson::from_percentiles(&stated(values));
        // Median 3: means from 2.674 (Q(3, λ) = ½) to 3.672.
        check::near(fit(&[("p50", 3.0)]).unwrap().mean(), 3.173_1, 1e-4);
        assert!(fit(&[("p10", 1.0), ("p50", 3.0), ("p90", 5.0)]).is_ok());
        let error = fit(&[("p10", 1.0), ("p50", 3.0), ("p90", 40.0)]).unwrap_err().to_string();
        assert!(error.starts_with("`p90` needs a mean from 32.") && error.ends_with("one from 2.674 to 3.672"), "{error}");
        assert_eq!(fit(&[("p50", 2.5)]).unwrap_err().to_string(), "`p50` must be a whole number from 0, not 2.5");
        assert_eq!(Poisson::new(0.0).unwrap_err().to_string(), "`mean` must be above 0, not 0");
        assert!(Poisson::new(1e6).unwrap_err().to_string().ends_with("that is a normal distribution"));
    }
}
