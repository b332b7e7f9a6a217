//! Two or more scenarios on the same draws: text, `comparison.csv` and `comparison.json`, all from one [`Comparison`].

mod text;

use serde::Serialize;

use crate::analysis::compare::{self, Layer, Pair};
use crate::compile;
use crate::results::Part;
use crate::scenario::{Difference, Scenario};

use super::aligned::ROUNDING;
use super::figure::{Figure, finite};
use super::number::number;
use super::row::RowHead;
use super::summary::Named;
use super::target::Target;
use super::validity::{self, Outside};
use super::{csv, forecast, words};

pub use text::{render, render_forecast};

pub(super) use text::{head, letter};

/// The name of the CSV file.
pub const CSV: &str = "comparison.csv";

/// The name of the JSON file.
pub const JSON: &str = "comparison.json";

/// Everything that a comparison has to say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// `sarez-comparison/1`: the meaning of all fields, in `docs/comparison.schema.json`.
    pub schema: &'static str,
    /// The scenarios, the first of which the others are compared with.
    pub scenarios: Vec<Named>,
    /// Paths that were run, those that failed included.
    pub paths: u64,
    /// The key of all draws.
    pub seed: u64,
    /// Where uniform numbers come from.
    pub sampler: &'static str,
    /// By scenario: published totals that its sizes were shifted for.
    pub targets: Vec<Vec<Target>>,
    /// By scenario: ranges of validity of its model that some path leaves.
    pub outside_validity: Vec<Vec<Outside>>,
    /// The first against each other one.
    pub pairs: Vec<Compared>,
    /// What each forecasts.
    pub forecast: Vec<forecast::Row>,
}

/// The first scenario against another one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// The first scenario's name.
    pub first: String,
    /// The other's.
    pub second: String,
    /// Outcomes and periods that both measure in the same way.
    pub outcomes: Vec<Row>,
    /// What is measured in one of them alone, or in two ways; sentences.
    pub apart: Vec<String>,
    /// What they say differently.
    pub differences: Vec<Said>,
    /// By step of the split: its layers, in the order in which they are taken from the second.
    pub steps: Vec<Vec<&'static str>>,
    /// Why layers are taken together, if any are; sentences.
    pub unresolved: Vec<String>,
}

/// An outcome at a period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// What it is.
    #[serde(flatten)]
    pub head: RowHead,
    /// In the first scenario.
    pub first: Numbers,
    /// In the second.
    pub second: Numbers,
    /// Second minus first on the same path.
    pub difference: Numbers,
    /// P(second < first) on the same path.
    pub below: Figure,
    /// Standard error of the mean difference, of paired values.
    pub paired_error: Option<f64>,
    /// The same had the two runs been independent.
    pub unpaired_error: Option<f64>,
    /// How many times larger the latter is; `None` where the former is 0.
    pub error_ratio: Option<f64>,
    /// By step: the part of the mean difference.
    pub contributions: Vec<Figure>,
    /// Paths that were counted, those that failed included.
    pub paths: u64,
    /// Paths that failed in one of the two.
    pub failed: u64,
}

/// What is said of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Numbers {
    pub mean: Figure,
    pub p05: Figure,
    pub p50: Figure,
    pub p95: Figure,
}

/// What two scenarios say differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// Where, such as `shock.remittances.percent`.
    pub path: String,
    /// What the first says, if anything.
    pub first: Option<String>,
    /// What the second says, if anything.
    pub second: Option<String>,
    /// `model`, `parameters`, `data`, `assumptions` or `shocks`; `None` for titles and what is measured.
    pub layer: Option<&'static str>,
}

impl Said {
    pub(super) fn new((difference, layer): &(Difference, Option<Layer>)) -> Self {
        Self {
            path: difference.path.clone(),
            first: difference.first.clone(),
            second: difference.second.clone(),
            layer: layer.map(Layer::name),
        }
    }
}

impl From<compare::Distribution> for Numbers {
    fn from(of: compare::Distribution) -> Self {
        Self { mean: of.mean.into(), p05: of.p05.into(), p50: of.p50.into(), p95: of.p95.into() }
    }
}

impl Comparison {
    /// The value of [`Self::schema`].
    pub const SCHEMA: &'static str = "sarez-comparison/1";

    /// What was found for `scenarios`, with what was found for their targets before.
    pub fn new(scenarios: &[Scenario], targets: Vec<Vec<Target>>, pairs: &[Pair], part: &Part) -> Self {
        let named =
            |scenario: &Scenario| Named { name: scenario.name.clone(), title: scenario.title.clone() };
        let run = scenarios[0].run;
        Self {
            schema: Self::SCHEMA,
            scenarios: scenarios.iter().map(named).collect(),
            paths: part.paths,
            seed: run.seed,
            sampler: words::sampler(run.sampler),
            targets,
            outside_validity: scenarios.iter().map(|_| Vec::new()).collect(),
            pairs: pairs.iter().map(|pair| Compared::new(scenarios, pair)).collect(),
            forecast: Vec::new(),
        }
    }

    /// With what each forecasts.
    #[must_use]
    pub fn with_forecast(self, forecast: Vec<forecast::Row>) -> Self {
        Self { forecast, ..self }
    }

    /// With the ranges of validity that `part` counted paths outside of.
    #[must_use]
    pub fn with_validity(
        mut self,
        scenarios: &[Scenario],
        counted: &[compile::Outside],
        part: &Part,
    ) -> Self {
        let each = scenarios.iter().enumerate();
        self.outside_validity = each.map(|of| validity::outside(of, counted, part)).collect();
        self
    }

    /// `comparison.json`: indented, with a line end.
    ///
    /// # Panics
    /// Never: it has no map with keys other than text.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a comparison is plain data") + "\n"
    }

    /// `comparison.csv`: one row a number, in long format. `of` is `first`, `second`, `difference`, or `part: LAYERS`.
    pub fn csv(&self) -> String {
        let mut text = String::new();
        let of_number = ["of", "statistic", "value", "low", "high", "resolution", "paths"];
        let head = [&["first", "second"][..], &RowHead::CELLS, &of_number].concat();
        csv::row(&mut text, &head.into_iter().map(str::to_owned).collect::<Vec<_>>());
        for pair in &self.pairs {
            for row in &pair.outcomes {
                for (of, statistic, figure) in row.figures(&pair.steps) {
                    let mut cells: Vec<String> = vec![pair.first.clone(), pair.second.clone()];
                    cells.extend(row.head.cells());
                    cells.extend([of, statistic.to_owned()]);
                    let Figure { value, low, high, resolution } = figure;
                    cells.extend([value, low, high, resolution].map(csv::number));
                    cells.push(row.paths.to_string());
                    csv::row(&mut text, &cells);
                }
            }
        }
        text
    }
}

impl Compared {
    fn new(scenarios: &[Scenario], pair: &Pair) -> Self {
        let rows = pair.rows.iter().map(|row| Row::new(&scenarios[0], row));
        Self {
            first: scenarios[0].name.clone(),
            second: scenarios[pair.second].name.clone(),
            outcomes: rows.collect(),
            apart: pair.apart.clone(),
            differences: pair.differences.iter().map(Said::new).collect(),
            steps: pair.steps.iter().map(|step| step.iter().map(|layer| layer.name()).collect()).collect(),
            unresolved: pair.unresolved.clone(),
        }
    }
}

impl Row {
    fn new(scenario: &Scenario, row: &compare::Row) -> Self {
        let (paired, unpaired) = row.errors;
        Self {
            head: RowHead::new(scenario, &row.column),
            first: row.first.into(),
            second: row.second.into(),
            difference: row.difference.into(),
            below: row.below.into(),
            paired_error: finite(paired),
            unpaired_error: finite(unpaired),
            error_ratio: finite(unpaired / paired),
            contributions: row.contributions.iter().map(|part| Figure::from(*part)).collect(),
            paths: row.paths.0,
            failed: row.paths.1,
        }
    }

    /// The error of the mean difference as a part of that of two independent runs.
    pub(super) fn error(&self) -> String {
        match self.error_ratio {
            Some(ratio) if ratio * ROUNDING < 1.0 => format!("1/{}", number(ratio, 0.05 * ratio, false)),
            _ => "exact".to_owned(),
        }
    }

    fn figures(&self, steps: &[Vec<&'static str>]) -> Vec<(String, &'static str, Figure)> {
        let mut list = Vec::new();
        for (of, n) in [("first", self.first), ("second", self.second), ("difference", self.difference)] {
            for (name, figure) in [("mean", n.mean), ("p05", n.p05), ("p50", n.p50), ("p95", n.p95)] {
                list.push((of.to_owned(), name, figure));
            }
        }
        let plain = |value| Figure { value, ..Figure::default() };
        let difference = || "difference".to_owned();
        list.push((difference(), "below 0", self.below));
        list.push((difference(), "paired error", plain(self.paired_error)));
        list.push((difference(), "unpaired error", plain(self.unpaired_error)));
        list.push((difference(), "error ratio", plain(self.error_ratio)));
        for (step, part) in steps.iter().zip(&self.contributions) {
            list.push((format!("part: {}", step.join(", ")), "mean", *part));
        }
        list.push((difference(), "failed", plain(finite(self.failed as f64))));
        list
    }
}

#[cfg(test)]
mod tests {
    use super::super::json::tests::{problem_of, refusals};
    use super::super::terminal::Frame;
    use super::*;

    fn example() -> Comparison {
        let figure = |value, half: f64| Figure {
            value: Some(value),
            low: Some(value - half),
            high: Some(value + half),
            resolution: Some(0.0),
        };
        let numbers = |value| Numbers {
            mean: figure(value, 0.01),
            p05: figure(value - 2.0, 0.03),
            p50: figure(value, 0.02),
            p95: figure(value + 2.0, 0.03),
        };
        let row = Row {
            head: super::super::row::tests::gdp_effect(),
            first: numbers(-1.0),
            second: numbers(-1.5),
            difference: numbers(-0.5),
            below: figure(0.75, 0.01),
            paired_error: Some(0.005),
            unpaired_error: Some(0.05),
            error_ratio: Some(10.0),
            contributions: vec![figure(-0.2, 0.01), figure(-0.3, 0.01)],
            paths: 1_000,
            failed: 0,
        };
        let said = |layer| Said {
            path: "shock.fall.percent".to_owned(),
            first: Some("-10".to_owned()),
            second: Some("-20, \"x\"".to_owned()),
            layer,
        };
        Comparison {
            schema: Comparison::SCHEMA,
            scenarios: ["one", "two"].map(|n| Named { name: n.to_owned(), title: "T".to_owned() }).into(),
            paths: 1_000,
            seed: 7,
            sampler: "random",
            targets: vec![super::super::example::summary().targets, Vec::new()],
            outside_validity: vec![super::super::example::summary().outside_validity, Vec::new()],
            pairs: vec![Compared {
                first: "one".to_owned(),
                second: "two".to_owned(),
                outcomes: vec![row],
                apart: vec!["cpi is measured in one alone".to_owned()],
                differences: vec![said(Some("shocks")), said(None)],
                steps: vec![vec!["model", "data"], vec!["assumptions", "shocks"]],
                unresolved: vec!["sets differ".to_owned()],
            }],
            forecast: vec![forecast::tests::example()],
        }
    }

    #[test]
    fn a_comparison_is_what_the_schema_says() {
        let schema = serde_json::from_str(include_str!("../../../docs/comparison.schema.json")).unwrap();
        let value = serde_json::from_str(&example().json()).unwrap();
        assert_eq!(problem_of(&schema, &value), None);
        assert!(refusals(&schema, &value) > 80);
    }

    #[test]
    fn every_row_of_the_csv_is_as_long_as_the_first() {
        let text = example().csv();
        assert_eq!(text.lines().count(), 1 + 12 + 4 + 2 + 1);
        assert!(text.contains(
            "one,two,gdp,gdp,\"effect, percent\",scenario,2022,percent,baseline,difference,below 0,0.75,"
        ));
        assert!(text.contains("\"part: model, data\",mean,-0.2,"), "{text}");
    }

    #[test]
    fn lines_say_what_is_compared() {
        let frame = Frame { width: 110, seconds: Some(0.5), files: Some(("out", &[CSV, JSON])) };
        let text = super::super::terminal::plain(&render(&example(), frame));
        for part in [
            "A  one: T\nB  two: T\n1,000 paths of seed 7, 0.5 s; the same draws in all\n",
            "GDP effect, percent\n  2022 ",
            "-0.50 ± 0.01",
            "75 % ± 1",
            "1/10",
            "shock.fall.percent  -10",
            "model and data",
            "their sum is the same",
            "sets differ",
            "the conditional forecast of each: --table forecast",
            "out/: comparison.csv comparison.json",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let text = super::super::terminal::plain(&render_forecast(&example(), frame));
        assert!(text.contains("forecast of A") && text.contains("8,000 (2021)"), "{text}");
    }
}
