//! The page of `sarez sensitivity`: for each outcome which drivers its variance comes from, and what one driver does at a time.

use maud::{Markup, html};

use super::super::chart::Caption;
use super::super::chart::bars::{self, Bar as Index};
use super::super::chart::spans::{Bar, Row, Spans};
use super::super::number::{brief, count, number};
use super::super::sensitivity::{Row as Outcome, Sensitivity, Target};
use super::super::words;
use super::page;
use super::part::{Chart, said, with_unit};

/// How many swings are drawn.
const DRAWN: usize = 10;

/// The page, made by this version.
pub fn render(found: &Sensitivity, sarez: &str) -> String {
    let header = html! {
        h1 { (said(&found.scenario.title)) }
        p class="soft" { "Where the variance comes from · from " (count(found.pairs)) " pairs of paths · seed " (found.seed) }
    };
    let main = html! {
        section aria-labelledby="how-heading" {
            h2 id="how-heading" { "How to read it" }
            p class="lead-in" {
                "A first-order index is the share of the variance that comes from a group of drivers alone, a total index that from the group "
                "and from all that it does together with others (Sobol). Lines are 95 percent intervals. Below them one driver at a time, at its "
                "p05 and at its p95, all others at their medians."
            }
        }
        @for (number, outcome) in found.outcomes.iter().enumerate() { (section(number, outcome)) }
    };
    page::page(&found.scenario.title, &header, &main, sarez)
}

fn section(number: usize, outcome: &Outcome) -> Markup {
    let (name, unit) = words::name_and_unit(&outcome.label, &outcome.unit);
    let versus = outcome.versus.map(|versus| format!(", {}", words::versus(versus))).unwrap_or_default();
    let name = format!("{}, {}", words::measured(name, &outcome.measure), outcome.period);
    let unit = format!("{unit}{versus}");
    let heading = format!("outcome-{number}-heading");
    html! {
        section aria-labelledby=(heading) {
            h2 id=(heading) { (said(&name)) }
            p class="lead-in" { (said(&unit)) }
            div class="charts" {
                @for (at, target) in outcome.targets.iter().enumerate().filter(|(_, target)| !target.constant) {
                    (indices(&format!("indices-{number}-{at}"), target, &name).markup())
                }
                @if let Some(chart) = tornado(number, outcome, &name, &unit) { (chart.markup()) }
            }
            @for target in outcome.targets.iter().filter(|target| target.constant) {
                p class="soft" { (said(&words_of(target, &name))) ": the same on every path, it has no variance to share out." }
            }
        }
    }
}

fn words_of(target: &Target, name: &str) -> String {
    if target.target == "value" {
        name.to_owned()
    } else {
        format!("{name}: whether it is {}", target.target)
    }
}

fn indices(id: &str, target: &Target, name: &str) -> Chart {
    let percent = |share: Option<f64>| 100.0 * share.unwrap_or(f64::NAN);
    let bar = |index: &super::super::sensitivity::Index| Index {
        label: index.group.clone(),
        value: percent(index.total.value),
        interval: [percent(index.total.low), percent(index.total.high)],
        text: format!("{:.0} %", percent(index.total.value)),
    };
    let bars: Vec<Index> = target.indices.iter().map(bar).collect();
    let title = words_of(target, name);
    let unit = "percent of the variance, total index".to_owned();
    let largest = target
        .indices
        .iter()
        .max_by(|a, b| percent(a.total.value).total_cmp(&percent(b.total.value)))
        .map(|index| format!("The largest is that of {}.", index.group));
    let caption = Caption {
        id: id.to_owned(),
        title: with_unit(&title, &unit),
        description: largest.unwrap_or_default(),
    };
    let shown = |figure: super::super::Figure| {
        html! { @if let Some(value) = figure.value { data value=(value) { (figure.with_interval(false)) } } @else { "?" } }
    };
    let numbers = html! {
        table class="numbers" {
            caption class="unseen" { (title) }
            thead { tr { @for head in ["Group", "First order", "Total", ""] {
                @if head.is_empty() { td {} } @else { th scope="col" { (head) } }
            } } }
            tbody { @for index in &target.indices { tr {
                th scope="row" { (said(&index.group)) }
                td { (shown(index.first)) } td { (shown(index.total)) } td { (index.verdict) }
            } } }
        }
    };
    Chart { title, unit, picture: bars::draw(&bars, 100.0, &caption), numbers }
}

fn tornado(order: usize, outcome: &Outcome, name: &str, unit: &str) -> Option<Chart> {
    let (median, tornado) = (outcome.median?, outcome.tornado.as_ref().filter(|list| !list.is_empty())?);
    let plus = outcome.versus.is_some();
    let row = |swing: &super::super::sensitivity::Swing| {
        let [low, high] = [swing.p05, swing.p95].map(|value| value.unwrap_or(f64::NAN));
        let error = (high - low).abs() / 50.0;
        Row {
            label: swing.driver.clone(),
            bars: vec![
                Bar { from: median, to: low, light: true },
                Bar { from: median, to: high, light: false },
            ],
            interval: None,
            text: format!("{} to {}", number(low, error, plus), number(high, error, plus)),
        }
    };
    let rows = tornado.iter().take(DRAWN).map(row).collect();
    let title = format!("{name}: one driver at a time");
    let caption = Caption {
        id: format!("tornado-{order}"),
        title: with_unit(&title, unit),
        description: format!("Where every driver is at its median it is {} {unit}.", brief(median)),
    };
    let numbers = html! {
        table class="numbers" {
            caption class="unseen" { (title) }
            thead { tr { @for head in ["Driver", "at its p05", "at its p95"] { th scope="col" { (head) } } } }
            tbody { @for swing in tornado { tr {
                th scope="row" { (said(&swing.driver)) }
                @for value in [swing.p05, swing.p95] { td {
                    @if let Some(value) = value { data value=(value) { (brief(value)) } } @else { "?" }
                } }
            } } }
        }
    };
    let picture = Spans { rows, origin: median, joined: false }.draw(&caption);
    Some(Chart { title, unit: unit.to_owned(), picture, numbers })
}
