//! Shapley effects of drivers that move together, against closed forms and quadrature: under each kind of copula, exact and sampled.

use sarez::analysis::sensitivity::{Aim, Each, Method, Of, Sensitivity, Target, sensitivity};
use sarez::distribution::{StudentT, Univariate};
use sarez::numerics::{asin, exp, normal_cdf, normal_quantile};
use sarez::results::Estimate;
use sarez::scenario::Scenario;
use sarez::simulate::Options;

use crate::support::{assert_near, called, from_texts, json, sarez};

/// One quarter: x = 1 + what shocks add (+ noise), y reaches no outcome.
const MODEL: &str = "
title = 'Sums'
[variable.x]
kind     = 'rate'
equation = 'ref(x)'
residual = { normal = { sd = 0.5 } }
level    = 1
[variable.y]
kind     = 'rate'
equation = 'ref(y)'
level    = 1
";

fn text(shocks: &str, dependence: &str, outcome: &str) -> String {
    format!(
        "
title   = 'Moving together'
model   = 'sums.toml'
start   = '2022Q1'
horizon = '1q'
{shocks}
[[outcome]]
id       = 'x'
variable = 'x'
as       = 'level'
at       = '2022Q1'
{outcome}
[dependence]
{dependence}
[run]
paths = 160_000
seed  = 7
"
    )
}

fn shock(id: &str, target: &str, add: &str) -> String {
    format!("[[shock]]\nid = '{id}'\ntarget = '{target}'\nadd = {{ {add} }}\n")
}

fn normal(id: &str, sd: f64) -> String {
    shock(id, "x", &format!("normal = {{ mean = 0, sd = {sd} }}"))
}

/// Spearman's rank correlation of normal scores whose correlation is `rho`.
fn rank(rho: f64) -> f64 {
    6.0 / std::f64::consts::PI * asin(0.5 * rho)
}

/// `["a", "b", r]` for each, r the rank correlation under the Gaussian copula.
fn pairs(list: &[(&str, &str, f64)]) -> String {
    let pair = |(a, b, rho): &(&str, &str, f64)| format!("['{a}', '{b}', {:.17}]", rank(*rho));
    format!("rank_correlation = [{}]", list.iter().map(pair).collect::<Vec<_>>().join(", "))
}

fn asked(scenario: &Scenario, each: &[Each]) -> Sensitivity {
    sensitivity(scenario, &Aim::all_of(scenario), each, &Options::default()).unwrap()
}

fn of_texts(shocks: &str, dependence: &str) -> Scenario {
    let text = text(shocks, dependence, "");
    from_texts("ask.toml", &[("ask.toml", &text), ("sums.toml", MODEL)])
}

fn effects(found: &Sensitivity, of: Of) -> Vec<(&str, Estimate)> {
    let target: &Target = found.columns[0].targets.iter().find(|target| target.of == of).unwrap();
    let names = found.players.iter().map(|player| player.id.as_str());
    let effects: Vec<_> = names.zip(target.effects.clone().unwrap()).collect();
    let sum: f64 = effects.iter().map(|(_, effect)| effect.value).sum();
    assert!((sum - 1.0).abs() < 1e-12, "{sum}");
    effects
}

/// The Shapley values of a game of few players, by its definition over all orders.
fn shapley(players: usize, value: &dyn Fn(usize) -> f64) -> Vec<f64> {
    fn extend(
        order: &mut Vec<usize>,
        players: usize,
        value: &dyn Fn(usize) -> f64,
        sums: &mut [f64],
    ) -> usize {
        if order.len() == players {
            let mut known = 0;
            for player in order.iter() {
                sums[*player] += value(known | 1 << player) - value(known);
                known |= 1 << player;
            }
            return 1;
        }
        let mut count = 0;
        for player in 0..players {
            if !order.contains(&player) {
                order.push(player);
                count += extend(order, players, value, sums);
                order.pop();
            }
        }
        count
    }
    let mut sums = vec![0.0; players];
    let count = extend(&mut Vec::new(), players, value, &mut sums);
    sums.iter().map(|sum| sum / count as f64).collect()
}

/// The share of Var b'X that is explained by the members of a set of X, whose covariance matrix is `v`: linear regression, by
/// Gaussian elimination.
fn explained(v: &[Vec<f64>], b: &[f64], set: usize) -> f64 {
    let all = |i: usize| -> f64 { (0..b.len()).map(|j| v[i][j] * b[j]).sum() };
    let variance: f64 = (0..b.len()).map(|i| b[i] * all(i)).sum();
    let known: Vec<usize> = (0..b.len()).filter(|i| set >> i & 1 == 1).collect();
    let mut rows: Vec<Vec<f64>> =
        known.iter().map(|i| known.iter().map(|j| v[*i][*j]).chain([all(*i)]).collect()).collect();
    let mut explained = 0.0;
    for k in 0..rows.len() {
        let pivot = rows[k].clone();
        explained += pivot[rows.len()] * pivot[rows.len()] / pivot[k];
        for row in &mut rows[k + 1..] {
            let share = row[k] / pivot[k];
            for (x, y) in row.iter_mut().zip(&pivot) {
                *x -= share * y;
            }
        }
    }
    explained / variance
}

fn covariance(sds: &[f64], correlations: &[(usize, usize, f64)]) -> Vec<Vec<f64>> {
    let n = sds.len();
    let mut v: Vec<Vec<f64>> =
        (0..n).map(|i| (0..n).map(|j| if i == j { sds[i] * sds[i] } else { 0.0 }).collect()).collect();
    for (i, j, rho) in correlations {
        (v[*i][*j], v[*j][*i]) = (rho * sds[*i] * sds[*j], rho * sds[*i] * sds[*j]);
    }
    v
}

/// N = 39,936 pairs, seed 7, 4 standard errors. Two inputs have the closed form of Owen and Prieur (2017, section 3): with sds
/// s and t and correlation r, s² (1 - r²/2) + r s t + t² r²/2 of the variance.
#[test]
fn of_two_normal_shocks() {
    let (s, t, r) = (1.0, 2.0, 0.6);
    let scenario = of_texts(&[normal("a", s), normal("b", t)].concat(), &pairs(&[("a", "b", r)]));
    let found = asked(&scenario, &[]);
    assert_eq!(
        found.groups.iter().map(|group| group.id.as_str()).collect::<Vec<_>>(),
        ["shock.a + shock.b", "residuals"]
    );
    assert_eq!(found.method, Some(Method::Exact));
    let all = s * s + t * t + 2.0 * r * s * t + 0.25;
    let one = |s: f64, t: f64| (s * s * (1.0 - r * r / 2.0) + r * s * t + t * t * r * r / 2.0) / all;
    let known = [("shock.a", one(s, t)), ("shock.b", one(t, s)), ("residuals", 0.25 / all)];
    for ((player, effect), (name, exact)) in effects(&found, Of::Value).into_iter().zip(known) {
        assert_eq!(player, name);
        assert_near(effect, exact, 4.0);
        assert!(effect.high - effect.low < 0.03, "{effect:?}");
    }
}

/// N = 39,936 pairs, seed 7, 4 standard errors, by linear regression. Of the four shocks `inert` moves nothing that is measured, but
/// moves with `a`; `b` and `c` determine each other.
#[test]
fn of_shocks_that_are_inert_or_copies() {
    let shocks = [
        normal("a", 1.0),
        normal("b", 2.0),
        normal("c", 0.5),
        shock("inert", "y", "normal = { mean = 0, sd = 3 }"),
    ]
    .concat();
    let (ab, ai) = (-0.4, 0.7);
    let dependence = pairs(&[("a", "b", ab), ("a", "c", -ab), ("b", "c", -1.0), ("a", "inert", ai)]);
    let found = asked(&of_texts(&shocks, &dependence), &[]);
    let v = covariance(&[1.0, 2.0, 0.5, 3.0, 0.5], &[(0, 1, ab), (0, 2, -ab), (1, 2, -1.0), (0, 3, ai)]);
    // What is determined explains no more: left out of the regression.
    let value = |set: usize| {
        let set = if set & 0b110 == 0b110 { set & !0b100 } else { set };
        explained(&v, &[1.0, 1.0, 1.0, 0.0, 1.0], set)
    };
    let exact = shapley(5, &value);
    let names = ["shock.a", "shock.b", "shock.c", "shock.inert", "residuals"];
    for ((player, effect), (name, exact)) in
        effects(&found, Of::Value).into_iter().zip(names.into_iter().zip(exact))
    {
        assert_eq!(player, name);
        assert_near(effect, exact, 4.0);
    }
    let inert = effects(&found, Of::Value)[3].1;
    assert!(inert.low > 0.02, "it says something of a: {inert:?}");
}

/// Whether what is inert comes before or after what it moves with by name, it has an effect: r²/2 of the variance of a alone (Owen and
/// Prieur 2017). N = 39,936 pairs, seed 7, 4 standard errors.
#[test]
fn of_what_is_inert_by_any_name() {
    for inert in ["aa", "zz"] {
        let shocks = [normal("b", 1.0), shock(inert, "y", "normal = { mean = 0, sd = 3 }")].concat();
        let found = asked(&of_texts(&shocks, &pairs(&[("b", inert, 0.6)])), &[]);
        let known = [("shock.b", 1.0 - 0.18), ("residuals", 0.25)];
        let effects = effects(&found, Of::Value);
        assert_eq!(effects.len(), 3, "{inert}: {effects:?}");
        let of = |name: &str| effects.iter().find(|(player, _)| *player == name).unwrap().1;
        for (name, variance) in known {
            assert_near(of(name), variance / 1.25, 4.0);
        }
        assert_near(of(&format!("shock.{inert}")), 0.18 / 1.25, 4.0);
    }
}

/// N = 39,936 pairs, seed 7, 4 standard errors. Under a t copula with margins of its own degrees of freedom a sum is as under a normal
/// distribution; whether x is above 4 is by quadrature over a and over b of the conditional t of one more degree (Ding 2016,
/// doi:10.1080/00031305.2016.1164756).
#[test]
fn of_a_t_copula() {
    let (df, rho, sds, at) = (5.0, 0.5, [1.0, 2.0], 4.0);
    let student = |id: &str, sd: f64| shock(id, "x", &format!("student_t = {{ df = {df}, sd = {sd} }}"));
    let shocks = [student("a", sds[0]), student("b", sds[1])].concat();
    let copula = sarez::distribution::copula::Elliptical::StudentT { df };
    let rank = copula.rank_correlation().of(rho);
    let dependence =
        format!("copula = {{ student_t = {{ df = {df} }} }}\nrank_correlation = [['a', 'b', {rank:.17}]]");
    let text = text(&shocks, &dependence, "above = [5]");
    // Without noise, so that two players are all.
    let model = MODEL.replace("residual = { normal = { sd = 0.5 } }\n", "");
    let scenario = from_texts("ask.toml", &[("ask.toml", &text), ("sums.toml", &model)]);
    let found = asked(&scenario, &[]);
    let v = covariance(&sds, &[(0, 1, rho)]);
    let exact = shapley(2, &|set| explained(&v, &[1.0, 1.0], set));
    for ((_, effect), exact) in effects(&found, Of::Value).into_iter().zip(exact) {
        assert_near(effect, exact, 4.0);
    }
    let scale = f64::sqrt((df - 2.0) / df);
    let (margin, beyond) = (StudentT::new(df, 0.0, 1.0).unwrap(), StudentT::new(df + 1.0, 0.0, 1.0).unwrap());
    let points = 20_000;
    // E and E² of P(s T + r U > at | T), U given T.
    let moments = |s: f64, r: f64| {
        let (mut first, mut second) = (0.0, 0.0);
        for k in 0..points {
            let t = margin.quantile((f64::from(k) + 0.5) / f64::from(points));
            let spread = f64::sqrt((df + t * t) / (df + 1.0) * (1.0 - rho * rho));
            let p = beyond.survival(((at - s * t) / r - rho * t) / spread);
            first += p / f64::from(points);
            second += p * p / f64::from(points);
        }
        (first, second)
    };
    let (s, r) = (sds[0] * scale, sds[1] * scale);
    let ((p, of_a), (q, of_b)) = (moments(s, r), moments(r, s));
    assert!((p - q).abs() < 1e-5, "the same probability: {p} {q}");
    let share = |second: f64| (second - p * p) / (p * (1.0 - p));
    let value = |set: usize| [0.0, share(of_a), share(of_b), 1.0][set];
    for ((_, effect), exact) in effects(&found, Of::Above(5.0)).into_iter().zip(shapley(2, &value)) {
        assert_near(effect, exact, 4.0);
    }
}

/// N = 39,936 pairs, seed 7, 4 standard errors. Rows are drawn alike; `a` has two rows that cannot be told apart.
#[test]
fn of_the_rows_of_a_file() {
    let rows = "a,b\n1,4\n1,1\n2,3\n3,2\n";
    let uniform = |id: &str, high: f64| shock(id, "x", &format!("uniform = {{ low = 0, high = {high} }}"));
    let shocks = [uniform("a", 1.0), uniform("b", 2.0)].concat();
    let text =
        text(&shocks, "copula = { empirical = { csv = 'rows.csv', columns = { a = 'a', b = 'b' } } }", "");
    let model = MODEL.replace("residual = { normal = { sd = 0.5 } }\n", "");
    let scenario = from_texts("ask.toml", &[("ask.toml", &text), ("sums.toml", &model), ("rows.csv", rows)]);
    let found = asked(&scenario, &[]);
    // Rows: where a's part begins, how wide it is, where b's begins; b's are 1/4 wide. x = a + 2 b.
    let parts = [(0.0, 0.5, 0.75), (0.0, 0.5, 0.0), (0.5, 0.25, 0.5), (0.75, 0.25, 0.25)];
    let variance = |values: &[(f64, f64)]| {
        // Equally likely means, each with a variance of its own.
        let mean = values.iter().map(|(mean, _)| mean).sum::<f64>() / 4.0;
        values.iter().map(|(at, own)| own + (at - mean) * (at - mean)).sum::<f64>() / 4.0
    };
    let middle = |low: f64, width: f64| low + 0.5 * width;
    let whole = variance(&parts.map(|(a, width, b)| {
        (middle(a, width) + 2.0 * middle(b, 0.25), width * width / 12.0 + 4.0 / 16.0 / 12.0)
    }));
    // Given a, b is in the middle of its part, or of two.
    let b_given = [0.5, 0.5, 0.625, 0.375];
    let of_a: Vec<(f64, f64)> = (parts.iter().zip(b_given))
        .map(|((a, width, _), b)| (middle(*a, *width) + 2.0 * b, width * width / 12.0))
        .collect();
    let of_b = parts.map(|(a, width, b)| (middle(a, width) + 2.0 * middle(b, 0.25), 4.0 / 16.0 / 12.0));
    let value = |set: usize| [0.0, variance(&of_a) / whole, variance(&of_b) / whole, 1.0][set];
    for ((_, effect), exact) in effects(&found, Of::Value).into_iter().zip(shapley(2, &value)) {
        assert_near(effect, exact, 4.0);
    }
}

/// N = 39,936 pairs, seed 7, 4 standard errors. An event's draw is what is known of it: E happens where its score is above
/// a quantile. x = 1 + Z + 3 E, by quadrature over the score of either.
#[test]
fn of_an_event_and_a_shock() {
    let (rho, p, size) = (0.5, 0.3, 3.0);
    let event = format!(
        "[[event]]\nid = 'freeze'\nprobability = {p}\nwindow = ['2022Q1', '2022Q1']\nduration = '1q'\nshock = [{{ target = 'x', add = {size} }}]\n"
    );
    let shocks = [normal("a", 1.0), event].concat();
    let text = text(&shocks, &pairs(&[("a", "freeze", rho)]), "");
    let model = MODEL.replace("residual = { normal = { sd = 0.5 } }\n", "");
    let scenario = from_texts("ask.toml", &[("ask.toml", &text), ("sums.toml", &model)]);
    let found = asked(&scenario, &[]);
    let cut = normal_quantile(1.0 - p);
    let points = 20_000;
    let variance = |value: &dyn Fn(f64) -> f64| {
        let z = (0..points).map(|k| value(normal_quantile((f64::from(k) + 0.5) / f64::from(points))));
        let values: Vec<f64> = z.collect();
        let mean = values.iter().sum::<f64>() / f64::from(points);
        values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / f64::from(points)
    };
    let happens = |z: f64| f64::from(u8::from(z > cut));
    let of_a = variance(&|z| z + size * normal_cdf((rho * z - cut) / f64::sqrt(1.0 - rho * rho)));
    let of_event = variance(&|z| rho * z + size * happens(z));
    // Cov(Z, E) = ρ φ(cut)
    let density = exp(-0.5 * cut * cut) / f64::sqrt(2.0 * std::f64::consts::PI);
    let whole = 1.0 + size * size * p * (1.0 - p) + 2.0 * size * rho * density;
    let value = |set: usize| [0.0, of_a / whole, of_event / whole, 1.0][set];
    let found = effects(&found, Of::Value);
    assert_eq!(found[1].0, "event.freeze");
    for ((_, effect), exact) in found.into_iter().zip(shapley(2, &value)) {
        assert_near(effect, exact, 4.0);
    }
}

/// N = 4,096 pairs, seed 7, 4 standard errors: eight shocks and the noise are more than all sets are simulated of, so that effects
/// are from 32 random orders.
#[test]
fn of_many() {
    let sds = [1.0, 2.0, 0.5, 1.5, 1.0, 0.7, 1.2, 0.9, 0.5];
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let shocks: String = names.iter().zip(sds).map(|(name, sd)| normal(name, sd)).collect();
    let dependence = pairs(&[("a", "b", 0.5), ("b", "c", -0.3), ("d", "e", 0.8)]);
    let mut scenario = of_texts(&shocks, &dependence);
    scenario.run.paths = 4_096;
    let found = asked(&scenario, &[]);
    assert_eq!(found.method, Some(Method::Sampled(32)));
    let v = covariance(&sds, &[(0, 1, 0.5), (1, 2, -0.3), (3, 4, 0.8)]);
    // Of a sum of independent parts the effects are those of each part, times its share.
    let part = |members: &[usize]| -> Vec<f64> {
        let mut b = [0.0; 9];
        for member in members {
            b[*member] = 1.0;
        }
        let variance = |b: &[f64; 9]| -> f64 {
            (0..9).map(|i| (0..9).map(|j| b[i] * v[i][j] * b[j]).sum::<f64>()).sum()
        };
        let value = |set: usize| {
            let of = |at: usize| set >> at & 1 == 1;
            let chosen = members.iter().enumerate().filter(|(at, _)| of(*at)).map(|(_, member)| 1 << member);
            explained(&v, &b, chosen.sum())
        };
        let share = variance(&b) / variance(&[1.0; 9]);
        shapley(members.len(), &value).into_iter().map(|effect| share * effect).collect()
    };
    let exact = [part(&[0, 1, 2]), part(&[3, 4]), part(&[5]), part(&[6]), part(&[7]), part(&[8])].concat();
    for ((player, effect), exact) in effects(&found, Of::Value).into_iter().zip(exact) {
        assert!((effect.value - exact).abs() < 0.05, "{player} {effect:?} {exact}");
        assert_near(effect, exact, 4.0);
    }
}

/// Residuals that move together are told apart with `--each residual`; what does not move with them stays one player.
#[test]
fn of_residuals() {
    let model = "
title = 'Three'
[variable.x]
kind     = 'rate'
equation = 'ref(x)'
residual = { normal = { sd = 1 } }
level    = 1
[variable.y]
kind     = 'rate'
equation = 'ref(y)'
residual = { normal = { sd = 1 } }
level    = 1
[variable.z]
kind     = 'rate'
equation = 'ref(z)'
residual = { normal = { sd = 1 } }
level    = 1
[variable.total]
kind       = 'rate'
definition = 'x + y + z'
";
    let text = text("", &pairs(&[("residual.x", "residual.y", 0.5)]), "")
        .replace("variable = 'x'", "variable = 'total'");
    let scenario = from_texts("ask.toml", &[("ask.toml", &text), ("sums.toml", model)]);
    assert_eq!(asked(&scenario, &[]).players, []);
    let found = asked(&scenario, &[Each::Residual]);
    let known = [("residual.x", 1.5 / 4.0), ("residual.y", 1.5 / 4.0), ("other residuals", 1.0 / 4.0)];
    let effects = effects(&found, Of::Value);
    assert_eq!(effects.len(), 3, "{effects:?}");
    for (name, exact) in known {
        let (_, effect) = effects.iter().find(|(player, _)| *player == name).unwrap();
        assert_near(*effect, exact, 4.0);
    }
}

/// The same numbers in JSON, CSV, text and page; equal whatever the threads.
#[test]
fn on_the_command_line() {
    let ask =
        text(&[normal("a", 1.0), normal("b", 2.0)].concat(), &pairs(&[("a", "b", 0.6)]), "below = [-100]");
    let home = called("x", &[("ask.toml", &ask), ("sums.toml", MODEL)]);
    let ask = ["sensitivity", "ask.toml", "--paths", "4096"];
    let found = json(&home, &ask);
    let target = &found["outcomes"][0]["targets"][0];
    let effects = target["shapley"].as_array().unwrap();
    let ids: Vec<&str> = effects.iter().map(|effect| effect["player"].as_str().unwrap()).collect();
    assert_eq!(ids, ["shock.a", "shock.b", "residuals"]);
    assert_eq!(found["players"][0]["drivers"], serde_json::json!(["shock.a.add"]));
    assert!(found["orders"].is_null());
    assert_eq!(found["outcomes"][0]["targets"][1]["shapley"], serde_json::json!([]), "of a constant");
    assert_eq!(json(&home, &[&ask[..], &["--threads", "1"]].concat()), found);
    let output = sarez(home.path(), &[&ask[..], &["--format", "csv", "--out", "out"]].concat());
    let csv = String::from_utf8(output.stdout).unwrap();
    let value = &effects[1]["effect"]["value"];
    assert!(csv.contains(&format!(",value,shock.b,shapley,{value},")), "{csv}");
    let page = std::fs::read_to_string(home.path().join("out/report.html")).unwrap();
    assert!(
        page.contains("percent of the variance, Shapley effect") && page.contains(&format!("\"{value}\""))
    );
    let text = String::from_utf8(sarez(home.path(), &ask).stdout).unwrap();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("Shapley effect shock.a ") && text.contains("all orders"), "{text}");
}
