//! What residuals share.

use serde::Serialize;

use crate::scenario::{Economy, Model};

use super::super::number::brief;
use super::super::terminal::{Line, Role};
use super::super::text::left;
use super::layout::{block, cells, heading, widest};

/// A common factor of residuals.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Factor {
    /// Its name; its driver is `factor.NAME`.
    pub factor: String,
    /// In the order of the model's variables.
    pub members: Vec<Member>,
}

/// A variable whose residual has a part of the factor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Member {
    /// The variable, with its set if it runs over one: each element has its own residual.
    pub variable: String,
    /// Share of the variance of the normal score of e.
    pub share: f64,
    /// How many residuals that is.
    pub residuals: usize,
}

pub(super) fn of(model: &Model, economy: &Economy) -> Vec<Factor> {
    let mut factors: Vec<Factor> = Vec::new();
    for variable in &model.variables {
        let Some(common) = variable.residual.as_ref().and_then(|residual| residual.common.as_ref()) else {
            continue;
        };
        let member = Member {
            variable: match &variable.over {
                Some(set) => format!("{}[{set}]", variable.name),
                None => variable.name.clone(),
            },
            share: common.share,
            residuals: variable.over.as_ref().map_or(1, |set| economy.elements(set).len()),
        };
        match factors.iter_mut().find(|factor| factor.factor == common.factor) {
            Some(factor) => factor.members.push(member),
            None => factors.push(Factor { factor: common.factor.clone(), members: vec![member] }),
        }
    }
    factors.sort_by(|a, b| a.factor.cmp(&b.factor));
    factors
}

impl Factor {
    /// Correlation of the normal scores of two members; of a member with itself that between its elements.
    fn correlation(&self, a: usize, b: usize) -> f64 {
        (self.members[a].share * self.members[b].share).sqrt()
    }
}

pub(super) fn lines(factors: &[Factor], width: usize) -> Vec<Line> {
    if factors.is_empty() {
        return heading("Dependence", "all drivers are independent", width);
    }
    let more = "common factors of residuals: share of the variance of e's normal score, and what correlations of scores \
                that gives within a quarter; all other drivers are independent";
    let mut lines = heading("Dependence", more, width);
    for factor in factors {
        let members = &factor.members;
        lines.push(Line::new(Role::Plain, ""));
        let name = widest(members.iter().map(|member| &member.variable), factor.factor.len() + 7);
        let matrix = name + 8 + 10 * members.len() + 2 <= width;
        let numbers: Vec<String> = (1..=members.len()).map(|k| format!("({k})")).collect();
        let head =
            format!("{}{}", left(&format!("factor.{}", factor.factor), name + 4), cells(&["share"], 6));
        let head = if matrix { format!("{head}{}", cells(&numbers, 6)) } else { head };
        lines.push(Line::new(Role::Heading, head));
        for (at, member) in members.iter().enumerate() {
            let row = left(&format!("({}) {}", at + 1, member.variable), name + 4);
            let row = format!("{row}{}", cells(&[brief(member.share)], 6));
            let with = |other: usize| match (other == at, member.residuals) {
                (true, 1) => "1".to_owned(),
                _ => brief((factor.correlation(at, other) * 1000.0).round() / 1000.0),
            };
            let correlations: Vec<String> = (0..=at).map(with).collect();
            let row = if matrix { format!("{row}{}", cells(&correlations, 6)) } else { row };
            lines.push(Line::new(Role::Plain, row));
        }
        if matrix && members.iter().any(|member| member.residuals > 1) {
            let note = "on the diagonal: between two elements of the same variable";
            block(&mut lines, Role::Faint, 0, note, width);
        }
    }
    lines
}
