//! What was probably meant, as TOML to type.

use crate::calendar::Date;
use crate::distribution::KINDS;

/// The quotes that a word processor puts in place of straight ones.
pub(super) const CURLY: &[char] = &['“', '”', '„', '‟', '‘', '’', '«', '»'];

/// What to type instead of a value without quotes, or with quotes where there should be none.
pub(super) fn instead_of(written: &str) -> String {
    let written = written.trim().trim_matches(CURLY).trim_matches(['"', '\'']);
    distribution(written)
        .or_else(|| number(written))
        .or_else(|| boolean(written).map(str::to_owned))
        .or_else(|| quarter(written).map(|quarter| format!("{quarter:?}")))
        .or_else(|| duration(written).map(|duration| format!("{duration:?}")))
        .unwrap_or_else(|| format!("{written:?}"))
}

/// "normal(-33, 8)", "normal.mean", "-33 ± 8" as the table of that distribution; `None` for what names none.
pub(super) fn distribution(written: &str) -> Option<String> {
    let written = written.trim();
    if let Some((middle, spread)) = written.split_once('±').or_else(|| written.split_once("+/-")) {
        let (mean, sd) = (number(middle)?, number(spread)?);
        return Some(format!("{{ normal = {{ mean = {mean}, sd = {sd} }} }}"));
    }
    let end = written.find(['(', '.', '['])?;
    let kind = KINDS.iter().find(|kind| kind.name == written[..end].trim().to_lowercase())?;
    let keys = kind.forms.first()?.keys.iter().filter(|key| key.default.is_none());
    let keys: Vec<String> = keys.map(|key| format!("{} = ...", key.name)).collect();
    Some(format!("{{ {} = {{ {} }} }}", kind.name, keys.join(", ")))
}

/// "-22%", "-22 percent", "22,5", "100,000", ".5", "−3" as TOML numbers; `None` for what is no number.
pub(super) fn number(written: &str) -> Option<String> {
    let bare = written.trim().replace('−', "-");
    let bare = ["percent", "%", "pp"].iter().find_map(|unit| bare.strip_suffix(unit)).unwrap_or(&bare).trim();
    let (sign, digits) = match bare.strip_prefix(['-', '+']) {
        Some(digits) => (if bare.starts_with('-') { "-" } else { "" }, digits.trim_start()),
        None => ("", bare),
    };
    let groups: Vec<&str> = digits.split([',', ' ']).collect();
    let of_digits = |group: &&str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let thousands = groups.len() > 1
        && groups.iter().all(of_digits)
        && (1..=3).contains(&groups[0].len())
        && groups[1..].iter().all(|group| group.len() == 3);
    if thousands {
        return Some(format!("{sign}{}", groups.join("_")));
    }
    let decimal = both_sides(&digits.replacen(',', ".", 1));
    let (whole, decimals) = decimal.split_once('.').unwrap_or((&decimal, "0"));
    (of_digits(&whole) && of_digits(&decimals)).then(|| format!("{sign}{decimal}"))
}

/// ".5" as "0.5", "5." as "5.0".
pub(super) fn both_sides(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let before = if digits.starts_with('.') { "0" } else { "" };
    let after = if digits.ends_with('.') { "0" } else { "" };
    format!("{sign}{before}{digits}{after}")
}

/// "4 quarters", "4Q", "12 months", "1 year" as durations.
pub(super) fn duration(written: &str) -> Option<String> {
    let lower = written.trim().to_lowercase();
    let end = lower.find(|c: char| !c.is_ascii_digit())?;
    let count: u32 = lower[..end].parse().ok()?;
    match lower[end..].trim() {
        "q" | "quarter" | "quarters" | "qtr" | "qtrs" => Some(format!("{count}q")),
        "y" | "year" | "years" | "yr" | "yrs" | "a" => Some(format!("{count}y")),
        "m" | "month" | "months" if count.is_multiple_of(3) => Some(format!("{}q", count / 3)),
        _ => None,
    }
}

/// "2022 Q1", "2022-q1", "2022:1", "Q1 2022" as quarters.
pub(super) fn quarter(written: &str) -> Option<String> {
    let parts: Vec<String> = written
        .to_uppercase()
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    let letters = written.chars().filter(|c| c.is_alphabetic()).collect::<String>().to_uppercase();
    let [first, second] = &parts[..] else { return None };
    let (year, quarter) = if first.len() == 4 { (first, second) } else { (second, first) };
    let looks = letters == "Q" || (letters.is_empty() && written.contains(':'));
    (looks && year.len() == 4 && ["1", "2", "3", "4"].contains(&quarter.as_str()))
        .then(|| format!("{year}Q{quarter}"))
}

/// The quarter that is meant, by its number or by a day in it.
pub(super) fn quarter_or_date(written: &str) -> Option<String> {
    quarter(written).or_else(|| quarter_of_date(written))
}

/// "2022-03", "2022-03-04T10:00:00" and "2022-3-4" as days; the last of a month that is named alone.
pub(super) fn date(written: &str) -> Option<String> {
    let day = written.trim().split(['T', ' ']).next()?;
    let mut parts = day.split('-').map(|part| part.parse::<u16>().ok());
    let (year, month, day) = (parts.next()??, u8::try_from(parts.next()??).ok()?, parts.next());
    let date = match day {
        None => Date::month_end(i32::from(year), month),
        Some(day) => Date::new(i32::from(year), month, u8::try_from(day?).ok()?),
    };
    date.filter(|date| date.year() >= 1000 && parts.next().is_none()).map(|date| date.to_string())
}

/// The quarter of "2022-03-04".
pub(super) fn quarter_of_date(written: &str) -> Option<String> {
    let (year, rest) = written.split_once('-')?;
    let month: u32 = rest.split('-').next()?.parse().ok()?;
    (year.len() == 4 && (1..=12).contains(&month)).then(|| format!("{year}Q{}", month.div_ceil(3)))
}

/// "True", "yes" as truth values.
pub(super) fn boolean(written: &str) -> Option<&'static str> {
    match written.to_lowercase().as_str() {
        "true" | "yes" => Some("true"),
        "false" | "no" => Some("false"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised() {
        for (written, meant) in [
            ("-22%", "-22"),
            ("-22 percent", "-22"),
            ("−3.5", "-3.5"),
            ("22,5", "22.5"),
            ("-.5", "-0.5"),
            ("100,000", "100_000"),
            ("1 000 000", "1_000_000"),
            ("4 quarters", "\"4q\""),
            ("1 year", "\"1y\""),
            ("18 months", "\"6q\""),
            ("2022 Q1", "\"2022Q1\""),
            ("q3-2022", "\"2022Q3\""),
            ("2022:2", "\"2022Q2\""),
            ("2022Q1", "\"2022Q1\""),
            ("True", "true"),
            ("Russia", "\"Russia\""),
            ("2022Q5", "\"2022Q5\""),
            ("a few", "\"a few\""),
            ("1.2.3", "\"1.2.3\""),
        ] {
            assert_eq!(instead_of(written), meant, "{written}");
        }
    }

    #[test]
    fn days_are_recognised() {
        for (written, meant) in [
            ("2022-3-4", Some("2022-03-04")),
            ("2022-02", Some("2022-02-28")),
            ("2022-03-04T10:00:00", Some("2022-03-04")),
            ("2022-02-30", None),
            ("March", None),
            ("22-03-04", None),
        ] {
            assert_eq!(date(written).as_deref(), meant, "{written}");
        }
    }

    #[test]
    fn a_date_lies_in_a_quarter() {
        assert_eq!(quarter_of_date("2022-03-31"), Some("2022Q1".to_owned()));
        assert_eq!(quarter_of_date("2022-10-01"), Some("2022Q4".to_owned()));
        assert_eq!(quarter_of_date("12:30:00"), None);
    }

    #[test]
    fn no_number_is_guessed_where_there_is_none() {
        for written in ["", "-", "%", "about 5", "5 to 10", "1e", "2022Q1", "4q"] {
            assert_eq!(number(written), None, "{written}");
        }
    }
}
