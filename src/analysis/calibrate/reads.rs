//! What an observed equation reads, through what is computed, back to what is known.

use std::collections::{BTreeMap, BTreeSet};

use crate::language::names;
use crate::scenario::{Model, Rule, Variable};

/// Backwards from an equation to series and to what is known by its history.
#[derive(Debug)]
pub(super) struct Walk<'m> {
    model: &'m Model,
    known: &'m BTreeSet<String>,
    /// By variable: how many periods back its equation reads what is known; 0 while it is worked out, so that what reads its own
    /// past, which is no history, does not count.
    depths: BTreeMap<&'m str, u32>,
    /// Every variable on the way.
    pub read: BTreeSet<&'m str>,
    /// Every parameter on the way.
    pub parameters: BTreeSet<&'m str>,
}

impl<'m> Walk<'m> {
    /// Nothing yet; walks end at what is `known`.
    pub fn new(model: &'m Model, known: &'m BTreeSet<String>) -> Self {
        Self { model, known, depths: BTreeMap::new(), read: BTreeSet::new(), parameters: BTreeSet::new() }
    }

    /// How many periods back the equation of a variable reads what is known.
    pub fn depth(&mut self, name: &'m str) -> u32 {
        if let Some(depth) = self.depths.get(name) {
            return *depth;
        }
        self.depths.insert(name, 0);
        let parameters = find(self.model, name).into_iter().flat_map(|variable| names(variable.rule.expr()));
        let parameters = parameters.filter(|read| find(self.model, read.name).is_none());
        self.parameters.extend(parameters.map(|read| read.name));
        let mut depth = 0;
        for (read, lag) in reads(self.model, name) {
            self.read.insert(read);
            let further = lag + if self.is_end(read) { 0 } else { self.depth(read) };
            depth = depth.max(further);
        }
        self.depths.insert(name, depth);
        depth
    }

    /// What is known and read, perhaps through what is computed, in the same period.
    pub fn at_once(&self, name: &'m str) -> BTreeSet<&'m str> {
        let (mut found, mut seen, mut stack) = (BTreeSet::new(), BTreeSet::new(), vec![name]);
        while let Some(name) = stack.pop() {
            for (read, _) in reads(self.model, name).into_iter().filter(|(_, lag)| *lag == 0) {
                if self.is_end(read) {
                    found.insert(read);
                } else if seen.insert(read) {
                    stack.push(read);
                }
            }
        }
        found
    }

    fn is_end(&self, name: &str) -> bool {
        self.known.contains(name)
            || find(self.model, name).is_some_and(|variable| matches!(variable.rule, Rule::Series(_)))
    }
}

/// The variables that an equation reads, and how many periods back.
fn reads<'m>(model: &'m Model, name: &str) -> Vec<(&'m str, u32)> {
    let Some(variable) = find(model, name) else { return Vec::new() };
    if let Rule::Series(_) = variable.rule {
        return Vec::new();
    }
    let uses = names(variable.rule.expr()).into_iter().filter(|read| !read.reference);
    uses.filter_map(|read| find(model, read.name).map(|of| (of.name.as_str(), read.lag))).collect()
}

/// The variable of this name.
pub(super) fn find<'m>(model: &'m Model, name: &str) -> Option<&'m Variable> {
    model.variables.iter().find(|variable| variable.name == name)
}
