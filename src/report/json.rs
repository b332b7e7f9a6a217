//! `summary.json`: the summary as it is; `docs/summary.schema.json` says what the fields mean.

use super::summary::Summary;

/// The file's name.
pub const NAME: &str = "summary.json";

/// The summary, indented, with a line end.
///
/// # Panics
/// Never: a summary has no map with keys other than text.
pub fn render(summary: &Summary) -> String {
    serde_json::to_string_pretty(summary).expect("a summary is plain data") + "\n"
}
