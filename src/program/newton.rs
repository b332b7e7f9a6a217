//! Newton's method on every path of a block at once.
//!
//! A path is moved by its own numbers alone and is frozen where it has converged, so that which paths share a block
//! changes nothing. A step that does not bring a path closer to a solution is halved (Dennis and Schnabel 1996,
//! section 6.3); the distance from a solution is the sum of |residual| / (|start| + 0.001) over the unknowns.

use super::execute::Block;
use super::instruction::{Operand, Solve};
use super::memory::CHUNK;

/// Evaluations of a body after which a path that has not converged is not a number.
pub const MAX_ITERATIONS: u32 = 200;

/// A path has converged when every step is at most `CONVERGED` times its unknown, and the step is still taken.
pub const CONVERGED: f64 = 1e-12;

/// Or when it comes no closer, and the step tried was at most `STALLED` times its unknown: what is left is rounding.
pub const STALLED: f64 = 1e-9;

/// Steps below this are no steps, whatever the unknown.
pub const NEGLIGIBLE: f64 = 1e-14;

/// The least fraction of a step that is tried.
pub const LEAST_FRACTION: f64 = 1e-12;

impl Block<'_> {
    /// Every unknown at its start, every path open.
    #[inline(always)]
    pub(super) fn begin(&mut self, solve: &Solve) {
        for k in 0..solve.unknowns.len() {
            let (start, to) = (self.stream(solve.starts[k]), self.stream(Operand::Slot(solve.unknowns[k])));
            for number in 0..self.length / CHUNK {
                let values = *self.chunk(start, number);
                self.store(to, number, &values);
            }
        }
        let (merit, fraction) =
            (self.stream(Operand::Slot(solve.merit)), self.stream(Operand::Slot(solve.fraction)));
        for number in 0..self.length / CHUNK {
            self.store(merit, number, &[f64::INFINITY; CHUNK]);
            self.store(fraction, number, &[1.0; CHUNK]);
        }
    }

    /// Moves every open path once, after the body's evaluation number `iteration` (from 1); whether some path is
    /// still open.
    #[inline(always)]
    pub(super) fn iterate(&mut self, solve: &Solve, iteration: u32) -> bool {
        let mut open = false;
        for number in 0..self.length / CHUNK {
            open |= self.iterate_chunk(solve, iteration, number);
        }
        open
    }

    #[inline(always)]
    #[expect(clippy::needless_bitwise_bool, reason = "branches would not vectorise")]
    fn iterate_chunk(&mut self, solve: &Solve, iteration: u32, number: usize) -> bool {
        let count = solve.unknowns.len();
        let slot = Operand::Slot;
        let (best_at, fraction_at) = (self.stream(slot(solve.merit)), self.stream(slot(solve.fraction)));
        let (best, fraction) = (*self.chunk(best_at, number), *self.chunk(fraction_at, number));
        let mut merit = [0.0; CHUNK];
        let (mut small, mut stalled) = ([true; CHUNK], [true; CHUNK]);
        for k in 0..count {
            let start = self.chunk(self.stream(solve.starts[k]), number);
            let residual = self.chunk(self.stream(solve.residuals[k]), number);
            let step = self.chunk(self.stream(solve.steps[k]), number);
            let x = self.chunk(self.stream(slot(solve.unknowns[k])), number);
            let base = self.chunk(self.stream(slot(solve.bases[k])), number);
            let direction = self.chunk(self.stream(slot(solve.directions[k])), number);
            for i in 0..CHUNK {
                // A step that is not finite makes the merit NaN, which improves on nothing.
                merit[i] += residual[i].abs() / (start[i].abs() + 1e-3) + 0.0 * step[i];
                small[i] &= step[i].abs() <= CONVERGED * x[i].abs() + NEGLIGIBLE;
                let tried = (fraction[i] * direction[i]).abs();
                stalled[i] &= tried <= STALLED * base[i].abs() + NEGLIGIBLE;
            }
        }
        let last = iteration == MAX_ITERATIONS;
        let mut now = [0.0; CHUNK];
        let mut next_best = best;
        // What becomes of the unknowns: moved on by the step, set back on the last one, lost, or left alone.
        let (mut on, mut back, mut lost, mut new_base) =
            ([false; CHUNK], [false; CHUNK], [false; CHUNK], [false; CHUNK]);
        let mut open = false;
        for i in 0..CHUNK {
            let active = fraction[i] != 0.0;
            let improved = merit[i] < best[i];
            let halved = 0.5 * fraction[i];
            let settled = stalled[i] & (iteration > 1);
            on[i] = active & improved;
            new_base[i] = on[i] & !small[i];
            let hopeless = !improved & !settled & ((iteration == 1) | (halved < LEAST_FRACTION));
            lost[i] = active & (hopeless | (last & !(improved & small[i]) & !(settled & !improved)));
            back[i] = active & !improved;
            let goes_on = active & !lost[i] & !(improved & small[i]) & !(settled & !improved);
            let fraction = if improved { 1.0 } else { halved };
            now[i] = if goes_on { fraction } else { 0.0 };
            next_best[i] = if on[i] { merit[i] } else { best[i] };
            open |= goes_on;
        }
        for k in 0..count {
            let step = *self.chunk(self.stream(solve.steps[k]), number);
            let x_at = self.stream(slot(solve.unknowns[k]));
            let (base_at, direction_at) =
                (self.stream(slot(solve.bases[k])), self.stream(slot(solve.directions[k])));
            let (mut x, mut base) = (*self.chunk(x_at, number), *self.chunk(base_at, number));
            let mut direction = *self.chunk(direction_at, number);
            for i in 0..CHUNK {
                base[i] = if new_base[i] { x[i] } else { base[i] };
                direction[i] = if new_base[i] { step[i] } else { direction[i] };
                // A path that has settled goes back to its best unknowns: there `now` is 0.
                let again = now[i].mul_add(direction[i], base[i]);
                let moved = if on[i] { x[i] + step[i] } else { x[i] };
                let moved = if back[i] { again } else { moved };
                x[i] = if lost[i] { f64::NAN } else { moved };
            }
            self.store(x_at, number, &x);
            self.store(base_at, number, &base);
            self.store(direction_at, number, &direction);
        }
        self.store(best_at, number, &next_best);
        self.store(fraction_at, number, &now);
        open
    }
}
