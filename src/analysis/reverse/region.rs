//! The most likely way into the bad region: what sizes, events and outcomes are on its paths, against all paths.

use crate::calendar::Period;
use crate::compile::{Column, Place, Wanted, compile_with_drivers};
use crate::diagnostic::Diagnostics;
use crate::language::{Assertion, Comparison, Statistic};
use crate::results::{Estimate, Kept};
use crate::scenario::Scenario;
use crate::simulate::{Options, sample};

use super::{Asked, Unreversed};

/// How many paths the way into the bad region is described by, at most.
const DESCRIBED: u64 = 1 << 17;

/// Paths in the bad region against all.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// What holds on its paths.
    pub comparison: Comparison,
    /// With what the outcome is compared.
    pub threshold: f64,
    /// Its paths.
    pub paths: u64,
    /// All paths, those that failed left out.
    pub of: u64,
    /// Sizes, events, then outcomes by period.
    pub rows: Vec<Row>,
}

/// One number a path, in the region and on all paths.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it is: the id of a size's or an event's column is its name.
    pub column: Column,
    /// Size, event or outcome.
    pub kind: RowKind,
    /// The mean in the region.
    pub within: Estimate,
    /// The mean over all paths.
    pub all: Estimate,
    /// The median in the region.
    pub median_within: f64,
    /// The median over all paths.
    pub median_all: f64,
}

/// What a row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// A size that is drawn once a path.
    Size,
    /// Whether an event happens.
    Event,
    /// An outcome in a period.
    Outcome,
}

/// The region whose probability, quantile or mean is asked about.
fn bounds(statement: &Assertion, values: &[f64]) -> Option<(Comparison, f64)> {
    match statement.question.statistic {
        Statistic::Probability { comparison, threshold } => Some((comparison, threshold)),
        Statistic::Quantile(_) | Statistic::Mean => Some((statement.comparison, statement.value)),
        Statistic::Shortfall(p) => Some((Comparison::Less, Kept::new(values.to_vec()).quantile(p).value)),
        Statistic::Sd | Statistic::Skewness => None,
    }
}

/// The way into the region: what is asked about in every period of its length, everything else where it is measured.
pub(super) fn region(
    found: &Scenario,
    asked: &Asked,
    options: &Options,
) -> Result<Option<Region>, Unreversed> {
    let question = &asked.statement.question;
    let mut scenario = found.clone();
    if scenario.run.paths > DESCRIBED {
        scenario.run.paths = DESCRIBED;
    }
    let places = |scenario: &Scenario, along: bool| -> Vec<Wanted> {
        let mut wanted = Vec::new();
        for (outcome, measured) in scenario.outcomes.iter().enumerate() {
            let mut at = measured.at.clone();
            if along && measured.id == question.outcome {
                at.extend(periods(scenario, question.period));
            }
            at.sort_by_key(|period| (period.last(), *period));
            at.dedup();
            let place = |period| Place { scenario: 0, outcome, period };
            wanted.extend(at.into_iter().map(|period| Wanted { of: place(period), minus: None }));
        }
        wanted
    };
    // Other periods may lack a history.
    let mut wanted = places(&scenario, true);
    let mut diagnostics = Diagnostics::new();
    let compiled = compile_with_drivers(&scenario, &wanted, &mut Diagnostics::new()).or_else(|| {
        wanted = places(&scenario, false);
        compile_with_drivers(&scenario, &wanted, &mut diagnostics)
    });
    let ensemble = compiled.ok_or(Unreversed::Compile(diagnostics))?;
    let values = sample(&ensemble, options).map_err(Unreversed::Simulation)?;
    let whole = |path: &usize| values.iter().all(|column| column[*path].is_finite());
    let finite: Vec<usize> = (0..values.first().map_or(0, Vec::len)).filter(whole).collect();
    let is_asked = |wanted: &Wanted| {
        scenario.outcomes[wanted.of.outcome].id == question.outcome && wanted.of.period == question.period
    };
    let Some(at) = wanted.iter().position(is_asked) else { return Ok(None) };
    let measured: Vec<f64> = finite.iter().map(|path| values[at][*path]).collect();
    let Some((comparison, threshold)) = bounds(&asked.statement, &measured) else { return Ok(None) };
    let within: Vec<usize> =
        finite.iter().copied().filter(|path| comparison.holds(values[at][*path], threshold)).collect();
    if within.is_empty() {
        return Ok(None);
    }
    let row = |(number, column): (usize, &Column)| {
        let of = |paths: &[usize]| Kept::new(paths.iter().map(|path| values[number][*path]).collect());
        let (inside, all) = (of(&within), of(&finite));
        let is_event =
            scenario.events.iter().any(|event| column.id == format!("{}.{}", event.word(), event.id));
        let kind = match number {
            number if number < wanted.len() => RowKind::Outcome,
            _ if is_event => RowKind::Event,
            _ => RowKind::Size,
        };
        Row {
            column: column.clone(),
            kind,
            within: inside.mean(),
            all: all.mean(),
            median_within: inside.quantile(0.5).value,
            median_all: all.quantile(0.5).value,
        }
    };
    let mut rows: Vec<Row> = ensemble.columns.iter().enumerate().map(row).collect();
    rows.sort_by_key(|row| row.kind as u8);
    Ok(Some(Region { comparison, threshold, paths: within.len() as u64, of: finite.len() as u64, rows }))
}

/// Every quarter of the horizon, or every year that lies in it.
fn periods(scenario: &Scenario, like: Period) -> Vec<Period> {
    let (start, end) = (scenario.start, scenario.end());
    match like {
        Period::Quarter(_) => {
            (0..scenario.quarters).map(|k| Period::Quarter(start.plus(k.cast_signed()))).collect()
        }
        Period::Year(_) => {
            let years = (start.year()..=end.year()).map(Period::Year);
            years.filter(|year| year.first() >= start && year.last() <= end).collect()
        }
    }
}
