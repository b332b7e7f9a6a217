//! The deterministic path that an economy states, and the accounts that must hold on it.

use crate::calendar::Period;
use crate::diagnostic::Span;
use crate::language::Expr;

use super::Target;

/// The deterministic path that an economy states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferenceKind {
    /// `"steady"`: the base-period levels held for ever.
    Steady,
    /// `"balanced"`: the base-period levels grown by each variable's trend, so that ratios are constant.
    Balanced,
    /// `"path"`: what the economy states by quarter; behavioural variables that it leaves out are held at their levels.
    Path,
    /// `"model"`: the equations' own solution; nothing is tracked and `ref(x)` is refused.
    Model,
}

/// How a variable grows on a balanced reference. A year's factor is made of `g`, `pi` and `pi_f`: one plus real growth,
/// inflation and foreign inflation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// 1
    Constant,
    /// `g`
    Real,
    /// `g` · `pi`
    Nominal,
    /// `g` · `pi_f`
    Foreign,
    /// `pi`
    Price,
    /// `pi_f`
    ForeignPrice,
    /// `pi` / `pi_f`
    ExchangeRate,
}

impl Trend {
    /// All, in the order of the enum.
    pub const ALL: [Self; 7] = [
        Self::Constant,
        Self::Real,
        Self::Nominal,
        Self::Foreign,
        Self::Price,
        Self::ForeignPrice,
        Self::ExchangeRate,
    ];

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Real => "real",
            Self::Nominal => "nominal",
            Self::Foreign => "foreign",
            Self::Price => "price",
            Self::ForeignPrice => "foreign_price",
            Self::ExchangeRate => "exchange_rate",
        }
    }
}

/// What a balanced reference grows by.
#[derive(Debug, Clone, PartialEq)]
pub struct Growth {
    /// The year or quarter that levels are of.
    pub base: Period,
    /// Real growth, percent a year, above -100.
    pub growth: f64,
    /// Inflation, percent a year, above -100.
    pub inflation: f64,
    /// Inflation abroad, percent a year, above -100.
    pub foreign_inflation: f64,
    /// Who says so.
    pub source: String,
    /// Where it is stated.
    pub span: Span,
}

impl Growth {
    /// The factor by which a trend grows in a year.
    pub fn factor(&self, trend: Trend) -> f64 {
        let one_plus = |percent: f64| 1.0 + percent / 100.0;
        let (g, pi, pi_f) =
            (one_plus(self.growth), one_plus(self.inflation), one_plus(self.foreign_inflation));
        match trend {
            Trend::Constant => 1.0,
            Trend::Real => g,
            Trend::Nominal => g * pi,
            Trend::Foreign => g * pi_f,
            Trend::Price => pi,
            Trend::ForeignPrice => pi_f,
            Trend::ExchangeRate => pi / pi_f,
        }
    }
}

/// An accounting identity: a check on computed values, in each simulated quarter of every path.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Unique among identities and variables.
    pub name: String,
    /// What a person calls it.
    pub label: Option<String>,
    /// Left of the `=`.
    pub left: Expr,
    /// Right of it.
    pub right: Expr,
    /// Where it is named.
    pub span: Span,
}

/// What takes the remainder of an account on the reference.
#[derive(Debug, Clone)]
pub struct Closing {
    /// An identity, or a definition for which the economy states a level.
    pub account: String,
    /// The behavioural variable, or one element of one.
    pub item: Target,
    /// Where the account is named.
    pub span: Span,
}
