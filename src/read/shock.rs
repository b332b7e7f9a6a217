//! Shocks: what they hit, how, how much and when; and what others that hit variables share with them.

use std::collections::BTreeSet;

use crate::calendar::Quarter;
use crate::diagnostic::{Diagnostic, Span, codes};
use crate::scenario::{
    Bringer, Elements, Kind as Of, ReferenceKind, Shock, Size, Target, Timing, Verb, Versus,
};

use super::keys::{Keys, joined};
use super::names::{May, Names};
use super::size::size_of;
use super::table::{Cursor, Reading, Written};
use super::tree::Table;
use super::value::{Field, target};

/// The simulated quarters, first and last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Horizon {
    pub start: Quarter,
    pub end: Quarter,
    /// Where the scenario says when it starts, and how long it is.
    pub stated: (Span, Span),
}

impl Horizon {
    /// Adds where the start is stated, or the length, for what lies before or after.
    pub fn blame(self, diagnostic: Diagnostic, first: Quarter) -> Diagnostic {
        let (start, length) = self.stated;
        if first < self.start {
            diagnostic.at(start, "the first simulated quarter")
        } else {
            diagnostic.at(length, format!("the last simulated quarter is {}", self.end))
        }
    }

    /// Whether the first to the last quarter are all simulated.
    pub fn holds(self, first: Quarter, last: Quarter) -> bool {
        self.start <= first && last <= self.end
    }

    /// "2022Q1 to 2024Q4"
    pub fn words(self) -> String {
        format!("{} to {}", self.start, self.end)
    }
}

/// What a scenario's parts are checked against; no horizon where it is not known because of an error.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub names: &'a Names,
    pub horizon: Option<Horizon>,
}

/// Quarters in which a variable's element is set to a value, who does it and where that is stated.
#[derive(Debug)]
pub(super) struct SetTo {
    variable: String,
    element: String,
    first: Quarter,
    last: Quarter,
    by: Bringer,
    id: String,
    replaces: Vec<Written<String>>,
    span: Span,
}

/// Target, verb, size and what it is against.
pub(super) struct Hit {
    pub target: Target,
    pub verb: Verb,
    pub versus: Versus,
    pub size: Size,
    pub each: bool,
    /// The quarters of a size that is a path; `None` for others.
    pub path: Option<Timing>,
    pub replaces: Vec<Written<String>>,
    pub residual: Option<Target>,
    pub span: Span,
    versus_span: Option<Span>,
}

impl Hit {
    fn is_set(&self) -> bool {
        self.verb == Verb::Set || self.versus != Versus::Equation
    }

    /// The ids that it replaces, without their places.
    pub fn replaced(&self) -> Vec<String> {
        self.replaces.iter().map(|id| id.value.clone()).collect()
    }
}

/// 2^-53: the lowest uniform draw.
const LOWEST_DRAW: f64 = f64::EPSILON / 2.0;

/// The keys of a table that say what is hit and how: those of a shock, and what others have of them.
pub(super) fn hit(
    table: &mut Cursor<'_>,
    bringer: Bringer,
    context: Context<'_>,
    reading: &mut Reading<'_>,
) -> Option<Hit> {
    let names = context.names;
    let residual = if bringer == Bringer::Shock { table.field("by") } else { None };
    let target = table.field("target").and_then(|field| field.target(reading));
    let target = target.filter(|target| {
        names.check(target, true, reading)
            && (residual.is_some() || names.behavioural(target, target.span, reading))
    });
    let each = bringer == Bringer::Shock || bringer.event().is_some();
    let each = each && table.field("each").is_some_and(|field| field.boolean(reading) == Some(true));
    let versus = if bringer == Bringer::Tune { None } else { table.field("versus") };
    let against = versus.map_or(Some(Versus::Equation), |field| versus_of(field, bringer, names, reading));
    let replaces = if bringer == Bringer::Tune { None } else { table.field("replaces") };
    let replaces_span = replaces.map(Field::span);
    let replaces: Vec<Written<String>> = replaces.map_or_else(Vec::new, |field| {
        field.elements(reading).into_iter().filter_map(|id| id.name(reading)).collect()
    });
    let mut size = None;
    for verb in Verb::ALL {
        if !table.can_have(verb.key()) {
            continue;
        }
        if let Some(field) = table.field(verb.key()) {
            let kind = target.as_ref().and_then(|target| names.variable(&target.variable)?.kind);
            let allowed = on_rates(verb, kind, field, reading);
            let plain = against == Some(Versus::Equation);
            let value = size_of(field, context, reading)
                .filter(|(size, _)| possible(verb, plain, &size.value, field, reading));
            size = value.filter(|_| allowed).map(|size| (verb, size));
        }
    }
    let residual = match (residual, &target) {
        (None, _) => Some(None),
        (Some(field), Some(target)) => residual_of(field, target, names, reading).map(Some),
        (Some(_), None) => None,
    };
    let conflict = |what: &str, help: &str, span: Span, reading: &mut Reading<'_>| {
        reading.push(Diagnostic::error(&codes::CONFLICTING_KEYS, what).at(span, "").help(help));
    };
    let (verb, (size, path)) = size?;
    let (target, residual) = (target?, residual?);
    let versus_span = versus.map(Field::span);
    if let (Verb::Set, Some(span), true) = (verb, versus_span, against != Some(Versus::Equation)) {
        let help = "remove `versus`, or write `percent`, `add` or another verb";
        conflict("a `set` is the value itself, against nothing", help, span, reading);
        return None;
    }
    if let (Some(residual), true) = (&residual, verb != Verb::Set) {
        let help = format!("write `set` instead of `{}`", verb.key());
        conflict("`by` solves for the residual that gives a value", &help, residual.span, reading);
        return None;
    }
    if let (Some(span), Verb::Growth | Verb::Percent | Verb::LogPoints | Verb::Add, Some(Versus::Equation)) =
        (replaces_span, verb, against)
    {
        let message = format!("`replaces` is of a `set`, and `{}` acts on top of one", verb.key());
        conflict(&message, "remove `replaces`", span, reading);
        return None;
    }
    Some(Hit {
        target,
        verb,
        versus: against?,
        size: size.value,
        each,
        path,
        replaces,
        residual,
        span: size.span,
        versus_span,
    })
}

fn versus_of(field: Field<'_>, bringer: Bringer, names: &Names, reading: &mut Reading<'_>) -> Option<Versus> {
    let versus = field.choice(reading)?;
    match versus.value {
        "baseline" if bringer == Bringer::Assumption => {
            let message = "an assumption holds in the baseline, so that it is not against it";
            reading.push(
                Diagnostic::error(&codes::NO_BASELINE, message)
                    .at(versus.span, "")
                    .help("write \"reference\" or \"year_ago\", or make it a [[shock]]"),
            );
            None
        }
        "reference" if names.reference == ReferenceKind::Model => {
            let message = "there is no reference: the model's own solution is the reference";
            reading.push(
                Diagnostic::error(&codes::BAD_REFERENCE, message)
                    .at(versus.span, "")
                    .help("write \"baseline\", or leave `versus` out"),
            );
            None
        }
        "baseline" => Some(Versus::Baseline),
        "reference" => Some(Versus::Reference),
        "year_ago" => Some(Versus::YearAgo),
        _ => Some(Versus::Equation),
    }
}

/// `"residual.sent[russia]"`: a variable that has a residual; all elements where the target is all of the same set.
fn residual_of(field: Field<'_>, hit: &Target, names: &Names, reading: &mut Reading<'_>) -> Option<Target> {
    let text = field.text(reading)?;
    let Some(residual) = text.value.trim().strip_prefix("residual.").and_then(|name| target(name, text.span))
    else {
        let message = format!("`by` is a residual, such as \"residual.{}{}\"", hit.variable, hit.elements);
        let diagnostic = Diagnostic::error(&codes::NOT_A_TARGET, message).at(text.span, "");
        let meant = target(text.value, text.span).filter(|meant| names.variable(&meant.variable).is_some());
        reading.push(match meant {
            Some(meant) => {
                diagnostic.help(format!("write \"residual.{}{}\"", meant.variable, meant.elements))
            }
            None => diagnostic.help("write `residual.` and the variable whose equation gives way"),
        });
        return None;
    };
    // What hits all elements is solved for one by one; what hits one, by one.
    let both = hit.elements == Elements::All && names.same_set(hit, &residual);
    let may = if both { May::All } else { May::One };
    if !names.check_as("residual.", &residual, may, reading) || !names.has_residual(&residual, reading) {
        return None;
    }
    if (hit.elements == Elements::All) != (residual.elements == Elements::All)
        || (hit.elements == Elements::All && !names.same_set(hit, &residual))
    {
        let message = format!(
            "`{}{}` and the residual of `{}{}` do not go together one by one",
            hit.variable, hit.elements, residual.variable, residual.elements
        );
        reading.push(
            Diagnostic::error(&codes::ELEMENT_NEEDED, message)
                .at(text.span, "")
                .help("name one element of each, or all of the same set"),
        );
        return None;
    }
    Some(residual)
}

/// Whether the verb makes sense for the kind of variable.
fn on_rates(verb: Verb, kind: Option<Of>, field: Field<'_>, reading: &mut Reading<'_>) -> bool {
    let relative = matches!(verb, Verb::Growth | Verb::Percent | Verb::LogPoints);
    let (what, unit) = match kind {
        Some(Of::Rate) if relative => ("rate", "percentage points"),
        Some(Of::Ratio) if relative => ("ratio", "its own unit"),
        _ => return true,
    };
    let message = format!("`{}` does not act on a {what}", verb.key());
    reading.push(
        Diagnostic::error(&codes::PERCENT_ON_RATE, message)
            .at(field.span(), "")
            .help(format!("write `add = ...`, in {unit}: a percentage of a {what} is easily misread")),
    );
    false
}

/// Whether no draw can make the variable vanish; warns of a size of 0 that is `plain`, against the equation.
fn possible(verb: Verb, plain: bool, size: &Size, field: Field<'_>, reading: &mut Reading<'_>) -> bool {
    if verb != Verb::Set && plain && size.support() == (0.0, 0.0) {
        let diagnostic =
            Diagnostic::warning(&codes::SIZE_ZERO, "the size is fixed at 0, so that this changes nothing");
        reading.push(diagnostic.at(field.span(), "").help("give it a size, or remove it"));
    }
    let lowest = size.quantile(LOWEST_DRAW);
    if !matches!(verb, Verb::Percent | Verb::Growth) || lowest > -100.0 {
        return true;
    }
    let message = match size.support() {
        (low, high) if low == high => {
            format!("`{}` is {}, and must be above -100", verb.key(), rounded(lowest))
        }
        _ => {
            format!("a draw of `{}` can be as low as {}, and must be above -100", verb.key(), rounded(lowest))
        }
    };
    let mut diagnostic = Diagnostic::error(&codes::PERCENT_BELOW_MINUS_100, message).at(field.span(), "");
    diagnostic = diagnostic.help(match verb {
        Verb::Percent => {
            "write `log_points`, where every size is possible: -50 log points is a fall by 39 percent"
        }
        _ => "use a distribution whose lower end is above -100",
    });
    reading.push(diagnostic);
    false
}

/// A number for a message: two decimals at most.
fn rounded(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A `[[shock]]`.
pub(super) fn shock(
    (keys, table): (&'static Keys, &Table),
    context: Context<'_>,
    said: &mut Said,
    reading: &mut Reading<'_>,
) -> Option<Shock> {
    let mut table = Cursor::open(keys, table, reading);
    let id = table.field("id").and_then(|field| field.name(reading));
    let hit = hit(&mut table, Bringer::Shock, context, reading);
    let timing = timing(&mut table, hit.as_ref(), context, reading);
    let source = table.text("source", reading);
    table.close();
    said.ids.extend(id.clone());
    let (id, hit, timing) = (id?, hit?, timing?);
    said.sets_of(&hit, Bringer::Shock, &id.value, &timing, context);
    let replaces = hit.replaced();
    let Hit { target, verb, versus, size, each, residual, span, .. } = hit;
    Some(Shock { id: id.value, target, verb, versus, size, each, timing, replaces, residual, source, span })
}

/// Ids, and who sets what, of all that changes variables.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub ids: Vec<Written<String>>,
    sets: Vec<SetTo>,
}

impl Said {
    /// Notes the quarters in which `hit` takes the place of an equation.
    pub fn sets_of(&mut self, hit: &Hit, by: Bringer, id: &str, timing: &Timing, context: Context<'_>) {
        let Some(horizon) = context.horizon.filter(|_| hit.is_set()) else { return };
        for element in context.names.elements(&hit.target) {
            self.sets.push(SetTo {
                variable: hit.target.variable.clone(),
                element: element.to_owned(),
                first: timing.start,
                last: last_quarter(timing).unwrap_or(horizon.end),
                by,
                id: id.to_owned(),
                replaces: hit.replaces.clone(),
                span: hit.span,
            });
        }
    }

    /// Checks what is replaced, and says where two set one element in one quarter and neither replaces the other.
    pub fn check_sets(&self, reading: &mut Reading<'_>) {
        let mut told = BTreeSet::new();
        for set in &self.sets {
            for named in &set.replaces {
                if told.insert((named.span, named.span)) {
                    self.check_replaced(set, named, reading);
                }
            }
        }
        for (index, set) in self.sets.iter().enumerate() {
            let same = |other: &&SetTo| {
                other.variable == set.variable
                    && other.element == set.element
                    && other.span != set.span
                    && other.first <= set.last
                    && set.first <= other.last
            };
            for other in self.sets[..index].iter().filter(same) {
                let names = |a: &SetTo, b: &SetTo| a.replaces.iter().any(|id| id.value == b.id);
                if names(set, other) != names(other, set) || !told.insert((set.span, other.span)) {
                    continue;
                }
                let quarter = set.first.max(other.first);
                let who = |set: &SetTo| format!("the {} `{}`", set.by.word(), set.id);
                let message = format!(
                    "`{}` is set to two values in {quarter}, by {} and by {}",
                    set.variable,
                    who(other),
                    who(set)
                );
                let help = if names(set, other) {
                    "each replaces the other: keep one `replaces`".to_owned()
                } else if set.by.is_held() && !other.by.is_held() {
                    format!("write `replaces = \"{}\"` in {}, or remove one", set.id, who(other))
                } else {
                    format!(
                        "write `replaces = \"{}\"` in {} if it is to win, move one in time with `timing`, or remove it",
                        other.id,
                        who(set)
                    )
                };
                reading.push(
                    Diagnostic::error(&codes::TWO_SETS, message)
                        .at(set.span, "")
                        .at(other.span, "the first")
                        .help(help),
                );
            }
        }
        self.check_circle(reading);
    }

    /// Says when what is replaced is not there, or sets nothing of the same variable.
    fn check_replaced(&self, set: &SetTo, named: &Written<String>, reading: &mut Reading<'_>) {
        let may = |other: &SetTo| !set.by.is_held() || other.by.is_held();
        let of_id = || self.sets.iter().filter(|other| other.id == named.value && other.id != set.id);
        if of_id().any(|other| may(other) && other.variable == set.variable) {
            return;
        }
        let ids = self
            .sets
            .iter()
            .filter(|other| other.id != set.id && other.variable == set.variable && may(other));
        let ids: BTreeSet<&str> = ids.map(|other| other.id.as_str()).collect();
        let message = if of_id().next().is_some_and(|other| !may(other)) {
            format!("an assumption does not replace `{}`, which is not in the baseline", named.value)
        } else if self.ids.iter().any(|id| id.value == named.value) {
            format!("`{}` does not set `{}`, so that there is nothing to replace", named.value, set.variable)
        } else {
            format!("there is no assumption, shock, event or regime `{}` to replace", named.value)
        };
        let mut diagnostic = Diagnostic::error(&codes::UNKNOWN_REPLACED, message).at(named.span, "");
        diagnostic = diagnostic.did_you_mean(&named.value, ids.iter().copied());
        if diagnostic.help.is_empty() {
            diagnostic = diagnostic.help(if ids.is_empty() {
                format!("nothing else sets `{}`: remove `replaces`", set.variable)
            } else {
                let ids = joined(ids.into_iter().map(|id| format!("`{id}`")), "and");
                format!("`{}` is also set by {ids}", set.variable)
            });
        }
        reading.push(diagnostic);
    }

    /// Says when more than two replace each other in a circle; two are said where they meet.
    fn check_circle(&self, reading: &mut Reading<'_>) {
        let replaced = |id: &str| -> BTreeSet<&str> {
            let sets = self.sets.iter().filter(|set| set.id == id);
            sets.flat_map(|set| set.replaces.iter().map(|id| id.value.as_str())).collect()
        };
        for set in self.sets.iter().filter(|set| !set.replaces.is_empty()) {
            let (mut seen, mut stack) = (BTreeSet::new(), vec![set.id.as_str()]);
            while let Some(id) = stack.pop() {
                stack.extend(replaced(id).into_iter().filter(|next| seen.insert(*next)));
            }
            if seen.contains(set.id.as_str())
                && !replaced(&set.id).iter().any(|id| replaced(id).contains(set.id.as_str()))
            {
                let message = format!("`{}` replaces itself, by way of what it replaces", set.id);
                reading.push(
                    Diagnostic::error(&codes::TWO_SETS, message)
                        .at(set.replaces[0].span, "")
                        .help("leave one `replaces` of the circle out"),
                );
                return;
            }
        }
    }
}

/// The last quarter with a weight; `None` without end.
pub(super) fn last_quarter(timing: &Timing) -> Option<Quarter> {
    match (timing.hold, timing.half_life) {
        (Some(hold), None) => Some(timing.start.plus(timing.ramp as i32 + hold as i32 - 1)),
        _ => None,
    }
}

/// When a hit acts: its path's quarters, else its `timing`, else all quarters.
pub(super) fn timing(
    table: &mut Cursor<'_>,
    hit: Option<&Hit>,
    context: Context<'_>,
    reading: &mut Reading<'_>,
) -> Option<Timing> {
    let field = table.field("timing");
    let timing = match field {
        Some(field) => timing_of(field, context, reading),
        None => context.horizon.map(|horizon| Timing {
            start: horizon.start,
            ramp: 0,
            hold: None,
            half_life: None,
        }),
    };
    let Some(hit) = hit else { return timing };
    let conflict = |message: &str, help: &str, span: Span, reading: &mut Reading<'_>| {
        reading.push(Diagnostic::error(&codes::CONFLICTING_KEYS, message).at(span, "").help(help));
    };
    if let (Some(path), Some(field)) = (hit.path, field) {
        let help = format!(
            "remove `timing`: the path acts from {}, until `to` if there is one, else to the end",
            path.start
        );
        conflict("a path of values says itself when it acts", &help, field.span(), reading);
        return None;
    }
    let timing = hit.path.or(timing)?;
    if timing.ramp > 0 || timing.half_life.is_some() {
        let span = field.map_or(hit.span, Field::span);
        if hit.versus == Versus::YearAgo {
            let span = hit.versus_span.unwrap_or(span);
            let help = "leave `ramp` and `half_life` out: it acts at full weight for its `hold`";
            conflict("`versus = \"year_ago\"` takes no `ramp` and no `half_life`", help, span, reading);
            return None;
        }
        if hit.residual.is_some() {
            let help =
                "leave `ramp` and `half_life` out: in each quarter of its `hold` the target is hit exactly";
            conflict("`by` takes no `ramp` and no `half_life`", help, span, reading);
            return None;
        }
    }
    Some(timing)
}

fn timing_of(field: Field<'_>, context: Context<'_>, reading: &mut Reading<'_>) -> Option<Timing> {
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let start = match table.field("start") {
        Some(field) => field.quarter(reading).map(|start| start.value),
        None => context.horizon.map(|horizon| horizon.start),
    };
    let mut duration = |key| match table.field(key) {
        Some(field) => field.duration(reading).map(|quarters| Some(quarters.value)),
        None => Some(None),
    };
    let (ramp, hold, half_life) = (duration("ramp"), duration("hold"), duration("half_life"));
    let half_life_place = table.place("half_life");
    table.close();
    let (start, ramp, hold, half_life) = (start?, ramp?.unwrap_or(0), hold?, half_life?);
    if let (Some(place), None) = (half_life_place, hold) {
        let message = "`half_life` says how it fades after the `hold`, but there is no `hold`";
        let diagnostic = Diagnostic::error(&codes::MISSING_KEY, message).at(place, "");
        reading.push(diagnostic.help("add `hold = \"4q\"`, or \"0q\" to fade at once"));
        return None;
    }
    let timing = Timing { start, ramp, hold, half_life: half_life.map(f64::from) };
    if last_quarter(&timing).is_some_and(|last| last < start) {
        let diagnostic =
            Diagnostic::error(&codes::OUTSIDE_HORIZON, "the shock holds for no quarter").at(field.span(), "");
        reading.push(diagnostic.help("write `hold = \"1q\"` or more"));
        return None;
    }
    inside(&timing, context, field, reading).then_some(timing)
}

/// Whether some quarter of a timing is simulated; says it if not.
pub(super) fn inside(
    timing: &Timing,
    context: Context<'_>,
    field: Field<'_>,
    reading: &mut Reading<'_>,
) -> bool {
    let Some(horizon) = context.horizon else { return false };
    let last = last_quarter(timing);
    if timing.start <= horizon.end && last.is_none_or(|last| last >= horizon.start) {
        return true;
    }
    let message = format!("the shock has no quarter inside the horizon, {}", horizon.words());
    let diagnostic = Diagnostic::error(&codes::OUTSIDE_HORIZON, message).at(field.span(), "");
    let diagnostic = diagnostic.help("let it begin earlier, or lengthen the scenario's `horizon`");
    reading.push(horizon.blame(diagnostic, timing.start));
    false
}
