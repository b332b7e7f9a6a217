//! How likely events are by what is stated of them: exact sums over quarters, no draw.

use crate::distribution::{Distribution, Univariate};
use crate::numerics;

use super::{Chance, Course, Event, Onset, Scenario, Start};

/// Beyond so many quarters a duration is not looked at.
const LONGEST: u32 = 10_000;

/// What is stated of an event implies this, where drivers are drawn apart: correlations can move what is given.
#[derive(Debug, Clone, PartialEq)]
pub struct Likelihood {
    /// That it happens in a path, in the simulated quarters.
    pub probability: f64,
    /// By simulated quarter: that it begins there for the first time.
    pub begins: Vec<f64>,
    /// By simulated quarter: that it is under way.
    pub under_way: Vec<f64>,
    /// How long it lasts each time, on average, in quarters; infinite where it never ends.
    pub lasts: f64,
}

/// h = 1 - (1 - p)^(1/4): the probability a quarter that makes `yearly` a year.
pub fn quarterly_hazard(yearly: f64) -> f64 {
    1.0 - survived(yearly, 1)
}

/// (1 - p)^(k/4): that a hazard of p a year does not strike in so many quarters.
pub fn survived(yearly: f64, quarters: u32) -> f64 {
    numerics::pow(1.0 - yearly, f64::from(quarters) / 4.0)
}

/// enter / (enter + leave): the share of quarters in which a regime is on, in the long run; one of the two is not 0.
pub fn stationary(enter: f64, leave: f64) -> f64 {
    enter / (enter + leave)
}

/// P(it is under way `passed` quarters after its onset): durations are rounded up, and at least 1.
fn lasts(duration: &Distribution, passed: usize) -> f64 {
    if passed == 0 { 1.0 } else { duration.survival(passed as f64) }
}

/// The mean of a duration in whole quarters.
fn mean_duration(duration: &Distribution) -> f64 {
    let mut mean = 1.0;
    for passed in 1..LONGEST {
        let longer = duration.survival(f64::from(passed));
        if longer < 1e-12 {
            return mean;
        }
        mean += longer;
    }
    f64::INFINITY
}

impl Event {
    /// How many quarters it may begin in.
    pub fn quarters(&self) -> u32 {
        self.window.1.since(self.window.0).unsigned_abs() + 1
    }

    /// That it begins within its window, where it is given no other event and is no regime.
    pub fn own_probability(&self) -> Option<f64> {
        match &self.course {
            Course::Once { chance: Chance::Window(probability, _), .. } => Some(*probability),
            Course::Once { chance: Chance::Hazard(yearly), .. }
            | Course::Recurring { yearly_hazard: yearly, .. } => {
                Some(1.0 - survived(*yearly, self.quarters()))
            }
            Course::Once { chance: Chance::Given { .. }, .. } | Course::Regime { .. } => None,
        }
    }
}

impl Onset {
    /// By quarter of a window of `quarters`: where it begins, not before the quarter `least` of the window.
    fn weights(&self, quarters: usize, least: usize) -> Vec<f64> {
        let mut weights = vec![0.0; quarters];
        match self {
            Self::Even => weights[least..].fill(1.0 / (quarters - least) as f64),
            Self::Drawn(distribution) => {
                // P(D >= k), with what is exactly k.
                let at_least = |k: usize| match k {
                    0 => 1.0,
                    k if k == quarters => 0.0,
                    k => distribution.survival((k as f64).next_down()),
                };
                for k in 0..quarters {
                    weights[k.max(least)] += at_least(k) - at_least(k + 1);
                }
            }
        }
        weights
    }
}

impl Scenario {
    /// What is implied of each event, in their order.
    pub fn likelihoods(&self) -> Vec<Likelihood> {
        let mut known: Vec<Option<Likelihood>> = vec![None; self.events.len()];
        (0..self.events.len()).for_each(|event| self.find_likelihood(event, &mut known));
        known.into_iter().flatten().collect()
    }

    fn find_likelihood(&self, event: usize, known: &mut Vec<Option<Likelihood>>) {
        if known[event].is_some() {
            return;
        }
        let parent = self.events[event].given();
        if let Some(parent) = parent {
            self.find_likelihood(parent, known);
        }
        let parent = parent.and_then(|parent| known[parent].as_ref());
        known[event] = Some(self.likelihood(&self.events[event], parent));
    }

    fn likelihood(&self, event: &Event, parent: Option<&Likelihood>) -> Likelihood {
        let horizon = self.quarters as usize;
        let first = event.window.0.since(self.start).unsigned_abs() as usize;
        let window = event.quarters() as usize;
        let mut begins = vec![0.0; horizon];
        match &event.course {
            Course::Once { chance, duration } => {
                let mut add = |probability: f64, weights: Vec<f64>| {
                    for (k, weight) in weights.into_iter().enumerate() {
                        begins[first + k] += probability * weight;
                    }
                };
                match chance {
                    Chance::Window(probability, onset) => add(*probability, onset.weights(window, 0)),
                    Chance::Hazard(yearly) => {
                        let at = |k: usize| survived(*yearly, k as u32) - survived(*yearly, k as u32 + 1);
                        add(1.0, (0..window).map(at).collect());
                    }
                    Chance::Given { yes, no, onset, .. } => {
                        let parent = parent.map_or(&[][..], |parent| &parent.begins);
                        for (quarter, probability) in parent.iter().enumerate().filter(|(_, p)| **p > 0.0) {
                            add(yes * probability, onset.weights(window, quarter.saturating_sub(first)));
                        }
                        add(no * (1.0 - parent.iter().sum::<f64>()), onset.weights(window, 0));
                    }
                }
                Likelihood {
                    probability: event.own_probability().unwrap_or_else(|| begins.iter().sum()),
                    under_way: under_way(&begins, duration),
                    lasts: mean_duration(duration),
                    begins,
                }
            }
            Course::Recurring { yearly_hazard, duration } => {
                let hazard = quarterly_hazard(*yearly_hazard);
                let mut onsets = vec![0.0; horizon];
                for k in 0..window {
                    let busy: f64 = (0..k).map(|j| onsets[first + j] * lasts(duration, k - j)).sum();
                    onsets[first + k] = hazard * (1.0 - busy);
                    let k = k as u32;
                    begins[first + k as usize] =
                        survived(*yearly_hazard, k) - survived(*yearly_hazard, k + 1);
                }
                Likelihood {
                    probability: event.own_probability().unwrap_or_default(),
                    under_way: under_way(&onsets, duration),
                    lasts: mean_duration(duration),
                    begins,
                }
            }
            Course::Regime { enter, leave, start } => {
                let mut on = match start {
                    Start::Off => 0.0,
                    Start::On => 1.0,
                    Start::Stationary => stationary(*enter, *leave),
                };
                let mut under_way = Vec::new();
                let mut never = 1.0;
                for begin in &mut begins {
                    let next = match (under_way.is_empty(), start) {
                        (true, Start::Stationary) => on,
                        _ => on * (1.0 - leave) + (1.0 - on) * enter,
                    };
                    // While it was never on it is off, but for what was before the first quarter.
                    let strikes = if under_way.is_empty() { next } else { *enter };
                    *begin = never * strikes;
                    never *= 1.0 - strikes;
                    on = next;
                    under_way.push(on);
                }
                Likelihood { probability: 1.0 - never, begins, under_way, lasts: 1.0 / leave }
            }
        }
    }
}

/// P(under way), by quarter, of what begins in each with these probabilities.
fn under_way(onsets: &[f64], duration: &Distribution) -> Vec<f64> {
    let survival: Vec<f64> = (0..onsets.len()).map(|passed| lasts(duration, passed)).collect();
    let at = |quarter: usize| (0..=quarter).map(|onset| onsets[onset] * survival[quarter - onset]).sum();
    (0..onsets.len()).map(at).collect()
}
