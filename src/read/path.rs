//! A reference path: a CSV file of variable, element, period, value, unit, vintage and source.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{Period, Quarter};
use crate::diagnostic::{Diagnostic, Span, codes};
use crate::language::reads_lag_of;
use crate::scenario::{Path, PerElement, Tracking};

use super::as_of::{AsOf, Known, choose};
use super::csv::{self, Cell, Csv};
use super::element::unknown_element;
use super::figures::by_quarter;
use super::keys::{alternatives, joined};
use super::model::{ModelDraft, VariableDraft};
use super::names::{Known as KnownSet, Names};
use super::table::{Reading, Written};
use super::units::check_unit;

/// A figure of the file.
#[derive(Debug, Clone)]
struct Figure {
    period: Written<Period>,
    value: Written<f64>,
    vintage: Cell,
    published: bool,
}

/// Where the columns are.
struct Columns {
    variable: usize,
    element: Option<usize>,
    period: usize,
    value: usize,
    unit: usize,
    vintage: usize,
    source: Option<usize>,
}

/// Figures by variable, element (0 for what runs over no set) and period.
type Figures = BTreeMap<(usize, usize, Period), Vec<Figure>>;

/// The path of each variable of the file. `None` after an error.
pub(super) fn path(
    table: &Csv,
    model: &ModelDraft,
    names: &Names,
    as_of: &mut AsOf,
    reading: &mut Reading<'_>,
) -> Option<BTreeMap<String, Path>> {
    let columns = columns(table, reading)?;
    let mut whole = true;
    let mut said = BTreeSet::new();
    let mut figures = Figures::new();
    for row in &table.rows {
        let figure = figure(row, &columns, model, names, as_of, &mut said, reading);
        whole &= figure.is_some();
        if let Some((place, figure)) = figure {
            let all = figures.entry(place).or_default();
            let same =
                |other: &&Figure| other.vintage.value.to_lowercase() == figure.vintage.value.to_lowercase();
            if let Some(first) = all.iter().find(same) {
                whole = false;
                let message = format!(
                    "`{}` has two values for {} of one vintage",
                    row[columns.variable].value, figure.period.value
                );
                let diagnostic =
                    Diagnostic::error(&codes::DUPLICATE_FIGURE, message).at(figure.value.span, "");
                reading.push(
                    diagnostic
                        .at(first.value.span, "the first")
                        .help("remove one of them, or give the newer one its own vintage"),
                );
            }
            all.push(figure);
        }
    }
    if !whole {
        return None;
    }
    let mut paths = BTreeMap::new();
    for (v, variable) in model.variables.iter().enumerate() {
        let place = |period| (v, if period == Period::MIN { 0 } else { usize::MAX }, period);
        let of_variable = figures.range(place(Period::MIN)..=place(Period::MAX));
        if of_variable.clone().next().is_none() {
            continue;
        }
        match path_of(variable, of_variable, names, as_of, reading) {
            Some(path) => drop(paths.insert(variable.name.value.clone(), path)),
            None => whole = false,
        }
    }
    whole.then_some(paths)
}

fn columns(table: &Csv, reading: &mut Reading<'_>) -> Option<Columns> {
    let [variable, period, value] =
        ["variable", "period", "value"].map(|name| table.fixed(name, false, reading));
    let [unit, vintage] = ["unit", "vintage"].map(|name| table.fixed(name, true, reading));
    let optional = |name| table.find(name);
    Some(Columns {
        variable: variable?,
        element: optional("element"),
        period: period?,
        value: value?,
        unit: unit?,
        vintage: vintage?,
        source: optional("source"),
    })
}

/// One row: what it is of, and its figure. What is wrong with many rows alike is said once.
fn figure(
    row: &[Cell],
    columns: &Columns,
    model: &ModelDraft,
    names: &Names,
    as_of: &AsOf,
    said: &mut BTreeSet<(usize, String)>,
    reading: &mut Reading<'_>,
) -> Option<((usize, usize, Period), Figure)> {
    let (period, value) =
        (csv::period(&row[columns.period], reading), csv::number(&row[columns.value], reading));
    let name = &row[columns.variable];
    let Some(v) = model.variables.iter().position(|draft| draft.name.value == name.value) else {
        if model.whole && said.insert((columns.variable, name.value.clone())) {
            let message = format!("the model has no variable `{}`", name.value);
            let all = model.variables.iter().map(|draft| draft.name.value.as_str());
            reading.push(
                Diagnostic::error(&codes::UNKNOWN_VARIABLE, message)
                    .at(name.span, "")
                    .did_you_mean(&name.value, all),
            );
        }
        return None;
    };
    let variable = &model.variables[v];
    if definition(variable) {
        if said.insert((columns.variable, name.value.clone())) {
            let message =
                format!("`{}` is a definition: on the reference it follows from its parts", name.value);
            reading.push(
                Diagnostic::error(&codes::PATH_OF_DEFINITION, message)
                    .at(name.span, "")
                    .help("remove its rows, or state the path of what it is made of"),
            );
        }
        return None;
    }
    let element = element(variable, columns.element.map(|column| &row[column]), name, names, said, reading)?;
    let (period, value, subject) = (period?, value?, names.subject(variable)?);
    let unit = &row[columns.unit];
    let annual = matches!(period.value, Period::Year(_));
    if !unit.value.is_empty() && said.insert((columns.unit, format!("{v} {annual} {}", unit.value))) {
        check_unit(subject, variable.unit.as_ref(), Some(unit), annual, reading);
    }
    let vintage = row[columns.vintage].clone();
    let source = columns.source.map(|column| row[column].value.as_str());
    let published = as_of.published(Some(&vintage.value), source);
    Some(((v, element, period.value), Figure { period, value, vintage, published }))
}

/// What follows from other variables, and not from its own past.
fn definition(variable: &VariableDraft) -> bool {
    let accumulates = variable.expr.as_ref().is_none_or(|expr| reads_lag_of(expr, &variable.name.value));
    variable.definition && !accumulates
}

/// The position of the element that a row names.
fn element(
    variable: &VariableDraft,
    cell: Option<&Cell>,
    name: &Cell,
    names: &Names,
    said: &mut BTreeSet<(usize, String)>,
    reading: &mut Reading<'_>,
) -> Option<usize> {
    let cell = cell.filter(|cell| !cell.value.is_empty());
    let mut first = |what: String| said.insert((usize::MAX, what));
    match (names.set_of(variable.over.as_ref().map(|over| over.value.as_str())), cell) {
        (KnownSet::Unknown, _) => None,
        (KnownSet::None, None) => Some(0),
        (KnownSet::None, Some(cell)) => {
            if first(format!("{} {}", name.value, cell.value)) {
                let message = format!("`{}` runs over no set", name.value);
                let diagnostic = Diagnostic::error(&codes::NO_ELEMENTS, message).at(cell.span, "");
                reading.push(diagnostic.help("leave the element empty"));
            }
            None
        }
        (KnownSet::Set(set), None) => {
            if first(name.value.clone()) {
                let message =
                    format!("`{}` runs over `{}`, so that an element must be named", name.value, set.name);
                let elements = alternatives(set.elements.iter().cloned());
                reading.push(
                    Diagnostic::error(&codes::ELEMENT_NEEDED, message)
                        .at(name.span, "")
                        .help(format!("write {elements} in a column `element`")),
                );
            }
            None
        }
        (KnownSet::Set(set), Some(cell)) => {
            let position = set.elements.iter().position(|element| *element == cell.value);
            if position.is_none() && first(format!("{} {}", name.value, cell.value)) {
                unknown_element(cell, set, set.elements.iter().map(String::as_str), reading);
            }
            position
        }
    }
}

/// The path of one variable: of each cell the vintage that counts, then by quarter.
fn path_of(
    variable: &VariableDraft,
    figures: std::collections::btree_map::Range<'_, (usize, usize, Period), Vec<Figure>>,
    names: &Names,
    as_of: &mut AsOf,
    reading: &mut Reading<'_>,
) -> Option<Path> {
    let name = &variable.name.value;
    let elements = match names.set_of(variable.over.as_ref().map(|over| over.value.as_str())) {
        KnownSet::Set(set) => Some(set.elements),
        _ => None,
    };
    let (mut chosen, mut not_known) = (BTreeMap::new(), None);
    for ((_, element, period), candidates) in figures {
        let figure = match choose(as_of, candidates, |figure| figure.vintage.clone()) {
            Ok(figure) => figure,
            Err(span) => {
                let message = "of several vintages this one cannot be dated";
                let diagnostic = Diagnostic::error(&codes::DUPLICATE_FIGURE, message).at(span, "");
                reading.push(diagnostic.help("write a date, such as \"2022-03-04\" or \"October 2025\""));
                return None;
            }
        };
        match as_of.known(figure.published, Some(period.last())) {
            Known::Published => {}
            Known::Revised => {
                as_of.revised(format!("{name} ({})", figure.vintage.value), figure.vintage.span);
            }
            Known::Not => {
                not_known.get_or_insert(figure.vintage.span);
                continue;
            }
        }
        chosen.entry(*period).or_insert_with(BTreeMap::new).insert(*element, figure);
    }
    if let (Some(span), true) = (not_known, chosen.is_empty()) {
        let date = as_of.date().map(|date| date.to_string()).unwrap_or_default();
        let message = format!("as of {date} nothing of the path of `{name}` was known");
        let diagnostic = Diagnostic::error(&codes::AFTER_AS_OF, message).at(span, "of a later vintage");
        reading.push(diagnostic.help("add rows of the vintage of the time"));
    }
    let span = chosen.values().flat_map(BTreeMap::values).map(|figure| figure.value.span).min()?;
    let (mut values, mut sound) = (Vec::new(), true);
    for of_period in chosen.values() {
        let first = of_period.values().next()?;
        let value = match elements {
            None => PerElement::Same(first.value),
            Some(elements) => {
                let missing = (0..elements.len()).filter(|e| !of_period.contains_key(e));
                let missing = joined(missing.map(|e| format!("`{}`", elements[e])), "and");
                if !missing.is_empty() {
                    sound = false;
                    let message = format!("`{name}` has no value for {missing} in {}", first.period.value);
                    reading.push(
                        Diagnostic::error(&codes::MISSING_ELEMENT, message)
                            .at(first.period.span, "")
                            .help("add the rows of the other elements"),
                    );
                    continue;
                }
                PerElement::Each(of_period.values().map(|figure| figure.value).collect())
            }
        };
        values.push((first.period, value));
    }
    let values = by_quarter(names.subject(variable)?, &values, reading).filter(|_| sound)?;
    possible(variable, &values, span, reading).then_some(Path { values, span })
}

/// Whether the path is within bounds, and above 0 under a logarithm.
fn possible(
    variable: &VariableDraft,
    values: &BTreeMap<Quarter, PerElement<f64>>,
    span: Span,
    reading: &mut Reading<'_>,
) -> bool {
    let name = &variable.name.value;
    let all = values.iter().flat_map(|(quarter, value)| match value {
        PerElement::Same(value) => vec![(*quarter, *value)],
        PerElement::Each(values) => values.iter().map(|value| (*quarter, *value)).collect(),
    });
    for (quarter, value) in all {
        if variable.tracking == Tracking::Log && value <= 0.0 {
            let message = format!(
                "`{name}` has transform = \"log\", and its path is {value} in {quarter}: it must be above 0"
            );
            reading.push(Diagnostic::error(&codes::LEVEL_NOT_POSITIVE, message).at(span, "its path"));
            return false;
        }
        if let Some(bounds) = variable.bounds
            && !(bounds.low..=bounds.high).contains(&value)
        {
            let message = format!("the path of `{name}` is {value} in {quarter}, outside its bounds");
            reading.push(Diagnostic::error(&codes::OUT_OF_RANGE, message).at(span, "its path"));
            return false;
        }
    }
    true
}
