//! What is executed.

use std::sync::Arc;

use crate::numerics::Table;

use super::operation::Operation;

/// Where an instruction reads: a slot (one number a path) or a scalar (the same for all).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operand {
    /// A column of the block.
    Slot(u32),
    /// A number of the program's list.
    Scalar(u32),
}

/// ± a · b, a part of a sum of products.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// The first factor.
    pub a: Operand,
    /// The second factor.
    pub b: Operand,
    /// Whether the product is subtracted.
    pub subtract: bool,
}

/// One vector instruction; `to` is the slot that it writes, which may be one that it reads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Instruction {
    /// An operation but `MultiplyAdd` and `MultiplySubtract`, which are sums of one product.
    Apply {
        /// Which one.
        operation: Operation,
        /// Its operands; those beyond its arity repeat the first.
        operands: [Operand; 3],
        /// The slot written.
        to: u32,
    },
    /// first ± a · b ± a · b ..., each step fused, from the left.
    SumOfProducts {
        /// What the sum begins with.
        first: Operand,
        /// Where its terms stand in the program's list.
        terms: (u32, u32),
        /// The slot written.
        to: u32,
    },
    /// A table of the program at `of`.
    Table {
        /// Which one.
        table: u32,
        /// The normal score.
        of: Operand,
        /// The slot written.
        to: u32,
    },
    /// The draw of a source that is made once a path.
    DrawOnce {
        /// Which one.
        source: u32,
        /// The slot written.
        to: u32,
    },
    /// The four quarterly draws of a source in one year.
    DrawYear {
        /// Which one.
        source: u32,
        /// The calendar year.
        year: u16,
        /// The slots written, all different.
        to: [u32; 4],
    },
    /// Gives a column to whoever runs the program.
    Output {
        /// Its number.
        number: u32,
        /// What is given.
        of: Operand,
    },
}

/// The most terms that one sum of products may have: with more, their addresses no longer fit the registers (measured:
/// eight terms at once cost a third more than twice four).
pub const MAX_TERMS: usize = 4;

/// Straight-line code for a block of paths. Made by [`ProgramBuilder::build`], which has checked every index.
#[derive(Debug, Clone)]
pub struct Program {
    pub(super) scalars: Vec<f64>,
    pub(super) slots: usize,
    pub(super) instructions: Vec<Instruction>,
    pub(super) terms: Vec<Term>,
    pub(super) tables: Vec<Arc<Table>>,
}

impl Program {
    /// Instructions a block.
    pub fn instructions(&self) -> &[Instruction] {
        &self.instructions
    }

    /// Columns that are alive at once at the most.
    pub fn slots(&self) -> usize {
        self.slots
    }

    /// Numbers that are the same for all paths.
    pub fn scalars(&self) -> &[f64] {
        &self.scalars
    }
}

/// A program that is being put together.
#[derive(Debug, Clone, Default)]
pub struct ProgramBuilder {
    /// Numbers that are the same for all paths.
    pub scalars: Vec<f64>,
    /// How many slots there are.
    pub slots: usize,
    /// The code, in order.
    pub instructions: Vec<Instruction>,
    /// The terms of all sums of products.
    pub terms: Vec<Term>,
    /// The tables.
    pub tables: Vec<Arc<Table>>,
}

impl ProgramBuilder {
    /// Checks every index, once, so that the executor need not.
    ///
    /// # Panics
    /// When an operand, slot, term range or table is out of range, when a sum has no term or more than [`MAX_TERMS`],
    /// when a fused product is given as `Apply`, or when the slots of a `DrawYear` are not all different.
    pub fn build(self) -> Program {
        let Self { scalars, slots, instructions, terms, tables } = self;
        let slot = |to: u32| assert!((to as usize) < slots, "slot {to} of {slots}");
        let operand = |operand: Operand| match operand {
            Operand::Slot(i) => slot(i),
            Operand::Scalar(i) => assert!((i as usize) < scalars.len(), "scalar {i} of {}", scalars.len()),
        };
        for instruction in &instructions {
            match *instruction {
                Instruction::Apply { operation, operands, to } => {
                    let fused = [Operation::MultiplyAdd, Operation::MultiplySubtract].contains(&operation);
                    assert!(!fused, "a fused product is a sum of one product");
                    operands.into_iter().for_each(operand);
                    slot(to);
                }
                Instruction::SumOfProducts { first, terms: (from, until), to } => {
                    let some = from < until && (until - from) as usize <= MAX_TERMS;
                    assert!(some && until as usize <= terms.len(), "terms {from}..{until}");
                    operand(first);
                    slot(to);
                }
                Instruction::Table { table, of, to } => {
                    assert!((table as usize) < tables.len(), "table {table} of {}", tables.len());
                    operand(of);
                    slot(to);
                }
                Instruction::DrawOnce { to, .. } => slot(to),
                Instruction::Output { of, .. } => operand(of),
                Instruction::DrawYear { to, .. } => {
                    to.into_iter().for_each(slot);
                    let different = (0..4).all(|i| (0..i).all(|j| to[i] != to[j]));
                    assert!(different, "a year's draws go to four slots");
                }
            }
        }
        for term in &terms {
            operand(term.a);
            operand(term.b);
        }
        Program { scalars, slots, instructions, terms, tables }
    }
}
