//! What is measured, what must hold, and what happened.

use std::fmt::Write;

use serde::Serialize;

use crate::scenario::{Measure, Scenario};

use super::super::number::{brief, number};
use super::super::terminal::{Line, Role};
use super::super::words;
use super::Basis;
use super::layout::{block, heading, say, widest};

/// What is measured on each path.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// Its id.
    pub id: String,
    /// What a person calls it.
    pub label: Option<String>,
    /// The variable, or one element of it.
    pub variable: String,
    /// How it is measured.
    #[serde(rename = "as")]
    pub measure: String,
    /// `scenario` or `baseline`.
    pub of: &'static str,
    /// When.
    pub at: Vec<String>,
    /// Thresholds whose lower probabilities are reported.
    pub below: Vec<f64>,
    /// Thresholds whose upper probabilities are reported.
    pub above: Vec<f64>,
}

/// A published total: one size is shifted, all its percentiles together, until it is met.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Target {
    /// Outcome and period.
    pub outcome: String,
    /// `mean`, or a percentile such as `p50`.
    pub stat: String,
    /// What it must be, in the outcome's unit.
    pub value: f64,
    /// The size that is shifted.
    pub by: String,
    /// Who published it.
    pub source: Option<String>,
    /// What that is.
    pub basis: Basis,
}

/// What must hold beyond Monte Carlo error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The statement.
    pub that: String,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Observed {
    /// Outcome and period, such as `gdp_effect@2022`.
    pub outcome: String,
    /// In the outcome's unit.
    pub value: f64,
    /// Who says so.
    pub source: Option<String>,
    /// What that is.
    pub basis: Basis,
}

pub(super) fn outcomes(scenario: &Scenario) -> Vec<Outcome> {
    let asked = scenario.outcomes.iter().filter(|outcome| outcome.measure != Measure::SolvedResidual);
    let of = |outcome: &crate::scenario::Outcome| {
        let variable = scenario.model.variables.iter().find(|v| v.name == outcome.variable.variable);
        Outcome {
            id: outcome.id.clone(),
            label: outcome.label.clone().or_else(|| variable.and_then(|variable| variable.label.clone())),
            variable: outcome.variable.to_string(),
            measure: outcome.measure.to_string(),
            of: words::of(outcome.of),
            at: outcome.at.iter().map(ToString::to_string).collect(),
            below: outcome.below.clone(),
            above: outcome.above.clone(),
        }
    };
    asked.map(of).collect()
}

pub(super) fn targets(scenario: &Scenario) -> Vec<Target> {
    let of = |target: &crate::scenario::Published| Target {
        outcome: format!("{}@{}", target.outcome, target.period),
        stat: target.stat.clone(),
        value: target.value,
        by: target.written.clone(),
        source: target.source.clone(),
        basis: Basis::of(target.source.as_deref()),
    };
    scenario.targets.iter().map(of).collect()
}

pub(super) fn checks(scenario: &Scenario) -> Vec<Check> {
    scenario.checks.iter().map(|check| Check { that: check.text.clone() }).collect()
}

pub(super) fn observed(scenario: &Scenario) -> Vec<Observed> {
    let of = |observed: &crate::scenario::Observed| Observed {
        outcome: format!("{}@{}", observed.outcome, observed.period),
        value: observed.value,
        source: observed.source.clone(),
        basis: Basis::of(observed.source.as_deref()),
    };
    scenario.observed.iter().map(of).collect()
}

pub(super) fn lines(outcomes: &[Outcome], width: usize) -> Vec<Line> {
    let mut lines =
        heading("Outcomes", if outcomes.is_empty() { "none" } else { "measured on each path" }, width);
    let id = widest(outcomes.iter().map(|outcome| &outcome.id), 8);
    for outcome in outcomes {
        let label = outcome.label.as_ref().filter(|label| **label != outcome.variable);
        let label = label.map(|label| format!(" ({label})")).unwrap_or_default();
        let of = if outcome.of == "baseline" { " in the baseline" } else { "" };
        let mut text =
            format!("{}{label}: {}{of}, at {}", outcome.variable, outcome.measure, outcome.at.join(", "));
        for (side, list) in [("below", &outcome.below), ("above", &outcome.above)] {
            if !list.is_empty() {
                let list: Vec<String> = list.iter().map(|threshold| brief(*threshold)).collect();
                let _ = write!(text, "; P({side} {})", list.join(", "));
            }
        }
        columns(&mut lines, id, &outcome.id, &text, width);
    }
    lines
}

pub(super) fn target_lines(targets: &[Target], width: usize) -> Vec<Line> {
    let more = match targets {
        [] => "none",
        _ => {
            "published totals: when the scenario is run a size is shifted, all its percentiles together, until they are met; above it is shown as stated"
        }
    };
    let mut lines = heading("Targets", more, width);
    for target in targets {
        let Target { outcome, stat, value, by, .. } = target;
        let text = format!("{stat}({outcome}) = {}, by {by}", number(*value, 0.0, false));
        say(&mut lines, target.basis.role(), &format!("{} {text}", target.basis.mark()), width);
        block(&mut lines, Role::Faint, 4, target.source.as_deref().unwrap_or("no source"), width);
    }
    lines
}

pub(super) fn check_lines(checks: &[Check], width: usize) -> Vec<Line> {
    let more = if checks.is_empty() { "none" } else { "must hold beyond Monte Carlo error" };
    let mut lines = heading("Checks", more, width);
    for check in checks {
        block(&mut lines, Role::Plain, 2, &check.that, width);
    }
    lines
}

pub(super) fn observed_lines(observed: &[Observed], width: usize) -> Vec<Line> {
    let more = if observed.is_empty() { "none" } else { "what happened; no part of the simulation" };
    let mut lines = heading("Observed", more, width);
    for one in observed {
        let text = format!("{} {}  {}", one.basis.mark(), one.outcome, number(one.value, 0.0, false));
        lines.push(Line::new(one.basis.role(), text));
        block(&mut lines, Role::Faint, 4, one.source.as_deref().unwrap_or("no source"), width);
    }
    lines
}

/// A name in a column of its own, and what it is, wrapped beside it.
fn columns(lines: &mut Vec<Line>, column: usize, name: &str, text: &str, width: usize) {
    let (column, harmless) = (column.min(width / 3), super::super::text::harmless(text));
    let mut parts = super::super::text::wrap(&harmless, width - column - 4).into_iter();
    let mut name = name.to_owned();
    if super::super::text::width(&name) > column {
        lines.push(Line::new(Role::Plain, format!("  {name}")));
        name.clear();
    }
    let name = super::super::text::left(&name, column);
    lines.push(Line::new(Role::Plain, format!("  {name}  {}", parts.next().unwrap_or_default())));
    lines.extend(parts.map(|more| Line::new(Role::Plain, format!("  {}  {more}", " ".repeat(column)))));
}
