//! Building for other targets: by rustup, or with the sources of `core`.
//!
//! Where `rustup target add` works, that is all anybody needs. Where it does not, Debian's `rustc-web` and
//! `rust-web-src` bring a compiler and the sources of its library, which rustup's cargo then builds along.
//! Both ways give the same crates; builds go to a folder of their own, since the compilers differ.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Outcome;
use crate::repo;

/// The distribution's compiler.
const DISTRIBUTION_RUSTC: &str = "/usr/bin/rustc";

/// Clippy of the same release.
const DISTRIBUTION_CLIPPY: &str = "/usr/bin/cargo-clippy";

/// The library sources that belong to it, below its sysroot.
const LIBRARY_SOURCES: &str = "lib/rustlib/src/rust/library/core/src/lib.rs";

/// How a target's library comes about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// rustup has it.
    Installed,
    /// Built from the distribution's sources.
    FromSources,
}

/// How to build for `target`; the reason when there is no way.
pub fn way(target: &str) -> Outcome<Way> {
    let installed = output(Command::new("rustup").args(["target", "list", "--installed"]));
    if installed.lines().any(|line| line == target) {
        return Ok(Way::Installed);
    }
    if !Path::new(DISTRIBUTION_RUSTC).exists() {
        return Err(format!(
            "`rustup target add {target}` or `apt-get install rustc-web rust-web-src` is missing"
        ));
    }
    let sysroot = output(Command::new(DISTRIBUTION_RUSTC).args(["--print", "sysroot"]));
    if !Path::new(sysroot.trim()).join(LIBRARY_SOURCES).exists() {
        return Err("the library sources are missing: `apt-get install rust-web-src`".to_string());
    }
    Ok(Way::FromSources)
}

/// Whether `cargo("clippy", target, …)` finds what it needs.
pub fn can_lint(target: &str) -> Outcome {
    if way(target)? == Way::Installed || Path::new(DISTRIBUTION_CLIPPY).exists() {
        return Ok(());
    }
    Err("`apt-get install --no-install-recommends rust-web-clippy` is missing".to_string())
}

/// `cargo VERB --target TARGET`, with `libraries` of the standard library built along if need be.
pub fn cargo(verb: &str, target: &str, libraries: &str) -> Outcome<Command> {
    let way = way(target)?;
    let mut command = if verb == "clippy" && way == Way::FromSources {
        // It calls the cargo that this was called by.
        Command::new(DISTRIBUTION_CLIPPY)
    } else {
        repo::cargo()
    };
    command.current_dir(repo::root()).arg(verb).args(["--target", target]);
    command.env("CARGO_TARGET_DIR", repo::scratch("bare")?);
    if way == Way::FromSources {
        command.env("RUSTC_BOOTSTRAP", "1").env("RUSTC", DISTRIBUTION_RUSTC);
        command.arg(format!("-Zbuild-std={libraries}"));
    }
    Ok(command)
}

/// `cargo VERB` for an image that a chip runs from flash, and the name of the folder that its target's files go to.
///
/// Built from sources, the library comes along without texts for panics and without frame pointers, which nothing on
/// a chip walks: a tenth less code. What is wrong then traps, and the firmware's handler says where.
pub fn firmware_cargo(verb: &str, target: &str, rustflags: &[String]) -> Outcome<(Command, String)> {
    let mut rustflags = rustflags.to_vec();
    if way(target)? == Way::Installed {
        let mut command = cargo(verb, target, "core")?;
        command.env("RUSTFLAGS", rustflags.join(" "));
        return Ok((command, target.to_string()));
    }
    let description = slim_target(target)?;
    let mut command = cargo(verb, &description.display().to_string(), "core")?;
    command.args([
        "-Zjson-target-spec",
        "-Zpanic-immediate-abort",
        "-Zbuild-std-features=compiler-builtins-mem,optimize_for_size",
    ]);
    command.env("CARGO_PROFILE_RELEASE_PANIC", "immediate-abort");
    rustflags.push(format!("-Clinker={}", linker()?.display()));
    // Functions that turn out the same are kept once.
    rustflags.push("-Clink-arg=--icf=all".to_string());
    command.env("RUSTFLAGS", rustflags.join(" "));
    let name = description.file_stem().map(|name| name.to_string_lossy().into_owned());
    Ok((command, name.unwrap_or_default()))
}

/// A file that describes `target` as the compiler does, but for frame pointers.
///
/// Its name is the target's: by that name `cortex-m-rt` knows that there is a unit for floats to be turned on.
fn slim_target(target: &str) -> Outcome<PathBuf> {
    let described = output(Command::new(DISTRIBUTION_RUSTC).env("RUSTC_BOOTSTRAP", "1").args([
        "-Zunstable-options",
        "--print",
        "target-spec-json",
        "--target",
        target,
    ]));
    if described.is_empty() {
        return Err(format!("the distribution's compiler knows no target {target}"));
    }
    let slim = described.replace("\"frame-pointer\": \"always\"", "\"frame-pointer\": \"may-omit\"");
    let file = repo::scratch("bare-targets")?.join(format!("{target}.json"));
    // Cargo builds anew what a file says that has changed.
    if std::fs::read_to_string(&file).ok().as_deref() != Some(&*slim) {
        std::fs::write(&file, slim).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(file)
}

/// The linker for chips, which rustup brings and the distribution's compiler does not find by itself.
pub fn linker() -> Outcome<PathBuf> {
    let sysroot = output(Command::new("rustup").args(["run", "stable", "rustc", "--print", "sysroot"]));
    let version = output(Command::new("rustup").args(["run", "stable", "rustc", "-vV"]));
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    let linker = Path::new(sysroot.trim()).join("lib/rustlib").join(host).join("bin/rust-lld");
    if linker.exists() { Ok(linker) } else { Err(format!("rustup's linker {} is missing", linker.display())) }
}

fn output(command: &mut Command) -> String {
    match command.stderr(Stdio::null()).output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).into_owned(),
        Err(_) => String::new(),
    }
}
