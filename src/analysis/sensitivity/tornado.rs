//! What one driver does at a time: at its p05 and at its p95, all others at their medians.

use std::collections::BTreeMap;

use crate::compile::{Cadence, Ensemble};
use crate::numerics::normal_quantile;
use crate::scenario::{Component, Link, Scenario};
use crate::simulate::{Options, at_scores};

/// What a driver does to a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Swing {
    /// Its name.
    pub driver: String,
    /// The column with the driver at its 5 percent quantile.
    pub p05: f64,
    /// The column with the driver at its 95 percent quantile.
    pub p95: f64,
}

/// By column its value where every driver is at its median, and the swings of the drivers that are drawn once a path, the widest
/// first; those that move it nowhere are left out. Residuals, drawn in every quarter, stay at their medians.
pub fn tornado(scenario: &Scenario, ensemble: &Ensemble, options: &Options) -> Vec<(f64, Vec<Swing>)> {
    let mut drivers: Vec<&str> = Vec::new();
    for (source, cadence) in &ensemble.draws {
        let name = ensemble.sources[*source as usize].name.as_str();
        if *cadence == Cadence::Once && !name.starts_with("mixing.") && !drivers.contains(&name) {
            drivers.push(name);
        }
    }
    let case = |moved: Option<(&str, f64)>| -> Vec<f64> {
        let scores = moved.map(|(driver, score)| own_scores(scenario, driver, score)).unwrap_or_default();
        let score = |name: &String| scores.get(name).copied().unwrap_or(0.0);
        ensemble.sources.iter().map(|source| score(&source.name)).collect()
    };
    let mut cases = vec![case(None)];
    for driver in &drivers {
        cases.extend([0.05, 0.95].map(|p| case(Some((driver, normal_quantile(p))))));
    }
    let values = at_scores(ensemble, options, &cases);
    let column = |at: usize| {
        let swing = |(number, driver): (usize, &&str)| Swing {
            driver: (*driver).to_owned(),
            p05: values[1 + 2 * number][at],
            p95: values[2 + 2 * number][at],
        };
        let mut swings: Vec<Swing> = drivers.iter().enumerate().map(swing).collect();
        let median = values[0][at];
        swings.retain(|swing| swing.p05 != median || swing.p95 != median);
        widest_first(&mut swings);
        (median, swings)
    };
    (0..ensemble.columns.len()).map(column).collect()
}

fn widest_first(swings: &mut [Swing]) {
    let width = |swing: &Swing| (swing.p95 - swing.p05).abs();
    swings.sort_by(|a, b| width(b).total_cmp(&width(a)));
}

/// The same of the mean of some columns, from what was found of each: a driver that moves one nowhere leaves it at its median.
pub fn mean_of(columns: &[&(f64, Vec<Swing>)]) -> (f64, Vec<Swing>) {
    if let [one] = columns {
        return (*one).clone();
    }
    let count = columns.len() as f64;
    let median = columns.iter().map(|(median, _)| median).sum::<f64>() / count;
    let mut swings: Vec<Swing> = Vec::new();
    for swing in columns.iter().flat_map(|(_, swings)| swings) {
        if swings.iter().any(|known| known.driver == swing.driver) {
            continue;
        }
        let mean = |end: fn(&Swing) -> f64| {
            let own = |(median, swings): &&(f64, Vec<Swing>)| {
                swings.iter().find(|own| own.driver == swing.driver).map_or(*median, end)
            };
            columns.iter().map(own).sum::<f64>() / count
        };
        let (p05, p95) = (mean(|swing| swing.p05), mean(|swing| swing.p95));
        swings.push(Swing { driver: swing.driver.clone(), p05, p95 });
    }
    widest_first(&mut swings);
    (median, swings)
}

/// The independent scores behind a driver at `score`, those that it moves with at their medians: the solution of L z = s, L the
/// weights of the component and s zero but for the driver.
fn own_scores(scenario: &Scenario, driver: &str, score: f64) -> BTreeMap<String, f64> {
    let alone = || BTreeMap::from([(driver.to_owned(), score)]);
    let has = |component: &&Component| component.members.iter().any(|member| member.driver == driver);
    let Some(component) = scenario.dependence.paths.components.iter().find(has) else { return alone() };
    let Link::Factor(factor) = &component.link else { return alone() };
    let mut solved: Vec<f64> = Vec::new();
    for (member, row) in component.members.iter().zip(factor) {
        let wanted = if member.driver == driver { score } else { 0.0 };
        let before: f64 = row.iter().zip(&solved).map(|(weight, z)| weight * z).sum();
        let own = row.get(solved.len()).copied().unwrap_or(0.0);
        // Without a part of its own it goes where the others go.
        solved.push(if own == 0.0 { 0.0 } else { (wanted - before) / own });
    }
    component.members.iter().map(|member| member.driver.clone()).zip(solved).collect()
}
