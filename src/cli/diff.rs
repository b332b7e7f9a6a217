//! `sarez diff`

use clap::ValueEnum;

use crate::report::differences;

use super::show::question;
use super::{Status, output};

/// Print what two scenarios assume differently; exit code 1 when they do
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A built-in name (see `sarez list`) or the path of a TOML file
    #[arg(value_name = "A")]
    a: String,
    /// The one to set against it
    #[arg(value_name = "B")]
    b: String,
    /// What standard output gets
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// What standard output gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table for people
    Text,
    /// A list of objects
    Json,
    /// One row a difference
    Csv,
}

pub(super) fn diff(arguments: &Arguments) -> Status {
    let names = [arguments.a.as_str(), arguments.b.as_str()];
    let [Some(a), Some(b)] = names.map(question) else { return Status::Wrong };
    let found = a.differences(&b);
    let printed = match arguments.format {
        Format::Text => output::lines(&differences::lines(names, &found, output::width())),
        Format::Json => output::text(&differences::json(names, &found)),
        Format::Csv => output::text(&differences::csv(&found)),
    };
    if found.is_empty() { printed } else { Status::Failed }
}
