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

/// Questions, in alphabetical order.
pub(super) static SCENARIOS: &[BuiltIn] = files!("scenarios": "fuel-cut", "oil-price", "russia-recession", "tajikistan-2022", "tajikistan-2022-fuel-cut");

/// Models, in alphabetical order.
pub(super) static MODELS: &[BuiltIn] = files!("models": "remittance-energy");

/// Economies, in alphabetical order.
pub(super) static ECONOMIES: &[BuiltIn] = files!("economies": "tajikistan");

/// CSV files that the built-in ones name, each by its place in the repository: `name` and `path` are the same.
pub(super) static DATA: &[BuiltIn] = &[];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Diagnostics, Sources, Style, render};
    use std::path::Path;

    /// Every shipped scenario, and every known model, is read without an error or a warning.
    #[test]
    fn what_ships_is_sound() {
        let mut names: Vec<String> = SCENARIOS.iter().map(|file| file.name.to_owned()).collect();
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
            assert!(scenario.is_some() && diagnostics.is_empty(), "{name}\n{text}");
        }
    }

    #[test]
    fn folders_and_lists_agree() {
        for (folder, list) in [("scenarios", SCENARIOS), ("models", MODELS), ("economies", ECONOMIES)] {
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
