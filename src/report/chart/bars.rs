//! Bars from zero, each with its words above, its interval and its number.

use maud::html;

use crate::numerics::max;

use super::scale::Scale;
use super::{Caption, Picture, c, label, picture};

/// One bar.
#[derive(Debug, Clone)]
pub struct Bar {
    /// What it is.
    pub label: String,
    /// Its length.
    pub value: f64,
    /// Its 95 percent interval.
    pub interval: [f64; 2],
    /// How the number is written.
    pub text: String,
}

/// The picture of bars, all on a scale that holds `0` and `full`.
pub fn draw(bars: &[Bar], full: f64, caption: &Caption) -> Picture {
    let values = bars.iter().flat_map(|bar| [bar.value, bar.interval[0], bar.interval[1]]);
    // The numbers stand right of the longest bar.
    let right = super::WIDTH - 8.0 - bars.iter().map(|bar| label::room(&bar.text)).fold(0.0, max);
    let x = Scale::new(values.chain([0.0, full]), 4, 2.0, right);
    let mut top = 0.0;
    let rows: Vec<(f64, Vec<String>, &Bar)> = (bars.iter())
        .map(|bar| {
            let words = label::lines(&bar.label, super::WIDTH);
            let at = top;
            top += label::HEIGHT * words.len() as f64 + 24.0;
            (at, words, bar)
        })
        .collect();
    picture(
        caption,
        top,
        &html! {
            @for (at, words, bar) in &rows {
                @let below = at + label::HEIGHT * words.len() as f64;
                @for (k, words) in words.iter().enumerate() {
                    text x="2" y=(c(at + label::HEIGHT * (k as f64 + 0.8))) { (words) }
                }
                @let (zero, end) = (x.at(0.0), x.at(bar.value));
                @let (from, to) = if end < zero { (end, zero) } else { (zero, end) };
                rect class="track" x=(c(x.at(0.0))) y=(c(below + 3.0)) width=(c(x.at(full) - x.at(0.0))) height="11" {}
                rect class="bar" x=(c(from)) y=(c(below + 3.0)) width=(c(to - from)) height="11" {}
                line class="whisker" x1=(c(x.at(bar.interval[0]))) x2=(c(x.at(bar.interval[1]))) y1=(c(below + 8.5)) y2=(c(below + 8.5)) {}
                text class="tip strong" x=(c(right + 6.0)) y=(c(below + 12.5)) { (bar.text) }
            }
        },
    )
}
