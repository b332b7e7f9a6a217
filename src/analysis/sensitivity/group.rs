//! Groups of draws that are drawn anew together.

use crate::compile::Source;
use crate::scenario::{Component, Scenario};

use super::shapley::components;

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
    let drivers: Vec<String> = sources.iter().map(|source| source.name.clone()).collect();
    let owners = owners(scenario, &drivers, &own, true);
    owners.iter().map(|owners| group(&own, owners, &drivers)).collect()
}

/// Where [`groups`] have some that move together, the same but for these, each of which stands alone; none where they have not. What
/// is listed singly and moves with nothing is put together again. What moves with something that is drawn is a player, whether an
/// outcome depends on it or not.
pub fn players(scenario: &Scenario, sources: &[Source], each: &[Each]) -> Vec<Group> {
    let mut drivers: Vec<String> = sources.iter().map(|source| source.name.clone()).collect();
    for component in components(scenario) {
        let members = || component.members.iter().map(|member| &member.driver);
        let shared = component.shared_driver();
        if drivers.contains(&shared) || members().any(|member| drivers.contains(member)) {
            // What members share is nobody's.
            drivers.retain(|driver| *driver != shared);
            let others: Vec<String> = members().filter(|member| !drivers.contains(member)).cloned().collect();
            drivers.extend(others);
        }
    }
    let fine = |driver: &str| owner(scenario, driver, each);
    let apart = owners(scenario, &drivers, &fine, false);
    let together = owners(scenario, &drivers, &fine, true);
    let dependent: Vec<&String> =
        together.iter().filter(|owners| !apart.contains(owners)).flatten().collect();
    if dependent.is_empty() {
        return Vec::new();
    }
    let coarse = |driver: &str| owner(scenario, driver, &[]);
    let some: Vec<String> = (drivers.iter())
        .filter(|driver| dependent.contains(&&fine(driver)))
        .map(|driver| coarse(driver))
        .collect();
    let own = |driver: &str| {
        let (fine, coarse) = (fine(driver), coarse(driver));
        match () {
            () if fine == coarse || dependent.contains(&&fine) => fine,
            () if some.contains(&coarse) => format!("other {coarse}"),
            () => coarse,
        }
    };
    let owners = owners(scenario, &drivers, &own, false);
    owners.iter().map(|owners| group(&own, owners, &drivers)).collect()
}

/// By group its owners, in order; what moves together is one group if it is `together`.
fn owners(
    scenario: &Scenario,
    drivers: &[String],
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
    for driver in drivers {
        join(vec![own(driver)]);
    }
    for component in components(scenario).filter(|component| together && is_drawn(component, drivers)) {
        join(component.members.iter().map(|member| own(&member.driver)).collect());
    }
    for group in &scenario.exclusive {
        let decides = format!("exclusive.{}", group.id);
        if drivers.contains(&decides) {
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

fn group(own: &dyn Fn(&str) -> String, owners: &[String], of: &[String]) -> Group {
    let mut drivers: Vec<String> = Vec::new();
    for driver in of {
        if owners.contains(&own(driver)) && !drivers.contains(driver) {
            drivers.push(driver.clone());
        }
    }
    Group { id: owners.join(" + "), drivers }
}

/// Whether two members of a component at least, or what they share, are drawn.
fn is_drawn(component: &Component, drivers: &[String]) -> bool {
    component.members.iter().filter(|member| drivers.contains(&member.driver)).count() > 1
        || drivers.contains(&component.shared_driver())
}
