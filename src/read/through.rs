//! Which quarters are known, and which must be: `data_through`, paths and series over the horizon.

use std::collections::BTreeMap;

use crate::calendar::{Period, Quarter};
use crate::diagnostic::{Diagnostic, Span, codes};
use crate::distribution::Univariate;
use crate::scenario::{Course, Economy, Event, Frequency, Model, Path, Rule, Shock, Target};

use super::keys::Kind;
use super::shock::{Horizon, last_quarter};
use super::table::{Reading, Written};
use super::tree::Value;
use super::value::Field;

/// The periods of a horizon: their last quarters.
fn periods(model: &Model, horizon: Horizon) -> (Quarter, Quarter) {
    match model.frequency {
        Frequency::Quarter => (horizon.start, horizon.end),
        Frequency::Year => {
            let last = |quarter: Quarter| Period::Year(quarter.year()).last();
            (last(horizon.start), last(horizon.end))
        }
    }
}

/// Reads `data_through`: by variable the last quarter that its history holds. `None` after an error.
pub(super) fn data_through(
    field: Option<Field<'_>>,
    horizon: Option<Horizon>,
    resolved: Option<&(Model, Economy)>,
    reading: &mut Reading<'_>,
) -> Option<BTreeMap<String, Quarter>> {
    let mut through = Some(BTreeMap::new());
    match field.map(|field| (field, &field.node.value)) {
        None => {}
        Some((field, Value::Table(table))) => {
            let Kind::PerVariable(kind) = field.kind else { unreachable!("the key's kind") };
            for entry in &table.entries {
                let quarter = field.part(*kind, &entry.node).quarter(reading);
                let name = Written { value: entry.key.clone(), span: entry.span };
                let quarter =
                    quarter.and_then(|quarter| of_variable(&name, quarter, horizon?, resolved?, reading));
                match (&mut through, quarter) {
                    (Some(through), Some(quarter)) => drop(through.insert(name.value, quarter)),
                    (through, _) => *through = None,
                }
            }
        }
        Some((field, _)) => {
            let Kind::PerVariable(kind) = field.kind else { unreachable!("the key's kind") };
            let quarter = field.part(*kind, field.node).quarter(reading)?;
            through = of_all(quarter, horizon?, resolved?, reading);
        }
    }
    if let (Some(through), Some(horizon), Some((model, economy))) = (&through, horizon, resolved) {
        not_used(through, horizon, model, economy, reading);
    }
    through
}

fn bad(message: String, span: Span) -> Diagnostic {
    Diagnostic::error(&codes::BAD_DATA_THROUGH, message).at(span, "")
}

/// Whether the quarter is inside the horizon.
fn inside(quarter: Written<Quarter>, horizon: Horizon, reading: &mut Reading<'_>) -> bool {
    let sound = horizon.holds(quarter.value, quarter.value);
    if !sound {
        let message = format!("{} is not inside the horizon, {}", quarter.value, horizon.words());
        let help = if quarter.value < horizon.start {
            "history before the start is read anyway: remove `data_through`"
        } else {
            "let something be simulated: the data end before the horizon does"
        };
        reading.push(bad(message, quarter.span).help(help));
    }
    sound
}

fn of_variable(
    name: &Written<String>,
    quarter: Written<Quarter>,
    horizon: Horizon,
    (model, economy): &(Model, Economy),
    reading: &mut Reading<'_>,
) -> Option<Quarter> {
    let Some(variable) = model.variables.iter().find(|variable| variable.name == name.value) else {
        let message = format!("the model has no variable `{}`", name.value);
        let all = model.variables.iter().map(|variable| variable.name.as_str());
        let diagnostic = Diagnostic::error(&codes::UNKNOWN_VARIABLE, message).at(name.span, "");
        reading.push(diagnostic.did_you_mean(&name.value, all));
        return None;
    };
    match &variable.rule {
        Rule::Equation(_) => {}
        Rule::Definition(_) => {
            let message = format!("`{}` is a definition: it is known where its parts are", name.value);
            reading.push(bad(message, name.span).help("name the behavioural variables that it is made of"));
            return None;
        }
        Rule::Series(_) => {
            let message = format!("`{}` is a series: all its quarters are data", name.value);
            reading.push(bad(message, name.span).help("remove it here"));
            return None;
        }
    }
    if !inside(quarter, horizon, reading) {
        return None;
    }
    let Some(history) = economy.history.get(&name.value) else {
        let message = format!("`{}` has no history that could hold to {}", name.value, quarter.value);
        reading.push(bad(message, name.span).help(format!("add [history.{}] to the economy", name.value)));
        return None;
    };
    complete(&name.value, quarter, model, horizon, &history.values, history.span, reading)
        .then_some(quarter.value)
}

/// Whether the history has every period from the start to the quarter.
fn complete<T>(
    name: &str,
    quarter: Written<Quarter>,
    model: &Model,
    horizon: Horizon,
    values: &BTreeMap<Quarter, T>,
    span: Span,
    reading: &mut Reading<'_>,
) -> bool {
    let step = if model.frequency == Frequency::Year { 4 } else { 1 };
    let mut at = periods(model, horizon).0;
    while at <= quarter.value {
        if !values.contains_key(&at) {
            let message = format!(
                "the history of `{name}` has no value in {at}, but is said to go to {}",
                quarter.value
            );
            reading.push(bad(message, quarter.span).at(span, "this history").help(format!(
                "add {at}, or write an earlier quarter: data_through = {{ {name} = \"...\" }}"
            )));
            return false;
        }
        at = at.plus(step);
    }
    true
}

/// One quarter for all: for every behavioural variable whose history goes to the start or beyond.
fn of_all(
    quarter: Written<Quarter>,
    horizon: Horizon,
    (model, economy): &(Model, Economy),
    reading: &mut Reading<'_>,
) -> Option<BTreeMap<String, Quarter>> {
    if !inside(quarter, horizon, reading) {
        return None;
    }
    let (mut through, mut sound) = (BTreeMap::new(), true);
    for variable in model.variables.iter().filter(|variable| matches!(variable.rule, Rule::Equation(_))) {
        let Some(history) = economy.history.get(&variable.name) else { continue };
        if history.values.keys().next_back().is_none_or(|last| *last < horizon.start) {
            continue;
        }
        sound &= complete(&variable.name, quarter, model, horizon, &history.values, history.span, reading);
        through.insert(variable.name.clone(), quarter.value);
    }
    if through.is_empty() {
        let message =
            format!("no behavioural variable has a history that goes to {} or beyond", horizon.start);
        reading.push(
            bad(message, quarter.span).help("add quarters to [history.x] of the economy, or remove this"),
        );
        return None;
    }
    sound.then_some(through)
}

/// Warns of history at or after the start that nothing holds.
fn not_used(
    through: &BTreeMap<String, Quarter>,
    horizon: Horizon,
    model: &Model,
    economy: &Economy,
    reading: &mut Reading<'_>,
) {
    for variable in &model.variables {
        let Some(history) = economy.history.get(&variable.name) else { continue };
        let known = through.get(&variable.name).copied();
        let beyond =
            |quarter: &&Quarter| **quarter >= horizon.start && known.is_none_or(|known| **quarter > known);
        let Some(first) = history.values.keys().find(beyond) else { continue };
        let last = history.values.keys().next_back().unwrap_or(first);
        let message =
            format!("the history of `{}` from {first} on is not used: that is simulated", variable.name);
        let diagnostic = Diagnostic::warning(&codes::NOT_USED_HISTORY, message).at(history.span, "");
        reading.push(match variable.rule {
            Rule::Equation(_) => diagnostic.help(format!(
                "to hold it in baseline and scenario alike, write in the scenario: data_through = {{ {} = \"{last}\" }}",
                variable.name
            )),
            _ => diagnostic.help("a definition follows from its parts: give their history and `data_through`"),
        });
    }
}

/// Says which shocks and events act in no quarter but known ones.
pub(super) fn without_effect(
    shocks: &[Shock],
    events: &[Event],
    through: &BTreeMap<String, Quarter>,
    reading: &mut Reading<'_>,
) {
    let mut say = |target: &Target, last: Option<Quarter>, what: &str, id: &str| {
        let Some(known) = through.get(&target.variable) else { return };
        if last.is_some_and(|last| last <= *known) {
            let message = format!(
                "the {what} `{id}` acts only in quarters in which `{}` is known, to {known}",
                target.variable
            );
            let diagnostic = Diagnostic::error(&codes::KNOWN_QUARTERS_ONLY, message).at(target.span, "");
            reading.push(diagnostic.help(format!(
                "let it act after {known}, or remove `{}` from `data_through`",
                target.variable
            )));
        }
    };
    for shock in shocks {
        say(&shock.target, last_quarter(&shock.timing), "shock", &shock.id);
    }
    for event in events {
        let last = match &event.course {
            Course::Regime { .. } => None,
            Course::Once { duration, .. } | Course::Recurring { duration, .. } => {
                let (_, longest) = duration.support();
                (longest < 4000.0).then(|| event.window.1.plus(longest.ceil() as i32 - 1))
            }
        };
        for shock in &event.shocks {
            say(&shock.target, last, event.word(), &event.id);
        }
    }
}

/// Says where a path or a series does not have every period of the horizon.
pub(super) fn cover(horizon: Horizon, (model, economy): &(Model, Economy), reading: &mut Reading<'_>) {
    let (start, end) = periods(model, horizon);
    let gap = |path: &Path| {
        let (first, last) = path.span_of_time();
        if first > start {
            Some((start, format!("begins in {first}")))
        } else if last < end {
            let step = if model.frequency == Frequency::Year { 4 } else { 1 };
            Some((last.plus(step), format!("ends in {last}")))
        } else {
            None
        }
    };
    for (name, path) in &economy.path {
        let Some((missing, what)) = gap(path) else { continue };
        let message = format!("the path of `{name}` {what}, and the horizon is {}", horizon.words());
        let diagnostic = Diagnostic::error(&codes::PATH_ENDS, message).at(path.span, "its path");
        reading.push(
            diagnostic
                .help(format!("add {missing} and what follows; without any row it is held at its level")),
        );
    }
    for (name, series) in &economy.series {
        let Some((missing, what)) = gap(series) else { continue };
        let message = format!("the series `{name}` {what}: it has no value in {missing}, which is simulated");
        let diagnostic = Diagnostic::error(&codes::MISSING_QUARTER, message).at(series.span, "its data");
        reading.push(diagnostic.help(format!("add {missing}, or simulate only the quarters that it has")));
    }
}
