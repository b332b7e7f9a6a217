//! Where a parser stands in the tokens, and what it has found wrong.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Span};

use super::lexer::{Lexeme, Token, lex};

/// What stops the reading of an argument or a bracket: its reason is among the problems already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Failed;

/// The tokens of one text.
pub(super) struct Cursor<'a> {
    text: &'a str,
    file: FileId,
    offset: u32,
    lexemes: Vec<Lexeme>,
    at: usize,
    problems: Diagnostics,
}

impl<'a> Cursor<'a> {
    /// At the first token.
    pub(super) fn new(text: &'a str, file: FileId, offset: u32) -> Self {
        let (lexemes, problems) = lex(text, file, offset);
        Self { text, file, offset, lexemes, at: 0, problems }
    }

    /// The token that comes next.
    pub(super) fn token(&self) -> Token {
        self.lexemes[self.at].token
    }

    /// The token `ahead` places after the next one; [`Token::End`] beyond the last.
    pub(super) fn peek(&self, ahead: usize) -> Token {
        self.lexemes.get(self.at + ahead).map_or(Token::End, |l| l.token)
    }

    /// The token before the next one.
    pub(super) fn previous(&self) -> Option<Token> {
        self.at.checked_sub(1).map(|at| self.lexemes[at].token)
    }

    /// The place of the next token.
    pub(super) fn span(&self) -> Span {
        self.absolute(&self.lexemes[self.at].range)
    }

    /// The place of the token before the next one.
    ///
    /// # Panics
    /// When the next one is the first.
    pub(super) fn previous_span(&self) -> Span {
        self.absolute(&self.lexemes[self.at - 1].range)
    }

    /// The place of the whole text.
    pub(super) fn everything(&self) -> Span {
        self.absolute(&(0..self.text.len()))
    }

    fn absolute(&self, range: &Range<usize>) -> Span {
        let offset = self.offset as usize;
        Span::new(self.file, offset + range.start..offset + range.end)
    }

    /// What is written there.
    pub(super) fn written(&self, span: Span) -> &'a str {
        let offset = self.offset as usize;
        &self.text[span.start as usize - offset..span.end as usize - offset]
    }

    /// Goes past the next token and gives its place. The end stays the end.
    pub(super) fn advance(&mut self) -> Span {
        let span = self.span();
        if self.token() != Token::End {
            self.at += 1;
        }
        span
    }

    /// Goes past the next token if it is `token`.
    pub(super) fn accept(&mut self, token: Token) -> Option<Span> {
        (self.token() == token).then(|| self.advance())
    }

    /// Goes on to the `,` or `)` of the bracket that is open here, or to the end.
    pub(super) fn skip_to_delimiter(&mut self) {
        let mut open = 0_usize;
        loop {
            match self.token() {
                Token::End => return,
                Token::Comma | Token::Close if open == 0 => return,
                Token::Open => open += 1,
                Token::Close => open -= 1,
                _ => {}
            }
            self.advance();
        }
    }

    /// Adds a problem.
    pub(super) fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// Adds a problem after which reading cannot go on here.
    pub(super) fn fail<T>(&mut self, problem: Diagnostic) -> Result<T, Failed> {
        self.report(problem);
        Err(Failed)
    }

    /// Whether something is wrong so far.
    pub(super) fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    /// All that was wrong.
    pub(super) fn into_problems(self) -> Diagnostics {
        self.problems
    }
}
