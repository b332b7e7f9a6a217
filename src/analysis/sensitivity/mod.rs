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
//! *Target indices* are for what matters in a region alone ("only where GDP falls below"): those of 1 on the paths where
//! conditions hold and 0 elsewhere, and those of y on these paths and 0 elsewhere (Raguet and Marrel 2018, arXiv:1801.10047). They
//! are shares of variances over all paths. They are not those within the region, where groups are no longer independent.
//!
//! *Shapley effects* are for groups of which parts move together, where an index of a part alone has no meaning: see `shapley`.
//!
//! Draws are random ones, whatever the sampler; there are as many pairs as paths are asked for, rounded down to units, at
//! least 4,096 and at most 1,048,576.

mod group;
mod shapley;
mod tornado;

use std::fmt;

use crate::calendar::Stretch;
use crate::compile::Column;
use crate::diagnostic::Diagnostics;
use crate::language::Condition;
use crate::results::Estimate;
use crate::scenario::{OnBadPath, Scenario};
use crate::simulate::{Failure, Options, UNIT, by_streams};

use super::measured::{self, Columns, Measured, Met, means, named};
use super::pairs::{Pairs, share};
use shapley::Plan;

pub use super::attribute::Method;
pub use group::{Each, Group, groups, players};
pub use shapley::MOST as MOST_PLAYERS;
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
    /// What has a Shapley effect; none where all groups are of one part.
    pub players: Vec<Group>,
    /// How Shapley effects are computed; `None` where there are none, because no group has parts or there are more than
    /// [`MOST_PLAYERS`] players.
    pub method: Option<Method>,
    /// Pairs of paths that each index is from.
    pub pairs: u64,
    /// Pairs of paths that what each set of players explains is from: a quarter as many but 4,096 at least, since there are many sets.
    pub shapley_pairs: u64,
    /// Every outcome at every period, in the scenario's order.
    pub columns: Vec<Sensitive>,
}

/// An outcome at a period.
#[derive(Debug, Clone)]
pub struct Sensitive {
    /// What is measured; of a range, its first period under the id of the whole.
    pub column: Column,
    /// When.
    pub at: Stretch,
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
    /// By player its Shapley effect; they add up to 1. `None` of a constant, and where [`Sensitivity::method`] is.
    pub effects: Option<Vec<Estimate>>,
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
    /// Its value where the conditions hold, 0 elsewhere.
    Where,
    /// Whether the conditions hold.
    Met,
}

/// What is looked at of a scenario.
#[derive(Debug, Clone)]
pub struct Aim {
    /// Outcomes at periods, or their means over ranges.
    pub measured: Vec<Measured>,
    /// What must hold on a path so that it counts for target indices; where it is empty there are none.
    pub conditions: Vec<Condition>,
}

impl Aim {
    /// Every outcome at every period, everywhere.
    pub fn all_of(scenario: &Scenario) -> Self {
        Self { measured: Measured::all_of(scenario), conditions: Vec::new() }
    }
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
    /// `value`, `below -2` or `above 3`; `value where` and `whether` are of the conditions.
    pub fn name(self) -> String {
        match self {
            Self::Value => "value".to_owned(),
            Self::Below(at) => format!("below {at}"),
            Self::Above(at) => format!("above {at}"),
            Self::Where => "value where".to_owned(),
            Self::Met => "whether".to_owned(),
        }
    }

    fn on(self, value: f64, met: bool) -> f64 {
        match self {
            Self::Value => value,
            _ if !value.is_finite() => f64::NAN,
            Self::Below(at) => f64::from(u8::from(value < at)),
            Self::Above(at) => f64::from(u8::from(value > at)),
            Self::Where => {
                if met {
                    value
                } else {
                    0.0
                }
            }
            Self::Met => f64::from(u8::from(met)),
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

/// How many pairs each index of a scenario is from: paths in whole units.
pub fn pairs(scenario: &Scenario) -> u64 {
    (scenario.run.paths / UNIT).clamp(LEAST_UNITS, MOST_UNITS) * UNIT
}

/// Says what is wrong with conditions.
pub fn check(scenario: &Scenario, conditions: &[Condition], diagnostics: &mut Diagnostics) {
    for condition in conditions {
        measured::check(scenario, condition, diagnostics);
    }
}

/// What is looked at on every path.
#[derive(Debug)]
struct Looked {
    columns: Columns,
    /// By what is measured the columns whose mean it is.
    of: Vec<Vec<usize>>,
    conditions: Vec<Met>,
    /// Numbers of what is measured.
    targets: Vec<(usize, Of)>,
}

impl Looked {
    fn new(scenario: &Scenario, aim: &Aim) -> Self {
        let mut columns = Columns::default();
        let of = aim.measured.iter().map(|measured| columns.of(scenario, measured)).collect();
        let conditions = aim.conditions.iter().map(|condition| columns.met(scenario, condition)).collect();
        let targets = aim.measured.iter().enumerate().flat_map(|(at, measured)| {
            let outcome = &scenario.outcomes[measured.outcome];
            let given = [Of::Where, Of::Met].into_iter().filter(|_| !aim.conditions.is_empty());
            let below = outcome.below.iter().map(|x| Of::Below(*x));
            let beyond = below.chain(outcome.above.iter().map(|x| Of::Above(*x)));
            std::iter::once(Of::Value).chain(beyond).chain(given).map(move |of| (at, of))
        });
        Self { targets: targets.collect(), columns, of, conditions }
    }

    /// By target its number on each path, from the values of the columns.
    fn numbers(&self, values: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let met = met(&self.conditions, values, self.columns.len());
        let measured: Vec<Vec<f64>> = self.of.iter().map(|of| means(values, of)).collect();
        let numbers = |(at, of): &(usize, Of)| -> Vec<f64> {
            measured[*at].iter().zip(&met).map(|(x, met)| of.on(*x, *met)).collect()
        };
        self.targets.iter().map(numbers).collect()
    }
}

/// Says what of an aim, whose conditions [`check`] has seen, cannot be computed.
pub fn compiles(scenario: &Scenario, aim: &Aim, diagnostics: &mut Diagnostics) {
    let _ = Looked::new(scenario, aim).columns.compile(scenario, diagnostics);
}

/// Finds what moves the outcomes of the scenario that are aimed at; [`check`] has seen the conditions. `options.progress` hears of
/// [`pairs`].
///
/// # Errors
/// See [`Trouble`].
///
/// # Panics
/// As [`by_streams`], and when a condition is not of the scenario.
pub fn sensitivity(
    scenario: &Scenario,
    aim: &Aim,
    each: &[Each],
    options: &Options,
) -> Result<Sensitivity, Trouble> {
    let mut diagnostics = Diagnostics::new();
    let looked = Looked::new(scenario, aim);
    let Looked { of, targets, .. } = &looked;
    let compiled = looked.columns.compile(scenario, &mut diagnostics);
    let ensemble = &compiled.ok_or(Trouble::Compile(diagnostics))?;
    let groups = groups(scenario, &ensemble.sources, each);
    if groups.is_empty() {
        return Err(Trouble::NothingDrawn);
    }
    let players = players(scenario, &ensemble.sources, each);
    let plan = Plan::new(scenario, &players);
    let units = pairs(scenario) / UNIT;
    let sources = &ensemble.sources;
    let fresh = |group: &Group| -> Vec<u8> {
        sources.iter().map(|source| u8::from(group.drivers.contains(&source.name))).collect()
    };
    let mut samples = vec![vec![0; sources.len()], vec![1; sources.len()]];
    samples.extend(groups.iter().map(fresh));
    // As shares of all that is simulated.
    let few = Ord::max(units / 4, LEAST_UNITS);
    let all = units * samples.len() as u64 + few * plan.as_ref().map_or(0, Plan::samples) as u64;
    let tell = |paths: u64| options.tell(paths * units / all);
    let of_indices = |done: u64| tell(done * samples.len() as u64);
    let own = Options { progress: Some(&of_indices), units: options.units.clone(), ..*options };
    let by_unit = by_streams(ensemble, &own, units, &samples, |values| -> Vec<Summed> {
        let numbers: Vec<Vec<Vec<f64>>> = values.iter().map(|values| looked.numbers(values)).collect();
        let summed = |target: usize| {
            let numbers: Vec<&[f64]> = numbers.iter().map(|targets| &targets[target][..]).collect();
            let failed = numbers.iter().copied().flatten().filter(|x| !x.is_finite()).count() as u64;
            let finite = numbers[..2].iter().copied().flatten().filter(|x| x.is_finite());
            let range = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
                (if *x < low { *x } else { low }, if *x > high { *x } else { high })
            });
            let pairs = numbers[2..].iter().map(|y| [Pairs::of(numbers[1], y), Pairs::of(numbers[0], y)]);
            Summed { range, failed, pairs: pairs.collect() }
        };
        (0..targets.len()).map(summed).collect()
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
    let method = plan.as_ref().map(Plan::method);
    let before = units * UNIT * samples.len() as u64;
    let effects = plan.map(|plan| plan.simulate(&looked, few, options, &|paths| tell(before + paths)));
    let effects = effects.transpose()?;
    let found: Vec<Target> = (targets.iter().enumerate())
        .map(|(number, (_, of))| {
            let of_batches: Vec<&Summed> = batches.iter().map(|batch| &batch[number]).collect();
            let indices = indices(&of_batches);
            let effects = effects.as_ref().filter(|_| indices.is_some());
            Target { of: *of, effects: effects.and_then(|effects| effects.of(number)), indices }
        })
        .collect();
    let tornado = tornado(scenario, ensemble, options);
    let columns = aim.measured.iter().enumerate().map(|(at, measured)| {
        let (median, tornado) = tornado::mean_of(&of[at].iter().map(|at| &tornado[*at]).collect::<Vec<_>>());
        let own = targets.iter().zip(&found).filter(|((column, _), _)| *column == at);
        let targets = own.map(|(_, target)| target.clone()).collect();
        let column = named(scenario, ensemble, &of[at], measured);
        Sensitive { column, at: measured.at, targets, median, tornado }
    });
    let (pairs, shapley_pairs) = (units * UNIT, few * UNIT);
    Ok(Sensitivity { columns: columns.collect(), groups, players, method, pairs, shapley_pairs })
}

/// By path whether all conditions hold. Where one compares what is no number, none does: the path has failed.
fn met(conditions: &[Met], values: &[Vec<f64>], columns: usize) -> Vec<bool> {
    let all = |path| conditions.iter().all(|condition| condition.holds(values, columns, path));
    (0..UNIT as usize).map(all).collect()
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
