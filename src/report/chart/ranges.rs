//! Ranges from p05 to p95 with the median in them, one below the other on one axis: what is alike of several scenarios or points.

use maud::html;

use crate::numerics::max;

use super::scale::Scale;
use super::{Caption, Picture, c, label, nothing, picture};

/// The height of a bar.
const BAR: f64 = 11.0;
/// The most room of names left of the bars.
const NAMES: f64 = 130.0;

/// Ranges that stand together.
#[derive(Debug, Clone)]
pub struct Group {
    /// What they have in common; none where it is empty.
    pub heading: String,
    /// From top to bottom.
    pub rows: Vec<Row>,
}

/// One range.
#[derive(Debug, Clone)]
pub struct Row {
    /// Whose it is, in few words.
    pub name: String,
    /// p05, p50 and p95.
    pub quantiles: [f64; 3],
    /// How the median is written.
    pub text: String,
}

/// The picture; nothing without a finite range. With `zero` the axis holds 0 whatever the numbers: they are differences.
pub fn draw(groups: &[Group], zero: bool, caption: &Caption) -> Picture {
    let finite = |row: &&Row| row.quantiles.iter().all(|value| value.is_finite());
    let groups: Vec<(&str, Vec<&Row>)> = (groups.iter())
        .map(|group| (group.heading.as_str(), group.rows.iter().filter(finite).collect::<Vec<_>>()))
        .filter(|(_, rows)| !rows.is_empty())
        .collect();
    let rows = || groups.iter().flat_map(|(_, rows)| rows);
    if groups.is_empty() {
        return nothing(caption);
    }
    let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, max);
    let names: Vec<String> = rows().flat_map(|row| label::lines(&row.name, NAMES)).collect();
    let left = 12.0 + widest(&mut names.iter().map(|name| label::room(name)));
    let right = super::WIDTH - 12.0 - widest(&mut rows().map(|row| label::room(&row.text)));
    let values: Vec<f64> = rows().flat_map(|row| row.quantiles).chain(zero.then_some(0.0)).collect();
    // The numbers below the axis are centred at its ends.
    let written = Scale::new(values.iter().copied(), 4, 0.0, 1.0).ticks();
    let half = 2.0 + widest(&mut written.iter().map(|(_, text)| label::room(text))) / 2.0;
    let (left, right) = (max(left, half), super::WIDTH - max(super::WIDTH - right, half));
    let x = Scale::new(values, 4, left, right);
    let mut top = 0.0;
    let mut headings: Vec<(f64, String)> = Vec::new();
    let mut placed: Vec<(f64, Vec<String>, &Row)> = Vec::new();
    for (heading, rows) in &groups {
        for words in label::lines(heading, super::WIDTH).into_iter().filter(|words| !words.is_empty()) {
            headings.push((top + 0.8 * label::HEIGHT, words));
            top += label::HEIGHT;
        }
        top += 3.0;
        for row in rows {
            let words = label::lines(&row.name, NAMES);
            let height = max(BAR + 5.0, label::HEIGHT * words.len() as f64 + 3.0);
            placed.push((top, words, row));
            top += height;
        }
        top += 7.0;
    }
    let bottom = top;
    picture(
        caption,
        bottom + 22.0,
        &html! {
            @for (value, _) in x.fitting() {
                line class="grid" x1=(c(x.at(value))) x2=(c(x.at(value))) y1="0" y2=(c(bottom)) {}
            }
            @if zero { line class="zero" x1=(c(x.at(0.0))) x2=(c(x.at(0.0))) y1="0" y2=(c(bottom)) {} }
            @for (at, words) in &headings {
                rect class="paper" x="0" y=(c(at - 0.8 * label::HEIGHT)) width=(c(0.95 * label::room(words) + 4.0)) height=(c(label::HEIGHT)) {}
                text class="tip strong" x="2" y=(c(*at)) { (words) }
            }
            @for (at, words, row) in &placed {
                @for (k, words) in words.iter().enumerate() {
                    text class="tip" x="2" y=(c(at + label::HEIGHT * k as f64 + 9.5)) { (words) }
                }
                @let [low, middle, high] = row.quantiles.map(|value| x.at(value));
                // What is the same on every path is still seen.
                rect class="span light" x=(c(low)) y=(c(*at)) width=(c(max(high - low, 1.0))) height=(c(BAR)) {}
                line class="line median" x1=(c(middle)) x2=(c(middle)) y1=(c(*at - 1.0)) y2=(c(at + BAR + 1.0)) {}
                text class="tip strong" x=(c(super::WIDTH - 2.0)) y=(c(at + 9.5)) text-anchor="end" { (row.text) }
            }
            line class="axis" x1=(c(left)) x2=(c(right)) y1=(c(bottom)) y2=(c(bottom)) {}
            @for (value, text) in x.fitting() {
                text x=(c(x.at(value))) y=(c(bottom + 16.0)) text-anchor="middle" { (text) }
            }
        },
    )
}
