//! `sarez reverse`

use std::path::Path;
use std::time::Instant;

use crate::analysis::reverse::{Asked, Reversal, Unreversed, prepare as ask, reverse as seek};
use crate::compile::compile;
use crate::diagnostic::{Diagnostics, Span};
use crate::language::parse_assertion;
use crate::report::Reversed;
use crate::report::manifest::{self, Identity};
use crate::report::reverse::{CSV, FILE, JSON, file};
use crate::scenario::Scenario;
use crate::store;

use super::answer::{Answer, folder, wrong};
use super::prepare::{Job, Reading, prepare_one, solved};
use super::progress::Tries;
use super::settings::Settings;
use super::{Status, output};

/// Ask how large a shock must be, or a mix of them, for a statement to become true
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A built-in name (see `sarez list`) or the path of a TOML file
    scenario: String,
    /// What must become true, such as "P(reserves@2022 < 3) >= 0.1"
    #[arg(long, value_name = "STATEMENT")]
    until: String,
    /// What is moved: shock.ID.VERB, event.ID.TARGET.VERB or event.ID.probability; several move together
    #[arg(long, value_name = "SIZE", required = true)]
    by: Vec<String>,
    /// Multiply the size instead of shifting all its percentiles
    #[arg(long)]
    scale: bool,
    /// Move several by as many of their own standard deviations each, not in the most likely direction
    #[arg(long)]
    equal: bool,
    /// Take warnings for errors
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    settings: Settings,
}

const FILES: [&str; 4] = [FILE, CSV, JSON, manifest::NAME];

pub(super) fn reverse(arguments: &Arguments) -> Status {
    let settings = &arguments.settings;
    let reading = Reading::one(&arguments.scenario, &[], arguments.strict);
    let mut job = match prepare_one(&reading, settings) {
        Ok(job) => job,
        Err(status) => return status,
    };
    let mut diagnostics = Diagnostics::new();
    let asked = asked(arguments, &mut job, &mut diagnostics);
    // Other periods than those that the scenario measures may lack a history.
    if !diagnostics.has_errors() {
        let _ = compile(&job.scenario, &mut diagnostics);
    }
    let Some(asked) = asked.filter(|_| !diagnostics.has_errors()) else {
        return wrong(&diagnostics, &job);
    };
    let folder = match folder(settings, &format!("{}-reverse", job.scenario.name), &FILES) {
        Ok(folder) => folder,
        Err(status) => return status,
    };
    let began = Instant::now();
    let Some((job, _)) = solved(job, settings) else { return Status::Failed };
    let progress = Tries::new(job.scenario.run.paths, settings.quiet);
    let found = seek(&job.scenario, &asked, &settings.options(Some(&|done| progress.set(done))));
    drop(progress);
    let found = match found {
        Ok(found) => found,
        Err(unreversed) => return told(&unreversed, &asked, &job),
    };
    let reversed = Reversed::new(&job.scenario, &asked, &found);
    let extends = extended(&arguments.scenario, folder.path());
    let text = file(&job.scenario, &asked, &found, &extends);
    let seconds = began.elapsed().as_secs_f64();
    let identity = Identity::new(&found_as(&job.scenario, &found), &job.sources);
    let answer = Answer {
        csv: (CSV, reversed.csv()),
        json: (JSON, reversed.json()),
        more: vec![(FILE, text)],
        manifest: manifest::render(identity, settings.machine(seconds)),
    };
    answer.give(settings, folder, &FILES, seconds, |frame| reversed.lines(frame.width, frame.files))
}

/// What the arguments ask.
fn asked(arguments: &Arguments, job: &mut Job, diagnostics: &mut Diagnostics) -> Option<Asked> {
    let statement = job.sources.add("--until", &arguments.until);
    let statement = match parse_assertion(&arguments.until, statement, 0) {
        Ok(statement) => Some(statement),
        Err(problems) => {
            diagnostics.append(problems);
            None
        }
    };
    let mut by = Vec::new();
    for written in &arguments.by {
        let file = job.sources.add("--by", written);
        by.push((written.clone(), Span::new(file, 0..written.len())));
    }
    ask(&mut job.scenario, statement?, &by, (arguments.scale, arguments.equal), diagnostics)
}

/// What the manifest is of: the scenario as it was read.
fn found_as(scenario: &Scenario, found: &Reversal) -> Scenario {
    let mut scenario = scenario.clone();
    scenario.run.paths = found.paths;
    scenario.run.sampler = found.found.run.sampler;
    scenario
}

fn told(unreversed: &Unreversed, asked: &Asked, job: &Job) -> Status {
    match unreversed {
        Unreversed::Compile(diagnostics) => wrong(diagnostics, job),
        _ => {
            output::error(&format!("{}: {unreversed}", asked.statement), unreversed.help());
            Status::Failed
        }
    }
}

/// What a file in `folder` says to extend the scenario that is named so here.
fn extended(name: &str, folder: &Path) -> String {
    let is_path = Path::new(name).extension().is_some() || name.contains(['/', '\\']);
    if !is_path {
        return name.to_owned();
    }
    store::seen_from(Path::new(name), folder).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_built_in_scenario_is_named_as_it_is() {
        assert_eq!(extended("tajikistan-2022", Path::new("results")), "tajikistan-2022");
    }
}
