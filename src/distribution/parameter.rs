//! What is wrong with a parameter, in an economist's words.

use std::fmt;

/// A parameter that a distribution cannot have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterError {
    /// The key that is to blame, `sd`.
    pub parameter: &'static str,
    /// What it must be and what it is: `must be above 0, not -3`.
    pub message: String,
}

impl ParameterError {
    /// An error of `parameter`.
    pub fn new(parameter: &'static str, message: impl Into<String>) -> Self {
        Self { parameter, message: message.into() }
    }
}

impl fmt::Display for ParameterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.parameter, self.message)
    }
}

impl std::error::Error for ParameterError {}

/// `value` when it is finite.
pub(super) fn finite(parameter: &'static str, value: f64) -> Result<f64, ParameterError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(ParameterError::new(parameter, format!("must be finite, not {value}")))
    }
}

/// `value` when it is finite and above 0.
pub(super) fn positive(parameter: &'static str, value: f64) -> Result<f64, ParameterError> {
    above(parameter, value, "0", 0.0)
}

/// `value` when it is finite and above `bound`, which the message calls `what`.
pub(super) fn above(
    parameter: &'static str,
    value: f64,
    what: &str,
    bound: f64,
) -> Result<f64, ParameterError> {
    if finite(parameter, value)? > bound {
        Ok(value)
    } else {
        Err(ParameterError::new(parameter, format!("must be above {what}, not {value}")))
    }
}

/// `high − low` when both are finite and low < high.
pub(super) fn width(low: f64, high: f64) -> Result<f64, ParameterError> {
    finite("low", low)?;
    above("high", high, &format!("low = {low}"), low)?;
    if (high - low).is_finite() {
        Ok(high - low)
    } else {
        Err(ParameterError::new("high", format!("must not be so far above low = {low}, not {high}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_names_key_value_and_bound() {
        assert_eq!(positive("sd", -3.0).unwrap_err().to_string(), "`sd` must be above 0, not -3");
        assert_eq!(width(2.0, 1.5).unwrap_err().to_string(), "`high` must be above low = 2, not 1.5");
        assert_eq!(width(f64::NAN, 1.0).unwrap_err().parameter, "low");
        assert_eq!(width(-1e308, 1e308).unwrap_err().parameter, "high");
        assert_eq!(width(1.0, 3.0), Ok(2.0));
        assert!(finite("mean", f64::INFINITY).is_err() && above("df", f64::NAN, "2", 2.0).is_err());
    }
}
