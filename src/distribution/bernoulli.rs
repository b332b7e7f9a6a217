//! One with probability p, else zero.

use super::parameter::finite;
use super::{Form, Key, Kind, ParameterError, Parts, Transform, TransformError, Univariate};

/// The Bernoulli distribution: X = 1 with probability p, else 0.
///
/// P(X <= x) = 0 for x < 0, 1 − p for 0 <= x < 1, 1 from 1 on; mean p, variance p (1 − p).
///
/// | parameter | domain | meaning |
/// |---|---|---|
/// | p | 0 to 1, both included | the probability of 1 |
///
/// ```
/// use sarez::distribution::{Bernoulli, Univariate};
/// let freeze = Bernoulli::new(0.25)?;
/// assert_eq!((freeze.quantile(0.75), freeze.quantile(0.76)), (0.0, 1.0));
/// # Ok::<(), sarez::distribution::ParameterError>(())
/// ```
///
/// The event occurs when u > 1 − p, so a positive correlation means "together".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bernoulli {
    p: f64,
}

/// How a scenario states it.
pub(super) static KIND: Kind = Kind {
    name: "bernoulli",
    summary: "One with probability p, else zero.",
    forms: &[Form {
        keys: &[Key::number("p", "The probability of one, from 0 to 1")],
        build: |v| Ok(Bernoulli::new(v[0])?.into()),
    }],
    percentiles: None,
    parts: Parts::None,
};

impl Bernoulli {
    /// With this probability of 1.
    ///
    /// # Errors
    /// When p is not in [0, 1].
    pub fn new(p: f64) -> Result<Self, ParameterError> {
        if (0.0..=1.0).contains(&finite("p", p)?) {
            Ok(Self { p })
        } else {
            Err(ParameterError::new("p", format!("must be a probability from 0 to 1, not {p}")))
        }
    }

    /// The probability of 1.
    pub fn p(&self) -> f64 {
        self.p
    }
}

impl Univariate for Bernoulli {
    fn cdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            x
        } else if x < 0.0 {
            0.0
        } else if x < 1.0 {
            1.0 - self.p
        } else {
            1.0
        }
    }

    fn survival(&self, x: f64) -> f64 {
        if x.is_nan() {
            x
        } else if x < 0.0 {
            1.0
        } else if x < 1.0 {
            self.p
        } else {
            0.0
        }
    }

    fn quantile(&self, u: f64) -> f64 {
        if (0.0..=1.0).contains(&u) { f64::from(u8::from(u > 1.0 - self.p)) } else { f64::NAN }
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        if (0.0..=1.0).contains(&v) { f64::from(u8::from(v < self.p)) } else { f64::NAN }
    }

    fn density(&self, x: f64) -> f64 {
        if x.is_nan() {
            x
        } else if x == 1.0 {
            self.p
        } else if x == 0.0 {
            1.0 - self.p
        } else {
            0.0
        }
    }

    fn support(&self) -> (f64, f64) {
        (f64::from(u8::from(self.p == 1.0)), f64::from(u8::from(self.p > 0.0)))
    }

    fn mean(&self) -> f64 {
        self.p
    }

    fn sd(&self) -> f64 {
        (self.p * (1.0 - self.p)).sqrt()
    }

    fn name(&self) -> &'static str {
        KIND.name
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("p", self.p)]
    }

    fn atoms(&self) -> Vec<(f64, f64)> {
        [(0.0, 1.0 - self.p), (1.0, self.p)].into_iter().filter(|(_, p)| *p > 0.0).collect()
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        Ok(Transform::Cuts { upper: vec![1.0 - self.p], values: vec![0.0, 1.0] })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Distribution, check};
    use super::*;

    #[test]
    fn draws_occur_as_often_as_they_should() {
        for (seed, p) in [(9, 0.25), (10, 0.001), (11, 0.999), (12, 0.5)] {
            let distribution: Distribution = Bernoulli::new(p).unwrap().into();
            let draws = check::sorted_draws(&distribution.transform().unwrap(), seed, check::DRAWS);
            let count = check::DRAWS as f64;
            let ones = draws.iter().sum::<f64>();
            // Pearson's chi-square with one degree of freedom; its 0.999 quantile is 10.83.
            let excess = ones - count * p;
            let statistic = excess * excess / (count * p) + excess * excess / (count * (1.0 - p));
            assert!(statistic < 10.83, "p = {p}: {ones} of {count}, chi-square {statistic}");
            assert!(draws.iter().all(|x| *x == 0.0 || *x == 1.0));
        }
    }

    #[test]
    fn draws_agree_with_another_library() {
        use rand::SeedableRng;
        use rand_distr::Distribution as _;
        let other = rand_distr::Bernoulli::new(0.25).unwrap();
        let mut generator = rand::rngs::StdRng::seed_from_u64(13);
        let theirs = (0..check::DRAWS).filter(|_| other.sample(&mut generator)).count() as f64;
        let transform = Bernoulli::new(0.25).unwrap().transform().unwrap();
        let ours = check::sorted_draws(&transform, 13, check::DRAWS).iter().sum::<f64>();
        // Two binomial counts of N = 1,000,000: the difference has variance 2 N p (1 − p); two-sided 0.001 is 3.29 sd.
        let score = (ours - theirs) / (2.0 * check::DRAWS as f64 * 0.25 * 0.75).sqrt();
        assert!(score.abs() < 3.29, "{ours} {theirs}");
    }

    #[test]
    fn certain_and_impossible_events() {
        let ends = |p: f64| Bernoulli::new(p).unwrap().transform().unwrap().range();
        assert_eq!((ends(0.0), ends(1.0), ends(0.5)), ((0.0, 0.0), (1.0, 1.0), (0.0, 1.0)));
        let support = |p: f64| Bernoulli::new(p).unwrap().support();
        assert_eq!((support(0.0), support(1.0), support(0.5)), ((0.0, 0.0), (1.0, 1.0), (0.0, 1.0)));
    }

    #[test]
    fn probabilities_moments_and_domain() {
        let freeze = Bernoulli::new(0.25).unwrap();
        assert_eq!([-0.5, 0.0, 0.5, 1.0].map(|x| freeze.cdf(x)), [0.0, 0.75, 0.75, 1.0]);
        assert_eq!([-0.5, 0.0, 0.5, 1.0].map(|x| freeze.survival(x)), [1.0, 0.25, 0.25, 0.0]);
        assert_eq!([0.0, 0.5, 1.0].map(|x| freeze.density(x)), [0.75, 0.0, 0.25]);
        assert_eq!(freeze.mean(), 0.25);
        check::near(freeze.sd() * freeze.sd(), 0.1875, 1e-15);
        assert_eq!((freeze.upper_quantile(0.2), freeze.upper_quantile(0.25)), (1.0, 0.0));
        assert!(freeze.quantile(-0.1).is_nan() && freeze.upper_quantile(f64::NAN).is_nan());
        let error = Bernoulli::new(25.0).unwrap_err();
        assert_eq!(error.to_string(), "`p` must be a probability from 0 to 1, not 25");
        assert!(Bernoulli::new(f64::NAN).is_err() && Bernoulli::new(-0.1).is_err());
    }
}
