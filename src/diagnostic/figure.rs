//! Numbers in sentences.

/// Four significant digits, without zeros that say nothing.
pub fn figure(value: f64) -> String {
    let exponent =
        format!("{value:.3e}").split_once('e').and_then(|(_, exponent)| exponent.parse::<i32>().ok());
    let Some(exponent) = exponent.filter(|_| value != 0.0) else { return format!("{}", value.abs()) };
    let digits = (3 - exponent).clamp(0, 300) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_four_digits() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (326.12, "326.1"),
            (-12.0, "-12"),
            (99.999, "100"),
            (0.000_123_456, "0.0001235"),
            (1_234_567.8, "1234568"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(figure(value), text);
        }
    }
}
