//! Quarters and years: the only time that Sarez knows.

use std::fmt;
use std::str::FromStr;

/// A calendar quarter, written `2022Q1`. Stored as `4 * year + (quarter - 1)`, so that differences count quarters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter(i32);

impl Quarter {
    /// `0001Q1`
    pub const FIRST: Self = Self(4);

    /// Quarter `quarter` (1 to 4) of `year`; `None` outside that range or outside the years 1 to 9999.
    pub fn new(year: i32, quarter: u8) -> Option<Self> {
        ((1..=9999).contains(&year) && (1..=4).contains(&quarter))
            .then(|| Self(4 * year + i32::from(quarter) - 1))
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.0.div_euclid(4)
    }

    /// The quarter of the year, 1 to 4.
    pub fn of_year(self) -> u8 {
        self.0.rem_euclid(4) as u8 + 1
    }

    /// The quarter that is `quarters` later (earlier when negative).
    #[must_use]
    pub fn plus(self, quarters: i32) -> Self {
        Self(self.0 + quarters)
    }

    /// The last day of the quarter.
    ///
    /// # Panics
    /// Outside the years 1 to 9999.
    pub fn end(self) -> Date {
        Date::month_end(self.year(), 3 * self.of_year()).expect("the years 1 to 9999")
    }

    /// Quarters from `earlier` to `self`; negative when `earlier` is the later one.
    pub fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}Q{}", self.year(), self.of_year())
    }
}

/// A date that is not of the form that was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateError {
    /// What to type instead.
    pub expected: &'static str,
}

impl FromStr for Quarter {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let error = DateError { expected: "a quarter such as \"2022Q1\"" };
        let (year, quarter) = text.split_once(['Q', 'q']).ok_or(error.clone())?;
        if year.len() != 4 || quarter.len() != 1 || !year.bytes().all(|b| b.is_ascii_digit()) {
            return Err(error);
        }
        let (Ok(year), Ok(quarter)) = (year.parse(), quarter.parse()) else { return Err(error) };
        Self::new(year, quarter).ok_or(error)
    }
}

/// A quarter or a whole year: where an outcome is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// One quarter, `2022Q1`.
    Quarter(Quarter),
    /// A calendar year, `2022`.
    Year(i32),
}

impl Period {
    /// Before all others, in the order of periods.
    pub const MIN: Self = Self::Quarter(Quarter(i32::MIN));
    /// After all others.
    pub const MAX: Self = Self::Year(i32::MAX);

    /// The first quarter of the period.
    pub fn first(self) -> Quarter {
        match self {
            Self::Quarter(quarter) => quarter,
            Self::Year(year) => Quarter(4 * year),
        }
    }

    /// The last quarter of the period.
    pub fn last(self) -> Quarter {
        match self {
            Self::Quarter(quarter) => quarter,
            Self::Year(year) => Quarter(4 * year + 3),
        }
    }

    /// The same period one year earlier.
    #[must_use]
    pub fn year_ago(self) -> Self {
        match self {
            Self::Quarter(quarter) => Self::Quarter(quarter.plus(-4)),
            Self::Year(year) => Self::Year(year - 1),
        }
    }
}

/// A period, or with its last one a range of them: `2022`, `2022..2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The period, or the first of a range.
    pub first: Period,
    /// The last of a range, of the same length as the first.
    pub last: Option<Period>,
}

impl Stretch {
    /// Whether a period is this one, or as long as the ends of the range and inside it.
    pub fn holds(self, period: Period) -> bool {
        let alike = matches!(period, Period::Year(_)) == matches!(self.first, Period::Year(_));
        alike && self.first <= period && period <= self.last.unwrap_or(self.first)
    }
}

impl fmt::Display for Stretch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        self.last.map_or(Ok(()), |last| write!(f, "..{last}"))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quarter(quarter) => quarter.fmt(f),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}

impl FromStr for Period {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        if let Ok(quarter) = text.parse() {
            return Ok(Self::Quarter(quarter));
        }
        let error = DateError { expected: "a year such as \"2022\" or a quarter such as \"2022Q1\"" };
        if text.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(error);
        }
        text.parse().ok().filter(|year| *year >= 1).map(Self::Year).ok_or(error)
    }
}

/// A day, written `2022-03-04`: what was known by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

impl Date {
    /// Day `day` of month `month` of `year`; `None` when there is no such day in the years 1 to 9999.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let exists = (1..=9999).contains(&year) && (1..=12).contains(&month);
        (exists && (1..=last_day(year, month)).contains(&day)).then_some(Self { year, month, day })
    }

    /// The last day of a month.
    pub fn month_end(year: i32, month: u8) -> Option<Self> {
        Self::new(year, month, 1).map(|first| Self { day: last_day(year, month), ..first })
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.year
    }
}

/// The days of a month that exists (Gregorian).
fn last_day(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let error = DateError { expected: "a day such as \"2022-03-04\"" };
        let parts: Vec<&str> = text.split('-').collect();
        let digits = |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        let [year, month, day] = parts[..] else { return Err(error) };
        if !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
            return Err(error);
        }
        let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse()) else {
            return Err(error);
        };
        Self::new(year, month, day).ok_or(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_count_and_print() {
        let quarter: Quarter = "2022Q4".parse().unwrap();
        assert_eq!(quarter.plus(1).to_string(), "2023Q1");
        assert_eq!(quarter.plus(-4).to_string(), "2021Q4");
        assert_eq!(quarter.plus(9).since(quarter), 9);
        assert_eq!("2022".parse(), Ok(Period::Year(2022)));
        assert_eq!(Period::Year(2022).last(), quarter);
    }

    #[test]
    fn what_is_not_a_quarter_is_refused() {
        for text in
            ["", "2022", "2022Q0", "2022Q5", "22Q1", "2022Q11", "+022Q1", "0000Q1", "2022 Q1", "é022Q1"]
        {
            assert!(text.parse::<Quarter>().is_err(), "{text}");
        }
        assert!("20222".parse::<Period>().is_err());
        assert!("0000".parse::<Period>().is_err());
    }
    #[test]
    fn days_exist_and_are_in_order() {
        let date = |text: &str| text.parse::<Date>();
        assert_eq!(date("2022-03-04").map(|date| date.to_string()), Ok("2022-03-04".to_owned()));
        assert!(date("2024-02-29").is_ok() && date("2000-02-29").is_ok());
        for text in
            ["2023-02-29", "1900-02-29", "2022-13-01", "2022-00-10", "2022-04-31", "2022-3-4", "04.03.2022"]
        {
            assert!(date(text).is_err(), "{text}");
        }
        assert!(date("2021-12-31").unwrap() < date("2022-01-01").unwrap());
        let quarter: Quarter = "2022Q2".parse().unwrap();
        assert_eq!(Ok(quarter.end()), date("2022-06-30"));
    }
}
