//! What is said when a text is not an equation, and how reading goes on behind it.

use crate::diagnostic::{Code, Diagnostic, Span, codes};

use super::ast::{Expr, ExprKind};
use super::cursor::Failed;
use super::lexer::Token;
use super::parser::{Node, Parser};
use super::{MAX_DEPTH, words};

impl Parser<'_> {
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

    #[cold]
    pub(super) fn too_deep<T>(&mut self, span: Span) -> Result<T, Failed> {
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
    pub(super) fn no_value<T>(&mut self) -> Result<T, Failed> {
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
    pub(super) fn missing_operator(&mut self) {
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
    pub(super) fn decimal_comma(&mut self, number: Span) -> Span {
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

pub(super) fn stray_quarter(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::UNEXPECTED_SYMBOL, "a quarter stands only in `during` and `since`")
        .at(span, "")
        .help("write `during(2022Q1, 2022Q4)` or `since(2022Q1)`, which are 1 then and 0 before")
}
