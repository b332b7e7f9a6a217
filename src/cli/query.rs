//! `sarez query`

use crate::analysis::query::{Unanswered, answer, check, compiles};
use crate::diagnostic::Diagnostics;
use crate::language::parse_query;
use crate::report::Queried;
use crate::report::manifest::{self, Identity};

use super::answer::{Answer, folder, wrong};
use super::prepare::{Reading, prepare_one, solved};
use super::progress::Progress;
use super::settings::Settings;
use super::{Status, output};

/// Answer questions about a scenario, also of the paths on which conditions hold alone
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A built-in name (see `sarez list`) or the path of a TOML file
    scenario: String,
    /// A question, such as `"p50(gdp_effect@2022) given remittances_growth@2022 < -30 and not payment_freeze"`, or
    /// `"mean(gdp_effect@2022..2024)"` about the mean over the stated years
    #[arg(value_name = "QUESTION", required = true)]
    questions: Vec<String>,
    /// Put a value over what the files say, such as shock.remittances.percent=-30; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Take warnings for errors
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    settings: Settings,
}

const FILES: [&str; 3] = ["query.csv", "query.json", manifest::NAME];

pub(super) fn query(arguments: &Arguments) -> Status {
    let settings = &arguments.settings;
    let reading = Reading::one(&arguments.scenario, &arguments.set, arguments.strict);
    let mut job = match prepare_one(&reading, settings) {
        Ok(job) => job,
        Err(status) => return status,
    };
    let (mut queries, mut diagnostics) = (Vec::new(), Diagnostics::new());
    for text in &arguments.questions {
        let file = job.sources.add("question", text);
        match parse_query(text, file) {
            Ok(query) => {
                check(&job.scenario, &query, &mut diagnostics);
                queries.push(query);
            }
            Err(problems) => diagnostics.append(problems),
        }
    }
    if !diagnostics.has_errors() {
        compiles(&job.scenario, &queries, &mut diagnostics);
    }
    if diagnostics.has_errors() {
        return wrong(&diagnostics, &job);
    }
    // Files only where they are asked for: an answer is a line.
    let folder = match settings.out.is_some().then(|| folder(settings, "query", &FILES)).transpose() {
        Ok(folder) => folder,
        Err(status) => return status,
    };
    let began = std::time::Instant::now();
    let Some((job, _)) = solved(job, settings) else { return Status::Failed };
    let progress = Progress::new(job.scenario.run.paths, settings.quiet);
    let answers = answer(&job.scenario, &queries, &settings.options(Some(&|done| progress.set(done))));
    drop(progress);
    let answers = match answers {
        Ok(answers) => answers,
        Err(Unanswered::Empty(problem)) => {
            let _ = wrong(&Diagnostics::from(*problem), &job);
            return Status::Failed;
        }
        Err(Unanswered::Compile(diagnostics)) => return wrong(&diagnostics, &job),
        Err(unanswered) => {
            output::error(&unanswered.to_string(), unanswered.help());
            return Status::Failed;
        }
    };
    let queried = Queried::new(&job.scenario, &queries, &answers);
    let seconds = began.elapsed().as_secs_f64();
    let answer = Answer {
        csv: (FILES[0], queried.csv()),
        json: (FILES[1], queried.json()),
        more: Vec::new(),
        manifest: manifest::render(Identity::new(&job.scenario, &job.sources), settings.machine(seconds)),
    };
    match folder {
        Some(folder) => answer.give(settings, folder, &FILES, seconds, |frame| queried.lines(frame.width)),
        None => answer.print(settings, || queried.lines(output::width())),
    }
}
