//! What shocks and events do to a cell: size, verb, and weight by quarter.

use std::collections::BTreeSet;

use crate::calendar::Quarter;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::numerics;
use crate::program::Operation;
use crate::scenario::{Event, Scenario, SizeOf, Target, Timing, Verb};

use super::cells::{self, Cells};
use super::driver::{Cadence, Drivers, Form, Sampler};
use super::graph::{Graph, Id};
use super::prepare;

/// One change to one cell.
pub struct Hit {
    /// The cell.
    pub cell: usize,
    /// How.
    pub verb: Verb,
    /// By how much.
    pub size: Id,
    /// When.
    pub when: When,
}

/// When a hit acts.
pub enum When {
    /// By a calendar that is the same on every path.
    Timing(Timing),
    /// While the event of this number lasts.
    Event(usize),
}

/// The hits of a scenario, in the order in which verbs act, then of the file.
pub fn hits(
    scenario: &Scenario,
    cells: &Cells,
    graph: &mut Graph,
    drivers: &mut Drivers,
    diagnostics: &mut Diagnostics,
) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (number, shock) in scenario.shocks.iter().enumerate() {
        let shift = scenario.shift(SizeOf::Shock(number));
        let Some(sampler) = prepare(graph, &shock.size, shock.span, diagnostics) else { continue };
        for (element, cell) in targeted(scenario, cells, &shock.target) {
            let name = match element.filter(|_| shock.each) {
                Some(element) => format!("shock.{}[{element}].{}", shock.id, shock.verb.key()),
                None => format!("shock.{}.{}", shock.id, shock.verb.key()),
            };
            let size = sampler.sample(graph, drivers, &name, Cadence::Once);
            let size = shifted(graph, size, shift);
            hits.push(Hit { cell, verb: shock.verb, size, when: When::Timing(shock.timing) });
        }
    }
    for (number, event) in scenario.events.iter().enumerate() {
        // What was drawn by an earlier shock of the event: a second one would get the same draws.
        let mut drawn = BTreeSet::new();
        for (place, shock) in event.shocks.iter().enumerate() {
            let shift = scenario.shift(SizeOf::Event { event: number, shock: place });
            let mut own = BTreeSet::new();
            let Some(sampler) = prepare(graph, &shock.size, shock.span, diagnostics) else { continue };
            for (element, cell) in targeted(scenario, cells, &shock.target) {
                let target = match (element, shock.each, &shock.target.elements) {
                    (Some(element), true, _) => format!("{}[{element}]", shock.target.variable),
                    (_, _, elements) => format!("{}{elements}", shock.target.variable),
                };
                let name = format!("event.{}.{target}.{}", event.id, shock.verb.key());
                if drawn.contains(&name) {
                    let message =
                        format!("two shocks of the event `{}` would share the draws of `{name}`", event.id);
                    diagnostics.push(
                        Diagnostic::error(&codes::DRIVER_COLLISION, message)
                            .at(shock.span, "the second")
                            .help("hit each element once, or use another verb"),
                    );
                }
                own.insert(name.clone());
                let size = sampler.sample(graph, drivers, &name, Cadence::Once);
                let size = shifted(graph, size, shift);
                hits.push(Hit { cell, verb: shock.verb, size, when: When::Event(number) });
            }
            drawn.append(&mut own);
        }
    }
    hits.sort_by_key(|hit| hit.verb);
    hits
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
fn targeted<'a>(
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

/// What is drawn of an event once a path.
pub struct Happening {
    occurs: Id,
    /// Quarters from the window's first to the onset.
    onset: Id,
    duration: Id,
    window: Quarter,
}

impl Happening {
    /// Draws it: it occurs when u > 1 - p; the onset is uniform over the window.
    pub fn new(
        event: &Event,
        graph: &mut Graph,
        drivers: &mut Drivers,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let duration: Sampler = prepare(graph, &event.duration, event.span, diagnostics)?;
        let name = |part: &str| format!("event.{}.{part}", event.id);
        let u = drivers.draw(graph, &name("occurs"), Form::Uniform, Cadence::Once);
        let cut = graph.constant(1.0 - event.probability);
        let occurs = graph.apply(Operation::Less, &[cut, u]);
        let quarters = event.window.1.since(event.window.0) + 1;
        let onset = if quarters == 1 {
            graph.constant(0.0)
        } else {
            let u = drivers.draw(graph, &name("onset"), Form::Uniform, Cadence::Once);
            let quarters = graph.constant(f64::from(quarters));
            let place = graph.product(u, quarters);
            graph.apply(Operation::Floor, &[place])
        };
        let duration = duration.sample(graph, drivers, &name("duration"), Cadence::Once);
        let one = graph.constant(1.0);
        let duration = graph.apply(Operation::Maximum, &[duration, one]);
        Some(Self { occurs, onset, duration, window: event.window.0 })
    }

    /// 1 on the paths where the event is under way in `quarter`, else 0: it has begun, and fewer whole quarters have
    /// passed than it lasts (so a duration is rounded up).
    pub fn active(&self, graph: &mut Graph, quarter: Quarter) -> Id {
        let since = quarter.since(self.window);
        if since < 0 {
            return graph.constant(0.0);
        }
        let since = graph.constant(f64::from(since));
        let begun = graph.apply(Operation::LessEqual, &[self.onset, since]);
        let passed = graph.difference(since, self.onset);
        let lasting = graph.apply(Operation::Less, &[passed, self.duration]);
        let under_way = graph.product(begun, lasting);
        graph.product(self.occurs, under_way)
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
