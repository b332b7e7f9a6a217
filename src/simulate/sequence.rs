//! In which order units are computed: scramble by scramble, so that a thread counts one of them at a time.

use std::ops::Range;

use crate::random::sobol::{SCRAMBLES, scramble_of};

use super::unit::UNIT;

/// Units in the order of computing.
#[derive(Debug, Clone)]
pub struct Sequence {
    units: Range<u64>,
    /// By scramble: its first unit and how many there are; none for random draws, whose units come in their order.
    scrambles: Vec<(u64, u64)>,
}

impl Sequence {
    /// The units of a range; by scramble or as they come.
    pub fn new(units: Range<u64>, by_scramble: bool) -> Self {
        let mut scrambles = Vec::new();
        if by_scramble {
            let first = units.clone().take(SCRAMBLES as usize);
            scrambles.extend(first.map(|first| (first, (units.end - first).div_ceil(SCRAMBLES))));
        }
        Self { units, scrambles }
    }

    /// The k-th unit and its scramble; `None` after the last.
    pub fn at(&self, k: u64) -> Option<(u64, Option<u64>)> {
        if self.scrambles.is_empty() {
            let unit = self.units.start + k;
            return (unit < self.units.end).then_some((unit, None));
        }
        let mut left = k;
        for (first, count) in &self.scrambles {
            if left < *count {
                let unit = first + left * SCRAMBLES;
                return Some((unit, Some(scramble_of(unit * UNIT))));
            }
            left -= count;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_once_and_one_scramble_after_the_other() {
        for (units, by_scramble) in
            [(0..100, true), (37..52, true), (5..6, true), (3..3, true), (7..30, false)]
        {
            let sequence = Sequence::new(units.clone(), by_scramble);
            let all: Vec<_> = (0..).map_while(|k| sequence.at(k)).collect();
            let mut seen: Vec<u64> = all.iter().map(|(unit, _)| *unit).collect();
            let changes = all.windows(2).filter(|pair| pair[0].1 != pair[1].1).count();
            assert!(changes < 16);
            assert!(all.iter().all(|(unit, scramble)| scramble.is_none_or(|s| s == unit % 16)));
            seen.sort_unstable();
            assert_eq!(seen, units.collect::<Vec<_>>());
        }
    }
}
