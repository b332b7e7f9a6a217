//! The canonical operations: what an equation means.

use crate::numerics;

/// An operation on one, two or three numbers. Comparisons give 1 or 0; every one gives NaN when an operand that it
/// looks at is NaN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// -a
    Negate,
    /// |a|
    Absolute,
    /// The largest whole number that is not above a.
    Floor,
    /// √a
    SquareRoot,
    /// eᵃ
    Exponential,
    /// ln a
    Logarithm,
    /// sin a
    Sine,
    /// cos a
    Cosine,
    /// Φ(a)
    NormalCdf,
    /// Φ⁻¹(a)
    NormalQuantile,
    /// a + b
    Add,
    /// a - b
    Subtract,
    /// a · b
    Multiply,
    /// a / b
    Divide,
    /// aᵇ
    Power,
    /// The lesser; NaN if either is.
    Minimum,
    /// The greater; NaN if either is.
    Maximum,
    /// a < b
    Less,
    /// a ≤ b
    LessEqual,
    /// a = b
    Equal,
    /// a ≠ b
    NotEqual,
    /// c + a · b, rounded once; operands in the order (a, b, c).
    MultiplyAdd,
    /// c - a · b, rounded once; operands in the order (a, b, c).
    MultiplySubtract,
    /// b where a ≠ 0, else c; NaN where a is.
    Select,
}

impl Operation {
    /// How many operands it takes.
    pub fn arity(self) -> usize {
        match self {
            Self::Negate
            | Self::Absolute
            | Self::Floor
            | Self::SquareRoot
            | Self::Exponential
            | Self::Logarithm
            | Self::Sine
            | Self::Cosine
            | Self::NormalCdf
            | Self::NormalQuantile => 1,
            Self::Add
            | Self::Subtract
            | Self::Multiply
            | Self::Divide
            | Self::Power
            | Self::Minimum
            | Self::Maximum
            | Self::Less
            | Self::LessEqual
            | Self::Equal
            | Self::NotEqual => 2,
            Self::MultiplyAdd | Self::MultiplySubtract | Self::Select => 3,
        }
    }

    /// Its value; operands beyond its arity are ignored.
    #[inline(always)]
    pub fn eval(self, a: f64, b: f64, c: f64) -> f64 {
        match self {
            Self::Negate => -a,
            Self::Absolute => a.abs(),
            Self::Floor => a.floor(),
            Self::SquareRoot => a.sqrt(),
            Self::Exponential => numerics::exp(a),
            Self::Logarithm => numerics::log(a),
            Self::Sine => numerics::sin(a),
            Self::Cosine => numerics::cos(a),
            Self::NormalCdf => numerics::normal_cdf(a),
            Self::NormalQuantile => numerics::normal_quantile(a),
            Self::Add => a + b,
            Self::Subtract => a - b,
            Self::Multiply => a * b,
            Self::Divide => a / b,
            Self::Power => numerics::pow(a, b),
            Self::Minimum => numerics::min(a, b),
            Self::Maximum => numerics::max(a, b),
            Self::Less => truth(a < b, a, b),
            Self::LessEqual => truth(a <= b, a, b),
            Self::Equal => truth(a == b, a, b),
            Self::NotEqual => truth(a != b, a, b),
            Self::MultiplyAdd => a.mul_add(b, c),
            Self::MultiplySubtract => (-a).mul_add(b, c),
            Self::Select => {
                let chosen = if a == 0.0 { c } else { b };
                if a.is_nan() { a } else { chosen }
            }
        }
    }
}

/// 1 or 0, or NaN where an operand is.
#[inline(always)]
fn truth(holds: bool, a: f64, b: f64) -> f64 {
    let value = if holds { 1.0 } else { 0.0 };
    if a.is_nan() | b.is_nan() { f64::NAN } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparisons_and_select_pass_nan_on() {
        for op in [Operation::Less, Operation::LessEqual, Operation::Equal, Operation::NotEqual] {
            assert!(op.eval(f64::NAN, 1.0, 0.0).is_nan());
            assert!(op.eval(1.0, f64::NAN, 0.0).is_nan());
        }
        assert!(Operation::Select.eval(f64::NAN, 1.0, 2.0).is_nan());
        assert_eq!(Operation::Select.eval(1.0, 1.0, f64::NAN), 1.0);
        assert!(Operation::Minimum.eval(1.0, f64::NAN, 0.0).is_nan());
        assert!(Operation::Maximum.eval(f64::NAN, 1.0, 0.0).is_nan());
    }

    #[test]
    fn a_product_is_fused_with_one_rounding() {
        let (a, b) = (1.0 + f64::EPSILON, 1.0 - f64::EPSILON);
        assert_eq!(Operation::MultiplyAdd.eval(a, b, -1.0), -f64::EPSILON * f64::EPSILON);
        assert_eq!(Operation::MultiplySubtract.eval(a, b, 1.0), f64::EPSILON * f64::EPSILON);
    }
}
