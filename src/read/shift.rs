//! Time that moves along: the periods of a scenario's tree, as many quarters later or earlier.

use crate::calendar::{Date, Period};
use crate::diagnostic::{Diagnostic, FileId, Sources, Span, codes};

use super::keys::{ECONOMY, FORECAST, Keys, Kind, PAST, SCENARIO};
use super::table::{Reading, Written};
use super::tree::{Node, Table, Tree, Value};

/// How far, and what stays.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shift {
    quarters: i32,
    /// What asks for it.
    origin: Span,
    /// Values of this file say their own time.
    own: FileId,
}

/// What is of its own time whatever the question's: data, published facts, and what has done its work.
const STAYS: [&str; 5] = ["past", "series", "rolling", "extends", "remove"];

impl Shift {
    /// By so many quarters, but for what stands in the file of origins.
    pub fn new(quarters: i32, origin: &Written<Period>, own: FileId) -> Self {
        Self { quarters, origin: origin.span, own }
    }

    /// Moves the scenario; years move by whole years alone, which is else said. Facts and checks are about the file's own
    /// answers, and go.
    pub fn scenario(self, tree: &mut Tree, reading: &mut Reading<'_>) {
        if self.quarters == 0 {
            return;
        }
        tree.root.entries.retain(|entry| !matches!(entry.key.as_str(), "fact" | "check"));
        let (mut broken, unmoved) = (None, tree.root.clone());
        self.table(&SCENARIO, &mut tree.root, reading.sources, &mut broken);
        if let Some(at) = broken {
            tree.root = unmoved;
            let message = "a year moves with its origin by whole years";
            let problem = Diagnostic::error(&codes::BAD_ORIGIN, message).at(self.origin, "");
            reading.push(
                problem
                    .at(at, "this is a year")
                    .help("let origins lie whole years from the scenario's start, or measure quarters"),
            );
        }
    }

    /// Moves the periods of levels that an origin gives: they are as far before it as the economy's are before its start.
    pub fn levels(self, tree: &mut Tree) {
        let levels = tree.root.entries.iter_mut().find(|entry| entry.key == "level");
        let Some(Value::Table(levels)) = levels.map(|entry| &mut entry.node.value) else { return };
        let value = Kind::Period;
        for level in &mut levels.entries {
            let Value::Table(level) = &mut level.node.value else { continue };
            let given = level.get("value").is_some_and(|entry| self.is_given(&entry.node));
            let period = level.entries.iter_mut().find(|entry| entry.key == "period");
            if let (true, Some(period)) = (given, period) {
                // What is no year or quarter is words, and stays.
                self.value(value, &mut period.node, &Sources::new(), &mut None);
            }
        }
        debug_assert!(ECONOMY.get("level").is_some(), "the key of levels");
    }

    /// Whether an origin gives it, or a part.
    fn is_given(self, node: &Node) -> bool {
        match &node.value {
            _ if node.span.file == self.own => true,
            Value::Table(table) => table.entries.iter().any(|entry| self.is_given(&entry.node)),
            Value::List(nodes) => nodes.iter().any(|node| self.is_given(node)),
            _ => false,
        }
    }

    fn table(self, keys: &'static Keys, table: &mut Table, sources: &Sources, broken: &mut Option<Span>) {
        let top = std::ptr::eq(keys, &raw const SCENARIO);
        for entry in &mut table.entries {
            let Some(key) = keys.get(&entry.key) else { continue };
            match key.kind {
                _ if top && STAYS.contains(&key.name) => {}
                Kind::Date if top => self.day(&mut entry.node, sources),
                kind => self.value(kind, &mut entry.node, sources, broken),
            }
        }
    }

    fn value(self, kind: Kind, node: &mut Node, sources: &Sources, broken: &mut Option<Span>) {
        let whole = matches!(node.value, Value::List(_) | Value::Table(_));
        if !whole && node.span.file == self.own {
            return;
        }
        let span = node.span;
        match (kind, &mut node.value) {
            (Kind::Quarter | Kind::Period, Value::Text(text)) => self.text(text, span, broken),
            (Kind::OutcomeAt, Value::Text(text)) => {
                if let Some((outcome, period)) = text.split_once('@') {
                    let mut period = period.trim().to_owned();
                    self.text(&mut period, span, broken);
                    *text = format!("{outcome}@{period}");
                }
            }
            (Kind::Table(keys), _) if std::ptr::eq(keys, &raw const PAST) => {}
            (Kind::Tables(keys), Value::List(nodes)) if std::ptr::eq(keys, &raw const FORECAST) => {
                // A forecast is of one period: where it says which, `observed` looks; where not, of the file's own.
                nodes.retain(|node| {
                    self.is_given(node)
                        || matches!(&node.value, Value::Table(table) if table.get("of").is_some())
                });
            }
            (Kind::Tables(keys), Value::List(nodes)) => {
                for node in nodes {
                    self.value(Kind::Table(keys), node, sources, broken);
                }
            }
            (Kind::Table(keys) | Kind::Size(keys), Value::Table(table)) => {
                self.table(keys, table, sources, broken);
            }
            (
                Kind::List(inner) | Kind::OneOrMore(inner) | Kind::Pair(inner) | Kind::PerElement(inner),
                Value::List(nodes),
            ) => nodes.iter_mut().for_each(|node| self.value(*inner, node, sources, broken)),
            (
                Kind::Named(inner) | Kind::PerElement(inner) | Kind::PerVariable(inner),
                Value::Table(table),
            ) => {
                for entry in &mut table.entries {
                    self.value(*inner, &mut entry.node, sources, broken);
                }
            }
            (Kind::OneOrMore(inner) | Kind::PerElement(inner) | Kind::PerVariable(inner), _) => {
                self.value(*inner, node, sources, broken);
            }
            _ => {}
        }
    }

    /// What is no period is for the reader to refuse.
    fn text(self, text: &mut String, span: Span, broken: &mut Option<Span>) {
        match text.parse() {
            Ok(Period::Quarter(quarter)) => *text = quarter.plus(self.quarters).to_string(),
            Ok(Period::Year(_)) if self.quarters % 4 != 0 => *broken = broken.or(Some(span)),
            Ok(Period::Year(year)) => *text = Period::Year(year + self.quarters / 4).to_string(),
            Err(_) => {}
        }
    }

    /// A day of another month, its last where it is shorter.
    fn day(self, node: &mut Node, sources: &Sources) {
        let raw = match &node.value {
            _ if node.span.file == self.own => return,
            Value::Text(text) => text.clone(),
            Value::Date => sources.text(node.span).to_owned(),
            _ => return,
        };
        let Ok(date) = raw.trim().parse::<Date>() else { return };
        let written = date.to_string();
        let parts: Vec<i32> = written.split('-').skip(1).filter_map(|part| part.parse().ok()).collect();
        let [month, day] = parts[..] else { return };
        let months = 12 * date.year() + month - 1 + 3 * self.quarters;
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) as u8 + 1);
        if let Some(moved) = Date::new(year, month, day as u8).or_else(|| Date::month_end(year, month)) {
            node.value = Value::Text(moved.to_string());
        }
    }
}
