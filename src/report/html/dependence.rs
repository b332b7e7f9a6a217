//! What moves together: correlations asked and achieved, and the common factors of residuals.

use maud::{Markup, html};

use super::super::number::number;
use super::super::show::{Factor, Show};
use super::super::summary::Summary;
use super::super::{Dependence, Figure};
use super::part::{Section, said, scrolling, source};

pub fn section(summary: &Summary, show: &Show) -> Option<Section> {
    let factors = show.dependence.as_ref().map_or(&[][..], |dependence| &dependence.factors);
    if factors.is_empty() && summary.dependence.is_empty() {
        return None;
    }
    Some(Section {
        id: "dependence",
        title: "What moves together",
        lead: html! {
            @if !summary.dependence.is_empty() {
                "Rank correlations that were asked for, and those of the paths of this run. "
            }
            @if !factors.is_empty() {
                "Residuals that share a common factor: the share of the variance of each one's normal score that is the factor's. "
                "Two members correlate by the square root of the product of their shares."
            }
        },
        body: html! {
            @for dependence in &summary.dependence {
                (correlations(dependence))
                @let shown = show.dependence.iter().flat_map(|shown| &shown.correlated);
                @for own in shown.filter(|shown| shown.once_a == dependence.once_a) {
                    p { (source(own.basis, own.source.as_deref())) }
                }
            }
            @if !factors.is_empty() { (shared(factors)) }
        },
    })
}

fn correlations(dependence: &Dependence) -> Markup {
    let who = if dependence.once_a == "path" { "Shocks and events" } else { "Residuals, each quarter" };
    let shown = |value: f64| number(value, 0.005, true);
    let achieved = |figure: &Figure| match figure.value {
        Some(_) => figure.with_interval(true),
        None => String::new(),
    };
    html! {
        (scrolling(who, &html! {
            table {
                caption { (who) ": rank correlations, copula " (said(&dependence.copula)) }
                thead { tr {
                    th scope="col" { "Pair" } th scope="col" { "Asked" } th scope="col" { "Used" }
                    th scope="col" { "Achieved" } th scope="col" { "As it happens" }
                } }
                tbody { @for pair in &dependence.pairs { tr {
                    th scope="row" { (said(&pair.first)) ", " (said(&pair.second)) }
                    td { @match pair.asked { Some(asked) => (shown(asked)), None => "not said" } }
                    td { (shown(pair.used)) }
                    td { (achieved(&pair.achieved)) }
                    td { (achieved(&pair.as_it_happens)) }
                } } }
            }
        }))
        @if let Some(note) = &dependence.note { p class="soft" { (said(note)) } }
    }
}

fn shared(factors: &[Factor]) -> Markup {
    scrolling(
        "Common factors",
        &html! {
            table class="prose" {
                caption class="unseen" { "Common factors of residuals" }
                thead { tr { th scope="col" { "Factor" } th scope="col" { "Residual of" } th scope="col" { "Share, percent" } } }
                tbody { @for factor in factors { @for (k, member) in factor.members.iter().enumerate() { tr {
                    @if k == 0 { th scope="rowgroup" rowspan=(factor.members.len()) { (said(&factor.factor)) } }
                    td { (said(&member.variable)) }
                    td { (number(100.0 * member.share, 0.05, false)) }
                } } } }
            }
        },
    )
}
