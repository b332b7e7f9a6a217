//! `sarez show` and `sarez new`, through the binary.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

fn sarez(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sarez"));
    command.current_dir(folder).env_remove("CLICOLOR_FORCE").env("COLUMNS", "80");
    command.args(arguments).output().unwrap()
}

/// What it prints when all is well.
#[track_caller]
fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = sarez(folder, arguments);
    let problems = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), problems.as_str()), (Some(0), ""), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn refused(folder: &Path, arguments: &[&str], part: &str) {
    let output = sarez(folder, arguments);
    let problems = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(problems.contains(part) && output.stdout.is_empty(), "{problems}");
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn home() -> TempDir {
    tempfile::tempdir().unwrap()
}

const SECTIONS: [&str; 16] = [
    "equations",
    "accounts",
    "parameters",
    "economy",
    "data",
    "drivers",
    "dependence",
    "assumptions",
    "tunes",
    "shocks",
    "events",
    "outcomes",
    "targets",
    "checks",
    "observed",
    "run",
];

#[test]
fn a_small_model_is_shown_in_the_order_in_which_it_is_computed() {
    let text = said(here(), &["show", "tests/known_models/klein.toml", "--section", "equations"]);
    let expected = "\
EQUATIONS
in the order in which they are computed: 7 behavioural, which shocks may hit,
and 5 definitions

 1  trend = trend(-1) + 1
    index

 2  government_wages = 2.7 + since(1922Q1) * (2.9 - 2.7)
    flow

 3  government = 3.9 + since(1922Q1) * (3.2 - 3.9)
    flow

 4  taxes = 7.7 + since(1922Q1) * (3.9 - 7.7)
    flow

Block 1, solved together in each period: Newton's method solves for this one; 4
follow

 5  output = consumption + investment + government
    flow, a definition

These follow in block 1, in this order

 6  private_wages = 1.5003 + 0.4389 * output + 0.1467 * output(-1) + 0.1304
        * trend
    flow

 7  profits = output - taxes - private_wages
    flow, a definition

 8  consumption = 16.555 + 0.0173 * profits + 0.2162 * profits(-1) + 0.8102
        * (private_wages + government_wages)
    flow

 9  investment = 20.278 + 0.1502 * profits + 0.6159 * profits(-1) - 0.1578 *
        capital(-1)
    flow

After the block

10  capital = capital(-1) + investment
    stock, a definition

11  debt = debt(-1) + government - taxes
    stock, a definition

12  wealth = wealth(-1) + output - taxes - consumption
    stock, a definition
";
    assert_eq!(text.split_once("\n\n").unwrap().1, expected);
}

/// Whatever an equation reads in the same period stands before it, or in its block.
#[test]
fn every_equation_stands_after_what_it_reads() {
    for name in ["tajikistan-2022", "tests/known_models/sim.toml", "tests/known_models/klein.toml"] {
        let show: Value = serde_json::from_str(&said(here(), &["show", name, "--format", "json"])).unwrap();
        let list = show["equations"]["list"].as_array().unwrap();
        let stem =
            |equation: &Value| equation["variable"].as_str().unwrap().split('[').next().unwrap().to_owned();
        let names: Vec<String> = list.iter().map(stem).collect();
        for (at, equation) in list.iter().enumerate() {
            let text = equation["text"].as_str().unwrap();
            let file = sarez::diagnostic::Sources::new().add("", text);
            for read in sarez::language::names(&sarez::language::parse(text, file, 0).unwrap()) {
                let Some(place) = names.iter().position(|name| name == read.name) else { continue };
                let together = !equation["block"].is_null() && list[place]["block"] == equation["block"];
                let before = place < at || read.lag > 0 || read.reference;
                assert!(before || together, "{name}: {} reads {}", names[at], read.name);
            }
        }
    }
}

#[test]
fn the_founding_scenario_says_something_in_every_section() {
    let whole = said(here(), &["show", "tajikistan-2022"]);
    for section in SECTIONS {
        let text = said(here(), &["show", "tajikistan-2022", "--section", section]);
        let heading = format!("\n{}\n", section.to_uppercase());
        assert!(text.contains(&heading) && whole.contains(&heading), "{section}");
        let body: Vec<&str> = text.split_once(&heading).unwrap().1.lines().collect();
        let may_be_none = ["accounts", "data", "assumptions", "tunes", "targets"].contains(&section);
        assert!(body.len() > 1 || section == "run" || may_be_none, "{section}: {text}");
        assert!(whole.contains(&body.join("\n")), "{section} alone is as in the whole");
    }
    assert!(whole.lines().all(|line| line.chars().count() <= 80));
    let two = said(here(), &["show", "tajikistan-2022", "--section", "shocks,events"]);
    assert!(two.contains("\nSHOCKS\n") && two.contains("\nEVENTS\n") && !two.contains("\nOUTCOMES\n"));
    for part in [
        " parameters are judgement (*)",
        "under the stated event probabilities",
        "weight    2022 ████  2023 ▇▆▅▄",
    ] {
        assert!(whole.contains(part), "{part}");
    }
}

/// The drivers that are shown are those that are drawn.
#[test]
fn every_driver_that_is_drawn_is_shown() {
    for name in ["tajikistan-2022", "oil-price", "tests/known_models/formalisation.toml"] {
        let show: Value =
            serde_json::from_str(&said(here(), &["show", name, "--section", "drivers", "--format", "json"]))
                .unwrap();
        let shown: Vec<&str> = show["drivers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|driver| driver["name"].as_str().unwrap())
            .collect();
        let path = format!("{}/{name}", env!("CARGO_MANIFEST_DIR"));
        let path = if Path::new(&path).exists() { path } else { name.to_owned() };
        let (mut sources, mut diagnostics) =
            (sarez::diagnostic::Sources::new(), sarez::diagnostic::Diagnostics::new());
        let scenario = sarez::read::read(&path, &mut sources, &mut diagnostics).unwrap();
        for source in super::support::ensemble(&scenario).sources {
            assert!(shown.contains(&source.name.as_str()), "{name}: {}", source.name);
        }
    }
}

#[test]
fn a_model_alone_is_shown_without_an_economy() {
    let text = said(here(), &["show", "remittance-energy"]);
    for part in ["\nEQUATIONS\n", "\nPARAMETERS\n", "sent[corridor] = ", "residual.sent[corridor]"] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("\nSHOCKS\n") && !text.contains("\nOUTCOMES\n"));
    assert!(
        said(here(), &["show", "tests/known_models/stiff-pair-model.toml"])
            .contains("Block 1, solved together")
    );
    refused(here(), &["show", "no-such-thing"], "no-such-thing");
    refused(here(), &["show", "tajikistan-2022", "--section", "weather"], "weather");
}

/// The blocks of lines that begin with # and no space.
fn commented(text: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let is_code =
        |line: &str| line.strip_prefix('#').is_some_and(|rest| !rest.starts_with(' ') && !rest.is_empty());
    let mut blocks: Vec<(usize, usize)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        match blocks.last_mut() {
            _ if !is_code(line) => {}
            Some((_, end)) if *end == at => *end = at + 1,
            _ => blocks.push((at, at + 1)),
        }
    }
    blocks
}

fn uncommented(text: &str, block: (usize, usize)) -> String {
    let lines = text.lines().enumerate();
    let line = |(at, line): (usize, &str)| {
        let inside = (block.0..block.1).contains(&at);
        format!("{}\n", if inside { line.strip_prefix('#').unwrap_or(line) } else { line })
    };
    lines.map(line).collect()
}

#[test]
fn a_new_economy_and_a_new_scenario_are_sound_and_run() {
    let home = home();
    let folder = home.path();
    assert!(said(folder, &["new", "KGZ"]).contains("wrote kyrgyzstan.toml"));
    said(folder, &["new", "--scenario", "first", "--economy", "kyrgyzstan.toml", "--start", "2025Q1"]);
    assert!(said(folder, &["check", "first.toml"]).starts_with("ok  first: "));
    let ran = said(folder, &["run", "first.toml", "--paths", "256"]);
    assert!(ran.contains("2025Q1 to 2026Q4"), "{ran}");
    let figures = said(folder, &["show", "first.toml", "--section", "economy", "--format", "json"]);
    let figures: Value = serde_json::from_str(&figures).unwrap();
    let count = &figures["figures"]["count"];
    assert_eq!(count["judgement"], count["all"], "placeholders are judgement");
    assert!(count["all"].as_u64() > Some(5));
    let economy = fs::read_to_string(folder.join("kyrgyzstan.toml")).unwrap();
    assert!(economy.contains("code     = \"KGZ\"") && economy.contains("BX.TRF.PWKR.CD.DT"));
}

#[test]
fn every_commented_block_is_sound_when_uncommented() {
    let home = home();
    let folder = home.path();
    said(folder, &["new", "Kyrgyzstan"]);
    said(folder, &["new", "--scenario", "first", "--economy", "kyrgyzstan.toml", "--start", "2025Q1"]);
    let mut all = 0;
    for file in ["first.toml", "kyrgyzstan.toml"] {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        for block in commented(&text) {
            fs::write(folder.join(file), uncommented(&text, block)).unwrap();
            // Of parameters a few: they are all written alike.
            all += 1;
            if file == "first.toml" || all % 7 == 0 {
                said(folder, &["check", "first.toml"]);
            }
        }
        let whole = commented(&text).into_iter().fold(text.clone(), |text, block| uncommented(&text, block));
        fs::write(folder.join(file), whole).unwrap();
        said(folder, &["check", "first.toml"]);
        fs::write(folder.join(file), text).unwrap();
    }
    assert!(all > 40, "{all}");
    // Every section of a scenario is there.
    let text = fs::read_to_string(folder.join("first.toml")).unwrap();
    for key in sarez::read::keys::SCENARIO.keys {
        let named = |form: &str| text.contains(&format!("{form}{}", key.name));
        assert!(["[", "\n", "\n#", "`"].into_iter().any(named), "{}", key.name);
    }
}

#[test]
fn a_model_of_ones_own_gets_files_too() {
    let home = home();
    let folder = home.path();
    let model = r#"
title = "A trade model"
sets = ["partner"]
[variable.exports]
over = "partner"
kind = "flow"
equation = "ref(exports[partner])"
[variable.rate]
kind = "rate"
bounds = { low = 2, high = 9 }
equation = "ref(rate) + 0.1 * (rate(-1) - ref(rate))"
[variable.stock]
kind = "stock"
definition = "stock(-1) + sum(partner: exports[partner] - ref(exports[partner]))"
"#;
    fs::write(folder.join("trade.toml"), model).unwrap();
    said(folder, &["new", "el salvador", "--model", "trade.toml"]);
    let economy = fs::read_to_string(folder.join("el-salvador.toml")).unwrap();
    for level in ["exports", "rate", "stock"] {
        assert!(economy.contains(&format!("[level.{level}]")), "{economy}");
    }
    said(
        folder,
        &[
            "new",
            "--scenario",
            "q",
            "--model",
            "trade.toml",
            "--economy",
            "el-salvador.toml",
            "--start",
            "2025Q1",
        ],
    );
    said(folder, &["run", "q.toml", "--paths", "256"]);
}

/// Without its data an exogenous variable has no value.
#[test]
fn a_new_economy_has_the_series_of_its_model() {
    let home = home();
    let folder = home.path();
    let model = r#"
title = "Imported fuel"
sets = ["partner"]
[variable.brent]
label = "Brent oil price"
kind = "index"
unit = "USD a barrel"
series = true
[variable.tariff]
over = "partner"
kind = "rate"
series = true
[variable.bill]
kind = "flow"
equation = "ref(bill) * brent(-1) / 100 + sum(partner: tariff[partner])"
"#;
    fs::write(folder.join("fuel.toml"), model).unwrap();
    said(folder, &["new", "Moldova", "--model", "fuel.toml"]);
    let economy = fs::read_to_string(folder.join("moldova.toml")).unwrap();
    for words in [
        "[series.brent]\nannual = { ",
        "Europe Brent spot price",
        "[series.tariff]",
        "{ partner_one = 1, partner_two = 1 }",
        "csv = \"moldova-path.csv\"",
        "#   variable,element,period,value,unit,vintage,source\n#   bill,,",
    ] {
        let text = economy.replace("\n# ", " ");
        assert!(economy.contains(words) || text.contains(words), "{words}\n{economy}");
    }
    said(folder, &["new", "--scenario", "q", "--model", "fuel.toml", "--economy", "moldova.toml"]);
    said(folder, &["run", "q.toml", "--paths", "256"]);
    let shown = said(folder, &["show", "q.toml", "--section", "data"]);
    assert!(shown.contains("brent, USD a barrel") && shown.contains("tariff[partner_two]"), "{shown}");
}

#[test]
fn what_is_there_is_not_overwritten_unless_forced() {
    let home = home();
    let folder = home.path();
    fs::write(folder.join("moldova.toml"), "precious").unwrap();
    refused(folder, &["new", "MDA"], "moldova.toml is there already");
    assert_eq!(fs::read_to_string(folder.join("moldova.toml")).unwrap(), "precious");
    said(folder, &["new", "MDA", "--out", "other.toml"]);
    said(folder, &["new", "MDA", "--force"]);
    let [forced, other] =
        ["moldova.toml", "other.toml"].map(|name| fs::read_to_string(folder.join(name)).unwrap());
    assert_eq!(forced, other);
    refused(folder, &["new", "ZZZ"], "`ZZZ`");
    refused(folder, &["new", "MDA", "--model", "no-such"], "no-such");
    refused(folder, &["new"], "COUNTRY");
    refused(folder, &["new", "MDA", "--out", "moldova.toml/x.toml"], "moldova.toml is a file");
}
