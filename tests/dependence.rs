//! Drivers that move together: what was asked is achieved, whoever computes it, and nothing else moves.

use sarez::analysis::bounds;
use sarez::compile::{Wanted, compile_together};
use sarez::diagnostic::Diagnostics;
use sarez::program::Isa;
use sarez::report::{Pair, Summary};
use sarez::results::Part;
use sarez::scenario::{Extreme, Link, Scenario};
use sarez::simulate::{Options, UNIT, simulate, values};

use crate::support::{assert_near, called, ensemble, from_texts, run, run_with, sarez, try_texts};

const MODEL: &str = r#"
title = "Two variables, each with a residual, and a set"
reference.kind = "model"
sets = ["place"]
[variable.x]
kind = "index"
equation = "0"
residual = { student_t = { df = 4, sd = 1 } }
[variable.y]
kind = "index"
equation = "0"
residual = { normal = { sd = 1 } }
[variable.z]
kind = "index"
equation = "0"
residual = { normal = { sd = 1 } }
[variable.at]
over = "place"
kind = "index"
equation = "0"
[variable.both]
kind = "index"
definition = "at[north] + at[south]"
"#;

const ECONOMY: &str = r#"
title = "Somewhere"
set.place = ["north", "south"]
[dependence]
rank_correlation = [["residual.x", "residual.y", 0.5], ["residual.y", "residual.z", -0.3]]
source = "assumption: for a test"
"#;

const SCENARIO: &str = r#"
title = "Everything moves together"
model = "model"
economy = "economy"
start = "2022Q1"
horizon = "2y"
[[shock]]
id = "north"
target = "at[north]"
add = { uniform = { low = 0, high = 1 } }
[[shock]]
id = "south"
target = "at[south]"
add = { uniform = { low = 0, high = 1 } }
[[shock]]
id = "more"
target = "x"
add = { lognormal = { mu = 0, sigma = 0.5 } }
[[shock]]
id = "less"
target = "y"
add = { split_normal = { mode = 0, sigma_low = 1, sigma_high = 2 } }
[[event]]
id = "first"
probability = 0.5
window = ["2022Q1", "2022Q4"]
duration = "2q"
shock = [{ target = "z", add = 1 }]
[[event]]
id = "second"
probability = 0.5
window = ["2022Q1", "2022Q4"]
duration = { lognormal = { p50 = "2q", p90 = "6q" } }
shock = [{ target = "z", add = 1 }]
[[outcome]]
id = "both"
variable = "both"
as = "level"
at = "2022Q1"
[[outcome]]
id = "x"
variable = "x"
as = "level"
at = ["2022Q1", "2023Q4"]
[[outcome]]
id = "y"
variable = "y"
as = "level"
at = "2022Q1"
[[outcome]]
id = "z"
variable = "z"
as = "level"
at = "2022Q4"
[dependence]
"#;

const PAIRS: &str = r#"rank_correlation = [
  ["north", "south", 0.6], ["south", "more", -0.4], ["less", "first", 0.482583739530997], ["first", "second", 0.482583739530997],
]"#;

/// The scenario with this in its `[dependence]`, and so many paths.
fn with(dependence: &str, paths: u64) -> Scenario {
    let scenario = format!("{SCENARIO}{dependence}");
    let mut scenario =
        from_texts("scenario", &[("scenario", &scenario), ("model", MODEL), ("economy", ECONOMY)]);
    scenario.run.paths = paths;
    scenario
}

/// The summary's pairs of a run.
fn pairs(scenario: &Scenario) -> Vec<Pair> {
    let ensemble = ensemble(scenario);
    let part = simulate(&ensemble, &Options::default()).unwrap();
    let summary = Summary::new(scenario, &ensemble.columns, &ensemble.clamped, &part).with_dependence(
        scenario,
        &ensemble.measured,
        &part,
    );
    summary.dependence.into_iter().flat_map(|dependence| dependence.pairs).collect()
}

fn bytes(part: &Part) -> String {
    serde_json::to_string(part).unwrap()
}

/// N = 400,000 paths; critical value 4 standard errors, which the report's interval holds 1.96 of. Continuous marginals: what
/// was asked. With events: what was asked of the latent scores, and the exact correlation of what happens.
#[test]
fn what_was_asked_is_achieved() {
    for copula in ["", "copula = { student_t = { df = 5 } }\nresidual_copula = { student_t = { df = 3 } }\n"]
    {
        let found = pairs(&with(&format!("{copula}{PAIRS}"), 400_000));
        assert_eq!(found.len(), 3 + 3 + 3, "two components of three, and three residuals");
        let near = |figure: &sarez::report::Figure, exact: f64, who: &str| {
            let (value, high) = (figure.value.unwrap(), figure.high.unwrap());
            let errors = (value - exact).abs() / ((high - value) / 1.96);
            assert!(errors <= 4.0, "{who}: {value} against {exact}, {errors:.2} standard errors");
        };
        for pair in &found {
            let who = format!("{copula}{} {}", pair.first, pair.second);
            near(&pair.achieved, pair.used, &who);
            assert_eq!(pair.asked.unwrap_or(0.0), pair.used, "{who}");
            assert_eq!(
                pair.as_it_happens.value.is_some(),
                who.contains("first") || who.contains("second"),
                "{who}"
            );
        }
        let happens = |first: &str, second: &str| {
            let pair = found.iter().find(|pair| pair.first == first && pair.second == second).unwrap();
            pair.as_it_happens
        };
        if copula.is_empty() {
            // ρ = 1/2: both with 1/3, so that φ = (1/3 − 1/4)/(1/4); with a rank asin(ρ/√2) √48 / 2π.
            near(&happens("first", "second"), 1.0 / 3.0, "first, second");
            let exact = (0.5_f64 / 2.0_f64.sqrt()).asin() / std::f64::consts::TAU * 48.0_f64.sqrt();
            near(&happens("first", "less"), exact, "first, less");
        }
        let unnamed = found.iter().filter(|pair| pair.asked.is_none()).count();
        assert_eq!(unnamed, 3, "one of each component");
    }
}

/// What is drawn keeps the distribution that it had: N = 200,000, 4 standard errors.
#[test]
fn marginals_stay() {
    let alone = run(&with("", 200_000));
    let together = run(&with(&format!("copula = {{ student_t = {{ df = 3 }} }}\n{PAIRS}"), 200_000));
    assert_near(together.tally("both@2022Q1").mean(), 1.0, 4.0);
    for id in ["x@2022Q1", "y@2022Q1", "z@2022Q4"] {
        let [before, after] = [&alone, &together].map(|ran| ran.tally(id));
        for (a, b) in [(before.mean(), after.mean()), (before.quantile(0.05), after.quantile(0.05))] {
            // Two independent errors: √2 of one.
            assert_near(b, a.value, 4.0 * 2.0_f64.sqrt());
        }
    }
}

#[test]
fn threads_blocks_and_instruction_sets_change_nothing() {
    let file = "copula = { empirical = { csv = 'rows.csv', columns = { north = 'a', south = 'b', first = 'c' } } }\n";
    let t = format!("copula = {{ student_t = {{ df = 5 }} }}\n{PAIRS}");
    for dependence in [PAIRS, &t, file] {
        let scenario = with_rows(dependence, 3_000);
        let expected = bytes(&run_with(&scenario, &Options { threads: 1, ..Options::default() }).part);
        assert!(expected.contains("products"), "the sums of products are in the part");
        for (threads, block) in [(2, 256), (7, 64), (3, 128)] {
            let part = run_with(&scenario, &Options { threads, block, ..Options::default() }).part;
            assert!(bytes(&part) == expected, "{threads} threads, blocks of {block}: {dependence}");
        }
        for isa in Isa::ALL.into_iter().filter(|isa| isa.available()) {
            let part = run_with(&scenario, &Options { isa: Some(isa), ..Options::default() }).part;
            assert!(bytes(&part) == expected, "{isa}: {dependence}");
        }
        let ensemble = ensemble(&scenario);
        let part =
            |units| simulate(&ensemble, &Options { units: Some(units), ..Options::default() }).unwrap();
        let mut merged = part(8..12);
        merged.merge(&part(0..3)).unwrap();
        merged.merge(&part(3..8)).unwrap();
        assert!(bytes(&merged) == expected, "merged: {dependence}");
    }
}

/// All columns of the first unit.
fn unit(scenario: &Scenario) -> Vec<(String, Vec<f64>)> {
    let ensemble = ensemble(scenario);
    let columns = ensemble.columns.iter().map(|column| column.id.clone());
    columns.zip(values(&ensemble, 0, Isa::Plain)).collect()
}

fn moved(before: &Scenario, after: &Scenario) -> Vec<String> {
    let (before, after) = (unit(before), unit(after));
    let changed = before
        .into_iter()
        .zip(after)
        .filter(|((_, a), (_, b))| a.iter().zip(b).any(|(a, b)| a.to_bits() != b.to_bits()));
    changed.map(|((id, _), _)| id).collect()
}

#[test]
fn a_new_shock_in_a_correlated_scenario_moves_only_its_own_component() {
    for copula in ["", "copula = { student_t = { df = 5 } }\n"] {
        let base = format!("{copula}rank_correlation = [['north', 'south', 0.6], ['more', 'less', 0.3]]");
        let new = "\n[[shock]]\nid = 'extra'\ntarget = 'z'\nadd = { normal = { mean = 0, sd = 1 } }\n";
        let before = with(&base, UNIT);
        // On its own it moves what it hits alone.
        assert_eq!(moved(&before, &with(&format!("{base}{new}"), UNIT)), ["z@2022Q4"], "{copula}");
        // Correlated with `more` it may move that component; `north` and `south` stay to the bit.
        let joined = base.replace("]]", "], ['extra', 'more', 0.5]]");
        let changed = moved(&before, &with(&format!("{joined}{new}"), UNIT));
        assert!(
            changed.contains(&"z@2022Q4".to_owned()) && !changed.contains(&"both@2022Q1".to_owned()),
            "{changed:?}"
        );
        // A pair of others changes theirs.
        let other = base.replace("0.6", "0.7");
        assert_eq!(moved(&before, &with(&other, UNIT)), ["both@2022Q1"], "{copula}");
    }
}

#[test]
fn a_scenario_gives_the_same_bits_in_company_as_alone() {
    let alone = with("", UNIT);
    let together = with(&format!("copula = {{ student_t = {{ df = 5 }} }}\n{PAIRS}"), UNIT);
    let scenarios = [&alone, &together];
    let wanted = [Wanted::all_of(0, &alone), Wanted::all_of(1, &together)].concat();
    let company = compile_together(&scenarios, &wanted, &mut Diagnostics::new()).unwrap();
    let found = values(&company, 0, Isa::Plain);
    let each: Vec<Vec<f64>> = scenarios.iter().flat_map(|scenario| unit(scenario)).map(|(_, v)| v).collect();
    assert_eq!(found, each);
}

/// Sums of two uniform numbers: variance 1/6 independent, 1/3 comonotone, 0 countermonotone.
#[test]
fn perfect_correlations_are_exact() {
    for copula in ["", "copula = { student_t = { df = 4 } }\n"] {
        for (rank, variance) in [("1", 1.0 / 3.0), ("-1", 0.0)] {
            let pair = format!("{copula}rank_correlation = [['north', 'south', {rank}]]");
            let sd = run(&with(&pair, 100_000)).tally("both@2022Q1").sd();
            if variance == 0.0 {
                assert!(sd.value < 1e-9, "{copula}{rank}: {sd:?}");
            } else {
                assert_near(sd, f64::sqrt(variance), 4.0);
            }
        }
    }
}

#[test]
fn bounds_are_independence_and_perfect_dependence() {
    let asked = with("bounds = true\nrank_correlation = [['north', 'south', 0.5]]", 100_000);
    let found = bounds::scenarios(&asked);
    let extremes: Vec<Extreme> = found.iter().map(|(extreme, _)| *extreme).collect();
    assert_eq!(extremes, [Extreme::Independent, Extreme::Comonotone, Extreme::Countermonotone]);
    for ((_, scenario), variance) in found.iter().zip([1.0 / 6.0, 1.0 / 3.0, 0.0]) {
        let ran = run(scenario);
        let sd = ran.tally("both@2022Q1").sd();
        if variance == 0.0 {
            assert!(sd.value < 1e-9, "{sd:?}");
        } else {
            assert_near(sd, f64::sqrt(variance), 4.0);
        }
        // Residuals keep their correlations, and so their numbers.
        assert_eq!(ran.tally("z@2022Q4"), run(&asked).tally("z@2022Q4"));
    }
    let three = with(&format!("bounds = true\n{PAIRS}"), UNIT);
    assert_eq!(bounds::scenarios(&three).len(), 2, "three cannot all be opposite");
    assert!(bounds::scenarios(&with(PAIRS, UNIT)).is_empty());
}

#[test]
fn a_scenario_overrides_pairs_of_the_economy() {
    let asked = |dependence: &str| {
        let scenario = with(dependence, UNIT);
        let pairs = scenario.dependence.residuals.components.iter().flat_map(|component| {
            component.pairs.iter().map(|pair| {
                let [first, second] = component.names(pair);
                (format!("{first} {second}"), pair.asked)
            })
        });
        pairs.collect::<Vec<_>>()
    };
    let pair = |names: &str, rank| (names.to_owned(), rank);
    let (xy, xz, yz) = ("residual.x residual.y", "residual.x residual.z", "residual.y residual.z");
    assert_eq!(asked(""), [pair(xy, Some(0.5)), pair(xz, None), pair(yz, Some(-0.3))]);
    let own = "rank_correlation = [['residual.y', 'residual.x', 0.2], ['residual.x', 'residual.z', 0.1]]";
    assert_eq!(asked(own), [pair(xy, Some(0.2)), pair(xz, Some(0.1)), pair(yz, Some(-0.3))]);
}

/// Seven rows of three columns.
const ROWS: &str = "a,b,c\n1,70,1\n2,60,1\n3,50,2\n4,40,3\n5,30,4\n6,20,5\n7,10,6\n";

fn with_rows(dependence: &str, paths: u64) -> Scenario {
    let scenario = format!("{SCENARIO}{dependence}");
    let texts = [("scenario", &*scenario), ("model", MODEL), ("economy", ECONOMY), ("rows.csv", ROWS)];
    let mut scenario = from_texts("scenario", &texts);
    scenario.run.paths = paths;
    scenario
}

/// Row k of n gives both their part: the sum of two opposite columns lies within 1 ± 1/n, and every marginal stays uniform.
#[test]
fn an_empirical_copula_draws_the_rows_of_its_file() {
    let file = "copula = { empirical = { csv = 'rows.csv', columns = { north = 'a', south = 'b', first = 'c' } } }\n\
                residual_copula = { empirical = { csv = 'rows.csv', columns = { 'residual.x' = 'a', 'residual.z' = 'c' } } }";
    let scenario = with_rows(file, 200_000);
    let component = &scenario.dependence.paths.components[0];
    assert!(matches!(&component.link, Link::Rows(cells) if cells.len() == 3));
    let ran = run(&scenario);
    let both = ran.tally("both@2022Q1");
    let (low, high) = (both.minimum().unwrap(), both.maximum().unwrap());
    assert!(low > 1.0 - 1.0 / 7.0 && high < 1.0 + 1.0 / 7.0 && low < 0.87 && high > 1.13, "{low} {high}");
    // Within a row the two are independent: the sum has the variance of two uniform numbers over 1/7 each.
    assert_near(both.sd(), f64::sqrt(2.0 / 12.0 / 49.0), 4.0);
    for pair in pairs(&scenario) {
        let (value, high) = (pair.achieved.value.unwrap(), pair.achieved.high.unwrap());
        assert!((value - pair.used).abs() <= 4.0 * (high - value) / 1.96, "{pair:?}");
        assert_eq!(pair.asked, Some(pair.used));
    }
    // The economy's pairs of residuals give way to the file.
    assert_eq!(scenario.dependence.residuals.components[0].members.len(), 2);
    // With the marginals of a scenario without any copula.
    let alone = run(&with("", 200_000));
    assert_near(ran.tally("x@2023Q4").sd(), alone.tally("x@2023Q4").sd().value, 8.0);
}

#[test]
fn what_cannot_hold_together_is_refused_or_mended() {
    let impossible = "rank_correlation = [['north', 'south', 0.9], ['south', 'more', 0.8]]";
    let texts = |dependence: &str| {
        let scenario = format!("{SCENARIO}{dependence}");
        try_texts("scenario", &[("scenario", &scenario), ("model", MODEL), ("economy", ECONOMY)])
    };
    let problems = texts(impossible).unwrap_err();
    assert!(
        problems.contains("not-positive-definite") && problems.contains("the nearest that can hold is"),
        "{problems}"
    );
    // What is offered is taken, and a little more is not.
    let offer = problems.split("the nearest that can hold is ").nth(1).unwrap();
    let mut words = offer.split_whitespace();
    let offered: f64 = words.next().unwrap().parse().unwrap();
    assert_eq!(words.nth(3), Some("0.9"), "the lesser change");
    let at = |value: f64| texts(&impossible.replace("0.9", &value.to_string()));
    assert!(at(offered).is_ok() && at(offered + 0.001).is_err(), "{offered}");

    let mended = texts(&format!("repair = 'nearest'\n{impossible}")).unwrap();
    let used: Vec<f64> = mended.dependence.paths.components[0].pairs.iter().map(|pair| pair.used).collect();
    assert!(used.iter().all(|used| *used > 0.0 && *used < 0.9), "{used:?}");
    for pair in pairs(&Scenario { run: sarez::scenario::Run { paths: 200_000, ..mended.run }, ..mended }) {
        let (value, high) = (pair.achieved.value.unwrap(), pair.achieved.high.unwrap());
        assert!((value - pair.used).abs() <= 4.0 * (high - value) / 1.96, "{pair:?}");
    }
}

/// Who says how things move together stands among the grounds of the answer; without a source it says so.
#[test]
fn dependence_is_a_ground_of_the_answer() {
    let scenario = format!("{SCENARIO}{PAIRS}").replace("model = \"model\"", "model = \"model.toml\"");
    let scenario = scenario.replace("economy = \"economy\"", "economy = \"economy.toml\"");
    let sourced = format!("{scenario}\nsource = \"assumption: one half of each two\"\n");
    let files = [
        ("model.toml", MODEL),
        ("economy.toml", ECONOMY),
        ("said.toml", &sourced),
        ("unsaid.toml", &scenario),
    ];
    let home = called("x", &files);
    let text = |name: &str, ask: &[&str]| {
        let output = sarez(home.path(), &[&[ask[0], name][..], &ask[1..]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    for (name, path, basis) in [
        ("said.toml", "assumption: one half of each two", "judgement"),
        ("unsaid.toml", "no source", "no_source"),
    ] {
        let note = text(name, &["run", "--paths", "256", "--format", "md"]);
        let row =
            |who: &str| note.lines().find(|line| line.contains(who)).unwrap_or_else(|| panic!("{note}"));
        let of_paths = row("shocks and events, once a path");
        assert!(of_paths.contains(path) && of_paths.contains("first with second +0.48"), "{of_paths}");
        assert!(row("residuals, each quarter").contains("assumption: for a test"), "{note}");
        let shown = text(name, &["show", "--section", "dependence", "--format", "json"]);
        let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(shown["dependence"]["correlated"][0]["basis"], basis, "{shown}");
    }
}
