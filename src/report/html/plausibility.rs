//! How far the shocks are from what has been.

use maud::{Markup, html};

use super::super::plausibility::{OfShock, Place, change as said_change, percentile};
use super::super::summary::Summary;
use super::part::{Section, said, scrolling};

pub fn section(summary: &Summary) -> Option<Section> {
    let plausibility = summary.plausibility.as_ref()?;
    let known: Vec<(&OfShock, &Place)> =
        plausibility.shocks.iter().filter_map(|shock| Some((shock, shock.place.as_ref()?))).collect();
    let words = plausibility.sentences();
    Some(Section {
        id: "plausibility",
        title: "Against the past",
        lead: html! {
            "Each shock, at the median of its size and at full weight, among the yearly changes of its variable before the start. "
            "The fitted percentile is that of a Student t, which carries the error of fitting a normal to so few years."
        },
        body: html! {
            @if !known.is_empty() { (table(&known)) }
            ul { @for sentence in &words { li { (said(sentence)) } } }
        },
    })
}

fn table(known: &[(&OfShock, &Place)]) -> Markup {
    let percent = |share: Option<f64>| share.map_or_else(String::new, percentile);
    let change = |value: Option<f64>| value.map_or_else(String::new, said_change);
    scrolling(
        "Shocks among past yearly changes",
        &html! {
            table {
                caption class="unseen" { "Shocks among past yearly changes" }
                thead { tr {
                    th scope="col" { "Shock" } th scope="col" { "Past of" } th scope="col" { "Change" } th scope="col" { "Years" }
                    th scope="col" { "Percentile" } th scope="col" { "Fitted" } th scope="col" { "Largest before" } th scope="col" { "Source" }
                } }
                tbody { @for (shock, place) in known { tr {
                    th scope="row" { (said(&shock.shock)) }
                    td { (said(&place.of)) }
                    td { (change(place.change)) " " (place.unit) }
                    td { (place.years) ", " (place.first) " to " (place.last) }
                    td { (percent(place.below)) }
                    td { (percent(place.fitted)) }
                    td { (change(place.extreme)) " in " (place.extreme_year) }
                    td { @if let Some(source) = &place.source { (said(source)) } }
                } } }
            }
        },
    )
}
