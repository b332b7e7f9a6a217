//! For tests: tables of values to 50 digits, and errors in units in the last place.
//!
//! A line of a table holds the bits of the argument (two for pow), the bits of the value rounded to f64, and the rest,
//! (exact - rounded) in ulp of the rounded value, so that errors below half an ulp can be told. The tables were
//! written by mpmath 1.3 at 50 and more digits.

/// The distance between |x| and the next f64 above; 2⁻¹⁰⁷⁴ for subnormal numbers.
fn ulp(x: f64) -> f64 {
    let exponent = (x.to_bits() >> 52) & 0x7ff;
    let e = if exponent < 1 { 1 } else { exponent };
    // 2^(e - 1075), in two factors because it may be subnormal.
    f64::from_bits(e << 52) * f64::from_bits((1023 - 52) << 52)
}

/// |ours - theirs| in ulp of `theirs`; 0 for equal infinities and two NaN, ∞ for other mismatches.
pub(super) fn ulps(ours: f64, theirs: f64) -> f64 {
    if ours == theirs || (ours.is_nan() && theirs.is_nan()) {
        return 0.0;
    }
    let error = (ours - theirs).abs() / ulp(theirs);
    if error.is_nan() { f64::INFINITY } else { error }
}

fn error(ours: f64, rounded: f64, rest: f64) -> f64 {
    if rounded.is_infinite() {
        return ulps(ours, rounded);
    }
    let distance = (ours - rounded) / ulp(rounded) - rest;
    if distance.is_nan() { f64::INFINITY } else { distance.abs() }
}

fn fields<const N: usize>(text: &str) -> Vec<([f64; N], f64, f64)> {
    let bits = |word: &str| f64::from_bits(u64::from_str_radix(word, 16).unwrap());
    let lines: Vec<_> = text
        .lines()
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            assert_eq!(words.len(), N + 2, "{line}");
            (std::array::from_fn(|i| bits(words[i])), bits(words[N]), words[N + 1].parse().unwrap())
        })
        .collect();
    assert!(lines.len() >= 200, "{} lines", lines.len());
    lines
}

/// Values of a function of one argument.
pub(super) struct Table(Vec<([f64; 1], f64, f64)>);

impl Table {
    pub(super) fn read(text: &str) -> Self {
        Self(fields(text))
    }

    /// Every value lies within `bound` ulp of the exact one.
    pub(super) fn within(&self, bound: f64, f: impl Fn(f64) -> f64) {
        let mut worst = (0.0, 0.0);
        for &([x], rounded, rest) in &self.0 {
            let e = error(f(x), rounded, rest);
            if e > worst.0 {
                worst = (e, x);
            }
        }
        println!("largest error {:.4} ulp, at {:e}", worst.0, worst.1);
        assert!(worst.0 <= bound, "{} ulp at {:e}", worst.0, worst.1);
    }
}

/// Values of a function of two arguments.
pub(super) struct Table2(Vec<([f64; 2], f64, f64)>);

impl Table2 {
    pub(super) fn read(text: &str) -> Self {
        Self(fields(text))
    }

    /// Every value lies within `bound` ulp of the exact one.
    pub(super) fn within(&self, bound: f64, f: impl Fn(f64, f64) -> f64) {
        for &([x, y], rounded, rest) in &self.0 {
            let e = error(f(x, y), rounded, rest);
            assert!(e <= bound, "{e} ulp at ({x:e}, {y:e})");
        }
    }
}

/// `f` and `oracle` differ by at most `bound` ulp at n + 1 equidistant points from a to b.
pub(super) fn dense(a: f64, b: f64, n: u32, bound: u32, f: impl Fn(f64) -> f64, oracle: impl Fn(f64) -> f64) {
    for i in 0..=n {
        let x = a + (b - a) * (f64::from(i) / f64::from(n));
        let (ours, theirs) = (f(x), oracle(x));
        assert!(ulps(ours, theirs) <= f64::from(bound), "at {x:e}: {ours:e}, oracle {theirs:e}");
    }
}

/// As [`dense`], equidistant in the logarithm.
pub(super) fn dense_log(
    a: f64,
    b: f64,
    n: u32,
    bound: u32,
    f: impl Fn(f64) -> f64,
    oracle: impl Fn(f64) -> f64,
) {
    let (la, lb) = (libm::log(a), libm::log(b));
    dense(la, lb, n, bound, |l| f(libm::exp(l)), |l| oracle(libm::exp(l)));
}
