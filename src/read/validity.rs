//! Ranges of validity: where the model's equations say more than anybody has measured.

use crate::diagnostic::{Diagnostic, codes};
use crate::language::{Expr, check, names};
use crate::scenario::Validity;

use super::expression::expression;
use super::names::Names;
use super::table::{Cursor, Reading, Written};
use super::value::Field;

/// A range of validity as it is written.
#[derive(Debug)]
pub(super) struct ValidityDraft {
    pub name: Written<String>,
    pub label: Option<String>,
    pub outside: Option<Expr>,
    pub advice: Option<String>,
    pub source: Option<String>,
}

/// `[validity.NAME]`
pub(super) fn validity(
    name: Written<String>,
    field: Field<'_>,
    reading: &mut Reading<'_>,
) -> Option<ValidityDraft> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let label = table.text("label", reading);
    let outside = table.field("outside").and_then(|field| expression(field, reading));
    let advice = table.text("advice", reading);
    let source = table.text("source", reading);
    table.close();
    Some(ValidityDraft { name, label, outside, advice, source })
}

/// Their conditions with names that mean something, in the order of their own names.
pub(super) fn ranges(drafts: Vec<ValidityDraft>, known: &Names, reading: &mut Reading<'_>) -> Vec<Validity> {
    let mut ranges = Vec::new();
    for draft in drafts {
        let Some(outside) = draft.outside else { continue };
        let problems = check(&outside, None, known);
        let said = |problem: &&Diagnostic| known.whole || *problem.code != codes::UNKNOWN_NAME;
        reading.diagnostics.append(problems.sorted().into_iter().filter(said).cloned().collect());
        for read in names(&outside) {
            if known.variable(read.name).is_some_and(|named| named.yearly) {
                let message = format!("`{}` has no value but once a year", read.name);
                reading.push(
                    Diagnostic::error(&codes::YEARLY_READ, message)
                        .at(read.span, "validity is looked at in every quarter")
                        .help("state it for what is computed every quarter"),
                );
            }
        }
        let Some(advice) = draft.advice else { continue };
        ranges.push(Validity {
            span: draft.name.span,
            name: draft.name.value,
            label: draft.label,
            outside,
            advice,
            source: draft.source,
        });
    }
    ranges.sort_by(|a, b| a.name.cmp(&b.name));
    ranges
}
