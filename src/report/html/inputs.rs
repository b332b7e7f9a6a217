//! What two scenarios say differently, in a table; what changes no number apart from it.

use maud::{Markup, html};

use super::super::comparison::Said;
use super::super::number::count;
use super::part::{closed, said, scrolling};

/// More differences than so many are closed up.
const OPEN: usize = 40;

/// What the first says, what the other one does, and of which layer it is; apart from it what changes no number.
pub fn said_table(list: &[Said], other: &str) -> Markup {
    let (numbers, words): (Vec<&Said>, Vec<&Said>) = list.iter().partition(|one| one.layer.is_some());
    let name = format!("What A and {other} say differently");
    let named = |list: &[&Said]| format!("{} differences of {other}", count(list.len() as u64));
    html! {
        @if list.is_empty() { p { "Nothing differs between A and " (other) "." } }
        @match numbers.len() {
            0 => {},
            1..=OPEN => (rows(&numbers, other, &name)),
            _ => (closed(&named(&numbers), &rows(&numbers, other, &name))),
        }
        @if !words.is_empty() {
            @let what = format!("{} in words and in what is measured", named(&words));
            (closed(&what, &rows(&words, other, &what)))
        }
    }
}

fn rows(list: &[&Said], other: &str, name: &str) -> Markup {
    let side = |text: &Option<String>| {
        html! { @match text { Some(text) => (said(text)), None => span class="soft" { "not said" } } }
    };
    scrolling(
        name,
        &html! {
            table class="prose" {
                caption class="unseen" { (name) }
                thead { tr { @for head in ["Where", "A", other, "Layer"] { th scope="col" { (head) } } } }
                tbody { @for one in list { tr {
                    th scope="row" { code { (said(&one.path)) } }
                    td { (side(&one.first)) }
                    td { (side(&one.second)) }
                    td { (one.layer.unwrap_or("none")) }
                } } }
            }
        },
    )
}
