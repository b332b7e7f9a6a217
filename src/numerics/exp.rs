//! The exponential function.

use super::bits::{ROUNDER, power_of_two, scale};
use super::polynomial::polynomial;

const LOG2_E: f64 = std::f64::consts::LOG2_E;
/// ln 2 cut to 42 bits, so that n · `LN2_HI` is exact for |n| < 2¹¹.
pub(super) const LN2_HI: f64 = 0.6931471805598903;
/// ln 2 - `LN2_HI`.
pub(super) const LN2_LO: f64 = 5.497923018708371e-14;

/// (eʳ - 1 - r) / r² on |r| ≤ ln 2 / 2: minimax polynomial (Remez exchange, 60 digits) of degree 10 with weight |r|,
/// that is for the error of eʳ - 1 relative to r; maximum 2.6e-19 before the coefficients are rounded.
const EXP: [f64; 11] = [
    0.5,
    0.16666666666666677,
    0.0416666666666667,
    0.008333333333321615,
    0.0013888888888866822,
    0.0001984126988615904,
    2.480158736057044e-05,
    2.755724418136075e-06,
    2.7557242758447316e-07,
    2.510904509427225e-08,
    2.092444132802553e-09,
];

/// x kept within [lo, hi], where the result has already left the range of an f64; NaN stays NaN.
#[inline(always)]
fn within(x: f64, lo: f64, hi: f64) -> f64 {
    let x = if x < lo { lo } else { x };
    if x > hi { hi } else { x }
}

/// eˣ. Error below 0.8 ulp (measured), also where the result is subnormal (x < -708.4).
/// ∞ above 709.7827, 0 below -745.1333, exactly 1 at 0; NaN for NaN.
///
/// n = round(x / ln 2), r = x - n ln 2 (Cody and Waite, 1980), eˣ = 2ⁿ (1 + r + r² q(r)).
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    let x = within(x, -746.0, 710.0);
    let n = x.mul_add(LOG2_E, ROUNDER) - ROUNDER;
    let r = n.mul_add(-LN2_LO, n.mul_add(-LN2_HI, x));
    let one_plus_r = 1.0 + r;
    let lost = (1.0 - one_plus_r) + r;
    let tail = (r * r).mul_add(polynomial(r, &EXP), lost);
    scale(one_plus_r + tail, n)
}

/// e^(x + lo) for |lo| ≤ 1e-12, with the low part of the reduced argument kept. Error below 0.54 ulp
/// (measured with lo = 0).
#[inline(always)]
pub(super) fn exp_of_sum(x: f64, lo: f64) -> f64 {
    let x = within(x, -746.0, 710.0);
    let n = x.mul_add(LOG2_E, ROUNDER) - ROUNDER;
    let (r, r_lo) = reduce(x, lo, n);
    let one_plus_r = 1.0 + r;
    let lost = (1.0 - one_plus_r) + r;
    let tail = (r * r).mul_add(polynomial(r, &EXP), r_lo.mul_add(one_plus_r, lost));
    scale(one_plus_r + tail, n)
}

/// x + lo - n ln 2 as an unevaluated sum.
#[inline(always)]
fn reduce(x: f64, lo: f64, n: f64) -> (f64, f64) {
    let hi = n.mul_add(-LN2_HI, x);
    let c = n.mul_add(-LN2_LO, lo);
    let r = hi + c;
    (r, (hi - r) + c)
}

/// eˣ - 1, accurate near zero. Error below 1.1 ulp (measured). -1 below -38, ∞ above 709.7827;
/// `exp_m1(-0)` is -0; NaN for NaN.
///
/// As [`exp`], with 2ⁿ⁻¹ - 1/2 and 2ⁿ⁻¹ (eʳ - 1) added as a sum in two parts and doubled.
#[inline(always)]
pub fn exp_m1(argument: f64) -> f64 {
    let x = within(argument, -50.0, 710.0);
    let n = x.mul_add(LOG2_E, ROUNDER) - ROUNDER;
    let (r, r_lo) = reduce(x, 0.0, n);
    let tail = (r * r).mul_add(polynomial(r, &EXP), r_lo.mul_add(r, r_lo));
    let p = r + tail;
    let p_lo = (r - p) + tail;
    let half_power = power_of_two((n - 1.0) + ROUNDER);
    let constant = half_power - 0.5;
    let scaled = half_power * p;
    let sum = constant + scaled;
    let lost = (constant - sum) + scaled;
    let result = 2.0 * (sum + half_power.mul_add(p_lo, lost));
    if argument.abs() < 1e-300 { argument } else { result }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::reference::{Table, dense};

    #[test]
    fn against_fifty_digits() {
        Table::read(include_str!("reference/exp.txt")).within(0.8, exp);
        Table::read(include_str!("reference/exp.txt")).within(0.54, |x| exp_of_sum(x, 0.0));
        Table::read(include_str!("reference/exp_m1.txt")).within(0.8, exp_m1);
    }

    #[test]
    fn against_libm() {
        dense(-708.0, 709.7, 400_000, 2, exp, libm::exp);
        dense(-1.0, 1.0, 400_000, 2, exp, libm::exp);
        dense(-40.0, 709.7, 200_000, 2, exp_m1, libm::expm1);
        dense(-1.0, 1.0, 200_000, 2, exp_m1, libm::expm1);
    }

    #[test]
    fn ends_and_special_values() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-0.0), 1.0);
        assert_eq!(exp(709.782712893384), libm::exp(709.782712893384));
        assert_eq!(exp(709.7827128933841), f64::INFINITY);
        assert_eq!((exp(f64::INFINITY), exp(f64::NEG_INFINITY)), (f64::INFINITY, 0.0));
        assert_eq!((exp(1e300), exp(-1e300)), (f64::INFINITY, 0.0));
        assert_eq!(exp(-745.1332191019411), 5e-324);
        assert_eq!(exp(-745.1332191019412), 0.0);
        assert!(exp(f64::NAN).is_nan() && exp_m1(f64::NAN).is_nan() && exp_of_sum(f64::NAN, 0.0).is_nan());
        assert_eq!(
            (exp_m1(f64::INFINITY), exp_m1(f64::NEG_INFINITY), exp_m1(-60.0)),
            (f64::INFINITY, -1.0, -1.0)
        );
        assert_eq!(exp_m1(-0.0).to_bits(), (-0.0_f64).to_bits());
        assert_eq!((exp_m1(5e-324), exp_m1(-1e-20)), (5e-324, -1e-20));
    }
}
