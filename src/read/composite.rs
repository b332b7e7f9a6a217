//! Distributions that are made of more than numbers: values with weights, a CSV file's column, parts of others.

use crate::diagnostic::{Diagnostic, Span, codes};
use crate::distribution::{
    self, Discrete, Distribution, Empirical, Mixture, ParameterError, Parts, Truncated,
};

use super::column;
use super::distribution::{Scale, number, of_kind};
use super::keys::Keys;
use super::keys::distribution::{COLUMN, COMPONENT, WEIGHTED, WITHIN};
use super::table::{Cursor, Reading, wrong_type};
use super::tree::{Node, Table, Value};
use super::value::Field;

/// The keys of a composite kind that stand in a table.
fn keys(parts: Parts) -> &'static Keys {
    match parts {
        Parts::Weighted => &WEIGHTED,
        Parts::Column => &COLUMN,
        Parts::Components => &COMPONENT,
        Parts::Within | Parts::None => &WITHIN,
    }
}

/// Reads what stands after the name of a composite kind.
pub(super) fn read(
    kind: &'static distribution::Kind,
    field: Field<'_>,
    node: &Node,
    scale: Scale,
    reading: &mut Reading<'_>,
) -> Option<Distribution> {
    let keys = keys(kind.parts);
    if let (Parts::Components, Value::List(nodes)) = (kind.parts, &node.value) {
        return mixture(field, node, nodes, scale, reading);
    }
    let Value::Table(table) = &node.value else {
        let wanted = match kind.parts {
            Parts::Components => format!("a list, [{}, ...]", keys.header),
            _ => format!("a table, {}", keys.header),
        };
        wrong_type(kind.name, &wanted, node, None, reading);
        return None;
    };
    match kind.parts {
        Parts::Weighted => weighted(table, node, scale, reading),
        Parts::Column => column(table, node, reading),
        Parts::Within => within(field, table, node, scale, reading),
        Parts::Components => {
            let message = format!("`{}` is a list of distributions", kind.name);
            let diagnostic = Diagnostic::error(&codes::WRONG_TYPE, message).at(node.span, "");
            reading.push(diagnostic.help(format!("write {} = [{}, ...]", kind.name, keys.header)));
            None
        }
        Parts::None => None,
    }
}

/// What a constructor refuses is said at the value that is to blame.
fn refused(error: &ParameterError, table: &Table, node: &Node, help: &str, reading: &mut Reading<'_>) {
    let span = table.get(error.parameter).map_or(node.span, |entry| entry.node.span);
    let diagnostic = Diagnostic::error(&codes::DISTRIBUTION, error.to_string()).at(span, "");
    reading.push(diagnostic.help(help));
}

/// `{ values = [...], weights = [...] }`
fn weighted(table: &Table, node: &Node, scale: Scale, reading: &mut Reading<'_>) -> Option<Distribution> {
    let mut cursor = Cursor::open(&WEIGHTED, table, reading);
    let mut list = |key: &str, scale: Scale| -> Option<Vec<f64>> {
        let elements = cursor.field(key)?.elements(reading);
        elements.into_iter().map(|value| number(value, value.node, scale, reading)).collect()
    };
    let (values, weights) = (list("values", scale), list("weights", Scale::Plain));
    cursor.close();
    let (values, weights) = (values?, weights?);
    match Discrete::new(&values, &weights) {
        Ok(discrete) => Some(discrete.into()),
        Err(error) => {
            refused(&error, table, node, "give every value once, with its weight in the same place", reading);
            None
        }
    }
}

/// `{ csv = "changes.csv", column = "oil" }`
fn column(table: &Table, node: &Node, reading: &mut Reading<'_>) -> Option<Distribution> {
    let mut cursor = Cursor::open(&COLUMN, table, reading);
    let column = column::column(&mut cursor, reading);
    cursor.close();
    match Empirical::new(&column?.numbers) {
        Ok(empirical) => Some(empirical.into()),
        Err(error) => {
            refused(&error, table, node, "name a column of numbers", reading);
            None
        }
    }
}

/// The distribution among the keys of a table, and the table's other keys, which are of `keys`.
fn inner(
    keys: &'static Keys,
    field: Field<'_>,
    table: &Table,
    scale: Scale,
    reading: &mut Reading<'_>,
) -> (Option<Distribution>, Table) {
    let (own, others): (Vec<_>, Vec<_>) =
        table.entries.iter().cloned().partition(|entry| keys.get(&entry.key).is_some());
    let own = Table { span: table.span, entries: own, whole: table.whole };
    let others = Table { span: table.span, entries: others, whole: table.whole };
    (of_kind(field, &others, scale, reading), own)
}

/// `{ normal = { ... }, low = 0, high = 10 }`
fn within(
    field: Field<'_>,
    table: &Table,
    node: &Node,
    scale: Scale,
    reading: &mut Reading<'_>,
) -> Option<Distribution> {
    let (of, own) = inner(&WITHIN, field, table, scale, reading);
    let mut cursor = Cursor::open(&WITHIN, &own, reading);
    let mut bound = |key: &str, none: f64| match cursor.field(key) {
        None => Some(none),
        Some(bound) => number(bound, bound.node, scale, reading),
    };
    let (low, high) = (bound("low", f64::NEG_INFINITY), bound("high", f64::INFINITY));
    cursor.close();
    let (of, low, high) = (of?, low?, high?);
    if own.entries.is_empty() && table.whole {
        let diagnostic = Diagnostic::error(&codes::MISSING_KEY, "`truncated` needs `low` or `high`, or both");
        reading.push(diagnostic.at(table.span, "").help("add `low = ...`: the least value that can be"));
        return None;
    }
    match Truncated::new(of, low, high) {
        Ok(truncated) => Some(truncated.into()),
        Err(error) => {
            let help =
                "`truncated` is a continuous distribution of which the part from `low` to `high` can be";
            refused(&error, table, node, help, reading);
            None
        }
    }
}

/// `[{ weight = 0.6, point = 0 }, { weight = 0.4, normal = { ... } }]`
fn mixture(
    field: Field<'_>,
    node: &Node,
    nodes: &[Node],
    scale: Scale,
    reading: &mut Reading<'_>,
) -> Option<Distribution> {
    let (mut components, mut whole) = (Vec::new(), true);
    for part in nodes {
        let Value::Table(table) = &part.value else {
            wrong_type("mixture", &format!("a list of tables, {}", COMPONENT.header), part, None, reading);
            whole = false;
            continue;
        };
        let (of, own) = inner(&COMPONENT, field, table, scale, reading);
        let mut cursor = Cursor::open(&COMPONENT, &own, reading);
        let weight = cursor.field("weight").and_then(|weight| weight.number(reading));
        cursor.close();
        match (of, weight) {
            (Some(of), Some(weight)) => components.push((weight.value, weight.span, of)),
            _ => whole = false,
        }
    }
    if !whole {
        return None;
    }
    let bad: Option<Span> = components.iter().find(|(weight, ..)| *weight <= 0.0).map(|(_, span, _)| *span);
    match Mixture::new(components.into_iter().map(|(weight, _, of)| (weight, of)).collect()) {
        Ok(mixture) => Some(mixture.into()),
        Err(error) => {
            let diagnostic = Diagnostic::error(&codes::DISTRIBUTION, error.to_string());
            reading.push(
                diagnostic
                    .at(bad.unwrap_or(node.span), "")
                    .help("write [{ weight = 0.7, normal = { ... } }, { weight = 0.3, point = 0 }]"),
            );
            None
        }
    }
}
