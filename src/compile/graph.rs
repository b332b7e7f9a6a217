//! Values and how they come from each other: every equation of every quarter and variant, unfolded.
//!
//! Two values that are the same operation on the same operands are one node. So variants share everything that is
//! equal, quarters before a shock and variables that are not downstream of it among them; and a later pass may drop
//! or move a node, but never change what it computes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::numerics::{Staircase, Table};
use crate::program::Operation;

/// A value. Ids only point backwards, so their order is an order of evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub(super) u32);

/// How a value comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// The same number on every path, by its bits.
    Constant(u64),
    /// An operation; operands beyond its arity repeat the first.
    Apply(Operation, [Id; 3]),
    /// A table at a normal score.
    Table(u32, Id),
    /// A staircase at a uniform number.
    Staircase(u32, Id),
    /// A draw that is made once a path.
    Once(u32),
    /// A draw of one quarter.
    Quarterly {
        /// The source.
        source: u32,
        /// The calendar year.
        year: u16,
        /// 0 to 3.
        quarter: u8,
    },
    /// An unknown of a simultaneous block while the block is being solved: block, position.
    Unknown(u32, u32),
    /// What an unknown came out as: solve, position.
    Solution(u32, u32),
}

/// Equations that are solved together on each path: the `unknowns` at which every residual is 0.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Solve {
    /// Where the search begins.
    pub starts: Vec<Id>,
    /// What is searched for.
    pub unknowns: Vec<Id>,
    /// What each unknown's equation gives, minus the unknown.
    pub residuals: Vec<Id>,
    /// Newton's step of each unknown.
    pub steps: Vec<Id>,
}

/// All values.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    known: BTreeMap<Node, Id>,
    tables: Vec<Arc<Table>>,
    staircases: Vec<Arc<Staircase>>,
    solves: Vec<Solve>,
    solved: BTreeMap<Solve, u32>,
    /// By node: whether it depends on an unknown, so that it has a value only while a block is being solved.
    inner: Vec<bool>,
    /// By node: its value where every draw is at its median; NaN for inner ones.
    central: Vec<f64>,
    /// By source: the median of its draws.
    medians: Vec<f64>,
}

impl Graph {
    /// The node of an id.
    pub fn node(&self, id: Id) -> Node {
        self.nodes[id.0 as usize]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The tables that nodes name.
    pub fn tables(&self) -> &[Arc<Table>] {
        &self.tables
    }

    /// The staircases that nodes name.
    pub fn staircases(&self) -> &[Arc<Staircase>] {
        &self.staircases
    }

    /// Adds a node, or finds the equal one.
    pub fn add(&mut self, node: Node) -> Id {
        if let Some(id) = self.known.get(&node) {
            return *id;
        }
        let id = Id(self.nodes.len() as u32);
        let inner = match node {
            Node::Unknown(..) => true,
            Node::Apply(operation, operands) => {
                operands[..operation.arity()].iter().any(|operand| self.is_inner(*operand))
            }
            Node::Table(_, of) | Node::Staircase(_, of) => self.is_inner(of),
            _ => false,
        };
        let central = match node {
            Node::Solution(..) | Node::Unknown(..) => f64::NAN,
            Node::Once(source) | Node::Quarterly { source, .. } => {
                self.medians.get(source as usize).copied().unwrap_or_default()
            }
            _ => self.eval(node, |operand| self.central(operand)),
        };
        self.nodes.push(node);
        self.inner.push(inner);
        self.central.push(central);
        self.known.insert(node, id);
        id
    }

    /// The value of a number, operation or table, given those of its operands; NaN for other nodes.
    pub fn eval(&self, node: Node, value: impl Fn(Id) -> f64) -> f64 {
        match node {
            Node::Constant(bits) => f64::from_bits(bits),
            Node::Apply(operation, [a, b, c]) => operation.eval(value(a), value(b), value(c)),
            Node::Table(table, of) => self.tables[table as usize].eval(value(of)),
            Node::Staircase(steps, of) => self.staircases[steps as usize].eval(value(of)),
            _ => f64::NAN,
        }
    }

    /// Says what the median of a source's draws is.
    pub fn set_median(&mut self, source: u32, median: f64) {
        self.medians.resize(self.medians.len().max(source as usize + 1), 0.0);
        self.medians[source as usize] = median;
    }

    /// Whether a value depends on an unknown of a block.
    pub fn is_inner(&self, id: Id) -> bool {
        self.inner[id.0 as usize]
    }

    /// A value where every draw is at its median.
    pub fn central(&self, id: Id) -> f64 {
        self.central[id.0 as usize]
    }

    /// The solve of this number.
    pub fn solve(&self, number: u32) -> &Solve {
        &self.solves[number as usize]
    }

    /// Adds a solve, or finds the equal one; `central` is what it gives where every draw is at its median.
    pub fn add_solve(&mut self, solve: Solve, central: &[f64]) -> Vec<Id> {
        let next = self.solves.len() as u32;
        let number = *self.solved.entry(solve).or_insert_with_key(|solve| {
            self.solves.push(solve.clone());
            next
        });
        let solution = |(k, value): (usize, &f64)| {
            let id = self.add(Node::Solution(number, k as u32));
            self.central[id.0 as usize] = *value;
            id
        };
        central.iter().enumerate().map(solution).collect()
    }

    /// The id of a node that is there.
    pub fn find(&self, node: Node) -> Option<Id> {
        self.known.get(&node).copied()
    }

    /// A number.
    pub fn constant(&mut self, value: f64) -> Id {
        self.add(Node::Constant(value.to_bits()))
    }

    /// The number, if the value is the same on every path.
    pub fn as_constant(&self, id: Id) -> Option<f64> {
        match self.node(id) {
            Node::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// Adds a table, or finds the equal one.
    pub fn add_table(&mut self, table: &Arc<Table>) -> u32 {
        let known = self.tables.iter().position(|known| Arc::ptr_eq(known, table) || known == table);
        known.unwrap_or_else(|| {
            self.tables.push(Arc::clone(table));
            self.tables.len() - 1
        }) as u32
    }

    /// A table at a normal score; folded when the score is a number.
    pub fn table(&mut self, table: u32, of: Id) -> Id {
        match self.as_constant(of) {
            Some(z) => {
                let value = self.tables[table as usize].eval(z);
                self.constant(value)
            }
            None => self.add(Node::Table(table, of)),
        }
    }

    /// A staircase at a uniform number; folded when that is the same on every path.
    pub fn staircase(&mut self, staircase: Staircase, of: Id) -> Id {
        if let Some(u) = self.as_constant(of) {
            return self.constant(staircase.eval(u));
        }
        let known = self.staircases.iter().position(|known| **known == staircase);
        let number = known.unwrap_or_else(|| {
            self.staircases.push(Arc::new(staircase));
            self.staircases.len() - 1
        });
        self.add(Node::Staircase(number as u32, of))
    }

    /// An operation; folded, by the routine that the executor uses, when all operands are numbers. What a
    /// multiplication or division by 1 leaves as it is, is not computed.
    ///
    /// # Panics
    /// When there are more or fewer operands than the operation takes.
    pub fn apply(&mut self, operation: Operation, operands: &[Id]) -> Id {
        assert_eq!(operands.len(), operation.arity(), "{operation:?}");
        let numbers: Vec<Option<f64>> = operands.iter().map(|id| self.as_constant(*id)).collect();
        if let Some(all) = numbers.iter().copied().collect::<Option<Vec<f64>>>() {
            let at = |i: usize| all.get(i).copied().unwrap_or_default();
            return self.constant(operation.eval(at(0), at(1), at(2)));
        }
        match (operation, numbers.as_slice()) {
            (Operation::Multiply, [Some(1.0), _]) => return operands[1],
            (Operation::Multiply | Operation::Divide, [_, Some(1.0)]) => return operands[0],
            _ => {}
        }
        let at = |i: usize| operands.get(i).copied().unwrap_or(operands[0]);
        self.add(Node::Apply(operation, [at(0), at(1), at(2)]))
    }

    /// a + b
    pub fn sum(&mut self, a: Id, b: Id) -> Id {
        self.apply(Operation::Add, &[a, b])
    }

    /// a - b
    pub fn difference(&mut self, a: Id, b: Id) -> Id {
        self.apply(Operation::Subtract, &[a, b])
    }

    /// a · b
    pub fn product(&mut self, a: Id, b: Id) -> Id {
        self.apply(Operation::Multiply, &[a, b])
    }

    /// a / b
    pub fn quotient(&mut self, a: Id, b: Id) -> Id {
        self.apply(Operation::Divide, &[a, b])
    }

    /// c + a · b, rounded once
    pub fn multiply_add(&mut self, a: Id, b: Id, c: Id) -> Id {
        self.apply(Operation::MultiplyAdd, &[a, b, c])
    }

    /// The nodes that a node reads; of a solve's solutions the first stands for the solve, and the others read it.
    pub fn operands(&self, id: Id) -> Vec<Id> {
        match self.node(id) {
            Node::Apply(operation, operands) => operands[..operation.arity()].to_vec(),
            Node::Table(_, of) | Node::Staircase(_, of) => vec![of],
            Node::Solution(solve, 0) => {
                let solve = self.solve(solve);
                [solve.starts.as_slice(), &solve.residuals, &solve.steps].concat()
            }
            Node::Solution(solve, _) => vec![self.known[&Node::Solution(solve, 0)]],
            Node::Constant(_) | Node::Once(_) | Node::Quarterly { .. } | Node::Unknown(..) => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_are_one_node_and_numbers_fold() {
        let mut graph = Graph::default();
        let x = graph.add(Node::Once(0));
        let two = graph.constant(2.0);
        assert_eq!(graph.sum(x, two), graph.sum(x, two));
        assert_ne!(graph.sum(x, two), graph.sum(two, x));
        let three = graph.constant(3.0);
        let six = graph.product(two, three);
        assert_eq!(graph.as_constant(six), Some(6.0));
        let one = graph.constant(1.0);
        assert_eq!(graph.product(x, one), x);
        let zero = graph.constant(0.0);
        assert_ne!(graph.sum(x, zero), x, "-0 + 0 is not -0");
    }
}
