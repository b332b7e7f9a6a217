//! Do 95 percent intervals cover the truth 95 times in 100, however a run draws and stops?

use std::sync::atomic::{AtomicU64, Ordering};

use sarez::compile::Ensemble;
use sarez::results::{Estimate, Part, Tail};
use sarez::scenario::{Precision, Scenario};
use sarez::simulate::{Options, simulate_until};

use crate::support::{ensemble, from_texts};

const MODEL: &str = r#"
title = "First-order autoregression"
[reference]
kind = "model"
[variable.y]
kind     = "rate"
equation = "0"
residual = { normal = { sd = 1 }, ar = 0.6 }
level    = 0
"#;
const SCENARIO: &str = r#"
title   = "Known answers"
model   = "model.toml"
start   = "2022Q1"
horizon = "2q"
[[shock]]
id     = "push"
target = "y"
add    = { normal = { mean = -1, sd = 0.5 } }
[[outcome]]
id       = "y"
variable = "y"
as       = "level"
at       = "2022Q2"
below    = -2.5
[[outcome]]
id       = "effect"
variable = "y"
as       = "effect"
at       = "2022Q2"
"#;

fn scenario(run: &str) -> Scenario {
    from_texts(
        "coverage.toml",
        &[("coverage.toml", &format!("{SCENARIO}[run]\n{run}")), ("model.toml", MODEL)],
    )
}

/// y is normal with mean -1 and variance 1.36 + 0.25; the effect with mean -1 and sd 0.5.
fn truths() -> [(&'static str, f64); 6] {
    let sd = 1.61_f64.sqrt();
    [
        ("mean", -1.0),
        ("5 percent quantile", (-1.6448536269514722_f64).mul_add(sd, -1.0)),
        ("P(y < -2.5)", 0.118_570_190_683_297),
        ("shortfall", (-2.0627128075074256_f64).mul_add(sd, -1.0)),
        ("mean of a difference", -1.0),
        ("5 percent quantile of a difference", (-1.6448536269514722_f64).mul_add(0.5, -1.0)),
    ]
}

fn estimates(part: &Part) -> [Estimate; 6] {
    let (y, effect) = (&part.tallies[0], &part.tallies[1]);
    [
        y.mean(),
        y.quantile(0.05),
        y.probability_below(-2.5),
        y.expected_shortfall(0.05, Tail::Lower),
        effect.mean(),
        effect.quantile(0.05),
    ]
}

/// Seeds 1 to 1,000: how often each interval covers, and the paths that were run on average.
fn covered(ensemble: &Ensemble, asked: &[Precision]) -> ([u64; 6], f64) {
    let covered: [AtomicU64; 6] = std::array::from_fn(|_| AtomicU64::new(0));
    let (next, paths) = (AtomicU64::new(1), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let options = Options { threads: 1, ..Options::default() };
                let mut ensemble = ensemble.clone();
                loop {
                    ensemble.seed = next.fetch_add(1, Ordering::Relaxed);
                    if ensemble.seed > 1_000 {
                        break;
                    }
                    let stopped = simulate_until(&ensemble, asked, &options).unwrap();
                    paths.fetch_add(stopped.part.paths, Ordering::Relaxed);
                    for ((estimate, (_, truth)), covered) in
                        estimates(&stopped.part).iter().zip(truths()).zip(&covered)
                    {
                        let inside = estimate.low <= truth && truth <= estimate.high;
                        covered.fetch_add(u64::from(inside), Ordering::Relaxed);
                    }
                }
            });
        }
    });
    (covered.map(AtomicU64::into_inner), paths.into_inner() as f64 / 1_000.0)
}

/// Covered between 920 and 979 times of 1,000: 950 are expected, with a standard error of 6.9.
fn check(name: &str, run: &str) {
    let scenario = scenario(run);
    let (covered, paths) = covered(&ensemble(&scenario), &scenario.until);
    println!("{name}: {paths} paths on average");
    for ((what, _), covered) in truths().iter().zip(covered) {
        println!("{name}: {what}: {covered} of 1,000");
    }
    for ((what, _), covered) in truths().iter().zip(covered) {
        assert!((920..=979).contains(&covered), "{name}: {what}: {covered} of 1,000");
    }
}

#[test]
fn random_draws() {
    check("random", "paths = 4_000");
}

#[test]
fn sobol_points() {
    check("sobol", "paths = 4_096\nsampler = \"sobol\"");
}

/// The half-width is that of about 16,400 draws: chance says whether 16,384 are enough.
#[test]
fn random_draws_until() {
    let until = "until = [{ outcome = \"y@2022Q2\", stat = \"p05\", half_width = 0.041 }]";
    check("random until", &format!("paths = 65_536\n{until}"));
}

#[test]
fn sobol_points_until() {
    let until = "until = [{ outcome = \"y@2022Q2\", stat = \"p05\", half_width = 0.0105 }]";
    check("sobol until", &format!("paths = 65_536\nsampler = \"sobol\"\n{until}"));
}
