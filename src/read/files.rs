//! Where texts come from: the binary, the disk, or the caller.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Sources, Span, codes, suggest};

use super::builtin::{BuiltIn, DATA, ECONOMIES, FACTS, MODELS, SCENARIOS, TEMPLATES};
use super::keys::joined;

/// What kind of file is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Scenario,
    Model,
    Economy,
}

impl What {
    fn built_in(self) -> &'static [BuiltIn] {
        match self {
            Self::Scenario => SCENARIOS,
            Self::Model => MODELS,
            Self::Economy => ECONOMIES,
        }
    }

    /// What lacks something that only its reader can say, and what measures published facts; found by name, and listed
    /// apart.
    fn apart(self) -> impl Iterator<Item = &'static BuiltIn> {
        let (templates, facts): (&[BuiltIn], &[BuiltIn]) = match self {
            Self::Scenario => (TEMPLATES, FACTS),
            Self::Model | Self::Economy => (&[], &[]),
        };
        templates.iter().chain(facts)
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Scenario => ("scenario", "scenarios"),
            Self::Model => ("model", "models"),
            Self::Economy => ("economy", "economies"),
        }
    }
}

/// Where texts are sought, besides the binary.
#[derive(Debug)]
pub(super) enum Library<'a> {
    /// Paths are read from the file system.
    Disk,
    /// Names and texts; the file system is not touched.
    Texts(&'a [(&'a str, &'a str)]),
}

impl Library<'_> {
    /// Adds the text of a file to the sources. `from` is the path and the place in the file that names it, if any.
    pub fn load(
        &self,
        what: What,
        name: &str,
        from: Option<(&str, Span)>,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Option<FileId> {
        let place = from.map(|(_, span)| span);
        let texts: &[(&str, &str)] = match self {
            Self::Texts(texts) => texts,
            Self::Disk => &[],
        };
        if let Some((_, text)) = texts.iter().find(|(given, _)| *given == name) {
            return Some(sources.add(name, *text));
        }
        if let Some(file) = what.built_in().iter().chain(what.apart()).find(|file| file.name == name) {
            return Some(sources.add_built_in(file.path, file.text));
        }
        if matches!(self, Self::Texts(_)) || !is_path(name) {
            diagnostics.push(unknown(what, name, place, texts));
            return None;
        }
        let path = beside(from.map(|(path, _)| path), name);
        let shown = path.display().to_string();
        match read(&path, place, diagnostics).map(String::from_utf8)? {
            Ok(text) => Some(sources.add(shown, text)),
            Err(_) => {
                let message = format!("`{shown}` is not a text in UTF-8");
                diagnostics.push(
                    at(Diagnostic::error(&codes::CANNOT_READ, message), place).help("save it as UTF-8"),
                );
                None
            }
        }
    }

    /// Adds the text of a CSV file that is named at `place`: once, however often it is named.
    pub fn load_csv(
        &self,
        name: &str,
        place: Span,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Option<FileId> {
        let (from, built_in) = (&sources.file(place.file).name, sources.file(place.file).built_in);
        let path = beside(Some(from), name);
        let shown = path.display().to_string();
        let missing =
            || at(Diagnostic::error(&codes::CANNOT_READ, format!("there is no file `{shown}`")), Some(place));
        if built_in {
            let Some(file) = DATA.iter().find(|file| Path::new(file.path) == path) else {
                diagnostics.push(missing().help("a built-in file names files that are built in beside it"));
                return None;
            };
            return sources.find(file.path).or_else(|| Some(sources.add_built_in(file.path, file.text)));
        }
        if let Self::Texts(texts) = self {
            let Some((_, text)) = texts.iter().find(|(given, _)| *given == name) else {
                // A copy of a built-in file names what is built in beside it.
                let built_in = DATA.iter().find(|file| Path::new(file.path).ends_with(name));
                let Some(file) = built_in else {
                    diagnostics.push(missing());
                    return None;
                };
                return sources.find(file.path).or_else(|| Some(sources.add_built_in(file.path, file.text)));
            };
            return sources.find(name).or_else(|| Some(sources.add(name, *text)));
        }
        if let Some(known) = sources.find(&shown) {
            return Some(known);
        }
        match String::from_utf8(read(&path, Some(place), diagnostics)?) {
            Ok(text) => Some(sources.add(shown, text)),
            Err(error) => {
                let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = before.split(|b| *b == b'\n').count();
                let message = format!("`{shown}` is not a text in UTF-8: see its line {line}");
                let diagnostic = at(Diagnostic::error(&codes::NOT_UTF8, message), Some(place));
                diagnostics.push(diagnostic.help("save it as UTF-8, which spreadsheets call \"CSV UTF-8\""));
                None
            }
        }
    }
}

impl Library<'_> {
    /// Whether two names of loaded texts are of one file.
    pub fn is_same(&self, one: &str, other: &str) -> bool {
        let place = |name: &str| std::fs::canonicalize(name).unwrap_or_else(|_| Path::new(name).to_owned());
        one == other || matches!(self, Self::Disk) && place(one) == place(other)
    }
}

/// A path that is written in the file `from`, from that file's folder.
fn beside(from: Option<&str>, name: &str) -> PathBuf {
    let folder = from.and_then(|path| Path::new(path).parent());
    folder.map_or_else(|| Path::new(name).to_owned(), |folder| folder.join(name))
}

/// The bytes of a file that is named at `place`.
fn read(path: &Path, place: Option<Span>, diagnostics: &mut Diagnostics) -> Option<Vec<u8>> {
    let error = match std::fs::read(path) {
        Ok(bytes) => return Some(bytes),
        Err(error) => error,
    };
    let shown = path.display();
    let message = match error.kind() {
        ErrorKind::NotFound => format!("there is no file `{shown}`"),
        ErrorKind::PermissionDenied => format!("the file `{shown}` may not be read"),
        ErrorKind::IsADirectory => format!("`{shown}` is a folder"),
        _ => format!("the file `{shown}` cannot be read: {error}"),
    };
    let diagnostic = at(Diagnostic::error(&codes::CANNOT_READ, message), place);
    diagnostics.push(match place {
        Some(_) => diagnostic.help("a path is taken from the folder of the file that names it"),
        None => diagnostic,
    });
    None
}

/// Whether a name is meant as a path.
pub(super) fn is_path(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "toml") || name.contains(['/', '\\'])
}

/// The name without folders and `.toml`.
pub(super) fn stem(name: &str) -> String {
    let file = Path::new(name)
        .file_name()
        .map_or_else(|| name.to_owned(), |file| file.to_string_lossy().into_owned());
    file.strip_suffix(".toml").map(str::to_owned).unwrap_or(file)
}

fn at(diagnostic: Diagnostic, place: Option<Span>) -> Diagnostic {
    match place {
        Some(span) => diagnostic.at(span, ""),
        None => diagnostic,
    }
}

fn unknown(what: What, name: &str, place: Option<Span>, texts: &[(&str, &str)]) -> Diagnostic {
    let (one, many) = what.words();
    let own = if what == What::Economy { "an" } else { "a" };
    let files = what.built_in().iter().chain(what.apart());
    let names = files.map(|file| file.name).chain(texts.iter().map(|(name, _)| *name));
    let diagnostic =
        at(Diagnostic::error(&codes::UNKNOWN_FILE, format!("there is no built-in {one} `{name}`")), place);
    let mut diagnostic = match suggest(name, names) {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
        None => diagnostic,
    };
    let others = [What::Scenario, What::Model, What::Economy].into_iter().filter(|other| *other != what);
    for other in others.filter(|other| other.built_in().iter().any(|file| file.name == name)) {
        let (is, _) = other.words();
        let article = if other == What::Economy { "an" } else { "a" };
        diagnostic = diagnostic.help(format!("`{name}` is {article} {is}, and {own} {one} is meant here"));
    }
    if !what.built_in().is_empty() {
        let list = joined(what.built_in().iter().map(|file| file.name.to_owned()), "and");
        diagnostic = diagnostic.help(format!("the built-in {many} are {list}"));
    }
    diagnostic.help(format!("{own} {one} of your own is named by a path that ends in .toml"))
}
