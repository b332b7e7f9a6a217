//! What the tests share: a scenario, run the public way.

use sarez::compile::{Column, Ensemble, compile};
use sarez::diagnostic::{Diagnostics, Sources, Style, render};
use sarez::read::{read, read_texts};
use sarez::results::{Estimate, Part, Tally};
use sarez::scenario::Scenario;
use sarez::simulate::{Options, simulate};

/// A scenario of `tests/known_models`, or a built-in one by its name.
pub fn scenario(name: &str) -> Scenario {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let path = format!("{}/tests/known_models/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let name = if std::path::Path::new(&path).exists() { &path } else { name };
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
