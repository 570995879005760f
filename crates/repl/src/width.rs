//! How many columns of a terminal a text takes.
//!
//! Cursor movements count columns, the line counts bytes.  For ASCII they are the
//! same; a character of a European script takes one, of an East Asian one two, and
//! a combining accent none.  The ranges are the broad ones of Unicode's East Asian
//! Width; a terminal that disagrees about a rare character shows the cursor beside
//! its place until the next line, and no worse.

/// Columns that `text` takes; bytes that are no UTF-8 take one each.
pub fn columns(text: &[u8]) -> usize {
    text.utf8_chunks()
        .map(|chunk| chunk.valid().chars().map(of_char).sum::<usize>() + chunk.invalid().len())
        .sum()
}

fn of_char(char: char) -> usize {
    match u32::from(char) {
        0..0x300 => 1,
        0x300..=0x36f | 0x200b..=0x200f | 0x20d0..=0x20ff | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f
        | 0x1f900..=0x1f9ff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// Start of the character that ends before `at`, not before `floor`.
pub fn previous(text: &[u8], at: usize, floor: usize) -> usize {
    let mut start = at;
    while start > floor {
        start -= 1;
        if !is_continuation(text, start) {
            break;
        }
    }
    start
}

/// End of the character that starts at `at`.
pub fn next(text: &[u8], at: usize) -> usize {
    let mut end = at;
    while end < text.len() {
        end += 1;
        if !is_continuation(text, end) {
            break;
        }
    }
    end
}

fn is_continuation(text: &[u8], at: usize) -> bool {
    text.get(at).is_some_and(|byte| byte & 0xc0 == 0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_not_bytes() {
        assert_eq!(columns(b"abc"), 3);
        assert_eq!(columns("né漢e\u{301}".as_bytes()), 5);
        assert_eq!(columns(b"\xff\xc3"), 2);
    }

    #[test]
    fn steps_are_whole_characters() {
        let text = "a漢b".as_bytes();
        assert_eq!((next(text, 1), previous(text, 4, 0), previous(text, 4, 3)), (4, 1, 3));
        assert_eq!((next(text, 5), previous(text, 0, 0)), (5, 0));
    }
}
