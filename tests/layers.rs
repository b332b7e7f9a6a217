//! The layering, executed: a module uses only modules of the rows below its own, and what belongs to one place
//! (`unsafe`, the terminal, the clock, files) stays there. Comments and literals do not count; tests do.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rows of `src/lib.rs`, the lowest first. What stands in one row does not use each other.
const ROWS: [&[&str]; 8] = [
    &["calendar", "numerics", "diagnostic"],
    &["distribution", "language", "program", "random", "results"],
    &["scenario"],
    &["compile", "read"],
    &["simulate"],
    &["analysis"],
    &["report", "store"],
    &["main", "cli"],
];

/// What only some modules may name, as a path; the last column says who.
const KEPT: [(&str, &[&str]); 16] = [
    ("clap", &["cli", "main"]),
    ("anstream", &["cli", "main"]),
    ("indicatif", &["cli", "main"]),
    ("print!", &["cli", "main"]),
    ("println!", &["cli", "main"]),
    ("eprint!", &["cli", "main"]),
    ("eprintln!", &["cli", "main"]),
    ("dbg!", &[]),
    ("std::env", &["cli", "main"]),
    ("std::time", &["cli", "main"]),
    ("std::process", &["cli", "main"]),
    ("std::io::stdout", &["cli", "main"]),
    ("std::io::stderr", &["cli", "main"]),
    ("std::fs", &["read", "store"]),
    ("tempfile", &["store"]),
    ("unsafe", &["program"]),
];

#[test]
fn modules_use_only_rows_below_their_own() {
    let mut problems = Vec::new();
    for (path, module, depth, text) in sources() {
        problems
            .extend(problems_of(&module, depth, &text).iter().map(|p| format!("{}: {p}", path.display())));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_module_has_a_row_and_lib_names_them_in_that_order() {
    let modules: BTreeSet<String> = sources().into_iter().map(|(_, module, _, _)| module).collect();
    let rows: BTreeSet<String> = ROWS.iter().flat_map(|row| row.iter().map(ToString::to_string)).collect();
    let without_row: Vec<_> = modules.difference(&rows).filter(|module| *module != "lib").collect();
    assert!(without_row.is_empty(), "no row for {without_row:?}");

    let lib = fs::read_to_string(root().join("lib.rs")).unwrap();
    let mut row = ROWS.len();
    for line in lib.lines() {
        if let Some(number) = line.strip_prefix("// ").and_then(|rest| rest.get(..1)?.parse::<usize>().ok()) {
            row = number;
        }
        if let Some(name) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';')) {
            assert_eq!(row_of(name), Some(row), "{name} stands under row {row} in src/lib.rs");
        }
    }
}

#[test]
fn the_test_can_fail() {
    let none: [String; 0] = [];
    // What is allowed: below, itself, comments, strings, characters, lifetimes, raw strings, other crates.
    let fine = r##"
        //! crate::cli
        use crate::{calendar::Quarter, diagnostic::{Span, codes::{self, ALL}}};
        /* crate::cli::run /* nested */ println!() */
        fn f<'a>(x: &'a str) -> char { let _ = ("crate::cli \" unsafe", r#"std::env " crate::report"#, b"x"); '"' }
        pub(crate) struct S; pub(in crate::read) struct T;
        use super::other; use crate::scenario::Verb; use other::crate_like; use std::io::Write;
        mod tests { use super::super::neighbour; use crate::read::of_itself; }
    "##;
    assert_eq!(problems_of("read", 2, fine), none);

    let bad = [
        ("read", "use crate::compile::Column;", "read (row 3) uses compile (row 3)"),
        (
            "read",
            "use crate::{calendar, scenario::X, report::{self, Y}};",
            "read (row 3) uses report (row 6)",
        ),
        ("scenario", "fn f() { let x = 'a'; crate::read::read() }", "scenario (row 2) uses read (row 3)"),
        ("scenario", "fn f<'a>(x: &'a crate::simulate::X) {}", "scenario (row 2) uses simulate (row 4)"),
        ("numerics", "use crate::calendar::Quarter;", "numerics (row 0) uses calendar (row 0)"),
        ("store", "use super::super::report;", "store (row 6) uses report (row 6)"),
        (
            "read",
            "mod tests { mod inner { use super::super::super::super::cli; } }",
            "read (row 3) uses cli (row 7)",
        ),
        ("read", "use crate::*;", "read imports everything"),
        ("read", "use crate as c;", "read gives the crate another name"),
        ("read", "use crate::{self as c, calendar};", "read gives the crate another name"),
        ("read", "use crate::nowhere::X;", "read uses nowhere, which has no row"),
        ("read", "fn f() { println!(\"x\") }", "read names println!"),
        ("read", "use std::{fmt, env};", "read names std::env"),
        ("read", "use std::{fmt, time::{self, Instant}};", "read names std::time"),
        ("report", "fn f() { std::process::exit(1) }", "report names std::process"),
        ("report", "use std::{io::{self, stdout}};", "report names std::io::stdout"),
        ("report", "use ::std::fs::File;", "report names std::fs"),
        ("report", "use clap::Parser;", "report names clap"),
        ("store", "fn f() { unsafe { g() } }", "store names unsafe"),
        ("cli", "fn f() { dbg!(1) }", "cli names dbg!"),
    ];
    for (module, text, problem) in bad {
        assert_eq!(problems_of(module, 2, text), [problem], "{text}");
    }
    assert_eq!(problems_of("cli", 2, "use clap::Parser; fn f() { std::process::exit(2) }"), none);
    assert_eq!(problems_of("program", 1, "fn f() { unsafe { g() } }"), none);
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn row_of(module: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&module))
}

/// Every source file: path, top-level module, depth below the crate's root, text.
fn sources() -> Vec<(PathBuf, String, usize, String)> {
    let (mut found, mut folders) = (Vec::new(), vec![root()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(root()).expect("a path in src").with_extension("");
                let mut parts: Vec<String> =
                    inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
                let module = parts[0].clone();
                parts.retain(|part| part != "mod" && part != "lib");
                let text = fs::read_to_string(&path).expect("a text");
                found.push((path, module, parts.len(), text));
            }
        }
    }
    assert!(found.len() > 20, "the sources are where this test looks");
    found.sort();
    found
}

/// What is wrong with the text of a file of `module`, which stands `depth` modules below the crate's root.
fn problems_of(module: &str, depth: usize, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for path in paths(&tokens(text), depth) {
        let names: Vec<&str> = path.iter().map(String::as_str).collect();
        if let ["crate", rest @ ..] = names.as_slice() {
            match rest.first() {
                None => problems.push(format!("{module} gives the crate another name")),
                Some(&"*") => problems.push(format!("{module} imports everything")),
                Some(used) if *used == module || module == "lib" => {}
                Some(used) => match (row_of(module), row_of(used)) {
                    (Some(own), Some(row)) if row < own => {}
                    (own, Some(row)) => problems
                        .push(format!("{module} (row {}) uses {used} (row {row})", own.unwrap_or_default())),
                    (_, None) => problems.push(format!("{module} uses {used}, which has no row")),
                },
            }
        }
        for (kept, allowed) in KEPT {
            let parts: Vec<&str> = kept.split("::").collect();
            if names.starts_with(&parts) && !allowed.contains(&module) {
                problems.push(format!("{module} names {kept}"));
            }
        }
    }
    problems.dedup();
    problems
}

/// Every path in the text with its groups spelled out. `super` that leaves the file's top-level module becomes
/// `crate`; macros keep their `!`.
fn paths(tokens: &[String], depth: usize) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut braces: Vec<bool> = Vec::new(); // whether each open brace is an inline module
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].as_str() {
            "{" => {
                braces.push(at >= 2 && tokens[at - 2] == "mod");
                at += 1;
            }
            "}" => {
                braces.pop();
                at += 1;
            }
            "crate" if at >= 2 && tokens[at - 2..at] == ["pub", "("] => at += 1,
            "use" | "as" | "dyn" | "impl" | "in" | "mut" | "return" | "unsafe" | "const" => {
                found.push(vec![tokens[at].clone()]); // `use ::std` is not a path that begins with `use`
                at += 1;
            }
            token if is_name(token) => {
                let inline = braces.iter().filter(|module| **module).count();
                let first = found.len();
                at = path(tokens, at, &mut Vec::new(), &mut found);
                for path in &mut found[first..] {
                    let up = path.iter().take_while(|name| *name == "super").count();
                    if up > 0 && up >= depth + inline {
                        path.splice(..up, ["crate".to_owned()]);
                    }
                }
            }
            _ => at += 1,
        }
    }
    found
}

/// Reads one path that begins at `at` after `before`, groups included; gives the place behind it.
fn path(tokens: &[String], mut at: usize, before: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    let token = |at: usize| tokens.get(at).map_or("", String::as_str);
    let length = before.len();
    loop {
        match token(at) {
            "{" => {
                at += 1;
                while !["}", ""].contains(&token(at)) {
                    at = match token(at) {
                        "as" => at + 2,
                        item if is_name(item) || ["*", "{"].contains(&item) => {
                            path(tokens, at, before, found)
                        }
                        _ => at + 1,
                    };
                }
                before.truncate(length);
                return at + 1;
            }
            "self" if !before.is_empty() => at += 1,
            name if is_name(name) || (name == "*" && !before.is_empty()) => {
                let macro_mark = if token(at + 1) == "!" && token(at + 2) != "=" { "!" } else { "" };
                before.push(format!("{name}{macro_mark}"));
                at += 1;
            }
            _ => {}
        }
        let more = is_name(token(at + 1)) || ["{", "*"].contains(&token(at + 1));
        if token(at) == "::" && more {
            at += 1;
        } else {
            found.push(before.clone());
            before.truncate(length);
            return at;
        }
    }
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Names, `::` and single punctuation; comments, literals and lifetimes left out.
fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if c == '"' {
            string(rest)
        } else if c == '\'' {
            character_or_lifetime(rest)
        } else if is_name(rest) {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            match (&rest[..end], &rest[end..]) {
                ("r" | "br" | "cr", after) if after.trim_start_matches('#').starts_with('"') => {
                    end + raw_string(after)
                }
                ("b" | "c", after) if after.starts_with('"') => end + string(after),
                ("b", after) if after.starts_with('\'') => end + character_or_lifetime(after),
                (name, _) => {
                    found.push(name.to_owned());
                    end
                }
            }
        } else if rest.starts_with("::") {
            found.push("::".to_owned());
            2
        } else {
            if !c.is_whitespace() {
                found.push(c.to_string());
            }
            c.len_utf8()
        };
        rest = &rest[length..];
    }
    found
}

fn block_comment(text: &str) -> usize {
    let (mut open, mut at) = (0, 0);
    while at < text.len() {
        match text.as_bytes().get(at..at + 2) {
            Some(b"/*") => (open, at) = (open + 1, at + 2),
            Some(b"*/") if open == 1 => return at + 2,
            Some(b"*/") => (open, at) = (open - 1, at + 2),
            _ => at += 1,
        }
    }
    text.len()
}

fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    text.len()
}

fn raw_string(text: &str) -> usize {
    let hashes = text.len() - text.trim_start_matches('#').len();
    let end = format!("\"{}", "#".repeat(hashes));
    text[hashes + 1..].find(&end).map_or(text.len(), |at| hashes + 1 + at + end.len())
}

fn character_or_lifetime(text: &str) -> usize {
    let mut inside = text.char_indices().skip(1);
    match (inside.next(), inside.next()) {
        (Some((_, '\\')), Some((at, c))) => {
            let from = at + c.len_utf8();
            text[from..].find('\'').map_or(text.len(), |end| from + end + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}
