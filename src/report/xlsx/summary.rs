//! The first sheet: question, answer, the table of outcomes and the probabilities.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::super::answer::{plain, sentences, thresholds};
use super::super::column::Column;
use super::super::figure::Figure;
use super::super::number::{count, digits};
use super::super::summary::Summary;
use super::super::table::notes;
use super::super::{terminal, words};
use super::sheet::{Sheet, heading, percent, shown, soft, wrapped};

/// The columns that are printed: the numbers without the ends of their intervals.
const PRINTED: u16 = 10;
/// What every table of outcomes begins with.
const OF: [&str; 5] = ["Outcome", "Compared with", "In", "Period", "Unit"];

pub fn fill(sheet: &mut Worksheet, summary: &Summary) -> Result<(), XlsxError> {
    let mut sheet = Sheet::new(sheet, "Summary")?;
    sheet.widths(&[36.0, 20.0, 10.0, 9.0, 20.0, 10.0, 10.0, 11.0, 10.0, 10.0])?;
    sheet.title(&summary.title, PRINTED)?;
    sheet.paragraph(&run(summary), PRINTED, &soft())?;
    sheet.row += 1;
    for sentence in sentences(summary) {
        sheet.paragraph(&plain(&sentence), PRINTED, &Format::new())?;
    }
    for warning in &summary.warnings {
        sheet.paragraph(&format!("Warning: {warning}."), PRINTED, &soft())?;
    }
    sheet.row += 1;
    outcomes(&mut sheet, summary)?;
    probabilities(&mut sheet, summary)?;
    let verdicts = terminal::verdicts(summary, usize::MAX);
    if !verdicts.is_empty() {
        sheet.row += 1;
        sheet.line("Targets, checks and what happened", &heading())?;
    }
    for line in verdicts {
        sheet.paragraph(&line.text, PRINTED, &Format::new())?;
    }
    // The ends of intervals stand to the right of what is printed.
    let last = sheet.row.saturating_sub(1);
    sheet.page.set_print_area(0, 0, last, PRINTED - 1)?;
    Ok(())
}

fn run(summary: &Summary) -> String {
    let economy = summary.economy.as_ref().map(|economy| format!("{} · ", economy.title)).unwrap_or_default();
    format!(
        "{economy}model {} · {} to {} · {} paths · seed {}",
        summary.model.title,
        summary.start,
        summary.end,
        count(summary.paths),
        summary.seed
    )
}

/// Name, comparison, variant, period and unit.
fn of(sheet: &mut Sheet, column: &Column) -> Result<(), XlsxError> {
    let (name, unit) = column.name_and_unit();
    let plain = wrapped();
    sheet.text(0, &words::measured(name, &column.measure), &plain)?;
    sheet.text(1, &column.versus.map(words::versus).unwrap_or_default(), &plain)?;
    sheet.text(2, column.of, &plain)?;
    sheet.text(3, &column.period, &plain)?;
    sheet.text(4, &unit, &plain)
}

fn outcomes(sheet: &mut Sheet, summary: &Summary) -> Result<(), XlsxError> {
    const STATISTICS: [&str; 4] = ["mean", "p05", "p50", "p95"];
    sheet.line("Conditional forecast", &heading())?;
    sheet.paragraph(
        "Half of the paths lie below p50, one in twenty below p05 and one in twenty above p95; low and high, to the right of what \
         is printed, are the ends of 95 percent intervals of the simulation.",
        PRINTED,
        &soft(),
    )?;
    let ends = STATISTICS.map(|name| [format!("{name}, low"), format!("{name}, high")]);
    let mut heads: Vec<&str> = OF.into_iter().chain(STATISTICS).collect();
    // What is printed ends with a column that is empty here.
    heads.push("");
    heads.extend(ends.iter().flatten().map(String::as_str));
    heads.extend(["Paths", "Failed"]);
    sheet.heads(&heads, OF.len())?;
    for column in &summary.columns {
        of(sheet, column)?;
        let s = &column.statistics;
        let plus = column.versus.is_some();
        let figures = [s.mean, s.p05, s.p50, s.p95];
        for (at, figure) in (5..).zip(figures) {
            sheet.number(at, figure.value, &shown(figure, plus))?;
        }
        for (at, (figure, end)) in
            (10..).zip(figures.iter().flat_map(|figure| [(figure, figure.low), (figure, figure.high)]))
        {
            sheet.number(at, end, &shown(*figure, plus))?;
        }
        sheet.number(18, Some(column.paths as f64), &Format::new().set_num_format("#,##0"))?;
        sheet.number(19, Some(column.failed as f64), &Format::new().set_num_format("#,##0"))?;
        sheet.row += 1;
    }
    for note in notes(&summary.columns) {
        sheet.paragraph(&format!("{note}."), PRINTED, &soft())?;
    }
    Ok(())
}

fn probabilities(sheet: &mut Sheet, summary: &Summary) -> Result<(), XlsxError> {
    let list = thresholds(summary);
    if list.is_empty() {
        return Ok(());
    }
    sheet.row += 1;
    sheet.line("Probabilities of thresholds", &heading())?;
    if !summary.events.is_empty() {
        sheet.line("They hold under the stated probabilities of events.", &soft())?;
    }
    sheet.heads(&[&OF[..], &["Is", "Threshold", "Probability", "low", "high"]].concat(), 6)?;
    for (column, side, threshold) in list {
        of(sheet, column)?;
        let probability = threshold.probability;
        sheet.text(5, side, &Format::new())?;
        sheet.number(6, Some(threshold.at), &Format::new())?;
        for (at, value) in (7..).zip([probability.value, probability.low, probability.high]) {
            sheet.number(at, value, &probable(probability))?;
        }
        sheet.row += 1;
    }
    Ok(())
}

/// A probability to the digits that its error allows.
fn probable(figure: Figure) -> Format {
    match figure.value {
        Some(value) if figure.half_width().is_finite() => {
            percent(digits(100.0 * value, 100.0 * figure.half_width()))
        }
        _ => percent(1),
    }
}
