//! Shapley effects: shares of the variance also of what moves together.
//!
//! c(K) = Var E[y | K] / Var y is the share of the variance that is explained once the players in K are known. The effect of a player
//! is what it adds to those known before it, on average over all orders (Owen 2014, doi:10.1137/130936233; Song, Nelson and Staum 2016,
//! doi:10.1137/15M1048070). Effects add up to 1 and none is negative. What moves together shares what it explains, so that a
//! driver that does nothing has an effect too where it moves with one that does (Owen and Prieur 2017, doi:10.1137/16M1097717).
//!
//! c(K) is a share of `pairs`: of two paths, all but K is drawn given K, each time anew. Members of a component that are in K are drawn
//! first ([`Component::in_turn`]): another ensemble of the same distribution for each way to cut components in two.
//! With at most [`EXACT`] players there are all 2^n - 2 sets, with more those of random orders, each with its reverse.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::attribute::{BATCHES as ORDERS, Method, game, of_choice};
use crate::analysis::pairs::{Pairs, jackknife};
use crate::compile::Source;
use crate::diagnostic::Diagnostics;
use crate::results::Estimate;
use crate::scenario::{Component, OnBadPath, Scenario};
use crate::simulate::{Options, UNIT, by_streams};

use super::{Group, Looked, Trouble};

/// With so many players or fewer every set of them is simulated.
const EXACT: usize = 7;

/// The most players: a set is one of bits.
pub const MOST: usize = 63;

/// Batches of units that the jackknife leaves out one by one, at most.
const BATCHES: usize = 32;

/// How many sets are simulated at once.
const TOGETHER: usize = 15;

/// By component, of paths and then of residuals, which members are drawn first; `None` where all are or none is.
type Cut = Vec<Option<Vec<bool>>>;

/// Which sets of players are needed, and how they are simulated.
#[derive(Debug, Clone)]
pub(super) struct Plan<'s> {
    scenario: &'s Scenario,
    players: &'s [Group],
    orders: Vec<Vec<usize>>,
    by_cut: BTreeMap<Cut, Vec<u64>>,
}

/// By target the pairs of each batch.
type ByTarget = Vec<Vec<Pairs>>;

/// What has been simulated of each set.
#[derive(Debug, Clone)]
pub(super) struct Effects {
    players: usize,
    orders: Vec<Vec<usize>>,
    sets: BTreeMap<u64, ByTarget>,
}

impl<'s> Plan<'s> {
    /// `None` without players, and with more than [`MOST`].
    pub fn new(scenario: &'s Scenario, players: &'s [Group]) -> Option<Self> {
        let count = players.len();
        if !(1..=MOST).contains(&count) {
            return None;
        }
        let all = (1_u64 << count) - 1;
        let orders = if count > EXACT { game::orders(count, ORDERS, scenario.run.seed) } else { Vec::new() };
        let sets: BTreeSet<u64> = if orders.is_empty() {
            (1..all).collect()
        } else {
            orders.iter().flat_map(|order| game::passed(order)).filter(|set| *set != all).collect()
        };
        let mut plan = Self { scenario, players, orders, by_cut: BTreeMap::new() };
        for set in sets {
            plan.by_cut.entry(plan.cut(set)).or_default().push(set);
        }
        Some(plan)
    }

    pub fn method(&self) -> Method {
        if self.orders.is_empty() { Method::Exact } else { Method::Sampled(self.orders.len()) }
    }

    /// How many times a path is simulated.
    pub fn samples(&self) -> usize {
        let of = |sets: &Vec<u64>| sets.len() + sets.len().div_ceil(TOGETHER);
        self.by_cut.values().map(of).sum()
    }

    /// Whether a driver is one of a player's in the set.
    fn holds(&self, set: u64, driver: &str) -> bool {
        let has = |player: &Group| player.drivers.iter().any(|own| own == driver);
        self.players.iter().position(has).is_some_and(|player| set >> player & 1 == 1)
    }

    fn cut(&self, set: u64) -> Cut {
        let first = |component: &Component| -> Option<Vec<bool>> {
            let first: Vec<bool> =
                component.members.iter().map(|member| self.holds(set, &member.driver)).collect();
            (first.contains(&true) && first.contains(&false)).then_some(first)
        };
        components(self.scenario).map(first).collect()
    }

    /// The stream of a source on the second of two paths that share the set: what a component shares is known with its first member.
    fn stream(&self, set: u64, source: &Source) -> u8 {
        let mut shared =
            components(self.scenario).filter(|component| component.shared_driver() == source.name);
        let is_known = match shared.next() {
            Some(component) => component.members.iter().any(|member| self.holds(set, &member.driver)),
            None => self.holds(set, &source.name),
        };
        u8::from(!is_known)
    }

    /// Simulates all sets on so many units; `told` hears how many paths are done.
    ///
    /// # Errors
    /// See [`Trouble`].
    pub fn simulate(
        self,
        looked: &Looked,
        units: u64,
        options: &Options,
        told: &(dyn Fn(u64) + Sync),
    ) -> Result<Effects, Trouble> {
        let mut sets = BTreeMap::new();
        let mut before = 0;
        for (cut, of_cut) in &self.by_cut {
            let variant = with_cut(self.scenario, cut);
            let mut diagnostics = Diagnostics::new();
            let compiled = looked.columns.compile(&variant, &mut diagnostics);
            let ensemble = &compiled.ok_or(Trouble::Compile(diagnostics))?;
            for together in of_cut.chunks(TOGETHER) {
                let fresh = |set: &u64| -> Vec<u8> {
                    ensemble.sources.iter().map(|source| self.stream(*set, source)).collect()
                };
                let mut samples = vec![vec![0; ensemble.sources.len()]];
                samples.extend(together.iter().map(fresh));
                let tell = |done: u64| told(before + done * samples.len() as u64);
                let own = Options { progress: Some(&tell), units: options.units.clone(), ..*options };
                let by_unit = by_streams(ensemble, &own, units, &samples, |values| {
                    let numbers: Vec<_> = values.iter().map(|values| looked.numbers(values)).collect();
                    let failed = numbers.iter().flatten().map(|paths| failed(paths)).fold(0, u64::max);
                    let of_set = |y: &Vec<Vec<f64>>| -> Vec<Pairs> {
                        numbers[0].iter().zip(y).map(|(y, z)| Pairs::of(y, z)).collect()
                    };
                    (failed, numbers[1..].iter().map(of_set).collect::<Vec<_>>())
                })
                .map_err(Trouble::Simulate)?;
                let failed = by_unit.iter().map(|(failed, _)| failed).sum();
                if failed > 0 && self.scenario.run.on_bad_path == OnBadPath::Fail {
                    return Err(Trouble::Failed(failed));
                }
                for (at, set) in together.iter().enumerate() {
                    let target = |target: usize| -> Vec<Pairs> {
                        let batches = by_unit.chunks(by_unit.len().div_ceil(BATCHES));
                        let sum = |units: &[(u64, Vec<Vec<Pairs>>)]| {
                            units.iter().fold(Pairs::default(), |sum, (_, sets)| sum.and(sets[at][target]))
                        };
                        batches.map(sum).collect()
                    };
                    sets.insert(*set, (0..looked.targets.len()).map(target).collect());
                }
                before += units * UNIT * samples.len() as u64;
            }
        }
        Ok(Effects { players: self.players.len(), orders: self.orders, sets })
    }
}

/// How many numbers are none.
fn failed(paths: &[f64]) -> u64 {
    paths.iter().filter(|x| !x.is_finite()).count() as u64
}

pub(super) fn components(scenario: &Scenario) -> impl Iterator<Item = &Component> {
    let dependence = &scenario.dependence;
    dependence.paths.components.iter().chain(&dependence.residuals.components)
}

/// The same scenario with some members of its components drawn first.
fn with_cut(scenario: &Scenario, cut: &Cut) -> Scenario {
    let mut scenario = scenario.clone();
    let dependence = &mut scenario.dependence;
    let components = dependence.paths.components.iter_mut().chain(&mut dependence.residuals.components);
    for (component, first) in components.zip(cut) {
        if let Some(first) = first {
            *component = component.in_turn(first);
        }
    }
    scenario
}

impl Effects {
    /// By player, of a target that is not the same on every path; they add up to 1. `None` where it was on those that were drawn.
    pub(super) fn of(&self, target: usize) -> Option<Vec<Estimate>> {
        let batches = self.sets.values().next().map_or(0, |targets| targets[target].len());
        let without = |left: Option<usize>| -> BTreeMap<u64, f64> {
            let share = |of: &ByTarget| {
                let others = of[target].iter().enumerate().filter(|(at, _)| Some(*at) != left);
                others.fold(Pairs::default(), |sum, (_, batch)| sum.and(*batch)).share()
            };
            self.sets.iter().map(|(set, of)| (*set, share(of))).collect()
        };
        let whole = self.contributions(&without(None));
        let left: Vec<Vec<f64>> =
            (0..batches).map(|batch| means(&self.contributions(&without(Some(batch))))).collect();
        let effect = |(player, effect): (usize, &f64)| {
            let of_player: Vec<f64> = left.iter().map(|effects| effects[player]).collect();
            let of_orders = if self.orders.is_empty() { 0.0 } else { of_choice(&whole, 2, player) };
            jackknife(*effect, &of_player, of_orders)
        };
        let effects = means(&whole);
        effects
            .iter()
            .all(|effect| effect.is_finite())
            .then(|| effects.iter().enumerate().map(effect).collect())
    }

    /// What each player adds to what those before it explain: by order, or once on average over all of them.
    fn contributions(&self, explained: &BTreeMap<u64, f64>) -> Vec<Vec<f64>> {
        let all = (1_u64 << self.players) - 1;
        let value = |set: u64| match set {
            0 => 0.0,
            _ if set == all => 1.0,
            _ => explained[&set],
        };
        if self.orders.is_empty() {
            return vec![game::exact(self.players, value)];
        }
        self.orders.iter().map(|order| game::in_order(order, value)).collect()
    }
}

/// By player the mean over orders.
fn means(each: &[Vec<f64>]) -> Vec<f64> {
    let mean = |player: usize| each.iter().map(|one| one[player]).sum::<f64>() / each.len() as f64;
    (0..each[0].len()).map(mean).collect()
}
