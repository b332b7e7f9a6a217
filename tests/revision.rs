//! How a forecast was revised, percentile by percentile and group by group, against closed forms; and what pairing is worth.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use sarez::analysis::compare::Plan;
use sarez::diagnostic::Diagnostics;
use sarez::distribution::{Distribution, Point};
use sarez::scenario::{Measure, Outcome, Scenario};
use sarez::simulate::{Options, simulate};

use crate::support::{assert_near, estimate, json, sarez, scenario};

/// y = k x, x = level + assumption + tune + shock + u.
const MODEL: &str = "
title = 'Linear'
[parameter.k]
value = 2
[variable.x]
kind     = 'rate'
equation = 'ref(x)'
residual = { normal = { sd = 3 } }
[variable.y]
kind       = 'rate'
definition = 'k * x'
";

const ECONOMY: &str = "
title = 'Somewhere'
[level.x]
value   = 100
vintage = 'March 2022'
source  = 'a bank'
";

const SCENARIO: &str = "
title   = 'As first forecast'
model   = 'linear.toml'
economy = 'somewhere.toml'
start   = '2022Q1'
horizon = '1y'
[[assumption]]
id     = 'held'
target = 'x'
add    = 1
by     = 'staff'
[[shock]]
id     = 'fall'
target = 'x'
add    = -4
[[outcome]]
id       = 'y'
variable = 'y'
as       = 'level'
at       = '2022Q1'
[[outcome]]
id       = 'effect'
variable = 'y'
as       = 'effect'
at       = '2022Q1'
[run]
paths = 40_000
seed  = 3
";

const TUNE: &str = "
[[tune]]
id     = 'judged'
target = 'x'
add    = 0.5
by     = 'staff'
on     = 2022-10-01
reason = 'what the equation does not know'
[[shock]]
";

/// The second forecast has another residual, parameter, level, assumption, tune and shock.
fn home() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let scenario = SCENARIO
        .replace("'linear.toml'", "'linear-2.toml'")
        .replace("'somewhere.toml'", "'somewhere-2.toml'")
        .replace("add    = 1\n", "add    = 2\n")
        .replace("add    = -4", "add    = -6")
        .replacen("[[shock]]\n", TUNE.trim_start(), 1);
    let model = MODEL.replace("sd = 3", "sd = 4").replace("value = 2", "value = 3");
    let economy = ECONOMY.replace("100", "110").replace("March", "October");
    for (name, text) in [
        ("a.toml", SCENARIO),
        ("linear.toml", MODEL),
        ("somewhere.toml", ECONOMY),
        ("b.toml", &scenario),
        ("linear-2.toml", &model),
        ("somewhere-2.toml", &economy),
    ] {
        fs::write(home.path().join(name), text).unwrap();
    }
    home
}

fn list<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    of[key].as_array().unwrap()
}

fn number(of: &Value) -> f64 {
    of["value"].as_f64().unwrap()
}

/// With z the normal quantile: y = 2 (97 + 3 z), with the other residual 2 (97 + 4 z), with k = 3 it is 3 (97 + 4 z), then 30, 4.5 and
/// -6 more. N = 40,000, seed 3, 4 standard errors; what is the same on every path is exact.
#[test]
fn parts_of_percentiles_are_closed_forms_and_add_up() {
    let home = home();
    let found = json(&home, &["compare", "a.toml", "b.toml", "--table", "revision"]);
    let revision = &found["revisions"][0];
    let steps: Vec<&str> = list(revision, "steps").iter().map(|step| step[0].as_str().unwrap()).collect();
    assert_eq!(steps, ["model", "parameters", "data", "assumptions", "shocks"]);
    let z90 = 1.281_551_565_544_6;
    for (statistic, z) in list(&revision["outcomes"][0], "statistics").iter().zip([0.0, -z90, 0.0, z90]) {
        let parts = list(statistic, "parts");
        assert_near(estimate(&statistic["first"]), 2.0 * (97.0 + 3.0 * z), 4.0);
        assert_near(estimate(&statistic["second"]), 3.0 * (97.0 + 4.0 * z) + 28.5, 4.0);
        assert_near(estimate(&parts[0]), 2.0 * z, 4.0);
        assert_near(estimate(&parts[1]), 97.0 + 4.0 * z, 4.0);
        for (part, exact) in parts[2..].iter().zip([30.0, 4.5, -6.0]) {
            let part = estimate(part);
            assert!((part.value - exact).abs() < 1e-9 && part.high - part.low < 1e-9, "{part:?}");
        }
        let sum: f64 = parts.iter().map(number).sum();
        assert!((sum - number(&statistic["change"])).abs() <= 1e-12 * sum.abs(), "{statistic}");
        let change = number(&statistic["second"]) - number(&statistic["first"]);
        assert!((number(&statistic["change"]) - change).abs() <= 1e-12 * sum.abs(), "{statistic}");
        // The draws are the same in all: the error of what is scaled by 4/3 is far below that of either.
        let half = |of: &Value| 0.5 * (estimate(of).high - estimate(of).low);
        assert!(half(&parts[0]) < 0.4 * half(&statistic["first"]), "{statistic}");
    }
    // The effect is k times the shock: -8, and with k = 3 and -6 it is -18, the same on every path.
    for statistic in list(&revision["outcomes"][1], "statistics") {
        let parts: Vec<f64> = list(statistic, "parts").iter().map(number).collect();
        for (part, exact) in parts.iter().zip([0.0, -4.0, 0.0, 0.0, -6.0]) {
            assert!((part - exact).abs() < 1e-9, "{statistic}");
        }
    }
    let inputs: Vec<(&str, Option<&str>)> = list(revision, "inputs")
        .iter()
        .map(|input| (input["path"].as_str().unwrap(), input["layer"].as_str()))
        .collect();
    for expected in [
        ("variable.x.residual", Some("model")),
        ("parameter.k.value", Some("parameters")),
        ("level.x", Some("data")),
        ("level.x.vintage", Some("data")),
        ("assumption.held.add", Some("assumptions")),
        ("tune.judged.add", Some("assumptions")),
        ("shock.fall.add", Some("shocks")),
    ] {
        assert!(inputs.contains(&expected), "{expected:?} in {inputs:?}");
    }
}

#[test]
fn a_revision_as_a_person_and_a_program_get_it() {
    let home = home();
    let ask = ["compare", "a.toml", "b.toml", "--paths", "4096", "--table", "revision", "--out", "out"];
    let output = sarez(home.path(), &ask);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for part in [
        "B against A",
        "parameters",
        "assumptions: 7 changed",
        "  shock.fall.add: -4 -> -6\n",
        "  level.x: 100 -> 110\n",
        "their sum is the same",
        "report.html revision.csv revision.json",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let csv = fs::read_to_string(home.path().join("out/revision.csv")).unwrap();
    let printed = sarez(home.path(), &[&ask[..], &["--format", "csv"]].concat());
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), csv);
    assert_eq!(csv.lines().count(), 1 + 2 * 4 * 8);
    // Other draws than random ones are not taken, whatever the scenario says; nor does the number of threads matter.
    let json = fs::read_to_string(home.path().join("out/revision.json")).unwrap();
    for more in [&["--sampler", "sobol"][..], &["--threads", "1"]] {
        let again = sarez(home.path(), &[&ask[..], more, &["--format", "json", "--quiet"]].concat());
        assert_eq!(String::from_utf8(again.stdout).unwrap(), json, "{more:?}");
    }
    // Where there is room for one outcome at a time, they come one after the other, and no number is another.
    let little = ["--paths", "100000", "--max-memory", "16MB", "--format", "json", "--quiet"];
    let one_by_one = sarez(home.path(), &[&ask[..3], &ask[5..], &little].concat());
    let all = sarez(home.path(), &[&ask[..3], &ask[5..], &little[..2], &little[4..]].concat());
    assert!(all.status.success() && one_by_one.stdout == all.stdout);
    // The forecast alone, and what cannot be asked.
    let ask = ["compare", "a.toml", "b.toml", "--paths", "4096", "--table", "forecast"];
    let text = String::from_utf8(sarez(home.path(), &ask).stdout).unwrap();
    assert!(text.contains("forecast of B") && !text.contains("P(B < A)"), "{text}");
    let csv = String::from_utf8(sarez(home.path(), &[&ask[..], &["--format", "csv"]].concat()).stdout);
    assert!(csv.unwrap().starts_with("scenario,variable,measure,of,"));
    for (arguments, code, part) in [
        (&["compare", "a.toml", "--table", "revision"][..], 2, "one scenario cannot be compared"),
        (&["compare", "a.toml", "b.toml", "--table", "revisions"], 2, "invalid value 'revisions'"),
        (&["compare", "a.toml", "b.toml", "--table", "revision", "--max-memory", "1KB"], 1, "--max-memory"),
    ] {
        let output = sarez(home.path(), arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(code) && said.contains(part), "{arguments:?} {said}");
    }
}

/// y = k + m + fall + rise, all of variance 1: with r = 2 sin(π 0.5 / 6) the sd is 2, with k and m correlated √(4 + 2r), with the
/// shocks too √(4 + 4r). A parameter that moves with a shock comes with the shocks. N = 40,000, seed 3, 4 standard errors.
#[test]
fn correlations_come_with_what_they_are_of() {
    let prior = "prior = { normal = { mean = 2, sd = 1 } }";
    let model = MODEL
        .replace("value = 2", &format!("value = 2\n{prior}\n[parameter.m]\nvalue = 2\n{prior}"))
        .replace("residual = { normal = { sd = 3 } }\n", "")
        .replace("'k * x'", "'k + m + x'");
    let size = "{ normal = { mean = 0, sd = 1 } }";
    let rise = format!("add    = {size}\n[[shock]]\nid     = 'rise'\ntarget = 'x'\nadd    = {size}");
    let first = SCENARIO.replace("add    = -4", &rise);
    let home = home();
    let write = |name: &str, text: &str| fs::write(home.path().join(name), text).unwrap();
    write("linear.toml", &model);
    write("a.toml", &first);
    let with = |pairs: &str| format!("{first}[dependence]\nrank_correlation = [{pairs}]\n");
    write("b.toml", &with("['parameter.k', 'parameter.m', 0.5], ['fall', 'rise', 0.5]"));
    write("c.toml", &with("['parameter.k', 'fall', 0.5]"));
    write("d.toml", &with("['parameter.k', 'parameter.m', 0.5]"));
    let found = json(&home, &["compare", "a.toml", "b.toml", "c.toml", "d.toml", "--table", "revision"]);
    let r = 2.0 * sarez::numerics::sin(std::f64::consts::PI / 12.0);
    let z90 = 1.281_551_565_544_6;
    let sd = [4.0, 4.0 + 2.0 * r, 4.0 + 4.0 * r].map(f64::sqrt);
    let after = [[sd[1] - sd[0], sd[2] - sd[1]], [0.0, sd[1] - sd[0]], [sd[1] - sd[0], 0.0]];
    for (revision, [by_parameters, by_shocks]) in list(&found, "revisions").iter().zip(after) {
        let p90 = &list(&list(revision, "outcomes")[0], "statistics")[3];
        let parts = list(p90, "parts");
        for (part, exact) in [(&parts[1], by_parameters), (&parts[4], by_shocks)] {
            if exact == 0.0 {
                assert_eq!(number(part), 0.0, "{revision}");
            } else {
                assert_near(estimate(part), z90 * exact, 4.0);
            }
        }
    }
    let layer = |revision: usize, path: &str| {
        let inputs = list(&found["revisions"][revision], "inputs");
        inputs.iter().find(|input| input["path"] == path).map(|input| input["layer"].as_str().unwrap())
    };
    let pair = "dependence.paths.parameter.k, parameter.m";
    assert_eq!(layer(0, pair), Some("parameters"));
    assert_eq!(layer(0, "dependence.paths.fall, rise"), Some("shocks"));
    assert_eq!(layer(0, "dependence.paths.copula"), Some("shocks"));
    assert_eq!(layer(1, "dependence.paths.parameter.k, fall"), Some("shocks"));
    assert_eq!(layer(2, "dependence.paths.copula"), Some("parameters"));
    // From one where k moves with a shock to one where it moves with another parameter: not both at once.
    let found = json(&home, &["compare", "c.toml", "d.toml", "--table", "revision"]);
    let p90 = &list(&list(&found["revisions"][0], "outcomes")[0], "statistics")[3];
    let parts = list(p90, "parts");
    assert_eq!(number(&parts[1]), 0.0);
    assert_near(estimate(&parts[4]), 0.0, 4.0);
}

/// The accounts of 2021 in place of those of 2020: all of the revision comes from the economy, its parameters among it.
#[test]
fn a_shipped_question_with_the_economy_of_another_year() {
    let home = tempfile::tempdir().unwrap();
    let text =
        "extends = 'remittances-22'\ntitle = 'With the accounts of 2021'\neconomy = 'tajikistan-2021'\n";
    fs::write(home.path().join("later.toml"), text).unwrap();
    let ask = ["compare", "remittances-22", "later.toml", "--table", "revision", "--paths", "4096"];
    let found = json(&home, &ask);
    let revision = &found["revisions"][0];
    assert!(list(revision, "unresolved").is_empty(), "{}", revision["unresolved"]);
    let mut moved = 0;
    for statistic in list(revision, "outcomes").iter().flat_map(|row| list(row, "statistics")) {
        let parts: Vec<f64> = list(statistic, "parts").iter().map(number).collect();
        let (sum, change) = (parts.iter().sum::<f64>(), number(&statistic["change"]));
        assert!((sum - change).abs() <= 1e-9 * (1.0 + change.abs()), "{statistic}");
        assert_eq!([parts[0], parts[3], parts[4]], [0.0; 3], "{statistic}");
        moved += usize::from(parts[2] != 0.0);
    }
    assert!(moved > 50, "{moved}");
}

/// Remittances lower by so many percent, a size that is known; beside its outcomes, the levels that they are effects on.
fn fixed(percent: f64) -> Scenario {
    let mut scenario = scenario("remittances-22");
    scenario.run.paths = 10_000;
    scenario.shocks[0].size = Distribution::from(Point::new(percent).unwrap()).into();
    let is_effect = |outcome: &&Outcome| matches!(outcome.measure, Measure::Effect | Measure::EffectPercent);
    let levels: Vec<Outcome> = (scenario.outcomes.iter().filter(is_effect))
        .map(|outcome| Outcome {
            id: format!("{}_level", outcome.id),
            measure: Measure::Level,
            ..outcome.clone()
        })
        .collect();
    scenario.outcomes.extend(levels);
    scenario
}

/// With a fixed size against another one, the standard error of the mean difference is at least 5 times smaller than that of two
/// independent runs wherever the world's noise is what both have: in levels. Not in effects, where noise has gone already and what
/// is left are parameters, by which the difference is as uncertain as the effects are: a larger fall scales it.
#[test]
fn pairing_pays_in_levels_and_less_in_effects() {
    let scenarios = [fixed(-22.0), fixed(-30.0)];
    let plan = Plan::new(&scenarios);
    let ensemble = plan.compile(&mut Diagnostics::new()).unwrap();
    let part = simulate(&ensemble, &Options::default()).unwrap();
    let pairs = plan.pairs(&ensemble.columns, &part);
    let (mut levels, mut effects) = (0, 0);
    for row in &pairs[0].rows {
        let (id, (paired, unpaired)) = (&row.column.id, row.errors);
        let ratio = unpaired / paired;
        println!("{id}: {ratio:.1}");
        if row.column.versus.is_some() {
            effects += 1;
            // 8 points more of 22: |30 - 22| / √(22² + 30²) where an effect is proportional to the size.
            assert!(ratio > 1.0, "{id}: {ratio}");
        } else if !id.starts_with("unfunded") && !id.starts_with("income_loss") {
            levels += 1;
            assert!(ratio >= 5.0, "{id}: {ratio}");
        }
    }
    assert!(levels > 10 && effects > 10, "{levels} {effects}");
}
