//! Assumptions, tunes and shocks: what each does by quarter.

use std::fmt::Write;

use serde::Serialize;

use crate::compile::weight;
use crate::scenario::{self, Adjustment, Bringer, ChangeSize, Kind, Scenario, Size, Target, Verb, Versus};

use super::super::event::round;
use super::super::judgement::when;
use super::super::terminal::{Line, Role};
use super::layout::{bars, block, by_quarter, field, heading, numbers};
use super::{Basis, ByQuarter, Spread};

/// What one assumption, tune, shock, or shock of an event or regime does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Its id; of an event's shock the event's.
    pub id: String,
    /// The variable that is hit, such as `sent[*]`.
    pub target: String,
    /// What a person calls that.
    pub label: Option<String>,
    /// The verb, or `residual_spread`.
    pub verb: String,
    /// `equation`, `baseline`, `reference` or `year_ago`.
    pub versus: &'static str,
    /// The unit of the size.
    pub unit: String,
    /// Whether each element draws apart.
    pub each: bool,
    /// The size at full weight; `None` of a path.
    pub size: Option<Spread>,
    /// The size by quarter, of a path.
    pub path: Vec<ByQuarter>,
    /// The weight by quarter; none while an event lasts.
    pub weights: Vec<ByQuarter>,
    /// When, in words.
    pub when: String,
    /// Whose `set` it takes over from.
    pub replaces: Vec<String>,
    /// The residual that is solved for.
    pub solves_for: Option<String>,
    /// Who says so, with the day of a tune.
    pub by: Option<String>,
    /// Why, of a tune.
    pub reason: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// What that is.
    pub basis: Basis,
}

pub(super) fn assumptions(scenario: &Scenario) -> Vec<Change> {
    let of = |change: scenario::Change| {
        let own = scenario.assumptions.iter().find(|assumption| assumption.id == change.id);
        let source = own.and_then(|assumption| assumption.source.clone());
        Change { by: own.map(|own| own.by.clone()), ..Change::new(scenario, &change, source) }
    };
    changes(scenario, Bringer::Assumption).map(of).collect()
}

pub(super) fn tunes(scenario: &Scenario) -> Vec<Change> {
    let factors: Vec<scenario::Change> = changes(scenario, Bringer::Tune).collect();
    let of = |tune: &scenario::Tune| {
        let by = Some(format!("{}, {}", tune.by, tune.on));
        let (reason, basis) = (Some(tune.reason.clone()), Basis::Judgement);
        let factor = match tune.adjustment {
            Adjustment::Factor(..) => factors.iter().find(|change| change.id == tune.id),
            Adjustment::ResidualSpread(_) => None,
        };
        if let Some(change) = factor {
            return Change { by, reason, basis, ..Change::new(scenario, change, None) };
        }
        let Adjustment::ResidualSpread(factor) = tune.adjustment else { unreachable!("a change was found") };
        Change {
            id: tune.id.clone(),
            target: tune.target.to_string(),
            label: label(scenario, &tune.target),
            verb: "residual_spread".to_owned(),
            versus: "equation",
            unit: "times the spread of e".to_owned(),
            each: false,
            size: Some(Spread::number(factor)),
            path: Vec::new(),
            weights: by_quarter(scenario.start, scenario.quarters, |quarter| weight(&tune.timing, quarter)),
            when: when(&tune.timing),
            replaces: Vec::new(),
            solves_for: None,
            by,
            reason,
            source: None,
            basis,
        }
    };
    scenario.tunes.iter().map(of).collect()
}

pub(super) fn shocks(scenario: &Scenario) -> Vec<Change> {
    let of = |change: scenario::Change| {
        let own = scenario.shocks.iter().find(|shock| shock.id == change.id);
        Change::new(scenario, &change, own.and_then(|shock| shock.source.clone()))
    };
    changes(scenario, Bringer::Shock).map(of).collect()
}

/// The changes that someone brings.
pub(super) fn changes(scenario: &Scenario, bringer: Bringer) -> impl Iterator<Item = scenario::Change<'_>> {
    scenario.changes().into_iter().filter(move |change| change.bringer == bringer)
}

impl Change {
    pub(super) fn new(scenario: &Scenario, change: &scenario::Change, source: Option<String>) -> Self {
        let (start, quarters) = (scenario.start, scenario.quarters);
        let mut weights = Vec::new();
        let mut path = Vec::new();
        if let Some(timing) = &change.timing {
            weights = by_quarter(start, quarters, |quarter| weight(timing, quarter));
            if let ChangeSize::Size(Size::Path(steps)) = change.size {
                path = by_quarter(start, quarters, |quarter| steps.at(quarter).unwrap_or(f64::NAN));
                path = path
                    .into_iter()
                    .zip(&weights)
                    .filter(|(_, weight)| weight.value > 0.0)
                    .map(|(v, _)| v)
                    .collect();
            }
        }
        let size = match change.size {
            ChangeSize::Size(Size::Drawn(distribution)) | ChangeSize::Drawn(distribution) => {
                Some(Spread::new(distribution))
            }
            ChangeSize::Size(Size::Bootstrap(bootstrap)) => Some(Spread::bootstrap(bootstrap)),
            ChangeSize::Size(Size::Path(_)) => None,
        };
        Self {
            id: change.id.to_owned(),
            target: change.target.to_string(),
            label: label(scenario, change.target),
            verb: change.verb.key().to_owned(),
            versus: versus(change.versus),
            unit: unit(scenario, change.target, change.verb),
            each: change.each,
            size,
            path,
            weights,
            when: match (&change.timing, change.bringer) {
                (Some(timing), _) => when(timing),
                (None, Bringer::Regime(_)) => "while the regime is on".to_owned(),
                (None, _) => "while the event lasts".to_owned(),
            },
            replaces: change.replaces.to_vec(),
            solves_for: change.residual.map(ToString::to_string),
            by: None,
            reason: None,
            basis: Basis::of(source.as_deref()),
            source,
        }
    }

    /// "changes `sent[*]` (Remittances sent) by a percentage, against what the equation gives; one draw for all elements"
    pub(in crate::report) fn what(&self) -> String {
        let label = self.label.as_ref().map(|label| format!(" ({label})")).unwrap_or_default();
        let target = format!("{}{label}", self.target);
        let mut text = match self.verb.as_str() {
            "set" => format!("sets {target}"),
            "growth" => format!("raises the annual growth of {target}, for good in its level"),
            "add" => format!("adds to {target}"),
            "residual_spread" => format!("widens or narrows the residual of {target}"),
            "log_points" => format!("changes {target} by log points"),
            _ => format!("changes {target} by a percentage"),
        };
        match (self.versus, self.verb.as_str()) {
            ("equation", "set") if self.solves_for.is_none() => text += ": its equation and residual are off",
            ("equation", "percent" | "log_points" | "add") => text += ", against what its equation gives",
            ("baseline", _) => text += ", against the baseline on the same path, in its equation's place",
            ("reference", _) => {
                text += ", against the reference, in its equation's place; the residual stays";
            }
            ("year_ago", _) => {
                text += ", against its own value a year ago, in its equation's place; the residual stays";
            }
            _ => {}
        }
        if let Some(residual) = &self.solves_for {
            let _ = write!(text, ", by the residual of {residual}, which is solved for");
        }
        if self.target.ends_with("[*]") && self.size.as_ref().is_some_and(|size| size.kind != "point") {
            text +=
                if self.each { "; each element draws its own size" } else { "; one draw for all elements" };
        }
        if !self.replaces.is_empty() {
            let _ = write!(text, "; takes over from {}", self.replaces.join(", "));
        }
        text
    }

    /// What it does, by how much, and when.
    pub(super) fn body(&self, indent: usize, lines: &mut Vec<Line>, width: usize) {
        block(lines, Role::Plain, indent, &self.what(), width);
        if let Some(size) = &self.size {
            field(lines, Role::Plain, indent, "size", &size.sentence(&self.unit), width);
        }
        if !self.path.is_empty() {
            field(
                lines,
                Role::Plain,
                indent,
                "path",
                &format!("{} ({})", numbers(&self.path), self.unit),
                width,
            );
        }
        if self.weights.is_empty() {
            return;
        }
        field(lines, Role::Plain, indent, "when", &self.when, width);
        field(lines, Role::Plain, indent, "weight", &bars(&self.weights, 1.0), width);
        // Where the weight is neither 0 nor 1 the size by quarter says more than the bars.
        let fades = self.weights.iter().any(|weight| weight.value > 0.0 && weight.value < 1.0);
        if let Some(size) = self
            .size
            .as_ref()
            .filter(|_| fades && ["percent", "log_points", "add"].contains(&self.verb.as_str()))
        {
            let at_median = self.weights.iter().map(|weight| ByQuarter {
                quarter: weight.quarter.clone(),
                value: round(weight.value * size.p50),
            });
            let at_median: Vec<ByQuarter> = at_median.collect();
            field(
                lines,
                Role::Plain,
                indent,
                "at p50",
                &format!("{} ({})", numbers(&at_median), self.unit),
                width,
            );
        }
    }

    fn lines(&self, lines: &mut Vec<Line>, width: usize) {
        lines.push(Line::new(Role::Plain, ""));
        lines.push(Line::new(self.basis.role(), format!("{} {}", self.basis.mark(), self.id)));
        self.body(4, lines, width);
        if let Some(by) = &self.by {
            field(lines, Role::Plain, 4, "by", by, width);
        }
        let because = self.reason.as_ref().or(self.source.as_ref());
        field(
            lines,
            Role::Faint,
            4,
            if self.reason.is_some() { "because" } else { "source" },
            because.map_or("no source", String::as_str),
            width,
        );
    }
}

pub(super) fn lines(name: &str, what: &str, changes: &[Change], width: usize) -> Vec<Line> {
    if changes.is_empty() {
        return heading(name, "none", width);
    }
    let mut lines = heading(name, &format!("{what}; a bar a quarter, a full one is the whole size"), width);
    for change in changes {
        change.lines(&mut lines, width);
    }
    lines
}

fn label(scenario: &Scenario, target: &Target) -> Option<String> {
    scenario.model.variables.iter().find(|variable| variable.name == target.variable)?.label.clone()
}

/// The unit of a size.
fn unit(scenario: &Scenario, target: &Target, verb: Verb) -> String {
    let variable = scenario.model.variables.iter().find(|variable| variable.name == target.variable);
    let own = variable.and_then(|variable| variable.unit.clone()).unwrap_or_default();
    match verb {
        Verb::Percent => "percent".to_owned(),
        Verb::Growth => "percent a year".to_owned(),
        Verb::LogPoints => "log points".to_owned(),
        Verb::Add if variable.is_some_and(|variable| variable.kind == Kind::Rate) => {
            "percentage points".to_owned()
        }
        Verb::Add | Verb::Set => own,
    }
}

fn versus(versus: Versus) -> &'static str {
    match versus {
        Versus::Equation => "equation",
        Versus::Baseline => "baseline",
        Versus::Reference => "reference",
        Versus::YearAgo => "year_ago",
    }
}
