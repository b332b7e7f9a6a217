//! What is nearly right is suggested, what is not near anything is not.

use super::{changed, problems};

/// File, find, replace, and what is suggested, if anything.
const CASES: &[(&str, &str, &str, Option<&str>)] = &[
    // Keys.
    ("scenario", "horizon =", "horizn =", Some("horizon")),
    ("scenario", "percent = {", "precent = {", Some("percent")),
    ("scenario", "paths = 1_000", "Paths = 1_000", Some("paths")),
    ("scenario", "half_life", "halflife", Some("half_life")),
    ("small", "transform =", "trasnfrom =", Some("transform")),
    ("somewhere", "quarterly =", "quartely =", Some("quarterly")),
    ("scenario", "seed  = 7", "colour = 7", None),
    ("scenario", "seed  = 7", "x = 7", None),
    // Keys that others call so.
    ("scenario", "probability =", "prob =", Some("probability")),
    ("scenario", "sd = 5", "sigma = 5", Some("sd")),
    ("scenario", "paths = 1_000", "simulations = 1_000", Some("paths")),
    // Distributions and words.
    ("scenario", "{ normal =", "{ nomral =", Some("normal")),
    ("scenario", "{ normal =", "{ gaussian =", Some("normal")),
    ("scenario", "{ normal =", "{ cauchy =", None),
    ("small", "kind     = \"rate\"", "kind = \"rates\"", Some("rate")),
    ("small", "kind     = \"rate\"", "kind = \"share\"", None),
    ("scenario", "\"growth\"", "\"grwoth\"", Some("growth")),
    ("scenario", "\"growth\"", "\"difference\"", None),
    // Variables, in a scenario and in an equation.
    ("scenario", "variable = \"gdp\"", "variable = \"gpd\"", Some("gdp")),
    ("scenario", "variable = \"gdp\"", "variable = \"GDP\"", Some("gdp")),
    ("scenario", "variable = \"gdp\"", "variable = \"output\"", None),
    ("scenario", "variable = \"gdp\"", "variable = \"gni\"", None),
    ("small", "(received - ref", "(recieved - ref", Some("received")),
    ("small", "(received - ref", "(remittances - ref", None),
    ("small", "* exp(", "* epx(", Some("exp")),
    ("small", "* exp(", "* gamma(", None),
    // Elements and sets.
    ("scenario", "\"sent[*]\"", "\"sent[rusia]\"", Some("russia")),
    ("scenario", "\"sent[*]\"", "\"sent[Russia]\"", Some("russia")),
    ("scenario", "\"sent[*]\"", "\"sent[kazakhstan]\"", None),
    ("small", "sum(corridor: sent[corridor])", "sent[othre]", Some("other")),
    ("small", "sum(corridor: sent[corridor])", "sent[usa]", None),
    ("small", "over      = \"corridor\"", "over      = \"corridors\"", Some("corridor")),
    ("small", "over      = \"corridor\"", "over      = \"country\"", None),
    // Files and outcomes.
    ("scenario", "model   = \"small\"", "model   = \"smal\"", Some("small")),
    ("scenario", "model   = \"small\"", "model   = \"remittance-enrgy\"", Some("remittance-energy")),
    ("scenario", "model   = \"small\"", "model   = \"big\"", None),
    ("scenario", "economy = \"somewhere\"", "economy = \"Tajikistan\"", Some("tajikistan")),
    ("scenario", "economy = \"somewhere\"", "economy = \"peru\"", None),
    ("scenario", "p50(gdp_effect@2022)", "p50(gdp_efect@2022)", Some("gdp_effect")),
    ("scenario", "p50(gdp_effect@2022)", "p50(inflation@2022)", None),
    ("scenario", "p50(gdp_effect@2022)", "maen(gdp_effect@2022)", Some("mean")),
    ("scenario", "p50(gdp_effect@2022)", "mode(gdp_effect@2022)", None),
];

#[test]
fn what_is_near_is_suggested_and_what_is_far_is_not() {
    let mut wrong = String::new();
    for (file, find, replace, expected) in CASES {
        let (_, text) = problems(&changed(file, find, replace));
        let suggested: Vec<&str> = text
            .lines()
            .filter_map(|line| line.split_once("did you mean `").and_then(|(_, rest)| rest.split('`').next()))
            .collect();
        if suggested != expected.as_slice() {
            wrong.extend([format!("{replace}: {suggested:?}, not {expected:?}\n{text}\n")]);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
