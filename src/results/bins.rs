//! The bins: log-linear in z = (x - centre) / scale, in ascending order of x.
//!
//! On each side of the centre the bin is given by the exponent and the first 7 mantissa bits of y = 1 + 8|z|: 24 octaves
//! of 128 bins. The narrowest are 1/1024 of the scale wide; beyond |z| = 1/8 a bin's width is at most 1/128 of its distance
//! from the centre plus 1/1024 of the scale. y >= 2^24 (|z| about 2.1 million) is overflow, counted on each side.
//!
//! The code works with y/8 = |z| + 1/8: the same bits but for the exponent, and one operation less.

/// Mantissa bits of y that are kept.
const MANTISSA: u32 = 7;
/// Bins on one side of the centre, without the overflow.
const SIDE: u64 = 24 << MANTISSA;
/// What is left of the bits of y/8 at y = 1.
const ORIGIN: u64 = (1023 - 3) << MANTISSA;
/// The bits of a f64 that are dropped.
const SHIFT: u32 = 52 - MANTISSA;
/// The first value of y/8 that is overflow: 2^24 / 8.
const LIMIT: f64 = (1_u64 << 21) as f64;

/// Number of slots: both sides, each with its overflow.
pub(super) const SLOTS: usize = 2 * (SIDE as usize + 1);
/// The slot of the lowest non-negative z.
const MIDDLE: u64 = SIDE + 1;

/// The slot of z, ascending in z; branch-free. NaN falls into the upper overflow: mask it.
#[inline(always)]
pub(super) fn slot(z: f64) -> u64 {
    let y = z.abs() + 0.125;
    let y = if y < LIMIT { y } else { LIMIT };
    let index = (y.to_bits() >> SHIFT).wrapping_sub(ORIGIN);
    // Below the centre the order is reversed: -1 - index.
    let below = if z < 0.0 { u64::MAX } else { 0 };
    (index ^ below).wrapping_add(MIDDLE)
}

/// The ends of a slot in z: every z of the slot lies between them; infinite on the far side of an overflow.
pub(super) fn edges(slot: usize) -> (f64, f64) {
    let distance = |index: u64| {
        if index > SIDE { f64::INFINITY } else { f64::from_bits((index + ORIGIN) << SHIFT) - 0.125 }
    };
    let slot = slot as u64;
    if slot >= MIDDLE {
        let index = slot - MIDDLE;
        (distance(index), distance(index + 1))
    } else {
        let index = MIDDLE - 1 - slot;
        (-distance(index + 1), -distance(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_the_exponent_and_seven_mantissa_bits_of_one_plus_eight_z() {
        for z in [0.0, 1e-9, 0.001, 0.125, 0.3, 1.0, 7.77, 1234.5, 2e6] {
            let y = 8.0_f64.mul_add(z, 1.0);
            let index = (y.to_bits() >> 45) - (1023 << 7);
            assert_eq!(slot(z), 3073 + index, "{z}");
            if z > 0.0 {
                assert_eq!(slot(-z), 3072 - index, "-{z}");
            }
        }
    }

    #[test]
    fn edges_enclose_their_slot_and_leave_no_gap() {
        let mut last = f64::NEG_INFINITY;
        for k in 0..SLOTS {
            let (low, high) = edges(k);
            assert_eq!(low, last, "slot {k}");
            assert!(low < high);
            last = high;
            if low.is_finite() && high.is_finite() {
                assert_eq!(slot(0.5 * (low + high)), k as u64);
                let nearest = if low < 0.0 { -high } else { low };
                assert!(high - low <= 1.0 / 1024.0 + nearest / 128.0);
            }
        }
        assert_eq!(last, f64::INFINITY);
    }

    #[test]
    fn overflow_is_counted_on_each_side() {
        assert_eq!(slot(f64::INFINITY), SLOTS as u64 - 1);
        assert_eq!(slot(f64::MAX), SLOTS as u64 - 1);
        assert_eq!(slot(2_097_151.875), SLOTS as u64 - 1);
        assert_eq!(slot(2_097_151.0), SLOTS as u64 - 2);
        assert_eq!(slot(f64::NEG_INFINITY), 0);
        assert_eq!(slot(-2_097_151.0), 1);
    }
}
