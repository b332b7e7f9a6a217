//! Shocks and events: what they hit, how, how much and when.

use std::collections::BTreeSet;

use crate::calendar::Quarter;
use crate::diagnostic::{Diagnostic, Span, codes};
use crate::distribution::{Distribution, Univariate};
use crate::scenario::{Event, EventShock, Kind, Shock, Target, Timing, Verb};

use super::distribution::distribution;
use super::keys::Keys;
use super::model::wrong_order;
use super::names::Names;
use super::table::{Cursor, Reading, Written};
use super::tree::{Table, Value};
use super::value::{Field, out_of_range};

/// The simulated quarters, first and last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Horizon {
    pub start: Quarter,
    pub end: Quarter,
}

impl Horizon {
    /// Whether the first to the last quarter are all simulated.
    pub fn holds(self, first: Quarter, last: Quarter) -> bool {
        self.start <= first && last <= self.end
    }

    /// "2022Q1 to 2024Q4"
    pub fn words(self) -> String {
        format!("{} to {}", self.start, self.end)
    }
}

/// What a scenario's parts are checked against; no horizon where it is not known because of an error.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub names: &'a Names,
    pub horizon: Option<Horizon>,
}

/// The quarters in which a variable's element is set to a value, and where that is stated.
#[derive(Debug)]
pub(super) struct SetTo {
    variable: String,
    element: String,
    first: Quarter,
    last: Quarter,
    span: Span,
}

/// Target, verb and size.
struct Hit {
    target: Target,
    verb: Verb,
    size: Distribution,
    each: bool,
    span: Span,
}

/// 2^-53: the lowest uniform draw.
const LOWEST_DRAW: f64 = f64::EPSILON / 2.0;

fn hit(table: &mut Cursor<'_>, names: &Names, reading: &mut Reading<'_>) -> Option<Hit> {
    let target = table.field("target").and_then(|field| field.target(reading));
    let target = target.filter(|target| {
        names.check(target, true, reading) && names.behavioural(target, target.span, reading)
    });
    let each = table.field("each").is_some_and(|field| field.boolean(reading) == Some(true));
    let mut size = None;
    for verb in Verb::ALL {
        if let Some(field) = table.field(verb.key()) {
            let kind = target.as_ref().and_then(|target| names.variable(&target.variable)?.kind);
            let allowed = on_rates(verb, kind, field, reading);
            let value =
                distribution(field, reading).filter(|size| possible(verb, &size.value, field, reading));
            size = value.filter(|_| allowed).map(|size| (verb, size));
        }
    }
    let (verb, size) = size?;
    Some(Hit { target: target?, verb, size: size.value, each, span: size.span })
}

/// Whether the verb makes sense for the kind of variable.
fn on_rates(verb: Verb, kind: Option<Kind>, field: Field<'_>, reading: &mut Reading<'_>) -> bool {
    let relative = matches!(verb, Verb::Growth | Verb::Percent | Verb::LogPoints);
    let (what, unit) = match kind {
        Some(Kind::Rate) if relative => ("rate", "percentage points"),
        Some(Kind::Ratio) if relative => ("ratio", "its own unit"),
        _ => return true,
    };
    let message = format!("`{}` does not act on a {what}", verb.key());
    reading.push(
        Diagnostic::error(&codes::PERCENT_ON_RATE, message)
            .at(field.span(), "")
            .help(format!("write `add = ...`, in {unit}: a percentage of a {what} is easily misread")),
    );
    false
}

/// Whether no draw can make the variable vanish; warns of a size of 0.
fn possible(verb: Verb, size: &Distribution, field: Field<'_>, reading: &mut Reading<'_>) -> bool {
    if verb != Verb::Set && size.support() == (0.0, 0.0) {
        let diagnostic =
            Diagnostic::warning(&codes::SIZE_ZERO, "the size is fixed at 0, so that this changes nothing");
        reading.push(diagnostic.at(field.span(), "").help("give it a size, or remove it"));
    }
    let lowest = size.quantile(LOWEST_DRAW);
    if !matches!(verb, Verb::Percent | Verb::Growth) || lowest > -100.0 {
        return true;
    }
    let message = match size.support() {
        (low, high) if low == high => {
            format!("`{}` is {}, and must be above -100", verb.key(), rounded(lowest))
        }
        _ => {
            format!("a draw of `{}` can be as low as {}, and must be above -100", verb.key(), rounded(lowest))
        }
    };
    let mut diagnostic = Diagnostic::error(&codes::PERCENT_BELOW_MINUS_100, message).at(field.span(), "");
    diagnostic = diagnostic.help(match verb {
        Verb::Percent => {
            "write `log_points`, where every size is possible: -50 log points is a fall by 39 percent"
        }
        _ => "use a distribution whose lower end is above -100",
    });
    reading.push(diagnostic);
    false
}

/// A number for a message: two decimals at most.
fn rounded(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A `[[shock]]`.
pub(super) fn shock(
    (keys, table): (&'static Keys, &Table),
    context: Context<'_>,
    ids: &mut Vec<Written<String>>,
    sets: &mut Vec<SetTo>,
    reading: &mut Reading<'_>,
) -> Option<Shock> {
    let mut table = Cursor::open(keys, table, reading);
    let id = table.field("id").and_then(|field| field.name(reading));
    let hit = hit(&mut table, context.names, reading);
    let timing = match table.field("timing") {
        Some(field) => timing(field, context, reading),
        None => context.horizon.map(|horizon| Timing {
            start: horizon.start,
            ramp: 0,
            hold: None,
            half_life: None,
        }),
    };
    let source = table.text("source", reading);
    table.close();
    ids.extend(id.clone());
    let (id, hit, timing) = (id?, hit?, timing?);
    if hit.verb == Verb::Set {
        let last = last_quarter(&timing).unwrap_or(context.horizon?.end);
        sets_of(&hit, timing.start, last, context.names, sets);
    }
    let Hit { target, verb, size, each, span } = hit;
    Some(Shock { id: id.value, target, verb, size, each, timing, source, span })
}

/// The last quarter with a weight; `None` without end.
pub(super) fn last_quarter(timing: &Timing) -> Option<Quarter> {
    match (timing.hold, timing.half_life) {
        (Some(hold), None) => Some(timing.start.plus(timing.ramp as i32 + hold as i32 - 1)),
        _ => None,
    }
}

fn timing(field: Field<'_>, context: Context<'_>, reading: &mut Reading<'_>) -> Option<Timing> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let start = match table.field("start") {
        Some(field) => field.quarter(reading).map(|start| start.value),
        None => context.horizon.map(|horizon| horizon.start),
    };
    let mut duration = |key| match table.field(key) {
        Some(field) => field.duration(reading).map(|quarters| Some(quarters.value)),
        None => Some(None),
    };
    let (ramp, hold, half_life) = (duration("ramp"), duration("hold"), duration("half_life"));
    let half_life_place = table.place("half_life");
    table.close();
    let (start, ramp, hold, half_life) = (start?, ramp?.unwrap_or(0), hold?, half_life?);
    if let (Some(place), None) = (half_life_place, hold) {
        let message = "`half_life` says how it fades after the `hold`, but there is no `hold`";
        let diagnostic = Diagnostic::error(&codes::MISSING_KEY, message).at(place, "");
        reading.push(diagnostic.help("add `hold = \"4q\"`, or \"0q\" to fade at once"));
        return None;
    }
    let timing = Timing { start, ramp, hold, half_life: half_life.map(f64::from) };
    let horizon = context.horizon?;
    let last = last_quarter(&timing);
    if last.is_some_and(|last| last < start) {
        let diagnostic =
            Diagnostic::error(&codes::OUTSIDE_HORIZON, "the shock holds for no quarter").at(field.span(), "");
        reading.push(diagnostic.help("write `hold = \"1q\"` or more"));
        return None;
    }
    if start > horizon.end || last.is_some_and(|last| last < horizon.start) {
        let message = format!("the shock has no quarter inside the horizon, {}", horizon.words());
        reading.push(Diagnostic::error(&codes::OUTSIDE_HORIZON, message).at(field.span(), ""));
        return None;
    }
    Some(timing)
}

fn sets_of(hit: &Hit, first: Quarter, last: Quarter, names: &Names, sets: &mut Vec<SetTo>) {
    for element in names.elements(&hit.target) {
        sets.push(SetTo {
            variable: hit.target.variable.clone(),
            element: element.to_owned(),
            first,
            last,
            span: hit.span,
        });
    }
}

/// Says where two shocks set one element in one quarter.
pub(super) fn two_sets(sets: &[SetTo], reading: &mut Reading<'_>) {
    let mut said = BTreeSet::new();
    for (index, set) in sets.iter().enumerate() {
        let same = |other: &&SetTo| {
            other.variable == set.variable
                && other.element == set.element
                && other.span != set.span
                && other.first <= set.last
                && set.first <= other.last
        };
        if let Some(other) = sets[..index].iter().find(same)
            && said.insert((set.span, other.span))
        {
            let quarter = set.first.max(other.first);
            let message = format!("`{}` is set to two values in {quarter}", set.variable);
            reading.push(
                Diagnostic::error(&codes::TWO_SETS, message)
                    .at(set.span, "")
                    .at(other.span, "the first")
                    .help("move one in time with `timing`, or remove it"),
            );
        }
    }
}

/// An `[[event]]`.
pub(super) fn event(
    (keys, table): (&'static Keys, &Table),
    context: Context<'_>,
    ids: &mut Vec<Written<String>>,
    sets: &mut Vec<SetTo>,
    reading: &mut Reading<'_>,
) -> Option<Event> {
    let mut table = Cursor::open(keys, table, reading);
    let id = table.field("id").and_then(|field| field.name(reading));
    let label = table.text("label", reading);
    let probability = table.field("probability").and_then(|field| probability(field, reading));
    let window = table.field("window").and_then(|field| window(field, context, reading));
    let duration = table.field("duration").and_then(|field| distribution(field, reading));
    let mut shocks = Some(Vec::new());
    if let Some(field) = table.field("shock") {
        if matches!(&field.node.value, Value::List(nodes) if nodes.is_empty()) {
            let diagnostic =
                Diagnostic::error(&codes::EMPTY, "an event brings at least one shock").at(field.span(), "");
            reading.push(diagnostic.help("write [ { target = \"...\", add = 1.0 } ]"));
        }
        let hits: Vec<Option<Hit>> = field
            .tables(reading)
            .into_iter()
            .map(|table| event_shock(table, context.names, reading))
            .collect();
        repeated(&hits, reading);
        if let (Some((first, _)), Some(horizon)) = (window, context.horizon) {
            for hit in hits.iter().flatten().filter(|hit| hit.verb == Verb::Set) {
                sets_of(hit, first, horizon.end, context.names, sets);
            }
        }
        shocks = hits
            .into_iter()
            .map(|hit| {
                hit.map(|Hit { target, verb, size, each, span }| EventShock {
                    target,
                    verb,
                    size,
                    each,
                    span,
                })
            })
            .collect();
    }
    let source = table.text("source", reading);
    table.close();
    ids.extend(id.clone());
    let id = id?;
    Some(Event {
        id: id.value,
        label,
        probability: probability?,
        window: window?,
        duration: duration?.value,
        shocks: shocks?,
        source,
        span: id.span,
    })
}

fn event_shock(
    (keys, table): (&'static Keys, &Table),
    names: &Names,
    reading: &mut Reading<'_>,
) -> Option<Hit> {
    let mut table = Cursor::open(keys, table, reading);
    let hit = hit(&mut table, names, reading);
    table.close();
    hit
}

/// A driver is named by event, target and verb, so that an event has each pair once.
fn repeated(hits: &[Option<Hit>], reading: &mut Reading<'_>) {
    for (index, hit) in hits.iter().enumerate() {
        let Some(hit) = hit else { continue };
        let same = |other: &&Hit| {
            other.verb == hit.verb
                && other.target.variable == hit.target.variable
                && other.target.elements == hit.target.elements
        };
        if let Some(first) = hits[..index].iter().flatten().find(same) {
            let message = format!("the event has `{}` on `{}` twice", hit.verb.key(), hit.target.variable);
            reading.push(
                Diagnostic::error(&codes::DUPLICATE_NAME, message)
                    .at(hit.target.span, "")
                    .at(first.target.span, "the first")
                    .help("put the two into one size, or into two events"),
            );
        }
    }
}

fn probability(field: Field<'_>, reading: &mut Reading<'_>) -> Option<f64> {
    let probability = field.number(reading)?;
    if (0.0..=1.0).contains(&probability.value) {
        return Some(probability.value);
    }
    let percent = (1.0..=100.0).contains(&probability.value);
    let range = if percent { "from 0 to 1, not in percent" } else { "from 0 to 1" };
    out_of_range("probability", range, probability.span, reading);
    None
}

fn window(field: Field<'_>, context: Context<'_>, reading: &mut Reading<'_>) -> Option<(Quarter, Quarter)> {
    let (first, last) = field.pair(reading)?;
    let (first, last) = (first.quarter(reading), last.quarter(reading));
    let (first, last) = (first?.value, last?.value);
    if first > last {
        wrong_order(field, "earlier quarter", Some(format!("[\"{last}\", \"{first}\"]")), reading);
        return None;
    }
    let horizon = context.horizon?;
    if !horizon.holds(first, last) {
        let message = format!("the window is not inside the horizon, {}", horizon.words());
        reading.push(Diagnostic::error(&codes::OUTSIDE_HORIZON, message).at(field.span(), ""));
        return None;
    }
    Some((first, last))
}
