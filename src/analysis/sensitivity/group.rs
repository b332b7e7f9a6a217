//! Groups of draws that are drawn anew together.

use crate::compile::Source;
use crate::scenario::{Component, Scenario};

/// What is listed singly in place of one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Each {
    /// Every parameter.
    Parameter,
    /// Every variable's residual, and every common factor.
    Residual,
}

/// Draws that are drawn anew together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// `shock.ID`, `event.ID`, `parameters`, `residuals`, `parameter.NAME` and the like; joined by ` + ` where they move together.
    pub id: String,
    /// The independent draws that it is made of.
    pub drivers: Vec<String>,
}

/// What the draws of a driver belong to.
fn owner(scenario: &Scenario, driver: &str, each: &[Each]) -> String {
    let (word, rest) = driver.split_once('.').unwrap_or((driver, ""));
    let of_id =
        |id: &str| rest.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    let variable = || rest.split('[').next().unwrap_or(rest);
    match word {
        // What members share is the first one's.
        "mixing" | "row" => owner(scenario, rest, each),
        "parameter" if each.contains(&Each::Parameter) => format!("parameter.{}", variable()),
        "parameter" => "parameters".to_owned(),
        "residual" if each.contains(&Each::Residual) => format!("residual.{}", variable()),
        "factor" if each.contains(&Each::Residual) => driver.to_owned(),
        "residual" | "factor" => "residuals".to_owned(),
        _ => {
            let shocks = scenario.shocks.iter().map(|shock| ("shock", &shock.id));
            let events = scenario.events.iter().map(|event| (event.word(), &event.id));
            let known = shocks.chain(events).find(|(kind, id)| *kind == word && of_id(id));
            match known {
                Some((kind, id)) => format!("{kind}.{id}"),
                None => format!("{word}.{}", rest.split(['.', '[']).next().unwrap_or(rest)),
            }
        }
    }
}

/// All groups in the order of the scenario: shocks, events, what else there is, parameters, residuals. Those that move together, or
/// exclude each other, are one.
pub fn groups(scenario: &Scenario, sources: &[Source], each: &[Each]) -> Vec<Group> {
    // By group its owners.
    let mut owners: Vec<Vec<String>> = Vec::new();
    let mut join = |together: Vec<String>| {
        let mut joined: Vec<String> = Vec::new();
        owners.retain(|owners| {
            let shares = owners.iter().any(|owner| together.contains(owner));
            if shares {
                joined.extend(owners.iter().cloned());
            }
            !shares
        });
        for owner in together {
            if !joined.contains(&owner) {
                joined.push(owner);
            }
        }
        owners.push(joined);
    };
    let own = |driver: &str| owner(scenario, driver, each);
    for source in sources {
        join(vec![own(&source.name)]);
    }
    let dependence = &scenario.dependence;
    let components = dependence.paths.components.iter().chain(&dependence.residuals.components);
    for component in components.filter(|component| is_drawn(component, sources)) {
        let members = component.members.iter().map(|member| own(&member.driver));
        join(members.collect());
    }
    for group in &scenario.exclusive {
        let decides = format!("exclusive.{}", group.id);
        if sources.iter().any(|source| source.name == decides) {
            let members = group.events.iter().map(|event| format!("event.{}", scenario.events[*event].id));
            join(std::iter::once(decides).chain(members).collect());
        }
    }
    let rank = |owner: &String| {
        let shock = scenario.shocks.iter().position(|shock| *owner == format!("shock.{}", shock.id));
        let event =
            scenario.events.iter().position(|event| *owner == format!("{}.{}", event.word(), event.id));
        let kind = match owner.split('.').next().unwrap_or_default() {
            "shock" => 0,
            "event" | "regime" | "exclusive" => 1,
            "parameter" | "parameters" => 3,
            "residual" | "residuals" | "factor" => 4,
            _ => 2,
        };
        (kind, shock.or(event).unwrap_or(usize::MAX), owner.clone())
    };
    for owners in &mut owners {
        owners.sort_by_key(rank);
    }
    owners.sort_by_key(|owners| rank(&owners[0]));
    let group = |owners: Vec<String>| {
        let mut drivers: Vec<String> = Vec::new();
        for source in sources.iter().filter(|source| owners.contains(&own(&source.name))) {
            if !drivers.contains(&source.name) {
                drivers.push(source.name.clone());
            }
        }
        Group { id: owners.join(" + "), drivers }
    };
    owners.into_iter().map(group).collect()
}

/// Whether two members of a component at least, or what they share, are drawn.
fn is_drawn(component: &Component, sources: &[Source]) -> bool {
    let drawn = |name: &str| sources.iter().any(|source| source.name == name);
    component.members.iter().filter(|member| drawn(&member.driver)).count() > 1
        || drawn(&component.shared_driver())
}
