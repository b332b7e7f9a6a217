//! `sarez compare`

use std::time::Instant;

use crate::analysis::compare::Plan;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::report::manifest::Identity;
use crate::report::{Comparison, Target, comparison, manifest};
use crate::scenario::{Run, Scenario};
use crate::simulate::simulate;

use super::answer::{Answer, folder, wrong};
use super::prepare::{Reading, prepare_each, solved};
use super::progress::Progress;
use super::settings::{Settings, failed};
use super::{Status, output};

/// Compare scenarios path by path, on the same draws: the first against each other one
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    settings: Settings,
}

const FILES: [&str; 3] = [comparison::CSV, comparison::JSON, manifest::NAME];

pub(super) fn compare(arguments: &Arguments) -> Status {
    let settings = &arguments.settings;
    if arguments.reading.scenarios.len() < 2 {
        output::error("one scenario cannot be compared", Some("name two or more"));
        return Status::Wrong;
    }
    let mut alignment = Alignment::default();
    let prepared = prepare_each(&arguments.reading, settings.told(), |number, scenario, diagnostics| {
        settings.change(&mut scenario.run);
        alignment.align(number, scenario, diagnostics);
    });
    let jobs = match prepared {
        Ok(jobs) => jobs,
        Err(status) => return status,
    };
    let names: Vec<&str> = jobs.iter().map(|job| job.scenario.name.as_str()).collect();
    let folder = match folder(settings, &names.join("-against-"), &FILES) {
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
    let plan = Plan::new(&scenarios);
    if plan.is_empty() {
        let help = "give both an outcome of the same id, variable, measure and period";
        output::error("nothing can be compared: no outcome is measured in both in the same way", Some(help));
        return Status::Wrong;
    }
    let mut diagnostics = Diagnostics::new();
    let Some(ensemble) = plan.compile(&mut diagnostics) else {
        diagnostics.name_who_brings(&ready[0].sources);
        return wrong(&diagnostics, &ready[0]);
    };
    let progress = Progress::new(ensemble.paths, settings.quiet);
    let part = match simulate(&ensemble, &settings.options(Some(&|done| progress.set(done)))) {
        Ok(part) => part,
        Err(failure) => {
            drop(progress);
            failed("comparison", &failure);
            return Status::Failed;
        }
    };
    drop(progress);
    let seconds = began.elapsed().as_secs_f64();
    let pairs = plan.pairs(&ensemble.columns, &part);
    let found = Comparison::new(&scenarios, targets, &pairs, &part).with_validity(
        &scenarios,
        &ensemble.outside,
        &part,
    );
    let identities = ready.iter().map(|job| Identity::new(&job.scenario, &job.sources)).collect();
    let answer = Answer {
        csv: (comparison::CSV, found.csv()),
        json: (comparison::JSON, found.json()),
        more: None,
        manifest: manifest::render_several(identities, settings.machine(seconds)),
    };
    answer.give(settings, folder, &FILES, seconds, |frame| comparison::render(&found, frame))
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
