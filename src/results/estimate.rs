//! Estimates with their Monte Carlo error: mean, standard deviation, skewness.

use super::cells::Cells;
use super::tally::Tally;

/// The 97.5 percent quantile of the standard normal distribution: half the width of a 95 percent interval in standard errors.
pub const Z_95: f64 = 1.959963984540054;

/// A number with its Monte Carlo error. NaN where there is nothing to estimate it from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The number; infinite for a quantile beyond the bins.
    pub value: f64,
    /// Lower end of the 95 percent interval; infinite where the error is not known.
    pub low: f64,
    /// Upper end of the 95 percent interval; infinite where the error is not known.
    pub high: f64,
    /// What the bins cannot tell apart, in the unit of the value; 0 where the number comes from exact counts or sums.
    pub resolution: f64,
}

impl Estimate {
    /// Nothing to estimate from.
    pub(super) const NONE: Self = Self { value: f64::NAN, low: f64::NAN, high: f64::NAN, resolution: 0.0 };

    /// value -+ 1.96 standard errors; an error that is not a number counts as not known.
    pub(super) fn with_error(value: f64, error: f64, resolution: f64) -> Self {
        let half = if error.is_nan() { f64::INFINITY } else { Z_95 * error };
        Self { value, low: value - half, high: value + half, resolution }
    }
}

/// Mean and central moments of z with divisor n.
#[derive(Debug, Clone, Copy)]
struct Moments {
    mean: f64,
    /// Second to fourth; NaN when a sum is saturated.
    second: f64,
    third: f64,
    fourth: f64,
}

impl Tally {
    /// NaN without a finite path.
    fn moments(&self) -> Moments {
        let count = self.count() as f64;
        let [m, m2, m3, m4] = self.sums.map(|sum| sum.value() / count);
        let square = m * m;
        let central = |x: f64| if x < 0.0 { 0.0 } else { x };
        Moments {
            mean: m,
            second: central(m2 - square),
            third: m3 - 3.0 * m * m2 + 2.0 * m * square,
            fourth: central(m4 - 4.0 * m * m3 + 6.0 * square * m2 - 3.0 * square * square),
        }
    }

    /// The mean, -+ 1.96 s / sqrt(n) with s the standard deviation.
    ///
    /// From integer sums of z = (x - centre) / scale and its powers, in units of 2^-40: what a path adds is cut off by at
    /// most 2^-46 scales. NaN without a finite path, or when a sum over 64 paths reached 2^96 scales. The interval is
    /// infinite with one path, or when a sum of squares reached 2^96.
    pub fn mean(&self) -> Estimate {
        let Some((minimum, maximum)) = self.range else { return Estimate::NONE };
        let (layout, moments, count) = (self.layout(), self.moments(), self.count() as f64);
        let value = layout.scale.mul_add(moments.mean, layout.centre);
        let value = if value.is_nan() { value } else { value.clamp(minimum, maximum) };
        let error = match self.count() {
            1 => f64::NAN,
            _ if minimum == maximum => 0.0,
            _ => layout.scale * (moments.second / (count - 1.0)).sqrt(),
        };
        let estimate = Estimate::with_error(value, error, 0.0);
        if value.is_nan() {
            return Estimate { low: f64::NEG_INFINITY, high: f64::INFINITY, ..estimate };
        }
        self.with_scrambles(estimate, |scramble| scramble.mean().value)
    }

    /// The standard deviation s with divisor n - 1; its standard error is sqrt((m4 - (n - 3) / (n - 1) s^4) / n) / (2 s), m4
    /// the fourth central moment.
    ///
    /// NaN with fewer than two finite paths, or when a sum saturated (see [`Self::mean`]); the interval is 0 to infinity
    /// when only the sum of fourth powers did.
    /// Source: Kenney and Keeping, Mathematics of Statistics, part 2, 2nd ed. 1951 (variance of s^2); delta method.
    pub fn sd(&self) -> Estimate {
        let Some((minimum, maximum)) = self.range else { return Estimate::NONE };
        if self.count() < 2 {
            return Estimate::NONE;
        }
        if minimum == maximum {
            return Estimate { value: 0.0, low: 0.0, high: 0.0, resolution: 0.0 };
        }
        let (layout, moments, n) = (self.layout(), self.moments(), self.count() as f64);
        let variance = moments.second * n / (n - 1.0);
        let spread = (moments.fourth - (n - 3.0) / (n - 1.0) * variance * variance) / n;
        let spread = if spread < 0.0 { 0.0 } else { spread };
        let sd = variance.sqrt();
        let estimate =
            Estimate::with_error(layout.scale * sd, layout.scale * (spread.sqrt() / (2.0 * sd)), 0.0);
        let estimate = self.with_scrambles(estimate, |scramble| scramble.sd().value);
        let low = if estimate.low > 0.0 { estimate.low } else { 0.0 };
        let high = if estimate.high.is_nan() { f64::INFINITY } else { estimate.high };
        Estimate { low, high, ..estimate }
    }

    /// The skewness g = m3 / m2^(3/2), central moments with divisor n.
    ///
    /// Its standard error is sqrt(E[f(u)^2] / n), u = (x - mean) / sd and f(u) = u^3 - g - 3 u - 3/2 g (u^2 - 1) the influence
    /// function of g; the expectation is taken over the bins. It needs no normal distribution; for a normal one it is
    /// sqrt(6 / n). The interval is infinite when a path lies beyond the bins. NaN with fewer than three finite paths,
    /// when all are equal, or when a sum saturated.
    /// Source: delta method; Hampel 1974, doi:10.1080/01621459.1974.10482962.
    pub fn skewness(&self) -> Estimate {
        let Some(cells) = Cells::new(self) else { return Estimate::NONE };
        if self.count() < 3 || cells.minimum == cells.maximum {
            return Estimate::NONE;
        }
        let (layout, moments) = (self.layout(), self.moments());
        let sd = moments.second.sqrt();
        let skewness = moments.third / (moments.second * sd);
        let squared = |cell: &super::cells::Cell| {
            if cell.is_overflow() {
                return f64::INFINITY;
            }
            let z = (cell.at(0.5) - layout.centre) * (1.0 / layout.scale);
            let u = (z - moments.mean) / sd;
            let influence = u * u * u - skewness - 3.0 * u - 1.5 * skewness * (u * u - 1.0);
            cell.count * influence * influence
        };
        let sum: f64 = cells.list.iter().map(squared).sum();
        if skewness.is_nan() {
            return Estimate { low: f64::NEG_INFINITY, high: f64::INFINITY, ..Estimate::NONE };
        }
        let estimate = Estimate::with_error(skewness, sum.sqrt() / cells.count, 0.0);
        self.with_scrambles(estimate, |scramble| scramble.skewness().value)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Layout;
    use super::super::samples::{SplitMix64, normals, tally, tally_of};
    use super::*;

    #[test]
    fn moments_of_a_sample() {
        let mut random = SplitMix64(77);
        let values: Vec<f64> = (0..10_000).map(|_| 1e6 + random.normal().abs()).collect();
        let tally = tally(&values, &[]);
        let n = values.len() as f64;
        let mean = values.iter().map(|x| x - 1e6).sum::<f64>() / n;
        let central = |k| values.iter().map(|x| libm::pow(x - 1e6 - mean, k)).sum::<f64>() / n;
        let sd = (central(2.0) * n / (n - 1.0)).sqrt();
        assert!((tally.mean().value - 1e6 - mean).abs() < 1e-9);
        assert!((tally.mean().high - tally.mean().low - 2.0 * Z_95 * sd / n.sqrt()).abs() < 1e-9);
        assert!((tally.sd().value / sd - 1.0).abs() < 1e-11);
        let skewness = central(3.0) / (central(2.0) * central(2.0).sqrt());
        assert!((tally.skewness().value / skewness - 1.0).abs() < 1e-10);
    }

    #[test]
    fn standard_errors_of_a_normal_sample() {
        // sd: s / sqrt(2 n); skewness: sqrt(6 / n). N = 200,000, so the estimates of both are within 2 percent.
        let tally = tally(&normals(12, 200_000), &[]);
        let error = |e: Estimate| (e.high - e.low) / (2.0 * Z_95);
        assert!((error(tally.sd()) * (2.0 * 200_000.0_f64).sqrt() - 1.0).abs() < 0.02);
        assert!((error(tally.skewness()) * (200_000.0_f64 / 6.0).sqrt() - 1.0).abs() < 0.02);
        let skewness = tally.skewness();
        assert!(skewness.low < 0.0 && skewness.high > 0.0);
    }

    #[test]
    fn few_paths() {
        let none = tally(&[f64::NAN], &[]);
        assert!(none.mean().value.is_nan() && none.sd().value.is_nan() && none.skewness().value.is_nan());
        let one = tally(&[3.0], &[]);
        assert_eq!(
            one.mean(),
            Estimate { value: 3.0, low: f64::NEG_INFINITY, high: f64::INFINITY, resolution: 0.0 }
        );
        assert!(one.sd().value.is_nan() && one.skewness().value.is_nan());
        let two = tally(&[1.0, 3.0], &[]);
        assert_eq!(two.mean().value, 2.0);
        assert!((two.sd().value - 2.0_f64.sqrt()).abs() < 1e-12 && two.skewness().value.is_nan());
    }

    #[test]
    fn equal_values_have_no_spread() {
        for x in [0.1, -7.3e200, 5e-324, 0.0] {
            // A pilot of other values, so that z is not 0.
            for layout in [Layout::from_pilot(&[x, x], &[]), Layout::from_pilot(&[x - 1.0, x, x + 3.0], &[])]
            {
                let tally = tally_of(&layout, &[x; 100]);
                assert_eq!(tally.mean(), Estimate { value: x, low: x, high: x, resolution: 0.0 });
                assert_eq!((tally.sd().value, tally.sd().high), (0.0, 0.0));
                assert!(tally.skewness().value.is_nan());
            }
        }
    }

    #[test]
    fn two_points() {
        // 30 times 5 and 70 times 1: mean 2.2, variance 3.36 * 100 / 99, skewness (1 - 2 * 0.3) / sqrt(0.21).
        let mut values = vec![5.0; 30];
        values.extend([1.0; 70]);
        let tally = tally(&values, &[]);
        assert!((tally.mean().value - 2.2).abs() < 1e-11);
        assert!((tally.sd().value - (3.36_f64 * 100.0 / 99.0).sqrt()).abs() < 1e-10);
        assert!((tally.skewness().value - 0.4 / 0.21_f64.sqrt()).abs() < 1e-9);
        assert!(tally.skewness().high.is_finite());
    }

    #[test]
    fn extreme_units_change_nothing() {
        let values = normals(9, 5_000);
        let plain = tally(&values, &[]);
        for power in [-1000.0, -990.0, -300.0, 300.0, 990.0] {
            let unit = libm::exp2(power);
            let scaled: Vec<f64> = values.iter().map(|x| x * unit).collect();
            let tally = tally(&scaled, &[]);
            // A power of two: z has the same bits.
            assert_eq!(tally.mean().value, plain.mean().value * unit, "{power}");
            assert_eq!(tally.sd().high, plain.sd().high * unit, "{power}");
            assert_eq!(tally.skewness(), plain.skewness(), "{power}");
        }
        // Below 2^-1000 the sums have no digits left, but nothing leaves the range.
        let subnormal: Vec<f64> = (0..1000).map(|i| f64::from(i) * 5e-324).collect();
        let tally = tally(&subnormal, &[]);
        assert!(tally.mean().value >= 0.0 && tally.mean().value <= subnormal[999]);
        assert!(tally.sd().value < 1e-300);
        let median = tally.quantile(0.5);
        assert!((median.value / 5e-324 - 499.0).abs() <= 2.0, "{median:?}");
    }

    #[test]
    fn saturation_is_said() {
        let layout = Layout::from_pilot(&[0.0, 1.0, 2.0, 3.0], &[]);
        let fourth = tally_of(&layout, &[0.0, 1.0, 1e12]);
        assert!(fourth.is_saturated());
        assert!(fourth.mean().high.is_finite() && fourth.sd().value.is_finite());
        assert_eq!((fourth.sd().low, fourth.sd().high), (0.0, f64::INFINITY));
        let second = tally_of(&layout, &[0.0, 1.0, 1e20]);
        assert!((second.mean().value / 1e20 - 1.0 / 3.0).abs() < 1e-9 && second.mean().high == f64::INFINITY);
        assert!(second.sd().value.is_nan() && second.sd().high == f64::INFINITY);
        let first = tally_of(&layout, &[0.0, 1.0, -1e300]);
        assert!(first.mean().value.is_nan() && first.mean().low == f64::NEG_INFINITY);
        assert!(first.skewness().value.is_nan());
        assert!(!tally_of(&layout, &[0.0, 2e6]).is_saturated());
    }
}
