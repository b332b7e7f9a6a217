//! When shocks act and how likely events are under way, quarter by quarter.

use maud::html;

use crate::calendar::Quarter;

use super::super::chart::heat::{self, Row};
use super::super::chart::{Caption, Picture};
use super::super::number::number;
use super::super::show::{ByQuarter, Change, Show};
use super::part::{Section, closed, said, scrolling};

pub fn section(show: &Show) -> Option<Section> {
    let rows = rows(show);
    let quarters: Vec<Quarter> = rows.first()?.cells.iter().map(|(quarter, _)| *quarter).collect();
    Some(Section {
        id: "timing-section",
        title: "When shocks and events act",
        lead: html! {
            "Percent by quarter: of a shock the share of its size that acts, of an event the stated probability that it is "
            "under way."
        },
        body: html! {
            figure class="wide" { (draw(&rows)) }
            (closed("Numbers", &scrolling("Shocks and events by quarter", &html! {
                table class="numbers" {
                    caption class="unseen" { "Shocks and events by quarter, percent" }
                    thead { tr {
                        th scope="col" { "Percent" }
                        @for quarter in &quarters { th scope="col" { (quarter) } }
                    } }
                    tbody { @for row in &rows { tr {
                        th scope="row" { (said(&row.label)) }
                        @for (_, share) in &row.cells { td { (number(100.0 * share, 0.05, false)) } }
                    } } }
                }
            })))
        },
    })
}

/// The picture; `None` where nothing happens.
pub fn picture(show: &Show) -> Option<Picture> {
    let rows = rows(show);
    (!rows.is_empty()).then(|| draw(&rows))
}

fn draw(rows: &[Row]) -> Picture {
    let caption = Caption {
        id: "timing".to_owned(),
        title: "Shocks and events by quarter, percent".to_owned(),
        description: "One row a shock or event, one cell a quarter; the table has every number.".to_owned(),
    };
    heat::draw(rows, &caption)
}

fn rows(show: &Show) -> Vec<Row> {
    let named = |change: &Change| change.label.as_ref().map_or_else(|| change.target.clone(), Clone::clone);
    let row = |label: String, cells: &[ByQuarter]| Row {
        label,
        cells: cells
            .iter()
            .filter_map(|cell| Some((cell.quarter.parse::<Quarter>().ok()?, cell.value)))
            .collect(),
    };
    let shocks = show.shocks.iter().flatten();
    let events = show.events.iter().flatten();
    shocks
        .map(|shock| row(format!("{}: {} (share of its size)", shock.id, named(shock)), &shock.weights))
        .chain(events.map(|event| {
            let name = event.label.as_ref().unwrap_or(&event.id);
            row(format!("{name} (probability that it is under way)"), &event.under_way)
        }))
        .filter(|row| !row.cells.is_empty())
        .collect()
}
