//! How plausible a scenario's shocks are against what their variables have done before: each by itself, and all
//! together.
//!
//! A shock is taken at the median of its size and at full weight, as if it held for a year, and set against the
//! yearly changes of its variable. Nothing is drawn: the numbers are those of the files.

use std::collections::BTreeMap;

use crate::distribution::Univariate;
use crate::numerics::correlation::{Symmetric, factor};
use crate::numerics::{exp, special, sqrt};
use crate::scenario::{
    Elements, Kind, PerElement, Record, Scenario, Size, SizeOf, Target, Variable, Verb, changes,
};

use super::backtest::Predictive;

/// The fewest years that a shock is set against, and the fewest degrees of freedom of all shocks together.
pub const FEWEST: usize = 5;

/// What the past says of a scenario's shocks.
#[derive(Debug, Clone, PartialEq)]
pub struct Plausibility {
    /// Shocks in the scenario's order, then those of events.
    pub shocks: Vec<OfShock>,
    /// The shocks together, those of events left out; an error in words.
    pub joint: Result<Joint, String>,
}

/// One shock.
#[derive(Debug, Clone, PartialEq)]
pub struct OfShock {
    /// `remittances`, or of an event `fuel_cut.cutoff[russia]`.
    pub id: String,
    /// What it hits.
    pub target: String,
    /// Whether it is an event's, and so one of some paths alone.
    pub of_event: bool,
    /// Where the median lies in the past, or in words why that is not known.
    pub place: Result<Place, String>,
}

/// Where a change lies among past ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// What the past is of: the shock's target, or the whole of which it is a part.
    pub of: String,
    /// The shock's median as a change of that: percent, or percentage points of a rate.
    pub change: f64,
    /// Whether changes are percentage points.
    pub points: bool,
    /// How many past changes there are.
    pub years: usize,
    /// The first year.
    pub first: i32,
    /// The last.
    pub last: i32,
    /// The share of past changes below this one, ties by half.
    pub below: f64,
    /// The same under the Student t that a normal fitted to the past gives for a further year: n - 1 degrees of
    /// freedom around the mean, scale s √(1 + 1/n). None where past changes are all the same.
    pub fitted: Option<f64>,
    /// In how many years the change was as large in the same direction.
    pub as_large: usize,
    /// The year of the largest change in that direction.
    pub extreme_year: i32,
    /// That change.
    pub extreme: f64,
    /// When the past was published.
    pub vintage: Option<String>,
    /// By whom.
    pub source: Option<String>,
}

/// How far all shocks together are from the past.
#[derive(Debug, Clone, PartialEq)]
pub struct Joint {
    /// What each component of the vector is a change of.
    pub of: Vec<String>,
    /// How many years all of them have.
    pub years: usize,
    /// The first.
    pub first: i32,
    /// The last.
    pub last: i32,
    /// Mahalanobis distance: √((x - x̄)' S⁻¹ (x - x̄)), S with divisor n - 1.
    pub distance: f64,
    /// Hotelling: the probability that a further year is nearer, F with p and n - p degrees of freedom at
    /// n (n - p) / (p (n² - 1)) times the distance squared.
    pub nearer: f64,
    /// In how many years the change was further from the other years than the shocks are from all, by that probability.
    pub further: usize,
}

/// A shock's change of what there is a past of.
struct Move<'s> {
    record: Record,
    variable: &'s Variable,
    change: f64,
}

impl Plausibility {
    /// That of a scenario whose targets are met; none where it has no shock.
    pub fn new(scenario: &Scenario) -> Option<Self> {
        let records = records(scenario);
        let mut shocks = Vec::new();
        let mut moves: Vec<Move> = Vec::new();
        for (at, shock) in scenario.shocks.iter().enumerate() {
            let size = median(&shock.size) + scenario.shift(SizeOf::Shock(at));
            let found = found(scenario, &records, &shock.target, shock.verb, size);
            shocks.push(OfShock::new(shock.id.clone(), &shock.target, false, &found));
            // Shocks on one variable add up.
            if let Ok(found) = found {
                match moves
                    .iter_mut()
                    .find(|other| other.record.of.to_string() == found.record.of.to_string())
                {
                    Some(other) => other.change += found.change,
                    None => moves.push(found),
                }
            }
        }
        for (event, of) in scenario.events.iter().enumerate() {
            for (at, shock) in of.shocks.iter().enumerate() {
                let shift = scenario.shift(SizeOf::Event { event, shock: at });
                let found =
                    found(scenario, &records, &shock.target, shock.verb, shock.size.quantile(0.5) + shift);
                shocks.push(OfShock::new(format!("{}.{}", of.id, shock.target), &shock.target, true, &found));
            }
        }
        (!shocks.is_empty()).then(|| Self { shocks, joint: joint(&moves) })
    }
}

impl OfShock {
    fn new(id: String, target: &Target, of_event: bool, found: &Result<Move<'_>, String>) -> Self {
        let place = match found {
            Ok(found) => place(found),
            Err(why) => Err(why.clone()),
        };
        Self { id, target: target.to_string(), of_event, place }
    }
}

/// The stated pasts, and those that follow from known quarters where none is stated: of complete years.
fn records(scenario: &Scenario) -> Vec<Record> {
    let mut records = scenario.economy.past.clone();
    for (name, history) in &scenario.economy.history {
        let Some(variable) = scenario.model.variables.iter().find(|variable| variable.name == *name) else {
            continue;
        };
        let elements = variable.over.as_deref().map_or(&[][..], |set| scenario.economy.elements(set));
        let targets: Vec<Elements> = if variable.over.is_some() {
            elements.iter().map(|element| Elements::One(element.clone())).collect()
        } else {
            vec![Elements::None]
        };
        for (index, elements) in targets.into_iter().enumerate() {
            let of = Target { variable: name.clone(), elements, span: history.span };
            if records.iter().any(|record| record.of.to_string() == of.to_string()) {
                continue;
            }
            let mut years: BTreeMap<i32, Vec<f64>> = BTreeMap::new();
            for (quarter, value) in history.values.range(..scenario.start) {
                years.entry(quarter.year()).or_default().push(*value.at(index));
            }
            let whole = years.into_iter().filter_map(|(year, quarters)| {
                let quarters = <[f64; 4]>::try_from(quarters).ok()?;
                Some((year, variable.kind.year(quarters)))
            });
            records.push(Record {
                of,
                changes: changes(&whole.collect(), is_rate(variable)),
                vintage: history.figure.vintage.clone(),
                source: history.figure.source.clone(),
                span: history.span,
            });
        }
    }
    records
}

fn is_rate(variable: &Variable) -> bool {
    matches!(variable.kind, Kind::Rate | Kind::Ratio)
}

/// The median; of a path of numbers the mean of its first year.
fn median(size: &Size) -> f64 {
    match size {
        Size::Drawn(_) | Size::Bootstrap(_) => size.quantile(0.5),
        Size::Path(steps) => {
            let first = (0..4).filter_map(|ahead| steps.at(steps.from.plus(ahead)));
            first.sum::<f64>() / 4.0
        }
    }
}

/// The past that a shock is set against, and its change of that.
fn found<'s>(
    scenario: &'s Scenario,
    records: &[Record],
    target: &Target,
    verb: Verb,
    size: f64,
) -> Result<Move<'s>, String> {
    let variable = scenario.model.variables.iter().find(|variable| variable.name == target.variable);
    let variable = variable.ok_or_else(|| "there is no such variable".to_owned())?;
    let of = |elements: &Elements| {
        let of = |record: &&Record| record.of.variable == target.variable && record.of.elements == *elements;
        records.iter().find(of).cloned()
    };
    let levels = levels(scenario, variable, &target.elements);
    let total: Option<f64> = levels.as_ref().map(|levels| levels.iter().sum());
    let unknown = || "there is no level to measure the size by".to_owned();
    if let Some(record) = of(&target.elements) {
        let count = levels.as_ref().map_or(1.0, |levels| levels.len() as f64);
        let level = total.map(|total| total / count);
        let change = change(verb, size, level, is_rate(variable)).ok_or_else(unknown)?;
        return Ok(Move { record, variable, change });
    }
    // A part of a flow moves the whole by its share.
    let (Elements::One(_), Kind::Flow, Some(record)) = (&target.elements, variable.kind, of(&Elements::All))
    else {
        return Err("no past is stated".to_owned());
    };
    let all = self::levels(scenario, variable, &Elements::All).ok_or_else(unknown)?;
    let (part, whole): (f64, f64) = (total.ok_or_else(unknown)?, all.iter().sum());
    let change = change(verb, size, Some(part), false).ok_or_else(unknown)?;
    if whole > 0.0 { Ok(Move { record, variable, change: change * part / whole }) } else { Err(unknown()) }
}

/// The levels of a variable's elements, where they are known.
fn levels(scenario: &Scenario, variable: &Variable, elements: &Elements) -> Option<Vec<f64>> {
    let names = variable.over.as_deref().map_or(&[][..], |set| scenario.economy.elements(set));
    let stated = scenario.economy.levels.get(&variable.name).map(|level| level.value.clone());
    let value = stated.or(variable.level.map(PerElement::Same))?;
    Some(match elements {
        Elements::None => vec![*value.at(0)],
        Elements::All => (0..names.len()).map(|index| *value.at(index)).collect(),
        Elements::One(element) => vec![*value.at(names.iter().position(|name| name == element)?)],
    })
}

/// A size as a change: percent, or percentage points of a rate. What needs a level has none without one.
fn change(verb: Verb, size: f64, level: Option<f64>, rate: bool) -> Option<f64> {
    let of_level =
        |percent: f64| if rate { level.map(|level| percent / 100.0 * level) } else { Some(percent) };
    let from_level = |points: f64| match level {
        _ if rate => Some(points),
        Some(level) if level > 0.0 => Some(100.0 * points / level),
        _ => None,
    };
    match verb {
        Verb::Percent | Verb::Growth => of_level(size),
        Verb::LogPoints => of_level(100.0 * (exp(size / 100.0) - 1.0)),
        Verb::Add => from_level(size),
        Verb::Set => from_level(size - level?),
    }
}

/// Where a change lies among the past ones.
fn place(found: &Move<'_>) -> Result<Place, String> {
    let Record { of, changes, vintage, source, .. } = &found.record;
    let (Some((first, _)), Some((last, _))) = (changes.first_key_value(), changes.last_key_value()) else {
        return Err("no past change is known before the start".to_owned());
    };
    let years = changes.len();
    if years < FEWEST {
        let counted =
            if years == 1 { "1 past change is".to_owned() } else { format!("{years} past changes are") };
        return Err(format!("{counted} too few"));
    }
    let change = found.change;
    let count = |is: &dyn Fn(f64) -> bool| changes.values().filter(|past| is(**past)).count();
    let (below, ties) = (count(&|past| past < change), count(&|past| past == change));
    let falls = change < 0.0;
    let beyond = |past: f64, than: f64| if falls { past < than } else { past > than };
    let (mut extreme_year, mut extreme) = (*first, changes[first]);
    for (year, past) in changes {
        if beyond(*past, extreme) {
            (extreme_year, extreme) = (*year, *past);
        }
    }
    let values: Vec<f64> = changes.values().copied().collect();
    Ok(Place {
        of: of.to_string(),
        change,
        points: is_rate(found.variable),
        years,
        first: *first,
        last: *last,
        below: (below as f64 + 0.5 * ties as f64) / years as f64,
        fitted: fitted(&values).map(|fitted| fitted.cdf(change)),
        as_large: count(&|past| past == change || beyond(past, change)),
        extreme_year,
        extreme,
        vintage: vintage.clone(),
        source: source.clone(),
    })
}

/// What a normal with unknown mean and spread, fitted to past values, gives for a further one.
fn fitted(values: &[f64]) -> Option<Predictive> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let scale = sqrt(squares / (n - 1.0) * (1.0 + 1.0 / n));
    (scale > 0.0).then_some(Predictive { df: n - 1.0, location: mean, scale })
}

/// The distance of all shocks together.
fn joint(moves: &[Move<'_>]) -> Result<Joint, String> {
    let p = moves.len();
    if p < 2 {
        return Err(format!("{p} of the shocked variables {} a past", if p == 1 { "has" } else { "have" }));
    }
    let in_all = |year: &i32| moves.iter().all(|one| one.record.changes.contains_key(year));
    let common: Vec<i32> = moves[0].record.changes.keys().copied().filter(in_all).collect();
    let rows: Vec<Vec<f64>> =
        common.iter().map(|year| moves.iter().map(|one| one.record.changes[year]).collect()).collect();
    let n = rows.len();
    let (Some(first), Some(last)) = (common.first(), common.last()) else {
        return Err("the pasts of the shocked variables have no year in common".to_owned());
    };
    if n < p + FEWEST {
        return Err(format!("{n} years in common are too few for {p} variables"));
    }
    let vector: Vec<f64> = moves.iter().map(|one| one.change).collect();
    let all: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
    let alike = || "past changes of the shocked variables are not independent of each other".to_owned();
    let distance = distance(&vector, &all).ok_or_else(alike)?;
    let nearer = hotelling(distance, n, p);
    let mut further = 0;
    for (left_out, row) in rows.iter().enumerate() {
        let others: Vec<&[f64]> =
            all.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, row)| *row).collect();
        // Where the others do not vary in some direction, a year that does is as far as can be.
        let share = self::distance(row, &others).map_or(1.0, |distance| hotelling(distance, n - 1, p));
        further += usize::from(share > nearer);
    }
    Ok(Joint {
        of: moves.iter().map(|one| one.record.of.to_string()).collect(),
        years: n,
        first: *first,
        last: *last,
        distance,
        nearer,
        further,
    })
}

/// Mahalanobis distance of a vector from rows; none where their covariance has no inverse.
fn distance(vector: &[f64], rows: &[&[f64]]) -> Option<f64> {
    let (n, p) = (rows.len() as f64, vector.len());
    let mean: Vec<f64> = (0..p).map(|j| rows.iter().map(|row| row[j]).sum::<f64>() / n).collect();
    let covariance = |i: usize, j: usize| {
        rows.iter().map(|row| (row[i] - mean[i]) * (row[j] - mean[j])).sum::<f64>() / (n - 1.0)
    };
    let sd: Vec<f64> = (0..p).map(|j| sqrt(covariance(j, j))).collect();
    if sd.iter().any(|sd| *sd <= 0.0) {
        return None;
    }
    let correlation = |i: usize, j: usize| if i == j { 1.0 } else { covariance(i, j) / (sd[i] * sd[j]) };
    let matrix: Symmetric = (0..p).map(|i| (0..p).map(|j| correlation(i, j)).collect()).collect();
    let lower = factor(&matrix)?;
    // L w = z, so that w'w = z' R⁻¹ z.
    let mut solved: Vec<f64> = Vec::new();
    for (j, row) in lower.iter().enumerate() {
        let known: f64 = row[..j].iter().zip(&solved).map(|(l, w)| l * w).sum();
        if row[j] <= 0.0 {
            return None;
        }
        solved.push(((vector[j] - mean[j]) / sd[j] - known) / row[j]);
    }
    Some(sqrt(solved.iter().map(|w| w * w).sum()))
}

/// The probability that a further draw from the normal that n rows of p were drawn from is nearer to their mean.
fn hotelling(distance: f64, n: usize, p: usize) -> f64 {
    let (n, p) = (n as f64, p as f64);
    // P(F < f) is the incomplete beta function of p f / (p f + n - p) at (p/2, (n - p)/2); n - p cancels.
    let odds = n / (n * n - 1.0) * distance * distance;
    special::incomplete_beta(0.5 * p, 0.5 * (n - p), odds / (1.0 + odds), 1.0 / (1.0 + odds)).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, FisherSnedecor, StudentsT};

    /// -4, -2, 0, 2, 4: mean 0, s² = 40/4 = 10.
    const PAST: [f64; 5] = [-4.0, -2.0, 0.0, 2.0, 4.0];

    #[test]
    fn a_normal_fitted_is_the_student_t_of_theory() {
        let fitted = fitted(&PAST).unwrap();
        let theory = StudentsT::new(0.0, sqrt(12.0), 4.0).unwrap();
        for y in [-9.0, -2.0, 0.0, 5.0] {
            assert!((fitted.cdf(y) - theory.cdf(y)).abs() < 1e-12, "{y}");
        }
        assert_eq!(super::fitted(&[3.0; 6]), None);
    }

    /// Uncorrelated: the distance is √(x²/s² + y²/t²). Rows (±3, ±5): s² = 4·9/3 = 12, t² = 100/3.
    #[test]
    fn distance_by_hand() {
        let rows = [[3.0, 5.0], [3.0, -5.0], [-3.0, 5.0], [-3.0, -5.0]];
        let rows: Vec<&[f64]> = rows.iter().map(|row| &row[..]).collect();
        let found = distance(&[6.0, -10.0], &rows).unwrap();
        assert!((found - sqrt(36.0 / 12.0 + 100.0 * 3.0 / 100.0)).abs() < 1e-12, "{found}");
        // The same in any other basis: x + y, x - 2 y.
        let turned = |row: &[f64]| vec![row[0] + row[1], row[0] - 2.0 * row[1]];
        let others: Vec<Vec<f64>> = rows.iter().map(|row| turned(row)).collect();
        let others: Vec<&[f64]> = others.iter().map(Vec::as_slice).collect();
        let same = distance(&turned(&[6.0, -10.0]), &others).unwrap();
        assert!((found - same).abs() < 1e-12, "{found} {same}");
        let line: Vec<Vec<f64>> = (0..6).map(|k| vec![f64::from(k), 2.0 * f64::from(k)]).collect();
        let line: Vec<&[f64]> = line.iter().map(Vec::as_slice).collect();
        assert_eq!(distance(&[1.0, 0.0], &line), None);
    }

    #[test]
    fn hotelling_is_f() {
        for (n, p, distance) in [(18, 3, 2.0), (9, 2, 0.4), (40, 5, 6.0), (12, 1, 1.5)] {
            let (rows, columns) = (n as f64, p as f64);
            let f = rows * (rows - columns) / (columns * (rows * rows - 1.0)) * distance * distance;
            let theory = FisherSnedecor::new(columns, rows - columns).unwrap().cdf(f);
            assert!((hotelling(distance, n, p) - theory).abs() < 1e-10, "{n} {p}");
        }
        // One variable: both tails of the Student t.
        let t = StudentsT::new(0.0, 1.0, 4.0).unwrap();
        let y = 5.0 / sqrt(12.0);
        assert!((hotelling(5.0 / sqrt(10.0), 5, 1) - (2.0 * t.cdf(y) - 1.0)).abs() < 1e-12);
    }

    /// Draws from one normal: the probability that a further one is nearer is uniform. 2,000 of 10 rows of 2, in
    /// tenths; chi-square with 9 degrees of freedom is below 27.88, its 99.9 percent quantile.
    #[test]
    fn a_further_draw_is_anywhere() {
        let mut state = 11_u64;
        let mut uniform = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
        };
        let mut normal =
            || (-2.0 * libm::log(uniform())).sqrt() * libm::cos(std::f64::consts::TAU * uniform());
        let mut tenths = [0.0_f64; 10];
        for _ in 0..2_000 {
            let mut row = || {
                let (a, b) = (normal(), normal());
                vec![a, 3.0 * a - b + 7.0]
            };
            let rows: Vec<Vec<f64>> = (0..10).map(|_| row()).collect();
            let rows: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
            let share = hotelling(distance(&row(), &rows).unwrap(), 10, 2);
            tenths[((10.0 * share) as usize).min(9)] += 1.0;
        }
        let chi: f64 = tenths.iter().map(|n| (n - 200.0) * (n - 200.0) / 200.0).sum();
        assert!(chi < 27.88, "{chi} {tenths:?}");
    }

    #[test]
    fn sizes_become_changes() {
        let near =
            |found: Option<f64>, wanted: f64| assert!((found.unwrap() - wanted).abs() < 1e-12, "{found:?}");
        near(change(Verb::Percent, -22.0, None, false), -22.0);
        near(change(Verb::LogPoints, 100.0 * std::f64::consts::LN_2, None, false), 100.0);
        near(change(Verb::Set, 60.0, Some(80.0), false), -25.0);
        near(change(Verb::Add, 8.0, Some(80.0), false), 10.0);
        near(change(Verb::Add, 8.0, None, true), 8.0);
        near(change(Verb::Percent, 10.0, Some(30.0), true), 3.0);
        assert_eq!(change(Verb::Set, 60.0, None, false), None);
        assert_eq!(change(Verb::Add, 1.0, Some(0.0), false), None);
    }
}
