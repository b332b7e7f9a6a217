//! The economy file as it is written. What its figures are of is known only with the model: see `resolve`.

use crate::calendar::Quarter;
use crate::diagnostic::{Diagnostic, Span, codes};
use crate::distribution::Distribution;
use crate::scenario::{Figure, Target};

use super::accounts::{ReferenceDraft, reference};
use super::distribution::{distribution, looks_like_one};
use super::element::{Stated, stated};
use super::hint;
use super::keys::{ECONOMY, Kind};
use super::table::{Cursor, Reading, Written};
use super::tree::{Tree, Value};
use super::value::Field;

/// An economy file.
#[derive(Debug, Default)]
pub(super) struct EconomyDraft {
    pub name: String,
    pub title: String,
    pub code: Option<String>,
    pub sets: Vec<(Written<String>, Vec<Written<String>>)>,
    pub levels: Vec<FigureDraft<Stated<Written<f64>>>>,
    pub overrides: Vec<OverrideDraft>,
    pub history: Vec<FigureDraft<Quarters>>,
    pub reference: Option<ReferenceDraft>,
    /// By account; no item where it is not known because of an error.
    pub closings: Vec<(Written<String>, Option<Target>)>,
    /// Whether nothing can have been lost to a syntax error.
    pub whole: bool,
}

/// The values of known quarters, in the order of the file.
pub(super) type Quarters = Vec<(Quarter, Stated<Written<f64>>)>;

/// Values of one variable and where they come from.
#[derive(Debug)]
pub(super) struct FigureDraft<T> {
    pub name: Written<String>,
    pub values: Option<T>,
    pub figure: Figure,
}

/// An economy's own parameter.
#[derive(Debug)]
pub(super) struct OverrideDraft {
    pub name: Written<String>,
    pub value: Option<Stated<Written<f64>>>,
    pub prior: Option<Stated<Written<Distribution>>>,
    pub source: Option<String>,
}

/// Reads an economy file.
pub(super) fn economy(name: &str, tree: &Tree, reading: &mut Reading<'_>) -> EconomyDraft {
    let mut table = Cursor::open(&ECONOMY, &tree.root, reading);
    let title = table.text("title", reading).unwrap_or_default();
    table.text("note", reading);
    // It has done its work.
    table.take("extends");
    let code = table.text("code", reading);
    table.text("currency", reading);
    let sets = table.field("set").map(|field| field.named(reading)).unwrap_or_default();
    let levels = table.field("level").map(|field| field.named(reading)).unwrap_or_default();
    let overrides = table.field("parameter").map(|field| field.named(reading)).unwrap_or_default();
    let history = table.field("history").map(|field| field.named(reading)).unwrap_or_default();
    let reference = table.field("reference").and_then(|field| reference(field, reading));
    let closings = table.field("closing").map(|field| field.named(reading)).unwrap_or_default();
    table.close();
    EconomyDraft {
        name: name.to_owned(),
        title,
        code,
        sets: sets.into_iter().map(|(name, field)| (name, elements(field, reading))).collect(),
        levels: levels.into_iter().filter_map(|(name, field)| level(name, field, reading)).collect(),
        overrides: overrides
            .into_iter()
            .filter_map(|(name, field)| parameter(name, field, reading))
            .collect(),
        history: history.into_iter().filter_map(|(name, field)| quarters(name, field, reading)).collect(),
        reference,
        closings: closings.into_iter().map(|(name, field)| (name, field.target(reading))).collect(),
        whole: tree.whole,
    }
}

/// The elements of a set; at least one, each once.
fn elements(field: Field<'_>, reading: &mut Reading<'_>) -> Vec<Written<String>> {
    let list: Vec<_> =
        field.elements(reading).into_iter().filter_map(|element| element.name(reading)).collect();
    if let Value::List(nodes) = &field.node.value
        && nodes.is_empty()
    {
        reading.push(Diagnostic::error(&codes::EMPTY, "a set has at least one element").at(field.span(), ""));
    }
    unique(&list, "the set's elements", reading);
    list
}

/// Says which names are there twice.
pub(super) fn unique(names: &[Written<String>], what: &str, reading: &mut Reading<'_>) {
    for (index, name) in names.iter().enumerate() {
        if let Some(first) = names[..index].iter().find(|first| first.value == name.value) {
            reading.push(
                Diagnostic::error(
                    &codes::DUPLICATE_NAME,
                    format!("`{}` is there twice among {what}", name.value),
                )
                .at(name.span, "")
                .at(first.span, "the first")
                .help("give one of the two another name"),
            );
        }
    }
}

/// A number, or one for each element.
pub(super) fn numbers(field: Field<'_>, reading: &mut Reading<'_>) -> Option<Stated<Written<f64>>> {
    stated(field, |_| false, reading, Field::number)
}

/// A distribution, or one for each element.
pub(super) fn priors(field: Field<'_>, reading: &mut Reading<'_>) -> Option<Stated<Written<Distribution>>> {
    stated(field, looks_like_one, reading, distribution)
}

fn level(
    name: Written<String>,
    field: Field<'_>,
    reading: &mut Reading<'_>,
) -> Option<FigureDraft<Stated<Written<f64>>>> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let values = table.field("value").and_then(|field| numbers(field, reading));
    let period = table.text("period", reading);
    let figure = Figure { period, ..figure(&mut table, reading) };
    table.close();
    Some(FigureDraft { name, values, figure })
}

fn figure(table: &mut Cursor<'_>, reading: &mut Reading<'_>) -> Figure {
    Figure {
        unit: table.text("unit", reading),
        period: None,
        vintage: table.text("vintage", reading),
        source: table.text("source", reading),
    }
}

fn parameter(name: Written<String>, field: Field<'_>, reading: &mut Reading<'_>) -> Option<OverrideDraft> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let value = table.field("value").and_then(|field| numbers(field, reading));
    let prior = table.field("prior").and_then(|field| priors(field, reading));
    let source = table.text("source", reading);
    table.close();
    Some(OverrideDraft { name, value, prior, source })
}

fn quarters(
    name: Written<String>,
    field: Field<'_>,
    reading: &mut Reading<'_>,
) -> Option<FigureDraft<Quarters>> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let values = table.field("quarterly").and_then(|field| by_quarter(field, reading));
    let figure = figure(&mut table, reading);
    table.close();
    Some(FigureDraft { name, values, figure })
}

fn by_quarter(field: Field<'_>, reading: &mut Reading<'_>) -> Option<Quarters> {
    let (Value::Table(table), Kind::ByQuarter(kind)) = (&field.node.value, field.kind) else {
        return field.refuse(reading);
    };
    let mut values = Vec::new();
    for entry in &table.entries {
        let value = numbers(field.part(*kind, &entry.node), reading);
        match entry.key.parse() {
            Ok(quarter) => values.extend(value.map(|value| (quarter, value))),
            Err(_) => not_a_quarter(&entry.key, entry.span, reading),
        }
    }
    Some(values)
}

fn not_a_quarter(written: &str, span: Span, reading: &mut Reading<'_>) {
    let message = format!("{written:?} must be a quarter such as \"2021Q4\"");
    let diagnostic = Diagnostic::error(&codes::NOT_A_QUARTER, message).at(span, "");
    reading.push(match hint::quarter(written).filter(|quarter| quarter != written) {
        Some(quarter) => diagnostic.help(format!("write {quarter:?}")),
        None => diagnostic,
    });
}
