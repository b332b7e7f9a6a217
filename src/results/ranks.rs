//! Order statistics: which of them enclose a quantile, and how many paths a quantile needs.

use super::estimate::Z_95;

/// Each side's probability of a 95 percent interval.
const SIDE: f64 = 0.025;
/// Variance of the binomial up to which its probabilities are added one by one.
const EXACT_VARIANCE: f64 = 10_000.0;
/// Paths beyond a quantile that make its interval meaningful.
const TAIL_PATHS: f64 = 100.0;

/// How many paths make the interval of the p quantile meaningful: 100 / min(p, 1 - p), rounded up.
///
/// With 100 paths expected beyond the quantile, the interval's ends lie at about 0.8 and 1.2 times the tail's probability
/// (1 +- 1.96 / sqrt(100)). That this is enough is an assumption: with 4 paths the ends would be 0 and twice it. For p = 0
/// or 1 no number is enough: `u64::MAX`.
///
/// # Panics
/// When p is not within [0, 1].
pub fn paths_for_tail(p: f64) -> u64 {
    assert!((0.0..=1.0).contains(&p), "{p} is not a probability");
    let tail = if p < 0.5 { p } else { 1.0 - p };
    // 1 - 0.9 is not 0.1: without the allowance the answer would be 1,001. The cast saturates.
    (TAIL_PATHS / tail * (1.0 - 1e-12)).ceil() as u64
}

/// Ranks (l, u) of the order statistics that enclose the p quantile with at least 95 percent probability, whatever the
/// distribution: l is the largest with P(B < l) <= 0.025 and u the smallest with P(B >= u) <= 0.025 for B binomial(n, p).
/// l = 0 and u = n + 1 say that no order statistic will do on that side.
///
/// Exact while n p (1 - p) <= 10,000. Above, the normal approximation with continuity and the first Cornish-Fisher term,
/// at most one rank from the exact ones (tested), that is 0.01 standard errors.
/// Source: David and Nagaraja, Order Statistics, 3rd ed. 2003, section 7.1, doi:10.1002/0471722162.
pub(super) fn quantile_ranks(n: u64, p: f64) -> (u64, u64) {
    if p <= 0.0 {
        (0, 1)
    } else if p >= 1.0 {
        (n, n + 1)
    } else if n as f64 * p * (1.0 - p) <= EXACT_VARIANCE {
        exact(n, p)
    } else {
        approximate(n, p)
    }
}

fn approximate(n: u64, p: f64) -> (u64, u64) {
    let trials = n as f64;
    let half_width = Z_95 * (trials * p * (1.0 - p)).sqrt();
    let skew = (1.0 - 2.0 * p) * (Z_95 * Z_95 - 1.0) / 6.0;
    let middle = trials.mul_add(p, skew) - 0.5;
    // P(B <= middle -+ half_width) is 0.025 and 0.975.
    let lower = (middle - half_width).floor() + 1.0;
    let upper = (middle + half_width).ceil() + 1.0;
    (lower.clamp(0.0, trials) as u64, upper.clamp(0.0, trials + 1.0) as u64)
}

/// By the ratio of neighbouring probabilities, outwards from the mode until 2^-70 of it.
fn exact(n: u64, p: f64) -> (u64, u64) {
    let trials = n as f64;
    let mode = Ord::min(((trials + 1.0) * p) as u64, n);
    let (odds, least) = (p / (1.0 - p), f64::EPSILON / f64::from(1 << 18));

    let mut below = Vec::new(); // of mode - 1, mode - 2, ...
    let (mut weight, mut k) = (1.0, mode);
    while k > 0 && weight > least {
        weight *= k as f64 / ((n - k + 1) as f64 * odds);
        k -= 1;
        below.push(weight);
    }
    let mut above = Vec::new(); // of mode + 1, mode + 2, ...
    let (mut weight, mut k) = (1.0, mode);
    while k < n && weight > least {
        weight *= (n - k) as f64 * odds / (k + 1) as f64;
        k += 1;
        above.push(weight);
    }
    // Small ones first.
    let ascending = below.iter().rev().chain(&[1.0]).chain(&above).copied();
    let limit = SIDE * (below.iter().rev().sum::<f64>() + above.iter().rev().sum::<f64>() + 1.0);
    let descending = above.iter().rev().chain(&[1.0]).chain(&below).copied();
    let lower = mode - below.len() as u64 + first_over(limit, ascending);
    let upper = mode + above.len() as u64 - first_over(limit, descending) + 1;
    (lower, upper)
}

/// The first position at which the running sum exceeds `limit`.
fn first_over(limit: f64, weights: impl Iterator<Item = f64>) -> u64 {
    let mut sum = 0.0;
    let within = weights.take_while(|weight| {
        sum += weight;
        sum <= limit
    });
    within.count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Binomial, DiscreteCDF};

    #[test]
    fn ranks_are_the_definition() {
        for n in [1, 2, 5, 10, 59, 100, 2_000, 30_000] {
            for p in [0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.99] {
                let (lower, upper) = quantile_ranks(n, p);
                let binomial = Binomial::new(p, n).unwrap();
                // P(B < l) <= 0.025 < P(B < l + 1)
                assert!(lower == 0 || binomial.cdf(lower - 1) <= SIDE + 1e-12, "{n} {p}: {lower}");
                assert!(binomial.cdf(lower) > SIDE - 1e-12, "{n} {p}: {lower}");
                // P(B >= u) <= 0.025 < P(B >= u - 1)
                assert!(upper == n + 1 || binomial.sf(upper - 1) <= SIDE + 1e-12, "{n} {p}: {upper}");
                assert!(upper <= 1 || binomial.sf(upper - 2) > SIDE - 1e-12, "{n} {p}");
                assert!(lower < upper);
            }
        }
    }

    #[test]
    fn ranks_of_the_median_by_hand() {
        // P(B <= 1) = 11 / 1024 and P(B <= 2) = 56 / 1024.
        assert_eq!(quantile_ranks(10, 0.5), (2, 9));
        assert_eq!(quantile_ranks(5, 0.5), (0, 6)); // 1/32 on each side is more than 0.025
        assert_eq!(quantile_ranks(6, 0.5), (1, 6));
        assert_eq!(quantile_ranks(1, 0.5), (0, 2));
    }

    #[test]
    fn approximation_is_within_one_rank_of_the_exact() {
        for (n, p) in [
            (40_001, 0.5),
            (210_527, 0.05),
            (1_010_102, 0.01),
            (100_100_101, 0.0001),
            (1_010_102, 0.99),
            (100_000_000, 0.001),
            (3_000_000, 0.25),
        ] {
            let (a, e) = (approximate(n, p), exact(n, p));
            assert!(a.0.abs_diff(e.0) <= 1 && a.1.abs_diff(e.1) <= 1, "{n} {p}: {a:?} {e:?}");
        }
    }

    #[test]
    fn ends() {
        assert_eq!(quantile_ranks(10, 0.0), (0, 1));
        assert_eq!(quantile_ranks(10, 1.0), (10, 11));
        assert_eq!(quantile_ranks(10, 5e-324), (0, 1));
    }

    #[test]
    fn paths_for_a_tail() {
        assert_eq!(paths_for_tail(0.5), 200);
        assert_eq!(paths_for_tail(0.05), 2_000);
        assert_eq!(paths_for_tail(0.9), 1_000);
        assert_eq!(paths_for_tail(0.99), 10_000);
        assert_eq!(paths_for_tail(0.0003), 333_334);
        assert_eq!(paths_for_tail(0.0), u64::MAX);
    }
}
