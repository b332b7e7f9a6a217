//! `sarez check`

use std::collections::BTreeSet;

use crate::report::Balancing;
use crate::report::terminal::{Line, Role};

use crate::distribution::{Fitted, Univariate};
use crate::report::show::fitted;
use crate::scenario::{AnnualSd, Frequency, Variable};

use clap::ValueEnum;

use super::origins::expanded;
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
    let scenarios = expanded(&arguments.reading.scenarios, true);
    let reading = Reading { scenarios, set: arguments.reading.set.clone(), strict: arguments.reading.strict };
    match prepare(&reading, told, |_| ()) {
        Ok(_) if arguments.format == Format::Json => Status::Done,
        Ok(jobs) => {
            let lines =
                jobs.iter().flat_map(|job| lines(job).into_iter().chain(spreads(job)).chain(fits(job)));
            output::lines(&lines.collect::<Vec<_>>())
        }
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

/// "residual of sent: annual growth sd 0.115 = quarterly sd 0.0707", for each spread that was solved for.
fn spreads(job: &Job) -> Vec<Line> {
    let model = &job.scenario.model;
    let period = if model.frequency == Frequency::Year { "annual" } else { "quarterly" };
    let of = |variable: &Variable| {
        let residual = variable.residual.as_ref()?;
        let (what, annual) = match residual.annual_sd? {
            AnnualSd::Growth(sd) => ("growth", sd),
            AnnualSd::Change(sd) => ("change", sd),
        };
        let sd = figure(residual.distribution.sd());
        let text = format!("residual of {}: annual {what} sd {annual} = {period} sd {sd}", variable.name);
        Some(Line { role: Role::Plain, text })
    };
    model.variables.iter().filter_map(of).collect()
}

/// "shock.fall.percent: gamma fitted to p10 1 (gives 1.1), ...", for each fit to more percentiles than parameters.
fn fits(job: &Job) -> Vec<Line> {
    let of = |(name, fit): (String, &Fitted)| {
        let text = format!("{name}: {} fitted to {}", fit.name().replace('_', " "), fitted(fit));
        Line { role: Role::Plain, text }
    };
    job.scenario.fits().into_iter().map(of).collect()
}

/// Three digits that count.
fn figure(number: f64) -> String {
    let mut digits = 2_usize;
    let mut scale = number.abs();
    while scale < 1.0 && digits < 12 {
        scale *= 10.0;
        digits += 1;
    }
    format!("{number:.digits$}")
}
