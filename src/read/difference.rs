//! What two questions assume differently, key by key, each with its place.

use std::collections::BTreeMap;

use crate::calendar::{Period, Quarter};
use crate::diagnostic::{Diagnostics, Sources};
use crate::language::{parse, parse_assertion};
use crate::scenario::Elements;

use super::distribution::is_distribution;
use super::expression::inside_quotes;
use super::keys::{ECONOMY, Key, Keys, Kind, MODEL, Role, SCENARIO, Unsaid};
use super::print::{inline, place};
use super::question::Question;
use super::tree::{Node, Table, Value, parse as parse_toml};
use super::value::{quarters, target};

/// One thing that two questions state differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The path of keys and names, such as `shock.remittances.percent`.
    pub what: String,
    /// What the first says; `None` where it has no such thing.
    pub a: Option<Side>,
    /// What the second says.
    pub b: Option<Side>,
}

/// What one of them says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// As TOML, or in words where it is a default.
    pub value: String,
    /// `file:line`; `None` where nothing is said, so that a default holds.
    pub place: Option<String>,
}

/// A value in a tree.
struct Leaf {
    what: String,
    /// The outermost table of a list, or of names, that it is in: what is added and removed as a whole.
    group: Option<String>,
    /// The same for values that mean the same.
    meaning: String,
    side: Side,
}

/// In the order of the first; what only the second says stands beside its like, or at the end.
pub(super) fn differences(a: &Question, b: &Question) -> Vec<Difference> {
    let (a, b) = (leaves_of(a), leaves_of(b));
    let by_name = |leaves: &'_ [Leaf]| -> BTreeMap<String, usize> {
        leaves.iter().enumerate().map(|(at, leaf)| (leaf.what.clone(), at)).collect()
    };
    let (in_a, in_b) = (by_name(&a), by_name(&b));
    let has = |leaves: &[Leaf], group: &Option<String>| leaves.iter().any(|leaf| leaf.group == *group);
    let mut list: Vec<Difference> = Vec::new();
    for leaf in &a {
        if leaf.group.is_some() && !has(&b, &leaf.group) {
            whole(&mut list, leaf, |difference| &mut difference.a);
            continue;
        }
        let other = in_b.get(&leaf.what).map(|at| &b[*at]);
        if other.is_none_or(|other| other.meaning != leaf.meaning) {
            let b = other.map(|other| other.side.clone());
            list.push(Difference { what: leaf.what.clone(), a: Some(leaf.side.clone()), b });
        }
    }
    for leaf in b.iter().filter(|leaf| !in_a.contains_key(&leaf.what)) {
        if leaf.group.is_some() && !has(&a, &leaf.group) {
            whole(&mut list, leaf, |difference| &mut difference.b);
        } else {
            // Beside what it stands in place of, such as another verb of the same shock.
            let parent = |what: &str| what.rsplit_once('.').map(|(parent, _)| parent.to_owned());
            let same = |other: &Difference| parent(&other.what) == parent(&leaf.what);
            let at = list.iter().rposition(same).map_or(list.len(), |at| at + 1);
            let difference = Difference { what: leaf.what.clone(), a: None, b: Some(leaf.side.clone()) };
            list.insert(at, difference);
        }
    }
    list
}

/// A table that only one of the two has is one difference; defaults need not be told.
fn whole(list: &mut Vec<Difference>, leaf: &Leaf, side: impl Fn(&mut Difference) -> &mut Option<Side>) {
    let Some(group) = &leaf.group else { return };
    if leaf.side.place.is_none() {
        return;
    }
    let rest = leaf.what[group.len()..].trim_start_matches('.');
    let part =
        if rest.is_empty() { leaf.side.value.clone() } else { format!("{rest} = {}", leaf.side.value) };
    if let Some(last) = list.last_mut().filter(|last| last.what == *group)
        && let Some(side) = side(last)
    {
        side.value.extend([", ", &part]);
        return;
    }
    let mut difference = Difference { what: group.clone(), a: None, b: None };
    *side(&mut difference) = Some(Side { value: part, place: leaf.side.place.clone() });
    list.push(difference);
}

fn leaves_of(question: &Question) -> Vec<Leaf> {
    let trees = &question.trees;
    let of = |keys, root, path, files| leaves(keys, root, path, files, &question.sources);
    let economy = trees.economy.as_ref().map(|economy| &economy.tree.root);
    let economy = economy.map(|root| of(&ECONOMY, root, "economy.", BTreeMap::new())).unwrap_or_default();
    let model = trees.model.as_ref().map(|model| &model.root);
    let model = model.map(|root| of(&MODEL, root, "model.", BTreeMap::new())).unwrap_or_default();
    // Two files are the same where they say the same, whatever they are called.
    let all = |leaves: &[Leaf]| -> String {
        leaves.iter().flat_map(|leaf| [&*leaf.what, " ", &*leaf.meaning, "\n"]).collect()
    };
    let files = BTreeMap::from([("economy", all(&economy)), ("model", all(&model))]);
    let scenario = of(&SCENARIO, &trees.scenario.tree.root, "", files);
    scenario.into_iter().chain(economy).chain(model).collect()
}

/// The values of a file; `files` are what the files say that its keys name.
fn leaves(
    keys: &'static Keys,
    root: &Table,
    path: &str,
    files: BTreeMap<&'static str, String>,
    sources: &Sources,
) -> Vec<Leaf> {
    let mut finder = Finder { sources, root, files, leaves: Vec::new(), group: None };
    finder.table(keys, Some(root), path);
    finder.leaves
}

struct Finder<'a> {
    sources: &'a Sources,
    root: &'a Table,
    /// What the files that keys name say.
    files: BTreeMap<&'static str, String>,
    leaves: Vec<Leaf>,
    group: Option<String>,
}

impl Finder<'_> {
    /// All values of a table, in the order of its list of keys; defaults where it does not state them.
    fn table(&mut self, keys: &'static Keys, table: Option<&Table>, path: &str) {
        for key in keys.keys.iter().filter(|key| key.role == Role::Content) {
            let what = format!("{path}{}", key.name);
            match (table.and_then(|table| table.get(key.name)), key.kind) {
                (Some(entry), Kind::File) => {
                    let meaning = self.files.get(key.name).cloned().unwrap_or_default();
                    let side = self.side(&entry.node);
                    self.push(&what, meaning, side);
                }
                (Some(entry), kind) => self.value(kind, &entry.node, &what),
                (None, Kind::Table(inner)) if inner.may_be_empty() => {
                    self.table(inner, None, &format!("{what}."));
                }
                (None, kind) => self.unsaid(key, kind, &what),
            }
        }
    }

    fn value(&mut self, kind: Kind, node: &Node, what: &str) {
        match (kind, &node.value) {
            (Kind::Table(keys) | Kind::Copula(keys), Value::Table(table)) => {
                self.table(keys, Some(table), &format!("{what}."));
            }
            (Kind::Tables(keys), Value::List(nodes)) => self.tables(keys, nodes, what),
            (Kind::Named(kind), Value::Table(table)) => {
                for entry in &table.entries {
                    let what = format!("{what}.{}", entry.key);
                    self.grouped(&what, |finder| finder.value(*kind, &entry.node, &what));
                }
            }
            (Kind::ByQuarter(kind) | Kind::ByDriver(kind), Value::Table(table)) => {
                self.each(*kind, table, what);
            }
            (Kind::PerElement(kind), Value::Table(table)) if !is_distribution(table) => {
                self.each(*kind, table, what);
            }
            _ => {
                let side = self.side(node);
                self.push(what, meaning(kind, node, self.sources), side);
            }
        }
    }

    fn each(&mut self, kind: Kind, table: &Table, what: &str) {
        for entry in &table.entries {
            self.value(kind, &entry.node, &format!("{what}[{}]", entry.key));
        }
    }

    fn side(&self, node: &Node) -> Side {
        Side { value: inline(node, self.sources), place: Some(place(node.span, self.sources)) }
    }

    /// Each is called by what identifies it.
    fn tables(&mut self, keys: &'static Keys, nodes: &[Node], what: &str) {
        let mut names: Vec<String> = Vec::new();
        for node in nodes {
            let (Some(key), Value::Table(table)) = (keys.identity(), &node.value) else { continue };
            let Some(entry) = table.get(key.name) else { continue };
            let name = meaning(key.kind, &entry.node, self.sources);
            let before = names.iter().filter(|known| **known == name).count();
            // Those that are not told apart are counted.
            let count = if before > 0 { format!("#{}", before + 1) } else { String::new() };
            let what = format!("{what}.{name}{count}");
            names.push(name.clone());
            self.grouped(&what, |finder| {
                let said = finder.leaves.len();
                finder.table(keys, Some(table), &format!("{what}."));
                // A table that says nothing else, such as a check.
                if finder.leaves.len() == said {
                    let side = finder.side(&entry.node);
                    finder.push(&what, name, side);
                }
            });
        }
    }

    fn grouped(&mut self, what: &str, inside: impl FnOnce(&mut Self)) {
        let outermost = self.group.is_none();
        if outermost {
            self.group = Some(what.to_owned());
        }
        inside(self);
        if outermost {
            self.group = None;
        }
    }

    fn unsaid(&mut self, key: &Key, kind: Kind, what: &str) {
        let (value, meaning) = match key.unsaid {
            Unsaid::Nothing => return,
            Unsaid::Words(words) => (words.to_owned(), words.to_owned()),
            Unsaid::Key(other) => match self.root.get(other) {
                Some(entry) => (inline(&entry.node, self.sources), meaning(kind, &entry.node, self.sources)),
                None => return,
            },
            Unsaid::Value(value) => (value.to_owned(), meaning_of_text(kind, value)),
        };
        self.push(what, meaning, Side { value, place: None });
    }

    fn push(&mut self, what: &str, meaning: String, side: Side) {
        self.leaves.push(Leaf { what: what.to_owned(), group: self.group.clone(), meaning, side });
    }
}

fn meaning_of_text(kind: Kind, text: &str) -> String {
    let mut sources = Sources::new();
    let file = sources.add("", format!("x = {text}"));
    let tree = parse_toml(file, &sources, &mut Diagnostics::new());
    tree.root.get("x").map(|entry| meaning(kind, &entry.node, &sources)).unwrap_or_default()
}

/// The same text for two values of a kind that mean the same, such as "1y" and "4q", 1e5 and `100_000`.
fn meaning(kind: Kind, node: &Node, sources: &Sources) -> String {
    match (kind, &node.value) {
        (Kind::OneOrMore(kind) | Kind::List(kind) | Kind::Pair(kind), Value::List(nodes)) => {
            let values = nodes.iter().map(|node| meaning(*kind, node, sources)).collect::<Vec<_>>();
            format!("[{}]", values.join(", "))
        }
        (Kind::Correlations, Value::List(nodes)) => {
            let values = nodes.iter().map(|node| meaning(kind, node, sources)).collect::<Vec<_>>();
            format!("[{}]", values.join(", "))
        }
        (Kind::OneOrMore(kind), _) => format!("[{}]", meaning(*kind, node, sources)),
        (Kind::PerElement(kind), _) => meaning(*kind, node, sources),
        (Kind::Integer(..), Value::Integer(integer)) => integer.to_string(),
        (Kind::Integer(..), Value::Number(number)) => (*number as i64).to_string(),
        (Kind::Distribution | Kind::Size(_) | Kind::DurationDistribution, Value::Table(table)) => {
            distribution(table, sources)
        }
        (Kind::Distribution | Kind::Size(_), Value::Integer(_) | Value::Number(_))
        | (Kind::DurationDistribution, _) => {
            format!("point {}", quantity(node, sources))
        }
        (_, Value::Integer(integer)) => format!("{:?}", *integer as f64),
        // -0.0 is 0.
        (_, Value::Number(number)) => format!("{:?}", number + 0.0),
        (kind, Value::Text(text)) => text_meaning(kind, text, node, sources),
        _ => inline(node, sources),
    }
}

fn text_meaning(kind: Kind, text: &str, node: &Node, sources: &Sources) -> String {
    let spaced = || text.split_whitespace().collect::<Vec<_>>().join(" ");
    let inside = inside_quotes(sources.text(node.span), node.span);
    let written = sources.text(inside);
    match kind {
        Kind::Duration(_) => quarters(text).map(|quarters| format!("{quarters}q")),
        Kind::Quarter => text.parse::<Quarter>().ok().map(|quarter| quarter.to_string()),
        Kind::Period => text.parse::<Period>().ok().map(|period| period.to_string()),
        Kind::Target => target(text, node.span).map(|target| match target.elements {
            Elements::None => target.variable,
            Elements::All => format!("{}[*]", target.variable),
            Elements::One(element) => format!("{}[{element}]", target.variable),
        }),
        Kind::OutcomeAt => {
            text.split_once('@').map(|(outcome, period)| format!("{}@{}", outcome.trim(), period.trim()))
        }
        Kind::Equation => parse(written, inside.file, inside.start).ok().map(|equation| equation.to_string()),
        Kind::Statement => {
            parse_assertion(written, inside.file, inside.start).ok().map(|that| that.to_string())
        }
        _ => Some(text.to_owned()),
    }
    .unwrap_or_else(spaced)
}

/// Kind and numbers; `{ point = { value = 3 } }` is `{ point = 3 }` is 3.
fn distribution(table: &Table, sources: &Sources) -> String {
    let kinds = table.entries.iter().map(|entry| match &entry.node.value {
        Value::Table(inner) if entry.key == "point" && inner.entries.len() == 1 => {
            format!("point {}", quantity(&inner.entries[0].node, sources))
        }
        _ => format!("{} {}", entry.key, quantity(&entry.node, sources)),
    });
    kinds.collect::<Vec<_>>().join(", ")
}

/// A number, also of quarters, or what a distribution is made of, whatever its order.
fn quantity(node: &Node, sources: &Sources) -> String {
    match &node.value {
        Value::Text(text) => match quarters(text) {
            Some(quarters) => format!("{:?}", f64::from(quarters)),
            None => text.clone(),
        },
        Value::Table(table) => {
            let parts: BTreeMap<&str, String> = table
                .entries
                .iter()
                .map(|entry| (entry.key.as_str(), quantity(&entry.node, sources)))
                .collect();
            let parts: Vec<String> = parts.into_iter().map(|(key, value)| format!("{key} {value}")).collect();
            format!("({})", parts.join(", "))
        }
        Value::List(nodes) => {
            let values = nodes.iter().map(|node| quantity(node, sources)).collect::<Vec<_>>();
            format!("[{}]", values.join(", "))
        }
        _ => meaning(Kind::Number, node, sources),
    }
}
