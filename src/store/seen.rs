//! Where a file lies as another one names it.

use std::path::{Component, Path, PathBuf};

/// The path of a file as seen from a folder; the file's own where one of them is not there, or they have nothing in common.
pub fn seen_from(file: &Path, folder: &Path) -> PathBuf {
    match (std::fs::canonicalize(file), std::fs::canonicalize(folder)) {
        (Ok(file), Ok(folder)) => from_folder(&file, &folder),
        _ => file.to_owned(),
    }
}

/// The same of two whole paths.
fn from_folder(file: &Path, folder: &Path) -> PathBuf {
    let (file_parts, folder_parts): (Vec<Component>, Vec<Component>) =
        (file.components().collect(), folder.components().collect());
    let common = file_parts.iter().zip(&folder_parts).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return file.to_owned();
    }
    let up = folder_parts[common..].iter().map(|_| Component::ParentDir);
    up.chain(file_parts[common..].iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_from_the_folder_beside_it() {
        for (file, folder, seen) in [
            ("/home/a/ask.toml", "/home/a/results/ask-reverse", "../../ask.toml"),
            ("/home/a/in/ask.toml", "/home/a", "in/ask.toml"),
            ("/data/ask.toml", "/home/a", "../../data/ask.toml"),
        ] {
            assert_eq!(from_folder(Path::new(file), Path::new(folder)), Path::new(seen));
        }
    }
}
