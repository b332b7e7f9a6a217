//! Accounts: balanced references, closing items, identities, yearly equations and ratios over a year, by hand.

use sarez::compile::compile;
use sarez::diagnostic::{Diagnostics, Severity};
use sarez::scenario::{Of, OnBadPath, Scenario};
use sarez::simulate::{BadPlace, Failure, Options, simulate};

use crate::support::{Ran, ensemble, from_texts, run, scenario, try_texts};

#[track_caller]
fn assert_close(value: f64, exact: f64) {
    assert!((value - exact).abs() <= 1e-9 * exact.abs() + 1e-12, "{value} against {exact}");
}

/// A scenario of two years from 2022Q1 that measures levels: (variable, periods).
fn asking(more: &str, levels: &[(&str, &str)]) -> String {
    let mut text =
        format!("title = 't'\nmodel = 'm'\neconomy = 'e'\nstart = '2022Q1'\nhorizon = '2y'\n{more}\n");
    for (variable, at) in levels {
        text.extend([format!(
            "[[outcome]]\nid = '{variable}'\nvariable = '{variable}'\nas = 'level'\nat = {at}\n"
        )]);
    }
    text + "[run]\npaths = 256\n"
}

fn read(model: &str, economy: &str, asked: &str) -> Scenario {
    from_texts("t", &[("t", asked), ("m", model), ("e", economy)])
}

fn ran(model: &str, economy: &str, asked: &str) -> Ran {
    run(&read(model, economy, asked))
}

/// What the compiler says: severity, code, message.
fn said(model: &str, economy: &str, asked: &str) -> Vec<(Severity, &'static str, String)> {
    let mut diagnostics = Diagnostics::new();
    compile(&read(model, economy, asked), &mut diagnostics);
    let text = |d: &sarez::diagnostic::Diagnostic| {
        let labels: Vec<&str> = d.labels.iter().map(|label| label.text.as_str()).collect();
        (d.severity, d.code.name, format!("{} {} {}", d.message, labels.join(" "), d.help.join(" ")))
    };
    diagnostics.sorted().into_iter().map(text).collect()
}

const BALANCED: &str = "title = 'e'\n[reference]\nbase = '2021'\nkind = 'balanced'\ngrowth = 4\ninflation = 6\nforeign_inflation = 2\nsource = 's'\n";

/// Growth is geometric, and the mean of the base year is the level; of a stock the last quarter is.
#[test]
fn balanced_references_grow_from_the_base_year() {
    let model = "title = 'm'
[variable.output]
kind = 'flow'
trend = 'real'
equation = 'ref(output)'
level = 100
[variable.debt]
kind = 'stock'
trend = 'nominal'
equation = 'ref(debt)'
level = 300
[variable.rate]
kind = 'rate'
equation = 'ref(rate)'
level = 5
[variable.exchange]
kind = 'index'
trend = 'exchange_rate'
equation = 'ref(exchange)'
level = 10
[variable.ratio]
kind = 'ratio'
definition = 'debt / output'
[variable.welfare]
kind = 'flow'
frequency = 'year'
trend = 'foreign'
equation = 'ref(welfare)'
level = 7";
    let asked = asking(
        "",
        &[
            ("output", "['2022Q1', '2022', '2023']"),
            ("debt", "['2022Q1', '2022']"),
            ("rate", "'2023'"),
            ("exchange", "['2022', '2022Q2']"),
            ("ratio", "'2022'"),
            ("welfare", "['2022', '2023']"),
        ],
    );
    let ran = ran(model, BALANCED, &asked);
    let mean =
        |factor: f64| (0..4).map(|q| sarez::numerics::pow(factor, f64::from(q) / 4.0)).sum::<f64>() / 4.0;
    let exchange: f64 = 1.06 / 1.02;
    for (column, value) in [
        ("output@2022Q1", 104.0 / mean(1.04)),
        ("output@2022", 416.0),
        ("output@2023", 400.0 * 1.04 * 1.04),
        ("debt@2022Q1", 300.0 * sarez::numerics::pow(1.04 * 1.06, 0.25)),
        ("debt@2022", 300.0 * 1.04 * 1.06),
        ("rate@2023", 5.0),
        ("exchange@2022", 10.0 * exchange),
        ("exchange@2022Q2", 10.0 * exchange * sarez::numerics::pow(exchange, 0.25) / mean(exchange)),
        ("ratio@2022", 300.0 * 1.04 * 1.06 / 104.0),
        ("welfare@2022", 7.0 * 1.04 * 1.02),
        ("welfare@2023", 7.0 * (1.04_f64 * 1.02) * (1.04 * 1.02)),
    ] {
        assert_close(ran.only(column), value);
    }
}

#[test]
fn what_does_not_say_how_it_grows_is_refused_by_name() {
    let model = "title = 'm'\n[variable.a]\nkind = 'flow'\nequation = '1'\nlevel = 1\n[variable.b]\nkind = 'index'\nequation = '1'\nlevel = 1\n[variable.c]\nkind = 'rate'\nequation = '1'\nlevel = 1";
    let asked = asking("", &[("a", "'2022'")]);
    let texts = [("t", asked.as_str()), ("m", model), ("e", BALANCED)];
    let problems = try_texts("t", &texts).unwrap_err();
    assert!(problems.contains("missing-trend") && problems.contains("`a` and `b` do not say"), "{problems}");
    let short = BALANCED.replace("growth = 4\n", "");
    let problems = try_texts("t", &[texts[0], texts[1], ("e", &short)]).unwrap_err();
    assert!(problems.contains("a balanced reference needs `growth`"), "{problems}");
}

const NATIONAL: &str = "title = 'm'
[variable.gdp]
kind = 'flow'
unit = 'USD million a quarter'
definition = 'demand + net_exports + discrepancy'
[variable.demand]
kind = 'flow'
equation = 'ref(demand)'
[variable.net_exports]
kind = 'flow'
equation = 'ref(net_exports)'
[variable.discrepancy]
kind = 'flow'
unit = 'USD million a quarter'
equation = 'ref(discrepancy)'
[variable.income]
kind = 'flow'
equation = 'ref(income)'
[variable.other_income]
kind = 'flow'
equation = 'ref(other_income)'
[identity.income_side]
check = 'income + other_income - gdp = 0'
";

fn national(discrepancy: &str, other: f64, closing: &str) -> String {
    format!(
        "title = 'e'\n[level]\ngdp = {{ value = 1000, source = 's' }}\ndemand = {{ value = 900, source = 's' }}\nnet_exports = {{ value = -60, source = 's' }}\nincome = {{ value = 700, source = 's' }}\nother_income = {{ value = {other}, source = 's' }}\n{discrepancy}\n{closing}"
    )
}

const PUBLISHED: &str = "discrepancy = { value = 150, source = 's' }";
const BOTH: &str = "[closing]\ngdp = 'discrepancy'\nincome_side = 'other_income'\n";

/// A published discrepancy is kept, the remainder comes on top; two accounts are closed together.
#[test]
fn closing_items_take_the_remainder() {
    let asked = asking("", &[("gdp", "'2022Q1'"), ("discrepancy", "'2023Q4'"), ("other_income", "'2022'")]);
    let scenario = read(NATIONAL, &national(PUBLISHED, 295.0, BOTH), &asked);
    let compiled = ensemble(&scenario);
    let found: Vec<_> = compiled
        .balancing
        .iter()
        .map(|b| (b.account.as_str(), b.item.as_str(), b.stated, b.scale.as_str()))
        .collect();
    assert_eq!(found, [("gdp", "discrepancy", 150.0, "gdp"), ("income_side", "other_income", 295.0, "gdp")]);
    for (balancing, remainder, percent) in [(0, 10.0, 1.0), (1, 5.0, 0.5)] {
        assert_close(compiled.balancing[balancing].remainder, remainder);
        assert_close(compiled.balancing[balancing].remainder_percent, percent);
    }
    let ran = run(&scenario);
    assert_close(ran.only("gdp@2022Q1"), 1000.0);
    assert_close(ran.only("discrepancy@2023Q4"), 160.0);
    assert_close(ran.only("other_income@2022"), 1200.0);
    assert_eq!(said(NATIONAL, &national(PUBLISHED, 295.0, BOTH), &asked), []);
}

#[test]
fn an_economy_that_does_not_balance_says_by_how_much_where_and_what_closes_it() {
    let asked = asking("", &[("gdp", "'2022Q1'")]);
    let of = |discrepancy: &str, other: f64, closing: &str| {
        said(NATIONAL, &national(discrepancy, other, closing), &asked)
    };
    // Between 2 and 10 percent of gdp: a warning; above: an error.
    let warned = of("discrepancy = { value = 130, source = 's' }", 300.0, BOTH);
    assert_eq!(warned.len(), 1, "{warned:?}");
    assert_eq!((warned[0].0, warned[0].1), (Severity::Warning, "large-remainder"));
    assert!(warned[0].2.contains("takes 30 USD million a quarter to close `gdp`"), "{warned:?}");
    let refused = of("", 300.0, BOTH);
    assert_eq!((refused[0].0, refused[0].1), (Severity::Error, "large-remainder"), "{refused:?}");
    assert!(refused[0].2.contains("16 percent of gdp"), "{refused:?}");
    // No closing item.
    let open = of(PUBLISHED, 200.0, "[closing]\ngdp = 'discrepancy'\n");
    assert_eq!((open[0].0, open[0].1), (Severity::Error, "unbalanced-account"), "{open:?}");
    for part in
        ["in 2022Q1 its left side is 100 less", "`income` is 700", "[closing] income_side = \"variable\""]
    {
        assert!(open[0].2.contains(part), "{part}: {open:?}");
    }
    // What does not enter cannot close.
    let apart = of(PUBLISHED, 295.0, "[closing]\ngdp = 'income'\nincome_side = 'other_income'\n");
    assert_eq!((apart[0].0, apart[0].1), (Severity::Error, "bad-closing"), "{apart:?}");
    let model =
        NATIONAL.replace("net_exports + discrepancy", "net_exports + discrepancy * discrepancy / 100");
    let bent = said(&model, &national(PUBLISHED, 295.0, BOTH), &asked);
    assert!(
        bent.iter().any(|(_, code, text)| *code == "bad-closing" && text.contains("linearly")),
        "{bent:?}"
    );
}

#[test]
fn closings_name_accounts_and_behavioural_variables_once() {
    let asked = asking("", &[("gdp", "'2022Q1'")]);
    for (closing, words) in [
        ("gdpp = 'discrepancy'", "did you mean `gdp`?"),
        ("demand = 'discrepancy'", "neither an identity nor a definition"),
        ("gdp = 'gdp'", "a definition, and follows from its parts"),
        ("gdp = 'discrepancy'\nincome_side = 'discrepancy'", "closes two accounts"),
        ("gdp = 'discrepancyy'", "did you mean `discrepancy`?"),
    ] {
        let economy = national(PUBLISHED, 300.0, &format!("[closing]\n{closing}\n"));
        let texts = [("t", asked.as_str()), ("m", NATIONAL), ("e", &economy)];
        let problems = try_texts("t", &texts).unwrap_err();
        assert!(problems.contains(words), "{closing}: {problems}");
    }
}

/// An identity that does not hold fails the run, also where failing paths are counted; the lowest path is named.
#[test]
fn a_broken_identity_fails_the_run() {
    let model = "title = 'm'
[variable.a]
kind = 'flow'
equation = 'ref(a)'
bounds = { high = 102 }
residual = { normal = { sd = 1 } }
level = 100
[variable.b]
kind = 'flow'
equation = 'ref(b) + a - ref(a)'
level = 100
bounds = { high = 101 }
[identity.same]
check = 'a = b'";
    let asked = asking("", &[("b", "'2023Q4'")]);
    let mut scenario = read(model, "title = 'e'", &asked);
    scenario.run.paths = 5_000;
    for on_bad_path in [OnBadPath::Fail, OnBadPath::Count] {
        scenario.run.on_bad_path = on_bad_path;
        let compiled = ensemble(&scenario);
        let failures = [1, 7].map(|threads| {
            simulate(&compiled, &Options { threads, ..Options::default() }).expect_err("a > 101 on some path")
        });
        assert_eq!(failures[0], failures[1]);
        let Failure::Path { place: BadPlace::Identity { identity, of, left, right, .. }, value, .. } =
            &failures[0]
        else {
            panic!("{:?}", failures[0])
        };
        assert_eq!((identity.as_str(), *of, *right), ("same", Of::Baseline, 101.0));
        assert!(*left > 101.0 && *value == left - right);
        assert!(failures[0].to_string().contains("the identity `same` does not hold in 202"));
    }
}

#[test]
fn an_identity_that_repeats_definitions_is_refused() {
    let asked = asking("", &[("gdp", "'2022Q1'")]);
    let economy =
        national(PUBLISHED, 300.0, "[closing]\ngdp = 'discrepancy'\nincome_side = 'other_income'\n");
    for (check, refused) in [
        ("gdp = demand + net_exports + discrepancy", true),
        ("discrepancy - gdp + net_exports = -demand", true),
        ("2 * (gdp - demand) = 2 * net_exports + discrepancy * 2", true),
        ("gdp * income = income * demand + income * (net_exports + discrepancy)", true),
        ("100 * demand / gdp = demand / (demand + net_exports + discrepancy) * 100", true),
        ("gdp = income + other_income", false),
    ] {
        let model = NATIONAL.replace("income + other_income - gdp = 0", check);
        let found = said(&model, &economy, &asked);
        let found = found.iter().any(|(_, code, _)| *code == "identity-cannot-fail");
        assert_eq!(found, refused, "{check}");
    }
}

/// A definition's own recursion on references; on a steady one its movement is said.
#[test]
fn an_accumulating_definition_moves_on_the_reference() {
    let model = "title = 'm'\n[variable.flow]\nkind = 'flow'\nequation = 'ref(flow)'\nlevel = 3\n[variable.debt]\nkind = 'stock'\ndefinition = 'debt(-1) * 1.01 + flow'\nlevel = 200";
    let asked = asking("", &[("debt", "['2022Q1', '2022Q2']")]);
    let ran = ran(model, "title = 'e'", &asked);
    assert_close(ran.only("debt@2022Q1"), 205.0);
    assert_close(ran.only("debt@2022Q2"), 205.0 * 1.01 + 3.0);
    let warned = said(model, "title = 'e'", &asked);
    assert_eq!((warned.len(), warned[0].0, warned[0].1), (1, Severity::Warning, "moving-reference"));
    assert!(warned[0].2.contains("`debt`") && warned[0].2.contains("by 2.5 percent"), "{warned:?}");
}

#[test]
fn a_dummy_in_a_tracked_equation_is_said_to_cancel() {
    let model = "title = 'm'\n[variable.x]\nkind = 'flow'\nequation = 'ref(x) + 5 * during(2022Q1, 2022Q2)'\nlevel = 3";
    let asked = asking("", &[("x", "['2022Q1']")]);
    assert_close(ran(model, "title = 'e'", &asked).only("x@2022Q1"), 3.0);
    let warned = said(model, "title = 'e'", &asked);
    assert_eq!((warned.len(), warned[0].1), (1, "dummy-cancels"), "{warned:?}");
}

/// Annual aggregates, the own lag of a year, verbs by the year's mean weight, and a year that begins before the start.
#[test]
fn yearly_equations_run_on_annual_aggregates() {
    let model = "title = 'm'
[variable.flow]
kind = 'flow'
equation = 'ref(flow)'
level = 10
[variable.stock]
kind = 'stock'
equation = 'ref(stock)'
level = 100
[variable.rate]
kind = 'rate'
equation = 'ref(rate)'
level = 4
[variable.welfare]
kind = 'rate'
frequency = 'year'
equation = '0.5 * welfare(-1) + 0.1 * (flow - flow(-1)) + 0.01 * stock + rate'
level = 20
[variable.twice]
kind = 'rate'
frequency = 'year'
definition = '2 * welfare + welfare(-1)'";
    let economy = "title = 'e'\n[history.flow]\nquarterly = { '2022Q1' = 14, '2022Q2' = 6 }\nsource = 's'";
    let shocks = "[[shock]]
id = 'flow'
target = 'flow'
add = 8
timing = { start = '2022Q4', hold = '1q' }
[[shock]]
id = 'stock'
target = 'stock'
add = 50
timing = { start = '2022Q4', hold = '1q' }
[[shock]]
id = 'rate'
target = 'rate'
add = 2
timing = { start = '2023Q1', hold = '2q' }
[[shock]]
id = 'welfare'
target = 'welfare'
add = 4
timing = { start = '2023Q4', hold = '1q' }";
    let asked = asking(shocks, &[("welfare", "['2023', '2024']"), ("twice", "'2023'")]);
    let asked = asked.replace("start = '2022Q1'\nhorizon = '2y'", "start = '2022Q3'\nhorizon = '10q'");
    let ran = ran(model, economy, &asked);
    // 2022: flow 14 + 6 + 10 + 18 against a reference of 40, stock 150 against 100; the year before is the reference.
    let first = 20.0 + 0.1 * 8.0 + 0.01 * 50.0;
    // 2023: flow 40 - 48 against 40 - 40, rate by half of 2, and a quarter of 4.
    let second = 20.0 + 0.5 * (first - 20.0) - 0.1 * 8.0 + 1.0 + 1.0;
    assert_close(ran.only("welfare@2023"), second);
    assert_close(ran.only("welfare@2024"), 20.0 + 0.5 * (second - 20.0));
    assert_close(ran.only("twice@2023"), 2.0 * second + first);
}

/// Residuals of a yearly equation are drawn once a year, and persist from year to year.
#[test]
fn yearly_residuals_are_drawn_once_a_year() {
    let model = "title = 'm'\n[variable.x]\nkind = 'rate'\nfrequency = 'year'\nequation = 'ref(x)'\nlevel = 0\nresidual = { normal = { sd = 1 }, ar = 0.6 }";
    let asked = asking("", &[("x", "['2022', '2023']")]).replace("paths = 256", "paths = 100_000");
    let ran = ran(model, "title = 'e'", &asked);
    crate::support::assert_near(ran.tally("x@2022").sd(), 1.0, 4.0);
    crate::support::assert_near(ran.tally("x@2023").sd(), f64::sqrt(1.36), 4.0);
}

#[test]
fn only_yearly_equations_read_yearly_ones() {
    let model = "title = 'm'\n[variable.x]\nkind = 'rate'\nfrequency = 'year'\nequation = 'ref(x)'\nlevel = 0\n[variable.y]\nkind = 'rate'\nequation = 'x + y(-1)'\nlevel = 0\n[identity.i]\ncheck = 'x = y'";
    let asked = asking("", &[("x", "['2022', '2022Q4']")]);
    let problems = try_texts("t", &[("t", &asked), ("m", model), ("e", "title = 'e'")]).unwrap_err();
    assert_eq!(problems.matches("error[yearly-read]").count(), 3, "{problems}");
}

/// Each side of a ratio is computed quarter by quarter and then aggregated.
#[test]
fn a_ratio_over_a_year_aggregates_its_sides() {
    let model = "title = 'm'
[variable.price]
kind = 'index'
equation = 'ref(price)'
level = 2
[variable.volume]
kind = 'flow'
equation = 'ref(volume)'
level = 10
[variable.debt]
kind = 'stock'
equation = 'ref(debt)'
level = 100
[variable.share]
kind = 'ratio'
definition = '100 * (price * volume) / (volume + 5)'
[variable.burden]
kind = 'ratio'
definition = 'debt * price / volume'";
    let shocks = "[[shock]]
id = 'price'
target = 'price'
set = 6
timing = { start = '2022Q4', hold = '1q' }
[[shock]]
id = 'volume'
target = 'volume'
set = 30
timing = { start = '2022Q4', hold = '1q' }";
    let asked = asking(shocks, &[("share", "'2022'"), ("burden", "'2022'")]);
    let ran = ran(model, "title = 'e'", &asked);
    let value = (3.0 * 20.0 + 180.0) / 4.0;
    assert_close(ran.only("share@2022"), 100.0 * value / ((3.0 * 15.0 + 35.0) / 4.0));
    assert_close(ran.only("burden@2022"), 600.0 / 15.0);
}

/// The identities of Klein's model and of SIM are checked in every period of every path.
#[test]
fn known_models_have_identities() {
    for (name, identity) in [("sim", "money_market"), ("klein", "saving")] {
        let mut scenario = scenario(name);
        assert_eq!(scenario.model.identities[0].name, identity);
        run(&scenario);
        let of = if name == "sim" { "money" } else { "debt" };
        let stock = scenario.model.variables.iter_mut().find(|variable| variable.name == of).unwrap();
        stock.level = Some(1.0);
        let failure = simulate(&ensemble(&scenario), &Options::default()).unwrap_err();
        assert!(
            failure.to_string().contains(&format!("the identity `{identity}` does not hold")),
            "{failure}"
        );
    }
}
