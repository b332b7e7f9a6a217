//! The binary as a person or a script meets it: exit codes, what goes where, files.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const MODEL: &str = r#"
title = "An autoregressive index"
[variable.gdp]
kind = "index"
unit = "index"
label = "GDP"
level = 100
equation = "ref(gdp) + 0.6 * (gdp(-1) - ref(gdp))"
residual = { normal = { sd = 1 } }
"#;

/// A folder with a model and the scenario `fall`, whose checks are `checks`.
fn home(checks: &[&str]) -> TempDir {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("index.toml"), MODEL).expect("a file");
    write(&home, "fall", "", checks);
    home
}

/// The same, but GDP forgets what hit it: the scenario has no warning.
fn forgetful_home(checks: &[&str]) -> TempDir {
    let home = home(checks);
    let model = MODEL.replace("ref(gdp) + 0.6 * (gdp(-1) - ref(gdp))", "ref(gdp)");
    fs::write(home.path().join("index.toml"), model).expect("a file");
    home
}

fn write(home: &TempDir, name: &str, more: &str, checks: &[&str]) {
    let checks: String = checks.iter().flat_map(|that| ["[[check]]\nthat = \"", that, "\"\n"]).collect();
    let text = format!(
        r#"
title = "GDP falls by 2 percent"
model = "index.toml"
start = "2022Q1"
horizon = "2y"
{more}
[[shock]]
id = "fall"
target = "gdp"
percent = {{ normal = {{ mean = -2, sd = 0.5 }} }}
[[outcome]]
id = "gdp_effect"
variable = "gdp"
as = "effect, percent"
at = ["2022", "2023Q4"]
below = [-2]
{checks}
[run]
paths = 5_000
seed = 7
"#
    );
    fs::write(home.path().join(format!("{name}.toml")), text).expect("a file");
}

fn sarez(home: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sarez"));
    command
        .current_dir(home.path())
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("COLUMNS");
    command
}

fn run(home: &TempDir, arguments: &[&str]) -> Output {
    sarez(home).args(arguments).output().expect("the binary starts")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

#[track_caller]
fn assert_ends(output: &Output, expected: i32, stderr: &[&str]) {
    let said = text(&output.stderr);
    assert_eq!(code(output), expected, "{said}");
    for part in stderr {
        assert!(said.contains(part), "{part:?} in {said:?}");
    }
}

fn read(home: &TempDir, path: &str) -> Vec<u8> {
    fs::read(home.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}

fn names(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A country from public figures is a file of less than 30 lines, and as it is written it answers a question.
#[test]
fn a_short_country_has_less_than_thirty_lines_and_runs() {
    let folder = tempfile::tempdir().unwrap();
    let sarez = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sarez"));
        let output = command.args(arguments).current_dir(folder.path()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(sarez(&["new", "georgia", "--short"]).0, Some(0));
    let text = fs::read_to_string(folder.path().join("georgia.toml")).unwrap();
    assert!(text.lines().count() < 30 && text.contains("code     = \"GEO\""), "{text}");
    let fall = "title = 'fall'\nextends = 'remittances-22'\neconomy = 'georgia.toml'
        remove = ['p50(gdp_effect@2022) < -0.4', 'p50(gdp_effect@2022) > -2.2']";
    fs::write(folder.path().join("fall.toml"), fall).unwrap();
    assert_eq!(sarez(&["run", "fall.toml", "--paths", "512", "--quiet"]), (Some(0), String::new()));
}

#[test]
fn a_run_prints_the_table_and_writes_four_files() {
    let home = forgetful_home(&["p50(gdp_effect@2022) < -1"]);
    let output = run(&home, &["run", "fall.toml"]);
    assert_ends(&output, 0, &[]);
    assert_eq!(text(&output.stderr), "", "nothing where no terminal is");
    let table = text(&output.stdout);
    for part in [
        "GDP falls by 2 percent\n",
        "5,000 paths, 2022Q1 to 2023Q4, seed 7, ",
        "effect against the baseline",
        "P(GDP effect below -2 percent, 2022) ",
        "check p50(gdp_effect@2022) < -1: holds, ",
        "results/fall/: report.html summary.csv summary.json manifest.json\n",
    ] {
        assert!(table.contains(part), "{part:?} in {table}");
    }
    assert!(!table.contains('\u{1b}'), "no colours where no terminal is");
    assert_eq!(
        names(&home.path().join("results/fall")),
        ["manifest.json", "report.html", "summary.csv", "summary.json"]
    );
}

#[test]
fn equal_runs_give_equal_bytes_on_any_threads_blocks_and_instruction_sets() {
    let home = home(&[]);
    for (out, more) in [
        ("a", &["--threads", "1"][..]),
        ("b", &["--threads", "3", "--block", "64"]),
        ("c", &["--threads", "2", "--isa", "plain", "--block", "128"]),
    ] {
        assert_ends(&run(&home, &[&["run", "fall.toml", "--quiet", "--out", out], more].concat()), 0, &[]);
    }
    for name in ["report.html", "summary.csv", "summary.json"] {
        let first = read(&home, &format!("a/{name}"));
        assert!(first.len() > 1000);
        assert!(
            first == read(&home, &format!("b/{name}")) && first == read(&home, &format!("c/{name}")),
            "{name}"
        );
    }
    let [a, c] = ["a", "c"].map(|out| json(&read(&home, &format!("{out}/manifest.json"))));
    assert_eq!(a["identity"], c["identity"]);
    assert_eq!((&a["machine"]["threads"], &c["machine"]["threads"]), (&Value::from(1), &Value::from(2)));
    assert_eq!(c["machine"]["isa"], "plain");
    assert_eq!(a["identity"]["inputs"].as_array().map(Vec::len), Some(2));
}

#[test]
fn another_seed_gives_other_numbers_and_the_arguments_win() {
    let home = home(&[]);
    let of = |arguments: &[&str]| {
        let output = run(&home, &[&["run", "fall.toml", "--format", "json"], arguments].concat());
        assert_ends(&output, 0, &[]);
        json(&output.stdout)
    };
    let (own, other) = (of(&[]), of(&["--seed", "8", "--paths", "1e3"]));
    assert_eq!((&own["seed"], &own["paths"]), (&Value::from(7), &Value::from(5_000)));
    assert_eq!((&other["seed"], &other["paths"]), (&Value::from(8), &Value::from(1_000)));
    let median = |summary: &Value| summary["columns"][0]["statistics"]["p50"]["value"].as_f64();
    assert_ne!(median(&own), median(&other));
    // Each quarter 2 percent below 100 + 0.6 (x(-1) - 100): 98, 96.824, 96.1325, 95.7259, the mean 3.329 below 100.
    assert!((median(&own).expect("a number") + 3.329).abs() < 0.05, "{own}");
}

#[test]
fn standard_output_gets_what_the_files_hold() {
    let home = home(&[]);
    for (format, file) in [("json", "summary.json"), ("csv", "summary.csv")] {
        let output = run(&home, &["run", "fall.toml", "--format", format, "--out", "out"]);
        assert_ends(&output, 0, &[]);
        assert_eq!(text(&output.stdout), text(&read(&home, &format!("out/{file}"))));
    }
}

#[test]
fn several_scenarios_run_in_order_each_in_its_folder() {
    let home = home(&[]);
    write(&home, "second", "note = \"again\"", &[]);
    let output = run(&home, &["run", "fall.toml", "second.toml", "--format", "csv", "--out", "out"]);
    assert_ends(&output, 0, &[]);
    assert_eq!(names(&home.path().join("out")), ["fall", "report.html", "second"]);
    let table = text(&output.stdout);
    let starts: Vec<&str> = table.lines().filter_map(|line| line.split(',').next()).collect();
    assert_eq!(starts.iter().filter(|start| **start == "scenario").count(), 1, "one head");
    assert!(
        starts.is_sorted_by_key(|start| ["scenario", "fall", "second"].iter().position(|name| name == start))
    );
}

#[test]
fn a_check_that_fails_is_exit_code_1_and_the_files_are_there() {
    let home = home(&["p50(gdp_effect@2022) > 0", "p50(gdp_effect@2022) < -1"]);
    let output = run(&home, &["run", "fall.toml", "--quiet"]);
    assert_ends(&output, 1, &["check p50(gdp_effect@2022) > 0: FAILS, "]);
    assert_eq!(text(&output.stdout), "");
    assert!(!text(&output.stderr).contains("holds"));
    let summary = json(&read(&home, "results/fall/summary.json"));
    let verdicts: Vec<&Value> =
        summary["checks"].as_array().expect("a list").iter().map(|c| &c["verdict"]).collect();
    assert_eq!(verdicts, ["fails", "holds"]);
}

#[test]
fn a_check_within_the_error_is_undecided_and_no_failure() {
    let home = home(&[]);
    let output = run(&home, &["run", "fall.toml", "--format", "json"]);
    let median = json(&output.stdout)["columns"][0]["statistics"]["p50"]["value"].as_f64().expect("a number");
    write(&home, "fall", "", &[&format!("p50(gdp_effect@2022) > {median:?}")]);
    let output = run(&home, &["run", "fall.toml"]);
    assert_ends(&output, 0, &[]);
    assert!(text(&output.stdout).contains(": undecided within Monte Carlo error, "));
}

#[test]
fn every_problem_of_every_scenario_is_said_before_anything_runs() {
    let home = home(&[]);
    write(&home, "second", "colour = \"red\"", &[]);
    write(&home, "third", "", &["p50(gdp_efect@2022) < 0"]);
    let output = run(&home, &["run", "fall.toml", "second.toml", "third.toml", "no-such-scenario"]);
    assert_ends(&output, 2, &["second.toml:6:", "colour", "third.toml:", "gdp_efect", "no-such-scenario"]);
    assert_eq!(text(&output.stdout), "");
    assert!(!home.path().join("results").exists(), "nothing was written");
}

#[test]
fn wrong_arguments_are_exit_code_2() {
    let home = home(&[]);
    for arguments in [
        &["run"][..],
        &["walk"],
        &["run", "fall.toml", "--paths", "0"],
        &["run", "fall.toml", "--paths", "many"],
        &["run", "fall.toml", "--seed", "-1"],
        &["run", "fall.toml", "--threads", "0"],
        &["run", "fall.toml", "--format", "xml"],
        &["run", "fall.toml", "--block", "100"],
        &["run", "fall.toml", "--isa", "mmx"],
        &["run", "fall.toml", "--max-memory", "much"],
        &["check"],
    ] {
        let output = run(&home, arguments);
        assert_ends(&output, 2, &["error"]);
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
    }
    assert!(!home.path().join("results").exists());
    for arguments in [&["--help"][..], &["--version"], &["run", "--help"]] {
        let output = run(&home, arguments);
        assert_ends(&output, 0, &[]);
        assert!(!output.stdout.is_empty());
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_refused_before_the_first_path() {
    let home = home(&[]);
    fs::write(home.path().join("taken"), "precious").expect("a file");
    // So many paths would take hours.
    let endless = ["run", "fall.toml", "--paths", "1e12", "--out"];
    let output = run(&home, &[&endless[..], &["taken"]].concat());
    assert_ends(&output, 2, &["taken is a file, a folder is needed there", "choose another folder"]);
    let output = run(&home, &[&endless[..], &["taken/below"]].concat());
    assert_ends(&output, 2, &["taken is a file"]);
    fs::create_dir_all(home.path().join("out/summary.json")).expect("a folder");
    let output = run(&home, &[&endless[..], &["out"]].concat());
    assert_ends(&output, 2, &["summary.json is a folder, a file is needed there"]);
    assert_eq!(text(&read(&home, "taken")), "precious");
}

#[test]
fn scenarios_of_one_name_do_not_overwrite_each_other() {
    let home = home(&[]);
    let output = run(&home, &["run", "fall.toml", "./fall.toml"]);
    assert_ends(&output, 2, &["two scenarios are called fall"]);
    assert!(!home.path().join("results").exists());
}

#[test]
fn a_run_that_fails_is_exit_code_1_names_the_path_and_leaves_nothing() {
    let home = home(&[]);
    let model = MODEL.replace("residual = { normal = { sd = 1 } }", "") // log of what is negative on some paths
        + "[variable.trouble]\nkind = \"index\"\nlevel = 1\ndefinition = \"log(gdp - 97)\"\n";
    fs::write(home.path().join("index.toml"), model).expect("a file");
    let scenario = text(&read(&home, "fall.toml")).replace(
        "[run]",
        "[[outcome]]\nid = \"trouble\"\nvariable = \"trouble\"\nas = \"level\"\nat = [\"2022\"]\n[run]",
    );
    fs::write(home.path().join("fall.toml"), &scenario).expect("a file");
    let output = run(&home, &["run", "fall.toml"]);
    assert_ends(&output, 1, &["error: fall: `trouble` is not a number in 2022Q", "of seed 7", "on_bad_path"]);
    assert!(!home.path().join("results").exists(), "the folder made for it is gone");

    let counted = scenario.replace("seed = 7", "seed = 7\non_bad_path = \"count\"");
    fs::write(home.path().join("fall.toml"), counted).expect("a file");
    let output = run(&home, &["run", "fall.toml"]);
    assert_ends(&output, 0, &[]);
    assert!(
        text(&output.stdout).contains(" of 5,000 paths of trouble@2022 are not finite"),
        "{}",
        text(&output.stdout)
    );
}

#[test]
fn memory_beyond_the_limit_is_refused_with_the_numbers() {
    let home = home(&[]);
    let output = run(&home, &["run", "fall.toml", "--max-memory", "10kB"]);
    assert_ends(&output, 1, &["error: fall: ", "MB allowed", "--max-memory"]);
    assert!(!home.path().join("results").exists());
}

#[test]
fn colours_are_for_those_who_see_them() {
    let home = home(&["p50(gdp_effect@2022) < -1"]);
    let has_colour = |set: &[(&str, &str)]| {
        let output =
            sarez(&home).args(["run", "fall.toml"]).envs(set.iter().copied()).output().expect("it starts");
        output.stdout.contains(&0x1b)
    };
    assert!(!has_colour(&[]));
    assert!(has_colour(&[("CLICOLOR_FORCE", "1")]));
    assert!(!has_colour(&[("NO_COLOR", "1")]));
}

#[test]
fn the_table_fits_the_columns_asked_for() {
    let home = home(&[]);
    for columns in ["70", "150"] {
        let output =
            sarez(&home).args(["run", "fall.toml"]).env("COLUMNS", columns).output().expect("it starts");
        let widest = text(&output.stdout).lines().map(|line| line.chars().count()).max();
        assert!(widest <= columns.parse().ok(), "{widest:?}");
    }
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let home = forgetful_home(&[]);
    for arguments in
        [&["list"][..], &["run", "fall.toml"], &["run", "fall.toml", "--format", "json"], &["--help"]]
    {
        let mut child = sarez(&home)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_ends(&output, 0, &[]);
        assert_eq!(text(&output.stderr), "", "{arguments:?}");
    }
}

#[test]
fn check_says_ok_or_every_problem_and_writes_nothing() {
    let home = home(&["p50(gdp_effect@2022) < -1"]);
    let output = run(&home, &["check", "fall.toml"]);
    assert_ends(&output, 0, &[]);
    assert_eq!(
        text(&output.stdout),
        "ok  fall: 1 variable, 0 parameters, 1 shock, 0 events, 2 drivers, 2 columns, 1 check\n"
    );
    write(&home, "fall", "colour = \"red\"\nsize = 3", &[]);
    let output = run(&home, &["check", "fall.toml"]);
    assert_ends(&output, 2, &["fall.toml:6:", "fall.toml:7:", "2 errors"]);
    assert_eq!(text(&output.stdout), "");
    assert_eq!(names(home.path()), ["fall.toml", "index.toml"]);
}

#[test]
fn everything_built_in_is_listed_and_sound() {
    let home = home(&[]);
    let output = run(&home, &["list"]);
    assert_ends(&output, 0, &[]);
    let list = text(&output.stdout);
    let section = |from: &str| -> Vec<String> {
        let lines = list.lines().skip_while(|line| *line != from).skip(1).take_while(|line| !line.is_empty());
        lines.filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect()
    };
    assert!(section("scenarios").contains(&"tajikistan-2022".to_owned()), "{list}");
    assert!(section("models").contains(&"remittance-energy".to_owned()), "{list}");
    assert!(section("economies").contains(&"tajikistan".to_owned()), "{list}");
    let scenarios = section("scenarios");
    let arguments: Vec<&str> = ["check"].into_iter().chain(scenarios.iter().map(String::as_str)).collect();
    assert_ends(&run(&home, &arguments), 0, &[]);
}

#[test]
fn compare_prints_differences_and_writes_its_files() {
    let home = forgetful_home(&[]);
    write(&home, "deeper", "", &[]);
    let path = home.path().join("deeper.toml");
    let changed = fs::read_to_string(&path).expect("a file").replace("mean = -2,", "mean = -3,");
    fs::write(&path, changed.replace("seed = 7", "seed = 8")).expect("a file");
    let output = run(&home, &["compare", "fall.toml", "deeper.toml"]);
    assert_ends(&output, 0, &["warning[different-draws]", "seed 7 instead of 8"]);
    let table = text(&output.stdout);
    for part in [
        "A  fall: GDP falls by 2 percent\nB  deeper: GDP falls by 2 percent\n5,000 paths of seed 7, ",
        "B against A",
        "  exact\n",
        "shock.fall.percent",
        "p10 -3.6407758",
        "taken from B in this order: model, parameters, data, assumptions, shocks",
        "results/fall-against-deeper/: report.html forecast.csv comparison.csv comparison.json manifest.json\n",
    ] {
        assert!(table.contains(part), "{part:?} in {table}");
    }
    let found = json(&read(&home, "results/fall-against-deeper/comparison.json"));
    let row = &found["pairs"][0]["outcomes"][0];
    // The same draw, a mean one point lower: the difference is -1 on every path.
    assert!((row["difference"]["p05"]["value"].as_f64().expect("a number") + 1.0).abs() < 1e-9, "{row}");
    assert_eq!(row["below"]["value"].as_f64(), Some(1.0));
    let manifest = json(&read(&home, "results/fall-against-deeper/manifest.json"));
    assert_eq!(manifest["identities"].as_array().map(Vec::len), Some(2));

    let as_json = run(&home, &["compare", "fall.toml", "deeper.toml", "--seed", "7", "--format", "json"]);
    assert_ends(&as_json, 0, &[]);
    assert_eq!(text(&as_json.stderr), "", "the seed is the same");
    assert_eq!(as_json.stdout, read(&home, "results/fall-against-deeper/comparison.json"));
    let as_csv = run(&home, &["compare", "fall.toml", "deeper.toml", "--quiet", "--format", "csv"]);
    assert_eq!(as_csv.stdout, read(&home, "results/fall-against-deeper/comparison.csv"));
}

#[test]
fn what_cannot_be_compared_is_said() {
    let home = forgetful_home(&[]);
    let path = home.path().join("other.toml");
    let other = fs::read_to_string(home.path().join("fall.toml")).expect("a file");
    fs::write(&path, other.replace("gdp_effect", "something")).expect("a file");
    let output = run(&home, &["compare", "fall.toml", "other.toml"]);
    assert_ends(&output, 2, &["nothing can be compared", "the same id"]);
    assert!(!home.path().join("results").exists(), "a folder that was made for nothing is gone");
    assert_ends(&run(&home, &["compare", "fall.toml"]), 2, &[]);
    assert_ends(&run(&home, &["compare", "fall.toml", "none.toml"]), 2, &["none.toml"]);
    let little = ["compare", "fall.toml", "fall.toml", "--max-memory", "1KB"];
    assert_ends(&run(&home, &little), 1, &["more than the 1 MB allowed", "--max-memory"]);
}

#[test]
fn a_target_is_solved_printed_and_written() {
    let home = forgetful_home(&[]);
    let target = |value: &str| {
        format!(
            "[[target]]\noutcome = \"gdp_effect@2022\"\nstat = \"p50\"\nvalue = {value}\nby = \"shock.fall.percent\""
        )
    };
    write(&home, "aimed", &target("-5"), &["p50(gdp_effect@2022) < -4.9"]);
    let checked = run(&home, &["check", "aimed.toml"]);
    assert_ends(&checked, 0, &[]);
    assert!(text(&checked.stdout).contains("; 1 target, solved at run"), "{}", text(&checked.stdout));
    let output = run(&home, &["run", "aimed.toml"]);
    assert_ends(&output, 0, &[]);
    let table = text(&output.stdout).replace("\n  ", " ");
    let said = "target p50(gdp_effect@2022) = -5 percent: `shock.fall.percent` shifted by -3.00";
    assert!(table.contains(said), "{table}");
    let summary = json(&read(&home, "results/aimed/summary.json"));
    let shift = summary["targets"][0]["shift"]["value"].as_f64().expect("a number");
    assert!((shift + 3.0).abs() < 0.01, "{shift}");
    let manifest = json(&read(&home, "results/aimed/manifest.json"));
    assert_eq!(manifest["identity"]["shifts"][0]["shift"].as_f64(), Some(shift));

    write(&home, "far", &target("-150"), &[]);
    assert_ends(
        &run(&home, &["run", "far.toml"]),
        1,
        &["far: the target cannot be met", "-100", "log_points"],
    );
    assert_ends(&run(&home, &["compare", "fall.toml", "far.toml"]), 1, &["the target cannot be met"]);
}

const MILD: &str = r#"
title = "A milder fall"
extends = "fall.toml"
remove = ["p50(gdp_effect@2022) < -1"]
[[shock]]
id = "fall"
add = -0.5
"#;

#[test]
fn a_scenario_that_extends_another_is_run_and_its_manifest_names_all_files() {
    let home = forgetful_home(&["p50(gdp_effect@2022) < -1"]);
    fs::write(home.path().join("mild.toml"), MILD).expect("a file");
    assert_ends(&run(&home, &["run", "mild.toml", "--quiet"]), 0, &[]);
    let manifest = json(&read(&home, "results/mild/manifest.json"));
    let inputs = manifest["identity"]["inputs"].as_array().expect("inputs");
    let names: Vec<_> = inputs.iter().map(|input| input["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["mild.toml", "fall.toml", "index.toml"]);
    // Another base is another identity.
    let text = fs::read_to_string(home.path().join("fall.toml")).expect("a file");
    fs::write(home.path().join("fall.toml"), text.replace("seed = 7", "seed = 8")).expect("a file");
    assert_ends(&run(&home, &["run", "mild.toml", "--quiet"]), 0, &[]);
    let other = json(&read(&home, "results/mild/manifest.json"));
    assert_eq!(other["identity"]["seed"], 8);
    assert_eq!(other["identity"]["inputs"][0], inputs[0]);
    assert_ne!(other["identity"]["inputs"][1], inputs[1]);
}

#[test]
fn show_prints_the_whole_question_and_it_runs_to_the_same_numbers() {
    let home = forgetful_home(&["p50(gdp_effect@2022) < -1"]);
    fs::write(home.path().join("mild.toml"), MILD).expect("a file");
    let output = run(&home, &["show", "--resolved", "mild.toml"]);
    assert_ends(&output, 0, &[]);
    let shown = text(&output.stdout);
    for part in ["# mild.toml:7\n", "# fall.toml:4\n", "# each = false (default)\n"] {
        assert!(shown.contains(part), "{part}{shown}");
    }
    fs::create_dir(home.path().join("results")).expect("a folder");
    assert_ends(&run(&home, &["run", "mild.toml", "--quiet"]), 0, &[]);
    let numbers = read(&home, "results/mild/summary.csv");
    fs::write(home.path().join("mild.toml"), shown).expect("a file");
    assert_ends(&run(&home, &["run", "mild.toml", "--quiet"]), 0, &[]);
    assert_eq!(read(&home, "results/mild/summary.csv"), numbers);
    assert_ends(&run(&home, &["show", "--resolved", "--section", "run", "mild.toml"]), 2, &["--resolved"]);
    assert_ends(&run(&home, &["show", "--resolved", "lost.toml"]), 2, &["there is no file `lost.toml`"]);
}

#[test]
fn diff_says_what_is_assumed_differently() {
    let home = forgetful_home(&["p50(gdp_effect@2022) < -1"]);
    fs::write(home.path().join("mild.toml"), MILD).expect("a file");
    let output = run(&home, &["diff", "fall.toml", "fall.toml"]);
    assert_ends(&output, 0, &[]);
    assert_eq!(text(&output.stdout), "fall.toml and fall.toml assume the same\n");
    let output = run(&home, &["diff", "fall.toml", "mild.toml"]);
    assert_ends(&output, 1, &[]);
    let table = text(&output.stdout);
    for part in ["shock.fall.percent", "shock.fall.add", "check.p50(gdp_effect@2022", "mild.toml:7"] {
        assert!(table.contains(part), "{part} in {table}");
    }
    let output = run(&home, &["diff", "fall.toml", "mild.toml", "--format", "csv"]);
    assert_ends(&output, 1, &[]);
    assert_eq!(
        text(&output.stdout),
        "what,a,a_place,b,b_place\n\
         shock.fall.percent,\"{ normal = { mean = -2, sd = 0.5 } }\",fall.toml:10,,\n\
         shock.fall.add,,,-0.5,mild.toml:7\n\
         check.p50(gdp_effect@2022) < -1,\"\"\"p50(gdp_effect@2022) < -1\"\"\",fall.toml:18,,\n"
    );
    let output = run(&home, &["diff", "fall.toml", "mild.toml", "--format", "json"]);
    assert_ends(&output, 1, &[]);
    assert_eq!(json(&output.stdout)["differences"].as_array().map(Vec::len), Some(3));
    assert_ends(&run(&home, &["diff", "fall.toml", "lost.toml"]), 2, &["lost.toml"]);
}

#[test]
fn strict_takes_warnings_for_errors() {
    let home = home(&[]); // GDP reads its own past: the shock builds up
    let relaxed = run(&home, &["check", "fall.toml"]);
    assert_ends(&relaxed, 0, &["warning[compounding-shock]", "1 warning"]);
    for subcommand in ["check", "run"] {
        let output = run(&home, &[subcommand, "fall.toml", "--strict"]);
        assert_ends(&output, 2, &["error[compounding-shock]", "1 error"]);
        assert_eq!(text(&output.stdout), "");
    }
    assert!(!home.path().join("results").exists());
}

#[test]
fn problems_as_json_are_one_document_on_standard_output() {
    let home = home(&[]);
    write(&home, "second", "colour = \"red\"", &[]);
    let output = run(&home, &["check", "fall.toml", "second.toml", "nonesuch", "--format", "json"]);
    assert_ends(&output, 2, &[]);
    assert_eq!(text(&output.stderr), "");
    let document = json(&output.stdout);
    let found: Vec<(&str, &str)> = document["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["code"].as_str().unwrap(), entry["file"].as_str().unwrap_or("")))
        .collect();
    assert_eq!(
        found,
        [("compounding-shock", "fall.toml"), ("unknown-key", "second.toml"), ("unknown-file", "")]
    );
    assert_eq!((&document["errors"], &document["warnings"]), (&2.into(), &1.into()));
    assert_eq!(document["diagnostics"][1]["line"], 6);

    // A program that waits for the summary gets the problems.
    let output = run(&home, &["run", "second.toml", "--format", "json"]);
    assert_ends(&output, 2, &[]);
    assert_eq!((text(&output.stderr).as_str(), &json(&output.stdout)["errors"]), ("", &1.into()));
    // Warnings do not stand in the way of the summary.
    let output = run(&home, &["run", "fall.toml", "--format", "json"]);
    assert_ends(&output, 0, &["warning[compounding-shock]"]);
    assert_eq!(output.stdout, read(&home, "results/fall/summary.json"));
}

#[test]
fn colours_of_problems_are_for_those_who_see_them() {
    let home = home(&[]);
    let has_colour = |arguments: &[&str], set: &[(&str, &str)]| {
        let output = sarez(&home).args(arguments).envs(set.iter().copied()).output().expect("it starts");
        assert_ends(
            &output,
            2,
            &["error[unknown-file]"]
                .map(|words| if output.stderr.contains(&0x1b) { "unknown-file" } else { words }),
        );
        output.stderr.contains(&0x1b)
    };
    let check = ["check", "nonesuch"];
    assert!(!has_colour(&check, &[]));
    assert!(has_colour(&check, &[("CLICOLOR_FORCE", "1")]));
    assert!(!has_colour(&check, &[("NO_COLOR", "1")]));
    assert!(has_colour(&["check", "nonesuch", "--color", "always"], &[("NO_COLOR", "1")]));
    assert!(!has_colour(&["--color", "never", "check", "nonesuch"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!has_colour(&["check", "nonesuch", "--color", "auto"], &[]));
}

#[test]
fn every_code_is_explained() {
    let home = home(&[]);
    let list = run(&home, &["explain"]);
    assert_ends(&list, 0, &[]);
    for code in sarez::diagnostic::codes::ALL {
        let output = run(&home, &["explain", code.name]);
        assert_ends(&output, 0, &[]);
        let words: Vec<&str> = code.explanation.split_whitespace().collect();
        let explained = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(explained.contains(&words.join(" ")), "{explained}");
        assert!(text(&list.stdout).contains(&format!("  {} ", code.name)), "{}", code.name);
        assert!(explained.contains(&format!("[{}]:", code.name)), "{explained}");
    }
    assert_ends(&run(&home, &["explain", "error[unknown-key]:"]), 0, &[]);
    assert_ends(
        &run(&home, &["explain", "unkown-key"]),
        2,
        &["there is no code `unkown-key`", "did you mean `unknown-key`?"],
    );
    let far = run(&home, &["explain", "gdp"]);
    assert_ends(&far, 2, &["`sarez explain` lists the codes"]);
    assert!(!text(&far.stderr).contains("did you mean"));
}

#[test]
fn completions_and_the_manual_page_name_every_subcommand() {
    let home = home(&[]);
    let subcommands = ["run", "check", "list", "explain", "schema", "reference", "completions", "man"];
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(&home, &["completions", shell]);
        assert_ends(&output, 0, &[]);
        let script = text(&output.stdout);
        assert!(
            subcommands.iter().all(|name| script.contains(name)) && script.contains("max-memory"),
            "{script}"
        );
    }
    let output = run(&home, &["man"]);
    assert_ends(&output, 0, &[]);
    let page = text(&output.stdout);
    assert!(page.contains(".TH sarez 1") && page.contains("Exit codes"), "{page}");
    for name in subcommands {
        assert!(page.contains(&format!(".SH \"SAREZ {}\"", name.to_uppercase())), "{name}\n{page}");
    }
}

#[test]
fn a_subcommand_that_is_nearly_right_is_suggested() {
    let home = home(&[]);
    for (written, meant) in [("chekc", "check"), ("rum", "run"), ("explian", "explain"), ("shcema", "schema")]
    {
        assert_ends(
            &run(&home, &[written]),
            2,
            &[&format!("there is no subcommand `{written}`"), &format!("did you mean `{meant}`?")],
        );
    }
    for far in ["simulate", "gdp", "x"] {
        let output = run(&home, &[far]);
        assert_ends(&output, 2, &["there is no subcommand", "`sarez --help` lists"]);
        assert!(!text(&output.stderr).contains("did you mean"), "{}", text(&output.stderr));
    }
}

/// The first Ctrl-C ends a run that has written nothing, and leaves no folder behind.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    use std::time::Duration;
    let home = forgetful_home(&[]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_sarez"));
    command.current_dir(home.path()).args(["run", "fall.toml", "--paths", "1e11", "--threads", "1"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let out = home.path().join("results/fall");
    // The folder is tried before the first path.
    for _ in 0..600 {
        if out.is_dir() {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(out.is_dir());
    let signal = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(signal.success());
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("stopping") && told.contains("stopped before all paths were done"), "{told}");
    assert!(!home.path().join("results").exists());
}
