//! What questions and conditions are about, path by path: outcomes at periods, their means over ranges of periods, and events.

use crate::calendar::Stretch;
use crate::compile::{Column, Ensemble, Place, Wanted, compile_columns, compile_with_events};
use crate::diagnostic::{Diagnostic, Diagnostics, Span, codes};
use crate::language::{Comparison, Condition};
use crate::scenario::Scenario;

/// A probability nearer to 1 than this is 1: sums over quarters round.
const CERTAIN: f64 = 1.0 - 1e-12;

/// An outcome at a period, or on each path its mean over the stated periods of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// The outcome, by position.
    pub outcome: usize,
    /// When.
    pub at: Stretch,
}

impl Measured {
    /// Every outcome of a scenario at every period.
    pub fn all_of(scenario: &Scenario) -> Vec<Self> {
        let outcomes = scenario.outcomes.iter().enumerate();
        let each = outcomes.flat_map(|(number, outcome)| outcome.at.iter().map(move |at| (number, *at)));
        each.map(|(outcome, first)| Self { outcome, at: Stretch { first, last: None } }).collect()
    }
}

/// An outcome by its id, at periods that are simulated; a range holds periods that the outcome states.
///
/// # Errors
/// What is wrong, at `span`.
pub fn measured(scenario: &Scenario, id: &str, at: Stretch, span: Span) -> Result<Measured, Diagnostic> {
    let Some(outcome) = scenario.outcomes.iter().position(|outcome| outcome.id == id) else {
        let ids: Vec<&str> = scenario.outcomes.iter().map(|outcome| outcome.id.as_str()).collect();
        let problem = Diagnostic::error(&codes::UNKNOWN_OUTCOME, format!("there is no outcome `{id}`"));
        let problem = problem.at(span, "").did_you_mean(id, ids.iter().copied());
        return Err(problem.help(format!("the outcomes of {} are {}", scenario.name, ids.join(", "))));
    };
    let (start, end) = (scenario.start, scenario.end());
    let (first, last) = (at.first, at.last.unwrap_or(at.first));
    if at.last.is_none() && (first.last() < start || first.last() > end) {
        let message = format!("{first} is not simulated: the scenario runs from {start} to {end}");
        let problem = Diagnostic::error(&codes::OUTSIDE_HORIZON, message).at(span, "");
        return Err(problem.help(if last.last() < start {
            "ask of a period inside, or let the scenario `start` before it"
        } else {
            "ask of a period inside, or lengthen the scenario's `horizon`"
        }));
    }
    let stated = &scenario.outcomes[outcome].at;
    if at.last.is_some() && !stated.iter().any(|period| at.holds(*period)) {
        let message = format!("`{id}` states no period from {first} to {last} to take the mean of");
        let periods: Vec<String> = stated.iter().map(ToString::to_string).collect();
        let problem = Diagnostic::error(&codes::BAD_QUESTION, message).at(span, "");
        return Err(problem.help(format!(
            "it is measured at {}: ask for a range of those, or state more in its `at`",
            periods.join(", ")
        )));
    }
    Ok(Measured { outcome, at })
}

/// Says what of these cannot be computed: periods other than those that the scenario measures may lack a history.
pub fn compiles(scenario: &Scenario, measured: &[Measured], diagnostics: &mut Diagnostics) {
    let mut columns = Columns::default();
    for measured in measured {
        columns.of(scenario, measured);
    }
    let _ = columns.compile(scenario, diagnostics);
}

/// Says what is wrong with a condition: an outcome or an event that is not there, or an event that happens on every path or on
/// none.
pub(super) fn check(scenario: &Scenario, condition: &Condition, diagnostics: &mut Diagnostics) {
    let (id, happens, span) = match condition {
        Condition::Outcome { outcome, at, span, .. } => {
            if let Err(problem) = measured(scenario, outcome, *at, *span) {
                diagnostics.push(problem);
            }
            return;
        }
        Condition::Event { event, happens, span } => (event, *happens, *span),
    };
    let Some(number) = scenario.events.iter().position(|event| event.id == *id) else {
        diagnostics.push(unknown_event(scenario, id, span));
        return;
    };
    let probability = scenario.likelihoods()[number].probability;
    let always = probability >= CERTAIN;
    if !always && probability > 0.0 {
        return;
    }
    let word = scenario.events[number].word();
    let happening = if always { "on every path" } else { "on no path" };
    let (message, help) = if always == happens {
        let message = format!("`{id}` happens {happening}: the condition says nothing");
        (message, "leave it out: it holds of all paths".to_owned())
    } else {
        let message = format!("`{id}` happens {happening}: no path meets the condition");
        let uncertain = if word == "event" {
            format!("make it uncertain, with `--set event.{id}.probability=0.5`")
        } else {
            "let it come and go".to_owned()
        };
        (message, format!("{uncertain}, or leave the condition out"))
    };
    diagnostics.push(Diagnostic::error(&codes::BAD_QUESTION, message).at(span, "").help(help));
}

fn unknown_event(scenario: &Scenario, id: &str, span: Span) -> Diagnostic {
    let ids: Vec<&str> = scenario.events.iter().map(|event| event.id.as_str()).collect();
    let message = format!("there is no event and no regime `{id}`");
    let problem = Diagnostic::error(&codes::UNKNOWN_EVENT, message).at(span, "");
    if scenario.outcomes.iter().any(|outcome| outcome.id == id) {
        let help = format!("it is an outcome: say when, and compare it, as in `{id}@2022 < 0`");
        return problem.help(help);
    }
    if scenario.shocks.iter().any(|shock| shock.id == id) {
        return problem.help("it is a shock, which is there on every path: ask by an outcome instead");
    }
    let problem = problem.did_you_mean(id, ids.iter().copied());
    problem.help(if ids.is_empty() {
        format!("{} has no event: ask by an outcome, as in `gdp_effect@2022 < -2`", scenario.name)
    } else {
        format!("those of {} are {}", scenario.name, ids.join(", "))
    })
}

/// A condition that [`check`] has seen, on the values of columns.
#[derive(Debug, Clone)]
pub(super) enum Met {
    /// The mean of these columns compares so.
    Compares(Vec<usize>, Comparison, f64),
    /// The event of this position happens, or does not.
    Happens(usize, bool),
}

/// Columns that are asked for, each once.
#[derive(Debug, Default)]
pub(super) struct Columns {
    wanted: Vec<Wanted>,
    events: bool,
}

impl Columns {
    /// The columns whose mean on a path is what is measured.
    pub fn of(&mut self, scenario: &Scenario, measured: &Measured) -> Vec<usize> {
        let Measured { outcome, at } = *measured;
        let stated = scenario.outcomes[outcome].at.iter().copied().filter(|period| at.holds(*period));
        let periods = if at.last.is_some() { stated.collect() } else { vec![at.first] };
        let places = periods.into_iter().map(|period| Place { scenario: 0, outcome, period });
        let column = |of| {
            let wanted = Wanted { of, minus: None };
            self.wanted.iter().position(|known| *known == wanted).unwrap_or_else(|| {
                self.wanted.push(wanted);
                self.wanted.len() - 1
            })
        };
        places.map(column).collect()
    }

    /// A condition, which [`check`] has seen.
    ///
    /// # Panics
    /// When it has not.
    pub fn met(&mut self, scenario: &Scenario, condition: &Condition) -> Met {
        match condition {
            Condition::Outcome { outcome, at, comparison, value, span } => {
                let measured = measured(scenario, outcome, *at, *span).expect("it is checked");
                Met::Compares(self.of(scenario, &measured), *comparison, *value)
            }
            Condition::Event { event, happens, .. } => {
                self.events = true;
                let number = scenario.events.iter().position(|known| known.id == *event);
                Met::Happens(number.expect("it is checked"), *happens)
            }
        }
    }

    /// The same of a scenario at another position among several.
    pub fn of_scenario(&self, number: usize) -> impl Iterator<Item = Wanted> {
        let of = move |wanted: &Wanted| Wanted { of: Place { scenario: number, ..wanted.of }, minus: None };
        self.wanted.iter().map(of)
    }

    /// How many there are; events come after them.
    pub fn len(&self) -> usize {
        self.wanted.len()
    }

    /// The ensemble that computes them.
    pub fn compile(&self, scenario: &Scenario, diagnostics: &mut Diagnostics) -> Option<Ensemble> {
        if self.events {
            compile_with_events(scenario, &self.wanted, diagnostics)
        } else {
            compile_columns(scenario, &self.wanted, diagnostics)
        }
    }
}

impl Met {
    /// Whether it holds on a path; never where what it compares is no number. Events come after `columns`.
    pub fn holds(&self, values: &[Vec<f64>], columns: usize, path: usize) -> bool {
        match self {
            Self::Compares(of, comparison, value) => comparison.holds(mean(values, of, path), *value),
            Self::Happens(event, happens) => (values[columns + event][path] > 0.5) == *happens,
        }
    }
}

/// The mean of columns on a path; the one itself where it is one.
pub(super) fn mean(values: &[Vec<f64>], of: &[usize], path: usize) -> f64 {
    match of {
        [one] => values[*one][path],
        several => several.iter().map(|at| values[*at][path]).sum::<f64>() / several.len() as f64,
    }
}

/// By path the mean of columns, at least one.
pub(super) fn means(values: &[Vec<f64>], of: &[usize]) -> Vec<f64> {
    (0..values[of[0]].len()).map(|path| mean(values, of, path)).collect()
}

/// The first of the columns, with the id of all of them.
pub(super) fn named(scenario: &Scenario, ensemble: &Ensemble, of: &[usize], measured: &Measured) -> Column {
    let id = format!("{}@{}", scenario.outcomes[measured.outcome].id, measured.at);
    Column { id, ..ensemble.columns[of[0]].clone() }
}
