//! Decisions read from bytes, and bytes that a seed gives.
//!
//! The bytes of a fuzzer's input decide; where there are none left the answer is 0, which generators keep for
//! their simplest choice.

/// Bytes that decide.
pub struct Choices<'a> {
    bytes: &'a [u8],
}

impl<'a> Choices<'a> {
    /// The decisions that `bytes` hold.
    pub fn new(bytes: &'a [u8]) -> Choices<'a> {
        Choices { bytes }
    }

    /// A number below `n`, or 0.
    pub fn below(&mut self, n: usize) -> usize {
        let mut number = 0;
        let mut reach = 1;
        while reach < n {
            let Some((&byte, rest)) = self.bytes.split_first() else { return number % n };
            self.bytes = rest;
            number = number << 8 | usize::from(byte);
            reach <<= 8;
        }
        number % n.max(1)
    }

    /// One of several; the first when there are no bytes left.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// Are all decisions taken?
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// What has not been read.
    pub fn rest(&self) -> &'a [u8] {
        self.bytes
    }
}

/// Numbers that a seed decides (xorshift), so that every run of a test is the same.
pub struct Random(u64);

impl Random {
    /// The numbers of a seed.
    pub fn new(seed: u64) -> Random {
        // Small seeds would begin with small numbers.
        Random(seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `n`, which is not 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.number() >> 11) as usize % n
    }

    /// Bytes.
    pub fn bytes(&mut self, n: usize) -> Vec<u8> {
        (0..n).map(|_| (self.number() >> 32) as u8).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_bytes_the_first_is_chosen() {
        let mut choices = Choices::new(&[7, 1, 2]);
        assert_eq!(choices.below(1), 0);
        assert_eq!(choices.below(5), 2);
        assert_eq!(choices.below(1000), 258);
        assert!(choices.is_empty());
        assert_eq!(choices.pick(&["a", "b"]), "a");
    }
}
