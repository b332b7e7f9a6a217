//! What the answer rests on: shocks, events, assumptions and tunes, with who says so; what closes the accounts; bounds.

use maud::{Markup, html};

use super::super::number::number;
use super::super::show::{Change, Event, Show};
use super::part::{Section, said, scrolling, source};

pub fn section(show: &Show) -> Option<Section> {
    let lists: [(&str, &[Change]); 3] = [
        ("Shocks, in the scenario alone", show.shocks.as_deref().unwrap_or_default()),
        ("Assumptions, in baseline and scenario alike", show.assumptions.as_deref().unwrap_or_default()),
        ("Tunes, in baseline and scenario alike", show.tunes.as_deref().unwrap_or_default()),
    ];
    let events = show.events.as_deref().unwrap_or_default();
    if events.is_empty() && lists.iter().all(|(_, list)| list.is_empty()) {
        return None;
    }
    Some(Section {
        id: "judgement",
        title: "What the answer rests on",
        lead: html! {
            "Numbers that are somebody's judgement say so; what has no source stands out. A target shifts a size from what "
            "is stated here."
        },
        body: html! {
            @for (title, list) in lists {
                @if !list.is_empty() { h3 { (title) } (scrolling(title, &changes(title, list))) }
            }
            @if !events.is_empty() { h3 { "Events that may happen" } (scrolling("Events that may happen", &happenings(events))) }
        },
    })
}

fn changes(title: &str, list: &[Change]) -> Markup {
    html! {
        table class="prose" {
            caption class="unseen" { (title) }
            thead { tr { th scope="col" { "What" } th scope="col" { "Size" } th scope="col" { "When" } th scope="col" { "Who says so" } } }
            tbody { @for change in list { tr {
                th scope="row" { (said(&change.id)) br; span class="soft" { (said(&change.what())) } }
                td { (said(&size(change))) }
                td { (change.when) }
                td {
                    @if let Some(by) = &change.by { (said(by)) " " }
                    @if let Some(reason) = &change.reason { (said(reason)) " " }
                    (source(change.basis, change.source.as_deref()))
                }
            } } }
        }
    }
}

fn size(change: &Change) -> String {
    match &change.size {
        Some(size) => size.sentence(&change.unit),
        None => {
            let values =
                change.path.iter().map(|step| format!("{} {}", step.quarter, number(step.value, 0.0, false)));
            format!("{}; {}", change.unit, values.collect::<Vec<_>>().join(", "))
        }
    }
}

fn happenings(events: &[Event]) -> Markup {
    html! {
        table class="prose" {
            caption class="unseen" { "Events that may happen" }
            thead { tr {
                th scope="col" { "What" } th scope="col" { "Probability" } th scope="col" { "When" }
                th scope="col" { "What it brings" } th scope="col" { "Who says so" }
            } }
            tbody { @for event in events { tr {
                th scope="row" { (said(&event.id)) @if let Some(label) = &event.label { br; span class="soft" { (said(label)) } } }
                td { (said(&event.stated)) }
                td {
                    (event.window[0]) " to " (event.window[1])
                    @if let Some(duration) = &event.duration { "; for " (said(&duration.sentence("quarters"))) }
                }
                td { ul { @for shock in &event.shocks { li { (said(&shock.what())) ": " (said(&size(shock))) } } } }
                td { (source(event.basis, event.source.as_deref())) }
            } } }
        }
    }
}
