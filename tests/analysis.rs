//! Several scenarios on the same draws, and targets: against closed forms.

use sarez::analysis::compare::{Layer, Pair, Plan};
use sarez::analysis::target::{PATHS, Unmet, solve};
use sarez::compile::{Wanted, compile, compile_together};
use sarez::diagnostic::{Diagnostics, Sources, Style, render};
use sarez::distribution::Point;
use sarez::numerics::normal_cdf;
use sarez::program::Isa;
use sarez::read::read_texts;
use sarez::results::{Estimate, Part};
use sarez::scenario::Scenario;
use sarez::simulate::{Options, sample, simulate};

use crate::support::{assert_near, run, scenario};

const MODEL: &str = "
title = 'Linear'
[parameter.k]
value = 2
[variable.x]
kind     = 'rate'
equation = 'ref(x)'
residual = { normal = { sd = 3 } }
[variable.apart]
kind     = 'rate'
equation = 'ref(apart)'
[variable.y]
kind       = 'rate'
definition = 'k * x'
";

const ECONOMY: &str = "
title = 'Somewhere'
[level.x]
value = 100
source = 'a bank'
[level.apart]
value = 1
source = 'a bank'
";

const SCENARIO: &str = "
title   = 'A'
model   = 'linear'
economy = 'somewhere'
start   = '2022Q1'
horizon = '1y'
[[assumption]]
id     = 'held'
target = 'x'
add    = 1
by     = 'staff'
[[shock]]
id     = 'one'
target = 'x'
add    = { normal = { mean = -4, sd = 1 } }
[[shock]]
id     = 'two'
target = 'apart'
add    = 0.5
[[outcome]]
id       = 'y'
variable = 'y'
as       = 'level'
at       = ['2022Q1', '2022']
[[outcome]]
id       = 'apart'
variable = 'apart'
as       = 'level'
at       = ['2022']
[run]
paths = 40_000
seed  = 3
";

/// The three texts, each with changes; the scenario's name.
fn written(name: &str, changes: &[(&str, &str)]) -> Scenario {
    let mut texts =
        [(name, SCENARIO), ("linear", MODEL), ("somewhere", ECONOMY)].map(|(n, t)| (n, t.to_owned()));
    for (find, to) in changes {
        let text = texts.iter_mut().find(|(_, text)| text.contains(find));
        let (_, text) = text.unwrap_or_else(|| panic!("{find}"));
        *text = text.replacen(find, to, 1);
    }
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let scenario = read_texts(name, &texts, &mut sources, &mut diagnostics);
    scenario.unwrap_or_else(|| panic!("{}", render(&diagnostics, &sources, Style::Plain)))
}

fn compared_with(scenarios: &[Scenario], options: &Options) -> (Vec<Pair>, Part) {
    let plan = Plan::new(scenarios);
    let mut diagnostics = Diagnostics::new();
    let ensemble = plan.compile(&mut diagnostics).unwrap_or_else(|| panic!("{diagnostics:?}"));
    let part = simulate(&ensemble, options).unwrap();
    (plan.pairs(&ensemble.columns, &part), part)
}

fn compared(scenarios: &[Scenario]) -> Vec<Pair> {
    compared_with(scenarios, &Options::default()).0
}

fn error(estimate: Estimate) -> f64 {
    (estimate.high - estimate.low) / (2.0 * 1.959963984540054)
}

/// y = 2 (100 + 1 + a + u): with the same driver the difference is 2 ((mB - mA) + (sB - sA) z), with another one
/// 2 (mB - mA + sB z' - sA z).
#[test]
fn differences_of_a_linear_gaussian_model() {
    let a = written("a", &[]);
    let same = "add    = { normal = { mean = -4, sd = 1 } }";
    let b = written("b", &[(same, "add    = { normal = { mean = -4.5, sd = 1.5 } }")]);
    let c = written(
        "c",
        &[("id     = 'one'", "id = 'other'"), (same, "add    = { normal = { mean = -5, sd = 2 } }")],
    );
    let pairs = compared(&[a, b, c]);
    for (pair, mean, sd) in [(&pairs[0], -1.0, 1.0), (&pairs[1], -2.0, 2.0 * 5.0_f64.sqrt())] {
        let row = &pair.rows[0];
        assert_eq!(row.column.id, "y@2022Q1");
        assert_near(row.difference.mean, mean, 4.0);
        assert_near(row.difference.p50, mean, 4.0);
        assert_near(row.difference.p05, mean - 1.6448536269514722 * sd, 4.0);
        assert_near(row.difference.p95, mean + 1.6448536269514722 * sd, 4.0);
        assert_near(row.below, normal_cdf(-mean / sd), 4.0);
        // Of 40,000 paths, so that the standard deviation is known to 0.35 percent.
        assert!((row.errors.0 * 200.0 / sd - 1.0).abs() < 0.02, "{:?}", row.errors);
        // Each run's own: 2 sqrt(s² + 3²), the residual in both.
        let own = |s: f64| 4.0 * (s * s + 9.0) / 40_000.0;
        let unpaired = (own(1.0) + own(if sd == 1.0 { 1.5 } else { 2.0 })).sqrt();
        assert!((row.errors.1 / unpaired - 1.0).abs() < 0.02, "{:?} {unpaired}", row.errors);
        assert_eq!(row.below.resolution, 0.0);
    }
}

/// y = k (level + assumption + shock): the parts by hand.
#[test]
fn the_split_adds_up_to_the_total() {
    let fixed = ("add    = { normal = { mean = -4, sd = 1 } }", "add    = -4");
    let a = written("a", &[fixed]);
    let b = written(
        "b",
        &[
            ("add    = { normal = { mean = -4, sd = 1 } }", "add    = -6"),
            ("value = 2\n", "value = 3\n"),
            ("value = 100", "value = 110"),
            ("add    = 1\n", "add    = 2.5\n"),
        ],
    );
    let pairs = compared(&[a.clone(), b.clone()]);
    let pair = &pairs[0];
    assert_eq!(pair.steps, Layer::ALL.map(|layer| vec![layer]));
    assert!(pair.unresolved.is_empty() && pair.apart.is_empty());
    for row in &pair.rows[..2] {
        let parts: Vec<f64> = row.contributions.iter().map(|part| part.value).collect();
        for (part, by_hand) in row.contributions.iter().zip([0.0, 97.0, 30.0, 4.5, -6.0]) {
            assert!((part.value - by_hand).abs() < 4.0 * error(*part) + 1e-9, "{parts:?}");
        }
        // The part of parameters has the residual in it; the others are the same on every path.
        assert!(error(row.contributions[1]) > 0.0 && error(row.contributions[2]) < 1e-12);
        let total: f64 = parts.iter().sum();
        assert!(
            (total - row.difference.mean.value).abs() <= 1e-9 * total.abs(),
            "{total} {:?}",
            row.difference
        );
    }
    assert_eq!(pair.rows[2].difference.mean.value, 0.0);
    let paths: Vec<(&str, Option<Layer>)> =
        pair.differences.iter().map(|(said, layer)| (said.path.as_str(), *layer)).collect();
    for expected in [
        ("parameter.k.value", Some(Layer::Parameters)),
        ("level.x", Some(Layer::Data)),
        ("assumption.held.add", Some(Layer::Assumptions)),
        ("shock.one.add", Some(Layer::Shocks)),
    ] {
        assert!(paths.contains(&expected), "{paths:?}");
    }
    assert_eq!(paths.len(), 4);
}

/// A parameter that an economy overrides is a parameter like others.
#[test]
fn parameters_of_an_economy_are_parameters() {
    let own = ("title = 'Somewhere'\n", "title = 'Somewhere'\n[parameter.k]\nvalue = 5\nsource = 'a bank'\n");
    let fixed = ("add    = { normal = { mean = -4, sd = 1 } }", "add    = -4");
    let a = written("a", &[fixed]);
    let b = written("b", &[fixed, own]);
    for (scenarios, sign) in [([a.clone(), b.clone()], 1.0), ([b, a], -1.0)] {
        let pairs = compared(&scenarios);
        let parts = &pairs[0].rows[0].contributions;
        assert_eq!([0, 2, 3, 4].map(|step| parts[step].value), [0.0; 4]);
        assert!((parts[1].value - sign * 3.0 * 97.0).abs() < 4.0 * error(parts[1]), "{parts:?}");
        assert_eq!(pairs[0].differences[0].0.path, "parameter.k.value");
        assert_eq!(pairs[0].differences[0].1, Some(Layer::Parameters));
    }
}

#[test]
fn what_does_not_fit_together_is_said_and_counted_together() {
    let sets = |elements: &str| {
        [
            ("title = 'Linear'", "title = 'Linear'\nsets = ['corridor']".to_owned()),
            ("[variable.apart]\n", "[variable.apart]\nover = 'corridor'\n".to_owned()),
            ("'ref(apart)'", "'ref(apart[corridor])'".to_owned()),
            ("title = 'Somewhere'", format!("title = 'Somewhere'\n[set]\ncorridor = {elements}")),
            ("target = 'apart'", "target = 'apart[*]'".to_owned()),
            ("variable = 'apart'", "variable = 'apart[russia]'".to_owned()),
        ]
    };
    let read = |name: &str, elements: &str| {
        let changes = sets(elements);
        let changes: Vec<(&str, &str)> = changes.iter().map(|(find, to)| (*find, to.as_str())).collect();
        written(name, &changes)
    };
    let (a, b) = (read("a", "['russia', 'other']"), read("b", "['russia', 'kazakhstan']"));
    let pairs = compared(&[a, b]);
    let pair = &pairs[0];
    assert_eq!(
        pair.steps,
        [vec![Layer::Model, Layer::Parameters, Layer::Data], vec![Layer::Assumptions], vec![Layer::Shocks]]
    );
    assert!(pair.unresolved[0].contains("the set `corridor` has other elements"), "{:?}", pair.unresolved);
    assert_eq!(pair.rows[0].contributions.len(), 3);
    assert_eq!(pair.rows[0].difference.mean.value, 0.0);
}

#[test]
fn what_is_not_measured_in_both_is_said() {
    let a = written("a", &[]);
    let b = written(
        "b",
        &[("at       = ['2022Q1', '2022']", "at = '2022Q2'"), ("id       = 'apart'", "id = 'z'")],
    );
    let c = written("c", &[("as       = 'level'\nat       = ['2022Q1'", "as = 'effect'\nat = ['2022Q1'")]);
    let plan = Plan::new(&[a.clone(), b]);
    assert!(plan.is_empty());
    let pairs = compared(&[a, c]);
    assert_eq!(pairs[0].apart, ["y is measured in another way, or another unit, in c than in a"]);
    assert_eq!(pairs[0].rows.len(), 1);
}

#[test]
fn a_scenario_against_itself_differs_in_nothing() {
    let founding = scenario("tajikistan-2022");
    let mut twice = [founding.clone(), founding];
    for scenario in &mut twice {
        scenario.run.paths = 2_000;
    }
    let (pairs, _) = compared_with(&twice, &Options::default());
    assert!(pairs[0].differences.is_empty() && pairs[0].apart.is_empty());
    for row in &pairs[0].rows {
        for estimate in [row.difference.mean, row.difference.p05, row.difference.p95, row.below] {
            assert_eq!(estimate.value, 0.0, "{}", row.column.id);
        }
        assert!(row.contributions.iter().all(|part| (part.value, part.low, part.high) == (0.0, 0.0, 0.0)));
        assert_eq!(row.errors.0, 0.0);
    }
}

/// The founding scenario with one size of remittances and no events.
fn fixed(percent: f64) -> Scenario {
    let mut founding = scenario("tajikistan-2022");
    founding.run.paths = 10_000;
    founding.events.clear();
    founding.targets.clear();
    founding.shocks[0].size = sarez::distribution::Distribution::from(Point::new(percent).unwrap()).into();
    founding
}

#[test]
fn pairing_pays() {
    let pairs = compared(&[fixed(-22.0), fixed(-30.0)]);
    for row in &pairs[0].rows {
        let (paired, unpaired) = row.errors;
        let (id, ratio) = (&row.column.id, unpaired / paired);
        // Effects carry no noise that a pair could take out but the parameters'; what is measured in one variant does.
        // Nor does what is 0 on most paths.
        let is_effect = row.column.versus == Some("baseline");
        if !is_effect && !id.starts_with("unfunded") {
            assert!(ratio >= 5.0, "{id}: {paired} {unpaired}");
        }
        assert!(ratio >= 1.0, "{id}: {paired} {unpaired}");
    }
}

#[test]
fn alone_and_in_company_a_scenario_gives_the_same_bits() {
    let (a, b) = (fixed(-22.0), fixed(-30.0));
    let wanted = [Wanted::all_of(0, &a), Wanted::all_of(1, &b)].concat();
    let together = compile_together(&[&a, &b], &wanted, &mut Diagnostics::new()).unwrap();
    let both = simulate(&together, &Options::default()).unwrap();
    let alone = [run(&a).part.tallies, run(&b).part.tallies].concat();
    assert!(serde_json::to_string(&both.tallies).unwrap() == serde_json::to_string(&alone).unwrap());
    // What is equal is one value: less than two programs, and hardly more draws than one.
    let one = compile(&a, &mut Diagnostics::new()).unwrap();
    assert_eq!(together.sources.len(), one.sources.len());
}

#[test]
fn comparisons_are_the_same_however_computed() {
    let (mut a, mut b) = (scenario("tajikistan-2022"), scenario("russia-recession"));
    (a.run.paths, b.run) = (1_000, a.run);
    b.run.paths = 1_000;
    let scenarios = [a, b];
    let bytes = |options: &Options| serde_json::to_string(&compared_with(&scenarios, options).1).unwrap();
    let expected = bytes(&Options { threads: 1, ..Options::default() });
    for (threads, block) in [(3, 256), (2, 64)] {
        assert!(bytes(&Options { threads, block, ..Options::default() }) == expected, "{threads} {block}");
    }
    for isa in Isa::ALL.into_iter().filter(|isa| isa.available()) {
        assert!(bytes(&Options { isa: Some(isa), ..Options::default() }) == expected, "{isa}");
    }
}

#[test]
fn other_draws_are_refused() {
    let (a, mut b) = (fixed(-22.0), fixed(-30.0));
    b.run.seed = 1;
    let mut diagnostics = Diagnostics::new();
    let wanted = Wanted::all_of(0, &a);
    assert!(compile_together(&[&a, &b], &wanted, &mut diagnostics).is_none());
    let problem = &diagnostics.sorted()[0];
    assert_eq!(problem.code.name, "different-draws");
    assert!(
        problem.message.contains("seed 2022") && problem.message.contains("seed 1"),
        "{}",
        problem.message
    );
}

#[test]
fn a_path_that_fails_in_one_scenario_is_none_in_its_columns() {
    let fail = "add    = { normal = { mean = -4, sd = 1 } }";
    let counted = ("seed  = 3", "seed  = 3\non_bad_path = 'count'");
    let root = ("'k * x'", "'k * sqrt(x - 100)'");
    let a = written("a", &[counted, root, (fail, "add = 100")]);
    let b = written("b", &[counted, root, (fail, "add = 0.1")]);
    let (pairs, _) = compared_with(&[a.clone(), b], &Options::default());
    let row = &pairs[0].rows[0];
    assert!(row.paths.1 > 10_000 && row.paths.0 == 40_000, "{:?}", row.paths);
    let fails = written("b", &[root, (fail, "add = 0.1")]);
    let plan = Plan::new(&[a, fails]);
    let ensemble = plan.compile(&mut Diagnostics::new()).unwrap();
    let failure = simulate(&ensemble, &Options::default()).unwrap_err().to_string();
    assert!(failure.contains("scenario b"), "{failure}");
}

/// The first scenario's text with a target.
fn targeted(target: &str, changes: &[(&str, &str)]) -> Scenario {
    let run = format!("[[target]]\n{target}\n[run]");
    written("a", &[changes, &[("[run]", run.as_str())]].concat())
}

/// The median of y is 2 (101 + m + shift).
#[test]
fn a_target_of_a_linear_gaussian_model() {
    for (stat, exact) in [("mean", -1.0), ("p50", -1.0), ("p05", -1.0 + 1.6448536269514722 * 10.0_f64.sqrt())]
    {
        let target = format!("outcome = 'y@2022Q1'\nstat = '{stat}'\nvalue = 192\nby = 'shock.one.add'");
        let mut scenario = targeted(&target, &[]);
        let met = solve(&mut scenario, &Options::default()).unwrap();
        assert_near(met[0].shift, exact, 4.0);
        let half = 0.5 * (met[0].achieved.high - met[0].achieved.low);
        assert!((met[0].achieved.value - 192.0).abs() < 1e-2 * half, "{met:?}");
        // d stat / d shift = 2
        assert!((met[0].shift.high - met[0].shift.low - half).abs() < 1e-3 * half, "{met:?}");
        assert_eq!((scenario.targets[0].shift, met[0].paths), (met[0].shift.value, PATHS));
        // The same whatever is run, and on any number of threads.
        let mut again = scenario.clone();
        again.run.paths = 7;
        let one = Options { threads: 1, block: 64, isa: Some(Isa::Plain), ..Options::default() };
        assert_eq!(solve(&mut again, &one).unwrap(), met);
    }
}

/// Of an event: a quarter of the paths, so that the mean of y moves by 2 · 0.25 of the shift.
#[test]
fn a_target_by_the_size_of_an_event() {
    let event = "[[event]]\nid = 'storm'\nprobability = 0.25\nwindow = ['2022Q1', '2022Q1']\nduration = '1q'\nshock = [{ target = 'x', add = -8 }]\n[[outcome]]\nid       = 'y'";
    let target = "outcome = 'y@2022Q1'\nstat = 'mean'\nvalue = 185\nby = 'event.storm.x.add'";
    let mut scenario = targeted(target, &[("[[outcome]]\nid       = 'y'", event)]);
    let met = solve(&mut scenario, &Options::default()).unwrap();
    assert_near(met[0].shift, -10.0, 4.0);
}

#[test]
fn two_targets_that_move_each_other() {
    let more = "[[shock]]\nid = 'more'\ntarget = 'apart'\nadd = 1\n[[outcome]]\nid       = 'y'";
    let both = ("'k * x'", "'k * x + apart'");
    let target = "outcome = 'y@2022'\nstat = 'mean'\nvalue = 180\nby = 'shock.one.add'\n[[target]]\noutcome = 'apart@2022'\nstat = 'p50'\nvalue = 9\nby = 'shock.more.add'";
    let mut scenario = targeted(target, &[("[[outcome]]\nid       = 'y'", more), both]);
    let met = solve(&mut scenario, &Options::default()).unwrap();
    for met in &met {
        let half = 0.5 * (met.achieved.high - met.achieved.low);
        assert!((met.achieved.value - met.asked).abs() <= 1e-2 * half + 1e-6, "{met:?}");
    }
    assert!((met[1].shift.value - 6.5).abs() < 1e-6, "{met:?}");
    assert_near(met[0].shift, -11.5, 4.0);
}

#[test]
fn targets_that_cannot_be_met_say_why() {
    let unmet = |target: &str, changes: &[(&str, &str)]| {
        let unmet = solve(&mut targeted(target, changes), &Options::default()).unwrap_err();
        assert!(!unmet.help().is_empty());
        unmet.to_string()
    };
    let by_two = "outcome = 'y@2022'\nstat = 'p50'\nvalue = 192\nby = 'shock.two.add'";
    assert_eq!(
        unmet(by_two, &[]),
        "the target cannot be met: `shock.two.add` does not move the p50 of y@2022"
    );
    // Bounds: y lies between 0 and 240.
    let bounded = ("equation = 'ref(x)'", "equation = 'ref(x)'\nbounds = { low = 0, high = 120 }");
    let far = "outcome = 'y@2022'\nstat = 'p50'\nvalue = 300\nby = 'shock.one.add'";
    let text = unmet(far, &[bounded]);
    assert!(text.contains("from 0 to 240, not to 300"), "{text}");
    // A percentage stays above -100.
    let flow = ("kind     = 'rate'\nequation = 'ref(x)'", "kind     = 'index'\nequation = 'ref(x)'");
    let percent =
        ("add    = { normal = { mean = -4, sd = 1 } }", "percent = { uniform = { low = -60, high = 0 } }");
    let below = "outcome = 'y@2022'\nstat = 'p50'\nvalue = -1\nby = 'shock.one.percent'";
    let text = unmet(below, &[flow, percent]);
    assert!(text.contains("a shift of -40 or less would let a draw reach -100"), "{text}");
    let near = "outcome = 'y@2022'\nstat = 'p50'\nvalue = 70\nby = 'shock.one.percent'";
    let mut scenario = targeted(near, &[flow, percent]);
    assert!(solve(&mut scenario, &Options::default()).unwrap()[0].shift.value > -40.0);
    // Every path fails.
    let failing = ("'k * x'", "'k * sqrt(0 - x)'");
    let text = unmet("outcome = 'y@2022'\nstat = 'p50'\nvalue = 1\nby = 'shock.one.add'", &[failing]);
    assert!(text.contains("65536 of 65536 paths are not finite"), "{text}");
    let options = Options { max_memory: 1, ..Options::default() };
    let unmet = solve(&mut targeted(far, &[]), &options).unwrap_err();
    assert!(matches!(unmet, Unmet::Simulation(_)));
}

/// The published fall of 22 percent, found on the scenario's seed, holds on another one.
#[test]
fn the_founding_target_holds_on_another_seed() {
    let mut founding = scenario("tajikistan-2022");
    let met = solve(&mut founding, &Options::default()).unwrap();
    assert!((met[0].achieved.value + 22.0).abs() < 0.002, "{met:?}");
    for seed in [7, 8] {
        founding.run.seed = seed;
        founding.run.paths = 200_000;
        let p50 = run(&founding).tally("remittances_growth@2022").quantile(0.5);
        let both = (error(p50) * error(p50) + error(met[0].achieved) * error(met[0].achieved)).sqrt();
        assert!((p50.value + 22.0).abs() < 3.0 * both, "{p50:?}");
    }
}

#[test]
fn samples_are_the_values_of_units() {
    let scenario = written("a", &[("paths = 40_000", "paths = 300")]);
    let ensemble = compile(&scenario, &mut Diagnostics::new()).unwrap();
    let kept = sample(&ensemble, &Options::default()).unwrap();
    let unit = sarez::simulate::values(&ensemble, 1, Isa::detect());
    assert_eq!(kept.len(), ensemble.columns.len());
    for (kept, unit) in kept.iter().zip(&unit) {
        assert_eq!((kept.len(), &kept[256..]), (300, &unit[..44]));
    }
}
