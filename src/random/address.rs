//! Where a draw stands: seed, stream, driver, path and calendar year give Philox its key and its counter.

use super::driver::DriverId;
use super::philox::philox4x32_10;

/// The year of draws that are made once a path: no calendar year.
pub const ONCE: u16 = u16::MAX;

/// How many paths have an address: path numbers are below 2^40.
pub const PATHS: u64 = 1 << 40;

/// The part of the draw address that a whole run shares.
///
/// ```text
/// key      word 0  seed, low 32 bits        word 1  seed, high 32 bits
/// counter  word 0  driver, low 32 bits      word 1  driver, high 32 bits
///          word 2  path, low 32 bits
///          word 3  bits 0..8 path, high 8 bits; bits 8..16 stream; bits 16..32 year
/// ```
/// The four words of the result are the quarters 1 to 4 of the year; under year [`ONCE`] the first two words are one
/// draw of 52 bits. The layout is final: another one would move every number of every scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The seed of the run.
    pub seed: u64,
    /// 0 is the run; others serve sensitivity and replicates.
    pub stream: u8,
}

impl Address {
    /// The key of Philox.
    #[inline(always)]
    pub fn key(self) -> [u32; 2] {
        [self.seed as u32, (self.seed >> 32) as u32]
    }

    /// The counter of Philox.
    ///
    /// # Panics
    /// When `path` is not below [`PATHS`].
    #[inline(always)]
    pub fn counter(self, driver: DriverId, path: u64, year: u16) -> [u32; 4] {
        assert!(path < PATHS, "path {path} has no address");
        let driver = driver.bits();
        let last = (path >> 32) as u32 | u32::from(self.stream) << 8 | u32::from(year) << 16;
        [driver as u32, (driver >> 32) as u32, path as u32, last]
    }

    /// The four words of one path and year, one path at a time: for a look at a single path.
    ///
    /// # Panics
    /// When `path` is not below [`PATHS`].
    #[inline]
    pub fn words(self, driver: DriverId, path: u64, year: u16) -> [u32; 4] {
        philox4x32_10(self.counter(driver, path, year), self.key())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_layout_is_the_stated_one() {
        let address = Address { seed: 0x1122_3344_5566_7788, stream: 0xab };
        let driver = DriverId::from_bits(0x0123_4567_89ab_cdef);
        assert_eq!(address.key(), [0x5566_7788, 0x1122_3344]);
        assert_eq!(
            address.counter(driver, 0xfe_dcba_9876, 2022),
            [0x89ab_cdef, 0x0123_4567, 0xdcba_9876, 0x07e6_abfe]
        );
        assert_eq!(
            address.counter(driver, PATHS - 1, ONCE),
            [0x89ab_cdef, 0x0123_4567, u32::MAX, 0xffff_abff]
        );
    }

    #[test]
    fn words_of_an_address_are_frozen() {
        let address = Address { seed: 2022, stream: 0 };
        let driver = DriverId::of("residual.sent[russia]");
        // The counter by hand, so that layout and function are both held.
        let counter = [0xb356_7c22, 0xa35d_4e3c, 99_999, 2022 << 16];
        assert_eq!(address.words(driver, 99_999, 2022), philox4x32_10(counter, [2022, 0]));
    }

    /// 3 drivers x 6 paths x 4 streams x 5 years x 2 seeds, at the edges of every field: 720 addresses, 720 different
    /// (key, counter) pairs. Philox is a bijection of the counter for one key, so different counters never share words.
    #[test]
    fn different_addresses_are_different_counters() {
        let mut seen = BTreeSet::new();
        for seed in [0, 1 << 32] {
            for bits in [0, 1 << 31, u64::MAX] {
                for path in [0, 1, 255, 1 << 32, (1 << 32) + 1, PATHS - 1] {
                    for stream in [0, 1, 128, 255] {
                        for year in [0, 1, 2022, 2023, ONCE] {
                            let address = Address { seed, stream };
                            let counter = address.counter(DriverId::from_bits(bits), path, year);
                            assert!(seen.insert((address.key(), counter)));
                        }
                    }
                }
            }
        }
        assert_eq!(seen.len(), 720);
    }

    #[test]
    #[should_panic(expected = "has no address")]
    fn a_path_beyond_the_last_is_refused() {
        Address { seed: 0, stream: 0 }.counter(DriverId::from_bits(0), PATHS, 2022);
    }
}
