//! What is executed.

use std::sync::Arc;

use crate::numerics::{Staircase, Table};

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
    /// A staircase of the program at `of`.
    Staircase {
        /// Which one.
        staircase: u32,
        /// The uniform number.
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
    /// Puts the unknowns of a solve where its search begins. The instructions from here to its `Iterate` are its body.
    Begin {
        /// Which one.
        solve: u32,
    },
    /// Moves the unknowns of a solve, path by path; back to its body while some path is not done.
    Iterate {
        /// Which one.
        solve: u32,
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

/// Equations that are solved together on each path; [`Instruction::Begin`] and [`Instruction::Iterate`] name it. All
/// lists have one entry an unknown.
#[derive(Debug, Clone, PartialEq)]
pub struct Solve {
    /// Where the search begins.
    pub starts: Vec<Operand>,
    /// The slots of the unknowns, which the body reads and which hold the solution in the end.
    pub unknowns: Vec<u32>,
    /// What the body computes: how far each equation is from holding.
    pub residuals: Vec<Operand>,
    /// What the body computes: Newton's step of each unknown.
    pub steps: Vec<Operand>,
    /// Slots for the best unknowns so far.
    pub bases: Vec<u32>,
    /// Slots for the steps taken from there.
    pub directions: Vec<u32>,
    /// A slot for the distance from a solution at the best unknowns.
    pub merit: u32,
    /// A slot for the fraction of the step that is tried; 0 on a path that is done.
    pub fraction: u32,
    /// The first instruction of the body.
    pub body: u32,
}

/// Straight-line code for a block of paths, but for the bodies of solves, which are repeated. Made by [`ProgramBuilder::build`], which has checked every index.
#[derive(Debug, Clone)]
pub struct Program {
    pub(super) scalars: Vec<f64>,
    pub(super) slots: usize,
    pub(super) instructions: Vec<Instruction>,
    pub(super) terms: Vec<Term>,
    pub(super) tables: Vec<Arc<Table>>,
    pub(super) staircases: Vec<Arc<Staircase>>,
    pub(super) solves: Vec<Solve>,
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
    /// The staircases.
    pub staircases: Vec<Arc<Staircase>>,
    /// The solves.
    pub solves: Vec<Solve>,
}

impl ProgramBuilder {
    /// Checks every index, once, so that the executor need not.
    ///
    /// # Panics
    /// When an operand, slot, term range, table or staircase is out of range, when a sum has no term or more than [`MAX_TERMS`],
    /// when a fused product is given as `Apply`, when the slots of a `DrawYear` are not all different, when a solve's lists differ in length, or when
    /// its `Iterate` does not come after its `Begin`.
    pub fn build(self) -> Program {
        let Self { scalars, slots, instructions, terms, tables, staircases, solves } = self;
        let slot = |to: u32| assert!((to as usize) < slots, "slot {to} of {slots}");
        let operand = |operand: Operand| match operand {
            Operand::Slot(i) => slot(i),
            Operand::Scalar(i) => assert!((i as usize) < scalars.len(), "scalar {i} of {}", scalars.len()),
        };
        let mut begun = None;
        for (at, instruction) in instructions.iter().enumerate() {
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
                Instruction::Staircase { staircase, of, to } => {
                    let count = staircases.len();
                    assert!((staircase as usize) < count, "staircase {staircase} of {count}");
                    operand(of);
                    slot(to);
                }
                Instruction::DrawOnce { to, .. } => slot(to),
                Instruction::Begin { solve } => {
                    assert_eq!(
                        solves[solve as usize].body as usize,
                        at + 1,
                        "the body follows its beginning"
                    );
                    assert_eq!(begun.replace(solve), None, "a solve within a solve");
                }
                Instruction::Iterate { solve } => {
                    assert_eq!(begun.take(), Some(solve), "an iteration of a solve that has begun");
                }
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
        assert_eq!(begun, None, "every solve ends");
        for solve in &solves {
            let Solve { starts, unknowns, residuals, steps, bases, directions, merit, fraction, body: _ } =
                solve;
            let lists = [starts.len(), residuals.len(), steps.len(), bases.len(), directions.len()];
            assert!(lists.iter().all(|length| *length == unknowns.len()), "one entry an unknown");
            [starts, residuals, steps].into_iter().flatten().copied().for_each(operand);
            [unknowns, bases, directions].into_iter().flatten().copied().for_each(slot);
            [*merit, *fraction].into_iter().for_each(slot);
        }
        Program { scalars, slots, instructions, terms, tables, staircases, solves }
    }
}
