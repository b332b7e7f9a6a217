//! Normal scores from 32 random bits, in single precision: the draw of every quarter.

use super::polynomial::polynomial_f32;

/// Tail probability that divides the centre from the tails.
const SPLIT: f32 = 0.12;

/// Centre: z = √(π/2) x + x³ P(c) / Q(c) with x = 1 - 2v, c = 0.578 - x²: minimax rational function of degrees 2 and
/// 2 (Remez exchange, 60 digits) for the absolute error of z, 5.6e-8.
const CENTRE_SLOPE: f32 = 1.2533141;
const CENTRE: f32 = 0.578;
const CENTRE_P: [f32; 3] = [0.507009268, 0.723687589, 0.0469480716];
const CENTRE_Q: [f32; 3] = [1.0, 2.51643372, 1.23696947];

/// Tails: z = √2 s + P(t) / Q(t) with s = √(-ln v), t = s - 1.4, down to v = 2⁻³³: degrees 3 and 3, absolute error
/// 2.0e-8.
const TAIL_SLOPE: f32 = std::f32::consts::SQRT_2;
const TAIL: f32 = 1.4;
const TAIL_P: [f32; 4] = [-0.903428197, -0.625606894, -0.081310913, -0.00045964247];
const TAIL_Q: [f32; 4] = [1.0, 1.08037388, 0.327326089, 0.0237621162];

/// (ln(1 + f) - f) / f² on 1 + f in [√½, √2]: minimax polynomial of degree 6 for the absolute error of the logarithm,
/// 3.7e-8.
const LOG: [f32; 7] =
    [-0.50000584, 0.33335263, -0.24961466, 0.19888273, -0.17325978, 0.16335678, -0.10034721];

/// The bits of √½ rounded to f32.
const SQRT_HALF_BITS: u32 = 0x3f35_04f3;
const ONE_BITS: u32 = 0x3f80_0000;

/// -ln v for normal v in (0, 1/2].
#[inline(always)]
fn minus_log(v: f32) -> f32 {
    let moved = v.to_bits().wrapping_add(ONE_BITS - SQRT_HALF_BITS);
    let minus_k = (127 - (moved >> 23) as i32) as f32;
    let f = f32::from_bits((moved & 0x007f_ffff).wrapping_add(SQRT_HALF_BITS)) - 1.0;
    let log_m = (f * f).mul_add(polynomial_f32(f, &LOG), f);
    minus_k.mul_add(std::f32::consts::LN_2, -log_m)
}

/// Φ⁻¹((word + 1/2) / 2³²) in single precision. Absolute error below 7.1e-7 and never falling as the
/// word rises (both over all 2³² words); |z| reaches 6.23. `normal_score_f32(!word)` is `-normal_score_f32(word)` to
/// the bit; never 0.
///
/// The probability of the nearer tail is taken as an integer before it is rounded to f32, so that the tails keep
/// their relative accuracy; so is the distance from one half, for the centre.
#[inline(always)]
pub fn normal_score_f32(word: u32) -> f32 {
    let lower = word < 0x8000_0000;
    let rank = if lower { word } else { !word };
    let v = (rank as i32 as f32 + 0.5) * (1.0 / 4294967296.0);
    let x = ((0x7fff_ffff - rank) as i32 as f32 + 0.5) * (1.0 / 2147483648.0);
    let tail = v < SPLIT;
    let square = x * x;
    let c = CENTRE - square;
    let s = minus_log(v).sqrt();
    let t = s - TAIL;
    let above = if tail { polynomial_f32(t, &TAIL_P) } else { (x * square) * polynomial_f32(c, &CENTRE_P) };
    let below = if tail { polynomial_f32(t, &TAIL_Q) } else { polynomial_f32(c, &CENTRE_Q) };
    let slope = if tail { TAIL_SLOPE } else { CENTRE_SLOPE };
    let leading = if tail { s } else { x };
    let z = leading.mul_add(slope, above / below);
    if lower { -z } else { z }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::normal_quantile;

    fn exact(word: u32) -> f64 {
        normal_quantile((f64::from(word) + 0.5) / 4294967296.0)
    }

    /// Every 1,021st word, the first and last 100,000 and those about the split and the middle. The double precision
    /// quantile is the reference, tested on its own against 50 digits.
    fn words() -> impl Iterator<Item = u32> {
        let near = |centre: u32| centre.saturating_sub(50_000)..=centre.saturating_add(50_000);
        let split = (f64::from(SPLIT) * 4294967296.0) as u32;
        (0..u32::MAX)
            .step_by(1_021)
            .chain(near(0))
            .chain(near(u32::MAX))
            .chain(near(split))
            .chain(near(1 << 31))
    }

    #[test]
    fn absolute_error() {
        let mut worst = 0.0;
        for word in words() {
            let error = (f64::from(normal_score_f32(word)) - exact(word)).abs();
            assert!(error.is_finite());
            worst = if error > worst { error } else { worst };
        }
        assert!(worst < 7.1e-7, "{worst:e}");
    }

    #[test]
    fn odd_in_the_word_and_its_complement() {
        for word in words() {
            assert_eq!(normal_score_f32(!word), -normal_score_f32(word));
            assert_eq!(normal_score_f32(word) > 0.0, word >= 1 << 31);
        }
    }

    #[test]
    fn the_ends_lie_beyond_six() {
        assert!((f64::from(normal_score_f32(0)) - exact(0)).abs() < 7.1e-7 && exact(0) < -6.2);
    }

    #[test]
    fn moments_over_an_even_grid_are_those_of_the_normal() {
        // 2²⁴ words at equal distances: midpoint sums, so the only errors are the tails cut off and the scores' own.
        let (mut second, mut fourth) = (0.0, 0.0);
        for i in 0..1_u32 << 24 {
            let z = f64::from(normal_score_f32((i << 8) | 0x80));
            second += z * z;
            fourth += z * z * z * z;
        }
        let n = f64::from(1_u32 << 24);
        assert!((second / n - 1.0).abs() < 2e-6, "{}", second / n);
        assert!((fourth / n - 3.0).abs() < 5e-5, "{}", fourth / n);
    }
}
