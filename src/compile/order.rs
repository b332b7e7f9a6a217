//! Which cell reads which: the order within a quarter, and what a shock can reach.

use std::collections::BTreeSet;

use crate::calendar::Quarter;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::scenario::Scenario;

use super::cells::{self, Cells};
use super::graph::{Graph, Id};
use super::lower::{Element, Values, lower};

/// What each cell's equation reads.
pub struct Reads {
    /// By cell: the cells of the same quarter.
    now: Vec<Vec<usize>>,
    /// By variable: the variables of any quarter.
    ever: Vec<BTreeSet<usize>>,
}

impl Reads {
    /// Reads every equation.
    pub fn new(scenario: &Scenario, cells: &Cells) -> Self {
        let mut now = vec![Vec::new(); cells.len()];
        let mut ever = vec![BTreeSet::new(); scenario.model.variables.len()];
        for (cell, now) in now.iter_mut().enumerate() {
            let (v, element) = cells.owner(cell);
            let variable = &scenario.model.variables[v];
            let mut recorder = Recorder { scenario, cells, graph: Graph::default(), reads: Vec::new() };
            lower(variable.rule.expr(), variable.over.as_deref().map(|set| (set, element)), &mut recorder);
            for (read, lag) in recorder.reads {
                ever[v].insert(cells.owner(read).0);
                if lag == 0 && !now.contains(&read) {
                    now.push(read);
                }
            }
        }
        Self { now, ever }
    }

    /// An order in which every cell comes after those that it reads in the same quarter: the first such order, by
    /// the cells' own. A cycle is an error that names it.
    pub fn order(
        &self,
        scenario: &Scenario,
        cells: &Cells,
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<usize>> {
        let mut search = Search { reads: self, state: vec![State::New; cells.len()], order: Vec::new() };
        for cell in 0..cells.len() {
            if let Err(cycle) = search.visit(cell, &mut Vec::new()) {
                diagnostics.push(cycle_error(scenario, cells, &cycle));
                return None;
            }
        }
        Some(search.order)
    }

    /// The variables that feel a change of `variable`, itself included, in whatever quarter.
    pub fn reached_from(&self, variable: usize) -> BTreeSet<usize> {
        let mut reached = BTreeSet::from([variable]);
        loop {
            let before = reached.len();
            for (v, reads) in self.ever.iter().enumerate() {
                if !reads.is_disjoint(&reached) {
                    reached.insert(v);
                }
            }
            if reached.len() == before {
                return reached;
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

struct Search<'a> {
    reads: &'a Reads,
    state: Vec<State>,
    order: Vec<usize>,
}

impl Search<'_> {
    /// Depth first; the error is the cycle, each cell reading the next and the last the first.
    fn visit(&mut self, cell: usize, open: &mut Vec<usize>) -> Result<(), Vec<usize>> {
        match self.state[cell] {
            State::Done => return Ok(()),
            State::Open => {
                let from = open.iter().position(|c| *c == cell).unwrap_or_default();
                return Err(open[from..].to_vec());
            }
            State::New => {}
        }
        self.state[cell] = State::Open;
        open.push(cell);
        for read in &self.reads.now[cell] {
            self.visit(*read, open)?;
        }
        open.pop();
        self.state[cell] = State::Done;
        self.order.push(cell);
        Ok(())
    }
}

fn cycle_error(scenario: &Scenario, cells: &Cells, cycle: &[usize]) -> Diagnostic {
    let variable = |cell: usize| &scenario.model.variables[cells.owner(cell).0];
    let name = |cell: usize| cells::name(scenario, variable(cell), cells.owner(cell).1);
    let mut chain: Vec<String> = cycle.iter().map(|cell| format!("`{}`", name(*cell))).collect();
    chain.push(chain[0].clone());
    let message = format!("within one quarter {} depend on each other", chain.join(" reads "));
    let mut error = Diagnostic::error(&codes::CYCLE_WITHIN_QUARTER, message);
    for cell in cycle {
        error = error.at(variable(*cell).rule.expr().span, format!("the equation of `{}`", name(*cell)));
    }
    error.help("let one of them read the quarter before, such as `x(-1)`")
}

/// Records what an equation reads.
struct Recorder<'a> {
    scenario: &'a Scenario,
    cells: &'a Cells,
    graph: Graph,
    reads: Vec<(usize, u32)>,
}

impl Values for Recorder<'_> {
    fn graph(&mut self) -> &mut Graph {
        &mut self.graph
    }

    fn name(&mut self, name: &str, element: Element, lag: u32) -> Id {
        if let Some(v) = cells::variable(self.scenario, name) {
            let over = self.scenario.model.variables[v].over.as_deref();
            let position = cells::position(self.scenario, over, element);
            self.reads.push((self.cells.cell(v, position), lag));
        }
        self.graph.constant(f64::NAN)
    }

    fn reference(&mut self, _: &str, _: Element, _: u32) -> Id {
        self.graph.constant(f64::NAN)
    }

    fn elements(&self, set: &str) -> usize {
        self.scenario.economy.elements(set).len()
    }

    fn quarter(&self) -> Quarter {
        self.scenario.start
    }

    fn step(&self) -> i32 {
        1
    }
}
