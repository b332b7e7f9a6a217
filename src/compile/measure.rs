//! Outcomes at periods: the columns.

use crate::calendar::{Period, Quarter};
use crate::language::{BinaryOp, Expr, ExprKind, deepest_lag};
use crate::scenario::{Elements, Kind, Measure, Of, Outcome, Rule, Target, Tracking};

use super::cells;
use super::column::Column;
use super::graph::{Graph, Id};
use super::lower::{Element, Values, lower};
use super::unfold::{Unfolding, View};

impl Unfolding<'_> {
    /// The column of an outcome at a period, and what it computes. Every quarter of the period must be there.
    pub fn measure(&mut self, number: usize, outcome: &Outcome, period: Period) -> (Column, Id) {
        let of = outcome.of;
        let value = match &outcome.measure {
            Measure::Level => self.aggregate(of, &outcome.variable, period),
            Measure::Effect => {
                let (scenario, baseline) = self.both(outcome, period);
                self.graph.difference(scenario, baseline)
            }
            Measure::EffectPercent => {
                let (scenario, baseline) = self.both(outcome, period);
                self.percent_change(scenario, baseline)
            }
            Measure::Growth => {
                let now = self.aggregate(of, &outcome.variable, period);
                let then = self.aggregate(of, &outcome.variable, period.year_ago());
                self.percent_change(now, then)
            }
            Measure::FromReference | Measure::FromReferencePercent => {
                let now = self.aggregate(of, &outcome.variable, period);
                let reference = self.aggregate_reference(&outcome.variable, period);
                if outcome.measure == Measure::FromReference {
                    self.graph.difference(now, reference)
                } else {
                    self.percent_change(now, reference)
                }
            }
            Measure::Residual | Measure::SolvedResidual => {
                let (_, cell) = self.cell_of(&outcome.variable);
                let mut values = Vec::new();
                for period in self.periods_of(period) {
                    let u = if period < 0 { None } else { self.residual(of, period, cell) };
                    values.push(u.unwrap_or_else(|| self.graph.constant(0.0)));
                }
                self.over_periods(Kind::Index, &values)
            }
            Measure::ShareOf(whole) => {
                let part = self.aggregate(of, &outcome.variable, period);
                let whole = self.aggregate(of, whole, period);
                let hundred = self.graph.constant(100.0);
                let share = self.graph.quotient(part, whole);
                self.graph.product(hundred, share)
            }
        };
        let value = self.with_health(outcome, period, value);
        (self.column(number, outcome, period), value)
    }

    /// The value, or NaN on paths that have failed by the end of the period in a variant that is measured.
    fn with_health(&mut self, outcome: &Outcome, period: Period, value: Id) -> Id {
        let last = self.period(period.last());
        let mut value = value;
        let effect = matches!(outcome.measure, Measure::Effect | Measure::EffectPercent);
        for of in [Of::Baseline, Of::Scenario] {
            if effect || of == outcome.of {
                let health = self.health(of, last);
                if self.graph.as_constant(health) != Some(0.0) {
                    value = self.graph.sum(value, health);
                }
            }
        }
        value
    }

    fn both(&mut self, outcome: &Outcome, period: Period) -> (Id, Id) {
        let scenario = self.aggregate(Of::Scenario, &outcome.variable, period);
        (scenario, self.aggregate(Of::Baseline, &outcome.variable, period))
    }

    /// 100 (now / then - 1)
    fn percent_change(&mut self, now: Id, then: Id) -> Id {
        let (one, hundred) = (self.graph.constant(1.0), self.graph.constant(100.0));
        let ratio = self.graph.quotient(now, then);
        let change = self.graph.difference(ratio, one);
        self.graph.product(hundred, change)
    }

    fn cell_of(&self, target: &Target) -> (usize, usize) {
        let v = cells::variable(self.scenario, &target.variable).expect("read has checked the target");
        let element = match target.elements {
            Elements::One(_) => cells::elements(self.scenario, target)[0],
            Elements::None | Elements::All => 0,
        };
        (v, self.cells.cell(v, element))
    }

    /// A variable over a period: of a flow the sum of its quarters, of a stock the last, of an index or rate the
    /// mean; of a ratio that is defined as a quotient without lags the quotient of its aggregated parts.
    fn aggregate(&mut self, of: Of, target: &Target, period: Period) -> Id {
        let (v, cell) = self.cell_of(target);
        let periods = self.periods_of(period);
        let variable = &self.scenario.model.variables[v];
        let quotient = match (&variable.rule, variable.kind) {
            (Rule::Definition(expr), Kind::Ratio) if periods.len() > 1 && deepest_lag(expr) == 0 => {
                quotient(expr)
            }
            _ => None,
        };
        let inside = periods.iter().all(|period| *period >= 0);
        if let (Some((numerator, denominator, factor)), true) = (quotient, inside) {
            let own = variable.over.as_deref().map(|set| (set, self.cells.owner(cell).1));
            let mut part =
                |expr: &Expr| lower(expr, own, &mut Annual { unfolding: self, of, periods: periods.clone() });
            let (numerator, denominator) = (part(numerator), part(denominator));
            let quotient = self.graph.quotient(numerator, denominator);
            let factor = self.graph.constant(factor);
            return self.graph.product(factor, quotient);
        }
        let values: Vec<Id> = periods.iter().map(|period| self.value(of, *period, cell)).collect();
        self.over_periods(variable.kind, &values)
    }

    fn aggregate_reference(&mut self, target: &Target, period: Period) -> Id {
        let (v, cell) = self.cell_of(target);
        let periods = self.periods_of(period);
        let values: Vec<Id> = periods.into_iter().map(|period| self.reference(cell, period)).collect();
        self.over_periods(self.scenario.model.variables[v].kind, &values)
    }

    fn over_periods(&mut self, kind: Kind, values: &[Id]) -> Id {
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
    pub(super) fn periods_of(&self, period: Period) -> Vec<i32> {
        let last = self.period(period.last());
        match period {
            Period::Year(_) if self.step() == 1 => (last - 3..=last).collect(),
            _ => vec![last],
        }
    }

    fn column(&self, number: usize, outcome: &Outcome, period: Period) -> Column {
        let variable = &self.scenario.model.variables[self.cell_of(&outcome.variable).0];
        let own = variable.unit.clone().unwrap_or_default();
        let annual = matches!(period, Period::Year(_)) && variable.kind == Kind::Flow;
        let own = match own.strip_suffix("a quarter") {
            Some(unit) if annual => format!("{unit}a year"),
            _ => own,
        };
        let points = matches!(variable.kind, Kind::Rate | Kind::Ratio) && own == "percent";
        let (unit, versus) = match &outcome.measure {
            Measure::Level => (own, None),
            Measure::Effect => (if points { "pp".to_owned() } else { own }, Some("baseline")),
            Measure::EffectPercent => ("percent".to_owned(), Some("baseline")),
            Measure::Growth => ("percent".to_owned(), Some("a year ago")),
            Measure::FromReference => (if points { "pp".to_owned() } else { own }, Some("the reference")),
            Measure::FromReferencePercent => ("percent".to_owned(), Some("the reference")),
            Measure::Residual | Measure::SolvedResidual if variable.tracking == Tracking::Log => {
                ("log points / 100".to_owned(), None)
            }
            // Quarter by quarter, so that a flow stays "a quarter".
            Measure::Residual | Measure::SolvedResidual => {
                (if points { "pp".to_owned() } else { variable.unit.clone().unwrap_or_default() }, None)
            }
            Measure::ShareOf(whole) => {
                let whole = &self.scenario.model.variables[self.cell_of(whole).0];
                (format!("percent of {}", whole.label.as_deref().unwrap_or(&whole.name)), None)
            }
        };
        let periods = self.periods_of(period);
        let simulated = periods.iter().filter(|period| **period >= 0).count() as u32;
        Column {
            id: format!("{}@{period}", outcome.id),
            outcome: number,
            period,
            unit,
            versus,
            simulated: (simulated, periods.len() as u32),
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

/// What one side of a ratio sees over a year: the mean of a flow, index or rate, the last quarter of a stock; so that
/// shares, months of imports and debt ratios come out in the unit that they have in a quarter.
struct Annual<'u, 'a> {
    unfolding: &'u mut Unfolding<'a>,
    of: Of,
    periods: Vec<i32>,
}

impl Values for Annual<'_, '_> {
    fn graph(&mut self) -> &mut Graph {
        &mut self.unfolding.graph
    }

    fn name(&mut self, name: &str, element: Element, lag: u32) -> Id {
        let kind = cells::variable(self.unfolding.scenario, name)
            .map(|v| self.unfolding.scenario.model.variables[v].kind);
        let mut values = Vec::new();
        for period in self.periods.clone() {
            let mut view = View { unfolding: self.unfolding, of: self.of, period, reference: false };
            values.push(view.name(name, element, lag));
        }
        match kind {
            None | Some(Kind::Stock) => values[values.len() - 1],
            Some(_) => self.unfolding.over_periods(Kind::Index, &values),
        }
    }

    fn reference(&mut self, name: &str, element: Element, lag: u32) -> Id {
        let period = self.periods[self.periods.len() - 1];
        View { unfolding: self.unfolding, of: self.of, period, reference: false }
            .reference(name, element, lag)
    }

    fn elements(&self, set: &str) -> usize {
        self.unfolding.scenario.economy.elements(set).len()
    }

    fn quarter(&self) -> Quarter {
        self.unfolding.quarter(self.periods[self.periods.len() - 1])
    }

    fn step(&self) -> i32 {
        self.unfolding.step()
    }
}
