//! "Did you mean".

/// The nearest candidate to `written`: at most three edits and at most a third of the longer word (an edit is an
/// insertion, a deletion, a substitution or a swap of neighbours); `None` when none is near enough. Ties go to the
/// first candidate. Case alone costs one edit in all.
pub fn suggest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let distance = if candidate.to_lowercase() == written.to_lowercase() {
            usize::from(candidate != written)
        } else {
            edits(written, candidate)
        };
        let longest = written.chars().count().max(candidate.chars().count());
        let near = distance <= 3 && 3 * distance <= longest;
        if near && distance > 0 && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Optimal string alignment distance: Damerau (1964), doi:10.1145/363958.363994, no substring edited twice.
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let substitution = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = substitution.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_suggested_and_far_ones_are_not() {
        let known = ["consumption", "imports", "gdp", "remittances"];
        assert_eq!(suggest("consumtion", known), Some("consumption"));
        assert_eq!(suggest("remitances", known), Some("remittances"));
        assert_eq!(suggest("GDP", known), Some("gdp"));
        assert_eq!(suggest("improts", known), Some("imports"));
        for far in ["x", "investment", "gnp2", ""] {
            assert_eq!(suggest(far, known), None, "{far}");
        }
    }

    /// Three edits at most, a third of the longer word at most; a swap of neighbours is one edit; case alone is one.
    #[test]
    fn the_bounds_are_three_edits_and_a_third_of_the_word() {
        for (written, candidate, near) in [
            ("abc", "abd", true),                          // 1 of 3
            ("ab", "ac", false),                           // 1 of 2
            ("abcdef", "abcdzz", true),                    // 2 of 6
            ("abcde", "abczz", false),                     // 2 of 5
            ("abcdefghi", "abcdefzzz", true),              // 3 of 9
            ("abcdefgh", "abcdezzz", false),               // 3 of 8
            ("abcdefghijklmno", "abcdefghijkzzzz", false), // 4 of 15
            ("abc", "acb", true),                          // a swap
            ("abcdef", "badcef", true),                    // two swaps
            ("abcdefghi", "badcfeghi", true),              // three swaps
            ("GROSS_DOMESTIC", "gross_domestic", true),
            ("a", "b", false),
            ("a", "A", false), // all of the word
        ] {
            assert_eq!(suggest(written, [candidate]), near.then_some(candidate), "{written} {candidate}");
        }
    }

    #[test]
    fn the_nearest_is_suggested_and_of_equals_the_first() {
        assert_eq!(suggest("exprots", ["imports", "exports"]), Some("exports"));
        assert_eq!(suggest("gdx", ["gdp", "gdi"]), Some("gdp"));
        assert_eq!(suggest("gdp", ["gdp"]), None, "what is right is not suggested");
        assert_eq!(suggest("gdp", []), None);
    }
}
