//! Two kinds of not knowing, and the answer at the bounds of dependence.

use maud::{Markup, html};

use super::super::Bound;
use super::super::chart::bars::{self, Bar};
use super::super::chart::{Caption, Picture};
use super::super::column::Column;
use super::super::number::number;
use super::super::summary::Summary;
use super::super::uncertainty::Uncertainty;
use super::part::{Section, closed, heading, number_cell, said, scrolling, with_unit};

pub fn section(summary: &Summary) -> Option<Section> {
    let list = known(summary);
    if list.is_empty() {
        return None;
    }
    let charts = pictures(summary);
    Some(Section {
        id: "uncertainty",
        title: "Two kinds of not knowing",
        lead: html! {
            "Percent of the variance that comes from parameters, about which more research could tell; the rest is the world's noise: "
            "shocks, events and residuals. The band is what would be left, on average, were the parameters known."
        },
        body: html! {
            div class="charts" { @for chart in charts { figure { (chart) } } }
            (closed("Numbers", &scrolling("Two kinds of not knowing", &table(&list))))
        },
    })
}

fn known(summary: &Summary) -> Vec<(&Column, &Uncertainty)> {
    let of = |split| {
        let split: &Uncertainty = split;
        Some((summary.columns.iter().find(|column| column.id == split.column)?, split))
    };
    summary.uncertainty.iter().filter_map(of).collect()
}

/// Bars in two pictures of about the same height.
pub fn pictures(summary: &Summary) -> Vec<Picture> {
    let percent = |part: Option<f64>| 100.0 * part.unwrap_or(f64::NAN);
    let bar = |(column, split): (&Column, &Uncertainty)| Bar {
        label: heading(column).0,
        value: percent(split.parameters.value),
        interval: [percent(split.parameters.low), percent(split.parameters.high)],
        text: split.parameters.percent(),
    };
    let bars: Vec<Bar> = known(summary).into_iter().map(bar).collect();
    let draw = |(number, bars): (usize, &[Bar])| {
        let caption = Caption {
            id: format!("uncertainty-{number}"),
            title: "Variance from parameters, percent".to_owned(),
            description: "One bar an outcome from 0 to 100 percent; the table has every number.".to_owned(),
        };
        bars::draw(bars, 100.0, &caption)
    };
    bars.chunks(bars.len().div_ceil(2).max(1)).enumerate().map(draw).collect()
}

fn table(list: &[(&Column, &Uncertainty)]) -> Markup {
    html! {
        table class="numbers" {
            caption class="unseen" { "Shares of the variance, and quantiles as run and were parameters known" }
            thead {
                tr {
                    th scope="col" rowspan="2" { "Outcome" }
                    th scope="col" rowspan="2" { "From parameters" }
                    @for name in ["As run", "Parameters known"] { th scope="colgroup" colspan="3" class="period" { (name) } }
                }
                tr { @for of in ["as run", "parameters known"] { @for name in ["p05", "p50", "p95"] {
                    th scope="col" { (name) span class="unseen" { ", " (of) } }
                } } }
            }
            tbody { @for (column, split) in list { tr {
                @let plus = column.versus.is_some();
                @let s = &column.statistics;
                @let (name, unit) = heading(column);
                th scope="row" { (said(&with_unit(&name, &unit))) }
                td data-column=(column.id) data-statistic="share from parameters" {
                    @if let Some(value) = split.parameters.value { data value=(value) { (split.parameters.percent()) } }
                }
                @for (name, figure) in [("p05", s.p05), ("p50", s.p50), ("p95", s.p95)] { (number_cell(&column.id, name, figure, plus)) }
                @for (name, figure) in [("p05", split.p05), ("p50", split.p50), ("p95", split.p95)] {
                    (number_cell(&column.id, &format!("{name} with known parameters"), figure, plus))
                }
            } } }
        }
    }
}

/// The answer with other dependence between the same shocks and events.
pub fn bounds(summary: &Summary) -> Option<Section> {
    if summary.bounds.is_empty() {
        return None;
    }
    let said_of = |bound: &Bound| match bound.dependence {
        "independent" => "Independent",
        "comonotone" => "All rise together",
        "countermonotone" => "Opposed",
        other => other,
    };
    Some(Section {
        id: "bounds",
        title: "If they moved together otherwise",
        lead: html! {
            "The same shocks and events, each as likely and as large as stated, with another dependence between those that are named as "
            "moving together: what the answer owes to it."
        },
        body: scrolling(
            "If they moved together otherwise",
            &html! {
                table class="numbers" {
                    caption class="unseen" { "Quantiles as run and at the bounds of dependence" }
                    thead {
                        tr {
                            th scope="col" rowspan="2" { "Outcome" }
                            th scope="colgroup" colspan="3" class="period" { "As run" }
                            @for bound in &summary.bounds { th scope="colgroup" colspan="3" class="period" { (said_of(bound)) } }
                        }
                        tr { @for of in std::iter::once("as run").chain(summary.bounds.iter().map(|bound| bound.dependence)) {
                            @for name in ["p05", "p50", "p95"] { th scope="col" { (name) span class="unseen" { ", " (of) } } }
                        } }
                    }
                    tbody { @for column in &summary.columns { tr {
                        @let (name, unit) = heading(column);
                        th scope="row" { (said(&with_unit(&name, &unit))) }
                        (three(column, ""))
                        @for bound in &summary.bounds {
                            @match bound.columns.iter().find(|other| other.id == column.id) {
                                Some(other) => (three(other, &format!(" if {}", bound.dependence))),
                                None => { td {} td {} td {} },
                            }
                        }
                    } } }
                }
            },
        ),
    })
}

fn three(column: &Column, suffix: &str) -> Markup {
    let plus = column.versus.is_some();
    let s = &column.statistics;
    html! {
        @for (name, figure) in [("p05", s.p05), ("p50", s.p50), ("p95", s.p95)] {
            (number_cell(&column.id, &format!("{name}{suffix}"), figure, plus))
        }
    }
}

/// How well the numbers are known after so many paths.
pub fn precision(summary: &Summary) -> Option<Section> {
    let few: Vec<&String> = summary.warnings.iter().filter(|warning| warning.contains("few paths")).collect();
    let error = |figure: super::super::Figure| match figure.half_width() {
        half if half.is_finite() => format!("± {}", number(half, 0.05 * half, false)),
        _ => "not known".to_owned(),
    };
    (!summary.columns.is_empty()).then(|| Section {
        id: "precision",
        title: "How precise the numbers are",
        lead: html! {
            "Half of the 95 percent interval of each, from the number of paths alone: what another seed would change. It says nothing "
            "of the model or of what is stated."
        },
        body: html! {
            @if !few.is_empty() { ul { @for warning in few { li { (said(warning)) "." } } } }
            @if !summary.precision.is_empty() {
                h3 { "What was asked for" }
                ul { @for asked in &summary.precision { li { (said(&asked.sentence())) "." } } }
            }
            (closed("Every outcome", &scrolling("How precise the numbers are", &html! {
                table class="numbers" {
                    caption class="unseen" { "Half of the 95 percent interval of each number" }
                    thead { tr {
                        th scope="col" { "Outcome" }
                        @for name in ["mean", "p05", "p50", "p95"] { th scope="col" { (name) } }
                        th scope="col" { "Paths" }
                    } }
                    tbody { @for column in &summary.columns { tr {
                        @let s = &column.statistics;
                        @let (name, unit) = heading(column);
                        th scope="row" { (said(&with_unit(&name, &unit))) }
                        @for figure in [s.mean, s.p05, s.p50, s.p95] { td { (error(figure)) } }
                        td { (super::super::number::count(column.paths - column.failed)) }
                    } } }
                }
            })))
        },
    })
}
