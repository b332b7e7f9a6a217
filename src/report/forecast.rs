//! The conditional forecast table of a central bank, one a scenario: what was known, the reference, the baseline, the scenario's
//! percentiles and its effect. Lines, `forecast.csv`, and a part of `comparison.json`.

use serde::Serialize;

use crate::analysis::forecast;
use crate::scenario::Scenario;

use super::aligned::{plus_minus, table, taken};
use super::column::label;
use super::figure::{Figure, finite};
use super::terminal::Line;
use super::{csv, words};

/// Beside each other, scenarios leave at least so much room for names.
const NAMES: usize = 36;

/// The name of the CSV file.
pub const CSV: &str = "forecast.csv";

/// One thing at one period in one scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The scenario's name.
    pub scenario: String,
    /// What a person calls what is forecast.
    pub label: String,
    /// The variable.
    pub variable: String,
    /// How it is measured: `level`, `growth`, or a share.
    pub measure: String,
    /// When.
    pub period: String,
    /// The unit of all numbers but of the effect.
    pub unit: String,
    /// What was known before the start, the latest last.
    pub known: Vec<Known>,
    /// When that was published, where it is said.
    pub vintage: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// On the reference, of growth and shares too; `None` where the reference is the model's own.
    pub reference: Option<f64>,
    /// The median of the baseline.
    pub baseline: Figure,
    /// The 10th percentile in the scenario.
    pub p10: Figure,
    /// The median in the scenario.
    pub p50: Figure,
    /// The 90th percentile in the scenario.
    pub p90: Figure,
    /// The mean of scenario against baseline on the same path.
    pub effect: Figure,
    /// Its unit.
    pub effect_unit: String,
    /// The scenario by position.
    #[serde(skip)]
    pub(super) number: usize,
}

/// A known number.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Known {
    pub period: String,
    pub value: Option<f64>,
}

/// The rows of scenarios, one after the other.
pub fn rows(scenarios: &[Scenario], found: &[forecast::Row]) -> Vec<Row> {
    let row = |row: &forecast::Row| {
        let scenario = &scenarios[row.scenario];
        let [p10, p50, p90] = row.scenario_quantiles.map(Figure::from);
        let known = |(period, value): &(_, f64)| Known { period: format!("{period}"), value: finite(*value) };
        Row {
            scenario: scenario.name.clone(),
            label: label(scenario, &row.outcome),
            variable: row.outcome.variable.to_string(),
            measure: row.outcome.measure.to_string(),
            period: row.column.period.to_string(),
            unit: row.column.unit.clone(),
            known: row.known.iter().map(known).collect(),
            vintage: row.figure.as_ref().and_then(|figure| figure.vintage.clone()),
            source: row.figure.as_ref().and_then(|figure| figure.source.clone()),
            reference: row.reference.and_then(finite),
            baseline: row.baseline.into(),
            p10,
            p50,
            p90,
            effect: row.effect.into(),
            effect_unit: row.effect_unit.clone(),
            number: row.scenario,
        }
    };
    found.iter().map(row).collect()
}

/// `forecast.csv`: one row a number, in long format. `of` is `known`, `reference`, `baseline`, `scenario` or `effect`.
pub fn text(rows: &[Row]) -> String {
    let mut text = String::new();
    let head = [
        "scenario",
        "variable",
        "measure",
        "of",
        "period",
        "unit",
        "statistic",
        "value",
        "low",
        "high",
        "resolution",
        "vintage",
        "source",
    ];
    csv::row(&mut text, &head.map(str::to_owned));
    for row in rows {
        let plain = |value| Figure { value, ..Figure::default() };
        let known =
            row.known.iter().map(|known| ("known", &known.period, &row.unit, "value", plain(known.value)));
        let own = [
            ("reference", &row.period, &row.unit, "value", plain(row.reference)),
            ("baseline", &row.period, &row.unit, "p50", row.baseline),
            ("scenario", &row.period, &row.unit, "p10", row.p10),
            ("scenario", &row.period, &row.unit, "p50", row.p50),
            ("scenario", &row.period, &row.unit, "p90", row.p90),
            ("effect", &row.period, &row.effect_unit, "mean", row.effect),
        ];
        for (of, period, unit, statistic, figure) in known.chain(own) {
            let mut cells = vec![row.scenario.clone(), row.variable.clone(), row.measure.clone()];
            cells.extend([of, period, unit, statistic].map(str::to_owned));
            let Figure { value, low, high, resolution } = figure;
            cells.extend([value, low, high, resolution].map(csv::number));
            let published = of == "known";
            let said = |text: &Option<String>| text.clone().filter(|_| published).unwrap_or_default();
            cells.extend([said(&row.vintage), said(&row.source)]);
            csv::row(&mut text, &cells);
        }
    }
    text
}

/// The tables for a person: all scenarios, called so, in one where there is room, else one a scenario.
pub(super) fn lines(lines: &mut Vec<Line>, names: &[String], rows: &[Row], wide: usize) {
    let has_rows = |at: &usize| rows.iter().any(|row| row.number == *at);
    let own: Vec<usize> = (0..names.len()).filter(has_rows).collect();
    let mut say = |title: &str, (head, cells): (Vec<String>, Vec<(String, Vec<String>)>)| {
        lines.push(Line::new(super::terminal::Role::Plain, ""));
        table(lines, title, &head, &cells, wide);
    };
    let together = beside_each_other(&own, names, rows);
    if own.len() > 1 && taken(&together.0, &together.1) + NAMES <= wide {
        say("forecast", together);
        return;
    }
    for at in own {
        say(&format!("forecast of {}", names[at]), beside_each_other(&[at], &[], rows));
    }
}

/// Head and rows of scenarios beside each other, by position. What is known, the reference and the baseline stand once where
/// they are the same in all; the others' columns begin with a scenario's name where there are several.
fn beside_each_other(
    scenarios: &[usize],
    names: &[String],
    rows: &[Row],
) -> (Vec<String>, Vec<(String, Vec<String>)>) {
    let mut things: Vec<&Row> = Vec::new();
    for row in rows.iter().filter(|row| scenarios.contains(&row.number)) {
        if !things.iter().any(|known| known.is_of(row)) {
            things.push(row);
        }
    }
    let of = |thing: &Row, at: usize| rows.iter().find(|row| row.number == at && row.is_of(thing));
    let all_of = |thing: &Row| -> Vec<&Row> { scenarios.iter().filter_map(|at| of(thing, *at)).collect() };
    let once = |same: fn(&Row, &Row) -> bool| {
        let alike = |rows: Vec<&Row>| rows.iter().all(|a| rows.iter().all(|b| same(a, b)));
        things.iter().all(|thing| alike(all_of(thing)))
    };
    // What one knows and another does not say is known.
    let known_alike = |a: &Row, b: &Row| a.known.is_empty() || b.known.is_empty() || a.known == b.known;
    let common = [
        ("known", known as Cell, once(known_alike)),
        ("reference", reference, once(|a, b| a.reference == b.reference)),
        ("baseline", |row| row.baseline.in_table(false), once(|a, b| a.baseline == b.baseline)),
    ];
    let own: [(&str, Cell); 4] = [
        ("p10", |row| row.p10.in_table(false)),
        ("p50", |row| row.p50.in_table(false)),
        ("p90", |row| row.p90.in_table(false)),
        ("effect", in_unit),
    ];
    let mut head = Vec::new();
    let mut cells: Vec<Vec<String>> = vec![Vec::new(); things.len()];
    for (name, cell, _) in common.iter().filter(|(_, _, once)| *once) {
        head.push((*name).to_owned());
        for (cells, thing) in cells.iter_mut().zip(&things) {
            let known = all_of(thing).into_iter().find(|row| *name != "known" || !row.known.is_empty());
            cells.push(cell(known.unwrap_or(thing)));
        }
    }
    let apart = common.iter().filter(|(_, _, once)| !once).map(|(name, cell, _)| (*name, *cell));
    let apart: Vec<(&str, Cell)> = apart.chain(own).collect();
    for at in scenarios {
        let begin = if scenarios.len() > 1 { format!("{} ", names[*at]) } else { String::new() };
        for (name, cell) in &apart {
            head.push(format!("{begin}{name}"));
            for (cells, thing) in cells.iter_mut().zip(&things) {
                cells.push(of(thing, *at).map(cell).unwrap_or_default());
            }
        }
    }
    let name = |row: &Row| words::row(&row.label, &row.measure, &row.unit, &row.period);
    (head, things.into_iter().map(name).zip(cells).collect())
}

/// A cell of a table.
type Cell = fn(&Row) -> String;

fn known(row: &Row) -> String {
    let known = row.known.last().and_then(|known| Some((known.value?, &known.period)));
    known.map_or_else(|| "-".to_owned(), |(x, period)| format!("{} ({period})", beside(x, row)))
}

fn reference(row: &Row) -> String {
    row.reference.map_or_else(|| "-".to_owned(), |x| beside(x, row))
}

impl Row {
    /// Whether both are of the same thing at the same period, maybe in two scenarios.
    fn is_of(&self, other: &Self) -> bool {
        let thing = |row: &Self| {
            let Self { label, variable, measure, period, unit, .. } = row;
            [label, variable, measure, period, unit].map(Clone::clone)
        };
        thing(self) == thing(other)
    }
}

/// A number to the digits that the scenario's median has.
pub(super) fn beside(x: f64, row: &Row) -> String {
    let near = row.p50.half_width();
    let figure = Figure { value: Some(x), low: Some(x - near), high: Some(x + near), ..row.p50 };
    figure.in_table(false)
}

/// The effect; with its unit where that is another than the row's.
pub(super) fn in_unit(row: &Row) -> String {
    let text = plus_minus(row.effect);
    match row.effect_unit.as_str() {
        unit if unit == row.unit => text,
        "percent" => format!("{text} %"),
        unit => format!("{text} {unit}"),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn example() -> Row {
        let figure = |value| Figure {
            value: Some(value),
            low: Some(value - 0.5),
            high: Some(value + 0.5),
            resolution: Some(0.0),
        };
        Row {
            scenario: "one".to_owned(),
            label: "GDP".to_owned(),
            variable: "gdp".to_owned(),
            measure: "level".to_owned(),
            period: "2022".to_owned(),
            unit: "USD million a year".to_owned(),
            known: vec![Known { period: "2021".to_owned(), value: Some(8_000.0) }],
            vintage: Some("October 2025".to_owned()),
            source: Some("IMF WEO".to_owned()),
            reference: Some(8_100.0),
            baseline: figure(8_090.0),
            p10: figure(7_600.0),
            p50: figure(7_950.0),
            p90: figure(8_300.0),
            effect: figure(-1.7),
            effect_unit: "percent".to_owned(),
            number: 0,
        }
    }

    /// The same of another scenario, whose shock is twice as large.
    fn other() -> Row {
        let one = example();
        let effect = Figure { value: Some(-3.4), low: Some(-3.9), high: Some(-2.9), ..one.effect };
        Row { scenario: "two".to_owned(), effect, number: 1, ..one }
    }

    #[test]
    fn a_row_is_as_long_as_the_head_and_says_what_was_known() {
        let text = text(&[example()]);
        let mut lines = text.lines();
        let columns = lines.next().unwrap().split(',').count();
        assert!(text.lines().all(|line| line.split(',').count() == columns), "{text}");
        assert_eq!(text.lines().count(), 1 + 1 + 6);
        assert!(
            text.contains("one,gdp,level,known,2021,USD million a year,value,8000,,,,October 2025,IMF WEO\n")
        );
        assert!(text.contains("one,gdp,level,effect,2022,percent,mean,-1.7,-2.2,-1.2,0,,\n"), "{text}");
    }

    #[test]
    fn the_table_says_units_and_periods() {
        let mut found = Vec::new();
        lines(&mut found, &["A".to_owned()], &[example()], 110);
        let text = super::super::terminal::plain(&found);
        for part in [
            "forecast of A",
            "known",
            "8,000 (2021)",
            "8,090",
            "-1.7 ± 0.5 %",
            "GDP, USD million a year, 2022",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn scenarios_stand_beside_each_other_where_there_is_room() {
        let names = ["A", "B"].map(str::to_owned);
        let text = |rows: &[Row], wide| {
            let mut found = Vec::new();
            lines(&mut found, &names, rows, wide);
            super::super::terminal::plain(&found)
        };
        let rows = [example(), other()];
        let one = text(&rows, 150);
        assert_eq!(one.matches("known  reference  baseline  A p10  A p50  A p90").count(), 1, "{one}");
        assert!(one.contains("-1.7 ± 0.5 %") && one.contains("-3.4 ± 0.5 %"), "{one}");
        assert_eq!(one.matches("8,000 (2021)").count(), 1, "{one}");
        let two = text(&rows, 100);
        assert!(two.contains("forecast of A") && two.contains("forecast of B"), "{two}");
        assert!(two.lines().all(|line| line.chars().count() <= 100), "{two}");
        // Another reference has a column of its own, and what one alone forecasts is empty in the other.
        let moved = Row { reference: Some(8_200.0), ..other() };
        // What only the second says is known is known of both.
        let silent = Row { known: Vec::new(), ..example() };
        let known = text(&[silent, other()], 150);
        assert!(known.contains("forecast") && known.matches("8,000 (2021)").count() == 1, "{known}");
        assert!(!known.contains("A known"), "{known}");
        let alone = Row { label: "Prices".to_owned(), ..other() };
        let text = text(&[example(), moved, alone], 180);
        assert!(text.contains("known  baseline  A reference") && text.contains("B reference"), "{text}");
        assert!(text.lines().any(|line| line.starts_with("Prices")), "{text}");
    }
}
