//! Figures by quarter and year: reference paths, series, histories, known quarters. Answers by hand.

use sarez::numerics::{exp, max, sqrt};

use crate::support::{Ran, assert_near, run, scenario};

/// Every path is at `exact`, to 1e-9 of it.
#[track_caller]
fn assert_all_at(ran: &Ran, id: &str, exact: f64) {
    let tally = ran.tally(id);
    for value in [tally.minimum().unwrap(), tally.maximum().unwrap()] {
        assert!((value - exact).abs() <= 1e-9 * max(exact.abs(), 1.0), "{id}: {value} against {exact}");
    }
}

/// The response is drawn anew on every path, and all paths are the one that is stated. Annual figures are met; the vintage after `as_of` is not read; a stated quarter stays; what the path leaves out is held.
#[test]
fn every_path_is_the_stated_one() {
    let ran = run(&scenario("path"));
    for (id, exact) in [
        ("gdp@2022", 440.0),
        ("gdp@2022Q2", 120.0),
        ("gdp@2023", 480.0),
        ("gdp_growth@2022", 10.0),
        ("north@2022", 220.0),
        ("north@2023", 200.0),
        ("received@2022", 300.0),
        ("received@2023", 290.0),
        ("cpi@2022", 104.0),
        ("cpi@2023", 110.0),
        // A straight line from year-end to year-end.
        ("reserves@2022Q1", 1025.0),
        ("reserves@2022Q2", 1050.0),
        ("reserves@2022", 1100.0),
        ("reserves@2023", 1300.0),
        ("rate@2022Q1", 7.0),
        ("rate@2023Q4", 7.0),
        // Series and what is made of them, with quarters before the start.
        ("oil@2022Q2", 114.0),
        ("oil@2022", 101.0),
        ("oil_change@2022Q1", 20.0),
        ("oil_change@2022Q3", -13.0),
        ("oil_growth@2022Q1", 0.223143551314),
        ("oil_mean@2022Q1", 80.25),
        ("oil_mean@2022Q4", 101.0),
        ("oil_sum@2022Q1", 153.0),
        ("oil_sum@2022Q4", 315.0),
    ] {
        assert_all_at(&ran, id, exact);
    }
    for id in ["gdp_gap@2022Q1", "gdp_gap@2022Q4", "gdp_gap@2023Q4", "gdp_gap@2023"] {
        assert_all_at(&ran, id, 0.0);
    }
}

/// Known quarters hold in baseline and scenario, without residual and shock; lags read them; then all goes on.
#[test]
fn known_quarters_hold() {
    let ran = run(&scenario("known-quarters"));
    for (id, exact) in [
        ("sent@2022Q1", 60.0),
        ("sent@2022Q2", 70.0),
        ("sent_effect@2022Q1", 0.0),
        ("sent_effect@2022Q2", 0.0),
        ("sent_effect@2022Q3", -10.0),
        ("gdp@2022Q1", 80.0),
        // 0.5 · 80 + 70
        ("gdp@2022Q2", 110.0),
        ("gdp_effect@2022Q1", 0.0),
        ("gdp_effect@2022Q2", 0.0),
        ("income@2022Q1", 0.0),
        ("income@2022Q2", 6.0),
        ("income@2022Q3", 3.0),
        ("oil@2022Q1", 80.0),
        ("oil@2022Q2", 93.0),
    ] {
        assert_all_at(&ran, id, exact);
    }
    // The first residual is that of the third quarter: e alone, with the sd that `annual_sd` was solved into.
    let model = &scenario("known-quarters").model;
    let sent = model.variables.iter().find(|variable| variable.name == "sent").unwrap();
    let sd = sarez::distribution::Univariate::sd(&sent.residual.as_ref().unwrap().distribution);
    // sent = 50 · 0.9 · exp(e): mean and sd of a lognormal.
    let mean = 45.0 * exp(sd * sd / 2.0);
    assert_near(ran.tally("sent@2022Q3").mean(), mean, 4.0);
    assert_near(ran.tally("sent@2022Q3").sd(), mean * sqrt(exp(sd * sd) - 1.0), 4.0);
    // Var = Σ over innovations, ar 0.9: computed apart, see `annual_sd`.
    assert!((0.115 / sd - 1.50743).abs() < 1e-4, "{}", 0.115 / sd);
}

/// The codes of what is said of a scenario that is changed in a folder of its own: there, `change` has its way with the files.
fn said(change: impl Fn(&std::path::Path)) -> Vec<&'static str> {
    let folder = tempfile::tempdir().unwrap();
    let known = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/known_models");
    std::fs::create_dir(folder.path().join("data")).unwrap();
    for name in ["path.toml", "path-model.toml", "data/path-economy.toml", "data/path.csv", "data/oil.csv"] {
        std::fs::copy(known.join(name), folder.path().join(name)).unwrap();
    }
    change(folder.path());
    let (mut sources, mut diagnostics) =
        (sarez::diagnostic::Sources::new(), sarez::diagnostic::Diagnostics::new());
    let name = folder.path().join("path.toml");
    let scenario = sarez::read::read(name.to_str().unwrap(), &mut sources, &mut diagnostics);
    if let Some(scenario) = scenario {
        sarez::compile::compile(&scenario, &mut diagnostics);
    }
    diagnostics.sorted().into_iter().map(|diagnostic| diagnostic.code.name).collect()
}

/// What only a file on disk, or only the equations, can bring to light.
#[test]
fn files_are_text_and_lags_need_data() {
    assert_eq!(said(|_| ()), [""; 0]);
    let oil =
        |text: &[u8], folder: &std::path::Path| std::fs::write(folder.join("data/oil.csv"), text).unwrap();
    assert_eq!(said(|folder| oil(b"period,brent\n2021Q4,8\xff\n", folder)), ["not-utf8"]);
    assert_eq!(said(|folder| std::fs::remove_file(folder.join("data/oil.csv")).unwrap()), ["cannot-read"]);
    let text = std::fs::read_to_string("tests/known_models/data/oil.csv").unwrap();
    let later = text.replace("2021Q1,60\n2021Q2,68\n2021Q3,73\n", "");
    assert_eq!(said(|folder| oil(later.as_bytes(), folder)), ["missing-history"]);
}
