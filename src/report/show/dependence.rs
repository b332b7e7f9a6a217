//! What residuals share, and what moves together.

use serde::Serialize;

use crate::scenario::{Copula, Economy, Joint, Model, StatedCopula};

use super::super::number::brief;
use super::super::terminal::{Line, Role};
use super::super::text::left;
use super::Subject;
use super::basis::Basis;
use super::layout::{block, cells, heading, widest};

/// How drivers move together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dependence {
    /// Common factors of residuals.
    pub factors: Vec<Factor>,
    /// Shocks and events, then residuals; those of which some move together.
    pub correlated: Vec<Correlated>,
}

/// Drivers of one cadence that move together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Correlated {
    /// `path` for shocks and events, `quarter` for residuals: what they are drawn once for.
    pub once_a: &'static str,
    /// `gaussian`, `student_t, df 5` or `empirical, FILE`.
    pub copula: String,
    /// Every two that others connect.
    pub pairs: Vec<Correlation>,
    /// Who says so: of residuals the economy, where it has pairs, else the scenario.
    pub source: Option<String>,
    /// What that is worth.
    pub basis: Basis,
}

/// Two drivers and their rank correlation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Correlation {
    /// As the file names it.
    pub first: String,
    /// As the file names it.
    pub second: String,
    /// What was asked for; none where the pair is not named.
    pub asked: Option<f64>,
    /// What is used: another one after a repair.
    pub used: f64,
}

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

impl Dependence {
    /// Of a scenario as it is drawn; of a model alone as the economy states it.
    pub(super) fn new(Subject { model, economy, scenario }: Subject) -> Self {
        let correlated = match scenario {
            None => stated(economy).into_iter().collect(),
            Some(scenario) => {
                let dependence = &scenario.dependence;
                let (own, economy) = (dependence.source.clone(), economy.correlations.source.clone());
                // An economy's pairs that are drawn once a path are of parameters.
                let members = dependence.paths.components.iter().flat_map(|component| &component.members);
                let of_economy = economy
                    .clone()
                    .filter(|_| members.into_iter().any(|member| member.driver.starts_with("parameter.")));
                let of_paths =
                    [own.clone(), of_economy].into_iter().flatten().reduce(|a, b| format!("{a}; {b}"));
                let paths = correlated("path", &dependence.paths, of_paths);
                let residuals = correlated("quarter", &dependence.residuals, economy.or(own));
                paths.into_iter().chain(residuals).collect()
            }
        };
        Self { factors: factors(model, economy), correlated }
    }

    pub(super) fn lines(&self, width: usize) -> Vec<Line> {
        if self.factors.is_empty() && self.correlated.is_empty() {
            return heading("Dependence", "all drivers are independent", width);
        }
        let mut lines = lines(&self.factors, width);
        for correlated in &self.correlated {
            lines.push(Line::new(Role::Plain, ""));
            lines.extend(correlated.lines(width));
        }
        lines
    }
}

fn correlated(once_a: &'static str, joint: &Joint, source: Option<String>) -> Option<Correlated> {
    let pairs: Vec<Correlation> = (joint.components.iter())
        .flat_map(|component| component.pairs.iter().map(move |pair| (component, pair)))
        .map(|(component, pair)| {
            let [first, second] = component.names(pair).map(str::to_owned);
            Correlation { first, second, asked: pair.asked, used: pair.used }
        })
        .collect();
    let basis = Basis::of(source.as_deref());
    (!pairs.is_empty()).then(|| Correlated { once_a, copula: joint.copula.to_string(), pairs, source, basis })
}

/// What the economy says, before a scenario has checked it.
fn stated(economy: &Economy) -> Option<Correlated> {
    let correlations = &economy.correlations;
    let copula = match &correlations.copula {
        None => Copula::default(),
        Some(StatedCopula::Elliptical(copula)) => Copula::Elliptical(*copula),
        Some(StatedCopula::Empirical { file, .. }) => Copula::Empirical(file.clone()),
    };
    let pairs = correlations.pairs.iter().map(|pair| {
        let [first, second] = pair.names.each_ref().map(|name| name.name.clone());
        Correlation { first, second, asked: Some(pair.rank), used: pair.rank }
    });
    let pairs: Vec<Correlation> = pairs.collect();
    let (source, basis) = (correlations.source.clone(), Basis::of(correlations.source.as_deref()));
    let copula = copula.to_string();
    (!pairs.is_empty()).then_some(Correlated { once_a: "quarter", copula, pairs, source, basis })
}

impl Correlated {
    /// `shocks and events, once a path`
    pub(in crate::report) fn who(&self) -> &'static str {
        let of_parameters = |pair: &Correlation| {
            [&pair.first, &pair.second].into_iter().all(|name| name.starts_with("parameter."))
        };
        match self.once_a {
            "path" if self.pairs.iter().all(of_parameters) => "parameters, once a path",
            "path" => "shocks and events, once a path",
            _ => "residuals, each quarter",
        }
    }

    fn lines(&self, width: usize) -> Vec<Line> {
        let who = self.who();
        let mut lines = Vec::new();
        let head = format!("rank correlations of {who}; copula {}", self.copula);
        block(&mut lines, Role::Heading, 0, &head, width);
        for pair in &self.pairs {
            let asked = match pair.asked {
                Some(asked) if (asked - pair.used).abs() > 1e-9 => {
                    format!("{} in place of {}", brief(pair.used), brief(asked))
                }
                Some(asked) => brief(asked),
                None => format!("{}, not named", brief(pair.used)),
            };
            block(
                &mut lines,
                Role::Plain,
                2,
                &format!("{} with {}: {asked}", pair.first, pair.second),
                width,
            );
        }
        let source = self.source.as_deref().unwrap_or("no source");
        block(&mut lines, Role::Faint, 2, source, width);
        lines
    }
}

fn factors(model: &Model, economy: &Economy) -> Vec<Factor> {
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

fn lines(factors: &[Factor], width: usize) -> Vec<Line> {
    if factors.is_empty() {
        return heading("Dependence", "what is not named here is independent", width);
    }
    let more = "common factors of residuals: share of the variance of e's normal score, and what correlations of scores \
                that gives within a quarter; what is not named here is independent";
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
