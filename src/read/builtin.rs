//! The scenarios, models and economies that are part of the binary, and the data that they name.

/// A file of the folder `scenarios`, `models` or `economies`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BuiltIn {
    /// Its stem, by which it is named.
    pub name: &'static str,
    /// Its place in the repository.
    pub path: &'static str,
    /// What it says.
    pub text: &'static str,
}

macro_rules! files {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(BuiltIn {
            name: $name,
            path: concat!($folder, "/", $name, ".toml"),
            text: include_str!(concat!("../../", $folder, "/", $name, ".toml")),
        }),*]
    };
}

macro_rules! data {
    [$($path:literal),* $(,)?] => {
        &[$(BuiltIn { name: $path, path: $path, text: include_str!(concat!("../../", $path)) }),*]
    };
}

/// Questions, in alphabetical order.
pub(super) static SCENARIOS: &[BuiltIn] = files!("scenarios": "armenia-10", "eaeu-accession", "el-salvador-recession", "entry-ban", "everything-at-once", "everything-together", "fuel-cut", "fuel-cut-no-cushion", "fuel-export-duty", "hindcast-2022-gaussian", "hindcast-2022-gaussian-jumps", "hindcast-2022-in-sample", "hindcast-2022-t", "hindcast-2022-t-jumps", "kyrgyz-republic-33", "oil-price", "payment-freeze", "remittances-22", "remittances-22-spring", "replay-2009", "replay-2009-left-out", "replay-2015", "replay-2015-left-out", "replay-2020", "replay-2020-left-out", "replay-2022", "rolling-armenia", "rolling-kyrgyz-republic", "rolling-tajikistan", "rolling-uzbekistan", "russia-recession", "secondary-sanctions", "tajikistan-2022", "tajikistan-2022-fuel-cut");

/// Questions that lack what only their reader can say, in alphabetical order.
pub(super) static TEMPLATES: &[BuiltIn] = files!("scenarios/templates": "base-withdrawal", "border-clash");

/// Questions that published facts are measured by, in alphabetical order.
pub(super) static FACTS: &[BuiltIn] = files!("scenarios/facts": "cost-one-percent", "dearer-dollar", "debt-revaluation", "oil-10", "oil-25", "oil-86", "one-point-kyrgyz-republic", "one-point-tajikistan", "poverty-ten-percent", "rouble-one-percent", "russia-one-point", "russia-one-point-spring", "surge-2022", "uzbekistan-no-remittances");

/// Models, in alphabetical order.
pub(super) static MODELS: &[BuiltIn] = files!("models": "remittance-energy");

/// Economies, in alphabetical order.
pub(super) static ECONOMIES: &[BuiltIn] = files!("economies": "armenia", "el-salvador", "honduras", "kyrgyz-republic", "nepal", "tajikistan", "tajikistan-2008", "tajikistan-2014", "tajikistan-2019", "tajikistan-2021", "uzbekistan");

/// CSV files that the built-in ones name, each by its place in the repository: `name` and `path` are the same.
pub(super) static DATA: &[BuiltIn] = data![
    "scenarios/history-armenia.csv",
    "scenarios/history-brent.csv",
    "scenarios/history-kyrgyz-republic.csv",
    "scenarios/history-russia.csv",
    "scenarios/history-tajikistan.csv",
    "scenarios/history-uzbekistan.csv",
    "scenarios/rolling-armenia.csv",
    "scenarios/rolling-kyrgyz-republic.csv",
    "scenarios/rolling-tajikistan.csv",
    "scenarios/rolling-uzbekistan.csv",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Diagnostics, Sources, Style, render};
    use std::path::Path;

    /// Every shipped scenario, and every known model, is read without an error or a warning, but that figures are revised.
    #[test]
    fn what_ships_is_sound() {
        let mut names: Vec<String> = SCENARIOS.iter().chain(FACTS).map(|file| file.name.to_owned()).collect();
        let known = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/known_models");
        for entry in std::fs::read_dir(known).unwrap() {
            let path = entry.unwrap().path();
            let is_scenario = !path.file_stem().unwrap().to_str().unwrap().ends_with("-model");
            if path.extension().is_some_and(|extension| extension == "toml") && is_scenario {
                names.push(path.to_str().unwrap().to_owned());
            }
        }
        for name in names {
            let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
            let scenario = crate::read::read(&name, &mut sources, &mut diagnostics);
            let text = render(&diagnostics, &sources, Style::Plain);
            let revised = diagnostics.sorted().iter().all(|problem| problem.code.name == "revised-data");
            assert!(scenario.is_some() && revised, "{name}\n{text}");
            assert!(scenario.unwrap().as_of.is_some() || diagnostics.is_empty(), "{name}\n{text}");
        }
    }

    /// A template lacks its probabilities and nothing else, and says what to do; what states them is sound.
    #[test]
    fn templates_lack_a_probability_alone() {
        for file in TEMPLATES {
            let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
            assert!(crate::read::read(file.name, &mut sources, &mut diagnostics).is_none());
            let text = render(&diagnostics, &sources, Style::Plain);
            let said: Vec<&str> = diagnostics.sorted().iter().map(|problem| problem.code.name).collect();
            assert_eq!(said, ["missing-key"], "{text}");
            assert!(text.contains("needs one of `probability`"), "{text}");
            assert!(text.contains(&format!("extends = \"{}\"", file.name)), "{text}");

            let id = file.name.replace('-', "_");
            let own = format!(
                "title = 'mine'\nextends = '{}'\n[[event]]\nid = '{id}'\nprobability = 0.1\n",
                file.name
            );
            let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
            let scenario = crate::read::read_texts("mine", &[("mine", &own)], &mut sources, &mut diagnostics);
            let text = render(&diagnostics, &sources, Style::Plain);
            assert!(scenario.is_some() && diagnostics.is_empty(), "{text}");
        }
    }

    #[test]
    fn folders_and_lists_agree() {
        for (folder, list) in [
            ("scenarios", SCENARIOS),
            ("scenarios/templates", TEMPLATES),
            ("scenarios/facts", FACTS),
            ("models", MODELS),
            ("economies", ECONOMIES),
        ] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            let mut files: Vec<String> = std::fs::read_dir(path)
                .map(|entries| entries.map(|entry| entry.unwrap().path()).collect::<Vec<_>>())
                .unwrap_or_default()
                .into_iter()
                .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
                .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
                .collect();
            files.sort_unstable();
            let listed: Vec<&str> = list.iter().map(|file| file.name).collect();
            assert_eq!(files, listed, "{folder}");
        }
    }
    #[test]
    fn data_files_and_their_list_agree() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        for folder in ["scenarios", "models", "economies"] {
            let entries = std::fs::read_dir(root.join(folder)).unwrap();
            let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
            let named = names
                .filter(|name| Path::new(name).extension().is_some_and(|ext| ext == "csv"))
                .map(|name| format!("{folder}/{name}"));
            files.extend(named);
        }
        files.sort_unstable();
        let mut listed: Vec<&str> = DATA.iter().map(|file| file.path).collect();
        listed.sort_unstable();
        assert_eq!(files, listed);
    }
}
