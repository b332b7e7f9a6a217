//! Outcomes at periods: the columns.

use crate::calendar::Period;
use crate::scenario::{Elements, Kind, Measure, Of, Outcome, Target, Tracking};

use super::cells;
use super::column::Column;
use super::graph::Id;
use super::reference::Whose;
use super::unfold::Unfolding;

impl Unfolding<'_> {
    /// The column of an outcome at a period, and what it computes. Every quarter of the period must be there.
    pub fn measure(&mut self, number: usize, outcome: &Outcome, period: Period) -> (Column, Id) {
        let of = outcome.of;
        let value = match &outcome.measure {
            Measure::Level | Measure::Growth | Measure::ShareOf(_) => {
                self.figure(Whose::Variant(of), &outcome.measure, &outcome.variable, period)
            }
            Measure::OnReference(measure) => {
                self.figure(Whose::Reference, measure, &outcome.variable, period)
            }
            Measure::Alone if !self.has_residual(&outcome.variable) => {
                self.measured(Whose::Variant(of), &outcome.variable, period)
            }
            Measure::Effect => {
                let (scenario, baseline) = self.both(outcome, period);
                self.graph.difference(scenario, baseline)
            }
            Measure::EffectPercent => {
                let (scenario, baseline) = self.both(outcome, period);
                self.percent_change(scenario, baseline)
            }
            Measure::FromReference | Measure::FromReferencePercent => {
                let now = self.measured(Whose::Variant(of), &outcome.variable, period);
                let reference = self.measured(Whose::Reference, &outcome.variable, period);
                if outcome.measure == Measure::FromReference {
                    self.graph.difference(now, reference)
                } else {
                    self.percent_change(now, reference)
                }
            }
            Measure::Residual | Measure::SolvedResidual | Measure::Alone => {
                let (_, cell) = self.cell_of(&outcome.variable);
                let mut values = Vec::new();
                for period in self.periods_of(period) {
                    let u = if period < 0 { None } else { self.residual(of, period, cell) };
                    values.push(u.unwrap_or_else(|| self.graph.constant(0.0)));
                }
                self.over_periods(Kind::Index, &values)
            }
        };
        let value = match outcome.measure {
            Measure::Alone | Measure::OnReference(_) => value,
            _ => self.with_health(outcome, period, value),
        };
        (self.column(number, outcome, period), value)
    }

    /// A level, its growth, or its share of another one, on a path or on the reference.
    fn figure(&mut self, whose: Whose, measure: &Measure, target: &Target, period: Period) -> Id {
        let now = self.measured(whose, target, period);
        match measure {
            Measure::Growth => {
                let then = self.measured(whose, target, period.year_ago());
                self.percent_change(now, then)
            }
            Measure::ShareOf(whole) => {
                let whole = self.measured(whose, whole, period);
                let hundred = self.graph.constant(100.0);
                let share = self.graph.quotient(now, whole);
                self.graph.product(hundred, share)
            }
            _ => now,
        }
    }

    fn has_residual(&self, target: &Target) -> bool {
        let (_, cell) = self.cell_of(target);
        self.scenario.model.variables[self.cells.owner(cell).0].residual.is_some()
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
        let scenario = self.measured(Whose::Variant(Of::Scenario), &outcome.variable, period);
        (scenario, self.measured(Whose::Variant(Of::Baseline), &outcome.variable, period))
    }

    /// 100 (now / then - 1)
    fn percent_change(&mut self, now: Id, then: Id) -> Id {
        let (one, hundred) = (self.graph.constant(1.0), self.graph.constant(100.0));
        let ratio = self.graph.quotient(now, then);
        let change = self.graph.difference(ratio, one);
        self.graph.product(hundred, change)
    }

    fn measured(&mut self, whose: Whose, target: &Target, period: Period) -> Id {
        let (_, cell) = self.cell_of(target);
        self.aggregate(whose, cell, period)
    }

    pub(super) fn cell_of(&self, target: &Target) -> (usize, usize) {
        let v = cells::variable(self.scenario, &target.variable).expect("read has checked the target");
        let element = match target.elements {
            Elements::One(_) => cells::elements(self.scenario, target)[0],
            Elements::None | Elements::All => 0,
        };
        (v, self.cells.cell(v, element))
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
        let measure = match &outcome.measure {
            Measure::OnReference(measure) => measure,
            measure => measure,
        };
        let (unit, versus) = match measure {
            Measure::Level | Measure::Alone | Measure::OnReference(_) => (own, None),
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
            scenario: 0,
            minus: None,
            course: None,
            outcome: number,
            period,
            unit,
            versus,
            simulated: (simulated, periods.len() as u32),
        }
    }
}
