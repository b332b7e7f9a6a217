//! A summary for the tests of all formats: a scenario and tallies that no engine computed.

use std::collections::BTreeMap;

use crate::analysis::split::Split;
use crate::analysis::target::Met;
use crate::calendar::{Period, Quarter};
use crate::compile;
use crate::diagnostic::{Sources, Span};
use crate::distribution::{Distribution, Normal};
use crate::results::{Accumulator, Estimate, Layout, Part, Tally};
use crate::scenario::{
    Adjustment, Assumption, Economy, Elements, Frequency, Measure, Model, Observed, Of, Outcome,
    ReferenceKind, Run, Scenario, Size, Steps, Target, Timing, Tune, Verb, Versus,
};

use super::verdict::{Check, Verdict};
use super::{Clamped, Figure, Precision, SolvedResidual, Summary};

/// N draws of an approximately normal variable (sum of 12 uniforms less 6, steps of a Weyl sequence through a mixer).
pub(super) fn draws(seed: u64, count: usize, value: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut state = seed;
    let mut uniform = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..count).map(|_| value((0..12).map(|_| uniform()).sum::<f64>() - 6.0)).collect()
}

pub(super) fn tally(values: &[f64], thresholds: &[f64]) -> Tally {
    let mut accumulator =
        Accumulator::new(&Layout::from_pilot(&values[..values.len().min(4096)], thresholds));
    for block in values.chunks(256) {
        accumulator.add(block, block.len());
    }
    accumulator.into_tally()
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn quarter(text: &str) -> Quarter {
    text.parse().unwrap()
}

fn target(variable: &str, element: Option<&str>, span: Span) -> Target {
    let elements = element.map_or(Elements::None, |element| Elements::One(element.to_owned()));
    Target { variable: variable.to_owned(), elements, span }
}

/// The sources that the example pretends to be read from.
pub(super) fn sources() -> Sources {
    let mut sources = Sources::new();
    sources.add("scenarios/example.toml", "abc");
    sources.add("models/remittance-energy.toml", "");
    sources
}

/// A scenario with these outcomes: (label, variable, how, of, at, below, above).
pub(super) fn scenario(outcomes: Vec<Outcome>) -> Scenario {
    let span = span();
    Scenario {
        name: "example".to_owned(),
        title: "Tajikistan 2022: remittances fall by 22 percent and fuel runs short".to_owned(),
        note: None,
        model: Model {
            name: "remittance-energy".to_owned(),
            title: "Remittances and imported fuel".to_owned(),
            note: None,
            frequency: Frequency::Quarter,
            sets: Vec::new(),
            parameters: Vec::new(),
            variables: Vec::new(),
            reference: ReferenceKind::Steady,
            parameter_set: None,
            scale: None,
            identities: Vec::new(),
            validity: Vec::new(),
        },
        economy: Economy {
            name: "tajikistan".to_owned(),
            title: "Tajikistan".to_owned(),
            code: None,
            sets: BTreeMap::new(),
            levels: BTreeMap::new(),
            history: BTreeMap::new(),
            past: Vec::new(),
            path: BTreeMap::new(),
            series: BTreeMap::new(),
            growth: None,
            closings: Vec::new(),
            correlations: crate::scenario::Correlations::default(),
        },
        origin: None,
        revised: Vec::new(),
        as_of: None,
        data_through: BTreeMap::new(),
        start: quarter("2022Q1"),
        quarters: 12,
        assumptions: vec![Assumption {
            id: "oil".to_owned(),
            target: target("oil_price", None, span),
            verb: Verb::Set,
            versus: Versus::Equation,
            size: Size::Path(Steps { from: quarter("2022Q1"), values: vec![95.0, 100.0, 96.5] }),
            timing: Timing { start: quarter("2022Q1"), ramp: 0, hold: None, half_life: None },
            replaces: Vec::new(),
            by: "staff".to_owned(),
            source: Some("WEO, October 2021".to_owned()),
            span,
        }],
        tunes: vec![Tune {
            id: "harvest".to_owned(),
            target: target("gdp", None, span),
            adjustment: Adjustment::Factor(
                Verb::Percent,
                Size::Drawn(Distribution::from(Normal::new(1.0, 0.5).unwrap())),
            ),
            timing: Timing { start: quarter("2022Q3"), ramp: 0, hold: Some(2), half_life: None },
            by: "staff".to_owned(),
            on: "2022-03-04".to_owned(),
            reason: "a good harvest".to_owned(),
            span,
        }],
        shocks: Vec::new(),
        exclusive: Vec::new(),
        events: Vec::new(),
        dependence: crate::scenario::Dependence::default(),
        outcomes,
        targets: Vec::new(),
        checks: Vec::new(),
        observed: Vec::new(),
        facts: Vec::new(),
        sample: None,
        run: Run { paths: 100_000, seed: 2022, ..Run::default() },
        until: Vec::new(),
        output: crate::scenario::Output::default(),
        calibrate: None,
        span,
    }
}

fn span() -> Span {
    Span::new(Sources::new().add("", ""), 0..0)
}

/// An outcome without thresholds.
pub(super) fn outcome(id: &str, label: &str, variable: &str, measure: Measure, at: &[&str]) -> Outcome {
    Outcome {
        id: id.to_owned(),
        label: Some(label.to_owned()),
        variable: target(variable, None, span()),
        measure,
        of: Of::Scenario,
        at: at.iter().map(|text| period(text)).collect(),
        below: Vec::new(),
        above: Vec::new(),
        span: span(),
    }
}

/// The column of outcome number `outcome` of `scenario` at one of its periods.
pub(super) fn column(scenario: &Scenario, outcome: usize, at: &str, unit: &str) -> compile::Column {
    let versus = match scenario.outcomes[outcome].measure {
        Measure::Level
        | Measure::ShareOf(_)
        | Measure::Residual
        | Measure::SolvedResidual
        | Measure::Alone
        | Measure::OnReference(_) => None,
        Measure::Effect | Measure::EffectPercent => Some("baseline"),
        Measure::Growth => Some("a year ago"),
        Measure::FromReference | Measure::FromReferencePercent => Some("the reference"),
    };
    let quarters = if at.contains('Q') { 1 } else { 4 };
    compile::Column {
        id: format!("{}@{at}", scenario.outcomes[outcome].id),
        scenario: 0,
        minus: None,
        course: None,
        outcome,
        period: period(at),
        unit: unit.to_owned(),
        versus,
        simulated: (quarters, quarters),
    }
}

pub(super) fn part(tallies: Vec<Tally>) -> Part {
    let paths = tallies.iter().map(|tally| tally.count() + tally.failed()).max().unwrap_or(0);
    let units = (0..paths.div_ceil(256)).into();
    Part {
        units,
        paths,
        tallies,
        clamped: Vec::new(),
        outside: Vec::new(),
        happened: Vec::new(),
        products: Vec::new(),
    }
}

/// Four outcomes, thresholds, an atom, two observations, three checks: 100,000 paths.
#[expect(clippy::too_many_lines, reason = "one of everything that a summary can say")]
pub(super) fn summary() -> Summary {
    let two = &["2022", "2023"][..];
    let mut outcomes = vec![
        outcome("gdp_effect", "GDP", "gdp", Measure::EffectPercent, two),
        outcome("consumption", "Household consumption", "consumption", Measure::EffectPercent, two),
        outcome("reserves", "Reserves", "reserves", Measure::Level, &["2022Q4"]),
        outcome("remittances_growth", "Remittances", "remittances", Measure::Growth, &["2022"]),
    ];
    outcomes[0].below = vec![-2.0, 0.0];
    outcomes[2].below = vec![3.0];
    outcomes[3].above = vec![80.0];
    let mut scenario = scenario(outcomes);
    scenario.observed = [("remittances_growth", "2022", 83.0), ("gdp_effect", "2023", 40.0)]
        .map(|(outcome, at, value)| Observed {
            outcome: outcome.to_owned(),
            period: period(at),
            value,
            source: Some("World Bank WDI".to_owned()),
            past: None,
            forecasts: Vec::new(),
            span: span(),
        })
        .into();
    let columns = [
        column(&scenario, 0, "2022", "percent"),
        column(&scenario, 0, "2023", "percent"),
        column(&scenario, 1, "2022", "percent"),
        column(&scenario, 1, "2023", "percent"),
        column(&scenario, 2, "2022Q4", "months of imports"),
        compile::Column { simulated: (3, 4), ..column(&scenario, 3, "2022", "percent") },
    ];
    let n = 100_000;
    let tallies = vec![
        tally(&draws(1, n, |x| -1.62 + 0.9 * x - 0.1 * x * x), &[-2.0, 0.0]),
        tally(&draws(2, n, |x| if x < 0.5 { 0.0 } else { -1.2 * x }), &[-2.0, 0.0]),
        tally(&draws(3, n, |x| -5.71 + 2.1 * x), &[]),
        tally(&draws(4, n, |x| -4.0 + 1.7 * x), &[]),
        tally(&draws(5, n, |x| 6.3 + 0.5 * x), &[3.0]),
        tally(&draws(6, n, |x| -22.0 + 40.0 * x), &[80.0]),
    ];
    let summary = Summary::new(&scenario, &columns, &[], &part(tallies));
    let mut summary = summary.with_balancing(&[compile::Balancing {
        account: "gdp".to_owned(),
        item: "discrepancy".to_owned(),
        unit: Some("USD million a quarter".to_owned()),
        quarter: quarter("2022Q1"),
        stated: 326.12,
        remainder: -12.0,
        scale: "gdp".to_owned(),
        stated_percent: 16.037,
        remainder_percent: -0.5901,
    }]);
    let [p05, p50, p95] = [-0.05, -0.03, -0.01].map(|value| Figure {
        value: Some(value),
        low: Some(value - 1e-4),
        high: Some(value + 1e-4),
        resolution: Some(1e-6),
    });
    summary.solved_residuals = vec![SolvedResidual {
        shock: "fall".to_owned(),
        variable: "sent[russia]".to_owned(),
        period: "2022Q1".to_owned(),
        unit: "log points / 100".to_owned(),
        p05,
        p50,
        p95,
        p50_in_sd: Some(-0.5),
    }];
    summary.clamped = vec![Clamped { variable: "blocked".to_owned(), paths: 1_234 }];
    let statistic = summary.columns[0].statistics.p50;
    summary.checks = [
        ("p50(gdp_effect@2022) < 0", statistic, Verdict::Holds),
        ("p50(gdp_effect@2022) > 0", statistic, Verdict::Fails),
        ("p50(gdp_effect@2022) < -1.62", Figure { high: Some(-1.61), ..statistic }, Verdict::Undecided),
    ]
    .map(|(that, statistic, verdict)| Check { that: that.to_owned(), statistic, verdict })
    .into();
    summary.precision = vec![Precision {
        column: "gdp_effect@2022".to_owned(),
        stat: "p05".to_owned(),
        asked: 0.05,
        half_width: Some(0.0213),
        reached: true,
        paths: 100_000,
        most: 1_000_000,
    }];
    let estimate = |value, half| Estimate { value, low: value - half, high: value + half, resolution: 0.0 };
    let split = Split {
        parameters: estimate(0.352, 0.021),
        known: [-2.98, -1.61, -0.52].map(|value| estimate(value, 0.06)),
        pairs: 8_192,
        sets: 32,
    };
    let summary = summary.with_uncertainty(&columns[..1], &[Some(split)]);
    summary.with_targets(&[Met {
        outcome: "remittances_growth".to_owned(),
        period: period("2022"),
        stat: "p50".to_owned(),
        asked: -22.0,
        unit: "percent".to_owned(),
        by: "shock.remittances.percent".to_owned(),
        shift: estimate(-3.517, 0.09),
        achieved: estimate(-22.0, 0.08),
        unshifted: estimate(-18.93, 0.08),
        paths: 65_536,
    }])
}

/// One outcome of 1,000 paths that all give 7, but for 20 that failed.
pub(super) fn with_failed_paths() -> Summary {
    let scenario = scenario(vec![outcome("gdp", "GDP", "gdp", Measure::Level, &["2022Q1"])]);
    let columns = [column(&scenario, 0, "2022Q1", "USD million")];
    let mut values = vec![7.0; 980];
    values.extend([f64::NAN; 20]);
    Summary::new(&scenario, &columns, &[], &part(vec![tally(&values, &[])]))
}
