//! The table: a row an outcome, periods side by side as far as the width allows.

use std::collections::BTreeSet;

use super::column::Column;
use super::picture::{CELLS, picture};
use super::terminal::{Line, Role};
use super::text::{hang, harmless, left, right, width};
use super::words;

/// The least room for what an outcome is called, before periods are wrapped instead.
const LEAST_LABEL: usize = 28;
/// Between periods.
const GAP: usize = 3;

/// Outcomes that are compared with the same thing, under one heading.
pub(super) struct Group<'a> {
    pub(super) heading: String,
    pub(super) rows: Vec<Row<'a>>,
}

/// An outcome at several periods.
pub(super) struct Row<'a> {
    outcome: &'a str,
    pub(super) name: String,
    pub(super) columns: Vec<&'a Column>,
}

/// p05, p50 and p95 as text, and the picture.
struct Cell {
    numbers: [String; 3],
    picture: String,
}

/// The table's lines, an empty one before each block.
pub(super) fn lines(columns: &[Column], columns_wide: usize) -> Vec<Line> {
    let groups = groups(columns);
    let periods: Vec<&str> =
        columns.iter().map(|column| column.period.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
    let digits = columns.iter().flat_map(|column| cell(column).numbers).map(|n| width(&n)).fold(3, Ord::max);
    let cell_width = 3 * digits + 2 * 2 + 2 + CELLS;

    let side_by_side = ((columns_wide - LEAST_LABEL) / (cell_width + GAP)).clamp(1, periods.len().max(1));
    let room = columns_wide.saturating_sub(side_by_side * (cell_width + GAP)).max(LEAST_LABEL / 2);
    let rows = groups.iter().flat_map(|group| &group.rows).map(|row| width(&row.name));
    let names = rows.chain(groups.iter().map(|group| width(&group.heading))).fold(0, Ord::max);
    let layout = Layout { names: names.max(LEAST_LABEL).min(room), digits, cell_width };

    let mut lines = Vec::new();
    for block in periods.chunks(side_by_side) {
        layout.block(&groups, block, &mut lines);
    }
    lines.extend(
        notes(columns)
            .iter()
            .flat_map(|note| hang(note, columns_wide))
            .map(|line| Line::new(Role::Faint, line)),
    );
    lines
}

struct Layout {
    names: usize,
    digits: usize,
    cell_width: usize,
}

impl Layout {
    /// All groups at some periods.
    fn block(&self, groups: &[Group], periods: &[&str], lines: &mut Vec<Line>) {
        let gap = " ".repeat(GAP);
        let heads = |text: &dyn Fn(&str) -> String| -> String {
            periods.iter().flat_map(|period| [gap.clone(), left(&text(period), self.cell_width)]).collect()
        };
        let statistics = ["p05", "p50", "p95"].map(|name| right(name, self.digits)).join("  ") + "  p01..p99";
        let mut first = true;
        for group in groups {
            let has = |row: &&Row| row.columns.iter().any(|column| periods.contains(&column.period.as_str()));
            let rows: Vec<&Row> = group.rows.iter().filter(has).collect();
            if rows.is_empty() {
                continue;
            }
            lines.push(Line::new(Role::Plain, ""));
            let heading = hang(&group.heading, self.names);
            if first {
                let above = format!(
                    "{}{}",
                    left("", self.names),
                    heads(&|period| right(period, 3 * self.digits + 4))
                );
                lines.push(Line::new(Role::Heading, above));
            }
            for (at, line) in heading.iter().enumerate() {
                let last = first && at + 1 == heading.len();
                let names = if last { heads(&|_| statistics.clone()) } else { String::new() };
                lines.push(Line::new(Role::Heading, format!("{}{names}", left(line, self.names))));
            }
            first = false;
            for row in rows {
                self.row(row, periods, lines);
            }
        }
    }

    /// One outcome; a long name takes lines of its own above the numbers.
    fn row(&self, row: &Row, periods: &[&str], lines: &mut Vec<Line>) {
        let mut name = hang(&row.name, self.names);
        let last = name.pop().unwrap_or_default();
        lines.extend(name.iter().map(|part| Line::new(Role::Plain, part)));
        let mut text = left(&last, self.names);
        for period in periods {
            text.push_str(&" ".repeat(GAP));
            let numbers = match row.columns.iter().find(|column| column.period == *period) {
                Some(column) => {
                    let Cell { numbers, picture } = cell(column);
                    format!("{}  {picture}", numbers.map(|n| right(&n, self.digits)).join("  "))
                }
                None => String::new(),
            };
            text.push_str(&left(&numbers, self.cell_width));
        }
        lines.push(Line::new(Role::Plain, text));
    }
}

fn cell(column: &Column) -> Cell {
    let plus = column.versus.is_some();
    let statistics = &column.statistics;
    let known = statistics.p50.value.is_some();
    let shares = column.histogram.as_ref().map_or(&[][..], |histogram| &histogram.shares);
    Cell {
        numbers: [statistics.p05, statistics.p50, statistics.p95].map(|figure| figure.in_table(plus)),
        picture: if known { picture(shares) } else { " ".repeat(CELLS) },
    }
}

/// Groups and rows in the order in which the scenario names them first.
pub(super) fn groups(columns: &[Column]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group> = Vec::new();
    for column in columns {
        let heading = heading(column);
        let at = groups.iter().position(|group| group.heading == heading).unwrap_or_else(|| {
            groups.push(Group { heading, rows: Vec::new() });
            groups.len() - 1
        });
        let rows = &mut groups[at].rows;
        match rows.iter_mut().find(|row| row.outcome == column.outcome) {
            Some(row) => row.columns.push(column),
            None => rows.push(Row { outcome: &column.outcome, name: name(column), columns: vec![column] }),
        }
    }
    groups
}

/// What the numbers are compared with.
fn heading(column: &Column) -> String {
    let versus = column.versus.map(words::versus).unwrap_or_default();
    let text = match column.measure.as_str() {
        "effect" | "effect, percent" => return format!("effect {versus}"),
        "growth" => format!("growth {versus}"),
        "from reference" | "from reference, percent" => format!("difference {versus}"),
        _ => "level".to_owned(),
    };
    format!("{text}, {}", column.of)
}

/// "GDP, percent"
fn name(column: &Column) -> String {
    match column.name_and_unit() {
        (name, unit) if unit.is_empty() => harmless(name),
        (name, unit) => harmless(&format!("{name}, {unit}")),
    }
}

/// Which periods are simulated in part.
pub(super) fn notes(columns: &[Column]) -> Vec<String> {
    let partly: BTreeSet<(&str, u32, u32)> = (columns.iter())
        .filter(|column| column.simulated.quarters < column.simulated.of)
        .map(|column| (column.period.as_str(), column.simulated.quarters, column.simulated.of))
        .collect();
    let note = |(period, quarters, of)| {
        format!("{period}: {quarters} of {of} quarters simulated, the others as known before the start")
    };
    partly.into_iter().map(note).collect()
}
