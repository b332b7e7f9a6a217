//! What was known on a day: figures by their vintage, else by their period.

use std::collections::BTreeMap;

use crate::calendar::{Date, Period, Quarter};
use crate::diagnostic::{Diagnostic, FileId, Span, codes};

use super::keys::joined;
use super::table::{Reading, Written};

/// The day by which figures must have been known, and what was read although it may have been revised since.
#[derive(Debug)]
pub(super) struct AsOf {
    date: Option<Date>,
    /// By file: what, and where the first of it stands.
    revised: BTreeMap<FileId, (Span, Vec<String>)>,
}

/// A figure on the scale of `as_of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// It had been published; or there is no `as_of`.
    Published,
    /// It was published later, or nothing says when; its period had ended.
    Revised,
    /// Likewise, and its period had not ended.
    Not,
}

impl AsOf {
    /// Everything is known when there is no date.
    pub fn new(date: Option<Date>) -> Self {
        Self { date, revised: BTreeMap::new() }
    }

    /// The day, if there is one.
    pub fn date(&self) -> Option<Date> {
        self.date
    }

    /// Whether a figure of this vintage had been published; what is a judgement has no vintage.
    pub fn published(&self, vintage: Option<&str>, source: Option<&str>) -> bool {
        let Some(date) = self.date else { return true };
        let judged =
            source.is_some_and(|source| source.trim_start().to_lowercase().starts_with("assumption"));
        judged || vintage.and_then(published).is_some_and(|(_, latest)| latest <= date)
    }

    /// Whether a figure that has not been `published` is read, by the last quarter of its period.
    pub fn known(&self, published: bool, last: Option<Quarter>) -> Known {
        match (published, self.date, last) {
            (true, _, _) | (_, None, _) => Known::Published,
            (false, Some(date), Some(last)) if last.end() > date => Known::Not,
            _ => Known::Revised,
        }
    }

    /// Notes that a revised figure is read.
    pub fn revised(&mut self, what: String, span: Span) {
        let (_, list) = self.revised.entry(span.file).or_insert((span, Vec::new()));
        if !list.contains(&what) {
            list.push(what);
        }
    }

    /// Warns of what was read although it was revised, once a file, and names it.
    pub fn close(self, reading: &mut Reading<'_>) -> Vec<String> {
        let Some(date) = self.date else { return Vec::new() };
        let all = self.revised.values().flat_map(|(_, list)| list.iter().cloned()).collect();
        for (_, (span, mut list)) in self.revised {
            let count = list.len();
            if count > SHOWN {
                list.truncate(SHOWN);
                list.push(format!("{} more", count - SHOWN));
            }
            let message = format!(
                "as of {date} this file holds only figures that were published later, or does not say when: {}",
                joined(list, "and")
            );
            let diagnostic = Diagnostic::warning(&codes::REVISED_DATA, message).at(span, "the first");
            reading.push(diagnostic.help(
                "they are read where their period had ended by then; for what was known then, give figures of that vintage",
            ));
        }
        all
    }
}

/// How many revised figures a warning names.
const SHOWN: usize = 12;

/// The period of a figure, when it is a quarter or a year and nothing else.
pub(super) fn last_quarter(period: Option<&str>) -> Option<Quarter> {
    period?.trim().parse::<Period>().ok().map(Period::last)
}

/// Of one thing in several vintages: the latest that `as_of` allows, else the earliest after it. `None` when one of several
/// cannot be dated, with its place.
pub(super) fn choose<'a, T>(
    as_of: &AsOf,
    candidates: &'a [T],
    vintage: impl Fn(&T) -> Written<String>,
) -> Result<&'a T, Span> {
    let [only] = candidates else {
        let dated: Result<Vec<(Date, &T)>, Span> = candidates
            .iter()
            .map(|candidate| {
                let vintage = vintage(candidate);
                published(&vintage.value).map(|(_, latest)| (latest, candidate)).ok_or(vintage.span)
            })
            .collect();
        let mut dated = dated?;
        dated.sort_by_key(|(date, _)| *date);
        let allowed = dated.iter().rev().find(|(date, _)| as_of.date.is_none_or(|limit| *date <= limit));
        return Ok(allowed.unwrap_or(&dated[0]).1);
    };
    Ok(only)
}

/// The earliest and the latest day that a vintage can mean: "2022-03-04", "2022-03", "4 March 2022", "October 2025",
/// "WEO October 2025", "2022Q1", "2022". `None` where no date is in it, or more than one.
pub(super) fn published(text: &str) -> Option<(Date, Date)> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).collect();
    let mut found = None;
    for (index, word) in words.iter().enumerate() {
        let before = |back: usize| index.checked_sub(back).map(|index| words[index]);
        let range = if let Ok(date) = word.parse() {
            Some((date, date))
        } else if let Some((year, month)) = year_and_month(word) {
            days(year, month..=month)
        } else if let Ok(quarter) = word.parse::<Quarter>() {
            days(quarter.year(), 3 * quarter.of_year() - 2..=3 * quarter.of_year())
        } else if let Some(year) = year(word) {
            match before(1).and_then(month) {
                None => days(year, 1..=12),
                Some(month) => match before(2).and_then(|day| day.parse().ok()) {
                    Some(day) => Date::new(year, month, day).map(|date| (date, date)),
                    None => days(year, month..=month),
                },
            }
        } else {
            continue;
        };
        if found.is_some() {
            return None;
        }
        found = Some(range?);
    }
    found
}

fn days(year: i32, months: std::ops::RangeInclusive<u8>) -> Option<(Date, Date)> {
    Date::new(year, *months.start(), 1).zip(Date::month_end(year, *months.end()))
}

/// 1900 to 2199: other numbers of four digits are no years.
fn year(word: &str) -> Option<i32> {
    let year = (word.len() == 4).then(|| word.parse().ok())?;
    year.filter(|year| (1900..2200).contains(year))
}

fn year_and_month(word: &str) -> Option<(i32, u8)> {
    let (first, second) = word.split_once('-')?;
    let month = (second.len() == 2).then(|| second.parse().ok())??;
    year(first).zip(Some(month)).filter(|(_, month)| (1..=12).contains(month))
}

fn month(word: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_lowercase();
    let word = if word == "sept" { "sep" } else { &word };
    let meant = |name: &&str| *name == word || (word.len() == 3 && name.starts_with(word));
    MONTHS.iter().position(meant).map(|index| index as u8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn vintages_are_days_or_ranges_of_days() {
        for (text, first, last) in [
            ("2022-03-04", "2022-03-04", "2022-03-04"),
            ("2022-02", "2022-02-01", "2022-02-28"),
            ("October 2025", "2025-10-01", "2025-10-31"),
            ("WEO, Oct 2025", "2025-10-01", "2025-10-31"),
            ("World Bank, 4 March 2022", "2022-03-04", "2022-03-04"),
            ("2022Q1", "2022-01-01", "2022-03-31"),
            ("WDI 2022", "2022-01-01", "2022-12-31"),
        ] {
            assert_eq!(published(text), Some((date(first), date(last))), "{text}");
        }
        for text in
            ["", "as downloaded", "WDI, as transcribed", "2022-13", "30 February 2022", "2021 and 2022", "v3"]
        {
            assert_eq!(published(text), None, "{text}");
        }
    }

    #[test]
    fn what_had_not_been_published_is_cut_by_period() {
        let as_of = AsOf::new(Some(date("2022-03-04")));
        let quarter = |text: &str| text.parse().ok();
        let of = |vintage: &str, last| as_of.known(as_of.published(Some(vintage), None), last);
        assert_eq!(of("February 2022", quarter("2024Q4")), Known::Published);
        assert_eq!(of("March 2022", quarter("2021Q4")), Known::Revised);
        assert_eq!(of("October 2025", quarter("2021Q4")), Known::Revised);
        assert_eq!(of("October 2025", quarter("2022Q1")), Known::Not);
        assert_eq!(of("as downloaded", None), Known::Revised);
        assert!(as_of.published(None, Some("assumption: 12 percent")));
        assert!(!as_of.published(None, None));
        assert_eq!(AsOf::new(None).known(false, quarter("2030Q1")), Known::Published);
    }

    #[test]
    fn of_several_vintages_the_latest_that_is_allowed_counts() {
        let span = Span::new(crate::diagnostic::Sources::new().add("", ""), 0..0);
        let of = |limit: Option<&str>, vintages: &[&str]| {
            let as_of = AsOf::new(limit.map(date));
            let vintage = |text: &&str| Written { value: (*text).to_owned(), span };
            choose(&as_of, vintages, vintage).map(|text| (*text).to_owned())
        };
        let three = ["October 2021", "April 2022", "April 2021"];
        assert_eq!(of(Some("2022-03-04"), &three), Ok("October 2021".to_owned()));
        assert_eq!(of(None, &three), Ok("April 2022".to_owned()));
        assert_eq!(of(Some("2020-01-01"), &three), Ok("April 2021".to_owned()));
        assert_eq!(of(None, &["April 2022", "downloaded"]), Err(span));
        assert_eq!(of(None, &["downloaded"]), Ok("downloaded".to_owned()));
    }
}
