//! Where `unsafe` may stand.
//!
//! A fence is a small place whose safety argument a reader can hold in the head. Code elsewhere has none,
//! and its crate says so to the compiler; a new fence is a decision. Beside the fences there are declarations:
//! `unsafe impl` for a type that promises the heap its layout, with the reason in the comment above it.

use super::{Tree, source};

/// Files, and folders with a slash at the end, in which `unsafe` may stand.
const FENCES: &[&str] = &[
    "crates/core/src/obj/word.rs",
    "crates/core/src/heap/",
    "crates/core/src/native/table.rs",
    "crates/core/src/vm/dispatch.rs",
    "crates/core/src/vm/stack.rs",
    "crates/core/src/vm/frame.rs",
    "crates/core/src/vm/tier1/code.rs",
    "crates/core/src/vm/tier1/enter.rs",
    "crates/core/src/vm/tier1/scratch.rs",
    "crates/core/src/vm/tier1/translate.rs",
    "crates/core/src/vm/tier1/word.rs",
    "crates/host/src/sys/",
    "crates/cli/src/entry.rs",
    "fuzz/src/bin/mpy.rs",
    "fuzz/src/bin/programs.rs",
];

/// Where types promise their layout: `unsafe impl` of these traits and nothing else.
const DECLARATIONS: &str = "crates/core/src/types/";

/// The traits that such a promise is made of.
const PROMISES: [&str; 3] = ["Layout for ", "Tail for ", "Sync for "];

/// Folders of a port in which `unsafe` may stand.
const PORT_FENCES: [&str; 2] = ["/src/start/", "/src/chip/"];

/// `unsafe` outside the fences, and crates that do not refuse it.
pub fn check(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.is_rust()) {
        let name = file.name.as_str();
        let code = source::code(&file.text);
        for number in source::lines_with(&code, "unsafe") {
            let line = code.lines().nth(number - 1).unwrap_or_default();
            if !is_fenced(name) && !is_promise(name, line) {
                found.push(format!("{name}:{number}: `unsafe` outside the fences"));
            }
        }
        let is_root = name.ends_with("/src/lib.rs") || name.ends_with("/src/main.rs");
        if is_root && !refuses_unsafe(file.crate_folder(), &file.text) {
            found.push(format!("{name}: the crate does not refuse unsafe code"));
        }
    }
    found
}

fn is_fenced(name: &str) -> bool {
    let listed = |fence: &&str| if fence.ends_with('/') { name.starts_with(*fence) } else { name == *fence };
    FENCES.iter().any(listed)
        || (name.starts_with("ports/") && PORT_FENCES.iter().any(|part| name.contains(part)))
}

fn is_promise(name: &str, line: &str) -> bool {
    let declares = line.trim_start().starts_with("unsafe impl ");
    name.starts_with(DECLARATIONS) && declares && PROMISES.iter().any(|promise| line.contains(promise))
}

/// A crate with a fence denies and allows again at the fence; any other forbids.
fn refuses_unsafe(folder: &str, text: &str) -> bool {
    let has_fence =
        folder.starts_with("ports/") || FENCES.iter().any(|fence| fence.starts_with(&format!("{folder}/")));
    text.contains("#![forbid(unsafe_code)]") || (has_fence && text.contains("#![deny(unsafe_code)]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_end_where_they_say() {
        assert!(is_fenced("crates/core/src/heap/mark.rs"));
        assert!(is_fenced("ports/qemu/src/chip/uart.rs"));
        assert!(!is_fenced("crates/core/src/heap.rs"));
        assert!(!is_fenced("crates/core/src/obj/mod.rs"));
    }

    #[test]
    fn promises_are_no_blocks() {
        let line = "unsafe impl Layout for Cell {";
        assert!(is_promise("crates/core/src/types/cell.rs", line));
        assert!(!is_promise("crates/core/src/runtime/attr.rs", line));
        assert!(!is_promise("crates/core/src/types/cell.rs", "    unsafe { read() }"));
    }

    #[test]
    fn crates_without_a_fence_forbid() {
        assert!(!refuses_unsafe("crates/num", "#![deny(unsafe_code)]"));
        assert!(refuses_unsafe("crates/core", "#![deny(unsafe_code)]"));
    }
}
