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
