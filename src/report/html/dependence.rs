//! What moves together.

use maud::html;

use super::super::number::number;
use super::super::show::Show;
use super::part::{Section, said, scrolling};

pub fn section(show: &Show) -> Option<Section> {
    let factors = show.dependence.as_deref().filter(|factors| !factors.is_empty())?;
    Some(Section {
        id: "dependence",
        title: "What moves together",
        lead: html! {
            "Residuals that share a common factor: the share of the variance of each one's normal score that is the factor's. "
            "Two members correlate by the square root of the product of their shares."
        },
        body: scrolling(
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
        ),
    })
}
