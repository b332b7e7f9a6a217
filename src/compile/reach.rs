//! What no outcome can feel: an error, not silence; and shocks that build up: a warning.
//!
//! Exact by cell and period: from what is measured back through every equation and its lags. What a `set` cuts off is
//! not looked at.

use std::collections::BTreeSet;

use crate::calendar::Quarter;
use crate::diagnostic::{Diagnostic, Diagnostics, Span, codes};
use crate::language::reads_lag_of;
use crate::scenario::{Adjustment, Elements, Measure, Of, Scenario, Target, Timing, Verb, Versus};

use super::cells;
use super::hit::{targeted, weight};
use super::unfold::Unfolding;

/// Cells in periods.
type Places = BTreeSet<(usize, i32)>;

/// What outcomes of one variant depend on.
struct Felt {
    values: Places,
    /// Those whose residual is measured.
    residuals: Places,
}

impl Unfolding<'_> {
    /// Says which assumptions, tunes, shocks and events no outcome can feel.
    pub(super) fn unfelt(&mut self) {
        let scenario = self.scenario;
        let (in_any, in_scenario) = (self.felt(true), self.felt(false));
        let mut problems = Vec::new();
        for change in scenario.changes() {
            let felt = if change.bringer.is_held() { &in_any } else { &in_scenario };
            let when = match (change.timing, change.bringer.event()) {
                (None, Some(number)) => self.from(scenario.events[number].window.0, 0),
                (timing, _) => {
                    timing.map_or_else(Vec::new, |timing| self.acting(change.target, &timing, change.verb))
                }
            };
            let hit: Vec<usize> =
                targeted(scenario, self.cells, change.target).map(|(_, cell)| cell).collect();
            let mut is_felt = meets(&felt.values, &hit, &when);
            if let Some(residual) = change.residual {
                let levers: Vec<usize> =
                    targeted(scenario, self.cells, residual).map(|(_, cell)| cell).collect();
                let later = self.lasting(residual, &when);
                is_felt |= meets(&felt.values, &levers, &later) || meets(&felt.residuals, &levers, &later);
            }
            if let Some(absorb) = cells::variable(scenario, &change.target.variable)
                .and_then(|v| scenario.model.variables[v].absorb.as_ref())
            {
                let levers: Vec<usize> =
                    targeted(scenario, self.cells, absorb).map(|(_, cell)| cell).collect();
                is_felt |= meets(&felt.values, &levers, &when);
            }
            if !is_felt {
                problems.push(unfelt(change.bringer.word(), change.id, change.target, change.target.span));
            }
        }
        for tune in &scenario.tunes {
            if let Adjustment::ResidualSpread(_) = tune.adjustment {
                let when = self.acting(&tune.target, &tune.timing, Verb::Add);
                let when = self.lasting(&tune.target, &when);
                let hit: Vec<usize> = targeted(scenario, self.cells, &tune.target).map(|(_, c)| c).collect();
                if !meets(&in_any.values, &hit, &when) && !meets(&in_any.residuals, &hit, &when) {
                    problems.push(unfelt("tune", &tune.id, &tune.target, tune.target.span));
                }
            }
        }
        for problem in problems {
            self.diagnostics.push(problem);
        }
    }

    /// The periods in which a residual is another when it is changed in these.
    fn lasting(&self, target: &Target, when: &[i32]) -> Vec<i32> {
        let variable = cells::variable(self.scenario, &target.variable);
        let residual = variable.and_then(|v| self.scenario.model.variables[v].residual.as_ref());
        match (residual.is_some_and(|residual| residual.ar != 0.0), when.first()) {
            (true, Some(first)) => (*first..self.periods()).collect(),
            _ => when.to_vec(),
        }
    }

    /// The simulated periods from a quarter on.
    fn from(&self, quarter: Quarter, least: i32) -> Vec<i32> {
        let first = self.period(quarter);
        (if first < least { least } else { first }..self.periods()).collect()
    }

    /// The simulated periods in which a timing has a weight; a growth stays.
    fn acting(&self, target: &Target, timing: &Timing, verb: Verb) -> Vec<i32> {
        if verb == Verb::Growth {
            return self.from(timing.start, 0);
        }
        let yearly = cells::variable(self.scenario, &target.variable)
            .is_some_and(|v| self.scenario.model.variables[v].yearly);
        let length = if yearly { 4 } else { self.step() };
        let acts = |period: &i32| {
            (!yearly || self.quarter(*period).of_year() == 4)
                && self.span(length, *period).any(|quarter| weight(timing, quarter) > 0.0)
        };
        (0..self.periods()).filter(acts).collect()
    }

    /// What outcomes depend on: those of the scenario, or of `any` variant.
    fn felt(&self, any: bool) -> Felt {
        let scenario = self.scenario;
        let mut felt = Felt { values: Places::new(), residuals: Places::new() };
        let mut stack: Vec<(usize, i32)> = Vec::new();
        for outcome in &scenario.outcomes {
            let effect = matches!(outcome.measure, Measure::Effect | Measure::EffectPercent);
            if !(any || effect || outcome.of == Of::Scenario) || outcome.measure == Measure::SolvedResidual {
                continue;
            }
            for period in &outcome.at {
                let mut periods = self.periods_of(*period);
                if outcome.measure == Measure::Growth {
                    periods.extend(self.periods_of(period.year_ago()));
                }
                let mut measured = vec![&outcome.variable];
                if let Measure::ShareOf(whole) = &outcome.measure {
                    measured.push(whole);
                }
                for target in measured {
                    for (_, cell) in targeted(scenario, self.cells, target) {
                        let places = periods.iter().map(|period| (cell, *period));
                        if outcome.measure == Measure::Residual {
                            felt.residuals.extend(places);
                        } else {
                            stack.extend(places);
                        }
                    }
                }
            }
        }
        // A residual that is solved for depends on all that moves its goal.
        for shock in &scenario.shocks {
            let Some(residual) = &shock.residual else { continue };
            let when = self.acting(&shock.target, &shock.timing, shock.verb);
            let levers = targeted(scenario, self.cells, residual).map(|(_, cell)| cell);
            let goals: Vec<usize> = targeted(scenario, self.cells, &shock.target).map(|(_, c)| c).collect();
            for (place, lever) in levers.enumerate() {
                let all = residual.elements == Elements::All;
                let last = felt.residuals.iter().filter(|(cell, _)| *cell == lever).map(|(_, p)| *p).max();
                let goals = if all { &goals[place..=place] } else { &goals[..] };
                let until = when.iter().filter(|period| last.is_some_and(|last| **period <= last));
                stack.extend(until.flat_map(|period| goals.iter().map(|goal| (*goal, *period))));
            }
        }
        let year_ago: Vec<usize> = scenario
            .changes()
            .iter()
            .filter(|change| change.versus == Versus::YearAgo)
            .flat_map(|change| targeted(scenario, self.cells, change.target).map(|(_, cell)| cell))
            .collect();
        while let Some((cell, period)) = stack.pop() {
            if period < 0 || !felt.values.insert((cell, period)) {
                continue;
            }
            for (read, lag) in self.reads.ever(cell) {
                stack.extend(self.read_in(cell, period, lag).map(|period| (read, period)));
            }
            if year_ago.contains(&cell) {
                stack.push((cell, period - 4 / self.step()));
            }
        }
        felt
    }
}

fn meets(places: &Places, cells: &[usize], periods: &[i32]) -> bool {
    cells.iter().any(|cell| periods.iter().any(|period| places.contains(&(*cell, *period))))
}

fn unfelt(what: &str, id: &str, target: &Target, span: Span) -> Diagnostic {
    let message = format!(
        "no outcome can feel the {what} `{id}`: nothing that is measured depends on `{}{}` when it acts",
        target.variable, target.elements
    );
    Diagnostic::error(&codes::UNFELT_SHOCK, message)
        .at(span, "hits this")
        .help("measure a variable that depends on it, at that time or later, or take it out")
}

/// Says that a change of a variable that reads its own past works on what it did before.
pub fn compounding(scenario: &Scenario, diagnostics: &mut Diagnostics) {
    let single = |timing: &Timing| (timing.ramp, timing.hold, timing.half_life) == (0, Some(1), None);
    for change in scenario.changes() {
        if change.is_set() || change.timing.as_ref().is_some_and(single) {
            continue;
        }
        let (target, verb) = (change.target, change.verb);
        let Some(v) = cells::variable(scenario, &target.variable) else { continue };
        let variable = &scenario.model.variables[v];
        if reads_lag_of(variable.rule.expr(), &variable.name) {
            let message = format!(
                "`{}` reads its own past, so that this `{}` adds to what is left of it from the quarters before",
                variable.name,
                verb.key()
            );
            diagnostics.push(
                Diagnostic::warning(&codes::COMPOUNDING_SHOCK, message)
                    .at(target.span, "hit in more than one quarter, it builds up")
                    .help("for a single push write `timing = { hold = \"1q\" }`; for a given path use `set`"),
            );
        }
    }
}
