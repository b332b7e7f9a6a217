//! The scenarios, models and economies that are part of the binary.

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
pub(super) static SCENARIOS: &[BuiltIn] = files!("scenarios":);

/// Models, in alphabetical order.
pub(super) static MODELS: &[BuiltIn] = files!("models":);

/// Economies, in alphabetical order.
pub(super) static ECONOMIES: &[BuiltIn] = files!("economies":);

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

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
}
