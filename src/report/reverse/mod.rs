//! Answers to questions asked backwards: text, CSV and JSON, all from one [`Reversed`]; and a scenario file that runs.

mod file;

pub use file::file;

use serde::Serialize;

use crate::analysis::reverse::{self, Asked, Region, Reversal, RowKind, Way};
use crate::language::Statistic;
use crate::scenario::Scenario;

use super::column::label;
use super::csv;
use super::figure::{Figure, finite};
use super::number::{brief, count};
use super::summary::Named;
use super::terminal::{Line, Role};
use super::text::{hang, harmless, left, right, width};
use super::words;

/// The name of the table.
pub const CSV: &str = "reverse.csv";
/// The name of the answer for programs.
pub const JSON: &str = "reverse.json";
/// The name of the scenario in which the statement holds.
pub const FILE: &str = "reverse.toml";

/// A question asked backwards, and its answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reversed {
    /// `sarez-reverse/1`: the meaning of all fields, in `docs/reverse.schema.json`.
    pub schema: &'static str,
    /// The scenario.
    pub scenario: Named,
    /// The key of all draws.
    pub seed: u64,
    /// How many paths it was found on.
    pub paths: u64,
    /// What must become true, as it is understood.
    pub until: String,
    /// What a person calls what is measured.
    pub label: String,
    /// How it is measured.
    pub measure: String,
    /// When.
    pub period: String,
    /// The unit of the statistic; empty for a probability and a skewness.
    pub unit: String,
    /// What the outcome is compared with; `None` for a level.
    pub versus: Option<&'static str>,
    /// The statistic as the scenario is stated.
    pub as_stated: Figure,
    /// The statistic with what was found.
    pub with: Figure,
    /// How the sizes move.
    pub way: &'static str,
    /// How far: a shift in the size's unit, a factor less 1, or standard deviations.
    pub distance: Figure,
    /// What moved.
    pub moves: Vec<Moved>,
    /// How paths get into the bad region; `None` where there is none.
    pub region: Option<Described>,
    #[serde(skip)]
    is_probability: bool,
}

/// A size or a probability that moved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// Its name.
    pub by: String,
    /// The unit of its size; empty for a probability.
    pub unit: String,
    /// Its median as stated, or its probability.
    pub stated: Option<f64>,
    /// The same as found, with its Monte Carlo error.
    pub found: Figure,
    /// Standard deviations for each one of the distance; `None` where it moves alone.
    pub direction: Option<f64>,
    /// Where the found median lies in the stated distribution, from 0 to 1; `None` of a fixed number and of a probability.
    pub percentile: Option<f64>,
    /// As a scenario states it, before.
    pub stated_as: String,
    /// As a scenario states it, after.
    pub found_as: String,
}

/// Paths in the bad region against all.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Described {
    /// What holds on its paths.
    pub condition: String,
    /// Its paths.
    pub paths: u64,
    /// All paths, those that failed left out.
    pub of: u64,
    /// Sizes, events, then outcomes by period.
    pub rows: Vec<Row>,
}

/// One number a path, in the region and on all paths.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// `size`, `event` or `outcome`.
    pub kind: &'static str,
    /// The size's driver, the event's name, or `OUTCOME@PERIOD`.
    pub id: String,
    /// What a person calls it.
    pub label: String,
    /// When; `None` of a size and an event.
    pub period: Option<String>,
    /// Its unit; empty of an event, whose mean is a probability.
    pub unit: String,
    /// What an outcome is compared with; `None` for a level.
    pub versus: Option<&'static str>,
    /// The mean in the region.
    pub within: Figure,
    /// The mean over all paths.
    pub all: Figure,
    /// The median in the region.
    pub median_within: Option<f64>,
    /// The median over all paths.
    pub median_all: Option<f64>,
}

impl Reversed {
    /// The value of [`Self::schema`].
    pub const SCHEMA: &'static str = "sarez-reverse/1";

    /// What was asked of a scenario, and what was found.
    pub fn new(scenario: &Scenario, asked: &Asked, found: &Reversal) -> Self {
        let question = &asked.statement.question;
        let outcome = &scenario.outcomes[found.column.outcome];
        let is_probability = matches!(question.statistic, Statistic::Probability { .. });
        let unitless = is_probability || question.statistic == Statistic::Skewness;
        Self {
            schema: Self::SCHEMA,
            scenario: Named { name: scenario.name.clone(), title: scenario.title.clone() },
            seed: scenario.run.seed,
            paths: found.paths,
            until: asked.statement.to_string(),
            label: label(scenario, outcome),
            measure: outcome.measure.to_string(),
            period: question.period.to_string(),
            unit: if unitless { String::new() } else { found.column.unit.clone() },
            versus: found.column.versus,
            as_stated: found.as_stated.into(),
            with: found.with.into(),
            way: asked.way.name(),
            distance: found.distance.into(),
            moves: found.moves.iter().map(moved).collect(),
            region: found.region.as_ref().map(|region| described(scenario, asked, region)),
            is_probability,
        }
    }

    /// Indented, with a line end.
    ///
    /// # Panics
    /// Never: it has no map with keys other than text.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("answers are plain data") + "\n"
    }

    /// One row a number: what moved, the statistic, then the way into the bad region.
    pub fn csv(&self) -> String {
        let mut text = String::new();
        let head = ["kind", "id", "unit", "of", "value", "low", "high", "resolution", "median"];
        csv::row(&mut text, &head.map(str::to_owned));
        let mut row = |kind: &str, id: &str, unit: &str, of: &str, figure: Figure, median: Option<f64>| {
            let mut cells = [kind, id, unit, of].map(str::to_owned).to_vec();
            let Figure { value, low, high, resolution } = figure;
            cells.extend([value, low, high, resolution, median].map(csv::number));
            csv::row(&mut text, &cells);
        };
        row("statistic", &self.until, &self.unit, "as stated", self.as_stated, None);
        row("statistic", &self.until, &self.unit, "found", self.with, None);
        row("distance", self.way, "", "found", self.distance, None);
        for moved in &self.moves {
            let stated = Figure { value: moved.stated, ..Figure::default() };
            row("moved", &moved.by, &moved.unit, "as stated", stated, None);
            row("moved", &moved.by, &moved.unit, "found", moved.found, None);
        }
        for one in self.region.iter().flat_map(|region| &region.rows) {
            row(one.kind, &one.id, &one.unit, "bad region", one.within, one.median_within);
            row(one.kind, &one.id, &one.unit, "all paths", one.all, one.median_all);
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
        let versus = self.versus.map(|versus| format!(", {}", words::versus(versus))).unwrap_or_default();
        say(Role::Plain, &format!("{}: {}{versus}", self.until, self.label));
        for moved in &self.moves {
            say(Role::Plain, &self.sentence(moved));
        }
        if self.moves.len() > 1 {
            let sentence = format!(
                "  together {} standard deviations away, in {}",
                self.distance.with_interval(false),
                if self.way == Way::Equal.name() {
                    "steps that are alike for each"
                } else {
                    "the direction that is least unlikely for what it does"
                }
            );
            say(Role::Faint, &sentence);
        }
        let sentence = format!(
            "  the statistic is then {}; as stated it is {}",
            self.says(self.with),
            self.says(self.as_stated)
        );
        say(Role::Faint, &sentence);
        if let Some(region) = &self.region {
            say(
                Role::Heading,
                &format!(
                    "the most likely way there: means over {} of {} paths with {}, against all paths",
                    count(region.paths),
                    count(region.of),
                    region.condition
                ),
            );
            let cells: Vec<[String; 3]> = region.rows.iter().map(Row::cells).collect();
            let widest =
                |at: usize| cells.iter().map(|row| width(&row[at])).fold(0, |a, b| if b > a { b } else { a });
            let widths = [widest(0), widest(1), widest(2)];
            for [name, within, all] in &cells {
                let line = format!(
                    "  {}  {}  {}",
                    left(name, widths[0]),
                    right(within, widths[1]),
                    right(all, widths[2])
                );
                say(Role::Plain, &line);
            }
        } else {
            say(
                Role::Faint,
                "  no region of paths belongs to this statistic: ask of a probability to see the way there",
            );
        }
        if let Some((folder, names)) = files {
            say(Role::Faint, &format!("{folder}: {}; `sarez run` runs {FILE}", names.join(" ")));
        }
        lines
    }

    /// A value of the statistic.
    fn says(&self, figure: Figure) -> String {
        if self.is_probability {
            return figure.percent();
        }
        let number = figure.with_interval(self.versus.is_some());
        if self.unit.is_empty() { number } else { format!("{number} {}", self.unit) }
    }

    fn sentence(&self, moved: &Moved) -> String {
        let stated = moved.stated.map_or_else(|| "?".to_owned(), brief);
        let unit = if moved.unit.is_empty() { String::new() } else { format!(" {}", moved.unit) };
        let Some(percentile) = moved.percentile else {
            return if moved.by.ends_with(".probability") {
                let stated = format!("{} %", brief(100.0 * moved.stated.unwrap_or(f64::NAN)));
                format!("`{}` is {} in place of {stated}", moved.by, moved.found.percent())
            } else {
                format!("`{}` is {}{unit} in place of {stated}", moved.by, moved.found.with_interval(false))
            };
        };
        let how = if self.way == Way::Scale.name() {
            format!(
                ", every draw {} times what is stated",
                brief(1.0 + self.distance.value.unwrap_or(f64::NAN))
            )
        } else if self.moves.len() == 1 {
            format!(", every draw shifted by {}", self.distance.with_interval(true))
        } else {
            String::new()
        };
        format!(
            "`{}` has its median at {}{unit} in place of {stated}{how}: that is where {} % of what is stated lies below",
            moved.by,
            moved.found.with_interval(false),
            brief(100.0 * percentile)
        )
    }
}

impl Row {
    /// Its name, its mean in the region, and over all paths.
    fn cells(&self) -> [String; 3] {
        let name = match (&self.period, self.unit.is_empty()) {
            (Some(period), true) => format!("{} {period}", self.label),
            (Some(period), false) => format!("{} {period}, {}", self.label, self.unit),
            (None, true) => self.label.clone(),
            (None, false) => format!("{}, {}", self.label, self.unit),
        };
        let say = |figure: Figure| match self.kind {
            "event" => figure.percent(),
            _ => figure.in_table(self.versus.is_some()),
        };
        [harmless(&name), say(self.within), say(self.all)]
    }
}

fn moved(moved: &reverse::Moved) -> Moved {
    let [stated_as, found_as] = moved.written.clone();
    Moved {
        by: moved.lever.written.clone(),
        unit: moved.unit.clone(),
        stated: finite(moved.stated),
        found: moved.centre.into(),
        direction: moved.direction.and_then(finite),
        percentile: moved.percentile.and_then(finite),
        stated_as,
        found_as,
    }
}

fn described(scenario: &Scenario, asked: &Asked, region: &Region) -> Described {
    let question = &asked.statement.question;
    let condition = format!(
        "{}@{} {} {}",
        question.outcome,
        question.period,
        region.comparison.symbol(),
        region.threshold
    );
    let row = |row: &reverse::Row| {
        let outcome = &scenario.outcomes[row.column.outcome];
        let is_outcome = row.kind == RowKind::Outcome;
        let event =
            scenario.events.iter().find(|event| row.column.id == format!("{}.{}", event.word(), event.id));
        let unit = if row.kind == RowKind::Size { unit(&row.column.id) } else { row.column.unit.clone() };
        Row {
            kind: match row.kind {
                RowKind::Size => "size",
                RowKind::Event => "event",
                RowKind::Outcome => "outcome",
            },
            id: row.column.id.clone(),
            label: match event {
                _ if is_outcome => label(scenario, outcome),
                Some(event) => event.label.clone().unwrap_or_else(|| row.column.id.clone()),
                None => row.column.id.clone(),
            },
            period: is_outcome.then(|| row.column.period.to_string()),
            unit,
            versus: row.column.versus,
            within: row.within.into(),
            all: row.all.into(),
            median_within: finite(row.median_within),
            median_all: finite(row.median_all),
        }
    };
    Described { condition, paths: region.paths, of: region.of, rows: region.rows.iter().map(row).collect() }
}

/// The unit of a size that is drawn, by its driver; nothing where only its variable knows it.
fn unit(driver: &str) -> String {
    match driver.rsplit('.').next() {
        Some("percent" | "growth") => "percent".to_owned(),
        Some("log_points") => "log points".to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests;
