//! Names of functions in a binary, as a person reads them.

/// A mangled name without what only linkers want.
pub fn readable(mangled: &str) -> String {
    // Callgrind numbers a function that calls itself.
    let name = match mangled.rsplit_once('\'') {
        Some((name, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => mangled,
    };
    let text = format!("{}{:#}", module_of_impl(name).unwrap_or_default(), rustc_demangle::demangle(name));
    text.replace("micropyrite_", "")
}

/// The module of an `impl` block, which a mangled name has and a readable one has not: `NvM…4heap3map…` is a function of
/// a type that is implemented in `heap::map`.
fn module_of_impl(mangled: &str) -> Option<String> {
    let rest = mangled.strip_prefix("_R")?.trim_start_matches(['I', 'N', 'C', 'v']).strip_prefix('M')?;
    let crate_name = rest.find("micropyrite_")?;
    let mut rest = &rest[rest[..crate_name].rfind(|c: char| !c.is_ascii_digit())? + 1..];
    let mut path = String::new();
    // Lengths and names, for as long as they follow one another.
    while let Some(end) = rest.find(|c: char| !c.is_ascii_digit()).filter(|end| *end > 0) {
        let length: usize = rest[..end].parse().ok()?;
        path.push_str(rest.get(end..end + length)?);
        path.push_str("::");
        rest = &rest[end + length..];
    }
    Some(path)
}

/// What all handlers of bytecodes are instances of.
const HANDLER: &str = "core::vm::dispatch::expansion::fast::<";

/// What the other halves of handlers end in.
const SLOW: &str = " as core::vm::dispatch::Handler>::slow::<";

/// A handler by the name of its bytecode; nothing if it is none.
fn handler(name: &str) -> Option<String> {
    let last = |path: &str| path.rsplit("::").next().unwrap_or(path).to_string();
    if let Some(inner) = name.strip_prefix(HANDLER) {
        let (path, number) = inner.trim_end_matches('>').split_once(", ")?;
        let number = if number == "0" { String::new() } else { format!(" {number}") };
        return Some(format!("{}{number}", last(path)));
    }
    let (path, _) = name.strip_prefix('<')?.split_once(SLOW)?;
    Some(format!("{}, slow half", last(path)))
}

/// A name that fits a table: types in angle brackets go, from the inside out, until it is short.
pub fn short(name: &str, length: usize) -> String {
    let mut text = handler(name).unwrap_or_else(|| name.to_string());
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
    fn methods_tell_where_they_are_written() {
        let name = "_RNvMs0_NtNtCs3ymw3gRozcQ_16micropyrite_core4heap3mapNtNtB9_5state2Vm11rebuild_map";
        assert_eq!(readable(name), "core::heap::map::<core::state::Vm>::rebuild_map");
    }

    #[test]
    fn handlers_are_named_by_their_bytecode() {
        let fast = "core::vm::dispatch::expansion::fast::<core::vm::ops::arith::BinaryOpMulti, 28>";
        assert_eq!(short(fast, 20), "BinaryOpMulti 28");
        let slow = "<core::vm::ops::attr::LoadAttr as core::vm::dispatch::Handler>::slow::<0>";
        assert_eq!(short(slow, 20), "LoadAttr, slow half");
    }

    #[test]
    fn long_names_lose_their_types() {
        assert_eq!(short("a::b", 10), "a::b");
        assert_eq!(short("f::<core::x::Y<u8>>::g", 12), "f::…::g");
        assert_eq!(short("abcdefgh", 4), "abcd…");
    }
}
