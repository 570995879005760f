//! Sums and products of doubles without loss, as pairs of doubles.
//!
//! The functions are `const` because the tables are computed with them.

/// A number as the sum of two doubles that do not overlap.
#[derive(Clone, Copy)]
pub(crate) struct Pair(pub(crate) f64, pub(crate) f64);

/// `a + b` and its error, where `a` is the larger.
#[inline]
pub(crate) const fn quick_two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    (sum, b - (sum - a))
}

/// `a + b` and its error.
#[inline]
pub(crate) const fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

/// The upper and lower half of the bits.
#[inline]
const fn split(a: f64) -> (f64, f64) {
    let high = f64::from_bits(a.to_bits() & !((1 << 27) - 1));
    (high, a - high)
}

/// `a * b` and its error, within the exponents of everyday numbers.
#[inline]
pub(crate) const fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    let ((a1, a2), (b1, b2)) = (split(a), split(b));
    (product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2)
}

impl Pair {
    /// The sum of two doubles.
    const fn new(high: f64, low: f64) -> Pair {
        let (high, low) = quick_two_sum(high, low);
        Pair(high, low)
    }

    pub(crate) const fn add(self, other: Pair) -> Pair {
        let (sum, error) = two_sum(self.0, other.0);
        Pair::new(sum, error + self.1 + other.1)
    }

    pub(crate) const fn mul(self, other: Pair) -> Pair {
        let (product, error) = two_product(self.0, other.0);
        Pair::new(product, error + (self.0 * other.1 + self.1 * other.0))
    }

    pub(crate) const fn div(self, other: Pair) -> Pair {
        let first = self.0 / other.0;
        let rest = self.add(other.mul(Pair(-first, 0.0)));
        let second = rest.0 / other.0;
        let rest = rest.add(other.mul(Pair(-second, 0.0)));
        Pair::new(first, second).add(Pair(rest.0 / other.0, 0.0))
    }
}
