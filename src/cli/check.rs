//! `sarez check`

use std::collections::BTreeSet;

use crate::report::Balancing;
use crate::report::terminal::{Line, Role};

use clap::ValueEnum;

use super::prepare::{Job, Reading, Told, prepare};
use super::{Status, output};

/// Read and compile scenarios without running them: every problem at once
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    reading: Reading,
    /// What standard output gets
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// What standard output gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each sound scenario; problems go to standard error
    Text,
    /// Every problem as JSON, for editors and continuous integration
    Json,
}

pub(super) fn check(arguments: &Arguments) -> Status {
    let told = if arguments.format == Format::Json { Told::Json } else { Told::Text };
    match prepare(&arguments.reading, told, |_| ()) {
        Ok(_) if arguments.format == Format::Json => Status::Done,
        Ok(jobs) => output::lines(&jobs.iter().flat_map(lines).collect::<Vec<_>>()),
        Err(status) => status,
    }
}

/// "ok  tajikistan-2022: 42 variables, 18 parameters, 3 shocks, 1 event, 31 drivers, 14 columns"
/// Then what closing items took on the reference.
fn lines(job: &Job) -> Vec<Line> {
    let Job { scenario, ensemble, .. } = job;
    let drivers: BTreeSet<&str> = ensemble.sources.iter().map(|source| source.name.as_str()).collect();
    let counts = [
        (scenario.model.variables.len(), "variable"),
        (scenario.model.parameters.len(), "parameter"),
        (scenario.shocks.len(), "shock"),
        (scenario.events.len(), "event"),
        (drivers.len(), "driver"),
        (ensemble.columns.len(), "column"),
        (scenario.checks.len(), "check"),
    ];
    let targets = match scenario.targets.len() {
        0 => String::new(),
        1 => "; 1 target, solved at run".to_owned(),
        count => format!("; {count} targets, solved at run"),
    };
    let counts = counts.map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }));
    let mut lines = vec![Line {
        role: Role::Good,
        text: format!("ok  {}: {}{targets}", scenario.name, counts.join(", ")),
    }];
    for found in &ensemble.balancing {
        lines.push(Line { role: Role::Plain, text: format!("    {}", Balancing::new(found).sentence()) });
    }
    lines
}
