//! `sarez show`

use crate::diagnostic::{Diagnostics, Sources, Style, render};
use crate::read::Question;

use super::{Status, output};

/// Show a scenario as it is read
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A built-in name (see `sarez list`) or the path of a TOML file
    #[arg(value_name = "SCENARIO")]
    scenario: String,
    /// The whole question as TOML, all that it extends merged, each value with its file and line
    #[arg(long, required = true)]
    resolved: bool,
}

pub(super) fn show(arguments: &Arguments) -> Status {
    let Some(question) = question(&arguments.scenario) else { return Status::Wrong };
    output::text(&question.resolved())
}

/// Reads a scenario and prints every problem found; `None` when one of them is an error.
pub(super) fn question(name: &str) -> Option<Question> {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let question = Question::read(name, &mut sources, &mut diagnostics);
    output::rendered(&render(&diagnostics, &sources, Style::Coloured));
    question
}
