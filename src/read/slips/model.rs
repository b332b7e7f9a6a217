//! The model.

use super::assert_said;

#[test]
fn names_are_unique_and_known() {
    assert_said(
        "small",
        &[
            (
                "[parameter.share]",
                "[parameter.gdp]",
                "small:26:11 duplicate-name; small:30:5 unknown-name; small:45:33 unknown-parameter; somewhere:15:12 unused-figure",
                "the first",
            ),
            ("[\"corridor\"]", "[\"corridor\", \"corridor\"]", "small:2:22 duplicate-name", "the first"),
            (
                "over      = \"corridor\"",
                "over      = \"coridor\"",
                "small:15:13 unknown-set",
                "did you mean `corridor`?",
            ),
            (
                "[variable.rate]\nkind     = \"rate\"\nequation = 'rate(-1)'",
                "[variable.exp]\nkind = \"rate\"\nequation = \"1\"",
                "scenario:18:27 unknown-variable; small:33:11 reserved-name",
                "choose another name",
            ),
        ],
    );
}

#[test]
fn equations_are_read_where_they_stand() {
    assert_said(
        "small",
        &[
            (
                "(received - ref(received))",
                "(recieved - ref(received))",
                "small:30:14 unknown-name",
                "did you mean `received`?",
            ),
            ("'rate(-1)'", "'rate(+1)'", "small:35:17 lead", "rate"),
            ("sum(corridor: sent[corridor])", "sum(corridor: sent)", "small:24:29 missing-index", "corridor"),
            ("\"received / gdp\"", "\"\"", "small:40:15 empty-equation", "right-hand side"),
            ("\"received / gdp\"", "3", "small:40:14 wrong-type", "an equation in quotes"),
        ],
    );
}

#[test]
fn numbers_make_sense() {
    assert_said(
        "small",
        &[
            ("valid = [0.5, 1.0]", "valid = [1.0, 0.5]", "small:7:9 wrong-order", "write [0.5, 1]"),
            ("valid = [0.5, 1.0]", "valid = [0.75, 1.0]", "somewhere:16:10 outside-valid", "0.75 to 1"),
            ("value = 0.8", "value = 0.4", "small:5:9 outside-valid", "0.5 to 1"),
            ("ar = 0.9", "ar = -1", "small:19:54 out-of-range", "above -1 and at most 1"),
            ("share = 0.5", "share = 1.5", "small:19:78 out-of-range", "from 0 to 1"),
            ("sd = 0.1", "sd = 0", "small:19:42 out-of-range", "above 0"),
            ("df = 4", "df = 2", "small:19:34 out-of-range", "above 2"),
            ("{ low = 0 }", "{ low = 9, high = 3 }", "small:20:13 wrong-order", "low = 3, high = 9"),
            ("{ low = 0 }", "{ low = 50 }", "somewhere:8:33 out-of-range", "within its bounds"),
            ("{ low = 0 }", "{ }", "small:20:13 missing-key", "`low`, `high` or both"),
            (
                "russia = 0.6, other = 0.4",
                "russia = 0.6, otter = 0.4",
                "small:11:25 unknown-element",
                "did you mean `other`?",
            ),
            (
                "russia = 0.6, other = 0.4",
                "russia = 0.6",
                "small:11:9 missing-element",
                "no value for `other`",
            ),
            ("value = 0.8", "value = { russia = 0.6 }", "small:5:9 no-elements", "one number"),
        ],
    );
}

#[test]
fn levels_are_there() {
    assert_said(
        "small",
        &[
            (
                "level    = 5.0\n",
                "",
                "small:33:11 missing-level",
                "add [level.rate] to the economy `somewhere`",
            ),
            (
                "definition = \"received / gdp\"",
                "definition = \"received / gdp\"\nlevel = 3",
                "small:41:9 level-not-used",
                "is a definition",
            ),
            (
                "level    = 5.0",
                "transform = \"log\"\nlevel = -5.0",
                "small:37:9 level-not-positive",
                "above 0",
            ),
            (
                "sets  = [\"corridor\"]",
                "sets  = [\"corridor\", \"supplier\"]",
                "small:2:22 missing-set",
                "add to its table [set]",
            ),
        ],
    );
}

#[test]
fn the_models_own_solution_has_no_reference() {
    let reference = "sets = [\"corridor\"]\n[reference]\nkind = \"model\"";
    assert_said(
        "small",
        &[(
            "sets  = [\"corridor\"]",
            reference,
            "scenario:31:12 missing-history; small:20:14 bad-reference; small:31:1 bad-reference; small:32:25 bad-reference",
            "add 2021Q1, 2021Q2, 2021Q3 and 2021Q4 to [history.sent]",
        )],
    );
}

#[test]
fn a_yearly_model_has_no_other_quarters_than_the_fourth() {
    let yearly = "frequency = \"year\"\nsets = [\"corridor\"]";
    let mut files = super::changed("small", "sets  = [\"corridor\"]", yearly);
    assert_eq!(super::problems(&files).0, [""; 0]);
    files[0].1 = files[0].1.replace("\"2023Q4\"", "\"2023Q2\"");
    let (found, text) = super::problems(&files);
    assert_eq!(found, ["scenario:24:21 outside-horizon"]);
    assert!(text.contains("write \"2023\""), "{text}");
}
