//! One value, or a table with one value for each element of a set.

use crate::diagnostic::{Diagnostic, Span, codes};
use crate::scenario::PerElement;

use super::keys::{Kind, joined};
use super::table::{Reading, Written};
use super::tree::Value;
use super::value::Field;

/// As it is written, before the set is known.
#[derive(Debug, Clone)]
pub(super) enum Stated<T> {
    /// One value.
    Same(T),
    /// A table: where it is, and the values by element.
    Each(Span, Vec<(Written<String>, Option<T>)>),
}

/// A set: its name and its elements, in order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Set<'a> {
    pub name: &'a str,
    pub elements: &'a [String],
}

/// Reads one value, or a table unless `alone` says that the table is one value.
pub(super) fn stated<'t, T>(
    field: Field<'t>,
    alone: impl FnOnce(Field<'t>) -> bool,
    reading: &mut Reading<'_>,
    mut value: impl FnMut(Field<'t>, &mut Reading<'_>) -> Option<T>,
) -> Option<Stated<T>> {
    let Kind::PerElement(kind) = field.kind else { unreachable!("the key's kind") };
    let inner = field.part(*kind, field.node);
    match &field.node.value {
        Value::Table(table) if !alone(inner) => {
            let each = table.entries.iter().map(|entry| {
                let name = Written { value: entry.key.clone(), span: entry.span };
                (name, value(inner.part(*kind, &entry.node), reading))
            });
            Some(Stated::Each(table.span, each.collect()))
        }
        _ => value(inner, reading).map(Stated::Same),
    }
}

impl<T> Stated<T> {
    /// Every value that is written.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        let (same, each) = match self {
            Self::Same(value) => (Some(value), &[][..]),
            Self::Each(_, each) => (None, &each[..]),
        };
        same.into_iter().chain(each.iter().filter_map(|(_, value)| value.as_ref()))
    }

    /// Puts the values into the order of the set that `what` runs over.
    pub fn resolve(
        self,
        what: &str,
        set: Option<Set<'_>>,
        reading: &mut Reading<'_>,
    ) -> Option<PerElement<T>> {
        let (span, mut each) = match self {
            Self::Same(value) => return Some(PerElement::Same(value)),
            Self::Each(span, each) => (span, each),
        };
        let Some(set) = set else {
            let message = format!("`{what}` runs over no set, so that it has one value");
            reading
                .push(Diagnostic::error(&codes::NO_ELEMENTS, message).at(span, "").help("write one number"));
            return None;
        };
        let mut misspelled = Vec::new();
        for (name, _) in each.iter().filter(|(name, _)| !set.elements.contains(&name.value)) {
            let free = set
                .elements
                .iter()
                .map(String::as_str)
                .filter(|element| !each.iter().any(|(n, _)| n.value == *element));
            misspelled.extend(unknown_element(name, set, free, reading));
        }
        let missing: Vec<&String> = set
            .elements
            .iter()
            .filter(|element| !each.iter().any(|(name, _)| name.value == **element))
            .collect();
        let unsaid: Vec<&&String> =
            missing.iter().filter(|element| !misspelled.contains(**element)).collect();
        if !unsaid.is_empty() {
            let names = joined(unsaid.iter().map(|element| format!("`{element}`")), "and");
            reading.push(
                Diagnostic::error(&codes::MISSING_ELEMENT, format!("`{what}` has no value for {names}"))
                    .at(span, "")
                    .help(format!(
                        "`{}` has the elements {}",
                        set.name,
                        joined(set.elements.iter().cloned(), "and")
                    )),
            );
        }
        let mut values = Vec::new();
        for element in set.elements {
            let index = each.iter().position(|(name, _)| name.value == *element)?;
            values.push(each.swap_remove(index).1?);
        }
        Some(PerElement::Each(values))
    }
}

/// Says that the set has no such element; gives the one that was probably meant.
pub(super) fn unknown_element<'a>(
    name: &Written<String>,
    set: Set<'_>,
    candidates: impl Iterator<Item = &'a str>,
    reading: &mut Reading<'_>,
) -> Option<String> {
    let meant = crate::diagnostic::suggest(&name.value, candidates).map(str::to_owned);
    let diagnostic = Diagnostic::error(
        &codes::UNKNOWN_ELEMENT,
        format!("`{}` is not an element of `{}`", name.value, set.name),
    )
    .at(name.span, "");
    reading.push(match &meant {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
        None => diagnostic.help(format!("its elements are {}", joined(set.elements.iter().cloned(), "and"))),
    });
    meant
}

impl<T> PerElement<T> {
    /// The same for each value.
    pub(super) fn map<U>(self, mut change: impl FnMut(T) -> U) -> PerElement<U> {
        match self {
            Self::Same(value) => PerElement::Same(change(value)),
            Self::Each(values) => PerElement::Each(values.into_iter().map(change).collect()),
        }
    }
}
