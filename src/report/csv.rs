//! `summary.csv`: one row a statistic, in long format.
//!
//! RFC 4180 quoting with `\n` line ends, shortest numbers that read back to the same bits; what does not exist is empty.

use super::summary::Summary;
use super::tidy::{self, COLUMNS};

/// The file's name.
pub const NAME: &str = "summary.csv";

/// The summary's columns, all their statistics, probabilities and atoms, and `failed`, how many of `paths` are not
/// finite. A unit that a spreadsheet would compute gets an apostrophe before it.
pub fn render(summary: &Summary) -> String {
    let mut text = String::new();
    row(&mut text, &COLUMNS.map(str::to_owned));
    for each in tidy::rows(summary) {
        let words =
            each.words().map(|word| if computed(word) { format!("'{word}") } else { word.to_owned() });
        let numbers = each.numbers().map(number);
        row(&mut text, &[&words[..], &numbers, &[each.column.paths.to_string()]].concat());
    }
    text
}

/// Whether a spreadsheet would take the text for a formula.
fn computed(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Adds a row, its cells in quotes where they must be.
pub(super) fn row(text: &mut String, cells: &[String]) {
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
pub(super) fn number(value: Option<f64>) -> String {
    let text = value.map(|value| format!("{value:?}")).unwrap_or_default();
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn one_row_a_statistic() {
        let summary = example::summary();
        let text = render(&summary);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0],
            "scenario,outcome,variable,measure,of,period,unit,versus,statistic,value,low,high,resolution,paths"
        );
        let p05 = summary.columns[0].statistics.p05;
        let numbers =
            [p05.value, p05.low, p05.high, p05.resolution].map(|x| x.unwrap().to_string()).join(",");
        let row = format!(
            "example,gdp_effect,gdp,\"effect, percent\",scenario,2022,percent,baseline,p05,{numbers},100000"
        );
        assert!(lines.contains(&row.as_str()), "{row}\n{text}");
        let names: Vec<&str> = lines[1..]
            .iter()
            .filter(|l| l.contains("gdp_effect") && l.contains(",2023,"))
            .map(|l| l.split(',').nth(9).unwrap())
            .collect();
        assert_eq!(
            names.join(" "),
            "mean sd skewness p01 p05 p10 p25 p50 p75 p90 p95 p99 shortfall05 longrise05 below -2 below 0 equal 0 failed"
        );
        assert!(lines.iter().any(|l| {
            l.starts_with("example,reserves,reserves,level,scenario,2022Q4,months of imports,,p05,")
        }));
        assert!(
            text.ends_with('\n') && !text.contains('\r') && !text.contains("NaN") && !text.contains("inf")
        );
        // 14 statistics and `failed` for six columns, 6 thresholds, 1 atom.
        // And five numbers on what parameters do, for the first column.
        assert_eq!(lines.len(), 1 + 6 * 15 + 6 + 1 + 5);
    }

    #[test]
    fn numbers_are_the_shortest_that_read_back() {
        for (value, text) in [
            (Some(0.1), "0.1"),
            (Some(-2.0), "-2"),
            (Some(1e300), "1e300"),
            (Some(1.5e-9), "1.5e-9"),
            (Some(1.0 / 3.0), "0.3333333333333333"),
            (Some(123456789.125), "123456789.125"),
            (None, ""),
        ] {
            assert_eq!(number(value), text);
            assert_eq!(text.parse().ok(), value);
        }
    }

    #[test]
    fn text_is_quoted_where_it_must_be() {
        let mut summary = example::summary();
        summary.columns.truncate(1);
        summary.scenario = "a \"b\"\nc".to_owned();
        summary.columns[0].unit = "per,cent".to_owned();
        summary.columns[0].variable = "plain; ihrоj".to_owned();
        let text = render(&summary);
        assert!(text.contains("\"a \"\"b\"\"\nc\",gdp_effect,plain; ihrоj,\"effect, percent\",scenario,2022,\"per,cent\",baseline,mean,"));
    }

    #[test]
    fn what_does_not_exist_is_empty() {
        let text = render(&example::with_failed_paths());
        assert!(
            text.contains("example,gdp,gdp,level,scenario,2022Q1,USD million,,skewness,,,,,1000\n"),
            "{text}"
        );
        assert!(
            text.contains("example,gdp,gdp,level,scenario,2022Q1,USD million,,failed,20,,,,1000\n"),
            "{text}"
        );
    }
}
