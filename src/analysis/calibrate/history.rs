//! Which periods count, and what is held at its history in them.

use std::collections::BTreeSet;

use crate::calendar::{Period, Quarter};
use crate::diagnostic::{Diagnostic, Diagnostics, Span, codes};
use crate::scenario::{Calibration, Frequency, ReferenceKind, Rule, Scenario};

use super::reads::{Walk, find};

/// Periods that count, at least, of each observed variable.
const LEAST: i32 = 4;

/// What history there is. Periods are named by their last quarters.
#[derive(Debug)]
pub(super) struct History {
    /// Quarters in a period.
    pub step: i32,
    /// The first that is simulated.
    pub start: Quarter,
    /// The first whose innovation counts.
    pub first: Quarter,
    /// The last one.
    pub last: Quarter,
    /// Whether the history goes on after `as_of`.
    pub cut: bool,
    /// Behavioural variables that are held at their history.
    pub held: BTreeSet<String>,
    /// Parameters that observed equations read, perhaps through what is computed.
    pub parameters: BTreeSet<String>,
}

/// How far what is read goes, and by whom it is limited.
struct Reach<'a> {
    first: (Quarter, &'a str),
    last: (Quarter, &'a str),
}

pub(super) fn bad(message: impl Into<String>, span: Span) -> Diagnostic {
    Diagnostic::error(&codes::BAD_CALIBRATION, message).at(span, "")
}

impl History {
    /// Of what is asked; `None` after an error.
    pub fn new(scenario: &Scenario, asked: &Calibration, diagnostics: &mut Diagnostics) -> Option<Self> {
        let (model, economy) = (&scenario.model, &scenario.economy);
        let observed: BTreeSet<String> =
            asked.observed.iter().map(|target| target.variable.clone()).collect();
        let mut held: BTreeSet<String> = (model.variables.iter())
            .filter(|variable| matches!(variable.rule, Rule::Equation(_)) && !variable.yearly)
            .map(|variable| variable.name.clone())
            .filter(|name| economy.history.contains_key(name) && !observed.contains(name))
            .collect();
        loop {
            let known: BTreeSet<String> = observed.union(&held).cloned().collect();
            let mut walk = Walk::new(model, &known);
            let depth =
                observed.iter().filter_map(|name| find(model, name)).map(|v| walk.depth(&v.name)).max()?;
            held.retain(|name| walk.read.contains(name.as_str()));
            let range = Self::range(scenario, asked, &observed, &held, &walk, depth as i32, diagnostics)?;
            // What has a history of fewer periods is computed by its equation, if that leaves nothing open.
            let covered = |name: &String| {
                let values = &economy.history[name].values;
                let ends = [values.keys().next(), values.keys().next_back()].map(Option::<&Quarter>::copied);
                ends[0].is_some_and(|first| first <= range.start)
                    && ends[1].is_some_and(|last| last >= range.last)
            };
            let kept: BTreeSet<String> = held.iter().filter(|name| covered(name)).cloned().collect();
            if kept.len() == held.len() {
                circles(asked, &observed, &walk, model, diagnostics)?;
                let parameters = walk.parameters.iter().map(|name| (*name).to_owned()).collect();
                return Some(Self { held, parameters, ..range });
            }
            held = kept;
        }
    }

    /// The periods in which all is known that must be.
    fn range(
        scenario: &Scenario,
        asked: &Calibration,
        observed: &BTreeSet<String>,
        held: &BTreeSet<String>,
        walk: &Walk<'_>,
        depth: i32,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let yearly = scenario.model.frequency == Frequency::Year;
        let step = if yearly { 4 } else { 1 };
        let reach = reach(scenario, observed, held, walk, depth * step)?;
        let uses_lag = |name: &String| {
            let residual = find(&scenario.model, name).and_then(|variable| variable.residual.as_ref());
            residual.is_some_and(|residual| residual.ar != 0.0)
        };
        // With ar the innovation needs the residual before.
        let before = if observed.iter().any(uses_lag) { step } else { 0 };
        let lead = before + depth * step;
        let place = |quarter: Quarter| if yearly { Period::Year(quarter.year()).last() } else { quarter };
        let earliest = reach.first.0.plus(lead);
        let first = match asked.from {
            None => earliest,
            Some(from) => place(from.first()),
        };
        if first < earliest {
            let message = format!(
                "from {} on history is needed from {} on, and that of `{}` begins in {}",
                name(first, step),
                name(first.plus(-lead), step),
                reach.first.1,
                name(reach.first.0, step)
            );
            let help = format!("write from = \"{}\" or later, or add earlier figures", name(earliest, step));
            diagnostics.push(bad(message, asked.span).help(help));
            return None;
        }
        let mut last = reach.last.0;
        if let Some(to) = asked.to {
            let to =
                if to.last() < place(to.last()) { place(to.last()).plus(-step) } else { place(to.last()) };
            last = last.min(to);
        }
        let known = |quarter: Quarter| scenario.as_of.is_none_or(|day| quarter.end() <= day);
        let of_data = last;
        while last >= first && !known(last) {
            last = last.plus(-step);
        }
        let count = last.since(first).div_euclid(step) + 1;
        if count < LEAST {
            let by =
                scenario.as_of.filter(|_| last < of_data).map(|day| format!(" by {day}")).unwrap_or_default();
            let count = count.max(0);
            let message = format!(
                "history leaves {count} residual{}{by} to be fitted to: that of `{}` begins in {}, that of `{}` ends in {}, and {} periods at the beginning are read by later ones",
                if count == 1 { "" } else { "s" },
                reach.first.1,
                name(reach.first.0, step),
                reach.last.1,
                name(reach.last.0, step),
                lead / step
            );
            diagnostics
                .push(bad(message, asked.span).help(format!("add figures: at least {LEAST} are needed")));
            return None;
        }
        // Lags before the start are of history under the model's own solution, of the reference otherwise.
        let run_up = if scenario.model.reference == ReferenceKind::Model { before } else { lead };
        Some(Self {
            step,
            start: first.plus(-run_up),
            first,
            last,
            cut: last < of_data,
            held: BTreeSet::new(),
            parameters: BTreeSet::new(),
        })
    }
}

/// A period by its last quarter: `2004` of a yearly model.
pub(super) fn name(quarter: Quarter, step: i32) -> Period {
    if step == 4 { Period::Year(quarter.year()) } else { Period::Quarter(quarter) }
}

/// Over all that has a history and must have one: what is observed, what has a residual, series.
fn reach<'a>(
    scenario: &'a Scenario,
    observed: &'a BTreeSet<String>,
    held: &'a BTreeSet<String>,
    walk: &Walk<'a>,
    lead: i32,
) -> Option<Reach<'a>> {
    let economy = &scenario.economy;
    let must =
        |name: &&String| find(&scenario.model, name).is_some_and(|variable| variable.residual.is_some());
    let histories = observed.iter().chain(held.iter().filter(must)).filter_map(|name| {
        let values = &economy.history.get(name)?.values;
        Some((name.as_str(), *values.keys().next()?, *values.keys().next_back()?))
    });
    // A series is read before the first simulated period too.
    let series = walk.read.iter().filter_map(|name| {
        let (first, last) = economy.series.get(*name)?.span_of_time();
        let run_up = if scenario.model.reference == ReferenceKind::Model { 0 } else { lead };
        Some((*name, first.plus(run_up), last))
    });
    let mut reach: Option<Reach<'a>> = None;
    for (name, first, last) in histories.chain(series) {
        let reach = reach.get_or_insert(Reach { first: (first, name), last: (last, name) });
        if first > reach.first.0 {
            reach.first = (first, name);
        }
        if last < reach.last.0 {
            reach.last = (last, name);
        }
    }
    reach
}

/// Refuses observed equations that read each other in a circle within a period: their density has a factor more, which depends on
/// the parameters.
fn circles(
    asked: &Calibration,
    observed: &BTreeSet<String>,
    walk: &Walk<'_>,
    model: &crate::scenario::Model,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let reads = |name: &str| -> Vec<&str> {
        let variable = find(model, name);
        let read = variable.map(|variable| walk.at_once(&variable.name)).unwrap_or_default();
        observed.iter().map(String::as_str).filter(|other| read.contains(other)).collect()
    };
    for target in &asked.observed {
        let (mut seen, mut stack) = (BTreeSet::new(), reads(&target.variable));
        while let Some(at) = stack.pop() {
            if at == target.variable {
                let message = format!(
                    "the equation of `{at}` reads itself within a period, perhaps through others: its residual alone does not say how likely the parameters are"
                );
                let help = "let one equation on the way read the period before, such as `x(-1)`";
                diagnostics.push(bad(message, target.span).help(help));
                return None;
            }
            if seen.insert(at) {
                stack.extend(reads(at));
            }
        }
    }
    Some(())
}
