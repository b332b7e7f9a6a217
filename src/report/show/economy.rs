//! The country's numbers.

use serde::Serialize;

use crate::scenario::{self, Economy, Model, PerElement};

use super::super::number::number;
use super::super::terminal::{Line, Role};
use super::super::text::left;
use super::layout::{block, heading, widest};
use super::{Basis, ByQuarter, Count};

/// Sets, levels and history.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// How many levels and histories are judgement.
    pub count: Count,
    /// The elements of the model's sets.
    pub sets: Vec<Elements>,
    /// In the order of their names.
    pub levels: Vec<Level>,
    /// Known quarters before the start.
    pub history: Vec<Level>,
}

/// A set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Elements {
    /// Its name.
    pub set: String,
    /// Its elements, in order.
    pub elements: Vec<String>,
}

/// A figure of one variable, or of one element.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Level {
    /// The variable, with its element.
    pub variable: String,
    /// The value in the base period; of a history that of its last quarter.
    pub value: f64,
    /// Its unit.
    pub unit: Option<String>,
    /// The period that it is of.
    pub period: Option<String>,
    /// When it was published.
    pub vintage: Option<String>,
    /// Known quarters; none of a level.
    pub quarterly: Vec<ByQuarter>,
    /// Where it comes from.
    pub source: Option<String>,
    /// What that is.
    pub basis: Basis,
}

impl Figures {
    pub(super) fn new(model: &Model, economy: &Economy) -> Self {
        let elements = |name: &str| {
            let variable = model.variables.iter().find(|variable| variable.name == name);
            variable
                .and_then(|variable| variable.over.as_deref())
                .map_or(&[][..], |set| economy.elements(set))
        };
        let sets = economy.sets.iter();
        let figures = economy.levels.values().map(|level| &level.figure);
        let figures = figures.chain(economy.history.values().map(|history| &history.figure));
        Self {
            count: Count::of(&figures.map(|figure| Basis::of(figure.source.as_deref()))),
            sets: sets
                .map(|(set, elements)| Elements { set: set.clone(), elements: elements.clone() })
                .collect(),
            levels: economy
                .levels
                .iter()
                .flat_map(|(name, level)| {
                    each(&level.value, elements(name)).map(move |(element, value)| Level {
                        variable: format!("{name}{element}"),
                        value,
                        quarterly: Vec::new(),
                        ..Level::of(&level.figure)
                    })
                })
                .collect(),
            history: economy
                .history
                .iter()
                .flat_map(|(name, history)| past(name, history, elements(name)))
                .collect(),
        }
    }

    pub(super) fn lines(&self, width: usize) -> Vec<Line> {
        if self.levels.is_empty() && self.history.is_empty() && self.sets.is_empty() {
            return heading("Economy", "none: the model stands alone", width);
        }
        let mut lines = heading("Economy", &self.count.sentence("figures"), width);
        for Elements { set, elements } in &self.sets {
            block(&mut lines, Role::Plain, 2, &format!("{set}: {}", elements.join(", ")), width);
        }
        let all = || self.levels.iter().chain(&self.history);
        let name = widest(all().map(|level| &level.variable), 12);
        let value = widest(all().map(|level| number(level.value, 0.0, false)), 5);
        let head = format!("  {}  {}", left("", name), super::super::text::right("value", value));
        lines.push(Line::new(Role::Heading, head));
        for (at, level) in all().enumerate() {
            level.lines(
                name,
                value,
                at > 0 && all().nth(at - 1).is_some_and(|other| other.same_source(level)),
                &mut lines,
                width,
            );
        }
        lines
    }
}

/// `[element]` and value.
fn each<'a>(value: &'a PerElement<f64>, elements: &'a [String]) -> impl Iterator<Item = (String, f64)> + 'a {
    let values: Vec<(String, f64)> = match value {
        PerElement::Same(value) => vec![(String::new(), *value)],
        PerElement::Each(values) => {
            elements.iter().zip(values).map(|(element, value)| (format!("[{element}]"), *value)).collect()
        }
    };
    values.into_iter()
}

fn past(name: &str, history: &scenario::History, elements: &[String]) -> Vec<Level> {
    let mut levels: Vec<Level> = Vec::new();
    for (quarter, value) in &history.values {
        for (element, value) in each(value, elements) {
            let variable = format!("{name}{element}");
            let known = ByQuarter { quarter: quarter.to_string(), value };
            match levels.iter_mut().find(|level| level.variable == variable) {
                Some(level) => {
                    level.value = value;
                    level.quarterly.push(known);
                }
                None => levels.push(Level {
                    variable,
                    value,
                    quarterly: vec![known],
                    ..Level::of(&history.figure)
                }),
            }
        }
    }
    levels
}

impl Level {
    /// A figure without its value.
    fn of(figure: &scenario::Figure) -> Self {
        Self {
            variable: String::new(),
            value: f64::NAN,
            unit: figure.unit.clone(),
            period: figure.period.clone(),
            vintage: figure.vintage.clone(),
            quarterly: Vec::new(),
            source: figure.source.clone(),
            basis: Basis::of(figure.source.as_deref()),
        }
    }

    /// Whether the two are elements of one figure.
    fn same_source(&self, other: &Self) -> bool {
        let stem = |level: &Self| level.variable.split('[').next().unwrap_or_default().to_owned();
        stem(self) == stem(other)
            && self.source == other.source
            && self.quarterly.len() == other.quarterly.len()
    }

    fn lines(&self, name: usize, value: usize, goes_on: bool, lines: &mut Vec<Line>, width: usize) {
        let what =
            [&self.unit, &self.period, &self.vintage.as_ref().map(|vintage| format!("vintage {vintage}"))];
        let what: Vec<&str> = what.into_iter().flatten().map(String::as_str).collect();
        let figure = super::super::text::right(&number(self.value, 0.0, false), value);
        let row = format!("{} {}  {figure}  ", self.basis.mark(), left(&self.variable, name));
        let whole = format!("{row}{}", if goes_on { String::new() } else { what.join("; ") });
        if super::super::text::width(&whole) <= width {
            lines.push(Line::new(self.basis.role(), whole));
        } else {
            lines.push(Line::new(self.basis.role(), row));
            block(lines, Role::Plain, 4, &what.join("; "), width);
        }
        if !self.quarterly.is_empty() {
            block(lines, Role::Plain, 4, &super::layout::numbers(&self.quarterly), width);
        }
        if !goes_on {
            block(lines, Role::Faint, 4, self.source.as_deref().unwrap_or("no source"), width);
        }
    }
}
