//! Correlation matrices: factors, eigenvalues, and the nearest one.
//!
//! Small dense symmetric matrices, row by row. Loops end by a fixed rule on IEEE operations: same bits everywhere.

use super::sqrt;

/// A symmetric matrix, row by row.
pub type Symmetric = Vec<Vec<f64>>;

/// Eigenvalues above −this count as 0: a perfect correlation leaves rounding errors.
pub const ROUNDING: f64 = 1e-10;

/// Eigenvalues and, as rows, eigenvectors of a symmetric matrix, by cyclic Jacobi rotations (Golub and Van Loan 2013, Matrix
/// Computations, section 8.5): absolute errors of a few ulps of the largest eigenvalue.
pub fn eigen(matrix: &Symmetric) -> (Vec<f64>, Symmetric) {
    let n = matrix.len();
    let mut a = matrix.clone();
    let mut vectors: Symmetric =
        (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    // Quadratic convergence: some ten sweeps do for any size that people write.
    for _ in 0..60 {
        let off: f64 = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[i][j] * a[i][j]).sum();
        if off < 1e-34 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut vectors, p, q);
            }
        }
    }
    ((0..n).map(|i| a[i][i]).collect(), vectors)
}

/// Makes `a[p][q]` zero.
fn rotate(a: &mut Symmetric, vectors: &mut Symmetric, p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let sign = if theta < 0.0 { -1.0 } else { 1.0 };
    let tangent = sign / (theta.abs() + sqrt(theta.mul_add(theta, 1.0)));
    let cosine = 1.0 / sqrt(tangent.mul_add(tangent, 1.0));
    let sine = tangent * cosine;
    for row in a.iter_mut() {
        let (x, y) = (row[p], row[q]);
        row[p] = cosine * x - sine * y;
        row[q] = sine * x + cosine * y;
    }
    for rows in [a, vectors] {
        let (above, below) = rows.split_at_mut(q);
        for (x, y) in above[p].iter_mut().zip(&mut below[0]) {
            (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
        }
    }
}

/// The least eigenvalue; infinite for no rows.
pub fn least_eigenvalue(matrix: &Symmetric) -> f64 {
    let (values, _) = eigen(matrix);
    values.into_iter().fold(f64::INFINITY, |least, value| if value < least { value } else { least })
}

/// Whether no combination has a variance below 0, but for rounding.
pub fn is_positive_semidefinite(matrix: &Symmetric) -> bool {
    least_eigenvalue(matrix) >= -ROUNDING
}

/// The lower triangle L with L Lᵀ = the matrix (Cholesky), each row as long as it is filled; `None` when there is none.
/// A pivot that is 0 but for rounding leaves a column of zeros: what is a combination of earlier rows has no part of its own.
pub fn factor(matrix: &Symmetric) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    let mut factor: Vec<Vec<f64>> = (0..n).map(|i| vec![0.0; i + 1]).collect();
    for j in 0..n {
        let explained: f64 = factor[j][..j].iter().map(|x| x * x).sum();
        let left = matrix[j][j] - explained;
        if left < -ROUNDING {
            return None;
        }
        let pivot = if left > ROUNDING { sqrt(left) } else { 0.0 };
        factor[j][j] = pivot;
        for i in j + 1..n {
            let shared: f64 = factor[i][..j].iter().zip(&factor[j][..j]).map(|(x, y)| x * y).sum();
            let left = matrix[i][j] - shared;
            if pivot > 0.0 {
                factor[i][j] = left / pivot;
            } else if left.abs() > sqrt(ROUNDING) {
                return None;
            }
        }
    }
    // Rows of length 1 whatever was dropped: every score keeps its variance.
    for row in &mut factor {
        let length = sqrt(row.iter().map(|x| x * x).sum());
        if length > 0.0 {
            for x in row.iter_mut() {
                *x /= length;
            }
        }
    }
    Some(factor)
}

/// The correlation matrix that is nearest to a symmetric one in the Frobenius norm.
///
/// Alternating projections with Dykstra's correction, onto matrices without negative eigenvalues and onto those with ones on the
/// diagonal (Higham 2002, doi:10.1093/imanum/22.3.329), until a step moves no element by more than 1e-14; then once more off the
/// negative eigenvalues, scaled to ones on the diagonal, so that the result has a factor.
pub fn nearest(matrix: &Symmetric) -> Symmetric {
    let n = matrix.len();
    let mut y = matrix.clone();
    let mut correction = vec![vec![0.0; n]; n];
    for _ in 0..20_000 {
        let mut r = y.clone();
        each(&mut r, |i, j, x| x - correction[i][j]);
        let x = without_negative(&r);
        let mut moved = 0.0;
        for i in 0..n {
            for j in 0..n {
                correction[i][j] = x[i][j] - r[i][j];
                let next = if i == j { 1.0 } else { x[i][j] };
                let step = (next - y[i][j]).abs();
                moved = if step > moved { step } else { moved };
                y[i][j] = next;
            }
        }
        if moved < 1e-14 {
            break;
        }
    }
    let mut x = without_negative(&y);
    let scale: Vec<f64> = (0..n).map(|i| 1.0 / sqrt(x[i][i])).collect();
    each(&mut x, |i, j, value| if i == j { 1.0 } else { value * scale[i] * scale[j] });
    x
}

/// The same with negative eigenvalues put to 0.
fn without_negative(matrix: &Symmetric) -> Symmetric {
    let (values, vectors) = eigen(matrix);
    let n = matrix.len();
    let mut sum = vec![vec![0.0; n]; n];
    for (value, vector) in values.iter().zip(&vectors) {
        if *value > 0.0 {
            each(&mut sum, |i, j, x| (value * vector[i]).mul_add(vector[j], x));
        }
    }
    sum
}

fn each(matrix: &mut Symmetric, change: impl Fn(usize, usize, f64) -> f64) {
    for (i, row) in matrix.iter_mut().enumerate() {
        for (j, x) in row.iter_mut().enumerate() {
            *x = change(i, j, *x);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(upper: [f64; 3]) -> Symmetric {
        let [ab, ac, bc] = upper;
        vec![vec![1.0, ab, ac], vec![ab, 1.0, bc], vec![ac, bc, 1.0]]
    }

    #[test]
    fn the_nearest_correlation_matrix() {
        // DESIGN's known answer, and Higham's own example (2002, section 4): 0.7607 and 0.1573.
        let nearest_to = |upper| {
            let near = nearest(&of(upper));
            [near[0][1], near[0][2], near[1][2]]
        };
        let agrees = |found: [f64; 3], wanted: [f64; 3], room: f64| {
            assert!(found.iter().zip(wanted).all(|(x, y)| (x - y).abs() < room), "{found:?} {wanted:?}");
        };
        agrees(nearest_to([0.9, 0.0, 0.8]), [0.775_238, 0.079_055_8, 0.690_979_3], 5e-7);
        agrees(nearest_to([1.0, 0.0, 1.0]), [0.7607, 0.1573, 0.7607], 5e-5);
        agrees(nearest_to([0.3, -0.2, 0.5]), [0.3, -0.2, 0.5], 1e-13);
        let near = nearest(&of([0.9, 0.0, 0.8]));
        assert!(factor(&near).is_some() && least_eigenvalue(&near) > -1e-13);
    }

    #[test]
    fn eigenvalues_are_those_of_a_polynomial() {
        // 1, 1 ± √(.81 + .64) for the correlations .9, 0, .8.
        let (mut values, vectors) = eigen(&of([0.9, 0.0, 0.8]));
        for (value, vector) in values.iter().zip(&vectors) {
            for i in 0..3 {
                let image: f64 = (0..3).map(|j| of([0.9, 0.0, 0.8])[i][j] * vector[j]).sum();
                assert!((image - value * vector[i]).abs() < 1e-14);
            }
        }
        values.sort_by(f64::total_cmp);
        let root = 1.45_f64.sqrt();
        for (value, wanted) in values.iter().zip([1.0 - root, 1.0, 1.0 + root]) {
            assert!((value - wanted).abs() < 1e-14, "{value} {wanted}");
        }
    }

    #[test]
    fn a_factor_gives_its_matrix_back() {
        for upper in [[0.3, -0.2, 0.5], [1.0, 0.4, 0.4], [-1.0, 0.25, -0.25], [1.0, 1.0, 1.0], [0.0; 3]] {
            let (matrix, factor) = (of(upper), factor(&of(upper)).unwrap());
            for i in 0..3 {
                for j in 0..=i {
                    let product: f64 = factor[i].iter().zip(&factor[j]).map(|(x, y)| x * y).sum();
                    assert!((product - matrix[i][j]).abs() < 1e-12, "{upper:?} {i} {j} {product}");
                }
            }
        }
        assert_eq!(factor(&of([1.0, 0.4, 0.4])).unwrap()[1], [1.0, 0.0], "a copy has no part of its own");
        for upper in [[0.9, 0.0, 0.8], [1.0, 0.5, -0.5], [-0.9, -0.9, -0.9]] {
            assert!(factor(&of(upper)).is_none() && !is_positive_semidefinite(&of(upper)), "{upper:?}");
        }
    }
}
