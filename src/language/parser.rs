//! Operators, brackets, and going on behind an error. Names and calls are in `call`.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span, codes};

use super::ast::{BinaryOp, Expr, ExprKind};
use super::cursor::{Cursor, Failed};
use super::lexer::Token;
use super::{MAX_DEPTH, words};

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
    said_too_deep: bool,
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
        let tree = self.binary(op, left, right);
        loop {
            let span = self.cursor.span();
            if self.comparison().is_none() {
                return tree;
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

    fn sum(&mut self) -> Result<Node, Failed> {
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

    /// Goes past the `)` of the bracket that is open here, whatever stands before it; fails at the end, without a word.
    pub(super) fn skip_bracket(&mut self, open: Span) -> Result<Node, Failed> {
        loop {
            self.cursor.skip_to_delimiter();
            match self.cursor.token() {
                Token::Comma => self.cursor.advance(),
                Token::Close => return Ok(placeholder(open.to(self.cursor.advance()))),
                _ => return Err(Failed),
            };
        }
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

    #[cold]
    fn too_deep<T>(&mut self, span: Span) -> Result<T, Failed> {
        if std::mem::replace(&mut self.said_too_deep, true) {
            return Err(Failed);
        }
        self.cursor.fail(
            Diagnostic::error(
                &codes::TOO_DEEP,
                format!("the equation nests deeper than {MAX_DEPTH} levels, or has more terms in a row"),
            )
            .at(span, "")
            .help("put a part of it into a variable of its own"),
        )
    }

    /// No value where one is needed, and no operator either.
    #[cold]
    #[inline(never)]
    fn no_value<T>(&mut self) -> Result<T, Failed> {
        let (token, span) = (self.cursor.token(), self.cursor.span());
        let expected = |message: &str, span: Span| {
            Diagnostic::error(&codes::EXPECTED_VALUE, message)
                .at(span, "")
                .help("write a number, a name or a call, or remove what needs it")
        };
        let Some(previous) = self.cursor.previous() else {
            return match token {
                // A mark that was reported already was all there is.
                Token::End => Err(Failed),
                Token::Close | Token::CloseBracket => self.out_of_place(None),
                _ => {
                    let message = format!("an equation does not begin with `{}`", self.cursor.written(span));
                    self.cursor.fail(expected(&message, span))
                }
            };
        };
        let behind = self.cursor.previous_span();
        let written = self.cursor.written(behind);
        match (previous, token) {
            (Token::Open, Token::Close) => {
                self.cursor.fail(expected("nothing stands in these brackets", behind.to(span)))
            }
            (Token::Open, Token::End) => self.out_of_place(Some(behind)),
            (Token::Open, _) => {
                let message = format!("no value stands before `{}`", self.cursor.written(span));
                self.cursor.fail(expected(&message, span))
            }
            _ => self.cursor.fail(expected(&format!("no value stands to the right of `{written}`"), behind)),
        }
    }

    /// What stands behind a complete expression where it may not; `open` is the bracket that is open.
    #[cold]
    #[inline(never)]
    pub(super) fn out_of_place<T>(&mut self, open: Option<Span>) -> Result<T, Failed> {
        let (token, span) = (self.cursor.token(), self.cursor.span());
        let error = |code: &'static Code, message: String, help: &str| {
            Diagnostic::error(code, message).at(span, "").help(help)
        };
        let written = self.cursor.written(span);
        let problem = match (token, open) {
            (Token::Bad, _) => return Err(Failed),
            (Token::End, Some(open)) => Diagnostic::error(
                &codes::UNBALANCED_BRACKET,
                format!("this `{}` is never closed", self.cursor.written(open)),
            )
            .at(open, "opened here")
            .help("add the bracket that closes it"),
            (Token::Close | Token::CloseBracket, open) => {
                let problem = error(
                    &codes::UNBALANCED_BRACKET,
                    format!("no bracket is open that `{written}` closes"),
                    "remove it, or add the bracket that opens it",
                );
                match open {
                    Some(open) => problem.at(open, "this one is open"),
                    None => problem,
                }
            }
            (Token::Quarter(_), _) => stray_quarter(span),
            (Token::Comma, _) => error(
                &codes::UNEXPECTED_SYMBOL,
                "a comma separates the arguments of a function".into(),
                "a number has a decimal point: `0.5`",
            ),
            (Token::Colon, _) => error(
                &codes::UNEXPECTED_SYMBOL,
                "a colon stands behind the set of a sum or a product".into(),
                "write `sum(set: x[set])`",
            ),
            (Token::OpenBracket, _) => error(
                &codes::UNEXPECTED_SYMBOL,
                "only a name takes `[`".into(),
                "write the element behind the name: `x[element](-1)`",
            ),
            _ => error(
                &codes::UNEXPECTED_SYMBOL,
                format!("`{written}` does not stand in an equation"),
                "remove it",
            ),
        };
        self.cursor.fail(problem)
    }

    #[cold]
    #[inline(never)]
    fn missing_operator(&mut self) {
        let (previous, span) = (self.cursor.previous(), self.cursor.span());
        let written = self.cursor.written(span);
        if let Some(help) = words::connective(written) {
            self.cursor.advance();
            let message = format!("`{written}` is not an operator here");
            self.cursor.report(Diagnostic::error(&codes::FOREIGN_OPERATOR, message).at(span, "").help(help));
            return;
        }
        let before = self.cursor.written(self.cursor.previous_span());
        let problem = Diagnostic::error(
            &codes::MISSING_OPERATOR,
            format!("no operator stands between `{before}` and `{written}`"),
        )
        .at(span, "");
        self.cursor.report(match (previous, self.cursor.token()) {
            (Some(Token::Number(_)), Token::Number(_)) => {
                problem.help(format!("thousands are written `{before}_{written}`"))
            }
            _ => problem.help("for a product, write `*` between them"),
        });
    }

    /// Behind a number where a comma cannot separate arguments: `0,5` is reported and read as one number.
    fn decimal_comma(&mut self, number: Span) -> Span {
        if self.cursor.token() != Token::Comma || !matches!(self.cursor.peek(1), Token::Number(_)) {
            return number;
        }
        let comma = self.cursor.advance();
        let decimals = self.cursor.advance();
        let whole = number.to(decimals);
        let problem = Diagnostic::error(&codes::DECIMAL_COMMA, "a number has a decimal point, not a comma")
            .at(whole, "");
        self.cursor.report(if number.end == comma.start && comma.end == decimals.start {
            problem.help(format!("write `{}`", self.cursor.written(whole).replace(',', ".")))
        } else {
            problem.help("a comma separates the arguments of a function")
        });
        whole
    }
}

/// Never part of a tree that is handed out.
pub(super) fn placeholder(span: Span) -> Node {
    Node { expr: Expr { kind: ExprKind::Number(0.0), span }, height: 0 }
}

fn stray_quarter(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::UNEXPECTED_SYMBOL, "a quarter stands only in `during` and `since`")
        .at(span, "")
        .help("write `during(2022Q1, 2022Q4)` or `since(2022Q1)`, which are 1 then and 0 before")
}
