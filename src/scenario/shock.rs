//! A change to one variable: size, verb, timing.

use crate::calendar::Quarter;
use crate::diagnostic::Span;

use super::Size;

/// A change that the scenario makes and the baseline does not.
#[derive(Debug, Clone)]
pub struct Shock {
    /// Unique among shocks, events, assumptions and tunes; its driver is `shock.ID.VERB`.
    pub id: String,
    /// What it hits; behavioural, or a definition that says what absorbs it or whose path a residual is solved for.
    pub target: Target,
    /// How.
    pub verb: Verb,
    /// Against what.
    pub versus: Versus,
    /// By how much: percent, percentage points, or the variable's unit.
    pub size: Size,
    /// Whether each element of the target draws apart (driver `shock.ID[ELEMENT].VERB`).
    pub each: bool,
    /// When; at full weight in all quarters of a size that is a path.
    pub timing: Timing,
    /// Assumptions, shocks and events whose `set` it takes over from.
    pub replaces: Vec<String>,
    /// The variable whose residual is solved for, so that the target takes the value of a `set`; each element its own
    /// where both run over all of a set.
    pub residual: Option<Target>,
    /// The channel by which it reaches the economy, such as `fuel`: what `attribute` puts together. Its id unless stated.
    pub channel: Option<String>,
    /// Who says so.
    pub source: Option<String>,
    /// Where its size is stated.
    pub span: Span,
}

/// A variable, and which of its elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The variable's name.
    pub variable: String,
    /// Which elements.
    pub elements: Elements,
    /// Where it is written.
    pub span: Span,
}

/// Which elements of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Elements {
    /// The variable runs over no set.
    None,
    /// `[*]`
    All,
    /// `[russia]`
    One(String),
}

/// What a shock does, in the order in which verbs act within a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// The value itself: equation, tracking and residual are off.
    Set,
    /// An annual growth rate in percent, permanent in the level: × (1 + size/100)^(quarters/4).
    Growth,
    /// × (1 + size/100), against what the equation gives.
    Percent,
    /// × exp(size/100), against what the equation gives.
    LogPoints,
    /// + size, in the variable's unit (percentage points for a rate).
    Add,
}

impl Verb {
    /// All, in the order in which they act.
    pub const ALL: [Self; 5] = [Self::Set, Self::Growth, Self::Percent, Self::LogPoints, Self::Add];

    /// Its key in TOML and its part of a driver's name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Growth => "growth",
            Self::Percent => "percent",
            Self::LogPoints => "log_points",
            Self::Add => "add",
        }
    }
}

/// What a verb is against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Versus {
    /// `"equation"`: what the equation gives.
    Equation,
    /// `"baseline"`: the baseline's value on the same path, which has the path's residual in it.
    Baseline,
    /// `"reference"`: the economy's reference path; the residual stays on top.
    Reference,
    /// `"year_ago"`: the variable's own value four quarters before; the residual stays on top.
    YearAgo,
}

/// The weight of a shock by quarter: up to 1 over `ramp`, 1 for `hold`, then fading by `half_life`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Timing {
    /// The first quarter that is hit.
    pub start: Quarter,
    /// Quarters of a linear rise: the weight is (k+1)/(ramp+1) in quarter k of the ramp.
    pub ramp: u32,
    /// Quarters at full weight after the ramp; `None` until the end.
    pub hold: Option<u32>,
    /// Quarters in which the weight halves after the hold; `None`: it ends with the hold.
    pub half_life: Option<f64>,
}

impl std::fmt::Display for Target {
    /// `gdp`, `sent[*]` or `sent[russia]`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.variable, self.elements)
    }
}

impl std::fmt::Display for Elements {
    /// Nothing, `[*]` or `[russia]`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::All => f.write_str("[*]"),
            Self::One(element) => write!(f, "[{element}]"),
        }
    }
}
