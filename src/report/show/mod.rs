//! What a scenario or a model says, before anything is run: one file a section.

mod basis;
mod change;
mod dependence;
mod driver;
mod economy;
mod equation;
mod event;
mod layout;
mod outcome;
mod parameter;
mod run;
mod section;
mod spread;

use serde::Serialize;

use crate::compile;
use crate::scenario::{Economy, Frequency, Model, ReferenceKind, Scenario};

use super::summary::Named;
use super::terminal::{Line, Role};
use super::text::harmless;

pub use basis::{Basis, Count};
pub use change::Change;
pub use dependence::{Factor, Member};
pub use driver::Driver;
pub use economy::{Elements, Figures, Level};
pub use equation::{Common, Equation, Equations, Residual};
pub use event::Event;
pub use outcome::{Check, Observed, Outcome};
pub use parameter::{Parameter, Parameters};
pub use run::Run;
pub use section::Section;
pub use spread::Spread;

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The equations.
    pub model: &'a Model,
    /// The country's numbers.
    pub economy: &'a Economy,
    /// The question, if one is asked.
    pub scenario: Option<&'a Scenario>,
}

/// A value of one quarter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ByQuarter {
    /// Such as `2022Q1`.
    pub quarter: String,
    /// The value.
    pub value: f64,
}

/// The sections that were asked for; the others are absent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Show {
    /// Which schema this is.
    pub schema: &'static str,
    /// The file's stem.
    pub name: String,
    /// What a person calls it.
    pub title: String,
    /// A paragraph about it.
    pub note: Option<String>,
    /// The model.
    pub model: Named,
    /// The economy, if any.
    pub economy: Option<Named>,
    /// `quarter` or `year`.
    pub frequency: &'static str,
    /// What `ref(x)` is.
    pub reference: &'static str,
    /// First and last quarter, if a question is asked.
    pub horizon: Option<[String; 2]>,
    /// In the order in which they are computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equations: Option<Equations>,
    /// In the order of their names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Parameters>,
    /// Sets, levels and history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub figures: Option<Figures>,
    /// Every uncertain quantity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drivers: Option<Vec<Driver>>,
    /// What residuals share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependence: Option<Vec<Factor>>,
    /// Paths that hold in baseline and scenario alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumptions: Option<Vec<Change>>,
    /// Judgements that hold in baseline and scenario alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tunes: Option<Vec<Change>>,
    /// What the scenario changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shocks: Option<Vec<Change>>,
    /// What may happen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<Event>>,
    /// What is measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcomes: Option<Vec<Outcome>>,
    /// What must hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checks: Option<Vec<Check>>,
    /// What happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed: Option<Vec<Observed>>,
    /// Paths, seed and the like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
}

impl Show {
    /// The value of [`Self::schema`].
    pub const SCHEMA: &'static str = "sarez-show/1";

    /// What `subject` says in `sections`; all that it has when none is named.
    pub fn new(subject: Subject, sections: &[Section]) -> Self {
        let Subject { model, economy, scenario } = subject;
        let named = Named { name: model.name.clone(), title: model.title.clone() };
        let has = |section: Section| match sections {
            [] => scenario.is_some() || section.is_of_model(),
            sections => sections.contains(&section),
        };
        Self {
            schema: Self::SCHEMA,
            name: scenario.map_or(&model.name, |scenario| &scenario.name).clone(),
            title: scenario.map_or(&model.title, |scenario| &scenario.title).clone(),
            note: scenario.and_then(|scenario| scenario.note.clone()),
            model: named,
            economy: (!economy.name.is_empty())
                .then(|| Named { name: economy.name.clone(), title: economy.title.clone() }),
            frequency: match model.frequency {
                Frequency::Quarter => "quarter",
                Frequency::Year => "year",
            },
            reference: match model.reference {
                ReferenceKind::Steady => "steady",
                ReferenceKind::Model => "model",
            },
            horizon: scenario.map(|scenario| [scenario.start, scenario.end()].map(|quarter| quarter.to_string())),
            equations: has(Section::Equations)
                .then(|| Equations::new(model, economy, &compile::order(model, economy))),
            parameters: has(Section::Parameters).then(|| Parameters::new(model, economy)),
            figures: has(Section::Economy).then(|| Figures::new(economy)),
            drivers: has(Section::Drivers).then(|| driver::of(subject)),
            dependence: has(Section::Dependence).then(|| dependence::of(model, economy)),
            assumptions: has(Section::Assumptions).then(|| scenario.map(change::assumptions).unwrap_or_default()),
            tunes: has(Section::Tunes).then(|| scenario.map(change::tunes).unwrap_or_default()),
            shocks: has(Section::Shocks).then(|| scenario.map(change::shocks).unwrap_or_default()),
            events: has(Section::Events).then(|| scenario.map(event::of).unwrap_or_default()),
            outcomes: has(Section::Outcomes).then(|| scenario.map(outcome::outcomes).unwrap_or_default()),
            checks: has(Section::Checks).then(|| scenario.map(outcome::checks).unwrap_or_default()),
            observed: has(Section::Observed).then(|| scenario.map(outcome::observed).unwrap_or_default()),
            run: scenario.filter(|_| has(Section::Run)).map(Run::new),
        }
    }

    /// Lines for people, to fit so many columns, from 60 upwards.
    pub fn lines(&self, width: usize) -> Vec<Line> {
        let width = if width < 60 { 60 } else { width };
        let mut lines = Vec::new();
        layout::say(&mut lines, Role::Title, &self.title, width);
        layout::say(&mut lines, Role::Faint, &self.about(), width);
        for paragraph in self.note.iter().flat_map(|note| note.trim().split("\n\n")) {
            layout::block(&mut lines, Role::Plain, 0, &paragraph.split_whitespace().collect::<Vec<_>>().join(" "), width);
        }
        let sections = [
            self.equations.as_ref().map(|equations| equations.lines(self.reference, width)),
            self.parameters.as_ref().map(|parameters| parameters.lines(width)),
            self.figures.as_ref().map(|figures| figures.lines(width)),
            self.drivers.as_ref().map(|drivers| driver::lines(drivers, width)),
            self.dependence.as_ref().map(|factors| dependence::lines(factors, width)),
            self.assumptions.as_ref().map(|list| {
                change::lines("Assumptions", "in baseline and scenario alike", list, width)
            }),
            self.tunes.as_ref().map(|list| change::lines("Tunes", "judgements, in baseline and scenario alike", list, width)),
            self.shocks.as_ref().map(|list| change::lines("Shocks", "in the scenario, not in the baseline", list, width)),
            self.events.as_ref().map(|events| event::lines(events, width)),
            self.outcomes.as_ref().map(|outcomes| outcome::lines(outcomes, width)),
            self.checks.as_ref().map(|checks| outcome::check_lines(checks, width)),
            self.observed.as_ref().map(|observed| outcome::observed_lines(observed, width)),
            self.run.as_ref().map(|run| run.lines(width)),
        ];
        for section in sections.into_iter().flatten() {
            lines.push(Line::new(Role::Plain, ""));
            lines.extend(section);
        }
        for line in &mut lines {
            line.text = harmless(&line.text);
        }
        lines
    }

    /// The show as JSON, indented, with a line end; `docs/show.schema.json` says what the fields mean.
    ///
    /// # Panics
    /// Never: it has no map with keys other than text.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("plain data") + "\n"
    }

    /// "model remittance-energy, economy tajikistan, 2022Q1 to 2024Q4, by quarter; the reference is steady"
    fn about(&self) -> String {
        let mut parts = vec![format!("model {}", self.model.name)];
        parts.extend(self.economy.as_ref().map(|economy| format!("economy {}", economy.name)));
        parts.extend(self.horizon.as_ref().map(|[start, end]| format!("{start} to {end}")));
        parts.push(format!("by {}", self.frequency));
        let reference = match self.reference {
            "steady" => "the reference holds the base-period levels",
            _ => "the reference is the equations' own solution",
        };
        format!("{}; {reference}", parts.join(", "))
    }
}
