//! Which paths are still finite: 0 on those that are, NaN on those that have failed, by period.

use crate::program::Operation;
use crate::scenario::Of;

use super::graph::{Id, Node};
use super::unfold::{Unfolding, variant};

impl Unfolding<'_> {
    /// 0 on the paths where everything up to and in `period` is finite, NaN on the others.
    pub fn health(&mut self, of: Of, period: i32) -> Id {
        match usize::try_from(period) {
            Ok(period) => self.health[variant(of)][period],
            Err(_) => self.graph.constant(0.0),
        }
    }

    /// Last period's health plus zero times each value that is not vouched for by another one: a sum that is 0 or
    /// NaN. A value vouches for what it was computed from by operations that pass on NaN and infinities.
    pub(super) fn health_after(&mut self, of: Of, period: i32, order: &[usize]) -> Id {
        let mut health = self.health(of, period - 1);
        let mut vouched = std::mem::take(&mut self.vouched[variant(of)]);
        let zero = self.graph.constant(0.0);
        let mut values: Vec<Id> = order.iter().rev().map(|cell| self.value(of, period, *cell)).collect();
        values.append(&mut self.unbounded);
        for value in values {
            let known = self.graph.as_constant(value).is_some_and(f64::is_finite);
            if known || vouched.contains(&value) {
                continue;
            }
            health = self.graph.multiply_add(zero, value, health);
            let mut stack = vec![value];
            while let Some(id) = stack.pop() {
                if vouched.insert(id) {
                    stack.extend(passed_on(self.graph.node(id)));
                }
            }
        }
        self.vouched[variant(of)] = vouched;
        health
    }
}

/// The operands whose NaN or infinity makes the node's value NaN or infinite.
fn passed_on(node: Node) -> Vec<Id> {
    match node {
        Node::Apply(operation, [a, b, c]) => match operation {
            Operation::Negate | Operation::Absolute | Operation::Floor | Operation::Divide => vec![a],
            Operation::Add | Operation::Subtract | Operation::Multiply => vec![a, b],
            Operation::MultiplyAdd | Operation::MultiplySubtract => vec![a, b, c],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}
