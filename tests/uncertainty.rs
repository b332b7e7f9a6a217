//! Two kinds of not knowing, on a model whose shares are known.

use sarez::analysis::split::split;
use sarez::simulate::Options;

use crate::support::{assert_near, ensemble, from_texts};

/// y = parameter + residual, persistent: in quarter t its variance is 4 from the parameter and (1 - 0.25^t) / 0.75 from the
/// noise. z does not depend on the parameter, w on nothing else.
const MODEL: &str = r#"
title = "A parameter and noise"
[reference]
kind = "model"
[parameter.p]
value = 3
unit  = "pp"
prior = { normal = { mean = 3, sd = 2 } }
[variable.y]
kind     = "rate"
equation = "p"
residual = { normal = { sd = 1 }, ar = 0.5 }
level    = 0
[variable.z]
kind     = "rate"
equation = "0"
residual = { normal = { sd = 1 } }
level    = 0
[variable.w]
kind       = "rate"
definition = "2 * p"
[variable.one]
kind       = "rate"
definition = "1"
"#;
const SCENARIO: &str = r#"
title   = "Known shares"
model   = "model.toml"
start   = "2022Q1"
horizon = "4q"
[[outcome]]
id       = "y"
variable = "y"
as       = "level"
at       = ["2022Q1", "2022Q4"]
[[outcome]]
id       = "z"
variable = "z"
as       = "level"
at       = "2022Q4"
[[outcome]]
id       = "w"
variable = "w"
as       = "level"
at       = "2022Q4"
[[outcome]]
id       = "one"
variable = "one"
as       = "level"
at       = "2022Q4"
[run]
"#;

/// Shares within 3.5 standard errors (two-sided probability 5e-4 each), for random draws and for points; quantiles given
/// the parameter are normal about its mean 3, with the noise's sd.
#[test]
fn shares_and_known_bands_of_a_linear_model() {
    for sampler in ["random", "sobol"] {
        let run = format!("{SCENARIO}sampler = \"{sampler}\"\npaths = 1_048_576\nsplit = true\n");
        let scenario = from_texts("known.toml", &[("known.toml", &run), ("model.toml", MODEL)]);
        assert!(scenario.run.split);
        let found = split(&ensemble(&scenario), &Options::default()).unwrap();
        let noise = [1.0, (1.0 - 0.00390625) / 0.75];
        for (split, noise) in found.iter().zip(noise) {
            let split = split.unwrap();
            assert_eq!((split.pairs, split.sets), (65_536, 256));
            assert_near(split.parameters, 4.0 / (4.0 + noise), 3.5);
            assert!(split.parameters.high - split.parameters.low < 0.02);
            for (known, z) in split.known.iter().zip([-1.6448536269514722, 0.0, 1.6448536269514722]) {
                assert_near(*known, 3.0 + z * noise.sqrt(), 3.5);
                assert!(known.high - known.low < 4.0 * 2.0 * 1.2 / 16.0);
            }
        }
        let z = found[2].unwrap();
        assert!(z.parameters.low == 0.0 && z.parameters.high < 0.03, "{z:?}");
        assert_near(z.known[0], -1.6448536269514722, 3.5);
        // With the parameter known, nothing is left to know: each set has one value on all its paths.
        let w = found[3].unwrap();
        assert_eq!((w.parameters.value, w.known[0]), (1.0, w.known[2]));
        assert_near(w.known[0], 6.0, 3.5);
        assert_eq!(found[4], None);
    }
}

#[test]
fn no_parameter_no_share() {
    let run = format!("{SCENARIO}parameters = \"fixed\"\n");
    let scenario = from_texts("known.toml", &[("known.toml", &run), ("model.toml", MODEL)]);
    let found = split(&ensemble(&scenario), &Options::default()).unwrap();
    assert!(found.iter().all(Option::is_none));
}
