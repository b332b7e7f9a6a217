//! Brackets and texts that are opened and never closed: said where they are opened, and passed over, so that what
//! follows is read as it was meant.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, FileId, Span, codes};

/// Something that is not closed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unclosed {
    /// What opens it.
    pub opening: Range<usize>,
    /// What closes it.
    pub closing: &'static str,
    /// Where it ends at the latest: before a line that can only be a key or a header.
    pub end: usize,
    /// What is passed over.
    passed_over: Range<usize>,
}

impl Unclosed {
    /// What is said about it.
    pub fn diagnostic(&self, file: FileId, text: &str) -> Diagnostic {
        let what = match self.closing {
            "]" => "list",
            "}" => "table",
            _ => "text",
        };
        let last = text[..self.end].trim_end().chars().next_back().map_or(0, char::len_utf8);
        let end = text[..self.end].trim_end().len();
        Diagnostic::error(&codes::SYNTAX, format!("the {what} is not closed"))
            .at(Span::new(file, self.opening.clone()), "it begins here")
            .at(Span::new(file, end - last..end), "and ends here at the latest")
            .help(format!("end it with `{}`", self.closing))
    }
}

/// All that is not closed, and the text without it: blanks of the same length.
pub(super) fn mend(text: &str) -> (Vec<Unclosed>, String) {
    let found = unclosed(text);
    let mut mended = text.to_owned();
    for one in &found {
        let blanks = text[one.passed_over.clone()]
            .bytes()
            .map(|b| if matches!(b, b'\n' | b'\r') { b as char } else { ' ' });
        mended.replace_range(one.passed_over.clone(), &blanks.collect::<String>());
    }
    (found, mended)
}

fn unclosed(text: &str) -> Vec<Unclosed> {
    let mut found = Vec::new();
    // The brackets that are open, the outermost first.
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    let mut begins_line = true;
    while at < text.len() {
        let rest = &text[at..];
        if begins_line {
            begins_line = false;
            let ends = match open.last() {
                Some(last) => is_header(rest) || (text[*last..].starts_with('[') && is_key(rest)),
                None => false,
            };
            if ends && let (Some(first), Some(last)) = (open.first(), open.last()) {
                let closing = if text[*last..].starts_with('[') { "]" } else { "}" };
                found.push(Unclosed { opening: *last..*last + 1, closing, end: at, passed_over: *first..at });
                open.clear();
            }
            if open.is_empty() && rest.trim_start_matches([' ', '\t']).starts_with('[') {
                at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
        }
        if rest.starts_with("\"\"\"") || rest.starts_with("'''") {
            match length_of_paragraph(rest) {
                Some(length) => at += length,
                None => {
                    let end =
                        lines(rest).skip(1).find(|from| is_key(&rest[*from..]) || is_header(&rest[*from..]));
                    let end = at + end.unwrap_or(rest.len());
                    let closing = if rest.starts_with('"') { "\"\"\"" } else { "'''" };
                    found.push(Unclosed { opening: at..at + 3, closing, end, passed_over: at..end });
                    at = end;
                    begins_line = true;
                }
            }
            continue;
        }
        let Some(c) = rest.chars().next() else { break };
        match c {
            '#' => at += rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => at += length_of_text(rest, c),
            '\n' => {
                begins_line = true;
                at += 1;
            }
            '[' | '{' => {
                open.push(at);
                at += 1;
            }
            ']' | '}' => {
                let matches = open.pop().is_some_and(|last| text[last..].starts_with('[') == (c == ']'));
                if !matches {
                    // One bracket too many, or one of the wrong kind: the parser says where.
                    return found;
                }
                at += 1;
            }
            c => at += c.len_utf8(),
        }
    }
    if let (Some(first), Some(last)) = (open.first(), open.last()) {
        let closing = if text[*last..].starts_with('[') { "]" } else { "}" };
        found.push(Unclosed {
            opening: *last..*last + 1,
            closing,
            end: text.len(),
            passed_over: *first..text.len(),
        });
    }
    found
}

/// Where the lines begin.
fn lines(text: &str) -> impl Iterator<Item = usize> {
    text.split_inclusive('\n').scan(0, |start, line| {
        let this = *start;
        *start += line.len();
        Some(this)
    })
}

/// A text in one pair of quotes, to its end or that of the line.
fn length_of_text(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return at,
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// A text in three pairs of quotes; `None` where it has no end.
fn length_of_paragraph(text: &str) -> Option<usize> {
    let quotes = &text[..3];
    let mut at = 3;
    loop {
        let rest = &text[at..];
        let c = rest.chars().next()?;
        if rest.starts_with(quotes) {
            // Two more quotes may belong to the text.
            let more = rest[3..].chars().take(2).take_while(|next| quotes.starts_with(*next)).count();
            return Some(at + 3 + more);
        }
        at += c.len_utf8();
        if c == '\\' && quotes == "\"\"\"" {
            at += text[at..].chars().next()?.len_utf8();
        }
    }
}

/// Whether a line can only begin with `key = value`.
fn is_key(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t']);
    let is_of_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let after = line.trim_start_matches(is_of_key);
    let value = after
        .trim_start_matches([' ', '\t'])
        .strip_prefix('=')
        .map(|value| value.trim_start_matches([' ', '\t']));
    let is_of_value = |c: char| matches!(c, '"' | '\'' | '[' | '{' | '+' | '-') || c.is_ascii_digit();
    line.len() > after.len()
        && value.is_some_and(|value| {
            value.starts_with(is_of_value) || value.starts_with("true") || value.starts_with("false")
        })
}

/// Whether a line can only begin with a header.
fn is_header(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t']);
    let name = line.strip_prefix("[[").or_else(|| line.strip_prefix('['));
    name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
        && !["true", "false", "inf", "nan"].iter().any(|word| name.is_some_and(|name| name.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_closed_is_found_where_it_begins() {
        for (text, opening, end, mended) in [
            ("a = [1,\nb = 2\n", 4, 8, "a =    \nb = 2\n"),
            ("a = [1,\n 2\n[m]\nb = 2", 4, 11, "a =    \n  \n[m]\nb = 2"),
            ("a = { b = 1\n[[m]]\n", 4, 12, "a =        \n[[m]]\n"),
            ("a = { b = [1 \n[m]\n", 10, 14, "a =          \n[m]\n"),
            ("a = \"\"\"\nx\n\"\"\nb = 2", 4, 13, "a =    \n \n  \nb = 2"),
            ("a = '''x", 4, 8, "a =     "),
            ("a = [1", 4, 6, "a =   "),
        ] {
            let (found, blank) = mend(text);
            let [one] = &found[..] else { panic!("{text}: {found:?}") };
            assert_eq!((one.opening.start, one.end, blank.as_str()), (opening, end, mended), "{text}");
        }
    }

    #[test]
    fn what_is_closed_is_left_alone() {
        for text in [
            "a = [\n  [1, 2],\n  [\"x\"],\n  [true],\n]\nb = { c = [1], # [\n d = 2 }\n",
            "a = \"[{\"\nb = '{'\n[m.\"x]\"]\n[[n]] # {\nc = \"\"\"\nb = 1\n[m]\n\\\"\"\"\"\"\"\nd = ''''a'''''",
            "a = \"\\\"[\"\n",
            "a = 1]\nb = [\n",
            "",
        ] {
            assert_eq!(mend(text), (vec![], text.to_owned()), "{text}");
        }
    }
}
