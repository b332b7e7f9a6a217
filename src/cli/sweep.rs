//! `sarez sweep`

use std::time::Instant;

use crate::analysis::compare::differ_in_words;
use crate::analysis::sweep::{Axis, TOGETHER, Trouble, grid, measure};
use crate::calendar::Period;
use crate::report::manifest::Identity;
use crate::report::{Sweep, html, manifest, sweep};
use crate::scenario::{Run, Scenario};

use super::answer::{Answer, folder, wrong};
use super::prepare::{Job, Reading, Told, met, prepare, prepare_one, read_only, solved};
use super::progress::Progress;
use super::settings::{Settings, failed};
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

const FILES: [&str; 4] = [html::NAME, sweep::CSV, sweep::JSON, manifest::NAME];

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
    let reading = |more: &[String]| {
        Reading::one(&arguments.scenario, &[&arguments.set, more].concat(), arguments.strict)
    };
    let base = match prepare_one(&reading(&[]), settings) {
        Ok(base) => base,
        Err(status) => return status,
    };
    let folder = match folder(settings, &format!("{}-sweep", base.scenario.name), &FILES) {
        Ok(folder) => folder,
        Err(status) => return status,
    };
    let began = Instant::now();
    let values = |point: &[usize]| -> Vec<String> {
        axes.iter().zip(point).map(|(axis, at)| axis.values[*at].clone()).collect()
    };
    let at = |point: &[usize]| {
        let set = axes.iter().zip(values(point)).map(|(axis, value)| format!("{} = {value}", axis.path));
        reading(&set.collect::<Vec<_>>())
    };
    // What is to be warned of at one point is so at all. The others are compiled where they are measured, in company.
    let after = if told == Told::Text { Told::TextIfWrong } else { told };
    let mut scenarios: Vec<Scenario> = Vec::new();
    for (number, point) in points.iter().enumerate() {
        let change = |run: &mut Run| settings.change(run);
        let read = match number {
            0 => prepare(&at(point), told, change)
                .map(|jobs| jobs.into_iter().map(|job| job.scenario).collect()),
            _ => read_only(&at(point), after, change),
        };
        match read {
            Ok(read) => scenarios.extend(read),
            Err(status) => return status,
        }
    }
    if move_nothing(&scenarios) {
        let paths: Vec<&str> = axes.iter().map(|axis| axis.path.as_str()).collect();
        let message = format!("the points differ in no number: {} moves nothing", paths.join(" and "));
        output::error(&message, Some("sweep over a size, a probability, a parameter or a level"));
        return Status::Wrong;
    }
    let Some((base, _)) = solved(base, settings) else { return Status::Failed };
    let mut found = Sweep::new(&base.scenario, &axes, arguments.zip);
    let all = base.scenario.run.paths * points.len() as u64;
    let progress = Progress::new(all, settings.quiet);
    let chunks = points.chunks(TOGETHER).zip(scenarios.chunks_mut(TOGETHER));
    for (number, (points, scenarios)) in chunks.enumerate() {
        for (at, scenario) in scenarios.iter_mut().enumerate().filter(|(_, own)| !own.targets.is_empty()) {
            progress.say(&format!("targets at point {}", number * TOGETHER + at + 1));
            if met(scenario, &settings.options(None)).is_none() {
                return Status::Failed;
            }
        }
        progress.say("");
        let before = (number * TOGETHER) as u64 * base.scenario.run.paths;
        let told = |done: u64| progress.set(before + done * points.len() as u64);
        match measure(&base.scenario, scenarios, &settings.options(Some(&told))) {
            Ok(measured) => {
                for (point, measured) in points.iter().zip(&measured) {
                    found.add(&base.scenario, values(point), measured);
                }
            }
            Err(trouble) => {
                drop(progress);
                if let Trouble::Compile(_) = trouble {
                    // It is said with its own texts by the point that has it.
                    for point in points {
                        if let Err(status) = prepare(&at(point), after, |run| settings.change(run)) {
                            return status;
                        }
                    }
                }
                return told_trouble(&trouble, &base, &|at: usize| values(&points[at]).join(", "));
            }
        }
    }
    drop(progress);
    let seconds = began.elapsed().as_secs_f64();
    let identity = Identity::new(&base.scenario, &base.sources);
    let answer = Answer {
        csv: (sweep::CSV, found.csv()),
        json: (sweep::JSON, found.json()),
        more: vec![(html::NAME, html::sweep::render(&found, &identity.sarez))],
        manifest: manifest::render(identity, settings.machine(seconds)),
    };
    answer.give(settings, folder, &FILES, seconds, |frame| sweep::render(&found, frame))
}

/// Whether all points say the same but for words. Other outcomes or periods are refused where they are measured.
fn move_nothing(points: &[Scenario]) -> bool {
    let measured = |of: &Scenario| -> Vec<(String, Vec<Period>)> {
        of.outcomes.iter().map(|outcome| (outcome.id.clone(), outcome.at.clone())).collect()
    };
    let alike =
        |other: &Scenario| measured(&points[0]) == measured(other) && differ_in_words(&points[0], other);
    points.len() > 1 && points[1..].iter().all(alike)
}

fn told_trouble(trouble: &Trouble, base: &Job, name: &dyn Fn(usize) -> String) -> Status {
    match trouble {
        Trouble::Compile(diagnostics) => wrong(diagnostics, base),
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
