//! Sums of powers that do not depend on the order of addition.
//!
//! Paths come in groups of 64, aligned to their global numbers. A group's sums of z, z^2, z^3 and z^4 are floating point in
//! one fixed order; each sum then becomes an integer, and integers add in any order to the same bits.

use serde::{Deserialize, Serialize};

/// Paths of a group: blocks, units and shards are cut at multiples of it.
pub(super) const GROUP: usize = 64;
/// Partial sums of a group.
pub(super) const LANES: usize = 8;

/// Sums below 2^22 in magnitude count in units of 2^-40 (cut off, at most 2^-46 a path), ...
const FINE_BOUND: f64 = (1_u64 << 22) as f64;
const FINE_UNITS: f64 = (1_u64 << 40) as f64;
/// ... sums below 2^96 in units of 1 (rounded, a relative error of at most 2^-23), larger ones and NaN saturate.
/// So z within the bins (|z| < 2^21, group sum of z^4 below 2^90) never saturates, and 2^31 groups do not overflow.
const COARSE_BOUND: f64 = (1_u128 << 96) as f64;

/// A sum of group sums in fixed point: fine / 2^40 + coarse. Merging is integer addition.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FixedSum {
    #[serde(with = "decimal")]
    fine: i128,
    #[serde(with = "decimal")]
    coarse: i128,
    /// Groups that were too large to add: then the sum is unknown.
    saturated: u64,
}

impl FixedSum {
    /// Adds the sum of one group.
    #[inline(always)]
    pub(super) fn add(&mut self, sum: f64) {
        if sum.abs() < FINE_BOUND {
            self.fine += i128::from((sum * FINE_UNITS) as i64);
        } else {
            self.add_large(sum);
        }
    }

    #[cold]
    #[inline(never)]
    fn add_large(&mut self, sum: f64) {
        if sum.abs() < COARSE_BOUND {
            self.coarse += sum.round_ties_even() as i128;
        } else {
            self.saturated += 1;
        }
    }

    /// Adds the groups of `other`.
    pub(super) fn merge(&mut self, other: &Self) {
        // Wrapping only to be total on forged files: the bounds above keep honest sums from overflowing.
        self.fine = self.fine.wrapping_add(other.fine);
        self.coarse = self.coarse.wrapping_add(other.coarse);
        self.saturated = self.saturated.saturating_add(other.saturated);
    }

    /// The sum; NaN when saturated.
    pub(super) fn value(&self) -> f64 {
        if self.saturated > 0 {
            return f64::NAN;
        }
        self.fine as f64 / FINE_UNITS + self.coarse as f64
    }

    /// Whether a group was too large to add.
    pub(super) fn is_saturated(&self) -> bool {
        self.saturated > 0
    }
}

/// The sums of z, z^2, z^3 and z^4 of one group: lane k adds the values k, k + 8, ... in this order.
#[derive(Debug, Default)]
pub(super) struct PowerSums([[f64; LANES]; 4]);

impl PowerSums {
    /// Adds the next 8.
    #[inline(always)]
    pub(super) fn add(&mut self, z: &[f64; LANES]) {
        let [first, second, third, fourth] = &mut self.0;
        for lane in 0..LANES {
            let square = z[lane] * z[lane];
            first[lane] += z[lane];
            second[lane] += square;
            third[lane] = square.mul_add(z[lane], third[lane]);
            fourth[lane] = square.mul_add(square, fourth[lane]);
        }
    }

    /// Adds the group to the sums of all.
    #[inline(always)]
    pub(super) fn close(self, sums: &mut [FixedSum; 4]) {
        // A call that is not inlined makes the lanes be stored as vectors; else the compiler takes them apart into scalars.
        Self::add_total(&self.0, sums);
    }

    #[inline(never)]
    fn add_total(lanes: &[[f64; LANES]; 4], sums: &mut [FixedSum; 4]) {
        for (sum, lanes) in sums.iter_mut().zip(lanes) {
            sum.add(total(lanes));
        }
    }
}

/// ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)).
fn total(s: &[f64; LANES]) -> f64 {
    ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
}

/// 128-bit integers as decimal strings: readers of JSON keep no more than 53 bits of a number.
pub(super) mod decimal {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(in crate::results) fn serialize<S: Serializer>(
        value: &i128,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(in crate::results) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<i128, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom(format_args!("`{text}` is not an integer of 128 bits")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(values: &[f64]) -> FixedSum {
        let mut sum = FixedSum::default();
        for value in values {
            sum.add(*value);
        }
        sum
    }

    #[test]
    fn order_does_not_matter() {
        let values = [1e-9, -3.25, 4e6, 5e6, 1e20, -1e20, 7.0e28, 0.1];
        let mut reversed = values;
        reversed.reverse();
        assert_eq!(sum(&values), sum(&reversed));
        let (mut left, right) = (sum(&values[..3]), sum(&values[3..]));
        left.merge(&right);
        assert_eq!(left, sum(&values));
        assert!((sum(&values[..3]).value() - (4e6 - 3.25)).abs() < 1e-5);
    }

    #[test]
    fn saturation_is_flagged_and_bounded() {
        assert!(!sum(&[7.9e28, -7.9e28]).is_saturated());
        for value in [8e28, -1e300, f64::INFINITY, f64::NAN] {
            let sum = sum(&[1.0, value]);
            assert!(sum.is_saturated() && sum.value().is_nan(), "{value}");
        }
    }

    #[test]
    fn powers_of_a_group() {
        let mut z = [0.0; GROUP];
        for (i, z) in z.iter_mut().enumerate() {
            *z = i as f64 - 31.0; // -31 to 32: small integers, so every order is exact
        }
        let mut sums = PowerSums::default();
        z.as_chunks().0.iter().for_each(|row| sums.add(row));
        assert_eq!(sums.0.each_ref().map(total), [32.0, 21_856.0, 32_768.0, 13_443_616.0]);
    }

    #[test]
    fn written_and_read_back() {
        let sum = sum(&[1.5, -7e27, 1e300]);
        let text = serde_json::to_string(&sum).unwrap();
        assert_eq!(serde_json::from_str::<FixedSum>(&text).unwrap(), sum);
        assert!(serde_json::from_str::<FixedSum>(&text.replace("1649267441664", "12.5")).is_err());
    }
}
