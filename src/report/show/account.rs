//! What the reference grows by, the identities that must hold, and what closes which account.

use serde::Serialize;

use crate::scenario::{self, Economy, Model};

use super::super::number::brief;
use super::super::terminal::{Line, Role};
use super::layout::{block, heading, say};
use super::{Basis, Equation};

/// The accounts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Accounts {
    /// What a balanced reference grows by; `None` where nothing is stated.
    pub growth: Option<Growth>,
    /// Identities, and definitions that something closes.
    pub list: Vec<Account>,
    /// Ranges of validity.
    pub validity: Vec<Validity>,
}

/// A range of validity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Validity {
    /// Its name.
    pub name: String,
    /// What a person calls what is the case outside.
    pub label: Option<String>,
    /// The condition, above 0 outside.
    pub outside: String,
    /// What to do when paths are outside.
    pub advice: String,
    /// Who says so.
    pub source: Option<String>,
    /// What that is.
    pub basis: Basis,
}

/// Growth of a balanced reference, percent a year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Growth {
    /// The year or quarter that levels are of.
    pub base: String,
    /// Real growth.
    pub growth: f64,
    /// Inflation.
    pub inflation: f64,
    /// Inflation abroad.
    pub foreign_inflation: f64,
    /// Who says so.
    pub source: String,
    /// What that is.
    pub basis: Basis,
}

/// An identity, or a definition that something closes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// What a person calls it.
    pub label: Option<String>,
    /// The statement of an identity; `None` of a definition, which stands among the equations.
    pub check: Option<String>,
    /// What takes its remainder on the reference.
    pub closing: Option<String>,
}

impl Accounts {
    pub(super) fn new(model: &Model, economy: &Economy) -> Self {
        let closing = |name: &str| {
            let own = economy.closings.iter().find(|closing| closing.account == name);
            own.map(|closing| closing.item.to_string())
        };
        let identities = model.identities.iter().map(|identity| Account {
            name: identity.name.clone(),
            label: identity.label.clone(),
            check: Some(format!("{} = {}", identity.left, identity.right)),
            closing: closing(&identity.name),
        });
        let is_identity = |name: &str| model.identities.iter().any(|identity| identity.name == name);
        let definitions = economy.closings.iter().filter(|closing| !is_identity(&closing.account));
        let definitions = definitions.map(|own| Account {
            name: own.account.clone(),
            label: model.variables.iter().find(|v| v.name == own.account).and_then(|v| v.label.clone()),
            check: None,
            closing: closing(&own.account),
        });
        Self {
            growth: economy.growth.as_ref().map(|growth| Growth {
                base: growth.base.to_string(),
                growth: growth.growth,
                inflation: growth.inflation,
                foreign_inflation: growth.foreign_inflation,
                source: growth.source.clone(),
                basis: Basis::of(Some(&growth.source)),
            }),
            list: identities.chain(definitions).collect(),
            validity: model.validity.iter().map(Validity::new).collect(),
        }
    }

    pub(super) fn lines(&self, width: usize) -> Vec<Line> {
        let more = match (&self.growth, &self.list[..]) {
            (None, []) => "no identities, and nothing that the reference grows by",
            _ => {
                "identities are checked in each quarter of every path; a closing item takes what is left on the reference"
            }
        };
        let mut lines = heading("Accounts", more, width);
        if let Some(growth) = &self.growth {
            let [real, prices, abroad] =
                [growth.growth, growth.inflation, growth.foreign_inflation].map(brief);
            let text = format!(
                "{} the reference grows from {} by {real} percent a year in real terms, prices by {prices}, prices abroad by {abroad}",
                growth.basis.mark(),
                growth.base
            );
            say(&mut lines, growth.basis.role(), &text, width);
            block(&mut lines, Role::Faint, 4, &growth.source, width);
        }
        for Account { name, label, check, closing } in &self.list {
            let label = label.as_ref().map(|label| format!(": {label}")).unwrap_or_default();
            block(&mut lines, Role::Plain, 2, &format!("{name}{label}"), width);
            block(&mut lines, Role::Plain, 4, check.as_deref().unwrap_or("a definition"), width);
            let closing = closing.as_ref().map(|item| format!("closed by {item}")).unwrap_or_default();
            block(&mut lines, Role::Plain, 4, &closing, width);
        }
        for range in &self.validity {
            range.lines(&mut lines, width);
        }
        lines
    }
}

impl Validity {
    fn new(validity: &scenario::Validity) -> Self {
        Self {
            name: validity.name.clone(),
            label: validity.label.clone(),
            outside: validity.outside.to_string(),
            advice: validity.advice.clone(),
            source: validity.source.clone(),
            basis: Basis::of(validity.source.as_deref()),
        }
    }

    fn lines(&self, lines: &mut Vec<Line>, width: usize) {
        let label = self.label.as_ref().map(|label| format!(": {label}")).unwrap_or_default();
        let text = format!("{} outside the range of validity {}{label}", self.basis.mark(), self.name);
        block(lines, self.basis.role(), 2, &text, width);
        block(lines, Role::Plain, 4, &format!("where {} is above 0", self.outside), width);
        block(lines, Role::Plain, 4, &self.advice, width);
        block(lines, Role::Faint, 4, self.source.as_deref().unwrap_or("no source"), width);
    }
}

impl Equation {
    /// "once a year", "grows as nominal on the reference"
    pub(super) fn time(&self) -> Option<String> {
        let yearly = self.yearly.then(|| "computed once a year on annual figures".to_owned());
        let trend = self.trend.map(|trend| format!("trend on the reference: {}", trend.replace('_', " ")));
        let both: Vec<String> = yearly.into_iter().chain(trend).collect();
        (!both.is_empty()).then(|| both.join("; "))
    }
}
