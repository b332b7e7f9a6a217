//! What brings the mean effect about: the share of each shock and event, and what one after the other adds.

use maud::{Markup, html};

use super::super::attribute::Player;
use super::super::chart::Caption;
use super::super::chart::spans::{Bar, Row, Spans};
use super::super::column::Column;
use super::super::explanation::{Means, Shares};
use super::super::figure::Figure;
use super::super::number::count;
use super::super::show::Show;
use super::super::text::harmless;
use super::Report;
use super::part::{Chart, Section, first_open, heading, number_cell, said, with_unit};

pub fn section(report: Report) -> Option<Section> {
    let show = report.show;
    let parts = show.shocks.as_ref().map_or(0, Vec::len) + show.events.as_ref().map_or(0, Vec::len);
    let Some(shares) = &report.summary.shares else {
        return (parts > 1).then(|| Section {
            id: "shares",
            title: "What brings it about",
            lead: html! {
                "Not computed: with " (count(parts as u64)) " shocks and events it would take longer than the run itself. "
                code { "sarez run --explain" } " adds the share of each."
            },
            body: html! {},
        });
    };
    let charts = charts(report);
    let orders = match shares.orders {
        None => "all".to_owned(),
        Some(orders) => format!("{} random", count(orders as u64)),
    };
    let lead = if shares.is_unmoved() {
        html! { "No shock and no event changes any outcome: there is nothing to attribute." }
    } else {
        html! {
            "The share of each shock and event in what the scenario changes on average: what it adds, averaged over " (orders)
            " orders in which they could come (Shapley). Beside it what each adds to those before it, in the order of the scenario. "
            "From " (count(shares.variants as u64)) " variants of " (count(shares.paths)) " paths, which need not be those of the "
            "tables; lines are 95 percent intervals."
        }
    };
    Some(Section {
        id: "shares",
        title: "What brings it about",
        lead,
        body: first_open(&charts, 4, "charts pairs"),
    })
}

/// Two of each outcome that is moved: its shares, and the way from the baseline to the scenario.
pub fn charts(report: Report) -> Vec<Chart> {
    let Some(shares) = &report.summary.shares else { return Vec::new() };
    let columns = report.summary.at_a_date().into_iter().enumerate();
    let moved = columns.filter_map(|(number, column)| Some((number, column, shares.of(&column.id)?)));
    moved
        .flat_map(|(number, column, means)| {
            let names = names(report.show, shares);
            [of_each(number, column, means, &names), one_by_one(number, column, means, &names)]
        })
        .collect()
}

/// What players are called, in their order.
fn names(show: &Show, shares: &Shares) -> Vec<String> {
    let name = |player: &Player| {
        let shock = show.shocks.iter().flatten().find(|shock| shock.id == player.id);
        let event = show.events.iter().flatten().find(|event| event.id == player.id);
        let label = shock
            .and_then(|shock| shock.label.as_ref())
            .or_else(|| event.and_then(|event| event.label.as_ref()));
        match (player.kind, label) {
            ("channel", _) => format!("{}: {}", player.id, player.members.join(", ")),
            (_, Some(label)) => format!("{}: {label}", player.id),
            (kind, None) => format!("{kind} {}", player.id),
        }
    };
    shares.players.iter().map(name).collect()
}

fn value(figure: &Figure) -> f64 {
    figure.value.unwrap_or(f64::NAN)
}

fn interval(figure: &Figure) -> Option<[f64; 2]> {
    Some([figure.low?, figure.high?])
}

fn of_each(number: usize, column: &Column, means: &Means, names: &[String]) -> Chart {
    let row = |label: String, figure: &Figure, light: bool| Row {
        label,
        bars: vec![Bar { from: 0.0, to: value(figure), light }],
        interval: interval(figure),
        text: figure.in_table(true),
    };
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|a, b| {
        let size = |at: &usize| value(&means.shares[*at].share).abs();
        size(b).total_cmp(&size(a))
    });
    let mut rows: Vec<Row> =
        order.iter().map(|at| row(names[*at].clone(), &means.shares[*at].share, false)).collect();
    rows.push(row("all together".to_owned(), &means.total, true));
    let (name, unit) = heading(column);
    let title = format!("{name}: share of each in the mean");
    let largest = order.first().map(|at| {
        format!("The largest share is that of {}: {}. ", names[*at], means.shares[*at].share.in_table(true))
    });
    let description = format!(
        "{}All together change the mean by {} {unit}.",
        largest.unwrap_or_default(),
        means.total.in_table(true)
    );
    let caption = Caption { id: format!("shares-{number}"), title: with_unit(&title, &unit), description };
    let picture = Spans { rows, origin: 0.0, joined: false }.draw(&caption);
    let numbers = html! {
        table class="numbers" {
            caption class="unseen" { (title) }
            thead { tr { th scope="col" { "Shock or event" } th scope="col" { "Share" } th scope="col" { "95 percent interval" } } }
            tbody {
                @for at in &order {
                    (number_row(&names[*at], column, &format!("shares: mean from {}", harmless(&means.shares[*at].player)), means.shares[*at].share))
                }
                (number_row("all together", column, "shares: mean from all", means.total))
            }
        }
    };
    Chart { title, unit, picture, numbers }
}

fn one_by_one(number: usize, column: &Column, means: &Means, names: &[String]) -> Chart {
    let plus = column.versus.is_some();
    let begin = value(&means.baseline);
    let still = |label: &str, figure: &Figure| Row {
        label: label.to_owned(),
        bars: vec![Bar { from: begin, to: value(figure), light: true }],
        interval: None,
        text: figure.in_table(plus),
    };
    let mut rows = vec![still("baseline", &means.baseline)];
    let mut before = begin;
    for (share, name) in means.shares.iter().zip(names) {
        let after = value(&share.after);
        rows.push(Row {
            label: name.clone(),
            bars: vec![Bar { from: before, to: after, light: false }],
            interval: None,
            text: share.step.in_table(true),
        });
        before = after;
    }
    rows.push(still("scenario", &means.scenario));
    let (name, unit) = heading(column);
    let title = format!("{name}: the mean, one after the other");
    let description = format!(
        "From {} in the baseline to {} {unit} in the scenario, in the order in which the scenario names its shocks and events.",
        means.baseline.in_table(plus),
        means.scenario.in_table(plus)
    );
    let caption = Caption { id: format!("waterfall-{number}"), title: with_unit(&title, &unit), description };
    let picture = Spans { rows, origin: begin, joined: true }.draw(&caption);
    let numbers = html! {
        table class="numbers" {
            caption class="unseen" { (title) }
            thead { tr { th scope="col" { "Step" } th scope="col" { "Adds" } th scope="col" { "Mean" } } }
            tbody {
                tr { th scope="row" { "baseline" } td {} (cell(column, "shares: mean of the baseline", means.baseline, plus)) }
                @for (share, name) in means.shares.iter().zip(names) { tr {
                    th scope="row" { (said(name)) }
                    (cell(column, &format!("shares: step of {}", harmless(&share.player)), share.step, true))
                    (cell(column, &format!("shares: mean after {}", harmless(&share.player)), share.after, plus))
                } }
                tr { th scope="row" { "scenario" } td {} (cell(column, "shares: mean of the scenario", means.scenario, plus)) }
            }
        }
    };
    Chart { title, unit, picture, numbers }
}

fn cell(column: &Column, name: &str, figure: Figure, plus: bool) -> Markup {
    number_cell(&column.id, name, figure, plus)
}

fn number_row(name: &str, column: &Column, statistic: &str, figure: Figure) -> Markup {
    html! {
        tr {
            th scope="row" { (said(name)) }
            (cell(column, statistic, figure, true))
            td { (figure.with_interval(true)) }
        }
    }
}
