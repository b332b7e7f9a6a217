//! A TOML text as a tree in which every key and value knows its place. What is broken is said once and then passed over.

use std::ops::Range;

use toml::de::{DeTable, DeValue, Error};

use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Sources, Span, codes};

use super::mend::{Unclosed, mend};
use super::syntax::{duplicate, syntax, unquoted};

/// A file's tree.
#[derive(Debug)]
pub(super) struct Tree {
    /// The keys above the first header, and all tables.
    pub root: Table,
    /// Whether the text is whole: no syntax error that may have swallowed a key or a table.
    pub whole: bool,
}

/// A value and its place.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub span: Span,
    pub value: Value,
}

/// A TOML value; numbers are finite.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Number(f64),
    Boolean(bool),
    /// A date or a time without quotes.
    Date,
    List(Vec<Node>),
    Table(Table),
    /// Not readable; what is wrong with it has been said.
    Broken,
}

/// Keys and values, in the order of the text.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// The header, or the braces and what is between them.
    pub span: Span,
    pub entries: Vec<Entry>,
    /// Whether no key can have been lost to a syntax error.
    pub whole: bool,
}

/// One `key = value`.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub key: String,
    /// The place of the key.
    pub span: Span,
    pub node: Node,
}

impl Table {
    /// The entry of this key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

/// Reads the text of `file`; every syntax error becomes a diagnostic.
pub(super) fn parse(file: FileId, sources: &Sources, diagnostics: &mut Diagnostics) -> Tree {
    let written = &sources.file(file).text;
    let (unclosed, mended) = mend(written);
    let text = mended.as_str();
    let (table, errors) = DeTable::parse_recoverable(text);
    let table = table.into_inner();
    let mut headers = vec![0];
    list_headers(&table, text, &mut headers);
    headers.sort_unstable();

    let mut builder = Builder { file, written, text, headers, lost: Vec::new(), diagnostics };
    builder.report(&unclosed, errors);
    let entries = builder.entries(&table);
    let root = Table { span: Span::new(file, first_line(text)), entries, whole: builder.is_whole(&(0..0)) };
    Tree { whole: builder.lost.is_empty(), root }
}

/// The first line that says something, for what is missing at the top of a file.
fn first_line(text: &str) -> Range<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        if !content.is_empty() && !content.starts_with('#') {
            return start..start + content.len();
        }
        start += line.len();
    }
    0..0
}

/// The range without a part of a letter at either end: the parser counts bytes.
fn whole_letters(text: &str, range: Range<usize>) -> Range<usize> {
    let start = (0..=range.start).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let end = (range.end..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    start..Ord::max(start, end)
}

/// The places of all `[headers]`.
fn list_headers(table: &DeTable<'_>, text: &str, headers: &mut Vec<usize>) {
    for value in table.values() {
        match value.get_ref() {
            DeValue::Table(inner) => {
                if text[value.span()].starts_with('[') {
                    headers.push(value.span().start);
                }
                list_headers(inner, text, headers);
            }
            DeValue::Array(array) => {
                for element in array {
                    if let DeValue::Table(inner) = element.get_ref() {
                        if text[element.span()].starts_with('[') {
                            headers.push(element.span().start);
                        }
                        list_headers(inner, text, headers);
                    }
                }
            }
            _ => {}
        }
    }
}

struct Builder<'a> {
    file: FileId,
    written: &'a str,
    /// The same, blank where something is not closed.
    text: &'a str,
    /// Where tables begin, in order; the root's 0 first.
    headers: Vec<usize>,
    /// Where keys may have been lost.
    lost: Vec<usize>,
    diagnostics: &'a mut Diagnostics,
}

impl Builder<'_> {
    /// One diagnostic a line: what follows on the same line is mostly the parser finding its feet again.
    fn report(&mut self, unclosed: &[Unclosed], errors: Vec<Error>) {
        let line = |at: usize| self.text[..at].bytes().filter(|b| *b == b'\n').count();
        let mut passed_over = Vec::new();
        for one in unclosed {
            self.diagnostics.push(one.diagnostic(self.file, self.written));
            self.lost.push(one.opening.start);
            passed_over.push(line(one.opening.start));
        }
        let mut errors: Vec<_> = errors
            .into_iter()
            .map(|error| (whole_letters(self.text, error.span().unwrap_or(0..0)), error))
            .collect();
        errors.sort_by_key(|(range, _)| (range.start, range.end));
        let mut last_line = None;
        for (range, error) in errors {
            let line = line(range.start);
            let span = Span::new(self.file, range.clone());
            let written = &self.text[range.clone()];
            let (diagnostic, loses) = match error.message() {
                "duplicate key" => (duplicate(span, written), false),
                message if message.starts_with("string values must be quoted") && !written.is_empty() => {
                    unquoted(self.text, span)
                }
                // A word that begins as `nan` and `inf` do.
                message if message.starts_with("invalid float") && is_word(written) => {
                    unquoted(self.text, span)
                }
                message => syntax(self.text, span, message),
            };
            if loses {
                self.lost.push(range.start);
            }
            // A header that is broken leaves the root without its table.
            if error.message().starts_with("unclosed") {
                self.lost.push(0);
            }
            if last_line != Some(line) && !passed_over.contains(&line) {
                self.diagnostics.push(diagnostic);
            }
            last_line = Some(line);
        }
    }

    /// Whether no key can have been lost of what is inside braces, or from a header to the next one.
    fn is_whole(&self, range: &Range<usize>) -> bool {
        if self.text[range.clone()].starts_with('{') {
            return !self.lost.iter().any(|at| range.contains(at));
        }
        let header = |at: usize| self.headers[self.headers.partition_point(|header| *header <= at) - 1];
        !self.lost.iter().any(|at| header(*at) == range.start)
    }

    fn entries(&mut self, table: &DeTable<'_>) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (key, value) in table {
            let written = &self.text[value.span()];
            // A header that was not closed has taken the next line's words for its own; a value that is missing has
            // been said to be.
            if written.is_empty() || (written.starts_with('[') && !written.ends_with(']')) {
                continue;
            }
            let span = Span::new(self.file, key.span());
            entries.push(Entry {
                key: key.get_ref().to_string(),
                span,
                node: self.node(value.get_ref(), value.span()),
            });
        }
        entries.sort_by_key(|entry| entry.span.start);
        entries
    }

    fn node(&mut self, value: &DeValue<'_>, range: Range<usize>) -> Node {
        let span = Span::new(self.file, range.clone());
        let written = &self.text[range.clone()];
        let value = match value {
            DeValue::String(text) if written.starts_with(['"', '\'']) => Value::Text(text.to_string()),
            DeValue::Integer(integer) if integer.as_str().is_empty() => Value::Broken,
            DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
                .map_or_else(|_| self.not_finite(span, "too large a whole number"), Value::Integer),
            DeValue::Float(float) if float.as_str().is_empty() => Value::Broken,
            DeValue::Float(float) => match float.as_str().parse::<f64>() {
                Ok(number) if number.is_finite() => Value::Number(number),
                Ok(number) if number.is_infinite() && !written.contains("inf") => {
                    self.not_finite(span, "too large a number")
                }
                Ok(_) => self.not_finite(span, "not a number that can be reckoned with"),
                Err(_) => Value::Broken,
            },
            DeValue::Boolean(boolean) if written == "true" || written == "false" => Value::Boolean(*boolean),
            DeValue::String(_) | DeValue::Boolean(_) => Value::Broken,
            DeValue::Datetime(_) => Value::Date,
            DeValue::Array(array) => Value::List(
                array
                    .iter()
                    .filter(|element| {
                        let written = &self.text[element.span()];
                        !(written.starts_with("[[")
                            && !written.ends_with("]]")
                            && element.get_ref().is_table())
                    })
                    .map(|element| (element.get_ref(), element.span()))
                    .collect::<Vec<_>>()
                    .into_iter()
                    .map(|(element, range)| self.node(element, range))
                    .collect(),
            ),
            DeValue::Table(table) => {
                Value::Table(Table { span, entries: self.entries(table), whole: self.is_whole(&range) })
            }
        };
        Node { span, value }
    }

    fn not_finite(&mut self, span: Span, what: &str) -> Value {
        let written = &self.text[span.range()];
        // It has been said to be neither a number nor a text.
        if is_word(written) {
            return Value::Broken;
        }
        let mut diagnostic =
            Diagnostic::error(&codes::NOT_FINITE, format!("`{written}` is {what}")).at(span, "");
        if written.contains("inf") {
            diagnostic = diagnostic.help("write a number; where there is no limit, leave the key out");
        } else if written.contains("nan") {
            diagnostic = diagnostic.help("write the number, or leave the key out");
        }
        self.diagnostics.push(diagnostic);
        Value::Broken
    }
}

/// Whether it begins with letters and is not one of TOML's numbers in words.
fn is_word(written: &str) -> bool {
    written.starts_with(|c: char| c.is_ascii_alphabetic()) && !matches!(written.trim(), "nan" | "inf")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree of a text, and its problems as `line:column code help`.
    fn read(text: &str) -> (Tree, Vec<String>) {
        let mut sources = Sources::new();
        let file = sources.add("x.toml", text);
        let mut diagnostics = Diagnostics::new();
        let tree = parse(file, &sources, &mut diagnostics);
        let problems = diagnostics.sorted().into_iter().map(|d| {
            let position = sources.position(d.labels[0].span);
            let help = d.help.first().map_or("", String::as_str);
            format!("{}:{} {} {help}", position.line, position.column, d.code.name)
        });
        (tree, problems.collect())
    }

    fn keys(table: &Table) -> Vec<&str> {
        table.entries.iter().map(|entry| entry.key.as_str()).collect()
    }

    #[test]
    fn entries_stand_in_the_order_of_the_text() {
        let (tree, problems) = read("z = 1\na = 2\n[m]\ny = 1\nb = 2\n");
        assert!(problems.is_empty() && tree.whole);
        assert_eq!(keys(&tree.root), ["z", "a", "m"]);
        let Value::Table(inner) = &tree.root.get("m").unwrap().node.value else { panic!("a table") };
        assert_eq!(keys(inner), ["y", "b"]);
        assert!(inner.whole);
    }

    #[test]
    fn slips_are_said_once_with_what_to_type() {
        for (text, expected) in [
            ("percent = -22%", "1:11 unquoted write -22"),
            ("start = 2022Q1", "1:9 unquoted write \"2022Q1\""),
            ("hold = 4 quarters", "1:8 unquoted write \"4q\""),
            ("x = 22,5", "1:7 syntax write 22.5: decimals follow a point"),
            ("x = { a = 22,5, b = 3 }", "1:13 syntax write 22.5: decimals follow a point"),
            ("x = .5", "1:5 syntax write 0.5"),
            ("x = -5.", "1:5 syntax write -5.0"),
            ("x = 05", "1:5 syntax leave the leading 0 out"),
            ("x = normal.mean = -33", "1:5 unquoted write { normal = { mean = ..., sd = ... } }"),
            ("x = normal(-33, 8)", "1:5 unquoted write { normal = { mean = ..., sd = ... } }"),
            ("x = uniform(-40, -20)", "1:5 unquoted write { uniform = { low = ..., high = ... } }"),
            ("x = none", "1:5 unquoted write \"none\""),
            ("x:   5", "1:2 syntax write x = 5"),
            (
                "y: 1\nx = normal(-33, 8)",
                "1:2 syntax write y = 1; 2:15 syntax write { normal = { mean = ..., sd = ... } }",
            ),
            ("x: 5", "1:2 syntax write x = 5"),
            ("// mine\nx = 5", "1:1 syntax a comment begins with #"),
            ("x = “a b”", "1:5 unquoted write \"a b\""),
            ("x = True", "1:5 syntax write true"),
            ("x =", "1:4 syntax write a number, or a text in quotes"),
            ("x = { a = , b = 1 }", "1:11 syntax write a number, or a text in quotes"),
            ("x = \"abc", "1:9 syntax end it with the quote that it began with"),
            ("x = \"a\\qb\"", "1:8 syntax write `\\\\`, or put the text in single quotes"),
            ("[x\ny = 1", "1:3 syntax end it with `]`"),
            ("[[x]\ny = 1", "1:5 syntax end it with `]]`"),
            ("x = 1\nx = 2", "2:1 duplicate-key keep one of the two"),
            ("[x]\n[x]", "2:2 duplicate-key keep one of the two"),
            ("x = \"a\" y = 2", "1:9 syntax begin a new line, or put the whole text in quotes"),
            ("x = nan", "1:5 not-finite write the number, or leave the key out"),
            ("x = -inf", "1:5 not-finite write a number; where there is no limit, leave the key out"),
            ("x = 1e999", "1:5 not-finite "),
            ("x = 99999999999999999999", "1:5 not-finite "),
        ] {
            assert_eq!(read(text).1.join("; "), expected, "{text}");
        }
    }

    #[test]
    fn what_is_whole_is_read_on() {
        let (tree, problems) = read("a = \n[m]\nb = { x = 1, = 2 }\nc = 3\n[n]\nd = 4\n");
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(!tree.whole && !tree.root.whole);
        assert_eq!(keys(&tree.root), ["m", "n"]);
        let inner = |name| match &tree.root.get(name).unwrap().node.value {
            Value::Table(table) => table,
            _ => panic!("a table"),
        };
        assert!(!inner("m").whole && inner("n").whole);
        assert!(inner("m").get("c").is_some());
    }
}
