//! Yearly equations of a quarterly model: computed after a year's last quarter, from annual aggregates.

use crate::calendar::{Period, Quarter};
use crate::language::{BinaryOp, Expr, ExprKind, names};
use crate::scenario::{Kind, Rule};

use super::cells;
use super::graph::Id;
use super::lower::lower;
use super::reference::Whose;
use super::unfold::{Unfolding, View};

impl Unfolding<'_> {
    /// Whether a cell has one value a year although the model is quarterly.
    pub fn yearly(&self, cell: usize) -> bool {
        self.scenario.model.variables[self.cells.owner(cell).0].yearly
    }

    /// Whether a cell has a value in a period: every one, or only that of a year's last quarter.
    pub fn is_computed(&self, cell: usize, period: i32) -> bool {
        !self.yearly(cell) || self.quarter(period).of_year() == 4
    }

    /// The quarters that a cell's value in a period stands for: one, or the four of a year.
    pub fn quarters(&self, cell: usize, period: i32) -> impl Iterator<Item = Quarter> + use<> {
        self.span(self.length(cell), period)
    }

    /// So many quarters up to the last of a period.
    pub fn span(&self, length: i32, period: i32) -> impl Iterator<Item = Quarter> + use<> {
        let last = self.quarter(period);
        (1 - length..=0).map(move |back| last.plus(back))
    }

    /// The periods in which a cell reads what its equation reads `lag` periods (of a yearly one: years) back.
    pub fn read_in(&self, cell: usize, period: i32, lag: u32) -> std::ops::RangeInclusive<i32> {
        let lag = lag as i32;
        if self.yearly(cell) { period - 4 * lag - 3..=period - 4 * lag } else { period - lag..=period - lag }
    }

    /// How many they are.
    pub fn length(&self, cell: usize) -> i32 {
        if self.yearly(cell) { 4 } else { self.step() }
    }

    /// The simulated periods up to `last` in which a cell has a value.
    pub fn computed(&self, cell: usize, last: i32) -> Vec<i32> {
        (0..=last).filter(|period| self.is_computed(cell, *period)).collect()
    }

    /// The period of a cell's value before this one.
    pub fn previous(&self, cell: usize, period: i32) -> i32 {
        period - if self.yearly(cell) { 4 } else { 1 }
    }

    /// How many values a cell has had before a simulated period.
    pub fn place(&self, cell: usize, period: i32) -> usize {
        let years = self.quarter(period).year() - self.quarter(0).year();
        (if self.yearly(cell) { years } else { period }) as usize
    }

    /// A cell over a reported period: of a flow the sum of its quarters, of a stock the last, of an index or rate the
    /// mean; of a ratio that is defined as a quotient the quotient of its two sides, each computed quarter by quarter
    /// and then aggregated. What has one value a year has that.
    pub fn aggregate(&mut self, whose: Whose, cell: usize, period: Period) -> Id {
        let (v, element) = self.cells.owner(cell);
        let variable = &self.scenario.model.variables[v];
        let periods = self.periods_of(period);
        let last = periods[periods.len() - 1];
        if variable.yearly {
            return self.at(whose, last, cell);
        }
        if let (Rule::Definition(expr), Kind::Ratio, 2..) = (&variable.rule, variable.kind, periods.len())
            && let Some((numerator, denominator, factor)) = quotient(expr)
            && !periods.iter().any(|period| *period < 0 && self.history(variable, element, *period).is_some())
        {
            let own = variable.over.as_deref().map(|set| (set, element));
            let numerator = self.side(numerator, own, whose, &periods);
            let denominator = self.side(denominator, own, whose, &periods);
            let quotient = self.graph.quotient(numerator, denominator);
            let factor = self.graph.constant(factor);
            return self.graph.product(factor, quotient);
        }
        let values: Vec<Id> = periods.iter().map(|period| self.at(whose, *period, cell)).collect();
        self.over_periods(variable.kind, &values)
    }

    /// One side of a ratio: the last quarter where it reads a stock, else the mean of its quarters; so that shares, months
    /// of imports and debt ratios come out in the unit that they have in a quarter.
    fn side(&mut self, expr: &Expr, own: Option<(&str, usize)>, whose: Whose, periods: &[i32]) -> Id {
        let scenario = self.scenario;
        let stock = names(expr).iter().any(|read| {
            let v = cells::variable(scenario, read.name);
            v.is_some_and(|v| scenario.model.variables[v].kind == Kind::Stock)
        });
        let computed = if stock { &periods[periods.len() - 1..] } else { periods };
        let mut values = Vec::new();
        for period in computed {
            let mut view = View { unfolding: self, whose, period: *period, yearly: false };
            values.push(lower(expr, own, &mut view));
        }
        self.over_periods(Kind::Index, &values)
    }

    /// Values of consecutive periods as one, by kind.
    pub fn over_periods(&mut self, kind: Kind, values: &[Id]) -> Id {
        let mut total = values[0];
        for value in &values[1..] {
            total = self.graph.sum(total, *value);
        }
        match kind {
            Kind::Flow => total,
            Kind::Stock => values[values.len() - 1],
            Kind::Index | Kind::Rate | Kind::Ratio => {
                let count = self.graph.constant(values.len() as f64);
                self.graph.quotient(total, count)
            }
        }
    }

    /// The model's periods in a reported one.
    pub fn periods_of(&self, period: Period) -> Vec<i32> {
        let last = self.period(period.last());
        match period {
            Period::Year(_) if self.step() == 1 => (last - 3..=last).collect(),
            _ => vec![last],
        }
    }
}

/// The two sides of a quotient, and the number that it is multiplied by, if any.
fn quotient(expr: &Expr) -> Option<(&Expr, &Expr, f64)> {
    let ExprKind::Binary { op, left, right } = &expr.kind else { return None };
    match (op, &left.kind, &right.kind) {
        (BinaryOp::Div, _, _) => Some((left, right, 1.0)),
        (BinaryOp::Mul, ExprKind::Number(factor), _) => {
            quotient(right).map(|(top, bottom, inner)| (top, bottom, factor * inner))
        }
        (BinaryOp::Mul, _, ExprKind::Number(factor)) => {
            quotient(left).map(|(top, bottom, inner)| (top, bottom, factor * inner))
        }
        _ => None,
    }
}
