//! The layering, executed: a module uses only modules of the rows below its own, and what belongs to one place
//! (`unsafe`, the terminal, the clock, files) stays there. Comments and literals do not count. Tests inside a module keep
//! to the rows too, but may print, and read and write files of their own.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

mod tokens;

use tokens::{is_name, tokens};

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
    let sources = sources();
    let tests = test_files(&sources);
    for Source { path, module, depth, text } in &sources {
        let is_test = tests.iter().any(|test| path.with_extension("").starts_with(test));
        let found = problems_of(module, *depth, text, is_test);
        problems.extend(found.iter().map(|problem| format!("{}: {problem}", path.display())));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_module_has_a_row_and_lib_names_them_in_that_order() {
    let modules: BTreeSet<String> = sources().into_iter().map(|source| source.module).collect();
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
        #[cfg(test)] mod tests { use super::*; fn f() { if true { println!() } std::env::args(); } }
        #[cfg(test)] #[expect(dead_code)] use tempfile::TempDir;
    "##;
    assert_eq!(problems_of("read", 2, fine, false), none);

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
        ("read", "#[cfg(test)] mod tests { fn f() {} } use clap::Parser;", "read names clap"),
        ("read", "#[cfg(test)] mod tests { use crate::report::X; }", "read (row 3) uses report (row 6)"),
        ("read", "#[cfg(not(test))] use clap::Parser;", "read names clap"),
    ];
    for (module, text, problem) in bad {
        assert_eq!(problems_of(module, 2, text, false), [problem], "{text}");
    }
    assert_eq!(problems_of("cli", 2, "use clap::Parser; fn f() { std::process::exit(2) }", false), none);
    assert_eq!(problems_of("program", 1, "fn f() { unsafe { g() } }", false), none);
    // A file that is a test as a whole may print too, but keeps to the rows.
    assert_eq!(problems_of("read", 2, "fn f() { println!() }", true), none);
    assert_eq!(problems_of("read", 2, "use crate::cli::X;", true).len(), 1);

    let declares = |path: &str| Source {
        path: PathBuf::from(path),
        module: "read".to_owned(),
        depth: 1,
        text: "mod a; #[cfg(test)] mod b; #[cfg(test)] mod tests { mod c; }".to_owned(),
    };
    assert_eq!(test_files(&[declares("src/read/mod.rs")]), [Path::new("src/read/b")]);
    assert_eq!(test_files(&[declares("src/read/tree.rs")]), [Path::new("src/read/tree/b")]);
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn row_of(module: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&module))
}

/// A source file.
struct Source {
    path: PathBuf,
    /// Its top-level module.
    module: String,
    /// How many modules it stands below the crate's root.
    depth: usize,
    text: String,
}

fn sources() -> Vec<Source> {
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
                found.push(Source { path, module, depth: parts.len(), text });
            }
        }
    }
    assert!(found.len() > 20, "the sources are where this test looks");
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Paths, without extension, of the files and folders that are declared by `#[cfg(test)] mod NAME;`.
fn test_files(sources: &[Source]) -> Vec<PathBuf> {
    let declared = sources.iter().flat_map(|source| {
        let is_root =
            ["mod", "lib", "main"].iter().any(|name| source.path.file_stem() == Some(name.as_ref()));
        let folder = if is_root { source.path.with_file_name("") } else { source.path.with_extension("") };
        let items = split_tests(&tokens(&source.text)).1;
        let names: Vec<String> = (items.into_iter())
            .filter(|item| item.len() == 3 && item[0] == "mod" && item[2] == ";")
            .map(|item| item[1].clone())
            .collect();
        names.into_iter().map(move |name| folder.join(name))
    });
    declared.collect()
}

/// The tokens outside of items that are for tests alone, and those items without their attributes.
fn split_tests(tokens: &[String]) -> (Vec<String>, Vec<Vec<String>>) {
    let (mut product, mut tests) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..].starts_with(&["#", "[", "cfg", "(", "test", ")", "]"].map(str::to_owned)) {
            at += 7;
            while tokens[at..].starts_with(&["#", "["].map(str::to_owned)) {
                at = after_brackets(tokens, at + 1);
            }
            let first = at;
            while at < tokens.len() && tokens[at] != ";" && tokens[at] != "{" {
                at += 1;
            }
            // The braces of a `use` group are followed by a semicolon, which does no harm outside.
            at = if tokens.get(at).is_some_and(|token| token == "{") {
                after_brackets(tokens, at)
            } else {
                at + 1
            };
            tests.push(tokens[first..at.min(tokens.len())].to_vec());
        } else {
            product.push(tokens[at].clone());
            at += 1;
        }
    }
    (product, tests)
}

/// The place behind the bracket that closes the one at `at`.
fn after_brackets(tokens: &[String], mut at: usize) -> usize {
    let mut open = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token.as_str() {
            "(" | "[" | "{" => open += 1,
            ")" | "]" | "}" => open -= 1,
            _ => {}
        }
        if open == 0 {
            break;
        }
    }
    at
}

/// What is wrong with the text of a file of `module`, which stands `depth` modules below the crate's root.
fn problems_of(module: &str, depth: usize, text: &str, is_test: bool) -> Vec<String> {
    let all = tokens(text);
    let mut problems: Vec<String> =
        paths(&all, depth).iter().filter_map(|path| out_of_row(module, path)).collect();
    let product = if is_test { Vec::new() } else { split_tests(&all).0 };
    for path in paths(&product, depth) {
        for (kept, allowed) in KEPT {
            if path.iter().map(String::as_str).take(kept.split("::").count()).eq(kept.split("::"))
                && !allowed.contains(&module)
            {
                problems.push(format!("{module} names {kept}"));
            }
        }
    }
    problems.dedup();
    problems
}

fn out_of_row(module: &str, path: &[String]) -> Option<String> {
    if path.first()? != "crate" {
        return None;
    }
    match path.get(1).map(String::as_str) {
        None => Some(format!("{module} gives the crate another name")),
        Some("*") => Some(format!("{module} imports everything")),
        Some(used) if used == module || module == "lib" => None,
        Some(used) => match (row_of(module), row_of(used)) {
            (Some(own), Some(row)) if row < own => None,
            (own, Some(row)) => {
                Some(format!("{module} (row {}) uses {used} (row {row})", own.unwrap_or_default()))
            }
            (_, None) => Some(format!("{module} uses {used}, which has no row")),
        },
    }
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
