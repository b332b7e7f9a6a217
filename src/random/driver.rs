//! Which uncertain quantity a draw belongs to.

use std::collections::BTreeMap;
use std::fmt;

use sha2::{Digest, Sha256};

/// A driver's place in the draw address: the first 64 bits (first 8 bytes, big-endian) of the SHA-256 of its full name,
/// such as `residual.sent[russia]` or `event.payment_freeze.duration`. So it depends on nothing but the name: neither
/// on the order of the files nor on what else the scenario holds.
///
/// n names share an id with probability of about n² / 2^65 (2.7e-12 at 10,000 names); [`collision`] finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DriverId(u64);

impl DriverId {
    /// The id of the driver with this full name.
    ///
    /// ```
    /// use sarez::random::DriverId;
    /// assert_eq!(DriverId::of("abc").to_string(), "ba7816bf8f01cfea");
    /// ```
    pub fn of(name: &str) -> Self {
        let digest = Sha256::digest(name.as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        Self(u64::from_be_bytes(first))
    }

    /// The id with these 64 bits, as [`DriverId::bits`] gave them.
    pub fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The 64 bits.
    #[inline(always)]
    pub fn bits(self) -> u64 {
        self.0
    }
}

/// 16 hexadecimal digits, as in the first half of the first line of `sha256sum`.
impl fmt::Display for DriverId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The first two different names, in the order given, that share a [`DriverId`]; a scenario with such a pair is refused,
/// because both would draw the same numbers. A name that stands there twice is one driver, not a collision.
pub fn collision<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<(&'a str, &'a str)> {
    collision_by(names, DriverId::of)
}

fn collision_by<'a, Id: Ord>(
    names: impl IntoIterator<Item = &'a str>,
    id: impl Fn(&str) -> Id,
) -> Option<(&'a str, &'a str)> {
    let mut seen = BTreeMap::new();
    names.into_iter().find_map(|name| {
        let earlier = *seen.entry(id(name)).or_insert(name);
        (earlier != name).then_some((earlier, name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_the_head_of_sha_256() {
        // FIPS 180-2, appendix B.1 ("abc"); NIST's digest of the empty message.
        assert_eq!(DriverId::of("abc").bits(), 0xba78_16bf_8f01_cfea);
        assert_eq!(DriverId::of("").bits(), 0xe3b0_c442_98fc_1c14);
        // Frozen: these ids are part of the draw address.
        assert_eq!(DriverId::of("residual.sent[russia]").to_string(), "a35d4e3cb3567c22");
        assert_eq!(DriverId::from_bits(DriverId::of("a").bits()), DriverId::of("a"));
    }

    #[test]
    fn a_small_id_prints_all_its_digits() {
        assert_eq!(DriverId::from_bits(0x2a).to_string(), "000000000000002a");
    }

    #[test]
    fn collisions_are_found_in_the_order_given() {
        let names = ["residual.gdp", "residual.imports", "event.mir.onset", "residual.gdp"];
        assert_eq!(collision(names), None);
        // No two names with the same 64 bits are at hand, so the search is tested with the length as the id.
        let by_length = |names: &[&'static str]| collision_by(names.iter().copied(), str::len);
        assert_eq!(by_length(&["a", "bb", "a", "cc", "dd"]), Some(("bb", "cc")));
        assert_eq!(by_length(&["a", "bb", "a", "ccc"]), None);
        assert_eq!(by_length(&[]), None);
    }
}
