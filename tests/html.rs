//! `report.html` as a browser, a reader by keyboard or ear, and an ill-meaning scenario file meet it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use roxmltree::{Document, Node};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{called, sarez};

const MODEL: &str = r#"
title = "An index and a stock"
[parameter.weight]
label = "HOSTILE"
value = 0.6
prior = { uniform = { low = 0.5, high = 0.7 } }
[variable.gdp]
kind = "index"
unit = "HOSTILE"
label = "HOSTILE"
level = 100
equation = "ref(gdp) + weight * (gdp(-1) - ref(gdp))"
residual = { normal = { sd = 1 } }
[variable.debt]
kind = "stock"
unit = "points"
level = 50
definition = "debt(-1) + 0.1 * (100 - gdp)"
"#;

const SCENARIO: &str = r#"
title = "HOSTILE"
note = "HOSTILE"
model = "index.toml"
start = "2022Q1"
horizon = "2y"
[[shock]]
id = "fall"
target = "gdp"
percent = { normal = { mean = -2, sd = 0.5 } }
[[event]]
id = "flood"
label = "HOSTILE"
probability = 0.3
window = ["2022Q2", "2022Q4"]
duration = "2q"
shock = [{ target = "gdp", add = -5 }]
source = "HOSTILE"
[[outcome]]
id = "gdp_effect"
variable = "gdp"
as = "effect, percent"
at = ["2022", "2023Q4"]
below = [-2]
[[outcome]]
id = "debt"
label = "HOSTILE"
variable = "debt"
as = "level"
at = ["2022Q4"]
above = [52]
[[check]]
that = "p50(gdp_effect@2022) < -1"
[[observed]]
outcome = "debt@2022Q4"
value = 53.5
source = "HOSTILE"
[run]
paths = 5_000
seed = 7
"#;

/// The text of a report, and its folder; every name that a file gives is `name`.
fn report(name: &str, more: &[&str]) -> (String, TempDir) {
    let home = called(name, &[("index.toml", MODEL), ("fall.toml", SCENARIO)]);
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
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    for cell in page.descendants().filter(|node| node.attribute("data-column").is_some()) {
        let (id, name) = (cell.attribute("data-column").unwrap(), cell.attribute("data-statistic").unwrap());
        let column = columns.iter().find(|column| column["id"] == id).expect("a column");
        let expected = match name.split_once(' ') {
            Some((side, at)) => {
                let at: f64 = at.parse().unwrap();
                column[side].as_array().unwrap().iter().find(|t| t["at"].as_f64() == Some(at)).unwrap()["value"].clone()
            }
            None => column["statistics"][name]["value"].clone(),
        };
        let data = cell.first_element_child().expect("a number");
        let value: f64 = data.attribute("value").unwrap().parse().unwrap();
        assert_eq!(Some(value), expected.as_f64(), "{id} {name}");
        // What is shown is that number, to its digits: within half of the last one.
        let shown = words(data);
        if let Ok(number) = shown.replace(',', "").parse::<f64>() {
            let decimals = shown.split_once('.').map_or(0, |(_, after)| after.len());
            let unit: f64 = format!("1e-{decimals}").parse().unwrap();
            assert!((number - value).abs() <= 0.5001 * unit, "{id} {name}: {shown} for {value}");
        } else {
            assert!(shown.contains('%'), "{shown}");
        }
        seen.insert((id.to_owned(), name.to_owned()));
    }
    for column in columns {
        for name in ["p05", "p50", "p95"] {
            assert!(seen.contains(&(column["id"].as_str().unwrap().to_owned(), name.to_owned())), "{column}");
        }
    }
    assert!(seen.contains(&("debt@2022Q4".to_owned(), "above 52".to_owned())));
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
    let (page, home) = report("GDP", &["--threads", "1"]);
    assert!(page.contains("effect-0-title"));
    // A little more than what was asked for takes; the courses take several times that.
    let (small, other) = report("GDP", &["--threads", "1", "--max-memory", "700KB"]);
    assert!(
        small.contains("would have taken more memory than was allowed") && !small.contains("effect-0-title")
    );
    assert_eq!(summary(home.path()), summary(other.path()));
}
