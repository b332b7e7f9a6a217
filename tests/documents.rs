//! What README shows is what happens.

use std::fs;
use std::process::Command;

/// The fenced blocks of README in this language.
fn blocks(language: &str) -> Vec<String> {
    let readme = include_str!("../README.md");
    let parts: Vec<&str> = readme.split("```").collect();
    let blocks = parts.iter().skip(1).step_by(2);
    blocks.filter_map(|block| block.strip_prefix(&format!("{language}\n"))).map(str::to_owned).collect()
}

/// Runs `sarez` on a file of this text: standard output, standard error.
fn sarez(subcommand: &str, file: &str, text: &str) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(file), text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_sarez"))
        .args([subcommand, file])
        .current_dir(folder.path())
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

/// Without the seconds that it took, which no two runs share.
fn timeless(text: &str) -> Vec<String> {
    let lines = text.trim().lines();
    lines.map(|line| line.split(", seed").next().unwrap_or_default().trim_end().to_owned()).collect()
}

#[test]
fn readme_scenario_gives_readme_output() {
    let scenario = &blocks("toml")[0];
    let shown = &blocks("text")[0];
    let (printed, problems) = sarez("run", "russia.toml", scenario);
    assert_eq!(timeless(&printed), timeless(shown), "{problems}");
}

#[test]
fn readme_slip_gives_readme_error() {
    let scenario = blocks("toml")[0].replace("sent[russia]", "sent[rusia]");
    let shown = &blocks("text")[1];
    let (_, problems) = sarez("check", "mine.toml", &scenario);
    assert!(problems.contains(shown.trim()), "{problems}");
}
