//! Polynomials with fused multiply-add: Horner's scheme, and Estrin's for long ones.

/// Σ c\[i\] xⁱ, from the highest power down. The length is a constant, so the loop unrolls.
#[inline(always)]
pub(super) fn polynomial<const N: usize>(x: f64, c: &[f64; N]) -> f64 {
    let mut sum = c[N - 1];
    let mut i = N - 1;
    while i > 0 {
        i -= 1;
        sum = sum.mul_add(x, c[i]);
    }
    sum
}

/// x, x², x⁴ and x⁸, for [`long_polynomial`].
#[inline(always)]
pub(super) fn powers(x: f64) -> [f64; 4] {
    let square = x * x;
    let fourth = square * square;
    [x, square, fourth, fourth * fourth]
}

/// Σ c\[i\] xⁱ for 9 to 16 coefficients by neighbouring pairs, then pairs of pairs (Estrin, 1960). Each coefficient
/// passes through four roundings instead of up to N, and in the quotient of two such sums the errors of the powers
/// cancel.
#[inline(always)]
pub(super) fn long_polynomial<const N: usize>([x, x2, x4, x8]: [f64; 4], c: &[f64; N]) -> f64 {
    const { assert!(N > 8 && N <= 16) };
    let pair = |i: usize| {
        if 2 * i + 1 < N { c[2 * i + 1].mul_add(x, c[2 * i]) } else { c[2 * i] }
    };
    let four = |i: usize| if 4 * i + 2 < N { pair(2 * i + 1).mul_add(x2, pair(2 * i)) } else { pair(2 * i) };
    let eight = |i: usize| if 8 * i + 4 < N { four(2 * i + 1).mul_add(x4, four(2 * i)) } else { four(2 * i) };
    eight(1).mul_add(x8, eight(0))
}

/// As [`polynomial`], in single precision.
#[inline(always)]
pub(super) fn polynomial_f32<const N: usize>(x: f32, c: &[f32; N]) -> f32 {
    let mut sum = c[N - 1];
    let mut i = N - 1;
    while i > 0 {
        i -= 1;
        sum = sum.mul_add(x, c[i]);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_schemes_give_the_sum_of_the_powers() {
        // Small integers: every operation is exact.
        let c: [f64; 12] = std::array::from_fn(|i| i as f64 + 1.0);
        for x in [0.0, 1.0, 2.0, -3.0] {
            let expected: f64 = c.iter().rev().fold(0.0, |sum, c| sum * x + c);
            assert_eq!(polynomial(x, &c), expected);
            assert_eq!(long_polynomial(powers(x), &c), expected);
            let c9: [f64; 9] = std::array::from_fn(|i| c[i]);
            assert_eq!(long_polynomial(powers(x), &c9), polynomial(x, &c9));
            let c11: [f64; 11] = std::array::from_fn(|i| c[i]);
            assert_eq!(long_polynomial(powers(x), &c11), polynomial(x, &c11));
        }
        assert_eq!(polynomial_f32(2.0, &[1.0, 2.0, 3.0]), 17.0);
    }
}
