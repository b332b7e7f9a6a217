//! `report.html` as a browser, a reader by keyboard or ear, and an ill-meaning scenario file meet it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use roxmltree::{Document, Node};
use serde_json::Value;
use tempfile::TempDir;

use crate::everything::FILES;
use crate::support::{called, sarez};

/// The text of a report, and its folder; every name that a file gives is `name`.
fn report(name: &str, more: &[&str]) -> (String, TempDir) {
    let home = called(name, &FILES);
    let output = sarez(home.path(), &[&["run", "fall.toml", "--quiet", "--out", "out"], more].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (fs::read_to_string(home.path().join("out/report.html")).expect("a report"), home)
}

/// The page as XML: without its document type, and with what HTML leaves open closed. Strict from there.
fn xml(page: &str) -> String {
    let mut text = page.strip_prefix("<!DOCTYPE html>").expect("a document type").to_owned();
    for open in ["<meta ", "<link ", "<br"] {
        let mut from = 0;
        while let Some(at) = text[from..].find(open) {
            from += at + text[from + at..].find('>').expect("an end of the tag");
            text.insert(from, '/');
        }
    }
    text
}

fn parsed(text: &str) -> Document<'_> {
    Document::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

fn elements<'a>(page: &'a Document, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    page.descendants().filter(move |node| node.tag_name().name() == name)
}

fn words(node: Node) -> String {
    node.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect()
}

fn summary(home: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(home.join("out/summary.json")).expect("a file")).expect("JSON")
}

/// The numbers of `summary.csv`, which are those of `summary.json`: by column and statistic.
fn numbers(home: &Path) -> BTreeMap<(String, String), f64> {
    let text = fs::read_to_string(home.join("out/summary.csv")).expect("a file");
    let row =
        |row: Vec<String>| Some(((format!("{}@{}", row[1], row[5]), row[8].clone()), row[9].parse().ok()?));
    crate::formats::csv(&text).into_iter().skip(1).filter_map(row).collect()
}

#[track_caller]
fn assert_asks_and_runs_nothing(page: &Document) {
    for node in page.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        assert!(
            !["script", "iframe", "object", "embed", "img", "image", "audio", "video", "form", "base", "use"]
                .contains(&name),
            "{name}"
        );
        for attribute in node.attributes() {
            let (key, value) = (attribute.name(), attribute.value());
            assert!(!key.starts_with("on"), "{key} runs something");
            let local = value.starts_with('#') || value == "data:,";
            assert!(!["href", "src", "action", "data", "srcset"].contains(&key) || local, "{key}={value}");
        }
    }
    let style: String = elements(page, "style").map(words).collect();
    assert!(style.len() > 1000 && !style.contains("url(") && !style.contains("@import"));
    let policy =
        elements(page, "meta").find(|meta| meta.attribute("http-equiv") == Some("Content-Security-Policy"));
    assert!(policy.expect("a policy").attribute("content").unwrap().starts_with("default-src 'none';"));
}

#[test]
fn a_report_is_one_file_that_asks_nothing_of_the_network_and_runs_nothing() {
    let (page, _home) = report("GDP", &[]);
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
    let text = xml(&page);
    assert_asks_and_runs_nothing(&parsed(&text));
    for part in [
        "Answer",
        "Conditional forecast",
        "Over time",
        "Distributions at a date",
        "What brings it about",
        "What one driver does at a time",
        "How often events happened",
        "How what happened was forecast",
        "Two kinds of not knowing",
        "If they moved together otherwise",
        "How precise the numbers are",
        "Equations as run",
        "Provenance",
    ] {
        assert!(page.contains(&format!(">{part}</h2>")), "{part}");
    }
}

#[test]
fn pictures_have_words_units_and_numbers_beside_them() {
    let (page, _home) = report("GDP", &[]);
    let text = xml(&page);
    let page = parsed(&text);
    let mut ids = BTreeSet::new();
    for id in page.descendants().filter_map(|node| node.attribute("id")) {
        assert!(ids.insert(id), "{id} twice");
    }
    let anchors: Vec<&str> =
        elements(&page, "a").filter_map(|a| a.attribute("href")?.strip_prefix('#')).collect();
    assert!(anchors.len() > 5 && anchors.iter().all(|anchor| ids.contains(anchor)), "{anchors:?}");
    let mut charts = 0;
    for svg in elements(&page, "svg") {
        charts += 1;
        assert_eq!(svg.attribute("role"), Some("img"));
        for (attribute, tag) in [("aria-labelledby", "title"), ("aria-describedby", "desc")] {
            let id = svg.attribute(attribute).expect("a name");
            let named =
                svg.descendants().find(|node| node.attribute("id") == Some(id)).expect("what names it");
            assert!(named.tag_name().name() == tag && words(named).len() > 10, "{id}");
        }
        let title = words(
            elements(&page, "title").find(|t| t.attribute("id") == svg.attribute("aria-labelledby")).unwrap(),
        );
        assert!(
            ["percent", "points", ", GDP"].iter().any(|unit| title.contains(unit)),
            "{title} has no unit"
        );
        // A table of the same numbers stands in the same figure or just after it.
        let section =
            svg.ancestors().find(|node| ["section", "figure"].contains(&node.tag_name().name())).unwrap();
        let near = section
            .descendants()
            .chain(section.next_sibling_element().into_iter().flat_map(|n| n.descendants()))
            .chain(
                section.parent().unwrap().next_sibling_element().into_iter().flat_map(|n| n.descendants()),
            );
        assert!(near.into_iter().any(|node| node.tag_name().name() == "table"), "{title}");
    }
    assert!(charts >= 8, "{charts} charts");
}

#[test]
fn every_number_of_its_tables_is_that_of_the_summary() {
    let (page, home) = report("GDP", &[]);
    let (text, summary) = (xml(&page), summary(home.path()));
    let page = parsed(&text);
    let columns = summary["columns"].as_array().expect("columns");
    let known = numbers(home.path());
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    for cell in page.descendants().filter(|node| node.attribute("data-column").is_some()) {
        let (id, name) = (cell.attribute("data-column").unwrap(), cell.attribute("data-statistic").unwrap());
        let key = (id.to_owned(), name.to_owned());
        let expected = known.get(&key).unwrap_or_else(|| panic!("{id} has no {name}"));
        let data = cell.first_element_child().expect("a number");
        let value: f64 = data.attribute("value").unwrap().parse().unwrap();
        assert_eq!(value, *expected, "{id} {name}");
        // What is shown is that number, to its digits: within half of the last one.
        let shown = words(data);
        if let Ok(number) = shown.replace(',', "").parse::<f64>() {
            let decimals = shown.split_once('.').map_or(0, |(_, after)| after.len());
            let unit: f64 = format!("1e-{decimals}").parse().unwrap();
            assert!((number - value).abs() <= 0.5001 * unit, "{id} {name}: {shown} for {value}");
        } else {
            assert!(shown.contains('%'), "{shown}");
        }
        seen.insert(key);
    }
    for column in columns {
        for name in ["p05", "p50", "p95"] {
            assert!(seen.contains(&(column["id"].as_str().unwrap().to_owned(), name.to_owned())), "{column}");
        }
    }
    for (id, name) in [
        ("debt@2022Q4", "above 52"),
        ("debt@2022Q4", "observed: CRPS by climatology"),
        ("debt@2022Q4", "observed: PIT"),
        ("debt@2022Q4", "swings: shock.fall.percent at its p05"),
        ("gdp_effect@2022", "shares: mean from flood"),
        ("gdp_effect@2022", "shares: mean after fall"),
        ("gdp_effect@2022", "share from parameters"),
        ("gdp_effect@2023", "p95 with known parameters"),
        ("gdp_effect@2022", "p50 if independent"),
    ] {
        assert!(seen.contains(&(id.to_owned(), name.to_owned())), "{id} {name}");
    }
    // Where a course passes the period of an outcome, it has the outcome's numbers.
    for (figure, period, id) in
        [("effect-0", "2023Q4", "gdp_effect@2023Q4"), ("level-1", "2022Q4", "debt@2022Q4")]
    {
        let title = format!("{figure}-title");
        let svg = elements(&page, "svg")
            .find(|svg| svg.attribute("aria-labelledby") == Some(&title))
            .expect(figure);
        let rows = svg.parent().unwrap().descendants().filter(|node| node.tag_name().name() == "tr");
        let row = rows
            .into_iter()
            .find(|row| row.first_element_child().is_some_and(|head| words(head) == period))
            .expect(period);
        let values: Vec<f64> =
            row.descendants().filter_map(|node| node.attribute("value")?.parse().ok()).collect();
        let column = columns.iter().find(|column| column["id"] == id).unwrap();
        for (at, name) in ["p05", "p10", "p25", "p50", "p75", "p90", "p95"].into_iter().enumerate() {
            assert_eq!(Some(values[at]), column["statistics"][name]["value"].as_f64(), "{id} {name}");
        }
    }
}

#[test]
fn names_from_files_neither_break_nor_run_anything() {
    for name in [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "\"><svg onload=alert(1)>' onmouseover='alert(1)",
        "</title></style></desc></svg><h1>&amp;&#60;script&#62;",
        "]]><!-- ${7*7} {{7*7}} javascript:alert(1)",
        "\u{202e}txt.exe\u{2066} \u{5d0}\u{5d1}\u{5d2} \u{627}\u{644}\u{639}\u{631}\u{628}\u{64a}\u{629}",
        "\u{1b}[31mred\u{1b}]8;;http://example.org\u{7}link\u{9b}2J",
        "=1+1",
        "incomprehensibilities".repeat(8).as_str(),
    ] {
        let (page, _home) = report(name, &["--paths", "300"]);
        let text = xml(&page);
        let document = parsed(&text);
        assert_asks_and_runs_nothing(&document);
        let obeyed = |c: char| {
            (c.is_control() && c != '\n')
                || ('\u{202a}'..='\u{202e}').contains(&c)
                || ('\u{2066}'..='\u{2069}').contains(&c)
        };
        assert!(!page.contains(obeyed), "{name:?}");
        // It is still said, as text, in a direction of its own.
        let heading = elements(&document, "h1").next().expect("a heading");
        assert_eq!(elements(&document, "h1").count(), 1, "{name:?}");
        let expected: String = name.chars().map(|c| if obeyed(c) { '\u{fffd}' } else { c }).collect();
        assert_eq!(words(heading), expected);
        assert_eq!(heading.first_element_child().unwrap().attribute("dir"), Some("auto"));
    }
}

#[test]
fn a_report_without_room_for_courses_says_so_and_changes_no_number() {
    let (page, home) = report("GDP", &["--threads", "1", "--paths", "600"]);
    assert!(page.contains("effect-0-title"));
    // A little more than what was asked for takes; the courses take several times that.
    let (small, other) = report("GDP", &["--threads", "1", "--paths", "600", "--max-memory", "1500KB"]);
    assert!(
        small.contains("would have taken more memory than was allowed") && !small.contains("effect-0-title")
    );
    assert_eq!(summary(home.path()), summary(other.path()));
}

/// The page of two scenarios, and its folder.
fn side_by_side(name: &str) -> (String, TempDir) {
    let home = called(name, &FILES);
    let other = fs::read_to_string(home.path().join("fall.toml")).unwrap().replace("mean = -2", "mean = -4");
    fs::write(home.path().join("deeper.toml"), other).unwrap();
    let output = sarez(home.path(), &["run", "fall.toml", "deeper.toml", "--quiet", "--out", "out"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (fs::read_to_string(home.path().join("out/report.html")).expect("a report"), home)
}

#[test]
fn several_scenarios_stand_side_by_side_with_the_numbers_of_each() {
    let (page, home) = side_by_side("GDP");
    let text = xml(&page);
    let page = parsed(&text);
    assert_asks_and_runs_nothing(&page);
    let mut seen = BTreeSet::new();
    for cell in page.descendants().filter(|node| node.attribute("data-scenario").is_some()) {
        let [scenario, id, name] =
            ["data-scenario", "data-column", "data-statistic"].map(|key| cell.attribute(key).unwrap());
        let folder = home.path().join("out").join(scenario).join("summary.json");
        let summary: Value = serde_json::from_str(&fs::read_to_string(folder).unwrap()).unwrap();
        let column = summary["columns"].as_array().unwrap().iter().find(|column| column["id"] == id).unwrap();
        let value: f64 = cell.first_element_child().unwrap().attribute("value").unwrap().parse().unwrap();
        assert_eq!(Some(value), column["statistics"][name]["value"].as_f64(), "{scenario} {id} {name}");
        seen.insert((scenario.to_owned(), id.to_owned(), name.to_owned()));
    }
    assert_eq!(seen.len(), 2 * 5 * 3);
    let said: Vec<String> = elements(&page, "code").map(words).collect();
    assert!(said.contains(&"shock.fall.percent".to_owned()), "{said:?}");
    // Charts beside each other have the same numbers on their axes.
    let axis = |id: &str| -> Vec<String> {
        let title = format!("{id}-title");
        let svg =
            elements(&page, "svg").find(|svg| svg.attribute("aria-labelledby") == Some(&title)).expect(id);
        let ticks = svg.descendants().filter(|node| node.attribute("text-anchor") == Some("end"));
        ticks.map(words).collect()
    };
    for kind in ["effect-0", "level-0", "level-1"] {
        assert!(axis(&format!("{kind}-0")).len() > 2, "{kind}");
        assert_eq!(axis(&format!("{kind}-0")), axis(&format!("{kind}-1")), "{kind}");
    }
    let alone = sarez(home.path(), &["run", "fall.toml", "--quiet", "--out", "alone"]);
    assert!(alone.status.success());
    assert_eq!(
        fs::read(home.path().join("out/fall/report.html")).unwrap(),
        fs::read(home.path().join("alone/report.html")).unwrap()
    );
}

#[test]
fn names_neither_break_nor_run_anything_side_by_side() {
    let (page, _home) = side_by_side("</title></h2><script>alert(1)</script>\u{202e}=1+1\u{1b}[31m");
    let text = xml(&page);
    assert_asks_and_runs_nothing(&parsed(&text));
    assert!(!page.contains(['\u{202e}', '\u{1b}']));
}

/// The page that a command wrote, with the JSON file beside it; every name that a file gives is `name`.
fn asked(name: &str, arguments: &[&str], json: &str) -> (String, Value) {
    let home = called(name, &FILES);
    let changed = |file: &str, from: &str, to: &str| {
        fs::read_to_string(home.path().join(file)).unwrap().replace(from, to)
    };
    let other = changed("fall.toml", "mean = -2", "mean = -4").replace("index.toml", "other.toml");
    fs::write(home.path().join("deeper.toml"), other).unwrap();
    fs::write(home.path().join("other.toml"), changed("index.toml", "low = 0.5,", "low = 0.58,")).unwrap();
    let output = sarez(home.path(), &[arguments, &["--paths", "2000", "--quiet", "--out", "out"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |name: &str| fs::read_to_string(home.path().join("out").join(name)).expect("a file");
    (read("report.html"), serde_json::from_str(&read(json)).expect("JSON"))
}

/// Every number of a page that says where in the JSON file it stands is that number, and shown to its digits; by their places.
fn placed(page: &Document, json: &Value) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for data in page.descendants().filter(|node| node.attribute("data-at").is_some()) {
        let at = data.attribute("data-at").unwrap();
        let found = json.pointer(at).unwrap_or_else(|| panic!("nothing at {at}"));
        let expected = found.as_f64().or_else(|| found["value"].as_f64()).unwrap();
        assert_eq!(data.attribute("value").unwrap().parse::<f64>().unwrap(), expected, "{at}");
        let shown = words(data);
        let first = shown.split(' ').next().unwrap().replace(',', "");
        if let (Ok(number), false) = (first.parse::<f64>(), at.ends_with("/below")) {
            let decimals = first.split_once('.').map_or(0, |(_, after)| after.len());
            // Beyond three digits of a whole number its error decides.
            let unit: f64 = format!("1e-{decimals}").parse().unwrap();
            assert!((number - expected).abs() <= 0.5001 * unit, "{at}: {shown} for {expected}");
        }
        seen.insert(at.to_owned());
    }
    seen
}

#[test]
fn the_pages_of_comparisons_have_the_numbers_of_their_files() {
    let compare = ["compare", "fall.toml", "deeper.toml", "fall.toml"];
    for (more, json, headings, places) in [
        (
            &[][..],
            "comparison.json",
            &[
                "Answer",
                "Path by path",
                "Side by side",
                "What brings the difference about",
                "Conditional forecasts",
            ][..],
            &[
                "/pairs/0/outcomes/0/difference/p95",
                "/pairs/1/outcomes/4/second/p50",
                "/pairs/0/outcomes/3/below",
                "/pairs/0/outcomes/0/contributions/4",
                "/forecast/4/known/1/value",
                "/forecast/0/baseline",
                "/forecast/5/effect",
            ][..],
        ),
        (
            &["--table", "revision"],
            "revision.json",
            &["How the forecast was revised", "What changed", "The median, step by step"],
            &[
                "/revisions/0/outcomes/0/statistics/1/first",
                "/revisions/0/outcomes/4/statistics/3/change",
                "/revisions/0/outcomes/0/statistics/2/parts/4",
            ],
        ),
    ] {
        let (page, json) = asked("GDP", &[&compare, more].concat(), json);
        assert!(page.len() < 1_000_000, "{} bytes", page.len());
        for heading in headings {
            assert!(page.contains(&format!(">{heading}</h2>")), "{heading}");
        }
        let text = xml(&page);
        let document = parsed(&text);
        assert_asks_and_runs_nothing(&document);
        let mut ids = BTreeSet::new();
        for id in document.descendants().filter_map(|node| node.attribute("id")) {
            assert!(ids.insert(id), "{id} twice");
        }
        let seen = placed(&document, &json);
        for place in places {
            assert!(seen.contains(*place), "{place} in {seen:?}");
        }
        for svg in elements(&document, "svg") {
            let title = svg.first_element_child().expect("a title");
            assert!(
                ["percent", "points", ", GDP"].iter().any(|unit| words(title).contains(unit)),
                "{title:?}"
            );
        }
        assert!(elements(&document, "svg").count() >= 2);
    }
}

#[test]
fn names_neither_break_nor_run_anything_in_a_comparison() {
    for more in [&[][..], &["--table", "revision"], &["--table", "forecast"]] {
        let name = "</title></h2><script>alert(1)</script>\u{202e}=1+1\u{1b}[31m";
        let json = if more.contains(&"revision") { "revision.json" } else { "comparison.json" };
        let (page, _) = asked(name, &[&["compare", "fall.toml", "deeper.toml"], more].concat(), json);
        let text = xml(&page);
        assert_asks_and_runs_nothing(&parsed(&text));
        assert!(!page.contains(['\u{202e}', '\u{1b}']));
    }
}

#[test]
fn the_page_of_a_sweep_has_the_numbers_of_its_file() {
    let one = ["sweep", "fall.toml", "--over", "shock.fall.percent.normal.mean=-4,-2"];
    let two = ["--over", "event.flood.probability=0.1,0.3,0.5"];
    for (more, heats) in
        [(&[][..], 0), (&two[..], 6), (&["--over", "event.flood.probability=0.1,0.5", "--zip"], 0)]
    {
        let name = "</title></h2><script>alert(1)</script>\u{202e}=1+1\u{1b}[31m";
        let (page, json) = asked(name, &[&one[..], more].concat(), "sweep.json");
        let text = xml(&page);
        let document = parsed(&text);
        assert_asks_and_runs_nothing(&document);
        assert!(!page.contains(['\u{202e}', '\u{1b}']));
        let points = json["points"].as_array().unwrap().len();
        // p05, p50, p95 and the mean change of each of five outcomes.
        assert_eq!(placed(&document, &json).len(), points * 5 * 4);
        let charts: Vec<Node> = elements(&document, "svg").collect();
        assert_eq!(charts.len(), 5);
        let heat = |node: &Node| node.attribute("class").is_some_and(|class| class.starts_with("heat"));
        assert_eq!(charts[0].descendants().filter(heat).count(), heats);
    }
}
