//! Two trees as one: what a file says over what the file that it extends says. Every value keeps its own place.
//!
//! Tables are merged by key, lists of tables by what identifies their tables (`keys`); any other value of this file stands in
//! place of the base's. The base's order comes first, what is new comes at the end; title and note of this file come before all.

use super::distribution::is_distribution;
use super::keys::{Keys, Kind, Role};
use super::tree::{Entry, Node, Table, Value};

/// The table of `base` with what `own` says put over it.
pub(super) fn merge(keys: &'static Keys, base: Table, own: Table) -> Table {
    let whole = base.whole && own.whole;
    let stated: Vec<&str> =
        own.entries.iter().map(|entry| entry.key.as_str()).filter(|key| in_a_form(keys, key)).collect();
    let of_this_file = |entry: &Entry| keys.get(&entry.key).is_some_and(|key| key.role == Role::Own);
    let stays = |entry: &Entry| !of_this_file(entry) && fits(keys, &entry.key, &stated);
    let base: Vec<Entry> = base.entries.into_iter().filter(stays).collect();
    let (mut entries, rest): (Vec<Entry>, Vec<Entry>) = own.entries.into_iter().partition(of_this_file);
    entries.extend(base);
    for entry in rest {
        let kind = keys.get(&entry.key).map(|key| key.kind);
        put(&mut entries, entry, |base, own| match kind {
            Some(kind) => value(kind, base, own),
            None => own,
        });
    }
    Table { span: own.span, entries, whole }
}

/// Whether a key is part of one way of several to state a thing.
fn in_a_form(keys: &Keys, key: &str) -> bool {
    keys.forms.iter().any(|form| form.contains(&key))
}

/// Whether the base's key can stand beside the keys of forms that are stated over it.
fn fits(keys: &Keys, key: &str, stated: &[&str]) -> bool {
    stated.is_empty()
        || !in_a_form(keys, key)
        || keys
            .forms
            .iter()
            .any(|form| form.contains(&key) && stated.iter().all(|stated| form.contains(stated)))
}

/// Puts an entry in the place of the one with its key, merged with it, or at the end.
fn put(entries: &mut Vec<Entry>, entry: Entry, merged: impl FnOnce(Node, Node) -> Node) {
    let Some(at) = entries.iter().position(|base| base.key == entry.key) else {
        return entries.push(entry);
    };
    let base = entries.remove(at);
    let node = merged(base.node, entry.node);
    entries.insert(at, Entry { node, ..entry });
}

fn value(kind: Kind, base: Node, own: Node) -> Node {
    let span = own.span;
    let value = match (kind, base.value, own.value) {
        (Kind::Table(keys), Value::Table(base), Value::Table(own)) => Value::Table(merge(keys, base, own)),
        (Kind::Named(kind) | Kind::ByQuarter(kind), Value::Table(base), Value::Table(own)) => {
            Value::Table(by_name(*kind, base, own))
        }
        (Kind::PerElement(kind), Value::Table(base), Value::Table(own))
            if !is_distribution(&base) && !is_distribution(&own) =>
        {
            Value::Table(by_name(*kind, base, own))
        }
        (Kind::Tables(keys), Value::List(base), Value::List(own)) => Value::List(list(keys, base, own)),
        (_, _, own) => own,
    };
    Node { span, value }
}

/// Tables whose keys are names, quarters or elements.
fn by_name(kind: Kind, base: Table, own: Table) -> Table {
    let mut entries = base.entries;
    for entry in own.entries {
        put(&mut entries, entry, |base, own| value(kind, base, own));
    }
    Table { span: own.span, entries, whole: base.whole && own.whole }
}

/// Lists of tables. Where tables of one list are not told apart, this file's list stands alone.
fn list(keys: &'static Keys, base: Vec<Node>, own: Vec<Node>) -> Vec<Node> {
    if !all_apart(keys, &base) || !all_apart(keys, &own) {
        return own;
    }
    let mut merged: Vec<Node> = base;
    for node in own {
        let name = identity(keys, &node);
        let same = name.and_then(|name| merged.iter().position(|base| identity(keys, base) == Some(name)));
        match same {
            Some(at) => {
                let base = merged.remove(at);
                merged.insert(at, value(Kind::Table(keys), base, node));
            }
            None => merged.push(node),
        }
    }
    merged
}

fn all_apart(keys: &Keys, nodes: &[Node]) -> bool {
    let names: Vec<&str> = nodes.iter().filter_map(|node| identity(keys, node)).collect();
    names.iter().enumerate().all(|(at, name)| !names[..at].contains(name))
}

/// What tells a table from the others of its list; `None` where it is not there or not a text.
pub(super) fn identity<'n>(keys: &Keys, node: &'n Node) -> Option<&'n str> {
    let Value::Table(table) = &node.value else { return None };
    match &table.get(keys.identity()?.name)?.node.value {
        Value::Text(text) => Some(text.trim()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Diagnostics, Sources};
    use crate::read::keys::{ECONOMY, SCENARIO};
    use crate::read::tree::{Tree, parse};

    /// A value in one line.
    fn show(node: &Node) -> String {
        match &node.value {
            Value::Text(text) => text.clone(),
            Value::Integer(integer) => integer.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Boolean(boolean) => boolean.to_string(),
            Value::List(nodes) => format!("[{}]", nodes.iter().map(show).collect::<Vec<_>>().join(", ")),
            Value::Table(table) => format!("{{{}}}", entries(table)),
            _ => "?".to_owned(),
        }
    }

    fn entries(table: &Table) -> String {
        let entries = table.entries.iter().map(|entry| format!("{} {}", entry.key, show(&entry.node)));
        entries.collect::<Vec<_>>().join(", ")
    }

    fn merged(keys: &'static Keys, base: &str, own: &str) -> String {
        let mut sources = Sources::new();
        let mut diagnostics = Diagnostics::new();
        let mut tree = |text| -> Tree {
            let file = sources.add("x.toml", text);
            parse(file, &sources, &mut diagnostics)
        };
        let (base, own) = (tree(base), tree(own));
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        entries(&merge(keys, base.root, own.root))
    }

    #[test]
    fn scenarios_are_merged_by_key_and_identity() {
        for (base, own, expected) in [
            // Keys.
            ("start = '2022Q1'\nhorizon = '1y'", "horizon = '2y'", "start 2022Q1, horizon 2y"),
            ("run = { seed = 1, paths = 5 }", "run.seed = 2", "run {seed 2, paths 5}"),
            ("title = 'a'\nnote = 'b'\nstart = '2022Q1'", "title = 'c'", "title c, start 2022Q1"),
            ("extends = 'a'\nremove = ['x']", "extends = 'b'", "extends b"),
            // Lists of tables, in the base's order.
            (
                "shock = [{ id = 'a', percent = 1 }, { id = 'b', percent = 2 }]",
                "shock = [{ id = 'c', add = 3 }, { id = 'b', target = 'gdp' }]",
                "shock [{id a, percent 1}, {id b, percent 2, target gdp}, {id c, add 3}]",
            ),
            (
                "check = [{ that = 'p50(x@2022) < 0' }]",
                "check = [{ that = 'p50(x@2022) < 0' }, { that = 'p50(y@2022) < 0' }]",
                "check [{that p50(x@2022) < 0}, {that p50(y@2022) < 0}]",
            ),
            (
                "observed = [{ outcome = 'x@2022', value = 1, source = 's' }]",
                "observed = [{ outcome = 'x@2022', value = 2 }]",
                "observed [{outcome x@2022, value 2, source s}]",
            ),
            // One verb takes the place of another; what is no verb stays.
            (
                "shock = [{ id = 'a', target = 'gdp', percent = 1 }]",
                "shock = [{ id = 'a', add = 2 }]",
                "shock [{id a, target gdp, add 2}]",
            ),
            // Tables in tables; a distribution is a value.
            (
                "shock = [{ id = 'a', timing = { start = '2022Q1', hold = '1q' } }]",
                "shock = [{ id = 'a', timing = { hold = '4q' } }]",
                "shock [{id a, timing {start 2022Q1, hold 4q}}]",
            ),
            (
                "shock = [{ id = 'a', percent = { normal = { mean = 1, sd = 2 } } }]",
                "shock = [{ id = 'a', percent = { uniform = { low = 1, high = 2 } } }]",
                "shock [{id a, percent {uniform {low 1, high 2}}}]",
            ),
            // An event's shocks by their targets.
            (
                "event = [{ id = 'e', shock = [{ target = 'gdp', add = 1 }, { target = 'cpi', add = 1 }] }]",
                "event = [{ id = 'e', shock = [{ target = 'cpi', percent = 2 }] }]",
                "event [{id e, shock [{target gdp, add 1}, {target cpi, percent 2}]}]",
            ),
            // Not told apart: the list is replaced.
            (
                "event = [{ id = 'e', shock = [{ target = 'gdp', add = 1 }, { target = 'gdp', percent = 1 }] }]",
                "event = [{ id = 'e', shock = [{ target = 'cpi', percent = 2 }] }]",
                "event [{id e, shock [{target cpi, percent 2}]}]",
            ),
            // Other lists are replaced.
            (
                "outcome = [{ id = 'x', at = ['2022', '2023'], below = [0] }]",
                "outcome = [{ id = 'x', at = ['2024'] }]",
                "outcome [{id x, at [2024], below [0]}]",
            ),
            // A wrong type or an unknown key is this file's, for the reader to refuse.
            ("run = { seed = 1 }", "run = 5", "run 5"),
            ("shocks = 1", "shocks = 2", "shocks 2"),
        ] {
            assert_eq!(merged(&SCENARIO, base, own), expected, "{base}\n{own}");
        }
    }

    #[test]
    fn economies_are_merged_by_name_element_and_quarter() {
        for (base, own, expected) in [
            (
                "[level.sent]\nvalue = { russia = 60, other = 40 }\nsource = 's'",
                "[level.sent]\nvalue = { russia = 50 }\n[level.gdp]\nvalue = 1",
                "level {sent {value {russia 50, other 40}, source s}, gdp {value 1}}",
            ),
            (
                "[level.sent]\nvalue = 5",
                "[level.sent]\nvalue = { russia = 50 }",
                "level {sent {value {russia 50}}}",
            ),
            (
                "[parameter.x]\nvalue = 1",
                "[parameter.x]\nprior = { point = 2 }",
                "parameter {x {value 1, prior {point 2}}}",
            ),
            (
                "[parameter.x]\nprior = { russia = { point = 1 }, other = 2 }",
                "[parameter.x]\nprior = { other = { normal = { mean = 0, sd = 1 } } }",
                "parameter {x {prior {russia {point 1}, other {normal {mean 0, sd 1}}}}}",
            ),
            (
                "[parameter.x]\nprior = { normal = { mean = 0, sd = 1 } }",
                "[parameter.x]\nprior = { point = 2 }",
                "parameter {x {prior {point 2}}}",
            ),
            (
                "[history.gdp]\nquarterly = { 2021Q3 = 1, 2021Q4 = 2 }",
                "[history.gdp]\nquarterly = { 2021Q4 = 3, 2022Q1 = 4 }",
                "history {gdp {quarterly {2021Q3 1, 2021Q4 3, 2022Q1 4}}}",
            ),
        ] {
            assert_eq!(merged(&ECONOMY, base, own), expected, "{base}\n{own}");
        }
    }
}
