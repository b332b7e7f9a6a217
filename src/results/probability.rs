//! Probabilities with Wilson intervals.

use super::cells::Cells;
use super::estimate::{Estimate, Z_95};
use super::tally::Tally;

impl Tally {
    /// P(X < threshold) over the finite paths, with Wilson's interval: exact counts for a threshold of the layout, else from
    /// the bins, and then the resolution is the probability of the threshold's bin. NaN without a finite path.
    ///
    /// # Panics
    /// When the threshold is NaN.
    pub fn probability_below(&self, threshold: f64) -> Estimate {
        let (below, _, uncertain) = self.split(threshold);
        let over_all = proportion(below, self.count() as f64, uncertain);
        self.share(over_all, |scramble| scramble.probability_below(threshold).value)
    }

    /// P(X > threshold) over the finite paths; see [`Self::probability_below`].
    ///
    /// # Panics
    /// When the threshold is NaN.
    pub fn probability_above(&self, threshold: f64) -> Estimate {
        let (below, at, uncertain) = self.split(threshold);
        let count = self.count() as f64;
        let over_all = proportion(count - below - at, count, uncertain);
        self.share(over_all, |scramble| scramble.probability_above(threshold).value)
    }

    /// The atoms that at least one path hit, ascending: value and probability.
    pub fn atoms(&self) -> Vec<(f64, Estimate)> {
        let count = self.count() as f64;
        let hit = self.layout.atoms.iter().zip(&self.atoms).enumerate().filter(|(_, (_, paths))| **paths > 0);
        let share = |tally: &Self, k: usize| tally.atoms[k] as f64 / tally.count() as f64;
        hit.map(|(k, (atom, paths))| {
            let over_all = proportion(*paths as f64, count, 0.0);
            (*atom, self.share(over_all, |scramble| share(scramble, k)))
        })
        .collect()
    }

    /// A probability with the interval that the scrambles say, within [0, 1]; where they all agree on 0 or 1 there may yet be
    /// a path in so many, and the interval of independent draws stays.
    fn share(&self, over_all: Estimate, of: impl Fn(&Self) -> f64) -> Estimate {
        if over_all.value == 0.0 || over_all.value == 1.0 {
            return over_all;
        }
        let Estimate { value, low, high, resolution } = self.with_scrambles(over_all, of);
        if value.is_nan() {
            return over_all;
        }
        Estimate { value, low: low.clamp(0.0, value), high: high.clamp(value, 1.0), resolution }
    }

    /// Paths below and at the threshold, and how many of those not at it the bins cannot place.
    fn split(&self, threshold: f64) -> (f64, f64, f64) {
        assert!(!threshold.is_nan(), "a threshold is a number");
        let exact = self.layout.thresholds.iter().position(|t| *t == threshold);
        if let Some(k) = exact {
            let (below, equal) = self.thresholds[k];
            return (below as f64, equal as f64, 0.0);
        }
        let Some(cells) = Cells::new(self) else { return (0.0, 0.0, 0.0) };
        if threshold < cells.minimum {
            return (0.0, 0.0, 0.0);
        }
        if threshold > cells.maximum {
            return (cells.count, 0.0, 0.0);
        }
        let (mut below, mut at, mut uncertain) = (0.0, 0.0, 0.0);
        for cell in &cells.list {
            let inside = cell.segment.low < threshold && threshold < cell.segment.high;
            if inside {
                uncertain = cell.segment.count;
            }
            below += match () {
                () if cell.low == cell.high && cell.low == threshold => {
                    at += cell.count;
                    0.0
                }
                () if cell.high <= threshold => cell.count,
                () if cell.low >= threshold => 0.0,
                () if cell.is_overflow() => 0.5 * cell.count,
                () => cell.count * ((threshold - cell.low) / (cell.high - cell.low)),
            };
        }
        (below, at, uncertain)
    }
}

/// k of n with Wilson's interval; NaN when n is 0.
pub fn share(k: u64, n: u64) -> Estimate {
    proportion(k as f64, n as f64, 0.0)
}

/// k of n: Wilson's 95 percent interval (1927, doi:10.1080/01621459.1927.10502953).
fn proportion(k: f64, n: f64, uncertain: f64) -> Estimate {
    if n == 0.0 {
        return Estimate::NONE;
    }
    // Sums of fractions may end a rounding error outside.
    let k = k.clamp(0.0, n);
    let (p, z2) = (k / n, Z_95 * Z_95);
    let middle = p + z2 / (2.0 * n);
    let half = Z_95 * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let shrink = 1.0 + z2 / n;
    let low = if k == 0.0 { 0.0 } else { (middle - half) / shrink };
    let high = if k == n { 1.0 } else { (middle + half) / shrink };
    Estimate { value: p, low: low.clamp(0.0, p), high: high.clamp(p, 1.0), resolution: uncertain / n }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{normals, tally};
    use super::*;

    #[test]
    fn wilson_by_the_published_example() {
        // Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I, method 3.
        for (k, n, low, high) in [
            (81.0, 263.0, 0.2553, 0.3662),
            (15.0, 148.0, 0.0624, 0.1605),
            (0.0, 20.0, 0.0, 0.1611),
            (1.0, 29.0, 0.0061, 0.1718),
        ] {
            let estimate = proportion(k, n, 0.0);
            assert!((estimate.low - low).abs() < 5e-5 && (estimate.high - high).abs() < 5e-5, "{estimate:?}");
        }
    }

    #[test]
    fn thresholds_of_the_layout_are_exact() {
        let mut values = normals(41, 3_000);
        values.iter_mut().step_by(10).for_each(|x| *x = 0.0);
        let tally = tally(&values, &[-1.0, 0.0]);
        for t in [-1.0, 0.0] {
            let below = values.iter().filter(|x| **x < t).count() as f64 / 3_000.0;
            let above = values.iter().filter(|x| **x > t).count() as f64 / 3_000.0;
            assert_eq!(
                (tally.probability_below(t).value, tally.probability_below(t).resolution),
                (below, 0.0)
            );
            assert!((tally.probability_above(t).value - above).abs() < 1e-15);
        }
        assert_eq!(tally.probability_below(-0.0), tally.probability_below(0.0));
    }

    #[test]
    fn other_thresholds_come_from_the_bins() {
        let mut values = normals(42, 100_000);
        values.iter_mut().step_by(4).for_each(|x| *x = 0.5);
        let tally = tally(&values, &[]);
        for t in [-2.0, -0.3, 0.0, 0.1, 0.499, 0.5, 0.501, 1.7] {
            let below = values.iter().filter(|x| **x < t).count() as f64 / 1e5;
            let above = values.iter().filter(|x| **x > t).count() as f64 / 1e5;
            for (estimate, exact) in
                [(tally.probability_below(t), below), (tally.probability_above(t), above)]
            {
                assert!(estimate.resolution < 0.005, "{t}: {estimate:?}");
                assert!(
                    (estimate.value - exact).abs() <= estimate.resolution + 1e-12,
                    "{t}: {estimate:?} {exact}"
                );
            }
        }
        for (t, below) in [(-1e9, 0.0), (1e9, 1.0), (f64::INFINITY, 1.0), (f64::NEG_INFINITY, 0.0)] {
            let estimate = tally.probability_below(t);
            assert_eq!((estimate.value, estimate.resolution), (below, 0.0), "{t}");
        }
        let atoms = tally.atoms();
        assert_eq!((atoms.len(), atoms[0].0, atoms[0].1.value), (1, 0.5, 0.25));
        assert!(atoms[0].1.low < 0.25 && atoms[0].1.high > 0.25);
    }

    #[test]
    fn no_path() {
        let tally = tally(&[f64::NAN], &[1.0]);
        assert!(tally.probability_below(1.0).value.is_nan() && tally.probability_above(2.0).value.is_nan());
        assert!(tally.atoms().is_empty());
    }
}
