//! How a scenario may state a distribution: its kinds, their forms, and the keys of a form.

use super::percentile::{self, PERCENTILES, Percentile};
use super::{Distribution, ParameterError};
use std::fmt;

/// A kind of distribution: what `{ NAME = { ... } }` may say.
#[derive(Debug)]
pub struct Kind {
    /// The key in a scenario, `split_normal`.
    pub name: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// The ways to state it by numbers; no two have the same required keys.
    pub forms: &'static [Form],
    /// The way to state it by percentiles.
    pub percentiles: Option<Percentiles>,
    /// What it is made of, when not of numbers.
    pub parts: Parts,
}

/// A distribution stated by some of the percentiles [`PERCENTILES`].
#[derive(Debug)]
pub struct Percentiles {
    /// How many at least: as many as the parameters that they settle.
    pub least: usize,
    /// Keys that stand beside them.
    pub beside: &'static [Key],
    /// Builds it from percentiles, at least [`Self::least`] and ascending, and the values of `beside` in their order. With more
    /// than the least, by least squares.
    pub build: fn(&[Percentile], &[f64]) -> Result<Distribution, ParameterError>,
}

/// What a distribution is made of, besides numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    /// Of nothing else.
    None,
    /// `{ values = [...], weights = [...] }`
    Weighted,
    /// `{ csv = "...", column = "..." }`
    Column,
    /// `[{ weight = ..., normal = { ... } }, ...]`
    Components,
    /// `{ normal = { ... }, low = ..., high = ... }`
    Within,
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
#[derive(Debug, Clone, Copy)]
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
    /// Its required keys.
    pub fn required(&self) -> Vec<&'static str> {
        self.keys.iter().filter(|key| key.default.is_none()).map(|key| key.name).collect()
    }

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

impl Percentiles {
    /// The required ones of the keys beside.
    fn required(&self) -> impl Iterator<Item = &'static Key> {
        self.beside.iter().filter(|key| key.default.is_none())
    }

    /// Whether every given key is one of these, and there are enough of them.
    fn fits(&self, given: &[(&str, f64)]) -> bool {
        let of = |name: &str| given.iter().any(|(key, _)| *key == name);
        let count = PERCENTILES.iter().filter(|(name, _)| of(name)).count();
        let beside = self.beside.iter().filter(|key| of(key.name)).count();
        count >= self.least && count + beside == given.len() && self.required().all(|key| of(key.name))
    }

    fn build(&self, given: &[(&str, f64)]) -> Result<Distribution, ParameterError> {
        let value = |name: &str| given.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
        let stated: Vec<Percentile> = PERCENTILES
            .iter()
            .filter_map(|(key, p)| Some(Percentile { key, p: *p, value: value(key)? }))
            .collect();
        let beside: Vec<f64> =
            self.beside.iter().map(|key| value(key.name).or(key.default).unwrap_or(f64::NAN)).collect();
        percentile::ascending(&stated)?;
        (self.build)(&stated, &beside)
    }

    /// `two or more of p05, p10, p50, p90, p95, with df`
    fn usage(&self) -> String {
        let keys: Vec<&str> = PERCENTILES.iter().map(|(key, _)| *key).collect();
        let least =
            if self.least == 1 { "one or more" } else { ["two or more", "three or more"][self.least - 2] };
        let beside = Form { keys: self.beside, build: |_| unreachable!("for its usage alone") };
        let beside = if self.beside.is_empty() {
            String::new()
        } else {
            format!(", with {}", beside.usage().trim_start())
        };
        format!("{least} of {}{beside}", keys.join(", "))
    }
}

impl Kind {
    /// The sets of keys of which one must be there: the required ones of each form, and those of each choice of percentiles.
    pub fn key_sets(&self) -> Vec<Vec<&'static str>> {
        let mut sets: Vec<Vec<&'static str>> = self.forms.iter().map(Form::required).collect();
        let Some(percentiles) = &self.percentiles else { return sets };
        for chosen in 0_usize..1 << PERCENTILES.len() {
            if chosen.count_ones() as usize >= percentiles.least {
                let keys = PERCENTILES.iter().enumerate().filter(|(place, _)| chosen >> place & 1 == 1);
                let keys = keys.map(|(_, (key, _))| *key);
                sets.push(percentiles.required().map(|key| key.name).chain(keys).collect());
            }
        }
        sets
    }

    /// Its keys, once each.
    pub fn keys(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = Vec::new();
        let beside = self.percentiles.iter().flat_map(|percentiles| percentiles.beside);
        for key in self.forms.iter().flat_map(|form| form.keys).chain(beside) {
            if keys.iter().all(|known| known.name != key.name) {
                keys.push(*key);
            }
        }
        if self.percentiles.is_some() {
            let percentile = |(name, doc): (&'static str, &'static str)| Key::in_unit(name, doc);
            keys.extend(PERCENTILES.iter().map(|(name, _)| percentile((name, percentile::doc(name)))));
        }
        keys
    }

    /// The distribution that these keys and values state, each key once.
    ///
    /// # Errors
    /// When no form has these keys, or a value is outside its domain.
    pub fn build(&self, given: &[(&str, f64)]) -> Result<Distribution, FormError> {
        let Some(form) = self.forms.iter().find(|form| form.fits(given)) else {
            if let Some(percentiles) = self.percentiles.as_ref().filter(|percentiles| percentiles.fits(given))
            {
                return percentiles.build(given).map_err(FormError::Parameter);
            }
            let known = |name: &str| self.keys().iter().any(|key| key.name == name);
            let forms = self.forms.iter().map(Form::usage);
            return Err(FormError::NoForm {
                unknown: given.iter().map(|(name, _)| *name).find(|name| !known(name)).map(str::to_owned),
                forms: forms.chain(self.percentiles.iter().map(Percentiles::usage)).collect(),
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
        assert_eq!(
            error.to_string(),
            "give alpha, beta [low, high]; or mean, sd [low, high]; or two or more of p05, p10, p50, p90, p95, with [low, high]"
        );
        let error = beta().build(&[("mean", 0.8), ("sdd", 0.1)]).unwrap_err();
        assert!(error.to_string().starts_with("`sdd` is not one of its keys; give alpha"), "{error}");
        let error = beta().build(&[("mean", 0.8), ("sd", 0.9)]).unwrap_err();
        assert!(matches!(error, FormError::Parameter(ParameterError { parameter: "sd", .. })), "{error}");
    }

    #[test]
    fn every_form_is_distinct_and_documented() {
        for kind in KINDS {
            assert!(kind.summary.ends_with('.'), "{}", kind.name);
            let composite = kind.parts != Parts::None;
            assert_eq!(composite, kind.forms.is_empty(), "{}", kind.name);
            assert!(!composite || kind.percentiles.is_none());
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
