//! Questions to the results, and what must hold of the answers: checks and targets.
//!
//! ```text
//! assertion := question ("<" | "<=" | ">" | ">=") number
//! question  := statistic "(" measured ")" | "P" "(" measured ("<" | ">") number ")"
//! statistic := "mean" | "sd" | "skewness" | "p" DIGITS | "atrisk" DIGITS | "shortfall" DIGITS
//! measured  := OUTCOME "@" period
//! period    := YEAR | QUARTER
//! number    := [ "+" | "-" ] NUMBER                                          in the outcome's own unit
//! ```

use std::fmt::{self, Display, Formatter};

use crate::calendar::{Period, Stretch};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, FileId, Span, codes};

use super::ast::BinaryOp;
use super::cursor::{Cursor, Failed};
use super::lexer::Token;

/// A number of an outcome's distribution over paths.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Which number.
    pub statistic: Statistic,
    /// The outcome's id.
    pub outcome: String,
    /// One of the outcome's periods; the first of a range.
    pub period: Period,
    /// The last period of a range, over whose stated ones the outcome's mean is taken on each path; queries alone have some.
    pub until: Option<Period>,
    /// Where it is written.
    pub span: Span,
}

/// Which number of a distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Statistic {
    /// `mean`
    Mean,
    /// `sd`, the standard deviation.
    Sd,
    /// `skewness`: E(x - mean)³ / sd³
    Skewness,
    /// The quantile at this probability in (0, 1). `p05` is 0.05, `p999` is 0.999; `atrisk05` is 0.05 too, under the
    /// name that growth at risk gave it (Adrian, Boyarchenko and Giannone 2019, doi:10.1257/aer.20161923).
    Quantile(f64),
    /// `P(x < threshold)` or `P(x > threshold)`, in [0, 1].
    Probability {
        /// Less or greater, both strict.
        comparison: Comparison,
        /// In the outcome's unit.
        threshold: f64,
    },
    /// `shortfall05`: the mean of the lowest 5 percent, the probability in (0, 1) (expected shortfall: Acerbi and
    /// Tasche 2002, doi:10.1016/S0378-4266(02)00283-2, without their change of sign).
    Shortfall(f64),
}

/// How two numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

impl Comparison {
    /// Whether it says nothing of a probability: true of all from 0 to 1, or of none.
    fn is_decided(self, value: f64) -> bool {
        match self {
            Self::Less | Self::GreaterEqual => value <= 0.0 || value > 1.0,
            Self::LessEqual | Self::Greater => !(0.0..1.0).contains(&value),
        }
    }

    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
        }
    }

    /// Whether it holds; never of NaN.
    pub fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Self::Less => left < right,
            Self::LessEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterEqual => left >= right,
        }
    }
}

/// What must hold of an answer: `p50(gdp_effect@2022) < 0`.
#[derive(Debug, Clone, PartialEq)]
pub struct Assertion {
    /// Left of the comparison.
    pub question: Question,
    /// The comparison.
    pub comparison: Comparison,
    /// Right of it, in the outcome's unit; a probability in [0, 1].
    pub value: f64,
    /// Where it is written.
    pub span: Span,
}

/// Reads an assertion from the raw text between the quotes, whose first byte is byte `offset` of `file`.
///
/// # Errors
/// What is not of the form above, with places inside the text.
pub fn parse_assertion(text: &str, file: FileId, offset: u32) -> Result<Assertion, Diagnostics> {
    read(text, file, offset, Reader::assertion)
}

/// Reads a question from the raw text between the quotes, whose first byte is byte `offset` of `file`.
///
/// # Errors
/// What is not of the form above, with places inside the text.
pub fn parse_question(text: &str, file: FileId, offset: u32) -> Result<Question, Diagnostics> {
    read(text, file, offset, Reader::question)
}

const QUESTION: &str = "write `p50(outcome@2022)`, `mean(outcome@2022Q4)` or `P(outcome@2022 < -2)`";
const STATISTICS: [&str; 4] = ["mean", "sd", "skewness", "P"];

/// Words of others for our statistics.
const SYNONYMS: [(&[&str], &str); 6] = [
    (&["median", "central"], "p50"),
    (&["average", "avg", "expectation"], "mean"),
    (&["std", "stdev", "stddev", "sigma", "standard_deviation"], "sd"),
    (&["prob", "probability", "pr"], "P"),
    (&["var", "var95", "value_at_risk"], "atrisk05"),
    (&["es", "cvar", "expected_shortfall", "tail_mean"], "shortfall05"),
];

/// What `form` reads, when nothing is left and nothing is wrong.
pub(super) fn read<'a, T>(
    text: &'a str,
    file: FileId,
    offset: u32,
    form: impl FnOnce(&mut Reader<'a>) -> Result<T, Failed>,
) -> Result<T, Diagnostics> {
    let mut reader = Reader { cursor: Cursor::new(text, file, offset), ranges: false };
    let result = form(&mut reader).and_then(|value| reader.end().map(|()| value));
    match result {
        Ok(value) if !reader.cursor.has_problems() => Ok(value),
        _ => Err(reader.cursor.into_problems()),
    }
}

/// What reads questions, assertions and queries.
pub(super) struct Reader<'a> {
    pub(super) cursor: Cursor<'a>,
    /// Whether a range of periods may stand where a period does.
    pub(super) ranges: bool,
}

impl Reader<'_> {
    fn assertion(&mut self) -> Result<Assertion, Failed> {
        let question = self.question()?;
        let at = self.cursor.span();
        let comparison =
            self.comparison("then comes a comparison and a number: `p50(gdp_effect@2022) < 0`")?;
        let (value, last) = self.number()?;
        let is_probability = matches!(question.statistic, Statistic::Probability { .. });
        if is_probability && comparison.is_decided(value) {
            let problem = Diagnostic::error(&codes::BAD_QUESTION, "a probability lies between 0 and 1");
            let problem = problem.at(at.to(last), "this is decided beforehand");
            return self.cursor.fail(problem.help(if value > 1.0 && value <= 100.0 {
                format!("write {value} percent as `{}`", value / 100.0)
            } else {
                "ask with a number between them: 5 percent is `0.05`".to_owned()
            }));
        }
        let span = question.span.to(last);
        Ok(Assertion { question, comparison, value, span })
    }

    /// A period, or where there may be one a range of them.
    pub(super) fn periods(&mut self) -> Result<(Period, Option<Period>), Failed> {
        let first = self.cursor.span();
        let period = self.period()?;
        if self.cursor.token() != Token::Range {
            return Ok((period, None));
        }
        if !self.ranges {
            let help = "`sarez query` asks about the mean over several: `p50(gdp_effect@2022..2024)`";
            return self.unexpected(&codes::BAD_QUESTION, "one period stands here", help);
        }
        self.cursor.advance();
        let last = self.cursor.span();
        let until = self.period()?;
        let alike = matches!(
            (period, until),
            (Period::Year(_), Period::Year(_)) | (Period::Quarter(_), Period::Quarter(_))
        );
        if !alike || until <= period {
            let message = "a range goes from a year to a later year, or from a quarter to a later quarter";
            let problem = Diagnostic::error(&codes::BAD_QUESTION, message).at(first.to(last), "");
            let help = if alike && until < period {
                format!("write `@{until}..{period}`")
            } else if alike {
                format!("write `@{period}`")
            } else {
                "write `@2022..2024` or `@2022Q1..2023Q4`".to_owned()
            };
            return self.cursor.fail(problem.help(help));
        }
        Ok((period, Some(until)))
    }

    pub(super) fn question(&mut self) -> Result<Question, Failed> {
        if self.cursor.token() == Token::End && !self.cursor.has_problems() {
            let span = self.cursor.everything();
            return self.cursor.fail(
                Diagnostic::error(&codes::BAD_QUESTION, "the text is empty").at(span, "").help(QUESTION),
            );
        }
        let name = self.expect(Token::Name, "a statistic comes first", QUESTION)?;
        let is_probability = self.cursor.written(name) == "P";
        let named = if is_probability { None } else { Some(self.statistic(name)?) };
        let open = self.expect(Token::Open, "then comes an outcome in brackets", QUESTION)?;
        let outcome = self.expect(Token::Name, "an outcome's id stands here", QUESTION)?;
        self.expect(Token::At, "the period is missing: `@` and a year or a quarter", QUESTION)?;
        let (period, until) = self.periods()?;
        let statistic = match named {
            Some(statistic) => statistic,
            None => self.probability()?,
        };
        if self.cursor.token() == Token::End {
            return self.cursor.fail(
                Diagnostic::error(&codes::UNBALANCED_BRACKET, "this `(` is never closed")
                    .at(open, "opened here")
                    .help("add the bracket that closes it"),
            );
        }
        let close = self.expect(
            Token::Close,
            "then comes `)`",
            "only `P` takes a comparison within its brackets: `P(outcome@2022 < -2)`",
        )?;
        let outcome = self.cursor.written(outcome).to_owned();
        Ok(Question { statistic, outcome, period, until, span: name.to(close) })
    }

    fn end(&mut self) -> Result<(), Failed> {
        let help =
            "an assertion ends with its number, a question with its bracket; no units, no further terms";
        self.expect(Token::End, "nothing more stands here", help).map(|_| ())
    }

    /// Goes past `token`, or says that something else stands there.
    pub(super) fn expect(&mut self, token: Token, message: &str, help: &str) -> Result<Span, Failed> {
        if self.cursor.token() == token {
            return Ok(self.cursor.advance());
        }
        self.unexpected(&codes::BAD_QUESTION, message, help)
    }

    /// At a token that does not belong; at the end, the last one that does is blamed.
    pub(super) fn unexpected<T>(
        &mut self,
        code: &'static Code,
        message: &str,
        help: &str,
    ) -> Result<T, Failed> {
        let span = match (self.cursor.token(), self.cursor.previous()) {
            (Token::Bad, _) => return Err(Failed),
            (Token::End, Some(_)) => self.cursor.previous_span(),
            _ => self.cursor.span(),
        };
        self.cursor.fail(Diagnostic::error(code, message).at(span, "").help(help))
    }

    fn statistic(&mut self, span: Span) -> Result<Statistic, Failed> {
        let written = self.cursor.written(span);
        let digits_at = written.find(|c: char| c.is_ascii_digit()).unwrap_or(written.len());
        let (family, digits) = written.split_at(digits_at);
        let of_level: Option<fn(f64) -> Statistic> = match family {
            "p" | "atrisk" => Some(Statistic::Quantile),
            "shortfall" => Some(Statistic::Shortfall),
            _ => None,
        };
        let problem = match (of_level, written) {
            (Some(statistic), _) => match level(digits) {
                Ok(level) => return Ok(statistic(level)),
                Err(help) => Diagnostic::error(
                    &codes::UNKNOWN_STATISTIC,
                    format!("`{written}` does not say which percentile"),
                )
                .help(help),
            },
            (None, "mean") => return Ok(Statistic::Mean),
            (None, "sd") => return Ok(Statistic::Sd),
            (None, "skewness") => return Ok(Statistic::Skewness),
            _ if self.cursor.token() == Token::At => {
                let message = format!("`{written}` is a number on each path: say which statistic of it");
                let example = format!("`p50({written}@2022)` or `P({written}@2022 < -2)`");
                Diagnostic::error(&codes::UNKNOWN_STATISTIC, message).help(format!("write {example}"))
            }
            _ => {
                let message = format!("there is no statistic `{written}`");
                let problem = Diagnostic::error(&codes::UNKNOWN_STATISTIC, message);
                let lower = written.to_lowercase();
                let problem = match SYNONYMS.iter().find(|(words, _)| words.contains(&lower.as_str())) {
                    Some((_, meant)) => problem.help(format!("did you mean `{meant}`?")),
                    None => problem.did_you_mean(written, STATISTICS),
                };
                problem
                    .help("mean, sd, skewness, p05 to p95 and the like, atrisk05, shortfall05, and P(x < y)")
            }
        };
        self.cursor.fail(problem.at(span, ""))
    }

    fn period(&mut self) -> Result<Period, Failed> {
        if matches!(self.cursor.token(), Token::Number(_) | Token::Quarter(_))
            && let Ok(period) = self.cursor.written(self.cursor.span()).parse()
        {
            self.cursor.advance();
            return Ok(period);
        }
        let help = "write a year, `@2022`, or a quarter, `@2022Q1`";
        self.unexpected(&codes::NOT_A_PERIOD, "this is neither a year nor a quarter", help)
    }

    fn probability(&mut self) -> Result<Statistic, Failed> {
        let help = "`P` takes a comparison within its brackets: `P(outcome@2022 < -2)`";
        let at = self.cursor.span();
        let comparison = self.comparison(help)?;
        if matches!(comparison, Comparison::LessEqual | Comparison::GreaterEqual) {
            let problem =
                Diagnostic::error(&codes::BAD_QUESTION, "a probability is of `<` or `>`").at(at, "");
            self.cursor.report(problem.help(format!("write `{}`", &comparison.symbol()[..1])));
        }
        let (threshold, _) = self.number()?;
        Ok(Statistic::Probability { comparison, threshold })
    }

    pub(super) fn comparison(&mut self, help: &str) -> Result<Comparison, Failed> {
        let comparison = match self.cursor.token() {
            Token::Operator(BinaryOp::Less) => Comparison::Less,
            Token::Operator(BinaryOp::LessEqual) => Comparison::LessEqual,
            Token::Operator(BinaryOp::Greater) => Comparison::Greater,
            Token::Operator(BinaryOp::GreaterEqual) => Comparison::GreaterEqual,
            Token::Assign | Token::Operator(BinaryOp::Equal | BinaryOp::NotEqual) => {
                let help =
                    "an estimate is never exactly a number: state two bounds, each in a check of its own";
                return self.unexpected(&codes::BAD_QUESTION, "this needs one of < <= > >=", help);
            }
            _ => return self.unexpected(&codes::BAD_QUESTION, "this needs one of < <= > >=", help),
        };
        self.cursor.advance();
        Ok(comparison)
    }

    pub(super) fn number(&mut self) -> Result<(f64, Span), Failed> {
        let sign = match self.cursor.token() {
            Token::Operator(BinaryOp::Sub) => -1.0,
            _ => 1.0,
        };
        if matches!(self.cursor.token(), Token::Operator(BinaryOp::Add | BinaryOp::Sub)) {
            self.cursor.advance();
        }
        if let Token::Number(value) = self.cursor.token() {
            return Ok((sign * value, self.cursor.advance()));
        }
        self.unexpected(&codes::BAD_QUESTION, "a number stands here", "write a number such as `-2` or `0.5`")
    }
}

/// The probability of `05`, `50` or `999`: the digits behind the point, two to four, no more than needed.
fn level(digits: &str) -> Result<f64, &'static str> {
    let form =
        "two to four digits behind the point of a probability: p05 is 0.05, p50 the median, p999 is 0.999";
    match digits.len() {
        1 => Err("write p05 for the 5th percentile and p50 for the median: the digits stand behind a point"),
        2..=4 if !digits.bytes().all(|b| b.is_ascii_digit()) => Err(form),
        3..=4 if digits.ends_with('0') => {
            Err("write p10 for the 10th percentile, p999 for the 99.9th: the digits stand behind a point")
        }
        2..=4 => format!("0.{digits}").parse().ok().filter(|level| *level > 0.0).ok_or(form),
        _ => Err(form),
    }
}

impl Display for Question {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (outcome, period) = (&self.outcome, Stretch { first: self.period, last: self.until });
        match self.statistic {
            Statistic::Mean => write!(f, "mean({outcome}@{period})"),
            Statistic::Sd => write!(f, "sd({outcome}@{period})"),
            Statistic::Skewness => write!(f, "skewness({outcome}@{period})"),
            Statistic::Quantile(level) => write!(f, "p{}({outcome}@{period})", digits(level)),
            Statistic::Shortfall(level) => write!(f, "shortfall{}({outcome}@{period})", digits(level)),
            Statistic::Probability { comparison, threshold } => {
                write!(f, "P({outcome}@{period} {} {threshold})", comparison.symbol())
            }
        }
    }
}

impl Display for Assertion {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.question, self.comparison.symbol(), self.value)
    }
}

/// The digits behind the point, at least two: 0.05 is `05`, 0.5 is `50`.
fn digits(level: f64) -> String {
    format!("{:0<2}", level.to_string().trim_start_matches("0."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sources;

    fn assertion(text: &str) -> Result<Assertion, Diagnostics> {
        parse_assertion(text, Sources::new().add("s.toml", text), 0)
    }

    #[test]
    fn assertions_of_every_form() {
        for (text, statistic, comparison, value) in [
            ("mean(gdp_effect@2022) < 0", Statistic::Mean, Comparison::Less, 0.0),
            ("sd(x@2022Q3)>=1e-3", Statistic::Sd, Comparison::GreaterEqual, 1e-3),
            ("skewness( x @ 2022 ) <= - 0.5", Statistic::Skewness, Comparison::LessEqual, -0.5),
            ("p05(x@2022) > +2", Statistic::Quantile(0.05), Comparison::Greater, 2.0),
            ("p999(x@2022) > 1_000", Statistic::Quantile(0.999), Comparison::Greater, 1000.0),
            ("p9999(x@2022) > 1", Statistic::Quantile(0.9999), Comparison::Greater, 1.0),
            ("atrisk05(x@2022) > 1", Statistic::Quantile(0.05), Comparison::Greater, 1.0),
            ("shortfall05(x@2022) > 1", Statistic::Shortfall(0.05), Comparison::Greater, 1.0),
            (
                "P(x@2022 < -2) < 0.5",
                Statistic::Probability { comparison: Comparison::Less, threshold: -2.0 },
                Comparison::Less,
                0.5,
            ),
        ] {
            let found = assertion(text).unwrap();
            assert_eq!(
                (found.question.statistic, found.comparison, found.value),
                (statistic, comparison, value)
            );
            assert_eq!(found.span.range(), 0..text.len(), "{text}");
            assert_eq!(found.question.period.first().year(), 2022);
            let again = assertion(&found.to_string()).unwrap();
            assert_eq!((again.question.statistic, again.value), (statistic, value), "{found}");
        }
    }

    #[test]
    fn places_are_absolute() {
        let text = "p50(gdp@2022Q1)";
        let file = Sources::new().add("s.toml", "");
        let question = parse_question(text, file, 30).unwrap();
        assert_eq!(question.span.range(), 30..30 + text.len());
        assert_eq!(question.outcome, "gdp");
        assert_eq!(question.to_string(), text);
    }

    #[test]
    fn comparisons_hold_or_not() {
        assert!(Comparison::Less.holds(1.0, 2.0) && !Comparison::Less.holds(2.0, 2.0));
        assert!(Comparison::LessEqual.holds(2.0, 2.0) && Comparison::GreaterEqual.holds(2.0, 2.0));
        assert!(Comparison::Greater.holds(3.0, 2.0) && !Comparison::Greater.holds(f64::NAN, 2.0));
    }
}
