//! What a row of a comparison, a revision or a sweep begins with.

use serde::Serialize;

use crate::compile::Column;
use crate::scenario::Scenario;

use super::column::label;
use super::words;

/// An outcome at a period, and how it is measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowHead {
    /// `OUTCOME@PERIOD`.
    pub id: String,
    /// The outcome's id.
    pub outcome: String,
    /// What a person calls it.
    pub label: String,
    /// The variable.
    pub variable: String,
    /// How it is measured.
    pub measure: String,
    /// In which variant.
    pub of: &'static str,
    /// When.
    pub period: String,
    /// The unit of its numbers.
    pub unit: String,
    /// What the numbers are compared with in each scenario; `None` for a level.
    pub versus: Option<&'static str>,
}

impl RowHead {
    /// The columns of [`Self::cells`] in a CSV file.
    pub(super) const CELLS: [&'static str; 7] =
        ["outcome", "variable", "measure", "variant", "period", "unit", "versus"];

    /// Of a column of a scenario.
    pub(super) fn new(scenario: &Scenario, column: &Column) -> Self {
        let outcome = &scenario.outcomes[column.outcome];
        Self {
            id: column.id.clone(),
            outcome: outcome.id.clone(),
            label: label(scenario, outcome),
            variable: outcome.variable.to_string(),
            measure: outcome.measure.to_string(),
            of: words::of(outcome.of),
            period: column.period.to_string(),
            unit: column.unit.clone(),
            versus: column.versus,
        }
    }

    /// As a CSV file has it.
    pub(super) fn cells(&self) -> [String; 7] {
        let Self { outcome, variable, measure, of, period, unit, versus, .. } = self;
        let versus = versus.unwrap_or_default();
        [outcome.as_str(), variable, measure, of, period, unit, versus].map(str::to_owned)
    }

    /// `GDP effect, percent`
    pub(super) fn what(&self) -> String {
        words::row(&self.label, &self.measure, &self.unit, "")
    }

    /// `GDP effect, percent, 2022`
    pub(super) fn name(&self) -> String {
        words::row(&self.label, &self.measure, &self.unit, &self.period)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The effect on GDP in 2022.
    pub fn gdp_effect() -> RowHead {
        RowHead {
            id: "gdp@2022".to_owned(),
            outcome: "gdp".to_owned(),
            label: "GDP".to_owned(),
            variable: "gdp".to_owned(),
            measure: "effect, percent".to_owned(),
            of: "scenario",
            period: "2022".to_owned(),
            unit: "percent".to_owned(),
            versus: Some("baseline"),
        }
    }
}
