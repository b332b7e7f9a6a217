//! Events that name each other: what one is given, and which exclude each other.

use crate::diagnostic::{Diagnostic, Span, codes};
use crate::scenario::{Chance, Course, Event, Exclusive};

use super::event::Draft;
use super::keys::Keys;
use super::table::{Cursor, Reading, Written};
use super::tree::Table;
use super::value::Field;

/// Probabilities of exclusive events may add to so much more than 1, by rounding.
const ROUNDING: f64 = 1e-9;

/// All events and regimes, each with the event that it is given; `None` when one names what it must not.
pub(super) fn resolved(mut drafts: Vec<Draft>, reading: &mut Reading<'_>) -> Option<Vec<Event>> {
    let mut parents = vec![None; drafts.len()];
    let mut sound = true;
    for (number, draft) in drafts.iter().enumerate() {
        let Some(given) = &draft.given else { continue };
        parents[number] = find(given, "given", &drafts, reading);
        sound &= parents[number].is_some();
    }
    sound &= no_cycle(&drafts, &parents, reading);
    for (number, parent) in parents.iter().enumerate() {
        let Some(parent) = parent else { continue };
        let (own, other) = (&drafts[number], &drafts[*parent]);
        let ((_, own_last), (_, last)) = (own.event.window, other.event.window);
        if own_last < last {
            let message = format!(
                "`{}` does not begin before `{}`, which it is given, and its window ends in {own_last}, before {last}",
                own.event.id, other.event.id
            );
            let diagnostic = Diagnostic::error(&codes::WINDOW_TOO_EARLY, message).at(own.window, "");
            let diagnostic = diagnostic.at(other.window, "the window of the other");
            reading.push(diagnostic.help(format!("let it end in {last} or later")));
            sound = false;
        }
    }
    for (draft, parent) in drafts.iter_mut().zip(parents) {
        if let (Course::Once { chance: Chance::Given { event, .. }, .. }, Some(parent)) =
            (&mut draft.event.course, parent)
        {
            *event = parent;
        }
    }
    sound.then(|| drafts.into_iter().map(|draft| draft.event).collect())
}

/// The position of an event that is named by `key`.
fn find(name: &Written<String>, key: &str, drafts: &[Draft], reading: &mut Reading<'_>) -> Option<usize> {
    let is_event = |draft: &Draft| !matches!(draft.event.course, Course::Regime { .. });
    let position = drafts.iter().position(|draft| draft.event.id == name.value);
    if let Some(position) = position.filter(|position| is_event(&drafts[*position])) {
        return Some(position);
    }
    let message = match position {
        Some(_) => format!("`{}` is a regime, and `{key}` is of events", name.value),
        None => format!("there is no event `{}`", name.value),
    };
    let names = drafts.iter().filter(|draft| is_event(draft)).map(|draft| draft.event.id.as_str());
    let mut diagnostic = Diagnostic::error(&codes::UNKNOWN_EVENT, message).at(name.span, "");
    diagnostic = diagnostic.did_you_mean(&name.value, names.clone());
    if diagnostic.help.is_empty() {
        let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
        diagnostic = diagnostic.help(format!("the events are {}", super::keys::joined(names, "and")));
    }
    reading.push(diagnostic);
    None
}

/// Says when an event is given itself, by way of others: once a circle.
fn no_cycle(drafts: &[Draft], parents: &[Option<usize>], reading: &mut Reading<'_>) -> bool {
    let mut told = vec![false; drafts.len()];
    let mut sound = true;
    for start in 0..drafts.len() {
        let mut chain = vec![start];
        let mut at = start;
        while let Some(parent) = parents[at] {
            if parent == start {
                if !told[start] {
                    for number in &chain {
                        told[*number] = true;
                    }
                    let names = chain.iter().chain([&start]).map(|at| format!("`{}`", drafts[*at].event.id));
                    let message =
                        format!("an event is given itself: {}", names.collect::<Vec<_>>().join(", given "));
                    let span =
                        drafts[start].given.as_ref().map_or(drafts[start].event.span, |given| given.span);
                    let diagnostic = Diagnostic::error(&codes::EVENT_CYCLE, message).at(span, "");
                    reading.push(diagnostic.help("state a `probability` of one of them in place of `given`"));
                }
                sound = false;
                break;
            }
            if chain.contains(&parent) {
                // A circle further up, which is told there.
                break;
            }
            chain.push(parent);
            at = parent;
        }
    }
    sound
}

/// Every `[[exclusive]]`; the ids of the groups go to `ids`.
pub(super) fn exclusive(
    tables: Vec<(&'static Keys, &Table)>,
    drafts: &[Draft],
    ids: &mut Vec<Written<String>>,
    reading: &mut Reading<'_>,
) -> Option<Vec<Exclusive>> {
    let mut taken: Vec<(usize, Span)> = Vec::new();
    let mut groups = Vec::new();
    for (keys, table) in tables {
        let mut table = Cursor::open(keys, table, reading);
        let id = table.field("id").and_then(|field| field.name(reading));
        let events = table.field("events").and_then(|field| members(field, drafts, &mut taken, reading));
        table.close();
        ids.extend(id.clone());
        groups.push(id.zip(events).map(|(id, events)| Exclusive { id: id.value, events, span: id.span }));
    }
    groups.into_iter().collect()
}

/// The events of one group; `taken` are those of groups so far.
fn members(
    field: Field<'_>,
    drafts: &[Draft],
    taken: &mut Vec<(usize, Span)>,
    reading: &mut Reading<'_>,
) -> Option<Vec<usize>> {
    let list = field.elements(reading);
    let stated = list.len();
    if stated < 2 {
        let message = "events exclude each other where there are two or more";
        let diagnostic = Diagnostic::error(&codes::EMPTY, message).at(field.span(), "");
        reading.push(diagnostic.help("name at least two events"));
        return None;
    }
    let mut events = Vec::new();
    for name in list {
        let Some(name) = name.name(reading) else { continue };
        let Some(event) = find(&name, "exclusive", drafts, reading) else { continue };
        if let Some((_, first)) = taken.iter().find(|(other, _)| *other == event) {
            let message = format!("`{}` is there twice among exclusive events", name.value);
            let diagnostic = Diagnostic::error(&codes::DUPLICATE_NAME, message).at(name.span, "");
            reading.push(diagnostic.at(*first, "the first").help("an event is in one group, once"));
            continue;
        }
        taken.push((event, name.span));
        let why = match &drafts[event].event.course {
            Course::Recurring { .. } => Some("recurs"),
            Course::Once { chance: Chance::Given { .. }, .. } => Some("is given another event"),
            _ => None,
        };
        if let Some(why) = why {
            let message = format!("`{}` {why}, so that no draw of a group can decide on it", name.value);
            let diagnostic = Diagnostic::error(&codes::CONFLICTING_KEYS, message).at(name.span, "");
            let diagnostic = diagnostic.at(drafts[event].probability, "how likely it is");
            reading.push(diagnostic.help("state its `probability` or its `yearly_hazard` alone"));
            continue;
        }
        events.push(event);
    }
    if events.len() < stated {
        return None;
    }
    let probability = |event: &usize| drafts[*event].event.own_probability().unwrap_or_default();
    let sum: f64 = events.iter().map(probability).sum();
    if sum > 1.0 + ROUNDING {
        let each = events.iter().map(|event| {
            let rounded = (probability(event) * 1e4).round() / 1e4;
            format!("`{}` {rounded}", drafts[*event].event.id)
        });
        let message = format!(
            "at most one of these happens, and their probabilities add to {}: {}",
            (sum * 1e4).round() / 1e4,
            super::keys::joined(each, "and")
        );
        let mut diagnostic = Diagnostic::error(&codes::EXCLUSIVE_PROBABILITIES, message).at(field.span(), "");
        for event in &events {
            diagnostic = diagnostic.at(drafts[*event].probability, "");
        }
        reading.push(
            diagnostic.help("lower them until they add to 1 or less; what is left is that none happens"),
        );
        return None;
    }
    Some(events)
}
