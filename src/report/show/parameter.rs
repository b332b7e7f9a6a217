//! Parameters with their priors and sources.

use serde::Serialize;

use crate::scenario::{self, Economy, Model};

use super::super::number::brief;
use super::super::terminal::{Line, Role};
use super::super::text::left;
use super::layout::{block, cells, heading, widest};
use super::{Basis, Count, Spread};

/// All parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameters {
    /// How many are judgement.
    pub count: Count,
    /// In the order of their names.
    pub list: Vec<Parameter>,
}

/// A parameter, or one element of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// Its name in equations, with its element.
    pub name: String,
    /// What a person calls it.
    pub label: Option<String>,
    /// Its unit.
    pub unit: Option<String>,
    /// The central value.
    pub value: f64,
    /// How uncertain it is; `None` for what is taken as known.
    pub prior: Option<Spread>,
    /// The range within which it makes sense.
    pub valid: Option<[f64; 2]>,
    /// Where it comes from.
    pub source: Option<String>,
    /// What that is.
    pub basis: Basis,
}

impl Parameters {
    pub(super) fn new(model: &Model, economy: &Economy) -> Self {
        let basis = |parameter: &scenario::Parameter| Basis::of(parameter.source.as_deref());
        Self {
            count: Count::of(&model.parameters.iter().map(basis)),
            list: model.parameters.iter().flat_map(|parameter| of(parameter, economy)).collect(),
        }
    }

    pub(super) fn lines(&self, width: usize) -> Vec<Line> {
        if self.list.is_empty() {
            return heading("Parameters", "none", width);
        }
        let known = self.list.iter().filter(|parameter| parameter.prior.is_none()).count();
        let more = format!(
            "{}; {} taken as known",
            self.count.sentence("parameters"),
            if known == 1 { "1 is".to_owned() } else { format!("{known} are") }
        );
        let mut lines = heading("Parameters", &more, width);
        let name = widest(self.list.iter().map(|parameter| &parameter.name), 12).min(width - 4 * 10 - 4);
        let head = format!("  {}{}  unit", left("", name), cells(&["value", "p05", "p50", "p95"], 8));
        lines.push(Line::new(Role::Heading, head));
        for parameter in &self.list {
            parameter.lines(name, &mut lines, width);
        }
        lines
    }
}

/// A model's parameters as a table in Markdown; one that runs over a set has one row, of its first element.
pub fn parameter_table(model: &Model, economy: &Economy) -> String {
    let count = Count::of(&model.parameters.iter().map(|one| Basis::of(one.source.as_deref())));
    let mut text = format!("{}.\n\n", count.sentence("parameters"));
    text +=
        "| parameter | what it is | unit | value | prior | valid | source |\n|---|---|---|---|---|---|---|\n";
    for parameter in model.parameters.iter().filter_map(|parameter| of(parameter, economy).next()) {
        let name = parameter.name.split('[').next().unwrap_or_default();
        let cells = [
            format!("`{name}`"),
            parameter.label.clone().unwrap_or_default(),
            parameter.unit.clone().unwrap_or_default(),
            brief(parameter.value),
            parameter.prior.as_ref().map_or("known".to_owned(), |prior| prior.words.clone()),
            parameter.valid.map_or(String::new(), |[low, high]| format!("{} to {}", brief(low), brief(high))),
            parameter.source.clone().unwrap_or_else(|| "no source".to_owned()),
        ];
        text.extend([format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))]);
    }
    text
}

fn of<'a>(parameter: &'a scenario::Parameter, economy: &'a Economy) -> impl Iterator<Item = Parameter> + 'a {
    let elements = parameter.over.as_ref().map(|set| economy.elements(set));
    (0..elements.map_or(1, <[String]>::len)).map(move |at| Parameter {
        name: match elements {
            Some(elements) => format!("{}[{}]", parameter.name, elements[at]),
            None => parameter.name.clone(),
        },
        label: parameter.label.clone(),
        unit: parameter.unit.clone(),
        value: *parameter.value.at(at),
        prior: parameter.prior.at(at).as_ref().map(Spread::new),
        valid: parameter.valid.map(|(low, high)| [low, high]),
        source: parameter.source.clone(),
        basis: Basis::of(parameter.source.as_deref()),
    })
}

impl Parameter {
    fn lines(&self, column: usize, lines: &mut Vec<Line>, width: usize) {
        let percentiles = self.prior.as_ref().map_or([const { String::new() }; 3], Spread::percentiles);
        let numbers = [[brief(self.value)].as_slice(), &percentiles].concat();
        let mark = self.basis.mark();
        let row = format!(
            "{mark} {}{}  {}",
            left(&self.name, column),
            cells(&numbers, 8),
            self.unit.as_deref().unwrap_or_default()
        );
        // A unit that does not fit goes below with the rest.
        let fits = super::super::text::width(&row) <= width;
        let row =
            if fits { row } else { format!("{mark} {}{}", left(&self.name, column), cells(&numbers, 8)) };
        lines.push(Line::new(self.basis.role(), row));
        let mut what: Vec<String> = self.label.iter().cloned().collect();
        what.extend(self.unit.clone().filter(|_| !fits));
        what.push(self.prior.as_ref().map_or("taken as known".to_owned(), |prior| prior.words.clone()));
        what.extend(self.valid.map(|[low, high]| format!("valid {} to {}", brief(low), brief(high))));
        block(lines, Role::Plain, 4, &what.join("; "), width);
        block(lines, Role::Faint, 4, self.source.as_deref().unwrap_or("no source"), width);
    }
}
