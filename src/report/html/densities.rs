//! The whole distribution of each outcome at one date: the one at which something was observed, else the first.

use maud::{Markup, html};

use super::super::chart::Caption;
use super::super::chart::density::{Density, description, written};
use super::super::column::Column;
use super::super::number::number;
use super::super::summary::Summary;
use super::part::{Chart, Section, heading, with_unit};

pub fn section(summary: &Summary) -> Option<Section> {
    let charts = charts(summary);
    (!charts.is_empty()).then(|| Section {
        id: "densities",
        title: "Distributions at a date",
        lead: html! {
            "Shares of all paths in 24 equally wide bins from p01 to p99; the paths beyond are not drawn. The darker part lies "
            "between p05 and p95. What was observed later, where that is known, is no part of the simulation."
        },
        body: html! { div class="charts" { @for chart in charts { (chart.markup()) } } },
    })
}

/// One of each outcome.
pub fn charts(summary: &Summary) -> Vec<Chart> {
    summary
        .at_a_date()
        .into_iter()
        .enumerate()
        .filter_map(|(number, column)| chart(summary, &format!("density-{number}"), column, None))
        .collect()
}

/// One of a column; `within` is what its axis holds beside its own.
pub fn chart(summary: &Summary, id: &str, column: &Column, within: Option<[f64; 2]>) -> Option<Chart> {
    let histogram = column.histogram.as_ref()?;
    let plus = column.versus.is_some();
    let s = &column.statistics;
    let quantiles = written([s.p05.value?, s.p50.value?, s.p95.value?], plus);
    let (title, axis) = heading(column);
    let unit = column.name_and_unit().1;
    let happened = summary.observed.iter().find(|observed| observed.column == column.id);
    let observed = happened.map(|observed| (observed.value, number(observed.value, 0.0, plus)));
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
        within,
    };
    let caption = Caption { id: id.to_owned(), title: with_unit(&title, &axis), description: words };
    let numbers = table(column, &title);
    Some(Chart { title, unit: axis, picture: density.draw(&caption), numbers })
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
