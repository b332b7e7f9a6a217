//! Vector instructions over columns of a block of paths, and their executor.
//!
//! A [`Program`] is straight-line code: no branches, no time, and no loops but those that solve simultaneous equations
//! (Newton's method, path by path). Its [`Operation`]s have one meaning each, the
//! same for one number ([`Operation::eval`], which the compiler folds with) as for a column of them
//! ([`execute()`]), on every instruction set ([`Isa`]). The only `unsafe` of the crate is in this folder.

mod execute;
mod instruction;
mod isa;
mod memory;
mod newton;
mod operation;

pub use execute::{Draws, Sink, execute};
pub use instruction::{Instruction, MAX_TERMS, Operand, Program, ProgramBuilder, Solve, Term};
pub use isa::{Isa, Kernel};
pub use memory::{CHUNK, Memory};
pub use operation::Operation;
