//! Tables with names on the left and numbers on the right, each column as wide as it must be.

use super::figure::Figure;
use super::number::number;
use super::terminal::{Line, Role};
use super::text::{hang, left, right, width};

/// What is the same on every path but for rounding has no error to speak of.
pub(super) const ROUNDING: f64 = 1e-11;

/// `-1.62 ± 0.01`; a difference that is known exactly as it is.
pub(super) fn plus_minus(figure: Figure) -> String {
    let (value, half) = (figure.value.unwrap_or(f64::NAN), figure.half_width());
    let half = if half < ROUNDING * value.abs() { 0.0 } else { half };
    // What is left of sums that cancel.
    if value.abs() < ROUNDING && half < ROUNDING {
        return "0".to_owned();
    }
    let text = number(value, half, true);
    if half > 0.0 { format!("{text} ± {}", number(half, half, false)) } else { text }
}

/// How much room the cells of a table take.
pub(super) fn taken(head: &[String], rows: &[(String, Vec<String>)]) -> usize {
    widths(head, rows).iter().map(|width| width + 2).sum()
}

fn widths(head: &[String], rows: &[(String, Vec<String>)]) -> Vec<usize> {
    let widest = |at: usize| {
        rows.iter().filter_map(|(_, cells)| Some(width(cells.get(at)?))).fold(width(&head[at]), Ord::max)
    };
    (0..head.len()).map(widest).collect()
}

/// Names left, cells right, each column as wide as it must be. A row without cells stands over those below it.
pub(super) fn table(
    lines: &mut Vec<Line>,
    title: &str,
    head: &[String],
    rows: &[(String, Vec<String>)],
    wide: usize,
) {
    let (widths, taken) = (widths(head, rows), taken(head, rows));
    let beside = rows.iter().filter(|(_, cells)| !cells.is_empty());
    let longest = beside.map(|(name, _)| width(name)).fold(width(title), Ord::max);
    let names = longest.min(wide.saturating_sub(taken)).max(16);
    let line = |name: &str, cells: &[String]| {
        let cells: Vec<String> =
            cells.iter().zip(&widths).map(|(cell, wide)| format!("  {}", right(cell, *wide))).collect();
        format!("{}{}", left(name, names), cells.concat())
    };
    lines.push(Line::new(Role::Heading, line(title, head)));
    for (name, cells) in rows {
        if cells.is_empty() {
            lines.extend(hang(name, wide).iter().map(|part| Line::new(Role::Plain, part)));
            continue;
        }
        let mut parts = hang(name, names);
        let last = parts.pop().unwrap_or_default();
        lines.extend(parts.iter().map(|part| Line::new(Role::Plain, part)));
        lines.push(Line::new(Role::Plain, line(&last, cells)));
    }
}
