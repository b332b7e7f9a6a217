//! One body of code, stamped for each instruction set.

use std::fmt;
use std::str::FromStr;

/// An instruction set that a kernel is stamped for. All give the same bits; `plain` is slow (a fused multiply-add is
/// a call there) and is meant for tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Isa {
    /// What the target promises: SSE2 on x86-64, NEON on AArch64.
    Plain,
    /// AVX2 and FMA.
    Avx2,
    /// AVX-512 F, DQ, BW and VL.
    Avx512,
}

/// Work to be stamped. Everything that `run` calls must be `#[inline(always)]`, otherwise it is compiled for the
/// plain instruction set (right, but slow).
pub trait Kernel {
    /// What the work gives.
    type Output;

    /// Does the work.
    fn run(self) -> Self::Output;
}

impl Isa {
    /// All, the widest last.
    pub const ALL: [Self; 3] = [Self::Plain, Self::Avx2, Self::Avx512];

    /// Its name on the command line and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }

    /// Whether this machine has it.
    pub fn available(self) -> bool {
        match self {
            Self::Plain => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => {
                is_x86_feature_detected!("avx2")
                    && is_x86_feature_detected!("fma")
                    && is_x86_feature_detected!("bmi1")
                    && is_x86_feature_detected!("bmi2")
            }
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512vl")
                    && Self::Avx2.available()
            }
            #[cfg(not(target_arch = "x86_64"))]
            Self::Avx2 | Self::Avx512 => false,
        }
    }

    /// The widest that this machine has.
    pub fn detect() -> Self {
        Self::ALL.into_iter().rev().find(|isa| isa.available()).unwrap_or(Self::Plain)
    }

    /// Runs `kernel` as stamped for this instruction set.
    ///
    /// # Panics
    /// When this machine does not have it.
    #[inline]
    pub fn run<K: Kernel>(self, kernel: K) -> K::Output {
        assert!(self.available(), "this machine has no {self}");
        match self {
            Self::Plain => kernel.run(),
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "calls a function with target features")]
            // SAFETY: `available` has just said that the features are there.
            Self::Avx2 => unsafe { x86::avx2(kernel) },
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "calls a function with target features")]
            // SAFETY: `available` has just said that the features are there.
            Self::Avx512 => unsafe { x86::avx512(kernel) },
            #[cfg(not(target_arch = "x86_64"))]
            Self::Avx2 | Self::Avx512 => kernel.run(),
        }
    }
}

impl fmt::Display for Isa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Isa {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|isa| isa.name() == text).ok_or(())
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::Kernel;

    #[target_feature(enable = "avx2,fma,bmi1,bmi2")]
    pub(super) fn avx2<K: Kernel>(kernel: K) -> K::Output {
        kernel.run()
    }

    #[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,bmi1,bmi2")]
    pub(super) fn avx512<K: Kernel>(kernel: K) -> K::Output {
        kernel.run()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        struct Sum<'a>(&'a [f64]);
        impl Kernel for Sum<'_> {
            type Output = u64;
            #[inline(always)]
            fn run(self) -> u64 {
                self.0.iter().fold(0.0_f64, |sum, x| x.mul_add(1.1, sum)).to_bits()
            }
        }
        let values: Vec<f64> = (0..1000).map(|i| f64::from(i) * 0.37).collect();
        let plain = Isa::Plain.run(Sum(&values));
        for isa in Isa::ALL.into_iter().filter(|isa| isa.available()) {
            assert_eq!(isa.run(Sum(&values)), plain, "{isa}");
            assert_eq!(isa.name().parse(), Ok(isa));
        }
    }
}
