//! Draws for tests, by means that Sarez does not use.

use super::{Accumulator, Layout, Tally};

/// Steele, Lea and Flood's `SplitMix64` (2014, doi:10.1145/2660193.2660195).
pub(super) struct SplitMix64(pub u64);

impl SplitMix64 {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform on (0, 1).
    pub(super) fn uniform(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Standard normal, by Box and Muller.
    pub(super) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(self.uniform())).sqrt();
        radius * libm::cos(std::f64::consts::TAU * self.uniform())
    }

    /// Student t with 4 degrees of freedom.
    pub(super) fn t4(&mut self) -> f64 {
        let chi_squared = -2.0 * libm::log(self.uniform() * self.uniform());
        self.normal() / (chi_squared / 4.0).sqrt()
    }

    /// exp(2 normal).
    pub(super) fn lognormal(&mut self) -> f64 {
        libm::exp(2.0 * self.normal())
    }

    /// Pareto with minimum 1 and exponent 1.5.
    pub(super) fn pareto(&mut self) -> f64 {
        libm::pow(self.uniform(), -1.0 / 1.5)
    }
}

pub(super) fn normals(seed: u64, count: usize) -> Vec<f64> {
    let mut random = SplitMix64(seed);
    (0..count).map(|_| random.normal()).collect()
}

pub(super) fn tally_of(layout: &Layout, values: &[f64]) -> Tally {
    let mut accumulator = Accumulator::new(layout);
    for block in values.chunks(256) {
        accumulator.add(block, block.len());
    }
    accumulator.into_tally()
}

/// The tally of values that are their own pilot.
pub(super) fn tally(values: &[f64], thresholds: &[f64]) -> Tally {
    tally_of(&Layout::from_pilot(&values[..values.len().min(4096)], thresholds), values)
}
