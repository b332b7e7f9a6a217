//! What is stated quarter by quarter: a reference path, an exogenous series.

use std::collections::BTreeMap;

use crate::calendar::Quarter;
use crate::diagnostic::Span;

use super::PerElement;

/// A variable's values by quarter, without a gap.
#[derive(Debug, Clone)]
pub struct Path {
    /// Value by quarter: one number, or one an element. In an annual model a year stands in its fourth quarter.
    pub values: BTreeMap<Quarter, PerElement<f64>>,
    /// Where they are stated.
    pub span: Span,
}

impl Path {
    /// The value of element `index` in a quarter.
    pub fn at(&self, quarter: Quarter, index: usize) -> Option<f64> {
        self.values.get(&quarter).map(|value| *value.at(index))
    }

    /// The first and the last quarter.
    ///
    /// # Panics
    /// When it has no value, which a checked one has.
    pub fn span_of_time(&self) -> (Quarter, Quarter) {
        let mut quarters = self.values.keys();
        let first = *quarters.next().expect("at least one quarter");
        (first, *quarters.next_back().unwrap_or(&first))
    }
}
