//! What happened against what was forecast: by the scenario, and by what the past alone would have said.

use maud::{Markup, html};

use super::super::chart::Caption;
use super::super::chart::spans::{Bar, Row, Spans};
use super::super::number::number;
use super::super::score::{ByReference, Score};
use super::super::summary::Summary;
use super::part::{Chart, Section, heading, number_cell, said, scrolling};

pub fn section(summary: &Summary) -> Option<Section> {
    if summary.scores.is_empty() {
        return None;
    }
    let charts = charts(summary);
    let reasons: Vec<String> = summary.scores.iter().flat_map(reasons).collect();
    Some(Section {
        id: "record",
        title: "How what happened was forecast",
        lead: html! {
            "Where what happened lies in the distribution, and the continuous ranked probability score (CRPS), which is the lower the "
            "better, beside those of three forecasts from the past alone. Skill is 1 - CRPS of the scenario over theirs: above 0 the "
            "scenario was the better forecast, below 0 the past alone was. " code { "sarez backtest" } " counts many such cases."
        },
        body: html! {
            @if !charts.is_empty() { div class="charts" { @for chart in charts { (chart.markup()) } } }
            (scrolling("How what happened was forecast", &table(summary)))
            @if !reasons.is_empty() { ul class="soft" { @for reason in reasons { li { (said(&reason)) } } } }
        },
    })
}

/// Why there is no reference.
fn reasons(score: &Score) -> Vec<String> {
    let of =
        |reference: &ByReference| Some(format!("{}: {}", score.column, reference.none_because.as_ref()?));
    score.references.iter().filter_map(of).collect()
}

/// One of each outcome with a reference: its CRPS and theirs.
pub fn charts(summary: &Summary) -> Vec<Chart> {
    summary.scores.iter().enumerate().filter_map(|(number, score)| chart(number, summary, score)).collect()
}

fn chart(number: usize, summary: &Summary, score: &Score) -> Option<Chart> {
    let column = summary.columns.iter().find(|column| column.id == score.column)?;
    let own = score.crps.value?;
    let others: Vec<(&str, f64)> =
        score.references.iter().filter_map(|reference| Some((reference.name, reference.crps?))).collect();
    if others.is_empty() {
        return None;
    }
    let row = |label: &str, value: f64, text: String, light| Row {
        label: label.to_owned(),
        bars: vec![Bar { from: 0.0, to: value, light }],
        interval: None,
        text,
    };
    let mut rows = vec![row("scenario", own, score.crps.in_table(false), false)];
    rows.extend(others.iter().map(|(name, crps)| row(name, *crps, written(*crps), true)));
    let (name, unit) = heading(column);
    let title = format!("{name}: CRPS, the lower the better");
    let best = others.iter().all(|(_, crps)| own < *crps);
    let description = format!(
        "The scenario's CRPS is {} {unit}, {} than that of every forecast from the past alone.",
        score.crps.in_table(false),
        if best { "lower" } else { "not lower" }
    );
    let caption =
        Caption { id: format!("record-{number}"), title: super::part::with_unit(&title, &unit), description };
    let picture = Spans { rows, origin: 0.0, joined: false }.draw(&caption);
    let numbers = html! {
        table class="numbers" {
            caption class="unseen" { (title) }
            thead { tr { th scope="col" { "Forecast" } th scope="col" { "CRPS" } } }
            tbody {
                tr { th scope="row" { "scenario" } (number_cell(&column.id, "observed: CRPS", score.crps, false)) }
                @for (name, crps) in &others { tr {
                    th scope="row" { (name) }
                    td data-column=(column.id) data-statistic={ "observed: CRPS by " (name) } { data value=(crps) { (written(*crps)) } }
                } }
            }
        }
    };
    Some(Chart { title, unit, picture, numbers })
}

/// Three digits or so.
fn written(value: f64) -> String {
    number(value, 0.002 * value.abs(), false)
}

fn table(summary: &Summary) -> Markup {
    let names: Vec<&str> = summary
        .scores
        .first()
        .map(|score| score.references.iter().map(|one| one.name).collect())
        .unwrap_or_default();
    html! {
        table class="numbers" {
            caption class="unseen" { "Scores of what happened" }
            thead { tr {
                th scope="col" { "Outcome" } th scope="col" { "Observed" } th scope="col" { "PIT" } th scope="col" { "CRPS" }
                @for name in &names { th scope="col" { "Skill against " (name) } }
            } }
            tbody { @for score in &summary.scores {
                @if let Some(column) = summary.columns.iter().find(|column| column.id == score.column) {
                    tr {
                        @let (name, unit) = heading(column);
                        @let observed = summary.observed.iter().find(|observed| observed.column == score.column);
                        th scope="row" { (said(&super::part::with_unit(&name, &unit))) }
                        td { @if let Some(observed) = observed { (number(observed.value, 0.0, column.versus.is_some())) } }
                        td data-column=(column.id) data-statistic="observed: PIT" {
                            @if let Some(value) = score.pit.value { data value=(value) { (score.pit.percent()) } }
                        }
                        (number_cell(&column.id, "observed: CRPS", score.crps, false))
                        @for name in &names {
                            @match score.references.iter().find(|one| one.name == *name).and_then(|one| one.skill) {
                                Some(skill) => td data-column=(column.id) data-statistic={ "observed: skill against " (name) } {
                                    data value=(skill) { (number(skill, 0.01, true)) }
                                },
                                None => td { "none" },
                            }
                        }
                    }
                }
            } }
        }
    }
}
