//! What a distribution becomes where every draw is stretched and shifted.

use super::{Discrete, Distribution, Mixture, Truncated, Univariate};
use crate::numerics::log;

/// What of a parameter moves with the draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moves {
    /// It is a value: stretched and shifted.
    Place,
    /// It is a distance: stretched.
    Width,
    /// It is a number without a unit.
    Shape,
}

/// By kind that is closed under shifts: how its parameters move, in their order.
const PLACED: &[(&str, &[Moves])] = {
    use Moves::{Place, Shape, Width};
    &[
        ("point", &[Place]),
        ("uniform", &[Place, Place]),
        ("triangular", &[Place, Place, Place]),
        ("normal", &[Place, Width]),
        ("split_normal", &[Place, Width, Width]),
        ("student_t", &[Shape, Place, Width]),
        ("beta", &[Shape, Shape, Place, Place]),
        ("pert", &[Place, Place, Place, Shape]),
    ]
};

/// By kind that begins at 0, so that it can be stretched alone.
const STRETCHED: &[(&str, &[Moves])] = {
    use Moves::{Shape, Width};
    &[
        ("gamma", &[Shape, Width]),
        ("weibull", &[Shape, Width]),
        ("exponential", &[Width]),
        ("pareto", &[Width, Shape]),
    ]
};

impl Distribution {
    /// The distribution of shift + factor · x, factor > 0, in a form that a scenario can state; `None` where there is none: what
    /// begins at 0 by its nature can be stretched, not shifted.
    ///
    /// ```
    /// use sarez::distribution::{Distribution, Lognormal, Normal};
    /// let fall = Distribution::from(Normal::new(-22.0, 5.0)?);
    /// assert_eq!(fall.affine(-8.0, 2.0), Some(Normal::new(-52.0, 10.0)?.into()));
    /// let delay = Distribution::from(Lognormal::new(0.0, 0.5)?);
    /// assert_eq!((delay.affine(1.0, 1.0), delay.affine(0.0, 1.0)), (None, Some(delay.clone())));
    /// # Ok::<(), sarez::distribution::ParameterError>(())
    /// ```
    pub fn affine(&self, shift: f64, factor: f64) -> Option<Self> {
        if !(factor > 0.0 && factor.is_finite() && shift.is_finite()) {
            return None;
        }
        if (shift, factor) == (0.0, 1.0) {
            return Some(self.clone());
        }
        let moved = |x: f64| factor.mul_add(x, shift);
        match self {
            Self::Fitted(fit) => fit.distribution().affine(shift, factor),
            Self::Bernoulli(_) | Self::Poisson(_) | Self::Discrete(_) | Self::Empirical(_) => {
                let (values, weights): (Vec<f64>, Vec<f64>) = self.atoms().into_iter().unzip();
                let values: Vec<f64> = values.into_iter().map(moved).collect();
                Discrete::new(&values, &weights).ok().map(Into::into)
            }
            Self::Truncated(truncated) => {
                let (of, low, high) = truncated.parts();
                Truncated::new(of.affine(shift, factor)?, moved(low), moved(high)).ok().map(Into::into)
            }
            Self::Mixture(mixture) => {
                let part = |(weight, of): &(f64, Self)| Some((*weight, of.affine(shift, factor)?));
                let parts = mixture.components().iter().map(part).collect::<Option<Vec<_>>>()?;
                Mixture::new(parts).ok().map(Into::into)
            }
            Self::Lognormal(lognormal) if shift == 0.0 => {
                let parameters = lognormal.parameters();
                let (mu, sigma) = (parameters[0].1 + log(factor), parameters[1].1);
                self.kind_of_own()?.build(&[("mu", mu), ("sigma", sigma)]).ok()
            }
            _ => {
                let name = self.name();
                let stretched = STRETCHED.iter().filter(|_| shift == 0.0);
                let (_, moves) = PLACED.iter().chain(stretched).find(|(kind, _)| *kind == name)?;
                let parameters = self.parameters().into_iter().zip(*moves);
                let given: Vec<(&str, f64)> = parameters
                    .map(|((key, value), moves)| match moves {
                        Moves::Place => (key, moved(value)),
                        Moves::Width => (key, factor * value),
                        Moves::Shape => (key, value),
                    })
                    .collect();
                self.kind_of_own()?.build(&given).ok()
            }
        }
    }

    fn kind_of_own(&self) -> Option<&'static super::Kind> {
        Self::kind(self.name())
    }

    /// As a scenario states it, in one line of TOML: `{ normal = { mean = -22, sd = 5 } }`. Read again, it is the same.
    pub fn stated(&self) -> String {
        format!("{{ {} }}", self.entry())
    }

    fn entry(&self) -> String {
        match self {
            Self::Fitted(fit) => fit.distribution().entry(),
            Self::Discrete(_) | Self::Empirical(_) => {
                let (values, weights): (Vec<String>, Vec<String>) =
                    self.atoms().into_iter().map(|(x, p)| (number(x), number(p))).unzip();
                format!(
                    "discrete = {{ values = [{}], weights = [{}] }}",
                    values.join(", "),
                    weights.join(", ")
                )
            }
            Self::Truncated(truncated) => {
                let (of, low, high) = truncated.parts();
                let bounds = [("low", low), ("high", high)].into_iter().filter(|(_, x)| x.is_finite());
                let bounds: String = bounds.map(|(key, x)| format!(", {key} = {}", number(x))).collect();
                format!("truncated = {{ {}{bounds} }}", of.entry())
            }
            Self::Mixture(mixture) => {
                let part = |(weight, of): &(f64, Self)| {
                    format!("{{ weight = {}, {} }}", number(*weight), of.entry())
                };
                let parts: Vec<String> = mixture.components().iter().map(part).collect();
                format!("mixture = [{}]", parts.join(", "))
            }
            _ => {
                let keys =
                    self.parameters().into_iter().map(|(key, value)| format!("{key} = {}", number(value)));
                format!("{} = {{ {} }}", self.name(), keys.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// The shortest digits that are read as the same number.
fn number(value: f64) -> String {
    // -0 is 0.
    format!("{:?}", value + 0.0)
}

#[cfg(test)]
mod tests {
    use super::super::{Beta, Empirical, Exponential, Gamma, Normal, Poisson, SplitNormal, StudentT};
    use super::*;

    #[test]
    fn quantiles_move_as_the_draws_do() {
        let normal = Normal::new(-22.0, 5.0).unwrap();
        let split = Distribution::kind("split_normal").unwrap();
        let mixed: Distribution =
            Mixture::new(vec![(1.0, normal.into()), (2.0, Beta::new(2.0, 3.0, 0.0, 4.0).unwrap().into())])
                .unwrap()
                .into();
        let list: [Distribution; 7] = [
            normal.into(),
            split.build(&[("p10", -35.0), ("p50", -22.0), ("p90", -2.0)]).unwrap(),
            StudentT::new(5.0, -3.0, 2.0).unwrap().into(),
            Truncated::new(normal, -40.0, f64::INFINITY).unwrap().into(),
            Empirical::new(&[3.0, -1.0, 4.0, -1.0]).unwrap().into(),
            Poisson::new(3.0).unwrap().into(),
            mixed,
        ];
        for of in list {
            let moved = of.affine(1.5, 2.0).unwrap();
            for p in [0.02, 0.3, 0.6, 0.97] {
                let wanted = 2.0 * of.quantile(p) + 1.5;
                assert!((moved.quantile(p) - wanted).abs() < 1e-9 * (1.0 + wanted.abs()), "{of:?} at {p}");
            }
        }
        let stretched: [Distribution; 3] = [
            Gamma::new(2.0, 3.0).unwrap().into(),
            Exponential::new(3.0).unwrap().into(),
            super::super::Lognormal::new(0.2, 0.7).unwrap().into(),
        ];
        for of in stretched {
            assert_eq!(of.affine(1.0, 1.0), None, "{of:?}");
            let moved = of.affine(0.0, 3.0).unwrap();
            assert!((moved.quantile(0.8) / of.quantile(0.8) - 3.0).abs() < 1e-9, "{of:?}");
        }
        assert_eq!(Distribution::from(normal).affine(0.0, -1.0), None);
    }

    #[test]
    fn it_is_stated_as_a_scenario_states_it() {
        let split: Distribution = SplitNormal::new(-22.0, 10.0, 2.5).unwrap().into();
        assert_eq!(split.stated(), "{ split_normal = { mode = -22.0, sigma_low = 10.0, sigma_high = 2.5 } }");
        let half: Distribution =
            Truncated::new(Normal::new(0.0, 1.0).unwrap(), 0.5, f64::INFINITY).unwrap().into();
        assert_eq!(half.stated(), "{ truncated = { normal = { mean = 0.0, sd = 1.0 }, low = 0.5 } }");
        let few: Distribution = Discrete::new(&[0.0, 3.0], &[1.0, 3.0]).unwrap().into();
        assert_eq!(few.stated(), "{ discrete = { values = [0.0, 3.0], weights = [0.25, 0.75] } }");
    }
}
