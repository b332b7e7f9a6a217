//! `[output]`

use crate::scenario::{Format, Output};

use super::table::{Cursor, Reading};
use super::value::Field;

/// What is written beside the usual files; a format that is named twice counts once.
pub(super) fn output(field: Option<Field<'_>>, reading: &mut Reading<'_>) -> Option<Output> {
    let Some(field) = field else { return Some(Output::default()) };
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let named: Option<Vec<&str>> = match table.field("formats") {
        None => Some(Vec::new()),
        Some(field) => {
            let names: Vec<_> =
                field.elements(reading).into_iter().map(|element| element.choice(reading)).collect();
            names.into_iter().map(|name| Some(name?.value)).collect()
        }
    };
    let keep_paths = table.field("keep_paths").map(|field| field.integer(reading));
    table.close();
    let mut formats = Vec::new();
    for name in named? {
        let format = Format::ALL.into_iter().find(|format| format.name() == name)?;
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    Some(Output {
        formats,
        keep_paths: match keep_paths {
            None => None,
            Some(keep) => Some(keep?.value as u64),
        },
    })
}
