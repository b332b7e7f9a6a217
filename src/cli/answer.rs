//! What a command answers: files in a folder of its own, and a table or one of them on standard output.

use std::path::Path;

use crate::diagnostic::{Diagnostics, Style, render};
use crate::report::manifest;
use crate::report::terminal::{Frame, Line};
use crate::store::{self, Folder};

use super::prepare::Job;
use super::settings::{Format, Settings, refused};
use super::verbose::Watch;
use super::{Status, output};

/// The texts of an answer.
pub(super) struct Answer {
    /// Name and text of the CSV file.
    pub csv: (&'static str, String),
    /// Name and text of the JSON file.
    pub json: (&'static str, String),
    /// Other files than those, which come first.
    pub more: Vec<(&'static str, String)>,
    /// The manifest's text.
    pub manifest: String,
}

/// The results folder: as `--out` says, else `results/NAME`; tried before the first path.
///
/// # Errors
/// When `files` cannot be written there, which is then said.
pub(super) fn folder(settings: &Settings, name: &str, files: &[&str]) -> Result<Folder, Status> {
    let out = settings.out.clone().unwrap_or_else(|| Path::new("results").join(name));
    Folder::prepare(&out, files).map_err(|failure| {
        refused(&failure);
        Status::Wrong
    })
}

/// Says the problems of a scenario whose question cannot be compiled.
pub(super) fn wrong(diagnostics: &Diagnostics, job: &Job) -> Status {
    output::rendered(&render(diagnostics, &job.sources, Style::Coloured));
    Status::Wrong
}

impl Answer {
    /// Writes all files, `files` being their names in the order of the table's last line, and gives standard output what was
    /// asked for.
    pub fn give(
        &self,
        settings: &Settings,
        mut folder: Folder,
        files: &[&str],
        seconds: f64,
        lines: impl FnOnce(Frame) -> Vec<Line>,
    ) -> Status {
        let mut watch = Watch::new(settings, "answer");
        if let Err(failure) = self.write(&mut folder) {
            refused(&failure);
            return Status::Failed;
        }
        watch.lap(&format!("computed in {seconds:.2} s, files written"));
        let path = folder.path().to_string_lossy();
        let frame = Frame { width: output::width(), seconds: Some(seconds), files: Some((&path, files)) };
        self.print(settings, || lines(frame))
    }

    /// Writes all files.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn write(&self, folder: &mut Folder) -> Result<(), store::Failure> {
        for (name, text) in self.more.iter().chain([&self.csv, &self.json]) {
            folder.write(name, text.as_bytes())?;
        }
        folder.write(manifest::NAME, self.manifest.as_bytes()).map(|_| ())
    }

    /// Gives standard output what was asked for.
    pub fn print(&self, settings: &Settings, lines: impl FnOnce() -> Vec<Line>) -> Status {
        match settings.format() {
            Some(Format::Text) => output::lines(&lines()),
            Some(Format::Json) => output::text(&self.json.1),
            Some(Format::Csv) => output::text(&self.csv.1),
            _ => Status::Done,
        }
    }
}
