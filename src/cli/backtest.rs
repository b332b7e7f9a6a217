//! `sarez backtest`

use std::time::Instant;

use crate::analysis::backtest;
use crate::compile::compile;
use crate::diagnostic::{Diagnostics, Sources};
use crate::read;
use crate::report::backtest as report;
use crate::report::manifest::{self, Identity};
use crate::scenario::Scenario;
use crate::simulate::{Options, simulate};

use super::answer::{Answer, folder, wrong};
use super::origins::expanded;
use super::prepare::{Job, Reading, prepare, solved};
use super::progress::Progress;
use super::settings::{Settings, failed, refused};
use super::{Status, output};

/// Score scenarios against what was observed, at all their origins: coverage, CRPS, log score, skill
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Built-in names or paths of TOML files that have `[[observed]]` figures [default: all built-in ones]
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<String>,
    /// All built-in scenarios that have observed figures
    #[arg(long, conflicts_with = "scenarios")]
    all: bool,
    /// Those of one economy alone, at any of its base years
    #[arg(long, value_name = "ECONOMY", conflicts_with = "scenarios")]
    economy: Option<String>,
    /// Print what is said over origins as Markdown, for documents
    #[arg(long, conflicts_with_all = ["format", "quiet"])]
    markdown: bool,
    /// Take warnings for errors
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    settings: Settings,
}

const FILES: [&str; 3] = [report::CSV, report::JSON, manifest::NAME];

pub(super) fn backtest(arguments: &Arguments) -> Status {
    let settings = &arguments.settings;
    let Some(scenarios) = names(arguments) else { return Status::Wrong };
    let scenarios = expanded(&scenarios, false);
    let reading = Reading { scenarios, strict: arguments.strict, set: Vec::new() };
    let jobs = match prepare(&reading, settings.told(), |run| settings.change(run)) {
        Ok(jobs) => jobs,
        Err(status) => return status,
    };
    if !all_observed(&jobs) {
        return Status::Wrong;
    }
    let folder = match folder(settings, "backtest", &FILES) {
        Ok(folder) => folder,
        Err(status) => return status,
    };
    let began = Instant::now();
    let (mut cases, mut scenarios, mut identities) = (Vec::new(), Vec::new(), Vec::new());
    let paths = jobs.iter().map(|job| job.scenario.run.paths);
    let progress = Progress::new(paths.sum(), settings.quiet);
    let mut before = 0;
    for job in jobs {
        let Some((job, _)) = solved(job, settings) else { return Status::Failed };
        let found = one(&job, &settings.options(Some(&|done| progress.set(before + done))), &progress);
        let Some(found) = found else { return Status::Failed };
        before += job.scenario.run.paths;
        cases.extend(found);
        identities.push(Identity::new(&job.scenario, &job.sources));
        scenarios.push(job.scenario);
    }
    drop(progress);
    let seconds = began.elapsed().as_secs_f64();
    let found = report::Backtest::new(&scenarios, &cases);
    let answer = Answer {
        csv: (report::CSV, found.csv()),
        json: (report::JSON, found.json()),
        more: Vec::new(),
        manifest: manifest::render_several(identities, settings.machine(seconds)),
    };
    if arguments.markdown {
        let mut folder = folder;
        return match answer.write(&mut folder) {
            Ok(()) => output::text(&report::markdown(&found)),
            Err(failure) => {
                refused(&failure);
                Status::Failed
            }
        };
    }
    answer.give(settings, folder, &FILES, seconds, |frame| report::render(&found, frame))
}

/// The scenarios that are named; else the built-in ones that have observed figures. `None` when there is none, which is then
/// said.
fn names(arguments: &Arguments) -> Option<Vec<String>> {
    if !arguments.scenarios.is_empty() {
        return Some(arguments.scenarios.clone());
    }
    let wanted = |scenario: &Scenario| match &arguments.economy {
        None => true,
        Some(name) => is_of(&scenario.economy.name, name),
    };
    let scored = read::scenarios().map(|(name, _)| name.to_owned()).filter(|name| {
        let scenario = read::read(name, &mut Sources::new(), &mut Diagnostics::new());
        scenario.is_some_and(|scenario| !scenario.observed.is_empty() && wanted(&scenario))
    });
    let names: Vec<String> = scored.collect();
    if names.is_empty() {
        let economy = arguments.economy.as_deref().unwrap_or_default();
        let message = format!("no built-in scenario of {economy} has observed figures");
        output::error(
            &message,
            Some("`sarez list` names the economies; or name a scenario file of your own"),
        );
        return None;
    }
    Some(names)
}

/// Whether an economy is the one that is named, or the same at another base year: `tajikistan-2008` is `tajikistan`.
fn is_of(economy: &str, name: &str) -> bool {
    let year = economy.strip_prefix(name).map(|rest| rest.strip_prefix('-').unwrap_or(rest));
    year.is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether each has something to be scored against, and a name of its own; what is wrong is said.
fn all_observed(jobs: &[Job]) -> bool {
    let mut sound = true;
    for (at, job) in jobs.iter().enumerate() {
        let name = &job.scenario.name;
        // At an origin what happened may be missing, at all of them not.
        let rolling = |job: &Job| job.scenario.origin.as_ref().map(|origin| origin.rolling.clone());
        let elsewhere = |other: &Job| rolling(other) == rolling(job) && !other.scenario.observed.is_empty();
        let scored = rolling(job).is_some() && jobs.iter().any(elsewhere);
        if job.scenario.observed.is_empty() && !scored {
            sound = false;
            let help =
                "add what happened as [[observed]], with `past` for the references: see `sarez reference`";
            output::error(&format!("{name} has no observed figure to be scored against"), Some(help));
        }
        if jobs[..at].iter().any(|other| other.scenario.name == *name) {
            sound = false;
            let help = "score them one by one with another --out";
            output::error(&format!("two scenarios are called {name}"), Some(help));
        }
    }
    sound
}

/// The cases of a scenario; `None` when it could not be simulated, which is then said.
fn one(job: &Job, options: &Options<'_>, progress: &Progress) -> Option<Vec<backtest::Case>> {
    let scenario = backtest::with_baselines(&job.scenario);
    let mut diagnostics = Diagnostics::new();
    let Some(ensemble) = compile(&scenario, &mut diagnostics) else {
        progress.hide();
        let _ = wrong(&diagnostics, job);
        return None;
    };
    let part = match simulate(&ensemble, options) {
        Ok(part) => part,
        Err(failure) => {
            progress.hide();
            failed(&scenario.name, &failure);
            return None;
        }
    };
    Some(backtest::cases(&scenario, &ensemble.columns, &part))
}

#[cfg(test)]
mod tests {
    use super::is_of;

    #[test]
    fn an_economy_is_the_same_at_every_base_year() {
        assert!(is_of("tajikistan", "tajikistan") && is_of("tajikistan-2008", "tajikistan"));
        assert!(is_of("tajikistan-2008", "tajikistan-2008"));
        for other in ["tajikistan", "armenia", "tajikistan-2014", ""] {
            assert!(!is_of(other, "tajikistan-2008"), "{other}");
        }
        assert!(!is_of("el-salvador", "el"));
    }
}
