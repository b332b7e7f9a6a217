//! How scenario terms are spelled in files: as in TOML.

use crate::scenario::{Elements, Measure, Of, ParameterDraws, Sampler, Target};

/// `gdp` or `sent[russia]`.
pub(super) fn target(target: &Target) -> String {
    match &target.elements {
        Elements::None => target.variable.clone(),
        Elements::All => format!("{}[*]", target.variable),
        Elements::One(element) => format!("{}[{element}]", target.variable),
    }
}

/// The outcome's `as`.
pub(super) fn measure(measure: &Measure) -> String {
    match measure {
        Measure::Level => "level".to_owned(),
        Measure::Effect => "effect".to_owned(),
        Measure::EffectPercent => "effect, percent".to_owned(),
        Measure::Growth => "growth".to_owned(),
        Measure::FromReference => "from reference".to_owned(),
        Measure::FromReferencePercent => "from reference, percent".to_owned(),
        Measure::ShareOf(whole) => format!("share of {}", target(whole)),
    }
}

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
    }
}

/// The run's `parameters`.
pub(super) fn parameters(draws: ParameterDraws) -> &'static str {
    match draws {
        ParameterDraws::Uncertain => "uncertain",
        ParameterDraws::Fixed => "fixed",
    }
}

/// What is measured, in a sentence: `GDP effect`, `Remittances growth`, `Reserves`.
pub(super) fn measured(label: &str, measure: &str) -> String {
    let noun = match measure.split_once(',').map_or(measure, |(noun, _)| noun) {
        "level" => return label.to_owned(),
        share if share.starts_with("share of ") => return format!("{label}, {share},"),
        "from reference" => "difference",
        noun => noun,
    };
    if label.to_lowercase().ends_with(noun) { label.to_owned() } else { format!("{label} {noun}") }
}

/// `against the baseline`, `on a year ago`.
pub(super) fn versus(versus: &str) -> String {
    match versus {
        "a year ago" => "on a year ago".to_owned(),
        "baseline" => "against the baseline".to_owned(),
        other => format!("against {other}"),
    }
}
