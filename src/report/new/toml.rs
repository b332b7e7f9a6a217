//! TOML as a person would write it.

use crate::distribution::{Distribution, Univariate};

use super::super::text::wrap;

/// A text between quotes.
pub(in crate::report) fn text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() => quoted.extend(["\\u".to_owned(), format!("{:04x}", c as u32)]),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// The shortest digits that read as the same number.
pub(in crate::report) fn number(value: f64) -> String {
    match value.abs() {
        plain if plain == 0.0 || (1e-5..1e15).contains(&plain) => format!("{value}"),
        _ => format!("{value:e}"),
    }
}

/// One number, or a table with one an element.
pub(super) fn numbers(values: &[(Option<&str>, f64)]) -> String {
    match values {
        [(None, value)] => number(*value),
        values => {
            let pairs = values
                .iter()
                .map(|(element, value)| format!("{} = {}", element.unwrap_or_default(), number(*value)));
            format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
        }
    }
}

/// `{ uniform = { low = 0, high = 1 } }`
pub(in crate::report) fn distribution(distribution: &Distribution) -> String {
    let inside = |inner: &Distribution| {
        let text = self::distribution(inner);
        text.trim_start_matches("{ ").trim_end_matches(" }").to_owned()
            + if text.ends_with("} }") { " }" } else { "" }
    };
    match distribution {
        Distribution::Fitted(fit) => return self::distribution(fit.distribution()),
        Distribution::Mixture(mixture) => {
            let part = |(weight, part): &(f64, Distribution)| {
                format!("{{ weight = {}, {} }}", number(*weight), inside(part))
            };
            let parts: Vec<String> = mixture.components().iter().map(part).collect();
            return format!("{{ mixture = [{}] }}", parts.join(", "));
        }
        Distribution::Truncated(truncated) => {
            let (of, low, high) = truncated.parts();
            let bounds = [("low", low), ("high", high)].into_iter().filter(|(_, bound)| bound.is_finite());
            let bounds: String = bounds.map(|(key, bound)| format!(", {key} = {}", number(bound))).collect();
            return format!("{{ truncated = {{ {}{bounds} }} }}", inside(of));
        }
        // Observations are values with how often each was made.
        Distribution::Discrete(_) | Distribution::Empirical(_) => {
            let (values, weights): (Vec<String>, Vec<String>) =
                distribution.atoms().into_iter().map(|(value, p)| (number(value), number(p))).unzip();
            let (values, weights) = (values.join(", "), weights.join(", "));
            return format!("{{ discrete = {{ values = [{values}], weights = [{weights}] }} }}");
        }
        _ => {}
    }
    let parameters = distribution.parameters();
    let keys: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{name} = {}", number(*value))).collect();
    format!("{{ {} = {{ {} }} }}", distribution.name(), keys.join(", "))
}

/// A comment, wrapped, with a line end.
pub(super) fn comment(text: &str) -> String {
    const WIDTH: usize = 100;
    let text = super::super::text::harmless(text);
    wrap(&text, WIDTH).into_iter().flat_map(|line| ["# ".to_owned(), line, "\n".to_owned()]).collect()
}

/// Lines that a person may uncomment: `#` without a space, which tells them from prose.
pub(super) fn commented(lines: &str) -> String {
    lines.lines().flat_map(|line| ["#", line, "\n"]).collect()
}
