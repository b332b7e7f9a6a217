//! `sarez run`

use std::path::Path;
use std::time::Instant;

use crate::analysis::split::{self, Split};
use crate::analysis::target::Met;
use crate::analysis::{backtest, bounds};
use crate::compile::{Column, compile, compile_with_courses};
use crate::diagnostic::Diagnostics;
use crate::report::html::together::One;
use crate::report::manifest::Identity;
use crate::report::show::{Show, Subject};
use crate::report::terminal::{Frame, Line, Role};
use crate::report::{Bound, Course, Summary, csv, html, json, manifest, markdown, terminal};
use crate::results::Part;
use crate::scenario::Measure;
use crate::simulate::{Failure, sample, simulate, simulate_until};
use crate::store::{self, Folder};

use super::also::{Kept, More, Wanted};
use super::causes::causes;
use super::prepare::{Job, Reading, prepare, solved};
use super::progress::Progress;
use super::settings::{Asked, Format, Settings, failed, refused};
use super::verbose::Watch;
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

/// Where the files of a scenario go, and which they are.
struct Place {
    results: Folder,
    charts: Option<Folder>,
    wanted: Wanted,
}

/// A scenario that was run, for the report of several.
struct Ran {
    job: Job,
    summary: Summary,
    courses: Vec<Course>,
    show: Show,
    identity: Identity,
}

impl Ran {
    fn report(&self) -> html::Report<'_> {
        let Self { summary, courses, show, identity, .. } = self;
        html::Report { summary, courses, show, identity }
    }
}

pub(super) fn run(arguments: &Arguments) -> Status {
    let told = arguments.settings.told();
    let mut watch = Watch::new(&arguments.settings, "all scenarios");
    let jobs = match prepare(&arguments.reading, told, |run| arguments.settings.change(run)) {
        Ok(jobs) => jobs,
        Err(status) => return status,
    };
    watch.lap("read and compiled");
    let Some(folders) = folders(arguments, &jobs) else { return Status::Wrong };
    let mut together = match together(arguments, &jobs) {
        Ok(together) => together,
        Err(failure) => {
            refused(&failure);
            return Status::Wrong;
        }
    };
    let mut worst = Status::Done;
    let mut ran = Vec::new();
    for (number, (job, folder)) in jobs.into_iter().zip(folders).enumerate() {
        let (status, done) = one(arguments, job, folder, number);
        worst = if status > worst { status } else { worst };
        // One alone needs no second report, and its numbers no room.
        ran.extend(done.filter(|_| together.is_some()));
    }
    let status = match &mut together {
        Some(folder) if ran.len() > 1 => side_by_side(arguments, &ran, folder),
        _ => Status::Done,
    };
    if status > worst { status } else { worst }
}

/// The folder of the report of several scenarios, tried before the first path; `None` of one alone.
fn together(arguments: &Arguments, jobs: &[Job]) -> Result<Option<Folder>, store::Failure> {
    if jobs.len() < 2 {
        return Ok(None);
    }
    let path = arguments.settings.out.clone().unwrap_or_else(|| {
        let names: Vec<&str> = jobs.iter().map(|job| job.scenario.name.as_str()).collect();
        Path::new("results").join(names.join("-and-"))
    });
    Folder::prepare(&path, &[html::NAME]).map(Some)
}

/// Writes the report of several scenarios, and says where it is.
fn side_by_side(arguments: &Arguments, ran: &[Ran], folder: &mut Folder) -> Status {
    let all: Vec<One> =
        ran.iter().map(|ran| One { report: ran.report(), scenario: &ran.job.scenario }).collect();
    if let Err(failure) = folder.write(html::NAME, html::together::render(&all).as_bytes()) {
        refused(&failure);
        return Status::Failed;
    }
    if arguments.settings.format() == Some(Format::Text) {
        let path = folder.path().to_string_lossy();
        return output::lines(&terminal::side_by_side(&path, &[html::NAME]));
    }
    Status::Done
}

/// All files that are written.
fn names(wanted: &Wanted) -> Vec<&'static str> {
    FILES.into_iter().chain(wanted.names()).collect()
}

/// The results folder of every scenario, tried before the first path.
fn folders(arguments: &Arguments, jobs: &[Job]) -> Option<Vec<Place>> {
    let mut folders: Vec<Place> = Vec::new();
    for job in jobs {
        let name = &job.scenario.name;
        let wanted = match arguments.more.wanted(&job.scenario.output) {
            Ok(wanted) => wanted,
            Err(why) => {
                output::error(
                    &format!("{name}: {why}"),
                    Some("build it with its default features, or say --also"),
                );
                return None;
            }
        };
        let names: Vec<&str> = names(&wanted).into_iter().filter(|name| !name.ends_with('/')).collect();
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
            .and_then(|results| Ok(Place { charts: wanted.charts(&path)?, results, wanted }));
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

/// Runs one scenario and writes its files; what it gave, unless it failed.
fn one(arguments: &Arguments, job: Job, place: Place, number: usize) -> (Status, Option<Ran>) {
    one_of(arguments, job, place, number).map_or((Status::Failed, None), |(status, ran)| (status, Some(ran)))
}

fn one_of(arguments: &Arguments, job: Job, mut place: Place, number: usize) -> Option<(Status, Ran)> {
    let settings = &arguments.settings;
    let began = Instant::now();
    let mut watch = Watch::new(settings, &job.scenario.name);
    let (job, met) = solved(job, settings)?;
    watch.lap("targets met");
    let bounds = at_bounds(&job, settings)?;
    watch.lap("bounds");
    let asked = job.ensemble.columns.clone();
    let shares = if job.scenario.run.split { shares(&job, settings) } else { Ok(Vec::new()) };
    watch.lap("variances split");
    let (causes, swings) = causes(&job, settings, arguments.explain)?;
    watch.lap("shares and swings");
    let kept = kept(&place.wanted, &job, settings)?;
    watch.lap("paths kept");
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
            return None;
        }
    };
    drop(progress);
    watch.lap("simulated");
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
        return None;
    }
    watch.lap("files written");
    let printed = print(arguments, report, &place, seconds, number);
    let status = if summary.has_failed_check() { Status::Failed } else { printed };
    Some((status, Ran { job, summary, courses, show, identity }))
}

/// The variance of every column split.
fn shares(job: &Job, settings: &Settings) -> Result<Vec<Option<Split>>, Failure> {
    let progress = Progress::new(split::paths(&job.ensemble), settings.quiet);
    split::split(&job.ensemble, &settings.options(Some(&|done| progress.set(done))))
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
fn kept(wanted: &Wanted, job: &Job, settings: &Settings) -> Option<Option<Kept>> {
    let Some(paths) = wanted.keep_paths() else { return Some(None) };
    let mut first = job.ensemble.clone();
    first.paths = Ord::min(paths, first.paths);
    let progress = Progress::new(first.paths, settings.quiet);
    let values = sample(&first, &settings.options(Some(&|done| progress.set(done))));
    drop(progress);
    match values {
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
    place.wanted.write(report, kept.as_ref(), folder, place.charts.as_mut())?;
    folder.write(manifest::NAME, manifest::render(report.identity.clone(), machine).as_bytes())?;
    Ok(())
}

/// What standard output gets of scenario `number`. Failed checks that it does not show go to standard error.
fn print(arguments: &Arguments, report: html::Report, place: &Place, seconds: f64, number: usize) -> Status {
    let summary = report.summary;
    let (path, names) = (place.results.path().to_string_lossy(), names(&place.wanted));
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
