//! Philox 4x32-10: a counter and a key in, four words of 32 bits out, no state.
//!
//! Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC '11,
//! doi:10.1145/2063384.2063405. A round multiplies words 0 and 2 by odd constants to 64 bits and mixes the halves:
//!
//! (c0, c1, c2, c3) -> (hi(M1 c2) ^ c1 ^ k0, lo(M1 c2), hi(M0 c0) ^ c3 ^ k1, lo(M0 c0))
//!
//! ten rounds, the key moved by its two Weyl constants between rounds. For one key it is a bijection of the 128-bit
//! counter. The authors found no failure in `TestU01`'s `BigCrush` from seven rounds on.

/// Rounds; the number in the name.
const ROUNDS: usize = 10;
/// Multiplier of word 0.
const M0: u64 = 0xD251_1F53;
/// Multiplier of word 2.
const M1: u64 = 0xCD9E_8D57;
/// What each half of the key gains between rounds: golden ratio and sqrt(3) - 1, in units of 2^-32.
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const LOW: u64 = 0xFFFF_FFFF;

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

/// [`philox4x32_10`] at `N` consecutive counters: lane l has `counter[2] + l` (modulo 2^32) in word 2.
///
/// The body is one lane's arithmetic without a branch, and the loop over lanes vectorises. Words stand in 64 bits each,
/// because a 32 by 32 bit multiplication to 64 bits is one instruction (`vpmuludq`) there and its high half one shift
/// away. What is equal in all lanes, half of rounds one and two, leaves the loop.
#[inline(always)]
pub fn philox4x32_10_consecutive<const N: usize>(
    counter: [u32; 4],
    key: [u32; 2],
    words: &mut [[u32; N]; 4],
) {
    let keys = key_schedule(key);
    let [c0, c1, c2, c3] = counter.map(u64::from);
    for lane in 0..N {
        let block = [c0, c1, c2 + lane as u64, c3];
        // Written out: with an inner loop over the rounds the loop over lanes would not vectorise.
        let block = round(block, keys[0]);
        let block = round(block, keys[1]);
        let block = round(block, keys[2]);
        let block = round(block, keys[3]);
        let block = round(block, keys[4]);
        let block = round(block, keys[5]);
        let block = round(block, keys[6]);
        let block = round(block, keys[7]);
        let block = round(block, keys[8]);
        let block = round(block, keys[9]);
        for (word, bits) in words.iter_mut().zip(block) {
            word[lane] = bits as u32;
        }
    }
}

/// One round. The upper halves of what goes in are ignored, and words 1 and 3 come out with the upper half of their
/// product: the multiplication reads lower halves alone, so no mask is paid for.
#[inline(always)]
fn round([c0, c1, c2, c3]: [u64; 4], [k0, k1]: [u32; 2]) -> [u64; 4] {
    let (p0, p1) = (M0 * (c0 & LOW), M1 * (c2 & LOW));
    [(p1 >> 32) ^ c1 ^ u64::from(k0), p1, (p0 >> 32) ^ c3 ^ u64::from(k1), p0]
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
            let start = [counter[0], counter[1], counter[2].wrapping_sub(5), counter[3]];
            let mut lanes = [[0; 8]; 4];
            philox4x32_10_consecutive(start, key, &mut lanes);
            assert_eq!(lanes.map(|word| word[5]), words);
        }
    }

    #[test]
    fn each_lane_is_the_scalar_function() {
        // Counters and keys from the function itself: all 192 input bits vary.
        for trial in 0..10_000 {
            let [k0, k1, ..] = philox4x32_10([trial, 1, 0, 0], [7, 7]);
            let [c0, c1, c2, c3] = philox4x32_10([trial, 2, 0, 0], [7, 7]);
            let mut words = [[0; 32]; 4];
            philox4x32_10_consecutive([c0, c1, c2, c3], [k0, k1], &mut words);
            for lane in 0..32 {
                let scalar = philox4x32_10([c0, c1, c2.wrapping_add(lane), c3], [k0, k1]);
                assert_eq!(words.map(|word| word[lane as usize]), scalar);
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
