//! Events and regimes: how likely, when, for how long, and what they bring.

use crate::calendar::Quarter;
use crate::diagnostic::{Diagnostic, Span, codes};
use crate::distribution::{Distribution, Univariate};
use crate::scenario::{
    Bringer, Chance, Course, Event, EventShock, Onset, Size, Start, Timing, quarterly_hazard,
};

use super::distribution::distribution;
use super::keys::Keys;
use super::model::wrong_order;
use super::shock::{Context, Hit, Said, hit};
use super::table::{Cursor, Reading, Written};
use super::tree::{Table, Value};
use super::value::{Field, out_of_range};

/// An event before it is known whether what it names is there.
pub(super) struct Draft {
    /// Where it is given another event, that one is still the first of the scenario.
    pub event: Event,
    /// The event that it is given.
    pub given: Option<Written<String>>,
    /// Where the window is stated.
    pub window: Span,
    /// Where its probability is stated.
    pub probability: Span,
}

/// An `[[event]]`.
pub(super) fn event(
    (keys, table): (&'static Keys, &Table),
    context: Context<'_>,
    number: usize,
    said: &mut Said,
    reading: &mut Reading<'_>,
) -> Option<Draft> {
    let mut table = Cursor::open(keys, table, reading);
    let id = table.field("id").and_then(|field| field.name(reading));
    let label = table.text("label", reading);
    let places = ["probability", "yearly_hazard", "given"].map(|key| table.place(key));
    let probability = table.field("probability").map(|field| share(field, reading));
    let hazard = table.field("yearly_hazard").map(|field| share(field, reading));
    let given = table.field("given").map(|field| given(field, reading));
    let recurs = table.field("recurs");
    let recurs_place = recurs.map(Field::span);
    let recurs = recurs.map_or(Some(false), |field| field.boolean(reading));
    let window_field = table.field("window");
    let window = window_field.and_then(|field| window(field, context, reading));
    let onset_place = table.place("onset");
    let onset = match table.field("onset") {
        None => Some(Onset::Even),
        Some(field) => onset(field, window, reading).map(Onset::Drawn),
    };
    let duration = table.field("duration").and_then(|field| distribution(field, reading));
    let timing = window.map(|(start, _)| Timing { start, ramp: 0, hold: None, half_life: None });
    let by = Bringer::Event(number);
    let shocks = shocks(table.field("shock"), (by, id.as_ref(), timing), context, said, reading);
    let channel = table.field("channel").and_then(|field| field.name(reading));
    let source = table.text("source", reading);
    table.close();
    said.ids.extend(id.clone());
    let channel = said.channel(id.as_ref(), channel);

    let conflict = |message: &str, help: &str, span: Span, reading: &mut Reading<'_>| {
        reading.push(Diagnostic::error(&codes::CONFLICTING_KEYS, message).at(span, "").help(help));
    };
    if let (Some(Some(_)), Some(span)) = (&hazard, onset_place) {
        let message = "a hazard says itself when it strikes, so that there is no `onset` to state";
        conflict(message, "remove `onset`, or state a `probability`", span, reading);
        return None;
    }
    if let (Some(true), None, Some(span)) = (recurs, &hazard, recurs_place) {
        let message = "what may happen again needs a probability a year";
        conflict(
            message,
            "write `yearly_hazard` in place of the probability, or remove `recurs`",
            span,
            reading,
        );
        return None;
    }
    let (id, duration) = (id?, duration?.value);
    let mut named = None;
    let course = match (probability, hazard, given) {
        (Some(probability), None, None) => {
            Course::Once { chance: Chance::Window(probability?, onset?), duration }
        }
        (None, Some(yearly), None) if recurs? => Course::Recurring { yearly_hazard: yearly?, duration },
        (None, Some(yearly), None) => Course::Once { chance: Chance::Hazard(yearly?), duration },
        (None, None, Some(given)) => {
            let (event, yes, no) = given?;
            named = Some(event);
            Course::Once { chance: Chance::Given { event: 0, yes, no, onset: onset? }, duration }
        }
        // The keys' forms have said it.
        _ => return None,
    };
    Some(Draft {
        window: window_field.map_or(id.span, Field::span),
        probability: places.into_iter().flatten().next().unwrap_or(id.span),
        given: named,
        event: Event {
            id: id.value,
            label,
            window: window?,
            course,
            shocks: shocks?,
            channel,
            source,
            span: id.span,
        },
    })
}

/// A `[[regime]]`; `number` is its place among events and regimes.
pub(super) fn regime(
    (keys, table): (&'static Keys, &Table),
    context: Context<'_>,
    number: usize,
    said: &mut Said,
    reading: &mut Reading<'_>,
) -> Option<Draft> {
    let mut table = Cursor::open(keys, table, reading);
    let id = table.field("id").and_then(|field| field.name(reading));
    let label = table.text("label", reading);
    let enter = table.field("enter").map(|field| share(field, reading));
    let yearly = table.field("yearly_hazard").map(|field| share(field, reading));
    let leave = table.field("leave").and_then(|field| share(field, reading));
    let start_field = table.field("start");
    let start = match start_field {
        None => Some(Start::Off),
        Some(field) => field.choice(reading).map(|start| match start.value {
            "on" => Start::On,
            "stationary" => Start::Stationary,
            _ => Start::Off,
        }),
    };
    let window = context.horizon.map(|horizon| (horizon.start, horizon.end));
    let timing = window.map(|(start, _)| Timing { start, ramp: 0, hold: None, half_life: None });
    let by = Bringer::Regime(number);
    let shocks = shocks(table.field("shock"), (by, id.as_ref(), timing), context, said, reading);
    let channel = table.field("channel").and_then(|field| field.name(reading));
    let source = table.text("source", reading);
    table.close();
    said.ids.extend(id.clone());
    let channel = said.channel(id.as_ref(), channel);
    let id = id?;
    let enter = match (enter, yearly) {
        (Some(enter), None) => enter?,
        (None, Some(yearly)) => quarterly_hazard(yearly?),
        _ => return None,
    };
    let (leave, start) = (leave?, start?);
    if let (Start::Stationary, Some(field), true) = (start, start_field, enter + leave == 0.0) {
        let message = "a regime that neither begins nor ends has no stationary probability";
        let diagnostic = Diagnostic::error(&codes::CONFLICTING_KEYS, message).at(field.span(), "");
        reading.push(diagnostic.help("write \"off\" or \"on\", or let it begin or end"));
        return None;
    }
    let course = Course::Regime { enter, leave, start };
    let event = Event {
        id: id.value,
        label,
        window: window?,
        course,
        shocks: shocks?,
        channel,
        source,
        span: id.span,
    };
    Some(Draft { event, given: None, window: id.span, probability: id.span })
}

/// What an event or a regime brings; at least one.
fn shocks(
    field: Option<Field<'_>>,
    (by, id, timing): (Bringer, Option<&Written<String>>, Option<Timing>),
    context: Context<'_>,
    said: &mut Said,
    reading: &mut Reading<'_>,
) -> Option<Vec<EventShock>> {
    let Some(field) = field else { return Some(Vec::new()) };
    if matches!(&field.node.value, Value::List(nodes) if nodes.is_empty()) {
        let what = if let Bringer::Regime(_) = by { "a regime" } else { "an event" };
        let message = format!("{what} brings at least one shock");
        let diagnostic = Diagnostic::error(&codes::EMPTY, message).at(field.span(), "");
        reading.push(diagnostic.help("write [ { target = \"...\", add = 1.0 } ]"));
    }
    let hits: Vec<Option<Hit>> =
        field.tables(reading).into_iter().map(|table| brought(table, by, context, reading)).collect();
    repeated(&hits, by, reading);
    if let (Some(timing), Some(id)) = (timing, id) {
        for hit in hits.iter().flatten() {
            said.sets_of(hit, by, &id.value, &timing, context);
        }
    }
    let shock = |hit: Option<Hit>| {
        let hit = hit?;
        let replaces = hit.replaced();
        let Hit { target, verb, versus, size, each, span, .. } = hit;
        let Size::Drawn(size) = size else { unreachable!("the key's kind") };
        Some(EventShock { target, verb, versus, size, each, replaces, span })
    };
    hits.into_iter().map(shock).collect()
}

fn brought(
    (keys, table): (&'static Keys, &Table),
    by: Bringer,
    context: Context<'_>,
    reading: &mut Reading<'_>,
) -> Option<Hit> {
    let mut table = Cursor::open(keys, table, reading);
    let hit = hit(&mut table, by, context, reading);
    table.close();
    hit
}

/// A driver is named by event, target and verb, so that an event has each pair once.
fn repeated(hits: &[Option<Hit>], by: Bringer, reading: &mut Reading<'_>) {
    for (index, hit) in hits.iter().enumerate() {
        let Some(hit) = hit else { continue };
        let same = |other: &&Hit| {
            other.verb == hit.verb
                && other.target.variable == hit.target.variable
                && other.target.elements == hit.target.elements
        };
        if let Some(first) = hits[..index].iter().flatten().find(same) {
            let (word, verb, variable) = (by.word(), hit.verb.key(), &hit.target.variable);
            let message = format!("the {word} has `{verb}` on `{variable}` twice");
            reading.push(
                Diagnostic::error(&codes::DUPLICATE_NAME, message)
                    .at(hit.target.span, "")
                    .at(first.target.span, "the first")
                    .help(format!("put the two into one size, or into two {word}s")),
            );
        }
    }
}

/// A probability.
fn share(field: Field<'_>, reading: &mut Reading<'_>) -> Option<f64> {
    Some(field.number(reading)?.value)
}

/// `{ event = "payment_freeze", yes = 0.6, no = 0.1 }`
fn given(field: Field<'_>, reading: &mut Reading<'_>) -> Option<(Written<String>, f64, f64)> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let event = table.field("event").and_then(|field| field.name(reading));
    let yes = table.field("yes").and_then(|field| share(field, reading));
    let no = table.field("no").map_or(Some(0.0), |field| share(field, reading));
    table.close();
    Some((event?, yes?, no?))
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
        let diagnostic = Diagnostic::error(&codes::OUTSIDE_HORIZON, message).at(field.span(), "");
        let diagnostic = diagnostic.help("move it, or lengthen the scenario's `horizon`");
        reading.push(horizon.blame(diagnostic, first));
        return None;
    }
    Some((first, last))
}

/// Quarters from the window's first, inside the window.
fn onset(
    field: Field<'_>,
    window: Option<(Quarter, Quarter)>,
    reading: &mut Reading<'_>,
) -> Option<Distribution> {
    let onset = distribution(field, reading)?.value;
    let (first, last) = window?;
    let quarters = last.since(first) + 1;
    let (least, most) = onset.support();
    if least < 0.0 || least >= f64::from(quarters) || most > f64::from(quarters) {
        let range = format!("at least 0 and less than {quarters} quarters, so that it is inside the window");
        out_of_range("onset", &range, field.span(), reading);
        return None;
    }
    Some(onset)
}
