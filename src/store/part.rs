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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::{Accumulator, Layout};

    fn part() -> Part {
        let values: Vec<f64> = (0..256).map(|i| f64::from(i) * 0.1).collect();
        let mut accumulator = Accumulator::new(&Layout::from_pilot(&values, &[3.0]));
        accumulator.add(&values, 256);
        Part {
            units: (7..8).into(),
            paths: 256,
            tallies: vec![accumulator.into_tally()],
            clamped: vec![3],
            outside: vec![1],
            happened: vec![5],
            products: Vec::new(),
        }
    }

    fn stamp() -> Stamp {
        Stamp { sarez: "0.1.0".to_owned(), numerics: 1, seed: 2022 }
    }

    #[test]
    fn read_back_the_same() {
        let home = tempfile::tempdir().unwrap();
        let mut folder = Folder::prepare(home.path(), &[NAME]).unwrap();
        write(&mut folder, &stamp(), &part()).unwrap();
        assert_eq!(read(&home.path().join(NAME), &stamp()).unwrap(), part());
    }

    #[test]
    fn what_is_foreign_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(NAME);
        let mut folder = Folder::prepare(home.path(), &[NAME]).unwrap();
        write(&mut folder, &stamp(), &part()).unwrap();
        let whole = std::fs::read_to_string(&path).unwrap();
        for (from, to, reason) in [
            ("sarez-part/1", "sarez-part/2", "its schema is sarez-part/2, this version reads sarez-part/1"),
            (
                "\"numerics\":1",
                "\"numerics\":2",
                "it is of sarez 0.1.0, numerics 2, seed 2022, asked for is sarez",
            ),
            ("\"seed\":2022", "\"seed\":2023", "it is of sarez 0.1.0, numerics 1, seed 2023, asked for is"),
            (
                "\"sarez\":\"0.1.0\"",
                "\"sarez\":\"9\"",
                "it is of sarez 9, numerics 1, seed 2022, asked for is",
            ),
            ("\"count\":256", "\"count\":255", "it is not a part of a run (the count is not the sum"),
            ("{\"schema\"", "{\"more\":1,\"schema\"", "it is not a part of a run (unknown field `more`"),
            ("{\"schema\"", "", "it is not a part of a run ("),
        ] {
            assert!(whole.contains(from), "{from} in {whole}");
            std::fs::write(&path, whole.replacen(from, to, 1)).unwrap();
            let said = read(&path, &stamp()).unwrap_err().to_string();
            assert!(said.starts_with(&format!("cannot use {}: {reason}", path.display())), "{said}");
        }
        let said = read(&home.path().join("none.json"), &stamp()).unwrap_err().to_string();
        assert!(said.starts_with("cannot read ") && said.contains("none.json: "), "{said}");
    }
}
