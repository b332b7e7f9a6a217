//! Identities, what closes them, and what a balanced reference grows by.

use std::collections::BTreeSet;

use crate::calendar::Period;
use crate::diagnostic::{Diagnostic, Span, codes};
use crate::language::{Expr, check, names, parse_identity, recursive};
use crate::scenario::{Closing, Elements, Growth, Identity, Kind, ReferenceKind, Target, Trend};

use super::csv::Csv;
use super::economy::EconomyDraft;
use super::expression::inside_quotes;
use super::figures::table_of;
use super::keys::joined;
use super::model::{ModelDraft, VariableDraft};
use super::names::Names;
use super::table::{Cursor, Reading, Written};
use super::value::Field;

/// An identity as it is written.
#[derive(Debug)]
pub(super) struct IdentityDraft {
    pub name: Written<String>,
    pub label: Option<String>,
    pub sides: Option<(Expr, Expr)>,
}

/// An economy's `[reference]` as it is written.
#[derive(Debug)]
pub(super) struct ReferenceDraft {
    pub kind: Option<ReferenceKind>,
    /// Where the path's file is named; `None` where it could not be read.
    pub csv: Option<Written<Option<Csv>>>,
    pub base: Option<Period>,
    pub growth: Option<f64>,
    pub inflation: Option<f64>,
    pub foreign_inflation: Option<f64>,
    pub source: Option<String>,
    pub span: Span,
}

/// The kind that a word stands for.
pub(super) fn kind(word: &str) -> ReferenceKind {
    match word {
        "balanced" => ReferenceKind::Balanced,
        "path" => ReferenceKind::Path,
        "model" => ReferenceKind::Model,
        _ => ReferenceKind::Steady,
    }
}

/// `[identity.NAME]`
pub(super) fn identity(
    name: Written<String>,
    field: Field<'_>,
    reading: &mut Reading<'_>,
) -> Option<IdentityDraft> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let sides = table.field("check").and_then(|field| sides(field, reading));
    let label = table.text("label", reading);
    table.text("source", reading);
    table.close();
    Some(IdentityDraft { name, label, sides })
}

fn sides(field: Field<'_>, reading: &mut Reading<'_>) -> Option<(Expr, Expr)> {
    field.text(reading)?;
    let inside = inside_quotes(reading.sources.text(field.span()), field.span());
    match parse_identity(reading.sources.text(inside), inside.file, inside.start) {
        Ok(sides) => Some(sides),
        Err(problems) => {
            reading.diagnostics.append(problems);
            None
        }
    }
}

/// An economy's `[reference]`.
pub(super) fn reference(field: Field<'_>, reading: &mut Reading<'_>) -> Option<ReferenceDraft> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let kind = table.field("kind").and_then(|field| field.choice(reading)).map(|word| kind(word.value));
    let csv = table.field("csv");
    let csv = csv.map(|field| Written { value: table_of(field, reading), span: field.span() });
    let base = table.field("base").and_then(|field| field.period(reading)).map(|base| base.value);
    let mut rate = |key: &str| {
        let rate = table.field(key)?.number(reading)?;
        Some(rate.value)
    };
    let (growth, inflation, foreign_inflation) =
        (rate("growth"), rate("inflation"), rate("foreign_inflation"));
    let source = table.text("source", reading);
    let span = table.span();
    table.close();
    Some(ReferenceDraft { kind, csv, base, growth, inflation, foreign_inflation, source, span })
}

/// Under "balanced": what it grows by; every behavioural variable says how.
pub(super) fn growth(
    model: &ModelDraft,
    economy: &EconomyDraft,
    stands_alone: bool,
    reading: &mut Reading<'_>,
) -> Option<Growth> {
    trends(model, reading);
    let stated = economy.reference.as_ref();
    if model.reference != ReferenceKind::Balanced {
        let rates = stated.filter(|r| r.base.is_some() || r.growth.is_some() || r.inflation.is_some());
        if let Some(rates) = rates {
            let message = "the reference is not \"balanced\", so that base and growth are not used";
            let diagnostic = Diagnostic::warning(&codes::UNUSED_FIGURE, message).at(rates.span, "");
            reading.push(diagnostic.help("add `kind = \"balanced\"`"));
        }
        return None;
    }
    let missing = |at: Span, message: String| {
        Diagnostic::error(&codes::MISSING_KEY, message).at(at, "").help(
            "write [reference] base = \"2021\", growth = ..., inflation = ..., foreign_inflation = ..., source = \"...\" in the economy",
        )
    };
    let Some(stated) = stated else {
        if economy.whole
            && let Some(variable) = model.variables.first()
        {
            let why = if stands_alone { ", because there is no economy" } else { "" };
            let message = format!("nothing says what the balanced reference grows by{why}");
            reading.push(missing(model.reference_span.unwrap_or(variable.name.span), message));
        }
        return None;
    };
    let keys = [
        ("base", stated.base.is_some()),
        ("growth", stated.growth.is_some()),
        ("inflation", stated.inflation.is_some()),
        ("foreign_inflation", stated.foreign_inflation.is_some()),
        ("source", stated.source.is_some()),
    ];
    let absent: Vec<String> =
        keys.iter().filter(|(_, there)| !there).map(|(key, _)| format!("`{key}`")).collect();
    if !absent.is_empty() {
        let message = format!("a balanced reference needs {}", joined(absent, "and"));
        reading.push(missing(stated.span, message));
    }
    Some(Growth {
        base: stated.base?,
        growth: stated.growth?,
        inflation: stated.inflation?,
        foreign_inflation: stated.foreign_inflation?,
        source: stated.source.clone()?,
        span: stated.span,
    })
}

/// Rates and ratios take no trend; on a balanced reference all other behavioural variables say theirs.
fn trends(model: &ModelDraft, reading: &mut Reading<'_>) {
    let constant = |draft: &VariableDraft| matches!(draft.kind, Some(Kind::Rate | Kind::Ratio));
    for draft in model.variables.iter().filter(|draft| constant(draft)) {
        if let Some(trend) = &draft.trend {
            let message =
                format!("`{}` is a rate or ratio and constant on a balanced reference", draft.name.value);
            reading.push(
                Diagnostic::error(&codes::CONFLICTING_KEYS, message)
                    .at(trend.span, "")
                    .help("remove `trend`, or choose another `kind`"),
            );
        }
    }
    if model.reference != ReferenceKind::Balanced {
        return;
    }
    let lacking = model.variables.iter().filter(|draft| {
        !draft.definition
            && !draft.series
            && draft.trend.is_none()
            && draft.kind.is_some()
            && !constant(draft)
    });
    let lacking: Vec<&VariableDraft> = lacking.collect();
    if lacking.is_empty() || !model.whole {
        return;
    }
    let names = lacking.iter().map(|draft| format!("`{}`", draft.name.value));
    let message = match lacking.len() {
        1 => format!("{} does not say how it grows on the balanced reference", joined(names, "and")),
        _ => format!("{} do not say how they grow on the balanced reference", joined(names, "and")),
    };
    let mut diagnostic = Diagnostic::error(&codes::MISSING_TREND, message);
    for draft in &lacking {
        diagnostic = diagnostic.at(draft.name.span, "");
    }
    let words = joined(Trend::ALL.iter().map(|trend| format!("{:?}", trend.word())), "or");
    reading.push(diagnostic.help(format!("add `trend = ...` to each: {words}")));
}

/// The definitions that read their own past or each other in a circle.
pub(super) fn circular(model: &ModelDraft) -> BTreeSet<String> {
    let definitions = model.variables.iter().filter(|draft| draft.definition);
    let read: Vec<(&str, &Expr)> =
        definitions.filter_map(|draft| Some((draft.name.value.as_str(), draft.expr.as_ref()?))).collect();
    recursive(&read).into_iter().map(str::to_owned).collect()
}

/// Names in identities mean something.
pub(super) fn identities(
    model: &mut ModelDraft,
    names_known: &Names,
    reading: &mut Reading<'_>,
) -> Vec<Identity> {
    let mut identities = Vec::new();
    for draft in std::mem::take(&mut model.identities) {
        let Some((left, right)) = draft.sides else { continue };
        for side in [&left, &right] {
            let problems = check(side, None, names_known);
            let said = |problem: &&Diagnostic| names_known.whole || *problem.code != codes::UNKNOWN_NAME;
            reading.diagnostics.append(problems.sorted().into_iter().filter(said).cloned().collect());
            for read in names(side) {
                if names_known.variable(read.name).is_some_and(|named| named.yearly) {
                    let message = format!("`{}` has no value but once a year", read.name);
                    reading.push(
                        Diagnostic::error(&codes::YEARLY_READ, message)
                            .at(read.span, "an identity holds in every quarter")
                            .help("state it for what is computed every quarter"),
                    );
                }
            }
        }
        identities.push(Identity {
            name: draft.name.value,
            label: draft.label,
            left,
            right,
            span: draft.name.span,
        });
    }
    identities.sort_by(|a, b| a.name.cmp(&b.name));
    identities
}

/// Each account is an identity or a definition with a level, each item behavioural; each is there once.
pub(super) fn closings(
    model: &ModelDraft,
    identities: &[Identity],
    economy: &EconomyDraft,
    known: &Names,
    reading: &mut Reading<'_>,
) -> Vec<Closing> {
    let circular = circular(model);
    let mut closings: Vec<Closing> = Vec::new();
    for (account, item) in &economy.closings {
        let Some(item) = item else { continue };
        let name = account.value.as_str();
        let definition = model.variables.iter().find(|draft| draft.name.value == name && draft.definition);
        let sound = if identities.iter().any(|identity| identity.name == name) {
            true
        } else if let Some(draft) = definition {
            published(draft, account, &circular, model, economy, reading)
        } else {
            let candidates = identities.iter().map(|identity| identity.name.as_str());
            let candidates: Vec<&str> = candidates.chain(published_names(model, economy)).collect();
            let message = format!("`{name}` is neither an identity nor a definition that has a level here");
            if model.whole {
                reading.push(
                    Diagnostic::error(&codes::BAD_CLOSING, message)
                        .at(account.span, "")
                        .did_you_mean(name, candidates.iter().copied())
                        .help("write NAME = \"variable\", NAME being an [identity.NAME] of the model"),
                );
            }
            false
        };
        let sound = closes(item, model, known, reading) && sound;
        if let Some(first) = closings
            .iter()
            .find(|other| (&other.item.variable, &other.item.elements) == (&item.variable, &item.elements))
        {
            let message = format!("`{}{}` closes two accounts", item.variable, item.elements);
            reading.push(
                Diagnostic::error(&codes::BAD_CLOSING, message)
                    .at(item.span, "")
                    .at(first.item.span, "the first")
                    .help("name another item for one of them"),
            );
            continue;
        }
        if model.reference == ReferenceKind::Model {
            let message = "the reference is the model's own solution, so that nothing is closed on it";
            reading.push(
                Diagnostic::warning(&codes::UNUSED_FIGURE, message)
                    .at(account.span, "")
                    .help("remove it, or let the reference be \"steady\" or \"balanced\""),
            );
            continue;
        }
        if sound {
            closings.push(Closing { account: account.value.clone(), item: item.clone(), span: account.span });
        }
    }
    closings.sort_by(|a, b| a.account.cmp(&b.account));
    closings
}

fn published_names<'a>(model: &'a ModelDraft, economy: &'a EconomyDraft) -> impl Iterator<Item = &'a str> {
    let definitions = model.variables.iter().filter(|draft| draft.definition);
    definitions
        .map(|draft| draft.name.value.as_str())
        .filter(|name| economy.levels.iter().any(|level| level.name.value == *name))
}

/// Whether a definition has a level to be closed to.
fn published(
    draft: &VariableDraft,
    account: &Written<String>,
    circular: &BTreeSet<String>,
    model: &ModelDraft,
    economy: &EconomyDraft,
    reading: &mut Reading<'_>,
) -> bool {
    let name = &draft.name.value;
    let error = |message: String, help: String| {
        Diagnostic::error(&codes::BAD_CLOSING, message).at(account.span, "").help(help)
    };
    let diagnostic = if !economy.levels.iter().any(|level| level.name.value == *name) {
        error(
            format!("`{name}` is a definition, and the economy states no level for it to be closed to"),
            format!("add [level.{name}] with the published figure"),
        )
    } else if circular.contains(name) {
        error(
            format!("the level of `{name}` is where it begins, because it reads its own past"),
            "close an identity instead".to_owned(),
        )
    } else if draft.over.is_some() || draft.yearly {
        error(
            format!("`{name}` is not one number a quarter"),
            "close a definition that runs over no set and has a value every quarter".to_owned(),
        )
    } else if model.reference == ReferenceKind::Balanced
        && draft.trend.is_none()
        && !matches!(draft.kind, Some(Kind::Rate | Kind::Ratio))
    {
        error(
            format!("nothing says how the published level of `{name}` grows on the balanced reference"),
            format!("add `trend = ...` to [variable.{name}] of the model"),
        )
    } else {
        return true;
    };
    reading.push(diagnostic);
    false
}

/// Whether a variable may take a remainder.
fn closes(item: &Target, model: &ModelDraft, known: &Names, reading: &mut Reading<'_>) -> bool {
    if !known.check(item, false, reading) {
        return false;
    }
    let draft = model.variables.iter().find(|draft| draft.name.value == item.variable);
    let Some(draft) = draft else { return false };
    let problem = match (draft.definition, draft.yearly) {
        (true, _) => "a definition, and follows from its parts",
        (_, true) => "a yearly equation, and accounts hold in every quarter",
        _ => return true,
    };
    let message = format!("`{}` cannot take a remainder: it is {problem}", item.variable);
    reading.push(
        Diagnostic::error(&codes::BAD_CLOSING, message)
            .at(item.span, "")
            .help("name a variable with an equation, such as a statistical discrepancy"),
    );
    false
}

/// Whether an economy needs no level for a variable, because it closes an account: it begins from 0.
pub(super) fn is_closing(economy: &EconomyDraft, name: &str) -> bool {
    economy.closings.iter().any(|(_, item)| {
        item.as_ref().is_some_and(|item| item.variable == name && item.elements == Elements::None)
    })
}
