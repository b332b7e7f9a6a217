//! `sarez new`

use std::path::{Path, PathBuf};

use crate::calendar::Quarter;
use crate::diagnostic::{Diagnostics, Sources, Style, render};
use crate::read;
use crate::report::new::{Country, Question, economy, figures, scenario, short};
use crate::report::terminal::{Line, Role};
use crate::scenario::{Economy, Model};
use crate::store::Folder;

use super::{Status, clock, output};

/// Write a commented economy for a country, or a commented scenario, to fill in
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The country: an ISO 3166 code such as KGZ, or a name; its economy is written
    #[arg(value_name = "COUNTRY", required_unless_present = "scenario", conflicts_with = "scenario")]
    country: Option<String>,
    /// Write a scenario of this name instead
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// The country in one line a figure, without comments and without what may be left out
    #[arg(long, conflicts_with = "scenario")]
    short: bool,
    /// The model: built-in (see `sarez list`) or the path of a TOML file
    #[arg(long, value_name = "MODEL", default_value = "remittance-energy")]
    model: String,
    /// The economy of the scenario [default: the first built-in one that fits the model]
    #[arg(long, value_name = "ECONOMY", requires = "scenario")]
    economy: Option<String>,
    /// The first quarter of the scenario, such as 2025Q1 [default: the first of this year]
    #[arg(long, value_name = "QUARTER", requires = "scenario", value_parser = quarter)]
    start: Option<Quarter>,
    /// The file that is written [default: the country's or the scenario's name, here]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Overwrite a file that is there
    #[arg(long)]
    force: bool,
}

pub(super) fn new(arguments: &Arguments) -> Status {
    match (&arguments.country, &arguments.scenario) {
        (Some(country), _) => of_country(arguments, country),
        (None, name) => of_scenario(arguments, name.as_deref().unwrap_or_default()),
    }
}

fn of_country(arguments: &Arguments, country: &str) -> Status {
    let country = match Country::new(country) {
        Ok(country) => country,
        Err(error) => {
            output::error(&error.to_string(), Some("give its ISO 3166 code, such as KGZ, or its name"));
            return Status::Wrong;
        }
    };
    let name = &arguments.model;
    let Some((model, example)) = with_example(name, None) else { return Status::Wrong };
    let text = if arguments.short {
        short(&country, &model, name, example.as_ref())
    } else {
        economy(&country, &model, name, example.as_ref(), this_year())
    };
    let path = path(arguments, &country.slug);
    let levels = figures(&model, example.as_ref()).len();
    let next = format!(
        "{levels} levels to fill in, each a placeholder; then: sarez new --scenario NAME --model {name} --economy {}",
        path.display()
    );
    write(arguments, &path, &text, &next)
}

fn of_scenario(arguments: &Arguments, name: &str) -> Status {
    let name = name.strip_suffix(".toml").unwrap_or(name);
    let model_name = &arguments.model;
    let Some((model, economy)) = with_example(model_name, arguments.economy.as_deref()) else {
        return Status::Wrong;
    };
    let economy_name =
        arguments.economy.clone().or_else(|| economy.as_ref().map(|economy| economy.name.clone()));
    let none = Economy::default();
    let question = Question {
        name,
        model_name,
        economy_name: economy_name.as_deref(),
        model: &model,
        economy: economy.as_ref().unwrap_or(&none),
        start: arguments.start.unwrap_or_else(this_year),
    };
    let Some(text) = scenario(&question) else {
        output::error(&format!("no variable of {model_name} can be hit by a shock"), None);
        return Status::Wrong;
    };
    let path = path(arguments, name);
    let shown = path.display();
    write(arguments, &path, &text, &format!("one shock and one outcome to replace; then: sarez run {shown}"))
}

/// The model with an economy: the one that is named, or the first built-in one that fits.
fn with_example(name: &str, economy: Option<&str>) -> Option<(Model, Option<Economy>)> {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    if economy.is_none() {
        for (economy, _) in read::economies() {
            let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
            let read = read::read_model(name, Some(economy), &mut sources, &mut diagnostics);
            if let Some((model, economy)) = read.filter(|_| diagnostics.is_empty()) {
                return Some((model, Some(economy)));
            }
        }
    }
    let read = read::read_model(name, economy, &mut sources, &mut diagnostics);
    output::rendered(&render(&diagnostics, &sources, Style::Coloured));
    let (model, read) = read?;
    Some((model, economy.map(|_| read)))
}

fn path(arguments: &Arguments, name: &str) -> PathBuf {
    arguments.out.clone().unwrap_or_else(|| PathBuf::from(format!("{name}.toml")))
}

/// Writes the file whole or not at all, and says what to do next.
fn write(arguments: &Arguments, path: &Path, text: &str, next: &str) -> Status {
    let shown = path.display();
    if path.exists() && !arguments.force {
        output::error(
            &format!("{shown} is there already"),
            Some("choose another name with --out, or overwrite it with --force"),
        );
        return Status::Wrong;
    }
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        output::error(&format!("{shown} is no name for a file"), Some("end it in .toml"));
        return Status::Wrong;
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    let written = Folder::prepare(folder, &[name]).and_then(|mut folder| folder.write(name, text.as_bytes()));
    match written {
        Ok(_) => output::lines(&[
            Line { role: Role::Good, text: format!("wrote {shown}") },
            Line { role: Role::Plain, text: next.to_owned() },
        ]),
        Err(failure) => {
            output::error(&failure.to_string(), Some(failure.help()));
            Status::Wrong
        }
    }
}

fn this_year() -> Quarter {
    let year = clock::now().get(..4).and_then(|year| year.parse().ok());
    year.and_then(|year| Quarter::new(year, 1)).unwrap_or(Quarter::FIRST)
}

fn quarter(text: &str) -> Result<Quarter, String> {
    text.parse().map_err(|_| "a quarter such as 2025Q1 is needed".to_owned())
}
