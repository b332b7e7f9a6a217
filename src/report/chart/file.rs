//! A picture as a file of its own: its title stands above it, and its colours come with it.

use maud::{PreEscaped, Render, html};

use super::super::text::harmless;
use super::{Picture, WIDTH, label};

/// Around the picture.
const MARGIN: f64 = 12.0;
/// What the page's classes say of pictures, for whatever reads a file: plain colours, no variables.
const STYLE: &str = include_str!("file.css");

impl Picture {
    /// Whether there is nothing to see.
    pub fn is_empty(&self) -> bool {
        self.height <= 0.0
    }

    /// An SVG document.
    pub fn file(&self) -> String {
        let lines = label::lines(&self.caption.title, WIDTH);
        let top = MARGIN + label::HEIGHT * lines.len() as f64 + 8.0;
        let (width, height) = (WIDTH + 2.0 * MARGIN, top + self.height + MARGIN);
        let document = html! {
            svg xmlns="http://www.w3.org/2000/svg" width=(2.0 * width) height=(format!("{:.0}", 2.0 * height))
                viewBox=(format!("0 0 {width} {height:.0}")) {
                style { (PreEscaped(STYLE)) }
                rect class="paper" width=(width) height=(format!("{height:.0}")) {}
                @for (at, line) in lines.iter().enumerate() {
                    text class="heading" x=(MARGIN)
                        y=(format!("{:.0}", MARGIN + label::HEIGHT * (at as f64 + 0.8))) { (line) }
                }
                svg x=(MARGIN) y=(format!("{top:.0}")) width=(WIDTH) height=(format!("{:.0}", self.height)) {
                    (self.render())
                }
            }
        };
        // Line ends are the style's; nothing else that is obeyed is ours.
        document.into_string().split('\n').map(harmless).collect::<Vec<_>>().join("\n") + "\n"
    }
}
