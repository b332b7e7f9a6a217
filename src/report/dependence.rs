//! How drivers moved together: asked, used and achieved; and the answer at the bounds.

use serde::Serialize;

use crate::compile::{self, Measured, Product};
use crate::distribution::copula::Elliptical;
use crate::results::{Estimate, Part, ProductSum, Z_95};
use crate::scenario::{Component, Copula, Extreme, Joint, Scenario};

use super::Figure;
use super::column::Column;
use super::number::{brief, number};

/// Drivers of one cadence that move together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dependence {
    /// `path` for shocks and events, `quarter` for residuals: what they are drawn once for.
    pub once_a: &'static str,
    /// `gaussian`, `student_t, df 5` or `empirical, FILE`.
    pub copula: String,
    /// Every two members of a component.
    pub pairs: Vec<Pair>,
    /// What a reader must know of pairs that are not named.
    pub note: Option<String>,
}

/// Two drivers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// As the scenario names it.
    pub first: String,
    /// As the scenario names it.
    pub second: String,
    /// Spearman's rank correlation that was asked for; none where the pair is not named.
    pub asked: Option<f64>,
    /// That of the copula: another one after a repair.
    pub used: f64,
    /// That of the run's paths; with an event that of its latent score.
    pub achieved: Figure,
    /// With an event: the correlation of whether it happens with the other's rank, or of whether both happen (phi); without one
    /// there is none.
    pub as_it_happens: Figure,
}

/// The scenario's answer in place of what its dependence says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bound {
    /// `independent`, `comonotone` or `countermonotone`.
    pub dependence: &'static str,
    /// As those of the summary.
    pub columns: Vec<Column>,
}

impl Bound {
    /// Of the tallies of the scenario's columns in an extreme.
    pub fn new(extreme: Extreme, scenario: &Scenario, columns: &[compile::Column], part: &Part) -> Self {
        let pairs = columns.iter().zip(&part.tallies);
        let columns = pairs.map(|(column, tally)| Column::new(scenario, column, tally)).collect();
        Self { dependence: extreme.name(), columns }
    }
}

/// What a run's products say of a scenario's dependence.
pub(super) fn of(scenario: &Scenario, measured: &[Measured], part: &Part) -> Vec<Dependence> {
    let dependence = &scenario.dependence;
    let mut list = Vec::new();
    for (residuals, joint) in [(false, &dependence.paths), (true, &dependence.residuals)] {
        if joint.components.is_empty() {
            continue;
        }
        let sum = |component: usize, of: Product| {
            let wanted = Measured { residuals, component, of };
            measured.iter().position(|measured| *measured == wanted).and_then(|at| part.products.get(at))
        };
        let components = joint.components.iter().enumerate();
        let pairs = components.flat_map(|(number, component)| {
            let sum = move |of| sum(number, of);
            (0..component.pairs.len()).map(move |at| pair(component, at, &sum))
        });
        list.push(Dependence {
            once_a: if residuals { "quarter" } else { "path" },
            copula: joint.copula.to_string(),
            pairs: pairs.collect(),
            note: note(joint),
        });
    }
    list
}

/// What the pairs that are not named are.
fn note(joint: &Joint) -> Option<String> {
    let mut all = joint.components.iter().flat_map(|component| &component.pairs);
    let unnamed = all.any(|pair| pair.asked.is_none());
    let together = matches!(joint.copula, Copula::Elliptical(Elliptical::StudentT { .. }));
    (unnamed && together).then(|| {
        "pairs that are not named are uncorrelated where others connect them, not independent: under this copula extremes come together"
            .to_owned()
    })
}

fn pair<'p>(component: &Component, at: usize, sum: &impl Fn(Product) -> Option<&'p ProductSum>) -> Pair {
    let pair = &component.pairs[at];
    let [first, second] = component.names(pair).map(str::to_owned);
    let achieved =
        sum(Product::Ranks(at)).map(|sum| estimate(12.0 * sum.mean(), 144.0 * sum.variance(), sum));
    Pair {
        first,
        second,
        asked: pair.asked,
        used: pair.used,
        achieved: achieved.map(Figure::from).unwrap_or_default(),
        as_it_happens: as_it_happens(component, at, sum).map(Figure::from).unwrap_or_default(),
    }
}

/// A mean and the variance of one path's number.
fn estimate(value: f64, variance: f64, sum: &ProductSum) -> Estimate {
    let half = Z_95 * (variance / sum.count() as f64).sqrt();
    Estimate { value, low: value - half, high: value + half, resolution: 0.0 }
}

fn as_it_happens<'p>(
    component: &Component,
    at: usize,
    sum: &impl Fn(Product) -> Option<&'p ProductSum>,
) -> Option<Estimate> {
    let product = sum(Product::AsItHappens(at))?;
    let (first, second) = component.pairs[at].members;
    let probability =
        |member: usize| sum(Product::Happens(member)).map(ProductSum::mean).filter(|p| *p > 0.0 && *p < 1.0);
    match (component.members[first].event, component.members[second].event) {
        (Some(_), Some(_)) => {
            let (p, q) = (probability(first)?, probability(second)?);
            let both = product.mean();
            let scale = (p * (1.0 - p) * q * (1.0 - q)).sqrt();
            let covariance = (-p).mul_add(q, both);
            // The mean square of (1 − p)(1 − q), −(1 − p) q, ... over the four cases.
            let square = |x: f64| x * x;
            let cases = [
                (both, square((1.0 - p) * (1.0 - q))),
                (p - both, square((1.0 - p) * q)),
                (q - both, square(p * (1.0 - q))),
                (1.0 - p - q + both, square(p * q)),
            ];
            let mean_square: f64 = cases.iter().map(|(share, square)| share * square).sum();
            let variance = (mean_square - covariance * covariance) / square(scale);
            Some(estimate(covariance / scale, variance, product))
        }
        (None, None) => None,
        (event, _) => {
            let p = probability(if event.is_some() { first } else { second })?;
            let square = p * (1.0 - p) / 12.0;
            Some(estimate(product.mean() / square.sqrt(), product.variance() / square, product))
        }
    }
}

impl Dependence {
    /// "rank correlations of shocks and events, copula gaussian"
    pub(super) fn heading(&self) -> String {
        let who = if self.once_a == "path" { "shocks and events" } else { "residuals, each quarter" };
        let note = self.note.as_ref().map_or_else(String::new, |note| format!("; {note}"));
        format!("rank correlations of {who}, copula {}{note}", self.copula)
    }

    /// A line for each pair that is named or was moved; in the end how many more there are.
    pub(super) fn lines(&self) -> Vec<String> {
        const MOST: usize = 12;
        let told: Vec<&Pair> =
            self.pairs.iter().filter(|pair| pair.asked.is_some() || pair.used != 0.0).collect();
        let mut lines: Vec<String> = told.iter().take(MOST).map(|pair| pair.line()).collect();
        if told.len() > MOST {
            lines.push(format!("... and {} pairs more, in summary.json", told.len() - MOST));
        }
        lines
    }
}

impl Pair {
    /// "fall, freeze: asked -0.3, achieved -0.299 ± 0.006; as it happens -0.21 ± 0.006"
    fn line(&self) -> String {
        let asked =
            self.asked.map_or_else(|| "not named".to_owned(), |asked| format!("asked {}", brief(asked)));
        let moved = (self.used - self.asked.unwrap_or(0.0)).abs() > 1e-9;
        let used =
            if moved { format!(", used {}", brief((self.used * 1e4).round() / 1e4)) } else { String::new() };
        let happens = self.as_it_happens.value.map(|_| with_error(&self.as_it_happens));
        let happens = happens.map_or_else(String::new, |text| format!("; as it happens {text}"));
        format!(
            "{}, {}: {asked}{used}, achieved {}{happens}",
            self.first,
            self.second,
            with_error(&self.achieved)
        )
    }
}

/// "-0.299 ± 0.006"
fn with_error(figure: &Figure) -> String {
    let (Some(value), Some(high)) = (figure.value, figure.high) else { return "?".to_owned() };
    let half = high - value;
    if half == 0.0 {
        number(value, 0.0, false)
    } else {
        format!("{} ± {}", number(value, half, false), number(half, half, false))
    }
}

/// "GDP, percent, 2022: p05 -3.41 (independent -3.30, comonotone -3.62), p50 ..." a column.
pub(super) fn bound_lines(columns: &[Column], bounds: &[Bound]) -> Vec<String> {
    let text = |figure: &Figure| match (figure.value, figure.high, figure.low) {
        (Some(value), Some(high), Some(low)) => number(value, 0.5 * (high - low), false),
        _ => "?".to_owned(),
    };
    let line = |(at, column): (usize, &Column)| {
        let (name, unit) = column.name_and_unit();
        let unit = if unit.is_empty() { unit } else { format!(", {unit}") };
        let statistics = [0, 1, 2].map(|which| {
            let pick = |column: &Column| {
                let statistics = &column.statistics;
                text([&statistics.p05, &statistics.p50, &statistics.p95][which])
            };
            let others: Vec<String> = bounds
                .iter()
                .filter_map(|bound| Some(format!("{} {}", bound.dependence, pick(bound.columns.get(at)?))))
                .collect();
            format!("{} {} ({})", ["p05", "p50", "p95"][which], pick(column), others.join(", "))
        });
        format!("bounds of {name}{unit}, {}: {}", column.period, statistics.join("; "))
    };
    if bounds.is_empty() { Vec::new() } else { columns.iter().enumerate().map(line).collect() }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::json::tests::{problem_of, refusals};
    use super::super::terminal::{Frame, plain, render};
    use super::super::{Summary, example, json};
    use super::*;

    fn figure(value: f64, half: f64) -> Figure {
        Figure::from(Estimate { value, low: value - half, high: value + half, resolution: 0.0 })
    }

    /// The example with a pair that is as asked, one that was moved, and one that is not named.
    fn summary() -> Summary {
        let mut summary = example::summary();
        let pair = |first: &str, second: &str, asked, used, achieved| Pair {
            first: first.to_owned(),
            second: second.to_owned(),
            asked,
            used,
            achieved: figure(achieved, 0.006),
            as_it_happens: Figure::default(),
        };
        let happens = Pair {
            as_it_happens: figure(-0.212, 0.006),
            ..pair("remittances", "payment_freeze", Some(-0.3), -0.3, -0.2987)
        };
        let columns = summary.columns.clone();
        summary.dependence = vec![Dependence {
            once_a: "path",
            copula: "student_t, df 5".to_owned(),
            pairs: vec![
                happens,
                pair("remittances", "oil", Some(0.9), 0.775238, 0.7751),
                pair("oil", "payment_freeze", None, 0.0, 0.001),
            ],
            note: Some("said".to_owned()),
        }];
        summary.with_bounds(vec![Bound { dependence: "independent", columns }])
    }

    #[test]
    fn asked_used_and_achieved_stand_side_by_side() {
        let text = plain(&render(&summary(), Frame { width: 120, seconds: None, files: None }));
        for line in [
            "rank correlations of shocks and events, copula student_t, df 5; said",
            "  remittances, payment_freeze: asked -0.3, achieved -0.299 ± 0.006; as it happens -0.212 ± 0.006",
            "  remittances, oil: asked 0.9, used 0.7752, achieved 0.775 ± 0.006",
        ] {
            assert!(text.lines().any(|found| found.trim() == line.trim()), "{line}\n{text}");
        }
        assert!(!text.contains("oil, payment_freeze") && text.contains("(independent "), "{text}");
    }

    #[test]
    fn the_schema_knows_every_key() {
        let schema: Value = serde_json::from_str(include_str!("../../docs/summary.schema.json")).unwrap();
        let value: Value = serde_json::from_str(&json::render(&summary())).unwrap();
        assert_eq!(problem_of(&schema, &value), None);
        assert!(refusals(&schema, &value) > 300);
    }
}
