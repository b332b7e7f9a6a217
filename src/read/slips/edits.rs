//! Ten thousand slips of one character each in the founding scenario: none passes unseen, each is found where it is.

use super::extends::without_places;
use crate::diagnostic::{Diagnostics, FileId, Sources, Span};
use crate::read::as_of::AsOf;
use crate::read::builtin::{BuiltIn, ECONOMIES, MODELS, SCENARIOS};
use crate::read::extends::{Resolved, resolve};
use crate::read::files::{Library, What};
use crate::read::keys::SCENARIO;
use crate::read::names::Names;
use crate::read::print::print;
use crate::read::table::Reading;
use crate::read::{economy, model, resolve as together, scenario, tables, tree};
use crate::scenario::{Economy, Model, Scenario};

const NAME: &str = "tajikistan-2022";

const EDITS: usize = 10_000;

/// How far from the edit a problem may be said.
const LINES: usize = 2;

/// `SplitMix64`: Steele, Lea and Flood (2014), doi:10.1145/2660193.2660195.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((u128::from(z ^ (z >> 31)) * bound as u128) >> 64) as usize
    }
}

/// The model and the economy of the founding scenario, read once.
struct Founding {
    texts: [BuiltIn; 3],
    names: Names,
    both: (Model, Economy),
}

fn built_in(list: &[BuiltIn], name: &str) -> BuiltIn {
    *list.iter().find(|file| file.name == name).expect("it ships")
}

impl Founding {
    fn new() -> Self {
        let texts = [
            built_in(SCENARIOS, NAME),
            built_in(MODELS, "remittance-energy"),
            built_in(ECONOMIES, "tajikistan"),
        ];
        let mut sources = Sources::new();
        let ids = texts.map(|file| sources.add(file.path, file.text));
        let mut diagnostics = Diagnostics::new();
        let trees = [ids[1], ids[2]].map(|id| tree::parse(id, &sources, &mut diagnostics));
        let mut reading = Reading::new(&sources, diagnostics);
        let model = model::model(texts[1].name, &trees[0], &mut reading);
        let economy = economy::economy(texts[2].name, &trees[1], &mut reading);
        let names = Names::new(Some(&model), Some(&economy), &[]);
        let both = {
            let figures = together::Figures { economy: Some(economy), series: Vec::new(), start: None };
            together::resolve(model, figures, None, &names, &mut AsOf::new(None), &mut reading)
        };
        assert!(reading.diagnostics.is_empty());
        Self { texts, names, both }
    }

    /// Reads the scenario with this text.
    fn read(&self, text: &str) -> Answer {
        let library = Library::Texts(&[]);
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let file = sources.add(self.texts[0].path, text);
        for other in &self.texts[1..] {
            sources.add(other.path, other.text);
        }
        let resolved = resolve(&library, (What::Scenario, &SCENARIO), file, &mut sources, &mut diagnostics);
        let named = scenario::named(&resolved.tree, &sources);
        let mut both = Some(self.both.clone());
        for (what, written, is) in [
            (What::Model, named.model, self.texts[1].name),
            (What::Economy, named.economy, self.texts[2].name),
        ] {
            let Some(written) = written else { continue };
            if written.value != is {
                both = None;
                let from = Some((self.texts[0].path, written.span));
                let other = library.load(what, &written.value, from, &mut sources, &mut diagnostics);
                assert!(other.is_none(), "no other {what:?} is one character away");
            }
        }
        let tables = tables(&library, &[Some(&resolved.tree)], &mut sources, &mut diagnostics);
        let mut reading = Reading { tables, ..Reading::new(&sources, diagnostics) };
        let scenario = scenario::scenario(NAME, &resolved.tree, &self.names, both, &mut reading);
        let diagnostics = reading.diagnostics;
        let scenario = scenario.filter(|_| !diagnostics.has_errors());
        Answer { file, resolved, scenario, diagnostics, sources }
    }
}

struct Answer {
    file: FileId,
    resolved: Resolved,
    scenario: Option<Scenario>,
    diagnostics: Diagnostics,
    sources: Sources,
}

impl Answer {
    /// The scenario's own part: the model and the economy are the same.
    fn meaning(&self) -> Option<String> {
        let mut scenario = self.scenario.clone()?;
        scenario.model.variables.clear();
        scenario.model.parameters.clear();
        scenario.economy = Economy { sets: std::collections::BTreeMap::new(), ..scenario.economy };
        scenario.economy.levels.clear();
        scenario.economy.history.clear();
        Some(without_places(&scenario))
    }

    /// What is shown, without the places.
    fn shown(&self) -> String {
        let text = print(&SCENARIO, &self.resolved, &self.sources);
        text.lines()
            .map(|line| line.split("  # scenarios/").next().unwrap_or("").trim_end())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The lines on which something is said.
    fn lines(&self) -> Vec<usize> {
        let labels = self.diagnostics.sorted().into_iter().flat_map(|problem| &problem.labels);
        let here = labels.filter(|label| label.span.file == self.file);
        here.map(|label| self.sources.position(label.span).line).collect()
    }
}

/// One character inserted, deleted or replaced, and where.
fn edited(text: &str, alphabet: &[char], random: &mut Random) -> (String, usize, String) {
    let places: Vec<(usize, char)> = text.char_indices().collect();
    let (at, old) = places[random.below(places.len())];
    let new = alphabet[random.below(alphabet.len())];
    let kind = random.below(3);
    let end = if kind == 0 { at } else { at + old.len_utf8() };
    let with = if kind == 1 { String::new() } else { new.to_string() };
    let what = ["insert", "delete", "replace"][kind];
    let mut edited = text.to_owned();
    edited.replace_range(at..end, &with);
    (edited, at, format!("{what} {old:?} {new:?}"))
}

#[test]
fn no_single_character_passes_unseen() {
    let founding = Founding::new();
    let text = founding.texts[0].text;
    let sound = founding.read(text);
    assert!(sound.diagnostics.is_empty());
    let (meaning, shown) = (sound.meaning().expect("it is sound"), sound.shown());

    let mut alphabet: Vec<char> = text.chars().collect();
    alphabet.sort_unstable();
    alphabet.dedup();
    alphabet.extend("\"\"\"'''[[]]{}{}==##\n\n\n0123456789,.-_\\\t\réҷ−\u{a0}\u{feff}".chars());

    let mut random = Random(2022);
    let (mut accepted, mut rejected) = (0, 0);
    let mut wrong = String::new();
    for number in 0..EDITS {
        let (edited, at, what) = edited(text, &alphabet, &mut random);
        let answer = founding.read(&edited);
        let line = answer.sources.position(Span::new(answer.file, at..at)).line;
        let told = format!("{number}: {what} at line {line}: {:?}", edited.lines().nth(line - 1));
        match answer.meaning() {
            Some(changed) => {
                accepted += 1;
                if changed != meaning && answer.shown() == shown {
                    wrong.extend([format!("{told} changes what is read and not what is shown\n")]);
                }
            }
            None => {
                rejected += 1;
                let lines = answer.lines();
                if !lines.iter().any(|said| said.abs_diff(line) <= LINES) {
                    let said: Vec<_> = answer.diagnostics.sorted().iter().map(|d| d.code.name).collect();
                    wrong.extend([format!("{told} is said at {lines:?} {said:?}\n")]);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {rejected}\n{wrong}", wrong.lines().count());
    assert!(accepted > 1_000 && rejected > 1_000, "{accepted} {rejected}");
}
