//! Whatever is typed: no panic, and every place inside the text and on a character's edge.

use crate::diagnostic::Diagnostics;

use super::testing::{Economy, Random, file, random_tree};
use super::*;

const OFFSET: u32 = 77;

/// What random texts are made of: the whole alphabet, whole words, and what does not belong.
const PIECES: &[&str] = &[
    "x",
    "gdp",
    "sent",
    "alpha",
    "corridor",
    "russia",
    "[corridor]",
    "[russia]",
    "(-1)",
    "(+1)",
    "(",
    ")",
    "[",
    "]",
    ",",
    ":",
    "@",
    "+",
    "-",
    "*",
    "/",
    "^",
    "<",
    "<=",
    ">",
    ">=",
    "==",
    "!=",
    "=",
    "0",
    "1",
    "2.5",
    "1e-3",
    "1_000",
    ".",
    "_",
    "e",
    "E",
    "Q",
    "2022",
    "2022Q1",
    "2022Q5",
    "if(",
    "min(",
    "clamp(",
    "exp(",
    "sum(",
    "product(",
    "corridor:",
    "ref(",
    "d(",
    "dlog(",
    "movavg(",
    "during(",
    "since(",
    "ln(",
    "not ",
    "and",
    "p50(",
    "P(",
    "mean(",
    "x@2022",
    " ",
    "\n",
    "\t",
    "\\\n",
    "\\",
    "# c\n",
    "#",
    "%",
    "&&",
    "|",
    "!",
    "**",
    "\u{2212}",
    "\u{e9}",
    "\u{441}",
    "\u{a0}",
    "\"",
    ";",
    "\u{1f600}",
    "\r\n",
    "\0",
];

/// Reads it in every way and looks at every place; whether it is an equation.
fn survive(text: &str) -> bool {
    let inside = |problems: &Diagnostics| {
        for problem in problems.sorted() {
            assert!(!problem.labels.is_empty(), "{text:?}: {problem:?}");
            for label in &problem.labels {
                let (start, end) = (label.span.start, label.span.end);
                assert!(OFFSET <= start && start <= end, "{text:?}: {problem:?}");
                let range = (start - OFFSET) as usize..(end - OFFSET) as usize;
                assert!(text.get(range).is_some(), "{text:?}: {problem:?}");
            }
        }
    };
    if let Err(problems) = parse_assertion(text, file(), OFFSET) {
        assert!(problems.has_errors(), "{text:?}");
        inside(&problems);
    }
    if let Err(problems) = parse_question(text, file(), OFFSET) {
        assert!(problems.has_errors(), "{text:?}");
        inside(&problems);
    }
    match parse(text, file(), OFFSET) {
        Ok(tree) => {
            for economy in [Economy::known(), Economy::unknown()] {
                inside(&check(&tree, None, &economy));
                inside(&check(&tree, Some("corridor"), &economy));
            }
            visit(&tree, &mut |expr| {
                assert!(
                    text.get((expr.span.start - OFFSET) as usize..(expr.span.end - OFFSET) as usize)
                        .is_some()
                );
            });
            true
        }
        Err(problems) => {
            assert!(problems.has_errors(), "{text:?}");
            inside(&problems);
            false
        }
    }
}

/// 20,000 random texts of up to 24 pieces.
#[test]
fn random_texts_do_no_harm() {
    let mut random = Random::new(4);
    let mut sound = 0;
    for _ in 0..20_000 {
        let length = random.below(25);
        let text: String = (0..length).map(|_| random.one_of(PIECES)).collect();
        sound += usize::from(survive(&text));
    }
    assert!(sound > 200, "{sound} of them are equations");
}

/// 20,000 equations with one character removed, inserted or replaced.
#[test]
fn single_edits_do_no_harm() {
    let mut random = Random::new(5);
    let (mut sound, mut broken) = (0, 0);
    for at in 0..20_000 {
        let mut text = match at % 3 {
            0 => "P(gdp_effect@2022Q1 < -2) >= 0.05".to_owned(),
            _ => random_tree(&mut random, 4).to_string(),
        };
        let place = random.below(text.len());
        let piece = random.one_of(PIECES);
        match random.below(3) {
            0 => text.replace_range(place..=place, ""),
            1 => text.insert_str(place, piece),
            _ => text.replace_range(place..=place, piece),
        }
        if survive(&text) { sound += 1 } else { broken += 1 }
    }
    assert!(sound > 2_000 && broken > 2_000, "{sound} equations, {broken} others");
}

/// A stack of one megabyte is enough for the deepest tree, from reading to dropping.
#[test]
fn the_deepest_tree_needs_a_megabyte_of_stack() {
    let work = || {
        let limit = MAX_DEPTH as usize - 1;
        for (open, close) in [("exp(", ")"), ("1 - (", ")"), ("sum(corridor: ", ")"), ("(", ")"), ("(", "")] {
            survive(&format!("{}x{}", open.repeat(limit), close.repeat(limit)));
        }
    };
    std::thread::Builder::new().stack_size(1 << 20).spawn(work).unwrap().join().unwrap();
}
