//! The inverse of the incomplete gamma function.

use super::special::{gamma_factor, incomplete_gamma, log_gamma};
use super::{exp, log, normal_quantile};

/// The inverse of [`incomplete_gamma`]: x with P(a, x) = p and Q(a, x) = q, given p and q = 1 − p.
///
/// Newton on the logarithm of the smaller tail as a function of w = ln x. The density of w is log-concave for every a, so
/// both tails are (Bagnoli and Bergstrom 2005, doi:10.1007/s00199-004-0514-4), and Newton converges from every start.
/// x keeps its relative accuracy: about 1e-15 (1 + |w|) / min(a, 1). The start for a > 1 is that of Wilson and Hilferty
/// (1931, doi:10.1073/pnas.17.12.684). NaN outside the domain.
pub fn gamma_quantile(a: f64, p: f64, q: f64) -> f64 {
    if !(a > 0.0 && p >= 0.0 && q >= 0.0) {
        return f64::NAN;
    }
    if p == 0.0 {
        return 0.0;
    }
    if q == 0.0 {
        return f64::INFINITY;
    }
    let lower = p <= q;
    let first = |p: f64| (log(p) + log_gamma(a + 1.0)) / a;
    let mut w = if a > 1.0 {
        let score = if lower { normal_quantile(p) } else { -normal_quantile(q) };
        let ninth = 1.0 / (9.0 * a);
        let root = score.mul_add(ninth.sqrt(), 1.0 - ninth);
        if root > 0.1 { log(a * root * root * root) } else { first(p) }
    } else if lower {
        // The lower tail is x^a / Γ(a + 1) at first.
        first(p)
    } else {
        // The upper tail is below e^-x there.
        log(1.0 - log(q))
    };
    for _ in 0..200 {
        let x = exp(w);
        let tails = incomplete_gamma(a, x);
        let (tail, wanted) = if lower { (tails.0, p) } else { (tails.1, q) };
        if tail == 0.0 {
            // Beyond the doubles: back towards the middle, unless x itself is at their end.
            if w < -700.0 {
                break;
            }
            w = 0.5 * (w + log(a));
            continue;
        }
        let excess = log(tail / wanted);
        // d ln P / dw = x f(x) / P = a · factor / P, and the same with the other sign for Q.
        let step = excess * tail / (a * gamma_factor(a, x));
        // A tail that hardly changes sends Newton too far: e^20 at once is enough.
        let step = step.clamp(-20.0, 20.0);
        w = if lower { w - step } else { w + step };
        if excess.abs() <= 1e-8 {
            break;
        }
    }
    exp(w)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_undoes_the_function_from_tail_to_tail() {
        for a in [0.05, 0.5, 1.0, 2.2, 19.2, 300.0, 1e5, 1e6] {
            let mut p = 1e-16;
            while p < 0.5 {
                let x = gamma_quantile(a, p, 1.0 - p);
                let back = incomplete_gamma(a, x).0;
                if x > 1e-300 {
                    assert!(
                        (back / p - 1.0).abs() < 2e-12 * (1.0 + a.sqrt()),
                        "a = {a}, p = {p:e}: {back:e}"
                    );
                }
                let x = gamma_quantile(a, 1.0 - p, p);
                let back = incomplete_gamma(a, x).1;
                // For a small shape the upper tail is 1 minus the lower one up to x = a + 1.
                let tolerance = 2e-12 * (1.0 + a.sqrt()) + 1e-14 / p * f64::from(u8::from(x < a + 1.0));
                assert!((back / p - 1.0).abs() < tolerance, "a = {a}, q = {p:e}: {back:e}");
                p *= 7.3;
            }
        }
    }

    #[test]
    fn ends_and_outside() {
        assert_eq!((gamma_quantile(2.0, 0.0, 1.0), gamma_quantile(2.0, 1.0, 0.0)), (0.0, f64::INFINITY));
        assert!(gamma_quantile(2.0, f64::NAN, 0.5).is_nan() && gamma_quantile(-1.0, 0.5, 0.5).is_nan());
        assert!((gamma_quantile(1.0, 0.5, 0.5) - std::f64::consts::LN_2).abs() < 1e-15);
    }
}
