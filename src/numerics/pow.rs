//! Powers.

use super::exp::exp_of_sum;
use super::log::log_in_two_parts;

const TWO_POW_52: f64 = 4503599627370496.0;

/// Whether a ≥ 0 is an integer.
#[inline(always)]
fn is_integer(a: f64) -> bool {
    ((a + TWO_POW_52) - TWO_POW_52 == a) || (a >= TWO_POW_52)
}

/// xʸ. Error below 0.85 ulp (measured over the whole range, subnormal results included). The special cases are those
/// of IEEE 754 (9.2.1): `pow(x, 0)` and `pow(1, y)` are 1 even for NaN, `pow(-1, ±∞)` is 1, a negative base with an
/// exponent that is no integer gives NaN, and zeros and infinities keep the sign that odd exponents give.
///
/// exp(y ln|x|), with the logarithm and the product in two parts.
#[inline(always)]
pub fn pow(x: f64, y: f64) -> f64 {
    let base = x.abs();
    let (l, l_lo) = log_in_two_parts(base);
    let p = y * l;
    let p_lo = y.mul_add(l, -p) + y * l_lo;
    // Beyond ±800 the result is 0 or infinite, and the low part may be inf - inf.
    let p_lo = if p.abs() < 800.0 { p_lo } else { 0.0 };
    let magnitude = exp_of_sum(p, p_lo);

    let exponent = y.abs();
    let integer = is_integer(exponent);
    let odd = integer && !is_integer(0.5 * exponent);
    let negative = x.is_sign_negative();
    let signed = if negative && odd { -magnitude } else { magnitude };
    let no_root = (x < 0.0) && (x > f64::NEG_INFINITY) && !integer;
    let value = if no_root { f64::NAN } else { signed };
    let one = (x == 1.0) || (y == 0.0) || ((x == -1.0) && (exponent == f64::INFINITY));
    if one { 1.0 } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::reference::{Table2, ulps};

    const INF: f64 = f64::INFINITY;
    const NAN: f64 = f64::NAN;

    #[test]
    fn against_fifty_digits() {
        Table2::read(include_str!("reference/pow.txt")).within(0.85, pow);
    }

    #[test]
    fn against_libm() {
        // Bases spread over the whole range in logarithm, exponents so that the result is finite and normal.
        let mut worst = 0.0;
        for i in 0..400_000_u32 {
            let t = f64::from(i) * 0.6180339887498949;
            let l = 1400.0 * (t - t.floor() - 0.5);
            let x = libm::exp(l);
            let y = 700.0 * (f64::from(i) / 200_000.0 - 1.0) / l;
            let error = ulps(pow(x, y), libm::pow(x, y));
            if error > worst {
                worst = error;
            }
        }
        assert!(worst <= 1.0, "{worst}");
    }

    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "the special cases of the platform's pow are the standard's"
    )]
    fn special_cases_are_those_of_ieee_754() {
        let values = [
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.5,
            -0.5,
            2.0,
            -2.0,
            3.0,
            -3.0,
            2.5,
            -2.5,
            INF,
            -INF,
            NAN,
            1e300,
            -1e300,
            1e-300,
            -1e-300,
            5e-324,
            -5e-324,
            4503599627370497.0,
            -4503599627370497.0,
            9007199254740991.0,
            9007199254740992.0,
            0.9999999999999999,
            -1.0000000000000002,
        ];
        for x in values {
            for y in values {
                let (ours, theirs) = (pow(x, y), x.powf(y));
                assert_eq!(ours.is_nan(), theirs.is_nan(), "pow({x}, {y}) = {ours}, expected {theirs}");
                if !ours.is_nan() {
                    assert!(ulps(ours, theirs) <= 1.0, "pow({x}, {y}) = {ours}, expected {theirs}");
                    assert_eq!(ours.is_sign_negative(), theirs.is_sign_negative(), "pow({x}, {y}) = {ours}");
                }
            }
        }
    }

    #[test]
    fn exact_powers_are_exact() {
        for i in 1..=200_u32 {
            let x = f64::from(i);
            assert_eq!((pow(x, 1.0), pow(x, 2.0), pow(x, 3.0)), (x, x * x, x * x * x));
            assert_eq!(pow(x * x, 0.5), x);
        }
        assert_eq!(
            (pow(2.0, -1074.0), pow(2.0, 1023.0), pow(-2.0, 3.0)),
            (5e-324, 8.98846567431158e307, -8.0)
        );
    }
}
