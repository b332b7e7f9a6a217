//! The language of equations and of checks: from text to a checked tree. Evaluation is the compiler's business.
//!
//! ```text
//! equation   := sum [ ("<" | "<=" | ">" | ">=" | "==" | "!=") sum ]            comparisons do not chain
//! sum        := term { ("+" | "-") term }
//! term       := signed { ("*" | "/") signed }
//! signed     := "-" signed | power
//! power      := value [ "^" exponent ]                                         -2^2 is -(2^2); powers do not chain
//! exponent   := "-" exponent | value
//! value      := NUMBER | "(" equation ")" | call | name
//! name       := NAME [ "[" NAME "]" ] [ "(" "-" WHOLE ")" ]                    sent[russia](-1)
//! call       := FUNCTION "(" equation { "," equation } ")"
//!             | ("sum" | "product") "(" SET ":" equation ")"
//!             | ("d" | "dlog" | "movavg" | "movsum") "(" equation [ "," WHOLE ] ")"
//!             | "ref" "(" name ")" [ "(" "-" WHOLE ")" ]
//!             | "during" "(" QUARTER [ "," QUARTER ] ")" | "since" "(" QUARTER ")"
//! identity   := sum "=" sum                                                   see `identity`
//! assertion  := question ("<" | "<=" | ">" | ">=") [ "+" | "-" ] NUMBER        see `question`
//! ```
//!
//! White space, line ends, a backslash at the end of a line, and comments from `#` to the end of a line mean nothing.

mod ast;
mod call;
mod check;
mod cursor;
mod identity;
mod lexer;
mod parser;
mod print;
mod query;
mod question;
mod recover;
mod walk;
mod words;

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod mistakes;
#[cfg(test)]
mod testing;

pub use ast::{AggregateOp, BinaryOp, Expr, ExprKind, Function, Index, TransformOp};
pub use check::{Scope, Symbol, SymbolKind, check};
pub use identity::{parse_identity, terms};
pub use parser::parse;
pub use query::{Condition, Query, parse_conditions, parse_query};
pub use question::{Assertion, Comparison, Question, Statistic, parse_assertion, parse_question};
pub use walk::{Use, deepest_lag, names, reads_lag_of, recursive, visit};
pub use words::{WORDS, Word, word};

/// How many quarters back an equation may look, moving sums and differences included: a hundred years.
pub const MAX_LAG: u32 = 400;

/// How deep brackets, calls and operators may nest, and how many terms one unbracketed chain may have: whoever walks
/// a tree may recurse without fear for the stack.
pub const MAX_DEPTH: u32 = 256;
