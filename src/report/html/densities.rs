//! The whole distribution of each outcome at one date: the one at which something was observed, else the first.

use maud::{Markup, html};

use super::super::chart::Caption;
use super::super::chart::density::{Density, description, written};
use super::super::column::Column;
use super::super::number::number;
use super::super::summary::Summary;
use super::super::words;
use super::part::{Section, closed, said, scrolling, with_unit};

pub fn section(summary: &Summary) -> Option<Section> {
    let mut chosen: Vec<&Column> = Vec::new();
    for column in &summary.columns {
        let is_observed =
            |column: &Column| summary.observed.iter().any(|observed| observed.column == column.id);
        match chosen.iter_mut().find(|other| other.outcome == column.outcome) {
            Some(other) if is_observed(column) && !is_observed(other) => *other = column,
            Some(_) => {}
            None => chosen.push(column),
        }
    }
    let charts: Vec<Markup> =
        chosen.iter().enumerate().filter_map(|(number, column)| chart(summary, number, column)).collect();
    (!charts.is_empty()).then(|| Section {
        id: "densities",
        title: "Distributions at a date",
        lead: html! {
            "Shares of all paths in 24 equally wide bins from p01 to p99; the paths beyond are not drawn. The darker part lies "
            "between p05 and p95. What was observed later, where that is known, is no part of the simulation."
        },
        body: html! { div class="charts" { @for chart in charts { (chart) } } },
    })
}

fn chart(summary: &Summary, number: usize, column: &Column) -> Option<Markup> {
    let histogram = column.histogram.as_ref()?;
    let plus = column.versus.is_some();
    let s = &column.statistics;
    let quantiles = written([s.p05.value?, s.p50.value?, s.p95.value?], plus);
    let (name, unit) = column.name_and_unit();
    let versus = column.versus.map(|versus| format!(", {}", words::versus(versus))).unwrap_or_default();
    let of = if column.of == "baseline" { " in the baseline" } else { "" };
    let title = format!("{}{of}, {}", words::measured(name, &column.measure), column.period);
    let axis = format!("{unit}{versus}");
    let happened = summary.observed.iter().find(|observed| observed.column == column.id);
    let observed = happened.map(|observed| (observed.value, self::number(observed.value, 0.0, plus)));
    let mut words = description(&quantiles, &unit);
    if let Some((_, observed)) = &observed {
        words += &format!(" Observed: {observed}.");
    }
    let density = Density {
        low: histogram.low,
        high: histogram.high,
        shares: &histogram.shares,
        quantiles,
        observed,
        zero: plus,
    };
    let caption =
        Caption { id: format!("density-{number}"), title: with_unit(&title, &axis), description: words };
    Some(html! {
        figure {
            figcaption { strong { (said(&title)) } " " span class="soft" { (said(&axis)) } }
            (density.draw(&caption))
            (closed("Numbers", &scrolling(&format!("Numbers of {title}"), &table(column, &title))))
        }
    })
}

fn table(column: &Column, title: &str) -> Markup {
    html! {
        table class="numbers" {
            caption class="unseen" { (title) }
            thead { tr { th scope="col" { "Statistic" } th scope="col" { "Value" } th scope="col" { "95 percent interval" } } }
            tbody {
                @for (name, figure) in column.statistics.list() {
                    tr {
                        th scope="row" { (name) }
                        td data-column=(column.id) data-statistic=(name) { (super::part::figure(figure, false)) }
                        td { (figure.with_interval(false)) }
                    }
                }
            }
        }
    }
}
