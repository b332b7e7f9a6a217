//! What is wrong with an input, where, and what to type instead: values first, text later.
//!
//! A [`Diagnostic`] points at places in [`Sources`] by [`Span`]; [`Diagnostics`] collects every problem of all files.

pub mod codes;
mod figure;
mod json;
mod render;
mod sources;
mod suggest;

pub use codes::Code;
pub use figure::figure;
pub use json::Document;
pub use render::{Style, render};
pub use sources::{FileId, Position, SourceFile, Sources, Span};
pub use suggest::suggest;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The run does not start.
    Error,
    /// The run goes on; `--strict` makes it an error.
    Warning,
}

/// A place and what is said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is said there; may be empty for the place alone.
    pub text: String,
}

/// One problem: a stable code, a message, places, and what to type instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: &'static Code,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong, one sentence without a full stop, in the user's words.
    pub message: String,
    /// Where: the first label is the primary place. Empty when no file is to blame (a command-line argument).
    pub labels: Vec<Label>,
    /// What to type or do next.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// An error of this code.
    pub fn error(code: &'static Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: Vec::new(),
            help: Vec::new(),
        }
    }

    /// A warning of this code.
    pub fn warning(code: &'static Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Adds a place; the first one added is the primary one.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds a line of help.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds "did you mean" when one of the candidates is near enough to `written`.
    #[must_use]
    pub fn did_you_mean<'a>(self, written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        match suggest(written, candidates) {
            Some(candidate) => {
                let line = format!("did you mean `{candidate}`?");
                self.help(line)
            }
            None => self,
        }
    }
}

/// Every problem that was found, in the order of finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds all of `other`.
    pub fn append(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// Changes each of them.
    pub fn for_each(&mut self, change: impl FnMut(&mut Diagnostic)) {
        self.list.iter_mut().for_each(change);
    }

    /// Keeps those that are to be kept.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(keep);
    }

    /// Says of every problem in a file that another one extends where it does; nothing that is said already.
    pub fn name_who_brings(&mut self, sources: &Sources) {
        for diagnostic in &mut self.list {
            let Some(first) = diagnostic.labels.first() else { continue };
            if let Some(span) = sources.file(first.span.file).brought_by
                && diagnostic.labels.iter().all(|label| label.span != span)
            {
                diagnostic.labels.push(Label { span, text: "which this `extends` brings in".to_owned() });
            }
        }
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity == Severity::Error)
    }

    /// Makes every warning an error.
    pub fn be_strict(&mut self) {
        for diagnostic in &mut self.list {
            diagnostic.severity = Severity::Error;
        }
    }

    /// Whether there is none at all.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All, sorted by place (those without a place first), errors before warnings at one place, repeats dropped.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut all: Vec<&Diagnostic> = self.list.iter().collect();
        all.sort_by_key(|d| (d.labels.first().map(|l| l.span), d.severity));
        all.dedup();
        all
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(iter: I) -> Self {
        Self { list: iter.into_iter().collect() }
    }
}
