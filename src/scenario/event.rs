//! Something that may happen, or a state of the world that comes and goes.

use crate::calendar::Quarter;
use crate::diagnostic::Span;
use crate::distribution::Distribution;

use super::{Scenario, Target, Verb, Versus};

/// Something that may happen: how likely, when, for how long, and the shocks it brings.
///
/// Drivers: `event.ID.occurs`, `event.ID.onset`, `event.ID.duration`, `event.ID.TARGET.VERB`; of a regime `regime.ID` and
/// `regime.ID.TARGET.VERB`. Events that exclude each other share `exclusive.ID` in place of their `occurs`.
#[derive(Debug, Clone)]
pub struct Event {
    /// Unique among shocks, events, regimes, assumptions and tunes.
    pub id: String,
    /// What a person calls it.
    pub label: Option<String>,
    /// First and last quarter in which it may begin; of a regime all simulated ones.
    pub window: (Quarter, Quarter),
    /// How it comes and goes.
    pub course: Course,
    /// What it does while it lasts.
    pub shocks: Vec<EventShock>,
    /// The channel by which it reaches the economy, such as `fuel`: what `attribute` puts together. Its id unless stated.
    pub channel: Option<String>,
    /// Who says so.
    pub source: Option<String>,
    /// Where it is named.
    pub span: Span,
}

/// How an event comes and goes.
#[derive(Debug, Clone)]
pub enum Course {
    /// At most once in a path.
    Once {
        /// How likely it is, and where its onset lies.
        chance: Chance,
        /// In quarters, rounded up, at least 1; drawn once a path.
        duration: Distribution,
    },
    /// In each quarter of the window in which it is not under way, with the same probability: a renewal. What is drawn of
    /// each time is drawn in its first quarter.
    Recurring {
        /// The probability a year, in [0, 1].
        yearly_hazard: f64,
        /// In quarters, rounded up, at least 1.
        duration: Distribution,
    },
    /// A Markov chain of two states, off and on.
    Regime {
        /// P(on in a quarter | off in the one before), in [0, 1].
        enter: f64,
        /// P(off in a quarter | on in the one before), in [0, 1].
        leave: f64,
        /// Its state in the quarter before the scenario's first.
        start: Start,
    },
}

/// How likely an event is that happens once at most, and where its onset lies.
#[derive(Debug, Clone)]
pub enum Chance {
    /// It begins within the window with this probability, in [0, 1].
    Window(f64, Onset),
    /// It begins in the first quarter of the window in which it strikes; the probability a year, in [0, 1].
    Hazard(f64),
    /// By whether another event, which happens once or again and again, happens. Where that one does, this one does not
    /// begin before it: its window does not end before the other's.
    Given {
        /// The other: a position among the scenario's events; no event is given itself, by whatever way.
        event: usize,
        /// The probability on the paths where the other happens, in [0, 1].
        yes: f64,
        /// The probability on the other paths, in [0, 1].
        no: f64,
        /// Where it begins.
        onset: Onset,
    },
}

/// Where in its window an event begins that happens once at most.
#[derive(Debug, Clone)]
pub enum Onset {
    /// In each quarter of the window alike; given an event that happens, in each quarter from its onset on.
    Even,
    /// So many quarters after the window's first, rounded down, inside the window; given an event that happens, not
    /// before its onset.
    Drawn(Distribution),
}

/// The state of a regime before the first simulated quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Off.
    Off,
    /// On.
    On,
    /// On with the probability of the long run, so that it is the same in each quarter.
    Stationary,
}

/// Events of which at most one happens in a path, each with its own probability: an `[[exclusive]]`.
///
/// One draw decides, of the driver `exclusive.ID`: the events take its values from the top, in their order, and nothing
/// happens below.
#[derive(Debug, Clone)]
pub struct Exclusive {
    /// Its own name.
    pub id: String,
    /// Positions among the scenario's events, at least two; each happens once at most, is given no other, and is in no
    /// other group. Their probabilities add to 1 at most.
    pub events: Vec<usize>,
    /// Where it is named.
    pub span: Span,
}

/// A shock at full weight from an event's onset for its duration, or while a regime is on.
#[derive(Debug, Clone)]
pub struct EventShock {
    /// What it hits; behavioural.
    pub target: Target,
    /// How.
    pub verb: Verb,
    /// Against what.
    pub versus: Versus,
    /// By how much.
    pub size: Distribution,
    /// Whether each element draws apart.
    pub each: bool,
    /// Assumptions, shocks and other events whose `set` it takes over from while it lasts.
    pub replaces: Vec<String>,
    /// Where its size is stated.
    pub span: Span,
}

impl Chance {
    /// Where the event begins, where that is stated apart.
    pub fn onset(&self) -> Option<&Onset> {
        match self {
            Self::Window(_, onset) | Self::Given { onset, .. } => Some(onset),
            Self::Hazard(_) => None,
        }
    }
}

impl Event {
    /// `event` or `regime`: its key, and how the names of its drivers begin.
    pub fn word(&self) -> &'static str {
        match self.course {
            Course::Regime { .. } => "regime",
            Course::Once { .. } | Course::Recurring { .. } => "event",
        }
    }

    /// Whether what is drawn of it is drawn anew each time that it begins.
    pub fn is_recurring(&self) -> bool {
        matches!(self.course, Course::Recurring { .. })
    }

    /// How long it lasts each time, in quarters; none of a regime.
    pub fn duration(&self) -> Option<&Distribution> {
        match &self.course {
            Course::Once { duration, .. } | Course::Recurring { duration, .. } => Some(duration),
            Course::Regime { .. } => None,
        }
    }

    /// The event that it is given.
    pub fn given(&self) -> Option<usize> {
        match self.course {
            Course::Once { chance: Chance::Given { event, .. }, .. } => Some(event),
            _ => None,
        }
    }
}

impl Scenario {
    /// The group of exclusive events that an event is in.
    pub fn excluded_with(&self, event: usize) -> Option<&Exclusive> {
        self.exclusive.iter().find(|group| group.events.contains(&event))
    }

    /// The driver that decides whether an event happens: a draw a path, high where it does; a draw a quarter of what recurs
    /// and of a regime.
    pub fn occurrence_driver(&self, event: usize) -> String {
        let id = &self.events[event].id;
        match (&self.events[event].course, self.excluded_with(event)) {
            (Course::Regime { .. }, _) => format!("regime.{id}"),
            (_, Some(group)) => format!("exclusive.{}", group.id),
            (_, None) => format!("event.{id}.occurs"),
        }
    }
}
