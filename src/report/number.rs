//! Numbers as people read them: no digit beyond the error, thousands apart.

use super::Figure;

/// Significant digits of a number that is known exactly; zeros at the end go.
const EXACT: i32 = 6;
/// Significant digits that a table shows of a number with decimals, however small its error: files hold the others.
const TABLE: i32 = 3;

/// Decimals of `value` that its error allows: the last digit shown stands where the first digit of `half_width` (half
/// the 95 percent interval, rounded to one digit) does. Below 0 the number is rounded to tens, hundreds, ... A number
/// without error gets six significant digits. Both arguments are finite.
///
/// ```
/// use sarez::report::digits;
/// assert_eq!(digits(-3.4123, 0.02), 2); // -3.41
/// assert_eq!(digits(31.23, 0.2), 1); // 31.2
/// assert_eq!(digits(1234.5, 23.0), -1); // 1,230
/// ```
pub fn digits(value: f64, half_width: f64) -> i32 {
    if half_width == 0.0 { decimals(value, EXACT) } else { -exponent(half_width) }
}

/// Decimals that give so many significant digits, never below 0.
fn decimals(value: f64, significant: i32) -> i32 {
    match significant - 1 - exponent(value) {
        decimals if decimals < 0 => 0,
        decimals => decimals,
    }
}

/// The power of ten of the first digit after rounding to one digit; 0 for 0.
fn exponent(value: f64) -> i32 {
    format!("{value:.0e}").split_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or(0)
}

/// `value` to the digits that `half_width` allows; a number known exactly loses its last zeros. With `plus` a positive
/// number says its sign. "?" when value or error are not finite.
pub(super) fn number(value: f64, half_width: f64, plus: bool) -> String {
    if !value.is_finite() || !half_width.is_finite() {
        return "?".to_owned();
    }
    rounded(value, digits(value, half_width), half_width == 0.0, plus)
}

/// Four significant digits without zeros at the end, for what needs no more: percentiles of a prior.
pub(super) fn brief(value: f64) -> String {
    const BRIEF: i32 = 4;
    if value.is_finite() { rounded(value, decimals(value, BRIEF), true, false) } else { format!("{value}") }
}

/// `value` to so many decimals, or tens where they are negative; zeros behind the point go when it is `exact`.
fn rounded(value: f64, decimals: i32, exact: bool, plus: bool) -> String {
    let mut text = if decimals < 0 {
        let zeros = "0".repeat(decimals.unsigned_abs() as usize);
        let unit: f64 = format!("1{zeros}").parse().unwrap_or(f64::INFINITY);
        match format!("{:.0}", value.abs() / unit).as_str() {
            "0" => "0".to_owned(),
            rounded => format!("{rounded}{zeros}"),
        }
    } else {
        format!("{:.*}", decimals as usize, value.abs())
    };
    if exact && text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    let sign = match () {
        () if text.bytes().all(|b| b"0.".contains(&b)) => "",
        () if value < 0.0 => "-",
        () if plus => "+",
        () => "",
    };
    format!("{sign}{}", thousands(&text))
}

/// A positive bound rounded up at the first digit of `error`, so that what is said of it stays true.
fn outwards(bound: f64, error: f64) -> f64 {
    let unit: f64 = format!("1e{}", exponent(error)).parse().unwrap_or(bound);
    (bound / unit).ceil() * unit
}

/// A count such as `100,000`.
pub(super) fn count(number: u64) -> String {
    thousands(&number.to_string())
}

/// Commas between groups of three digits before the decimal point of a number without a sign.
fn thousands(digits: &str) -> String {
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut text = String::new();
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

impl Figure {
    /// The value to the digits that its own error and the bins' resolution allow, but no more decimals than give three
    /// significant digits.
    pub(super) fn in_table(&self, plus: bool) -> String {
        match (self.value, self.decimals()) {
            (Some(value), Some(decimals)) => rounded(value, decimals, self.half_width() == 0.0, plus),
            _ => "?".to_owned(),
        }
    }

    /// The decimals of [`Self::in_table`]; `None` where value or error are not known.
    pub(super) fn decimals(&self) -> Option<i32> {
        let (value, half_width) = (self.value?, self.half_width());
        if !value.is_finite() || !half_width.is_finite() {
            return None;
        }
        let (sure, enough) = (digits(value, half_width), decimals(value, TABLE));
        Some(if sure < enough { sure } else { enough })
    }

    /// Half the 95 percent interval or half the resolution, whichever is more; NaN when unknown.
    pub(super) fn half_width(&self) -> f64 {
        let interval = match (self.low, self.high) {
            (Some(low), Some(high)) => (high - low) / 2.0,
            _ => return f64::NAN,
        };
        let resolution = self.resolution.unwrap_or(0.0) / 2.0;
        if resolution > interval { resolution } else { interval }
    }

    /// A probability in percent with its error: `31.2 % ± 0.2`; the interval itself where it is far from symmetric,
    /// and the one bound that is known where no path or every path was counted.
    pub(super) fn percent(&self) -> String {
        let (Some(value), Some(low), Some(high)) = (self.value, self.low, self.high) else {
            return "?".to_owned();
        };
        let half = 100.0 * self.half_width();
        let (value, low, high) = (100.0 * value, 100.0 * low, 100.0 * high);
        match () {
            () if low == high => format!("{} %", number(value, 0.0, false)),
            () if value == 0.0 => format!("less than {} %", number(outwards(high, high), high, false)),
            () if value == 100.0 => {
                format!(
                    "more than {} %",
                    number(100.0 - outwards(100.0 - low, 100.0 - low), 100.0 - low, false)
                )
            }
            () if half < 1.5 * (value - low) && half < 1.5 * (high - value) => {
                format!("{} % ± {}", number(value, half, false), number(half, half, false))
            }
            () => format!(
                "{} % ({} to {})",
                number(value, half, false),
                number(low, half, false),
                number(high, half, false)
            ),
        }
    }

    /// The value and its interval, such as `-1.62 (-1.63 to -1.61)`.
    pub(super) fn with_interval(&self, plus: bool) -> String {
        let half = self.half_width();
        let [low, high] = [self.low, self.high].map(|end| number(end.unwrap_or(f64::NAN), half, plus));
        match number(self.value.unwrap_or(f64::NAN), half, plus) {
            value if value == low && value == high => value,
            value => format!("{value} ({low} to {high})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_digit_beyond_the_error() {
        for (value, half_width, text) in [
            (-3.4123, 0.02, "-3.41"),
            (-3.4123, 0.2, "-3.4"),
            (-3.4123, 2.0, "-3"),
            (-3.4123, 20.0, "0"),
            (-3.4123, 0.0951, "-3.4"), // 0.0951 is 0.1
            (-3.4123, 0.0949, "-3.41"),
            (31.23, 0.2, "31.2"),
            (1234.5, 23.0, "1,230"),
            (1234.5, 0.001, "1,234.500"),
            (1234567.0, 0.4, "1,234,567.0"),
            (1234567.0, 2.3e5, "1,200,000"),
            (-0.004, 0.05, "0.00"), // no sign on nothing
            (0.00012345, 0.00001, "0.00012"),
            (999.96, 0.1, "1,000.0"),
            (12.0, 0.0, "12"),
            (12.25, 0.0, "12.25"),
            (1.0 / 3.0, 0.0, "0.333333"),
            (100.0, 0.0, "100"),
            (0.0, 0.0, "0"),
            (0.0, 0.01, "0.00"),
            (1e300, 1e299, &format!("1{}", ",000".repeat(100))),
            (f64::NAN, 0.1, "?"),
            (1.0, f64::INFINITY, "?"),
        ] {
            assert_eq!(number(value, half_width, false), text, "{value} ± {half_width}");
        }
    }

    #[test]
    fn signs_are_said_where_they_are_asked_for() {
        assert_eq!(number(0.91, 0.01, true), "+0.91");
        assert_eq!(number(-0.91, 0.01, true), "-0.91");
        assert_eq!(number(0.0, 0.01, true), "0.00");
        assert_eq!(count(100_000), "100,000");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_000_000), "1,000,000");
    }

    #[test]
    fn figures_with_their_error() {
        let figure = |value, low, high, resolution| Figure {
            value: Some(value),
            low: Some(low),
            high: Some(high),
            resolution: Some(resolution),
        };
        assert_eq!(figure(-1.6234, -1.6334, -1.6134, 0.0).with_interval(true), "-1.62 (-1.63 to -1.61)");
        assert_eq!(figure(5.0, 5.0, 5.0, 0.0).with_interval(true), "+5");
        // The resolution of the bins counts as error too.
        assert_eq!(figure(-1.6234, -1.6334, -1.6134, 0.8).in_table(true), "-1.6");
        // A table shows three significant digits, and never rounds a whole number for its length.
        assert_eq!(figure(1.6234, 1.6233, 1.6235, 0.0).in_table(true), "+1.62");
        assert_eq!(figure(0.016234, 0.016233, 0.016235, 0.0).in_table(false), "0.0162");
        assert_eq!(figure(123_456.7, 123_456.6, 123_456.8, 0.0).in_table(false), "123,457");
        assert_eq!(figure(123_456.7, 123_156.6, 123_756.8, 0.0).in_table(false), "123,500");
        assert_eq!(figure(12.0, 12.0, 12.0, 0.0).in_table(false), "12");
        assert_eq!(figure(0.31234, 0.31, 0.3147, 0.0).percent(), "31.2 % ± 0.2");
        assert_eq!(figure(0.0, 0.0, 0.000033, 0.0).percent(), "less than 0.004 %");
        assert_eq!(figure(1.0, 0.999967, 1.0, 0.0).percent(), "more than 99.996 %");
        assert_eq!(figure(0.00001, 0.0000003, 0.0000557, 0.0).percent(), "0.001 % (0.000 to 0.006)");
        assert_eq!(figure(1.0, 1.0, 1.0, 0.0).percent(), "100 %");
        assert_eq!(Figure::default().percent(), "?");
        assert_eq!(Figure { value: Some(1.0), ..Figure::default() }.in_table(false), "?");
    }
}
