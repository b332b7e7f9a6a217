//! Eigenvalues and eigenvectors of a symmetric matrix.

/// Sweeps after which no symmetric matrix of a few hundred rows is left with anything beside its diagonal.
const SWEEPS: usize = 30;

/// The eigenvalues of the symmetric n by n matrix, descending, and the unit eigenvector of each, by Jacobi's rotations in
/// the fixed order of rows.
///
/// Source: Golub and Van Loan, Matrix Computations, 4th ed. 2013, section 8.5.
///
/// # Panics
/// When the matrix has not n rows of n.
pub fn eigen(matrix: &[Vec<f64>]) -> Vec<(f64, Vec<f64>)> {
    let n = matrix.len();
    let mut a: Vec<Vec<f64>> = matrix.to_vec();
    assert!(a.iter().all(|row| row.len() == n), "a square matrix");
    let mut vectors: Vec<Vec<f64>> =
        (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    for _ in 0..SWEEPS {
        let (mut beside, mut whole) = (0.0, 0.0);
        for (i, row) in a.iter().enumerate() {
            for (j, x) in row.iter().enumerate() {
                whole += x * x;
                beside += if i == j { 0.0 } else { x * x };
            }
        }
        if beside <= 1e-30 * whole {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut vectors, p, q);
            }
        }
    }
    let mut pairs: Vec<(f64, Vec<f64>)> =
        vectors.into_iter().enumerate().map(|(i, vector)| (a[i][i], vector)).collect();
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0));
    pairs
}

/// Makes `a[p][q]` zero; row i of `vectors` is the i-th eigenvector so far.
fn rotate(a: &mut [Vec<f64>], vectors: &mut [Vec<f64>], p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let sign = if theta < 0.0 { -1.0 } else { 1.0 };
    let t = sign / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for row in a.iter_mut() {
        (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
    }
    for rows in [a, vectors] {
        let (head, tail) = rows.split_at_mut(q);
        for (x, y) in head[p].iter_mut().zip(&mut tail[0]) {
            (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_matrices() {
        let pairs = eigen(&[vec![2.0, 1.0], vec![1.0, 2.0]]);
        assert!((pairs[0].0 - 3.0).abs() < 1e-15 && (pairs[1].0 - 1.0).abs() < 1e-15);
        assert!((pairs[0].1[0] - pairs[0].1[1]).abs() < 1e-15);
        // Second differences: eigenvalues 2 - 2 cos(pi k / (n + 1)).
        let n = 9;
        let entry = |i: usize, j: usize| [2.0, -1.0, 0.0][i.abs_diff(j).min(2)];
        let matrix: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect();
        let pairs = eigen(&matrix);
        for (k, (value, vector)) in pairs.iter().enumerate() {
            let exact = 2.0 - 2.0 * libm::cos(std::f64::consts::PI * (n - k) as f64 / (n + 1) as f64);
            assert!((value - exact).abs() < 1e-13, "{k}: {value} {exact}");
            for (row, x) in matrix.iter().zip(vector) {
                let product: f64 = row.iter().zip(vector).map(|(a, b)| a * b).sum();
                assert!((product - value * x).abs() < 1e-13);
            }
        }
        assert!(eigen(&[]).is_empty());
    }
}
