//! `micropyrite`: the program that people type.
//!
//! Called `micropython` it is upstream's unix program, option for option and byte for byte; under its own name it says
//! its own version and help, and is otherwise the same, but for verbs in place of a file's name. Called
//! `mpy-cross` it is upstream's cross-compiler.
#![deny(unsafe_code)]
#![cfg_attr(not(test), no_main)]

mod args;
mod cross;
#[cfg(not(test))]
#[allow(unsafe_code)]
mod entry;
mod file;
mod freeze;
mod identity;
mod memory;
mod mip;
mod panic;
mod path;
mod repl;
mod romfs;
mod run;

use std::io::Write;
use std::process::exit;

use micropyrite::Builder;
use micropyrite::modules::HOSTED;
use micropyrite_host::Host;

use args::{Action, Invalid, Parsed};

static HOST: Host = Host::new();

/// The whole program; answers its exit code.
#[cfg_attr(test, expect(dead_code, reason = "the tests have a start of their own"))]
fn program(argv: &[Vec<u8>]) -> i32 {
    panic::install();
    HOST.prepare_process();
    let program = argv.first().map_or(&b"micropyrite"[..], Vec::as_slice);
    match (identity::name(program), argv.get(1).map(Vec::as_slice)) {
        (b"mpy-cross", _) => return cross::run(&HOST, "mpy-cross", argv.get(1..).unwrap_or_default()),
        (b"micropython", _) => {}
        (_, Some(b"cross")) => {
            return cross::run(&HOST, "micropyrite cross", argv.get(2..).unwrap_or_default());
        }
        (_, Some(b"mip")) => return mip::run(argv.get(2..).unwrap_or_default()),
        (_, Some(b"freeze")) => return freeze::run(&HOST, argv.get(2..).unwrap_or_default()),
        (_, Some(b"romfs")) => return romfs::run(&HOST, argv.get(2..).unwrap_or_default()),
        _ => {}
    }
    let options = match args::parse(argv) {
        Ok(Parsed::Run(options)) => options,
        Ok(Parsed::Help) => show(&identity::help(program)),
        Ok(Parsed::Version) => show(&identity::version(program)),
        Err(Invalid::Options) => {
            eprintln!("Invalid command line arguments. Use -h option for help.");
            return 1;
        }
        Err(Invalid::Trace(reason)) => {
            eprintln!("{}: -X trace: {reason}", String::from_utf8_lossy(program));
            return 1;
        }
    };
    start(options, program)
}

/// Prints a text and ends the program.
fn show(text: &str) -> ! {
    // Nobody may be there to read it.
    let _ = std::io::stdout().write_all(text.as_bytes());
    exit(0)
}

fn start(options: args::Options, program: &[u8]) -> i32 {
    let Some(plan) = memory::reserve(options.heap_bytes) else {
        eprintln!("{}: can't reserve memory", String::from_utf8_lossy(program));
        return 1;
    };
    let mut builder = Builder::new(plan.memory, &HOST)
        .frame_bytes(plan.frame_bytes)
        .heap_bytes(plan.heap_bytes)
        .native_limit(plan.native_limit)
        .identity(identity::IDENTITY)
        .machine(Some(&HOST))
        .modules(HOSTED)
        .gc_stress(options.gc_stress)
        .gc_steps(options.gc_steps)
        .trace(options.topics)
        .files();
    for file in &options.frozen {
        let shown = String::from_utf8_lossy(file);
        match std::fs::read(cross::path(file)) {
            // For as long as the program runs.
            Ok(bytes) => builder = builder.frozen(bytes.leak()),
            Err(error) => {
                eprintln!("{}: {shown}: {error}", String::from_utf8_lossy(program));
                return 1;
            }
        }
    }
    match builder.build() {
        Ok(mut vm) => vm.scope(|vm| run::run(vm, &HOST, &options, program)),
        Err(error) => {
            eprintln!("{}: {error}", String::from_utf8_lossy(program));
            1
        }
    }
}

impl Action {
    /// What `sys.argv` holds.
    fn argv(&self) -> &[Vec<u8>] {
        match self {
            Action::Command { argv, .. } | Action::Module { argv, .. } | Action::Script { argv, .. } => argv,
            Action::Nothing => &[],
        }
    }
}
