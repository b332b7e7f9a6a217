//! Forecasts set beside what happened: where each observed outcome fell, how well it was forecast, and whether the past alone
//! would have done better.

mod card;
mod predictive;
mod reference;
mod regression;

pub use card::{Card, Coverage, LEVELS, Skill, Uniformity, Verdict, cards};
pub use predictive::Predictive;
pub use reference::{FEWEST, Reference};
pub use regression::{Fit, least_squares};

use crate::calendar::Period;
use crate::compile::Column;
use crate::results::{Estimate, LogScore, Part, Tally};
use crate::scenario::{Forecast, Measure, Observed, Of, Outcome, Scenario};

/// The sample of a scenario that says none.
pub const AS_STATED: &str = "drivers as stated";

/// One observed outcome, and how it was forecast.
#[derive(Debug, Clone)]
pub struct Case {
    /// The scenario's name.
    pub scenario: String,
    /// What its numbers knew: see [`Scenario::sample`].
    pub sample: String,
    /// The scenario whose origin it is, if it is one.
    pub rolling: Option<String>,
    /// Whether every figure that was read, levels and past alike, had been published by `as_of`: a forecast of its time.
    pub real_time: bool,
    /// The country and the year: what all outcomes of which hang together.
    pub episode: String,
    /// The outcome.
    pub outcome: Outcome,
    /// When.
    pub period: Period,
    /// The unit of its numbers.
    pub unit: String,
    /// What happened.
    pub observed: Observed,
    /// Whether the past was published by `as_of`; `None` without a past.
    pub past_published: Option<bool>,
    /// The standard deviation of past values, by which scores in different units are made alike; `None` without enough of them.
    pub spread: Option<f64>,
    /// By the scenario.
    pub scenario_scores: Scores,
    /// By the baseline, which knows no shock and no event; `None` for what is not measured in it.
    pub baseline_scores: Option<Scores>,
    /// By the references, in their order; why, where there is none.
    pub references: Vec<(Reference, Result<ReferenceScores, String>)>,
    /// Paths of the ensemble.
    pub paths: u64,
}

/// Where an observed value fell in an ensemble.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores {
    /// P(X < y) + P(X = y)/2.
    pub pit: Estimate,
    /// Whether no path lies so far out: above or below all of them.
    pub beyond: Option<Side>,
    /// CRPS, in the outcome's unit.
    pub crps: Estimate,
    /// -log of the density.
    pub log: LogScore,
    /// The median of the forecast.
    pub median: Estimate,
}

/// On which side of all paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Smaller than every path.
    Below,
    /// Larger than every path.
    Above,
}

/// The same for a reference, exact.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReferenceScores {
    /// The forecast.
    pub forecast: Predictive,
    /// P(Y < y).
    pub pit: f64,
    /// CRPS, in the outcome's unit.
    pub crps: f64,
    /// -log of the density.
    pub log: f64,
}

/// The scenario with every observed outcome measured in its baseline too, where that can be: outcomes are added at the end.
pub fn with_baselines(scenario: &Scenario) -> Scenario {
    let mut scenario = scenario.clone();
    let mut added: Vec<Outcome> = Vec::new();
    for observed in &scenario.observed {
        let of_scenario = scenario.outcomes.iter().find(|outcome| outcome.id == observed.outcome);
        let Some(outcome) = of_scenario.filter(|outcome| has_baseline(outcome)) else { continue };
        let id = baseline_id(&outcome.id);
        match added.iter_mut().find(|outcome| outcome.id == id) {
            Some(outcome) => {
                outcome.at.push(observed.period);
                outcome.below.push(observed.value);
            }
            None => added.push(Outcome {
                id,
                of: Of::Baseline,
                at: vec![observed.period],
                // So that paths below what happened are counted one by one.
                below: vec![observed.value],
                above: Vec::new(),
                ..outcome.clone()
            }),
        }
    }
    scenario.outcomes.extend(added);
    scenario
}

/// Effects are of both; all else that the scenario measures of itself can be measured of its baseline.
fn has_baseline(outcome: &Outcome) -> bool {
    let effect =
        matches!(outcome.measure, Measure::Effect | Measure::EffectPercent | Measure::SolvedResidual);
    outcome.of == Of::Scenario && !effect
}

fn baseline_id(outcome: &str) -> String {
    format!("{outcome} of the baseline")
}

/// The cases of a scenario [`with_baselines`], whose columns and tallies these are.
pub fn cases(scenario: &Scenario, columns: &[Column], part: &Part) -> Vec<Case> {
    let find = |id: &str, period: Period| {
        let mut all = columns.iter().zip(&part.tallies);
        all.find(|(column, _)| scenario.outcomes[column.outcome].id == id && column.period == period)
    };
    let case = |observed: &Observed| {
        let (column, tally) = find(&observed.outcome, observed.period)?;
        let baseline = find(&baseline_id(&observed.outcome), observed.period);
        let past = observed.past.as_ref();
        let references = Reference::ALL.map(|reference| {
            let forecast = match past {
                Some(past) => reference.forecast(&past.values, observed.period),
                None => Err(format!("no {}: no past values", reference.name())),
            };
            (reference, forecast.map(|forecast| ReferenceScores::new(forecast, observed.value)))
        });
        Some(Case {
            scenario: scenario.name.clone(),
            sample: scenario.sample.clone().unwrap_or_else(|| AS_STATED.to_owned()),
            rolling: scenario.origin.as_ref().map(|origin| origin.rolling.clone()),
            real_time: scenario.as_of.is_some()
                && scenario.revised.is_empty()
                && past.is_none_or(|past| past.published),
            episode: episode(scenario, observed.period),
            outcome: scenario.outcomes[column.outcome].clone(),
            period: observed.period,
            unit: column.unit.clone(),
            observed: observed.clone(),
            past_published: past.map(|past| past.published),
            spread: past.and_then(|past| spread(past.values.values().copied())),
            scenario_scores: Scores::new(tally, observed.value),
            baseline_scores: baseline.map(|(_, tally)| Scores::new(tally, observed.value)),
            references: references.into(),
            paths: part.paths,
        })
    };
    scenario.observed.iter().filter_map(case).collect()
}

/// `TJK 2022`: the economy's code, else its name, and the year.
fn episode(scenario: &Scenario, period: Period) -> String {
    let economy = &scenario.economy;
    format!("{} {}", economy.code.as_ref().unwrap_or(&economy.name), period.last().year())
}

/// The standard deviation, of as many values as a reference needs.
fn spread(values: impl Iterator<Item = f64>) -> Option<f64> {
    let values: Vec<f64> = values.collect();
    let enough = values.len() >= FEWEST;
    enough.then(|| least_squares(&vec![vec![1.0]; values.len()], &values).map(|fit| fit.sd)).flatten()
}

impl Scores {
    fn new(tally: &Tally, value: f64) -> Self {
        let (below, above) = (tally.probability_below(value), tally.probability_above(value));
        Self {
            pit: Estimate {
                value: 0.5 * (below.value + (1.0 - above.value)),
                low: below.low,
                high: 1.0 - above.low,
                resolution: below.resolution,
            },
            beyond: match (tally.minimum(), tally.maximum()) {
                (Some(minimum), _) if value < minimum => Some(Side::Below),
                (_, Some(maximum)) if value > maximum => Some(Side::Above),
                _ => None,
            },
            crps: tally.crps(value),
            log: tally.log_score(value),
            median: tally.quantile(0.5),
        }
    }
}

impl Scores {
    /// Whether what happened lies in the central band that should hold this share.
    pub fn is_inside(&self, level: f64) -> bool {
        (self.pit.value - 0.5).abs() <= 0.5 * level
    }
}

impl ReferenceScores {
    fn new(forecast: Predictive, value: f64) -> Self {
        Self {
            forecast,
            pit: forecast.cdf(value),
            crps: forecast.crps(value),
            log: -forecast.log_density(value),
        }
    }
}

impl Case {
    /// 1 - CRPS/CRPS of a reference: above 0 where the scenario was the better forecast.
    pub fn skill(&self, scores: &Scores, reference: &ReferenceScores) -> f64 {
        1.0 - scores.crps.value / reference.crps
    }

    /// |forecast - observed| of somebody's forecast.
    pub fn error_of(&self, forecast: &Forecast) -> f64 {
        (forecast.value - self.observed.value).abs()
    }
}
