//! A scenario with one of everything that a report shows; whatever a file may call is called `HOSTILE`, and named by the test.

/// An index that returns to its reference, and a stock of it.
pub const MODEL: &str = r#"
title = "An index and a stock"
[parameter.weight]
label = "HOSTILE"
unit = "HOSTILE"
value = 0.6
prior = { uniform = { low = 0.5, high = 0.7 } }
[variable.gdp]
kind = "index"
unit = "HOSTILE"
label = "HOSTILE"
level = 100
equation = "ref(gdp) + weight * (gdp(-1) - ref(gdp))"
residual = { normal = { sd = 1 } }
[variable.debt]
kind = "stock"
unit = "points"
level = 50
definition = "debt(-1) + 0.1 * (100 - gdp)"
"#;

/// Shocks, an event, dependence with its bounds, thresholds, a check, what happened, a precision, the split of variances.
pub const SCENARIO: &str = r#"
title = "HOSTILE"
note = "HOSTILE"
model = "index.toml"
start = "2022Q1"
horizon = "2y"
[[shock]]
id = "fall"
target = "gdp"
percent = { normal = { mean = -2, sd = 0.5 } }
source = "HOSTILE"
[[event]]
id = "flood"
label = "HOSTILE"
probability = 0.3
window = ["2022Q2", "2022Q4"]
duration = "2q"
shock = [{ target = "gdp", add = -5 }]
source = "HOSTILE"
[dependence]
rank_correlation = [["fall", "flood", -0.3]]
bounds = true
[[outcome]]
id = "gdp_effect"
variable = "gdp"
as = "effect, percent"
at = ["2022", "2023", "2023Q4"]
below = [-2, 0]
[[outcome]]
id = "gdp"
variable = "gdp"
as = "level"
at = ["2022Q4"]
[[outcome]]
id = "debt"
label = "HOSTILE"
variable = "debt"
as = "level"
at = ["2022Q4"]
above = [52]
[[check]]
that = "p50(gdp_effect@2022) < -1"
[[observed]]
outcome = "debt@2022Q4"
value = 53.5
source = "HOSTILE"
[observed.past]
quarterly = { "2019Q4" = 49, "2020Q1" = 50, "2020Q2" = 51, "2020Q3" = 50.5, "2020Q4" = 49.5, "2021Q1" = 50, "2021Q2" = 52, "2021Q3" = 51, "2021Q4" = 50 }
source = "HOSTILE"
[run]
paths = 5_000
seed = 7
split = true
[[run.until]]
outcome = "gdp_effect@2022"
stat = "p50"
half_width = 0.1
"#;

/// The two as files.
pub const FILES: [(&str, &str); 2] = [("index.toml", MODEL), ("fall.toml", SCENARIO)];
