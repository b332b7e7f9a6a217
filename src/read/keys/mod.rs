//! What may be written in a model, an economy and a scenario: one static list of keys a table.
//!
//! The reader opens every table by its list, so that a key that is not here is refused and a key that is here is read.

mod dependence;
pub(super) mod distribution;
mod economy;
mod model;
mod output;
mod range;
mod scenario;
mod schema;

pub use dependence::{COPULA, DEPENDENCE, EMPIRICAL_COPULA, RESIDUAL_DEPENDENCE, STUDENT_T_COPULA};
pub use economy::{
    ECONOMY, HISTORY, LEVEL, OF_SET, OVERRIDE, PAST, RECORD, REFERENCE as ECONOMY_REFERENCE, SERIES,
};
pub use model::{
    ANNUAL_SD, BOUNDS, COMMON, IDENTITY, MODEL, PARAMETER, PARAMETER_SET, REFERENCE, RESIDUAL,
    RESIDUAL_NORMAL, RESIDUAL_STUDENT_T, VALIDITY, VARIABLE,
};
pub use output::OUTPUT;
pub use range::{End, Range};
pub use scenario::{
    ASSUMPTION, BOOTSTRAP, BY_QUARTER, CALIBRATE, CHECK, EVENT, EVENT_SHOCK, EXCLUSIVE, FACT, FORECAST,
    GIVEN, OBSERVED, OUTCOME, REGIME, ROLLING, RUN, SCENARIO, SHOCK, TARGET, TIMING, TUNE, UNTIL,
};
pub use schema::schema;

/// What may stand in one table.
#[derive(Debug)]
pub struct Keys {
    /// The table as a person writes it, `[[shock]]` or `timing = { ... }`.
    pub header: &'static str,
    /// What it is, in a sentence.
    pub doc: &'static str,
    /// Its keys, in the order of the reference page.
    pub keys: &'static [Key],
    /// Where there are several ways to state a thing, the keys of each; exactly one of them is to be written in full.
    /// Keys that stand in no form are free.
    pub forms: &'static [&'static [&'static str]],
    /// The forms in words, after "needs"; empty when there are none.
    pub forms_doc: &'static str,
}

/// One key of a table.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As it is typed.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// The unit of a number; empty when it has none.
    pub unit: &'static str,
    /// Whether the table is incomplete without it.
    pub required: bool,
    /// What it means, its default included.
    pub doc: &'static str,
    /// What it does where files meet: in `extends` and in comparisons.
    pub role: Role,
    /// What holds where the key is left out.
    pub unsaid: Unsaid,
}

/// What a key does where files meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Numbers may depend on it.
    Content,
    /// It tells a table from the others of its list: `extends` merges two tables that have it in common.
    Identity,
    /// It tells people something about a part, no number depends on it.
    Remark,
    /// It is of this file alone, so that `extends` does not bring it; no number depends on it.
    Own,
}

/// What holds where a key is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsaid {
    /// Nothing.
    Nothing,
    /// This value, as TOML.
    Value(&'static str),
    /// The value of this key of the file.
    Key(&'static str),
    /// What the words say.
    Words(&'static str),
}

/// What a value is.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Any text.
    Text,
    /// A name that equations or other tables use.
    Name,
    /// A built-in file's name, or a path that ends in `.toml`.
    File,
    /// A finite number.
    Number,
    /// A number in this range.
    Within(Range),
    /// A whole number from the first to the second.
    Integer(i64, i64),
    /// `true` or `false`.
    Boolean,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// "2022Q1"
    Quarter,
    /// "2022" or "2022Q1"
    Period,
    /// 2022-03-04, with or without quotes.
    Date,
    /// "4q" or "1y", at least so many quarters.
    Duration(u32),
    /// `"gdp"`, `"sent[*]"` or `"sent[russia]"`
    Target,
    /// How an outcome is measured.
    Measure,
    /// "id@2022": an outcome and one of its periods.
    OutcomeAt,
    /// The right-hand side of an equation.
    Equation,
    /// A statement about outcomes that is true or false.
    Statement,
    /// A number, or a table of one of the [`KINDS`](crate::distribution::KINDS).
    Distribution,
    /// The same, or a table with a number a quarter.
    Size(&'static Keys),
    /// The same as a distribution in quarters: "4q", or a table of one distribution.
    DurationDistribution,
    /// One value, or a table with one an element of a set.
    PerElement(&'static Self),
    /// A list.
    List(&'static Self),
    /// One value or a list.
    OneOrMore(&'static Self),
    /// A list of two, the lesser first.
    Pair(&'static Self),
    /// A table.
    Table(&'static Keys),
    /// Any number of tables, in the order of the file.
    Tables(&'static Keys),
    /// A table whose keys are names that the user chooses.
    Named(&'static Self),
    /// A table whose keys are quarters.
    ByQuarter(&'static Self),
    /// A table whose keys are years.
    ByYear(&'static Self),
    /// One value for all, or a table with one for each variable that is named.
    PerVariable(&'static Self),
    /// `"gaussian"`, or a table of another copula.
    Copula(&'static Keys),
    /// `[["a", "b", 0.3]]`: pairs of drivers, each with its rank correlation.
    Correlations,
    /// A table whose keys are drivers as correlations name them.
    ByDriver(&'static Self),
}

impl Keys {
    /// The key of this name.
    pub fn get(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The names of all keys.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().map(|key| key.name)
    }

    /// The key that tells one table of a list from another.
    pub fn identity(&self) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.role == Role::Identity)
    }

    /// Whether an empty table says the same as none.
    pub fn may_be_empty(&self) -> bool {
        self.forms.is_empty() && self.keys.iter().all(|key| !key.required)
    }
}

impl Key {
    /// A key that may be left out.
    pub const fn optional(name: &'static str, kind: Kind, doc: &'static str) -> Self {
        Self { name, kind, unit: "", required: false, doc, role: Role::Content, unsaid: Unsaid::Nothing }
    }

    /// A key without which the table is incomplete.
    pub const fn required(name: &'static str, kind: Kind, doc: &'static str) -> Self {
        Self { required: true, ..Self::optional(name, kind, doc) }
    }

    /// The same key, its number in this unit.
    #[must_use]
    pub const fn unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    /// The same key, in this role.
    #[must_use]
    pub const fn role(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// The same key; where it is left out, this holds.
    #[must_use]
    pub const fn unsaid(self, unsaid: Unsaid) -> Self {
        Self { unsaid, ..self }
    }
}

impl Kind {
    /// What to write, after "must be".
    pub fn describe(self) -> String {
        match self {
            Self::Text => "a text in quotes".to_owned(),
            Self::Name => "a name in quotes".to_owned(),
            Self::File => "a name or a path in quotes".to_owned(),
            Self::Number | Self::Within(_) => "a number".to_owned(),
            Self::Integer(..) => "a whole number".to_owned(),
            Self::Boolean => "true or false".to_owned(),
            Self::Choice(words) => alternatives(words.iter().map(|word| format!("{word:?}"))),
            Self::Quarter => "a quarter such as \"2022Q1\"".to_owned(),
            Self::Period => "a year such as \"2022\" or a quarter such as \"2022Q1\"".to_owned(),
            Self::Date => "a day such as 2022-03-04".to_owned(),
            Self::Duration(_) => "a duration such as \"4q\" or \"1y\"".to_owned(),
            Self::Target => "a variable such as \"gdp\", \"sent[russia]\" or \"sent[*]\"".to_owned(),
            Self::Measure => "a measure such as \"level\" or \"effect, percent\"".to_owned(),
            Self::OutcomeAt => "an outcome and a period such as \"gdp_effect@2022\"".to_owned(),
            Self::Equation => "an equation in quotes".to_owned(),
            Self::Statement => "a statement such as \"p50(gdp_effect@2022) < 0\"".to_owned(),
            Self::Distribution => "a number or a distribution such as { normal = { mean = 0, sd = 1 } }".to_owned(),
            Self::Size(_) => {
                "a number, a distribution such as { normal = { mean = 0, sd = 1 } } or a path such as { values = [1, 2], from = \"2022Q1\" }"
                    .to_owned()
            }
            Self::DurationDistribution => {
                "a duration such as \"4q\" or a distribution such as { lognormal = { p50 = \"2q\", p90 = \"6q\" } }"
                    .to_owned()
            }
            Self::PerElement(kind) => format!("{}, or a table with one for each element", kind.describe()),
            Self::List(kind) => format!("a list, each {}", kind.describe()),
            Self::OneOrMore(kind) => format!("{}, or a list of them", kind.describe()),
            Self::Pair(kind) => format!("two in brackets, [low, high], each {}", kind.describe()),
            Self::Table(keys) => format!("a table, {}", keys.header),
            Self::Tables(keys) => format!("tables, {}", keys.header),
            Self::Named(_) => "a table of names".to_owned(),
            Self::ByQuarter(_) => "a table of quarters such as { \"2021Q4\" = 1.0 }".to_owned(),
            Self::ByYear(_) => "a table of years such as { \"2021\" = 4.0 }".to_owned(),
            Self::PerVariable(kind) => format!("{}, or a table with one for each variable", kind.describe()),
            Self::Copula(_) => {
                "\"gaussian\", { student_t = { df = 5 } } or { empirical = { csv = \"...\", columns = { ... } } }".to_owned()
            }
            Self::Correlations => "a list of pairs, [[\"first\", \"second\", 0.3]]".to_owned(),
            Self::ByDriver(_) => "a table of shocks, events or residuals".to_owned(),
        }
    }

    /// A value of this kind, for "add `key = ...`".
    pub fn example(self) -> String {
        match self {
            Self::Text | Self::File | Self::Equation => "\"...\"".to_owned(),
            Self::Name => "\"name\"".to_owned(),
            Self::Number | Self::Within(_) => "...".to_owned(),
            Self::Integer(least, _) => least.to_string(),
            Self::Boolean => "true".to_owned(),
            Self::Choice(words) => format!("{:?}", words[0]),
            Self::Quarter => "\"2022Q1\"".to_owned(),
            Self::Period => "\"2022\"".to_owned(),
            Self::Date => "2022-03-04".to_owned(),
            Self::Duration(_) | Self::DurationDistribution => "\"4q\"".to_owned(),
            Self::Target => "\"gdp\"".to_owned(),
            Self::Measure => "\"effect, percent\"".to_owned(),
            Self::OutcomeAt => "\"id@2022\"".to_owned(),
            Self::Statement => "\"p50(id@2022) < 0\"".to_owned(),
            Self::Distribution | Self::Size(_) => "{ normal = { mean = 0.0, sd = 1.0 } }".to_owned(),
            Self::PerElement(kind) | Self::PerVariable(kind) => kind.example(),
            Self::List(kind) | Self::OneOrMore(kind) => format!("[{}]", kind.example()),
            Self::Pair(kind) => format!("[{0}, {0}]", kind.example()),
            Self::Copula(_) => "\"gaussian\"".to_owned(),
            Self::Correlations => "[[\"first\", \"second\", 0.3]]".to_owned(),
            Self::Table(_) | Self::Named(_) | Self::ByQuarter(_) | Self::ByYear(_) | Self::ByDriver(_) => {
                "{ ... }".to_owned()
            }
            Self::Tables(_) => "[{ ... }]".to_owned(),
        }
    }
}

/// "a, b or c"
pub(super) fn alternatives(words: impl IntoIterator<Item = String>) -> String {
    joined(words, "or")
}

/// "a, b and c" with the last word given.
pub(super) fn joined(words: impl IntoIterator<Item = String>, last: &str) -> String {
    let words: Vec<String> = words.into_iter().collect();
    match words.split_last() {
        Some((word, rest)) if !rest.is_empty() => format!("{} {last} {word}", rest.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::distribution::{COLUMN, COMPONENT, WEIGHTED, WITHIN};
    use super::*;

    /// Every list that a file of `kind` can reach.
    fn reach(kind: Kind, lists: &mut Vec<&'static Keys>) {
        if matches!(kind, Kind::Distribution | Kind::Size(_) | Kind::DurationDistribution) {
            for keys in [&WEIGHTED, &COLUMN, &COMPONENT, &WITHIN] {
                reach(Kind::Table(keys), lists);
            }
        }
        match kind {
            Kind::Table(keys) | Kind::Tables(keys) | Kind::Size(keys) | Kind::Copula(keys)
                if !lists.iter().any(|known| std::ptr::eq(*known, keys)) =>
            {
                lists.push(keys);
                keys.keys.iter().for_each(|key| reach(key.kind, lists));
            }
            Kind::PerElement(kind)
            | Kind::List(kind)
            | Kind::OneOrMore(kind)
            | Kind::Pair(kind)
            | Kind::Named(kind)
            | Kind::ByQuarter(kind)
            | Kind::ByYear(kind)
            | Kind::PerVariable(kind)
            | Kind::ByDriver(kind) => reach(*kind, lists),
            _ => {}
        }
    }

    /// Whether a file may have several of these tables in a list.
    fn is_listed(list: &Keys) -> bool {
        list.header.starts_with("[[")
    }

    #[test]
    fn lists_are_well_formed() {
        let mut lists = Vec::new();
        for file in [&MODEL, &ECONOMY, &SCENARIO] {
            reach(Kind::Table(file), &mut lists);
        }
        assert_eq!(lists.len(), 54, "every list is reached from a file");
        for list in lists {
            let header = list.header;
            assert!(!list.doc.is_empty() && list.doc.ends_with('.'), "{header}");
            for (index, key) in list.keys.iter().enumerate() {
                assert!(!key.doc.is_empty() && key.doc.ends_with('.'), "{header} {}", key.name);
                assert!(key.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'));
                assert!(
                    !list.keys[..index].iter().any(|other| other.name == key.name),
                    "{header} {}",
                    key.name
                );
            }
            let identities = list.keys.iter().filter(|key| key.role == Role::Identity).count();
            assert_eq!(identities, usize::from(is_listed(list)), "{header}: what tells two of them apart");
            assert_eq!(list.forms.is_empty(), list.forms_doc.is_empty(), "{header}");
            for name in list.forms.iter().copied().flatten() {
                let key = list.get(name).expect("a form's key is a key");
                assert!(!key.required, "{header} {name}: the form says when it is needed");
                assert!(list.forms_doc.contains(name), "{header} {name}");
            }
        }
    }

    #[test]
    fn words_are_joined() {
        let of = |words: &[&str]| alternatives(words.iter().map(|word| (*word).to_owned()));
        assert_eq!(of(&["a"]), "a");
        assert_eq!(of(&["a", "b"]), "a or b");
        assert_eq!(of(&["a", "b", "c"]), "a, b or c");
    }
}
