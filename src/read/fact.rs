//! Facts: what is published about the answer to a question.

use crate::scenario::{Fact, Said};

use super::economy::unique;
use super::keys::Keys;
use super::model::range;
use super::outcome::{Measured, outcome_at};
use super::table::{Cursor, Reading, Written};
use super::tree::Table;

/// Every `[[fact]]`.
pub(super) fn facts(
    tables: Vec<(&'static Keys, &Table)>,
    measured: &[Measured],
    reading: &mut Reading<'_>,
) -> Option<Vec<Fact>> {
    let mut ids = Vec::new();
    let read: Vec<Option<Fact>> =
        tables.into_iter().map(|table| fact(table, measured, &mut ids, reading)).collect();
    unique(&ids, "facts", reading);
    read.into_iter().collect()
}

fn fact(
    (keys, table): (&'static Keys, &Table),
    measured: &[Measured],
    ids: &mut Vec<Written<String>>,
    reading: &mut Reading<'_>,
) -> Option<Fact> {
    let mut table = Cursor::open(keys, table, reading);
    let id = table.field("id").and_then(|field| field.name(reading));
    let title = table.text("title", reading);
    let outcome = table.field("outcome").and_then(|field| outcome_at(field, measured, reading));
    let [value, least, most] = ["value", "least", "most"]
        .map(|key| table.field(key).and_then(|field| field.number(reading)).map(|number| number.value));
    let range = table.field("range").map(|field| range(field, reading));
    let source = table.text("source", reading);
    let (used, disagrees) = (table.text("used", reading), table.text("disagrees", reading));
    table.close();
    ids.extend(id.clone());
    let published = match (range, value) {
        (Some(range), value) => {
            let (low, high) = range?;
            Some(Said::Range { value, low, high })
        }
        (None, Some(value)) => Some(Said::Value(value)),
        (None, None) => least.map(Said::Least).or(most.map(Said::Most)),
    };
    let (id, (outcome, period)) = (id?, outcome?.value);
    Some(Fact {
        span: id.span,
        id: id.value,
        title: title?,
        outcome,
        period,
        published: published?,
        source: source?,
        used,
        disagrees,
    })
}
