//! `cargo xtask ci`: everything that CI checks, step by step.
//!
//! `.ci/run` installs what the steps need and calls this, so that a developer's run and CI's are the same.
//! A step whose tools are missing is left out with the reason; everything else must pass.

use std::process::Command;
use std::time::Instant;

use crate::port::{self, Board, Effort};
use crate::repo::{self, must_run};
use crate::sizes::{Report, Scope};
use crate::{Outcome, arguments, bare, fuzz, tidy};

/// What `--help` prints.
pub const HELP: &str = "
usage: cargo xtask ci [--list] [STEP...]

Runs every step, or only those named, and stops at the end with a list of those that failed.

  --list    print the steps

examples:
  cargo xtask ci
  cargo xtask ci fmt clippy tidy
";

/// Targets that must build with nothing but `core`: no compare-and-swap, Thumb-2, RISC-V.
const BARE_TARGETS: [&str; 3] = ["thumbv6m-none-eabi", "thumbv7m-none-eabi", "riscv32imc-unknown-none-elf"];

/// Crates that firmware is made of.
pub const BARE_CRATES: [&str; 9] = [
    "micropyrite-bytecode",
    "micropyrite-num",
    "micropyrite-hal",
    "micropyrite-syntax",
    "micropyrite-compile",
    "micropyrite-core",
    "micropyrite-modules",
    "micropyrite-repl",
    "micropyrite",
];

/// The host with 32-bit words.
const NARROW_HOST: &str = "i686-unknown-linux-gnu";

/// What became of a step.
enum Done {
    Passed,
    LeftOut(String),
}

struct Step {
    name: &'static str,
    run: fn() -> Outcome<Done>,
}

const STEPS: &[Step] = &[
    Step { name: "fmt", run: fmt },
    Step { name: "tidy", run: tidy_step },
    Step { name: "clippy", run: clippy },
    Step { name: "test", run: test },
    Step { name: "single", run: || feature_test("single_precision", &[&["--features", "single-precision"]]) },
    // Programs that say less of what went wrong than hosts do, with their texts packed as boards have them.
    Step {
        name: "errors",
        run: || {
            feature_test(
                "errors",
                &[
                    &["--no-default-features", "--features", "level-extra"],
                    &["--no-default-features", "--features", "level-extra,errors-terse"],
                    &["--no-default-features", "--features", "level-extra,errors-normal"],
                ],
            )
        },
    },
    Step {
        name: "minimum",
        run: || feature_test("minimum", &[&["--no-default-features", "--features", "errors-terse"]]),
    },
    Step { name: "trace", run: || feature_test("trace", &[&["--features", "trace"]]) },
    Step { name: "fuzz", run: fuzz_step },
    Step { name: "jumps", run: jumps_step },
    Step { name: "doc", run: doc },
    Step { name: "thumbv6m", run: || bare_build(BARE_TARGETS[0]) },
    Step { name: "thumbv7m", run: || bare_build(BARE_TARGETS[1]) },
    Step { name: "riscv32imc", run: || bare_build(BARE_TARGETS[2]) },
    Step { name: "i686", run: narrow_host },
    Step { name: "ports", run: ports },
];

/// Runs the verb.
pub fn main(mut options: lexopt::Parser) -> Outcome {
    let mut wanted: Vec<String> = Vec::new();
    while let Some(option) = arguments::next(&mut options)? {
        match option {
            lexopt::Arg::Long("list") => {
                STEPS.iter().for_each(|step| println!("{}", step.name));
                return Ok(());
            }
            lexopt::Arg::Value(name) => wanted.push(name.to_string_lossy().into_owned()),
            other => return arguments::unexpected(other),
        }
    }
    if let Some(name) = wanted.iter().find(|name| !STEPS.iter().any(|step| step.name == name.as_str())) {
        return Err(format!("there is no step `{name}`; see --list"));
    }
    let mut lines = Vec::new();
    let mut failed = Vec::new();
    for step in STEPS.iter().filter(|step| wanted.is_empty() || wanted.iter().any(|name| name == step.name)) {
        println!("==> {}", step.name);
        let start = Instant::now();
        let result = (step.run)();
        let seconds = start.elapsed().as_secs_f64();
        let line = match result {
            Ok(Done::Passed) => format!("{:12} passed    {seconds:7.1} s", step.name),
            Ok(Done::LeftOut(reason)) => format!("{:12} left out  {seconds:7.1} s  {reason}", step.name),
            Err(message) => {
                failed.push(step.name);
                format!("{:12} FAILED    {seconds:7.1} s  {message}", step.name)
            }
        };
        println!("    {line}");
        lines.push(line);
    }
    println!("\n{}", lines.join("\n"));
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

fn fmt() -> Outcome<Done> {
    must_run(repo::cargo().args(["fmt", "--all", "--check"]))?;
    for folder in port::folders()?.into_iter().chain([repo::root().join("fuzz")]) {
        must_run(repo::cargo().args(["fmt", "--check"]).current_dir(folder))?;
    }
    Ok(Done::Passed)
}

fn fuzz_step() -> Outcome<Done> {
    if let Err(reason) = fuzz::can_build() {
        return Ok(Done::LeftOut(reason));
    }
    fuzz::smoke()?;
    Ok(Done::Passed)
}

fn jumps_step() -> Outcome<Done> {
    println!("{}", crate::jumps::check()?);
    Ok(Done::Passed)
}

fn tidy_step() -> Outcome<Done> {
    tidy::report()?;
    Ok(Done::Passed)
}

/// Builds of the interpreter that no other step lints: code that only they have, and what they leave unused.
const LINTED_FEATURES: [&[&str]; 3] = [
    &["--features", "trace"],
    &["--no-default-features", "--features", "level-extra,errors-normal,single-precision"],
    &["--no-default-features"],
];

/// Everything that hosts build, and firmware.
fn clippy() -> Outcome<Done> {
    lint(repo::cargo().args(["clippy", "--workspace", "--all-targets"]))?;
    for features in LINTED_FEATURES {
        lint(
            repo::cargo()
                .args(["clippy", "--package", "micropyrite-core", "--package", "micropyrite"])
                .args(features),
        )?;
    }
    let folder = repo::scratch("lint")?;
    // What is not linked needs no fuzzer.
    lint(
        repo::cargo()
            .args(["clippy", "--bins"])
            .current_dir(repo::root().join("fuzz"))
            .env("CARGO_TARGET_DIR", &folder)
            .env("CUSTOM_LIBFUZZER_PATH", "./libfuzzer.a"),
    )?;
    // The port that runs in a terminal too.
    let minimal = repo::root().join("ports/minimal");
    lint(repo::cargo().arg("clippy").current_dir(minimal).env("CARGO_TARGET_DIR", &folder))?;
    let mut left_out = Vec::new();
    let mut linted = Vec::new();
    for name in port::names()? {
        let board = Board::read(&name)?;
        // Boards of a port with processors of a family share all code.
        let family = (board.package.clone(), board.target.starts_with("riscv"));
        if linted.contains(&family) {
            continue;
        }
        linted.push(family);
        match bare::can_lint(&board.target) {
            Ok(()) => lint(board.cargo("clippy")?.0.arg("--release").env("CARGO_TARGET_DIR", &folder))?,
            Err(reason) => left_out.push(format!("{name}: {reason}")),
        }
    }
    Ok(if left_out.is_empty() { Done::Passed } else { Done::LeftOut(left_out.join("; ")) })
}

/// Runs Clippy, which must have nothing to say.
fn lint(command: &mut Command) -> Outcome {
    must_run(command.args(["--quiet", "--", "-D", "warnings"]))
}

fn test() -> Outcome<Done> {
    must_run(repo::cargo().args(["test", "--quiet", "--workspace"]))?;
    // The first command of README.md, without its profile: cargo must know which program is meant.
    must_run(repo::cargo().args(["run", "--quiet", "--", "examples/mandelbrot.py"]))?;
    Ok(Done::Passed)
}

fn doc() -> Outcome<Done> {
    let mut command = repo::cargo();
    command
        .args(["doc", "--quiet", "--workspace", "--no-deps"])
        .env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private_intra_doc_links");
    must_run(&mut command)?;
    Ok(Done::Passed)
}

fn bare_build(target: &str) -> Outcome<Done> {
    if let Err(reason) = bare::way(target) {
        return Ok(Done::LeftOut(reason));
    }
    // Code for the others is made when their boards' firmware is built.
    let verb = if target == BARE_TARGETS[0] { "build" } else { "check" };
    let mut command = bare::cargo(verb, target, "core")?;
    command.args(["--quiet", "--release"]);
    // Whether it builds is the question here; the release profile's way through the handlers is what ports take.
    for (key, value) in [("OPT_LEVEL", "1"), ("CODEGEN_UNITS", "16"), ("LTO", "off")] {
        command.env(format!("CARGO_PROFILE_RELEASE_{key}"), value);
    }
    for name in BARE_CRATES {
        command.args(["--package", name]);
    }
    // The smallest of them has floats of single precision, the next no more than the level minimum has.
    if target == BARE_TARGETS[0] {
        command.args(["--features", "micropyrite/single-precision"]);
    }
    if target == BARE_TARGETS[1] {
        command.arg("--no-default-features");
    }
    must_run(&mut command)?;
    Ok(Done::Passed)
}

/// A test of `micropyrite` on builds that have other features than a host's, over what such builds must print.
fn feature_test(test: &str, builds: &[&[&str]]) -> Outcome<Done> {
    for build in builds {
        let mut command = repo::cargo();
        command.args(["test", "--quiet", "--package", "micropyrite", "--test", test]).args(*build);
        must_run(&mut command)?;
    }
    Ok(Done::Passed)
}

/// Firmware of every board: it builds, boots, and answers, and keeps its budget.
fn ports() -> Outcome<Done> {
    let mut left_out = Vec::new();
    let mut was_frozen = false;
    for name in port::names()? {
        let mut board = Board::read(&name)?;
        if let Err(reason) = bare::way(&board.target).map(drop).and_then(|()| board.emulator.is_there()) {
            left_out.push(format!("{name}: {reason}"));
            continue;
        }
        let is_judged = board.is_judged()?;
        // What no budget is for only shows that it works.
        let image = port::build(&board, if is_judged { Effort::Full } else { Effort::Light })?;
        port::smoke(&board, &image).map_err(|error| format!("{name}: {error}"))?;
        println!("    {name} answers");
        if is_judged {
            let figures = Report::of_board(&board, &image, Scope::Budget)?.figures();
            let shown: Vec<_> =
                figures.iter().map(|(figure, bytes)| board.budget.beside(figure, *bytes)).collect();
            println!("    {}", shown.join("  "));
            board.budget.judge(&name, &figures)?;
        }
        // What is frozen, or in ROMFS, is the same on all.
        if !was_frozen && !board.is_minimum {
            if board.image_origin.is_some() {
                port::smoke_rom(Board::read(&name)?, &image)
                    .map_err(|error| format!("{name}, ROMFS: {error}"))?;
                println!("    {name} imports what is in ROMFS");
            }
            board.manifest = Some(repo::root().join("tests/frozen/manifest.py"));
            let image = port::build(&board, Effort::Light)?;
            port::smoke_frozen(&board, &image).map_err(|error| format!("{name}, frozen: {error}"))?;
            println!("    {name} imports what is frozen");
            was_frozen = true;
        }
    }
    Ok(if left_out.is_empty() { Done::Passed } else { Done::LeftOut(left_out.join("; ")) })
}

/// Unit tests and the corpus with 32-bit words, run on this machine.
fn narrow_host() -> Outcome<Done> {
    if let Err(reason) = bare::way(NARROW_HOST) {
        return Ok(Done::LeftOut(reason));
    }
    let linker = "i686-linux-gnu-gcc";
    if !repo::has_program(linker) || !std::path::Path::new("/lib/ld-linux.so.2").exists() {
        let packages = "gcc-i686-linux-gnu libc6-dev-i386-cross libc6-i386 lib32gcc-s1";
        return Ok(Done::LeftOut(format!("`apt-get install {packages}` is missing")));
    }
    let mut command = bare::cargo("test", NARROW_HOST, "std")?;
    command.env("CARGO_TARGET_I686_UNKNOWN_LINUX_GNU_LINKER", linker);
    command.args(["--quiet", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    for name in BARE_CRATES {
        command.args(["--package", name]);
    }
    command.args(["--package", "micropyrite-cli"]);
    must_run(&mut command)?;
    Ok(Done::Passed)
}
