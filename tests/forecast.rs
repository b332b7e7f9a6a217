//! The conditional forecast table, and the revision of a forecast between two vintages, against closed forms.

use sarez::analysis::forecast::{Plan, Row};
use sarez::calendar::Period;
use sarez::diagnostic::Diagnostics;
use sarez::scenario::Scenario;
use sarez::simulate::{Options, simulate};

use crate::support::{assert_near, from_texts, json, sarez, scenario};

const MODEL: &str = "
title = 'Trade'
[variable.trade]
kind = 'flow'
unit = 'USD million a quarter'
equation = 'ref(trade)'
residual = { normal = { sd = 2 } }
[variable.rate]
kind = 'rate'
unit = 'percent'
equation = 'ref(rate)'
";

/// History of 2021 whole, of 2020 not.
const ECONOMY: &str = "
title = 'Somewhere'
[level.trade]
value = 100
source = 'customs'
[level.rate]
value = 5
period = '2021Q4'
source = 'a bank'
[history.trade]
quarterly = { '2020Q3' = 80, '2020Q4' = 85, '2021Q1' = 90, '2021Q2' = 95, '2021Q3' = 100, '2021Q4' = 105 }
vintage = 'March 2022'
source = 'customs'
[[past]]
of = 'trade'
as = 'change'
annual = { '2019' = 3, '2020' = -12, '2021' = 18, '2022' = 40 }
vintage = 'October 2022'
source = 'customs'
";

const SCENARIO: &str = "
title = 'Trade falls'
model = 'trade'
economy = 'somewhere'
start = '2022Q1'
horizon = '1y'
[[shock]]
id = 'fall'
target = 'trade'
percent = -10
[[shock]]
id = 'rise'
target = 'rate'
add = 1
[[outcome]]
id = 'trade_effect'
variable = 'trade'
as = 'effect, percent'
at = '2022'
[[outcome]]
id = 'trade_growth'
label = 'Trade'
variable = 'trade'
as = 'growth'
at = '2022'
[[outcome]]
id = 'rate_effect'
variable = 'rate'
as = 'effect'
at = ['2022Q4', '2022']
[run]
paths = 20_000
seed = 9
";

fn rows(scenarios: &[Scenario]) -> Vec<Row> {
    let plan = Plan::new(scenarios);
    let mut diagnostics = Diagnostics::new();
    let ensemble = plan.compile(&mut diagnostics).unwrap_or_else(|| panic!("{diagnostics:?}"));
    plan.rows(&ensemble.columns, &simulate(&ensemble, &Options::default()).unwrap())
}

/// The year's trade has the standard deviation 2 √4 = 4 around 400; growth is on the 390 of 2021. N = 20,000, seed 9, 4 standard errors.
#[test]
fn levels_growth_and_rates_are_forecast_beside_what_was_known() {
    let texts = [("s", SCENARIO), ("trade", MODEL), ("somewhere", ECONOMY)];
    let rows = rows(&[from_texts("s", &texts)]);
    let of = |variable: &str, measure: &str, period: &str| {
        let found = rows.iter().find(|row| {
            row.outcome.variable.to_string() == variable
                && row.outcome.measure.to_string() == measure
                && row.column.period.to_string() == period
        });
        found.unwrap_or_else(|| panic!("{variable} {measure} {period}"))
    };
    assert_eq!(rows.len(), 4);
    let level = of("trade", "level", "2022");
    // 2020 is not whole.
    assert_eq!(level.known, [(Period::Year(2021), 390.0)]);
    assert_eq!(level.figure.as_ref().unwrap().vintage.as_deref(), Some("March 2022"));
    assert!((level.reference.unwrap() - 400.0).abs() < 1e-9);
    assert_near(level.baseline, 400.0, 4.0);
    let z90 = 1.281_551_565_544_6;
    for (found, z) in level.scenario_quantiles.iter().zip([-z90, 0.0, z90]) {
        assert_near(*found, 0.9 * (400.0 + 4.0 * z), 4.0);
    }
    assert!((level.effect.value + 10.0).abs() < 1e-9);
    assert_eq!(level.effect_unit, "percent");
    let growth = of("trade", "growth", "2022");
    // A past says what growth was, up to the start.
    assert!((growth.reference.unwrap() - 100.0 * (400.0 / 390.0 - 1.0)).abs() < 1e-9);
    assert_eq!(growth.known, [(Period::Year(2020), -12.0), (Period::Year(2021), 18.0)]);
    assert_eq!(growth.figure.as_ref().unwrap().vintage.as_deref(), Some("October 2022"));
    assert_near(growth.baseline, 100.0 * (400.0 / 390.0 - 1.0), 4.0);
    assert_near(growth.effect, -10.0 * 400.0 / 390.0, 4.0);
    let (quarter, year) = (of("rate", "level", "2022Q4"), of("rate", "level", "2022"));
    assert_eq!(quarter.known, [("2021Q4".parse().unwrap(), 5.0)]);
    assert_eq!((year.known.len(), year.effect.value), (0, 1.0));
    assert_eq!(year.scenario_quantiles.map(|quantile| quantile.value), [6.0; 3]);
}

/// On the reference trade is 100 and food 30 a quarter, whatever the residuals do: 30 percent in a quarter and in a year; a path of
/// residuals has the median of (30 + e) / (100 + u), which is another number. A balanced reference grows by 4 percent a year. The
/// model's own solution is no reference.
#[test]
fn growth_and_shares_have_a_reference() {
    let model = format!(
        "{MODEL}[variable.food]\nkind = 'flow'\nunit = 'USD million a quarter'\nequation = 'ref(food)'\ntrend = 'real'\n\
         residual = {{ normal = {{ sd = 9 }} }}\n"
    )
    .replace("residual = { normal = { sd = 2 } }", "trend = 'real'\nresidual = { normal = { sd = 30 } }");
    let economy = ECONOMY.split("[history").next().unwrap().to_owned()
        + "[level.food]\nvalue = 30\nsource = 'customs'\n";
    let question = SCENARIO
        .replace("at = '2022'\n[[outcome]]\nid = 'rate", "at = ['2022Q1', '2022']\n[[outcome]]\nid = 'rate")
        + "[[outcome]]\nid = 'share'\nvariable = 'food'\nas = 'share of trade'\nat = ['2022Q2', '2022']\n";
    let found = |model: &str, economy: &str| {
        let texts = [("s", question.as_str()), ("trade", model), ("somewhere", economy)];
        let rows = rows(&[from_texts("s", &texts)]);
        let of = |measure: &str| -> Vec<Option<f64>> {
            let own = rows.iter().filter(|row| row.outcome.measure.to_string() == measure);
            own.map(|row| row.reference).collect()
        };
        (of("growth"), of("share of trade"), of("level"))
    };
    let near = |found: &[Option<f64>], exact: &[f64]| {
        assert_eq!(found.len(), exact.len(), "{found:?}");
        for (found, exact) in found.iter().zip(exact) {
            assert!((found.unwrap() - exact).abs() < 1e-9, "{found:?} {exact}");
        }
    };
    let (growth, share, level) = found(&model, &economy);
    near(&growth, &[0.0, 0.0]);
    near(&share, &[30.0, 30.0]);
    near(&level, &[400.0, 5.0, 5.0]);
    let grown = "[reference]\nkind = 'balanced'\nbase = '2021Q4'\ngrowth = 4\ninflation = 0\nforeign_inflation = 0\nsource = 's'\n";
    let balanced = format!("reference.kind = 'balanced'\n{model}");
    let (growth, share, _) = found(&balanced, &format!("{economy}{grown}"));
    near(&growth, &[4.0, 4.0]);
    near(&share, &[30.0, 30.0]);
    let own = format!("reference.kind = 'model'\n{model}").replace("ref(trade)", "100");
    let own = own.replace("ref(rate)", "5").replace("ref(food)", "30");
    let (growth, share, level) =
        found(&own, &format!("{ECONOMY}[level.food]\nvalue = 30\nsource = 'customs'\n"));
    assert!([growth, share, level].concat().iter().all(Option::is_none));
}

#[test]
fn every_shipped_question_has_a_forecast() {
    for name in ["tajikistan-2022", "hindcast-2022-t", "everything-at-once", "kyrgyz-republic-33"] {
        let mut scenario = scenario(name);
        scenario.run.paths = 512;
        scenario.targets.clear();
        let rows = rows(&[scenario]);
        assert!(!rows.is_empty(), "{name}");
        for row in &rows {
            let [p10, p50, p90] = row.scenario_quantiles.map(|quantile| quantile.value);
            assert!(p10 <= p50 && p50 <= p90 && row.baseline.value.is_finite(), "{name} {row:?}");
            if let (Some(reference), true) = (row.reference, row.baseline.value.abs() > 1e-6) {
                assert!(reference.is_finite(), "{name} {row:?}");
            }
        }
    }
}

/// Trade was 100 as first published and 110 as revised, so that the forecast rises by the same, all of it from data.
#[test]
fn a_forecast_is_revised_by_what_was_published_since() {
    let home = tempfile::tempdir().unwrap();
    let economy = ECONOMY.split("[history").next().unwrap().replace(
        "[level.trade]\nvalue = 100\nsource = 'customs'\n",
        "[reference]\nkind = 'path'\ncsv = 'path.csv'\n",
    );
    let path = "variable,period,value,unit,vintage\ntrade,2021,400,,2022-01\ntrade,2022,400,,2022-01\n\
                trade,2021,440,,2022-09\ntrade,2022,440,,2022-09\n";
    let question =
        SCENARIO.replace("'trade'\neconomy = 'somewhere'", "'trade.toml'\neconomy = 'somewhere.toml'");
    let question = question.replace(
        "[[outcome]]\nid = 'trade_growth'\nlabel = 'Trade'\nvariable = 'trade'\nas = 'growth'",
        "[[outcome]]\nid = 'trade'\nvariable = 'trade'\nas = 'level'",
    );
    for (name, text) in [
        ("s.toml", question.as_str()),
        ("trade.toml", MODEL),
        ("somewhere.toml", &economy),
        ("path.csv", path),
    ] {
        std::fs::write(home.path().join(name), text).unwrap();
    }
    let days = ["--as-of", "2022-03-01", "--as-of", "2022-10-01"];
    let output = sarez(home.path(), &[&["compare", "s.toml", "--out", "out"][..], &days].concat());
    let told =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    for part in
        ["s@2022-03-01", "s@2022-10-01", "the conditional forecast of each: --table forecast", "what differs"]
    {
        assert!(told.contains(part), "{part}\n{told}");
    }
    let found = json(&home, &[&["compare", "s.toml"][..], &days].concat());
    let rows = found["pairs"][0]["outcomes"].as_array().unwrap();
    let level = rows.iter().find(|row| row["id"] == "trade@2022").unwrap();
    // 440 less 400, less a tenth; no difference is noise.
    let mean = level["difference"]["mean"]["value"].as_f64().unwrap();
    assert!((mean - 36.0).abs() < 1e-9, "{level}");
    let steps = found["pairs"][0]["steps"].as_array().unwrap();
    let parts = level["contributions"].as_array().unwrap();
    for (step, part) in steps.iter().zip(parts) {
        let expected = if step.as_array().unwrap().contains(&"data".into()) { 36.0 } else { 0.0 };
        assert!((part["value"].as_f64().unwrap() - expected).abs() < 1e-9, "{step} {part}");
    }
    assert!(home.path().join("out/forecast.csv").exists());
    for (arguments, words) in [
        (&["compare", "s.toml", "--as-of", "2022-03-01"][..], "a second time"),
        (
            &["compare", "s.toml", "s.toml", "--as-of", "2022-03-01", "--as-of", "2022-10-01"],
            "of one scenario",
        ),
        (&["compare", "s.toml", "--as-of", "2022-03-01", "--as-of", "soon"], "as_of"),
    ] {
        let output = sarez(home.path(), arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && told.contains(words), "{told}");
    }
}
