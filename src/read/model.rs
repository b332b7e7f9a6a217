//! The model file as it is written. What its figures mean is known only with the economy: see `resolve`.

use crate::diagnostic::{Diagnostic, Span, codes};
use crate::distribution::{self, Distribution};
use crate::language::{Expr, ExprKind, Index, reads_lag_of};
use crate::scenario::{
    AnnualSd, Bounds, Common, Frequency, Kind, ReferenceKind, Residual, Target, Tracking, Trend,
};

use super::accounts::{IdentityDraft, identity, kind};
use super::annual_sd::{Owner, annual_sd};
use super::economy::{OverrideDraft, numbers, other_numbers, priors};
use super::element::Stated;
use super::expression::expression;
use super::keys::MODEL;
use super::table::{Cursor, Reading, Written};
use super::tree::Tree;
use super::validity::{ValidityDraft, validity};
use super::value::Field;

/// A model file.
#[derive(Debug)]
pub(super) struct ModelDraft {
    pub name: String,
    pub title: String,
    pub note: Option<String>,
    pub frequency: Frequency,
    pub sets: Vec<Written<String>>,
    pub reference: ReferenceKind,
    pub reference_span: Option<Span>,
    pub scale: Option<Written<String>>,
    pub identities: Vec<IdentityDraft>,
    pub validity: Vec<ValidityDraft>,
    pub parameters: Vec<ParameterDraft>,
    pub parameter_sets: Vec<ParameterSetDraft>,
    pub variables: Vec<VariableDraft>,
    /// Whether nothing can have been lost to a syntax error.
    pub whole: bool,
}

/// A parameter as it is written.
#[derive(Debug)]
pub(super) struct ParameterDraft {
    pub name: Written<String>,
    pub over: Option<Written<String>>,
    pub label: Option<String>,
    pub unit: Option<String>,
    pub value: Option<Stated<Written<f64>>>,
    pub prior: Option<Stated<Written<Distribution>>>,
    pub valid: Option<(f64, f64)>,
    pub source: Option<String>,
}

/// A named set of parameters as it is written.
#[derive(Debug)]
pub(super) struct ParameterSetDraft {
    pub name: Written<String>,
    pub title: String,
    pub parameters: Vec<OverrideDraft>,
}

/// A variable as it is written.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "what was written, as it was written")]
pub(super) struct VariableDraft {
    pub name: Written<String>,
    pub over: Option<Written<String>>,
    pub label: Option<String>,
    pub unit: Option<Written<String>>,
    pub kind: Option<Kind>,
    /// In a quarterly model: once a year.
    pub yearly: bool,
    pub trend: Option<Written<Trend>>,
    pub definition: bool,
    /// Whether it is data: `expr` is its own reference.
    pub series: bool,
    pub expr: Option<Expr>,
    pub tracking: Tracking,
    pub residual: Option<Residual>,
    pub bounds: Option<Bounds>,
    pub absorb: Option<Target>,
    pub level: Option<Written<f64>>,
    /// Whether it is written, be it a number and well spelled or not.
    pub level_written: bool,
    pub source: Option<String>,
}

/// Reads a model file.
pub(super) fn model(name: &str, tree: &Tree, reading: &mut Reading<'_>) -> ModelDraft {
    let mut table = Cursor::open(&MODEL, &tree.root, reading);
    let title = table.text("title", reading).unwrap_or_default();
    let note = table.text("note", reading);
    let frequency = table.field("frequency").and_then(|field| field.choice(reading));
    let sets = table.field("sets").map(|field| field.elements(reading)).unwrap_or_default();
    let reference_field = table.field("reference");
    let reference_span = reference_field.map(Field::span);
    let (reference, scale) = reference_field.map(|field| reference(field, reading)).unwrap_or_default();
    let parameters = table.field("parameter").map(|field| field.named(reading)).unwrap_or_default();
    let parameter_sets = table.field("parameter_set").map(|field| field.named(reading)).unwrap_or_default();
    let variables = table.field("variable").map(|field| field.named(reading)).unwrap_or_default();
    let identities = table.field("identity").map(|field| field.named(reading)).unwrap_or_default();
    let ranges = table.field("validity").map(|field| field.named(reading)).unwrap_or_default();
    table.close();
    let frequency = match frequency.map(|frequency| frequency.value) {
        Some("year") => Frequency::Year,
        _ => Frequency::Quarter,
    };
    ModelDraft {
        name: name.to_owned(),
        title,
        note,
        frequency,
        sets: sets.into_iter().filter_map(|set| set.name(reading)).collect(),
        reference: reference.unwrap_or(ReferenceKind::Steady),
        reference_span,
        scale,
        parameters: parameters
            .into_iter()
            .filter_map(|(name, field)| parameter(name, field, reading))
            .collect(),
        parameter_sets: parameter_sets
            .into_iter()
            .filter_map(|(name, field)| parameter_set(name, field, reading))
            .collect(),
        variables: variables
            .into_iter()
            .filter_map(|(name, field)| variable(name, field, frequency, reading))
            .collect(),
        identities: identities
            .into_iter()
            .filter_map(|(name, field)| identity(name, field, reading))
            .collect(),
        validity: ranges.into_iter().filter_map(|(name, field)| validity(name, field, reading)).collect(),
        whole: tree.whole,
    }
}

fn reference(
    field: Field<'_>,
    reading: &mut Reading<'_>,
) -> (Option<ReferenceKind>, Option<Written<String>>) {
    let Some((keys, table)) = field.table(reading) else { return (None, None) };
    let mut table = Cursor::open(keys, table, reading);
    let word = table.field("kind").and_then(|field| field.choice(reading));
    let scale = table.field("scale").and_then(|field| field.name(reading));
    table.close();
    (word.map(|word| kind(word.value)), scale)
}

fn parameter(name: Written<String>, field: Field<'_>, reading: &mut Reading<'_>) -> Option<ParameterDraft> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let draft = ParameterDraft {
        name,
        over: table.field("over").and_then(|field| field.name(reading)),
        label: table.text("label", reading),
        unit: table.text("unit", reading),
        value: table.field("value").and_then(|field| numbers(field, reading)),
        prior: table.field("prior").and_then(|field| priors(field, reading)),
        valid: table.field("valid").and_then(|field| range(field, reading)),
        source: table.text("source", reading),
    };
    table.close();
    Some(draft)
}

fn parameter_set(
    name: Written<String>,
    field: Field<'_>,
    reading: &mut Reading<'_>,
) -> Option<ParameterSetDraft> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let title = table.text("title", reading).unwrap_or_default();
    let parameters = table.field("parameter").map(|field| field.named(reading)).unwrap_or_default();
    table.close();
    let parameters =
        parameters.into_iter().filter_map(|(name, field)| other_numbers(name, field, reading)).collect();
    Some(ParameterSetDraft { name, title, parameters })
}

/// `[low, high]`
pub(super) fn range(field: Field<'_>, reading: &mut Reading<'_>) -> Option<(f64, f64)> {
    let (low, high) = field.pair(reading)?;
    let (low, high) = (low.number(reading), high.number(reading));
    let (low, high) = (low?.value, high?.value);
    if low < high {
        return Some((low, high));
    }
    wrong_order(field, "lower end", (low > high).then(|| format!("[{high}, {low}]")), reading);
    None
}

/// Says that the two ends of a range are the wrong way round.
pub(super) fn wrong_order(field: Field<'_>, first: &str, meant: Option<String>, reading: &mut Reading<'_>) {
    let message = format!("`{}` must have its {first} first, and the two must differ", field.key.name);
    let message =
        if meant.is_some() { format!("`{}` must have its {first} first", field.key.name) } else { message };
    let diagnostic = Diagnostic::error(&codes::WRONG_ORDER, message).at(field.span(), "");
    reading.push(match meant {
        Some(meant) => diagnostic.help(format!("write {meant}")),
        None => diagnostic,
    });
}

fn variable(
    name: Written<String>,
    field: Field<'_>,
    model: Frequency,
    reading: &mut Reading<'_>,
) -> Option<VariableDraft> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let definition = table.has("definition");
    let series = table.has("series");
    if let (Some(span), true, false) = (table.place("absorb"), table.has("equation"), definition) {
        let message = format!("shocks hit `{}` itself, so that nothing absorbs them", name.value);
        let diagnostic = Diagnostic::error(&codes::CONFLICTING_KEYS, message).at(span, "");
        reading.push(diagnostic.help("remove `absorb`, which is of a `definition`"));
    }
    if definition && !table.has("equation") {
        for key in ["transform", "residual", "bounds"] {
            only_with_equation(&name.value, key, &table, reading);
        }
    }
    if series {
        for key in ["transform", "residual", "level"] {
            not_with_series(&name.value, key, &table, reading);
        }
    }
    let over = table.field("over").and_then(|field| field.name(reading));
    let label = table.text("label", reading);
    let unit = table.field("unit").and_then(|field| field.text(reading)).map(|unit| unit.map(str::to_owned));
    let kind = table.field("kind").and_then(|field| field.choice(reading)).map(|kind| match kind.value {
        "flow" => Kind::Flow,
        "stock" => Kind::Stock,
        "index" => Kind::Index,
        "rate" => Kind::Rate,
        _ => Kind::Ratio,
    });
    let yearly = table.field("frequency").is_some_and(|field| yearly(field, model, reading));
    let trend = table.field("trend").and_then(|field| field.choice(reading)).and_then(|word| {
        let trend = Trend::ALL.into_iter().find(|trend| trend.word() == word.value);
        trend.map(|trend| word.map(|_| trend))
    });
    let equation = table.field("equation").and_then(|field| expression(field, reading));
    let defined = table.field("definition").and_then(|field| expression(field, reading));
    if let Some(field) = table.field("series")
        && field.boolean(reading) == Some(false)
    {
        let diagnostic =
            Diagnostic::error(&codes::MISSING_KEY, "what is no series has an equation or a definition");
        reading.push(diagnostic.at(field.span(), "").help("write `equation = \"...\"` instead"));
    }
    let data = series.then(|| itself(&name, over.as_ref()));
    let tracking = table.field("transform").and_then(|field| field.choice(reading));
    let tracking = match tracking.map(|tracking| tracking.value) {
        Some("log") => Tracking::Log,
        _ => Tracking::Identity,
    };
    let lag = equation.as_ref().filter(|expr| reads_lag_of(expr, &name.value)).map(|expr| expr.span);
    let frequency = if yearly { Frequency::Year } else { model };
    let owner = Owner { name: &name.value, kind, tracking, frequency, lag };
    let residual = table.field("residual").and_then(|field| residual(field, owner, reading));
    let bounds = table.field("bounds").and_then(|field| bounds(field, reading));
    let absorb = table.field("absorb").and_then(|field| field.target(reading));
    let level_written = table.means("level");
    let level = table.field("level").and_then(|field| field.number(reading));
    let source = table.text("source", reading);
    table.close();
    Some(VariableDraft {
        name,
        over,
        label,
        unit,
        kind,
        yearly,
        trend,
        definition,
        series,
        expr: equation.or(defined).or(data),
        tracking,
        residual,
        bounds,
        absorb,
        level,
        level_written,
        source,
    })
}

/// `ref(x)`, or `ref(x[set])`: data are their own reference.
fn itself(name: &Written<String>, over: Option<&Written<String>>) -> Expr {
    let index = over.map(|set| Index { name: set.value.clone(), span: set.span });
    Expr { kind: ExprKind::Reference { name: name.value.clone(), index, lag: 0 }, span: name.span }
}

fn not_with_series(name: &str, key: &str, table: &Cursor<'_>, reading: &mut Reading<'_>) {
    if let Some(span) = table.place(key) {
        let message = format!("`{name}` is a series: its values are data, so that it has no `{key}`");
        reading.push(
            Diagnostic::error(&codes::CONFLICTING_KEYS, message)
                .at(span, "")
                .help(format!("remove `{key}`, or write `equation` instead of `series`")),
        );
    }
}

/// Whether a variable of a quarterly model has one value a year.
fn yearly(field: Field<'_>, model: Frequency, reading: &mut Reading<'_>) -> bool {
    let Some(word) = field.choice(reading) else { return false };
    if (model, word.value) == (Frequency::Year, "quarter") {
        let message = "the model has one period a year, so that no variable has quarters";
        reading.push(
            Diagnostic::error(&codes::CONFLICTING_KEYS, message)
                .at(field.span(), "")
                .help("remove it, or let the model be quarterly: frequency = \"quarter\" at its top"),
        );
    }
    model == Frequency::Quarter && word.value == "year"
}

fn only_with_equation(name: &str, key: &str, table: &Cursor<'_>, reading: &mut Reading<'_>) {
    if let Some(span) = table.place(key) {
        let message = format!("`{name}` is a definition and holds exactly, so that it has no `{key}`");
        reading.push(
            Diagnostic::error(&codes::CONFLICTING_KEYS, message)
                .at(span, "")
                .help(format!("remove `{key}`, or write `equation` instead of `definition`")),
        );
    }
}

pub(super) fn residual(field: Field<'_>, owner: Owner<'_>, reading: &mut Reading<'_>) -> Option<Residual> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let ar = match table.field("ar") {
        None => Some(0.0),
        Some(field) => field.number(reading).map(|ar| ar.value),
    };
    let common = match table.field("common") {
        None => Some(None),
        Some(field) => common(field, reading).map(Some),
    };
    let normal = table.field("normal").and_then(|field| family(field, owner, ar, reading));
    let student_t = table.field("student_t").and_then(|field| family(field, owner, ar, reading));
    table.close();
    let (distribution, annual_sd) = normal.or(student_t)?;
    Some(Residual { distribution, ar: ar?, common: common?, annual_sd })
}

/// `normal = { sd = ... }` or `student_t = { df = ..., sd = ... }`, of mean 0; `sd` may follow from `annual_sd`.
fn family(
    field: Field<'_>,
    owner: Owner<'_>,
    ar: Option<f64>,
    reading: &mut Reading<'_>,
) -> Option<(Distribution, Option<AnnualSd>)> {
    let (keys, table) = field.table(reading)?;
    let kind = Distribution::kind(field.key.name)?;
    // Where the middle has a default it is 0 already.
    let middle = |key: &&distribution::Key| key.name == "mean" && key.default.is_none();
    let middle = kind.forms.iter().flat_map(|form| form.keys).find(middle);
    let mut given: Vec<(&str, f64)> = middle.map(|key| (key.name, 0.0)).into_iter().collect();
    let mut cursor = Cursor::open(keys, table, reading);
    let (mut whole, mut annual) = (true, None);
    for key in keys.names() {
        let Some(value) = cursor.field(key) else {
            whole &= matches!(key, "sd" | "annual_sd");
            continue;
        };
        let number = if key == "annual_sd" {
            let solved = annual_sd(value, owner, ar, reading);
            annual = solved.map(|(annual, _)| annual);
            solved.map(|(_, sd)| ("sd", sd))
        } else {
            value.number(reading).map(|number| (key, number.value))
        };
        whole &= number.is_some();
        given.extend(number);
    }
    cursor.close();
    let spread = given.iter().any(|(key, _)| *key == "sd");
    let built = (whole && spread)
        .then(|| super::distribution::build(kind, &given, field.node, Some(table), reading))??;
    Some((built, annual))
}

fn common(field: Field<'_>, reading: &mut Reading<'_>) -> Option<Common> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let share = table.field("share").and_then(|field| field.number(reading));
    let factor = table.field("factor").and_then(|field| field.name(reading));
    table.close();
    Some(Common { share: share?.value, factor: factor?.value })
}

fn bounds(field: Field<'_>, reading: &mut Reading<'_>) -> Option<Bounds> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let mut end = |key, none| match table.field(key) {
        None => Some(none),
        Some(field) => field.number(reading).map(|number| number.value),
    };
    let (low, high) = (end("low", f64::NEG_INFINITY), end("high", f64::INFINITY));
    table.close();
    let (low, high) = (low?, high?);
    if low < high {
        return Some(Bounds { low, high });
    }
    let meant = (low > high).then(|| format!("{{ low = {high}, high = {low} }}"));
    wrong_order(field, "lower end", meant, reading);
    None
}
