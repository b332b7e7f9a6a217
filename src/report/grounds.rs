//! What an answer rests on, in one list: shocks, events, dependence, assumptions, tunes and parameters, each with who says so.

use super::number::{brief, number};
use super::show::{Basis, Change, Correlated, Correlation, Event, Parameter, Show, Spread};

/// One thing that the answer rests on. Empty texts say nothing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ground {
    /// `shock`, `assumption`, `tune`, `event`, `event's shock`, `dependence` or `parameter`.
    pub kind: &'static str,
    /// Its id, or its name in equations.
    pub id: String,
    /// What it does or is.
    pub what: String,
    /// Its size in words.
    pub size: String,
    /// p05, p50 and p95 of the size; a number that is known has the median alone.
    pub percentiles: [Option<f64>; 3],
    /// The unit of the size.
    pub unit: String,
    /// When.
    pub when: String,
    /// Who says so, why and where.
    pub source: String,
    /// What that is worth.
    pub basis: Basis,
}

/// All of them, the scenario's own first.
pub(super) fn list(show: &Show) -> Vec<Ground> {
    let changes = |kind, list: &Option<Vec<Change>>| {
        list.iter().flatten().map(move |change| of_change(kind, change)).collect::<Vec<_>>()
    };
    let mut grounds = changes("shock", &show.shocks);
    for event in show.events.iter().flatten() {
        grounds.push(of_event(event));
        grounds.extend(event.shocks.iter().map(|shock| of_change("event's shock", shock)));
    }
    grounds.extend(show.dependence.iter().flat_map(|dependence| &dependence.correlated).map(of_dependence));
    grounds.extend(changes("assumption", &show.assumptions));
    grounds.extend(changes("tune", &show.tunes));
    grounds.extend(show.parameters.iter().flat_map(|parameters| &parameters.list).map(of_parameter));
    grounds
}

impl Ground {
    /// "source", "partly assumption", "assumption" or "no source".
    pub fn basis(&self) -> &'static str {
        match self.basis {
            Basis::Source => "source",
            Basis::PartlyJudgement => "partly assumption",
            Basis::Judgement => "assumption",
            Basis::NoSource => "no source",
        }
    }
}

fn percentiles(spread: Option<&Spread>) -> [Option<f64>; 3] {
    match spread {
        Some(spread) if spread.kind == "point" => [None, Some(spread.p50), None],
        Some(spread) => [spread.p05, spread.p50, spread.p95].map(Some),
        None => [None; 3],
    }
}

fn joined<'a>(parts: impl IntoIterator<Item = Option<&'a String>>) -> String {
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("; ")
}

fn of_change(kind: &'static str, change: &Change) -> Ground {
    let size = match &change.size {
        Some(size) => size.sentence(&change.unit),
        None => {
            let step = |step: &super::show::ByQuarter| {
                format!("{} {}", step.quarter, number(step.value, 0.0, false))
            };
            change.path.iter().map(step).collect::<Vec<_>>().join(", ")
        }
    };
    Ground {
        kind,
        id: change.id.clone(),
        what: change.what(),
        size,
        percentiles: percentiles(change.size.as_ref()),
        unit: change.unit.clone(),
        when: change.when.clone(),
        source: joined([change.by.as_ref(), change.reason.as_ref(), change.source.as_ref()]),
        basis: change.basis,
    }
}

fn of_event(event: &Event) -> Ground {
    Ground {
        kind: "event",
        id: event.id.clone(),
        what: event.label.clone().unwrap_or_default(),
        size: event.stated.clone(),
        percentiles: [None, Some(event.probability), None],
        unit: "probability".to_owned(),
        when: format!("{} to {}", event.window[0], event.window[1]),
        source: joined([event.source.as_ref()]),
        basis: event.basis,
    }
}

fn of_dependence(correlated: &Correlated) -> Ground {
    const SAID: usize = 6;
    let asked = |pair: &Correlation| {
        pair.asked.map(|rank| format!("{} with {} {}", pair.first, pair.second, number(rank, 0.0, true)))
    };
    let asked: Vec<String> = correlated.pairs.iter().filter_map(asked).collect();
    let mut size = asked.iter().take(SAID).map(String::as_str).collect::<Vec<_>>().join(", ");
    if asked.len() > SAID {
        size += &format!(", and {} more", asked.len() - SAID);
    }
    Ground {
        kind: "dependence",
        id: correlated.who().to_owned(),
        what: format!("rank correlations, copula {}", correlated.copula),
        size,
        percentiles: [None; 3],
        unit: String::new(),
        when: String::new(),
        source: joined([correlated.source.as_ref()]),
        basis: correlated.basis,
    }
}

fn of_parameter(parameter: &Parameter) -> Ground {
    let unit = parameter.unit.clone().unwrap_or_default();
    let size = match &parameter.prior {
        Some(prior) => prior.sentence(&unit),
        None => format!("{} {unit}", brief(parameter.value)).trim_end().to_owned(),
    };
    let known = [None, Some(parameter.value), None];
    Ground {
        kind: "parameter",
        id: parameter.name.clone(),
        what: parameter.label.clone().unwrap_or_default(),
        size,
        percentiles: parameter.prior.as_ref().map_or(known, |prior| percentiles(Some(prior))),
        unit,
        when: String::new(),
        source: joined([parameter.source.as_ref()]),
        basis: parameter.basis,
    }
}
