//! Verbs: sizes as paths, what they are against, what they replace, residuals solved for, and what is held and signed.

use super::{assert_said, changed, problems};

/// The scenario with a shock, assumption or tune put before its first shock, so that it begins in line 7.
fn with(text: &str) -> [(&'static str, String); 3] {
    changed("scenario", "[[shock]]\nid      = \"fall\"", &format!("{text}\n[[shock]]\nid      = \"fall\""))
}

/// What is said of the scenario with this; each problem with words that its text has.
#[track_caller]
fn assert_of(text: &str, expected: &[&str], words: &[&str]) {
    let (found, text) = problems(&with(text));
    assert_eq!(found, expected, "{text}");
    for words in words {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn a_path_of_values_says_itself_when_it_acts() {
    let shock =
        |size: &str, more: &str| format!("[[shock]]\nid = \"s\"\ntarget = \"rate\"\nset = {size}\n{more}");
    let path = "{ values = [1, 2], from = \"2022Q1\" }";
    assert_of(&shock(path, ""), &[], &[]);
    assert_of(&shock("{ values = [1], from = \"2021Q3\", to = \"2022Q1\" }", ""), &[], &[]);
    assert_of(
        &shock(path, "timing = { hold = \"1q\" }"),
        &["scenario:11:10 conflicting-keys"],
        &["a path of values says itself when it acts", "remove `timing`"],
    );
    assert_of(
        &shock("{ values = [], from = \"2022Q1\" }", ""),
        &["scenario:10:18 empty"],
        &["a path has at least one number"],
    );
    assert_of(
        &shock("{ values = [1, \"2\"], from = \"2022Q1\" }", ""),
        &["scenario:10:22 wrong-type"],
        &["2"],
    );
    assert_of(&shock("{ values = [1] }", ""), &["scenario:10:7 missing-key"], &["from"]);
    assert_of(
        &shock("{ values = [1], from = \"2022Q3\", to = \"2022Q1\" }", ""),
        &["scenario:10:45 wrong-order"],
        &["ends before it begins", "\"2022Q3\" or later"],
    );
    assert_of(
        &shock("{ values = [1], from = \"2020Q1\", to = \"2020Q4\" }", ""),
        &["scenario:10:7 outside-horizon"],
        &["no quarter inside"],
    );
    let percent =
        "[[shock]]\nid = \"s\"\ntarget = \"gdp\"\npercent = { values = [-3, -100], from = \"2022Q1\" }";
    assert_of(percent, &["scenario:10:11 percent-below-minus-100"], &["-100"]);
}

#[test]
fn versus_takes_the_place_of_a_set() {
    let shock = |rest: &str| format!("[[shock]]\nid = \"s\"\ntarget = \"gdp\"\n{rest}");
    assert_of(&shock("percent = -2\nversus = \"baseline\""), &[], &[]);
    assert_of(&shock("percent = 0\nversus = \"reference\""), &[], &[]);
    assert_of(
        &shock("percent = -2\nversus = \"last_year\""),
        &["scenario:11:10 unknown-choice"],
        &["\"year_ago\""],
    );
    assert_of(
        &shock("set = 2\nversus = \"baseline\""),
        &["scenario:11:10 conflicting-keys"],
        &["against nothing", "remove `versus`"],
    );
    for timing in ["ramp = \"1q\"", "hold = \"1q\", half_life = \"1q\""] {
        assert_of(
            &shock(&format!("percent = 2\nversus = \"year_ago\"\ntiming = {{ {timing} }}")),
            &["scenario:11:10 conflicting-keys"],
            &["takes no `ramp` and no `half_life`"],
        );
    }
    assert_of(
        &shock("percent = 2\nversus = \"reference\"\n[[shock]]\nid = \"t\"\ntarget = \"gdp\"\nset = 3"),
        &["scenario:15:7 two-sets"],
        &["by the shock `s` and by the shock `t`", "write `replaces = \"s\"` in the shock `t`"],
    );
    assert_of(
        "[[shock]]\nid = \"s\"\ntarget = \"rate\"\npercent = 2\nversus = \"baseline\"",
        &["scenario:10:11 percent-on-rate"],
        &["write `add = ...`"],
    );
    let (found, text) = problems(&{
        let mut files = with("[[shock]]\nid = \"s\"\ntarget = \"gdp\"\npercent = 2\nversus = \"reference\"");
        files[1].1 = "title = \"t\"\nreference = { kind = \"model\" }\n[variable.gdp]\nkind = \"flow\"\nequation = \"gdp(-1)\"\nlevel = 1".to_owned();
        files
    });
    assert!(found.contains(&"scenario:11:10 bad-reference".to_owned()), "{text}");
}

#[test]
fn what_is_replaced_is_named() {
    let sets = |first: &str, second: &str| {
        format!(
            "[[assumption]]\nid = \"held\"\ntarget = \"rate\"\nset = 3\nby = \"staff\"\n{first}\n[[shock]]\nid = \"s\"\ntarget = \"rate\"\nset = 4\n{second}"
        )
    };
    assert_of(&sets("", "replaces = \"held\""), &[], &[]);
    assert_of(&sets("", "replaces = [\"held\"]\ntiming = { start = \"2022Q3\", ramp = \"2q\" }"), &[], &[]);
    assert_of(
        &sets("", ""),
        &["scenario:16:7 two-sets"],
        &["by the assumption `held` and by the shock `s`", "write `replaces = \"held\"` in the shock `s`"],
    );
    assert_of(
        &sets("", "replaces = \"hled\""),
        &["scenario:16:7 two-sets", "scenario:17:12 unknown-replaced"],
        &["did you mean `held`?"],
    );
    assert_of(
        &sets("", "replaces = \"freeze\""),
        &["scenario:16:7 two-sets", "scenario:17:12 unknown-replaced"],
        &["`freeze` does not set `rate`", "also set by `held`"],
    );
    assert_of(
        &sets("replaces = \"s\"", ""),
        &["scenario:12:12 unknown-replaced"],
        &["an assumption does not replace `s`"],
    );
    assert_of(
        "[[shock]]\nid = \"s\"\ntarget = \"rate\"\nset = 4\nreplaces = \"t\"\n[[shock]]\nid = \"t\"\ntarget = \"rate\"\nset = 4\nreplaces = \"s\"",
        &["scenario:15:7 two-sets"],
        &["each replaces the other"],
    );
    let third = |id: &str, replaces: &str| {
        format!("[[shock]]\nid = \"{id}\"\ntarget = \"rate\"\nset = 4\nreplaces = [{replaces}]\n")
    };
    let circle = [third("s", "\"t\""), third("t", "\"u\""), third("u", "\"s\"")].concat();
    assert_of(&circle, &["scenario:11:13 two-sets"], &["`s` replaces itself"]);
    let line = [third("s", "\"t\""), third("t", "\"u\""), third("u", "")].concat();
    assert_of(&line.replace("\"t\"]", "\"t\", \"u\"]"), &[], &[]);
    assert_of(
        "[[shock]]\nid = \"s\"\ntarget = \"rate\"\nadd = 4\nreplaces = \"t\"",
        &["scenario:11:12 conflicting-keys"],
        &["`replaces` is of a `set`"],
    );
    // An event's set counts from its window on.
    let event = |replaces: &str| {
        format!(
            "[[assumption]]\nid = \"held\"\ntarget = \"rate\"\nset = 3\nby = \"staff\"\n[[event]]\nid = \"e\"\nprobability = 0.5\nwindow = [\"2022Q2\", \"2022Q3\"]\nduration = \"2q\"\nshock = [{{ target = \"rate\", set = 9{replaces} }}]"
        )
    };
    assert_of(&event(", replaces = \"held\""), &[], &[]);
    assert_of(&event(""), &["scenario:17:35 two-sets"], &["by the event `e`"]);
}

#[test]
fn residuals_are_solved_for_where_there_are_some() {
    let shock =
        |by: &str, rest: &str| format!("[[shock]]\nid = \"s\"\ntarget = \"gdp\"\n{rest}\nby = \"{by}\"");
    assert_of(&shock("residual.sent[russia]", "set = 300"), &[], &[]);
    assert_of("[[shock]]\nid = \"s\"\ntarget = \"sent[*]\"\nset = 50\nby = \"residual.sent[*]\"", &[], &[]);
    // What hits one variable is solved for by one residual, what hits all elements by all of them.
    for (by, help) in [
        ("residual.sent", "write \"residual.sent[russia]\" or \"residual.sent[other]\""),
        ("residual.sent[*]", "write \"residual.sent[russia]\" or \"residual.sent[other]\""),
        ("residual.sent[rusia]", "did you mean `russia`?"),
    ] {
        let code = if by.contains("rusia") { "unknown-element" } else { "element-needed" };
        assert_of(&shock(by, "set = 300"), &[&format!("scenario:11:6 {code}")], &[help]);
    }
    assert_of(
        "[[shock]]\nid = \"s\"\ntarget = \"sent[*]\"\nset = 50\nby = \"residual.sent\"",
        &["scenario:11:6 element-needed"],
        &["write \"residual.sent[*]\""],
    );
    assert_of(
        &shock("sent[russia]", "set = 300"),
        &["scenario:11:6 not-a-target"],
        &["write \"residual.sent[russia]\""],
    );
    // A definition may be the target.
    assert_of(
        "[[shock]]\nid = \"s\"\ntarget = \"received\"\nset = 90\nby = \"residual.sent[other]\"",
        &[],
        &[],
    );
    assert_of(
        &shock("residual.gdp", "set = 300"),
        &["scenario:11:6 no-residual"],
        &["`gdp` has no residual", "those that have one are `sent`"],
    );
    assert_of(
        &shock("residual.snet[russia]", "set = 300"),
        &["scenario:11:6 unknown-variable"],
        &["did you mean `sent`?"],
    );
    assert_of(&shock("staff", "set = 300"), &["scenario:11:6 not-a-target"], &["\"residual.gdp\""]);
    assert_of(
        &shock("residual.sent[russia]", "percent = -3"),
        &["scenario:11:6 conflicting-keys"],
        &["write `set` instead of `percent`"],
    );
    assert_of(
        &shock("residual.sent[russia]", "set = 300\ntiming = { ramp = \"2q\" }"),
        &["scenario:11:10 conflicting-keys"],
        &["`by` takes no `ramp`"],
    );
}

#[test]
fn what_is_held_is_signed() {
    let assumption = |rest: &str| format!("[[assumption]]\nid = \"a\"\ntarget = \"gdp\"\n{rest}");
    assert_of(&assumption("set = 400\nby = \"staff\""), &[], &[]);
    assert_of(&assumption("set = 400"), &["scenario:7:1 missing-key"], &["needs `by`"]);
    assert_of(&assumption("set = 400\nby = \" \""), &["scenario:11:6 empty"], &["a judgement is signed"]);
    assert_of(
        &assumption("percent = 4\nversus = \"baseline\"\nby = \"staff\""),
        &["scenario:11:10 no-baseline"],
        &["make it a [[shock]]"],
    );
    assert_of(
        "[[assumption]]\nid = \"a\"\ntarget = \"received\"\nset = 100\nby = \"staff\"",
        &["scenario:9:10 not-behavioural"],
        &["`sent`"],
    );
    let tune = |rest: &str| format!("[[tune]]\nid = \"t\"\ntarget = \"sent[russia]\"\n{rest}");
    let signed = "by = \"staff\"\non = 2022-03-04\nreason = \"a bank closed\"";
    assert_of(&tune(&format!("add = 4\n{signed}")), &[], &[]);
    assert_of(&tune(&format!("residual_spread = 1.5\n{signed}")), &[], &[]);
    assert_of(
        &tune("add = 4\nby = \"staff\"\nreason = \"r\""),
        &["scenario:7:1 missing-key"],
        &["needs `on`", "2022-03-04"],
    );
    assert_of(
        &tune("add = 4\non = 2022-03-04\nreason = \"r\""),
        &["scenario:7:1 missing-key"],
        &["needs `by`"],
    );
    assert_of(
        &tune("add = 4\nby = \"staff\"\non = \"March\"\nreason = \"r\""),
        &["scenario:12:6 not-a-date"],
        &["2022-03-04"],
    );
    assert_of(
        &tune(&format!("residual_spread = -1\n{signed}")),
        &["scenario:10:19 out-of-range"],
        &["at least 0"],
    );
    assert_of(
        &format!("[[tune]]\nid = \"t\"\ntarget = \"gdp\"\nresidual_spread = 2\n{signed}"),
        &["scenario:9:10 no-residual"],
        &["`gdp` has no residual"],
    );
    assert_of(
        &tune(&format!("set = 4\n{signed}")),
        &["scenario:7:1 missing-key", "scenario:10:1 unknown-key"],
        &["one of `add`"],
    );
    assert_of(&tune(&format!("add = 4\npercent = 1\n{signed}")), &["scenario:11:1 conflicting-keys"], &[]);
    assert_of(
        "[[tune]]\nid = \"fall\"\ntarget = \"rate\"\nadd = 1\nby = \"b\"\non = 2022-03-04\nreason = \"r\"",
        &["scenario:15:11 duplicate-name"],
        &["among shocks, events, regimes, assumptions and tunes"],
    );
}

#[test]
fn a_definition_says_what_absorbs_a_shock() {
    let definition = "definition = \"sum(corridor: sent[corridor])\"\n";
    let of = |absorb: &str, found: &[&str], words: &str| {
        let mut files = with("[[shock]]\nid = \"s\"\ntarget = \"received\"\npercent = -3");
        files[1].1 = files[1].1.replace(definition, &format!("{definition}absorb = \"{absorb}\"\n"));
        let (problems, text) = problems(&files);
        assert_eq!(problems, found, "{text}");
        assert!(text.contains(words), "{text}");
    };
    of("sent[russia]", &[], "");
    of("sent[rusia]", &["small:25:10 unknown-element"], "did you mean `russia`?");
    of("sent", &["small:25:10 element-needed"], "write \"sent[russia]\"");
    of("sent[*]", &["small:25:10 element-needed"], "");
    of("part", &["small:25:10 bad-absorb"], "`part` is a definition itself");
    assert_said(
        "small",
        &[(
            "equation = 'rate(-1)'",
            "equation = 'rate(-1)'\nabsorb = \"gdp\"",
            "small:36:1 conflicting-keys",
            "shocks hit `rate` itself",
        )],
    );
}

#[test]
fn rates_are_not_measured_in_percent_of_percent() {
    for (measure, words) in [
        ("effect, percent", "write \"effect\", which is in percentage points"),
        ("growth", "write \"level\" or \"effect\""),
        ("from reference, percent", "write \"from reference\""),
    ] {
        let outcome = format!(
            "[[outcome]]\nid = \"r\"\nvariable = \"rate\"\nas = \"{measure}\"\nat = \"2022\"\n[[outcome]]"
        );
        let (found, text) = problems(&changed("scenario", "[[outcome]]", &outcome));
        assert_eq!(found, ["scenario:23:6 percent-on-rate"], "{text}");
        assert!(text.contains(words), "{text}");
    }
    let outcome =
        "[[outcome]]\nid = \"r\"\nvariable = \"rate\"\nas = \"residual\"\nat = \"2022\"\n[[outcome]]";
    let (found, text) = problems(&changed("scenario", "[[outcome]]", outcome));
    assert_eq!(found, ["scenario:22:12 no-residual"], "{text}");
}
