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
}
