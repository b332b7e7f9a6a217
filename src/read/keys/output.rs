//! The keys of `[output]`.

use super::{Key, Keys, Kind, Role, Unsaid};

/// What is written beside the usual files.
pub static OUTPUT: Keys = Keys {
    header: "[output]",
    doc: "What `sarez run` writes beside report.html, summary.csv, summary.json and manifest.json. No number depends on it; where the files go, the command line says.",
    keys: &[
        Key::optional(
            "formats",
            Kind::List(&Kind::Choice(&["xlsx", "parquet", "md", "svg"])),
            "summary.xlsx, summary.parquet, summary.md, charts/*.svg; none unless said. `--also` takes their place.",
        )
        .role(Role::Remark)
        .unsaid(Unsaid::Words("none")),
        Key::optional(
            "keep_paths",
            Kind::Integer(1, 1 << 40),
            "paths.parquet with the outcomes on the first so many paths; none unless said. `--keep-paths` takes its place.",
        )
        .role(Role::Remark)
        .unsaid(Unsaid::Words("none")),
    ],
    forms: &[],
    forms_doc: "",
};
