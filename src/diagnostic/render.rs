//! Diagnostics as text for a terminal, in the manner of rustc.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};

use super::{Diagnostic, Diagnostics, FileId, Label, Severity, Sources};

/// Whether the text carries terminal colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Characters only.
    Plain,
    /// With ANSI escape sequences.
    Coloured,
}

/// Every problem with its place in the text, a caret and help, sorted by place; the last line counts them.
/// Empty when there is none.
pub fn render(diagnostics: &Diagnostics, sources: &Sources, style: Style) -> String {
    let sorted = diagnostics.sorted();
    if sorted.is_empty() {
        return String::new();
    }
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled().hyperlink(false),
    };
    let mut text = String::new();
    for diagnostic in &sorted {
        text.push_str(&renderer.render(&[group(diagnostic, sources)]));
        text.push_str("\n\n");
    }
    text.push_str(&count(&sorted));
    text.push('\n');
    text
}

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.name);
    let mut group = Group::with_title(title);
    let mut files: Vec<FileId> = Vec::new();
    for label in &diagnostic.labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    for file in files {
        let source = sources.file(file);
        let labels = diagnostic.labels.iter().enumerate().filter(|(_, label)| label.span.file == file);
        group = group.element(
            Snippet::source(source.text.as_str())
                .path(source.name.as_str())
                .annotations(labels.map(|(index, label)| annotation(index, label))),
        );
    }
    group.elements(diagnostic.help.iter().map(|line| Level::HELP.message(normalize_untrusted_str(line))))
}

fn annotation(index: usize, label: &Label) -> annotate_snippets::Annotation<'_> {
    let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
    kind.span(label.span.range()).label((!label.text.is_empty()).then_some(label.text.as_str()))
}

/// "2 errors, 1 warning".
fn count(diagnostics: &[&Diagnostic]) -> String {
    let number = |severity, word: &str| {
        let number = diagnostics.iter().filter(|d| d.severity == severity).count();
        (number > 0).then(|| format!("{number} {word}{}", if number == 1 { "" } else { "s" }))
    };
    let parts = [number(Severity::Error, "error"), number(Severity::Warning, "warning")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Span, codes};

    fn example() -> (Diagnostics, Sources) {
        let mut sources = Sources::new();
        let model = sources.add("models/small.toml", "title = \"é\"\ngdp = \"a + b\"\n");
        let scenario = sources.add("x.toml", "shock = 1\n");
        let list = [
            Diagnostic::warning(&codes::UNKNOWN_NAME, "nothing is called `shock`")
                .at(Span::new(scenario, 0..5), "here")
                .at(Span::new(model, 13..16), "the model"),
            Diagnostic::error(&codes::UNKNOWN_NAME, "nothing is called `b`")
                .at(Span::new(model, 24..25), "")
                .help("add `[variable.b]`"),
            Diagnostic::error(&codes::UNKNOWN_NAME, "no such model").help("write `--help`"),
        ];
        (list.into_iter().collect(), sources)
    }

    #[test]
    fn problems_are_shown_in_their_place_and_counted() {
        let (diagnostics, sources) = example();
        let expected = "\
error[unknown-name]: no such model
 |
 = help: write `--help`

error[unknown-name]: nothing is called `b`
 --> models/small.toml:2:12
  |
2 | gdp = \"a + b\"
  |            ^
  |
  = help: add `[variable.b]`

warning[unknown-name]: nothing is called `shock`
 --> x.toml:1:1
  |
1 | shock = 1
  | ^^^^^ here
  |
 ::: models/small.toml:2:1
  |
2 | gdp = \"a + b\"
  | --- the model

2 errors, 1 warning
";
        assert_eq!(render(&diagnostics, &sources, Style::Plain), expected);
    }

    #[test]
    fn the_place_shown_is_the_place_that_sources_tell() {
        let mut sources = Sources::new();
        let file = sources.add("x.toml", "a = 1\nlabel = \"ставка Ǻ\" # ok\nb = 2");
        let span = Span::new(file, sources.file(file).text.find("# ok").unwrap()..37);
        let diagnostics = [Diagnostic::error(&codes::UNKNOWN_NAME, "x").at(span, "")].into_iter().collect();
        let position = sources.position(span);
        let place = format!("x.toml:{}:{}", position.line, position.column);
        assert!(render(&diagnostics, &sources, Style::Plain).contains(&place));
    }

    #[test]
    fn colours_change_no_character() {
        let (diagnostics, sources) = example();
        let coloured = render(&diagnostics, &sources, Style::Coloured);
        assert!(coloured.contains('\x1b'));
        assert_eq!(
            anstream::adapter::strip_str(&coloured).to_string(),
            render(&diagnostics, &sources, Style::Plain)
        );
    }

    #[test]
    fn no_problem_no_text() {
        assert_eq!(render(&Diagnostics::new(), &Sources::new(), Style::Plain), "");
    }
}
