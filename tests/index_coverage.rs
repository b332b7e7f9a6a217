//! Do 95 percent intervals of Sobol indices cover the truth 95 times in 100, from few paths?

use std::sync::atomic::{AtomicU64, Ordering};

use sarez::analysis::sensitivity::{Aim, Each, sensitivity};
use sarez::scenario::Scenario;
use sarez::simulate::Options;

use crate::support::{from_texts, scenario};

const SEEDS: u64 = 1_000;

/// By group how often the intervals of the first-order and the total index cover, seeds 1 to 1,000.
fn covered(scenario: &Scenario, known: &[(f64, f64)]) -> Vec<[u64; 2]> {
    let covered: Vec<[AtomicU64; 2]> = known.iter().map(|_| Default::default()).collect();
    let next = AtomicU64::new(1);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let options = Options { threads: 1, ..Options::default() };
                let mut scenario = scenario.clone();
                let aim = Aim::all_of(&scenario);
                loop {
                    scenario.run.seed = next.fetch_add(1, Ordering::Relaxed);
                    if scenario.run.seed > SEEDS {
                        break;
                    }
                    let found = sensitivity(&scenario, &aim, &[Each::Parameter], &options).unwrap();
                    let indices = found.columns[0].targets[0].indices.as_ref().unwrap();
                    assert_eq!(indices.len(), known.len());
                    for ((index, (first, total)), covered) in indices.iter().zip(known).zip(&covered) {
                        for (k, (estimate, truth)) in
                            [(index.first, first), (index.total, total)].into_iter().enumerate()
                        {
                            let inside = estimate.low <= *truth && *truth <= estimate.high;
                            covered[k].fetch_add(u64::from(inside), Ordering::Relaxed);
                        }
                    }
                }
            });
        }
    });
    covered.into_iter().map(|pair| pair.map(AtomicU64::into_inner)).collect()
}

/// Covered between 920 and 979 times of 1,000: 950 are expected, with a standard error of 6.9.
fn check(name: &str, scenario: &Scenario, known: &[(f64, f64)]) {
    let covered = covered(scenario, known);
    println!("{name}, {} paths, first and total: {covered:?} of 1,000", scenario.run.paths);
    assert!(covered.iter().flatten().all(|count| (920..=979).contains(count)), "{name}: {covered:?}");
}

/// Ishigami and Homma 1990; see `known_models/ishigami.toml`. 4,096 pairs are the fewest that there are, in 16 batches.
#[test]
fn of_ishigami() {
    let known = [(0.313905191148, 0.557588855210), (0.442411144790, 0.442411144790), (0.0, 0.243683664062)];
    let mut scenario = scenario("ishigami");
    for paths in [4_096, 8_192] {
        scenario.run.paths = paths;
        check("Ishigami", &scenario, &known);
    }
}

/// x = 1 + a + b + u, variances 1, 9 and 1: each index is the share of the sum, first and total. With the total of the largest.
#[test]
fn of_a_linear_model() {
    const MODEL: &str = "
title = 'Linear'
[variable.x]
kind     = 'rate'
equation = 'ref(x)'
residual = { normal = { sd = 1 } }
level    = 1
";
    const SCENARIO: &str = "
title   = 'Linear'
model   = 'linear.toml'
start   = '2022Q1'
horizon = '1q'
[[shock]]
id     = 'a'
target = 'x'
add    = { normal = { mean = -4, sd = 1 } }
[[shock]]
id     = 'b'
target = 'x'
add    = { normal = { mean = 2, sd = 3 } }
[[outcome]]
id       = 'x'
variable = 'x'
as       = 'level'
at       = '2022Q1'
[run]
paths = 4_096
";
    let scenario = from_texts("ask.toml", &[("ask.toml", SCENARIO), ("linear.toml", MODEL)]);
    check(
        "linear",
        &scenario,
        &[(1.0 / 11.0, 1.0 / 11.0), (9.0 / 11.0, 9.0 / 11.0), (1.0 / 11.0, 1.0 / 11.0)],
    );
}
