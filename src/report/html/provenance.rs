//! What the report was made from: enough to make it again.

use maud::html;

use super::super::number::count;
use super::Report;
use super::part::{Section, said, scrolling};

#[expect(clippy::unnecessary_wraps, reason = "as every section")]
pub fn section(report: Report) -> Option<Section> {
    let Report { summary, identity, .. } = report;
    let facts = [
        ("Scenario", identity.scenario.clone()),
        ("Sarez", identity.sarez.clone()),
        ("Numerics", identity.numerics.to_string()),
        ("Seed", identity.seed.to_string()),
        ("Paths", count(identity.paths)),
        ("Sampler", identity.sampler.clone()),
        ("Parameters", summary.parameters.to_owned()),
        ("Parameter set", identity.parameter_set.clone().unwrap_or_else(|| "the model's own".to_owned())),
        ("As of", report.show.as_of.clone().unwrap_or_else(|| "no limit".to_owned())),
    ];
    Some(Section {
        id: "provenance",
        title: "Provenance",
        lead: html! {
            "The same inputs, version and seed give the same numbers, and this same file, on any number of threads and any "
            "machine. When and where it was run stands in manifest.json."
        },
        body: html! {
            dl { @for (name, value) in &facts { div { dt { (name) } dd { (said(value)) } } } }
            (scrolling("Inputs", &html! {
                table class="prose" {
                    caption class="unseen" { "Inputs" }
                    thead { tr { th scope="col" { "Input" } th scope="col" { "SHA-256" } } }
                    tbody { @for input in &identity.inputs { tr {
                        th scope="row" { (said(&input.name)) }
                        td { code class="hash" { (input.sha256) } }
                    } } }
                }
            }))
            @if !summary.balancing.is_empty() {
                h3 { "What closes the accounts on the reference" }
                ul { @for balancing in &summary.balancing { li { (said(&balancing.sentence())) } } }
            }
            @if !summary.solved_residuals.is_empty() || !summary.clamped.is_empty() {
                h3 { "Residuals that were solved for, and bounds that were reached" }
                ul {
                    @for solved in &summary.solved_residuals { li { (said(&solved.line())) } }
                    @for clamped in &summary.clamped {
                        li { "bound of " (said(&clamped.variable)) ": reached on " (count(clamped.paths)) " of " (count(summary.paths)) " paths" }
                    }
                }
            }
        },
    })
}
