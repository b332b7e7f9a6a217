//! A scenario together with its files as they are written.

use crate::diagnostic::{Diagnostics, Sources};
use crate::scenario::Scenario;

use super::difference::{Difference, differences};
use super::extends::Resolved;
use super::files::Library;
use super::keys::SCENARIO;
use super::print::print;
use super::read_whole;
use super::tree::Tree;

/// A checked scenario, and what its files say.
#[derive(Debug)]
pub struct Question {
    /// What was read.
    pub scenario: Scenario,
    pub(super) trees: Trees,
    pub(super) sources: Sources,
}

/// The trees of a scenario's files, each with all that it extends.
#[derive(Debug)]
pub(super) struct Trees {
    pub scenario: Resolved,
    pub model: Option<Tree>,
    pub economy: Option<Resolved>,
}

impl Question {
    /// Reads a scenario as [`read`](super::read) does.
    pub fn read(name: &str, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Self> {
        Self::read_from(&Library::Disk, name, sources, diagnostics)
    }

    /// Reads a scenario as [`read_texts`](super::read_texts) does.
    pub fn read_texts(
        name: &str,
        texts: &[(&str, &str)],
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        Self::read_from(&Library::Texts(texts), name, sources, diagnostics)
    }

    fn read_from(
        library: &Library<'_>,
        name: &str,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let (scenario, trees) = read_whole(library, name, &[], sources, diagnostics)?;
        Some(Self { scenario, trees, sources: sources.clone() })
    }

    /// The scenario's file with all that it extends, as TOML: each value with its place, and what holds where nothing is
    /// said. Read from the same folder, it gives the same scenario.
    pub fn resolved(&self) -> String {
        print(&SCENARIO, &self.trees.scenario, &self.sources)
    }

    /// What this question assumes otherwise than another one: in the scenario, the economy and the model. Titles, notes,
    /// labels and sources are no assumptions.
    pub fn differences(&self, other: &Self) -> Vec<Difference> {
        differences(self, other)
    }
}
