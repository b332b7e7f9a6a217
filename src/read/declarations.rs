//! What a model declares, and whether its equations and its economy agree with it.

use crate::diagnostic::{Code, Diagnostic, codes, suggest};
use crate::language::{self, check, word};
use crate::scenario::ReferenceKind;

use super::accounts::is_closing;
use super::economy::{EconomyDraft, FigureDraft, unique};
use super::figures::Values;
use super::keys::joined;
use super::model::{ModelDraft, VariableDraft};
use super::names::Names;
use super::past::PastDraft;
use super::table::{Reading, Written};

/// Names are unique and no words of the language; sets that are named are there.
pub(super) fn declarations(model: &ModelDraft, reading: &mut Reading<'_>) {
    let variables = model.variables.iter().map(|variable| &variable.name);
    let parameters = model.parameters.iter().map(|parameter| &parameter.name);
    let identities = model.identities.iter().map(|identity| &identity.name);
    let mut all: Vec<Written<String>> =
        model.sets.iter().chain(parameters).chain(variables).chain(identities).cloned().collect();
    all.sort_by_key(|name| name.span);
    unique(&all, "the model's sets, parameters, variables and identities", reading);
    if let Some(scale) = &model.scale
        && model.whole
        && !model.variables.iter().any(|draft| draft.name.value == scale.value && draft.over.is_none())
    {
        let message = format!("the model has no variable `{}` that runs over no set", scale.value);
        let known = model.variables.iter().map(|draft| draft.name.value.as_str());
        reading.push(
            Diagnostic::error(&codes::UNKNOWN_VARIABLE, message)
                .at(scale.span, "")
                .did_you_mean(&scale.value, known),
        );
    }
    for name in &all {
        if let Some(word) = word(&name.value) {
            let message = format!("`{}` is a word of equations", name.value);
            reading.push(
                Diagnostic::error(&codes::RESERVED_NAME, message)
                    .at(name.span, "")
                    .help(format!("choose another name: {} is {}", word.form, word.meaning)),
            );
        }
    }
    let over = model.parameters.iter().map(|parameter| &parameter.over);
    for over in over.chain(model.variables.iter().map(|variable| &variable.over)).flatten() {
        if model.whole && !model.sets.iter().any(|set| set.value == over.value) {
            let message = format!("the model has no set `{}`", over.value);
            let diagnostic = Diagnostic::error(&codes::UNKNOWN_SET, message).at(over.span, "");
            let sets = model.sets.iter().map(|set| set.value.as_str());
            let near = suggest(&over.value, sets.clone()).is_some();
            let diagnostic = diagnostic.did_you_mean(&over.value, sets);
            reading.push(if near {
                diagnostic
            } else {
                diagnostic.help(format!("add it to the model: sets = [\"{}\"]", over.value))
            });
        }
    }
}

/// What may only follow from an unknown set.
static OF_SETS: [&Code; 6] = [
    &codes::MISSING_INDEX,
    &codes::SET_RUNS_TWICE,
    &codes::UNKNOWN_INDEX,
    &codes::UNKNOWN_SET,
    &codes::UNNEEDED_INDEX,
    &codes::WRONG_SET,
];

/// Every name in an equation means something.
pub(super) fn equations(model: &ModelDraft, names: &Names, reading: &mut Reading<'_>) {
    let over = model.parameters.iter().map(|parameter| &parameter.over);
    let mut over = over.chain(model.variables.iter().map(|variable| &variable.over)).flatten();
    let sets_known = names.whole && over.all(|over| model.sets.iter().any(|set| set.value == over.value));
    for variable in &model.variables {
        // Of a series the expression is our own.
        let Some(expr) = variable.expr.as_ref().filter(|_| !variable.series) else { continue };
        let over = variable.over.as_ref().map(|over| over.value.as_str());
        let problems = check(expr, over, names);
        // In a file that is not whole a name may be unknown because its table was lost.
        let said = |problem: &&Diagnostic| {
            (names.whole || *problem.code != codes::UNKNOWN_NAME)
                && (sets_known || !OF_SETS.iter().any(|code| **code == *problem.code))
        };
        reading.diagnostics.append(problems.sorted().into_iter().filter(said).cloned().collect());
        if !variable.yearly {
            yearly_read(variable, names, reading);
        }
        if model.reference == ReferenceKind::Model {
            for read in language::names(expr).into_iter().filter(|read| read.reference) {
                let message = format!(
                    "there is no reference of `{}`: the model's own solution is the reference",
                    read.name
                );
                let diagnostic = Diagnostic::error(&codes::BAD_REFERENCE, message).at(read.span, "");
                reading.push(
                    diagnostic.help("name a parameter instead, or write `kind = \"steady\"` in [reference]"),
                );
            }
        }
    }
}

/// What has a value every quarter does not read what has one a year.
fn yearly_read(variable: &VariableDraft, names: &Names, reading: &mut Reading<'_>) {
    for read in variable.expr.iter().flat_map(language::names) {
        if names.variable(read.name).is_some_and(|named| named.yearly) {
            let message = format!("`{}` has no value but once a year", read.name);
            reading.push(
                Diagnostic::error(&codes::YEARLY_READ, message)
                    .at(read.span, format!("`{}` is computed every quarter", variable.name.value))
                    .help(format!("add `frequency = \"year\"` to [variable.{}]", variable.name.value)),
            );
        }
    }
}

/// Every set has elements in the economy.
pub(super) fn sets(model: &ModelDraft, economy: Option<&EconomyDraft>, reading: &mut Reading<'_>) {
    for set in &model.sets {
        let name = &set.value;
        let diagnostic = |message| Diagnostic::error(&codes::MISSING_SET, message).at(set.span, "");
        match economy {
            None => reading.push(
                diagnostic(format!("the set `{name}` has no elements, because there is no economy"))
                    .help("name one in the scenario: economy = \"...\""),
            ),
            Some(economy)
                if economy.whole && !economy.sets.iter().any(|(stated, _)| stated.value == *name) =>
            {
                let stated = economy.sets.iter().map(|(stated, _)| stated.value.as_str());
                let meant = suggest(name, stated)
                    .and_then(|meant| economy.sets.iter().find(|(n, _)| n.value == meant));
                let mut diagnostic = diagnostic(format!(
                    "the economy `{}` has no elements for the set `{name}`",
                    economy.name
                ));
                if let Some((meant, _)) = meant {
                    diagnostic = diagnostic.at(meant.span, "did you mean this one?");
                }
                reading.push(diagnostic.help(format!("add to its table [set]: {name} = [\"...\"]")));
            }
            Some(_) => {}
        }
    }
}

/// Warns of figures for what the model does not have.
pub(super) fn unused(
    model: &ModelDraft,
    economy: &EconomyDraft,
    (series, past): (&[FigureDraft<Values>], &[PastDraft]),
    reading: &mut Reading<'_>,
) {
    if !model.whole {
        return;
    }
    let levels = economy.levels.iter().map(|figure| &figure.name);
    let variables = || model.variables.iter().map(|variable| variable.name.value.as_str());
    let data = economy.history.iter().chain(&economy.series).chain(series).map(|figure| &figure.name);
    let past = economy.past.iter().chain(past).map(|past| &past.name);
    for name in levels.chain(data).chain(past) {
        warn_unused(name, "variable", variables(), reading);
    }
    for parameter in &economy.overrides {
        let parameters = model.parameters.iter().map(|parameter| parameter.name.value.as_str());
        warn_unused(&parameter.name, "parameter", parameters, reading);
    }
}

fn warn_unused<'a>(
    name: &Written<String>,
    what: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    reading: &mut Reading<'_>,
) {
    if !known.clone().any(|known| known == name.value) {
        let message = format!("the model has no {what} `{}`, so that this is not used", name.value);
        reading.push(
            Diagnostic::warning(&codes::UNUSED_FIGURE, message)
                .at(name.span, "")
                .did_you_mean(&name.value, known),
        );
    }
}

/// Where a reference is stated every behavioural variable has a level, or is on the `path`.
pub(super) fn missing_levels(
    model: &ModelDraft,
    economy: &EconomyDraft,
    stands_alone: bool,
    path: &[&str],
    reading: &mut Reading<'_>,
) {
    let stated = |name: &str| economy.levels.iter().any(|level| level.name.value == name);
    let missing: Vec<&VariableDraft> = model
        .variables
        .iter()
        .filter(|draft| !draft.definition && !draft.series && !draft.level_written)
        .filter(|draft| !stated(&draft.name.value) && !path.contains(&draft.name.value.as_str()))
        .filter(|draft| !is_closing(economy, &draft.name.value))
        .filter(|_| model.reference != ReferenceKind::Model)
        .collect();
    let error = |draft: &VariableDraft, message| {
        Diagnostic::error(&codes::MISSING_LEVEL, message).at(draft.name.span, "")
    };
    if let ([first, _, ..], true) = (&missing[..], stands_alone) {
        let names = missing.iter().map(|draft| format!("`{}`", draft.name.value));
        let message = format!("{} have no level, because there is no economy", joined(names, "and"));
        let diagnostic = error(first, message).help("name one in the scenario: economy = \"...\"");
        return reading.push(diagnostic.help("or add `level = ...` to each of them"));
    }
    let unused = economy
        .levels
        .iter()
        .filter(|level| !model.variables.iter().any(|draft| draft.name.value == level.name.value));
    for draft in missing {
        let name = &draft.name.value;
        let mut diagnostic = error(draft, format!("`{name}` has no level to be held at on the reference"));
        let meant = suggest(name, unused.clone().map(|level| level.name.value.as_str()));
        if let Some(meant) = unused.clone().find(|level| Some(level.name.value.as_str()) == meant) {
            diagnostic = diagnostic.at(meant.name.span, "did you mean this one?");
        }
        reading.push(diagnostic.help(if stands_alone {
            "add `level = ...` here".to_owned()
        } else {
            format!("add [level.{name}] to the economy `{}`, or `level = ...` here", economy.name)
        }));
    }
}
