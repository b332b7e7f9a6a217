//! Something that may happen.

use crate::calendar::Quarter;
use crate::diagnostic::Span;
use crate::distribution::Distribution;

use super::{Target, Verb, Versus};

/// Something that may happen once in a path: probability, onset, duration, and the shocks it brings.
///
/// Drivers: `event.ID.occurs`, `event.ID.onset`, `event.ID.duration`, `event.ID.TARGET.VERB`.
#[derive(Debug, Clone)]
pub struct Event {
    /// Unique among shocks, events, assumptions and tunes.
    pub id: String,
    /// What a person calls it.
    pub label: Option<String>,
    /// That it begins within the window, in [0, 1]; a judgement unless a source says otherwise.
    pub probability: f64,
    /// First and last quarter in which it may begin; the onset is uniform over them.
    pub window: (Quarter, Quarter),
    /// In quarters, rounded up, at least 1; drawn once a path.
    pub duration: Distribution,
    /// What it does while it lasts.
    pub shocks: Vec<EventShock>,
    /// Who says so.
    pub source: Option<String>,
    /// Where it is named.
    pub span: Span,
}

/// A shock at full weight from an event's onset for its duration.
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
