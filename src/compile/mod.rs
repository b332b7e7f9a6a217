//! From a scenario to what can be executed: drivers, a program, and the columns that come out of it.
//!
//! Equations are unfolded over quarters and variants into one graph of values, in which what is equal is
//! one node; then the graph becomes straight-line code. No draw is made here.

mod account;
mod arrange;
mod cells;
mod column;
mod course;
mod data;
mod dependence;
mod driver;
mod emit;
mod goal;
mod graph;
mod happening;
mod health;
mod hit;
mod lower;
mod measure;
mod newton;
mod order;
mod reach;
mod reference;
mod repeat;
mod together;
mod unfold;
mod validity;
mod verb;
mod year;

use crate::calendar::Quarter;
use crate::diagnostic::{Diagnostic, Diagnostics, Span, codes};
use crate::distribution::Distribution;
use crate::language::{ExprKind, Statistic, visit};
use crate::program::{Memory, Program};
use crate::random;
use crate::results::Accumulator;
use crate::scenario::{self, Measure, Of, OnBadPath, ReferenceKind, Rule, Scenario};

pub use account::{Balancing, Checked};
pub use arrange::{Listed, Step, order};
pub use column::Column;
pub use course::{Course, Line};
pub use dependence::{Measured, Product};
pub use driver::{Cadence, Form, Source};
pub use hit::weight;
pub use together::{
    Place, Wanted, compile_columns, compile_columns_together, compile_together, compile_with_courses,
    compile_with_drivers, compile_with_events,
};
pub use validity::Outside;

use driver::Sampler;
use emit::emit;
use graph::{Graph, Id, Node};
use order::Block;
use reach::compounding;
use unfold::Unfolding;

/// What can be simulated: it needs nothing of the scenario any more.
#[derive(Debug, Clone)]
pub struct Ensemble {
    /// What comes out; of one scenario in the order of its outcomes, then periods; those of courses last.
    pub columns: Vec<Column>,
    /// What columns that nobody asked for follow over time.
    pub courses: Vec<Course>,
    /// By column: the thresholds whose probabilities are counted.
    pub thresholds: Vec<Vec<f64>>,
    /// Variables of which it is counted on how many paths a bound has stopped them.
    pub clamped: Vec<String>,
    /// Ranges of validity, each in any quarter and then quarter by quarter, of which it is counted how many paths leave them.
    pub outside: Vec<Outside>,
    /// Events and regimes of which it is counted on how many paths they happen, in the order of scenarios, then events.
    pub happened: Vec<String>,
    /// What is measured of drivers that move together; of one scenario alone.
    pub measured: Vec<Measured>,
    /// The code; output i is column i, then come those of `clamped`, 1 where a bound bites, those of `outside`, above 0 on the
    /// paths that are, those of `happened`, 1 where the event happens, and those of `measured`; the next one is 0 on whole
    /// paths and NaN on those that failed; each one after that is above 0 on the paths where some identity does not hold.
    pub program: Program,
    /// What the code draws from.
    pub sources: Vec<Source>,
    /// The draws that the columns need: source and when, in the order of first use.
    pub draws: Vec<(u32, Cadence)>,
    /// Where uniform numbers come from.
    pub sampler: scenario::Sampler,
    /// The key of all draws.
    pub seed: u64,
    /// How many paths are asked for.
    pub paths: u64,
    /// What a path that is not finite does.
    pub on_bad_path: OnBadPath,
    /// What closing items took on the reference, in the order of accounts.
    pub balancing: Vec<Balancing>,
    checked: Vec<Checked>,
    graph: Graph,
    watched: Vec<(Watched, Id)>,
}

/// A value that a failing path is traced by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// The scenario's name, where there are several.
    pub scenario: Option<String>,
    /// Its baseline, or itself.
    pub of: Of,
    /// When.
    pub quarter: Quarter,
    /// The variable, with its element.
    pub variable: String,
    /// When its value is searched for: the others that are solved together with it.
    pub solved_with: Option<Vec<String>>,
}

impl Ensemble {
    /// Bytes that a run takes: for each thread the block's columns and the counters, and the pilot's values once.
    pub fn memory(&self, threads: usize, block: usize) -> u64 {
        let columns = Memory::bytes(self.program.scalars().len(), self.program.slots(), block);
        let counters: usize = self.thresholds.iter().map(|list| Accumulator::bytes(1, list.len())).sum();
        // A thread's counters become tallies of twice their size, which are merged into one set more.
        let tallies = 2 * counters;
        let pilot = self.columns.len() * PILOT_PATHS as usize * 8;
        let (mut whole, mut rows) = (tallies, 0);
        let mut points = 0;
        if self.sampler == scenario::Sampler::Sobol {
            // One tally a scramble beside the whole; the rows of a block; the pilot's draws, from which they are ordered.
            let dimensions = self.draws.len().min(random::sobol::DIMENSIONS);
            whole *= 1 + random::sobol::SCRAMBLES as usize;
            rows = dimensions * block * 8;
            points = dimensions * PILOT_PATHS as usize * 8;
        }
        (threads * (columns + counters + tallies + rows) + whole + pilot + points) as u64
    }

    /// How many outputs are counted: on how many paths they are above 0.
    pub fn counted(&self) -> usize {
        self.clamped.len() + self.outside.len() + self.happened.len()
    }

    /// How many outputs the program has.
    pub fn outputs(&self) -> usize {
        self.columns.len() + self.counted() + self.measured.len() + 1
    }

    /// A program of the same draws whose outputs are all watched values, in the order of time: it finds where a path
    /// failed.
    pub fn trace(&self) -> (Vec<Watched>, Program) {
        let (watched, ids): (Vec<Watched>, Vec<Id>) = self.watched.iter().cloned().unzip();
        (watched, emit(&self.graph, &ids))
    }
}

impl Ensemble {
    /// A program of the same draws whose outputs are, for each identity in the order of time, its two sides and a number
    /// above 0 on the paths where it does not hold: it finds where a path broke one.
    pub fn trace_identities(&self) -> (&[Checked], Program) {
        let outputs =
            self.checked.iter().flat_map(|checked| [checked.sides[0], checked.sides[1], checked.broken]);
        (&self.checked, emit(&self.graph, &outputs.collect::<Vec<_>>()))
    }
}

/// The paths of the pilot, which decides where bins lie: 0 to 4,095 of the seed, whatever is asked for.
pub const PILOT_PATHS: u64 = 4096;

/// Compiles a scenario; `None` when a problem was found, which `diagnostics` then holds.
pub fn compile(scenario: &Scenario, diagnostics: &mut Diagnostics) -> Option<Ensemble> {
    compile_together(&[scenario], &Wanted::all_of(0, scenario), diagnostics)
}

/// The values below and above which a column's paths are counted exactly: the outcome's thresholds, those of checks,
/// and what was observed.
fn thresholds(scenario: &Scenario, column: &Column) -> Vec<f64> {
    let outcome = &scenario.outcomes[column.outcome];
    let mut thresholds = [outcome.below.as_slice(), outcome.above.as_slice()].concat();
    for check in &scenario.checks {
        let question = &check.that.question;
        if let Statistic::Probability { threshold, .. } = question.statistic
            && question.outcome == outcome.id
            && question.period == column.period
        {
            thresholds.push(threshold);
        }
    }
    let observed = scenario.observed.iter();
    let observed = observed.filter(|o| o.outcome == outcome.id && o.period == column.period);
    thresholds.extend(observed.map(|observed| observed.value));
    thresholds.sort_by(f64::total_cmp);
    thresholds.dedup();
    thresholds
}

/// The variants that some outcome measures.
fn variants(scenario: &Scenario) -> Vec<Of> {
    let compares = |measure: &Measure| matches!(measure, Measure::Effect | Measure::EffectPercent);
    let needed = |of: Of| scenario.outcomes.iter().any(|o| o.of == of || compares(&o.measure));
    [Of::Baseline, Of::Scenario].into_iter().filter(|of| needed(*of)).collect()
}

/// What a failing path of a scenario is traced by; `named` when there are several.
fn watched(unfolding: &Unfolding, blocks: &[Block], named: bool) -> Vec<(Watched, Id)> {
    let scenario = unfolding.scenario;
    let name = |cell: usize| {
        let (v, element) = unfolding.cells.owner(cell);
        cells::name(scenario, &scenario.model.variables[v], element)
    };
    let together = |cell: usize| {
        let block = blocks.iter().find(|block| block.torn.contains(&cell));
        let others = block.into_iter().flat_map(Block::cells).filter(|other| *other != cell);
        others.map(name).collect()
    };
    let list = unfolding.watched(&variants(scenario), blocks).into_iter();
    list.map(|(of, period, cell, id)| {
        let solved = matches!(unfolding.graph.node(id), Node::Solution(..));
        let solved_with = solved.then(|| together(cell));
        let scenario = named.then(|| scenario.name.clone());
        (Watched { scenario, of, quarter: unfolding.quarter(period), variable: name(cell), solved_with }, id)
    })
    .collect()
}

/// Says that a dummy in a tracked equation cancels against its own reference.
fn cancelling(scenario: &Scenario, diagnostics: &mut Diagnostics) {
    if scenario.model.reference == ReferenceKind::Model {
        return;
    }
    for variable in &scenario.model.variables {
        let Rule::Equation(expr) = &variable.rule else { continue };
        visit(expr, &mut |part| {
            if let ExprKind::Dummy { .. } = part.kind {
                let message = format!(
                    "this dummy has no effect on `{}` but by what it multiplies: it is the same on the reference, which is tracked",
                    variable.name
                );
                diagnostics.push(
                    Diagnostic::warning(&codes::DUMMY_CANCELS, message)
                        .at(part.span, "")
                        .help("for a push in these quarters write a shock with `timing`, or put the change into the reference"),
                );
            }
        });
    }
}

fn collision(sources: &[Source], scenario: &Scenario, diagnostics: &mut Diagnostics) {
    if let Some((a, b)) = random::collision(sources.iter().map(|source| source.name.as_str())) {
        let message = format!("the drivers `{a}` and `{b}` would get the same draws");
        diagnostics.push(
            Diagnostic::error(&codes::DRIVER_COLLISION, message)
                .at(scenario.span, "in this scenario")
                .help("rename one of the two"),
        );
    }
}

/// A distribution made ready, or a diagnostic.
fn prepare(
    graph: &mut Graph,
    distribution: &Distribution,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Option<Sampler> {
    match Sampler::new(graph, distribution) {
        Ok(sampler) => Some(sampler),
        Err(error) => {
            let diagnostic =
                Diagnostic::error(&codes::UNDRAWABLE_DISTRIBUTION, error.to_string()).at(span, "");
            diagnostics.push(diagnostic.help("choose a less extreme parameter, or another distribution"));
            None
        }
    }
}
