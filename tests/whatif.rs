//! Sweeps and conditional questions: against closed forms, and against files that say the same by hand.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{assert_near, estimate, json, sarez};
use sarez::numerics::{normal_cdf, normal_quantile};
use sarez::results::Estimate;

/// y = k (x + 1), x standard normal each quarter around 0 plus the shock a.
const MODEL: &str = "
title = 'Linear'
[parameter.k]
value = 2
prior = { normal = { mean = 2, sd = 0.5 } }
[variable.x]
kind     = 'rate'
equation = 'ref(x)'
residual = { normal = { sd = 1 } }
[variable.y]
kind       = 'rate'
definition = 'k * x'
";

const ECONOMY: &str = "
title = 'Somewhere'
[level.x]
value = 1
source = 'a bank'
";

const SCENARIO: &str = "
title   = 'Linear'
model   = 'linear.toml'
economy = 'somewhere.toml'
start   = '2022Q1'
horizon = '1y'
[[shock]]
id     = 'one'
target = 'x'
add    = { normal = { mean = -4, sd = 1 } }
[[outcome]]
id       = 'x'
variable = 'x'
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

fn home(files: &[(&str, &str)]) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let usual = [("linear.toml", MODEL), ("somewhere.toml", ECONOMY), ("ask.toml", SCENARIO)];
    for (name, text) in usual.iter().chain(files) {
        fs::write(home.path().join(name), text).unwrap();
    }
    home
}

fn refused(home: &TempDir, arguments: &[&str]) -> String {
    let output = sarez(home.path(), arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn statistic(row: &Value, of: &str, name: &str) -> Estimate {
    let list = row[of].as_array().unwrap();
    estimate(list.iter().find(|one| one["statistic"] == name).unwrap())
}

/// Of the effect k a: mean 2 (mean of a). Change from the scenario as stated, path by path: 2 (m + 4), exact but for k.
/// N = 40,000, seed 3, 4 standard errors.
#[test]
fn the_points_of_a_sweep_are_closed_forms() {
    let home = home(&[]);
    let found = json(&home, &["sweep", "ask.toml", "--over", "shock.one.add.normal.mean=-6..0/3"]);
    assert_eq!(found["shape"], serde_json::json!([3]));
    for (point, mean) in found["points"].as_array().unwrap().iter().zip([-6.0, -3.0, 0.0]) {
        let effect = &point["outcomes"][1];
        assert_eq!(effect["id"], "effect@2022Q1");
        assert_near(statistic(effect, "statistics", "mean"), 2.0 * mean, 4.0);
        let change = statistic(effect, "change", "mean");
        assert_near(change, 2.0 * (mean + 4.0), 4.0);
        // k (m + 4) has the standard deviation 0.5 |m + 4|: the pairing takes the rest out.
        let error = (change.high - change.low) / 2.0 / 1.959964;
        assert!((error * 200.0 - 0.5 * (mean + 4.0).abs()).abs() < 0.02, "{error}");
    }
}

/// What a sweep gives at a point is what the file with that number gives, bit for bit.
#[test]
fn a_point_is_the_file_that_says_the_same() {
    let other = SCENARIO.replace("mean = -4, sd = 1", "mean = -6, sd = 1").replace("'Linear'", "'Other'");
    let model = MODEL.replace("value = 2\nprior = { normal = { mean = 2, sd = 0.5 } }", "value = 3");
    let economy = ECONOMY.replace("value = 1", "value = 5");
    let other = other.replace("linear.toml", "other-linear.toml").replace("somewhere.toml", "elsewhere.toml");
    let home = home(&[("other.toml", &other), ("other-linear.toml", &model), ("elsewhere.toml", &economy)]);
    let run = json(&home, &["run", "other.toml"]);
    let found = json(
        &home,
        &[
            "sweep",
            "ask.toml",
            "--over",
            "shock.one.add.normal.mean=-6",
            "--over",
            "parameter.k.value=3",
            "--over",
            "level.x.value=5",
        ],
    );
    for (column, row) in
        run["columns"].as_array().unwrap().iter().zip(found["points"][0]["outcomes"].as_array().unwrap())
    {
        assert_eq!(column["id"], row["id"]);
        for statistic in row["statistics"].as_array().unwrap() {
            let name = statistic["statistic"].as_str().unwrap();
            if let Some(of_run) = column["statistics"].get(name) {
                assert_eq!(
                    (&of_run["value"], &of_run["low"]),
                    (&statistic["value"], &statistic["low"]),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn grids_are_crossed_or_run_together() {
    let home = home(&[]);
    let over = [
        "sweep",
        "ask.toml",
        "--paths",
        "512",
        "--over",
        "shock.one.add=-1,-2",
        "--over",
        "parameter.k.value=1,3",
    ];
    let crossed = json(&home, &over);
    let values = |found: &Value| -> Vec<String> {
        found["points"].as_array().unwrap().iter().map(|point| point["values"].to_string()).collect()
    };
    assert_eq!(values(&crossed), [r#"["-1","1"]"#, r#"["-1","3"]"#, r#"["-2","1"]"#, r#"["-2","3"]"#]);
    let zipped = json(&home, &[&over[..], &["--zip"]].concat());
    assert_eq!(values(&zipped), [r#"["-1","1"]"#, r#"["-2","3"]"#]);
    // A plain number in place of the distribution: the effect is k a on every path.
    let effect = statistic(&zipped["points"][1]["outcomes"][1], "statistics", "mean");
    assert_eq!((effect.value, effect.low), (-6.0, -6.0));
}

#[test]
fn a_target_that_would_shift_a_swept_size_is_left_out() {
    let target = format!(
        "{SCENARIO}\n[[target]]\noutcome = 'x@2022Q1'\nstat = 'mean'\nvalue = 9\nby = 'shock.one.add'\n"
    );
    let home = home(&[("target.toml", &target)]);
    let output =
        sarez(home.path(), &["sweep", "target.toml", "--over", "shock.one.add=-1,-2", "--paths", "512"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && said.contains("target-set-aside"), "{said}");
    assert_eq!(said.matches("target-set-aside").count(), 1, "once, not at every point\n{said}");
    let output = sarez(home.path(), &["sweep", "target.toml", "--strict", "--over", "shock.one.add=-1,-2"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn what_cannot_be_swept_says_what_to_type() {
    let home = home(&[]);
    for (over, parts) in [
        ("shock.onne.add=1,2", &["bad-setting", "there is no shock `onne`", "did you mean `one`?"][..]),
        ("shock.one=1,2", &["bad-setting", "`shock.one.KEY=VALUE`"]),
        ("shock.one.timming=1,2", &["unknown-key", "did you mean `timing`?"]),
        ("parameter.kk.value=1,2", &["bad-setting", "there is no parameter `kk`", "there are k"]),
        ("level.x.value='a',2", &["must be a number"]),
        ("shocks.one.add=1,2", &["bad-setting", "no file has `shocks`", "did you mean `shock`?"]),
        ("run.seed=1,2", &["cannot be swept", "--seed"]),
        ("outcome.x.at='2022Q2','2022Q3'", &["other outcomes or periods", "not over what is measured"]),
        ("shock.one.add=", &["sweeps over nothing", "PATH=FROM..TO/POINTS"]),
        ("shock.one.add=-2..0/1", &["2 at least", "for one value write it alone"]),
        ("title=one,two", &["differ in no number", "title moves nothing"]),
    ] {
        let said = refused(&home, &["sweep", "ask.toml", "--paths", "256", "--over", over]);
        for part in parts {
            assert!(said.contains(part), "{over}: {part:?} in\n{said}");
        }
    }
    assert!(!home.path().join("results/ask-sweep/sweep.csv").exists());
}

/// x = 1 - 4 + s with s of variance 2, so z = (x + 3) / sqrt(2) is standard normal. N = 40,000, seed 3, 4 standard errors.
#[test]
fn conditional_questions_have_closed_forms() {
    let home = home(&[]);
    let root = 2.0_f64.sqrt();
    let questions = [
        "mean(x@2022Q1) given x@2022Q1 < -3",
        "p50(x@2022Q1) given x@2022Q1 > -3 and x@2022Q1 <= 1",
        "P(x@2022Q1 < -4) given x@2022Q1 < -3",
        "mean(x@2022Q1)",
        "mean(x@2022Q3) given x@2022Q1 < -3",
    ];
    let found = json(&home, &[&["query", "ask.toml"], &questions[..]].concat());
    let answers = &found["answers"];
    let given = |at: usize| estimate(&answers[at]["given"]);
    // E(z | z < 0) = -sqrt(2 / pi).
    assert_near(given(0), -3.0 - root * (2.0 / std::f64::consts::PI).sqrt(), 4.0);
    let (low, high) = (0.5, normal_cdf(4.0 / root));
    assert_near(given(1), -3.0 + root * normal_quantile(0.5 * (low + high)), 4.0);
    assert_near(given(2), normal_cdf(-1.0 / root) / 0.5, 4.0);
    assert_near(given(3), -3.0, 4.0);
    // Another period than the scenario measures; only the shock is shared: E = -3 - 0.5 root sqrt(2 / pi).
    assert_near(given(4), -3.0 - (2.0 / std::f64::consts::PI).sqrt() / root, 4.0);
    assert_near(estimate(&answers[0]["probability"]), 0.5, 4.0);
    assert_eq!(answers[3]["meeting"], answers[3]["paths"]);
}

#[test]
fn a_bad_question_says_what_to_ask() {
    let home = home(&[]);
    for (question, parts) in [
        ("p50(z@2022Q1)", &["unknown-outcome", "the outcomes of ask are x, effect"][..]),
        ("p50(x@2022Q1) given efect@2022Q1 < 0", &["did you mean `effect`?"]),
        ("p50(x@2031)", &["outside-horizon", "from 2022Q1 to 2022Q4"]),
        ("p50(x@2022Q1) given", &["bad-question", "a condition is missing"]),
        ("x@2022Q1 < 3", &["unknown-statistic"]),
    ] {
        let said = refused(&home, &["query", "ask.toml", question]);
        for part in parts {
            assert!(said.contains(part), "{question}: {part:?} in\n{said}");
        }
    }
    let output = sarez(home.path(), &["query", "ask.toml", "mean(x@2022Q1) given x@2022Q1 < -90"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    for part in ["error[bad-question]: no path meets the condition", "question:1:22", "the paths lie from -"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
}
