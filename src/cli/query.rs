//! `sarez query`

use crate::analysis::query::{Unanswered, answer, prepare as measure};
use crate::compile::compile;
use crate::diagnostic::{Diagnostics, Style, render};
use crate::language::parse_query;
use crate::report::Queried;
use crate::report::manifest::{self, Identity};
use crate::store::{self, Folder};

use super::prepare::{Reading, prepare, solved};
use super::settings::{Format, Settings, refused};
use super::{Status, output};

/// Answer questions about a scenario, also of the paths on which conditions hold alone
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A built-in name (see `sarez list`) or the path of a TOML file
    scenario: String,
    /// A question, such as `"p50(gdp_effect@2022) given remittances_growth@2022 < -30"`
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
    let (scenarios, set) = (vec![arguments.scenario.clone()], arguments.set.clone());
    let reading = Reading { scenarios, strict: arguments.strict, set };
    let job = match prepare(&reading, settings.told(), |run| settings.change(run)) {
        Ok(jobs) => jobs.into_iter().next(),
        Err(status) => return status,
    };
    let Some(mut job) = job else { return Status::Wrong };
    let (mut queries, mut diagnostics) = (Vec::new(), Diagnostics::new());
    for text in &arguments.questions {
        let file = job.sources.add("question", text);
        match parse_query(text, file) {
            Ok(query) => {
                measure(&mut job.scenario, &query, &mut diagnostics);
                queries.push(query);
            }
            Err(problems) => diagnostics.append(problems),
        }
    }
    // Other periods than those that the scenario measures may lack a history.
    if !diagnostics.has_errors() {
        let _ = compile(&job.scenario, &mut diagnostics);
    }
    if diagnostics.has_errors() {
        output::rendered(&render(&diagnostics, &job.sources, Style::Coloured));
        return Status::Wrong;
    }
    // Files only where they are asked for: an answer is a line.
    let mut folder = match settings.out.as_ref().map(|out| Folder::prepare(out, &FILES)).transpose() {
        Ok(folder) => folder,
        Err(failure) => {
            refused(&failure);
            return Status::Wrong;
        }
    };
    let began = std::time::Instant::now();
    let Some((job, _)) = solved(job, settings) else { return Status::Failed };
    let answers = match answer(&job.scenario, &queries, &settings.options(None)) {
        Ok(answers) => answers,
        Err(Unanswered::Compile(diagnostics)) => {
            output::rendered(&render(&diagnostics, &job.sources, Style::Coloured));
            return Status::Wrong;
        }
        Err(unanswered) => {
            output::error(&unanswered.to_string(), unanswered.help());
            return Status::Failed;
        }
    };
    let queried = Queried::new(&job.scenario, &queries, &answers);
    if let Some(folder) = &mut folder {
        let identity = Identity::new(&job.scenario, &job.sources);
        let machine = settings.machine(began.elapsed().as_secs_f64());
        let write = |folder: &mut Folder| -> Result<(), store::Failure> {
            folder.write(FILES[0], queried.csv().as_bytes())?;
            folder.write(FILES[1], queried.json().as_bytes())?;
            folder.write(manifest::NAME, manifest::render(identity, machine).as_bytes())?;
            Ok(())
        };
        if let Err(failure) = write(folder) {
            refused(&failure);
            return Status::Failed;
        }
    }
    match settings.format() {
        Some(Format::Text) => output::lines(&queried.lines(output::width())),
        Some(Format::Json) => output::text(&queried.json()),
        Some(Format::Csv) => output::text(&queried.csv()),
        None => Status::Done,
    }
}
