//! Calibration: against posteriors that are known in closed form, and over many simulated histories.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{assert_near, ensemble, estimate, from_texts, sarez};
use sarez::analysis::calibrate::{Calibrated, Uncalibrated, calibrate};
use sarez::diagnostic::{Diagnostics, Sources, Style, render};
use sarez::numerics::{exp, log, sin};
use sarez::read::read_texts;
use sarez::scenario::Scenario;
use sarez::simulate::{Options, sample};

/// y = a + b x + u, and something that has nothing to do with it and no history.
const MODEL: &str = "
title = 'A line'
reference.kind = 'model'
[parameter.a]
value = 1
prior = { normal = { mean = 1, sd = 0.5 } }
[parameter.b]
value = 2
prior = { normal = { mean = 2, sd = 1 } }
[parameter.c]
value = 0
[variable.x]
kind   = 'rate'
series = true
[variable.y]
kind     = 'rate'
equation = 'a + b * x + c'
residual = { normal = { sd = 0.8 } }
[variable.apart]
kind     = 'rate'
equation = '1'
residual = { normal = { sd = 1 } }
";

const SCENARIO: &str = "
title   = 'A line'
model   = 'line.toml'
economy = 'somewhere.toml'
start   = '2011Q1'
horizon = '1y'
[calibrate]
parameters = ['a', 'b']
observed   = 'y'
[[outcome]]
id       = 'y'
variable = 'y'
as       = 'level'
at       = '2011Q4'
[run]
paths = 20_000
seed  = 4
";

/// Values by quarter from 2001Q1 on, as a table.
fn quarterly(values: &[f64]) -> String {
    let value = |(k, value): (usize, &f64)| format!("{}Q{} = {value:?}", 2001 + k / 4, 1 + k % 4);
    format!("{{ {} }}", values.iter().enumerate().map(value).collect::<Vec<_>>().join(", "))
}

/// What stands in for data: numbers that a sine spreads.
fn wave(count: usize, step: f64) -> Vec<f64> {
    (0..count).map(|k| sin(k as f64 * step) * 1.5).collect()
}

fn xs() -> Vec<f64> {
    wave(44, 1.3).iter().map(|x| 1.0 + x).collect()
}

fn ys(count: usize) -> Vec<f64> {
    let noise = wave(count, 2.9);
    (0..count).map(|k| 1.6 + 1.5 * xs()[k] + 0.5 * noise[k]).collect()
}

fn economy(y: &[f64]) -> String {
    format!(
        "title = 'Somewhere'\n[series.x]\nquarterly = {}\nsource = 'assumption: a path'\n[history.y]\nquarterly = {}\nvintage = '2011-01-15'\nsource = 'a bank'\n",
        quarterly(&xs()),
        quarterly(y)
    )
}

fn scenario(texts: [&str; 3]) -> Scenario {
    let [scenario, model, economy] = texts;
    from_texts("line", &[("line", scenario), ("line.toml", model), ("somewhere.toml", economy)])
}

fn fitted(texts: [&str; 3]) -> Calibrated {
    let found = calibrate(&scenario(texts), &Options::default());
    found.unwrap_or_else(|problem| panic!("{problem} {:?} {problem:?}", problem.help()))
}

/// Mean and covariance of the weights of regressors with independent normal priors, given values with a known residual sd.
fn conjugate(
    rows: &[[f64; 2]],
    values: &[f64],
    sd: f64,
    priors: [(f64, f64); 2],
) -> ([f64; 2], [[f64; 2]; 2]) {
    let mut precision = [[0.0; 2]; 2];
    let mut right = [0.0; 2];
    for (i, (mean, spread)) in priors.into_iter().enumerate() {
        precision[i][i] += 1.0 / (spread * spread);
        right[i] += mean / (spread * spread);
    }
    for (row, value) in rows.iter().zip(values) {
        for i in 0..2 {
            right[i] += row[i] * value / (sd * sd);
            for j in 0..2 {
                precision[i][j] += row[i] * row[j] / (sd * sd);
            }
        }
    }
    let [[p, q], [_, r]] = precision;
    let determinant = p * r - q * q;
    let covariance = [[r / determinant, -q / determinant], [-q / determinant, p / determinant]];
    let mean = [0, 1].map(|i| covariance[i][0] * right[0] + covariance[i][1] * right[1]);
    (mean, covariance)
}

/// The posterior of a line with normal residuals of known sd is normal, in closed form. 20,000 draws of seed 4; 4 standard errors.
#[test]
fn a_line_has_its_conjugate_posterior() {
    let y = ys(40);
    let found = fitted([SCENARIO, MODEL, &economy(&y)]);
    let rows: Vec<[f64; 2]> = xs()[..40].iter().map(|x| [1.0, *x]).collect();
    let (mean, covariance) = conjugate(&rows, &y, 0.8, [(1.0, 0.5), (2.0, 1.0)]);
    for (i, parameter) in found.parameters.iter().enumerate() {
        let sd = covariance[i][i].sqrt();
        assert_near(parameter.posterior.mean, mean[i], 4.0);
        assert_near(parameter.posterior.sd, sd, 4.0);
        assert_near(parameter.posterior.p05, mean[i] - 1.6448536269514722 * sd, 4.0);
        assert_near(parameter.posterior.p50, mean[i], 4.0);
        assert_near(parameter.posterior.p95, mean[i] + 1.6448536269514722 * sd, 4.0);
        assert!(parameter.stated.off < 0.05, "{:?}", parameter.stated);
    }
    // Of normals with correlation r Spearman's is 6/π asin(r/2).
    let r = covariance[0][1] / (covariance[0][0] * covariance[1][1]).sqrt();
    let rank = 6.0 / std::f64::consts::PI * (r / 2.0).asin();
    let (_, of_sample) = found.rank_correlations[0];
    assert!((of_sample - rank).abs() < 0.03, "{of_sample} {rank}");
    let (history, quality) = (&found.history, found.diagnostics);
    assert_eq!((history.first.to_string(), history.last.to_string()), ("2001Q1".into(), "2010Q4".into()));
    assert_eq!((history.count, history.fixed.as_slice()), (40, ["c".to_owned()].as_slice()));
    assert!(quality.effective > 10_000.0 && quality.shape < 0.5, "{quality:?}");
}

/// x is held at its history and away from its reference; log residuals with ar: generalised differences make a line of it,
/// log(y/y') - ar log(y/y')(-1) = k (x - ar x(-1)) + e, conditional on the first.
#[test]
fn a_tracked_equation_in_logs_with_autoregression_too() {
    let model = "
        title = 'A tracked line'
        [parameter.k]
        value = 0.5
        prior = { normal = { mean = 0.5, sd = 0.2 } }
        [variable.x]
        kind     = 'rate'
        equation = '0.9 * x(-1)'
        residual = { normal = { sd = 1 } }
        level    = 0
        [variable.pull]
        kind       = 'rate'
        definition = 'k * x'
        [variable.y]
        kind      = 'flow'
        transform = 'log'
        equation  = 'ref(y) * exp(pull)'
        residual  = { normal = { sd = 0.3 }, ar = 0.6 }
        level     = 50
    ";
    let x = wave(40, 1.3);
    let noise = wave(40, 2.9);
    let y: Vec<f64> = (0..40).map(|k| 50.0 * exp(0.7 * x[k] + 0.2 * noise[k])).collect();
    let economy = format!(
        "title = 'Somewhere'\n[history.x]\nquarterly = {}\nsource = 'a bank'\n[history.y]\nquarterly = {}\nsource = 'a bank'\n",
        quarterly(&x),
        quarterly(&y)
    );
    let scenario = SCENARIO.replace("['a', 'b']", "'k'");
    let found = fitted([&scenario, model, &economy]);
    let z: Vec<f64> = y.iter().map(|y| log(y / 50.0)).collect();
    let rows: Vec<[f64; 2]> = (1..40).map(|t| [x[t] - 0.6 * x[t - 1], 0.0]).collect();
    let values: Vec<f64> = (1..40).map(|t| z[t] - 0.6 * z[t - 1]).collect();
    let (mean, covariance) = conjugate(&rows, &values, 0.3, [(0.5, 0.2), (0.0, 1.0)]);
    assert_near(found.parameters[0].posterior.mean, mean[0], 4.0);
    assert_near(found.parameters[0].posterior.sd, covariance[0][0].sqrt(), 4.0);
    assert_eq!((found.history.count, found.history.held.as_slice()), (39, ["x".to_owned()].as_slice()));
    assert_eq!(found.history.first.to_string(), "2001Q2");
}

/// Two variables with one mean whose residuals share 0.8 of their scores' variance: the precision of the mean is that of
/// 2 / (1 + 0.8) observations a quarter.
#[test]
fn residuals_that_move_together_count_for_less() {
    let model = "
        title = 'Two of one mean'
        reference.kind = 'model'
        [parameter.a]
        value = 1
        prior = { normal = { mean = 1, sd = 0.5 } }
        [variable.one]
        kind     = 'rate'
        equation = 'a'
        residual = { normal = { sd = 0.8 }, common = { share = 0.8, factor = 'f' } }
        [variable.two]
        kind     = 'rate'
        equation = 'a'
        residual = { normal = { sd = 0.8 }, common = { share = 0.8, factor = 'f' } }
    ";
    let (one, two) = (wave(20, 2.9), wave(20, 1.7));
    let economy = format!(
        "title = 'Somewhere'\n[history.one]\nquarterly = {}\nsource = 'a bank'\n[history.two]\nquarterly = {}\nsource = 'a bank'\n",
        quarterly(&one),
        quarterly(&two)
    );
    let scenario = SCENARIO
        .replace("['a', 'b']", "'a'")
        .replace("observed   = 'y'", "observed = ['one', 'two']")
        .replace("variable = 'y'", "variable = 'one'");
    let found = fitted([&scenario, model, &economy]);
    let worth = 20.0 * 2.0 / 1.8;
    let mean = one.iter().chain(&two).sum::<f64>() / 40.0;
    let precision = 1.0 / 0.25 + worth / 0.64;
    let exact = (1.0 / 0.25 + worth * mean / 0.64) / precision;
    assert_near(found.parameters[0].posterior.mean, exact, 4.0);
    assert_near(found.parameters[0].posterior.sd, (1.0 / precision).sqrt(), 4.0);
    assert_eq!(found.history.count, 40);
}

/// A prior on one side of 0, a range of validity that cuts the posterior: the same as truncated normals say. The posterior of a mean
/// alone is normal (m, s); within [1.2, inf) its mean is m + s φ(α)/(1 - Φ(α)), α = (1.2 - m)/s.
#[test]
fn nothing_is_fitted_outside_the_range_of_validity() {
    let model = MODEL.replace("value = 1\n", "value = 1.5\nvalid = [1.2, 100]\n");
    let scenario = SCENARIO.replace("['a', 'b']", "'a'");
    let y: Vec<f64> = (0..40).map(|k| 1.1 + 2.0 * xs()[k] + 0.5 * wave(40, 2.9)[k]).collect();
    let found = fitted([&scenario, &model, &economy(&y)]);
    let rows: Vec<[f64; 2]> = vec![[1.0, 0.0]; 40];
    let values: Vec<f64> = (0..40).map(|k| y[k] - 2.0 * xs()[k]).collect();
    let (mean, covariance) = conjugate(&rows, &values, 0.8, [(1.0, 0.5), (0.0, 1.0)]);
    let (m, s) = (mean[0], covariance[0][0].sqrt());
    let alpha = (1.2 - m) / s;
    let hazard = sarez::numerics::normal_density(alpha) / sarez::numerics::normal_cdf(-alpha);
    assert_near(found.parameters[0].posterior.mean, m + s * hazard, 4.0);
    assert!(found.parameters[0].posterior.p05.value > 1.2);
}

/// 200 histories of 40 quarters, each simulated by the engine with parameters of the prior and residuals Student t with ar: of a
/// calibration that is right, a 90 percent interval holds the parameter that made the history with probability 0.9. Of 200 that is
/// 180 on average; 165 to 193 has a probability of 0.998. Seed 7.
#[test]
fn intervals_hold_the_parameters_that_made_the_history() {
    const HISTORIES: u64 = 200;
    let model = "
        title = 'Two parameters'
        reference.kind = 'model'
        [parameter.a]
        value = 1
        prior = { uniform = { low = 0, high = 2 } }
        [parameter.b]
        value = 0.5
        prior = { beta = { mean = 0.5, sd = 0.2 } }
        [variable.x]
        kind   = 'rate'
        series = true
        [variable.y]
        kind     = 'rate'
        equation = 'a * x + b * y(-1)'
        residual = { student_t = { df = 4, sd = 1 }, ar = 0.3 }
        [variable.of_a]
        kind       = 'rate'
        definition = 'a'
        [variable.of_b]
        kind       = 'rate'
        definition = 'b'
    ";
    let before = "title = 'Somewhere'\n[level.y]\nvalue = 1\nsource = 'assumption'\n";
    let series = format!("[series.x]\nquarterly = {}\nsource = 'a bank'\n", quarterly(&xs()));
    let quarters: Vec<String> = (0..40).map(|k| format!("'{}Q{}'", 2001 + k / 4, 1 + k % 4)).collect();
    let outcomes = format!(
        "[[outcome]]\nid = 'y'\nvariable = 'y'\nas = 'level'\nat = [{}]\n\
         [[outcome]]\nid = 'a'\nvariable = 'of_a'\nas = 'level'\nat = '2001Q1'\n\
         [[outcome]]\nid = 'b'\nvariable = 'of_b'\nas = 'level'\nat = '2001Q1'\n",
        quarters.join(", ")
    );
    let making = format!(
        "title = 'Making'\nmodel = 'line.toml'\neconomy = 'somewhere.toml'\nstart = '2001Q1'\nhorizon = '10y'\n\
         run = {{ paths = {HISTORIES}, seed = 7, sampler = 'random' }}\n{outcomes}"
    );
    let made = scenario([&making, model, &format!("{before}{series}")]);
    let columns = sample(&ensemble(&made), &Options::default()).unwrap();
    let scenario_text = SCENARIO.replace("paths = 20_000", "paths = 4_096");
    let mut inside = [0, 0];
    for path in 0..HISTORIES as usize {
        let y: Vec<f64> = columns[..40].iter().map(|column| column[path]).collect();
        let economy =
            format!("{before}{series}[history.y]\nquarterly = {}\nsource = 'made'\n", quarterly(&y));
        let found = fitted([&scenario_text, model, &economy]);
        for (at, parameter) in found.parameters.iter().enumerate() {
            let truth = columns[40 + at][path];
            let (low, high) = (parameter.posterior.p05.value, parameter.posterior.p95.value);
            inside[at] += usize::from(low <= truth && truth <= high);
        }
    }
    assert!(inside.iter().all(|count| (165..=193).contains(count)), "{inside:?} of {HISTORIES}");
}

/// Six parameters at once, of which some are hardly told apart: the same closed form, by elimination.
#[test]
fn six_parameters_are_fitted_at_once() {
    let names = ["p0", "p1", "p2", "p3", "p4", "p5"];
    let regressor = |j: usize, k: usize| {
        sin((k as f64) * (0.4 + 0.37 * j as f64)) + if j == 5 { 0.8 * sin((k as f64) * 0.4) } else { 0.0 }
    };
    let mut model = "title = 'Six'\nreference.kind = 'model'\n".to_owned();
    let mut economy = "title = 'Somewhere'\n".to_owned();
    let mut terms = Vec::new();
    for (j, name) in names.iter().enumerate() {
        model += &format!("[parameter.{name}]\nvalue = 0\nprior = {{ normal = {{ mean = 0, sd = 2 }} }}\n");
        model += &format!("[variable.x{j}]\nkind = 'rate'\nseries = true\n");
        let values: Vec<f64> = (0..44).map(|k| regressor(j, k)).collect();
        economy += &format!("[series.x{j}]\nquarterly = {}\nsource = 'a bank'\n", quarterly(&values));
        terms.push(format!("{name} * x{j}"));
    }
    model += &format!(
        "[variable.y]\nkind = 'rate'\nequation = '{}'\nresidual = {{ normal = {{ sd = 0.5 }} }}\n",
        terms.join(" + ")
    );
    let y: Vec<f64> = (0..40)
        .map(|k| (0..6).map(|j| (j as f64 - 2.0) * regressor(j, k)).sum::<f64>() + 0.3 * wave(40, 2.9)[k])
        .collect();
    economy += &format!("[history.y]\nquarterly = {}\nsource = 'a bank'\n", quarterly(&y));
    let scenario = SCENARIO.replace("['a', 'b']", &format!("{names:?}").replace('"', "'"));
    let found = fitted([&scenario, &model, &economy]);
    // (X'X/s² + I/4) m = X'y/s², by Gauss with the right side and the identity beside it.
    let mut system: Vec<Vec<f64>> = (0..6)
        .map(|i| {
            let product = |j: usize| (0..40).map(|k| regressor(i, k) * regressor(j, k)).sum::<f64>() / 0.25;
            let mut row: Vec<f64> = (0..6).map(|j| product(j) + if i == j { 0.25 } else { 0.0 }).collect();
            row.push((0..40).map(|k| regressor(i, k) * y[k]).sum::<f64>() / 0.25);
            row.extend((0..6).map(|j| if i == j { 1.0 } else { 0.0 }));
            row
        })
        .collect();
    for i in 0..6 {
        let pivot = system[i][i];
        system[i].iter_mut().for_each(|x| *x /= pivot);
        let row = system[i].clone();
        for (j, other) in system.iter_mut().enumerate().filter(|(j, _)| *j != i) {
            let factor = other[i];
            other.iter_mut().zip(&row).for_each(|(x, y)| *x -= factor * y);
            assert_eq!(other[i], 0.0, "{j}");
        }
    }
    for (i, parameter) in found.parameters.iter().enumerate() {
        assert_near(parameter.posterior.mean, system[i][6], 4.5);
        assert_near(parameter.posterior.sd, system[i][7 + i].sqrt(), 4.5);
    }
    assert!(found.diagnostics.effective > 5_000.0, "{:?}", found.diagnostics);
}

/// What ended after `as_of` changes nothing, however far off it is.
#[test]
fn nothing_after_as_of_is_seen() {
    let y = ys(36);
    let later = [y.clone(), vec![500.0; 4]].concat();
    let dated = SCENARIO.replace("[calibrate]", "as_of = 2010-02-01\n[calibrate]");
    let known = fitted([&dated, MODEL, &economy(&later)]);
    let short = fitted([SCENARIO, MODEL, &economy(&y)]);
    assert_eq!(known.history.last.to_string(), "2009Q4");
    for (known, short) in known.parameters.iter().zip(&short.parameters) {
        assert_eq!(known.posterior.mean, short.posterior.mean);
        assert_eq!(known.posterior.p95, short.posterior.p95);
    }
    // The period that had not ended when the day was: a figure of a later quarter that was already published is a forecast.
    let early = economy(&later).replace("'2011-01-15'", "'2010-01-15'");
    let early = fitted([&dated, MODEL, &early]);
    assert_eq!((early.history.last.to_string().as_str(), early.history.cut), ("2009Q4", true));
    assert_eq!(early.parameters[0].posterior.mean, known.parameters[0].posterior.mean);
}

/// A file that was written.
fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn home() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("line.toml"), MODEL).unwrap();
    fs::write(home.path().join("somewhere.toml"), economy(&ys(40))).unwrap();
    fs::write(home.path().join("ask.toml"), SCENARIO).unwrap();
    home
}

/// The file that is written is an economy; a scenario that names it draws the posterior: y at x is normal with the mean a + b x and
/// the variance of a + b x, correlation included, plus the residual's. 100,000 paths of seed 9; 5 standard errors, for the
/// posterior's own error stands beside.
#[test]
fn the_posterior_is_a_file_that_a_scenario_names() {
    let home = home();
    let output = sarez(home.path(), &["calibrate", "ask.toml", "--out", "found"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    for part in
        ["2 parameters fitted to 40 residuals of y from 2001Q1 to 2010Q4", "Pareto k", "posterior.toml"]
    {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let run = "title = 'After'\nextends = 'ask.toml'\neconomy = 'found/posterior.toml'\nrun = { paths = 100_000, seed = 9 }\n";
    fs::write(home.path().join("after.toml"), run).unwrap();
    let output = sarez(home.path(), &["run", "after.toml", "--out", "ran", "--strict", "--quiet"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let found = json(&home.path().join("ran/summary.json"));
    let column = &found["columns"][0];
    let rows: Vec<[f64; 2]> = xs()[..40].iter().map(|x| [1.0, *x]).collect();
    let (mean, covariance) = conjugate(&rows, &ys(40), 0.8, [(1.0, 0.5), (2.0, 1.0)]);
    let x = xs()[43];
    let variance = covariance[0][0] + 2.0 * x * covariance[0][1] + x * x * covariance[1][1] + 0.64;
    assert_near(estimate(&column["statistics"]["mean"]), mean[0] + mean[1] * x, 5.0);
    assert_near(estimate(&column["statistics"]["sd"]), variance.sqrt(), 5.0);
    // A second calibration from there knows the prior's correlation; with the same data again it learns as from twice as many.
    let again = sarez(home.path(), &["calibrate", "after.toml", "--out", "again", "--quiet"]);
    assert_eq!(again.status.code(), Some(0), "{}", String::from_utf8_lossy(&again.stderr));
    let twice: Vec<[f64; 2]> = rows.iter().chain(&rows).copied().collect();
    let (mean, covariance) = conjugate(&twice, &[ys(40), ys(40)].concat(), 0.8, [(1.0, 0.5), (2.0, 1.0)]);
    let found = json(&home.path().join("again/calibrate.json"));
    for i in 0..2 {
        let posterior = &found["parameters"][i]["posterior"];
        let (at, sd) =
            (posterior["mean"]["value"].as_f64().unwrap(), posterior["sd"]["value"].as_f64().unwrap());
        // Within what the rounding of the stated posterior leaves.
        let exact = covariance[i][i].sqrt();
        assert!(
            (at - mean[i]).abs() < 0.05 * exact && (sd / exact - 1.0).abs() < 0.03,
            "{at} {sd} {mean:?} {exact}"
        );
    }
}

#[test]
fn threads_change_no_byte_and_arguments_choose_the_parameters() {
    let home = home();
    let mut files = Vec::new();
    for threads in ["1", "4"] {
        let output = sarez(
            home.path(),
            &[
                "calibrate",
                "ask.toml",
                "--parameters",
                "b",
                "--to",
                "2008",
                "--paths",
                "5000",
                "--threads",
                threads,
                "--out",
                threads,
                "--quiet",
            ],
        );
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        files.push(
            ["posterior.toml", "calibrate.csv", "calibrate.json"]
                .map(|name| fs::read(home.path().join(threads).join(name)).unwrap()),
        );
    }
    assert_eq!(files[0], files[1]);
    let found: Value = json(&home.path().join("1/calibrate.json"));
    let names: Vec<&str> =
        found["parameters"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert_eq!((names, found["history"]["last"].as_str()), (vec!["b"], Some("2008Q4")));
    assert_eq!(found["history"]["fixed"], serde_json::json!(["a", "c"]));
    let listed = String::from_utf8(files[0][0].clone()).unwrap();
    assert!(
        !listed.contains("[dependence]") && listed.contains("extends = \"../somewhere.toml\""),
        "{listed}"
    );
}

/// What is said about a question that history cannot answer.
#[track_caller]
fn refused(texts: [&str; 3], parts: &[&str]) {
    let [scenario, model, economy] = texts;
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let files = [("line", scenario), ("line.toml", model), ("somewhere.toml", economy)];
    let read = read_texts("line", &files, &mut sources, &mut diagnostics);
    let said = match read.map(|scenario| calibrate(&scenario, &Options::default())) {
        None => render(&diagnostics, &sources, Style::Plain),
        Some(Err(Uncalibrated::Compile(diagnostics))) => render(&diagnostics, &sources, Style::Plain),
        Some(Err(problem)) => format!("{problem}\n{}", problem.help().unwrap_or_default()),
        Some(Ok(found)) => panic!("it is answered: {found:?}"),
    };
    for part in parts {
        assert!(said.contains(part), "{part}\n{said}");
    }
}

#[test]
fn what_history_cannot_answer_is_refused_with_what_to_do() {
    let economy = economy(&ys(40));
    let with = |from: &str, to: &str| {
        assert!(SCENARIO.contains(from), "{from}");
        SCENARIO.replace(from, to)
    };
    let texts = |scenario: &str, model: &str, economy: &str, parts: &[&str]| {
        refused([scenario, model, economy], parts);
    };
    texts(
        &with("['a', 'b']", "'bb'"),
        MODEL,
        &economy,
        &["error[unknown-parameter]", "no parameter `bb`", "`sarez show` lists"],
    );
    texts(
        &with("['a', 'b']", "'c'"),
        MODEL,
        &economy,
        &["error[bad-calibration]", "`c` has no prior", "normal"],
    );
    texts(&with("['a', 'b']", "['a', 'a']"), MODEL, &economy, &["error[duplicate-name]"]);
    texts(&with("'y'\n[[", "'x'\n[["), MODEL, &economy, &["error[no-residual]"]);
    texts(&with("'y'\n[[", "'y'\nfrom = '2003'\nto = '2002'\n[["), MODEL, &economy, &["error[wrong-order]"]);
    texts(
        &with("'y'\n[[", "'y'\nto = '2001Q3'\n[["),
        MODEL,
        &economy,
        &["history leaves 3 residuals", "at least 4"],
    );
    texts(&with("[calibrate]", "as_of = 2000-05-05\n[calibrate]"), MODEL, &economy, &["error"]);
    // Not read by what is observed.
    let apart = MODEL
        .replace("'a + b * x + c'", "'b * x + c'")
        .replace("[variable.x]", "[variable.z]\nkind = 'rate'\nequation = 'a'\n[variable.x]");
    texts(SCENARIO, &apart, &economy, &["no residual that is observed depends on `a`", "leave it out"]);
    // Something drawn without a history.
    let unknown = MODEL.replace("b * x + c", "b * x + z").replace(
        "[variable.x]",
        "[variable.z]\nkind = 'rate'\nequation = '0.5'\nresidual = { normal = { sd = 1 } }\n[variable.x]",
    );
    texts(SCENARIO, &unknown, &economy, &["depend on `residual.z`", "add [history.z]"]);
    // A circle within the quarter.
    let circle = MODEL
        .replace("a + b * x + c", "a + b * x + c * z")
        .replace("[variable.x]", "[variable.z]\nkind = 'rate'\ndefinition = '0.5 * y'\n[variable.x]");
    texts(SCENARIO, &circle, &economy, &["reads itself within a period", "x(-1)"]);
    // A bound in the way.
    let bounded = MODEL.replace("sd = 0.8 } }", "sd = 0.8 } }\nbounds = { high = 2 }");
    texts(SCENARIO, &bounded, &economy, &["where a bound stops it", "widen the bounds"]);
    // Years made quarters.
    let years = economy.split("[history.y]").next().unwrap().to_owned()
        + "[history.y]\nannual = { 2001 = 2, 2002 = 3, 2003 = 2, 2004 = 3 }\nsource = 'a bank'\n";
    texts(SCENARIO, MODEL, &years, &["made of years", "no observations"]);
    let none = economy.split("[history.y]").next().unwrap();
    texts(SCENARIO, MODEL, none, &["`y` has no history", "add [history.y]"]);
}

/// A corridor year by year, with the history that ships: growth of remittances on growth and currency of the host, 2008 to 2021. The
/// prior of the elasticity to the currency is centred at 0.7; a regression of the same figures gives the direction in which it moves.
#[test]
fn a_corridor_is_fitted_to_its_years() {
    let model = "
        title     = 'A corridor'
        frequency = 'year'
        reference.kind = 'model'
        [parameter.trend]
        value = 5
        prior = { normal = { mean = 5, sd = 10 } }
        [parameter.currency_elasticity]
        value = 0.7
        prior = { normal = { mean = 0.7, sd = 0.3 } }
        [variable.currency]
        kind   = 'index'
        series = true
        [variable.growth]
        kind     = 'rate'
        equation = 'trend - 100 * currency_elasticity * dlog(currency)'
        residual = { normal = { sd = 20 } }
    ";
    let economy = "
        title = 'Tajikistan'
        [series.currency]
        csv    = 'history-russia.csv'
        column = 'rouble_per_usd'
        source = 'World Bank'
        [history.growth]
        csv    = 'history-tajikistan.csv'
        column = 'remittances_growth'
        source = 'World Bank'
    ";
    let scenario = SCENARIO
        .replace("['a', 'b']", "['trend', 'currency_elasticity']")
        .replace("'y'\n[[", "'growth'\nfrom = '2008'\nto = '2021'\n[[")
        .replace("variable = 'y'", "variable = 'growth'")
        .replace("2011Q4", "2022")
        .replace("2011Q1", "2022Q1");
    let found = fitted([&scenario, model, economy]);
    let csv = |text: &str, column: usize| -> Vec<f64> {
        let cell = |line: &str| line.split(',').nth(column).unwrap().parse().unwrap_or(f64::NAN);
        text.lines().skip(1).map(cell).collect()
    };
    // Rows begin with the year 2000.
    let growth = csv(include_str!("../scenarios/history-tajikistan.csv"), 2);
    let currency = csv(include_str!("../scenarios/history-russia.csv"), 2);
    let years = 8..=21;
    let rows: Vec<[f64; 2]> =
        years.clone().map(|t| [1.0, -100.0 * log(currency[t] / currency[t - 1])]).collect();
    let values: Vec<f64> = years.map(|t| growth[t]).collect();
    let (mean, covariance) = conjugate(&rows, &values, 20.0, [(5.0, 10.0), (0.7, 0.3)]);
    for (i, parameter) in found.parameters.iter().enumerate() {
        assert_near(parameter.posterior.mean, mean[i], 4.0);
        assert_near(parameter.posterior.sd, covariance[i][i].sqrt(), 4.0);
    }
    assert_eq!((found.history.count, found.history.last.to_string().as_str()), (14, "2021"));
}
