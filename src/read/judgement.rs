//! Assumptions and tunes: what holds in baseline and scenario alike, and who says so.

use crate::diagnostic::{Diagnostic, codes};
use crate::scenario::{Adjustment, Assumption, Bringer, Target, Tune};

use super::keys::Keys;
use super::shock::{Context, Hit, Said, hit, timing};
use super::table::{Cursor, Reading};
use super::tree::Table;

/// An `[[assumption]]`.
pub(super) fn assumption(
    (keys, table): (&'static Keys, &Table),
    context: Context<'_>,
    said: &mut Said,
    reading: &mut Reading<'_>,
) -> Option<Assumption> {
    let mut table = Cursor::open(keys, table, reading);
    let id = table.field("id").and_then(|field| field.name(reading));
    let hit = hit(&mut table, Bringer::Assumption, context, reading);
    let timing = timing(&mut table, hit.as_ref(), context, reading);
    let by = signature("by", &mut table, reading);
    let source = table.text("source", reading);
    table.close();
    said.ids.extend(id.clone());
    let (id, hit, timing) = (id?, hit?, timing?);
    said.sets_of(&hit, Bringer::Assumption, &id.value, &timing, context);
    let replaces = hit.replaced();
    let Hit { target, verb, versus, size, span, .. } = hit;
    Some(Assumption { id: id.value, target, verb, versus, size, timing, replaces, by: by?, source, span })
}

/// A `[[tune]]`.
pub(super) fn tune(
    (keys, table): (&'static Keys, &Table),
    context: Context<'_>,
    said: &mut Said,
    reading: &mut Reading<'_>,
) -> Option<Tune> {
    let mut table = Cursor::open(keys, table, reading);
    let id = table.field("id").and_then(|field| field.name(reading));
    let spread = table.field("residual_spread");
    let (target, adjustment, timing, span) = match spread {
        Some(field) => {
            let target = table.field("target").and_then(|field| field.target(reading));
            let target = target.filter(|target| {
                context.names.check(target, true, reading) && context.names.has_residual(target, reading)
            });
            for verb in ["percent", "log_points", "add"] {
                table.field(verb);
            }
            let timing = timing(&mut table, None, context, reading);
            {
                let factor = field.number(reading).map(|factor| Adjustment::ResidualSpread(factor.value));
                (target, factor, timing, field.span())
            }
        }
        None => {
            let hit = hit(&mut table, Bringer::Tune, context, reading);
            let timing = timing(&mut table, hit.as_ref(), context, reading);
            let span = hit.as_ref().map_or(table.span(), |hit| hit.span);
            let parts: Option<(Target, Adjustment)> =
                hit.map(|hit| (hit.target, Adjustment::Factor(hit.verb, hit.size)));
            let (target, adjustment) = parts.unzip();
            (target, adjustment, timing, span)
        }
    };
    let by = signature("by", &mut table, reading);
    let on = table.field("on").and_then(|field| field.date(reading));
    let reason = signature("reason", &mut table, reading);
    table.close();
    said.ids.extend(id.clone());
    Some(Tune {
        id: id?.value,
        target: target?,
        adjustment: adjustment?,
        timing: timing?,
        by: by?,
        on: on?.value.to_string(),
        reason: reason?,
        span,
    })
}

/// A text that says something: an empty one signs nothing.
fn signature(key: &str, table: &mut Cursor<'_>, reading: &mut Reading<'_>) -> Option<String> {
    let text = table.field(key)?.text(reading)?;
    if text.value.trim().is_empty() {
        let message = format!("`{key}` is empty, and a judgement is signed");
        let help = "name who judges, when and why: a reader may disagree";
        reading.push(Diagnostic::error(&codes::EMPTY, message).at(text.span, "").help(help));
        return None;
    }
    Some(text.value.to_owned())
}
