//! `sarez attribute`

use std::time::Instant;

use clap::ValueEnum;

use crate::analysis::attribute::{Channel, Trouble, attribute as shares, players, stated, variants};
use crate::report::manifest::Identity;
use crate::report::{Attribute, attribute, html, manifest};

use super::answer::{Answer, folder, wrong};
use super::asked::measured_of;
use super::prepare::{Reading, prepare_one, solved};
use super::progress::Progress;
use super::settings::{Settings, failed};
use super::{Status, output};

/// Say how much of a scenario's effect comes from each shock and event, or from each channel
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A built-in name (see `sarez list`) or the path of a TOML file
    scenario: String,
    /// What has a share
    #[arg(long, value_name = "WHAT", default_value = "shock")]
    by: By,
    /// Shocks and events that have one share, whatever channel they state: NAME=ID,ID,...; may be repeated
    #[arg(long, value_name = "NAME=IDS")]
    channel: Vec<String>,
    /// With more than 8 shocks and events: 16 times so many random orders, and their reverses
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u16).range(1..=1000))]
    orders: u16,
    /// Such as `gdp_effect@2022`, or `gdp_effect@2022..2024` for the mean over its stated years; may be repeated [default: every
    /// outcome that the scenario measures]
    #[arg(long, alias = "of", value_name = "OUTCOME@PERIOD")]
    outcome: Vec<String>,
    /// Put a value over what the files say, such as shock.remittances.percent=-30; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Take warnings for errors
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    settings: Settings,
}

/// What has a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// Each shock, event and regime
    Shock,
    /// Each `channel` that the scenario states
    Channel,
}

const FILES: [&str; 4] = [html::NAME, attribute::CSV, attribute::JSON, manifest::NAME];

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
    let reading = Reading::one(&arguments.scenario, &arguments.set, arguments.strict);
    let mut job = match prepare_one(&reading, settings) {
        Ok(job) => job,
        Err(status) => return status,
    };
    let channels = match arguments.by {
        By::Shock => channels,
        By::Channel => stated(&job.scenario, &channels),
    };
    let players = match players(&job.scenario, &channels) {
        Ok(players) => players,
        Err(bad) => {
            output::error(&bad.to_string(), Some(&bad.help));
            return Status::Wrong;
        }
    };
    let asked = match measured_of(&mut job, &arguments.outcome) {
        Ok(asked) => asked,
        Err(status) => return status,
    };
    let folder = match folder(settings, &format!("{}-attribute", job.scenario.name), &FILES) {
        Ok(folder) => folder,
        Err(status) => return status,
    };
    let began = Instant::now();
    let Some((job, _)) = solved(job, settings) else { return Status::Failed };
    let (scenario, batch) = (&job.scenario, usize::from(arguments.orders));
    let paths = scenario.run.paths;
    let progress = Progress::new(paths * variants(&players, batch, scenario.run.seed) as u64, settings.quiet);
    let report = |done| progress.set(done);
    let options = settings.options(Some(&report));
    let found = shares(scenario, &asked, &players, batch, &options, &|_| {});
    drop(progress);
    let found = match found {
        Ok(found) => Attribute::new(scenario, &found),
        Err(Trouble::Compile(diagnostics)) => return wrong(&diagnostics, &job),
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
    let answer = Answer {
        csv: (attribute::CSV, found.csv()),
        json: (attribute::JSON, found.json()),
        more: vec![(html::NAME, html::attribution::render(&found, &identity.sarez))],
        manifest: manifest::render(identity, settings.machine(seconds)),
    };
    answer.give(settings, folder, &FILES, seconds, |frame| attribute::render(&found, frame))
}
