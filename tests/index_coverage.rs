//! Do 95 percent intervals of Sobol indices cover the truth 95 times in 100, from few paths?

use std::sync::atomic::{AtomicU64, Ordering};

use sarez::analysis::sensitivity::{Aim, Each, Target, sensitivity};
use sarez::scenario::Scenario;
use sarez::simulate::Options;

use crate::support::{from_texts, scenario};

const SEEDS: u64 = 1_000;

const LINEAR: &str = "
title = 'Linear'
[variable.x]
kind     = 'rate'
equation = 'ref(x)'
residual = { normal = { sd = 1 } }
level    = 1
";

/// Two normal shocks of these means and standard deviations, and what more is said.
fn linear([a, b]: [(i32, i32); 2], more: &str) -> Scenario {
    let shock = |id: &str, (mean, sd): (i32, i32)| {
        format!("[[shock]]\nid = '{id}'\ntarget = 'x'\nadd = {{ normal = {{ mean = {mean}, sd = {sd} }} }}\n")
    };
    let scenario = format!(
        "
title   = 'Linear'
model   = 'linear.toml'
start   = '2022Q1'
horizon = '1q'
{}{}
[[outcome]]
id       = 'x'
variable = 'x'
as       = 'level'
at       = '2022Q1'
{more}
[run]
paths = 4_096
",
        shock("a", a),
        shock("b", b)
    );
    from_texts("ask.toml", &[("ask.toml", &scenario), ("linear.toml", LINEAR)])
}

/// By number how often what is found of the first target is good, seeds 1 to 1,000.
fn count(scenario: &Scenario, numbers: usize, good: impl Fn(&Target, usize) -> bool + Sync) -> Vec<u64> {
    let counts: Vec<AtomicU64> = (0..numbers).map(|_| AtomicU64::new(0)).collect();
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
                    for (number, count) in counts.iter().enumerate() {
                        let good = good(&found.columns[0].targets[0], number);
                        count.fetch_add(u64::from(good), Ordering::Relaxed);
                    }
                }
            });
        }
    });
    counts.into_iter().map(AtomicU64::into_inner).collect()
}

/// Covered between 920 and 979 times of 1,000: 950 are expected, with a standard error of 6.9.
fn check(name: &str, scenario: &Scenario, known: &[(f64, f64)]) {
    let covered = count(scenario, 2 * known.len(), |found, number| {
        let indices = found.indices.as_ref().unwrap();
        assert_eq!(indices.len(), known.len());
        let (index, (first, total)) = (&indices[number / 2], &known[number / 2]);
        let (estimate, truth) = if number % 2 == 0 { (index.first, first) } else { (index.total, total) };
        estimate.low <= *truth && *truth <= estimate.high
    });
    println!("{name}, {} paths, first and total in turn: {covered:?} of 1,000", scenario.run.paths);
    assert!(covered.iter().all(|count| (920..=979).contains(count)), "{name}: {covered:?}");
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

/// Two normal shocks that move together and noise: Shapley effects in the closed form of Owen and Prieur (2017, section 3).
#[test]
fn of_two_that_move_together() {
    let scenario = linear([(0, 1), (0, 3)], "[dependence]\nrank_correlation = [['a', 'b', 0.5]]");
    let rho = 2.0 * sarez::numerics::sin(std::f64::consts::FRAC_PI_6 * 0.5);
    let all = 1.0 + 9.0 + 6.0 * rho + 1.0;
    let one = |s: f64, t: f64| s * s * (1.0 - rho * rho / 2.0) + rho * s * t + t * t * rho * rho / 2.0;
    let known = [one(1.0, 3.0) / all, one(3.0, 1.0) / all, 1.0 / all];
    let covered = count(&scenario, known.len(), |found, number| {
        let effect = found.effects.as_ref().unwrap()[number];
        effect.low <= known[number] && known[number] <= effect.high
    });
    println!("Shapley effects: {covered:?} of 1,000");
    assert!(covered.iter().all(|count| (920..=979).contains(count)), "{covered:?}");
}

/// x = 1 + a + b + u, variances 1, 9 and 1: each index is the share of the sum, first and total. With the total of the largest.
#[test]
fn of_a_linear_model() {
    let scenario = linear([(-4, 1), (2, 3)], "");
    check(
        "linear",
        &scenario,
        &[(1.0 / 11.0, 1.0 / 11.0), (9.0 / 11.0, 9.0 / 11.0), (1.0 / 11.0, 1.0 / 11.0)],
    );
}
