//! What holds in baseline and scenario alike: assumptions and tunes, each signed.

use crate::diagnostic::Span;

use super::{Size, Target, Timing, Verb, Versus};

/// A conditioning path that holds in baseline and scenario alike.
///
/// Its driver is `assumption.ID.VERB`.
#[derive(Debug, Clone)]
pub struct Assumption {
    /// Unique among shocks, events, assumptions and tunes.
    pub id: String,
    /// What it hits; behavioural, or a definition that says what absorbs it.
    pub target: Target,
    /// How.
    pub verb: Verb,
    /// Against what; never the baseline.
    pub versus: Versus,
    /// By how much.
    pub size: Size,
    /// When; at full weight in all quarters of a size that is a path.
    pub timing: Timing,
    /// Assumptions whose `set` it takes over from.
    pub replaces: Vec<String>,
    /// Who says so.
    pub by: String,
    /// Where it is taken from.
    pub source: Option<String>,
    /// Where its size is stated.
    pub span: Span,
}

/// A judgement: an add-factor, or another spread of a residual; in baseline and scenario alike.
///
/// Its driver is `tune.ID.VERB`.
#[derive(Debug, Clone)]
pub struct Tune {
    /// Unique among shocks, events, assumptions and tunes.
    pub id: String,
    /// What it hits; with a residual, when that is what is tuned.
    pub target: Target,
    /// What it does.
    pub adjustment: Adjustment,
    /// When; at full weight in all quarters of a size that is a path.
    pub timing: Timing,
    /// Who judges.
    pub by: String,
    /// The day of the judgement, `2022-03-04`.
    pub on: String,
    /// Why.
    pub reason: String,
    /// Where its size is stated.
    pub span: Span,
}

/// What a tune does.
#[derive(Debug, Clone)]
pub enum Adjustment {
    /// `add`, `percent` or `log_points` on top of what the equation gives.
    Factor(Verb, Size),
    /// A factor on e, the variable's residual innovation.
    ResidualSpread(f64),
}
