//! The keys of a scenario file.

use super::{DEPENDENCE, Key, Keys, Kind, OUTPUT, PAST, RECORD, RESIDUAL, Range, Role, SERIES, Unsaid};

/// A scenario file.
pub static SCENARIO: Keys = Keys {
    header: "the scenario",
    doc: "A question: what happens to whom, and what is measured.",
    keys: &[
        Key::required("title", Kind::Text, "The question as a person asks it.").role(Role::Own),
        Key::optional("note", Kind::Text, "A paragraph about it.").role(Role::Own),
        Key::optional(
            "extends",
            Kind::File,
            "A scenario that this one changes: a built-in name, or a path from this file's folder. Tables are merged by key, lists of tables by what identifies them; this file wins. Title and note are not taken over.",
        )
        .role(Role::Own),
        Key::optional(
            "remove",
            Kind::List(&Kind::Text),
            "What of the extended scenario is left out: ids of assumptions, tunes, shocks, events, regimes, groups of exclusive events and outcomes, statements of checks, outcomes of observations, targets of pasts; \"shock.ID\" where an id alone is not enough.",
        )
        .role(Role::Own),
        Key::required(
            "model",
            Kind::File,
            "A built-in model's name, or the path of a model file from this file's folder.",
        ),
        Key::optional(
            "economy",
            Kind::File,
            "A built-in economy's name, or a path; none when the model stands alone.",
        ),
        Key::optional(
            "parameter_set",
            Kind::Name,
            "One of the model's named sets of parameters; the model's and the economy's own numbers unless said.",
        )
        .unsaid(Unsaid::Words("the model's and the economy's own numbers")),
        Key::required("start", Kind::Quarter, "The first simulated quarter."),
        Key::required("horizon", Kind::Duration(1), "How long is simulated, \"12q\" or \"3y\"."),
        Key::optional(
            "as_of",
            Kind::Date,
            "The day by which everything was known: nothing of a later vintage is read; no limit unless said.",
        )
        .unsaid(Unsaid::Words("no limit")),
        Key::optional(
            "data_through",
            Kind::PerVariable(&Kind::Quarter),
            "The last known quarter: history holds up to it in baseline and scenario; what is before the start unless said.",
        )
        .unsaid(Unsaid::Words("what is before the start")),
        Key::optional(
            "series",
            Kind::Named(&Kind::Table(&SERIES)),
            "Data of the model's exogenous variables, in place of the economy's.",
        ),
        Key::optional(
            "past",
            Kind::Tables(&RECORD),
            "What variables have done before, year by year, in place of the economy's.",
        ),
        Key::optional(
            "residual",
            Kind::Named(&Kind::Table(&RESIDUAL)),
            "Another residual than the model's of a variable that has one, in baseline and scenario alike.",
        ),
        Key::optional(
            "assumption",
            Kind::Tables(&ASSUMPTION),
            "Conditioning paths that hold in baseline and scenario alike.",
        ),
        Key::optional(
            "tune",
            Kind::Tables(&TUNE),
            "Signed and dated judgements, in baseline and scenario alike.",
        ),
        Key::optional(
            "shock",
            Kind::Tables(&SHOCK),
            "Changes that the scenario makes and the baseline does not.",
        ),
        Key::optional("event", Kind::Tables(&EVENT), "What may happen."),
        Key::optional("regime", Kind::Tables(&REGIME), "States of the world that come and go."),
        Key::optional(
            "exclusive",
            Kind::Tables(&EXCLUSIVE),
            "Events of which at most one happens in a path.",
        ),
        Key::optional(
            "dependence",
            Kind::Table(&DEPENDENCE),
            "How shocks, events and residuals move together; all are independent unless said, residuals as the economy says.",
        ),
        Key::required("outcome", Kind::Tables(&OUTCOME), "What is measured on each path."),
        Key::optional(
            "target",
            Kind::Tables(&TARGET),
            "Published totals: a size is shifted until they are met.",
        ),
        Key::optional("check", Kind::Tables(&CHECK), "What must hold, for continuous integration."),
        Key::optional("observed", Kind::Tables(&OBSERVED), "What happened, as published later."),
        Key::optional(
            "fact",
            Kind::Tables(&FACT),
            "What is published about the answer: `sarez facts` sets the model's beside it. Not taken over by `extends`.",
        )
        .role(Role::Own),
        Key::optional(
            "calibrate",
            Kind::Table(&CALIBRATE),
            "What `sarez calibrate` fits to history; no other command reads it.",
        )
        .role(Role::Remark),
        Key::optional(
            "sample",
            Kind::Text,
            "What the numbers of model and scenario knew of what happened, such as \"out of sample\": backtest counts scenarios of one sample together; \"drivers as stated\" unless said.",
        )
        .role(Role::Remark)
        .unsaid(Unsaid::Words("drivers as stated")),
        Key::optional(
            "rolling",
            Kind::Table(&ROLLING),
            "Other starts of which the same is asked: `sarez backtest` scores them all, every command takes one of them as `NAME@ORIGIN`; none unless said.",
        )
        .unsaid(Unsaid::Words("none")),
        Key::optional("run", Kind::Table(&RUN), "Paths, seed and the like."),
        Key::optional("output", Kind::Table(&OUTPUT), "What is written beside the usual files.")
            .role(Role::Remark),
    ],
    forms: &[],
    forms_doc: "",
};

const ID: Key =
    Key::required("id", Kind::Name, "A name of its own, unique in the file.").role(Role::Identity);
const LABEL: Key = Key::optional("label", Kind::Text, "What a person calls it.").role(Role::Remark);
pub(super) const SOURCE: Key =
    Key::optional("source", Kind::Text, "Who says so; begins with \"assumption\" when it is a judgement.")
        .role(Role::Remark);
const CHANNEL: Key = Key::optional(
    "channel",
    Kind::Name,
    "By which way it reaches the economy, such as \"fuel\" or \"currency\": `sarez attribute --by channel` gives one share to all of a channel; its id unless said.",
)
.role(Role::Remark)
.unsaid(Unsaid::Words("its id"));
const HIT: Key =
    Key::required("target", Kind::Target, "The variable that is hit, and which of its elements.");
const EACH: Key =
    Key::optional("each", Kind::Boolean, "Whether each element draws its own size; one for all unless said.")
        .unsaid(Unsaid::Value("false"));
/// The keys of the verbs, their sizes of this kind.
const fn verbs(size: Kind) -> [Key; 5] {
    [
        Key::optional("set", size, "The value itself: the equation and its residual are off."),
        Key::optional("growth", size, "A change of annual growth, permanent in the level.")
            .unit("percent a year"),
        Key::optional(
            "percent",
            size,
            "A change against what the equation gives; -22 is a fall by 22 percent.",
        )
        .unit("percent"),
        Key::optional("log_points", size, "A change against what the equation gives: times exp(size / 100).")
            .unit("log points"),
        Key::optional("add", size, "What is added, in the variable's unit; percentage points for a rate."),
    ]
}

const SIZED: [Key; 5] = verbs(Kind::Size(&BY_QUARTER));
const DRAWN: [Key; 5] = verbs(Kind::Distribution);
const VERSUS: Key = Key::optional(
    "versus",
    Kind::Choice(&["equation", "baseline", "reference", "year_ago"]),
    "What the verb is against; \"equation\" unless said. The others take the equation's place, as a `set` does, the residual stays.",
)
.unsaid(Unsaid::Value("\"equation\""));
const REPLACES: Key = Key::optional(
    "replaces",
    Kind::OneOrMore(&Kind::Name),
    "Ids of those whose `set` this one takes over from, in the quarters in which it acts.",
);
const TIMED: Key =
    Key::optional("timing", Kind::Table(&TIMING), "When; from the scenario's start to its end unless said.");
const SIGNED: Key = Key::required("by", Kind::Text, "Who says so.").role(Role::Remark);
const VERBS: &[&[&str]] = &[&["set"], &["growth"], &["percent"], &["log_points"], &["add"]];
const VERBS_DOC: &str = "one of `percent`, `log_points`, `add`, `growth` or `set`";

/// What is fitted to history.
pub static CALIBRATE: Keys = Keys {
    header: "[calibrate]",
    doc: "Parameters that are fitted to the economy's history within their priors.",
    keys: &[
        Key::required(
            "parameters",
            Kind::OneOrMore(&Kind::Target),
            "Parameters of the model that have a prior; one over a set as \"NAME[*]\" or \"NAME[ELEMENT]\". The others keep their values.",
        ),
        Key::required(
            "observed",
            Kind::OneOrMore(&Kind::Target),
            "Behavioural variables with a residual and a history: how likely their residuals are says how likely the parameters are. What else their equations read is held at its own history.",
        ),
        Key::optional(
            "from",
            Kind::Period,
            "The first quarter or year of history that counts; as early as all of it goes unless said.",
        )
        .unsaid(Unsaid::Words("as early as the history goes")),
        Key::optional(
            "to",
            Kind::Period,
            "The last quarter or year that counts; as late as all of it goes unless said, and never after `as_of`.",
        )
        .unsaid(Unsaid::Words("as late as the history goes")),
    ],
    forms: &[],
    forms_doc: "",
};

/// A size that is a number a quarter.
pub static BY_QUARTER: Keys = Keys {
    header: "{ values = [...], from = ... }",
    doc: "A number a quarter: stated, the same on every path, or blocks of the past.",
    keys: &[
        Key::optional(
            "values",
            Kind::List(&Kind::Number),
            "The numbers, quarter by quarter; the last one holds.",
        ),
        Key::optional("from", Kind::Quarter, "The quarter of the first."),
        Key::optional("to", Kind::Quarter, "The last quarter that is hit; to the end unless said.")
            .unsaid(Unsaid::Words("to the end")),
        Key::optional(
            "bootstrap",
            Kind::Table(&BOOTSTRAP),
            "Blocks of past quarters, drawn anew one after the other.",
        ),
    ],
    forms: &[&["values", "from"], &["bootstrap"]],
    forms_doc: "`values` and `from`, or `bootstrap`",
};

/// A moving-block bootstrap.
pub static BOOTSTRAP: Keys = Keys {
    header: "bootstrap = { csv = ..., column = ..., block = ... }",
    doc: "Stretches of a CSV file's column, each beginning anywhere: what followed each other in the past still does.",
    keys: &[
        Key::required("csv", Kind::Text, "The file, from the folder of the file that names it."),
        Key::required(
            "column",
            Kind::Text,
            "The column, as the file's first line names it; rows are quarters, or what a column `period` says.",
        ),
        Key::optional("block", Kind::Duration(1), "How long a stretch is repeated; a year unless said.")
            .unsaid(Unsaid::Value("\"1y\"")),
        Key::optional(
            "joint",
            Kind::Name,
            "A name: sizes of the same name repeat the same quarters, so that what moved together still does; alone unless said.",
        ),
    ],
    forms: &[],
    forms_doc: "",
};

/// An assumption.
pub static ASSUMPTION: Keys = Keys {
    header: "[[assumption]]",
    doc: "A conditioning path that holds in baseline and scenario alike.",
    keys: &[
        ID, HIT, SIZED[0], SIZED[1], SIZED[2], SIZED[3], SIZED[4], TIMED, VERSUS, REPLACES, SIGNED, SOURCE,
    ],
    forms: VERBS,
    forms_doc: VERBS_DOC,
};

/// A judgement.
pub static TUNE: Keys = Keys {
    header: "[[tune]]",
    doc: "A signed and dated judgement that holds in baseline and scenario alike.",
    keys: &[
        ID,
        HIT,
        SIZED[2],
        SIZED[3],
        SIZED[4],
        Key::optional(
            "residual_spread",
            Kind::Within(Range::NOT_NEGATIVE),
            "A factor on the variable's residual e; 1 changes nothing.",
        ),
        TIMED,
        SIGNED,
        Key::required("on", Kind::Date, "The day of the judgement.").role(Role::Remark),
        Key::required("reason", Kind::Text, "Why.").role(Role::Remark),
    ],
    forms: &[&["percent"], &["log_points"], &["add"], &["residual_spread"]],
    forms_doc: "one of `add`, `percent`, `log_points` or `residual_spread`",
};

/// A shock.
pub static SHOCK: Keys = Keys {
    header: "[[shock]]",
    doc: "A change to one variable: target, verb, size and timing.",
    keys: &[
        ID,
        HIT,
        SIZED[0],
        SIZED[1],
        SIZED[2],
        SIZED[3],
        SIZED[4],
        EACH,
        TIMED,
        VERSUS,
        REPLACES,
        Key::optional(
            "by",
            Kind::Text,
            "For a `set`: the residual that is solved for so that the target takes its value, such as \"residual.gdp\".",
        ),
        CHANNEL,
        SOURCE,
    ],
    forms: VERBS,
    forms_doc: VERBS_DOC,
};

/// When a shock acts.
pub static TIMING: Keys = Keys {
    header: "timing = { ... }",
    doc: "The weight of a shock by quarter: up to 1 over the ramp, 1 while it holds, then fading.",
    keys: &[
        Key::optional(
            "start",
            Kind::Quarter,
            "The first quarter that is hit; the scenario's start unless said.",
        )
        .unsaid(Unsaid::Key("start")),
        Key::optional("ramp", Kind::Duration(0), "Quarters of a linear rise; none unless said.")
            .unsaid(Unsaid::Value("\"0q\"")),
        Key::optional(
            "hold",
            Kind::Duration(0),
            "Quarters at full weight after the ramp; until the end unless said.",
        )
        .unsaid(Unsaid::Words("until the end")),
        Key::optional(
            "half_life",
            Kind::Duration(1),
            "Quarters in which the weight halves after the hold; it ends at once unless said.",
        )
        .unsaid(Unsaid::Words("it ends at once after the hold")),
    ],
    forms: &[],
    forms_doc: "",
};

const YEARLY_HAZARD: Key = Key::optional(
    "yearly_hazard",
    Kind::Within(Range::SHARE),
    "The probability a year that it begins: in each quarter, while it is not under way, 1 - (1 - p)^(1/4).",
);

/// An event.
pub static EVENT: Keys = Keys {
    header: "[[event]]",
    doc: "Something that may happen, once in a path unless it recurs.",
    keys: &[
        ID,
        LABEL,
        Key::optional(
            "probability",
            Kind::Within(Range::SHARE),
            "The probability that it begins within the window.",
        ),
        YEARLY_HAZARD,
        Key::optional(
            "given",
            Kind::Table(&GIVEN),
            "Probabilities by whether another event happens; where that one does, this one does not begin before it.",
        ),
        Key::optional(
            "recurs",
            Kind::Boolean,
            "Whether it may begin again after it has ended, with draws of its own each time; needs `yearly_hazard`; false unless said.",
        )
        .unsaid(Unsaid::Value("false")),
        Key::required(
            "window",
            Kind::Pair(&Kind::Quarter),
            "The first and last quarter in which it may begin.",
        ),
        Key::optional(
            "onset",
            Kind::DurationDistribution,
            "How long after the window's first quarter it begins, rounded down, inside the window; each quarter alike unless said.",
        )
        .unsaid(Unsaid::Words("each quarter of the window alike")),
        Key::required(
            "duration",
            Kind::DurationDistribution,
            "How long it lasts; rounded up, at least one quarter.",
        ),
        Key::required("shock", Kind::Tables(&EVENT_SHOCK), "What it does while it lasts."),
        CHANNEL,
        SOURCE,
    ],
    forms: &[&["probability"], &["yearly_hazard"], &["given"]],
    forms_doc: "one of `probability`, `yearly_hazard` or `given`",
};

/// What an event is given.
pub static GIVEN: Keys = Keys {
    header: "given = { ... }",
    doc: "The probability of an event by whether another one happens: a branch of an event tree.",
    keys: &[
        Key::required("event", Kind::Name, "The other event's id."),
        Key::required("yes", Kind::Within(Range::SHARE), "The probability where that one happens."),
        Key::optional(
            "no",
            Kind::Within(Range::SHARE),
            "The probability where it does not; 0.0 unless said.",
        )
        .unsaid(Unsaid::Value("0.0")),
    ],
    forms: &[],
    forms_doc: "",
};

/// Exclusive events.
pub static EXCLUSIVE: Keys = Keys {
    header: "[[exclusive]]",
    doc: "Events of which at most one happens in a path, each with its own probability; one draw, `exclusive.ID`, decides.",
    keys: &[
        Key::required("id", Kind::Name, "A name of its own among these groups.").role(Role::Identity),
        Key::required(
            "events",
            Kind::List(&Kind::Name),
            "Ids of two events or more; the higher the draw, the earlier the event in this list.",
        ),
    ],
    forms: &[],
    forms_doc: "",
};

/// A regime.
pub static REGIME: Keys = Keys {
    header: "[[regime]]",
    doc: "A state of the world that comes and goes: a Markov chain of two states, off and on, by quarter.",
    keys: &[
        ID,
        LABEL,
        Key::optional("enter", Kind::Within(Range::SHARE), "The probability of on in a quarter after one of off."),
        YEARLY_HAZARD,
        Key::required("leave", Kind::Within(Range::SHARE), "The probability of off in a quarter after one of on."),
        Key::optional(
            "start",
            Kind::Choice(&["off", "on", "stationary"]),
            "Its state in the quarter before the first, or on with the probability of the long run; \"off\" unless said.",
        )
        .unsaid(Unsaid::Value("\"off\"")),
        Key::required(
            "shock",
            Kind::Tables(&EVENT_SHOCK),
            "What it does while it is on; sizes are drawn once a path.",
        ),
        CHANNEL,
        SOURCE,
    ],
    forms: &[&["enter"], &["yearly_hazard"]],
    forms_doc: "`enter` or `yearly_hazard`",
};

/// A shock of an event or a regime.
pub static EVENT_SHOCK: Keys = Keys {
    header: "[[event.shock]]",
    doc: "What an event does to one variable while it lasts, or a regime while it is on.",
    keys: &[
        HIT.role(Role::Identity),
        DRAWN[0],
        DRAWN[1],
        DRAWN[2],
        DRAWN[3],
        DRAWN[4],
        EACH,
        VERSUS,
        REPLACES,
    ],
    forms: VERBS,
    forms_doc: VERBS_DOC,
};

/// An outcome.
pub static OUTCOME: Keys = Keys {
    header: "[[outcome]]",
    doc: "What is measured on each path.",
    keys: &[
        ID,
        LABEL,
        Key::required("variable", Kind::Target, "The variable, or one element of it."),
        Key::required(
            "as",
            Kind::Measure,
            "\"level\", \"effect\", \"effect, percent\", \"growth\", \"from reference\", \"from reference, percent\", \"residual\" or \"share of VARIABLE\".",
        ),
        Key::optional(
            "of",
            Kind::Choice(&["scenario", "baseline"]),
            "Which variant; \"scenario\" unless said. Effects are of both.",
        )
        .unsaid(Unsaid::Value("\"scenario\"")),
        Key::required("at", Kind::OneOrMore(&Kind::Period), "Years or quarters inside the horizon."),
        Key::optional(
            "below",
            Kind::OneOrMore(&Kind::Number),
            "Thresholds: the probability of less is reported.",
        ),
        Key::optional(
            "above",
            Kind::OneOrMore(&Kind::Number),
            "Thresholds: the probability of more is reported.",
        ),
    ],
    forms: &[],
    forms_doc: "",
};

/// A published total.
pub static TARGET: Keys = Keys {
    header: "[[target]]",
    doc: "A published total: one size is shifted, all its percentiles together, until the statistic is met.",
    keys: &[
        Key::required(
            "outcome",
            Kind::OutcomeAt,
            "An outcome and one of its periods, such as \"remittances_growth@2022\".",
        )
        .role(Role::Identity),
        Key::required("stat", Kind::Text, "\"mean\", or a percentile such as \"p50\"."),
        Key::required("value", Kind::Number, "What it must be, in the outcome's unit."),
        Key::required(
            "by",
            Kind::Text,
            "The size that is shifted: \"shock.ID.VERB\", \"event.ID.TARGET.VERB\" or \"regime.ID.TARGET.VERB\".",
        ),
        SOURCE,
    ],
    forms: &[],
    forms_doc: "",
};

/// A check.
pub static CHECK: Keys = Keys {
    header: "[[check]]",
    doc: "A statement that must hold beyond Monte Carlo error.",
    keys: &[Key::required("that", Kind::Statement, "The statement, such as \"p50(gdp_effect@2022) < 0\".")
        .role(Role::Identity)],
    forms: &[],
    forms_doc: "",
};

/// An observation.
pub static OBSERVED: Keys = Keys {
    header: "[[observed]]",
    doc: "What happened, as published later.",
    keys: &[
        Key::required(
            "outcome",
            Kind::OutcomeAt,
            "An outcome and one of its periods, such as \"gdp_effect@2022\".",
        )
        .role(Role::Identity),
        Key::required("value", Kind::Number, "What happened, in the outcome's unit."),
        SOURCE,
        Key::optional(
            "past",
            Kind::Table(&PAST),
            "What the outcome was in the years or quarters before, in its unit.",
        ),
        Key::optional(
            "forecast",
            Kind::Tables(&FORECAST),
            "What others forecast, beside which the median is set.",
        ),
    ],
    forms: &[],
    forms_doc: "",
};

/// Origins.
pub static ROLLING: Keys = Keys {
    header: "[rolling]",
    doc: "Origins: starts at which this question is asked anew. `start`, `as_of` and all periods of the scenario move with the origin; forecasts stay where they say their period, facts and checks are left out.",
    keys: &[Key::required(
        "csv",
        Kind::Text,
        "Its file: a row an origin, the column `origin` with its year or quarter, every other column a value of scenario, economy or model by its path, such as `level.gdp.value`, `shock.rouble.set` or `observed.growth.value`. A cell of what happened may be empty.",
    )],
    forms: &[],
    forms_doc: "",
};

/// A published forecast.
pub static FORECAST: Keys = Keys {
    header: "[[observed.forecast]]",
    doc: "What somebody else forecast of an observed outcome.",
    keys: &[
        Key::required("by", Kind::Text, "Whose forecast it is.").role(Role::Identity),
        Key::required("value", Kind::Number, "The forecast, in the outcome's unit."),
        Key::required("on", Kind::Date, "The day on which it was published."),
        Key::optional(
            "of",
            Kind::Period,
            "The year or quarter that it is of, where the outcome is asked of several; the observed one unless said.",
        )
        .unsaid(Unsaid::Words("the observed one")),
        SOURCE,
    ],
    forms: &[],
    forms_doc: "",
};

/// A published fact.
pub static FACT: Keys = Keys {
    header: "[[fact]]",
    doc: "What is published about an answer; `sarez facts` says whether the model agrees. It is no part of the simulation.",
    keys: &[
        ID,
        Key::required("title", Kind::Text, "What is published, in a sentence."),
        Key::required(
            "outcome",
            Kind::OutcomeAt,
            "The outcome and the period that measure it, such as \"gdp_effect@2022\".",
        ),
        Key::optional(
            "value",
            Kind::Number,
            "The number, in the outcome's unit; agrees within the model's 90 percent interval.",
        ),
        Key::optional(
            "range",
            Kind::Pair(&Kind::Number),
            "A range, with or without `value`; agrees where it overlaps with the model's 90 percent interval.",
        ),
        Key::optional("least", Kind::Number, "A bound: at least so much; agrees when the median is."),
        Key::optional("most", Kind::Number, "A bound: at most so much; agrees when the median is."),
        Key::required("source", Kind::Text, "Who published it."),
        Key::optional(
            "used",
            Kind::Text,
            "What in the model was set with this number in view; nothing unless said.",
        )
        .unsaid(Unsaid::Words("nothing")),
        Key::optional("disagrees", Kind::Text, "Why the model does not agree; it does unless said.")
            .unsaid(Unsaid::Words("it does")),
    ],
    forms: &[&["value"], &["range"], &["value", "range"], &["least"], &["most"]],
    forms_doc: "`value`, `range` or both, or `least`, or `most`",
};

/// Run settings.
pub static RUN: Keys = Keys {
    header: "[run]",
    doc: "How the ensemble is run.",
    keys: &[
        Key::optional("paths", Kind::Integer(1, 1 << 40), "How many futures; 100_000 unless said.")
            .unsaid(Unsaid::Value("100_000")),
        Key::optional("seed", Kind::Integer(0, i64::MAX), "The key of all draws; 1 unless said.")
            .unsaid(Unsaid::Value("1")),
        Key::optional(
            "sampler",
            Kind::Choice(&["random", "sobol"]),
            "Where uniform numbers come from: independent draws, or Sobol points in 16 scramblings, whose number of paths is 4_096 times a power of two; \"random\" unless said.",
        )
        .unsaid(Unsaid::Value("\"random\"")),
        Key::optional(
            "parameters",
            Kind::Choice(&["uncertain", "fixed"]),
            "Whether priors are drawn; \"uncertain\" unless said.",
        )
        .unsaid(Unsaid::Value("\"uncertain\"")),
        Key::optional(
            "on_bad_path",
            Kind::Choice(&["fail", "count"]),
            "What a path that is not finite does; \"fail\" unless said.",
        )
        .unsaid(Unsaid::Value("\"fail\"")),
        Key::optional(
            "split",
            Kind::Boolean,
            "Whether `sarez run` says how much of each variance comes from parameters, and what the quantiles would be, were they known; false unless said.",
        )
        .unsaid(Unsaid::Value("false")),
        Key::optional(
            "until",
            Kind::Tables(&UNTIL),
            "`sarez run` stops once all of these are known so well, looking after 16_384 paths, 32_768 and so on; `paths` is the most it takes.",
        ),
    ],
    forms: &[],
    forms_doc: "",
};

/// How well a statistic must be known.
pub static UNTIL: Keys = Keys {
    header: "[[run.until]]",
    doc: "How well a statistic must be known before the run stops.",
    keys: &[
        Key::required(
            "outcome",
            Kind::OutcomeAt,
            "An outcome and one of its periods, such as \"gdp_effect@2022\".",
        )
        .role(Role::Identity),
        Key::required("stat", Kind::Text, "\"mean\", or a percentile such as \"p05\"."),
        Key::required(
            "half_width",
            Kind::Within(Range::POSITIVE),
            "Half of its 95 percent Monte Carlo interval, in the outcome's unit.",
        ),
    ],
    forms: &[],
    forms_doc: "",
};
