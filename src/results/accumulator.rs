//! One thread's counters of one column: the hot path.

use super::bins::{SLOTS, slot};
use super::layout::Layout;
use super::moments::{FixedSum, GROUP, LANES, PowerSums};
use super::tally::Tally;

/// Counters are emptied into a tally before as many paths could overflow one.
const FLUSH: u64 = u32::MAX as u64 - 65_536;

/// i modulo 8.
static LANE: [u64; GROUP] = {
    let mut lane = [0; GROUP];
    let mut i = 0;
    while i < GROUP {
        lane[i] = (i % LANES) as u64;
        i += 1;
    }
    lane
};

/// x, with -0.0 as 0.0 and NaN for what is not finite; without a comparison.
#[inline(always)]
#[expect(clippy::eq_op, reason = "infinity minus itself is NaN")]
fn finite_or_nan(x: f64) -> f64 {
    x + (x - x)
}

/// What is computed of a group: z, 0 where failed, and the counter. Reused, for clearing it costs as much as a threshold.
struct Row {
    z: [f64; GROUP],
    slots: [u64; GROUP],
}

impl Row {
    #[inline(always)]
    fn new() -> Self {
        Self { z: [0.0; GROUP], slots: [0; GROUP] }
    }
}

/// Smallest and largest finite value, in 8 lanes.
#[derive(Debug, Clone)]
struct Range {
    minimum: [f64; LANES],
    maximum: [f64; LANES],
}

impl Default for Range {
    fn default() -> Self {
        Self { minimum: [f64::INFINITY; LANES], maximum: [f64::NEG_INFINITY; LANES] }
    }
}

impl Range {
    #[inline(always)]
    fn add(&mut self, values: &[f64; GROUP]) {
        let Self { mut minimum, mut maximum } = *self;
        for row in values.as_chunks::<LANES>().0 {
            for lane in 0..LANES {
                let x = finite_or_nan(row[lane]);
                // Written so that NaN leaves the extremes alone.
                minimum[lane] = if x < minimum[lane] { x } else { minimum[lane] };
                maximum[lane] = if x > maximum[lane] { x } else { maximum[lane] };
            }
        }
        *self = Self { minimum, maximum };
    }

    /// None when there was no finite value.
    fn total(&self) -> Option<(f64, f64)> {
        let minimum = self.minimum.iter().copied().fold(f64::INFINITY, |a, b| if b < a { b } else { a });
        let maximum = self.maximum.iter().copied().fold(f64::NEG_INFINITY, |a, b| if b > a { b } else { a });
        (minimum <= maximum).then_some((minimum, maximum))
    }
}

/// One thread's counters of one column: u32 bins, about 25 KB.
///
/// `add` is meant to be inlined into a function that carries the target features; its result does not depend on them.
#[derive(Debug, Clone)]
pub struct Accumulator {
    layout: Layout,
    /// 1 / scale.
    inverse: f64,
    /// The bins, then 8 counters of failed paths, then 8 of each atom, by path modulo 8: runs of one value do not wait for
    /// each other.
    counters: Vec<u32>,
    /// Numbers (below, equal) of each threshold.
    thresholds: Vec<(u64, u64)>,
    sums: [FixedSum; 4],
    range: Range,
    /// Paths added since the counters were emptied.
    pending: u64,
    /// What was emptied.
    flushed: Option<Box<Tally>>,
}

impl Accumulator {
    /// Counters at zero.
    pub fn new(layout: &Layout) -> Self {
        Self {
            inverse: 1.0 / layout.scale,
            counters: vec![0; SLOTS + LANES * (1 + layout.atoms.len())],
            thresholds: vec![(0, 0); layout.thresholds.len()],
            sums: [FixedSum::default(); 4],
            range: Range::default(),
            pending: 0,
            flushed: None,
            layout: layout.clone(),
        }
    }

    /// Bytes that an accumulator of a layout with so many atoms and thresholds takes.
    pub const fn bytes(atoms: usize, thresholds: usize) -> usize {
        size_of::<Self>()
            + size_of::<u32>() * (SLOTS + LANES * (1 + atoms))
            + 8 * atoms
            + (8 + 16) * thresholds
    }

    /// Counts a block of 64, 128 or 256 consecutive paths that starts at a multiple of 64; only the first `valid` count.
    /// Values not finite count as failed. Blocks may come in any order and size: the tally is the same.
    ///
    /// # Panics
    /// When `valid` is over `values.len()`.
    #[inline(always)]
    pub fn add(&mut self, values: &[f64], valid: usize) {
        let (groups, rest) = values[..valid].as_chunks::<GROUP>();
        let mut row = Row::new();
        for group in groups {
            self.add_group(group, &mut row);
        }
        if !rest.is_empty() {
            let mut group = [f64::NAN; GROUP];
            group[..rest.len()].copy_from_slice(rest);
            self.add_group(&group, &mut row);
            for i in rest.len()..GROUP {
                self.counters[SLOTS + i % LANES] -= 1;
            }
        }
        self.count(valid);
    }

    /// As [`Self::add`], counting only the paths whose `condition` is not 0; where it is NaN the path counts as failed.
    ///
    /// # Panics
    /// When `valid` is over the length of `values` or of `condition`.
    #[inline(always)]
    pub fn add_given(&mut self, values: &[f64], condition: &[f64], valid: usize) {
        let (values, condition) = (&values[..valid], &condition[..valid]);
        let mut row = Row::new();
        for (values, condition) in values.chunks(GROUP).zip(condition.chunks(GROUP)) {
            let mut group = [f64::NAN; GROUP];
            let mut left_out = [1_u32; GROUP];
            for i in 0..values.len() {
                left_out[i] = u32::from(condition[i] == 0.0);
                group[i] = if condition[i] == 0.0 || condition[i].is_nan() { f64::NAN } else { values[i] };
            }
            self.add_group(&group, &mut row);
            for (i, left_out) in left_out.iter().enumerate() {
                self.counters[SLOTS + i % LANES] -= left_out;
            }
        }
        self.count(valid);
    }

    /// One group of 64; values not finite count as failed.
    ///
    /// One loop for each thing that is kept, so that the compiler makes each a loop over vectors (checked on AVX2 and
    /// AVX-512: fused by rows of 8 it fell to scalar code on the latter).
    #[inline(always)]
    fn add_group(&mut self, values: &[f64; GROUP], Row { z, slots }: &mut Row) {
        let (centre, inverse) = (self.layout.centre, self.inverse);
        let first = self.layout.atoms.first().copied().unwrap_or(f64::NAN);
        for i in 0..GROUP {
            let x = finite_or_nan(values[i]);
            let distance = (x - centre) * inverse;
            let failed = x.is_nan();
            z[i] = if failed { 0.0 } else { distance };
            let bin = if failed { SLOTS as u64 + LANE[i] } else { slot(distance) };
            slots[i] = if x == first { (SLOTS + LANES) as u64 + LANE[i] } else { bin };
        }
        for (k, atom) in self.layout.atoms.iter().enumerate().skip(1) {
            let counter = (SLOTS + LANES * (1 + k)) as u64;
            for i in 0..GROUP {
                slots[i] = if values[i] == *atom { counter + LANE[i] } else { slots[i] };
            }
        }
        for slot in &*slots {
            self.counters[*slot as usize] += 1;
        }
        let mut powers = PowerSums::default();
        for row in z.as_chunks().0 {
            powers.add(row);
        }
        powers.close(&mut self.sums);
        self.range.add(values);
        for (threshold, (below, equal)) in self.layout.thresholds.iter().zip(&mut self.thresholds) {
            let (mut under, mut at) = (0_u64, 0_u64);
            for x in values {
                under += u64::from(finite_or_nan(*x) < *threshold);
                at += u64::from(x == threshold);
            }
            *below += under;
            *equal += at;
        }
    }

    #[inline(always)]
    fn count(&mut self, paths: usize) {
        self.pending += paths as u64;
        if self.pending > FLUSH {
            self.flush();
        }
    }

    /// Empties the counters into a tally.
    #[cold]
    #[inline(never)]
    fn flush(&mut self) {
        let (bins, rest) = self.counters.split_at(SLOTS);
        let sum = |copies: &[u32]| copies.iter().map(|c| u64::from(*c)).sum();
        let mut copies = rest.chunks(LANES).map(sum);
        let tally = Tally {
            layout: self.layout.clone(),
            failed: copies.next().unwrap_or(0),
            atoms: copies.collect(),
            thresholds: std::mem::replace(&mut self.thresholds, vec![(0, 0); self.layout.thresholds.len()]),
            bins: bins.iter().map(|c| u64::from(*c)).collect(),
            sums: std::mem::take(&mut self.sums),
            range: self.range.total(),
            scrambles: Vec::new(),
        };
        match &mut self.flushed {
            Some(flushed) => flushed.add(&tally),
            None => self.flushed = Some(Box::new(tally)),
        }
        self.counters.fill(0);
        self.pending = 0;
    }

    /// What was counted.
    pub fn into_tally(mut self) -> Tally {
        self.flush();
        self.flushed.map_or_else(|| Tally::new(&self.layout), |tally| *tally)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{SplitMix64, normals};
    use super::*;

    fn layout(values: &[f64]) -> Layout {
        Layout::from_pilot(&values[..values.len().min(4096)], &[-1.0, 0.0, 0.5])
    }

    fn tally(layout: &Layout, values: &[f64], block: usize) -> Tally {
        let mut accumulator = Accumulator::new(layout);
        for chunk in values.chunks(block) {
            let mut buffer = vec![7.0; block]; // what lies beyond `valid` must not count
            buffer[..chunk.len()].copy_from_slice(chunk);
            accumulator.add(&buffer, chunk.len());
        }
        accumulator.into_tally()
    }

    #[test]
    fn blocks_of_any_size_give_the_same_bytes() {
        let mut random = SplitMix64(11);
        for length in [1, 63, 64, 65, 127, 128, 200, 256, 10_000, 10_001, 10_112] {
            let mut values = normals(5, length);
            for x in &mut values {
                match random.next() % 50 {
                    0 => *x = f64::NAN,
                    1 => *x = f64::NEG_INFINITY,
                    2..8 => *x = -0.0,
                    8 => *x = 0.5,
                    _ => {}
                }
            }
            let layout = layout(&values);
            let json = |block| serde_json::to_string(&tally(&layout, &values, block)).unwrap();
            assert_eq!(json(64), json(128), "{length}");
            assert_eq!(json(64), json(256), "{length}");
            let counted = tally(&layout, &values, 64);
            let finite = values.iter().filter(|x| x.is_finite()).count() as u64;
            assert_eq!((counted.count(), counted.failed()), (finite, length as u64 - finite));
        }
    }

    #[test]
    fn counters_equal_a_count_by_hand() {
        let mut values = normals(8, 5_000);
        values.iter_mut().step_by(7).for_each(|x| *x = 0.0);
        values.iter_mut().step_by(11).for_each(|x| *x = 0.5);
        values[77] = f64::INFINITY;
        let layout = layout(&values);
        assert_eq!(layout.atoms, [0.0, 0.5]);
        let tally = tally(&layout, &values, 128);
        let finite = || values.iter().copied().filter(|x| x.is_finite());
        let number = |test: &dyn Fn(f64) -> bool| finite().filter(|x| test(*x)).count() as u64;
        for (threshold, counted) in layout.thresholds.iter().zip(&tally.thresholds) {
            assert_eq!(*counted, (number(&|x| x < *threshold), number(&|x| x == *threshold)));
        }
        assert_eq!(tally.atoms, [number(&|x| x == 0.0), number(&|x| x == 0.5)]);
        let mut bins = vec![0; SLOTS];
        for x in finite().filter(|x| *x != 0.0 && *x != 0.5) {
            bins[slot((x - layout.centre) * (1.0 / layout.scale)) as usize] += 1;
        }
        assert_eq!(tally.bins, bins);
        let sorted = {
            let mut v: Vec<f64> = finite().collect();
            v.sort_by(f64::total_cmp);
            v
        };
        assert_eq!(tally.range, Some((sorted[0], sorted[sorted.len() - 1])));
    }

    #[test]
    fn a_flush_changes_nothing() {
        let values = normals(3, 1_000);
        let layout = layout(&values);
        let mut accumulator = Accumulator::new(&layout);
        for chunk in values.chunks(64) {
            accumulator.add(chunk, chunk.len());
            accumulator.flush();
        }
        assert_eq!(accumulator.into_tally(), tally(&layout, &values, 64));
    }

    #[test]
    fn counters_are_emptied_before_they_overflow() {
        let layout = layout(&[1.0]);
        let mut accumulator = Accumulator::new(&layout);
        accumulator.counters[SLOTS] = u32::MAX - 66_000;
        accumulator.pending = u64::from(u32::MAX) - 66_000;
        for _ in 0..32 {
            accumulator.add(&[f64::NAN; 256], 256);
        }
        assert_eq!(accumulator.into_tally().failed(), u64::from(u32::MAX) - 66_000 + 32 * 256);
    }

    #[test]
    fn given_a_condition_only_its_paths_count() {
        let values = normals(21, 1_000);
        let condition: Vec<f64> = normals(22, 1_000).iter().map(|x| f64::from(u8::from(*x > 0.3))).collect();
        let layout = layout(&values);
        let mut accumulator = Accumulator::new(&layout);
        for (v, c) in values.chunks(256).zip(condition.chunks(256)) {
            accumulator.add_given(v, c, v.len());
        }
        let tally = accumulator.clone().into_tally();
        let given = condition.iter().filter(|c| **c != 0.0).count() as u64;
        assert_eq!((tally.count(), tally.failed()), (given, 0));
        let positive = values.iter().zip(&condition).filter(|(x, c)| **c != 0.0 && **x < 0.0).count() as u64;
        assert_eq!(tally.thresholds[1].0, positive);
        accumulator.add_given(&[1.0, f64::NAN, f64::NAN, 4.0], &[f64::NAN, 0.0, 1.0, 1.0], 4);
        let tally = accumulator.into_tally();
        assert_eq!((tally.count(), tally.failed()), (given + 1, 2));
    }
}
