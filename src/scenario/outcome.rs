//! What is measured on each path, what must hold of it, and what happened.

use std::collections::BTreeMap;

use crate::calendar::{Date, Period};
use crate::diagnostic::Span;
use crate::language::Assertion;

use super::Target;

/// What is measured on each path; its distribution over paths is what is reported.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Unique.
    pub id: String,
    /// What a person calls it; the variable's label otherwise.
    pub label: Option<String>,
    /// One variable, or one element of one.
    pub variable: Target,
    /// How it is measured.
    pub measure: Measure,
    /// In which variant; effects are of both.
    pub of: Of,
    /// When; inside the horizon, at least one.
    pub at: Vec<Period>,
    /// Thresholds whose lower probabilities are reported.
    pub below: Vec<f64>,
    /// Thresholds whose upper probabilities are reported.
    pub above: Vec<f64>,
    /// Where it is named.
    pub span: Span,
}

/// How a variable becomes a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// `"level"`: in its own unit.
    Level,
    /// `"effect"`: scenario minus baseline on the same path, in its unit (percentage points for a rate).
    Effect,
    /// `"effect, percent"`: 100 (scenario / baseline - 1).
    EffectPercent,
    /// `"growth"`: 100 (x / x a year ago - 1).
    Growth,
    /// `"from reference"`: x - ref(x).
    FromReference,
    /// `"from reference, percent"`: 100 (x / ref(x) - 1).
    FromReferencePercent,
    /// `"residual"`: u, what the equation does not explain; over a year the mean of its quarters.
    Residual,
    /// The same where a shock's `by` solves for it: not an outcome that is asked for, but reported with the shock of the
    /// outcome's id.
    SolvedResidual,
    /// The residual of a variable that has one, else its level, whatever else fails on the path: not an outcome that is asked
    /// for, but what `sarez calibrate` looks at.
    Alone,
    /// `"share of Y"`: 100 x / Y, each aggregated first.
    ShareOf(Target),
    /// Level, growth or share on the reference: not an outcome that is asked for, but what stands beside a forecast.
    OnReference(Box<Measure>),
}

/// Which variant is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// With shocks and events.
    Scenario,
    /// Without them, on the same draws.
    Baseline,
}

/// A statement that must hold beyond Monte Carlo error, such as `p50(gdp_effect@2022) < 0`.
#[derive(Debug, Clone)]
pub struct Check {
    /// Parsed; its outcome and period exist.
    pub that: Assertion,
    /// As it was written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// What happened, as published later.
#[derive(Debug, Clone)]
pub struct Observed {
    /// An outcome's id.
    pub outcome: String,
    /// One of the outcome's periods.
    pub period: Period,
    /// In the outcome's unit.
    pub value: f64,
    /// Who says so.
    pub source: Option<String>,
    /// What the outcome was before.
    pub past: Option<Past>,
    /// What others forecast, in the order of the file.
    pub forecasts: Vec<Forecast>,
    /// Where it is stated.
    pub span: Span,
}

/// What an outcome was before the scenario begins.
#[derive(Debug, Clone)]
pub struct Past {
    /// In the outcome's unit; periods that ended before the start and, where there is one, by `as_of`. Years where a year is
    /// observed, quarters where a quarter is.
    pub values: BTreeMap<Period, f64>,
    /// When the figures were published.
    pub vintage: Option<String>,
    /// Whether that was by `as_of`; false without one: then they are revised.
    pub published: bool,
    /// Who published them.
    pub source: Option<String>,
}

/// What somebody else forecast of an observed outcome.
#[derive(Debug, Clone)]
pub struct Forecast {
    /// Whose it is; unique among those of one outcome.
    pub by: String,
    /// In the outcome's unit.
    pub value: f64,
    /// The day on which it was published.
    pub on: Date,
    /// Where.
    pub source: Option<String>,
}

impl std::fmt::Display for Measure {
    /// The outcome's `as`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Level => f.write_str("level"),
            Self::Effect => f.write_str("effect"),
            Self::EffectPercent => f.write_str("effect, percent"),
            Self::Growth => f.write_str("growth"),
            Self::FromReference => f.write_str("from reference"),
            Self::FromReferencePercent => f.write_str("from reference, percent"),
            Self::Residual => f.write_str("residual"),
            Self::SolvedResidual => f.write_str("solved residual"),
            Self::Alone => f.write_str("alone"),
            Self::ShareOf(whole) => write!(f, "share of {whole}"),
            Self::OnReference(measure) => write!(f, "{measure} on the reference"),
        }
    }
}
