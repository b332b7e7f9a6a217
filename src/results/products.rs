//! Sums of small numbers and of their squares, for correlations.

use serde::{Deserialize, Serialize};

use super::moments::decimal;

/// Units of the fixed point: 2^-44. With 2^40 paths the sums stay far below 2^127.
const UNITS: f64 = (1_u64 << 44) as f64;

/// What numbers of at most 1 in size add up to, path by path: integers, so that merging is addition in any order.
///
/// Each number is rounded to 2^-44, and so is its square. What is not a number is counted apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductSum {
    paths: u64,
    failed: u64,
    #[serde(with = "decimal")]
    sum: i128,
    #[serde(with = "decimal")]
    squares: i128,
}

impl ProductSum {
    /// Adds the numbers of some paths.
    pub fn add(&mut self, values: &[f64]) {
        for value in values {
            if value.abs() <= 1.0 {
                self.paths += 1;
                self.sum += i128::from((value * UNITS).round_ties_even() as i64);
                self.squares += i128::from((value * value * UNITS).round_ties_even() as i64);
            } else {
                self.failed += 1;
            }
        }
    }

    /// Adds the paths of `other`.
    pub fn merge(&mut self, other: &Self) {
        self.paths = self.paths.saturating_add(other.paths);
        self.failed = self.failed.saturating_add(other.failed);
        // Wrapping only to be total on forged files.
        self.sum = self.sum.wrapping_add(other.sum);
        self.squares = self.squares.wrapping_add(other.squares);
    }

    /// How many numbers there are.
    pub fn count(&self) -> u64 {
        self.paths
    }

    /// Their mean; NaN when there is none.
    pub fn mean(&self) -> f64 {
        self.sum as f64 / UNITS / self.paths as f64
    }

    /// The mean of their squares; NaN when there is none.
    pub fn mean_square(&self) -> f64 {
        self.squares as f64 / UNITS / self.paths as f64
    }

    /// Their variance, never below 0.
    pub fn variance(&self) -> f64 {
        let mean = self.mean();
        let variance = (-mean).mul_add(mean, self.mean_square());
        if variance < 0.0 { 0.0 } else { variance }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::normals;
    use super::*;

    #[test]
    fn parts_in_any_order_are_the_whole() {
        let mut values: Vec<f64> = normals(31, 3_000).iter().map(|x| (0.2 * x).clamp(-1.0, 1.0)).collect();
        values[7] = f64::NAN;
        let of = |values: &[f64]| {
            let mut sum = ProductSum::default();
            sum.add(values);
            sum
        };
        let whole = of(&values);
        for cut in [1, 256, 2_000] {
            let (mut left, mut right) = (of(&values[..cut]), of(&values[cut..]));
            (left, right) = (right, left);
            left.merge(&right);
            assert_eq!(left, whole, "{cut}");
        }
        assert_eq!((whole.count(), whole.failed), (2_999, 1));
        let finite: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
        let mean = finite.iter().sum::<f64>() / 2_999.0;
        let variance = finite.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 2_999.0;
        assert!((whole.mean() - mean).abs() < 1e-12 && (whole.variance() - variance).abs() < 1e-12);
        let text = serde_json::to_string(&whole).unwrap();
        assert_eq!(serde_json::from_str::<ProductSum>(&text).unwrap(), whole);
        assert!(ProductSum::default().mean().is_nan());
    }
}
