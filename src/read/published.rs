//! Targets: published totals that a size is shifted for.

use crate::diagnostic::{Diagnostic, Span, codes, suggest};
use crate::language::Statistic;
use crate::scenario::{Event, Published, Shock, SizeOf};

use super::keys::{Keys, joined};
use super::outcome::{Measured, outcome_at};
use super::table::{Cursor, Reading, Written};
use super::tree::Table;
use super::value::Field;

/// Shocks and events, `None` where one of them is wrong, and the ids as they are written.
type Changes<'a> = (Option<&'a [Shock]>, Option<&'a [Event]>, &'a [Written<String>]);

/// Every `[[target]]`; shocks and events, whose ids stand beside them, are `None` where one of them is wrong.
pub(super) fn published(
    tables: Vec<(&'static Keys, &Table)>,
    measured: &[Measured],
    changes: Changes<'_>,
    reading: &mut Reading<'_>,
) -> Option<Vec<Published>> {
    let read = |table| one(table, measured, changes, reading);
    let targets: Option<Vec<Published>> =
        tables.into_iter().map(read).collect::<Vec<_>>().into_iter().collect();
    one_each(targets.as_deref().unwrap_or_default(), reading);
    targets
}

/// A `[[target]]`.
fn one(
    (keys, table): (&'static Keys, &Table),
    measured: &[Measured],
    (shocks, events, ids): Changes<'_>,
    reading: &mut Reading<'_>,
) -> Option<Published> {
    let mut table = Cursor::open(keys, table, reading);
    let outcome = table.field("outcome").and_then(|field| outcome_at(field, measured, reading));
    let stat = table.field("stat").and_then(|field| statistic(field, reading));
    let value = table.field("value").and_then(|field| field.number(reading));
    let by = table.field("by").and_then(|field| field.text(reading));
    let source = table.text("source", reading);
    table.close();
    let written = by?;
    let sizes = SizeOf::all(shocks?, events?);
    let Some((_, by)) = sizes.iter().find(|(name, _)| name == written.value) else {
        unknown(written, &sizes, (shocks?, events?, ids), reading);
        return None;
    };
    let (outcome, (stat, statistic)) = (outcome?, stat?);
    let (id, period) = outcome.value;
    Some(Published {
        outcome: id,
        period,
        statistic,
        stat,
        value: value?.value,
        by: *by,
        written: written.value.to_owned(),
        shift: 0.0,
        source,
        span: written.span,
    })
}

/// `mean`, or a percentile such as `p05`: what moves with a shift of the size, and is known better with more paths.
pub(super) fn statistic(field: Field<'_>, reading: &mut Reading<'_>) -> Option<(String, Statistic)> {
    let text = field.text(reading)?;
    let digits = text.value.strip_prefix('p').filter(|digits| {
        (2..=6).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
    });
    let percentile = digits.and_then(|digits| format!("0.{digits}").parse::<f64>().ok());
    let statistic = match percentile {
        Some(p) if p > 0.0 => Statistic::Quantile(p),
        None if text.value == "mean" => Statistic::Mean,
        _ => {
            let message = format!("this is the mean or a percentile, not {:?}", text.value);
            let known = ["mean", "p05", "p10", "p25", "p50", "p75", "p90", "p95"];
            reading.push(
                Diagnostic::error(&codes::UNKNOWN_STATISTIC, message)
                    .at(text.span, "")
                    .did_you_mean(text.value, known)
                    .help("write \"mean\", or a percentile such as \"p50\""),
            );
            return None;
        }
    };
    Some((text.value.to_owned(), statistic))
}

fn unknown(
    written: Written<&str>,
    sizes: &[(String, SizeOf)],
    (shocks, events, ids): (&[Shock], &[Event], &[Written<String>]),
    reading: &mut Reading<'_>,
) {
    let names = sizes.iter().map(|(name, _)| name.as_str());
    let message = format!("{:?} is the size of nothing in this scenario", written.value);
    let mut diagnostic = Diagnostic::error(&codes::UNKNOWN_SIZE, message)
        .at(written.span, "")
        .did_you_mean(written.value, names.clone());
    // The slip may be in the name of what is meant.
    let meant = suggest(written.value, names.clone());
    if let Some((_, size)) = sizes.iter().find(|(name, _)| Some(name.as_str()) == meant) {
        let id = match *size {
            SizeOf::Shock(shock) => &shocks[shock].id,
            SizeOf::Event { event, .. } => &events[event].id,
        };
        if let Some(id) = ids.iter().find(|named| named.value == *id) {
            diagnostic = diagnostic.at(id.span, "did you mean this one?");
        }
    }
    if diagnostic.help.is_empty() {
        diagnostic = diagnostic.help(if sizes.is_empty() {
            "add a [[shock]] or an [[event]]".to_owned()
        } else {
            format!("the sizes are {}", joined(names.map(str::to_owned), "and"))
        });
    }
    reading.push(diagnostic);
}

/// Says where two targets shift one size, and where one statistic has two of them.
fn one_each(targets: &[Published], reading: &mut Reading<'_>) {
    let say = |message: String, second: Span, first: Span, help: &str, reading: &mut Reading<'_>| {
        let error = Diagnostic::error(&codes::DUPLICATE_NAME, message).at(second, "");
        reading.push(error.at(first, "the first").help(help));
    };
    for (index, target) in targets.iter().enumerate() {
        let before = &targets[..index];
        if let Some(first) = before.iter().find(|first| first.by == target.by) {
            let message = format!("two targets shift `{}`", target.written);
            say(message, target.span, first.span, "give each target a size of its own", reading);
        } else if let Some(first) = before.iter().find(|first| {
            (&first.outcome, first.period, &first.stat) == (&target.outcome, target.period, &target.stat)
        }) {
            let message = format!("{} of {}@{} has two targets", target.stat, target.outcome, target.period);
            say(message, target.span, first.span, "remove one of them", reading);
        }
    }
}
