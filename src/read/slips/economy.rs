//! The economy.

use super::{assert_said, changed, problems};

#[test]
fn figures_fit_the_model() {
    assert_said(
        "somewhere",
        &[
            (
                "[level.gdp]",
                "[level.gdpp]",
                "small:26:11 missing-level; somewhere:11:8 unused-figure",
                "did you mean `gdp`?",
            ),
            ("[history.gdp]", "[history.gnp]", "somewhere:20:10 unused-figure", "not used"),
            (
                "[parameter.share]",
                "[parameter.shares]",
                "somewhere:15:12 unused-figure",
                "did you mean `share`?",
            ),
            (
                "prior  = { normal = { mean = 0.7, sd = 0.05 } }\n",
                "",
                "somewhere:15:12 prior-of-model",
                "add the `prior`",
            ),
            ("value  = 400", "value  = -400", "", ""),
            (
                "russia = 60",
                "russia = -60",
                "somewhere:8:21 level-not-positive; somewhere:8:21 out-of-range",
                "above 0",
            ),
            ("russia = 60, ", "", "somewhere:8:10 missing-element", "no value for `russia`"),
            ("value  = 400", "value  = { russia = 400 }", "somewhere:12:10 no-elements", "runs over no set"),
            ("\"2021Q3\" =", "\"2021-Q3\" =", "somewhere:21:15 not-a-quarter", "write \"2021Q3\""),
        ],
    );
}

#[test]
fn sets_have_elements() {
    assert_said(
        "somewhere",
        &[
            ("corridor =", "corridors =", "small:2:10 missing-set", "did you mean this one?"),
            ("[\"russia\", \"other\"]", "[]", "somewhere:5:12 empty", "at least one element"),
            (
                "[\"russia\", \"other\"]",
                "[\"russia\", \"other\", \"russia\"]",
                "somewhere:5:32 duplicate-name",
                "the first",
            ),
        ],
    );
}

#[test]
fn a_model_may_stand_alone_but_its_sets_may_not() {
    let (found, text) = problems(&changed("scenario", "economy = \"somewhere\"\n", ""));
    assert_eq!(found, ["small:2:10 missing-set", "small:14:11 missing-level"], "{text}");
    assert!(
        text.contains("there is no economy") && text.contains("`sent` and `gdp` have no level"),
        "{text}"
    );
}
