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
    /// The scenario whose origins they are; `None` for all of a sample.
    pub rolling: Option<String>,
    /// The outcome that they are of; `None` for all.
    pub outcome: Option<String>,
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
    /// How far the PIT is from uniform.
    pub uniformity: Uniformity,
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

/// The largest distance between the shares of PITs below a number and that number, Kolmogorov's D.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uniformity {
    /// D.
    pub distance: f64,
    /// What D exceeds in one of twenty samples of independent uniform numbers: 1.358/(√n + .12 + .11/√n), Stephens 1970.
    pub critical: f64,
}

impl Uniformity {
    fn new(mut pits: Vec<f64>) -> Self {
        pits.sort_unstable_by(f64::total_cmp);
        let n = pits.len() as f64;
        let apart = pits.iter().enumerate().map(|(at, pit)| {
            let (below, with) = (at as f64 / n, (at + 1) as f64 / n);
            crate::numerics::max((pit - below).abs(), (with - pit).abs())
        });
        let root = crate::numerics::sqrt(n);
        Self {
            distance: apart.fold(0.0, crate::numerics::max),
            critical: 1.358 / (root + 0.12 + 0.11 / root),
        }
    }
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
/// measured. Then, of each scenario with origins, the same over its origins: of all outcomes, and of each.
pub fn cards(cases: &[Case]) -> Vec<Card> {
    let mut cards = Vec::new();
    for sample in first_come(cases.iter().map(|case| case.sample.as_str())) {
        both(&mut cards, (sample, None, None), cases, |case| case.sample == sample);
    }
    for rolling in first_come(cases.iter().filter_map(|case| case.rolling.as_deref())) {
        let is_of = |case: &Case| case.rolling.as_deref() == Some(rolling);
        let own = || cases.iter().filter(|case| is_of(case));
        let sample = own().next().map_or("", |case| case.sample.as_str());
        both(&mut cards, (sample, Some(rolling), None), cases, is_of);
        for outcome in first_come(own().map(|case| case.outcome.id.as_str())) {
            let alike = |case: &Case| is_of(case) && case.outcome.id == outcome;
            both(&mut cards, (sample, Some(rolling), Some(outcome)), cases, alike);
        }
    }
    cards
}

/// Each name once, in the order in which it comes first.
fn first_come<'c>(names: impl Iterator<Item = &'c str>) -> Vec<&'c str> {
    let mut list = Vec::new();
    for name in names {
        if !list.contains(&name) {
            list.push(name);
        }
    }
    list
}

/// Sample, scenario with origins, outcome.
type Of<'c> = (&'c str, Option<&'c str>, Option<&'c str>);

/// The cards of some cases: by the scenarios and by the baselines.
fn both(cards: &mut Vec<Card>, of: Of<'_>, cases: &[Case], wanted: impl Fn(&Case) -> bool) {
    for baseline in [false, true] {
        let own = cases.iter().filter(|case| wanted(case)).filter_map(|case| {
            let own = if baseline { case.baseline_scores.as_ref()? } else { &case.scenario_scores };
            Some((case, own))
        });
        let scored: Vec<(&Case, &Scores)> = own.collect();
        if !scored.is_empty() {
            cards.push(Card::new(of, baseline, &scored));
        }
    }
}

impl Card {
    fn new((sample, rolling, outcome): Of<'_>, baseline: bool, scored: &[(&Case, &Scores)]) -> Self {
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
            rolling: rolling.map(str::to_owned),
            outcome: outcome.map(str::to_owned),
            baseline,
            scenarios: distinct(scored.iter().map(|(case, _)| case.scenario.as_str())).len(),
            episodes: distinct(scored.iter().map(|(case, _)| case.episode.as_str())).len(),
            cases: n,
            coverage,
            tenths,
            uniformity: Uniformity::new(scored.iter().map(|(_, scores)| scores.pit.value).collect()),
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

#[cfg(test)]
mod tests {
    use super::Uniformity;

    /// Three numbers below .3: all of a sample where three tenths should be. √3 = 1.7321: 1.358/(1.7321 + .12 + .0635).
    #[test]
    fn distance_from_uniform_by_hand() {
        let found = Uniformity::new(vec![0.3, 0.1, 0.2]);
        assert!((found.distance - 0.7).abs() < 1e-12 && (found.critical - 0.709).abs() < 5e-4, "{found:?}");
        // The middles of four fourths are as near as four can be: an eighth.
        let even = Uniformity::new(vec![0.125, 0.375, 0.625, 0.875]);
        assert!((even.distance - 0.125).abs() < 1e-12);
    }
}
