//! Wrong texts of every kind: the one code that each gives, and the exact place, which is marked «so».

use crate::diagnostic::{Code, Diagnostics, FileId, Severity, Span, codes};

use super::testing::{Economy, file};
use super::*;

/// Equations that cannot be read.
const UNREADABLE: &[(&Code, &str)] = &[
    (&codes::BAD_INDEX, "sum(c: sent«[*]»)"),
    (&codes::BAD_INDEX, "sent«[]» + 1"),
    (&codes::BAD_INDEX, "sent«[corridor(-1)]»"),
    (&codes::BAD_INDEX, "sent«[1]»(-1) * 2"),
    (&codes::BAD_INDEX, "sent«[a, b]»"),
    (&codes::BAD_LAG, "x«(-1.0)»"),
    (&codes::BAD_LAG, "x«(-1e0)» + 1"),
    (&codes::BAD_LAG, "x«(-401)»"),
    (&codes::BAD_LAG, "x«(-99999999999)»"),
    (&codes::BAD_LAG, "x«(-1)(-1)»"),
    (&codes::BAD_LAG, "exp(x)«(-1)» + 2"),
    (&codes::BAD_LAG, "(x + y)«(-1)»"),
    (&codes::BAD_LAG, "sent[russia]«(n - 1)»"),
    (&codes::BAD_LAG, "ref(x(-1))«(-2)»"),
    (&codes::BAD_NUMBER, "«.5» * x"),
    (&codes::BAD_NUMBER, "«5.» * x"),
    (&codes::BAD_NUMBER, "«1__0»"),
    (&codes::BAD_NUMBER, "«1_» * x"),
    (&codes::BAD_NUMBER, "«1.2.3»"),
    (&codes::BAD_NUMBER, "«1e999»"),
    (&codes::BAD_NUMBER, "«1e-999»"),
    (&codes::BAD_REFERENCE, "«ref(x + y)» * 2"),
    (&codes::BAD_REFERENCE, "«ref(exp(x))»"),
    (&codes::BAD_REFERENCE, "«ref()»"),
    (&codes::CHAINED_COMPARISON, "a < b «<» c"),
    (&codes::CHAINED_COMPARISON, "if(0 < x «<=» 1, 1, 0)"),
    (&codes::CHAINED_POWER, "a^b«^»c"),
    (&codes::CHAINED_POWER, "2^-2«^»2 + 1"),
    (&codes::DECIMAL_COMMA, "«0,5» * x"),
    (&codes::DECIMAL_COMMA, "exp((«0,5») * x)"),
    (&codes::EMPTY_EQUATION, "«»"),
    (&codes::EMPTY_EQUATION, "«  # later \n »"),
    (&codes::EXPECTED_VALUE, "1 «+»"),
    (&codes::EXPECTED_VALUE, "«*» x"),
    (&codes::EXPECTED_VALUE, "«+» x"),
    (&codes::EXPECTED_VALUE, "a + «*» b"),
    (&codes::EXPECTED_VALUE, "2^«+»1"),
    (&codes::EXPECTED_VALUE, "x * «()»"),
    (&codes::EXPECTED_VALUE, "min(a«,»)"),
    (&codes::EXPECTED_VALUE, "min(«,» a)"),
    (&codes::EXPECTED_VALUE, "min(a «-», b)"),
    (&codes::EXPECTED_VALUE, "«,»"),
    (&codes::EXPECTED_VALUE, "sum(c«:»)"),
    (&codes::FOREIGN_OPERATOR, "a «=» b"),
    (&codes::FOREIGN_OPERATOR, "(a > 0) «&&» (b > 0)"),
    (&codes::FOREIGN_OPERATOR, "a > 0 «and» b"),
    (&codes::FOREIGN_OPERATOR, "«not» a"),
    (&codes::FOREIGN_OPERATOR, "x«**»2"),
    (&codes::FOREIGN_OPERATOR, "5«%» * x"),
    (&codes::FOREIGN_OPERATOR, "x «\u{2212}» 1"),
    (&codes::FOREIGN_OPERATOR, "x(«\u{2212}»1)"),
    (&codes::LEAD, "x«(+1)»"),
    (&codes::LEAD, "x«(1)» * 2"),
    (&codes::LEAD, "sent[russia]«( 2 )»"),
    (&codes::LEAD, "ref(x«(1)»)"),
    (&codes::MISSING_OPERATOR, "2 «x»"),
    (&codes::MISSING_OPERATOR, "2«x»"),
    (&codes::MISSING_OPERATOR, "(a)«(»b)"),
    (&codes::MISSING_OPERATOR, "1 «000»"),
    (&codes::MISSING_OPERATOR, "x(-1) «y»"),
    (&codes::NOT_A_QUARTER, "during(«2022Q5»)"),
    (&codes::NOT_A_QUARTER, "since(«2022»)"),
    (&codes::NOT_A_QUARTER, "during(2022Q1, «x»)"),
    (&codes::RESERVED_NAME, "2 * «d»"),
    (&codes::RESERVED_NAME, "«exp» x"),
    (&codes::UNBALANCED_BRACKET, "«(»a + b"),
    (&codes::UNBALANCED_BRACKET, "«(»"),
    (&codes::UNBALANCED_BRACKET, "a + b«)»"),
    (&codes::UNBALANCED_BRACKET, "(a«]» + b)"),
    (&codes::UNBALANCED_BRACKET, "min«(»a, b"),
    (&codes::UNBALANCED_BRACKET, "sum«(»c: x[c]"),
    (&codes::UNBALANCED_BRACKET, "sent«[»russia + 1"),
    (&codes::UNBALANCED_BRACKET, "sent[russia]«(»n"),
    (&codes::UNBALANCED_BRACKET, "ref«(»x + 1"),
    (&codes::UNBALANCED_BRACKET, "since«(»2022Q1"),
    (&codes::UNBALANCED_BRACKET, "«]»"),
    (&codes::UNEXPECTED_SYMBOL, "a «;» b"),
    (&codes::UNEXPECTED_SYMBOL, "a «\\»t b"),
    (&codes::UNEXPECTED_SYMBOL, "a «@» 2022"),
    (&codes::UNEXPECTED_SYMBOL, "a«,» b"),
    (&codes::UNEXPECTED_SYMBOL, "(a«:» b) + 1"),
    (&codes::UNEXPECTED_SYMBOL, "2 * «2022Q1»"),
    (&codes::UNEXPECTED_SYMBOL, "a * «[»b]"),
    (&codes::UNEXPECTED_SYMBOL, "«\u{441}ons» * 2"),
    (&codes::UNEXPECTED_SYMBOL, "a +«\u{a0}»b"),
    (&codes::UNKNOWN_FUNCTION, "«ln»(x)"),
    (&codes::UNKNOWN_FUNCTION, "«expp»(x) + 1"),
    (&codes::UNKNOWN_FUNCTION, "«x»(n)"),
    (&codes::UNKNOWN_FUNCTION, "«x»()"),
    (&codes::WRONG_ARGUMENTS, "1 + «exp(x, y)»"),
    (&codes::WRONG_ARGUMENTS, "«min(x)»"),
    (&codes::WRONG_ARGUMENTS, "«abs(0,5)»"),
    (&codes::WRONG_ARGUMENTS, "«sum(x[c])»"),
    (&codes::WRONG_ARGUMENTS, "«movavg(x)»"),
    (&codes::WRONG_ARGUMENTS, "movavg(x, «n»)"),
    (&codes::WRONG_ARGUMENTS, "d(x, «0»)"),
    (&codes::WRONG_ARGUMENTS, "dlog(x, «401»)"),
    (&codes::WRONG_ARGUMENTS, "«d(x, 1, 1)»"),
    (&codes::WRONG_ARGUMENTS, "«during()»"),
    (&codes::WRONG_ARGUMENTS, "«since(2022Q1, 2022Q2)»"),
    (&codes::WRONG_ORDER, "during(«2022Q4, 2022Q1»)"),
];

/// Equations that can be read but mean nothing in the little economy of the tests, over no set.
const MEANINGLESS: &[(&Code, &str)] = &[
    (&codes::BAD_LAG, "movavg(«x(-2)», 400) + 1"),
    (&codes::BAD_REFERENCE, "«ref(alpha)»"),
    (&codes::BAD_REFERENCE, "«ref(oil)» + 1"),
    (&codes::DIVISION_BY_ZERO, "gdp / «0»"),
    (&codes::DIVISION_BY_ZERO, "gdp / «(-0.0)» * 2"),
    (&codes::LAGGED_PARAMETER, "2 * «alpha(-1)»"),
    (&codes::LAGGED_PARAMETER, "sum(corridor: «share[corridor](-1)»)"),
    (&codes::MISSING_INDEX, "«sent» + 1"),
    (&codes::MISSING_INDEX, "«sent»(-1)"),
    (&codes::MISSING_INDEX, "«ref(sent)»"),
    (&codes::SET_RUNS_TWICE, "sum(corridor: sent[corridor] * «product(corridor: »share[corridor]))"),
    (&codes::UNKNOWN_INDEX, "sent[«rusia»]"),
    (&codes::UNKNOWN_INDEX, "sent[«corridor»]"),
    (&codes::UNKNOWN_INDEX, "sum(corridor: sent[corridor]) + sent[«corridor»]"),
    (&codes::UNKNOWN_NAME, "gdp + «gpd»(-1)"),
    (&codes::UNKNOWN_NAME, "«ref(gpd)»"),
    (&codes::UNKNOWN_NAME, "2 * «corridor»"),
    (&codes::UNKNOWN_SET, "«sum(coridor: »1)"),
    (&codes::UNNEEDED_INDEX, "gdp[«russia»](-1)"),
    (&codes::UNNEEDED_INDEX, "alpha[«corridor»]"),
    (&codes::WRONG_SET, "sum(supplier: sent[«supplier»])"),
    (&codes::WRONG_SET, "sent[«supplier»]"),
    (&codes::WRONG_SET, "sent[«depot»]"),
];

/// What is no identity.
const UNIDENTICAL: &[(&Code, &str)] = &[
    (&codes::EMPTY_EQUATION, "«»"),
    (&codes::EXPECTED_VALUE, "a «=»"),
    (&codes::EXPECTED_VALUE, "«=» a"),
    (&codes::FOREIGN_OPERATOR, "a «==» b"),
    (&codes::NOT_AN_IDENTITY, "«a + b»"),
    (&codes::NOT_AN_IDENTITY, "a «<=» b"),
    (&codes::NOT_AN_IDENTITY, "a = b «=» c"),
    (&codes::NOT_AN_IDENTITY, "a = b «==» c"),
    (&codes::UNBALANCED_BRACKET, "a = b«)»"),
    (&codes::UNBALANCED_BRACKET, "a«)» = b"),
];

/// What is no assertion.
const UNASSERTED: &[(&Code, &str)] = &[
    (&codes::BAD_QUESTION, "«»"),
    (&codes::BAD_QUESTION, "«2» < p50(x@2022)"),
    (&codes::BAD_QUESTION, "p50 «x»@2022 < 0"),
    (&codes::BAD_QUESTION, "p50(x«)» < 0"),
    (&codes::BAD_QUESTION, "p50(«2022») < 0"),
    (&codes::BAD_QUESTION, "p50(x@2022 «<» 0) < 0"),
    (&codes::BAD_QUESTION, "p50(x@2022«)»"),
    (&codes::BAD_QUESTION, "p50(x@2022) «=» 0"),
    (&codes::BAD_QUESTION, "p50(x@2022) «==» 0"),
    (&codes::BAD_QUESTION, "p50(x@2022) «+» 1 < 0"),
    (&codes::BAD_QUESTION, "p50(x@2022) «<»"),
    (&codes::BAD_QUESTION, "p50(x@2022) < «y»"),
    (&codes::BAD_QUESTION, "p50(x@2022) < 0 «pp»"),
    (&codes::BAD_QUESTION, "P(x@2022«)» < 0.5"),
    (&codes::BAD_QUESTION, "P(x@2022 «<=» 0) < 0.5"),
    (&codes::BAD_QUESTION, "P(x@2022 < 0) «< 5»"),
    (&codes::FOREIGN_OPERATOR, "p50(x@2022) < -2«%»"),
    (&codes::FOREIGN_OPERATOR, "p50(x@2022) < «\u{2212}»2"),
    (&codes::NOT_A_PERIOD, "p50(x@«22») < 0"),
    (&codes::NOT_A_PERIOD, "p50(x@«now») < 0"),
    (&codes::NOT_A_PERIOD, "p50(x@«02022») < 0"),
    (&codes::NOT_A_QUARTER, "p50(x@«2022Q0») < 0"),
    (&codes::UNBALANCED_BRACKET, "p50«(»x@2022"),
    (&codes::UNEXPECTED_SYMBOL, "p50(x@2022) < «$»3"),
    (&codes::UNKNOWN_STATISTIC, "«median»(x@2022) < 0"),
    (&codes::UNKNOWN_STATISTIC, "«p5»(x@2022) < 0"),
    (&codes::UNKNOWN_STATISTIC, "«p00»(x@2022) < 0"),
    (&codes::UNKNOWN_STATISTIC, "«p100»(x@2022) < 0"),
    (&codes::UNKNOWN_STATISTIC, "«p12345»(x@2022) < 0"),
    (&codes::UNKNOWN_STATISTIC, "«shortfall»(x@2022) < 0"),
];

/// Bytes before the text, so that places are absolute.
const OFFSET: u32 = 1000;

/// The text without its marks, and the place between them.
fn unmark(marked: &str) -> (String, Span) {
    let (before, rest) = marked.split_once('«').expect("an opening mark");
    let (inside, after) = rest.split_once('»').expect("a closing mark");
    let start = OFFSET as usize + before.len();
    (format!("{before}{inside}{after}"), Span::new(file(), start..start + inside.len()))
}

fn assert_one(code: &Code, marked: &str, read: impl Fn(&str, FileId) -> Diagnostics) {
    let (text, span) = unmark(marked);
    let problems = read(&text, file());
    let all = problems.sorted();
    let found: Vec<_> = all.iter().map(|d| (d.code.name, d.labels[0].span)).collect();
    assert_eq!(found, [(code.name, span)], "{text}");
    assert_eq!(all[0].severity, Severity::Error);
    assert!(!all[0].help.is_empty() && !all[0].message.is_empty(), "{text}");
}

fn unreadable(text: &str, file: FileId) -> Diagnostics {
    parse(text, file, OFFSET).expect_err(text)
}

fn meaningless(text: &str, file: FileId) -> Diagnostics {
    check(&parse(text, file, OFFSET).expect(text), None, &Economy::known())
}

fn unidentical(text: &str, file: FileId) -> Diagnostics {
    parse_identity(text, file, OFFSET).expect_err(text)
}

fn unasserted(text: &str, file: FileId) -> Diagnostics {
    parse_assertion(text, file, OFFSET).expect_err(text)
}

#[test]
fn unreadable_equations_say_where() {
    for (code, marked) in UNREADABLE {
        assert_one(code, marked, unreadable);
    }
}

#[test]
fn meaningless_equations_say_where() {
    for (code, marked) in MEANINGLESS {
        assert_one(code, marked, meaningless);
    }
}

#[test]
fn what_is_no_identity_says_where() {
    for (code, marked) in UNIDENTICAL {
        assert_one(code, marked, unidentical);
    }
}

#[test]
fn what_is_no_assertion_says_where() {
    for (code, marked) in UNASSERTED {
        assert_one(code, marked, unasserted);
    }
}

#[test]
fn what_nests_too_deeply_says_where() {
    let limit = MAX_DEPTH as usize;
    for (open, close) in [("(", ")"), ("exp(", ")"), ("sum(c:", ")"), ("movavg(", ",2)"), ("x*(1+", ")")] {
        for brackets in [limit + 1, 20_000] {
            let text = format!("{}x{}", open.repeat(brackets), close.repeat(brackets));
            let all = unreadable(&text, file());
            let at = OFFSET as usize + limit * open.len() + open.find('(').unwrap();
            let first = all.sorted()[0];
            assert_eq!((first.code, first.labels[0].span.start as usize), (&codes::TOO_DEEP, at));
            assert_eq!(all.sorted().len(), 1);
        }
    }
    for (text, ok) in [
        ("-".repeat(limit - 1) + "x", true),
        ("-".repeat(limit) + "x", false),
        ("x + ".repeat(limit - 1) + "x", true),
        ("x + ".repeat(limit) + "x", false),
        ("x + ".repeat(50_000) + "x", false),
        ("-".repeat(50_000) + "x", false),
        ("2^".to_owned() + &"-".repeat(50_000) + "x", false),
        ("(".repeat(limit) + "x" + &")".repeat(limit), true),
    ] {
        let result = parse(&text, file(), OFFSET);
        assert_eq!(result.is_ok(), ok, "{}", &text[..20]);
        if let Err(problems) = result {
            let codes: Vec<_> = problems.sorted().iter().map(|d| d.code.name).collect();
            assert_eq!(codes, ["too-deep"], "{}", &text[..20]);
        }
    }
}

#[test]
fn several_mistakes_come_at_once() {
    for (text, places) in [
        ("min(1 +, ln(x)) + (2 y) * 5%", &[6_usize, 9, 21, 27][..]),
        ("a ; b * .5 + x(1) ^ @", &[2, 8]),
        ("foo(bar(x), x(+1), 0 = y)", &[0, 4, 13, 21]),
        ("(a b) (c e) = 0,5", &[3, 6, 9, 12, 14]),
    ] {
        let problems = unreadable(text, file());
        let found: Vec<usize> =
            problems.sorted().iter().map(|d| d.labels[0].span.start as usize - OFFSET as usize).collect();
        assert_eq!(found, places, "{text}: {problems:#?}");
    }
}

#[test]
fn hints_say_what_to_type() {
    for (text, help) in [
        ("ln(x)", "the natural logarithm is `log(x)`"),
        ("sqr(x)", "write `sqrt(x)` for the root, `x^2` for the square"),
        ("clmap(x, 0, 1)", "did you mean `clamp`?"),
        ("exp x", "write `exp(x)`"),
        ("0,5 * x", "write `0.5`"),
        ("1 000 * x", "thousands are written `1_000`"),
        ("x(+2)", "the quarter before is `(-2)`; expectations are written with lags"),
        ("abs(0,5)", "a number has a decimal point: `0.5`"),
        ("sent[*]", "for all elements, write `sum(set: sent[set])`"),
        ("sent[corridor(-1)]", "the lag stands behind the brackets: `sent[element](-1)`"),
        ("during(2022Q4, 2022Q1)", "write `during(2022Q1, 2022Q4)`"),
        ("a = b", "to compare, write `==`; an equation is its right-hand side alone"),
    ] {
        let problems = unreadable(text, file());
        assert_eq!(problems.sorted()[0].help[0], help, "{text}");
    }
}

/// Every code of the language is on the list of codes, in order, and has a wrong text above.
#[test]
fn every_code_has_a_wrong_text() {
    assert!(codes::ALL.is_sorted_by(|a, b| a.name < b.name));
    let sources = [
        include_str!("call.rs"),
        include_str!("check.rs"),
        include_str!("identity.rs"),
        include_str!("lexer.rs"),
        include_str!("parser.rs"),
        include_str!("question.rs"),
        include_str!("recover.rs"),
    ];
    let mut used = 0;
    for code in codes::ALL {
        let name = format!("codes::{}", code.name.to_uppercase().replace('-', "_"));
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        let mut names = sources.iter().flat_map(|text| text.split(&name).skip(1));
        if names.any(ends) {
            used += 1;
            let tested =
                [UNREADABLE, MEANINGLESS, UNIDENTICAL, UNASSERTED].concat().iter().any(|(c, _)| c == code);
            assert!(tested || *code == &codes::TOO_DEEP, "{name}");
        }
    }
    assert_eq!(used, 33);
}
