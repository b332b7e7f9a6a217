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
    let own = |driver: &str| owner(scenario, driver, each);
    let owners = owners(scenario, sources, &own, true);
    let drivers = || sources.iter().map(|source| &source.name);
    owners.into_iter().map(|owners| group(&own, &owners, drivers())).collect()
}

/// Where [`groups`] have some that move together, the same but for these, each of which stands alone; none where they have not. What
/// is listed singly and moves with nothing is put together again.
pub fn players(scenario: &Scenario, sources: &[Source], each: &[Each]) -> Vec<Group> {
    let fine = |driver: &str| owner(scenario, driver, each);
    let apart = owners(scenario, sources, &fine, false);
    let together = owners(scenario, sources, &fine, true);
    let dependent: Vec<&String> =
        together.iter().filter(|owners| !apart.contains(owners)).flatten().collect();
    if dependent.is_empty() {
        return Vec::new();
    }
    let coarse = |driver: &str| owner(scenario, driver, &[]);
    let some: Vec<String> = (sources.iter())
        .filter(|source| dependent.contains(&&fine(&source.name)))
        .map(|source| coarse(&source.name))
        .collect();
    let own = |driver: &str| {
        let (fine, coarse) = (fine(driver), coarse(driver));
        match () {
            () if fine == coarse || dependent.contains(&&fine) => fine,
            () if some.contains(&coarse) => format!("other {coarse}"),
            () => coarse,
        }
    };
    let owners = owners(scenario, sources, &own, false);
    let members = || drawn(scenario, sources).flat_map(|component| &component.members);
    // What members share is nobody's.
    let shared: Vec<String> = drawn(scenario, sources).map(Component::shared_driver).collect();
    let drivers = || {
        let sources = sources.iter().map(|source| &source.name).filter(|name| !shared.contains(name));
        sources.chain(members().map(|member| &member.driver))
    };
    owners.into_iter().map(|owners| group(&own, &owners, drivers())).collect()
}

/// The components of which something is drawn that moves together.
fn drawn<'s>(scenario: &'s Scenario, sources: &[Source]) -> impl Iterator<Item = &'s Component> {
    let dependence = &scenario.dependence;
    let components = dependence.paths.components.iter().chain(&dependence.residuals.components);
    components.filter(|component| is_drawn(component, sources))
}

/// By group its owners, in order; what moves together is one group if it is `together`.
fn owners(
    scenario: &Scenario,
    sources: &[Source],
    own: &dyn Fn(&str) -> String,
    together: bool,
) -> Vec<Vec<String>> {
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
    for source in sources {
        join(vec![own(&source.name)]);
    }
    for component in drawn(scenario, sources) {
        let members = component.members.iter().map(|member| own(&member.driver));
        if together {
            join(members.collect());
        } else {
            for member in members {
                join(vec![member]);
            }
        }
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
            "parameter" | "parameters" | "other parameters" => 3,
            "residual" | "residuals" | "factor" | "other residuals" => 4,
            _ => 2,
        };
        (kind, shock.or(event).unwrap_or(usize::MAX), owner.clone())
    };
    for owners in &mut owners {
        owners.sort_by_key(rank);
    }
    owners.sort_by_key(|owners| rank(&owners[0]));
    owners
}

fn group<'s>(own: &dyn Fn(&str) -> String, owners: &[String], of: impl Iterator<Item = &'s String>) -> Group {
    let mut drivers: Vec<String> = Vec::new();
    for driver in of {
        if owners.contains(&own(driver)) && !drivers.contains(driver) {
            drivers.push(driver.clone());
        }
    }
    Group { id: owners.join(" + "), drivers }
}

/// Whether two members of a component at least, or what they share, are drawn.
fn is_drawn(component: &Component, sources: &[Source]) -> bool {
    let drawn = |name: &str| sources.iter().any(|source| source.name == name);
    component.members.iter().filter(|member| drawn(&member.driver)).count() > 1
        || drawn(&component.shared_driver())
}
