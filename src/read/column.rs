//! A column of numbers in a CSV file, as the tables of distributions name it.

use crate::calendar::Period;
use crate::diagnostic::{Diagnostic, Span, codes};

use super::csv::{self, Cell};
use super::table::{Cursor, Reading, Written};

/// Where the file says of which quarter or year a row is.
const PERIOD: &str = "period";

/// The numbers in the order of the file, and of which periods they are where it has a column `period`.
#[derive(Debug)]
pub(super) struct Column {
    pub numbers: Vec<f64>,
    /// One a number, or none at all.
    pub periods: Vec<Written<Period>>,
    /// Where the file names it.
    pub name: Span,
}

/// The column that a table names by `csv` and `column`. Rows before the first number and after the last are passed over; so are,
/// with a warning, those whose period had not ended by the scenario's `as_of`.
pub(super) fn column(table: &mut Cursor<'_>, reading: &mut Reading<'_>) -> Option<Column> {
    let file = table.field("csv").and_then(|field| field.text(reading));
    let column = table.field("column").and_then(|field| field.text(reading));
    let (file, column) = (file?, column?);
    let file = *reading.tables.get(&file.span)?;
    let cells = csv::csv(file, reading)?;
    let place = cells.column(column.value, column.span, reading)?;
    let (name, dated) = (cells.columns[place].span, cells.find(PERIOD).filter(|dated| *dated != place));
    let stated = |row: &Vec<Cell>| !row[place].value.is_empty();
    let first = cells.rows.iter().position(stated).unwrap_or_default();
    let last = cells.rows.iter().rposition(stated).map_or(cells.rows.len(), |last| last + 1);
    let (mut numbers, mut periods, mut whole) = (Vec::new(), Vec::new(), true);
    for row in &cells.rows[first..last] {
        match csv::number(&row[place], reading) {
            Some(number) => numbers.push(number.value),
            None => whole = false,
        }
        match dated.map(|dated| csv::period(&row[dated], reading)) {
            Some(Some(period)) => periods.push(period),
            Some(None) => whole = false,
            None => {}
        }
    }
    let mut column = whole.then_some(Column { numbers, periods, name })?;
    column.cut(&cells.columns[place].value, reading);
    Some(column)
}

impl Column {
    /// Leaves out what had not ended by `as_of`.
    fn cut(&mut self, name: &str, reading: &mut Reading<'_>) {
        let Some(day) = reading.as_of else { return };
        let all = self.numbers.len();
        if !self.periods.is_empty() {
            let ended = |period: &Written<Period>| period.value.last().end() <= day;
            let known: Vec<bool> = self.periods.iter().map(ended).collect();
            let mut left = known.iter();
            self.numbers.retain(|_| *left.next().unwrap_or(&false));
            self.periods.retain(ended);
        }
        let what = match (self.periods.last(), all - self.numbers.len()) {
            _ if self.numbers.is_empty() => "nothing of it is left".to_owned(),
            (None, _) => "it does not say of which periods they are either".to_owned(),
            (Some(last), 0) => format!("all of it is read, to {}", last.value),
            (Some(last), cut) => format!("it is read to {}, {cut} of {all} rows are not", last.value),
        };
        let message =
            format!("as of {day} the column `{name}` does not say when its numbers were published: {what}");
        let diagnostic = Diagnostic::warning(&codes::REVISED_DATA, message).at(self.name, "");
        reading.push(diagnostic.help(
            "rows are read where their `period` had ended by then; for what was known then, name a file of that vintage",
        ));
    }
}
