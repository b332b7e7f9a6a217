//! What a number rests on.

use std::fmt::Write;

use serde::Serialize;

use super::super::terminal::Role;

/// What a number rests on, by the words of its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A source, and nothing that is called an assumption.
    Source,
    /// A source, and an assumption for some part of it.
    PartlyJudgement,
    /// It begins with "assumption".
    Judgement,
    /// None is given: a judgement too.
    NoSource,
}

impl Basis {
    /// Of a source.
    pub(super) fn of(source: Option<&str>) -> Self {
        let Some(source) = source.map(str::to_lowercase).filter(|source| !source.trim().is_empty()) else {
            return Self::NoSource;
        };
        match source.trim().find("assumption") {
            Some(0) => Self::Judgement,
            Some(_) => Self::PartlyJudgement,
            None => Self::Source,
        }
    }

    /// `*` for a judgement, `~` for one in part, a space otherwise.
    pub(super) fn mark(self) -> char {
        match self {
            Self::Source => ' ',
            Self::PartlyJudgement => '~',
            Self::Judgement | Self::NoSource => '*',
        }
    }

    /// Judgements stand out.
    pub(super) fn role(self) -> Role {
        if self.mark() == '*' { Role::Warning } else { Role::Plain }
    }
}

/// How many of a list are judgement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// All of them.
    pub all: usize,
    /// Those called an assumption, and those without a source.
    pub judgement: usize,
    /// Those that are an assumption in part.
    pub partly_judgement: usize,
    /// Those without a source.
    pub no_source: usize,
}

impl Count {
    /// Of what a list rests on.
    pub(super) fn of(list: &(impl Iterator<Item = Basis> + Clone)) -> Self {
        let count = |basis: Basis| list.clone().filter(|other| *other == basis).count();
        let no_source = count(Basis::NoSource);
        Self {
            all: list.clone().count(),
            judgement: count(Basis::Judgement) + no_source,
            partly_judgement: count(Basis::PartlyJudgement),
            no_source,
        }
    }

    /// "31 of 70 parameters are judgement (*), 1 of them without a source; 12 are in part (~)"
    pub(in crate::report) fn sentence(self, what: &str) -> String {
        let Self { all, judgement, partly_judgement, no_source } = self;
        let is = |count: usize| if count == 1 { "is" } else { "are" };
        let mut text = format!("{judgement} of {all} {what} {} judgement (*)", is(judgement));
        if no_source > 0 {
            let _ = write!(text, ", {no_source} of them without a source");
        }
        if partly_judgement > 0 {
            let _ = write!(text, "; {partly_judgement} {} in part (~)", is(partly_judgement));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_source_say_what_it_is() {
        for (source, basis) in [
            (None, Basis::NoSource),
            (Some("  "), Basis::NoSource),
            (Some("assumption: a guess"), Basis::Judgement),
            (Some("Assumption"), Basis::Judgement),
            (Some("IMF WEO; the spread: assumption"), Basis::PartlyJudgement),
            (Some("IMF WEO"), Basis::Source),
        ] {
            assert_eq!(Basis::of(source), basis, "{source:?}");
        }
        let list = [None, Some("assumption"), Some("IMF; assumption: the spread"), Some("IMF")];
        let count = Count::of(&list.iter().map(|source| Basis::of(*source)));
        assert_eq!(
            count.sentence("levels"),
            "2 of 4 levels are judgement (*), 1 of them without a source; 1 is in part (~)"
        );
    }
}
