//! The page of `sarez sensitivity`: for each outcome which drivers its variance comes from, and what one driver does at a time.

use maud::{Markup, html};

use super::super::chart::Caption;
use super::super::chart::bars::{self, Bar};
use super::super::chart::spans::{Bar as Span, Row, Spans};
use super::super::figure::Figure;
use super::super::number::{brief, count, number};
use super::super::sensitivity::{Row as Outcome, Sensitivity, Target, shapley_words};
use super::super::words;
use super::page;
use super::part::{Chart, numbers, said, with_unit};

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
            @if !found.players.is_empty() { p class="lead-in" { (shapley_words(found)) "." } }
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
                    @if !target.shapley.is_empty() { (effects(&format!("shapley-{number}-{at}"), target, &name).markup()) }
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
    match target.target.as_str() {
        "value" => name.to_owned(),
        text if text.starts_with("below ") || text.starts_with("above ") => {
            format!("{name}: whether it is {text}")
        }
        text => format!("{name}: {text}"),
    }
}

fn indices(id: &str, target: &Target, name: &str) -> Chart {
    let title = words_of(target, name);
    let totals: Vec<_> = target.indices.iter().map(|index| (index.group.as_str(), index.total)).collect();
    let rows = html! { @for index in &target.indices { tr {
            th scope="row" { (said(&index.group)) }
            td { (shown(index.first)) } td { (shown(index.total)) } td { (index.verdict) }
    } } };
    let numbers = numbers(&title, &["Group", "First order", "Total", ""], &rows);
    shares(id, title, "percent of the variance, total index", &totals, numbers)
}

fn effects(id: &str, target: &Target, name: &str) -> Chart {
    let title = words_of(target, name);
    let effects: Vec<_> =
        target.shapley.iter().map(|effect| (effect.player.as_str(), effect.effect)).collect();
    let rows = html! { @for effect in &target.shapley { tr {
            th scope="row" { (said(&effect.player)) }
            td { (shown(effect.effect)) } td { (effect.verdict) }
    } } };
    let numbers = numbers(&title, &["Player", "Shapley effect", ""], &rows);
    shares(id, title, "percent of the variance, Shapley effect", &effects, numbers)
}

fn shown(figure: Figure) -> Markup {
    html! { @if let Some(value) = figure.value { data value=(value) { (figure.with_interval(false)) } } @else { "?" } }
}

/// Bars of shares of a variance.
fn shares(id: &str, title: String, unit: &str, shares: &[(&str, Figure)], numbers: Markup) -> Chart {
    let percent = |share: Option<f64>| 100.0 * share.unwrap_or(f64::NAN);
    let bar = |(label, share): &(&str, Figure)| Bar {
        label: (*label).to_owned(),
        value: percent(share.value),
        interval: [percent(share.low), percent(share.high)],
        text: format!("{:.0} %", percent(share.value)),
    };
    let bars: Vec<Bar> = shares.iter().map(bar).collect();
    let largest = bars.iter().max_by(|a, b| a.value.total_cmp(&b.value));
    let caption = Caption {
        id: id.to_owned(),
        title: with_unit(&title, unit),
        description: largest.map(|bar| format!("The largest is that of {}.", bar.label)).unwrap_or_default(),
    };
    Chart { title, unit: unit.to_owned(), picture: bars::draw(&bars, 100.0, &caption), numbers }
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
                Span { from: median, to: low, light: true },
                Span { from: median, to: high, light: false },
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
    let ends = html! { @for swing in tornado { tr {
        th scope="row" { (said(&swing.driver)) }
        @for value in [swing.p05, swing.p95] { td {
            @if let Some(value) = value { data value=(value) { (brief(value)) } } @else { "?" }
        } }
    } } };
    let numbers = numbers(&title, &["Driver", "at its p05", "at its p95"], &ends);
    let picture = Spans { rows, origin: median, joined: false }.draw(&caption);
    Some(Chart { title, unit: unit.to_owned(), picture, numbers })
}
