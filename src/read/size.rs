//! By how much: a number, a distribution, a path of numbers, or blocks of the past.

use crate::calendar::{Period, Quarter};
use crate::diagnostic::{Diagnostic, Span, codes};
use crate::scenario::{Bootstrap, Size, Steps, Timing};

use super::column::{Column, column};
use super::distribution::distribution;
use super::keys::{Keys, Kind};
use super::shock::{Context, inside};
use super::table::{Cursor, Reading, Written};
use super::tree::{Table, Value};
use super::value::Field;

/// A size; of a path, the quarters in which it acts.
pub(super) fn size_of(
    field: Field<'_>,
    context: Context<'_>,
    reading: &mut Reading<'_>,
) -> Option<(Written<Size>, Option<Timing>)> {
    if let (Kind::Size(keys), Value::Table(table)) = (field.kind, &field.node.value)
        && keys.names().any(|key| table.get(key).is_some())
    {
        let (size, timing) = by_quarter(keys, table, field, context, reading)?;
        return Some((Written { value: size, span: field.span() }, timing));
    }
    let drawn = distribution(field, reading)?;
    Some((drawn.map(Size::Drawn), None))
}

/// `{ values = [95, 100, 96], from = "2022Q1" }` or `{ bootstrap = { ... } }`
fn by_quarter(
    keys: &'static Keys,
    table: &Table,
    field: Field<'_>,
    context: Context<'_>,
    reading: &mut Reading<'_>,
) -> Option<(Size, Option<Timing>)> {
    let mut table = Cursor::open(keys, table, reading);
    let drawn = table.field("bootstrap");
    let values = table.field("values");
    let list = values.map(|field| field.elements(reading)).unwrap_or_default();
    let count = list.len();
    let numbers: Vec<f64> =
        list.into_iter().filter_map(|value| value.number(reading)).map(|number| number.value).collect();
    let from = table.field("from").and_then(|field| field.quarter(reading));
    let to_field = table.field("to");
    let to = to_field.map(|field| field.quarter(reading));
    table.close();
    if let Some(drawn) = drawn {
        if let Some(to) = to_field {
            let message = "`to` is the end of a path, and `bootstrap` acts as `timing` says";
            let diagnostic = Diagnostic::error(&codes::CONFLICTING_KEYS, message).at(to.span(), "");
            reading.push(diagnostic.help("remove `to`, and write timing = { hold = \"4q\" }"));
            return None;
        }
        return Some((Size::Bootstrap(bootstrap(drawn, reading)?), None));
    }
    if let (0, Some(values)) = (count, values)
        && matches!(values.node.value, Value::List(_))
    {
        let diagnostic = Diagnostic::error(&codes::EMPTY, "a path has at least one number");
        reading.push(diagnostic.at(values.span(), "").help("write [95], and it holds"));
        return None;
    }
    let from = from?.value;
    let hold = match to {
        None => None,
        Some(to) => Some(to?),
    };
    if numbers.is_empty() || numbers.len() < count {
        return None;
    }
    if let Some(to) = hold.filter(|to| to.value < from) {
        let diagnostic = Diagnostic::error(&codes::WRONG_ORDER, "the path ends before it begins");
        reading.push(diagnostic.at(to.span, "").help(format!("write \"{from}\" or later")));
        return None;
    }
    let hold = hold.map(|to| to.value.since(from) as u32 + 1);
    let timing = Timing { start: from, ramp: 0, hold, half_life: None };
    let acts = inside(&timing, context, field, reading);
    acts.then_some((Size::Path(Steps { from, values: numbers }), Some(timing)))
}

/// The block of a bootstrap that says none: a year.
const BLOCK: u32 = 4;

/// `{ csv = "past.csv", column = "oil", block = "4q" }`
fn bootstrap(field: Field<'_>, reading: &mut Reading<'_>) -> Option<Bootstrap> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let column = column(&mut table, reading);
    let block = match table.field("block") {
        None => Some(Written { value: BLOCK, span: field.span() }),
        Some(field) => field.duration(reading),
    };
    let joint = table.field("joint").map(|field| field.name(reading));
    table.close();
    let (column, block) = (column?, block?);
    let joint = match joint {
        None => None,
        Some(joint) => Some(joint?.value),
    };
    let step = quarters_a_row(&column, reading)?;
    let refuse = |message: String, help: &str, reading: &mut Reading<'_>| {
        let diagnostic = Diagnostic::error(&codes::BOOTSTRAP, message).at(block.span, "");
        reading.push(diagnostic.at(column.name, "the past").help(help));
    };
    let (length, block_length) = (column.numbers.len() * step, block.value as usize);
    if !block_length.is_multiple_of(step) {
        let message =
            format!("the past is by year, and a block of {block_length} quarters is not whole years");
        refuse(message, "write block = \"1y\", or as many years as belong together", reading);
        return None;
    }
    if block_length > length {
        let message = format!("a block has {block_length} quarters, and the past only {length}");
        refuse(message, "shorten `block`, or give more of the past", reading);
        return None;
    }
    let values = column.numbers.iter().flat_map(|number| std::iter::repeat_n(*number, step)).collect();
    Some(Bootstrap::new(values, block_length, step, joint))
}

/// 1, or 4 where the rows are years; says it where they do not follow each other.
fn quarters_a_row(column: &Column, reading: &mut Reading<'_>) -> Option<usize> {
    let yearly = column.periods.first().is_some_and(|first| matches!(first.value, Period::Year(_)));
    let step = if yearly { 4 } else { 1 };
    let first = |at: usize| column.periods[at].value.first();
    let follows = |at: usize| {
        let alike = matches!(column.periods[at].value, Period::Year(_)) == yearly;
        alike && first(at).since(first(at - 1)) == step
    };
    if let Some(at) = (1..column.periods.len()).find(|at| !follows(*at)) {
        let expected = first(at - 1).plus(step);
        let expected = if yearly { expected.year().to_string() } else { expected.to_string() };
        let message = format!(
            "a bootstrap repeats periods that follow each other, and {} does not follow {}",
            column.periods[at].value,
            column.periods[at - 1].value
        );
        let diagnostic = Diagnostic::error(&codes::BOOTSTRAP, message).at(column.periods[at].span, "");
        reading.push(
            diagnostic
                .help(format!("the next row is that of {expected}: add it, or name a column without gaps")),
        );
        return None;
    }
    Some(step as usize)
}

/// Says where sizes of one `joint` name cannot share their draws: those of the first are shared.
pub(super) fn check_joint<'a>(
    sizes: impl Iterator<Item = (&'a Size, Timing, Span)>,
    reading: &mut Reading<'_>,
) {
    let mut known: Vec<(&str, [usize; 3], Quarter, Span)> = Vec::new();
    for (size, timing, span) in sizes {
        let Size::Bootstrap(bootstrap) = size else { continue };
        let Some(name) = bootstrap.joint() else { continue };
        let shape = [bootstrap.places(), bootstrap.block(), bootstrap.step()];
        let Some((_, other, start, first)) = known.iter().find(|(joint, ..)| *joint == name) else {
            known.push((name, shape, timing.start, span));
            continue;
        };
        let differs = if shape[1..] != other[1..] {
            format!("their blocks are {} and {} quarters long", other[1], shape[1])
        } else if shape != *other {
            format!("their pasts have {} and {} places for a block", other[0], shape[0])
        } else if timing.start != *start {
            format!("they begin in {start} and {}", timing.start)
        } else {
            continue;
        };
        let message = format!("the sizes of `joint = \"{name}\"` cannot repeat the same quarters: {differs}");
        let diagnostic = Diagnostic::error(&codes::BOOTSTRAP, message).at(span, "").at(*first, "the first");
        reading.push(
            diagnostic.help(
                "give them equally long columns, the same `block` and the same start, or another `joint`",
            ),
        );
    }
}
