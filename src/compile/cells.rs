//! One cell a variable and element: what has a value each quarter.

use crate::scenario::{Elements, Scenario, Target, Variable};

use super::lower::Element;

/// The cells of a scenario's variables, in the order of variables, then elements.
#[derive(Debug, Clone)]
pub struct Cells {
    first: Vec<usize>,
    owner: Vec<(usize, usize)>,
}

impl Cells {
    /// The cells of a scenario.
    pub fn new(scenario: &Scenario) -> Self {
        let mut first = Vec::new();
        let mut owner = Vec::new();
        for (v, variable) in scenario.model.variables.iter().enumerate() {
            first.push(owner.len());
            let elements = variable.over.as_deref().map_or(1, |set| scenario.economy.elements(set).len());
            owner.extend((0..elements).map(|e| (v, e)));
        }
        Self { first, owner }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.owner.len()
    }

    /// The cell of a variable's element (0 for what runs over no set).
    pub fn cell(&self, variable: usize, element: usize) -> usize {
        self.first[variable] + element
    }

    /// Variable and element of a cell.
    pub fn owner(&self, cell: usize) -> (usize, usize) {
        self.owner[cell]
    }
}

/// The position of a variable.
pub fn variable(scenario: &Scenario, name: &str) -> Option<usize> {
    scenario.model.variables.iter().position(|variable| variable.name == name)
}

/// `sent[russia]`, or `gdp` for what runs over no set.
pub fn name(scenario: &Scenario, variable: &Variable, element: usize) -> String {
    named(scenario, &variable.name, variable.over.as_deref(), element)
}

/// `NAME[ELEMENT]`, or `NAME` for what runs over no set.
pub fn named(scenario: &Scenario, name: &str, over: Option<&str>, element: usize) -> String {
    match over {
        Some(set) => format!("{name}[{}]", scenario.economy.elements(set)[element]),
        None => name.to_owned(),
    }
}

/// A number of a diagnostic, to four digits.
pub fn figure(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let digits = (3 - value.abs().log10().floor() as i32).clamp(0, 12);
    format!("{value:.*}", digits as usize)
}

/// The elements of a target, by position.
pub fn elements(scenario: &Scenario, target: &Target) -> Vec<usize> {
    let over = variable(scenario, &target.variable)
        .and_then(|v| scenario.model.variables[v].over.as_deref())
        .map(|set| scenario.economy.elements(set));
    match (&target.elements, over) {
        (Elements::All, Some(all)) => (0..all.len()).collect(),
        (Elements::One(element), Some(all)) => {
            all.iter().position(|name| name == element).into_iter().collect()
        }
        _ => vec![0],
    }
}

/// The position of an element in a name's set; 0 for what runs over no set.
pub fn position(scenario: &Scenario, over: Option<&str>, element: Element) -> usize {
    match (element, over) {
        (Element::At(position), _) => position,
        (Element::Named(name), Some(set)) => {
            scenario.economy.elements(set).iter().position(|e| e == name).unwrap_or_default()
        }
        _ => 0,
    }
}
