//! What closing items took on the reference.

use serde::Serialize;

use crate::compile;
use crate::diagnostic::figure;

use super::text::harmless;

/// A closing item and the remainder that it took, in the quarter in which that was largest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Balancing {
    /// The identity, or the definition that has a published level.
    pub account: String,
    /// The closing item, with its element.
    pub item: String,
    /// Its unit.
    pub unit: Option<String>,
    /// When.
    pub quarter: String,
    /// What the economy states of the item: a published discrepancy, kept as it is.
    pub stated: f64,
    /// What was added to it so that the account holds.
    pub remainder: f64,
    /// What both are set against, a variable or a term of the account.
    pub scale: String,
    /// The stated part in percent of that; `None` when that is 0.
    pub stated_percent: Option<f64>,
    /// The remainder in percent of that; `None` when that is 0.
    pub remainder_percent: Option<f64>,
}

impl Balancing {
    /// As the compiler found it.
    pub fn new(found: &compile::Balancing) -> Self {
        let finite = |percent: f64| Some(percent).filter(|percent| percent.is_finite());
        Self {
            account: found.account.clone(),
            item: found.item.clone(),
            unit: found.unit.clone(),
            quarter: found.quarter.to_string(),
            stated: found.stated,
            remainder: found.remainder,
            scale: found.scale.clone(),
            stated_percent: finite(found.stated_percent),
            remainder_percent: finite(found.remainder_percent),
        }
    }

    /// "discrepancy closes gdp: 326.1 stated (16.04 percent of gdp), 0 added (0 percent), USD million a quarter, 2022Q1"
    pub fn sentence(&self) -> String {
        let percent = |percent: Option<f64>| percent.map_or_else(|| "no".to_owned(), figure);
        let unit = self.unit.as_ref().map(|unit| format!(", {unit}")).unwrap_or_default();
        harmless(&format!(
            "{} closes {} on the reference: {} stated ({} percent of {}), {} added ({} percent){unit}, {}",
            self.item,
            self.account,
            figure(self.stated),
            percent(self.stated_percent),
            self.scale,
            figure(self.remainder),
            percent(self.remainder_percent),
            self.quarter
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;

    #[test]
    fn a_closing_item_is_said_with_both_parts() {
        assert_eq!(
            example::summary().balancing[0].sentence(),
            "discrepancy closes gdp on the reference: 326.1 stated (16.04 percent of gdp), -12 added (-0.5901 percent), \
             USD million a quarter, 2022Q1"
        );
    }
}
