//! The model as it was run: parameters with priors and sources, and the equations in their order.

use maud::html;

use super::super::number::brief;
use super::super::show::{Equation, Show};
use super::part::{Section, closed, said, scrolling, source};

pub fn parameters(show: &Show) -> Option<Section> {
    let parameters = show.parameters.as_ref().filter(|parameters| !parameters.list.is_empty())?;
    Some(Section {
        id: "parameters",
        title: "Parameters",
        lead: html! { (parameters.count.sentence("parameters")) "." },
        body: closed(
            "Every parameter with its prior and its source",
            &scrolling(
                "Parameters",
                &html! {
                    table class="prose" {
                        caption class="unseen" { "Parameters" }
                        thead { tr { @for name in ["Parameter", "Value", "p05", "p50", "p95", "Unit", "Source"] { th scope="col" { (name) } } } }
                        tbody { @for parameter in &parameters.list { tr {
                            th scope="row" { code { (said(&parameter.name)) } @if let Some(label) = &parameter.label { br; span class="soft" { (said(label)) } } }
                            td { (brief(parameter.value)) }
                            @match &parameter.prior {
                                Some(prior) => { @for text in prior.percentiles() { td { (text) } } },
                                None => td colspan="3" class="soft" { "taken as known" },
                            }
                            td { (said(parameter.unit.as_deref().unwrap_or_default())) }
                            td { (source(parameter.basis, parameter.source.as_deref())) }
                        } } }
                    }
                },
            ),
        ),
    })
}

pub fn equations(show: &Show) -> Option<Section> {
    let equations = show.equations.as_ref()?;
    Some(Section {
        id: "equations",
        title: "Equations as run",
        lead: html! {
            (equations.behavioural) " behavioural, which shocks may hit, and " (equations.definitions) " by definition, in the "
            "order in which they are computed"
            @if equations.blocks > 0 { "; those of a block are solved together" }
            "."
        },
        body: closed(
            "Every equation",
            &html! { ol class="equations" { @for equation in &equations.list { (one(equation)) } } },
        ),
    })
}

fn one(equation: &Equation) -> maud::Markup {
    let kind = if equation.rule == "definition" { "by definition" } else { "behavioural" };
    html! {
        li {
            code { (said(&format!("{} = {}", equation.variable, equation.text))) }
            p class="soft" {
                @if let Some(label) = &equation.label { (said(label)) ", " }
                @if let Some(unit) = &equation.unit { (said(unit)) ", " }
                (equation.kind) ", " (kind)
                @if let Some(block) = equation.block { ", block " (block) }
                @if let Some(residual) = &equation.residual { "; " (said(&residual.sentence(equation.tracking == Some("log")))) }
                @if let Some(text) = &equation.source { ". " (source(equation.basis, Some(text))) }
            }
        }
    }
}
