//! Several scenarios in one report, side by side: their answers, their numbers in one table, their courses and distributions on
//! one scale, and what they say differently.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::numerics::{max, min};
use crate::scenario::{Scenario, differences, listing};

use super::super::Course;
use super::super::answer::sentences;
use super::super::column::Column;
use super::super::number::count;
use super::super::words;
use super::part::{Chart, Section, closed, figure, heading, said, scrolling, with_unit};
use super::{Report, answer, densities, fans, page, run};

/// More differences than so many are closed up.
const OPEN: usize = 40;

/// One of the scenarios.
#[derive(Debug, Clone, Copy)]
pub struct One<'a> {
    /// What its own report is made from.
    pub report: Report<'a>,
    /// What it says.
    pub scenario: &'a Scenario,
}

/// The page of two or more.
///
/// # Panics
/// Without a scenario.
pub fn render(all: &[One]) -> String {
    let sections: Vec<Section> =
        [forecast(all), courses(all), distributions(all), assumptions(all), Some(provenance(all))]
            .into_iter()
            .flatten()
            .collect();
    let header = html! {
        h1 { (count(all.len() as u64)) " scenarios side by side" }
        p class="soft" {
            @if are_aligned(all) {
                "On the same draws: what differs is what they say. "
            } @else {
                "Each on its own paths and seed. "
            }
            code { "sarez compare" } " sets them against each other path by path."
        }
    };
    let main = html! {
        (answers(all))
        (page::sections(&sections))
    };
    let titles: Vec<&str> = all.iter().map(|one| one.report.summary.title.as_str()).collect();
    page::page(&titles.join(" | "), &header, &main, &all[0].report.identity.sarez)
}

/// Whether all have the same paths, seed and sampler.
fn are_aligned(all: &[One]) -> bool {
    let of = |one: &One| {
        let summary = one.report.summary;
        (summary.paths, summary.seed, summary.sampler)
    };
    all.windows(2).all(|pair| of(&pair[0]) == of(&pair[1]))
}

fn answers(all: &[One]) -> Markup {
    html! {
        div class="side" {
            @for (number, One { report, .. }) in all.iter().enumerate() {
                @let id = format!("answer-{number}");
                section class="answer" aria-labelledby=(id) {
                    h2 id=(id) { (said(&report.summary.title)) }
                    p class="soft" { (run(report.summary)) }
                    @for sentence in sentences(report.summary) { p { (answer::markup(&sentence)) } }
                    @for warning in &report.summary.warnings { p class="warning note" { (said(warning)) "." } }
                    h3 { "What was asked" }
                    (answer::asked(report.show))
                }
            }
        }
    }
}

/// An outcome at a period, however its scenario calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Measured {
    variable: String,
    measure: String,
    of: &'static str,
    unit: String,
    period: String,
}

impl Measured {
    fn new(column: &Column) -> Self {
        Self {
            variable: column.variable.clone(),
            measure: column.measure.clone(),
            of: column.of,
            unit: column.unit.clone(),
            period: column.period.clone(),
        }
    }

    fn find<'a>(&self, one: &One<'a>) -> Option<&'a Column> {
        one.report.summary.columns.iter().find(|column| Self::new(column) == *self)
    }
}

/// All that some scenario measures, in the order in which it is first measured; what several measure before the others.
fn measured(all: &[One]) -> Vec<Measured> {
    let mut list: Vec<Measured> = Vec::new();
    for column in all.iter().flat_map(|one| &one.report.summary.columns) {
        let of = Measured::new(column);
        if !list.contains(&of) {
            list.push(of);
        }
    }
    list.sort_by_key(|of| all.iter().filter(|one| of.find(one).is_some()).count() < 2);
    list
}

fn forecast(all: &[One]) -> Option<Section> {
    let list = measured(all);
    let first = |of: &Measured| all.iter().find_map(|one| of.find(one));
    let rows: Vec<(&Measured, &Column)> = list.iter().filter_map(|of| Some((of, first(of)?))).collect();
    let (shared, alone): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|(of, _)| all.iter().filter(|one| of.find(one).is_some()).count() > 1);
    (!shared.is_empty() || !alone.is_empty()).then(|| Section {
        id: "forecast",
        title: "Conditional forecasts",
        lead: html! {
            "The median of each outcome, and below it p05 to p95. Digits that Monte Carlo error does not support are not shown."
        },
        body: html! {
            @if !shared.is_empty() { (numbers("Outcomes of several scenarios", all, &shared)) }
            @if !alone.is_empty() {
                (closed("What one scenario alone measures", &numbers("Outcomes of one scenario", all, &alone)))
            }
        },
    })
}

fn numbers(name: &str, all: &[One], rows: &[(&Measured, &Column)]) -> Markup {
    scrolling(
        name,
        &html! {
            table class="numbers beside" {
                caption class="unseen" { (name) }
                thead { tr {
                    th scope="col" { "Outcome" }
                    @for one in all { th scope="col" { (said(&one.report.summary.title)) } }
                } }
                tbody { @for (of, column) in rows { tr {
                    @let (name, unit) = heading(column);
                    th scope="row" { (said(&with_unit(&name, &unit))) }
                    @for one in all { td { @if let Some(column) = of.find(one) { (three(one, column)) } } }
                } } }
            }
        },
    )
}

fn three(one: &One, column: &Column) -> Markup {
    let plus = column.versus.is_some();
    let s = &column.statistics;
    let number = |name: &str, number| {
        html! {
            span data-scenario=(one.report.summary.scenario) data-column=(column.id) data-statistic=(name) {
                (figure(number, plus))
            }
        }
    };
    html! {
        strong { (number("p50", s.p50)) } br;
        span class="soft" { (number("p05", s.p05)) " to " (number("p95", s.p95)) }
    }
}

/// Charts of one thing beside each other, one a scenario.
fn beside(title: &str, charts: Vec<(&str, Chart)>) -> Markup {
    html! {
        h3 { (said(title)) }
        div class="charts" { @for (of, chart) in charts {
            (chart.called(of, of).markup())
        } }
    }
}

fn courses(all: &[One]) -> Option<Section> {
    let key = |course: &Course| (course.variable.clone(), course.unit.clone());
    let mut keys: Vec<(String, String)> = Vec::new();
    for course in all.iter().flat_map(|one| one.report.courses) {
        if !keys.contains(&key(course)) {
            keys.push(key(course));
        }
    }
    let mut groups: Vec<Markup> = Vec::new();
    for (number, wanted) in keys.iter().enumerate() {
        let found: Vec<(&One, usize, &Course)> = (all.iter().enumerate())
            .filter_map(|(at, one)| {
                Some((one, at, one.report.courses.iter().find(|course| key(course) == *wanted)?))
            })
            .collect();
        if found.len() < 2 {
            continue;
        }
        let name = |course: &Course, unit: &str| words::name_and_unit(&course.label, unit).0.to_owned();
        let points = |course: &Course| -> Vec<f64> {
            let all = course.scenario.iter().chain(&course.baseline).flat_map(|point| point.quantiles);
            let lines = course.history.iter().chain(&course.reference).map(|(_, value)| *value);
            all.filter_map(|figure| figure.value).chain(lines).collect()
        };
        let effects = |course: &Course| -> Vec<f64> {
            course.effect.iter().flat_map(|point| point.quantiles).filter_map(|figure| figure.value).collect()
        };
        let within =
            |of: &dyn Fn(&Course) -> Vec<f64>| range(found.iter().flat_map(|(_, _, course)| of(course)));
        let (of_effects, of_levels) = (within(&effects), within(&points));
        let title = |one: &One<'_>| one.report.summary.title.clone();
        let charts: Vec<(String, Chart)> = (found.iter())
            .filter_map(|(one, at, course)| {
                Some((title(one), fans::effect(&format!("effect-{number}-{at}"), course, of_effects)?))
            })
            .collect();
        let levels: Vec<(String, Chart)> = (found.iter())
            .filter_map(|(one, at, course)| {
                Some((title(one), fans::level(&format!("level-{number}-{at}"), course, of_levels)?))
            })
            .collect();
        let course = found[0].2;
        for (heading, charts) in [
            (
                format!(
                    "{}, against the baseline",
                    words::measured(&name(course, &course.effect_unit), "effect")
                ),
                charts,
            ),
            (name(course, &course.unit), levels),
        ] {
            if charts.len() > 1 {
                groups.push(beside(
                    &heading,
                    charts.iter().map(|(of, chart)| (of.as_str(), chart.clone())).collect(),
                ));
            }
        }
    }
    (!groups.is_empty()).then(|| Section {
        id: "time",
        title: "Over time",
        lead: html! {
            "Charts beside each other have one scale. The line is the median; the bands hold 50, 80 and 90 percent of the paths of each "
            "period. "
            span class="key of-baseline" { "Dashed" } ": median of the baseline. "
            span class="key of-reference" { "Dotted" } ": the reference. "
            span class="key" { "Thick" } ": known before the start."
        },
        body: html! { @for group in groups { (group) } },
    })
}

fn distributions(all: &[One]) -> Option<Section> {
    let first = all.first()?;
    let mut groups: Vec<Markup> = Vec::new();
    for (number, column) in first.report.summary.at_a_date().into_iter().enumerate() {
        let of = Measured::new(column);
        let found: Vec<(usize, &One, &Column)> =
            all.iter().enumerate().filter_map(|(at, one)| Some((at, one, of.find(one)?))).collect();
        let ends = found.iter().filter_map(|(_, _, column)| column.histogram.as_ref());
        let within = range(ends.flat_map(|histogram| [histogram.low, histogram.high]));
        let charts: Vec<(&str, Chart)> = (found.iter())
            .filter_map(|(at, one, column)| {
                let id = format!("density-{number}-{at}");
                let chart = densities::chart(one.report.summary, &id, column, within)?;
                Some((one.report.summary.title.as_str(), chart))
            })
            .collect();
        if charts.len() > 1 {
            groups.push(beside(&heading(column).0, charts));
        }
    }
    (!groups.is_empty()).then(|| Section {
        id: "densities",
        title: "Distributions at a date",
        lead: html! {
            "Shares of all paths in 24 equally wide bins from p01 to p99 of each. Charts beside each other have one scale of values. The "
            "darker part lies between p05 and p95."
        },
        body: html! { @for group in groups { (group) } },
    })
}

/// The least and the most of them.
fn range(values: impl Iterator<Item = f64>) -> Option<[f64; 2]> {
    values.filter(|value| value.is_finite()).fold(None, |range, value| {
        let [low, high] = range.unwrap_or([value, value]);
        Some([min(low, value), max(high, value)])
    })
}

/// What they say differently, one row a thing.
fn assumptions(all: &[One]) -> Option<Section> {
    let listings: Vec<Vec<(String, String)>> = all.iter().map(|one| listing(one.scenario)).collect();
    let (first, others) = listings.split_first()?;
    // By path what each says; in the order in which the first pair that differs says it.
    let mut order: Vec<String> = Vec::new();
    for other in others {
        for difference in differences(first, other) {
            if !order.contains(&difference.path) {
                order.push(difference.path);
            }
        }
    }
    order.retain(|path| path != "title" && path != "note");
    let said_by: Vec<BTreeMap<&str, Vec<&str>>> = listings
        .iter()
        .map(|listing| {
            let mut by_path: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for (path, value) in listing {
                by_path.entry(path).or_default().push(value);
            }
            by_path
        })
        .collect();
    let table = scrolling(
        "What they say differently",
        &html! {
            table class="prose" {
                caption class="unseen" { "What the scenarios say differently" }
                thead { tr {
                    th scope="col" { "Where" }
                    @for one in all { th scope="col" { (said(&one.report.summary.title)) } }
                } }
                tbody { @for path in &order { tr {
                    th scope="row" { code { (said(path)) } }
                    @for by_path in &said_by { td {
                        @match by_path.get(path.as_str()) {
                            Some(values) => (said(&values.join("; "))),
                            None => span class="soft" { "not said" },
                        }
                    } }
                } } }
            }
        },
    );
    Some(Section {
        id: "differences",
        title: "What they say differently",
        lead: html! {
            @if order.is_empty() { "Nothing but their titles." } @else {
                "Whatever a number can depend on, as it was read; what all of them say alike is left out."
            }
        },
        body: match order.len() {
            0 => html! {},
            1..=OPEN => table,
            more => closed(&format!("{} differences", count(more as u64)), &table),
        },
    })
}

fn provenance(all: &[One]) -> Section {
    let row = |one: &One| {
        let identity = one.report.identity;
        html! {
            tr {
                th scope="row" { (said(&identity.scenario)) }
                td { (identity.seed) } td { (count(identity.paths)) } td { (identity.sampler) }
                td { ul { @for input in &identity.inputs {
                    li { (said(&input.name)) " " code class="hash" { (input.sha256) } }
                } } }
            }
        }
    };
    Section {
        id: "provenance",
        title: "Provenance",
        lead: html! {
            "Each scenario has a folder with its own report and files. The same inputs, version and seed give the same numbers on any "
            "number of threads and any machine."
        },
        body: scrolling(
            "Provenance",
            &html! {
                table class="prose" {
                    caption class="unseen" { "Inputs of each scenario" }
                    thead { tr { @for name in ["Scenario", "Seed", "Paths", "Sampler", "Inputs, SHA-256"] { th scope="col" { (name) } } } }
                    tbody { @for one in all { (row(one)) } }
                }
            },
        ),
    }
}
