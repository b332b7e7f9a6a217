//! What the first screen says: the question as it was asked, and its answer in three sentences made from the numbers.

use maud::{Markup, html};

use super::super::column::{Column, Threshold};
use super::super::number::number;
use super::super::show::{Change, Event, Show};
use super::super::summary::Summary;
use super::super::words;
use super::part::said;
use super::{Report, fans};

/// Other outcomes that are said beside the first.
const OTHERS: usize = 4;

/// Question and answer, with the course of the first outcome beside them.
pub fn opening(report: Report) -> Markup {
    let Report { summary, show, .. } = report;
    let hero = fans::first(report);
    html! {
        div class=(if hero.is_some() { "opening" } else { "opening alone" }) {
            section aria-labelledby="answer-heading" class="answer" {
                h2 id="answer-heading" { "Answer" }
                @for sentence in sentences(summary) { p { (sentence) } }
                @for warning in &summary.warnings { p class="warning" { (said(warning)) "." } }
                h3 { "What was asked" }
                (asked(show))
                @for paragraph in summary.note.iter().flat_map(|note| note.trim().split("\n\n")) {
                    p class="soft note" { (said(&paragraph.split_whitespace().collect::<Vec<_>>().join(" "))) }
                }
            }
            @if let Some(hero) = hero { (hero) }
        }
    }
}

/// Three sentences at most: the first outcome; others at the same period; a probability.
fn sentences(summary: &Summary) -> Vec<Markup> {
    let Some(first) = summary.columns.first() else { return Vec::new() };
    let later =
        summary.columns.iter().find(|column| column.outcome == first.outcome && column.id != first.id);
    let mut sentences = vec![html! {
        (headline(first))
        @if let Some(later) = later {
            "; in " (later.period) " the median is " (middle(later)) ", and nine of ten lie between " (range(later))
        }
        "."
    }];
    let same = |column: &&Column| {
        column.outcome != first.outcome && column.period == first.period && column.measure == first.measure
    };
    let like: Vec<&Column> = summary.columns.iter().filter(same).take(OTHERS).collect();
    let like = if like.is_empty() {
        let other = |column: &&Column| column.outcome != first.outcome && column.period == first.period;
        summary.columns.iter().filter(other).take(OTHERS).collect()
    } else {
        like
    };
    if !like.is_empty() {
        sentences.push(html! {
            "Other medians in " (first.period) ": "
            @for (k, column) in like.iter().enumerate() {
                @if k > 0 { @if k + 1 == like.len() { " and " } @else { ", " } }
                (said(&sentence_name(column))) " " (middle(column))
            }
            "."
        });
    }
    let risk = summary.columns.iter().find_map(|column| {
        let below = column.below.iter().map(|threshold| ("below", threshold));
        let mut all = below.chain(column.above.iter().map(|threshold| ("above", threshold)));
        all.find(|(_, threshold)| threshold.probability.value.is_some_and(|p| p > 0.0 && p < 1.0))
            .map(|(side, threshold)| (column, side, threshold))
    });
    if let Some((column, side, threshold)) = risk {
        sentences.push(html! {
            "The probability of " (said(&statement(column, side, threshold))) " is "
            strong { (threshold.probability.percent()) }
            @if !summary.events.is_empty() { ", under the stated event probabilities" }
            "."
        });
    }
    sentences
}

/// "The median of GDP effect in 2022 is -1.62 percent against the baseline, and nine futures of ten lie between -3.41 and
/// -0.35"
fn headline(column: &Column) -> Markup {
    let of = if column.of == "baseline" { " in the baseline" } else { "" };
    let versus = column.versus.map(|versus| format!(" {}", words::versus(versus))).unwrap_or_default();
    html! {
        "The median of " (said(&sentence_name(column))) (of) " in " (column.period) " is " strong { (middle(column)) } (versus)
        ", and nine futures of ten lie between " (range(column))
    }
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

/// `GDP effect`, `Reserves`, as it stands within a sentence.
fn sentence_name(column: &Column) -> String {
    words::measured(column.name_and_unit().0, &column.measure)
}

/// "GDP effect below -2 percent in 2022"
pub fn statement(column: &Column, side: &str, threshold: &Threshold) -> String {
    let (name, unit) = column.name_and_unit();
    let of = if column.of == "baseline" { " in the baseline" } else { "" };
    let what = words::measured(name, &column.measure);
    let at = number(threshold.at, 0.0, false);
    let unit = if unit.is_empty() { unit } else { format!(" {unit}") };
    format!("{what}{of} {side} {at}{unit} in {}", column.period)
}

/// What the scenario changes and what may happen, in a list.
fn asked(show: &Show) -> Markup {
    let (shocks, events) =
        (show.shocks.as_deref().unwrap_or_default(), show.events.as_deref().unwrap_or_default());
    html! {
        @if shocks.is_empty() && events.is_empty() {
            p { "Nothing is changed: the scenario is its own baseline." }
        } @else {
            ul {
                @for shock in shocks { li { (said(&shock_words(shock))) } }
                @for event in events { li { (said(&event_words(event))) } }
            }
        }
    }
}

/// "Remittances sent: -22 percent (p05 -41 to p95 6), from 2022Q1 for 4 quarters"
pub fn shock_words(shock: &Change) -> String {
    let what = shock
        .label
        .as_ref()
        .map_or_else(|| shock.target.clone(), |label| format!("{label} ({})", shock.target));
    let size = match &shock.size {
        Some(size) => {
            let [low, middle, high] = size.percentiles();
            let spread =
                if low.is_empty() { String::new() } else { format!(" ({low} to {high} in nine of ten)") };
            format!("{middle} {}{spread}", shock.unit)
        }
        None => format!("a path in {}", shock.unit),
    };
    let verb = match shock.verb.as_str() {
        "percent" | "log_points" => String::new(),
        verb => format!("{} ", verb.replace('_', " ")),
    };
    format!("{what}: {verb}{size}, {}", shock.when)
}

fn event_words(event: &Event) -> String {
    let name = event.label.as_ref().unwrap_or(&event.id);
    let [first, last] = &event.window;
    let within = if first == last { format!("in {first}") } else { format!("from {first} to {last}") };
    format!(
        "{name}: probability {} percent, beginning {within}",
        number(100.0 * event.probability, 0.0, false)
    )
}
