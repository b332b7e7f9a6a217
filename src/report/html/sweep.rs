//! The page of `sarez sweep`: each outcome over the grid, as a picture and in numbers.

use maud::{Markup, html};

use super::super::aligned::plus_minus;
use super::super::chart::Caption;
use super::super::chart::grid::Grid;
use super::super::chart::ranges::{self, Group, Row as Range};
use super::super::figure::Figure;
use super::super::number::count;
use super::super::sweep::{JSON, Point, Row, Statistic, Sweep};
use super::page;
use super::part::{Chart, firsts, head_and_unit, placed, said, scrolling, with_unit};

/// So many sentences answer.
const SENTENCES: usize = 3;
/// Tables of more points than so many are left to the files.
const MOST: usize = 400;
/// More ranges than so many are not drawn.
const DRAWN: usize = 60;

/// The page, made by this version.
pub fn render(found: &Sweep, sarez: &str) -> String {
    let points = found.points.len() as u64;
    let header = html! {
        h1 { (said(&found.scenario.title)) }
        p class="soft" {
            "At " (count(points)) @if points == 1 { " point" } @else { " points" } " of a grid · " (count(found.paths))
            " paths · seed " (found.seed) " · the same draws at all"
        }
    };
    let main = html! {
        div class="opening alone" { section class="answer" aria-labelledby="answer-heading" {
            h2 id="answer-heading" { "Answer" }
            @let firsts = firsts(found.points.iter().take(1).flat_map(|point| &point.outcomes).map(|row| &row.head));
            @for at in firsts.into_iter().take(SENTENCES) { p { (sentence(found, at)) } }
            h3 { "What was varied" }
            ul { @for axis in &found.axes { li { code { (said(&axis.path)) } ": " (said(&axis.values.join(", "))) } } }
            @if found.zipped && found.axes.len() > 1 { p class="soft note" { "All run together, not crossed." } }
        } }
        section aria-labelledby="outcomes-heading" {
            h2 id="outcomes-heading" { "Each outcome over the grid" }
            p class="lead-in" {
                @if found.shape.len() == 2 {
                    "The median at each point; the darker a cell, the farther it is from zero among all of its picture, blue below and brown "
                    "above zero where both are there. "
                } @else { "Lines are medians, which stand at the right; bars hold 90 percent of the paths. " }
                "Mean change: from the scenario as it is stated, path by path; ± is a 95 percent interval."
            }
            @let (charts, rest): (Vec<_>, Vec<_>) =
                (0..outcomes(found)).map(|at| (at, chart(found, at))).partition(|(_, chart)| chart.is_some());
            div class="charts" { @for (_, chart) in &charts { @if let Some(chart) = chart { (chart.markup()) } } }
            @for (at, _) in &rest {
                @let (name, unit) = title(found, *at);
                h3 { (said(&with_unit(&name, &unit))) }
                (scrolling(&name, &numbers(found, *at, &name)))
            }
        }
    };
    page::page(&found.scenario.title, &header, &main, sarez)
}

fn outcomes(found: &Sweep) -> usize {
    found.points.first().map_or(0, |point| point.outcomes.len())
}

fn statistic<'a>(list: &'a [Statistic], name: &str) -> (usize, Figure) {
    let at = list.iter().position(|one: &'a Statistic| one.statistic == name);
    at.map_or((0, Figure::default()), |at| (at, list[at].figure))
}

fn median(point: &Point, at: usize) -> Figure {
    statistic(&point.outcomes[at].statistics, "p50").1
}

fn values(point: &Point) -> String {
    point.values.join(", ")
}

/// `shock.fall.percent` = -4, `event.flood.probability` = 0.1
fn place(found: &Sweep, point: &Point) -> Markup {
    html! { @for (k, (axis, value)) in found.axes.iter().zip(&point.values).enumerate() {
        @if k > 0 { ", " }
        code { (said(&axis.path)) } " = " (said(value))
    } }
}

fn sentence(found: &Sweep, at: usize) -> Markup {
    let row = &found.points[0].outcomes[at];
    let (name, unit) = head_and_unit(&row.head);
    let plus = row.head.versus.is_some();
    let value = |point: &&Point| median(point, at).value.unwrap_or(f64::NAN);
    let known = || found.points.iter().filter(|point| value(point).is_finite());
    let low = known().min_by(|a, b| value(a).total_cmp(&value(b)));
    let high = known().max_by(|a, b| value(a).total_cmp(&value(b)));
    html! {
        @if let Some((low, high)) = low.zip(high) {
            (said(&name)) ", " (row.head.period) ": the median lies between " strong { (median(low, at).in_table(plus)) } " at "
            (place(found, low)) " and " strong { (median(high, at).in_table(plus)) } " at " (place(found, high))
            @if !unit.is_empty() { ", " (said(&unit)) } "."
        }
    }
}

/// "GDP effect, 2022" and "percent, against the baseline"
fn title(found: &Sweep, at: usize) -> (String, String) {
    let head = &found.points[0].outcomes[at].head;
    let (name, unit) = head_and_unit(head);
    (format!("{name}, {}", head.period), unit)
}

fn chart(found: &Sweep, at: usize) -> Option<Chart> {
    let (name, unit) = title(found, at);
    let plus = found.points[0].outcomes[at].head.versus.is_some();
    let is_grid = found.shape.len() == 2;
    let how = if is_grid { "the median" } else { "median and 90 percent of the paths" };
    let title = format!("{name}: {how}");
    let value = |point: &Point, name: &str| {
        statistic(&point.outcomes[at].statistics, name).1.value.unwrap_or(f64::NAN)
    };
    let ends = [found.points.first()?, found.points.last()?];
    let [first, last] =
        ends.map(|point| format!("{} at {}", median(point, at).in_table(plus), values(point)));
    let caption = Caption {
        id: format!("sweep-{at}"),
        title: with_unit(&title, &unit),
        description: format!("From {first} to {last}."),
    };
    let axes = found.axes.iter().map(|axis| axis.path.as_str()).collect::<Vec<_>>();
    let picture = if is_grid {
        let across = found.axes[1].values.len();
        let cell = |point: &Point| (value(point, "p50"), median(point, at).in_table(plus));
        Grid {
            axes: [axes[0].to_owned(), axes[1].to_owned()],
            rows: found.axes[0].values.clone(),
            columns: found.axes[1].values.clone(),
            cells: found.points.chunks(across).map(|row| row.iter().map(cell).collect()).collect(),
        }
        .draw(&caption)
    } else if found.points.len() <= DRAWN {
        let row = |point: &Point| Range {
            name: values(point),
            quantiles: ["p05", "p50", "p95"].map(|name| value(point, name)),
            text: median(point, at).in_table(plus),
        };
        let rows = found.points.iter().map(row).collect();
        ranges::draw(&[Group { heading: axes.join(", "), rows }], plus, &caption)
    } else {
        return None;
    };
    let numbers = numbers(found, at, &name);
    Some(Chart { title, unit, picture, numbers })
}

/// A row a point.
fn numbers(found: &Sweep, at: usize, name: &str) -> Markup {
    if found.points.len() > MOST {
        return html! { p class="soft" { "The numbers of " (count(found.points.len() as u64)) " points are in " (JSON) "." } };
    }
    let cells = |number: usize, row: &Row| {
        let (of, plus) = (format!("/points/{number}/outcomes/{at}"), row.head.versus.is_some());
        html! {
            @for name in ["p05", "p50", "p95"] {
                @let (k, figure) = statistic(&row.statistics, name);
                td { (placed(&format!("{of}/statistics/{k}"), figure.value, &figure.in_table(plus))) }
            }
            @let (k, mean) = statistic(&row.change, "mean");
            td { (placed(&format!("{of}/change/{k}"), mean.value, &plus_minus(mean))) }
        }
    };
    html! {
        table class="numbers" {
            caption class="unseen" { (name) }
            thead { tr {
                @for axis in &found.axes { th scope="col" { (said(&axis.path)) } }
                @for head in ["p05", "p50", "p95", "mean change"] { th scope="col" { (head) } }
            } }
            tbody { @for (number, point) in found.points.iter().enumerate() { tr {
                @for (k, value) in point.values.iter().enumerate() {
                    @if k == 0 { th scope="row" { (said(value)) } } @else { td { (said(value)) } }
                }
                (cells(number, &point.outcomes[at]))
            } } }
        }
    }
}
