//! Probabilities that outcomes lie beyond the thresholds that the scenario names.

use maud::html;

use super::super::chart::Caption;
use super::super::chart::bars::{self, Bar};
use super::super::column::{Column, Threshold};
use super::super::summary::Summary;
use super::answer::statement;
use super::part::{Section, closed, said, scrolling};

pub fn section(summary: &Summary) -> Option<Section> {
    let list: Vec<(&Column, &str, &Threshold)> = (summary.columns.iter())
        .flat_map(|column| {
            let below = column.below.iter().map(move |threshold| (column, "below", threshold));
            below.chain(column.above.iter().map(move |threshold| (column, "above", threshold)))
        })
        .filter(|(_, _, threshold)| threshold.probability.value.is_some())
        .collect();
    if list.is_empty() {
        return None;
    }
    let percent = |part: Option<f64>| 100.0 * part.unwrap_or(f64::NAN);
    let bar = |(column, side, threshold): &(&Column, &str, &Threshold)| Bar {
        label: statement(column, side, threshold),
        value: percent(threshold.probability.value),
        interval: [percent(threshold.probability.low), percent(threshold.probability.high)],
        text: threshold.probability.percent(),
    };
    let bars: Vec<Bar> = list.iter().map(bar).collect();
    let charts = bars.chunks(bars.len().div_ceil(2).max(1)).enumerate().map(|(number, bars)| {
        let caption = Caption {
            id: format!("probabilities-{number}"),
            title: "Probabilities of thresholds, percent of paths".to_owned(),
            description: "One bar a threshold from 0 to 100 percent; the table has every number.".to_owned(),
        };
        bars::draw(bars, 100.0, &caption)
    });
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
