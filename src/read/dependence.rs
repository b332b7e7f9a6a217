//! How drivers move together: what a scenario and its economy name, found and set against each other.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Span, codes};
use crate::distribution::{Distribution, Univariate};
use crate::scenario::{
    Change, Course, Dependence, Economy, Elements, Event, Exclusive, Joint, Member, Model, Shock, Size,
    StatedCopula, StatedName, StatedPair, Target,
};

use super::copula::{copula, pairs, repair};
use super::correlation::{Asked, Repair, elliptical, empirical};
use super::element::{Set, unknown_element};
use super::names::{Known as KnownSet, May, Names};
use super::table::{Cursor, Reading, Written};
use super::value::{Field, target};

/// The `[dependence]` of a scenario as it is written.
#[derive(Debug, Default)]
pub(super) struct Stated {
    copula: Option<StatedCopula>,
    residual_copula: Option<StatedCopula>,
    pairs: Vec<StatedPair>,
    repair: Option<Span>,
    /// Where it is asked for.
    bounds: Option<Span>,
    source: Option<String>,
}

/// What may be named.
#[derive(Clone, Copy)]
struct Known<'a> {
    names: &'a Names,
    shocks: &'a [Shock],
    events: &'a [Event],
    exclusive: &'a [Exclusive],
    /// Ids of shocks, events, assumptions and tunes.
    ids: &'a [Written<String>],
    model: &'a Model,
    economy: &'a Economy,
}

/// When a driver is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Drawn {
    Path,
    Quarter,
}

/// What a name stands for.
struct Found {
    member: Member,
    drawn: Drawn,
    /// Why it has no draw that matters, if it has none.
    fixed: Option<String>,
    span: Span,
}

/// Reads the table; where there is none nothing is stated, and `None` is after an error.
pub(super) fn stated(field: Option<Field<'_>>, reading: &mut Reading<'_>) -> Option<Stated> {
    let Some(field) = field else { return Some(Stated::default()) };
    let (keys, table) = field.table(reading)?;
    let mut table = Cursor::open(keys, table, reading);
    let of_paths = table.field("copula").map(|field| copula(field, reading));
    let of_residuals = table.field("residual_copula").map(|field| copula(field, reading));
    let pairs = table.field("rank_correlation").map(|field| pairs(field, reading)).unwrap_or_default();
    let repair = repair(&mut table, reading).map(|repair| repair.span);
    let bounds = table.field("bounds");
    let bounds = bounds.and_then(|field| field.boolean(reading)?.then(|| field.span()));
    let source =
        table.field("source").and_then(|field| field.text(reading)).map(|source| source.value.to_owned());
    table.close();
    let optional = |stated: Option<Option<StatedCopula>>| match stated {
        None => Some(None),
        Some(stated) => stated.map(Some),
    };
    Some(Stated {
        copula: optional(of_paths)?,
        residual_copula: optional(of_residuals)?,
        pairs,
        repair,
        bounds,
        source,
    })
}

/// Shocks and events, and the model and the economy.
type Sound<'a> = ((&'a [Shock], (&'a [Event], &'a [Exclusive])), &'a (Model, Economy));

/// What a scenario and its economy say together, as far as what they name is `found`; `None` after an error.
pub(super) fn together(
    stated: Option<Stated>,
    names: &Names,
    found: Option<Sound<'_>>,
    ids: &[Written<String>],
    reading: &mut Reading<'_>,
) -> Option<Dependence> {
    let ((shocks, (events, exclusive)), (model, economy)) = found?;
    dependence(stated?, Known { names, shocks, events, exclusive, ids, model, economy }, reading)
}

fn dependence(stated: Stated, known: Known<'_>, reading: &mut Reading<'_>) -> Option<Dependence> {
    let Stated { copula, residual_copula, pairs, repair, bounds, source } = stated;
    let correlations = &known.economy.correlations;
    // An economy's are of residuals, or of parameters, which are drawn once a path.
    let (of_parameters, of_residuals): (Vec<_>, Vec<_>) = correlations
        .pairs
        .iter()
        .cloned()
        .partition(|pair| pair.names.iter().all(|name| after(&name.name, "parameter").is_some()));
    let of_parameters = asked(&of_parameters, Some(Drawn::Path), known, reading);
    let of_economy = asked(&of_residuals, Some(Drawn::Quarter), known, reading);
    let own = asked(&pairs, None, known, reading);
    let of_economy =
        of_economy.zip(of_parameters).map(|(residuals, parameters)| [residuals, parameters].concat());
    let (own, mut of_economy) = (own?, of_economy?);
    let (mut paths, mut residuals) = (Vec::new(), Vec::new());
    for (drawn, pair) in own {
        // A scenario's pair stands in place of the economy's.
        of_economy.retain(|(_, other)| !other.is_of(&pair));
        match drawn {
            Drawn::Path => paths.push(pair),
            Drawn::Quarter => residuals.push(pair),
        }
    }
    let mends = repair.map_or(Repair::Refuse, Repair::Nearest);
    let mends_residuals = if correlations.repair && repair.is_none() { Repair::OfEconomy } else { mends };
    let (of_parameters, of_economy): (Vec<_>, Vec<_>) =
        of_economy.into_iter().partition(|(drawn, _)| *drawn == Drawn::Path);
    let mends_paths = if of_parameters.is_empty() { mends } else { mends_residuals };
    paths.extend(of_parameters.into_iter().map(|(_, pair)| pair));
    let paths = joint(copula.as_ref(), &paths, Drawn::Path, mends_paths, known, reading);
    // Where the scenario brings a file of residuals, that stands in place of the economy's pairs; where the economy has one, a
    // pair of the scenario says nothing of it.
    if !matches!(residual_copula, Some(StatedCopula::Empirical { .. })) {
        residuals.extend(of_economy.into_iter().map(|(_, pair)| pair));
    }
    let of_residuals = residual_copula.as_ref().or(correlations.copula.as_ref());
    let residuals = joint(of_residuals, &residuals, Drawn::Quarter, mends_residuals, known, reading);
    let (paths, residuals) = (paths?, residuals?);
    if let (Some(span), true) = (bounds, paths.components.is_empty()) {
        let message = "there is nothing to bound: no two shocks or events are named together";
        let diagnostic = Diagnostic::error(&codes::NOTHING_TO_BOUND, message).at(span, "");
        reading.push(
            diagnostic.help("add a pair of shocks or events to `rank_correlation`, or remove `bounds`"),
        );
        return None;
    }
    Some(Dependence { paths, residuals, bounds: bounds.is_some(), source })
}

/// The pairs that are sound, each with its cadence; `None` after an error.
fn asked(
    pairs: &[StatedPair],
    only: Option<Drawn>,
    known: Known<'_>,
    reading: &mut Reading<'_>,
) -> Option<Vec<(Drawn, Asked)>> {
    let (mut list, mut sound) = (Vec::<(Drawn, Asked)>::new(), true);
    for pair in pairs {
        let [first, second] = pair.names.each_ref().map(|name| find(name, only, known, reading));
        let (Some(first), Some(second)) = (first, second) else {
            sound = false;
            continue;
        };
        let error = |code, message: String| Diagnostic::error(code, message).at(pair.span, "");
        if first.member.driver == second.member.driver {
            let message = format!("`{}` is paired with itself", first.member.name);
            reading.push(error(&codes::SELF_PAIR, message).help("name two, or remove the pair"));
            sound = false;
            continue;
        }
        if first.drawn != second.drawn {
            let (path, quarter) =
                if first.drawn == Drawn::Path { (&first, &second) } else { (&second, &first) };
            let message = format!(
                "`{}` is drawn once a path and `{}` in each quarter: they cannot be correlated",
                path.member.name, quarter.member.name
            );
            let diagnostic = Diagnostic::error(&codes::PATH_WITH_QUARTER, message)
                .at(path.span, "once a path")
                .at(quarter.span, "in each quarter");
            reading.push(diagnostic.help(
                "correlate two shocks or events, or two residuals; a shock that hits the variable too links them",
            ));
            sound = false;
            continue;
        }
        let fixed: Vec<&Found> =
            [&first, &second].into_iter().filter(|found| found.fixed.is_some()).collect();
        if let Some(one) = fixed.first() {
            let why = one.fixed.as_deref().unwrap_or_default();
            let message = format!("this pair has no effect: {why}");
            let diagnostic = Diagnostic::warning(&codes::NOTHING_DRAWN, message).at(one.span, "");
            reading.push(diagnostic.help("give it a distribution, or remove the pair"));
            continue;
        }
        let drawn = first.drawn;
        let asked = Asked { members: [first.member, second.member], rank: pair.rank, span: pair.span };
        if let Some((_, before)) = list.iter().find(|(_, before)| before.is_of(&asked)) {
            let [a, b] = &asked.members;
            let message = format!("`{}` and `{}` are paired twice", a.name, b.name);
            let diagnostic = error(&codes::DUPLICATE_PAIR, message).at(before.span, "the first");
            reading.push(diagnostic.help("remove one of the two"));
            sound = false;
            continue;
        }
        list.push((drawn, asked));
    }
    sound.then_some(list)
}

fn joint(
    copula: Option<&StatedCopula>,
    pairs: &[Asked],
    drawn: Drawn,
    repair: Repair,
    known: Known<'_>,
    reading: &mut Reading<'_>,
) -> Option<Joint> {
    let (file, columns) = match copula {
        None => return elliptical(crate::distribution::copula::Elliptical::Gaussian, pairs, repair, reading),
        Some(StatedCopula::Elliptical(copula)) => return elliptical(*copula, pairs, repair, reading),
        Some(StatedCopula::Empirical { file, columns }) => (file, columns),
    };
    let mut sound = true;
    for pair in pairs {
        let message = "with an empirical copula the correlations are those of its file";
        let diagnostic = Diagnostic::error(&codes::CONFLICTING_KEYS, message).at(pair.span, "");
        reading.push(diagnostic.help("remove the pair, or state another copula"));
        sound = false;
    }
    let mut members: BTreeMap<String, (Member, &[f64])> = BTreeMap::new();
    for (name, values) in columns {
        let Some(found) = find(name, Some(drawn), known, reading) else {
            sound = false;
            continue;
        };
        let error = |severe, message: String| {
            let diagnostic = if severe {
                Diagnostic::error(&codes::SELF_PAIR, message)
            } else {
                Diagnostic::warning(&codes::NOTHING_DRAWN, message)
            };
            diagnostic.at(name.span, "")
        };
        if let Some(why) = &found.fixed {
            let message = format!("this column has no effect: {why}");
            reading.push(error(false, message).help("give it a distribution, or remove the column"));
        } else if members.contains_key(&found.member.driver) {
            let message = format!("`{}` has two columns", found.member.name);
            reading.push(error(true, message).help("remove one of the two"));
            sound = false;
        } else {
            members.insert(found.member.driver.clone(), (found.member, values));
        }
    }
    sound.then(|| empirical(file, members.into_values()))
}

/// What a name stands for; `only` where one cadence is meant. Says it if nothing.
fn find(
    name: &StatedName,
    only: Option<Drawn>,
    known: Known<'_>,
    reading: &mut Reading<'_>,
) -> Option<Found> {
    let text = name.name.as_str();
    if let Some(variable) = after(text, "residual") {
        let Some(target) = target(variable, name.span) else { return unknown(name, only, known, reading) };
        if only == Some(Drawn::Path) {
            let message = format!(
                "`{text}` is drawn in each quarter, and this is the copula of what is drawn once a path"
            );
            let diagnostic = Diagnostic::error(&codes::PATH_WITH_QUARTER, message).at(name.span, "");
            reading.push(diagnostic.help("state it in `residual_copula`"));
            return None;
        }
        return residual(&target, name, known, reading);
    }
    if let Some(parameter) = after(text, "parameter") {
        let Some(target) = target(parameter, name.span) else { return unknown(name, only, known, reading) };
        if only == Some(Drawn::Quarter) {
            let message = format!("`{text}` is drawn once a path, and residuals are drawn in each quarter");
            let diagnostic = Diagnostic::error(&codes::PATH_WITH_QUARTER, message).at(name.span, "");
            reading
                .push(diagnostic.help("pair a parameter with a parameter, and a residual with a residual"));
            return None;
        }
        return of_parameter(&target, name, known, reading);
    }
    let target = target(text, name.span);
    let Some(target) = target else { return unknown(name, only, known, reading) };
    let found = if let Some(at) = known.events.iter().position(|event| event.id == target.variable) {
        event(at, &target, name, known, reading)
    } else if let Some(shock) = known.shocks.iter().find(|shock| shock.id == target.variable) {
        of_shock(shock, &target, name, known, reading)
    } else {
        return unknown(name, only, known, reading);
    }?;
    if only == Some(Drawn::Quarter) {
        let message = format!("`{text}` is drawn once a path, and residuals are drawn in each quarter");
        let diagnostic = Diagnostic::error(&codes::PATH_WITH_QUARTER, message).at(name.span, "");
        reading.push(diagnostic.help("name residuals here, such as \"residual.gdp\""));
        return None;
    }
    Some(found)
}

/// What stands behind `WORD.`.
fn after<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    text.strip_prefix(word).and_then(|rest| rest.trim_start().strip_prefix('.'))
}

fn of_parameter(
    target: &Target,
    name: &StatedName,
    known: Known<'_>,
    reading: &mut Reading<'_>,
) -> Option<Found> {
    if !known.names.check_parameter(target, May::One, reading) {
        return None;
    }
    let parameter = known.model.parameters.iter().find(|parameter| parameter.name == target.variable)?;
    let elements = parameter.over.as_deref().map_or(&[][..], |set| known.economy.elements(set));
    let named = |element: &String| matches!(&target.elements, Elements::One(one) if one == element);
    let prior = parameter.prior.at(elements.iter().position(named).unwrap_or_default());
    let fixed = match prior {
        None => Some(format!("the parameter `{target}` has no prior")),
        Some(prior) => {
            let (least, most) = prior.support();
            (least >= most).then(|| format!("the parameter `{target}` is a number"))
        }
    };
    let text = format!("parameter.{target}");
    let member = Member { name: text.clone(), driver: text, event: None };
    Some(Found { member, drawn: Drawn::Path, fixed, span: name.span })
}

fn residual(
    target: &Target,
    name: &StatedName,
    known: Known<'_>,
    reading: &mut Reading<'_>,
) -> Option<Found> {
    if !known.names.check(target, false, reading) || !known.names.has_residual(target, reading) {
        return None;
    }
    let variable = known.model.variables.iter().find(|variable| variable.name == target.variable)?;
    let residual = variable.residual.as_ref()?;
    if let Some(common) = &residual.common {
        let message = format!(
            "the residual of `{}` has the common factor `{}`, and what it shares is stated there",
            target.variable, common.factor
        );
        let diagnostic = Diagnostic::error(&codes::COMMON_AND_CORRELATED, message).at(name.span, "");
        reading.push(diagnostic.help(
            "remove `common` from the model's residual, or the pair: a residual has either a common factor or correlations",
        ));
        return None;
    }
    let (least, most) = residual.distribution.support();
    let fixed = (least >= most).then(|| format!("the residual of `{}` is a number", target.variable));
    let text = format!("residual.{target}");
    let member = Member { name: text.clone(), driver: text, event: None };
    Some(Found { member, drawn: Drawn::Quarter, fixed, span: name.span })
}

fn event(
    at: usize,
    target: &Target,
    name: &StatedName,
    known: Known<'_>,
    reading: &mut Reading<'_>,
) -> Option<Found> {
    let event = &known.events[at];
    if target.elements != Elements::None {
        let message = format!("the event `{}` happens once for all elements", event.id);
        let diagnostic = Diagnostic::error(&codes::NO_ELEMENTS, message).at(name.span, "");
        reading.push(diagnostic.help(format!("write \"{}\"", event.id)));
        return None;
    }
    if event.is_recurring() || matches!(event.course, Course::Regime { .. }) {
        let message = format!("the {} `{}` is drawn each quarter", event.word(), event.id);
        let diagnostic = Diagnostic::error(&codes::PATH_WITH_QUARTER, message).at(name.span, "");
        reading.push(diagnostic.help("name an event that happens once in a path, with `probability`"));
        return None;
    }
    if let Some(group) = known.exclusive.iter().find(|group| group.events.contains(&at)) {
        let message = format!("the event `{}` has no draw of its own: `{}` decides", event.id, group.id);
        let diagnostic = Diagnostic::error(&codes::NOTHING_DRAWN, message).at(name.span, "");
        reading.push(diagnostic.help("take it out of [[exclusive]], or leave out this pair"));
        return None;
    }
    let probability = event.own_probability().filter(|p| *p <= 0.0 || *p >= 1.0);
    let fixed = probability.map(|p| format!("the event `{}` has probability {p}", event.id));
    let driver = format!("event.{}.occurs", event.id);
    let member = Member { name: event.id.clone(), driver, event: Some(at) };
    Some(Found { member, drawn: Drawn::Path, fixed, span: name.span })
}

fn of_shock(
    shock: &Shock,
    target: &Target,
    name: &StatedName,
    known: Known<'_>,
    reading: &mut Reading<'_>,
) -> Option<Found> {
    let id = &shock.id;
    let over = known.model.variables.iter().find(|variable| variable.name == shock.target.variable)?;
    let element = match (shock.each, &target.elements) {
        (false, Elements::None) => None,
        (false, _) => {
            let message = format!("the shock `{id}` has one draw for all elements");
            let diagnostic = Diagnostic::error(&codes::NO_ELEMENTS, message).at(name.span, "");
            reading.push(
                diagnostic.help(format!("write \"{id}\", or let each element draw apart: each = true")),
            );
            return None;
        }
        (true, _) => match known.names.set_of(over.over.as_deref()) {
            KnownSet::Unknown => return None,
            // `each` of what runs over no set is one draw.
            KnownSet::None => None,
            KnownSet::Set(set) => Some(of_set(id, set, target, name, reading)?),
        },
    };
    let fixed = match &shock.size {
        Size::Drawn(distribution) => {
            let (least, most) = Distribution::support(distribution);
            (least >= most).then(|| format!("the size of the shock `{id}` is a number"))
        }
        Size::Path(_) => Some(format!("the size of the shock `{id}` is a path of numbers")),
        Size::Bootstrap(_) => {
            let message = format!("the size of the shock `{id}` is a bootstrap, drawn block by block");
            let diagnostic = Diagnostic::error(&codes::PATH_WITH_QUARTER, message).at(name.span, "");
            reading.push(diagnostic.help(
                "sizes with `joint = \"...\"` repeat the same quarters of their pasts: that is how they move together",
            ));
            return None;
        }
    };
    let driver = Change::shock_driver(id, shock.verb, element);
    let name_of = element.map_or_else(|| id.clone(), |element| format!("{id}[{element}]"));
    let member = Member { name: name_of, driver, event: None };
    Some(Found { member, drawn: Drawn::Path, fixed, span: name.span })
}

/// The element of a shock whose elements draw apart.
fn of_set<'a>(
    id: &str,
    set: Set<'_>,
    target: &'a Target,
    name: &StatedName,
    reading: &mut Reading<'_>,
) -> Option<&'a str> {
    match &target.elements {
        Elements::One(element) if set.elements.contains(element) => Some(element),
        Elements::One(element) => {
            let written = Written { value: element.clone(), span: name.span };
            unknown_element(&written, set, set.elements.iter().map(String::as_str), reading);
            None
        }
        Elements::None | Elements::All => {
            let message = format!("the elements of the shock `{id}` draw apart, so that one must be named");
            let each = set.elements.iter().map(|element| format!("\"{id}[{element}]\""));
            let help = format!("write {}", super::keys::alternatives(each));
            let diagnostic = Diagnostic::error(&codes::ELEMENT_NEEDED, message).at(name.span, "");
            reading.push(diagnostic.help(help));
            None
        }
    }
}

fn unknown(
    name: &StatedName,
    only: Option<Drawn>,
    known: Known<'_>,
    reading: &mut Reading<'_>,
) -> Option<Found> {
    let text = name.name.as_str();
    let residuals: Vec<String> = (known.model.variables.iter())
        .filter(|variable| variable.residual.is_some())
        .map(|variable| format!("residual.{}", variable.name))
        .collect();
    let ids = known.shocks.iter().map(|shock| shock.id.as_str());
    let ids = ids.chain(known.events.iter().map(|event| event.id.as_str()));
    let ids = ids.filter(|_| only != Some(Drawn::Quarter));
    let there: Vec<&str> =
        ids.chain(residuals.iter().map(String::as_str).filter(|_| only != Some(Drawn::Path))).collect();
    let what = match only {
        Some(Drawn::Quarter) => "residual",
        Some(Drawn::Path) => "shock or event",
        None => "shock, event or residual",
    };
    let message = format!("there is no {what} `{text}`");
    let diagnostic = Diagnostic::error(&codes::UNKNOWN_DRIVER, message).at(name.span, "");
    let diagnostic = diagnostic.did_you_mean(text, there.iter().copied());
    let held = known.ids.iter().any(|id| id.value == text);
    reading.push(if held {
        diagnostic.help(format!("`{text}` is an assumption or a tune, which holds in the baseline too"))
    } else if there.is_empty() {
        diagnostic
    } else {
        let list = super::keys::joined(there.iter().map(|name| format!("`{name}`")), "and");
        diagnostic.help(format!("there are {list}"))
    });
    None
}
