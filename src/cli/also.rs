//! `--also`: the files that are written beside the usual ones.

use std::path::Path;

use clap::ValueEnum;

use crate::report::html::Report;
#[cfg(feature = "parquet")]
use crate::report::parquet;
use crate::report::{markdown, svg, xlsx};
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
    /// Write these formats too
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    also: Vec<Also>,
    /// Write the outcomes on the first N paths to paths.parquet
    #[cfg(feature = "parquet")]
    #[arg(long, value_name = "N", value_parser = super::amount::paths)]
    keep_paths: Option<u64>,
}

/// The values that are kept, by column of the summary, then path.
pub(super) type Kept = Vec<Vec<f64>>;

impl More {
    /// How many paths are kept.
    pub fn keep_paths(&self) -> Option<u64> {
        #[cfg(feature = "parquet")]
        return self.keep_paths;
        #[cfg(not(feature = "parquet"))]
        None
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
        let mut names: Vec<&str> = Vec::new();
        for name in self.also.iter().map(name) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        #[cfg(feature = "parquet")]
        names.extend(self.keep_paths.map(|_| parquet::PATHS));
        names
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
            for (name, text) in svg::render(report) {
                charts.write(&name, text.as_bytes())?;
            }
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
