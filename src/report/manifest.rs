//! `manifest.json`: what a run was made from, and where and when it ran.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::diagnostic::Sources;
use crate::scenario::Scenario;

use super::judgement::{self, Signed};
use super::words;

/// The file's name.
pub const NAME: &str = "manifest.json";

/// The version of the numerics: raised whenever the same scenario and seed give other bits.
pub const NUMERICS: u32 = 1;

/// What a run was made from, and where and when it ran.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// `sarez-manifest/1`.
    pub schema: String,
    /// Equal identities give equal summaries.
    pub identity: Identity,
    /// What changes nothing but the time it takes.
    pub machine: Machine,
}

/// What a run was made from: all that its numbers depend on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// The scenario's name.
    pub scenario: String,
    /// The version of Sarez.
    pub sarez: String,
    /// [`NUMERICS`].
    pub numerics: u32,
    /// The key of all draws.
    pub seed: u64,
    /// Paths that were run.
    pub paths: u64,
    /// The most that might have been run, where the run was to stop once it knew enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_paths: Option<u64>,
    /// The first simulated quarter.
    pub start: String,
    /// How many quarters are simulated.
    pub quarters: u32,
    /// Where uniform numbers come from.
    pub sampler: String,
    /// The model's named set of parameters that was chosen, if any.
    pub parameter_set: Option<String>,
    /// What targets add to sizes, as it was solved.
    pub shifts: Vec<Shift>,
    /// What holds in baseline and scenario alike: conditioning paths, each with who says so.
    pub assumptions: Vec<Signed>,
    /// What holds in baseline and scenario alike: judgements, signed and dated.
    pub tunes: Vec<Signed>,
    /// Every text that was read, in the order of reading.
    pub inputs: Vec<Input>,
}

/// What a target adds to every draw of a size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// The size, by the name of its driver.
    pub of: String,
    /// In its unit.
    pub shift: f64,
}

/// A text that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// As the user names it.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// What changes nothing but the time it takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// The instruction set: `avx512`, `avx2` or `plain`.
    pub isa: String,
    /// Threads that simulated.
    pub threads: usize,
    /// Paths computed together.
    pub block: usize,
    /// Seconds that the simulation took.
    pub elapsed_seconds: f64,
    /// When it ended, in UTC, such as `2022-03-04T12:00:00Z`.
    pub time: String,
}

impl Identity {
    /// The identity of a run of `scenario` that was read from `sources`.
    pub fn new(scenario: &Scenario, sources: &Sources) -> Self {
        let hexadecimal = |byte: &u8| {
            [byte >> 4, byte & 15].map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)]))
        };
        let input = |name: &str, text: &str| Input {
            name: name.to_owned(),
            sha256: Sha256::digest(text).iter().flat_map(hexadecimal).collect(),
        };
        Self {
            scenario: scenario.name.clone(),
            sarez: env!("CARGO_PKG_VERSION").to_owned(),
            numerics: NUMERICS,
            seed: scenario.run.seed,
            paths: scenario.run.paths,
            most_paths: (!scenario.until.is_empty()).then_some(scenario.run.paths),
            start: scenario.start.to_string(),
            quarters: scenario.quarters,
            sampler: words::sampler(scenario.run.sampler).to_owned(),
            parameter_set: scenario.model.parameter_set.as_ref().map(|set| set.name.clone()),
            shifts: scenario
                .targets
                .iter()
                .map(|target| Shift { of: target.written.clone(), shift: target.shift })
                .collect(),
            assumptions: judgement::assumptions(scenario),
            tunes: judgement::tunes(scenario),
            inputs: sources.iter().map(|file| input(&file.name, &file.text)).collect(),
        }
    }
}

impl Identity {
    /// The identity of a run that stopped after `paths`.
    #[must_use]
    pub fn of_paths(self, paths: u64) -> Self {
        Self { paths, ..self }
    }
}

/// The manifest, indented, with a line end.
///
/// # Panics
/// Never: it has no map with keys other than text.
pub fn render(identity: Identity, machine: Machine) -> String {
    let manifest = Manifest { schema: "sarez-manifest/1".to_owned(), identity, machine };
    serde_json::to_string_pretty(&manifest).expect("a manifest is plain data") + "\n"
}

/// The manifest of several scenarios on the same draws: one identity each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Several {
    /// `sarez-manifest-of-several/1`.
    pub schema: String,
    /// In the order in which they were compared.
    pub identities: Vec<Identity>,
    /// What changes nothing but the time it takes.
    pub machine: Machine,
}

/// The manifest of several scenarios, indented, with a line end.
///
/// # Panics
/// Never: it has no map with keys other than text.
pub fn render_several(identities: Vec<Identity>, machine: Machine) -> String {
    let several = Several { schema: "sarez-manifest-of-several/1".to_owned(), identities, machine };
    serde_json::to_string_pretty(&several).expect("a manifest is plain data") + "\n"
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn identity_and_machine_stand_apart() {
        let scenario = example::scenario(Vec::new());
        let machine = Machine {
            isa: "avx2".to_owned(),
            threads: 2,
            block: 256,
            elapsed_seconds: 0.43,
            time: "2022-03-04T12:00:00Z".to_owned(),
        };
        let text = render(Identity::new(&scenario, &example::sources()), machine.clone());
        let manifest: Manifest = serde_json::from_str(&text).unwrap();
        assert_eq!(manifest.schema, "sarez-manifest/1");
        assert_eq!(manifest.machine, machine);
        let identity = manifest.identity;
        assert_eq!(
            (identity.assumptions[0].by.as_str(), identity.tunes[0].on.as_deref()),
            ("staff", Some("2022-03-04"))
        );
        assert_eq!((identity.seed, identity.paths, identity.numerics), (2022, 100_000, NUMERICS));
        assert_eq!((identity.start.as_str(), identity.quarters), ("2022Q1", 12));
        // FIPS 180-2, appendix B.1: the hash of "abc"; and the well-known one of nothing.
        let inputs: Vec<_> = identity.inputs.iter().map(|i| (i.name.as_str(), i.sha256.as_str())).collect();
        assert_eq!(
            inputs,
            [
                (
                    "scenarios/example.toml",
                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
                ),
                (
                    "models/remittance-energy.toml",
                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
                ),
            ]
        );
    }
}
