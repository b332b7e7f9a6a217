//! Equations, parameters with priors, and what a variable is.

use crate::diagnostic::Span;
use crate::distribution::Distribution;
use crate::language::Expr;

use super::{Identity, ReferenceKind, Target, Trend, Validity};

/// Equations and parameters: what is the same for every country.
#[derive(Debug, Clone)]
pub struct Model {
    /// The file's stem.
    pub name: String,
    /// What a person calls it.
    pub title: String,
    /// A paragraph about it, or nothing.
    pub note: Option<String>,
    /// The length of a period.
    pub frequency: Frequency,
    /// Names of the sets that variables and parameters may run over.
    pub sets: Vec<String>,
    /// In the order of their names.
    pub parameters: Vec<Parameter>,
    /// In the order of their names.
    pub variables: Vec<Variable>,
    /// What `ref(x)` means; the economy's word where it has one.
    pub reference: ReferenceKind,
    /// The named set whose numbers the parameters have; `None` for the model's and the economy's own.
    pub parameter_set: Option<ParameterSet>,
    /// The variable that the size of a remainder is set against, if the model has one.
    pub scale: Option<String>,
    /// In the order of their names.
    pub identities: Vec<Identity>,
    /// In the order of their names.
    pub validity: Vec<Validity>,
}

/// A named set of parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterSet {
    /// By which a scenario chooses it.
    pub name: String,
    /// What it stands for.
    pub title: String,
}

impl Model {
    /// Every definition: its name and what it is made of.
    pub fn definitions(&self) -> Vec<(&str, &Expr)> {
        let definitions = self.variables.iter().filter_map(|variable| match &variable.rule {
            Rule::Definition(expr) => Some((variable.name.as_str(), expr)),
            Rule::Equation(_) | Rule::Series(_) => None,
        });
        definitions.collect()
    }
}

/// The length of a simulated period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frequency {
    /// `"quarter"`
    Quarter,
    /// `"year"`: one period a year, simulated as its fourth quarter.
    Year,
}

/// A number that equations name; fixed but not known exactly, so that its prior is drawn once a path.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name in equations.
    pub name: String,
    /// The set it runs over, if any.
    pub over: Option<String>,
    /// What a person calls it.
    pub label: Option<String>,
    /// Its unit.
    pub unit: Option<String>,
    /// The central value: what `parameters = "fixed"` uses. The economy's value where it gives one.
    pub value: PerElement<f64>,
    /// How uncertain it is; `None` for a number that is taken as known.
    pub prior: PerElement<Option<Distribution>>,
    /// The range within which the number makes sense, or within which it was estimated.
    pub valid: Option<(f64, f64)>,
    /// Where the number comes from; what begins with "assumption" is a judgement.
    pub source: Option<String>,
    /// Where it is named.
    pub span: Span,
}

/// One value, or one an element in the set's order.
#[derive(Debug, Clone, PartialEq)]
pub enum PerElement<T> {
    /// The same for all, or for what runs over no set.
    Same(T),
    /// One an element, in the set's order.
    Each(Vec<T>),
}

impl<T> PerElement<T> {
    /// The value of element `index` (0 for what runs over no set).
    ///
    /// # Panics
    /// When there is one value an element and `index` is not below their number.
    pub fn at(&self, index: usize) -> &T {
        match self {
            Self::Same(value) => value,
            Self::Each(values) => &values[index],
        }
    }
}

/// What quarters of a year add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A year is the sum of its quarters.
    Flow,
    /// A year is its last quarter.
    Stock,
    /// A year is the average.
    Index,
    /// In percent; a year is the average, and effects are in percentage points.
    Rate,
    /// Numerator and denominator are aggregated first; effects are in percentage points or in its unit.
    Ratio,
}

impl Kind {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Flow => "flow",
            Self::Stock => "stock",
            Self::Index => "index",
            Self::Rate => "rate",
            Self::Ratio => "ratio",
        }
    }

    /// The year of four quarters: of a flow their sum, of a stock the last, of others the mean. That of a ratio is the quarters'
    /// mean, not the quotient of what its sides add up to.
    pub fn year(self, [first, second, third, last]: [f64; 4]) -> f64 {
        let sum = first + second + third + last;
        match self {
            Self::Flow => sum,
            Self::Stock => last,
            Self::Index | Self::Rate | Self::Ratio => sum / 4.0,
        }
    }
}

/// A variable of the model.
#[derive(Debug, Clone)]
pub struct Variable {
    /// Its name in equations.
    pub name: String,
    /// The set it runs over, if any.
    pub over: Option<String>,
    /// What a person calls it.
    pub label: Option<String>,
    /// Its unit.
    pub unit: Option<String>,
    /// What quarters add up to.
    pub kind: Kind,
    /// In a quarterly model: whether it has one value a year, computed after the year's last quarter from annual
    /// aggregates.
    pub yearly: bool,
    /// How it grows on a balanced reference; there said of all behavioural variables but rates and ratios.
    pub trend: Option<Trend>,
    /// Where its value comes from.
    pub rule: Rule,
    /// The scale on which a behavioural equation tracks its reference and takes its residual.
    pub tracking: Tracking,
    /// What the equation does not explain.
    pub residual: Option<Residual>,
    /// Where shocks stop.
    pub bounds: Option<Bounds>,
    /// Of a definition: the cell that is moved so that the definition takes the value that a shock asks for.
    pub absorb: Option<Target>,
    /// Its value before the start, and on a steady reference, where the economy gives none.
    pub level: Option<f64>,
    /// Where the equation comes from.
    pub source: Option<String>,
    /// Where it is named.
    pub span: Span,
}

/// Where a variable's value comes from.
#[derive(Debug, Clone)]
pub enum Rule {
    /// Behavioural: shocks may hit it.
    Equation(Expr),
    /// An identity that holds exactly: shocks may not hit it.
    Definition(Expr),
    /// Data, which are its reference too: the expression is `ref(x)` of the variable itself. Shocks may hit it.
    Series(Expr),
}

impl Rule {
    /// The right-hand side.
    pub fn expr(&self) -> &Expr {
        match self {
            Self::Equation(expr) | Self::Definition(expr) | Self::Series(expr) => expr,
        }
    }
}

/// T in T(x) = T(f(state, p)) + [T(ref x) - T(f(ref, p))] + residual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tracking {
    /// T(x) = x; the residual is in the variable's unit.
    Identity,
    /// T(x) = log x: x = f · (ref x / f(ref)) · exp(u); the residual is in log points.
    Log,
}

/// u = ar u(-1) + e, u = 0 before the start, e drawn each quarter from `distribution`.
#[derive(Debug, Clone)]
pub struct Residual {
    /// Of e; continuous.
    pub distribution: Distribution,
    /// Autoregressive coefficient in (-1, 1].
    pub ar: f64,
    /// The part of e's normal score that others share.
    pub common: Option<Common>,
    /// What the standard deviation of e was solved from, if it was.
    pub annual_sd: Option<AnnualSd>,
}

/// The standard deviation of what a residual makes of a year against the year before, once it is stationary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AnnualSd {
    /// Of annual growth, as a share; transform = "log".
    Growth(f64),
    /// Of the change of the annual figure, in its unit; transform = "identity".
    Change(f64),
}

/// score = √share · factor + √(1 - share) · own, so that e's marginal stays what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Common {
    /// Share of the score's variance, in [0, 1].
    pub share: f64,
    /// The factor's name; the same name is the same draw.
    pub factor: String,
}

/// Inclusive bounds, applied after all shocks; either may be infinite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// The least value.
    pub low: f64,
    /// The greatest value.
    pub high: f64,
}
