//! One country's numbers for a model.

use std::collections::BTreeMap;

use crate::calendar::Quarter;
use crate::diagnostic::Span;

use super::{Closing, Correlations, Growth, Path, PerElement, Record};

/// Levels, sets and history of one country, each figure with its source.
#[derive(Debug, Clone, Default)]
pub struct Economy {
    /// The file's stem; empty when the model stands alone.
    pub name: String,
    /// What a person calls it.
    pub title: String,
    /// ISO 3166 alpha-3, if any.
    pub code: Option<String>,
    /// The elements of each set of the model, in their order.
    pub sets: BTreeMap<String, Vec<String>>,
    /// Base-period values by variable.
    pub levels: BTreeMap<String, Level>,
    /// Known quarters by variable.
    pub history: BTreeMap<String, History>,
    /// What variables have done before, in the order of the files; each target once.
    pub past: Vec<Record>,
    /// On a reference path: what is stated of it, by behavioural variable.
    pub path: BTreeMap<String, Path>,
    /// The data of exogenous variables.
    pub series: BTreeMap<String, Path>,
    /// What a balanced reference grows by.
    pub growth: Option<Growth>,
    /// What closes which account, in the order of accounts; each account and each item once.
    pub closings: Vec<Closing>,
    /// How residuals move together; not yet checked against the model.
    pub correlations: Correlations,
}

/// Where a figure comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figure {
    /// Its unit.
    pub unit: Option<String>,
    /// The period it is of.
    pub period: Option<String>,
    /// When it was published.
    pub vintage: Option<String>,
    /// Who published it; what begins with "assumption" is a judgement.
    pub source: Option<String>,
}

/// A variable's base-period value.
#[derive(Debug, Clone)]
pub struct Level {
    /// One number, or one an element.
    pub value: PerElement<f64>,
    /// Where it comes from.
    pub figure: Figure,
    /// Where it is stated.
    pub span: Span,
}

/// A variable's known quarters.
#[derive(Debug, Clone)]
pub struct History {
    /// Value by quarter: one number, or one an element.
    pub values: BTreeMap<Quarter, PerElement<f64>>,
    /// Whether some of its quarters were made of years: not observed one by one.
    pub of_years: bool,
    /// Where they come from.
    pub figure: Figure,
    /// Where they are stated.
    pub span: Span,
}

impl Economy {
    /// The elements of `set`; empty when the economy does not name it.
    pub fn elements(&self, set: &str) -> &[String] {
        self.sets.get(set).map_or(&[], Vec::as_slice)
    }
}
