//! A tree as TOML: every value with the place that it comes from, and what holds where nothing is said.

use std::path::Path;

use crate::diagnostic::{Sources, Span};

use super::distribution::is_distribution;
use super::extends::Resolved;
use super::files::is_path;
use super::keys::{Keys, Kind, Unsaid};
use super::tree::{Entry, Node, Table, Value};

/// Beyond this column a place follows its value at once.
const FARTHEST: usize = 72;

/// The merged tree as TOML that is read as the same thing. A path is written from the folder of the first file.
pub(super) fn print(keys: &'static Keys, resolved: &Resolved, sources: &Sources) -> String {
    let names = resolved.chain.iter().map(|link| line_comment(&sources.file(link.file).name));
    let names = names.collect::<Vec<_>>().join(", which extends ");
    let mut printer = Printer {
        sources,
        root: &resolved.tree.root,
        folder: resolved.chain.first().map_or("", |link| folder(&sources.file(link.file).name)),
        text: format!("# {names}\n\n"),
    };
    printer.table(keys, Some(&resolved.tree.root), "");
    printer.text
}

/// `file:line` of a value.
pub(super) fn place(span: Span, sources: &Sources) -> String {
    format!("{}:{}", line_comment(&sources.file(span.file).name), sources.position(span).line)
}

/// A file's name without what would end a comment.
fn line_comment(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

fn folder(name: &str) -> &str {
    Path::new(name).parent().and_then(Path::to_str).unwrap_or("")
}

/// A value in one line.
pub(super) fn inline(node: &Node, sources: &Sources) -> String {
    match &node.value {
        Value::Text(text) => quoted(text),
        Value::List(nodes) => {
            let values = nodes.iter().map(|node| inline(node, sources)).collect::<Vec<_>>();
            format!("[{}]", values.join(", "))
        }
        Value::Table(table) => {
            let entries = table.entries.iter();
            let entries: Vec<_> = entries
                .map(|entry| format!("{} = {}", key(&entry.key), inline(&entry.node, sources)))
                .collect();
            if entries.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", entries.join(", ")) }
        }
        // Numbers, truth values and dates as they are written.
        Value::Integer(_) | Value::Number(_) | Value::Boolean(_) | Value::Date | Value::Broken => {
            sources.text(node.span).to_owned()
        }
    }
}

/// A text in double quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        escape(c, &mut quoted);
    }
    quoted.push('"');
    quoted
}

fn escape(c: char, text: &mut String) {
    match c {
        '"' => text.push_str("\\\""),
        '\\' => text.push_str("\\\\"),
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        c if c.is_control() => text.extend(["\\u".to_owned(), format!("{:04X}", c as u32)]),
        c => text.push(c),
    }
}

/// A text of several lines in three double quotes, its line ends as they are.
fn paragraph(text: &str) -> String {
    let mut quoted = String::from("\"\"\"\n");
    let mut quotes = 0;
    for c in text.chars() {
        // Two quotes in a row are the most that may stand there.
        quotes = if c == '"' { quotes + 1 } else { 0 };
        match c {
            '\n' => quoted.push('\n'),
            '"' if quotes < 3 => quoted.push('"'),
            c => {
                escape(c, &mut quoted);
                quotes = 0;
            }
        }
    }
    if quoted.ends_with('"') && text.ends_with('"') && !quoted.ends_with("\\\"") {
        quoted.pop();
        quoted.push_str("\\\"");
    }
    quoted.push_str("\"\"\"");
    quoted
}

/// A key, in quotes where it must be.
pub(super) fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { quoted(name) }
}

struct Printer<'a> {
    sources: &'a Sources,
    root: &'a Table,
    folder: &'a str,
    text: String,
}

/// `key = value` and where it comes from.
struct Line {
    key: String,
    value: String,
    place: String,
}

impl Printer<'_> {
    /// Lines, then tables; all of a table that is not there is a comment.
    fn table(&mut self, keys: &'static Keys, table: Option<&Table>, path: &str) {
        let entries = table.map_or(&[][..], |table| &table.entries[..]);
        let (mut lines, mut inner) = (Vec::new(), Vec::new());
        for entry in entries.iter().filter(|entry| !matches!(entry.key.as_str(), "extends" | "remove")) {
            let kind = keys.get(&entry.key).map_or(Kind::Text, |key| key.kind);
            if is_headed(kind, &entry.node) {
                inner.push((kind, entry));
            } else {
                lines.push(self.line(entry, Some(kind)));
            }
        }
        let unsaid: Vec<String> = keys
            .keys
            .iter()
            .filter(|key| !entries.iter().any(|entry| entry.key == key.name))
            .filter_map(|key| self.unsaid(key.name, key.unsaid))
            .collect();
        self.lines(&lines, &unsaid);
        for (kind, entry) in inner {
            self.headed(kind, entry, path);
        }
        for key in keys.keys.iter().filter(|key| !entries.iter().any(|entry| entry.key == key.name)) {
            if let Kind::Table(inner) = key.kind
                && inner.may_be_empty()
                && inner.keys.iter().any(|key| key.unsaid != Unsaid::Nothing)
            {
                self.header(&format!("# [{path}{}]", key.name));
                self.table(inner, None, &format!("{path}{}.", key.name));
            }
        }
    }

    fn line(&self, entry: &Entry, kind: Option<Kind>) -> Line {
        let value = match (&entry.node.value, kind) {
            (Value::Text(text), Some(Kind::File)) => quoted(&self.path(text, entry.node.span)),
            (Value::Text(text), _) if text.contains('\n') => paragraph(text),
            _ => inline(&entry.node, self.sources),
        };
        Line { key: key(&entry.key), value, place: place(entry.node.span, self.sources) }
    }

    /// A path that another file says, from the folder of the first.
    fn path(&self, written: &str, span: Span) -> String {
        let from = folder(&self.sources.file(span.file).name);
        if from == self.folder || !is_path(written) {
            return written.to_owned();
        }
        let path = Path::new(from).join(written);
        path.strip_prefix(self.folder).unwrap_or(&path).display().to_string()
    }

    fn lines(&mut self, lines: &[Line], unsaid: &[String]) {
        let longest = |lengths: &mut dyn Iterator<Item = usize>| lengths.fold(0, Ord::max);
        let keys = longest(&mut lines.iter().map(|line| line.key.chars().count()));
        let written: Vec<String> =
            lines.iter().map(|line| format!("{:keys$} = {}", line.key, line.value)).collect();
        let last = |text: &str| text.rsplit('\n').next().unwrap_or("").chars().count();
        let column = longest(&mut written.iter().map(|text| last(text)).filter(|length| *length <= FARTHEST));
        for (text, line) in written.iter().zip(lines) {
            let gap = " ".repeat(column.saturating_sub(last(text)));
            self.text.extend([text, &gap, "  # ", &line.place, "\n"]);
        }
        for text in unsaid {
            self.text.extend(["# ", text, "\n"]);
        }
    }

    /// What holds where a key is left out.
    fn unsaid(&self, key: &str, unsaid: Unsaid) -> Option<String> {
        match unsaid {
            Unsaid::Nothing => None,
            Unsaid::Value(value) => Some(format!("{key} = {value} (default)")),
            Unsaid::Key(other) => {
                let value = &self.root.get(other)?.node;
                Some(format!("{key} = {} (default: as `{other}`)", inline(value, self.sources)))
            }
            Unsaid::Words(words) => Some(format!("{key}: {words} (default)")),
        }
    }

    fn header(&mut self, header: &str) {
        if !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        self.text.extend([header, "\n"]);
    }

    fn headed(&mut self, kind: Kind, entry: &Entry, path: &str) {
        let name = format!("{path}{}", key(&entry.key));
        match (kind, &entry.node.value) {
            (Kind::Tables(keys), Value::List(nodes)) => {
                for node in nodes {
                    if let Value::Table(table) = &node.value {
                        self.header(&format!("[[{name}]]"));
                        self.table(keys, Some(table), &format!("{name}."));
                    }
                }
            }
            (Kind::Table(keys) | Kind::Copula(keys), Value::Table(table)) => {
                self.header(&format!("[{name}]"));
                self.table(keys, Some(table), &format!("{name}."));
            }
            (
                Kind::Named(kind) | Kind::ByQuarter(kind) | Kind::ByDriver(kind) | Kind::PerElement(kind),
                Value::Table(table),
            ) => {
                let (inner, plain): (Vec<_>, Vec<_>) =
                    table.entries.iter().partition(|entry| is_headed(*kind, &entry.node));
                if inner.is_empty() || !plain.is_empty() {
                    self.header(&format!("[{name}]"));
                    let lines: Vec<Line> =
                        plain.into_iter().map(|entry| self.line(entry, Some(*kind))).collect();
                    self.lines(&lines, &[]);
                }
                for entry in inner {
                    self.headed(*kind, entry, &format!("{name}."));
                }
            }
            _ => {}
        }
    }
}

/// Whether a value is written under a header of its own, so that each of its parts has a line.
fn is_headed(kind: Kind, node: &Node) -> bool {
    match (kind, &node.value) {
        (
            Kind::Table(_) | Kind::Copula(_) | Kind::Named(_) | Kind::ByQuarter(_) | Kind::ByDriver(_),
            Value::Table(_),
        ) => true,
        (Kind::PerElement(_), Value::Table(table)) => !is_distribution(table),
        (Kind::Tables(_), Value::List(nodes)) => !nodes.is_empty(),
        _ => false,
    }
}
