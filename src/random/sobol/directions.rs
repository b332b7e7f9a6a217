//! Direction numbers of Joe and Kuo.
//!
//! Joe and Kuo 2008, Constructing Sobol sequences with better two-dimensional projections, doi:10.1137/070709359: their
//! set new-joe-kuo-6, of which the first 1,024 dimensions are kept in `joe-kuo-6.txt`: of each dimension from the second on
//! the coefficient a of its primitive polynomial and `m_1`, `m_2`, ..., `m_s`, s being its degree. `LICENCE.txt` is theirs.

use std::sync::OnceLock;

/// Dimensions that there are.
pub const DIMENSIONS: usize = 1024;
/// Bits of a coordinate, and of a point's number.
pub(super) const BITS: usize = 32;

static TABLE: &str = include_str!("joe-kuo-6.txt");

/// The direction numbers of a dimension, bits reversed: the first binary digit of a coordinate is the lowest bit.
///
/// # Panics
/// When the dimension is not below [`DIMENSIONS`].
pub(super) fn directions(dimension: u16) -> &'static [u32; BITS] {
    static ALL: OnceLock<Vec<[u32; BITS]>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let mut all = vec![std::array::from_fn(|k| 1 << k)];
        all.extend(TABLE.split_terminator(';').filter(|text| !text.trim().is_empty()).map(|text| {
            let mut numbers = text.split_whitespace().map(|n| n.parse().unwrap_or_default());
            let a = numbers.next().unwrap_or_default();
            expand(a, &numbers.collect::<Vec<u32>>())
        }));
        all
    });
    &all[usize::from(dimension)]
}

/// `v_k = v_{k-s} ^ (v_{k-s} >> s)` ^ the `v_{k-j}` whose polynomial coefficient is 1; `v_k = m_k 2^(32-k)` for the first s.
fn expand(a: u32, m: &[u32]) -> [u32; BITS] {
    let s = m.len();
    let mut v = [0_u32; BITS];
    for k in 0..BITS {
        v[k] = if k < s {
            m[k] << (BITS - 1 - k)
        } else {
            let inner = (1..s).filter(|j| a >> (s - 1 - j) & 1 == 1);
            inner.fold(v[k - s] ^ (v[k - s] >> s), |sum, j| sum ^ v[k - j])
        };
    }
    v.map(u32::reverse_bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of the first three dimensions by hand, with the recurrence of Bratley and Fox 1988,
    /// doi:10.1145/42288.214372.
    #[test]
    fn the_recurrence_by_hand() {
        let m = |dimension: u16, k: usize| directions(dimension)[k].reverse_bits() >> (BITS - 1 - k);
        assert_eq!(std::array::from_fn(|k| m(0, k)), [1; 6]);
        assert_eq!(std::array::from_fn(|k| m(1, k)), [1, 3, 5, 15, 17, 51]);
        // m_k = 2 m_{k-1} ^ 4 m_{k-2} ^ m_{k-2}: 2·3 ^ 4 ^ 1 = 3; 2·3 ^ 12 ^ 3 = 9; 2·9 ^ 12 ^ 3 = 29.
        assert_eq!(std::array::from_fn(|k| m(2, k)), [1, 3, 3, 9, 29]);
    }

    /// `m_k` is odd and below 2^k, so that every dimension alone fills every interval of length 2^-m once.
    #[test]
    fn every_dimension_is_there_and_no_two_are_the_same() {
        let mut seen = std::collections::BTreeSet::new();
        for dimension in 0..DIMENSIONS as u16 {
            let all = directions(dimension);
            for (k, v) in all.iter().enumerate() {
                assert_eq!(v >> k, 1, "dimension {dimension}, number {k}");
            }
            assert!(seen.insert(*all));
        }
        assert_eq!(TABLE.matches(';').count() + 1, DIMENSIONS);
    }
}
