//! What the answer rests on, with who says so.

use rust_xlsxwriter::{Color, Format, Worksheet, XlsxError};

use super::super::grounds::list;
use super::super::show::{Basis, Show};
use super::sheet::{Sheet, wrapped};

pub fn fill(sheet: &mut Worksheet, show: &Show) -> Result<(), XlsxError> {
    const HEADS: [&str; 11] =
        ["Kind", "Id", "What", "Size", "When", "Who says so", "Rests on", "Unit", "p05", "p50", "p95"];
    let mut sheet = Sheet::new(sheet, "Judgement")?;
    sheet.widths(&[13.0, 22.0, 44.0, 40.0, 24.0, 50.0, 17.0, 16.0, 11.0, 11.0, 11.0])?;
    sheet.heads(&HEADS, 8)?;
    for ground in list(show) {
        let words = [ground.kind, &ground.id, &ground.what, &ground.size, &ground.when, &ground.source];
        for (at, word) in (0..).zip(words) {
            sheet.text(at, word, &wrapped())?;
        }
        sheet.text(6, ground.basis(), &mark(ground.basis))?;
        sheet.text(7, &ground.unit, &wrapped())?;
        for (at, number) in (8..).zip(ground.percentiles) {
            sheet.number(at, number.filter(|number| number.is_finite()), &wrapped())?;
        }
        sheet.row += 1;
    }
    let last = sheet.row.saturating_sub(1);
    sheet.page.autofilter(0, 0, last, HEADS.len() as u16 - 1)?;
    sheet.page.set_freeze_panes(1, 2)?;
    sheet.page.set_repeat_rows(0, 0)?;
    Ok(())
}

/// Judgement stands out, and what has no source more.
fn mark(basis: Basis) -> Format {
    match basis {
        Basis::Source => wrapped(),
        Basis::PartlyJudgement => wrapped().set_font_color(Color::RGB(0x005C_4300)),
        Basis::Judgement => {
            wrapped().set_font_color(Color::RGB(0x005C_4300)).set_background_color(Color::RGB(0x00FF_F0C9))
        }
        Basis::NoSource => wrapped()
            .set_bold()
            .set_font_color(Color::RGB(0x00FF_FFFF))
            .set_background_color(Color::RGB(0x00A8_1E1E)),
    }
}
