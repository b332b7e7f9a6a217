//! Exponents and rounding through the bits of an f64, because AVX2 cannot convert between f64 and i64.

/// 1.5 · 2⁵². Adding it rounds |x| < 2⁵¹ to the nearest integer (ties to even), which then stands in the low bits.
pub(super) const ROUNDER: f64 = 6755399441055744.0;

/// The bits of 1.0.
const ONE_BITS: u64 = 0x3ff0_0000_0000_0000;
/// The bits of √½ rounded.
const SQRT_HALF_BITS: u64 = 0x3fe6_a09e_667f_3bcd;
const MANTISSA: u64 = 0x000f_ffff_ffff_ffff;
const TWO_POW_52: f64 = 4503599627370496.0;
const TWO_POW_52_BITS: u64 = 0x4330_0000_0000_0000;
const TWO_POW_54: f64 = 18014398509481984.0;

/// 2ⁿ for an integer n in -1022..=1023, given as `ROUNDER + n`.
#[inline(always)]
pub(super) fn power_of_two(rounder_plus_n: f64) -> f64 {
    f64::from_bits((rounder_plus_n.to_bits() << 52).wrapping_add(ONE_BITS))
}

/// x · 2ⁿ for |n| ≤ 2044, n an integer held in an f64; two factors, so that overflow and underflow are gradual.
#[inline(always)]
pub(super) fn scale(x: f64, n: f64) -> f64 {
    let half = n.mul_add(0.5, ROUNDER);
    let rest = (n - (half - ROUNDER)) + ROUNDER;
    x * power_of_two(half) * power_of_two(rest)
}

/// (k, m) with x = 2ᵏ m and m in [√½, √2), for 0 < x < ∞, subnormal numbers included. Otherwise without meaning.
#[inline(always)]
pub(super) fn decompose(x: f64) -> (f64, f64) {
    let subnormal = x < f64::MIN_POSITIVE;
    let normal = if subnormal { x * TWO_POW_54 } else { x };
    let bias = if subnormal { TWO_POW_52 + (1023.0 + 54.0) } else { TWO_POW_52 + 1023.0 };
    let moved = normal.to_bits().wrapping_add(ONE_BITS - SQRT_HALF_BITS);
    let k = f64::from_bits((moved >> 52) | TWO_POW_52_BITS) - bias;
    let m = f64::from_bits((moved & MANTISSA).wrapping_add(SQRT_HALF_BITS));
    (k, m)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::{FRAC_1_SQRT_2, SQRT_2};

    #[test]
    fn a_number_is_the_product_of_its_parts() {
        for x in [1.0, 0.75, FRAC_1_SQRT_2.next_down(), FRAC_1_SQRT_2, SQRT_2, 3.0, 5e-324, 1e-310, 1e308] {
            let (k, m) = decompose(x);
            assert!((FRAC_1_SQRT_2.next_down()..=SQRT_2).contains(&m), "{x}: m = {m}");
            assert_eq!(scale(m, k), x);
        }
    }

    #[test]
    fn scaling_reaches_both_ends_of_the_range() {
        assert_eq!(scale(1.5, -1074.0), 1e-323);
        assert_eq!(scale(1.0, 1023.0), 8.98846567431158e307);
        assert_eq!(scale(1.0, 1024.0), f64::INFINITY);
        assert_eq!(scale(1.0, -1076.0), 0.0);
    }
}
