//! What holds in baseline and scenario alike and who says so; residuals that shocks solved for; bounds that were hit.

use serde::{Deserialize, Serialize};

use crate::compile;
use crate::distribution::Univariate;
use crate::results::{Part, Tally};
use crate::scenario::{Adjustment, Measure, Scenario, Size, Timing};

use super::figure::{Figure, finite};
use super::number::number;

/// An assumption or a tune, signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// Its id.
    pub id: String,
    /// The variable, such as `gdp` or `sent[*]`.
    pub target: String,
    /// What it does: a verb, or `residual_spread`.
    pub verb: String,
    /// By how much, in words: `95, 100, 96`, or a distribution by its median and its p05 to p95.
    pub size: String,
    /// When, in words.
    pub when: String,
    /// Who says so.
    pub by: String,
    /// The day of a tune, such as `2022-03-04`.
    pub on: Option<String>,
    /// Why, of a tune.
    pub reason: Option<String>,
    /// Where an assumption is taken from.
    pub source: Option<String>,
}

/// A residual that a shock solved for in one period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SolvedResidual {
    /// The shock's id.
    pub shock: String,
    /// The variable whose residual it is.
    pub variable: String,
    /// When; over a year the mean of its quarters.
    pub period: String,
    /// The unit of its numbers.
    pub unit: String,
    /// Quantiles over paths.
    pub p05: Figure,
    /// The median.
    pub p50: Figure,
    /// Quantiles over paths.
    pub p95: Figure,
    /// The median in standard deviations of the residual's quarterly innovation e.
    pub p50_in_sd: Option<f64>,
}

/// On how many paths a bound stopped a variable that is hit, in some quarter of the scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clamped {
    /// The variable, all its elements together.
    pub variable: String,
    /// Paths.
    pub paths: u64,
}

/// The scenario's assumptions.
pub(super) fn assumptions(scenario: &Scenario) -> Vec<Signed> {
    let signed = scenario.assumptions.iter().map(|assumption| Signed {
        id: assumption.id.clone(),
        target: assumption.target.to_string(),
        verb: assumption.verb.key().to_owned(),
        size: size(&assumption.size),
        when: when(&assumption.timing),
        by: assumption.by.clone(),
        on: None,
        reason: None,
        source: assumption.source.clone(),
    });
    signed.collect()
}

/// The scenario's tunes.
pub(super) fn tunes(scenario: &Scenario) -> Vec<Signed> {
    let signed = scenario.tunes.iter().map(|tune| {
        let (verb, size) = match &tune.adjustment {
            Adjustment::Factor(verb, by) => (verb.key(), size(by)),
            Adjustment::ResidualSpread(factor) => ("residual_spread", number(*factor, 0.0, false)),
        };
        Signed {
            id: tune.id.clone(),
            target: tune.target.to_string(),
            verb: verb.to_owned(),
            size,
            when: when(&tune.timing),
            by: tune.by.clone(),
            on: Some(tune.on.clone()),
            reason: Some(tune.reason.clone()),
            source: None,
        }
    });
    signed.collect()
}

fn size(size: &Size) -> String {
    let plain = |value: f64| number(value, 0.0, false);
    match size {
        Size::Path(steps) => steps.values.iter().map(|value| plain(*value)).collect::<Vec<_>>().join(", "),
        Size::Drawn(_) | Size::Bootstrap(_) => {
            let [p05, p50, p95] = [0.05, 0.5, 0.95].map(|p| size.quantile(p));
            if size.support() == (p50, p50) {
                return plain(p50);
            }
            // To a hundredth of the spread.
            let near = |value: f64| number(value, (p95 - p05) / 100.0, false);
            format!("{} ({} to {})", near(p50), near(p05), near(p95))
        }
    }
}

/// When a timing acts: "from 2022Q1", "from 2022Q1 for 4 quarters, fading by half every 2"
pub(super) fn when(timing: &Timing) -> String {
    let quarters = |count: u32| if count == 1 { "1 quarter".to_owned() } else { format!("{count} quarters") };
    let mut text = format!("from {}", timing.start);
    if timing.ramp > 0 {
        text.extend([", rising over ".to_owned(), quarters(timing.ramp)]);
    }
    if let Some(hold) = timing.hold {
        text.extend([" for ".to_owned(), quarters(hold)]);
    }
    if let Some(half_life) = timing.half_life {
        text.extend([", fading by half every ".to_owned(), half_life.to_string()]);
    }
    text
}

/// What shocks solved for, of the columns that hold it.
pub(super) fn solved_residuals<'a>(
    scenario: &Scenario,
    columns: impl Iterator<Item = (&'a compile::Column, &'a Tally)>,
) -> Vec<SolvedResidual> {
    let mut solved = Vec::new();
    for (column, tally) in columns {
        let outcome = &scenario.outcomes[column.outcome];
        if outcome.measure != Measure::SolvedResidual {
            continue;
        }
        let variable = scenario.model.variables.iter().find(|v| v.name == outcome.variable.variable);
        let residual = variable.and_then(|variable| variable.residual.as_ref());
        let sd = residual.map_or(f64::NAN, |residual| residual.distribution.sd());
        let quantiles = tally.quantiles(&[0.05, 0.5, 0.95]);
        solved.push(SolvedResidual {
            shock: outcome.id.trim_start_matches("shock.").to_owned(),
            variable: outcome.variable.to_string(),
            period: column.period.to_string(),
            unit: column.unit.clone(),
            p05: quantiles[0].into(),
            p50: quantiles[1].into(),
            p95: quantiles[2].into(),
            p50_in_sd: finite(quantiles[1].value / sd),
        });
    }
    solved
}

/// The bounds that were hit on some path.
pub(super) fn clamped(variables: &[String], part: &Part) -> Vec<Clamped> {
    let pairs = variables.iter().zip(&part.clamped);
    let hit = pairs.filter(|(_, paths)| **paths > 0);
    hit.map(|(variable, paths)| Clamped { variable: variable.clone(), paths: *paths }).collect()
}

impl Signed {
    /// "tune lift: gdp, add 2 from 2022Q1 for 4 quarters; staff on 2022-03-04: a good harvest"
    pub(super) fn line(&self, kind: &str) -> String {
        let Self { id, target, verb, size, when, by, .. } = self;
        let on = self.on.as_ref().map(|on| format!(" on {on}")).unwrap_or_default();
        let reason = self.reason.as_ref().or(self.source.as_ref());
        let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        format!("{kind} {id}: {target}, {verb} {size} {when}; {by}{on}{reason}")
    }
}

impl SolvedResidual {
    /// "residual of gdp solved by shock hit, 2022Q1: -0.0310 (-0.0500 to -0.0120) log points / 100, -1.60 sd at the median"
    pub(super) fn line(&self) -> String {
        let [p05, p50, p95] = [&self.p05, &self.p50, &self.p95].map(|figure| figure.in_table(true));
        let sd = self.p50_in_sd.map(|sd| format!(", {} sd at the median", number(sd, 0.05, true)));
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        format!(
            "residual of {} solved by shock {}, {}: {p50} ({p05} to {p95}){unit}{}",
            self.variable,
            self.shock,
            self.period,
            sd.unwrap_or_default()
        )
    }
}
