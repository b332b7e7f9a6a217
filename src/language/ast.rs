//! The tree of an equation.

use crate::calendar::Quarter;
use crate::diagnostic::Span;

/// An expression and where it is written, its own brackets included.
///
/// A tree that was parsed is at most [`MAX_DEPTH`](super::MAX_DEPTH) high. `==` compares places too.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it is written, absolute in its file.
    pub span: Span,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// A literal: finite, not negative.
    Number(f64),
    /// A variable, parameter or exogenous series: `gdp`, `sent[corridor]`, `sent[russia](-1)`.
    Name {
        /// As declared in the model.
        name: String,
        /// Which element, when it runs over a set.
        index: Option<Index>,
        /// Quarters back, 0 to [`MAX_LAG`](super::MAX_LAG).
        lag: u32,
    },
    /// The reference of a variable: `ref(x)`; `ref(x(-1))` and `ref(x)(-1)` are the same.
    Reference {
        /// As declared in the model.
        name: String,
        /// Which element, when it runs over a set.
        index: Option<Index>,
        /// Quarters back, 0 to [`MAX_LAG`](super::MAX_LAG).
        lag: u32,
    },
    /// -x
    Negate(Box<Expr>),
    /// left op right
    Binary {
        /// The operator.
        op: BinaryOp,
        /// The operand before it.
        left: Box<Expr>,
        /// The operand behind it.
        right: Box<Expr>,
    },
    /// f(x, ...); the number of arguments is one that [`Function`] allows.
    Call {
        /// Which function.
        function: Function,
        /// In the order written.
        arguments: Vec<Expr>,
    },
    /// Over the elements of a set, in the set's order: `sum(corridor: received[corridor])`.
    Aggregate {
        /// Sum or product.
        op: AggregateOp,
        /// The set; its name is the running element in `body`, where it hides the equation's own.
        set: String,
        /// What is added or multiplied.
        body: Box<Expr>,
    },
    /// Over the quarters up to this one.
    Transform {
        /// Which.
        op: TransformOp,
        /// What is transformed: its lags add to those that the transform reads.
        body: Box<Expr>,
        /// 1 to [`MAX_LAG`](super::MAX_LAG).
        quarters: u32,
    },
    /// 1 from one quarter to another, both included, else 0: `during(2022Q1, 2022Q4)`, `during(2022Q1)`, `since(2022Q1)`.
    Dummy {
        /// The first quarter.
        from: Quarter,
        /// The last quarter, not before the first; `None` without end.
        to: Option<Quarter>,
    },
}

/// What stands in the brackets of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// The running element of an enclosing sum or of the equation's own `over` set, or an element's name. A running
    /// element comes first: it hides an element of the same name.
    pub name: String,
    /// Where it is written.
    pub span: Span,
}

/// An operator between two operands. Comparisons are worth 1 when they hold, else 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `^`
    Pow,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
}

impl BinaryOp {
    /// All, in the order of the enum.
    pub const ALL: [Self; 11] = [
        Self::Add,
        Self::Sub,
        Self::Mul,
        Self::Div,
        Self::Pow,
        Self::Less,
        Self::LessEqual,
        Self::Greater,
        Self::GreaterEqual,
        Self::Equal,
        Self::NotEqual,
    ];

    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Pow => "^",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
        }
    }

    /// Whether it compares.
    pub fn is_comparison(self) -> bool {
        matches!(
            self,
            Self::Less | Self::LessEqual | Self::Greater | Self::GreaterEqual | Self::Equal | Self::NotEqual
        )
    }
}

/// A function of numbers. NaN in any argument that is looked at gives NaN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// `if(condition, then, else)`: `then` where the condition is not 0.
    If,
    /// `min(x, y, ...)`, two or more.
    Min,
    /// `max(x, y, ...)`, two or more.
    Max,
    /// `abs(x)`
    Abs,
    /// `exp(x)`
    Exp,
    /// `log(x)`, natural.
    Log,
    /// `sqrt(x)`
    Sqrt,
    /// `sin(x)`, x in radians.
    Sin,
    /// `cos(x)`, x in radians.
    Cos,
    /// `clamp(x, low, high)`
    Clamp,
    /// `normal_cdf(x)`, standard normal.
    NormalCdf,
    /// `normal_quantile(p)`, its inverse.
    NormalQuantile,
}

impl Function {
    /// All, in the order of the enum.
    pub const ALL: [Self; 12] = [
        Self::If,
        Self::Min,
        Self::Max,
        Self::Abs,
        Self::Exp,
        Self::Log,
        Self::Sqrt,
        Self::Sin,
        Self::Cos,
        Self::Clamp,
        Self::NormalCdf,
        Self::NormalQuantile,
    ];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::If => "if",
            Self::Min => "min",
            Self::Max => "max",
            Self::Abs => "abs",
            Self::Exp => "exp",
            Self::Log => "log",
            Self::Sqrt => "sqrt",
            Self::Sin => "sin",
            Self::Cos => "cos",
            Self::Clamp => "clamp",
            Self::NormalCdf => "normal_cdf",
            Self::NormalQuantile => "normal_quantile",
        }
    }

    /// The least and the greatest number of arguments; `None` for no greatest.
    pub fn arguments(self) -> (usize, Option<usize>) {
        match self {
            Self::If | Self::Clamp => (3, Some(3)),
            Self::Min | Self::Max => (2, None),
            Self::Abs
            | Self::Exp
            | Self::Log
            | Self::Sqrt
            | Self::Sin
            | Self::Cos
            | Self::NormalCdf
            | Self::NormalQuantile => (1, Some(1)),
        }
    }
}

/// What is done over a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AggregateOp {
    /// `sum(set: x[set])`
    Sum,
    /// `product(set: x[set])`
    Product,
}

impl AggregateOp {
    /// All, in the order of the enum.
    pub const ALL: [Self; 2] = [Self::Sum, Self::Product];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Product => "product",
        }
    }
}

/// What is done over quarters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransformOp {
    /// `d(x, n)` = x - x(-n); n is 1 unless said.
    Difference,
    /// `dlog(x, n)` = log x - log x(-n); n is 1 unless said.
    LogDifference,
    /// `movavg(x, n)` = (x + x(-1) + ... + x(-(n-1))) / n
    MovingAverage,
    /// `movsum(x, n)` = x + x(-1) + ... + x(-(n-1))
    MovingSum,
}

impl TransformOp {
    /// All, in the order of the enum.
    pub const ALL: [Self; 4] = [Self::Difference, Self::LogDifference, Self::MovingAverage, Self::MovingSum];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Difference => "d",
            Self::LogDifference => "dlog",
            Self::MovingAverage => "movavg",
            Self::MovingSum => "movsum",
        }
    }

    /// Whether it is over one quarter unless said.
    pub(super) fn quarters_may_be_left_out(self) -> bool {
        matches!(self, Self::Difference | Self::LogDifference)
    }

    /// The lags of its body that it reads, in rising order: 0 and n for a difference, 0 to n-1 for a moving sum.
    pub fn lags(self, quarters: u32) -> impl Iterator<Item = u32> {
        let (step, last) = match self {
            Self::Difference | Self::LogDifference => (quarters.max(1), quarters),
            Self::MovingAverage | Self::MovingSum => (1, quarters.saturating_sub(1)),
        };
        (0..=last).step_by(step as usize)
    }
}

impl Expr {
    /// The operands, arguments or body, in the order written.
    pub fn children(&self) -> impl Iterator<Item = &Self> {
        let (first, second, rest): (Option<&Self>, Option<&Self>, &[Self]) = match &self.kind {
            ExprKind::Number(_)
            | ExprKind::Name { .. }
            | ExprKind::Reference { .. }
            | ExprKind::Dummy { .. } => (None, None, &[]),
            ExprKind::Negate(body) | ExprKind::Aggregate { body, .. } | ExprKind::Transform { body, .. } => {
                (Some(body), None, &[])
            }
            ExprKind::Binary { left, right, .. } => (Some(left), Some(right), &[]),
            ExprKind::Call { arguments, .. } => (None, None, arguments),
        };
        first.into_iter().chain(second).chain(rest)
    }
}
