//! Several scenarios in one ensemble: one graph, one list of drivers, columns over one or two of them.
//!
//! What is equal in two scenarios is one value, whatever model or economy it comes from, and a driver of the same name
//! is the same draw. A scenario gives the same bits in company as alone.

use std::collections::BTreeMap;

use crate::calendar::Period;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::random::sobol;
use crate::scenario::{Of, OnBadPath, Sampler, Scenario};

use super::account::Checked;
use super::cells::Cells;
use super::column::Column;
use super::course::Course;
use super::emit::{draws, emit};
use super::graph::Id;
use super::order::{Block, Reads};
use super::repeat;
use super::unfold::{Ground, Unfolding};
use super::validity::Outside;
use super::{Ensemble, cancelling, collision, compounding, thresholds, variants, watched};

/// An outcome of one of several scenarios, at one of its periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The scenario, by position.
    pub scenario: usize,
    /// Position in its outcomes.
    pub outcome: usize,
    /// When.
    pub period: Period,
}

/// A column that is asked for: an outcome, or an outcome minus another one on the same path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// What is measured.
    pub of: Place,
    /// What is taken from it.
    pub minus: Option<Place>,
}

impl Wanted {
    /// Every outcome of a scenario at every period.
    pub fn all_of(number: usize, scenario: &Scenario) -> Vec<Self> {
        let places = scenario.outcomes.iter().enumerate().flat_map(|(outcome, measured)| {
            measured.at.iter().map(move |period| Place { scenario: number, outcome, period: *period })
        });
        places.map(|of| Self { of, minus: None }).collect()
    }
}

/// Compiles several scenarios into one ensemble; `None` when a problem was found, which `diagnostics` then holds.
///
/// All of them draw from one seed: scenarios that do not agree on seed, paths and sampler are refused. A path that
/// fails in a scenario is not a number in each of its columns. Shocks that no outcome can feel are an error where a scenario
/// is compiled alone, and changes that build up a warning there; in company neither is said.
///
/// # Panics
/// When there is no scenario, or a place is not of one of them.
pub fn compile_together(
    scenarios: &[&Scenario],
    wanted: &[Wanted],
    diagnostics: &mut Diagnostics,
) -> Option<Ensemble> {
    let mut problems = Diagnostics::new();
    different_draws(scenarios, &mut problems);
    points(scenarios, &mut problems);
    let cells: Vec<Cells> = scenarios.iter().map(|scenario| Cells::new(scenario)).collect();
    let reads: Vec<Reads> =
        scenarios.iter().zip(&cells).map(|(scenario, cells)| Reads::new(scenario, cells)).collect();
    if let [scenario] = scenarios {
        compounding(scenario, &mut problems);
        cancelling(scenario, &mut problems);
    }
    for (scenario, cells) in scenarios.iter().zip(&cells) {
        repeat::refuse(scenario, cells, &mut problems);
    }
    let ensemble = unfold(scenarios, &cells, &reads, wanted, Extent::Whole, &mut problems);
    let failed = problems.has_errors();
    diagnostics.append(problems);
    ensemble.filter(|_| !failed)
}

/// Compiles what [`super::compile`] has told the problems of, and follows every measured variable over time.
pub fn compile_with_courses(scenario: &Scenario) -> Option<Ensemble> {
    let cells = [Cells::new(scenario)];
    let reads = [Reads::new(scenario, &cells[0])];
    let wanted = Wanted::all_of(0, scenario);
    let mut problems = Diagnostics::new();
    let ensemble = unfold(&[scenario], &cells, &reads, &wanted, Extent::WithCourses, &mut problems);
    ensemble.filter(|_| !problems.has_errors())
}

/// How much of scenarios is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// Columns alone.
    Columns,
    /// And events, as columns after them.
    WithEvents,
    /// And what is drawn of sizes and events, as columns after them.
    WithDrivers,
    /// And verdicts on whole paths.
    Whole,
    /// And courses.
    WithCourses,
}

/// Compiles some columns of a scenario and nothing else: no verdict on whole paths, for [`crate::simulate::sample`], where
/// a path that fails up to a column's period is not a number in it.
///
/// # Panics
/// When a place is not of scenario 0.
pub fn compile_columns(
    scenario: &Scenario,
    wanted: &[Wanted],
    diagnostics: &mut Diagnostics,
) -> Option<Ensemble> {
    compile_columns_together(&[scenario], wanted, diagnostics)
}

/// The same of several scenarios on the same draws.
///
/// # Panics
/// As [`compile_together`].
pub fn compile_columns_together(
    scenarios: &[&Scenario],
    wanted: &[Wanted],
    diagnostics: &mut Diagnostics,
) -> Option<Ensemble> {
    let mut problems = Diagnostics::new();
    different_draws(scenarios, &mut problems);
    let cells: Vec<Cells> = scenarios.iter().map(|scenario| Cells::new(scenario)).collect();
    let reads: Vec<Reads> =
        scenarios.iter().zip(&cells).map(|(scenario, cells)| Reads::new(scenario, cells)).collect();
    let ensemble = unfold(scenarios, &cells, &reads, wanted, Extent::Columns, &mut problems);
    let failed = problems.has_errors();
    diagnostics.append(problems);
    ensemble.filter(|_| !failed)
}

/// The same columns, and after them one for each size that is drawn once a path, whose id is its driver, then one for each event
/// and regime, 1 on the paths where it happens, whose id is `event.ID` or `regime.ID`.
///
/// # Panics
/// When a place is not of scenario 0.
pub fn compile_with_drivers(
    scenario: &Scenario,
    wanted: &[Wanted],
    diagnostics: &mut Diagnostics,
) -> Option<Ensemble> {
    alone(scenario, wanted, Extent::WithDrivers, diagnostics)
}

/// The same columns, and after them one for each event and regime, as those of [`compile_with_drivers`].
///
/// # Panics
/// When a place is not of scenario 0.
pub fn compile_with_events(
    scenario: &Scenario,
    wanted: &[Wanted],
    diagnostics: &mut Diagnostics,
) -> Option<Ensemble> {
    alone(scenario, wanted, Extent::WithEvents, diagnostics)
}

/// A scenario alone, no verdict on whole paths.
fn alone(
    scenario: &Scenario,
    wanted: &[Wanted],
    extent: Extent,
    diagnostics: &mut Diagnostics,
) -> Option<Ensemble> {
    let cells = [Cells::new(scenario)];
    let reads = [Reads::new(scenario, &cells[0])];
    let mut problems = Diagnostics::new();
    let ensemble = unfold(&[scenario], &cells, &reads, wanted, extent, &mut problems);
    let failed = problems.has_errors();
    diagnostics.append(problems);
    ensemble.filter(|_| !failed)
}

fn different_draws(scenarios: &[&Scenario], diagnostics: &mut Diagnostics) {
    let first = scenarios[0];
    for other in &scenarios[1..] {
        let (a, b) = (first.run, other.run);
        if (a.seed, a.paths, a.sampler) != (b.seed, b.paths, b.sampler) {
            let message = format!(
                "`{}` and `{}` have different draws: {} paths of seed {}, and {} paths of seed {}",
                first.name, other.name, a.paths, a.seed, b.paths, b.seed
            );
            let error =
                Diagnostic::error(&codes::DIFFERENT_DRAWS, message).at(other.span, "in this scenario");
            diagnostics.push(error.help("give both the same seed, paths and sampler in [run]"));
        }
    }
}

/// Refuses a number of paths that Sobol points do not come in.
fn points(scenarios: &[&Scenario], diagnostics: &mut Diagnostics) {
    const LEAST: u64 = sobol::LEAST_PATHS;
    for scenario in scenarios.iter().filter(|scenario| scenario.run.sampler == Sampler::Sobol) {
        let paths = scenario.run.paths;
        if paths.is_power_of_two() && (LEAST..=sobol::MOST_PATHS).contains(&paths) {
            continue;
        }
        let above = paths.clamp(LEAST + 1, sobol::MOST_PATHS).next_power_of_two();
        let message = format!("Sobol points do not come in {paths} paths");
        diagnostics.push(
            Diagnostic::error(&codes::PATHS_FOR_SOBOL, message)
                .at(scenario.span, "in this scenario")
                .help(format!("take {} or {above} paths, the nearest that they come in", above / 2)),
        );
    }
}

#[expect(clippy::too_many_lines, reason = "one step a part of the ensemble")]
fn unfold(
    scenarios: &[&Scenario],
    cells: &[Cells],
    reads: &[Reads],
    wanted: &[Wanted],
    extent: Extent,
    diagnostics: &mut Diagnostics,
) -> Option<Ensemble> {
    let whole = matches!(extent, Extent::Whole | Extent::WithCourses);
    let blocks: Vec<Vec<Block>> = reads.iter().map(Reads::blocks).collect();
    let mut ground = Ground::default();
    let mut problems: Vec<Diagnostics> = scenarios.iter().map(|_| Diagnostics::new()).collect();
    let each = scenarios.iter().zip(cells).zip(reads).zip(&mut problems);
    let mut all: Vec<Unfolding> = each
        .map(|(((scenario, cells), reads), problems)| {
            Unfolding::new(scenario, cells, reads, &mut ground, problems)
        })
        .collect();
    for unfolding in all.iter_mut().filter(|_| whole && scenarios.len() == 1) {
        unfolding.within(&mut ground, Unfolding::unfelt);
        unfolding.within(&mut ground, Unfolding::moving);
    }
    let mut balancing = Vec::new();
    for unfolding in &mut all {
        balancing.extend(unfolding.within(&mut ground, Unfolding::accounts));
    }
    let (mut checked, mut outside) = (Vec::new(), Vec::new());
    let mut followed = (extent == Extent::WithCourses).then(Followed::default);
    let columns = if all.iter().any(|unfolding| unfolding.diagnostics.has_errors()) {
        None
    } else {
        let counted = whole.then_some((&mut checked, &mut outside));
        grow(&mut all, &blocks, wanted, &mut ground, counted, followed.as_mut())
    };
    let Followed { courses, columns: along } = followed.unwrap_or_default();
    let grown = columns.map(|columns| {
        let (mut columns, mut outputs): (Vec<Column>, Vec<Id>) = columns.into_iter().unzip();
        let (mut clamped, mut happened, mut measured) = (Vec::new(), Vec::new(), Vec::new());
        if matches!(extent, Extent::WithEvents | Extent::WithDrivers) {
            for (column, value) in drawn(&mut all[0], &mut ground, extent) {
                columns.push(column);
                outputs.push(value);
            }
        }
        if whole {
            let health = health(&mut all, &mut ground, &outputs);
            for (column, value) in along {
                columns.push(column);
                outputs.push(value);
            }
            for unfolding in &mut all {
                let scenario = unfolding.scenario;
                let of = if scenarios.len() > 1 { format!(" of {}", scenario.name) } else { String::new() };
                for (v, count) in unfolding.within(&mut ground, Unfolding::clamped) {
                    clamped.push(format!("{}{of}", scenario.model.variables[v].name));
                    outputs.push(count);
                }
            }
            outside = in_any_quarter(&mut all[0], &mut ground, outside);
            outputs.extend(outside.iter().map(|(_, value)| *value));
            for unfolding in &mut all {
                happened.extend(unfolding.scenario.events.iter().map(|event| event.id.clone()));
                outputs.extend(unfolding.within(&mut ground, Unfolding::happened));
            }
            if let [unfolding] = &mut all[..] {
                for (of, value) in unfolding.within(&mut ground, Unfolding::achieved) {
                    measured.push(of);
                    outputs.push(value);
                }
            }
            outputs.push(health);
            outputs.extend(broken(&mut ground, &checked));
        } else {
            outputs.push(ground.graph.constant(0.0));
        }
        let outside = outside.into_iter().map(|(outside, _)| outside).collect();
        (columns, (clamped, outside, happened, measured), outputs)
    });
    let mut traced = Vec::new();
    for (unfolding, blocks) in all.iter_mut().zip(&blocks) {
        let several = scenarios.len() > 1;
        traced.push(unfolding.within(&mut ground, |unfolding| watched(unfolding, blocks, several)));
    }
    drop(all);
    for problems in problems {
        diagnostics.append(problems);
    }
    let (columns, (clamped, outside, happened, measured), outputs) = grown?;
    // What is only followed over time moves no draw to another dimension.
    let is_course = |at: usize| columns.get(at).is_some_and(|column| column.course.is_some());
    let asked: Vec<Id> =
        outputs.iter().enumerate().filter(|(at, _)| !is_course(*at)).map(|(_, id)| *id).collect();
    let sources = ground.drivers.into_sources();
    collision(&sources, scenarios[0], diagnostics);
    let exact = |column: &Column| match (column.minus, column.course) {
        (None, None) => thresholds(scenarios[column.scenario], column),
        (Some(_), _) => vec![0.0],
        (None, Some(_)) => Vec::new(),
    };
    let counts = |scenario: &&Scenario| scenario.run.on_bad_path == OnBadPath::Count;
    Some(Ensemble {
        thresholds: columns.iter().map(exact).collect(),
        columns,
        courses,
        clamped,
        outside,
        happened,
        measured,
        program: emit(&ground.graph, &outputs),
        draws: draws(&ground.graph, &asked),
        sampler: scenarios[0].run.sampler,
        sources,
        seed: scenarios[0].run.seed,
        paths: scenarios[0].run.paths,
        on_bad_path: if scenarios.iter().all(counts) { OnBadPath::Count } else { OnBadPath::Fail },
        balancing,
        checked,
        graph: ground.graph,
        watched: traced.concat(),
    })
}

/// The courses of the first scenario, and their columns.
#[derive(Debug, Default)]
struct Followed {
    courses: Vec<Course>,
    columns: Vec<(Column, Id)>,
}

/// Identities and ranges of validity, as they come.
type Counted<'a> = (&'a mut Vec<Checked>, &'a mut Vec<(Outside, Id)>);

/// All scenarios, quarter by quarter, and each column as soon as its last quarter is there, so that few are alive at
/// once.
fn grow(
    all: &mut [Unfolding],
    blocks: &[Vec<Block>],
    wanted: &[Wanted],
    ground: &mut Ground,
    mut counted: Option<Counted<'_>>,
    mut followed: Option<&mut Followed>,
) -> Option<Vec<(Column, Id)>> {
    let several = all.len() > 1;
    let places: Vec<Place> =
        wanted.iter().flat_map(|wanted| [Some(wanted.of), wanted.minus]).flatten().collect();
    let mut measured: BTreeMap<Place, (Column, Id)> = BTreeMap::new();
    let mut columns: Vec<Option<(Column, Id)>> = vec![None; wanted.len()];
    let mut steps = Vec::new();
    if let Some(followed) = &mut followed {
        followed.courses = all[0].within(ground, Unfolding::courses);
    }
    for (number, unfolding) in all.iter().enumerate() {
        steps.extend((0..unfolding.periods()).map(|period| (unfolding.quarter(period), number, period)));
    }
    steps.sort_unstable();
    for (_, number, period) in steps {
        let unfolding = &mut all[number];
        // The baseline is there whether it is measured or not: how a block is solved must not depend on shocks.
        unfolding.within(ground, |unfolding| unfolding.advance_both(&blocks[number]));
        if let Some((checked, outside)) = &mut counted {
            for of in [Of::Baseline, Of::Scenario] {
                checked.extend(unfolding.within(ground, |unfolding| unfolding.checked(of, period, several)));
            }
            let quarter = Some(unfolding.quarter(period));
            for (validity, value) in unfolding.within(ground, |unfolding| unfolding.outside(period)) {
                outside.push((Outside { scenario: number, validity, quarter }, value));
            }
        }
        if unfolding.diagnostics.has_errors() {
            return None;
        }
        for place in places.iter().filter(|place| place.scenario == number) {
            if unfolding.period(place.period.last()) == period && !measured.contains_key(place) {
                let outcome = &unfolding.scenario.outcomes[place.outcome];
                let (column, value) = unfolding
                    .within(ground, |unfolding| unfolding.measure(place.outcome, outcome, place.period));
                measured.insert(*place, (Column { scenario: number, ..column }, value));
            }
        }
        if let Some(followed) = &mut followed {
            let along = unfolding.within(ground, |unfolding| unfolding.along(&mut followed.courses, period));
            followed.columns.extend(along);
        }
        for (column, wanted) in columns.iter_mut().zip(wanted).filter(|(column, _)| column.is_none()) {
            let Some((of, value)) = measured.get(&wanted.of) else { continue };
            *column = match &wanted.minus {
                None => Some((of.clone(), *value)),
                Some(minus) => measured.get(minus).map(|(_, other)| {
                    let difference = ground.graph.difference(*value, *other);
                    (Column { minus: Some(minus.scenario), ..of.clone() }, difference)
                }),
            };
        }
    }
    let mut unmeasured: Vec<Place> =
        places.into_iter().filter(|place| !measured.contains_key(place)).collect();
    unmeasured.dedup();
    for place in unmeasured {
        let unfolding = &mut all[place.scenario];
        let message = format!("{} is not one of the years that this annual model simulates", place.period);
        unfolding.diagnostics.push(
            Diagnostic::error(&codes::OUTSIDE_HORIZON, message)
                .at(unfolding.scenario.outcomes[place.outcome].span, "measured there by this outcome")
                .help("begin in a first quarter, such as \"2022Q1\", and let the horizon be whole years"),
        );
    }
    columns.into_iter().collect()
}

/// Sizes and events as columns.
fn drawn(unfolding: &mut Unfolding, ground: &mut Ground, extent: Extent) -> Vec<(Column, Id)> {
    let scenario = unfolding.scenario;
    let mut list = match extent {
        Extent::WithDrivers => unfolding.within(ground, Unfolding::sizes),
        _ => Vec::new(),
    };
    let happened = unfolding.within(ground, Unfolding::happened);
    let names = scenario.events.iter().map(|event| format!("{}.{}", event.word(), event.id));
    list.extend(names.zip(happened));
    let column = |id: String| Column {
        id,
        scenario: 0,
        minus: None,
        course: None,
        outcome: 0,
        period: Period::Quarter(scenario.start),
        unit: String::new(),
        versus: None,
        simulated: (1, 1),
    };
    list.into_iter().map(|(id, value)| (column(id), value)).collect()
}

/// Each range of validity that may be left in any quarter, then quarter by quarter.
fn in_any_quarter(
    unfolding: &mut Unfolding,
    ground: &mut Ground,
    mut outside: Vec<(Outside, Id)>,
) -> Vec<(Outside, Id)> {
    outside.sort_by_key(|(outside, _)| (outside.scenario, outside.validity, outside.quarter));
    let mut list = Vec::new();
    for range in outside.chunk_by(|(a, _), (b, _)| (a.scenario, a.validity) == (b.scenario, b.validity)) {
        let values: Vec<Id> = range.iter().map(|(_, value)| *value).collect();
        let any = unfolding.within(ground, |unfolding| unfolding.any(&values));
        list.push((Outside { quarter: None, ..range[0].0.clone() }, any));
        list.extend_from_slice(range);
    }
    list
}

/// One value a quarter, above 0 on the paths where some identity does not hold.
fn broken(ground: &mut Ground, checked: &[Checked]) -> Vec<Id> {
    let mut values = Vec::new();
    for quarter in checked.chunk_by(|a, b| (a.quarter, a.of, &a.scenario) == (b.quarter, b.of, &b.scenario)) {
        let sum = quarter[1..].iter().fold(quarter[0].broken, |sum, one| ground.graph.sum(sum, one.broken));
        values.push(sum);
    }
    values.dedup();
    values
}

/// 0 where every variant of every scenario and every column is finite, NaN elsewhere.
fn health(all: &mut [Unfolding], ground: &mut Ground, columns: &[Id]) -> Id {
    let mut health = ground.graph.constant(0.0);
    for unfolding in all {
        health = unfolding.within(ground, |unfolding| {
            let last = unfolding.periods() - 1;
            for of in variants(unfolding.scenario) {
                let of = unfolding.health(of, last);
                health = unfolding.graph.sum(health, of);
            }
            health
        });
    }
    let zero = ground.graph.constant(0.0);
    for column in columns {
        health = ground.graph.multiply_add(zero, *column, health);
    }
    health
}
