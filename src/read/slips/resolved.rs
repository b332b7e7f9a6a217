//! What is shown of a question is the question; what differs between two is told, and nothing else.

use super::extends::without_places;
use super::{ECONOMY, MODEL, SCENARIO};
use crate::diagnostic::{Diagnostics, Sources, Style, render};
use crate::read::keys::Unsaid;
use crate::read::{Question, builtin};

#[track_caller]
fn question(name: &str, texts: &[(&str, &str)]) -> Question {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let question = Question::read_texts(name, texts, &mut sources, &mut diagnostics);
    question.unwrap_or_else(|| panic!("{}", render(&diagnostics, &sources, Style::Plain)))
}

/// With the small model and its economy.
#[track_caller]
fn small(texts: &[(&str, &str)]) -> Question {
    question("scenario", &[texts, &[("small", MODEL), ("somewhere", ECONOMY)]].concat())
}

/// What is shown is read as the same scenario.
#[track_caller]
fn assert_reads_back(question: &Question, others: &[(&str, &str)]) -> Question {
    let name = &question.scenario.name;
    let shown = question.resolved();
    let again = self::question(name, &[&[(name.as_str(), shown.as_str())], others].concat());
    assert_eq!(without_places(&again.scenario), without_places(&question.scenario), "{shown}");
    assert_eq!(question.differences(&again), [], "{shown}");
    again
}

#[test]
fn what_is_shown_of_every_shipped_scenario_is_the_scenario() {
    for file in builtin::SCENARIOS {
        assert_reads_back(&question(file.name, &[]), &[]);
    }
}

const OTHERS: [(&str, &str); 2] = [("small", MODEL), ("somewhere", ECONOMY)];

#[test]
fn texts_are_shown_as_toml_whatever_is_in_them() {
    for title in [
        "",
        "a \"b\" 'c' \\d",
        "\"",
        "tab\t end \u{7} \u{1b}[31m \u{7f} \u{85}",
        "two\nlines",
        "\n",
        "\n\"",
        "a\n\"\"\"",
        "a\n\"\"\"\"\"\"\"b\"\"",
        "a\r\nb\\\n   c",
        "a # b = [c]\n[run]\n",
        "Тоҷикистон 送金 \u{1f30d}",
    ] {
        let base = SCENARIO.replace("\"What if\"", &toml::Value::String(title.to_owned()).to_string());
        let question = small(&[("scenario", &base)]);
        assert_eq!(question.scenario.title, title);
        assert_reads_back(&question, &OTHERS);
    }
}

#[test]
fn every_value_has_its_place_and_every_default_is_shown() {
    let child = "title = 'Child'\nextends = 'base'\n\n[run]\nseed = 8\n";
    let shown = small(&[("scenario", child), ("base", SCENARIO)]).resolved();
    for line in [
        "# scenario, which extends base\n",
        "title   = \"Child\"      # scenario:1\n",
        "horizon = \"2y\"         # base:5\n",
        "[shock.timing]\n",
        "paths = 1_000  # base:41\n",
        "seed  = 8      # scenario:5\n",
        "# sampler = \"random\" (default)\n",
        "# each = false (default)\n",
    ] {
        assert!(shown.contains(line), "{line}{shown}");
    }
    let bare = "title = 'T'\nmodel = 'small'\neconomy = 'somewhere'\nstart = '2022Q1'\nhorizon = '1y'\nshock = [{ id = 'a', target = 'gdp', add = 1 }]\noutcome = [{ id = 'x', variable = 'gdp', as = 'level', at = '2022' }]";
    let shown = small(&[("scenario", bare)]).resolved();
    for part in [
        "# [shock.timing]\n# start = '2022Q1' (default: as `start`)\n",
        "# hold: until the end (default)\n",
        "# [run]\n# paths = 100_000 (default)\n# seed = 1 (default)\n",
    ] {
        let part = part.replace('\'', "\"");
        assert!(shown.contains(&part), "{part}{shown}");
    }
}

/// A default that is written out changes nothing.
#[test]
fn defaults_are_what_the_reader_fills_in() {
    let bare = "title = 'T'\nmodel = 'small'\neconomy = 'somewhere'\nstart = '2022Q2'\nhorizon = '1y'\nshock = [{ id = 'a', target = 'sent[*]', add = 1 }]\nevent = [{ id = 'e', probability = 0.5, window = ['2022Q2', '2022Q3'], duration = '1q', shock = [{ target = 'gdp', add = 1 }] }]\noutcome = [{ id = 'x', variable = 'gdp', as = 'level', at = '2023Q1' }]";
    let short = small(&[("scenario", bare)]);
    // All that is shown as a default with a value, stated.
    let mut stated = 0;
    let shown = short.resolved();
    let lines = shown.lines().map(|line| match line.strip_prefix("# ") {
        Some(header) if header.starts_with('[') => header.to_owned(),
        Some(line) if line.contains(" = ") => {
            stated += 1;
            line.split(" (default").next().unwrap_or_default().to_owned()
        }
        _ => line.to_owned(),
    });
    let text: String = lines.map(|line| line + "\n").collect();
    assert!(stated >= 10, "{text}");
    let full = small(&[("scenario", &text)]);
    assert_eq!(without_places(&full.scenario), without_places(&short.scenario), "{text}");
    assert_eq!(short.differences(&full), []);
    assert_eq!(full.differences(&short), []);
}

#[test]
fn only_what_differs_in_meaning_is_a_difference() {
    let same = [
        ("\"2y\"", "\"8q\""),
        ("mean = -22, sd = 5", "sd = 5.0, mean = -22.0"),
        ("p50 = \"2q\", p90 = 6", "p50 = 2, p90 = \"6q\""),
        ("add = 2.5", "add = { point = 2.5 }"),
        ("add = 2.5", "add = { point = { value = 25e-1 } }"),
        ("0.25", "25e-2"),
        ("below    = -2", "below = [-2.0]"),
        ("at       = \"2022\"", "at = [\"2022\"]"),
        ("p50(gdp_effect@2022) < 0", "p50( gdp_effect@2022 )<0"),
        ("1_000", "1e3"),
        ("sent[*]", " sent [ * ] "),
        ("seed  = 7", "seed  = 7\nsampler = \"random\""),
        ("\"What if\"", "\"Another title\"\nnote = \"n\""),
        ("value   = 83", "value   = 83\nsource = \"s\""),
    ];
    let base = small(&[("scenario", SCENARIO)]);
    for (find, replace) in same {
        assert!(SCENARIO.contains(find), "{find}");
        let other = small(&[("scenario", &SCENARIO.replacen(find, replace, 1))]);
        assert_eq!(base.differences(&other), [], "{replace}");
        assert_reads_back(&other, &OTHERS);
    }
    // What is told: the path, and the two values with their places.
    let told = |texts: &[(&str, &str)]| -> Vec<String> {
        let other = small(texts);
        let side = |side: Option<crate::read::Side>| match side {
            Some(side) => format!("{} {}", side.value, side.place.unwrap_or("default".to_owned())),
            None => "-".to_owned(),
        };
        let list = base.differences(&other).into_iter();
        list.map(|d| format!("{}: {} | {}", d.what, side(d.a), side(d.b))).collect()
    };
    for (find, replace, expected) in [
        ("\"2y\"", "\"3y\"", "horizon: \"2y\" scenario:5 | \"3y\" scenario:5"),
        ("seed  = 7", "", "run.seed: 7 scenario:42 | 1 default"),
        ("hold = \"4q\"", "hold = \"5q\"", "shock.fall.timing.hold: \"4q\" scenario:11 | \"5q\" scenario:11"),
        ("add = 2.5", "add = -2.5", "event.freeze.shock.rate.add: 2.5 scenario:18 | -2.5 scenario:18"),
        (
            "< 0",
            "< 1",
            "check.p50(gdp_effect@2022) < 0: \"p50(gdp_effect@2022) < 0\" scenario:34 | -; check.p50(gdp_effect@2022) < 1: - | \"p50(gdp_effect@2022) < 1\" scenario:34",
        ),
        (
            "percent = { normal = { mean = -22, sd = 5 } }",
            "add = -5",
            "shock.fall.percent: { normal = { mean = -22, sd = 5 } } scenario:10 | -; shock.fall.add: - | -5 scenario:10",
        ),
        (
            "\n[[observed]]\noutcome = \"sent_growth@2022\"\nvalue   = 83\n",
            "",
            "observed.sent_growth@2022: value = 83 scenario:38 | -",
        ),
    ] {
        assert!(SCENARIO.contains(find), "{find}");
        assert_eq!(told(&[("scenario", &SCENARIO.replacen(find, replace, 1))]).join("; "), expected);
    }
    // Models and economies, by what they say and not by what they are called.
    let elsewhere = SCENARIO.replace("\"somewhere\"", "\"elsewhere\"").replace("\"small\"", "\"other\"");
    let model = MODEL.replace("* exp(weight[corridor])", "*exp( weight[corridor] )");
    assert_eq!(told(&[("scenario", &elsewhere), ("elsewhere", ECONOMY), ("other", &model)]), [""; 0]);
    let economy = ECONOMY.replace("other = 40", "other = 41");
    let model = MODEL.replace("ar = 0.9", "ar = 0.8").replace("exp(weight", "exp(2 * weight");
    assert_eq!(
        told(&[("scenario", &elsewhere), ("elsewhere", &economy), ("other", &model)]),
        [
            "model: \"small\" scenario:2 | \"other\" scenario:2",
            "economy: \"somewhere\" scenario:3 | \"elsewhere\" scenario:3",
            "economy.level.sent.value[other]: 40 somewhere:8 | 41 elsewhere:8",
            "model.variable.sent.equation: \"ref(sent[corridor]) * exp(weight[corridor])\" small:18 | \"ref(sent[corridor]) * exp(2 * weight[corridor])\" other:18",
            "model.variable.sent.residual.ar: 0.9 small:19 | 0.8 other:19",
        ]
    );
}

/// Random changes of a child, each of which could be made by hand in the base.
#[test]
fn what_is_shown_of_a_random_chain_is_what_it_reads() {
    let parts = [
        "remove = ['freeze']",
        "remove = ['event.freeze', 'sent_growth@2022', 'sent_growth']",
        "horizon = '3y'",
        "start = '2022Q2'\nhorizon = '7q'",
        "[[shock]]\nid = 'fall'\nadd = -3",
        "[[shock]]\nid = 'fall'\nlog_points = { uniform = { low = -30, high = 0 } }\ntarget = 'sent[russia]'",
        "[[shock]]\nid = 'fall'\ntiming = { hold = '1y', ramp = '0q' }\neach = true",
        "[[shock]]\nid = 'more'\ntarget = 'gdp'\npercent = 1\nsource = '''a \"quoted\" \\ source'''",
        "[[event]]\nid = 'freeze'\nprobability = 0.5\nlabel = \"é\\n\\\"\\\"\\\"\"",
        "[[event]]\nid = 'freeze'\nshock = [{ target = 'rate', percent = 1 }]",
        "[[event]]\nid = 'freeze'\nshock = [{ target = 'gdp', percent = { triangular = { low = 1, mode = 2, high = 3 } } }]",
        "[[outcome]]\nid = 'gdp_effect'\nabove = [1, 2]\nof = 'scenario'",
        "[[outcome]]\nid = 'gdp_level'\nvariable = 'gdp'\nas = 'level'\nat = '2022Q4'",
        "[[check]]\nthat = 'p50(sent_growth@2022) > -50'",
        "[[observed]]\noutcome = 'sent_growth@2022'\nvalue = 84",
        "[run]\nseed = 9",
        "[run]\npaths = 2e3\nparameters = 'fixed'",
    ];
    let mut state = 2022_u64;
    let mut next = |bound: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % bound
    };
    let (mut sound, mut deep) = (0, 0);
    for _ in 0..400 {
        let depth = 1 + next(3);
        let mut files = Vec::new();
        for level in 0..depth {
            let mut chosen: Vec<usize> = (0..=next(4)).map(|_| next(parts.len())).collect();
            // Keys of the root come before the headers.
            chosen.sort_unstable();
            chosen.dedup();
            let text = chosen.iter().flat_map(|at| [parts[*at], "\n"]).collect::<String>();
            let base = if level + 1 == depth { "base".to_owned() } else { format!("s{}", level + 1) };
            let name = if level == 0 { "scenario".to_owned() } else { format!("s{level}") };
            files.push((name, format!("title = 'T'\nextends = '{base}'\n{text}")));
        }
        let mut texts: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&**name, &**text)).collect();
        texts.extend([("base", SCENARIO)]);
        texts.extend(OTHERS);
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        // Some make no sense, such as changing what another file has removed.
        if let Some(question) = Question::read_texts("scenario", &texts, &mut sources, &mut diagnostics) {
            assert_reads_back(&question, &OTHERS);
            sound += 1;
            deep += usize::from(depth == 3);
        }
    }
    assert!(sound > 100 && deep > 10, "{sound} {deep}");
}

/// A key says "unless said" where something holds that it does not state.
#[test]
fn keys_with_defaults_say_so() {
    use crate::read::keys::{ECONOMY, Key, Keys, Kind, MODEL, SCENARIO};
    fn all(keys: &'static Keys, found: &mut Vec<(&'static str, &'static Key)>) {
        for key in keys.keys {
            found.push((keys.header, key));
            let mut kind = key.kind;
            while let Kind::Named(inner) | Kind::PerElement(inner) = kind {
                kind = *inner;
            }
            if let Kind::Table(inner) | Kind::Tables(inner) = kind {
                all(inner, found);
            }
        }
    }
    let mut found = Vec::new();
    for keys in [&SCENARIO, &MODEL, &ECONOMY] {
        all(keys, &mut found);
    }
    for (header, key) in found {
        let said = key.doc.contains("unless said") || key.doc.contains("the default");
        let is_table = matches!(key.kind, Kind::Table(_));
        assert!(is_table || said == (key.unsaid != Unsaid::Nothing), "{header} {}: {}", key.name, key.doc);
        if let Unsaid::Value(value) = key.unsaid {
            assert!(
                !key.required && (key.doc.contains(value) || value == "false" || value == "\"0q\""),
                "{header} {}",
                key.name
            );
        }
    }
}
