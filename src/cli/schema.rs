//! `sarez schema`

use clap::ValueEnum;

use crate::read::keys::{self, Keys};

use super::{Status, output};

/// Print the JSON Schema of a kind of file, for editors
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Whose schema; a file names it in a comment on its first line, `#:schema PATH`
    #[arg(value_name = "FILE")]
    file: File,
}

/// The kinds of files that people write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum File {
    /// The question
    Scenario,
    /// The equations
    Model,
    /// One country's numbers
    Economy,
}

impl File {
    fn keys(self) -> &'static Keys {
        match self {
            Self::Scenario => &keys::SCENARIO,
            Self::Model => &keys::MODEL,
            Self::Economy => &keys::ECONOMY,
        }
    }
}

pub(super) fn schema(arguments: &Arguments) -> Status {
    output::text(&keys::schema(arguments.file.keys()))
}
