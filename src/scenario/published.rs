//! A published total that a scenario must meet: a target.

use crate::calendar::Period;
use crate::diagnostic::Span;
use crate::language::Statistic;

use super::{Event, Shock};

/// A statistic of an outcome that one size is shifted for until it is met: a `[[target]]`.
///
/// The shift is a number that is added to every draw of the size, so that all its percentiles move together.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// An outcome's id.
    pub outcome: String,
    /// One of the outcome's periods.
    pub period: Period,
    /// The mean or a percentile.
    pub statistic: Statistic,
    /// As it was written, such as `p50`.
    pub stat: String,
    /// What it must be, in the outcome's unit.
    pub value: f64,
    /// The size that is shifted; each target has one of its own.
    pub by: SizeOf,
    /// As it was written, such as `shock.remittances.percent`.
    pub written: String,
    /// The shift, in the unit of the size; 0 until it is solved for.
    pub shift: f64,
    /// Who published it.
    pub source: Option<String>,
    /// Where it is stated.
    pub span: Span,
}

/// One size of a scenario, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SizeOf {
    /// That of a shock.
    Shock(usize),
    /// That of a shock of an event or a regime.
    Event {
        /// The event.
        event: usize,
        /// The shock among its own.
        shock: usize,
    },
}

impl SizeOf {
    /// Every size under the name of its driver, as a `by` says it: `shock.ID.VERB`, `event.ID.TARGET.VERB`.
    pub fn all(shocks: &[Shock], events: &[Event]) -> Vec<(String, Self)> {
        let mut sizes = Vec::new();
        for (number, shock) in shocks.iter().enumerate() {
            sizes.push((format!("shock.{}.{}", shock.id, shock.verb.key()), Self::Shock(number)));
        }
        for (event, brings) in events.iter().enumerate() {
            for (number, shock) in brings.shocks.iter().enumerate() {
                let target = &shock.target;
                let name = format!("{}.{}.{target}.{}", brings.word(), brings.id, shock.verb.key());
                sizes.push((name, Self::Event { event, shock: number }));
            }
        }
        sizes
    }
}
