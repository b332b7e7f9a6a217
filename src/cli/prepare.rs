//! From scenario names to what can be simulated: every problem of every scenario before anything else happens.

use crate::analysis::target::{self, Met};
use crate::compile::{Ensemble, compile};
use crate::diagnostic::{Diagnostics, Document, Sources, Style, render};
use crate::read;
use crate::scenario::{Run, Scenario};
use crate::simulate::Options;

use super::origins::Said;
use super::progress::Tries;
use super::settings::Settings;
use super::{Status, output, verbose};

/// A scenario that is ready to run.
pub(super) struct Job {
    pub scenario: Scenario,
    pub ensemble: Ensemble,
    /// Every text that it was read from.
    pub sources: Sources,
}

/// What every subcommand that reads scenarios takes.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Reading {
    /// Built-in names (see `sarez list`) or paths of TOML files
    #[arg(value_name = "SCENARIO", required = true)]
    pub scenarios: Vec<String>,
    /// Put a value over what the files say, such as shock.remittances.percent=-30; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Take warnings for errors
    #[arg(long)]
    pub strict: bool,
}

impl Reading {
    /// Of one scenario.
    pub fn one(scenario: &str, set: &[String], strict: bool) -> Self {
        Self { scenarios: vec![scenario.to_owned()], set: set.to_vec(), strict }
    }
}

/// Where problems are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// As text on standard error.
    Text,
    /// As text where one is an error.
    TextIfWrong,
    /// As text; but as JSON on standard output where one is an error, so that a program that waits for JSON gets it.
    JsonIfWrong,
    /// As JSON on standard output, also when there is none.
    Json,
}

/// Reads and compiles all scenarios, with `change` applied to the run settings, and tells every problem found.
///
/// # Errors
/// When one of them is an error.
pub(super) fn prepare(reading: &Reading, told: Told, change: impl Fn(&mut Run)) -> Result<Vec<Job>, Status> {
    prepare_each(reading, told, |_, scenario, _| change(&mut scenario.run))
}

/// The one scenario of a question, ready.
///
/// # Errors
/// When one of its problems is an error.
pub(super) fn prepare_one(reading: &Reading, settings: &Settings) -> Result<Job, Status> {
    let jobs = prepare(reading, settings.told(), |run| settings.change(run))?;
    jobs.into_iter().next().ok_or(Status::Wrong)
}

/// The same; `change` gets each scenario that could be read, with its number, and may say what it has to say about it.
///
/// # Errors
/// When one of them is an error.
pub(super) fn prepare_each(
    reading: &Reading,
    told: Told,
    change: impl FnMut(usize, &mut Scenario, &mut Diagnostics),
) -> Result<Vec<Job>, Status> {
    prepare_apart((reading, &[]), told, change)
}

/// The same; by scenario, `apart` is what is put over the files of it alone.
///
/// # Errors
/// When one of its problems is an error.
pub(super) fn prepare_apart(
    of: (&Reading, &[Vec<String>]),
    told: Told,
    change: impl FnMut(usize, &mut Scenario, &mut Diagnostics),
) -> Result<Vec<Job>, Status> {
    let jobs = read_each(of, told, change, compile)?;
    Ok(jobs.into_iter().map(|(scenario, ensemble, sources)| Job { scenario, ensemble, sources }).collect())
}

/// The scenarios, read and not compiled: for what compiles them in company.
///
/// # Errors
/// When one of their problems is an error.
pub(super) fn read_only(
    reading: &Reading,
    told: Told,
    change: impl Fn(&mut Run),
) -> Result<Vec<Scenario>, Status> {
    let read = read_each((reading, &[]), told, |_, scenario, _| change(&mut scenario.run), |_, _| Some(()))?;
    Ok(read.into_iter().map(|(scenario, (), _)| scenario).collect())
}

/// Reads scenarios, with what `made` makes of each and the texts that it was read from, and tells every problem found.
fn read_each<T>(
    (reading, apart): (&Reading, &[Vec<String>]),
    told: Told,
    mut change: impl FnMut(usize, &mut Scenario, &mut Diagnostics),
    made: impl Fn(&Scenario, &mut Diagnostics) -> Option<T>,
) -> Result<Vec<(Scenario, T, Sources)>, Status> {
    let (mut jobs, mut texts, mut document) = (Vec::new(), Vec::new(), Document::new());
    let mut said = Said::default();
    for (number, name) in reading.scenarios.iter().enumerate() {
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let set = [&reading.set[..], apart.get(number).map_or(&[], Vec::as_slice)].concat();
        let scenario = read::read_with(name, &set, &mut sources, &mut diagnostics);
        let job = scenario.and_then(|mut scenario| {
            change(number, &mut scenario, &mut diagnostics);
            let made = made(&scenario, &mut diagnostics)?;
            Some((scenario, made))
        });
        diagnostics.name_who_brings(&sources);
        said.once(name, &mut diagnostics, &sources);
        if reading.strict {
            diagnostics.be_strict();
        }
        document.add(&diagnostics, &sources);
        // Two scenarios of one model have its problems in common: they are said once.
        let text = render(&diagnostics, &sources, Style::Coloured);
        if !texts.contains(&text) {
            texts.push(text);
        }
        let sound = job.filter(|_| !diagnostics.has_errors());
        jobs.push(sound.map(|(scenario, made)| (scenario, made, sources)));
    }
    let jobs: Option<Vec<_>> = jobs.into_iter().collect();
    let printed = match told {
        Told::JsonIfWrong if jobs.is_some() => Status::Done,
        Told::Text | Told::TextIfWrong => {
            if told == Told::TextIfWrong && jobs.is_some() {
                texts.clear();
            }
            Status::Done
        }
        Told::JsonIfWrong | Told::Json => {
            texts.clear();
            output::text(&document.render())
        }
    };
    for text in &texts {
        output::rendered(text);
    }
    match (jobs, printed) {
        (Some(jobs), Status::Done) => Ok(jobs),
        (Some(_), status) => Err(status),
        (None, _) => Err(Status::Wrong),
    }
}

/// The job with its targets met, and what was found for them; `None` when one cannot be, which is then said.
pub(super) fn solved(job: Job, settings: &Settings) -> Option<(Job, Vec<Met>)> {
    verbose::of(settings, &job);
    let progress = Tries::new(target::PATHS, settings.quiet || job.scenario.targets.is_empty());
    let found = solved_with(job, &settings.options(Some(&|done| progress.set(done))));
    drop(progress);
    found
}

/// The same, simulated so.
pub(super) fn solved_with(mut job: Job, options: &Options<'_>) -> Option<(Job, Vec<Met>)> {
    if job.scenario.targets.is_empty() {
        return Some((job, Vec::new()));
    }
    let met = met(&mut job.scenario, options)?;
    job.ensemble = compile(&job.scenario, &mut Diagnostics::new())?;
    Some((job, met))
}

/// Shifts the sizes of a scenario until its targets are met; `None` when one cannot be, which is then said.
pub(super) fn met(scenario: &mut Scenario, options: &Options<'_>) -> Option<Vec<Met>> {
    let met = target::solve(scenario, options);
    met.map_err(|unmet| output::error(&format!("{}: {unmet}", scenario.name), Some(unmet.help()))).ok()
}
