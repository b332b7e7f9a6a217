//! Ranges of validity: paths outside are counted, the run warns, and no number changes.

use sarez::analysis::compare::Plan;
use sarez::diagnostic::Diagnostics;
use sarez::report::terminal::Frame;
use sarez::report::{Comparison, Summary, comparison};
use sarez::scenario::Scenario;
use sarez::simulate::{Options, simulate};

use crate::support::{ensemble, from_texts, run, try_texts};

const MODEL: &str = "title = 'm'
[parameter.share]
value = 0.5
prior = { uniform = { low = 0, high = 1 } }
[variable.x]
kind = 'rate'
equation = 'ref(x)'
residual = { normal = { sd = 1 } }
level = 0
";
const ASKED: &str = "title = 't'\nmodel = 'm'\nstart = '2022Q1'\nhorizon = '2q'
[[shock]]\nid = 's'\ntarget = 'x'\nadd = 1\ntiming = { start = '2022Q2' }
[[outcome]]\nid = 'x'\nvariable = 'x'\nas = 'level'\nat = ['2022Q1', '2022Q2']
[run]\npaths = 10_000\n";

fn asked(validity: &str) -> Scenario {
    from_texts("t", &[("t", ASKED), ("m", &format!("{MODEL}{validity}"))])
}

fn summary(scenario: &Scenario) -> Summary {
    let ensemble = ensemble(scenario);
    let part = simulate(&ensemble, &Options::default()).unwrap();
    Summary::new(scenario, &ensemble.columns, &ensemble.clamped, &part).with_validity(
        scenario,
        &ensemble.outside,
        &part,
    )
}

/// x is normal with mean 0 in the first quarter and 1 in the second: P(x > 1) is 0.1587 and 0.5, independent.
#[test]
fn paths_outside_are_counted_by_quarter_and_in_any() {
    let found = summary(&asked("[validity.high]\nlabel = 'x above 1'\noutside = 'x > 1'\nadvice = 'look'\n"));
    let [outside] = &found.outside_validity[..] else { panic!("{:?}", found.outside_validity) };
    let share = |paths: u64| paths as f64 / 10_000.0;
    // Four standard errors of a share of 10,000 paths are at most 0.02.
    assert!((share(outside.paths) - (1.0 - 0.8413 * 0.5)).abs() < 0.02, "{outside:?}");
    assert!((share(outside.quarters[0].paths) - 0.1587).abs() < 0.02, "{outside:?}");
    assert!((share(outside.quarters[1].paths) - 0.5).abs() < 0.02, "{outside:?}");
    let warning = &found.warnings[0];
    assert!(
        warning.contains("in 2 quarters, most in 2022Q2") && warning.ends_with("x above 1; look"),
        "{warning}"
    );
}

/// Each scenario of a comparison is counted as alone: its draws are the same.
#[test]
fn comparisons_count_the_paths_of_each_scenario() {
    let of = |limit: u32| {
        asked(&format!("[validity.high]\nlabel = 'x above'\noutside = 'x > {limit}'\nadvice = 'look'\n"))
    };
    let scenarios = [of(1), of(2), of(100)];
    let plan = Plan::new(&scenarios);
    let ensemble = plan.compile(&mut Diagnostics::new()).unwrap();
    let part = simulate(&ensemble, &Options::default()).unwrap();
    let pairs = plan.pairs(&ensemble.columns, &part);
    let targets = vec![Vec::new(); 3];
    let found = Comparison::new(&scenarios, targets, &pairs, &part).with_validity(
        &scenarios,
        &ensemble.outside,
        &part,
    );
    let alone: Vec<_> = scenarios.iter().map(|scenario| summary(scenario).outside_validity).collect();
    assert_eq!(found.outside_validity, alone);
    assert_eq!(alone.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1, 0]);
    let frame = Frame { width: 120, seconds: None, files: None };
    let printed: Vec<String> = comparison::render(&found, frame).into_iter().map(|line| line.text).collect();
    let warned = printed.iter().filter(|line| line.starts_with("warning: ")).collect::<Vec<_>>();
    assert!(warned.len() == 2 && warned[0].contains("A: ") && warned[1].contains("B: "), "{printed:#?}");
}

#[test]
fn within_the_range_nothing_is_said() {
    let found = summary(&asked("[validity.high]\noutside = 'x > 100'\nadvice = 'look'\n"));
    assert!(found.outside_validity.is_empty() && found.warnings.is_empty(), "{:?}", found.warnings);
}

/// A parameter alone may be outside, and what is outside on no path whatever is drawn costs no counter.
#[test]
fn conditions_are_of_variables_and_parameters() {
    let scenario = asked(
        "[validity.a]\noutside = 'share > 0.9'\nadvice = 'a'\n[validity.b]\noutside = '1 > 2'\nadvice = 'b'\n",
    );
    let ensemble = ensemble(&scenario);
    assert!(ensemble.outside.iter().all(|outside| outside.validity == 0), "{:?}", ensemble.outside);
    let found = summary(&scenario);
    assert!((found.outside_validity[0].paths as f64 / 10_000.0 - 0.1).abs() < 0.02);
}

#[test]
fn no_number_changes() {
    let with = run(&asked("[validity.high]\noutside = 'x > 1'\nadvice = 'look'\n"));
    assert_eq!(with.part.tallies, run(&asked("")).part.tallies);
}

#[test]
fn what_names_nothing_is_refused() {
    for (outside, said) in [("y > 1", "unknown-name"), ("x +", "error["), ("sum(z: x)", "unknown-set")] {
        let model = format!("{MODEL}[validity.v]\noutside = '{outside}'\nadvice = 'a'\n");
        let problems = try_texts("t", &[("t", ASKED), ("m", &model)]).unwrap_err();
        assert!(problems.contains(said), "{problems}");
    }
}

/// The bound without storage and other suppliers is far outside; the cut as it is judged is hardly.
#[test]
fn the_shipped_model_warns_of_little_fuel() {
    for (name, least, most) in [("fuel-cut-no-cushion", 0.05, 0.5), ("fuel-cut", 0.0, 0.05)] {
        let mut scenario = crate::support::scenario(name);
        scenario.run.paths = 4096;
        let found = summary(&scenario);
        let share = found.outside_validity.first().map_or(0.0, |outside| outside.paths as f64 / 4096.0);
        assert!((least..=most).contains(&share), "{name} {share}");
        assert_eq!(found.warnings.iter().any(|warning| warning.contains("range of validity")), share > 0.0);
    }
}
