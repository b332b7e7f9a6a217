//! The quantile function of the standard normal in double precision.

use super::log::log_of_positive;
use super::polynomial::{long_polynomial, polynomial, powers};

/// Tail probability that divides the centre from the tails.
const SPLIT: f64 = 0.085;

/// Centre: z = √(π/2) x + x³ P(c) / Q(c) with x = 1 - 2v, c = 0.6889 - x² ≥ 0: minimax rational function of degrees 6
/// and 7 (Remez exchange, 60 digits), error 2.0e-17 relative to z before the coefficients are rounded.
const CENTRE_SLOPE: f64 = 1.2533141373155003;
const CENTRE: f64 = 0.6889;
const CENTRE_P: [f64; 7] = [
    0.5805537289705095,
    4.775615654318682,
    14.488578082532543,
    19.98657869093728,
    12.485705550411295,
    3.0435238614159785,
    0.18671369701419244,
];
const CENTRE_Q: [f64; 8] = [
    1.0,
    9.605247114763618,
    35.54486598437369,
    63.88343809803384,
    57.873507783508046,
    24.889129136348064,
    4.260159824567469,
    0.18337623117192947,
];

/// Tails: z = √2 s + P(t) / Q(t) with s = √(-ln v), t = s - 1.5, down to v = 3e-326: minimax rational function of
/// degrees 10 and 11, error 5.0e-18 relative to z. The coefficients of each sum have one sign, so none cancels.
const TAIL_SLOPE: f64 = std::f64::consts::SQRT_2;
const TAIL: f64 = 1.5;
const TAIL_P: [f64; 11] = [
    -0.8699474145026089,
    -1.7839635304873416,
    -1.4988948837717706,
    -0.6769593793488697,
    -0.17947189361848478,
    -0.028084624039088017,
    -0.0024745352092631905,
    -0.00011297635833602325,
    -2.356800133368065e-06,
    -1.8056746578182515e-08,
    -3.0435009341383864e-11,
];
const TAIL_Q: [f64; 12] = [
    1.0,
    2.418423090446019,
    2.4496616497388684,
    1.3636669300051056,
    0.45859468103565315,
    0.09562471477778088,
    0.012107981783199835,
    0.0008791432720907903,
    3.346671057334235e-05,
    5.832068650856938e-07,
    3.667001860679652e-09,
    4.686222006492665e-12,
];

/// Quantile function of the standard normal, Φ⁻¹(u). Error below 3.5 ulp (measured; on average 0.5) for every u in
/// (0, 1), subnormal numbers included; 1 - u is exact for u ≥ 1/2. -∞ at 0, ∞ at 1, NaN outside \[0, 1\] and for NaN;
/// 0 at 1/2; Φ⁻¹(1 - u) = -Φ⁻¹(u) to the bit where 1 - u is exact. Monotone on the grid (2k + 1) 2⁻⁵³ of the draws as
/// far as tested.
///
/// Two rational functions, in the manner of Wichura (1988), "Algorithm AS 241", Applied Statistics 37(3),
/// doi:10.2307/2347330, with coefficients of our own and one region for the whole tail.
#[inline(always)]
pub fn normal_quantile(u: f64) -> f64 {
    let lower = u < 0.5;
    let v = if lower { u } else { 1.0 - u };
    let tail = v < SPLIT;

    let x = 1.0 - 2.0 * v;
    let square = x * x;
    let c = CENTRE - square;
    let s = (-log_of_positive(v)).sqrt();
    let t = powers(s - TAIL);
    let above = if tail { long_polynomial(t, &TAIL_P) } else { (x * square) * polynomial(c, &CENTRE_P) };
    let below = if tail { long_polynomial(t, &TAIL_Q) } else { polynomial(c, &CENTRE_Q) };
    let slope = if tail { TAIL_SLOPE } else { CENTRE_SLOPE };
    let leading = if tail { s } else { x };
    let finite = leading.mul_add(slope, above / below);

    let z = if v > 0.0 { finite } else { f64::INFINITY };
    let signed = if lower { -z } else { z };
    if (0.0..=1.0).contains(&u) { signed } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::normal_cdf;
    use crate::numerics::reference::Table;

    const TWO_POW_M53: f64 = 1.0 / 9007199254740992.0;

    #[test]
    fn against_fifty_digits() {
        Table::read(include_str!("reference/normal_quantile.txt")).within(3.5, normal_quantile);
    }

    #[test]
    fn inverts_the_distribution_function() {
        // dz = dΦ / φ; in the lower half Φ(z) is relatively accurate, so the comparison is made there.
        for i in 1..=200_000_u32 {
            let u = libm::exp(-690.0 * f64::from(i) / 200_000.0);
            let z = normal_quantile(u);
            let p = normal_cdf(z);
            // An ulp of z moves Φ by z² ulp, relatively.
            let allowed = 1e-15 + 2.2e-16 * 3.5 * z * z;
            assert!((p - u).abs() <= allowed * u, "u = {u:e}, z = {z}, p = {p:e}");
        }
    }

    #[test]
    fn odd_about_one_half_on_the_grid_of_the_draws() {
        for i in 0..200_000_u64 {
            let k = i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 12;
            let u = (2 * k + 1) as f64 * TWO_POW_M53;
            assert_eq!(normal_quantile(1.0 - u), -normal_quantile(u), "{u}");
        }
        assert_eq!(normal_quantile(0.5), 0.0);
    }

    #[test]
    fn monotone_on_the_grid_of_the_draws() {
        // Runs of 4,000 neighbouring draws at 1,000 places, ends and the split of the regions among them.
        let last = (1_u64 << 52) - 4_001;
        let split = (SPLIT / TWO_POW_M53 / 2.0) as u64 - 2_000;
        let places =
            (0..1_000_u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15) % last).chain([0, last, split]);
        let places = places.chain([(1 << 51) - 2_000, (1 << 52) - split - 4_000]);
        for start in places {
            let mut before = f64::NEG_INFINITY;
            for k in start..start + 4_000 {
                let z = normal_quantile((2 * k + 1) as f64 * TWO_POW_M53);
                assert!(z >= before, "k = {k}: {z} after {before}");
                before = z;
            }
        }
    }

    #[test]
    fn special_values() {
        assert_eq!((normal_quantile(0.0), normal_quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
        for u in [-0.1, 1.0000000000000002, -5e-324, f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
            assert!(normal_quantile(u).is_nan(), "{u}");
        }
        assert!((normal_quantile(5e-324) + 38.46740561714435).abs() < 3e-14);
    }
}
