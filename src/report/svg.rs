//! `charts/*.svg`: every picture of the report as a file of its own.

use super::html::{self, Report};

/// The folder's name.
pub const FOLDER: &str = "charts";

/// Names and texts of the files. Names are by kind and number, such as `effect-0.svg`: titles may be in any script.
pub fn render(report: Report) -> Vec<(String, String)> {
    let pictures = html::pictures(report).into_iter().filter(|picture| !picture.is_empty());
    pictures.map(|picture| (format!("{}.svg", picture.caption.id), picture.file())).collect()
}
