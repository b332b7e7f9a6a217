//! What moves the outcomes of a scenario: text, `sensitivity.csv` and `sensitivity.json`, all from one [`Sensitivity`].

mod text;

use serde::Serialize;

use crate::analysis::sensitivity::{self as found, Method, Of, Sensitive, Verdict};
use crate::language::Condition;
use crate::results::Estimate;
use crate::scenario::Scenario;

use super::column::label;
use super::csv;
use super::figure::{Figure, finite};
use super::summary::Named;
use super::words;

pub use text::render;

pub(super) use text::shapley_words;

/// The name of the CSV file.
pub const CSV: &str = "sensitivity.csv";

/// The name of the JSON file.
pub const JSON: &str = "sensitivity.json";

/// Everything that is said of what moves outcomes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sensitivity {
    /// `sarez-sensitivity/1`: the meaning of all fields, in `docs/sensitivity.schema.json`.
    pub schema: &'static str,
    /// The scenario.
    pub scenario: Named,
    /// Pairs of paths that each index is from, those that failed included.
    pub pairs: u64,
    /// The key of all draws.
    pub seed: u64,
    /// The conditions of target indices, `value where` and `whether`; none where there are no such indices.
    pub conditions: Vec<String>,
    /// What has an index.
    pub groups: Vec<Group>,
    /// What has a Shapley effect: where groups have parts that move together, these and all other groups. Else none.
    pub players: Vec<Group>,
    /// Pairs of paths that what each set of players explains is from; `None` where there are no Shapley effects.
    pub shapley_pairs: Option<u64>,
    /// How many random orders of players Shapley effects are from; `None` where they are from all.
    pub orders: Option<usize>,
    /// Every outcome at every period.
    pub outcomes: Vec<Row>,
}

/// Drivers that are drawn anew together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// `shock.ID`, `event.ID`, `parameters`, `residuals` and the like.
    pub id: String,
    /// The independent draws that it is made of.
    pub drivers: Vec<String>,
}

/// An outcome at a period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// `OUTCOME@PERIOD`.
    pub id: String,
    /// The outcome's id.
    pub outcome: String,
    /// What a person calls it.
    pub label: String,
    /// The variable.
    pub variable: String,
    /// How it is measured.
    pub measure: String,
    /// When.
    pub period: String,
    /// The unit of its numbers.
    pub unit: String,
    /// What the numbers are compared with; `None` for a level.
    pub versus: Option<&'static str>,
    /// What has a variance.
    pub targets: Vec<Target>,
    /// Its value where every driver is at its median.
    pub median: Option<f64>,
    /// What one driver does at a time, the widest swing first; `None` where the outcome is not a number at the medians.
    pub tornado: Option<Vec<Swing>>,
}

/// A number on each path.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Target {
    /// `value`, `below -2` or `above 3`; `value where CONDITIONS`, which is 0 elsewhere, and `whether CONDITIONS`.
    pub target: String,
    /// Whether it is the same on every path, so that it has no index.
    pub constant: bool,
    /// In the order of the groups; none of a constant.
    pub indices: Vec<Index>,
    /// In the order of the players, adding up to 1; none of a constant and where there are no players.
    pub shapley: Vec<Effect>,
    #[serde(skip)]
    of: Of,
}

/// How much of a variance comes from a group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Index {
    /// Which.
    pub group: String,
    /// From it alone.
    pub first: Figure,
    /// From it and what it does together with others.
    pub total: Figure,
    /// What they say beyond their error.
    pub verdict: &'static str,
}

/// How much of a variance a player adds to what others explain, on average over all orders.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effect {
    /// Which.
    pub player: String,
    /// Its Shapley effect.
    pub effect: Figure,
    /// What it says beyond its error.
    pub verdict: &'static str,
}

/// A driver at its p05 and at its p95, all others at their medians.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Swing {
    /// Which.
    pub driver: String,
    /// The outcome with the driver at its 5 percent quantile.
    pub p05: Option<f64>,
    /// The outcome with the driver at its 95 percent quantile.
    pub p95: Option<f64>,
}

impl Sensitivity {
    /// The value of [`Self::schema`].
    pub const SCHEMA: &'static str = "sarez-sensitivity/1";

    /// What was found of a scenario.
    pub fn new(scenario: &Scenario, found: &found::Sensitivity, conditions: &[Condition]) -> Self {
        let group = |group: &found::Group| Group { id: group.id.clone(), drivers: group.drivers.clone() };
        let groups: Vec<Group> = found.groups.iter().map(group).collect();
        let players: Vec<Group> = found.players.iter().map(group).collect();
        Self {
            schema: Self::SCHEMA,
            scenario: Named { name: scenario.name.clone(), title: scenario.title.clone() },
            pairs: found.pairs,
            seed: scenario.run.seed,
            conditions: conditions.iter().map(ToString::to_string).collect(),
            outcomes: (found.columns.iter())
                .map(|column| Row::new(scenario, column, [&groups, &players], conditions))
                .collect(),
            groups,
            players,
            shapley_pairs: found.method.map(|_| found.shapley_pairs),
            orders: match found.method {
                Some(Method::Sampled(orders)) => Some(orders),
                Some(Method::Exact) | None => None,
            },
        }
    }

    /// `sensitivity.json`: indented, with a line end.
    ///
    /// # Panics
    /// Never: it has no map with keys other than text.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("indices are plain data") + "\n"
    }

    /// `sensitivity.csv`: one row a number, in long format; `of` is `first`, `total`, `shapley`, or of the tornado `median`, `p05` and
    /// `p95`, where `group` is a driver.
    pub fn csv(&self) -> String {
        let mut text = String::new();
        let head = ["outcome", "variable", "measure", "period", "unit", "versus", "target", "group", "of"];
        let rest = ["value", "low", "high", "verdict"];
        csv::row(&mut text, &head.into_iter().chain(rest).map(str::to_owned).collect::<Vec<_>>());
        for row in &self.outcomes {
            let mut say = |unit: &str, of: [&str; 3], [value, low, high]: [Option<f64>; 3], verdict: &str| {
                let mut cells: Vec<String> =
                    [&row.outcome, &row.variable, &row.measure, &row.period].map(Clone::clone).into();
                cells.extend([unit, row.versus.unwrap_or_default()].map(str::to_owned));
                cells.extend(of.map(str::to_owned));
                cells.extend([value, low, high].map(csv::number));
                cells.push(verdict.to_owned());
                csv::row(&mut text, &cells);
            };
            for target in &row.targets {
                for index in &target.indices {
                    for (of, figure) in [("first", index.first), ("total", index.total)] {
                        let Figure { value, low, high, .. } = figure;
                        say("", [&target.target, &index.group, of], [value, low, high], index.verdict);
                    }
                }
                for Effect { player, effect, verdict } in &target.shapley {
                    let Figure { value, low, high, .. } = *effect;
                    say("", [&target.target, player, "shapley"], [value, low, high], verdict);
                }
                if target.constant {
                    say("", [&target.target, "", "constant"], [None; 3], "");
                }
            }
            say(&row.unit, ["value", "", "median"], [row.median, None, None], "");
            for swing in row.tornado.iter().flatten() {
                say(&row.unit, ["value", &swing.driver, "p05"], [swing.p05, None, None], "");
                say(&row.unit, ["value", &swing.driver, "p95"], [swing.p95, None, None], "");
            }
        }
        text
    }
}

impl Row {
    fn new(scenario: &Scenario, found: &Sensitive, of: [&[Group]; 2], conditions: &[Condition]) -> Self {
        let outcome = &scenario.outcomes[found.column.outcome];
        let median = finite(found.median);
        let swing = |swing: &found::Swing| Swing {
            driver: swing.driver.clone(),
            p05: finite(swing.p05),
            p95: finite(swing.p95),
        };
        Self {
            id: found.column.id.clone(),
            outcome: outcome.id.clone(),
            label: label(scenario, outcome),
            variable: outcome.variable.to_string(),
            measure: outcome.measure.to_string(),
            period: found.at.to_string(),
            unit: found.column.unit.clone(),
            versus: found.column.versus,
            targets: found.targets.iter().map(|target| Target::new(target, of, conditions)).collect(),
            median,
            tornado: median.map(|_| found.tornado.iter().map(swing).collect()),
        }
    }

    /// `GDP effect, percent, 2022`
    fn name(&self) -> String {
        words::row(&self.label, &self.measure, &self.unit, &self.period)
    }
}

impl Target {
    fn new(found: &found::Target, [groups, players]: [&[Group]; 2], conditions: &[Condition]) -> Self {
        let index = |(group, index): (&Group, &found::Index)| Index {
            group: group.id.clone(),
            first: index.first.into(),
            total: index.total.into(),
            verdict: index.verdict().words(),
        };
        let indices = found.indices.iter().flat_map(|indices| groups.iter().zip(indices).map(index));
        let effect = |(player, effect): (&Group, &Estimate)| Effect {
            player: player.id.clone(),
            effect: (*effect).into(),
            verdict: if effect.low > 0.0 { "different from zero" } else { Verdict::Nothing.words() },
        };
        let shapley = found.effects.iter().flat_map(|effects| players.iter().zip(effects).map(effect));
        Self {
            target: match found.of {
                Of::Where | Of::Met => format!("{} {}", found.of.name(), joined(conditions)),
                Of::Value | Of::Below(_) | Of::Above(_) => found.of.name(),
            },
            constant: found.indices.is_none(),
            indices: indices.collect(),
            shapley: shapley.collect(),
            of: found.of,
        }
    }
}

/// `gdp_effect@2022 < -2 and not payment_freeze`
fn joined(conditions: &[Condition]) -> String {
    conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::super::json::tests::{problem_of, refusals};
    use super::super::terminal::Frame;
    use super::*;
    use crate::calendar::Stretch;
    use crate::diagnostic::Sources;
    use crate::language::parse_conditions;
    use crate::scenario::Measure;

    fn example() -> Sensitivity {
        let outcome = example::outcome("gdp", "GDP", "gdp", Measure::EffectPercent, &["2022"]);
        let base = example::scenario(vec![outcome]);
        let of = |value: f64| Estimate { value, low: value - 0.01, high: value + 0.01, resolution: 0.0 };
        let index = |first, total| found::Index { first: of(first), total: of(total) };
        let group = |id: &str| found::Group { id: id.to_owned(), drivers: vec![format!("{id}.percent")] };
        let column = Sensitive {
            column: example::column(&base, 0, "2022", "percent"),
            at: Stretch { first: "2022".parse().unwrap(), last: None },
            targets: vec![
                found::Target {
                    of: Of::Value,
                    indices: Some(vec![index(0.5, 0.5), index(0.0, 0.4), index(0.0, 0.005)]),
                    effects: Some(vec![of(0.55), of(0.445), of(0.005)]),
                },
                found::Target { of: Of::Below(-50.0), indices: None, effects: None },
                found::Target { of: Of::Met, indices: Some(vec![index(0.5, 0.5); 3]), effects: None },
            ],
            median: -2.0,
            tornado: vec![found::Swing { driver: "shock.a.percent".to_owned(), p05: -4.0, p95: 0.5 }],
        };
        let groups = ["shock.a", "shock.b", "shock.c"].map(group).into();
        let players = ["shock.a", "shock.d", "shock.e"].map(group).into();
        let text = "gdp@2022 < -2 and not freeze";
        let conditions = parse_conditions(text, Sources::new().add("--where", text)).unwrap();
        let columns = vec![column];
        let method = Some(Method::Sampled(32));
        let found =
            found::Sensitivity { groups, players, method, pairs: 4_096, shapley_pairs: 4_096, columns };
        Sensitivity::new(&base, &found, &conditions)
    }

    #[test]
    fn indices_are_what_the_schema_says() {
        let schema = serde_json::from_str(include_str!("../../../docs/sensitivity.schema.json")).unwrap();
        let value = serde_json::from_str(&example().json()).unwrap();
        assert_eq!(problem_of(&schema, &value), None);
        assert!(refusals(&schema, &value) > 50);
    }

    #[test]
    fn every_row_of_the_csv_is_as_long_as_the_first() {
        let text = example().csv();
        let cells =
            |line: &str| line.matches(',').count() - usize::from(line.contains("\"effect, percent\""));
        let head = text.lines().next().unwrap();
        assert!(text.lines().all(|line| cells(line) == cells(head)), "{text}");
        // Two numbers of three groups, twice, an effect of three players, a constant, the median and two ends of a swing.
        assert_eq!(text.lines().count(), 1 + 6 + 3 + 1 + 6 + 1 + 2);
        assert!(text.contains(",value,shock.d,shapley,0.445,0.435,0.455,different from zero\n"), "{text}");
        assert!(
            text.contains(",baseline,value,shock.b,total,0.4,0.39,0.41000000000000003,with others\n"),
            "{text}"
        );
    }

    #[test]
    fn lines_say_what_is_not_different_from_zero() {
        let frame = Frame { width: 100, seconds: Some(0.5), files: Some(("out", &[CSV, JSON])) };
        let text = super::super::terminal::plain(&render(&example(), frame));
        for part in [
            "4,096 pairs",
            "shock.a  ",
            "0.50 ± 0.01",
            "with others\n",
            "not different from zero\n",
            "Shapley effect",
            "0.45 ± 0.01",
            "32 random orders",
            "Whether it is below -50\nthe same on every path",
            "Whether gdp@2022 < -2 and not freeze\n",
            "(Raguet and Marrel 2018, arXiv:1801.10047)",
            "at its p95",
            "out/: sensitivity.csv sensitivity.json",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
