//! Why a file could not be written or read, and what to do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a file or folder could not be used.
#[derive(Debug)]
pub enum Failure {
    /// What should be a folder is a file.
    FileInTheWay(PathBuf),
    /// What should be a file is a folder.
    FolderInTheWay(PathBuf),
    /// The system refused.
    System {
        /// What was tried: "create", "write to", "write", "read", "remove".
        tried: &'static str,
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The file is not what it should be.
    Content {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl Failure {
    /// The system's refusal to do `tried` with `path`.
    pub(super) fn system(tried: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::System { tried, path: path.to_owned(), error }
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::FileInTheWay(_) | Self::FolderInTheWay(_) => "move it away or choose another folder",
            Self::System { error, .. } => match error.kind() {
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    "choose a folder that you may write to"
                }
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "make room, or choose a folder on another disk"
                }
                _ => "check the path",
            },
            Self::Content { .. } => "write the file again with this version of sarez",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FileInTheWay(path) => write!(f, "{} is a file, a folder is needed there", path.display()),
            Self::FolderInTheWay(path) => write!(f, "{} is a folder, a file is needed there", path.display()),
            Self::System { tried, path, error } => write!(f, "cannot {tried} {}: {error}", path.display()),
            Self::Content { path, reason } => write!(f, "cannot use {}: {reason}", path.display()),
        }
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::System { error, .. } => Some(error),
            _ => None,
        }
    }
}
