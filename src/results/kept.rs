//! Statistics of values that are all at hand: exact where those of a tally are binned.

use super::estimate::Estimate;
use super::ranks::quantile_ranks;

/// The values of one column on some paths.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The finite ones, ascending.
    sorted: Vec<f64>,
    failed: u64,
}

impl Kept {
    /// Keeps the finite ones and counts the others.
    pub fn new(mut values: Vec<f64>) -> Self {
        let all = values.len();
        values.retain(|value| value.is_finite());
        values.sort_unstable_by(f64::total_cmp);
        Self { failed: (all - values.len()) as u64, sorted: values }
    }

    /// Paths that are not finite.
    pub fn failed(&self) -> u64 {
        self.failed
    }

    /// The mean, -+ 1.96 s / sqrt(n); NaN without a value.
    pub fn mean(&self) -> Estimate {
        let n = self.sorted.len() as f64;
        let [Some(first), Some(last)] = [self.sorted.first(), self.sorted.last()] else {
            return Estimate::NONE;
        };
        if first == last {
            return Estimate { value: *first, low: *first, high: *first, resolution: 0.0 };
        }
        let mean = self.sorted.iter().sum::<f64>() / n;
        let squares: f64 = self.sorted.iter().map(|x| (x - mean) * (x - mean)).sum();
        Estimate::with_error(mean, (squares / (n - 1.0) / n).sqrt(), 0.0)
    }

    /// The p quantile, the k-th value standing at rank k - 1/2 and straight lines between; its interval is between order
    /// statistics, as that of [`super::Tally::quantile`]. NaN without a value.
    ///
    /// # Panics
    /// When p is not within [0, 1].
    pub fn quantile(&self, p: f64) -> Estimate {
        assert!((0.0..=1.0).contains(&p), "{p} is not a probability");
        let n = self.sorted.len();
        if n == 0 {
            return Estimate::NONE;
        }
        let at = |rank: u64| self.sorted[(rank as usize).clamp(1, n) - 1];
        let place = (p * n as f64 - 0.5).clamp(0.0, (n - 1) as f64);
        let below = self.sorted[place.floor() as usize];
        let above = self.sorted[place.ceil() as usize];
        let value = (above - below).mul_add(place - place.floor(), below);
        let (lower, upper) = quantile_ranks(n as u64, p);
        Estimate { value, low: at(lower), high: at(upper), resolution: 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{normals, tally};
    use super::*;

    #[test]
    fn by_hand() {
        let kept = Kept::new(vec![4.0, f64::NAN, 1.0, 3.0, 2.0, f64::INFINITY]);
        assert_eq!((kept.failed(), kept.mean().value), (2, 2.5));
        assert_eq!([0.0, 0.125, 0.25, 0.5, 1.0].map(|p| kept.quantile(p).value), [1.0, 1.0, 1.5, 2.5, 4.0]);
        // s² = 5/3, so that the standard error is √(5/12).
        assert!((kept.mean().high - 2.5 - super::super::Z_95 * (5.0_f64 / 12.0).sqrt()).abs() < 1e-12);
        assert!(Kept::new(vec![f64::NAN]).quantile(0.5).value.is_nan());
        assert_eq!(Kept::new(vec![0.1; 3]).mean().high, 0.1);
    }

    #[test]
    fn as_a_tally_says() {
        let values = normals(7, 20_000);
        let (kept, tally) = (Kept::new(values.clone()), tally(&values, &[]));
        assert!((kept.mean().low - tally.mean().low).abs() < 1e-9);
        for p in [0.01, 0.5, 0.9] {
            let (exact, binned) = (kept.quantile(p), tally.quantile(p));
            for (a, b) in [(exact.value, binned.value), (exact.low, binned.low), (exact.high, binned.high)] {
                assert!((a - b).abs() <= binned.resolution, "{p}: {exact:?} {binned:?}");
            }
        }
    }
}
