//! Outcomes over time: columns that nobody asked for by name, so that a chart can show how a variable gets to where it is
//! measured. They come after all others and change none of them: a path that is not finite in them alone fails no run.

use crate::calendar::{Period, Quarter};
use crate::language::names;
use crate::scenario::{Measure, Of, Outcome, ReferenceKind, Rule, Scenario};

use super::cells;
use super::column::Column;
use super::graph::Id;
use super::reference::Whose;
use super::unfold::Unfolding;
use super::variants;

/// The most columns that courses take: where quarter by quarter would be more, every second, third, ... is left out.
const MOST: usize = 400;
/// How far back a course shows what is known before the start.
const QUARTERS_BEFORE: i32 = 12;

/// A variable that some outcome measures, over the horizon. Its distributions are the columns that name it.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// The first outcome that measures the variable, by position.
    pub outcome: usize,
    /// The unit of its level.
    pub unit: String,
    /// What is known before the start, the latest last.
    pub history: Vec<(Period, f64)>,
    /// The reference at the times of the columns; empty where it differs from path to path or there is none.
    pub reference: Vec<(Period, f64)>,
    /// The outcome whose effect is followed.
    effect: Option<usize>,
}

/// What a column of a course shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// The variable in the scenario.
    Scenario,
    /// The variable in the baseline.
    Baseline,
    /// Scenario against baseline on the same path, as an outcome measures it.
    Effect,
}

impl Unfolding<'_> {
    /// The courses of a scenario, one for each variable that an outcome measures; nothing is computed yet but what is
    /// known.
    pub fn courses(&mut self) -> Vec<Course> {
        let scenario = self.scenario;
        let mut courses: Vec<Course> = Vec::new();
        for (number, outcome) in scenario.outcomes.iter().enumerate() {
            if matches!(outcome.measure, Measure::Residual | Measure::SolvedResidual) {
                continue;
            }
            let is_effect = matches!(outcome.measure, Measure::Effect | Measure::EffectPercent);
            let same = |course: &&mut Course| {
                scenario.outcomes[course.outcome].variable.to_string() == outcome.variable.to_string()
            };
            if let Some(course) = courses.iter_mut().find(same) {
                course.effect = course.effect.or(is_effect.then_some(number));
                continue;
            }
            courses.push(Course {
                outcome: number,
                unit: String::new(),
                history: self.history_of(outcome),
                reference: Vec::new(),
                effect: is_effect.then_some(number),
            });
        }
        courses
    }

    /// The columns of courses in a period of the model, and what they compute; notes the reference beside them.
    pub fn along(&mut self, courses: &mut [Course], period: i32) -> Vec<(Column, Id)> {
        let stride = self.stride(courses);
        let mut columns = Vec::new();
        for (number, course) in courses.iter_mut().enumerate() {
            let outcome = self.scenario.outcomes[course.outcome].clone();
            let (_, cell) = self.cell_of(&outcome.variable);
            let every = if self.yearly(cell) { 1 } else { stride };
            if !self.is_computed(cell, period) || (self.periods() - 1 - period) % every != 0 {
                continue;
            }
            let at = self.reported(cell, period);
            for line in lines(self.scenario, course) {
                let (number_of, measured) = match line {
                    Line::Scenario => (
                        course.outcome,
                        Outcome { measure: Measure::Level, of: Of::Scenario, ..outcome.clone() },
                    ),
                    Line::Baseline => (
                        course.outcome,
                        Outcome { measure: Measure::Level, of: Of::Baseline, ..outcome.clone() },
                    ),
                    Line::Effect => {
                        let number = course.effect.expect("lines has looked");
                        (number, self.scenario.outcomes[number].clone())
                    }
                };
                let (column, value) = self.measure(number_of, &measured, at);
                if line != Line::Effect {
                    course.unit.clone_from(&column.unit);
                }
                columns.push((Column { course: Some((number, line)), ..column }, value));
            }
            if self.scenario.model.reference != ReferenceKind::Model {
                let reference = self.aggregate(Whose::Reference, cell, at);
                course.reference.extend(self.graph.as_constant(reference).map(|value| (at, value)));
            }
        }
        columns
    }

    /// One period in so many has columns; the last always has.
    fn stride(&self, courses: &[Course]) -> i32 {
        let columns = |course: &Course| {
            let (_, cell) = self.cell_of(&self.scenario.outcomes[course.outcome].variable);
            lines(self.scenario, course).count() * self.computed(cell, self.periods() - 1).len()
        };
        courses.iter().map(columns).sum::<usize>().div_ceil(MOST).max(1) as i32
    }

    /// A period as people say it: a year where the model or the variable has one value a year.
    fn reported(&self, cell: usize, period: i32) -> Period {
        let quarter = self.quarter(period);
        if self.length(cell) == 4 { Period::Year(quarter.year()) } else { Period::Quarter(quarter) }
    }

    /// What is known of an outcome's variable before the start.
    fn history_of(&mut self, outcome: &Outcome) -> Vec<(Period, f64)> {
        let (_, cell) = self.cell_of(&outcome.variable);
        let mut history = Vec::new();
        for back in 1..=QUARTERS_BEFORE / self.step() {
            let period = -back;
            let whole = !self.yearly(cell) || self.quarter(period).of_year() == 4;
            if !whole || !self.is_known(cell, self.quarter(period), &mut Vec::new()) {
                continue;
            }
            let value = self.value(Of::Scenario, period, cell);
            history.extend(self.graph.as_constant(value).map(|value| (self.reported(cell, period), value)));
        }
        history.reverse();
        history
    }

    /// Whether the economy's history has a cell's variable in a quarter, or everything that defines it.
    fn is_known(&self, cell: usize, quarter: Quarter, open: &mut Vec<usize>) -> bool {
        let v = self.cells.owner(cell).0;
        let variable = &self.scenario.model.variables[v];
        if self.scenario.economy.history.get(&variable.name).is_some_and(|h| h.values.contains_key(&quarter))
        {
            return true;
        }
        let Rule::Definition(expr) = &variable.rule else { return false };
        if variable.yearly || open.contains(&v) {
            return false;
        }
        open.push(v);
        let read = names(expr);
        let mut parts = read.iter().filter_map(|read| {
            let lag = i32::try_from(read.lag).ok()?;
            Some((cells::variable(self.scenario, read.name)?, lag))
        });
        let mut any = false;
        let all = parts.all(|(part, lag)| {
            any = true;
            self.is_known(self.cells.cell(part, 0), quarter.plus(-lag * self.step()), open)
        });
        open.pop();
        any && all
    }
}

/// What a course shows: the variants that are measured anyway, so that no other is simulated for a chart.
fn lines(scenario: &Scenario, course: &Course) -> impl Iterator<Item = Line> + use<> {
    let of = variants(scenario);
    let has_effect = course.effect.is_some();
    [Line::Scenario, Line::Baseline, Line::Effect].into_iter().filter(move |line| match line {
        Line::Scenario => of.contains(&Of::Scenario),
        Line::Baseline => of.contains(&Of::Baseline),
        Line::Effect => has_effect,
    })
}
