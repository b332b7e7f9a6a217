//! Events and regimes: how likely each is said to be, and on how many paths it happened.

use maud::html;

use super::super::event::{percent, round};
use super::super::summary::Summary;
use super::part::{Section, said, scrolling};

pub fn section(summary: &Summary) -> Option<Section> {
    if summary.events.is_empty() {
        return None;
    }
    let kind = |kind| match kind {
        "regime" => "regime",
        "recurring" => "event, again and again",
        _ => "event",
    };
    Some(Section {
        id: "happenings",
        title: "How often events happened",
        lead: html! {
            "What is stated is a judgement, and all numbers hold under it. What it implies for the whole horizon is computed from it where "
            "drivers are not correlated; the last column was counted."
        },
        body: scrolling(
            "How often events happened",
            &html! {
                table class="numbers" {
                    caption class="unseen" { "Events and regimes, stated and counted" }
                    thead { tr {
                        th scope="col" { "What" }
                        th scope="col" class="words" { "Stated" }
                        th scope="col" { "May begin" }
                        th scope="col" { "At all" }
                        th scope="col" { "Counted" }
                    } }
                    tbody { @for event in &summary.events { tr {
                        @let [first, last] = &event.window;
                        th scope="row" {
                            (said(event.label.as_ref().unwrap_or(&event.id))) br;
                            span class="soft" { (kind(event.kind)) " " (said(&event.id)) }
                        }
                        td class="words" { (said(&event.stated)) }
                        td { (first) @if first != last { " to " (last) } }
                        td { (percent(round(event.probability))) }
                        td { @if event.happened.value.is_some() { (event.happened.percent()) } }
                    } } }
                }
            },
        ),
    })
}
