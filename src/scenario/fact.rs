//! What is published about the answer to a question.

use crate::calendar::Period;
use crate::diagnostic::Span;

/// A published number, set beside the model's answer by `sarez facts`. It is no part of the simulation.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Unique among the scenario's facts.
    pub id: String,
    /// What is published, in a sentence.
    pub title: String,
    /// An outcome's id.
    pub outcome: String,
    /// One of the outcome's periods.
    pub period: Period,
    /// The number or the range, in the outcome's unit.
    pub published: Said,
    /// Who published it.
    pub source: String,
    /// What in the model was set with this number in view, if anything.
    pub used: Option<String>,
    /// Why the model does not agree, if it does not.
    pub disagrees: Option<String>,
    /// Where it is named.
    pub span: Span,
}

/// How a number is published.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Said {
    /// A number without an error.
    Value(f64),
    /// A range; with its centre where it is an estimate with an error.
    Range {
        /// The estimate.
        value: Option<f64>,
        /// The lower end.
        low: f64,
        /// The upper end, above the lower.
        high: f64,
    },
    /// A bound: at least so much.
    Least(f64),
    /// A bound: at most so much.
    Most(f64),
}

impl Said {
    /// Whether a distribution with these percentiles agrees: a number lies within its 90 percent interval, a range
    /// overlaps with it, a bound holds at the median.
    pub fn agrees(self, [p05, p50, p95]: [f64; 3]) -> bool {
        match self {
            Self::Value(value) => (p05..=p95).contains(&value),
            Self::Range { low, high, .. } => p05 <= high && low <= p95,
            Self::Least(bound) => p50 >= bound,
            Self::Most(bound) => p50 <= bound,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_is_what_is_stated() {
        let answer = [-1.0, 0.0, 2.0];
        let range = |low, high| Said::Range { value: None, low, high };
        for (said, agrees) in [
            (Said::Value(2.0), true),
            (Said::Value(-1.0), true),
            (Said::Value(2.1), false),
            (Said::Value(f64::NAN), false),
            (range(-3.0, -1.0), true),
            (range(-3.0, -1.1), false),
            (range(2.0, 3.0), true),
            (range(2.1, 3.0), false),
            (range(-9.0, 9.0), true),
            (Said::Least(0.0), true),
            (Said::Least(0.1), false),
            (Said::Most(0.0), true),
            (Said::Most(-0.1), false),
        ] {
            assert_eq!(said.agrees(answer), agrees, "{said:?}");
            assert!(!said.agrees([f64::NAN; 3]), "what is not a number agrees with nothing");
        }
    }
}
