//! `[calibrate]`: what is fitted to history.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Span, codes};
use crate::distribution::Univariate;
use crate::scenario::{Calibration, Economy, Elements, Model, Parameter, PerElement, Rule, Target};

use super::names::{May, Names};
use super::table::{Cursor, Reading};
use super::value::Field;

/// Reads the table; `Some(None)` where there is none, `None` after an error.
#[expect(clippy::option_option, reason = "an error, or nothing asked for, or what was")]
pub(super) fn calibrate(
    field: Option<Field<'_>>,
    names: &Names,
    resolved: Option<&(Model, Economy)>,
    reading: &mut Reading<'_>,
) -> Option<Option<Calibration>> {
    let Some(field) = field else { return Some(None) };
    let span = field.span();
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let parameters = table.field("parameters").and_then(|field| targets(field, "parameter", reading));
    let observed = table.field("observed").and_then(|field| targets(field, "variable", reading));
    let from = table.field("from").map(|field| field.period(reading));
    let to = table.field("to").map(|field| field.period(reading));
    table.close();
    let (parameters, observed) = (parameters?, observed?);
    let mut sound = true;
    for target in &parameters {
        sound &= names.check_parameter(target, May::Either, reading)
            && resolved.is_none_or(|(model, economy)| has_prior(target, model, economy, reading));
    }
    for target in &observed {
        sound &= names.check(target, true, reading)
            && names.has_residual(target, reading)
            && resolved.is_none_or(|(model, economy)| has_history(target, model, economy, reading));
    }
    let (from, to) = (optional(from)?, optional(to)?);
    if let (Some(from), Some(to)) = (&from, &to)
        && from.value.first() > to.value.last()
    {
        let message = format!("{} is after {}", from.value, to.value);
        let diagnostic = Diagnostic::error(&codes::WRONG_ORDER, message).at(from.span, "");
        reading.push(diagnostic.help("let `from` be the earlier of the two"));
        sound = false;
    }
    let value = |period: super::table::Written<crate::calendar::Period>| period.value;
    let calibration = Calibration { parameters, observed, from: from.map(value), to: to.map(value), span };
    sound.then_some(Some(calibration))
}

/// What is not there is no error.
#[expect(clippy::option_option, reason = "not there, not sound and sound are three things")]
fn optional<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        None => Some(None),
        Some(read) => read.map(Some),
    }
}

/// The targets of a list, none of them twice.
fn targets(field: Field<'_>, what: &str, reading: &mut Reading<'_>) -> Option<Vec<Target>> {
    let (span, elements) = (field.span(), field.elements(reading));
    if elements.is_empty() {
        let diagnostic = Diagnostic::error(&codes::EMPTY, format!("no {what} is named")).at(span, "");
        reading.push(diagnostic.help(format!("name at least one {what}")));
    }
    let count = elements.len();
    let read: Vec<Target> = elements.into_iter().filter_map(|element| element.target(reading)).collect();
    let mut sound = count > 0 && read.len() == count;
    for (at, target) in read.iter().enumerate() {
        let meets = |other: &&Target| {
            let all = [&target.elements, &other.elements].contains(&&Elements::All);
            other.variable == target.variable && (all || other.elements == target.elements)
        };
        if let Some(first) = read[..at].iter().find(meets) {
            let message = format!("`{target}` is named twice");
            let diagnostic = Diagnostic::error(&codes::DUPLICATE_NAME, message).at(target.span, "");
            reading.push(diagnostic.at(first.span, "the first").help("remove one of the two"));
            sound = false;
        }
    }
    sound.then_some(read)
}

fn bad(message: String, span: Span) -> Diagnostic {
    Diagnostic::error(&codes::BAD_CALIBRATION, message).at(span, "")
}

/// Whether a parameter has a prior of more than one value, in each element that is meant.
fn has_prior(target: &Target, model: &Model, economy: &Economy, reading: &mut Reading<'_>) -> bool {
    let Some(parameter) = model.parameters.iter().find(|parameter| parameter.name == target.variable) else {
        return true;
    };
    let uncertain = |index: usize| {
        parameter.prior.at(index).as_ref().is_some_and(|prior| {
            let (least, most) = prior.support();
            least < most && !prior.is_discrete()
        })
    };
    let sound = meant(target, parameter, economy).into_iter().all(uncertain);
    if !sound {
        let message = format!("`{target}` has no prior that data could move");
        reading.push(bad(message, target.span).help(format!(
            "give [parameter.{}] a continuous prior, such as prior = {{ normal = {{ mean = 1, sd = 0.5 }} }}, in the model or the economy",
            target.variable
        )));
    }
    sound
}

/// The positions of the elements that a target of a parameter means.
fn meant(target: &Target, parameter: &Parameter, economy: &Economy) -> BTreeSet<usize> {
    let elements = parameter.over.as_deref().map_or(&[][..], |set| economy.elements(set));
    match &target.elements {
        Elements::None => BTreeSet::from([0]),
        Elements::All => (0..elements.len()).collect(),
        Elements::One(element) => elements.iter().position(|known| known == element).into_iter().collect(),
    }
}

/// Whether an observed variable is behavioural and has a history of its own periods.
fn has_history(target: &Target, model: &Model, economy: &Economy, reading: &mut Reading<'_>) -> bool {
    let name = &target.variable;
    let Some(variable) = model.variables.iter().find(|variable| variable.name == *name) else { return true };
    let problem = match (&variable.rule, economy.history.get(name)) {
        (Rule::Definition(_) | Rule::Series(_), _) => {
            let problem = bad(format!("`{name}` has no equation that could be fitted"), target.span);
            problem.help("name a behavioural variable")
        }
        (Rule::Equation(_), _) if variable.yearly => {
            let problem = bad(format!("`{name}` has one value a year in a quarterly model"), target.span);
            problem.help("fit its equation in a model of its own with frequency = \"year\"")
        }
        (Rule::Equation(_), None) => {
            let problem = bad(format!("`{name}` has no history to be fitted to"), target.span);
            problem.help(format!("add [history.{name}] to the economy"))
        }
        (Rule::Equation(_), Some(history)) if history.of_years => {
            let message =
                format!("quarters of `{name}` were made of years, smoothly: they are no observations");
            let problem = bad(message, target.span).at(history.span, "this history");
            problem.help("give `quarterly` figures, or fit the equation in a model of its own with frequency = \"year\"")
        }
        (Rule::Equation(_), Some(history)) => {
            let each = variable.over.is_some() && history.values.values().any(is_same);
            if !each {
                return true;
            }
            let message = format!("the history of `{name}` is one number for all its elements");
            bad(message, target.span).help("give the history of each element")
        }
    };
    reading.push(problem);
    false
}

fn is_same(value: &PerElement<f64>) -> bool {
    matches!(value, PerElement::Same(_))
}
