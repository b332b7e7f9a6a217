//! `sarez explain`

use crate::diagnostic::{Code, codes, suggest};
use crate::report::terminal::{Line, Role};

use super::{Status, output};

/// Explain the code of a problem, with an example; without a code, list all
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What stands in brackets behind `error` or `warning`, such as unknown-key
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// Codes of one kind of thing.
pub(super) struct Group {
    /// What they are about.
    pub title: &'static str,
    /// Their names, and for each a wrong text with what is said about it.
    pub codes: &'static [(&'static str, &'static str)],
}

macro_rules! group {
    ($title:literal: $($code:literal)*) => {
        Group {
            title: $title,
            codes: &[$(($code, include_str!(concat!("../../tests/diagnostics/", $code, ".txt")))),*],
        }
    };
}

/// Every code, with its fixture of `tests/diagnostics`.
pub(super) static GROUPS: &[Group] = &[
    group!("Files and TOML": "cannot-read" "cannot-remove" "csv-column" "csv-empty" "csv-row"
        "csv-separator" "duplicate-key" "extends-cycle" "extends-too-deep" "not-a-number" "not-finite" "not-utf8" "syntax" "unknown-file" "unquoted"),
    group!("Keys and values": "bad-origin" "bad-setting" "bootstrap" "conflicting-keys" "distribution" "empty" "empty-cell" "missing-key" "not-a-duration" "not-a-measure"
        "not-a-date"
        "not-a-name" "not-a-period" "not-a-quarter" "not-a-target" "out-of-range" "undrawable-distribution"
        "unknown-choice" "unknown-key" "unknown-origin" "wrong-order" "wrong-type"),
    group!("Equations": "bad-index" "bad-lag" "bad-number" "bad-reference" "chained-comparison" "chained-power"
        "decimal-comma" "division-by-zero" "empty-equation" "expected-value" "foreign-operator" "lagged-parameter"
        "lead" "missing-index" "missing-operator" "reserved-name" "set-runs-twice" "too-deep" "unbalanced-bracket"
        "unexpected-symbol" "unknown-function" "unknown-index" "unknown-name" "unneeded-index" "unsolvable-cycle"
        "wrong-arguments" "wrong-set"),
    group!("Names, sets and figures": "after-as-of" "annual-sd" "bad-calibration" "bad-data-through" "disagreeing-figures"
        "duplicate-figure" "duplicate-name" "element-needed" "level-not-positive" "level-not-used"
        "missing-element" "missing-history" "missing-level" "missing-quarter" "missing-set"
        "no-elements" "no-series" "not-a-series" "not-used-history" "outside-valid"
        "path-ends" "path-of-definition" "prior-of-model" "revised-data" "unknown-element" "unknown-parameter"
        "unknown-parameter-set" "unknown-set" "unknown-variable" "unused-figure"
        "wrong-unit"),
    group!("Shocks, events and judgement": "bad-absorb" "compounding-shock" "driver-collision" "event-cycle"
        "exclusive-probabilities" "known-quarters-only" "no-baseline" "no-residual" "not-behavioural"
        "outside-horizon" "paths-for-sobol" "percent-below-minus-100" "percent-on-rate" "size-zero" "two-sets" "target-set-aside" "unfelt-shock"
        "unknown-event" "unknown-replaced" "unreached-target" "unsolvable-shock" "window-too-early"),
    group!("Dependence": "common-and-correlated" "correlations-mended" "duplicate-pair" "not-positive-definite"
        "nothing-drawn" "nothing-to-bound" "path-with-quarter" "self-pair" "unknown-driver"),
    group!("Reference and accounts": "bad-closing" "dummy-cancels" "identity-cannot-fail" "large-remainder" "missing-trend"
        "moving-reference" "not-an-identity" "unbalanced-account" "yearly-read"),
    group!("Outcomes and checks": "bad-question" "different-draws" "unknown-outcome" "unknown-size" "unknown-statistic"),
];

pub(super) fn explain(arguments: &Arguments) -> Status {
    match &arguments.code {
        None => output::lines(&list()),
        Some(written) => match codes::ALL.iter().find(|code| code.name == bare(written)) {
            Some(code) => output::lines(&about(code)),
            None => {
                let help = match suggest(bare(written), codes::ALL.iter().map(|code| code.name)) {
                    Some(code) => format!("did you mean `{code}`?"),
                    None => "`sarez explain` lists the codes".to_owned(),
                };
                output::error(&format!("there is no code `{written}`"), Some(&help));
                Status::Wrong
            }
        },
    }
}

/// `error[unknown-key]` as people copy it.
fn bare(written: &str) -> &str {
    let inside = written.split_once('[').map_or(written, |(_, inside)| inside);
    inside.trim_end_matches([':', ']'])
}

/// Every code with the first sentence of its explanation, group by group.
fn list() -> Vec<Line> {
    let mut lines = Vec::new();
    let longest = codes::ALL.iter().map(|code| code.name.len()).fold(0, Ord::max);
    for group in GROUPS {
        lines.push(line(Role::Title, group.title));
        for (name, _) in group.codes {
            let Some(code) = codes::ALL.iter().find(|code| code.name == *name) else { continue };
            let room = output::width().saturating_sub(longest + 4).max(20);
            let mut sentence = wrapped(first_sentence(code.explanation), room).into_iter();
            lines.push(line(
                Role::Plain,
                &format!("  {name:longest$}  {}", sentence.next().unwrap_or_default()),
            ));
            lines.extend(sentence.map(|rest| line(Role::Plain, &format!("  {:longest$}  {rest}", ""))));
        }
        lines.push(line(Role::Plain, ""));
    }
    lines.push(line(Role::Faint, "`sarez explain CODE` says more and shows an example"));
    lines
}

/// The explanation, a wrong text and what is said about it.
fn about(code: &Code) -> Vec<Line> {
    let mut lines = vec![line(Role::Title, code.name), line(Role::Plain, "")];
    lines.extend(
        wrapped(code.explanation, output::width().min(100)).iter().map(|text| line(Role::Plain, text)),
    );
    let fixtures = GROUPS.iter().flat_map(|group| group.codes);
    let fixture =
        fixtures.filter(|(name, _)| *name == code.name).find_map(|(_, text)| text.split_once("\ngives\n"));
    let Some((edits, message)) = fixture else { return lines };
    let (wrong, instead): (Vec<&str>, Vec<&str>) =
        edits.lines().filter(|line| line.starts_with(['+', '-'])).partition(|line| line.starts_with('+'));
    let file = edits.lines().find_map(|line| line.strip_prefix("in ")).unwrap_or_default();
    let mut example = |heading: String, texts: &[&str]| {
        lines.extend([line(Role::Plain, ""), line(Role::Heading, &heading)]);
        lines.extend(
            texts.iter().map(|text| line(Role::Plain, &format!("  {}", &text[1..].trim_start_matches(' ')))),
        );
    };
    if wrong.is_empty() {
        example(format!("A {file} without"), &instead);
    } else {
        example(format!("Wrong, in {file}"), &wrong);
    }
    lines.extend([line(Role::Plain, ""), line(Role::Heading, "What is said")]);
    // The last line counts.
    let told: Vec<&str> = message.trim_end().lines().collect();
    let told = told.split_last().map_or(&told[..], |(_, rest)| rest);
    let told = told.iter().rposition(|text| !text.is_empty()).map_or(told, |last| &told[..=last]);
    lines.extend(
        told.iter().map(|text| {
            line(Role::Plain, &if text.is_empty() { String::new() } else { format!("  {text}") })
        }),
    );
    lines
}

/// Up to the first full stop that ends a sentence.
pub(super) fn first_sentence(text: &str) -> &str {
    text.split_once(". ").map_or(text, |(first, _)| first).trim_end_matches('.')
}

/// The words in lines of at most so many characters, as far as the words allow it.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn line(role: Role, text: &str) -> Line {
    Line { role, text: text.to_owned() }
}
