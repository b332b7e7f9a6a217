//! The canonical text of a tree: the fewest brackets that read as the same tree.

use std::fmt::{self, Display, Formatter};

use super::ast::{BinaryOp, Expr, ExprKind, Index};

/// How tightly an expression holds together; a looser one inside a tighter one needs brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Comparison,
    Sum,
    Term,
    Signed,
    Power,
    Value,
}

fn binding(op: BinaryOp) -> Binding {
    match op {
        BinaryOp::Add | BinaryOp::Sub => Binding::Sum,
        BinaryOp::Mul | BinaryOp::Div => Binding::Term,
        BinaryOp::Pow => Binding::Power,
        BinaryOp::Less
        | BinaryOp::LessEqual
        | BinaryOp::Greater
        | BinaryOp::GreaterEqual
        | BinaryOp::Equal
        | BinaryOp::NotEqual => Binding::Comparison,
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExprKind::Number(value) => number(f, *value),
            ExprKind::Name { name, index, lag } => variable(f, name, index.as_ref(), *lag),
            ExprKind::Reference { name, index, lag } => {
                f.write_str("ref(")?;
                variable(f, name, index.as_ref(), *lag)?;
                f.write_str(")")
            }
            ExprKind::Negate(body) => {
                f.write_str("-")?;
                within(f, body, Binding::Signed)
            }
            ExprKind::Binary { op: BinaryOp::Pow, left, right } => {
                within(f, left, Binding::Value)?;
                f.write_str("^")?;
                exponent(f, right)
            }
            ExprKind::Binary { op, left, right } => {
                let (looser, tighter) = match binding(*op) {
                    Binding::Sum => (Binding::Sum, Binding::Term),
                    Binding::Term => (Binding::Term, Binding::Signed),
                    _ => (Binding::Sum, Binding::Sum),
                };
                within(f, left, looser)?;
                write!(f, " {} ", op.symbol())?;
                within(f, right, tighter)
            }
            ExprKind::Call { function, arguments } => {
                write!(f, "{}(", function.name())?;
                for (at, argument) in arguments.iter().enumerate() {
                    if at > 0 {
                        f.write_str(", ")?;
                    }
                    argument.fmt(f)?;
                }
                f.write_str(")")
            }
            ExprKind::Aggregate { op, set, body } => write!(f, "{}({set}: {body})", op.name()),
            ExprKind::Transform { op, body, quarters } => {
                if *quarters == 1 && op.quarters_may_be_left_out() {
                    write!(f, "{}({body})", op.name())
                } else {
                    write!(f, "{}({body}, {quarters})", op.name())
                }
            }
            ExprKind::Dummy { from, to: None } => write!(f, "since({from})"),
            ExprKind::Dummy { from, to: Some(to) } if from == to => write!(f, "during({from})"),
            ExprKind::Dummy { from, to: Some(to) } => write!(f, "during({from}, {to})"),
        }
    }
}

/// In brackets when it is looser than `least`.
fn within(f: &mut Formatter<'_>, expr: &Expr, least: Binding) -> fmt::Result {
    let own = match &expr.kind {
        ExprKind::Negate(_) => Binding::Signed,
        ExprKind::Binary { op, .. } => binding(*op),
        _ => Binding::Value,
    };
    if own < least { write!(f, "({expr})") } else { expr.fmt(f) }
}

fn exponent(f: &mut Formatter<'_>, expr: &Expr) -> fmt::Result {
    if let ExprKind::Negate(body) = &expr.kind {
        f.write_str("-")?;
        exponent(f, body)
    } else {
        within(f, expr, Binding::Value)
    }
}

/// The shortest digits that read as the same number; with an exponent where plain digits would be many.
fn number(f: &mut Formatter<'_>, value: f64) -> fmt::Result {
    if value == 0.0 || (1e-5..1e15).contains(&value) { write!(f, "{value}") } else { write!(f, "{value:e}") }
}

fn variable(f: &mut Formatter<'_>, name: &str, index: Option<&Index>, lag: u32) -> fmt::Result {
    f.write_str(name)?;
    if let Some(index) = index {
        write!(f, "[{}]", index.name)?;
    }
    if lag > 0 { write!(f, "(-{lag})") } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Random, parse_text, parsed, random_tree, without_places};

    #[test]
    fn equations_print_with_the_fewest_brackets() {
        for (written, printed) in [
            ("((a)) + (b * c)", "a + b * c"),
            ("(a + b) * c", "(a + b) * c"),
            ("a - (b - c) - e", "a - (b - c) - e"),
            ("a / (b / c) * e", "a / (b / c) * e"),
            ("a*(-b)", "a * -b"),
            ("(-a)*b", "-a * b"),
            ("-(a*b)", "-(a * b)"),
            ("-(2^2)", "-2^2"),
            ("(-2)^2", "(-2)^2"),
            ("2^(-1)", "2^-1"),
            ("2^-(x^2)", "2^-(x^2)"),
            ("(a^b)^c", "(a^b)^c"),
            ("a^(b^c)", "a^(b^c)"),
            ("(a < b) * (b <= c)", "(a < b) * (b <= c)"),
            ("(a + 1) == (b)", "a + 1 == b"),
            ("1_000 + 1e-7 + 1e300 + 0.10 + 1e-5", "1000 + 1e-7 + 1e300 + 0.1 + 0.00001"),
            ("ref(x)(-1) + ref( sent [ russia ] (-2) )", "ref(x(-1)) + ref(sent[russia](-2))"),
            ("d(x,1) + dlog(x, 4) + movavg(x,1)", "d(x) + dlog(x, 4) + movavg(x, 1)"),
            ("during(2022q1,2022Q1) + during(2022Q1, 2022Q4)", "during(2022Q1) + during(2022Q1, 2022Q4)"),
            ("since( 2022q1 )", "since(2022Q1)"),
            ("sum(c:(a[c]+1))", "sum(c: a[c] + 1)"),
        ] {
            assert_eq!(parsed(written).to_string(), printed, "{written}");
        }
    }

    /// 20,000 random trees: reading what is printed gives the same tree.
    #[test]
    fn what_is_printed_reads_as_the_same_tree() {
        let mut random = Random::new(1);
        for _ in 0..20_000 {
            let mut tree = random_tree(&mut random, 6);
            let text = tree.to_string();
            let mut again = parsed(&text);
            without_places(&mut tree);
            without_places(&mut again);
            assert_eq!(again, tree, "{text}");
            assert_eq!(again.to_string(), text);
        }
    }

    /// 2,000 random trees: leaving out any one pair of brackets that only groups gives another tree, or none.
    #[test]
    fn no_bracket_is_superfluous() {
        let mut random = Random::new(2);
        for _ in 0..2_000 {
            let text = random_tree(&mut random, 5).to_string();
            let mut tree = parsed(&text);
            without_places(&mut tree);
            for (open, close) in grouping_brackets(&text) {
                let mut less = text.clone();
                less.replace_range(close..=close, " ");
                less.replace_range(open..=open, " ");
                if let Ok(mut other) = parse_text(&less) {
                    without_places(&mut other);
                    assert_ne!(other, tree, "{text} without {open} and {close}");
                }
            }
        }
    }

    /// Pairs of brackets that do not follow a name or an index.
    fn grouping_brackets(text: &str) -> Vec<(usize, usize)> {
        let (mut open, mut pairs) = (Vec::new(), Vec::new());
        for (at, byte) in text.bytes().enumerate() {
            if byte == b'(' {
                open.push(at);
            } else if byte == b')' {
                let from = open.pop().unwrap();
                let before = text[..from].bytes().last();
                if !before.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b']') {
                    pairs.push((from, at));
                }
            }
        }
        pairs
    }
}
