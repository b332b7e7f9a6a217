//! The conditional forecast: every outcome at every period that was asked for.

use maud::{Markup, html};

use super::super::column::Column;
use super::super::summary::Summary;
use super::super::table::{Group, Row, groups, notes};
use super::part::{Section, figure, said, scrolling};

pub fn section(summary: &Summary) -> Option<Section> {
    let mut periods: Vec<&str> = summary.columns.iter().map(|column| column.period.as_str()).collect();
    periods.sort_unstable();
    periods.dedup();
    if periods.is_empty() {
        return None;
    }
    Some(Section {
        id: "forecast",
        title: "Conditional forecast",
        lead: html! {
            "Each number is a quantile over paths: half of them lie below p50, one in twenty below p05 and one in twenty "
            "above p95. Digits that Monte Carlo error does not support are not shown."
        },
        body: html! {
            (scrolling("Conditional forecast", &table(&groups(&summary.columns), &periods)))
            @for note in notes(&summary.columns) { p class="soft" { (note) "." } }
        },
    })
}

fn table(groups: &[Group], periods: &[&str]) -> Markup {
    html! {
        table class="numbers" {
            caption class="unseen" { "Quantiles of every outcome by period" }
            thead {
                tr {
                    th scope="col" rowspan="2" { "Outcome" }
                    @for period in periods { th scope="colgroup" colspan="3" class="period" { (period) } }
                }
                tr { @for period in periods { @for name in ["p05", "p50", "p95"] {
                    th scope="col" class=(class(name)) { (name) span class="unseen" { " in " (period) } }
                } } }
            }
            @for group in groups {
                tbody {
                    tr class="group" { th scope="rowgroup" colspan=(1 + 3 * periods.len()) { (group.heading) } }
                    @for row in &group.rows { (line(row, periods)) }
                }
            }
        }
    }
}

fn line(row: &Row, periods: &[&str]) -> Markup {
    html! {
        tr {
            th scope="row" { (said(&row.name)) }
            @for period in periods {
                @match row.columns.iter().find(|column| column.period == *period) {
                    Some(column) => (cells(column)),
                    None => { td {} td {} td {} },
                }
            }
        }
    }
}

fn cells(column: &Column) -> Markup {
    let plus = column.versus.is_some();
    let s = &column.statistics;
    html! {
        @for (name, number) in [("p05", s.p05), ("p50", s.p50), ("p95", s.p95)] {
            td class=(class(name)) data-column=(column.id) data-statistic=(name) { (figure(number, plus)) }
        }
    }
}

fn class(name: &str) -> &'static str {
    match name {
        "p05" => "first",
        "p50" => "middle",
        _ => "last",
    }
}
