//! The natural logarithm, and the same in two parts for powers.

use super::bits::{ROUNDER, decompose, power_of_two};
use super::exp::{LN2_HI, LN2_LO};
use super::polynomial::polynomial;

/// (2 artanh(s) - 2s) / s³ as a polynomial in s², |s| ≤ (√2 - 1) / (√2 + 1): minimax (Remez exchange, 60 digits) of
/// degree 6 for the relative error of 2 artanh(s); maximum 1.2e-18 before the coefficients are rounded.
const ATANH: [f64; 7] = [
    0.6666666666666734,
    0.39999999999413965,
    0.2857142874256188,
    0.22222198553788666,
    0.18183565407880706,
    0.15314021085262788,
    0.14796261664507984,
];

/// (artanh(s) / s - 1 - s²/3) / s⁴ as a polynomial in s² on the same range: minimax of degree 7, relative error of
/// artanh(s) 7.3e-23 before the coefficients are rounded.
const ATANH_LONG: [f64; 8] = [
    0.1999999999999999,
    0.1428571428572256,
    0.11111111108767105,
    0.09090909435302011,
    0.07692278425257462,
    0.06668159115652135,
    0.05837400799326737,
    0.05994578495786072,
];

/// 1/3 as an unevaluated sum.
const THIRD_HI: f64 = 0.3333333333333333;
const THIRD_LO: f64 = 1.850371707708594e-17;

/// k ln 2 + ln(1 + f) for 1 + f in [√½, √2]. With s = f / (2 + f), ln(1 + f) = 2 artanh(s) = f - f²/2 + s (f²/2 + s²
/// R(s²)).
#[inline(always)]
fn log_of_parts(k: f64, f: f64) -> f64 {
    let s = f / (2.0 + f);
    let z = s * s;
    let r = z * polynomial(z, &ATANH);
    let half_square = 0.5 * f * f;
    let correction = half_square - s.mul_add(half_square + r, k * LN2_LO);
    k.mul_add(LN2_HI, f - correction)
}

/// ln x for 0 < x < ∞, without the selects for other arguments.
#[inline(always)]
pub(super) fn log_of_positive(x: f64) -> f64 {
    let (k, m) = decompose(x);
    log_of_parts(k, m - 1.0)
}

/// `finite` where 0 < x < ∞; else the value that ln takes: -∞ at 0, NaN below, ∞ at ∞, NaN for NaN.
#[inline(always)]
fn with_special_values(x: f64, finite: f64) -> f64 {
    let up = if x < f64::INFINITY { finite } else { x };
    let down = if x == 0.0 { f64::NEG_INFINITY } else { f64::NAN };
    if x > 0.0 { up } else { down }
}

/// ln x. Error below 0.85 ulp (measured), subnormal numbers included. ln 0 = -∞, ln ∞ = ∞, ln 1 = 0 exactly;
/// NaN below zero and for NaN.
#[inline(always)]
pub fn log(x: f64) -> f64 {
    with_special_values(x, log_of_positive(x))
}

/// ln(1 + x), accurate near zero. Error below 1.3 ulp (measured). -∞ at -1, NaN below, ∞ at ∞;
/// `log_1p(-0)` is -0.
///
/// 1 + x is taken as a sum in two parts, u + lo; lo is scaled as u is and added to the reduced argument.
#[inline(always)]
pub fn log_1p(x: f64) -> f64 {
    let u = 1.0 + x;
    let back = u - 1.0;
    let lo = (1.0 - (u - back)) + (x - back);
    let (k, m) = decompose(u);
    // Beyond 2^60 lo is below an ulp of the result; the bound keeps the factor in range.
    let bounded = if k < 60.0 { k } else { 60.0 };
    let f = lo.mul_add(power_of_two(ROUNDER - bounded), m - 1.0);
    let result = with_special_values(u, log_of_parts(k, f));
    if x.abs() < 1e-300 { x } else { result }
}

/// ln x as an unevaluated sum with relative error of about 2⁻⁶³, for 0 ≤ x ≤ ∞ or NaN (∞ and NaN have low part 0).
#[inline(always)]
pub(super) fn log_in_two_parts(x: f64) -> (f64, f64) {
    let (k, m) = decompose(x);
    let f = m - 1.0;
    // s = f / (2 + f) in two parts. 2 + f = 1 + m rounds once.
    let d = 1.0 + m;
    let d_lo = (1.0 - (d - m)) + (m - (d - (d - m)));
    let inverse = 1.0 / d;
    let s = f * inverse;
    let s_lo = s.mul_add(-d_lo, s.mul_add(-d, f)) * inverse;
    // artanh(s) / s - 1 = z t with z = s², t = 1/3 + z p(z); both in two parts.
    let z = s * s;
    let z_lo = (2.0 * s).mul_add(s_lo, s.mul_add(s, -z));
    let v = z * polynomial(z, &ATANH_LONG);
    let t = THIRD_HI + v;
    let t_lo = (THIRD_HI - t) + v + THIRD_LO;
    let g = z * t;
    let g_lo = z.mul_add(t, -g) + z.mul_add(t_lo, z_lo * t);
    // artanh(s) = s + s g
    let h = s * g;
    let h_lo = s.mul_add(g, -h) + s.mul_add(g_lo, s_lo * g);
    let a = s + h;
    let a_lo = ((s - a) + h) + (s_lo + h_lo);
    // k ln 2 + 2 artanh(s)
    let b = k * LN2_HI;
    let hi = a.mul_add(2.0, b);
    let lost = a.mul_add(2.0, b - hi);
    let lo = k.mul_add(LN2_LO, a_lo.mul_add(2.0, lost));
    let sum = hi + lo;
    let rest = (hi - sum) + lo;
    let special = with_special_values(x, sum);
    (special, if special.abs() < f64::INFINITY { rest } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::reference::{Table, dense, dense_log};

    #[test]
    fn against_fifty_digits() {
        Table::read(include_str!("reference/log.txt")).within(0.85, log);
        Table::read(include_str!("reference/log.txt")).within(0.501, |x| log_in_two_parts(x).0);
        Table::read(include_str!("reference/log_1p.txt")).within(1.3, log_1p);
    }

    #[test]
    fn against_libm() {
        dense_log(1e-307, 1e308, 400_000, 2, log, libm::log);
        dense(0.5, 2.0, 400_000, 2, log, libm::log);
        dense_log(1e-20, 1e300, 200_000, 2, log_1p, libm::log1p);
        dense(-0.999, 2.0, 200_000, 2, log_1p, libm::log1p);
    }

    #[test]
    fn special_values() {
        assert_eq!(log(1.0).to_bits(), 0.0_f64.to_bits());
        assert_eq!(
            (log(0.0), log(-0.0), log(f64::INFINITY)),
            (f64::NEG_INFINITY, f64::NEG_INFINITY, f64::INFINITY)
        );
        assert!(
            log(-1.0).is_nan()
                && log(f64::NEG_INFINITY).is_nan()
                && log(f64::NAN).is_nan()
                && log(-1e-310).is_nan()
        );
        assert_eq!((log_1p(-1.0), log_1p(f64::INFINITY)), (f64::NEG_INFINITY, f64::INFINITY));
        assert!(log_1p(-1.1).is_nan() && log_1p(f64::NAN).is_nan() && log_1p(f64::NEG_INFINITY).is_nan());
        assert_eq!(log_1p(-0.0).to_bits(), (-0.0_f64).to_bits());
        assert_eq!((log_1p(5e-324), log_1p(f64::MAX)), (5e-324, log(f64::MAX)));
    }
}
