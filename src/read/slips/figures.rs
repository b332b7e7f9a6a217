//! Figures: CSV files, vintages, known quarters, series, units and annual spreads.

use crate::diagnostic::{Diagnostics, Sources, Style, render};
use crate::read::read_texts;
use crate::scenario::Scenario;

const SCENARIO: &str = r#"title = "Figures"
model = "small"
economy = "somewhere"
start = "2022Q1"
horizon = "1y"
as_of = 2022-03-04
data_through = { gdp = "2022Q1" }
[[shock]]
id = "push"
target = "gdp"
add = 1
timing = { start = "2022Q2", hold = "1q" }
[[outcome]]
id = "gdp"
variable = "gdp"
as = "level"
at = "2022"
"#;

const MODEL: &str = r#"title = "Small"
sets = ["corridor"]
[variable.gdp]
kind = "flow"
unit = "USD million a quarter"
equation = "ref(gdp)"
residual = { normal = { annual_sd = { change = 3 } } }
[variable.sent]
over = "corridor"
kind = "flow"
unit = "USD million a quarter"
transform = "log"
equation = "ref(sent[corridor])"
residual = { normal = { annual_sd = { growth = 0.1 } } }
[variable.total]
kind = "flow"
definition = "sum(corridor: sent[corridor]) + 0 * oil"
[variable.oil]
kind = "index"
unit = "USD a barrel"
series = true
"#;

const ECONOMY: &str = r#"title = "Somewhere"
[set]
corridor = ["russia", "other"]
[level.gdp]
value = 100
unit = "USD million a quarter"
period = "2021"
vintage = "2022-02-01"
source = "a bank"
[history.gdp]
quarterly = { "2021Q4" = 99, "2022Q1" = 101 }
vintage = "2022-03-01"
source = "a bank"
[reference]
kind = "path"
csv = "path.csv"
[series.oil]
csv = "oil.csv"
column = "brent"
unit = "USD a barrel"
vintage = "2022-03-04"
"#;

const PATH: &str = "variable,element,period,value,unit,vintage
sent,russia,2022,240,USD million a year,2021-10
sent,other,2022,120,USD million a year,2021-10
";

const OIL: &str = "period,brent
2022Q1,100
2022Q2,114
2022Q3,101
2022Q4,89
";

const FILES: [(&str, &str); 5] =
    [("scenario", SCENARIO), ("small", MODEL), ("somewhere", ECONOMY), ("path.csv", PATH), ("oil.csv", OIL)];

/// What is read with `find` in `file` become `replace`: the scenario, the problems as `file:line:column code`, and
/// their text.
fn read(file: &str, find: &str, replace: &str) -> (Option<Scenario>, String, String) {
    let changed = FILES.map(|(name, text)| {
        if name != file {
            return (name, text.to_owned());
        }
        assert!(text.contains(find), "{name} has {find}");
        (name, text.replacen(find, replace, 1))
    });
    let texts = changed.each_ref().map(|(name, text)| (*name, text.as_str()));
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let scenario = read_texts("scenario", &texts, &mut sources, &mut diagnostics);
    assert_eq!(scenario.is_none(), diagnostics.has_errors());
    (scenario, super::placed(&diagnostics, &sources).join("; "), render(&diagnostics, &sources, Style::Plain))
}

/// Asserts that each slip (find, replace, problems, words) in `file` is said as it should be.
fn assert_said(file: &str, slips: &[super::Slip]) {
    let mut wrong = String::new();
    for (find, replace, expected, words) in slips {
        let (_, found, text) = read(file, find, replace);
        if found != *expected || !text.contains(words) {
            wrong.extend([format!(
                "--- {replace:?}\nfound    {found}\nexpected {expected}, {words}\n{text}\n"
            )]);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn the_files_are_sound() {
    let (scenario, found, text) = read("scenario", "title", "title");
    assert!(found.is_empty(), "{text}");
    let scenario = scenario.unwrap();
    assert_eq!(scenario.as_of.map(|date| date.to_string()).as_deref(), Some("2022-03-04"));
    assert_eq!(scenario.data_through["gdp"].to_string(), "2022Q1");
    let path = &scenario.economy.path["sent"];
    let quarters: Vec<(f64, f64)> = path.values.values().map(|value| (*value.at(0), *value.at(1))).collect();
    assert_eq!(quarters.len(), 4);
    for (russia, other) in quarters {
        assert!((russia - 60.0).abs() < 1e-12 && (other - 30.0).abs() < 1e-12);
    }
    assert_eq!(scenario.economy.series["oil"].values.len(), 4);
}

#[test]
fn a_path_is_checked_cell_by_cell() {
    assert_said(
        "path.csv",
        &[
            ("value,", "valeu,", "path.csv:1:25 csv-column", "rename it to `value`"),
            (
                "vintage\n",
                "note\n",
                "path.csv:1:1 csv-column",
                "add a column `vintage`: its cells may be empty",
            ),
            ("unit,", "unite,", "path.csv:1:31 csv-column", "rename it to `unit`"),
            (
                "period,",
                "quarter,",
                "path.csv:1:1 csv-column",
                "or rename the one that has it: its columns are",
            ),
            ("240,", "about 240,", "path.csv:2:18 not-a-number", "decimal point"),
            ("240,", "\"240,5\",", "path.csv:2:18 decimal-comma", "write 240.5"),
            ("240,", "240,5,", "path.csv:2:1 csv-row", "240.5"),
            ("240,", ",", "path.csv:2:18 not-a-number", "remove the row"),
            (",2022,240", ",2022-Q1,240", "path.csv:2:13 not-a-period", "write 2022Q1"),
            (
                "240,USD million a year",
                "240,USD million a quarter",
                "path.csv:2:22 wrong-unit",
                "write \"USD million a year\": it is of a year",
            ),
            ("sent,russia", "sant,russia", "path.csv:2:1 unknown-variable", "did you mean `sent`?"),
            ("sent,russia", "sent,rusia", "path.csv:2:6 unknown-element", "did you mean `russia`?"),
            ("sent,russia", "sent,", "path.csv:2:1 element-needed", "russia or other"),
            ("sent,russia", "gdp,russia", "path.csv:2:5 no-elements", "empty"),
            ("sent,russia", "total,", "path.csv:2:1 path-of-definition", "made of"),
            ("sent,other,2022,120,", "sent,russia,2022,241,", "path.csv:3:18 duplicate-figure", "vintage"),
            ("240,", "-240,", "path.csv:2:18 level-not-positive", "above 0"),
            (
                "sent,russia,2022,240,USD million a year,2021-10\nsent,other,2022,120,USD million a year,2021-10\n",
                "sent,russia,2022Q1,60,,2021-10\nsent,other,2022Q1,30,,2021-10\nsent,russia,2022Q3,60,,2021-10\nsent,other,2022Q3,30,,2021-10\n",
                "path.csv:4:13 missing-quarter",
                "no value in 2022Q2",
            ),
            (
                "sent,russia,2022,240,USD million a year,2021-10\nsent,other,2022,120,USD million a year,2021-10\n",
                "sent,russia,2022Q1,60,,2021-10\nsent,other,2022Q1,30,,2021-10\n",
                "path.csv:2:20 path-ends",
                "ends in 2022Q1",
            ),
            (
                "sent,russia,2022,240,USD million a year,2021-10",
                "sent,russia,2022,240,,2021-10\nsent,russia,2022Q1,1,,2021-10\nsent,russia,2022Q2,1,,2021-10\nsent,russia,2022Q3,1,,2021-10\nsent,russia,2022Q4,1,,2021-10\nsent,other,2022Q1,1,,2021-10\nsent,other,2022Q2,1,,2021-10\nsent,other,2022Q3,1,,2021-10\nsent,other,2022Q4,117,,2021-10",
                "path.csv:2:18 disagreeing-figures",
                "add up to 4",
            ),
            (",2021-10\nsent,other", ",2022-04\nsent,other", "path.csv:3:12 missing-element", "`russia`"),
            (PATH, "", "path.csv:1:1 csv-empty", "first line"),
            (PATH, "variable;value\nsent;1\n", "path.csv:1:1 csv-separator", "with commas"),
        ],
    );
}

#[test]
fn a_byte_order_mark_and_line_ends_of_windows_are_taken() {
    let windows = format!("\u{feff}{}", PATH.replace('\n', "\r\n"));
    let (scenario, found, text) = read("path.csv", PATH, &windows);
    assert!(scenario.is_some() && found.is_empty(), "{text}");
}

#[test]
fn series_have_every_quarter() {
    assert_said(
        "oil.csv",
        &[
            ("2022Q4,89\n", "", "somewhere:17:9 missing-quarter", "no value in 2022Q4"),
            ("2022Q2,114\n", "", "oil.csv:3:1 missing-quarter", "no value in 2022Q2"),
            ("2022Q2,114", "2022Q1,114", "oil.csv:3:1 duplicate-figure", "the first"),
            ("brent", "Brent", "somewhere:19:10 csv-column", "did you mean `Brent`?"),
        ],
    );
    assert_said(
        "somewhere",
        &[
            (
                "[series.oil]",
                "[series.gdp]",
                "small:18:11 no-series; somewhere:17:9 not-a-series",
                "series = true",
            ),
            ("csv = \"oil.csv\"", "csv = \"oils.csv\"", "somewhere:18:7 cannot-read", "no file `oils.csv`"),
            ("\"USD a barrel\"", "\"USD a tonne\"", "somewhere:20:8 wrong-unit", "the variable's unit"),
        ],
    );
}

#[test]
fn the_reference_of_an_economy_has_its_file() {
    assert_said(
        "somewhere",
        &[
            ("csv = \"path.csv\"\n", "", "somewhere:14:1 missing-key", "csv = "),
            (
                "kind = \"path\"",
                "kind = \"steady\"",
                "small:8:11 missing-level; somewhere:16:7 conflicting-keys",
                "kind = \"path\"",
            ),
        ],
    );
}

#[test]
fn nothing_is_read_that_was_not_known() {
    assert_said(
        "scenario",
        &[
            ("2022-03-04", "\"2022-02-30\"", "scenario:6:9 not-a-date", "a day such as"),
            ("2022-03-04", "\"2022-3-4\"", "scenario:6:9 not-a-date", "write \"2022-03-04\""),
            ("2022-03-04", "2022", "scenario:6:9 wrong-type", "a day such as"),
            (
                "2022-03-04",
                "2022-01-31",
                "scenario:7:24 bad-data-through; small:18:11 no-series; somewhere:4:8 revised-data",
                "series.oil (2022-03-04), of which nothing is left",
            ),
        ],
    );
    assert_said(
        "somewhere",
        &[
            (
                "vintage = \"2022-02-01\"",
                "vintage = \"October 2025\"",
                "somewhere:4:8 revised-data",
                "level.gdp (October 2025)",
            ),
            (
                "period = \"2021\"\nvintage = \"2022-02-01\"",
                "period = \"2022\"",
                "somewhere:4:8 after-as-of",
                "had not ended",
            ),
        ],
    );
    assert_said(
        "path.csv",
        &[(
            "2021-10\nsent,other,2022,120,USD million a year,2021-10",
            "2022-05\nsent,other,2022,120,USD million a year,2022-05",
            "path.csv:2:41 after-as-of",
            "vintage of the time",
        )],
    );
}

#[test]
fn known_quarters_are_stated_and_whole() {
    assert_said(
        "scenario",
        &[
            (
                "data_through = { gdp = \"2022Q1\" }\n",
                "",
                "somewhere:10:10 not-used-history",
                "data_through = { gdp = \"2022Q1\" }",
            ),
            ("{ gdp = \"2022Q1\" }", "\"2022Q1\"", "", ""),
            ("{ gdp = \"2022Q1\" }", "\"2022Q2\"", "scenario:7:16 bad-data-through", "no value in 2022Q2"),
            ("{ gdp = \"2022Q1\" }", "\"2021Q4\"", "scenario:7:16 bad-data-through", "anyway"),
            ("gdp = \"2022Q1\"", "gpd = \"2022Q1\"", "scenario:7:18 unknown-variable", "did you mean `gdp`?"),
            ("gdp = \"2022Q1\"", "total = \"2022Q1\"", "scenario:7:18 bad-data-through", "definition"),
            ("gdp = \"2022Q1\"", "oil = \"2022Q1\"", "scenario:7:18 bad-data-through", "series"),
            ("gdp = \"2022Q1\"", "sent = \"2022Q1\"", "scenario:7:18 bad-data-through", "[history.sent]"),
            (
                "start = \"2022Q2\"",
                "start = \"2022Q1\"",
                "scenario:10:10 known-quarters-only",
                "after 2022Q1",
            ),
        ],
    );
}

#[test]
fn a_unit_is_that_of_the_variable() {
    assert_said(
        "somewhere",
        &[
            ("\"USD million a quarter\"", "\" usd million  a quarter\"", "", ""),
            ("\"USD million a quarter\"", "\"USD million a year\"", "somewhere:6:8 wrong-unit", "convert"),
        ],
    );
}

#[test]
fn annual_spreads_are_solved_where_they_can_be() {
    assert_said(
        "small",
        &[
            ("change = 3", "growth = 3", "small:7:48 annual-sd", "write `change"),
            ("growth = 0.1", "change = 0.1", "small:14:48 annual-sd", "write `growth"),
            ("\"ref(gdp)\"", "\"0.5 * gdp(-1)\"", "small:7:48 annual-sd", "reads its own past"),
            ("change = 3", "change = -3", "small:7:48 out-of-range", "above 0"),
            (
                "annual_sd = { change = 3 }",
                "annual_sd = { change = 3 }, sd = 1",
                "small:7:53 conflicting-keys",
                "`sd` or `annual_sd`",
            ),
            (
                "series = true",
                "series = true\nlevel = 3",
                "small:22:1 conflicting-keys",
                "its values are data",
            ),
            ("series = true", "series = false", "small:21:10 missing-key", "equation"),
        ],
    );
}
