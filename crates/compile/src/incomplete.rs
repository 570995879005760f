//! Whether what was typed at a prompt wants another line.

/// Words that begin a statement of several lines.
const COMPOUND: [&str; 9] = ["if", "while", "for", "try", "with", "def", "class", "async", "@"];

/// What the scan is inside of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    None,
    One(u8),
    Three(u8),
}

fn is_identifier_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn begins_compound(text: &[u8]) -> bool {
    COMPOUND.iter().any(|word| {
        let rest = text.strip_prefix(word.as_bytes());
        rest.is_some_and(|rest| *word == "@" || !rest.first().copied().is_some_and(is_identifier_byte))
    })
}

/// Whether `text`, typed at a prompt, is the beginning of something longer: an open bracket or long string,
/// a backslash at the end, or a compound statement whose last line is not empty. It does not parse, so that
pub fn is_incomplete(text: &[u8]) -> bool {
    let text = text.split(|&byte| byte == 0).next().unwrap_or(text);
    let Some(&last) = text.last() else { return false };
    let mut depth = [0i32; 3];
    let mut quote = Quote::None;
    let mut i = 0;
    while let Some(&byte) = text.get(i) {
        let next = text.get(i + 1).copied().unwrap_or(0);
        match byte {
            b'\'' | b'"' => {
                let triple = next == byte && text.get(i + 2) == Some(&byte);
                if triple && (quote == Quote::None || quote == Quote::Three(byte)) {
                    i += 2;
                    quote = if quote == Quote::None { Quote::Three(byte) } else { Quote::None };
                } else if quote == Quote::None {
                    quote = Quote::One(byte);
                } else if quote == Quote::One(byte) {
                    quote = Quote::None;
                }
            }
            b'\\' if quote != Quote::None && matches!(next, b'\'' | b'"' | b'\\') => i += 1,
            _ if quote == Quote::None => {
                if let Some(kind) = b"([{".iter().position(|&open| open == byte) {
                    depth[kind] += 1;
                } else if let Some(kind) = b")]}".iter().position(|&close| close == byte) {
                    depth[kind] -= 1;
                }
            }
            _ => {}
        }
        i += 1;
    }
    matches!(quote, Quote::Three(_))
        || (quote == Quote::None && depth.iter().any(|&n| n > 0))
        || last == b'\\'
        || (begins_compound(text) && last != b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_want_more() {
        for text in [
            "(",
            "x = [1,",
            "'''a",
            "\"\"\"\n",
            "1 + \\",
            "if x:",
            "@d",
            "async def f():",
            "def f():\n  a",
            "f({'('",
        ] {
            assert!(is_incomplete(text.as_bytes()), "{text}");
        }
        for text in
            ["", "1", "iffy", "'('", "\"\\\"(\"", "if x:\n", "'(", "'''a'''", "definition", "())", "\0("]
        {
            assert!(!is_incomplete(text.as_bytes()), "{text}");
        }
    }
}
