//! How a forecast was revised: what changed in the percentiles of each outcome, and how much of it each group of inputs
//! brings.
//!
//! Groups are taken from the second scenario one after the other, as [`super::compare`] takes them, all on the same draws.
//! A part is a percentile with the group's change less the one before it, so that parts add up to the whole change, in that
//! order. A percentile of a difference is not the difference of percentiles: this is the latter, as a revision table has it.
//!
//! Errors are those of 64 groups of paths, each with its own parts: what scenarios share is no error. Draws are random ones,
//! whatever the sampler, since the groups must be alike.

use crate::calendar::Period;
use crate::compile::{Column, Place, Wanted, compile_columns_together};
use crate::diagnostic::Diagnostics;
use crate::results::Estimate;
use crate::scenario::{Difference, OnBadPath, Sampler, Scenario};
use crate::simulate::{Options, sample};

use super::attribute::Statistic;
use super::attribute::value::{Tails, estimate, measure};
use super::compare::{Layer, between, shared, told_apart};

pub use super::trouble::Trouble;

/// What is revised of each outcome.
pub const STATISTICS: [Statistic; 4] =
    [Statistic::Mean, Statistic::Quantile(0.1), Statistic::Quantile(0.5), Statistic::Quantile(0.9)];

/// The first scenario, revised into another one.
#[derive(Debug, Clone)]
pub struct Revision {
    /// The other one, by position.
    pub second: usize,
    /// Outcomes and periods that both have.
    pub rows: Vec<Row>,
    /// What only one of them measures, or each in its own way; sentences.
    pub apart: Vec<String>,
    /// The inputs that changed, and the group that each belongs to; `None` for titles and outcomes.
    pub inputs: Vec<(Difference, Option<Layer>)>,
    /// The groups that are taken together at each step; more than one where a scenario in between does not resolve.
    pub steps: Vec<Vec<Layer>>,
    /// Why; sentences.
    pub unresolved: Vec<String>,
}

/// An outcome at a period.
#[derive(Debug, Clone)]
pub struct Row {
    /// What is measured, in the first scenario.
    pub column: Column,
    /// The most paths that failed in a scenario; they are left out there.
    pub failed: u64,
    /// In the order of [`STATISTICS`].
    pub statistics: Vec<Revised>,
}

/// A statistic of an outcome, and what changed it.
#[derive(Debug, Clone)]
pub struct Revised {
    /// Which.
    pub statistic: Statistic,
    /// In the first scenario.
    pub first: Estimate,
    /// In the second.
    pub second: Estimate,
    /// Second minus first.
    pub change: Estimate,
    /// By step what it adds.
    pub parts: Vec<Estimate>,
}

/// The first of `scenarios` revised into the one at position `second`. Both have the same seed and paths. Where no outcome
/// is measured in both in the same way, there is no row.
///
/// Percentiles and their errors need every value of every path: 16 bytes a path, outcome at a period, and scenario, those in
/// between included. As many outcomes as have room in `options.max_memory` are simulated together, the others after them on the
/// same draws, so that no number depends on it; where not even one has room, it is refused. `options.progress` hears of the
/// scenario's paths.
///
/// # Errors
/// See [`Trouble`].
///
/// # Panics
/// When there is no such scenario.
pub fn revise(scenarios: &[Scenario], second: usize, options: &Options) -> Result<Revision, Trouble> {
    let random = |number: usize| {
        let mut scenario = scenarios[number].clone();
        scenario.run.sampler = Sampler::Random;
        scenario
    };
    let (first, last) = (&random(0), &random(second));
    let (measured, apart) = shared(first, last);
    let places: Vec<(usize, Period)> = measured.iter().map(|(a, _, period)| (*a, *period)).collect();
    let (between, steps, unresolved) = between(first, last, &places);
    let mut chain = vec![first];
    chain.extend(&between);
    chain.push(last);
    let rows = if measured.is_empty() { Vec::new() } else { revised(&chain, &measured, options)? };
    Ok(Revision { second, rows, apart, inputs: told_apart(first, last), steps, unresolved })
}

/// The rows of a chain of scenarios, each with one more step of the last one's than the one before it.
fn revised(
    chain: &[&Scenario],
    measured: &[(usize, usize, Period)],
    options: &Options,
) -> Result<Vec<Row>, Trouble> {
    let paths = chain[0].run.paths;
    // The ensemble itself takes room, and so does what is sorted.
    let of_one = 2 * 8 * chain.len() as u64 * paths;
    let fit = (options.max_memory / 4 * 3 / of_one.max(1)).clamp(1, measured.len() as u64) as usize;
    let mut rows = Vec::new();
    for some in measured.chunks(fit) {
        let before = rows.len() as u64;
        let tell = |done: u64| {
            options.tell((before * paths + some.len() as u64 * done) / measured.len() as u64);
        };
        let own = Options { progress: Some(&tell), units: options.units.clone(), ..*options };
        rows.extend(revised_together(chain, some, &own)?);
    }
    Ok(rows)
}

/// The rows of what is measured in one ensemble.
fn revised_together(
    chain: &[&Scenario],
    measured: &[(usize, usize, Period)],
    options: &Options,
) -> Result<Vec<Row>, Trouble> {
    let (first, last) = (chain[0], chain.len() - 1);
    let place = |scenario: usize, (a, b, period): &(usize, usize, Period)| {
        let id = &first.outcomes[*a].id;
        let outcome = match scenario {
            0 => *a,
            _ if scenario == last => *b,
            _ => chain[scenario].outcomes.iter().position(|own| own.id == *id).unwrap_or_default(),
        };
        Wanted { of: Place { scenario, outcome, period: *period }, minus: None }
    };
    let wanted: Vec<Wanted> =
        measured.iter().flat_map(|row| (0..=last).map(move |scenario| place(scenario, row))).collect();
    let mut diagnostics = Diagnostics::new();
    let compiled = compile_columns_together(chain, &wanted, &mut diagnostics);
    let ensemble = compiled.ok_or(Trouble::Compile(diagnostics))?;
    let values = sample(&ensemble, options).map_err(Trouble::Simulate)?;
    let mut rows = Vec::new();
    for (of_row, columns) in values.chunks(chain.len()).zip(ensemble.columns.chunks(chain.len())) {
        let bad = |values: &Vec<f64>| values.iter().filter(|value| !value.is_finite()).count() as u64;
        let failed = of_row.iter().map(bad).fold(0, u64::max);
        if failed > 0 && ensemble.on_bad_path == OnBadPath::Fail {
            return Err(Trouble::Failed(failed));
        }
        // By scenario and statistic: over all paths, and by group.
        let numbers: Vec<Vec<Vec<f64>>> =
            of_row.iter().map(|values| measure(values, &STATISTICS, &Tails::new(values))).collect();
        let statistics = STATISTICS.iter().enumerate().map(|(at, statistic)| {
            let minus = |a: usize, b: usize| -> Vec<f64> {
                numbers[a][at].iter().zip(&numbers[b][at]).map(|(a, b)| a - b).collect()
            };
            Revised {
                statistic: *statistic,
                first: estimate(&numbers[0][at], 0.0),
                second: estimate(&numbers[last][at], 0.0),
                change: estimate(&minus(last, 0), 0.0),
                parts: (1..=last).map(|step| estimate(&minus(step, step - 1), 0.0)).collect(),
            }
        });
        rows.push(Row { column: columns[0].clone(), failed, statistics: statistics.collect() });
    }
    Ok(rows)
}
