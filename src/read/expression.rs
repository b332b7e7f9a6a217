//! Equations: the text between a TOML string's quotes as it stands in the file, so that places inside it are true.

use crate::diagnostic::Span;
use crate::language::{Expr, parse};

use super::table::Reading;
use super::value::Field;

/// The equation of a key; its problems are added with places inside the quotes.
pub(super) fn expression(field: Field<'_>, reading: &mut Reading<'_>) -> Option<Expr> {
    field.text(reading)?;
    let inside = inside_quotes(reading.sources.text(field.span()), field.span());
    match parse(reading.sources.text(inside), inside.file, inside.start) {
        Ok(expr) => Some(expr),
        Err(problems) => {
            reading.diagnostics.append(problems);
            None
        }
    }
}

/// What is between the quotes, one or three of them, of a TOML string that is written as `raw` at `span`.
pub(super) fn inside_quotes(raw: &str, span: Span) -> Span {
    let quotes = if raw.len() >= 6 && (raw.starts_with("\"\"\"") || raw.starts_with("'''")) { 3 } else { 1 };
    // A text that is not closed, which has been said, ends with whatever stands there.
    let closing = if raw.len() > 1 && raw.ends_with(['"', '\'']) { quotes } else { 0 };
    Span { start: span.start + quotes, end: span.end - closing, ..span }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sources;

    #[test]
    fn quotes_of_all_four_kinds_are_left_out() {
        for raw in ["\"a + b\"", "'a + b'", "\"\"\"a + b\"\"\"", "'''a + b'''"] {
            let mut sources = Sources::new();
            let file = sources.add("x.toml", format!("equation = {raw}"));
            let inside = inside_quotes(raw, Span::new(file, 11..11 + raw.len()));
            assert_eq!(sources.text(inside), "a + b");
        }
        let unclosed = "\"a + b\u{a0}";
        let mut sources = Sources::new();
        let file = sources.add("x.toml", unclosed);
        let inside = inside_quotes(unclosed, Span::new(file, 0..unclosed.len()));
        assert_eq!(sources.text(inside), "a + b\u{a0}");
        let empty = Span::new(Sources::new().add("x", ""), 0..2);
        assert!(inside_quotes("\"\"", empty).range().is_empty());
    }
}
