//! `summary.csv`: one row a statistic, in long format.
//!
//! RFC 4180 quoting with `\n` line ends, shortest numbers that read back to the same bits; what does not exist is empty.

use super::summary::Summary;

/// The file's name.
pub const NAME: &str = "summary.csv";

/// The first row.
pub const COLUMNS: [&str; 14] = [
    "scenario",
    "outcome",
    "variable",
    "measure",
    "of",
    "period",
    "unit",
    "versus",
    "statistic",
    "value",
    "low",
    "high",
    "resolution",
    "paths",
];

/// The summary's columns, all their statistics, probabilities and atoms, and `failed`, how many of `paths` are not
/// finite.
pub fn render(summary: &Summary) -> String {
    let mut text = String::new();
    row(&mut text, COLUMNS.map(str::to_owned));
    for column in &summary.columns {
        let mut line = |statistic: String, [value, low, high, resolution]: [String; 4]| {
            let cells = [
                summary.scenario.clone(),
                column.outcome.clone(),
                column.variable.clone(),
                column.measure.clone(),
                column.of.to_owned(),
                column.period.clone(),
                column.unit.clone(),
                column.versus.unwrap_or_default().to_owned(),
                statistic,
                value,
                low,
                high,
                resolution,
                column.paths.to_string(),
            ];
            row(&mut text, cells);
        };
        for (statistic, figure) in column.figures() {
            line(statistic, [figure.value, figure.low, figure.high, figure.resolution].map(number));
        }
        line("failed".to_owned(), [column.failed.to_string(), String::new(), String::new(), String::new()]);
    }
    text
}

fn row(text: &mut String, cells: [String; 14]) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push('\n');
}

/// The shortest decimal that reads back to the same bits, with an exponent when very large or small.
fn number(value: Option<f64>) -> String {
    let text = value.map(|value| format!("{value:?}")).unwrap_or_default();
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}
