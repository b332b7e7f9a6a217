//! Conditional questions: a number of an outcome's distribution over the paths on which conditions hold.

use std::fmt;

use crate::calendar::{Period, Stretch};
use crate::compile::Column;
use crate::diagnostic::{Diagnostic, Diagnostics, Span, codes};
use crate::language::{Query, Question, Statistic};
use crate::results::{Accumulator, Estimate, Layout, Tally};
use crate::scenario::{OnBadPath, Scenario};
use crate::simulate::{Failure, Options, sample, statistic};

use super::measured::{self, Columns, Measured, Met, mean, measured, named};

/// What a query gives.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What is measured; of a range, its first period under the id of the whole.
    pub column: Column,
    /// When.
    pub at: Stretch,
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
    /// No path meets the conditions; where the paths lie is said at each.
    Empty(Box<Diagnostic>),
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Simulation(failure) => failure.fmt(f),
            Self::Compile(_) => f.write_str("what is asked cannot be computed"),
            Self::Failed(paths) => write!(f, "{paths} paths are not finite"),
            Self::Empty(_) => f.write_str("no path meets the condition"),
        }
    }
}

impl std::error::Error for Unanswered {}

impl Unanswered {
    /// What to do about it.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Simulation(_) => Some("take fewer --paths, or allow more with --max-memory"),
            Self::Compile(_) | Self::Empty(_) => None,
            Self::Failed(_) => Some("on_bad_path = \"count\" in [run] leaves such paths out"),
        }
    }
}

/// Says what is wrong with a query.
pub fn check(scenario: &Scenario, query: &Query, diagnostics: &mut Diagnostics) {
    let Question { outcome, span, .. } = &query.question;
    if let Err(problem) = measured(scenario, outcome, asked_at(query), *span) {
        diagnostics.push(problem);
    }
    query.given.iter().for_each(|condition| measured::check(scenario, condition, diagnostics));
}

/// Says what of queries that [`check`] has seen cannot be computed: periods other than those that the scenario measures may lack
/// a history.
pub fn compiles(scenario: &Scenario, queries: &[Query], diagnostics: &mut Diagnostics) {
    let _ = places(scenario, queries).0.compile(scenario, diagnostics);
}

fn asked_at(query: &Query) -> Stretch {
    Stretch { first: query.question.period, last: query.question.until }
}

/// A query: what is measured, its columns, and its conditions.
type Asked = (Measured, Vec<usize>, Vec<Met>);

/// The columns of all queries, and which of them each is about.
fn places(scenario: &Scenario, queries: &[Query]) -> (Columns, Vec<Asked>) {
    let mut columns = Columns::default();
    let asked = |query: &Query| {
        let Question { outcome, span, .. } = &query.question;
        let measured = measured(scenario, outcome, asked_at(query), *span).expect("it is checked");
        let of = columns.of(scenario, &measured);
        (measured, of, query.given.iter().map(|condition| columns.met(scenario, condition)).collect())
    };
    let asked = queries.iter().map(asked).collect();
    (columns, asked)
}

/// Simulates the scenario and answers each query, which [`check`] has seen, on the same paths.
///
/// Every value of every path is kept: 16 bytes a path and measured outcome.
///
/// # Errors
/// See [`Unanswered`].
///
/// # Panics
/// When [`check`] has not seen a query, or found a problem in it.
pub fn answer(scenario: &Scenario, queries: &[Query], options: &Options) -> Result<Vec<Answer>, Unanswered> {
    let (columns, asked) = places(scenario, queries);
    let mut diagnostics = Diagnostics::new();
    let compiled = columns.compile(scenario, &mut diagnostics);
    let ensemble = compiled.ok_or(Unanswered::Compile(diagnostics))?;
    let values = sample(&ensemble, options).map_err(Unanswered::Simulation)?;
    let whole = |path: &usize| values.iter().all(|column| column[*path].is_finite());
    let finite: Vec<usize> = (0..values.first().map_or(0, Vec::len)).filter(whole).collect();
    let failed = values.first().map_or(0, Vec::len) - finite.len();
    if failed > 0 && scenario.run.on_bad_path == OnBadPath::Fail {
        return Err(Unanswered::Failed(failed as u64));
    }
    let mut answers = Vec::new();
    for (query, (measured, of, given)) in queries.iter().zip(&asked) {
        let meets = |path: usize| given.iter().all(|met| met.holds(&values, columns.len(), path));
        let meeting: Vec<bool> = finite.iter().map(|path| meets(*path)).collect();
        let all: Vec<f64> = finite.iter().map(|path| mean(&values, of, *path)).collect();
        let some: Vec<f64> = all.iter().zip(&meeting).filter(|(_, meets)| **meets).map(|(x, _)| *x).collect();
        if some.is_empty() {
            let seen = query
                .given
                .iter()
                .zip(given)
                .map(|(condition, met)| (condition.span(), seen(met, &values, columns.len(), &finite)));
            return Err(Unanswered::Empty(Box::new(empty(seen))));
        }
        let threshold = match query.question.statistic {
            Statistic::Probability { threshold, .. } => vec![threshold],
            _ => Vec::new(),
        };
        let share: Vec<f64> = meeting.iter().map(|meets| f64::from(u8::from(*meets))).collect();
        answers.push(Answer {
            column: named(scenario, &ensemble, of, measured),
            at: measured.at,
            given: statistic(&tally(&some, &threshold), query.question.statistic),
            of_all: statistic(&tally(&all, &threshold), query.question.statistic),
            meeting: some.len() as u64,
            paths: all.len() as u64,
            share: tally(&share, &[0.5]).probability_above(0.5),
        });
    }
    Ok(answers)
}

/// Where the paths lie of what a condition is about.
fn seen(met: &Met, values: &[Vec<f64>], columns: usize, paths: &[usize]) -> String {
    match met {
        Met::Compares(of, ..) => {
            let (low, high) = range(paths.iter().map(|path| mean(values, of, *path)));
            format!("the paths lie from {low:.4} to {high:.4}")
        }
        Met::Happens(..) => {
            let count = paths.iter().filter(|path| met.holds(values, columns, **path)).count();
            format!("met on {count} of {} paths", paths.len())
        }
    }
}

/// That no path meets conditions, with what is known of each.
fn empty(seen: impl Iterator<Item = (Span, String)>) -> Diagnostic {
    let problem = Diagnostic::error(&codes::BAD_QUESTION, "no path meets the condition");
    let problem = seen.fold(problem, |problem, (span, words)| problem.at(span, words));
    problem.help("ask for less, or take more --paths where the condition is only just beyond")
}

/// Puts an outcome's period among those that are measured.
pub(super) fn measure(scenario: &mut Scenario, id: &str, period: Period, span: Span) -> Option<Diagnostic> {
    match measured(scenario, id, Stretch { first: period, last: None }, span) {
        Err(problem) => Some(problem),
        Ok(Measured { outcome, .. }) => {
            let at = &mut scenario.outcomes[outcome].at;
            if !at.contains(&period) {
                at.push(period);
            }
            None
        }
    }
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
