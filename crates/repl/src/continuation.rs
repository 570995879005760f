//! Whether what was typed so far wants another line.
//!
//! Decided from the characters alone, without parsing: an open bracket or triple
//! quote, a backslash at the end, or a compound statement whose last line is not
//! yet empty.  A quote of one line that was never closed does not go on: it is
//! wrong already, and the compiler shall say so.

const COMPOUND: [&[u8]; 8] = [b"if", b"while", b"for", b"try", b"with", b"def", b"class", b"async"];

/// The quotes that the scan may be inside of.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Quote {
    char: u8,
    triple: bool,
}

/// Says whether `text`, whose lines end in `\n` except the last, is to be continued.
pub fn is_incomplete(text: &[u8]) -> bool {
    let Some(last) = text.last() else {
        return false;
    };
    let (quote, is_open) = scan(text);
    match quote {
        Some(Quote { triple: true, .. }) => return true,
        None if is_open => return true,
        _ => {}
    }
    *last == b'\\' || (is_compound(text) && *last != b'\n')
}

/// The quote that `text` leaves open, and whether it leaves a bracket open.
fn scan(text: &[u8]) -> (Option<Quote>, bool) {
    let mut quote: Option<Quote> = None;
    // One count for each pair of brackets: `)]` closes nothing that `(` opened.
    let mut open = [0i32; 3];
    let mut rest = text;
    while let [char, after @ ..] = rest {
        rest = after;
        match *char {
            char @ (b'\'' | b'"') => {
                let triple = matches!(after, [a, b, ..] if *a == char && *b == char);
                match quote {
                    None | Some(Quote { triple: true, .. })
                        if triple && quote.is_none_or(|quote| quote.char == char) =>
                    {
                        quote = if quote.is_none() { Some(Quote { char, triple }) } else { None };
                        rest = after.get(2..).unwrap_or_default();
                    }
                    None => quote = Some(Quote { char, triple: false }),
                    Some(Quote { char: opened, triple: false }) if opened == char => quote = None,
                    Some(_) => {}
                }
            }
            b'\\' if quote.is_some() && matches!(after, [b'\'' | b'"' | b'\\', ..]) => {
                rest = after.get(1..).unwrap_or_default();
            }
            _ if quote.is_some() => {}
            b'(' => open[0] += 1,
            b')' => open[0] -= 1,
            b'[' => open[1] += 1,
            b']' => open[1] -= 1,
            b'{' => open[2] += 1,
            b'}' => open[2] -= 1,
            _ => {}
        }
    }
    (quote, open.iter().any(|count| *count > 0))
}

fn is_compound(text: &[u8]) -> bool {
    text.first() == Some(&b'@')
        || COMPOUND.iter().any(|word| {
            text.strip_prefix(*word).is_some_and(|rest| !rest.first().is_some_and(|c| is_identifier(*c)))
        })
}

fn is_identifier(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_go_on() {
        for text in [
            "(1 +",
            "f([",
            "{1: 2,\n",
            "1 + \\",
            "'''a\n\"",
            "\"\"\"it's",
            "if x:",
            "if x:\n  y",
            "@wrap",
            "class A:",
            "async def f():",
            "'''a\\'''",
            "for",
            "while(1)",
            "x = '''\n'",
            "# (",
            "(]",
            "'\\\\",
        ] {
            assert!(is_incomplete(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn lines_that_are_whole() {
        for text in [
            "",
            "1",
            "'('",
            "'a",
            "'(",
            "\"'''\"",
            "if x:\n  y\n",
            "iffy",
            "if1 = 2",
            "def_ = 1",
            "'\\''",
            "()",
            "f(')')",
            "'''a'''",
            "\"\"",
            "x = ''",
            "))((",
            "'\\\\'",
        ] {
            // `))((` has as many of each kind, which is all that is counted.
            assert!(!is_incomplete(text.as_bytes()), "{text}");
        }
    }
}
