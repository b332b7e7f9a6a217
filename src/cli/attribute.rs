//! `sarez attribute`

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::analysis::attribute::{Channel, Trouble, attribute as shares, players, variants};
use crate::diagnostic::{Style, render};
use crate::report::manifest::Identity;
use crate::report::terminal::Frame;
use crate::report::{Attribute, attribute, manifest};
use crate::store::{self, Folder};

use super::asked::only;
use super::prepare::{Reading, prepare, solved};
use super::progress::Progress;
use super::settings::{Format, Settings, failed, refused};
use super::{Status, output};

/// Say how much of a scenario's effect comes from each shock and event, or from each channel
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A built-in name (see `sarez list`) or the path of a TOML file
    scenario: String,
    /// Shocks and events that have one share: NAME=ID,ID,...; may be repeated
    #[arg(long, value_name = "NAME=IDS")]
    channel: Vec<String>,
    /// With more than 8 shocks and events: 16 times so many random orders, and their reverses
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u16).range(1..=1000))]
    orders: u16,
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

const FILES: [&str; 3] = [attribute::CSV, attribute::JSON, manifest::NAME];

pub(super) fn attribute(arguments: &Arguments) -> Status {
    let settings = &arguments.settings;
    let channels: Result<Vec<Channel>, _> = arguments.channel.iter().map(|text| text.parse()).collect();
    let channels = match channels {
        Ok(channels) => channels,
        Err(bad) => {
            output::error(&bad.to_string(), Some(&bad.help));
            return Status::Wrong;
        }
    };
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
    let players = match players(&job.scenario, &channels) {
        Ok(players) => players,
        Err(bad) => {
            output::error(&bad.to_string(), Some(&bad.help));
            return Status::Wrong;
        }
    };
    let out: PathBuf = settings
        .out
        .clone()
        .unwrap_or_else(|| Path::new("results").join(format!("{}-attribute", job.scenario.name)));
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
    let (scenario, batch) = (&job.scenario, usize::from(arguments.orders));
    let paths = scenario.run.paths;
    let progress = Progress::new(paths * variants(&players, batch, scenario.run.seed) as u64, settings.quiet);
    let told = |done: usize| progress.set(paths * done as u64);
    let found = shares(scenario, &players, batch, &settings.options(None), &told);
    drop(progress);
    let found = match found {
        Ok(found) => Attribute::new(scenario, &found),
        Err(Trouble::Compile(diagnostics)) => {
            output::rendered(&render(&diagnostics, &job.sources, Style::Coloured));
            return Status::Wrong;
        }
        Err(Trouble::Simulate(failure)) => {
            failed("attribute", &failure);
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
            output::lines(&attribute::render(&found, frame))
        }
        Some(Format::Json) => output::text(&found.json()),
        Some(Format::Csv) => output::text(&found.csv()),
        None => Status::Done,
    }
}

fn write(
    settings: &Settings,
    identity: Identity,
    found: &Attribute,
    folder: &mut Folder,
    seconds: f64,
) -> Result<(), store::Failure> {
    folder.write(attribute::CSV, found.csv().as_bytes())?;
    folder.write(attribute::JSON, found.json().as_bytes())?;
    folder.write(manifest::NAME, manifest::render(identity, settings.machine(seconds)).as_bytes())?;
    Ok(())
}
