//! A part of a run as a file: `part.json`.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::results::Part;

use super::{Failure, Folder};

/// The file's name.
pub const NAME: &str = "part.json";

const SCHEMA: &str = "sarez-part/1";

/// What makes two parts comparable: bits depend on all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stamp {
    /// The version of Sarez that computed it.
    pub sarez: String,
    /// The version of the numerics: another one gives other bits for the same draws.
    pub numerics: u32,
    /// The key of all draws.
    pub seed: u64,
}

#[derive(Deserialize)]
struct Head {
    schema: String,
    stamp: Stamp,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<P> {
    schema: String,
    stamp: Stamp,
    part: P,
}

/// Writes `part` into `folder`.
///
/// # Errors
/// When the system refuses.
pub fn write(folder: &mut Folder, stamp: &Stamp, part: &Part) -> Result<(), Failure> {
    let path = folder.path().join(NAME);
    let file = Envelope { schema: SCHEMA.to_owned(), stamp: stamp.clone(), part };
    let content = |reason: serde_json::Error| Failure::Content { path, reason: reason.to_string() };
    let mut text = serde_json::to_vec(&file).map_err(content)?;
    text.push(b'\n');
    folder.write(NAME, &text).map(|_| ())
}

/// Reads the part at `path`, which must carry this very `stamp`.
///
/// # Errors
/// When it cannot be read, is not a part, or was computed by another version or from another seed.
pub fn read(path: &Path, stamp: &Stamp) -> Result<Part, Failure> {
    let refused = |reason: String| Failure::Content { path: path.to_owned(), reason };
    let text = std::fs::read(path).map_err(Failure::system("read", path))?;
    let not_a_part = |error: serde_json::Error| refused(format!("it is not a part of a run ({error})"));
    let head: Head = serde_json::from_slice(&text).map_err(not_a_part)?;
    if head.schema != SCHEMA {
        return Err(refused(format!("its schema is {}, this version reads {SCHEMA}", head.schema)));
    }
    if head.stamp != *stamp {
        let say = |s: &Stamp| format!("sarez {}, numerics {}, seed {}", s.sarez, s.numerics, s.seed);
        return Err(refused(format!("it is of {}, asked for is {}", say(&head.stamp), say(stamp))));
    }
    serde_json::from_slice::<Envelope<Part>>(&text).map(|file| file.part).map_err(not_a_part)
}
