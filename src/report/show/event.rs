//! What may happen, how likely, and what it brings.

use serde::Serialize;

use crate::distribution::Distribution;
use crate::scenario::{
    self, Bringer, Chance, Course, Likelihood, Onset, Scenario, quarterly_hazard, stationary,
};

use super::super::event::{kind, percent, round, stated};
use super::super::number::brief;
use super::super::terminal::{Line, Role};
use super::change::{self, Change};
use super::layout::{bars, field, heading};
use super::{Basis, ByQuarter, Spread, event_tree};

/// An event or a regime.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// What a person calls it.
    pub label: Option<String>,
    /// `once`, `recurring` or `regime`.
    pub kind: &'static str,
    /// How likely it is said to be, in words.
    pub stated: String,
    /// The event that it is given.
    pub given: Option<String>,
    /// The group of exclusive events that it is in.
    pub exclusive: Option<String>,
    /// That it happens in a path at all, as stated or implied by what is; where drivers are not correlated.
    pub probability: f64,
    /// First and last quarter in which it may begin.
    pub window: [String; 2],
    /// That it begins for the first time, by quarter.
    pub begins: Vec<ByQuarter>,
    /// In quarters after the window's first, before rounding down; none where each quarter is as likely, or a hazard says it.
    pub onset: Option<Spread>,
    /// In whole quarters; the words are those of the distribution before rounding up. None of a regime.
    pub duration: Option<Spread>,
    /// How many quarters it lasts each time, on average; none where it need not end.
    pub lasts: Option<f64>,
    /// The share of quarters in which a regime is on in the long run.
    pub stationary: Option<f64>,
    /// That it is under way, by quarter.
    pub under_way: Vec<ByQuarter>,
    /// What it does while it lasts.
    pub shocks: Vec<Change>,
    /// The channel that it states.
    pub channel: Option<String>,
    /// Who says so.
    pub source: Option<String>,
    /// What that is.
    pub basis: Basis,
}

pub(super) fn of(scenario: &Scenario) -> Vec<Event> {
    let likelihoods = scenario.likelihoods();
    let event = |(number, (event, likely)): (usize, (&scenario::Event, &Likelihood))| {
        let by = match event.course {
            Course::Regime { .. } => Bringer::Regime(number),
            Course::Once { .. } | Course::Recurring { .. } => Bringer::Event(number),
        };
        let by_quarter = |values: &[f64]| -> Vec<ByQuarter> {
            let quarter = |k: usize| scenario.start.plus(k as i32).to_string();
            values
                .iter()
                .enumerate()
                .map(|(k, value)| ByQuarter { quarter: quarter(k), value: *value })
                .collect()
        };
        let shocks = change::changes(scenario, by);
        let onset = match &event.course {
            Course::Once { chance: Chance::Window(_, onset) | Chance::Given { onset, .. }, .. } => {
                Some(onset)
            }
            _ => None,
        };
        Event {
            id: event.id.clone(),
            label: event.label.clone(),
            kind: kind(event),
            stated: stated(scenario, number),
            given: event.given().map(|given| scenario.events[given].id.clone()),
            exclusive: scenario.excluded_with(number).map(|group| group.id.clone()),
            probability: likely.probability,
            window: [event.window.0, event.window.1].map(|quarter| quarter.to_string()),
            begins: by_quarter(&likely.begins),
            onset: onset.and_then(|onset| match onset {
                Onset::Even => None,
                Onset::Drawn(drawn) => Some(Spread::new(drawn)),
            }),
            duration: match &event.course {
                Course::Once { duration: drawn, .. } | Course::Recurring { duration: drawn, .. } => {
                    Some(duration(drawn))
                }
                Course::Regime { .. } => None,
            },
            lasts: likely.lasts.is_finite().then_some(likely.lasts),
            stationary: match event.course {
                Course::Regime { enter, leave, .. } if enter + leave > 0.0 => Some(stationary(enter, leave)),
                _ => None,
            },
            under_way: by_quarter(&likely.under_way),
            shocks: shocks.map(|shock| Change::new(scenario, &shock, event.source.clone())).collect(),
            channel: event.channel.clone(),
            source: event.source.clone(),
            basis: Basis::of(event.source.as_deref()),
        }
    };
    scenario.events.iter().zip(&likelihoods).enumerate().map(event).collect()
}

/// In whole quarters, as it is drawn.
pub(super) fn duration(distribution: &Distribution) -> Spread {
    let spread = Spread::new(distribution);
    let whole = |quarters: f64| if quarters > 1.0 { quarters.ceil() } else { 1.0 };
    let [p05, p50, p95] = [spread.p05, spread.p50, spread.p95].map(whole);
    Spread { p05, p50, p95, ..spread }
}

/// What the driver that decides on an event means, in words.
pub(super) fn decides(scenario: &Scenario, number: usize) -> String {
    let event = &scenario.events[number];
    if let Some(group) = scenario.excluded_with(number) {
        let ids: Vec<&str> = group.events.iter().map(|event| scenario.events[*event].id.as_str()).collect();
        return format!("from the top: {}, then none of them", ids.join(", "));
    }
    match &event.course {
        Course::Once { chance: Chance::Window(probability, _), .. } => {
            format!("with probability {}", brief(*probability))
        }
        Course::Once { chance: Chance::Hazard(yearly), .. } => {
            format!("with probability {} a year; the higher, the earlier", brief(*yearly))
        }
        Course::Once { chance: Chance::Given { event, yes, no, .. }, .. } => {
            let other = &scenario.events[*event].id;
            format!("with probability {} where {other} happens, else {}", brief(*yes), brief(*no))
        }
        Course::Recurring { yearly_hazard, .. } => {
            let hazard = round(quarterly_hazard(*yearly_hazard));
            format!("with probability {} while it is not under way", brief(hazard))
        }
        Course::Regime { enter, leave, .. } => {
            let [enter, stay] = [round(*enter), round(1.0 - leave)].map(brief);
            format!("on with probability {enter} after off, {stay} after on")
        }
    }
}

pub(super) fn lines(events: &[Event], width: usize) -> Vec<Line> {
    if events.is_empty() {
        return heading("Events", "none", width);
    }
    let more = if events.iter().all(|event| event.kind == "once") {
        "results are under the stated event probabilities; each happens once in a path at most"
    } else {
        "results are under the stated event probabilities"
    };
    let mut lines = heading("Events", more, width);
    lines.extend(event_tree::lines(events, width));
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
        field(lines, Role::Plain, 4, "begins", &self.beginning(), width);
        field(lines, Role::Plain, 4, "lasts", &self.lasting(), width);
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
                let each = match self.kind {
                    "recurring" if size.kind != "point" => "; drawn anew each time",
                    "regime" if size.kind != "point" => "; drawn once a path",
                    _ => "",
                };
                let sentence = format!("{}{each}", size.sentence(&shock.unit));
                field(&mut inner, Role::Plain, 4, "size", &sentence, width);
            }
            lines.extend(inner);
        }
        if let Some(channel) = &self.channel {
            field(lines, Role::Plain, 4, "channel", channel, width);
        }
        field(lines, Role::Faint, 4, "source", self.source.as_deref().unwrap_or("no source"), width);
    }

    /// "within 2022Q3 to 2023Q2, with a stated probability of 25 %: 6.25 % in each quarter"
    fn beginning(&self) -> String {
        let [first, last] = &self.window;
        let window = if first == last { format!("in {first}") } else { format!("within {first} to {last}") };
        let mut text = match self.kind {
            "once" => format!("{window}, with a stated probability of {}", self.stated),
            _ => format!("{window}, with stated probabilities: {}", self.stated),
        };
        let inside: Vec<f64> = self.begins.iter().map(|begins| begins.value).filter(|p| *p > 0.0).collect();
        let implied = percent(round(self.probability));
        let mut and = Vec::new();
        if self.stated != implied && !self.stated.starts_with(&format!("{implied},")) {
            and.push(format!("{implied} that it happens at all"));
        }
        let alike = inside.iter().all(|p| (p - inside[0]).abs() < 1e-12);
        if inside.len() > 1 && alike {
            and.push(format!("{} in each quarter", percent(round(inside[0]))));
        }
        if !and.is_empty() {
            text += &format!(": {}", and.join(", "));
        }
        if let Some(onset) = &self.onset {
            text += &format!("; so long after {first}, rounded down: {}", onset.sentence("quarters"));
        }
        text
    }

    fn lasting(&self) -> String {
        let mean = self.lasts.map(|lasts| format!("{} quarters on average", brief(round(lasts))));
        match &self.duration {
            Some(known) if known.kind == "point" => {
                known.sentence(if known.p50 == 1.0 { "quarter" } else { "quarters" })
            }
            Some(duration) => {
                let mean = mean.map(|mean| format!("; {mean}")).unwrap_or_default();
                format!("{}, rounded up{mean}", duration.sentence("quarters"))
            }
            None => {
                let share = self
                    .stationary
                    .map(|share| format!("{} of all quarters in the long run", percent(round(share))));
                let parts = [mean.or_else(|| Some("to the end".to_owned())), share];
                parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
            }
        }
    }
}
