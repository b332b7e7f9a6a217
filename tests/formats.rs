//! Every format of a run read back by a reader that Sarez did not write, and compared with `summary.json`; and what files
//! with hostile names do to them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use serde_json::Value;
use tempfile::TempDir;

use crate::everything::FILES;
use crate::support::{called, sarez};

/// Formats that are written beside the usual ones.
const ALSO: &str = if cfg!(feature = "parquet") { "xlsx,parquet,md,svg" } else { "xlsx,md,svg" };

fn run(home: &Path, arguments: &[&str]) -> Output {
    sarez(home, &[&["run", "fall.toml", "--out", "out"], arguments].concat())
}

/// The folder of a run in all formats; every name that a file gives is `name`.
fn ran(name: &str, more: &[&str]) -> TempDir {
    let home = called(name, &FILES);
    let output = run(home.path(), &[&["--quiet", "--also", ALSO], more].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    home
}

fn text(home: &TempDir, name: &str) -> String {
    fs::read_to_string(home.path().join("out").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn summary(home: &TempDir) -> Value {
    serde_json::from_str(&text(home, "summary.json")).expect("JSON")
}

fn sheet(home: &TempDir, name: &str) -> Range<Data> {
    let mut workbook: Xlsx<_> = open_workbook(home.path().join("out/summary.xlsx")).expect("a workbook");
    workbook.worksheet_range(name).expect("a sheet")
}

/// value, low, high, resolution.
type Numbers = [Option<f64>; 4];

/// What `summary.json` says, by column and statistic in the words of `summary.csv`.
fn expected(summary: &Value) -> BTreeMap<(String, String), Numbers> {
    let numbers = |figure: &Value| ["value", "low", "high", "resolution"].map(|key| figure[key].as_f64());
    let mut all = BTreeMap::new();
    for column in summary["columns"].as_array().expect("columns") {
        let id = column["id"].as_str().expect("an id");
        let mut put = |name: String, numbers| {
            assert!(all.insert((id.to_owned(), name), numbers).is_none(), "{id} twice");
        };
        for (name, figure) in column["statistics"].as_object().expect("statistics") {
            put(name.clone(), numbers(figure));
        }
        for (key, name) in [("below", "below"), ("above", "above"), ("atoms", "equal")] {
            for figure in column[key].as_array().expect("a list") {
                put(format!("{name} {}", figure["at"].as_f64().unwrap()), numbers(figure));
            }
        }
        put("failed".to_owned(), [column["failed"].as_f64(), None, None, None]);
        beside(summary, id, &mut put);
    }
    assert!(all.len() > 5 * 60);
    all
}

/// The entries of a list that are of a column.
fn of<'a>(list: &'a Value, id: &'a str) -> impl Iterator<Item = &'a Value> {
    list.as_array().into_iter().flatten().filter(move |entry| entry["column"] == id)
}

/// What is said of a column beside its own distribution: the split, the bounds, shares, swings, scores.
fn beside(summary: &Value, id: &str, put: &mut dyn FnMut(String, Numbers)) {
    let numbers = |figure: &Value| ["value", "low", "high", "resolution"].map(|key| figure[key].as_f64());
    let plain = |number: &Value| [number.as_f64(), None, None, None];
    for split in of(&summary["uncertainty"], id) {
        put("share from parameters".to_owned(), numbers(&split["parameters"]));
        put("share from noise".to_owned(), numbers(&split["noise"]));
        for name in ["p05", "p50", "p95"] {
            put(format!("{name} with known parameters"), numbers(&split[name]));
        }
    }
    for bound in summary["bounds"].as_array().expect("bounds") {
        let name = bound["dependence"].as_str().unwrap();
        let column = bound["columns"].as_array().unwrap().iter().find(|column| column["id"] == id).unwrap();
        for (statistic, figure) in column["statistics"].as_object().unwrap() {
            put(format!("{statistic} if {name}"), numbers(figure));
        }
        for (key, side) in [("below", "below"), ("above", "above"), ("atoms", "equal")] {
            for figure in column[key].as_array().unwrap() {
                put(format!("{side} {} if {name}", figure["at"].as_f64().unwrap()), numbers(figure));
            }
        }
    }
    for means in of(&summary["shares"]["columns"], id) {
        for (key, name) in [
            ("baseline", "mean of the baseline"),
            ("total", "mean from all"),
            ("scenario", "mean of the scenario"),
        ] {
            put(format!("shares: {name}"), numbers(&means[key]));
        }
        for share in means["shares"].as_array().unwrap() {
            let player = share["player"].as_str().unwrap();
            for (key, name) in [("share", "mean from"), ("step", "step of"), ("after", "mean after")] {
                put(format!("shares: {name} {player}"), numbers(&share[key]));
            }
        }
    }
    for swings in of(&summary["swings"], id) {
        put("swings: every driver at its p50".to_owned(), plain(&swings["median"]));
        for swing in swings["swings"].as_array().unwrap() {
            for end in ["p05", "p95"] {
                put(
                    format!("swings: {} at its {end}", swing["driver"].as_str().unwrap()),
                    plain(&swing[end]),
                );
            }
        }
    }
    for score in of(&summary["scores"], id) {
        for (key, name) in [("pit", "PIT"), ("crps", "CRPS"), ("log_score", "log score")] {
            put(format!("observed: {name}"), numbers(&score[key]));
        }
        for reference in score["references"].as_array().unwrap() {
            let name = reference["name"].as_str().unwrap();
            // A year ahead of quarters that is too far.
            if reference["none_because"].is_string() {
                assert_eq!((name, &reference["crps"]), ("AR(1)", &Value::Null));
                continue;
            }
            put(format!("observed: PIT by {name}"), plain(&reference["pit"]));
            put(format!("observed: CRPS by {name}"), plain(&reference["crps"]));
            put(format!("observed: skill against {name}"), plain(&reference["skill"]));
        }
    }
}

#[test]
fn a_summary_has_one_of_everything_that_is_compared() {
    let home = ran("GDP", &[]);
    let all = expected(&summary(&home));
    for part in [
        "share from parameters",
        "p50 if independent",
        "p05 if comonotone",
        "shares: mean from fall",
        "shares: step of flood",
        "swings: shock.fall.percent at its p95",
        "observed: CRPS by climatology",
        "observed: skill against climatology",
    ] {
        assert!(all.keys().any(|(_, name)| name == part), "{part}");
    }
    // Shares add up, and so do steps.
    for means in summary(&home)["shares"]["columns"].as_array().unwrap() {
        for key in ["share", "step"] {
            let parts = means["shares"].as_array().unwrap().iter();
            let sum: f64 = parts.map(|share| share[key]["value"].as_f64().unwrap()).sum();
            let total = means["total"]["value"].as_f64().unwrap();
            assert!((sum - total).abs() < 1e-9 * (1.0 + total.abs()), "{key}: {sum} for {total}");
        }
    }
}

/// The rows of a CSV text, by a reader that only splits quoted cells.
pub fn csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => cell.extend(characters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(!quoted && row.is_empty() && cell.is_empty(), "a row is cut off");
    rows
}

fn float(cell: &Data) -> Option<f64> {
    match cell {
        Data::Float(number) => Some(*number),
        Data::Int(number) => Some(*number as f64),
        Data::Empty => None,
        other => panic!("{other:?} is no number"),
    }
}

/// A number as people read it, and half of its last digit.
fn read(shown: &str) -> (f64, f64) {
    let plain = shown.replace([',', '*'], "");
    let decimals = plain.split_once('.').map_or(0, |(_, after)| after.len());
    let unit: f64 = format!("1e-{decimals}").parse().unwrap();
    (plain.parse().unwrap_or_else(|_| panic!("{shown} is no number")), 0.5001 * unit)
}

#[test]
fn the_tables_of_all_formats_have_the_numbers_of_the_summary() {
    let home = ran("GDP", &[]);
    let summary = summary(&home);
    let expected = expected(&summary);

    let mut seen = BTreeMap::new();
    for row in &csv(&text(&home, "summary.csv"))[1..] {
        let numbers: Numbers = std::array::from_fn(|k| row[9 + k].parse().ok());
        seen.insert((format!("{}@{}", row[1], row[5]), row[8].clone()), numbers);
    }
    assert_eq!(seen, expected, "CSV");

    seen.clear();
    let numbers = sheet(&home, "Numbers");
    for row in numbers.rows().skip(1) {
        let figures: Numbers = std::array::from_fn(|k| row.get(9 + k).and_then(float));
        seen.insert((format!("{}@{}", row[1], row[5]), row[8].to_string()), figures);
        assert_eq!(float(&row[13]), Some(5_000.0));
    }
    assert_eq!(seen, expected, "XLSX");

    let sheet = sheet(&home, "Summary");
    let heads = ["mean", "p05", "p50", "p95"];
    let first = sheet.rows().position(|row| row[5] == Data::String("mean".to_owned())).expect("a table");
    for (row, column) in sheet.rows().skip(first + 1).zip(summary["columns"].as_array().unwrap()) {
        assert_eq!(row[3].to_string(), column["period"].as_str().unwrap());
        for (k, name) in heads.into_iter().enumerate() {
            let figure = &column["statistics"][name];
            let read = [&row[5 + k], &row[10 + 2 * k], &row[11 + 2 * k]].map(float);
            assert_eq!(read, ["value", "low", "high"].map(|key| figure[key].as_f64()), "{name}");
        }
        assert_eq!((float(&row[18]), float(&row[19])), (Some(5_000.0), Some(0.0)));
    }
    let first =
        sheet.rows().position(|row| row[7] == Data::String("Probability".to_owned())).expect("a table");
    let columns = summary["columns"].as_array().unwrap();
    let thresholds = columns.iter().flat_map(|column| {
        ["below", "above"].into_iter().flat_map(|key| column[key].as_array().unwrap().clone())
    });
    let mut count = 0;
    for (row, threshold) in sheet.rows().skip(first + 1).zip(thresholds) {
        let read = [&row[6], &row[7], &row[8], &row[9]].map(float);
        assert_eq!(read, ["at", "value", "low", "high"].map(|key| threshold[key].as_f64()));
        count += 1;
    }
    assert_eq!(count, 7);
    explanation_agrees(&home, &summary);
}

/// Every number of the tables of the sheet of explanations is one of the summary, and each kind is there.
fn explanation_agrees(home: &TempDir, summary: &Value) {
    let sheet = sheet(home, "Explanation");
    let rows: Vec<Vec<Data>> = sheet.rows().map(<[Data]>::to_vec).collect();
    let after = |heads: &[&str]| {
        let is_head = |row: &&Vec<Data>| {
            heads.iter().enumerate().all(|(at, head)| row[at] == Data::String((*head).to_owned()))
        };
        let at = rows.iter().position(|row| is_head(&row)).unwrap_or_else(|| panic!("{heads:?}"));
        &rows[at + 1..]
    };
    let number = |value: &Value| value.as_f64();
    let means = &summary["shares"]["columns"][0];
    for (row, share) in after(&["Shock or event", "share", "low", "high", "adds", "mean after"])
        .iter()
        .zip(means["shares"].as_array().unwrap())
    {
        assert_eq!(row[0].to_string(), share["player"].as_str().unwrap());
        let read: Vec<_> = row[1..6].iter().map(float).collect();
        let [value, low, high] = ["value", "low", "high"].map(|key| number(&share["share"][key]));
        assert_eq!(
            read,
            [value, low, high, number(&share["step"]["value"]), number(&share["after"]["value"])]
        );
    }
    let swings = &summary["swings"][0];
    let median = number(&swings["median"]).unwrap();
    for (row, swing) in after(&["Driver", "at its p05", "at its p95", "p05 adds", "p95 adds"])
        .iter()
        .zip(swings["swings"].as_array().unwrap())
    {
        assert_eq!(row[0].to_string(), swing["driver"].as_str().unwrap());
        let [low, high] = ["p05", "p95"].map(|key| number(&swing[key]).unwrap());
        assert_eq!([float(&row[1]), float(&row[2])], [Some(low), Some(high)]);
        for (cell, end) in [(&row[3], low), (&row[4], high)] {
            assert!((float(cell).unwrap() - (end - median)).abs() < 1e-12);
        }
    }
    for (row, split) in after(&["Outcome", "from parameters", "low", "high", "p05 if known"])
        .iter()
        .zip(summary["uncertainty"].as_array().unwrap())
    {
        let read: Vec<_> = row[1..7].iter().map(float).collect();
        let share = ["value", "low", "high"].map(|key| number(&split["parameters"][key]));
        let known = ["p05", "p50", "p95"].map(|key| number(&split[key]["value"]));
        assert_eq!(read, [share, known].concat());
    }
    let columns = summary["columns"].as_array().unwrap();
    let bounds = after(&["Outcome", "dependence", "mean", "p05", "p50", "p95"]);
    let variants = 1 + summary["bounds"].as_array().unwrap().len();
    for (at, row) in bounds.iter().take(variants * columns.len()).enumerate() {
        let (column, variant) = (at / variants, at % variants);
        let of = match variant {
            0 => &columns[column],
            _ => &summary["bounds"][variant - 1]["columns"][column],
        };
        let expected = ["mean", "p05", "p50", "p95"].map(|name| number(&of["statistics"][name]["value"]));
        assert_eq!(row[2..6].iter().map(float).collect::<Vec<_>>(), expected);
    }
    let event = &summary["events"][0];
    let row = &after(&["Event or regime", "first", "last", "implied"])[0];
    assert_eq!(float(&row[3]), number(&event["probability"]));
    assert_eq!(float(&row[4]), number(&event["happened"]["value"]));
    let score = &summary["scores"][0];
    let scores = after(&["Outcome", "forecast", "observed", "PIT", "CRPS", "skill"]);
    assert_eq!(float(&scores[0][4]), number(&score["crps"]["value"]));
    let references = score["references"].as_array().unwrap().iter();
    for (row, reference) in scores[1..].iter().zip(references.filter(|one| one["none_because"].is_null())) {
        let read: Vec<_> = row[3..6].iter().map(float).collect();
        assert_eq!(read, ["pit", "crps", "skill"].map(|key| number(&reference[key])));
    }
}

#[test]
fn the_note_and_the_terminal_show_the_numbers_of_the_summary() {
    let home = ran("GDP", &[]);
    let summary = summary(&home);
    let note = text(&home, "summary.md");
    let printed = run(home.path(), &["--format", "md"]);
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), note);
    let terminal = run(home.path(), &["--format", "text"]);
    let terminal = String::from_utf8(terminal.stdout).unwrap();
    assert!(note.starts_with("# GDP\n\n") && note.contains("\n## Provenance\n"));
    let mut rows = note.lines().filter_map(|line| {
        let cells: Vec<&str> = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").collect();
        (cells.len() == 6 && cells[1].starts_with("202")).then_some(cells)
    });
    for column in summary["columns"].as_array().unwrap() {
        let row = rows.next().expect("a row a column");
        assert_eq!(row[1], column["period"].as_str().unwrap());
        for (shown, name) in row[2..].iter().zip(["mean", "p05", "p50", "p95"]) {
            let value = column["statistics"][name]["value"].as_f64().unwrap();
            let (number, half) = read(shown);
            assert!((number - value).abs() <= half, "{name}: {shown} for {value}");
        }
        // The terminal's table has the same three numbers side by side.
        let three: Vec<&str> = row[3..].to_vec();
        let found = terminal.lines().any(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            words.windows(3).any(|words| words == three)
        });
        assert!(found, "{three:?} in\n{terminal}");
    }
    assert!(rows.next().is_none());
    for (shown, threshold) in note
        .lines()
        .filter_map(|line| {
            Some(line.strip_suffix(" |")?.rsplit_once(" | ")?.1).filter(|cell| cell.contains('%'))
        })
        .zip(summary["columns"].as_array().unwrap().iter().flat_map(|column| {
            ["below", "above"].into_iter().flat_map(|key| column[key].as_array().unwrap().clone())
        }))
    {
        // What no path or every path did is said as a bound.
        let bound = shown.contains("than");
        assert_eq!(bound, [Some(0.0), Some(1.0)].contains(&threshold["value"].as_f64()), "{shown}");
        if bound {
            continue;
        }
        let (number, half) = read(shown.split_whitespace().find(|word| word.parse::<f64>().is_ok()).unwrap());
        let percent = 100.0 * threshold["value"].as_f64().unwrap();
        assert!((number - percent).abs() <= 2.0 * half, "{shown} for {percent}");
    }
}

#[cfg(feature = "parquet")]
mod parquet {
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::Field;

    use super::*;

    fn open(home: &TempDir, name: &str) -> SerializedFileReader<fs::File> {
        SerializedFileReader::new(fs::File::open(home.path().join("out").join(name)).expect(name))
            .expect(name)
    }

    fn rows(home: &TempDir, name: &str) -> Vec<BTreeMap<String, Field>> {
        let row = |row: ::parquet::errors::Result<::parquet::record::Row>| {
            row.unwrap().into_columns().into_iter().collect()
        };
        open(home, name).into_iter().map(row).collect()
    }

    fn number(field: &Field) -> Option<f64> {
        match field {
            Field::Double(number) => Some(*number),
            Field::Null => None,
            other => panic!("{other:?} is no number"),
        }
    }

    fn word(field: &Field) -> String {
        match field {
            Field::Str(text) => text.clone(),
            other => panic!("{other:?} is no text"),
        }
    }

    #[test]
    fn the_table_has_the_numbers_of_the_summary_and_says_what_it_is() {
        let home = ran("=1+1", &[]);
        let summary = summary(&home);
        let mut seen = BTreeMap::new();
        for row in rows(&home, "summary.parquet") {
            let id = format!("{}@{}", word(&row["outcome"]), word(&row["period"]));
            let numbers = ["value", "low", "high", "resolution"].map(|name| number(&row[name]));
            seen.insert((id, word(&row["statistic"])), numbers);
            assert_eq!(row["paths"], Field::Long(5_000));
            assert_eq!(word(&row["scenario"]), "fall");
        }
        assert_eq!(seen, expected(&summary));
        let reader = open(&home, "summary.parquet");
        let facts = reader.metadata().file_metadata().key_value_metadata().expect("metadata");
        let fact =
            |key: &str| facts.iter().find(|fact| fact.key == key).and_then(|fact| fact.value.as_deref());
        assert_eq!(fact("sarez.title"), Some("=1+1"));
        assert_eq!((fact("sarez.schema"), fact("sarez.seed")), (Some("sarez-summary/1"), Some("7")));
    }

    #[test]
    fn kept_paths_are_those_that_the_summary_is_of() {
        let home = ran("GDP", &["--keep-paths", "1e6"]);
        let paths = rows(&home, "paths.parquet");
        assert_eq!(paths.len(), 5_000);
        for column in summary(&home)["columns"].as_array().unwrap() {
            let id = column["id"].as_str().unwrap();
            let values: Vec<f64> = paths.iter().map(|row| number(&row[id]).expect("finite")).collect();
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let said = column["statistics"]["mean"]["value"].as_f64().unwrap();
            assert!((mean - said).abs() < 1e-7 * (1.0 + said.abs()), "{id}: {mean} for {said}");
            for side in ["below", "above"] {
                for threshold in column[side].as_array().unwrap() {
                    let at = threshold["at"].as_f64().unwrap();
                    let there = |x: &&f64| if side == "below" { **x < at } else { **x > at };
                    let share = values.iter().filter(there).count() as f64 / values.len() as f64;
                    assert_eq!(Some(share), threshold["value"].as_f64(), "{id} {side} {at}");
                }
            }
        }
        for (at, row) in paths.iter().enumerate() {
            assert_eq!(row["path"], Field::Long(at as i64));
        }
        // The first paths of a shorter keeping, also where points are Sobol's, are the same.
        for sampler in [&[][..], &["--sampler", "sobol", "--paths", "8192"]] {
            let all = ran("GDP", &[&["--keep-paths", "5000"], sampler].concat());
            let some = ran("GDP", &[&["--keep-paths", "300"], sampler].concat());
            let (all, some) = (rows(&all, "paths.parquet"), rows(&some, "paths.parquet"));
            assert_eq!((all.len(), some.len()), (5_000, 300));
            assert_eq!(all[..300], some);
        }
    }
}

#[test]
fn equal_runs_give_equal_bytes() {
    let more: &[&str] = if cfg!(feature = "parquet") { &["--keep-paths", "500"] } else { &[] };
    let one = ran("GDP", &[more, &["--threads", "1"]].concat());
    let other = ran("GDP", &[more, &["--threads", "3"]].concat());
    let mut names: Vec<_> = ["out", "out/charts"]
        .iter()
        .flat_map(|folder| fs::read_dir(one.path().join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && !path.ends_with("manifest.json"))
        .map(|path| path.strip_prefix(one.path()).unwrap().to_owned())
        .collect();
    names.sort();
    assert!(names.len() >= 10, "{names:?}");
    for name in names {
        let bytes = |home: &TempDir| fs::read(home.path().join(&name)).unwrap();
        assert!(bytes(&one) == bytes(&other), "{}", name.display());
    }
}

#[test]
fn names_from_files_neither_break_nor_run_anything() {
    for name in [
        "=1+1",
        "@SUM(A1:A9)",
        "+1",
        "-2+3",
        "=HYPERLINK(\"http://example.org\")",
        "<script>alert(1)</script> & </text></svg>",
        "a \"quoted\" 'name', with commas; and _x0041_ __b__",
        "\u{5d0}\u{5d1} \u{202e}txt.exe\u{2066} \u{627}\u{644}",
        "\u{1b}[31mred\u{1b}]8;;http://example.org\u{7}link\u{9b}2J",
        "a | b | `c` ``` \\| [d](javascript:e) ![f](g) *h* <!-- i",
        "# heading\n\n1. list\n| x | y |\n|---|---|\r\n\tz",
        "Sheet1!$A$1",
        "long ".repeat(9_000).as_str(),
    ] {
        let home = ran(name, &["--paths", "300"]);
        let said = {
            let obeyed = |c: char| {
                c.is_control()
                    || ('\u{202a}'..='\u{202e}').contains(&c)
                    || ('\u{2066}'..='\u{2069}').contains(&c)
            };
            let one_line = name.split_whitespace().collect::<Vec<_>>().join(" ");
            one_line.chars().map(|c| if obeyed(c) { '\u{fffd}' } else { c }).collect::<String>()
        };
        workbook_holds(&home, &said);
        note_is_sound(&home, &said);
        let mut charts = 0;
        for entry in fs::read_dir(home.path().join("out/charts")).unwrap() {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap();
            let document =
                roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{name:?}: {error}"));
            let runs = document.descendants().any(|node| {
                ["script", "image", "a", "foreignObject"].contains(&node.tag_name().name())
                    || node.attributes().any(|attribute| attribute.name().starts_with("on"))
            });
            assert!(!runs && document.root_element().tag_name().name() == "svg", "{name:?}");
            assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{name:?}");
            charts += 1;
        }
        assert!(charts >= 6, "{charts} charts");
        // Every row has all its cells, and none that a spreadsheet would compute but numbers.
        let rows = csv(&text(&home, "summary.csv"));
        for row in &rows {
            assert_eq!(row.len(), rows[0].len(), "{name:?}: {row:?}");
            for cell in row.iter().filter(|cell| cell.starts_with(['=', '+', '-', '@'])) {
                assert!(cell.parse::<f64>().is_ok(), "{name:?}: {cell}");
            }
        }
    }
}

/// Its title is text, no cell holds a formula, and no chart a name that is none of a cell.
fn workbook_holds(home: &TempDir, said: &str) {
    let mut workbook: Xlsx<_> = open_workbook(home.path().join("out/summary.xlsx")).expect("a workbook");
    let names = workbook.sheet_names();
    assert_eq!(names, ["Summary", "Charts", "Explanation", "Numbers", "Judgement", "Provenance"]);
    for name in &names {
        let formulas = workbook.worksheet_formula(name).expect("a sheet");
        assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{name}: a formula");
    }
    let title = workbook.worksheet_range("Summary").unwrap().get((0, 0)).cloned();
    let Some(Data::String(title)) = title else { panic!("{title:?} is no text") };
    if said.len() < 32_000 {
        assert_eq!(title, said);
    } else {
        assert!(title.ends_with('…') && said.starts_with(title.trim_end_matches('…')));
    }
    let judgement = workbook.worksheet_range("Judgement").unwrap();
    assert!(
        judgement
            .rows()
            .any(|row| row[1] == Data::String("flood".to_owned()) && row[2] == Data::String(title.clone()))
    );
}

/// Every table has as many cells in each row, and nothing that a file says is markup.
fn note_is_sound(home: &TempDir, said: &str) {
    let note = text(home, "summary.md");
    assert!(!note.contains(|c: char| c.is_control() && c != '\n'));
    let unescaped = |line: &str, wanted: char| {
        let mut before = 0;
        let mut count = 0;
        for c in line.chars() {
            count += usize::from(c == wanted && before % 2 == 0);
            before = if c == '\\' { before + 1 } else { 0 };
        }
        count
    };
    let mut width = None;
    for line in note.lines() {
        let bars = unescaped(line, '|');
        if line.starts_with('|') {
            assert_eq!(*width.get_or_insert(bars), bars, "{line}");
        } else {
            assert_eq!(bars, 0, "{line}");
            width = None;
        }
        assert_eq!(unescaped(line, '<') + unescaped(line, '['), 0, "{line}");
        // Our own code spans hold hashes alone.
        assert!([0, 2].contains(&unescaped(line, '`')), "{line}");
    }
    assert_eq!(note.lines().filter(|line| line.starts_with("# ")).count(), 1);
    // What remains without the backslashes is what the file said.
    let title = note.lines().next().unwrap().strip_prefix("# ").unwrap();
    let (mut plain, mut characters) = (String::new(), title.chars());
    while let Some(c) = characters.next() {
        plain.extend(if c == '\\' { characters.next() } else { Some(c) });
    }
    assert_eq!(plain, said);
}

#[test]
fn a_target_that_cannot_be_written_is_refused_before_the_first_path() {
    for (name, is_folder) in [("summary.xlsx", true), ("summary.md", true), ("charts", false)] {
        let home = called("GDP", &FILES);
        let target = home.path().join("out").join(name);
        fs::create_dir_all(if is_folder { &target } else { target.parent().unwrap() }).unwrap();
        if !is_folder {
            fs::write(&target, "precious").unwrap();
        }
        let output = run(home.path(), &["--also", "xlsx,md,svg"]);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(name) && said.contains("is needed there"), "{said}");
        assert!(!home.path().join("out/summary.json").exists());
    }
}

#[test]
fn only_a_run_has_a_note_to_print() {
    let home = called("GDP", &FILES);
    let output = sarez(home.path(), &["query", "fall.toml", "p50(gdp@2022Q4)", "--format", "md"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("[possible values: text, json, csv]"));
    let output = run(home.path(), &["--also", "docx"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_scenario_says_what_is_written_and_the_command_line_says_otherwise() {
    let home = called("GDP", &FILES);
    let mut text = fs::read_to_string(home.path().join("fall.toml")).unwrap();
    text += "[output]\nformats = [\"md\", \"svg\", \"md\"]\n";
    if cfg!(feature = "parquet") {
        text += "keep_paths = 7\n";
    }
    fs::write(home.path().join("fall.toml"), text).unwrap();
    let output = run(home.path(), &["--paths", "300"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let there = |name: &str| home.path().join("out").join(name).exists();
    assert!(there("summary.md") && there("charts/timing.svg") && !there("summary.xlsx"));
    assert_eq!(there("paths.parquet"), cfg!(feature = "parquet"));
    // A chart of an earlier run is no chart of this one.
    fs::write(home.path().join("out/charts/effect-9.svg"), "old").unwrap();
    let output = run(home.path(), &["--paths", "300"]);
    assert!(output.status.success() && !there("charts/effect-9.svg") && there("charts/effect-0.svg"));
    let other = called("GDP", &[]);
    for (file, _) in FILES {
        fs::copy(home.path().join(file), other.path().join(file)).unwrap();
    }
    let output = run(other.path(), &["--paths", "300", "--also", "xlsx"]);
    assert!(output.status.success());
    let there = |name: &str| other.path().join("out").join(name).exists();
    assert!(there("summary.xlsx") && !there("summary.md") && !there("charts"));
}

/// Every program that reads the table must be able to name its columns: Stata has at most 32 characters, letters, digits and
/// underscores, no digit first, and words of its own.
#[test]
fn columns_of_the_table_are_names_everywhere() {
    let home = ran("GDP", &["--paths", "300"]);
    let text = text(&home, "summary.csv");
    let head: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    assert_eq!(head.len(), 14);
    // help reserved of Stata.
    let reserved = [
        "_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long", "_n", "_N",
        "_pi", "_pred", "_rc", "_skip", "str", "strL", "using", "with",
    ];
    for name in &head {
        assert!(name.len() <= 32 && !name.starts_with(|c: char| c.is_ascii_digit()), "{name}");
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{name}");
        assert!(!reserved.contains(name), "{name}");
    }
    // Plain ASCII without a mark of byte order; every record on a line of its own.
    assert!(text.is_ascii() && text.ends_with('\n') && !text.contains('\r'));
    assert_eq!(text.lines().count(), csv(&text).len());
}
