//! Published totals that were met, statements that must hold, and what happened beside what was simulated.

use maud::{Markup, html};

use super::super::number::number;
use super::super::summary::Summary;
use super::super::verdict::{Beyond, Observed, Verdict};
use super::super::words;
use super::part::{Section, figure, said, scrolling};

pub fn section(summary: &Summary) -> Option<Section> {
    let Summary { targets, checks, observed, .. } = summary;
    if targets.is_empty() && checks.is_empty() && observed.is_empty() {
        return None;
    }
    Some(Section {
        id: "verdicts",
        title: "Targets, checks and what happened",
        lead: html! { "An observed figure is no part of the simulation: it shows where in the distribution the world fell." },
        body: html! {
            @if !observed.is_empty() { h3 { "What happened" } (scrolling("What happened", &happened(summary))) }
            @if !targets.is_empty() {
                h3 { "Published totals that were met" }
                ul { @for target in targets { li { (said(&target.sentence())) } } }
            }
            @if !checks.is_empty() {
                h3 { "Checks" }
                ul class="plain" { @for check in checks {
                    @let (class, word) = match check.verdict {
                        Verdict::Holds => ("good", "holds"),
                        Verdict::Fails => ("bad", "fails"),
                        Verdict::Undecided => ("mark", "undecided"),
                    };
                    li { span class={ "verdict " (class) } { (word) } " " code { (said(&check.that)) } ": "
                        span class="soft" { (check.statistic.with_interval(false)) } }
                } }
            }
        },
    })
}

fn happened(summary: &Summary) -> Markup {
    html! {
        table class="numbers" {
            caption class="unseen" { "Observed figures beside the distribution" }
            thead { tr {
                th scope="col" { "Outcome" }
                @for name in ["observed", "p05", "p50", "p95", "percentile"] { th scope="col" { (name) } }
                th scope="col" class="words" { "Source" }
            } }
            tbody { @for observed in &summary.observed { (line(summary, observed)) } }
        }
    }
}

fn line(summary: &Summary, observed: &Observed) -> Markup {
    let Some(column) = summary.columns.iter().find(|column| column.id == observed.column) else {
        return html! {};
    };
    let plus = column.versus.is_some();
    let (name, unit) = column.name_and_unit();
    let name = format!("{}, {}: {unit}", words::measured(name, &column.measure), column.period);
    let s = &column.statistics;
    html! {
        tr {
            th scope="row" { (said(&name)) }
            td class="middle" { data value=(observed.value) { (number(observed.value, 0.0, plus)) } }
            @for (name, number) in [("p05", s.p05), ("p50", s.p50), ("p95", s.p95)] {
                td data-column=(column.id) data-statistic=(name) { (figure(number, plus)) }
            }
            td { @match observed.beyond {
                Some(Beyond::Below) => "below every path",
                Some(Beyond::Above) => "above every path",
                None => (observed.percentile.with_interval(false)),
            } }
            td class="words" { @match &observed.source {
                Some(source) => span class="soft" { (said(source)) },
                None => span class="mark none" { "no source" },
            } }
        }
    }
}
