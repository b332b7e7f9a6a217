//! The quantile function of the standard normal in double precision.

use super::log::log_of_positive;
use super::polynomial::{long_polynomial, polynomial, powers};

/// Tail probability that divides the centre from the tails.
const SPLIT: f64 = 0.085;

/// Centre: z / x = P(c) / Q(c) with x = 1 - 2v, c = 0.6889 - x² ≥ 0: minimax rational function of degrees 7 and 7
/// (Remez exchange, 60 digits), relative error 1.9e-17 before the coefficients are rounded.
const CENTRE: f64 = 0.6889;
const CENTRE_P: [f64; 8] = [
    1.6532576012032842,
    14.755385954921264,
    49.81152385366899,
    79.49870808166752,
    61.32472542689214,
    20.889578703138863,
    2.43784533828426,
    0.04342994111304892,
];
const CENTRE_Q: [f64; 8] = [
    1.0,
    9.609859861309541,
    35.58254765935507,
    63.996292819921536,
    58.025863636916014,
    24.981108819058246,
    4.281430458841311,
    0.1845777890380266,
];

/// Tails: z = P(s) / Q(s) with s = √(-ln v) - 1.5, down to v = 3e-326: minimax rational function of degrees 11 and 10,
/// relative error 6.0e-18. All coefficients of both pairs are positive, so no sum cancels.
const TAIL: f64 = 1.5;
const TAIL_P: [f64; 12] = [
    1.251372929057034,
    4.738695311094572,
    7.037871978761756,
    5.56709196835958,
    2.6380971282699526,
    0.7868797745833888,
    0.14871102605654227,
    0.017275950092329184,
    0.0011561702844711608,
    4.020203183899122e-05,
    6.135878849557826e-07,
    2.872805889403237e-09,
];
const TAIL_Q: [f64; 11] = [
    1.0,
    2.4009983712576917,
    2.4099453752918265,
    1.3263795286898534,
    0.4397758996678003,
    0.09004604666474006,
    0.011117857620358444,
    0.0007771222753894852,
    2.778848128621175e-05,
    4.3082768510553424e-07,
    2.0313778234569816e-09,
];

/// Quantile function of the standard normal, Φ⁻¹(u). Error below QUANTILE1 ulp (measured) for every u in (0, 1), relative in both u and 1 - u:
/// 1 - u is exact for u ≥ 1/2. -∞ at 0, ∞ at 1, NaN outside \[0, 1\] and for NaN; 0 at 1/2; Φ⁻¹(1 - u) = -Φ⁻¹(u)
/// to the bit where 1 - u is exact. Monotone on the grid (2k + 1) 2⁻⁵³ of the draws as far as tested.
///
/// Two rational functions, in the manner of Wichura (1988), "Algorithm AS 241", Applied Statistics 37(3),
/// doi:10.2307/2347330, with coefficients of our own and one region for the whole tail.
#[inline(always)]
pub fn normal_quantile(u: f64) -> f64 {
    let lower = u < 0.5;
    let v = if lower { u } else { 1.0 - u };
    let x = 1.0 - 2.0 * v;
    let c = x.mul_add(-x, CENTRE);
    let s = (-log_of_positive(v)).sqrt() - TAIL;
    let s_powers = powers(s);
    let tail = v < SPLIT;
    let above = if tail { long_polynomial(s_powers, &TAIL_P) } else { x * polynomial(c, &CENTRE_P) };
    let below = if tail { long_polynomial(s_powers, &TAIL_Q) } else { polynomial(c, &CENTRE_Q) };
    let ratio = above / below;
    let z = if v > 0.0 { ratio } else { f64::INFINITY };
    let signed = if lower { -z } else { z };
    if (u >= 0.0) & (u <= 1.0) { signed } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::normal_cdf;
    use crate::numerics::reference::Table;

    const TWO_POW_M53: f64 = 1.0 / 9007199254740992.0;

    #[test]
    fn against_fifty_digits() {
        Table::read(include_str!("reference/normal_quantile.txt")).within(5.0, normal_quantile);
    }

    #[test]
    fn inverts_the_distribution_function() {
        // dz = dΦ / φ; in the lower half Φ(z) is relatively accurate, so the comparison is made there.
        for i in 1..=200_000_u32 {
            let u = libm::exp(-690.0 * f64::from(i) / 200_000.0);
            let z = normal_quantile(u);
            let p = normal_cdf(z);
            // An ulp of z moves Φ by z² ulp, relatively.
            let allowed = 1e-15 + 2.2e-16 * 5.0 * z * z;
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
