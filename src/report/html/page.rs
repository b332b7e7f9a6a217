//! The page around what it says.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::super::text::harmless;
use super::part::Section;

const STYLE: &str = include_str!("style.css");
/// Nothing is loaded, nothing is run, nothing is sent; pictures may stand in the file itself.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// A whole page, made by this version.
pub fn page(title: &str, header: &Markup, main: &Markup, sarez: &str) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "Sarez " (sarez) };
                link rel="icon" href="data:,";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header { (header) }
                main { (main) }
                footer {
                    p class="soft" {
                        "Made by Sarez " (sarez) ". It does not forecast: it says what follows from a model, an economy and the "
                        "shocks that are stated, and how far apart the futures are that they allow."
                    }
                }
            }
        }
    };
    // Line ends are the style's and those of notes; nothing else that is obeyed is ours.
    page.into_string().split('\n').map(harmless).collect::<Vec<_>>().join("\n") + "\n"
}

/// Sections, and the way to each.
pub fn sections(sections: &[Section]) -> Markup {
    html! {
        nav aria-label="Sections" {
            ul { @for section in sections { li { a href={ "#" (section.id) } { (section.title) } } } }
        }
        @for section in sections { (section.markup()) }
    }
}
