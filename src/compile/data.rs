//! What is stated by quarter: history, reference paths, series.

use crate::calendar::Quarter;
use crate::diagnostic::{Diagnostic, Span, codes};
use crate::scenario::{ReferenceKind, Rule, Variable};

use super::cells;
use super::graph::Id;
use super::unfold::Unfolding;

impl Unfolding<'_> {
    /// A simulated period up to `data_through`: the value that holds whatever the path and the variant. Residuals begin
    /// after it.
    pub(super) fn held(&mut self, period: i32, cell: usize) -> Option<Id> {
        if !self.is_held(period, cell) {
            return None;
        }
        let (v, element) = self.cells.owner(cell);
        let variable = &self.scenario.model.variables[v];
        let known = self.history(variable, element, period).expect("read has checked the history");
        self.without_residual(cell, period);
        Some(self.graph.constant(known))
    }

    /// Whether a simulated period is known.
    pub(super) fn is_held(&self, period: i32, cell: usize) -> bool {
        let variable = &self.scenario.model.variables[self.cells.owner(cell).0];
        let through = self.scenario.data_through.get(&variable.name);
        through.is_some_and(|through| self.quarter(period) <= *through)
    }

    /// The reference that is stated by quarter: a series by its data, and what is on a reference path. `None` where there
    /// is a level only.
    pub(super) fn given(&mut self, variable: &Variable, element: usize, period: i32) -> Option<Id> {
        let economy = &self.scenario.economy;
        let (path, what) = match variable.rule {
            Rule::Series(_) => (economy.series.get(&variable.name)?, "series"),
            _ if self.scenario.model.reference != ReferenceKind::Path => return None,
            _ => (economy.path.get(&variable.name)?, "path"),
        };
        let quarter = self.quarter(period);
        let value = path.at(quarter, element).unwrap_or_else(|| {
            let name = cells::name(self.scenario, variable, element);
            let (first, _) = path.span_of_time();
            self.not_reached(&name, what, first, quarter, path.span);
            f64::NAN
        });
        Some(self.graph.constant(value))
    }

    fn not_reached(&mut self, name: &str, what: &str, first: Quarter, quarter: Quarter, span: Span) {
        // Of many lags one is said.
        let said = |known: &&Diagnostic| known.labels.iter().any(|label| label.span == span);
        if self.diagnostics.sorted().iter().any(said) {
            return;
        }
        let message = format!("the equations read `{name}` in {quarter}, and its {what} begins in {first}");
        self.diagnostics.push(
            Diagnostic::error(&codes::MISSING_HISTORY, message)
                .at(span, format!("its {what}"))
                .help(format!("add {quarter} and what is between")),
        );
    }
}
