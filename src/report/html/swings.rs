//! A tornado: what one driver does at a time, from its low to its high, all others at their medians.

use maud::{Markup, html};

use super::super::chart::Caption;
use super::super::chart::spans::{Bar, Row, Spans};
use super::super::column::Column;
use super::super::explanation::Swings;
use super::super::number::{brief, count, number};
use super::super::sensitivity::Swing;
use super::super::summary::Summary;
use super::part::{Chart, Section, first_open, heading, numbers, said, with_unit};

pub fn section(summary: &Summary) -> Option<Section> {
    let charts = charts(summary);
    (!charts.is_empty()).then(|| Section {
        id: "swings",
        title: "What one driver does at a time",
        lead: html! {
            "Each driver that is drawn once a path, at its p05 and at its p95, all others at their medians; the widest ten. The "
            "lighter part is what its low does, the darker one what its high does, from where all are at their medians. These are "
            "single points of the model, without a simulation's error and without what drivers do together."
        },
        body: first_open(&charts, 3, "charts"),
    })
}

/// One of each outcome that some driver moves.
pub fn charts(summary: &Summary) -> Vec<Chart> {
    let of = |(order, column): (usize, &Column)| {
        let swings = summary.swings.iter().find(|swings| swings.column == column.id)?;
        Some(chart(order, column, swings))
    };
    summary.at_a_date().into_iter().enumerate().filter_map(of).collect()
}

fn chart(order: usize, column: &Column, swings: &Swings) -> Chart {
    let plus = column.versus.is_some();
    // To a fiftieth of its own swing.
    let ends = |swing: &Swing| {
        let error = (swing.p95.unwrap_or(f64::NAN) - swing.p05.unwrap_or(f64::NAN)).abs() / 50.0;
        [swing.p05, swing.p95].map(|value| match value {
            None => "?".to_owned(),
            Some(0.0) => "0".to_owned(),
            Some(value) => number(value, error, plus),
        })
    };
    let row = |swing: &Swing| {
        let [low, high] = [swing.p05, swing.p95].map(|value| value.unwrap_or(f64::NAN));
        let bar = |to, light| Bar { from: swings.median, to, light };
        // Where both lie on one side, the longer one stands behind.
        let mut bars = vec![bar(low, true), bar(high, false)];
        if (low - swings.median) * (high - swings.median) > 0.0
            && (low - swings.median).abs() < (high - swings.median).abs()
        {
            bars.reverse();
        }
        Row { label: swing.driver.clone(), bars, interval: None, text: ends(swing).join(" to ") }
    };
    let (name, unit) = heading(column);
    let title = format!("{name}: one driver at a time");
    let widest = swings.swings.first().map(|swing| {
        let [low, high] = ends(swing);
        format!("The widest swing is that of {}: from {low} to {high} {unit}. ", swing.driver)
    });
    let narrower = match swings.narrower {
        0 => String::new(),
        more => format!("{} more drivers have narrower swings.", count(more as u64)),
    };
    let description = format!("{}{narrower}", widest.unwrap_or_default());
    let caption = Caption { id: format!("swings-{order}"), title: with_unit(&title, &unit), description };
    let rows = swings.swings.iter().map(row).collect();
    let picture = Spans { rows, origin: swings.median, joined: false }.draw(&caption);
    Chart { title: title.clone(), unit, picture, numbers: table(column, swings, &title) }
}

fn table(column: &Column, swings: &Swings, title: &str) -> Markup {
    let cell = |name: String, value: Option<f64>| {
        html! { td data-column=(column.id) data-statistic=(name) {
            @match value { Some(value) => data value=(value) { (brief(value)) }, None => "?" }
        } }
    };
    let rows = html! {
        @for swing in &swings.swings { tr {
            th scope="row" { (said(&swing.driver)) }
            (cell(format!("swings: {} at its p05", swing.driver), swing.p05))
            (cell(format!("swings: {} at its p95", swing.driver), swing.p95))
        } }
        tr {
            th scope="row" { "every driver at its p50" }
            (cell("swings: every driver at its p50".to_owned(), Some(swings.median))) td {}
        }
    };
    html! {
        (numbers(title, &["Driver", "at its p05", "at its p95"], &rows))
        @if swings.narrower > 0 {
            p class="soft" { (count(swings.narrower as u64)) " drivers with narrower swings are left out: " code { "sarez sensitivity" } " has them." }
        }
    }
}
