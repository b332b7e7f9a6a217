//! `sarez sensitivity`

use std::time::Instant;

use clap::ValueEnum;

use crate::analysis::sensitivity::{Each, Trouble, sensitivity as indices};
use crate::report::manifest::Identity;
use crate::report::{Sensitivity, html, manifest, sensitivity};

use super::answer::{Answer, folder, wrong};
use super::asked::only;
use super::prepare::{Reading, prepare_one, solved};
use super::settings::{Settings, failed};
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

const FILES: [&str; 4] = [html::NAME, sensitivity::CSV, sensitivity::JSON, manifest::NAME];

pub(super) fn sensitivity(arguments: &Arguments) -> Status {
    let settings = &arguments.settings;
    let each: Vec<Each> = (arguments.each.iter())
        .map(|kind| match kind {
            Kind::Parameter => Each::Parameter,
            Kind::Residual => Each::Residual,
        })
        .collect();
    let reading = Reading::one(&arguments.scenario, &arguments.set, arguments.strict);
    let job = match prepare_one(&reading, settings) {
        Ok(job) => job,
        Err(status) => return status,
    };
    let folder = match folder(settings, &format!("{}-sensitivity", job.scenario.name), &FILES) {
        Ok(folder) => folder,
        Err(status) => return status,
    };
    let began = Instant::now();
    let Some((mut job, _)) = solved(job, settings) else { return Status::Failed };
    if let Err(status) = only(&mut job, &arguments.of) {
        return status;
    }
    let scenario = &job.scenario;
    let found = match indices(scenario, &each, &settings.options(None)) {
        Ok(found) => Sensitivity::new(scenario, &found),
        Err(Trouble::Compile(diagnostics)) => return wrong(&diagnostics, &job),
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
    let answer = Answer {
        csv: (sensitivity::CSV, found.csv()),
        json: (sensitivity::JSON, found.json()),
        more: Some((html::NAME, html::sensitivity::render(&found, &identity.sarez))),
        manifest: manifest::render(identity, settings.machine(seconds)),
    };
    answer.give(settings, folder, &FILES, seconds, |frame| sensitivity::render(&found, frame))
}
