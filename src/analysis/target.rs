//! Published totals: the shift of a size for which a statistic is what was published.
//!
//! The statistic is taken on the first 65,536 paths of the scenario's seed, however many are run, so that every shard
//! and every run of a seed finds the same shift. On the same draws it is a continuous function of the shift, whose root
//! is bracketed and found far within Monte Carlo error.

use std::fmt;

use crate::calendar::Period;
use crate::compile::{Place, Wanted, compile_columns};
use crate::diagnostic::Diagnostics;
use crate::distribution::Univariate;
use crate::language::Statistic;
use crate::numerics::{self, Bracket};
use crate::results::{Estimate, Kept};
use crate::scenario::{OnBadPath, Published, Sampler, Scenario, SizeOf, Verb};
use crate::simulate::{Failure, Options, sample};

/// How many paths targets are solved on.
pub const PATHS: u64 = 65_536;

/// Targets that move each other are solved in turn, so many times at most.
const ROUNDS: u32 = 20;

/// A target is met when the statistic is so near, in half widths of its 95 percent interval: 0.2 percent of a standard
/// error.
const NEAR: f64 = 1e-3;

/// A target that was met.
#[derive(Debug, Clone, PartialEq)]
pub struct Met {
    /// An outcome's id.
    pub outcome: String,
    /// When.
    pub period: Period,
    /// `mean`, or a percentile such as `p50`.
    pub stat: String,
    /// What was asked, in the outcome's unit.
    pub asked: f64,
    /// The unit of the outcome.
    pub unit: String,
    /// The size that was shifted, by the name of its driver.
    pub by: String,
    /// What was added to every draw of the size, with its Monte Carlo error.
    pub shift: Estimate,
    /// The statistic with the shift.
    pub achieved: Estimate,
    /// The statistic with this size as it is stated.
    pub unshifted: Estimate,
    /// How many paths it was solved on.
    pub paths: u64,
}

/// Why a target is not met.
#[derive(Debug, Clone)]
pub enum Unmet {
    /// The size does not move the statistic.
    Unmoved(Named),
    /// No shift that is possible gives it.
    Unreachable {
        /// The target.
        target: Named,
        /// What it asks.
        asked: f64,
        /// The lowest and the highest statistic that were reached.
        reached: (f64, f64),
        /// Below this shift a draw of the size would leave nothing, if there is such a limit.
        limit: Option<f64>,
    },
    /// Shifting one size undoes another's.
    Unsettled(Vec<Named>),
    /// The statistic is not a number, because paths fail.
    Failed {
        /// The target.
        target: Named,
        /// Paths that are not finite.
        paths: u64,
    },
    /// It cannot be simulated.
    Simulation(Failure),
}

/// A target as people name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// `p50 of remittances_growth@2022`
    pub statistic: String,
    /// `shock.remittances.percent`
    pub by: String,
}

impl Named {
    fn new(target: &Published) -> Self {
        Self {
            statistic: format!("{} of {}@{}", target.stat, target.outcome, target.period),
            by: target.written.clone(),
        }
    }
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unmoved(Named { statistic, by }) => {
                write!(f, "the target cannot be met: `{by}` does not move the {statistic}")
            }
            Self::Unreachable { target: Named { statistic, by }, asked, reached: (low, high), limit } => {
                write!(f, "the target cannot be met: shifting `{by}` brings the {statistic}")?;
                write!(f, " from {} to {}, not to {asked}", short(*low), short(*high))?;
                if let Some(limit) = limit {
                    write!(f, "; a shift of {} or less would let a draw reach -100", short(*limit))?;
                }
                Ok(())
            }
            Self::Unsettled(targets) => {
                let list: Vec<String> =
                    targets.iter().map(|target| format!("the {}", target.statistic)).collect();
                write!(f, "the targets cannot be met together in {ROUNDS} rounds: {}", list.join(" and "))
            }
            Self::Failed { target: Named { statistic, .. }, paths } => {
                write!(
                    f,
                    "the target cannot be solved: the {statistic} is not a number, {paths} of {PATHS} paths are not finite"
                )
            }
            Self::Simulation(failure) => failure.fmt(f),
        }
    }
}

impl std::error::Error for Unmet {}

impl Unmet {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Unmoved(_) => "shift a size that the outcome depends on in that period",
            Self::Unreachable { limit: Some(_), .. } => {
                "state the size in `log_points`, where every shift is possible, or make it less wide below"
            }
            Self::Unreachable { limit: None, .. } => {
                "ask for a value inside that range, or shift another size; bounds of a variable may stop it"
            }
            Self::Unsettled(_) => "let each target have a size that moves it more than the others do",
            Self::Failed { .. } => "run without the target to see which variable fails",
            Self::Simulation(_) => "allow more with --max-memory, or take fewer --threads",
        }
    }
}

fn short(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Solves the targets of a scenario, puts the shifts into it, and says what was found, in the order of the file.
///
/// # Errors
/// When a target cannot be met, or its statistic cannot be simulated.
pub fn solve(scenario: &mut Scenario, options: &Options) -> Result<Vec<Met>, Unmet> {
    for target in &mut scenario.targets {
        target.shift = 0.0;
    }
    let mut search = Search::new(scenario.clone(), options);
    let count = scenario.targets.len();
    let mut brackets = vec![None; count];
    for round in 0..ROUNDS {
        let mut moved = false;
        for (number, bracket) in brackets.iter_mut().enumerate() {
            let from = search.scenario.targets[number].shift;
            let shift = search.solve(number, bracket)?;
            moved |= shift != from;
        }
        if !moved || count == 1 {
            break;
        }
        if round + 1 == ROUNDS {
            return Err(Unmet::Unsettled(search.scenario.targets.iter().map(Named::new).collect()));
        }
    }
    let mut met = Vec::new();
    for number in 0..count {
        met.push(search.met(number)?);
    }
    for (target, solved) in scenario.targets.iter_mut().zip(&search.scenario.targets) {
        target.shift = solved.shift;
    }
    Ok(met)
}

/// The scenario with the shifts so far.
struct Search<'a> {
    scenario: Scenario,
    options: Options<'a>,
    unit: String,
}

impl<'a> Search<'a> {
    fn new(mut scenario: Scenario, options: &Options<'a>) -> Self {
        scenario.run.paths = PATHS;
        // Points are laid out anew for each shift, so that they would not move smoothly with it.
        scenario.run.sampler = Sampler::Random;
        let options = Options {
            threads: options.threads,
            block: options.block,
            isa: options.isa,
            max_memory: options.max_memory,
            ..Options::default()
        };
        Self { scenario, options, unit: String::new() }
    }

    /// The statistic of a target with its size shifted so.
    fn at(&mut self, number: usize, shift: f64) -> Result<Estimate, Unmet> {
        self.scenario.targets[number].shift = shift;
        let target = &self.scenario.targets[number];
        let outcome = self.scenario.outcomes.iter().position(|outcome| outcome.id == target.outcome);
        let place =
            Place { scenario: 0, outcome: outcome.expect("read has checked it"), period: target.period };
        let mut diagnostics = Diagnostics::new();
        let ensemble =
            compile_columns(&self.scenario, &[Wanted { of: place, minus: None }], &mut diagnostics)
                .expect("the whole scenario compiles");
        self.unit.clone_from(&ensemble.columns[0].unit);
        let values = sample(&ensemble, &self.options).map_err(Unmet::Simulation)?;
        let kept = Kept::new(values.into_iter().next().unwrap_or_default());
        let fails = self.scenario.run.on_bad_path == OnBadPath::Fail && kept.failed() > 0;
        let estimate = match target.statistic {
            Statistic::Quantile(p) => kept.quantile(p),
            _ => kept.mean(),
        };
        if fails || !estimate.value.is_finite() {
            return Err(Unmet::Failed { target: Named::new(target), paths: kept.failed() });
        }
        Ok(estimate)
    }

    /// Finds the shift of one target, the others as they are; `known` is an interval that held it before.
    fn solve(&mut self, number: usize, known: &mut Option<f64>) -> Result<f64, Unmet> {
        let asked = self.scenario.targets[number].value;
        let start = self.scenario.targets[number].shift;
        let here = self.at(number, start)?;
        let enough = NEAR * half_width(here);
        if (here.value - asked).abs() <= enough {
            return Ok(start);
        }
        let step = known.unwrap_or_else(|| self.spread(number));
        let bracket = self.bracket(number, (start, here.value - asked), step)?;
        let ((a, fa), (b, fb)) = (bracket.a, bracket.b);
        let slope = ((fb - fa) / (b - a)).abs();
        // A thousandth of the shift's own error, or what doubles can tell apart.
        let width = if enough > 0.0 { enough / slope } else { 1e-12 * (b - a).abs() };
        let failure = &mut None;
        let mut f = |shift: f64| match self.at(number, shift) {
            Ok(estimate) => Some(estimate.value - asked),
            Err(unmet) => {
                *failure = Some(unmet);
                None
            }
        };
        let found = numerics::root(bracket, width, enough, &mut f);
        let Some((shift, _)) = found else {
            let target = Named::new(&self.scenario.targets[number]);
            return Err(failure.take().unwrap_or(Unmet::Failed { target, paths: 0 }));
        };
        self.scenario.targets[number].shift = shift;
        // A later round begins near.
        *known = Some((shift - start).abs().clamp(1e-3 * step, step));
        Ok(shift)
    }

    /// Two shifts between which the statistic crosses what is asked, `start` being a shift and how far the statistic is
    /// from it there.
    fn bracket(&mut self, number: usize, start: (f64, f64), step: f64) -> Result<Bracket, Unmet> {
        let asked = self.scenario.targets[number].value;
        let mut reached = (start.1, start.1);
        let probe = self.at(number, start.0 + step).map(|estimate| estimate.value - asked);
        let up_helps = probe.is_ok_and(|value| value.abs() < start.1.abs() || value * start.1 < 0.0);
        let directions = if up_helps { [1.0, -1.0] } else { [-1.0, 1.0] };
        let mut failed = None;
        for direction in directions {
            match self.outwards(number, start, step * direction, &mut reached) {
                Ok(Some(bracket)) => return Ok(bracket),
                Ok(None) => {}
                Err(unmet @ Unmet::Simulation(_)) => return Err(unmet),
                Err(unmet) => failed = Some(unmet),
            }
        }
        let target = Named::new(&self.scenario.targets[number]);
        if reached.0 == reached.1 {
            return Err(failed.unwrap_or(Unmet::Unmoved(target)));
        }
        let reached = (asked + reached.0, asked + reached.1);
        Err(Unmet::Unreachable { target, asked, reached, limit: self.limit(number) })
    }

    /// Looks for a crossing in steps that double, until it is not possible, or nothing moves any more.
    fn outwards(
        &mut self,
        number: usize,
        start: (f64, f64),
        step: f64,
        reached: &mut (f64, f64),
    ) -> Result<Option<Bracket>, Unmet> {
        const DOUBLINGS: u32 = 24;
        let asked = self.scenario.targets[number].value;
        let limit = self.limit(number);
        let (mut last, mut reach, mut still) = (start, step, 0);
        for _ in 0..DOUBLINGS {
            let wanted = start.0 + reach;
            let beyond = limit.filter(|limit| wanted <= *limit);
            // Nearly as far as is possible, so that what is just inside is found.
            let shift = beyond.map_or(wanted, |limit| 0.999_f64.mul_add(limit - start.0, start.0));
            let value = self.at(number, shift)?.value - asked;
            if value == 0.0 || (value > 0.0) != (start.1 > 0.0) {
                return Ok(Some(Bracket { a: last, b: (shift, value) }));
            }
            let (low, high) = *reached;
            *reached = (if value < low { value } else { low }, if value > high { value } else { high });
            still = if value == last.1 { still + 1 } else { 0 };
            if beyond.is_some() || still > 3 {
                return Ok(None);
            }
            last = (shift, value);
            reach *= 2.0;
        }
        Ok(None)
    }

    /// A quantile of the size as it is stated, and its verb.
    fn size(&self, number: usize) -> (impl Fn(f64) -> f64, Verb) {
        let scenario = &self.scenario;
        let (of_shock, of_event, verb) = match scenario.targets[number].by {
            SizeOf::Shock(shock) => (Some(&scenario.shocks[shock].size), None, scenario.shocks[shock].verb),
            SizeOf::Event { event, shock } => {
                let shock = &scenario.events[event].shocks[shock];
                (None, Some(&shock.size), shock.verb)
            }
        };
        let quantile = move |p: f64| {
            let of_shock = of_shock.map(|size| size.quantile(p));
            of_shock.or(of_event.map(|size| size.quantile(p))).unwrap_or_default()
        };
        (quantile, verb)
    }

    /// A first step: half the distance from p10 to p90 of the size, or a quarter of the size itself, or 1.
    fn spread(&self, number: usize) -> f64 {
        let (quantile, _) = self.size(number);
        let wide = 0.5 * (quantile(0.9) - quantile(0.1));
        let quarter = 0.25 * quantile(0.5).abs();
        if wide > 0.0 {
            wide
        } else if quarter > 0.0 {
            quarter
        } else {
            1.0
        }
    }

    /// The shift at which the lowest draw would be -100 percent; shifts are relative to the size as it is stated.
    fn limit(&self, number: usize) -> Option<f64> {
        let (quantile, verb) = self.size(number);
        matches!(verb, Verb::Percent | Verb::Growth).then(|| -100.0 - quantile(0.5 * f64::EPSILON))
    }

    /// What was found for a target.
    fn met(&mut self, number: usize) -> Result<Met, Unmet> {
        let shift = self.scenario.targets[number].shift;
        let achieved = self.at(number, shift)?;
        let unshifted = if shift == 0.0 { achieved } else { self.at(number, 0.0)? };
        // The slope over a step of about the shift's own error.
        let secant = (achieved.value - unshifted.value) / shift;
        let step = match half_width(achieved) / secant.abs() {
            step if step.is_finite() && step > 0.0 => step,
            _ => 0.01 * self.spread(number),
        };
        let step = match self.limit(number) {
            Some(limit) if shift - step <= limit => 0.5 * (shift - limit),
            _ => step,
        };
        let (below, above) = (self.at(number, shift - step)?, self.at(number, shift + step)?);
        let slope = (above.value - below.value) / (2.0 * step);
        let half = half_width(achieved) / slope.abs();
        self.scenario.targets[number].shift = shift;
        let half = if half.is_nan() { f64::INFINITY } else { half };
        let target = &self.scenario.targets[number];
        Ok(Met {
            outcome: target.outcome.clone(),
            period: target.period,
            stat: target.stat.clone(),
            asked: target.value,
            unit: self.unit.clone(),
            by: target.written.clone(),
            shift: Estimate { value: shift, low: shift - half, high: shift + half, resolution: 0.0 },
            achieved,
            unshifted,
            paths: PATHS,
        })
    }
}

/// Half of the 95 percent interval.
fn half_width(estimate: Estimate) -> f64 {
    0.5 * (estimate.high - estimate.low)
}
