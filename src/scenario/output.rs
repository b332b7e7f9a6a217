//! What a scenario wants written beside the usual files.

/// Formats and paths; the command line may say otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    /// Each once, in the order of the file.
    pub formats: Vec<Format>,
    /// The first so many paths of every outcome are kept.
    pub keep_paths: Option<u64>,
}

/// A format that is written when it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A workbook with charts.
    Xlsx,
    /// The table of numbers with typed columns.
    Parquet,
    /// A briefing note.
    Md,
    /// Every chart of the report as a file.
    Svg,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Xlsx, Self::Parquet, Self::Md, Self::Svg];

    /// As it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
            Self::Md => "md",
            Self::Svg => "svg",
        }
    }
}
