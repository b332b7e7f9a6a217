//! The distribution of an outcome at one period, in numbers.

use serde::Serialize;

use crate::compile;
use crate::results::{Tail, Tally};
use crate::scenario::{Elements, Outcome, Scenario};

use super::figure::{Figure, finite};
use super::row::RowHead;
use super::words;

/// The distribution of an outcome at one period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    /// `OUTCOME@PERIOD`.
    pub id: String,
    /// The outcome's id.
    pub outcome: String,
    /// What a person calls it.
    pub label: String,
    /// The variable, such as `gdp` or `sent[russia]`.
    pub variable: String,
    /// How it is measured: the outcome's `as`.
    pub measure: String,
    /// In which variant: `scenario` or `baseline`.
    pub of: &'static str,
    /// When.
    pub period: String,
    /// The unit of its numbers.
    pub unit: String,
    /// What the numbers are compared with; `None` for a level.
    pub versus: Option<&'static str>,
    /// How much of the period is simulated.
    pub simulated: Simulated,
    /// Paths that were counted, those that failed included.
    pub paths: u64,
    /// Paths that are not finite; all numbers are over the others.
    pub failed: u64,
    /// Moments, quantiles and tails.
    pub statistics: Statistics,
    /// P(outcome < threshold), in the scenario's order.
    pub below: Vec<Threshold>,
    /// P(outcome > threshold), in the scenario's order.
    pub above: Vec<Threshold>,
    /// Values that many paths share, ascending, with P(outcome = value).
    pub atoms: Vec<Threshold>,
    /// Its shape between p01 and p99; `None` when they are equal or unknown.
    pub histogram: Option<Histogram>,
    /// When paths failed: where p05, p50 and p95 would lie had all of those been lowest, or all highest.
    pub failed_bounds: Option<FailedBounds>,
}

/// How much of a period is simulated; the rest comes from history or the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Simulated {
    /// Quarters that are simulated.
    pub quarters: u32,
    /// Quarters of the period.
    pub of: u32,
}

/// Moments, quantiles and tails. `p05` and `p95` are the 5 percent at risk of either side; `shortfall05` and `longrise05` the mean of
/// the lowest and of the highest 5 percent (expected shortfall).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names say it, the struct explains")]
pub struct Statistics {
    pub mean: Figure,
    pub sd: Figure,
    pub skewness: Figure,
    pub p01: Figure,
    pub p05: Figure,
    pub p10: Figure,
    pub p25: Figure,
    pub p50: Figure,
    pub p75: Figure,
    pub p90: Figure,
    pub p95: Figure,
    pub p99: Figure,
    pub shortfall05: Figure,
    pub longrise05: Figure,
}

/// A probability at a value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Threshold {
    /// The value, in the column's unit.
    pub at: f64,
    /// The probability, in [0, 1].
    #[serde(flatten)]
    pub probability: Figure,
}

/// Shares of all finite paths in equally wide bins from p01 to p99; from the tally's bins, linear inside each.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Histogram {
    /// Where the first bin begins.
    pub low: f64,
    /// Where the last bin ends, inclusive.
    pub high: f64,
    /// Share of each bin, in [0, 1].
    pub shares: Vec<f64>,
}

/// Quantiles of all paths had those that failed been lowest, or highest; an end that they alone decide is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names say it, the struct explains")]
pub struct FailedBounds {
    pub p05: [Option<f64>; 2],
    pub p50: [Option<f64>; 2],
    pub p95: [Option<f64>; 2],
}

impl Column {
    pub(super) fn new(scenario: &Scenario, column: &compile::Column, tally: &Tally) -> Self {
        let outcome = &scenario.outcomes[column.outcome];
        let (head, statistics) = (RowHead::new(scenario, column), Statistics::new(tally));
        Self {
            id: head.id,
            outcome: head.outcome,
            label: head.label,
            variable: head.variable,
            measure: head.measure,
            of: head.of,
            period: head.period,
            unit: head.unit,
            versus: head.versus,
            simulated: Simulated { quarters: column.simulated.0, of: column.simulated.1 },
            paths: tally.count() + tally.failed(),
            failed: tally.failed(),
            below: Threshold::list(&outcome.below, |at| tally.probability_below(at).into()),
            above: Threshold::list(&outcome.above, |at| tally.probability_above(at).into()),
            atoms: tally
                .atoms()
                .into_iter()
                .map(|(at, probability)| Threshold { at, probability: probability.into() })
                .collect(),
            histogram: Histogram::new(tally, &statistics),
            failed_bounds: (tally.failed() > 0).then(|| FailedBounds::new(tally)),
            statistics,
        }
    }

    /// What a person calls it, and the unit as a person says it.
    pub(super) fn name_and_unit(&self) -> (&str, String) {
        let (name, unit) = words::name_and_unit(&self.label, &self.unit);
        (name, unit.to_owned())
    }

    /// Everything with a name of its own, in the order of the files: `mean`, ..., `below -2`, `above 3`, `equal 0`.
    pub(super) fn figures(&self) -> impl Iterator<Item = (String, Figure)> {
        let named = |name: &'static str, list: &[Threshold]| {
            list.iter().map(move |t| (format!("{name} {}", t.at), t.probability)).collect::<Vec<_>>()
        };
        (self.statistics.list().into_iter().map(|(name, figure)| (name.to_owned(), figure)))
            .chain(named("below", &self.below))
            .chain(named("above", &self.above))
            .chain(named("equal", &self.atoms))
    }
}

/// The outcome's label, else the variable's with its element, else the variable.
pub(super) fn label(scenario: &Scenario, outcome: &Outcome) -> String {
    let target = &outcome.variable;
    let variable = scenario.model.variables.iter().find(|variable| variable.name == target.variable);
    match (&outcome.label, variable.and_then(|variable| variable.label.as_ref()), &target.elements) {
        (None, Some(label), Elements::One(element)) => format!("{label} ({element})"),
        (Some(label), _, _) | (None, Some(label), _) => label.clone(),
        (None, None, _) => target.to_string(),
    }
}

impl Statistics {
    fn new(tally: &Tally) -> Self {
        let quantiles = tally.quantiles(&[0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]);
        let [p01, p05, p10, p25, p50, p75, p90, p95, p99] = std::array::from_fn(|k| quantiles[k].into());
        Self {
            mean: tally.mean().into(),
            sd: tally.sd().into(),
            skewness: tally.skewness().into(),
            p01,
            p05,
            p10,
            p25,
            p50,
            p75,
            p90,
            p95,
            p99,
            shortfall05: tally.expected_shortfall(0.05, Tail::Lower).into(),
            longrise05: tally.expected_shortfall(0.05, Tail::Upper).into(),
        }
    }

    /// All with their names, in the order of the files.
    pub fn list(&self) -> [(&'static str, Figure); 14] {
        [
            ("mean", self.mean),
            ("sd", self.sd),
            ("skewness", self.skewness),
            ("p01", self.p01),
            ("p05", self.p05),
            ("p10", self.p10),
            ("p25", self.p25),
            ("p50", self.p50),
            ("p75", self.p75),
            ("p90", self.p90),
            ("p95", self.p95),
            ("p99", self.p99),
            ("shortfall05", self.shortfall05),
            ("longrise05", self.longrise05),
        ]
    }
}

impl Threshold {
    fn list(at: &[f64], probability: impl Fn(f64) -> Figure) -> Vec<Self> {
        at.iter().map(|&at| Self { at, probability: probability(at) }).collect()
    }
}

impl Histogram {
    /// So that 6, 8 and 12 characters hold whole bins.
    const BINS: usize = 24;

    fn new(tally: &Tally, statistics: &Statistics) -> Option<Self> {
        let (low, high) = (statistics.p01.value?, statistics.p99.value?);
        let width = (high - low) / Self::BINS as f64;
        if !(width > 0.0 && width.is_finite()) {
            return None;
        }
        // The last bin holds its upper edge, so that a value shared by many paths there is not lost.
        let mut below: Vec<f64> = (0..Self::BINS)
            .map(|bin| tally.probability_below((bin as f64).mul_add(width, low)).value)
            .collect();
        below.push(1.0 - tally.probability_above(high).value);
        let share = |edges: &[f64]| if edges[1] > edges[0] { edges[1] - edges[0] } else { 0.0 };
        Some(Self { low, high, shares: below.windows(2).map(share).collect() })
    }
}

impl FailedBounds {
    fn new(tally: &Tally) -> Self {
        let bounds = |p| {
            let (low, high) = tally.failed_bounds(p);
            [finite(low), finite(high)]
        };
        Self { p05: bounds(0.05), p50: bounds(0.5), p95: bounds(0.95) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;
    use crate::language::parse;
    use crate::scenario::{Kind, Measure, Rule, Tracking, Variable};

    #[test]
    fn labels_come_from_the_outcome_then_the_variable_then_the_name() {
        let mut outcome = example::outcome("x", "Own label", "sent", Measure::Level, &["2022"]);
        let mut scenario = example::scenario(vec![outcome.clone()]);
        assert_eq!(label(&scenario, &outcome), "Own label");
        outcome.label = None;
        assert_eq!(label(&scenario, &outcome), "sent");
        outcome.variable.elements = Elements::One("russia".to_owned());
        assert_eq!(label(&scenario, &outcome), "sent[russia]");
        scenario.model.variables.push(Variable {
            name: "sent".to_owned(),
            over: Some("corridor".to_owned()),
            label: Some("Remittances sent".to_owned()),
            unit: None,
            kind: Kind::Flow,
            yearly: false,
            trend: None,
            rule: Rule::Equation(parse("1", scenario.span.file, 0).unwrap()),
            tracking: Tracking::Identity,
            residual: None,
            bounds: None,
            absorb: None,
            level: None,
            source: None,
            span: scenario.span,
        });
        assert_eq!(label(&scenario, &outcome), "Remittances sent (russia)");
        outcome.variable.elements = Elements::None;
        assert_eq!(label(&scenario, &outcome), "Remittances sent");
    }

    #[test]
    fn shares_of_the_histogram_add_up_to_what_lies_between_p01_and_p99() {
        let outcome = example::outcome("x", "X", "x", Measure::Level, &["2022"]);
        let scenario = example::scenario(vec![outcome]);
        let column = example::column(&scenario, 0, "2022", "percent");
        let values = example::draws(9, 50_000, |x| x);
        let normal = Column::new(&scenario, &column, &example::tally(&values, &[]));
        let sum = |column: &Column| column.histogram.as_ref().unwrap().shares.iter().sum::<f64>();
        assert!((sum(&normal) - 0.98).abs() < 0.001, "{}", sum(&normal));
        // 40 percent at the lower end and 30 percent at the upper end are inside.
        let clamped: Vec<f64> = values.iter().map(|x| x.clamp(-0.25, 0.52)).collect();
        let clamped = Column::new(&scenario, &column, &example::tally(&clamped, &[]));
        assert!((sum(&clamped) - 1.0).abs() < 1e-9, "{}", sum(&clamped));
        let shares = &clamped.histogram.as_ref().unwrap().shares;
        assert!(shares[0] > 0.39 && shares[23] > 0.29, "{shares:?}");
        let constant = Column::new(&scenario, &column, &example::tally(&[3.0; 100], &[]));
        assert_eq!(constant.histogram, None);
    }
}
