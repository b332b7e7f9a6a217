//! What a person sees first: title, table, probabilities, checks, what happened, and where the files are.
//!
//! Digits beyond the Monte Carlo error are not printed; sign, unit and "compared with what" are always said. Text from
//! scenario files is made harmless. Lines say what they are; colours are the caller's.

use super::column::{Column, Threshold};
use super::number::{count, number};
use super::summary::Summary;
use super::table;
use super::text::{harmless, left, width, wrap};
use super::verdict::{Beyond, Check, Observed, Verdict};
use super::words;

/// What a line is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The scenario's title.
    Title,
    /// Headings of the table.
    Heading,
    /// Numbers and sentences.
    Plain,
    /// A check that holds.
    Good,
    /// A check that fails.
    Bad,
    /// What a reader must know before using the numbers.
    Warning,
    /// What may be skipped.
    Faint,
}

/// One line without its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub role: Role,
    /// Its text, harmless to a terminal.
    pub text: String,
}

impl Line {
    pub(super) fn new(role: Role, text: impl AsRef<str>) -> Self {
        Self { role, text: text.as_ref().trim_end().to_owned() }
    }
}

/// What the lines must fit and what only the caller knows.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Columns of the terminal; the table wraps to them, from 60 upwards.
    pub width: usize,
    /// Seconds that the simulation took.
    pub seconds: Option<f64>,
    /// The folder that was written and the names of the files in it.
    pub files: Option<(&'a str, &'a [&'a str])>,
}

/// The lines, from title to files.
pub fn render(summary: &Summary, frame: Frame) -> Vec<Line> {
    let width = if frame.width < 60 { 60 } else { frame.width };
    let mut lines = Vec::new();
    say(&mut lines, Role::Title, &harmless(&summary.title), width);
    say(&mut lines, Role::Faint, &run(summary, frame.seconds), width);
    lines.extend(table::lines(&summary.columns, width));
    for section in [
        probabilities(summary, width),
        verdicts(summary, width),
        warnings(summary, width),
        files(frame.files),
    ] {
        if !section.is_empty() {
            lines.push(Line::new(Role::Plain, ""));
            lines.extend(section);
        }
    }
    lines
}

/// The lines as one text, without colours.
pub fn plain(lines: &[Line]) -> String {
    lines.iter().map(|line| format!("{}\n", line.text)).collect()
}

/// Adds a sentence, wrapped; lines after the first are indented.
fn say(lines: &mut Vec<Line>, role: Role, sentence: &str, width: usize) {
    for (at, line) in wrap(sentence, width - 2).iter().enumerate() {
        lines.push(Line::new(role, format!("{}{line}", if at > 0 { "  " } else { "" })));
    }
}

/// "100,000 paths, 2022Q1 to 2024Q4, seed 2022, 0.4 s, under the stated event probabilities"
fn run(summary: &Summary, seconds: Option<f64>) -> String {
    let Summary { paths, start, end, seed, .. } = summary;
    let paths = if *paths == 1 { "1 path".to_owned() } else { format!("{} paths", count(*paths)) };
    let mut text = format!("{paths}, {start} to {end}, seed {seed}");
    if summary.parameters == "fixed" {
        text.push_str(", parameters fixed");
    }
    match seconds {
        Some(seconds) if seconds < 9.95 => text.push_str(&format!(", {seconds:.1} s")),
        Some(seconds) => text.push_str(&format!(", {} s", count(seconds.round() as u64))),
        None => {}
    }
    if !summary.events.is_empty() {
        text.push_str(", under the stated event probabilities");
    }
    text
}

/// "P(GDP effect below -2 percent, 2022)   31.2 % ± 0.2", the numbers aligned.
fn probabilities(summary: &Summary, columns: usize) -> Vec<Line> {
    let list: Vec<(String, String)> = (summary.columns.iter())
        .flat_map(|column| {
            let below = column.below.iter().map(move |threshold| ("below", threshold));
            let above = column.above.iter().map(move |threshold| ("above", threshold));
            below.chain(above).map(|(side, threshold)| probability(column, side, threshold))
        })
        .collect();
    let most = |each: fn(&(String, String)) -> usize| list.iter().map(each).fold(0, Ord::max);
    let numbers = most(|(_, percent)| width(percent));
    let names = most(|(name, _)| width(name)).min(columns.saturating_sub(numbers + 3).max(30));
    let mut lines = Vec::new();
    for (name, percent) in &list {
        let mut parts = wrap(name, names);
        let last = parts.pop().unwrap_or_default();
        lines.extend(parts.iter().map(|part| Line::new(Role::Plain, part)));
        lines.push(Line::new(Role::Plain, format!("{}   {percent}", left(&last, names))));
    }
    lines
}

fn probability(column: &Column, side: &str, threshold: &Threshold) -> (String, String) {
    let at = number(threshold.at, 0.0, false);
    let of = if column.of == "baseline" { ", baseline" } else { "" };
    let what = words::measured(&column.label, &column.measure);
    let unit = if column.unit.is_empty() { String::new() } else { format!(" {}", column.unit) };
    let name = format!("P({what} {side} {at}{unit}, {}{of})", column.period);
    (harmless(&name), threshold.probability.percent())
}

/// Checks, then what happened.
fn verdicts(summary: &Summary, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for check in &summary.checks {
        let (role, text) = verdict(check);
        say(&mut lines, role, &text, width);
    }
    for observed in &summary.observed {
        say(&mut lines, Role::Plain, &happened(summary, observed), width);
    }
    lines
}

fn verdict(check: &Check) -> (Role, String) {
    let (role, verdict) = match check.verdict {
        Verdict::Holds => (Role::Good, "holds"),
        Verdict::Fails => (Role::Bad, "FAILS"),
        Verdict::Undecided => (Role::Warning, "undecided within Monte Carlo error"),
    };
    let that = harmless(&check.that);
    (role, format!("check {that}: {verdict}, {}", check.statistic.with_interval(false)))
}

/// "Remittances growth, 2022: observed +83 percent on a year ago, percentile 99.61 (99.57 to 99.65); median -22.0"
fn happened(summary: &Summary, observed: &Observed) -> String {
    let column = summary.columns.iter().find(|column| column.id == observed.column);
    let (what, period, unit, median, plus) = match column {
        Some(column) => {
            let versus = column.versus.map(|versus| format!(" {}", words::versus(versus))).unwrap_or_default();
            (
                words::measured(&column.label, &column.measure),
                column.period.as_str(),
                format!(" {}{versus}", column.unit),
                column.statistics.p50.number(column.versus.is_some()),
                column.versus.is_some(),
            )
        }
        None => (observed.label.clone(), "", String::new(), "?".to_owned(), false),
    };
    let value = number(observed.value, 0.0, plus);
    let place = match observed.beyond {
        Some(Beyond::Below) => "below every simulated path".to_owned(),
        Some(Beyond::Above) => "above every simulated path".to_owned(),
        None => format!("percentile {}", observed.percentile.with_interval(false)),
    };
    harmless(&format!("{what}, {period}: observed {value}{unit}, {place}; median {median}"))
}

fn warnings(summary: &Summary, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for warning in &summary.warnings {
        say(&mut lines, Role::Warning, &format!("warning: {}", harmless(warning)), width);
    }
    lines
}

/// "results/tajikistan-2022/: summary.csv summary.json manifest.json"
fn files(files: Option<(&str, &[&str])>) -> Vec<Line> {
    let Some((folder, names)) = files else { return Vec::new() };
    let slash = if folder.ends_with('/') { "" } else { "/" };
    vec![Line::new(Role::Faint, format!("{}{slash}: {}", harmless(folder), names.join(" ")))]
}
