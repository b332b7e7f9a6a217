//! Rows of one coordinate for consecutive paths.
//!
//! Path p is point 256 floor(p / 4096) + p mod 256 of scramble floor(p / 256) mod 16. A quarterly coordinate has 32 binary
//! digits and is read as a word of Philox would be. One of a draw made once a path has 52: the lower 20 are those that the
//! path's own words at the address give.

use super::super::address::{Address, ONCE};
use super::super::draws::{
    FIRST_PATH_STEP, ROW_STEP, fill_words_path, uniform_of_two_words, uniform_of_word,
};
use super::super::driver::DriverId;
use super::super::philox::philox4x32_10;
use super::directions::{BITS, directions};
use super::scramble::scramble;
use crate::numerics::{normal_quantile, normal_score_f32};

/// Independent scramblings in a run.
pub const SCRAMBLES: u64 = 16;
/// Paths beyond which points would repeat: 2^32 of each scramble.
pub const MOST_PATHS: u64 = SCRAMBLES << BITS;
/// The fewest paths of which every scramble has as many.
pub const LEAST_PATHS: u64 = SCRAMBLES * RUN;
/// Consecutive paths of one scramble.
const RUN: u64 = 256;
/// Set in the stream of the words that scrambles are keyed by, so that no draw of the run shares them.
const KEYS: u8 = 0x80;

/// A coordinate of the points: a draw, and the dimension that it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coordinate {
    /// Position in the Sobol sequence, below [`super::DIMENSIONS`].
    pub dimension: u16,
    /// Whose draw it is.
    pub driver: DriverId,
    /// The calendar year, [`ONCE`] for a draw made once a path.
    pub year: u16,
    /// 0 to 3; 0 for a draw made once a path.
    pub quarter: u8,
}

/// Which scramble a path belongs to.
#[inline(always)]
pub fn scramble_of(path: u64) -> u64 {
    path / RUN % SCRAMBLES
}

/// The uniforms of a coordinate for paths `first_path`, `first_path + 1`, ..., all of one scramble.
///
/// # Panics
/// When `first_path` is no multiple of 64, the row's length none of 32, or the row leaves its unit of 256 paths.
#[inline(always)]
pub fn fill_point_uniforms(address: Address, coordinate: Coordinate, first_path: u64, out: &mut [f64]) {
    fill::<false>(address, coordinate, first_path, out);
}

/// The normal scores of the same; see [`fill_point_uniforms`].
///
/// # Panics
/// As [`fill_point_uniforms`].
#[inline(always)]
pub fn fill_point_scores(address: Address, coordinate: Coordinate, first_path: u64, out: &mut [f64]) {
    fill::<true>(address, coordinate, first_path, out);
}

#[inline(always)]
fn fill<const SCORES: bool>(address: Address, coordinate: Coordinate, first_path: u64, out: &mut [f64]) {
    let length = out.len();
    assert!(first_path.is_multiple_of(FIRST_PATH_STEP), "path {first_path} does not start a row");
    assert!(length.is_multiple_of(ROW_STEP), "a row of {length} paths");
    assert!(first_path % RUN + length as u64 <= RUN, "a row within one unit");
    let mut words = Words::new(address, coordinate, first_path);
    let (chunks, _) = out.as_chunks_mut::<ROW_STEP>();
    for (index, chunk) in chunks.iter_mut().enumerate() {
        let high = words.next();
        if coordinate.year == ONCE {
            let mut own = [[0; ROW_STEP]; 4];
            let first = first_path + (index * ROW_STEP) as u64;
            fill_words_path(address, coordinate.driver, first, &mut own);
            for (value, (&high, &low)) in chunk.iter_mut().zip(high.iter().zip(&own[1])) {
                *value = uniform_of_two_words(high, low);
            }
            if SCORES {
                for z in &mut *chunk {
                    *z = normal_quantile(*z);
                }
            }
        } else if SCORES {
            let mut scores = [0.0_f32; ROW_STEP];
            for (z, &word) in scores.iter_mut().zip(&high) {
                *z = normal_score_f32(word);
            }
            for (wide, &z) in chunk.iter_mut().zip(&scores) {
                *wide = f64::from(z);
            }
        } else {
            for (u, &word) in chunk.iter_mut().zip(&high) {
                *u = uniform_of_word(word);
            }
        }
    }
}

/// The words of consecutive points, 32 at a time.
struct Words {
    directions: &'static [u32; BITS],
    key: [u32; 4],
    /// The first 32 points, not scrambled: later ones differ from them by one number for all 32.
    first: [u32; ROW_STEP],
    /// The number of the next point.
    point: u64,
}

impl Words {
    #[inline(always)]
    fn new(address: Address, coordinate: Coordinate, first_path: u64) -> Self {
        let keyed = Address { stream: address.stream | KEYS, ..address };
        let place = scramble_of(first_path) * 4 + u64::from(coordinate.quarter);
        let counter = keyed.counter(coordinate.driver, place, coordinate.year);
        let directions = directions(coordinate.dimension);
        let mut first = [0; ROW_STEP];
        for (bit, direction) in directions[..ROW_STEP.ilog2() as usize].iter().enumerate() {
            for k in 0..1 << bit {
                first[k + (1 << bit)] = first[k] ^ direction;
            }
        }
        let point = first_path / (RUN * SCRAMBLES) * RUN + first_path % RUN;
        Self { directions, key: philox4x32_10(counter, keyed.key()), first, point }
    }

    #[inline(always)]
    fn next(&mut self) -> [u32; ROW_STEP] {
        let (mut left, mut base) = (self.point, 0);
        while left != 0 {
            base ^= self.directions[left.trailing_zeros() as usize % BITS];
            left &= left - 1;
        }
        self.point += ROW_STEP as u64;
        let mut words = self.first;
        for word in &mut words {
            *word = scramble(*word ^ base, self.key);
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::sobol::DIMENSIONS;

    const ADDRESS: Address = Address { seed: 2022, stream: 0 };

    fn coordinate(dimension: u16) -> Coordinate {
        let driver = DriverId::of(&format!("residual.{}", dimension / 4));
        Coordinate { dimension, driver, year: 2022, quarter: (dimension % 4) as u8 }
    }

    /// The first 256 · `units` points of a scramble.
    fn points(coordinate: Coordinate, scramble: u64, units: u64) -> Vec<f64> {
        let mut all = Vec::new();
        for unit in 0..units {
            let mut row = [0.0; 256];
            fill_point_uniforms(ADDRESS, coordinate, (unit * SCRAMBLES + scramble) * RUN, &mut row);
            all.extend(row);
        }
        all
    }

    /// Each dimension alone is a (0, m, 1)-net in base 2: 512 points, one in each interval of length 1/512; also after
    /// scrambling, and for once-a-path draws too.
    #[test]
    fn every_dimension_fills_every_interval_once() {
        for dimension in 0..DIMENSIONS as u16 {
            let once = Coordinate { year: ONCE, quarter: 0, ..coordinate(dimension) };
            for coordinate in [coordinate(dimension), once] {
                let mut seen = [false; 512];
                for u in points(coordinate, u64::from(dimension) % 16, 2) {
                    assert!(!std::mem::replace(&mut seen[(u * 512.0) as usize], true), "{coordinate:?}");
                }
            }
        }
    }

    /// Dimensions 0 and 1 are a (0, m, 2)-net: 1,024 points, one in each of the 1,024 rectangles of every shape 2^-a by
    /// 2^-(10 - a), in each of the 16 scrambles.
    #[test]
    fn the_first_two_dimensions_are_a_net_of_quality_0() {
        for scramble in 0..16 {
            let (x, y) = (points(coordinate(0), scramble, 4), points(coordinate(1), scramble, 4));
            for a in 0..=10_u32 {
                let mut seen = vec![false; 1024];
                for (x, y) in x.iter().zip(&y) {
                    let (i, j) = ((x * f64::from(1 << a)) as usize, (y * f64::from(1024 >> a)) as usize);
                    assert!(!std::mem::replace(&mut seen[i * (1024 >> a) + j], true), "{a}");
                }
            }
        }
    }

    /// Scrambling moves elementary intervals as wholes: how many of 1,024 points they hold, as a sorted list, is that of the
    /// sequence itself, for pairs of dimensions far apart and for three at once.
    #[test]
    fn scrambling_keeps_the_quality_of_the_net() {
        let plain = |dimension: u16| -> Vec<f64> {
            let directions = directions(dimension);
            let word = |i: u32| {
                (0..BITS).filter(|k| i >> k & 1 == 1).fold(0, |x, k| x ^ directions[k]).reverse_bits()
            };
            (0..1024).map(|i| f64::from(word(i)) / 4294967296.0).collect()
        };
        for dimensions in [[0, 2, 5], [7, 31, 100], [3, 500, 1023], [400, 401, 402]] {
            let scrambled = dimensions.map(|d| points(coordinate(d), u64::from(d) % 16, 4));
            let raw = dimensions.map(plain);
            for (a, b, c) in [(5, 5, 0), (3, 7, 0), (8, 2, 0), (0, 4, 6), (4, 3, 3), (2, 2, 6)] {
                let counts = |points: &[Vec<f64>; 3]| {
                    let mut counts = vec![0; 1024];
                    for ((x, y), z) in points[0].iter().zip(&points[1]).zip(&points[2]) {
                        let at = |d: usize, bits: u32| ([x, y, z][d] * f64::from(1 << bits)) as usize;
                        counts[at(0, a) << (b + c) | at(1, b) << c | at(2, c)] += 1;
                    }
                    counts.sort_unstable();
                    counts
                };
                assert_eq!(counts(&scrambled), counts(&raw), "{dimensions:?} {a} {b} {c}");
            }
        }
    }

    #[test]
    fn how_paths_are_cut_into_rows_changes_nothing() {
        for base in [coordinate(9), Coordinate { year: ONCE, quarter: 0, ..coordinate(9) }] {
            for fill in [fill_point_scores, fill_point_uniforms] {
                let first = 4096 * 77 + 256 * 3;
                let mut whole = [0.0; 256];
                fill(ADDRESS, base, first, &mut whole);
                for (k, part) in whole.chunks(64).enumerate() {
                    let mut row = [0.0; 64];
                    fill(ADDRESS, base, first + 64 * k as u64, &mut row);
                    assert_eq!(row, part);
                }
            }
        }
    }

    /// A score is the same function of the word as of a word of Philox: that of the uniform's word.
    #[test]
    fn scores_and_uniforms_are_of_one_word() {
        let (mut u, mut z) = ([0.0; 64], [0.0; 64]);
        fill_point_uniforms(ADDRESS, coordinate(3), 512, &mut u);
        fill_point_scores(ADDRESS, coordinate(3), 512, &mut z);
        for (u, z) in u.into_iter().zip(z) {
            assert_eq!(z, f64::from(normal_score_f32((u * 4294967296.0) as u32)));
        }
        let once = Coordinate { year: ONCE, quarter: 0, ..coordinate(3) };
        fill_point_uniforms(ADDRESS, once, 512, &mut u);
        fill_point_scores(ADDRESS, once, 512, &mut z);
        for (path, (u, z)) in (512..).zip(u.into_iter().zip(z)) {
            assert_eq!(z, normal_quantile(u));
            // The lower 20 digits are the path's own.
            let [_, low, ..] = ADDRESS.words(once.driver, path, ONCE);
            assert_eq!((u * (1_u64 << 52) as f64) as u64 & 0xf_ffff, u64::from(low >> 12));
        }
    }

    /// Scrambles are independent: over 512 coordinates the first point of two scrambles has correlation 0 within 4.5
    /// standard errors, 1/sqrt(512) each; and its mean is 1/2 within 4.5 · sqrt(1/12/512).
    #[test]
    fn scrambles_are_uniform_and_independent() {
        let first: Vec<Vec<f64>> = (0..16)
            .map(|scramble| (0..512).map(|d| points(coordinate(d), scramble, 1)[0] - 0.5).collect())
            .collect();
        for (i, a) in first.iter().enumerate() {
            let mean = a.iter().sum::<f64>() / 512.0;
            assert!(mean.abs() < 4.5 * (1.0 / 12.0 / 512.0_f64).sqrt(), "{i}: {mean}");
            for b in &first[..i] {
                let product: f64 = a.iter().zip(b).map(|(a, b)| 12.0 * a * b).sum();
                assert!((product / 512.0).abs() < 4.5 / 512.0_f64.sqrt(), "{i}: {product}");
            }
        }
    }
}
