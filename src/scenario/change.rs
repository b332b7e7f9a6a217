//! All that changes variables, whoever brings it, in one list.

use crate::diagnostic::Span;

use super::{Adjustment, Course, Elements, Scenario, Size, SizeOf, Target, Timing, Verb, Versus};

/// Who brings a change, in the order in which changes of one verb act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bringer {
    /// In baseline and scenario alike.
    Assumption,
    /// In baseline and scenario alike.
    Tune,
    /// In the scenario.
    Shock,
    /// In the scenario, while the event of this number lasts.
    Event(usize),
    /// In the scenario, while the regime is on that has this number among the events.
    Regime(usize),
}

/// One verb on one target.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// Who brings it.
    pub bringer: Bringer,
    /// The id of the assumption, tune, shock, event or regime.
    pub id: &'a str,
    /// What it hits.
    pub target: &'a Target,
    /// How.
    pub verb: Verb,
    /// Against what.
    pub versus: Versus,
    /// By how much.
    pub size: ChangeSize<'a>,
    /// What a target adds to the size.
    pub shift: f64,
    /// Whether each element draws apart.
    pub each: bool,
    /// When; `None` while the event lasts or the regime is on.
    pub timing: Option<Timing>,
    /// Whose `set` it takes over from.
    pub replaces: &'a [String],
    /// The variable whose residual makes the target hit its path.
    pub residual: Option<&'a Target>,
    /// Where its size is stated.
    pub span: Span,
}

/// The size of a change.
#[derive(Debug, Clone, Copy)]
pub enum ChangeSize<'a> {
    /// Of a shock, assumption or tune.
    Size(&'a Size),
    /// Of an event's shock.
    Drawn(&'a crate::distribution::Distribution),
}

impl Bringer {
    /// `shock`, `event`, `regime`, `assumption` or `tune`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Assumption => "assumption",
            Self::Tune => "tune",
            Self::Shock => "shock",
            Self::Event(_) => "event",
            Self::Regime(_) => "regime",
        }
    }

    /// The number, among the scenario's events, of the event or regime.
    pub fn event(self) -> Option<usize> {
        match self {
            Self::Event(number) | Self::Regime(number) => Some(number),
            Self::Assumption | Self::Tune | Self::Shock => None,
        }
    }

    /// Whether the baseline has it too.
    pub fn is_held(self) -> bool {
        matches!(self, Self::Assumption | Self::Tune)
    }
}

impl Change<'_> {
    /// The driver of a shock's size, for an element that draws apart where it does.
    pub fn shock_driver(id: &str, verb: Verb, element: Option<&str>) -> String {
        named_by_id(Bringer::Shock.word(), id, verb, element)
    }

    /// Whether it puts something else in the equation's place, so that two of them in one quarter exclude each other.
    pub fn is_set(&self) -> bool {
        self.verb == Verb::Set || self.versus != Versus::Equation
    }

    /// Its driver, for an element that draws apart where it does.
    pub fn driver(&self, element: Option<&str>) -> String {
        let (word, id, verb) = (self.bringer.word(), self.id, self.verb.key());
        match (self.bringer, element) {
            (Bringer::Event(_) | Bringer::Regime(_), element) => {
                let elements = match element {
                    Some(element) => Elements::One(element.to_owned()),
                    None => self.target.elements.clone(),
                };
                format!("{word}.{id}.{}{elements}.{verb}", self.target.variable)
            }
            (_, element) => named_by_id(word, id, self.verb, element),
        }
    }
}

fn named_by_id(word: &str, id: &str, verb: Verb, element: Option<&str>) -> String {
    let verb = verb.key();
    match element {
        Some(element) => format!("{word}.{id}[{element}].{verb}"),
        None => format!("{word}.{id}.{verb}"),
    }
}

impl Scenario {
    /// Assumptions, tunes that are add-factors, shocks and those of events; each in the order of the file.
    pub fn changes(&self) -> Vec<Change<'_>> {
        let assumptions = self.assumptions.iter().map(|assumption| Change {
            bringer: Bringer::Assumption,
            id: &assumption.id,
            target: &assumption.target,
            verb: assumption.verb,
            versus: assumption.versus,
            size: ChangeSize::Size(&assumption.size),
            shift: 0.0,
            each: false,
            timing: Some(assumption.timing),
            replaces: &assumption.replaces,
            residual: None,
            span: assumption.span,
        });
        let tunes = self.tunes.iter().filter_map(|tune| match &tune.adjustment {
            Adjustment::ResidualSpread(_) => None,
            Adjustment::Factor(verb, size) => Some(Change {
                bringer: Bringer::Tune,
                id: &tune.id,
                target: &tune.target,
                verb: *verb,
                versus: Versus::Equation,
                size: ChangeSize::Size(size),
                shift: 0.0,
                each: false,
                timing: Some(tune.timing),
                replaces: &[],
                residual: None,
                span: tune.span,
            }),
        });
        let shocks = self.shocks.iter().enumerate().map(|(number, shock)| Change {
            bringer: Bringer::Shock,
            id: &shock.id,
            target: &shock.target,
            verb: shock.verb,
            versus: shock.versus,
            size: ChangeSize::Size(&shock.size),
            shift: self.shift(SizeOf::Shock(number)),
            each: shock.each,
            timing: Some(shock.timing),
            replaces: &shock.replaces,
            residual: shock.residual.as_ref(),
            span: shock.span,
        });
        let brought = self.events.iter().enumerate().flat_map(|(number, event)| {
            event.shocks.iter().enumerate().map(move |(place, shock)| Change {
                bringer: match event.course {
                    Course::Regime { .. } => Bringer::Regime(number),
                    Course::Once { .. } | Course::Recurring { .. } => Bringer::Event(number),
                },
                id: &event.id,
                target: &shock.target,
                verb: shock.verb,
                versus: shock.versus,
                size: ChangeSize::Drawn(&shock.size),
                shift: self.shift(SizeOf::Event { event: number, shock: place }),
                each: shock.each,
                timing: None,
                replaces: &shock.replaces,
                residual: None,
                span: shock.span,
            })
        });
        assumptions.chain(tunes).chain(shocks).chain(brought).collect()
    }
}
