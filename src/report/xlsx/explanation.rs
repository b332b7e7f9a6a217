//! Where the numbers come from: shares of shocks and events, swings of drivers, the split of the variance, bounds of dependence,
//! events as stated and counted, scores of what happened, precision.

use rust_xlsxwriter::{
    Chart, ChartAxisCrossing, ChartAxisLabelPosition, ChartSolidFill, Color, Format, Worksheet, XlsxError,
};

use super::super::column::Column;
use super::super::explanation::{Means, Swings};
use super::super::figure::Figure;
use super::super::html::Report;
use super::super::number::{count, digits};
use super::super::summary::Summary;
use super::super::words;
use super::charts::pages;
use super::sheet::{Sheet, decimal, heading, percent, shown, soft, wrapped};

const NAME: &str = "Explanation";
const ACCENT: Color = Color::RGB(0x000B_5C99);
const LIGHT: Color = Color::RGB(0x0092_BBD8);
/// Columns that tables and words take.
const WIDE: u16 = 7;
/// The column where charts begin.
const RIGHT: u16 = 8;
/// Rows that a chart takes.
const ROWS: u32 = 17;
/// In percent: numbers and charts fit the width of a page, also where the typeface of the cells is a wider one.
const SCALE: u16 = 56;
/// Rows that a page holds at that scale.
const PAGE: u32 = 58;

pub fn fill(sheet: &mut Worksheet, report: Report) -> Result<(), XlsxError> {
    let summary = report.summary;
    let mut sheet = Sheet::new(sheet, NAME)?;
    sheet.widths(&[34.0, 10.5, 10.5, 10.5, 10.5, 10.5, 10.5, 2.0])?;
    let mut blocks: Vec<(u32, u32)> = Vec::new();
    for part in [shares, swings, split, bounds, events, scores, precision] {
        part(&mut sheet, summary, &mut blocks)?;
    }
    if sheet.row == 0 {
        sheet.line("Nothing to explain: no shock, no event, no driver moves an outcome.", &soft())?;
    }
    pages(&mut sheet, &blocks, SCALE, PAGE)
}

/// "GDP effect, 2022" and "percent, against the baseline"
fn title(column: &Column) -> (String, String) {
    let (name, unit) = column.name_and_unit();
    let versus = column.versus.map(|versus| format!(", {}", words::versus(versus))).unwrap_or_default();
    let of = if column.of == "baseline" { " in the baseline" } else { "" };
    (format!("{}{of}, {}", words::measured(name, &column.measure), column.period), format!("{unit}{versus}"))
}

/// A part of the sheet: its heading and what stands below it.
fn begin(sheet: &mut Sheet, name: &str, lead: &str) -> Result<(), XlsxError> {
    if sheet.row > 0 {
        sheet.row += 1;
    }
    sheet.line(name, &heading())?;
    sheet.paragraph(lead, WIDE, &soft())
}

fn figures(sheet: &mut Sheet, first: u16, list: &[Figure], plus: bool) -> Result<(), XlsxError> {
    for (at, figure) in (first..).zip(list) {
        sheet.number(at, figure.value, &shown(*figure, plus))?;
    }
    Ok(())
}

/// A bar chart of columns of a table whose rows are `first..=last`; its title and its axis are cells.
fn bars(
    sheet: &mut Sheet,
    (begin, first, last): (u32, u32, u32),
    series: &[(u16, Color)],
    unit: (u32, u16),
) -> Result<(), XlsxError> {
    let mut chart = Chart::new_bar();
    for (column, colour) in series {
        let mut fill = ChartSolidFill::new();
        fill.set_color(*colour);
        chart
            .add_series()
            .set_name((NAME, first - 1, *column))
            .set_categories((NAME, first, 0, last, 0))
            .set_values((NAME, first, *column, last, *column))
            .set_format(&mut fill)
            .set_overlap(100)
            .set_gap(40);
    }
    if series.len() < 2 {
        chart.legend().set_hidden();
    } else {
        chart.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
    }
    chart.title().set_name((NAME, begin, 0)).set_overlay(false);
    // Categories go down the vertical axis, which is y here; values stay below them.
    chart
        .y_axis()
        .set_reverse()
        .set_label_position(ChartAxisLabelPosition::Low)
        .set_crossing(ChartAxisCrossing::Max);
    chart.x_axis().set_name((NAME, unit.0, unit.1));
    chart.set_width(480).set_height(ROWS * 20);
    sheet.page.insert_chart_with_offset(begin, RIGHT, &chart, 0, 3)?;
    sheet.row = Ord::max(sheet.row, begin + ROWS) + 1;
    Ok(())
}

fn shares(sheet: &mut Sheet, summary: &Summary, blocks: &mut Vec<(u32, u32)>) -> Result<(), XlsxError> {
    let Some(shares) = &summary.shares else { return Ok(()) };
    let moved: Vec<(&Column, &Means)> =
        summary.columns.iter().filter_map(|column| Some((column, shares.of(&column.id)?))).collect();
    if moved.is_empty() {
        return Ok(());
    }
    begin(
        sheet,
        "What brings it about",
        &format!(
            "Shares of the mean effect by shock and event (Shapley), and what each adds to those before it; from {} variants of {} \
             paths.",
            count(shares.variants as u64),
            count(shares.paths)
        ),
    )?;
    for (column, means) in moved {
        let start = sheet.row;
        let (name, unit) = title(column);
        sheet.line(&name, &heading())?;
        sheet.line(if unit.is_empty() { "value" } else { &unit }, &soft())?;
        sheet.heads(&["Shock or event", "share", "low", "high", "adds", "mean after"], 1)?;
        let first = sheet.row;
        for share in &means.shares {
            sheet.text(0, &share.player, &wrapped())?;
            let format = shown(share.share, true);
            for (at, number) in (1..).zip([share.share.value, share.share.low, share.share.high]) {
                sheet.number(at, number, &format)?;
            }
            figures(sheet, 4, &[share.step], true)?;
            figures(sheet, 5, &[share.after], column.versus.is_some())?;
            sheet.row += 1;
        }
        let last = sheet.row - 1;
        sheet.text(0, "all together", &Format::new())?;
        figures(sheet, 1, &[means.total], true)?;
        sheet.row += 1;
        for (name, figure) in [("baseline", means.baseline), ("scenario", means.scenario)] {
            sheet.text(0, name, &Format::new())?;
            figures(sheet, 5, &[figure], column.versus.is_some())?;
            sheet.row += 1;
        }
        bars(sheet, (start, first, last), &[(1, ACCENT)], (start + 1, 0))?;
        blocks.push((start, sheet.row));
    }
    Ok(())
}

fn swings(sheet: &mut Sheet, summary: &Summary, blocks: &mut Vec<(u32, u32)>) -> Result<(), XlsxError> {
    let of = |swings| {
        let swings: &Swings = swings;
        Some((summary.columns.iter().find(|column| column.id == swings.column)?, swings))
    };
    let list: Vec<(&Column, &Swings)> = summary.swings.iter().filter_map(of).collect();
    if list.is_empty() {
        return Ok(());
    }
    begin(
        sheet,
        "What one driver does at a time",
        "Each driver at its p05 and at its p95, all others at their medians; the widest ten. Single points of the model, without a \
         simulation's error.",
    )?;
    for (column, swings) in list {
        let start = sheet.row;
        let (name, unit) = title(column);
        sheet.line(&name, &heading())?;
        sheet.line(if unit.is_empty() { "value" } else { &unit }, &soft())?;
        sheet.heads(&["Driver", "at its p05", "at its p95", "p05 adds", "p95 adds"], 1)?;
        let first = sheet.row;
        for swing in &swings.swings {
            sheet.text(0, &swing.driver, &wrapped())?;
            let span = (swing.p95.unwrap_or(0.0) - swing.p05.unwrap_or(0.0)).abs();
            let format = decimal(if span > 0.0 { digits(span, span / 100.0) } else { 2 }, true);
            let adds = |value: Option<f64>| value.map(|value| value - swings.median);
            let numbers = [swing.p05, swing.p95, adds(swing.p05), adds(swing.p95)];
            for (at, number) in (1..).zip(numbers) {
                sheet.number(at, number, &format)?;
            }
            sheet.row += 1;
        }
        let last = sheet.row - 1;
        sheet.text(0, "every driver at its p50", &Format::new())?;
        let widest = swings.swings.first().map_or(0.0, |swing| {
            (swing.p95.unwrap_or(swings.median) - swing.p05.unwrap_or(swings.median)).abs()
        });
        let decimals = if widest > 0.0 { digits(widest, widest / 100.0) } else { 2 };
        sheet.number(1, Some(swings.median), &decimal(decimals, true))?;
        sheet.row += 1;
        bars(sheet, (start, first, last), &[(3, LIGHT), (4, ACCENT)], (start + 1, 0))?;
        blocks.push((start, sheet.row));
    }
    Ok(())
}

/// What every table of outcomes begins with.
fn of(sheet: &mut Sheet, column: &Column) -> Result<(), XlsxError> {
    let (name, unit) = title(column);
    let text = if unit.is_empty() { name } else { format!("{name}, {unit}") };
    sheet.text(0, &text, &wrapped())
}

fn split(sheet: &mut Sheet, summary: &Summary, blocks: &mut Vec<(u32, u32)>) -> Result<(), XlsxError> {
    if summary.uncertainty.is_empty() {
        return Ok(());
    }
    let start = sheet.row;
    begin(
        sheet,
        "Two kinds of not knowing",
        "The share of each variance that comes from parameters, and quantiles as they would be on average, were the parameters known.",
    )?;
    sheet.heads(
        &["Outcome", "from parameters", "low", "high", "p05 if known", "p50 if known", "p95 if known"],
        1,
    )?;
    for split in &summary.uncertainty {
        let Some(column) = summary.columns.iter().find(|column| column.id == split.column) else { continue };
        of(sheet, column)?;
        for (at, share) in (1..).zip([split.parameters.value, split.parameters.low, split.parameters.high]) {
            sheet.number(at, share, &percent(1))?;
        }
        figures(sheet, 4, &[split.p05, split.p50, split.p95], column.versus.is_some())?;
        sheet.row += 1;
    }
    blocks.push((start, sheet.row));
    Ok(())
}

fn bounds(sheet: &mut Sheet, summary: &Summary, blocks: &mut Vec<(u32, u32)>) -> Result<(), XlsxError> {
    if summary.bounds.is_empty() {
        return Ok(());
    }
    let start = sheet.row;
    begin(
        sheet,
        "If they moved together otherwise",
        "The same shocks and events with another dependence between those that are named as moving together.",
    )?;
    sheet.heads(&["Outcome", "dependence", "mean", "p05", "p50", "p95"], 2)?;
    for (at, column) in summary.columns.iter().enumerate() {
        let own = std::iter::once(("as run", column));
        let others = summary.bounds.iter().filter_map(|bound| {
            Some((bound.dependence, bound.columns.get(at).filter(|other| other.id == column.id)?))
        });
        for (dependence, column) in own.chain(others) {
            of(sheet, column)?;
            sheet.text(1, dependence, &Format::new())?;
            let s = &column.statistics;
            figures(sheet, 2, &[s.mean, s.p05, s.p50, s.p95], column.versus.is_some())?;
            sheet.row += 1;
        }
    }
    blocks.push((start, sheet.row));
    Ok(())
}

fn events(sheet: &mut Sheet, summary: &Summary, blocks: &mut Vec<(u32, u32)>) -> Result<(), XlsxError> {
    if summary.events.is_empty() {
        return Ok(());
    }
    let start = sheet.row;
    begin(
        sheet,
        "How often events happened",
        "What is stated is a judgement; what it implies holds where drivers are not correlated; the shares of paths were counted.",
    )?;
    sheet.heads(&["Event or regime", "first", "last", "implied", "counted", "low", "high"], 1)?;
    for event in &summary.events {
        let name = event.label.as_ref().unwrap_or(&event.id);
        sheet.text(0, &format!("{name}: {}", event.stated), &wrapped())?;
        for (at, quarter) in (1..).zip(&event.window) {
            sheet.text(at, quarter, &Format::new())?;
        }
        let happened = event.happened;
        for (at, share) in (3..).zip([Some(event.probability), happened.value, happened.low, happened.high]) {
            sheet.number(at, share, &percent(2))?;
        }
        sheet.row += 1;
    }
    blocks.push((start, sheet.row));
    Ok(())
}

fn scores(sheet: &mut Sheet, summary: &Summary, blocks: &mut Vec<(u32, u32)>) -> Result<(), XlsxError> {
    if summary.scores.is_empty() {
        return Ok(());
    }
    let start = sheet.row;
    begin(
        sheet,
        "How what happened was forecast",
        "Where what happened lies in the distribution (PIT), the continuous ranked probability score (CRPS, the lower the better), and \
         the skill against forecasts from the past alone: above 0 the scenario was better.",
    )?;
    sheet.heads(&["Outcome", "forecast", "observed", "PIT", "CRPS", "skill"], 2)?;
    for score in &summary.scores {
        let Some(column) = summary.columns.iter().find(|column| column.id == score.column) else { continue };
        let observed = summary.observed.iter().find(|observed| observed.column == score.column);
        let own = ("scenario", score.pit.value, score.crps.value, None);
        let others = score.references.iter().filter(|reference| reference.none_because.is_none());
        let others = others.map(|reference| (reference.name, reference.pit, reference.crps, reference.skill));
        for (name, pit, crps, skill) in std::iter::once(own).chain(others) {
            of(sheet, column)?;
            sheet.text(1, name, &Format::new())?;
            sheet.number(2, observed.map(|observed| observed.value), &Format::new())?;
            sheet.number(3, pit, &decimal(3, false))?;
            sheet.number(4, crps, &decimal(3, false))?;
            sheet.number(5, skill, &decimal(2, true))?;
            sheet.row += 1;
        }
    }
    blocks.push((start, sheet.row));
    Ok(())
}

fn precision(sheet: &mut Sheet, summary: &Summary, blocks: &mut Vec<(u32, u32)>) -> Result<(), XlsxError> {
    if summary.precision.is_empty() {
        return Ok(());
    }
    let start = sheet.row;
    begin(
        sheet,
        "How precise the numbers are",
        "Half widths of 95 percent intervals that were asked for, and what was reached.",
    )?;
    sheet.heads(&["Number", "asked", "reached", "paths", "most paths"], 1)?;
    let whole = Format::new().set_num_format("#,##0");
    for asked in &summary.precision {
        sheet.text(0, &format!("{}({})", asked.stat, asked.column), &wrapped())?;
        sheet.number(1, Some(asked.asked), &Format::new())?;
        sheet.number(2, asked.half_width, &Format::new())?;
        sheet.number(3, Some(asked.paths as f64), &whole)?;
        sheet.number(4, Some(asked.most as f64), &whole)?;
        sheet.row += 1;
    }
    blocks.push((start, sheet.row));
    Ok(())
}
