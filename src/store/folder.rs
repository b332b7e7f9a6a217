//! A folder that was tried before the work, and files that appear in it whole or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::Failure;

/// A folder in which files can be written, as [`Folder::prepare`] has tried.
///
/// Dropped before anything was written, it removes the folders that it has made.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Folders that were made, outermost first; forgotten at the first file.
    made: Vec<PathBuf>,
}

impl Folder {
    /// Makes the folder where it is missing, and tries that the files `names` can be written there.
    ///
    /// # Errors
    /// When a file stands where a folder is needed or a folder where one of the files is, or when the folder cannot be
    /// made or written to.
    pub fn prepare(path: &Path, names: &[&str]) -> Result<Self, Failure> {
        if let Some(file) =
            path.ancestors().find(|part| part.symlink_metadata().is_ok()).filter(|p| !p.is_dir())
        {
            return Err(Failure::FileInTheWay(file.to_owned()));
        }
        let missing = path.ancestors().take_while(|part| !part.as_os_str().is_empty() && !part.exists());
        let mut folder = Self { path: path.to_owned(), made: Vec::new() };
        for part in missing.collect::<Vec<_>>().into_iter().rev() {
            fs::create_dir(part)
                .or_else(|error| if part.is_dir() { Ok(()) } else { Err(error) })
                .map_err(Failure::system("create", part))?;
            folder.made.push(part.to_owned());
        }
        if let Some(name) = names.iter().find(|name| path.join(name).is_dir()) {
            return Err(Failure::FolderInTheWay(path.join(name)));
        }
        folder.temporary().map_err(Failure::system("write to", path))?;
        Ok(folder)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes one file: under another name in the same folder, then to the disk, then renamed. Whoever reads `name`
    /// finds the old content or the new one, never a part. Gives the file's path.
    ///
    /// # Errors
    /// When the system refuses; then the file is as it was.
    pub fn write(&mut self, name: &str, content: &[u8]) -> Result<PathBuf, Failure> {
        let path = self.path.join(name);
        if path.is_dir() {
            return Err(Failure::FolderInTheWay(path));
        }
        let refused = |error| Failure::System { tried: "write", path: path.clone(), error };
        let mut file = self.temporary().map_err(refused)?;
        file.write_all(content).map_err(refused)?;
        file.as_file().sync_all().map_err(refused)?;
        file.persist(&path).map_err(|error| refused(error.error))?;
        self.made.clear();
        // The new name reaches the disk with the folder; where a folder cannot be opened (Windows) the system does it.
        if let Ok(folder) = File::open(&self.path) {
            let _ = folder.sync_all();
        }
        Ok(path)
    }

    /// Removes the files whose names end like this and are not among `names`: what an earlier run has left.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn keep_only(&self, names: &[&str], ending: &str) -> Result<(), Failure> {
        for entry in fs::read_dir(&self.path).map_err(Failure::system("read", &self.path))? {
            let entry = entry.map_err(Failure::system("read", &self.path))?;
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| name.ends_with(ending)) else { continue };
            if !names.contains(&name) && entry.path().is_file() {
                fs::remove_file(entry.path()).map_err(Failure::system("remove", &entry.path()))?;
            }
        }
        Ok(())
    }

    /// A nameless neighbour of the files, removed when dropped.
    fn temporary(&self) -> std::io::Result<NamedTempFile> {
        let mut builder = Builder::new();
        builder.prefix(".sarez-").suffix(".tmp");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)); // less the user's mask
        builder.tempfile_in(if self.path.as_os_str().is_empty() { Path::new(".") } else { &self.path })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        for part in self.made.iter().rev() {
            let _ = fs::remove_dir(part); // refuses what is not empty
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(path: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn files_appear_whole_and_nothing_else_stays() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a/b");
        let mut folder = Folder::prepare(&path, &["x.csv"]).unwrap();
        assert!(names(&path).is_empty());
        assert_eq!(folder.write("x.csv", b"one").unwrap(), path.join("x.csv"));
        folder.write("x.csv", b"two").unwrap();
        drop(folder);
        assert_eq!(names(&path), ["x.csv"]);
        assert_eq!(fs::read(path.join("x.csv")).unwrap(), b"two");
    }

    #[test]
    fn what_an_earlier_run_has_left_goes_away() {
        let home = tempfile::tempdir().unwrap();
        for name in ["a.svg", "b.svg", "notes.txt"] {
            fs::write(home.path().join(name), "").unwrap();
        }
        let mut folder = Folder::prepare(home.path(), &[]).unwrap();
        folder.write("a.svg", b"new").unwrap();
        folder.keep_only(&["a.svg"], ".svg").unwrap();
        assert_eq!(names(home.path()), ["a.svg", "notes.txt"]);
    }

    #[test]
    fn a_folder_that_was_made_for_nothing_goes_away() {
        let home = tempfile::tempdir().unwrap();
        drop(Folder::prepare(&home.path().join("a/b"), &[]).unwrap());
        assert!(names(home.path()).is_empty());
        // One that was there, or is in use by another, stays.
        fs::create_dir(home.path().join("there")).unwrap();
        drop(Folder::prepare(&home.path().join("there"), &[]).unwrap());
        let folder = Folder::prepare(&home.path().join("c/d"), &[]).unwrap();
        fs::write(home.path().join("c/other"), "").unwrap();
        drop(folder);
        assert_eq!(names(home.path()), ["c", "there"]);
        assert_eq!(names(&home.path().join("c")), ["other"]);
    }

    #[test]
    fn what_is_in_the_way_is_refused_before_the_work() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, "precious").unwrap();
        for path in [file.clone(), file.join("below")] {
            let failure = Folder::prepare(&path, &[]).unwrap_err();
            assert_eq!(
                failure.to_string(),
                format!("{} is a file, a folder is needed there", file.display())
            );
        }
        fs::create_dir_all(home.path().join("out/x.csv")).unwrap();
        let failure = Folder::prepare(&home.path().join("out"), &["x.csv"]).unwrap_err();
        assert!(
            matches!(&failure, Failure::FolderInTheWay(path) if path.ends_with("out/x.csv")),
            "{failure}"
        );
        assert_eq!(fs::read(&file).unwrap(), b"precious");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_folder_that_cannot_be_written_to_is_refused() {
        // Holds for root too, whom permissions do not stop.
        let failure = Folder::prepare(Path::new("/proc/sarez"), &[]).unwrap_err();
        assert!(failure.to_string().starts_with("cannot create /proc/sarez: "), "{failure}");
        let failure = Folder::prepare(Path::new("/proc/self"), &[]).unwrap_err();
        assert!(failure.to_string().starts_with("cannot write to /proc/self: "), "{failure}");
    }

    #[test]
    #[cfg(unix)]
    fn files_are_readable_as_the_mask_says() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("usual"), "").unwrap();
        let mut folder = Folder::prepare(home.path(), &[]).unwrap();
        folder.write("ours", b"").unwrap();
        let mode = |name| fs::metadata(home.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode("ours"), mode("usual"));
    }
}
