//! Facts and ranges of validity.

use super::assert_said;

#[test]
fn facts_say_what_is_published_about_an_outcome() {
    assert_said(
        "scenario",
        &[
            (
                "[run]",
                "[[fact]]\nid = 'f'\ntitle = 't'\noutcome = 'gdp@2022'\nvalue = 1\nsource = 's'\n[run]",
                "scenario:43:11 unknown-outcome",
                "gdp_effect",
            ),
            (
                "[run]",
                "[[fact]]\nid = 'f'\ntitle = 't'\noutcome = 'gdp_effect@2022'\nrange = [2, 1]\nsource = 's'\n[run]",
                "scenario:44:9 wrong-order",
                "write [1, 2]",
            ),
            (
                "[run]",
                "[[fact]]\nid = 'f'\ntitle = 't'\noutcome = 'gdp_effect@2022'\nsource = 's'\n[run]",
                "scenario:40:1 missing-key",
                "`value`, `range` or both",
            ),
            (
                "[run]",
                "[[fact]]\nid = 'f'\ntitle = 't'\noutcome = 'gdp_effect@2022'\nleast = 1\nsource = 's'\n\
                 [[fact]]\nid = 'f'\ntitle = 't'\noutcome = 'gdp_effect@2022'\nmost = 1\nsource = 's'\n[run]",
                "scenario:47:6 duplicate-name",
                "the first",
            ),
        ],
    );
}

#[test]
fn ranges_of_validity_read_what_there_is() {
    assert_said(
        "small",
        &[
            (
                "[parameter_set.spring]",
                "[validity.boom]\noutside = 'gpd > 1'\nadvice = 'a'\n[parameter_set.spring]",
                "small:43:12 unknown-name",
                "did you mean `gdp`?",
            ),
            (
                "[parameter_set.spring]",
                "[variable.once]\nkind = 'rate'\nfrequency = 'year'\nequation = 'once(-1)'\nlevel = 1\n\
                 [validity.boom]\noutside = 'once > 1'\nadvice = 'a'\n[parameter_set.spring]",
                "small:48:12 yearly-read",
                "every quarter",
            ),
        ],
    );
}
