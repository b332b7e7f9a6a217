//! Distributions in all their forms, from the list of kinds that `distribution` has.

use crate::diagnostic::{Diagnostic, codes, suggest};
use crate::distribution::{self, Distribution, FormError, KINDS, PERCENTILES, Parts, Quantity};

use super::composite;
use super::hint;
use super::keys::{Kind, alternatives, joined};
use super::table::{Reading, Written, form, synonym};
use super::tree::{Entry, Node, Table, Value};
use super::value::{Field, quarters};

/// What the numbers of a distribution are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// In the unit of the quantity.
    Plain,
    /// Quarters: "2q" and "1y" are numbers too.
    Quarters,
}

/// Words of others for our kinds.
const SYNONYMS: &[(&str, &str)] = &[
    ("gaussian", "normal"),
    ("t", "student_t"),
    ("student", "student_t"),
    ("two_piece_normal", "split_normal"),
    ("skew_normal", "split_normal"),
    ("log_normal", "lognormal"),
    ("fixed", "point"),
    ("constant", "point"),
    ("binomial", "bernoulli"),
    ("beta_pert", "pert"),
    ("histogram", "empirical"),
    ("bootstrap", "empirical"),
    ("categorical", "discrete"),
    ("choice", "discrete"),
    ("mix", "mixture"),
    ("truncated_normal", "truncated"),
];

/// A number, a duration where the key wants one, or a table of one kind.
pub(super) fn distribution(field: Field<'_>, reading: &mut Reading<'_>) -> Option<Written<Distribution>> {
    let scale = if matches!(field.kind, Kind::DurationDistribution) { Scale::Quarters } else { Scale::Plain };
    let value = match &field.node.value {
        Value::Table(table) => of_kind(field, table, scale, reading)?,
        Value::Integer(_) | Value::Number(_) => {
            point(number(field, field.node, scale, reading)?, field, reading)?
        }
        Value::Text(_) if scale == Scale::Quarters => {
            point(number(field, field.node, scale, reading)?, field, reading)?
        }
        _ => return field.refuse(reading),
    };
    Some(Written { value, span: field.span() })
}

/// Whether a value is a distribution rather than one for each element of a set.
pub(super) fn looks_like_one(field: Field<'_>) -> bool {
    let Value::Table(table) = &field.node.value else { return true };
    is_distribution(table)
}

/// Whether a table is a distribution rather than one for each element of a set.
pub(super) fn is_distribution(table: &Table) -> bool {
    if table.entries.iter().any(|entry| Distribution::kind(&entry.key).is_some()) {
        return true;
    }
    // Elements may have names that are near to a distribution's: `peru` is no `pert` when a distribution stands in it.
    let inside = |entry: &Entry| match &entry.node.value {
        Value::Table(inner) => inner.entries.iter().any(|part| Distribution::kind(&part.key).is_some()),
        _ => false,
    };
    table.entries.iter().any(|entry| meant(&entry.key).is_some() && !inside(entry))
}

/// The kind that was probably meant.
fn meant(written: &str) -> Option<&'static str> {
    let lower = written.to_lowercase();
    let synonym = SYNONYMS.iter().find(|(word, _)| *word == lower).map(|(_, name)| *name);
    synonym.or_else(|| suggest(written, KINDS.iter().map(|kind| kind.name)))
}

fn names() -> String {
    alternatives(KINDS.iter().map(|kind| format!("`{}`", kind.name)))
}

/// The number of a key; in quarters, also "2q".
pub(super) fn number(field: Field<'_>, node: &Node, scale: Scale, reading: &mut Reading<'_>) -> Option<f64> {
    if let (Scale::Quarters, Value::Text(text)) = (scale, &node.value) {
        if let Some(quarters) = quarters(text) {
            return Some(f64::from(quarters));
        }
        let wanted = "a duration such as \"2q\" or \"1y\", or a number of quarters";
        let diagnostic =
            Diagnostic::error(&codes::NOT_A_DURATION, format!("{text:?} must be {wanted}")).at(node.span, "");
        reading.push(match hint::duration(text) {
            Some(duration) => diagnostic.help(format!("write {duration:?}")),
            None => diagnostic,
        });
        return None;
    }
    field.part(Kind::Number, node).number(reading).map(|number| number.value)
}

fn point(value: f64, field: Field<'_>, reading: &mut Reading<'_>) -> Option<Distribution> {
    let kind = Distribution::kind("point")?;
    let key = kind.forms.first()?.keys.first()?.name;
    build(kind, &[(key, value)], field.node, None, reading)
}

pub(super) fn of_kind(
    field: Field<'_>,
    table: &Table,
    scale: Scale,
    reading: &mut Reading<'_>,
) -> Option<Distribution> {
    if let Some(kind) = unnamed(table) {
        let keys: Vec<String> = table
            .entries
            .iter()
            .map(|entry| reading.sources.text(entry.span.to(entry.node.span)).to_owned())
            .collect();
        let message = format!("`{}` does not say which distribution this is", field.key.name);
        let diagnostic = Diagnostic::error(&codes::UNKNOWN_KEY, message).at(table.span, "");
        reading.push(diagnostic.help(format!("write {{ {} = {{ {} }} }}", kind.name, keys.join(", "))));
        return None;
    }
    let mut known = Vec::new();
    for entry in &table.entries {
        match Distribution::kind(&entry.key) {
            Some(kind) => known.push((kind, entry)),
            None => unknown_kind(entry, reading),
        }
    }
    let &(kind, entry) = match &known[..] {
        [one] if table.entries.len() == 1 => one,
        [_] => return None,
        [] => {
            if table.entries.is_empty() && table.whole {
                let message = format!("`{}` needs one of {}", field.key.name, names());
                reading.push(Diagnostic::error(&codes::MISSING_KEY, message).at(table.span, ""));
            }
            return None;
        }
        [(first, _), .., (second, entry)] => {
            let message = format!(
                "`{}` and `{}` do not stand together: a distribution is of one kind",
                first.name, second.name
            );
            reading.push(Diagnostic::error(&codes::CONFLICTING_KEYS, message).at(entry.span, ""));
            return None;
        }
    };
    if kind.parts != Parts::None {
        return composite::read(kind, field, &entry.node, scale, reading);
    }
    match &entry.node.value {
        Value::Table(inner) => parameters(field, kind, inner, &entry.node, scale, reading),
        Value::Integer(_) | Value::Number(_) | Value::Text(_) if kind.name == "point" => {
            point(number(field, &entry.node, scale, reading)?, field.part(field.kind, &entry.node), reading)
        }
        Value::Broken => None,
        _ => {
            let wanted = if kind.name == "point" { "a number".to_owned() } else { usage(kind) };
            let message = format!("`{}` must be {wanted}", kind.name);
            reading.push(Diagnostic::error(&codes::WRONG_TYPE, message).at(entry.node.span, ""));
            None
        }
    }
}

/// The kind whose parameters stand where its name should: `{ mean = 0, sd = 1 }`.
fn unnamed(table: &Table) -> Option<&'static distribution::Kind> {
    let written = |name: &&'static str| table.get(name).is_some();
    let stated = |forms: Vec<Vec<&'static str>>| {
        let whole = |form: &Vec<&'static str>| form.len() == table.entries.len() && form.iter().all(written);
        forms.iter().any(|form| form.len() > 1 && whole(form))
    };
    let by_numbers = KINDS
        .iter()
        .copied()
        .find(|kind| stated(kind.forms.iter().map(distribution::Form::required).collect()));
    // Percentiles alone do not say of what: those that most people mean.
    let usual = ["split_normal", "normal"].into_iter().filter_map(Distribution::kind);
    by_numbers.or_else(|| usual.into_iter().find(|kind| stated(kind.key_sets())))
}

fn unknown_kind(entry: &Entry, reading: &mut Reading<'_>) {
    let message = format!("`{}` is not a distribution", entry.key);
    let diagnostic = Diagnostic::error(&codes::UNKNOWN_KEY, message).at(entry.span, "");
    reading.push(match meant(&entry.key) {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
        None => diagnostic.help(format!("the distributions are {}", names())),
    });
}

/// `{ mean = ..., sd = ... }`
fn usage(kind: &distribution::Kind) -> String {
    let keys = kind.forms[0].required();
    format!(
        "a table such as {{ {} }}",
        keys.iter().map(|key| format!("{key} = ...")).collect::<Vec<_>>().join(", ")
    )
}

/// The forms in words: "`mean` and `sd`, or two or more of `p05`, `p10`, `p50`, `p90` and `p95`".
fn forms_in_words(kind: &distribution::Kind) -> String {
    let and = |keys: &[&str]| joined(keys.iter().map(|key| format!("`{key}`")), "and");
    let mut words: Vec<String> = kind.forms.iter().map(|form| and(&form.required())).collect();
    if let Some(percentiles) = &kind.percentiles {
        let least = match percentiles.least {
            1 => "one",
            2 => "two",
            _ => "three",
        };
        let required = percentiles.beside.iter().filter(|key| key.default.is_none());
        let beside: String = required.map(|key| format!("`{}` and ", key.name)).collect();
        words.push(format!("{beside}{least} or more of {}", and(&PERCENTILES.map(|(key, _)| key))));
    }
    words.join(", or ")
}

/// The inner table, `{ mean = 0, sd = 1 }`.
fn parameters(
    field: Field<'_>,
    kind: &'static distribution::Kind,
    table: &Table,
    node: &Node,
    scale: Scale,
    reading: &mut Reading<'_>,
) -> Option<Distribution> {
    let keys = kind.keys();
    let mut given = Vec::new();
    let (mut whole, mut spelled) = (table.whole, true);
    for entry in &table.entries {
        let Some(key) = keys.iter().find(|key| key.name == entry.key) else {
            unknown_parameter(kind, entry, table, reading);
            spelled = false;
            continue;
        };
        let scale = if key.quantity == Quantity::InUnit { scale } else { Scale::Plain };
        match number(field, &entry.node, scale, reading) {
            Some(value) => given.push((key.name, value)),
            None => whole = false,
        }
    }
    if !spelled {
        return None;
    }
    let forms = kind.key_sets();
    let needs = format!("`{}` needs {}", kind.name, forms_in_words(kind));
    let slices: Vec<&[&'static str]> = forms.iter().map(Vec::as_slice).collect();
    // Keys that are optional in every form choose none.
    let form = form(&needs, &slices, table, reading);
    if form.is_none() || !whole {
        return None;
    }
    build(kind, &given, node, Some(table), reading)
}

fn unknown_parameter(kind: &distribution::Kind, entry: &Entry, table: &Table, reading: &mut Reading<'_>) {
    let keys = kind.keys();
    let names = || keys.iter().map(|key| key.name);
    let free = || names().filter(|name| table.get(name).is_none());
    let message = format!("`{}` is not a key of `{}`", entry.key, kind.name);
    let diagnostic = Diagnostic::error(&codes::UNKNOWN_KEY, message).at(entry.span, "");
    let meant = suggest(&entry.key, free())
        .or_else(|| synonym(&entry.key).filter(|name| free().any(|key| key == *name)));
    reading.push(match meant {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
        None => diagnostic.help(format!("`{}` needs {}", kind.name, forms_in_words(kind))),
    });
}

/// Builds it; what the constructor refuses is said at the value that is to blame.
pub(super) fn build(
    kind: &'static distribution::Kind,
    given: &[(&str, f64)],
    node: &Node,
    table: Option<&Table>,
    reading: &mut Reading<'_>,
) -> Option<Distribution> {
    let (span, message) = match kind.build(given) {
        Ok(distribution) => return Some(distribution),
        Err(FormError::Parameter(error)) => {
            let entry = table.and_then(|table| table.get(error.parameter));
            (entry.map_or(node.span, |entry| entry.node.span), error.to_string())
        }
        Err(error @ FormError::NoForm { .. }) => (node.span, error.to_string()),
    };
    let help = format!("`{}` needs {}", kind.name, forms_in_words(kind));
    reading.push(Diagnostic::error(&codes::DISTRIBUTION, message).at(span, "").help(help));
    None
}
