//! `report.html`: everything that a run has to say, for people, in one file.
//!
//! It asks nothing of the network and runs nothing: words, tables and pictures stand in the file, its policy forbids
//! everything else, and what comes from scenario files is escaped at one place each: markup where it is put in, characters
//! that are obeyed rather than shown at the end. Equal runs give equal bytes: it knows neither clock nor machine.

mod answer;
pub mod attribution;
pub mod comparison;
mod densities;
mod dependence;
mod fans;
mod forecast;
mod happenings;
mod inputs;
mod judgement;
mod model;
mod page;
mod part;
mod plausibility;
mod probabilities;
mod provenance;
mod record;
pub mod revision;
pub mod sensitivity;
mod shares;
pub mod sweep;
mod swings;
mod timing;
pub mod together;
mod uncertainty;
mod verdicts;

use maud::{Markup, html};

use super::chart::Picture;
use super::manifest::Identity;
use super::show::Show;
use super::{Course, Summary};

use part::{Section, said};

/// The file's name.
pub const NAME: &str = "report.html";

/// What a report is made from.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The numbers.
    pub summary: &'a Summary,
    /// Over time; none where they would have taken more memory than was allowed.
    pub courses: &'a [Course],
    /// The question in all its sections.
    pub show: &'a Show,
    /// What it was made from.
    pub identity: &'a Identity,
}

/// The page.
pub fn render(report: Report) -> String {
    let summary = report.summary;
    let sections: Vec<Section> = [
        forecast::section(summary),
        fans::section(report),
        densities::section(summary),
        probabilities::section(summary),
        shares::section(report),
        swings::section(summary),
        timing::section(report.show),
        happenings::section(summary),
        verdicts::section(summary),
        record::section(summary),
        uncertainty::section(summary),
        uncertainty::bounds(summary),
        uncertainty::precision(summary),
        plausibility::section(summary),
        judgement::section(report.show),
        dependence::section(summary, report.show),
        model::parameters(report.show),
        model::equations(report.show),
        provenance::section(report),
    ]
    .into_iter()
    .flatten()
    .collect();
    let header = html! {
        h1 { (said(&summary.title)) }
        p class="soft" { (run(summary)) }
    };
    let main = html! {
        (answer::opening(report))
        (page::sections(&sections))
    };
    page::page(&summary.title, &header, &main, &report.identity.sarez)
}

/// Every picture of the page, each once, by where it stands.
pub(super) fn pictures(report: Report) -> Vec<Picture> {
    let summary = report.summary;
    let charts = fans::charts(report).into_iter().chain(densities::charts(summary));
    let charts = charts.chain(shares::charts(report)).chain(swings::charts(summary));
    let charts = charts.chain(record::charts(summary));
    let mut pictures: Vec<Picture> = charts.map(|chart| chart.picture).collect();
    pictures.extend(probabilities::pictures(summary));
    pictures.extend(uncertainty::pictures(summary));
    pictures.extend(timing::picture(report.show));
    pictures
}

/// "Tajikistan, model remittance-energy; 2022Q1 to 2024Q4; 100,000 paths, seed 2022"
fn run(summary: &Summary) -> Markup {
    html! {
        @if let Some(economy) = &summary.economy { (said(&economy.title)) " · " }
        "model " (said(&summary.model.name)) " · " (summary.start) " to " (summary.end) " · "
        (super::number::count(summary.paths)) @if summary.paths == 1 { " path" } @else { " paths" }
        " · seed " (summary.seed)
        @if summary.parameters == "fixed" { " · parameters fixed" }
        @if let Some(set) = &summary.parameter_set { " · parameter set " (said(&set.title)) }
    }
}
