//! Owen scrambling: each binary digit of a coordinate is flipped or not, by a hash of the digits before it.
//!
//! Owen 1995, doi:10.1007/978-1-4612-2552-2_19; by a hash: Laine and Karras 2011, doi:10.1111/j.1467-8659.2011.02058.x, and
//! Burley 2020, Practical hash-based Owen scrambling, JCGT 9(4). With the bits reversed the digits before one are the bits
//! below it, and sums, products with odd numbers and x ^ (x · even) let a bit depend on those below it alone: whatever the
//! constants, the result is a nested scrambling, and a net remains one. Here four words of Philox are the key, two for each
//! of two rounds, so that one digit's flips have no pattern that another coordinate or scramble repeats.

/// Even multipliers with about half of their bits set; chosen once, by the tests below.
const EVEN: [u32; 3] = [0x6c50_b47c, 0xb82f_1e52, 0xc7af_e638];

/// The scrambled digits of `x`, whose bits are reversed; the result is in the usual order.
#[inline(always)]
pub(super) fn scramble(x: u32, key: [u32; 4]) -> u32 {
    let x = x.wrapping_add(key[0]);
    let x = x ^ x.wrapping_mul(EVEN[0]);
    let x = x.wrapping_mul(key[1] | 1);
    let x = x ^ x.wrapping_mul(EVEN[1]);
    let x = x.wrapping_add(key[2]);
    let x = x.wrapping_mul(key[3] | 1);
    let x = x ^ x.wrapping_mul(EVEN[2]);
    x.reverse_bits()
}

#[cfg(test)]
mod tests {
    use super::super::super::{Address, DriverId};
    use super::*;

    fn keys(count: u64) -> Vec<[u32; 4]> {
        let address = Address { seed: 5, stream: 77 };
        (0..count).map(|path| address.words(DriverId::from_bits(3), path, 2022)).collect()
    }

    #[test]
    fn a_digit_depends_on_those_before_it_and_on_no_other() {
        for key in keys(100) {
            for depth in 0..31_u32 {
                // Equal in the first `depth + 1` digits, different in the next.
                let (a, b) = (0x1234_5678_u32 ^ key[0], 0x1234_5678_u32 ^ key[0] ^ 2 << depth);
                let difference = scramble(a, key) ^ scramble(b, key);
                assert_eq!(difference.leading_zeros(), depth + 1);
            }
        }
    }

    /// Over 4,096 keys: at each of 12 digits, for each of 8 prefixes, whether the digit flips is a fair coin, and the flips
    /// after two prefixes are independent. 96 shares and 336 agreements, each within 4.5 standard errors of 1/2 (two-sided
    /// probability of one beyond: 432 times 6.8e-6).
    #[test]
    fn flips_are_fair_and_independent() {
        let keys = keys(4096);
        let worst = 4.5 * 0.5 / 64.0;
        for digit in 3..15_u32 {
            let prefix = |p: u32| (p * 0x9e37) & ((1 << digit) - 1);
            let flips: Vec<Vec<bool>> = (0..8)
                .map(|p| {
                    let x = prefix(p * 5 + 1);
                    keys.iter().map(|key| scramble(x, *key) >> (31 - digit) & 1 == 1).collect()
                })
                .collect();
            for (i, a) in flips.iter().enumerate() {
                let share = a.iter().filter(|flip| **flip).count() as f64 / 4096.0;
                assert!((share - 0.5).abs() < worst, "digit {digit} prefix {i}: {share}");
                for (j, b) in flips[..i].iter().enumerate() {
                    let same = a.iter().zip(b).filter(|(a, b)| a == b).count() as f64 / 4096.0;
                    let equal = prefix(i as u32 * 5 + 1) == prefix(j as u32 * 5 + 1);
                    assert!(equal || (same - 0.5).abs() < worst, "digit {digit} prefixes {i}, {j}: {same}");
                }
            }
        }
    }
}
