//! What is said beside the answer, and to whom.

use std::fs;

use crate::everything::FILES;
use crate::support::{called, sarez};

/// Lines without the seconds that something took.
fn timeless(text: &str) -> Vec<String> {
    text.lines().map(|line| line.split(" in ").next().unwrap().to_owned()).collect()
}

#[test]
fn verbose_says_what_was_read_and_what_was_done_and_changes_nothing() {
    let home = called("GDP", &FILES);
    let run = |more: &[&str]| {
        let output =
            sarez(home.path(), &[&["run", "fall.toml", "--paths", "600", "--out", "out"], more].concat());
        assert!(output.status.success());
        let [stdout, stderr] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        (stdout, stderr, fs::read(home.path().join("out/summary.json")).unwrap())
    };
    let (plain, silent, numbers) = run(&[]);
    let (said, verbose, same) = run(&["--verbose"]);
    // The problems of the file come first in both.
    assert!(verbose.starts_with(&silent) && !silent.contains("SHA-256"), "{silent}");
    assert_eq!(numbers, same);
    let without_time =
        |text: &str| text.lines().filter(|line| !line.contains("600 paths,")).collect::<Vec<_>>().join("\n");
    assert_eq!(without_time(&plain), without_time(&said));
    let hash = r#""sha256": ""#;
    let manifest = fs::read_to_string(home.path().join("out/manifest.json")).unwrap();
    let hashes: Vec<&str> =
        manifest.split(hash).skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(hashes.len(), 2);
    for part in [
        "read fall.toml, ",
        "read index.toml, ",
        "2 variables, 1 parameters, 1 shocks, 1 events, 8 quarters",
        "instructions",
        "simulated in ",
        "files written in ",
    ] {
        assert!(verbose.contains(part), "{part}\n{verbose}");
    }
    assert!(hashes.iter().all(|hash| verbose.contains(hash)), "{verbose}");
    let (_, again, _) = run(&["--verbose"]);
    assert_eq!(timeless(&verbose), timeless(&again));
}

#[test]
fn verbose_and_quiet_exclude_each_other() {
    let home = called("GDP", &FILES);
    let output = sarez(home.path(), &["run", "fall.toml", "--quiet", "--verbose"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot be used with"));
}

#[test]
fn what_explains_a_scenario_has_a_page() {
    let home = called("<script>alert(1)</script> & \u{202e}x", &FILES);
    for (command, parts) in [
        ("attribute", &["share of each in the mean", "one after the other", ">flood<"][..]),
        ("sensitivity", &["one driver at a time", "total index", "shock.fall.percent"]),
    ] {
        let output =
            sarez(home.path(), &[command, "fall.toml", "--paths", "4096", "--quiet", "--out", command]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let page = fs::read_to_string(home.path().join(command).join("report.html")).unwrap();
        for part in parts {
            assert!(page.contains(part), "{command}: {part}");
        }
        assert!(!page.contains("<script") && !page.contains('\u{202e}'));
        assert!(page.contains("default-src 'none'"));
    }
}
