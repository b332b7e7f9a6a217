//! Checked plain data: a model, an economy and the question that is asked of them. No TOML, no simulation.
//!
//! Whoever holds a [`Scenario`] may rely on what the docs of its parts promise; `read` makes sure of it.

mod bootstrap;
mod calibration;
mod change;
mod dependence;
mod economy;
mod event;
mod fact;
mod judgement;
mod likelihood;
mod listing;
mod model;
mod origin;
mod outcome;
mod output;
mod path;
mod precision;
mod published;
mod record;
mod reference;
mod run;
mod shock;
mod size;
mod uncertain;
mod validity;

pub use bootstrap::Bootstrap;
pub use calibration::Calibration;
pub use change::{Bringer, Change, ChangeSize};
pub use dependence::{
    Cells, Component, Copula, Correlations, Dependence, Extreme, Joint, Link, Member, Pair, StatedCopula,
    StatedName, StatedPair,
};
pub use economy::{Economy, Figure, History, Level};
pub use event::{Chance, Course, Event, EventShock, Exclusive, Onset, Start};
pub use fact::{Fact, Said};
pub use judgement::{Adjustment, Assumption, Tune};
pub use likelihood::{Likelihood, quarterly_hazard, stationary, survived};
pub use listing::{Difference, differences, listing};
pub use model::{
    AnnualSd, Bounds, Common, Frequency, Kind, Model, Parameter, ParameterSet, PerElement, Residual, Rule,
    Tracking, Variable,
};
pub use origin::Origin;
pub use outcome::{Check, Forecast, Measure, Observed, Of, Outcome, Past};
pub use output::{Format, Output};
pub use path::Path;
pub use precision::Precision;
pub use published::{Published, SizeOf};
pub use record::{Record, changes};
pub use reference::{Closing, Growth, Identity, ReferenceKind, Trend};
pub use run::{OnBadPath, ParameterDraws, Run, Sampler};
pub use shock::{Elements, Shock, Target, Timing, Verb, Versus};
pub use size::{Size, Steps};
pub use validity::Validity;

use std::collections::BTreeMap;

use crate::calendar::{Date, Quarter};
use crate::diagnostic::Span;

/// A question: economy, model, shocks, events, outcomes and run settings.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The file's stem, which names the results folder; of an origin `STEM@PERIOD`.
    pub name: String,
    /// Which origin of a rolling scenario it is; `None` for a question that is asked once.
    pub origin: Option<Origin>,
    /// What a person calls it.
    pub title: String,
    /// A paragraph about it, or nothing.
    pub note: Option<String>,
    /// The equations.
    pub model: Model,
    /// The country's numbers; an empty one when the model stands alone.
    pub economy: Economy,
    /// The day by which everything that was read was known; no limit if `None`.
    pub as_of: Option<Date>,
    /// Figures that are read although they were published after `as_of`, or do not say when; none without an `as_of`.
    pub revised: Vec<String>,
    /// By variable: the last quarter that history holds in baseline and scenario alike. Not before the start, inside the
    /// horizon; the history has every quarter of it.
    pub data_through: BTreeMap<String, Quarter>,
    /// The first simulated quarter.
    pub start: Quarter,
    /// How many quarters are simulated, at least 1.
    pub quarters: u32,
    /// Paths that hold in baseline and scenario alike, in the order of the file.
    pub assumptions: Vec<Assumption>,
    /// Judgements that hold in baseline and scenario alike, in the order of the file.
    pub tunes: Vec<Tune>,
    /// Changes to variables, in the order of the file; ids are unique among shocks, events, regimes, assumptions and tunes.
    pub shocks: Vec<Shock>,
    /// What may happen, in the order of the file; then regimes, in theirs.
    pub events: Vec<Event>,
    /// Events of which at most one happens in a path.
    pub exclusive: Vec<Exclusive>,
    /// How shocks, events and residuals move together.
    pub dependence: Dependence,
    /// What is measured; at least one, ids unique.
    pub outcomes: Vec<Outcome>,
    /// Published totals that sizes are shifted for, in the order of the file.
    pub targets: Vec<Published>,
    /// What must hold, for CI.
    pub checks: Vec<Check>,
    /// What happened.
    pub observed: Vec<Observed>,
    /// What is published about the answer, ids unique.
    pub facts: Vec<Fact>,
    /// What `sarez calibrate` fits to history; nothing else reads it.
    pub calibrate: Option<Calibration>,
    /// What the numbers knew of it, in words; scenarios of one sample are counted together.
    pub sample: Option<String>,
    /// Paths, seed and the like.
    pub run: Run,
    /// What must be known so well before the run stops, in the order of the file; none: it goes on to the last path.
    pub until: Vec<Precision>,
    /// What is written beside the usual files.
    pub output: Output,
    /// Where the scenario's title stands, for problems that are of the whole.
    pub span: Span,
}

impl Scenario {
    /// What a target adds to a size; 0 where none does.
    pub fn shift(&self, of: SizeOf) -> f64 {
        self.targets.iter().find(|target| target.by == of).map_or(0.0, |target| target.shift)
    }

    /// The last simulated quarter.
    pub fn end(&self) -> Quarter {
        self.start.plus(self.quarters as i32 - 1)
    }
}
