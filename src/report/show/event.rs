//! What may happen, how likely, and what it brings.

use serde::Serialize;

use crate::calendar::Quarter;
use crate::distribution::Univariate;
use crate::scenario::{self, Bringer, Scenario};

use super::super::terminal::{Line, Role};
use super::change::{self, Change, percent};
use super::layout::{bars, by_quarter, field, heading};
use super::{Basis, ByQuarter, Spread};

/// An event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// What a person calls it.
    pub label: Option<String>,
    /// That it begins within the window, as stated.
    pub probability: f64,
    /// First and last quarter in which it may begin.
    pub window: [String; 2],
    /// That it begins in a given quarter of the window.
    pub onset: f64,
    /// In whole quarters; the words are those of the distribution before rounding up.
    pub duration: Spread,
    /// That it is under way, by quarter.
    pub under_way: Vec<ByQuarter>,
    /// What it does while it lasts.
    pub shocks: Vec<Change>,
    /// Who says so.
    pub source: Option<String>,
    /// What that is.
    pub basis: Basis,
}

pub(super) fn of(scenario: &Scenario) -> Vec<Event> {
    let event = |(number, event): (usize, &scenario::Event)| {
        let (first, last) = event.window;
        let quarters = last.since(first) + 1;
        let shocks = change::changes(scenario, Bringer::Event(number));
        Event {
            id: event.id.clone(),
            label: event.label.clone(),
            probability: event.probability,
            window: [first.to_string(), last.to_string()],
            onset: event.probability / f64::from(quarters),
            duration: duration(&event.duration),
            under_way: by_quarter(scenario.start, scenario.quarters, |quarter| under_way(event, quarter)),
            shocks: shocks.map(|shock| Change::new(scenario, &shock, event.source.clone())).collect(),
            source: event.source.clone(),
            basis: Basis::of(event.source.as_deref()),
        }
    };
    scenario.events.iter().enumerate().map(event).collect()
}

/// In whole quarters, as it is drawn.
pub(super) fn duration(distribution: &crate::distribution::Distribution) -> Spread {
    let spread = Spread::new(distribution);
    let whole = |quarters: f64| if quarters > 1.0 { quarters.ceil() } else { 1.0 };
    let [p05, p50, p95] = [spread.p05, spread.p50, spread.p95].map(whole);
    Spread { p05, p50, p95, ..spread }
}

/// P(an event is under way in `quarter`): it has begun k quarters before, and lasts longer than k.
fn under_way(event: &scenario::Event, quarter: Quarter) -> f64 {
    let (first, last) = event.window;
    let quarters = last.since(first) + 1;
    let lasts = |passed: i32| match passed {
        ..0 => 0.0,
        0 => 1.0,
        _ => event.duration.survival(f64::from(passed)),
    };
    let share: f64 = (0..quarters).map(|k| lasts(quarter.since(first.plus(k)))).sum();
    event.probability * share / f64::from(quarters)
}

pub(super) fn lines(events: &[Event], width: usize) -> Vec<Line> {
    if events.is_empty() {
        return heading("Events", "none", width);
    }
    let more = "results are under the stated event probabilities; each happens once in a path at most";
    let mut lines = heading("Events", more, width);
    for event in events {
        event.lines(&mut lines, width);
    }
    lines
}

impl Event {
    fn lines(&self, lines: &mut Vec<Line>, width: usize) {
        lines.push(Line::new(Role::Plain, ""));
        lines.push(Line::new(self.basis.role(), format!("{} {}", self.basis.mark(), self.id)));
        if let Some(label) = &self.label {
            super::layout::block(lines, Role::Plain, 4, label, width);
        }
        let [first, last] = &self.window;
        let begins = if first == last {
            format!("in {first}, with a stated probability of {}", percent(self.probability))
        } else {
            format!(
                "within {first} to {last}, with a stated probability of {}: {} in each quarter",
                percent(self.probability),
                percent(self.onset)
            )
        };
        field(lines, Role::Plain, 4, "begins", &begins, width);
        let lasts = match self.duration.kind {
            "point" => self.duration.sentence(if self.duration.p50 == 1.0 { "quarter" } else { "quarters" }),
            _ => format!("{}, rounded up", self.duration.sentence("quarters")),
        };
        field(lines, Role::Plain, 4, "lasts", &lasts, width);
        let most = self.under_way.iter().fold(None, |most: Option<&ByQuarter>, now| match most {
            Some(most) if most.value >= now.value => Some(most),
            _ => Some(now),
        });
        let most = most.filter(|most| most.value > 0.0);
        let bars = bars(&self.under_way, most.map_or(1.0, |most| most.value));
        let most = most.map(|most| format!("   a full bar is {} ({})", percent(most.value), most.quarter));
        field(lines, Role::Plain, 4, "under way", &format!("{bars}{}", most.unwrap_or_default()), width);
        for shock in &self.shocks {
            let mut inner = Vec::new();
            field(&mut inner, Role::Plain, 4, "brings", &shock.what(), width);
            if let Some(size) = &shock.size {
                field(&mut inner, Role::Plain, 4, "size", &size.sentence(&shock.unit), width);
            }
            lines.extend(inner);
        }
        field(lines, Role::Faint, 4, "source", self.source.as_deref().unwrap_or("no source"), width);
    }
}
