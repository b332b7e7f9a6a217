//! The scenario.

use super::{assert_said, changed, problems};
use crate::diagnostic::{Diagnostics, Sources, Style, render};
use crate::language::Statistic;
use crate::scenario::SizeOf;

#[test]
fn files_are_found_or_named() {
    assert_said(
        "scenario",
        &[
            ("\"small\"", "\"smal\"", "scenario:2:11 unknown-file", "did you mean `small`?"),
            ("\"somewhere\"", "\"nowhere\"", "scenario:3:11 unknown-file", "the built-in economies are"),
        ],
    );
    for (name, code, words) in [
        ("tajikistan-2020", "unknown-file", "did you mean `tajikistan-2022`?"),
        ("no/such/file.toml", "cannot-read", "there is no file `no/such/file.toml`"),
        ("src/", "cannot-read", "is a folder"),
    ] {
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        assert!(super::super::read(name, &mut sources, &mut diagnostics).is_none());
        let text = render(&diagnostics, &sources, Style::Plain);
        assert!(text.contains(code) && text.contains(words), "{text}");
    }
}

#[test]
fn a_path_is_taken_from_the_folder_of_the_scenario() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("models")).unwrap();
    let text =
        super::SCENARIO.replace("\"small\"", "\"models/m.toml\"").replace("\"somewhere\"", "\"lost.toml\"");
    let path = folder.path().join("question.toml");
    std::fs::write(&path, text).unwrap();
    std::fs::write(folder.path().join("models/m.toml"), super::MODEL).unwrap();
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    assert!(super::super::read(path.to_str().unwrap(), &mut sources, &mut diagnostics).is_none());
    let text = render(&diagnostics, &sources, Style::Plain);
    assert!(
        text.contains("question.toml:3:11") && text.contains("cannot-read") && text.contains("1 error"),
        "{text}"
    );

    std::fs::write(folder.path().join("lost.toml"), super::ECONOMY).unwrap();
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let scenario = super::super::read(path.to_str().unwrap(), &mut sources, &mut diagnostics).unwrap();
    assert_eq!((scenario.name.as_str(), scenario.model.name.as_str()), ("question", "m"));

    std::fs::write(&path, b"title = \"\xff\"").unwrap();
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    assert!(super::super::read(path.to_str().unwrap(), &mut sources, &mut diagnostics).is_none());
    assert!(render(&diagnostics, &sources, Style::Plain).contains("UTF-8"));
}

#[test]
fn shocks_hit_what_they_can() {
    assert_said(
        "scenario",
        &[
            ("\"sent[*]\"", "\"snet[*]\"", "scenario:9:11 unknown-variable", "did you mean `sent`?"),
            (
                "\"sent[*]\"",
                "\"sent\"",
                "scenario:9:11 element-needed",
                "\"sent[*]\" for all, \"sent[russia]\"",
            ),
            ("\"sent[*]\"", "\"sent[rusia]\"", "scenario:9:11 unknown-element", "did you mean `russia`?"),
            ("\"sent[*]\"", "\"gdp[*]\"", "scenario:9:11 no-elements", "write \"gdp\""),
            (
                "\"sent[*]\"",
                "\"received\"",
                "scenario:9:11 not-behavioural",
                "shock what it is made of: `sent`",
            ),
            ("\"sent[*]\"", "\"part\"", "scenario:9:11 not-behavioural", "`gdp` and `sent`"),
            ("\"sent[*]\"", "\"rate\"", "scenario:10:11 percent-on-rate", "in percentage points"),
        ],
    );
}

#[test]
fn sizes_leave_something() {
    assert_said(
        "scenario",
        &[
            ("sd = 5", "sd = 15", "scenario:10:11 percent-below-minus-100", "log_points"),
            ("percent = {", "growth = {", "", ""),
            (
                "percent = { normal = { mean = -22, sd = 5 } }",
                "percent = -100",
                "scenario:10:11 percent-below-minus-100",
                "-100",
            ),
            (
                "percent = { normal = { mean = -22, sd = 5 } }",
                "growth = -120",
                "scenario:10:10 percent-below-minus-100",
                "lower end",
            ),
            (
                "percent = { normal = { mean = -22, sd = 5 } }",
                "log_points = { student_t = { df = 3, location = 0, scale = 50 } }",
                "",
                "",
            ),
            (
                "percent = { normal = { mean = -22, sd = 5 } }",
                "percent = 0",
                "scenario:10:11 size-zero",
                "warning",
            ),
            ("percent = { normal = { mean = -22, sd = 5 } }", "set = 0", "", ""),
        ],
    );
}

#[test]
fn time_is_inside_the_horizon() {
    assert_said(
        "scenario",
        &[
            (
                "timing  = { start = \"2022Q1\"",
                "timing = { start = \"2025Q1\"",
                "scenario:11:10 outside-horizon",
                "2022Q1 to 2023Q4",
            ),
            (
                "timing  = { start = \"2022Q1\", ramp = \"1q\", hold = \"4q\", half_life = \"4q\" }",
                "timing = { start = \"2020Q1\", hold = \"4q\" }",
                "scenario:11:10 outside-horizon",
                "no quarter inside",
            ),
            (
                "ramp = \"1q\", hold = \"4q\", half_life = \"4q\"",
                "hold = \"0q\"",
                "scenario:11:11 outside-horizon",
                "no quarter",
            ),
            (
                "[\"2022Q3\", \"2023Q2\"]",
                "[\"2022Q3\", \"2024Q2\"]",
                "scenario:16:15 outside-horizon",
                "window",
            ),
            (
                "[\"2022Q3\", \"2023Q2\"]",
                "[\"2023Q2\", \"2022Q3\"]",
                "scenario:16:15 wrong-order",
                "[\"2022Q3\", \"2023Q2\"]",
            ),
            ("[\"2022\", \"2023Q4\"]", "[\"2022\", \"2024Q1\"]", "scenario:24:21 outside-horizon", "2024Q1"),
            (
                "\"2022Q1\"\nhorizon",
                "\"2021Q4\"\nhorizon",
                "scenario:24:21 outside-horizon; somewhere:20:10 not-used-history",
                "2023Q4",
            ),
            ("at       = \"2022\"", "at = []", "scenario:31:6 empty", "at least one period"),
            ("[\"2022\", \"2023Q4\"]", "[\"2022\", \"2022\"]", "scenario:24:21 duplicate-name", "twice"),
        ],
    );
}

#[test]
fn names_are_used_once() {
    assert_said(
        "scenario",
        &[
            (
                "\"freeze\"",
                "\"fall\"",
                "scenario:14:15 duplicate-name",
                "among shocks, events, regimes, assumptions and tunes",
            ),
            (
                "\"sent_growth\"",
                "\"gdp_effect\"",
                "scenario:28:12 duplicate-name; scenario:37:11 unknown-outcome",
                "among outcomes",
            ),
            (
                "add = 2.5 }",
                "add = 2.5 }, { target = \"rate\", add = 1 }",
                "scenario:18:59 duplicate-name",
                "`add` on `rate` twice",
            ),
            (
                "add = 2.5 }]",
                "add = 2.5 }]\n[[shock]]\nid = \"a\"\ntarget = \"rate\"\nset = 3\n[[shock]]\nid = \"b\"\ntarget = \"rate\"\nset = 4",
                "scenario:26:7 two-sets",
                "two values in 2022Q1",
            ),
            (
                "shock       = [{ target = \"rate\", add = 2.5 }]",
                "shock = []",
                "scenario:18:9 empty",
                "at least one shock",
            ),
        ],
    );
}

#[test]
fn outcomes_are_measured() {
    assert_said(
        "scenario",
        &[
            (
                "\"sent[russia]\"",
                "\"sent[*]\"",
                "scenario:29:12 element-needed",
                "write \"sent[russia]\" or \"sent[other]\"",
            ),
            ("\"growth\"", "\"share of gpd\"", "scenario:30:12 unknown-variable", "did you mean `gdp`?"),
            ("\"growth\"", "\"share of gdp\"", "", ""),
            (
                "p50(gdp_effect@2022)",
                "p50(gdp_efect@2022)",
                "scenario:34:9 unknown-outcome",
                "did you mean `gdp_effect`?",
            ),
            (
                "p50(gdp_effect@2022)",
                "p50(gdp_effect@2023)",
                "scenario:34:9 unknown-outcome",
                "add \"2023\" to its `at`",
            ),
            (
                "p50(gdp_effect@2022) < 0",
                "p50(gdp_effect@2022)",
                "scenario:34:28 bad-question",
                "then comes a comparison",
            ),
            ("\"sent_growth@2022\"", "\"sent_growth\"", "scenario:37:11 unknown-outcome", "gdp_effect@2022"),
            (
                "\"sent_growth@2022\"",
                "\"sent_growth@2023\"",
                "scenario:37:11 unknown-outcome",
                "it is measured in 2022",
            ),
        ],
    );
}

const TARGET: &str = r#"[[target]]
outcome = "sent_growth@2022"
stat    = "p50"
value   = -20
by      = "shock.fall.percent"
"#;

#[test]
fn a_target_is_read() {
    let files = changed("scenario", "[run]", &format!("{TARGET}[run]"));
    let (scenario, diagnostics, sources) = super::read(&files);
    let scenario = scenario.unwrap_or_else(|| panic!("{}", render(&diagnostics, &sources, Style::Plain)));
    let target = &scenario.targets[0];
    assert_eq!((target.outcome.as_str(), target.value, target.by), ("sent_growth", -20.0, SizeOf::Shock(0)));
    assert_eq!((target.statistic, target.shift), (Statistic::Quantile(0.5), 0.0));
}

#[test]
fn targets_shift_a_size_of_their_own() {
    let changes = [
        (
            "\"shock.fall.percent\"",
            "\"shock.fall.percents\"",
            "scenario:44:11 unknown-size",
            "did you mean `shock.fall.percent`?",
        ),
        (
            "\"shock.fall.percent\"",
            "\"residual.sent\"",
            "scenario:44:11 unknown-size",
            "the sizes are shock.fall.percent and event.freeze.rate.add",
        ),
        ("\"shock.fall.percent\"", "\"event.freeze.rate.add\"", "", ""),
        ("\"p50\"", "\"p5o\"", "scenario:42:11 unknown-statistic", "did you mean `p50`?"),
        ("\"p50\"", "\"sd\"", "scenario:42:11 unknown-statistic", "a percentile such as \"p50\""),
        ("\"p50\"", "\"p00\"", "scenario:42:11 unknown-statistic", "mean"),
        ("\"p50\"", "\"p999\"", "", ""),
        ("\"p50\"", "50", "scenario:42:11 wrong-type", ""),
        ("@2022", "@2023", "scenario:41:11 unknown-outcome", "it is measured in 2022"),
        ("stat ", "state ", "scenario:42:1 unknown-key", "did you mean `stat`?"),
        ("-20", "\"-20\"", "scenario:43:11 wrong-type", "a number"),
    ];
    let changes: Vec<(String, &str, &str)> = changes
        .into_iter()
        .map(|(find, to, expected, words)| {
            (format!("{}[run]", TARGET.replacen(find, to, 1)), expected, words)
        })
        .chain([
            (
                format!("{TARGET}{}[run]", TARGET.replacen("p50", "mean", 1)),
                "scenario:49:11 duplicate-name",
                "two targets shift `shock.fall.percent`",
            ),
            (
                format!("{TARGET}{}[run]", TARGET.replacen("shock.fall.percent", "event.freeze.rate.add", 1)),
                "scenario:49:11 duplicate-name",
                "p50 of sent_growth@2022 has two targets",
            ),
        ])
        .collect();
    for (to, expected, words) in changes {
        let (found, text) = problems(&changed("scenario", "[run]", &to));
        assert!(found.join("; ") == expected && text.contains(words), "{found:?} {expected}\n{text}");
    }
}

#[test]
fn a_scenario_without_an_outcome_asks_nothing() {
    let mut files = changed("scenario", "[run]", "[run]");
    let start = files[0].1.find("[[outcome]]").unwrap();
    files[0].1.truncate(start);
    let (found, text) = problems(&files);
    assert_eq!(found, ["scenario:1:1 missing-key"], "{text}");
}

#[test]
fn a_set_of_parameters_is_chosen_by_its_name() {
    let choose = |name: &str| format!("economy = \"somewhere\"\nparameter_set = \"{name}\"");
    assert_said(
        "scenario",
        &[
            (
                "economy = \"somewhere\"",
                "economy = \"somewhere\"\nparameter_set = \"sprimg\"",
                "scenario:4:17 unknown-parameter-set",
                "did you mean `spring`?",
            ),
            (
                "economy = \"somewhere\"",
                "economy = \"somewhere\"\nparameter_set = \"x\"",
                "scenario:4:17 unknown-parameter-set",
                "its parameter sets are `spring` and `model`",
            ),
        ],
    );
    let share = "[parameter_set.spring.parameter.share]\nvalue  = 0.9";
    assert_said(
        "small",
        &[
            (
                share,
                "[parameter_set.spring.parameter.shore]\nvalue  = 0.9",
                "small:45:33 unknown-parameter",
                "did you mean `share`?",
            ),
            (
                share,
                "[parameter_set.spring.parameter.share]\nvalue  = 0.4",
                "small:46:10 outside-valid",
                "0.5 to 1",
            ),
        ],
    );
    let value = |name: Option<&str>| {
        let written = name.map_or("economy = \"somewhere\"".to_owned(), choose);
        let (scenario, diagnostics, _) =
            super::read(&changed("scenario", "economy = \"somewhere\"", &written));
        assert!(diagnostics.is_empty());
        let model = scenario.unwrap().model;
        let share = model.parameters.iter().find(|parameter| parameter.name == "share").unwrap();
        (*share.value.at(0), model.parameter_set.map(|set| set.title))
    };
    assert_eq!(value(None), (0.7, None), "the economy's own");
    assert_eq!(value(Some("spring")), (0.9, Some("Of spring".to_owned())));
    assert_eq!(value(Some("model")), (0.7, Some("As it stands".to_owned())));
}

#[test]
fn what_a_run_stops_at() {
    let until = |entry: &str| format!("seed  = 7\nuntil = [{{ {entry} }}]");
    for (entry, code, words) in [
        (
            "outcome = \"gdp_effect@2022\", stat = \"p05\", half_width = 0",
            "out-of-range",
            "`half_width` must be above 0",
        ),
        ("outcome = \"gdp_efect@2022\", stat = \"p05\", half_width = 1", "unknown-outcome", "did you mean"),
        (
            "outcome = \"gdp_effect@2022\", stat = \"sd\", half_width = 1",
            "unknown-statistic",
            "the mean or a percentile",
        ),
        ("outcome = \"gdp_effect@2022\", stat = \"p05\"", "missing-key", "half_width"),
    ] {
        let (found, text) = problems(&changed("scenario", "seed  = 7", &until(entry)));
        assert!(found.len() == 1 && found[0].ends_with(code) && text.contains(words), "{entry}: {text}");
    }
    let sound = until("outcome = \"gdp_effect@2022\", stat = \"p05\", half_width = 0.25");
    let (scenario, ..) = super::read(&changed("scenario", "seed  = 7", &sound));
    let precision = scenario.unwrap().until.remove(0);
    assert_eq!((precision.statistic, precision.half_width), (Statistic::Quantile(0.05), 0.25));
}
