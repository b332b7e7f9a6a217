//! Do 95 percent intervals cover the truth 95 times in 100?

use super::samples::{normals, tally};
use super::{Estimate, Tail};

/// 1,000 samples of n = 2,000 standard normals, seeds 0 to 999: covered between 920 and 979 times (950 expected with a
/// standard error of 6.9; order statistics cover a little more, the tail's mean a little less).
#[test]
fn intervals_cover_the_truth() {
    let truths = [
        ("mean", 0.0),
        ("sd", 1.0),
        ("skewness", 0.0),
        ("p05", -1.6448536269514722),
        ("p50", 0.0),
        ("p99", 2.3263478740408408),
        ("P(X < -1)", 0.15865525393145707),
        ("P(X > 2)", 0.022750131948179195),
        // density(q) / p
        ("shortfall lower 5 percent", -2.0627128075074256),
        ("shortfall upper 10 percent", 1.7549833193248683),
    ];
    let mut covered = [0; 10];
    for seed in 0..1000 {
        let tally = tally(&normals(1_000_003 * seed, 2_000), &[-1.0]);
        let estimates: [Estimate; 10] = [
            tally.mean(),
            tally.sd(),
            tally.skewness(),
            tally.quantile(0.05),
            tally.quantile(0.5),
            tally.quantile(0.99),
            tally.probability_below(-1.0),
            tally.probability_above(2.0),
            tally.expected_shortfall(0.05, Tail::Lower),
            tally.expected_shortfall(0.1, Tail::Upper),
        ];
        for ((estimate, (_, truth)), covered) in estimates.iter().zip(truths).zip(&mut covered) {
            *covered += i32::from(estimate.low <= truth && truth <= estimate.high);
        }
    }
    for ((name, _), covered) in truths.iter().zip(covered) {
        println!("{name}: {covered} of 1,000");
        assert!((920..=979).contains(&covered), "{name}: {covered} of 1,000");
    }
}
