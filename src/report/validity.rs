//! Which share of the paths is outside the ranges within which the model was measured.

use serde::Serialize;

use crate::compile;
use crate::results::Part;
use crate::scenario::Scenario;

use super::number::{count, number};

/// A range of validity that some path leaves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outside {
    /// The range's name in the model.
    pub validity: String,
    /// What a person calls what is the case outside.
    pub label: Option<String>,
    /// What to do.
    pub advice: String,
    /// On how many paths it is left in some quarter.
    pub paths: u64,
    /// On how many in each quarter in which it is.
    pub quarters: Vec<InQuarter>,
}

/// The paths that are outside in one quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InQuarter {
    /// Such as `2022Q1`.
    pub quarter: String,
    /// How many.
    pub paths: u64,
}

/// The ranges that are left, in the order of their names, by the scenario of this number among those that were compiled
/// together; the counts of `part` are those of `counted`.
pub(super) fn outside(
    (number, scenario): (usize, &Scenario),
    counted: &[compile::Outside],
    part: &Part,
) -> Vec<Outside> {
    let mut list: Vec<Outside> = Vec::new();
    let own = counted.iter().zip(&part.outside).filter(|(of, paths)| of.scenario == number && **paths > 0);
    for (of, paths) in own {
        match (of.quarter, list.last_mut()) {
            (Some(quarter), Some(range)) => {
                range.quarters.push(InQuarter { quarter: quarter.to_string(), paths: *paths });
            }
            _ => {
                let validity = &scenario.model.validity[of.validity];
                list.push(Outside {
                    validity: validity.name.clone(),
                    label: validity.label.clone(),
                    advice: validity.advice.clone(),
                    paths: *paths,
                    quarters: Vec::new(),
                });
            }
        }
    }
    list
}

impl Outside {
    /// "5.3 percent of the paths leave the range of validity of fuel, at most 5.1 percent in one quarter, 2022Q2: ..."
    pub(super) fn sentence(&self, paths: u64) -> String {
        // Two significant digits.
        let share = |of: u64| 100.0 * of as f64 / paths as f64;
        let share = |of: u64| number(share(of), 0.05 * share(of), false);
        let name = self.label.as_ref().unwrap_or(&self.validity);
        let when = match &self.quarters[..] {
            [one] => format!("in {}", one.quarter),
            quarters => {
                let most = quarters.iter().rev().max_by_key(|quarter| quarter.paths);
                let most =
                    most.map(|most| format!(", most in {}, {} percent", most.quarter, share(most.paths)));
                format!("in {} quarters{}", quarters.len(), most.unwrap_or_default())
            }
        };
        format!(
            "{} percent of the paths ({} of {}) leave the range of validity of the model {when}: {name}; {}",
            share(self.paths),
            count(self.paths),
            count(paths),
            self.advice
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_says_how_many_when_and_what_to_do() {
        let quarter = |quarter: &str, paths| InQuarter { quarter: quarter.to_owned(), paths };
        let mut outside = Outside {
            validity: "fuel".to_owned(),
            label: Some("little fuel".to_owned()),
            advice: "narrow the prior".to_owned(),
            paths: 5_312,
            quarters: vec![quarter("2022Q1", 5_100), quarter("2022Q2", 5_100), quarter("2022Q3", 20)],
        };
        assert_eq!(
            outside.sentence(100_000),
            "5.3 percent of the paths (5,312 of 100,000) leave the range of validity of the model in 3 quarters, most in \
             2022Q1, 5.1 percent: little fuel; narrow the prior"
        );
        outside.quarters.truncate(1);
        outside.label = None;
        assert_eq!(
            outside.sentence(100_000),
            "5.3 percent of the paths (5,312 of 100,000) leave the range of validity of the model in 2022Q1: fuel; \
             narrow the prior"
        );
    }
}
