//! Questions asked backwards: against closed forms, and by running what was found.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{assert_near, estimate, json, sarez};
use sarez::numerics::{exp, normal_cdf, normal_quantile, sin};
use sarez::results::Estimate;

/// x and w move with normal residuals and f with one of a percent or so; c does not move.
const MODEL: &str = "
title = 'Linear'
[variable.x]
kind     = 'rate'
equation = 'ref(x)'
residual = { normal = { sd = 1 } }
[variable.c]
kind     = 'rate'
equation = 'ref(c)'
[variable.w]
kind     = 'rate'
equation = 'ref(w)'
residual = { normal = { sd = 1 } }
[variable.f]
kind     = 'flow'
equation = 'ref(f)'
residual = { normal = { sd = 1 } }
";

const ECONOMY: &str = "
title = 'Somewhere'
level.x = { value = 1, source = 'a bank' }
level.c = { value = 1, source = 'a bank' }
level.w = { value = 1, source = 'a bank' }
level.f = { value = 100, source = 'a bank' }
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
[[shock]]
id     = 'fixed'
target = 'c'
add    = -1
[[shock]]
id     = 'percents'
target = 'f'
percent = { uniform = { low = -10, high = 10 } }
[[shock]]
id     = 'skewed'
target = 'w'
add    = { lognormal = { mu = 0, sigma = 0.5 } }
[[outcome]]
id       = 'x'
variable = 'x'
as       = 'level'
at       = '2022Q1'
[[outcome]]
id       = 'c'
variable = 'c'
as       = 'level'
at       = '2022Q1'
[[outcome]]
id       = 'w'
variable = 'w'
as       = 'level'
at       = '2022Q1'
[[outcome]]
id       = 'f'
variable = 'f'
as       = 'level'
at       = '2022Q1'
[run]
paths = 40_000
seed  = 3
";

/// x = 1 + a + b + r with a of mean -4 and sd 1, b of mean 0 and sd 2, scores correlated, r of sd 1; and what may happen.
const SEVERAL: &str = "
title   = 'Several'
model   = 'linear.toml'
economy = 'somewhere.toml'
start   = '2022Q1'
horizon = '1y'
[[shock]]
id     = 'a'
target = 'x'
add    = { normal = { mean = -4, sd = 1 } }
[[shock]]
id     = 'b'
target = 'x'
add    = { normal = { mean = 0, sd = 2 } }
[[event]]
id          = 'jump'
probability = 0.05
window      = ['2022Q3', '2022Q3']
duration    = '4q'
shock       = [ { target = 'w', add = -10 } ]
[dependence]
rank_correlation = [ ['a', 'b', 0.5] ]
[[outcome]]
id       = 'x'
variable = 'x'
as       = 'level'
at       = '2022Q2'
[[outcome]]
id       = 'w'
variable = 'w'
as       = 'level'
at       = '2022Q3'
[run]
paths = 40_000
seed  = 5
";

fn home() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("linear.toml", MODEL),
        ("somewhere.toml", ECONOMY),
        ("ask.toml", SCENARIO),
        ("several.toml", SEVERAL),
    ] {
        fs::write(home.path().join(name), text).unwrap();
    }
    home
}

fn reverse(home: &TempDir, scenario: &str, until: &str, by: &[&str]) -> Value {
    let mut arguments = vec!["reverse", scenario, "--until", until, "--out", "found"];
    arguments.extend(by);
    json(home, &arguments)
}

fn standard_error(estimate: Estimate) -> f64 {
    (estimate.high - estimate.low) / 2.0 / 1.959964
}

/// The probability of a threshold in what `sarez run` says of the file that was found.
fn run(home: &TempDir, id: &str, key: &str, threshold: f64, more: &[&str]) -> Estimate {
    let summary = json(home, &[&["run", "found/reverse.toml", "--out", "ran"], more].concat());
    let columns = summary["columns"].as_array().unwrap();
    let column = columns.iter().find(|column| column["id"] == id).unwrap();
    let list = column[key].as_array().unwrap();
    estimate(list.iter().find(|one| one["at"].as_f64() == Some(threshold)).unwrap())
}

/// φ(z)
fn density_at(z: f64) -> f64 {
    exp(-0.5 * z * z) / std::f64::consts::TAU.sqrt()
}

/// Where an increasing function is 0.
fn zero(f: impl Fn(f64) -> f64, (mut low, mut high): (f64, f64)) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if f(middle) < 0.0 { low = middle } else { high = middle }
    }
    low
}

/// x = -3 + s with s normal of variance 2: P(x < -5) is 0.25 where the mean is -5 - √2 Φ⁻¹(0.25). N = 40,000, 4 standard errors.
#[test]
fn a_shift_has_a_closed_form_and_the_file_gives_what_was_asked() {
    let home = home();
    let root = 2.0_f64.sqrt();
    let found = reverse(&home, "ask.toml", "P(x@2022Q1 < -5) >= 0.25", &["--by", "shock.one.add"]);
    let exact = -5.0 - root * normal_quantile(0.25) + 3.0;
    assert_near(estimate(&found["distance"]), exact, 4.0);
    assert_near(estimate(&found["moves"][0]["found"]), exact - 4.0, 4.0);
    // The slope of P over the shift: φ(z) / √2; the error of the shift is that of P over it.
    let density = density_at(normal_quantile(0.25)) / root;
    let wanted = (0.25 * 0.75 / 40_000.0_f64).sqrt() / density;
    let error = standard_error(estimate(&found["distance"]));
    assert!((error / wanted - 1.0).abs() < 0.15, "{error} {wanted}");
    let percentile = found["moves"][0]["percentile"].as_f64().unwrap();
    let shift = found["distance"]["value"].as_f64().unwrap();
    assert!((percentile - normal_cdf(shift)).abs() < 1e-9);
    assert_near(estimate(&found["as_stated"]), normal_cdf(-2.0 / root), 4.0);
    let with = estimate(&found["with"]);
    assert!(with.value >= 0.25 && with.value < 0.2502, "{with:?}");
    // The same draws: the same number. Others, four times as many: within the error of both.
    let same = run(&home, "x@2022Q1", "below", -5.0, &[]);
    assert_eq!(same.value, with.value);
    let other = run(&home, "x@2022Q1", "below", -5.0, &["--seed", "77", "--paths", "160000"]);
    let errors = [other, with].map(|found| standard_error(found) * standard_error(found));
    let error = errors.iter().sum::<f64>().sqrt();
    assert!((other.value - 0.25).abs() < 4.0 * error, "{other:?}");
    // With the mean m: E(x | x < -5) = m - √2 φ(z) / Φ(z), z = (-5 - m) / √2; half of what it is below m comes from the size.
    let rows = found["region"]["rows"].as_array().unwrap();
    let row = |id: &str| rows.iter().find(|row| row["id"] == id).unwrap();
    let mean = shift - 3.0;
    let z = (-5.0 - mean) / root;
    let below = root * density_at(z) / normal_cdf(z);
    assert_near(estimate(&row("x@2022Q1")["within"]), mean - below, 4.0);
    assert_near(estimate(&row("shock.one.add")["within"]), mean - 1.0 - below / 2.0, 4.0);
    assert_near(estimate(&row("x@2022Q3")["all"]), mean, 4.0);
}

/// x = 1 + s (-4 + e) + r: P(x < -5) = Φ((4 s - 6) / √(s² + 1)). A lognormal's mean is proportional to the factor.
#[test]
fn a_factor_has_a_closed_form() {
    let home = home();
    let found = reverse(&home, "ask.toml", "P(x@2022Q1 < -5) > 0.3", &["--by", "shock.one.add", "--scale"]);
    let z = normal_quantile(0.3);
    let exact = zero(|s| (4.0 * s - 6.0) / (s * s + 1.0).sqrt() - z, (0.5, 3.0));
    assert_near(estimate(&found["distance"]), exact - 1.0, 4.0);
    let found = reverse(&home, "ask.toml", "mean(w@2022Q1) > 3.5", &["--by", "shock.skewed.add", "--scale"]);
    assert_near(estimate(&found["distance"]), 2.5 / exp(0.125) - 1.0, 4.0);
    assert!(found["moves"][0]["found_as"].as_str().unwrap().starts_with("{ lognormal = { mu = "));
    json(&home, &["run", "found/reverse.toml", "--out", "ran"]);
}

/// Σ g / √(g′ Σ g) with g = -(1, 2) and ρ = 2 sin(π/12): each t moves x by √(g′ Σ g).
#[test]
fn the_most_likely_direction_and_equal_steps_have_closed_forms() {
    let home = home();
    let rho = 2.0 * sin(std::f64::consts::PI / 12.0);
    let length = (5.0 + 4.0 * rho).sqrt();
    let needed = 7.0 + normal_quantile(0.1) * (length * length + 1.0).sqrt();
    let by = ["--by", "shock.a.add", "--by", "shock.b.add"];
    let found = reverse(&home, "several.toml", "P(x@2022Q2 < -10) >= 0.1", &by);
    let distance = estimate(&found["distance"]);
    assert!(distance.value > 0.0);
    // The direction is estimated; off it the distance is longer in the second order alone.
    assert_near(distance, needed / length, 4.5);
    for (moved, (exact, sd)) in
        found["moves"].as_array().unwrap().iter().zip([(1.0 + 2.0 * rho, 1.0), (rho + 2.0, 2.0)])
    {
        let direction = moved["direction"].as_f64().unwrap();
        assert!((direction + exact / length).abs() < 0.08, "{direction} {}", -exact / length);
        let shift = moved["found"]["value"].as_f64().unwrap() - moved["stated"].as_f64().unwrap();
        assert!((shift - sd * direction * distance.value).abs() < 1e-9);
    }
    let same = run(&home, "x@2022Q2", "below", -10.0, &[]);
    assert_eq!(same.value, found["with"]["value"].as_f64().unwrap());
    let found = reverse(&home, "several.toml", "P(x@2022Q2 < -10) >= 0.1", &[&by[..], &["--equal"]].concat());
    assert_near(estimate(&found["distance"]), needed / 3.0, 4.0);
}

/// w = 1 + r, and 10 less where the event has happened: P(w < -5) = p Φ(4) + (1 - p) Φ(-6), in a quarter that the scenario
/// does not measure.
#[test]
fn the_probability_of_an_event_is_found() {
    let home = home();
    let until = "P(w@2022Q4 < -5) >= 0.2";
    let found = reverse(&home, "several.toml", until, &["--by", "event.jump.probability"]);
    let exact = (0.2 - normal_cdf(-6.0)) / (normal_cdf(4.0) - normal_cdf(-6.0));
    assert_near(estimate(&found["moves"][0]["found"]), exact, 4.0);
    let rows = found["region"]["rows"].as_array().unwrap();
    let event = rows.iter().find(|row| row["kind"] == "event").unwrap();
    assert!(event["within"]["value"].as_f64().unwrap() > 0.999);
    assert_near(estimate(&event["all"]), exact, 4.0);
    let same = run(&home, "w@2022Q4", "below", -5.0, &[]);
    assert_eq!(same.value, found["with"]["value"].as_f64().unwrap());
}

#[test]
fn fixed_numbers_and_targets() {
    let home = home();
    let found = reverse(&home, "ask.toml", "mean(c@2022Q1) <= -3", &["--by", "shock.fixed.add"]);
    assert!((found["distance"]["value"].as_f64().unwrap() + 3.0).abs() < 1e-6);
    assert_eq!(found["moves"][0]["percentile"], Value::Null);
    // What a target has shifted stands in the file, the target does not.
    let target =
        "[[target]]\noutcome = 'f@2022Q1'\nstat = 'mean'\nvalue = 90\nby = 'shock.percents.percent'\n";
    fs::write(home.path().join("target.toml"), format!("{SCENARIO}\n{target}")).unwrap();
    let found = reverse(&home, "target.toml", "P(x@2022Q1 < -5) >= 0.25", &["--by", "shock.one.add"]);
    let same = run(&home, "x@2022Q1", "below", -5.0, &[]);
    assert_eq!(same.value, found["with"]["value"].as_f64().unwrap());
    let text = fs::read_to_string(home.path().join("found/reverse.toml")).unwrap();
    assert!(text.contains("remove  = [\"target.f@2022Q1\"]"), "{text}");
    let summary: Value =
        serde_json::from_str(&fs::read_to_string(home.path().join("ran/summary.json")).unwrap()).unwrap();
    let f = summary["columns"].as_array().unwrap().iter().find(|column| column["id"] == "f@2022Q1").unwrap();
    assert_near(estimate(&f["statistics"]["mean"]), 90.0, 4.0);
}

#[test]
fn a_built_in_scenario_is_extended_by_its_name() {
    let home = home();
    let until = "P(gdp_effect@2022 < -3) >= 0.03";
    let output = sarez(
        home.path(),
        &[
            "reverse",
            "tajikistan-2022",
            "--until",
            until,
            "--by",
            "shock.remittances.percent",
            "--paths",
            "4096",
        ],
    );
    let (said, wrong) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{wrong}");
    for part in ["% of what is stated lies below", "the most likely way there", "reverse.toml"] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let text = fs::read_to_string(home.path().join("results/tajikistan-2022-reverse/reverse.toml")).unwrap();
    assert!(text.contains("extends = \"tajikistan-2022\""), "{text}");
    json(&home, &["run", "results/tajikistan-2022-reverse/reverse.toml", "--out", "ran"]);
}

#[test]
fn a_bad_question_says_what_to_ask() {
    let home = home();
    for (code, until, by, parts) in [
        (
            2,
            "P(y@2022Q1 < 3) > 0.1",
            &["shock.one.add"][..],
            &["unknown-outcome", "the outcomes of ask are x, c, w, f"][..],
        ),
        (2, "P(x@2031 < 3) > 0.1", &["shock.one.add"], &["outside-horizon", "from 2022Q1 to 2022Q4"]),
        (2, "P(x@2022Q1 < 3)", &["shock.one.add"], &["bad-question"]),
        (2, "P(x@2022Q1 < 3) > 10", &["shock.one.add"], &["bad-question"]),
        (
            2,
            "mean(x@2022Q1) > 3",
            &["shock.one.ad"],
            &["unknown-size", "did you mean `shock.one.add`?", "shock.skewed.add"],
        ),
        (2, "mean(x@2022Q1) > 3", &["shock.one.add", "shock.one.add"], &["duplicate-name", "moved twice"]),
        (
            1,
            "P(x@2022Q1 < -5) > 0.01",
            &["shock.one.add"],
            &["it holds as the scenario is stated", "ask for more"],
        ),
        (
            1,
            "P(c@2022Q1 < -3) > 0.5",
            &["shock.fixed.add"],
            &["is 0 on every path", "ask of the number itself"],
        ),
        (
            1,
            "mean(x@2022Q1) > 3",
            &["shock.fixed.add"],
            &["`shock.fixed.add` does not move the statistic", "move what the outcome depends on"],
        ),
        (2, "P(x@2022Q1 < -5) >= 1", &["shock.one.add"], &["a probability of 1 is that of all", "`0.99`"]),
        (2, "P(x@2022Q1 < -5) >= 0", &["shock.one.add"], &["this is decided beforehand", "5 percent is"]),
        (2, "P(x@2022Q1 < -5) >= 10", &["shock.one.add"], &["write 10 percent as `0.1`"]),
        (2, "x@2022Q1 < -5", &["shock.one.add"], &["a number on each path", "write `p50(x@2022)`"]),
        (
            1,
            "P(w@2022Q4 < -500) > 0.1",
            &["shock.one.add"],
            &[
                "stays 0 wherever `shock.one.add` is moved: all paths that were tried lie from -",
                "a threshold in that range",
            ],
        ),
        (1, "mean(f@2022Q1) < -5", &["shock.percents.percent"], &["the statistic goes from", "log_points"]),
        (1, "sd(x@2022Q1) > 3", &["shock.one.add"], &["does not move the statistic"]),
        (1, "mean(w@2022Q1) > 30", &["shock.skewed.add"], &["begins at 0", "--scale"]),
        (
            1,
            "mean(x@2022Q1) > 3",
            &["shock.one.add", "shock.fixed.add"],
            &["has no standard deviation", "move it alone"],
        ),
    ] {
        let mut arguments = vec!["reverse", "ask.toml", "--paths", "4096", "--until", until];
        arguments.extend(by.iter().flat_map(|by| ["--by", by]));
        let output = sarez(home.path(), &arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{until} {by:?}\n{said}");
        for part in parts {
            assert!(said.contains(part), "{until} {by:?}: {part:?} in\n{said}");
        }
    }
    assert!(!home.path().join("results/ask-reverse/reverse.toml").exists());
}
