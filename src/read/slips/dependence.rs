//! How drivers move together.

use super::{SCENARIO, problems};

/// The base's end, which the table comes before.
const END: &str = "[[outcome]]\nid       = \"gdp_effect\"";

/// Asserts that the scenario with these changes is said to have this problem, in these words; none where the code is empty.
fn assert_code(edits: &[(&str, &str)], code: &str, words: &str) {
    let mut text = SCENARIO.to_owned();
    for (find, replace) in edits {
        assert_eq!(text.matches(find).count(), 1, "one {find}");
        text = text.replacen(find, replace, 1);
    }
    let mut files = super::changed("scenario", "title", "title");
    files[0].1 = text;
    let (found, told) = problems(&files);
    let first = found.iter().any(|problem| problem.split(' ').nth(1) == Some(code));
    let as_expected = if code.is_empty() { found.is_empty() } else { first && told.contains(words) };
    assert!(as_expected, "{edits:?}\nexpected {code}, {words}\nfound {found:?}\n{told}");
}

/// The scenario's end, with a table of this.
fn with(dependence: &str) -> String {
    format!("[dependence]\n{dependence}\n\n{END}")
}

#[test]
fn pairs_name_two_that_are_drawn_alike() {
    let pair = |list: &str| with(&format!("rank_correlation = [{list}]"));
    let cases = [
        (pair("[\"fall\", \"freeze\", 0.3]"), "", ""),
        (pair("[\"fal\", \"freeze\", 0.3]"), "unknown-driver", "did you mean `fall`?"),
        (pair("[\"fall\", \"fall\", 0.3]"), "self-pair", "name two"),
        (
            pair("[\"fall\", \"freeze\", 0.3], [\"freeze\", \"fall\", 0.3]"),
            "duplicate-pair",
            "remove one of the two",
        ),
        (pair("[\"fall\", \"freeze\", 1.5]"), "out-of-range", "from -1 to 1"),
        (pair("[\"fall\", \"freeze\"]"), "wrong-type", "two names and a number"),
        (pair("[\"fall\", 2, 0.3]"), "wrong-type", "two names and a number"),
        (pair("[\"fall\", \"freeze\", \"0.3\"]"), "wrong-type", "without quotes"),
        (pair("[\"fall[russia]\", \"freeze\", 0.3]"), "no-elements", "write \"fall\""),
        (pair("[\"fall\", \"freeze[russia]\", 0.3]"), "no-elements", "write \"freeze\""),
        (pair("[\"fall\", \"residual.sent[russia]\", 0.3]"), "common-and-correlated", "remove `common`"),
        (pair("[\"fall\", \"residual.gdp\", 0.3]"), "no-residual", "those that have one are `sent`"),
        (pair("[\"fall\", \"residual.gpd\", 0.3]"), "unknown-variable", "did you mean `gdp`?"),
        (pair("[\"residual.sent\", \"fall\", 0.3]"), "element-needed", "sent[russia]"),
        (pair("[\"parameter.share\", \"fall\", 0.3]"), "", ""),
        (pair("[\"parameter.shar\", \"fall\", 0.3]"), "unknown-parameter", "did you mean `share`?"),
        (pair("[\"parameter.weight\", \"fall\", 0.3]"), "element-needed", "weight[other]"),
        (pair("[\"parameter.weight[russia]\", \"fall\", 0.3]"), "nothing-drawn", "is a number"),
        (with("bounds = true"), "nothing-to-bound", "remove `bounds`"),
        (with("copula = \"gausian\""), "unknown-choice", "did you mean `gaussian`?"),
        (with("copula = { student_t = { df = 2 } }"), "out-of-range", "above 2"),
        (with("copula = { student_t = { df = 3 }, empirical = { } }"), "conflicting-keys", "one of"),
        (with("repair = \"higham\""), "unknown-choice", "\"nearest\""),
    ];
    for (text, code, words) in cases {
        assert_code(&[(END, &text)], code, words);
    }
}

#[test]
fn elements_that_draw_apart_are_named() {
    let each = "each = true\ntiming  = { start";
    for (name, code, words) in [
        ("fall[russia]", "", ""),
        ("fall", "element-needed", "\"fall[russia]\" or \"fall[other]\""),
        ("fall[rusia]", "unknown-element", "did you mean `russia`?"),
    ] {
        let tail = with(&format!("rank_correlation = [[\"{name}\", \"freeze\", 0.3]]"));
        let edits = [("timing  = { start", each), (END, &*tail)];
        assert_code(&edits, code, words);
    }
}

#[test]
fn what_is_certain_moves_with_nothing() {
    let tail = with("rank_correlation = [[\"fall\", \"freeze\", 0.3]]");
    for (from, to) in [
        ("probability = 0.25", "probability = 1"),
        ("percent = { normal = { mean = -22, sd = 5 } }", "percent = -22"),
    ] {
        let edits = [(from, to), (END, &*tail)];
        assert_code(&edits, "nothing-drawn", "warning");
    }
}

/// A file of two columns, and what may be wrong with it.
#[test]
fn an_empirical_copula_has_a_column_each() {
    let said = |dependence: &str, rows: &str| {
        let mut sources = crate::diagnostic::Sources::new();
        let mut diagnostics = crate::diagnostic::Diagnostics::new();
        let text = SCENARIO.replacen(END, &with(dependence), 1);
        let texts = [
            ("scenario", &*text),
            ("small", super::MODEL),
            ("somewhere", super::ECONOMY),
            ("rows.csv", rows),
        ];
        super::super::read_texts("scenario", &texts, &mut sources, &mut diagnostics);
        super::placed(&diagnostics, &sources).join("; ")
    };
    let copula = |columns: &str| {
        format!("copula = {{ empirical = {{ csv = \"rows.csv\", columns = {{ {columns} }} }} }}")
    };
    let (both, rows) = (copula("fall = \"a\", freeze = \"b\""), "a,b\n1,2\n2,1\n");
    assert_eq!(said(&both, rows), "");
    for (dependence, rows, code) in [
        (both.clone(), "a,c\n1,2\n2,1\n", "csv-column"),
        (both.clone(), "a,b\n1,2\n", "csv-empty"),
        (both.clone(), "a,b\n1,x\n2,1\n", "not-a-number"),
        (copula("fall = \"a\""), rows, "empty"),
        (copula("fall = \"a\", frieze = \"b\""), rows, "unknown-driver"),
        (copula("fall = \"a\", \" fall\" = \"b\""), rows, "self-pair"),
        (copula("fall = \"a\", \"residual.sent[russia]\" = \"b\""), rows, "path-with-quarter"),
        (format!("{both}\nrank_correlation = [[\"fall\", \"freeze\", 0.3]]"), rows, "conflicting-keys"),
        (both.replace("copula", "residual_copula"), rows, "path-with-quarter"),
        (both.replace("rows.csv", "lost.csv"), rows, "cannot-read"),
    ] {
        let found = said(&dependence, rows);
        assert!(found.contains(code), "{dependence}: {found}, not {code}");
    }
}

/// Three that cannot hold together: both pairs are named, and what would do.
#[test]
fn impossible_correlations_are_refused_with_both_pairs() {
    let third = "[[shock]]\nid = \"third\"\ntarget = \"gdp\"\nadd = { normal = { mean = 0, sd = 1 } }\n\n";
    let pairs = "rank_correlation = [[\"fall\", \"freeze\", 0.9], [\"fall\", \"third\", 0.8]]";
    let refused = with(pairs).replacen("[dependence]", &format!("{third}[dependence]"), 1);
    for words in [
        "`fall` with `freeze` at 0.9, and `fall` with `third` at 0.8",
        "`freeze` with `third` is not named and counts as 0",
        "in place of 0.9",
        "repair = \"nearest\"",
    ] {
        assert_code(&[(END, &refused)], "not-positive-definite", words);
    }
    let mended = refused.replacen("[dependence]", "[dependence]\nrepair = \"nearest\"", 1);
    assert_code(&[(END, &mended)], "correlations-mended", "from 0, not named, to 0.0");
}
