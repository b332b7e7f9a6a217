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
    &AFTER_AS_OF,
    &ANNUAL_SD,
    &BAD_ABSORB,
    &BAD_CALIBRATION,
    &BAD_CLOSING,
    &BAD_DATA_THROUGH,
    &BAD_INDEX,
    &BAD_LAG,
    &BAD_NUMBER,
    &BAD_ORIGIN,
    &BAD_QUESTION,
    &BAD_REFERENCE,
    &BAD_SETTING,
    &BOOTSTRAP,
    &CANNOT_READ,
    &CANNOT_REMOVE,
    &CHAINED_COMPARISON,
    &CHAINED_POWER,
    &COMMON_AND_CORRELATED,
    &COMPOUNDING_SHOCK,
    &CONFLICTING_KEYS,
    &CORRELATIONS_MENDED,
    &CSV_COLUMN,
    &CSV_EMPTY,
    &CSV_ROW,
    &CSV_SEPARATOR,
    &DECIMAL_COMMA,
    &DIFFERENT_DRAWS,
    &DISAGREEING_FIGURES,
    &DISTRIBUTION,
    &DIVISION_BY_ZERO,
    &DRIVER_COLLISION,
    &DUMMY_CANCELS,
    &DUPLICATE_FIGURE,
    &DUPLICATE_KEY,
    &DUPLICATE_NAME,
    &DUPLICATE_PAIR,
    &ELEMENT_NEEDED,
    &EMPTY,
    &EMPTY_CELL,
    &EMPTY_EQUATION,
    &EVENT_CYCLE,
    &EXCLUSIVE_PROBABILITIES,
    &EXPECTED_VALUE,
    &EXTENDS_CYCLE,
    &EXTENDS_TOO_DEEP,
    &FOREIGN_OPERATOR,
    &IDENTITY_CANNOT_FAIL,
    &KNOWN_QUARTERS_ONLY,
    &LAGGED_PARAMETER,
    &LARGE_REMAINDER,
    &LEAD,
    &LEVEL_NOT_POSITIVE,
    &LEVEL_NOT_USED,
    &MISSING_ELEMENT,
    &MISSING_HISTORY,
    &MISSING_INDEX,
    &MISSING_KEY,
    &MISSING_LEVEL,
    &MISSING_OPERATOR,
    &MISSING_QUARTER,
    &MISSING_SET,
    &MISSING_TREND,
    &MOVING_REFERENCE,
    &NO_BASELINE,
    &NO_ELEMENTS,
    &NO_RESIDUAL,
    &NO_SERIES,
    &NOT_A_DATE,
    &NOT_A_DURATION,
    &NOT_A_MEASURE,
    &NOT_A_NAME,
    &NOT_A_NUMBER,
    &NOT_A_PERIOD,
    &NOT_A_QUARTER,
    &NOT_A_SERIES,
    &NOT_A_TARGET,
    &NOT_AN_IDENTITY,
    &NOT_BEHAVIOURAL,
    &NOT_FINITE,
    &NOT_POSITIVE_DEFINITE,
    &NOT_USED_HISTORY,
    &NOT_UTF8,
    &NOTHING_DRAWN,
    &NOTHING_TO_BOUND,
    &OUT_OF_RANGE,
    &OUTSIDE_HORIZON,
    &OUTSIDE_VALID,
    &PATH_ENDS,
    &PATH_OF_DEFINITION,
    &PATH_WITH_QUARTER,
    &PATHS_FOR_SOBOL,
    &PERCENT_BELOW_MINUS_100,
    &PERCENT_ON_RATE,
    &PRIOR_OF_MODEL,
    &RESERVED_NAME,
    &REVISED_DATA,
    &SELF_PAIR,
    &SET_RUNS_TWICE,
    &SIZE_ZERO,
    &SYNTAX,
    &TARGET_SET_ASIDE,
    &TOO_DEEP,
    &TWO_SETS,
    &UNBALANCED_ACCOUNT,
    &UNBALANCED_BRACKET,
    &UNDRAWABLE_DISTRIBUTION,
    &UNEXPECTED_SYMBOL,
    &UNFELT_SHOCK,
    &UNKNOWN_CHOICE,
    &UNKNOWN_DRIVER,
    &UNKNOWN_ELEMENT,
    &UNKNOWN_EVENT,
    &UNKNOWN_FILE,
    &UNKNOWN_FUNCTION,
    &UNKNOWN_INDEX,
    &UNKNOWN_KEY,
    &UNKNOWN_NAME,
    &UNKNOWN_ORIGIN,
    &UNKNOWN_OUTCOME,
    &UNKNOWN_PARAMETER,
    &UNKNOWN_PARAMETER_SET,
    &UNKNOWN_REPLACED,
    &UNKNOWN_SET,
    &UNKNOWN_SIZE,
    &UNKNOWN_STATISTIC,
    &UNKNOWN_VARIABLE,
    &UNNEEDED_INDEX,
    &UNQUOTED,
    &UNREACHED_TARGET,
    &UNSOLVABLE_CYCLE,
    &UNSOLVABLE_SHOCK,
    &UNUSED_FIGURE,
    &WINDOW_TOO_EARLY,
    &WRONG_ARGUMENTS,
    &WRONG_ORDER,
    &WRONG_SET,
    &WRONG_TYPE,
    &WRONG_UNIT,
    &YEARLY_READ,
];

/// A figure that was not known yet.
pub static AFTER_AS_OF: Code = Code {
    name: "after-as-of",
    explanation: "With `as_of` nothing of a later vintage is read. Where only revised figures are held they are cut by period: what had \
                  not ended by that day is not read. What is needed and not left is an error.",
};

/// An `annual_sd` that cannot be solved for.
pub static ANNUAL_SD: Code = Code {
    name: "annual-sd",
    explanation: "`annual_sd` is solved into the quarterly standard deviation that gives it once the residual is stationary: growth \
                  under transform = \"log\", change under \"identity\". An equation that reads its own lag passes \
                  residuals on, so that the two are not one to one: give `sd` there.",
};

/// What absorbs a shock to a definition is not what it should be.
pub static BAD_ABSORB: Code = Code {
    name: "bad-absorb",
    explanation: "`absorb` names one behavioural variable, or one element of one, that the definition is made of: \
                  a shock to the definition moves that variable by what makes the definition take the value \
                  asked for.",
};

/// A calibration that history cannot answer.
pub static BAD_CALIBRATION: Code = Code {
    name: "bad-calibration",
    explanation: "`sarez calibrate` weighs parameters by how likely the residuals are that history leaves to their equations. \
                  So each parameter has a prior that is not a single value and moves a residual that is observed; and an \
                  observed variable has a history of its own periods, with all that its equation reads known beside it.",
};

/// A closing item that cannot close its account.
pub static BAD_CLOSING: Code = Code {
    name: "bad-closing",
    explanation: "An economy names for an identity, or for a definition that it states a level of, \
                  the behavioural variable that takes the remainder on the reference: `[closing] \
                  saving_investment = \"discrepancy\"`. It must enter the account linearly, each \
                  item closes one account, and neither a definition nor a yearly equation can take \
                  a remainder.",
};

/// A `data_through` that nothing stands behind.
pub static BAD_DATA_THROUGH: Code = Code {
    name: "bad-data-through",
    explanation: "`data_through` says up to which quarter a variable is known. It lies within the horizon, and the history has every \
                  quarter from the start to it; a definition is known by its parts.",
};

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
                  Comparisons are < <= > >=, within `P` only < and >. The number carries no unit. \
                  `sarez query` also asks about the mean over a range of periods, `p50(gdp_effect@2022..2024)`, \
                  and after `given` about the paths on which conditions hold: comparisons, and events, as in \
                  `given gdp_effect@2022 < 0 and not payment_freeze`. A condition that no path meets, or that \
                  an event meets on every path, is refused.",
};

/// `ref` of something that has no reference.
pub static BAD_REFERENCE: Code = Code {
    name: "bad-reference",
    explanation: "`ref(x)` is the path that the economy states for one variable. Parameters and exogenous \
                  series have none: they are the same with and without shocks, so write their name alone. \
                  Around an expression, write `ref` for each variable in it.",
};

/// An origin that cannot be a start of the question.
pub static BAD_ORIGIN: Code = Code {
    name: "bad-origin",
    explanation: "The periods of a scenario with [rolling] move with its origins. A year moves by whole years: where the \
                  scenario measures years, its origins lie whole years before or after its start.",
};

/// A value set from outside that no file has a place for.
pub static BAD_SETTING: Code = Code {
    name: "bad-setting",
    explanation: "A setting changes one value of the files: its path is made of their keys, and a table of a list is \
                  named by its id (a check by its text, a shock of an event by its target): \
                  `shock.remittances.percent=-30`, `event.freeze.shock.\"blocked[russia]\".add=40`, \
                  `level.gdp.value=2000`. `sarez show --resolved SCENARIO` prints what there is to set.",
};

/// A bootstrap that cannot be drawn.
pub static BOOTSTRAP: Code = Code {
    name: "bootstrap",
    explanation: "`bootstrap` repeats stretches of `block` consecutive quarters of a CSV file's column. The rows follow each other \
                  without a gap, a block is not longer than they are, and of years it is whole years. Sizes of one `joint` name \
                  repeat the same quarters: their columns are equally long, and they have one `block` and one start.",
};

/// A file that cannot be read.
pub static CANNOT_READ: Code = Code {
    name: "cannot-read",
    explanation: "The file does not exist, may not be read, or is not text in UTF-8. Check the path: a \
                  model's and an economy's path is taken from the scenario file's own folder.",
};

/// A `remove` that takes nothing out.
pub static CANNOT_REMOVE: Code = Code {
    name: "cannot-remove",
    explanation: "`remove` leaves out tables of the scenario that this one extends, by their ids, or by what else tells \
                  them apart: the statement of a check, the outcome of an observation. The name must be there, must mean \
                  one thing (`shock.ID` says which), and this file must not state the same thing itself.",
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

/// A residual with a common factor that a correlation names too.
pub static COMMON_AND_CORRELATED: Code = Code {
    name: "common-and-correlated",
    explanation: "A residual shares what moves others either through a common factor of the model or through correlations \
                  that the economy or the scenario states, not both: its correlations would be neither. Remove `common` \
                  from the residual, or the pair.",
};

/// A shock that builds up.
pub static COMPOUNDING_SHOCK: Code = Code {
    name: "compounding-shock",
    explanation: "The equation of what is hit reads its own past, so that a shock that lasts adds each quarter to what \
                  is left of the one before. That may be meant: a permanent push to a persistent variable. For a \
                  single push hold it for one quarter, for a given path use `set`.",
};

/// Keys that exclude each other.
pub static CONFLICTING_KEYS: Code = Code {
    name: "conflicting-keys",
    explanation: "A table states one thing in two ways, such as an equation and a definition, or two \
                  verbs of one shock. Keep one; two shocks may hit one variable.",
};

/// Correlations that `repair` has moved.
pub static CORRELATIONS_MENDED: Code = Code {
    name: "correlations-mended",
    explanation: "The rank correlations that were asked for cannot hold together, and `repair = \"nearest\"` has put the \
                  nearest correlation matrix in their place (Higham 2002). Pairs that are not named count as 0 and may \
                  move too. The run's table has asked, used and achieved side by side.",
};

/// A column that a CSV file does not have.
pub static CSV_COLUMN: Code = Code {
    name: "csv-column",
    explanation: "The first line of a CSV file names its columns. Check the spelling, capitals included, or name \
                  another column.",
};

/// A CSV file without values.
pub static CSV_EMPTY: Code = Code {
    name: "csv-empty",
    explanation: "A CSV file has a first line that names its columns, and at least one line of values below it.",
};

/// A row that is longer or shorter than the first line of its CSV file.
pub static CSV_ROW: Code = Code {
    name: "csv-row",
    explanation: "Every row has as many cells as the first line names columns. A number has a decimal point, a text \
                  with a comma stands in quotes, and a cell without a value stays, empty.",
};

/// A CSV file with semicolons or tabs.
pub static CSV_SEPARATOR: Code = Code {
    name: "csv-separator",
    explanation: "The cells of a CSV file are divided by commas, and its numbers have decimal points. Spreadsheets of some \
                  countries save semicolons and decimal commas: choose another format, or replace both.",
};

/// A number with a comma.
pub static DECIMAL_COMMA: Code = Code {
    name: "decimal-comma",
    explanation: "Numbers have a decimal point: `0.5`. A comma separates the arguments of a function, so \
                  `max(0,5)` is the greater of 0 and 5, and the cells of a CSV file.",
};

/// A year that its quarters do not add up to.
pub static DISAGREEING_FIGURES: Code = Code {
    name: "disagreeing-figures",
    explanation: "All four quarters of a year are given, and the annual figure is another: a flow is the sum of its quarters, a stock \
                  its last quarter, an index or a rate their mean. Correct one, or remove the annual figure.",
};

/// Numbers that make no distribution.
pub static DISTRIBUTION: Code = Code {
    name: "distribution",
    explanation: "The numbers of a distribution are outside their range or cannot be fitted: a standard \
                  deviation must be above 0, percentiles must rise, and so on. The message names the \
                  bound.",
};

/// Scenarios of one ensemble that do not draw alike.
pub static DIFFERENT_DRAWS: Code = Code {
    name: "different-draws",
    explanation: "Scenarios are compared path by path, on the same draws, so that they need the same seed, number of \
                  paths and sampler. `sarez compare` takes them from the command line or the first scenario.",
};

/// A number of paths that Sobol points do not come in.
pub static PATHS_FOR_SOBOL: Code = Code {
    name: "paths-for-sobol",
    explanation: "Sobol points are balanced in numbers that are powers of two, and a run has 16 sets of them, so that \
                  their spread gives the errors: `sampler = \"sobol\"` takes 4,096 paths, 8,192, 16,384 and so on. \
                  Another number would be less exact than the next lower one. The message names the two nearest.",
};

/// A division by a literal zero.
pub static DIVISION_BY_ZERO: Code = Code {
    name: "division-by-zero",
    explanation: "Dividing by 0 gives no number in any quarter of any path. Divide by what was meant, or \
                  remove the term.",
};

/// Two names that hash to the same draws.
pub static DRIVER_COLLISION: Code = Code {
    name: "driver-collision",
    explanation: "Draws are addressed by a hash of the driver's name, so that two drivers of one name, or of two names with \
                  one hash, would move together. Two shocks of an event have one name where they hit the same element \
                  by the same verb: make them one. Two names have one hash once in about 2^64 pairs: rename one.",
};

/// A dummy in an equation that is tracked.
pub static DUMMY_CANCELS: Code = Code {
    name: "dummy-cancels",
    explanation: "An equation moves a variable away from its reference only by what differs from \
                  the reference. A dummy is 1 in the same quarters on both, so that it cancels and \
                  changes nothing by itself; only what it multiplies can differ. For a push in \
                  given quarters write a shock with `timing`, or put the change into the \
                  reference.",
};

/// Two figures for one thing.
pub static DUPLICATE_FIGURE: Code = Code {
    name: "duplicate-figure",
    explanation: "One variable, element, period and vintage has one value. Remove one of the rows, or give the newer one \
                  its own vintage: then the latest that `as_of` allows is read.",
};

/// A key stated twice.
pub static DUPLICATE_KEY: Code = Code {
    name: "duplicate-key",
    explanation: "A table has the same key twice, or a file has the same table twice. TOML allows \
                  neither: keep one of the two.",
};

/// A name used twice.
pub static DUPLICATE_NAME: Code = Code {
    name: "duplicate-name",
    explanation: "Names are unique: among variables, parameters and sets of a model, elements of a set, \
                  shocks and events of a scenario, and outcomes of a scenario. Rename one of the two.",
};

/// A pair that is stated twice.
pub static DUPLICATE_PAIR: Code = Code {
    name: "duplicate-pair",
    explanation: "Two drivers have one rank correlation, whatever their order. A scenario's pair of residuals stands in \
                  place of the economy's; within one file each pair is stated once.",
};

/// A variable over a set without its elements.
pub static ELEMENT_NEEDED: Code = Code {
    name: "element-needed",
    explanation: "The variable runs over a set, so that a target must say which element is meant: \
                  `sent[russia]` for one, `sent[*]` for all. An outcome measures one element at a time.",
};

/// A list without elements.
pub static EMPTY: Code = Code {
    name: "empty",
    explanation: "The list has no element, so that there is nothing to do or to measure. Add one, or \
                  leave the key out.",
};

/// A cell of an origin that says nothing.
pub static EMPTY_CELL: Code = Code {
    name: "empty-cell",
    explanation: "Every column of a file of origins gives a value at every origin: what is left empty would silently be \
                  that of another year. What happened may be missing, `observed.OUTCOME.value`: it is then not scored, \
                  and counted.",
};

/// An equation without text.
pub static EMPTY_EQUATION: Code = Code {
    name: "empty-equation",
    explanation: "An equation is the right-hand side that gives its variable's value. Write it, or remove \
                  the key.",
};

/// An event that is given itself.
pub static EVENT_CYCLE: Code = Code {
    name: "event-cycle",
    explanation: "An event that is given another one is drawn after it, so that no event can be given \
                  itself, by way of others either. State a `probability` of one of them in place of `given`.",
};

/// Exclusive events that are too likely together.
pub static EXCLUSIVE_PROBABILITIES: Code = Code {
    name: "exclusive-probabilities",
    explanation: "Of the events of an `[[exclusive]]` at most one happens in a path, so that their \
                  probabilities add to 1 at most; what is left is the probability that none happens. Lower \
                  them, or take one out of the group.",
};

/// A number, a name or a call is missing.
pub static EXPECTED_VALUE: Code = Code {
    name: "expected-value",
    explanation: "An operator needs a value on each side, except that `-` also stands before one; brackets \
                  and arguments need something in them. Write what is missing, or remove the operator, \
                  bracket or comma.",
};

/// Files that extend each other in a circle.
pub static EXTENDS_CYCLE: Code = Code {
    name: "extends-cycle",
    explanation: "A file extends another one that, perhaps through further files, extends the first. Nothing can be merged \
                  from that: one of them must stand on its own.",
};

/// A chain of files that is too long.
pub static EXTENDS_TOO_DEEP: Code = Code {
    name: "extends-too-deep",
    explanation: "A file extends a file that extends a file, through more than 16 of them. Put the changes of several files \
                  into one, so that a reader can follow.",
};

/// An operator of another language, or of a word processor.
pub static FOREIGN_OPERATOR: Code = Code {
    name: "foreign-operator",
    explanation: "The operators are + - * / ^ and the comparisons < <= > >= == !=. \"Both\" is a product \
                  of two comparisons, \"either\" their `max`, \"not\" a comparison with 0; 5 percent is \
                  `0.05`; a single `=` does not stand in an equation, which is its right-hand side alone.",
};

/// An identity that only repeats definitions.
pub static IDENTITY_CANNOT_FAIL: Code = Code {
    name: "identity-cannot-fail",
    explanation: "Where definitions are put in place of their names both sides of the identity are \
                  the same, so that the check can never fail and tests nothing. State an identity \
                  between things that are computed in different ways, or remove it.",
};

/// A shock to quarters that are known.
pub static KNOWN_QUARTERS_ONLY: Code = Code {
    name: "known-quarters-only",
    explanation: "In the quarters up to `data_through` a variable is what the data say, in baseline and scenario alike. A shock that acts only \
                  there changes nothing: let it act later, or take the variable out of `data_through`.",
};

/// A lag on a parameter.
pub static LAGGED_PARAMETER: Code = Code {
    name: "lagged-parameter",
    explanation: "A parameter is the same in every quarter of a path, so its lag is itself. Write its name \
                  alone, or make it a variable if it should move.",
};

/// A closing item takes much.
pub static LARGE_REMAINDER: Code = Code {
    name: "large-remainder",
    explanation: "The accounts of an economy come from sources that disagree, and a closing item \
                  takes what is left. Over 2 percent of the scale (GDP, unless the model says \
                  otherwise) that is a warning, over 10 percent an error: then the figures are not \
                  those of one economy, one year and one unit. A published discrepancy is stated \
                  as the item's level and does not count.",
};

/// A later quarter of a variable.
pub static LEAD: Code = Code {
    name: "lead",
    explanation: "Quarters are solved one after the other, so an equation reads this quarter and earlier \
                  ones: `x(-1)` is the quarter before. Expectations are written with lags, for example \
                  adaptively: `expected(-1) + speed * (x(-1) - expected(-1))`.",
};

/// A logarithm of a level that is not positive.
pub static LEVEL_NOT_POSITIVE: Code = Code {
    name: "level-not-positive",
    explanation: "A variable with transform = \"log\" moves by ratios, so that its level must be above \
                  0. Correct the level, or use transform = \"identity\".",
};

/// A level that a definition does not need.
pub static LEVEL_NOT_USED: Code = Code {
    name: "level-not-used",
    explanation: "A definition's reference follows from what it is made of, so that a level given for it \
                  is not used. Remove the level, or make the variable behavioural.",
};

/// A table without one of a set's elements.
pub static MISSING_ELEMENT: Code = Code {
    name: "missing-element",
    explanation: "A table with one number for each element of a set lacks some of them. Add the missing \
                  ones, or write one number for all.",
};

/// No quarters a year before.
pub static MISSING_HISTORY: Code = Code {
    name: "missing-history",
    explanation: "Growth on a year ago needs the quarters a year before. Under reference = \"model\" \
                  they must be simulated or stand in the economy's history. Measure a later period, or \
                  add the quarters to [history.VARIABLE].",
};

/// A name that runs over a set, without an index.
pub static MISSING_INDEX: Code = Code {
    name: "missing-index",
    explanation: "What runs over a set has one value an element. Say which: an element, `sent[russia]`; \
                  the running one, `sent[corridor]`, within a sum or an equation over that set; or all, \
                  `sum(corridor: sent[corridor])`.",
};

/// A table that lacks a key.
pub static MISSING_KEY: Code = Code {
    name: "missing-key",
    explanation: "The table is incomplete without the key that is named. The help line shows how to \
                  write it.",
};

/// A behavioural variable without a level.
pub static MISSING_LEVEL: Code = Code {
    name: "missing-level",
    explanation: "On a steady reference every behavioural variable is held at its base-period level, so \
                  that it needs one: [level.VARIABLE] in the economy file, or `level = ...` in the \
                  model.",
};

/// Two values in a row.
pub static MISSING_OPERATOR: Code = Code {
    name: "missing-operator",
    explanation: "Nothing is multiplied by standing side by side: write `2 * x`, `(a + b) * (c + d)`. \
                  Thousands are written `1_000`.",
};

/// A quarter without a value in a series that needs it.
pub static MISSING_QUARTER: Code = Code {
    name: "missing-quarter",
    explanation: "A series, a history and a reference path have every quarter from their first to the last that is needed; annual \
                  figures have every year. Nothing is interpolated in silence: add the figure.",
};

/// A set without elements.
pub static MISSING_SET: Code = Code {
    name: "missing-set",
    explanation: "The model's set gets its elements from the economy file: `corridor = [\"russia\", \
                  \"other\"]` in its table [set].",
};

/// A variable that does not say how it grows.
pub static MISSING_TREND: Code = Code {
    name: "missing-trend",
    explanation: "On a balanced reference each behavioural variable says how it grows: `trend = \
                  \"constant\"`, \"real\", \"nominal\", \"foreign\", \"price\", \"foreign_price\" \
                  or \"exchange_rate\". Rates and ratios are constant; definitions follow from \
                  their parts.",
};

/// A definition that accumulates moves on the steady reference.
pub static MOVING_REFERENCE: Code = Code {
    name: "moving-reference",
    explanation: "On a steady reference levels are held, but a definition such as `debt = debt(-1) \
                  + deficit` follows from its parts, so that it grows or falls for ever when its \
                  flow is not 0. That may be meant; else change the levels so that the flow is 0, \
                  or let the reference be balanced.",
};

/// An assumption against the baseline.
pub static NO_BASELINE: Code = Code {
    name: "no-baseline",
    explanation: "An assumption is a part of the baseline and cannot be stated against it. State it against the \
                  equation, the `reference` or the variable `year_ago`; or make it a shock.",
};

/// An element of what runs over no set.
pub static NO_ELEMENTS: Code = Code {
    name: "no-elements",
    explanation: "The variable runs over no set, so that there are no elements to choose from. Write its \
                  name alone.",
};

/// A residual where there is none.
pub static NO_RESIDUAL: Code = Code {
    name: "no-residual",
    explanation: "The variable has no `residual` in the model, so that there is none to solve for, to tune or to \
                  measure. Give its equation one, or name a variable that has.",
};

/// A series without data.
pub static NO_SERIES: Code = Code {
    name: "no-series",
    explanation: "The model says `series = true`: the variable's values are data. Give them in the economy or in the scenario, as \
                  [series.NAME] with `csv` and `column`, or `quarterly`.",
};

/// A text that is no day.
pub static NOT_A_DATE: Code = Code {
    name: "not-a-date",
    explanation: "A day is written year, month, day: 2022-03-04, with or without quotes.",
};

/// A text that is no duration.
pub static NOT_A_DURATION: Code = Code {
    name: "not-a-duration",
    explanation: "A duration is a whole number of quarters or years: \"4q\", \"1y\".",
};

/// A text that is no measure.
pub static NOT_A_MEASURE: Code = Code {
    name: "not-a-measure",
    explanation: "An outcome is measured as \"level\", \"effect\", \"effect, percent\", \"growth\", \
                  \"from reference\", \"from reference, percent\" or \"share of VARIABLE\".",
};

/// A text that is no name.
pub static NOT_A_NAME: Code = Code {
    name: "not-a-name",
    explanation: "A name begins with a letter and consists of letters, digits and underscores, so that \
                  equations can use it. Put what people read into `label`.",
};

/// A cell of a CSV file that is no number.
pub static NOT_A_NUMBER: Code = Code {
    name: "not-a-number",
    explanation: "The cells of this column are numbers with a decimal point and nothing else: no unit, no percent sign, no \
                  word for what is not known.",
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

/// Data of a series for what the model explains.
pub static NOT_A_SERIES: Code = Code {
    name: "not-a-series",
    explanation: "[series.NAME] is for a variable with `series = true` in the model. What an equation explains has [level.NAME] and \
                  [history.NAME]; a given path of it is an assumption or a shock with `set`.",
};

/// A text that is no variable.
pub static NOT_A_TARGET: Code = Code {
    name: "not-a-target",
    explanation: "A variable is written by its name, \"gdp\"; one that runs over a set with its element, \
                  \"sent[russia]\", or with all of them, \"sent[*]\".",
};

/// An identity that has not two sides with one `=` between them.
pub static NOT_AN_IDENTITY: Code = Code {
    name: "not-an-identity",
    explanation: "An identity is written `left = right`: two expressions and one `=`, such as \
                  `saving - investment = current_account`. It is checked, not used to compute \
                  anything.",
};

/// A shock to a definition.
pub static NOT_BEHAVIOURAL: Code = Code {
    name: "not-behavioural",
    explanation: "A definition holds exactly, so that a shock to it would break the accounts. Hit one of \
                  the variables that it is made of; the help line names them.",
};

/// A number that is not finite.
pub static NOT_FINITE: Code = Code {
    name: "not-finite",
    explanation: "`nan` and `inf` are no numbers of an economy, and a number above 1.8e308 cannot be \
                  held. Leave the key out where there is no limit.",
};

/// Correlations that cannot hold together.
pub static NOT_POSITIVE_DEFINITE: Code = Code {
    name: "not-positive-definite",
    explanation: "What moves with two others links these: correlations of 0.9 and 0.8 do not leave the third at 0. No \
                  random numbers have such correlations, since some combination would have a variance below 0. Name the \
                  pair that is missing, take the value that is offered, or write `repair = \"nearest\"`.",
};

/// Known quarters that the simulation does not use.
pub static NOT_USED_HISTORY: Code = Code {
    name: "not-used-history",
    explanation: "History is read before the scenario's start. To hold known quarters at or after it, in baseline and scenario alike, say \
                  up to when the data go: data_through = \"2022Q1\", or by variable.",
};

/// A CSV file in another encoding.
pub static NOT_UTF8: Code = Code {
    name: "not-utf8",
    explanation: "Files are read as UTF-8. Save it again with that encoding, which spreadsheets call \"CSV UTF-8\".",
};

/// A correlation with what is not drawn.
pub static NOTHING_DRAWN: Code = Code {
    name: "nothing-drawn",
    explanation: "A size that is a number, a path of numbers, or an event that is certain or impossible does not vary, so \
                  that nothing can move with it. The pair is passed over: a sweep may pass through it.",
};

/// `bounds` without a pair.
pub static NOTHING_TO_BOUND: Code = Code {
    name: "nothing-to-bound",
    explanation: "`bounds = true` adds the answer with shocks and events independent and perfectly dependent. Where no two \
                  of them are named together there is nothing to vary; residuals keep their correlations.",
};

/// A number outside its range.
pub static OUT_OF_RANGE: Code = Code {
    name: "out-of-range",
    explanation: "The number is outside the range in which it makes sense. The message says which: a \
                  probability from 0 to 1, paths from 1 to 2^40, and so on.",
};

/// A date outside the horizon.
pub static OUTSIDE_HORIZON: Code = Code {
    name: "outside-horizon",
    explanation: "What happens, and what is measured, must lie in the simulated quarters, from the \
                  scenario's `start` for its `horizon`. Move the date, or lengthen the horizon.",
};

/// A parameter outside its valid range.
pub static OUTSIDE_VALID: Code = Code {
    name: "outside-valid",
    explanation: "The parameter's value is outside the range that the model states as valid. Correct the \
                  value, or widen `valid` and say why in `source`.",
};

/// A reference path that does not cover the horizon.
pub static PATH_ENDS: Code = Code {
    name: "path-ends",
    explanation: "With [reference] kind = \"path\" every variable of the path has every quarter of the horizon. Add the missing periods, \
                  or end the horizon earlier; a variable may also be left out altogether, and is then held at its level.",
};

/// A reference path of a definition.
pub static PATH_OF_DEFINITION: Code = Code {
    name: "path-of-definition",
    explanation: "A definition follows from its parts on the reference as on every path, so that it cannot be stated too. Only one that \
                  accumulates, such as a stock, may stand in the path: its value before the start.",
};

/// A correlation between what is drawn once a path and what is drawn in each quarter.
pub static PATH_WITH_QUARTER: Code = Code {
    name: "path-with-quarter",
    explanation: "Sizes of shocks and occurrences of events are drawn once a path, residuals in each quarter: one number \
                  cannot move with twelve. Correlate shocks and events with each other, residuals with each other.",
};

/// A fall by 100 percent or more.
pub static PERCENT_BELOW_MINUS_100: Code = Code {
    name: "percent-below-minus-100",
    explanation: "A draw of the size could be -100 percent or below, which would make the variable zero \
                  or negative. Use `log_points`, where every size is possible: -50 log points is a fall \
                  by 39 percent. Or use a distribution with an end above -100.",
};

/// A percentage of a percentage.
pub static PERCENT_ON_RATE: Code = Code {
    name: "percent-on-rate",
    explanation: "A rate or a ratio is in percent already, and 10 percent of it is easily taken for 10 \
                  percentage points. Use `add`, in percentage points, or `set`.",
};

/// An economy's value under the model's prior.
pub static PRIOR_OF_MODEL: Code = Code {
    name: "prior-of-model",
    explanation: "The economy replaces a parameter's central value but not its prior, so that draws are \
                  still around the model's number. Give the economy a prior too.",
};

/// A function's name where a value stands.
pub static RESERVED_NAME: Code = Code {
    name: "reserved-name",
    explanation: "The names of functions cannot be used for variables, parameters, series or sets, so that \
                  `d(x)` always means the same. Write the call with its brackets, or choose a longer name.",
};

/// Figures of a later vintage than `as_of`.
pub static REVISED_DATA: Code = Code {
    name: "revised-data",
    explanation: "The scenario asks for what was known on a day, and the file holds only figures that were published or revised later, \
                  or does not say when. Those whose period had ended by then are read; to be exact, give the vintage of the time.",
};

/// A driver that is paired with itself.
pub static SELF_PAIR: Code = Code {
    name: "self-pair",
    explanation: "A rank correlation is of two different drivers, and an empirical copula has one column for each. Name \
                  another, or remove one of the two.",
};

/// A set that runs in a sum within a sum over the same set.
pub static SET_RUNS_TWICE: Code = Code {
    name: "set-runs-twice",
    explanation: "Within two sums over the same set its name would mean two elements at once. Put the \
                  inner sum into a variable of its own and name that.",
};

/// A shock of size zero.
pub static SIZE_ZERO: Code = Code {
    name: "size-zero",
    explanation: "The shock's size is fixed at 0, so that it changes nothing. Give it a size, or remove \
                  it.",
};

/// A text that is not TOML.
pub static SYNTAX: Code = Code {
    name: "syntax",
    explanation: "The file breaks the rules of TOML at this place: a missing quote, bracket or value. \
                  What is whole in the file has been read on.",
};

/// A target whose size is set from outside.
pub static TARGET_SET_ASIDE: Code = Code {
    name: "target-set-aside",
    explanation: "A target shifts a size until a published total is met. Where that size is set from outside, as a sweep \
                  does, the target would shift it back; so it is left out. Set another number, or the target's own \
                  value, to keep it.",
};

/// An equation that nests too deeply.
pub static TOO_DEEP: Code = Code {
    name: "too-deep",
    explanation: "Brackets, calls and operators nest at most 256 levels, and as many terms may stand in a \
                  row. Put a part of the equation into a variable of its own: it also reads better.",
};

/// Two values for one variable in one quarter.
pub static TWO_SETS: Code = Code {
    name: "two-sets",
    explanation: "Two shocks set one variable to a value in the same quarter, and only one can hold. \
                  Move one in time, or remove it.",
};

/// An identity that does not hold on the reference.
pub static UNBALANCED_ACCOUNT: Code = Code {
    name: "unbalanced-account",
    explanation: "The levels that the economy states do not add up in this account. Correct them, \
                  or name the variable that takes the remainder: `[closing] IDENTITY = \
                  \"variable\"` in the economy.",
};

/// A bracket without its counterpart.
pub static UNBALANCED_BRACKET: Code = Code {
    name: "unbalanced-bracket",
    explanation: "Every `(` and `[` needs the bracket that closes it, and the other way round. The place \
                  is that of the bracket left alone; the missing one may belong further left or right.",
};

/// A distribution that cannot be tabulated.
pub static UNDRAWABLE_DISTRIBUTION: Code = Code {
    name: "undrawable-distribution",
    explanation: "The quantile function of this distribution cannot be computed to the promised accuracy, usually \
                  because a parameter is extreme. Choose a less extreme one, or another family.",
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

/// A shock that touches nothing.
pub static UNFELT_SHOCK: Code = Code {
    name: "unfelt-shock",
    explanation: "No outcome depends on what this shock or event hits, so that it would change no number of the \
                  report. Measure a variable that depends on it, or take it out.",
};

/// A word that is not one of the choices.
pub static UNKNOWN_CHOICE: Code = Code {
    name: "unknown-choice",
    explanation: "The key takes one of a few words, which the help line lists.",
};

/// A name in `[dependence]` that nothing has.
pub static UNKNOWN_DRIVER: Code = Code {
    name: "unknown-driver",
    explanation: "A correlation names shocks and events by their ids, an element of a shock that draws apart as \
                  `ID[ELEMENT]`, and residuals as `residual.VARIABLE` or `residual.VARIABLE[ELEMENT]`. In an economy it \
                  names residuals alone.",
};

/// An element that the set does not have.
pub static UNKNOWN_ELEMENT: Code = Code {
    name: "unknown-element",
    explanation: "The set's elements stand in the economy file, in its table [set]. Check the spelling, \
                  or add the element there.",
};

/// An event that is not there.
pub static UNKNOWN_EVENT: Code = Code {
    name: "unknown-event",
    explanation: "`given` and `[[exclusive]]` name events of this scenario by their ids. A regime, which \
                  comes and goes, is no event in this sense. The conditions of `sarez query` and of \
                  `sarez sensitivity --where` name events and regimes.",
};

/// A name that is not built in.
pub static UNKNOWN_FILE: Code = Code {
    name: "unknown-file",
    explanation: "A scenario, model or economy is named by the name of a built-in one or by a path that \
                  ends in .toml. The help line lists the built-in ones.",
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

/// A key that the table does not have.
pub static UNKNOWN_KEY: Code = Code {
    name: "unknown-key",
    explanation: "The table has no such key. Check the spelling; the help line lists the keys.",
};

/// A name in an equation that nothing defines.
pub static UNKNOWN_NAME: Code = Code {
    name: "unknown-name",
    explanation: "An equation names something that is neither a variable, a parameter, a series nor a set of the model. \
                  Check the spelling, or add a table for it to the model file.",
};

/// An outcome that is not measured.
pub static UNKNOWN_OUTCOME: Code = Code {
    name: "unknown-outcome",
    explanation: "A check or an observation names an outcome, or a period of it, that no [[outcome]] \
                  measures. Check the spelling, or add the period to its `at`.",
};

/// An origin that a scenario does not have.
pub static UNKNOWN_ORIGIN: Code = Code {
    name: "unknown-origin",
    explanation: "`NAME@2009` asks a scenario at one of its origins: its [rolling] names a CSV file, whose column \
                  `origin` has them. `sarez backtest NAME` scores them all.",
};

/// A parameter that the model does not have.
pub static UNKNOWN_PARAMETER: Code = Code {
    name: "unknown-parameter",
    explanation: "A set of parameters, [parameter_set.NAME.parameter.X], gives other numbers to parameters that the \
                  model declares, and [calibrate] fits some of them. Check the spelling, or declare it.",
};

/// A set of parameters that the model does not have.
pub static UNKNOWN_PARAMETER_SET: Code = Code {
    name: "unknown-parameter-set",
    explanation: "`parameter_set` in a scenario chooses one of the model's tables [parameter_set.NAME]. Check the \
                  spelling, or leave it out for the model's and the economy's own numbers.",
};

/// Something to be replaced that is not there.
pub static UNKNOWN_REPLACED: Code = Code {
    name: "unknown-replaced",
    explanation: "`replaces` names an assumption, shock or event of this scenario that sets the same variable; an \
                  assumption replaces assumptions alone, since no shock is in the baseline.",
};

/// A sum over something that is not a set.
pub static UNKNOWN_SET: Code = Code {
    name: "unknown-set",
    explanation: "A variable or a parameter with `over`, `sum(set: ...)` and `product(set: ...)` run over a \
                  set that the model declares under `sets`. Check the spelling, or declare it.",
};

/// A `by` of a target that is the size of nothing.
pub static UNKNOWN_SIZE: Code = Code {
    name: "unknown-size",
    explanation: "A target is met by shifting one size of this scenario: `shock.ID.VERB`, or `event.ID.TARGET.VERB` \
                  with the target as it is written in the event, such as `event.freeze.blocked[russia].add`.",
};

/// A statistic that is not on the list.
pub static UNKNOWN_STATISTIC: Code = Code {
    name: "unknown-statistic",
    explanation: "The statistics are mean, sd, skewness, percentiles such as p05, p50 and p999 (digits \
                  behind the point of a probability: p999 is 0.999), atrisk05 (the same as p05), \
                  shortfall05 (the mean of the lowest 5 percent), and P(outcome@period < number).",
};

/// A variable that the model does not have.
pub static UNKNOWN_VARIABLE: Code = Code {
    name: "unknown-variable",
    explanation: "The name is not a variable of the model. Check the spelling; `sarez show` lists the \
                  variables.",
};

/// An index on a name that does not run over a set.
pub static UNNEEDED_INDEX: Code = Code {
    name: "unneeded-index",
    explanation: "Only what is declared with `over` has elements. Remove the brackets, or declare the name \
                  over the set.",
};

/// A text without quotes.
pub static UNQUOTED: Code = Code {
    name: "unquoted",
    explanation: "What is neither a number, true or false, nor a date stands in quotes: start = \
                  \"2022Q1\". A number has no unit and no thousands comma: percent = -22.",
};

/// A lever that does not move its target within the quarter.
pub static UNREACHED_TARGET: Code = Code {
    name: "unreached-target",
    explanation: "A residual (or a component that absorbs a shock) is solved for so that the target takes a value in \
                  the same quarter. That needs a way from the one to the other through equations without lags. \
                  Name another variable, or the target's own residual.",
};

/// Equations that read each other within a quarter and cannot be solved together.
pub static UNSOLVABLE_CYCLE: Code = Code {
    name: "unsolvable-cycle",
    explanation: "These equations read each other within one quarter, so that they are solved together, by Newton's \
                  method from the values of the quarter before. Here no solution was found, with every draw at its \
                  median and nothing hit by a shock: the equations do not determine one (as `x = x + 1` does not), are \
                  not finite where the search begins, or have none nearby. Let one of them read a value of the quarter \
                  before, such as `x(-1)`, or give the variables levels near the solution.",
};

/// A target that cannot be hit.
pub static UNSOLVABLE_SHOCK: Code = Code {
    name: "unsolvable-shock",
    explanation: "Where every draw is at its median, no residual (or move of the absorbing component) makes the target \
                  take its value: something on the way is set to a path or at a bound, or the value is out of \
                  reach. Look at what lies between the two, and at other shocks of the same quarters.",
};

/// A figure for what the model does not have.
pub static UNUSED_FIGURE: Code = Code {
    name: "unused-figure",
    explanation: "The economy gives a figure for a name that the model does not know, so that it is not \
                  used. Check the spelling; an economy file may serve several models, and then this is \
                  harmless.",
};

/// A window that ends before that of the event that it is given.
pub static WINDOW_TOO_EARLY: Code = Code {
    name: "window-too-early",
    explanation: "Where the event happens that another one is given, the other one does not begin before it. \
                  So its window must not end before the window of the event that it is given: else there \
                  would be paths on which it should happen and cannot.",
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

/// A value of the wrong type.
pub static WRONG_TYPE: Code = Code {
    name: "wrong-type",
    explanation: "The key takes another type of value: a number without quotes, a text in quotes, a list \
                  in brackets, a table in braces. The message says which.",
};

/// A figure in another unit than its variable.
pub static WRONG_UNIT: Code = Code {
    name: "wrong-unit",
    explanation: "The unit of a figure is that of its variable, word for word but for spaces and capitals; nothing is converted. The \
                  annual figure of a flow is \"a year\" where the variable is \"a quarter\".",
};

/// Something of every quarter reads what has one value a year.
pub static YEARLY_READ: Code = Code {
    name: "yearly-read",
    explanation: "A variable with `frequency = \"year\"` is computed once a year, after the year's last \
                  quarter, from annual aggregates. What has a value every quarter cannot read it, and \
                  outcomes measure it by year.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_explained() {
        assert!(ALL.windows(2).all(|pair| pair[0].name < pair[1].name));
        for code in ALL {
            let kebab = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            assert!(code.name.bytes().all(kebab), "{}", code.name);
            assert!(code.explanation.ends_with('.') && !code.explanation.contains("  "), "{}", code.name);
        }
    }
}
