//! TOML, keys and values, whatever the table.

use super::{assert_said, changed, problems};

#[test]
fn toml_is_explained() {
    assert_said(
        "scenario",
        &[
            ("= -2\n", "= -2%\n", "scenario:25:12 unquoted", "write -2\n"),
            ("\"2022Q1\"\nhorizon", "2022Q1\nhorizon", "scenario:4:11 unquoted", "write \"2022Q1\""),
            ("\"2y\"", "“2y”", "scenario:5:11 unquoted", "write \"2y\""),
            ("mean = -22,", "mean = -22,5,", "scenario:10:34 syntax", "write -22.5"),
            ("value   = 83", "value   = inf", "scenario:38:11 not-finite", "inf"),
            ("seed  = 7", "seed  = 7\nseed = 8", "scenario:43:1 duplicate-key", "keep one"),
            ("[run]", "[run", "scenario:40:5 syntax", "end it with `]`"),
        ],
    );
}

#[test]
fn unknown_keys_are_answered_with_the_key_meant() {
    assert_said(
        "scenario",
        &[
            ("horizon =", "horizont =", "scenario:5:1 unknown-key", "did you mean `horizon`?"),
            ("percent =", "precent =", "scenario:10:1 unknown-key", "did you mean `percent`?"),
            ("half_life =", "halflife =", "scenario:11:57 unknown-key", "did you mean `half_life`?"),
            ("paths =", "simulations =", "scenario:41:1 unknown-key", "did you mean `paths`?"),
            ("seed ", "colour ", "scenario:42:1 unknown-key", "the keys are `paths`, `seed`"),
            ("normal =", "gaussian =", "scenario:10:13 unknown-key", "did you mean `normal`?"),
            ("sd = 5", "std = 5", "scenario:10:36 unknown-key", "did you mean `sd`?"),
        ],
    );
}

#[test]
fn missing_keys_are_said_at_the_table() {
    assert_said(
        "scenario",
        &[
            ("title   = \"What if\"\n", "", "scenario:1:1 missing-key", "add `title = "),
            ("id      = \"fall\"\n", "", "scenario:7:1 missing-key", "[[shock]] needs `id`"),
            (
                "percent = { normal = { mean = -22, sd = 5 } }\n",
                "",
                "scenario:7:1 missing-key",
                "needs one of `percent`",
            ),
            (", sd = 5", "", "scenario:10:22 missing-key", "`normal` needs `mean` and `sd`"),
            (
                "probability = 0.25\n",
                "",
                "scenario:13:1 missing-key",
                "one of `probability`, `yearly_hazard` or `given`",
            ),
            ("hold = \"4q\", ", "", "scenario:11:44 missing-key", "add `hold = \"4q\"`"),
        ],
    );
}

#[test]
fn keys_that_exclude_each_other_are_refused() {
    assert_said(
        "scenario",
        &[
            ("percent =", "add = 3\npercent =", "scenario:11:1 conflicting-keys", "one of `percent`"),
            ("sd = 5", "p90 = 5", "scenario:10:36 conflicting-keys", "`mean` and `sd`"),
            ("{ normal =", "{ point = 3, normal =", "scenario:10:24 conflicting-keys", "one kind"),
            (
                "at       = [\"2022\",",
                "of = \"baseline\"\nat = [\"2022\",",
                "scenario:24:6 conflicting-keys",
                "remove `of`",
            ),
        ],
    );
    assert_said(
        "small",
        &[
            (
                "kind       = \"flow\"\n",
                "kind = \"flow\"\nequation = \"1\"\n",
                "small:25:1 conflicting-keys",
                "an `equation`, a `definition`",
            ),
            (
                "kind       = \"flow\"\n",
                "kind = \"flow\"\ntransform = \"log\"\n",
                "small:24:1 conflicting-keys",
                "has no `transform`",
            ),
        ],
    );
}

#[test]
fn wrong_types_are_answered_with_what_to_type() {
    assert_said(
        "scenario",
        &[
            (
                "percent = {",
                "percent = \"-22%\"\nset = {",
                "scenario:10:11 wrong-type; scenario:11:1 conflicting-keys",
                "write -22: `percent` is in percent already",
            ),
            ("= 0.25", "= \"0.25\"", "scenario:15:15 wrong-type", "write 0.25, without quotes"),
            (
                "= \"2022Q1\"\nhorizon",
                "= 2022-01-01\nhorizon",
                "scenario:4:11 wrong-type",
                "write \"2022Q1\"",
            ),
            (
                "= \"2022Q1\"\nhorizon",
                "= 2022\nhorizon",
                "scenario:4:11 wrong-type",
                "write \"2022Q1\" for its first quarter",
            ),
            ("= \"2y\"", "= 2", "scenario:5:11 wrong-type", "\"2q\" for quarters or \"2y\" for years"),
            ("[\"2022\", \"2023Q4\"]", "[2022]", "scenario:24:13 wrong-type", "write \"2022\", in quotes"),
            ("[run]", "[[run]]", "scenario:40:1 wrong-type", "write [run], once"),
            ("[[check]]", "[check]", "scenario:33:1 wrong-type", "two pairs of brackets"),
            ("\"What if\"", "3", "scenario:1:11 wrong-type", "write \"3\""),
            (
                "target  = \"sent[*]\"",
                "each = \"yes\"\ntarget = \"sent[*]\"",
                "scenario:9:8 wrong-type",
                "write true",
            ),
            (
                "[\"2022Q3\", \"2023Q2\"]",
                "\"2022Q3\"",
                "scenario:16:15 wrong-type",
                "[\"2022Q3\", \"2022Q3\"]",
            ),
            (
                "percent = { normal = { mean = -22, sd = 5 } }",
                "percent = { normal = 3 }",
                "scenario:10:22 wrong-type",
                "{ mean = ..., sd = ... }",
            ),
            (
                "percent = { normal = { mean = -22, sd = 5 } }",
                "percent = [1, 2]",
                "scenario:10:11 wrong-type",
                "a number, a distribution",
            ),
        ],
    );
}

#[test]
fn texts_that_mean_nothing_are_refused() {
    assert_said(
        "scenario",
        &[
            (
                "= \"2022Q1\"\nhorizon",
                "= \"2022 Q1\"\nhorizon",
                "scenario:4:11 not-a-quarter",
                "write \"2022Q1\"",
            ),
            ("= \"2y\"", "= \"2 years\"", "scenario:5:11 not-a-duration", "write \"2y\""),
            (
                "p50 = \"2q\"",
                "p50 = \"half a year\"",
                "scenario:17:37 not-a-duration",
                "a number of quarters",
            ),
            ("\"2022\", \"2023Q4\"", "\"2022\", \"end\"", "scenario:24:21 not-a-period", "a year such as"),
            ("\"sent[*]\"", "\"sent[]\"", "scenario:9:11 not-a-target", "sent[russia]"),
            ("add = 2.5", "add = \"2.5 points\"", "scenario:18:41 wrong-type", "without a unit"),
            (
                "add = 2.5",
                "add = \"2.5 ± 1\"",
                "scenario:18:41 wrong-type",
                "write { normal = { mean = 2.5, sd = 1 } }",
            ),
            (
                "add = 2.5",
                "add = [1, 2.5]",
                "scenario:18:41 wrong-type",
                "{ uniform = { low = 1, high = 2.5 } }",
            ),
            ("\"fall\"", "\"The fall\"", "scenario:8:11 not-a-name", "write the_fall"),
            ("\"growth\"", "\"grwoth\"", "scenario:30:12 not-a-measure", "did you mean `growth`?"),
            (
                "seed  = 7",
                "parameters = \"random\"",
                "scenario:42:14 unknown-choice",
                "\"uncertain\" or \"fixed\"",
            ),
        ],
    );
}

#[test]
fn numbers_outside_their_range_are_refused() {
    assert_said(
        "scenario",
        &[
            ("1_000", "0", "scenario:41:9 out-of-range", "from 1 to 1099511627776"),
            ("seed  = 7", "seed  = -7", "scenario:42:9 out-of-range", "at least 0"),
            ("= 0.25", "= 25", "scenario:15:15 out-of-range", "not in percent"),
            ("= \"2y\"", "= \"0q\"", "scenario:5:11 out-of-range", "at least \"1q\""),
            ("= \"2y\"", "= \"2000y\"", "scenario:5:11 out-of-range", "1000y"),
            ("sd = 5", "sd = -5", "scenario:10:41 distribution", "`sd` must be above 0, not -5"),
        ],
    );
}

#[test]
fn problems_of_all_files_come_in_one_pass() {
    let mut files = changed("scenario", "horizon =", "horizont =");
    files[1].1 = files[1].1.replace("kind     = \"rate\"", "kind = \"rat\"").replace("* exp(", "* exq(");
    files[2].1 = files[2].1.replace("source = \"a bank\"", "");
    let (found, _) = problems(&files);
    assert_eq!(
        found,
        [
            "scenario:5:1 unknown-key",
            "small:18:36 unknown-function",
            "small:34:8 unknown-choice",
            "somewhere:7:1 missing-key",
            "somewhere:11:1 missing-key",
        ]
    );
}

#[test]
fn a_broken_file_brings_no_problems_that_are_not_there() {
    for (find, replace) in
        [("[variable.gdp]", "[variable.gdp"), ("sets  = [\"corridor\"]", "sets = [\"corridor\"")]
    {
        let (found, text) = problems(&changed("small", find, replace));
        assert!(
            !found.is_empty() && found.iter().all(|problem| problem.ends_with("syntax")),
            "{found:?}\n{text}"
        );
    }
    let (found, text) = problems(&changed("somewhere", "value  = 400", "value  = "));
    assert_eq!(found, ["somewhere:12:10 syntax"], "{text}");
}
