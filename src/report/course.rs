//! A variable over time: what is known, its reference, and its distribution at each period.

use crate::calendar::Period;
use crate::compile::{self, Line};
use crate::results::{Part, Tally};
use crate::scenario::Scenario;

use super::Figure;
use super::column::label;

/// The quantiles of a point, as a summary has them.
pub(super) const QUANTILES: [(&str, f64); 7] =
    [("p05", 0.05), ("p10", 0.1), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p90", 0.9), ("p95", 0.95)];

/// A variable that some outcome measures, over the horizon.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// What a person calls it.
    pub label: String,
    /// The variable, such as `gdp` or `sent[russia]`.
    pub variable: String,
    /// The unit of its level.
    pub unit: String,
    /// What is known before the start, the latest last.
    pub history: Vec<(Period, f64)>,
    /// The reference; empty where it differs from path to path.
    pub reference: Vec<(Period, f64)>,
    /// Its level in the scenario; empty when no outcome measures one.
    pub scenario: Vec<Point>,
    /// Its level in the baseline; empty when no outcome measures one.
    pub baseline: Vec<Point>,
    /// Scenario against baseline on the same path; empty without such an outcome.
    pub effect: Vec<Point>,
    /// The unit of the effect.
    pub effect_unit: String,
}

/// A distribution at a period, by its quantiles.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// When.
    pub period: Period,
    /// In the order p05, p10, p25, p50, p75, p90, p95.
    pub quantiles: [Figure; 7],
}

impl Course {
    /// The courses of an ensemble, of which `part` has the tallies.
    pub fn list(scenario: &Scenario, ensemble: &compile::Ensemble, part: &Part) -> Vec<Self> {
        let of = |(number, course): (usize, &compile::Course)| {
            let outcome = &scenario.outcomes[course.outcome];
            let along = |line: Line| {
                let pairs = ensemble.columns.iter().zip(&part.tallies);
                let own = pairs.filter(|(column, _)| column.course == Some((number, line)));
                own.map(|(column, tally)| Point::new(column.period, tally)).collect::<Vec<_>>()
            };
            let effect = ensemble.columns.iter().find(|column| column.course == Some((number, Line::Effect)));
            Self {
                label: label(scenario, outcome),
                variable: outcome.variable.to_string(),
                unit: course.unit.clone(),
                history: course.history.clone(),
                reference: course.reference.clone(),
                scenario: along(Line::Scenario),
                baseline: along(Line::Baseline),
                effect: along(Line::Effect),
                effect_unit: effect.map(|column| column.unit.clone()).unwrap_or_default(),
            }
        };
        ensemble.courses.iter().enumerate().map(of).collect()
    }
}

impl Point {
    fn new(period: Period, tally: &Tally) -> Self {
        let quantiles = tally.quantiles(&QUANTILES.map(|(_, p)| p));
        Self { period, quantiles: std::array::from_fn(|k| quantiles[k].into()) }
    }

    /// The median.
    pub fn median(&self) -> Figure {
        self.quantiles[3]
    }
}
