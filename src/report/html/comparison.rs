//! The page of `sarez compare`: what differs path by path, the scenarios side by side, which layer brings the difference about,
//! what they say differently, and what each forecasts.

use maud::{Markup, html};

use super::super::aligned::plus_minus;
use super::super::chart::Caption;
use super::super::chart::ranges::{self, Group, Row as Range};
use super::super::chart::spans::{Bar, Row as Step, Spans};
use super::super::comparison::{Compared, Comparison, Numbers, Row, letter};
use super::super::forecast::{Row as Forecast, beside, in_unit};
use super::super::number::count;
use super::super::row::RowHead;
use super::super::summary::Named;
use super::super::words;
use super::inputs::said_table;
use super::page;
use super::part::{
    Chart, Section, first_open, firsts, head_and_unit, numbers, placed, said, scrolling, steps, with_unit,
};

/// So many sentences answer.
const SENTENCES: usize = 3;

/// The page, made by this version.
pub fn render(found: &Comparison, sarez: &str) -> String {
    let sections =
        [Some(differences(found)), side_by_side(found), layers(found), Some(inputs(found)), forecasts(found)];
    let sections: Vec<Section> = sections.into_iter().flatten().collect();
    let main = html! {
        (opening(found))
        (page::sections(&sections))
    };
    page::page(&title(&found.scenarios), &header(&found.scenarios, found.paths, found.seed), &main, sarez)
}

/// The titles of what is compared.
pub(super) fn title(scenarios: &[Named]) -> String {
    scenarios.iter().map(|scenario| scenario.title.as_str()).collect::<Vec<_>>().join(" | ")
}

/// What is compared, and on how many draws.
pub(super) fn header(scenarios: &[Named], paths: u64, seed: u64) -> Markup {
    let letters: Vec<String> = (0..scenarios.len()).map(letter).collect();
    let against =
        letters.split_first().map(|(first, others)| format!("{} against {first}", others.join(", ")));
    html! {
        h1 { (against.unwrap_or_default()) }
        @for (letter, scenario) in letters.iter().zip(scenarios) {
            p { strong { (letter) } " " (said(&scenario.title)) " " span class="soft" { "(" (said(&scenario.name)) ")" } }
        }
        p class="soft" { (count(paths)) " paths · seed " (seed) " · the same draws in all" }
    }
}

/// "B - A"
fn minus_first(second: usize) -> String {
    format!("{} - A", letter(second))
}

fn opening(found: &Comparison) -> Markup {
    let families = families(found);
    let hero = families.first().map(|family| levels(found, family, "first-levels"));
    html! {
        div class=(if hero.is_some() { "opening" } else { "opening alone" }) {
            section class="answer" aria-labelledby="answer-heading" {
                h2 id="answer-heading" { "Answer" }
                @let each = Ord::max(1, SENTENCES / Ord::max(1, found.pairs.len()));
                @for (at, pair) in found.pairs.iter().enumerate() {
                    @let firsts = firsts(pair.outcomes.iter().map(|row| &row.head));
                    @for first in firsts.into_iter().take(each) { p { (sentence(&pair.outcomes[first], at + 1)) } }
                    @if pair.outcomes.is_empty() {
                        p { "No outcome is measured in both A and " (letter(at + 1)) " in the same way." }
                    }
                }
                @for (at, targets) in found.targets.iter().enumerate() {
                    @for target in targets { p class="soft note" { (letter(at)) ": " (said(&target.sentence())) "." } }
                }
                @for (at, ranges) in found.outside_validity.iter().enumerate() {
                    @for range in ranges { p class="warning" { (letter(at)) ": " (said(&range.sentence(found.paths))) "." } }
                }
            }
            @if let Some(chart) = hero { div {
                @let title = chart.title.clone();
                (chart.called(&title, "First outcome").markup())
                p class="soft note" { "The line is the median; the bar holds 90 percent of the paths." }
            } }
        }
    }
}

fn sentence(row: &Row, second: usize) -> Markup {
    let (name, unit) = head_and_unit(&row.head);
    let (other, plus) = (letter(second), row.head.versus.is_some());
    let Numbers { mean, p05, p95, .. } = row.difference;
    html! {
        (said(&name)) ", " (row.head.period) ": the median is " strong { (row.first.p50.in_table(plus)) } " in A and "
        strong { (row.second.p50.in_table(plus)) } " in " (other) @if !unit.is_empty() { ", " (said(&unit)) } ". Path by path "
        (minus_first(second)) " is " strong { (plus_minus(mean)) } " on average"
        @if p05.value != p95.value { ", in nine of ten from " (p05.in_table(true)) " to " (p95.in_table(true)) }
        "; " (other) " is below A on " (row.below.percent()) " of the paths."
    }
}

fn differences(found: &Comparison) -> Section {
    Section {
        id: "difference",
        title: "Path by path",
        lead: html! {
            "The difference on the same path of the same draws, so that what both share cancels. P counts the paths on which the other is "
            "below A; error is the standard error of the mean difference as a part of that of two independent runs; ± is a 95 percent "
            "interval."
        },
        body: html! {
            @for (at, pair) in found.pairs.iter().enumerate() {
                @if found.pairs.len() > 1 { h3 { (letter(at + 1)) " against A" } }
                @if !pair.outcomes.is_empty() { (table(at, pair)) }
                @if !pair.apart.is_empty() { p class="soft note" { "Not compared: " (said(&pair.apart.join("; "))) "." } }
            }
        },
    }
}

fn table(number: usize, pair: &Compared) -> Markup {
    let other = letter(number + 1);
    let minus = minus_first(number + 1);
    let name = format!("{other} against A");
    let heads = [
        "Outcome".to_owned(),
        "p50 of A".to_owned(),
        format!("p50 of {other}"),
        format!("mean {minus}"),
        "p05".to_owned(),
        "p50".to_owned(),
        "p95".to_owned(),
        format!("P({other} < A)"),
        "error".to_owned(),
    ];
    let cells = |at: usize, row: &Row| {
        let (of, plus) = (format!("/pairs/{number}/outcomes/{at}"), row.head.versus.is_some());
        let Numbers { mean, p05, p50, p95 } = row.difference;
        html! {
            td { (placed(&format!("{of}/first/p50"), row.first.p50.value, &row.first.p50.in_table(plus))) }
            td { (placed(&format!("{of}/second/p50"), row.second.p50.value, &row.second.p50.in_table(plus))) }
            td { strong { (placed(&format!("{of}/difference/mean"), mean.value, &plus_minus(mean))) } }
            @for (name, figure) in [("p05", p05), ("p50", p50), ("p95", p95)] {
                td { (placed(&format!("{of}/difference/{name}"), figure.value, &figure.in_table(true))) }
            }
            td { (placed(&format!("{of}/below"), row.below.value, &row.below.percent())) }
            td { (row.error()) }
        }
    };
    let rows = html! { @for (at, row) in pair.outcomes.iter().enumerate() { tr {
        th scope="row" { (row_name(&row.head)) }
        (cells(at, row))
    } } };
    scrolling(&name, &numbers(&name, &heads, &rows))
}

/// "GDP effect, percent, against the baseline, 2022"
pub(super) fn row_name(head: &RowHead) -> Markup {
    let (name, unit) = head_and_unit(head);
    html! { (said(&format!("{}, {}", with_unit(&name, &unit), head.period))) }
}

/// A row with the number of its pair and its own in it.
type Numbered<'a> = (usize, usize, &'a Row);

/// One outcome in all its periods, of which several pairs measure some.
struct Family<'a> {
    head: &'a RowHead,
    /// By period, pair after pair.
    periods: Vec<(&'a str, Vec<Numbered<'a>>)>,
}

fn families(found: &Comparison) -> Vec<Family<'_>> {
    let mut families: Vec<Family> = Vec::new();
    let rows = found.pairs.iter().enumerate().flat_map(|(pair, compared)| {
        compared.outcomes.iter().enumerate().map(move |(at, row)| (pair, at, row))
    });
    for (pair, at, row) in rows {
        let period = row.head.period.as_str();
        let number = families.iter().position(|family| family.head.outcome == row.head.outcome);
        let number = number.unwrap_or_else(|| {
            families.push(Family { head: &row.head, periods: Vec::new() });
            families.len() - 1
        });
        let periods = &mut families[number].periods;
        match periods.iter_mut().find(|(of, _)| *of == period) {
            Some((_, rows)) => rows.push((pair, at, row)),
            None => periods.push((period, vec![(pair, at, row)])),
        }
    }
    families
}

fn side_by_side(found: &Comparison) -> Option<Section> {
    let mut charts = Vec::new();
    for (number, family) in families(found).iter().enumerate() {
        charts.push(levels(found, family, &format!("levels-{number}")));
        charts.push(changes(family, &format!("changes-{number}")));
    }
    (!charts.is_empty()).then(|| Section {
        id: "side-by-side",
        title: "Side by side",
        lead: html! {
            "Each outcome in each scenario, and beside it the difference on the same path. Lines are medians, which stand at the right; bars "
            "hold 90 percent of the paths. The difference of medians is not the median of differences."
        },
        body: first_open(&charts, 8, "charts pairs"),
    })
}

/// A line of a chart with where its numbers stand in the file.
type Placed = (String, String, Numbers);

fn levels(found: &Comparison, family: &Family, id: &str) -> Chart {
    let groups = family.periods.iter().map(|(period, rows)| {
        let mut list: Vec<Placed> = Vec::new();
        if let Some((pair, at, row)) = rows.first() {
            list.push((letter(0), format!("/pairs/{pair}/outcomes/{at}/first"), row.first));
        }
        list.extend(rows.iter().map(|(pair, at, row)| {
            (letter(pair + 1), format!("/pairs/{pair}/outcomes/{at}/second"), row.second)
        }));
        (*period, list)
    });
    let (name, unit) = head_and_unit(family.head);
    let title =
        if found.scenarios.len() == 2 { format!("{name} in A and B") } else { format!("{name} in each") };
    chart(id, title, unit, &groups.collect::<Vec<_>>(), family.head.versus.is_some())
}

fn changes(family: &Family, id: &str) -> Chart {
    let groups = family.periods.iter().map(|(period, rows)| {
        let row = |(pair, at, row): &Numbered| {
            (minus_first(pair + 1), format!("/pairs/{pair}/outcomes/{at}/difference"), row.difference)
        };
        (*period, rows.iter().map(row).collect())
    });
    let name = head_and_unit(family.head).0;
    chart(
        id,
        format!("{name}: difference on the same path"),
        own_unit(family.head),
        &groups.collect::<Vec<_>>(),
        true,
    )
}

/// The unit alone: the reference of an outcome is not that of a difference.
fn own_unit(head: &RowHead) -> String {
    words::name_and_unit(&head.label, &head.unit).1.to_owned()
}

fn chart(id: &str, title: String, unit: String, groups: &[(&str, Vec<Placed>)], plus: bool) -> Chart {
    let drawn: Vec<Group> = (groups.iter())
        .map(|(period, rows)| Group {
            heading: (*period).to_owned(),
            rows: (rows.iter())
                .map(|(name, _, numbers)| Range {
                    name: name.clone(),
                    quantiles: [numbers.p05, numbers.p50, numbers.p95].map(|f| f.value.unwrap_or(f64::NAN)),
                    text: numbers.p50.in_table(plus),
                })
                .collect(),
        })
        .collect();
    let medians = groups.first().map(|(period, rows)| {
        let each = rows.iter().map(|(name, _, numbers)| format!("{name} {}", numbers.p50.in_table(plus)));
        format!("Medians in {period}: {}.", each.collect::<Vec<_>>().join(", "))
    });
    let caption = Caption {
        id: id.to_owned(),
        title: with_unit(&title, &unit),
        description: medians.unwrap_or_default(),
    };
    let rows = html! { @for (period, rows) in groups { @for (name, at, n) in rows { tr {
        th scope="row" { (period) } td { (name) }
        @for (key, figure) in [("mean", n.mean), ("p05", n.p05), ("p50", n.p50), ("p95", n.p95)] {
            td { (placed(&format!("{at}/{key}"), figure.value, &figure.in_table(plus))) }
        }
    } } } };
    let numbers = numbers(&title, &["Period", "Of", "mean", "p05", "p50", "p95"], &rows);
    Chart { title, unit, picture: ranges::draw(&drawn, plus, &caption), numbers }
}

fn layers(found: &Comparison) -> Option<Section> {
    let split =
        |pair: &Compared| pair.steps.len() > 1 && !pair.outcomes.is_empty() && !pair.differences.is_empty();
    let pairs: Vec<(usize, &Compared)> =
        found.pairs.iter().enumerate().filter(|(_, pair)| split(pair)).collect();
    (!pairs.is_empty()).then(|| Section {
        id: "layers",
        title: "What brings the difference about",
        lead: html! {
            "The mean difference, layer by layer of what the scenarios say. Layers are taken from the other in the order of the columns; in "
            "another order the parts may be others, their sum is the same."
        },
        body: html! {
            @for (number, pair) in pairs {
                @if found.pairs.len() > 1 { h3 { (letter(number + 1)) " against A" } }
                (split_table(number, pair))
                @for sentence in &pair.unresolved { p class="warning" { (said(sentence)) "." } }
                @if let Some(chart) = waterfall(number, pair) { div class="charts pairs" { (chart.markup()) } }
            }
        },
    })
}

fn split_table(number: usize, pair: &Compared) -> Markup {
    let name = format!("mean {}, split", minus_first(number + 1));
    let steps = pair.steps.iter().map(|step| step.join(" and "));
    let heads: Vec<String> =
        ["Outcome".to_owned()].into_iter().chain(steps).chain(["all".to_owned()]).collect();
    let rows = html! { @for (at, row) in pair.outcomes.iter().enumerate() { tr {
        @let of = format!("/pairs/{number}/outcomes/{at}");
        th scope="row" { (row_name(&row.head)) }
        @for (step, part) in row.contributions.iter().enumerate() {
            td { (placed(&format!("{of}/contributions/{step}"), part.value, &plus_minus(*part))) }
        }
        td { (placed(&format!("{of}/difference/mean"), row.difference.mean.value, &plus_minus(row.difference.mean))) }
    } } };
    scrolling(&name, &numbers(&name, &heads, &rows))
}

/// What the layers add to the mean of the first outcome, one after the other; nothing where one alone does.
fn waterfall(number: usize, pair: &Compared) -> Option<Chart> {
    let row = pair.outcomes.first()?;
    let moves = row.contributions.iter().filter(|part| part.value.is_some_and(|value| value != 0.0)).count();
    if moves < 2 {
        return None;
    }
    let parts = pair.steps.iter().zip(&row.contributions).map(|(step, part)| (step.join(" and "), *part));
    let mut rows = steps(0.0, parts)?;
    let all = row.difference.mean;
    rows.push(Step {
        label: "all together".to_owned(),
        bars: vec![Bar { from: 0.0, to: all.value?, light: true }],
        interval: all.low.zip(all.high).map(|(low, high)| [low, high]),
        text: plus_minus(all),
    });
    let (name, unit) = (head_and_unit(&row.head).0, own_unit(&row.head));
    let title = format!("{name}, {}: mean {}, layer by layer", row.head.period, minus_first(number + 1));
    let caption = Caption {
        id: format!("layers-{number}"),
        title: with_unit(&title, &unit),
        description: format!("All together {} {unit}.", plus_minus(all)),
    };
    let adds = html! { @for (at, (step, part)) in pair.steps.iter().zip(&row.contributions).enumerate() { tr {
        th scope="row" { (step.join(" and ")) }
        td { (placed(&format!("/pairs/{number}/outcomes/0/contributions/{at}"), part.value, &plus_minus(*part))) }
    } } };
    let numbers = numbers(&title, &["Layer", "Adds"], &adds);
    Some(Chart { title, unit, picture: Spans { rows, origin: 0.0, joined: true }.draw(&caption), numbers })
}

fn inputs(found: &Comparison) -> Section {
    Section {
        id: "inputs",
        title: "What they say differently",
        lead: html! { "Whatever a number can depend on, as it was read; what both say alike is left out." },
        body: html! {
            @for (at, pair) in found.pairs.iter().enumerate() {
                @if found.pairs.len() > 1 { h3 { (letter(at + 1)) " against A" } }
                (said_table(&pair.differences, &letter(at + 1)))
            }
        },
    }
}

fn forecasts(found: &Comparison) -> Option<Section> {
    let own = |at: usize| found.forecast.iter().enumerate().filter(move |(_, row)| row.number == at);
    (!found.forecast.is_empty()).then(|| Section {
        id: "forecast",
        title: "Conditional forecasts",
        lead: html! {
            "Known: the latest figure before the start; baseline: its median; p10, p50 and p90 in the scenario; effect: the mean of scenario "
            "against baseline on the same path. ± is a 95 percent interval."
        },
        body: html! {
            @for (at, scenario) in found.scenarios.iter().enumerate() {
                @if own(at).next().is_some() {
                    h3 { (letter(at)) " " (said(&scenario.title)) }
                    (forecast_table(&letter(at), own(at)))
                }
            }
        },
    })
}

fn forecast_table<'a>(letter: &str, rows: impl Iterator<Item = (usize, &'a Forecast)>) -> Markup {
    let name = format!("Conditional forecast of {letter}");
    let plain = |at: String, x: f64, row: &Forecast| placed(&at, Some(x), &beside(x, row));
    let rows = html! { @for (number, row) in rows { tr {
        @let of = format!("/forecast/{number}");
        th scope="row" { (forecast_name(row)) }
        td { @if let Some((at, known, value)) = latest(row) {
            (plain(format!("{of}/known/{at}/value"), value, row)) " " span class="soft" { "(" (known) ")" }
        } }
        td { @if let Some(value) = row.reference { (plain(format!("{of}/reference"), value, row)) } }
        @for (name, figure) in [("baseline", row.baseline), ("p10", row.p10), ("p50", row.p50), ("p90", row.p90)] {
            td { (placed(&format!("{of}/{name}"), figure.value, &figure.in_table(false))) }
        }
        td { (placed(&format!("{of}/effect"), row.effect.value, &in_unit(row))) }
    } } };
    let heads = ["Outcome", "known", "reference", "baseline", "p10", "p50", "p90", "effect"];
    scrolling(&name, &numbers(&name, &heads, &rows))
}

fn forecast_name(row: &Forecast) -> Markup {
    said(&words::row(&row.label, &row.measure, &row.unit, &row.period))
}

/// The latest known number: where it stands, its period, and itself.
fn latest(row: &Forecast) -> Option<(usize, &str, f64)> {
    let known = row.known.last()?;
    Some((row.known.len() - 1, known.period.as_str(), known.value?))
}
