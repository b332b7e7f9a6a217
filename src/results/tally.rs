//! What a column's paths add up to: integers, so that merging is addition in any order.

use serde::{Deserialize, Serialize};

use super::bins::SLOTS;
use super::layout::Layout;
use super::moments::FixedSum;
use super::part::MergeError;
use super::scrambles::SCRAMBLES;

/// The counts of one column over some paths; merges by integer addition.
///
/// Files hold the bins that are not empty; reading refuses counts that do not fit the layout or each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Record", into = "Record")]
pub struct Tally {
    pub(super) layout: Layout,
    /// Paths that are not finite.
    pub(super) failed: u64,
    /// Paths at each atom of the layout.
    pub(super) atoms: Vec<u64>,
    /// Paths (below, equal to) each threshold of the layout.
    pub(super) thresholds: Vec<(u64, u64)>,
    /// Paths in each bin, ascending, without those at an atom; the first and the last are the overflows.
    pub(super) bins: Vec<u64>,
    /// Sums of z, z^2, z^3, z^4.
    pub(super) sums: [FixedSum; 4],
    /// Smallest and largest finite value; none when there is no finite value.
    pub(super) range: Option<(f64, f64)>,
    /// What each scramble of the points counted, where there are scrambles; together they are the counts above.
    pub(super) scrambles: Vec<Tally>,
}

impl Tally {
    /// Nothing counted yet.
    pub fn new(layout: &Layout) -> Self {
        Self {
            failed: 0,
            atoms: vec![0; layout.atoms.len()],
            thresholds: vec![(0, 0); layout.thresholds.len()],
            bins: vec![0; SLOTS],
            sums: [FixedSum::default(); 4],
            range: None,
            scrambles: Vec::new(),
            layout: layout.clone(),
        }
    }

    /// Adds the paths that `other` counted.
    ///
    /// # Errors
    /// [`MergeError::Layout`] when the layouts differ, [`MergeError::Points`] when one has scrambles and the other none; then
    /// nothing is added.
    pub fn merge(&mut self, other: &Self) -> Result<(), MergeError> {
        if self.layout != other.layout {
            return Err(MergeError::Layout { column: None });
        }
        if self.scrambles.len() != other.scrambles.len() {
            return Err(MergeError::Points);
        }
        self.add(other);
        for (mine, more) in self.scrambles.iter_mut().zip(&other.scrambles) {
            mine.add(more);
        }
        Ok(())
    }

    /// Adds the counts of a tally of the same layout that has no scrambles.
    ///
    /// # Panics
    /// When the layouts differ.
    pub fn merge_counts(&mut self, other: &Self) {
        assert_eq!(self.layout, other.layout, "one layout a column");
        self.add(other);
    }

    /// Adds the counts of a tally of the same layout, without its scrambles.
    pub(super) fn add(&mut self, other: &Self) {
        self.failed += other.failed;
        for (mine, more) in self.atoms.iter_mut().zip(&other.atoms) {
            *mine += more;
        }
        for (mine, more) in self.thresholds.iter_mut().zip(&other.thresholds) {
            mine.0 += more.0;
            mine.1 += more.1;
        }
        for (mine, more) in self.bins.iter_mut().zip(&other.bins) {
            *mine += more;
        }
        for (mine, more) in self.sums.iter_mut().zip(&other.sums) {
            mine.merge(more);
        }
        self.range = match (self.range, other.range) {
            (Some((a, b)), Some((c, d))) => Some((if c < a { c } else { a }, if d > b { d } else { b })),
            (mine, more) => mine.or(more),
        };
    }

    /// Where the bins lie.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Paths with a finite value: what every estimate is over.
    pub fn count(&self) -> u64 {
        self.bins.iter().chain(&self.atoms).sum()
    }

    /// Paths that are not finite.
    pub fn failed(&self) -> u64 {
        self.failed
    }

    /// The smallest finite value, exact; `None` when there is no finite value.
    pub fn minimum(&self) -> Option<f64> {
        self.range.map(|(minimum, _)| minimum)
    }

    /// The largest finite value, exact; `None` when there is no finite value.
    pub fn maximum(&self) -> Option<f64> {
        self.range.map(|(_, maximum)| maximum)
    }

    /// Paths below and above the bins: quantiles among them are infinite.
    pub fn overflow(&self) -> (u64, u64) {
        (self.bins[0], self.bins[SLOTS - 1])
    }

    /// Whether a sum of powers was too large to keep: see [`Self::mean`], [`Self::sd`], [`Self::skewness`].
    pub fn is_saturated(&self) -> bool {
        self.sums.iter().any(FixedSum::is_saturated)
    }
}

/// A tally as files hold it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    layout: Layout,
    count: u64,
    failed: u64,
    range: Option<(f64, f64)>,
    atoms: Vec<u64>,
    thresholds: Vec<(u64, u64)>,
    sums: [FixedSum; 4],
    /// (bin, paths), ascending; only those that are not empty.
    bins: Vec<(u16, u64)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    scrambles: Vec<Record>,
}

impl From<Tally> for Record {
    fn from(tally: Tally) -> Self {
        let bins = tally.bins.iter().enumerate().filter(|(_, paths)| **paths > 0);
        Self {
            count: tally.count(),
            bins: bins.map(|(bin, paths)| (bin as u16, *paths)).collect(),
            layout: tally.layout,
            failed: tally.failed,
            range: tally.range,
            atoms: tally.atoms,
            thresholds: tally.thresholds,
            sums: tally.sums,
            scrambles: tally.scrambles.into_iter().map(Self::from).collect(),
        }
    }
}

impl TryFrom<Record> for Tally {
    type Error = &'static str;

    fn try_from(record: Record) -> Result<Self, Self::Error> {
        let layout = &record.layout;
        let ascending =
            |values: &[f64]| values.iter().all(|x| x.is_finite()) && values.is_sorted_by(|a, b| a < b);
        if !layout.centre.is_finite() || !layout.scale.is_normal() || layout.scale < 0.0 {
            return Err("the layout's centre or scale is out of range");
        }
        if !ascending(&layout.atoms) || !ascending(&layout.thresholds) {
            return Err("the layout's atoms or thresholds do not ascend");
        }
        if record.atoms.len() != layout.atoms.len() || record.thresholds.len() != layout.thresholds.len() {
            return Err("atoms or thresholds do not fit the layout");
        }
        if !record.bins.is_sorted_by(|a, b| a.0 < b.0)
            || record.bins.iter().any(|b| usize::from(b.0) >= SLOTS)
        {
            return Err("the bins do not ascend or do not exist");
        }
        let mut counts = record.bins.iter().map(|b| b.1).chain(record.atoms.iter().copied());
        let total = counts.try_fold(0_u64, u64::checked_add);
        if total != Some(record.count) {
            return Err("the count is not the sum of bins and atoms");
        }
        if record.thresholds.iter().any(|(b, e)| b.checked_add(*e).is_none_or(|n| n > record.count)) {
            return Err("a threshold counts more paths than there are");
        }
        let ordered = record.range.is_none_or(|(a, b)| a <= b && a.is_finite() && b.is_finite());
        if !ordered || record.range.is_some() != (record.count > 0) {
            return Err("minimum and maximum do not fit the count");
        }
        let mut bins = vec![0; SLOTS];
        for (bin, paths) in record.bins {
            bins[usize::from(bin)] = paths;
        }
        let scrambles: Vec<Self> =
            record.scrambles.into_iter().map(Self::try_from).collect::<Result<_, _>>()?;
        if scrambles.iter().any(|s| s.layout != record.layout || !s.scrambles.is_empty())
            || ![0, SCRAMBLES].contains(&scrambles.len())
        {
            return Err("the scrambles are not 16 counts of this layout");
        }
        Ok(Self {
            scrambles,
            layout: record.layout,
            failed: record.failed,
            atoms: record.atoms,
            thresholds: record.thresholds,
            bins,
            sums: record.sums,
            range: record.range,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{normals, tally_of};
    use super::*;

    fn json(tally: &Tally) -> String {
        serde_json::to_string(tally).unwrap()
    }

    #[test]
    fn thirds_in_any_order_are_the_whole() {
        let mut values = normals(4, 30_000);
        values.iter_mut().step_by(9).for_each(|x| *x = 0.0);
        values[100] = f64::NAN;
        values[29_000] = 1e18;
        let layout = Layout::from_pilot(&values[..4096], &[-1.0, 0.25]);
        let whole = json(&tally_of(&layout, &values));
        let thirds =
            [&values[..9_984], &values[9_984..20_032], &values[20_032..]].map(|v| tally_of(&layout, v));
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let mut sum = Tally::new(&layout);
            for third in order {
                sum.merge(&thirds[third]).unwrap();
            }
            assert_eq!(json(&sum), whole, "{order:?}");
        }
    }

    #[test]
    fn different_layouts_do_not_merge() {
        let layout = Layout::from_pilot(&[1.0, 2.0], &[]);
        let other = Layout { scale: 2.0 * layout.scale, ..layout.clone() };
        let mut tally = tally_of(&layout, &[1.0]);
        assert_eq!(tally.merge(&tally_of(&other, &[1.0])), Err(MergeError::Layout { column: None }));
        assert_eq!(tally.count(), 1);
    }

    #[test]
    fn read_back_the_same() {
        let values = [1.0, -2.5, 0.0, 1e300, f64::NAN, -1e-300, 2.0, 2.0];
        let layout = Layout::from_pilot(&values, &[0.1, 2.0]);
        for tally in [tally_of(&layout, &values), Tally::new(&layout), tally_of(&layout, &[f64::NAN])] {
            assert_eq!(serde_json::from_str::<Tally>(&json(&tally)).unwrap(), tally);
        }
    }

    #[test]
    fn forged_files_are_refused() {
        let layout = Layout::from_pilot(&[1.0, 2.0, 3.0, 4.0], &[2.5]);
        let text = json(&tally_of(&layout, &[1.0, 2.0, 3.0, 4.0]));
        for (from, to) in [
            ("\"count\":4", "\"count\":5"),
            ("\"range\":[1.0,4.0]", "\"range\":null"),
            ("\"range\":[1.0,4.0]", "\"range\":[4.0,1.0]"),
            ("\"atoms\":[0]", "\"atoms\":[0,0]"),
            ("\"atoms\":[0]", "\"atoms\":[18446744073709551615]"),
            ("\"thresholds\":[[2,0]]", "\"thresholds\":[[2,9]]"),
            ("\"thresholds\":[[2,0]]", "\"thresholds\":[]"),
            ("\"scale\":2", "\"scale\":-2"),
            ("\"bins\":[[", "\"bins\":[[6146,0],["),
            ("\"failed\":0", "\"failed\":0,\"extra\":1"),
        ] {
            assert!(text.contains(from), "{from} in {text}");
            assert!(serde_json::from_str::<Tally>(&text.replacen(from, to, 1)).is_err(), "{to}");
        }
    }
}
