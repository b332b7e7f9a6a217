//! Names with their index and lag, and everything that is called.

use crate::calendar::Quarter;
use crate::diagnostic::{Diagnostic, Span, codes, suggest};

use super::MAX_LAG;
use super::ast::{AggregateOp, BinaryOp, ExprKind, Function, Index, TransformOp};
use super::cursor::Failed;
use super::lexer::Token;
use super::parser::{Node, Parser};
use super::recover::placeholder;
use super::words::{self, Role, WORDS, Word};

const PLUS: Token = Token::Operator(BinaryOp::Add);
const MINUS: Token = Token::Operator(BinaryOp::Sub);

impl Parser<'_> {
    /// At a name: a variable and the like, or a call.
    pub(super) fn name_or_call(&mut self) -> Result<Node, Failed> {
        let span = self.cursor.advance();
        let name = self.cursor.written(span);
        if let Some(word) = words::word(name) {
            return self.reserved(word, span);
        }
        if let Some(help) = words::connective(name).filter(|_| self.at_value()) {
            let message = format!("`{name}` is not an operator here");
            return self
                .cursor
                .fail(Diagnostic::error(&codes::FOREIGN_OPERATOR, message).at(span, "").help(help));
        }
        if self.cursor.token() == Token::Open && !self.at_lag(true) {
            return self.unknown_function(name, span);
        }
        let (index, lag) = self.index_and_lag(name)?;
        let whole = span.to(self.cursor.previous_span());
        self.node(ExprKind::Name { name: name.to_owned(), index, lag: lag.unwrap_or(0) }, whole, 1)
    }

    /// Behind a name: its index and its lag, which may both be absent.
    fn index_and_lag(&mut self, name: &str) -> Result<(Option<Index>, Option<u32>), Failed> {
        let index = self.index(name)?;
        let lag = self.lag()?;
        Ok((index, lag))
    }

    fn index(&mut self, name: &str) -> Result<Option<Index>, Failed> {
        let Some(open) = self.cursor.accept(Token::OpenBracket) else { return Ok(None) };
        if self.cursor.token() == Token::Name && self.cursor.peek(1) == Token::CloseBracket {
            let span = self.cursor.advance();
            self.cursor.advance();
            return Ok(Some(Index { name: self.cursor.written(span).to_owned(), span }));
        }
        let first = self.cursor.token();
        let lagged = first == Token::Name && self.cursor.peek(1) == Token::Open;
        let Some(close) = self.skip_to_index_end() else { return self.out_of_brackets(open) };
        let span = open.to(close);
        let problem = Diagnostic::error(
            &codes::BAD_INDEX,
            "an index is the name of one element, or of the set that runs",
        )
        .at(span, "");
        self.cursor.report(match first {
            Token::Operator(BinaryOp::Mul) => {
                problem.help(format!("for all elements, write `sum(set: {name}[set])`"))
            }
            _ if lagged => problem.help(format!("the lag stands behind the brackets: `{name}[element](-1)`")),
            _ => problem.help(format!("write `{name}[element]`")),
        });
        Ok(None)
    }

    /// Goes past the next `]`, unless another `[` or the end comes before it.
    fn skip_to_index_end(&mut self) -> Option<Span> {
        let mut length = 0;
        while !matches!(self.cursor.peek(length), Token::CloseBracket | Token::OpenBracket | Token::End) {
            length += 1;
        }
        if self.cursor.peek(length) != Token::CloseBracket {
            return None;
        }
        for _ in 0..length {
            self.cursor.advance();
        }
        Some(self.cursor.advance())
    }

    fn out_of_brackets<T>(&mut self, open: Span) -> Result<T, Failed> {
        self.cursor.fail(
            Diagnostic::error(&codes::UNBALANCED_BRACKET, "this `[` is never closed")
                .at(open, "opened here")
                .help("add the bracket that closes it: `x[element]`"),
        )
    }

    /// Whether a bracket with one number in it comes next, with a sign before it or, if `unsigned`, without one.
    pub(super) fn at_lag(&self, unsigned: bool) -> bool {
        let sign = usize::from([PLUS, MINUS].contains(&self.cursor.peek(1)));
        (sign == 1 || unsigned)
            && self.cursor.token() == Token::Open
            && matches!(self.cursor.peek(1 + sign), Token::Number(_))
            && self.cursor.peek(2 + sign) == Token::Close
    }

    /// Behind what has a lag: `(-1)`. What is wrong with it is reported and read as no lag.
    fn lag(&mut self) -> Result<Option<u32>, Failed> {
        if self.cursor.token() != Token::Open {
            return Ok(None);
        }
        if !self.at_lag(true) {
            let open = self.cursor.advance();
            let Ok(skipped) = self.skip_bracket(open) else { return self.out_of_place(Some(open)) };
            let span = skipped.expr.span;
            self.bad_lag(span, "a lag is a number written out", "write `x(-1)`; for a product, write `*`");
            return Ok(Some(0));
        }
        let (span, lag) = self.one_lag();
        while self.at_lag(true) {
            let (more, _) = self.one_lag();
            self.bad_lag(span.to(more), "a name has one lag", "add the two up: `x(-2)`");
        }
        Ok(Some(lag))
    }

    /// At a bracket with one number in it.
    fn one_lag(&mut self) -> (Span, u32) {
        let open = self.cursor.advance();
        let sign = self.cursor.token();
        if [PLUS, MINUS].contains(&sign) {
            self.cursor.advance();
        }
        let number = self.cursor.advance();
        let span = open.to(self.cursor.advance());
        let whole = whole_number(self.cursor.written(number));
        match whole {
            Some(0) => (span, 0),
            Some(lag) if sign == MINUS && lag <= MAX_LAG => (span, lag),
            Some(_) if sign == MINUS => {
                let message = format!("a lag is at most {MAX_LAG} quarters");
                self.bad_lag(span, &message, "a hundred years back there is no data");
                (span, 0)
            }
            Some(quarters) => {
                self.cursor.report(
                    Diagnostic::error(&codes::LEAD, "an equation cannot look ahead")
                        .at(span, "this is a later quarter")
                        .help(format!(
                            "the quarter before is `({})`; expectations are written with lags",
                            -i64::from(quarters)
                        )),
                );
                (span, 0)
            }
            None => {
                self.bad_lag(span, "a lag is a whole number of quarters", "write `x(-1)`");
                (span, 0)
            }
        }
    }

    fn bad_lag(&mut self, span: Span, message: &str, help: &str) {
        self.cursor.report(Diagnostic::error(&codes::BAD_LAG, message).at(span, "").help(help));
    }

    /// Behind the `)` of a call or a bracket: `exp(x)(-1)`.
    pub(super) fn lag_of_expression(&mut self, expression: Span) {
        let (span, _) = self.one_lag();
        self.cursor.report(
            Diagnostic::error(&codes::BAD_LAG, "only a name has a lag")
                .at(span, "")
                .at(expression, "this is an expression")
                .help("lag each name in it: `exp(x(-1))`; for a product, write `*`"),
        );
    }

    fn unknown_function(&mut self, name: &str, span: Span) -> Result<Node, Failed> {
        let problem = Diagnostic::error(&codes::UNKNOWN_FUNCTION, format!("there is no function `{name}`"))
            .at(span, "");
        self.cursor.report(match (words::elsewhere(name), suggest(name, WORDS.iter().map(|w| w.name))) {
            (Some(help), _) => problem.help(help),
            (None, Some(near)) => problem.help(format!("did you mean `{near}`?")),
            (None, None) => problem.help("a lag is a number, `x(-1)`; for a product, write `*`"),
        });
        let open = self.cursor.advance();
        self.arguments(open)?;
        Ok(placeholder(span))
    }

    fn reserved(&mut self, word: &'static Word, span: Span) -> Result<Node, Failed> {
        let Some(open) = self.cursor.accept(Token::Open) else {
            let message = format!("`{}` is a function, not a value", word.name);
            self.cursor.report(
                Diagnostic::error(&codes::RESERVED_NAME, message)
                    .at(span, "")
                    .help(format!("write `{}`", word.form)),
            );
            return if self.at_value() { Err(Failed) } else { Ok(placeholder(span)) };
        };
        match word.role {
            Role::Function(function) => self.call(word, function, span, open),
            Role::Aggregate(op) => self.aggregate(word, op, span, open),
            Role::Transform(op) => self.transform(word, op, span, open),
            Role::Reference => self.reference(span, open),
            Role::During => self.dummy(word, 2, span, open),
            Role::Since => self.dummy(word, 1, span, open),
        }
    }

    fn call(&mut self, word: &Word, function: Function, name: Span, open: Span) -> Result<Node, Failed> {
        let arguments = self.arguments(open)?;
        let span = name.to(self.cursor.previous_span());
        let (least, greatest) = function.arguments();
        let given = arguments.len();
        if given < least || greatest.is_some_and(|greatest| given > greatest) {
            let wanted = match (least, greatest) {
                (1, Some(1)) => "1 argument".into(),
                (least, None) => format!("{least} arguments or more"),
                (least, _) => format!("{least} arguments"),
            };
            return Ok(self.wrong_arguments(word, span, &format!("takes {wanted}, not {given}")));
        }
        let height = 1 + arguments.iter().map(|a| a.height).max().unwrap_or(0);
        let arguments = arguments.into_iter().map(|a| a.expr).collect();
        self.node(ExprKind::Call { function, arguments }, span, height)
    }

    fn wrong_arguments(&mut self, word: &Word, span: Span, what: &str) -> Node {
        let text = self.cursor.written(span).as_bytes();
        let mut problem =
            Diagnostic::error(&codes::WRONG_ARGUMENTS, format!("`{}` {what}", word.name)).at(span, "");
        if text.windows(3).any(|w| w[0].is_ascii_digit() && w[1] == b',' && w[2].is_ascii_digit()) {
            problem = problem.help("a number has a decimal point: `0.5`");
        }
        self.cursor.report(problem.help(format!("write `{}`", word.form)));
        placeholder(span)
    }

    fn aggregate(&mut self, word: &Word, op: AggregateOp, name: Span, open: Span) -> Result<Node, Failed> {
        if self.cursor.token() != Token::Name || self.cursor.peek(1) != Token::Colon {
            self.arguments(open)?;
            let span = name.to(self.cursor.previous_span());
            return Ok(self.wrong_arguments(word, span, "runs over a set, which stands first, with a colon"));
        }
        let set = self.cursor.advance();
        let set = self.cursor.written(set).to_owned();
        self.cursor.advance();
        let body = self.bracketed(open)?;
        let span = name.to(self.cursor.previous_span());
        self.node(ExprKind::Aggregate { op, set, body: Box::new(body.expr) }, span, body.height + 1)
    }

    fn transform(&mut self, word: &Word, op: TransformOp, name: Span, open: Span) -> Result<Node, Failed> {
        let mut arguments = self.arguments(open)?.into_iter();
        let span = name.to(self.cursor.previous_span());
        let moving = !op.quarters_may_be_left_out();
        let (body, quarters) = match (arguments.next(), arguments.next(), arguments.next()) {
            (Some(body), None, None) if !moving => (body, 1),
            (Some(_), Some(Node { height: 0, .. }), None) => return Ok(placeholder(span)),
            (Some(body), Some(quarters), None) => {
                let at = quarters.expr.span;
                let quarters = whole_number(self.cursor.written(at)).filter(|n| (1..=MAX_LAG).contains(n));
                let Some(quarters) = quarters else {
                    let what = format!("takes a number of quarters from 1 to {MAX_LAG}, written out");
                    return Ok(self.wrong_arguments(word, at, &what));
                };
                (body, quarters)
            }
            _ if moving => return Ok(self.wrong_arguments(word, span, "takes 2 arguments")),
            _ => return Ok(self.wrong_arguments(word, span, "takes 1 or 2 arguments")),
        };
        let kind = ExprKind::Transform { op, body: Box::new(body.expr), quarters };
        self.node(kind, span, body.height + 1)
    }

    fn reference(&mut self, word: Span, open: Span) -> Result<Node, Failed> {
        let inside = self.cursor.span();
        let is_name =
            self.cursor.token() == Token::Name && words::word(self.cursor.written(inside)).is_none();
        let (index, lag) = if is_name {
            self.cursor.advance();
            self.index_and_lag(self.cursor.written(inside))?
        } else {
            (None, None)
        };
        if !is_name || self.cursor.token() != Token::Close {
            let Ok(skipped) = self.skip_bracket(open) else { return self.out_of_place(Some(open)) };
            self.cursor.report(
                Diagnostic::error(&codes::BAD_REFERENCE, "`ref` takes one variable")
                    .at(word.to(skipped.expr.span), "")
                    .help("write `ref` around each variable: `ref(x) + ref(y)`"),
            );
            return Ok(placeholder(word));
        }
        self.cursor.advance();
        let behind = self.cursor.span();
        let lag_behind = self.lag()?;
        let span = word.to(self.cursor.previous_span());
        if lag.is_some() && lag_behind.is_some() {
            self.bad_lag(
                behind.to(self.cursor.previous_span()),
                "a name has one lag, inside `ref` or behind it",
                "add the two up: `ref(x(-2))`",
            );
        }
        let name = self.cursor.written(inside).to_owned();
        self.node(ExprKind::Reference { name, index, lag: lag.or(lag_behind).unwrap_or(0) }, span, 1)
    }

    fn dummy(&mut self, word: &Word, most: usize, name: Span, open: Span) -> Result<Node, Failed> {
        let mut quarters: Vec<(Quarter, Span)> = Vec::new();
        loop {
            let span = self.cursor.span();
            match self.cursor.token() {
                Token::Quarter(quarter) => quarters.push((quarter, self.cursor.advance())),
                Token::End => return self.out_of_place(Some(open)),
                Token::Close if quarters.is_empty() => {}
                Token::Bad => return self.skip_bracket(open),
                _ => {
                    let message = format!("`{}` takes quarters, written out", word.name);
                    self.cursor.report(
                        Diagnostic::error(&codes::NOT_A_QUARTER, message)
                            .at(span, "")
                            .help(format!("write `{}`", word.form)),
                    );
                    return self.skip_bracket(open);
                }
            }
            if self.cursor.accept(Token::Comma).is_some() {
                continue;
            }
            if self.cursor.accept(Token::Close).is_some() {
                break;
            }
            let _: Result<Node, Failed> = self.out_of_place(Some(open));
            return self.skip_bracket(open);
        }
        let span = name.to(self.cursor.previous_span());
        let (from, to) = match quarters[..] {
            [(from, _)] if most == 1 => (from, None),
            [(quarter, _)] => (quarter, Some(quarter)),
            [(from, _), (to, _)] if most == 2 && from <= to => (from, Some(to)),
            [(from, first), (to, last)] if most == 2 => {
                self.cursor.report(
                    Diagnostic::error(&codes::WRONG_ORDER, "the last quarter comes before the first")
                        .at(first.to(last), "")
                        .help(format!("write `during({to}, {from})`")),
                );
                return Ok(placeholder(span));
            }
            _ if most == 1 => return Ok(self.wrong_arguments(word, span, "takes 1 quarter")),
            _ => return Ok(self.wrong_arguments(word, span, "takes 1 or 2 quarters")),
        };
        self.node(ExprKind::Dummy { from, to }, span, 1)
    }
}

/// The value of digits with underscores between them.
fn whole_number(written: &str) -> Option<u32> {
    let digits: String = written.chars().filter(|c| *c != '_').collect();
    if digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_digits() {
        assert_eq!(whole_number("1_0"), Some(10));
        for text in ["1.0", "1e2", "", "99999999999", "(4)", "x"] {
            assert_eq!(whole_number(text), None, "{text}");
        }
    }
}
