//! Probabilities that outcomes lie beyond the thresholds that the scenario names.

use maud::html;

use super::super::answer::{statement, thresholds};
use super::super::chart::bars::{self, Bar};
use super::super::chart::{Caption, Picture};
use super::super::column::{Column, Threshold};
use super::super::summary::Summary;
use super::part::{Section, closed, said, scrolling};

pub fn section(summary: &Summary) -> Option<Section> {
    let list = known(summary);
    if list.is_empty() {
        return None;
    }
    let charts = pictures(summary);
    let under =
        if summary.events.is_empty() { "" } else { " They hold under the stated probabilities of events." };
    Some(Section {
        id: "probabilities",
        title: "Probabilities of thresholds",
        lead: html! { "Percent of paths, from 0 to 100; ± is a 95 percent interval of the simulation." (under) },
        body: html! {
            div class="charts" { @for chart in charts { figure { (chart) } } }
            (closed("Numbers", &scrolling("Probabilities of thresholds", &html! {
                table class="numbers" {
                    caption class="unseen" { "Probabilities of thresholds" }
                    thead { tr { th scope="col" { "Statement" } th scope="col" { "Probability" } } }
                    tbody { @for (column, side, threshold) in &list { tr {
                        th scope="row" { (said(&statement(column, side, threshold))) }
                        td data-column=(column.id) data-statistic={ (side) " " (threshold.at) } {
                            @if let Some(value) = threshold.probability.value {
                                data value=(value) { (threshold.probability.percent()) }
                            }
                        }
                    } } }
                }
            })))
        },
    })
}

/// Those that are numbers.
fn known(summary: &Summary) -> Vec<(&Column, &'static str, &Threshold)> {
    let mut list = thresholds(summary);
    list.retain(|(_, _, threshold)| threshold.probability.value.is_some());
    list
}

/// Bars in two pictures of about the same height.
pub fn pictures(summary: &Summary) -> Vec<Picture> {
    let percent = |part: Option<f64>| 100.0 * part.unwrap_or(f64::NAN);
    let bar = |(column, side, threshold): (&Column, &str, &Threshold)| Bar {
        label: statement(column, side, threshold),
        value: percent(threshold.probability.value),
        interval: [percent(threshold.probability.low), percent(threshold.probability.high)],
        text: threshold.probability.percent(),
    };
    let bars: Vec<Bar> = known(summary).into_iter().map(bar).collect();
    let draw = |(number, bars)| {
        let caption = Caption {
            id: format!("probabilities-{number}"),
            title: "Probabilities of thresholds, percent of paths".to_owned(),
            description: "One bar a threshold from 0 to 100 percent; the table has every number.".to_owned(),
        };
        bars::draw(bars, 100.0, &caption)
    };
    bars.chunks(bars.len().div_ceil(2).max(1)).enumerate().map(draw).collect()
}
