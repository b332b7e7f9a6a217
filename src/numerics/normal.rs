//! The density and the distribution function of the standard normal.

use super::exp::exp_of_sum;
use super::polynomial::{long_polynomial, powers};

/// 1 / √(2π)
const DENSITY_AT_ZERO: f64 = 0.3989422804014327;

/// Φ(-t) exp(t²/2) = P(t) / Q(t) on 0 ≤ t ≤ 38.6 (Mills' ratio over √(2π)): minimax rational function of degrees 10 and
/// 11 (Remez exchange, 60 digits) with relative error 9.0e-19 before the coefficients are rounded. All coefficients
/// are positive, so neither sum cancels.
const MILLS_P: [f64; 11] = [
    0.5,
    0.8276700969725209,
    0.6792129417470033,
    0.3570402079340884,
    0.1318972434408929,
    0.0356172905558904,
    0.0071105935564408015,
    0.0010375734920172112,
    0.00010631338171981454,
    6.956031623508595e-06,
    2.2342977855476169e-07,
];
const MILLS_Q: [f64; 12] = [
    1.0,
    2.4532247547479074,
    2.81581603948675,
    2.0001257027295067,
    0.9792192703413218,
    0.3479135915629512,
    0.09184524655216907,
    0.018088982866533636,
    0.0026182472378544655,
    0.00026704818398758047,
    1.743618554674496e-05,
    5.60055400319775e-07,
];

/// exp(-t²/2) with the rounding error of t² carried along.
#[inline(always)]
fn kernel(t: f64) -> f64 {
    let square = t * t;
    let lost = t.mul_add(t, -square);
    exp_of_sum(-0.5 * square, -0.5 * lost)
}

/// |x|, at most 40, where everything below has left the range of an f64; NaN stays NaN.
#[inline(always)]
fn distance(x: f64) -> f64 {
    let t = x.abs();
    if t > 40.0 { 40.0 } else { t }
}

/// Density of the standard normal, φ(x) = exp(-x²/2) / √(2π). Error below 2 ulp (measured) for
/// |x| ≤ 37.5, gradual underflow beyond, 0 from |x| = 38.6; NaN for NaN.
#[inline(always)]
pub fn normal_density(x: f64) -> f64 {
    DENSITY_AT_ZERO * kernel(distance(x))
}

/// Distribution function of the standard normal, Φ(x) = ∫₋∞ˣ φ. Error below 5.5 ulp for -37.5 ≤ x ≤ 0 (on average
/// 0.7) and below 2.5 ulp for x > 0 (measured): the lower tail keeps its relative accuracy. Gradual underflow below
/// -37.5, 0 below -38.6, exactly 1/2 at 0; Φ(x) + Φ(-x) = 1 to rounding; NaN for NaN.
#[inline(always)]
pub fn normal_cdf(x: f64) -> f64 {
    let t = distance(x);
    let t_powers = powers(t);
    let mills = long_polynomial(t_powers, &MILLS_P) / long_polynomial(t_powers, &MILLS_Q);
    let tail = kernel(t) * mills;
    let upper = 1.0 - tail;
    if x > 0.0 { upper } else { tail }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::reference::Table;

    #[test]
    fn against_fifty_digits() {
        Table::read(include_str!("reference/normal_density.txt")).within(2.0, normal_density);
        Table::read(include_str!("reference/normal_cdf.txt")).within(5.5, normal_cdf);
    }

    #[test]
    fn against_libm() {
        // erfc at the rounded -x/√2, moved to the exact place by its derivative.
        let mut worst: f64 = 0.0;
        for i in 0..=600_000_u32 {
            let x = 8.3 - f64::from(i) * 7.6e-5;
            let a = -x * std::f64::consts::FRAC_1_SQRT_2;
            // -x/√2 - a, with √½ in two parts
            let lost = (-x).mul_add(std::f64::consts::FRAC_1_SQRT_2, -a) + x * 4.833646656726457e-17;
            let slope = -2.0 / std::f64::consts::PI.sqrt() * libm::exp(-a * a);
            let oracle = 0.5 * slope.mul_add(lost, libm::erfc(a));
            let error = (normal_cdf(x) - oracle).abs() / oracle;
            worst = if error > worst { error } else { worst };
        }
        assert!(worst < 1.0e-15, "{worst:e}");
    }

    #[test]
    fn special_values() {
        assert_eq!((normal_cdf(0.0), normal_cdf(-0.0)), (0.5, 0.5));
        assert_eq!((normal_cdf(f64::NEG_INFINITY), normal_cdf(f64::INFINITY)), (0.0, 1.0));
        assert_eq!((normal_cdf(-39.0), normal_cdf(9.0), normal_cdf(1e300)), (0.0, 1.0, 1.0));
        assert!(normal_cdf(-38.4) > 0.0);
        assert!(normal_cdf(f64::NAN).is_nan() && normal_density(f64::NAN).is_nan());
        assert_eq!(normal_density(0.0), DENSITY_AT_ZERO);
        assert_eq!((normal_density(f64::INFINITY), normal_density(-40.0)), (0.0, 0.0));
    }

    #[test]
    fn the_two_tails_sum_to_one() {
        for i in 0..=40_000_u32 {
            let x = f64::from(i) * 2.5e-4;
            assert!((normal_cdf(x) + normal_cdf(-x) - 1.0).abs() <= f64::EPSILON / 2.0, "{x}");
        }
    }

    #[test]
    fn never_falls() {
        let mut last = 0.0;
        for i in 0..=4_000_000_u32 {
            let p = normal_cdf(f64::from(i) * 1.2e-5 - 39.0);
            assert!(p >= last, "{i}");
            last = p;
        }
    }
}
