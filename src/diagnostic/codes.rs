//! The list of codes: one `static` a code, and one line in [`ALL`]. A code, once published, keeps its meaning.

/// A kind of problem: a stable kebab-case name, what it means, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `unknown-name`
    pub name: &'static str,
    /// A sentence or three for `sarez explain`: what it means, why it is refused, what to type.
    pub explanation: &'static str,
}

/// Every code, in alphabetical order.
pub static ALL: &[&Code] = &[
    &BAD_INDEX,
    &BAD_LAG,
    &BAD_NUMBER,
    &BAD_QUESTION,
    &BAD_REFERENCE,
    &CHAINED_COMPARISON,
    &CHAINED_POWER,
    &DECIMAL_COMMA,
    &DIVISION_BY_ZERO,
    &EMPTY_EQUATION,
    &EXPECTED_VALUE,
    &FOREIGN_OPERATOR,
    &LAGGED_PARAMETER,
    &LEAD,
    &MISSING_INDEX,
    &MISSING_OPERATOR,
    &NOT_A_PERIOD,
    &NOT_A_QUARTER,
    &RESERVED_NAME,
    &SET_RUNS_TWICE,
    &TOO_DEEP,
    &UNBALANCED_BRACKET,
    &UNEXPECTED_SYMBOL,
    &UNKNOWN_FUNCTION,
    &UNKNOWN_INDEX,
    &UNKNOWN_NAME,
    &UNKNOWN_SET,
    &UNKNOWN_STATISTIC,
    &UNNEEDED_INDEX,
    &WRONG_ARGUMENTS,
    &WRONG_ORDER,
    &WRONG_SET,
];

/// What stands in the brackets of a name is not one name.
pub static BAD_INDEX: Code = Code {
    name: "bad-index",
    explanation: "An index picks one element of a set, as in `sent[russia]`, or follows the element that \
                  runs, as in `sum(corridor: sent[corridor])` or in an equation with `over = \
                  \"corridor\"`. It is a single name: no number, no arithmetic, no `*`. A lag stands \
                  behind the brackets: `sent[russia](-1)`.",
};

/// A lag that is not one literal whole number behind a name.
pub static BAD_LAG: Code = Code {
    name: "bad-lag",
    explanation: "A lag is written out as a whole number of quarters from 0 to 400 behind a name, `x(-1)` \
                  or `sent[russia](-1)`, so that the program knows before it runs how far back it reads. \
                  It is neither computed nor put behind a call or another lag. Lags inside `movavg`, \
                  `movsum`, `d` and `dlog` add to theirs and must stay within 400 in all.",
};

/// A number that cannot be read, or that is outside the range of numbers.
pub static BAD_NUMBER: Code = Code {
    name: "bad-number",
    explanation: "Numbers are written `1`, `0.5`, `1e-3` or `1_000`: digits on both sides of the point and \
                  of each underscore, at most one point, and a value between about 4.9e-324 and 1.8e308.",
};

/// A check or a target that is not of the form that is understood.
pub static BAD_QUESTION: Code = Code {
    name: "bad-question",
    explanation: "A check is a statistic of one outcome in one period, a comparison, and a number in the \
                  outcome's own unit: `p50(gdp_effect@2022) < 0` or `P(gdp_effect@2022 < -2) > 0.1`. \
                  Comparisons are < <= > >=, within `P` only < and >. The number carries no unit.",
};

/// `ref` of something that has no reference.
pub static BAD_REFERENCE: Code = Code {
    name: "bad-reference",
    explanation: "`ref(x)` is the path that the economy states for one variable. Parameters and exogenous \
                  series have none: they are the same with and without shocks, so write their name alone. \
                  Around an expression, write `ref` for each variable in it.",
};

/// Two comparisons in a row.
pub static CHAINED_COMPARISON: Code = Code {
    name: "chained-comparison",
    explanation: "`a < b < c` would compare 0 or 1 with c, which nobody means. To bound from both sides, \
                  multiply two comparisons: `(a < b) * (b < c)`.",
};

/// Two powers in a row.
pub static CHAINED_POWER: Code = Code {
    name: "chained-power",
    explanation: "Programs disagree whether `a^b^c` is `(a^b)^c` or `a^(b^c)`. Write the brackets.",
};

/// A number with a comma.
pub static DECIMAL_COMMA: Code = Code {
    name: "decimal-comma",
    explanation: "Numbers have a decimal point: `0.5`. A comma separates the arguments of a function, so \
                  `max(0,5)` is the greater of 0 and 5.",
};

/// A division by a literal zero.
pub static DIVISION_BY_ZERO: Code = Code {
    name: "division-by-zero",
    explanation: "Dividing by 0 gives no number in any quarter of any path. Divide by what was meant, or \
                  remove the term.",
};

/// An equation without text.
pub static EMPTY_EQUATION: Code = Code {
    name: "empty-equation",
    explanation: "An equation is the right-hand side that gives its variable's value. Write it, or remove \
                  the key.",
};

/// A number, a name or a call is missing.
pub static EXPECTED_VALUE: Code = Code {
    name: "expected-value",
    explanation: "An operator needs a value on each side, except that `-` also stands before one; brackets \
                  and arguments need something in them. Write what is missing, or remove the operator, \
                  bracket or comma.",
};

/// An operator of another language, or of a word processor.
pub static FOREIGN_OPERATOR: Code = Code {
    name: "foreign-operator",
    explanation: "The operators are + - * / ^ and the comparisons < <= > >= == !=. \"Both\" is a product \
                  of two comparisons, \"either\" their `max`, \"not\" a comparison with 0; 5 percent is \
                  `0.05`; a single `=` does not stand in an equation, which is its right-hand side alone.",
};

/// A lag on a parameter.
pub static LAGGED_PARAMETER: Code = Code {
    name: "lagged-parameter",
    explanation: "A parameter is the same in every quarter of a path, so its lag is itself. Write its name \
                  alone, or make it a variable if it should move.",
};

/// A later quarter of a variable.
pub static LEAD: Code = Code {
    name: "lead",
    explanation: "Quarters are solved one after the other, so an equation reads this quarter and earlier \
                  ones: `x(-1)` is the quarter before. Expectations are written with lags, for example \
                  adaptively: `expected(-1) + speed * (x(-1) - expected(-1))`.",
};

/// A name that runs over a set, without an index.
pub static MISSING_INDEX: Code = Code {
    name: "missing-index",
    explanation: "What runs over a set has one value an element. Say which: an element, `sent[russia]`; \
                  the running one, `sent[corridor]`, within a sum or an equation over that set; or all, \
                  `sum(corridor: sent[corridor])`.",
};

/// Two values in a row.
pub static MISSING_OPERATOR: Code = Code {
    name: "missing-operator",
    explanation: "Nothing is multiplied by standing side by side: write `2 * x`, `(a + b) * (c + d)`. \
                  Thousands are written `1_000`.",
};

/// A text that is no period.
pub static NOT_A_PERIOD: Code = Code {
    name: "not-a-period",
    explanation: "A period is a year such as \"2022\" or a quarter such as \"2022Q1\".",
};

/// A text that is no quarter.
pub static NOT_A_QUARTER: Code = Code {
    name: "not-a-quarter",
    explanation: "A quarter is written \"2022Q1\": four digits, Q, and 1 to 4. In an equation quarters are \
                  written out, and only within `during` and `since`.",
};

/// A function's name where a value stands.
pub static RESERVED_NAME: Code = Code {
    name: "reserved-name",
    explanation: "The names of functions cannot be used for variables, parameters, series or sets, so that \
                  `d(x)` always means the same. Write the call with its brackets, or choose a longer name.",
};

/// A set that runs in a sum within a sum over the same set.
pub static SET_RUNS_TWICE: Code = Code {
    name: "set-runs-twice",
    explanation: "Within two sums over the same set its name would mean two elements at once. Put the \
                  inner sum into a variable of its own and name that.",
};

/// An equation that nests too deeply.
pub static TOO_DEEP: Code = Code {
    name: "too-deep",
    explanation: "Brackets, calls and operators nest at most 256 levels, and as many terms may stand in a \
                  row. Put a part of the equation into a variable of its own: it also reads better.",
};

/// A bracket without its counterpart.
pub static UNBALANCED_BRACKET: Code = Code {
    name: "unbalanced-bracket",
    explanation: "Every `(` and `[` needs the bracket that closes it, and the other way round. The place \
                  is that of the bracket left alone; the missing one may belong further left or right.",
};

/// A symbol that means nothing, or not at this place.
pub static UNEXPECTED_SYMBOL: Code = Code {
    name: "unexpected-symbol",
    explanation: "Equations are made of ASCII letters, digits and underscores, + - * / ^ < > = ! and ( ) [ \
                  ] , : with comments from # to the end of the line. A comma separates arguments, a colon \
                  stands behind the set of a sum, brackets [ ] behind a name, a quarter only in `during` \
                  and `since`. Text pasted from elsewhere may carry letters and spaces that only look \
                  right: type them anew.",
};

/// A call of something that is not a function.
pub static UNKNOWN_FUNCTION: Code = Code {
    name: "unknown-function",
    explanation: "The functions are a fixed list: if min max abs exp log sqrt sin cos clamp normal_cdf \
                  normal_quantile, d dlog movavg movsum, sum product, ref, during since. `log` is the \
                  natural logarithm. A name with a number in brackets is a lag, `x(-1)`; for a product, \
                  write `*`.",
};

/// An index that is neither an element of the set nor a set that runs.
pub static UNKNOWN_INDEX: Code = Code {
    name: "unknown-index",
    explanation: "The elements of a set stand in the economy file. The set's own name is an index only \
                  where it runs: within `sum(set: ...)`, `product(set: ...)`, or an equation with `over = \
                  \"set\"`.",
};

/// A name in an equation that nothing defines.
pub static UNKNOWN_NAME: Code = Code {
    name: "unknown-name",
    explanation: "An equation names something that is neither a variable, a parameter, a series nor a set of the model. \
                  Check the spelling, or add a table for it to the model file.",
};

/// A sum over something that is not a set.
pub static UNKNOWN_SET: Code = Code {
    name: "unknown-set",
    explanation: "A variable or a parameter with `over`, `sum(set: ...)` and `product(set: ...)` run over a set \
                  that the model declares under `sets`. Check the spelling, or declare it.",
};

/// A statistic that is not on the list.
pub static UNKNOWN_STATISTIC: Code = Code {
    name: "unknown-statistic",
    explanation: "The statistics are mean, sd, skewness, percentiles such as p05, p50 and p999 (digits \
                  behind the point of a probability: p999 is 0.999), atrisk05 (the same as p05), \
                  shortfall05 (the mean of the lowest 5 percent), and P(outcome@period < number).",
};

/// An index on a name that does not run over a set.
pub static UNNEEDED_INDEX: Code = Code {
    name: "unneeded-index",
    explanation: "Only what is declared with `over` has elements. Remove the brackets, or declare the name \
                  over the set.",
};

/// A call with arguments that the function does not take.
pub static WRONG_ARGUMENTS: Code = Code {
    name: "wrong-arguments",
    explanation: "Each function takes a fixed number of arguments of a fixed form; the hint shows it. \
                  Numbers of quarters are literal whole numbers from 1 to 400; the set of a sum stands \
                  first, with a colon.",
};

/// A range whose ends are swapped.
pub static WRONG_ORDER: Code =
    Code { name: "wrong-order", explanation: "A range is written with its lower or earlier end first." };

/// An index of another set.
pub static WRONG_SET: Code = Code {
    name: "wrong-set",
    explanation: "A name is indexed by the set that it was declared over: an element of that set, or that \
                  set's name where it runs. Another set's element has no meaning there.",
};
