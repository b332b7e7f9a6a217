//! Distributions run the public way: what the executor draws is what the distribution says.

use sarez::distribution::{Distribution, Univariate};
use sarez::scenario::Size;

use crate::support::{assert_near, from_texts, run};

const MODEL: &str = "title = 'One'\nvariable.x = { kind = 'ratio', equation = 'ref(x)', level = 0 }";

/// x is a shock of this size.
fn scenario(size: &str) -> String {
    format!(
        "title = 'One'\nmodel = 'one'\nstart = '2022Q1'\nhorizon = '1q'\n\
         shock = [{{ id = 'a', target = 'x', add = {size} }}]\n\
         outcome = [{{ id = 'x', variable = 'x', as = 'level', at = '2022Q1' }}]\n\
         run = {{ paths = 65_536, seed = 11 }}\n"
    )
}

/// Median, mean and two probabilities of 65,536 paths, each within 4 standard errors (two-sided probability 6e-5).
#[test]
fn the_executor_draws_what_the_distribution_says() {
    const CSV: &str = "change\n-3\n5\n1\n1\n0\n7\n2\n8\n-4\n6\n9\n3\n";
    for size in [
        "{ pert = { low = -35, mode = -22, high = -2 } }",
        "{ gamma = { mean = 10, sd = 5 } }",
        "{ weibull = { shape = 1.5, scale = 12 } }",
        "{ exponential = { mean = 4 } }",
        "{ pareto = { minimum = 2, alpha = 5 } }",
        "{ poisson = { mean = 2 } }",
        "{ poisson = { mean = 40 } }",
        "{ discrete = { values = [0, 10, 30], weights = [5, 3, 2] } }",
        "{ empirical = { csv = 'x.csv', column = 'change' } }",
        "{ truncated = { normal = { mean = 0, sd = 1 }, low = -1, high = 2 } }",
        "{ mixture = [{ weight = 2, normal = { mean = 0, sd = 1 } }, { weight = 1, normal = { mean = 2, sd = 1.5 } }] }",
        "{ mixture = [{ weight = 6, point = 0 }, { weight = 4, normal = { mean = -22, sd = 5 } }] }",
        "{ mixture = [{ weight = 3, normal = { mean = -40, sd = 1 } }, { weight = 7, normal = { mean = 0, sd = 0.5 } }] }",
    ] {
        let text = scenario(size);
        let scenario = from_texts("s", &[("s", text.as_str()), ("one", MODEL), ("x.csv", CSV)]);
        let Size::Drawn(distribution) = &scenario.shocks[0].size else { panic!("{size}") };
        let ran = run(&scenario);
        let tally = ran.tally("x@2022Q1");
        assert_near(tally.mean(), distribution.mean(), 4.0);
        assert_near(tally.sd(), distribution.sd(), 4.0);
        let draws = distribution.transform().unwrap();
        let (least, most) = draws.range();
        assert!(tally.minimum().unwrap() >= least && tally.maximum().unwrap() <= most, "{size}");
        if !distribution.is_discrete() && !matches!(distribution, Distribution::Mixture(_)) {
            assert_near(tally.probability_below(distribution.quantile(0.05)), 0.05, 4.0);
            assert_near(tally.probability_below(distribution.quantile(0.9)), 0.9, 4.0);
        }
    }
}

/// A fit to more percentiles than parameters is told with its error; the column's file is in the manifest.
#[test]
fn fits_and_files_are_told() {
    use std::process::Command;
    let home = tempfile::tempdir().unwrap();
    let text = scenario("{ mixture = [{ weight = 1, empirical = { csv = 'x.csv', column = 'change' } }, { weight = 1, point = 4 }] }")
        .replace("'one'", "'one.toml'")
        .replace("65_536", "1_000");
    let fitted = scenario("{ gamma = { p10 = 3, p50 = 9, p90 = 30 } }").replace("'one'", "'one.toml'");
    for (name, text) in [
        ("s.toml", text.as_str()),
        ("fitted.toml", &fitted),
        ("one.toml", MODEL),
        ("x.csv", "change\n1\n2\n"),
    ] {
        std::fs::write(home.path().join(name), text).unwrap();
    }
    let sarez = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sarez"));
        let output = command.current_dir(home.path()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    sarez(&["run", "s.toml", "--out", "out"]);
    let manifest = std::fs::read_to_string(home.path().join("out/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let inputs = manifest["identity"]["inputs"].as_array().unwrap();
    let csv = inputs.iter().find(|input| input["name"] == "x.csv").unwrap();
    // sha256 of "change\\n1\\n2\\n"
    assert_eq!(csv["sha256"], "22ac6e9b82fef8783a20a492e21b215dcb2c1e704c86cd9b309aa14f501a8fb3");
    let words = "p10 3 (gives ";
    let said = sarez(&["check", "fitted.toml"]);
    assert!(said.contains("shock.a.add: gamma fitted to p10 3 (gives "), "{said}");
    assert!(said.contains("off by at most 0.0"), "{said}");
    let shown = sarez(&["show", "fitted.toml"]);
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains(words.trim_end()), "{shown}");
    sarez(&["run", "fitted.toml", "--paths", "1000", "--out", "fits"]);
    let summary = std::fs::read_to_string(home.path().join("fits/summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
    let warnings = summary["warnings"].as_array().unwrap();
    assert!(warnings.iter().any(|warning| warning.as_str().unwrap().contains(words)), "{warnings:?}");
}
