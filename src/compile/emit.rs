//! From the graph to a program: what is live, what is fused into sums of products, which slot holds what.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::program::{Instruction, MAX_TERMS, Operand, Operation, Program, ProgramBuilder, Term};

use super::graph::{Graph, Id, Node};

/// The program that computes `outputs`; output i is column i.
pub fn emit(graph: &Graph, outputs: &[Id]) -> Program {
    let uses = count_uses(graph, outputs);
    let sums = find_sums(graph, &uses);
    let steps = order(graph, outputs, &uses, &sums);
    Emitter::new(graph, &sums, &steps).run(&steps)
}

/// One thing to do, in order.
#[derive(Debug, Clone, Copy)]
enum Step {
    Compute(Id),
    Output(u32, Id),
}

/// How often each node is read; 0 for what nothing needs.
fn count_uses(graph: &Graph, outputs: &[Id]) -> Vec<u32> {
    let mut uses = vec![0; graph.len()];
    for output in outputs {
        uses[output.0 as usize] += 1;
    }
    for i in (0..graph.len()).rev() {
        if uses[i] > 0 {
            for operand in Graph::operands(graph.node(Id(i as u32))) {
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
        let alone = uses[before.0 as usize] == 1;
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
        if *count == 0 {
            continue;
        }
        let link = sums.get(&id).is_some_and(|sum| sum.terms.is_empty());
        if !link && graph.as_constant(id).is_none() {
            steps.push(Step::Compute(id));
        }
        for number in wanted.get(&id).into_iter().flatten() {
            steps.push(Step::Output(*number, id));
        }
    }
    steps
}

/// What a step reads.
fn reads(graph: &Graph, sums: &BTreeMap<Id, Sum>, step: Step) -> Vec<Id> {
    match step {
        Step::Output(_, id) => vec![id],
        Step::Compute(id) => match sums.get(&id) {
            Some(sum) => {
                let factors = sum.terms.iter().flat_map(|(a, b, _)| [Some(*a), *b]);
                factors.chain([sum.first]).flatten().collect()
            }
            None => Graph::operands(graph.node(id)).collect(),
        },
    }
}

/// Gives out slots and writes instructions.
struct Emitter<'a> {
    graph: &'a Graph,
    sums: &'a BTreeMap<Id, Sum>,
    last_read: BTreeMap<Id, usize>,
    builder: ProgramBuilder,
    scalars: BTreeMap<u64, u32>,
    slots: BTreeMap<Id, u32>,
    free: Vec<u32>,
    tables: BTreeMap<u32, u32>,
}

impl<'a> Emitter<'a> {
    fn new(graph: &'a Graph, sums: &'a BTreeMap<Id, Sum>, steps: &[Step]) -> Self {
        let mut last_read = BTreeMap::new();
        for (at, step) in steps.iter().enumerate() {
            for id in reads(graph, sums, *step) {
                last_read.insert(id, at);
            }
        }
        Self {
            graph,
            sums,
            last_read,
            builder: ProgramBuilder::default(),
            scalars: BTreeMap::new(),
            slots: BTreeMap::new(),
            free: Vec::new(),
            tables: BTreeMap::new(),
        }
    }

    fn run(mut self, steps: &[Step]) -> Program {
        for (at, step) in steps.iter().enumerate() {
            match *step {
                Step::Output(number, id) => {
                    let of = self.operand(id);
                    self.builder.instructions.push(Instruction::Output { number, of });
                }
                Step::Compute(id) => self.compute(id, at),
            }
            // What is read for the last time gives its slot back; what nothing reads does so at once.
            let mut done = reads(self.graph, self.sums, *step);
            done.sort_unstable();
            done.dedup();
            for id in done {
                if self.last_read.get(&id) == Some(&at) {
                    self.release(id);
                }
            }
        }
        self.builder.build()
    }

    fn release(&mut self, id: Id) {
        if let Some(slot) = self.slots.remove(&id) {
            self.free.push(slot);
        }
    }

    fn slot(&mut self, id: Id) -> u32 {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.builder.slots += 1;
            self.builder.slots as u32 - 1
        });
        self.slots.insert(id, slot);
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

    fn operand(&mut self, id: Id) -> Operand {
        match self.graph.as_constant(id) {
            Some(value) => self.scalar(value),
            None => Operand::Slot(self.slots[&id]),
        }
    }

    fn compute(&mut self, id: Id, at: usize) {
        if self.slots.contains_key(&id) {
            return; // a quarter whose year has been drawn
        }
        let instruction = match self.graph.node(id) {
            Node::Constant(_) => unreachable!("a number is not computed"),
            Node::Once(source) => Instruction::DrawOnce { source, to: self.slot(id) },
            Node::Quarterly { source, year, .. } => self.draw_year(source, year, at),
            Node::Table(table, of) => {
                let of = self.operand(of);
                let tables = &mut self.builder.tables;
                let known = self.graph.tables();
                let table = *self.tables.entry(table).or_insert_with(|| {
                    tables.push(Arc::clone(&known[table as usize]));
                    tables.len() as u32 - 1
                });
                Instruction::Table { table, of, to: self.slot(id) }
            }
            Node::Apply(operation, [a, b, c]) => match self.sums.get(&id) {
                // A lone addition or subtraction is itself.
                Some(Sum { first: Some(_), terms }) if terms.len() == 1 && terms[0].1.is_none() => {
                    self.apply(operation, [a, b, c], id)
                }
                Some(sum) => self.sum_of_products(sum, id),
                None => self.apply(operation, [a, b, c], id),
            },
        };
        self.builder.instructions.push(instruction);
    }

    fn apply(&mut self, operation: Operation, operands: [Id; 3], id: Id) -> Instruction {
        let operands = operands.map(|operand| self.operand(operand));
        Instruction::Apply { operation, operands, to: self.slot(id) }
    }

    fn sum_of_products(&mut self, sum: &Sum, id: Id) -> Instruction {
        let first = match sum.first {
            Some(first) => self.operand(first),
            None => self.scalar(-0.0),
        };
        let from = self.builder.terms.len() as u32;
        for (a, b, subtract) in &sum.terms {
            let a = self.operand(*a);
            let b = match b {
                Some(b) => self.operand(*b),
                None => self.scalar(1.0),
            };
            self.builder.terms.push(Term { a, b, subtract: *subtract });
        }
        let until = self.builder.terms.len() as u32;
        Instruction::SumOfProducts { first, terms: (from, until), to: self.slot(id) }
    }

    /// Draws all four quarters of a source's year; those that nothing reads later give their slots back at once.
    fn draw_year(&mut self, source: u32, year: u16, at: usize) -> Instruction {
        let mut unread = Vec::new();
        let to = [0, 1, 2, 3].map(|quarter| {
            let node = Node::Quarterly { source, year, quarter };
            let live =
                self.graph.find(node).filter(|id| self.last_read.get(id).is_some_and(|last| *last >= at));
            match live {
                Some(id) => self.slot(id),
                None => {
                    let slot = self.slot(Id(u32::MAX));
                    self.slots.remove(&Id(u32::MAX));
                    unread.push(slot);
                    slot
                }
            }
        });
        self.free.append(&mut unread);
        Instruction::DrawYear { source, year, to }
    }
}
