//! `micropyrite cross`, also under the name `mpy-cross`: source text to a `.mpy` file.
//!
//! The code is compiled by an interpreter of its own, so that what is computed while compiling is what the interpreter
//! computes, and written as the interpreter writes it.

mod args;
mod dump;

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use micropyrite::Builder;
use micropyrite::compiler::{Target, compile_foreign};
use micropyrite::core::load::{self, Extent};
use micropyrite::core::runtime::import::Source;
use micropyrite::core::runtime::print::Out;
use micropyrite::core::types::exception::traceback;
use micropyrite::core::types::str;
use micropyrite::core::{Raise, Res, Vm};
use micropyrite::version::NAME_AND_VERSION;
use micropyrite_bytecode::mpy;
use micropyrite_host::Host;

use crate::{identity, memory};
pub use args::Options;
use args::{Invalid, Parsed};

const HELP: &str = "\
Options:
--version : show version information
-o : output file for compiled bytecode (defaults to input filename with .mpy extension, or stdout if input is stdin)
-s : source filename to embed in the compiled bytecode (defaults to input file)
-v : verbose; accepted, and says nothing more
-O[N] : apply bytecode optimizations of level N
--dump : show what a .mpy file holds, as text

Target specific options:
-msmall-int-bits=number : set the maximum bits used to encode a small-int (default 31)
-march=<arch> : the architecture of native code, which cannot be emitted yet:
                x86, x64, armv6, armv6m, armv7m, armv7em, armv7emsp,
                armv7emdp, xtensa, xtensawin, rv32imc, rv64imc, host, debug
-march-flags=<flags> : flags of the architecture: a number, or for rv32imc names with commas between: zba, zcmp

Implementation specific options (-X):
  emit=bytecode   -- set the default code emitter
  heapsize=<n>    -- set the heap size of the compiler (default: it grows on demand)
  source-lines    -- include source line numbers (default)
  no-source-lines -- exclude source line numbers

Examples:
  micropyrite cross main.py                  # writes main.mpy
  micropyrite cross -o - main.py | wc -c
  micropyrite cross --dump main.mpy
";

/// Runs the cross-compiler with the arguments behind its name; answers the exit code.
pub fn run(host: &'static Host, program: &str, argv: &[Vec<u8>]) -> i32 {
    let usage = format!("usage: {program} [<opts>] [-X <implopt>] [--] <input filename>\n");
    let done = match args::parse(argv) {
        Ok(Parsed::Version) => show(&format!(
            "{NAME_AND_VERSION}; mpy-cross emitting mpy v{}.{}\n",
            mpy::VERSION,
            mpy::SUB_VERSION
        )),
        Ok(Parsed::Help) => show(&(usage + HELP)),
        Ok(Parsed::Dump(file)) => dump_file(&file),
        Ok(Parsed::Compile(options)) => return compile(host, &options),
        Err(Invalid::Usage) => {
            let _ = show(&(usage + HELP));
            return 1;
        }
        Err(Invalid::Because(reason)) => Err(reason.to_owned()),
    };
    match done {
        Ok(()) => 0,
        Err(reason) => {
            eprintln!("{reason}");
            1
        }
    }
}

fn show(text: &str) -> Result<(), String> {
    std::io::stdout().write_all(text.as_bytes()).map_err(|error| error.to_string())
}

fn path(bytes: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(bytes))
}

fn dump_file(file: &[u8]) -> Result<(), String> {
    let bytes = read(file)?;
    let text = dump::dump(&bytes).map_err(|reason| format!("{}: {reason}", path(file).display()))?;
    show(&text)
}

/// Reads a file, or standard input.
fn read(file: &[u8]) -> Result<Vec<u8>, String> {
    if file == b"-" {
        let mut bytes = Vec::new();
        return match std::io::stdin().read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(error) => Err(error.to_string()),
        };
    }
    std::fs::read(path(file)).map_err(|error| {
        format!("OSError: ({}, \"can't open {}\")", error.raw_os_error().unwrap_or(0), path(file).display())
    })
}

/// Where the compiled file goes; `None`: to standard output.
fn output_of(options: &Options) -> Option<Vec<u8>> {
    match &options.output {
        Some(output) if output == b"-" => None,
        Some(output) => Some(output.clone()),
        None if options.input == b"-" => None,
        None => {
            let stem = options.input.strip_suffix(b".py").unwrap_or(&options.input);
            Some([stem, b".mpy"].concat())
        }
    }
}

fn compile(host: &'static Host, options: &Options) -> i32 {
    let compiled = read(&options.input)
        .and_then(|text| Compiler::new(host, options.heap_bytes)?.compile(&text, options));
    let written = compiled.and_then(|bytes| match output_of(options) {
        None => std::io::stdout().write_all(&bytes).map_err(|error| error.to_string()),
        Some(output) => crate::file::write(path(&output), &bytes)
            .map_err(|error| format!("{}: {error}", path(&output).display())),
    });
    match written {
        Ok(()) => 0,
        Err(reason) => {
            // A traceback was shown when it was raised.
            if !reason.is_empty() {
                eprintln!("{reason}");
            }
            1
        }
    }
}

/// An interpreter that compiles one file after the other.
pub struct Compiler {
    vm: micropyrite::Vm,
}

impl Compiler {
    /// A compiler with so much memory; `None`: it grows.
    pub fn new(host: &'static Host, heap_bytes: Option<usize>) -> Result<Compiler, String> {
        let plan = memory::reserve(heap_bytes).ok_or("can't reserve memory")?;
        let builder = Builder::new(plan.memory, host)
            .frame_bytes(plan.frame_bytes)
            .heap_bytes(plan.heap_bytes)
            .native_limit(plan.native_limit)
            .identity(identity::IDENTITY);
        Ok(Compiler { vm: builder.build().map_err(|error| error.to_string())? })
    }

    /// The compiled file of a text. Where an exception says why there is none, it is shown, and the reason is empty.
    pub fn compile(&mut self, text: &[u8], options: &Options) -> Result<Vec<u8>, String> {
        self.vm.scope(|vm| compile_text(vm, text, options).map_err(|raise| explain(vm, raise)))
    }
}

/// Shows an exception where the reasons of errors are shown.
fn explain(vm: &mut Vm, raise: Raise) -> String {
    let exception = vm.take_exception(raise);
    traceback::show(vm, Out::Stderr, exception);
    String::new()
}

fn compile_text(vm: &mut Vm, text: &[u8], options: &Options) -> Res<Vec<u8>> {
    let name = match &options.source_name {
        Some(name) => name.as_slice(),
        None if options.input == b"-" => b"<stdin>",
        None => &options.input,
    };
    let name = vm.intern(name)?;
    let text = str::bytes(vm, text)?;
    vm.opt_level = options.opt_level;
    let target = Target { small_int_bits: options.small_int_bits.into(), has_lines: options.has_lines };
    let code = compile_foreign(vm, Source::Text(text), name, target)?;
    let file = load::save(vm, code, Extent::Module, options.small_int_bits)?;
    Ok(file.get(vm).bytes.bytes().to_vec())
}
