//! Goals: a variable that is to take a value in a quarter, and the lever that makes it: another variable's residual, or
//! a move of the component that absorbs a shock to a definition.
//!
//! The blocks on the way from levers to goals are solved as one, the levers among the unknowns. Which blocks these are
//! depends on the model and the goals alone; without goals blocks are solved as ever.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Span, codes};
use crate::program::Operation;
use crate::scenario::{Of, Rule};

use super::cells;
use super::graph::{Id, Node, Solve};
use super::newton::{Unsolved, central, choose_pivots, eliminate, jacobian};
use super::order::Block;
use super::reference::Whose;
use super::unfold::{Unfolding, variant};

/// A cell that is to take a value, and what is moved so that it does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goal {
    cell: usize,
    lever: Lever,
    span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lever {
    /// The residual of a cell; and the hit that says the value.
    Residual(usize, usize),
    /// A cell is moved, so that a definition takes the value that its hits make of it.
    Shift(usize),
}

impl Lever {
    fn cell(self) -> usize {
        match self {
            Self::Residual(cell, _) | Self::Shift(cell) => cell,
        }
    }
}

impl Unfolding<'_> {
    /// The goals of a period, each once.
    pub(super) fn goals(&mut self, of: Of, period: i32) -> Vec<Goal> {
        let mut goals: Vec<Goal> = Vec::new();
        for at in 0..self.hits.len() {
            let (cell, span, residual) = (self.hits[at].cell, self.hits[at].span, self.hits[at].residual);
            let acts = self.is_computed(cell, period) && !self.is_held(period, cell);
            if !self.hits[at].is_of(of) || residual == Some(cell) || !acts {
                continue;
            }
            let (v, _) = self.cells.owner(cell);
            let lever = match (residual, &self.scenario.model.variables[v].rule) {
                (Some(lever), _) => Lever::Residual(lever, at),
                (None, Rule::Definition(_)) => match self.absorbing(v) {
                    Some(lever) => Lever::Shift(lever),
                    None => continue,
                },
                (None, Rule::Equation(_) | Rule::Series(_)) => continue,
            };
            let replaced = self.ruling(of, period, cell).is_some_and(|ruling| at < ruling);
            let acting = self.strength(at, period).is_some() && !replaced;
            if acting && !goals.iter().any(|goal| goal.cell == cell && goal.lever == lever) {
                goals.push(Goal { cell, lever, span });
            }
        }
        goals
    }

    /// The cell that absorbs shocks to a definition.
    fn absorbing(&self, v: usize) -> Option<usize> {
        let target = self.scenario.model.variables[v].absorb.as_ref()?;
        let absorbing = cells::variable(self.scenario, &target.variable)?;
        let element = *cells::elements(self.scenario, target).first()?;
        Some(self.cells.cell(absorbing, element))
    }

    /// Adds a period in which there are goals.
    pub(super) fn reach_goals(&mut self, of: Of, period: i32, blocks: &[Block], goals: &[Goal]) {
        if !self.reachable(goals) {
            for (number, block) in blocks.iter().enumerate() {
                self.compute(of, period, number, block);
            }
            return;
        }
        let levers: BTreeSet<usize> = goals.iter().map(|goal| goal.lever.cell()).collect();
        let ends: BTreeSet<usize> = goals.iter().map(|goal| goal.cell).collect();
        let moved = self.reads.moved_by(&levers);
        let on_the_way: BTreeSet<usize> = self.reads.moving(&ends).intersection(&moved).copied().collect();
        let inside = |block: &Block, set: &BTreeSet<usize>| block.cells().any(|cell| set.contains(&cell));
        let (mut group, mut after) = (Vec::new(), Vec::new());
        for (number, block) in blocks.iter().enumerate() {
            if inside(block, &on_the_way) {
                group.push(number);
            } else if inside(block, &moved) {
                after.push(number);
            } else {
                self.compute(of, period, number, block);
            }
        }
        self.solve_goals(of, period, blocks, &group, goals);
        for number in after {
            self.compute(of, period, number, &blocks[number]);
        }
    }

    /// Whether each lever moves its goal within the period; says it if not.
    fn reachable(&mut self, goals: &[Goal]) -> bool {
        let mut reachable = true;
        for goal in goals {
            let lever = goal.lever.cell();
            if self.reads.moved_by(&BTreeSet::from([lever])).contains(&goal.cell) {
                continue;
            }
            reachable = false;
            let name = |cell: usize| {
                let (v, element) = self.cells.owner(cell);
                format!("`{}`", cells::name(self.scenario, &self.scenario.model.variables[v], element))
            };
            let list = |cells: Vec<usize>| match cells.as_slice() {
                [] => "nothing".to_owned(),
                cells => cells.iter().map(|cell| name(*cell)).collect::<Vec<_>>().join(", "),
            };
            let message = format!("{} does not move {} within the quarter", name(lever), name(goal.cell));
            let read = format!(
                "in the same quarter {} reads {}",
                name(goal.cell),
                list(self.reads.read_by(goal.cell))
            );
            let readers = format!("{} is read by {}", name(lever), list(self.reads.readers(lever)));
            let diagnostic = Diagnostic::error(&codes::UNREACHED_TARGET, message).at(goal.span, "");
            self.diagnostics.push(
                diagnostic
                    .help(format!("{read}, and {readers}"))
                    .help("name a variable that the target depends on without a lag"),
            );
        }
        reachable
    }

    /// Solves the blocks of a group together with the levers of all goals.
    fn solve_goals(&mut self, of: Of, period: i32, blocks: &[Block], group: &[usize], goals: &[Goal]) {
        // As if there were no goals: what an absorbed shock is measured against, and where the search begins.
        let unbounded = self.unbounded.len();
        for number in group {
            self.compute(of, period, *number, &blocks[*number]);
        }
        self.unbounded.truncate(unbounded);
        let members: Vec<usize> = group.iter().flat_map(|number| blocks[*number].cells()).collect();
        let at = |this: &Self, cell: usize| this.values[variant(of)][period as usize][cell];
        let free: Vec<(usize, Id)> =
            members.iter().filter_map(|cell| Some((*cell, at(self, *cell)?))).collect();
        let mut wanted = Vec::new();
        for goal in goals {
            wanted.push(match goal.lever {
                Lever::Residual(_, hit) => match self.strength(hit, period) {
                    Some(strength) => strength.size,
                    None => self.graph.constant(f64::NAN),
                },
                Lever::Shift(_) => {
                    let unshocked = self.value(of, period, goal.cell);
                    self.changed(of, period, goal.cell, unshocked)
                }
            });
        }

        let torn: Vec<usize> = group.iter().flat_map(|number| blocks[*number].torn.iter().copied()).collect();
        let mut starts: Vec<Id> = torn.iter().filter_map(|cell| at(self, *cell)).collect();
        for goal in goals {
            starts.push(match goal.lever {
                Lever::Residual(cell, _) => self.drawn_residual(of, period, cell),
                Lever::Shift(_) => self.graph.constant(0.0),
            });
        }
        let unknown = |k: usize| Node::Unknown(blocks.len() as u32, k as u32);
        let unknowns: Vec<Id> = (0..starts.len()).map(|k| self.graph.add(unknown(k))).collect();
        self.take(of, period, blocks, group, goals, &unknowns);
        let mut residuals = Vec::new();
        for (cell, unknown) in torn.iter().zip(&unknowns) {
            let given = self.cell_value(of, period, *cell);
            residuals.push(self.graph.difference(given, *unknown));
        }
        for (goal, wanted) in goals.iter().zip(&wanted) {
            // As a part of the value, so that goals of any unit weigh alike.
            let given = match goal.lever {
                Lever::Residual(..) => self.equation_value(of, period, goal.cell),
                Lever::Shift(_) => self.value(of, period, goal.cell),
            };
            let gap = self.graph.difference(*wanted, given);
            let size = self.graph.apply(Operation::Absolute, &[*wanted]);
            let least = self.graph.constant(1e-3);
            let scale = self.graph.sum(size, least);
            residuals.push(self.graph.quotient(gap, scale));
        }
        self.unbounded.truncate(unbounded);

        let jacobian = jacobian(&mut self.graph, &residuals, &unknowns);
        let guess: Vec<f64> = starts.iter().map(|start| self.graph.central(*start)).collect();
        let sound = guess.iter().all(|value| value.is_finite());
        let pivots = choose_pivots(&self.graph, &jacobian, &unknowns, &guess).unwrap_or_else(|problem| {
            if sound {
                self.unsolved_goals(of, period, goals, problem);
            }
            (0..unknowns.len()).map(|k| (k, k)).collect()
        });
        let steps = eliminate(&mut self.graph, jacobian, &residuals, &pivots);
        let solve = Solve { starts, unknowns, residuals, steps };
        let central = central(&self.graph, &solve);
        if let (true, Err(problem), false) = (sound, &central, self.diagnostics.has_errors()) {
            self.unsolved_goals(of, period, goals, *problem);
        }
        let central = central.unwrap_or_else(|_| vec![f64::NAN; guess.len()]);
        let solutions = self.graph.add_solve(solve, &central);
        self.take(of, period, blocks, group, goals, &solutions);
        for cell in &torn {
            self.cell_value(of, period, *cell);
        }
        self.keep_free(of, period, goals, &wanted, &free);
    }

    /// The group's cells, where the unknowns are these: torn cells, then levers.
    fn take(
        &mut self,
        of: Of,
        period: i32,
        blocks: &[Block],
        group: &[usize],
        goals: &[Goal],
        values: &[Id],
    ) {
        let torn: Vec<usize> = group.iter().flat_map(|number| blocks[*number].torn.iter().copied()).collect();
        self.put(Whose::Variant(of), period, &torn, values);
        for (goal, value) in goals.iter().zip(&values[torn.len()..]) {
            match goal.lever {
                Lever::Residual(cell, _) => self.solved.insert((cell, period), *value),
                Lever::Shift(cell) => self.shifts[variant(of)].insert((cell, period), *value),
            };
        }
        for cell in group.iter().flat_map(|number| &blocks[*number].rest) {
            let value = self.cell_value(of, period, *cell);
            self.put(Whose::Variant(of), period, &[*cell], &[value]);
        }
    }

    /// The residual as it is drawn, or as one that was solved for is carried on.
    fn drawn_residual(&mut self, of: Of, period: i32, cell: usize) -> Id {
        self.solved.remove(&(cell, period));
        self.residual(of, period, cell).unwrap_or_else(|| self.graph.constant(0.0))
    }

    /// Where no definition is asked for another value, every cell keeps its bits.
    fn keep_free(&mut self, of: Of, period: i32, goals: &[Goal], wanted: &[Id], free: &[(usize, Id)]) {
        let free_value = |cell: usize| free.iter().find(|(other, _)| *other == cell).map(|(_, value)| *value);
        let mut all = self.graph.constant(1.0);
        for (goal, wanted) in goals.iter().zip(wanted) {
            let (Lever::Shift(_), Some(unshocked)) = (goal.lever, free_value(goal.cell)) else { return };
            let same = self.graph.apply(Operation::Equal, &[*wanted, unshocked]);
            all = self.graph.product(all, same);
        }
        for (cell, unshocked) in free {
            let solved = self.value(of, period, *cell);
            if solved != *unshocked {
                let kept = self.graph.apply(Operation::Select, &[all, *unshocked, solved]);
                self.put(Whose::Variant(of), period, &[*cell], &[kept]);
            }
        }
    }

    fn unsolved_goals(&mut self, of: Of, period: i32, goals: &[Goal], problem: Unsolved) {
        let quarter = self.quarter(period);
        let name = |cell: usize| {
            let (v, element) = self.cells.owner(cell);
            cells::name(self.scenario, &self.scenario.model.variables[v], element)
        };
        let levers: Vec<String> = goals
            .iter()
            .map(|goal| match goal.lever {
                Lever::Residual(cell, _) => format!("the residual of `{}`", name(cell)),
                Lever::Shift(cell) => format!("`{}`", name(cell)),
            })
            .collect();
        let ends: Vec<String> = goals.iter().map(|goal| format!("`{}`", name(goal.cell))).collect();
        let (levers, ends) = (levers.join(" and "), ends.join(" and "));
        let of = match of {
            Of::Baseline => "baseline",
            Of::Scenario => "scenario",
        };
        let message = match problem {
            Unsolved::Singular => {
                format!(
                    "in {quarter} of the {of}, {ends} does not change with {levers}, so that it cannot take its value"
                )
            }
            Unsolved::NotFinite => {
                format!(
                    "in {quarter} of the {of}, what leads from {levers} to {ends} is not finite where the search begins"
                )
            }
            Unsolved::Divergent => {
                format!(
                    "in {quarter} of the {of}, nothing was found for {levers} that makes {ends} take its value"
                )
            }
        };
        let mut diagnostic = Diagnostic::error(&codes::UNSOLVABLE_SHOCK, message);
        for goal in goals {
            diagnostic = diagnostic.at(goal.span, "asked for here");
        }
        self.diagnostics.push(
            diagnostic.help(
                "ask for a value within reach, name another lever, or look at what else acts on the way",
            ),
        );
    }
}
