//! `sarez show`

use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser as _;

use crate::diagnostic::{Diagnostics, Sources, Style, render};
use crate::read::{self, Question};
use crate::report::show::{Section, Show, Subject};

use super::prepare::{Reading, Told, prepare};
use super::{Status, output};

/// Show what a scenario or a model says: equations in order, parameters, drivers, what each shock does by quarter
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A built-in name (see `sarez list`) or the path of a TOML file
    #[arg(value_name = "SCENARIO|MODEL")]
    name: String,
    /// Only this part; may be given more than once [default: all]
    #[arg(long, value_name = "SECTION", value_parser = sections(), value_delimiter = ',')]
    section: Vec<Section>,
    /// What standard output gets
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// The whole question as TOML instead, all that it extends merged, each value with its file and line
    #[arg(long, conflicts_with_all = ["section", "format"])]
    resolved: bool,
}

/// What standard output gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// As docs/show.schema.json says
    Json,
}

fn sections() -> impl clap::builder::TypedValueParser<Value = Section> {
    PossibleValuesParser::new(Section::ALL.map(Section::name))
        .map(|name| name.parse().unwrap_or(Section::Equations))
}

pub(super) fn show(arguments: &Arguments) -> Status {
    let Arguments { name, section, format, resolved } = arguments;
    if *resolved {
        return match question(name) {
            Some(question) => output::text(&question.resolved()),
            None => Status::Wrong,
        };
    }
    let shown = if read::is_model(name) { model(name, section) } else { scenario(name, section, *format) };
    match (shown, format) {
        (None, _) => Status::Wrong,
        (Some(show), Format::Text) => output::lines(&show.lines(output::width())),
        (Some(show), Format::Json) => output::text(&show.json()),
    }
}

fn model(name: &str, sections: &[Section]) -> Option<Show> {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let read = read::read_model(name, None, &mut sources, &mut diagnostics);
    output::rendered(&render(&diagnostics, &sources, Style::Coloured));
    let (model, economy) = read?;
    Some(Show::new(Subject { model: &model, economy: &economy, scenario: None }, sections))
}

fn scenario(name: &str, sections: &[Section], format: Format) -> Option<Show> {
    let told = if format == Format::Json { Told::JsonIfWrong } else { Told::Text };
    let reading = Reading { scenarios: vec![name.to_owned()], strict: false, set: Vec::new() };
    let jobs = prepare(&reading, told, |_| ()).ok()?;
    let scenario = &jobs.first()?.scenario;
    let subject = Subject { model: &scenario.model, economy: &scenario.economy, scenario: Some(scenario) };
    Some(Show::new(subject, sections))
}

/// Reads a scenario and prints every problem found; `None` when one of them is an error.
pub(super) fn question(name: &str) -> Option<Question> {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let question = Question::read(name, &mut sources, &mut diagnostics);
    output::rendered(&render(&diagnostics, &sources, Style::Coloured));
    question
}
