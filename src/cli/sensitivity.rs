//! `sarez sensitivity`

use std::time::Instant;

use clap::ValueEnum;

use crate::analysis::sensitivity::{Aim, Each, Trouble, check, compiles, pairs, sensitivity as indices};
use crate::diagnostic::Diagnostics;
use crate::language::parse_conditions;
use crate::report::manifest::Identity;
use crate::report::{Sensitivity, html, manifest, sensitivity};

use super::answer::{Answer, folder, wrong};
use super::asked::outcomes;
use super::prepare::{Job, Reading, prepare_one, solved};
use super::progress::Progress;
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
    /// Such as `gdp_effect@2022`, or `gdp_effect@2022..2024` for the mean over its stated years; may be repeated [default: every
    /// outcome that the scenario measures]
    #[arg(long, alias = "of", value_name = "OUTCOME@PERIOD")]
    outcome: Vec<String>,
    /// Target indices, of where this holds: conditions such as "`gdp_effect@2022` < -2 and not `payment_freeze`"
    #[arg(long = "where", value_name = "CONDITIONS")]
    place: Option<String>,
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
    let mut job = match prepare_one(&reading, settings) {
        Ok(job) => job,
        Err(status) => return status,
    };
    let aim = match aim(arguments, &mut job) {
        Ok(aim) => aim,
        Err(status) => return status,
    };
    let folder = match folder(settings, &format!("{}-sensitivity", job.scenario.name), &FILES) {
        Ok(folder) => folder,
        Err(status) => return status,
    };
    let began = Instant::now();
    let Some((job, _)) = solved(job, settings) else { return Status::Failed };
    let scenario = &job.scenario;
    let progress = Progress::new(pairs(scenario), settings.quiet);
    let found = indices(scenario, &aim, &each, &settings.options(Some(&|done| progress.set(done))));
    drop(progress);
    let found = match found {
        Ok(found) => Sensitivity::new(scenario, &found, &aim.conditions),
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
        more: vec![(html::NAME, html::sensitivity::render(&found, &identity.sarez))],
        manifest: manifest::render(identity, settings.machine(seconds)),
    };
    answer.give(settings, folder, &FILES, seconds, |frame| sensitivity::render(&found, frame))
}

/// What the arguments ask about.
///
/// # Errors
/// When it is not there or cannot be computed, which is then said.
fn aim(arguments: &Arguments, job: &mut Job) -> Result<Aim, Status> {
    let mut aim = Aim::all_of(&job.scenario);
    let mut diagnostics = Diagnostics::new();
    if !arguments.outcome.is_empty() {
        aim.measured = outcomes(&job.scenario, &arguments.outcome, &mut job.sources, &mut diagnostics);
    }
    if let Some(text) = &arguments.place {
        let file = job.sources.add("--where", text);
        match parse_conditions(text, file) {
            Ok(conditions) => {
                check(&job.scenario, &conditions, &mut diagnostics);
                aim.conditions = conditions;
            }
            Err(problems) => diagnostics.append(problems),
        }
    }
    if !diagnostics.has_errors() {
        compiles(&job.scenario, &aim, &mut diagnostics);
    }
    if diagnostics.has_errors() { Err(wrong(&diagnostics, job)) } else { Ok(aim) }
}
