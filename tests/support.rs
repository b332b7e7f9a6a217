//! What the tests share: a scenario, run the public way.

use std::path::Path;
use std::process::{Command, Output};

use sarez::compile::{Column, Ensemble, compile};
use sarez::diagnostic::{Diagnostics, Sources, Style, render};
use sarez::read::{read, read_texts};
use sarez::results::{Estimate, Part, Tally};
use sarez::scenario::Scenario;
use sarez::simulate::{Options, simulate};
use serde_json::Value;
use tempfile::TempDir;

/// A scenario of `tests/known_models`, or a built-in one by its name.
pub fn scenario(name: &str) -> Scenario {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let path = format!("{}/tests/known_models/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let name = if Path::new(&path).exists() { &path } else { name };
    let scenario = read(name, &mut sources, &mut diagnostics);
    scenario.unwrap_or_else(|| panic!("{}", render(&diagnostics, &sources, Style::Plain)))
}

/// A scenario of these texts, or the problems that they have.
pub fn try_texts(name: &str, texts: &[(&str, &str)]) -> Result<Scenario, String> {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let scenario = read_texts(name, texts, &mut sources, &mut diagnostics);
    scenario.ok_or_else(|| render(&diagnostics, &sources, Style::Plain))
}

/// A scenario of these texts.
#[track_caller]
pub fn from_texts(name: &str, texts: &[(&str, &str)]) -> Scenario {
    try_texts(name, texts).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The scenario, compiled.
pub fn ensemble(scenario: &Scenario) -> Ensemble {
    let mut diagnostics = Diagnostics::new();
    compile(scenario, &mut diagnostics).unwrap_or_else(|| panic!("{diagnostics:?}"))
}

/// What a run gave.
pub struct Ran {
    pub columns: Vec<Column>,
    pub part: Part,
}

impl Ran {
    /// The tally of a column, such as `gdp_effect@2022`.
    pub fn tally(&self, id: &str) -> &Tally {
        let at = self.columns.iter().position(|column| column.id == id);
        &self.part.tallies[at.unwrap_or_else(|| panic!("no column {id}"))]
    }

    /// The only value of a column that is the same on every path.
    pub fn only(&self, id: &str) -> f64 {
        let (minimum, maximum) = (self.tally(id).minimum(), self.tally(id).maximum());
        assert_eq!(minimum, maximum, "{id} is the same on every path");
        minimum.unwrap()
    }
}

/// Runs a scenario with the default options.
pub fn run(scenario: &Scenario) -> Ran {
    run_with(scenario, &Options::default())
}

/// Runs a scenario.
pub fn run_with(scenario: &Scenario, options: &Options) -> Ran {
    let ensemble = ensemble(scenario);
    let part = simulate(&ensemble, options).unwrap_or_else(|failure| panic!("{failure}"));
    Ran { columns: ensemble.columns, part }
}

/// Asserts that an estimate is within `errors` standard errors of what it estimates.
#[track_caller]
pub fn assert_near(estimate: Estimate, exact: f64, errors: f64) {
    let standard_error = (estimate.high - estimate.low) / (2.0 * 1.959963984540054);
    let off = (estimate.value - exact).abs() / standard_error;
    assert!(off <= errors, "{estimate:?} is {off:.2} standard errors from {exact}");
}

/// The binary on these arguments, in a folder.
pub fn sarez(home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sarez"));
    command.current_dir(home).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command.args(arguments).output().unwrap()
}

/// What a command that succeeds gives as JSON.
pub fn json(home: &TempDir, arguments: &[&str]) -> Value {
    let output = sarez(home.path(), &[arguments, &["--format", "json"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A figure of a JSON file.
pub fn estimate(figure: &Value) -> Estimate {
    let number = |key: &str| figure[key].as_f64().unwrap();
    Estimate { value: number("value"), low: number("low"), high: number("high"), resolution: 0.0 }
}

/// A folder with these files, in which everything that is called `HOSTILE` is called `name`.
pub fn called(name: &str, files: &[(&str, &str)]) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let quoted: String = serde_json::to_string(name).expect("a JSON string is a TOML string");
    for (file, text) in files {
        std::fs::write(home.path().join(file), text.replace("\"HOSTILE\"", &quoted)).unwrap();
    }
    home
}
