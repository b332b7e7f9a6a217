//! Scenarios on the same draws: the first against each other one, path by path.
//!
//! What is compared is an outcome that both measure in the same way. The difference is a column of its own, so that its
//! quantiles and errors are those of paired values. The change of the mean is split into layers by scenarios in between,
//! which take one layer after the other from the second: their differences add up to the whole, in that order.

use std::collections::BTreeMap;

use crate::calendar::Period;
use crate::compile::{Column, Ensemble, Place, Wanted, compile_together};
use crate::diagnostic::Diagnostics;
use crate::results::{Estimate, Part, Tally, Z_95};
use crate::scenario::{Difference, Measure, Outcome, Scenario, Target, differences, listing};

use super::hybrid::hybrid;

pub use super::hybrid::Layer;

/// What is simulated to compare scenarios: variants, columns, and what they mean.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The scenarios, then those in between.
    variants: Vec<Scenario>,
    wanted: Vec<Wanted>,
    pairs: Vec<Pairing>,
}

/// The first scenario and another one.
#[derive(Debug, Clone)]
struct Pairing {
    second: usize,
    rows: Vec<RowColumns>,
    apart: Vec<String>,
    differences: Vec<(Difference, Option<Layer>)>,
    steps: Vec<Vec<Layer>>,
    unresolved: Vec<String>,
}

/// Columns by position.
#[derive(Debug, Clone)]
struct RowColumns {
    first: usize,
    second: usize,
    difference: usize,
    steps: Vec<usize>,
}

/// The first scenario against another one.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The other one, by position.
    pub second: usize,
    /// Outcomes and periods that both have.
    pub rows: Vec<Row>,
    /// What only one of them measures, or each in its own way; sentences.
    pub apart: Vec<String>,
    /// What they say differently, and the layer that it belongs to; `None` for titles and outcomes.
    pub differences: Vec<(Difference, Option<Layer>)>,
    /// The layers that are taken together at each step; more than one where a scenario in between does not resolve.
    pub steps: Vec<Vec<Layer>>,
    /// Why; sentences.
    pub unresolved: Vec<String>,
}

/// An outcome at a period in both scenarios.
#[derive(Debug, Clone)]
pub struct Row {
    /// The column of the first scenario.
    pub column: Column,
    /// In the first scenario.
    pub first: Distribution,
    /// In the second.
    pub second: Distribution,
    /// Second minus first, path by path.
    pub difference: Distribution,
    /// P(second < first) on the same path.
    pub below: Estimate,
    /// Standard errors of the mean difference: of paired values, and were the two runs independent.
    pub errors: (f64, f64),
    /// By step: the part of the mean difference.
    pub contributions: Vec<Estimate>,
    /// Paths that were counted, and those that failed in one of the two.
    pub paths: (u64, u64),
}

/// What is said of a distribution.
#[derive(Debug, Clone, Copy)]
pub struct Distribution {
    /// The mean.
    pub mean: Estimate,
    /// The 5 percent quantile.
    pub p05: Estimate,
    /// The median.
    pub p50: Estimate,
    /// The 95 percent quantile.
    pub p95: Estimate,
}

impl Plan {
    /// The first scenario against each other one. All have the same seed, paths and sampler.
    ///
    /// # Panics
    /// When there are fewer than two.
    pub fn new(scenarios: &[Scenario]) -> Self {
        assert!(scenarios.len() > 1, "two scenarios are compared");
        let mut plan = Self { variants: scenarios.to_vec(), wanted: Vec::new(), pairs: Vec::new() };
        let mut known = BTreeMap::new();
        for second in 1..scenarios.len() {
            let pairing = plan.pair(&scenarios[0], &scenarios[second], second, &mut known);
            plan.pairs.push(pairing);
        }
        plan
    }

    /// The columns, in one ensemble; `None` when a problem was found.
    pub fn compile(&self, diagnostics: &mut Diagnostics) -> Option<Ensemble> {
        let variants: Vec<&Scenario> = self.variants.iter().collect();
        compile_together(&variants, &self.wanted, diagnostics)
    }

    /// Whether nothing is measured in the first and another one in the same way.
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    fn pair(
        &mut self,
        first: &Scenario,
        second: &Scenario,
        number: usize,
        known: &mut BTreeMap<Place, usize>,
    ) -> Pairing {
        let (shared, apart) = shared(first, second);
        let measured: Vec<(usize, Period)> = shared.iter().map(|(a, _, period)| (*a, *period)).collect();
        let (between, steps, unresolved) = between(first, second, &measured);
        let mut chain = vec![0];
        for scenario in between {
            chain.push(self.variants.len());
            self.variants.push(scenario);
        }
        chain.push(number);
        let mut rows = Vec::new();
        for (a, b, period) in shared {
            let place = |variants: &[Scenario], variant: usize| {
                let id = &first.outcomes[a].id;
                let outcome = match variant {
                    0 => Some(a),
                    _ if variant == number => Some(b),
                    _ => variants[variant].outcomes.iter().position(|outcome| outcome.id == *id),
                };
                Place { scenario: variant, outcome: outcome.unwrap_or_default(), period }
            };
            let places: Vec<Place> = chain.iter().map(|variant| place(&self.variants, *variant)).collect();
            let (begin, end) = (places[0], places[places.len() - 1]);
            let mut column = |of: Place, minus: Option<Place>| {
                self.wanted.push(Wanted { of, minus });
                self.wanted.len() - 1
            };
            let of_first = *known.entry(begin).or_insert_with(|| column(begin, None));
            let of_second = *known.entry(end).or_insert_with(|| column(end, None));
            let difference = column(end, Some(begin));
            // With one step the part is the whole.
            let steps = match places.len() {
                2 => vec![difference],
                _ => places.windows(2).map(|pair| column(pair[1], Some(pair[0]))).collect(),
            };
            rows.push(RowColumns { first: of_first, second: of_second, difference, steps });
        }
        Pairing { second: number, rows, apart, differences: told_apart(first, second), steps, unresolved }
    }

    /// What was found, given the tallies of the ensemble that [`Self::compile`] gave.
    ///
    /// # Panics
    /// When the part is of another ensemble.
    pub fn pairs(&self, columns: &[Column], part: &Part) -> Vec<Pair> {
        assert_eq!(columns.len(), part.tallies.len(), "one tally a column");
        let row = |row: &RowColumns| {
            let tally = |at: usize| &part.tallies[at];
            let difference = tally(row.difference);
            let [first, second] = [tally(row.first), tally(row.second)].map(Distribution::of);
            let error = |estimate: Estimate| 0.5 * (estimate.high - estimate.low) / Z_95;
            let (a, b) = (error(first.mean), error(second.mean));
            Row {
                column: columns[row.first].clone(),
                first,
                second,
                difference: Distribution::of(difference),
                below: difference.probability_below(0.0),
                errors: (error(difference.mean()), (a * a + b * b).sqrt()),
                contributions: row.steps.iter().map(|at| tally(*at).mean()).collect(),
                paths: (difference.count() + difference.failed(), difference.failed()),
            }
        };
        let pair = |pairing: &Pairing| Pair {
            second: pairing.second,
            rows: pairing.rows.iter().map(row).collect(),
            apart: pairing.apart.clone(),
            differences: pairing.differences.clone(),
            steps: pairing.steps.clone(),
            unresolved: pairing.unresolved.clone(),
        };
        self.pairs.iter().map(pair).collect()
    }
}

impl Distribution {
    fn of(tally: &Tally) -> Self {
        let quantiles = tally.quantiles(&[0.05, 0.5, 0.95]);
        Self { mean: tally.mean(), p05: quantiles[0], p50: quantiles[1], p95: quantiles[2] }
    }
}

/// What two scenarios say differently, and the layer that it belongs to.
pub(super) fn told_apart(first: &Scenario, second: &Scenario) -> Vec<(Difference, Option<Layer>)> {
    let found = differences(&listing(first), &listing(second)).into_iter();
    let with_layer = |difference: Difference| {
        let layer = Layer::of(&difference, [first, second]);
        (difference, layer)
    };
    found.map(with_layer).collect()
}

/// Whether two scenarios say the same but for words: nothing that is computed differs.
pub fn differ_in_words(one: &Scenario, other: &Scenario) -> bool {
    told_apart(one, other).iter().all(|(_, layer)| layer.is_none())
}

/// The outcomes and periods that both measure in the same way, by position, and what is not among them.
pub(super) fn shared(first: &Scenario, second: &Scenario) -> (Vec<(usize, usize, Period)>, Vec<String>) {
    let (mut shared, mut apart) = (Vec::new(), Vec::new());
    let asked = |outcome: &&Outcome| outcome.measure != Measure::SolvedResidual;
    for (a, outcome) in first.outcomes.iter().enumerate().filter(|(_, outcome)| asked(outcome)) {
        let id = &outcome.id;
        let Some(b) = second.outcomes.iter().position(|other| other.id == *id) else {
            apart.push(format!("{id} is measured in {} alone", first.name));
            continue;
        };
        let other = &second.outcomes[b];
        let unit = |scenario: &Scenario, outcome: &Outcome| {
            let variables = &scenario.model.variables;
            let variable = variables.iter().find(|variable| variable.name == outcome.variable.variable);
            variable.map(|variable| (variable.unit.clone(), variable.kind))
        };
        let alike = same_target(&outcome.variable, &other.variable)
            && same_measure(&outcome.measure, &other.measure)
            && outcome.of == other.of
            && unit(first, outcome) == unit(second, other);
        if !alike {
            apart.push(format!(
                "{id} is measured in another way, or another unit, in {} than in {}",
                second.name, first.name
            ));
            continue;
        }
        for period in &outcome.at {
            if other.at.contains(period) {
                shared.push((a, b, *period));
            } else {
                apart.push(format!("{id}@{period} is measured in {} alone", first.name));
            }
        }
        let more = other.at.iter().filter(|period| !outcome.at.contains(period));
        apart.extend(more.map(|period| format!("{id}@{period} is measured in {} alone", second.name)));
    }
    for outcome in second.outcomes.iter().filter(asked) {
        if first.outcomes.iter().all(|other| other.id != outcome.id) {
            apart.push(format!("{} is measured in {} alone", outcome.id, second.name));
        }
    }
    (shared, apart)
}

fn same_target(a: &Target, b: &Target) -> bool {
    a.variable == b.variable && a.elements == b.elements
}

fn same_measure(a: &Measure, b: &Measure) -> bool {
    match (a, b) {
        (Measure::ShareOf(a), Measure::ShareOf(b)) => same_target(a, b),
        (a, b) => a == b,
    }
}

/// The scenarios in between that resolve, the layers of each step to the next, and why others do not.
pub(super) fn between(
    first: &Scenario,
    second: &Scenario,
    measured: &[(usize, Period)],
) -> (Vec<Scenario>, Vec<Vec<Layer>>, Vec<String>) {
    let (mut list, mut steps, mut unresolved) = (Vec::new(), Vec::new(), Vec::new());
    let mut together = Vec::new();
    if measured.is_empty() {
        return (list, steps, unresolved);
    }
    for (number, layer) in Layer::ALL.into_iter().enumerate() {
        together.push(layer);
        if number + 1 == Layer::ALL.len() {
            break;
        }
        match resolved(first, second, &Layer::ALL[..=number], measured) {
            Ok(scenario) => {
                list.push(scenario);
                steps.push(std::mem::take(&mut together));
            }
            Err(reason) => {
                let names: Vec<&str> = Layer::ALL[..=number].iter().map(|layer| layer.name()).collect();
                unresolved.push(format!(
                    "{} with the {} of {} cannot be simulated, so that the {} is counted with what comes after it: {reason}",
                    first.name,
                    names.join(" and "),
                    second.name,
                    layer.name()
                ));
            }
        }
    }
    steps.push(together);
    (list, steps, unresolved)
}

fn resolved(
    first: &Scenario,
    second: &Scenario,
    taken: &[Layer],
    measured: &[(usize, Period)],
) -> Result<Scenario, String> {
    let scenario = hybrid(first, second, taken, measured)?;
    let mut diagnostics = Diagnostics::new();
    // With itself: what changes nothing in between is no error there.
    let compiled = compile_together(&[&scenario, &scenario], &Wanted::all_of(0, &scenario), &mut diagnostics);
    let problem = diagnostics.sorted().into_iter().map(|problem| problem.message.clone()).next();
    compiled.map(|_| scenario).ok_or_else(|| problem.unwrap_or_else(|| "it does not compile".to_owned()))
}
