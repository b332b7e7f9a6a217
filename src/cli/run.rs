//! `sarez run`

use std::path::Path;
use std::time::Instant;

use crate::analysis::{backtest, bounds};
use crate::analysis::split::split;
use crate::analysis::target::Met;
use crate::compile::{Column, compile, compile_with_courses};
use crate::diagnostic::Diagnostics;
use crate::report::manifest::Identity;
use crate::report::show::{Show, Subject};
use crate::report::terminal::{Frame, Line, Role};
use crate::report::{Bound, Course, Summary, csv, html, json, manifest, markdown, terminal};
use crate::results::Part;
use crate::scenario::Measure;
use crate::simulate::{sample, simulate, simulate_until};
use crate::store::{self, Folder};

use super::also::{Kept, More};
use super::causes::causes;
use super::prepare::{Job, Reading, prepare, solved};
use super::progress::Progress;
use super::settings::{Asked, Format, Settings, failed, refused};
use super::{Status, output};

/// Simulate scenarios, print the table, write the results folder
#[derive(Debug, clap::Args)]
#[command(mut_arg("format", |arg| {
    arg.value_parser(Asked::parser(&[Asked::Text, Asked::Json, Asked::Csv, Asked::Md]))
}))]
pub(super) struct Arguments {
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    more: More,
    /// Say how much of the effect comes from each shock and event, however many there are
    #[arg(long)]
    explain: bool,
}

const FILES: [&str; 4] = [html::NAME, csv::NAME, json::NAME, manifest::NAME];

/// Where the files of a scenario go.
struct Place {
    results: Folder,
    charts: Option<Folder>,
}

pub(super) fn run(arguments: &Arguments) -> Status {
    let told = arguments.settings.told();
    let jobs = match prepare(&arguments.reading, told, |run| arguments.settings.change(run)) {
        Ok(jobs) => jobs,
        Err(status) => return status,
    };
    let Some(folders) = folders(arguments, &jobs) else { return Status::Wrong };
    let mut worst = Status::Done;
    for (number, (job, folder)) in jobs.into_iter().zip(folders).enumerate() {
        let status = one(arguments, job, folder, number);
        worst = if status > worst { status } else { worst };
    }
    worst
}

/// All files that are written.
fn names(arguments: &Arguments) -> Vec<&'static str> {
    FILES.into_iter().chain(arguments.more.names()).collect()
}

/// The results folder of every scenario, tried before the first path.
fn folders(arguments: &Arguments, jobs: &[Job]) -> Option<Vec<Place>> {
    let mut folders: Vec<Place> = Vec::new();
    let names: Vec<&str> = names(arguments).into_iter().filter(|name| !name.ends_with('/')).collect();
    for job in jobs {
        let name = &job.scenario.name;
        let path = match &arguments.settings.out {
            Some(out) if jobs.len() == 1 => out.clone(),
            Some(out) => out.join(name),
            None => Path::new("results").join(name),
        };
        if folders.iter().any(|folder| folder.results.path() == path) {
            let message = format!("two scenarios are called {name}, their files would be the same");
            output::error(&message, Some("run them one by one with another --out"));
            return None;
        }
        let place = Folder::prepare(&path, &names)
            .and_then(|results| Ok(Place { charts: arguments.more.charts(&path)?, results }));
        match place {
            Ok(place) => folders.push(place),
            Err(failure) => {
                refused(&failure);
                return None;
            }
        }
    }
    Some(folders)
}

fn one(arguments: &Arguments, job: Job, mut place: Place, number: usize) -> Status {
    let settings = &arguments.settings;
    let began = Instant::now();
    let Some((job, met)) = solved(job, settings) else { return Status::Failed };
    let Some(bounds) = at_bounds(&job, settings) else { return Status::Failed };
    let asked = job.ensemble.columns.clone();
    let shares =
        if job.scenario.run.split { split(&job.ensemble, &settings.options(None)) } else { Ok(Vec::new()) };
    let Some((causes, swings)) = causes(&job, settings, arguments.explain) else { return Status::Failed };
    let Some(kept) = kept(arguments, &job) else { return Status::Failed };
    let job = followed(job, settings);
    let progress = Progress::new(job.ensemble.paths, settings.quiet);
    let report = |done| progress.set(done);
    let options = settings.options(Some(&report));
    let run = simulate_until(&job.ensemble, &job.scenario.until, &options);
    let (stopped, shares) = match run.and_then(|stopped| Ok((stopped, shares?))) {
        Ok(found) => found,
        Err(failure) => {
            drop(progress);
            failed(&job.scenario.name, &failure);
            return Status::Failed;
        }
    };
    drop(progress);
    let seconds = began.elapsed().as_secs_f64();
    let most = job.scenario.run.paths;
    let summary = summary(&job, &stopped.part, &met)
        .with_bounds(bounds)
        .with_precision(&job.scenario.until, &stopped, most)
        .with_uncertainty(&asked, &shares)
        .with_explanation(causes, swings)
        .with_scores(&backtest::cases(&job.scenario, &job.ensemble.columns, &stopped.part));
    let identity = Identity::new(&job.scenario, &job.sources).of_paths(summary.paths);
    let Job { scenario, ensemble, .. } = &job;
    let subject = Subject { model: &scenario.model, economy: &scenario.economy, scenario: Some(scenario) };
    let (courses, show) = (Course::list(scenario, ensemble, &stopped.part), Show::new(subject, &[]));
    let report = html::Report { summary: &summary, courses: &courses, show: &show, identity: &identity };
    if let Err(failure) = write(arguments, report, kept, &mut place, seconds) {
        refused(&failure);
        return Status::Failed;
    }
    let printed = print(arguments, report, place.results.path(), seconds, number);
    if summary.has_failed_check() { Status::Failed } else { printed }
}

/// The job with every measured variable followed over time, unless that would take more memory than is allowed.
fn followed(job: Job, settings: &Settings) -> Job {
    match compile_with_courses(&job.scenario) {
        Some(ensemble) if settings.allows(&ensemble) => Job { ensemble, ..job },
        _ => job,
    }
}

/// The scenario's answer at its bounds; `None` when a run of one failed, which is then said.
fn at_bounds(job: &Job, settings: &Settings) -> Option<Vec<Bound>> {
    let mut found = Vec::new();
    for (extreme, scenario) in bounds::scenarios(&job.scenario) {
        let ensemble = compile(&scenario, &mut Diagnostics::new())?;
        let progress = Progress::new(ensemble.paths, settings.quiet);
        let part = simulate(&ensemble, &settings.options(Some(&|done| progress.set(done))));
        drop(progress);
        match part {
            Ok(part) => found.push(Bound::new(extreme, &scenario, &ensemble.columns, &part)),
            Err(failure) => {
                failed(&format!("{}, {}", scenario.name, extreme.name()), &failure);
                return None;
            }
        }
    }
    Some(found)
}

fn summary(job: &Job, part: &Part, met: &[Met]) -> Summary {
    Summary::new(&job.scenario, &job.ensemble.columns, &job.ensemble.clamped, part)
        .with_dependence(&job.scenario, &job.ensemble.measured, part)
        .with_targets(met)
        .with_plausibility(&job.scenario)
        .with_balancing(&job.ensemble.balancing)
        .with_validity(&job.scenario, &job.ensemble.outside, part)
}

/// The outcomes on the first paths, as many as are to be kept, by column; `None` when that failed, which is then said.
#[expect(clippy::option_option, reason = "failed, or nothing asked for, or what was")]
fn kept(arguments: &Arguments, job: &Job) -> Option<Option<Kept>> {
    let Some(paths) = arguments.more.keep_paths() else { return Some(None) };
    let mut first = job.ensemble.clone();
    first.paths = Ord::min(paths, first.paths);
    match sample(&first, &arguments.settings.options(None)) {
        Ok(values) => {
            // What shocks solved for is no column of a summary.
            let asked =
                |column: &Column| job.scenario.outcomes[column.outcome].measure != Measure::SolvedResidual;
            let pairs = first.columns.iter().zip(values);
            Some(Some(pairs.filter(|(column, _)| asked(column)).map(|(_, values)| values).collect()))
        }
        Err(failure) => {
            failed(&job.scenario.name, &failure);
            None
        }
    }
}

fn write(
    arguments: &Arguments,
    report: html::Report,
    kept: Option<Kept>,
    place: &mut Place,
    seconds: f64,
) -> Result<(), store::Failure> {
    let machine = arguments.settings.machine(seconds);
    let folder = &mut place.results;
    folder.write(html::NAME, html::render(report).as_bytes())?;
    folder.write(csv::NAME, csv::render(report.summary).as_bytes())?;
    folder.write(json::NAME, json::render(report.summary).as_bytes())?;
    // A run that knew enough may have ended before them.
    let kept = kept.map(|mut kept| {
        for values in &mut kept {
            values.truncate(report.summary.paths as usize);
        }
        kept
    });
    arguments.more.write(report, kept.as_ref(), folder, place.charts.as_mut())?;
    folder.write(manifest::NAME, manifest::render(report.identity.clone(), machine).as_bytes())?;
    Ok(())
}

/// What standard output gets of scenario `number`. Failed checks that it does not show go to standard error.
fn print(arguments: &Arguments, report: html::Report, path: &Path, seconds: f64, number: usize) -> Status {
    let summary = report.summary;
    let (path, names) = (path.to_string_lossy(), names(arguments));
    let frame = Frame { width: output::width(), seconds: Some(seconds), files: Some((&path, &names)) };
    let lines = terminal::render(summary, frame);
    let format = arguments.settings.format();
    if format == Some(Format::Text) {
        let empty = Line { role: Role::Plain, text: String::new() };
        return output::lines(&[vec![empty; usize::from(number > 0)], lines].concat());
    }
    output::errors(&lines.into_iter().filter(|line| line.role == Role::Bad).collect::<Vec<_>>());
    match format {
        Some(Format::Json) => output::text(&json::render(summary)),
        Some(Format::Csv) => {
            let text = csv::render(summary);
            let after_head = text.find('\n').map_or(0, |end| end + 1);
            output::text(&text[if number > 0 { after_head } else { 0 }..])
        }
        _ if arguments.settings.note() => {
            let between = if number > 0 { "\n" } else { "" };
            output::text(&format!("{between}{}", markdown::render(report)))
        }
        _ => Status::Done,
    }
}
