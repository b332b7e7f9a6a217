//! From the graph to a program: what is live, what is fused into sums of products, which slot holds what.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::program::{self, Instruction, MAX_TERMS, Operand, Operation, Program, ProgramBuilder, Term};

use super::driver::Cadence;
use super::graph::{Graph, Id, Node, Solve};

/// The program that computes `outputs`; output i is column i.
pub fn emit(graph: &Graph, outputs: &[Id]) -> Program {
    let uses = count_uses(graph, outputs);
    let sums = find_sums(graph, &uses);
    let steps = order(graph, outputs, &uses, &sums);
    Emitter::new(graph, &sums, &steps).run(&steps)
}

/// The draws that `outputs` need, in the order of their nodes: source, and when.
pub fn draws(graph: &Graph, outputs: &[Id]) -> Vec<(u32, Cadence)> {
    let uses = count_uses(graph, outputs);
    let live = uses.iter().enumerate().filter(|(_, count)| **count > 0);
    let draw = live.filter_map(|(i, _)| match graph.node(Id(i as u32)) {
        Node::Once(source) => Some((source, Cadence::Once)),
        Node::Quarterly { source, year, quarter } => Some((source, Cadence::Quarter(year, quarter))),
        _ => None,
    });
    draw.collect()
}

/// One thing to do, in order; the number is that of the solve whose body it belongs to, plus one, and 0 outside.
#[derive(Debug, Clone, Copy)]
enum Step {
    Compute(u32, Id),
    Output(u32, Id),
    Begin(u32),
    Iterate(u32),
}

/// A value of a body is one of its own for each solve.
type Key = (u32, Id);

/// How often each node is read; 0 for what nothing needs.
fn count_uses(graph: &Graph, outputs: &[Id]) -> Vec<u32> {
    let mut uses = vec![0; graph.len()];
    for output in outputs {
        uses[output.0 as usize] += 1;
    }
    for i in (0..graph.len()).rev() {
        if uses[i] > 0 {
            for operand in graph.operands(Id(i as u32)) {
                uses[operand.0 as usize] += 1;
            }
        }
    }
    uses
}

/// A sum of products that stands for a chain of nodes.
#[derive(Debug, Clone)]
struct Sum {
    /// What it begins with; `None` for -0, to which the first product is added without change.
    first: Option<Id>,
    /// The products; `None` is a factor of 1.
    terms: Vec<(Id, Option<Id>, bool)>,
}

/// The chains: x + a·b - c + ... where every link but the last is read once. A node that is a link of another's
/// chain maps to an empty sum and is not computed by itself.
fn find_sums(graph: &Graph, uses: &[u32]) -> BTreeMap<Id, Sum> {
    let mut sums: BTreeMap<Id, Sum> = BTreeMap::new();
    for (i, count) in uses.iter().enumerate() {
        let id = Id(i as u32);
        if *count == 0 {
            continue;
        }
        let Node::Apply(operation, [a, b, c]) = graph.node(id) else { continue };
        let (before, term) = match operation {
            Operation::MultiplyAdd => (c, (a, Some(b), false)),
            Operation::MultiplySubtract => (c, (a, Some(b), true)),
            Operation::Add => (a, (b, None, false)),
            Operation::Subtract => (a, (b, None, true)),
            _ => continue,
        };
        let alone = uses[before.0 as usize] == 1 && graph.is_inner(before) == graph.is_inner(id);
        let chain = sums.get(&before).filter(|sum| alone && sum.terms.len() < MAX_TERMS);
        let sum = if let Some(chain) = chain {
            let mut chain = chain.clone();
            sums.insert(before, Sum { first: None, terms: Vec::new() });
            chain.terms.push(term);
            chain
        } else if let (true, Node::Apply(Operation::Multiply, [x, y, _])) = (alone, graph.node(before)) {
            sums.insert(before, Sum { first: None, terms: Vec::new() });
            Sum { first: None, terms: vec![(x, Some(y), false), term] }
        } else {
            Sum { first: Some(before), terms: vec![term] }
        };
        sums.insert(id, sum);
    }
    sums
}

/// Every live node in the order of ids, links of chains left out, each output as soon as it is there.
fn order(graph: &Graph, outputs: &[Id], uses: &[u32], sums: &BTreeMap<Id, Sum>) -> Vec<Step> {
    let mut wanted: BTreeMap<Id, Vec<u32>> = BTreeMap::new();
    for (number, output) in outputs.iter().enumerate() {
        wanted.entry(*output).or_default().push(number as u32);
    }
    let mut steps = Vec::new();
    for (i, count) in uses.iter().enumerate() {
        let id = Id(i as u32);
        if *count == 0 || graph.is_inner(id) {
            continue;
        }
        match graph.node(id) {
            Node::Solution(solve, 0) => {
                steps.push(Step::Begin(solve));
                let body = body(graph, graph.solve(solve)).into_iter();
                let body = body.filter(|id| !is_link(sums, *id));
                steps.extend(body.map(|id| Step::Compute(solve + 1, id)));
                steps.push(Step::Iterate(solve));
            }
            Node::Constant(_) | Node::Solution(..) => {}
            _ if is_link(sums, id) => {}
            _ => steps.push(Step::Compute(0, id)),
        }
        for number in wanted.get(&id).into_iter().flatten() {
            steps.push(Step::Output(*number, id));
        }
    }
    steps
}

fn is_link(sums: &BTreeMap<Id, Sum>, id: Id) -> bool {
    sums.get(&id).is_some_and(|sum| sum.terms.is_empty())
}

/// What is computed anew for each guess of a solve's unknowns, in the order of ids.
pub fn body(graph: &Graph, solve: &Solve) -> Vec<Id> {
    let mut body = BTreeSet::new();
    let mut stack = [solve.residuals.as_slice(), &solve.steps].concat();
    while let Some(id) = stack.pop() {
        let unknown = matches!(graph.node(id), Node::Unknown(..));
        if graph.is_inner(id) && !unknown && body.insert(id) {
            stack.extend(graph.operands(id));
        }
    }
    body.into_iter().collect()
}

/// What each step reads. A body is run again and again: what it reads from outside is read until its end.
fn reads(graph: &Graph, sums: &BTreeMap<Id, Sum>, steps: &[Step]) -> Vec<Vec<Key>> {
    let mut from_outside = Vec::new();
    let mut list = Vec::new();
    for step in steps {
        list.push(match *step {
            Step::Output(_, id) => vec![(0, id)],
            Step::Compute(scope, id) => {
                let operands = match sums.get(&id) {
                    Some(sum) => {
                        let factors = sum.terms.iter().flat_map(|(a, b, _)| [Some(*a), *b]);
                        factors.chain([sum.first]).flatten().collect()
                    }
                    None => graph.operands(id),
                };
                let keys: Vec<Key> = operands.into_iter().map(|id| key(graph, scope, id)).collect();
                if scope > 0 {
                    from_outside.extend(keys.iter().filter(|(scope, _)| *scope == 0));
                }
                keys
            }
            Step::Begin(solve) => {
                from_outside = graph.solve(solve).starts.iter().map(|id| (0, *id)).collect();
                Vec::new()
            }
            Step::Iterate(number) => {
                let solve = graph.solve(number);
                let own = solve.residuals.iter().chain(&solve.steps).map(|id| key(graph, number + 1, *id));
                let solutions = solutions(graph, number).into_iter().map(|id| (0, id));
                own.chain(solutions).chain(from_outside.drain(..)).collect()
            }
        });
    }
    list
}

fn key(graph: &Graph, scope: u32, id: Id) -> Key {
    (if graph.is_inner(id) { scope } else { 0 }, id)
}

fn solutions(graph: &Graph, number: u32) -> Vec<Id> {
    let count = graph.solve(number).unknowns.len() as u32;
    (0..count).filter_map(|k| graph.find(Node::Solution(number, k))).collect()
}

/// Gives out slots and writes instructions.
struct Emitter<'a> {
    graph: &'a Graph,
    sums: &'a BTreeMap<Id, Sum>,
    reads: Vec<Vec<Key>>,
    last_read: BTreeMap<Key, usize>,
    builder: ProgramBuilder,
    scalars: BTreeMap<u64, u32>,
    slots: BTreeMap<Key, u32>,
    free: Vec<u32>,
    tables: BTreeMap<u32, u32>,
    staircases: BTreeMap<u32, u32>,
}

impl<'a> Emitter<'a> {
    fn new(graph: &'a Graph, sums: &'a BTreeMap<Id, Sum>, steps: &[Step]) -> Self {
        let reads = reads(graph, sums, steps);
        let mut last_read = BTreeMap::new();
        for (at, keys) in reads.iter().enumerate() {
            last_read.extend(keys.iter().map(|key| (*key, at)));
        }
        Self {
            graph,
            sums,
            reads,
            last_read,
            builder: ProgramBuilder::default(),
            scalars: BTreeMap::new(),
            slots: BTreeMap::new(),
            free: Vec::new(),
            tables: BTreeMap::new(),
            staircases: BTreeMap::new(),
        }
    }

    fn run(mut self, steps: &[Step]) -> Program {
        for (at, step) in steps.iter().enumerate() {
            match *step {
                Step::Output(number, id) => {
                    let of = self.operand(0, id);
                    self.builder.instructions.push(Instruction::Output { number, of });
                }
                Step::Compute(scope, id) => self.compute(scope, id, at),
                Step::Begin(solve) => self.begin(solve),
                Step::Iterate(solve) => self.iterate(solve),
            }
            // What is read for the last time gives its slot back; what nothing reads does so at once.
            let mut done = std::mem::take(&mut self.reads[at]);
            done.sort_unstable();
            done.dedup();
            for key in done {
                if self.last_read.get(&key) == Some(&at)
                    && !matches!(self.graph.node(key.1), Node::Unknown(..))
                {
                    self.release(key);
                }
            }
        }
        self.builder.build()
    }

    fn release(&mut self, key: Key) {
        if let Some(slot) = self.slots.remove(&key) {
            self.free.push(slot);
        }
    }

    fn take_slot(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.builder.slots += 1;
            self.builder.slots as u32 - 1
        })
    }

    fn slot(&mut self, key: Key) -> u32 {
        let slot = self.take_slot();
        self.slots.insert(key, slot);
        slot
    }

    fn scalar(&mut self, value: f64) -> Operand {
        let list = &mut self.builder.scalars;
        let index = *self.scalars.entry(value.to_bits()).or_insert_with(|| {
            list.push(value);
            list.len() as u32 - 1
        });
        Operand::Scalar(index)
    }

    fn operand(&mut self, scope: u32, id: Id) -> Operand {
        match self.graph.as_constant(id) {
            Some(value) => self.scalar(value),
            None => Operand::Slot(self.slots[&key(self.graph, scope, id)]),
        }
    }

    fn operands(&mut self, scope: u32, ids: &[Id]) -> Vec<Operand> {
        ids.iter().map(|id| self.operand(scope, *id)).collect()
    }

    /// The unknowns of a solve live where its solutions will be.
    fn begin(&mut self, number: u32) {
        let graph = self.graph;
        let solve = graph.solve(number);
        let starts = self.operands(0, &solve.starts);
        let unknowns: Vec<u32> = solutions(graph, number).into_iter().map(|id| self.slot((0, id))).collect();
        for (unknown, slot) in solve.unknowns.iter().zip(&unknowns) {
            self.slots.insert((number + 1, *unknown), *slot);
        }
        let columns = |this: &mut Self| unknowns.iter().map(|_| this.take_slot()).collect();
        let (bases, directions) = (columns(self), columns(self));
        let (merit, fraction) = (self.take_slot(), self.take_slot());
        let at = self.builder.solves.len() as u32;
        self.builder.instructions.push(Instruction::Begin { solve: at });
        self.builder.solves.push(program::Solve {
            starts,
            unknowns,
            residuals: Vec::new(),
            steps: Vec::new(),
            bases,
            directions,
            merit,
            fraction,
            body: self.builder.instructions.len() as u32,
        });
    }

    fn iterate(&mut self, number: u32) {
        let graph = self.graph;
        let solve = graph.solve(number);
        let residuals = self.operands(number + 1, &solve.residuals);
        let steps = self.operands(number + 1, &solve.steps);
        let at = self.builder.solves.len() - 1;
        let begun = &mut self.builder.solves[at];
        (begun.residuals, begun.steps) = (residuals, steps);
        self.free.extend(begun.bases.iter().chain(&begun.directions));
        self.free.extend([begun.merit, begun.fraction]);
        for unknown in &solve.unknowns {
            self.slots.remove(&(number + 1, *unknown));
        }
        self.builder.instructions.push(Instruction::Iterate { solve: at as u32 });
    }

    fn compute(&mut self, scope: u32, id: Id, at: usize) {
        let to = (scope, id);
        if self.slots.contains_key(&to) {
            return; // a quarter whose year has been drawn
        }
        let instruction = match self.graph.node(id) {
            Node::Constant(_) | Node::Unknown(..) | Node::Solution(..) => {
                unreachable!("not computed by itself")
            }
            Node::Once(source) => Instruction::DrawOnce { source, to: self.slot(to) },
            Node::Quarterly { source, year, .. } => self.draw_year(source, year, at),
            Node::Table(table, of) => {
                let of = self.operand(scope, of);
                let tables = &mut self.builder.tables;
                let known = self.graph.tables();
                let table = *self.tables.entry(table).or_insert_with(|| {
                    tables.push(Arc::clone(&known[table as usize]));
                    tables.len() as u32 - 1
                });
                Instruction::Table { table, of, to: self.slot(to) }
            }
            Node::Staircase(staircase, of) => {
                let of = self.operand(scope, of);
                let staircases = &mut self.builder.staircases;
                let known = self.graph.staircases();
                let staircase = *self.staircases.entry(staircase).or_insert_with(|| {
                    staircases.push(Arc::clone(&known[staircase as usize]));
                    staircases.len() as u32 - 1
                });
                Instruction::Staircase { staircase, of, to: self.slot(to) }
            }
            Node::Apply(operation, [a, b, c]) => match self.sums.get(&id) {
                // A lone addition or subtraction is itself.
                Some(Sum { first: Some(_), terms }) if terms.len() == 1 && terms[0].1.is_none() => {
                    self.apply(operation, [a, b, c], to)
                }
                Some(sum) => self.sum_of_products(sum, to),
                None => self.apply(operation, [a, b, c], to),
            },
        };
        self.builder.instructions.push(instruction);
    }

    fn apply(&mut self, operation: Operation, operands: [Id; 3], to: Key) -> Instruction {
        let operands = operands.map(|operand| self.operand(to.0, operand));
        Instruction::Apply { operation, operands, to: self.slot(to) }
    }

    fn sum_of_products(&mut self, sum: &Sum, to: Key) -> Instruction {
        let first = match sum.first {
            Some(first) => self.operand(to.0, first),
            None => self.scalar(-0.0),
        };
        let from = self.builder.terms.len() as u32;
        for (a, b, subtract) in &sum.terms {
            let a = self.operand(to.0, *a);
            let b = match b {
                Some(b) => self.operand(to.0, *b),
                None => self.scalar(1.0),
            };
            self.builder.terms.push(Term { a, b, subtract: *subtract });
        }
        let until = self.builder.terms.len() as u32;
        Instruction::SumOfProducts { first, terms: (from, until), to: self.slot(to) }
    }

    /// Draws all four quarters of a source's year; those that nothing reads later give their slots back at once.
    fn draw_year(&mut self, source: u32, year: u16, at: usize) -> Instruction {
        let mut unread = Vec::new();
        let to = [0, 1, 2, 3].map(|quarter| {
            let node = Node::Quarterly { source, year, quarter };
            let live = self.graph.find(node).map(|id| (0, id));
            match live.filter(|key| self.last_read.get(key).is_some_and(|last| *last >= at)) {
                Some(key) => self.slot(key),
                None => {
                    unread.push(self.take_slot());
                    unread[unread.len() - 1]
                }
            }
        });
        self.free.append(&mut unread);
        Instruction::DrawYear { source, year, to }
    }
}
