//! A model and an economy together: what neither file can say alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{Period, Quarter};
use crate::diagnostic::{Diagnostic, Span, codes};
use crate::distribution::Distribution;
use crate::scenario::{
    Bounds, Economy, Frequency, History, Level, Model, Parameter, ParameterSet, Path, PerElement,
    ReferenceKind, Rule, Target, Tracking, Variable,
};

use super::accounts::{circular, closings, growth, identities};
use super::as_of::AsOf;
use super::declarations::{declarations, equations, missing_levels, sets, unused};
use super::economy::{EconomyDraft, FigureDraft, OverrideDraft};
use super::element::Stated;
use super::figures::{Values, by_quarter};
use super::keys::joined;
use super::model::{ModelDraft, ParameterDraft, ParameterSetDraft, VariableDraft};
use super::names::{Known, Names};
use super::observed::Limit;
use super::past::{PastDraft, records};
use super::path::path;
use super::table::{Reading, Written};
use super::units::check_unit;
use super::validity::ranges;

/// What a model is resolved with.
pub(super) struct Figures {
    pub economy: Option<EconomyDraft>,
    /// The scenario's own data of exogenous variables.
    pub series: Vec<FigureDraft<Values>>,
    /// The scenario's own past of variables.
    pub past: Vec<PastDraft>,
    /// The first simulated quarter, as far as it is known.
    pub start: Option<Quarter>,
}

/// The economy's kind of reference stands in place of the model's; a path has a file, and nothing else has.
pub(super) fn reference(model: &mut ModelDraft, economy: Option<&EconomyDraft>, reading: &mut Reading<'_>) {
    let stated = economy.and_then(|economy| economy.reference.as_ref());
    if let Some(kind) = stated.and_then(|stated| stated.kind) {
        model.reference = kind;
    }
    let csv = stated.and_then(|stated| stated.csv.as_ref());
    match (model.reference, csv) {
        (ReferenceKind::Path, None) => {
            let diagnostic =
                Diagnostic::error(&codes::MISSING_KEY, "a reference path needs a file of its figures");
            let help = "add to the economy's [reference]: csv = \"path.csv\", with the columns variable, period, value, unit and vintage";
            reading.push(match stated {
                Some(stated) => diagnostic.at(stated.span, "").help(help),
                None => diagnostic.help(help),
            });
        }
        (ReferenceKind::Path, _) | (_, None) => {}
        (_, Some(csv)) => {
            let message = "`csv` states a path, and the reference is of another kind";
            let diagnostic = Diagnostic::error(&codes::CONFLICTING_KEYS, message).at(csv.span, "");
            reading.push(diagnostic.help("write `kind = \"path\"` in [reference], or remove `csv`"));
        }
    }
}

/// The two as checked data, as far as they are sound; what is not has been said. `set` is the set of parameters that the
/// scenario chooses.
#[expect(clippy::too_many_lines, reason = "one step a part of the two files")]
pub(super) fn resolve(
    mut model: ModelDraft,
    figures: Figures,
    set: Option<&Written<String>>,
    names: &Names,
    as_of: &mut AsOf,
    reading: &mut Reading<'_>,
) -> (Model, Economy) {
    let Figures { economy, series, past, start } = figures;
    declarations(&model, reading);
    equations(&model, names, reading);
    sets(&model, economy.as_ref(), reading);
    let stands_alone = economy.is_none();
    let economy = economy.unwrap_or_else(|| EconomyDraft { whole: true, ..EconomyDraft::default() });
    let whole = economy.whole;
    unused(&model, &economy, (&series, &past), reading);
    let csv = economy.reference.as_ref().and_then(|reference| reference.csv.as_ref()?.value.as_ref());
    let paths = match (model.reference, csv) {
        (ReferenceKind::Path, Some(csv)) => path(csv, &model, names, as_of, reading),
        (ReferenceKind::Path, None) => None,
        _ => Some(BTreeMap::new()),
    };
    if let (true, Some(paths)) = (model.whole && economy.whole, &paths) {
        let stated: Vec<&str> = paths.keys().map(String::as_str).collect();
        missing_levels(&model, &economy, stands_alone, &stated, reading);
    }
    let mut paths = paths.unwrap_or_default();
    let growth = growth(&model, &economy, stands_alone, reading);
    let identities = identities(&mut model, names, reading);
    let closings = closings(&model, &identities, &economy, names, reading);
    let validity = ranges(std::mem::take(&mut model.validity), names, reading);
    let mut begins = circular(&model);
    begins.extend(closings.iter().map(|closing| closing.account.clone()));

    let chosen = parameter_set(&model, set, reading);
    let mut of_set: BTreeMap<String, OverrideDraft> = chosen
        .iter()
        .flat_map(|set| &set.parameters)
        .map(|parameter| (parameter.name.value.clone(), parameter.clone()))
        .collect();
    let chosen = chosen.map(|set| ParameterSet { name: set.name.value.clone(), title: set.title.clone() });
    let mut overrides: BTreeMap<String, OverrideDraft> =
        economy.overrides.into_iter().map(|parameter| (parameter.name.value.clone(), parameter)).collect();
    let mut parameters = Vec::new();
    for draft in model.parameters {
        let own = overrides.remove(&draft.name.value).map(|own| ("the economy", own));
        let of_set = of_set.remove(&draft.name.value).map(|own| ("the parameter set", own));
        parameters.extend(parameter(draft, of_set.or(own), names, reading));
    }
    parameters.sort_by(|a, b| a.name.cmp(&b.name));

    let mut levels: BTreeMap<String, _> =
        economy.levels.into_iter().map(|level| (level.name.value.clone(), level)).collect();
    let mut histories: BTreeMap<String, _> =
        economy.history.into_iter().map(|history| (history.name.value.clone(), history)).collect();
    let mut data: BTreeMap<String, _> =
        economy.series.into_iter().chain(series).map(|series| (series.name.value.clone(), series)).collect();
    let (mut resolved_levels, mut resolved_history) = (BTreeMap::new(), BTreeMap::new());
    let mut resolved_series = BTreeMap::new();
    let mut variables = Vec::new();
    for draft in model.variables {
        let name = draft.name.value.clone();
        let own = levels.remove(&name);
        if let Some(own) = own {
            resolved_levels.extend(
                level(own, &draft, (model.reference, &begins), names, reading)
                    .map(|level| (name.clone(), level)),
            );
        }
        let stated = (data.remove(&name), if draft.series { paths.remove(&name) } else { None });
        // Of an economy that is not whole, or not known, no data are missed.
        if stated.0.is_none() && stated.1.is_none() && draft.series && whole {
            no_series(&draft.name, reading);
        }
        resolved_series.extend(series_of(&draft, stated, names, reading).map(|path| (name.clone(), path)));
        if let Some(own) = draft.level.filter(|_| !draft.series) {
            check_level(&PerElement::Same(own), &draft, (model.reference, &begins), reading);
        }
        if let Some(own) = histories.remove(&name) {
            let history = known_by_quarter(own, &draft, names, reading);
            resolved_history.extend(history.map(|history| (name.clone(), history)));
        }
        // Of what accumulates the path gives the values before the start: the others follow.
        if draft.definition
            && let Some(path) = paths.remove(&name)
        {
            let before = before_the_start(path, &draft, start, reading);
            resolved_history.entry(name).or_insert(before);
        }
        let absorb = draft.absorb.as_ref().filter(|target| absorbs(target, &draft, names, reading)).cloned();
        variables.extend(variable(VariableDraft { absorb, ..draft }));
    }
    variables.sort_by(|a, b| a.name.cmp(&b.name));

    let model = Model {
        name: model.name,
        title: model.title,
        note: model.note,
        frequency: model.frequency,
        sets: model.sets.into_iter().map(|set| set.value).collect(),
        parameters,
        variables,
        reference: model.reference,
        parameter_set: chosen,
        scale: model.scale.map(|scale| scale.value),
        identities,
        validity,
    };
    let limit = Limit { start, as_of: as_of.date() };
    let past = records(economy.past, past, &model, names, limit, reading);
    let elements = |set: &String| match names.set_of(Some(set)) {
        Known::Set(known) => Some((set.clone(), known.elements.to_vec())),
        _ => None,
    };
    let economy = Economy {
        name: economy.name,
        title: economy.title,
        code: economy.code,
        sets: model.sets.iter().filter_map(elements).collect(),
        levels: resolved_levels,
        history: resolved_history,
        past,
        path: paths,
        series: resolved_series,
        growth,
        closings,
        correlations: economy.correlations,
    };
    (model, economy)
}

/// The values in the set's order; `None` after an error.
fn in_order<T>(
    values: Stated<T>,
    name: &str,
    over: Option<&Written<String>>,
    names: &Names,
    reading: &mut Reading<'_>,
) -> Option<PerElement<T>> {
    match names.set_of(over.map(|over| over.value.as_str())) {
        Known::None => values.resolve(name, None, reading),
        Known::Set(set) => values.resolve(name, Some(set), reading),
        Known::Unknown => None,
    }
}

/// The set of parameters that the scenario chooses. What stands in any of them is checked against the model.
fn parameter_set<'m>(
    model: &'m ModelDraft,
    chosen: Option<&Written<String>>,
    reading: &mut Reading<'_>,
) -> Option<&'m ParameterSetDraft> {
    for own in model.parameter_sets.iter().flat_map(|set| &set.parameters) {
        match model.parameters.iter().find(|draft| draft.name.value == own.name.value) {
            Some(draft) => valid(draft, own, reading),
            None if model.whole => {
                let message = format!("the model has no parameter `{}`", own.name.value);
                let names = model.parameters.iter().map(|draft| draft.name.value.as_str());
                let diagnostic = Diagnostic::error(&codes::UNKNOWN_PARAMETER, message).at(own.name.span, "");
                let diagnostic = diagnostic.did_you_mean(&own.name.value, names);
                reading.push(diagnostic.help(format!("or declare it: [parameter.{}]", own.name.value)));
            }
            None => {}
        }
    }
    let chosen = chosen?;
    let found = model.parameter_sets.iter().find(|set| set.name.value == chosen.value);
    if found.is_none() && model.whole {
        let message = format!("the model has no parameter set `{}`", chosen.value);
        let names = || model.parameter_sets.iter().map(|set| set.name.value.as_str());
        let diagnostic = Diagnostic::error(&codes::UNKNOWN_PARAMETER_SET, message).at(chosen.span, "");
        let diagnostic = diagnostic.did_you_mean(&chosen.value, names());
        let list = joined(names().map(|name| format!("`{name}`")), "and");
        reading.push(diagnostic.help(if list.is_empty() {
            "remove `parameter_set`: this model has no named sets of parameters".to_owned()
        } else {
            format!("its parameter sets are {list}")
        }));
    }
    found
}

/// Says which values are outside the range of validity.
fn valid(draft: &ParameterDraft, own: &OverrideDraft, reading: &mut Reading<'_>) {
    for value in own.value.iter().flat_map(Stated::values) {
        outside(draft, value, reading);
    }
}

fn outside(draft: &ParameterDraft, value: &Written<f64>, reading: &mut Reading<'_>) {
    if let Some((low, high)) = draft.valid
        && !(low..=high).contains(&value.value)
    {
        let message = format!("`{}` is outside its valid range, {low} to {high}", draft.name.value);
        let diagnostic = Diagnostic::error(&codes::OUTSIDE_VALID, message).at(value.span, "");
        reading
            .push(diagnostic.help("correct it, or widen `valid` in the model and say why in its `source`"));
    }
}

/// A parameter as the parameter set or the economy has it, else as the model states it.
fn parameter(
    draft: ParameterDraft,
    own: Option<(&'static str, OverrideDraft)>,
    names: &Names,
    reading: &mut Reading<'_>,
) -> Option<Parameter> {
    for value in draft.value.iter().flat_map(Stated::values) {
        outside(&draft, value, reading);
    }
    let whose = own.as_ref().map_or("", |(whose, _)| whose);
    if let Some(("the economy", own)) = &own {
        valid(&draft, own, reading);
    }
    let name = draft.name.value.clone();
    let over = draft.over.as_ref();
    let nothing = OverrideDraft {
        name: Written { value: String::new(), span: draft.name.span },
        value: None,
        prior: None,
        source: None,
    };
    let own = own.map_or(nothing, |(_, own)| own);
    if let (Some(_), None, Some(_)) = (&own.value, &own.prior, &draft.prior) {
        let message = format!("{whose} gives `{name}` a value, but its prior is still the model's");
        reading.push(
            Diagnostic::warning(&codes::PRIOR_OF_MODEL, message)
                .at(own.name.span, "")
                .help("add the `prior` that goes with the value"),
        );
    }
    let mut resolve_value = |value| in_order(value, &name, over, names, reading);
    let (model_value, own_value) = (draft.value.map(&mut resolve_value), own.value.map(&mut resolve_value));
    let mut resolve_prior = |prior| in_order(prior, &name, over, names, reading);
    let (model_prior, own_prior) = (draft.prior.map(&mut resolve_prior), own.prior.map(&mut resolve_prior));
    let plain = |prior: Option<Option<PerElement<Written<Distribution>>>>| match prior {
        None => Some(PerElement::Same(None)),
        Some(prior) => prior.map(|prior| prior.map(|prior| Some(prior.value))),
    };
    let number = |value: Option<Option<PerElement<Written<f64>>>>| Some(value??.map(|value| value.value));
    Some(Parameter {
        value: number(own_value.or(model_value))?,
        prior: plain(own_prior.or(model_prior))?,
        source: own.source.or(draft.source),
        over: draft.over.map(|over| over.value),
        label: draft.label,
        unit: draft.unit,
        valid: draft.valid,
        span: draft.name.span,
        name,
    })
}

/// A level of the economy, in the set's order.
fn level(
    own: FigureDraft<Stated<Written<f64>>>,
    draft: &VariableDraft,
    reference: (ReferenceKind, &BTreeSet<String>),
    names: &Names,
    reading: &mut Reading<'_>,
) -> Option<Level> {
    let values = in_order(own.values?, &own.name.value, draft.over.as_ref(), names, reading)?;
    check_level(&values, draft, reference, reading);
    if let Some(subject) = names.subject(draft) {
        check_unit(subject, draft.unit.as_ref(), own.unit.as_ref(), false, reading);
    }
    Some(Level { value: values.map(|value| value.value), figure: own.figure, span: own.name.span })
}

/// On a stated reference: of a definition only where it `begins` from it or is closed to it, within bounds, above 0 under a logarithm.
fn check_level(
    values: &PerElement<Written<f64>>,
    draft: &VariableDraft,
    reference: (ReferenceKind, &BTreeSet<String>),
    reading: &mut Reading<'_>,
) {
    let name = &draft.name.value;
    let (kind, begins) = reference;
    if kind == ReferenceKind::Model {
        return;
    }
    let all: &[Written<f64>] = match values {
        PerElement::Same(value) => std::slice::from_ref(value),
        PerElement::Each(values) => values,
    };
    if draft.series || (draft.definition && !begins.contains(name)) {
        let what =
            if draft.series { "a series: its values are data" } else { "a definition: its level follows" };
        let message = format!("`{name}` is {what}, and this one is not used");
        let span: Option<Span> = all.first().map(|value| value.span);
        reading.push(
            Diagnostic::warning(&codes::LEVEL_NOT_USED, message)
                .at(span.unwrap_or(draft.name.span), "")
                .help("remove it"),
        );
        return;
    }
    for value in all {
        if draft.tracking == Tracking::Log && value.value <= 0.0 {
            let message = format!("`{name}` has transform = \"log\", so that its level must be above 0");
            let diagnostic = Diagnostic::error(&codes::LEVEL_NOT_POSITIVE, message).at(value.span, "");
            reading
                .push(diagnostic.help("correct the level, or write transform = \"identity\" in the model"));
        }
        if let Some(bounds) = draft.bounds
            && !(bounds.low..=bounds.high).contains(&value.value)
        {
            let message = format!("the level of `{name}` must be within its bounds, {}", words(bounds));
            reading.push(Diagnostic::error(&codes::OUT_OF_RANGE, message).at(value.span, ""));
        }
    }
}

/// "at least 0", "from 0 to 100"
fn words(bounds: Bounds) -> String {
    match (bounds.low.is_finite(), bounds.high.is_finite()) {
        (true, true) => format!("from {} to {}", bounds.low, bounds.high),
        (true, false) => format!("at least {}", bounds.low),
        _ => format!("at most {}", bounds.high),
    }
}

/// The values of a history or a series by quarter, in the set's order.
fn known_by_quarter(
    own: FigureDraft<Values>,
    draft: &VariableDraft,
    names: &Names,
    reading: &mut Reading<'_>,
) -> Option<History> {
    let subject = names.subject(draft)?;
    let values = own.values?;
    // Where both are given the unit is that of the quarters.
    let annual = values.iter().all(|(period, _)| matches!(period.value, Period::Year(_)));
    let of_years = subject.frequency == Frequency::Quarter
        && values.iter().any(|(period, _)| matches!(period.value, Period::Year(_)));
    check_unit(subject, draft.unit.as_ref(), own.unit.as_ref(), annual, reading);
    let mut ordered = Vec::new();
    for (period, stated) in values {
        ordered.push((period, in_order(stated, subject.name, draft.over.as_ref(), names, reading)?));
    }
    let values = by_quarter(subject, &ordered, reading)?;
    Some(History { values, of_years, figure: own.figure, span: own.name.span })
}

/// The part of the path of what accumulates that is used.
fn before_the_start(
    path: Path,
    draft: &VariableDraft,
    start: Option<Quarter>,
    reading: &mut Reading<'_>,
) -> History {
    let Path { mut values, span } = path;
    if let Some(start) = start {
        let after = values.split_off(&start);
        if let (Some(quarter), true) = (after.keys().next(), values.is_empty()) {
            let message = format!(
                "`{}` accumulates: of its path only what is before the start counts, and this begins in {quarter}",
                draft.name.value
            );
            let diagnostic = Diagnostic::error(&codes::PATH_OF_DEFINITION, message).at(span, "its path");
            reading.push(diagnostic.help(format!("add its value in {}", start.plus(-1))));
        }
    }
    History { values, of_years: false, figure: crate::scenario::Figure::default(), span }
}

/// The data of a series: its own, else those of the economy's path.
fn series_of(
    draft: &VariableDraft,
    (own, path): (Option<FigureDraft<Values>>, Option<Path>),
    names: &Names,
    reading: &mut Reading<'_>,
) -> Option<Path> {
    match (own, path, draft.series) {
        (Some(own), _, true) => {
            let History { values, span, .. } = known_by_quarter(own, draft, names, reading)?;
            Some(Path { values, span })
        }
        (Some(own), _, false) => {
            not_a_series(&own.name, reading);
            None
        }
        (None, Some(path), _) => Some(path),
        (None, None, _) => None,
    }
}

fn not_a_series(name: &Written<String>, reading: &mut Reading<'_>) {
    let message = format!("`{}` is no series: the model explains it", name.value);
    let diagnostic = Diagnostic::error(&codes::NOT_A_SERIES, message).at(name.span, "");
    reading.push(diagnostic.help(format!(
        "write `series = true` in [variable.{0}] of the model instead of its equation, or [history.{0}] here",
        name.value
    )));
}

fn no_series(name: &Written<String>, reading: &mut Reading<'_>) {
    let message = format!("`{}` is a series, and nothing gives its data", name.value);
    let diagnostic = Diagnostic::error(&codes::NO_SERIES, message).at(name.span, "");
    reading.push(diagnostic.help(format!(
        "add [series.{}] with `csv` and `column`, or `quarterly`, to the economy or the scenario",
        name.value
    )));
}

/// Whether a definition's `absorb` is one cell of a behavioural variable; says it if not.
fn absorbs(target: &Target, draft: &VariableDraft, names: &Names, reading: &mut Reading<'_>) -> bool {
    if !names.check(target, false, reading) {
        return false;
    }
    if !names.is_definition(&target.variable) {
        return true;
    }
    let message = format!("`{}` is a definition itself and cannot be moved", target.variable);
    reading.push(
        Diagnostic::error(&codes::BAD_ABSORB, message)
            .at(target.span, "")
            .help(format!("name a variable with an equation that `{}` is made of", draft.name.value)),
    );
    false
}

fn variable(draft: VariableDraft) -> Option<Variable> {
    let expr = draft.expr?;
    Some(Variable {
        name: draft.name.value,
        over: draft.over.map(|over| over.value),
        label: draft.label,
        unit: draft.unit.map(|unit| unit.value),
        kind: draft.kind?,
        yearly: draft.yearly,
        trend: draft.trend.map(|trend| trend.value),
        rule: match (draft.definition, draft.series) {
            (true, _) => Rule::Definition(expr),
            (_, true) => Rule::Series(expr),
            _ => Rule::Equation(expr),
        },
        tracking: draft.tracking,
        residual: draft.residual,
        bounds: draft.bounds,
        absorb: draft.absorb,
        level: draft.level.map(|level| level.value),
        source: draft.source,
        span: draft.name.span,
    })
}
