//! How a scenario may state a distribution: its kinds, their forms, and the keys of a form.

use super::{Distribution, ParameterError};
use std::fmt;

/// A kind of distribution: what `{ NAME = { ... } }` may say.
#[derive(Debug)]
pub struct Kind {
    /// The key in a scenario, `split_normal`.
    pub name: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// The ways to state it; no two have the same required keys.
    pub forms: &'static [Form],
}

/// One way to state a distribution.
#[derive(Debug)]
pub struct Form {
    /// Its keys.
    pub keys: &'static [Key],
    /// Builds it from the values of `keys`, in their order.
    pub build: fn(&[f64]) -> Result<Distribution, ParameterError>,
}

/// One key of a form.
#[derive(Debug)]
pub struct Key {
    /// `p50`
    pub name: &'static str,
    /// What it is measured in.
    pub quantity: Quantity,
    /// What it is when not given; `None`: required.
    pub default: Option<f64>,
    /// One sentence without a full stop.
    pub doc: &'static str,
}

/// What a key is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// In the unit of the uncertain quantity: a mean, a percentile, a standard deviation.
    InUnit,
    /// A number without a unit: a shape, a probability, a coefficient of variation.
    Number,
}

/// Why a table of keys and values is no distribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormError {
    /// No form has these keys.
    NoForm {
        /// A given key that no form of the kind has.
        unknown: Option<String>,
        /// The required keys of every form, `alpha, beta` and `mean, sd`, with optional ones in brackets.
        forms: Vec<String>,
    },
    /// The keys are right, a value is not.
    Parameter(ParameterError),
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoForm { unknown, forms } => {
                if let Some(key) = unknown {
                    write!(f, "`{key}` is not one of its keys; ")?;
                }
                write!(f, "give {}", forms.join("; or "))
            }
            Self::Parameter(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for FormError {}

impl Key {
    /// A required key in the unit of the uncertain quantity.
    pub const fn in_unit(name: &'static str, doc: &'static str) -> Self {
        Self { name, quantity: Quantity::InUnit, default: None, doc }
    }

    /// A required key without a unit.
    pub const fn number(name: &'static str, doc: &'static str) -> Self {
        Self { name, quantity: Quantity::Number, default: None, doc }
    }

    /// The same key, optional.
    #[must_use]
    pub const fn or(self, default: f64) -> Self {
        Self { default: Some(default), ..self }
    }
}

impl Form {
    /// Whether it has every given key and every key that it requires is given.
    fn fits(&self, given: &[(&str, f64)]) -> bool {
        given.iter().all(|(name, _)| self.keys.iter().any(|key| key.name == *name))
            && self
                .keys
                .iter()
                .all(|key| key.default.is_some() || given.iter().any(|(name, _)| *name == key.name))
    }

    /// `mean, sd [low, high]`
    fn usage(&self) -> String {
        let names = |optional: bool| {
            let names: Vec<&str> = self
                .keys
                .iter()
                .filter(|key| key.default.is_some() == optional)
                .map(|key| key.name)
                .collect();
            names.join(", ")
        };
        match (names(false), names(true)) {
            (required, optional) if optional.is_empty() => required,
            (required, optional) => format!("{required} [{optional}]"),
        }
    }
}

impl Kind {
    /// The distribution that these keys and values state, each key once.
    ///
    /// # Errors
    /// When no form has these keys, or a value is outside its domain.
    pub fn build(&self, given: &[(&str, f64)]) -> Result<Distribution, FormError> {
        let Some(form) = self.forms.iter().find(|form| form.fits(given)) else {
            let known = |name: &str| self.forms.iter().flat_map(|form| form.keys).any(|key| key.name == name);
            return Err(FormError::NoForm {
                unknown: given.iter().map(|(name, _)| *name).find(|name| !known(name)).map(str::to_owned),
                forms: self.forms.iter().map(Form::usage).collect(),
            });
        };
        let values: Vec<f64> = form
            .keys
            .iter()
            .map(|key| {
                let value = given.iter().find(|(name, _)| *name == key.name).map(|(_, value)| *value);
                value.or(key.default).unwrap_or(f64::NAN)
            })
            .collect();
        (form.build)(&values).map_err(FormError::Parameter)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Beta, KINDS, Univariate};
    use super::*;
    use std::collections::BTreeSet;

    fn beta() -> &'static Kind {
        Distribution::kind("beta").unwrap()
    }

    #[test]
    fn the_keys_choose_the_form() {
        let built = beta().build(&[("sd", 0.08), ("mean", 0.8)]).unwrap();
        assert_eq!(built, Beta::from_mean_sd(0.8, 0.08, 0.0, 1.0).unwrap().into());
        let built = beta().build(&[("alpha", 2.0), ("beta", 3.0), ("high", 5.0)]).unwrap();
        assert_eq!(built, Beta::new(2.0, 3.0, 0.0, 5.0).unwrap().into());
    }

    #[test]
    fn keys_that_fit_no_form_are_answered_with_the_forms() {
        let error = beta().build(&[("mean", 0.8)]).unwrap_err();
        assert_eq!(error.to_string(), "give alpha, beta [low, high]; or mean, sd [low, high]");
        let error = beta().build(&[("mean", 0.8), ("sdd", 0.1)]).unwrap_err();
        assert!(error.to_string().starts_with("`sdd` is not one of its keys; give alpha"), "{error}");
        let error = beta().build(&[("mean", 0.8), ("sd", 0.9)]).unwrap_err();
        assert!(matches!(error, FormError::Parameter(ParameterError { parameter: "sd", .. })), "{error}");
    }

    #[test]
    fn every_form_is_distinct_and_documented() {
        for kind in KINDS {
            assert!(!kind.forms.is_empty() && kind.summary.ends_with('.'), "{}", kind.name);
            let mut seen = BTreeSet::new();
            for form in kind.forms {
                let required: BTreeSet<&str> =
                    form.keys.iter().filter(|key| key.default.is_none()).map(|key| key.name).collect();
                assert!(seen.insert(required), "{}: {}", kind.name, form.usage());
                assert!(form.keys.iter().all(|key| !key.doc.is_empty() && !key.doc.ends_with('.')));
                let names: BTreeSet<&str> = form.keys.iter().map(|key| key.name).collect();
                assert_eq!(names.len(), form.keys.len());
                // A parameter that is not a number is refused by the constructor, whatever the form, and by its own name.
                let error = (form.build)(&vec![f64::NAN; form.keys.len()]).unwrap_err();
                assert!(names.contains(error.parameter), "{}: {error}", kind.name);
            }
        }
    }

    #[test]
    fn a_built_distribution_knows_its_kind() {
        let built = Distribution::kind("bernoulli").unwrap().build(&[("p", 0.25)]).unwrap();
        assert_eq!(built.name(), "bernoulli");
        assert!(Distribution::kind("gauss").is_none());
    }
}
