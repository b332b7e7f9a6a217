//! The page of `sarez attribute`: for each outcome the share of each shock, event or channel in every statistic, and the way of the
//! mean from the baseline to the scenario.

use maud::{Markup, html};

use super::super::attribute::{Attribute, Row as Outcome, Split};
use super::super::chart::Caption;
use super::super::chart::spans::{Bar, Row, Spans};
use super::super::figure::Figure;
use super::super::number::count;
use super::super::words;
use super::page;
use super::part::{Chart, figure, said, scrolling, with_unit};

/// The page, made by this version.
pub fn render(found: &Attribute, sarez: &str) -> String {
    let from = match found.orders {
        None => "all".to_owned(),
        Some(orders) => format!("{} random orders, in", count(orders as u64)),
    };
    let header = html! {
        h1 { (said(&found.scenario.title)) }
        p class="soft" {
            "What brings the effect about · from " (from) " " (count(found.variants as u64)) " variants of " (count(found.paths))
            " paths · seed " (found.seed)
        }
    };
    let main = html! {
        section aria-labelledby="how-heading" {
            h2 id="how-heading" { "How to read it" }
            p class="lead-in" {
                "A share is what a shock or event adds, averaged over all orders in which they could come (Shapley): shares add up to scenario "
                "minus baseline. Steps are what each adds to those before it, in the order of the scenario. The lowest and highest 5 percent "
                "are the means over the paths on which the scenario's outcome is lowest and highest. Lines are 95 percent intervals."
            }
            @for player in found.players.iter().filter(|player| player.kind == "channel") {
                p { strong { (said(&player.id)) } ": " (said(&player.members.join(", "))) }
            }
        }
        @for (number, outcome) in found.outcomes.iter().enumerate() { (section(number, outcome)) }
    };
    page::page(&found.scenario.title, &header, &main, sarez)
}

/// "GDP effect, 2022" and "percent, against the baseline"
fn title(outcome: &Outcome) -> (String, String) {
    let (name, unit) = words::name_and_unit(&outcome.label, &outcome.unit);
    let versus = outcome.versus.map(|versus| format!(", {}", words::versus(versus))).unwrap_or_default();
    (format!("{}, {}", words::measured(name, &outcome.measure), outcome.period), format!("{unit}{versus}"))
}

fn section(number: usize, outcome: &Outcome) -> Markup {
    let (name, unit) = title(outcome);
    let id = format!("outcome-{number}");
    let heading = format!("{id}-heading");
    let mean = outcome.statistics.iter().find(|split| split.statistic == "mean");
    html! {
        section id=(id) aria-labelledby=(heading) {
            h2 id=(heading) { (said(&name)) }
            p class="lead-in" { (said(&unit)) }
            @if outcome.is_unmoved() {
                p { "No shock and no event changes it: there is nothing to attribute." }
            } @else {
                @if outcome.failed > 0 {
                    p class="warning" { "Up to " (count(outcome.failed)) " paths of a variant failed and are left out." }
                }
                @if let Some(mean) = mean {
                    div class="charts pairs" {
                        (shares(number, mean, &name, &unit).markup())
                        (waterfall(number, mean, outcome.versus.is_some(), &name, &unit).markup())
                    }
                }
                (scrolling(&format!("Shares of {name}"), &table(outcome, &name)))
            }
        }
    }
}

fn value(figure: Figure) -> f64 {
    figure.value.unwrap_or(f64::NAN)
}

fn shares(number: usize, mean: &Split, name: &str, unit: &str) -> Chart {
    let row = |label: &str, figure: Figure, light| Row {
        label: label.to_owned(),
        bars: vec![Bar { from: 0.0, to: value(figure), light }],
        interval: figure.low.zip(figure.high).map(|(low, high)| [low, high]),
        text: figure.in_table(true),
    };
    let mut rows: Vec<Row> = mean.shares.iter().map(|share| row(&share.player, share.share, false)).collect();
    rows.push(row("all together", mean.total, true));
    let title = format!("{name}: share of each in the mean");
    let caption = Caption {
        id: format!("shares-{number}"),
        title: with_unit(&title, unit),
        description: format!("All together change the mean by {} {unit}.", mean.total.in_table(true)),
    };
    let numbers = html! {
        table class="numbers" {
            caption class="unseen" { (title) }
            thead { tr { @for head in ["Whose", "Share", "Alone", "Last"] { th scope="col" { (head) } } } }
            tbody { @for share in &mean.shares { tr {
                th scope="row" { (said(&share.player)) }
                @for number in [share.share, share.alone, share.last] { td { (figure(number, true)) } }
            } } }
        }
    };
    let picture = Spans { rows, origin: 0.0, joined: false }.draw(&caption);
    Chart { title, unit: unit.to_owned(), picture, numbers }
}

fn waterfall(number: usize, mean: &Split, plus: bool, name: &str, unit: &str) -> Chart {
    let begin = value(mean.baseline);
    let still = |label: &str, figure: Figure| Row {
        label: label.to_owned(),
        bars: vec![Bar { from: begin, to: value(figure), light: true }],
        interval: None,
        text: figure.in_table(plus),
    };
    let mut rows = vec![still("baseline", mean.baseline)];
    let mut before = begin;
    for share in &mean.shares {
        let after = value(share.after);
        rows.push(Row {
            label: share.player.clone(),
            bars: vec![Bar { from: before, to: after, light: false }],
            interval: None,
            text: share.step.in_table(true),
        });
        before = after;
    }
    rows.push(still("scenario", mean.scenario));
    let title = format!("{name}: the mean, one after the other");
    let caption = Caption {
        id: format!("waterfall-{number}"),
        title: with_unit(&title, unit),
        description: format!(
            "From {} in the baseline to {} {unit} in the scenario.",
            mean.baseline.in_table(plus),
            mean.scenario.in_table(plus)
        ),
    };
    let numbers = html! {
        table class="numbers" {
            caption class="unseen" { (title) }
            thead { tr { @for head in ["Step", "Adds", "Mean"] { th scope="col" { (head) } } } }
            tbody {
                tr { th scope="row" { "baseline" } td {} td { (figure(mean.baseline, plus)) } }
                @for share in &mean.shares { tr {
                    th scope="row" { (said(&share.player)) }
                    td { (figure(share.step, true)) } td { (figure(share.after, plus)) }
                } }
            }
        }
    };
    let picture = Spans { rows, origin: begin, joined: true }.draw(&caption);
    Chart { title, unit: unit.to_owned(), picture, numbers }
}

/// A row a player, a column a statistic.
fn table(outcome: &Outcome, name: &str) -> Markup {
    html! {
        table class="numbers" {
            caption class="unseen" { "Shares of " (name) }
            thead { tr {
                th scope="col" { "Share" }
                @for split in &outcome.statistics { th scope="col" { (split.head()) } }
            } }
            tbody {
                @for (at, share) in outcome.statistics.first().map_or(&[][..], |split| &split.shares).iter().enumerate() { tr {
                    th scope="row" { (said(&share.player)) }
                    @for split in &outcome.statistics { td { (split.cell(split.shares[at].share)) } }
                } }
                tr {
                    th scope="row" { "all together" }
                    @for split in &outcome.statistics { td { (split.cell(split.total)) } }
                }
            }
        }
    }
}
