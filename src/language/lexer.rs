//! From text to tokens. What the language does not know is reported here, with what to type instead, and read on as
//! what was meant wherever that is plain.

use std::ops::Range;

use crate::calendar::Quarter;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span, codes};

use super::ast::BinaryOp;

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Quarter(Quarter),
    Name,
    /// An operator between two operands; minus also stands before one.
    Operator(BinaryOp),
    /// `=`, which compares nothing.
    Assign,
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    Comma,
    Colon,
    At,
    /// `..`, from a period to another.
    Range,
    /// What was reported already and means nothing.
    Bad,
    /// Behind the last one.
    End,
}

/// A token and its bytes in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lexeme {
    pub token: Token,
    pub range: Range<usize>,
}

/// What is written in another language, or by a word processor; what it is read as; and what to type.
struct Slip {
    written: &'static str,
    read_as: Option<Token>,
    help: &'static str,
}

const fn slip(written: &'static str, read_as: Option<Token>, help: &'static str) -> Slip {
    Slip { written, read_as, help }
}

/// Longer ones before their beginnings.
static SLIPS: &[Slip] = &[
    slip("**", Some(Token::Operator(BinaryOp::Pow)), "a power is written `x^y`"),
    slip("//", Some(Token::Operator(BinaryOp::Div)), "a division is written `/`; a comment begins with `#`"),
    slip("&&", Some(Token::Operator(BinaryOp::Mul)), "for \"both\", multiply: `(x > 0) * (y > 0)`"),
    slip("&", Some(Token::Operator(BinaryOp::Mul)), "for \"both\", multiply: `(x > 0) * (y > 0)`"),
    slip("||", Some(Token::Operator(BinaryOp::Add)), "for \"either\", write `max(x > 0, y > 0)`"),
    slip("|", Some(Token::Operator(BinaryOp::Add)), "for \"either\", write `max(x > 0, y > 0)`"),
    slip("<>", Some(Token::Operator(BinaryOp::NotEqual)), "\"not equal\" is written `!=`"),
    slip("=<", Some(Token::Operator(BinaryOp::LessEqual)), "\"at most\" is written `<=`"),
    slip("=>", Some(Token::Operator(BinaryOp::GreaterEqual)), "\"at least\" is written `>=`"),
    slip(":=", None, "an equation is its right-hand side alone: what it gives is named by its table"),
    slip("!", None, "for \"not\", compare with 0: `x == 0`"),
    slip("%", None, "write 5 percent as `0.05`; in a check the number is in the outcome's own unit"),
    slip("\u{2212}", Some(Token::Operator(BinaryOp::Sub)), "this is a typographic minus: type `-`"),
    slip("\u{2010}", Some(Token::Operator(BinaryOp::Sub)), "this is a typographic hyphen: type `-`"),
    slip("\u{2011}", Some(Token::Operator(BinaryOp::Sub)), "this is a typographic hyphen: type `-`"),
    slip("\u{2013}", Some(Token::Operator(BinaryOp::Sub)), "this is a dash: type `-`"),
    slip("\u{2014}", Some(Token::Operator(BinaryOp::Sub)), "this is a dash: type `-`"),
    slip("\u{d7}", Some(Token::Operator(BinaryOp::Mul)), "type `*`"),
    slip("\u{b7}", Some(Token::Operator(BinaryOp::Mul)), "type `*`"),
    slip("\u{22c5}", Some(Token::Operator(BinaryOp::Mul)), "type `*`"),
    slip("\u{f7}", Some(Token::Operator(BinaryOp::Div)), "type `/`"),
    slip("\u{2264}", Some(Token::Operator(BinaryOp::LessEqual)), "type `<=`"),
    slip("\u{2265}", Some(Token::Operator(BinaryOp::GreaterEqual)), "type `>=`"),
    slip("\u{2260}", Some(Token::Operator(BinaryOp::NotEqual)), "type `!=`"),
];

/// The language's own marks; longer ones before their beginnings, and before any slip.
static MARKS: &[(&str, Token)] = &[
    ("<=", Token::Operator(BinaryOp::LessEqual)),
    (">=", Token::Operator(BinaryOp::GreaterEqual)),
    ("==", Token::Operator(BinaryOp::Equal)),
    ("!=", Token::Operator(BinaryOp::NotEqual)),
    ("<", Token::Operator(BinaryOp::Less)),
    (">", Token::Operator(BinaryOp::Greater)),
    ("=", Token::Assign),
    ("+", Token::Operator(BinaryOp::Add)),
    ("-", Token::Operator(BinaryOp::Sub)),
    ("*", Token::Operator(BinaryOp::Mul)),
    ("/", Token::Operator(BinaryOp::Div)),
    ("^", Token::Operator(BinaryOp::Pow)),
    ("(", Token::Open),
    (")", Token::Close),
    ("[", Token::OpenBracket),
    ("]", Token::CloseBracket),
    (",", Token::Comma),
    (":", Token::Colon),
    ("@", Token::At),
    ("..", Token::Range),
];

/// The tokens of `text`, the last one [`Token::End`], and what was wrong. Places are those of `text` plus `offset`.
pub(super) fn lex(text: &str, file: FileId, offset: u32) -> (Vec<Lexeme>, Diagnostics) {
    let mut lexer = Lexer { text, file, offset, at: 0, lexemes: Vec::new(), problems: Diagnostics::new() };
    while let Some(first) = text[lexer.at..].chars().next() {
        lexer.next(first);
    }
    lexer.push(Token::End, 0);
    (lexer.lexemes, lexer.problems)
}

struct Lexer<'a> {
    text: &'a str,
    file: FileId,
    offset: u32,
    at: usize,
    lexemes: Vec<Lexeme>,
    problems: Diagnostics,
}

impl Lexer<'_> {
    fn next(&mut self, first: char) {
        let rest = &self.text[self.at..];
        match first {
            ' ' | '\t' | '\n' | '\r' => self.at += 1,
            '#' => self.at += rest.find('\n').unwrap_or(rest.len()),
            '\\' => self.backslash(rest),
            '0'..='9' => self.number(rest),
            '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => self.number(rest),
            '_' => self.name(rest),
            _ if first.is_alphabetic() => self.name(rest),
            _ => self.mark(rest, first),
        }
    }

    fn push(&mut self, token: Token, length: usize) {
        self.lexemes.push(Lexeme { token, range: self.at..self.at + length });
        self.at += length;
    }

    fn error(&mut self, code: &'static Code, length: usize, message: String, help: &str) {
        let start = self.offset as usize + self.at;
        let span = Span::new(self.file, start..start + length);
        self.problems.push(Diagnostic::error(code, message).at(span, "").help(help));
    }

    /// TOML's own continuation: a backslash, then nothing but white space to the end of the line.
    fn backslash(&mut self, rest: &str) {
        let behind = rest[1..].trim_start_matches([' ', '\t', '\r']);
        if behind.is_empty() || behind.starts_with('\n') {
            self.at = self.text.len() - behind.len();
            return;
        }
        self.error(
            &codes::UNEXPECTED_SYMBOL,
            1,
            "a backslash means nothing in an equation".into(),
            "an equation needs no escapes; a backslash may only end a line",
        );
        self.push(Token::Bad, 1);
    }

    /// `1`, `0.5`, `1e-3`, `1_000`, or a quarter, `2022Q1`.
    fn number(&mut self, rest: &str) {
        let bytes = rest.as_bytes();
        let digits_from =
            |from: usize| rest[from..].bytes().take_while(|b| b.is_ascii_digit() || *b == b'_').count();
        let digit_at = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);

        let mut length = digits_from(0);
        if matches!(bytes.get(length), Some(b'Q' | b'q')) && digit_at(length + 1) {
            return self.quarter(rest);
        }
        // `2022..2024`: a year, and the mark of a range.
        if length == 4 && rest[length..].starts_with("..") {
            let value = rest[..length].parse().unwrap_or_default();
            return self.push(Token::Number(value), length);
        }
        if bytes.get(length) == Some(&b'.') {
            length += 1 + digits_from(length + 1);
        }
        if matches!(bytes.get(length), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
            if digit_at(length + 1 + sign) {
                length += 1 + sign + digits_from(length + 1 + sign);
            }
        }
        if bytes.get(length) == Some(&b'.') {
            length += rest[length..].bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        }
        let written = &rest[..length];
        let value = match read_number(written) {
            Ok(value) => value,
            Err(help) => {
                self.error(&codes::BAD_NUMBER, length, format!("`{written}` is not a number"), help);
                0.0
            }
        };
        self.push(Token::Number(value), length);
    }

    fn quarter(&mut self, rest: &str) {
        let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        let written = &rest[..length];
        if let Ok(quarter) = written.parse() {
            return self.push(Token::Quarter(quarter), length);
        }
        self.error(
            &codes::NOT_A_QUARTER,
            length,
            format!("`{written}` is not a quarter"),
            "a quarter is written `2022Q1`: four digits, Q, and 1 to 4",
        );
        self.push(Token::Bad, length);
    }

    fn name(&mut self, rest: &str) {
        let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let written = &rest[..length];
        if written.is_ascii() {
            return self.push(Token::Name, length);
        }
        self.error(
            &codes::UNEXPECTED_SYMBOL,
            length,
            format!("`{written}` is not a name: names are ASCII letters, digits and underscores"),
            "some letters of other alphabets look like Latin ones: type the name anew",
        );
        // It stands where a value stands, so what follows it is read as usual.
        self.push(Token::Number(0.0), length);
    }

    fn mark(&mut self, rest: &str, first: char) {
        // `=<` and `=>` begin with a mark of the language, so slips of two characters come before its marks of one.
        let of_two = |written: &str| written.chars().count() == 2;
        let mark = |two: bool| {
            MARKS.iter().find(move |(written, _)| of_two(written) == two && rest.starts_with(written))
        };
        let slip =
            |two: bool| SLIPS.iter().find(move |s| of_two(s.written) == two && rest.starts_with(s.written));
        if let Some((written, token)) = mark(true) {
            self.push(*token, written.len());
        } else if let Some(slip) = slip(true) {
            self.slip(slip);
        } else if let Some((written, token)) = mark(false) {
            self.push(*token, written.len());
        } else if let Some(slip) = slip(false) {
            self.slip(slip);
        } else {
            let (message, help) = if first.is_whitespace() || first == '\u{feff}' || first == '\u{200b}' {
                (
                    format!("an unusual space, U+{:04X}", u32::from(first)),
                    "type a plain space; this one comes from a word processor or a web page",
                )
            } else {
                (
                    format!("`{}` means nothing in an equation", first.escape_debug()),
                    "the operators are + - * / ^ and < <= > >= == !=",
                )
            };
            self.error(&codes::UNEXPECTED_SYMBOL, first.len_utf8(), message, help);
            self.push(Token::Bad, first.len_utf8());
        }
    }

    fn slip(&mut self, slip: &Slip) {
        let length = slip.written.len();
        let message = format!("`{}` is not an operator here", slip.written);
        self.error(&codes::FOREIGN_OPERATOR, length, message, slip.help);
        match slip.read_as {
            Some(token) => self.push(token, length),
            None => self.at += length,
        }
    }
}

/// The value of a literal, or what to type instead.
fn read_number(written: &str) -> Result<f64, &'static str> {
    let bytes = written.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let between_digits = |at: usize| digit(at.checked_sub(1)) && digit(Some(at + 1));
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'.' if !between_digits(at) => return Err("a point stands between digits: `0.5`, `5.0`"),
            b'_' if !between_digits(at) => return Err("an underscore stands between digits: `1_000`"),
            _ => {}
        }
    }
    let plain: String = written.chars().filter(|c| *c != '_').collect();
    let Ok(value) = plain.parse::<f64>() else { return Err("a number has one point: `1234.5`") };
    let significand = plain.split(['e', 'E']).next().unwrap_or_default();
    if !value.is_finite() {
        Err("it is too large: the largest number is about 1.8e308")
    } else if value == 0.0 && significand.contains(|c: char| c.is_ascii_digit() && c != '0') {
        Err("it is too small: the smallest number is about 4.9e-324")
    } else {
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sources;

    fn tokens(text: &str) -> Vec<Token> {
        let (lexemes, problems) = lex(text, Sources::new().add("m.toml", text), 0);
        assert!(problems.is_empty(), "{text}: {problems:?}");
        lexemes.into_iter().map(|l| l.token).collect()
    }

    #[test]
    fn numbers_in_every_form() {
        for (text, value) in
            [("1", 1.0), ("0.5", 0.5), ("1e-3", 1e-3), ("1_000", 1000.0), ("1E+2", 100.0), ("0e0", 0.0)]
        {
            assert_eq!(tokens(text), [Token::Number(value), Token::End], "{text}");
        }
        assert_eq!(tokens("2e"), [Token::Number(2.0), Token::Name, Token::End]);
    }

    #[test]
    fn quarters_names_and_marks() {
        let quarter = Quarter::new(2022, 1).unwrap();
        assert_eq!(tokens("2022Q1"), [Token::Quarter(quarter), Token::End]);
        assert_eq!(tokens("2022q1 _x1"), [Token::Quarter(quarter), Token::Name, Token::End]);
        let marks = MARKS.iter().map(|(written, _)| *written).collect::<Vec<_>>().join(" ");
        let expected: Vec<Token> = MARKS.iter().map(|(_, token)| *token).chain([Token::End]).collect();
        assert_eq!(tokens(&marks), expected);
    }

    #[test]
    fn white_space_comments_and_continuations_mean_nothing() {
        for text in ["a\\\n  b", "a # one\r\n b # two", "\ta\r\n\n b \\  \n", "a b\\"] {
            assert_eq!(tokens(text), [Token::Name, Token::Name, Token::End], "{text:?}");
        }
    }

    #[test]
    fn every_slip_is_found_at_its_place() {
        for slip in SLIPS {
            let text = format!("a {} b", slip.written);
            let file = Sources::new().add("m.toml", text.clone());
            let (_, problems) = lex(&text, file, 7);
            let all = problems.sorted();
            assert_eq!(all.len(), 1, "{text}");
            assert_eq!(all[0].code, &codes::FOREIGN_OPERATOR);
            assert_eq!(all[0].labels[0].span, Span::new(file, 9..9 + slip.written.len()));
        }
    }
}
