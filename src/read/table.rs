//! A table read by its list of keys: what is not in the list is refused, what is in it is read exactly once.

use std::collections::BTreeMap;

use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Sources, Span, codes, suggest};

use super::keys::{Key, Keys, Kind, joined};
use super::tree::{Entry, Node, Table, Value};

/// A value and where it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Written<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Written<T> {
    /// The same place, another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Written<U> {
        Written { value: change(self.value), span: self.span }
    }
}

/// The texts, and the problems that were found in them.
#[derive(Debug)]
pub(super) struct Reading<'s> {
    pub sources: &'s Sources,
    pub diagnostics: Diagnostics,
    /// The CSV files that were found, by the place of their names.
    pub tables: BTreeMap<Span, FileId>,
    /// The day by which what is read must have been known.
    pub as_of: Option<Date>,
}

impl<'s> Reading<'s> {
    /// Of these texts, none of them a CSV file, as of no day.
    pub fn new(sources: &'s Sources, diagnostics: Diagnostics) -> Self {
        Self { sources, diagnostics, tables: BTreeMap::new(), as_of: None }
    }

    /// Adds a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

/// A table on its way through its list of keys.
#[derive(Debug)]
pub(super) struct Cursor<'t> {
    list: &'static Keys,
    table: &'t Table,
    /// Which keys of the list have been read.
    taken: Vec<bool>,
    /// Keys that were meant by what is misspelled.
    misspelled: Vec<&'static str>,
}

impl<'t> Cursor<'t> {
    /// Opens a table: says which of its keys are unknown, which are missing and which exclude each other.
    pub fn open(list: &'static Keys, table: &'t Table, reading: &mut Reading<'_>) -> Self {
        let mut misspelled = Vec::new();
        for entry in table.entries.iter().filter(|entry| list.get(&entry.key).is_none()) {
            misspelled.extend(unknown(list, table, entry, reading));
        }
        if table.whole {
            for key in list.keys.iter().filter(|key| key.required && table.get(key.name).is_none()) {
                if !misspelled.contains(&key.name) {
                    let diagnostic = missing(list, table.span, key);
                    reading.push(match commented_out(key.name, table.span, reading.sources) {
                        Some(span) => diagnostic.at(span, "this is a comment"),
                        None => diagnostic,
                    });
                }
            }
        }
        let spelled = !list.forms.iter().copied().flatten().any(|key| misspelled.contains(key));
        if !list.forms.is_empty() && spelled {
            form(&format!("{} needs {}", list.header, list.forms_doc), list.forms, table, reading);
        }
        Self { list, table, taken: vec![false; list.keys.len()], misspelled }
    }

    /// Where the table is.
    pub fn span(&self) -> Span {
        self.table.span
    }

    /// Takes an entry and what its list says of it.
    ///
    /// # Panics
    /// When the list has no such key, or it has been taken before.
    pub fn take(&mut self, name: &str) -> (&'static Key, Option<&'t Node>) {
        let list = self.list;
        let index = list.keys.iter().position(|key| key.name == name);
        let index = index.unwrap_or_else(|| panic!("{} has a key `{name}`", list.header));
        assert!(!self.taken[index], "`{name}` of {} is read once", list.header);
        self.taken[index] = true;
        (&list.keys[index], self.table.get(name).map(|entry| &entry.node))
    }

    /// Whether the table may have this key.
    pub fn can_have(&self, name: &str) -> bool {
        self.list.get(name).is_some()
    }

    /// Whether the table has this key.
    pub fn has(&self, name: &str) -> bool {
        self.table.get(name).is_some()
    }

    /// Whether the table has this key, or a misspelled one that was meant to be it.
    pub fn means(&self, name: &str) -> bool {
        self.has(name) || self.misspelled.contains(&name)
    }

    /// Where this key stands.
    pub fn place(&self, name: &str) -> Option<Span> {
        self.table.get(name).map(|entry| entry.span)
    }

    /// Ends the reading.
    ///
    /// # Panics
    /// When a key of the list has not been read.
    pub fn close(self) {
        for (key, taken) in self.list.keys.iter().zip(&self.taken) {
            assert!(*taken, "`{}` of {} is read", key.name, self.list.header);
        }
    }
}

/// Says that the list does not have this key; gives the key that was probably meant.
fn unknown(list: &Keys, table: &Table, entry: &Entry, reading: &mut Reading<'_>) -> Option<&'static str> {
    let free = || list.names().filter(|name| table.get(name).is_none());
    let meant = suggest(&entry.key, free())
        .or_else(|| synonym(&entry.key).filter(|name| free().any(|key| key == *name)));
    let mut diagnostic =
        Diagnostic::error(&codes::UNKNOWN_KEY, format!("`{}` is not a key of {}", entry.key, list.header))
            .at(entry.span, "");
    diagnostic = match meant {
        Some(name) => diagnostic.help(format!("did you mean `{name}`?")),
        None => diagnostic
            .help(format!("the keys are {}", joined(list.names().map(|name| format!("`{name}`")), "and"))),
    };
    reading.push(diagnostic);
    meant.and_then(|name| list.get(name)).map(|key| key.name)
}

/// Words that others use for our keys.
pub(super) fn synonym(written: &str) -> Option<&'static str> {
    Some(match written.to_lowercase().as_str() {
        "name" | "description" => "label",
        "std" | "stdev" | "stddev" | "sigma" | "standard_deviation" => "sd",
        "min" | "lower" | "minimum" => "low",
        "max" | "upper" | "maximum" => "high",
        "median" => "p50",
        "p5" => "p05",
        "when" | "period" | "periods" => "at",
        "prob" => "probability",
        "n" | "simulations" | "draws" => "paths",
        "measure" => "as",
        "distribution" => "prior",
        "type" => "kind",
        "length" => "duration",
        "shocks" => "shock",
        "pct" => "percent",
        _ => return None,
    })
}

fn missing(list: &Keys, span: Span, key: &Key) -> Diagnostic {
    let unit = match key.kind {
        Kind::Within(range) => format!(", {range}"),
        _ if key.unit.is_empty() => String::new(),
        _ => format!(", {}", key.unit),
    };
    Diagnostic::error(&codes::MISSING_KEY, format!("{} needs `{}`", list.header, key.name))
        .at(span, "")
        .help(format!("add `{} = {}`: {}{unit}", key.name, key.kind.example(), lower(key.doc)))
}

/// Where a comment says `key = ...`, from a header to the next one.
fn commented_out(key: &str, table: Span, sources: &Sources) -> Option<Span> {
    let text = &sources.file(table.file).text;
    let mut start = table.range().start;
    for (number, line) in text[start..].split_inclusive('\n').enumerate() {
        if number > 0 && line.trim_start().starts_with('[') {
            break;
        }
        let comment = line.find('#').map(|hash| &line[hash..]).unwrap_or_default();
        let words = comment.trim_start_matches(['#', ' ', '\t']);
        // One key stroke may have put the sign in place of the first letter.
        let said = words.strip_prefix(key).or_else(|| words.strip_prefix(key.get(1..)?));
        if said.is_some_and(|rest| rest.trim_start().starts_with('=')) {
            let hash = start + line.len() - comment.len();
            return Some(Span::new(table.file, hash..hash + comment.trim_end().len()));
        }
        start += line.len();
    }
    None
}

/// A sentence as the end of another one.
fn lower(sentence: &str) -> String {
    let sentence = sentence.trim_end_matches('.');
    let mut letters = sentence.chars();
    let first = letters.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    // A symbol or an abbreviation keeps its capital.
    if letters.as_str().starts_with(|c: char| c.is_lowercase() || c == ' ') {
        format!("{first}{}", letters.as_str())
    } else {
        sentence.to_owned()
    }
}

/// Says when the table states a thing in no way, in two ways, or in one way only in part; `needs` says what is needed.
/// Gives the form that is stated in full.
pub(super) fn form<'f>(
    needs: &str,
    forms: &[&'f [&'static str]],
    table: &Table,
    reading: &mut Reading<'_>,
) -> Option<&'f [&'static str]> {
    let stated: Vec<&Entry> =
        table.entries.iter().filter(|entry| forms.iter().any(|form| form.contains(&&*entry.key))).collect();
    let within = |form: &&&[&str]| stated.iter().all(|entry| form.contains(&&*entry.key));
    let candidates: Vec<&&[&str]> = forms.iter().filter(within).collect();
    if let Some(form) = candidates.iter().find(|form| form.len() == stated.len()) {
        return Some(form);
    }
    if candidates.is_empty() {
        let names = joined(stated.iter().map(|entry| format!("`{}`", entry.key)), "and");
        let mut diagnostic = Diagnostic::error(
            &codes::CONFLICTING_KEYS,
            format!("{names} do not stand together in one table"),
        );
        // The later one is the one too many.
        for entry in stated.iter().rev() {
            diagnostic = diagnostic.at(entry.span, "");
        }
        reading.push(diagnostic.help(needs));
    } else if table.whole {
        let diagnostic = match (&candidates[..], &stated[..]) {
            ([form], [_, ..]) => {
                let left = form.iter().filter(|key| table.get(key).is_none());
                let left = joined(left.map(|key| format!("`{key}`")), "and");
                Diagnostic::error(&codes::MISSING_KEY, format!("{left} is missing")).help(needs)
            }
            _ => Diagnostic::error(&codes::MISSING_KEY, needs),
        };
        reading.push(diagnostic.at(table.span, ""));
    }
    None
}

/// Says that a value is not of the kind that its key wants.
pub(super) fn wrong_type(
    what: &str,
    wanted: &str,
    node: &Node,
    help: Option<String>,
    reading: &mut Reading<'_>,
) {
    let found = match &node.value {
        Value::Text(_) => "a text",
        Value::Integer(_) | Value::Number(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Date => "a date without quotes",
        Value::List(_) => "a list",
        Value::Table(_) => "a table",
        Value::Broken => return,
    };
    let diagnostic = Diagnostic::error(&codes::WRONG_TYPE, format!("`{what}` must be {wanted}"))
        .at(node.span, format!("this is {found}"));
    reading.push(match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    });
}
