//! `sarez sensitivity`

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ValueEnum;

use crate::analysis::sensitivity::{Each, Trouble, sensitivity as indices};
use crate::diagnostic::{Style, render};
use crate::report::manifest::Identity;
use crate::report::terminal::Frame;
use crate::report::{Sensitivity, manifest, sensitivity};
use crate::store::{self, Folder};

use super::asked::only;
use super::prepare::{Reading, prepare, solved};
use super::settings::{Format, Settings, failed, refused};
use super::{Status, output};

/// Say which shocks, events, parameters and residuals the variance of outcomes comes from
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A built-in name (see `sarez list`) or the path of a TOML file
    scenario: String,
    /// What is listed singly in place of all together; may be repeated
    #[arg(long, value_name = "KIND")]
    each: Vec<Kind>,
    /// Such as `gdp_effect@2022`; may be repeated [default: every outcome that the scenario measures]
    #[arg(long, value_name = "OUTCOME@PERIOD")]
    of: Vec<String>,
    /// Put a value over what the files say, such as shock.remittances.percent=-30; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Take warnings for errors
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    settings: Settings,
}

/// What may be listed singly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Every parameter
    Parameter,
    /// Every variable's residual
    Residual,
}

const FILES: [&str; 3] = [sensitivity::CSV, sensitivity::JSON, manifest::NAME];

pub(super) fn sensitivity(arguments: &Arguments) -> Status {
    let settings = &arguments.settings;
    let each: Vec<Each> = (arguments.each.iter())
        .map(|kind| match kind {
            Kind::Parameter => Each::Parameter,
            Kind::Residual => Each::Residual,
        })
        .collect();
    let reading = Reading {
        scenarios: vec![arguments.scenario.clone()],
        strict: arguments.strict,
        set: arguments.set.clone(),
    };
    let job = match prepare(&reading, settings.told(), |run| settings.change(run)) {
        Ok(jobs) => jobs.into_iter().next(),
        Err(status) => return status,
    };
    let Some(job) = job else { return Status::Wrong };
    let out: PathBuf = settings
        .out
        .clone()
        .unwrap_or_else(|| Path::new("results").join(format!("{}-sensitivity", job.scenario.name)));
    let mut folder = match Folder::prepare(&out, &FILES) {
        Ok(folder) => folder,
        Err(failure) => {
            refused(&failure);
            return Status::Wrong;
        }
    };
    let began = Instant::now();
    let Some((mut job, _)) = solved(job, settings) else { return Status::Failed };
    if let Err(status) = only(&mut job, &arguments.of) {
        return status;
    }
    let scenario = &job.scenario;
    let found = match indices(scenario, &each, &settings.options(None)) {
        Ok(found) => Sensitivity::new(scenario, &found),
        Err(Trouble::Compile(diagnostics)) => {
            output::rendered(&render(&diagnostics, &job.sources, Style::Coloured));
            return Status::Wrong;
        }
        Err(Trouble::Simulate(failure)) => {
            failed("sensitivity", &failure);
            return Status::Failed;
        }
        Err(trouble) => {
            output::error(&trouble.to_string(), trouble.help());
            return Status::Failed;
        }
    };
    let seconds = began.elapsed().as_secs_f64();
    let identity = Identity::new(scenario, &job.sources);
    if let Err(failure) = write(settings, identity, &found, &mut folder, seconds) {
        refused(&failure);
        return Status::Failed;
    }
    match settings.format() {
        Some(Format::Text) => {
            let path = folder.path().to_string_lossy();
            let frame =
                Frame { width: output::width(), seconds: Some(seconds), files: Some((&path, &FILES)) };
            output::lines(&sensitivity::render(&found, frame))
        }
        Some(Format::Json) => output::text(&found.json()),
        Some(Format::Csv) => output::text(&found.csv()),
        None => Status::Done,
    }
}

fn write(
    settings: &Settings,
    identity: Identity,
    found: &Sensitivity,
    folder: &mut Folder,
    seconds: f64,
) -> Result<(), store::Failure> {
    folder.write(sensitivity::CSV, found.csv().as_bytes())?;
    folder.write(sensitivity::JSON, found.json().as_bytes())?;
    folder.write(manifest::NAME, manifest::render(identity, settings.machine(seconds)).as_bytes())?;
    Ok(())
}
