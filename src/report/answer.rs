//! The answer in three sentences made from the numbers, for whatever format says them.

use super::column::{Column, Threshold};
use super::number::number;
use super::summary::Summary;
use super::words;

/// Other outcomes that are said beside the first.
const OTHERS: usize = 4;

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Our own words.
    Words(String),
    /// What a scenario file says: text of unknown origin.
    Name(String),
    /// The number that the sentence is about.
    Number(String),
}

use Piece::{Name, Number, Words};

/// Three sentences at most: the first outcome; others at the same period; a probability.
pub(super) fn sentences(summary: &Summary) -> Vec<Vec<Piece>> {
    let Some(first) = summary.columns.first() else { return Vec::new() };
    let mut sentences = vec![headline(first)];
    if let Some(later) =
        summary.columns.iter().find(|column| column.outcome == first.outcome && column.id != first.id)
    {
        let text = format!(
            "; in {} the median is {}, and nine of ten lie between {}",
            later.period,
            middle(later),
            range(later)
        );
        sentences[0].push(Words(text));
    }
    sentences[0].push(Words(".".to_owned()));
    let others = others(summary, first);
    if !others.is_empty() {
        let mut sentence = vec![Words(format!("Other medians in {}: ", first.period))];
        for (k, column) in others.iter().enumerate() {
            let between = match k {
                0 => "",
                k if k + 1 == others.len() => " and ",
                _ => ", ",
            };
            sentence.push(Words(between.to_owned()));
            sentence.push(Name(sentence_name(column)));
            sentence.push(Words(format!(" {}", middle(column))));
        }
        sentence.push(Words(".".to_owned()));
        sentences.push(sentence);
    }
    let risk = thresholds(summary)
        .into_iter()
        .find(|(_, _, threshold)| threshold.probability.value.is_some_and(|p| p > 0.0 && p < 1.0));
    if let Some((column, side, threshold)) = risk {
        let under = if summary.events.is_empty() { "." } else { ", under the stated event probabilities." };
        sentences.push(vec![
            Words("The probability of ".to_owned()),
            Name(statement(column, side, threshold)),
            Words(" is ".to_owned()),
            Number(threshold.probability.percent()),
            Words(under.to_owned()),
        ]);
    }
    sentences
}

/// The sentence as plain text.
pub(super) fn plain(sentence: &[Piece]) -> String {
    let text = |piece: &Piece| match piece {
        Words(text) | Name(text) | Number(text) => text.clone(),
    };
    sentence.iter().map(text).collect()
}

/// Outcomes at the period of the first: those that are measured as it is, else any.
fn others<'a>(summary: &'a Summary, first: &Column) -> Vec<&'a Column> {
    let other = |column: &&Column| column.outcome != first.outcome && column.period == first.period;
    let all: Vec<&Column> = summary.columns.iter().filter(other).collect();
    let like: Vec<&Column> =
        all.iter().copied().filter(|column| column.measure == first.measure).take(OTHERS).collect();
    if like.is_empty() { all.into_iter().take(OTHERS).collect() } else { like }
}

/// "The median of GDP effect in 2022 is -1.62 percent against the baseline, and nine futures of ten lie between -3.41 and
/// -0.35"
fn headline(column: &Column) -> Vec<Piece> {
    let of = if column.of == "baseline" { " in the baseline" } else { "" };
    let versus = column.versus.map(|versus| format!(" {}", words::versus(versus))).unwrap_or_default();
    vec![
        Words("The median of ".to_owned()),
        Name(sentence_name(column)),
        Words(format!("{of} in {} is ", column.period)),
        Number(middle(column)),
        Words(format!("{versus}, and nine futures of ten lie between {}", range(column))),
    ]
}

/// `GDP effect`, `Reserves`, as it stands within a sentence.
fn sentence_name(column: &Column) -> String {
    words::measured(column.name_and_unit().0, &column.measure)
}

/// The median with its unit.
fn middle(column: &Column) -> String {
    let (_, unit) = column.name_and_unit();
    format!("{} {unit}", column.statistics.p50.in_table(column.versus.is_some())).trim_end().to_owned()
}

/// "-3.41 and -0.35"
fn range(column: &Column) -> String {
    let [low, high] =
        [column.statistics.p05, column.statistics.p95].map(|figure| figure.in_table(column.versus.is_some()));
    format!("{low} and {high}")
}

/// All probabilities of thresholds, each with its column and `below` or `above`.
pub(super) fn thresholds<'a>(summary: &'a Summary) -> Vec<(&'a Column, &'static str, &'a Threshold)> {
    let of = |column: &'a Column| {
        let below = column.below.iter().map(move |threshold| (column, "below", threshold));
        below.chain(column.above.iter().map(move |threshold| (column, "above", threshold)))
    };
    summary.columns.iter().flat_map(of).collect()
}

/// "GDP effect below -2 percent in 2022"
pub(super) fn statement(column: &Column, side: &str, threshold: &Threshold) -> String {
    let (name, unit) = column.name_and_unit();
    let of = if column.of == "baseline" { " in the baseline" } else { "" };
    let what = words::measured(name, &column.measure);
    let at = number(threshold.at, 0.0, false);
    let unit = if unit.is_empty() { unit } else { format!(" {unit}") };
    format!("{what}{of} {side} {at}{unit} in {}", column.period)
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn three_sentences() {
        let sentences = sentences(&example::summary());
        assert_eq!(sentences.len(), 3);
        let text: Vec<String> = sentences.iter().map(|sentence| plain(sentence)).collect();
        assert!(text[0].starts_with("The median of GDP effect in 2022 is -1.6"), "{}", text[0]);
        assert!(
            text[0].contains(" percent against the baseline, and nine futures of ten lie"),
            "{}",
            text[0]
        );
        assert!(
            text[1].starts_with("Other medians in 2022: Household consumption effect -5.7"),
            "{}",
            text[1]
        );
        assert!(
            text[2].starts_with("The probability of GDP effect below -2 percent in 2022 is "),
            "{}",
            text[2]
        );
        assert!(text.iter().all(|sentence| sentence.ends_with('.')));
    }
}
