//! Text of unknown origin on a terminal: its width, its wrapping, and nothing that a terminal would obey.

use unicode_width::UnicodeWidthStr;

/// The text with � for every character that a terminal would obey rather than show: controls (escape, newline, tab,
/// the C1 set), and marks that reorder or hide what stands beside them.
pub(super) fn harmless(text: &str) -> String {
    let obeyed = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
            || matches!(c, '\u{e0000}'..='\u{e0fff}')
    };
    text.chars().map(|c| if obeyed(c) { '\u{fffd}' } else { c }).collect()
}

/// Columns of a terminal that the text takes.
pub(super) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text and spaces up to `columns`.
pub(super) fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Spaces and the text up to `columns`.
pub(super) fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Lines of at most `columns`, broken at spaces; a longer word is broken where it must. At least one line.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && width(&line) + 1 + width(word) > columns {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        for c in word.chars() {
            line.push(c);
            if width(&line) > columns && line.chars().count() > 1 {
                line.pop();
                lines.push(std::mem::replace(&mut line, c.to_string()));
            }
        }
    }
    lines.push(line);
    lines
}

/// As [`wrap`], lines after the first indented by two more than the text is.
pub(super) fn hang(text: &str, columns: usize) -> Vec<String> {
    let own = text.len() - text.trim_start_matches(' ').len();
    let indented = |(at, line): (usize, String)| {
        let more = if at > 0 { 2 } else { 0 };
        format!("{}{line}", " ".repeat(own + more))
    };
    let room = if width(text) > columns { columns.saturating_sub(2) } else { columns };
    wrap(text, room.saturating_sub(own)).into_iter().enumerate().map(indented).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_obeys_nothing() {
        assert_eq!(harmless("GDP\u{1b}[31m\n\u{9b}2J\u{202e}x\u{7}"), "GDP�[31m��2J�x�");
        assert_eq!(harmless("Ихроҷот, ±2 % «é» 送金"), "Ихроҷот, ±2 % «é» 送金");
    }

    #[test]
    fn widths_are_those_of_a_terminal() {
        assert_eq!(width("ҷ送e\u{301}"), 1 + 2 + 1);
        assert_eq!(left("送", 4) + "|", "送  |");
        assert_eq!(right("é", 3), "  é");
        assert_eq!(right("long", 2), "long");
    }

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrap("Household consumption, percent", 22), ["Household consumption,", "percent"]);
        assert_eq!(wrap("incomprehensibilities a", 8), ["incompre", "hensibil", "ities a"]);
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(wrap("送金送金", 5), ["送金", "送金"]);
        assert_eq!(wrap("送", 1), ["送"]);
        assert_eq!(hang("Household consumption, percent", 24), ["Household consumption,", "  percent"]);
        assert_eq!(hang("GDP, percent", 12), ["GDP, percent"]);
    }
}
