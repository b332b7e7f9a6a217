use super::super::example;
use super::super::json::tests::{problem_of, refusals};
use super::*;
use crate::analysis::calibrate::{Posterior, Quality, Stated, Used};
use crate::diagnostic::{Sources, Span};
use crate::distribution::{Distribution, Normal};
use crate::scenario::Measure;

fn found() -> (Scenario, Calibrated) {
    let outcome = example::outcome("gdp", "GDP", "gdp", Measure::EffectPercent, &["2022"]);
    let scenario = example::scenario(vec![outcome]);
    let prior: Distribution = Normal::new(1.0, 0.5).unwrap().into();
    let near = |value: f64| Estimate { value, low: value - 0.01, high: value + 0.01, resolution: 0.0 };
    let fitted = |name: &str| Fitted {
        name: name.to_owned(),
        span: Span::new(Sources::new().add("", ""), 0..0),
        prior: prior.clone(),
        posterior: Posterior {
            mean: near(1.5),
            sd: near(0.25),
            p05: near(1.1),
            p50: near(1.5),
            p95: near(1.9),
        },
        moved: 1.0,
        learned: 0.75,
        stated: Stated { distribution: Normal::new(1.5, 0.25).unwrap().into(), off: 0.2 },
    };
    let history = Used {
        observed: vec!["y".to_owned()],
        held: vec!["x".to_owned()],
        fixed: vec!["c".to_owned()],
        first: "2001Q1".parse().unwrap(),
        last: "2010Q4".parse().unwrap(),
        count: 40,
        cut: false,
    };
    let diagnostics = Quality { draws: 100_000, effective: 61_234.5, shape: 0.123, largest: 1e-4, rounds: 5 };
    let rank_correlations = vec![((1, 0), -0.8)];
    let parameters = vec![fitted("a"), fitted("b")];
    (scenario, Calibrated { parameters, rank_correlations, history, diagnostics })
}

#[test]
fn answers_are_what_the_schema_says() {
    let (scenario, found) = found();
    let calibration = Calibration::new(&scenario, &found);
    let schema = serde_json::from_str(include_str!("../../../docs/calibrate.schema.json")).unwrap();
    let value = serde_json::from_str(&calibration.json()).unwrap();
    assert_eq!(problem_of(&schema, &value), None);
    assert!(refusals(&schema, &value) > 30);
    // Twelve rows a parameter, one correlation, five of the sample, and the head.
    assert_eq!(calibration.csv().lines().count(), 2 * 12 + 1 + 5 + 1);
}

#[test]
fn a_person_is_told_what_was_learned_and_how_well() {
    let (scenario, found) = found();
    let calibration = Calibration::new(&scenario, &found);
    let lines = super::super::terminal::plain(&calibration.lines(200, Some(("results/x", &[FILE]))));
    for part in [
        "2 parameters fitted to 40 residuals of y from 2001Q1 to 2010Q4",
        "held at their history: x",
        "parameters kept at their values: c",
        "+1.00     75 %",
        "`a` and `b` have rank correlation -0.80",
        "100,000 draws are worth 61,234 of the posterior (at least 400 are needed); Pareto k 0.12",
        "posterior.toml states `a` as { normal = { mean = 1.5, sd = 0.25 } }, whose percentiles are up to 0.2 standard",
        "economy = \"results/x/posterior.toml\"",
    ] {
        assert!(lines.contains(part), "{part}\n{lines}");
    }
}
