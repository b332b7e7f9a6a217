//! The scenario file, checked against the model's names.

use crate::calendar::{Date, Quarter};
use crate::diagnostic::{Diagnostic, Sources, codes};
use crate::scenario::{
    Adjustment, Economy, Model, OnBadPath, Outcome, ParameterDraws, Precision, Run, Sampler, Scenario,
};

use super::calibrate::calibrate;
use super::dependence;
use super::economy::{FigureDraft, by_period, unique};
use super::event::{Draft, event, regime};
use super::event_tree::{exclusive, resolved as resolved_events};
use super::fact::facts;
use super::figures::Values;
use super::judgement::{assumption, tune};
use super::keys::{Keys, SCENARIO};
use super::names::Names;
use super::observed::{Limit, observed};
use super::outcome::{Measured, check, outcome, outcome_at, solved_residuals};
use super::output::output;
use super::published::{published, statistic};
use super::residuals::residuals;
use super::shock::{Context, Horizon, Said, shock};
use super::size::check_joint;
use super::table::{Cursor, Reading, Written};
use super::through::{cover, data_through, without_effect};
use super::tree::{Table, Tree, Value};
use super::value::Field;

/// The last year that the calendar can hold.
const LAST_YEAR: i32 = 9_999;

/// The files that a scenario names, the set of parameters, and what they are read by.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub model: Option<Written<String>>,
    pub economy: Option<Written<String>>,
    pub parameter_set: Option<Written<String>>,
    pub start: Option<Quarter>,
    pub as_of: Option<Date>,
}

/// What a scenario names; what is not a text is said when the scenario is read.
pub(super) fn named(tree: &Tree, sources: &Sources) -> Named {
    let text = |key| match tree.root.get(key).map(|entry| &entry.node) {
        Some(node) => match &node.value {
            Value::Text(text) => Some(Written { value: text.clone(), span: node.span }),
            _ => None,
        },
        None => None,
    };
    let day = tree.root.get("as_of").map(|entry| &entry.node);
    let day = day.and_then(|node| match &node.value {
        Value::Text(text) => text.parse().ok(),
        Value::Date => sources.text(node.span).parse().ok(),
        _ => None,
    });
    let start = text("start").and_then(|start| start.value.parse().ok());
    let (model, economy, parameter_set) = (text("model"), text("economy"), text("parameter_set"));
    Named { model, economy, parameter_set, start, as_of: day }
}

/// The data that a scenario gives for exogenous variables.
pub(super) fn series(tree: &Tree, reading: &mut Reading<'_>) -> Vec<FigureDraft<Values>> {
    let (Some(key), Some(entry)) = (SCENARIO.get("series"), tree.root.get("series")) else {
        return Vec::new();
    };
    let field = Field { key, kind: key.kind, node: &entry.node };
    field.named(reading).into_iter().filter_map(|(name, field)| by_period(name, field, reading)).collect()
}

/// Reads a scenario file; `resolved` are the model and the economy it names, `None` where they could not be read.
#[expect(clippy::too_many_lines, reason = "one step a key of the file")]
pub(super) fn scenario(
    name: &str,
    tree: &Tree,
    names: &Names,
    mut resolved: Option<(Model, Economy)>,
    reading: &mut Reading<'_>,
) -> Option<Scenario> {
    let mut table = Cursor::open(&SCENARIO, &tree.root, reading);
    let title = table.field("title").and_then(|field| field.text(reading));
    let title = title.map(|title| title.map(str::to_owned));
    let note = table.text("note", reading);
    for key in ["model", "economy"] {
        table.text(key, reading);
    }
    table.field("parameter_set").and_then(|field| field.name(reading));
    // They have done their work.
    for key in ["extends", "remove"] {
        table.take(key);
    }
    let start = table.field("start").and_then(|field| field.quarter(reading));
    let quarters = table.field("horizon").and_then(|field| field.duration(reading));
    let horizon = start.and_then(|start| horizon(start, quarters?, reading));
    let as_of = table.field("as_of").map(|field| field.date(reading));
    let through = data_through(table.field("data_through"), horizon, resolved.as_ref(), reading);
    // Their tables have been read with the economy's.
    for key in ["series", "past"] {
        table.take(key);
    }
    rolling(table.field("rolling"), reading);
    if let (Some(horizon), Some(resolved)) = (horizon, &resolved) {
        cover(horizon, resolved, reading);
    }
    let context = Context { names, horizon };
    let other = table.field("residual");
    let sound = residuals(other, names, resolved.as_mut().map(|(model, _)| model), reading);

    let mut said = Said::default();
    let assumptions: Option<Vec<_>> = all(tables(table.field("assumption"), reading)
        .into_iter()
        .map(|table| assumption(table, context, &mut said, reading)));
    let tunes: Option<Vec<_>> = all(tables(table.field("tune"), reading)
        .into_iter()
        .map(|table| tune(table, context, &mut said, reading)));
    let shocks: Option<Vec<_>> = all(tables(table.field("shock"), reading)
        .into_iter()
        .map(|table| shock(table, context, &mut said, reading)));
    let happening = tables(table.field("event"), reading);
    let regimes_from = happening.len();
    let mut drafts: Vec<Option<Draft>> = Vec::new();
    for (number, table) in happening.into_iter().enumerate() {
        drafts.push(event(table, context, number, &mut said, reading));
    }
    for (number, table) in tables(table.field("regime"), reading).into_iter().enumerate() {
        drafts.push(regime(table, context, regimes_from + number, &mut said, reading));
    }
    let drafts: Option<Vec<Draft>> = drafts.into_iter().collect();
    let groups = tables(table.field("exclusive"), reading);
    let mut group_ids = Vec::new();
    let groups = match &drafts {
        Some(drafts) => exclusive(groups, drafts, &mut group_ids, reading),
        None => None,
    };
    unique(&group_ids, "groups of exclusive events", reading);
    let events = drafts.and_then(|drafts| resolved_events(drafts, reading));
    said.ids.sort_by_key(|id| id.span);
    unique(&said.ids, "shocks, events, regimes, assumptions and tunes", reading);
    said.check_sets(reading);
    said.check_channels(reading);
    let factors = tunes.iter().flatten().filter_map(|tune| match &tune.adjustment {
        Adjustment::Factor(_, size) => Some((size, tune.timing, tune.span)),
        Adjustment::ResidualSpread(_) => None,
    });
    let held = assumptions.iter().flatten().map(|held| (&held.size, held.timing, held.span));
    let sizes = shocks.iter().flatten().map(|shock| (&shock.size, shock.timing, shock.span));
    check_joint(held.chain(factors).chain(sizes), reading);
    let joint = dependence::stated(table.field("dependence"), reading);

    let mut measured = Vec::new();
    let outcomes = outcomes(table.field("outcome"), context, &mut measured, reading);
    let checks: Option<Vec<_>> =
        all(tables(table.field("check"), reading).into_iter().map(|table| check(table, &measured, reading)));
    let limit = Limit {
        start: horizon.map(|horizon| horizon.start),
        as_of: as_of.as_ref().and_then(|day| Some(day.as_ref()?.value)),
    };
    let observed: Option<Vec<_>> = all(tables(table.field("observed"), reading)
        .into_iter()
        .map(|table| observed(table, &measured, limit, reading)));
    let facts = facts(tables(table.field("fact"), reading), &measured, reading);
    let calibration = calibrate(table.field("calibrate"), names, resolved.as_ref(), reading);
    let sample = table.text("sample", reading);
    let targets = tables(table.field("target"), reading);
    let targets = published(targets, &measured, (shocks.as_deref(), events.as_deref(), &said.ids), reading);
    let run = match table.field("run") {
        None => Some((Run::default(), Vec::new())),
        Some(field) => run(field, &measured, reading),
    };
    let output = output(table.field("output"), reading);
    table.close();

    if let (Some(shocks), Some(events), Some(through)) = (&shocks, &events, &through) {
        without_effect(shocks, events, through, reading);
    }

    let found = shocks.as_deref().zip(events.as_deref().zip(groups.as_deref())).zip(resolved.as_ref());
    let joint = dependence::together(joint, names, found, &said.ids, reading);
    let title = title?;
    let (model, economy) = resolved.filter(|_| sound)?;
    let (shocks, mut outcomes) = (shocks?, outcomes?);
    let (run, until) = run?;
    for shock in &shocks {
        outcomes.extend(solved_residuals(shock, horizon?, &model, &economy));
    }
    Some(Scenario {
        name: name.to_owned(),
        origin: None,
        revised: Vec::new(),
        span: title.span,
        title: title.value,
        note,
        model,
        economy,
        as_of: match as_of {
            None => None,
            Some(as_of) => Some(as_of?.value),
        },
        data_through: through?,
        start: horizon?.start,
        quarters: quarters?.value,
        assumptions: assumptions?,
        tunes: tunes?,
        shocks,
        events: events?,
        exclusive: groups?,
        dependence: joint?,
        outcomes,
        targets: targets?,
        checks: checks?,
        observed: observed?,
        facts: facts?,
        calibrate: calibration?,
        sample,
        run,
        until,
        output: output?,
    })
}

/// `[rolling]`, whose file has been read where an origin is asked for.
fn rolling(field: Option<Field<'_>>, reading: &mut Reading<'_>) {
    let Some((keys, table)) = field.and_then(|field| field.table(reading)) else { return };
    let mut table = Cursor::open(keys, table, reading);
    table.text("csv", reading);
    table.close();
}

/// Every `[[outcome]]`, at least one; what is known of each is `measured`, also where another is wrong.
fn outcomes(
    field: Option<Field<'_>>,
    context: Context<'_>,
    measured: &mut Vec<Measured>,
    reading: &mut Reading<'_>,
) -> Option<Vec<Outcome>> {
    if let Some(field) = field
        && matches!(&field.node.value, Value::List(nodes) if nodes.is_empty())
    {
        let diagnostic = Diagnostic::error(&codes::EMPTY, "a scenario measures at least one outcome");
        reading.push(diagnostic.at(field.span(), "").help("add an [[outcome]]"));
    }
    let outcomes =
        all(tables(field, reading).into_iter().map(|table| outcome(table, context, measured, reading)));
    let ids: Vec<Written<String>> = measured.iter().map(|outcome| outcome.id.clone()).collect();
    unique(&ids, "outcomes", reading);
    outcomes
}

/// All of them, or none when one is not sound; each is read.
fn all<T>(list: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    list.collect::<Vec<_>>().into_iter().collect()
}

/// The tables of a key; none when it is not there.
fn tables<'t>(field: Option<Field<'t>>, reading: &mut Reading<'_>) -> Vec<(&'static Keys, &'t Table)> {
    field.map(|field| field.tables(reading)).unwrap_or_default()
}

fn horizon(start: Written<Quarter>, quarters: Written<u32>, reading: &mut Reading<'_>) -> Option<Horizon> {
    let end = start.value.plus(quarters.value as i32 - 1);
    if end.year() > LAST_YEAR {
        let message = format!("the horizon ends after the year {LAST_YEAR}");
        reading.push(Diagnostic::error(&codes::OUT_OF_RANGE, message).at(quarters.span, ""));
        return None;
    }
    Some(Horizon { start: start.value, end, stated: (start.span, quarters.span) })
}

fn run(field: Field<'_>, measured: &[Measured], reading: &mut Reading<'_>) -> Option<(Run, Vec<Precision>)> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let default = Run::default();
    let integer = |field: Option<Field<'_>>, default, reading: &mut Reading<'_>| match field {
        None => Some(default),
        Some(field) => field.integer(reading).map(|integer| integer.value as u64),
    };
    let paths = integer(table.field("paths"), default.paths, reading);
    let seed = integer(table.field("seed"), default.seed, reading);
    let sampler = table.field("sampler").map(|field| field.choice(reading));
    let parameters = table.field("parameters").map(|field| field.choice(reading));
    let on_bad_path = table.field("on_bad_path").map(|field| field.choice(reading));
    let split = table.field("split").map(|field| field.boolean(reading));
    let until = tables(table.field("until"), reading);
    let until: Option<Vec<Precision>> =
        all(until.into_iter().map(|table| precision(table, measured, reading)));
    table.close();
    let run = Run {
        paths: paths?,
        seed: seed?,
        sampler: match sampler {
            None => default.sampler,
            Some(sampler) => match sampler?.value {
                "random" => Sampler::Random,
                "sobol" => Sampler::Sobol,
                other => unreachable!("no sampler {other}"),
            },
        },
        parameters: match parameters {
            None => default.parameters,
            Some(parameters) => match parameters?.value {
                "fixed" => ParameterDraws::Fixed,
                _ => ParameterDraws::Uncertain,
            },
        },
        on_bad_path: match on_bad_path {
            None => default.on_bad_path,
            Some(on_bad_path) => match on_bad_path?.value {
                "count" => OnBadPath::Count,
                _ => OnBadPath::Fail,
            },
        },
        split: match split {
            None => default.split,
            Some(split) => split?,
        },
    };
    Some((run, until?))
}

/// How precise a statistic must be.
fn precision(
    (keys, table): (&'static Keys, &Table),
    measured: &[Measured],
    reading: &mut Reading<'_>,
) -> Option<Precision> {
    let mut table = Cursor::open(keys, table, reading);
    let outcome = table.field("outcome").and_then(|field| outcome_at(field, measured, reading));
    let stat = table.field("stat").and_then(|field| statistic(field, reading));
    let half_width = table.field("half_width").and_then(|field| field.number(reading));
    table.close();
    let (outcome, (stat, statistic), half_width) = (outcome?, stat?, half_width?);
    let (id, period) = outcome.value;
    Some(Precision { outcome: id, period, stat, statistic, half_width: half_width.value, span: outcome.span })
}
