//! What the workbook was made from: enough to make it again.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::super::html::Report;
use super::sheet::{Sheet, soft};

pub fn fill(sheet: &mut Worksheet, report: Report) -> Result<(), XlsxError> {
    let Report { summary, identity, show, .. } = report;
    let mut sheet = Sheet::new(sheet, "Provenance")?;
    sheet.widths(&[44.0, 70.0])?;
    let whole = Format::new().set_num_format("0").set_align(rust_xlsxwriter::FormatAlign::Left);
    let none = || "none".to_owned();
    let facts = [
        ("Scenario", identity.scenario.clone()),
        ("Sarez", identity.sarez.clone()),
        ("Sampler", identity.sampler.clone()),
        ("Parameters", summary.parameters.to_owned()),
        ("Parameter set", identity.parameter_set.clone().unwrap_or_else(none)),
        ("As of", show.as_of.clone().unwrap_or_else(none)),
        // A seed may have more digits than a spreadsheet's number.
        ("Seed", identity.seed.to_string()),
    ];
    for (name, value) in &facts {
        sheet.text(0, name, &soft())?;
        sheet.text(1, value, &Format::new())?;
        sheet.row += 1;
    }
    for (name, value) in [("Numerics", f64::from(identity.numerics)), ("Paths", identity.paths as f64)] {
        sheet.text(0, name, &soft())?;
        sheet.number(1, Some(value), &whole)?;
        sheet.row += 1;
    }
    sheet.row += 1;
    sheet.heads(&["Input", "SHA-256"], 2)?;
    for input in &identity.inputs {
        sheet.text(0, &input.name, &Format::new())?;
        sheet.text(1, &input.sha256, &Format::new())?;
        sheet.row += 1;
    }
    Ok(())
}
