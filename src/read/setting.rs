//! Values that a caller puts over what the files say, such as `shock.remittances.percent = -30`.
//!
//! A setting is written as in the files, but that a table of a list is named by what tells it from the others. It is put
//! over the tree that states it, as a file over the one that it extends, so that the reader checks it like any other value
//! and blames the setting where it is wrong.

use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Sources, Span, codes};

use super::distribution::is_distribution;
use super::extends::Resolved;
use super::keys::{ECONOMY, Keys, Kind, MODEL, Role, SCENARIO};
use super::merge::{identity, merge};
use super::table::Reading;
use super::tree::{Entry, Node, Table, Tree, Value, parse};

/// Where settings stand in messages.
const FILE: &str = "setting";

/// Settings as trees.
#[derive(Debug)]
pub(super) struct Settings(Vec<Table>);

impl Settings {
    /// Reads `PATH=VALUE`, the value as in TOML; a text may be without its quotes.
    pub(super) fn read(written: &[String], sources: &mut Sources, diagnostics: &mut Diagnostics) -> Self {
        let read = |text: &String| {
            let tree = |file: FileId, sources: &Sources| {
                let mut found = Diagnostics::new();
                let tree = parse(file, sources, &mut found);
                (tree.root, found)
            };
            let file = sources.add(FILE, text);
            let (root, found) = tree(file, sources);
            if !found.has_errors() {
                return root;
            }
            // Shells take quotes away.
            let quoted = text.split_once('=').map(|(path, value)| format!("{path}={:?}", value.trim()));
            let again = quoted.map(|text| tree(sources.add(FILE, &text), sources));
            match again {
                Some((root, quoted)) if !quoted.has_errors() => root,
                _ => {
                    diagnostics.append(found);
                    root
                }
            }
        };
        Self(written.iter().map(read).collect())
    }

    /// The values of an origin's row, which its file's columns name.
    pub(super) fn of_row(row: Table) -> Self {
        let mut list = Vec::new();
        for entry in row.entries {
            match entry.node.value {
                Value::Table(inner) => {
                    list.extend(inner.entries.into_iter().map(|one| {
                        let inner = Table { span: one.span, entries: vec![one], whole: true };
                        in_table(&entry.key, inner)
                    }));
                }
                value => {
                    let node = Node { value, ..entry.node };
                    list.push(Table {
                        span: entry.span,
                        entries: vec![Entry { node, ..entry }],
                        whole: true,
                    });
                }
            }
        }
        Self(list)
    }

    /// Puts what is of the scenario over its tree, and refuses what is of no file.
    pub(super) fn over_scenario(&mut self, tree: &mut Tree, reading: &mut Reading<'_>) {
        let files = [&SCENARIO, &ECONOMY, &MODEL];
        for table in &mut self.0 {
            table.entries.retain(|entry| {
                let known = files.iter().any(|keys| keys.get(&entry.key).is_some());
                if !known {
                    let message = format!("no file has `{}`", entry.key);
                    let names = files.iter().flat_map(|keys| keys.names());
                    let problem = Diagnostic::error(&codes::BAD_SETTING, message).at(entry.span, "");
                    reading.push(problem.did_you_mean(&entry.key, names).help("a path begins with a key of the scenario, the economy or the model, as `shock.ID.percent`"));
                }
                known
            });
        }
        let paths: Vec<String> = self.0.iter().filter_map(size_path).collect();
        let here = |entry: &Entry| SCENARIO.get(&entry.key).is_some();
        for own in self.take(here) {
            put(&SCENARIO, tree, own, reading);
        }
        for path in paths {
            free(&mut tree.root, &path, reading);
        }
    }

    /// Puts what is of the economy and of the model over their trees. A parameter is changed where it has its say: in the
    /// set that the scenario chooses, else in the economy, else in the model.
    pub(super) fn over_others(
        &mut self,
        scenario: &Tree,
        model: Option<&mut Tree>,
        economy: Option<&mut Resolved>,
        reading: &mut Reading<'_>,
    ) {
        let states = |root: &Table, entry: &Entry| {
            let both = [root.get(&entry.key).map(|of| &of.node.value), Some(&entry.node.value)];
            match both {
                [Some(Value::Table(stated)), Some(Value::Table(own))] => {
                    own.entries.iter().any(|own| stated.get(&own.key).is_some())
                }
                _ => false,
            }
        };
        let of_model = |entry: &Entry| entry.key == "parameter" || ECONOMY.get(&entry.key).is_none();
        if let Some(economy) = economy {
            let root = &economy.tree.root;
            let taken = self.take(|entry| !of_model(entry) || states(root, entry));
            for own in taken {
                put(&ECONOMY, &mut economy.tree, own, reading);
            }
        }
        let Some(model) = model else { return };
        let set = match scenario.root.get("parameter_set").map(|entry| &entry.node.value) {
            Some(Value::Text(name)) => Some(name.clone()),
            _ => None,
        };
        for own in self.take(|_| true) {
            let chosen = set.as_deref().and_then(|set| {
                let sets = table(model.root.get("parameter_set")?)?;
                table(sets.get(set)?)
            });
            let by_set = own.entries.iter().any(|entry| chosen.is_some_and(|chosen| states(chosen, entry)));
            let own = match &set {
                Some(set) if by_set => in_table("parameter_set", in_table(set, own)),
                _ => own,
            };
            put(&MODEL, model, own, reading);
        }
    }

    /// The settings whose key is as asked, out of the list.
    fn take(&mut self, asked: impl Fn(&Entry) -> bool) -> Vec<Table> {
        let all = std::mem::take(&mut self.0);
        let (taken, left) = all.into_iter().partition(|table| table.entries.iter().any(&asked));
        self.0 = left;
        taken
    }
}

fn table(entry: &Entry) -> Option<&Table> {
    match &entry.node.value {
        Value::Table(table) => Some(table),
        _ => None,
    }
}

/// `key = { ... }`
fn in_table(key: &str, inner: Table) -> Table {
    let span = inner.span;
    let node = Node { span, value: Value::Table(inner) };
    Table { span, entries: vec![Entry { key: key.to_owned(), span, node }], whole: true }
}

fn put(keys: &'static Keys, tree: &mut Tree, own: Table, reading: &mut Reading<'_>) {
    let empty = Table { span: tree.root.span, entries: Vec::new(), whole: true };
    let mut base = std::mem::replace(&mut tree.root, empty);
    let mut own = as_in_files(keys, &mut base, own, reading);
    // Titles and notes do not go from file to file; here there is one file.
    let (kept, base_entries) = base
        .entries
        .into_iter()
        .partition(|entry| keys.get(&entry.key).is_some_and(|key| key.role == Role::Own));
    let stated = |own: &Table, entry: &Entry| own.get(&entry.key).is_some();
    let kept: Vec<Entry> = kept;
    own.entries.extend(kept.into_iter().filter(|entry| !stated(&own, entry)).collect::<Vec<_>>());
    let span = base.span;
    tree.root = Table { span, ..merge(keys, Table { entries: base_entries, ..base }, own) };
}

/// A table of settings in the form of the files: lists as lists, a part of a distribution as a whole one.
fn as_in_files(keys: &'static Keys, base: &mut Table, own: Table, reading: &mut Reading<'_>) -> Table {
    let mut entries = Vec::new();
    for Entry { key: name, span, node } in own.entries {
        let stated = base.entries.iter_mut().find(|entry| entry.key == name);
        let node = match keys.get(&name) {
            Some(key) => in_form(key.kind, &name, stated.map(|entry| &mut entry.node), node, reading),
            None => node,
        };
        entries.push(Entry { key: name, span, node });
    }
    // A parameter that is set is known.
    if keys.get("prior").is_some() && entries.iter().all(|entry| entry.key != "prior") {
        base.entries.retain(|entry| entry.key != "prior" || entries.is_empty());
    }
    let by_hand = reading.sources.file(own.span.file).name == FILE;
    if let Some(entry) =
        base.entries.iter_mut().find(|entry| entry.key == "source" && keys.get("source").is_some())
        && by_hand
    {
        entry.node.value = Value::Text("assumption: set by hand".to_owned());
    }
    Table { entries, ..own }
}

fn in_form(kind: Kind, name: &str, base: Option<&mut Node>, own: Node, reading: &mut Reading<'_>) -> Node {
    let span = own.span;
    let Value::Table(inner) = own.value else { return own };
    let value = match (kind, base.map(|base| &mut base.value)) {
        (Kind::Tables(keys), base) => {
            let empty = &mut Vec::new();
            let list = match base {
                Some(Value::List(list)) => list,
                _ => empty,
            };
            Value::List(listed(keys, name, list, inner, reading))
        }
        (Kind::Table(keys), Some(Value::Table(base))) => {
            Value::Table(as_in_files(keys, base, inner, reading))
        }
        (Kind::Named(kind), Some(Value::Table(base))) => {
            let mut entries = Vec::new();
            for Entry { key, span, node } in inner.entries {
                let Some(at) = base.entries.iter().position(|entry| entry.key == key) else {
                    unknown(name, &key, span, base.entries.iter().map(|entry| entry.key.as_str()), reading);
                    continue;
                };
                let node = in_form(*kind, name, Some(&mut base.entries[at].node), node, reading);
                entries.push(Entry { key, span, node });
            }
            Value::Table(Table { entries, ..inner })
        }
        (_, Some(Value::Table(base))) if is_distribution(base) && is_distribution(&inner) => {
            Value::Table(with_rest(base, inner))
        }
        _ => Value::Table(inner),
    };
    Node { span, value }
}

/// Tables that are named by what tells them apart, as a list of tables.
fn listed(
    keys: &'static Keys,
    name: &str,
    base: &mut [Node],
    own: Table,
    reading: &mut Reading<'_>,
) -> Vec<Node> {
    let Some(identity_key) = keys.identity() else { return Vec::new() };
    let mut list = Vec::new();
    for Entry { key, span, node } in own.entries {
        let Some(at) = named(keys, base, key.trim()) else {
            unknown(name, &key, span, base.iter().filter_map(|node| identity(keys, node)), reading);
            continue;
        };
        let (Value::Table(stated), Value::Table(inner)) = (&mut base[at].value, node.value) else {
            let names = keys.names().filter(|name| *name != identity_key.name).collect::<Vec<_>>().join(", ");
            let message = format!("`{name}.{key}` is a table, not a value");
            let problem = Diagnostic::error(&codes::BAD_SETTING, message).at(span, "");
            reading.push(
                problem.help(format!("set one of its keys, such as `{name}.{key}.KEY=VALUE`: {names}")),
            );
            continue;
        };
        let mut table = as_in_files(keys, stated, inner, reading);
        if let Some(id) = stated.get(identity_key.name) {
            table.entries.insert(0, id.clone());
        }
        list.push(Node { span: node.span, value: Value::Table(table) });
    }
    list
}

/// Where a list has a table of this name; where it is about an outcome, `growth` is `growth@2022` if there is one alone.
fn named(keys: &'static Keys, base: &[Node], name: &str) -> Option<usize> {
    let whole = base.iter().position(|node| identity(keys, node) == Some(name));
    let of_outcome = |node: &Node| {
        let (outcome, _) = identity(keys, node)?.split_once('@')?;
        (outcome == name).then_some(())
    };
    whole.or_else(|| {
        let mut like = base.iter().enumerate().filter(|(_, node)| of_outcome(node).is_some());
        like.next().filter(|_| like.next().is_none()).map(|(at, _)| at)
    })
}

/// A distribution whose numbers that are not set stay as they are.
fn with_rest(base: &Table, own: Table) -> Table {
    let ([stated], [set]) = (&base.entries[..], &own.entries[..]) else { return own };
    let (Value::Table(stated_inner), Value::Table(set_inner)) = (&stated.node.value, &set.node.value) else {
        return own;
    };
    let fits = set_inner.entries.iter().all(|entry| stated_inner.get(&entry.key).is_some());
    if stated.key != set.key || !fits {
        return own;
    }
    let mut entries = set_inner.entries.clone();
    let rest = stated_inner.entries.iter().filter(|entry| set_inner.get(&entry.key).is_none());
    entries.extend(rest.cloned());
    let inner = Table { entries, ..set_inner.clone() };
    let node = Node { value: Value::Table(inner), ..set.node.clone() };
    Table { entries: vec![Entry { node, ..set.clone() }], ..own }
}

fn unknown<'n>(
    list: &str,
    name: &str,
    span: Span,
    names: impl Iterator<Item = &'n str>,
    reading: &mut Reading<'_>,
) {
    let names: Vec<&str> = names.collect();
    let problem = Diagnostic::error(&codes::BAD_SETTING, format!("there is no {list} `{name}`")).at(span, "");
    let problem = problem.did_you_mean(name, names.iter().copied());
    reading.push(if names.is_empty() {
        problem.help("a setting changes what the files state")
    } else if names.len() <= 12 {
        problem.help(format!("there are {}", names.join(", ")))
    } else {
        problem.help("`sarez show SCENARIO` lists them")
    });
}

/// The name of the size that a setting changes, as a target's `by` has it.
fn size_path(setting: &Table) -> Option<String> {
    let mut words = Vec::new();
    let mut at = setting;
    while let [entry] = &at.entries[..] {
        words.push(entry.key.as_str());
        let Some(inner) = table(entry) else { break };
        at = inner;
    }
    match words[..] {
        ["shock", id, verb, ..] => Some(format!("shock.{id}.{verb}")),
        ["event", id, "shock", target, verb, ..] => Some(format!("event.{id}.{target}.{verb}")),
        _ => None,
    }
}

/// Takes out the targets that would shift a size back, and says so.
fn free(root: &mut Table, path: &str, reading: &mut Reading<'_>) {
    let Some(entry) = root.entries.iter_mut().find(|entry| entry.key == "target") else { return };
    let Value::List(nodes) = &mut entry.node.value else { return };
    nodes.retain(|node| {
        let Value::Table(target) = &node.value else { return true };
        let by = target.get("by").filter(|by| matches!(&by.node.value, Value::Text(by) if by == path));
        if let Some(by) = by {
            let message = format!("`{path}` is set, so that no target shifts it");
            let problem = Diagnostic::warning(&codes::TARGET_SET_ASIDE, message);
            let help = "set another number, or run without `--set` and `--over` to meet the target";
            reading.push(problem.at(by.node.span, "this target is left out").help(help));
        }
        by.is_none()
    });
    if nodes.is_empty() {
        root.entries.retain(|entry| entry.key != "target");
    }
}
