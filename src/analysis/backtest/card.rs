//! All cases of one sample, counted together. What hangs together is an episode: one country in one year.

use crate::results::{Estimate, LogScore, share};

use super::{Case, Reference, Scores};

/// The central bands whose coverage is counted: the share of probability that each should hold.
pub const LEVELS: [f64; 3] = [0.5, 0.8, 0.9];

/// How a sample of cases was forecast. Intervals take cases as independent; those of one episode are not.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// What their numbers knew.
    pub sample: String,
    /// Whether it is the baselines' card: they know no driver.
    pub baseline: bool,
    /// How many scenarios.
    pub scenarios: usize,
    /// How many episodes: countries and years.
    pub episodes: usize,
    /// How many cases.
    pub cases: usize,
    /// By level.
    pub coverage: [Coverage; 3],
    /// Cases in each tenth of the PIT.
    pub tenths: [usize; 10],
    /// Cases that no path of the forecast reaches.
    pub beyond: usize,
    /// Cases with enough of a past to be set beside others: what the two means are over.
    pub scaled: usize,
    /// The mean of CRPS over the standard deviation of past values.
    pub crps: Option<f64>,
    /// The mean log score of values in those standard deviations, and how many cases have a density at what happened.
    pub log: Option<(f64, usize)>,
    /// Against each reference.
    pub skills: Vec<Skill>,
}

/// Of how many cases what happened lies in the central band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coverage {
    /// What the band should hold.
    pub level: f64,
    /// Cases inside.
    pub inside: usize,
    /// Their share with Wilson's interval.
    pub share: Estimate,
}

/// 1 - (mean CRPS)/(mean CRPS of a reference), each case's over the standard deviation of its past.
#[derive(Debug, Clone, PartialEq)]
pub struct Skill {
    /// Against which.
    pub reference: Reference,
    /// Cases that have the reference.
    pub cases: usize,
    /// The skill; `None` without a case.
    pub skill: Option<f64>,
    /// The lowest and the highest when one episode is left out; `None` with fewer than two.
    pub without_one: Option<(f64, f64)>,
    /// Mean log score of the reference minus that of the forecast, over cases with both: above 0 the forecast is better.
    pub log_gain: Option<f64>,
    /// In words.
    pub verdict: Verdict,
}

/// What a skill says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Above 0, whichever episode is left out.
    Good,
    /// Below 0, whichever episode is left out.
    Bad,
    /// One episode decides its sign.
    Undecided,
    /// There is one episode alone, or none.
    TooFew,
}

/// A card of each sample in the order in which it comes first: by the scenarios, then by their baselines where those can be
/// measured.
pub fn cards(cases: &[Case]) -> Vec<Card> {
    let mut samples: Vec<&str> = Vec::new();
    for case in cases {
        if !samples.contains(&case.sample.as_str()) {
            samples.push(&case.sample);
        }
    }
    let mut cards = Vec::new();
    for sample in samples {
        for baseline in [false, true] {
            let scored: Vec<(&Case, &Scores)> = cases
                .iter()
                .filter(|case| case.sample == sample)
                .filter_map(|case| {
                    let own = if baseline { case.baseline_scores.as_ref()? } else { &case.scenario_scores };
                    Some((case, own))
                })
                .collect();
            if !scored.is_empty() {
                cards.push(Card::new(sample, baseline, &scored));
            }
        }
    }
    cards
}

impl Card {
    fn new(sample: &str, baseline: bool, scored: &[(&Case, &Scores)]) -> Self {
        let n = scored.len();
        let coverage = LEVELS.map(|level| {
            let inside = scored.iter().filter(|(_, scores)| scores.is_inside(level)).count();
            Coverage { level, inside, share: share(inside as u64, n as u64) }
        });
        let mut tenths = [0; 10];
        for (_, scores) in scored {
            tenths[((10.0 * scores.pit.value) as usize).min(9)] += 1;
        }
        let scaled: Vec<(f64, &Scores)> =
            scored.iter().filter_map(|(case, scores)| Some((case.spread?, *scores))).collect();
        let logs: Vec<f64> = scaled
            .iter()
            .filter_map(|(spread, scores)| Some(density(scores)? - crate::numerics::log(*spread)))
            .collect();
        Self {
            sample: sample.to_owned(),
            baseline,
            scenarios: distinct(scored.iter().map(|(case, _)| case.scenario.as_str())).len(),
            episodes: distinct(scored.iter().map(|(case, _)| case.episode.as_str())).len(),
            cases: n,
            coverage,
            tenths,
            beyond: scored.iter().filter(|(_, scores)| scores.beyond.is_some()).count(),
            scaled: scaled.len(),
            crps: mean(scaled.iter().map(|(spread, scores)| scores.crps.value / spread)),
            log: mean(logs.iter().copied()).map(|mean| (mean, logs.len())),
            skills: Reference::ALL.iter().map(|reference| Skill::new(*reference, scored)).collect(),
        }
    }
}

impl Skill {
    fn new(reference: Reference, scored: &[(&Case, &Scores)]) -> Self {
        let both: Vec<(&str, f64, f64)> = scored
            .iter()
            .filter_map(|(case, scores)| {
                let (_, other) = case.references.iter().find(|(of, _)| *of == reference)?;
                let (other, spread) = (other.as_ref().ok()?, case.spread?);
                Some((case.episode.as_str(), scores.crps.value / spread, other.crps / spread))
            })
            .collect();
        let of = |left_out: Option<&str>| {
            let kept = || both.iter().filter(|(name, ..)| Some(*name) != left_out);
            let (own, other): (f64, f64) = (kept().map(|case| case.1).sum(), kept().map(|case| case.2).sum());
            1.0 - own / other
        };
        let names = distinct(both.iter().map(|case| case.0));
        let without: Vec<f64> = names.iter().map(|name| of(Some(name))).collect();
        let without_one = (names.len() > 1).then(|| {
            let fold = |pick: fn(f64, f64) -> f64| without.iter().copied().fold(without[0], pick);
            (fold(crate::numerics::min), fold(crate::numerics::max))
        });
        let gains = scored.iter().filter_map(|(case, scores)| {
            let (_, other) = case.references.iter().find(|(of, _)| *of == reference)?;
            Some(other.as_ref().ok()?.log - density(scores)?)
        });
        Self {
            reference,
            cases: both.len(),
            skill: (!both.is_empty()).then(|| of(None)),
            without_one,
            log_gain: mean(gains),
            verdict: match without_one {
                None => Verdict::TooFew,
                Some((low, _)) if low > 0.0 => Verdict::Good,
                Some((_, high)) if high < 0.0 => Verdict::Bad,
                Some(_) => Verdict::Undecided,
            },
        }
    }
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The log score, where there is one.
fn density(scores: &Scores) -> Option<f64> {
    match scores.log {
        LogScore::Density(estimate) => Some(estimate.value),
        LogScore::Beyond | LogScore::Point => None,
    }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let values: Vec<f64> = values.collect();
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}
