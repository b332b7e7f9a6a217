//! The page of `sarez compare --table revision`: how each percentile changed, by which group of inputs, and the inputs themselves.

use maud::{Markup, html};

use super::super::aligned::plus_minus;
use super::super::chart::Caption;
use super::super::chart::spans::{Bar, Row as Step, Spans};
use super::super::comparison::letter;
use super::super::figure::Figure;
use super::super::revision::{Revised, Revisions, Row, Statistic};
use super::comparison::{header, row_name, title};
use super::inputs::said_table;
use super::page;
use super::part::{
    Chart, Section, first_open, firsts, head_and_unit, numbers, placed, said, scrolling, steps, with_unit,
};

/// So many sentences answer.
const SENTENCES: usize = 3;

/// The page, made by this version.
pub fn render(found: &Revisions, sarez: &str) -> String {
    let sections = [Some(percentiles(found)), step_by_step(found), Some(inputs(found))];
    let sections: Vec<Section> = sections.into_iter().flatten().collect();
    let main = html! {
        div class="opening alone" { section class="answer" aria-labelledby="answer-heading" {
            h2 id="answer-heading" { "How the forecast was revised" }
            @let each = Ord::max(1, SENTENCES / Ord::max(1, found.revisions.len()));
            @for (number, revised) in found.revisions.iter().enumerate() {
                @let firsts = firsts(revised.outcomes.iter().map(|row| &row.head));
                @for first in firsts.into_iter().take(each) { p { (sentence(&revised.outcomes[first], revised, number + 1)) } }
            }
        } }
        (page::sections(&sections))
    };
    page::page(&title(&found.scenarios), &header(&found.scenarios, found.paths, found.seed), &main, sarez)
}

fn find<'a>(row: &'a Row, name: &str) -> Option<(usize, &'a Statistic)> {
    row.statistics.iter().enumerate().find(|(_, one)| one.statistic == name)
}

fn sentence(row: &Row, revised: &Revised, second: usize) -> Markup {
    let (name, unit) = head_and_unit(&row.head);
    let plus = row.head.versus.is_some();
    let size = |part: &Figure| part.value.map_or(0.0, f64::abs);
    html! {
        @if let Some((_, median)) = find(row, "p50") {
            (said(&name)) ", " (row.head.period) ": the median goes from " strong { (median.first.in_table(plus)) } " in A to "
            strong { (median.second.in_table(plus)) } " in " (letter(second)) @if !unit.is_empty() { ", " (said(&unit)) }
            "; a change of " strong { (plus_minus(median.change)) }
            @let largest = revised.steps.iter().zip(&median.parts).max_by(|(_, a), (_, b)| size(a).total_cmp(&size(b)));
            @if let Some((step, part)) = largest.filter(|(_, part)| size(part) > 0.0) {
                @if busy(revised).len() == 1 {
                    ", all of it by " (step.join(" and "))
                } @else {
                    ", the largest part by " (step.join(" and ")) " (" (plus_minus(*part)) ")"
                }
            }
            "."
        }
    }
}

/// The steps that change some number, by position.
fn busy(revised: &Revised) -> Vec<usize> {
    (0..revised.steps.len()).filter(|step| !revised.is_idle(*step)).collect()
}

fn percentiles(found: &Revisions) -> Section {
    Section {
        id: "percentiles",
        title: "What changed",
        lead: html! {
            "p10, p50 and p90 of each outcome, and what each group of inputs adds to the change. Groups are taken from the other in the order "
            "of the columns; in another order the parts may be others, their sum is the same. ± is a 95 percent interval."
        },
        body: html! {
            @for (number, revised) in found.revisions.iter().enumerate() {
                @if found.revisions.len() > 1 { h3 { (letter(number + 1)) " against A" } }
                @if !revised.outcomes.is_empty() { (table(number, revised)) }
                @let idle: Vec<String> = (0..revised.steps.len())
                    .filter(|step| revised.is_idle(*step))
                    .map(|step| revised.steps[step].join(" and "))
                    .collect();
                @if !idle.is_empty() { p class="soft" { "Nothing comes from " (idle.join(", ")) "." } }
                @if !revised.apart.is_empty() { p class="soft note" { "Not compared: " (said(&revised.apart.join("; "))) "." } }
                @for sentence in &revised.unresolved { p class="warning" { (said(sentence)) "." } }
            }
        },
    }
}

fn table(number: usize, revised: &Revised) -> Markup {
    let (other, busy) = (letter(number + 1), busy(revised));
    let name = format!("{other} against A, by group of inputs");
    scrolling(
        &name,
        &html! {
            table class="numbers" {
                caption class="unseen" { (name) }
                thead { tr {
                    th scope="col" { "Outcome" }
                    @for head in ["", "A", &other, &format!("{other} - A")] {
                        @if head.is_empty() { td {} } @else { th scope="col" { (head) } }
                    }
                    @for step in &busy { th scope="col" { (revised.steps[*step].join(" and ")) } }
                } }
                @for (at, row) in revised.outcomes.iter().enumerate() { tbody {
                    @for (k, one) in row.statistics.iter().enumerate().filter(|(_, one)| one.statistic != "mean") { tr {
                        @if one.statistic == "p10" { th scope="rowgroup" rowspan="3" { (row_name(&row.head)) } }
                        td { (one.statistic) }
                        (cells(&format!("/revisions/{number}/outcomes/{at}/statistics/{k}"), row, one, &busy))
                    } }
                } }
            }
        },
    )
}

fn cells(of: &str, row: &Row, one: &Statistic, busy: &[usize]) -> Markup {
    let plus = row.head.versus.is_some();
    html! {
        td { (placed(&format!("{of}/first"), one.first.value, &one.first.in_table(plus))) }
        td { (placed(&format!("{of}/second"), one.second.value, &one.second.in_table(plus))) }
        td { strong { (placed(&format!("{of}/change"), one.change.value, &plus_minus(one.change))) } }
        @for step in busy {
            td { (placed(&format!("{of}/parts/{step}"), one.parts[*step].value, &plus_minus(one.parts[*step]))) }
        }
    }
}

fn step_by_step(found: &Revisions) -> Option<Section> {
    let charts: Vec<Chart> = (found.revisions.iter().enumerate())
        // What one group brings alone has no steps.
        .filter(|(_, revised)| busy(revised).len() > 1)
        .flat_map(|(number, revised)| {
            (0..revised.outcomes.len()).filter_map(move |at| waterfall(found, number, at))
        })
        .collect();
    (!charts.is_empty()).then(|| Section {
        id: "steps",
        title: "The median, step by step",
        lead: html! { "From the median in A to that in the other, one group of inputs after the other." },
        body: first_open(&charts, 6, "charts pairs"),
    })
}

fn waterfall(found: &Revisions, number: usize, at: usize) -> Option<Chart> {
    let revised = &found.revisions[number];
    let row = &revised.outcomes[at];
    let (k, median) = find(row, "p50")?;
    let (other, busy, plus) = (letter(number + 1), busy(revised), row.head.versus.is_some());
    let begin = median.first.value?;
    let still = |label: &str, figure: Figure| {
        let bars = vec![Bar { from: begin, to: figure.value?, light: true }];
        Some(Step { label: label.to_owned(), bars, interval: None, text: figure.in_table(plus) })
    };
    let mut rows = vec![still("A", median.first)?];
    rows.extend(steps(
        begin,
        busy.iter().map(|step| (revised.steps[*step].join(" and "), median.parts[*step])),
    )?);
    rows.push(still(&other, median.second)?);
    let (name, unit) = head_and_unit(&row.head);
    let of = if found.revisions.len() > 1 { format!("{other}: ") } else { String::new() };
    let title = format!("{of}{name}, {}: the median", row.head.period);
    let caption = Caption {
        id: format!("steps-{number}-{at}"),
        title: with_unit(&title, &unit),
        description: format!(
            "From {} in A to {} {unit} in {other}.",
            median.first.in_table(plus),
            median.second.in_table(plus)
        ),
    };
    let place = format!("/revisions/{number}/outcomes/{at}/statistics/{k}");
    let adds = html! {
        @for step in &busy { tr {
            th scope="row" { (revised.steps[*step].join(" and ")) }
            td { (placed(&format!("{place}/parts/{step}"), median.parts[*step].value, &plus_minus(median.parts[*step]))) }
        } }
        tr {
            th scope="row" { "all together" }
            td { (placed(&format!("{place}/change"), median.change.value, &plus_minus(median.change))) }
        }
    };
    let numbers = numbers(&title, &["Group of inputs", "Adds"], &adds);
    Some(Chart { title, unit, picture: Spans { rows, origin: begin, joined: true }.draw(&caption), numbers })
}

fn inputs(found: &Revisions) -> Section {
    Section {
        id: "inputs",
        title: "What they say differently",
        lead: html! { "Every input that changed, with its group." },
        body: html! {
            @for (at, revised) in found.revisions.iter().enumerate() {
                @if found.revisions.len() > 1 { h3 { (letter(at + 1)) " against A" } }
                (said_table(&revised.inputs, &letter(at + 1)))
            }
        },
    }
}
