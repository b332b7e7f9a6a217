//! Questions asked backwards: how large must a shock be, or a mix of them, for a statement to become true?
//!
//! What is sought is one number t, 0 where everything is as stated. One size is shifted, all its percentiles together, or
//! multiplied; several move along a ray, each by a multiple of its own standard deviation. The ray leads in the direction in which
//! the statistic changes most for what is least unlikely: Σ g, with g the statistic's gradient in standard deviations and
//! Σ the correlations of the sizes' normal scores, as to the design point of a first-order reliability method (Hasofer and Lind
//! 1974). t is then the distance in standard deviations, √(x′ Σ⁻¹ x).

use std::cell::Cell;

use crate::compile::{Column, Place, Wanted, compile_columns};
use crate::diagnostic::{Diagnostic, Diagnostics, Span, codes};
use crate::distribution::Univariate;
use crate::language::{Assertion, Statistic};
use crate::results::{Estimate, Kept, share};
use crate::scenario::{OnBadPath, Sampler, Scenario, Size, SizeOf};
use crate::simulate::{Options, sample, statistic};

use super::lever::{self, Movement};
use super::query::{measure, tally};
use super::seek::{self, Curve, Lost, Quest};

mod region;
mod unreversed;

pub use super::lever::{Lever, Of};
pub use region::{Region, Row, RowKind};
pub use unreversed::Unreversed;

use region::region;

/// How the levers move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// One: every draw by the same amount; a probability by its normal score.
    Shift,
    /// One: by a factor.
    Scale,
    /// Several: where the statistic changes most for what is least unlikely.
    Likely,
    /// Several: each by as many of its own standard deviations.
    Equal,
}

impl Way {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shift => "shift",
            Self::Scale => "scale",
            Self::Likely => "most likely direction",
            Self::Equal => "equal standard deviations",
        }
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// What must become true.
    pub statement: Assertion,
    /// What is moved.
    pub levers: Vec<Lever>,
    /// How.
    pub way: Way,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Reversal {
    /// What is measured.
    pub column: Column,
    /// The statistic as the scenario is stated.
    pub as_stated: Estimate,
    /// The statistic with what was found.
    pub with: Estimate,
    /// The number that moves the levers: a shift in the size's unit, a factor less 1, or a distance in standard deviations;
    /// with its Monte Carlo error.
    pub distance: Estimate,
    /// By lever.
    pub moves: Vec<Moved>,
    /// How many paths it was found on.
    pub paths: u64,
    /// How paths get into the bad region; `None` where the statistic is of no region, or no path is in it.
    pub region: Option<Region>,
    /// The scenario that it is true in: targets are part of its sizes.
    pub found: Scenario,
}

/// What became of a lever.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// The lever.
    pub lever: Lever,
    /// The unit of its size; empty of a probability.
    pub unit: String,
    /// Its median as stated, or its probability.
    pub stated: f64,
    /// The same as found, with its Monte Carlo error.
    pub centre: Estimate,
    /// Its part of the direction: standard deviations for each t; `None` where it moves alone.
    pub direction: Option<f64>,
    /// Where the median that was found lies in the size's stated distribution, from 0 to 1; `None` of a fixed number and of a
    /// probability.
    pub percentile: Option<f64>,
    /// The size or the probability, as a scenario states it, before and after.
    pub written: [String; 2],
}

/// Reads what is moved and puts what is measured among the outcomes of the scenario.
pub fn prepare(
    scenario: &mut Scenario,
    statement: Assertion,
    by: &[(String, Span)],
    (scale, equal): (bool, bool),
    diagnostics: &mut Diagnostics,
) -> Option<Asked> {
    let question = &statement.question;
    let problem = measure(scenario, &question.outcome, question.period, question.span);
    let known = problem.is_none();
    if let Some(problem) = problem {
        diagnostics.push(problem);
    }
    if let (Statistic::Probability { .. }, false) =
        (question.statistic, (0.0..=1.0).contains(&statement.value))
    {
        let message = format!("{} is not a probability", statement.value);
        let problem = Diagnostic::error(&codes::BAD_QUESTION, message).at(statement.span, "");
        diagnostics.push(problem.help("write 5 percent as `0.05`"));
        return None;
    }
    if let (Statistic::Probability { .. }, true) = (question.statistic, [0.0, 1.0].contains(&statement.value))
    {
        let message = format!(
            "a probability of {} is that of all paths or of none, which no size has",
            statement.value
        );
        let problem = Diagnostic::error(&codes::BAD_QUESTION, message).at(statement.span, "");
        let help = if statement.value == 0.0 { "`0.01`, one in a hundred" } else { "`0.99`" };
        diagnostics.push(problem.help(format!("ask for what is nearly so: {help}")));
        return None;
    }
    let mut levers: Vec<Lever> = Vec::new();
    for (written, span) in by {
        let Some(lever) = lever::find(scenario, written, *span, diagnostics) else { continue };
        if levers.contains(&lever) {
            let problem = Diagnostic::error(&codes::DUPLICATE_NAME, format!("`{written}` is moved twice"));
            diagnostics.push(problem.at(*span, "").help("name each size once"));
            continue;
        }
        // A file that extends the scenario tells an event's shocks apart by their targets.
        if let Of::Size(SizeOf::Event { event, shock }) = lever.of {
            let shocks = &scenario.events[event].shocks;
            if shocks.iter().filter(|other| other.target == shocks[shock].target).count() > 1 {
                let message =
                    format!("two shocks of `{}` hit {}", scenario.events[event].id, shocks[shock].target);
                let problem = Diagnostic::error(&codes::UNKNOWN_SIZE, message).at(*span, "");
                diagnostics
                    .push(problem.help("make one of them an event of its own, so that a file can name it"));
                continue;
            }
        }
        levers.push(lever);
    }
    let way = match (by.len(), scale, equal) {
        (1, false, _) => Way::Shift,
        (1, true, _) => Way::Scale,
        (_, true, _) => {
            let span = by.get(1).map_or(statement.span, |(_, span)| *span);
            let problem =
                Diagnostic::error(&codes::CONFLICTING_KEYS, "several sizes are not multiplied together");
            diagnostics.push(problem.at(span, "").help("name one size with --scale, or leave --scale out"));
            return None;
        }
        (_, false, true) => Way::Equal,
        (_, false, false) => Way::Likely,
    };
    (known && levers.len() == by.len()).then_some(Asked { statement, levers, way })
}

/// Finds how far the levers must move for the statement to hold, on the scenario's own paths and seed.
///
/// # Errors
/// See [`Unreversed`].
///
/// # Panics
/// When [`prepare`] has not seen the scenario.
pub fn reverse(scenario: &Scenario, asked: &Asked, options: &Options) -> Result<Reversal, Unreversed> {
    let base = settled(scenario)?;
    let mut ray = Ray {
        base: &base,
        asked,
        moving: Vec::new(),
        seen: Cell::new((f64::INFINITY, f64::NEG_INFINITY)),
        options,
    };
    let (column, values) = ray.values(&base)?;
    let (statement, way) = (&asked.statement, asked.way);
    let as_stated = estimate(&values, statement.question.statistic);
    let holds = |estimate: Estimate| statement.comparison.holds(estimate.value, statement.value);
    if holds(as_stated) {
        return Err(Unreversed::Already(as_stated));
    }
    let same = values.windows(2).all(|pair| pair[0] == pair[1]);
    if let (true, Some(value), Statistic::Probability { .. } | Statistic::Sd | Statistic::Skewness) =
        (same, values.first(), statement.question.statistic)
    {
        return Err(Unreversed::Constant(*value));
    }
    ray.moving = match way {
        Way::Shift | Way::Scale => vec![ray.alone()?],
        Way::Likely | Way::Equal => ray.direction()?,
    };
    let moving: Vec<(&Lever, Movement)> = asked.levers.iter().zip(ray.moving.iter().copied()).collect();
    let limits = moving.iter().map(|(lever, movement)| lever.limits(&base, *movement));
    let limits = limits.fold((None, None), |(low, high), (other_low, other_high)| {
        (narrower(low, other_low, |a, b| a > b), narrower(high, other_high, |a, b| a < b))
    });
    let quest = Quest { asked: statement.value, limits };
    let step = if let [(lever, movement)] = moving[..] { lever.step(&base, movement) } else { 1.0 };
    let unmoved = |seen: (f64, f64)| {
        let levers = asked.levers.iter().map(|lever| lever.written.clone()).collect();
        let of_none = [0.0, 1.0].contains(&as_stated.value);
        match statement.question.statistic {
            Statistic::Probability { .. } if of_none => Unreversed::Stuck(levers, as_stated.value, seen),
            _ => Unreversed::Unmoved(levers),
        }
    };
    // What moves by rounding alone does not move.
    let nothing = 1e-3 * (as_stated.high - as_stated.low);
    let sought = seek::find(&mut ray, &quest, 0.0, step);
    let mut t = sought.map_err(|lost| match lost {
        Lost::Trouble(trouble) => trouble,
        Lost::Unmoved => unmoved(ray.seen.get()),
        Lost::Unreachable((low, high)) if high - low <= nothing => unmoved(ray.seen.get()),
        Lost::Unreachable(reached) => Unreversed::Unreachable(reached, limits != (None, None)),
        Lost::Nowhere => Unreversed::Failed(0),
    })?;
    let mut with = ray.at(t)?;
    let error = seek::error(&mut ray, &quest, (t, with), as_stated, step)?;
    // The root may lie a hair before the place where the statement becomes true.
    let half = 0.5 * (error.high - error.low);
    let hair = if half.is_finite() && half > 0.0 { 1e-4 * half } else { 1e-12 * (1.0 + t.abs()) };
    let (root, mut reach) = (t, hair.copysign(t));
    for _ in 0..16 {
        if holds(with) {
            break;
        }
        t = root + reach;
        with = ray.at(t)?;
        reach *= 2.0;
    }
    let distance = Estimate { value: t, low: t - half, high: t + half, resolution: 0.0 };
    let found = ray.moved(t).ok_or(Unreversed::Failed(0))?;
    let mut moves = Vec::new();
    for (lever, movement) in &moving {
        moves.push(ray.became(lever, *movement, distance, &found));
    }
    let region = region(&found, asked, options)?;
    Ok(Reversal { column, as_stated, with, distance, moves, paths: base.run.paths, region, found })
}

fn narrower(one: Option<f64>, other: Option<f64>, wins: impl Fn(f64, f64) -> bool) -> Option<f64> {
    match (one, other) {
        (Some(a), Some(b)) => Some(if wins(a, b) { a } else { b }),
        (one, other) => one.or(other),
    }
}

/// The scenario with what its targets have found as part of its sizes, on independent draws.
fn settled(scenario: &Scenario) -> Result<Scenario, Unreversed> {
    let mut base = scenario.clone();
    for target in &scenario.targets {
        let lever = Lever { written: target.written.clone(), of: Of::Size(target.by) };
        lever
            .place(&mut base, Movement::Shift(1.0), target.shift)
            .ok_or_else(|| Unreversed::Target(target.written.clone()))?;
    }
    base.targets.clear();
    // Points are laid out anew for each size, so that they would not move smoothly with it.
    base.run.sampler = Sampler::Random;
    Ok(base)
}

/// A number of the values: exact where a tally's is binned, but for sd, skewness and shortfalls.
fn estimate(values: &[f64], of: Statistic) -> Estimate {
    match of {
        Statistic::Mean => Kept::new(values.to_vec()).mean(),
        Statistic::Quantile(p) => Kept::new(values.to_vec()).quantile(p),
        Statistic::Probability { comparison, threshold } => {
            let within = values.iter().filter(|x| comparison.holds(**x, threshold)).count();
            share(within as u64, values.len() as u64)
        }
        _ => statistic(&tally(values, &[]), of),
    }
}

/// The scenario along the way that its levers take.
struct Ray<'a> {
    base: &'a Scenario,
    asked: &'a Asked,
    /// By lever.
    moving: Vec<Movement>,
    /// The lowest and the highest number of any path that was tried.
    seen: Cell<(f64, f64)>,
    options: &'a Options<'a>,
}

impl Ray<'_> {
    /// The scenario at `t`.
    fn moved(&self, t: f64) -> Option<Scenario> {
        let mut scenario = self.base.clone();
        for (lever, movement) in self.asked.levers.iter().zip(&self.moving) {
            lever.place(&mut scenario, *movement, t)?;
        }
        Some(scenario)
    }

    /// What is asked about, path by path.
    fn values(&self, scenario: &Scenario) -> Result<(Column, Vec<f64>), Unreversed> {
        let question = &self.asked.statement.question;
        let outcome = scenario.outcomes.iter().position(|outcome| outcome.id == question.outcome);
        let outcome = outcome.unwrap_or_else(|| panic!("{} is prepared", question.outcome));
        let wanted = Wanted { of: Place { scenario: 0, outcome, period: question.period }, minus: None };
        let mut diagnostics = Diagnostics::new();
        let compiled = compile_columns(scenario, &[wanted], &mut diagnostics);
        let ensemble = compiled.ok_or(Unreversed::Compile(diagnostics))?;
        let all = sample(&ensemble, self.options).map_err(Unreversed::Simulation)?.swap_remove(0);
        let paths = all.len();
        let values: Vec<f64> = all.into_iter().filter(|x| x.is_finite()).collect();
        let failed = (paths - values.len()) as u64;
        if failed > 0 && scenario.run.on_bad_path == OnBadPath::Fail || values.is_empty() {
            return Err(Unreversed::Failed(failed));
        }
        self.seen.set(values.iter().fold(self.seen.get(), |(low, high), x| {
            (if *x < low { *x } else { low }, if *x > high { *x } else { high })
        }));
        Ok((ensemble.columns[0].clone(), values))
    }

    /// How one lever moves alone.
    fn alone(&self) -> Result<Movement, Unreversed> {
        let lever = &self.asked.levers[0];
        let movement = match (self.asked.way, lever.of) {
            (Way::Scale, _) => Movement::Factor,
            (_, Of::Size(_)) => Movement::Shift(1.0),
            (_, Of::Probability(_)) => {
                let deviation = lever.deviation(self.base);
                deviation.ok_or_else(|| Unreversed::Fixed(lever.written.clone()))?
            }
        };
        self.try_out(lever, movement)?;
        Ok(movement)
    }

    /// Whether what a lever becomes can be stated.
    fn try_out(&self, lever: &Lever, movement: Movement) -> Result<(), Unreversed> {
        let placed = lever.place(&mut self.base.clone(), movement, 1e-6);
        placed.ok_or_else(|| {
            let kind = match lever.size(self.base) {
                Some((Size::Drawn(distribution), _)) => distribution.name(),
                Some((Size::Bootstrap(_), _)) => "bootstrap",
                _ => "number",
            };
            Unreversed::Unshiftable(lever.written.clone(), kind.to_owned())
        })
    }

    /// How several move together.
    fn direction(&self) -> Result<Vec<Movement>, Unreversed> {
        const APART: f64 = 0.25;
        let levers = &self.asked.levers;
        let (mut deviations, mut gradients, mut still) = (Vec::new(), Vec::new(), Vec::new());
        for lever in levers {
            let Some(deviation) = lever.deviation(self.base) else {
                return Err(Unreversed::Fixed(lever.written.clone()));
            };
            self.try_out(lever, deviation)?;
            let (low, high) = lever.limits(self.base, deviation);
            let down = low.map_or(APART, |low| if 0.5 * low.abs() < APART { 0.5 * low.abs() } else { APART });
            let up = high.map_or(APART, |high| if 0.5 * high < APART { 0.5 * high } else { APART });
            let at = |t: f64| {
                let mut scenario = self.base.clone();
                lever.place(&mut scenario, deviation, t).ok_or(Unreversed::Failed(0))?;
                let (_, values) = self.values(&scenario)?;
                let of = self.asked.statement.question.statistic;
                Ok([estimate(&values, of).value, Kept::new(values).mean().value])
            };
            let (below, above) = (at(-down)?, at(up)?);
            let slope = |which: usize| (above[which] - below[which]) / (down + up);
            if slope(1) == 0.0 && slope(0) == 0.0 {
                still.push(lever.written.clone());
            }
            gradients.push([slope(0), slope(1)]);
            deviations.push(deviation);
        }
        if !still.is_empty() {
            return Err(Unreversed::Unmoved(still));
        }
        // Far from the threshold the statistic does not move yet: then where the mean moves.
        let which = usize::from(gradients.iter().any(|gradient| gradient[0] == 0.0));
        let gradient: Vec<f64> = gradients.iter().map(|gradient| gradient[which]).collect();
        let along: Vec<f64> = match self.asked.way {
            Way::Equal => gradient.iter().map(|g| if *g == 0.0 { 0.0 } else { g.signum() }).collect(),
            _ => {
                let correlations = lever::correlations(self.base, levers);
                let row = |row: &Vec<f64>| row.iter().zip(&gradient).map(|(rho, g)| rho * g).sum::<f64>();
                let along: Vec<f64> = correlations.iter().map(row).collect();
                let square: f64 = along.iter().zip(&gradient).map(|(a, g)| a * g).sum();
                let length = square.sqrt();
                along.into_iter().map(|a| a / length).collect()
            }
        };
        let movement = |(deviation, along): (Movement, f64)| match deviation {
            Movement::Shift(sd) => Movement::Shift(sd * along),
            Movement::Log(sd) => Movement::Log(sd * along),
            Movement::Score(sd) => Movement::Score(sd * along),
            Movement::Factor => Movement::Factor,
        };
        Ok(deviations.into_iter().zip(along).map(movement).collect())
    }

    /// What a lever is in what was found.
    fn became(&self, lever: &Lever, movement: Movement, distance: Estimate, found: &Scenario) -> Moved {
        let centre = |t: f64| {
            let mut scenario = self.base.clone();
            match lever.place(&mut scenario, movement, t) {
                Some(()) => lever.centre(&scenario),
                None => f64::NAN,
            }
        };
        let (one, other) = (centre(distance.low), centre(distance.high));
        let (low, high) = if one > other { (other, one) } else { (one, other) };
        let value = lever.centre(found);
        let stated = lever.size(self.base);
        let percentile = match &stated {
            Some((Size::Drawn(distribution), _)) if distribution.sd() != 0.0 => Some(distribution.cdf(value)),
            _ => None,
        };
        let direction = match (self.asked.way, lever.deviation(self.base), movement) {
            (Way::Shift | Way::Scale, _, _) => None,
            (_, Some(Movement::Shift(sd)), Movement::Shift(moved))
            | (_, Some(Movement::Log(sd)), Movement::Log(moved)) => Some(moved / sd),
            (_, _, Movement::Score(moved)) => Some(moved),
            _ => None,
        };
        Moved {
            lever: lever.clone(),
            unit: lever.unit(self.base),
            stated: lever.centre(self.base),
            centre: Estimate { value, low, high, resolution: 0.0 },
            direction,
            percentile,
            written: [written(lever, self.base), written(lever, found)],
        }
    }
}

impl Reversal {
    /// A size as the scenario that was found states it.
    pub fn size(&self, of: SizeOf) -> String {
        written(&Lever { written: String::new(), of: Of::Size(of) }, &self.found)
    }
}

/// A size or a probability, as a scenario states it.
fn written(lever: &Lever, scenario: &Scenario) -> String {
    match lever.size(scenario) {
        None | Some((Size::Bootstrap(_), _)) => format!("{:?}", lever.centre(scenario)),
        Some((Size::Drawn(distribution), _)) => match distribution.parameters()[..] {
            [(_, value)] if distribution.name() == "point" => format!("{:?}", value + 0.0),
            _ => distribution.stated(),
        },
        Some((Size::Path(steps), _)) => {
            let values: Vec<String> = steps.values.iter().map(|x| format!("{:?}", x + 0.0)).collect();
            format!("{{ values = [{}], from = \"{}\" }}", values.join(", "), steps.from)
        }
    }
}

impl Curve for Ray<'_> {
    type Trouble = Unreversed;

    fn at(&mut self, t: f64) -> Result<Estimate, Unreversed> {
        let scenario = self.moved(t).ok_or(Unreversed::Failed(0))?;
        let (_, values) = self.values(&scenario)?;
        Ok(estimate(&values, self.asked.statement.question.statistic))
    }

    fn is_final(trouble: &Unreversed) -> bool {
        matches!(trouble, Unreversed::Simulation(_))
    }
}
