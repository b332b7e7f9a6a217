//! Values by period: as they are written, then by quarter.

use std::collections::BTreeMap;

use crate::calendar::{Period, Quarter};
use crate::diagnostic::{Diagnostic, Span, codes};
use crate::numerics::{Total, denton};
use crate::scenario::{Frequency, Kind, PerElement};

use super::csv::{self, Csv};
use super::economy::numbers;
use super::element::{Stated, stated};
use super::hint;
use super::keys;
use super::table::{Cursor, Reading, Written};
use super::tree::Value;
use super::value::Field;

/// The values of one variable by period, in the order of the file.
pub(super) type Values = Vec<(Written<Period>, Stated<Written<f64>>)>;

/// What the values are of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub name: &'a str,
    pub kind: Kind,
    pub frequency: Frequency,
    /// What "home currency" in a unit stands for.
    pub currency: Option<&'a str>,
}

/// How far the quarters of a year may be from its figure when all of them are given: figures are rounded.
const ROUNDING: f64 = 1e-3;

/// `quarterly`, `annual`, or `csv` and `column`.
pub(super) fn values(table: &mut Cursor<'_>, reading: &mut Reading<'_>) -> Option<Values> {
    let quarterly = table.field("quarterly").map(|field| by_period(field, reading));
    let annual = table.field("annual").map(|field| by_period(field, reading));
    let csv = table.field("csv");
    let column = table.field("column").map(|field| stated(field, |_| false, reading, column));
    let from_csv = csv.map(|field| {
        let table = table_of(field, reading)?;
        columns(&table, column??, reading)
    });
    let given: Option<Vec<Values>> = [quarterly, annual, from_csv].into_iter().flatten().collect();
    let values: Values = given?.into_iter().flatten().collect();
    once(&values, reading).then_some(values).filter(|values| !values.is_empty())
}

/// The table of the CSV file that a field names.
pub(super) fn table_of(field: Field<'_>, reading: &mut Reading<'_>) -> Option<Csv> {
    field.text(reading)?;
    // That there is no such file has been said.
    let file = *reading.tables.get(&field.span())?;
    csv::csv(file, reading)
}

fn column(field: Field<'_>, reading: &mut Reading<'_>) -> Option<Written<String>> {
    field.text(reading).map(|text| text.map(str::to_owned))
}

/// The column of each element; a row whose cells are all empty says nothing.
fn columns(table: &Csv, names: Stated<Written<String>>, reading: &mut Reading<'_>) -> Option<Values> {
    let period = table.fixed("period", false, reading);
    let mut find = |name: &Written<String>| table.column(&name.value, name.span, reading);
    let found = match names {
        Stated::Same(name) => Stated::Same(find(&name)?),
        Stated::Each(span, each) => {
            let each: Vec<_> =
                each.into_iter().map(|(element, name)| Some((element, Some(find(&name?)?)))).collect();
            Stated::Each(span, each.into_iter().collect::<Option<Vec<_>>>()?)
        }
    };
    let period = period?;
    let (mut values, mut sound) = (Values::new(), true);
    for row in &table.rows {
        let mut empty = true;
        let mut number = |column: usize| {
            empty &= row[column].value.is_empty();
            row[column].clone()
        };
        let cells = match &found {
            Stated::Same(column) => Stated::Same(number(*column)),
            Stated::Each(_, each) => {
                let place = row[0].span.to(row[row.len() - 1].span);
                let each = each.iter().map(|(element, column)| (element.clone(), column.map(&mut number)));
                Stated::Each(place, each.collect())
            }
        };
        if empty {
            continue;
        }
        let Some(period) = csv::period(&row[period], reading) else {
            sound = false;
            continue;
        };
        let mut read = |cell: csv::Cell| {
            let number = csv::number(&cell, reading);
            sound &= number.is_some();
            number
        };
        values.extend(match cells {
            Stated::Same(cell) => read(cell).map(|number| (period, Stated::Same(number))),
            Stated::Each(span, each) => {
                let each = each.into_iter().map(|(element, cell)| (element, cell.and_then(&mut read)));
                Some((period, Stated::Each(span, each.collect())))
            }
        });
    }
    if sound && values.is_empty() {
        let diagnostic = Diagnostic::error(&codes::CSV_EMPTY, "the column has no value").at(table.header, "");
        reading.push(diagnostic);
        return None;
    }
    sound.then_some(values)
}

fn by_period(field: Field<'_>, reading: &mut Reading<'_>) -> Option<Values> {
    let (kind, years) = match field.kind {
        keys::Kind::ByQuarter(kind) => (kind, false),
        keys::Kind::ByYear(kind) => (kind, true),
        _ => unreachable!("the key's kind"),
    };
    let Value::Table(table) = &field.node.value else { return field.refuse(reading) };
    let mut values = Some(Values::new());
    for entry in &table.entries {
        let value = numbers(field.part(*kind, &entry.node), reading);
        let period = if years {
            entry.key.parse().ok().filter(|period| matches!(period, Period::Year(_)))
        } else {
            entry.key.parse().ok().map(Period::Quarter)
        };
        if period.is_none() {
            not_a_period(&entry.key, entry.span, years, reading);
        }
        let value =
            period.zip(value).map(|(period, value)| (Written { value: period, span: entry.span }, value));
        match (&mut values, value) {
            (Some(values), Some(value)) => values.push(value),
            (values, _) => *values = None,
        }
    }
    values
}

fn not_a_period(written: &str, span: Span, years: bool, reading: &mut Reading<'_>) {
    if years {
        let message = format!("{written:?} must be a year such as \"2021\"");
        return reading.push(Diagnostic::error(&codes::NOT_A_PERIOD, message).at(span, ""));
    }
    let message = format!("{written:?} must be a quarter such as \"2021Q4\"");
    let diagnostic = Diagnostic::error(&codes::NOT_A_QUARTER, message).at(span, "");
    reading.push(match hint::quarter(written).filter(|quarter| quarter != written) {
        Some(quarter) => diagnostic.help(format!("write {quarter:?}")),
        None => diagnostic,
    });
}

/// Whether each period is there once.
fn once(values: &Values, reading: &mut Reading<'_>) -> bool {
    let mut first = BTreeMap::new();
    let mut sound = true;
    for (period, _) in values {
        if let Some(first) = first.insert(period.value, period.span) {
            let message = format!("{} has two values", period.value);
            let diagnostic = Diagnostic::error(&codes::DUPLICATE_FIGURE, message).at(period.span, "");
            reading.push(diagnostic.at(first, "the first").help("remove one of them"));
            sound = false;
        }
    }
    sound
}

/// The values by quarter, without a gap: annual figures become quarters that add up to them (the mean of an index or a
/// rate, the last quarter of a stock), and what is known of the quarters stays. In an annual model a year is its fourth
/// quarter.
pub(super) fn by_quarter(
    subject: Subject<'_>,
    values: &[(Written<Period>, PerElement<Written<f64>>)],
    reading: &mut Reading<'_>,
) -> Option<BTreeMap<Quarter, PerElement<f64>>> {
    if !without_gap(subject, values, reading) {
        return None;
    }
    let annual = values.iter().any(|(period, _)| matches!(period.value, Period::Year(_)));
    if !annual || subject.frequency == Frequency::Year {
        let of = |(period, value): &(Written<Period>, PerElement<Written<f64>>)| {
            (period.value.last(), value.clone().map(|value| value.value))
        };
        return Some(values.iter().map(of).collect());
    }
    let first = values.iter().map(|(period, _)| period.value.first()).min()?;
    let last = values.iter().map(|(period, _)| period.value.last()).max()?;
    let elements = values.iter().map(|(_, value)| match value {
        PerElement::Same(_) => None,
        PerElement::Each(each) => Some(each.len()),
    });
    let elements = elements.max()?;
    let each: Option<Vec<Vec<f64>>> = (0..elements.unwrap_or(1))
        .map(|element| quarters(subject, values, element, first, last, reading))
        .collect();
    let each = each?;
    let quarters = (0..=last.since(first)).map(|t| {
        let at = |series: &Vec<f64>| series[t as usize];
        let value = match elements {
            None => PerElement::Same(at(&each[0])),
            Some(_) => PerElement::Each(each.iter().map(at).collect()),
        };
        (first.plus(t), value)
    });
    Some(quarters.collect())
}

/// The quarters of one element, from the first to the last.
fn quarters(
    subject: Subject<'_>,
    values: &[(Written<Period>, PerElement<Written<f64>>)],
    element: usize,
    first: Quarter,
    last: Quarter,
    reading: &mut Reading<'_>,
) -> Option<Vec<f64>> {
    let count = last.since(first) as usize + 1;
    let place = |quarter: Quarter| quarter.since(first) as usize;
    let mut known = vec![None; count];
    for (period, value) in values {
        if let Period::Quarter(quarter) = period.value {
            known[place(quarter)] = Some(value.at(element).value);
        }
    }
    let (mut totals, mut sound) = (Vec::new(), true);
    for (period, value) in values {
        let Period::Year(_) = period.value else { continue };
        let (start, end) = (place(period.value.first()), place(period.value.last()));
        let figure = value.at(element);
        let of_year: Option<Vec<f64>> = known[start..=end].iter().copied().collect();
        let given = match (subject.kind, of_year) {
            (Kind::Stock, _) => known[end],
            (Kind::Flow, quarters) => quarters.map(|quarters| quarters.iter().sum()),
            (_, quarters) => quarters.map(|quarters| quarters.iter().sum::<f64>() / 4.0),
        };
        match (given, subject.kind) {
            (Some(given), _) => {
                if (given - figure.value).abs() > ROUNDING * figure.value.abs() {
                    sound = false;
                    disagrees(subject, *period, given, *figure, reading);
                }
            }
            (None, Kind::Stock) => known[end] = Some(figure.value),
            (None, Kind::Flow) => totals.push(Total { first: start, count: 4, sum: figure.value }),
            (None, _) => totals.push(Total { first: start, count: 4, sum: 4.0 * figure.value }),
        }
    }
    if !sound {
        return None;
    }
    denton(&vec![1.0; count], &known, &totals)
}

fn disagrees(
    subject: Subject<'_>,
    period: Written<Period>,
    given: f64,
    figure: Written<f64>,
    reading: &mut Reading<'_>,
) {
    let what = match subject.kind {
        Kind::Flow => "its quarters add up to",
        Kind::Stock => "its last quarter is",
        Kind::Index | Kind::Rate | Kind::Ratio => "the mean of its quarters is",
    };
    let message = format!("`{}` in {} is {}, but {what} {given}", subject.name, period.value, figure.value);
    let diagnostic = Diagnostic::error(&codes::DISAGREEING_FIGURES, message).at(figure.span, "");
    reading.push(diagnostic.help("correct one of them, or remove the annual figure"));
}

/// Says which quarter (year) between the first and the last has no value; whether there is none.
fn without_gap(
    subject: Subject<'_>,
    values: &[(Written<Period>, PerElement<Written<f64>>)],
    reading: &mut Reading<'_>,
) -> bool {
    let mut ranges: Vec<(Quarter, Quarter, Span)> =
        values.iter().map(|(period, _)| (period.value.first(), period.value.last(), period.span)).collect();
    if subject.frequency == Frequency::Year {
        // A quarter stands for its year.
        for (first, last, _) in &mut ranges {
            (*first, *last) = (Period::Year(first.year()).first(), Period::Year(last.year()).last());
        }
    }
    ranges.sort_unstable();
    let Some((_, mut end, _)) = ranges.first().copied() else { return false };
    for (first, last, span) in ranges {
        let next = end.plus(1);
        if first > next {
            let (missing, what) = match subject.frequency {
                Frequency::Year => (format!("{:04}", next.year()), "years"),
                Frequency::Quarter => (next.to_string(), "quarters"),
            };
            let message = format!("`{}` has no value in {missing}, but before and after it", subject.name);
            reading.push(
                Diagnostic::error(&codes::MISSING_QUARTER, message)
                    .at(span, "the next value")
                    .help(format!("add {missing}, or remove the {what} on one side of it")),
            );
            return false;
        }
        if last > end {
            end = last;
        }
    }
    true
}
