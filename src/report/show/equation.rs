//! Equations, in the order in which they are computed.

use serde::Serialize;

use crate::compile::{Listed, Step};
use crate::distribution::Univariate;
use crate::scenario::{self, Economy, Model, ReferenceKind, Rule, Tracking, Trend, Variable};

use super::super::number::brief;
use super::super::terminal::{Line, Role};
use super::super::text::{harmless, wrap};
use super::layout::{block, heading};
use super::{Basis, Spread};

/// All equations.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Equations {
    /// How many are behavioural: shocks may hit them.
    pub behavioural: usize,
    /// How many are definitions.
    pub definitions: usize,
    /// How many blocks are solved together.
    pub blocks: usize,
    /// In the order in which they are computed.
    pub list: Vec<Equation>,
}

/// An equation at its place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Equation {
    /// The variable, with its set if it runs over one: `sent[corridor]`; with its elements where the set is not whole.
    pub variable: String,
    /// What a person calls it.
    pub label: Option<String>,
    /// Its unit.
    pub unit: Option<String>,
    /// `flow`, `stock`, `index`, `rate` or `ratio`.
    pub kind: &'static str,
    /// `equation` or `definition`.
    pub rule: &'static str,
    /// The right-hand side.
    pub text: String,
    /// `log` or `identity`: the scale on which it tracks its reference; `None` where nothing is tracked.
    pub tracking: Option<&'static str>,
    /// How it grows on a balanced reference.
    pub trend: Option<&'static str>,
    /// Whether it is computed once a year, on annual figures.
    pub yearly: bool,
    /// What the equation does not explain.
    pub residual: Option<Residual>,
    /// The least value, if there is one.
    pub low: Option<f64>,
    /// The greatest value, if there is one.
    pub high: Option<f64>,
    /// Of a definition: what is moved when a shock asks for a value.
    pub absorb: Option<String>,
    /// Which block of equations it is solved with, from 1.
    pub block: Option<usize>,
    /// Whether Newton's method solves for it; the others of its block follow.
    pub torn: bool,
    /// Where the equation comes from.
    pub source: Option<String>,
    /// What that is.
    pub basis: Basis,
}

/// u = ar u(-1) + e
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Residual {
    /// Of e, drawn each quarter.
    pub innovation: Spread,
    /// The standard deviation of e; `None` where it is infinite.
    pub sd: Option<f64>,
    /// Autoregressive coefficient.
    pub ar: f64,
    /// What others share.
    pub common: Option<Common>,
}

/// The part of a residual that others share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Common {
    /// The factor's name.
    pub factor: String,
    /// Share of the variance of the normal score.
    pub share: f64,
}

impl Equations {
    pub(super) fn new(model: &Model, economy: &Economy, steps: &[Step]) -> Self {
        let mut list = Vec::new();
        let mut blocks = 0;
        for step in steps {
            let one = |listed: &Listed, block, torn| Equation::new(model, economy, listed, block, torn);
            match step {
                Step::Recursive(listed) => list.push(one(listed, None, false)),
                Step::Simultaneous { torn, rest } => {
                    blocks += 1;
                    list.extend(torn.iter().map(|listed| one(listed, Some(blocks), true)));
                    list.extend(rest.iter().map(|listed| one(listed, Some(blocks), false)));
                }
            }
        }
        let behavioural = model.variables.iter().filter(|v| matches!(v.rule, Rule::Equation(_))).count();
        Self { behavioural, definitions: model.variables.len() - behavioural, blocks, list }
    }

    pub(super) fn lines(&self, reference: &str, width: usize) -> Vec<Line> {
        let mut more = format!(
            "in the order in which they are computed: {} behavioural, which shocks may hit, and {} definition{}",
            self.behavioural,
            self.definitions,
            if self.definitions == 1 { "" } else { "s" }
        );
        if reference != "model" && self.list.iter().any(|equation| equation.tracking.is_some()) {
            more += "; a behavioural one gives its reference where everything that it reads is at its own, plus its residual u";
        }
        let mut lines = heading("Equations", &more, width);
        let digits = self.list.len().to_string().len();
        let mut before = (None, false);
        for (at, equation) in self.list.iter().enumerate() {
            lines.push(Line::new(Role::Plain, ""));
            let place = (equation.block, equation.torn);
            if place != before {
                self.between(before.0, place, &mut lines, width);
            }
            before = place;
            equation.lines(at + 1, digits, &mut lines, width);
        }
        lines
    }

    /// What is said where a block begins, goes on with what follows from it, or ends.
    fn between(
        &self,
        before: Option<usize>,
        place: (Option<usize>, bool),
        lines: &mut Vec<Line>,
        width: usize,
    ) {
        let (now, torn) = place;
        let text = match now {
            Some(number) if before != now => {
                let solved = |torn| self.list.iter().filter(|e| e.block == now && e.torn == torn).count();
                let follow = match solved(false) {
                    0 => String::new(),
                    1 => "; 1 follows".to_owned(),
                    count => format!("; {count} follow"),
                };
                format!(
                    "Block {number}, solved together in each period: Newton's method solves for {}{follow}",
                    match solved(true) {
                        1 => "this one".to_owned(),
                        count => format!("these {count}"),
                    }
                )
            }
            Some(number) if !torn => format!("These follow in block {number}, in this order"),
            Some(_) => return,
            None => "After the block".to_owned(),
        };
        block(lines, Role::Heading, 0, &text, width);
        lines.push(Line::new(Role::Plain, ""));
    }
}

impl Equation {
    fn new(model: &Model, economy: &Economy, listed: &Listed, block: Option<usize>, torn: bool) -> Self {
        let variable = &model.variables[listed.variable];
        let behavioural = matches!(variable.rule, Rule::Equation(_));
        Self {
            variable: name(variable, economy, listed),
            label: variable.label.clone(),
            unit: variable.unit.clone(),
            kind: variable.kind.word(),
            rule: if behavioural { "equation" } else { "definition" },
            text: variable.rule.expr().to_string(),
            tracking: match variable.tracking {
                _ if !behavioural || model.reference == ReferenceKind::Model => None,
                Tracking::Identity => Some("identity"),
                Tracking::Log => Some("log"),
            },
            trend: variable.trend.map(Trend::word).filter(|_| model.reference == ReferenceKind::Balanced),
            yearly: variable.yearly,
            residual: variable.residual.as_ref().map(Residual::new),
            low: variable.bounds.map(|bounds| bounds.low).filter(|low| low.is_finite()),
            high: variable.bounds.map(|bounds| bounds.high).filter(|high| high.is_finite()),
            absorb: variable.absorb.as_ref().map(ToString::to_string),
            block,
            torn,
            source: variable.source.clone(),
            basis: Basis::of(variable.source.as_deref()),
        }
    }

    /// The equation, then what it is, its residual and its source.
    fn lines(&self, number: usize, digits: usize, lines: &mut Vec<Line>, width: usize) {
        let indent = digits + 2;
        let text = harmless(&format!("{} = {}", self.variable, self.text));
        for (at, line) in wrap(&text, width - indent - 4).iter().enumerate() {
            lines.push(Line::new(
                Role::Plain,
                match at {
                    0 => format!("{number:>digits$}  {line}"),
                    _ => format!("{}{line}", " ".repeat(indent + 4)),
                },
            ));
        }
        let mut what: Vec<String> = self.label.iter().cloned().collect();
        what.extend(self.unit.clone());
        let mut sort = self.kind.to_owned();
        match (self.rule, self.tracking) {
            ("definition", _) => sort += ", a definition",
            (_, Some("log")) => sort += ", tracks its reference in logs",
            (_, Some(_)) => sort += ", tracks its reference",
            _ => {}
        }
        let what = if what.is_empty() { sort } else { format!("{}; {sort}", what.join(", ")) };
        block(lines, Role::Plain, indent, &what, width);
        block(lines, Role::Plain, indent, &self.time().unwrap_or_default(), width);
        let bounds = match (self.low, self.high) {
            (Some(low), Some(high)) => format!("bounds: {} to {}", brief(low), brief(high)),
            (Some(low), None) => format!("bounds: not below {}", brief(low)),
            (None, Some(high)) => format!("bounds: not above {}", brief(high)),
            (None, None) => String::new(),
        };
        block(lines, Role::Plain, indent, &bounds, width);
        if let Some(residual) = &self.residual {
            block(lines, Role::Plain, indent, &residual.sentence(self.tracking == Some("log")), width);
        }
        if let Some(absorb) = &self.absorb {
            block(lines, Role::Plain, indent, &format!("shocks to it are absorbed by {absorb}"), width);
        }
        block(lines, Role::Faint, indent, self.source.as_deref().unwrap_or_default(), width);
    }
}

impl Residual {
    fn new(residual: &scenario::Residual) -> Self {
        let sd = residual.distribution.sd();
        Self {
            innovation: Spread::new(&residual.distribution),
            sd: sd.is_finite().then_some(sd),
            ar: residual.ar,
            common: residual
                .common
                .as_ref()
                .map(|common| Common { factor: common.factor.clone(), share: common.share }),
        }
    }

    /// "residual: u = 0.95 u(-1) + e, sd of e 0.0252 log; student t (...); 46.6 percent of e is the factor host"
    pub(in crate::report) fn sentence(&self, log: bool) -> String {
        let ar = if self.ar == 0.0 { String::new() } else { format!("{} u(-1) + ", brief(self.ar)) };
        let unit = if log { " in logs" } else { "" };
        let sd = self.sd.map_or("infinite".to_owned(), brief);
        let common = self.common.as_ref().map(|common| {
            format!(
                "; {} percent of its variance is the factor {}",
                brief(100.0 * common.share),
                common.factor
            )
        });
        format!(
            "residual: u = {ar}e, e with sd {sd}{unit}, {}{}",
            self.innovation.words,
            common.unwrap_or_default()
        )
    }
}

/// `sent[corridor]`, `sent[russia]`, or `gdp`.
fn name(variable: &Variable, economy: &Economy, listed: &Listed) -> String {
    let Some(set) = &variable.over else { return variable.name.clone() };
    let all = economy.elements(set);
    if listed.elements.len() == all.len() {
        return format!("{}[{set}]", variable.name);
    }
    let some: Vec<&str> = listed.elements.iter().map(|element| all[*element].as_str()).collect();
    format!("{}[{}]", variable.name, some.join(", "))
}
