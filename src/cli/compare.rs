//! `sarez compare`

use std::time::Instant;

use clap::ValueEnum;

use crate::analysis::compare::{Plan, differ_in_words};
use crate::analysis::forecast;
use crate::analysis::revision::{Trouble, revise};
use crate::compile::Ensemble;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::report::manifest::Identity;
use crate::report::terminal::{Frame, Line};
use crate::report::{self, Comparison, Revisions, Target, comparison, html, manifest, revision};
use crate::results::Part;
use crate::scenario::{Run, Scenario};
use crate::simulate::simulate;

use super::answer::{Answer, folder, wrong};
use super::prepare::{Job, Reading, prepare_apart, solved};
use super::progress::Progress;
use super::settings::{Settings, failed};
use super::{Status, output};

/// Compare scenarios path by path, on the same draws: the first against each other one
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    reading: Reading,
    /// One scenario as of two or more days, each with what had been published by then: how its forecast was revised, and by what
    #[arg(long, value_name = "DATE", num_args = 1)]
    as_of: Vec<String>,
    /// Which table is printed, and which CSV and JSON `--format` gives
    #[arg(long, value_name = "TABLE", default_value = "difference")]
    table: Table,
    #[command(flatten)]
    settings: Settings,
}

/// The tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Table {
    /// Paired differences, what brings them about, and forecasts
    Difference,
    /// The conditional forecast of each scenario alone
    Forecast,
    /// What changed in p10, p50 and p90, and how much of it model, parameters, data, assumptions and shocks bring
    Revision,
}

const FILES: [&str; 5] =
    [html::NAME, report::forecast::CSV, comparison::CSV, comparison::JSON, manifest::NAME];
const REVISION: [&str; 4] = [html::NAME, revision::CSV, revision::JSON, manifest::NAME];

pub(super) fn compare(arguments: &Arguments) -> Status {
    let settings = &arguments.settings;
    let Some((reading, apart)) = asked(arguments) else { return Status::Wrong };
    let mut alignment = Alignment::default();
    let prepared = prepare_apart((&reading, &apart), settings.told(), |number, scenario, diagnostics| {
        settings.change(&mut scenario.run);
        if let Some(day) = arguments.as_of.get(number) {
            scenario.name = format!("{}@{day}", scenario.name);
        }
        alignment.align(number, scenario, diagnostics);
    });
    let jobs = match prepared {
        Ok(jobs) => jobs,
        Err(status) => return status,
    };
    let names: Vec<&str> = jobs.iter().map(|job| job.scenario.name.as_str()).collect();
    let of_revision = arguments.table == Table::Revision;
    let (suffix, files) = if of_revision { ("-revision", &REVISION[..]) } else { ("", &FILES[..]) };
    let folder = match folder(settings, &format!("{}{suffix}", names.join("-against-")), files) {
        Ok(folder) => folder,
        Err(status) => return status,
    };
    let began = Instant::now();
    let (mut ready, mut targets) = (Vec::new(), Vec::new());
    for job in jobs {
        let Some((job, met)) = solved(job, settings) else { return Status::Failed };
        targets.push(met.iter().map(Target::from).collect());
        ready.push(job);
    }
    let scenarios: Vec<Scenario> = ready.iter().map(|job| job.scenario.clone()).collect();
    say_what_is_the_same(&scenarios);
    let identities: Vec<Identity> =
        ready.iter().map(|job| Identity::new(&job.scenario, &job.sources)).collect();
    let sarez = identities[0].sarez.clone();
    if of_revision {
        let found = match revised(&scenarios, settings, &ready[0]) {
            Ok(found) => found,
            Err(status) => return status,
        };
        if found.is_empty() {
            return nothing_in_common();
        }
        let seconds = began.elapsed().as_secs_f64();
        let answer = Answer {
            csv: (revision::CSV, found.csv()),
            json: (revision::JSON, found.json()),
            more: vec![(html::NAME, html::revision::render(&found, &sarez))],
            manifest: manifest::render_several(identities, settings.machine(seconds)),
        };
        return answer.give(settings, folder, &REVISION, seconds, |frame| revision::render(&found, frame));
    }
    let plan = Plan::new(&scenarios);
    if plan.is_empty() {
        return nothing_in_common();
    }
    let mut diagnostics = Diagnostics::new();
    let Some(ensemble) = plan.compile(&mut diagnostics) else {
        diagnostics.name_who_brings(&ready[0].sources);
        return wrong(&diagnostics, &ready[0]);
    };
    let ahead = forecast::Plan::new(&scenarios);
    let Some(forecast) = ahead.compile(&mut diagnostics) else { return wrong(&diagnostics, &ready[0]) };
    let Some(part) = simulated(&ensemble, settings) else { return Status::Failed };
    let Some(told) = simulated(&forecast, settings) else { return Status::Failed };
    let seconds = began.elapsed().as_secs_f64();
    let pairs = plan.pairs(&ensemble.columns, &part);
    let rows = report::forecast::rows(&scenarios, &ahead.rows(&forecast.columns, &told));
    let table = report::forecast::text(&rows);
    let found = Comparison::new(&scenarios, targets, &pairs, &part)
        .with_validity(&scenarios, &ensemble.outside, &part)
        .with_forecast(rows);
    let (compared, forecast) = ((comparison::CSV, found.csv()), (report::forecast::CSV, table));
    let by_table = match arguments.table {
        Table::Forecast => (forecast, compared, comparison::render_forecast as Render),
        Table::Difference | Table::Revision => (compared, forecast, comparison::render as Render),
    };
    let (csv, more, render) = by_table;
    let answer = Answer {
        csv,
        json: (comparison::JSON, found.json()),
        more: vec![(html::NAME, html::comparison::render(&found, &sarez)), more],
        manifest: manifest::render_several(identities, settings.machine(seconds)),
    };
    answer.give(settings, folder, &FILES, seconds, |frame| render(&found, frame))
}

/// Warns of scenarios that say the same as the first but for words: nothing can differ.
fn say_what_is_the_same(scenarios: &[Scenario]) {
    for other in scenarios[1..].iter().filter(|other| differ_in_words(&scenarios[0], other)) {
        let message = format!(
            "`{}` and `{}` say the same: no difference is to be found",
            scenarios[0].name, other.name
        );
        let help = "compare with another file, or with a copy that says something else: a file with `extends` and the change";
        output::warning(&message, help);
    }
}

/// Says that no two scenarios measure anything in the same way.
fn nothing_in_common() -> Status {
    let help = "give both an outcome of the same id, variable, measure and period";
    output::error("nothing can be compared: no outcome is measured in both in the same way", Some(help));
    Status::Wrong
}

/// What makes lines of a comparison.
type Render = fn(&Comparison, Frame) -> Vec<Line>;

/// The first scenario revised into each other one.
///
/// # Errors
/// When one cannot be, which is then said.
fn revised(scenarios: &[Scenario], settings: &Settings, first: &Job) -> Result<Revisions, Status> {
    let (paths, others) = (scenarios[0].run.paths, scenarios.len() as u64 - 1);
    let progress = Progress::new(paths * others, settings.quiet);
    let mut found = Vec::new();
    for second in 1..scenarios.len() {
        let told = |done: u64| progress.set(paths * (second as u64 - 1) + done);
        match revise(scenarios, second, &settings.options(Some(&told))) {
            Ok(revision) => found.push(revision),
            Err(trouble) => {
                drop(progress);
                return Err(match trouble {
                    Trouble::Compile(diagnostics) => wrong(&diagnostics, first),
                    trouble => {
                        output::error(&trouble.to_string(), trouble.help());
                        Status::Failed
                    }
                });
            }
        }
    }
    Ok(Revisions::new(scenarios, &found))
}

/// The scenarios, and what is set in each alone; `None` where that makes no comparison, which is then said.
fn asked(arguments: &Arguments) -> Option<(Reading, Vec<Vec<String>>)> {
    let (reading, days) = (&arguments.reading, &arguments.as_of);
    let scenarios = &reading.scenarios;
    match (scenarios.len(), days.len()) {
        (1, 0) => {
            let help = "name two or more, or one with --as-of 2022-03-04 --as-of 2022-10-01";
            output::error("one scenario cannot be compared", Some(help));
            None
        }
        (_, 0) => Some((reading.clone(), Vec::new())),
        (1, 1) => {
            output::error("one day is not set against another", Some("say --as-of a second time"));
            None
        }
        (1, _) => {
            let scenarios = vec![scenarios[0].clone(); days.len()];
            let apart = days.iter().map(|day| vec![format!("as_of={day}")]).collect();
            Some((Reading { scenarios, ..reading.clone() }, apart))
        }
        _ => {
            output::error("--as-of is of one scenario", Some("name one, and each day that is compared"));
            None
        }
    }
}

/// An ensemble's tallies; `None` when it could not be simulated, which is then said.
fn simulated(ensemble: &Ensemble, settings: &Settings) -> Option<Part> {
    let progress = Progress::new(ensemble.paths, settings.quiet);
    let part = simulate(ensemble, &settings.options(Some(&|done| progress.set(done))));
    drop(progress);
    part.map_err(|failure| failed("comparison", &failure)).ok()
}

/// Gives every scenario the draws of the first, and says whose were others.
#[derive(Debug, Default)]
struct Alignment {
    /// Name and settings of the first, where it could be read.
    first: Option<(String, Run)>,
}

impl Alignment {
    fn align(&mut self, number: usize, scenario: &mut Scenario, diagnostics: &mut Diagnostics) {
        if number == 0 {
            self.first = Some((scenario.name.clone(), scenario.run));
        }
        let Some((first, run)) = &self.first else { return };
        let own = &mut scenario.run;
        let mut differ = Vec::new();
        if own.paths != run.paths {
            differ.push(format!("{} paths instead of {}", run.paths, own.paths));
        }
        if own.seed != run.seed {
            differ.push(format!("seed {} instead of {}", run.seed, own.seed));
        }
        if own.sampler != run.sampler {
            differ.push("the other sampler".to_owned());
        }
        (own.paths, own.seed, own.sampler) = (run.paths, run.seed, run.sampler);
        if differ.is_empty() {
            return;
        }
        let message =
            format!("`{}` is compared on the draws of `{first}`: {}", scenario.name, differ.join(" and "));
        diagnostics.push(
            Diagnostic::warning(&codes::DIFFERENT_DRAWS, message)
                .at(scenario.span, "its own settings are not used")
                .help(
                    "give all of them the same paths, seed and sampler in [run], or --paths and --seed here",
                ),
        );
    }
}
