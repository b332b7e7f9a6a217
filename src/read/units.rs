//! Units: the same words for a figure and its variable.

use crate::diagnostic::{Diagnostic, codes};
use crate::scenario::{Frequency, Kind};

use super::figures::Subject;
use super::table::{Reading, Written};

/// Says when a figure's unit is not that of its variable; `annual` figures of a flow are "a year" where the variable is
/// "a quarter". What has no unit is not compared.
pub(super) fn check_unit(
    subject: Subject<'_>,
    variable: Option<&Written<String>>,
    figure: Option<&Written<String>>,
    annual: bool,
    reading: &mut Reading<'_>,
) {
    let (Some(variable), Some(figure)) = (variable, figure) else { return };
    let wanted = expected(subject, &variable.value, annual);
    if normal(&wanted) == normal(&figure.value) {
        return;
    }
    let message = format!(
        "the unit of `{}` is \"{}\", this figure is in \"{}\"",
        subject.name, variable.value, figure.value
    );
    let diagnostic = Diagnostic::error(&codes::WRONG_UNIT, message)
        .at(figure.span, "")
        .at(variable.span, "the variable's unit");
    let reason = if annual && wanted.ends_with("a year") { ": it is of a year" } else { "" };
    reading.push(diagnostic.help(format!("convert the figure, and write \"{wanted}\"{reason}")));
}

/// What a model calls the currency of whatever economy.
const HOME: &str = "home currency";

/// What the unit of a figure must be; the home currency is the economy's.
fn expected(subject: Subject<'_>, unit: &str, annual: bool) -> String {
    let unit = unit.replace(HOME, subject.currency.unwrap_or(HOME));
    let yearly = annual && subject.kind == Kind::Flow && subject.frequency == Frequency::Quarter;
    match unit.trim_end().strip_suffix("a quarter") {
        Some(rest) if yearly => format!("{rest}a year"),
        _ => unit,
    }
}

/// Spaces and capitals make no difference.
fn normal(unit: &str) -> String {
    unit.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_annual_figure_of_a_flow_is_a_year() {
        let subject = |kind, frequency| Subject { name: "x", kind, frequency, currency: Some("TJS") };
        let quarterly = Frequency::Quarter;
        assert_eq!(
            expected(subject(Kind::Flow, quarterly), "USD million a quarter", true),
            "USD million a year"
        );
        assert_eq!(
            expected(subject(Kind::Flow, quarterly), "USD million a quarter", false),
            "USD million a quarter"
        );
        assert_eq!(expected(subject(Kind::Stock, quarterly), "USD million", true), "USD million");
        assert_eq!(
            expected(subject(Kind::Flow, Frequency::Year), "USD million a year", true),
            "USD million a year"
        );
        assert_eq!(expected(subject(Kind::Index, quarterly), "home currency per USD", false), "TJS per USD");
        assert_eq!(normal("  USD  million a Quarter"), normal("usd million a quarter"));
    }
}
