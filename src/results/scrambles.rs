//! Errors from scrambles: a statistic's spread over 16 independent scramblings of the points.

use super::estimate::Estimate;
use super::tally::Tally;

/// The 97.5 percent quantile of Student's t with 15 degrees of freedom: 16 scrambles.
const T_15: f64 = 2.1314495455597742;
/// Scrambles.
pub(super) const SCRAMBLES: usize = 16;

impl Tally {
    /// Adds the paths of one scramble, which `other` counted.
    ///
    /// # Panics
    /// When the layouts differ, or the number is not below 16.
    pub fn add_scramble(&mut self, number: u64, other: &Self) {
        assert_eq!(self.layout, other.layout, "one layout a column");
        if self.scrambles.is_empty() {
            self.scrambles = vec![Self::new(&self.layout); SCRAMBLES];
        }
        self.scrambles[number as usize].add(other);
        self.add(other);
    }

    /// An estimate over all paths, with the interval that the scrambles say, where there are some: value -+ t s / 4, s the
    /// standard deviation of the 16 scrambles' own values and t the 97.5 percent quantile with 15 degrees of freedom. The
    /// points of one scramble are not independent, so an interval made for independent draws would not hold.
    pub(super) fn with_scrambles(&self, over_all: Estimate, statistic: impl Fn(&Self) -> f64) -> Estimate {
        if self.scrambles.is_empty() {
            return over_all;
        }
        let values: Vec<f64> = self.scrambles.iter().map(statistic).collect();
        from_values(over_all, &values)
    }
}

/// See [`Tally::with_scrambles`]; `values` are those of the scrambles.
pub(super) fn from_values(over_all: Estimate, values: &[f64]) -> Estimate {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let half = T_15 * (squares / (count - 1.0) / count).sqrt();
    let half = if half.is_nan() { f64::INFINITY } else { half };
    Estimate { low: over_all.value - half, high: over_all.value + half, ..over_all }
}

#[cfg(test)]
mod tests {
    use super::super::Layout;
    use super::super::samples::{normals, tally_of};
    use super::*;

    fn scrambled(values: &[f64], layout: &Layout) -> Tally {
        let mut whole = Tally::new(layout);
        for (number, values) in values.chunks(values.len() / 16).enumerate() {
            whole.add_scramble(number as u64, &tally_of(layout, values));
        }
        whole
    }

    #[test]
    fn the_interval_is_that_of_sixteen_values() {
        let values = normals(3, 16 * 256);
        let layout = Layout::from_pilot(&values, &[-1.0]);
        let (whole, plain) = (scrambled(&values, &layout), tally_of(&layout, &values));
        let means: Vec<f64> = values.chunks(256).map(|v| v.iter().sum::<f64>() / 256.0).collect();
        let mean = means.iter().sum::<f64>() / 16.0;
        let s = (means.iter().map(|m| (m - mean) * (m - mean)).sum::<f64>() / 15.0).sqrt();
        assert!((whole.mean().high - mean - T_15 * s / 4.0).abs() < 1e-9);
        assert_eq!(whole.mean().value, plain.mean().value);
        assert_eq!(whole.quantile(0.05).value, plain.quantile(0.05).value);
        assert_ne!(whole.quantile(0.05).low, plain.quantile(0.05).low);
        assert_eq!(whole.probability_below(-1.0).value, plain.probability_below(-1.0).value);
        // Nothing lies below: the scrambles agree, which proves nothing, so the interval of independent draws stays.
        assert_eq!(whole.probability_below(-50.0), plain.probability_below(-50.0));
        assert!((statrs_t15(0.975) - T_15).abs() < 1e-9);
    }

    fn statrs_t15(p: f64) -> f64 {
        use statrs::distribution::{ContinuousCDF, StudentsT};
        StudentsT::new(0.0, 1.0, 15.0).unwrap().inverse_cdf(p)
    }

    #[test]
    fn scrambles_merge_like_the_rest() {
        let values = normals(3, 16 * 512);
        let layout = Layout::from_pilot(&values, &[-1.0]);
        let json = |tally: &Tally| serde_json::to_string(tally).unwrap();
        let part = |range: std::ops::Range<usize>| {
            let mut part = Tally::new(&layout);
            for (number, values) in values.chunks(512).enumerate() {
                part.add_scramble(number as u64, &tally_of(&layout, &values[range.clone()]));
            }
            part
        };
        let (whole, mut late, early) = (part(0..512), part(256..512), part(0..256));
        late.merge(&early).unwrap();
        assert_eq!(json(&late), json(&whole));
        assert_eq!(serde_json::from_str::<Tally>(&json(&whole)).unwrap(), whole);
        // Points and draws do not mix, nor do forged scrambles pass.
        assert!(late.merge(&tally_of(&layout, &values)).is_err());
        assert!(tally_of(&layout, &values).merge(&late).is_err());
        let forged = json(&whole).replacen("\"scrambles\":[{", "\"scrambles\":[{\"x\":1,", 1);
        assert!(serde_json::from_str::<Tally>(&forged).is_err());
    }

    #[test]
    fn a_scramble_without_a_path_leaves_the_error_unknown() {
        let values = normals(3, 256);
        let layout = Layout::from_pilot(&values, &[]);
        let mut tally = Tally::new(&layout);
        tally.add_scramble(3, &tally_of(&layout, &values));
        assert_eq!(tally.mean().high, f64::INFINITY);
        assert!(tally.mean().value.is_finite());
    }
}
