//! Parameters fitted to history: text, CSV and JSON, all from one [`Calibration`]; and an economy file that a scenario can name.

mod file;

pub use file::file;

use serde::Serialize;

use crate::analysis::calibrate::{Calibrated, Fitted, LEAST_DRAWS, MOST_SHAPE};
use crate::distribution::Univariate;
use crate::results::Estimate;
use crate::scenario::Scenario;

use super::csv;
use super::figure::{Figure, finite};
use super::number::{brief, count, number};
use super::summary::Named;
use super::terminal::{Line, Role};
use super::text::{hang, harmless, left, right, width};

/// The name of the table.
pub const CSV: &str = "calibrate.csv";
/// The name of the answer for programs.
pub const JSON: &str = "calibrate.json";
/// The name of the economy file with the posterior.
pub const FILE: &str = "posterior.toml";

/// A rank correlation that is said to a person.
const SAID: f64 = 0.3;
/// How far the stated posterior may be off before a person is told, in standard deviations.
const NEAR: f64 = 0.1;

/// Parameters before and after history.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    /// `sarez-calibrate/1`: the meaning of all fields, in `docs/calibrate.schema.json`.
    pub schema: &'static str,
    /// The scenario.
    pub scenario: Named,
    /// The key of all draws.
    pub seed: u64,
    /// The history that was seen.
    pub history: History,
    /// In the order in which they were named.
    pub parameters: Vec<Parameter>,
    /// Each two of them.
    pub correlations: Vec<Correlation>,
    /// How good the sample is.
    pub diagnostics: Diagnostics,
}

/// The history that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct History {
    /// The variables whose residuals count.
    pub observed: Vec<String>,
    /// Variables that are held at their own history.
    pub held: Vec<String>,
    /// Parameters that matter too and keep their values.
    pub fixed: Vec<String>,
    /// The first period that counts.
    pub first: String,
    /// The last period that counts.
    pub last: String,
    /// The day by which all was known; `None` without one.
    pub as_of: Option<String>,
    /// Whether the history goes on after that day.
    pub cut: bool,
    /// How many innovations count.
    pub count: usize,
}

/// A parameter before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// Its name, with its element.
    pub name: String,
    /// What a person calls it; empty where nobody says.
    pub label: String,
    /// Its unit; empty where nobody says.
    pub unit: String,
    /// Before.
    pub prior: Statistics,
    /// After.
    pub posterior: Statistics,
    /// How far the mean has moved, in standard deviations of the prior.
    pub moved: Option<f64>,
    /// 1 - variance after / variance before.
    pub learned: Option<f64>,
    /// The posterior as the file states it.
    pub stated: String,
    /// How far the stated percentiles are off at most, in standard deviations.
    pub stated_off: Option<f64>,
}

/// What is said of a distribution; before history it is exact.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Statistics {
    /// The mean.
    pub mean: Figure,
    /// The standard deviation.
    pub sd: Figure,
    /// The 5th percentile.
    pub p05: Figure,
    /// The median.
    pub p50: Figure,
    /// The 95th percentile.
    pub p95: Figure,
}

/// Two parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Correlation {
    /// The two.
    pub names: [String; 2],
    /// Spearman's rank correlation after history.
    pub rank: Option<f64>,
}

/// How good the sample is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diagnostics {
    /// Draws of the last sample.
    pub draws: u64,
    /// As many independent draws would say as much.
    pub effective_draws: Option<f64>,
    /// The shape of the weights' tail; `None` where it has no spread.
    pub pareto_k: Option<f64>,
    /// The largest weight as a share of all.
    pub largest_weight: Option<f64>,
    /// Rounds of adaptation.
    pub rounds: usize,
}

impl Statistics {
    fn named(&self) -> [(&'static str, Figure); 5] {
        [("mean", self.mean), ("sd", self.sd), ("p05", self.p05), ("p50", self.p50), ("p95", self.p95)]
    }
}

impl Calibration {
    /// The value of [`Self::schema`].
    pub const SCHEMA: &'static str = "sarez-calibrate/1";

    /// What was found for a scenario.
    pub fn new(scenario: &Scenario, found: &Calibrated) -> Self {
        let name = |at: usize| found.parameters[at].name.clone();
        let correlation = |((second, first), rank): &((usize, usize), f64)| Correlation {
            names: [name(*first), name(*second)],
            rank: finite(*rank),
        };
        let (history, quality) = (&found.history, found.diagnostics);
        Self {
            schema: Self::SCHEMA,
            scenario: Named { name: scenario.name.clone(), title: scenario.title.clone() },
            seed: scenario.run.seed,
            history: History {
                observed: history.observed.clone(),
                held: history.held.clone(),
                fixed: history.fixed.clone(),
                first: history.first.to_string(),
                last: history.last.to_string(),
                as_of: scenario.as_of.map(|day| day.to_string()),
                cut: history.cut,
                count: history.count,
            },
            parameters: found.parameters.iter().map(|fitted| parameter(scenario, fitted)).collect(),
            correlations: found.rank_correlations.iter().map(correlation).collect(),
            diagnostics: Diagnostics {
                draws: quality.draws,
                effective_draws: finite(quality.effective),
                pareto_k: finite(quality.shape),
                largest_weight: finite(quality.largest),
                rounds: quality.rounds,
            },
        }
    }

    /// Indented, with a line end.
    ///
    /// # Panics
    /// Never: it has no map with keys other than text.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("answers are plain data") + "\n"
    }

    /// One row a number: of parameters before and after, of each two, of the sample.
    pub fn csv(&self) -> String {
        let mut text = String::new();
        let head = ["kind", "id", "unit", "of", "statistic", "value", "low", "high", "resolution"];
        csv::row(&mut text, &head.map(str::to_owned));
        let mut row = |words: [&str; 5], figure: Figure| {
            let Figure { value, low, high, resolution } = figure;
            let mut cells = words.map(str::to_owned).to_vec();
            cells.extend([value, low, high, resolution].map(csv::number));
            csv::row(&mut text, &cells);
        };
        let known = |value: Option<f64>| Figure { value, ..Figure::default() };
        for parameter in &self.parameters {
            for (of, statistics) in [("prior", parameter.prior), ("posterior", parameter.posterior)] {
                for (statistic, figure) in statistics.named() {
                    row(["parameter", &parameter.name, &parameter.unit, of, statistic], figure);
                }
            }
            row(["parameter", &parameter.name, "prior sd", "posterior", "moved"], known(parameter.moved));
            row(["parameter", &parameter.name, "", "posterior", "learned"], known(parameter.learned));
        }
        for Correlation { names: [first, second], rank } in &self.correlations {
            row(
                ["correlation", &format!("{first} and {second}"), "", "posterior", "rank correlation"],
                known(*rank),
            );
        }
        let sample = &self.diagnostics;
        for (statistic, value) in [
            ("draws", Some(sample.draws as f64)),
            ("effective draws", sample.effective_draws),
            ("pareto k", sample.pareto_k),
            ("largest weight", sample.largest_weight),
            ("rounds", Some(sample.rounds as f64)),
        ] {
            row(["sample", "", "", "posterior", statistic], known(value));
        }
        text
    }

    /// The lines for a person; `files`: the folder that was written and the names in it.
    pub fn lines(&self, columns: usize, files: Option<(&str, &[&str])>) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut say = |role, text: &str| {
            lines.extend(hang(&harmless(text), columns).iter().map(|line| Line::new(role, line)));
        };
        say(Role::Title, &self.scenario.title);
        say(Role::Plain, &self.of_history());
        let history = &self.history;
        for (what, names) in
            [("held at their history", &history.held), ("parameters kept at their values", &history.fixed)]
        {
            if !names.is_empty() {
                say(Role::Faint, &format!("{what}: {}", names.join(", ")));
            }
        }
        say(Role::Plain, "");
        let rows: Vec<[String; 9]> = self.parameters.iter().map(Parameter::cells).collect();
        let heads = ["", "p05", "p50", "p95", "p05", "p50", "p95", "moved", "learned"].map(str::to_owned);
        let widths: Vec<usize> = (0..heads.len())
            .map(|at| {
                rows.iter()
                    .chain([&heads])
                    .map(|row| width(&row[at]))
                    .fold(0, |a, b| if b > a { b } else { a })
            })
            .collect();
        let gap = |at: usize| if matches!(at, 1 | 4 | 7) { "   " } else { "  " };
        let table = |row: &[String; 9]| -> String {
            let cell = |(at, text): (usize, &String)| {
                if at == 0 {
                    left(text, widths[0])
                } else {
                    format!("{}{}", gap(at), right(text, widths[at]))
                }
            };
            row.iter().enumerate().map(cell).collect()
        };
        let three = |from: usize| widths[from..from + 3].iter().sum::<usize>() + 4;
        let above =
            format!("{}   {}   {}", left("", widths[0]), left("before", three(1)), left("after", three(4)));
        let mut row = |role, text: &str| lines.push(Line::new(role, text.trim_end()));
        row(Role::Heading, &above);
        row(Role::Heading, &table(&heads));
        for cells in &rows {
            row(Role::Plain, &table(cells));
        }
        row(Role::Plain, "");
        self.below(files, &mut |role, text: &str| {
            lines.extend(hang(&harmless(text), columns).iter().map(|line| Line::new(role, line)));
        });
        lines
    }

    /// What stands below the table.
    fn below(&self, files: Option<(&str, &[&str])>, say: &mut impl FnMut(Role, &str)) {
        say(
            Role::Faint,
            "moved: the mean, in standard deviations of what was before; learned: the share of the variance that is gone, below 0 where it has grown",
        );
        for Correlation { names: [first, second], rank } in &self.correlations {
            if let Some(rank) = rank.filter(|rank| rank.abs() >= SAID) {
                say(
                    Role::Plain,
                    &format!("`{first}` and `{second}` have rank correlation {}", number(rank, 0.01, true)),
                );
            }
        }
        let sample = &self.diagnostics;
        let sentence = format!(
            "{} draws are worth {} of the posterior (at least {LEAST_DRAWS} are needed); Pareto k {} (to be trusted up to {MOST_SHAPE}); largest weight {} %; {} rounds",
            count(sample.draws),
            count(sample.effective_draws.unwrap_or(0.0) as u64),
            sample.pareto_k.map_or_else(|| "none".to_owned(), |k| number(k, 0.01, false)),
            brief(100.0 * sample.largest_weight.unwrap_or(f64::NAN)),
            sample.rounds
        );
        say(Role::Plain, &sentence);
        for parameter in self.parameters.iter().filter(|p| p.stated_off.is_none_or(|off| off > NEAR)) {
            let off = parameter.stated_off.unwrap_or(f64::NAN);
            let sentence = format!(
                "{FILE} states `{}` as {}, whose percentiles are up to {} standard deviations off",
                parameter.name,
                parameter.stated,
                brief(off)
            );
            say(Role::Plain, &sentence);
        }
        if let Some((folder, names)) = files {
            let sentence =
                format!("{folder}: {}; a scenario names it: economy = \"{folder}/{FILE}\"", names.join(" "));
            say(Role::Faint, &sentence);
        }
    }

    /// "Fitted to 40 residuals of y from 2001Q1 to 2010Q4; ..."
    fn of_history(&self) -> String {
        let history = &self.history;
        let known = match (&history.as_of, history.cut) {
            (Some(day), true) => format!("; what ended after {day} (as_of) was not seen"),
            (Some(day), false) => format!("; nothing after {day} (as_of) was seen"),
            (None, _) => String::new(),
        };
        format!(
            "{} fitted to {} residuals of {} from {} to {}{known}",
            if self.parameters.len() == 1 {
                "one parameter".to_owned()
            } else {
                format!("{} parameters", self.parameters.len())
            },
            count(history.count as u64),
            history.observed.join(", "),
            history.first,
            history.last
        )
    }
}

impl Parameter {
    /// Its name, percentiles before and after, how far it moved and what was learned.
    fn cells(&self) -> [String; 9] {
        let name =
            if self.unit.is_empty() { self.name.clone() } else { format!("{}, {}", self.name, self.unit) };
        let say = |figure: Figure| figure.in_table(false);
        let before = |figure: Figure| figure.value.map_or_else(|| "?".to_owned(), brief);
        let learned = self.learned.map_or_else(|| "?".to_owned(), |share| format!("{:.0} %", 100.0 * share));
        [
            harmless(&name),
            before(self.prior.p05),
            before(self.prior.p50),
            before(self.prior.p95),
            say(self.posterior.p05),
            say(self.posterior.p50),
            say(self.posterior.p95),
            self.moved.map_or_else(|| "?".to_owned(), |moved| number(moved, 0.01, true)),
            learned,
        ]
    }
}

fn parameter(scenario: &Scenario, fitted: &Fitted) -> Parameter {
    let name = fitted.name.split('[').next().unwrap_or_default();
    let of = scenario.model.parameters.iter().find(|parameter| parameter.name == name);
    let word = |text: Option<&Option<String>>| text.cloned().flatten().unwrap_or_default();
    let (prior, posterior) = (&fitted.prior, &fitted.posterior);
    let exact = |value: f64| Figure::from(Estimate { value, low: value, high: value, resolution: 0.0 });
    Parameter {
        name: fitted.name.clone(),
        label: word(of.map(|of| &of.label)),
        unit: word(of.map(|of| &of.unit)),
        prior: Statistics {
            mean: exact(prior.mean()),
            sd: exact(prior.sd()),
            p05: exact(prior.quantile(0.05)),
            p50: exact(prior.quantile(0.5)),
            p95: exact(prior.quantile(0.95)),
        },
        posterior: Statistics {
            mean: posterior.mean.into(),
            sd: posterior.sd.into(),
            p05: posterior.p05.into(),
            p50: posterior.p50.into(),
            p95: posterior.p95.into(),
        },
        moved: finite(fitted.moved),
        learned: finite(fitted.learned),
        stated: super::new::toml::distribution(&fitted.stated.distribution),
        stated_off: finite(fitted.stated.off),
    }
}

#[cfg(test)]
mod tests;
