//! Operators and brackets. Names and calls are in `call`, what is said about errors in `recover`.

use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Span, codes};

use super::MAX_DEPTH;
use super::ast::{BinaryOp, Expr, ExprKind};
use super::cursor::{Cursor, Failed};
use super::lexer::Token;
use super::recover::{placeholder, stray_quarter};

/// Reads an equation: the raw text between the quotes of a TOML string, whose first byte is byte `offset` of `file`.
///
/// The tree's places are absolute, and it is at most [`MAX_DEPTH`] high.
///
/// # Errors
/// Every problem that can be told apart, each with a place inside the text: what the language does not know, missing
/// operands and operators, brackets, leads, unknown functions, arguments, and whatever else has a code of its own.
pub fn parse(text: &str, file: FileId, offset: u32) -> Result<Expr, Diagnostics> {
    let mut parser = Parser::new(text, file, offset);
    let tree = parser.whole();
    match tree {
        Ok(node) if !parser.cursor.has_problems() => Ok(node.expr),
        _ => Err(parser.cursor.into_problems()),
    }
}

/// A tree and how high it is: 0 for what an error leaves where a value should be.
pub(super) struct Node {
    pub expr: Expr,
    pub height: u32,
}

pub(super) struct Parser<'a> {
    pub cursor: Cursor<'a>,
    depth: u32,
    /// Whether the innermost bracket is a call's, in which a comma separates arguments.
    commas: bool,
    /// Whether it was said that the text nests too deeply: once is enough.
    pub said_too_deep: bool,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, file: FileId, offset: u32) -> Self {
        Self { cursor: Cursor::new(text, file, offset), depth: 0, commas: false, said_too_deep: false }
    }

    fn whole(&mut self) -> Result<Node, Failed> {
        if self.cursor.token() == Token::End && !self.cursor.has_problems() {
            let span = self.cursor.everything();
            return self.cursor.fail(
                Diagnostic::error(&codes::EMPTY_EQUATION, "the equation is empty")
                    .at(span, "")
                    .help("write the right-hand side, such as `ref(x) * exp(y)`"),
            );
        }
        let node = self.expression()?;
        if self.cursor.token() == Token::End { Ok(node) } else { self.out_of_place(None) }
    }

    /// A comparison, or what may stand on one side of it.
    pub(super) fn expression(&mut self) -> Result<Node, Failed> {
        let left = self.sum()?;
        let Some(op) = self.comparison() else { return Ok(left) };
        let right = self.sum()?;
        let start = left.expr.span;
        let tree = self.binary(op, left, right);
        loop {
            let span = self.cursor.span();
            if self.comparison().is_none() {
                return tree;
            }
            // `a > b && c < d` has been told to be a product, which needs brackets anyway.
            if self.cursor.written(start.to(span)).contains(['&', '|']) {
                self.sum()?;
                continue;
            }
            self.cursor.report(
                Diagnostic::error(&codes::CHAINED_COMPARISON, "comparisons do not chain")
                    .at(span, "a second comparison")
                    .help("to bound from both sides, multiply: `(a < b) * (b < c)`"),
            );
            self.sum()?;
        }
    }

    /// Goes past a comparison. `=` is reported and read as one.
    fn comparison(&mut self) -> Option<BinaryOp> {
        let op = match self.cursor.token() {
            Token::Operator(op) if op.is_comparison() => op,
            Token::Assign => {
                let span = self.cursor.span();
                self.cursor.report(
                    Diagnostic::error(&codes::FOREIGN_OPERATOR, "`=` does not stand in an equation")
                        .at(span, "")
                        .help("to compare, write `==`; an equation is its right-hand side alone"),
                );
                BinaryOp::Equal
            }
            _ => return None,
        };
        self.cursor.advance();
        Some(op)
    }

    pub(super) fn sum(&mut self) -> Result<Node, Failed> {
        let mut left = self.term()?;
        while let Token::Operator(op @ (BinaryOp::Add | BinaryOp::Sub)) = self.cursor.token() {
            self.cursor.advance();
            let right = self.term()?;
            left = self.binary(op, left, right)?;
        }
        Ok(left)
    }

    fn term(&mut self) -> Result<Node, Failed> {
        let mut left = self.signed()?;
        loop {
            let op = match self.cursor.token() {
                Token::Operator(op @ (BinaryOp::Mul | BinaryOp::Div)) => {
                    self.cursor.advance();
                    op
                }
                Token::Open if self.cursor.previous() == Some(Token::Close) && self.at_lag(false) => {
                    self.lag_of_expression(left.expr.span);
                    continue;
                }
                Token::Number(_) | Token::Name | Token::Open => {
                    self.missing_operator();
                    BinaryOp::Mul
                }
                _ => return Ok(left),
            };
            let right = self.signed()?;
            left = self.binary(op, left, right)?;
        }
    }

    fn signed(&mut self) -> Result<Node, Failed> {
        let minuses = self.signs()?;
        let value = self.power()?;
        self.negate(&minuses, value)
    }

    fn power(&mut self) -> Result<Node, Failed> {
        let base = self.value()?;
        if self.cursor.accept(Token::Operator(BinaryOp::Pow)).is_none() {
            return Ok(base);
        }
        let exponent = self.exponent()?;
        let tree = self.binary(BinaryOp::Pow, base, exponent);
        while let Some(span) = self.cursor.accept(Token::Operator(BinaryOp::Pow)) {
            self.cursor.report(
                Diagnostic::error(&codes::CHAINED_POWER, "powers do not chain without brackets")
                    .at(span, "a second power")
                    .help("write `(a^b)^c` or `a^(b^c)`"),
            );
            self.exponent()?;
        }
        tree
    }

    fn exponent(&mut self) -> Result<Node, Failed> {
        let minuses = self.signs()?;
        let value = self.value()?;
        self.negate(&minuses, value)
    }

    /// The minus signs before a value. Other operators here are reported and passed over.
    fn signs(&mut self) -> Result<Vec<Span>, Failed> {
        let mut minuses = Vec::new();
        let mut stray = false;
        while let Token::Operator(op) = self.cursor.token() {
            let after_operator = matches!(self.cursor.previous(), Some(Token::Operator(_)));
            let span = self.cursor.advance();
            if op == BinaryOp::Sub {
                minuses.push(span);
            } else if !stray {
                stray = true;
                let symbol = op.symbol();
                let problem = Diagnostic::error(
                    &codes::EXPECTED_VALUE,
                    format!("no value stands to the left of `{symbol}`"),
                )
                .at(span, "");
                self.cursor.report(match (op, after_operator) {
                    (BinaryOp::Add, false) => problem.help("a plus sign before a value is not needed"),
                    (_, true) => {
                        problem.help("two operators in a row: remove one, or write the value between them")
                    }
                    (_, false) => problem.help(format!("write a value before `{symbol}`, or remove it")),
                });
            }
        }
        if stray && !self.at_value() { Err(Failed) } else { Ok(minuses) }
    }

    fn value(&mut self) -> Result<Node, Failed> {
        let span = self.cursor.span();
        match self.cursor.token() {
            Token::Number(number) => {
                self.cursor.advance();
                let span = if self.commas { span } else { self.decimal_comma(span) };
                self.node(ExprKind::Number(number), span, 1)
            }
            Token::Name => self.name_or_call(),
            Token::Open => {
                self.cursor.advance();
                let mut inner = self.bracketed(span)?;
                inner.expr.span = span.to(self.cursor.previous_span());
                Ok(inner)
            }
            Token::Quarter(_) => {
                self.cursor.advance();
                self.cursor.report(stray_quarter(span));
                Ok(placeholder(span))
            }
            Token::OpenBracket => self.out_of_place(None),
            Token::Bad => Err(Failed),
            _ => self.no_value(),
        }
    }

    /// Behind `(`: an expression and the `)` that closes it.
    pub(super) fn bracketed(&mut self, open: Span) -> Result<Node, Failed> {
        let inner = self.nested(open, false, Self::expression);
        if inner.is_ok() && self.cursor.accept(Token::Close).is_some() {
            return inner;
        }
        if inner.is_ok() {
            // What follows was reported; behind the bracket that closes this one the text may be sound again.
            let _: Result<Node, Failed> = self.out_of_place(Some(open));
        }
        self.skip_bracket(open)
    }

    /// Behind `(`: the arguments of a call and the `)` that closes it. One that failed is there all the same.
    pub(super) fn arguments(&mut self, open: Span) -> Result<Vec<Node>, Failed> {
        let mut arguments = Vec::new();
        if self.cursor.accept(Token::Close).is_some() {
            return Ok(arguments);
        }
        loop {
            let argument = self.nested(open, true, Self::expression);
            let mut sound = argument.is_ok();
            arguments.push(argument.unwrap_or_else(|Failed| placeholder(open)));
            if sound && !matches!(self.cursor.token(), Token::Comma | Token::Close) {
                sound = self.out_of_place::<()>(Some(open)).is_ok();
            }
            if !sound {
                self.cursor.skip_to_delimiter();
            }
            match self.cursor.token() {
                Token::Comma => self.cursor.advance(),
                Token::Close => {
                    self.cursor.advance();
                    return Ok(arguments);
                }
                _ => return Err(Failed),
            };
        }
    }

    /// One bracket deeper.
    fn nested<T>(
        &mut self,
        open: Span,
        commas: bool,
        read: impl FnOnce(&mut Self) -> Result<T, Failed>,
    ) -> Result<T, Failed> {
        if self.depth == MAX_DEPTH {
            return self.too_deep(open);
        }
        let outer = std::mem::replace(&mut self.commas, commas);
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        self.commas = outer;
        result
    }

    pub(super) fn node(&mut self, kind: ExprKind, span: Span, height: u32) -> Result<Node, Failed> {
        if height > MAX_DEPTH { self.too_deep(span) } else { Ok(Node { expr: Expr { kind, span }, height }) }
    }

    fn binary(&mut self, op: BinaryOp, left: Node, right: Node) -> Result<Node, Failed> {
        let span = left.expr.span.to(right.expr.span);
        let height = 1 + left.height.max(right.height);
        let (left, right) = (Box::new(left.expr), Box::new(right.expr));
        self.node(ExprKind::Binary { op, left, right }, span, height)
    }

    fn negate(&mut self, minuses: &[Span], mut value: Node) -> Result<Node, Failed> {
        for minus in minuses.iter().rev() {
            let span = minus.to(value.expr.span);
            value = self.node(ExprKind::Negate(Box::new(value.expr)), span, value.height + 1)?;
        }
        Ok(value)
    }

    /// Whether a value begins here.
    pub(super) fn at_value(&self) -> bool {
        matches!(self.cursor.token(), Token::Number(_) | Token::Name | Token::Open)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{parsed, without_places};
    use super::*;
    use crate::diagnostic::Sources;

    /// Every operator with its operands in brackets.
    fn bracketed(expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Negate(body) => format!("(-{})", bracketed(body)),
            ExprKind::Binary { op, left, right } => {
                format!("({} {} {})", bracketed(left), op.symbol(), bracketed(right))
            }
            _ => expr.to_string(),
        }
    }

    #[test]
    fn operators_bind_as_they_do_on_paper() {
        for (text, tree) in [
            ("-2^2", "(-(2 ^ 2))"),
            ("2^-1", "(2 ^ (-1))"),
            ("2^-x(-1) * y", "((2 ^ (-x(-1))) * y)"),
            ("a - b - c + e", "(((a - b) - c) + e)"),
            ("a / b * c", "((a / b) * c)"),
            ("a + b * c^2", "(a + (b * (c ^ 2)))"),
            ("-a * b", "((-a) * b)"),
            ("a * -b / c", "((a * (-b)) / c)"),
            ("a - -b", "(a - (-b))"),
            ("a + b < c * e", "((a + b) < (c * e))"),
            ("(a < b) == (c >= e)", "((a < b) == (c >= e))"),
            ("(a + b)^(1 / 2) != 0", "(((a + b) ^ (1 / 2)) != 0)"),
        ] {
            assert_eq!(bracketed(&parsed(text)), tree, "{text}");
        }
    }

    #[test]
    fn equations_of_a_model_are_read() {
        for text in [
            "persistence * pull[corridor](-1) + (1 - persistence) * (host_income * activity[corridor])",
            "ref(sent[corridor]) * exp(pull[corridor])",
            "sum(corridor: received[corridor])",
            "gross_national_disposable_income - consumption - government - investment",
            "if(reserves < 3 * imports, clamp(rate + 0.5 * dlog(cpi, 4), 0, 100), rate(-1))",
            "log(x / ref(x)(-4)) * during(2022Q1, 2022Q4) + product(supplier: 1 - lost[supplier]) * since(2023Q1)",
        ] {
            let mut tree = parsed(text);
            without_places(&mut tree);
            let mut again = parsed(&tree.to_string());
            without_places(&mut again);
            assert_eq!(tree, again);
        }
        assert_eq!(parsed("x(0) + x(-0)").to_string(), "x + x");
    }

    #[test]
    fn places_are_absolute_over_lines() {
        let toml = "equation = \"\"\"\n  a * ( # first\n    sent[ russia ] (-1) \\\n + -2 ) < b\n\"\"\"\n";
        let mut sources = Sources::new();
        let file = sources.add("models/m.toml", toml);
        let (start, end) = (14, toml.len() - 4);
        let tree = parse(&toml[start..end], file, start as u32).unwrap();
        let mut places = Vec::new();
        super::super::visit(&tree, &mut |expr| places.push(sources.text(expr.span)));
        let bracket = "( # first\n    sent[ russia ] (-1) \\\n + -2 )";
        let product = format!("a * {bracket}");
        let whole = format!("{product} < b");
        assert_eq!(places, [whole.as_str(), &product, "a", bracket, "sent[ russia ] (-1)", "-2", "2", "b"]);
        let mut indexes = super::super::names(&tree).into_iter().filter_map(|u| u.index);
        assert_eq!(indexes.next().map(|index| sources.text(index.span)), Some("russia"));
    }
}
