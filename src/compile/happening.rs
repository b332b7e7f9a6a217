//! Events and regimes on a path: whether they happen, and in which quarters they are under way. No branch: comparisons and
//! selections.

use crate::calendar::Quarter;
use crate::diagnostic::{Diagnostics, Span};
use crate::distribution::Distribution;
use crate::program::Operation;
use crate::scenario::{
    Chance, Course, Event, Onset, Scenario, Start, quarterly_hazard, stationary, survived,
};

use super::driver::{Cadence, Drivers, Form, Sampler};
use super::graph::{Graph, Id};
use super::prepare;

/// An event or a regime, as far as quarters have been asked for.
pub struct Happening {
    window: (Quarter, Quarter),
    course: Track,
}

enum Track {
    /// Drawn once a path.
    Once {
        occurs: Id,
        /// Quarters from the window's first to the onset.
        onset: Id,
        duration: Id,
    },
    /// From quarter to quarter, from the window's first on.
    Recurring { driver: String, hazard: f64, length: String, duration: Sampler, beats: Vec<Beat> },
    /// From quarter to quarter, from the scenario's first on.
    Regime { driver: String, enter: f64, leave: f64, start: Start, on: Vec<Id> },
    /// What cannot be drawn: never; a diagnostic says why.
    Never,
}

/// A quarter of what recurs.
#[derive(Clone, Copy)]
struct Beat {
    /// 1 where it begins.
    strikes: Id,
    /// Quarters that it still lasts, this one included; 0 or less where it is not under way.
    left: Id,
    /// 1 where it is under way.
    active: Id,
}

/// All of a scenario, in the order of its events.
pub fn happenings(
    scenario: &Scenario,
    graph: &mut Graph,
    drivers: &mut Drivers,
    diagnostics: &mut Diagnostics,
) -> Vec<Happening> {
    let mut known: Vec<Option<Happening>> = scenario.events.iter().map(|_| None).collect();
    for number in 0..scenario.events.len() {
        find(scenario, number, &mut known, (&mut *graph, &mut *drivers, &mut *diagnostics));
    }
    known.into_iter().flatten().collect()
}

type Ground<'g> = (&'g mut Graph, &'g mut Drivers, &'g mut Diagnostics);

/// An event after the one that it is given.
fn find(
    scenario: &Scenario,
    number: usize,
    known: &mut [Option<Happening>],
    (graph, drivers, diagnostics): Ground<'_>,
) {
    if known[number].is_some() {
        return;
    }
    let event = &scenario.events[number];
    let mut parent = None;
    if let Some(given) = event.given() {
        find(scenario, given, known, (&mut *graph, &mut *drivers, &mut *diagnostics));
        parent = known[given].as_mut().map(|other| other.first_onset(graph, drivers, event.window.0));
    }
    let course = track(scenario, number, parent, (graph, drivers, diagnostics));
    known[number] = Some(Happening { window: event.window, course: course.unwrap_or(Track::Never) });
}

/// `parent`: whether the event that it is given happens, and its onset in quarters after this one's window begins.
fn track(
    scenario: &Scenario,
    number: usize,
    parent: Option<(Id, Id)>,
    (graph, drivers, diagnostics): Ground<'_>,
) -> Option<Track> {
    let event = &scenario.events[number];
    let (driver, length) = (scenario.occurrence_driver(number), format!("event.{}.duration", event.id));
    let mut ready = |graph: &mut Graph, distribution: &Distribution, span: Span| {
        prepare(graph, distribution, span, diagnostics)
    };
    match &event.course {
        Course::Once { chance, duration } => {
            let duration = ready(graph, duration, event.span)?;
            let mut drawn = None;
            if let Chance::Window(_, Onset::Drawn(onset)) | Chance::Given { onset: Onset::Drawn(onset), .. } =
                chance
            {
                drawn = Some(ready(graph, onset, event.span)?);
            }
            let u = drivers.draw(graph, &driver, Form::Uniform, Cadence::Once);
            let quarters = event.quarters();
            let mut earliest = None;
            let mut hazard = None;
            let occurs = match chance {
                Chance::Given { yes, no, .. } => {
                    let (happened, onset) = parent?;
                    let [yes, no] = [1.0 - yes, 1.0 - no].map(|cut| graph.constant(cut));
                    let cut = graph.apply(Operation::Select, &[happened, yes, no]);
                    let zero = graph.constant(0.0);
                    let onset = graph.apply(Operation::Maximum, &[onset, zero]);
                    earliest = Some(graph.apply(Operation::Select, &[happened, onset, zero]));
                    graph.apply(Operation::Less, &[cut, u])
                }
                Chance::Window(..) | Chance::Hazard(_) => {
                    let (low, high) = scenario.slice(number);
                    if let Chance::Hazard(yearly) = chance {
                        hazard = Some((*yearly, high));
                    }
                    between(graph, u, low, high)
                }
            };
            let onset = if let Some((yearly, high)) = hazard {
                struck(graph, u, yearly, high, quarters)
            } else if quarters == 1 {
                graph.constant(0.0)
            } else {
                let name = format!("event.{}.onset", event.id);
                onset(graph, drivers, &name, drawn.as_ref(), earliest, quarters)
            };
            let duration = duration.sample(graph, drivers, &length, Cadence::Once);
            let one = graph.constant(1.0);
            let duration = graph.apply(Operation::Maximum, &[duration, one]);
            Some(Track::Once { occurs, onset, duration })
        }
        Course::Recurring { yearly_hazard, duration } => {
            let duration = ready(graph, duration, event.span)?;
            let hazard = quarterly_hazard(*yearly_hazard);
            Some(Track::Recurring { driver, hazard, length, duration, beats: Vec::new() })
        }
        Course::Regime { enter, leave, start } => {
            let (enter, leave, start) = (*enter, *leave, *start);
            Some(Track::Regime { driver, enter, leave, start, on: Vec::new() })
        }
    }
}

/// 1 where low < u <= high, else 0.
fn between(graph: &mut Graph, u: Id, low: f64, high: f64) -> Id {
    let cut = graph.constant(low);
    let above = graph.apply(Operation::Less, &[cut, u]);
    if high >= 1.0 {
        return above;
    }
    let top = graph.constant(high);
    let below = graph.apply(Operation::LessEqual, &[u, top]);
    graph.product(above, below)
}

/// In how many quarters a hazard has not struck yet, by inverse transform: the higher u, the earlier. The draws below
/// `high` are the event's.
fn struck(graph: &mut Graph, u: Id, yearly: f64, high: f64, quarters: u32) -> Id {
    let mut passed = graph.constant(0.0);
    for k in 1..quarters {
        let cut = graph.constant(survived(yearly, k) - (1.0 - high));
        let not_yet = graph.apply(Operation::LessEqual, &[u, cut]);
        passed = graph.sum(passed, not_yet);
    }
    passed
}

/// Quarters after the window's first: drawn, or alike from `earliest` on.
fn onset(
    graph: &mut Graph,
    drivers: &mut Drivers,
    name: &str,
    drawn: Option<&Sampler>,
    earliest: Option<Id>,
    quarters: u32,
) -> Id {
    let all = graph.constant(f64::from(quarters));
    if let Some(drawn) = drawn {
        let value = drawn.sample(graph, drivers, name, Cadence::Once);
        let whole = graph.apply(Operation::Floor, &[value]);
        let last = graph.constant(f64::from(quarters - 1));
        let onset = graph.apply(Operation::Minimum, &[whole, last]);
        return match earliest {
            None => onset,
            Some(earliest) => graph.apply(Operation::Maximum, &[onset, earliest]),
        };
    }
    let u = drivers.draw(graph, name, Form::Uniform, Cadence::Once);
    let Some(earliest) = earliest else {
        let place = graph.product(u, all);
        return graph.apply(Operation::Floor, &[place]);
    };
    let left = graph.difference(all, earliest);
    let place = graph.product(u, left);
    let after = graph.apply(Operation::Floor, &[place]);
    graph.sum(earliest, after)
}

impl Scenario {
    /// The values (low, high] of its occurrence draw on which an event happens that is given no other.
    fn slice(&self, number: usize) -> (f64, f64) {
        let own = |event: &Event| event.own_probability().unwrap_or_default();
        let before = self.excluded_with(number).map_or(&[][..], |group| {
            let place = group.events.iter().position(|event| *event == number);
            &group.events[..place.unwrap_or_default()]
        });
        let taken: f64 = before.iter().map(|event| own(&self.events[*event])).sum();
        let high = 1.0 - taken;
        let low = 1.0 - (taken + own(&self.events[number]));
        // Probabilities that add to 1 but for rounding.
        (if low > 1e-12 { low } else { 0.0 }, high)
    }
}

impl Happening {
    /// 1 on the paths where it is under way in `quarter`, else 0: it has begun, and fewer whole quarters have passed than
    /// it lasts (so a duration is rounded up).
    pub fn active(&mut self, graph: &mut Graph, drivers: &mut Drivers, quarter: Quarter) -> Id {
        let since = quarter.since(self.window.0);
        if since < 0 {
            return graph.constant(0.0);
        }
        match &mut self.course {
            Track::Once { occurs, onset, duration } => {
                let since = graph.constant(f64::from(since));
                let begun = graph.apply(Operation::LessEqual, &[*onset, since]);
                let passed = graph.difference(since, *onset);
                let lasting = graph.apply(Operation::Less, &[passed, *duration]);
                let under_way = graph.product(begun, lasting);
                graph.product(*occurs, under_way)
            }
            Track::Recurring { .. } => self.beat(graph, drivers, since).active,
            Track::Regime { .. } => self.on(graph, drivers, since),
            Track::Never => graph.constant(0.0),
        }
    }

    /// 1 on the paths where what recurs begins in `quarter`.
    pub fn strikes(&mut self, graph: &mut Graph, drivers: &mut Drivers, quarter: Quarter) -> Id {
        let since = quarter.since(self.window.0);
        match self.course {
            Track::Recurring { .. } if since >= 0 => self.beat(graph, drivers, since).strikes,
            _ => graph.constant(0.0),
        }
    }

    /// 1 where the one draw a path that decides it says that it happens.
    ///
    /// # Panics
    /// When it recurs, never happens or is a regime: such an event moves together with nothing.
    pub fn decided(&self) -> Id {
        match self.course {
            Track::Once { occurs, .. } => occurs,
            _ => unreachable!("read refuses the pair"),
        }
    }

    /// 1 on the paths where it happens, up to `last`.
    pub fn happens(&mut self, graph: &mut Graph, drivers: &mut Drivers, last: Quarter) -> Id {
        let mut any = graph.constant(0.0);
        let until = if last < self.window.1 { last } else { self.window.1 };
        match self.course {
            Track::Once { occurs, .. } => return occurs,
            Track::Never => {}
            Track::Recurring { .. } => {
                for since in 0..=until.since(self.window.0) {
                    let strikes = self.beat(graph, drivers, since).strikes;
                    any = graph.apply(Operation::Maximum, &[any, strikes]);
                }
            }
            Track::Regime { .. } => {
                for since in 0..=until.since(self.window.0) {
                    let on = self.on(graph, drivers, since);
                    any = graph.apply(Operation::Maximum, &[any, on]);
                }
            }
        }
        any
    }

    /// Whether it happens, and where it does the quarters from `from` to its first onset.
    fn first_onset(&mut self, graph: &mut Graph, drivers: &mut Drivers, from: Quarter) -> (Id, Id) {
        let last = self.window.1;
        let happens = self.happens(graph, drivers, last);
        let onset = match self.course {
            Track::Once { onset, .. } => onset,
            Track::Never | Track::Regime { .. } => graph.constant(0.0),
            Track::Recurring { .. } => {
                // As many quarters as have passed without it.
                let [mut passed, mut before, one] = [0.0, 0.0, 1.0].map(|number| graph.constant(number));
                for since in 0..last.since(self.window.0) {
                    let strikes = self.beat(graph, drivers, since).strikes;
                    before = graph.apply(Operation::Maximum, &[before, strikes]);
                    let not_yet = graph.difference(one, before);
                    passed = graph.sum(passed, not_yet);
                }
                passed
            }
        };
        let shift = graph.constant(f64::from(self.window.0.since(from)));
        (happens, graph.sum(onset, shift))
    }

    /// What recurs, so many quarters after the window's first: where it is not under way any more it may strike anew.
    fn beat(&mut self, graph: &mut Graph, drivers: &mut Drivers, since: i32) -> Beat {
        let (first, last) = self.window;
        let Track::Recurring { driver, hazard, length, duration, beats } = &mut self.course else {
            unreachable!("it recurs")
        };
        let [zero, one] = [0.0, 1.0].map(|number| graph.constant(number));
        while beats.len() <= since as usize {
            let quarter = first.plus(beats.len() as i32);
            let left = match beats.last() {
                Some(before) => graph.difference(before.left, one),
                None => zero,
            };
            let beat = if quarter <= last {
                let cadence = quarterly(quarter);
                let idle = graph.apply(Operation::LessEqual, &[left, zero]);
                let u = drivers.draw(graph, driver, Form::Uniform, cadence);
                let cut = graph.constant(1.0 - *hazard);
                let struck = graph.apply(Operation::Less, &[cut, u]);
                let strikes = graph.product(idle, struck);
                let whole = duration.sample(graph, drivers, length, cadence);
                let whole = graph.apply(Operation::Maximum, &[whole, one]);
                let left = graph.apply(Operation::Select, &[strikes, whole, left]);
                Beat { strikes, left, active: graph.apply(Operation::Less, &[zero, left]) }
            } else {
                Beat { strikes: zero, left, active: graph.apply(Operation::Less, &[zero, left]) }
            };
            beats.push(beat);
        }
        beats[since as usize]
    }

    /// A regime, so many quarters after the first: it is on where u is above the probability of off.
    fn on(&mut self, graph: &mut Graph, drivers: &mut Drivers, since: i32) -> Id {
        let first = self.window.0;
        let Track::Regime { driver, enter, leave, start, on } = &mut self.course else {
            unreachable!("it is a regime")
        };
        let [off_to_off, on_to_off] = [1.0 - *enter, *leave];
        while on.len() <= since as usize {
            let cadence = quarterly(first.plus(on.len() as i32));
            let cut = match (on.last().copied(), *start) {
                (Some(before), _) => {
                    let [staying, leaving] = [off_to_off, on_to_off].map(|cut| graph.constant(cut));
                    graph.apply(Operation::Select, &[before, leaving, staying])
                }
                (None, Start::Off) => graph.constant(off_to_off),
                (None, Start::On) => graph.constant(on_to_off),
                (None, Start::Stationary) => graph.constant(1.0 - stationary(*enter, *leave)),
            };
            let u = drivers.draw(graph, driver, Form::Uniform, cadence);
            on.push(graph.apply(Operation::Less, &[cut, u]));
        }
        on[since as usize]
    }
}

/// Drawn in this quarter.
pub fn quarterly(quarter: Quarter) -> Cadence {
    Cadence::Quarter(quarter.year() as u16, quarter.of_year() - 1)
}
