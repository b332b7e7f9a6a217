//! The numbers of a summary, one row a statistic: what the tables for programs hold, whatever their format.

use super::column::Column;
use super::explanation::{Means, Swings};
use super::figure::Figure;
use super::score::Score;
use super::summary::Summary;
use super::uncertainty::Uncertainty;

/// The columns of a table for programs.
pub const COLUMNS: [&str; 14] = [
    "scenario",
    "outcome",
    "variable",
    "measure",
    "of",
    "period",
    "unit",
    "versus",
    "statistic",
    "value",
    "low",
    "high",
    "resolution",
    "paths",
];

/// A statistic of an outcome at a period.
#[derive(Debug, Clone)]
pub(super) struct Row<'a> {
    /// The scenario's name.
    pub scenario: &'a str,
    /// Whose distribution it is of.
    pub column: &'a Column,
    /// Such as `mean`, `p05`, `below -2`, `failed`.
    pub statistic: String,
    /// Its value and error.
    pub figure: Figure,
}

impl Row<'_> {
    /// What stands before the numbers, in the order of [`COLUMNS`]; `versus` is empty where nothing is compared.
    pub fn words(&self) -> [&str; 9] {
        let column = self.column;
        [
            self.scenario,
            &column.outcome,
            &column.variable,
            &column.measure,
            column.of,
            &column.period,
            &column.unit,
            column.versus.unwrap_or_default(),
            &self.statistic,
        ]
    }

    /// `value`, `low`, `high` and `resolution`.
    pub fn numbers(&self) -> [Option<f64>; 4] {
        let Figure { value, low, high, resolution } = self.figure;
        [value, low, high, resolution]
    }
}

/// All statistics, probabilities and atoms; `failed`, how many of `paths` are not finite; what parameters do; quantiles at the
/// bounds of dependence; shares and swings; scores of what happened.
pub(super) fn rows(summary: &Summary) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for column in &summary.columns {
        let failed = Figure { value: Some(column.failed as f64), ..Figure::default() };
        let split = summary.uncertainty.iter().filter(|split| split.column == column.id);
        let split = split.flat_map(Uncertainty::figures).map(|(name, figure)| (name.to_owned(), figure));
        let all = column.figures().chain([("failed".to_owned(), failed)]).chain(split);
        let all = all.chain(of_others(summary, &column.id));
        let row = |(statistic, figure)| Row { scenario: &summary.scenario, column, statistic, figure };
        rows.extend(all.map(row));
    }
    rows
}

/// What is said of a column beside its own distribution.
fn of_others(summary: &Summary, id: &str) -> Vec<(String, Figure)> {
    let mut list = Vec::new();
    for bound in &summary.bounds {
        for column in bound.columns.iter().filter(|column| column.id == id) {
            let own = column.figures();
            list.extend(own.map(|(name, figure)| (format!("{name} if {}", bound.dependence), figure)));
        }
    }
    let shares = summary.shares.iter().flat_map(|shares| &shares.columns);
    list.extend(shares.filter(|means| means.column == id).flat_map(Means::figures));
    list.extend(summary.swings.iter().filter(|swings| swings.column == id).flat_map(Swings::figures));
    list.extend(summary.scores.iter().filter(|score| score.column == id).flat_map(Score::figures));
    list
}
