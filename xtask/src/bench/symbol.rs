//! Names of functions in a binary, as a person reads them.

/// A mangled name without what only linkers want.
pub fn readable(mangled: &str) -> String {
    // Callgrind numbers a function that calls itself.
    let name = match mangled.rsplit_once('\'') {
        Some((name, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => mangled,
    };
    let text = format!("{:#}", rustc_demangle::demangle(name));
    text.replace("micropyrite_", "")
}

/// A name that fits a table: types in angle brackets go, from the inside out, until it is short.
pub fn short(name: &str, length: usize) -> String {
    let mut text = name.to_string();
    while text.chars().count() > length {
        let Some((from, to)) = innermost(&text) else { break };
        text.replace_range(from..to, "…");
    }
    if text.chars().count() > length {
        text = text.chars().take(length).chain(['…']).collect();
    }
    text
}

/// The longest pair of angle brackets that has none in it, with what is inside.
fn innermost(text: &str) -> Option<(usize, usize)> {
    let mut open = None;
    let mut found: Option<(usize, usize)> = None;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'<' => open = Some(at),
            // An arrow is none.
            b'>' if at > 0 && text.as_bytes()[at - 1] == b'-' => {}
            b'>' => {
                if let Some(from) = open.take()
                    && found.is_none_or(|(start, end)| at + 1 - from > end - start)
                {
                    found = Some((from, at + 1));
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_and_numbers_go() {
        assert_eq!(readable("_ZN16micropyrite_core3gcc4mark17h0123456789abcdefE'2"), "core::gcc::mark");
        assert_eq!(readable("memcpy"), "memcpy");
    }

    #[test]
    fn long_names_lose_their_types() {
        assert_eq!(short("a::b", 10), "a::b");
        assert_eq!(short("f::<core::x::Y<u8>>::g", 12), "f::…::g");
        assert_eq!(short("abcdefgh", 4), "abcd…");
    }
}
