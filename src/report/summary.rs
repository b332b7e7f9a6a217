//! Everything that a run has to say, as plain data: what all formats are made from.

use serde::Serialize;

use crate::analysis::backtest::Case;
use crate::analysis::plausibility;
use crate::analysis::split::Split;
use crate::analysis::target::Met;
use crate::compile::{self, Measured};
use crate::results::Part;
use crate::scenario::{self, Measure, Scenario};
use crate::simulate::Stopped;

use super::balancing::Balancing;
use super::column::Column;
use super::dependence::{self, Bound, Dependence};
use super::event::{self, Event};
use super::explanation::{Shares, Swings};
use super::judgement::{self, Clamped, Signed, SolvedResidual};
use super::plausibility::Plausibility;
use super::precision::Precision;
use super::score::Score;
use super::target::Target;
use super::uncertainty::Uncertainty;
use super::validity::{self, Outside};
use super::verdict::{Check, Observed};
use super::{warnings, words};

/// Everything that a run has to say. Holds nothing of machine, threads or time: equal runs give equal summaries.
///
/// Periods are written `2022` or `2022Q1`; a number that does not exist or is not finite is `None`, never NaN.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// `sarez-summary/1`: the meaning of all fields, in `docs/summary.schema.json`.
    pub schema: &'static str,
    /// The scenario's name.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// A paragraph about it.
    pub note: Option<String>,
    /// The model.
    pub model: Named,
    /// The economy; `None` for a model that stands alone.
    pub economy: Option<Named>,
    /// The first simulated quarter.
    pub start: String,
    /// The last simulated quarter.
    pub end: String,
    /// How many quarters are simulated.
    pub quarters: u32,
    /// Paths that were run, those that failed included.
    pub paths: u64,
    /// The key of all draws.
    pub seed: u64,
    /// Where uniform numbers come from: `random` or `sobol`.
    pub sampler: &'static str,
    /// Whether parameters are drawn: `uncertain` or `fixed`.
    pub parameters: &'static str,
    /// The model's named set of parameters that was chosen, if any.
    pub parameter_set: Option<Named>,
    /// What may happen, with the probabilities that all numbers are conditional on.
    pub events: Vec<Event>,
    /// How shocks, events and residuals moved together.
    pub dependence: Vec<Dependence>,
    /// What closing items took on the reference, in the order of accounts.
    pub balancing: Vec<Balancing>,
    /// What holds in baseline and scenario alike: conditioning paths.
    pub assumptions: Vec<Signed>,
    /// What holds in baseline and scenario alike: judgements.
    pub tunes: Vec<Signed>,
    /// One outcome at one period each, in the scenario's order.
    pub columns: Vec<Column>,
    /// The same with shocks and events independent and perfectly dependent, where that is asked for.
    pub bounds: Vec<Bound>,
    /// Published totals that sizes were shifted for.
    pub targets: Vec<Target>,
    /// What must hold.
    pub checks: Vec<Check>,
    /// What happened.
    pub observed: Vec<Observed>,
    /// Residuals that shocks solved for, by shock, variable and period.
    pub solved_residuals: Vec<SolvedResidual>,
    /// Variables that are hit and that a bound stopped on some path.
    pub clamped: Vec<Clamped>,
    /// Precisions that were asked for, and what was reached.
    pub precision: Vec<Precision>,
    /// How much of each column's variance comes from parameters; columns that do not vary left out, all where it was not asked.
    pub uncertainty: Vec<Uncertainty>,
    /// How much of each mean effect comes from each shock and event; none with fewer than two of them, or where that would have
    /// taken too long.
    pub shares: Option<Shares>,
    /// What one driver does at a time to each column.
    pub swings: Vec<Swings>,
    /// How what happened was forecast.
    pub scores: Vec<Score>,
    /// How far the shocks are from what has been; none without shocks.
    pub plausibility: Option<Plausibility>,
    /// Ranges of validity of the model that some path leaves.
    pub outside_validity: Vec<Outside>,
    /// What a reader must know before using the numbers; sentences.
    pub warnings: Vec<String>,
}

/// A file's name and what a person calls it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The file's stem.
    pub name: String,
    /// What a person calls it.
    pub title: String,
}

impl Summary {
    /// One column of each outcome: at the date at which something was observed, else the first.
    pub(super) fn at_a_date(&self) -> Vec<&Column> {
        let is_observed = |column: &Column| self.observed.iter().any(|observed| observed.column == column.id);
        let mut chosen: Vec<&Column> = Vec::new();
        for column in &self.columns {
            match chosen.iter_mut().find(|other| other.outcome == column.outcome) {
                Some(other) if is_observed(column) && !is_observed(other) => *other = column,
                Some(_) => {}
                None => chosen.push(column),
            }
        }
        chosen
    }

    /// The value of [`Self::schema`].
    pub const SCHEMA: &'static str = "sarez-summary/1";

    /// The summary of `part`, whose tallies are those of `columns`, which are those of `scenario`; its counts are those of
    /// the variables `clamped`.
    ///
    /// # Panics
    /// When there are not as many tallies as columns.
    pub fn new(scenario: &Scenario, columns: &[compile::Column], clamped: &[String], part: &Part) -> Self {
        assert_eq!(columns.len(), part.tallies.len(), "one tally a column");
        let all = || columns.iter().zip(&part.tallies).filter(|(column, _)| column.course.is_none());
        let solved_residuals = judgement::solved_residuals(scenario, all());
        let asked =
            |column: &compile::Column| scenario.outcomes[column.outcome].measure != Measure::SolvedResidual;
        let pairs = || all().filter(|(column, _)| asked(column));
        let columns: Vec<Column> =
            pairs().map(|(column, tally)| Column::new(scenario, column, tally)).collect();
        let checks: Vec<Check> =
            scenario.checks.iter().map(|check| Check::new(scenario, check, pairs())).collect();
        let tallies: Vec<_> = pairs().map(|(_, tally)| tally).collect();
        let mut warnings = warnings::of(scenario, part.paths, &columns, &checks, &tallies);
        warnings.extend(warnings::of_asked(scenario, part.paths));
        let observed = scenario.observed.iter();
        let observed = observed.filter_map(|observed| Observed::new(scenario, observed, pairs())).collect();
        Self {
            schema: Self::SCHEMA,
            scenario: scenario.name.clone(),
            title: scenario.title.clone(),
            note: scenario.note.clone(),
            model: Named { name: scenario.model.name.clone(), title: scenario.model.title.clone() },
            economy: (!scenario.economy.name.is_empty()).then(|| Named {
                name: scenario.economy.name.clone(),
                title: scenario.economy.title.clone(),
            }),
            start: scenario.start.to_string(),
            end: scenario.end().to_string(),
            quarters: scenario.quarters,
            paths: part.paths,
            seed: scenario.run.seed,
            sampler: words::sampler(scenario.run.sampler),
            parameters: words::parameters(scenario.run.parameters),
            parameter_set: (scenario.model.parameter_set.as_ref())
                .map(|set| Named { name: set.name.clone(), title: set.title.clone() }),
            events: event::events(scenario, part),
            assumptions: judgement::assumptions(scenario),
            tunes: judgement::tunes(scenario),
            solved_residuals,
            clamped: judgement::clamped(clamped, part),
            observed,
            dependence: Vec::new(),
            balancing: Vec::new(),
            outside_validity: Vec::new(),
            columns,
            bounds: Vec::new(),
            targets: Vec::new(),
            checks,
            precision: Vec::new(),
            uncertainty: Vec::new(),
            shares: None,
            swings: Vec::new(),
            scores: Vec::new(),
            plausibility: None,
            warnings,
        }
    }

    /// The same with what closing items took, as the compiler found it.
    #[must_use]
    pub fn with_balancing(self, found: &[compile::Balancing]) -> Self {
        Self { balancing: found.iter().map(Balancing::new).collect(), ..self }
    }

    /// With the ranges of validity that `part` counted paths outside of, and a warning for each before the others.
    #[must_use]
    pub fn with_validity(mut self, scenario: &Scenario, counted: &[compile::Outside], part: &Part) -> Self {
        self.outside_validity = validity::outside((0, scenario), counted, part);
        let said: Vec<String> =
            self.outside_validity.iter().map(|outside| outside.sentence(part.paths)).collect();
        self.warnings.splice(0..0, said);
        self
    }

    /// The same with how drivers moved together, by what `measured` says that the part's products are.
    #[must_use]
    pub fn with_dependence(self, scenario: &Scenario, measured: &[Measured], part: &Part) -> Self {
        Self { dependence: dependence::of(scenario, measured, part), ..self }
    }

    /// The same with its answer at the bounds.
    #[must_use]
    pub fn with_bounds(self, bounds: Vec<Bound>) -> Self {
        Self { bounds, ..self }
    }

    /// With how far the shocks of a scenario whose targets are met are from what has been.
    #[must_use]
    pub fn with_plausibility(self, scenario: &Scenario) -> Self {
        let plausibility = plausibility::Plausibility::new(scenario);
        Self { plausibility: plausibility.as_ref().map(Plausibility::from), ..self }
    }

    /// With what was found for its targets.
    #[must_use]
    pub fn with_targets(self, met: &[Met]) -> Self {
        Self { targets: met.iter().map(Target::from).collect(), ..self }
    }

    /// With what was asked for and reached by a run of at most `most` paths.
    #[must_use]
    pub fn with_precision(self, asked: &[scenario::Precision], stopped: &Stopped, most: u64) -> Self {
        Self { precision: Precision::list(asked, stopped, most), ..self }
    }

    /// With how each column's variance is split; one entry a column of the ensemble, of which these are `columns`.
    #[must_use]
    pub fn with_uncertainty(self, columns: &[compile::Column], split: &[Option<Split>]) -> Self {
        let known = |id: &str| self.columns.iter().any(|column| column.id == id);
        let pairs = columns.iter().zip(split).filter(|(column, _)| known(&column.id));
        let uncertainty =
            pairs.filter_map(|(column, split)| Some(Uncertainty::new(&column.id, split.as_ref()?))).collect();
        Self { uncertainty, ..self }
    }

    /// With what brings the outcomes about, and what moves them.
    #[must_use]
    pub fn with_explanation(self, shares: Option<Shares>, swings: Vec<Swings>) -> Self {
        let known = |id: &str| self.columns.iter().any(|column| column.id == id);
        let swings = swings.into_iter().filter(|swings| known(&swings.column)).collect();
        Self { shares, swings, ..self }
    }

    /// With how the cases of what happened were forecast.
    #[must_use]
    pub fn with_scores(self, cases: &[Case]) -> Self {
        Self { scores: cases.iter().map(Score::new).collect(), ..self }
    }

    /// Whether a check is false beyond Monte Carlo error.
    pub fn has_failed_check(&self) -> bool {
        self.checks.iter().any(Check::has_failed)
    }
}
