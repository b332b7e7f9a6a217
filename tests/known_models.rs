//! Models with known answers, each a file in `tests/known_models`, run the public way.
//!
//! Where an answer is an expectation the seed is fixed, N is the file's `paths`, and the critical value is 4 standard
//! errors (two-sided probability 6e-5).

mod copula;
mod path;

use sarez::calendar::Quarter;
use sarez::scenario::{Of, OnBadPath};
use sarez::simulate::{BadPlace, Failure, Options, UNIT, simulate, values};

use crate::support::{Ran, assert_near, ensemble, run, scenario};

const ERRORS: f64 = 4.0;

fn ran(name: &str) -> Ran {
    run(&scenario(name))
}

#[track_caller]
fn assert_close(value: f64, exact: f64, tolerance: f64) {
    assert!((value - exact).abs() <= tolerance, "{value} against {exact}");
}

/// 22 percent of 26.7 percent of GDP; arithmetic.
#[test]
fn income_loss() {
    let ran = ran("income-loss");
    assert_close(ran.only("income_loss@2022"), 5.874, 1e-9);
    assert_close(ran.only("income_loss@2022Q1"), 5.874, 1e-9);
    assert_close(ran.only("remittances@2022"), -22.0, 1e-9);
}

/// Saltelli's test function of Ishigami and Homma (1990): mean a/2, variance a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2.
#[test]
fn ishigami() {
    let ran = ran("ishigami");
    let y = ran.tally("y@2022Q1");
    assert_near(y.mean(), 3.5, ERRORS);
    assert_near(y.sd(), 13.844587940719_f64.sqrt(), ERRORS);
}

#[test]
fn debt_recursion() {
    assert_close(ran("debt-recursion").only("debt@2031"), 0.886812700554, 5e-13);
}

/// Variances (1 - φ²ᵗ)/(1 - φ²), φ = 0.6, whether the persistence is the equation's or the residual's.
#[test]
fn autoregressive_fan() {
    let ran = ran("ar1-fan");
    for (quarter, variance) in [(1, 1.0), (2, 1.36), (3, 1.4896), (4, 1.536256)] {
        for variable in ["lagged", "persistent"] {
            let tally = ran.tally(&format!("{variable}@2022Q{quarter}"));
            assert_near(tally.sd(), f64::sqrt(variance), ERRORS);
            assert_near(tally.mean(), 0.0, ERRORS);
        }
    }
}

/// Bank of England form: mode 2, σ 1, γ 0.3.
#[test]
fn two_piece_normal() {
    let ran = ran("two-piece-normal");
    assert_near(ran.tally("x@2022Q1").mean(), 1.746137, ERRORS);
    assert_near(ran.tally("x@2022Q1").probability_below(2.0), 0.576768, ERRORS);
}

/// Fuel share 0.04, elasticity 0.04, energy -10 percent; compare Bachmann et al. (2022), "up to 1.5 percent".
#[test]
fn energy_rationing() {
    let ran = ran("ces");
    assert_close(ran.only("output@2022Q1"), -1.569, 5e-4);
    assert_close(ran.only("cobb_douglas@2022Q1"), -0.421, 5e-4);
}

/// Godley and Lavoie (2007), chapter 3: the period values of table 3.4, and both steady states G/θ.
#[test]
fn sim() {
    let ran = ran("sim");
    for (year, output) in [(2000, 0.0), (2001, 38.4615), (2002, 47.929), (2003, 55.940)] {
        assert_close(ran.only(&format!("output@{year}")), output, 5e-4);
    }
    assert_close(ran.only("output@2001"), 20.0 / (1.0 - 0.6 * 0.8), 1e-12);
    assert_close(ran.only("output@2100"), 100.0, 1e-4);
    assert_close(ran.only("output@2199"), 150.0, 1e-4);
}

/// Klein (1950): output by substitution, and the identities.
#[test]
fn klein() {
    let ran = ran("klein");
    let mut before = (12.7, 182.8, 44.9);
    for year in [1921, 1922] {
        let at = |name: &str| ran.only(&format!("{name}@{year}"));
        let (profits, capital, output) = before;
        let consumption = 16.555 + 0.2162 * profits + 0.8102 * at("government_wages");
        let investment = 20.278 + 0.6159 * profits - 0.1578 * capital;
        let wages = 1.5003 + 0.1467 * output + 0.1304 * f64::from(year - 1931);
        let of_profits = 0.0173 + 0.1502;
        let known =
            consumption + investment + at("government") + 0.8102 * wages - of_profits * (at("taxes") + wages);
        let solution = known / (1.0 - of_profits * (1.0 - 0.4389) - 0.8102 * 0.4389);
        assert_close(at("output"), solution, 1e-11);
        assert_close(at("output"), at("consumption") + at("investment") + at("government"), 1e-12);
        assert_close(at("profits"), at("output") - at("taxes") - at("private_wages"), 1e-12);
        assert_close(at("capital"), capital + at("investment"), 1e-12);
        before = (at("profits"), at("capital"), at("output"));
    }
}

/// 1,000 random pairs (a, b) against bisection; and the same bits however it is computed.
#[test]
fn stiff_pair() {
    let scenario = scenario("stiff-pair");
    let ensemble = ensemble(&scenario);
    let at = |id: &str| ensemble.columns.iter().position(|column| column.id == id).unwrap();
    let mut checked = 0;
    for unit in 0..4 {
        let values = values(&ensemble, unit, sarez::program::Isa::detect());
        let column = |id: &str| &values[at(id)];
        for path in 0..256.min(1000 - 256 * unit as usize) {
            let (a, b) = (column("first@2022Q1")[path], column("second@2022Q1")[path]);
            let gap = |x: f64| sarez::numerics::exp(-(x * x / 3.0 + b)) / 2.0 + a - x;
            let (mut low, mut high) = (-10.0, 10.0);
            for _ in 0..200 {
                let middle = 0.5 * (low + high);
                if gap(middle) > 0.0 { low = middle } else { high = middle }
            }
            for quarter in ["2022Q1", "2022Q2"] {
                assert_close(column(&format!("x@{quarter}"))[path], low, 1e-12);
                assert_close(column(&format!("y@{quarter}"))[path], low * low / 3.0 + b, 1e-12);
            }
            checked += 1;
        }
    }
    assert_eq!(checked, 1000);
    let bytes = |options: &Options| serde_json::to_string(&simulate(&ensemble, options).unwrap()).unwrap();
    let expected = bytes(&Options::default());
    for (threads, block) in [(1, 64), (2, 128), (7, 256)] {
        for isa in sarez::program::Isa::ALL.into_iter().filter(|isa| isa.available()) {
            let options = Options { threads, block, isa: Some(isa), ..Options::default() };
            assert!(bytes(&options) == expected, "{threads} threads, blocks of {block}, {isa}");
        }
    }
}

/// Poghosyan, IMF WP/20/160: 10 percent on impact, 25 after a year.
#[test]
fn pass_through() {
    let ran = ran("pass-through");
    for (quarter, points) in [("2022Q1", 1.0), ("2022Q4", 2.5), ("2023Q4", 2.5)] {
        assert_close(ran.only(&format!("core_prices@{quarter}")), points, 1e-9);
    }
}

/// A shift from informal to recorded channels is no income.
#[test]
fn formalisation_moves_nothing_else() {
    let ran = ran("formalisation");
    let remittances = ran.tally("remittances@2022");
    assert_close(remittances.minimum().unwrap(), 30.0, 1e-9);
    assert_close(remittances.maximum().unwrap(), 30.0, 1e-9);
    for outcome in ["income_loss", "gdp", "exchange_rate"] {
        for year in [2022, 2023] {
            let tally = ran.tally(&format!("{outcome}@{year}"));
            assert_close(tally.minimum().unwrap(), 0.0, 1e-9);
            assert_close(tally.maximum().unwrap(), 0.0, 1e-9);
        }
    }
}

/// Kinds over a year, a stock that reads its own past, and verbs with their timing, by hand.
#[test]
fn by_hand() {
    let ran = ran("by-hand");
    for (column, value) in [
        ("flow@2022Q2", 8.0),
        ("flow@2022Q4", 10.0),
        ("flow@2022", 36.0),
        ("res@2022Q2", 98.0),
        ("res@2022", 96.0),
        ("cover@2022Q2", 98.0 / (8.0 / 3.0)),
        ("cover@2022", 96.0 / (9.0 / 3.0)),
        // Ten percent a year, on a price that keeps what it has grown: 1/4 + 2/4 + 3/4 + 4/4 years by the fourth.
        ("price@2022Q1", 102.411368908445),
        ("price@2022Q4", 126.905870628588),
        ("r@2022Q1", 1.0),
        ("r@2022Q2", 0.5),
        ("r@2022", (1.0 + 0.5 + 0.25 + 0.125) / 4.0),
        ("fg@2022", -10.0),
        ("fg@2023", 100.0 * (40.0 / 36.0 - 1.0)),
    ] {
        assert_close(ran.only(column), value, 1e-9);
    }
}

/// In an annual model a shock of one quarter is a quarter of one.
#[test]
fn annual_timing() {
    let ran = ran("annual-timing");
    for (column, value) in [("x@2022", 2.5), ("x@2023", 4.0), ("x@2024", 0.0)] {
        assert_close(ran.only(column), value, 1e-12);
    }
}

/// Quantiles of distributions whose quantile functions are closed forms, N = 2,000,000.
#[test]
fn quantiles() {
    let normal: [(f64, f64); 5] = [
        (0.01, -2.326347874041),
        (0.05, -1.644853626951),
        (0.5, 0.0),
        (0.95, 1.644853626951),
        (0.99, 2.326347874041),
    ];
    let student =
        [(0.01, -3.746947388), (0.05, -2.131846786), (0.5, 0.0), (0.95, 2.131846786), (0.99, 3.746947388)];
    let lognormal = normal.map(|(p, z)| (p, sarez::numerics::exp(2.0 * z)));
    for (name, quantiles) in [("normal", normal), ("student-t", student), ("lognormal", lognormal)] {
        let ran = ran(&format!("quantiles-{name}"));
        for (p, exact) in quantiles {
            assert_near(ran.tally("x@2022Q1").quantile(p), exact, ERRORS);
        }
    }
}

/// What is exactly 0 with probability 0.8 is reported as exactly 0.
#[test]
fn atoms() {
    let ran = ran("quantiles-zero-inflated");
    for outcome in ["loss@2022Q1", "fine@2022Q1"] {
        let tally = ran.tally(outcome);
        for p in [0.01, 0.5, 0.75] {
            let quantile = tally.quantile(p);
            assert_eq!(
                (quantile.value, quantile.low, quantile.high, quantile.resolution),
                (0.0, 0.0, 0.0, 0.0)
            );
        }
        assert_near(tally.probability_above(0.0), 0.2, ERRORS);
        assert_eq!(tally.atoms()[0].0, 0.0);
        assert_near(tally.atoms()[0].1, 0.8, ERRORS);
    }
    assert_eq!(ran.tally("fine@2022Q1").quantile(0.85).value, 5.0);
    assert_near(ran.tally("loss@2022Q1").quantile(0.95), 1.963031084, ERRORS);
    assert_near(ran.tally("loss@2022Q1").quantile(0.99), 5.180251603, ERRORS);
}

/// A path that is not finite fails the run: the lowest one is named, whatever the threads.
#[test]
fn failing_paths_are_named() {
    let start: Quarter = "2022Q1".parse().unwrap();
    for name in ["fails-division", "fails-logarithm", "fails-overflow", "fails-block"] {
        let scenario = scenario(name);
        let ensemble = ensemble(&scenario);
        let x = ensemble.columns.iter().position(|column| column.id == "x@2022Q1").unwrap();
        let isa = sarez::program::Isa::detect();
        let lowest = (0..).find_map(|unit| {
            let values = values(&ensemble, unit, isa);
            let path = values[x].iter().position(|value| !value.is_finite())?;
            Some(unit * UNIT + path as u64)
        });
        for threads in [1, 2, 7] {
            let Err(Failure::Path { path, seed, place, .. }) =
                simulate(&ensemble, &Options { threads, ..Options::default() })
            else {
                panic!("{name} fails")
            };
            assert_eq!((Some(path), seed), (lowest, 1), "{name}, {threads} threads");
            let (variable, solved_with) = match name {
                "fails-block" => ("x".to_owned(), Some(vec!["y".to_owned()])),
                _ => ("x".to_owned(), None),
            };
            let expected = BadPlace::Variable {
                variable,
                quarter: start,
                scenario: None,
                of: Of::Scenario,
                solved_with,
            };
            assert_eq!(place, expected, "{name}");
        }
    }
}

/// Counted instead, they are a bin of their own, and those before them are whole.
#[test]
fn failing_paths_are_counted() {
    for (name, probability) in [
        ("fails-division", 0.01),
        ("fails-logarithm", 0.02275013195),
        ("fails-overflow", 0.0379933),
        ("fails-block", 0.02275013195),
    ] {
        let mut scenario = scenario(name);
        scenario.run.on_bad_path = OnBadPath::Count;
        let ran = run(&scenario);
        let paths = scenario.run.paths as f64;
        let failed = ran.tally("x@2022Q1").failed() as f64 / paths;
        let error = (probability * (1.0 - probability) / paths).sqrt();
        assert!((failed - probability).abs() < ERRORS * error, "{name}: {failed}");
        assert_eq!(ran.tally("x@2022Q2").failed(), ran.tally("x@2022Q1").failed(), "{name}: from then on");
        let tally = ran.tally("before@2022Q1");
        assert_eq!(tally.count() + tally.failed(), scenario.run.paths, "{name}: every path is accounted for");
    }
}
