//! How drivers move together.

use crate::diagnostic::Span;
use crate::distribution::copula::Elliptical;
use crate::numerics::correlation;

/// How shocks, events and residuals move together; what stands in no component is independent of everything.
#[derive(Debug, Clone, Default)]
pub struct Dependence {
    /// Shocks and events, whose drivers are drawn once a path.
    pub paths: Joint,
    /// Residuals, whose drivers are drawn in each quarter.
    pub residuals: Joint,
    /// Whether the answer under independence and under perfect dependence of shocks and events is wanted too.
    pub bounds: bool,
    /// Who says what the scenario itself says; what begins with "assumption" is a judgement.
    pub source: Option<String>,
}

/// Drivers of one cadence.
#[derive(Debug, Clone, Default)]
pub struct Joint {
    /// By what.
    pub copula: Copula,
    /// Drivers that named pairs connect, in the order of their first members; no driver is in two.
    pub components: Vec<Component>,
}

/// What makes drivers move together.
#[derive(Debug, Clone, PartialEq)]
pub enum Copula {
    /// A copula with a correlation matrix.
    Elliptical(Elliptical),
    /// The rows of a CSV file, by its name.
    Empirical(String),
}

impl Default for Copula {
    fn default() -> Self {
        Self::Elliptical(Elliptical::Gaussian)
    }
}

impl std::fmt::Display for Copula {
    /// `gaussian`, `student_t, df 5` or `empirical, shocks.csv`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Elliptical(copula @ Elliptical::StudentT { df }) => write!(f, "{}, df {df}", copula.name()),
            Self::Elliptical(copula) => f.write_str(copula.name()),
            Self::Empirical(file) => write!(f, "empirical, {file}"),
        }
    }
}

/// Drivers that move together.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// In the order of their drivers' names, byte by byte; at least two.
    pub members: Vec<Member>,
    /// Every two members: (second, first) in the order of the lower triangle of a matrix.
    pub pairs: Vec<Pair>,
    /// How their draws are made of independent ones.
    pub link: Link,
    /// By member whether it is drawn first; the others are drawn given these, by draws of their own alone. `None` where all are drawn
    /// together. The distribution is the same.
    pub first: Option<Vec<bool>>,
}

/// One driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// As the scenario names it: `remittances`, `fall[russia]`, `residual.gdp`.
    pub name: String,
    /// The driver: `shock.remittances.percent`, `event.freeze.occurs`, `residual.gdp`.
    pub driver: String,
    /// Of an event's occurrence: the event's number.
    pub event: Option<usize>,
}

/// Two members and their Spearman rank correlation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Positions in the component, the lesser first.
    pub members: (usize, usize),
    /// What was asked for; `None` where the pair is not named. Under an empirical copula that of the file.
    pub asked: Option<f64>,
    /// What the copula has: other than asked only after a repair, and other than 0 where the pair is not named.
    pub used: f64,
}

/// How the draws of a component's members come about.
#[derive(Debug, Clone, PartialEq)]
pub enum Link {
    /// By row: weights of the members' own normal scores; the sum of their squares is 1. Up to the row's own unless some are drawn first.
    Factor(Vec<Vec<f64>>),
    /// By member: the cell of each row.
    Rows(Vec<Cells>),
}

/// A column as parts of (0, 1): row k is uniform from `low[k]` over `width[k]`, which is 1/n, or as wide as all rows with the
/// same value.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells {
    /// Where a row's part begins.
    pub low: Vec<f64>,
    /// How wide it is.
    pub width: Vec<f64>,
}

/// Correlations that an economy states of its residuals.
#[derive(Debug, Clone, Default)]
pub struct Correlations {
    /// By what; `None` unless stated.
    pub copula: Option<StatedCopula>,
    /// In the order of the file.
    pub pairs: Vec<StatedPair>,
    /// Whether a matrix with negative eigenvalues is mended.
    pub repair: bool,
    /// Who says so; what begins with "assumption" is a judgement.
    pub source: Option<String>,
}

/// A copula as it is stated.
#[derive(Debug, Clone)]
pub enum StatedCopula {
    /// With the pairs' correlations.
    Elliptical(Elliptical),
    /// With those of a file.
    Empirical {
        /// Its name.
        file: String,
        /// Its columns: names as written, and values by row.
        columns: Vec<(StatedName, Vec<f64>)>,
    },
}

/// A pair as it is stated.
#[derive(Debug, Clone)]
pub struct StatedPair {
    /// The two.
    pub names: [StatedName; 2],
    /// Spearman's rank correlation, from −1 to 1.
    pub rank: f64,
    /// Where the pair is stated.
    pub span: Span,
}

/// A name and its place.
#[derive(Debug, Clone)]
pub struct StatedName {
    /// As written.
    pub name: String,
    /// Where.
    pub span: Span,
}

/// What stands in place of the dependence that a scenario asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extreme {
    /// All shocks and events are independent.
    Independent,
    /// In each component the members' ranks are the same.
    Comonotone,
    /// In each component, of two members each, the ranks are opposite.
    Countermonotone,
}

impl Extreme {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Independent => "independent",
            Self::Comonotone => "comonotone",
            Self::Countermonotone => "countermonotone",
        }
    }
}

impl Joint {
    /// What bounds what it says: independence, all ranks alike, and, where no component has more than two members, opposite ones.
    pub fn extremes(&self) -> Vec<Extreme> {
        let mut list = vec![Extreme::Independent, Extreme::Comonotone];
        if self.components.iter().all(|component| component.members.len() == 2) {
            list.push(Extreme::Countermonotone);
        }
        list
    }

    /// The same components in an extreme.
    #[must_use]
    pub fn at(&self, extreme: Extreme) -> Self {
        let sign = if extreme == Extreme::Countermonotone { -1.0 } else { 1.0 };
        let alike = |component: &Component| {
            let row = |k: usize| -> Vec<f64> {
                let first = if k == 0 { 1.0 } else { sign };
                (0..=k).map(|j| if j == 0 { first } else { 0.0 }).collect()
            };
            let factor = (0..component.members.len()).map(row).collect();
            let pairs = component.pairs.iter().map(|pair| Pair { asked: Some(sign), used: sign, ..*pair });
            Component {
                members: component.members.clone(),
                pairs: pairs.collect(),
                link: Link::Factor(factor),
                first: None,
            }
        };
        let components = match extreme {
            Extreme::Independent => Vec::new(),
            _ => self.components.iter().map(alike).collect(),
        };
        Self { copula: Copula::default(), components }
    }
}

impl Component {
    /// The driver of what all members share: the mixing variable of a t copula, the row of an empirical one. It is named by the
    /// first member, so that a member that comes after it changes no draw of those that were there.
    pub fn shared_driver(&self) -> String {
        match self.link {
            Link::Factor(_) => format!("mixing.{}", self.members[0].driver),
            Link::Rows(_) => format!("row.{}", self.members[0].driver),
        }
    }

    /// What the members that are not drawn first share beside [`Self::shared_driver`], which is known once these are.
    pub fn given_driver(&self) -> String {
        format!("given.{}", self.members[0].driver)
    }

    /// The same distribution with some members drawn first: the factor is that of the matrix in this order.
    ///
    /// # Panics
    /// When `first` is not as long as there are members.
    #[must_use]
    pub fn in_turn(&self, first: &[bool]) -> Self {
        assert_eq!(first.len(), self.members.len(), "a member each");
        let link = match &self.link {
            Link::Factor(rows) => Link::Factor(in_order(rows, first)),
            rows @ Link::Rows(_) => rows.clone(),
        };
        Self { link, first: Some(first.to_vec()), ..self.clone() }
    }

    /// The two names of a pair.
    pub fn names(&self, pair: &Pair) -> [&str; 2] {
        let (first, second) = pair.members;
        [&self.members[first].name, &self.members[second].name]
    }
}

/// Weights with the same products, so that rows that come first have none of the others' scores.
fn in_order(rows: &[Vec<f64>], first: &[bool]) -> Vec<Vec<f64>> {
    let (mut order, after): (Vec<usize>, Vec<usize>) = (0..rows.len()).partition(|at| first[*at]);
    order.extend(after);
    let correlation = |i: usize, j: usize| -> f64 {
        if i == j { 1.0 } else { rows[i].iter().zip(&rows[j]).map(|(a, b)| a * b).sum() }
    };
    let matrix = order.iter().map(|i| order.iter().map(|j| correlation(*i, *j)).collect()).collect();
    let factor = correlation::factor(&matrix).unwrap_or_else(|| unreachable!("it is a product of factors"));
    let mut weights = vec![vec![0.0; rows.len()]; rows.len()];
    for (row, member) in factor.iter().zip(&order) {
        for (weight, own) in row.iter().zip(&order) {
            weights[*member][*own] = *weight;
        }
    }
    weights
}
