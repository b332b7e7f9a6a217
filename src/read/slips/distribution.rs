//! Distributions that are stated by percentiles, or made of others: what is read, and what is said of slips.

use crate::diagnostic::{Diagnostics, Sources};
use crate::distribution::{Distribution, Univariate};
use crate::read::read_texts;
use crate::scenario::Size;

use super::{MODEL, SCENARIO, changed, placed, read};

const STATED: &str = "percent = { normal = { mean = -22, sd = 5 } }";

/// The size of the shock when it is stated so.
fn size(stated: &str) -> Distribution {
    let (scenario, diagnostics, sources) =
        read(&changed("scenario", STATED, &format!("log_points = {stated}")));
    let scenario = scenario.unwrap_or_else(|| panic!("{stated}: {:?}", placed(&diagnostics, &sources)));
    assert!(diagnostics.is_empty(), "{stated}");
    match &scenario.shocks[0].size {
        Size::Drawn(distribution) => distribution.clone(),
        other @ (Size::Path(_) | Size::Bootstrap(_)) => panic!("{other:?}"),
    }
}

#[test]
fn every_kind_is_read() {
    for (stated, name, mean) in [
        ("{ pert = { low = -35, mode = -22, high = -2 } }", "pert", -125.0 / 6.0),
        ("{ gamma = { mean = 10, sd = 5 } }", "gamma", 10.0),
        ("{ weibull = { shape = 1, scale = 3 } }", "weibull", 3.0),
        ("{ exponential = { mean = 4 } }", "exponential", 4.0),
        ("{ pareto = { minimum = 1, alpha = 1.5 } }", "pareto", 3.0),
        ("{ poisson = { mean = 2 } }", "poisson", 2.0),
        ("{ discrete = { values = [0, 10, 30], weights = [5, 3, 2] } }", "discrete", 9.0),
        (
            "{ mixture = [{ weight = 6, point = 0 }, { weight = 4, normal = { mean = -22, sd = 5 } }] }",
            "mixture",
            -8.8,
        ),
        ("{ truncated = { normal = { mean = 3, sd = 1 }, low = 1, high = 5 } }", "truncated", 3.0),
        ("{ uniform = { p10 = 1, p90 = 9 } }", "uniform", 5.0),
        ("{ normal = { p10 = 1, p50 = 5, p90 = 9 } }", "normal", 5.0),
        ("{ student_t = { df = 4, p05 = -1, p95 = 3 } }", "student_t", 1.0),
    ] {
        let distribution = size(stated);
        assert_eq!(distribution.name(), name, "{stated}");
        assert!((distribution.mean() - mean).abs() < 1e-6, "{stated}: {}", distribution.mean());
    }
    let duration = |stated: &str| {
        let text = format!("duration = {stated}");
        let find = "duration    = { lognormal = { p50 = \"2q\", p90 = 6 } }";
        read(&changed("scenario", find, &text)).0.unwrap().events[0].duration().cloned().unwrap()
    };
    assert_eq!(duration("{ discrete = { values = [\"1q\", \"1y\"], weights = [1, 1] } }").mean(), 2.5);
    assert_eq!(duration("{ mixture = [{ weight = 1, point = \"1y\" }] }").mean(), 4.0);
    assert_eq!(
        duration("{ truncated = { exponential = { mean = 4 }, high = \"2y\" } }").support(),
        (0.0, 8.0)
    );
}

#[test]
fn what_cannot_be_is_refused() {
    let slips: Vec<(String, &str, &str)> = [
        ("{ gamma = { p10 = 3, p90 = 3.001 } }", "10:41 distribution", "reaches only 1.0026 to 5.2e47"),
        (
            "{ gamma = { p10 = 3 } }",
            "10:24 missing-key",
            "two or more of `p05`, `p10`, `p50`, `p90` and `p95`",
        ),
        ("{ gamma = { mean = 3, p90 = 5 } }", "10:36 conflicting-keys", "do not stand together"),
        (
            "{ beta = { p10 = 0.5, p90 = 1.5 } }",
            "10:42 distribution",
            "between low = 0 and high = 1, not 1.5",
        ),
        ("{ pert = { p10 = -35, p50 = -34, p90 = -2 } }", "10:53 distribution", "a PERT reaches only"),
        ("{ poisson = { p50 = 2.5 } }", "10:34 distribution", "whole number"),
        (
            "{ discrete = { values = [1, 2], weights = [1] } }",
            "10:56 distribution",
            "as many as the values, 2, not 1",
        ),
        ("{ discrete = { values = [1, 2] } }", "10:27 missing-key", "`weights`"),
        (
            "{ discrete = { values = [1, 2], weight = [1, 2] } }",
            "10:46 unknown-key",
            "did you mean `weights`",
        ),
        ("{ discrete = 3 }", "10:27 wrong-type", "{ values = [...], weights = [...] }"),
        ("{ mixture = { normal = { mean = 0, sd = 1 } } }", "10:26 wrong-type", "mixture = [{ weight"),
        ("{ mixture = [{ point = 0 }] }", "10:27 missing-key", "`weight`"),
        ("{ mixture = [{ weight = 0, point = 0 }] }", "10:38 distribution", "must be above 0"),
        ("{ mixture = [] }", "10:26 distribution", "at least one component"),
        (
            "{ mixture = [{ weight = 1, norml = { mean = 0, sd = 1 } }] }",
            "10:41 unknown-key",
            "did you mean `normal`",
        ),
        ("{ truncated = { normal = { mean = 0, sd = 1 } } }", "10:28 missing-key", "`low` or `high`"),
        (
            "{ truncated = { normal = { mean = 0, sd = 1 }, low = 50 } }",
            "10:67 distribution",
            "needs at least 1e-12",
        ),
        (
            "{ truncated = { normal = { mean = 0, sd = 1 }, low = 2, high = 1 } }",
            "10:77 distribution",
            "above low = 2",
        ),
        ("{ truncated = { poisson = { mean = 2 }, low = 1 } }", "10:28 distribution", "has single values"),
        ("{ empirical = { csv = \"x.csv\" } }", "10:28 missing-key; scenario:10:36 cannot-read", "`column`"),
        (
            "{ histogram = { csv = \"x.csv\" } }",
            "10:16 unknown-key; scenario:10:36 cannot-read",
            "did you mean `empirical`",
        ),
    ]
    .into_iter()
    .map(|(stated, found, words)| (format!("log_points = {stated}"), found, words))
    .collect();
    let mut wrong = String::new();
    for (replace, expected, words) in &slips {
        let (found, text) = super::problems(&changed("scenario", STATED, replace));
        if found.join("; ") != format!("scenario:{expected}") || !text.contains(words) {
            wrong += &format!(
                "--- {replace}\nfound    {}\nexpected {expected}, {words}\n{text}\n",
                found.join("; ")
            );
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn what_may_reach_minus_100_percent_is_refused() {
    for (stated, sound) in [
        ("{ truncated = { normal = { mean = -80, sd = 30 }, low = -99 } }", true),
        ("{ truncated = { normal = { mean = -80, sd = 30 }, low = -101 } }", false),
        ("{ mixture = [{ weight = 1, point = -100 }, { weight = 1e6, point = 0 }] }", false),
        ("{ mixture = [{ weight = 1, point = -99 }, { weight = 1e6, point = 1 }] }", true),
        ("{ discrete = { values = [-150, 0], weights = [1e-9, 1] } }", false),
        // Never drawn: its probability is below 2^-53.
        ("{ discrete = { values = [-150, 0], weights = [1e-20, 1] } }", true),
        ("{ gamma = { mean = 10, sd = 50 } }", true),
        ("{ pert = { low = -120, mode = 0, high = 10 } }", false),
    ] {
        let (found, _) = super::problems(&changed("scenario", STATED, &format!("percent = {stated}")));
        let expected: &[&str] = if sound { &[] } else { &["scenario:10:11 percent-below-minus-100"] };
        assert_eq!(found, expected, "{stated}");
    }
}

#[test]
fn a_column_of_a_file_is_read() {
    let of = |stated: &str, csv: &str| {
        let scenario = SCENARIO.replacen(STATED, &format!("log_points = {stated}"), 1);
        let texts = [
            ("scenario", scenario.as_str()),
            ("small", MODEL),
            ("somewhere", super::ECONOMY),
            ("x.csv", csv),
        ];
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let read = read_texts("scenario", &texts, &mut sources, &mut diagnostics);
        let size = read.map(|scenario| scenario.shocks[0].size.clone());
        (size, placed(&diagnostics, &sources).join("; "))
    };
    let stated = "{ empirical = { csv = \"x.csv\", column = \"change\" } }";
    let (size, found) = of(stated, "period,change\n2020,-3\n2021,5\n2022,-3\n");
    assert_eq!(found, "");
    let Some(Size::Drawn(Distribution::Empirical(empirical))) = size else { panic!("{size:?}") };
    assert_eq!(
        (empirical.count(), empirical.support(), empirical.density(-3.0)),
        (3, (-3.0, 5.0), 2.0 / 3.0)
    );
    assert_eq!(of(stated, "period,chnage\n2020,-3\n").1, "scenario:10:54 csv-column");
    assert_eq!(of(stated, "period,change\n2020,-3\n2021,n/a\n").1, "x.csv:3:6 not-a-number");
    assert_eq!(of(stated, "period,change\n2020,\"-3,5\"\n").1, "x.csv:2:6 decimal-comma");
    let inside = "{ mixture = [{ weight = 1, empirical = { csv = \"x.csv\", column = \"change\" } }, { weight = 1, point = 9 }] }";
    let (size, found) = of(inside, "period,change\n2020,-3\n2021,5\n");
    assert_eq!((size.map(|size| size.support()), found.as_str()), (Some((-3.0, 9.0)), ""));
}

#[test]
fn elements_are_no_distributions() {
    // `peru` is near to `pert`.
    let model = MODEL.replace("russia", "peru");
    let [scenario, economy] = [SCENARIO, super::ECONOMY].map(|text| text.replace("russia", "peru"));
    let texts = [("scenario", scenario.as_str()), ("small", model.as_str()), ("somewhere", economy.as_str())];
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    assert!(read_texts("scenario", &texts, &mut sources, &mut diagnostics).is_some());
}
