//! `--also` and `[output]`: the files that are written beside the usual ones.

use std::path::Path;

use clap::ValueEnum;

use crate::report::html::Report;
#[cfg(feature = "parquet")]
use crate::report::parquet;
use crate::report::{markdown, svg, xlsx};
use crate::scenario::{Format, Output};
use crate::store::{Failure, Folder};

/// A format that is written when it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Also {
    /// summary.xlsx: a workbook with charts
    Xlsx,
    /// summary.parquet: the table of summary.csv with typed columns
    #[cfg(feature = "parquet")]
    Parquet,
    /// summary.md: a briefing note
    Md,
    /// charts/*.svg: every chart of the report
    Svg,
}

/// Which files are written beside the usual ones.
#[derive(Debug, clap::Args)]
pub(super) struct More {
    /// Write these formats too [default: as the scenario says]
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    also: Vec<Also>,
    /// Write the outcomes on the first N paths to paths.parquet [default: as the scenario says]
    #[cfg(feature = "parquet")]
    #[arg(long, value_name = "N", value_parser = super::amount::paths)]
    keep_paths: Option<u64>,
}

/// What is written of one scenario.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    also: Vec<Also>,
    keep_paths: Option<u64>,
}

/// The values that are kept, by column of the summary, then path.
pub(super) type Kept = Vec<Vec<f64>>;

impl Also {
    /// `None` of a format that this build has not.
    #[cfg_attr(
        feature = "parquet",
        expect(clippy::unnecessary_wraps, reason = "a build without it has less")
    )]
    fn of(format: Format) -> Option<Self> {
        match format {
            Format::Xlsx => Some(Self::Xlsx),
            #[cfg(feature = "parquet")]
            Format::Parquet => Some(Self::Parquet),
            #[cfg(not(feature = "parquet"))]
            Format::Parquet => None,
            Format::Md => Some(Self::Md),
            Format::Svg => Some(Self::Svg),
        }
    }
}

impl More {
    /// What a scenario wants written, unless the command line says otherwise.
    ///
    /// # Errors
    /// When the scenario wants what this build has not.
    pub fn wanted(&self, output: &Output) -> Result<Wanted, &'static str> {
        const NO_PARQUET: &str = "this build of sarez writes no Parquet";
        let also = if self.also.is_empty() {
            let formats: Option<Vec<Also>> = output.formats.iter().map(|format| Also::of(*format)).collect();
            formats.ok_or(NO_PARQUET)?
        } else {
            let mut also: Vec<Also> = Vec::new();
            for one in &self.also {
                if !also.contains(one) {
                    also.push(*one);
                }
            }
            also
        };
        let keep_paths = self.asked_paths().or(output.keep_paths);
        if cfg!(not(feature = "parquet")) && keep_paths.is_some() {
            return Err(NO_PARQUET);
        }
        Ok(Wanted { also, keep_paths })
    }

    fn asked_paths(&self) -> Option<u64> {
        #[cfg(feature = "parquet")]
        return self.keep_paths;
        #[cfg(not(feature = "parquet"))]
        None
    }
}

impl Wanted {
    /// How many paths are kept.
    pub fn keep_paths(&self) -> Option<u64> {
        self.keep_paths
    }

    /// The names of the files in the results folder, that of charts as a folder.
    pub fn names(&self) -> Vec<&'static str> {
        let name = |also: &Also| match also {
            Also::Xlsx => xlsx::NAME,
            #[cfg(feature = "parquet")]
            Also::Parquet => parquet::NAME,
            Also::Md => markdown::NAME,
            Also::Svg => "charts/",
        };
        let names = self.also.iter().map(name);
        #[cfg(feature = "parquet")]
        let names = names.chain(self.keep_paths.map(|_| parquet::PATHS));
        names.collect()
    }

    /// The folder of charts in that of the results, tried before the first path; `None` where none are asked for.
    ///
    /// # Errors
    /// When it cannot be made or written to.
    pub fn charts(&self, results: &Path) -> Result<Option<Folder>, Failure> {
        let asked = self.also.contains(&Also::Svg);
        asked.then(|| Folder::prepare(&results.join(svg::FOLDER), &[])).transpose()
    }

    /// Writes what is asked for; `charts` is the folder that [`Self::charts`] gave.
    ///
    /// # Errors
    /// When the system refuses a file, or a format cannot hold what it should.
    pub fn write(
        &self,
        report: Report,
        kept: Option<&Kept>,
        folder: &mut Folder,
        charts: Option<&mut Folder>,
    ) -> Result<(), Failure> {
        for also in &self.also {
            match also {
                Also::Xlsx => {
                    let workbook = xlsx::render(report).map_err(unfit(folder, xlsx::NAME))?;
                    folder.write(xlsx::NAME, &workbook)?;
                }
                #[cfg(feature = "parquet")]
                Also::Parquet => {
                    let table = parquet::summary(report.summary, report.identity);
                    folder.write(parquet::NAME, &table.map_err(unfit(folder, parquet::NAME))?)?;
                }
                Also::Md => {
                    folder.write(markdown::NAME, markdown::render(report).as_bytes())?;
                }
                Also::Svg => {}
            }
        }
        #[cfg(feature = "parquet")]
        if let Some(values) = kept {
            let table = parquet::paths(report.summary, values, report.identity);
            folder.write(parquet::PATHS, &table.map_err(unfit(folder, parquet::PATHS))?)?;
        }
        #[cfg(not(feature = "parquet"))]
        let _ = kept;
        if let Some(charts) = charts {
            let files = svg::render(report);
            for (name, text) in &files {
                charts.write(name, text.as_bytes())?;
            }
            // A run with fewer charts leaves none of an earlier one.
            let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
            charts.keep_only(&names, ".svg")?;
        }
        Ok(())
    }
}

/// A file whose format cannot hold what it should.
fn unfit<E: std::error::Error + Send + Sync + 'static>(
    folder: &Folder,
    name: &str,
) -> impl FnOnce(E) -> Failure {
    let path = folder.path().join(name);
    move |error| Failure::System { tried: "write", path, error: std::io::Error::other(error) }
}
