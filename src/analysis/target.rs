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
use crate::results::{Estimate, Kept};
use crate::scenario::{OnBadPath, Published, Sampler, Scenario, SizeOf, Verb};
use crate::simulate::{Failure, Options, sample};

use super::seek::{self, Curve, Lost, Quest};

/// How many paths targets are solved on.
pub const PATHS: u64 = 65_536;

/// Targets that move each other are solved in turn, so many times at most.
const ROUNDS: u32 = 20;

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
            progress: options.progress,
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

    /// What is sought for a target.
    fn quest(&self, number: usize) -> Quest {
        Quest { asked: self.scenario.targets[number].value, limits: (self.limit(number), None) }
    }

    /// Finds the shift of one target, the others as they are; `known` is an interval that held it before.
    fn solve(&mut self, number: usize, known: &mut Option<f64>) -> Result<f64, Unmet> {
        let quest = self.quest(number);
        let start = self.scenario.targets[number].shift;
        let step = known.unwrap_or_else(|| self.spread(number));
        let shift = match seek::find(&mut Shifted { search: self, number }, &quest, start, step) {
            Ok(shift) => shift,
            Err(lost) => return Err(self.unmet(number, lost)),
        };
        self.scenario.targets[number].shift = shift;
        if shift != start {
            // A later round begins near.
            *known = Some((shift - start).abs().clamp(1e-3 * step, step));
        }
        Ok(shift)
    }

    fn unmet(&self, number: usize, lost: Lost<Unmet>) -> Unmet {
        let target = Named::new(&self.scenario.targets[number]);
        match lost {
            Lost::Trouble(unmet) => unmet,
            Lost::Unmoved => Unmet::Unmoved(target),
            Lost::Unreachable(reached) => {
                let asked = self.scenario.targets[number].value;
                Unmet::Unreachable { target, asked, reached, limit: self.limit(number) }
            }
            Lost::Nowhere => Unmet::Failed { target, paths: 0 },
        }
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
        let (quest, spread) = (self.quest(number), self.spread(number));
        let found =
            seek::error(&mut Shifted { search: self, number }, &quest, (shift, achieved), unshifted, spread)?;
        self.scenario.targets[number].shift = shift;
        let target = &self.scenario.targets[number];
        Ok(Met {
            outcome: target.outcome.clone(),
            period: target.period,
            stat: target.stat.clone(),
            asked: target.value,
            unit: self.unit.clone(),
            by: target.written.clone(),
            shift: found,
            achieved,
            unshifted,
            paths: PATHS,
        })
    }
}

/// The statistic of one target over its shift.
struct Shifted<'s, 'a> {
    search: &'s mut Search<'a>,
    number: usize,
}

impl Curve for Shifted<'_, '_> {
    type Trouble = Unmet;

    fn at(&mut self, shift: f64) -> Result<Estimate, Unmet> {
        self.search.at(self.number, shift)
    }

    fn is_final(trouble: &Unmet) -> bool {
        matches!(trouble, Unmet::Simulation(_))
    }
}
