//! How scenario terms are spelled in files: as in TOML.

use crate::scenario::{Of, ParameterDraws, Sampler};

use super::text::harmless;

/// The outcome's `of`.
pub(super) fn of(of: Of) -> &'static str {
    match of {
        Of::Scenario => "scenario",
        Of::Baseline => "baseline",
    }
}

/// The run's `sampler`.
pub(super) fn sampler(sampler: Sampler) -> &'static str {
    match sampler {
        Sampler::Random => "random",
        Sampler::Sobol => "sobol",
    }
}

/// The run's `parameters`.
pub(super) fn parameters(draws: ParameterDraws) -> &'static str {
    match draws {
        ParameterDraws::Uncertain => "uncertain",
        ParameterDraws::Fixed => "fixed",
    }
}

/// What an outcome is called, and the unit of its numbers. Where the label ends with the unit, or with a closer word for
/// it ("Reserves, months of imports" in months), that is the unit and no part of the name.
pub(super) fn name_and_unit<'a>(label: &'a str, unit: &'a str) -> (&'a str, &'a str) {
    let starts = |text: &str, with: &str| {
        text.strip_prefix(with).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    };
    match label.split_once(", ") {
        Some((name, own)) if !unit.is_empty() && !own.contains(", ") && starts(own, unit) => (name, own),
        Some((name, own)) if !own.is_empty() && starts(unit, own) => (name, unit),
        _ => (label, unit),
    }
}

/// What is measured, in a sentence: `GDP effect`, `Remittances growth`, `GDP effect, at base prices`, `Reserves`. A name that says it
/// already is left alone.
pub(super) fn measured(name: &str, measure: &str) -> String {
    let lower = name.to_lowercase();
    let (noun, said) = match measure.split_once(',').map_or(measure, |(noun, _)| noun) {
        "effect" => ("effect", lower.contains("effect")),
        "growth" => ("growth", lower.contains("growth") || lower.contains("on a year ago")),
        "from reference" => ("difference", lower.contains("difference") || lower.contains("reference")),
        _ => return name.to_owned(),
    };
    let qualified =
        name.split_once(", ").filter(|(_, rest)| ["at ", "in "].iter().any(|word| rest.starts_with(word)));
    match qualified {
        _ if said => name.to_owned(),
        Some((name, rest)) => format!("{name} {noun}, {rest}"),
        None => format!("{name} {noun}"),
    }
}

/// `against the baseline`, `on a year ago`.
pub(super) fn versus(versus: &str) -> String {
    match versus {
        "a year ago" => "on a year ago".to_owned(),
        "baseline" => "against the baseline".to_owned(),
        other => format!("against {other}"),
    }
}

/// `GDP effect, percent, 2022`: what is measured, its unit and when, harmless to a terminal.
pub(super) fn row(label: &str, measure: &str, unit: &str, period: &str) -> String {
    let (name, unit) = name_and_unit(label, unit);
    let what = measured(name, measure);
    let parts = [what.as_str(), unit, period];
    harmless(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_said_once() {
        for (label, unit, name, said) in [
            ("GDP", "percent", "GDP", "percent"),
            ("GDP, percent", "percent", "GDP", "percent"),
            ("Reserves, months of imports", "months", "Reserves", "months of imports"),
            ("Reserves, months", "months of imports", "Reserves", "months of imports"),
            ("Goods, services", "percent", "Goods, services", "percent"),
            ("Dust, ppm", "pp", "Dust, ppm", "pp"),
            ("Debt, percent, gross", "percent", "Debt, percent, gross", "percent"),
            ("Index, 2020 = 100", "", "Index, 2020 = 100", ""),
        ] {
            assert_eq!(name_and_unit(label, unit), (name, said), "{label}");
        }
    }

    #[test]
    fn what_is_measured_is_said_once() {
        for (name, measure, text) in [
            ("GDP", "effect, percent", "GDP effect"),
            ("GDP effect", "effect", "GDP effect"),
            ("GDP, at base prices", "effect", "GDP effect, at base prices"),
            ("Goods, services", "growth", "Goods, services growth"),
            ("Remittances", "growth", "Remittances growth"),
            ("Remittances on a year ago", "growth", "Remittances on a year ago"),
            ("Reserves", "level", "Reserves"),
            ("GDP", "from reference, percent", "GDP difference"),
            ("GDP against the reference", "from reference", "GDP against the reference"),
            ("Remittances", "share of gdp", "Remittances"),
        ] {
            assert_eq!(measured(name, measure), text);
        }
    }
}
