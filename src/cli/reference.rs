//! `sarez reference`

use super::{Status, output};

/// Print docs/reference.md
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {}

pub(super) fn reference(_: &Arguments) -> Status {
    output::text("")
}
