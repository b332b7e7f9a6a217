//! A grid of numbers over two axes, each cell as dark as its number is far from zero among them all, with the number in it.

use maud::html;

use crate::numerics::{max, min};

use super::{Caption, Picture, c, label, nothing, picture};

const CELL: f64 = 22.0;
/// The most room of what rows are called.
const NAMES: f64 = 90.0;

/// Numbers over two axes.
#[derive(Debug, Clone)]
pub struct Grid {
    /// What goes down, and what goes right.
    pub axes: [String; 2],
    /// Each row by what it is called.
    pub rows: Vec<String>,
    /// Each column by what it is called.
    pub columns: Vec<String>,
    /// By row, then column: numbers with how they are written.
    pub cells: Vec<Vec<(f64, String)>>,
}

impl Grid {
    /// The picture; nothing without a finite number.
    pub fn draw(&self, caption: &Caption) -> Picture {
        let values =
            || self.cells.iter().flatten().map(|(value, _)| *value).filter(|value| value.is_finite());
        if values().next().is_none() {
            return nothing(caption);
        }
        let (low, high) =
            values().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (min(a, x), max(b, x)));
        // In [0, 1], from the number nearest to zero to the one farthest from it. Signs have colours where both are there.
        let both = low < 0.0 && high > 0.0;
        let nearest = if both { 0.0 } else { min(low.abs(), high.abs()) };
        let farthest = max(low.abs(), high.abs());
        let share = |value: f64| {
            if farthest > nearest { (value.abs() - nearest) / (farthest - nearest) } else { 0.0 }
        };
        let names: Vec<Vec<String>> = self.rows.iter().map(|name| label::lines(name, NAMES)).collect();
        let left = 8.0 + names.iter().flatten().map(|name| label::room(name)).fold(0.0, max);
        let wide = (super::WIDTH - left) / self.columns.len() as f64;
        let down = label::lines(&self.axes[0], super::WIDTH);
        let right = label::lines(&self.axes[1], super::WIDTH);
        let mut top = label::HEIGHT * down.len() as f64 + 5.0;
        let tops: Vec<f64> = (names.iter())
            .map(|lines| {
                let at = top;
                top += max(CELL, label::HEIGHT * lines.len() as f64 + 3.0);
                at
            })
            .collect();
        let bottom = top + 2.0;
        let widest = self.columns.iter().map(|name| label::room(name)).fold(0.0, max);
        let every = ((widest + 8.0) / wide).ceil() as usize;
        let height = bottom + 16.0 + label::HEIGHT * right.len() as f64 + 5.0;
        picture(
            caption,
            height,
            &html! {
                @for (k, words) in down.iter().enumerate() {
                    text class="tip strong" x="2" y=(c(label::HEIGHT * (k as f64 + 0.8))) { (words) }
                }
                @for (row, at) in tops.iter().enumerate() {
                    @for (k, words) in names[row].iter().enumerate() {
                        text class="tip" x="2" y=(c(at + label::HEIGHT * k as f64 + 14.0)) { (words) }
                    }
                    @for (column, (value, text)) in self.cells[row].iter().enumerate() {
                        @let from = left + wide * column as f64;
                        rect class="track" x=(c(from + 1.0)) y=(c(at + 1.0)) width=(c(wide - 2.0)) height=(c(CELL - 2.0)) {}
                        @if value.is_finite() {
                            rect class=(if both && *value > 0.0 { "heat more" } else { "heat" })
                                fill-opacity=(format!("{:.2}", 0.45 * share(*value)))
                                x=(c(from + 1.0)) y=(c(at + 1.0)) width=(c(wide - 2.0)) height=(c(CELL - 2.0)) {
                                title { (self.rows[row]) ", " (self.columns[column]) ": " (text) }
                            }
                        }
                        @if label::room(text) + 4.0 <= wide {
                            text class="tip" x=(c(from + wide / 2.0)) y=(c(at + CELL / 2.0 + 4.0)) text-anchor="middle" { (text) }
                        }
                    }
                }
                @for (column, name) in self.columns.iter().enumerate().filter(|(at, _)| at % every == 0) {
                    // A name that is wider than the picture stands in its middle.
                    @let half = min(label::room(name), super::WIDTH) / 2.0;
                    text x=(c((left + wide * (column as f64 + 0.5)).clamp(half, super::WIDTH - half))) y=(c(bottom + 12.0)) text-anchor="middle" { (name) }
                }
                @for (k, words) in right.iter().enumerate() {
                    text class="strong" x=(c(super::WIDTH - 2.0)) y=(c(bottom + 16.0 + label::HEIGHT * (k as f64 + 0.8))) text-anchor="end" { (words) }
                }
            },
        )
    }
}
