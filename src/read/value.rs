//! Values of one key: texts, numbers, quarters, durations, targets and lists of them.

use crate::calendar::{Date, Period, Quarter};
use crate::diagnostic::{Diagnostic, Span, codes};
use crate::scenario::{Elements, Target};

use super::hint;
use super::keys::{Key, Keys, Kind, Range, alternatives};
use super::table::{Cursor, Reading, Written, wrong_type};
use super::tree::{Node, Table, Value};

/// Quarters in a thousand years: the longest duration, so that the calendar does not end before it.
const LONGEST: u32 = 4_000;

/// A value in its place: the key's name, what its list says of it, and the value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'t> {
    pub key: &'static Key,
    /// What the value is here; the key's kind, or the kind inside it.
    pub kind: Kind,
    pub node: &'t Node,
}

impl<'t> Field<'t> {
    /// A part of the value, such as a list's element.
    pub fn part(self, kind: Kind, node: &'t Node) -> Self {
        Self { kind, node, ..self }
    }

    pub fn span(self) -> Span {
        self.node.span
    }

    fn written<T>(self, value: T) -> Written<T> {
        Written { value, span: self.node.span }
    }

    /// Says that the value is of the wrong kind, and what to type.
    pub fn refuse<T>(self, reading: &mut Reading<'_>) -> Option<T> {
        let raw = reading.sources.text(self.node.span);
        let help = self.help(raw.trim_matches(['"', '\'']));
        wrong_type(self.key.name, &self.kind.describe(), self.node, help, reading);
        None
    }

    /// What to type instead of `raw`.
    fn help(self, raw: &str) -> Option<String> {
        let write = |what: String| Some(format!("write {what}"));
        match (self.kind, &self.node.value) {
            (
                Kind::Number | Kind::Within(_) | Kind::Integer(..) | Kind::Distribution | Kind::Size(_),
                Value::Text(text),
            ) => {
                let drawn = matches!(self.kind, Kind::Distribution | Kind::Size(_));
                if let Some(table) = hint::distribution(text).filter(|_| drawn) {
                    return write(table);
                }
                let Some(number) = hint::number(text) else {
                    return write("a number without quotes and without a unit".to_owned());
                };
                let share: Option<f64> = number.replace('_', "").parse().ok();
                // "25%" of what runs from 0 to 1.
                let of_share = matches!(self.kind, Kind::Within(range) if range == Range::SHARE);
                match self.key.unit {
                    _ if of_share && text.contains(['%', 'p']) => write((share? / 100.0).to_string()),
                    unit if unit.starts_with("percent") => {
                        Some(format!("write {number}: `{}` is in percent already", self.key.name))
                    }
                    _ => write(format!("{number}, without quotes")),
                }
            }
            (Kind::Distribution | Kind::Size(_), Value::List(nodes)) => match &nodes[..] {
                [low, high] => {
                    let text = |node: &Node| match node.value {
                        Value::Integer(number) => Some(number.to_string()),
                        Value::Number(number) => Some(number.to_string()),
                        _ => None,
                    };
                    write(format!(
                        "{{ uniform = {{ low = {}, high = {} }} }} for a range",
                        text(low)?,
                        text(high)?
                    ))
                }
                _ => None,
            },
            (Kind::Boolean, Value::Text(text)) => write(hint::boolean(text)?.to_owned()),
            (Kind::Text | Kind::Name, Value::Date | Value::Integer(_) | Value::Number(_)) => {
                write(format!("\"{raw}\""))
            }
            (Kind::Period, Value::Integer(year)) => write(format!("\"{year}\", in quotes")),
            (Kind::Quarter, Value::Integer(year)) => write(format!("\"{year}Q1\" for its first quarter")),
            (Kind::Quarter | Kind::Period, Value::Date) => {
                write(format!("\"{}\"", hint::quarter_of_date(raw)?))
            }
            (Kind::Duration(_), Value::Integer(count)) => {
                Some(format!("write \"{count}q\" for quarters or \"{count}y\" for years"))
            }
            (Kind::List(_) | Kind::OneOrMore(_), Value::Text(_)) => write(format!("[\"{raw}\"]")),
            (Kind::Pair(_), Value::Text(text)) => write(format!("[{text:?}, {text:?}]")),
            (Kind::Pair(_), _) => write(self.kind.example()),
            (Kind::Tables(_), Value::Table(_)) if raw.starts_with('{') => {
                write(format!("{} = [{{ ... }}], in brackets: there may be several", self.key.name))
            }
            (Kind::Tables(keys), Value::Table(_)) => {
                Some(format!("write {} with two pairs of brackets: it may be repeated", keys.header))
            }
            (Kind::Table(keys), Value::List(_)) => Some(format!("write {}, once", keys.header)),
            _ => None,
        }
    }

    /// Says that a text is not of the form that is wanted.
    fn malformed<T>(
        self,
        code: &'static codes::Code,
        meant: Option<String>,
        reading: &mut Reading<'_>,
    ) -> Option<T> {
        let raw = reading.sources.text(self.node.span);
        let diagnostic =
            Diagnostic::error(code, format!("`{}` must be {}", self.key.name, self.kind.describe()))
                .at(self.node.span, "");
        let help = match meant.filter(|meant| meant != raw.trim_matches(['"', '\''])) {
            Some(meant) => format!("write {meant:?}"),
            None => match self.kind {
                Kind::Duration(_) => "write a whole number and `q` for quarters or `y` for years",
                Kind::Target => "write one variable by its name in the model, one element or `*` in brackets",
                Kind::Date => "write the year, the month and the day: 2022-03-04",
                _ => "write four digits for the year, then `Q` and 1 to 4 for a quarter",
            }
            .to_owned(),
        };
        reading.push(diagnostic.help(help));
        None
    }

    pub fn text(self, reading: &mut Reading<'_>) -> Option<Written<&'t str>> {
        match &self.node.value {
            Value::Text(text) => Some(self.written(text)),
            _ => self.refuse(reading),
        }
    }

    /// A name of letters, digits and underscores that begins with a letter.
    pub fn name(self, reading: &mut Reading<'_>) -> Option<Written<String>> {
        let text = self.text(reading)?.map(str::to_owned);
        check_name(&text, reading).then_some(text)
    }

    pub fn number(self, reading: &mut Reading<'_>) -> Option<Written<f64>> {
        let number = match self.node.value {
            Value::Integer(integer) => self.written(integer as f64),
            Value::Number(number) => self.written(number),
            _ => return self.refuse(reading),
        };
        match self.kind {
            Kind::Within(range) if !range.holds(number.value) => self.outside(range, number, reading),
            _ => Some(number),
        }
    }

    /// Says that a number is not in its range, and what it is if it was meant in percent.
    fn outside<T>(self, range: Range, number: Written<f64>, reading: &mut Reading<'_>) -> Option<T> {
        let written = reading.sources.text(number.span);
        let percent = range == Range::SHARE && number.value > 1.0 && number.value <= 100.0;
        let not = if percent { ", not in percent" } else { "" };
        let message = format!("`{}` must be {range}{not}", self.key.name);
        let diagnostic =
            Diagnostic::error(&codes::OUT_OF_RANGE, message).at(number.span, format!("this is {written}"));
        reading.push(if percent {
            diagnostic.help(format!("write {}", number.value / 100.0))
        } else {
            diagnostic
        });
        None
    }

    pub fn integer(self, reading: &mut Reading<'_>) -> Option<Written<i64>> {
        let Kind::Integer(least, most) = self.kind else { unreachable!("the key's kind") };
        let integer = match self.node.value {
            Value::Integer(integer) => integer,
            Value::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => number as i64,
            _ => return self.refuse(reading),
        };
        if (least..=most).contains(&integer) {
            return Some(self.written(integer));
        }
        let range =
            if most == i64::MAX { format!("at least {least}") } else { format!("from {least} to {most}") };
        out_of_range(self.key.name, &range, self.node.span, reading);
        None
    }

    pub fn boolean(self, reading: &mut Reading<'_>) -> Option<bool> {
        match self.node.value {
            Value::Boolean(boolean) => Some(boolean),
            _ => self.refuse(reading),
        }
    }

    pub fn choice(self, reading: &mut Reading<'_>) -> Option<Written<&'static str>> {
        let Kind::Choice(words) = self.kind else { unreachable!("the key's kind") };
        let text = self.text(reading)?;
        if let Some(word) = words.iter().find(|word| **word == text.value) {
            return Some(self.written(*word));
        }
        let wanted = alternatives(words.iter().map(|word| format!("{word:?}")));
        let diagnostic = Diagnostic::error(
            &codes::UNKNOWN_CHOICE,
            format!("`{}` cannot be {:?}", self.key.name, text.value),
        );
        reading.push(
            diagnostic
                .at(self.node.span, "")
                .did_you_mean(text.value, words.iter().copied())
                .help(format!("it must be {wanted}")),
        );
        None
    }

    pub fn quarter(self, reading: &mut Reading<'_>) -> Option<Written<Quarter>> {
        let text = self.text(reading)?;
        match text.value.parse() {
            Ok(quarter) => Some(self.written(quarter)),
            Err(_) => self.malformed(&codes::NOT_A_QUARTER, hint::quarter_or_date(text.value), reading),
        }
    }

    pub fn period(self, reading: &mut Reading<'_>) -> Option<Written<Period>> {
        let text = self.text(reading)?;
        match text.value.parse() {
            Ok(period) => Some(self.written(period)),
            Err(_) => self.malformed(&codes::NOT_A_PERIOD, hint::quarter_or_date(text.value), reading),
        }
    }

    /// A day, with quotes or without.
    pub fn date(self, reading: &mut Reading<'_>) -> Option<Written<Date>> {
        let raw = match &self.node.value {
            Value::Text(text) => text,
            Value::Date => reading.sources.text(self.node.span),
            _ => return self.refuse(reading),
        };
        match raw.trim().parse() {
            Ok(date) => Some(self.written(date)),
            Err(_) => {
                let meant = hint::date(raw);
                self.malformed(&codes::NOT_A_DATE, meant, reading)
            }
        }
    }

    /// A duration in quarters.
    pub fn duration(self, reading: &mut Reading<'_>) -> Option<Written<u32>> {
        let Kind::Duration(least) = self.kind else { unreachable!("the key's kind") };
        let text = self.text(reading)?;
        let Some(quarters) = quarters(text.value) else {
            return self.malformed(&codes::NOT_A_DURATION, hint::duration(text.value), reading);
        };
        if (least..=LONGEST).contains(&quarters) {
            return Some(self.written(quarters));
        }
        let range =
            if quarters < least { format!("at least \"{least}q\"") } else { "at most \"1000y\"".to_owned() };
        out_of_range(self.key.name, &range, self.node.span, reading);
        None
    }

    pub fn target(self, reading: &mut Reading<'_>) -> Option<Target> {
        let text = self.text(reading)?;
        match target(text.value, text.span) {
            Some(target) => Some(target),
            None => self.malformed(&codes::NOT_A_TARGET, None, reading),
        }
    }

    /// The elements of a list; one value alone where the kind allows it.
    pub fn elements(self, reading: &mut Reading<'_>) -> Vec<Self> {
        match (&self.node.value, self.kind) {
            (Value::List(nodes), Kind::List(kind) | Kind::OneOrMore(kind)) => {
                nodes.iter().map(|node| self.part(*kind, node)).collect()
            }
            (_, Kind::OneOrMore(kind)) => vec![self.part(*kind, self.node)],
            _ => self.refuse::<Self>(reading).into_iter().collect(),
        }
    }

    /// The two of a pair.
    pub fn pair(self, reading: &mut Reading<'_>) -> Option<(Self, Self)> {
        match (&self.node.value, self.kind) {
            (Value::List(nodes), Kind::Pair(kind)) if nodes.len() == 2 => {
                Some((self.part(*kind, &nodes[0]), self.part(*kind, &nodes[1])))
            }
            _ => self.refuse(reading),
        }
    }

    pub fn table(self, reading: &mut Reading<'_>) -> Option<(&'static Keys, &'t Table)> {
        match (&self.node.value, self.kind) {
            (Value::Table(table), Kind::Table(keys)) => Some((keys, table)),
            _ => self.refuse(reading),
        }
    }

    pub fn tables(self, reading: &mut Reading<'_>) -> Vec<(&'static Keys, &'t Table)> {
        let (Value::List(nodes), Kind::Tables(keys)) = (&self.node.value, self.kind) else {
            return self.refuse::<()>(reading).map(|()| Vec::new()).unwrap_or_default();
        };
        nodes.iter().filter_map(|node| self.part(Kind::Table(keys), node).table(reading)).collect()
    }

    /// The values of a table whose keys are names.
    pub fn named(self, reading: &mut Reading<'_>) -> Vec<(Written<String>, Self)> {
        let (Value::Table(table), Kind::Named(kind)) = (&self.node.value, self.kind) else {
            return self.refuse::<()>(reading).map(|()| Vec::new()).unwrap_or_default();
        };
        let named = table.entries.iter().map(|entry| {
            let name = Written { value: entry.key.clone(), span: entry.span };
            check_name(&name, reading);
            (name, self.part(*kind, &entry.node))
        });
        named.collect()
    }
}

impl<'t> Cursor<'t> {
    /// Takes the value of a key, if it is there.
    pub fn field(&mut self, name: &str) -> Option<Field<'t>> {
        let (key, node) = self.take(name);
        node.map(|node| Field { key, kind: key.kind, node })
    }

    /// A text, if it is there and one.
    pub fn text(&mut self, name: &str, reading: &mut Reading<'_>) -> Option<String> {
        self.field(name)?.text(reading).map(|text| text.value.to_owned())
    }
}

/// "4q" and "1y" as quarters.
pub(super) fn quarters(text: &str) -> Option<u32> {
    let (digits, per_unit) = match text.strip_suffix('q') {
        Some(digits) => (digits, 1),
        None => (text.strip_suffix('y')?, 4),
    };
    let count: u32 = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())??;
    count.checked_mul(per_unit)
}

/// `"gdp"`, `"sent[*]"`, `"sent[russia]"`.
pub(super) fn target(text: &str, span: Span) -> Option<Target> {
    let text = text.trim();
    let (variable, elements) = match text.split_once('[') {
        None => (text, Elements::None),
        Some((variable, rest)) => match rest.strip_suffix(']')?.trim() {
            "*" => (variable.trim_end(), Elements::All),
            element if is_name(element) => (variable.trim_end(), Elements::One(element.to_owned())),
            _ => return None,
        },
    };
    is_name(variable).then(|| Target { variable: variable.to_owned(), elements, span })
}

/// Whether it begins with a letter and consists of letters, digits and underscores.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn check_name(name: &Written<String>, reading: &mut Reading<'_>) -> bool {
    if is_name(&name.value) {
        return true;
    }
    let mut snake: String = name
        .value
        .trim()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
        .collect();
    snake = snake.trim_start_matches(|c: char| !c.is_ascii_alphabetic()).trim_end_matches('_').to_owned();
    let mut diagnostic =
        Diagnostic::error(&codes::NOT_A_NAME, format!("{:?} is not a name", name.value)).at(name.span, "");
    diagnostic = diagnostic.help(if snake.is_empty() {
        "a name begins with a letter and has letters, digits and underscores".to_owned()
    } else {
        format!("write {snake}: a name begins with a letter and has letters, digits and underscores")
    });
    reading.push(diagnostic);
    false
}

/// Says that a number is outside its range.
pub(super) fn out_of_range(what: &str, range: &str, span: Span, reading: &mut Reading<'_>) {
    let written = reading.sources.text(span);
    reading.push(
        Diagnostic::error(&codes::OUT_OF_RANGE, format!("`{what}` must be {range}"))
            .at(span, format!("this is {written}")),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sources;

    #[test]
    fn durations_are_quarters_or_years() {
        for (text, expected) in [("0q", Some(0)), ("4q", Some(4)), ("3y", Some(12))] {
            assert_eq!(quarters(text), expected);
        }
        for text in ["", "q", "4", "4 q", "-1q", "+1q", "1.5y", "4Q", "99999999999y", "4000000000y"] {
            assert_eq!(quarters(text), None, "{text}");
        }
    }

    #[test]
    fn targets_name_a_variable_and_its_elements() {
        let span = Span::new(Sources::new().add("x", ""), 0..0);
        let elements = |text| target(text, span).map(|target| (target.variable, target.elements));
        assert_eq!(elements("gdp"), Some(("gdp".to_owned(), Elements::None)));
        assert_eq!(elements("sent[*]"), Some(("sent".to_owned(), Elements::All)));
        assert_eq!(
            elements(" sent [ russia ] "),
            Some(("sent".to_owned(), Elements::One("russia".to_owned())))
        );
        for text in ["", "sent[", "sent[]", "sent[a, b]", "sent]", "[russia]", "2x", "a b", "sent[*]x"] {
            assert_eq!(elements(text), None, "{text}");
        }
    }
}
