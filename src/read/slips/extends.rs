//! Files that extend others: what is merged, where its problems are said, and what cannot be merged.

use super::{ECONOMY, MODEL, SCENARIO};
use crate::diagnostic::{Diagnostics, Sources, Style, render};
use crate::read::{Question, read};
use crate::scenario::{ParameterDraws, Scenario, Verb};

/// Reads "scenario" from these texts, the small model and its economy.
fn question(texts: &[(&str, &str)]) -> (Option<Question>, Diagnostics, Sources) {
    let mut all = texts.to_vec();
    for file in [("small", MODEL), ("somewhere", ECONOMY)] {
        if !texts.iter().any(|(name, _)| *name == file.0) {
            all.push(file);
        }
    }
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let question = Question::read_texts("scenario", &all, &mut sources, &mut diagnostics);
    (question, diagnostics, sources)
}

#[track_caller]
fn sound(texts: &[(&str, &str)]) -> Question {
    let (question, diagnostics, sources) = question(texts);
    assert!(diagnostics.is_empty(), "{}", render(&diagnostics, &sources, Style::Plain));
    question.expect("it is sound")
}

/// The problems: the places of all labels and the code of each, and the whole text.
fn problems(texts: &[(&str, &str)]) -> (Vec<String>, String) {
    let (_, diagnostics, sources) = question(texts);
    let list = diagnostics.sorted().into_iter().map(|problem| {
        let places = problem.labels.iter().map(|label| {
            let position = sources.position(label.span);
            format!("{}:{}:{} ", sources.file(label.span.file).name, position.line, position.column)
        });
        format!("{}{}", places.collect::<String>(), problem.code.name)
    });
    (list.collect(), render(&diagnostics, &sources, Style::Plain))
}

/// A scenario without the places of its parts.
pub(super) fn without_places(scenario: &Scenario) -> String {
    let text = format!("{scenario:?}");
    let mut parts = text.split("Span {");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    // FileId(0), start: 1, end: 2 }
    parts.for_each(|part| rest.push_str(part.split_once('}').map_or("", |(_, after)| after)));
    rest
}

const MILD: &str = r#"title   = "What if it is mild"
extends = "base"
remove  = ["freeze", "sent_growth", "sent_growth@2022"]

[[shock]]
id     = "fall"
add    = -5
timing = { hold = "1y" }

[[shock]]
id     = "late"
target = "gdp"
percent = -1

[[outcome]]
id = "gdp_effect"
at = "2022"

[run]
parameters = "fixed"
"#;

#[test]
fn a_scenario_changes_another_one() {
    let scenario = sound(&[("scenario", MILD), ("base", SCENARIO)]).scenario;
    assert_eq!((scenario.title.as_str(), scenario.name.as_str()), ("What if it is mild", "scenario"));
    let shocks: Vec<_> = scenario.shocks.iter().map(|shock| (shock.id.as_str(), shock.verb)).collect();
    assert_eq!(shocks, [("fall", Verb::Add), ("late", Verb::Percent)]);
    let timing = scenario.shocks[0].timing;
    assert_eq!((timing.ramp, timing.hold, timing.half_life), (1, Some(4), Some(4.0)));
    assert!(scenario.events.is_empty() && scenario.observed.is_empty());
    let outcome = &scenario.outcomes[..];
    assert_eq!((outcome.len(), outcome[0].at.len(), outcome[0].below[0]), (1, 1, -2.0));
    assert_eq!(scenario.checks.len(), 1);
    let run = scenario.run;
    assert_eq!((run.paths, run.seed, run.parameters), (1_000, 7, ParameterDraws::Fixed));
}

#[test]
fn an_economy_changes_another_one() {
    let texts = [
        ("scenario", SCENARIO),
        ("somewhere", "title = 'Later'\nextends = 'old'\n[level.sent]\nvalue = { russia = 50 }\n"),
        ("old", ECONOMY),
    ];
    let economy = sound(&texts).scenario.economy;
    assert_eq!((economy.title.as_str(), economy.name.as_str()), ("Later", "somewhere"));
    let sent = &economy.levels["sent"].value;
    assert_eq!((*sent.at(0), *sent.at(1)), (50.0, 40.0));
    let (found, text) =
        problems(&[texts[0], texts[1], ("old", &ECONOMY.replace("value  = 400", "value  = '400'"))]);
    assert_eq!(found, ["old:12:10 somewhere:2:11 wrong-type"], "{text}");
}

#[test]
fn every_problem_is_said_in_the_file_that_brings_it() {
    let middle = "title = 'Middle'\nextends = 'base'\n[[shock]]\nid = 'fall'\nsauce = 's'\n[run]\nsede = 3\n";
    let child = "title = 'Child'\nextends = 'middle'\n[[outcome]]\nid = 'rate'\nvariable = 'rat'\nas = 'level'\nat = '2022'\n[[shock]]\nid = 'fall'\ntiming = { hold = 4 }\n";
    let base = SCENARIO.replace("\"sent[*]\"", "\"snet[*]\"").replace("seed  = 7", "seed  =");
    let (found, text) = problems(&[("scenario", child), ("middle", middle), ("base", &base)]);
    assert_eq!(
        found,
        [
            "scenario:5:12 unknown-variable",
            "scenario:10:19 wrong-type",
            "middle:5:1 scenario:2:11 unknown-key",
            "middle:7:1 scenario:2:11 unknown-key",
            "base:9:11 middle:2:11 unknown-variable",
            "base:42:8 middle:2:11 syntax",
        ],
        "{text}"
    );
    assert!(text.contains("which this `extends` brings in"), "{text}");
}

/// A slip: the texts, the one problem, and words that its text has.
type Slip<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);

#[test]
fn what_cannot_be_merged_is_refused() {
    let base = ("base", SCENARIO);
    let extending = |more: &str| format!("title = 'T'\nextends = 'base'\n{more}");
    let unknown = extending("remove = ['frieze']");
    let far = extending("remove = ['nothing_like_it']");
    let own = extending("remove = ['fall']\nshock = [{ id = 'fall', percent = 1 }]");
    let twice = extending("remove = ['freeze', 'freeze']");
    let several = extending("remove = ['x']");
    let same_name = SCENARIO.replace("\"fall\"", "\"x\"").replace("gdp_effect", "x");
    let left_over = extending("remove = ['gdp_effect']");
    let nothing_left =
        extending("remove = ['gdp_effect', 'sent_growth', 'sent_growth@2022', 'p50(gdp_effect@2022) < 0']");
    let untitled = "extends = 'base'";
    let slips: &[Slip<'_>] = &[
        (&[("scenario", &unknown), base], "scenario:3:11 cannot-remove", "did you mean `freeze`?"),
        (
            &[("scenario", &far), base],
            "scenario:3:11 cannot-remove",
            "there are `fall`, `freeze`, `gdp_effect`",
        ),
        (&[("scenario", &own), base], "scenario:3:11 cannot-remove", "removed and stated in one file"),
        (&[("scenario", &twice), base], "scenario:3:21 scenario:3:11 duplicate-name", "removed twice"),
        (
            &[("scenario", &several), ("base", &same_name)],
            "scenario:3:11 cannot-remove",
            "write \"shock.x\" or \"outcome.x\"",
        ),
        (
            &[("scenario", &left_over), base],
            "base:34:9 scenario:2:11 unknown-outcome",
            "the outcomes are sent_growth",
        ),
        (&[("scenario", &nothing_left), base], "scenario:1:1 missing-key", "needs `outcome`"),
        (&[("scenario", untitled), base], "scenario:1:1 missing-key", "needs `title`"),
        (
            &[("scenario", &format!("remove = ['fall']\n{SCENARIO}"))],
            "scenario:1:1 cannot-remove",
            "no `extends`",
        ),
        (
            &[("scenario", "title = 'T'\nextends = 'bases'"), base],
            "scenario:2:11 unknown-file",
            "did you mean `base`?",
        ),
        (&[("scenario", "title = 'T'\nextends = 3"), base], "scenario:2:11 wrong-type", "`extends` must be"),
        (
            &[("scenario", "title = 'T'\nextend = 'base'"), base],
            "scenario:2:1 unknown-key",
            "did you mean `extends`?",
        ),
        (
            &[("scenario", &extending("remove = 'fall'")), base],
            "scenario:3:10 wrong-type",
            "write [\"fall\"]",
        ),
        (&[("scenario", "extends = 'scenario'")], "scenario:1:11 extends-cycle", "`scenario` extends itself"),
        (
            &[("scenario", "extends = 'a'"), ("a", "extends = 'b'"), ("b", "\nextends = 'a'")],
            "b:2:11 a:1:11 extends-cycle",
            "`a` extends `b`, which extends `a`",
        ),
        (
            &[("scenario", "extends = 'a'"), ("a", "extends = 'b'"), ("b", "\nextends = 'scenario'")],
            "b:2:11 scenario:1:11 a:1:11 extends-cycle",
            "`scenario` extends `a`, which extends `b`, which extends `scenario`",
        ),
    ];
    let mut wrong = String::new();
    for (texts, expected, words) in slips {
        let (found, text) = problems(texts);
        if found.join("; ") != *expected || !text.contains(words) {
            wrong.extend([format!("found    {}\nexpected {expected}, {words}\n{text}\n", found.join("; "))]);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_chain_has_sixteen_files_below_the_first() {
    let name = |depth: usize| if depth == 0 { "scenario".to_owned() } else { format!("s{depth}") };
    let chain = |files: usize| -> Vec<(String, String)> {
        let middle =
            (0..files).map(|depth| (name(depth), format!("title = 'T'\nextends = '{}'", name(depth + 1))));
        middle.chain([(name(files), SCENARIO.to_owned())]).collect()
    };
    let with = |files: &[(String, String)]| -> (bool, Vec<String>) {
        let texts: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&**name, &**text)).collect();
        (question(&texts).0.is_some(), problems(&texts).0)
    };
    assert_eq!(with(&chain(16)), (true, vec![]));
    assert_eq!(with(&chain(17)), (false, vec!["s16:2:11 s15:2:11 extends-too-deep".to_owned()]));
}

#[test]
fn paths_are_taken_from_the_file_that_says_them() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    for name in ["lib", "questions"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    let base =
        SCENARIO.replace("\"small\"", "\"small.toml\"").replace("\"somewhere\"", "\"../somewhere.toml\"");
    write("lib/base.toml", &base);
    write("lib/small.toml", MODEL);
    write("somewhere.toml", ECONOMY);
    write("questions/mild.toml", &MILD.replace("\"base\"", "\"../lib/base.toml\""));
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let question = |name: &str| {
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let question = Question::read(&path(name), &mut sources, &mut diagnostics);
        let text = render(&diagnostics, &sources, Style::Plain);
        (question, sources, text)
    };
    let (mild, sources, text) = question("questions/mild.toml");
    let mild = mild.unwrap_or_else(|| panic!("{text}"));
    // All that was read is among the sources, and so in the manifest.
    assert_eq!(sources.iter().count(), 4);
    // What is printed can be read from the same folder.
    let resolved = mild.resolved();
    assert!(resolved.contains("\"../lib/small.toml\"") && resolved.contains("base.toml:2\n"), "{resolved}");
    write("questions/resolved.toml", &resolved);
    let (again, _, text) = question("questions/resolved.toml");
    let again = again.unwrap_or_else(|| panic!("{text}"));
    let same = |text: &str| text.replace("resolved", "mild");
    assert_eq!(same(&without_places(&again.scenario)), without_places(&mild.scenario));

    // A circle through folders, and a file that is not there.
    write("questions/a.toml", "extends = '../lib/b.toml'");
    write("lib/b.toml", "extends = '../questions/a.toml'");
    assert!(question("questions/a.toml").2.contains("extends-cycle"));
    write("questions/a.toml", "extends = '../lib/c.toml'");
    let text = question("questions/a.toml").2;
    assert!(
        text.contains("cannot-read") && text.contains("a.toml:1:11") && text.contains("1 error"),
        "{text}"
    );
}

#[test]
fn a_file_may_extend_a_built_in_one() {
    let text = "title = 'Without the fuel cut'\nextends = 'tajikistan-2022'\nremove = ['fuel_cut']";
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let texts = [("mine", text)];
    let scenario = crate::read::read_texts("mine", &texts, &mut sources, &mut diagnostics).unwrap();
    let founding = read("tajikistan-2022", &mut Sources::new(), &mut diagnostics).unwrap();
    assert!(diagnostics.is_empty());
    assert_eq!(scenario.events.len() + 1, founding.events.len());
}
