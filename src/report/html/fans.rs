//! Over time: each variable that some outcome measures, and the scenario's effect on it.

use maud::{Markup, html};

use super::super::chart::Caption;
use super::super::chart::fan::Fan;
use super::super::course::{Course, Point, QUANTILES};
use super::super::figure::Figure;
use super::super::words;
use super::Report;
use super::part::{Chart, Section, figure, with_unit};

#[expect(clippy::unnecessary_wraps, reason = "as every section")]
pub fn section(report: Report) -> Option<Section> {
    if report.courses.is_empty() {
        return Some(Section {
            id: "time",
            title: "Over time",
            lead: html! { "Left out: the distributions of every quarter would have taken more memory than was allowed." },
            body: html! {},
        });
    }
    Some(Section {
        id: "time",
        title: "Over time",
        lead: html! {
            "The line is the median; the bands hold 50, 80 and 90 percent of the paths of each period. "
            span class="key of-baseline" { "Dashed" } ": median of the baseline. "
            span class="key of-reference" { "Dotted" } ": the reference. "
            span class="key" { "Thick" } ": known before the start."
        },
        body: html! { div class="charts" { @for chart in charts(report) { (chart.markup()) } } },
    })
}

/// The effect on each variable and its level.
pub fn charts(report: Report) -> Vec<Chart> {
    let of = |(number, course)| {
        [effect(&format!("effect-{number}"), course, None), level(&format!("level-{number}"), course, None)]
    };
    report.courses.iter().enumerate().flat_map(of).flatten().collect()
}

/// The first outcome over time, for the first screen.
pub fn first(report: Report) -> Option<Markup> {
    let course = report.courses.first()?;
    let chart = effect("first-effect-0", course, None).or_else(|| level("first-level-0", course, None))?;
    let title = chart.title.clone();
    Some(html! {
            div {
    (chart.called(&title, "First outcome").markup())
                p class="soft note" { "The line is the median; the bands hold 50, 80 and 90 percent of the paths of each period." }
            }
        })
}

/// The variable's level; `within` is what its axis holds beside its own.
pub fn level(id: &str, course: &Course, within: Option<[f64; 2]>) -> Option<Chart> {
    let (points, variant) = match (&course.scenario[..], &course.baseline[..]) {
        ([], []) => return None,
        ([], baseline) => (baseline, "in the baseline"),
        (scenario, _) => (scenario, "in the scenario"),
    };
    let fan = Fan {
        history: course.history.clone(),
        reference: course.reference.clone(),
        baseline: if course.scenario.is_empty() { Vec::new() } else { medians(&course.baseline) },
        bands: bands(points),
        zero: false,
        within,
    };
    let (name, unit) = words::name_and_unit(&course.label, &course.unit);
    let title = format!("{name} {variant}");
    chart(id, &title, unit, &fan, points, false)
}

/// The scenario's effect on it.
pub fn effect(id: &str, course: &Course, within: Option<[f64; 2]>) -> Option<Chart> {
    let fan = Fan { bands: bands(&course.effect), zero: true, within, ..Fan::default() };
    let (name, unit) = words::name_and_unit(&course.label, &course.effect_unit);
    let title = format!("{}, against the baseline", words::measured(name, "effect"));
    chart(id, &title, unit, &fan, &course.effect, true)
}

/// The picture with its title, its unit and the numbers behind it; nothing without a finite point.
fn chart(id: &str, title: &str, unit: &str, fan: &Fan, points: &[Point], plus: bool) -> Option<Chart> {
    let last =
        points.iter().rev().find(|point| point.quantiles.iter().all(|figure| figure.value.is_some()))?;
    let [p05, .., p95] = last.quantiles;
    let description = format!(
        "In {} the median is {} {unit}; 90 percent of paths lie between {} and {}.",
        last.period,
        last.median().in_table(plus),
        p05.in_table(plus),
        p95.in_table(plus)
    );
    let caption = Caption { id: id.to_owned(), title: with_unit(title, unit), description };
    Some(Chart {
        title: title.to_owned(),
        unit: unit.to_owned(),
        picture: fan.draw(&caption),
        numbers: table(fan, points, plus, title),
    })
}

fn table(fan: &Fan, points: &[Point], plus: bool, title: &str) -> Markup {
    let value = |list: &[(crate::calendar::Period, f64)], point: &Point| {
        list.iter().find(|(period, _)| *period == point.period).map(|(_, value)| *value)
    };
    let exact = |value: f64| Figure {
        value: Some(value),
        low: Some(value),
        high: Some(value),
        resolution: Some(0.0),
    };
    html! {
        table class="numbers" {
            caption class="unseen" { (title) }
            thead { tr {
                th scope="col" { "Period" }
                @for (name, _) in QUANTILES { th scope="col" { (name) } }
                @if !fan.baseline.is_empty() { th scope="col" { "baseline p50" } }
                @if !fan.reference.is_empty() { th scope="col" { "reference" } }
            } }
            tbody {
                @for (period, known) in &fan.history {
                    tr { th scope="row" { (period) } td colspan="7" class="soft" { "known: " (figure(exact(*known), plus)) } }
                }
                @for point in points {
                    tr {
                        th scope="row" { (point.period) }
                        @for number in point.quantiles { td { (figure(number, plus)) } }
                        @if !fan.baseline.is_empty() {
                            td { @if let Some(value) = value(&fan.baseline, point) {
                                @let half = point.median().half_width();
                                (figure(Figure { value: Some(value), low: Some(value - half), high: Some(value + half), resolution: None }, plus))
                            } }
                        }
                        @if !fan.reference.is_empty() {
                            td { @if let Some(value) = value(&fan.reference, point) { (figure(exact(value), plus)) } }
                        }
                    }
                }
            }
        }
    }
}

fn bands(points: &[Point]) -> Vec<(crate::calendar::Period, [f64; 7])> {
    points
        .iter()
        .map(|point| (point.period, point.quantiles.map(|figure| figure.value.unwrap_or(f64::NAN))))
        .collect()
}

fn medians(points: &[Point]) -> Vec<(crate::calendar::Period, f64)> {
    points.iter().filter_map(|point| Some((point.period, point.median().value?))).collect()
}
