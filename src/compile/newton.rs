//! Simultaneous blocks: what Newton's method needs, as values of the graph.
//!
//! The unknowns x of a block are its torn cells, the residuals r = F(x) - x what their equations give minus x. The
//! derivatives of F are found by forward mode over the lowered operations; the step d solves (I - F') d = r by
//! elimination, in an order of pivots that is fixed here. So a step is straight-line code, the same on every path.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, codes};
use crate::program::Operation;
use crate::scenario::ReferenceKind;

use super::cells;
use super::emit::body;
use super::graph::{Graph, Id, Node, Solve};
use super::order::Block;
use super::reference::Whose;
use super::unfold::{Unfolding, variant};

/// Rows and columns in the order in which they are eliminated.
pub type Pivots = Vec<(usize, usize)>;

/// Why a block cannot be solved where every draw is at its median.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Unsolved {
    Singular,
    NotFinite,
    Divergent,
}

impl Unfolding<'_> {
    /// The values of a block's cells in a period: the torn ones as solutions, the others from them.
    pub(super) fn solve(&mut self, whose: Whose, period: i32, number: usize, block: &Block) {
        let unbounded = self.unbounded.len();
        let starts: Vec<Id> = block.torn.iter().map(|cell| self.start(whose, period, *cell)).collect();
        let unknown = |k: usize| Node::Unknown(number as u32, k as u32);
        let unknowns: Vec<Id> = (0..starts.len()).map(|k| self.graph.add(unknown(k))).collect();
        self.put(whose, period, &block.torn, &unknowns);
        for cell in &block.rest {
            let value = self.computed_value(whose, period, *cell);
            self.put(whose, period, &[*cell], &[value]);
        }
        let residuals = (block.torn.iter().zip(&unknowns)).map(|(cell, unknown)| {
            let given = self.computed_value(whose, period, *cell);
            self.graph.difference(given, *unknown)
        });
        let residuals: Vec<Id> = residuals.collect();
        self.unbounded.truncate(unbounded);

        let jacobian = jacobian(&mut self.graph, &residuals, &unknowns);
        let values: Vec<f64> = starts.iter().map(|start| self.graph.central(*start)).collect();
        let pivots = match self.pivots.get(&number) {
            Some(known) => Ok(known.clone()),
            None => choose_pivots(&self.graph, &jacobian, &unknowns, &values),
        };
        let first = !self.pivots.contains_key(&number);
        let pivots = pivots.unwrap_or_else(|problem| {
            self.unsolved(block, problem);
            (0..unknowns.len()).map(|k| (k, k)).collect()
        });
        let steps = eliminate(&mut self.graph, jacobian, &residuals, &pivots);
        self.pivots.insert(number, pivots);
        let solve = Solve { starts, unknowns, residuals, steps };
        let central = central(&self.graph, &solve);
        if let (true, Err(problem), false) = (first, &central, self.diagnostics.has_errors()) {
            self.unsolved(block, *problem);
        }
        let central = central.unwrap_or_else(|_| vec![f64::NAN; values.len()]);
        let solutions = self.graph.add_solve(solve, &central);
        self.put(whose, period, &block.torn, &solutions);
        for cell in &block.rest {
            let value = self.computed_value(whose, period, *cell);
            self.put(whose, period, &[*cell], &[value]);
        }
        // What a bound was applied to must be finite at the solution too.
        for cell in &block.torn {
            self.computed_value(whose, period, *cell);
        }
    }

    pub(super) fn computed_value(&mut self, whose: Whose, period: i32, cell: usize) -> Id {
        match whose {
            Whose::Variant(of) => self.cell_value(of, period, cell),
            Whose::Reference => self.right_hand_side(whose, period, cell),
        }
    }

    pub(super) fn put(&mut self, whose: Whose, period: i32, cells: &[usize], values: &[Id]) {
        for (cell, value) in cells.iter().zip(values) {
            match whose {
                Whose::Variant(of) => {
                    self.values[variant(of)][period as usize][*cell] = Some(*value);
                }
                Whose::Reference => self.put_reference(*cell, period, *value),
            }
        }
    }

    /// Where the search begins: the path's own last period; 1 where nothing says what was before.
    fn start(&mut self, whose: Whose, period: i32, cell: usize) -> Id {
        let (v, element) = self.cells.owner(cell);
        let variable = &self.scenario.model.variables[v];
        let known = self.scenario.economy.history.contains_key(&variable.name)
            || self.level(variable, element).is_some();
        let nothing = period == 0 && !known && self.scenario.model.reference == ReferenceKind::Model;
        if nothing || (whose == Whose::Reference && period < 0) {
            return self.graph.constant(1.0);
        }
        self.at(whose, period - if variable.yearly { 4 } else { 1 }, cell)
    }

    fn unsolved(&mut self, block: &Block, problem: Unsolved) {
        let scenario = self.scenario;
        let variable = |cell: usize| &scenario.model.variables[self.cells.owner(cell).0];
        let name = |cell: usize| cells::name(scenario, variable(cell), self.cells.owner(cell).1);
        let mut list: Vec<String> =
            block.cells().take(TOLD).map(|cell| format!("`{}`", name(cell))).collect();
        let more = block.cells().count() - list.len();
        if more > 0 {
            list.push(format!("{more} more"));
        }
        let list = joined(&list);
        let message = match problem {
            Unsolved::Singular => format!(
                "the equations of {list} read each other within one quarter and do not determine a solution"
            ),
            Unsolved::NotFinite => format!(
                "the equations of {list} read each other within one quarter, and are not finite where the search for a solution begins"
            ),
            Unsolved::Divergent => format!(
                "the equations of {list} read each other within one quarter, and no solution was found from the values before the start"
            ),
        };
        let mut error = Diagnostic::error(&codes::UNSOLVABLE_CYCLE, message);
        for cell in block.cells().take(TOLD) {
            error = error.at(variable(cell).rule.expr().span, format!("the equation of `{}`", name(cell)));
        }
        let help = "let one of them read the quarter before, such as `x(-1)`, or give `level = ...` near the solution";
        error = error.help(help);
        if more > 0 {
            error = error.help(
                "`sarez show MODEL --section equations` shows the whole block; MODEL is the model's name or file",
            );
        }
        self.diagnostics.push(error);
    }
}

/// How many equations of a block are shown: those that the search for a solution begins with.
const TOLD: usize = 6;

/// "a, b and c"
fn joined(words: &[String]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

pub(super) type Matrix = Vec<Vec<Option<Id>>>;

/// I - F', by rows of residuals and columns of unknowns; `None` is 0 whatever the path.
pub(super) fn jacobian(graph: &mut Graph, residuals: &[Id], unknowns: &[Id]) -> Matrix {
    let solve =
        Solve { starts: Vec::new(), unknowns: Vec::new(), residuals: residuals.to_vec(), steps: Vec::new() };
    let body = body(graph, &solve);
    let mut matrix = vec![vec![None; unknowns.len()]; residuals.len()];
    for (column, unknown) in unknowns.iter().enumerate() {
        let one = graph.constant(1.0);
        let mut by = BTreeMap::from([(*unknown, one)]);
        for id in &body {
            if let Some(derivative) = derivative(graph, *id, &by) {
                by.insert(*id, derivative);
            }
        }
        for (row, residual) in residuals.iter().enumerate() {
            matrix[row][column] = by.get(residual).map(|d| graph.apply(Operation::Negate, &[*d]));
        }
    }
    matrix
}

/// The derivative of a value, given those of its operands; `None` is 0.
#[expect(clippy::too_many_lines, reason = "one arm an operation")]
fn derivative(graph: &mut Graph, id: Id, by: &BTreeMap<Id, Id>) -> Option<Id> {
    let Node::Apply(operation, [a, b, c]) = graph.node(id) else { return None };
    let (da, db, dc) = (by.get(&a).copied(), by.get(&b).copied(), by.get(&c).copied());
    let zero = graph.constant(0.0);
    let value = |d: Option<Id>| d.unwrap_or(zero);
    let product = |graph: &mut Graph, d: Option<Id>, factor: Id| d.map(|d| graph.product(d, factor));
    let sum = |graph: &mut Graph, x: Option<Id>, y: Option<Id>| match (x, y) {
        (Some(x), Some(y)) => Some(graph.sum(x, y)),
        (x, y) => x.or(y),
    };
    let negate = |graph: &mut Graph, d: Option<Id>| d.map(|d| graph.apply(Operation::Negate, &[d]));
    match operation {
        Operation::Negate => negate(graph, da),
        Operation::Absolute => da.map(|da| {
            let negative = graph.apply(Operation::Less, &[a, zero]);
            let minus = graph.apply(Operation::Negate, &[da]);
            graph.apply(Operation::Select, &[negative, minus, da])
        }),
        Operation::SquareRoot => da.map(|da| {
            let half = graph.constant(0.5);
            let half = graph.product(half, da);
            graph.quotient(half, id)
        }),
        Operation::Exponential => product(graph, da, id),
        Operation::Logarithm => da.map(|da| graph.quotient(da, a)),
        Operation::Sine => {
            let cosine = graph.apply(Operation::Cosine, &[a]);
            product(graph, da, cosine)
        }
        Operation::Cosine => {
            let sine = graph.apply(Operation::Sine, &[a]);
            let slope = product(graph, da, sine);
            negate(graph, slope)
        }
        Operation::NormalCdf => da.map(|da| {
            let density = density(graph, a);
            graph.product(da, density)
        }),
        Operation::NormalQuantile => da.map(|da| {
            let density = density(graph, id);
            graph.quotient(da, density)
        }),
        Operation::Add => sum(graph, da, db),
        Operation::Subtract => match (da, db) {
            (Some(da), Some(db)) => Some(graph.difference(da, db)),
            (da, None) => da,
            (None, db) => negate(graph, db),
        },
        Operation::Multiply | Operation::MultiplyAdd | Operation::MultiplySubtract => {
            let (left, right) = (product(graph, da, b), product(graph, db, a));
            let slope = sum(graph, left, right);
            match operation {
                Operation::Multiply => slope,
                Operation::MultiplyAdd => sum(graph, dc, slope),
                _ => match (dc, slope) {
                    (Some(dc), Some(slope)) => Some(graph.difference(dc, slope)),
                    (dc, None) => dc,
                    (None, slope) => negate(graph, slope),
                },
            }
        }
        Operation::Divide => {
            // (da - (a/b) db) / b
            let lower = product(graph, db, id);
            let upper = match (da, lower) {
                (Some(da), Some(lower)) => Some(graph.difference(da, lower)),
                (da, None) => da,
                (None, lower) => negate(graph, lower),
            };
            upper.map(|upper| graph.quotient(upper, b))
        }
        Operation::Power => {
            // b a^(b-1) da + a^b log(a) db
            let base = da.map(|da| {
                let one = graph.constant(1.0);
                let less = graph.difference(b, one);
                let power = graph.apply(Operation::Power, &[a, less]);
                let slope = graph.product(b, power);
                graph.product(slope, da)
            });
            let exponent = db.map(|db| {
                let log = graph.apply(Operation::Logarithm, &[a]);
                let slope = graph.product(id, log);
                graph.product(slope, db)
            });
            sum(graph, base, exponent)
        }
        Operation::Minimum | Operation::Maximum => {
            if da.is_none() && db.is_none() {
                return None;
            }
            let operands = if operation == Operation::Minimum { [a, b] } else { [b, a] };
            let first = graph.apply(Operation::LessEqual, &operands);
            Some(graph.apply(Operation::Select, &[first, value(da), value(db)]))
        }
        Operation::Select => {
            if db.is_none() && dc.is_none() {
                return None;
            }
            Some(graph.apply(Operation::Select, &[a, value(db), value(dc)]))
        }
        Operation::Floor
        | Operation::Less
        | Operation::LessEqual
        | Operation::Equal
        | Operation::NotEqual => None,
    }
}

/// exp(-x²/2) / √(2π)
fn density(graph: &mut Graph, x: Id) -> Id {
    let scale = graph.constant(0.398_942_280_401_432_7);
    let minus_half = graph.constant(-0.5);
    let square = graph.product(x, x);
    let exponent = graph.product(minus_half, square);
    let bell = graph.apply(Operation::Exponential, &[exponent]);
    graph.product(scale, bell)
}

/// Values of a body where every draw is at its median and the unknowns are `at`.
fn evaluate(graph: &Graph, body: &[Id], unknowns: &[Id], at: &[f64]) -> BTreeMap<Id, f64> {
    let mut values: BTreeMap<Id, f64> = unknowns.iter().copied().zip(at.iter().copied()).collect();
    for id in body {
        let known = |operand: Id| values.get(&operand).copied().unwrap_or_else(|| graph.central(operand));
        values.insert(*id, graph.eval(graph.node(*id), known));
    }
    values
}

/// The order of pivots: each time the largest entry left, as a part of its row's largest.
pub(super) fn choose_pivots(
    graph: &Graph,
    matrix: &Matrix,
    unknowns: &[Id],
    at: &[f64],
) -> Result<Pivots, Unsolved> {
    let entries: Vec<Id> = matrix.iter().flatten().flatten().copied().collect();
    let all = Solve { starts: Vec::new(), unknowns: Vec::new(), residuals: entries, steps: Vec::new() };
    let values = evaluate(graph, &body(graph, &all), unknowns, at);
    let entry =
        |id: Option<Id>| id.map_or(0.0, |id| values.get(&id).copied().unwrap_or_else(|| graph.central(id)));
    let mut numbers: Vec<Vec<f64>> =
        matrix.iter().map(|row| row.iter().map(|id| entry(*id)).collect()).collect();
    if numbers.iter().flatten().any(|x| !x.is_finite()) {
        return Err(Unsolved::NotFinite);
    }
    for row in &mut numbers {
        let largest = row.iter().fold(0.0, |m: f64, x| if x.abs() > m { x.abs() } else { m });
        if largest == 0.0 {
            return Err(Unsolved::Singular);
        }
        for x in row {
            *x /= largest;
        }
    }
    let count = numbers.len();
    let mut pivots = Pivots::new();
    for _ in 0..count {
        let free = |k: usize, of: fn(&(usize, usize)) -> usize| !pivots.iter().any(|pivot| of(pivot) == k);
        let mut best: Option<(usize, usize)> = None;
        for row in (0..count).filter(|row| free(*row, |pivot| pivot.0)) {
            for column in (0..count).filter(|column| free(*column, |pivot| pivot.1)) {
                let size = numbers[row][column].abs();
                if best.is_none_or(|(r, c)| size > numbers[r][c].abs()) {
                    best = Some((row, column));
                }
            }
        }
        let (row, column) = best.ok_or(Unsolved::Singular)?;
        if numbers[row][column].abs() < 1e-13 {
            return Err(Unsolved::Singular);
        }
        pivots.push((row, column));
        let upper = numbers[row].clone();
        for (r, lower) in numbers.iter_mut().enumerate() {
            if !pivots.iter().any(|pivot| pivot.0 == r) {
                let factor = lower[column] / upper[column];
                lower.iter_mut().zip(&upper).for_each(|(x, y)| *x -= factor * y);
            }
        }
    }
    Ok(pivots)
}

/// The solution d of A d = r, by elimination in the order of `pivots`.
pub(super) fn eliminate(graph: &mut Graph, mut matrix: Matrix, right: &[Id], pivots: &Pivots) -> Vec<Id> {
    let mut right = right.to_vec();
    let zero = graph.constant(0.0);
    for (place, (row, column)) in pivots.iter().enumerate() {
        let pivot = matrix[*row][*column].unwrap_or(zero);
        for (lower, _) in &pivots[place + 1..] {
            let Some(entry) = matrix[*lower][*column] else { continue };
            let factor = graph.quotient(entry, pivot);
            for (_, c) in &pivots[place + 1..] {
                let Some(above) = matrix[*row][*c] else { continue };
                let before = matrix[*lower][*c].unwrap_or(zero);
                matrix[*lower][*c] = Some(graph.apply(Operation::MultiplySubtract, &[factor, above, before]));
            }
            right[*lower] = graph.apply(Operation::MultiplySubtract, &[factor, right[*row], right[*lower]]);
        }
    }
    let mut solution = vec![zero; right.len()];
    for (place, (row, column)) in pivots.iter().enumerate().rev() {
        let mut left = right[*row];
        for (_, c) in &pivots[place + 1..] {
            if let Some(entry) = matrix[*row][*c] {
                left = graph.apply(Operation::MultiplySubtract, &[entry, solution[*c], left]);
            }
        }
        solution[*column] = graph.quotient(left, matrix[*row][*column].unwrap_or(zero));
    }
    solution
}

/// The solution where every draw is at its median, by the method of `program/newton.rs`.
pub(super) fn central(graph: &Graph, solve: &Solve) -> Result<Vec<f64>, Unsolved> {
    let body = body(graph, solve);
    let starts: Vec<f64> = solve.starts.iter().map(|start| graph.central(*start)).collect();
    let mut best: (f64, Vec<f64>, Vec<f64>) = (f64::INFINITY, starts.clone(), vec![0.0; starts.len()]);
    let (mut x, mut fraction) = (starts.clone(), 1.0);
    for _ in 0..200 {
        let values = evaluate(graph, &body, &solve.unknowns, &x);
        let at = |id: &Id| values.get(id).copied().unwrap_or_else(|| graph.central(*id));
        let steps: Vec<f64> = solve.steps.iter().map(at).collect();
        let residuals = solve.residuals.iter().map(at).zip(&starts);
        let merit: f64 = residuals.map(|(r, start)| r.abs() / (start.abs() + 1e-3)).sum();
        let merit = merit + steps.iter().map(|step| 0.0 * step).sum::<f64>();
        let small = |steps: &[f64], of: &[f64], part: f64| {
            steps.iter().zip(of).all(|(step, x)| step.abs() <= part * x.abs() + 1e-14)
        };
        if merit < best.0 {
            if small(&steps, &x, 1e-12) {
                return Ok(x.iter().zip(&steps).map(|(x, step)| x + step).collect());
            }
            best = (merit, x, steps);
            fraction = 1.0;
        } else {
            let tried: Vec<f64> = best.2.iter().map(|step| fraction * step).collect();
            if best.0 == f64::INFINITY {
                return Err(Unsolved::NotFinite);
            }
            if small(&tried, &best.1, 1e-9) {
                return Ok(best.1);
            }
            fraction *= 0.5;
            if fraction < 1e-12 {
                return Err(Unsolved::Divergent);
            }
        }
        x = best.1.iter().zip(&best.2).map(|(x, step)| step.mul_add(fraction, *x)).collect();
    }
    Err(Unsolved::Divergent)
}
