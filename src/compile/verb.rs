//! What verbs make of a cell's value, in their order: what takes the equation's place, then growth, percents, adds.

use std::collections::BTreeSet;

use crate::calendar::Quarter;
use crate::numerics;
use crate::program::Operation;
use crate::scenario::{Of, Rule, Scenario, Timing, Verb, Versus};

use super::cells;
use super::graph::Id;
use super::hit::{Amount, When, sizes, weight};
use super::unfold::Unfolding;

/// How strongly a hit acts in a period.
#[derive(Debug, Clone, Copy)]
pub struct Strength {
    /// By how much at full weight.
    pub size: Id,
    /// The weight.
    now: Id,
    /// The factor of a growth up to this period; used by that verb alone.
    growth: Id,
    /// Whether size times weight may be 0 on some path.
    zero: bool,
    /// Whether what it acts on is a value of one quarter.
    whole: bool,
}

/// Variables with bounds at which a change may stop: those that are hit, or moved so that others take a value.
pub fn counted(scenario: &Scenario) -> BTreeSet<usize> {
    let mut counted = BTreeSet::new();
    for change in scenario.changes() {
        counted.extend(cells::variable(scenario, &change.target.variable));
        counted.extend(change.residual.and_then(|residual| cells::variable(scenario, &residual.variable)));
    }
    for v in counted.clone() {
        let absorb = scenario.model.variables[v].absorb.as_ref();
        counted.extend(absorb.and_then(|target| cells::variable(scenario, &target.variable)));
    }
    counted.retain(|v| scenario.model.variables[*v].bounds.is_some());
    counted
}

impl Unfolding<'_> {
    /// The factor on a cell's residual innovation in a period.
    pub(super) fn spread(&self, period: i32, cell: usize) -> f64 {
        let spreads = self.spreads.iter().filter(|spread| spread.cell == cell);
        let factor = |spread: &super::hit::Spread| {
            let weights = self.quarters(cell, period).map(|quarter| weight(&spread.timing, quarter));
            1.0 + (spread.factor - 1.0) * weights.sum::<f64>() / f64::from(self.length(cell))
        };
        spreads.map(factor).product()
    }

    /// `equation`, what the cell's equation gives, after all hits of a variant in their order.
    pub(super) fn changed(&mut self, of: Of, period: i32, cell: usize, equation: Id) -> Id {
        let mut value = equation;
        // 1 on the paths where the value is the baseline's changed: what the baseline holds is in it already.
        let mut carried: Option<Id> = None;
        let ruling = self.ruling(of, period, cell);
        for at in 0..self.hits.len() {
            if self.hits[at].cell != cell
                || !self.hits[at].is_of(of)
                || ruling.is_some_and(|ruling| at < ruling)
            {
                continue;
            }
            let Some(strength) = self.strength(at, period) else { continue };
            let (held, lever) = (self.hits[at].held, self.hits[at].residual);
            if self.hits[at].is_set() {
                if self.graph.as_constant(strength.now) == Some(0.0) {
                    continue;
                }
                value = match lever {
                    Some(lever) if lever == cell => self.own_residual(of, period, cell, strength.size),
                    // The equation stays, and the residual of another makes it give the value.
                    Some(_) => equation,
                    None => self.placed(of, period, at, value, strength),
                };
                carried = self.carried(at, carried, strength);
            } else {
                let changed = self.verb(self.hits[at].verb, value, strength);
                value = match carried.filter(|_| held) {
                    None => changed,
                    Some(mask) if self.graph.as_constant(mask) == Some(1.0) => value,
                    Some(mask) => self.graph.apply(Operation::Select, &[mask, value, changed]),
                };
            }
        }
        value
    }

    /// The last hit that takes the place of a cell's equation on every path: those before it do nothing.
    pub(super) fn ruling(&mut self, of: Of, period: i32, cell: usize) -> Option<usize> {
        let whole = |this: &mut Self, at: usize| {
            let strength = this.strength(at, period);
            strength.is_some_and(|strength| this.graph.as_constant(strength.now) == Some(1.0))
        };
        (0..self.hits.len()).rev().find(|at| {
            let hit = &self.hits[*at];
            hit.cell == cell && hit.is_of(of) && hit.is_set() && whole(self, *at)
        })
    }

    /// Where the value is the baseline's, after a hit that takes the equation's place.
    fn carried(&mut self, at: usize, before: Option<Id>, strength: Strength) -> Option<Id> {
        let from_baseline = self.hits[at].versus == Versus::Baseline;
        if self.graph.as_constant(strength.now).is_some() {
            return from_baseline.then(|| self.graph.constant(1.0));
        }
        let here = self.graph.constant(f64::from(u8::from(from_baseline)));
        let before = match before {
            None if !from_baseline => return None,
            before => before.unwrap_or_else(|| self.graph.constant(0.0)),
        };
        Some(self.graph.apply(Operation::Select, &[strength.now, here, before]))
    }

    /// u = T(x*) - T(central): the own residual at which a cell takes the value x*; gives x*, not finite where u is not.
    fn own_residual(&mut self, of: Of, period: i32, cell: usize, wanted: Id) -> Id {
        let central = self.central_value(of, period, cell);
        let variable = &self.scenario.model.variables[self.cells.owner(cell).0];
        let u = match variable.tracking {
            crate::scenario::Tracking::Identity => self.graph.difference(wanted, central),
            crate::scenario::Tracking::Log => {
                let ratio = self.graph.quotient(wanted, central);
                self.graph.apply(Operation::Logarithm, &[ratio])
            }
        };
        self.solved.insert((cell, period), u);
        let zero = self.graph.constant(0.0);
        self.graph.multiply_add(zero, u, wanted)
    }

    /// What a hit puts in the place of `value`.
    fn placed(&mut self, of: Of, period: i32, at: usize, value: Id, strength: Strength) -> Id {
        let (cell, verb, versus) = (self.hits[at].cell, self.hits[at].verb, self.hits[at].versus);
        let base = match versus {
            Versus::Equation => return self.set(value, strength),
            Versus::Baseline => self.value(Of::Baseline, period, cell),
            Versus::Reference => self.reference(cell, period),
            Versus::YearAgo => self.value(of, period - 4 / self.step(), cell),
        };
        let changed = self.verb(verb, base, strength);
        let variable = &self.scenario.model.variables[self.cells.owner(cell).0];
        let behavioural = matches!(variable.rule, Rule::Equation(_));
        // The baseline's value has the path's residual in it.
        let u =
            if behavioural && versus != Versus::Baseline { self.residual(of, period, cell) } else { None };
        let changed = self.with_residual(changed, u, variable.tracking);
        match self.graph.as_constant(strength.now) {
            Some(_) => changed,
            None => self.graph.apply(Operation::Select, &[strength.now, changed, value]),
        }
    }

    /// Size at full weight, `value` at none, between them by the weight.
    fn set(&mut self, value: Id, Strength { size, now, whole, .. }: Strength) -> Id {
        let graph = &mut self.graph;
        match graph.as_constant(now) {
            Some(1.0) => size,
            // An event is under way in a quarter or not.
            None if whole => graph.apply(Operation::Select, &[now, size, value]),
            known => {
                let gap = graph.difference(size, value);
                let blended = graph.multiply_add(now, gap, value);
                if known.is_some() {
                    return blended;
                }
                let one = graph.constant(1.0);
                let full = graph.apply(Operation::Equal, &[now, one]);
                let acting = graph.apply(Operation::Select, &[full, size, blended]);
                graph.apply(Operation::Select, &[now, acting, value])
            }
        }
    }

    /// How strongly a hit acts in a period; `None` when on no path.
    pub(super) fn strength(&mut self, at: usize, period: i32) -> Option<Strength> {
        let growth = self.hits[at].verb == Verb::Growth;
        let cell = self.hits[at].cell;
        let (whole, length) = (self.length(cell) == 1, f64::from(self.length(cell)));
        let nothing = self.graph.constant(1.0);
        match (self.hits[at].when, &self.hits[at].amount) {
            (When::Timing(timing), Amount::Path(steps)) => {
                let mean = |period: i32| {
                    let quarters =
                        self.quarters(cell, period).filter(|quarter| weight(&timing, *quarter) > 0.0);
                    let values: Vec<f64> = quarters.filter_map(|quarter| steps.at(quarter)).collect();
                    (values.len(), values)
                };
                let (count, values) = mean(period);
                let size = if count > 0 { values.iter().sum::<f64>() / count as f64 } else { 0.0 };
                let now = count as f64 / length;
                let mut factor = 1.0;
                if growth {
                    for value in self.computed(cell, period).into_iter().flat_map(|period| mean(period).1) {
                        factor *= numerics::pow(1.0 + value / 100.0, 0.25);
                    }
                }
                if now == 0.0 && factor == 1.0 {
                    return None;
                }
                let (size, now) = (self.graph.constant(size), self.graph.constant(now));
                Some(Strength { size, now, growth: self.graph.constant(factor), zero: false, whole })
            }
            (When::Timing(timing), Amount::Same(size, zero)) => {
                let (size, zero) = (*size, *zero);
                let mean = |period: i32| {
                    let weights = self.quarters(cell, period).map(|quarter| weight(&timing, quarter));
                    weights.sum::<f64>() / length
                };
                let now = mean(period);
                // Annual growth accumulates by a quarter of a year for each quarter at full weight.
                let accumulated =
                    |until: i32| self.computed(cell, until).into_iter().map(mean).sum::<f64>() * length / 4.0;
                let years = if growth { accumulated(period) } else { 0.0 };
                if now == 0.0 && years == 0.0 {
                    return None;
                }
                let (now, years) = (self.graph.constant(now), self.graph.constant(years));
                let growth = if growth { self.grown(size, years) } else { nothing };
                Some(Strength { size, now, growth, zero, whole })
            }
            (When::Timing(timing), Amount::Blocks(_)) => self.strength_of_blocks(at, timing, period),
            (When::Timing(_), Amount::Anew(_)) => None,
            (When::Event(number), _) => {
                let now = self.active(number, cell, period);
                let mut factor = nothing;
                if growth {
                    factor = self.grown_while(at, number, period);
                } else if self.graph.as_constant(now) == Some(0.0) {
                    return None;
                }
                let size = self.size_while(at, number, period)?;
                Some(Strength { size, now, growth: factor, zero: true, whole })
            }
        }
    }

    /// Of sizes that are drawn block by block; over several quarters their mean by weight.
    fn strength_of_blocks(&mut self, at: usize, timing: Timing, period: i32) -> Option<Strength> {
        let cell = self.hits[at].cell;
        let growth = self.hits[at].verb == Verb::Growth;
        let Amount::Blocks(blocks) = &self.hits[at].amount else { unreachable!("the amount is blocks") };
        let zero = blocks.zero;
        let of = |period: i32| {
            let weighted = |quarter: Quarter| {
                let since = usize::try_from(quarter.since(blocks.first)).ok()?;
                let weight = weight(&timing, quarter);
                (weight > 0.0).then_some((weight, *blocks.sizes.get(since)?))
            };
            self.quarters(cell, period).filter_map(weighted).collect::<Vec<_>>()
        };
        let now = of(period);
        let mut grown: Vec<(f64, Id)> = Vec::new();
        if growth {
            grown.extend(self.computed(cell, period).into_iter().flat_map(of));
        }
        if now.is_empty() && grown.is_empty() {
            return None;
        }
        let total: f64 = now.iter().map(|(weight, _)| weight).sum();
        let size = match now[..] {
            [(_, size)] => size,
            _ => now.iter().fold(self.graph.constant(0.0), |sum, (weight, size)| {
                let share = self.graph.constant(weight / total);
                self.graph.multiply_add(share, *size, sum)
            }),
        };
        let mut factor = self.graph.constant(1.0);
        for (weight, size) in grown {
            let years = self.graph.constant(weight / 4.0);
            let grown = self.grown(size, years);
            factor = self.graph.product(factor, grown);
        }
        let length = self.length(cell);
        let now = self.graph.constant(total / f64::from(length));
        Some(Strength { size, now, growth: factor, zero, whole: length == 1 })
    }

    /// The size of what an event brings in a period; over several quarters the mean of those in which it is under way.
    fn size_while(&mut self, at: usize, event: usize, period: i32) -> Option<Id> {
        let cell = self.hits[at].cell;
        let quarters: Vec<_> = self.quarters(cell, period).collect();
        let Self { hits, events, graph, drivers, .. } = self;
        match &mut hits[at].amount {
            Amount::Same(size, _) => Some(*size),
            Amount::Path(_) | Amount::Blocks(_) => None,
            Amount::Anew(anew) => {
                let event = &mut events[event];
                if let [quarter] = quarters[..] {
                    return Some(anew.at(event, graph, drivers, quarter));
                }
                let [mut sum, mut count, one] = [0.0, 0.0, 1.0].map(|number| graph.constant(number));
                for quarter in quarters {
                    let size = anew.at(event, graph, drivers, quarter);
                    let active = event.active(graph, drivers, quarter);
                    sum = graph.multiply_add(active, size, sum);
                    count = graph.sum(count, active);
                }
                let count = graph.apply(Operation::Maximum, &[count, one]);
                Some(graph.quotient(sum, count))
            }
        }
    }

    /// The factor of a growth that an event brings, up to a period.
    fn grown_while(&mut self, at: usize, event: usize, period: i32) -> Id {
        let cell = self.hits[at].cell;
        let step = self.graph.constant(f64::from(self.length(cell)) / 4.0);
        let periods: Vec<i32> = self.computed(cell, period).into_iter().collect();
        if let Amount::Same(size, _) = self.hits[at].amount {
            let mut years = self.graph.constant(0.0);
            for period in periods {
                let active = self.active(event, cell, period);
                years = self.graph.multiply_add(step, active, years);
            }
            return self.grown(size, years);
        }
        let mut factor = self.graph.constant(1.0);
        for period in periods {
            let active = self.active(event, cell, period);
            let years = self.graph.product(step, active);
            if let Some(size) = self.size_while(at, event, period) {
                let grown = self.grown(size, years);
                factor = self.graph.product(factor, grown);
            }
        }
        factor
    }

    /// (1 + size/100)^years
    fn grown(&mut self, size: Id, years: Id) -> Id {
        let (one, hundredth) = (self.graph.constant(1.0), self.graph.constant(0.01));
        let rate = self.graph.multiply_add(size, hundredth, one);
        self.graph.apply(Operation::Power, &[rate, years])
    }

    /// The share of the quarters that a cell's value stands for in which an event is under way or a regime on.
    fn active(&mut self, event: usize, cell: usize, period: i32) -> Id {
        let mut share = self.graph.constant(0.0);
        let each = self.graph.constant(1.0 / f64::from(self.length(cell)));
        for quarter in self.quarters(cell, period) {
            let active = self.events[event].active(&mut self.graph, &mut self.drivers, quarter);
            if self.length(cell) == 1 {
                return active;
            }
            share = self.graph.multiply_add(each, active, share);
        }
        share
    }

    /// `value` changed by a verb. Where size times weight is 0 it keeps its bits: a product with 1 does, and a sum with 0
    /// would turn -0 to 0, so that it is passed over.
    fn verb(&mut self, verb: Verb, value: Id, strength: Strength) -> Id {
        let Strength { size, now, growth, zero, .. } = strength;
        let graph = &mut self.graph;
        let one = graph.constant(1.0);
        let hundredth = graph.constant(0.01);
        match verb {
            Verb::Set => self.set(value, strength),
            Verb::Growth => graph.product(value, growth),
            Verb::Percent => {
                let weighted = graph.product(size, now);
                let factor = graph.multiply_add(weighted, hundredth, one);
                graph.product(value, factor)
            }
            Verb::LogPoints => {
                let weighted = graph.product(size, now);
                let points = graph.product(weighted, hundredth);
                let factor = graph.apply(Operation::Exponential, &[points]);
                graph.product(value, factor)
            }
            Verb::Add => {
                let weighted = graph.product(size, now);
                if graph.as_constant(weighted) == Some(0.0) {
                    return value;
                }
                let sum = graph.multiply_add(size, now, value);
                if graph.as_constant(weighted).is_some() || !zero {
                    return sum;
                }
                graph.apply(Operation::Select, &[weighted, sum, value])
            }
        }
    }

    /// By event and regime: 1 on the paths where it happens.
    pub(super) fn happened(&mut self) -> Vec<Id> {
        let last = self.scenario.end();
        let Self { events, graph, drivers, .. } = self;
        events.iter_mut().map(|event| event.happens(graph, drivers, last)).collect()
    }

    /// What is drawn of sizes, by driver.
    pub(super) fn sizes(&mut self) -> Vec<(String, Id)> {
        let Self { scenario, cells, graph, drivers, diagnostics, .. } = self;
        sizes(scenario, cells, graph, drivers, diagnostics)
    }

    /// By counted variable: 1 on the paths where a bound has stopped it in some period.
    pub(super) fn clamped(&mut self) -> Vec<(usize, Id)> {
        let mut list = Vec::new();
        for v in self.counted.clone() {
            let pairs: Vec<[Id; 2]> = self
                .clamps
                .iter()
                .filter(|((cell, _), _)| self.cells.owner(*cell).0 == v)
                .flat_map(|(_, pairs)| pairs.iter().copied())
                .collect();
            let mut any = self.graph.constant(0.0);
            for pair in pairs {
                let bites = self.graph.apply(Operation::Less, &pair);
                any = self.graph.apply(Operation::Maximum, &[any, bites]);
            }
            list.push((v, any));
        }
        list
    }
}
