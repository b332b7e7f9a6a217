//! `sarez facts`

use clap::ValueEnum;

use crate::read;
use crate::report::facts::{self, Fact};
use crate::simulate::{Options, simulate};

use super::prepare::{Reading, Told, prepare, solved_with};
use super::progress::Progress;
use super::settings::failed;
use super::{Status, amount, output};

/// Set published facts beside the model's answers; exit code 1 when a disagreement has no reason, or a reason none
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Scenarios with a `[[fact]]` [default: the built-in ones]
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<String>,
    /// How many futures of each
    #[arg(long, value_name = "N", value_parser = amount::paths, default_value = "16384")]
    paths: u64,
    /// What standard output gets
    #[arg(long, value_name = "FORMAT", default_value = "markdown")]
    format: Format,
}

/// What standard output gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table, reasons and sources
    Markdown,
    /// A row a fact
    Csv,
    /// A list of facts
    Json,
}

pub(super) fn facts(arguments: &Arguments) -> Status {
    let mut scenarios = arguments.scenarios.clone();
    if scenarios.is_empty() {
        scenarios = read::stating_facts().map(str::to_owned).collect();
    }
    let reading = Reading { scenarios, strict: false, set: Vec::new() };
    let jobs = match prepare(&reading, Told::Text, |run| run.paths = arguments.paths) {
        Ok(jobs) => jobs,
        Err(status) => return status,
    };
    let progress = Progress::new(arguments.paths * jobs.len() as u64, false);
    let mut found: Vec<Fact> = Vec::new();
    for (number, job) in jobs.into_iter().enumerate() {
        let name = job.scenario.name.clone();
        if job.scenario.facts.is_empty() {
            output::error(&format!("{name} states no facts"), Some("add a [[fact]] with what is published"));
            return Status::Wrong;
        }
        let told = |done: u64| progress.set(arguments.paths * number as u64 + done);
        let Some((job, _)) = solved_with(job, &Options::default()) else { return Status::Failed };
        let options = Options { progress: Some(&told), ..Options::default() };
        match simulate(&job.ensemble, &options) {
            Ok(part) => found.extend(facts::facts(&job.scenario, &job.ensemble.columns, &part)),
            Err(failure) => {
                failed(&name, &failure);
                return Status::Failed;
            }
        }
    }
    drop(progress);
    let printed = output::text(&match arguments.format {
        Format::Markdown => facts::markdown(&found, arguments.paths),
        Format::Csv => facts::table(&found),
        Format::Json => facts::json(&found),
    });
    let wrong: Vec<String> = found.iter().filter_map(Fact::contradiction).collect();
    for contradiction in &wrong {
        output::error(contradiction, Some("correct `disagrees`; a parameter is not to be bent to a fact"));
    }
    if wrong.is_empty() { printed } else { Status::Failed }
}
