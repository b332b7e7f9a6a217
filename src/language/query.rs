//! Conditional questions: of which paths something is asked.
//!
//! ```text
//! query     := question [ "given" condition { "and" condition } ]
//! condition := measured ("<" | "<=" | ">" | ">=") number | [ "not" ] EVENT
//! measured  := OUTCOME "@" period [ ".." period ]                            also in the question
//! ```
//!
//! Questions are those of [`super::question`].

use std::fmt::{self, Display, Formatter};

use crate::calendar::Stretch;
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Span, codes};

use super::cursor::Failed;
use super::lexer::Token;
use super::question::{Comparison, Question, Reader, read};

/// A question about the paths on which conditions hold: `p50(gdp_effect@2022) given remittances_growth@2022 < -30`.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// What is asked.
    pub question: Question,
    /// Of which paths: those on which all of these hold. None: of all.
    pub given: Vec<Condition>,
}

/// What a path must be like.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// `remittances_growth@2022 < -30`
    Outcome {
        /// An outcome's id.
        outcome: String,
        /// When: a period, or a range over whose stated periods the outcome's mean is taken on each path.
        at: Stretch,
        /// The comparison.
        comparison: Comparison,
        /// Right of it, in the outcome's unit.
        value: f64,
        /// Where it is written.
        span: Span,
    },
    /// `payment_freeze` or `not payment_freeze`
    Event {
        /// An event's or a regime's id.
        event: String,
        /// Whether it happens in a path, or does not.
        happens: bool,
        /// Where it is written.
        span: Span,
    },
}

impl Condition {
    /// Where it is written.
    pub fn span(&self) -> Span {
        match self {
            Self::Outcome { span, .. } | Self::Event { span, .. } => *span,
        }
    }
}

/// Reads a query from the raw text of `file`.
///
/// # Errors
/// What is not of the form above, with places inside the text.
pub fn parse_query(text: &str, file: FileId) -> Result<Query, Diagnostics> {
    read(text, file, 0, Reader::query)
}

/// Reads the conditions of a query, without its `given`: `gdp_effect@2022 < -2 and not payment_freeze`.
///
/// # Errors
/// What is not of the form above, with places inside the text.
pub fn parse_conditions(text: &str, file: FileId) -> Result<Vec<Condition>, Diagnostics> {
    read(text, file, 0, |reader| {
        reader.ranges = true;
        let given = reader.conditions()?;
        match reader.cursor.token() {
            Token::End => Ok(given),
            _ => reader.unexpected(&codes::BAD_QUESTION, "this does not belong here", MORE),
        }
    })
}

const MORE: &str = "conditions are joined by `and`; there is no `or`: ask twice";

impl Reader<'_> {
    fn query(&mut self) -> Result<Query, Failed> {
        self.ranges = true;
        let question = self.question()?;
        let mut given = Vec::new();
        if self.is_word("given") {
            self.cursor.advance();
            given = self.conditions()?;
        }
        if self.cursor.token() != Token::End {
            let help = if given.is_empty() {
                "then comes nothing, or `given` and conditions: `given remittances_growth@2022 < -30 and not payment_freeze`"
            } else {
                MORE
            };
            return self.unexpected(&codes::BAD_QUESTION, "this does not belong here", help);
        }
        Ok(Query { question, given })
    }

    fn is_word(&self, word: &str) -> bool {
        self.cursor.token() == Token::Name && self.cursor.written(self.cursor.span()) == word
    }

    fn conditions(&mut self) -> Result<Vec<Condition>, Failed> {
        let mut given = vec![self.condition()?];
        while self.is_word("and") {
            self.cursor.advance();
            given.push(self.condition()?);
        }
        Ok(given)
    }

    fn condition(&mut self) -> Result<Condition, Failed> {
        const HELP: &str = "a condition is an outcome at a period, a comparison and a number, `remittances_growth@2022 < -30`, or an event, `payment_freeze` or `not payment_freeze`";
        if self.cursor.token() == Token::End && self.cursor.previous().is_none() {
            let span = self.cursor.everything();
            let empty = Diagnostic::error(&codes::BAD_QUESTION, "the text is empty");
            return self.cursor.fail(empty.at(span, "").help(HELP));
        }
        let not = (self.is_word("not") && self.cursor.peek(1) == Token::Name).then(|| self.cursor.advance());
        let name = self.expect(Token::Name, "a condition is missing", HELP)?;
        let written = self.cursor.written(name).to_owned();
        let of_an_outcome = matches!(
            self.cursor.token(),
            Token::At | Token::Assign | Token::Operator(_) | Token::Number(_) | Token::Quarter(_)
        );
        if not.is_some() || !of_an_outcome {
            if self.cursor.token() == Token::At {
                let help = "`not` is of events; turn the comparison round: `gdp_effect@2022 >= -2`";
                return self.unexpected(&codes::BAD_QUESTION, "an event has no period", help);
            }
            let span = not.map_or(name, |not| not.to(name));
            return Ok(Condition::Event { event: written, happens: not.is_none(), span });
        }
        self.expect(Token::At, "the period is missing: `@` and a year or a quarter", HELP)?;
        let (first, last) = self.periods()?;
        let at = Stretch { first, last };
        let comparison = self.comparison(HELP)?;
        let (value, number) = self.number()?;
        Ok(Condition::Outcome { outcome: written, at, comparison, value, span: name.to(number) })
    }
}

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.question.fmt(f)?;
        for (number, condition) in self.given.iter().enumerate() {
            write!(f, " {} {condition}", if number == 0 { "given" } else { "and" })?;
        }
        Ok(())
    }
}

impl Display for Condition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outcome { outcome, at, comparison, value, .. } => {
                write!(f, "{outcome}@{at} {} {value}", comparison.symbol())
            }
            Self::Event { event, happens: true, .. } => f.write_str(event),
            Self::Event { event, happens: false, .. } => write!(f, "not {event}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::question::parse_assertion;
    use super::*;
    use crate::diagnostic::Sources;

    fn query(text: &str) -> Result<Query, Diagnostics> {
        parse_query(text, Sources::new().add("query", text))
    }

    #[test]
    fn queries_with_and_without_conditions() {
        let text = "p05(gdp@2022) given x@2022Q1 < -30 and y@2023 >= 2";
        let found = query(text).unwrap();
        assert_eq!(found.given.len(), 2);
        let Condition::Outcome { comparison, value, .. } = found.given[1] else { panic!("{found}") };
        assert_eq!((comparison, value), (Comparison::GreaterEqual, 2.0));
        assert_eq!(found.to_string(), text);
        assert!(query("mean(gdp@2022)").unwrap().given.is_empty());
        for wrong in [
            "mean(gdp@2022) given",
            "mean(gdp@2022) given x < 3",
            "mean(gdp@2022) given not",
            "mean(gdp@2022) given not x@2022 < 3",
            "mean(gdp@2022) given freeze or fuel_cut",
            "mean(gdp@2024..2022)",
            "mean(gdp@2022..2022)",
            "mean(gdp@2022..2023Q4)",
            "mean(gdp@2022..)",
            "mean(gdp@2022) given x@2022",
            "mean(gdp@2022) given x@2022 = 3",
            "mean(gdp@2022) given x@2022 < 3 or y@2022 < 3",
            "mean(gdp@2022) x@2022 < 3",
            "mean(gdp@2022) given x@2022 < 3 and",
        ] {
            let problems = query(wrong).unwrap_err();
            assert!(problems.sorted().iter().all(|problem| !problem.help.is_empty()), "{wrong}");
        }
    }

    #[test]
    fn events_and_ranges() {
        for text in [
            "p50(gdp@2022..2024) given freeze",
            "P(gdp@2022Q1..2022Q4 < -2) given not freeze and x@2022..2023 > 1 and fuel_cut",
        ] {
            assert_eq!(query(text).unwrap().to_string(), text);
        }
        let found = query("mean(gdp@2022) given not freeze").unwrap();
        let Condition::Event { event, happens, span } = &found.given[0] else { panic!("{found}") };
        assert_eq!((event.as_str(), *happens, span.range()), ("freeze", false, 21..31));
        let conditions = |text: &str| parse_conditions(text, Sources::new().add("--where", text));
        assert_eq!(conditions("not freeze and gdp@2022 < -2").unwrap().len(), 2);
        for wrong in ["", "gdp@2022", "freeze given x", "and freeze", "x@2022 < 1 or freeze"] {
            let problems = conditions(wrong).unwrap_err();
            assert!(problems.sorted().iter().all(|problem| !problem.help.is_empty()), "{wrong}");
        }
        let refused =
            parse_assertion("mean(gdp@2022..2023) < 0", Sources::new().add("s.toml", ""), 0).unwrap_err();
        assert!(refused.sorted()[0].help[0].contains("sarez query"), "{refused:?}");
    }
}
