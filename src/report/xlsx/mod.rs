//! `summary.xlsx`: the answer as a workbook: a summary, charts that can be edited, where the numbers come from, every number, what it rests on, and what
//! it was made from.
//!
//! Numbers are numbers, to their last bit, shown to the digits that their error allows. Text is text, whatever it begins
//! with: no cell and no chart holds a formula made from what a file says; titles of charts are references to cells. Equal
//! runs give equal bytes: the workbook says that it was created on 1 January 1980, the date of its archive's entries, since
//! Sarez puts no clock into results.

mod charts;
mod explanation;
mod judgement;
mod numbers;
mod provenance;
mod sheet;
mod summary;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::html::Report;

/// The file's name.
pub const NAME: &str = "summary.xlsx";

/// The workbook's bytes.
///
/// # Errors
/// When something does not fit a workbook: more than 1,048,576 rows of numbers.
pub fn render(report: Report) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let properties = DocProperties::new()
        .set_title(sheet::cell(&report.summary.title))
        .set_author("Sarez")
        .set_comment("Made by Sarez; manifest.json says when and where it was run.")
        .set_creation_datetime(&ExcelDateTime::from_ymd(1980, 1, 1)?);
    workbook.set_properties(&properties);
    summary::fill(workbook.add_worksheet(), report.summary)?;
    charts::fill(workbook.add_worksheet(), report)?;
    explanation::fill(workbook.add_worksheet(), report)?;
    numbers::fill(workbook.add_worksheet(), report.summary)?;
    judgement::fill(workbook.add_worksheet(), report.show)?;
    provenance::fill(workbook.add_worksheet(), report)?;
    workbook.save_to_buffer()
}
