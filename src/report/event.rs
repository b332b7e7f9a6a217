//! Events and regimes: how likely each is said to be, what that implies, and on how many paths it happened.

use serde::Serialize;

use crate::results::{Part, share};
use crate::scenario::{self, Chance, Course, Likelihood, Scenario, Start, quarterly_hazard};

use super::figure::Figure;
use super::number::brief;

/// An event or a regime, and the probability that all numbers are conditional on.
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
    /// That it happens in a path at all, as stated or implied by what is; where drivers are not correlated.
    pub probability: f64,
    /// The share of paths on which it happened, those that failed included.
    pub happened: Figure,
    /// First and last quarter in which it may begin.
    pub window: [String; 2],
    /// Who says so; `None`: a judgement of the scenario's author.
    pub source: Option<String>,
}

/// All of a scenario, with what was counted.
pub(super) fn events(scenario: &Scenario, part: &Part) -> Vec<Event> {
    let likelihoods = scenario.likelihoods();
    let event = |(number, (event, likely)): (usize, (&scenario::Event, &Likelihood))| Event {
        id: event.id.clone(),
        label: event.label.clone(),
        kind: kind(event),
        stated: stated(scenario, number),
        probability: likely.probability,
        happened: part
            .happened
            .get(number)
            .map_or(Figure::default(), |paths| share(*paths, part.paths).into()),
        window: [event.window.0, event.window.1].map(|quarter| quarter.to_string()),
        source: event.source.clone(),
    };
    scenario.events.iter().zip(&likelihoods).enumerate().map(event).collect()
}

/// `once`, `recurring` or `regime`.
pub(super) fn kind(event: &scenario::Event) -> &'static str {
    match event.course {
        Course::Once { .. } => "once",
        Course::Recurring { .. } => "recurring",
        Course::Regime { .. } => "regime",
    }
}

/// "25 %", "10 % a year, 2.6 % a quarter", "60 % where freeze happens, and then not before it, else 10 %"
pub(super) fn stated(scenario: &Scenario, number: usize) -> String {
    let event = &scenario.events[number];
    let hazard = |yearly: f64| {
        format!("{} a year, {} a quarter", percent(yearly), percent(round(quarterly_hazard(yearly))))
    };
    let mut text = match &event.course {
        Course::Once { chance: Chance::Window(probability, _), .. } => percent(*probability),
        Course::Once { chance: Chance::Hazard(yearly), .. } => hazard(*yearly),
        Course::Once { chance: Chance::Given { event, yes, no, .. }, .. } => format!(
            "{} where {} happens, and then not before it, else {}",
            percent(*yes),
            scenario.events[*event].id,
            percent(*no)
        ),
        Course::Recurring { yearly_hazard, .. } => {
            format!("{} while it is not under way, again and again", hazard(*yearly_hazard))
        }
        Course::Regime { enter, leave, start } => {
            let start = match start {
                Start::Off => "off before the first",
                Start::On => "on before the first",
                Start::Stationary => "on in the first as often as in the long run",
            };
            format!(
                "on with {} a quarter, off with {}, {start}",
                percent(round(*enter)),
                percent(round(*leave))
            )
        }
    };
    if let Some(group) = scenario.excluded_with(number) {
        let others = group.events.iter().filter(|event| **event != number);
        let others: Vec<&str> = others.map(|event| scenario.events[*event].id.as_str()).collect();
        text += &format!(", never with {}", others.join(" or "));
    }
    text
}

/// A number in percent, for probabilities.
pub(super) fn percent(share: f64) -> String {
    format!("{} %", brief(100.0 * share))
}

/// Three significant digits.
pub(super) fn round(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}

impl Event {
    /// "event freeze, 2022Q3 to 2023Q2: stated 25 %; it happened on 24.9 % ± 0.3 of the paths"
    pub(super) fn line(&self) -> String {
        let [first, last] = &self.window;
        let word = if self.kind == "regime" { "regime" } else { "event" };
        let when = if first == last { first.clone() } else { format!("{first} to {last}") };
        let implied = percent(round(self.probability));
        let implied = if self.stated.starts_with(&format!("{implied},")) || self.stated == implied {
            String::new()
        } else {
            format!(": {implied} in all")
        };
        let happened = match self.happened.value {
            Some(_) => format!("; it happened on {} of the paths", self.happened.percent()),
            None => String::new(),
        };
        format!("{word} {}, {when}: stated {}{implied}{happened}", self.id, self.stated)
    }
}
