//! `sarez backtest`: what was observed beside what was forecast, case by case and counted together; `backtest.csv`, `backtest.json`.

mod rolling;
mod table;

pub use rolling::markdown;
pub use table::render;

use serde::Serialize;

use crate::analysis::backtest::{self, Case, LEVELS, Scores as Scored, Side, Verdict};
use crate::results::LogScore;
use crate::scenario::Scenario;

use super::Named;
use super::column::label;
use super::csv;
use super::figure::{Figure, finite};
use super::verdict::Beyond;

/// The name of the CSV file.
pub const CSV: &str = "backtest.csv";
/// The name of the JSON file.
pub const JSON: &str = "backtest.json";

/// Everything that a backtest has to say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Backtest {
    /// `sarez-backtest/1`: the meaning of all fields, in `docs/backtest.schema.json`.
    pub schema: &'static str,
    /// In the order of the command line.
    pub scenarios: Vec<Replay>,
    /// Every observed outcome, in the order of scenarios and files.
    pub cases: Vec<Row>,
    /// Samples, each by scenarios and by baselines.
    pub cards: Vec<Card>,
}

/// A scenario whose outcomes were observed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Replay {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What its numbers knew.
    pub sample: String,
    /// The economy; `None` for a model that stands alone.
    pub economy: Option<String>,
    /// The model's named set of parameters, if any.
    pub parameter_set: Option<Named>,
    /// The scenario whose origin it is, if it is one.
    pub rolling: Option<String>,
    /// When that origin asks.
    pub origin: Option<String>,
    /// Outcomes that were not observed at it.
    pub unobserved: Vec<String>,
    /// The day by which everything was known; `None`: revised figures are read.
    pub as_of: Option<String>,
    /// Figures that are read although they were published after that day, or do not say when.
    pub revised: Vec<String>,
    /// The first simulated quarter.
    pub start: String,
    /// Paths that were run.
    pub paths: u64,
    /// The key of all draws.
    pub seed: u64,
}

/// An observed outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The scenario's name.
    pub scenario: String,
    /// What its numbers knew.
    pub sample: String,
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
    /// What happened.
    pub observed: f64,
    /// Who says so.
    pub source: Option<String>,
    /// `real time` where all that was read had been published by `as_of`, else `revised`.
    pub vintage: &'static str,
    /// What references are fitted to.
    pub past: Option<Past>,
    /// By the scenario.
    pub by_scenario: Scores,
    /// By the baseline, which knows no shock and no event; `None` for what is not measured in it.
    pub by_baseline: Option<Scores>,
    /// By climatology, no change and AR(1).
    pub references: Vec<Reference>,
    /// By others.
    pub forecasts: Vec<Forecast>,
}

/// What is known of an outcome before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Past {
    /// How many values.
    pub values: usize,
    /// The first period; `None` without a value.
    pub first: Option<String>,
    /// The last period.
    pub last: Option<String>,
    /// When the figures were published, as stated.
    pub vintage: Option<String>,
    /// Whether that was by `as_of`; false: revised figures.
    pub published: bool,
    /// Who published them.
    pub source: Option<String>,
}

/// Where what happened fell in an ensemble.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scores {
    /// P(X < y) + P(X = y)/2.
    pub pit: Figure,
    /// Whether it lies outside all paths, and on which side.
    pub beyond: Option<Beyond>,
    /// Whether it lies in the central bands of 50, 80 and 90 percent.
    pub inside: [bool; 3],
    /// Continuous ranked probability score, in the outcome's unit.
    pub crps: Figure,
    /// -log of the density; without a value where there is none.
    pub log_score: Figure,
    /// Why there is none: `beyond` or `point`.
    pub no_density: Option<&'static str>,
    /// The median.
    pub median: Figure,
    /// |median - observed|.
    pub error: Option<f64>,
}

/// What the past alone would have forecast.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reference {
    /// `climatology`, `no change` or `AR(1)`.
    pub name: &'static str,
    /// Why there is none.
    pub none_because: Option<String>,
    /// Student t: degrees of freedom.
    pub df: Option<f64>,
    /// Its median.
    pub median: Option<f64>,
    /// Its scale.
    pub scale: Option<f64>,
    /// P(Y < y).
    pub pit: Option<f64>,
    /// CRPS.
    pub crps: Option<f64>,
    /// -log of the density.
    pub log_score: Option<f64>,
    /// 1 - CRPS of the scenario over that of the reference.
    pub skill: Option<f64>,
    /// The same of the baseline.
    pub baseline_skill: Option<f64>,
}

/// What somebody else forecast.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forecast {
    /// Whose it is.
    pub by: String,
    /// The forecast.
    pub value: f64,
    /// When it was published.
    pub on: String,
    /// Where.
    pub source: Option<String>,
    /// |forecast - observed|.
    pub error: f64,
}

/// The cases of one sample, counted together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    /// What their numbers knew.
    pub sample: String,
    /// The scenario whose origins are counted; `None` for all of a sample.
    pub rolling: Option<String>,
    /// The outcome that they are of; `None` for all.
    pub outcome: Option<String>,
    /// `scenario` or `baseline`.
    pub of: &'static str,
    /// How many scenarios.
    pub scenarios: usize,
    /// How many episodes: countries and years.
    pub episodes: usize,
    /// How many cases.
    pub cases: usize,
    /// How many outcomes of origins were not observed, and so are no cases.
    pub unobserved: usize,
    /// By level, with Wilson's interval.
    pub coverage: Vec<Coverage>,
    /// Cases in each tenth of the PIT.
    pub pit_tenths: [usize; 10],
    /// How far the PIT is from uniform: Kolmogorov's D.
    pub pit_distance: f64,
    /// What D exceeds in one of twenty samples of as many independent cases.
    pub pit_critical: f64,
    /// Cases that no path reaches.
    pub beyond: usize,
    /// Cases whose scores are made alike by the standard deviation of their past.
    pub scaled_cases: usize,
    /// Mean CRPS in those standard deviations.
    pub scaled_crps: Option<f64>,
    /// Mean log score of values in those standard deviations, over cases with a density.
    pub scaled_log_score: Option<f64>,
    /// How many have one.
    pub log_score_cases: usize,
    /// Against each reference.
    pub skills: Vec<Skill>,
}

/// How many cases lie in a central band.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coverage {
    /// What the band should hold.
    pub level: f64,
    /// Cases inside.
    pub inside: usize,
    /// Their share.
    pub share: Figure,
}

/// The scenario against a reference, over cases.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Skill {
    /// The reference.
    pub reference: &'static str,
    /// Cases that have it.
    pub cases: usize,
    /// 1 - mean CRPS over mean CRPS of the reference, in standard deviations of the past.
    pub skill: Option<f64>,
    /// The lowest when one episode is left out.
    pub lowest: Option<f64>,
    /// The highest.
    pub highest: Option<f64>,
    /// Mean log score of the reference less that of the forecast, over cases with a density.
    pub log_gain: Option<f64>,
    /// `good`, `bad`, `undecided` or `too few`.
    pub verdict: &'static str,
}

impl Backtest {
    /// The value of [`Self::schema`].
    pub const SCHEMA: &'static str = "sarez-backtest/1";

    /// Of scenarios and the cases that they gave.
    pub fn new(scenarios: &[Scenario], cases: &[Case]) -> Self {
        let row = |case: &Case| {
            let scenario = scenarios.iter().find(|scenario| scenario.name == case.scenario);
            Row::new(case, scenario.map_or_else(|| case.outcome.id.clone(), |of| label(of, &case.outcome)))
        };
        Self {
            schema: Self::SCHEMA,
            scenarios: scenarios.iter().map(Replay::new).collect(),
            cases: cases.iter().map(row).collect(),
            cards: backtest::cards(cases).iter().map(|card| Card::new(card, scenarios)).collect(),
        }
    }

    /// `backtest.json`, indented, with a line end.
    ///
    /// # Panics
    /// Never: it is plain data.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a backtest is plain data") + "\n"
    }

    /// `backtest.csv`: one row a score; those of cards have no scenario, or the one whose origins they count.
    pub fn csv(&self) -> String {
        let mut text = String::new();
        let head = [
            "scenario",
            "sample",
            "outcome",
            "variable",
            "measure",
            "period",
            "unit",
            "forecast",
            "statistic",
            "value",
            "low",
            "high",
            "resolution",
        ];
        csv::row(&mut text, &head.map(str::to_owned));
        for case in &self.cases {
            let of = [
                &case.scenario,
                &case.sample,
                &case.outcome,
                &case.variable,
                &case.measure,
                &case.period,
                &case.unit,
            ];
            for (forecast, statistic, figure) in case.figures() {
                let cells = of.into_iter().cloned().chain([forecast, statistic.to_owned()]);
                line(&mut text, cells, figure);
            }
        }
        for card in &self.cards {
            for (statistic, figure) in card.figures() {
                let empty = String::new;
                let cells = [
                    card.rolling.clone().unwrap_or_default(),
                    card.sample.clone(),
                    card.outcome.clone().unwrap_or_default(),
                    empty(),
                    empty(),
                    empty(),
                    empty(),
                    card.of.to_owned(),
                    statistic,
                ];
                line(&mut text, cells.into_iter(), figure);
            }
        }
        text
    }
}

fn line(text: &mut String, cells: impl Iterator<Item = String>, figure: Figure) {
    let numbers = [figure.value, figure.low, figure.high, figure.resolution].map(csv::number);
    csv::row(text, &cells.chain(numbers).collect::<Vec<_>>());
}

/// A number without an error.
fn plain(value: Option<f64>) -> Figure {
    Figure { value: value.and_then(finite), ..Figure::default() }
}

impl Replay {
    fn new(scenario: &Scenario) -> Self {
        Self {
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            sample: scenario.sample.clone().unwrap_or_else(|| backtest::AS_STATED.to_owned()),
            economy: (!scenario.economy.name.is_empty()).then(|| scenario.economy.name.clone()),
            parameter_set: (scenario.model.parameter_set.as_ref())
                .map(|set| Named { name: set.name.clone(), title: set.title.clone() }),
            rolling: scenario.origin.as_ref().map(|origin| origin.rolling.clone()),
            origin: scenario.origin.as_ref().map(|origin| origin.period.to_string()),
            unobserved: (scenario.origin.as_ref())
                .map(|origin| origin.unobserved.clone())
                .unwrap_or_default(),
            as_of: scenario.as_of.map(|day| day.to_string()),
            revised: scenario.revised.clone(),
            start: scenario.start.to_string(),
            paths: scenario.run.paths,
            seed: scenario.run.seed,
        }
    }
}

impl Row {
    fn new(case: &Case, label: String) -> Self {
        let observed = &case.observed;
        let past = observed.past.as_ref().map(|past| Past {
            values: past.values.len(),
            first: past.values.keys().next().map(ToString::to_string),
            last: past.values.keys().next_back().map(ToString::to_string),
            vintage: past.vintage.clone(),
            published: past.published,
            source: past.source.clone(),
        });
        let reference =
            |(reference, scores): &(backtest::Reference, Result<backtest::ReferenceScores, String>)| {
                let found = scores.as_ref().ok();
                let number = |of: fn(&backtest::ReferenceScores) -> f64| found.map(of).and_then(finite);
                Reference {
                    name: reference.name(),
                    none_because: scores.as_ref().err().cloned(),
                    df: number(|scores| scores.forecast.df),
                    median: number(|scores| scores.forecast.location),
                    scale: number(|scores| scores.forecast.scale),
                    pit: number(|scores| scores.pit),
                    crps: number(|scores| scores.crps),
                    log_score: number(|scores| scores.log),
                    skill: found.map(|other| case.skill(&case.scenario_scores, other)).and_then(finite),
                    baseline_skill: found
                        .zip(case.baseline_scores.as_ref())
                        .map(|(other, own)| case.skill(own, other))
                        .and_then(finite),
                }
            };
        Self {
            scenario: case.scenario.clone(),
            sample: case.sample.clone(),
            outcome: case.outcome.id.clone(),
            label,
            variable: case.outcome.variable.to_string(),
            measure: case.outcome.measure.to_string(),
            period: case.period.to_string(),
            unit: case.unit.clone(),
            observed: observed.value,
            source: observed.source.clone(),
            vintage: if case.real_time { "real time" } else { "revised" },
            past,
            by_scenario: Scores::new(&case.scenario_scores, observed.value),
            by_baseline: case.baseline_scores.as_ref().map(|scores| Scores::new(scores, observed.value)),
            references: case.references.iter().map(reference).collect(),
            forecasts: observed
                .forecasts
                .iter()
                .map(|forecast| Forecast {
                    by: forecast.by.clone(),
                    value: forecast.value,
                    on: forecast.on.to_string(),
                    source: forecast.source.clone(),
                    error: case.error_of(forecast),
                })
                .collect(),
        }
    }

    /// Whose forecast, which statistic, the number.
    fn figures(&self) -> Vec<(String, &'static str, Figure)> {
        let mut list = vec![("observed".to_owned(), "value", plain(Some(self.observed)))];
        for (of, scores) in [("scenario", Some(&self.by_scenario)), ("baseline", self.by_baseline.as_ref())] {
            let Some(scores) = scores else { continue };
            let mut add = |name, figure| list.push((of.to_owned(), name, figure));
            add("median", scores.median);
            add("error", plain(scores.error));
            add("pit", scores.pit);
            for (name, inside) in ["inside 50", "inside 80", "inside 90"].into_iter().zip(scores.inside) {
                add(name, plain(Some(f64::from(u8::from(inside)))));
            }
            add("crps", scores.crps);
            add("log score", scores.log_score);
        }
        for reference in &self.references {
            for (name, value) in [
                ("median", reference.median),
                ("pit", reference.pit),
                ("crps", reference.crps),
                ("log score", reference.log_score),
                ("skill of the scenario", reference.skill),
                ("skill of the baseline", reference.baseline_skill),
            ] {
                list.push((reference.name.to_owned(), name, plain(value)));
            }
        }
        for forecast in &self.forecasts {
            list.push((forecast.by.clone(), "value", plain(Some(forecast.value))));
            list.push((forecast.by.clone(), "error", plain(Some(forecast.error))));
        }
        list
    }
}

impl Scores {
    fn new(scores: &Scored, observed: f64) -> Self {
        let (log_score, no_density) = match scores.log {
            LogScore::Density(estimate) => (estimate.into(), None),
            LogScore::Beyond => (Figure::default(), Some("beyond")),
            LogScore::Point => (Figure::default(), Some("point")),
        };
        Self {
            pit: scores.pit.into(),
            beyond: scores.beyond.map(|side| match side {
                Side::Below => Beyond::Below,
                Side::Above => Beyond::Above,
            }),
            inside: LEVELS.map(|level| scores.is_inside(level)),
            crps: scores.crps.into(),
            log_score,
            no_density,
            median: scores.median.into(),
            error: finite((scores.median.value - observed).abs()),
        }
    }
}

impl Card {
    fn new(card: &backtest::Card, scenarios: &[Scenario]) -> Self {
        let is_of = |scenario: &&Scenario| match (&card.rolling, &scenario.origin) {
            (Some(rolling), Some(origin)) => *rolling == origin.rolling,
            (None, Some(_)) => scenario.sample.as_deref() == Some(&card.sample),
            _ => false,
        };
        let missing = |scenario: &Scenario| {
            let origin = scenario.origin.iter().flat_map(|origin| &origin.unobserved);
            let name = |missing: &&String| missing.split('@').next().map(str::to_owned);
            origin.filter(|missing| card.outcome.is_none() || name(missing) == card.outcome).count()
        };
        Self {
            sample: card.sample.clone(),
            rolling: card.rolling.clone(),
            outcome: card.outcome.clone(),
            unobserved: scenarios.iter().filter(is_of).map(missing).sum(),
            pit_distance: card.uniformity.distance,
            pit_critical: card.uniformity.critical,
            of: if card.baseline { "baseline" } else { "scenario" },
            scenarios: card.scenarios,
            episodes: card.episodes,
            cases: card.cases,
            coverage: card
                .coverage
                .iter()
                .map(|of| Coverage { level: of.level, inside: of.inside, share: of.share.into() })
                .collect(),
            pit_tenths: card.tenths,
            beyond: card.beyond,
            scaled_cases: card.scaled,
            scaled_crps: card.crps.and_then(finite),
            scaled_log_score: card.log.and_then(|(mean, _)| finite(mean)),
            log_score_cases: card.log.map_or(0, |(_, cases)| cases),
            skills: card.skills.iter().map(Skill::new).collect(),
        }
    }

    fn figures(&self) -> Vec<(String, Figure)> {
        let count = |number: usize| plain(Some(number as f64));
        let mut list = vec![
            ("scenarios".to_owned(), count(self.scenarios)),
            ("episodes".to_owned(), count(self.episodes)),
        ];
        list.push(("cases".to_owned(), count(self.cases)));
        list.push(("unobserved".to_owned(), count(self.unobserved)));
        for coverage in &self.coverage {
            list.push((format!("coverage {}", coverage.level), coverage.share));
        }
        for (at, cases) in self.pit_tenths.iter().enumerate() {
            list.push((format!("pit tenth {}", at + 1), count(*cases)));
        }
        list.push(("pit distance".to_owned(), plain(Some(self.pit_distance))));
        list.push(("pit critical distance".to_owned(), plain(Some(self.pit_critical))));
        list.push(("beyond".to_owned(), count(self.beyond)));
        list.push(("scaled crps".to_owned(), plain(self.scaled_crps)));
        list.push(("scaled log score".to_owned(), plain(self.scaled_log_score)));
        for skill in &self.skills {
            let figure =
                Figure { value: skill.skill, low: skill.lowest, high: skill.highest, resolution: None };
            list.push((format!("skill against {}", skill.reference), figure));
            list.push((format!("log gain on {}", skill.reference), plain(skill.log_gain)));
        }
        list
    }
}

impl Skill {
    fn new(skill: &backtest::Skill) -> Self {
        let (lowest, highest) = skill.without_one.unzip();
        Self {
            reference: skill.reference.name(),
            cases: skill.cases,
            skill: skill.skill.and_then(finite),
            lowest: lowest.and_then(finite),
            highest: highest.and_then(finite),
            log_gain: skill.log_gain.and_then(finite),
            verdict: match skill.verdict {
                Verdict::Good => "good",
                Verdict::Bad => "bad",
                Verdict::Undecided => "undecided",
                Verdict::TooFew => "too few",
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::super::json::tests::{problem_of, refusals};
    use super::*;
    use crate::analysis::backtest::cases;
    use crate::calendar::Period;
    use crate::scenario::{self, Measure};

    /// Two observed outcomes of normal draws, one with a past and somebody's forecast, one that no path reaches.
    fn example() -> Backtest {
        let outcomes = vec![
            example::outcome("growth", "Growth", "gdp", Measure::Growth, &["2022"]),
            example::outcome("debt", "Debt", "debt", Measure::Level, &["2022"]),
        ];
        let mut scenario = example::scenario(outcomes);
        let past = [1.0, 3.0, 2.0, 6.0, 4.0, 8.0];
        let past = past.iter().zip(2016..).map(|(value, year)| (Period::Year(year), *value)).collect();
        scenario.observed = vec![observed("growth", 0.5, Some(past)), observed("debt", 40.0, None)];
        let columns: Vec<_> = (0..2).map(|at| example::column(&scenario, at, "2022", "percent")).collect();
        let tallies = (0..2).map(|at| example::tally(&example::draws(at, 5_000, |x| x), &[])).collect();
        let part = example::part(tallies);
        let found = cases(&scenario, &columns, &part);
        Backtest::new(&[scenario], &found)
    }

    fn observed(
        outcome: &str,
        value: f64,
        past: Option<std::collections::BTreeMap<Period, f64>>,
    ) -> scenario::Observed {
        let past =
            past.map(|values| scenario::Past { values, vintage: None, published: false, source: None });
        let forecast = scenario::Forecast {
            by: "World Bank".to_owned(),
            value: -22.0,
            on: "2022-03-04".parse().unwrap(),
            source: None,
        };
        scenario::Observed {
            outcome: outcome.to_owned(),
            period: Period::Year(2022),
            value,
            source: None,
            past,
            forecasts: vec![forecast],
            span: example::scenario(Vec::new()).span,
        }
    }

    #[test]
    fn a_backtest_is_what_the_schema_says() {
        let schema = serde_json::from_str(include_str!("../../../docs/backtest.schema.json")).unwrap();
        let value = serde_json::from_str(&example().json()).unwrap();
        assert_eq!(problem_of(&schema, &value), None);
        assert!(refusals(&schema, &value) > 100);
    }

    #[test]
    fn a_row_a_score() {
        let text = example().csv();
        let rows: Vec<&str> = text.lines().collect();
        assert!(rows.iter().all(|row| row.matches(',').count() >= 12), "{text}");
        assert!(text.contains(",AR(1),median,5.7027"), "{text}");
        assert!(text.contains(",World Bank,error,22.5,,,\n"), "{text}");
        assert!(
            rows.iter().any(|row| row.starts_with(",drivers as stated,,,,,,scenario,coverage 0.5,0.5,")),
            "{text}"
        );
    }

    #[test]
    fn lines_say_what_happened() {
        let frame = Frame { width: 130, seconds: None, files: Some(("out", &[CSV, JSON])) };
        let text = super::super::terminal::plain(&render(&example(), frame));
        for part in [
            "revised data: no as_of is stated",
            "above all",
            "beyond",
            "World Bank, 2022-03-04, forecast -22 and missed by 22.5",
            "no AR(1): no past values (debt)",
            "inside the 50 percent band: 1 of 2, 50 percent (9 to 91)",
            "beyond all paths 1",
            "one episode alone says little",
            "out/: backtest.csv backtest.json",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    use super::super::terminal::Frame;
}
