//! `sarez completions`

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::{Cli, Status, output};

/// Print the completion script of a shell
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Whose script: `sarez completions bash > ~/.local/share/bash-completion/completions/sarez`
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn completions(arguments: &Arguments) -> Status {
    let mut script = Vec::new();
    generate(arguments.shell, &mut Cli::command(), "sarez", &mut script);
    output::text(&String::from_utf8_lossy(&script))
}
