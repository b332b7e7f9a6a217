//! On which paths a scenario leaves the ranges within which its model was measured.

use crate::calendar::Quarter;
use crate::language::Expr;
use crate::program::Operation;
use crate::scenario::Of;

use super::graph::Id;
use super::lower::lower;
use super::reference::Whose;
use super::unfold::{Unfolding, View};

/// What is counted of a range of validity: the paths that are outside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    /// The scenario, by its position among those that were compiled together; 0 when there is one.
    pub scenario: usize,
    /// Position among the model's ranges of validity.
    pub validity: usize,
    /// In this quarter; `None`: in any.
    pub quarter: Option<Quarter>,
}

impl Unfolding<'_> {
    /// By range of validity that a path may leave in a period of the scenario: a value above 0 on those that do.
    pub(super) fn outside(&mut self, period: i32) -> Vec<(usize, Id)> {
        let scenario = self.scenario;
        let mut list = Vec::new();
        for (at, validity) in scenario.model.validity.iter().enumerate() {
            let value = self.condition(&validity.outside, period);
            if self.graph.as_constant(value).is_none_or(|value| value > 0.0) {
                list.push((at, value));
            }
        }
        list
    }

    fn condition(&mut self, outside: &Expr, period: i32) -> Id {
        let whose = Whose::Variant(Of::Scenario);
        lower(outside, None, &mut View { unfolding: self, whose, period, yearly: false })
    }

    /// Above 0 on the paths where some of the values are.
    pub(super) fn any(&mut self, values: &[Id]) -> Id {
        let mut any = self.graph.constant(0.0);
        for value in values {
            any = self.graph.apply(Operation::Maximum, &[any, *value]);
        }
        any
    }
}
