//! Compare-and-select: the least, the greatest, the clamped value, and the two functions that hardware gives exactly.

/// The lesser of `a` and `b`; `a` when they are equal (so `min(0.0, -0.0)` is `0.0`). NaN when either is NaN, so
/// that a path which has failed stays failed.
#[inline(always)]
pub fn min(a: f64, b: f64) -> f64 {
    let least = if b < a { b } else { a };
    if b.is_nan() { b } else { least }
}

/// The greater of `a` and `b`; `a` when they are equal. NaN when either is NaN.
#[inline(always)]
pub fn max(a: f64, b: f64) -> f64 {
    let greatest = if b > a { b } else { a };
    if b.is_nan() { b } else { greatest }
}

/// `min(max(x, lo), hi)`: `hi` when the bounds cross. NaN when any of the three is NaN.
#[inline(always)]
pub fn clamp(x: f64, lo: f64, hi: f64) -> f64 {
    min(max(x, lo), hi)
}

/// √x, correctly rounded (IEEE 754); NaN below zero, √-0 = -0.
#[inline(always)]
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// |x|, exact.
#[inline(always)]
pub fn abs(x: f64) -> f64 {
    x.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAN: f64 = f64::NAN;

    #[test]
    fn nan_in_any_operand_gives_nan() {
        for f in [min, max] {
            assert!(f(NAN, 1.0).is_nan() && f(1.0, NAN).is_nan() && f(NAN, NAN).is_nan());
            assert!(f(NAN, f64::INFINITY).is_nan() && f(f64::NEG_INFINITY, NAN).is_nan());
        }
        assert!(
            clamp(NAN, 0.0, 1.0).is_nan() && clamp(0.5, NAN, 1.0).is_nan() && clamp(0.5, 0.0, NAN).is_nan()
        );
    }

    #[test]
    fn equal_operands_give_the_first() {
        assert_eq!(min(0.0, -0.0).to_bits(), 0.0_f64.to_bits());
        assert_eq!(min(-0.0, 0.0).to_bits(), (-0.0_f64).to_bits());
        assert_eq!(max(-0.0, 0.0).to_bits(), (-0.0_f64).to_bits());
        assert_eq!(max(0.0, -0.0).to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn ordinary_values() {
        assert_eq!((min(1.0, 2.0), min(2.0, 1.0), max(1.0, 2.0), max(2.0, 1.0)), (1.0, 1.0, 2.0, 2.0));
        assert_eq!(
            (min(f64::NEG_INFINITY, 0.0), max(f64::INFINITY, 0.0)),
            (f64::NEG_INFINITY, f64::INFINITY)
        );
        assert_eq!((clamp(-1.0, 0.0, 3.0), clamp(2.0, 0.0, 3.0), clamp(9.0, 0.0, 3.0)), (0.0, 2.0, 3.0));
        assert_eq!(clamp(2.0, 3.0, 1.0), 1.0);
        assert_eq!((abs(-2.5), sqrt(2.25)), (2.5, 1.5));
        assert!(sqrt(-1.0).is_nan() && sqrt(-0.0).is_sign_negative());
    }
}
