//! How plausible the shocks are against what their variables have done before.

use serde::Serialize;

use crate::analysis::plausibility as found;

use super::figure::finite;
use super::number::number;

/// What the past says of the shocks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plausibility {
    /// Shocks in the scenario's order, then those of events.
    pub shocks: Vec<OfShock>,
    /// The shocks together, those of events left out.
    pub joint: Option<Joint>,
    /// Why that is not known.
    pub no_joint: Option<String>,
}

/// One shock, at the median of its size and at full weight.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfShock {
    /// Its id; of an event `fuel_cut.cutoff[russia]`.
    pub shock: String,
    /// What it hits.
    pub target: String,
    /// Whether it is an event's.
    pub of_event: bool,
    /// Where it lies among past changes.
    pub place: Option<Place>,
    /// Why that is not known.
    pub no_place: Option<String>,
}

/// Where a change lies among past ones.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    /// What the past is of: the shock's target, or the whole of which it is a part.
    pub of: String,
    /// The shock's median as a yearly change of that.
    pub change: Option<f64>,
    /// `percent`, or `percentage points` of a rate.
    pub unit: &'static str,
    /// How many past changes there are.
    pub years: usize,
    /// The first year.
    pub first: i32,
    /// The last.
    pub last: i32,
    /// The share of past changes below this one, ties by half.
    pub below: Option<f64>,
    /// The same under the Student t of a normal fitted to the past.
    pub fitted: Option<f64>,
    /// In how many years the change was as large in the same direction.
    pub as_large: usize,
    /// The year of the largest change in that direction.
    pub extreme_year: i32,
    /// That change.
    pub extreme: Option<f64>,
    /// When the past was published.
    pub vintage: Option<String>,
    /// By whom.
    pub source: Option<String>,
}

/// All shocks together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Joint {
    /// What each component is a change of.
    pub of: Vec<String>,
    /// How many years all of them have.
    pub years: usize,
    /// The first.
    pub first: i32,
    /// The last.
    pub last: i32,
    /// Mahalanobis distance from the past's mean by its covariance.
    pub distance: Option<f64>,
    /// The probability that a further year is nearer, by Hotelling's F.
    pub nearer: Option<f64>,
    /// In how many years the change was further from the other years.
    pub further: usize,
}

impl From<&found::Plausibility> for Plausibility {
    fn from(found: &found::Plausibility) -> Self {
        Self {
            shocks: found.shocks.iter().map(OfShock::from).collect(),
            joint: found.joint.as_ref().ok().map(Joint::from),
            no_joint: found.joint.as_ref().err().cloned(),
        }
    }
}

impl From<&found::OfShock> for OfShock {
    fn from(shock: &found::OfShock) -> Self {
        Self {
            shock: shock.id.clone(),
            target: shock.target.clone(),
            of_event: shock.of_event,
            place: shock.place.as_ref().ok().map(Place::from),
            no_place: shock.place.as_ref().err().cloned(),
        }
    }
}

impl From<&found::Place> for Place {
    fn from(place: &found::Place) -> Self {
        Self {
            of: place.of.clone(),
            change: finite(place.change),
            unit: if place.points { "percentage points" } else { "percent" },
            years: place.years,
            first: place.first,
            last: place.last,
            below: finite(place.below),
            fitted: place.fitted.and_then(finite),
            as_large: place.as_large,
            extreme_year: place.extreme_year,
            extreme: finite(place.extreme),
            vintage: place.vintage.clone(),
            source: place.source.clone(),
        }
    }
}

impl From<&found::Joint> for Joint {
    fn from(joint: &found::Joint) -> Self {
        Self {
            of: joint.of.clone(),
            years: joint.years,
            first: joint.first,
            last: joint.last,
            distance: finite(joint.distance),
            nearer: finite(joint.nearer),
            further: joint.further,
        }
    }
}

impl Plausibility {
    /// A sentence a shock that has a past, one for each reason why others have no place in one, one for all together.
    pub(super) fn sentences(&self) -> Vec<String> {
        let mut sentences: Vec<String> = self.shocks.iter().filter_map(OfShock::sentence).collect();
        let mut unknown: Vec<(&str, Vec<&str>)> = Vec::new();
        for shock in &self.shocks {
            let Some(why) = shock.no_place.as_deref() else { continue };
            match unknown.iter_mut().find(|(other, _)| *other == why) {
                Some((_, of)) if of.contains(&shock.target.as_str()) => {}
                Some((_, of)) => of.push(&shock.target),
                None => unknown.push((why, vec![&shock.target])),
            }
        }
        let unknown = unknown.iter();
        sentences
            .extend(unknown.map(|(why, of)| format!("plausibility not known of {}: {why}", of.join(", "))));
        let several = self.shocks.iter().filter(|shock| !shock.of_event).count() > 1;
        match (&self.joint, &self.no_joint) {
            (Some(joint), _) => sentences.push(joint.sentence()),
            (None, Some(why)) if several => {
                sentences.push(format!("plausibility not known of all shocks together: {why}"));
            }
            _ => {}
        }
        sentences
    }
}

impl OfShock {
    /// "plausibility of remittances: `sent[*]` -22 percent is at percentile 11 of 19 yearly changes, ..."
    fn sentence(&self) -> Option<String> {
        let place = self.place.as_ref()?;
        let part =
            if place.of == self.target { String::new() } else { format!(" by its part {}", self.target) };
        let fitted = place
            .fitted
            .map_or_else(String::new, |share| format!(", at {} under a fitted Student t", percentile(share)));
        let (low, lowest) = if place.change? < 0.0 { ("low", "lowest") } else { ("high", "highest") };
        Some(format!(
            "plausibility of {}: {} {} {}{part} is at percentile {} of {} yearly changes, {} to {}{fitted}; {} as {low}, the {lowest} {} in {}",
            self.shock,
            place.of,
            change(place.change?),
            place.unit,
            percentile(place.below?),
            place.years,
            place.first,
            place.last,
            counted(place.as_large),
            change(place.extreme?),
            place.extreme_year,
        ))
    }
}

impl Joint {
    /// "plausibility of `sent[*]`, `oil_price` together: Mahalanobis distance 2.35 from 19 years, ..."
    fn sentence(&self) -> String {
        let rounded = |distance: f64| number((distance * 100.0).round() / 100.0, 0.0, false);
        format!(
            "plausibility of {} together: Mahalanobis distance {} from {} years, {} to {}; a further year is nearer with probability {} percent by Hotelling's F; of the {} years {} further from the others",
            self.of.join(", "),
            self.distance.map_or_else(|| "?".to_owned(), rounded),
            self.years,
            self.first,
            self.last,
            self.nearer.map_or_else(|| "?".to_owned(), percentile),
            self.years,
            counted(self.further),
        )
    }
}

/// A change to a tenth; a small one to a thousandth.
pub(super) fn change(value: f64) -> String {
    let parts = if value.abs() < 1.0 { 1000.0 } else { 10.0 };
    number((value * parts).round() / parts, 0.0, true)
}

/// A share as a percentile: a whole one, beyond 1 and 99 to two digits of what is left.
pub(super) fn percentile(share: f64) -> String {
    let percent = 100.0 * share;
    let rest = if percent < 50.0 { percent } else { 100.0 - percent };
    match rest {
        0.0 => number(percent, 0.0, false),
        tiny if tiny < 0.01 => if percent < 50.0 { "below 0.01" } else { "above 99.99" }.to_owned(),
        small if small < 1.0 => number((percent * 100.0).round() / 100.0, 0.0, false),
        _ => number(percent.round(), 0.0, false),
    }
}

/// "none was", "1 was", "2 were"
fn counted(number: usize) -> String {
    match number {
        0 => "none was".to_owned(),
        1 => "1 was".to_owned(),
        many => format!("{many} were"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::json::tests::{problem_of, refusals};
    use super::super::terminal::{Frame, plain, render};
    use super::super::{Summary, example, json};
    use super::*;

    fn summary() -> Summary {
        let place = Place {
            of: "sent[*]".to_owned(),
            change: Some(-22.0),
            unit: "percent",
            years: 19,
            first: 2003,
            last: 2021,
            below: Some(2.0 / 19.0),
            fitted: Some(0.12),
            as_large: 2,
            extreme_year: 2015,
            extreme: Some(-33.26),
            vintage: None,
            source: Some("WDI".to_owned()),
        };
        let shock = |shock: &str, place: Option<Place>| OfShock {
            shock: shock.to_owned(),
            target: "sent[*]".to_owned(),
            of_event: false,
            no_place: place.is_none().then(|| "no past is stated".to_owned()),
            place,
        };
        let joint = Joint {
            of: vec!["sent[*]".to_owned(), "oil_price".to_owned()],
            years: 19,
            first: 2003,
            last: 2021,
            distance: Some(2.347),
            nearer: Some(0.9312),
            further: 1,
        };
        let shocks = vec![shock("remittances", Some(place)), shock("oil", None)];
        let plausibility = Plausibility { shocks, joint: Some(joint), no_joint: None };
        Summary { plausibility: Some(plausibility), ..example::summary() }
    }

    #[test]
    fn the_table_says_each_and_all() {
        let text = plain(&render(&summary(), Frame { width: 400, seconds: None, files: None }));
        for line in [
            "plausibility of remittances: sent[*] -22 percent is at percentile 11 of 19 yearly changes, 2003 to 2021, at 12 under a fitted Student t; 2 were as low, the lowest -33.3 in 2015",
            "plausibility not known of sent[*]: no past is stated",
            "plausibility of sent[*], oil_price together: Mahalanobis distance 2.35 from 19 years, 2003 to 2021; a further year is nearer with probability 93 percent by Hotelling's F; of the 19 years 1 was further from the others",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }

    #[test]
    fn percentiles_are_as_fine_as_what_is_left() {
        let said: Vec<String> = [0.0, 0.00003, 0.00087, 0.034, 0.5, 0.9941, 0.99999, 1.0]
            .iter()
            .map(|share| percentile(*share))
            .collect();
        assert_eq!(said, ["0", "below 0.01", "0.09", "3", "50", "99.41", "above 99.99", "100"]);
    }

    #[test]
    fn the_schema_knows_every_key() {
        let schema: Value = serde_json::from_str(include_str!("../../docs/summary.schema.json")).unwrap();
        let value: Value = serde_json::from_str(&json::render(&summary())).unwrap();
        assert_eq!(problem_of(&schema, &value), None);
        assert!(refusals(&schema, &value) > 300);
    }
}
