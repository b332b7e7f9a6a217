//! `extends`: a file, the file that it extends, the one that that one extends, and so on, as one tree.

use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Sources, Span, codes, suggest};

use super::files::{Library, What};
use super::keys::{Keys, Kind, alternatives};
use super::merge::{identity, merge};
use super::table::{Reading, Written};
use super::tree::{Entry, Table, Tree, Value, parse};
use super::value::Field;

/// The most files that a chain may have below the first.
const DEEPEST: usize = 16;

/// A file and all that it extends.
#[derive(Debug)]
pub(super) struct Resolved {
    /// The merged tree; `extends` and `remove` are the first file's.
    pub tree: Tree,
    /// The file that was asked for, and those that brought the rest.
    pub chain: Vec<Link>,
}

/// One file of a chain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    pub file: FileId,
    /// Where the file before it says `extends`; none for the first.
    named: Option<Span>,
}

/// Reads the chain that begins at `file`, by the keys of its kind.
pub(super) fn resolve(
    library: &Library<'_>,
    (what, keys): (What, &'static Keys),
    file: FileId,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Resolved {
    let mut chain = vec![Link { file, named: None }];
    let mut trees = vec![parse(file, sources, diagnostics)];
    let mut complete = true;
    while let Some(next) = trees.last().and_then(|tree| extends(keys, &tree.root, sources, diagnostics)) {
        let from = sources.file(next.span.file).name.clone();
        let found = if chain.len() > DEEPEST {
            let message = format!("more than {DEEPEST} files extend one another");
            let diagnostic = Diagnostic::error(&codes::EXTENDS_TOO_DEEP, message).at(next.span, "");
            diagnostics.push(diagnostic.help("put the changes of several files into one"));
            None
        } else {
            library.load(what, &next.value, Some((&from, next.span)), sources, diagnostics)
        };
        let Some(file) =
            found.filter(|file| !is_cycle(library, &chain, *file, next.span, sources, diagnostics))
        else {
            complete = false;
            break;
        };
        chain.push(Link { file, named: Some(next.span) });
        sources.bring(file, next.span);
        trees.push(parse(file, sources, diagnostics));
    }
    // Without what was meant to be brought in, much would be missing that is not.
    let meant = |entry: &Entry| {
        keys.get(&entry.key).is_none() && suggest(&entry.key, keys.names()) == Some("extends")
    };
    complete &= trees
        .last()
        .is_some_and(|last| last.root.get("extends").is_none() && !last.root.entries.iter().any(meant));
    if let (true, Some(last)) = (complete, trees.last()) {
        remove_without_extends(&last.root, diagnostics);
    }
    let whole = complete && trees.iter().all(|tree| tree.whole);
    let mut reading = Reading::new(sources, std::mem::take(diagnostics));
    let root = trees.into_iter().rev().map(|tree| tree.root).reduce(|base, own| {
        let base = without(keys, base, &own, complete, &mut reading);
        merge(keys, base, own)
    });
    *diagnostics = reading.diagnostics;
    let root = root.unwrap_or_else(|| unreachable!("the first file is there"));
    let root = Table { whole: root.whole && complete, ..root };
    Resolved { tree: Tree { root, whole }, chain }
}

/// The file that a file extends.
fn extends(
    keys: &'static Keys,
    root: &Table,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Written<String>> {
    let key = keys.get("extends")?;
    let node = &root.get(key.name)?.node;
    let mut reading = Reading::new(sources, std::mem::take(diagnostics));
    let name = Field { key, kind: key.kind, node }.text(&mut reading).map(|name| name.map(str::to_owned));
    *diagnostics = reading.diagnostics;
    name
}

/// Says, file by file, that a chain comes back to one of its files.
fn is_cycle(
    library: &Library<'_>,
    chain: &[Link],
    file: FileId,
    named: Span,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> bool {
    let next = sources.file(file);
    let same = |link: &Link| {
        let known = sources.file(link.file);
        known.text == next.text && library.is_same(&known.name, &next.name)
    };
    let Some(first) = chain.iter().position(same) else { return false };
    let round = &chain[first..];
    let name = |link: &Link| format!("`{}`", sources.file(link.file).name);
    let message = match round {
        [only] => format!("{} extends itself", name(only)),
        _ => {
            let files: Vec<String> = round.iter().chain(round.first()).map(name).collect();
            format!("{} extends {}", files[0], files[1..].join(", which extends "))
        }
    };
    let mut diagnostic = Diagnostic::error(&codes::EXTENDS_CYCLE, message).at(named, "");
    for link in &round[1..] {
        if let Some(span) = link.named {
            diagnostic = diagnostic.at(span, "");
        }
    }
    diagnostics.push(diagnostic.help("remove one of these `extends`"));
    true
}

/// What may be removed: a table of a list, by what identifies it.
struct Removable {
    list: &'static str,
    name: String,
}

/// All tables of a file that have a name.
fn removables(keys: &'static Keys, root: &Table) -> Vec<Removable> {
    let mut found = Vec::new();
    for entry in &root.entries {
        let Some(key) = keys.get(&entry.key) else { continue };
        if let (Kind::Tables(inner), Value::List(nodes)) = (key.kind, &entry.node.value) {
            let names = nodes.iter().filter_map(|node| identity(inner, node));
            found.extend(names.map(|name| Removable { list: key.name, name: name.to_owned() }));
        }
    }
    found
}

impl Removable {
    fn is(&self, written: &str) -> bool {
        self.name == written
            || written.strip_prefix(self.list).and_then(|rest| rest.strip_prefix('.')) == Some(&*self.name)
    }
}

/// The base without what `own` removes from it.
fn without(
    keys: &'static Keys,
    mut base: Table,
    own: &Table,
    complete: bool,
    reading: &mut Reading<'_>,
) -> Table {
    let (Some(key), Some(entry)) = (keys.get("remove"), own.get("remove")) else { return base };
    let field = Field { key, kind: key.kind, node: &entry.node };
    let words: Vec<_> = field.elements(reading).into_iter().filter_map(|word| word.text(reading)).collect();
    let (there, stated) = (removables(keys, &base), removables(keys, own));
    for (index, word) in words.iter().enumerate() {
        let error = |code, message: String| Diagnostic::error(code, message).at(word.span, "");
        if let Some(first) = words[..index].iter().find(|first| first.value == word.value) {
            let diagnostic = error(&codes::DUPLICATE_NAME, format!("`{}` is removed twice", word.value));
            reading.push(diagnostic.at(first.span, "the first"));
            continue;
        }
        if stated.iter().any(|table| table.is(word.value)) {
            let message = format!("`{}` is removed and stated in one file", word.value);
            reading.push(error(&codes::CANNOT_REMOVE, message).help(
                "to change it, state it without removing it; to put another in its place, give that another id",
            ));
            continue;
        }
        match &there.iter().filter(|table| table.is(word.value)).collect::<Vec<_>>()[..] {
            [] if complete && base.whole => {
                let names = there.iter().map(|table| table.name.as_str());
                let message = format!("there is no `{}` to remove", word.value);
                let mut diagnostic = error(&codes::CANNOT_REMOVE, message);
                diagnostic = match suggest(word.value, names.clone()) {
                    Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
                    None if there.is_empty() => diagnostic,
                    None => diagnostic
                        .help(format!("there are {}", alternatives(names.map(|name| format!("`{name}`"))))),
                };
                reading.push(diagnostic);
            }
            [] => {}
            [one] => take(keys, &mut base, one),
            several => {
                let message = format!("`{}` is the name of several things", word.value);
                let names = several.iter().map(|table| format!("\"{}.{}\"", table.list, table.name));
                reading.push(
                    error(&codes::CANNOT_REMOVE, message).help(format!("write {}", alternatives(names))),
                );
            }
        }
    }
    base
}

fn take(keys: &'static Keys, root: &mut Table, table: &Removable) {
    let Some(key) = keys.get(table.list) else { return };
    if let (Kind::Tables(inner), Some(entry)) =
        (key.kind, root.entries.iter_mut().find(|entry| entry.key == table.list))
        && let Value::List(nodes) = &mut entry.node.value
    {
        nodes.retain(|node| identity(inner, node) != Some(&table.name));
    }
    // An empty list is an error where a list that is not there is none.
    root.entries.retain(|entry| {
        entry.key != table.list || !matches!(&entry.node.value, Value::List(nodes) if nodes.is_empty())
    });
}

fn remove_without_extends(root: &Table, diagnostics: &mut Diagnostics) {
    if let (None, Some(entry)) = (root.get("extends"), root.get("remove")) {
        let message = "`remove` takes out what `extends` brings, but there is no `extends`";
        let diagnostic = Diagnostic::error(&codes::CANNOT_REMOVE, message).at(entry.span, "");
        diagnostics.push(diagnostic.help("remove it, or name the scenario to extend: extends = \"...\""));
    }
}
