//! Every number, one row a statistic: the table of `summary.csv`.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::super::summary::Summary;
use super::super::tidy::{COLUMNS, rows};
use super::sheet::Sheet;

/// The columns that hold text.
const WORDS: usize = 9;

pub fn fill(sheet: &mut Worksheet, summary: &Summary) -> Result<(), XlsxError> {
    let mut sheet = Sheet::new(sheet, "Numbers")?;
    sheet.widths(&[20.0, 22.0, 20.0, 20.0, 10.0, 9.0, 20.0, 12.0, 22.0, 14.0, 14.0, 14.0, 14.0, 12.0])?;
    sheet.heads(&COLUMNS, WORDS)?;
    let plain = Format::new();
    for row in rows(summary) {
        for (at, word) in (0..).zip(row.words()) {
            sheet.text(at, word, &plain)?;
        }
        for (at, number) in (WORDS as u16..).zip(row.numbers()) {
            sheet.number(at, number, &plain)?;
        }
        sheet.number(COLUMNS.len() as u16 - 1, Some(row.column.paths as f64), &plain)?;
        sheet.row += 1;
    }
    let last = sheet.row.saturating_sub(1);
    sheet.page.autofilter(0, 0, last, COLUMNS.len() as u16 - 1)?;
    sheet.page.set_freeze_panes(1, 0)?;
    sheet.page.set_repeat_rows(0, 0)?;
    Ok(())
}
