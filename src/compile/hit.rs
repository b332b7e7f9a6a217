//! What assumptions, tunes, shocks and events do to a cell: size, verb, and weight by quarter.

use std::collections::BTreeSet;

use crate::calendar::Quarter;
use crate::diagnostic::{Diagnostic, Diagnostics, Span, codes};
use crate::distribution::{Distribution, Univariate};
use crate::numerics;
use crate::program::Operation;
use crate::scenario::{
    Adjustment, Bootstrap, Change, ChangeSize, Elements, Of, Scenario, Size, Steps, Target, Timing, Verb,
    Versus,
};

use super::cells::{self, Cells};
use super::driver::{Cadence, Drivers, Sampler};
use super::graph::{Graph, Id};
use super::happening::{Happening, quarterly};
use super::prepare;

/// One change to one cell.
pub struct Hit {
    /// The cell.
    pub cell: usize,
    /// How.
    pub verb: Verb,
    /// Against what.
    pub versus: Versus,
    /// By how much.
    pub amount: Amount,
    /// When.
    pub when: When,
    /// Whether the baseline has it too.
    pub held: bool,
    /// The cell whose residual makes this one take its value.
    pub residual: Option<usize>,
    /// Where its size is stated.
    pub span: Span,
}

/// By how much.
pub enum Amount {
    /// The same in every quarter; and whether it can be 0.
    Same(Id, bool),
    /// A number a quarter.
    Path(Steps),
    /// Drawn anew each time that the event begins which brings it.
    Anew(Anew),
    /// Drawn block by block.
    Blocks(Blocks),
}

/// A size a quarter.
pub struct Blocks {
    /// The first quarter that is hit.
    pub first: Quarter,
    /// From it on to the end: the size.
    pub sizes: Vec<Id>,
    /// Whether one can be 0.
    pub zero: bool,
}

/// A size that is drawn in the quarters in which an event begins, and holds until it begins again.
pub struct Anew {
    sampler: Sampler,
    driver: String,
    shift: f64,
    /// The event's first quarter, and by quarter from it on: the size.
    first: Quarter,
    sizes: Vec<Id>,
}

impl Anew {
    /// The size that holds in `quarter`; 0 where the event has not begun yet.
    pub fn at(
        &mut self,
        event: &mut Happening,
        graph: &mut Graph,
        drivers: &mut Drivers,
        quarter: Quarter,
    ) -> Id {
        let since = quarter.since(self.first);
        let mut size = graph.constant(0.0);
        let Ok(since) = usize::try_from(since) else { return size };
        while self.sizes.len() <= since {
            let now = self.first.plus(self.sizes.len() as i32);
            let before = self.sizes.last().copied().unwrap_or(size);
            let strikes = event.strikes(graph, drivers, now);
            size = before;
            if graph.as_constant(strikes) != Some(0.0) {
                let drawn = self.sampler.sample(graph, drivers, &self.driver, quarterly(now));
                let drawn = shifted(graph, drawn, self.shift);
                size = graph.apply(Operation::Select, &[strikes, drawn, before]);
            }
            self.sizes.push(size);
        }
        self.sizes[since]
    }
}

/// When a hit acts.
#[derive(Debug, Clone, Copy)]
pub enum When {
    /// By a calendar that is the same on every path.
    Timing(Timing),
    /// While the event of this number lasts, or the regime is on.
    Event(usize),
}

impl Hit {
    /// Whether it acts in a variant.
    pub fn is_of(&self, of: Of) -> bool {
        self.held || of == Of::Scenario
    }

    /// Whether it puts something else in the equation's place.
    pub fn is_set(&self) -> bool {
        self.verb == Verb::Set || self.versus != Versus::Equation
    }
}

/// A factor on a cell's residual innovation.
pub struct Spread {
    /// The cell.
    pub cell: usize,
    /// At full weight.
    pub factor: f64,
    /// When.
    pub timing: Timing,
}

/// The spreads of a scenario's tunes.
pub fn spreads(scenario: &Scenario, cells: &Cells) -> Vec<Spread> {
    let mut spreads = Vec::new();
    for tune in &scenario.tunes {
        if let Adjustment::ResidualSpread(factor) = tune.adjustment {
            let hit = targeted(scenario, cells, &tune.target);
            spreads.extend(hit.map(|(_, cell)| Spread { cell, factor, timing: tune.timing }));
        }
    }
    spreads
}

/// The hits of a scenario, in the order in which they act: what takes an equation's place, each after what it replaces;
/// then verb by verb; assumptions, tunes, shocks and events, each in the order of the file.
pub fn hits(
    scenario: &Scenario,
    cells: &Cells,
    graph: &mut Graph,
    drivers: &mut Drivers,
    diagnostics: &mut Diagnostics,
) -> Vec<Hit> {
    let changes = scenario.changes();
    let mut by_change: Vec<Vec<Hit>> = Vec::new();
    // What was drawn by an earlier shock of the same event: a second one would get the same draws.
    let mut drawn: BTreeSet<String> = BTreeSet::new();
    for change in &changes {
        let mut own = BTreeSet::new();
        let mut hits = Vec::new();
        let Some(amount) = Source::new(change, scenario.end(), graph, diagnostics) else {
            by_change.push(hits);
            continue;
        };
        for (place, (element, cell)) in targeted(scenario, cells, change.target).enumerate() {
            let name = change.driver(element.filter(|_| change.each));
            if change.bringer.event().is_some() && drawn.contains(&name) {
                let message = format!(
                    "two shocks of the {} `{}` would share the draws of `{name}`",
                    change.bringer.word(),
                    change.id
                );
                diagnostics.push(
                    Diagnostic::error(&codes::DRIVER_COLLISION, message)
                        .at(change.span, "the second")
                        .help("hit each element once, or use another verb"),
                );
            }
            let event = change.bringer.event().map(|number| &scenario.events[number]);
            let anew = event.filter(|event| event.is_recurring()).map(|event| event.window.0);
            let amount = amount.at(graph, drivers, &name, change.shift, anew);
            own.insert(name);
            let when = match (change.timing, change.bringer.event()) {
                (Some(timing), _) => When::Timing(timing),
                (None, Some(number)) => When::Event(number),
                (None, None) => continue,
            };
            let residual = change.residual.map(|residual| {
                let levers: Vec<usize> = targeted(scenario, cells, residual).map(|(_, cell)| cell).collect();
                let all = residual.elements == Elements::All;
                levers[if all { place } else { 0 }]
            });
            let (verb, versus, held, span) =
                (change.verb, change.versus, change.bringer.is_held(), change.span);
            hits.push(Hit { cell, verb, versus, amount, when, held, residual, span });
        }
        drawn.append(&mut own);
        by_change.push(hits);
    }
    let mut ordered = Vec::new();
    let mut by_change: Vec<Option<Vec<Hit>>> = by_change.into_iter().map(Some).collect();
    for at in order(&changes) {
        ordered.extend(by_change[at].take().into_iter().flatten());
    }
    ordered
}

/// What is drawn once a path of shocks' sizes and of those that events bring: driver and value, in the order of the file. What
/// is a number, or drawn anew each time, is left out.
pub fn sizes(
    scenario: &Scenario,
    cells: &Cells,
    graph: &mut Graph,
    drivers: &mut Drivers,
    diagnostics: &mut Diagnostics,
) -> Vec<(String, Id)> {
    let mut sizes: Vec<(String, Id)> = Vec::new();
    for change in scenario.changes().iter().filter(|change| !change.bringer.is_held()) {
        let anew = change.bringer.event().is_some_and(|number| scenario.events[number].is_recurring());
        let Some(amount) = Source::new(change, scenario.end(), graph, diagnostics).filter(|_| !anew) else {
            continue;
        };
        for (element, _) in targeted(scenario, cells, change.target) {
            let name = change.driver(element.filter(|_| change.each));
            if let Amount::Same(size, _) = amount.at(graph, drivers, &name, change.shift, None)
                && graph.as_constant(size).is_none()
                && sizes.iter().all(|(known, _)| *known != name)
            {
                sizes.push((name, size));
            }
        }
    }
    sizes
}

/// The places of changes in the order in which they act.
fn order(changes: &[Change<'_>]) -> Vec<usize> {
    let mut left: Vec<usize> = (0..changes.len()).filter(|at| changes[*at].is_set()).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let waits = |at: usize| {
            left.iter()
                .any(|other| *other != at && changes[at].replaces.iter().any(|id| id == changes[*other].id))
        };
        // Reading has refused circles.
        let next = left.iter().position(|at| !waits(*at)).unwrap_or_default();
        order.push(left.remove(next));
    }
    let mut others: Vec<usize> = (0..changes.len()).filter(|at| !changes[*at].is_set()).collect();
    others.sort_by_key(|at| changes[*at].verb);
    order.append(&mut others);
    order
}

/// Where the amounts of a change come from.
enum Source<'a> {
    Drawn(Sampler, bool),
    Path(&'a Steps),
    /// And the first and the last quarter that are hit.
    Bootstrap(&'a Bootstrap, Quarter, Quarter),
}

impl<'a> Source<'a> {
    /// `end`: the last simulated quarter.
    fn new(
        change: &Change<'a>,
        end: Quarter,
        graph: &mut Graph,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let drawn = |distribution: &Distribution, graph: &mut Graph, diagnostics: &mut Diagnostics| {
            let (least, most) = distribution.support();
            let zero = least + change.shift <= 0.0 && most + change.shift >= 0.0;
            prepare(graph, distribution, change.span, diagnostics).map(|sampler| Self::Drawn(sampler, zero))
        };
        match change.size {
            ChangeSize::Size(Size::Path(steps)) => Some(Self::Path(steps)),
            ChangeSize::Size(Size::Bootstrap(bootstrap)) => {
                change.timing.map(|timing| Self::Bootstrap(bootstrap, timing.start, end))
            }
            ChangeSize::Size(Size::Drawn(distribution)) | ChangeSize::Drawn(distribution) => {
                drawn(distribution, graph, diagnostics)
            }
        }
    }

    /// `anew`: the first quarter of an event whose sizes are drawn each time that it begins.
    fn at(
        &self,
        graph: &mut Graph,
        drivers: &mut Drivers,
        name: &str,
        shift: f64,
        anew: Option<Quarter>,
    ) -> Amount {
        match self {
            Self::Drawn(sampler, zero) => match anew.filter(|_| !sampler.is_constant()) {
                Some(first) => Amount::Anew(Anew {
                    sampler: sampler.clone(),
                    driver: name.to_owned(),
                    shift,
                    first,
                    sizes: Vec::new(),
                }),
                None => {
                    let size = sampler.sample(graph, drivers, name, Cadence::Once);
                    Amount::Same(shifted(graph, size, shift), *zero)
                }
            },
            Self::Path(steps) => {
                let values = steps.values.iter().map(|value| value + shift).collect();
                Amount::Path(Steps { from: steps.from, values })
            }
            Self::Bootstrap(bootstrap, first, last) => {
                let (least, most) = Univariate::support(&bootstrap.marginal());
                let zero = least + shift <= 0.0 && most + shift >= 0.0;
                let sizes = blocks(graph, drivers, name, bootstrap, (*first, *last));
                let sizes = sizes.into_iter().map(|size| shifted(graph, size, shift)).collect();
                Amount::Blocks(Blocks { first: *first, sizes, zero })
            }
        }
    }
}

/// The sizes of a bootstrap by quarter: each block is drawn in its first one.
fn blocks(
    graph: &mut Graph,
    drivers: &mut Drivers,
    name: &str,
    bootstrap: &Bootstrap,
    (first, last): (Quarter, Quarter),
) -> Vec<Id> {
    let joint = bootstrap.driver();
    let driver = joint.as_deref().unwrap_or(name);
    let of_block: Vec<Sampler> =
        (0..bootstrap.block()).map(|quarter| Sampler::of_steps(bootstrap.transform(quarter))).collect();
    let count = usize::try_from(last.since(first) + 1).unwrap_or_default();
    let size = |since: usize| {
        let within = since % of_block.len();
        let begins = first.plus((since - within) as i32);
        of_block[within].sample(graph, drivers, driver, quarterly(begins))
    };
    (0..count).map(size).collect()
}

/// A size after what its target adds to it.
fn shifted(graph: &mut Graph, size: Id, shift: f64) -> Id {
    if shift == 0.0 {
        return size;
    }
    let shift = graph.constant(shift);
    graph.sum(size, shift)
}

/// The elements' names and cells of a target.
pub fn targeted<'a>(
    scenario: &'a Scenario,
    cells: &'a Cells,
    target: &'a Target,
) -> impl Iterator<Item = (Option<&'a str>, usize)> {
    let variable = cells::variable(scenario, &target.variable);
    variable.into_iter().flat_map(move |v| {
        let over = scenario.model.variables[v].over.as_deref();
        cells::elements(scenario, target).into_iter().map(move |position| {
            let element = over.map(|set| scenario.economy.elements(set)[position].as_str());
            (element, cells.cell(v, position))
        })
    })
}

/// The weight of a timing in `quarter`: (k+1)/(ramp+1) in quarter k of the ramp, 1 while it holds, then
/// 2^(-j/half-life) in the j-th quarter after, or 0.
pub fn weight(timing: &Timing, quarter: Quarter) -> f64 {
    let since = quarter.since(timing.start);
    let Ok(since) = u32::try_from(since) else { return 0.0 };
    if since < timing.ramp {
        return f64::from(since + 1) / f64::from(timing.ramp + 1);
    }
    let held = since - timing.ramp;
    match (timing.hold, timing.half_life) {
        (None, _) => 1.0,
        (Some(hold), _) if held < hold => 1.0,
        (Some(_), None) => 0.0,
        (Some(hold), Some(half_life)) => numerics::pow(0.5, f64::from(held - hold + 1) / half_life),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_rise_hold_and_fade() {
        let start: Quarter = "2022Q1".parse().unwrap();
        let timing = Timing { start, ramp: 1, hold: Some(2), half_life: Some(1.0) };
        let weights: Vec<f64> = (-1..6).map(|k| weight(&timing, start.plus(k))).collect();
        assert_eq!(weights, [0.0, 0.5, 1.0, 1.0, 0.5, 0.25, 0.125]);
        let step = Timing { start, ramp: 0, hold: None, half_life: None };
        assert_eq!(weight(&step, start.plus(100)), 1.0);
        let pulse = Timing { hold: Some(1), ..step };
        assert_eq!([0, 1].map(|k| weight(&pulse, start.plus(k))), [1.0, 0.0]);
    }
}
