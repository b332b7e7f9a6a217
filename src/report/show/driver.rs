//! Every uncertain quantity by its full name.

use serde::Serialize;

use crate::distribution::Normal;
use crate::scenario::{
    Chance, Change as Changed, ChangeSize, Course, Economy, Event, Model, Onset, ParameterDraws, Scenario,
    Size,
};

use super::super::terminal::{Line, Role};
use super::super::text::{harmless, left, wrap};
use super::layout::{block, cells, heading, widest};
use super::{Spread, Subject};

/// An uncertain quantity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Driver {
    /// Its full name, which is its address among the draws.
    pub name: String,
    /// `assumption`, `tune`, `shock`, `occurrence`, `onset`, `duration`, `event size`, `parameter`, `residual` or `factor`.
    pub what: &'static str,
    /// `path`, `quarter` or `block` of quarters: what it is drawn once for.
    pub once_a: &'static str,
    /// Its distribution; none of an occurrence and an onset.
    pub distribution: Option<Spread>,
    /// What it is, in words.
    pub words: String,
}

/// What is drawn.
pub(super) fn of(subject: Subject) -> Vec<Driver> {
    let Subject { model, economy, scenario } = subject;
    let mut drivers = Vec::new();
    if let Some(scenario) = scenario {
        for change in scenario.changes() {
            let event = change.bringer.event().map(|number| &scenario.events[number]);
            let once_a = if event.is_some_and(Event::is_recurring) { "quarter" } else { "path" };
            sizes(&change, once_a, model, economy, &mut drivers);
        }
        for number in 0..scenario.events.len() {
            happening(scenario, number, &mut drivers);
        }
    }
    if scenario.is_none_or(|scenario| scenario.run.parameters == ParameterDraws::Uncertain) {
        parameters(model, economy, &mut drivers);
    }
    residuals(model, economy, &mut drivers);
    drivers
}

/// Whether an event happens, when and for how long.
fn happening(scenario: &Scenario, number: usize, drivers: &mut Vec<Driver>) {
    let event = &scenario.events[number];
    let driver =
        |name: String, what, once_a, distribution, words| Driver { name, what, once_a, distribution, words };
    let occurs = scenario.occurrence_driver(number);
    let (drawn_onset, length, once_a) = match &event.course {
        Course::Once { chance, duration } => {
            let onset = match chance {
                Chance::Window(_, onset) | Chance::Given { onset, .. } => Some(onset),
                Chance::Hazard(_) => None,
            };
            (onset, Some(duration), "path")
        }
        Course::Recurring { duration, .. } => (None, Some(duration), "quarter"),
        Course::Regime { .. } => (None, None, "quarter"),
    };
    let certain = event.own_probability().is_some_and(|probability| probability == 0.0 || probability == 1.0);
    let alone = scenario.excluded_with(number).is_none() && once_a == "path";
    if !(certain && alone || drivers.iter().any(|driver| driver.name == occurs)) {
        let words = super::event::decides(scenario, number);
        drivers.push(driver(occurs, "occurrence", once_a, None, words));
    }
    let (first, last) = event.window;
    if let Some(onset) = drawn_onset.filter(|_| first != last) {
        let (spread, words) = match onset {
            Onset::Even if event.given().is_some() => {
                (None, format!("each quarter of {first} to {last} alike, from the other's onset on"))
            }
            Onset::Even => (None, format!("each quarter of {first} to {last} alike")),
            Onset::Drawn(drawn) => {
                let spread = Spread::new(drawn);
                let words = format!("quarters after {first}; {}, rounded down", spread.words);
                (Some(spread), words)
            }
        };
        if spread.as_ref().is_none_or(|spread| spread.kind != "point") {
            drivers.push(driver(format!("event.{}.onset", event.id), "onset", once_a, spread, words));
        }
    }
    if let Some(duration) = length.map(super::event::duration).filter(|duration| duration.kind != "point") {
        let words = format!("quarters; {}, rounded up", duration.words);
        drivers.push(driver(
            format!("event.{}.duration", event.id),
            "duration",
            once_a,
            Some(duration),
            words,
        ));
    }
}

/// The size of a change, or one for each element that draws apart.
fn sizes(
    change: &Changed,
    once_a: &'static str,
    model: &Model,
    economy: &Economy,
    drivers: &mut Vec<Driver>,
) {
    let (spread, joint, once_a) = match change.size {
        ChangeSize::Size(Size::Drawn(distribution)) | ChangeSize::Drawn(distribution) => {
            (Spread::new(distribution), None, once_a)
        }
        ChangeSize::Size(Size::Bootstrap(bootstrap)) => {
            (Spread::bootstrap(bootstrap), bootstrap.driver(), "block")
        }
        ChangeSize::Size(Size::Path(_)) => return,
    };
    if spread.kind == "point" {
        return;
    }
    let variable = model.variables.iter().find(|variable| variable.name == change.target.variable);
    let over = variable.and_then(|variable| variable.over.as_deref());
    let elements: Vec<Option<&str>> = match over {
        Some(set) if change.each => {
            economy.elements(set).iter().map(|element| Some(element.as_str())).collect()
        }
        _ => vec![None],
    };
    for element in elements {
        drivers.push(Driver {
            name: joint.clone().unwrap_or_else(|| change.driver(element)),
            what: match change.bringer.word() {
                "event" | "regime" => "event size",
                word => word,
            },
            once_a,
            distribution: Some(spread.clone()),
            words: format!("{} of {}; {}", change.verb.key().replace('_', " "), change.target, spread.words),
        });
    }
}

fn parameters(model: &Model, economy: &Economy, drivers: &mut Vec<Driver>) {
    for parameter in super::Parameters::new(model, economy).list {
        let label = parameter.label.unwrap_or_default();
        drivers.extend(parameter.prior.filter(|prior| prior.kind != "point").map(|prior| Driver {
            name: format!("parameter.{}", parameter.name),
            what: "parameter",
            once_a: "path",
            words: label,
            distribution: Some(prior),
        }));
    }
}

/// Innovations, and the factors that they share.
fn residuals(model: &Model, economy: &Economy, drivers: &mut Vec<Driver>) {
    let mut factors: Vec<&str> = Vec::new();
    for variable in &model.variables {
        let Some(residual) = &variable.residual else { continue };
        let spread = Spread::new(&residual.distribution);
        if spread.kind == "point" && residual.common.is_none() {
            continue;
        }
        let elements: Vec<String> = match &variable.over {
            Some(set) => economy.elements(set).iter().map(|element| format!("[{element}]")).collect(),
            None => vec![String::new()],
        };
        for element in elements {
            drivers.push(Driver {
                name: format!("residual.{}{element}", variable.name),
                what: "residual",
                once_a: "quarter",
                words: variable.label.clone().unwrap_or_default(),
                distribution: Some(spread.clone()),
            });
        }
        if let Some(common) = &residual.common
            && !factors.contains(&common.factor.as_str())
        {
            factors.push(&common.factor);
        }
    }
    factors.sort_unstable();
    drivers.extend(factors.into_iter().map(|factor| Driver {
        name: format!("factor.{factor}"),
        what: "factor",
        once_a: "quarter",
        distribution: Normal::new(0.0, 1.0).ok().map(|normal| Spread::new(&normal.into())),
        words: "standard normal score that residuals share: see dependence".to_owned(),
    }));
}

pub(super) fn lines(drivers: &[Driver], width: usize) -> Vec<Line> {
    let quarterly = drivers.iter().filter(|driver| driver.once_a == "quarter").count();
    let more = match drivers.len() {
        0 => "none: nothing is uncertain".to_owned(),
        all => format!(
            "{all} uncertain quantities: {} drawn once a path, {quarterly} each quarter; the name is the address of the draws",
            all - quarterly
        ),
    };
    let mut lines = heading("Drivers", &more, width);
    if drivers.is_empty() {
        return lines;
    }
    for (name, kinds) in GROUPS {
        let group: Vec<&Driver> = drivers.iter().filter(|driver| kinds.contains(&driver.what)).collect();
        if !group.is_empty() {
            lines.push(Line::new(Role::Plain, ""));
            table(name, &group, &mut lines, width);
        }
    }
    lines
}

/// What stands in one table.
const GROUPS: [(&str, &[&str]); 5] = [
    ("sizes", &["assumption", "tune", "shock", "event size"]),
    ("events", &["occurrence", "onset", "duration"]),
    ("parameters", &["parameter"]),
    ("residuals, quarterly", &["residual"]),
    ("factors, quarterly", &["factor"]),
];

/// Names, percentiles, and what each is: beside them where there is room, else below.
fn table(title: &str, drivers: &[&Driver], lines: &mut Vec<Line>, width: usize) {
    const COLUMN: usize = 7;
    const ROOM: usize = 26;
    let percentiles = 3 * (COLUMN + 2);
    let name = widest(drivers.iter().map(|driver| &driver.name), title.len());
    let beside = width >= name + percentiles + 2 + ROOM;
    let name = name.min(width - percentiles);
    let room = width - if beside { name + percentiles + 2 } else { 4 };
    let head = format!("{}{}", left(title, name), cells(&["p05", "p50", "p95"], COLUMN));
    lines.push(Line::new(Role::Heading, head));
    for driver in drivers {
        let percentiles =
            driver.distribution.as_ref().map_or([const { String::new() }; 3], Spread::percentiles);
        let row = format!("{}{}", left(&driver.name, name), cells(&percentiles, COLUMN));
        if !beside {
            lines.push(Line::new(Role::Plain, row));
            block(lines, Role::Faint, 4, &driver.words, width);
            continue;
        }
        let below = " ".repeat(width - room);
        for (at, words) in wrap(&harmless(&driver.words), room).iter().enumerate() {
            let before = if at == 0 { format!("{row}  ") } else { below.clone() };
            lines.push(Line::new(Role::Plain, format!("{before}{words}")));
        }
    }
}
