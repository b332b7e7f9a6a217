//! Outcomes, checks and observations.

use std::collections::BTreeSet;

use crate::calendar::Period;
use crate::diagnostic::{Diagnostic, Span, codes, suggest};
use crate::language::parse_assertion;
use crate::scenario::{
    Check, Economy, Elements, Frequency, Kind, Measure, Model, Of, Outcome, ReferenceKind, Shock, Target,
};

use super::expression::inside_quotes;
use super::keys::{Keys, joined};
use super::shock::{Context, Horizon};
use super::table::{Cursor, Reading, Written};
use super::tree::Table;
use super::value::{Field, target};

/// An outcome's name and periods, known even where something else is wrong with it.
#[derive(Debug)]
pub(super) struct Measured {
    pub id: Written<String>,
    /// `None` where they are not known because of an error.
    periods: Option<Vec<Period>>,
    /// Where they are stated, or else the name.
    stated: Span,
}

/// The measures that are words; "share of VARIABLE" is the other one.
pub(super) const MEASURES: [(&str, Measure); 7] = [
    ("level", Measure::Level),
    ("effect", Measure::Effect),
    ("effect, percent", Measure::EffectPercent),
    ("growth", Measure::Growth),
    ("from reference", Measure::FromReference),
    ("from reference, percent", Measure::FromReferencePercent),
    ("residual", Measure::Residual),
];

/// An `[[outcome]]`.
pub(super) fn outcome(
    (keys, table): (&'static Keys, &Table),
    context: Context<'_>,
    measured: &mut Vec<Measured>,
    reading: &mut Reading<'_>,
) -> Option<Outcome> {
    let mut table = Cursor::open(keys, table, reading);
    let id = table.field("id").and_then(|field| field.name(reading));
    let label = table.text("label", reading);
    let variable = table.field("variable").and_then(|field| field.target(reading));
    let variable = variable.filter(|variable| context.names.check(variable, false, reading));
    let measured_as = table.field("as");
    let mut measure = measured_as.and_then(|field| measure(field, context, reading));
    if let (Some(variable), Some(known), Some(field)) = (&variable, &measure, measured_as)
        && !(on_rates(variable, known, field, context, reading)
            && (*known != Measure::Residual || context.names.has_residual(variable, reading)))
    {
        measure = None;
    }
    let of = table.field("of");
    let of_span = of.map(Field::span);
    let of = match of {
        None => Some(Of::Scenario),
        Some(field) => {
            field.choice(reading).map(|of| if of.value == "baseline" { Of::Baseline } else { Of::Scenario })
        }
    };
    if let (Some(Measure::Effect | Measure::EffectPercent), Some(span)) = (&measure, of_span) {
        let message = "an effect is the scenario minus the baseline, so that it is not `of` one of them";
        reading.push(Diagnostic::error(&codes::CONFLICTING_KEYS, message).at(span, "").help("remove `of`"));
    }
    let at = table.field("at");
    let at_span = at.map(Field::span);
    let at = at.and_then(|field| periods(field, context, reading));
    let below = table.field("below").and_then(|field| thresholds(field, reading));
    let above = table.field("above").and_then(|field| thresholds(field, reading));
    let span = table.span();
    table.close();
    if let (Some(variable), Some(Measure::Growth), Some(at)) = (&variable, &measure, &at) {
        growth(variable, at, context, reading);
    }
    for target in variable.iter().chain(match &measure {
        Some(Measure::ShareOf(whole)) => Some(whole),
        _ => None,
    }) {
        by_year(target, at.as_deref().unwrap_or_default(), context, reading);
    }
    let at: Option<Vec<Period>> = at.map(|at| at.into_iter().map(|period| period.value).collect());
    measured.extend(id.clone().map(|id| Measured {
        stated: at_span.unwrap_or(id.span),
        id,
        periods: at.clone(),
    }));
    Some(Outcome {
        span: id.as_ref().map_or(span, |id| id.span),
        id: id?.value,
        label,
        variable: variable?,
        measure: measure?,
        of: of?,
        at: at?,
        below: below.unwrap_or_default(),
        above: above.unwrap_or_default(),
    })
}

fn measure(field: Field<'_>, context: Context<'_>, reading: &mut Reading<'_>) -> Option<Measure> {
    let text = field.text(reading)?;
    if let Some(variable) = text.value.strip_prefix("share of ") {
        return match target(variable, text.span) {
            Some(target) => context.names.check(&target, false, reading).then_some(Measure::ShareOf(target)),
            None => not_a_measure(text, reading),
        };
    }
    let known = MEASURES.into_iter().find(|(word, _)| *word == text.value);
    known.map(|(_, measure)| measure).or_else(|| not_a_measure(text, reading))
}

fn not_a_measure(text: Written<&str>, reading: &mut Reading<'_>) -> Option<Measure> {
    let words = MEASURES.iter().map(|(word, _)| *word);
    let message = format!("an outcome is not measured as {:?}", text.value);
    let all = words.clone().map(|word| format!("{word:?}")).chain(["\"share of VARIABLE\"".to_owned()]);
    reading.push(
        Diagnostic::error(&codes::NOT_A_MEASURE, message)
            .at(text.span, "")
            .did_you_mean(text.value, words)
            .help(format!("the measures are {}", joined(all, "and"))),
    );
    None
}

/// Whether a measure makes sense for a rate: a percentage of percent is easily misread.
fn on_rates(
    variable: &Target,
    measure: &Measure,
    field: Field<'_>,
    context: Context<'_>,
    reading: &mut Reading<'_>,
) -> bool {
    if context.names.variable(&variable.variable).and_then(|named| named.kind) != Some(Kind::Rate) {
        return true;
    }
    let (what, help) = match measure {
        Measure::EffectPercent => ("`effect, percent`", "write \"effect\", which is in percentage points"),
        Measure::Growth => ("`growth`", "write \"level\" or \"effect\", which is in percentage points"),
        Measure::FromReferencePercent => {
            ("`from reference, percent`", "write \"from reference\", which is in percentage points")
        }
        _ => return true,
    };
    let message = format!("`{}` is a rate, and {what} of it would be percent of percent", variable.variable);
    reading.push(Diagnostic::error(&codes::PERCENT_ON_RATE, message).at(field.span(), "").help(help));
    false
}

/// What is reported of a shock that solves for residuals: each of them, in the quarters in which it is solved for, or in
/// whole years where those are more than eight.
pub(super) fn solved_residuals(
    shock: &Shock,
    horizon: Horizon,
    model: &Model,
    economy: &Economy,
) -> Vec<Outcome> {
    let Some(residual) = &shock.residual else { return Vec::new() };
    let timing = shock.timing;
    let last = timing.hold.map_or(horizon.end, |hold| timing.start.plus(hold as i32 - 1)).min(horizon.end);
    let first = timing.start.max(horizon.start);
    let quarters = (0..=last.since(first)).map(|after| first.plus(after));
    let yearly = model.frequency == Frequency::Year;
    let mut at: Vec<Period> =
        quarters.clone().filter(|quarter| !yearly || quarter.of_year() == 4).map(Period::Quarter).collect();
    let years = (first.year()..=last.year()).map(Period::Year);
    let years: Vec<Period> = years.filter(|year| first <= year.first() && year.last() <= last).collect();
    if (at.len() > 8 || yearly) && !years.is_empty() {
        at = years;
    }
    let variable = model.variables.iter().find(|variable| variable.name == residual.variable);
    let set = variable.and_then(|variable| variable.over.as_deref());
    let elements = match (&residual.elements, set) {
        (Elements::All, Some(set)) => {
            economy.elements(set).iter().map(|element| Elements::One(element.clone())).collect()
        }
        (elements, _) => vec![elements.clone()],
    };
    let outcome = |elements: Elements| Outcome {
        id: format!("shock.{}", shock.id),
        label: None,
        variable: Target { elements, ..residual.clone() },
        measure: Measure::SolvedResidual,
        of: Of::Scenario,
        at: at.clone(),
        below: Vec::new(),
        above: Vec::new(),
        span: shock.span,
    };
    elements.into_iter().map(outcome).collect()
}

/// The periods of an outcome: at least one, each once, inside the horizon.
fn periods(
    field: Field<'_>,
    context: Context<'_>,
    reading: &mut Reading<'_>,
) -> Option<Vec<Written<Period>>> {
    let elements = field.elements(reading);
    let count = elements.len();
    let read: Vec<Written<Period>> =
        elements.into_iter().filter_map(|element| element.period(reading)).collect();
    if count == 0 && matches!(field.node.value, super::tree::Value::List(_)) {
        let diagnostic = Diagnostic::error(&codes::EMPTY, "an outcome is measured in at least one period");
        reading.push(diagnostic.at(field.span(), "").help("write [\"2022\"] or [\"2022Q4\"]"));
    }
    let mut sound = count > 0 && read.len() == count;
    for (index, period) in read.iter().enumerate() {
        if let Some(first) = read[..index].iter().find(|first| first.value == period.value) {
            let diagnostic =
                Diagnostic::error(&codes::DUPLICATE_NAME, format!("{} is there twice", period.value));
            reading.push(diagnostic.at(period.span, "").at(first.span, "the first"));
            sound = false;
        }
        sound &= simulated(*period, context, reading);
    }
    sound.then_some(read)
}

fn simulated(period: Written<Period>, context: Context<'_>, reading: &mut Reading<'_>) -> bool {
    let Some(horizon) = context.horizon else { return true };
    let value = period.value;
    if !horizon.holds(value.first(), value.last()) {
        let message = format!("{value} is not inside the horizon, {}", horizon.words());
        let mut diagnostic = Diagnostic::error(&codes::OUTSIDE_HORIZON, message).at(period.span, "");
        if matches!(value, Period::Year(_)) && horizon.start <= value.last() && value.first() <= horizon.end {
            diagnostic = diagnostic.help("all four quarters of a year must be simulated");
        }
        diagnostic = horizon.blame(diagnostic, value.first());
        reading.push(diagnostic);
        return false;
    }
    if let (Frequency::Year, Period::Quarter(quarter)) = (context.names.frequency, value)
        && quarter.of_year() != 4
    {
        let message = "the model has one period a year, so that there are no other quarters than the fourth";
        let diagnostic = Diagnostic::error(&codes::OUTSIDE_HORIZON, message).at(period.span, "");
        reading.push(diagnostic.help(format!("write \"{}\"", quarter.year())));
        return false;
    }
    true
}

/// What has one value a year is measured by year.
fn by_year(target: &Target, at: &[Written<Period>], context: Context<'_>, reading: &mut Reading<'_>) {
    if !context.names.variable(&target.variable).is_some_and(|named| named.yearly) {
        return;
    }
    for period in at {
        if let Period::Quarter(quarter) = period.value {
            let message = format!("`{}` has no value but once a year", target.variable);
            reading.push(
                Diagnostic::error(&codes::YEARLY_READ, message)
                    .at(period.span, "")
                    .help(format!("write \"{}\"", quarter.year())),
            );
        }
    }
}

/// Growth is on a year ago: with no reference to take that year from, it must be simulated or known.
fn growth(variable: &Target, at: &[Written<Period>], context: Context<'_>, reading: &mut Reading<'_>) {
    let (Some(horizon), Some(named)) = (context.horizon, context.names.variable(&variable.variable)) else {
        return;
    };
    if context.names.reference != ReferenceKind::Model {
        return;
    }
    for period in at {
        let (first, last) = (period.value.year_ago().first(), period.value.year_ago().last());
        let quarters = (0..=last.since(first)).map(|after| first.plus(after));
        let yearly = context.names.frequency == Frequency::Year;
        let missing: Vec<String> = quarters
            .filter(|quarter| !yearly || quarter.of_year() == 4)
            .filter(|quarter| *quarter < horizon.start && !named.history.contains(quarter))
            .map(|quarter| quarter.to_string())
            .collect();
        if !missing.is_empty() {
            let message = format!("growth in {} needs `{}` a year before", period.value, variable.variable);
            let missing = joined(missing, "and");
            reading.push(Diagnostic::error(&codes::MISSING_HISTORY, message).at(period.span, "").help(
                format!(
                    "add {missing} to [history.{}] of the economy, or measure a later period",
                    variable.variable
                ),
            ));
        }
    }
}

/// Numbers, one or several; `None` when one is wrong.
fn thresholds(field: Field<'_>, reading: &mut Reading<'_>) -> Option<Vec<f64>> {
    field
        .elements(reading)
        .into_iter()
        .map(|element| element.number(reading).map(|number| number.value))
        .collect()
}

/// A `[[check]]`.
pub(super) fn check(
    (keys, table): (&'static Keys, &Table),
    measured: &[Measured],
    reading: &mut Reading<'_>,
) -> Option<Check> {
    let mut table = Cursor::open(keys, table, reading);
    let that = table.field("that");
    table.close();
    let that = that?;
    let text = that.text(reading)?;
    let inside = inside_quotes(reading.sources.text(that.span()), that.span());
    match parse_assertion(reading.sources.text(inside), inside.file, inside.start) {
        Ok(assertion) => {
            let place = assertion.question.span;
            exists(&assertion.question.outcome, assertion.question.period, place, measured, reading)
                .then(|| Check { that: assertion, text: text.value.to_owned(), span: that.span() })
        }
        Err(problems) => {
            reading.diagnostics.append(problems);
            None
        }
    }
}

/// `"gdp_effect@2022"`
pub(super) fn outcome_at(
    field: Field<'_>,
    measured: &[Measured],
    reading: &mut Reading<'_>,
) -> Option<Written<(String, Period)>> {
    let text = field.text(reading)?;
    let parsed =
        text.value.split_once('@').and_then(|(id, period)| Some((id.trim(), period.trim().parse().ok()?)));
    let Some((id, period)) = parsed else {
        let message = format!("{:?} must be an outcome and a period such as \"gdp_effect@2022\"", text.value);
        let diagnostic = Diagnostic::error(&codes::UNKNOWN_OUTCOME, message).at(text.span, "");
        let id = text.value.split('@').next().unwrap_or_default().trim();
        let known = measured.iter().find(|outcome| outcome.id.value == id);
        let period = known.and_then(|outcome| outcome.periods.as_ref()?.first());
        reading.push(match period {
            Some(period) => diagnostic.help(format!("write \"{id}@{period}\"")),
            None => diagnostic,
        });
        return None;
    };
    exists(id, period, text.span, measured, reading).then(|| text.map(|_| (id.to_owned(), period)))
}

/// Whether an outcome is measured in a period.
fn exists(id: &str, period: Period, span: Span, measured: &[Measured], reading: &mut Reading<'_>) -> bool {
    let error = |message| Diagnostic::error(&codes::UNKNOWN_OUTCOME, message).at(span, "");
    let Some(outcome) = measured.iter().find(|outcome| outcome.id.value == id) else {
        let ids = measured.iter().map(|outcome| outcome.id.value.as_str());
        let mut diagnostic = error(format!("there is no outcome `{id}`")).did_you_mean(id, ids.clone());
        let meant = suggest(id, ids.clone());
        if let Some(meant) = measured.iter().find(|outcome| Some(outcome.id.value.as_str()) == meant) {
            diagnostic = diagnostic.at(meant.id.span, "this one?");
        }
        if diagnostic.help.is_empty() && !measured.is_empty() {
            let all: BTreeSet<&str> = ids.collect();
            let all = joined(all.into_iter().map(str::to_owned), "and");
            diagnostic = diagnostic.help(format!("the outcomes are {all}"));
        }
        reading.push(diagnostic);
        return false;
    };
    let Some(periods) = &outcome.periods else { return false };
    if periods.contains(&period) {
        return true;
    }
    let measured = joined(periods.iter().map(ToString::to_string), "and");
    reading.push(
        error(format!("`{id}` is not measured in {period}"))
            .at(outcome.stated, format!("it is measured in {measured}"))
            .help(format!("add \"{period}\" to its `at`")),
    );
    false
}
