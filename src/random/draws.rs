//! Rows of draws for consecutive paths: uniforms and normal scores.
//!
//! Every function is `#[inline(always)]`, allocates nothing and has no branch on data, so that it vectorises inside a
//! function that carries target features. A draw depends on its address alone: neither on the row's length nor on the
//! lanes computed together.
//!
//! Quarterly draws take one word w of 32 bits: u = (w + 1/2) 2^-32, z = [`normal_score_f32`] (w) widened.
//! Draws made once a path take k, the 32 bits of word 0 and then the 20 high bits of word 1: u = (2k + 1) 2^-53,
//! z = [`normal_quantile`] (u). Both u and 1 - u are exact in f64 and never 0 or 1.

use super::address::{Address, ONCE, PATHS};
use super::driver::DriverId;
use super::philox::philox4x32_10_consecutive;
use crate::numerics::{normal_quantile, normal_score_f32};

/// Rows start at a multiple of this path number.
pub const FIRST_PATH_STEP: u64 = 64;
/// The lengths of rows are multiples of this.
pub const ROW_STEP: usize = 32;

/// u = (2k + 1) 2^-53 from the first two words of an address, k being 52 bits. The least is 2^-53, the largest
/// 1 - 2^-53; u and 1 - u are exact.
#[inline(always)]
pub fn uniform_of_two_words(word0: u32, word1: u32) -> f64 {
    // 1 + k 2^-52 by its bits, less 1 - 2^-53: exact, since 2k + 1 has 53 bits.
    let k = u64::from(word0) << 20 | u64::from(word1) >> 12;
    f64::from_bits(1.0_f64.to_bits() | k) - (1.0 - f64::EPSILON / 2.0)
}

/// u = (w + 1/2) 2^-32. The least is 2^-33, the largest 1 - 2^-33; u and 1 - u are exact.
#[inline(always)]
pub fn uniform_of_word(word: u32) -> f64 {
    const BASE: f64 = (1_u64 << 20) as f64;
    // 2^20 + w 2^-32 by its bits, less 2^20 - 2^-33: exact.
    f64::from_bits(BASE.to_bits() | u64::from(word)) - (BASE - 1.0 / (1_u64 << 33) as f64)
}

/// The words of draws made once a path, 32 paths from `first_path` on.
#[inline(always)]
pub(super) fn fill_words_path(
    address: Address,
    driver: DriverId,
    first_path: u64,
    words: &mut [[u32; ROW_STEP]; 4],
) {
    philox4x32_10_consecutive(address.counter(driver, first_path, ONCE), address.key(), words);
}

/// The uniforms of draws made once a path, for paths `first_path`, `first_path + 1`, ...
///
/// # Panics
/// When `first_path` is no multiple of [`FIRST_PATH_STEP`], the row's length none of [`ROW_STEP`], or a path not below
/// [`PATHS`].
#[inline(always)]
pub fn fill_uniform_path(address: Address, driver: DriverId, first_path: u64, out: &mut [f64]) {
    check_row(first_path, out.len());
    let (chunks, _) = out.as_chunks_mut::<ROW_STEP>();
    for (index, chunk) in chunks.iter_mut().enumerate() {
        let mut words = [[0; ROW_STEP]; 4];
        fill_words_path(address, driver, first_path + (index * ROW_STEP) as u64, &mut words);
        let [word0, word1, _, _] = &words;
        for (u, (&word0, &word1)) in chunk.iter_mut().zip(word0.iter().zip(word1)) {
            *u = uniform_of_two_words(word0, word1);
        }
    }
}

/// The normal scores of draws made once a path, from the same uniforms as [`fill_uniform_path`].
///
/// # Panics
/// As [`fill_uniform_path`].
#[inline(always)]
pub fn fill_score_path(address: Address, driver: DriverId, first_path: u64, out: &mut [f64]) {
    fill_uniform_path(address, driver, first_path, out);
    for z in out {
        *z = normal_quantile(*z);
    }
}

/// The uniforms of the four quarters of `year`, for paths `first_path`, `first_path + 1`, ...
///
/// # Panics
/// As [`fill_uniform_path`], for each row; or when the rows differ in length or `year` is [`ONCE`].
#[inline(always)]
pub fn fill_uniform_quarters(
    address: Address,
    driver: DriverId,
    year: u16,
    first_path: u64,
    out: [&mut [f64]; 4],
) {
    fill_quarters::<false>(address, driver, year, first_path, out);
}

/// The normal scores of the four quarters of `year`, from the same words as [`fill_uniform_quarters`].
///
/// # Panics
/// As [`fill_uniform_quarters`].
#[inline(always)]
pub fn fill_score_quarters(
    address: Address,
    driver: DriverId,
    year: u16,
    first_path: u64,
    out: [&mut [f64]; 4],
) {
    fill_quarters::<true>(address, driver, year, first_path, out);
}

/// `SCORES` is a constant and not a function to call, because a call through `Fn` may stay a call, to code compiled
/// without the caller's target features.
#[inline(always)]
fn fill_quarters<const SCORES: bool>(
    address: Address,
    driver: DriverId,
    year: u16,
    first_path: u64,
    out: [&mut [f64]; 4],
) {
    assert!(year != ONCE, "year {ONCE} is kept for draws made once a path");
    let length = out[0].len();
    assert!(out.iter().all(|row| row.len() == length), "the four quarters' rows have one length");
    check_row(first_path, length);
    let [first, second, third, fourth] = out.map(|row| row.as_chunks_mut::<ROW_STEP>().0);
    let chunks = first.iter_mut().zip(second).zip(third).zip(fourth);
    for (index, (((first, second), third), fourth)) in chunks.enumerate() {
        let counter = address.counter(driver, first_path + (index * ROW_STEP) as u64, year);
        let mut words = [[0; ROW_STEP]; 4];
        philox4x32_10_consecutive(counter, address.key(), &mut words);
        let chunks = [first, second, third, fourth];
        if SCORES {
            // In two loops: in one the vectoriser would take half of the f32 lanes, the number that fit as f64.
            let mut scores = [[0.0_f32; ROW_STEP]; 4];
            for (z, &word) in scores.as_flattened_mut().iter_mut().zip(words.as_flattened()) {
                *z = normal_score_f32(word);
            }
            for (chunk, scores) in chunks.into_iter().zip(&scores) {
                for (wide, &z) in chunk.iter_mut().zip(scores) {
                    *wide = f64::from(z);
                }
            }
        } else {
            for (chunk, words) in chunks.into_iter().zip(&words) {
                for (u, &word) in chunk.iter_mut().zip(words) {
                    *u = uniform_of_word(word);
                }
            }
        }
    }
}

#[inline(always)]
fn check_row(first_path: u64, length: usize) {
    assert!(first_path.is_multiple_of(FIRST_PATH_STEP), "path {first_path} does not start a row");
    assert!(length.is_multiple_of(ROW_STEP), "a row of {length} paths");
    assert!(
        first_path < PATHS && length as u64 <= PATHS - first_path,
        "paths from {first_path} on have no address"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: Address = Address { seed: 2022, stream: 0 };
    const TWO_33: f64 = (1_u64 << 33) as f64;

    fn once(fill: fn(Address, DriverId, u64, &mut [f64]), first_path: u64, paths: usize) -> Vec<f64> {
        let mut row = vec![f64::NAN; paths];
        fill(ADDRESS, DriverId::of("residual.sent[russia]"), first_path, &mut row);
        row
    }

    type FillQuarters = fn(Address, DriverId, u16, u64, [&mut [f64]; 4]);

    fn quarters(fill: FillQuarters, first_path: u64, paths: usize) -> [Vec<f64>; 4] {
        let mut rows = [(); 4].map(|()| vec![f64::NAN; paths]);
        let out = rows.each_mut().map(Vec::as_mut_slice);
        fill(ADDRESS, DriverId::of("residual.sent[russia]"), 2022, first_path, out);
        rows
    }

    /// Frozen. The expected values come from a separate program in another language, exact in rational arithmetic.
    #[test]
    fn uniforms_are_the_stated_function_of_the_address() {
        let [first, second, third, fourth] = quarters(fill_uniform_quarters, 0, 64);
        let expected = [0x04fd4db5_u32, 0x5bd0694f, 0x7c427819, 0xa7774849];
        for (u, word) in [first[0], second[0], third[0], fourth[0]].into_iter().zip(expected) {
            assert_eq!(u * TWO_33, f64::from(word) * 2.0 + 1.0);
        }
        let last = quarters(fill_uniform_quarters, PATHS - 64, 64).map(|row| row[63] * TWO_33);
        let expected = [0x15acc80e_u32, 0xa441812b, 0x7bb0d107, 0x75801405];
        assert_eq!(last, expected.map(|word| f64::from(word) * 2.0 + 1.0));

        assert_eq!(once(fill_uniform_path, 0, 64)[0], 0.24375652214811339);
        assert_eq!(once(fill_uniform_path, PATHS - 64, 64)[63], 0.4939165805410929);
        let far = Address { seed: u64::MAX, stream: 255 };
        let mut row = [0.0; 64];
        fill_uniform_path(far, DriverId::of("shock.remittances.percent"), 99_968, &mut row);
        assert_eq!(row[100_031 - 99_968], 0.5505351813744669);
    }

    #[test]
    fn every_lane_is_the_draw_of_its_own_path() {
        let driver = DriverId::of("residual.sent[russia]");
        // Across the place where the path's high bits change.
        let first = (1 << 32) - 64;
        let (uniforms, scores) = (once(fill_uniform_path, first, 256), once(fill_score_path, first, 256));
        let by_quarter = quarters(fill_uniform_quarters, first, 256);
        let scores_by_quarter = quarters(fill_score_quarters, first, 256);
        for lane in 0..256 {
            let path = first + lane as u64;
            let [word0, word1, ..] = ADDRESS.words(driver, path, ONCE);
            assert_eq!(uniforms[lane], uniform_of_two_words(word0, word1));
            assert_eq!(scores[lane], normal_quantile(uniforms[lane]));
            let words = ADDRESS.words(driver, path, 2022);
            assert_eq!(by_quarter.each_ref().map(|row| row[lane]), words.map(uniform_of_word));
            let expected = words.map(|word| f64::from(normal_score_f32(word)));
            assert_eq!(scores_by_quarter.each_ref().map(|row| row[lane]), expected);
        }
    }

    #[test]
    fn how_paths_are_cut_into_calls_changes_nothing() {
        for fill in [fill_uniform_path, fill_score_path] {
            let whole = once(fill, 512, 256);
            for (index, part) in whole.chunks(64).enumerate() {
                assert_eq!(part, once(fill, 512 + 64 * index as u64, 64));
            }
            assert_eq!(whole[128..224], once(fill, 640, 96));
        }
        for fill in [fill_uniform_quarters as FillQuarters, fill_score_quarters] {
            let whole = quarters(fill, 512, 256);
            for index in 0..4 {
                let part = quarters(fill, 512 + 64 * index as u64, 64);
                assert_eq!(
                    whole.each_ref().map(|row| &row[64 * index..][..64]),
                    part.each_ref().map(|p| &p[..])
                );
            }
        }
    }

    /// 4 seeds, streams and drivers, 3 years, 1,024 paths: 4^3 x 3 x 1,024 x 4 words, nearly all different. Of n = 786,432
    /// random words of 32 bits n² / 2^33 = 72 pairs agree; between 37 and 107 is ± 4.1 standard deviations.
    #[test]
    fn other_addresses_are_other_numbers() {
        let mut all = Vec::new();
        for (seed, stream, bits) in (0..64).map(|i| (i & 3, (i >> 2 & 3) as u8, i >> 4)) {
            for year in 2021..2024 {
                let mut rows = [(); 4].map(|()| vec![0.0; 1024]);
                let out = rows.each_mut().map(Vec::as_mut_slice);
                fill_uniform_quarters(Address { seed, stream }, DriverId::from_bits(bits), year, 0, out);
                all.extend(rows.concat().into_iter().map(f64::to_bits));
            }
        }
        all.sort_unstable();
        let repeats = all.windows(2).filter(|pair| pair[0] == pair[1]).count();
        assert_eq!(all.len(), 786_432);
        assert!((37..=107).contains(&repeats), "{repeats}");
    }

    #[test]
    fn extreme_words_stay_inside() {
        for (low, high) in [
            (uniform_of_word(0), uniform_of_word(u32::MAX)),
            (uniform_of_two_words(0, 0), uniform_of_two_words(u32::MAX, u32::MAX)),
        ] {
            assert!(low > 0.0 && high < 1.0);
            assert_eq!(1.0 - high, low);
            assert_eq!(1.0 - low, high);
        }
        assert_eq!(uniform_of_word(0), 1.0 / TWO_33);
        assert_eq!(uniform_of_two_words(0, 0xfff), f64::EPSILON / 2.0);
        assert_eq!(uniform_of_two_words(0, 0x1000), 1.5 * f64::EPSILON);
        // 2^-33 is the normal cdf at -6.33796, 2^-53 at -8.20954.
        assert!((f64::from(normal_score_f32(0)) + 6.33796).abs() < 0.001);
        assert!((f64::from(normal_score_f32(u32::MAX)) - 6.33796).abs() < 0.001);
        assert!((normal_quantile(uniform_of_two_words(0, 0)) + 8.20954).abs() < 0.001);
        assert!((normal_quantile(uniform_of_two_words(u32::MAX, u32::MAX)) - 8.20954).abs() < 0.001);
    }

    #[test]
    fn an_empty_row_is_no_row() {
        fill_score_path(ADDRESS, DriverId::from_bits(0), 0, &mut []);
        fill_score_quarters(ADDRESS, DriverId::from_bits(0), 2022, 0, [&mut [], &mut [], &mut [], &mut []]);
    }

    #[test]
    #[should_panic(expected = "does not start a row")]
    fn a_row_starts_at_a_multiple_of_64() {
        once(fill_uniform_path, 32, 64);
    }

    #[test]
    #[should_panic(expected = "a row of 48 paths")]
    fn a_row_has_a_multiple_of_32_paths() {
        once(fill_uniform_path, 64, 48);
    }

    #[test]
    #[should_panic(expected = "have no address")]
    fn a_row_ends_before_the_last_address() {
        quarters(fill_uniform_quarters, PATHS - 64, 96);
    }

    #[test]
    #[should_panic(expected = "kept for draws made once a path")]
    fn the_year_of_draws_made_once_is_no_calendar_year() {
        fill_uniform_quarters(ADDRESS, DriverId::from_bits(0), ONCE, 0, [&mut [], &mut [], &mut [], &mut []]);
    }

    #[test]
    #[should_panic(expected = "rows have one length")]
    fn quarters_have_rows_of_one_length() {
        let mut rows = [[0.0; 64]; 4];
        let [first, second, third, fourth] = &mut rows;
        fill_uniform_quarters(
            ADDRESS,
            DriverId::from_bits(0),
            2022,
            0,
            [first, second, third, &mut fourth[..32]],
        );
    }
}
