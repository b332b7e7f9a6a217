//! Attribution: how much of what a scenario does to an outcome comes from each shock and event, or from each channel.
//!
//! A coalition is the scenario with some of its shocks and events alone; all coalitions are computed on the same draws. A share is
//! a Shapley value: the average, over all orders in which shocks and events could come, of what one adds to those before it. So
//! shares add up to scenario minus baseline, whatever the statistic, and what two bring about together is split evenly.
//! With at most [`EXACT`] players all 2^n coalitions are simulated; with more, those of random orders, each with its reverse.
//!
//! The shares of the mean over the scenario's worst 5 percent of paths are Euler's: on each of those paths its own shares, on
//! average. What is added up in the order of the file is the waterfall.
//!
//! Draws are random ones, whatever the sampler: other columns would put other drivers on the coordinates of Sobol points.

pub(super) mod game;
mod player;
pub(super) mod value;

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Stretch;
use crate::compile::{Column, compile_columns_together};
use crate::diagnostic::Diagnostics;
use crate::results::Estimate;
use crate::scenario::{OnBadPath, Sampler, Scenario};
use crate::simulate::{Options, sample};

pub use player::{BadChannel, Channel, MOST, Player, players, stated};
pub use value::Statistic;

pub use super::trouble::Trouble;

use super::measured::{Columns, Measured, means, named};

use value::{Tails, estimate, measure};

/// With so many players or fewer every coalition is simulated.
pub const EXACT: usize = 8;

/// Batches of random orders, each of as many pairs of an order and its reverse.
pub const BATCHES: usize = 16;

/// The 97.5 percent quantile of Student's t with 15 degrees of freedom: 16 batches.
const T_15: f64 = 2.1314495455597742;

/// How many coalitions share an ensemble.
const TOGETHER: usize = 8;

/// How shares are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// From all coalitions.
    Exact,
    /// From so many random orders.
    Sampled(usize),
}

/// What a scenario's effect is made of.
#[derive(Debug, Clone)]
pub struct Attribution {
    /// Who has a share, in the scenario's order.
    pub players: Vec<Player>,
    /// How shares are computed.
    pub method: Method,
    /// How many variants of the scenario were simulated.
    pub variants: usize,
    /// What was asked for, in that order.
    pub columns: Vec<Attributed>,
}

/// An outcome at a period, or its mean over those of a range on each path.
#[derive(Debug, Clone)]
pub struct Attributed {
    /// What is measured; of a range, its first period under the id of the whole.
    pub column: Column,
    /// When.
    pub at: Stretch,
    /// The most paths that failed in a variant; they are left out there.
    pub failed: u64,
    /// By statistic who has which share.
    pub statistics: Vec<Shares>,
}

/// A statistic and its shares.
#[derive(Debug, Clone)]
pub struct Shares {
    /// What is attributed.
    pub statistic: Statistic,
    /// Without any shock or event.
    pub baseline: Estimate,
    /// With all of them.
    pub scenario: Estimate,
    /// Scenario minus baseline.
    pub total: Estimate,
    /// By player.
    pub players: Vec<Share>,
}

/// What one player does to a statistic.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    /// Its Shapley share of the total.
    pub share: Estimate,
    /// What it does alone: with it minus the baseline.
    pub alone: Estimate,
    /// What it adds to all others: the scenario minus the scenario without it.
    pub last: Estimate,
    /// What it adds to those before it in the scenario's order.
    pub step: Estimate,
    /// The statistic with it and those before it.
    pub after: Estimate,
}

/// How many variants an attribution simulates.
pub fn variants(players: &[Player], batch: usize, seed: u64) -> usize {
    plan(players.len(), batch, seed).1.len()
}

/// The random orders, none when exact, and all coalitions that are needed.
fn plan(players: usize, batch: usize, seed: u64) -> (Vec<Vec<usize>>, Vec<u64>) {
    let all = (1_u64 << players) - 1;
    if players <= EXACT {
        return (Vec::new(), (0..=all).collect());
    }
    let orders = game::orders(players, BATCHES * batch, seed);
    let mut needed: BTreeSet<u64> = orders.iter().flat_map(|order| game::passed(order)).collect();
    needed.extend(game::passed(&(0..players).collect::<Vec<_>>()));
    needed.extend((0..players).flat_map(|player| [1 << player, all & !(1 << player)]));
    needed.insert(0);
    (orders, needed.into_iter().collect())
}

/// By statistic its values, over all paths and by group.
type Values = Vec<Vec<f64>>;

/// Attributes what is `asked` of `scenario` to `players`, [`players()`] of it; of a range of periods each path's mean. With more than [`EXACT`] of them there
/// are [`BATCHES`] batches of `batch` random orders and their reverses. `told` hears how many variants are done,
/// `options.progress` how many paths of them all.
///
/// # Errors
/// See [`Trouble`].
pub fn attribute(
    scenario: &Scenario,
    asked: &[Measured],
    players: &[Player],
    batch: usize,
    options: &Options,
    told: &dyn Fn(usize),
) -> Result<Attribution, Trouble> {
    let (orders, needed) = plan(players.len(), batch, scenario.run.seed);
    let all = (1_u64 << players.len()) - 1;
    let mut places = Columns::default();
    let of: Vec<Vec<usize>> = asked.iter().map(|measured| places.of(scenario, measured)).collect();
    let statistics: Vec<Vec<Statistic>> = asked
        .iter()
        .map(|measured| {
            let outcome = &scenario.outcomes[measured.outcome];
            Statistic::of(&outcome.below, &outcome.above)
        })
        .collect();
    // Values are held twice while units are put together, and the ensemble itself takes room.
    let of_one = 2 * 8 * places.len() as u64 * scenario.run.paths;
    let fit = (options.max_memory / 4 * 3 / of_one.max(1)).clamp(2, TOGETHER as u64) as usize;
    // The whole scenario first: on its paths the tails are.
    let mut queue: Vec<u64> = vec![all];
    queue.extend(needed.iter().copied().filter(|coalition| *coalition != all));
    let mut measured: BTreeMap<u64, Vec<Values>> = BTreeMap::new();
    let mut tails: Vec<Tails> = Vec::new();
    let mut failed = vec![0; asked.len()];
    let mut columns: Vec<Column> = Vec::new();
    for chunk in queue.chunks(fit) {
        let variants: Vec<Scenario> = chunk
            .iter()
            .map(|present| {
                let mut variant = player::coalition(scenario, players, *present);
                variant.run.sampler = Sampler::Random;
                variant
            })
            .collect();
        let wanted: Vec<_> = (0..variants.len()).flat_map(|number| places.of_scenario(number)).collect();
        let mut diagnostics = Diagnostics::new();
        let compiled =
            compile_columns_together(&variants.iter().collect::<Vec<_>>(), &wanted, &mut diagnostics);
        let ensemble = compiled.ok_or(Trouble::Compile(diagnostics))?;
        let before = measured.len() as u64 * scenario.run.paths;
        let tell = |done: u64| options.tell(before + done * chunk.len() as u64);
        let own = Options { progress: Some(&tell), units: options.units.clone(), ..*options };
        let values = sample(&ensemble, &own).map_err(Trouble::Simulate)?;
        if tails.is_empty() {
            tails = of.iter().map(|of| Tails::new(&means(&values, of))).collect();
            columns = of.iter().zip(asked).map(|(of, asked)| named(scenario, &ensemble, of, asked)).collect();
        }
        for (present, values) in chunk.iter().zip(values.chunks(places.len())) {
            let mut of_columns = Vec::new();
            for (at, of) in of.iter().enumerate() {
                let values = &means(values, of);
                let bad = values.iter().filter(|value| !value.is_finite()).count() as u64;
                if bad > 0 && scenario.run.on_bad_path == OnBadPath::Fail {
                    return Err(Trouble::Failed(bad));
                }
                failed[at] = bad.max(failed[at]);
                of_columns.push(measure(values, &statistics[at], &tails[at]));
            }
            measured.insert(*present, of_columns);
        }
        told(measured.len());
    }
    let columns = columns.into_iter().enumerate().map(|(at, column)| {
        let shares = |(number, statistic): (usize, &Statistic)| {
            let value = |present: u64| &measured[&present][at][number][..];
            shares(*statistic, players.len(), &orders, batch, value)
        };
        let statistics = statistics[at].iter().enumerate().map(shares).collect();
        Attributed { column, at: asked[at].at, failed: failed[at], statistics }
    });
    Ok(Attribution {
        columns: columns.collect(),
        players: players.to_vec(),
        method: if orders.is_empty() { Method::Exact } else { Method::Sampled(orders.len()) },
        variants: measured.len(),
    })
}

/// The shares of one statistic from its values by coalition.
fn shares<'a>(
    statistic: Statistic,
    players: usize,
    orders: &[Vec<usize>],
    batch: usize,
    value: impl Fn(u64) -> &'a [f64],
) -> Shares {
    let all = (1_u64 << players) - 1;
    let numbers = value(0).len();
    let minus = |a: u64, b: u64| -> Vec<f64> { value(a).iter().zip(value(b)).map(|(a, b)| a - b).collect() };
    // By player over all paths and by group.
    let mut split = vec![vec![0.0; numbers]; players];
    // By player what the choice of orders adds to the square of half the interval.
    let mut chosen = vec![0.0; players];
    for number in 0..numbers {
        let value = |present: u64| value(present)[number];
        let found = if orders.is_empty() {
            game::exact(players, value)
        } else {
            let each: Vec<Vec<f64>> = orders.iter().map(|order| game::in_order(order, value)).collect();
            if number == 0 {
                chosen = (0..players).map(|player| of_choice(&each, 2 * batch, player)).collect();
            }
            let mean = |player: usize| each.iter().map(|one| one[player]).sum::<f64>() / each.len() as f64;
            (0..players).map(mean).collect()
        };
        for (split, found) in split.iter_mut().zip(found) {
            split[number] = found;
        }
    }
    let player = |player: usize| {
        let bit = 1_u64 << player;
        let before = bit - 1;
        Share {
            share: estimate(&split[player], chosen[player]),
            alone: estimate(&minus(bit, 0), 0.0),
            last: estimate(&minus(all, all & !bit), 0.0),
            step: estimate(&minus(before | bit, before), 0.0),
            after: estimate(value(before | bit), 0.0),
        }
    };
    Shares {
        statistic,
        baseline: estimate(value(0), 0.0),
        scenario: estimate(value(all), 0.0),
        total: estimate(&minus(all, 0), 0.0),
        players: (0..players).map(player).collect(),
    }
}

/// The square of half the interval that the choice of orders alone gives: t s / √16 over batches.
pub(super) fn of_choice(each: &[Vec<f64>], batch: usize, player: usize) -> f64 {
    let means: Vec<f64> = each
        .chunks(batch)
        .map(|orders| orders.iter().map(|one| one[player]).sum::<f64>() / orders.len() as f64)
        .collect();
    let count = means.len() as f64;
    let mean = means.iter().sum::<f64>() / count;
    let squares: f64 = means.iter().map(|x| (x - mean) * (x - mean)).sum();
    T_15 * T_15 * squares / (count - 1.0) / count
}
