//! A comparison as lines for a person.

use super::super::aligned::{plus_minus, table};
use super::super::forecast;
use super::super::number::count;
use super::super::summary::Named;
use super::super::terminal::{Frame, Line, Role, files};
use super::super::text::{hang, harmless, left, width, wrap};
use super::{Compared, Comparison, Numbers, Row};

/// The lines for a person.
pub fn render(comparison: &Comparison, frame: Frame) -> Vec<Line> {
    let wide = if frame.width < 60 { 60 } else { frame.width };
    let mut lines = Vec::new();
    let say = |lines: &mut Vec<Line>, role, text: &str| {
        lines.extend(hang(&harmless(text), wide).iter().map(|line| Line::new(role, line)));
    };
    head(&mut lines, &comparison.scenarios, (comparison.paths, comparison.seed), frame);
    for (number, targets) in comparison.targets.iter().enumerate() {
        for target in targets {
            say(&mut lines, Role::Plain, &format!("{}  {}", letter(number), target.sentence()));
        }
    }
    for (number, ranges) in comparison.outside_validity.iter().enumerate() {
        for range in ranges {
            let text = format!("warning: {}: {}", letter(number), range.sentence(comparison.paths));
            say(&mut lines, Role::Warning, &text);
        }
    }
    for (at, pair) in comparison.pairs.iter().enumerate() {
        let other = letter(at + 1);
        lines.push(Line::new(Role::Plain, ""));
        if !pair.outcomes.is_empty() {
            let head = [
                "p50 of A".to_owned(),
                format!("p50 of {other}"),
                format!("mean {other} - A"),
                "p50".to_owned(),
                "p05 to p95".to_owned(),
                format!("P({other} < A)"),
                "error".to_owned(),
            ];
            let cells = |row: &Row| {
                let Numbers { mean, p05, p50, p95 } = row.difference;
                let plain = row.head.versus.is_some();
                vec![
                    row.first.p50.in_table(plain),
                    row.second.p50.in_table(plain),
                    plus_minus(mean),
                    p50.in_table(true),
                    format!("{} to {}", p05.in_table(true), p95.in_table(true)),
                    row.below.percent(),
                    row.error(),
                ]
            };
            let mut rows = Vec::new();
            for alike in pair.outcomes.chunk_by(|a, b| a.head.what() == b.head.what()) {
                rows.push((alike[0].head.what(), Vec::new()));
                rows.extend(alike.iter().map(|row| (format!("  {}", row.head.period), cells(row))));
            }
            table(&mut lines, &format!("{other} against A"), &head, &rows, wide);
            say(
                &mut lines,
                Role::Faint,
                &format!(
                    "P({other} < A) counts paths; error: the standard error of the mean difference, against that of two independent runs"
                ),
            );
        }
        pair.apart.iter().for_each(|sentence| say(&mut lines, Role::Warning, sentence));
        said(&mut lines, pair, &other, wide);
        split(&mut lines, pair, &other, wide);
        pair.unresolved.iter().for_each(|sentence| say(&mut lines, Role::Warning, sentence));
    }
    lines.push(Line::new(Role::Plain, ""));
    if !comparison.forecast.is_empty() {
        say(&mut lines, Role::Faint, "the conditional forecast of each: --table forecast, or the files");
    }
    lines.extend(files(frame.files));
    lines
}

/// The forecast alone.
pub fn render_forecast(comparison: &Comparison, frame: Frame) -> Vec<Line> {
    let mut lines = Vec::new();
    head(&mut lines, &comparison.scenarios, (comparison.paths, comparison.seed), frame);
    forecasts(&mut lines, comparison, if frame.width < 60 { 60 } else { frame.width });
    lines.push(Line::new(Role::Plain, ""));
    lines.extend(files(frame.files));
    lines
}

/// What is compared, on which `paths` and seed.
pub(in crate::report) fn head(
    lines: &mut Vec<Line>,
    scenarios: &[Named],
    (paths, seed): (u64, u64),
    frame: Frame,
) {
    let wide = if frame.width < 60 { 60 } else { frame.width };
    let mut say = |role, text: &str| {
        lines.extend(hang(&harmless(text), wide).iter().map(|line| Line::new(role, line)));
    };
    for (number, scenario) in scenarios.iter().enumerate() {
        say(Role::Title, &format!("{}  {}: {}", letter(number), scenario.name, scenario.title));
    }
    let time = frame.seconds.map(|seconds| format!(", {seconds:.1} s")).unwrap_or_default();
    say(Role::Faint, &format!("{} paths of seed {seed}{time}; the same draws in all", count(paths)));
}

fn forecasts(lines: &mut Vec<Line>, comparison: &Comparison, wide: usize) {
    let names: Vec<String> = (0..comparison.scenarios.len()).map(letter).collect();
    forecast::lines(lines, &names, &comparison.forecast, wide);
    if !comparison.forecast.is_empty() {
        let sentence = "known: the latest figure before the start; reference: without shocks and residuals; baseline: its median; effect: the mean of scenario against \
                        baseline on the same path";
        lines.extend(hang(sentence, wide).iter().map(|line| Line::new(Role::Faint, line)));
    }
}

/// What a scenario is called in tables: A, B, C, ...
pub(in crate::report) fn letter(number: usize) -> String {
    match u8::try_from(number) {
        Ok(number) if number < 26 => char::from(b'A' + number).to_string(),
        _ => (number + 1).to_string(),
    }
}

/// What they say differently: path, A, the other one.
fn said(lines: &mut Vec<Line>, pair: &Compared, other: &str, wide: usize) {
    lines.push(Line::new(Role::Plain, ""));
    if pair.differences.is_empty() {
        lines.push(Line::new(Role::Plain, format!("nothing differs between A and {other}")));
        return;
    }
    let paths =
        pair.differences.iter().map(|said| width(&harmless(&said.path))).fold(12, Ord::max).min(wide / 3);
    let room = (wide - paths - 4) / 2;
    let row = |lines: &mut Vec<Line>, role, cells: [&str; 3]| {
        let texts =
            [(0, paths), (1, room), (2, room)].map(|(at, room): (usize, usize)| wrap(cells[at], room));
        let height = texts.iter().map(Vec::len).fold(1, Ord::max);
        for at in 0..height {
            let part = |column: usize| texts[column].get(at).map_or("", String::as_str);
            let text = format!("{}  {}  {}", left(part(0), paths), left(part(1), room), part(2));
            lines.push(Line::new(role, text));
        }
    };
    row(lines, Role::Heading, ["what differs", "A", other]);
    let text = |value: &Option<String>| value.as_deref().map_or("-".to_owned(), harmless);
    for said in &pair.differences {
        row(lines, Role::Plain, [&harmless(&said.path), &text(&said.first), &text(&said.second)]);
    }
}

/// The change of the mean, layer by layer.
fn split(lines: &mut Vec<Line>, pair: &Compared, other: &str, wide: usize) {
    if pair.steps.len() < 2 || pair.outcomes.is_empty() || pair.differences.is_empty() {
        return;
    }
    lines.push(Line::new(Role::Plain, ""));
    let names: Vec<String> = pair.steps.iter().map(|step| step.join(" and ")).collect();
    let head: Vec<String> = names.iter().cloned().chain(["all".to_owned()]).collect();
    let rows = pair.outcomes.iter().map(|row| {
        let parts = row.contributions.iter().map(|part| plus_minus(*part));
        (row.head.name(), parts.chain([plus_minus(row.difference.mean)]).collect())
    });
    table(lines, &format!("mean {other} - A, split"), &head, &rows.collect::<Vec<_>>(), wide);
    let sentence = format!(
        "taken from {other} in this order: {}; in another order the parts may be others, their sum is the same",
        names.join(", ")
    );
    lines.extend(hang(&sentence, wide).iter().map(|line| Line::new(Role::Faint, line)));
}
