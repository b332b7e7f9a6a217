//! Sensitivity: which drivers an outcome's variance comes from, and what one driver does at a time.
//!
//! *Sobol indices.* Drivers are put in groups that are independent of each other. Paths y are computed with the draws of a run, paths
//! y' with those of stream 1, and for each group paths yᵍ with the run's draws but for the group's, which are of stream 1. y' and yᵍ
//! share the group alone, so their covariance is the variance of E[y | group]: the first-order index. y and yᵍ share all but the
//! group: what is missing is the total index, that of the group and of all that it does together with others. See
//! `pairs` for both estimates and their errors.
//!
//! An index of "y lies below a threshold" is that of 1 on the paths where it does and 0 elsewhere.
//!
//! Draws are random ones, whatever the sampler; there are as many pairs as paths are asked for, rounded down to units, at
//! least 4,096 and at most 1,048,576.

mod group;
mod tornado;

use std::fmt;

use crate::compile::{Column, Wanted, compile_columns};
use crate::diagnostic::Diagnostics;
use crate::results::Estimate;
use crate::scenario::{OnBadPath, Scenario};
use crate::simulate::{Failure, Options, UNIT, by_streams};

use super::pairs::{Pairs, share};

pub use group::{Each, Group, groups};
pub use tornado::{Swing, tornado};

/// Units of pairs, at least and at most.
const LEAST_UNITS: u64 = 16;
const MOST_UNITS: u64 = 4_096;
/// Batches of units that the jackknife leaves out one by one, at most.
const BATCHES: usize = 128;
/// What differs by less, as a share of its size, differs by rounding.
const ROUNDING: f64 = 1e-11;
/// A share of variance that is rounding.
const NOTHING: f64 = 1e-9;

/// What moves the outcomes of a scenario.
#[derive(Debug, Clone)]
pub struct Sensitivity {
    /// What has an index.
    pub groups: Vec<Group>,
    /// Pairs of paths that each index is from.
    pub pairs: u64,
    /// Every outcome at every period, in the scenario's order.
    pub columns: Vec<Sensitive>,
}

/// An outcome at a period.
#[derive(Debug, Clone)]
pub struct Sensitive {
    /// What is measured.
    pub column: Column,
    /// What has a variance.
    pub targets: Vec<Target>,
    /// Its value where every driver is at its median.
    pub median: f64,
    /// What one driver does at a time, the widest swing first.
    pub tornado: Vec<Swing>,
}

/// A number on each path.
#[derive(Debug, Clone)]
pub struct Target {
    /// Which.
    pub of: Of,
    /// By group; `None` when it is the same on every path.
    pub indices: Option<Vec<Index>>,
}

/// What is looked at of an outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Of {
    /// Its value.
    Value,
    /// Whether it is less than this.
    Below(f64),
    /// Whether it is more than this.
    Above(f64),
}

/// How much of a variance comes from a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Index {
    /// From it alone.
    pub first: Estimate,
    /// From it and what it does together with others.
    pub total: Estimate,
}

/// What an index says beyond its error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The group does something alone.
    Alone,
    /// It does something, but together with others only.
    WithOthers,
    /// It cannot be told from nothing.
    Nothing,
}

impl Of {
    /// `value`, `below -2` or `above 3`.
    pub fn name(self) -> String {
        match self {
            Self::Value => "value".to_owned(),
            Self::Below(at) => format!("below {at}"),
            Self::Above(at) => format!("above {at}"),
        }
    }

    fn on(self, value: f64) -> f64 {
        match self {
            Self::Value => value,
            _ if !value.is_finite() => f64::NAN,
            Self::Below(at) => f64::from(u8::from(value < at)),
            Self::Above(at) => f64::from(u8::from(value > at)),
        }
    }
}

impl Index {
    /// What it says beyond its error. A first-order index cannot exceed the total one, so where that is nothing but rounding,
    /// it is chance.
    pub fn verdict(&self) -> Verdict {
        let alone = if self.first.high > NOTHING { self.first.high } else { NOTHING };
        match () {
            () if self.first.low > 0.0 && self.total.high > NOTHING => Verdict::Alone,
            () if self.total.low > alone => Verdict::WithOthers,
            () => Verdict::Nothing,
        }
    }
}

impl Verdict {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Alone => "alone",
            Self::WithOthers => "with others",
            Self::Nothing => "not different from zero",
        }
    }
}

/// Why there are no indices.
#[derive(Debug)]
pub enum Trouble {
    /// What is measured cannot be compiled.
    Compile(Diagnostics),
    /// Nothing is drawn that an outcome depends on.
    NothingDrawn,
    /// It cannot be simulated.
    Simulate(Failure),
    /// Paths fail, and the scenario does not count them.
    Failed(u64),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compile(_) => f.write_str("what is measured cannot be computed"),
            Self::NothingDrawn => {
                f.write_str("no outcome depends on anything that is drawn: no index exists")
            }
            Self::Simulate(failure) => failure.fmt(f),
            Self::Failed(paths) => write!(f, "{paths} paths are not finite"),
        }
    }
}

impl std::error::Error for Trouble {}

impl Trouble {
    /// What to do about it.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Compile(_) => None,
            Self::NothingDrawn => Some(
                "give a shock a distribution or a parameter a prior, or ask for shares with `sarez attribute`",
            ),
            Self::Simulate(_) => Some("allow more with --max-memory, or take fewer --threads"),
            Self::Failed(_) => Some("on_bad_path = \"count\" in [run] leaves such paths out"),
        }
    }
}

/// What a unit knows of a target: its range, how many paths failed, and by group the pairs that share the group alone, and all but the group.
#[derive(Debug, Clone)]
struct Summed {
    range: (f64, f64),
    failed: u64,
    pairs: Vec<[Pairs; 2]>,
}

impl Summed {
    fn and(&self, other: &Self) -> Self {
        let ((a, b), (c, d)) = (self.range, other.range);
        let range = (if c < a { c } else { a }, if d > b { d } else { b });
        let both = |(one, two): (&[Pairs; 2], &[Pairs; 2])| [one[0].and(two[0]), one[1].and(two[1])];
        let failed = self.failed + other.failed;
        Self { range, failed, pairs: self.pairs.iter().zip(&other.pairs).map(both).collect() }
    }

    fn is_constant(&self) -> bool {
        let (low, high) = self.range;
        let size = if high.abs() > low.abs() { high.abs() } else { low.abs() };
        high - low <= ROUNDING * size || low > high
    }
}

/// Finds what moves every outcome of the scenario.
///
/// # Errors
/// See [`Trouble`].
///
/// # Panics
/// As [`by_streams`].
pub fn sensitivity(scenario: &Scenario, each: &[Each], options: &Options) -> Result<Sensitivity, Trouble> {
    let mut diagnostics = Diagnostics::new();
    let compiled = compile_columns(scenario, &Wanted::all_of(0, scenario), &mut diagnostics);
    let ensemble = &compiled.ok_or(Trouble::Compile(diagnostics))?;
    let groups = groups(scenario, &ensemble.sources, each);
    if groups.is_empty() {
        return Err(Trouble::NothingDrawn);
    }
    let units = (ensemble.paths / UNIT).clamp(LEAST_UNITS, MOST_UNITS);
    let sources = &ensemble.sources;
    let fresh = |group: &Group| -> Vec<u8> {
        sources.iter().map(|source| u8::from(group.drivers.contains(&source.name))).collect()
    };
    let mut samples = vec![vec![0; sources.len()], vec![1; sources.len()]];
    samples.extend(groups.iter().map(fresh));
    let targets: Vec<(usize, Of)> = (ensemble.columns.iter().enumerate())
        .flat_map(|(at, column)| {
            let outcome = &scenario.outcomes[column.outcome];
            let below = outcome.below.iter().map(|x| Of::Below(*x));
            let beyond = below.chain(outcome.above.iter().map(|x| Of::Above(*x)));
            std::iter::once(Of::Value).chain(beyond).map(move |of| (at, of))
        })
        .collect();
    let by_unit = by_streams(ensemble, options, units, &samples, |values| -> Vec<Summed> {
        let summed = |(at, of): &(usize, Of)| {
            let numbers: Vec<Vec<f64>> =
                values.iter().map(|columns| columns[*at].iter().map(|x| of.on(*x)).collect()).collect();
            let failed = numbers.iter().flatten().filter(|x| !x.is_finite()).count() as u64;
            let finite = numbers[..2].iter().flatten().filter(|x| x.is_finite());
            let range = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
                (if *x < low { *x } else { low }, if *x > high { *x } else { high })
            });
            let pairs = numbers[2..].iter().map(|y| [Pairs::of(&numbers[1], y), Pairs::of(&numbers[0], y)]);
            Summed { range, failed, pairs: pairs.collect() }
        };
        targets.iter().map(summed).collect()
    })
    .map_err(Trouble::Simulate)?;
    let failed = (0..targets.len()).map(|target| by_unit.iter().map(|unit| unit[target].failed).sum());
    let failed = failed.fold(0, u64::max);
    if failed > 0 && scenario.run.on_bad_path == OnBadPath::Fail {
        return Err(Trouble::Failed(failed));
    }
    let batches: Vec<Vec<Summed>> = by_unit
        .chunks(by_unit.len().div_ceil(BATCHES))
        .map(|units| {
            let mut sum = units[0].clone();
            for unit in &units[1..] {
                sum.iter_mut().zip(unit).for_each(|(sum, unit)| *sum = sum.and(unit));
            }
            sum
        })
        .collect();
    let found: Vec<Target> = (targets.iter().enumerate())
        .map(|(number, (_, of))| {
            let of_batches: Vec<&Summed> = batches.iter().map(|batch| &batch[number]).collect();
            Target { of: *of, indices: indices(&of_batches) }
        })
        .collect();
    let tornado = tornado(scenario, ensemble, options);
    let columns =
        ensemble.columns.iter().zip(tornado).enumerate().map(|(at, (column, (median, tornado)))| {
            let own = targets.iter().zip(&found).filter(|((column, _), _)| *column == at);
            let targets = own.map(|(_, target)| target.clone()).collect();
            Sensitive { column: column.clone(), targets, median, tornado }
        });
    Ok(Sensitivity { columns: columns.collect(), groups, pairs: units * UNIT })
}

/// By group, from batches of pairs; `None` of a constant.
fn indices(batches: &[&Summed]) -> Option<Vec<Index>> {
    let whole = batches[1..].iter().fold(batches[0].clone(), |sum, batch| sum.and(batch));
    if whole.is_constant() {
        return None;
    }
    let of = |group: usize, which: usize| {
        let pairs: Vec<Pairs> = batches.iter().map(|batch| batch.pairs[group][which]).collect();
        share(&pairs)
    };
    let index = |group: usize| {
        let (first, shared) = (of(group, 0)?, of(group, 1)?);
        let Estimate { value, low, high, resolution } = shared;
        let total = Estimate { value: 1.0 - value, low: 1.0 - high, high: 1.0 - low, resolution };
        Some(Index { first, total })
    };
    (0..whole.pairs.len()).map(index).collect()
}
