//! Accounting identities: two sides and one `=`.

use crate::diagnostic::{Diagnostic, Diagnostics, FileId, codes};

use super::ast::{BinaryOp, Expr, ExprKind};
use super::cursor::Failed;
use super::lexer::Token;
use super::parser::Parser;

/// Reads an identity, `left = right`, from the raw text between the quotes, whose first byte is byte `offset` of `file`.
///
/// # Errors
/// As for an equation, and when there is not exactly one `=`.
pub fn parse_identity(text: &str, file: FileId, offset: u32) -> Result<(Expr, Expr), Diagnostics> {
    let mut parser = Parser::new(text, file, offset);
    match sides(&mut parser) {
        Ok(sides) if !parser.cursor.has_problems() => Ok(sides),
        _ => Err(parser.cursor.into_problems()),
    }
}

fn sides(parser: &mut Parser<'_>) -> Result<(Expr, Expr), Failed> {
    if parser.cursor.token() == Token::End && !parser.cursor.has_problems() {
        let span = parser.cursor.everything();
        let empty = Diagnostic::error(&codes::EMPTY_EQUATION, "the identity is empty").at(span, "");
        return parser
            .cursor
            .fail(empty.help("write its two sides, such as `exports - imports = trade_balance`"));
    }
    let left = parser.sum()?.expr;
    let span = parser.cursor.span();
    match parser.cursor.token() {
        Token::Assign => {}
        Token::Operator(BinaryOp::Equal) => parser.cursor.report(
            Diagnostic::error(&codes::FOREIGN_OPERATOR, "`==` does not stand in an identity")
                .at(span, "")
                .help("an identity has one `=` between its two sides"),
        ),
        Token::Operator(op) if op.is_comparison() => {
            let message = format!("an identity says that two sides are equal, not `{}`", op.symbol());
            parser.cursor.report(
                Diagnostic::error(&codes::NOT_AN_IDENTITY, message)
                    .at(span, "")
                    .help("write one `=` between the two sides"),
            );
        }
        Token::End => {
            return parser.cursor.fail(
                Diagnostic::error(&codes::NOT_AN_IDENTITY, "an identity has two sides, and this has one")
                    .at(left.span, "")
                    .help("write `left = right`"),
            );
        }
        _ => return parser.out_of_place(None),
    }
    parser.cursor.advance();
    let right = parser.sum()?.expr;
    let span = parser.cursor.span();
    match parser.cursor.token() {
        Token::End => Ok((left, right)),
        Token::Assign | Token::Operator(BinaryOp::Equal) => parser.cursor.fail(
            Diagnostic::error(&codes::NOT_AN_IDENTITY, "an identity has two sides, and this has a third")
                .at(span, "")
                .help("make two identities of it"),
        ),
        _ => parser.out_of_place(None),
    }
}

/// The terms that an expression adds or subtracts at its top level, in the order written.
pub fn terms(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Negate(body) => terms(body),
        ExprKind::Binary { op: BinaryOp::Add | BinaryOp::Sub, left, right } => {
            let mut all = terms(left);
            all.extend(terms(right));
            all
        }
        _ => vec![expr],
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, parsed};
    use super::*;

    #[test]
    fn an_identity_has_two_sides() {
        let (left, right) = parse_identity("a - (b - c) * 2 = -e + sum(s: x[s])", file(), 0).unwrap();
        assert_eq!(
            (left.to_string(), right.to_string()),
            ("a - (b - c) * 2".into(), "-e + sum(s: x[s])".into())
        );
    }

    #[test]
    fn terms_are_those_of_the_top_level() {
        let tree = parsed("a - (b - (c + e * (f + g))) - -h");
        let texts: Vec<String> = terms(&tree).into_iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["a", "b", "c", "e * (f + g)", "h"]);
    }
}
