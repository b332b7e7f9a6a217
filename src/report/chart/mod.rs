//! Pictures of distributions as SVG, one file a kind. Colours come from the page's classes, so that a picture follows
//! light, dark and print; what it shows stands in words in its description and in numbers in a table beside it.

pub(super) mod bars;
pub(super) mod density;
pub(super) mod fan;
mod file;
pub(super) mod heat;
mod label;
mod scale;
mod time;

use maud::{Markup, Render, html};

/// The width of every picture, in the unit in which type is 11 high: that of a telephone's screen.
const WIDTH: f64 = 400.0;

/// What a picture is to those who do not see it.
#[derive(Debug, Clone)]
pub(super) struct Caption {
    /// Unique on the page; letters, digits and hyphens.
    pub id: String,
    /// What it shows, with its unit.
    pub title: String,
    /// What it says.
    pub description: String,
}

/// What is drawn: in a page, or alone as [`Picture::file`].
#[derive(Debug, Clone)]
pub(super) struct Picture {
    /// What it is to those who do not see it.
    pub caption: Caption,
    height: f64,
    inside: Markup,
}

/// Nothing to draw: no file, and nothing in the page.
fn nothing(caption: &Caption) -> Picture {
    picture(caption, 0.0, &html! {})
}

/// A picture of this height.
fn picture(caption: &Caption, height: f64, inside: &Markup) -> Picture {
    Picture { caption: caption.clone(), height, inside: inside.clone() }
}

impl Render for Picture {
    fn render(&self) -> Markup {
        let Self { caption, height, inside } = self;
        let (title, description) = (format!("{}-title", caption.id), format!("{}-text", caption.id));
        html! {
            @if !self.is_empty() {
                svg class="chart" viewBox=(format!("0 0 {WIDTH} {height:.0}")) role="img"
                    aria-labelledby=(title) aria-describedby=(description) {
                    title id=(title) { (caption.title) }
                    desc id=(description) { (caption.description) }
                    (inside)
                }
            }
        }
    }
}

/// A coordinate: a tenth of a unit is finer than any screen.
fn c(coordinate: f64) -> String {
    let text = format!("{:.1}", coordinate + 0.0);
    if text == "-0.0" { "0.0".to_owned() } else { text }
}

/// `M x y L x y ...` through points.
fn line(points: impl IntoIterator<Item = (f64, f64)>) -> String {
    let mut path = String::new();
    for (x, y) in points {
        let letter = if path.is_empty() { 'M' } else { 'L' };
        path.extend([format!("{letter}{} {}", c(x), c(y))]);
    }
    path
}

/// A closed path through points.
fn area(points: impl IntoIterator<Item = (f64, f64)>) -> String {
    line(points) + "Z"
}
