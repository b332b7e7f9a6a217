//! Sets of units (256 consecutive paths each) by their global numbers.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A set of unit numbers as sorted, disjoint, non-empty ranges that do not touch: one set has one form.
///
/// Files hold it as `[[start, end], ...]`, end exclusive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<(u64, u64)>", into = "Vec<(u64, u64)>")]
pub struct UnitSet {
    ranges: Vec<Range<u64>>,
}

impl UnitSet {
    /// No unit.
    pub fn new() -> Self {
        Self::default()
    }

    /// The ranges, sorted, disjoint and not touching.
    pub fn ranges(&self) -> &[Range<u64>] {
        &self.ranges
    }

    /// The number of units.
    pub fn count(&self) -> u64 {
        self.ranges.iter().map(|r| r.end - r.start).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Whether the unit is one of them.
    pub fn contains(&self, unit: u64) -> bool {
        let after = self.ranges.partition_point(|r| r.start <= unit);
        after > 0 && self.ranges[after - 1].contains(&unit)
    }

    /// Adds the units of `range`.
    ///
    /// # Errors
    /// The first run of units that are in the set already; then nothing is added.
    pub fn insert(&mut self, range: Range<u64>) -> Result<(), Range<u64>> {
        self.merge(&Self::from(range))
    }

    /// Adds the units of `other`.
    ///
    /// # Errors
    /// The first run of units that are in both; then nothing is added.
    pub fn merge(&mut self, other: &Self) -> Result<(), Range<u64>> {
        let mut all: Vec<Range<u64>> = self.ranges.iter().chain(&other.ranges).cloned().collect();
        all.sort_unstable_by_key(|r| (r.start, r.end));
        if let Some(pair) = all.windows(2).find(|pair| pair[1].start < pair[0].end) {
            return Err(pair[1].start..Ord::min(pair[0].end, pair[1].end));
        }
        all.dedup_by(|next, last| {
            let touch = last.end == next.start;
            if touch {
                last.end = next.end;
            }
            touch
        });
        self.ranges = all;
        Ok(())
    }

    /// The units of 0 to `total` - 1 that are not in the set.
    pub fn missing(&self, total: u64) -> Vec<Range<u64>> {
        let mut gaps = Vec::new();
        let mut next = 0;
        for range in self.ranges.iter().take_while(|r| r.start < total) {
            if next < range.start {
                gaps.push(next..range.start);
            }
            next = range.end;
        }
        if next < total {
            gaps.push(next..total);
        }
        gaps
    }
}

impl From<Range<u64>> for UnitSet {
    /// The units of a range; none when it is empty.
    fn from(range: Range<u64>) -> Self {
        Self { ranges: if range.is_empty() { Vec::new() } else { vec![range] } }
    }
}

impl From<UnitSet> for Vec<(u64, u64)> {
    fn from(set: UnitSet) -> Self {
        set.ranges.into_iter().map(|r| (r.start, r.end)).collect()
    }
}

impl TryFrom<Vec<(u64, u64)>> for UnitSet {
    type Error = &'static str;

    fn try_from(pairs: Vec<(u64, u64)>) -> Result<Self, Self::Error> {
        if pairs.iter().any(|(start, end)| start >= end) || pairs.windows(2).any(|p| p[0].1 >= p[1].0) {
            return Err("the ranges of units are empty, touch, overlap or are out of order");
        }
        Ok(Self { ranges: pairs.into_iter().map(|(start, end)| start..end).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ranges: &[(u64, u64)]) -> UnitSet {
        let mut set = UnitSet::new();
        for (start, end) in ranges {
            set.insert(*start..*end).unwrap();
        }
        set
    }

    fn pairs(ranges: &[Range<u64>]) -> Vec<(u64, u64)> {
        ranges.iter().map(|range| (range.start, range.end)).collect()
    }

    #[test]
    fn one_set_has_one_form() {
        let expected = set(&[(0, 10), (20, 30)]);
        assert_eq!(set(&[(20, 25), (0, 4), (25, 30), (6, 10), (4, 6), (7, 7)]), expected);
        assert_eq!(pairs(expected.ranges()), [(0, 10), (20, 30)]);
        assert_eq!(expected.count(), 20);
        assert!(
            expected.contains(9) && expected.contains(20) && !expected.contains(10) && !expected.contains(30)
        );
        assert!(UnitSet::from(5..5).is_empty());
    }

    #[test]
    fn repeated_units_are_refused_and_named() {
        let mut units = set(&[(0, 10), (20, 30)]);
        let before = units.clone();
        assert_eq!(units.merge(&set(&[(10, 12), (25, 40)])), Err(25..30));
        assert_eq!(units.insert(3..4), Err(3..4));
        assert_eq!(units.insert(8..22), Err(8..10));
        assert_eq!(units, before);
        units.insert(10..20).unwrap();
        assert_eq!(pairs(units.ranges()), [(0, 30)]);
    }

    #[test]
    fn gaps() {
        assert_eq!(pairs(&set(&[(3, 5), (8, 10)]).missing(12)), [(0, 3), (5, 8), (10, 12)]);
        assert_eq!(pairs(&set(&[(0, 5), (8, 10)]).missing(9)), [(5, 8)]);
        assert_eq!(pairs(&set(&[(3, 5)]).missing(2)), [(0, 2)]);
        assert!(set(&[(0, 5)]).missing(5).is_empty());
        assert_eq!(pairs(&UnitSet::new().missing(1)), [(0, 1)]);
        assert!(UnitSet::new().missing(0).is_empty());
    }

    #[test]
    fn files() {
        let units = set(&[(0, 10), (20, 30)]);
        let text = serde_json::to_string(&units).unwrap();
        assert_eq!(text, "[[0,10],[20,30]]");
        assert_eq!(serde_json::from_str::<UnitSet>(&text).unwrap(), units);
        for forged in ["[[5,5]]", "[[0,4],[4,8]]", "[[4,8],[0,2]]", "[[0,4],[3,8]]", "[[8,4]]"] {
            assert!(serde_json::from_str::<UnitSet>(forged).is_err(), "{forged}");
        }
    }
}
