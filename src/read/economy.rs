//! The economy file as it is written. What its figures are of is known only with the model: see `resolve`.

use crate::diagnostic::{Diagnostic, codes};
use crate::distribution::Distribution;
use crate::scenario::{Correlations, Figure, Target};

use super::accounts::{ReferenceDraft, reference};
use super::as_of::{AsOf, Known, last_quarter};
use super::copula::residual_correlations;
use super::distribution::{distribution, looks_like_one};
use super::element::{Stated, stated};
use super::figures::{self, Values};
use super::keys::ECONOMY;
use super::past::{self, PastDraft};
use super::table::{Cursor, Reading, Written};
use super::tree::{Tree, Value};
use super::value::Field;

/// An economy file.
#[derive(Debug, Default)]
pub(super) struct EconomyDraft {
    pub name: String,
    pub title: String,
    pub code: Option<String>,
    /// What "home currency" in a unit of the model stands for.
    pub currency: Option<String>,
    pub sets: Vec<(Written<String>, Vec<Written<String>>)>,
    pub levels: Vec<FigureDraft<Stated<Written<f64>>>>,
    pub overrides: Vec<OverrideDraft>,
    pub history: Vec<FigureDraft<Values>>,
    pub series: Vec<FigureDraft<Values>>,
    pub past: Vec<PastDraft>,
    pub reference: Option<ReferenceDraft>,
    /// By account; no item where it is not known because of an error.
    pub closings: Vec<(Written<String>, Option<Target>)>,
    pub correlations: Correlations,
    /// Whether nothing can have been lost to a syntax error.
    pub whole: bool,
}

/// Values of one variable and where they come from.
#[derive(Debug)]
pub(super) struct FigureDraft<T> {
    pub name: Written<String>,
    pub values: Option<T>,
    pub figure: Figure,
    /// The unit and its place.
    pub unit: Option<Written<String>>,
}

/// Another number or prior for a parameter: an economy's own, or that of a set of parameters.
#[derive(Debug, Clone)]
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
    let currency = table.text("currency", reading);
    let sets = table.field("set").map(|field| field.named(reading)).unwrap_or_default();
    let levels = table.field("level").map(|field| field.named(reading)).unwrap_or_default();
    let overrides = table.field("parameter").map(|field| field.named(reading)).unwrap_or_default();
    let history = table.field("history").map(|field| field.named(reading)).unwrap_or_default();
    let series = table.field("series").map(|field| field.named(reading)).unwrap_or_default();
    let past = table.field("past").map(|field| past::drafts(field, reading)).unwrap_or_default();
    let reference = table.field("reference").and_then(|field| reference(field, reading));
    let correlations = table.field("dependence").and_then(|field| residual_correlations(field, reading));
    let closings = table.field("closing").map(|field| field.named(reading)).unwrap_or_default();
    table.close();
    EconomyDraft {
        name: name.to_owned(),
        title,
        code,
        currency,
        sets: sets.into_iter().map(|(name, field)| (name, elements(field, reading))).collect(),
        levels: levels.into_iter().filter_map(|(name, field)| level(name, field, reading)).collect(),
        overrides: overrides
            .into_iter()
            .filter_map(|(name, field)| other_numbers(name, field, reading))
            .collect(),
        history: history.into_iter().filter_map(|(name, field)| by_period(name, field, reading)).collect(),
        series: series.into_iter().filter_map(|(name, field)| by_period(name, field, reading)).collect(),
        past,
        reference,
        correlations: correlations.unwrap_or_default(),
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
    let (figure, unit) = figure(&mut table, reading);
    table.close();
    Some(FigureDraft { name, values, figure: Figure { period, ..figure }, unit })
}

fn figure(table: &mut Cursor<'_>, reading: &mut Reading<'_>) -> (Figure, Option<Written<String>>) {
    let unit = table.field("unit").and_then(|field| field.text(reading)).map(|unit| unit.map(str::to_owned));
    let figure = Figure {
        unit: unit.as_ref().map(|unit| unit.value.clone()),
        period: None,
        vintage: table.text("vintage", reading),
        source: table.text("source", reading),
    };
    (figure, unit)
}

/// A `[parameter.NAME]` that is not the model's own.
pub(super) fn other_numbers(
    name: Written<String>,
    field: Field<'_>,
    reading: &mut Reading<'_>,
) -> Option<OverrideDraft> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let value = table.field("value").and_then(|field| numbers(field, reading));
    let prior = table.field("prior").and_then(|field| priors(field, reading));
    let source = table.text("source", reading);
    table.close();
    Some(OverrideDraft { name, value, prior, source })
}

/// `[history.x]` or `[series.x]`.
pub(super) fn by_period(
    name: Written<String>,
    field: Field<'_>,
    reading: &mut Reading<'_>,
) -> Option<FigureDraft<Values>> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let values = figures::values(&mut table, reading);
    let (figure, unit) = figure(&mut table, reading);
    table.close();
    Some(FigureDraft { name, values, figure, unit })
}

impl EconomyDraft {
    /// Takes away what was not known on a day; a level that was not is an error.
    pub fn cut(&mut self, as_of: &mut AsOf, reading: &mut Reading<'_>) {
        for level in &self.levels {
            let name = &level.name.value;
            let last = last_quarter(level.figure.period.as_deref());
            match as_of
                .known(as_of.published(level.figure.vintage.as_deref(), level.figure.source.as_deref()), last)
            {
                Known::Published => {}
                Known::Revised => as_of.revised(described("level", name, &level.figure), level.name.span),
                Known::Not => {
                    let period = level.figure.period.as_deref().unwrap_or_default();
                    let date = as_of.date().map(|date| date.to_string()).unwrap_or_default();
                    let message =
                        format!("the level of `{name}` is of {period}, which had not ended by {date}");
                    let diagnostic = Diagnostic::error(&codes::AFTER_AS_OF, message).at(level.name.span, "");
                    reading.push(
                        diagnostic.help("give the figure of an earlier period, or the vintage of this one"),
                    );
                }
            }
        }
        cut("history", &mut self.history, as_of);
        cut("series", &mut self.series, as_of);
    }
}

/// Takes away the periods that were not known.
pub(super) fn cut(what: &str, figures: &mut Vec<FigureDraft<Values>>, as_of: &mut AsOf) {
    for draft in figures.iter_mut() {
        let published = as_of.published(draft.figure.vintage.as_deref(), draft.figure.source.as_deref());
        let Some(values) = &mut draft.values else { continue };
        values.retain(|(period, _)| as_of.known(published, Some(period.value.last())) != Known::Not);
        if !published {
            let nothing = if values.is_empty() { ", of which nothing is left" } else { "" };
            let what = described(what, &draft.name.value, &draft.figure);
            as_of.revised(format!("{what}{nothing}"), draft.name.span);
        }
    }
    figures.retain(|draft| draft.values.as_ref().is_none_or(|values| !values.is_empty()));
}

/// "level.gdp (WEO October 2025)"
fn described(what: &str, name: &str, figure: &Figure) -> String {
    match &figure.vintage {
        Some(vintage) => format!("{what}.{name} ({vintage})"),
        None => format!("{what}.{name} (no vintage)"),
    }
}
