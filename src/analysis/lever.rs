//! What a question asked backwards may move: sizes of shocks and the probabilities of events, and how each moves with one
//! number t that is 0 where everything is as stated.

use crate::diagnostic::{Diagnostic, Diagnostics, Span, codes};
use crate::distribution::{Distribution, Univariate};
use crate::numerics::{self, correlation::Symmetric};
use crate::scenario::{
    Chance, Change, Component, Course, Elements, Link, Scenario, Size, SizeOf, Steps, Verb,
};

/// Something that can be moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lever {
    /// As it is written, such as `shock.remittances.percent`.
    pub written: String,
    /// What it is.
    pub of: Of,
}

/// What a lever is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// The size of a shock, or of a shock that an event or a regime brings.
    Size(SizeOf),
    /// The probability of the event of this number.
    Probability(usize),
}

/// How a lever moves with t.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Movement {
    /// Every draw by so much for each t.
    Shift(f64),
    /// By the factor 1 + t: every draw, or the probability.
    Factor,
    /// The logarithm of every draw by so much for each t.
    Log(f64),
    /// The normal score of the probability by so much for each t.
    Score(f64),
}

/// The sizes and probabilities that can be moved, by name.
fn all(scenario: &Scenario) -> Vec<Lever> {
    let sizes = SizeOf::all(&scenario.shocks, &scenario.events);
    let mut list: Vec<Lever> =
        sizes.into_iter().map(|(written, of)| Lever { written, of: Of::Size(of) }).collect();
    for (number, event) in scenario.events.iter().enumerate() {
        if probability(scenario, number).is_some() {
            let written = format!("event.{}.probability", event.id);
            list.push(Lever { written, of: Of::Probability(number) });
        }
    }
    list
}

/// The probability that an event states.
fn probability(scenario: &Scenario, event: usize) -> Option<f64> {
    match scenario.events[event].course {
        Course::Once { chance: Chance::Window(probability, _), .. } => Some(probability),
        _ => None,
    }
}

/// The lever that is written so; says what there is where there is none.
pub(super) fn find(
    scenario: &Scenario,
    written: &str,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Option<Lever> {
    let mut all = all(scenario);
    if let Some(at) = all.iter().position(|lever| lever.written == written) {
        return Some(all.swap_remove(at));
    }
    let names: Vec<&str> = all.iter().map(|lever| lever.written.as_str()).collect();
    let message =
        format!("{written:?} is neither a size nor the probability of an event in {}", scenario.name);
    let diagnostic = Diagnostic::error(&codes::UNKNOWN_SIZE, message)
        .at(span, "")
        .did_you_mean(written, names.iter().copied());
    diagnostics.push(if names.is_empty() {
        diagnostic.help("the scenario has nothing to move: add a [[shock]] or an [[event]]")
    } else {
        diagnostic.help(format!("what can be moved: {}", names.join(", ")))
    });
    None
}

impl Lever {
    /// Its size, if it is one, and the verb.
    pub(super) fn size(&self, scenario: &Scenario) -> Option<(Size, Verb)> {
        match self.of {
            Of::Size(SizeOf::Shock(shock)) => {
                let shock = &scenario.shocks[shock];
                Some((shock.size.clone(), shock.verb))
            }
            Of::Size(SizeOf::Event { event, shock }) => {
                let shock = &scenario.events[event].shocks[shock];
                Some((shock.size.clone().into(), shock.verb))
            }
            Of::Probability(_) => None,
        }
    }

    /// The median of a size, or the probability.
    pub(super) fn centre(&self, scenario: &Scenario) -> f64 {
        match (self.of, self.size(scenario)) {
            (Of::Probability(event), _) => probability(scenario, event).unwrap_or_default(),
            (_, Some((size, _))) => size.quantile(0.5),
            (_, None) => f64::NAN,
        }
    }

    /// The unit of a size; nothing of a probability.
    pub(super) fn unit(&self, scenario: &Scenario) -> String {
        let (target, verb) = match self.of {
            Of::Size(SizeOf::Shock(shock)) => (&scenario.shocks[shock].target, scenario.shocks[shock].verb),
            Of::Size(SizeOf::Event { event, shock }) => {
                let shock = &scenario.events[event].shocks[shock];
                (&shock.target, shock.verb)
            }
            Of::Probability(_) => return String::new(),
        };
        match verb {
            Verb::Percent | Verb::Growth => "percent".to_owned(),
            Verb::LogPoints => "log points".to_owned(),
            Verb::Add | Verb::Set => {
                let variable = scenario.model.variables.iter().find(|v| v.name == target.variable);
                variable.and_then(|v| v.unit.clone()).unwrap_or_default()
            }
        }
    }

    /// Its own standard deviation: half the distance from the 15.87th to the 84.13th percentile where it has none that is
    /// finite; that of the normal score of a probability, 1. `None` where it is a fixed number, or cannot move so.
    pub(super) fn deviation(&self, scenario: &Scenario) -> Option<Movement> {
        match (self.of, self.size(scenario)) {
            (Of::Probability(event), _) => {
                let p = probability(scenario, event)?;
                (p > 0.0 && p < 1.0).then_some(Movement::Score(1.0))
            }
            (_, Some((Size::Drawn(Distribution::Lognormal(lognormal)), _))) => {
                Some(Movement::Log(lognormal.parameters()[1].1))
            }
            (_, Some((Size::Drawn(distribution), _))) => {
                let sd = match distribution.sd() {
                    sd if sd.is_finite() => sd,
                    _ => 0.5 * (distribution.quantile(0.8413) - distribution.quantile(0.1587)),
                };
                (sd > 0.0).then_some(Movement::Shift(sd))
            }
            _ => None,
        }
    }

    /// Puts what it is at `t` into a scenario; `None` where it cannot be stated.
    pub(super) fn place(&self, scenario: &mut Scenario, movement: Movement, t: f64) -> Option<()> {
        let (shift, factor) = match movement {
            Movement::Shift(per) => (per * t, 1.0),
            Movement::Factor => (0.0, 1.0 + t),
            Movement::Log(per) => (0.0, numerics::exp(per * t)),
            Movement::Score(_) => (0.0, 1.0),
        };
        match self.of {
            Of::Size(SizeOf::Shock(number)) => {
                let size = &mut scenario.shocks[number].size;
                *size = match size {
                    Size::Drawn(distribution) => Size::Drawn(distribution.affine(shift, factor)?),
                    // Its numbers stand in another file.
                    Size::Bootstrap(_) => return None,
                    Size::Path(steps) => {
                        let values = steps.values.iter().map(|x| factor.mul_add(*x, shift)).collect();
                        Size::Path(Steps { from: steps.from, values })
                    }
                };
            }
            Of::Size(SizeOf::Event { event, shock }) => {
                let size = &mut scenario.events[event].shocks[shock].size;
                *size = size.affine(shift, factor)?;
            }
            Of::Probability(event) => {
                let most = self.most_probable(scenario);
                let Course::Once { chance: Chance::Window(p, _), .. } = &mut scenario.events[event].course
                else {
                    return None;
                };
                let moved = match movement {
                    Movement::Score(per) => {
                        numerics::normal_cdf(per.mul_add(t, numerics::normal_quantile(*p)))
                    }
                    _ => factor * *p,
                };
                *p = numerics::clamp(moved, 0.0, most);
            }
        }
        Some(())
    }

    /// What others of its group leave of 1.
    fn most_probable(&self, scenario: &Scenario) -> f64 {
        let Of::Probability(event) = self.of else { return 1.0 };
        let others = scenario.excluded_with(event).map_or(&[][..], |group| &group.events);
        let taken = others.iter().filter(|other| **other != event);
        let taken = taken.map(|other| scenario.events[*other].own_probability().unwrap_or_default());
        1.0 - taken.sum::<f64>()
    }

    /// Between which t it is possible: no draw of a percentage at -100 or below, no factor of 0.
    pub(super) fn limits(&self, scenario: &Scenario, movement: Movement) -> (Option<f64>, Option<f64>) {
        let least = self.size(scenario).and_then(|(size, verb)| {
            matches!(verb, Verb::Percent | Verb::Growth).then(|| size.quantile(0.5 * f64::EPSILON))
        });
        match (movement, least) {
            (Movement::Shift(per), Some(least)) if per > 0.0 => (Some((-100.0 - least) / per), None),
            (Movement::Shift(per), Some(least)) if per < 0.0 => (None, Some((-100.0 - least) / per)),
            (Movement::Factor, least) => {
                let most = match (self.of, least) {
                    (Of::Probability(_), _) => {
                        Some(self.most_probable(scenario) / self.centre(scenario) - 1.0)
                    }
                    (_, Some(least)) if least < 0.0 => Some(-100.0 / least - 1.0),
                    _ => None,
                };
                (Some(-1.0), most)
            }
            _ => (None, None),
        }
    }

    /// A first step of t.
    pub(super) fn step(&self, scenario: &Scenario, movement: Movement) -> f64 {
        let Some((size, _)) = self.size(scenario).filter(|_| movement == Movement::Shift(1.0)) else {
            return if movement == Movement::Factor { 0.25 } else { 1.0 };
        };
        let wide = 0.5 * (size.quantile(0.9) - size.quantile(0.1));
        let quarter = 0.25 * size.quantile(0.5).abs();
        if wide > 0.0 {
            wide
        } else if quarter > 0.0 {
            quarter
        } else {
            1.0
        }
    }

    /// Whether a draw is its own.
    fn draws(&self, scenario: &Scenario, driver: &str) -> bool {
        match self.of {
            Of::Probability(event) => driver == scenario.occurrence_driver(event),
            Of::Size(SizeOf::Shock(number)) => {
                let shock = &scenario.shocks[number];
                let elements = driver.strip_prefix(&format!("shock.{}[", shock.id));
                driver == Change::shock_driver(&shock.id, shock.verb, None)
                    || shock.each && elements.is_some_and(|rest| rest.ends_with(shock.verb.key()))
            }
            Of::Size(SizeOf::Event { event, shock }) => {
                let (event, shock) = (&scenario.events[event], &scenario.events[event].shocks[shock]);
                let (word, id, verb) = (event.word(), &event.id, shock.verb.key());
                let of_each = format!("{word}.{id}.{}[", shock.target.variable);
                driver == self.written
                    || shock.each
                        && shock.target.elements == Elements::All
                        && driver.starts_with(&of_each)
                        && driver.ends_with(verb)
            }
        }
    }
}

/// The correlations of the normal scores of what levers draw, as the scenario states them; of a lever with several draws the
/// average over them.
pub(super) fn correlations(scenario: &Scenario, levers: &[Lever]) -> Symmetric {
    let between = |a: &Lever, b: &Lever| -> f64 {
        let (mut sum, mut count) = (0.0, 0_u32);
        for component in &scenario.dependence.paths.components {
            let own = |lever: &Lever| -> Vec<usize> {
                let members = component.members.iter().enumerate();
                members
                    .filter(|(_, member)| lever.draws(scenario, &member.driver))
                    .map(|(at, _)| at)
                    .collect()
            };
            for first in own(a) {
                for second in own(b) {
                    sum += of_scores(component, first, second);
                    count += 1;
                }
            }
        }
        if count == 0 { 0.0 } else { sum / f64::from(count) }
    };
    let row = |i: usize| {
        let cell = |j: usize| if i == j { 1.0 } else { between(&levers[i], &levers[j]) };
        (0..levers.len()).map(cell).collect()
    };
    (0..levers.len()).map(row).collect()
}

/// ρ of two members' normal scores; of an empirical copula 2 sin(π/6 · Spearman's).
fn of_scores(component: &Component, first: usize, second: usize) -> f64 {
    match &component.link {
        Link::Factor(rows) => rows[first].iter().zip(&rows[second]).map(|(a, b)| a * b).sum(),
        Link::Rows(_) => {
            let members = if first < second { (first, second) } else { (second, first) };
            let pair = component.pairs.iter().find(|pair| pair.members == members);
            let rank = pair.map_or(if first == second { 1.0 } else { 0.0 }, |pair| pair.used);
            2.0 * numerics::sin(std::f64::consts::FRAC_PI_6 * rank)
        }
    }
}
