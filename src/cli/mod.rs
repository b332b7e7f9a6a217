//! The command line: one file a subcommand. Only here: arguments, the terminal, colours, exit codes, the clock.

mod also;
mod amount;
mod answer;
mod asked;
mod attribute;
mod backtest;
mod calibrate;
mod causes;
mod check;
mod clock;
mod compare;
mod completions;
mod diff;
mod explain;
mod facts;
mod interrupt;
mod list;
mod man;
mod new;
mod origins;
mod output;
mod prepare;
mod progress;
mod query;
mod reference;
mod reverse;
mod run;
mod schema;
mod sensitivity;
mod settings;
mod show;
mod sweep;
mod verbose;

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ColorChoice, CommandFactory, Parser, Subcommand};

use crate::diagnostic::suggest;

/// Monte Carlo engine for what-if scenarios in economies that live on remittances and imported energy.
#[derive(Debug, Parser)]
#[command(name = "sarez", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done, 1 a check or a run failed or two scenarios differ, 2 a scenario or the arguments are wrong."
)]
struct Cli {
    /// When to use colours; `auto` is on a terminal, unless `NO_COLOR` is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Arguments),
    Compare(compare::Arguments),
    Backtest(backtest::Arguments),
    Sweep(sweep::Arguments),
    Sensitivity(sensitivity::Arguments),
    Attribute(attribute::Arguments),
    Query(query::Arguments),
    Reverse(reverse::Arguments),
    Calibrate(calibrate::Arguments),
    Check(check::Arguments),
    Show(show::Arguments),
    New(new::Arguments),
    List(list::Arguments),
    Diff(diff::Arguments),
    Facts(facts::Arguments),
    Explain(explain::Arguments),
    Reference(reference::Arguments),
    Schema(schema::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
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
        Ok(cli) => {
            output::colours(cli.color);
            interrupt::watch();
            match cli.command {
                Command::Run(arguments) => run::run(&arguments),
                Command::Compare(arguments) => compare::compare(&arguments),
                Command::Backtest(arguments) => backtest::backtest(&arguments),
                Command::Sweep(arguments) => sweep::sweep(&arguments),
                Command::Sensitivity(arguments) => sensitivity::sensitivity(&arguments),
                Command::Attribute(arguments) => attribute::attribute(&arguments),
                Command::Query(arguments) => query::query(&arguments),
                Command::Reverse(arguments) => reverse::reverse(&arguments),
                Command::Calibrate(arguments) => calibrate::calibrate(&arguments),
                Command::Check(arguments) => check::check(&arguments),
                Command::Show(arguments) => show::show(&arguments),
                Command::New(arguments) => new::new(&arguments),
                Command::Diff(arguments) => diff::diff(&arguments),
                Command::Facts(arguments) => facts::facts(&arguments),
                Command::List(arguments) => list::list(&arguments),
                Command::Explain(arguments) => explain::explain(&arguments),
                Command::Reference(arguments) => reference::reference(&arguments),
                Command::Schema(arguments) => schema::schema(&arguments),
                Command::Completions(arguments) => completions::completions(&arguments),
                Command::Man(arguments) => man::man(&arguments),
            }
            .into()
        }
        // Help and version are errors to clap too, with exit code 0. Nobody reads what cannot be printed.
        Err(error) => {
            if let (ErrorKind::InvalidSubcommand, Some(ContextValue::String(written))) =
                (error.kind(), error.get(ContextKind::InvalidSubcommand))
            {
                return no_subcommand(written).into();
            }
            let _ = error.print();
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
        }
    }
}

/// Our own rule of what is near enough, since clap's would suggest `explain` for `x`.
fn no_subcommand(written: &str) -> Status {
    let command = Cli::command();
    let help = match suggest(written, command.get_subcommands().map(clap::Command::get_name)) {
        Some(name) => format!("did you mean `{name}`?"),
        None => "`sarez --help` lists the subcommands".to_owned(),
    };
    output::error(&format!("there is no subcommand `{written}`"), Some(&help));
    Status::Wrong
}

#[cfg(test)]
mod tests {
    use super::*;

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
