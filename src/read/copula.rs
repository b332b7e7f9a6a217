//! Copulas and rank correlations as they are written.

use crate::diagnostic::{Diagnostic, codes};
use crate::distribution::copula::Elliptical;
use crate::numerics::special::LARGEST_SHAPE;
use crate::scenario::{Correlations, StatedCopula, StatedName, StatedPair};

use super::csv;
use super::figures::table_of;
use super::keys::Kind;
use super::table::{Cursor, Reading, Written};
use super::tree::{Node, Value};
use super::value::{Field, out_of_range};

/// The `[dependence]` of an economy.
pub(super) fn residual_correlations(field: Field<'_>, reading: &mut Reading<'_>) -> Option<Correlations> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let copula = table.field("copula").map(|field| copula(field, reading));
    let pairs = table.field("rank_correlation").map(|field| pairs(field, reading));
    let repair = repair(&mut table, reading);
    let source = table.text("source", reading);
    table.close();
    Some(Correlations {
        copula: copula.flatten(),
        pairs: pairs.unwrap_or_default(),
        repair: repair.is_some(),
        source,
    })
}

/// Where `repair` asks for the nearest matrix.
pub(super) fn repair(table: &mut Cursor<'_>, reading: &mut Reading<'_>) -> Option<Written<&'static str>> {
    table.field("repair")?.choice(reading).filter(|repair| repair.value == "nearest")
}

/// `"gaussian"`, or a table.
pub(super) fn copula(field: Field<'_>, reading: &mut Reading<'_>) -> Option<StatedCopula> {
    let Kind::Copula(keys) = field.kind else { unreachable!("the key's kind") };
    let table = match &field.node.value {
        Value::Text(text) if text == "gaussian" => {
            return Some(StatedCopula::Elliptical(Elliptical::Gaussian));
        }
        Value::Text(text) => {
            let message = format!("`{}` cannot be {text:?}", field.key.name);
            let diagnostic = Diagnostic::error(&codes::UNKNOWN_CHOICE, message).at(field.span(), "");
            let diagnostic = diagnostic.did_you_mean(text, ["gaussian"]);
            reading.push(diagnostic.help(format!("it must be {}", field.kind.describe())));
            return None;
        }
        Value::Table(table) => table,
        _ => return field.refuse(reading),
    };
    let mut table = Cursor::open(keys, table, reading);
    let student_t = table.field("student_t").map(|field| student_t(field, reading));
    let empirical = table.field("empirical").map(|field| empirical(field, reading));
    table.close();
    student_t.or(empirical).flatten()
}

fn student_t(field: Field<'_>, reading: &mut Reading<'_>) -> Option<StatedCopula> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let df = table.field("df").and_then(|field| field.number(reading));
    table.close();
    let df = df?;
    if df.value > 2.0 && df.value <= LARGEST_SHAPE {
        return Some(StatedCopula::Elliptical(Elliptical::StudentT { df: df.value }));
    }
    out_of_range("df", "above 2, so that correlations exist, and at most 1e6", df.span, reading);
    None
}

/// The columns of a file; two of them at least, and two rows.
fn empirical(field: Field<'_>, reading: &mut Reading<'_>) -> Option<StatedCopula> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let csv = table.field("csv");
    let file = csv.and_then(|field| field.text(reading)).map(|name| name.value.to_owned());
    let of_file = csv.filter(|_| file.is_some()).and_then(|field| table_of(field, reading));
    let named = table.field("columns").map(|field| columns(field, reading));
    table.close();
    let (of_file, named) = (of_file?, named?);
    if of_file.rows.len() < 2 {
        let message = "an empirical copula needs two rows at least";
        reading.push(Diagnostic::error(&codes::CSV_EMPTY, message).at(of_file.header, "this file has one"));
        return None;
    }
    let mut read = Vec::new();
    let mut sound = true;
    for (name, column) in named? {
        let Some(at) = of_file.column(&column.value, column.span, reading) else {
            sound = false;
            continue;
        };
        let values: Vec<Option<f64>> = of_file
            .rows
            .iter()
            .map(|row| csv::number(&row[at], reading).map(|number| number.value))
            .collect();
        match values.into_iter().collect() {
            Some(values) => read.push((name, values)),
            None => sound = false,
        }
    }
    sound.then_some(StatedCopula::Empirical { file: file?, columns: read })
}

/// The drivers and their columns; at least two.
fn columns(field: Field<'_>, reading: &mut Reading<'_>) -> Option<Vec<(StatedName, Written<String>)>> {
    let (Value::Table(table), Kind::ByDriver(kind)) = (&field.node.value, field.kind) else {
        return field.refuse(reading);
    };
    let mut columns = Vec::new();
    for entry in &table.entries {
        let name = StatedName { name: entry.key.clone(), span: entry.span };
        let column = field.part(*kind, &entry.node).text(reading)?;
        columns.push((name, column.map(str::to_owned)));
    }
    if columns.len() < 2 {
        let message = "a copula joins two columns at least";
        reading.push(Diagnostic::error(&codes::EMPTY, message).at(field.span(), ""));
        return None;
    }
    Some(columns)
}

/// `[["first", "second", 0.3], ...]`; those that are sound.
pub(super) fn pairs(field: Field<'_>, reading: &mut Reading<'_>) -> Vec<StatedPair> {
    let Value::List(nodes) = &field.node.value else {
        return field.refuse::<()>(reading).map(|()| Vec::new()).unwrap_or_default();
    };
    nodes.iter().filter_map(|node| pair(field.part(field.kind, node), reading)).collect()
}

fn pair(field: Field<'_>, reading: &mut Reading<'_>) -> Option<StatedPair> {
    let name = |node: &Node| match &node.value {
        Value::Text(text) => Some(StatedName { name: text.trim().to_owned(), span: node.span }),
        _ => None,
    };
    let parts = match &field.node.value {
        Value::List(nodes) => match &nodes[..] {
            [first, second, rank] => name(first).zip(name(second)).map(|names| (names, rank)),
            _ => None,
        },
        _ => None,
    };
    let Some(((first, second), rank)) = parts else {
        let message = format!("`{}` must be {}", field.key.name, field.kind.describe());
        let diagnostic = Diagnostic::error(&codes::WRONG_TYPE, message).at(field.span(), "this is no pair");
        reading.push(diagnostic.help("write two names and a number: [\"first\", \"second\", 0.3]"));
        return None;
    };
    let rank = field.part(Kind::Number, rank).number(reading)?;
    if rank.value.abs() > 1.0 {
        out_of_range(field.key.name, "from -1 to 1", rank.span, reading);
        return None;
    }
    Some(StatedPair { names: [first, second], rank: rank.value, span: field.span() })
}
