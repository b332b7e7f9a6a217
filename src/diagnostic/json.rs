//! Diagnostics as a JSON document, for editors and continuous integration (`docs/diagnostics.schema.json`).

use serde::Serialize;

use super::{Diagnostic, Diagnostics, Severity, Sources, Span};

/// The version of the document's form: another one when a key changes its meaning or goes.
const VERSION: u32 = 1;

/// The document: problems of any number of scenarios, each told once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    version: u32,
    errors: usize,
    warnings: usize,
    diagnostics: Vec<Entry>,
}

/// One problem. The place is that of the first label, `null` where no file is to blame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Entry {
    code: &'static str,
    severity: &'static str,
    message: String,
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    labels: Vec<Labelled>,
    help: Vec<String>,
}

/// A place and what is said about it; the first one of an entry is the primary one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Labelled {
    #[serde(flatten)]
    place: Place,
    text: String,
}

/// Lines and columns from 1, columns in characters; the end is one past the last character.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Place {
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl Document {
    /// Without a problem.
    pub fn new() -> Self {
        Self { version: VERSION, errors: 0, warnings: 0, diagnostics: Vec::new() }
    }

    /// Adds the problems of one scenario, sorted by place; those that another one has told already are left out.
    pub fn add(&mut self, diagnostics: &Diagnostics, sources: &Sources) {
        for diagnostic in diagnostics.sorted() {
            let entry = entry(diagnostic, sources);
            if self.diagnostics.contains(&entry) {
                continue;
            }
            match diagnostic.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
            }
            self.diagnostics.push(entry);
        }
    }

    /// The text, two spaces a level, with a line end.
    pub fn render(&self) -> String {
        // Nothing in it can fail to be written: no map with keys that are not texts, no number that is not finite.
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }
}

impl Default for Document {
    fn default() -> Self {
        Self::new()
    }
}

fn entry(diagnostic: &Diagnostic, sources: &Sources) -> Entry {
    let labels = diagnostic
        .labels
        .iter()
        .map(|label| Labelled { place: place(label.span, sources), text: label.text.clone() });
    let labels: Vec<Labelled> = labels.collect();
    let first = labels.first().map(|label| &label.place);
    Entry {
        code: diagnostic.code.name,
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message: diagnostic.message.clone(),
        file: first.map(|place| place.file.clone()),
        line: first.map(|place| place.line),
        column: first.map(|place| place.column),
        end_line: first.map(|place| place.end_line),
        end_column: first.map(|place| place.end_column),
        labels,
        help: diagnostic.help.clone(),
    }
}

fn place(span: Span, sources: &Sources) -> Place {
    let (start, end) = (sources.position(span), sources.position(Span { start: span.end, ..span }));
    Place {
        file: sources.file(span.file).name.clone(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::codes;

    #[test]
    fn a_problem_is_told_once_with_its_place() {
        let mut sources = Sources::new();
        let file = sources.add("x.toml", "title = \"é😀\" # a\nb = \"\"\"c\nd\"\"\"\n");
        let diagnostics: Diagnostics = [
            Diagnostic::error(&codes::UNKNOWN_NAME, "m").at(Span::new(file, 18..19), "l").help("h"),
            Diagnostic::warning(&codes::SIZE_ZERO, "w").at(Span::new(file, 25..34), ""),
            Diagnostic::error(&codes::UNKNOWN_FILE, "no file"),
        ]
        .into_iter()
        .collect();
        let mut document = Document::new();
        document.add(&diagnostics, &sources);
        document.add(&diagnostics, &sources);
        assert_eq!((document.errors, document.warnings, document.diagnostics.len()), (2, 1, 3));
        let value: serde_json::Value = serde_json::from_str(&document.render()).unwrap();
        assert_eq!(value["diagnostics"][0]["line"], serde_json::Value::Null);
        let place = |index: usize| {
            let entry = &value["diagnostics"][index];
            ["line", "column", "end_line", "end_column"].map(|key| entry[key].as_u64().unwrap())
        };
        assert_eq!(place(1), [1, 15, 1, 16]);
        assert_eq!(place(2), [2, 5, 3, 5]);
        assert_eq!(value["diagnostics"][1]["labels"][0]["text"], "l");
    }
}
