//! What the guide says to type is typed, and what it shows is what comes.
//!
//! Blocks of `docs/guide.md` are taken in order, in one folder: `toml` is a file, named by its first line; `diff`
//! changes one line of a file for others, or adds lines at its end; `sh` is run, `cargo` and `git` aside, whose work
//! is done where this test runs; `text` below it is what was printed, but for the lines that `...` stands for and for
//! seconds. Other blocks are shown alone.

use std::fs;
use std::path::Path;
use std::process::Command;

const GUIDE: &str = include_str!("../docs/guide.md");

/// Language and text of each fenced block.
fn blocks() -> Vec<(&'static str, &'static str)> {
    let inside = GUIDE.split("```").skip(1).step_by(2);
    inside.map(|block| block.split_once('\n').unwrap()).collect()
}

/// The words of a command; quotes hold one together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('"').enumerate() {
        match at % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

/// Runs a line in the folder: what it printed.
fn run(line: &str, folder: &Path) -> String {
    let (command, remark) = line.split_once('#').unwrap_or((line, ""));
    let wanted = remark.trim().strip_prefix("exit code ").map_or(0, |code| code.parse().unwrap());
    let words = words(command);
    match words[0].as_str() {
        "cargo" | "git" | "cd" => String::new(),
        "cp" => {
            fs::copy(folder.join(&words[1]), folder.join(&words[2])).unwrap();
            String::new()
        }
        // What a build without Parquet cannot write.
        "sarez" if cfg!(not(feature = "parquet")) && line.contains("parquet") => {
            run(&line.replace(",parquet", "").replace("--keep-paths 1000", ""), folder)
        }
        "sarez" => {
            let output = Command::new(env!("CARGO_BIN_EXE_sarez"))
                .args(&words[1..])
                .current_dir(folder)
                .env("COLUMNS", "100")
                .output()
                .unwrap();
            let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
            assert_eq!(output.status.code(), Some(wanted), "{line}\n{text}");
            text
        }
        other => panic!("the guide runs `{other}`"),
    }
}

/// Runs a line of another language where its program and its library are there; they are no part of Sarez.
fn elsewhere(language: &str, text: &str, folder: &Path) {
    let library = text
        .split(|c: char| !c.is_ascii_lowercase())
        .find(|word| ["pandas", "polars", "duckdb", "jsonlite", "arrow"].contains(word));
    let (program, flag, load) = match language {
        "r" => ("Rscript", "-e", library.map(|library| format!("library({library})"))),
        _ => ("python3", "-c", library.map(|library| format!("import {library}"))),
    };
    let run = |code: &str| Command::new(program).args([flag, code]).current_dir(folder).output();
    let there = |code: &str| run(code).is_ok_and(|output| output.status.success());
    let needs_parquet = text.contains(".parquet") && cfg!(not(feature = "parquet"));
    if needs_parquet || !there(load.as_deref().unwrap_or("1")) {
        return;
    }
    let output = run(text).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
}

/// Lines without the seconds that something took.
fn timeless(text: &str) -> Vec<String> {
    let is_time = |part: &str| part.strip_suffix(" s").is_some_and(|number| number.parse::<f64>().is_ok());
    let line = |line: &str| {
        let parts = line
            .trim_end()
            .split(", ")
            .filter(|part| !is_time(part.trim_end_matches("; the same draws in all")));
        parts.collect::<Vec<_>>().join(", ")
    };
    text.lines().map(line).collect()
}

/// Whether what is shown was printed: the parts between `...` one after another.
fn shown(shown: &str, printed: &str) -> bool {
    let (shown, printed) = (timeless(shown), timeless(printed));
    let mut from = 0;
    for part in shown.split(|line| line == "...").filter(|part| !part.is_empty()) {
        match printed[from..].windows(part.len()).position(|window| window == part) {
            Some(at) => from += at + part.len(),
            None => return false,
        }
    }
    true
}

/// Takes the lines with `-` out of a file and puts those with `+` in their place; at its end where none is taken out.
fn change(text: &str, diff: &str) -> String {
    let of = |sign: char| {
        diff.lines().filter_map(move |line| line.strip_prefix(sign)).collect::<Vec<_>>().join("\n")
    };
    let (old, new) = (of('-'), of('+'));
    if old.is_empty() {
        return format!("{text}\n{new}\n");
    }
    assert_eq!(text.matches(&old).count(), 1, "{old}");
    text.replace(&old, &new)
}

#[test]
fn the_guide_runs() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join("models")).unwrap();
    let model = include_str!("../models/remittance-energy.toml");
    fs::write(folder.join("models/remittance-energy.toml"), model).unwrap();
    let mut printed = String::new();
    let mut ran = 0;
    for (language, text) in blocks() {
        let named = || folder.join(text.lines().next().unwrap().strip_prefix("# ").unwrap());
        match language {
            "sh" => {
                printed = text.lines().map(|line| run(line, folder)).collect();
                ran += text.lines().count();
            }
            "python" | "r" => elsewhere(language, text, folder),
            "text" => assert!(shown(text, &printed), "shown:\n{text}\nprinted:\n{printed}"),
            "toml" => fs::write(named(), text).unwrap(),
            "diff" => {
                let file = named();
                let changed = change(&fs::read_to_string(&file).unwrap(), text);
                fs::write(file, changed).unwrap();
            }
            _ => {}
        }
    }
    assert!(ran > 15, "{ran}");
    // What the guide says of files is so.
    for file in GUIDE
        .split('`')
        .filter(|word| word.starts_with("results/") && word.contains('.') && !word.contains(' '))
    {
        let is_there =
            folder.join(file).exists() || (cfg!(not(feature = "parquet")) && file.ends_with(".parquet"));
        assert!(is_there, "{file}");
    }
}

#[test]
fn what_was_not_printed_is_not_shown() {
    let printed = "a 1\nb, 2.5 s\nc\nd\n";
    for (text, wanted) in [
        ("a 1\n...\nd", true),
        ("b, 9.1 s\nc", true),
        ("a 1\nc", false),
        ("d\n...\na 1", false),
        ("e", false),
    ] {
        assert_eq!(shown(text, printed), wanted, "{text}");
    }
    assert_eq!(change("x = 1\ny = 2\n", "# f\n-x = 1\n+x = 3"), "x = 3\ny = 2\n");
    assert_eq!(
        words("query a \"p50(x) given y > 2\" --paths 4"),
        ["query", "a", "p50(x) given y > 2", "--paths", "4"]
    );
}
