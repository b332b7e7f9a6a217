//! The words of the language: one list that the parser, its hints and the reference page read.

use super::ast::{AggregateOp, Function, TransformOp};

/// A reserved name. No variable, parameter, series or set may be called so.
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    /// As it is written.
    pub name: &'static str,
    /// How it is called: `clamp(x, low, high)`.
    pub form: &'static str,
    /// What it gives.
    pub meaning: &'static str,
    pub(super) role: Role,
}

/// What the parser does with a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Function(Function),
    Aggregate(AggregateOp),
    Transform(TransformOp),
    Reference,
    During,
    Since,
}

const fn entry(name: &'static str, form: &'static str, meaning: &'static str, role: Role) -> Word {
    Word { name, form, meaning, role }
}

/// Every reserved name, in alphabetical order.
pub static WORDS: &[Word] = &[
    entry("abs", "abs(x)", "the distance from 0", Role::Function(Function::Abs)),
    entry("clamp", "clamp(x, low, high)", "x kept within low and high", Role::Function(Function::Clamp)),
    entry("cos", "cos(x)", "the cosine of x in radians", Role::Function(Function::Cos)),
    entry(
        "d",
        "d(x) or d(x, quarters)",
        "the change over one quarter, or over several",
        Role::Transform(TransformOp::Difference),
    ),
    entry(
        "dlog",
        "dlog(x) or dlog(x, quarters)",
        "the change of log x over one quarter, or over several",
        Role::Transform(TransformOp::LogDifference),
    ),
    entry(
        "during",
        "during(2022Q1, 2022Q4) or during(2022Q1)",
        "1 from the first quarter to the last, both included, else 0",
        Role::During,
    ),
    entry("exp", "exp(x)", "e to the power of x", Role::Function(Function::Exp)),
    entry(
        "if",
        "if(condition, then, else)",
        "the second where the first is not 0, else the third",
        Role::Function(Function::If),
    ),
    entry("log", "log(x)", "the natural logarithm", Role::Function(Function::Log)),
    entry("max", "max(x, y, ...)", "the greatest", Role::Function(Function::Max)),
    entry("min", "min(x, y, ...)", "the least", Role::Function(Function::Min)),
    entry(
        "movavg",
        "movavg(x, quarters)",
        "the average of this quarter and those before it, so many in all",
        Role::Transform(TransformOp::MovingAverage),
    ),
    entry(
        "movsum",
        "movsum(x, quarters)",
        "the sum of this quarter and those before it, so many in all",
        Role::Transform(TransformOp::MovingSum),
    ),
    entry(
        "normal_cdf",
        "normal_cdf(x)",
        "the probability that a standard normal is below x",
        Role::Function(Function::NormalCdf),
    ),
    entry(
        "normal_quantile",
        "normal_quantile(p)",
        "what a standard normal is below with probability p",
        Role::Function(Function::NormalQuantile),
    ),
    entry(
        "product",
        "product(set: x[set])",
        "the product over the elements of a set",
        Role::Aggregate(AggregateOp::Product),
    ),
    entry("ref", "ref(x)", "the variable on the reference path", Role::Reference),
    entry("sin", "sin(x)", "the sine of x in radians", Role::Function(Function::Sin)),
    entry("since", "since(2022Q1)", "1 from that quarter on, before it 0", Role::Since),
    entry("sqrt", "sqrt(x)", "the square root", Role::Function(Function::Sqrt)),
    entry("sum", "sum(set: x[set])", "the sum over the elements of a set", Role::Aggregate(AggregateOp::Sum)),
];

/// The reserved word of this name.
pub fn word(name: &str) -> Option<&'static Word> {
    WORDS.binary_search_by(|word| word.name.cmp(name)).ok().map(|at| &WORDS[at])
}

/// What another program calls a function, and what to type here.
static ELSEWHERE: &[(&[&str], &str)] = &[
    (&["ln", "loge"], "the natural logarithm is `log(x)`"),
    (&["log10"], "write `log(x) / log(10)`"),
    (&["log2"], "write `log(x) / log(2)`"),
    (&["pow", "power"], "a power is written `x^y`"),
    (&["prod"], "write `product(set: x[set])`"),
    (&["diff", "delta", "del"], "the change over a quarter is `d(x)`"),
    (&["difflog", "dln", "del_log"], "the change of the logarithm is `dlog(x)`"),
    (&["ma", "mean", "average", "avg", "movingaverage"], "write `movavg(x, quarters)` or `(x + y) / 2`"),
    (&["lag", "shift"], "a lag is written `x(-1)`"),
    (&["lead", "expectation"], "there are no leads: write expectations with lags, such as `x(-1)`"),
    (&["iif", "ifelse", "recode", "where"], "write `if(condition, then, else)`"),
    (&["normcdf", "pnorm", "cnorm", "phi"], "write `normal_cdf(x)`"),
    (&["norminv", "qnorm", "icdf", "probit"], "write `normal_quantile(p)`"),
    (&["sqr"], "write `sqrt(x)` for the root, `x^2` for the square"),
    (&["tan"], "write `sin(x) / cos(x)`"),
    (&["steady_state", "baseline", "base", "reference"], "the reference path is `ref(x)`"),
];

/// What to type for a function that another program has, in any case.
pub(super) fn elsewhere(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    ELSEWHERE.iter().find(|(names, _)| names.contains(&lower.as_str())).map(|(_, help)| *help)
}

/// What to type for a word that other languages put between values or before them.
pub(super) fn connective(name: &str) -> Option<&'static str> {
    match name.to_ascii_lowercase().as_str() {
        "and" => Some("for \"both\", multiply: `(x > 0) * (y > 0)`"),
        "or" => Some("for \"either\", write `max(x > 0, y > 0)`"),
        "not" => Some("for \"not\", compare with 0: `x == 0`"),
        "then" | "else" => Some("write `if(condition, then, else)`"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_and_each_operation_has_one() {
        assert!(WORDS.is_sorted_by(|a, b| a.name < b.name));
        let mut roles: Vec<Role> = vec![Role::Reference, Role::During, Role::Since];
        for function in Function::ALL {
            assert_eq!(word(function.name()).map(|w| w.role), Some(Role::Function(function)));
            roles.push(Role::Function(function));
        }
        for op in AggregateOp::ALL {
            assert_eq!(word(op.name()).map(|w| w.role), Some(Role::Aggregate(op)));
            roles.push(Role::Aggregate(op));
        }
        for op in TransformOp::ALL {
            assert_eq!(word(op.name()).map(|w| w.role), Some(Role::Transform(op)));
            roles.push(Role::Transform(op));
        }
        assert_eq!(WORDS.len(), roles.len());
        assert!(WORDS.iter().all(|w| roles.contains(&w.role) && w.form.starts_with(w.name)));
    }

    #[test]
    fn words_from_elsewhere_are_not_words_here() {
        for (names, _) in ELSEWHERE {
            assert!(names.iter().all(|name| word(name).is_none()));
        }
        assert!(elsewhere("LN").is_some());
        assert!(elsewhere("gdp").is_none());
    }
}
