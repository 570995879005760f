//! Finding bytes in bytes.

/// Bytes that are compared at once.
const CHUNK: usize = 32;

/// Where a byte occurs first.
pub fn find_byte(bytes: &[u8], byte: u8) -> Option<usize> {
    // PERF: a fold over a chunk without early exit becomes vector instructions.
    let mut at = 0;
    for chunk in bytes.chunks_exact(CHUNK) {
        if chunk.iter().fold(false, |found, b| found | (*b == byte)) {
            break;
        }
        at += CHUNK;
    }
    let rest = bytes.get(at..)?;
    rest.iter().position(|b| *b == byte).map(|i| at + i)
}

/// Where bytes occur first.
pub fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let Some((&first, tail)) = needle.split_first() else { return Some(0) };
    let last_start = bytes.len().checked_sub(needle.len())?;
    if tail.is_empty() {
        return find_byte(bytes, first);
    }
    let mut at = 0;
    while at <= last_start {
        at += find_byte(bytes.get(at..=last_start)?, first)?;
        if bytes.get(at + 1..at + needle.len()) == Some(tail) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Where bytes occur last.
pub fn rfind(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let last_start = bytes.len().checked_sub(needle.len())?;
    let Some(&first) = needle.first() else { return Some(last_start) };
    (0..=last_start).rev().find(|&at| bytes.get(at) == Some(&first) && bytes[at..].starts_with(needle))
}

/// How often bytes that are not empty occur, without overlap.
pub fn count(bytes: &[u8], needle: &[u8]) -> usize {
    let mut n = 0;
    let mut rest = bytes;
    if needle.is_empty() {
        return 0;
    }
    while let Some(at) = find(rest, needle) {
        n += 1;
        rest = rest.get(at + needle.len()..).unwrap_or(&[]);
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_from_both_sides() {
        let text = b"the quick brown fox jumps over the lazy dog; the end of the line";
        assert_eq!(find(text, b"the"), Some(0));
        assert_eq!(find(text, b"dog"), Some(40));
        assert_eq!(rfind(text, b"the"), Some(56));
        assert_eq!(find(text, b"cat"), None);
        assert_eq!(rfind(text, b"cat"), None);
        assert_eq!((find(text, b""), rfind(text, b"")), (Some(0), Some(text.len())));
        assert_eq!((find(b"ab", b"abc"), rfind(b"ab", b"abc")), (None, None));
        assert_eq!((find(b"aab", b"ab"), find(b"aaab", b"aab")), (Some(1), Some(1)));
        assert_eq!(find_byte(text, b'z'), Some(37));
        assert_eq!(count(text, b"the"), 4);
        assert_eq!(count(b"aaaa", b"aa"), 2);
    }
}
