//! Where a block's columns live.

/// Paths that an instruction holds in registers at a time.
pub const CHUNK: usize = 32;

/// One cache line, so that a chunk never straddles more of them than it must.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line(#[expect(dead_code, reason = "read through a pointer to its numbers")] [f64; 8]);

/// The columns of one block, for one thread: scalars broadcast over a chunk, then slots of `block` numbers each.
pub struct Memory {
    lines: Vec<Line>,
    block: usize,
    scalars: usize,
    slots: usize,
}

impl Memory {
    /// Room for a program's scalars (which are written) and slots (which are zero).
    ///
    /// # Panics
    /// When `block` is not a multiple of [`CHUNK`].
    pub fn new(scalars: &[f64], slots: usize, block: usize) -> Self {
        assert!(block > 0 && block.is_multiple_of(CHUNK), "a block is whole chunks");
        let numbers = scalars.len() * CHUNK + slots * block;
        let mut memory =
            Self { lines: vec![Line([0.0; 8]); numbers / 8], block, scalars: scalars.len(), slots };
        for (i, value) in scalars.iter().enumerate() {
            memory.numbers_mut()[i * CHUNK..][..CHUNK].fill(*value);
        }
        memory
    }

    /// Bytes that such a memory takes.
    pub fn bytes(scalars: usize, slots: usize, block: usize) -> usize {
        8 * (scalars * CHUNK + slots * block)
    }

    /// Paths in a block.
    #[inline(always)]
    pub fn block(&self) -> usize {
        self.block
    }

    /// How many scalars and slots there are.
    #[inline(always)]
    pub(super) fn shape(&self) -> (usize, usize) {
        (self.scalars, self.slots)
    }

    /// All numbers: the scalars, then the slots.
    #[inline(always)]
    pub(super) fn numbers_mut(&mut self) -> &mut [f64] {
        let length = self.lines.len() * 8;
        #[expect(unsafe_code, reason = "a Line is eight f64 without padding, so n lines are 8 n numbers")]
        // SAFETY: `Line` is 64 bytes, 64-aligned, exactly `[f64; 8]`; the borrow of `lines` lasts as long.
        unsafe {
            std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast::<f64>(), length)
        }
    }

    /// As [`Self::numbers_mut`], to read.
    #[inline(always)]
    pub(super) fn numbers(&self) -> &[f64] {
        let length = self.lines.len() * 8;
        #[expect(unsafe_code, reason = "a Line is eight f64 without padding, so n lines are 8 n numbers")]
        // SAFETY: as in `numbers_mut`.
        unsafe {
            std::slice::from_raw_parts(self.lines.as_ptr().cast::<f64>(), length)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_broadcast_and_slots_begin_at_zero() {
        let memory = Memory::new(&[2.0, 3.0], 2, 64);
        let numbers = memory.numbers();
        assert_eq!(numbers.len(), 2 * CHUNK + 2 * 64);
        assert!(numbers[..CHUNK].iter().all(|x| *x == 2.0));
        assert!(numbers[CHUNK..2 * CHUNK].iter().all(|x| *x == 3.0));
        assert!(numbers[2 * CHUNK..].iter().all(|x| *x == 0.0));
        assert_eq!(numbers.as_ptr() as usize % 64, 0);
    }
}
