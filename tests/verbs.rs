//! Every verb against paths that are computed here, quarter by quarter, by plain arithmetic from the drawn residuals.
#![expect(clippy::disallowed_methods, reason = "the platform's functions are what ours are compared with")]
#![expect(
    clippy::needless_range_loop,
    reason = "quarters and paths are numbers here, of several lists at once"
)]

use std::collections::BTreeMap;
use std::fmt::Write;

use sarez::compile::{Ensemble, compile};
use sarez::diagnostic::{Diagnostics, Sources, Style, render};
use sarez::program::Isa;
use sarez::read::read_texts;
use sarez::simulate::{Options, simulate, values};

const MODEL: &str = include_str!("known_models/verbs-model.toml");
const QUARTERS: usize = 8;
const VARIABLES: [&str; 8] = ["price", "sales", "other", "income", "demand", "output", "rate", "memory"];
const RESIDUALS: [&str; 3] = ["price", "sales", "demand"];

fn quarter(t: usize) -> String {
    format!("{}Q{}", 2022 + t / 4, t % 4 + 1)
}

fn text(fragment: &str) -> String {
    let mut text = "title = 'Verbs'\nmodel = 'verbs'\nstart = '2022Q1'\nhorizon = '2y'\n".to_owned();
    text += fragment;
    let at: Vec<String> = (0..QUARTERS).map(|t| format!("'{}'", quarter(t))).collect();
    let at = at.join(", ");
    for of in ["scenario", "baseline"] {
        for (list, measure, prefix) in [(&VARIABLES[..], "level", ""), (&RESIDUALS[..], "residual", "u_")] {
            for name in list {
                let _ = write!(
                    text,
                    "\n[[outcome]]\nid = '{prefix}{name}_{of}'\nvariable = '{name}'\nas = '{measure}'\nof = '{of}'\nat = [{at}]\n"
                );
            }
        }
    }
    text + "[run]\npaths = 256\nseed = 11\n"
}

/// The scenario compiled, or what is said instead.
fn try_ensemble(fragment: &str) -> Result<Ensemble, String> {
    try_texts(&text(fragment), MODEL, "")
}

fn try_texts(scenario: &str, model: &str, economy: &str) -> Result<Ensemble, String> {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let texts = [("verbs-of", scenario), ("verbs", model), ("somewhere", economy)];
    let scenario = read_texts("verbs-of", &texts, &mut sources, &mut diagnostics);
    let ensemble = scenario.and_then(|scenario| compile(&scenario, &mut diagnostics));
    ensemble.ok_or_else(|| render(&diagnostics, &sources, Style::Plain))
}

/// By name: quarters, then paths.
type Paths = BTreeMap<String, Vec<Vec<f64>>>;

fn paths(fragment: &str) -> Paths {
    let ensemble = try_ensemble(fragment).unwrap_or_else(|said| panic!("{said}"));
    let values = values(&ensemble, 0, Isa::detect());
    let mut paths = Paths::new();
    for (column, values) in ensemble.columns.iter().zip(values) {
        let (name, _) = column.id.rsplit_once('@').unwrap();
        paths.entry(name.to_owned()).or_default().push(values);
    }
    paths
}

/// One path: by variable, its quarters.
type Path = BTreeMap<&'static str, Vec<f64>>;

/// What a variable's value is before its bounds: by name, quarter, what the equation gives without and with its residual,
/// and the path so far.
type Rule<'a> = dyn Fn(&'static str, usize, f64, f64, &Path) -> f64 + 'a;

/// The same in the scenario, the baseline's path first.
type Shocked<'a> = dyn Fn(&Path, &'static str, usize, f64, f64, &Path) -> f64 + 'a;

/// A path by hand: `u` gives the residuals.
fn by_hand(u: &dyn Fn(&'static str, usize) -> f64, rule: &Rule) -> Path {
    let mut path = Path::new();
    let levels = BTreeMap::from([
        ("price", 20.0),
        ("sales", 100.0),
        ("other", 50.0),
        ("income", 150.0),
        ("demand", 90.0),
        ("output", 130.0),
        ("rate", 4.0),
        ("memory", 10.0),
    ]);
    for t in 0..QUARTERS {
        let before = |path: &Path, name: &str| if t == 0 { levels[name] } else { path[name][t - 1] };
        let price = 0.5 * before(&path, "price") + 10.0;
        let price = rule("price", t, price, price + u("price", t), &path).clamp(15.0, 30.0);
        path.entry("price").or_default().push(price);
        let sales = before(&path, "sales").powf(0.7) * 100_f64.powf(0.3) * (price / 20.0).powi(-2);
        let sales = rule("sales", t, sales, sales * u("sales", t).exp(), &path);
        path.entry("sales").or_default().push(sales);
        let other = 50.0 + 0.1 * (before(&path, "income") - 150.0);
        let other = rule("other", t, other, other, &path);
        path.entry("other").or_default().push(other);
        path.entry("income").or_default().push(sales + other);
        // output = demand + 40, demand = 51 + 0.3 output - 2 (price - 20) + u
        let known = 51.0 + 0.3 * 40.0 - 2.0 * (price - 20.0) + u("demand", t);
        let demand = known / 0.7;
        let demand = rule("demand", t, demand, demand, &path);
        path.entry("demand").or_default().push(demand);
        path.entry("output").or_default().push(demand + 40.0);
        let rate = 0.5 * before(&path, "rate") + 2.0;
        let memory = 10.0 + before(&path, "rate") - 4.0;
        let rate = rule("rate", t, rate, rate, &path);
        path.entry("rate").or_default().push(rate);
        path.entry("memory").or_default().push(memory);
    }
    path
}

fn plain(_: &'static str, _: usize, _: f64, equation: f64, _: &Path) -> f64 {
    equation
}

#[track_caller]
fn assert_path(paths: &Paths, of: &str, number: usize, expected: &Path) {
    for name in VARIABLES {
        for t in 0..QUARTERS {
            let (value, expected) = (paths[&format!("{name}_{of}")][t][number], expected[name][t]);
            assert!(
                (value - expected).abs() <= 1e-10 * expected.abs(),
                "{name} of {of} in {}, path {number}: {value} against {expected}",
                quarter(t)
            );
        }
    }
}

/// Both variants of all paths against what the rules give; residuals are as drawn.
#[track_caller]
fn check(fragment: &str, baseline: &Rule, scenario: &Shocked) {
    let paths = paths(fragment);
    for number in 0..256 {
        let u = |name: &'static str, t: usize| paths[&format!("u_{name}_baseline")][t][number];
        let held = by_hand(&u, baseline);
        assert_path(&paths, "baseline", number, &held);
        let rule = |name: &'static str, t: usize, central: f64, equation: f64, path: &Path| {
            scenario(&held, name, t, central, equation, path)
        };
        assert_path(&paths, "scenario", number, &by_hand(&u, &rule));
    }
}

/// A shock or the like on one variable, against a rule for that variable in a quarter.
#[track_caller]
fn check_one(fragment: &str, name: &'static str, rule: &dyn Fn(usize, f64, f64) -> f64) {
    check(fragment, &plain, &|_, this, t, central, equation, _| {
        if this == name { rule(t, central, equation) } else { equation }
    });
}

fn shock(target: &str, rest: &str) -> String {
    format!("[[shock]]\nid = 's'\ntarget = '{target}'\n{rest}\n")
}

#[test]
fn sizes_are_numbers_or_paths() {
    let path = "{ values = [22, 24], from = '2022Q2' }";
    check_one(&shock("price", &format!("set = {path}")), "price", &|t, _, equation| match t {
        0 => equation,
        1 => 22.0,
        _ => 24.0,
    });
    let path = "{ values = [2, -1], from = '2022Q2', to = '2022Q4' }";
    check_one(&shock("price", &format!("add = {path}")), "price", &|t, _, equation| {
        equation + [0.0, 2.0, -1.0, -1.0, 0.0, 0.0, 0.0, 0.0][t]
    });
    let timing = "timing = { start = '2022Q2', hold = '2q', half_life = '1q' }";
    check_one(&shock("price", &format!("add = 1\n{timing}")), "price", &|t, _, equation| {
        equation + [0.0, 1.0, 1.0, 0.5, 0.25, 0.125, 0.0625, 0.03125][t]
    });
    check_one(&shock("sales", "percent = -10\ntiming = { ramp = '1q' }"), "sales", &|t, _, equation| {
        equation * if t == 0 { 0.95 } else { 0.9 }
    });
    let path = "{ values = [5, -5], from = '2022Q1' }";
    check_one(&shock("sales", &format!("log_points = {path}")), "sales", &|t, _, equation| {
        equation * if t == 0 { 0.05_f64.exp() } else { (-0.05_f64).exp() }
    });
    check_one(&shock("sales", "growth = 4\ntiming = { hold = '4q' }"), "sales", &|t, _, equation| {
        equation * 1.04_f64.powf((t + 1).min(4) as f64 / 4.0)
    });
    let path = "{ values = [4, 8], from = '2021Q4', to = '2022Q2' }";
    check_one(&shock("sales", &format!("growth = {path}")), "sales", &|t, _, equation| {
        equation * 1.08_f64.powf((t + 1).min(2) as f64 / 4.0)
    });
}

/// Set, then percents, then adds; in the baseline what it holds; lags read the result.
#[test]
fn judgement_acts_on_top_of_an_assumption() {
    let fragment = "
        [[assumption]]
        id = 'path'
        target = 'price'
        set = { values = [22, 21], from = '2022Q2' }
        by = 'staff'
        [[tune]]
        id = 'lift'
        target = 'price'
        add = 0.5
        timing = { start = '2022Q3', hold = '2q' }
        by = 'staff'
        on = 2022-03-04
        reason = 'a test'
        [[tune]]
        id = 'more'
        target = 'sales'
        percent = 3
        by = 'staff'
        on = 2022-03-04
        reason = 'a test'
        [[shock]]
        id = 'a'
        target = 'price'
        add = 1
        timing = { start = '2022Q3', hold = '1q' }
        [[shock]]
        id = 'p'
        target = 'price'
        percent = 10
        [[shock]]
        id = 'l'
        target = 'price'
        log_points = -2
    ";
    let set = |t: usize, equation: f64| [equation, 22.0, 21.0][t.min(2)];
    let lift = |t: usize| if t == 2 || t == 3 { 0.5 } else { 0.0 };
    check(
        fragment,
        &|name, t, _, equation, _| match name {
            "price" => set(t, equation) + lift(t),
            "sales" => equation * 1.03,
            _ => equation,
        },
        &|_, name, t, _, equation, _| match name {
            "price" => {
                let pushed = set(t, equation) * 1.1 * (-0.02_f64).exp();
                pushed + lift(t) + if t == 2 { 1.0 } else { 0.0 }
            }
            "sales" => equation * 1.03,
            _ => equation,
        },
    );
}

#[test]
fn verbs_are_against_what_they_say() {
    let timing = "timing = { start = '2022Q2', hold = '2q' }";
    let within = |t: usize| t == 1 || t == 2;
    // The tune of the baseline is in its value, and does not act twice.
    let tune = "[[tune]]\nid = 't'\ntarget = 'sales'\npercent = 5\nby = 'b'\non = 2022-03-04\nreason = 'r'\n";
    let fragment =
        tune.to_owned() + &shock("sales", &format!("percent = -20\nversus = 'baseline'\n{timing}"));
    check(
        &fragment,
        &|name, _, _, equation, _| if name == "sales" { equation * 1.05 } else { equation },
        &|held, name, t, _, equation, _| match name {
            "sales" if within(t) => held["sales"][t] * 0.8,
            "sales" => equation * 1.05,
            _ => equation,
        },
    );
    // The weight scales the size.
    let fade = "timing = { start = '2022Q2', hold = '1q', half_life = '1q' }";
    check(
        &shock("price", &format!("add = 2\nversus = 'baseline'\n{fade}")),
        &plain,
        &|held, name, t, _, equation, _| match name {
            "price" if t > 0 => held["price"][t] + 2.0 * 0.5_f64.powi(t as i32 - 1),
            _ => equation,
        },
    );
    check_one(
        &shock("sales", &format!("percent = -20\nversus = 'reference'\n{timing}")),
        "sales",
        &|t, central, equation| if within(t) { 80.0 * equation / central } else { equation },
    );
    check_one(
        &shock("price", &format!("add = 1\nversus = 'reference'\n{timing}")),
        "price",
        &|t, central, equation| if within(t) { 21.0 + equation - central } else { equation },
    );
    let fragment =
        shock("sales", "percent = 10\nversus = 'year_ago'\ntiming = { start = '2022Q4', hold = '3q' }");
    check(&fragment, &plain, &|_, name, t, central, equation, path| match name {
        "sales" if (3..6).contains(&t) => {
            let ago = if t < 4 { 100.0 } else { path["sales"][t - 4] };
            ago * 1.1 * equation / central
        }
        _ => equation,
    });
    // An assumption too, in both.
    let fragment = "[[assumption]]\nid = 'a'\ntarget = 'sales'\npercent = 2\nversus = 'year_ago'\nby = 'b'\n";
    let rule = |name: &str, t: usize, central: f64, equation: f64, path: &Path| match name {
        "sales" => (if t < 4 { 100.0 } else { path["sales"][t - 4] }) * 1.02 * equation / central,
        _ => equation,
    };
    check(fragment, &|name, t, c, e, path| rule(name, t, c, e, path), &|_, name, t, c, e, path| {
        rule(name, t, c, e, path)
    });
}

#[test]
fn the_one_that_replaces_wins() {
    let held = "[[assumption]]\nid = 'held'\ntarget = 'price'\nset = 22\nby = 'b'\n";
    let fragment = held.to_owned()
        + &shock(
            "price",
            "set = 26\nreplaces = 'held'\ntiming = { start = '2022Q2', ramp = '1q', hold = '2q' }",
        );
    let base = |name: &str, equation: f64| if name == "price" { 22.0 } else { equation };
    check(&fragment, &|name, _, _, e, _| base(name, e), &|_, name, t, _, e, _| match name {
        "price" => [22.0, 24.0, 26.0, 26.0, 22.0, 22.0, 22.0, 22.0][t],
        _ => e,
    });
    // In the order of replacement, not of the file.
    let fragment = held.to_owned()
        + "[[shock]]\nid = 'first'\ntarget = 'price'\nset = 28\nreplaces = ['second', 'held']\ntiming = { hold = '1q' }\n"
        + "[[shock]]\nid = 'second'\ntarget = 'price'\nset = 24\nreplaces = 'held'\ntiming = { hold = '2q' }\n";
    check(&fragment, &|name, _, _, e, _| base(name, e), &|_, name, t, _, e, _| match name {
        "price" => [28.0, 24.0, 22.0, 22.0, 22.0, 22.0, 22.0, 22.0][t],
        _ => e,
    });
    // An event while it lasts, tunes on top.
    let fragment = held.to_owned()
        + "[[tune]]\nid = 't'\ntarget = 'price'\nadd = 0.5\nby = 'b'\non = 2022-03-04\nreason = 'r'\n"
        + "[[event]]\nid = 'e'\nprobability = 1\nwindow = ['2022Q2', '2022Q2']\nduration = '2q'\n"
        + "shock = [{ target = 'price', set = 25, replaces = 'held' }, { target = 'price', add = 1 }]\n";
    let tuned = |name: &str, equation: f64| if name == "price" { 22.5 } else { equation };
    check(&fragment, &|name, _, _, e, _| tuned(name, e), &|_, name, t, _, e, _| match name {
        "price" if t == 1 || t == 2 => 26.5,
        _ => tuned(name, e),
    });
}

/// Path by path an event acts or does not, and where it does not the bits are the baseline's.
#[test]
fn events_are_against_what_they_say_while_they_last() {
    for (versus, factor) in [("equation", None), ("baseline", Some(()))] {
        let paths = paths(&format!(
            "[[event]]\nid = 'e'\nprobability = 0.5\nwindow = ['2022Q3', '2022Q3']\nduration = '2q'\nshock = [{{ target = 'sales', percent = -20, versus = '{versus}' }}]\n"
        ));
        let mut active = 0;
        for number in 0..256 {
            let u = |name: &'static str, t: usize| paths[&format!("u_{name}_baseline")][t][number];
            let held = by_hand(&u, &plain);
            let on = paths["sales_scenario"][2][number] != paths["sales_baseline"][2][number];
            active += usize::from(on);
            let rule = |name: &'static str, t: usize, _: f64, equation: f64, _: &Path| match name {
                "sales" if on && (t == 2 || t == 3) => match factor {
                    None => equation * 0.8,
                    Some(()) => held["sales"][t] * 0.8,
                },
                _ => equation,
            };
            assert_path(&paths, "scenario", number, &by_hand(&u, &rule));
            if !on {
                for name in VARIABLES {
                    for t in 0..QUARTERS {
                        let of = |of: &str| paths[&format!("{name}_{of}")][t][number].to_bits();
                        assert_eq!(of("scenario"), of("baseline"), "{name}");
                    }
                }
            }
        }
        assert!((90..166).contains(&active), "{active}");
    }
}

#[test]
fn a_spread_scales_what_is_drawn() {
    let drawn = paths("");
    let tuned = paths(
        "[[tune]]\nid = 't'\ntarget = 'sales'\nresidual_spread = 1.5\ntiming = { start = '2022Q3', ramp = '1q', hold = '2q' }\nby = 'b'\non = 2022-03-04\nreason = 'r'\n",
    );
    for number in 0..256 {
        let (mut u, mut before) = (0.0, 0.0);
        for t in 0..QUARTERS {
            let raw = drawn["u_sales_baseline"][t][number];
            let factor = [1.0, 1.0, 1.25, 1.5, 1.5, 1.0, 1.0, 1.0][t];
            u = 0.5 * u + factor * (raw - 0.5 * before);
            before = raw;
            for of in ["baseline", "scenario"] {
                let value = tuned[&format!("u_sales_{of}")][t][number];
                assert!((value - u).abs() < 1e-14, "{value} {u}");
                let (other, same) = (&tuned[&format!("u_price_{of}")], &drawn["u_price_baseline"]);
                assert_eq!(other[t][number].to_bits(), same[t][number].to_bits(), "no other draw moves");
            }
        }
    }
}

/// Bounds stop last, and how many paths they stopped is counted.
#[test]
fn clamps_are_counted() {
    let fragment =
        shock("price", "percent = { uniform = { low = 30, high = 70 } }\ntiming = { hold = '1q' }");
    let ensemble = try_ensemble(&fragment).unwrap();
    assert_eq!(ensemble.clamped, ["price"]);
    let price = ensemble.columns.iter().position(|column| column.id == "price_scenario@2022Q1").unwrap();
    let stopped = values(&ensemble, 0, Isa::detect())[price].iter().filter(|value| **value == 30.0).count();
    for threads in [1, 3] {
        let part = simulate(&ensemble, &Options { threads, ..Options::default() }).unwrap();
        assert_eq!(part.clamped, [stopped as u64]);
    }
    assert!((60..200).contains(&stopped), "{stopped}");
    assert!(try_ensemble("").unwrap().clamped.is_empty());
}

/// The residuals that the scenario reports give its paths by hand, and the target takes its value.
#[track_caller]
fn check_solved(fragment: &str, target: &str, residual: &'static str, wanted: &dyn Fn(usize) -> Option<f64>) {
    let (drawn, paths) = (paths(""), paths(fragment));
    let ar = if residual == "price" { 0.6 } else { 0.5 };
    for number in 0..256 {
        let raw = |name: &str, t: usize| drawn[&format!("u_{name}_baseline")][t][number];
        let u = |name: &'static str, t: usize| paths[&format!("u_{name}_scenario")][t][number];
        for t in 0..QUARTERS {
            for name in VARIABLES {
                let of = |paths: &Paths| paths[&format!("{name}_baseline")][t][number].to_bits();
                assert_eq!(of(&paths), of(&drawn), "the baseline is untouched");
            }
            for name in RESIDUALS.into_iter().filter(|name| *name != residual) {
                assert_eq!(u(name, t).to_bits(), raw(name, t).to_bits());
            }
            if let Some(wanted) = wanted(t) {
                let value = paths[&format!("{target}_scenario")][t][number];
                assert!((value - wanted).abs() <= 1e-10 * wanted, "{target}: {value} against {wanted}");
            } else {
                // What was solved for is carried on, and what is drawn comes on top.
                let (before, raw_before) =
                    if t == 0 { (0.0, 0.0) } else { (u(residual, t - 1), raw(residual, t - 1)) };
                let expected = ar * before + raw(residual, t) - ar * raw_before;
                assert!((u(residual, t) - expected).abs() < 1e-13, "{} {expected}", u(residual, t));
            }
        }
        assert_path(&paths, "scenario", number, &by_hand(&u, &plain));
    }
}

#[test]
fn the_residual_that_gives_a_path_is_solved_for() {
    let from_second = |wanted: f64| move |t: usize| (t == 1 || t == 2).then_some(wanted);
    let timing = "timing = { start = '2022Q2', hold = '2q' }";
    // Its own, in levels and in logs, by a path and by a number.
    let path = "set = { values = [23, 24], from = '2022Q2', to = '2022Q3' }\nby = 'residual.price'";
    check_solved(&shock("price", path), "price", "price", &|t| match t {
        1 => Some(23.0),
        2 => Some(24.0),
        _ => None,
    });
    let own = format!("set = 110\nby = 'residual.sales'\n{timing}");
    check_solved(&shock("sales", &own), "sales", "sales", &from_second(110.0));
    // Another's; a definition's; through a simultaneous block, into it and within it.
    for (target, residual, wanted) in [
        ("sales", "price", 104.0),
        ("income", "sales", 160.0),
        ("output", "demand", 135.0),
        ("demand", "demand", 97.0),
        ("output", "price", 133.0),
    ] {
        let fragment = shock(target, &format!("set = {wanted}\nby = 'residual.{residual}'\n{timing}"));
        check_solved(&fragment, target, residual, &from_second(wanted));
    }
}

/// Two goals in one quarter are met together; the solved residuals are columns of their own, reported with the shock.
#[test]
fn two_goals_are_met_together() {
    let fragment = shock("output", "set = 134\nby = 'residual.price'\ntiming = { hold = '2q' }")
        + "[[shock]]\nid = 'other'\ntarget = 'sales'\nset = 103\nby = 'residual.sales'\ntiming = { hold = '1q' }\n"
        + "[[shock]]\nid = 'third'\ntarget = 'income'\nset = 155\nby = 'residual.sales'\ntiming = { start = '2022Q2', hold = '1q' }\n";
    let paths = paths(&fragment);
    for number in 0..256 {
        let u = |name: &'static str, t: usize| paths[&format!("u_{name}_scenario")][t][number];
        assert_path(&paths, "scenario", number, &by_hand(&u, &plain));
        for (name, t, wanted) in
            [("output", 0, 134.0), ("output", 1, 134.0), ("sales", 0, 103.0), ("income", 1, 155.0)]
        {
            let value = paths[&format!("{name}_scenario")][t][number];
            assert!((value - wanted).abs() < 1e-10 * wanted, "{name}: {value}");
        }
        assert_eq!(paths["shock.s"][1][number].to_bits(), u("price", 1).to_bits());
        assert_eq!(paths["shock.third"][0][number].to_bits(), u("sales", 1).to_bits());
    }
}

#[test]
fn a_shock_to_a_definition_is_absorbed() {
    let fragment = shock("income", "percent = -10\ntiming = { start = '2022Q2', hold = '1q' }");
    check(&fragment, &plain, &|_, name, t, _, equation, path| {
        // income = sales + other falls by a tenth of what it would be, and other takes it.
        if name == "other" && t == 1 { equation - 0.1 * (path["sales"][1] + equation) } else { equation }
    });
    // On top of an assumption that holds in both; the later set wins.
    let fragment = "[[assumption]]\nid = 'a'\ntarget = 'income'\nset = 155\nby = 'b'\n".to_owned()
        + &shock("income", "add = 3\ntiming = { start = '2022Q2', hold = '1q' }");
    check(
        &fragment,
        &|name, t, _, equation, path| if name == "other" { 155.0 - path["sales"][t] } else { equation },
        &|_, name, t, _, equation, path| match name {
            "other" => 155.0 + if t == 1 { 3.0 } else { 0.0 } - path["sales"][t],
            _ => equation,
        },
    );
    // An event, path by path.
    let paths = paths(
        "[[event]]\nid = 'e'\nprobability = 0.5\nwindow = ['2022Q2', '2022Q2']\nduration = '1q'\nshock = [{ target = 'income', percent = -10 }]\n",
    );
    let mut same = 0;
    for number in 0..256 {
        let at = |name: &str, of: &str| paths[&format!("{name}_{of}")][1][number];
        let ratio = at("income", "scenario") / at("income", "baseline");
        if ratio == 1.0 {
            same += 1;
            for name in VARIABLES {
                assert_eq!(at(name, "scenario").to_bits(), at(name, "baseline").to_bits());
            }
        } else {
            assert!((ratio - 0.9).abs() < 1e-12, "{ratio}");
        }
    }
    assert!((90..166).contains(&same), "{same}");
}

/// Every verb of size zero leaves the bits as they were: a number, a draw that is 0, a path, with bounds, events, ramps.
#[test]
fn size_zero_leaves_the_bits() {
    let sizes = ["0", "-0.0", "{ bernoulli = { p = 1e-12 } }", "{ values = [0, 0], from = '2022Q2' }"];
    let mut tried = 0;
    for verb in ["add", "growth", "percent", "log_points"] {
        for target in ["price", "sales", "other", "demand", "output", "income"] {
            for size in sizes {
                for timing in
                    ["", "timing = { start = '2022Q2', ramp = '2q', hold = '1q', half_life = '2q' }"]
                {
                    if size.contains("values") && !timing.is_empty() {
                        continue;
                    }
                    tried += 1;
                    assert_bits(&shock(target, &format!("{verb} = {size}\n{timing}")));
                }
            }
            let event = |size: &str, probability: &str| {
                format!(
                    "[[event]]\nid = 'e'\nprobability = {probability}\nwindow = ['2022Q2', '2022Q4']\nduration = {{ uniform = {{ low = 1, high = 4 }} }}\nshock = [{{ target = '{target}', {verb} = {size} }}]\n"
                )
            };
            assert_bits(&event("{ bernoulli = { p = 1e-12 } }", "0.5"));
            assert_bits(&event("{ normal = { mean = 1, sd = 0.5 } }", "0"));
            tried += 2;
        }
    }
    assert!(tried > 150, "{tried}");
}

#[track_caller]
fn assert_bits(fragment: &str) {
    // On top of what is held, on a path that reaches a bound.
    let held = "[[tune]]\nid = 't'\ntarget = 'price'\nadd = 2.4\nby = 'b'\non = 2022-03-04\nreason = 'r'\n";
    let paths = paths(&(held.to_owned() + fragment));
    for name in VARIABLES {
        for t in 0..QUARTERS {
            for number in 0..256 {
                let of = |of: &str| paths[&format!("{name}_{of}")][t][number].to_bits();
                assert_eq!(of("scenario"), of("baseline"), "{fragment}: {name} in {}", quarter(t));
            }
        }
    }
}

/// What is added moves no draw of others and nothing before it.
#[test]
fn what_is_added_moves_no_draw() {
    let before = paths("");
    for fragment in [
        "[[tune]]\nid = 't'\ntarget = 'sales'\nadd = { normal = { mean = 1, sd = 1 } }\ntiming = { start = '2022Q3' }\nby = 'b'\non = 2022-03-04\nreason = 'r'\n",
        "[[assumption]]\nid = 'a'\ntarget = 'sales'\nset = { normal = { mean = 90, sd = 1 } }\ntiming = { start = '2022Q3' }\nby = 'b'\n",
        "[[shock]]\nid = 's'\ntarget = 'sales'\nset = { normal = { mean = 90, sd = 1 } }\nby = 'residual.price'\ntiming = { start = '2022Q3' }\n",
    ] {
        let after = paths(fragment);
        for (name, quarters) in &before {
            let apart = name.starts_with("u_") && name.ends_with("baseline") || name.starts_with("rate");
            for t in 0..if apart { QUARTERS } else { 2 } {
                for (old, new) in quarters[t].iter().zip(&after[name][t]) {
                    assert_eq!(old.to_bits(), new.to_bits(), "{name} in {}", quarter(t));
                }
            }
        }
    }
}

#[track_caller]
fn assert_refused(fragment: &str, code: &str, words: &[&str]) {
    let said = try_ensemble(fragment).expect_err("refused");
    for words in [code].iter().chain(words) {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn what_cannot_be_hit_is_said() {
    let hold = "timing = { hold = '1q' }";
    assert_refused(
        &shock("price", &format!("set = 21\nby = 'residual.sales'\n{hold}")),
        "unreached-target",
        &["`sales` does not move `price` within the quarter", "`sales` is read by `income`"],
    );
    assert_refused(
        &(shock("output", &format!("set = 135\nby = 'residual.price'\n{hold}"))
            + "[[shock]]\nid = 'pinned'\ntarget = 'price'\nset = 20\n"),
        "unsolvable-shock",
        &["`output` does not change with the residual of `price`"],
    );
    // Beyond what the bound of the price allows.
    assert_refused(
        &shock("sales", &format!("set = 400\nby = 'residual.price'\n{hold}")),
        "unsolvable-shock",
        &["2022Q1"],
    );
}

/// A path on which a goal is out of reach fails, and is named.
#[test]
fn a_goal_out_of_reach_fails_its_path() {
    let size = "{ uniform = { low = 90, high = 200 } }";
    let fragment =
        shock("sales", &format!("set = {size}\nby = 'residual.price'\ntiming = {{ hold = '1q' }}"));
    let ensemble = try_ensemble(&fragment).unwrap();
    let sales = ensemble.columns.iter().position(|column| column.id == "sales_scenario@2022Q1").unwrap();
    let values = values(&ensemble, 0, Isa::detect());
    let lowest = values[sales].iter().position(|value| value.is_nan()).unwrap();
    let failure = simulate(&ensemble, &Options::default()).unwrap_err().to_string();
    assert!(
        failure.contains("in 2022Q1 of the scenario") && failure.contains(&format!("path {lowest} ")),
        "{failure}"
    );
}

/// What no outcome can feel is refused: by element, by time through lags, by variant.
#[test]
fn what_cannot_be_felt_is_refused() {
    let head = "title = 'Felt'\nmodel = 'verbs'\nstart = '2022Q1'\nhorizon = '2y'\n";
    let outcome =
        |variable: &str, rest: &str| format!("[[outcome]]\nid = 'o'\nvariable = '{variable}'\n{rest}\n");
    let level = |at: &str| format!("as = 'level'\nat = '{at}'");
    let felt =
        |fragment: &str, outcome: &str| match try_texts(&format!("{head}{fragment}{outcome}"), MODEL, "") {
            Ok(_) => true,
            Err(said) => {
                assert!(said.contains("unfelt-shock"), "{said}");
                false
            }
        };
    // The memory reads the rate of the quarter before, the rate its own past.
    let from =
        |start: &str| shock("rate", &format!("add = 1\ntiming = {{ start = '{start}', hold = '1q' }}"));
    for (start, at, expected) in [
        ("2022Q1", "2022Q1", false),
        ("2022Q1", "2022Q2", true),
        ("2022Q1", "2023Q4", true),
        ("2022Q3", "2022Q3", false),
        ("2022Q3", "2022", true),
        ("2022Q4", "2022", false),
    ] {
        assert_eq!(felt(&from(start), &outcome("memory", &level(at))), expected, "{start} {at}");
    }
    assert!(felt(&from("2022Q1"), &outcome("memory", "as = 'growth'\nat = '2023'")));
    assert!(!felt(&from("2022Q4"), &outcome("rate", "as = 'level'\nof = 'baseline'\nat = '2022Q4'")));
    let assumption = "[[assumption]]\nid = 'a'\ntarget = 'rate'\nset = 3\nby = 'b'\n";
    assert!(felt(assumption, &outcome("rate", "as = 'level'\nof = 'baseline'\nat = '2022Q4'")));
    let event = "[[event]]\nid = 'e'\nprobability = 0.5\nwindow = ['2022Q3', '2022Q4']\nduration = '1q'\nshock = [{ target = 'rate', add = 1 }]\n";
    assert!(felt(event, &outcome("memory", &level("2022Q4"))));
    assert!(!felt(event, &outcome("memory", &level("2022Q3"))));
    // A residual feels what changes it, and no more.
    let residual = |at: &str| outcome("price", &format!("as = 'residual'\nat = '{at}'"));
    let tune = |what: &str| {
        format!(
            "[[tune]]\nid = 't'\ntarget = 'price'\n{what}\ntiming = {{ start = '2022Q3', hold = '1q' }}\nby = 'b'\non = 2022-03-04\nreason = 'r'\n"
        )
    };
    assert!(felt(&tune("residual_spread = 2"), &residual("2022Q4")), "carried on");
    assert!(!felt(&tune("residual_spread = 2"), &residual("2022Q2")));
    assert!(!felt(&tune("add = 2"), &residual("2022Q4")));
    let solved =
        shock("sales", "set = 101\nby = 'residual.price'\ntiming = { start = '2022Q3', hold = '1q' }");
    assert!(felt(&solved, &residual("2022Q4")));
    assert!(!felt(&solved, &residual("2022Q2")));
    assert!(felt(&(solved + &tune("add = 2")), &residual("2022Q4")), "the solution depends on it");

    let model = "title = 'm'\nsets = ['c']\n[variable.x]\nover = 'c'\nkind = 'flow'\nequation = 'ref(x[c])'\nlevel = 3\n";
    let economy = "title = 'e'\nset = { c = ['one', 'two'] }\n";
    for (target, expected) in [("x[one]", true), ("x[two]", false), ("x[*]", true)] {
        let text = format!(
            "{head}economy = 'somewhere'\n{}{}",
            shock(target, "add = 1"),
            outcome("x[one]", &level("2022"))
        );
        assert_eq!(try_texts(&text, model, economy).is_ok(), expected, "{target}");
    }
}

/// In an annual model a path gives the mean of its quarters, for the part of the year in which it acts.
#[test]
fn a_path_in_an_annual_model_is_of_its_quarters() {
    let model =
        "title = 'm'\nfrequency = 'year'\n[variable.x]\nkind = 'flow'\nequation = 'ref(x)'\nlevel = 100\n";
    for (verb, path, expected) in [
        ("add", "{ values = [1, 2, 3, 4, 5], from = '2022Q1' }", [102.5, 105.0]),
        ("add", "{ values = [2], from = '2022Q3' }", [101.0, 102.0]),
        ("set", "{ values = [90, 110], from = '2022Q3', to = '2022Q4' }", [100.0, 100.0]),
        ("growth", "{ values = [21], from = '2022Q3' }", [110.0, 133.1]),
    ] {
        let outcome =
            "[[outcome]]\nid = 'x'\nvariable = 'x'\nas = 'level'\nat = ['2022', '2023']\n[run]\npaths = 1\n";
        let head = "title = 'Years'\nmodel = 'verbs'\nstart = '2022Q1'\nhorizon = '2y'\n";
        let text = format!("{head}{}{outcome}", shock("x", &format!("{verb} = {path}")));
        let ensemble = try_texts(&text, model, "").unwrap_or_else(|said| panic!("{said}"));
        for (column, expected) in values(&ensemble, 0, Isa::detect()).iter().zip(expected) {
            assert!((column[0] - expected).abs() < 1e-10, "{verb} {path}: {} {expected}", column[0]);
        }
    }
}
