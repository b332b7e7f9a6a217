//! Numbers as people type them: `100_000`, `1e6`, `1GB`.

/// A whole number, 0 to 2^64 - 1: digits with `_` between them, or with a power of ten that leaves it whole (`1e6`,
/// `2.5e6`).
///
/// # Errors
/// Anything else, with what to type.
pub(super) fn whole(text: &str) -> Result<u64, String> {
    exact(text).ok_or_else(|| "a whole number such as 100_000 or 1e6 is needed".to_owned())
}

/// How many paths: 1 to 2^40.
///
/// # Errors
/// What is not a whole number, or out of range.
pub(super) fn paths(text: &str) -> Result<u64, String> {
    match whole(text)? {
        paths if (1..=1 << 40).contains(&paths) => Ok(paths),
        _ => Err("from 1 to 2^40 (about 1e12) paths can be addressed".to_owned()),
    }
}

/// Bytes: a whole number, then B, kB, MB, GB, TB (powers of 1000) or KiB, MiB, GiB, TiB (of 1024) in any case; bytes
/// without a unit.
///
/// # Errors
/// Anything else, with what to type.
pub(super) fn bytes(text: &str) -> Result<u64, String> {
    let (number, unit) = text.split_at(text.find(|c: char| "bkmgtBKMGT".contains(c)).unwrap_or(text.len()));
    let factor: Option<u64> = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => Some(1),
        "k" | "kb" => Some(1_000),
        "m" | "mb" => Some(1_000_000),
        "g" | "gb" => Some(1_000_000_000),
        "t" | "tb" => Some(1_000_000_000_000),
        "kib" => Some(1 << 10),
        "mib" => Some(1 << 20),
        "gib" => Some(1 << 30),
        "tib" => Some(1 << 40),
        _ => None,
    };
    let bytes = factor.zip(exact(number.trim_end())).and_then(|(factor, number)| number.checked_mul(factor));
    bytes.ok_or_else(|| "a size such as 500MB, 1GB or 2GiB is needed".to_owned())
}

fn exact(text: &str) -> Option<u64> {
    let (mantissa, power) = match text.split_once(['e', 'E']) {
        Some((mantissa, power)) => (mantissa, power.strip_prefix('+').unwrap_or(power)),
        None => (text, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let grouped = !whole.starts_with('_') && !whole.ends_with('_') && !whole.contains("__");
    let whole = whole.replace('_', "");
    let dangling = mantissa.ends_with('.');
    if whole.is_empty()
        || !grouped
        || dangling
        || !is_number(&whole)
        || !is_number(fraction)
        || !is_number(power)
    {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let zeros = power.parse::<usize>().ok()?.checked_sub(fraction.len())?;
    let digits = format!("{whole}{fraction}");
    let number: u64 = digits.parse().ok()?;
    if number == 0 {
        return Some(0);
    }
    10_u64.checked_pow(u32::try_from(zeros).ok()?)?.checked_mul(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers() {
        for (text, number) in [
            ("0", 0),
            ("1", 1),
            ("100_000", 100_000),
            ("1e6", 1_000_000),
            ("1E+6", 1_000_000),
            ("2.5e6", 2_500_000),
            ("1.0", 1),
            ("1_0e3", 10_000),
            ("0e99", 0),
            ("18446744073709551615", u64::MAX),
        ] {
            assert_eq!(whole(text), Ok(number), "{text}");
        }
        for text in [
            "",
            "_",
            "1_",
            "_1",
            "1__0",
            "-1",
            "+1",
            "1.5",
            "1e-2",
            "1e",
            "e5",
            "1e20",
            "18446744073709551616",
            "1,000",
            "0x10",
            "1 000",
            "1.",
            "nan",
            "inf",
            "1e99999999999999999999",
            "1k",
            "٣",
        ] {
            assert!(whole(text).is_err(), "{text}");
        }
    }

    #[test]
    fn as_many_paths_as_have_addresses() {
        assert_eq!(paths("1e12"), Ok(1_000_000_000_000));
        assert_eq!(paths("1099511627776"), Ok(1 << 40));
        assert!(paths("1099511627777").is_err());
        assert!(paths("0").is_err());
    }

    #[test]
    fn sizes() {
        for (text, size) in [
            ("1GB", 1_000_000_000),
            ("1gb", 1_000_000_000),
            ("2GiB", 2 << 30),
            ("500 MB", 500_000_000),
            ("1e9", 1_000_000_000),
            ("4096", 4096),
            ("16k", 16_000),
        ] {
            assert_eq!(bytes(text), Ok(size), "{text}");
        }
        for text in ["", "GB", "1.5GB", "1XB", "1GBB", "-1GB", "99999999TB", "1e9GB1"] {
            assert!(bytes(text).is_err(), "{text}");
        }
    }
}
