//! What the first screen says: the question as it was asked, and its answer in three sentences made from the numbers.

use maud::{Markup, html};

use super::super::answer::{Piece, sentences};
use super::super::number::number;
use super::super::show::{Change, Event, Show};
use super::part::said;
use super::{Report, fans};

/// Question and answer, with the course of the first outcome beside them.
pub fn opening(report: Report) -> Markup {
    let Report { summary, show, .. } = report;
    let hero = fans::first(report);
    html! {
        div class=(if hero.is_some() { "opening" } else { "opening alone" }) {
            section aria-labelledby="answer-heading" class="answer" {
                h2 id="answer-heading" { "Answer" }
                @for sentence in sentences(summary) { p { (markup(&sentence)) } }
                @for warning in &summary.warnings { p class="warning" { (said(warning)) "." } }
                h3 { "What was asked" }
                (asked(show))
                @for paragraph in summary.note.iter().flat_map(|note| note.trim().split("\n\n")) {
                    p class="soft note" { (said(&paragraph.split_whitespace().collect::<Vec<_>>().join(" "))) }
                }
            }
            @if let Some(hero) = hero { (hero) }
        }
    }
}

/// Its names apart from the words around them, its number where the eye falls.
pub fn markup(sentence: &[Piece]) -> Markup {
    html! {
        @for piece in sentence {
            @match piece {
                Piece::Words(words) => (words),
                Piece::Name(name) => (said(name)),
                Piece::Number(number) => strong { (number) },
            }
        }
    }
}

/// What the scenario changes and what may happen, in a list.
pub fn asked(show: &Show) -> Markup {
    let (shocks, events) =
        (show.shocks.as_deref().unwrap_or_default(), show.events.as_deref().unwrap_or_default());
    html! {
        @if shocks.is_empty() && events.is_empty() {
            p { "Nothing is changed: the scenario is its own baseline." }
        } @else {
            ul {
                @for shock in shocks { li { (said(&shock_words(shock))) } }
                @for event in events { li { (said(&event_words(event))) } }
            }
        }
    }
}

/// "Remittances sent: -22 percent (p05 -41 to p95 6), from 2022Q1 for 4 quarters"
pub fn shock_words(shock: &Change) -> String {
    let what = shock
        .label
        .as_ref()
        .map_or_else(|| shock.target.clone(), |label| format!("{label} ({})", shock.target));
    let size = match &shock.size {
        Some(size) => {
            let [low, middle, high] = size.percentiles();
            let spread =
                if low.is_empty() { String::new() } else { format!(" ({low} to {high} in nine of ten)") };
            format!("{middle} {}{spread}", shock.unit)
        }
        None => format!("a path in {}", shock.unit),
    };
    let verb = match shock.verb.as_str() {
        "percent" | "log_points" => String::new(),
        verb => format!("{} ", verb.replace('_', " ")),
    };
    format!("{what}: {verb}{size}, {}", shock.when)
}

fn event_words(event: &Event) -> String {
    let name = event.label.as_ref().unwrap_or(&event.id);
    let [first, last] = &event.window;
    let within = if first == last { format!("in {first}") } else { format!("from {first} to {last}") };
    format!(
        "{name}: probability {} percent, beginning {within}",
        number(100.0 * event.probability, 0.0, false)
    )
}
