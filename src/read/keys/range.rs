//! Where a number of a key must lie: one statement for the reader, the schema and the reference page.

use std::fmt;

/// An interval of numbers, each end included or not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The least; none when it may be as low as it likes.
    pub low: Option<End>,
    /// The greatest; none when it may be as high as it likes.
    pub high: Option<End>,
}

/// One end of an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum End {
    /// The number itself is inside.
    At(f64),
    /// The number itself is outside.
    Beyond(f64),
}

impl Range {
    /// A probability or a share.
    pub const SHARE: Self = Self { low: Some(End::At(0.0)), high: Some(End::At(1.0)) };
    /// A spread that is one.
    pub const POSITIVE: Self = Self::above(0.0);
    /// A factor on a spread.
    pub const NOT_NEGATIVE: Self = Self { low: Some(End::At(0.0)), high: None };
    /// An autoregressive coefficient: 1 is a random walk.
    pub const AUTOREGRESSIVE: Self = Self { low: Some(End::Beyond(-1.0)), high: Some(End::At(1.0)) };
    /// A percent rate that leaves something.
    pub const PERCENT_RATE: Self = Self::above(-100.0);

    /// Everything above a number.
    pub const fn above(number: f64) -> Self {
        Self { low: Some(End::Beyond(number)), high: None }
    }

    /// Whether a number lies inside.
    pub fn holds(self, number: f64) -> bool {
        let above = |end| match end {
            End::At(low) => number >= low,
            End::Beyond(low) => number > low,
        };
        let below = |end| match end {
            End::At(high) => number <= high,
            End::Beyond(high) => number < high,
        };
        self.low.is_none_or(above) && self.high.is_none_or(below)
    }
}

/// "from 0 to 1", "above 0", "above -1 and at most 1"
impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(End::At(low)), Some(End::At(high))) = (self.low, self.high) {
            return write!(f, "from {low} to {high}");
        }
        match self.low {
            Some(End::At(low)) => write!(f, "at least {low}")?,
            Some(End::Beyond(low)) => write!(f, "above {low}")?,
            None => {}
        }
        if self.low.is_some() && self.high.is_some() {
            f.write_str(" and ")?;
        }
        match self.high {
            Some(End::At(high)) => write!(f, "at most {high}"),
            Some(End::Beyond(high)) => write!(f, "below {high}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_inside_or_not_and_said() {
        for (range, inside, outside, words) in [
            (Range::SHARE, [0.0, 1.0], [-0.1, 1.1], "from 0 to 1"),
            (Range::POSITIVE, [1e-9, 9.0], [0.0, -1.0], "above 0"),
            (Range::NOT_NEGATIVE, [0.0, 9.0], [-1e-9, f64::NAN], "at least 0"),
            (Range::AUTOREGRESSIVE, [-0.9, 1.0], [-1.0, 1.1], "above -1 and at most 1"),
            (Range { low: None, high: Some(End::Beyond(2.0)) }, [-9.0, 1.9], [2.0, 3.0], "below 2"),
            (Range { low: None, high: Some(End::At(2.0)) }, [-9.0, 2.0], [2.1, 3.0], "at most 2"),
        ] {
            assert!(inside.into_iter().all(|number| range.holds(number)), "{range}");
            assert!(!outside.into_iter().any(|number| range.holds(number)), "{range}");
            assert_eq!(range.to_string(), words);
        }
    }
}
