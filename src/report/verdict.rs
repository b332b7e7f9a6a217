//! Checks, and what happened set beside what was computed.

use serde::Serialize;

use crate::compile;
use crate::results::{Estimate, Tally};
use crate::scenario::{self, Scenario};
use crate::simulate;

use super::column::label;
use super::figure::Figure;

/// What must hold, and whether it does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    /// As it was written.
    pub that: String,
    /// The statistic's value.
    pub statistic: Figure,
    /// Whether it holds.
    pub verdict: Verdict,
}

/// Whether a check holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// In the whole 95 percent interval.
    Holds,
    /// Nowhere in the 95 percent interval.
    Fails,
    /// Somewhere in it, or the statistic does not exist: more paths may decide.
    Undecided,
}

/// What happened, and where in the distribution it fell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Observed {
    /// The column it is of: `OUTCOME@PERIOD`.
    pub column: String,
    /// What a person calls the outcome.
    pub label: String,
    /// What happened, in the column's unit.
    pub value: f64,
    /// Who says so.
    pub source: Option<String>,
    /// P(outcome < value) + P(outcome = value) / 2, in percent.
    pub percentile: Figure,
    /// Whether it lies outside all simulated paths, and on which side.
    pub beyond: Option<Beyond>,
}

/// On which side of all simulated paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Beyond {
    /// Smaller than every path.
    Below,
    /// Larger than every path.
    Above,
}

impl Observed {
    /// `None` when no column is of the outcome and period, which `read` and `compile` exclude.
    pub(super) fn new<'a>(
        scenario: &Scenario,
        observed: &scenario::Observed,
        mut columns: impl Iterator<Item = (&'a compile::Column, &'a Tally)>,
    ) -> Option<Self> {
        let (column, tally) = columns.find(|(column, _)| {
            scenario.outcomes[column.outcome].id == observed.outcome && column.period == observed.period
        })?;
        let value = observed.value;
        let (below, above) = (tally.probability_below(value), tally.probability_above(value));
        // The interval is from P(X < value) at its least to P(X <= value) at its most.
        let percentile = Estimate {
            value: 50.0 * (below.value + (1.0 - above.value)),
            low: 100.0 * below.low,
            high: 100.0 * (1.0 - above.low),
            resolution: 100.0 * below.resolution,
        };
        Some(Self {
            column: column.id.clone(),
            label: label(scenario, &scenario.outcomes[column.outcome]),
            value,
            source: observed.source.clone(),
            percentile: percentile.into(),
            beyond: match (tally.minimum(), tally.maximum()) {
                (Some(minimum), _) if value < minimum => Some(Beyond::Below),
                (_, Some(maximum)) if value > maximum => Some(Beyond::Above),
                _ => None,
            },
        })
    }
}

impl Check {
    /// The statistic of the column that the check names; without one, which `read` and `compile` exclude, it stays
    /// undecided.
    pub(super) fn new<'a>(
        scenario: &Scenario,
        check: &scenario::Check,
        mut columns: impl Iterator<Item = (&'a compile::Column, &'a Tally)>,
    ) -> Self {
        let question = &check.that.question;
        let tally = columns.find_map(|(column, tally)| {
            let is_asked =
                scenario.outcomes[column.outcome].id == question.outcome && column.period == question.period;
            is_asked.then_some(tally)
        });
        let estimate = tally.map(|tally| simulate::statistic(tally, question.statistic));
        Self {
            that: check.text.clone(),
            statistic: estimate.map(Figure::from).unwrap_or_default(),
            verdict: estimate.map_or(Verdict::Undecided, |e| {
                verdict(e, |x| check.that.comparison.holds(x, check.that.value))
            }),
        }
    }

    pub(super) fn has_failed(&self) -> bool {
        self.verdict == Verdict::Fails
    }
}

/// Whether a comparison, true on one side of a number only, `holds` at both ends of what the true value may be: the 95
/// percent interval, and on both sides what the bins cannot tell apart.
fn verdict(estimate: Estimate, holds: impl Fn(f64) -> bool) -> Verdict {
    let Estimate { low, high, resolution, .. } = estimate;
    if low.is_nan() || high.is_nan() {
        return Verdict::Undecided;
    }
    match (holds(low - resolution), holds(high + resolution)) {
        (true, true) => Verdict::Holds,
        (false, false) => Verdict::Fails,
        _ => Verdict::Undecided,
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;
    use crate::diagnostic::Sources;
    use crate::language::parse_assertion;
    use crate::scenario::Measure;

    fn check(text: &str) -> scenario::Check {
        let file = Sources::new().add("scenario.toml", text);
        let that = parse_assertion(text, file, 0).unwrap();
        scenario::Check { span: that.span, that, text: text.to_owned() }
    }

    fn verdict_of(text: &str, tally: &Tally) -> Verdict {
        let outcome = example::outcome("x", "X", "x", Measure::Level, &["2022"]);
        let scenario = example::scenario(vec![outcome]);
        let column = example::column(&scenario, 0, "2022", "percent");
        Check::new(&scenario, &check(text), [(&column, tally)].into_iter()).verdict
    }

    #[test]
    fn every_statistic_is_set_beside_its_number() {
        // N = 10,000 draws with mean 0 and sd 1: the interval of the mean is about -0.02 to 0.02.
        let tally = example::tally(&example::draws(11, 10_000, |x| x), &[-1.0]);
        for (text, expected) in [
            ("mean(x@2022) < 0.1", Verdict::Holds),
            ("mean(x@2022) > 0.1", Verdict::Fails),
            ("mean(x@2022) < 0", Verdict::Undecided),
            ("mean(x@2022) >= 0", Verdict::Undecided),
            ("sd(x@2022) > 0.9", Verdict::Holds),
            ("sd(x@2022) <= 0.9", Verdict::Fails),
            ("skewness(x@2022) < 0.3", Verdict::Holds),
            ("p05(x@2022) < -1.5", Verdict::Holds),
            ("p05(x@2022) > -1.5", Verdict::Fails),
            ("p05(x@2022) > -1.645", Verdict::Undecided),
            ("atrisk95(x@2022) > 1.5", Verdict::Holds),
            ("shortfall05(x@2022) < -1.9", Verdict::Holds),
            ("shortfall05(x@2022) > -1.9", Verdict::Fails),
            // 0.159 for the normal distribution.
            ("P(x@2022 < -1) > 0.14", Verdict::Holds),
            ("P(x@2022 > -1) > 0.86", Verdict::Fails),
            ("P(x@2022 < -1) > 0.159", Verdict::Undecided),
            // Not a threshold that was counted: from the bins.
            ("P(x@2022 > 0.5) < 0.33", Verdict::Holds),
        ] {
            assert_eq!(verdict_of(text, &tally), expected, "{text}");
        }
    }

    #[test]
    fn what_is_known_exactly_is_decided_at_its_number() {
        let tally = example::tally(&[5.0; 100], &[]);
        assert_eq!(verdict_of("p50(x@2022) <= 5", &tally), Verdict::Holds);
        assert_eq!(verdict_of("p50(x@2022) < 5", &tally), Verdict::Fails);
        assert_eq!(verdict_of("mean(x@2022) >= 5", &tally), Verdict::Holds);
    }

    #[test]
    fn what_does_not_exist_is_undecided() {
        let tally = example::tally(&[f64::NAN; 100], &[]);
        assert_eq!(verdict_of("p50(x@2022) < 5", &tally), Verdict::Undecided);
        let one = example::tally(&[5.0], &[]);
        assert_eq!(verdict_of("sd(x@2022) < 5", &one), Verdict::Undecided);
        assert_eq!(verdict_of("mean(x@2022) < 6", &one), Verdict::Undecided);
    }

    fn observed(value: f64, tally: &Tally) -> Observed {
        let outcome = example::outcome("x", "X", "x", Measure::Level, &["2022"]);
        let scenario = example::scenario(vec![outcome]);
        let column = example::column(&scenario, 0, "2022", "percent");
        let observed = scenario::Observed {
            outcome: "x".to_owned(),
            period: column.period,
            value,
            source: None,
            span: scenario.span,
            past: None,
            forecasts: Vec::new(),
        };
        Observed::new(&scenario, &observed, [(&column, tally)].into_iter()).unwrap()
    }

    #[test]
    fn what_happened_has_a_percentile_or_lies_beyond() {
        let values: Vec<f64> = (0..1000).map(f64::from).collect();
        let tally = example::tally(&values, &[249.5]);
        let inside = observed(249.5, &tally);
        assert_eq!((inside.percentile.value, inside.beyond), (Some(25.0), None));
        // Wilson's interval for 250 of 1,000: 0.2241 to 0.2778.
        let [low, high] = [inside.percentile.low.unwrap(), inside.percentile.high.unwrap()];
        assert!((low - 22.41).abs() < 0.01 && (high - 27.78).abs() < 0.01, "{low} {high}");
        for (value, beyond, percentile) in
            [(-0.5, Beyond::Below, 0.0), (999.5, Beyond::Above, 100.0), (1e9, Beyond::Above, 100.0)]
        {
            let outside = observed(value, &tally);
            assert_eq!((outside.percentile.value, outside.beyond), (Some(percentile), Some(beyond)));
        }
        // Half of those that share the value count as below.
        let shared = example::tally(&[[0.0; 60], [1.0; 60]].concat(), &[]);
        let at = observed(1.0, &shared);
        assert_eq!((at.percentile.value, at.beyond), (Some(75.0), None));
        assert!(at.percentile.low.unwrap() < 50.0 && at.percentile.high == Some(100.0));
    }
}
