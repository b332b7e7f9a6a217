//! A scenario of which some layers come from another: what a change of forecast is split by.

use crate::calendar::Period;
use crate::scenario::{
    Component, Dependence, Difference, Economy, Elements, Joint, Model, Parameter, PerElement, ReferenceKind,
    Rule, Scenario, Target,
};

/// What a forecast is made of, in the order in which a change is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Equations and residuals.
    Model,
    /// Values and priors of parameters, whoever states them, whether they are drawn, and how they move together.
    Parameters,
    /// The economy, the correlations of residuals among it, and the start and horizon.
    Data,
    /// What holds in baseline and scenario alike: conditioning paths and tunes.
    Assumptions,
    /// Shocks, events and how they move together, their copula, with what targets add to their sizes. What moves a parameter
    /// together with a shock or an event is of both, and counts here, where the last of its members comes.
    Shocks,
}

impl Layer {
    /// All, in the order in which a change is split.
    pub const ALL: [Self; 5] = [Self::Model, Self::Parameters, Self::Data, Self::Assumptions, Self::Shocks];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Parameters => "parameters",
            Self::Data => "data",
            Self::Assumptions => "assumptions",
            Self::Shocks => "shocks",
        }
    }

    /// The layer that a difference of two scenarios belongs to; `None` for what changes no number of an outcome that both have.
    pub fn of(difference: &Difference, scenarios: [&Scenario; 2]) -> Option<Self> {
        let path = &difference.path;
        let layer = Self::of_path(path)?;
        let in_a_pair = |component: &Component| {
            component.pairs.iter().any(|pair| {
                let [first, second] = component.names(pair);
                path.strip_prefix(PAIRS).is_some_and(|pair| pair == format!("{first}, {second}"))
            })
        };
        let components = scenarios.into_iter().flat_map(|one| &one.dependence.paths.components);
        let mut others = components.filter(|component| !is_of_parameters(component));
        Some(match path.strip_prefix(PAIRS) {
            Some("copula") if others.next().is_none() => Self::Parameters,
            Some(_) if others.any(in_a_pair) => Self::Shocks,
            _ => layer,
        })
    }

    fn of_path(path: &str) -> Option<Self> {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        match first.split_once('[').map_or(first, |(name, _)| name) {
            "model" | "variable" => Some(Self::Model),
            "parameter" | "parameter_set" => Some(Self::Parameters),
            "run" if rest == "parameters" => Some(Self::Parameters),
            "dependence" if rest.starts_with("residuals") => Some(Self::Data),
            "dependence" if rest.starts_with("paths.parameter.") => Some(Self::Parameters),
            "economy" | "set" | "level" | "history" | "start" | "horizon" | "reference" | "closing"
            | "series" | "data_through" => Some(Self::Data),
            "assumption" | "tune" => Some(Self::Assumptions),
            "shock" | "event" | "regime" | "exclusive" | "dependence" | "target" => Some(Self::Shocks),
            _ => None,
        }
    }
}

/// `first` with the layers `taken` from `second`, measuring the outcomes of `first` at the periods of `measured`.
///
/// # Errors
/// Why the two do not fit together, in words.
pub fn hybrid(
    first: &Scenario,
    second: &Scenario,
    taken: &[Layer],
    measured: &[(usize, Period)],
) -> Result<Scenario, String> {
    let from = |layer: Layer| if taken.contains(&layer) { second } else { first };
    let (equations, data) = (from(Layer::Model), from(Layer::Data));
    let (held, shocked) = (from(Layer::Assumptions), from(Layer::Shocks));
    let numbers = from(Layer::Parameters);
    let names: Vec<&str> = taken.iter().map(|layer| layer.name()).collect();
    let mut outcomes = Vec::new();
    for (number, period) in measured {
        let id = &first.outcomes[*number].id;
        if outcomes.iter().all(|outcome: &crate::scenario::Outcome| outcome.id != *id) {
            let mut outcome = first.outcomes[*number].clone();
            outcome.at.clear();
            outcomes.push(outcome);
        }
        if let Some(outcome) = outcomes.iter_mut().find(|outcome| outcome.id == *id) {
            outcome.at.push(*period);
        }
    }
    let mut run = first.run;
    run.parameters = numbers.run.parameters;
    let scenario = Scenario {
        name: format!("{} with {} of {}", first.name, names.join(", "), second.name),
        title: first.title.clone(),
        note: None,
        origin: None,
        revised: data.revised.clone(),
        model: model(equations, numbers),
        economy: data.economy.clone(),
        as_of: data.as_of,
        data_through: data.data_through.clone(),
        start: data.start,
        quarters: data.quarters,
        assumptions: held.assumptions.clone(),
        tunes: held.tunes.clone(),
        shocks: shocked.shocks.clone(),
        events: shocked.events.clone(),
        exclusive: shocked.exclusive.clone(),
        dependence: Dependence {
            paths: together(numbers, shocked),
            residuals: data.dependence.residuals.clone(),
            bounds: false,
            source: shocked.dependence.source.clone(),
        },
        outcomes,
        targets: shocked.targets.clone(),
        checks: Vec::new(),
        observed: Vec::new(),
        facts: Vec::new(),
        calibrate: None,
        sample: None,
        run,
        until: Vec::new(),
        output: crate::scenario::Output::default(),
        span: first.span,
    };
    fits(&scenario, equations, data)?;
    Ok(scenario)
}

/// What the paths of pairs that are drawn once a path begin with, and that of their copula.
const PAIRS: &str = "dependence.paths.";

/// How parameters of one scenario move together, and shocks and events of another; with these what is of both. A parameter that
/// moves with them there is in no other component, so that what the first says of it waits for its shocks. All under the copula of
/// the shocks, where they have one.
fn together(numbers: &Scenario, shocked: &Scenario) -> Joint {
    let of = |scenario: &Scenario, of_parameters: bool| -> Vec<Component> {
        let all = scenario.dependence.paths.components.iter();
        all.filter(|component| is_of_parameters(component) == of_parameters).cloned().collect()
    };
    let mut components = of(shocked, false);
    let is_taken = |component: &Component| {
        let is_member =
            |driver: &String| components.iter().flat_map(|own| &own.members).any(|own| own.driver == *driver);
        component.members.iter().any(|member| is_member(&member.driver))
    };
    let free: Vec<Component> =
        of(numbers, true).into_iter().filter(|component| !is_taken(component)).collect();
    components.extend(free);
    components.sort_by(|a, b| a.members[0].driver.cmp(&b.members[0].driver));
    let whose = if of(shocked, false).is_empty() { numbers } else { shocked };
    Joint { components, copula: whose.dependence.paths.copula.clone() }
}

/// Whether a component has no shock and no event.
fn is_of_parameters(component: &Component) -> bool {
    component.members.iter().all(|member| member.driver.starts_with("parameter."))
}

/// The model of one scenario with the parameters of another, where that has them.
fn model(equations: &Scenario, numbers: &Scenario) -> Model {
    let mut model = equations.model.clone();
    model.parameter_set.clone_from(&numbers.model.parameter_set);
    for parameter in &mut model.parameters {
        let same = |own: &&Parameter| own.name == parameter.name && own.over == parameter.over;
        if let Some(own) = numbers.model.parameters.iter().find(same) {
            let Parameter { value, prior, source, .. } = own.clone();
            *parameter = Parameter { value, prior, source, ..parameter.clone() };
        }
    }
    model
}

/// What reading makes sure of, where model and economy, or changes and model, come from two scenarios.
fn fits(scenario: &Scenario, equations: &Scenario, data: &Scenario) -> Result<(), String> {
    let Scenario { model, economy, .. } = scenario;
    for set in &model.sets {
        if data.economy.elements(set) != equations.economy.elements(set) {
            return Err(format!(
                "the set `{set}` has other elements in {} and {}",
                equations.name, data.name
            ));
        }
    }
    for parameter in &model.parameters {
        let count = parameter.over.as_deref().map_or(1, |set| economy.elements(set).len());
        if !is_long(&parameter.value, count) || !is_long(&parameter.prior, count) {
            return Err(format!(
                "the parameter `{}` is of another set than that of {}",
                parameter.name, data.name
            ));
        }
    }
    for variable in &model.variables {
        let count = variable.over.as_deref().map_or(1, |set| economy.elements(set).len());
        let name = &variable.name;
        let level = economy.levels.get(name);
        let needed = model.reference == ReferenceKind::Steady && matches!(variable.rule, Rule::Equation(_));
        if needed && level.is_none() && variable.level.is_none() {
            return Err(format!("the economy of {} has no level of `{name}`", data.name));
        }
        let history = economy.history.get(name).into_iter().flat_map(|history| history.values.values());
        if level.map(|level| &level.value).into_iter().chain(history).any(|value| !is_long(value, count)) {
            return Err(format!("the economy of {} gives `{name}` for another set", data.name));
        }
    }
    let tuned = scenario.tunes.iter().map(|tune| &tune.target);
    let changes = scenario.changes();
    let residuals = changes.iter().filter_map(|change| change.residual);
    for target in changes.iter().map(|change| change.target).chain(tuned).chain(residuals) {
        hit(target, equations, model, economy, true)?;
    }
    for outcome in &scenario.outcomes {
        hit(&outcome.variable, equations, model, economy, false)?;
        for period in &outcome.at {
            if period.first() < scenario.start || period.last() > scenario.end() {
                return Err(format!("{period} is outside the horizon of {}", data.name));
            }
        }
    }
    Ok(())
}

fn is_long<T>(values: &PerElement<T>, count: usize) -> bool {
    match values {
        PerElement::Same(_) => true,
        PerElement::Each(values) => values.len() == count,
    }
}

/// Whether a target is a variable of the model, with the elements that it names.
fn hit(
    target: &Target,
    equations: &Scenario,
    model: &Model,
    economy: &Economy,
    changed: bool,
) -> Result<(), String> {
    let name = &target.variable;
    let Some(variable) = model.variables.iter().find(|variable| variable.name == *name) else {
        return Err(format!("the model of {} has no variable `{name}`", equations.name));
    };
    if changed && matches!(variable.rule, Rule::Definition(_)) && variable.absorb.is_none() {
        return Err(format!("`{name}` is a definition in the model of {}", equations.name));
    }
    let fits = match (&target.elements, variable.over.as_deref()) {
        (Elements::None, None) | (Elements::All, Some(_)) => true,
        (Elements::One(element), Some(set)) => economy.elements(set).contains(element),
        _ => false,
    };
    if fits {
        Ok(())
    } else {
        Err(format!("`{name}{}` is not in the model of {}", target.elements, equations.name))
    }
}
