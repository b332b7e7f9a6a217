//! Quantiles with distribution-free intervals.

use super::cells::Cells;
use super::estimate::Estimate;
use super::ranks::quantile_ranks;
use super::scrambles::from_values;
use super::tally::Tally;

impl Tally {
    /// The p quantile of the finite paths: the value with p n paths below it, linear inside its bin, exact at an atom and
    /// for p = 0 and 1. Its interval is between order statistics (binomial ranks, whatever the
    /// distribution: David and Nagaraja 2003, section 7.1, doi:10.1002/0471722162), the minimum or the maximum where the paths are too few for one; [`super::paths_for_tail`] says how
    /// many would do. Resolution is the width of the bin, 0 at an atom.
    ///
    /// A quantile beyond the bins is infinite, with its sign. NaN without a finite path.
    ///
    /// # Panics
    /// When p is not within [0, 1].
    pub fn quantile(&self, p: f64) -> Estimate {
        self.quantiles(&[p])[0]
    }

    /// As [`Self::quantile`] for several p, reading the bins once.
    ///
    /// # Panics
    /// When a p is not within [0, 1].
    pub fn quantiles(&self, probabilities: &[f64]) -> Vec<Estimate> {
        let cells = Cells::new(self);
        let scrambles: Vec<Option<Cells>> = self.scrambles.iter().map(Cells::new).collect();
        let estimate = |p: &f64| {
            assert!((0.0..=1.0).contains(p), "{p} is not a probability");
            let over_all = cells.as_ref().map_or(Estimate::NONE, |cells| quantile(cells, self.count(), *p));
            if scrambles.is_empty() || !over_all.value.is_finite() {
                return over_all;
            }
            let at = |cells: &Option<Cells>| {
                cells.as_ref().map_or(f64::NAN, |cells| cells.at_rank(p * cells.count).0)
            };
            from_values(over_all, &scrambles.iter().map(at).collect::<Vec<_>>())
        };
        probabilities.iter().map(estimate).collect()
    }

    /// The bounds that the failed paths put on the p quantile of all paths: its values if all of them lay below, and if all
    /// lay above, every finite one. Equal to the quantile when none failed; infinite when the failed paths alone decide;
    /// NaN without any path.
    ///
    /// # Panics
    /// When p is not within [0, 1].
    pub fn failed_bounds(&self, p: f64) -> (f64, f64) {
        assert!((0.0..=1.0).contains(&p), "{p} is not a probability");
        let failed = self.failed() as f64;
        let Some(cells) = Cells::new(self) else {
            return if failed > 0.0 { (f64::NEG_INFINITY, f64::INFINITY) } else { (f64::NAN, f64::NAN) };
        };
        let rank = p * (cells.count + failed);
        let low =
            if failed > 0.0 && rank <= failed { f64::NEG_INFINITY } else { cells.at_rank(rank - failed).0 };
        let high = if failed > 0.0 && rank > cells.count { f64::INFINITY } else { cells.at_rank(rank).0 };
        (low, high)
    }
}

fn quantile(cells: &Cells, n: u64, p: f64) -> Estimate {
    let (value, resolution) = cells.at_rank(p * cells.count);
    let (lower, upper) = quantile_ranks(n, p);
    // The k-th of the paths stands in the middle of its own share of the bin.
    let low = if lower == 0 { cells.minimum } else { cells.at_rank(lower as f64 - 0.5).0 };
    let high = if upper > n { cells.maximum } else { cells.at_rank(upper as f64 - 0.5).0 };
    Estimate {
        value,
        low: if low < value { low } else { value },
        high: if high > value { high } else { value },
        resolution,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Layout;
    use super::super::samples::{normals, tally, tally_of};
    use super::*;

    #[test]
    fn atoms_are_exact() {
        // 40 percent zeros, 25 percent at 2.5, the rest continuous above 1.
        let mut values = normals(40, 10_000);
        for (i, x) in values.iter_mut().enumerate() {
            match i % 20 {
                0..8 => *x = 0.0,
                8..13 => *x = 2.5,
                _ => *x = x.abs() * 0.01 + 1.0,
            }
        }
        let tally = tally(&values, &[]);
        for (p, atom) in
            [(0.0, 0.0), (0.1, 0.0), (0.399, 0.0), (0.4, 0.0), (0.751, 2.5), (0.9, 2.5), (1.0, 2.5)]
        {
            let quantile = tally.quantile(p);
            assert_eq!((quantile.value, quantile.resolution), (atom, 0.0), "{p}");
        }
        assert_eq!((tally.quantile(0.2).low, tally.quantile(0.2).high), (0.0, 0.0));
        assert!(tally.quantile(0.5).value > 1.0 && tally.quantile(0.5).resolution > 0.0);
        assert_eq!(tally.quantile(0.4).low, 0.0);
        assert!(tally.quantile(0.4).high > 0.9); // the smallest of the others is 1
    }

    #[test]
    fn few_paths() {
        let one = tally(&[3.5], &[]);
        for p in [0.0, 0.05, 0.5, 1.0] {
            assert_eq!(one.quantile(p), Estimate { value: 3.5, low: 3.5, high: 3.5, resolution: 0.0 });
        }
        let values: Vec<f64> = (1..=10).map(f64::from).collect();
        let ten = tally(&values, &[]);
        let p05 = ten.quantile(0.05);
        assert!((p05.value - 1.0).abs() < 0.05 && p05.low == 1.0);
        let median = ten.quantile(0.5);
        assert!((median.low - 2.0).abs() < 0.05 && (median.high - 9.0).abs() < 0.05, "{median:?}");
        let p95 = ten.quantile(0.95);
        assert!(p95.high == 10.0 && p95.value <= 10.0);
        assert_eq!((ten.quantile(0.0).value, ten.quantile(1.0).value), (1.0, 10.0));
        assert!(tally(&[f64::NAN], &[]).quantile(0.5).value.is_nan());
    }

    #[test]
    fn quantiles_lie_within_the_range_and_ascend() {
        for seed in 0..50 {
            let values = normals(seed, 1 + 7 * seed as usize);
            let tally = tally(&values, &[0.1]);
            let all = tally.quantiles(&(0..=100).map(|i| f64::from(i) / 100.0).collect::<Vec<_>>());
            let (minimum, maximum) = tally.range.unwrap();
            assert!(
                all.iter()
                    .all(|q| minimum <= q.low && q.low <= q.value && q.value <= q.high && q.high <= maximum)
            );
            assert!(
                all.windows(2)
                    .all(|w| w[0].value <= w[1].value && w[0].low <= w[1].low && w[0].high <= w[1].high)
            );
        }
    }

    #[test]
    fn beyond_the_bins() {
        let layout = Layout::from_pilot(&[0.0, 1.0, 2.0, 3.0], &[]);
        let mut values = vec![1.5; 50];
        values.extend([1e30; 30]);
        values.extend([-1e40; 20]);
        let tally = tally_of(&layout, &values);
        assert_eq!(tally.overflow(), (20, 30));
        assert_eq!(tally.quantile(0.1).value, f64::NEG_INFINITY);
        assert_eq!(
            tally.quantile(0.9),
            Estimate {
                value: f64::INFINITY,
                low: f64::INFINITY,
                high: f64::INFINITY,
                resolution: f64::INFINITY
            }
        );
        assert!((tally.quantile(0.5).value - 1.5).abs() < 0.02);
        assert_eq!((tally.quantile(0.0).value, tally.quantile(1.0).value), (-1e40, 1e30));
        assert_eq!((tally.minimum(), tally.maximum()), (Some(-1e40), Some(1e30)));
        // All equal: the extremes say where.
        let equal = tally_of(&layout, &[1e30; 9]);
        assert_eq!(equal.quantile(0.5), Estimate { value: 1e30, low: 1e30, high: 1e30, resolution: 0.0 });
    }

    #[test]
    fn failed_paths_bound_a_quantile() {
        let mut values: Vec<f64> = (0..90).map(f64::from).collect();
        values.extend([f64::NAN; 10]);
        let tally = tally(&values, &[]);
        let (low, high) = tally.failed_bounds(0.5);
        // The 50th of 100 is the 40th of the 90 or the 50th.
        assert!((low - 39.0).abs() < 1.0 && (high - 49.0).abs() < 1.0, "{low} {high}");
        assert_eq!(tally.failed_bounds(0.1).0, f64::NEG_INFINITY);
        assert_eq!(tally.failed_bounds(0.95).1, f64::INFINITY);
        assert_eq!(tally.failed_bounds(0.9).1, 89.0);
        let whole = super::super::samples::tally(&values[..90], &[]);
        for p in [0.0, 0.3, 1.0] {
            assert_eq!(whole.failed_bounds(p), (whole.quantile(p).value, whole.quantile(p).value));
        }
        let all = super::super::samples::tally(&[f64::NAN], &[]);
        assert_eq!(all.failed_bounds(0.5), (f64::NEG_INFINITY, f64::INFINITY));
    }
}
