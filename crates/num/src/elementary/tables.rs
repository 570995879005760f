//! Tables of logarithms and powers of two, computed at compile time.

use super::pair::Pair;

/// Entries of each table.
pub(crate) const N: usize = 128;

/// The natural logarithm of two.
pub(crate) const LN_2: Pair = Pair(core::f64::consts::LN_2, 2.3190468138462996e-17);

/// Mantissas from this entry on, which are above the root of two, are halved.
pub(crate) const HALVED: usize = 53;

/// Reciprocals are whole multiples of one by this.
const RECIPROCAL_UNIT: f64 = 512.0;

/// For an interval of mantissas: an approximate reciprocal of ten bits and minus its logarithm.
#[derive(Clone, Copy)]
pub(crate) struct LogEntry {
    log: f64,
    log_rest: f32,
    reciprocal: u16,
}

impl LogEntry {
    /// The reciprocal.
    #[inline]
    pub(crate) fn reciprocal(self) -> f64 {
        f64::from(self.reciprocal) / RECIPROCAL_UNIT
    }

    /// Minus its logarithm.
    #[inline]
    pub(crate) fn log(self) -> Pair {
        Pair(self.log, f64::from(self.log_rest))
    }
}

/// A power of two, as a double and what is missing.
#[derive(Clone, Copy)]
pub(crate) struct PowerEntry {
    power: f64,
    rest: f32,
}

impl PowerEntry {
    /// The power.
    #[inline]
    pub(crate) fn power(self) -> Pair {
        Pair(self.power, f64::from(self.rest))
    }
}

/// Natural logarithm of a number near one: twice the inverse hyperbolic tangent of `(x - 1) / (x + 1)`.
const fn log_series(x: f64) -> Pair {
    let s = Pair(x - 1.0, 0.0).div(Pair(x + 1.0, 0.0));
    let square = s.mul(s);
    let (mut term, mut sum, mut n) = (s, s, 3);
    while n < 60 {
        term = term.mul(square);
        sum = sum.add(term.div(Pair(n as f64, 0.0)));
        n += 2;
    }
    sum.add(sum)
}

/// Exponential of a number below one, by its power series.
const fn exp_series(x: Pair) -> Pair {
    let (mut term, mut sum, mut n) = (Pair(1.0, 0.0), Pair(1.0, 0.0), 1);
    while n < 30 {
        term = term.mul(x).div(Pair(n as f64, 0.0));
        sum = sum.add(term);
        n += 1;
    }
    sum
}

/// By the upper seven bits of the mantissa.
pub(crate) static LOGS: [LogEntry; N] = {
    let mut table = [LogEntry { log: 0.0, log_rest: 0.0, reciprocal: 512 }; N];
    // The intervals beside one keep the reciprocal one, so that nothing cancels there.
    let mut i = 1;
    while i < N - 1 {
        let centre = (1.0 + (i as f64 + 0.5) / N as f64) * if i >= HALVED { 0.5 } else { 1.0 };
        let reciprocal = (RECIPROCAL_UNIT / centre + 0.5) as u16;
        let Pair(high, low) = log_series(reciprocal as f64 / RECIPROCAL_UNIT);
        table[i] = LogEntry { log: -high, log_rest: -low as f32, reciprocal };
        i += 1;
    }
    table
};

/// Two to the power of `i / N`.
pub(crate) static POWERS: [PowerEntry; N] = {
    let mut table = [PowerEntry { power: 1.0, rest: 0.0 }; N];
    let mut i = 1;
    while i < N {
        let Pair(power, rest) = exp_series(LN_2.mul(Pair(i as f64 / N as f64, 0.0)));
        table[i] = PowerEntry { power, rest: rest as f32 };
        i += 1;
    }
    table
};
