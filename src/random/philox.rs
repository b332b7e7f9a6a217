//! Philox 4x32-10: a counter and a key in, four words of 32 bits out, no state.
//!
//! Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC '11,
//! doi:10.1145/2063384.2063405. A round multiplies words 0 and 2 by odd constants to 64 bits and mixes the halves:
//!
//! (c0, c1, c2, c3) -> (hi(M1 c2) ^ c1 ^ k0, lo(M1 c2), hi(M0 c0) ^ c3 ^ k1, lo(M0 c0))
//!
//! ten rounds, the key moved by its two Weyl constants between rounds. For one key it is a bijection of the 128-bit
//! counter. The authors found no failure in TestU01's `BigCrush` from seven rounds on.

/// Rounds; the number in the name.
const ROUNDS: usize = 10;
/// Multiplier of word 0.
const M0: u64 = 0xD251_1F53;
/// Multiplier of word 2.
const M1: u64 = 0xCD9E_8D57;
/// What each half of the key gains between rounds: golden ratio and sqrt(3) - 1, in units of 2^-32.
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const LOW: u64 = 0xFFFF_FFFF;

/// Paths that the lane form computes together: two AVX2 or one AVX-512 register for each of the four words.
pub const LANES: usize = 8;

/// One word of the counter or of the result in every lane; each below 2^32.
pub type Lanes = [u64; LANES];

/// The four words at `counter` under `key`.
///
/// ```
/// use sarez::random::philox::philox4x32_10;
/// assert_eq!(philox4x32_10([0; 4], [0; 2]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
/// ```
#[inline]
pub fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    for [k0, k1] in key_schedule(key) {
        let (p0, p1) = (M0 * u64::from(c0), M1 * u64::from(c2));
        (c0, c1) = ((p1 >> 32) as u32 ^ c1 ^ k0, p1 as u32);
        (c2, c3) = ((p0 >> 32) as u32 ^ c3 ^ k1, p0 as u32);
    }
    [c0, c1, c2, c3]
}

/// [`philox4x32_10`] in every lane under one key. Words stand in 64 bits each, because a 32 by 32 bit multiplication
/// to 64 bits is one instruction (`vpmuludq`) there and its high half one shift away.
#[inline(always)]
pub fn philox4x32_10_lanes(counter: [Lanes; 4], key: [u32; 2]) -> [Lanes; 4] {
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    for [k0, k1] in key_schedule(key) {
        let (k0, k1) = (u64::from(k0), u64::from(k1));
        for lane in 0..LANES {
            // c1 and c3 keep the product's upper half: the multiplication reads only lower halves, so it costs no mask.
            let (p0, p1) = (M0 * (c0[lane] & LOW), M1 * (c2[lane] & LOW));
            (c0[lane], c1[lane]) = ((p1 >> 32) ^ c1[lane] ^ k0, p1);
            (c2[lane], c3[lane]) = ((p0 >> 32) ^ c3[lane] ^ k1, p0);
        }
    }
    [c0, c1, c2, c3].map(|word| word.map(|bits| bits & LOW))
}

/// The key of each round.
#[inline(always)]
fn key_schedule(key: [u32; 2]) -> [[u32; 2]; ROUNDS] {
    let mut keys = [key; ROUNDS];
    for round in 1..ROUNDS {
        let [k0, k1] = keys[round - 1];
        keys[round] = [k0.wrapping_add(WEYL[0]), k1.wrapping_add(WEYL[1])];
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Random123's `kat_vectors`, lines `philox4x32 10`: counter, key, words.
    const KNOWN: [([u32; 4], [u32; 2], [u32; 4]); 3] = [
        ([0; 4], [0; 2], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]),
        ([u32::MAX; 4], [u32::MAX; 2], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]),
        (
            [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
            [0xa4093822, 0x299f31d0],
            [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
        ),
    ];

    #[test]
    fn known_answers_of_random123() {
        for (counter, key, words) in KNOWN {
            assert_eq!(philox4x32_10(counter, key), words);
            let lanes = philox4x32_10_lanes(counter.map(|word| [u64::from(word); LANES]), key);
            assert_eq!(lanes, words.map(|word| [u64::from(word); LANES]));
        }
    }

    #[test]
    fn each_lane_is_the_scalar_function() {
        // Counters and keys from the function itself: all 192 input bits vary.
        for trial in 0..1000 {
            let key = philox4x32_10([trial, 1, 0, 0], [7, 7]);
            let counters: [[u32; 4]; LANES] =
                std::array::from_fn(|lane| philox4x32_10([trial, lane as u32, 0, 0], [8, 8]));
            let lanes = std::array::from_fn(|word| counters.map(|counter| u64::from(counter[word])));
            let words = philox4x32_10_lanes(lanes, [key[0], key[1]]);
            for (lane, counter) in counters.into_iter().enumerate() {
                let scalar = philox4x32_10(counter, [key[0], key[1]]);
                assert_eq!(words.map(|word| word[lane]), scalar.map(u64::from));
            }
        }
    }

    /// A changed input bit changes half of the output bits: 192 input bits x 1000 inputs x 128 output bits, each of
    /// the 192 x 128 pairs within 0.5 ± 0.08 (5.06 standard errors of sqrt(.25 / 1000); over 24,576 pairs the chance of
    /// one beyond by luck is 0.01).
    #[test]
    fn every_input_bit_moves_every_output_bit() {
        const N: u32 = 1000;
        let mut flips = vec![[0_u32; 128]; 192];
        for trial in 0..N {
            let base: [u32; 4] = philox4x32_10([trial, 2, 0, 0], [9, 9]);
            let key = philox4x32_10([trial, 3, 0, 0], [9, 9]);
            let input = [base[0], base[1], base[2], base[3], key[0], key[1]];
            let block = |w: [u32; 6]| philox4x32_10([w[0], w[1], w[2], w[3]], [w[4], w[5]]);
            let words = block(input);
            for (bit, row) in flips.iter_mut().enumerate() {
                let mut changed = input;
                changed[bit / 32] ^= 1 << (bit % 32);
                let moved = block(changed);
                for (out, count) in row.iter_mut().enumerate() {
                    *count += ((words[out / 32] ^ moved[out / 32]) >> (out % 32)) & 1;
                }
            }
        }
        for (bit, row) in flips.iter().enumerate() {
            for (out, &count) in row.iter().enumerate() {
                let share = f64::from(count) / f64::from(N);
                assert!((share - 0.5).abs() < 0.08, "input bit {bit}, output bit {out}: {share}");
            }
        }
    }
}
