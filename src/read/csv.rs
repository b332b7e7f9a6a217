//! Comma-separated values, each with its place in the text.

use csv_core::{ReadFieldResult, Reader};

use crate::calendar::Period;
use crate::diagnostic::{Diagnostic, FileId, Span, codes, suggest};

use super::hint;
use super::keys::joined;
use super::table::{Reading, Written};

/// One value and where it is written.
pub(super) type Cell = Written<String>;

/// A table: every row has as many cells as there are columns.
#[derive(Debug)]
pub(super) struct Csv {
    /// The names of the columns, and where the first line is.
    pub columns: Vec<Cell>,
    pub header: Span,
    pub rows: Vec<Vec<Cell>>,
}

/// Reads the text of a file: the first line names the columns. `None` after an error.
///
/// A byte order mark, CRLF, quotes as in RFC 4180 and blank lines are taken; anything but commas between the cells is
/// not.
pub(super) fn csv(file: FileId, reading: &mut Reading<'_>) -> Option<Csv> {
    let text = &reading.sources.file(file).text;
    let start = Span::new(file, 0..0);
    let mut records = records(file, text).into_iter();
    let Some(columns) = records.next() else {
        let diagnostic = Diagnostic::error(&codes::CSV_EMPTY, "the file is empty").at(start, "");
        reading.push(diagnostic.help("its first line names the columns, the others have the values"));
        return None;
    };
    let header = columns[0].span.to(columns[columns.len() - 1].span);
    if let [only] = &columns[..]
        && let Some((separator, name)) =
            [(';', "semicolons"), ('\t', "tabs")].into_iter().find(|(s, _)| only.value.contains(*s))
    {
        let message = format!("the cells are divided by {name}, not by commas");
        let mut diagnostic = Diagnostic::error(&codes::CSV_SEPARATOR, message).at(header, "");
        diagnostic = diagnostic.help("save it with commas between the cells");
        let decimal = text
            .lines()
            .skip(1)
            .any(|line| line.split(separator).any(|cell| hint::number(cell).is_some() && cell.contains(',')));
        if decimal {
            diagnostic = diagnostic.help("its numbers have decimal commas: they need decimal points, 1.5");
        }
        reading.push(diagnostic);
        return None;
    }
    let mut sound = unique(&columns, reading);
    let mut rows = Vec::new();
    for row in records {
        if row.len() == columns.len() {
            rows.push(row);
            continue;
        }
        sound = false;
        let span = row[0].span.to(row[row.len() - 1].span);
        let cells = |count: usize| format!("{count} cell{}", if count == 1 { "" } else { "s" });
        let message =
            format!("this row has {}, the first line names {} columns", cells(row.len()), columns.len());
        let mut diagnostic = Diagnostic::error(&codes::CSV_ROW, message).at(span, "");
        let digits = |cell: &Cell| !cell.value.is_empty() && cell.value.bytes().all(|b| b.is_ascii_digit());
        let comma = row.windows(2).rfind(|pair| hint::number(&pair[0].value).is_some() && digits(&pair[1]));
        diagnostic = match comma.filter(|_| row.len() > columns.len()) {
            Some(pair) => diagnostic.help(format!(
                "if {},{} is one number, write it with a point: {}.{}",
                pair[0].value, pair[1].value, pair[0].value, pair[1].value
            )),
            None => {
                diagnostic.help("a text with a comma stands in quotes; a cell without a value stays, empty")
            }
        };
        reading.push(diagnostic);
    }
    if sound && rows.is_empty() {
        let diagnostic = Diagnostic::error(&codes::CSV_EMPTY, "the file has no row of values").at(header, "");
        reading.push(diagnostic.help("add the rows below the line that names the columns"));
        return None;
    }
    sound.then_some(Csv { columns, header, rows })
}

/// The cells of each line that has any.
fn records(file: FileId, text: &str) -> Vec<Vec<Cell>> {
    let bytes = text.as_bytes();
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = Reader::new();
    let (mut records, mut record) = (Vec::new(), Vec::new());
    // What is unquoted is never longer than what is written.
    let mut output = vec![0; bytes.len() + 1];
    let (mut start, mut length) = (at, 0);
    loop {
        let (result, read, written) = reader.read_field(&bytes[at..], &mut output[length..]);
        (at, length) = (at + read, length + written);
        match result {
            ReadFieldResult::InputEmpty => {}
            ReadFieldResult::OutputFull => unreachable!("the output is as long as the text"),
            ReadFieldResult::Field { record_end } => {
                let value = String::from_utf8_lossy(&output[..length]).trim().to_owned();
                record.push(Cell { value, span: place(file, text, start, at, record_end) });
                (start, length) = (at, 0);
                if record_end {
                    records.push(std::mem::take(&mut record));
                }
            }
            ReadFieldResult::End => break,
        }
    }
    let blank = |record: &[Cell]| record.iter().all(|cell| cell.value.is_empty());
    records.retain(|record| !blank(record));
    records
}

/// The place of a cell: what was read for it, without the comma or the end of the line and spaces.
fn place(file: FileId, text: &str, start: usize, end: usize, last: bool) -> Span {
    let raw = &text[start..end];
    let raw = if last { raw } else { raw.strip_suffix(',').unwrap_or(raw) };
    let inner = raw.trim();
    let from = start + (raw.len() - raw.trim_start().len());
    Span::new(file, from..from + inner.len())
}

fn unique(columns: &[Cell], reading: &mut Reading<'_>) -> bool {
    let mut sound = true;
    for (index, column) in columns.iter().enumerate() {
        if let Some(first) = columns[..index].iter().find(|first| first.value == column.value) {
            let message = format!("the column `{}` is there twice", column.value);
            let diagnostic = Diagnostic::error(&codes::DUPLICATE_NAME, message).at(column.span, "");
            reading.push(diagnostic.at(first.span, "the first"));
            sound = false;
        }
    }
    sound
}

impl Csv {
    /// The position of a column, if it is there.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.value == name)
    }

    /// The position of a column that must be there under a name that the user chose, at `wanted`.
    pub fn column(&self, name: &str, wanted: Span, reading: &mut Reading<'_>) -> Option<usize> {
        self.find(name).or_else(|| {
            let diagnostic = missing(name).at(wanted, "").at(self.header, "the columns");
            let near = suggest(name, self.names());
            reading.push(match near {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help(self.list()),
            });
            None
        })
    }

    /// The position of a column that must be there under this name; its cells may be empty, or not.
    pub fn fixed(&self, name: &str, may_be_empty: bool, reading: &mut Reading<'_>) -> Option<usize> {
        self.find(name).or_else(|| {
            let near = suggest(name, self.names());
            let near = self.columns.iter().find(|column| near == Some(column.value.as_str()));
            reading.push(match near {
                Some(near) => missing(name).at(near.span, "").help(format!("rename it to `{name}`")),
                None if may_be_empty => missing(name)
                    .at(self.header, "")
                    .help(format!("add a column `{name}`: its cells may be empty")),
                None => missing(name)
                    .at(self.header, "")
                    .help(format!("add a column `{name}`, or rename the one that has it: {}", self.list())),
            });
            None
        })
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.value.as_str())
    }

    /// "its columns are `a`, `b` and `c`"
    fn list(&self) -> String {
        format!("its columns are {}", joined(self.names().map(|name| format!("`{name}`")), "and"))
    }
}

fn missing(name: &str) -> Diagnostic {
    Diagnostic::error(&codes::CSV_COLUMN, format!("the file has no column `{name}`"))
}

/// A cell as a finite number with a decimal point.
pub(super) fn number(cell: &Cell, reading: &mut Reading<'_>) -> Option<Written<f64>> {
    let text = cell.value.as_str();
    let looks = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    if let Some(value) = text.parse::<f64>().ok().filter(|value| looks && value.is_finite()) {
        return Some(Written { value, span: cell.span });
    }
    let meant = hint::number(text).map(|number| number.replace('_', ""));
    if let (Some(meant), true) = (&meant, text.contains(',')) {
        let message =
            format!("`{text}` has a comma: a number has a decimal point and no thousands separator");
        let diagnostic = Diagnostic::error(&codes::DECIMAL_COMMA, message).at(cell.span, "");
        let alternative = text.replacen(',', ".", 1);
        reading.push(if *meant == alternative {
            diagnostic.help(format!("write {meant}"))
        } else {
            diagnostic.help(format!("write {meant}, or {alternative} if the comma is a decimal one"))
        });
        return None;
    }
    let message = if text.is_empty() {
        "this number is missing".to_owned()
    } else {
        format!("`{text}` is not a number")
    };
    let diagnostic = Diagnostic::error(&codes::NOT_A_NUMBER, message).at(cell.span, "");
    reading.push(match meant {
        Some(meant) => diagnostic.help(format!("write {meant}: units have a column of their own")),
        None if text.is_empty() => diagnostic.help("write the value, or remove the row"),
        None => diagnostic.help("write a number with a decimal point, or remove the row"),
    });
    None
}

/// A cell as a quarter or a year.
pub(super) fn period(cell: &Cell, reading: &mut Reading<'_>) -> Option<Written<Period>> {
    if let Ok(value) = cell.value.parse() {
        return Some(Written { value, span: cell.span });
    }
    let message = format!("{:?} must be a year such as 2022 or a quarter such as 2022Q1", cell.value);
    let diagnostic = Diagnostic::error(&codes::NOT_A_PERIOD, message).at(cell.span, "");
    let meant = hint::quarter(&cell.value).or_else(|| hint::quarter_of_date(&cell.value));
    reading.push(match meant {
        Some(meant) => diagnostic.help(format!("write {meant}")),
        None => diagnostic,
    });
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Diagnostics, Sources};

    fn read(text: &str) -> (Option<Csv>, Sources, Diagnostics) {
        let mut sources = Sources::new();
        let file = sources.add("x.csv", text);
        let mut reading = Reading::new(&sources, Diagnostics::new());
        let table = csv(file, &mut reading);
        let diagnostics = reading.diagnostics;
        (table, sources, diagnostics)
    }

    #[test]
    fn every_cell_knows_its_place() {
        for text in ["a,b\n1,\"x, \"\"y\"\"\"\n\n 2 ,é\n", "\u{feff}a,b\r\n1,\"x, \"\"y\"\"\"\r\n\r\n 2 ,é"]
        {
            let (table, sources, diagnostics) = read(text);
            let table = table.unwrap();
            assert!(diagnostics.is_empty());
            let names: Vec<&str> = table.columns.iter().map(|cell| sources.text(cell.span)).collect();
            assert_eq!(names, ["a", "b"]);
            assert_eq!(sources.text(table.header), "a,b");
            let cells: Vec<(&str, &str)> = table
                .rows
                .iter()
                .flatten()
                .map(|cell| (cell.value.as_str(), sources.text(cell.span)))
                .collect();
            assert_eq!(cells, [("1", "1"), ("x, \"y\"", "\"x, \"\"y\"\"\""), ("2", "2"), ("é", "é")]);
            assert_eq!(sources.position(table.rows[1][1].span).line, 4);
        }
    }

    #[test]
    fn what_is_not_a_table_of_commas_is_refused() {
        for (text, code, words) in [
            ("", "csv-empty", "first line"),
            ("\n \n", "csv-empty", "first line"),
            ("period,oil\n", "csv-empty", "below"),
            ("period;oil\n2022Q1;90,5\n", "csv-separator", "decimal commas"),
            ("period\toil\n2022Q1\t90.5\n", "csv-separator", "with commas"),
            ("period,oil\n2022Q1,90,5\n", "csv-row", "90.5"),
            ("period,oil\n2022Q1\n", "csv-row", "stays, empty"),
            ("oil,oil\n1,2\n", "duplicate-name", ""),
        ] {
            let (table, _, diagnostics) = read(text);
            assert!(table.is_none(), "{text:?}");
            let all = diagnostics.sorted();
            assert_eq!(all.len(), 1, "{text:?}");
            assert_eq!(all[0].code.name, code, "{text:?}");
            assert!(all[0].help.join(" ").contains(words), "{text:?}: {:?}", all[0].help);
        }
    }

    #[test]
    fn numbers_have_a_point_and_nothing_else() {
        let sources = Sources::new();
        let file = Sources::new().add("", "");
        let mut reading = Reading::new(&sources, Diagnostics::new());
        let mut of = |text: &str| {
            let cell = Cell { value: text.to_owned(), span: Span::new(file, 0..0) };
            let value = number(&cell, &mut reading).map(|number| number.value);
            let said = std::mem::take(&mut reading.diagnostics);
            let said = said.sorted().first().map(|d| format!("{} {}", d.code.name, d.help.join(" ")));
            (value, said.unwrap_or_default())
        };
        for (text, value) in [("1", 1.0), ("-2.5", -2.5), ("+.5", 0.5), ("1e3", 1000.0)] {
            assert_eq!(of(text), (Some(value), String::new()), "{text}");
        }
        for (text, said) in [
            ("90,5", "decimal-comma write 90.5"),
            ("1,234", "decimal-comma write 1234, or 1.234"),
            ("12 %", "not-a-number write 12"),
            ("n/a", "not-a-number write a number"),
            ("", "not-a-number write the value, or remove the row"),
            ("nan", "not-a-number"),
            ("inf", "not-a-number"),
        ] {
            let (value, found) = of(text);
            assert!(value.is_none() && found.contains(said), "{text}: {found}");
        }
    }
}
