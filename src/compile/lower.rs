//! From an equation's tree to canonical operations: the one meaning of an equation.
//!
//! Left to right; `x ± a*b` fuses the right-hand product; a sum over a set adds in the set's order, fusing each
//! element's product likewise; `x^2` is x·x and `x^3` is (x·x)·x; `>` and `>=` swap the operands of `<` and `<=`;
//! `clamp(x, low, high)` is the lesser of high and (the greater of x and low).

use crate::calendar::Quarter;
use crate::language::{AggregateOp, BinaryOp, Expr, ExprKind, Function, Index, TransformOp};
use crate::program::Operation;

use super::graph::{Graph, Id};

/// Where an equation finds its values.
pub trait Values {
    /// The graph that is built.
    fn graph(&mut self) -> &mut Graph;
    /// The value of a name `lag` periods before the period at hand.
    fn name(&mut self, name: &str, element: Element, lag: u32) -> Id;
    /// The reference of a variable, likewise.
    fn reference(&mut self, name: &str, element: Element, lag: u32) -> Id;
    /// How many elements a set has.
    fn elements(&self, set: &str) -> usize;
    /// The quarter at hand.
    fn quarter(&self) -> Quarter;
    /// Quarters in a period: 1, or 4 in an annual model.
    fn step(&self) -> i32;
}

/// Which element of a name that runs over a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element<'a> {
    /// The name runs over no set.
    None,
    /// The element at this position.
    At(usize),
    /// The element of this name.
    Named(&'a str),
}

/// What the running names of enclosing sums (and of the equation's own set) stand for: set, element, position.
type Bindings = Vec<(String, usize)>;

/// Lowers `expr`, the equation of element `own` = (set, position) of a variable, or of one that runs over no set.
pub fn lower(expr: &Expr, own: Option<(&str, usize)>, values: &mut impl Values) -> Id {
    let bindings = own.map(|(set, position)| (set.to_owned(), position)).into_iter().collect();
    Lowering { values, bindings, shift: 0 }.expr(expr)
}

struct Lowering<'a, V: Values> {
    values: &'a mut V,
    bindings: Bindings,
    /// Periods by which enclosing `d`, `movsum` and the like push everything back.
    shift: u32,
}

impl<V: Values> Lowering<'_, V> {
    fn expr(&mut self, expr: &Expr) -> Id {
        match &expr.kind {
            ExprKind::Number(value) => self.values.graph().constant(*value),
            ExprKind::Name { name, index, lag } => {
                let element = self.element(index.as_ref());
                self.values.name(name, element, lag + self.shift)
            }
            ExprKind::Reference { name, index, lag } => {
                let element = self.element(index.as_ref());
                self.values.reference(name, element, lag + self.shift)
            }
            ExprKind::Negate(body) => {
                let body = self.expr(body);
                self.apply(Operation::Negate, &[body])
            }
            ExprKind::Binary { op, left, right } => self.binary(*op, left, right),
            ExprKind::Call { function, arguments } => {
                let arguments: Vec<Id> = arguments.iter().map(|argument| self.expr(argument)).collect();
                self.call(*function, &arguments)
            }
            ExprKind::Aggregate { op, set, body } => self.aggregate(*op, set, body),
            ExprKind::Transform { op, body, quarters } => self.transform(*op, body, *quarters),
            ExprKind::Dummy { from, to } => {
                let now = self.values.quarter().plus(-(self.shift as i32) * self.values.step());
                let inside = now >= *from && to.is_none_or(|to| now <= to);
                self.values.graph().constant(f64::from(u8::from(inside)))
            }
        }
    }

    fn apply(&mut self, operation: Operation, operands: &[Id]) -> Id {
        self.values.graph().apply(operation, operands)
    }

    /// What an index stands for: a running name's element, else the element of that name.
    fn element<'b>(&self, index: Option<&'b Index>) -> Element<'b> {
        let Some(index) = index else { return Element::None };
        let bound = self.bindings.iter().rev().find(|(set, _)| *set == index.name);
        bound.map_or(Element::Named(&index.name), |(_, position)| Element::At(*position))
    }

    /// acc ± expr, with the product on the right fused.
    fn accumulate(&mut self, accumulated: Id, subtract: bool, expr: &Expr) -> Id {
        if let ExprKind::Binary { op: BinaryOp::Mul, left, right } = &expr.kind {
            let (a, b) = (self.expr(left), self.expr(right));
            let operation = if subtract { Operation::MultiplySubtract } else { Operation::MultiplyAdd };
            return self.apply(operation, &[a, b, accumulated]);
        }
        let value = self.expr(expr);
        self.apply(if subtract { Operation::Subtract } else { Operation::Add }, &[accumulated, value])
    }

    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr) -> Id {
        let a = self.expr(left);
        match op {
            BinaryOp::Add => return self.accumulate(a, false, right),
            BinaryOp::Sub => return self.accumulate(a, true, right),
            BinaryOp::Pow => {
                if let ExprKind::Number(exponent) = right.kind {
                    let square = |this: &mut Self| this.apply(Operation::Multiply, &[a, a]);
                    if exponent == 2.0 {
                        return square(self);
                    }
                    if exponent == 3.0 {
                        let square = square(self);
                        return self.apply(Operation::Multiply, &[square, a]);
                    }
                }
            }
            _ => {}
        }
        let b = self.expr(right);
        match op {
            BinaryOp::Add => self.apply(Operation::Add, &[a, b]),
            BinaryOp::Sub => self.apply(Operation::Subtract, &[a, b]),
            BinaryOp::Mul => self.apply(Operation::Multiply, &[a, b]),
            BinaryOp::Div => self.apply(Operation::Divide, &[a, b]),
            BinaryOp::Pow => self.apply(Operation::Power, &[a, b]),
            BinaryOp::Less => self.apply(Operation::Less, &[a, b]),
            BinaryOp::LessEqual => self.apply(Operation::LessEqual, &[a, b]),
            BinaryOp::Greater => self.apply(Operation::Less, &[b, a]),
            BinaryOp::GreaterEqual => self.apply(Operation::LessEqual, &[b, a]),
            BinaryOp::Equal => self.apply(Operation::Equal, &[a, b]),
            BinaryOp::NotEqual => self.apply(Operation::NotEqual, &[a, b]),
        }
    }

    fn call(&mut self, function: Function, arguments: &[Id]) -> Id {
        let operation = match function {
            Function::If => Operation::Select,
            Function::Min => return self.fold(Operation::Minimum, arguments),
            Function::Max => return self.fold(Operation::Maximum, arguments),
            Function::Abs => Operation::Absolute,
            Function::Exp => Operation::Exponential,
            Function::Log => Operation::Logarithm,
            Function::Sqrt => Operation::SquareRoot,
            Function::Sin => Operation::Sine,
            Function::Cos => Operation::Cosine,
            Function::NormalCdf => Operation::NormalCdf,
            Function::NormalQuantile => Operation::NormalQuantile,
            Function::Clamp => {
                let above = self.apply(Operation::Maximum, &arguments[..2]);
                return self.apply(Operation::Minimum, &[above, arguments[2]]);
            }
        };
        self.apply(operation, arguments)
    }

    fn fold(&mut self, operation: Operation, arguments: &[Id]) -> Id {
        let mut folded = arguments[0];
        for argument in &arguments[1..] {
            folded = self.apply(operation, &[folded, *argument]);
        }
        folded
    }

    fn aggregate(&mut self, op: AggregateOp, set: &str, body: &Expr) -> Id {
        let elements = self.values.elements(set);
        let mut total = None;
        for position in 0..elements {
            self.bindings.push((set.to_owned(), position));
            total = Some(match (total, op) {
                (None, _) => self.expr(body),
                (Some(total), AggregateOp::Sum) => self.accumulate(total, false, body),
                (Some(total), AggregateOp::Product) => {
                    let value = self.expr(body);
                    self.apply(Operation::Multiply, &[total, value])
                }
            });
            self.bindings.pop();
        }
        let empty = if op == AggregateOp::Sum { 0.0 } else { 1.0 };
        total.unwrap_or_else(|| self.values.graph().constant(empty))
    }

    /// The body `periods` periods earlier.
    fn shifted(&mut self, body: &Expr, periods: u32) -> Id {
        self.shift += periods;
        let value = self.expr(body);
        self.shift -= periods;
        value
    }

    fn transform(&mut self, op: TransformOp, body: &Expr, periods: u32) -> Id {
        match op {
            TransformOp::Difference | TransformOp::LogDifference => {
                let (mut now, mut then) = (self.expr(body), self.shifted(body, periods));
                if op == TransformOp::LogDifference {
                    now = self.apply(Operation::Logarithm, &[now]);
                    then = self.apply(Operation::Logarithm, &[then]);
                }
                self.apply(Operation::Subtract, &[now, then])
            }
            TransformOp::MovingSum | TransformOp::MovingAverage => {
                let mut total = self.expr(body);
                for back in 1..periods {
                    let value = self.shifted(body, back);
                    total = self.apply(Operation::Add, &[total, value]);
                }
                if op == TransformOp::MovingAverage {
                    let count = self.values.graph().constant(f64::from(periods));
                    total = self.apply(Operation::Divide, &[total, count]);
                }
                total
            }
        }
    }
}
