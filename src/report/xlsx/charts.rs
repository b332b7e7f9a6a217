//! Charts that a reader can edit, each beside the numbers that it shows.

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartFont, ChartLegendPosition, ChartLine, ChartLineDashType,
    ChartSolidFill, Color, Format, Worksheet, XlsxError,
};

use super::super::column::Column;
use super::super::course::Point;
use super::super::html::Report;
use super::super::number::digits;
use super::super::words;
use super::sheet::{Sheet, decimal, heading, pattern, percent, soft};

const NAME: &str = "Charts";
const ACCENT: Color = Color::RGB(0x000B_5C99);
/// The quantiles that are drawn over time.
const LINES: [&str; 5] = ["p05", "p25", "p50", "p75", "p95"];
/// Rows that a chart takes.
const ROWS: u32 = 19;
/// In percent: numbers and charts fit the width of a page, also where the typeface of the cells is a wider one.
const SCALE: u16 = 62;
/// Rows that a page holds at that scale.
const PAGE: u32 = 52;
/// More periods than so many are not all named below a chart.
const NAMED: usize = 8;
/// The column where charts begin.
const RIGHT: u16 = 7;

/// Quantiles over time.
struct Series {
    title: String,
    unit: String,
    plus: bool,
    points: Vec<(String, [Option<f64>; 5])>,
}

pub fn fill(sheet: &mut Worksheet, report: Report) -> Result<(), XlsxError> {
    let mut sheet = Sheet::new(sheet, NAME)?;
    sheet.widths(&[12.0, 11.0, 11.0, 11.0, 11.0, 11.0, 3.0])?;
    let mut blocks: Vec<(u32, u32)> = Vec::new();
    for series in outcomes(report).into_iter().chain(courses(report)) {
        let begin = sheet.row;
        over_time(&mut sheet, &series)?;
        blocks.push((begin, sheet.row));
    }
    for column in report.summary.at_a_date() {
        let begin = sheet.row;
        histogram(&mut sheet, column)?;
        blocks.push((begin, sheet.row));
    }
    pages(&mut sheet, &blocks, SCALE, PAGE)
}

/// Pages that cut no chart: those of a sheet whose parts take these rows. A sheet that is fitted to a page has no breaks of its
/// own, so that it is scaled instead.
pub(super) fn pages(
    sheet: &mut Sheet,
    blocks: &[(u32, u32)],
    scale: u16,
    page: u32,
) -> Result<(), XlsxError> {
    let mut breaks: Vec<u32> = Vec::new();
    let mut top = 0;
    for (begin, end) in blocks.iter().copied() {
        if begin > top && end - top > page {
            breaks.push(begin);
            top = begin;
        }
    }
    sheet.page.set_print_scale(scale);
    if !breaks.is_empty() {
        // A workbook holds 1,023 of them.
        breaks.truncate(1_023);
        sheet.page.set_page_breaks(&breaks)?;
    }
    Ok(())
}

/// Outcomes that are measured at several periods.
fn outcomes(report: Report) -> Vec<Series> {
    let columns = &report.summary.columns;
    let mut all: Vec<Series> = Vec::new();
    for (at, first) in columns.iter().enumerate() {
        let same = |column: &&Column| column.outcome == first.outcome;
        let list: Vec<&Column> = columns.iter().filter(same).collect();
        if columns[..at].iter().any(|column| same(&column)) || list.len() < 2 {
            continue;
        }
        let of = |column: &Column| {
            let s = &column.statistics;
            let quantiles = [s.p05, s.p25, s.p50, s.p75, s.p95];
            (column.period.clone(), quantiles.map(|figure| figure.value))
        };
        let (title, unit) = title(first);
        let points = list.into_iter().map(of).collect();
        all.push(Series { title, unit, plus: first.versus.is_some(), points });
    }
    all
}

/// Name and what it is compared with.
fn title(column: &Column) -> (String, String) {
    let (name, unit) = column.name_and_unit();
    let versus = column.versus.map(|versus| format!(", {}", words::versus(versus))).unwrap_or_default();
    let of = if column.of == "baseline" { " in the baseline" } else { "" };
    (format!("{}{of}{versus}", words::measured(name, &column.measure)), unit)
}

/// Every measured variable, period by period.
fn courses(report: Report) -> Vec<Series> {
    let points = |points: &[Point]| -> Vec<(String, [Option<f64>; 5])> {
        let of = |point: &Point| {
            (point.period.to_string(), [0, 2, 3, 4, 6].map(|k: usize| point.quantiles[k].value))
        };
        points.iter().map(of).collect()
    };
    let mut all = Vec::new();
    for course in report.courses {
        let effect = words::measured(words::name_and_unit(&course.label, &course.effect_unit).0, "effect");
        let name = words::name_and_unit(&course.label, &course.unit).0;
        for (title, unit, plus, list) in [
            (format!("{effect}, against the baseline"), &course.effect_unit, true, &course.effect),
            (format!("{name} in the scenario"), &course.unit, false, &course.scenario),
            (format!("{name} in the baseline"), &course.unit, false, &course.baseline),
        ] {
            if list.len() > 1 {
                all.push(Series { title, unit: unit.clone(), plus, points: points(list) });
            }
        }
    }
    all
}

/// Room for the numbers and the chart beside them.
fn after(sheet: &mut Sheet, begin: u32) {
    sheet.row = Ord::max(sheet.row, begin + ROWS) + 2;
}

fn over_time(sheet: &mut Sheet, series: &Series) -> Result<(), XlsxError> {
    let begin = sheet.row;
    sheet.line(&series.title, &heading())?;
    sheet.line(if series.unit.is_empty() { "value" } else { &series.unit }, &soft())?;
    sheet.heads(&[&["Period"][..], &LINES].concat(), 1)?;
    let first = sheet.row;
    let values = || series.points.iter().flat_map(|(_, quantiles)| quantiles.iter().flatten().copied());
    let format = decimal(decimals(values()), series.plus);
    for (period, quantiles) in &series.points {
        sheet.text(0, period, &Format::new())?;
        for (at, value) in (1..).zip(quantiles) {
            sheet.number(at, *value, &format)?;
        }
        sheet.row += 1;
    }
    let last = sheet.row - 1;
    let mut chart = Chart::new_line();
    for (at, name) in (1..).zip(LINES) {
        let mut line = ChartLine::new();
        line.set_color(ACCENT).set_width(match name {
            "p50" => 2.75,
            "p25" | "p75" => 1.5,
            _ => 1.0,
        });
        if matches!(name, "p05" | "p95") {
            line.set_dash_type(ChartLineDashType::Dash);
        }
        chart
            .add_series()
            .set_name((NAME, first - 1, at))
            .set_categories((NAME, first, 0, last, 0))
            .set_values((NAME, first, at, last, at))
            .set_format(&mut line);
    }
    chart.x_axis().set_label_interval(series.points.len().div_ceil(NAMED) as u16);
    chart.x_axis().set_font(ChartFont::new().set_size(8));
    place(sheet, &mut chart, begin, ChartLegendPosition::Bottom)?;
    Ok(())
}

fn histogram(sheet: &mut Sheet, column: &Column) -> Result<(), XlsxError> {
    let Some(histogram) = &column.histogram else { return Ok(()) };
    let begin = sheet.row;
    let (name, unit) = title(column);
    sheet.line(&format!("{name}, {}", column.period), &heading())?;
    sheet.line("share of all paths, p01 to p99", &soft())?;
    sheet.heads(&["middle", "share", "from", "to"], 0)?;
    let first = sheet.row;
    let width = (histogram.high - histogram.low) / histogram.shares.len() as f64;
    let decimals = digits(width, width / 10.0);
    let edges = decimal(decimals, column.versus.is_some());
    for (bin, share) in histogram.shares.iter().enumerate() {
        let edge = |bin: f64| Some(histogram.low + width * bin);
        let bin = bin as f64;
        sheet.number(0, edge(bin + 0.5), &edges)?;
        sheet.number(1, Some(*share), &percent(1))?;
        sheet.number(2, edge(bin), &edges)?;
        sheet.number(3, edge(bin + 1.0), &edges)?;
        sheet.row += 1;
    }
    let last = sheet.row - 1;
    let mut chart = Chart::new_column();
    let mut fill = ChartSolidFill::new();
    fill.set_color(ACCENT);
    chart
        .add_series()
        .set_name((NAME, begin + 1, 0))
        .set_categories((NAME, first, 0, last, 0))
        .set_values((NAME, first, 1, last, 1))
        .set_format(&mut fill)
        .set_gap(8);
    // The unit of the axis below stands in a cell: it is no formula there.
    sheet.row = begin + 1;
    sheet.text(3, if unit.is_empty() { "value" } else { &unit }, &soft())?;
    sheet.row = last + 1;
    chart.x_axis().set_name((NAME, begin + 1, 3)).set_num_format(pattern(decimals, false));
    chart.y_axis().set_num_format("0%");
    chart.legend().set_hidden();
    place(sheet, &mut chart, begin, ChartLegendPosition::Bottom)
}

/// Puts a chart beside its numbers; its title and its unit are the cells above them.
fn place(
    sheet: &mut Sheet,
    chart: &mut Chart,
    begin: u32,
    legend: ChartLegendPosition,
) -> Result<(), XlsxError> {
    chart.title().set_name((NAME, begin, 0)).set_overlay(false);
    chart.y_axis().set_name((NAME, begin + 1, 0));
    chart.x_axis().set_label_position(ChartAxisLabelPosition::Low);
    chart.legend().set_position(legend);
    chart.set_width(590).set_height(ROWS * 20);
    // Below the line of its row: a page that ends there has no edge of it.
    sheet.page.insert_chart_with_offset(begin, RIGHT, chart, 0, 3)?;
    after(sheet, begin);
    Ok(())
}

/// Decimals that tell these numbers apart.
fn decimals(values: impl Iterator<Item = f64> + Clone) -> i32 {
    let low = values.clone().fold(f64::INFINITY, crate::numerics::min);
    let high = values.fold(f64::NEG_INFINITY, crate::numerics::max);
    let span = high - low;
    if span.is_finite() && span > 0.0 { digits(span, span / 100.0) } else { 2 }
}
