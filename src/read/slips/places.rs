//! The place told is the place meant, in every way in which TOML lets one write a text.

use super::{changed, problems};

/// What stands for `equation = 'rate(-1)'` in the model, and the line (of the model) and column of the slip.
const EQUATIONS: &[(&str, &str)] = &[
    // Several lines; the first line end behind the quotes belongs to no value.
    ("equation = \"\"\"\nrate(-1)\n  + gpd\n\"\"\"", "small:37:5 unknown-name"),
    ("equation = \"\"\"rate(-1)\n  + gpd\"\"\"", "small:36:5 unknown-name"),
    ("equation = '''\nrate(-1)\n\n  + gpd'''", "small:38:5 unknown-name"),
    // A comment and a tab before it.
    ("equation = \"\"\"\nrate(-1) # 5 percent of gpd\n\t+ gpd\"\"\"", "small:37:4 unknown-name"),
    ("equation\t=\t'rate(-1) + gpd'", "small:35:24 unknown-name"),
    // Characters of several bytes, and of two halves in UTF-16, before it on its line.
    ("label = 'Ставка 🏦'\nequation = 'rate(-1) + gpd'", "small:36:24 unknown-name"),
    ("equation = \"\"\"rate(-1) # 🏦é\n + gpd\"\"\"", "small:36:4 unknown-name"),
    ("equation = 'rate(-1) + ставка + gpd'", "small:35:24 unexpected-symbol"),
    // A quote and a backslash are no equation, and escapes are not undone.
    (r#"equation = "rate(-1)\n + gpd""#, r"small:35:21 unexpected-symbol"),
    (r#"equation = "rate(-1) + \u0067pd""#, r"small:35:24 unexpected-symbol"),
    ("equation = \"\"\"rate(-1) \\\n  + gpd\"\"\"", "small:36:5 unknown-name"),
    // Behind everything.
    ("equation = 'rate(-1) +'", "small:35:22 expected-value"),
    ("equation = \"\"\"\nrate(-1) +\n\"\"\"", "small:36:10 expected-value"),
];

#[test]
fn places_inside_equations_are_those_of_the_file() {
    let mut wrong = String::new();
    for (replace, expected) in EQUATIONS {
        let (found, text) = problems(&changed("small", "equation = 'rate(-1)'", replace));
        if found != [*expected] {
            wrong.extend([format!("{replace}\n  {found:?}, not {expected}\n{text}\n")]);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The caret stands below the first character of the slip: as many columns in, tabs as four.
#[test]
fn the_caret_stands_below_the_slip() {
    for (replace, line, caret) in [
        ("equation = 'rate(-1) + gpd'", "equation = 'rate(-1) + gpd'", "                       ^^^"),
        ("\tequation\t= 'gpd'", "    equation    = 'gpd'", "                   ^^^"),
        ("label = 'é' \nequation = 'gpd'", "equation = 'gpd'", "            ^^^"),
    ] {
        let (_, text) = problems(&changed("small", "equation = 'rate(-1)'", replace));
        let at = text.lines().position(|shown| shown.ends_with(line));
        let at = at.unwrap_or_else(|| panic!("{line}\n{text}"));
        let below = text.lines().nth(at + 1).unwrap();
        assert!(below.ends_with(&format!("| {caret}")), "{text}");
    }
}

/// Line ends of other systems, and a mark at the beginning of the file, move nothing.
#[test]
fn line_ends_and_marks_of_other_systems_move_nothing() {
    let slips = [
        ("equation = 'rate(-1)'", "equation = '''\nrate(-1)\n + gpd'''", "small:37:4 unknown-name"),
        ("level    = 5.0", "level    = \"5.0\"", "small:36:12 wrong-type"),
        ("level    = 5.0", "level    = 5,0", "small:36:13 syntax"),
        ("level    = 5.0", "levels   = 5.0", "small:36:1 unknown-key"),
    ];
    for (find, replace, expected) in slips {
        let mut files = changed("small", find, replace);
        let (found, text) = problems(&files);
        assert_eq!(found, [expected], "{text}");
        for file in &mut files {
            file.1 = file.1.replace('\n', "\r\n");
        }
        let (with_returns, shown) = problems(&files);
        assert_eq!((&with_returns, shown.replace('\r', "")), (&found, text.clone()), "{replace}");
        for file in &mut files {
            file.1 = format!("\u{feff}{}", file.1);
        }
        assert_eq!(problems(&files).0, found, "{replace}");
    }
}
