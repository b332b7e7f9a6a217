//! A scenario at the points of a grid: text, `sweep.csv` and `sweep.json`, all from one [`Sweep`].

use serde::Serialize;

use crate::analysis::sweep::{Axis, Measured};
use crate::results::Tally;
use crate::scenario::Scenario;

use super::aligned::{plus_minus, table};
use super::column::Column;
use super::csv;
use super::figure::Figure;
use super::number::count;
use super::row::RowHead;
use super::summary::Named;
use super::terminal::{Frame, Line, Role, files};
use super::text::{hang, harmless};
use super::words;

/// The name of the CSV file.
pub const CSV: &str = "sweep.csv";

/// The name of the JSON file.
pub const JSON: &str = "sweep.json";

/// Everything that a sweep has to say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sweep {
    /// `sarez-sweep/1`: the meaning of all fields, in `docs/sweep.schema.json`.
    pub schema: &'static str,
    /// The scenario as it is stated.
    pub scenario: Named,
    /// Paths at each point, those that failed included.
    pub paths: u64,
    /// The key of all draws.
    pub seed: u64,
    /// Where uniform numbers come from.
    pub sampler: &'static str,
    /// What is swept, and over which values.
    pub axes: Vec<Swept>,
    /// Whether the axes run together rather than crossed.
    pub zipped: bool,
    /// By axis how many values there are, the last running fastest: the shape of `points` as an array. One number when
    /// zipped.
    pub shape: Vec<usize>,
    /// Every point, in that order.
    pub points: Vec<Point>,
}

/// One number of the files and the values that it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// Such as `shock.remittances.percent`.
    pub path: String,
    /// As in TOML.
    pub values: Vec<String>,
}

/// The scenario with one value of each axis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// By axis, as in TOML.
    pub values: Vec<String>,
    /// Every outcome at every period.
    pub outcomes: Vec<Row>,
}

/// An outcome at a period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// What it is.
    #[serde(flatten)]
    pub head: RowHead,
    /// Moments, quantiles, tails and the probabilities of the outcome's thresholds.
    pub statistics: Vec<Statistic>,
    /// The point minus the scenario as it is stated, path by path.
    pub change: Vec<Statistic>,
    /// Paths that failed at the point; all numbers are over the others.
    pub failed: u64,
}

/// A number with its name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statistic {
    /// Such as `mean`, `p05` or `below -2`.
    pub statistic: String,
    /// The number and its error.
    #[serde(flatten)]
    pub figure: Figure,
}

impl Sweep {
    /// The value of [`Self::schema`].
    pub const SCHEMA: &'static str = "sarez-sweep/1";

    /// A sweep of `base` without its points.
    pub fn new(base: &Scenario, axes: &[Axis], zipped: bool) -> Self {
        let lengths = axes.iter().map(|axis| axis.values.len());
        Self {
            schema: Self::SCHEMA,
            scenario: Named { name: base.name.clone(), title: base.title.clone() },
            paths: base.run.paths,
            seed: base.run.seed,
            sampler: words::sampler(base.run.sampler),
            axes: axes
                .iter()
                .map(|axis| Swept { path: axis.path.clone(), values: axis.values.clone() })
                .collect(),
            zipped,
            shape: if zipped { lengths.take(1).collect() } else { lengths.collect() },
            points: Vec::new(),
        }
    }

    /// Adds the next point, of these values.
    pub fn add(&mut self, base: &Scenario, values: Vec<String>, measured: &[Measured]) {
        let outcomes = measured.iter().map(|measured| Row::new(base, measured)).collect();
        self.points.push(Point { values, outcomes });
    }

    /// `sweep.json`: indented, with a line end.
    ///
    /// # Panics
    /// Never: it has no map with keys other than text.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a sweep is plain data") + "\n"
    }

    /// `sweep.csv`: one row a number, in long format; a column for each axis comes first, under its path.
    pub fn csv(&self) -> String {
        let mut text = String::new();
        let of_number = ["of", "statistic", "value", "low", "high", "resolution", "failed"];
        let axes = self.axes.iter().map(|axis| axis.path.clone());
        csv::row(
            &mut text,
            &axes
                .chain([RowHead::CELLS, of_number].concat().into_iter().map(str::to_owned))
                .collect::<Vec<_>>(),
        );
        for point in &self.points {
            for row in &point.outcomes {
                for (of, statistics) in [("point", &row.statistics), ("change", &row.change)] {
                    for Statistic { statistic, figure } in statistics {
                        let mut cells = point.values.clone();
                        cells.extend(row.head.cells());
                        cells.extend([of.to_owned(), statistic.clone()]);
                        let Figure { value, low, high, resolution } = *figure;
                        cells.extend([value, low, high, resolution].map(csv::number));
                        cells.push(row.failed.to_string());
                        csv::row(&mut text, &cells);
                    }
                }
            }
        }
        text
    }
}

impl Row {
    fn new(base: &Scenario, measured: &Measured) -> Self {
        let column = Column::new(base, &measured.column, &measured.tally);
        let statistics =
            column.figures().map(|(statistic, figure)| Statistic { statistic, figure }).collect();
        Self {
            statistics,
            change: change(&measured.change),
            head: RowHead::new(base, &measured.column),
            failed: column.failed,
        }
    }

    fn statistic(&self, name: &str) -> Figure {
        find(&self.statistics, name)
    }
}

fn find(list: &[Statistic], name: &str) -> Figure {
    list.iter().find(|one| one.statistic == name).map_or_else(Figure::default, |one| one.figure)
}

fn change(tally: &Tally) -> Vec<Statistic> {
    let quantiles = tally.quantiles(&[0.05, 0.5, 0.95]);
    let figures =
        [("mean", tally.mean()), ("p05", quantiles[0]), ("p50", quantiles[1]), ("p95", quantiles[2])];
    let named = |(name, estimate): (&str, _)| Statistic {
        statistic: name.to_owned(),
        figure: Figure::from(estimate),
    };
    figures.map(named).into()
}

/// The lines for a person: a table an outcome and period, a row a point.
pub fn render(sweep: &Sweep, frame: Frame) -> Vec<Line> {
    let wide = if frame.width < 60 { 60 } else { frame.width };
    let mut lines = Vec::new();
    let say = |lines: &mut Vec<Line>, role, text: &str| {
        lines.extend(hang(&harmless(text), wide).iter().map(|line| Line::new(role, line)));
    };
    say(&mut lines, Role::Title, &sweep.scenario.title);
    let time = frame.seconds.map(|seconds| format!(", {seconds:.1} s")).unwrap_or_default();
    let (paths, points) = (count(sweep.paths), count(sweep.points.len() as u64));
    let head = format!("{points} points, {paths} paths of seed {}{time}; the same draws at all", sweep.seed);
    say(&mut lines, Role::Faint, &head);
    let name = sweep.axes.iter().map(|axis| axis.path.as_str()).collect::<Vec<_>>().join(", ");
    for at in 0..sweep.points.first().map_or(0, |point| point.outcomes.len()) {
        lines.push(Line::new(Role::Plain, ""));
        let rows: Vec<(String, Vec<String>)> = (sweep.points.iter())
            .map(|point| {
                let row = &point.outcomes[at];
                let plus = row.head.versus.is_some();
                let mut cells: Vec<String> =
                    ["p05", "p50", "p95"].map(|name| row.statistic(name).in_table(plus)).into();
                cells.push(plus_minus(find(&row.change, "mean")));
                (harmless(&point.values.join(", ")), cells)
            })
            .collect();
        if let Some(point) = sweep.points.first() {
            let row = &point.outcomes[at];
            let versus =
                row.head.versus.map(|versus| format!(", {}", words::versus(versus))).unwrap_or_default();
            say(&mut lines, Role::Heading, &format!("{}{versus}", row.head.name()));
        }
        let head = ["p05", "p50", "p95", "mean change"].map(str::to_owned);
        table(&mut lines, &name, &head, &rows, wide);
    }
    lines.push(Line::new(Role::Plain, ""));
    say(
        &mut lines,
        Role::Faint,
        "mean change: from the scenario as it is stated, path by path; ± is a 95 percent interval",
    );
    lines.extend(files(frame.files));
    lines
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::super::json::tests::{problem_of, refusals};
    use super::*;
    use crate::scenario::Measure;

    fn example() -> Sweep {
        let outcome = example::outcome("gdp", "GDP", "gdp", Measure::EffectPercent, &["2022"]);
        let base = example::scenario(vec![outcome]);
        let axes: Vec<Axis> =
            ["shock.fall.percent=-20,-10", "level.gdp.value=90"].map(|t| t.parse().unwrap()).into();
        let mut sweep = Sweep::new(&base, &axes, false);
        for (number, value) in ["-20", "-10"].into_iter().enumerate() {
            let tally = |mean: f64| example::tally(&example::draws(number as u64, 2_000, |z| mean + z), &[]);
            let column = example::column(&base, 0, "2022", "percent");
            let measured = Measured { column, tally: tally(-2.0), change: tally(1.0) };
            sweep.add(&base, vec![value.to_owned(), "90".to_owned()], &[measured]);
        }
        sweep
    }

    #[test]
    fn a_sweep_is_what_the_schema_says() {
        let schema = serde_json::from_str(include_str!("../../docs/sweep.schema.json")).unwrap();
        let value = serde_json::from_str(&example().json()).unwrap();
        assert_eq!(problem_of(&schema, &value), None);
        assert!(refusals(&schema, &value) > 100);
    }

    #[test]
    fn every_row_of_the_csv_is_as_long_as_the_first() {
        let text = example().csv();
        let cells =
            |line: &str| line.matches(',').count() - usize::from(line.contains("\"effect, percent\""));
        let head = text.lines().next().unwrap();
        assert!(head.starts_with("shock.fall.percent,level.gdp.value,outcome,"), "{head}");
        assert!(text.lines().all(|line| cells(line) == cells(head)), "{text}");
        assert!(text.contains("-10,90,gdp,gdp,\"effect, percent\",scenario,2022,percent,"), "{text}");
        assert_eq!(example().shape, [2, 1]);
    }

    #[test]
    fn lines_have_a_row_a_point() {
        let frame = Frame { width: 100, seconds: Some(0.5), files: Some(("out", &[CSV, JSON])) };
        let text = super::super::terminal::plain(&render(&example(), frame));
        for part in
            ["2 points, ", "shock.fall.percent, level.gdp.value", "\n-20, 90", "out/: sweep.csv sweep.json"]
        {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
