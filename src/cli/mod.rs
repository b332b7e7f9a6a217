//! The command line: one file a subcommand. Only here: arguments, the terminal, colours, exit codes, the clock.

mod amount;
mod check;
mod clock;
mod diff;
mod list;
mod new;
mod output;
mod prepare;
mod progress;
mod run;
mod show;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Monte Carlo engine for what-if scenarios in economies that live on remittances and imported energy.
#[derive(Debug, Parser)]
#[command(name = "sarez", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done, 1 a check or a run failed or two scenarios differ, 2 a scenario or the arguments are wrong."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Arguments),
    Check(check::Arguments),
    Show(show::Arguments),
    New(new::Arguments),
    List(list::Arguments),
    Diff(diff::Arguments),
}

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    /// 0: done.
    Done,
    /// 1: a check or a run failed, or two scenarios differ.
    Failed,
    /// 2: a scenario or the arguments are wrong.
    Wrong,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Done => 0,
            Status::Failed => 1,
            Status::Wrong => 2,
        })
    }
}

/// Does what the command line says.
pub fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => match cli.command {
            Command::Run(arguments) => run::run(&arguments),
            Command::Check(arguments) => check::check(&arguments),
            Command::Show(arguments) => show::show(&arguments),
            Command::New(arguments) => new::new(&arguments),
            Command::List(arguments) => list::list(&arguments),
            Command::Diff(arguments) => diff::diff(&arguments),
        }
        .into(),
        // Help and version are errors to clap too, with exit code 0. Nobody reads what cannot be printed.
        Err(error) => {
            let _ = error.print();
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_subcommand_and_argument_says_what_it_is_for() {
        for command in Cli::command().get_subcommands() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
                assert!(argument.get_help().is_some(), "{} {}", command.get_name(), argument.get_id());
            }
        }
    }
}
