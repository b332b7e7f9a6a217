//! `sarez list`

use crate::read;
use crate::report::terminal::{Line, Role};

use super::{Status, output};

/// List the built-in scenarios, templates, measured facts, models and economies
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {}

pub(super) fn list(_: &Arguments) -> Status {
    let mut lines = Vec::new();
    let sections = [
        ("scenarios", read::scenarios().collect::<Vec<_>>()),
        ("templates, to be extended: their probabilities are yours to judge", read::templates().collect()),
        ("published facts, measured: see `sarez facts`", read::facts().collect()),
        ("models", read::models().collect()),
        ("economies", read::economies().collect()),
    ];
    let longest = sections.iter().flat_map(|(_, list)| list).map(|(name, _)| name.len()).fold(0, Ord::max);
    for (heading, list) in sections {
        if !lines.is_empty() {
            lines.push(Line { role: Role::Plain, text: String::new() });
        }
        lines.push(Line { role: Role::Title, text: heading.to_owned() });
        for (name, title) in list {
            lines.push(Line { role: Role::Plain, text: format!("  {name:longest$}  {title}") });
        }
    }
    output::lines(&lines)
}
