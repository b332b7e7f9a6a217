//! Distributions: how an uncertain number is stated, what follows from it, and how one draw becomes a value.
//!
//! One distribution is one file and one line in the list below. The file says everything: formula, parameters, the forms in
//! which a scenario may state it ([`Kind`]), probabilities and moments ([`Univariate`]), and its [`Transform`].

mod affine;
pub mod copula;
mod fitted;
mod kind;
mod parameter;
mod percentile;
mod steps;
mod transform;

#[cfg(test)]
mod check;

pub use fitted::{Fitted, Met};
pub use kind::{Form, FormError, Key, Kind, Parts, Percentiles, Quantity};
pub use parameter::ParameterError;
pub use percentile::{PERCENTILES, Percentile};
pub use transform::{Piece, Transform, TransformError, uniform_of_score};

/// What every distribution of one number can say about itself.
pub trait Univariate {
    /// P(X <= x)
    fn cdf(&self, x: f64) -> f64;

    /// P(X > x), accurate where it is small.
    fn survival(&self, x: f64) -> f64;

    /// The smallest x with P(X <= x) >= u, for u in [0, 1] (NaN elsewhere); the ends of the support at 0 and 1.
    fn quantile(&self, u: f64) -> f64;

    /// The quantile of 1 − v, accurate where v is small.
    fn upper_quantile(&self, v: f64) -> f64;

    /// The density at x; for a discrete distribution the probability of x.
    fn density(&self, x: f64) -> f64;

    /// The smallest interval that holds every value; either end may be infinite.
    fn support(&self) -> (f64, f64);

    /// The mean; NaN where it does not exist, infinite where it is.
    fn mean(&self) -> f64;

    /// The standard deviation; NaN where the mean does not exist, infinite where the variance is.
    fn sd(&self) -> f64;

    /// The key that states it in a scenario, `split_normal`.
    fn name(&self) -> &'static str;

    /// The parameters that it is held by, each with its name.
    fn parameters(&self) -> Vec<(&'static str, f64)>;

    /// The single values that it has with a probability above 0, each with that probability, in ascending order; none of a
    /// continuous distribution.
    fn atoms(&self) -> Vec<(f64, f64)> {
        Vec::new()
    }

    /// Whether it has single values alone.
    fn is_discrete(&self) -> bool {
        !self.atoms().is_empty()
    }

    /// How one draw becomes a value.
    ///
    /// # Errors
    /// When the quantile function has no certified table: its shape is too extreme. The direct forms never fail.
    fn transform(&self) -> Result<Transform, TransformError>;
}

/// Declares the modules, [`Distribution`], [`KINDS`] and the conversions from the one list of distributions.
macro_rules! distributions {
    ($($(#[$doc:meta])* $module:ident :: $name:ident,)*) => {
        $(mod $module;)*
        $(pub use $module::$name;)*

        /// A distribution of one number, checked.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Distribution {
            $($(#[$doc])* $name($name),)*
            /// Any of them, fitted to more percentiles than it has parameters.
            Fitted(Fitted),
        }

        /// Every kind of distribution, in the order of the list.
        pub static KINDS: &[&Kind] = &[$(&$module::KIND,)*];

        $(impl From<$name> for Distribution {
            fn from(value: $name) -> Self {
                Self::$name(value)
            }
        })*

        impl Distribution {
            fn univariate(&self) -> &dyn Univariate {
                match self {
                    $(Self::$name(distribution) => distribution,)*
                    Self::Fitted(distribution) => distribution,
                }
            }
        }
    };
}

distributions! {
    /// One value for certain.
    point::Point,
    /// Every value between two ends alike.
    uniform::Uniform,
    /// Two ends and a mode, straight lines between.
    triangular::Triangular,
    /// The bell curve.
    normal::Normal,
    /// Two halves of normals that meet at the mode.
    split_normal::SplitNormal,
    /// The exponential of a normal.
    lognormal::Lognormal,
    /// A bell with heavy tails.
    student_t::StudentT,
    /// A share between two ends.
    beta::Beta,
    /// Two ends and a mode, smooth between.
    pert::Pert,
    /// A positive quantity, skewed to the right.
    gamma::Gamma,
    /// A time to failure whose hazard rises or falls.
    weibull::Weibull,
    /// The time to something that may happen at any moment alike.
    exponential::Exponential,
    /// Few large among many small.
    pareto::Pareto,
    /// One with probability p, else zero.
    bernoulli::Bernoulli,
    /// How many of many rare things happen.
    poisson::Poisson,
    /// A few values, each with a weight.
    discrete::Discrete,
    /// What was observed, each observation alike.
    empirical::Empirical,
    /// A part of a continuous one.
    truncated::Truncated,
    /// One of several.
    mixture::Mixture,
}

impl Distribution {
    /// The kind that a scenario names `name`.
    pub fn kind(name: &str) -> Option<&'static Kind> {
        KINDS.iter().copied().find(|kind| kind.name == name)
    }
}

impl Univariate for Distribution {
    fn cdf(&self, x: f64) -> f64 {
        self.univariate().cdf(x)
    }

    fn survival(&self, x: f64) -> f64 {
        self.univariate().survival(x)
    }

    fn quantile(&self, u: f64) -> f64 {
        self.univariate().quantile(u)
    }

    fn upper_quantile(&self, v: f64) -> f64 {
        self.univariate().upper_quantile(v)
    }

    fn density(&self, x: f64) -> f64 {
        self.univariate().density(x)
    }

    fn support(&self) -> (f64, f64) {
        self.univariate().support()
    }

    fn mean(&self) -> f64 {
        self.univariate().mean()
    }

    fn sd(&self) -> f64 {
        self.univariate().sd()
    }

    fn name(&self) -> &'static str {
        self.univariate().name()
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        self.univariate().parameters()
    }

    fn atoms(&self) -> Vec<(f64, f64)> {
        self.univariate().atoms()
    }

    fn is_discrete(&self) -> bool {
        self.univariate().is_discrete()
    }

    fn transform(&self) -> Result<Transform, TransformError> {
        self.univariate().transform()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_enum_answers_as_its_member_does() {
        let member = Lognormal::new(0.5, 0.8).unwrap();
        let listed = Distribution::from(member);
        let answers = |d: &dyn Univariate| {
            let (low, high) = d.support();
            [
                d.cdf(2.0),
                d.survival(2.0),
                d.quantile(0.2),
                d.upper_quantile(0.1),
                d.density(2.0),
                d.mean(),
                d.sd(),
                low,
                high,
            ]
        };
        assert_eq!(answers(&listed), answers(&member));
        assert_eq!((listed.name(), listed.transform()), (member.name(), member.transform()));
        assert_eq!(listed.parameters(), [("mu", 0.5), ("sigma", 0.8)]);
    }

    #[test]
    fn the_range_of_the_draws_shows_what_a_53_bit_draw_can_bring() {
        let range = |d: Distribution| d.transform().unwrap().range();
        // 2⁻⁵³ of a width of 100 is most of the step from -100 to the next double.
        assert_eq!(range(Uniform::new(-100.0, 0.0).unwrap().into()).0, (-100.0_f64).next_up());
        assert_eq!(range(Uniform::new(-100.0, -50.0).unwrap().into()).0, -100.0);
        let (low, high) = range(Normal::new(-22.0, 9.0).unwrap().into());
        assert!(low > -96.0 && low < -95.0 && high > 51.0 && high < 52.0, "{low} {high}");
    }

    #[test]
    fn folder_and_list_agree() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/distribution");
        let not_distributions = [
            "mod",
            "affine",
            "copula",
            "fitted",
            "kind",
            "parameter",
            "percentile",
            "steps",
            "transform",
            "check",
        ];
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
            .filter(|stem| !not_distributions.contains(&stem.as_str()))
            .collect();
        let listed: BTreeSet<String> = KINDS.iter().map(|kind| kind.name.to_owned()).collect();
        assert_eq!(files, listed);
        assert_eq!(listed.len(), KINDS.len(), "a name is repeated");
    }
}
