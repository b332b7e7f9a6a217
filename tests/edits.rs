//! The founding scenario with another digit in it: what the reader accepts is compiled or refused, never a panic.

use sarez::compile::compile;
use sarez::diagnostic::{Diagnostics, Sources};
use sarez::read::read_texts;

const TEXT: &str = include_str!("../scenarios/tajikistan-2022.toml");

#[test]
fn other_digits_compile_or_are_refused() {
    let digits: Vec<usize> =
        TEXT.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
    let (mut compiled, mut refused) = (0, 0);
    // Every third digit, each time another one in its place.
    for (number, at) in digits.into_iter().step_by(3).enumerate() {
        let mut text = TEXT.to_owned();
        text.replace_range(at..=at, &((number * 7) % 10).to_string());
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let texts = [("edited", text.as_str())];
        let scenario = read_texts("edited", &texts, &mut sources, &mut diagnostics);
        match scenario.and_then(|scenario| compile(&scenario, &mut diagnostics)) {
            Some(_) => compiled += 1,
            None => {
                assert!(diagnostics.has_errors());
                refused += 1;
            }
        }
    }
    assert!(compiled > 20 && refused > 20, "{compiled} compile, {refused} are refused");
}
