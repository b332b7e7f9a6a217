//! Where a column's bins lie, decided once from the pilot.

use serde::{Deserialize, Serialize};

/// Where a column's bins lie; made from the pilot, stands in the plan. Two tallies merge only when their layouts are equal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// The centre of the bins, where they are narrowest, in the column's unit; finite.
    pub centre: f64,
    /// The length that z = (x - centre) / scale is measured in, in the column's unit; from 2^-1022 to 2^1023.
    pub scale: f64,
    /// Values with an exact counter of their own; ascending, finite, no -0.0.
    pub atoms: Vec<f64>,
    /// Values of which the numbers below, equal and above are counted exactly; ascending, finite, no -0.0.
    pub thresholds: Vec<f64>,
}

/// The largest distance of the pilot, in scales: it leaves a factor of 32 before the overflow at 2^21.
const PILOT_REACH: f64 = (1_u64 << 16) as f64;

impl Layout {
    /// The layout for a column whose pilot values are `values`; those not finite are ignored.
    ///
    /// centre = median, scale = interquartile range; if that is 0 the largest distance from the centre, and if that is 0
    /// too, 1. The scale is at least 2^-16 of the largest distance: where most paths differ by rounding errors only, the
    /// others would all be overflow. Atoms are the values met more than once that fill over 1 percent of the pilot, and
    /// always 0. Thresholds are sorted; repeated ones and those not finite are dropped.
    pub fn from_pilot(values: &[f64], thresholds: &[f64]) -> Self {
        let sorted = sorted_finite(values);
        let mut atoms: Vec<f64> = sorted
            .chunk_by(|a, b| a == b)
            .filter(|run| run.len() > 1 && run.len() * 100 > sorted.len())
            .map(|run| run[0])
            .chain([0.0])
            .collect();
        atoms.sort_unstable_by(f64::total_cmp);
        atoms.dedup();
        let mut thresholds = sorted_finite(thresholds);
        thresholds.dedup();

        let (centre, scale) = match sorted.as_slice() {
            [] => (0.0, 1.0),
            [lowest, .., highest] => {
                let last = sorted.len() - 1;
                let centre = sorted[last / 2];
                let quartiles = sorted[3 * last / 4] - sorted[last / 4];
                let (left, right) = (centre - lowest, highest - centre);
                let distance = if left > right { left } else { right };
                (centre, scale(quartiles, distance))
            }
            [only] => (*only, 1.0),
        };
        Self { centre, scale, atoms, thresholds }
    }
}

/// The scale from the interquartile range and the largest distance from the centre; either may have overflowed.
fn scale(quartiles: f64, distance: f64) -> f64 {
    let least = distance / PILOT_REACH;
    let scale = match () {
        () if distance == 0.0 => 1.0,
        () if quartiles == 0.0 => distance,
        () if quartiles < least => least,
        () => quartiles,
    };
    // So that the reciprocal is finite and not zero.
    scale.clamp(f64::MIN_POSITIVE, f64::from_bits(0x7fe0_0000_0000_0000))
}

/// The finite ones in ascending order, -0.0 as 0.0.
fn sorted_finite(values: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().filter(|x| x.is_finite()).map(|x| x + 0.0).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_and_quartiles() {
        let values: Vec<f64> = (0..=400).rev().map(|i| f64::from(i) * 0.5).collect();
        let layout = Layout::from_pilot(&values, &[3.0, f64::NAN, -1.0, 3.0, f64::INFINITY, -0.0]);
        assert_eq!((layout.centre, layout.scale), (100.0, 100.0));
        assert_eq!(layout.atoms, [0.0]);
        assert_eq!(layout.thresholds, [-1.0, 0.0, 3.0]);
        assert!(layout.thresholds[1].is_sign_positive());
    }

    #[test]
    fn values_over_one_percent_are_atoms() {
        // 1,000 values: -3 eleven times, 5 ten times (not over 1 percent), the others once.
        let mut values: Vec<f64> = (0..979).map(|i| 10.0 + f64::from(i)).collect();
        values.extend([-3.0; 11]);
        values.extend([5.0; 10]);
        assert_eq!(Layout::from_pilot(&values, &[]).atoms, [-3.0, 0.0]);
        // In a small pilot a value met once is not an atom.
        assert_eq!(Layout::from_pilot(&[1.0, 2.0, 3.0, 3.0], &[]).atoms, [0.0, 3.0]);
        let zeros = Layout::from_pilot(&[-0.0, -0.0, 0.0, 1.0], &[]).atoms;
        assert_eq!(zeros, [0.0]);
        assert!(zeros[0].is_sign_positive());
    }

    #[test]
    fn scale_when_the_quartiles_are_equal() {
        let mut values = vec![7.0; 90];
        values.extend([9.0, -1.0]);
        let layout = Layout::from_pilot(&values, &[]);
        assert_eq!((layout.centre, layout.scale), (7.0, 8.0));
        let layout = Layout::from_pilot(&[7.0; 90], &[]);
        assert_eq!((layout.centre, layout.scale), (7.0, 1.0));
        assert_eq!(layout.atoms, [0.0, 7.0]);
    }

    #[test]
    fn rounding_errors_do_not_set_the_scale() {
        let mut values: Vec<f64> = (0..80).map(|i| f64::from(i) * 1e-16).collect();
        values.extend((0..20).map(|i| 50.0 + f64::from(i)));
        assert_eq!(Layout::from_pilot(&values, &[]).scale, (69.0 - 39e-16) / 65536.0);
    }

    #[test]
    fn no_finite_pilot_and_one_value() {
        let none = Layout::from_pilot(&[f64::NAN, f64::INFINITY], &[]);
        assert_eq!(none, Layout { centre: 0.0, scale: 1.0, atoms: vec![0.0], thresholds: vec![] });
        let one = Layout::from_pilot(&[4.0], &[]);
        assert_eq!((one.centre, one.scale), (4.0, 1.0));
    }

    #[test]
    fn scale_keeps_a_finite_reciprocal() {
        for values in [[-f64::MAX, 0.0, f64::MAX], [0.0, 5e-324, 1e-323], [1e300, 2e300, 3e300]] {
            let scale = Layout::from_pilot(&values, &[]).scale;
            assert!(scale.is_normal() && (1.0 / scale).is_finite() && 1.0 / scale > 0.0, "{values:?}");
        }
    }
}
