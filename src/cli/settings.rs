//! How a simulation is run: the arguments that every command that simulates has.

use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::compile::Ensemble;
use crate::program::Isa;
use crate::report::manifest::Machine;
use crate::scenario::{Run, Sampler};
use crate::simulate::{BadPlace, Failure, Options, threads};
use crate::store;

use super::prepare::Told;
use super::{amount, clock, interrupt, output};

/// Paths, seed, threads, memory, files and format.
#[derive(Debug, clap::Args)]
pub(super) struct Settings {
    /// How many futures, such as 100000 or 1e6 [default: as the scenario says]
    #[arg(long, value_name = "N", value_parser = amount::paths)]
    pub paths: Option<u64>,
    /// The key of all random numbers [default: as the scenario says]
    #[arg(long, value_name = "N", value_parser = amount::whole)]
    pub seed: Option<u64>,
    /// Sobol points or independent draws [default: as the scenario says]
    #[arg(long, value_name = "SAMPLER", value_parser = sampler)]
    sampler: Option<Sampler>,
    /// Say how much of each variance comes from parameters
    #[arg(long)]
    split: bool,
    /// How many threads; the results are the same with any number [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4096))]
    threads: Option<u16>,
    /// Where the files go; with several scenarios to run each gets DIR/NAME [default: results/NAME]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// No progress bar and no table; problems and failed checks are still said
    #[arg(long, short)]
    pub quiet: bool,
    /// Say on standard error what was read, how large it is and how long each step takes
    #[arg(long, short, conflicts_with = "quiet")]
    pub verbose: bool,
    /// What standard output gets [default: text, nothing with --quiet]
    #[arg(long, value_name = "FORMAT", value_parser = Asked::parser(&[Asked::Text, Asked::Json, Asked::Csv]))]
    format: Option<Asked>,
    /// The most memory that the simulation may take
    #[arg(long, value_name = "SIZE", default_value = "1GB", value_parser = amount::bytes)]
    max_memory: u64,
    /// Paths computed together: changes the time, not the results
    #[arg(long, hide = true, default_value = "256", value_parser = block)]
    block: usize,
    /// Instruction set: changes the time, not the results
    #[arg(long, hide = true, value_parser = isa)]
    isa: Option<Isa>,
}

/// What standard output gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// A table for people.
    Text,
    /// The JSON file; the problems as JSON where the scenario is wrong.
    Json,
    /// The CSV file.
    Csv,
}

/// What may be asked for; `md` of commands that have a note to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Asked {
    /// A table for people
    Text,
    /// The JSON file; the problems as JSON where the scenario is wrong
    Json,
    /// The CSV file
    Csv,
    /// The briefing note
    Md,
}

impl Asked {
    /// Reads one of these.
    pub fn parser(these: &'static [Self]) -> impl TypedValueParser<Value = Self> {
        let values = these.iter().filter_map(Self::to_possible_value).collect::<Vec<_>>();
        PossibleValuesParser::new(values).try_map(|name| Self::from_str(&name, false))
    }
}

impl Settings {
    /// Puts what the command line says of them into the run settings of a scenario.
    pub fn change(&self, run: &mut Run) {
        run.paths = self.paths.unwrap_or(run.paths);
        run.seed = self.seed.unwrap_or(run.seed);
        run.sampler = self.sampler.unwrap_or(run.sampler);
        run.split |= self.split;
    }

    /// Where problems are told: a program that waits for JSON gets them as JSON.
    pub fn told(&self) -> Told {
        if self.format == Some(Asked::Json) { Told::JsonIfWrong } else { Told::Text }
    }

    /// How to simulate.
    pub fn options<'a>(&self, progress: Option<&'a (dyn Fn(u64) + Sync)>) -> Options<'a> {
        Options {
            threads: self.threads.map_or(0, usize::from),
            block: self.block,
            isa: self.isa,
            max_memory: self.max_memory,
            progress,
            stop: Some(interrupt::stop()),
            ..Options::default()
        }
    }

    /// How many threads were asked for; 0 is one a core.
    pub fn threads(&self) -> usize {
        self.threads.map_or(0, usize::from)
    }

    /// Paths computed together.
    pub fn block(&self) -> usize {
        self.block
    }

    /// Whether a simulation of this ensemble takes no more memory than is allowed.
    pub fn allows(&self, ensemble: &Ensemble) -> bool {
        let threads = threads(self.threads.map_or(0, usize::from));
        ensemble.memory(threads, self.block) <= self.max_memory
    }

    /// What the manifest says of the machine, after a simulation of `seconds`.
    pub fn machine(&self, seconds: f64) -> Machine {
        Machine {
            isa: self.isa.unwrap_or_else(Isa::detect).name().to_owned(),
            threads: threads(self.threads.map_or(0, usize::from)),
            block: self.block,
            elapsed_seconds: seconds,
            time: clock::now(),
        }
    }

    /// What standard output gets: nothing when quiet, unless a format is asked for.
    pub fn format(&self) -> Option<Format> {
        match self.format {
            Some(Asked::Text) => Some(Format::Text),
            Some(Asked::Json) => Some(Format::Json),
            Some(Asked::Csv) => Some(Format::Csv),
            Some(Asked::Md) => None,
            None => (!self.quiet).then_some(Format::Text),
        }
    }

    /// Whether standard output gets the briefing note.
    pub fn note(&self) -> bool {
        self.format == Some(Asked::Md)
    }
}

/// Says why a simulation of `name` gave nothing, and what to do.
pub(super) fn failed(name: &str, failure: &Failure) {
    let help = match failure {
        Failure::Memory { .. } => Some("allow more with --max-memory, or take fewer --threads"),
        Failure::Path { place: BadPlace::Identity { .. }, .. } => {
            Some("what the identity compares is computed in ways that do not agree: correct the model")
        }
        Failure::Path { .. } => {
            Some("on_bad_path = \"count\" in [run] goes on without such paths and reports how many they are")
        }
        Failure::Stopped => Some("nothing was written: what was in the folder is as it was"),
        Failure::Machine(_) => None,
    };
    output::error(&format!("{name}: {failure}"), help);
}

/// Says why a file was not written, and what to do.
pub(super) fn refused(failure: &store::Failure) {
    output::error(&failure.to_string(), Some(failure.help()));
}

fn sampler(text: &str) -> Result<Sampler, String> {
    match text {
        "random" => Ok(Sampler::Random),
        "sobol" => Ok(Sampler::Sobol),
        _ => Err("random or sobol".to_owned()),
    }
}

fn block(text: &str) -> Result<usize, String> {
    match text {
        "64" => Ok(64),
        "128" => Ok(128),
        "256" => Ok(256),
        _ => Err("a block has 64, 128 or 256 paths".to_owned()),
    }
}

fn isa(text: &str) -> Result<Isa, String> {
    let isa: Isa = text.parse().map_err(|()| "plain, avx2 or avx512".to_owned())?;
    if isa.available() { Ok(isa) } else { Err(format!("this machine has no {isa}")) }
}
