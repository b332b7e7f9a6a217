//! The shipped model against the brackets that the data leave, published responses, and its own numbers.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use sarez::program::Isa;
use sarez::scenario::{Elements, Measure, Of, Outcome, Scenario, Target};
use sarez::simulate::values;

use crate::support::{Ran, ensemble, from_texts, run, scenario};

fn ran(name: &str) -> Ran {
    let mut scenario = scenario(name);
    scenario.run.paths = 20_000;
    run(&scenario)
}

/// A question of two years about Tajikistan, with effects in percent of these variables by quarter and year.
fn asked(shock: &str, run_settings: &str, outcomes: &[(&str, &str)]) -> Scenario {
    let mut text = format!(
        "title = 't'\nmodel = 'remittance-energy'\neconomy = 'tajikistan'\nstart = '2022Q1'\nhorizon = '2y'\n\
         [[shock]]\nid = 's'\n{shock}\n[run]\npaths = 8192\n{run_settings}\n"
    );
    for (variable, measure) in outcomes {
        write!(text, "[[outcome]]\nid = '{variable}'\nvariable = '{variable}'\nas = '{measure}'\n").unwrap();
        text += "at = ['2022Q1', '2022Q4', '2022', '2023']\n";
    }
    from_texts("t", &[("t", &text)])
}

#[track_caller]
fn within(ran: &Ran, column: &str, low: f64, high: f64) {
    let median = ran.tally(column).quantile(0.5).value;
    assert!((low..=high).contains(&median), "the median of {column} is {median}, not within {low} to {high}");
}

/// The data's bracket for remittances 22 percent below the baseline for four quarters, medians of the first year.
#[test]
fn what_minus_22_percent_does() {
    let ran = ran("remittances-22");
    within(&ran, "income_loss@2022", 5.7, 6.0);
    within(&ran, "gdp_effect@2022", -2.2, -0.4);
    within(&ran, "consumption_effect@2022", -6.5, -4.5);
    within(&ran, "imports_effect@2022", -14.0, -7.0);
    within(&ran, "exchange_rate_effect@2022", 2.8, 4.0);
    within(&ran, "poverty_effect@2022", 1.0, 3.5);
    // Two estimates of GDP's response, 0.06 points a point of GDP of remittances (Tajikistan) and 0.33 (ten
    // receivers), times the loss of 5.874: -0.35 is inside the 90 percent band; -1.94 is just outside, because a part
    // of the paths starts from a surge that was saved. That is a disagreement, and it stays one.
    let gdp = ran.tally("gdp_effect@2022");
    let below = |value| gdp.probability_below(value).value;
    assert!((0.05..0.95).contains(&below(-0.06 * 5.874)));
    assert!((0.02..0.05).contains(&below(-0.33 * 5.874)), "{}", below(-0.33 * 5.874));
}

/// A step of 10 percent of the exchange rate: core prices +1.0 on impact and +2.5 points after a year (Poghosyan, IMF
/// WP/20/160). Here expectations and the output gap add to the second.
#[test]
fn a_dearer_dollar_passes_through() {
    let step = "target = 'exchange_rate'\nset = 11.35409";
    let ran = run(&asked(step, "parameters = 'fixed'", &[("core_prices", "effect")]));
    let at = |period: &str| 100.0 * ran.tally(&format!("core_prices@{period}")).mean().value;
    assert!((0.8..1.2).contains(&at("2022Q1")), "{}", at("2022Q1"));
    assert!((2.0..3.2).contains(&at("2022Q4")), "{}", at("2022Q4"));
}

/// Oil 10 percent dearer, hosts as they were: consumer prices +0.4 points on impact (Choi et al., IMF WP/17/196: 72
/// countries); 25 percent dearer: an importer's GDP no worse than -0.5 percent (Rasmussen and Roitman, IMF WP/11/194).
#[test]
fn dearer_oil_costs_what_is_published() {
    let oil = |percent: u32| {
        let shock = format!("target = 'oil_price'\npercent = {percent}");
        run(&asked(&shock, "", &[("cpi", "effect, percent"), ("gdp", "effect, percent")]))
    };
    within(&oil(10), "cpi@2022Q1", 0.2, 0.6);
    within(&oil(25), "gdp@2022", -0.5, 0.0);
    within(&oil(25), "gdp@2023", -0.5, 0.0);
}

/// Debt of 42 percent of GDP, 80 percent of it in USD, rises by 10.08 points on a depreciation of 30 percent with the
/// deflator as it was; the economy's own ratio is 50.94.
#[test]
fn depreciation_revalues_debt() {
    let step = "target = 'exchange_rate'\nset = 13.41847";
    let ran = run(&asked(step, "parameters = 'fixed'", &[("debt_exchange", "level")]));
    let points = ran.only("debt_exchange@2022Q1") * 42.0 / (100.0 * 4143.44 / 8133.96);
    assert!((points - 10.08).abs() < 1e-9, "{points}");
}

/// A fuel cut saves dollars on the imports that do not come; it makes no currency stronger.
#[test]
fn a_fuel_cut_does_not_strengthen_the_currency() {
    for name in ["fuel-cut", "fuel-cut-no-cushion"] {
        let ran = ran(name);
        for at in ["2022Q1", "2022Q2", "2022"] {
            assert!(
                ran.tally(&format!("exchange_rate_effect@{at}")).quantile(0.5).value >= 0.0,
                "{name} {at}"
            );
        }
    }
}

/// What stays within its bounds and adds up on the first 512 paths of every scenario that ships, in every quarter: where
/// definitions alone make an account true, no identity of the model says so.
#[test]
fn accounts_hold_and_nothing_is_negative() {
    for (name, _) in sarez::read::scenarios() {
        let mut scenario = scenario(name);
        let quarters: Vec<_> = (0..scenario.quarters as i32)
            .map(|q| scenario.start.plus(q).to_string().parse().unwrap())
            .collect();
        let single = [
            "gdp",
            "fuel_factor",
            "output_demand",
            "transfers",
            "reserves",
            "reserve_share",
            "storage",
            "unfunded",
            "arrears",
            "import_rationing",
            "fuel_use",
            "fuel_demand",
            "exchange_rate",
        ];
        let corridors = scenario.economy.elements("corridor").to_vec();
        let mut measured: Vec<(String, Target)> = Vec::new();
        let span = scenario.span;
        let target = |variable: &str, elements| Target { variable: variable.to_owned(), elements, span };
        for variable in single {
            measured.push((variable.to_owned(), target(variable, Elements::None)));
        }
        for (variable, corridor) in
            ["sent", "lost"].iter().flat_map(|v| corridors.iter().map(move |corridor| (*v, corridor)))
        {
            let id = format!("{variable}_{corridor}");
            measured.push((id, target(variable, Elements::One(corridor.clone()))));
        }
        let outcome = |(id, variable): (String, Target)| Outcome {
            id,
            label: None,
            variable,
            measure: Measure::Level,
            of: Of::Scenario,
            at: quarters.clone(),
            below: Vec::new(),
            above: Vec::new(),
            span,
        };
        scenario.outcomes = measured.into_iter().map(outcome).collect();
        scenario.checks.clear();
        scenario.observed.clear();
        scenario.targets.clear();
        let ensemble = ensemble(&scenario);
        let at: BTreeMap<&str, usize> =
            ensemble.columns.iter().enumerate().map(|(k, column)| (column.id.as_str(), k)).collect();
        for unit in 0..2 {
            let values = values(&ensemble, unit, Isa::detect());
            for quarter in &quarters {
                (0..256).for_each(|path| {
                    let value = |id: &str| values[at[format!("{id}@{quarter}").as_str()]][path];
                    let place = format!("{name}, {quarter}, path {path} of unit {unit}");
                    adds_up(&place, &corridors, value);
                });
            }
        }
    }
}

/// The accounts of one path in one quarter.
fn adds_up(place: &str, corridors: &[String], value: impl Fn(&str) -> f64) {
    let (gdp, made) = (value("gdp"), value("fuel_factor") * value("output_demand"));
    assert!((gdp - made).abs() <= 1e-9 * gdp.abs(), "{place}: GDP");
    let total = |variable: &str| corridors.iter().map(|c| value(&format!("{variable}_{c}"))).sum::<f64>();
    let arrived = total("sent") - total("lost");
    assert!((arrived - value("transfers")).abs() <= 1e-9 * total("sent"), "{place}: transfers");
    assert!(corridors.iter().all(|c| value(&format!("lost_{c}")) >= -1e-9), "{place}: lost");
    assert!(value("reserves") >= 0.0, "{place}: reserves");
    assert!((0.0..=1.0).contains(&value("reserve_share")), "{place}: share of reserves");
    assert!((-1e-9..=100.0 + 1e-9).contains(&value("storage")), "{place}: storage");
    assert!((0.0..=1.0).contains(&value("fuel_factor")), "{place}: factor");
    assert!(value("fuel_use") <= value("fuel_demand") * (1.0 + 1e-12), "{place}: fuel");
    for part in ["unfunded", "arrears", "import_rationing"] {
        assert!(value(part) >= 0.0, "{place}: {part}");
    }
    if place.starts_with("el-salvador") {
        assert!((value("exchange_rate") - 1.0).abs() < 1e-12, "{place}: a dollar is a dollar");
    }
}

/// The model's own numbers, exactly, so that a change of them is a change of `tests/expected`.
#[test]
fn the_models_own_numbers() {
    let mut found = String::from(
        "# outcome: p05, p50, p95 of 20,000 paths; UPDATE=1 cargo test own_numbers writes them\n",
    );
    for name in [
        "armenia-10",
        "el-salvador-recession",
        "fuel-cut-no-cushion",
        "kyrgyz-republic-33",
        "remittances-22",
        "replay-2022",
    ] {
        let ran = ran(name);
        writeln!(found, "\n{name}").unwrap();
        for (column, tally) in ran.columns.iter().zip(&ran.part.tallies) {
            let [low, middle, high] = [0.05, 0.5, 0.95].map(|p| tally.quantile(p).value);
            writeln!(found, "{}: {low:?}, {middle:?}, {high:?}", column.id).unwrap();
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expected/own-numbers.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    for (expected, found) in expected.lines().zip(found.lines()) {
        assert_eq!(expected, found);
    }
    assert_eq!(expected.lines().count(), found.lines().count());
}
