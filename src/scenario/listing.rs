//! Everything that a scenario says, as one text a line: what a comparison of two scenarios is made from.

use std::collections::BTreeMap;
use std::fmt::Display;

use crate::calendar::Quarter;
use crate::distribution::{Distribution, Univariate};

use super::{
    Adjustment, AnnualSd, Assumption, Bounds, Chance, Closing, Common, Course, Dependence, Economy, Event,
    EventShock, Exclusive, Figure, Frequency, Growth, History, Level, Model, Of, OnBadPath, Onset, Outcome,
    Parameter, ParameterDraws, Path, PerElement, Precision, Published, Record, ReferenceKind, Residual, Rule,
    Run, Sampler, Scenario, Shock, Size, Start, Steps, Target, Timing, Tracking, Tune, Variable, Verb,
    Versus,
};

/// Everything that a scenario says, in the order in which it is said: path and value.
///
/// A path is made of the keys of the files: `shock.remittances.percent`, `parameter.pass_through.value`,
/// `level.sent[russia]`. Equal scenarios give equal lists, and whatever a number can depend on is in it. Facts and
/// what is calibrated are not: they are about answers, not part of the question.
pub fn listing(scenario: &Scenario) -> Vec<(String, String)> {
    let Scenario {
        name: _,
        origin: _,
        revised: _,
        title,
        note,
        model,
        economy,
        as_of,
        data_through,
        start,
        quarters,
        assumptions,
        tunes,
        shocks,
        events,
        exclusive,
        dependence,
        outcomes,
        targets,
        checks,
        observed,
        facts: _,
        calibrate: _,
        sample,
        run,
        until,
        output: _,
        span: _,
    } = scenario;
    let mut list = Listing(Vec::new());
    list.say("title", title);
    list.maybe("note", note.as_ref());
    list.maybe("as_of", as_of.map(|day| day.to_string()).as_ref());
    for (variable, quarter) in data_through {
        list.say(format!("data_through.{variable}"), quarter);
    }
    list.say("start", start);
    list.say("horizon", format!("{quarters}q"));
    list.model(model, economy);
    list.economy(economy, model);
    for assumption in assumptions {
        list.assumption(assumption);
    }
    for tune in tunes {
        list.tune(tune);
    }
    for shock in shocks {
        list.shock(shock);
    }
    for event in events {
        list.event(event, events);
    }
    for Exclusive { id, events: members, span: _ } in exclusive {
        let ids: Vec<&str> = members.iter().map(|event| events[*event].id.as_str()).collect();
        list.say(format!("exclusive.{id}.events"), ids.join(", "));
    }
    list.dependence(dependence);
    for outcome in outcomes {
        list.outcome(outcome);
    }
    for target in targets {
        list.target(target);
    }
    for (number, check) in checks.iter().enumerate() {
        list.say(format!("check.{}", number + 1), &check.that);
    }
    for observed in observed {
        let path = format!("observed.{}@{}", observed.outcome, observed.period);
        list.say(path.clone(), number(observed.value));
        list.maybe(format!("{path}.source"), observed.source.as_ref());
        if let Some(past) = &observed.past {
            for (period, value) in &past.values {
                list.say(format!("{path}.past.{period}"), number(*value));
            }
            list.maybe(format!("{path}.past.vintage"), past.vintage.as_ref());
            list.maybe(format!("{path}.past.source"), past.source.as_ref());
        }
        for forecast in &observed.forecasts {
            let path = format!("{path}.forecast.{}", forecast.by);
            list.say(path.clone(), number(forecast.value));
            list.say(format!("{path}.on"), forecast.on);
            list.maybe(format!("{path}.source"), forecast.source.as_ref());
        }
    }
    list.maybe("sample", sample.as_ref());
    list.run(run);
    list.until(until);
    list.0
}

/// What two scenarios say differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where: a path of both listings or of one.
    pub path: String,
    /// What the first says there, if anything.
    pub first: Option<String>,
    /// What the second says there, if anything.
    pub second: Option<String>,
}

/// What two listings say differently, in the order of the first, then what only the second says. A path that is there
/// twice, as that of two shocks of an event, is compared in its order.
pub fn differences(first: &[(String, String)], second: &[(String, String)]) -> Vec<Difference> {
    let (first, second) = (numbered(first), numbered(second));
    let find = |list: &BTreeMap<Key, usize>, values: &[(Key, String)], key: &Key| {
        list.get(key).map(|at| values[*at].1.clone())
    };
    let places = |list: &[(Key, String)]| -> BTreeMap<Key, usize> {
        list.iter().enumerate().map(|(at, (key, _))| (key.clone(), at)).collect()
    };
    let (in_first, in_second) = (places(&first), places(&second));
    let mut found = Vec::new();
    for (key, value) in &first {
        let other = find(&in_second, &second, key);
        if other.as_ref() != Some(value) {
            found.push(Difference { path: key.0.clone(), first: Some(value.clone()), second: other });
        }
    }
    for (key, value) in second.iter().filter(|(key, _)| !in_first.contains_key(key)) {
        found.push(Difference { path: key.0.clone(), first: None, second: Some(value.clone()) });
    }
    found
}

/// A path, and how many times it was there before.
type Key = (String, usize);

fn numbered(list: &[(String, String)]) -> Vec<(Key, String)> {
    let mut seen = BTreeMap::<&str, usize>::new();
    let mut numbered = Vec::new();
    for (path, value) in list {
        let before = seen.entry(path).or_default();
        numbered.push(((path.clone(), *before), value.clone()));
        *before += 1;
    }
    numbered
}

/// The lines so far.
struct Listing(Vec<(String, String)>);

impl Listing {
    fn say(&mut self, path: impl Into<String>, value: impl Display) {
        self.0.push((path.into(), value.to_string()));
    }

    fn maybe(&mut self, path: impl Into<String>, value: Option<&String>) {
        if let Some(value) = value {
            self.say(path, value);
        }
    }

    fn model(&mut self, model: &Model, economy: &Economy) {
        let Model {
            name,
            title,
            note,
            frequency,
            sets,
            parameters,
            variables,
            reference,
            parameter_set,
            scale,
            identities,
            validity,
        } = model;
        self.say("model", name);
        self.say("model.title", title);
        self.maybe("model.note", note.as_ref());
        self.say(
            "model.frequency",
            match frequency {
                Frequency::Quarter => "quarter",
                Frequency::Year => "year",
            },
        );
        self.say("model.sets", sets.join(", "));
        self.say(
            "model.reference",
            match reference {
                ReferenceKind::Steady => "steady",
                ReferenceKind::Balanced => "balanced",
                ReferenceKind::Path => "path",
                ReferenceKind::Model => "model",
            },
        );
        self.maybe("parameter_set", parameter_set.as_ref().map(|set| &set.name));
        self.maybe("model.scale", scale.as_ref());
        for identity in identities {
            let path = format!("identity.{}", identity.name);
            self.say(path.clone(), format!("{} = {}", identity.left, identity.right));
            self.maybe(format!("{path}.label"), identity.label.as_ref());
        }
        for range in validity {
            let path = format!("validity.{}", range.name);
            self.say(path.clone(), &range.outside);
            self.maybe(format!("{path}.label"), range.label.as_ref());
            self.say(format!("{path}.advice"), &range.advice);
            self.maybe(format!("{path}.source"), range.source.as_ref());
        }
        for parameter in parameters {
            self.parameter(parameter, economy);
        }
        for variable in variables {
            self.variable(variable);
        }
    }

    fn parameter(&mut self, parameter: &Parameter, economy: &Economy) {
        let Parameter { name, over, label, unit, value, prior, valid, source, span: _ } = parameter;
        let path = format!("parameter.{name}");
        self.maybe(format!("{path}.over"), over.as_ref());
        self.maybe(format!("{path}.label"), label.as_ref());
        self.maybe(format!("{path}.unit"), unit.as_ref());
        let over = over.as_deref();
        self.each(&path, ".value", over, value, economy, |value| Some(number(*value)));
        self.each(&path, ".prior", over, prior, economy, |prior| prior.as_ref().map(distribution));
        if let Some((low, high)) = valid {
            self.say(format!("{path}.valid"), format!("{} to {}", number(*low), number(*high)));
        }
        self.maybe(format!("{path}.source"), source.as_ref());
    }

    fn variable(&mut self, variable: &Variable) {
        let Variable {
            name,
            over,
            label,
            unit,
            kind,
            yearly,
            trend,
            rule,
            tracking,
            residual,
            bounds,
            absorb,
            level,
            source,
            span: _,
        } = variable;
        let path = |key: &str| format!("variable.{name}.{key}");
        self.maybe(path("over"), over.as_ref());
        self.maybe(path("label"), label.as_ref());
        self.maybe(path("unit"), unit.as_ref());
        self.say(path("kind"), kind.word());
        if *yearly {
            self.say(path("frequency"), "year");
        }
        if let Some(trend) = trend {
            self.say(path("trend"), trend.word());
        }
        match rule {
            Rule::Equation(expr) => self.say(path("equation"), expr),
            Rule::Definition(expr) => self.say(path("definition"), expr),
            Rule::Series(_) => self.say(path("series"), true),
        }
        self.say(
            path("transform"),
            match tracking {
                Tracking::Identity => "none",
                Tracking::Log => "log",
            },
        );
        if let Some(Residual { distribution: drawn, ar, common, annual_sd }) = residual {
            self.say(path("residual"), distribution(drawn));
            self.say(path("residual.ar"), number(*ar));
            match annual_sd {
                Some(AnnualSd::Growth(sd)) => self.say(path("residual.annual_sd.growth"), number(*sd)),
                Some(AnnualSd::Change(sd)) => self.say(path("residual.annual_sd.change"), number(*sd)),
                None => {}
            }
            if let Some(Common { share, factor }) = common {
                self.say(path("residual.common"), format!("share {} of {factor}", number(*share)));
            }
        }
        if let Some(Bounds { low, high }) = bounds {
            self.say(path("bounds"), format!("{} to {}", number(*low), number(*high)));
        }
        if let Some(absorb) = absorb {
            self.say(path("absorb"), absorb);
        }
        if let Some(level) = level {
            self.say(path("level"), number(*level));
        }
        self.maybe(path("source"), source.as_ref());
    }

    fn economy(&mut self, economy: &Economy, model: &Model) {
        let over = |name: &str| {
            let variable = model.variables.iter().find(|variable| variable.name == name);
            variable.and_then(|variable| variable.over.as_deref())
        };
        let Economy {
            name,
            title,
            code,
            sets,
            levels,
            history,
            past,
            path,
            series,
            growth,
            closings,
            correlations,
        } = economy;
        if name.is_empty() && sets.is_empty() && levels.is_empty() && history.is_empty() {
            return;
        }
        self.say("economy", name);
        self.say("economy.title", title);
        self.maybe("economy.code", code.as_ref());
        for (set, elements) in sets {
            self.say(format!("set.{set}"), elements.join(", "));
        }
        if let Some(Growth { base, growth, inflation, foreign_inflation, source, span: _ }) = growth {
            self.say("reference.base", base);
            for (key, rate) in
                [("growth", growth), ("inflation", inflation), ("foreign_inflation", foreign_inflation)]
            {
                self.say(format!("reference.{key}"), number(*rate));
            }
            self.say("reference.source", source);
        }
        for Closing { account, item, span: _ } in closings {
            self.say(format!("closing.{account}"), item);
        }
        // Its pairs are those of the dependence, where they are not overridden.
        self.maybe("dependence.residuals.source", correlations.source.as_ref());
        for (variable, Level { value, figure, span: _ }) in levels {
            let path = format!("level.{variable}");
            self.each(&path, "", over(variable), value, economy, |value| Some(number(*value)));
            self.figure(&path, figure);
        }
        for (variable, History { values, of_years: _, figure, span: _ }) in history {
            let path = format!("history.{variable}");
            for (quarter, value) in values {
                let key = format!(".{quarter}");
                self.each(&path, &key, over(variable), value, economy, |value| Some(number(*value)));
            }
            self.figure(&path, figure);
        }
        for Record { of, changes, vintage, source, span: _ } in past {
            for (year, change) in changes {
                self.say(format!("past.{of}.{year}"), number(*change));
            }
            self.maybe(format!("past.{of}.vintage"), vintage.as_ref());
            self.maybe(format!("past.{of}.source"), source.as_ref());
        }
        for (what, stated) in [("reference.path", path), ("series", series)] {
            for (variable, Path { values, span: _ }) in stated {
                for (quarter, value) in values {
                    let key = format!(".{quarter}");
                    let path = format!("{what}.{variable}");
                    self.each(&path, &key, over(variable), value, economy, |value| Some(number(*value)));
                }
            }
        }
    }

    fn figure(&mut self, path: &str, Figure { unit, period, vintage, source }: &Figure) {
        for (key, text) in [("unit", unit), ("period", period), ("vintage", vintage), ("source", source)] {
            self.maybe(format!("{path}.{key}"), text.as_ref());
        }
    }

    fn shock(&mut self, shock: &Shock) {
        let Shock {
            id,
            target,
            verb,
            versus,
            size,
            each,
            timing,
            replaces,
            residual,
            channel: _,
            source,
            span: _,
        } = shock;
        let path = format!("shock.{id}");
        self.hit(&path, target, *verb, *versus, size_text(size));
        if *each {
            self.say(format!("{path}.each"), each);
        }
        self.replaces(&path, replaces);
        if let Some(residual) = residual {
            self.say(format!("{path}.by"), format!("residual.{residual}"));
        }
        self.timing(&path, timing);
        self.maybe(format!("{path}.source"), source.as_ref());
    }

    fn assumption(&mut self, assumption: &Assumption) {
        let Assumption { id, target, verb, versus, size, timing, replaces, by, source, span: _ } = assumption;
        let path = format!("assumption.{id}");
        self.hit(&path, target, *verb, *versus, size_text(size));
        self.timing(&path, timing);
        self.replaces(&path, replaces);
        self.say(format!("{path}.by"), by);
        self.maybe(format!("{path}.source"), source.as_ref());
    }

    fn tune(&mut self, tune: &Tune) {
        let Tune { id, target, adjustment, timing, by, on, reason, span: _ } = tune;
        let path = format!("tune.{id}");
        match adjustment {
            Adjustment::Factor(verb, size) => {
                self.hit(&path, target, *verb, Versus::Equation, size_text(size));
            }
            Adjustment::ResidualSpread(factor) => {
                self.say(format!("{path}.target"), target);
                self.say(format!("{path}.residual_spread"), number(*factor));
            }
        }
        self.timing(&path, timing);
        for (key, text) in [("by", by), ("on", on), ("reason", reason)] {
            self.say(format!("{path}.{key}"), text);
        }
    }

    fn hit(&mut self, path: &str, target: &Target, verb: Verb, versus: Versus, size: String) {
        self.say(format!("{path}.target"), target);
        self.say(format!("{path}.{}", verb.key()), size);
        self.versus(path, versus);
    }

    fn versus(&mut self, path: &str, versus: Versus) {
        let against = match versus {
            Versus::Equation => return,
            Versus::Baseline => "baseline",
            Versus::Reference => "reference",
            Versus::YearAgo => "year_ago",
        };
        self.say(format!("{path}.versus"), against);
    }

    fn replaces(&mut self, path: &str, replaces: &[String]) {
        if !replaces.is_empty() {
            self.say(format!("{path}.replaces"), replaces.join(", "));
        }
    }

    fn timing(&mut self, path: &str, Timing { start, ramp, hold, half_life }: &Timing) {
        self.say(format!("{path}.timing.start"), start);
        if *ramp > 0 {
            self.say(format!("{path}.timing.ramp"), format!("{ramp}q"));
        }
        if let Some(hold) = hold {
            self.say(format!("{path}.timing.hold"), format!("{hold}q"));
        }
        if let Some(half_life) = half_life {
            self.say(format!("{path}.timing.half_life"), format!("{}q", number(*half_life)));
        }
    }

    fn event(&mut self, event: &Event, events: &[Event]) {
        let Event { id, label, window, course, shocks, channel: _, source, span: _ } = event;
        let path = format!("{}.{id}", event.word());
        self.maybe(format!("{path}.label"), label.as_ref());
        match course {
            Course::Once { chance, duration } => {
                self.chance(&path, chance, events);
                self.say(format!("{path}.window"), quarters(*window));
                self.say(format!("{path}.duration"), format!("{} quarters", distribution(duration)));
            }
            Course::Recurring { yearly_hazard, duration } => {
                self.say(format!("{path}.yearly_hazard"), number(*yearly_hazard));
                self.say(format!("{path}.recurs"), true);
                self.say(format!("{path}.window"), quarters(*window));
                self.say(format!("{path}.duration"), format!("{} quarters", distribution(duration)));
            }
            Course::Regime { enter, leave, start } => {
                self.say(format!("{path}.enter"), number(*enter));
                self.say(format!("{path}.leave"), number(*leave));
                let start = match start {
                    Start::Off => "off",
                    Start::On => "on",
                    Start::Stationary => "stationary",
                };
                self.say(format!("{path}.start"), start);
            }
        }
        for EventShock { target, verb, versus, size, each, replaces, span: _ } in shocks {
            let path = format!("{path}.{target}");
            self.say(format!("{path}.{}", verb.key()), distribution(size));
            self.versus(&path, *versus);
            self.replaces(&path, replaces);
            if *each {
                self.say(format!("{path}.each"), each);
            }
        }
        self.maybe(format!("{path}.source"), source.as_ref());
    }

    fn chance(&mut self, path: &str, chance: &Chance, events: &[Event]) {
        let onset = match chance {
            Chance::Window(probability, onset) => {
                self.say(format!("{path}.probability"), number(*probability));
                Some(onset)
            }
            Chance::Hazard(yearly) => {
                self.say(format!("{path}.yearly_hazard"), number(*yearly));
                None
            }
            Chance::Given { event, yes, no, onset } => {
                self.say(format!("{path}.given"), &events[*event].id);
                self.say(format!("{path}.given.yes"), number(*yes));
                self.say(format!("{path}.given.no"), number(*no));
                Some(onset)
            }
        };
        if let Some(Onset::Drawn(drawn)) = onset {
            self.say(format!("{path}.onset"), format!("{} quarters", distribution(drawn)));
        }
    }

    fn dependence(&mut self, dependence: &Dependence) {
        let Dependence { paths, residuals, bounds, source } = dependence;
        for (key, joint) in [("paths", paths), ("residuals", residuals)] {
            let path = format!("dependence.{key}");
            if !joint.components.is_empty() {
                self.say(format!("{path}.copula"), &joint.copula);
            }
            for component in &joint.components {
                for pair in component.pairs.iter().filter(|pair| pair.asked.is_some()) {
                    let [first, second] = component.names(pair);
                    self.say(format!("{path}.{first}, {second}"), number(pair.used));
                }
            }
        }
        if *bounds {
            self.say("dependence.bounds", bounds);
        }
        self.maybe("dependence.source", source.as_ref());
    }

    fn outcome(&mut self, outcome: &Outcome) {
        let Outcome { id, label, variable, measure, of: variant, at, below, above, span: _ } = outcome;
        let path = |key: &str| format!("outcome.{id}.{key}");
        self.maybe(path("label"), label.as_ref());
        self.say(path("variable"), variable);
        self.say(path("as"), measure);
        self.say(
            path("of"),
            match variant {
                Of::Scenario => "scenario",
                Of::Baseline => "baseline",
            },
        );
        self.say(path("at"), at.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
        for (key, thresholds) in [("below", below), ("above", above)] {
            if !thresholds.is_empty() {
                let list: Vec<String> = thresholds.iter().map(|threshold| number(*threshold)).collect();
                self.say(path(key), list.join(", "));
            }
        }
    }

    fn target(&mut self, target: &Published) {
        let Published {
            outcome,
            period,
            statistic: _,
            stat,
            value,
            by: _,
            written,
            shift: _,
            source,
            span: _,
        } = target;
        let path = format!("target.{outcome}@{period}.{stat}");
        self.say(path.clone(), number(*value));
        self.say(format!("{path}.by"), written);
        self.maybe(format!("{path}.source"), source.as_ref());
    }

    fn until(&mut self, until: &[Precision]) {
        for Precision { outcome, period, stat, statistic: _, half_width, span: _ } in until {
            self.say(format!("run.until.{outcome}@{period}.{stat}"), number(*half_width));
        }
    }

    fn run(&mut self, Run { paths, seed, sampler, parameters, on_bad_path, split }: &Run) {
        self.say("run.paths", paths);
        self.say("run.seed", seed);
        self.say(
            "run.sampler",
            match sampler {
                Sampler::Random => "random",
                Sampler::Sobol => "sobol",
            },
        );
        self.say(
            "run.parameters",
            match parameters {
                ParameterDraws::Uncertain => "uncertain",
                ParameterDraws::Fixed => "fixed",
            },
        );
        self.say(
            "run.on_bad_path",
            match on_bad_path {
                OnBadPath::Fail => "fail",
                OnBadPath::Count => "count",
            },
        );
        self.say("run.split", split);
    }

    /// One line for all elements that are the same, else one line an element of the set `over`.
    fn each<T>(
        &mut self,
        path: &str,
        key: &str,
        over: Option<&str>,
        values: &PerElement<T>,
        economy: &Economy,
        text: impl Fn(&T) -> Option<String>,
    ) {
        match values {
            PerElement::Same(value) => {
                if let Some(text) = text(value) {
                    self.say(format!("{path}{key}"), text);
                }
            }
            PerElement::Each(values) => {
                let elements = over.map_or(&[][..], |set| economy.elements(set));
                for (at, value) in values.iter().enumerate() {
                    let element = elements.get(at).cloned().unwrap_or_else(|| (at + 1).to_string());
                    if let Some(text) = text(value) {
                        self.say(format!("{path}[{element}]{key}"), text);
                    }
                }
            }
        }
    }
}

fn quarters((first, last): (Quarter, Quarter)) -> String {
    if first == last { first.to_string() } else { format!("{first} to {last}") }
}

/// A distribution, or `95, 100, 96 from 2022Q1`.
fn size_text(size: &Size) -> String {
    match size {
        Size::Drawn(drawn) => distribution(drawn),
        Size::Path(Steps { from, values }) => {
            let values: Vec<String> = values.iter().map(|value| number(*value)).collect();
            format!("{} from {from}", values.join(", "))
        }
        Size::Bootstrap(past) => {
            let joint = past.joint().map(|joint| format!(", joint {joint}")).unwrap_or_default();
            let values: Vec<String> = past.values().iter().step_by(past.step()).map(|x| number(*x)).collect();
            format!("bootstrap of {} quarters{joint}: {}", past.block(), values.join(", "))
        }
    }
}

/// A number as shortly as it can be written: what is different is written differently.
fn number(value: f64) -> String {
    format!("{}", value + 0.0)
}

/// `-22`, or `split_normal: p10 -35, p50 -22, p90 -2, p99 14.4`: whatever way it was stated, four percentiles tell apart
/// any two of a kind.
pub fn distribution(of: &Distribution) -> String {
    match of {
        Distribution::Point(point) => number(point.value()),
        Distribution::Bernoulli(bernoulli) => format!("bernoulli: p {}", number(bernoulli.p())),
        Distribution::Mixture(mixture) => {
            let part = |(weight, part): &(f64, Distribution)| {
                format!("{} of {}", rounded(*weight), distribution(part))
            };
            let parts: Vec<String> = mixture.components().iter().map(part).collect();
            format!("mixture: {}", parts.join("; "))
        }
        Distribution::Discrete(_) | Distribution::Empirical(_) => {
            let atoms = of.atoms().into_iter();
            let atoms: Vec<String> =
                atoms.map(|(value, p)| format!("{} {}", number(value), rounded(p))).collect();
            format!("{}: {}", of.name(), atoms.join(", "))
        }
        Distribution::Truncated(truncated) => {
            let (inner, low, high) = truncated.parts();
            format!("truncated: {}, from {} to {}", distribution(inner), number(low), number(high))
        }
        Distribution::Fitted(fit) => distribution(fit.distribution()),
        other => {
            let at = |name: &str, u: f64| format!("{name} {}", rounded(other.quantile(u)));
            let percentiles = [at("p10", 0.1), at("p50", 0.5), at("p90", 0.9), at("p99", 0.99)];
            format!("{}: {}", other.name(), percentiles.join(", "))
        }
    }
}

/// Eight significant digits, so that a percentile that was stated comes back as it was written.
fn rounded(value: f64) -> String {
    let short: f64 = format!("{value:.7e}").parse().unwrap_or(value);
    number(short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::{Point, SplitNormal, StudentT};

    #[test]
    fn percentiles_come_back_as_they_were_stated() {
        let split = SplitNormal::from_p10_p50_p90(-35.0, -22.0, -2.0).unwrap();
        let text = distribution(&split.into());
        assert!(text.starts_with("split_normal: p10 -35, p50 -22, p90 -2, p99 "), "{text}");
        assert_eq!(distribution(&Point::new(-22.5).unwrap().into()), "-22.5");
        // The same three percentiles around the centre, other tails.
        let (four, five) = (StudentT::new(4.0, 0.0, 1.0).unwrap(), StudentT::new(5.0, 0.0, 1.0).unwrap());
        assert_ne!(distribution(&four.into()), distribution(&five.into()));
    }

    #[test]
    fn differences_are_by_path_and_by_turn() {
        let list = |lines: &[(&str, &str)]| -> Vec<(String, String)> {
            lines.iter().map(|(path, value)| ((*path).to_owned(), (*value).to_owned())).collect()
        };
        let first = list(&[("a", "1"), ("b", "2"), ("b", "3"), ("c", "4")]);
        let second = list(&[("d", "5"), ("b", "2"), ("b", "6"), ("a", "1")]);
        let text = |value: &Option<String>| value.clone().unwrap_or("-".to_owned());
        let found: Vec<String> = differences(&first, &second)
            .iter()
            .map(|found| format!("{} {} {}", found.path, text(&found.first), text(&found.second)))
            .collect();
        assert_eq!(found, ["b 3 6", "c 4 -", "d - 5"]);
        assert_eq!(differences(&first, &first), []);
    }
}
