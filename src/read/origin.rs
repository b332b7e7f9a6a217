//! Origins: one question asked at several starts, a row of a CSV file each.
//!
//! `NAME@2009` is the scenario NAME as the row of 2009 has it. Every column but `origin` names a value of scenario, economy or
//! model as a setting does, and its cell is put over that value, so that the reader blames the cell where it is wrong. What
//! the scenario itself writes of time, its start, `as_of`, the periods of its outcomes, moves along with the start.

use crate::calendar::{Period, Quarter};
use crate::diagnostic::{Diagnostic, Diagnostics, Sources, Span, codes};
use crate::scenario;

use super::csv::{Cell, Csv, csv, period};
use super::extends::Resolved;
use super::files::{Library, is_path};
use super::keys::{OBSERVED, joined};
use super::merge::identity;
use super::setting::Settings;
use super::shift::Shift;
use super::table::{Reading, Written};
use super::tree::{Entry, Node, Table, Tree, Value, parse};

/// The column that says when each row asks.
const COLUMN: &str = "origin";

/// The name of a scenario without its origin, and the origin, where the name has one: `rolling-tajikistan@2009`.
pub(super) fn parts(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once('@') {
        Some((base, origin)) if !base.is_empty() && !is_path(origin) => (base, Some(origin)),
        _ => (name, None),
    }
}

/// A row.
#[derive(Debug)]
pub(super) struct Origin {
    /// When it asks.
    period: Written<Period>,
    /// Its values, as settings.
    settings: Settings,
    /// What moves along.
    shift: Shift,
    /// Outcomes that were not observed: the row's cell is empty.
    unobserved: Vec<String>,
}

/// The file that a scenario's `[rolling]` names, and the place of its name; `None` where it names none.
#[expect(clippy::option_option, reason = "nothing asked for, or an error, or what was")]
fn table(
    library: &Library<'_>,
    tree: &Tree,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Option<Csv>> {
    let Value::Table(rolling) = &tree.root.get("rolling")?.node.value else { return None };
    let Value::Text(name) = &rolling.get("csv")?.node.value else { return None };
    let place = rolling.get("csv")?.node.span;
    let Some(file) = library.load_csv(name, place, sources, diagnostics) else { return Some(None) };
    let mut reading = Reading::new(sources, std::mem::take(diagnostics));
    let found = csv(file, &mut reading);
    *diagnostics = reading.diagnostics;
    Some(found)
}

/// The origins of a scenario, in the order of the rows; empty where it has no `[rolling]`. `None` after an error.
pub(super) fn list(
    library: &Library<'_>,
    tree: &Tree,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Written<Period>>> {
    let Some(found) = table(library, tree, sources, diagnostics) else { return Some(Vec::new()) };
    let found = found?;
    let mut reading = Reading::new(sources, std::mem::take(diagnostics));
    let origins = periods(&found, &mut reading);
    *diagnostics = reading.diagnostics;
    origins
}

/// When each row asks: each once.
fn periods(csv: &Csv, reading: &mut Reading<'_>) -> Option<Vec<Written<Period>>> {
    let at = csv.fixed(COLUMN, false, reading)?;
    let found: Vec<Option<Written<Period>>> = csv.rows.iter().map(|row| period(&row[at], reading)).collect();
    let found: Vec<Written<Period>> = found.into_iter().collect::<Option<_>>()?;
    let mut sound = true;
    for (index, origin) in found.iter().enumerate() {
        if let Some(first) = found[..index].iter().find(|first| first.value == origin.value) {
            sound = false;
            let message = format!("the origin {} is there twice", origin.value);
            let problem = Diagnostic::error(&codes::DUPLICATE_NAME, message).at(origin.span, "");
            reading.push(problem.at(first.span, "the first").help("keep one row for each origin"));
        }
    }
    sound.then_some(found)
}

/// The row of an origin that was asked for; `None` after an error.
pub(super) fn read(
    library: &Library<'_>,
    (tree, start): (&Tree, Option<Quarter>),
    asked: &str,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Origin> {
    let Some(found) = table(library, tree, sources, diagnostics) else {
        let message = format!("the scenario has no origin {asked}: it has no [rolling]");
        let problem = Diagnostic::error(&codes::UNKNOWN_ORIGIN, message).at(tree.root.span, "");
        diagnostics
            .push(problem.help("name it without `@`, or give it [rolling] with the CSV file of its origins"));
        return None;
    };
    let csv = found?;
    let mut reading = Reading::new(sources, std::mem::take(diagnostics));
    let origin = row(&csv, start, asked, &mut reading);
    *diagnostics = reading.diagnostics;
    origin
}

fn row(csv: &Csv, start: Option<Quarter>, asked: &str, reading: &mut Reading<'_>) -> Option<Origin> {
    let origins = periods(csv, reading)?;
    let Some(at) = origins.iter().position(|origin| origin.value.to_string() == asked) else {
        let names: Vec<String> = origins.iter().map(|origin| origin.value.to_string()).collect();
        let problem = Diagnostic::error(&codes::UNKNOWN_ORIGIN, format!("there is no origin {asked}"));
        let problem = problem.at(csv.header, "");
        reading.push(problem.help(format!("there are {}", joined(names, "and"))));
        return None;
    };
    let period = Written { value: origins[at].value, span: origins[at].span };
    let (mut root, mut unobserved, mut sound) = (empty(csv.header), Vec::new(), true);
    for (column, cell) in csv.columns.iter().zip(&csv.rows[at]) {
        if column.value == COLUMN {
            continue;
        }
        let path: Vec<&str> = column.value.split('.').map(str::trim).collect();
        if path.iter().any(|key| key.is_empty()) {
            sound = false;
            let message = format!("`{}` names no value of a file", column.value);
            let problem = Diagnostic::error(&codes::BAD_SETTING, message).at(column.span, "");
            reading
                .push(problem.help("a column is a path of keys, as `shock.ID.percent` or `level.gdp.value`"));
            continue;
        }
        if cell.value.is_empty() {
            if let ["observed", outcome, ..] = path[..] {
                if path.len() == 3 && path[2] == "value" {
                    unobserved.push(outcome.to_owned());
                }
                continue;
            }
            sound = false;
            let message = format!("{} has no `{}`", period.value, column.value);
            let problem = Diagnostic::error(&codes::EMPTY_CELL, message).at(period.span, "");
            reading.push(problem.at(column.span, "its cell of this column is empty").help(
                "write what was known then, or take the row out; what happened may be missing, and is then not scored",
            ));
            continue;
        }
        sound &= put(&mut root, &path, column, value(cell), reading);
    }
    sound.then(|| Origin {
        settings: Settings::of_row(root),
        shift: Shift::new(
            start.map_or(0, |start| period.value.first().since(start)),
            &period,
            csv.header.file,
        ),
        period,
        unobserved,
    })
}

fn empty(span: Span) -> Table {
    Table { span, entries: Vec::new(), whole: true }
}

/// Puts a value where its path says; whether there is room for it.
fn put(table: &mut Table, path: &[&str], column: &Cell, node: Node, reading: &mut Reading<'_>) -> bool {
    let at = table.entries.iter().position(|entry| entry.key == path[0]);
    let at = at.unwrap_or_else(|| {
        let span = column.span;
        let inner = Node { span, value: Value::Table(empty(span)) };
        table.entries.push(Entry { key: path[0].to_owned(), span, node: inner });
        table.entries.len() - 1
    });
    let entry = &mut table.entries[at];
    let fresh = entry.span == column.span;
    if let [_] = path {
        if fresh {
            entry.node = node;
            return true;
        }
    } else if let Value::Table(inner) = &mut entry.node.value {
        return put(inner, &path[1..], column, node, reading);
    }
    let message = format!("`{}` is both a value and a table of values", column.value);
    let problem = Diagnostic::error(&codes::BAD_SETTING, message).at(column.span, "");
    reading.push(problem.at(entry.span, "the other").help("keep the one or the other"));
    false
}

/// A cell as TOML would have it; a text needs no quotes.
fn value(cell: &Cell) -> Node {
    let text = cell.value.as_str();
    let looks = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    let number = || text.parse::<f64>().ok().filter(|number| looks && number.is_finite());
    let value = if let Ok(integer) = text.parse::<i64>() {
        Value::Integer(integer)
    } else if let Some(number) = number() {
        Value::Number(number)
    } else if let Ok(boolean) = text.parse::<bool>() {
        Value::Boolean(boolean)
    } else if text.starts_with(['{', '[']) {
        composed(text).unwrap_or_else(|| Value::Text(text.to_owned()))
    } else {
        Value::Text(text.to_owned())
    };
    let mut node = Node { span: cell.span, value };
    place(&mut node, cell.span);
    node
}

/// A table or a list.
fn composed(text: &str) -> Option<Value> {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let file = sources.add("", format!("x = {text}"));
    let tree = parse(file, &sources, &mut diagnostics);
    let [entry] = &tree.root.entries[..] else { return None };
    (!diagnostics.has_errors()).then(|| entry.node.value.clone())
}

/// All of a cell stands in its place.
fn place(node: &mut Node, span: Span) {
    node.span = span;
    match &mut node.value {
        Value::List(nodes) => nodes.iter_mut().for_each(|node| place(node, span)),
        Value::Table(table) => {
            table.span = span;
            for entry in &mut table.entries {
                entry.span = span;
                place(&mut entry.node, span);
            }
        }
        _ => {}
    }
}

impl Origin {
    /// Puts its values over the scenario's, and moves what is of time.
    pub fn over_scenario(&mut self, tree: &mut Tree, reading: &mut Reading<'_>) {
        self.settings.over_scenario(tree, reading);
        self.without_unobserved(tree);
        self.shift.scenario(tree, reading);
    }

    /// Puts its values over those of model and economy.
    pub fn over_others(
        &mut self,
        scenario: &Tree,
        model: Option<&mut Tree>,
        mut economy: Option<&mut Resolved>,
        reading: &mut Reading<'_>,
    ) {
        self.settings.over_others(scenario, model, economy.as_deref_mut(), reading);
        if let Some(economy) = economy {
            self.shift.levels(&mut economy.tree);
        }
    }

    /// What the scenario says of it.
    pub fn told(self, rolling: &str) -> scenario::Origin {
        scenario::Origin {
            rolling: rolling.to_owned(),
            period: self.period.value,
            unobserved: self.unobserved,
        }
    }

    /// Takes out what was not observed.
    fn without_unobserved(&self, tree: &mut Tree) {
        let entries = &mut tree.root.entries;
        let Some(entry) = entries.iter_mut().find(|entry| entry.key == "observed") else { return };
        let Value::List(nodes) = &mut entry.node.value else { return };
        nodes.retain(|node| {
            let Some(outcome) = identity(&OBSERVED, node) else { return true };
            let name = outcome.split('@').next().unwrap_or_default();
            !self.unobserved.iter().any(|missing| missing == name || missing == outcome)
        });
    }
}
