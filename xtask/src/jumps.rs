//! `cargo xtask jumps`: does every handler end in a jump?
//!
//! Sibling calls become jumps only as long as nothing is left to drop and no local's address leaves a handler;
//! otherwise the compiler makes a call, silently, and the native stack grows with every instruction. This reads
//! the assembly of the core and fails when a handler calls through the dispatch table.

use crate::{Outcome, arguments, repo};

/// What `--help` prints.
pub const HELP: &str = "
usage: cargo xtask jumps

Compiles the core to assembly (release) and looks at the handlers: none may call through the dispatch table.
Hosts that expand the handlers into a match have nothing to check.

examples:
  cargo xtask jumps
";

/// The verb.
pub fn main(mut options: lexopt::Parser) -> Outcome {
    if let Some(option) = arguments::next(&mut options)? {
        return arguments::unexpected(option);
    }
    println!("{}", check()?);
    Ok(())
}

/// Checks, and says what was found.
pub fn check() -> Outcome<String> {
    if !cfg!(target_arch = "x86_64") {
        return Ok("jumps: only the assembly of x86-64 is read".into());
    }
    let folder = repo::target().join("jumps");
    let status = repo::cargo()
        .args(["rustc", "--quiet", "--package", "micropyrite-core", "--release", "--lib", "--", "--emit=asm"])
        .args(["-C", "lto=off"])
        .env("CARGO_TARGET_DIR", &folder)
        .status()
        .map_err(|error| format!("cargo: {error}"))?;
    if !status.success() {
        return Err("the core does not build".into());
    }
    let newest = std::fs::read_dir(folder.join("release/deps"))
        .map_err(|error| error.to_string())?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "s"))
        .filter(|path| path.to_string_lossy().contains("micropyrite_core"))
        .max_by_key(|path| path.metadata().and_then(|m| m.modified()).ok());
    let path = newest.ok_or("no assembly was written")?;
    let assembly = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
    let report = read(&assembly);
    if report.handlers < 100 {
        return Err(format!("only {} handlers were found: has their module been renamed?", report.handlers));
    }
    if !report.calls.is_empty() {
        return Err(format!("these handlers call instead of jumping: {}", report.calls.join(", ")));
    }
    Ok(format!("jumps: {} handlers and slow halves, none calls the next", report.handlers))
}

#[derive(Default)]
struct Report {
    handlers: usize,
    calls: Vec<String>,
}

/// Whether a handler of words calls what a word says. Functions of Rust are called by name, or by way of the table of
/// what is linked; natives by a pointer that is their second word.
fn calls_word(label: &str, text: &str) -> bool {
    label.contains("4word9expansion") && !text.contains("(%rip)") && !text.contains("*8(")
}

/// Reads assembly in AT&T syntax: a call through a table scaled by eight is a call of the next handler.
fn read(assembly: &str) -> Report {
    let mut report = Report::default();
    let mut current: Option<&str> = None;
    for line in assembly.lines() {
        if let Some(label) = line.strip_suffix(':')
            && label.starts_with("_ZN")
        {
            let is_handler = label.contains("8dispatch9expansion") || label.contains("4word9expansion");
            current = is_handler.then_some(label).filter(|l| !l.contains("TABLE"));
            report.handlers += usize::from(current.is_some());
        }
        let text = line.trim();
        if let Some(label) = current
            && text.starts_with("call")
            && text.contains('*')
            && (text.ends_with(",8)") || calls_word(label, text))
        {
            report.calls.push(label.to_owned());
            current = None;
        }
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_through_the_table_is_found() {
        let good = "_ZN4core8dispatch9expansion4fast17h0E:\n\tjmpq\t*(%rax,%r8,8)\n";
        let bad = "_ZN4core8dispatch9expansion4slow17h1E:\n\tcallq\t*(%rax,%r8,8)\n\tretq\n";
        assert_eq!(read(good).calls.len(), 0);
        let report = read(&format!("{good}{bad}"));
        assert_eq!((report.handlers, report.calls.len()), (2, 1));
        let native = "_ZN4core4word9expansion6second17h2E:\n\tcallq\t*8(%rax)\n\tjmpq\t*32(%rdi)\n";
        let word = "_ZN4core4word9expansion4slow17h3E:\n\tcallq\t*32(%rdi)\n\tretq\n";
        assert_eq!((read(native).calls.len(), read(word).calls.len()), (0, 1));
    }
}
