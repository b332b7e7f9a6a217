//! Least squares, for references that are fitted to the past and for the corridor equation fitted without an episode.

use crate::numerics::sqrt;

use super::predictive::Predictive;

/// y = X b + e by ordinary least squares.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// b, in the order of the regressors.
    pub coefficients: Vec<f64>,
    /// Their standard errors, as if the e were independent and of one variance.
    pub errors: Vec<f64>,
    /// s = √(Σe² / (n - k)).
    pub sd: f64,
    /// n - k.
    pub df: usize,
    /// (X'X)⁻¹.
    inverse: Vec<Vec<f64>>,
}

/// The fit; `None` with fewer than k + 1 rows, with regressors that are multiples of each other, or when nothing is left to
/// explain.
///
/// By the normal equations, Gauss and Jordan with the largest pivot: enough for two or three regressors of like size.
///
/// # Panics
/// When a row has not as many regressors as the first, or there are not as many rows as values.
pub fn least_squares(rows: &[Vec<f64>], values: &[f64]) -> Option<Fit> {
    assert_eq!(rows.len(), values.len(), "a row a value");
    let count = rows.first()?.len();
    let df = rows.len().checked_sub(count).filter(|df| *df > 0)?;
    let product = |i: usize, j: usize| rows.iter().map(|row| row[i] * row[j]).sum::<f64>();
    let matrix: Vec<Vec<f64>> = (0..count).map(|i| (0..count).map(|j| product(i, j)).collect()).collect();
    let inverse = inverse(matrix)?;
    let with_values: Vec<f64> =
        (0..count).map(|i| rows.iter().zip(values).map(|(row, y)| row[i] * y).sum()).collect();
    let coefficients: Vec<f64> = inverse.iter().map(|row| dot(row, &with_values)).collect();
    let squares: f64 = rows
        .iter()
        .zip(values)
        .map(|(row, y)| {
            let e = y - dot(row, &coefficients);
            e * e
        })
        .sum();
    let sd = sqrt(squares / df as f64);
    let errors = (0..count).map(|i| sd * sqrt(inverse[i][i])).collect();
    (sd > 0.0 && sd.is_finite()).then_some(Fit { coefficients, errors, sd, df, inverse })
}

impl Fit {
    /// What a new value at these regressors is, with b and s unknown: Student t with n - k degrees of freedom around x'b, of
    /// scale s √(1 + x'(X'X)⁻¹x).
    pub fn predict(&self, regressors: &[f64]) -> Predictive {
        let through: Vec<f64> = self.inverse.iter().map(|row| dot(row, regressors)).collect();
        Predictive {
            df: self.df as f64,
            location: dot(&self.coefficients, regressors),
            scale: self.sd * sqrt(1.0 + dot(&through, regressors)),
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// By Gauss and Jordan; `None` when a pivot is lost in rounding.
fn inverse(mut matrix: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    let sizes: Vec<f64> = (0..n).map(|i| matrix[i][i]).collect();
    let mut inverse: Vec<Vec<f64>> =
        (0..n).map(|i| (0..n).map(|j| if i == j { 1.0 } else { 0.0 }).collect()).collect();
    for column in 0..n {
        let pivot =
            (column..n).max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))?;
        matrix.swap(column, pivot);
        inverse.swap(column, pivot);
        let by = matrix[column][column];
        // Lost in rounding, or not a number.
        if by.is_nan() || by.abs() <= 1e-12 * sizes[column] {
            return None;
        }
        for j in 0..n {
            matrix[column][j] /= by;
            inverse[column][j] /= by;
        }
        for i in (0..n).filter(|i| *i != column) {
            let factor = matrix[i][column];
            for j in 0..n {
                matrix[i][j] -= factor * matrix[column][j];
                inverse[i][j] -= factor * inverse[column][j];
            }
        }
    }
    Some(inverse)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: x = 1..5, y = 2, 4, 5, 4, 5: b = 0.6, a = 2.2, Σe² = 2.4, s² = 0.8, se(b) = √(0.8/10), se(a) = √(0.8 (1/5 + 9/10)).
    #[test]
    fn a_line_by_hand() {
        let rows: Vec<Vec<f64>> = (1..=5).map(|x| vec![1.0, f64::from(x)]).collect();
        let fit = least_squares(&rows, &[2.0, 4.0, 5.0, 4.0, 5.0]).unwrap();
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
        near(fit.coefficients[0], 2.2);
        near(fit.coefficients[1], 0.6);
        near(fit.sd * fit.sd, 0.8);
        near(fit.errors[1], 0.08_f64.sqrt());
        near(fit.errors[0], 0.88_f64.sqrt());
        // At x = 6: 5.8, s √(1 + 1/5 + 9/10).
        let next = fit.predict(&[1.0, 6.0]);
        near(next.location, 5.8);
        near(next.scale, (0.8 * 2.1_f64).sqrt());
        assert_eq!(next.df, 3.0);
    }

    #[test]
    fn what_cannot_be_fitted_is_not() {
        let row = |x: f64| vec![1.0, x];
        assert!(least_squares(&[row(1.0), row(2.0)], &[1.0, 2.0]).is_none(), "no degree of freedom");
        assert!(least_squares(&[row(3.0), row(3.0), row(3.0)], &[1.0, 2.0, 4.0]).is_none(), "one x");
        assert!(least_squares(&[row(1.0), row(2.0), row(3.0)], &[0.0, 0.0, 0.0]).is_none(), "no residual");
        assert!(least_squares(&[], &[]).is_none());
    }
}
