//! Residuals that a scenario states in place of the model's, in baseline and scenario alike.

use crate::diagnostic::{Diagnostic, codes};
use crate::language::reads_lag_of;
use crate::scenario::{Elements, Frequency, Model, Rule, Target};

use super::annual_sd::Owner;
use super::model::residual;
use super::names::Names;
use super::table::{Reading, Written};
use super::value::Field;

/// `[residual.NAME]`: puts each in the place of the model's. Whether all are sound.
pub(super) fn residuals(
    field: Option<Field<'_>>,
    names: &Names,
    mut model: Option<&mut Model>,
    reading: &mut Reading<'_>,
) -> bool {
    let mut sound = true;
    for (name, field) in field.map(|field| field.named(reading)).unwrap_or_default() {
        let target = Target { variable: name.value.clone(), elements: Elements::None, span: name.span };
        let Some(model) = model.as_deref_mut() else { continue };
        let frequency = model.frequency;
        let Some(variable) = model.variables.iter_mut().find(|variable| variable.name == name.value) else {
            sound = false;
            unknown(&name, model, reading);
            continue;
        };
        if !names.has_residual(&target, reading) {
            sound = false;
            continue;
        }
        let lag = match &variable.rule {
            Rule::Equation(expr) if reads_lag_of(expr, &variable.name) => Some(expr.span),
            _ => None,
        };
        let owner = Owner {
            name: &name.value,
            kind: Some(variable.kind),
            tracking: variable.tracking,
            frequency: if variable.yearly { Frequency::Year } else { frequency },
            lag,
        };
        let read = residual(field, owner, reading);
        sound &= read.is_some();
        variable.residual = read.or(variable.residual.take());
    }
    sound
}

fn unknown(name: &Written<String>, model: &Model, reading: &mut Reading<'_>) {
    let message = format!("the model has no variable `{}`", name.value);
    let with = model.variables.iter().filter(|variable| variable.residual.is_some());
    let diagnostic = Diagnostic::error(&codes::UNKNOWN_VARIABLE, message).at(name.span, "");
    reading.push(diagnostic.did_you_mean(&name.value, with.map(|variable| variable.name.as_str())));
}
