//! How what happened was forecast: by the scenario, and by what the past alone would have said.

use serde::Serialize;

use crate::analysis::backtest::{Case, Reference};
use crate::results::LogScore;

use super::figure::{Figure, finite};

/// The scores of an observed outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Score {
    /// The column: `OUTCOME@PERIOD`.
    pub column: String,
    /// P(outcome < observed) + P(outcome = observed) / 2 on the scenario's paths.
    pub pit: Figure,
    /// The continuous ranked probability score, in the outcome's unit: the lower the better.
    pub crps: Figure,
    /// -log of the density; without a value where no path is near.
    pub log_score: Figure,
    /// By the references, in their order.
    pub references: Vec<ByReference>,
}

/// The same by what the past alone would have said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ByReference {
    /// `climatology`, `no change` or `AR(1)`.
    pub name: &'static str,
    /// Why there is none.
    pub none_because: Option<String>,
    /// P(Y < observed).
    pub pit: Option<f64>,
    /// CRPS, in the outcome's unit.
    pub crps: Option<f64>,
    /// 1 - CRPS of the scenario over that of the reference: above 0 the scenario was the better forecast.
    pub skill: Option<f64>,
}

impl Score {
    /// Of what happened in a case.
    pub fn new(case: &Case) -> Self {
        let own = &case.scenario_scores;
        let reference = |(reference, scores): &(Reference, Result<_, String>)| {
            let scores: Option<&crate::analysis::backtest::ReferenceScores> = scores.as_ref().ok();
            ByReference {
                name: reference.name(),
                none_because: None,
                pit: scores.and_then(|scores| finite(scores.pit)),
                crps: scores.and_then(|scores| finite(scores.crps)),
                skill: scores.and_then(|scores| finite(case.skill(own, scores))),
            }
        };
        let references = case
            .references
            .iter()
            .map(|one| ByReference { none_because: one.1.as_ref().err().cloned(), ..reference(one) });
        Self {
            column: format!("{}@{}", case.outcome.id, case.period),
            pit: own.pit.into(),
            crps: own.crps.into(),
            log_score: match own.log {
                LogScore::Density(estimate) => estimate.into(),
                LogScore::Beyond | LogScore::Point => Figure::default(),
            },
            references: references.collect(),
        }
    }

    /// All with their names in `summary.csv`.
    pub(super) fn figures(&self) -> Vec<(String, Figure)> {
        let plain = |value: Option<f64>| Figure { value, ..Figure::default() };
        let mut list = vec![
            ("observed: PIT".to_owned(), self.pit),
            ("observed: CRPS".to_owned(), self.crps),
            ("observed: log score".to_owned(), self.log_score),
        ];
        for reference in self.references.iter().filter(|reference| reference.none_because.is_none()) {
            list.push((format!("observed: PIT by {}", reference.name), plain(reference.pit)));
            list.push((format!("observed: CRPS by {}", reference.name), plain(reference.crps)));
            list.push((format!("observed: skill against {}", reference.name), plain(reference.skill)));
        }
        list
    }
}
