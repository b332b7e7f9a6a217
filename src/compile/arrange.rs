//! The order in which variables are computed, for people: one entry a variable wherever its elements allow it.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Quarter;
use crate::diagnostic::Span;
use crate::scenario::{Dependence, Economy, Model, Run, Scenario};

use super::cells::Cells;
use super::order::{Block, Reads, components};

/// A variable, or some of its elements, at its place in the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The variable's position in the model.
    pub variable: usize,
    /// Positions of its elements; 0 for what runs over no set.
    pub elements: Vec<usize>,
}

/// What is computed at one place of the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Computed from what comes before.
    Recursive(Listed),
    /// Solved together in every period.
    Simultaneous {
        /// What Newton's method solves for.
        torn: Vec<Listed>,
        /// What follows from it, in the order in which it is computed.
        rest: Vec<Listed>,
    },
}

/// The order in which a model's variables are computed within a period, with an economy that says its elements.
pub fn order(model: &Model, economy: &Economy) -> Vec<Step> {
    let Some(span) = model.variables.first().map(|variable| variable.span) else { return Vec::new() };
    let scenario = unasked(model, economy, span);
    let cells = Cells::new(&scenario);
    let reads = Reads::new(&scenario, &cells);
    let blocks = reads.blocks();
    let now: Vec<Vec<usize>> = (0..cells.len()).map(|cell| reads.read_by(cell)).collect();
    let simultaneous: Vec<_> = blocks.iter().filter(|block| !block.torn.is_empty()).collect();
    let mut block_of = BTreeMap::new();
    for (number, block) in simultaneous.iter().enumerate() {
        block_of.extend(block.cells().map(|cell| (cell, number)));
    }
    // A block stands for its cells in the order of variables: no cycle is left but what variables make of elements.
    let computed: Vec<usize> = blocks.iter().flat_map(Block::cells).collect();
    let mut steps = Vec::new();
    let mut said = BTreeSet::new();
    for run in arrange(&computed, &now, &cells) {
        let mut singles: Vec<usize> = Vec::new();
        for cell in run {
            match block_of.get(&cell) {
                None => singles.push(cell),
                Some(number) => {
                    recursive(&mut singles, &cells, &mut steps);
                    if said.insert(*number) {
                        let block = simultaneous[*number];
                        let rest = arrange(&block.rest, &now, &cells).concat();
                        steps.push(Step::Simultaneous {
                            torn: listed(&block.torn, &cells),
                            rest: listed(&rest, &cells),
                        });
                    }
                }
            }
        }
        recursive(&mut singles, &cells, &mut steps);
    }
    steps
}

fn recursive(singles: &mut Vec<usize>, cells: &Cells, steps: &mut Vec<Step>) {
    steps.extend(listed(&std::mem::take(singles), cells).into_iter().map(Step::Recursive));
}

/// `computed`, which is in order, in an order that keeps the elements of a variable together where it can: in runs of one
/// variable, or of several whose elements read each other's.
fn arrange(computed: &[usize], now: &[Vec<usize>], cells: &Cells) -> Vec<Vec<usize>> {
    let mut variables: Vec<usize> = Vec::new();
    for cell in computed {
        let variable = cells.owner(*cell).0;
        if !variables.contains(&variable) {
            variables.push(variable);
        }
    }
    let at = |cell: usize| variables.iter().position(|variable| *variable == cells.owner(cell).0);
    let mut reads = vec![Vec::new(); variables.len()];
    for cell in computed {
        let Some(reader) = at(*cell) else { continue };
        for read in now[*cell].iter().filter(|read| computed.contains(read)).filter_map(|read| at(*read)) {
            if read != reader && !reads[reader].contains(&read) {
                reads[reader].push(read);
            }
        }
    }
    let of = |component: &Vec<usize>| {
        let of_it = |cell: &&usize| at(**cell).is_some_and(|variable| component.contains(&variable));
        computed.iter().filter(of_it).copied().collect()
    };
    components(&reads).iter().map(of).collect()
}

/// Neighbours of one variable as one.
fn listed(list: &[usize], cells: &Cells) -> Vec<Listed> {
    let mut listed: Vec<Listed> = Vec::new();
    for cell in list {
        let (variable, element) = cells.owner(*cell);
        match listed.last_mut().filter(|last| last.variable == variable) {
            Some(last) => last.elements.push(element),
            None => listed.push(Listed { variable, elements: vec![element] }),
        }
    }
    for entry in &mut listed {
        entry.elements.sort_unstable();
    }
    listed
}

/// Model and economy without a question.
fn unasked(model: &Model, economy: &Economy, span: Span) -> Scenario {
    Scenario {
        name: String::new(),
        title: String::new(),
        note: None,
        origin: None,
        revised: Vec::new(),
        model: model.clone(),
        economy: economy.clone(),
        as_of: None,
        data_through: BTreeMap::new(),
        start: Quarter::FIRST,
        quarters: 1,
        assumptions: Vec::new(),
        tunes: Vec::new(),
        shocks: Vec::new(),
        events: Vec::new(),
        exclusive: Vec::new(),
        dependence: Dependence::default(),
        outcomes: Vec::new(),
        targets: Vec::new(),
        checks: Vec::new(),
        observed: Vec::new(),
        facts: Vec::new(),
        calibrate: None,
        sample: None,
        run: Run::default(),
        until: Vec::new(),
        output: crate::scenario::Output::default(),
        span,
    }
}
