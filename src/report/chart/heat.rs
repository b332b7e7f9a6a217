//! A heat map: rows over quarters, each cell as dark as its share of the whole, with the number in it where it has room.

use maud::html;

use crate::calendar::{Period, Quarter};

use super::super::number::number;
use super::time::Time;
use super::{Caption, Picture, c, label, nothing, picture};

const CELL: f64 = 20.0;

/// One row.
#[derive(Debug, Clone)]
pub struct Row {
    /// What it is.
    pub label: String,
    /// Shares in [0, 1] by quarter.
    pub cells: Vec<(Quarter, f64)>,
}

/// The picture; in percent. Nothing without a cell.
pub fn draw(rows: &[Row], caption: &Caption) -> Picture {
    let periods: Vec<Period> =
        rows.iter().flat_map(|row| row.cells.iter().map(|(quarter, _)| Period::Quarter(*quarter))).collect();
    let Some(time) = Time::new(periods, 2.0, super::WIDTH - 2.0) else { return nothing(caption) };
    let mut top = 0.0;
    let placed: Vec<(f64, Vec<String>, &Row)> = (rows.iter())
        .map(|row| {
            let words = label::lines(&row.label, super::WIDTH - 4.0);
            let at = top;
            top += label::HEIGHT * words.len() as f64 + CELL + 14.0;
            (at, words, row)
        })
        .collect();
    let bottom = top - 6.0;
    picture(
        caption,
        bottom + 22.0,
        &html! {
            (time.axis(bottom, bottom))
            @for (at, words, row) in &placed {
                @for (k, words) in words.iter().enumerate() {
                    text x="2" y=(c(at + label::HEIGHT * (k as f64 + 0.8))) { (words) }
                }
                @let below = at + label::HEIGHT * words.len() as f64 + 3.0;
                @for (quarter, share) in &row.cells {
                    @let (from, to) = (time.begin(*quarter), time.begin(quarter.plus(1)));
                    @let text = written(*share);
                    rect class="track" x=(c(from + 1.0)) y=(c(below)) width=(c(to - from - 2.0)) height=(c(CELL)) {}
                    rect class="heat" fill-opacity=(format!("{:.2}", 0.45 * share)) x=(c(from + 1.0)) y=(c(below)) width=(c(to - from - 2.0)) height=(c(CELL)) {
                        title { (quarter) ": " (text) " %" }
                    }
                    @if *share > 0.0 && label::room(&text) + 4.0 <= to - from {
                        text class="tip" x=(c((from + to) / 2.0)) y=(c(below + CELL / 2.0 + 4.0)) text-anchor="middle" { (text) }
                    }
                }
            }
        },
    )
}

/// A share in whole percent; what is not nothing is not written as 0.
fn written(share: f64) -> String {
    match number(100.0 * share, 1.0, false) {
        nothing if nothing == "0" && share > 0.0 => "<1".to_owned(),
        text => text,
    }
}
