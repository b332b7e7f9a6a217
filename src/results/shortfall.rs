//! Expected shortfall: the mean of a tail.

use super::cells::{Cell, Cells};
use super::estimate::Estimate;
use super::tally::Tally;

/// Which end of the distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tail {
    /// The smallest values.
    Lower,
    /// The largest values.
    Upper,
}

impl Tally {
    /// The mean of the tail of probability p (0.05: of the lowest or highest 5 percent), ES = (1/p) * integral of the
    /// quantile function over the tail; a path at the tail's edge counts in part.
    ///
    /// Its standard error is sqrt((Var(X | tail) + (1 - p) (ES - q)^2) / (n p)), q the quantile at the tail's edge, the
    /// conditional moments from densities that are constant in each bin. Resolution is the mean width of the tail's bins.
    /// Infinite, with the tail's sign, when the tail reaches beyond the bins. The interval is infinite with fewer than two
    /// paths in the tail. NaN without a finite path.
    /// Source: Chen 2008, doi:10.1093/jjfinec/nbm019, for independent draws; Acerbi and Tasche 2002,
    /// doi:10.1016/S0378-4266(02)00283-2, for atoms.
    ///
    /// # Panics
    /// When p is not within (0, 1].
    pub fn expected_shortfall(&self, p: f64, tail: Tail) -> Estimate {
        assert!(p > 0.0 && p <= 1.0, "{p} is not the probability of a tail");
        let Some(cells) = Cells::new(self) else { return Estimate::NONE };
        let size = p * cells.count;
        let pieces = match tail {
            Tail::Lower => pieces(cells.list.iter().copied(), size, tail),
            Tail::Upper => pieces(cells.list.iter().rev().copied(), size, tail),
        };
        let Some(last) = pieces.last() else { return Estimate::NONE };
        let edge = if tail == Tail::Lower { last.high } else { last.low };
        if pieces.iter().any(Cell::is_overflow) {
            let (low, high, infinity) = match tail {
                Tail::Lower => (f64::NEG_INFINITY, edge, f64::NEG_INFINITY),
                Tail::Upper => (edge, f64::INFINITY, f64::INFINITY),
            };
            return Estimate { value: infinity, low, high, resolution: f64::INFINITY };
        }

        // Distances from the edge in scales: squares neither overflow nor vanish.
        let (scale, inverse) = (self.layout.scale, 1.0 / self.layout.scale);
        let (mut first, mut second, mut width) = (0.0, 0.0, 0.0);
        for piece in &pieces {
            let (a, b) = ((piece.low - edge) * inverse, (piece.high - edge) * inverse);
            first += piece.count * (0.5 * (a + b));
            second += piece.count * ((a * a + a * b + b * b) / 3.0);
            width += piece.count * (piece.segment.width() * inverse);
        }
        let (first, second) = (first / size, second / size);
        let variance = second - first * first;
        let variance = if variance > 0.0 { variance } else { 0.0 };
        let error = match () {
            () if size < 2.0 => f64::NAN,
            () => scale * ((variance + (1.0 - p) * first * first) / size).sqrt(),
        };
        let value = scale.mul_add(first, edge).clamp(cells.minimum, cells.maximum);
        let estimate = Estimate::with_error(value, error, scale * (width / size));
        self.with_scrambles(estimate, |scramble| scramble.expected_shortfall(p, tail).value)
    }
}

/// The parts of the cells, from the outermost inwards, that hold the first `size` paths.
fn pieces(cells: impl Iterator<Item = Cell>, size: f64, tail: Tail) -> Vec<Cell> {
    let mut left = size;
    let mut pieces = Vec::new();
    for cell in cells {
        if left <= 0.0 {
            break;
        }
        pieces.push(if cell.count <= left {
            cell
        } else {
            match tail {
                Tail::Lower => Cell { high: cell.at(left / cell.count), count: left, ..cell },
                Tail::Upper => Cell { low: cell.at(1.0 - left / cell.count), count: left, ..cell },
            }
        });
        left -= cell.count;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::super::Layout;
    use super::super::samples::{normals, tally, tally_of};
    use super::*;

    #[test]
    fn mean_of_the_sorted_tail() {
        let values = normals(50, 100_000);
        let tally = tally(&values, &[]);
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        for (p, size) in [(0.01, 1_000), (0.05, 5_000), (0.5, 50_000), (1.0, 100_000)] {
            for (tail, part) in [(Tail::Lower, &sorted[..size]), (Tail::Upper, &sorted[100_000 - size..])] {
                let n = size as f64;
                let mean = part.iter().sum::<f64>() / n;
                let edge = if tail == Tail::Lower { part[size - 1] } else { part[0] };
                let variance = part.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
                let error = ((variance + (1.0 - p) * (mean - edge) * (mean - edge)) / n).sqrt();
                let estimate = tally.expected_shortfall(p, tail);
                assert!(
                    (estimate.value - mean).abs() < 0.05 * error,
                    "{p} {tail:?}: {estimate:?} {mean} {error}"
                );
                assert!(
                    ((estimate.high - estimate.value) / (1.959964 * error) - 1.0).abs() < 0.01,
                    "{p} {tail:?}"
                );
                assert!(estimate.resolution > 0.0 && estimate.resolution < 0.05);
            }
        }
    }

    #[test]
    fn atoms_count_in_part() {
        // 3 percent at -10, 97 percent at 0: the mean of the lowest 5 percent is -6.
        let mut values = vec![0.0; 970];
        values.extend([-10.0; 30]);
        let tally = tally(&values, &[]);
        let shortfall = tally.expected_shortfall(0.05, Tail::Lower);
        assert!((shortfall.value + 6.0).abs() < 1e-12 && shortfall.resolution == 0.0);
        assert_eq!(tally.expected_shortfall(0.01, Tail::Lower).value, -10.0);
        let upper = tally.expected_shortfall(0.05, Tail::Upper);
        assert_eq!((upper.value, upper.low, upper.high), (0.0, 0.0, 0.0));
        assert!((tally.expected_shortfall(1.0, Tail::Upper).value + 0.3).abs() < 1e-12);
    }

    #[test]
    fn few_paths_and_none() {
        let one = tally(&[3.0], &[]).expected_shortfall(0.05, Tail::Lower);
        assert_eq!((one.value, one.low, one.high), (3.0, f64::NEG_INFINITY, f64::INFINITY));
        let values: Vec<f64> = (1..=10).map(f64::from).collect();
        let ten = tally(&values, &[]).expected_shortfall(0.2, Tail::Upper);
        assert!((ten.value - 9.5).abs() < 0.05 && ten.low > 8.0 && ten.high < 11.0, "{ten:?}");
        assert!(tally(&[f64::NAN], &[]).expected_shortfall(0.5, Tail::Upper).value.is_nan());
    }

    #[test]
    fn beyond_the_bins_and_huge_units() {
        let layout = Layout::from_pilot(&[0.0, 1.0, 2.0, 3.0], &[]);
        let tally = tally_of(&layout, &[0.0, 1.0, 2.0, 1e30]);
        assert_eq!(tally.expected_shortfall(0.5, Tail::Upper).value, f64::INFINITY);
        assert!(tally.expected_shortfall(0.5, Tail::Lower).value.is_finite());
        let values = normals(51, 10_000);
        let plain = super::super::samples::tally(&values, &[]).expected_shortfall(0.1, Tail::Lower);
        for power in [-990.0, 990.0] {
            let unit = libm::exp2(power);
            let scaled: Vec<f64> = values.iter().map(|x| x * unit).collect();
            let estimate = super::super::samples::tally(&scaled, &[]).expected_shortfall(0.1, Tail::Lower);
            assert_eq!((estimate.value, estimate.high), (plain.value * unit, plain.high * unit));
        }
    }
}
