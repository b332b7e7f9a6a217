//! What a scenario may name: the model's variables and the elements of its sets.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{Period, Quarter};
use crate::diagnostic::{Diagnostic, Span, codes};
use crate::language::{Expr, Scope, Symbol, SymbolKind, names};
use crate::scenario::{Elements, Frequency, Kind, ReferenceKind, Target};

use super::economy::{EconomyDraft, FigureDraft};
use super::element::{Set, unknown_element};
use super::figures::{Subject, Values};
use super::keys::{alternatives, joined};
use super::model::{ModelDraft, VariableDraft};
use super::table::{Reading, Written};

/// Names of a model and an economy, known even where something else is wrong with them.
#[derive(Debug)]
pub(super) struct Names {
    variables: BTreeMap<String, Named>,
    /// Names of parameters, and the sets they run over.
    parameters: BTreeMap<String, Option<String>>,
    /// The elements of each set of the model; empty where they are not known because of an error.
    sets: BTreeMap<String, Vec<String>>,
    /// Whether every name is known; if not, an unknown one is nobody's fault yet.
    pub whole: bool,
    pub reference: ReferenceKind,
    pub frequency: Frequency,
    /// The economy's currency.
    pub currency: Option<String>,
}

/// What is known of a variable.
#[derive(Debug)]
pub(super) struct Named {
    over: Option<String>,
    pub kind: Option<Kind>,
    /// In a quarterly model: whether it has one value a year.
    pub yearly: bool,
    /// For a definition: the names it reads in the same quarter.
    components: Option<Vec<String>>,
    /// For a definition: whether something absorbs shocks to it.
    absorbs: bool,
    /// Whether its equation has a residual.
    residual: bool,
    /// Quarters that the economy's history has.
    pub history: BTreeSet<Quarter>,
}

/// What a set is, as far as it is known.
pub(super) enum Known<'a> {
    /// There is none: it runs over no set.
    None,
    /// It is known.
    Set(Set<'a>),
    /// It is not, because of an error that has been said.
    Unknown,
}

/// Which elements a target may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum May {
    /// One of them.
    One,
    /// All of them.
    All,
    /// One or all.
    Either,
}

impl Names {
    /// Of what was read; nothing is known of a model that was not.
    pub fn new(
        model: Option<&ModelDraft>,
        economy: Option<&EconomyDraft>,
        series: &[FigureDraft<Values>],
    ) -> Self {
        let mut names = Self {
            variables: BTreeMap::new(),
            parameters: BTreeMap::new(),
            sets: BTreeMap::new(),
            whole: model.is_some_and(|model| model.whole),
            reference: model.map_or(ReferenceKind::Steady, |model| model.reference),
            frequency: model.map_or(Frequency::Quarter, |model| model.frequency),
            currency: economy.and_then(|economy| economy.currency.clone()),
        };
        let Some(model) = model else { return names };
        for set in &model.sets {
            let stated =
                economy.and_then(|economy| economy.sets.iter().find(|(name, _)| name.value == set.value));
            let elements =
                stated.iter().flat_map(|(_, elements)| elements).map(|element| element.value.clone());
            names.sets.insert(set.value.clone(), elements.collect());
        }
        for parameter in &model.parameters {
            let over = parameter.over.as_ref().map(|over| over.value.clone());
            names.parameters.insert(parameter.name.value.clone(), over);
        }
        for variable in &model.variables {
            let read = |expr| names_of_quarter(expr);
            let components =
                variable.definition.then(|| variable.expr.as_ref().map(read).unwrap_or_default());
            let stated = economy.into_iter().flat_map(|e| e.history.iter().chain(&e.series)).chain(series);
            let stated = stated.filter(|figure| figure.name.value == variable.name.value);
            let periods = stated.filter_map(|figure| figure.values.as_ref()).flatten();
            let history = periods.flat_map(|(period, _)| quarters(period.value)).collect();
            names.variables.insert(
                variable.name.value.clone(),
                Named {
                    over: variable.over.as_ref().map(|over| over.value.clone()),
                    kind: variable.kind,
                    yearly: variable.yearly,
                    components,
                    absorbs: variable.absorb.is_some(),
                    residual: variable.residual.is_some(),
                    history,
                },
            );
        }
        names
    }

    /// What figures of a variable are of.
    pub fn subject<'a>(&'a self, variable: &'a VariableDraft) -> Option<Subject<'a>> {
        let frequency = if variable.yearly { Frequency::Year } else { self.frequency };
        let (name, currency) = (&variable.name.value, self.currency.as_deref());
        Some(Subject { name, kind: variable.kind?, frequency, currency })
    }

    /// What is known of a variable.
    pub fn variable(&self, name: &str) -> Option<&Named> {
        self.variables.get(name)
    }

    /// The set of this name.
    pub fn set_of<'a>(&'a self, over: Option<&'a str>) -> Known<'a> {
        let Some(name) = over else { return Known::None };
        match self.sets.get(name) {
            Some(elements) if !elements.is_empty() => Known::Set(Set { name, elements }),
            _ => Known::Unknown,
        }
    }

    /// Checks that a target is a variable of the model and names its elements as it must; whether it may be gone on with.
    pub fn check(&self, target: &Target, all: bool, reading: &mut Reading<'_>) -> bool {
        self.check_as("", target, if all { May::Either } else { May::One }, reading)
    }

    /// The same of what is written after `prefix`, such as "residual.".
    pub fn check_as(&self, prefix: &str, target: &Target, may: May, reading: &mut Reading<'_>) -> bool {
        let Some(named) = self.variables.get(&target.variable) else {
            if self.whole {
                let message = format!("the model has no variable `{}`", target.variable);
                let diagnostic = Diagnostic::error(&codes::UNKNOWN_VARIABLE, message).at(target.span, "");
                reading.push(
                    diagnostic.did_you_mean(&target.variable, self.variables.keys().map(String::as_str)),
                );
            }
            return false;
        };
        self.check_elements(prefix, target, named.over.as_deref(), may, reading)
    }

    /// Checks that a target is a parameter of the model, and names its elements as it must.
    pub fn check_parameter(&self, target: &Target, may: May, reading: &mut Reading<'_>) -> bool {
        if let Some(over) = self.parameters.get(&target.variable) {
            return self.check_elements("", target, over.as_deref(), may, reading);
        }
        if self.whole {
            let message = format!("the model has no parameter `{}`", target.variable);
            let diagnostic = Diagnostic::error(&codes::UNKNOWN_PARAMETER, message).at(target.span, "");
            let diagnostic =
                diagnostic.did_you_mean(&target.variable, self.parameters.keys().map(String::as_str));
            reading.push(diagnostic.help("`sarez show` lists the model's parameters"));
        }
        false
    }

    /// Checks that a target of what runs over `over` names its elements as it must.
    fn check_elements(
        &self,
        prefix: &str,
        target: &Target,
        over: Option<&str>,
        may: May,
        reading: &mut Reading<'_>,
    ) -> bool {
        let name = &target.variable;
        let set = match (self.set_of(over), &target.elements) {
            (Known::Unknown, _) => return false,
            (Known::None, Elements::None) => return true,
            (Known::None, _) => {
                let message = format!("`{name}` runs over no set");
                reading.push(
                    Diagnostic::error(&codes::NO_ELEMENTS, message)
                        .at(target.span, "")
                        .help(format!("write \"{prefix}{name}\"")),
                );
                return false;
            }
            (Known::Set(set), _) => set,
        };
        match &target.elements {
            Elements::One(element) if set.elements.contains(element) => true,
            Elements::One(element) => {
                let written = Written { value: element.clone(), span: target.span };
                unknown_element(&written, set, set.elements.iter().map(String::as_str), reading);
                false
            }
            Elements::All if may != May::One => true,
            Elements::All | Elements::None => {
                let message = format!("`{name}` runs over `{}`, so that an element must be named", set.name);
                let all = format!("\"{prefix}{name}[*]\"");
                let each = set.elements.iter().map(|element| format!("\"{prefix}{name}[{element}]\""));
                let choices = match may {
                    May::One => alternatives(each),
                    May::All => all,
                    May::Either => alternatives([format!("{all} for all")].into_iter().chain(each)),
                };
                let diagnostic = Diagnostic::error(&codes::ELEMENT_NEEDED, message).at(target.span, "");
                reading.push(diagnostic.help(format!("write {choices}")));
                false
            }
        }
    }

    /// The elements that a target hits; one nameless one for a variable over no set.
    pub fn elements<'a>(&'a self, target: &'a Target) -> Vec<&'a str> {
        match &target.elements {
            Elements::None => vec![""],
            Elements::One(element) => vec![element],
            Elements::All => {
                let over = self.variables.get(&target.variable).and_then(|named| named.over.as_deref());
                match self.set_of(over) {
                    Known::Set(set) => set.elements.iter().map(String::as_str).collect(),
                    _ => Vec::new(),
                }
            }
        }
    }

    /// Says that a shock hits a definition, and what to hit instead; whether it does not.
    pub fn behavioural(&self, target: &Target, span: Span, reading: &mut Reading<'_>) -> bool {
        let Some(Named { components: Some(components), absorbs: false, .. }) =
            self.variables.get(&target.variable)
        else {
            return true;
        };
        let message = format!("`{}` is a definition and cannot be shocked", target.variable);
        let mut diagnostic = Diagnostic::error(&codes::NOT_BEHAVIOURAL, message).at(span, "");
        let mut leaves = BTreeSet::new();
        let mut seen = BTreeSet::new();
        self.leaves(components, &mut seen, &mut leaves);
        if !leaves.is_empty() {
            let names = joined(leaves.iter().map(|leaf| format!("`{leaf}`")), "and");
            diagnostic = diagnostic.help(format!("shock what it is made of: {names}"));
        }
        reading.push(diagnostic);
        false
    }

    /// Whether a variable has a residual; says it if not.
    pub fn has_residual(&self, target: &Target, reading: &mut Reading<'_>) -> bool {
        if self.variables.get(&target.variable).is_none_or(|named| named.residual) || !self.whole {
            return true;
        }
        let message = format!("`{}` has no residual", target.variable);
        let with = self.variables.iter().filter(|(_, named)| named.residual);
        let with = joined(with.map(|(name, _)| format!("`{name}`")), "and");
        let diagnostic = Diagnostic::error(&codes::NO_RESIDUAL, message).at(target.span, "");
        reading.push(diagnostic.help(if with.is_empty() {
            "no variable of the model has one: add `residual = { normal = { sd = ... } }` to its equation"
                .to_owned()
        } else {
            format!("those that have one are {with}")
        }));
        false
    }

    /// Whether two variables run over the same set.
    pub fn same_set(&self, a: &Target, b: &Target) -> bool {
        let over = |target: &Target| self.variables.get(&target.variable).map(|named| &named.over);
        over(a) == over(b)
    }

    /// Whether it is a definition.
    pub fn is_definition(&self, name: &str) -> bool {
        self.variables.get(name).is_some_and(|named| named.components.is_some())
    }

    /// The behavioural variables behind these names.
    fn leaves<'a>(
        &'a self,
        names: &'a [String],
        seen: &mut BTreeSet<&'a str>,
        leaves: &mut BTreeSet<&'a str>,
    ) {
        for name in names {
            let Some(named) = self.variables.get(name) else { continue };
            if seen.insert(name) {
                match &named.components {
                    Some(components) => self.leaves(components, seen, leaves),
                    None => drop(leaves.insert(name)),
                }
            }
        }
    }
}

impl Scope for Names {
    fn symbol(&self, name: &str) -> Option<Symbol> {
        let variable = self.variables.get(name).map(|named| (SymbolKind::Variable, &named.over));
        let found = variable.or_else(|| self.parameters.get(name).map(|over| (SymbolKind::Parameter, over)));
        found.map(|(kind, over)| Symbol { kind, over: over.clone() })
    }

    fn set(&self, name: &str) -> Option<&[String]> {
        self.sets.get(name).map(Vec::as_slice)
    }

    fn names(&self) -> Vec<&str> {
        self.variables.keys().chain(self.parameters.keys()).map(String::as_str).collect()
    }

    fn sets(&self) -> Vec<&str> {
        self.sets.keys().map(String::as_str).collect()
    }
}

/// The quarters of a period.
fn quarters(period: Period) -> impl Iterator<Item = Quarter> {
    (0..=period.last().since(period.first())).map(move |t| period.first().plus(t))
}

/// The names that are read in the same quarter.
fn names_of_quarter(expr: &Expr) -> Vec<String> {
    names(expr)
        .into_iter()
        .filter(|read| read.lag == 0 && !read.reference)
        .map(|read| read.name.to_owned())
        .collect()
}
