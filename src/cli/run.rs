//! `sarez run`

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ValueEnum;

use crate::program::Isa;
use crate::report::manifest::{Identity, Machine};
use crate::report::terminal::{Frame, Line, Role};
use crate::report::{Summary, csv, json, manifest, terminal};
use crate::results::Part;
use crate::simulate::{BadPlace, Failure, Options, simulate, threads};
use crate::store::{self, Folder};

use super::prepare::{Job, prepare};
use super::progress::Progress;
use super::{Status, amount, clock, output};

/// Simulate scenarios, print the table, write the results folder
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Built-in names (see `sarez list`) or paths of TOML files
    #[arg(value_name = "SCENARIO", required = true)]
    scenarios: Vec<String>,
    /// How many futures, such as 100000 or 1e6 [default: as the scenario says]
    #[arg(long, value_name = "N", value_parser = amount::paths)]
    paths: Option<u64>,
    /// The key of all random numbers [default: as the scenario says]
    #[arg(long, value_name = "N", value_parser = amount::whole)]
    seed: Option<u64>,
    /// How many threads; the results are the same with any number [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4096))]
    threads: Option<u16>,
    /// Where the files go; with several scenarios each gets DIR/NAME [default: results/NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// No progress bar and no table; problems and failed checks are still said
    #[arg(long, short)]
    quiet: bool,
    /// What standard output gets [default: text, nothing with --quiet]
    #[arg(long, value_name = "FORMAT", hide_default_value = true)]
    format: Option<Format>,
    /// The most memory that the simulation may take
    #[arg(long, value_name = "SIZE", default_value = "1GB", value_parser = amount::bytes)]
    max_memory: u64,
    /// Paths computed together: changes the time, not the results
    #[arg(long, hide = true, default_value = "256", value_parser = block)]
    block: usize,
    /// Instruction set: changes the time, not the results
    #[arg(long, hide = true, value_parser = isa)]
    isa: Option<Isa>,
}

/// What standard output gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table for people
    Text,
    /// summary.json
    Json,
    /// summary.csv
    Csv,
}

const FILES: [&str; 3] = [csv::NAME, json::NAME, manifest::NAME];

pub(super) fn run(arguments: &Arguments) -> Status {
    let Some(jobs) = prepare(&arguments.scenarios, |run| {
        run.paths = arguments.paths.unwrap_or(run.paths);
        run.seed = arguments.seed.unwrap_or(run.seed);
    }) else {
        return Status::Wrong;
    };
    let Some(folders) = folders(arguments, &jobs) else { return Status::Wrong };
    let mut worst = Status::Done;
    for (number, (job, folder)) in jobs.iter().zip(folders).enumerate() {
        let status = one(arguments, job, folder, number);
        worst = if status > worst { status } else { worst };
    }
    worst
}

/// The results folder of every scenario, tried before the first path.
fn folders(arguments: &Arguments, jobs: &[Job]) -> Option<Vec<Folder>> {
    let mut folders: Vec<Folder> = Vec::new();
    for job in jobs {
        let name = &job.scenario.name;
        let path = match &arguments.out {
            Some(out) if jobs.len() == 1 => out.clone(),
            Some(out) => out.join(name),
            None => Path::new("results").join(name),
        };
        if folders.iter().any(|folder| folder.path() == path) {
            let message = format!("two scenarios are called {name}, their files would be the same");
            output::error(&message, Some("run them one by one with another --out"));
            return None;
        }
        match Folder::prepare(&path, &FILES) {
            Ok(folder) => folders.push(folder),
            Err(failure) => {
                refused(&failure);
                return None;
            }
        }
    }
    Some(folders)
}

fn one(arguments: &Arguments, job: &Job, mut folder: Folder, number: usize) -> Status {
    let began = Instant::now();
    let part = match simulated(arguments, job) {
        Ok(part) => part,
        Err(failure) => {
            let help = match failure {
                Failure::Memory { .. } => Some("allow more with --max-memory, or take fewer --threads"),
                Failure::Path { place: BadPlace::Identity { .. }, .. } => Some(
                    "what the identity compares is computed in ways that do not agree: correct the model",
                ),
                Failure::Path { .. } => Some(
                    "on_bad_path = \"count\" in [run] goes on without such paths and reports how many they are",
                ),
                _ => None,
            };
            output::error(&format!("{}: {failure}", job.scenario.name), help);
            return Status::Failed;
        }
    };
    let seconds = began.elapsed().as_secs_f64();
    let summary = Summary::new(&job.scenario, &job.ensemble.columns, &job.ensemble.clamped, &part);
    let summary = summary.with_balancing(&job.ensemble.balancing);
    if let Err(failure) = write(arguments, job, &summary, &mut folder, seconds) {
        refused(&failure);
        return Status::Failed;
    }
    let printed = print(arguments, &summary, &folder, seconds, number);
    if summary.has_failed_check() { Status::Failed } else { printed }
}

fn simulated(arguments: &Arguments, job: &Job) -> Result<Part, Failure> {
    let progress = Progress::new(job.ensemble.paths, arguments.quiet);
    let options = Options {
        threads: arguments.threads.map_or(0, usize::from),
        block: arguments.block,
        isa: arguments.isa,
        max_memory: arguments.max_memory,
        progress: Some(&|done| progress.set(done)),
        ..Options::default()
    };
    simulate(&job.ensemble, &options)
}

fn write(
    arguments: &Arguments,
    job: &Job,
    summary: &Summary,
    folder: &mut Folder,
    seconds: f64,
) -> Result<(), store::Failure> {
    let machine = Machine {
        isa: arguments.isa.unwrap_or_else(Isa::detect).name().to_owned(),
        threads: threads(arguments.threads.map_or(0, usize::from)),
        block: arguments.block,
        elapsed_seconds: seconds,
        time: clock::now(),
    };
    let identity = Identity::new(&job.scenario, &job.sources);
    folder.write(csv::NAME, csv::render(summary).as_bytes())?;
    folder.write(json::NAME, json::render(summary).as_bytes())?;
    folder.write(manifest::NAME, manifest::render(identity, machine).as_bytes())?;
    Ok(())
}

/// What standard output gets of scenario `number`. Failed checks that it does not show go to standard error.
fn print(arguments: &Arguments, summary: &Summary, folder: &Folder, seconds: f64, number: usize) -> Status {
    let path = folder.path().to_string_lossy();
    let frame = Frame { width: output::width(), seconds: Some(seconds), files: Some((&path, &FILES)) };
    let lines = terminal::render(summary, frame);
    match (arguments.format, arguments.quiet) {
        (Some(Format::Text), _) | (None, false) => {
            let empty = Line { role: Role::Plain, text: String::new() };
            return output::lines(&[vec![empty; usize::from(number > 0)], lines].concat());
        }
        _ => output::errors(&lines.into_iter().filter(|line| line.role == Role::Bad).collect::<Vec<_>>()),
    }
    match arguments.format {
        Some(Format::Json) => output::text(&json::render(summary)),
        Some(Format::Csv) => {
            let text = csv::render(summary);
            let after_head = text.find('\n').map_or(0, |end| end + 1);
            output::text(&text[if number > 0 { after_head } else { 0 }..])
        }
        _ => Status::Done,
    }
}

fn refused(failure: &store::Failure) {
    output::error(&failure.to_string(), Some(failure.help()));
}

fn block(text: &str) -> Result<usize, String> {
    match text {
        "64" => Ok(64),
        "128" => Ok(128),
        "256" => Ok(256),
        _ => Err("a block has 64, 128 or 256 paths".to_owned()),
    }
}

fn isa(text: &str) -> Result<Isa, String> {
    let isa: Isa = text.parse().map_err(|()| "plain, avx2 or avx512".to_owned())?;
    if isa.available() { Ok(isa) } else { Err(format!("this machine has no {isa}")) }
}
