//! The reference path: levels held or grown, definitions from their parts.
//!
//! In simulated periods a definition is its own recursion on references, also where it accumulates; so without shocks and
//! residuals every path is the reference. Before the start a path is what the economy's history says, and the reference is
//! the same there: what is known, else what is stated, else what follows.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Period;
use crate::diagnostic::{Diagnostic, codes, figure};
use crate::language::recursive;
use crate::numerics;
use crate::scenario::{Kind, Of, ReferenceKind, Rule, Scenario, Trend, Variable};

use super::cells::{self, Cells};
use super::graph::Id;
use super::order::{Block, Reads};
use super::unfold::Unfolding;

/// Whose values an equation sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Those of a variant's path.
    Variant(Of),
    /// Those of the reference.
    Reference,
}

/// What is known of the reference so far, and how definitions hang together on it.
pub struct ReferencePath {
    /// By cell and period, as far as they were asked for.
    known: BTreeMap<(usize, i32), Id>,
    /// What became known while something was tried: to be forgotten.
    tried: Option<Vec<(usize, i32)>>,
    /// Definitions that read their own past or each other in a circle, by variable.
    circular: BTreeSet<usize>,
    /// Definitions that read each other in one quarter.
    blocks: Vec<Block>,
    /// By cell: the block that it is in.
    block_of: BTreeMap<usize, usize>,
}

/// The first number of a block of the reference; the model's own are below.
const FIRST_BLOCK: usize = 1 << 20;

impl ReferencePath {
    /// Nothing asked for yet.
    pub fn new(scenario: &Scenario, cells: &Cells, reads: &Reads) -> Self {
        let defined =
            |cell: usize| matches!(scenario.model.variables[cells.owner(cell).0].rule, Rule::Definition(_));
        let blocks: Vec<Block> =
            reads.among(defined).blocks().into_iter().filter(|block| !block.torn.is_empty()).collect();
        let mut block_of = BTreeMap::new();
        for (number, block) in blocks.iter().enumerate() {
            block_of.extend(block.cells().map(|cell| (cell, number)));
        }
        let circular = recursive(&scenario.model.definitions())
            .into_iter()
            .filter_map(|name| cells::variable(scenario, name))
            .collect();
        Self { known: BTreeMap::new(), tried: None, circular, blocks, block_of }
    }
}

impl Unfolding<'_> {
    /// A cell's value on a path or on the reference.
    pub fn at(&mut self, whose: Whose, period: i32, cell: usize) -> Id {
        match whose {
            Whose::Variant(of) => self.value(of, period, cell),
            Whose::Reference => self.reference(cell, period),
        }
    }

    /// A cell on the reference path.
    pub fn reference(&mut self, cell: usize, period: i32) -> Id {
        self.balance_until(period);
        if let Some(known) = self.path.known.get(&(cell, period)) {
            return *known;
        }
        let value = if period < 0 { self.before_start(cell, period) } else { self.follow(cell, period) };
        self.put_reference(cell, period, value);
        value
    }

    pub(super) fn put_reference(&mut self, cell: usize, period: i32, value: Id) {
        if let Some(tried) = &mut self.path.tried {
            tried.push((cell, period));
        }
        self.path.known.insert((cell, period), value);
    }

    /// What `act` gives while whatever it makes known of the reference is for itself alone.
    pub(super) fn trying<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.path.tried.replace(Vec::new());
        let result = act(self);
        for place in self.path.tried.take().into_iter().flatten() {
            self.path.known.remove(&place);
        }
        self.path.tried = outer;
        result
    }

    /// A simulated period of the reference.
    fn follow(&mut self, cell: usize, period: i32) -> Id {
        let (v, element) = self.cells.owner(cell);
        let variable = &self.scenario.model.variables[v];
        match &variable.rule {
            Rule::Equation(_) | Rule::Series(_) => match self.item_of(cell) {
                Some(item) => self.closing_item(item, period),
                None => self.stated(variable, element, period),
            },
            Rule::Definition(_) => {
                if self.path.circular.contains(&v) {
                    // One period after the other: the past is never followed deeply.
                    let known = |this: &Self, at: i32| this.path.known.contains_key(&(cell, at));
                    let step = if self.yearly(cell) { 4 } else { 1 };
                    let mut first = period;
                    while first - step >= 0 && !known(self, first - step) {
                        first -= step;
                    }
                    for at in (first..period).step_by(step as usize) {
                        self.reference(cell, at);
                    }
                }
                self.defined(cell, period)
            }
        }
    }

    /// A definition from its parts; with those that it reads in a circle, if so.
    fn defined(&mut self, cell: usize, period: i32) -> Id {
        if let Some(number) = self.path.block_of.get(&cell).copied() {
            let block = self.path.blocks[number].clone();
            self.solve(Whose::Reference, period, FIRST_BLOCK + number, &block);
            return self.path.known[&(cell, period)];
        }
        self.right_hand_side(Whose::Reference, period, cell)
    }

    /// A period before the start.
    fn before_start(&mut self, cell: usize, period: i32) -> Id {
        let (v, element) = self.cells.owner(cell);
        let variable = &self.scenario.model.variables[v];
        if let Some(known) = self.history(variable, element, period) {
            return self.graph.constant(known);
        }
        if let Rule::Equation(_) | Rule::Series(_) = variable.rule {
            return match self.item_of(cell) {
                Some(item) => self.closing_item(item, period),
                None => self.stated(variable, element, period),
            };
        }
        if !self.path.circular.contains(&v) {
            return self.right_hand_side(Whose::Reference, period, cell);
        }
        if self.level(variable, element).is_some() {
            return self.stated(variable, element, period);
        }
        if self.open.contains(&cell) {
            let name = cells::name(self.scenario, variable, element);
            let quarter = self.quarter(period);
            let message =
                format!("nothing says where `{name}` begins, which reads its own past, in {quarter}");
            return self.missing_level(variable, message);
        }
        self.open.push(cell);
        let block = self.path.block_of.get(&cell).map(|number| self.path.blocks[*number].clone());
        let begun = block.is_some_and(|block| {
            block.cells().any(|cell| {
                let (v, element) = self.cells.owner(cell);
                let variable = &self.scenario.model.variables[v];
                self.level(variable, element).is_some() || self.history(variable, element, period).is_some()
            })
        });
        let value = if begun {
            self.right_hand_side(Whose::Reference, period, cell)
        } else {
            self.defined(cell, period)
        };
        self.open.pop();
        value
    }

    /// A known quarter of the economy's history.
    pub(super) fn history(&self, variable: &Variable, element: usize, period: i32) -> Option<f64> {
        let history = self.scenario.economy.history.get(&variable.name)?;
        history.values.get(&self.quarter(period)).map(|known| *known.at(element))
    }

    /// The stated base-period level of a cell.
    pub(super) fn level(&self, variable: &Variable, element: usize) -> Option<f64> {
        let stated = self.scenario.economy.levels.get(&variable.name);
        stated.map(|level| *level.value.at(element)).or(variable.level)
    }

    /// What is stated in a period: data or a path, else the level, held or grown.
    fn stated(&mut self, variable: &Variable, element: usize, period: i32) -> Id {
        if let Some(given) = self.given(variable, element, period) {
            return given;
        }
        match self.level(variable, element) {
            Some(level) => {
                let level = level * self.growth(variable, period);
                self.graph.constant(level)
            }
            None => {
                let name = cells::name(self.scenario, variable, element);
                self.missing_level(variable, format!("nothing gives `{name}` a value on the reference"))
            }
        }
    }

    /// By how much a period's value is that of the base period: 1 unless the reference is balanced. Growth is geometric,
    /// by F a year. Of a base year the level is the mean over its quarters, of a stock the last one.
    pub(super) fn growth(&self, variable: &Variable, period: i32) -> f64 {
        let Some(growth) = &self.scenario.economy.growth else { return 1.0 };
        if self.scenario.model.reference != ReferenceKind::Balanced {
            return 1.0;
        }
        let factor = growth.factor(variable.trend.unwrap_or(Trend::Constant));
        let quarter = self.quarter(period);
        let grown = |quarters: i32| {
            if factor == 1.0 { 1.0 } else { numerics::pow(factor, f64::from(quarters) / 4.0) }
        };
        if self.step() == 4 || variable.yearly {
            return grown(4 * (quarter.year() - growth.base.last().year()));
        }
        match growth.base {
            Period::Year(_) if variable.kind != Kind::Stock => {
                let mean = (0..4).map(grown).sum::<f64>() / 4.0;
                grown(quarter.since(growth.base.first())) / mean
            }
            base => grown(quarter.since(base.last())),
        }
    }

    pub(super) fn missing_level(&mut self, variable: &Variable, message: String) -> Id {
        self.diagnostics.push(
            Diagnostic::error(&codes::MISSING_LEVEL, message)
                .at(variable.span, "this variable")
                .help(format!("add `level = ...` here, or `[level.{}]` to the economy file", variable.name)),
        );
        self.graph.constant(f64::NAN)
    }

    /// Warns of definitions that accumulate something although levels are held.
    pub fn moving(&mut self) {
        if self.scenario.model.reference != ReferenceKind::Steady {
            return;
        }
        for cell in 0..self.cells.len() {
            let (v, element) = self.cells.owner(cell);
            let variable = &self.scenario.model.variables[v];
            if !self.path.circular.contains(&v) || self.level(variable, element).is_none() {
                continue;
            }
            let Some(first) = (0..self.periods()).find(|period| self.is_computed(cell, *period)) else {
                continue;
            };
            let before = self.reference(cell, self.previous(cell, first));
            let now = self.reference(cell, first);
            let (before, now) = (self.graph.central(before), self.graph.central(now));
            let size = if before.abs() > now.abs() { before.abs() } else { now.abs() };
            if (now - before).abs() <= 1e-9 * size || !(now - before).is_finite() {
                continue;
            }
            let name = cells::name(self.scenario, variable, element);
            let period = if self.step() == 4 || variable.yearly { "year" } else { "quarter" };
            let moves = if before == 0.0 {
                format!("by {} in its first {period}", figure(now))
            } else {
                format!("by {} percent in its first {period}", figure(100.0 * (now / before - 1.0)))
            };
            self.diagnostics.push(
                Diagnostic::warning(
                    &codes::MOVING_REFERENCE,
                    format!("`{name}` moves on the steady reference, {moves}"),
                )
                .at(variable.rule.expr().span, "what it accumulates is not 0 there")
                .help("choose levels at which it is, let the reference be \"balanced\", or take it as it is"),
            );
        }
    }
}
