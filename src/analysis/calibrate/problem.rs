//! History as a scenario: what is observed is set by its own residuals, what else has a history is held at it.

use std::collections::BTreeSet;

use crate::calendar::{Period, Quarter};
use crate::compile::{Column, Ensemble, Wanted, compile_columns};
use crate::diagnostic::{Diagnostics, Span};
use crate::distribution::{Distribution, Truncated, Univariate};
use crate::language::{Expr, ExprKind, Index};
use crate::scenario::{
    Calibration, Dependence, Elements, Kind, Measure, Of, Outcome, ParameterDraws, PerElement, Rule, Sampler,
    Scenario, Shock, Size, Steps, Target, Timing, Tracking, Variable, Verb, Versus,
};

use super::Used;
use super::history::{History, bad, name};
use super::law::{Law, Together};
use super::proposal::MOST_SCORES;
use super::reads::find;

/// What the likelihood of parameter scores is computed from.
#[derive(Debug)]
pub(super) struct Problem {
    pub ensemble: Ensemble,
    pub parameters: Vec<Parameter>,
    /// The sources that scores are of.
    pub scores: Vec<usize>,
    pub used: Used,
    cells: Vec<Cell>,
    /// Columns of one cell: its residuals, from one before the first that counts if some innovation needs it.
    residuals: usize,
    /// How many of them come before the first that counts.
    before: usize,
    together: Option<Together>,
}

/// A parameter that is fitted.
#[derive(Debug)]
pub(super) struct Parameter {
    pub name: String,
    pub span: Span,
    /// Within the range in which it is valid.
    pub prior: Distribution,
    pub valid: (f64, f64),
}

/// One element of an observed variable.
#[derive(Debug)]
struct Cell {
    name: String,
    law: Law,
    ar: f64,
}

impl Problem {
    /// What a scenario asks; `None` after an error.
    pub fn new(scenario: &Scenario, asked: &Calibration, diagnostics: &mut Diagnostics) -> Option<Self> {
        let history = History::new(scenario, asked, diagnostics)?;
        let targets = each(scenario, &asked.observed, |name| find(&scenario.model, name)?.over.clone());
        reachable(scenario, asked, &targets, &history, diagnostics)?;
        let together = together(scenario, asked, &targets, &history, diagnostics)?;
        let (mut simulated, parameters) = fitted(scenario, asked, diagnostics)?;
        let cells: Vec<Cell> = targets.iter().filter_map(|target| cell(scenario, target)).collect();
        let before = usize::from(cells.iter().any(|cell| cell.ar != 0.0));
        let at = quarters(history.first.plus(-(before as i32) * history.step), history.last, history.step);
        as_it_was(&mut simulated, &history, &targets, &at);
        let mut problem = Self {
            ensemble: compiled(&simulated, diagnostics)?,
            scores: Vec::new(),
            used: used(scenario, &history, &cells, at.len() - before, &parameters),
            parameters,
            cells,
            residuals: at.len(),
            before,
            together,
        };
        problem.known(asked, diagnostics)?;
        // Each parameter as one column more.
        measured(&mut simulated, asked, history.last);
        problem.ensemble = compiled(&simulated, diagnostics)?;
        problem.scores = scores(&problem.ensemble);
        if problem.scores.len() > MOST_SCORES {
            let message = format!("{} parameters are too many to be fitted at once", problem.scores.len());
            diagnostics.push(bad(message, asked.span).help(format!("name at most {MOST_SCORES}")));
            return None;
        }
        Some(problem)
    }

    /// Refuses residuals that depend on what is not known, and parameters that they do not depend on.
    fn known(&self, asked: &Calibration, diagnostics: &mut Diagnostics) -> Option<()> {
        let sources = &self.ensemble.sources;
        let drawn: BTreeSet<&str> =
            self.ensemble.draws.iter().map(|(source, _)| sources[*source as usize].name.as_str()).collect();
        let observed = asked.observed[0].span;
        if let Some(unknown) = drawn.iter().find(|name| !name.starts_with("parameter.")) {
            let variable = unknown.strip_prefix("residual.").unwrap_or(unknown);
            let message = format!(
                "the residuals of what is observed depend on `{unknown}`, which is drawn: history does not say what it was"
            );
            let help = format!(
                "add [history.{}] to the economy, in the same periods; it is then held at it",
                variable.split('[').next().unwrap_or(variable)
            );
            diagnostics.push(bad(message, observed).help(help));
            return None;
        }
        let mut sound = Some(());
        for parameter in &self.parameters {
            if !drawn.contains(format!("parameter.{}", parameter.name).as_str()) {
                let message = format!("no residual that is observed depends on `{}`", parameter.name);
                let help =
                    "observe a variable whose equation reads it, or leave it out: its posterior is its prior";
                diagnostics.push(bad(message, parameter.span).help(help));
                sound = None;
            }
        }
        sound
    }

    /// The scores of all sources, those of parameters given.
    pub fn case(&self, scores: &[f64]) -> Vec<f64> {
        let mut case = vec![0.0; self.ensemble.sources.len()];
        for (source, score) in self.scores.iter().zip(scores) {
            case[*source] = *score;
        }
        case
    }

    /// The parameters' values among the columns.
    pub fn values<'c>(&self, columns: &'c [f64]) -> &'c [f64] {
        &columns[self.cells.len() * self.residuals..]
    }

    /// The logarithm of the density of the innovations; minus infinity where parameters leave their range of validity or an
    /// innovation cannot be.
    pub fn log_likelihood(&self, columns: &[f64]) -> f64 {
        let valid = self.values(columns).iter().zip(&self.parameters);
        if !valid.into_iter().all(|(value, of)| of.valid.0 <= *value && *value <= of.valid.1) {
            return f64::NEG_INFINITY;
        }
        let mut sum = 0.0;
        for time in self.before..self.residuals {
            for cell in 0..self.cells.len() {
                sum += self.cells[cell].law.log_density(self.innovation(columns, cell, time));
            }
            if let Some(together) = &self.together {
                let laws = self.cells.iter().enumerate();
                sum += together
                    .log_density(laws.map(|(at, cell)| (&cell.law, self.innovation(columns, at, time))));
            }
        }
        if sum.is_nan() { f64::NEG_INFINITY } else { sum }
    }

    /// e = u - ar u(-1).
    fn innovation(&self, columns: &[f64], cell: usize, time: usize) -> f64 {
        let residuals = &columns[cell * self.residuals..(cell + 1) * self.residuals];
        match self.cells[cell].ar {
            0.0 => residuals[time],
            ar => residuals[time] - ar * residuals[time - 1],
        }
    }

    /// The first observation that these columns give no density: `y in 2004`.
    pub fn impossible(&self, columns: &[f64]) -> Option<String> {
        for time in self.before..self.residuals {
            for (at, cell) in self.cells.iter().enumerate() {
                if !cell.law.log_density(self.innovation(columns, at, time)).is_finite() {
                    let column: &Column = &self.ensemble.columns[at * self.residuals + time];
                    return Some(format!("`{}` in {}", cell.name, column.period));
                }
            }
        }
        None
    }
}

/// The last quarters of the periods from one to another.
fn quarters(first: Quarter, last: Quarter, step: i32) -> Vec<Quarter> {
    (0..=last.since(first) / step).map(|k| first.plus(k * step)).collect()
}

fn compiled(scenario: &Scenario, diagnostics: &mut Diagnostics) -> Option<Ensemble> {
    compile_columns(scenario, &Wanted::all_of(0, scenario), diagnostics)
}

/// Sources of parameters that are drawn.
fn scores(ensemble: &Ensemble) -> Vec<usize> {
    let drawn: BTreeSet<usize> = ensemble.draws.iter().map(|(source, _)| *source as usize).collect();
    drawn.into_iter().filter(|source| ensemble.sources[*source].is_parameter()).collect()
}

/// Targets element by element.
fn each(scenario: &Scenario, targets: &[Target], over: impl Fn(&str) -> Option<String>) -> Vec<Target> {
    let elements = |target: &Target| -> Vec<Elements> {
        match (&target.elements, over(&target.variable)) {
            (Elements::All, Some(set)) => {
                scenario.economy.elements(&set).iter().cloned().map(Elements::One).collect()
            }
            (elements, _) => vec![elements.clone()],
        }
    };
    let one = |target: &Target| -> Vec<Target> {
        elements(target).into_iter().map(|elements| Target { elements, ..target.clone() }).collect()
    };
    targets.iter().flat_map(one).collect()
}

/// The position of a target's element.
fn position(scenario: &Scenario, over: Option<&str>, target: &Target) -> usize {
    let elements = over.map_or(&[][..], |set| scenario.economy.elements(set));
    let one = |element: &String| matches!(&target.elements, Elements::One(named) if named == element);
    elements.iter().position(one).unwrap_or_default()
}

fn cell(scenario: &Scenario, target: &Target) -> Option<Cell> {
    let residual = find(&scenario.model, &target.variable)?.residual.as_ref()?;
    Some(Cell { name: target.to_string(), law: Law::new(&residual.distribution), ar: residual.ar })
}

/// Refuses observations that no equation can give.
fn reachable(
    scenario: &Scenario,
    asked: &Calibration,
    targets: &[Target],
    history: &History,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    for target in targets {
        let variable = find(&scenario.model, &target.variable)?;
        let of = scenario.economy.history.get(&target.variable)?;
        let element = position(scenario, variable.over.as_deref(), target);
        for quarter in quarters(history.start, history.last, history.step) {
            let value = *of.values.get(&quarter)?.at(element);
            let when = name(quarter, history.step);
            let problem = match (variable.bounds, variable.tracking) {
                (Some(bounds), _) if value <= bounds.low || value >= bounds.high => Some((
                    format!(
                        "`{target}` is {value} in {when}, where a bound stops it: its residual may be any beyond"
                    ),
                    "begin later or end earlier, or widen the bounds",
                )),
                (_, Tracking::Log) if value <= 0.0 => Some((
                    format!("`{target}` is {value} in {when}, and its equation gives what is above 0"),
                    "correct the figure, or give the equation transform = \"identity\"",
                )),
                _ => None,
            };
            if let Some((message, help)) = problem {
                diagnostics.push(bad(message, of.span).at(asked.span, "what is fitted to it").help(help));
                return None;
            }
        }
    }
    Some(())
}

/// How the residuals of what is observed move together; `Some(None)` when they do not, `None` after an error.
#[expect(clippy::option_option, reason = "an error, independence and a copula are three things")]
fn together(
    scenario: &Scenario,
    asked: &Calibration,
    targets: &[Target],
    history: &History,
    diagnostics: &mut Diagnostics,
) -> Option<Option<Together>> {
    use crate::distribution::copula::Elliptical;
    use crate::scenario::{Copula, Link};

    let drivers: Vec<String> = targets.iter().map(|target| format!("residual.{target}")).collect();
    let is_of = |driver: &str, held: &String| {
        let name = driver.strip_prefix("residual.").unwrap_or(driver);
        name.split('[').next() == Some(held)
    };
    let mut matrix: Vec<Vec<f64>> = (0..targets.len())
        .map(|i| (0..targets.len()).map(|j| f64::from(u8::from(i == j))).collect())
        .collect();
    let common =
        |target: &Target| find(&scenario.model, &target.variable)?.residual.as_ref()?.common.as_ref();
    for (i, target) in targets.iter().enumerate() {
        let Some(own) = common(target).filter(|common| common.share > 0.0) else { continue };
        for (j, other) in targets.iter().enumerate().filter(|(j, _)| *j != i) {
            if let Some(other) = common(other).filter(|other| other.factor == own.factor) {
                matrix[i][j] = super::law::shared(own.share, other.share);
            }
        }
        let shares = |held: &&String| {
            let residual = find(&scenario.model, held).and_then(|variable| variable.residual.as_ref());
            residual.and_then(|r| r.common.as_ref()).is_some_and(|c| c.factor == own.factor && c.share > 0.0)
        };
        if let Some(held) = history.held.iter().find(shares) {
            diagnostics.push(with_held(&target.to_string(), held, target.span));
            return None;
        }
    }
    let residuals = &scenario.dependence.residuals;
    for component in &residuals.components {
        let place = |driver: &String| component.members.iter().position(|member| member.driver == *driver);
        let places: Vec<(usize, usize)> =
            drivers.iter().enumerate().filter_map(|(at, driver)| Some((at, place(driver)?))).collect();
        let Some((first, _)) = places.first() else { continue };
        let held = |held: &&String| component.members.iter().any(|member| is_of(&member.driver, held));
        if let Some(held) = history.held.iter().find(held) {
            diagnostics.push(with_held(&targets[*first].to_string(), held, asked.span));
            return None;
        }
        let Link::Factor(factor) = &component.link else { return other_copula(asked, diagnostics) };
        if places.len() < 2 {
            continue;
        }
        if residuals.copula != Copula::Elliptical(Elliptical::Gaussian) {
            return other_copula(asked, diagnostics);
        }
        for (i, a) in &places {
            for (j, b) in places.iter().filter(|(j, _)| j != i) {
                matrix[*i][*j] = factor[*a].iter().zip(&factor[*b]).map(|(x, y)| x * y).sum();
            }
        }
    }
    let independent =
        matrix.iter().enumerate().all(|(i, row)| row.iter().enumerate().all(|(j, r)| i == j || *r == 0.0));
    if independent {
        return Some(None);
    }
    let found = Together::new(&matrix);
    if found.is_none() {
        let message = "the residuals of what is observed move as one: one of them says what the others are";
        diagnostics.push(bad(message, asked.span).help("observe one of them, or let them share less"));
    }
    found.map(Some)
}

fn with_held(observed: &str, held: &str, span: Span) -> crate::diagnostic::Diagnostic {
    let message = format!(
        "the residual of `{observed}` moves together with that of `{held}`, which is held at its history"
    );
    bad(message, span).help(format!("add `{held}` to `observed`"))
}

#[expect(clippy::option_option, reason = "as `together`")]
fn other_copula(asked: &Calibration, diagnostics: &mut Diagnostics) -> Option<Option<Together>> {
    let message = "residuals that are observed move together by another copula than the Gaussian, whose density is not computed";
    let help = "observe one of them at a time, or write residual_copula = \"gaussian\" in [dependence]";
    diagnostics.push(bad(message, asked.span).help(help));
    None
}

/// The scenario with no other parameter drawn, and those that are fitted.
fn fitted(
    scenario: &Scenario,
    asked: &Calibration,
    diagnostics: &mut Diagnostics,
) -> Option<(Scenario, Vec<Parameter>)> {
    let mut simulated = scenario.clone();
    let over = |name: &str| {
        let found = scenario.model.parameters.iter().find(|parameter| parameter.name == name);
        found.and_then(|parameter| parameter.over.clone())
    };
    let targets = each(scenario, &asked.parameters, over);
    let mut parameters = Vec::new();
    for parameter in &mut simulated.model.parameters {
        let set = parameter.over.clone();
        let elements = set.as_deref().map_or(1, |set| scenario.economy.elements(set).len());
        let mut priors = vec![None; elements];
        for target in targets.iter().filter(|target| target.variable == parameter.name) {
            let at = position(scenario, set.as_deref(), target);
            priors[at].clone_from(parameter.prior.at(at));
        }
        parameter.prior = PerElement::Each(priors);
    }
    for target in &targets {
        let of = scenario.model.parameters.iter().find(|parameter| parameter.name == target.variable)?;
        let prior = of.prior.at(position(scenario, of.over.as_deref(), target)).clone()?;
        let (low, high) = of.valid.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        let whole = prior.cdf(low) <= 0.0 && prior.survival(high) <= 0.0;
        let within = if whole { Ok(prior) } else { Truncated::new(prior, low, high).map(Distribution::from) };
        match within {
            Ok(prior) => parameters.push(Parameter {
                name: target.to_string(),
                span: target.span,
                prior,
                valid: (low, high),
            }),
            Err(error) => {
                let message = format!("the prior of `{target}` lies outside its range of validity: {error}");
                diagnostics.push(bad(message, target.span).help("state another prior, or widen `valid`"));
                return None;
            }
        }
    }
    Some((simulated, parameters))
}

/// Makes the scenario history: nothing else happens, what is observed is set, what is held is known, residuals are measured.
fn as_it_was(scenario: &mut Scenario, history: &History, targets: &[Target], at: &[Quarter]) {
    let first = history.start.plus(1 - history.step);
    scenario.start = first;
    scenario.quarters = (history.last.since(first) + 1) as u32;
    scenario.data_through = history.held.iter().map(|name| (name.clone(), history.last)).collect();
    scenario.assumptions.clear();
    scenario.tunes.clear();
    scenario.events.clear();
    scenario.exclusive.clear();
    scenario.targets.clear();
    scenario.checks.clear();
    scenario.observed.clear();
    scenario.facts.clear();
    scenario.until.clear();
    // Of what is drawn once a path parameters alone are left, which may move together.
    let paths = std::mem::take(&mut scenario.dependence).paths;
    scenario.dependence = Dependence { paths, ..Dependence::default() };
    scenario.run.sampler = Sampler::Random;
    scenario.run.parameters = ParameterDraws::Uncertain;
    let timing = Timing { start: first, ramp: 0, hold: None, half_life: None };
    let shock = |(number, target): (usize, &Target)| {
        let of = &scenario.economy.history[&target.variable].values;
        let over = find(&scenario.model, &target.variable).and_then(|variable| variable.over.as_deref());
        let element = position(scenario, over, target);
        let periods = quarters(history.start, history.last, history.step).into_iter();
        let values = periods.flat_map(|quarter| {
            let value = of.get(&quarter).map_or(f64::NAN, |value| *value.at(element));
            std::iter::repeat_n(value, history.step as usize)
        });
        Shock {
            id: format!("observed.{number}"),
            target: target.clone(),
            verb: Verb::Set,
            versus: Versus::Equation,
            size: Size::Path(Steps { from: first, values: values.collect() }),
            each: false,
            timing,
            replaces: Vec::new(),
            residual: Some(target.clone()),
            source: None,
            channel: None,
            span: target.span,
        }
    };
    let shocks = targets.iter().enumerate().map(shock).collect();
    scenario.shocks = shocks;
    let residual = |target: &Target| Outcome {
        id: format!("residual.{target}"),
        label: None,
        variable: target.clone(),
        measure: Measure::Alone,
        of: Of::Scenario,
        at: at.iter().copied().map(Period::Quarter).collect(),
        below: Vec::new(),
        above: Vec::new(),
        span: target.span,
    };
    scenario.outcomes = targets.iter().map(residual).collect();
}

/// Adds one outcome a fitted parameter: a definition of it alone.
fn measured(scenario: &mut Scenario, asked: &Calibration, last: Quarter) {
    let over = |name: &str| {
        let found = scenario.model.parameters.iter().find(|parameter| parameter.name == name);
        found.and_then(|parameter| parameter.over.clone())
    };
    for target in each(scenario, &asked.parameters, over) {
        let span = target.span;
        let index = match &target.elements {
            Elements::One(element) => Some(Index { name: element.clone(), span }),
            Elements::None | Elements::All => None,
        };
        // No name of a model has a dot.
        let name = format!("fitted.{target}");
        let expr = Expr { kind: ExprKind::Name { name: target.variable.clone(), index, lag: 0 }, span };
        scenario.model.variables.push(Variable {
            name: name.clone(),
            over: None,
            label: None,
            unit: None,
            kind: Kind::Index,
            yearly: false,
            trend: None,
            rule: Rule::Definition(expr),
            tracking: Tracking::Identity,
            residual: None,
            bounds: None,
            absorb: None,
            level: None,
            source: None,
            span,
        });
        scenario.outcomes.push(Outcome {
            id: name.clone(),
            label: None,
            variable: Target { variable: name, elements: Elements::None, span },
            measure: Measure::Alone,
            of: Of::Scenario,
            at: vec![Period::Quarter(last)],
            below: Vec::new(),
            above: Vec::new(),
            span,
        });
    }
}

/// What the answer says of the history.
fn used(
    scenario: &Scenario,
    history: &History,
    cells: &[Cell],
    periods: usize,
    parameters: &[Parameter],
) -> Used {
    let held = history.held.iter().map(|name| {
        let of_years = scenario.economy.history.get(name).is_some_and(|history| history.of_years);
        if of_years { format!("{name} (quarters made of years)") } else { name.clone() }
    });
    let chosen = |name: &&String| {
        parameters.iter().any(|parameter| parameter.name.split('[').next() == Some(name.as_str()))
    };
    Used {
        observed: cells.iter().map(|cell| cell.name.clone()).collect(),
        held: held.collect(),
        fixed: history.parameters.iter().filter(|name| !chosen(name)).cloned().collect(),
        first: name(history.first, history.step),
        last: name(history.last, history.step),
        count: periods * cells.len(),
        cut: history.cut,
    }
}
