//! Stand-in until the branch `language` lands.
/// Stand-in.
#[derive(Debug, Clone)]
pub struct Expr;
/// Stand-in.
#[derive(Debug, Clone)]
pub struct Assertion;
