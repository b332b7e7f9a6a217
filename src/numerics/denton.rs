//! Totals as quarters: proportional first differences.

/// A total of consecutive places of a series: four quarters and the figure of their year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Total {
    /// The first place.
    pub first: usize,
    /// How many places.
    pub count: usize,
    /// What they add up to.
    pub sum: f64,
}

/// The series x that moves as its indicator does, as far as totals and known places allow:
///
/// minimise Σ (xₜ/iₜ - xₜ₋₁/iₜ₋₁)² so that x adds up to every total and is what is known of it.
///
/// | symbol | meaning |
/// |---|---|
/// | x | the quarters that are sought |
/// | i | the indicator; constant: x is as smooth as its totals allow |
///
/// Denton (1971), proportional variant, without his initial condition (Cholette 1984): nothing is assumed of the place
/// before the first. Where totals end, the last ratio x/i is held. A total all of whose places are known is not used.
///
/// The conditions of the minimum are linear; they are solved by elimination with row pivoting and two refinements, in a
/// fixed order. Each total is met to 1e-12 of it.
///
/// `None` where nothing is known, or the indicator is 0 where it is needed.
///
/// # Panics
/// When `known` is not as long as the indicator, or a total goes beyond its end.
///
/// ```
/// use sarez::numerics::{Total, denton};
/// let year = Total { first: 0, count: 4, sum: 40.0 };
/// assert_eq!(denton(&[1.0, 2.0, 3.0, 4.0], &[None; 4], &[year]), Some(vec![4.0, 8.0, 12.0, 16.0]));
/// ```
pub fn denton(indicator: &[f64], known: &[Option<f64>], totals: &[Total]) -> Option<Vec<f64>> {
    assert_eq!(indicator.len(), known.len(), "a place of the series is a place of the indicator");
    // Unknown ratios first, then a multiplier a total.
    let free: Vec<usize> = (0..known.len()).filter(|t| known[*t].is_none()).collect();
    let unknown = |place: usize| free.binary_search(&place).ok();
    let used: Vec<&Total> =
        totals.iter().filter(|total| places(total).any(|t| unknown(t).is_some())).collect();
    let size = free.len() + used.len();
    let mut matrix = vec![vec![0.0; size]; size];
    let mut right = vec![0.0; size];
    for (row, t) in free.iter().enumerate() {
        let before = t.checked_sub(1);
        let after = Some(t + 1).filter(|after| *after < known.len());
        for neighbour in before.into_iter().chain(after) {
            matrix[row][row] += 1.0;
            match (unknown(neighbour), known[neighbour]) {
                (Some(column), _) => matrix[row][column] -= 1.0,
                (None, value) => right[row] += value? / indicator[neighbour],
            }
        }
    }
    for (k, total) in used.iter().enumerate() {
        let row = free.len() + k;
        right[row] = total.sum;
        for t in places(total) {
            match (unknown(t), known[t]) {
                (Some(column), _) => {
                    matrix[row][column] = indicator[t];
                    matrix[column][row] = indicator[t];
                }
                (None, value) => right[row] -= value?,
            }
        }
    }
    let ratios = solve(&matrix, &right)?;
    let mut series: Vec<f64> = known.iter().map(|value| value.unwrap_or(0.0)).collect();
    for (t, ratio) in free.iter().zip(&ratios) {
        series[*t] = indicator[*t] * ratio;
    }
    for total in &used {
        // What rounding has left goes to the unknown places alike.
        let gap = total.sum - places(total).map(|t| series[t]).sum::<f64>();
        let share = gap / places(total).filter(|t| unknown(*t).is_some()).count() as f64;
        places(total).filter(|t| unknown(*t).is_some()).for_each(|t| series[t] += share);
    }
    series.iter().all(|value| value.is_finite()).then_some(series)
}

fn places(total: &Total) -> std::ops::Range<usize> {
    total.first..total.first + total.count
}

/// Solves a linear system: elimination with row pivoting, then two refinements of the solution.
fn solve(matrix: &[Vec<f64>], right: &[f64]) -> Option<Vec<f64>> {
    let size = right.len();
    let mut rows = matrix.to_vec();
    let mut order: Vec<usize> = (0..size).collect();
    for k in 0..size {
        let mut pivot = k;
        for row in k + 1..size {
            if rows[row][k].abs() > rows[pivot][k].abs() {
                pivot = row;
            }
        }
        let largest =
            rows[pivot].iter().fold(0.0, |most: f64, x| if x.abs() > most { x.abs() } else { most });
        // Nothing is left but rounding: the system does not say what the solution is.
        if rows[pivot][k].abs() <= 1e-13 * largest || !rows[pivot][k].is_finite() {
            return None;
        }
        rows.swap(k, pivot);
        order.swap(k, pivot);
        let (done, left) = rows.split_at_mut(k + 1);
        for row in left {
            let factor = row[k] / done[k][k];
            row[k] = factor;
            if factor != 0.0 {
                for column in k + 1..size {
                    row[column] -= factor * done[k][column];
                }
            }
        }
    }
    let back = |right: &[f64]| {
        let mut x: Vec<f64> = order.iter().map(|row| right[*row]).collect();
        for k in 0..size {
            for column in 0..k {
                x[k] -= rows[k][column] * x[column];
            }
        }
        for k in (0..size).rev() {
            for column in k + 1..size {
                x[k] -= rows[k][column] * x[column];
            }
            x[k] /= rows[k][k];
        }
        x
    };
    let mut x = back(right);
    for _ in 0..2 {
        let left: Vec<f64> = matrix
            .iter()
            .zip(right)
            .map(|(row, right)| row.iter().zip(&x).fold(*right, |left, (a, x)| (-a).mul_add(*x, left)))
            .collect();
        for (x, correction) in x.iter_mut().zip(back(&left)) {
            *x += correction;
        }
    }
    Some(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(sums: &[f64]) -> Vec<Total> {
        sums.iter().enumerate().map(|(year, sum)| Total { first: 4 * year, count: 4, sum: *sum }).collect()
    }

    /// Quarterly National Accounts Manual (IMF 2001), Example 6.2: two annual figures, three years of the indicator. It
    /// prints one decimal, rounded so that the printed quarters add up too: the sixth is 1042.85 and stands as 1042.9.
    /// The exact values are from the same conditions solved in rational numbers.
    #[test]
    fn the_manual_s_example() {
        let indicator = [98.2, 100.8, 102.2, 100.8, 99.0, 101.6, 102.7, 101.5, 100.5, 103.0, 103.5, 101.5];
        let published =
            [969.8, 998.4, 1018.3, 1013.4, 1007.2, 1042.9, 1060.3, 1051.0, 1040.6, 1066.5, 1071.7, 1051.0];
        let exact = [
            969.7928540224898,
            998.4190350278219,
            1018.3458365289418,
            1013.4422744207465,
            1007.2033413265665,
            1042.8485451925917,
            1060.3446470850863,
            1051.0034663957554,
        ];
        let series = denton(&indicator, &[None; 12], &years(&[4000.0, 4161.4])).unwrap();
        for (x, published) in series.iter().zip(published) {
            assert!((x - published).abs() <= 0.052, "{x} against {published}");
        }
        for (x, exact) in series.iter().zip(exact) {
            assert!((x - exact).abs() <= 1e-12 * exact, "{x} against {exact}");
        }
        // After the last total the ratio to the indicator is held.
        assert!((series[11] / 101.5 - series[7] / 101.5).abs() < 1e-12);
    }

    /// Five years of a seasonal indicator; the values are those that the tests of statsmodels give as Stata's, with its
    /// eight digits.
    #[test]
    fn another_program_s_answer() {
        let indicator: Vec<f64> = [50.0, 100.0, 150.0, 100.0].repeat(5);
        let known = [
            64.334796, 127.80616, 187.82379, 120.03526, 56.563894, 105.97568, 147.50144, 89.958987,
            40.547201, 74.445963, 108.34473, 76.66211, 42.763347, 94.14664, 153.41596, 109.67405, 58.290761,
            122.62556, 190.41409, 128.66959,
        ];
        let series = denton(&indicator, &[None; 20], &years(&[500.0, 400.0, 300.0, 400.0, 500.0])).unwrap();
        for (x, known) in series.iter().zip(known) {
            assert!((x - known).abs() <= 6e-6, "{x} against {known}");
        }
    }

    #[test]
    fn totals_and_known_quarters_are_kept() {
        let indicator: Vec<f64> = (0..40).map(|t| 100.0 + f64::from(t * t % 7)).collect();
        let mut known = vec![None; 40];
        (known[9], known[20], known[21]) = (Some(310.0), Some(-5.0), Some(7.0));
        let sums: Vec<f64> = (0..10).map(|year| 1000.0 + 333.3 * f64::from(year * year % 5)).collect();
        let series = denton(&indicator, &known, &years(&sums)).unwrap();
        for (year, sum) in sums.iter().enumerate() {
            let total: f64 = series[4 * year..4 * year + 4].iter().sum();
            assert!((total - sum).abs() <= 1e-12 * sum, "{year}: {total} against {sum}");
        }
        assert_eq!((series[9], series[20], series[21]), (310.0, -5.0, 7.0));
    }

    /// Between known places the ratio is a straight line; before the first and after the last it is held.
    #[test]
    fn known_places_are_joined_by_straight_lines() {
        let mut known = [None; 12];
        (known[3], known[7]) = (Some(4.0), Some(8.0));
        let series = denton(&[1.0; 12], &known, &[]).unwrap();
        let expected = [4.0, 4.0, 4.0, 4.0, 5.0, 6.0, 7.0, 8.0, 8.0, 8.0, 8.0, 8.0];
        for (x, expected) in series.iter().zip(expected) {
            assert!((x - expected).abs() < 1e-14, "{series:?}");
        }
    }

    #[test]
    fn what_cannot_be_told_is_not() {
        assert_eq!(denton(&[1.0; 4], &[None; 4], &[]), None);
        assert_eq!(denton(&[0.0; 4], &[None; 4], &years(&[4.0])), None);
        assert_eq!(denton(&[1.0; 4], &[Some(2.0); 4], &years(&[1.0])), Some(vec![2.0; 4]));
        assert_eq!(denton(&[], &[], &[]), Some(Vec::new()));
    }
}
