//! `cargo xtask expect`: writes the expected outputs of `tests/py`.
//!
//! The expected output of a program is what another implementation prints: CPython, or upstream's binary for
//! what CPython does otherwise. It is never what our own binary prints, and it is committed, so that
//! `cargo test` needs neither.

use std::path::{Path, PathBuf};

use micropyrite_testkit::{corpus, diff};

use crate::{Outcome, arguments, repo};

/// What `--help` prints.
pub const HELP: &str = "
usage: cargo xtask expect [--peer MICROPYTHON] [--python PYTHON] [--check] [NAME...]

Writes NAME.py.exp for the programs of tests/py (all, or those whose name contains a NAME) from what python3
prints. Programs that say `# expect: micropython` are written from upstream's binary, which --peer gives;
without it they stay as they are. With --peer the other programs run on it too, and a difference is an error.

  --peer PATH     upstream's binary
  --python PATH   the CPython to ask (python3)
  --check         write nothing; fail where a file would change

examples:
  cargo xtask expect lang/closures
  cargo xtask expect --peer ../micropython/ports/unix/build-standard/micropython --check
";

/// Runs the verb.
pub fn main(mut options: lexopt::Parser) -> Outcome {
    let mut peer: Option<PathBuf> = None;
    let mut python = PathBuf::from("python3");
    let mut check = false;
    let mut names: Vec<String> = Vec::new();
    while let Some(option) = arguments::next(&mut options)? {
        match option {
            lexopt::Arg::Long("peer") => {
                peer = Some(arguments::existing(&mut options)?);
            }
            lexopt::Arg::Long("python") => python = arguments::value(&mut options)?.into(),
            lexopt::Arg::Long("check") => check = true,
            lexopt::Arg::Value(name) => names.push(name.to_string_lossy().into_owned()),
            other => return arguments::unexpected(other),
        }
    }
    let folder = repo::root().join("tests/py");
    let cases = corpus::find(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut wrong = Vec::new();
    for case in
        cases.iter().filter(|case| names.is_empty() || names.iter().any(|name| case.name.contains(name)))
    {
        if let Err(message) = one(case, &python, peer.as_deref(), check) {
            println!("{}: {message}", case.name);
            wrong.push(case.name.as_str());
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("look at: {}", wrong.join(" "))) }
}

fn one(case: &corpus::Case, python: &Path, peer: Option<&Path>, check: bool) -> Outcome {
    let options: Vec<&str> = case.header.args.iter().map(String::as_str).collect();
    let from_peer = peer.map(|peer| case.output(peer, &options)).transpose()?;
    let text = match (case.header.micropython_only, from_peer) {
        (true, Some(text)) => text,
        (true, None) => return Ok(()),
        (false, from_peer) => {
            let text = case.output(python, &[])?;
            if let Some(shown) = from_peer.and_then(|other| diff::first_difference(&text, &other)) {
                return Err(format!("the implementations differ\n{shown}"));
            }
            text
        }
    };
    let path = case.expected_path();
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    if before == text && path.exists() {
        return Ok(());
    }
    if check {
        let shown = diff::first_difference(&before, &text).unwrap_or_default();
        return Err(format!("the expected output is not up to date\n{shown}"));
    }
    println!("{}: written", case.name);
    repo::write(&path, &text)
}
