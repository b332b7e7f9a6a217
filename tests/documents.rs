//! What README shows is what happens.

use std::fs;
use std::path::Path;
use std::process::Command;

/// The fenced blocks of README in this language.
fn blocks(language: &str) -> Vec<String> {
    let readme = include_str!("../README.md");
    let parts: Vec<&str> = readme.split("```").collect();
    let blocks = parts.iter().skip(1).step_by(2);
    blocks.filter_map(|block| block.strip_prefix(&format!("{language}\n"))).map(str::to_owned).collect()
}

/// Runs `sarez` on a file of this text: standard output, standard error.
fn sarez(subcommand: &str, file: &str, text: &str) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(file), text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_sarez"))
        .args([subcommand, file])
        .current_dir(folder.path())
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

/// Without the seconds that it took, which no two runs share.
fn timeless(text: &str) -> Vec<String> {
    let lines = text.trim().lines();
    lines.map(|line| line.split(", seed").next().unwrap_or_default().trim_end().to_owned()).collect()
}

#[test]
fn readme_scenario_gives_readme_output() {
    let scenario = &blocks("toml")[0];
    let shown = &blocks("text")[0];
    let (printed, problems) = sarez("run", "russia.toml", scenario);
    assert_eq!(timeless(&printed), timeless(shown), "{problems}");
}

#[test]
fn readme_slip_gives_readme_error() {
    let scenario = blocks("toml")[0].replace("sent[russia]", "sent[rusia]");
    let shown = &blocks("text")[1];
    let (_, problems) = sarez("check", "mine.toml", &scenario);
    assert!(problems.contains(shown.trim()), "{problems}");
}

/// What the binary prints for these arguments.
fn printed(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_sarez"))
        .args(arguments)
        .current_dir(folder.path())
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// `UPDATE=1 cargo test documents` writes the files anew.
#[test]
fn what_is_made_of_the_lists_of_keys_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut stale = Vec::new();
    for (file, arguments) in [
        ("docs/schema/scenario.schema.json", &["schema", "scenario"][..]),
        ("docs/schema/model.schema.json", &["schema", "model"]),
        ("docs/schema/economy.schema.json", &["schema", "economy"]),
        ("docs/reference.md", &["reference"]),
    ] {
        let found = printed(arguments);
        if fs::read_to_string(root.join(file)).unwrap_or_default() == found {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(root.join(file), found).unwrap();
        } else {
            stale.push(file);
        }
    }
    assert!(stale.is_empty(), "UPDATE=1 cargo test documents makes anew {stale:?}");
}

/// What stands between `<!-- made by: sarez ARGUMENTS -->` and `<!-- end -->` is what the program prints.
#[test]
fn the_page_of_the_model_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/model.md");
    let page = fs::read_to_string(&path).unwrap();
    let (start, end) = ("<!-- made by: sarez ", "<!-- end -->");
    let mut parts = page.split(start);
    let mut made = parts.next().unwrap().to_owned();
    let mut commands = Vec::new();
    for part in parts {
        let (command, rest) = part.split_once(" -->\n").unwrap();
        let (_, after) = rest.split_once(end).unwrap();
        let arguments: Vec<&str> = command.split(' ').collect();
        made.extend([format!("{start}{command} -->\n\n{}\n{end}{after}", printed(&arguments))]);
        commands.push(command);
    }
    let rolling = "backtest rolling-armenia rolling-kyrgyz-republic rolling-tajikistan rolling-uzbekistan --paths 4096 --markdown";
    assert_eq!(commands, [rolling, "facts", "reference remittance-energy"]);
    if std::env::var_os("UPDATE").is_some() {
        return fs::write(&path, &made).unwrap();
    }
    let facts: usize =
        made.split(" published facts agree").next().unwrap().rsplit(' ').next().unwrap().parse().unwrap();
    assert!(facts >= 20, "{facts} published facts");
    // Not one string against another: they are long.
    let stale = page.lines().zip(made.lines()).find(|(old, new)| old != new);
    assert!(page == made, "UPDATE=1 cargo test documents makes docs/model.md anew: {stale:?}");
}

#[test]
fn every_shipped_file_names_its_schema() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (folder, kind) in [("scenarios", "scenario"), ("models", "model"), ("economies", "economy")] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let named =
                text.lines().next().and_then(|line| line.strip_prefix("#:schema ")).unwrap_or_default();
            assert_eq!(named, format!("../docs/schema/{kind}.schema.json"), "{}", path.display());
            assert!(root.join(folder).join(named).exists(), "{named}");
        }
    }
}

#[test]
fn the_reference_names_everything() {
    let reference =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference.md")).unwrap();
    for code in sarez::diagnostic::codes::ALL {
        assert!(reference.contains(&format!("**{}**", code.name)), "{}", code.name);
    }
    for word in sarez::language::WORDS {
        assert!(reference.contains(&format!("`{}`", word.form.replace(" or ", "` or `"))), "{}", word.name);
    }
    for kind in sarez::distribution::KINDS {
        assert!(reference.contains(&format!("### `{}`", kind.name)), "{}", kind.name);
    }
}
