//! Events, regimes and what hangs together.

use super::{assert_said, changed, read};

/// A second event, a regime, a group, written before the outcomes.
const BEFORE: &str = "[[outcome]]\nid       = \"gdp_effect\"";

#[test]
fn how_likely_is_said_once_and_is_a_probability() {
    assert_said(
        "scenario",
        &[
            ("probability = 0.25", "yearly_hazard = 0.25", "", ""),
            ("probability = 0.25", "yearly_hazard = 25", "scenario:15:17 out-of-range", "write 0.25"),
            ("probability = 0.25\n", "", "scenario:13:1 missing-key", "`yearly_hazard` or `given`"),
            (
                "probability = 0.25",
                "probability = 0.25\nyearly_hazard = 0.1",
                "scenario:16:1 conflicting-keys",
                "one of `probability`, `yearly_hazard` or `given`",
            ),
            (
                "probability = 0.25",
                "probability = 0.25\nrecurs = true",
                "scenario:16:10 conflicting-keys",
                "needs a probability a year",
            ),
            ("probability = 0.25", "yearly_hazard = 0.25\nrecurs = true", "", ""),
            ("probability = 0.25", "probability = 0.25\nrecurs = false", "", ""),
            (
                "probability = 0.25",
                "yearly_hazard = 0.25\nonset = \"1q\"",
                "scenario:16:1 conflicting-keys",
                "remove `onset`",
            ),
        ],
    );
}

#[test]
fn a_channel_has_a_name_of_its_own() {
    let freeze = ("id          = \"freeze\"", "id          = \"freeze\"\nchannel = \"fall\"", "", "");
    assert_said(
        "scenario",
        &[freeze, ("target  = \"sent[*]\"", "target  = \"sent[*]\"\nchannel = \"fall\"", "", "")],
    );
    assert_said(
        "scenario",
        &[(
            "target  = \"sent[*]\"",
            "target  = \"sent[*]\"\nchannel = 'host demand'",
            "scenario:10:11 not-a-name",
            "",
        )],
    );
    let mut files =
        changed("scenario", "target  = \"sent[*]\"", "target  = \"sent[*]\"\nchannel = \"payments\"");
    let freeze = ["id          = \"freeze\"", "id          = \"freeze\"\nchannel = \"fall\""];
    files[0].1 = files[0].1.replace(freeze[0], freeze[1]);
    let (found, said) = super::problems(&files);
    assert_eq!(found, ["scenario:16:11 duplicate-name"], "{said}");
    assert!(said.contains("the channel `fall` has the id of what is in the channel `payments`"), "{said}");
}

#[test]
fn an_onset_is_inside_the_window() {
    assert_said(
        "scenario",
        &[
            ("probability = 0.25", "probability = 0.25\nonset = \"3q\"", "", ""),
            (
                "probability = 0.25",
                "probability = 0.25\nonset = \"4q\"",
                "scenario:16:9 out-of-range",
                "less than 4 quarters",
            ),
            (
                "probability = 0.25",
                "probability = 0.25\nonset = { lognormal = { p50 = 1, p90 = 2 } }",
                "scenario:16:9 out-of-range",
                "inside the window",
            ),
            ("probability = 0.25", "probability = 0.25\nonset = { uniform = { low = 0, high = 4 } }", "", ""),
        ],
    );
}

/// Another event of the same window, with these lines on how likely it is.
fn second(how: &str) -> String {
    format!(
        "[[event]]\nid = \"run\"\n{how}\nwindow = [\"2022Q3\", \"2023Q2\"]\nduration = \"1q\"\nshock = [{{ target = \"gdp\", percent = -1 }}]\n"
    )
}

/// The problems where `parts` stand before the outcomes.
#[track_caller]
fn assert_of(parts: &str, expected: &[&str], words: &str) {
    let files = changed("scenario", BEFORE, &format!("{parts}{BEFORE}"));
    let (found, text) = super::problems(&files);
    assert!(found == expected && text.contains(words), "{found:?}\n{text}");
}

#[test]
fn an_event_is_given_one_that_is_there() {
    let given = |event: &str| second(&format!("given = {{ event = \"{event}\", yes = 0.5 }}"));
    assert_of(&given("freeze"), &[], "");
    assert_of(&given("freze"), &["scenario:22:19 unknown-event"], "did you mean `freeze`?");
    assert_of(&given("run"), &["scenario:22:19 event-cycle"], "`run`, given `run`");
    let regime = "[[regime]]\nid = \"slump\"\nenter = 0.1\nleave = 0.5\nshock = [{ target = \"gdp\", percent = -1 }]\n";
    assert_of(&(given("slump") + regime), &["scenario:22:19 unknown-event"], "is a regime");
    assert_of(
        &second("given = { event = \"freeze\", yes = 50 }"),
        &["scenario:22:35 out-of-range"],
        "write 0.5",
    );
    assert_of(
        &given("freeze").replace("\"2023Q2\"", "\"2023Q1\""),
        &["scenario:23:10 window-too-early"],
        "let it end in 2023Q2",
    );
    // A circle of three is told once, and so is the event that only hangs on it.
    let link = |id: &str, event: &str| given(event).replace("\"run\"", &format!("\"{id}\""));
    let circle = link("x", "y") + &link("y", "z") + &link("z", "x") + &link("w", "x");
    assert_of(&circle, &["scenario:22:19 event-cycle"], "`x`, given `y`, given `z`, given `x`");
}

#[test]
fn exclusive_events_add_to_one_at_most() {
    let group = |events: &str| format!("[[exclusive]]\nid = \"way\"\nevents = [{events}]\n");
    let pair = group("\"freeze\", \"run\"");
    assert_of(&(second("probability = 0.75") + &pair), &[], "");
    assert_of(&(second("yearly_hazard = 0.5") + &pair), &[], "");
    assert_of(
        &(second("probability = 0.8") + &pair),
        &["scenario:28:10 exclusive-probabilities"],
        "`freeze` 0.25 and `run` 0.8",
    );
    assert_of(
        &(second("yearly_hazard = 0.5\nrecurs = true") + &pair),
        &["scenario:29:21 conflicting-keys"],
        "`run` recurs",
    );
    assert_of(
        &(second("given = { event = \"freeze\", yes = 0.5 }") + &pair),
        &["scenario:28:21 conflicting-keys"],
        "`run` is given another event",
    );
    assert_of(&group("\"freeze\""), &["scenario:22:10 empty"], "at least two");
    assert_of(&group("\"freeze\", \"freeze\""), &["scenario:22:21 duplicate-name"], "in one group, once");
    assert_of(&group("\"freeze\", \"fall\""), &["scenario:22:21 unknown-event"], "the events are `freeze`");
    assert_of(
        &(second("probability = 0.1") + &pair + &pair),
        &["scenario:30:6 duplicate-name", "scenario:31:11 duplicate-name", "scenario:31:21 duplicate-name"],
        "among groups of exclusive events",
    );
}

#[test]
fn a_regime_comes_and_goes() {
    let regime = |keys: &str| {
        format!("[[regime]]\nid = \"slump\"\n{keys}\nshock = [{{ target = \"gdp\", percent = -1 }}]\n")
    };
    assert_of(&regime("enter = 0.1\nleave = 0.5\nstart = \"stationary\""), &[], "");
    assert_of(&regime("yearly_hazard = 0.1\nleave = 0"), &[], "");
    assert_of(&regime("leave = 0.5"), &["scenario:20:1 missing-key"], "`enter` or `yearly_hazard`");
    assert_of(
        &regime("enter = 0.5\nleave = 2"),
        &["scenario:23:9 out-of-range"],
        "`leave` must be from 0 to 1",
    );
    assert_of(
        &regime("enter = 0\nleave = 0\nstart = \"stationary\""),
        &["scenario:24:9 conflicting-keys"],
        "has no stationary probability",
    );
    assert_of(
        &regime("enter = 0.1\nleave = 0.5").replace("slump", "freeze"),
        &["scenario:21:6 duplicate-name"],
        "among shocks, events, regimes, assumptions and tunes",
    );
    let twice = regime("enter = 0.1\nleave = 0.5").replace("}]", "}, { target = \"gdp\", percent = 2 }]");
    assert_of(&twice, &["scenario:24:55 duplicate-name"], "the regime has `percent` on `gdp` twice");
}

/// Events and regimes are in one list; what is given is found in it.
#[test]
fn positions_are_those_of_the_list() {
    let parts = second("given = { event = \"freeze\", yes = 0.5 }")
        + "[[regime]]\nid = \"slump\"\nenter = 0.1\nleave = 0.5\nshock = [{ target = \"gdp\", percent = -1 }]\n";
    let scenario = read(&changed("scenario", BEFORE, &format!("{parts}{BEFORE}"))).0.unwrap();
    let names: Vec<(&str, &str)> =
        scenario.events.iter().map(|event| (event.word(), event.id.as_str())).collect();
    assert_eq!(names, [("event", "freeze"), ("event", "run"), ("regime", "slump")]);
    assert_eq!(scenario.events[1].given(), Some(0));
    assert_eq!(scenario.occurrence_driver(2), "regime.slump");
    assert!(scenario.events[0].own_probability() == Some(0.25));
}
