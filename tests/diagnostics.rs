//! One wrong text for every code, and what is said about it, word by word.
//!
//! `tests/diagnostics/CODE.txt` says how the sound files of `base/` are changed (`in FILE`, lines to find with `-`, lines
//! to write with `+`; a FILE that `base/` does not have is new, and one named `latin1-...` is not in UTF-8) and, after
//! `gives`, what `sarez check scenario.toml` prints, or `sarez compare scenario.toml compared.toml` where a fixture adds
//! `compared.toml`; `set.txt` holds a setting, `origin.txt` an origin. `careless/NAME.toml` are whole scenarios with
//! `NAME.txt` beside them. `UPDATE=1 cargo test diagnostics` writes what is printed now: read it before you keep it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sarez::diagnostic::codes;
use serde_json::Value;
use tempfile::TempDir;

/// The second scenario of a fixture that is about two.
const OTHER: &str = "compared.toml";

/// What a fixture sets from outside the files.
const SET: &str = "set.txt";

/// The origin that a fixture asks for.
const ORIGIN: &str = "origin.txt";

/// The files that a fixture changes.
const BASE: [(&str, &str); 3] = [
    ("scenario.toml", include_str!("diagnostics/base/scenario.toml")),
    ("model.toml", include_str!("diagnostics/base/model.toml")),
    ("economy.toml", include_str!("diagnostics/base/economy.toml")),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

/// The stems of the files with this extension, in order.
fn stems(folder: &Path, extension: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.extension().is_some_and(|found| found == extension));
    let mut stems: Vec<String> =
        files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    stems.sort_unstable();
    stems
}

/// The base files, changed as a fixture says, and those that it adds.
fn changed(fixture: &str, code: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> =
        BASE.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec();
    let mut file = 0;
    let (mut find, mut write) = (String::new(), String::new());
    let edits = fixture.split("\ngives\n").next().unwrap();
    for line in edits.lines().chain([""]) {
        let rest = |mark: &str| line.strip_prefix(mark).map(|rest| rest.strip_prefix(' ').unwrap_or(rest));
        if let Some(rest) = rest("+") {
            write += rest;
            write += "\n";
            continue;
        }
        if !write.is_empty() || (!find.is_empty() && !line.starts_with('-')) {
            let (name, text) = &mut files[file];
            if find.is_empty() {
                *text += &write;
            } else {
                assert_eq!(text.matches(&find).count(), 1, "{code}: one place in {name} has\n{find}");
                *text = text.replacen(&find, &write, 1);
            }
            (find, write) = (String::new(), String::new());
        }
        if let Some(rest) = rest("-") {
            find += rest;
            find += "\n";
        } else if let Some(name) = line.strip_prefix("in ") {
            file = files.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
                files.push((name.to_owned(), String::new()));
                files.len() - 1
            });
        } else {
            assert_eq!(line, "", "{code}: a line of a fixture begins with `in`, `-` or `+`");
        }
    }
    files
}

fn home<S: AsRef<str>>(files: &[(S, String)]) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let bytes = if name.as_ref().starts_with("latin1-") {
            text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
        } else {
            text.clone().into_bytes()
        };
        fs::write(home.path().join(name.as_ref()), bytes).unwrap();
    }
    home
}

fn sarez(home: &TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sarez"));
    command.current_dir(home.path()).env_remove("CLICOLOR_FORCE").env_remove("RUST_BACKTRACE");
    command.args(arguments).output().unwrap()
}

fn check(home: &TempDir, arguments: &[&str]) -> Output {
    sarez(home, &[&["check", "scenario.toml"], arguments].concat())
}

/// Whether a fixture is about two scenarios.
fn is_of_two(home: &TempDir) -> bool {
    home.path().join(OTHER).exists()
}

/// What a fixture is given to.
fn judge(home: &TempDir, arguments: &[&str]) -> Output {
    if let Ok(set) = fs::read_to_string(home.path().join(SET)) {
        return sarez(home, &[&["check", "scenario.toml", "--set", set.trim()], arguments].concat());
    }
    if let Ok(origin) = fs::read_to_string(home.path().join(ORIGIN)) {
        let name = format!("scenario.toml@{}", origin.trim());
        return sarez(home, &[&["check", &name], arguments].concat());
    }
    if is_of_two(home) {
        return sarez(home, &[&["compare", "scenario.toml", OTHER], arguments].concat());
    }
    check(home, arguments)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Compares with what is stored, or stores it.
fn compare(path: &Path, stored: &str, found: &str) -> Option<String> {
    if stored == found {
        return None;
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, found).unwrap();
        return None;
    }
    Some(format!("{}\n--- stored\n{stored}\n--- found\n{found}", path.display()))
}

fn schema() -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(include_str!("../docs/diagnostics.schema.json")).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn every_code_has_a_fixture_and_every_fixture_a_code() {
    let fixtures: BTreeSet<String> = stems(&folder(), "txt").into_iter().collect();
    let codes: BTreeSet<String> = codes::ALL.iter().map(|code| code.name.to_owned()).collect();
    let lacking: Vec<&String> = codes.difference(&fixtures).collect();
    assert!(lacking.is_empty(), "no fixture tests/diagnostics/CODE.txt for {lacking:?}");
    let unknown: Vec<&String> = fixtures.difference(&codes).collect();
    assert!(unknown.is_empty(), "fixtures without a code: {unknown:?}");
}

#[test]
fn each_fixture_gives_its_code_and_these_words() {
    let (mut wrong, schema) = (Vec::new(), schema());
    for code in stems(&folder(), "txt") {
        let path = folder().join(&code).with_extension("txt");
        let stored = fs::read_to_string(&path).unwrap();
        let home = home(&changed(&stored, &code));

        let output = judge(&home, &[]);
        let edits = stored.split("\ngives\n").next().unwrap().trim_end_matches("gives\n").trim_end();
        let found = format!("{edits}\ngives\n{}", text(&output.stderr));
        wrong.extend(compare(&path, &stored, &found));

        // Standard output has results where the scenarios are sound, and problems are JSON only where one is an error.
        let two = is_of_two(&home);
        let json = judge(&home, if two { &["--strict", "--format", "json"] } else { &["--format", "json"] });
        let status = if two { Some(2) } else { output.status.code() };
        assert_eq!((text(&json.stderr), json.status.code()), (String::new(), status), "{code}");
        let document: Value = serde_json::from_slice(&json.stdout).unwrap();
        if let Err(error) = schema.validate(&document) {
            panic!("{code}: {error}\n{document:#}");
        }
        let entries = document["diagnostics"].as_array().unwrap();
        let codes: BTreeSet<&str> = entries.iter().map(|entry| entry["code"].as_str().unwrap()).collect();
        if codes.iter().ne([code.as_str()].iter()) {
            wrong.push(format!("{code}: gives {codes:?}\n{found}"));
        }
        for entry in entries {
            if entry["help"] == serde_json::json!([]) {
                wrong.push(format!("{code}: does not say what to type\n{found}"));
            }
            let place =
                format!("{}:{}:{}", entry["file"].as_str().unwrap_or(""), entry["line"], entry["column"]);
            assert!(found.contains(&place), "{code}: {place}\n{found}");
        }
        let errors = !two && document["errors"].as_u64().unwrap() > 0;
        let strict = judge(&home, &["--strict"]).status.code();
        if (output.status.code(), strict) != (Some(if errors { 2 } else { 0 }), Some(2)) {
            wrong.push(format!(
                "{code}: exit codes {:?}, {strict:?} with --strict\n{found}",
                output.status.code()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_base_is_sound() {
    let home = home(&BASE.map(|(name, text)| (name, text.to_owned())));
    let output = check(&home, &["--strict"]);
    assert_eq!((text(&output.stderr), output.status.code()), (String::new(), Some(0)));
    let output = check(&home, &["--format", "json"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(schema().is_valid(&document), "{document:#}");
    assert_eq!(document["diagnostics"], serde_json::json!([]));
}

/// Whole scenarios with the slips of an ordinary afternoon.
#[test]
fn careless_scenarios_are_answered_in_these_words() {
    let mut wrong = Vec::new();
    let names = stems(&folder().join("careless"), "toml");
    assert!(names.len() >= 10, "{names:?}");
    for name in names {
        let path = folder().join("careless").join(&name);
        let scenario = fs::read_to_string(path.with_extension("toml")).unwrap();
        let output = check(&home(&[("scenario.toml", scenario)]), &[]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        let stored = fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
        wrong.extend(compare(&path.with_extension("txt"), &stored, &text(&output.stderr)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is found while compiling has its place in the file that is extended, too.
#[test]
fn problems_of_compiling_say_who_extends_the_file() {
    let fixture = "in scenario.toml\n- target  = \"sent[*]\"\n+ target  = \"imports[*]\"\n\
                   in own.toml\n+ title = \"Extended\"\n+ extends = \"scenario.toml\"\n+ start = \"2022Q1\"\n";
    let home = home(&changed(fixture, "a shock that nothing feels"));
    let output = sarez(&home, &["check", "own.toml"]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for words in
        ["error[unfelt-shock]", "scenario.toml:9:11", "own.toml:2:11", "which this `extends` brings in"]
    {
        assert!(said.contains(words), "{words}\n{said}");
    }
}

/// A block of a hundred equations would fill the screen.
#[test]
fn few_equations_of_a_block_are_shown() {
    let mut model = "title = \"Ten in a ring\"\n".to_owned();
    for k in 0..10 {
        let next = (k + 1) % 10;
        model += &format!("[variable.x{k}]\nkind = \"rate\"\nequation = \"x{next}\"\nlevel = 1\n");
    }
    let scenario = "title = \"t\"\nmodel = \"model.toml\"\nstart = \"2022Q1\"\nhorizon = \"1y\"\n\
                    [[shock]]\nid = \"s\"\ntarget = \"x0\"\nadd = 1\n\
                    [[outcome]]\nid = \"o\"\nvariable = \"x0\"\nas = \"level\"\nat = \"2022\"\n";
    let home = home(&[("model.toml", model), ("scenario.toml", scenario.to_owned())]);
    let output = check(&home, &[]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("`x5` and 4 more read each other"), "{said}");
    assert_eq!(said.matches("the equation of `x").count(), 6, "{said}");
    assert!(said.contains("`sarez show MODEL --section equations`"), "{said}");
    let shown = sarez(&home, &["show", "model.toml", "--section", "equations"]);
    assert_eq!(shown.status.code(), Some(0), "{}", text(&shown.stderr));
    assert!((0..10).all(|k| text(&shown.stdout).contains(&format!("x{k} = x"))), "{}", text(&shown.stdout));
}
