//! What sections share: paragraphs, tables, and values by quarter.

use crate::calendar::Quarter;

use super::super::number::brief;
use super::super::terminal::{Line, Role};
use super::super::text::{hang, harmless, left, right, width as wide, wrap};
use super::ByQuarter;

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Adds a sentence, wrapped; lines after the first are indented by two more.
pub(super) fn say(lines: &mut Vec<Line>, role: Role, text: &str, width: usize) {
    lines.extend(hang(&harmless(text), width).iter().map(|line| Line::new(role, line)));
}

/// Adds a paragraph, all of it indented.
pub(super) fn block(lines: &mut Vec<Line>, role: Role, indent: usize, text: &str, width: usize) {
    if text.is_empty() {
        return;
    }
    let spaces = " ".repeat(indent);
    let wrapped = wrap(&harmless(text), width.saturating_sub(indent));
    lines.extend(wrapped.iter().map(|line| Line::new(role, format!("{spaces}{line}"))));
}

/// Adds a paragraph behind a word in a column of its own.
pub(super) fn field(lines: &mut Vec<Line>, role: Role, indent: usize, word: &str, text: &str, width: usize) {
    const COLUMN: usize = 10;
    let wrapped = wrap(&harmless(text), width.saturating_sub(indent + COLUMN));
    for (at, line) in wrapped.iter().enumerate() {
        let word = if at == 0 { word } else { "" };
        lines.push(Line::new(role, format!("{}{}{line}", " ".repeat(indent), left(word, COLUMN))));
    }
}

/// A section's heading: its name, and what is to be known of it.
pub(super) fn heading(name: &str, more: &str, width: usize) -> Vec<Line> {
    let mut lines = vec![Line::new(Role::Title, name.to_uppercase())];
    if !more.is_empty() {
        block(&mut lines, Role::Faint, 0, more, width);
    }
    lines
}

/// Cells to the right in columns of this width, each after two spaces.
pub(super) fn cells<T: AsRef<str>>(texts: &[T], column: usize) -> String {
    texts.iter().flat_map(|text| ["  ".to_owned(), right(text.as_ref(), column)]).collect()
}

/// Weights or probabilities as a bar a quarter, each year's behind its name: `2022 ████ 2023 ▇▆▅▄`; a dot is nothing,
/// `full` is a whole bar.
pub(super) fn bars(values: &[ByQuarter], full: f64) -> String {
    let bar = |value: &ByQuarter| match (value.value / full * 8.0).ceil() {
        height if height >= 8.0 => BLOCKS[7],
        height if height >= 1.0 => BLOCKS[height as usize - 1],
        _ => '·',
    };
    let years = years(values);
    years
        .iter()
        .map(|(name, values)| format!("{name} {}", values.iter().map(bar).collect::<String>()))
        .collect::<Vec<_>>()
        .join("  ")
}

/// Numbers by quarter: `2022 -22 -22 -22 -22; 2023 -18.5 -15.6`.
pub(super) fn numbers(values: &[ByQuarter]) -> String {
    let of = |values: &[ByQuarter]| values.iter().map(|v| brief(v.value)).collect::<Vec<_>>().join(" ");
    years(values)
        .iter()
        .map(|(name, values)| format!("{name}: {}", of(values)))
        .collect::<Vec<_>>()
        .join("; ")
}

/// The quarters of each year behind its name, which says the quarter where it is not the first.
fn years(values: &[ByQuarter]) -> Vec<(&str, &[ByQuarter])> {
    let year = |value: &ByQuarter| value.quarter.split('Q').next().unwrap_or_default().to_owned();
    let groups = values.chunk_by(|a, b| year(a) == year(b));
    let name = |values: &[ByQuarter]| match values[0].quarter.split_once("Q1") {
        Some(_) => values[0].quarter.len() - 2,
        None => values[0].quarter.len(),
    };
    groups.map(|group| (&group[0].quarter[..name(group)], group)).collect()
}

/// A value for each of so many quarters.
pub(super) fn by_quarter(start: Quarter, quarters: u32, value: impl Fn(Quarter) -> f64) -> Vec<ByQuarter> {
    let quarters = (0..quarters as i32).map(|k| start.plus(k));
    quarters.map(|quarter| ByQuarter { quarter: quarter.to_string(), value: value(quarter) }).collect()
}

/// The width of the widest, at least `least`.
pub(super) fn widest<T: AsRef<str>>(texts: impl Iterator<Item = T>, least: usize) -> usize {
    texts.map(|text| wide(text.as_ref())).fold(least, Ord::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_are_named_by_their_year() {
        let start: Quarter = "2022Q3".parse().unwrap();
        let values = by_quarter(start, 7, |quarter| f64::from(quarter.since(start)) / 6.0);
        assert_eq!(bars(&values, 1.0), "2022Q3 ·▂  2023 ▃▄▆▇  2024 █");
        assert_eq!(numbers(&values), "2022Q3: 0 0.1667; 2023: 0.3333 0.5 0.6667 0.8333; 2024: 1");
        assert_eq!(bars(&[], 1.0), "");
    }
}
