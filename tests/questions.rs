//! Conditions on events, means over ranges of periods and target indices, against closed forms; `attribute` and `sensitivity` as a
//! person meets them.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{assert_near, estimate, json, sarez};
use sarez::numerics::normal_cdf;

/// x = 1 + u, u standard normal each quarter.
const MODEL: &str = "
title = 'White noise'
[variable.x]
kind     = 'rate'
equation = 'ref(x)'
residual = { normal = { sd = 1 } }
level    = 1
[variable.still]
kind     = 'rate'
equation = 'ref(still)'
level    = 1
";

/// A fall of Z - 4, and with probability 0.3 of 10 more, both in every quarter; an event that is certain, one that is not possible.
const SCENARIO: &str = "
title   = 'Fall and freeze'
model   = 'noise.toml'
start   = '2022Q1'
horizon = '2y'
[[shock]]
id      = 'fall'
target  = 'x'
add     = { normal = { mean = -4, sd = 1 } }
channel = 'demand'
[[event]]
id          = 'freeze'
probability = 0.3
window      = ['2022Q1', '2022Q1']
duration    = '8q'
shock       = [{ target = 'x', add = -10 }]
channel     = 'payments'
[[event]]
id          = 'certain'
probability = 1
window      = ['2022Q1', '2022Q4']
duration    = '1q'
shock       = [{ target = 'still', add = { uniform = { low = 1, high = 2 } } }]
channel     = 'payments'
[[event]]
id          = 'never'
probability = 0
window      = ['2022Q1', '2022Q4']
duration    = '1q'
shock       = [{ target = 'still', add = 1 }]
[[regime]]
id     = 'stress'
enter  = 0.1
leave  = 0.5
shock  = [{ target = 'still', add = 1 }]
[[outcome]]
id       = 'x'
variable = 'x'
as       = 'level'
at       = ['2022Q1', '2022Q2', '2022Q3']
below    = [-100]
[[outcome]]
id       = 'effect'
variable = 'x'
as       = 'effect'
at       = ['2022Q1', '2022Q2', '2022']
[[outcome]]
id       = 'moved'
variable = 'still'
as       = 'level'
at       = '2023'
[[outcome]]
id       = 'still'
variable = 'still'
as       = 'level'
of       = 'baseline'
at       = '2023'
[run]
paths = 40_000
seed  = 3
";

fn home() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    for (name, text) in [("noise.toml", MODEL), ("ask.toml", SCENARIO)] {
        fs::write(home.path().join(name), text).unwrap();
    }
    home
}

/// What is said on standard error, and the exit code.
fn said(home: &TempDir, arguments: &[&str]) -> (i32, String) {
    let output = sarez(home.path(), arguments);
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// N = 40,000, seed 3, 4 standard errors. With M the mean of three quarters, var M = cov(x, M) = 4/3 without the freeze.
#[test]
fn queries_given_events_and_over_ranges() {
    let home = home();
    let third: f64 = 4.0 / 3.0;
    let cases = [
        ("mean(x@2022Q1) given freeze", -13.0, 0.3),
        ("mean(x@2022Q1) given not freeze", -3.0, 0.7),
        ("sd(x@2022Q1) given not freeze", 2_f64.sqrt(), 0.7),
        ("sd(x@2022Q1..2022Q3) given not freeze", third.sqrt(), 0.7),
        ("p50(x@2022Q1..2022Q3) given freeze", -13.0, 0.3),
        ("mean(x@2022Q1..2022Q3)", -6.0, 1.0),
        // E[x | M < its mean] = -3 - √(4/3) 2 φ(0)
        (
            "mean(x@2022Q1) given x@2022Q1..2022Q3 < -3 and not freeze",
            -3.0 - third.sqrt() * (2.0 / std::f64::consts::PI).sqrt(),
            0.35,
        ),
        ("P(effect@2022Q1 < -4) given not freeze", 0.5, 0.7),
        // On by 2023Q4 in none of eight quarters: 0.9^8.
        ("mean(effect@2022Q1) given not stress", -7.0, 0.43046721),
    ];
    for (question, exact, share) in cases {
        let found = json(&home, &["query", "ask.toml", question]);
        let answer = &found["answers"][0];
        assert_eq!(answer["query"], question);
        assert_near(estimate(&answer["given"]), exact, 4.0);
        if share < 1.0 {
            assert_near(estimate(&answer["probability"]), share, 4.0);
        } else {
            assert_eq!(answer["meeting"], answer["paths"]);
        }
    }
    // Years alone: of the effect's periods one is a year. Both orders of questions give the same.
    let together = ["query", "ask.toml", "mean(x@2022Q4)", "mean(x@2022Q1..2022Q4)"];
    let found = json(&home, &together);
    let alone = json(&home, &["query", "ask.toml", "mean(x@2022Q1..2022Q4)"]);
    assert_eq!(found["answers"][1]["given"], alone["answers"][0]["given"]);
    assert_eq!(found["answers"][1]["period"], "2022Q1..2022Q4");
    let one = json(&home, &["query", "ask.toml", "mean(effect@2022..2023)", "mean(effect@2022)"]);
    assert_eq!(one["answers"][0]["given"], one["answers"][1]["given"]);
}

#[test]
fn bad_conditions_and_ranges_say_what_to_ask_instead() {
    let home = home();
    for (question, code, parts) in [
        (
            "mean(x@2022Q1) given freze",
            2,
            &["error[unknown-event]", "question:1:22", "did you mean `freeze`?"][..],
        ),
        ("mean(x@2022Q1) given not storm", 2, &["error[unknown-event]", "freeze, certain, never, stress"]),
        ("mean(x@2022Q1) given x", 2, &["error[unknown-event]", "`x@2022 < 0`"]),
        ("mean(x@2022Q1) given fall", 2, &["error[unknown-event]", "it is a shock"]),
        (
            "mean(x@2022Q1) given certain",
            2,
            &["error[bad-question]", "on every path: the condition says nothing"],
        ),
        (
            "mean(x@2022Q1) given not certain",
            2,
            &["no path meets the condition", "or leave the condition out"],
        ),
        (
            "mean(x@2022Q1) given never",
            2,
            &["no path meets the condition", "--set event.never.probability=0.5"],
        ),
        ("mean(x@2022Q1) given not never", 2, &["on no path: the condition says nothing", "leave it out"]),
        (
            "mean(x@2022Q1) given freeze and not freeze",
            1,
            &["error[bad-question]", "question:1:22", "met on "],
        ),
        (
            "mean(x@2022Q1) given x@2022Q1 > 100",
            1,
            &["error[bad-question]", "the paths lie from", "ask for less"],
        ),
        ("mean(x@2023Q1..2023Q4)", 2, &["error[bad-question]", "2022Q1, 2022Q2, 2022Q3: ask for a range"]),
        ("mean(x@2022..2023)", 2, &["states no period from 2022 to 2023"]),
        ("mean(x@2023..2022)", 2, &["error[bad-question]", "write `@2022..2023`"]),
        ("mean(y@2022..2023)", 2, &["error[unknown-outcome]", "question:1:1"]),
    ] {
        let (ended, text) = said(&home, &["query", "ask.toml", question]);
        assert_eq!(ended, code, "{question}: {text}");
        for part in parts {
            assert!(text.contains(part), "{question}: {part} in {text}");
        }
    }
}

/// The indices of a target of an outcome: by group its first-order and total index.
fn indices(found: &Value, outcome: &str, target: &str, group: &str) -> [sarez::results::Estimate; 2] {
    let list = |of: &Value| of.as_array().unwrap().clone();
    let row = list(&found["outcomes"]).into_iter().find(|row| row["id"] == outcome).unwrap();
    let target = list(&row["targets"]).into_iter().find(|one| one["target"] == target).unwrap();
    let index = list(&target["indices"]).into_iter().find(|index| index["group"] == group).unwrap();
    ["first", "total"].map(|of| estimate(&index[of]))
}

/// N = 39,936 pairs, seed 3, 4 standard errors. x = F(-4, 1) - 10 E + 1 + u: variance 1 + 21 + 1, the mean over three quarters
/// 1 + 21 + 1/3.
#[test]
fn indices_of_a_date_and_of_an_average() {
    let home = home();
    let found =
        json(&home, &["sensitivity", "ask.toml", "--outcome", "x@2022Q1", "--outcome", "x@2022Q1..2022Q3"]);
    let ids: Vec<&Value> = found["outcomes"].as_array().unwrap().iter().map(|row| &row["id"]).collect();
    assert_eq!(ids, ["x@2022Q1", "x@2022Q1..2022Q3"]);
    for (outcome, noise) in [("x@2022Q1", 1.0), ("x@2022Q1..2022Q3", 1.0 / 3.0)] {
        for (group, variance) in [("shock.fall", 1.0), ("event.freeze", 21.0), ("residuals", noise)] {
            for index in indices(&found, outcome, "value", group) {
                assert_near(index, variance / (22.0 + noise), 4.0);
            }
        }
    }
    // At the medians nothing is frozen; the noise of a quarter stays there too.
    let tornado = &found["outcomes"][1]["tornado"];
    let swing = tornado.as_array().unwrap().iter().find(|swing| swing["driver"] == "shock.fall.add").unwrap();
    assert!((swing["p95"].as_f64().unwrap() + 3.0 - 1.6448536269514722).abs() < 1e-9, "{swing}");
    assert!((found["outcomes"][1]["median"].as_f64().unwrap() + 3.0).abs() < 1e-12);
    let same = json(&home, &["sensitivity", "ask.toml", "--of", "x@2022Q1"]);
    assert_eq!(found["outcomes"][0], same["outcomes"][0]);
}

/// Where the freeze is: y = E W, W = x - 10 with mean -13 and variance 2, so that Var y = 2 p + 169 p (1 - p). Where the effect is
/// below -6: always with the freeze, else with probability q = Φ(-2).
#[test]
fn target_indices() {
    let home = home();
    let ask =
        |place: &str| json(&home, &["sensitivity", "ask.toml", "--outcome", "x@2022Q1", "--where", place]);
    let found = ask("freeze");
    assert_eq!(found["conditions"], serde_json::json!(["freeze"]));
    let (p, all) = (0.3, 2.0 * 0.3 + 169.0 * 0.21);
    for (group, first, total) in [
        ("event.freeze", 169.0 * 0.21 / all, 1.0 - 2.0 * p * p / all),
        ("shock.fall", p * p / all, p / all),
        ("residuals", p * p / all, p / all),
    ] {
        let [a, b] = indices(&found, "x@2022Q1", "value where freeze", group);
        assert_near(a, first, 4.0);
        assert_near(b, total, 4.0);
    }
    let [alone, total] = indices(&found, "x@2022Q1", "whether freeze", "event.freeze");
    assert!((alone.value - 1.0).abs() < 0.01 && (total.value - 1.0).abs() < 0.01, "{alone:?} {total:?}");
    // 1 - (1 - E)(1 - Q): of E alone p (1 - p) (1 - q)², of the fall alone q (1 - q) (1 - p)².
    let found = ask("effect@2022Q1 < -6");
    let q = normal_cdf(-2.0);
    let mean = 1.0 - (1.0 - p) * (1.0 - q);
    let all = mean * (1.0 - mean);
    let target = "whether effect@2022Q1 < -6";
    let [freeze, freeze_total] = indices(&found, "x@2022Q1", target, "event.freeze");
    assert_near(freeze, 0.21 * (1.0 - q) * (1.0 - q) / all, 4.0);
    assert_near(freeze_total, 1.0 - q * (1.0 - q) * (1.0 - p) * (1.0 - p) / all, 4.0);
    let [fall, fall_total] = indices(&found, "x@2022Q1", target, "shock.fall");
    assert_near(fall, q * (1.0 - q) * 0.49 / all, 4.0);
    assert_near(fall_total, 1.0 - 0.21 * (1.0 - q) * (1.0 - q) / all, 4.0);
    // In words, once for all outcomes.
    let output =
        sarez(home.path(), &["sensitivity", "ask.toml", "--where", "x@2022Q1..2022Q3 < -5 and not freeze"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.matches("Whether x@2022Q1..2022Q3 < -5 and not freeze\n").count(), 1, "{text}");
    assert!(
        text.matches("Its value where x@2022Q1..2022Q3 < -5").count() > 3 && text.contains("1801.10047"),
        "{text}"
    );
}

#[test]
fn sensitivity_on_the_command_line() {
    let home = home();
    let found = json(&home, &["sensitivity", "ask.toml", "--paths", "4096"]);
    let output = sarez(
        home.path(),
        &["sensitivity", "ask.toml", "--paths", "4096", "--format", "csv", "--out", "out"],
    );
    assert_eq!(output.stderr, b"");
    let csv = String::from_utf8(output.stdout).unwrap();
    assert_eq!(fs::read_to_string(home.path().join("out/sensitivity.csv")).unwrap(), csv);
    let [alone, _] = indices(&found, "x@2022Q1", "value", "event.freeze");
    assert!(csv.contains(&format!(",value,event.freeze,first,{},", alone.value)), "{csv}");
    // An index of a constant, and thresholds that no path passes: said, and no error.
    let text = String::from_utf8(sarez(home.path(), &["sensitivity", "ask.toml"]).stdout).unwrap();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("it is the same on every path: it has no variance to share out; ask for an outcome"),
        "{text}"
    );
    assert!(text.contains("ask with a threshold that some paths pass and others do not"), "{text}");
    assert!(csv.contains(",below -100,,constant,,,,\n"), "{csv}");
    let fixed = SCENARIO.replace("{ normal = { mean = -4, sd = 1 } }", "-4");
    let quiet = MODEL.replace("residual = { normal = { sd = 1 } }\n", "");
    fs::write(home.path().join("noise.toml"), quiet).unwrap();
    let begin = fixed.find("[[event]]").unwrap();
    let end = fixed.find("[[outcome]]").unwrap();
    fs::write(home.path().join("fixed.toml"), format!("{}{}", &fixed[..begin], &fixed[end..])).unwrap();
    let (code, text) = said(&home, &["sensitivity", "fixed.toml"]);
    assert_eq!(code, 1);
    assert!(text.contains("no index exists") && text.contains("give a shock a distribution"), "{text}");
    for (arguments, parts) in [
        (&["--outcome", "y@2022Q1"][..], &["error[unknown-outcome]", "--outcome:1:"][..]),
        (&["--outcome", "effct@2022Q1"], &["did you mean `effect`?"]),
        (&["--outcome", "x"], &["the period is missing"]),
        (&["--outcome", "x@2030"], &["error[outside-horizon]"]),
        (&["--where", "freze"], &["error[unknown-event]", "--where:1:1", "did you mean `freeze`?"]),
        (&["--where", "x@2022Q1"], &["error[bad-question]", "one of < <= > >="]),
        (&["--where", ""], &["the text is empty"]),
        (&["--where", "certain"], &["the condition says nothing"]),
    ] {
        let (code, text) = said(&home, &[&["sensitivity", "ask.toml"], arguments].concat());
        assert_eq!(code, 2, "{arguments:?} {text}");
        assert!(parts.iter().all(|part| text.contains(part)), "{arguments:?} {text}");
    }
}

/// Shares of the mean: the fall -4, the freeze -3; nothing of x from the rest.
#[test]
fn attribute_on_the_command_line() {
    let home = home();
    let ask = ["attribute", "ask.toml", "--paths", "8192", "--outcome", "x@2022Q1"];
    let by_channel = json(&home, &[&ask[..], &["--by", "channel"]].concat());
    let players = |found: &Value| -> Vec<String> {
        found["players"]
            .as_array()
            .unwrap()
            .iter()
            .map(|player| player["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(players(&by_channel), ["demand", "payments", "never", "stress"]);
    assert_eq!(by_channel["players"][1]["members"], serde_json::json!(["freeze", "certain"]));
    assert_eq!(by_channel["players"][2]["kind"], "event");
    assert_eq!(players(&json(&home, &ask)), ["fall", "freeze", "certain", "never", "stress"]);
    let over = json(&home, &[&ask[..], &["--by", "channel", "--channel", "demand=never,stress"]].concat());
    assert_eq!(players(&over), ["demand", "payments"]);
    let csv =
        sarez(home.path(), &[&ask[..], &["--by", "channel", "--format", "csv", "--out", "out"]].concat());
    let csv = String::from_utf8(csv.stdout).unwrap();
    assert_eq!(fs::read_to_string(home.path().join("out/attribute.csv")).unwrap(), csv);
    assert!(
        csv.lines().all(|line| line.matches(',').count() == csv.lines().next().unwrap().matches(',').count())
    );
    assert!(csv.contains("payments") && !csv.contains("freeze"), "{csv}");
    let text =
        String::from_utf8(sarez(home.path(), &[&ask[..], &["--by", "channel"]].concat()).stdout).unwrap();
    assert!(text.contains("payments") && text.contains("demand"), "{text}");
    // Both have the same size in every quarter: the mean over a range is that of one of them.
    let range =
        json(&home, &["attribute", "ask.toml", "--paths", "8192", "--outcome", "effect@2022Q1..2022Q2"]);
    let row = &range["outcomes"][0];
    assert_eq!((&row["id"], &row["period"]), (&"effect@2022Q1..2022Q2".into(), &"2022Q1..2022Q2".into()));
    let shares = &row["statistics"][0]["shares"];
    for (player, exact) in [(0, -4.0), (1, -3.0)] {
        assert_near(estimate(&shares[player]["share"]), exact, 4.0);
    }
    assert_eq!(shares[2]["share"]["value"], 0.0);
    for (arguments, parts) in [
        (
            &["--outcome", "y@2022Q1"][..],
            &["error[unknown-outcome]", "the outcomes of ask are x, effect, moved, still"][..],
        ),
        (&["--outcome", "x@2023Q1..2023Q3"], &["error[bad-question]", "states no period from 2023Q1"]),
        (&["--channel", "fuel=freze"], &["`freze`, which is not there", "did you mean `freeze`?"]),
        (&["--by", "chanel"], &["invalid value 'chanel'"]),
    ] {
        let (code, text) = said(&home, &[&["attribute", "ask.toml"], arguments].concat());
        assert_eq!(code, 2, "{arguments:?} {text}");
        assert!(parts.iter().all(|part| text.contains(part)), "{arguments:?} {text}");
    }
    let begin = SCENARIO.find("[[shock]]").unwrap();
    let end = SCENARIO.find("[[outcome]]").unwrap();
    fs::write(home.path().join("none.toml"), format!("{}{}", &SCENARIO[..begin], &SCENARIO[end..])).unwrap();
    let (code, text) = said(&home, &["attribute", "none.toml"]);
    assert_eq!(code, 2);
    assert!(text.contains("no shock and no event that an effect could come from"), "{text}");
}

#[test]
fn what_is_no_scenario_says_what_it_is() {
    let home = home();
    fs::write(home.path().join("somewhere.toml"), "title = 'Somewhere'\n[level.x]\nvalue = 1\n").unwrap();
    for (arguments, part) in [
        (&["attribute", "somewhere.toml"][..], "`somewhere.toml` is an economy, not a scenario"),
        (&["query", "noise.toml", "mean(x@2022)"], "`noise.toml` is a model, not a scenario"),
        (&["attribute", "tajikistan"], "`tajikistan` is an economy, and a scenario is meant here"),
        (&["attribute", "ask.toml", "--outcome", "x@2030"], "lengthen the scenario's `horizon`"),
        (&["attribute", "ask.toml", "--outcome", "x@2020"], "let the scenario `start` before it"),
    ] {
        let (code, text) = said(&home, arguments);
        assert!(code == 2 && text.contains(part), "{arguments:?} {text}");
    }
    let (code, text) = said(&home, &["compare", "ask.toml", "ask.toml", "--paths", "512"]);
    assert!(code == 0 && text.contains("say the same: no difference is to be found"), "{text}");
    let (code, text) =
        said(&home, &["compare", "ask.toml", "ask.toml", "--paths", "512", "--table", "revision"]);
    assert!(code == 0 && text.contains("say the same"), "{text}");
}
