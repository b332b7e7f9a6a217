//! What happened: observed figures, what the outcome was before, and what others forecast.

use std::collections::BTreeMap;

use crate::calendar::{Date, Period, Quarter};
use crate::diagnostic::{Diagnostic, codes};
use crate::scenario::{Forecast, Observed, Past};

use super::as_of::AsOf;
use super::element::Stated;
use super::figures::values;
use super::keys::Keys;
use super::outcome::{Measured, outcome_at};
use super::table::{Cursor, Reading};
use super::tree::Table;
use super::value::Field;

/// What a scenario may know of the past.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    /// The first simulated quarter, where it could be read.
    pub start: Option<Quarter>,
    /// The day by which everything was known.
    pub as_of: Option<Date>,
}

/// An `[[observed]]`.
pub(super) fn observed(
    (keys, table): (&'static Keys, &Table),
    measured: &[Measured],
    limit: Limit,
    reading: &mut Reading<'_>,
) -> Option<Observed> {
    let mut table = Cursor::open(keys, table, reading);
    let outcome = table.field("outcome").and_then(|field| outcome_at(field, measured, reading));
    let value = table.field("value").and_then(|field| field.number(reading));
    let source = table.text("source", reading);
    let period = outcome.as_ref().map(|outcome| outcome.value.1);
    let past = match table.field("past") {
        None => Some(None),
        Some(field) => past(field, period, limit, reading).map(Some),
    };
    let forecasts = table.field("forecast").map(|field| field.tables(reading)).unwrap_or_default();
    let forecasts: Vec<_> = forecasts.into_iter().map(|table| forecast(table, reading)).collect();
    let forecasts = forecasts.into_iter().collect::<Option<Vec<_>>>();
    let of_this = |of: Option<Period>| of.is_none() || period.is_none() || of == period;
    table.close();
    let outcome = outcome?;
    let (id, period) = outcome.value;
    Some(Observed {
        outcome: id,
        period,
        value: value?.value,
        source,
        past: past?,
        forecasts: forecasts?
            .into_iter()
            .filter(|(_, of)| of_this(*of))
            .map(|(forecast, _)| forecast)
            .collect(),
        span: outcome.span,
    })
}

/// `past`: the figures of as long periods as the observed one that had ended.
fn past(field: Field<'_>, observed: Option<Period>, limit: Limit, reading: &mut Reading<'_>) -> Option<Past> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let stated = values(&mut table, reading);
    let (vintage, source) = (table.text("vintage", reading), table.text("source", reading));
    table.close();
    let mut kept = BTreeMap::new();
    for (period, value) in stated? {
        let Stated::Same(number) = value else {
            let message = "an outcome is one number a period, it runs over no set";
            reading.push(
                Diagnostic::error(&codes::NO_ELEMENTS, message).at(period.span, "").help("write one number"),
            );
            return None;
        };
        let alike = matches!(
            (period.value, observed),
            (Period::Year(_), Some(Period::Year(_))) | (Period::Quarter(_), Some(Period::Quarter(_)))
        );
        let last = period.value.last();
        let ended =
            limit.start.is_none_or(|start| last < start) && limit.as_of.is_none_or(|day| last.end() <= day);
        if alike && ended {
            kept.insert(period.value, number.value);
        }
    }
    let published =
        limit.as_of.is_some() && AsOf::new(limit.as_of).published(vintage.as_deref(), source.as_deref());
    Some(Past { values: kept, vintage, published, source })
}

/// A `[[observed.forecast]]`, and the period that it is of where it says so.
fn forecast(
    (keys, table): (&'static Keys, &Table),
    reading: &mut Reading<'_>,
) -> Option<(Forecast, Option<Period>)> {
    let mut table = Cursor::open(keys, table, reading);
    let by = table.field("by").and_then(|field| field.text(reading)).map(|by| by.value.to_owned());
    let value = table.field("value").and_then(|field| field.number(reading));
    let on = table.field("on").and_then(|field| field.date(reading));
    let of = table.field("of").map(|field| field.period(reading));
    let source = table.text("source", reading);
    table.close();
    let of = match of {
        None => None,
        Some(of) => Some(of?.value),
    };
    Some((Forecast { by: by?, value: value?.value, on: on?.value, source }, of))
}
