//! What variables have done before: the figures of `[[past]]`, made yearly changes.

use std::collections::BTreeMap;

use crate::calendar::Period;
use crate::diagnostic::{Diagnostic, Span, codes};
use crate::scenario::{Kind, Model, Record, Target, changes};

use super::economy::unique;
use super::element::Stated;
use super::figures::values;
use super::keys::{Keys, SCENARIO};
use super::names::Names;
use super::observed::Limit;
use super::table::{Cursor, Reading, Written};
use super::tree::{Table, Tree};
use super::value::Field;

/// A `[[past]]` as it is written.
#[derive(Debug)]
pub(super) struct PastDraft {
    /// The variable, and where it is named.
    pub name: Written<String>,
    of: Target,
    figures: BTreeMap<Period, f64>,
    are_changes: bool,
    vintage: Option<String>,
    source: Option<String>,
}

/// Those of a scenario.
pub(super) fn of_scenario(tree: &Tree, reading: &mut Reading<'_>) -> Vec<PastDraft> {
    let (Some(key), Some(entry)) = (SCENARIO.get("past"), tree.root.get("past")) else { return Vec::new() };
    drafts(Field { key, kind: key.kind, node: &entry.node }, reading)
}

/// All tables of a list; each target once.
pub(super) fn drafts(field: Field<'_>, reading: &mut Reading<'_>) -> Vec<PastDraft> {
    let tables = field.tables(reading);
    let drafts: Vec<PastDraft> = tables.into_iter().filter_map(|table| draft(table, reading)).collect();
    let of = |draft: &PastDraft| Written { value: draft.of.to_string(), span: draft.of.span };
    unique(&drafts.iter().map(of).collect::<Vec<_>>(), "what a past is of", reading);
    drafts
}

fn draft((keys, table): (&'static Keys, &Table), reading: &mut Reading<'_>) -> Option<PastDraft> {
    let mut table = Cursor::open(keys, table, reading);
    let of = table.field("of").and_then(|field| field.target(reading));
    let are = table.field("as").map(|field| field.choice(reading).map(|word| word.value == "change"));
    let stated = values(&mut table, reading);
    let (vintage, source) = (table.text("vintage", reading), table.text("source", reading));
    table.close();
    let (of, are_changes) = (of?, are.unwrap_or(Some(false))?);
    let mut figures = BTreeMap::new();
    for (period, value) in stated? {
        let Stated::Same(number) = value else {
            let message = "a past is one number a period";
            let help = "write a [[past]] for each element, `of = \"sent[russia]\"`";
            reading.push(Diagnostic::error(&codes::NO_ELEMENTS, message).at(period.span, "").help(help));
            return None;
        };
        figures.insert(period.value, number.value);
    }
    let name = Written { value: of.variable.clone(), span: of.span };
    Some(PastDraft { name, of, figures, are_changes, vintage, source })
}

/// The economy's pasts and, in their place where they are of the same, the scenario's; what the model does not have
/// has been said.
pub(super) fn records(
    economy: Vec<PastDraft>,
    scenario: Vec<PastDraft>,
    model: &Model,
    names: &Names,
    limit: Limit,
    reading: &mut Reading<'_>,
) -> Vec<Record> {
    let of = |draft: &PastDraft| draft.of.to_string();
    let own: Vec<String> = scenario.iter().map(of).collect();
    let drafts: Vec<PastDraft> =
        economy.into_iter().filter(|draft| !own.contains(&of(draft))).chain(scenario).collect();
    let mut records = Vec::new();
    for draft in drafts {
        let Some(variable) = model.variables.iter().find(|own| own.name == draft.name.value) else {
            continue;
        };
        if !names.check(&draft.of, true, reading) {
            continue;
        }
        let PastDraft { of, mut figures, are_changes, vintage, source, .. } = draft;
        figures.retain(|period, _| {
            let last = period.last();
            limit.start.is_none_or(|start| last < start) && limit.as_of.is_none_or(|day| last.end() <= day)
        });
        let kind = if are_changes { Kind::Rate } else { variable.kind };
        let years = years(&figures, kind);
        let rate = matches!(variable.kind, Kind::Rate | Kind::Ratio);
        let span: Span = of.span;
        let changes = if are_changes { years } else { changes(&years, rate) };
        records.push(Record { of, changes, vintage, source, span });
    }
    records
}

/// Years as they are stated, and those of which all quarters are: a flow's sum, a stock's last, the mean of others.
fn years(figures: &BTreeMap<Period, f64>, kind: Kind) -> BTreeMap<i32, f64> {
    let mut years = BTreeMap::new();
    for period in figures.keys() {
        let quarters: Vec<f64> = match period {
            Period::Year(year) => {
                years.insert(*year, figures[period]);
                continue;
            }
            Period::Quarter(first) => {
                let of_year = |ahead| figures.get(&Period::Quarter(first.plus(ahead))).copied();
                if first.of_year() != 1 {
                    continue;
                }
                (0..4).filter_map(of_year).collect()
            }
        };
        let Ok(quarters) = <[f64; 4]>::try_from(quarters) else { continue };
        years.entry(period.first().year()).or_insert(kind.year(quarters));
    }
    years
}
