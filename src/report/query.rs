//! Answers to conditional questions: text, CSV and JSON, all from one [`Queried`].

use serde::Serialize;

use crate::analysis::query::Answer;
use crate::language::{Query, Statistic};
use crate::scenario::Scenario;

use super::column::label;
use super::csv;
use super::figure::Figure;
use super::number::count;
use super::summary::Named;
use super::terminal::{Line, Role};
use super::text::{hang, harmless};
use super::words;

/// Fewer paths than this make a shaky answer.
const FEW: u64 = 1_000;

/// Questions about one scenario, and their answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Queried {
    /// `sarez-query/1`: the meaning of all fields, in `docs/query.schema.json`.
    pub schema: &'static str,
    /// The scenario.
    pub scenario: Named,
    /// The key of all draws.
    pub seed: u64,
    /// Where uniform numbers come from.
    pub sampler: &'static str,
    /// In the order in which they were asked.
    pub answers: Vec<Answered>,
}

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answered {
    /// As it is understood.
    pub query: String,
    /// What a person calls what is measured.
    pub label: String,
    /// How it is measured.
    pub measure: String,
    /// When.
    pub period: String,
    /// The unit of the numbers; empty for a probability.
    pub unit: String,
    /// What the numbers are compared with; `None` for a level.
    pub versus: Option<&'static str>,
    /// Over the paths that meet the condition.
    pub given: Figure,
    /// Over all paths.
    pub of_all: Figure,
    /// Paths that meet the condition.
    pub meeting: u64,
    /// All paths, those that failed left out.
    pub paths: u64,
    /// The probability of the condition.
    pub probability: Figure,
    #[serde(skip)]
    is_probability: bool,
    #[serde(skip)]
    conditional: bool,
}

impl Queried {
    /// The value of [`Self::schema`].
    pub const SCHEMA: &'static str = "sarez-query/1";

    /// What was asked of a scenario, and what was found.
    pub fn new(scenario: &Scenario, queries: &[Query], answers: &[Answer]) -> Self {
        let answered = |(query, answer): (&Query, &Answer)| {
            let outcome = &scenario.outcomes[answer.column.outcome];
            let is_probability = matches!(query.question.statistic, Statistic::Probability { .. });
            let unitless = is_probability || query.question.statistic == Statistic::Skewness;
            Answered {
                query: query.to_string(),
                label: label(scenario, outcome),
                measure: outcome.measure.to_string(),
                period: answer.at.to_string(),
                unit: if unitless { String::new() } else { answer.column.unit.clone() },
                versus: answer.column.versus,
                given: answer.given.into(),
                of_all: answer.of_all.into(),
                meeting: answer.meeting,
                paths: answer.paths,
                probability: answer.share.into(),
                is_probability,
                conditional: !query.given.is_empty(),
            }
        };
        Self {
            schema: Self::SCHEMA,
            scenario: Named { name: scenario.name.clone(), title: scenario.title.clone() },
            seed: scenario.run.seed,
            sampler: words::sampler(scenario.run.sampler),
            answers: queries.iter().zip(answers).map(answered).collect(),
        }
    }

    /// Indented, with a line end.
    ///
    /// # Panics
    /// Never: it has no map with keys other than text.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("answers are plain data") + "\n"
    }

    /// One row a number: `of` is `given`, `all` or `condition`.
    pub fn csv(&self) -> String {
        let mut text = String::new();
        let head = ["query", "of", "unit", "value", "low", "high", "resolution", "paths"];
        csv::row(&mut text, &head.map(str::to_owned));
        for answered in &self.answers {
            let rows = [
                ("given", &answered.unit, answered.given, answered.meeting),
                ("all", &answered.unit, answered.of_all, answered.paths),
                ("condition", &String::new(), answered.probability, answered.paths),
            ];
            for (of, unit, figure, paths) in rows {
                let mut cells = vec![answered.query.clone(), of.to_owned(), unit.clone()];
                let Figure { value, low, high, resolution } = figure;
                cells.extend([value, low, high, resolution].map(csv::number));
                cells.push(paths.to_string());
                csv::row(&mut text, &cells);
            }
        }
        text
    }

    /// The lines for a person.
    pub fn lines(&self, columns: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut say = |role, text: &str| {
            lines.extend(hang(&harmless(text), columns).iter().map(|line| Line::new(role, line)));
        };
        say(Role::Title, &self.scenario.title);
        for answered in &self.answers {
            let Answered { query, unit, .. } = answered;
            let say_figure = |figure: Figure| {
                if answered.is_probability {
                    return figure.percent();
                }
                let number = figure.with_interval(answered.versus.is_some());
                if unit.is_empty() { number } else { format!("{number} {unit}") }
            };
            let versus =
                answered.versus.map(|versus| format!(", {}", words::versus(versus))).unwrap_or_default();
            say(Role::Plain, &format!("{query} = {}{versus}", say_figure(answered.given)));
            if answered.conditional {
                let sentence = format!(
                    "  {} of {} paths meet the condition, {}; over all of them it is {}",
                    count(answered.meeting),
                    count(answered.paths),
                    answered.probability.percent(),
                    say_figure(answered.of_all)
                );
                say(Role::Faint, &sentence);
                if answered.meeting < FEW {
                    let sentence = format!(
                        "  only {} paths meet the condition: take more with --paths",
                        count(answered.meeting)
                    );
                    say(Role::Warning, &sentence);
                }
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::super::json::tests::{problem_of, refusals};
    use super::*;
    use crate::calendar::Stretch;
    use crate::diagnostic::Sources;
    use crate::language::parse_query;
    use crate::results::Estimate;
    use crate::scenario::Measure;

    #[test]
    fn answers_are_what_the_schema_says() {
        let outcome = example::outcome("gdp", "GDP", "gdp", Measure::EffectPercent, &["2022"]);
        let base = example::scenario(vec![outcome]);
        let text = "P(gdp@2022 < -2) given gdp@2022 < 0";
        let query = parse_query(text, Sources::new().add("question", text)).unwrap();
        let estimate = Estimate { value: 0.25, low: 0.2, high: 0.3, resolution: 0.0 };
        let answer = Answer {
            column: example::column(&base, 0, "2022", "percent"),
            at: Stretch { first: "2022".parse().unwrap(), last: None },
            given: estimate,
            of_all: estimate,
            meeting: 300,
            paths: 2_000,
            share: estimate,
        };
        let queried = Queried::new(&base, &[query], &[answer]);
        let schema = serde_json::from_str(include_str!("../../docs/query.schema.json")).unwrap();
        let value = serde_json::from_str(&queried.json()).unwrap();
        assert_eq!(problem_of(&schema, &value), None);
        assert!(refusals(&schema, &value) > 15);
        let lines = super::super::terminal::plain(&queried.lines(100));
        for part in [text, "25 % ± 5", "300 of 2,000 paths", "only 300 paths"] {
            assert!(lines.contains(part), "{part}\n{lines}");
        }
        assert_eq!(queried.csv().lines().count(), 4);
    }
}
