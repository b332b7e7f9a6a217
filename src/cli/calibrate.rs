//! `sarez calibrate`

use std::path::Path;
use std::time::Instant;

use crate::analysis::calibrate::{Uncalibrated, calibrate as fit};
use crate::diagnostic::Sources;
use crate::report::Calibration;
use crate::report::calibrate::{CSV, FILE, JSON, file};
use crate::report::manifest::{self, Identity};
use crate::store;

use super::answer::{Answer, folder, wrong};
use super::prepare::{Job, Reading, prepare_one};
use super::progress::Tries;
use super::settings::{Settings, failed};
use super::{Status, output};

/// Fit parameters to the economy's history within their priors, and write the posterior as an economy file
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A built-in name (see `sarez list`) or the path of a TOML file
    scenario: String,
    /// What is fitted, such as `a,b` or `share[russia]` [default: as `[calibrate]` says]
    #[arg(long, value_name = "PARAMETER", value_delimiter = ',')]
    parameters: Vec<String>,
    /// Variables whose history it is fitted to, such as `sent[*]` [default: as `[calibrate]` says]
    #[arg(long, value_name = "VARIABLE", value_delimiter = ',')]
    observed: Vec<String>,
    /// The first quarter or year that counts [default: as `[calibrate]` says]
    #[arg(long, value_name = "PERIOD")]
    from: Option<String>,
    /// The last quarter or year that counts [default: as `[calibrate]` says]
    #[arg(long, value_name = "PERIOD")]
    to: Option<String>,
    /// Put a value over what the files say, such as parameter.share.value=0.8; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Take warnings for errors
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    settings: Settings,
}

const FILES: [&str; 4] = [FILE, CSV, JSON, manifest::NAME];

pub(super) fn calibrate(arguments: &Arguments) -> Status {
    let settings = &arguments.settings;
    let reading = Reading::one(&arguments.scenario, &set(arguments), arguments.strict);
    let job = match prepare_one(&reading, settings) {
        Ok(job) => job,
        Err(status) => return status,
    };
    let scenario = &job.scenario;
    let folder = match folder(settings, &format!("{}-calibrate", scenario.name), &FILES) {
        Ok(folder) => folder,
        Err(status) => return status,
    };
    let began = Instant::now();
    let progress = Tries::new(scenario.run.paths, settings.quiet);
    let found = fit(scenario, &settings.options(Some(&|done| progress.set(done))));
    drop(progress);
    let found = match found {
        Ok(found) => found,
        Err(uncalibrated) => return told(&uncalibrated, &job),
    };
    let Some(asked) = &scenario.calibrate else { return Status::Failed };
    let calibration = Calibration::new(scenario, &found);
    let extends = extended(&scenario.economy.name, &job.sources, folder.path());
    let text = file(scenario, asked, &found, &extends);
    let seconds = began.elapsed().as_secs_f64();
    let answer = Answer {
        csv: (CSV, calibration.csv()),
        json: (JSON, calibration.json()),
        more: vec![(FILE, text)],
        manifest: manifest::render(Identity::new(scenario, &job.sources), settings.machine(seconds)),
    };
    answer.give(settings, folder, &FILES, seconds, |frame| calibration.lines(frame.width, frame.files))
}

/// What the arguments put over the scenario's `[calibrate]`, and what else is set.
fn set(arguments: &Arguments) -> Vec<String> {
    let mut set = Vec::new();
    for (key, names) in [("parameters", &arguments.parameters), ("observed", &arguments.observed)] {
        if !names.is_empty() {
            let names: Vec<String> = names.iter().map(|name| format!("{:?}", name.trim())).collect();
            set.push(format!("calibrate.{key}=[{}]", names.join(", ")));
        }
    }
    for (key, period) in [("from", &arguments.from), ("to", &arguments.to)] {
        set.extend(period.iter().map(|period| format!("calibrate.{key}={period:?}")));
    }
    set.extend(arguments.set.iter().cloned());
    set
}

fn told(uncalibrated: &Uncalibrated, job: &Job) -> Status {
    match uncalibrated {
        Uncalibrated::Compile(diagnostics) => wrong(diagnostics, job),
        Uncalibrated::Simulation(failure) => {
            failed("calibrate", failure);
            Status::Failed
        }
        _ => {
            output::error(&format!("{}: {uncalibrated}", job.scenario.name), uncalibrated.help());
            Status::Failed
        }
    }
}

/// What a file in `folder` says to extend the economy of this name, which was read last of all files of its name.
fn extended(economy: &str, sources: &Sources, folder: &Path) -> String {
    let of = |name: &str| Path::new(name).file_stem().is_some_and(|stem| stem == economy);
    let read: Vec<_> = sources.iter().filter(|file| of(&file.name)).collect();
    match read.last() {
        Some(file) if !file.built_in => {
            store::seen_from(Path::new(&file.name), folder).to_string_lossy().into_owned()
        }
        _ => economy.to_owned(),
    }
}
