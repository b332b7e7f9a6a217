//! The conditional forecast of one or several scenarios: of everything that one measures, what was known, the reference, the
//! baseline, the distribution in the scenario, and the effect on the same path.
//!
//! Where an outcome is an effect, or against the reference, its variable's level is forecast; growth and shares are
//! forecast as they are. All columns are on the scenarios' own draws.

use std::collections::BTreeMap;

use crate::calendar::{Period, Quarter};
use crate::compile::{Column, Ensemble, Place, Wanted, compile_together};
use crate::diagnostic::Diagnostics;
use crate::results::{Estimate, Part, Tally};
use crate::scenario::{
    Elements, Figure, Frequency, Kind, Measure, Of, Outcome, PerElement, Record, ReferenceKind, Scenario,
};

/// How many known periods are shown, the latest.
const KNOWN: usize = 2;

/// What is simulated to forecast.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The scenarios, with outcomes for what the forecast needs at the end.
    scenarios: Vec<Scenario>,
    wanted: Vec<Wanted>,
    rows: Vec<Columns>,
}

/// A row's columns by position.
#[derive(Debug, Clone)]
struct Columns {
    scenario: usize,
    /// Of the outcome that is forecast.
    outcome: usize,
    period: Period,
    level: usize,
    baseline: usize,
    effect: usize,
    reference: Option<usize>,
}

/// One thing at one period in one scenario.
#[derive(Debug, Clone)]
pub struct Row {
    /// The scenario, by position.
    pub scenario: usize,
    /// What is forecast.
    pub outcome: Outcome,
    /// When, and the unit.
    pub column: Column,
    /// What was known before, the latest last.
    pub known: Vec<(Period, f64)>,
    /// Where that comes from.
    pub figure: Option<Figure>,
    /// On the reference, of growth and shares too; `None` where the reference is the model's own.
    pub reference: Option<f64>,
    /// The median of the baseline.
    pub baseline: Estimate,
    /// The 10th, 50th and 90th percentile in the scenario.
    pub scenario_quantiles: [Estimate; 3],
    /// The mean of scenario against baseline on the same path.
    pub effect: Estimate,
    /// Its unit.
    pub effect_unit: String,
}

impl Plan {
    /// Of scenarios that have the same seed, paths and sampler.
    pub fn new(scenarios: &[Scenario]) -> Self {
        let mut plan = Self { scenarios: scenarios.to_vec(), wanted: Vec::new(), rows: Vec::new() };
        for number in 0..scenarios.len() {
            plan.add(number);
        }
        plan
    }

    /// The columns, in one ensemble; `None` when a problem was found.
    pub fn compile(&self, diagnostics: &mut Diagnostics) -> Option<Ensemble> {
        let scenarios: Vec<&Scenario> = self.scenarios.iter().collect();
        compile_together(&scenarios, &self.wanted, diagnostics)
    }

    /// Whether there is nothing to forecast.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn add(&mut self, number: usize) {
        let asked = self.scenarios[number].outcomes.clone();
        let has_reference = self.scenarios[number].model.reference != ReferenceKind::Model;
        let mut forecast: Vec<Outcome> = Vec::new();
        for outcome in &asked {
            let Some(measure) = forecast_as(&outcome.measure) else { continue };
            let as_asked = measure == outcome.measure && outcome.of == Of::Scenario;
            let same = |other: &&mut Outcome| {
                other.variable.to_string() == outcome.variable.to_string()
                    && other.measure.to_string() == measure.to_string()
            };
            match forecast.iter_mut().find(same) {
                Some(known) => {
                    known.at.extend(&outcome.at);
                    if as_asked {
                        known.label = outcome.label.clone().or(known.label.take());
                    }
                }
                None => forecast.push(Outcome {
                    label: outcome.label.clone().filter(|_| as_asked),
                    measure,
                    of: Of::Scenario,
                    below: Vec::new(),
                    above: Vec::new(),
                    ..outcome.clone()
                }),
            }
        }
        for (place, mut outcome) in forecast.into_iter().enumerate() {
            outcome.at.sort_unstable();
            outcome.at.dedup();
            outcome.id = format!("forecast {place}");
            let is_level = outcome.measure == Measure::Level;
            let percent = is_level
                && asked.iter().any(|other| {
                    other.measure == Measure::EffectPercent
                        && other.variable.to_string() == outcome.variable.to_string()
                });
            let periods = outcome.at.clone();
            let own = self.push(number, outcome.clone());
            let of_baseline = self.push(number, Outcome { of: Of::Baseline, ..outcome.clone() });
            let in_percent = percent
                .then(|| self.push(number, Outcome { measure: Measure::EffectPercent, ..outcome.clone() }));
            let on_reference = has_reference.then(|| {
                let measure = Measure::OnReference(Box::new(outcome.measure.clone()));
                self.push(number, Outcome { measure, of: Of::Baseline, ..outcome })
            });
            for period in periods {
                let at = |outcome: usize| Place { scenario: number, outcome, period };
                let mut column = |of: Place, minus: Option<Place>| {
                    self.wanted.push(Wanted { of, minus });
                    self.wanted.len() - 1
                };
                let level = column(at(own), None);
                let baseline = column(at(of_baseline), None);
                let effect = match in_percent {
                    Some(percent) => column(at(percent), None),
                    None => column(at(own), Some(at(of_baseline))),
                };
                let reference = on_reference.map(|reference| column(at(reference), None));
                self.rows.push(Columns {
                    scenario: number,
                    outcome: own,
                    period,
                    level,
                    baseline,
                    effect,
                    reference,
                });
            }
        }
    }

    fn push(&mut self, number: usize, outcome: Outcome) -> usize {
        let outcomes = &mut self.scenarios[number].outcomes;
        outcomes.push(outcome);
        outcomes.len() - 1
    }

    /// What was found, given the tallies of the ensemble that [`Self::compile`] gave.
    ///
    /// # Panics
    /// When the part is of another ensemble.
    pub fn rows(&self, columns: &[Column], part: &Part) -> Vec<Row> {
        assert_eq!(columns.len(), part.tallies.len(), "one tally a column");
        let tally = |at: usize| &part.tallies[at];
        let median = |tally: &Tally| tally.quantiles(&[0.5])[0];
        let row = |row: &Columns| {
            let scenario = &self.scenarios[row.scenario];
            let outcome = scenario.outcomes[row.outcome].clone();
            let quantiles = tally(row.level).quantiles(&[0.1, 0.5, 0.9]);
            let (known, figure) = known(scenario, &outcome, row.period);
            Row {
                scenario: row.scenario,
                column: Column { period: row.period, ..columns[row.level].clone() },
                known,
                figure,
                reference: row.reference.map(|at| tally(at).mean().value),
                baseline: median(tally(row.baseline)),
                scenario_quantiles: [quantiles[0], quantiles[1], quantiles[2]],
                effect: tally(row.effect).mean(),
                effect_unit: columns[row.effect].unit.clone(),
                outcome,
            }
        };
        self.rows.iter().map(row).collect()
    }
}

/// What is forecast of an outcome: growth and shares themselves, of effects the level.
fn forecast_as(measure: &Measure) -> Option<Measure> {
    match measure {
        Measure::Residual | Measure::SolvedResidual | Measure::Alone | Measure::OnReference(_) => None,
        Measure::Growth | Measure::ShareOf(_) => Some(measure.clone()),
        Measure::Level
        | Measure::Effect
        | Measure::EffectPercent
        | Measure::FromReference
        | Measure::FromReferencePercent => Some(Measure::Level),
    }
}

/// What was known of an outcome before the start, at most the latest two periods, years where a year is forecast: as an
/// observed figure's past says, else of growth as a `[[past]]` says, else by the economy's history, else its base level where
/// its period is said.
fn known(scenario: &Scenario, outcome: &Outcome, period: Period) -> (Vec<(Period, f64)>, Option<Figure>) {
    let alike = |other: &Outcome| {
        other.variable.to_string() == outcome.variable.to_string()
            && other.measure.to_string() == outcome.measure.to_string()
    };
    let past = scenario.observed.iter().find_map(|observed| {
        let own = scenario.outcomes.iter().find(|other| other.id == observed.outcome && alike(other))?;
        let same = matches!(observed.period, Period::Year(_)) == matches!(period, Period::Year(_));
        observed.past.as_ref().filter(|_| own.of == Of::Scenario && same)
    });
    if let Some(past) = past {
        let figure =
            Figure { unit: None, period: None, vintage: past.vintage.clone(), source: past.source.clone() };
        return (latest(&past.values), Some(figure));
    }
    let variable = scenario.model.variables.iter().find(|own| own.name == outcome.variable.variable);
    let Some(variable) = variable else { return (Vec::new(), None) };
    if outcome.measure == Measure::Growth && matches!(period, Period::Year(_)) {
        return grown(scenario, outcome, variable.kind);
    }
    if outcome.measure != Measure::Level {
        return (Vec::new(), None);
    }
    let place = match &outcome.variable.elements {
        Elements::None => Some(0),
        Elements::All => None,
        Elements::One(element) => variable
            .over
            .as_deref()
            .and_then(|set| scenario.economy.elements(set).iter().position(|own| own == element)),
    };
    let Some(place) = place else { return (Vec::new(), None) };
    let one = |values: &PerElement<f64>| match values {
        PerElement::Same(value) => Some(*value),
        PerElement::Each(values) => values.get(place).copied(),
    };
    let name = &outcome.variable.variable;
    if let Some(history) = scenario.economy.history.get(name) {
        let quarters: BTreeMap<Quarter, f64> =
            history.values.iter().filter_map(|(quarter, values)| Some((*quarter, one(values)?))).collect();
        let values = match period {
            Period::Quarter(_) => {
                quarters.iter().map(|(quarter, x)| (Period::Quarter(*quarter), *x)).collect()
            }
            Period::Year(_) => years(&quarters, variable.kind),
        };
        return (latest(&values), Some(history.figure.clone()));
    }
    let Some(level) = scenario.economy.levels.get(name) else { return (Vec::new(), None) };
    let yearly = matches!(period, Period::Year(_));
    let stated = level.figure.period.as_deref().and_then(|period| period.trim().parse::<Period>().ok());
    let value =
        stated.zip(one(&level.value)).filter(|(stated, _)| matches!(stated, Period::Year(_)) == yearly);
    let quarterly = scenario.model.frequency == Frequency::Quarter && !variable.yearly;
    let times = if yearly && quarterly && variable.kind == Kind::Flow { 4.0 } else { 1.0 };
    (value.map(|(stated, x)| (stated, times * x)).into_iter().collect(), Some(level.figure.clone()))
}

/// The yearly growth that a `[[past]]` states; of rates it states points, which are no growth.
fn grown(scenario: &Scenario, outcome: &Outcome, kind: Kind) -> (Vec<(Period, f64)>, Option<Figure>) {
    let same = |record: &&Record| record.of.to_string() == outcome.variable.to_string();
    let record = scenario.economy.past.iter().find(same);
    let Some(record) = record.filter(|_| !matches!(kind, Kind::Rate | Kind::Ratio)) else {
        return (Vec::new(), None);
    };
    let years = record.changes.iter().map(|(year, change)| (Period::Year(*year), *change)).collect();
    let (vintage, source) = (record.vintage.clone(), record.source.clone());
    (latest(&years), Some(Figure { unit: None, period: None, vintage, source }))
}

fn latest(values: &BTreeMap<Period, f64>) -> Vec<(Period, f64)> {
    let mut list: Vec<(Period, f64)> = values.iter().map(|(period, value)| (*period, *value)).collect();
    list.drain(..list.len().saturating_sub(KNOWN));
    list
}

/// Whole years of quarters; none of a ratio, which its quarters do not give.
fn years(quarters: &BTreeMap<Quarter, f64>, kind: Kind) -> BTreeMap<Period, f64> {
    let mut years = BTreeMap::new();
    for first in quarters.keys().filter(|quarter| quarter.of_year() == 1 && kind != Kind::Ratio) {
        let of_year: Vec<f64> = (0..4).filter_map(|k| quarters.get(&first.plus(k)).copied()).collect();
        let Ok(of_year) = <[f64; 4]>::try_from(of_year) else { continue };
        years.insert(Period::Year(first.year()), kind.year(of_year));
    }
    years
}
