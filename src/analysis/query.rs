//! Conditional questions: a number of an outcome's distribution over the paths on which conditions hold.

use std::fmt;

use crate::calendar::Period;
use crate::compile::{Column, Place, Wanted, compile_columns};
use crate::diagnostic::{Diagnostic, Diagnostics, Span, codes};
use crate::language::{Query, Statistic};
use crate::results::{Accumulator, Estimate, Layout, Tally};
use crate::scenario::{OnBadPath, Scenario};
use crate::simulate::{Failure, Options, sample, statistic};

/// What a query gives.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What is measured.
    pub column: Column,
    /// The number over the paths on which the conditions hold.
    pub given: Estimate,
    /// The same over all paths.
    pub of_all: Estimate,
    /// How many paths meet the conditions.
    pub meeting: u64,
    /// How many there are, those that failed left out.
    pub paths: u64,
    /// The share of them that meets the conditions.
    pub share: Estimate,
}

/// Why a query has no answer.
#[derive(Debug)]
pub enum Unanswered {
    /// It cannot be simulated.
    Simulation(Failure),
    /// It cannot be compiled.
    Compile(Diagnostics),
    /// Paths fail, and the scenario does not count them.
    Failed(u64),
    /// No path meets the conditions; by condition what it says, and the least and greatest value that was met.
    Empty(Vec<(String, f64, f64)>),
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Simulation(failure) => failure.fmt(f),
            Self::Compile(_) => f.write_str("what is asked cannot be computed"),
            Self::Failed(paths) => write!(f, "{paths} paths are not finite"),
            Self::Empty(conditions) => {
                f.write_str("no path meets the condition")?;
                for (number, (condition, low, high)) in conditions.iter().enumerate() {
                    let before = if number == 0 { ": " } else { "; " };
                    write!(f, "{before}`{condition}`, where the paths lie from {low:.4} to {high:.4}")?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for Unanswered {}

impl Unanswered {
    /// What to do about it.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Simulation(_) => Some("take fewer --paths, or allow more with --max-memory"),
            Self::Compile(_) => None,
            Self::Failed(_) => Some("on_bad_path = \"count\" in [run] leaves such paths out"),
            Self::Empty(_) => {
                Some("ask for less, or take more --paths where the condition is only just beyond")
            }
        }
    }
}

/// Puts what a query measures among the outcomes of a scenario: periods may be others than those that it states.
pub fn prepare(scenario: &mut Scenario, query: &Query, diagnostics: &mut Diagnostics) {
    let measured = std::iter::once((&query.question.outcome, query.question.period, query.question.span));
    let of_conditions = query.given.iter().map(|given| (&given.outcome, given.period, given.span));
    for (id, period, span) in measured.chain(of_conditions) {
        if let Some(problem) = measure(scenario, id, period, span) {
            diagnostics.push(problem);
        }
    }
}

/// Puts an outcome's period among those that are measured.
pub(super) fn measure(scenario: &mut Scenario, id: &str, period: Period, span: Span) -> Option<Diagnostic> {
    let (start, end) = (scenario.start, scenario.end());
    let Some(outcome) = scenario.outcomes.iter_mut().find(|outcome| outcome.id == id) else {
        let ids: Vec<&str> = scenario.outcomes.iter().map(|outcome| outcome.id.as_str()).collect();
        let problem = Diagnostic::error(&codes::UNKNOWN_OUTCOME, format!("there is no outcome `{id}`"));
        let problem = problem.at(span, "").did_you_mean(id, ids.iter().copied());
        return Some(problem.help(format!("the outcomes of {} are {}", scenario.name, ids.join(", "))));
    };
    if period.last() < start || period.last() > end {
        let message = format!("{period} is not simulated: the scenario runs from {start} to {end}");
        return Some(Diagnostic::error(&codes::OUTSIDE_HORIZON, message).at(span, ""));
    }
    if !outcome.at.contains(&period) {
        outcome.at.push(period);
    }
    None
}

/// Simulates the scenario, which [`prepare`] has seen, and answers each query on the same paths.
///
/// Every value of every path is kept: 16 bytes a path and measured outcome.
///
/// # Errors
/// See [`Unanswered`].
///
/// # Panics
/// When [`prepare`] has not seen a query, or found a problem in it.
pub fn answer(scenario: &Scenario, queries: &[Query], options: &Options) -> Result<Vec<Answer>, Unanswered> {
    let mut places: Vec<Place> = Vec::new();
    let mut at = |id: &str, period: Period| {
        let outcome = scenario.outcomes.iter().position(|outcome| outcome.id == id);
        let outcome = outcome.unwrap_or_else(|| panic!("{id} is prepared"));
        let place = Place { scenario: 0, outcome, period };
        places.iter().position(|known| *known == place).unwrap_or_else(|| {
            places.push(place);
            places.len() - 1
        })
    };
    let asked: Vec<(usize, Vec<usize>)> = queries
        .iter()
        .map(|query| {
            let question = at(&query.question.outcome, query.question.period);
            (question, query.given.iter().map(|given| at(&given.outcome, given.period)).collect())
        })
        .collect();
    let wanted: Vec<Wanted> = places.iter().map(|of| Wanted { of: *of, minus: None }).collect();
    let mut diagnostics = Diagnostics::new();
    let compiled = compile_columns(scenario, &wanted, &mut diagnostics);
    let ensemble = compiled.ok_or(Unanswered::Compile(diagnostics))?;
    let values = sample(&ensemble, options).map_err(Unanswered::Simulation)?;
    let whole = |path: &usize| values.iter().all(|column| column[*path].is_finite());
    let finite: Vec<usize> = (0..values.first().map_or(0, Vec::len)).filter(whole).collect();
    let failed = values.first().map_or(0, Vec::len) - finite.len();
    if failed > 0 && scenario.run.on_bad_path == OnBadPath::Fail {
        return Err(Unanswered::Failed(failed as u64));
    }
    let mut answers = Vec::new();
    for (query, (question, conditions)) in queries.iter().zip(&asked) {
        let given: Vec<(&Vec<f64>, _)> = conditions.iter().map(|at| &values[*at]).zip(&query.given).collect();
        let meets = |path: usize| given.iter().all(|(x, of)| of.comparison.holds(x[path], of.value));
        let meeting: Vec<bool> = finite.iter().map(|path| meets(*path)).collect();
        let column = &values[*question];
        let all: Vec<f64> = finite.iter().map(|path| column[*path]).collect();
        let some: Vec<f64> = all.iter().zip(&meeting).filter(|(_, meets)| **meets).map(|(x, _)| *x).collect();
        if some.is_empty() {
            let seen = |(x, of): &(&Vec<f64>, &crate::language::Condition)| {
                let (low, high) = range(finite.iter().map(|path| x[*path]));
                (of.to_string(), low, high)
            };
            return Err(Unanswered::Empty(given.iter().map(seen).collect()));
        }
        let threshold = match query.question.statistic {
            Statistic::Probability { threshold, .. } => vec![threshold],
            _ => Vec::new(),
        };
        let share: Vec<f64> = meeting.iter().map(|meets| f64::from(u8::from(*meets))).collect();
        answers.push(Answer {
            column: ensemble.columns[*question].clone(),
            given: statistic(&tally(&some, &threshold), query.question.statistic),
            of_all: statistic(&tally(&all, &threshold), query.question.statistic),
            meeting: some.len() as u64,
            paths: all.len() as u64,
            share: tally(&share, &[0.5]).probability_above(0.5),
        });
    }
    Ok(answers)
}

/// The tally of values that are their own pilot.
pub(super) fn tally(values: &[f64], thresholds: &[f64]) -> Tally {
    let mut accumulator = Accumulator::new(&Layout::from_pilot(values, thresholds));
    for block in values.chunks(256) {
        accumulator.add(block, block.len());
    }
    accumulator.into_tally()
}

fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
        (if x < low { x } else { low }, if x > high { x } else { high })
    })
}
