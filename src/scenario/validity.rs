//! Where a model's equations say more than anybody has measured.

use crate::diagnostic::Span;
use crate::language::Expr;

/// A range of validity: its condition is looked at in every quarter of every path, and changes no number.
#[derive(Debug, Clone)]
pub struct Validity {
    /// Unique among the model's ranges of validity.
    pub name: String,
    /// What a person calls it: "fuel below 75 percent of demand".
    pub label: Option<String>,
    /// Above 0 where the path is outside; over no set, and of what has a value every quarter.
    pub outside: Expr,
    /// What to do when paths are outside.
    pub advice: String,
    /// Who says so.
    pub source: Option<String>,
    /// Where it is named.
    pub span: Span,
}
