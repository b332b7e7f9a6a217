//! `sarez sweep`

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::analysis::sweep::{Axis, TOGETHER, Trouble, grid, measure};
use crate::diagnostic::{Style, render};
use crate::report::manifest::Identity;
use crate::report::terminal::Frame;
use crate::report::{Sweep, manifest, sweep};
use crate::store::{self, Folder};

use super::prepare::{Job, Reading, Told, prepare, solved};
use super::progress::Progress;
use super::settings::{Format, Settings, failed, refused};
use super::{Status, output};

/// Run a scenario at every point of a grid over numbers of its files, on the same draws
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A built-in name (see `sarez list`) or the path of a TOML file
    scenario: String,
    /// What is swept and over which values: PATH=FROM..TO/POINTS or PATH=VALUE,VALUE,...; several are crossed
    #[arg(long, value_name = "PATH=VALUES", required = true)]
    over: Vec<String>,
    /// Let several sweeps run together, their first values, their second ones and so on
    #[arg(long)]
    zip: bool,
    /// Put a value over what the files say at every point; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Take warnings for errors
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    settings: Settings,
}

const FILES: [&str; 3] = [sweep::CSV, sweep::JSON, manifest::NAME];

pub(super) fn sweep(arguments: &Arguments) -> Status {
    let settings = &arguments.settings;
    let axes: Result<Vec<Axis>, _> = arguments.over.iter().map(|text| text.parse()).collect();
    let points = axes.and_then(|axes| grid(&axes, arguments.zip).map(|points| (axes, points)));
    let (axes, points) = match points {
        Ok(found) => found,
        Err(bad) => {
            output::error(&bad.to_string(), Some(bad.help));
            return Status::Wrong;
        }
    };
    if let Some(axis) = axes.iter().find(|axis| axis.path.starts_with("run.") || axis.path == "run") {
        let help = "the points of a sweep are compared on the same draws; run the scenario again with --seed or --paths";
        output::error(&format!("`{}` cannot be swept", axis.path), Some(help));
        return Status::Wrong;
    }
    let told = settings.told();
    let reading = |set: Vec<String>| Reading {
        scenarios: vec![arguments.scenario.clone()],
        strict: arguments.strict,
        set: arguments.set.iter().cloned().chain(set).collect(),
    };
    let base = match prepare(&reading(Vec::new()), told, |run| settings.change(run)) {
        Ok(jobs) => jobs.into_iter().next(),
        Err(status) => return status,
    };
    let Some(base) = base else { return Status::Wrong };
    let out: PathBuf = settings
        .out
        .clone()
        .unwrap_or_else(|| Path::new("results").join(format!("{}-sweep", base.scenario.name)));
    let mut folder = match Folder::prepare(&out, &FILES) {
        Ok(folder) => folder,
        Err(failure) => {
            refused(&failure);
            return Status::Wrong;
        }
    };
    let began = Instant::now();
    let values = |point: &[usize]| -> Vec<String> {
        axes.iter().zip(point).map(|(axis, at)| axis.values[*at].clone()).collect()
    };
    let mut jobs = Vec::new();
    for (number, point) in points.iter().enumerate() {
        let set = axes.iter().zip(values(point)).map(|(axis, value)| format!("{} = {value}", axis.path));
        // What is to be warned of at one point is so at all.
        let told = if number > 0 && told == Told::Text { Told::TextIfWrong } else { told };
        match prepare(&reading(set.collect()), told, |run| settings.change(run)) {
            Ok(point) => jobs.extend(point),
            Err(status) => return status,
        }
    }
    let Some((base, _)) = solved(base, settings) else { return Status::Failed };
    let identity = Identity::new(&base.scenario, &base.sources);
    let mut found = Sweep::new(&base.scenario, &axes, arguments.zip);
    let all = base.scenario.run.paths * points.len() as u64;
    let progress = Progress::new(all, settings.quiet);
    let mut jobs = jobs.into_iter();
    for (number, points) in points.chunks(TOGETHER).enumerate() {
        let mut scenarios = Vec::new();
        for job in jobs.by_ref().take(points.len()) {
            let Some((job, _)) = solved(job, settings) else { return Status::Failed };
            scenarios.push(job.scenario);
        }
        let before = (number * TOGETHER) as u64 * base.scenario.run.paths;
        let told = |done: u64| progress.set(before + done * points.len() as u64);
        match measure(&base.scenario, &scenarios, &settings.options(Some(&told))) {
            Ok(measured) => {
                for (point, measured) in points.iter().zip(&measured) {
                    found.add(&base.scenario, values(point), measured);
                }
            }
            Err(trouble) => {
                drop(progress);
                return told_trouble(&trouble, &base, &|at: usize| values(&points[at]).join(", "));
            }
        }
    }
    drop(progress);
    let seconds = began.elapsed().as_secs_f64();
    if let Err(failure) = write(settings, identity, &found, &mut folder, seconds) {
        refused(&failure);
        return Status::Failed;
    }
    match settings.format() {
        Some(Format::Text) => {
            let path = folder.path().to_string_lossy();
            let frame =
                Frame { width: output::width(), seconds: Some(seconds), files: Some((&path, &FILES)) };
            output::lines(&sweep::render(&found, frame))
        }
        Some(Format::Json) => output::text(&found.json()),
        Some(Format::Csv) => output::text(&found.csv()),
        None => Status::Done,
    }
}

fn told_trouble(trouble: &Trouble, base: &Job, name: &dyn Fn(usize) -> String) -> Status {
    match trouble {
        Trouble::Compile(diagnostics) => {
            output::rendered(&render(diagnostics, &base.sources, Style::Coloured));
            Status::Wrong
        }
        Trouble::Measured(point) => {
            let message = format!("at {} other outcomes or periods are measured", name(*point));
            output::error(&message, Some("sweep over numbers, not over what is measured or when"));
            Status::Wrong
        }
        Trouble::Simulate(failure) => {
            failed("sweep", failure);
            Status::Failed
        }
    }
}

fn write(
    settings: &Settings,
    identity: Identity,
    found: &Sweep,
    folder: &mut Folder,
    seconds: f64,
) -> Result<(), store::Failure> {
    folder.write(sweep::CSV, found.csv().as_bytes())?;
    folder.write(sweep::JSON, found.json().as_bytes())?;
    folder.write(manifest::NAME, manifest::render(identity, settings.machine(seconds)).as_bytes())?;
    Ok(())
}
