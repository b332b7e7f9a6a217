//! Sine and cosine of moderate arguments.

use super::bits::ROUNDER;
use super::polynomial::polynomial;

/// The largest |x| that is reduced; n = round(2x/π) then has 20 bits.
const BOUND: f64 = 1e6;

/// π/2 in three parts: 33 bits, 33 bits, 53 bits, so that the products with n are exact in the first two.
const HALF_PI_1: f64 = 1.5707963267341256;
const HALF_PI_2: f64 = 6.077100506303966e-11;
const HALF_PI_3: f64 = 2.0222662487959506e-21;

/// (sin r - r) / r³ in r², |r| ≤ π/4: minimax (Remez exchange, 60 digits) of degree 5 for the error relative to r,
/// 3.4e-18.
const SIN: [f64; 6] = [
    -0.16666666666666632,
    0.008333333333322415,
    -0.00019841269829807507,
    2.75573136916928e-06,
    -2.5050758069390328e-08,
    1.5896792653656285e-10,
];

/// (cos r - 1 + r²/2) / r⁴ in r², |r| ≤ π/4: minimax of degree 5 for the absolute error, 4.7e-20.
const COS: [f64; 6] = [
    0.0416666666666666,
    -0.0013888888888874125,
    2.4801587289482194e-05,
    -2.7557314352329313e-07,
    2.0875723272095723e-09,
    -1.1359647720038525e-11,
];

/// (sin r, cos r, quadrant) with x = quadrant π/2 + r, the quadrant in the two low bits (Cody and Waite, 1980).
#[inline(always)]
fn parts(x: f64) -> (f64, f64, u64) {
    let shifted = x.mul_add(std::f64::consts::FRAC_2_PI, ROUNDER);
    let n = shifted - ROUNDER;
    let a = n.mul_add(-HALF_PI_1, x);
    let p = n * HALF_PI_2;
    let b = a - p;
    let back = a - b;
    let b_lo = (a - (b + back)) + (back - p);
    let c = n.mul_add(-HALF_PI_3, b_lo);
    let r = b + c;
    let r_lo = (b - r) + c;

    let z = r * r;
    let half_z = 0.5 * z;
    let sine_tail = (z * r).mul_add(polynomial(z, &SIN), r_lo.mul_add(-half_z, r_lo));
    let sine = r + sine_tail;
    let one_minus = 1.0 - half_z;
    let cosine_tail = (z * z).mul_add(polynomial(z, &COS), r.mul_add(-r_lo, (1.0 - one_minus) - half_z));
    let cosine = one_minus + cosine_tail;
    (sine, cosine, shifted.to_bits())
}

/// `value` with its sign changed in quadrants 2 and 3, and NaN outside the bound.
#[inline(always)]
fn finish(x: f64, value: f64, quadrant: u64) -> f64 {
    let signed = f64::from_bits(value.to_bits() ^ ((quadrant & 2) << 62));
    if x.abs() <= BOUND { signed } else { f64::NAN }
}

/// sin x, x in radians, for |x| ≤ 10⁶. Error below 0.8 ulp (measured). Beyond the bound, and for NaN: NaN.
#[inline(always)]
pub fn sin(x: f64) -> f64 {
    let (sine, cosine, quadrant) = parts(x);
    let value = if quadrant & 1 == 0 { sine } else { cosine };
    let result = finish(x, value, quadrant);
    if x == 0.0 { x } else { result }
}

/// cos x, x in radians, for |x| ≤ 10⁶. Error below 0.8 ulp (measured). Beyond the bound, and for NaN: NaN.
#[inline(always)]
pub fn cos(x: f64) -> f64 {
    let (sine, cosine, quadrant) = parts(x);
    let value = if quadrant & 1 == 0 { cosine } else { sine };
    finish(x, value, quadrant.wrapping_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::reference::{Table, dense};

    #[test]
    fn against_fifty_digits() {
        Table::read(include_str!("reference/sin.txt")).within(0.8, sin);
        Table::read(include_str!("reference/cos.txt")).within(0.8, cos);
    }

    #[test]
    fn against_libm() {
        for (f, oracle) in [(sin as fn(f64) -> f64, libm::sin as fn(f64) -> f64), (cos, libm::cos)] {
            dense(-10.0, 10.0, 400_000, 1, f, oracle);
            dense(-1e6, 1e6, 400_000, 1, f, oracle);
        }
    }

    #[test]
    fn multiples_of_half_pi_keep_their_relative_accuracy() {
        for i in -600_000..=600_000_i32 {
            let x = f64::from(i) * std::f64::consts::FRAC_PI_2;
            for (ours, theirs) in [(sin(x), libm::sin(x)), (cos(x), libm::cos(x))] {
                assert!(crate::numerics::reference::ulps(ours, theirs) <= 1.0, "{x}: {ours} {theirs}");
            }
        }
    }

    #[test]
    fn special_values() {
        assert_eq!(sin(-0.0).to_bits(), (-0.0_f64).to_bits());
        assert_eq!((sin(0.0), cos(0.0), sin(5e-324)), (0.0, 1.0, 5e-324));
        for x in [1.0000001e6, -2e6, f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
            assert!(sin(x).is_nan() && cos(x).is_nan());
        }
    }
}
