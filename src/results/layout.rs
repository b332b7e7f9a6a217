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
/// The fewest pilot values that tell how dense the tails are.
const PILOT_FOR_TAILS: usize = 1_000;
/// The widest bin at p01 and p99, as a share of the distance from p005 to p02 (p98 to p995): about 10 standard errors at 2
/// million paths. Linear interpolation then errs by about 0.1 of them: width^2 / 8 times the slope of the density, and the
/// order statistics' own scatter inside the bin, at most the square root of the bin's paths / 2.
const WIDEST_BIN: f64 = 1.0 / 20.0;
/// The scale around a dense tail, in units of that distance: bins of 1/64 of it.
const SCALE_IN_TAIL: f64 = 16.0;

impl Layout {
    /// The layout for a column whose pilot values are `values`; those not finite are ignored.
    ///
    /// centre = median, scale = interquartile range; if that is 0 the largest distance from the centre, and if that is 0
    /// too, 1. Two exceptions, so that every quantile from p01 to p99 is told apart:
    /// where bins around the median are too wide for a dense tail (a lognormal of sigma 2 has its p01 within 1/300 of the
    /// interquartile range), the centre is p01 or p99, and the scale at most 16 times the distance from p005 to p02 there;
    /// and the scale is at least 2^-16 of the largest distance: where most paths differ by rounding errors only, the others
    /// would all be overflow.
    ///
    /// Atoms are the values met more than once that fill over 1 percent of the pilot, and always 0. Thresholds are sorted;
    /// repeated ones and those not finite are dropped.
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
        let (centre, scale) = if sorted.is_empty() { (0.0, 1.0) } else { centre_and_scale(&sorted) };
        Self { centre, scale, atoms, thresholds }
    }
}

fn centre_and_scale(sorted: &[f64]) -> (f64, f64) {
    let last = sorted.len() - 1;
    let at = |per_mille: usize| sorted[last * per_mille / 1000];
    let from_centre = |centre: f64, scale: f64| {
        let (left, right) = (centre - sorted[0], sorted[last] - centre);
        (centre, scale_within(scale, if left > right { left } else { right }))
    };
    let quartiles = at(750) - at(250);
    let usual = from_centre(at(500), quartiles);
    if sorted.len() < PILOT_FOR_TAILS {
        return usual;
    }
    let tails = [(at(10), at(20) - at(5)), (at(990), at(995) - at(980))];
    // The widest bin of the two tails, as a share of the tail's own width; a tail at an atom has none.
    let width = |(centre, scale): (f64, f64)| {
        let shares = tails.map(|(x, tail)| (scale / 8.0 + (x - centre).abs()) / 128.0 / tail);
        let finite = shares.into_iter().filter(|share| share.is_finite());
        finite.fold(0.0, |widest, share| if share > widest { share } else { widest })
    };
    if width(usual) <= WIDEST_BIN {
        return usual;
    }
    let moved = tails.map(|(x, tail)| {
        from_centre(x, if SCALE_IN_TAIL * tail < quartiles { SCALE_IN_TAIL * tail } else { quartiles })
    });
    let best = if width(moved[1]) < width(moved[0]) { moved[1] } else { moved[0] };
    if width(best) < width(usual) { best } else { usual }
}

/// The scale asked for, within what the largest distance from the centre allows; either may have overflowed.
fn scale_within(scale: f64, distance: f64) -> f64 {
    let least = distance / PILOT_REACH;
    let scale = match () {
        () if distance == 0.0 => 1.0,
        () if scale == 0.0 => distance,
        () if scale < least => least,
        () => scale,
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
    fn a_dense_tail_takes_the_centre() {
        // exp(20 u): the lowest percent lies within 1e-4 of the interquartile range.
        let values: Vec<f64> = (0..4096).map(|i| libm::exp(20.0 * f64::from(i) / 4096.0)).collect();
        let layout = Layout::from_pilot(&values, &[]);
        assert_eq!(layout.centre, values[40]);
        assert_eq!(layout.scale, (values[4095] - values[40]) / 65536.0);
        let mirrored: Vec<f64> = values.iter().map(|x| -x).collect();
        assert!(Layout::from_pilot(&mirrored, &[]).centre > -1.3);
        // Around the median of a normal distribution bins are narrow enough, and an atom in a tail needs none.
        let normal = super::super::samples::normals(1, 4096);
        assert!(Layout::from_pilot(&normal, &[]).centre.abs() < 0.1);
        let clamped: Vec<f64> = normal.iter().map(|x| x.clamp(-1.0, 1.0)).collect();
        assert!(Layout::from_pilot(&clamped, &[]).centre.abs() < 0.1);
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
