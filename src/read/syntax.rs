//! Syntax errors in words for who does not know TOML's grammar by heart.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Span, codes};

use super::hint;

/// A key that its table has already.
pub(super) fn duplicate(span: Span, key: &str) -> Diagnostic {
    Diagnostic::error(&codes::DUPLICATE_KEY, format!("`{key}` is stated twice in one table"))
        .at(span, "the second time")
        .help("keep one of the two")
}

/// A value that is neither a number nor in quotes, and whether keys may be lost.
pub(super) fn unquoted(text: &str, span: Span) -> (Diagnostic, bool) {
    // `sent[russia]` is one word to who writes it, and `[start = "2022Q1"]` a table.
    let after = &text[span.range().end..];
    let bracket = if after.starts_with('[') { after.find(']').map(|end| &after[..=end]) } else { None };
    let bracket = bracket.filter(|bracket| !bracket.contains(['\n', '=', '"']));
    let span = Span { end: span.end + bracket.map_or(0, str::len) as u32, ..span };
    let written = &text[span.range()];
    if after.trim_start().starts_with('=') && hint::distribution(written).is_none() {
        let diagnostic = Diagnostic::error(&codes::SYNTAX, "a key stands within brackets").at(span, "");
        return (diagnostic.help(format!("a table is written in braces: {{ {written} = ... }}")), true);
    }
    let diagnostic =
        Diagnostic::error(&codes::UNQUOTED, format!("`{written}` is neither a number nor a text in quotes"))
            .at(span, "")
            .help(format!("write {}", hint::instead_of(written)));
    let diagnostic = if written.contains(hint::CURLY) {
        diagnostic.help("its quotes are curly: a text stands between straight ones, \"")
    } else {
        diagnostic
    };
    (diagnostic, bracket.is_none() && written.contains(['=', '{', '[', ',']))
}

/// What the parser's messages begin with, our words, our help, and whether keys may be lost.
static ERRORS: &[(&str, &str, &str, bool)] = &[
    ("string values must be quoted", "a value is missing here", "write a number, or a text in quotes", true),
    ("extra comma in inline", "a value is missing here", "write a number, or a text in quotes", true),
    ("unexpected leading zero", "a number must not begin with 0", "leave the leading 0 out", false),
    (
        "unexpected key or value",
        "something follows the value on its line",
        "begin a new line, or put the whole text in quotes",
        true,
    ),
    ("unclosed table", "the header is not closed", "end it with `]`", true),
    ("unclosed array table", "the header is not closed", "end it with `]]`", true),
    ("unclosed array", "the list is not closed", "end it with `]`", true),
    ("unclosed inline table", "the table is not closed", "end it with `}`", true),
    ("missing comma", "a comma is missing here", "write a comma between the two", true),
    (
        "missing escaped value",
        "a backslash in a text must be doubled",
        "write `\\\\`, or put the text in single quotes",
        false,
    ),
    ("invalid basic string", "the text is not closed", "end it with the quote that it began with", true),
    ("invalid literal string", "the text is not closed", "end it with the quote that it began with", true),
];

/// Any other error; and whether keys may be lost.
pub(super) fn syntax(text: &str, span: Span, message: &str) -> (Diagnostic, bool) {
    let error = |span, text: &str| Diagnostic::error(&codes::SYNTAX, text).at(span, "");
    let at = span.range().start;
    if let Some((comma, number)) = decimal_comma(text, at) {
        let span = Span::new(span.file, comma..comma + 1);
        let help = match thousands(&number) {
            Some(thousands) => format!("write {thousands} for thousands, {number} for decimals"),
            None => format!("write {number}: decimals follow a point"),
        };
        return (error(span, "a comma stands in a number").help(help), true);
    }
    let place = Span::new(span.file, word_at(text, at));
    let word = &text[place.range()];
    if message.starts_with("invalid mantissa") || message.starts_with("invalid fraction") {
        let help = format!("write {}", hint::both_sides(word));
        return (error(place, "a digit must stand on both sides of the decimal point").help(help), false);
    }
    if message.starts_with("invalid boolean") {
        let help = format!("write {}", word.to_lowercase());
        return (error(place, &format!("`{word}` is not a truth value")).help(help), false);
    }
    let line = &text[text[..at].rfind('\n').map_or(0, |end| end + 1)..];
    let line = line.lines().next().unwrap_or_default().trim();
    if message.starts_with("unexpected key or value")
        && let Some((_, value)) = line.split_once('=')
        && let Some(table) = hint::distribution(value)
    {
        return (error(span, "this is no distribution").help(format!("write {table}")), true);
    }
    if message.starts_with("invalid unquoted key") || message.starts_with("key with no value") {
        if line.starts_with("//") || line.starts_with('%') || line.starts_with(';') {
            return (error(place, "this is no comment").help("a comment begins with #"), true);
        }
        if let Some((key, value)) = line.split_once(':').filter(|(key, _)| !key.contains(['=', '"'])) {
            let help = format!("write {} = {}", key.trim(), value.trim());
            return (error(span, "a key and its value are joined by `=`").help(help), true);
        }
    }
    match ERRORS.iter().find(|(begins, ..)| message.starts_with(begins)) {
        Some((_, words, help, loses)) => (error(span, words).help(*help), *loses),
        None => (error(span, &format!("this is not TOML: {message}")), true),
    }
}

/// `100.000` as `100_000`: what has three digits behind its comma may be thousands.
fn thousands(number: &str) -> Option<String> {
    let (whole, decimals) = number.split_once('.')?;
    let digits = whole.trim_start_matches('-');
    (decimals.len() == 3 && (1..=3).contains(&digits.len()) && !digits.starts_with('0'))
        .then(|| format!("{whole}_{decimals}"))
}

/// The comma of a number such as "22,5" that ends at `at` or has its comma there, and the number with a point.
fn decimal_comma(text: &str, at: usize) -> Option<(usize, String)> {
    let line_start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let digit = |at: usize| text[at..].starts_with(|c: char| c.is_ascii_digit());
    let comma = if text[at..].starts_with(',') && digit(at + 1) {
        at
    } else {
        let comma = line_start + text[line_start..at].rfind(',')?;
        text[comma + 1..at].trim_end().bytes().all(|b| b.is_ascii_digit()).then_some(comma)?
    };
    let before = &text[line_start..comma];
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_').len();
    let after: String = text[comma + 1..].chars().take_while(char::is_ascii_digit).collect();
    if digits == 0 || after.is_empty() {
        return None;
    }
    let sign = if before[..before.len() - digits].ends_with('-') { "-" } else { "" };
    Some((comma, format!("{sign}{}.{after}", &before[before.len() - digits..])))
}

/// The word of the text that holds the byte `at`, or ends there.
fn word_at(text: &str, at: usize) -> Range<usize> {
    let stop = |c: char| c.is_whitespace() || matches!(c, '=' | ',' | '{' | '}' | '[' | ']' | '#');
    let start = text[..at].char_indices().rev().find(|(_, c)| stop(*c)).map_or(0, |(i, c)| i + c.len_utf8());
    let end = text[at..].find(stop).map_or(text.len(), |i| at + i);
    start..end
}
