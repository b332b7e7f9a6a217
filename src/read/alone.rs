//! A model without a question, and with an economy or none.

use crate::diagnostic::{Diagnostics, Sources};
use crate::language::{ExprKind, visit};
use crate::scenario::{Economy, Model};

use super::as_of::AsOf;
use super::economy::{EconomyDraft, economy as economy_file};
use super::element::Stated;
use super::extends;
use super::files::{Library, What, stem};
use super::keys::ECONOMY;
use super::model::{ModelDraft, model as model_file};
use super::names::Names;
use super::resolve::{Figures, reference, resolve};
use super::table::{Reading, Written};
use super::{tables, tree};

/// Reads both files.
pub(super) fn read(
    name: &str,
    economy: Option<&str>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<(Model, Economy)> {
    let file = Library::Disk.load(What::Model, name, None, sources, diagnostics);
    let of_economy = match economy {
        Some(economy) => Some(Library::Disk.load(What::Economy, economy, None, sources, diagnostics)?),
        None => None,
    };
    let economy_tree = of_economy.map(|file| {
        extends::resolve(&Library::Disk, (What::Economy, &ECONOMY), file, sources, diagnostics).tree
    });
    let file = file?;
    let tree = tree::parse(file, sources, diagnostics);
    let tables = tables(&Library::Disk, &[Some(&tree), economy_tree.as_ref()], sources, diagnostics);
    let mut reading = Reading { tables, ..Reading::new(sources, std::mem::take(diagnostics)) };
    let mut model = model_file(&stem(name), &tree, &mut reading);
    let draft = match (economy, economy_tree) {
        (Some(economy), Some(tree)) => economy_file(&stem(economy), &tree, &mut reading),
        _ => made_up(&model),
    };
    reference(&mut model, Some(&draft), &mut reading);
    let names = Names::new(Some(&model), Some(&draft), &[]);
    let figures = Figures { economy: Some(draft), series: Vec::new(), past: Vec::new(), start: None };
    let resolved = resolve(model, figures, None, &names, &mut AsOf::new(None), &mut reading);
    *diagnostics = reading.diagnostics;
    Some(resolved)
}

/// An economy of which only the elements of the model's sets are known: those that the model names, and one that is
/// called as the set. It is not whole, so that no level is missed.
fn made_up(model: &ModelDraft) -> EconomyDraft {
    let sets = model.sets.iter().map(|set| {
        let mut elements = named(model, &set.value);
        elements.push(set.value.clone());
        let elements = elements.into_iter().map(|value| Written { value, span: set.span });
        (set.clone(), elements.collect())
    });
    EconomyDraft { sets: sets.collect(), whole: false, ..EconomyDraft::default() }
}

/// The elements of a set that equations and values of the model name, in alphabetical order.
fn named(model: &ModelDraft, set: &str) -> Vec<String> {
    let runs_over = |name: &str| {
        let variable = model.variables.iter().find(|variable| variable.name.value == name);
        let over = variable.map(|variable| &variable.over);
        let parameter = || model.parameters.iter().find(|parameter| parameter.name.value == name);
        let over = over.or_else(|| parameter().map(|parameter| &parameter.over));
        over.and_then(Option::as_ref).is_some_and(|over| over.value == set)
    };
    let is_set = |name: &str| model.sets.iter().any(|set| set.value == name);
    let mut elements = std::collections::BTreeSet::new();
    for expr in model.variables.iter().filter_map(|variable| variable.expr.as_ref()) {
        visit(expr, &mut |node| {
            if let ExprKind::Name { name, index: Some(index), .. }
            | ExprKind::Reference { name, index: Some(index), .. } = &node.kind
                && runs_over(name)
                && !is_set(&index.name)
            {
                elements.insert(index.name.clone());
            }
        });
    }
    for parameter in model.parameters.iter().filter(|parameter| runs_over(&parameter.name.value)) {
        if let Some(Stated::Each(_, each)) = &parameter.value {
            elements.extend(each.iter().map(|(element, _)| element.value.clone()));
        }
        if let Some(Stated::Each(_, each)) = &parameter.prior {
            elements.extend(each.iter().map(|(element, _)| element.value.clone()));
        }
    }
    elements.into_iter().collect()
}
