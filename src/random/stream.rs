//! The same generator as a sequence, for the distributions of `rand_distr`.

use std::convert::Infallible;

use rand_core::utils::{fill_bytes_via_next_word, next_u64_via_u32, read_words};
use rand_core::{SeedableRng, TryRng};

use super::address::Address;
use super::driver::DriverId;
use super::philox::philox4x32_10;

/// The words of one seed, stream, driver and path in order: year 0 words 0 to 3, year 1 words 0 to 3, and so on. After
/// year 65535 (2^18 words) the driver's id moves on by one and the year starts again at 0, so year and driver count as
/// one number of 80 bits; after 2^80 blocks, 2^82 words, the sequence repeats.
///
/// Two streams that differ in seed, stream or path share no block. Two that differ in the driver alone share one only
/// if their ids, hashes of 64 bits, lie closer together than 2^-18 times the words taken. A stream under the name of a
/// driver of a run meets that driver's own draws: give it a name of its own.
///
/// ```
/// use rand_distr::{Distribution, Normal};
/// use sarez::random::PhiloxStream;
///
/// let normal = Normal::new(2.0, 3.0).unwrap();
/// let mut stream = PhiloxStream::new(2022, 0, "my study", 17);
/// let draws: Vec<f64> = normal.sample_iter(&mut stream).take(3).collect();
/// assert_eq!(draws, normal.sample_iter(PhiloxStream::new(2022, 0, "my study", 17)).take(3).collect::<Vec<f64>>());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhiloxStream {
    key: [u32; 2],
    /// The counter of the block after `words`.
    next: [u32; 4],
    words: [u32; 4],
    /// How many of `words` are taken.
    taken: usize,
}

impl PhiloxStream {
    /// The sequence of the driver `driver` on path `path`.
    ///
    /// # Panics
    /// When `path` is not below [`PATHS`](super::PATHS).
    pub fn new(seed: u64, stream: u8, driver: &str, path: u64) -> Self {
        let address = Address { seed, stream };
        Self::at(address.key(), address.counter(DriverId::of(driver), path, 0))
    }

    fn at(key: [u32; 2], next: [u32; 4]) -> Self {
        Self { key, next, words: [0; 4], taken: 4 }
    }

    fn next_word(&mut self) -> u32 {
        if self.taken == self.words.len() {
            self.words = philox4x32_10(self.next, self.key);
            self.next = following(self.next);
            self.taken = 0;
        }
        self.taken += 1;
        self.words[self.taken - 1]
    }
}

/// The counter with year and driver, as one number of 80 bits, moved on by one.
fn following([driver_low, driver_high, path_low, last]: [u32; 4]) -> [u32; 4] {
    let (last, year_carry) = last.overflowing_add(1 << 16);
    let driver = u64::from(driver_low) | u64::from(driver_high) << 32;
    let driver = driver.wrapping_add(u64::from(year_carry));
    [driver as u32, (driver >> 32) as u32, path_low, last]
}

impl TryRng for PhiloxStream {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.next_word())
    }

    /// Two words, the earlier one low.
    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        next_u64_via_u32(self)
    }

    /// Words in order, little-endian; what is left of the last word is dropped.
    #[inline]
    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        fill_bytes_via_next_word(dst, || Ok(self.next_word()))
    }
}

/// From any place: 24 bytes, little-endian, the key's two words and then the counter's four, as [`Address`] lays them
/// out. [`SeedableRng::seed_from_u64`] therefore starts at a place that no name gives.
impl SeedableRng for PhiloxStream {
    type Seed = [u8; 24];

    fn from_seed(seed: Self::Seed) -> Self {
        let [k0, k1, c0, c1, c2, c3] = read_words(&seed);
        Self::at([k0, k1], [c0, c1, c2, c3])
    }
}

#[cfg(test)]
mod tests {
    use rand_core::Rng;
    use rand_distr::{Beta, Distribution, Normal, Poisson};

    use super::*;

    fn mean_and_variance(draws: impl Iterator<Item = f64>) -> (f64, f64) {
        let draws: Vec<f64> = draws.collect();
        let n = draws.len() as f64;
        let mean = draws.iter().sum::<f64>() / n;
        (mean, draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0))
    }

    #[test]
    fn words_are_those_of_the_addresses_in_order() {
        let address = Address { seed: 11, stream: 3 };
        let driver = DriverId::of("study");
        let mut stream = PhiloxStream::new(11, 3, "study", 1 << 33);
        for year in 0..3 {
            assert_eq!([(); 4].map(|()| stream.next_u32()), address.words(driver, 1 << 33, year));
        }
        let [w0, w1, w2, w3] = address.words(driver, 1 << 33, 3);
        assert_eq!(stream.next_u64(), u64::from(w1) << 32 | u64::from(w0));
        let mut bytes = [0; 6];
        stream.fill_bytes(&mut bytes);
        assert_eq!(bytes[..4], w2.to_le_bytes());
        assert_eq!(bytes[4..], w3.to_le_bytes()[..2]);
        assert_eq!(stream.next_u32(), address.words(driver, 1 << 33, 4)[0]);
    }

    #[test]
    fn after_the_last_year_comes_the_next_id() {
        let address = Address { seed: 11, stream: 255 };
        let mut stream = PhiloxStream::new(11, 255, "study", 5);
        for _ in 0..4 * 65_535 {
            stream.next_u32();
        }
        let id = DriverId::of("study");
        assert_eq!([(); 4].map(|()| stream.next_u32()), address.words(id, 5, u16::MAX));
        let next = DriverId::from_bits(id.bits() + 1);
        assert_eq!([(); 4].map(|()| stream.next_u32()), address.words(next, 5, 0));
        // The carry of the low word, and the end of all.
        assert_eq!(following([u32::MAX, 6, 7, 0xffff_ff08]), [0, 7, 7, 0xff08]);
        assert_eq!(following([u32::MAX, u32::MAX, 7, 0xffff_ff08]), [0, 0, 7, 0xff08]);
        assert_eq!(following([5, 6, 7, 0xfffe_ff08]), [5, 6, 7, 0xffff_ff08]);
    }

    #[test]
    fn a_seed_of_24_bytes_is_key_and_counter() {
        let address = Address { seed: 0x0102_0304_0506_0708, stream: 9 };
        let counter = address.counter(DriverId::of("study"), 77, 0);
        let mut seed = [0; 24];
        for (bytes, word) in seed.chunks_exact_mut(4).zip(address.key().into_iter().chain(counter)) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        assert_eq!(PhiloxStream::from_seed(seed), PhiloxStream::new(0x0102_0304_0506_0708, 9, "study", 77));
        assert_ne!(PhiloxStream::seed_from_u64(1), PhiloxStream::seed_from_u64(2));
    }

    /// N = 1,000,000 draws of Normal(2, 3). z of the mean = (mean - 2) / (3 / sqrt(N)); z of the variance =
    /// (s² / 9 - 1) / sqrt(2 / (N - 1)). Critical value 3.29 (two-sided 0.001) for each.
    #[test]
    fn normal_draws_have_their_mean_and_variance() {
        const N: usize = 1_000_000;
        let stream = PhiloxStream::new(2022, 0, "test.normal", 0);
        let (mean, variance) = mean_and_variance(Normal::new(2.0, 3.0).unwrap().sample_iter(stream).take(N));
        let z_mean = (mean - 2.0) / (3.0 / (N as f64).sqrt());
        let z_variance = (variance / 9.0 - 1.0) / (2.0 / (N as f64 - 1.0)).sqrt();
        assert!(z_mean.abs() < 3.29 && z_variance.abs() < 3.29, "{z_mean} {z_variance}");
    }

    /// Means over N = 200,000: Beta(2, 5), mean 2/7, variance 10/392; Poisson(3.5). Critical value of z: 3.29.
    #[test]
    fn other_distributions_have_their_means() {
        const N: usize = 200_000;
        let beta = Beta::new(2.0, 5.0).unwrap().sample_iter(PhiloxStream::new(2022, 0, "test.beta", 0));
        let (mean, _) = mean_and_variance(beta.take(N));
        let z = (mean - 2.0 / 7.0) / (10.0 / 392.0 / N as f64).sqrt();
        assert!(z.abs() < 3.29, "beta {z}");
        let poisson = Poisson::new(3.5).unwrap().sample_iter(PhiloxStream::new(2022, 0, "test.poisson", 0));
        let (mean, _) = mean_and_variance(poisson.take(N));
        let z = (mean - 3.5) / (3.5 / N as f64).sqrt();
        assert!(z.abs() < 3.29, "poisson {z}");
    }
}
