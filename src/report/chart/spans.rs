//! Bars that begin and end where they must: what one adds after the other, or what a driver does from its low to its high.

use maud::html;

use crate::numerics::max;

use super::scale::Scale;
use super::{Caption, Picture, c, label, line, nothing, picture};

/// What stands between two rows.
const GAP: f64 = 24.0;
/// The height of a bar.
const BAR: f64 = 11.0;

/// One row.
#[derive(Debug, Clone)]
pub struct Row {
    /// What it is.
    pub label: String,
    /// Its bars, one after the other.
    pub bars: Vec<Bar>,
    /// The 95 percent interval of its end.
    pub interval: Option<[f64; 2]>,
    /// How its numbers are written.
    pub text: String,
}

/// From a value to a value.
#[derive(Debug, Clone, Copy)]
pub struct Bar {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Whether it is the lighter of two.
    pub light: bool,
}

/// Rows on one axis.
#[derive(Debug, Clone)]
pub struct Spans {
    /// From top to bottom.
    pub rows: Vec<Row>,
    /// Where bars are measured from: a line down the picture.
    pub origin: f64,
    /// Whether each row begins where the one above ends, which a thin line says.
    pub joined: bool,
}

impl Spans {
    /// The picture; nothing without a finite bar.
    pub fn draw(&self, caption: &Caption) -> Picture {
        let finite = |bar: &Bar| bar.from.is_finite() && bar.to.is_finite();
        let rows: Vec<&Row> =
            self.rows.iter().filter(|row| !row.bars.is_empty() && row.bars.iter().all(finite)).collect();
        if rows.is_empty() {
            return nothing(caption);
        }
        let values = rows.iter().flat_map(|row| {
            let ends = row.bars.iter().flat_map(|bar| [bar.from, bar.to]);
            ends.chain(row.interval.into_iter().flatten())
        });
        let values: Vec<f64> = values.chain([self.origin]).collect();
        // The numbers stand right of the longest bar, and those of the axis are centred at its ends.
        let beside = 12.0 + rows.iter().map(|row| label::room(&row.text)).fold(0.0, max);
        let written = Scale::new(values.iter().copied(), 4, 0.0, 1.0).ticks();
        let half = 2.0 + written.iter().map(|(_, text)| label::room(text)).fold(0.0, max) / 2.0;
        let x = Scale::new(values, 4, half, super::WIDTH - max(beside, half));
        let mut top = 0.0;
        let placed: Vec<(f64, Vec<String>, &Row)> = (rows.iter())
            .map(|row| {
                let words = label::lines(&row.label, super::WIDTH);
                let at = top;
                top += label::HEIGHT * words.len() as f64 + GAP;
                (at + label::HEIGHT * words.len() as f64 + 3.0, words, *row)
            })
            .collect();
        let bottom = top - 4.0;
        let end = |row: &Row| row.bars.last().map_or(self.origin, |bar| bar.to);
        picture(
            caption,
            bottom + 22.0,
            &html! {
                @for (value, _) in x.fitting() {
                    line class=(if value == self.origin { "zero" } else { "grid" }) x1=(c(x.at(value))) x2=(c(x.at(value))) y1="0" y2=(c(bottom)) {}
                }
                line class="zero" x1=(c(x.at(self.origin))) x2=(c(x.at(self.origin))) y1="0" y2=(c(bottom)) {}
                @if self.joined {
                    @for pair in placed.windows(2) {
                        @let at = x.at(end(pair[0].2));
                        path class="lead" d=(line([(at, pair[0].0 + BAR), (at, pair[1].0)])) {}
                    }
                }
                @for (at, words, row) in &placed {
                    @let first = at - 3.0 - label::HEIGHT * words.len() as f64;
                    @for (k, words) in words.iter().enumerate() {
                        // No line passes through words.
                        rect class="paper" x="0" y=(c(first + label::HEIGHT * k as f64)) width=(c(0.95 * label::room(words) + 4.0)) height=(c(label::HEIGHT)) {}
                        text class="tip" x="2" y=(c(first + label::HEIGHT * (k as f64 + 0.8))) { (words) }
                    }
                    @for bar in &row.bars {
                        @let (a, b) = (x.at(bar.from), x.at(bar.to));
                        @let (from, to) = if b < a { (b, a) } else { (a, b) };
                        // What adds nothing is still seen.
                        rect class=(if bar.light { "span light" } else { "span" }) x=(c(from)) y=(c(*at)) width=(c(max(to - from, 1.0))) height=(c(BAR)) {}
                    }
                    @if let Some([low, high]) = row.interval {
                        line class="whisker" x1=(c(x.at(low))) x2=(c(x.at(high))) y1=(c(at + BAR / 2.0)) y2=(c(at + BAR / 2.0)) {}
                    }
                    text class="tip strong" x=(c(super::WIDTH - 2.0)) y=(c(at + 9.5)) text-anchor="end" { (row.text) }
                }
                line class="axis" x1=(c(half)) x2=(c(super::WIDTH - max(beside, half))) y1=(c(bottom)) y2=(c(bottom)) {}
                @for (value, text) in x.fitting() {
                    text x=(c(x.at(value))) y=(c(bottom + 16.0)) text-anchor="middle" { (text) }
                }
            },
        )
    }
}
