//! Copulas with known answers. Each joint probability is the mean of a 0-1 column: N is the file's `paths`, the critical value
//! 4 standard errors.

use sarez::distribution::{StudentT, Univariate};

use super::{ERRORS, assert_close, assert_near, ran};

/// Sheppard (1899): P(both > 0) = 1/4 + asin ρ / 2π.
#[test]
fn gaussian() {
    let ran = ran("copula-gaussian");
    for (pair, exact) in [(1, 0.298_493_342), (2, 1.0 / 3.0), (3, 0.217_952_892)] {
        assert_near(ran.tally(&format!("both_{pair}@2022Q1")).mean(), exact, ERRORS);
    }
}

/// P(both below the q quantile) / q at .01 and .001, and the limit .25317 by the formula that the copula's own t gives.
#[test]
fn student_t_with_four_degrees_of_freedom() {
    let ran = ran("copula-student-t");
    let mean = |id: &str| ran.tally(&format!("{id}@2022Q1")).mean();
    assert_near(mean("low_1"), 0.01 * 0.287_678_434_85, ERRORS);
    assert_near(mean("lowest_1"), 0.001 * 0.263_493_170_59, ERRORS);
    // Signs know nothing of the mixing variable.
    assert_near(mean("both_1"), 1.0 / 3.0, ERRORS);
    assert_near(mean("both_2"), 0.25, ERRORS);
    assert_near(mean("both_3"), 0.5, ERRORS);
    let t5 = StudentT::new(5.0, 0.0, 1.0).unwrap();
    assert_close(2.0 * t5.cdf(-(5.0_f64 / 3.0).sqrt()), 0.25317, 5e-6);
}

/// Uncorrelated is not independent: 7.467 times as often both below their 1 percent quantile.
#[test]
fn student_t_with_five_degrees_of_freedom() {
    let ran = ran("copula-student-t-5");
    let mean = |id: &str| ran.tally(&format!("{id}@2022Q1")).mean();
    assert_near(mean("low_1"), 7.467e-4, ERRORS);
    assert_near(mean("both_1"), 0.25, ERRORS);
    assert_close(ran.tally("both_3@2022Q1").mean().value, 0.0, 1e-15);
}
