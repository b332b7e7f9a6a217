//! Shares of an effect and Sobol indices: against closed forms.

use sarez::analysis::attribute::{
    Attribution, BATCHES, Channel, Method, Share, Shares, Statistic, attribute, players, stated,
};
use sarez::analysis::measured::Measured;
use sarez::analysis::sensitivity::{Aim, Each, Of, Sensitivity, Trouble, Verdict, sensitivity};
use sarez::calendar::Stretch;
use sarez::numerics::normal_quantile;
use sarez::simulate::Options;

use crate::support::{assert_near, from_texts, scenario};

const MODEL: &str = "
title = 'Linear'
[variable.x]
kind     = 'rate'
equation = 'ref(x)'
residual = { normal = { sd = 1 } }
level    = 1
[variable.still]
kind     = 'rate'
equation = 'ref(still)'
level    = 1
";

const HEAD: &str = "
title   = 'Linear'
model   = 'linear.toml'
start   = '2022Q1'
horizon = '1q'
";

const OUTCOMES: &str = "
[[outcome]]
id       = 'effect'
variable = 'x'
as       = 'effect'
at       = '2022Q1'
below    = [-6]
[[outcome]]
id       = 'x'
variable = 'x'
as       = 'level'
at       = '2022Q1'
[[outcome]]
id       = 'still'
variable = 'still'
as       = 'effect'
at       = '2022Q1'
[run]
paths = 65_536
seed  = 11
";

/// Shocks on x with these means and standard deviations: a, b, c, ...
fn shocks(sizes: &[(f64, f64)]) -> String {
    let shock = |(name, (mean, sd)): (char, &(f64, f64))| {
        format!(
            "[[shock]]\nid = '{name}'\ntarget = 'x'\nadd = {{ normal = {{ mean = {mean:?}, sd = {sd:?} }} }}\n"
        )
    };
    ('a'..='z').zip(sizes).map(shock).collect()
}

fn read(middle: &str) -> sarez::scenario::Scenario {
    let text = format!("{HEAD}{middle}{OUTCOMES}");
    from_texts("ask.toml", &[("ask.toml", &text), ("linear.toml", MODEL)])
}

fn attributed(scenario: &sarez::scenario::Scenario, channels: &[&str]) -> Attribution {
    let channels: Vec<Channel> = channels.iter().map(|text| text.parse().unwrap()).collect();
    let players = players(scenario, &channels).unwrap();
    attribute(scenario, &Measured::all_of(scenario), &players, 1, &Options::default(), &|_| ()).unwrap()
}

fn of<'a>(found: &'a Attribution, column: usize, name: &str) -> &'a Shares {
    found.columns[column].statistics.iter().find(|shares| shares.statistic.name() == name).unwrap()
}

fn assert_adds_up(found: &Attribution) {
    for shares in found.columns.iter().flat_map(|column| &column.statistics) {
        let sum = |part: fn(&Share) -> f64| shares.players.iter().map(part).sum::<f64>();
        let scale = 1.0 + shares.total.value.abs();
        for sum in [sum(|share| share.share.value), sum(|share| share.step.value)] {
            assert!((sum - shares.total.value).abs() < 1e-9 * scale, "{:?}: {sum}", shares.statistic);
        }
        let difference = shares.scenario.value - shares.baseline.value;
        assert!((difference - shares.total.value).abs() < 1e-9 * scale);
    }
}

/// Shapley values from the value of every coalition.
fn shapley(players: usize, value: impl Fn(&[bool]) -> f64) -> Vec<f64> {
    let factorial = |n: usize| (1..=n).product::<usize>() as f64;
    let mut shares = vec![0.0; players];
    for set in 0..1_usize << players {
        let mut inside: Vec<bool> = (0..players).map(|k| set >> k & 1 == 1).collect();
        let size = inside.iter().filter(|there| **there).count();
        for player in 0..players {
            if !inside[player] {
                let without = value(&inside);
                inside[player] = true;
                let weight = factorial(size) * factorial(players - size - 1) / factorial(players);
                shares[player] += weight * (value(&inside) - without);
                inside[player] = false;
            }
        }
    }
    shares
}

/// Effects a + b + c of independent normal sizes: the shares of the mean are the means; those of p05 are those of
/// mean - 1.645 sd of every coalition; Euler's are mean - variance / sd of the whole * 2.0627, which is φ(1.645) / 0.05.
/// N = 65,536, seed 11, 4 standard errors.
#[test]
fn shares_of_a_linear_gaussian_effect() {
    let sizes = [(-4.0, 1.0), (2.0, 3.0), (-1.0, 2.0)];
    let found = attributed(&read(&shocks(&sizes)), &[]);
    assert_eq!((found.method, found.variants), (Method::Exact, 8));
    assert_adds_up(&found);
    let sd = 14.0_f64.sqrt();
    let quantile = |inside: &[bool]| {
        let there = || sizes.iter().zip(inside).filter(|(_, there)| **there);
        let mean: f64 = there().map(|((mean, _), _)| mean).sum();
        let variance: f64 = there().map(|((_, sd), _)| sd * sd).sum();
        mean + normal_quantile(0.05) * variance.sqrt()
    };
    let of_quantile = shapley(3, quantile);
    for (k, (mean, own)) in sizes.into_iter().enumerate() {
        assert_near(of(&found, 0, "mean").players[k].share, mean, 4.0);
        assert_near(of(&found, 0, "p05").players[k].share, of_quantile[k], 4.0);
        let euler = own * own / sd * 2.062712807507196;
        assert_near(of(&found, 0, "shortfall05").players[k].share, mean - euler, 4.0);
        assert_near(of(&found, 0, "longrise05").players[k].share, mean + euler, 4.0);
        // Of the level too: the residual is the baseline's.
        assert_near(of(&found, 1, "mean").players[k].share, mean, 4.0);
        assert_near(of(&found, 0, "mean").players[k].alone, mean, 4.0);
        assert_near(of(&found, 0, "mean").players[k].last, mean, 4.0);
    }
    assert_near(of(&found, 1, "mean").baseline, 1.0, 4.0);
    assert_near(of(&found, 0, "mean").players[1].after, -2.0, 4.0);
    // The share of the mean of the level is that of the effect on the same paths: the residual is no error.
    let width = |shares: &Shares| shares.players[0].share.high - shares.players[0].share.low;
    assert!(width(of(&found, 1, "mean")) < 1.0001 * width(of(&found, 0, "mean")));
    // What nothing reaches has shares of nothing.
    assert!(of(&found, 2, "mean").players.iter().all(|share| share.share.value == 0.0));
}

/// a of mean -4 and sd 1 in the first quarter alone, b of 2 and 3 in both: the mean over both quarters is a/2 + b on each path.
/// Its quantiles are not the means of the quarters' quantiles. N = 65,536, seed 11, 4 standard errors.
#[test]
fn shares_of_a_mean_over_a_range_of_periods() {
    let middle = shocks(&[(-4.0, 1.0), (2.0, 3.0)]).replacen(
        "[[shock]]\nid = 'a'",
        "[[shock]]\ntiming = { start = '2022Q1', hold = '1q' }\nid = 'a'",
        1,
    );
    let mut scenario = read(&middle);
    scenario.quarters = 2;
    let (first, last) = ("2022Q1".parse().unwrap(), "2022Q2".parse().unwrap());
    scenario.outcomes[0].at = vec![first, last];
    scenario.outcomes[0].below = vec![-3.0];
    let players = players(&scenario, &[]).unwrap();
    let ask = |last| Measured { outcome: 0, at: Stretch { first, last } };
    let asked = [ask(Some(last)), ask(None)];
    let found = attribute(&scenario, &asked, &players, 1, &Options::default(), &|_| ()).unwrap();
    assert_adds_up(&found);
    assert_eq!(found.columns[0].column.id, "effect@2022Q1..2022Q2");
    let own = [(-2.0, 0.5), (2.0, 3.0)];
    let of_normal = |z: f64| {
        move |inside: &[bool]| {
            let there = || own.iter().zip(inside).filter(|(_, there)| **there);
            let variance: f64 = there().map(|((_, sd), _)| sd * sd).sum();
            there().map(|((mean, _), _)| mean).sum::<f64>() + z * variance.sqrt()
        }
    };
    let below = |inside: &[bool]| {
        let there = || own.iter().zip(inside).filter(|(_, there)| **there);
        let mean: f64 = there().map(|((mean, _), _)| mean).sum();
        let variance: f64 = there().map(|((_, sd), _)| sd * sd).sum();
        if variance > 0.0 { sarez::numerics::normal_cdf((-3.0 - mean) / variance.sqrt()) } else { 0.0 }
    };
    let (low, chance) = (shapley(2, of_normal(normal_quantile(0.05))), shapley(2, below));
    let sd = 9.25_f64.sqrt();
    for (k, (mean, own)) in own.into_iter().enumerate() {
        assert_near(of(&found, 0, "mean").players[k].share, mean, 4.0);
        assert_near(of(&found, 0, "p05").players[k].share, low[k], 4.0);
        assert_near(of(&found, 0, "below -3").players[k].share, chance[k], 4.0);
        let euler = own * own / sd * 2.062712807507196;
        assert_near(of(&found, 0, "shortfall05").players[k].share, mean - euler, 4.0);
    }
    assert_near(of(&found, 0, "mean").players[0].after, -2.0, 4.0);
    // What is asked beside it is what it is alone.
    assert_near(of(&found, 1, "mean").players[0].share, -4.0, 4.0);
}

/// Two sizes with a rank correlation of 0.5: 2 sin(π 0.5 / 6) = 0.5176 on the normal scale. Euler: mean - covariance with the whole /
/// its sd * 2.0627. Leaving one out moves no draw of the other.
#[test]
fn shares_of_sizes_that_move_together() {
    let middle = shocks(&[(-4.0, 1.0), (2.0, 3.0)]) + "[dependence]\nrank_correlation = [['a', 'b', 0.5]]\n";
    let found = attributed(&read(&middle), &[]);
    assert_adds_up(&found);
    let covariance = 3.0 * 2.0 * sarez::numerics::sin(std::f64::consts::PI / 12.0);
    let sd = (10.0 + 2.0 * covariance).sqrt();
    let euler = of(&found, 0, "shortfall05");
    for (k, (mean, own)) in [(-4.0, 1.0), (2.0, 9.0)].into_iter().enumerate() {
        assert_near(euler.players[k].share, mean - (own + covariance) / sd * 2.062712807507196, 4.0);
    }
}

/// An event of probability 0.3 that adds -10, and what it is that another one is given it: P(below -6) is 0.3 with it and 0 without; the
/// one given it happens as it did, whether the first brings anything or not.
#[test]
fn shares_of_events() {
    let event = |id: &str, chance: &str, add: f64| {
        format!(
            "[[event]]\nid = '{id}'\n{chance}\nwindow = ['2022Q1', '2022Q1']\nduration = '1q'\nshock = [{{ target = 'x', add = {add:?} }}]\n"
        )
    };
    let middle = event("first", "probability = 0.3", -10.0)
        + &event("second", "given = { event = 'first', yes = 0.5, no = 0.0 }", -1.0);
    let found = attributed(&read(&middle), &[]);
    assert_adds_up(&found);
    let below = of(&found, 0, "below -6");
    assert_near(below.players[0].share, 0.3, 4.0);
    assert_eq!(below.players[1].share.value, 0.0);
    assert_near(of(&found, 0, "mean").players[0].share, -3.0, 4.0);
    assert_near(of(&found, 0, "mean").players[1].alone, -0.15, 4.0);
}

/// Verbs multiply and one shock replaces another: no statistic is additive, and every one adds up.
#[test]
fn what_interacts_adds_up() {
    let middle = "
[[shock]]
id     = 'level'
target = 'x'
set    = { normal = { mean = 5, sd = 1 } }
[[shock]]
id       = 'other'
target   = 'x'
set      = 3
replaces = ['level']
";
    let found = attributed(&read(middle), &[]);
    assert_adds_up(&found);
    let mean = of(&found, 0, "mean");
    // level alone: 4 on average (5 in place of 1); other alone or with it: 2. Shares (4 + 0) / 2 and (2 - 2) / 2.
    assert_near(mean.players[0].share, 2.0, 4.0);
    assert_near(mean.players[1].share, 0.0, 4.0);
    assert_eq!(mean.players.len(), 2);
}

/// Ten additive shocks: random orders give the mean of each without an error of their own, and p05 within its error.
#[test]
fn shares_from_random_orders() {
    let sizes: Vec<(f64, f64)> = (0..10).map(|k| (f64::from(k) - 4.0, 1.0 + f64::from(k % 3))).collect();
    let mut scenario = read(&shocks(&sizes));
    scenario.run.paths = 8_192;
    let found = attributed(&scenario, &[]);
    assert_eq!(found.method, Method::Sampled(2 * BATCHES));
    assert_adds_up(&found);
    let total: f64 = sizes.iter().map(|(_, sd)| sd * sd).sum();
    let quantile = |inside: &[bool]| {
        let there = || sizes.iter().zip(inside).filter(|(_, there)| **there);
        let variance: f64 = there().map(|((_, sd), _)| sd * sd).sum();
        there().map(|((mean, _), _)| mean).sum::<f64>() + normal_quantile(0.05) * variance.sqrt()
    };
    let of_quantile = shapley(10, quantile);
    for (k, (mean, sd)) in sizes.iter().enumerate() {
        assert_near(of(&found, 0, "mean").players[k].share, *mean, 4.0);
        assert_near(of(&found, 0, "p05").players[k].share, of_quantile[k], 4.0);
        let euler = mean - sd * sd / total.sqrt() * 2.062712807507196;
        assert_near(of(&found, 0, "shortfall05").players[k].share, euler, 4.0);
    }
}

#[test]
fn channels_have_one_share() {
    let scenario = read(&shocks(&[(-4.0, 1.0), (2.0, 3.0), (-1.0, 2.0)]));
    let found = attributed(&scenario, &["fuel = a, c"]);
    let ids: Vec<&str> = found.players.iter().map(|player| player.id.as_str()).collect();
    assert_eq!((ids, found.variants), (vec!["fuel", "b"], 4));
    assert_near(of(&found, 0, "mean").players[0].share, -5.0, 4.0);
    assert_adds_up(&found);
    for (text, message) in [
        ("fuel=a,d", "`d`, which is not there"),
        ("fuel=a,a", "named twice"),
        ("b=a", "the name of what is not in it"),
    ] {
        let problem = players(&scenario, &[text.parse().unwrap()]).unwrap_err();
        assert!(problem.message.contains(message), "{text}: {problem}");
    }
    // As the scenario states them: c has none and is its own, b is in the channel whose id is c's.
    let middle = shocks(&[(-4.0, 1.0), (2.0, 3.0), (-1.0, 2.0)])
        .replace("id = 'a'", "id = 'a'\nchannel = 'fuel'")
        .replace("id = 'b'", "id = 'b'\nchannel = 'c'");
    let scenario = read(&middle);
    let by_channel = |named: &[&str]| -> Vec<(String, Vec<String>)> {
        let named: Vec<Channel> = named.iter().map(|text| text.parse().unwrap()).collect();
        let players = players(&scenario, &stated(&scenario, &named)).unwrap();
        players.into_iter().map(|player| (player.id, player.members)).collect()
    };
    let of =
        |id: &str, members: &[&str]| (id.to_owned(), members.iter().map(|id| (*id).to_owned()).collect());
    assert_eq!(by_channel(&[]), [of("fuel", &["a"]), of("c", &["b", "c"])]);
    assert_eq!(by_channel(&["fuel=b"]), [of("fuel", &["b", "a"]), of("c", &["c"])]);
    assert_eq!(by_channel(&["all=a,b,c"]), [of("all", &["a", "b", "c"])]);
    assert!("fuel".parse::<Channel>().is_err() && "fuel=".parse::<Channel>().is_err());
    assert!(players(&read(""), &[]).unwrap_err().message.contains("no shock and no event"));
    assert!(Statistic::of(&[], &[]).iter().all(|statistic| !statistic.is_probability()));
}

fn sensitive(scenario: &sarez::scenario::Scenario, each: &[Each]) -> Sensitivity {
    sensitivity(scenario, &Aim::all_of(scenario), each, &Options::default()).unwrap()
}

/// N = 999,936 pairs, seed 1, 4 standard errors. Ishigami and Homma 1990; see `known_models/ishigami.toml`.
#[test]
fn indices_of_ishigami() {
    let found = sensitive(&scenario("ishigami"), &[Each::Parameter]);
    let ids: Vec<&str> = found.groups.iter().map(|group| group.id.as_str()).collect();
    assert_eq!(ids, ["parameter.x1", "parameter.x2", "parameter.x3"]);
    let indices = found.columns[0].targets[0].indices.as_ref().unwrap();
    let known = [
        (0.313905191148, 0.557588855210, Verdict::Alone),
        (0.442411144790, 0.442411144790, Verdict::Alone),
        (0.0, 0.243683664062, Verdict::WithOthers),
    ];
    for (index, (first, total, verdict)) in indices.iter().zip(known) {
        assert_near(index.first, first, 4.0);
        assert_near(index.total, total, 4.0);
        assert_eq!(index.verdict(), verdict, "{index:?}");
        assert!(index.first.high - index.first.low < 0.02, "{index:?}");
    }
    // sin(0) is 0, so that x3 does nothing at the medians; sin²(0.9 π) is the same at both ends of x2.
    let tornado = &found.columns[0].tornado;
    let x1 = tornado.iter().find(|swing| swing.driver == "parameter.x1").unwrap();
    assert!((x1.p95 - sarez::numerics::sin(0.9 * std::f64::consts::PI)).abs() < 1e-9, "{x1:?}");
    assert!(tornado.iter().all(|swing| swing.driver != "parameter.x3"));
}

/// Of x = a + b + c + u the index of each is its variance over 15, first and total; c moves with b and they are one. Of the
/// effect the residual's index is nothing.
#[test]
fn indices_of_a_linear_gaussian_model() {
    let middle = shocks(&[(-4.0, 1.0), (2.0, 3.0), (-1.0, 2.0)])
        + "[dependence]\nrank_correlation = [['b', 'c', 0.5]]\n";
    let found = sensitive(&read(&middle), &[]);
    let ids: Vec<&str> = found.groups.iter().map(|group| group.id.as_str()).collect();
    assert_eq!(ids, ["shock.a", "shock.b + shock.c", "residuals"]);
    let covariance = 6.0 * 2.0 * sarez::numerics::sin(std::f64::consts::PI / 12.0);
    let both = 13.0 + 2.0 * covariance;
    let of_level = found.columns[1].targets[0].indices.as_ref().unwrap();
    for (index, variance) in of_level.iter().zip([1.0, both, 1.0]) {
        assert_near(index.first, variance / (both + 2.0), 4.0);
        assert_near(index.total, variance / (both + 2.0), 4.0);
    }
    let of_effect = found.columns[0].targets[0].indices.as_ref().unwrap();
    assert_eq!(of_effect[2].verdict(), Verdict::Nothing);
    assert!(of_effect[2].total.value.abs() < 1e-9, "{:?}", of_effect[2]);
    assert_eq!(found.columns[0].targets[1].of, Of::Below(-6.0));
    assert!(found.columns[0].targets[1].indices.is_some());
    // A constant has none.
    assert!(found.columns[2].targets[0].indices.is_none());
    // b at its p05 and p95, with c at its median though they move together: 2 ± 1.645 * 3, and a + c at -5.
    let b = found.columns[0].tornado.iter().find(|swing| swing.driver == "shock.b.add").unwrap();
    for (end, known) in
        [(b.p05, -3.0 + 3.0 * normal_quantile(0.05)), (b.p95, -3.0 + 3.0 * normal_quantile(0.95))]
    {
        assert!((end - known).abs() < 1e-9, "{b:?}");
    }
    assert_eq!(found.columns[0].tornado[0].driver, "shock.b.add");
    assert!((found.columns[0].median + 3.0).abs() < 1e-9);
}

#[test]
fn where_nothing_is_drawn_no_index_exists() {
    let mut scenario = read("[[shock]]\nid = 'a'\ntarget = 'still'\nadd = -1\n");
    scenario.outcomes.retain(|outcome| outcome.id == "still");
    for variable in &mut scenario.model.variables {
        variable.residual = None;
    }
    let aim = Aim::all_of(&scenario);
    let problem = sensitivity(&scenario, &aim, &[], &Options::default()).unwrap_err();
    assert!(matches!(problem, Trouble::NothingDrawn), "{problem}");
}
