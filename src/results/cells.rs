//! A tally read as a distribution: points with mass, and intervals with mass spread evenly, in ascending order.

use super::bins::{SLOTS, edges, slot};
use super::tally::Tally;

/// Mass at a point (`low == high`) or spread evenly over an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cell {
    pub low: f64,
    /// The far end of an overflow is infinite.
    pub high: f64,
    /// Paths; a fraction where atoms split a bin.
    pub count: f64,
    /// Where inside the segment a path lies is not known; a segment's ends and its number of paths are exact.
    pub segment: Segment,
}

/// A bin, or what thresholds cut from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Segment {
    pub low: f64,
    pub high: f64,
    /// Paths that are not at an atom.
    pub count: f64,
}

impl Segment {
    /// What the segment cannot tell apart, in the column's unit.
    pub(super) fn width(&self) -> f64 {
        self.high - self.low
    }
}

/// The cells of a tally that has at least one finite path.
#[derive(Debug, Clone)]
pub(super) struct Cells {
    pub list: Vec<Cell>,
    pub count: f64,
    pub minimum: f64,
    pub maximum: f64,
}

/// Something exact inside a bin.
#[derive(Clone, Copy)]
enum Knot {
    Atom { count: u64 },
    Threshold { below: u64, equal: u64 },
}

impl Cells {
    /// The cells; `None` when the tally has no finite path.
    ///
    /// The outermost bins end at the minimum and the maximum. A threshold cuts its bin into segments whose counts are
    /// exact; an atom stands at its value, and the other paths of its segment lie on both sides in proportion to width.
    /// Where all paths are equal there is one point.
    pub(super) fn new(tally: &Tally) -> Option<Self> {
        let (minimum, maximum) = tally.range?;
        let layout = &tally.layout;
        let mut cells = Self { list: Vec::new(), count: tally.count() as f64, minimum, maximum };
        if minimum == maximum {
            cells.push_point(minimum, cells.count);
            return Some(cells);
        }
        let inverse = 1.0 / layout.scale;
        let bin = |x: f64| slot((x - layout.centre) * inverse) as usize;
        let atoms =
            layout.atoms.iter().zip(&tally.atoms).map(|(x, count)| (*x, Knot::Atom { count: *count }));
        let thresholds = layout.thresholds.iter().zip(&tally.thresholds);
        let thresholds =
            thresholds.map(|(x, (below, equal))| (*x, Knot::Threshold { below: *below, equal: *equal }));
        // A threshold comes after the atom at the same value; it then tells nothing new about that value.
        let mut knots: Vec<(f64, Knot)> = atoms.chain(thresholds).collect();
        knots.sort_by(|a, b| a.0.total_cmp(&b.0));

        let mut knots = knots.as_slice();
        let mut next_knot = knots.first().map_or(SLOTS, |(x, _)| bin(*x));
        let mut before = 0;
        for (k, count) in tally.bins.iter().enumerate() {
            if *count == 0 && next_knot != k {
                continue;
            }
            let (here, rest) = knots.split_at(knots.iter().take_while(|(x, _)| bin(*x) == k).count());
            (knots, next_knot) = (rest, rest.first().map_or(SLOTS, |(x, _)| bin(*x)));
            let at_atoms =
                here.iter().map(|(_, knot)| if let Knot::Atom { count } = knot { *count } else { 0 });
            let inside = count + at_atoms.sum::<u64>();
            if inside > 0 {
                let (low, high) = edges(k);
                let end = |z: f64| if z.is_finite() { layout.scale.mul_add(z, layout.centre) } else { z };
                // Every path of the bin is within the range, so the ends cross by rounding only.
                let low = if k == 0 { f64::NEG_INFINITY } else { end(low).clamp(minimum, maximum) };
                let high = if k == SLOTS - 1 { f64::INFINITY } else { end(high).clamp(minimum, maximum) };
                cells.push_bin(low, high, before, before + inside, here);
            }
            before += inside;
        }
        Some(cells)
    }

    /// Adds the cells of a bin with its knots; `before` and `after` count the paths below its ends.
    fn push_bin(&mut self, low: f64, high: f64, before: u64, after: u64, knots: &[(f64, Knot)]) {
        let (mut low, mut before) = (low, before);
        let mut atoms: Vec<(f64, u64)> = Vec::new();
        for (x, knot) in knots {
            match *knot {
                Knot::Atom { count: 0 } => {}
                Knot::Atom { count } => atoms.push((*x, count)),
                Knot::Threshold { below, equal } => {
                    // The atom at the threshold itself is not below it.
                    let own = atoms.pop_if(|(atom, _)| *atom == *x);
                    let at = x.clamp(low, if high > low { high } else { low });
                    self.push_segment(low, at, below.saturating_sub(before), &atoms);
                    atoms.clear();
                    let equal = own.map_or(equal, |(_, count)| count);
                    self.push_point(*x, equal as f64);
                    (low, before) = (at, below + equal);
                }
            }
        }
        self.push_segment(low, high, after.saturating_sub(before), &atoms);
    }

    /// Adds a segment with `inside` paths, those at its atoms included.
    fn push_segment(&mut self, low: f64, high: f64, inside: u64, atoms: &[(f64, u64)]) {
        let at_atoms: u64 = atoms.iter().map(|(_, count)| count).sum();
        let count = inside.saturating_sub(at_atoms) as f64;
        let segment = Segment { low, high, count };
        let mut left = low;
        for (x, at) in atoms {
            let middle = x.clamp(left, if high > left { high } else { left });
            self.push_piece(left, middle, segment);
            self.push_point(*x, *at as f64);
            left = middle;
        }
        self.push_piece(left, high, segment);
    }

    /// Adds the share of a segment's paths that lies from `low` to `high`.
    fn push_piece(&mut self, low: f64, high: f64, segment: Segment) {
        let share = if low == segment.low && high == segment.high {
            1.0
        } else if segment.width() == f64::INFINITY {
            // An overflow: all of it lies on the far side.
            if low == f64::NEG_INFINITY || high == f64::INFINITY { 1.0 } else { 0.0 }
        } else {
            (high - low) / segment.width()
        };
        let count = share * segment.count;
        if count > 0.0 {
            self.list.push(Cell { low, high, count, segment });
        }
    }

    fn push_point(&mut self, x: f64, count: f64) {
        if count > 0.0 {
            self.list.push(Cell { low: x, high: x, count, segment: Segment { low: x, high: x, count } });
        }
    }

    /// The value below which `rank` paths lie, and the width of its segment: linear inside a cell; the minimum at 0, the
    /// maximum at the number of paths, infinite in an overflow.
    pub(super) fn at_rank(&self, rank: f64) -> (f64, f64) {
        if rank <= 0.0 {
            return (self.minimum, 0.0);
        }
        if rank >= self.count {
            return (self.maximum, 0.0);
        }
        // A product such as 0.07 * 100 may end an ulp above the whole number that it stands for.
        let rank = rank * (1.0 - 4.0 * f64::EPSILON);
        let mut before = 0.0;
        for cell in &self.list {
            if rank <= before + cell.count {
                return (cell.at((rank - before) / cell.count), cell.segment.width());
            }
            before += cell.count;
        }
        (self.maximum, 0.0)
    }
}

impl Cell {
    /// The value at a share (0 to 1) of the cell's mass.
    pub(super) fn at(&self, share: f64) -> f64 {
        if self.low == self.high || self.high == f64::INFINITY {
            self.high
        } else if self.low == f64::NEG_INFINITY {
            self.low
        } else {
            share.mul_add(self.high - self.low, self.low).clamp(self.low, self.high)
        }
    }

    /// Whether it is an overflow.
    pub(super) fn is_overflow(&self) -> bool {
        self.low == f64::NEG_INFINITY || self.high == f64::INFINITY
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout::Layout;
    use super::super::samples::{normals, tally, tally_of};
    use super::*;

    #[test]
    fn cells_ascend_and_hold_every_path() {
        let mut values = normals(31, 20_000);
        values.iter_mut().step_by(5).for_each(|x| *x = 0.0);
        values.iter_mut().step_by(13).for_each(|x| *x = 0.7);
        values[3] = 1e12;
        values[4] = -1e12;
        let tally = tally(&values, &[-100.0, -0.4, -0.399_9, 0.0, 0.7, 0.700_01, 0.700_02, 3e12]);
        let cells = Cells::new(&tally).unwrap();
        let total: f64 = cells.list.iter().map(|c| c.count).sum();
        assert!((total - 20_000.0).abs() < 1e-6);
        assert!(cells.list.windows(2).all(|w| w[0].high <= w[1].low && w[0].low <= w[0].high));
        for (threshold, (below, equal)) in tally.layout.thresholds.iter().zip(&tally.thresholds) {
            let under: f64 = cells
                .list
                .iter()
                .filter(|c| c.high <= *threshold && c.low < *threshold)
                .map(|c| c.count)
                .sum();
            let at: f64 = cells
                .list
                .iter()
                .filter(|c| c.low == *threshold && c.high == *threshold)
                .map(|c| c.count)
                .sum();
            assert!((under - *below as f64).abs() < 1e-6, "below {threshold}: {under} {below}");
            assert_eq!(at, *equal as f64, "at {threshold}");
        }
    }

    #[test]
    fn an_atom_splits_its_bin_by_width() {
        let layout = Layout { centre: 0.0, scale: 1024.0, atoms: vec![0.25], thresholds: vec![] };
        // One bin from 0 to 1: the atom twice, four other values between 0 and 1.
        let tally = tally_of(&layout, &[0.0, 0.25, 0.25, 0.1, 0.9, 1.0 - 1e-12, -5.0, 5.0]);
        let cells = Cells::new(&tally).unwrap();
        let counts: Vec<(f64, f64, f64)> = cells.list.iter().map(|c| (c.low, c.high, c.count)).collect();
        assert_eq!(counts[1..4], [(0.0, 0.25, 1.0), (0.25, 0.25, 2.0), (0.25, 1.0, 3.0)]);
        assert_eq!(cells.list[3].segment, Segment { low: 0.0, high: 1.0, count: 4.0 });
    }

    #[test]
    fn a_threshold_cuts_its_bin_exactly() {
        let layout = Layout { centre: 0.0, scale: 1024.0, atoms: vec![0.5], thresholds: vec![0.25, 0.5] };
        let tally = tally_of(&layout, &[0.2, 0.25, 0.3, 0.3, 0.5, 0.5, 0.9, -5.0, 5.0]);
        let cells = Cells::new(&tally).unwrap();
        let counts: Vec<(f64, f64, f64)> = cells.list.iter().map(|c| (c.low, c.high, c.count)).collect();
        assert_eq!(
            counts[1..6],
            [(0.0, 0.25, 1.0), (0.25, 0.25, 1.0), (0.25, 0.5, 2.0), (0.5, 0.5, 2.0), (0.5, 1.0, 1.0)]
        );
    }
}
