//! What a person sees first: title, table, probabilities, checks, what happened, and where the files are.
//!
//! Digits beyond the Monte Carlo error are not printed; sign, unit and "compared with what" are always said. Text from
//! scenario files is made harmless. Lines say what they are; colours are the caller's.

use super::column::{Column, Threshold};
use super::dependence::bound_lines;
use super::number::{count, number};
use super::plausibility::Plausibility;
use super::summary::Summary;
use super::table;
use super::text::{hang, harmless, left, width};
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
        judgements(summary, width),
        probabilities(summary, width),
        events(summary, width),
        dependence(summary, width),
        plausibility(summary, width),
        solved(summary, width),
        verdicts(summary, width),
        known(summary, width),
        balancing(summary, width),
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

/// Correlations asked and achieved, and the answer at the bounds.
fn dependence(summary: &Summary, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for dependence in &summary.dependence {
        say(&mut lines, Role::Plain, &harmless(&dependence.heading()), width);
        for line in dependence.lines() {
            say(&mut lines, Role::Plain, &harmless(&format!("  {line}")), width);
        }
    }
    for line in bound_lines(&summary.columns, &summary.bounds) {
        say(&mut lines, Role::Plain, &harmless(&line), width);
    }
    lines
}

/// How far the shocks are from what has been.
fn plausibility(summary: &Summary, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for sentence in summary.plausibility.iter().flat_map(Plausibility::sentences) {
        say(&mut lines, Role::Faint, &harmless(&sentence), width);
    }
    lines
}

/// What was asked to be known, and what is not known.
fn known(summary: &Summary, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for precision in &summary.precision {
        let role = if precision.reached { Role::Plain } else { Role::Warning };
        say(&mut lines, role, &harmless(&precision.sentence()), width);
    }
    for uncertainty in &summary.uncertainty {
        say(&mut lines, Role::Plain, &harmless(&uncertainty.sentence()), width);
    }
    lines
}

fn balancing(summary: &Summary, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for balancing in &summary.balancing {
        say(&mut lines, Role::Faint, &balancing.sentence(), width);
    }
    lines
}

/// The lines as one text, without colours.
pub fn plain(lines: &[Line]) -> String {
    lines.iter().flat_map(|line| [line.text.as_str(), "\n"]).collect()
}

/// Adds a sentence, wrapped; lines after the first are indented.
fn say(lines: &mut Vec<Line>, role: Role, sentence: &str, width: usize) {
    lines.extend(hang(sentence, width).iter().map(|line| Line::new(role, line)));
}

/// "100,000 paths, 2022Q1 to 2024Q4, seed 2022, 0.4 s, under the stated event probabilities"
fn run(summary: &Summary, seconds: Option<f64>) -> String {
    let Summary { paths, start, end, seed, .. } = summary;
    let paths = if *paths == 1 { "1 path".to_owned() } else { format!("{} paths", count(*paths)) };
    let points = (summary.sampler == "sobol").then(|| "Sobol points".to_owned());
    let fixed = (summary.parameters == "fixed").then(|| "parameters fixed".to_owned());
    let time = seconds.map(|seconds| match seconds {
        short if short < 9.95 => format!("{short:.1} s"),
        long => format!("{} s", count(long.round() as u64)),
    });
    let stated = (!summary.events.is_empty()).then(|| "under the stated event probabilities".to_owned());
    let set = summary.parameter_set.as_ref().map(|set| format!("parameter set {}", set.name));
    let always = [paths, format!("{start} to {end}"), format!("seed {seed}")];
    always
        .into_iter()
        .chain(points)
        .chain(set)
        .chain(fixed)
        .chain(time)
        .chain(stated)
        .collect::<Vec<_>>()
        .join(", ")
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
        let mut parts = hang(name, names);
        let last = parts.pop().unwrap_or_default();
        lines.extend(parts.iter().map(|part| Line::new(Role::Plain, part)));
        lines.push(Line::new(Role::Plain, format!("{}   {percent}", left(&last, names))));
    }
    lines
}

fn probability(column: &Column, side: &str, threshold: &Threshold) -> (String, String) {
    let at = number(threshold.at, 0.0, false);
    let of = if column.of == "baseline" { ", baseline" } else { "" };
    let (name, unit) = column.name_and_unit();
    let what = words::measured(name, &column.measure);
    let unit = if unit.is_empty() { unit } else { format!(" {unit}") };
    let name = format!("P({what} {side} {at}{unit}, {}{of})", column.period);
    (harmless(&name), threshold.probability.percent())
}

/// What holds in baseline and scenario alike, and who says so.
fn judgements(summary: &Summary, width: usize) -> Vec<Line> {
    let assumptions = summary.assumptions.iter().map(|signed| signed.line("assumption"));
    let tunes = summary.tunes.iter().map(|signed| signed.line("tune"));
    let mut lines = Vec::new();
    for sentence in assumptions.chain(tunes) {
        say(&mut lines, Role::Plain, &harmless(&sentence), width);
    }
    lines
}

/// How likely events are said to be, and on how many paths they happened.
fn events(summary: &Summary, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for event in &summary.events {
        say(&mut lines, Role::Plain, &harmless(&event.line()), width);
    }
    lines
}

/// Residuals that shocks solved for, and bounds that were hit.
fn solved(summary: &Summary, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for solved in &summary.solved_residuals {
        say(&mut lines, Role::Plain, &harmless(&solved.line()), width);
    }
    for clamped in &summary.clamped {
        let (on, of) = (count(clamped.paths), count(summary.paths));
        let sentence = format!("bound of {}: reached on {on} of {of} paths", clamped.variable);
        say(&mut lines, Role::Plain, &harmless(&sentence), width);
    }
    lines
}

/// Targets, checks, then what happened.
/// Targets, checks and what happened.
pub(super) fn verdicts(summary: &Summary, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for target in &summary.targets {
        say(&mut lines, Role::Plain, &harmless(&target.sentence()), width);
    }
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
    let Some(column) = summary.columns.iter().find(|column| column.id == observed.column) else {
        return String::new();
    };
    let plus = column.versus.is_some();
    let (name, unit) = column.name_and_unit();
    let what = words::measured(name, &column.measure);
    let versus = match column.versus.map(words::versus) {
        Some(versus) if !what.to_lowercase().contains(&versus) => format!(" {versus}"),
        _ => String::new(),
    };
    let (period, median) = (&column.period, column.statistics.p50.in_table(plus));
    let value = number(observed.value, 0.0, plus);
    let place = match observed.beyond {
        Some(Beyond::Below) => "below every simulated path".to_owned(),
        Some(Beyond::Above) => "above every simulated path".to_owned(),
        None => format!("percentile {}", observed.percentile.with_interval(false)),
    };
    harmless(&format!("{what}, {period}: observed {value} {unit}{versus}, {place}; median {median}"))
}

fn warnings(summary: &Summary, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for warning in &summary.warnings {
        say(&mut lines, Role::Warning, &format!("warning: {}", harmless(warning)), width);
    }
    lines
}

/// A remark that nothing in is obeyed.
pub fn remark(text: &str) -> Line {
    Line::new(Role::Faint, harmless(text))
}

/// The report of several scenarios, after their own tables.
pub fn side_by_side(folder: &str, names: &[&str]) -> Vec<Line> {
    let mut lines = vec![Line::new(Role::Plain, "")];
    lines.extend(
        files(Some((folder, names)))
            .into_iter()
            .map(|line| Line { text: format!("side by side in {}", line.text), ..line }),
    );
    lines
}

/// "results/tajikistan-2022/: summary.csv summary.json manifest.json"
pub(super) fn files(files: Option<(&str, &[&str])>) -> Vec<Line> {
    let Some((folder, names)) = files else { return Vec::new() };
    let slash = if folder.ends_with('/') { "" } else { "/" };
    vec![Line::new(Role::Faint, format!("{}{slash}: {}", harmless(folder), names.join(" ")))]
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    const FILES: [&str; 2] = ["summary.csv", "summary.json"];

    fn text(summary: &Summary, width: usize) -> String {
        let files = Some(("results/example", &FILES[..]));
        plain(&render(summary, Frame { width, seconds: Some(0.43), files }))
    }

    #[test]
    fn at_80_columns_periods_stand_below_each_other() {
        let expected = "\
Tajikistan 2022: remittances fall by 22 percent and fuel runs short
100,000 paths, 2022Q1 to 2024Q4, seed 2022, 0.4 s

                                                   2022
effect against the baseline         p05     p50     p95  p01..p99
GDP, percent                      -3.37   -1.62  -0.404  ▁▂▃▅██▇▃
Household consumption, percent    -9.19   -5.71   -2.25  ▂▄▆██▆▄▂

growth on a year ago, scenario
Remittances, percent              -87.5   -21.9   +44.0  ▂▄▆██▆▄▂

                                                 2022Q4
level, scenario                     p05     p50     p95  p01..p99
Reserves, months of imports        5.47    6.30    7.13  ▂▄▆██▇▄▂

                                                   2023
effect against the baseline         p05     p50     p95  p01..p99
GDP, percent                      -1.99       0       0  ▁▁▁▁▁▂▁█
Household consumption, percent    -6.80   -4.00   -1.21  ▂▄▆██▇▄▂
2022: 3 of 4 quarters simulated, the others as known before the start

assumption oil: oil_price, set 95, 100, 96.5 from 2022Q1; staff: WEO, October
  2021
tune harvest: gdp, percent 1.00 (0.18 to 1.82) from 2022Q3 for 2 quarters;
  staff on 2022-03-04: a good harvest

P(GDP effect below -2 percent, 2022)            34.4 % ± 0.3
P(GDP effect below 0 percent, 2022)             99.40 % ± 0.05
P(GDP effect below -2 percent, 2023)            4.9 % ± 0.1
P(GDP effect below 0 percent, 2023)             31.3 % ± 0.3
P(Reserves below 3 months of imports, 2022Q4)   less than 0.004 %
P(Remittances growth above 80 percent, 2022)    0.49 % ± 0.04

residual of sent[russia] solved by shock fall, 2022Q1: -0.0300 (-0.0500 to
  -0.0100) log points / 100, -0.50 sd at the median
bound of blocked: reached on 1,234 of 100,000 paths

target p50(remittances_growth@2022) = -22 percent: `shock.remittances.percent`
  shifted by -3.52 (-3.61 to -3.43) gives -22.00 (-22.08 to -21.92); as stated
  it gives -18.93 (-19.01 to -18.85)
check p50(gdp_effect@2022) < 0: holds, -1.615 (-1.623 to -1.608)
check p50(gdp_effect@2022) > 0: FAILS, -1.615 (-1.623 to -1.608)
check p50(gdp_effect@2022) < -1.62: undecided within Monte Carlo error, -1.615
  (-1.623 to -1.610)
Remittances growth, 2022: observed +83 percent on a year ago, percentile 99.61
  (99.57 to 99.64); median -21.9
GDP effect, 2023: observed +40 percent against the baseline, above every
  simulated path; median 0

p05(gdp_effect@2022) to ± 0.05: reached with 100,000 paths of at most
  1,000,000, ± 0.021
gdp_effect@2022: 35 % (33 to 37) of the variance from parameters; were they
  known, p05 to p95 would be -2.98 to -0.52

discrepancy closes gdp on the reference: 326.1 stated (16.04 percent of gdp),
  -12 added (-0.5901 percent), USD million a quarter, 2022Q1

results/example/: summary.csv summary.json
";
        assert_eq!(text(&example::summary(), 80), expected);
    }

    #[test]
    fn at_140_columns_periods_stand_side_by_side() {
        let expected = "
                                                   2022                             2022Q4                               2023
effect against the baseline         p05     p50     p95  p01..p99      p05     p50     p95  p01..p99      p05     p50     p95  p01..p99
GDP, percent                      -3.37   -1.62  -0.404  ▁▂▃▅██▇▃                                       -1.99       0       0  ▁▁▁▁▁▂▁█
Household consumption, percent    -9.19   -5.71   -2.25  ▂▄▆██▆▄▂                                       -6.80   -4.00   -1.21  ▂▄▆██▇▄▂

level, scenario
Reserves, months of imports                                           5.47    6.30    7.13  ▂▄▆██▇▄▂

growth on a year ago, scenario
Remittances, percent              -87.5   -21.9   +44.0  ▂▄▆██▆▄▂
2022: 3 of 4 quarters simulated, the others as known before the start";
        let text = text(&example::summary(), 140);
        let table: Vec<&str> = text.lines().skip(2).take(12).collect();
        assert_eq!(table.join("\n"), expected);
    }

    #[test]
    fn lines_fit_at_any_width() {
        let mut summary = example::summary();
        summary.title = "A very long title ".repeat(12);
        summary.columns[2].label =
            "Household consumption of goods and services at constant prices".to_owned();
        summary.columns[4].unit = "thousand million somoni of the year before last".to_owned();
        for columns in 60..200 {
            for line in text(&summary, columns).lines() {
                assert!(width(line) <= columns, "{columns}: {line}");
            }
        }
        assert_eq!(text(&summary, 20), text(&summary, 60));
    }

    #[test]
    fn roles_are_for_colours() {
        let lines = render(&example::summary(), Frame { width: 80, seconds: None, files: None });
        let bad: Vec<_> = lines.iter().filter(|line| line.role == Role::Bad).collect();
        assert_eq!(bad.len(), 1);
        assert_eq!(bad[0].text, "check p50(gdp_effect@2022) > 0: FAILS, -1.615 (-1.623 to -1.608)");
        assert_eq!(lines[0].role, Role::Title);
        assert_eq!(lines[1].text, "100,000 paths, 2022Q1 to 2024Q4, seed 2022");
    }

    #[test]
    fn stated_probabilities_and_fixed_parameters_are_said() {
        let mut summary = example::summary();
        summary.parameters = "fixed";
        summary.parameter_set =
            Some(super::super::summary::Named { name: "spring".to_owned(), title: String::new() });
        summary.paths = 1;
        summary.events.push(super::super::Event {
            id: "freeze".to_owned(),
            label: None,
            kind: "once",
            stated: "25 %".to_owned(),
            probability: 0.25,
            happened: super::super::figure::Figure::default(),
            window: ["2022Q3".to_owned(), "2023Q2".to_owned()],
            source: None,
        });
        assert_eq!(
            run(&summary, Some(1234.4)),
            "1 path, 2022Q1 to 2024Q4, seed 2022, parameter set spring, parameters fixed, 1,234 s, under the stated event probabilities"
        );
    }

    #[test]
    fn a_terminal_obeys_nothing_that_a_file_says() {
        let escape = "\u{1b}[2J\u{9b}31m\r\n\u{202e}";
        let mut summary = example::summary();
        summary.title.push_str(escape);
        for column in &mut summary.columns {
            column.label.push_str(escape);
            column.unit.push_str(escape);
        }
        summary.checks[0].that.push_str(escape);
        summary.observed[0].label.push_str(escape);
        summary.warnings.push(escape.to_owned());
        let files = ["summary.csv"];
        for line in render(&summary, Frame { width: 80, seconds: None, files: Some((escape, &files)) }) {
            assert!(!line.text.contains(|c: char| c.is_control() || c == '\u{202e}'), "{:?}", line.text);
        }
    }

    #[test]
    fn what_failed_is_counted_and_said() {
        let text =
            plain(&render(&example::with_failed_paths(), Frame { width: 80, seconds: None, files: None }));
        assert_eq!(
            text,
            "\
Tajikistan 2022: remittances fall by 22 percent and fuel runs short
1,000 paths, 2022Q1 to 2024Q4, seed 2022

                                      2022Q1
level, scenario                p05  p50  p95  p01..p99
GDP, USD million                 7    7    7     █

assumption oil: oil_price, set 95, 100, 96.5 from 2022Q1; staff: WEO, October
  2021
tune harvest: gdp, percent 1.00 (0.18 to 1.82) from 2022Q3 for 2 quarters;
  staff on 2022-03-04: a good harvest

warning: p01, p05, p95, p99, shortfall05 and longrise05 rest on few paths:
  1,000 were run, 2,000 would do
warning: 20 of 1,000 paths of gdp@2022Q1 are not finite: its numbers are over
  the others, and failed_bounds say where its quantiles would lie had those been
  lowest or highest
"
        );
    }
}
