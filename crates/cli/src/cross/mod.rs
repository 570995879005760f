//! `micropyrite cross`, also named `mpy-cross`: source text to `.mpy` files.
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

pub(crate) fn path(bytes: &[u8]) -> &Path {
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
    let unit = Unit {
        name: match &options.source_name {
            Some(name) => name.as_slice(),
            None if options.input == b"-" => b"<stdin>",
            None => &options.input,
        },
        opt_level: options.opt_level,
        small_int_bits: options.small_int_bits,
        has_lines: options.has_lines,
        heap_bytes: options.heap_bytes,
    };
    let compiled = read(&options.input).and_then(|text| compile_text(host, &text, &unit));
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

/// How a text is to be compiled.
pub(crate) struct Unit<'a> {
    /// What tracebacks call its file.
    pub name: &'a [u8],
    /// Level of optimisation.
    pub opt_level: u8,
    /// How many bits a small int has where it runs.
    pub small_int_bits: u8,
    /// Whether the code tells its lines.
    pub has_lines: bool,
    /// The compiler's heap; none: it grows on demand.
    pub heap_bytes: Option<usize>,
}

impl<'a> Unit<'a> {
    /// A file as the cross-compiler takes it without options.
    pub fn of(name: &'a [u8]) -> Unit<'a> {
        Unit { name, opt_level: 0, small_int_bits: args::SMALL_INT_BITS, has_lines: true, heap_bytes: None }
    }
}

/// Compiles a text, as [`Unit`] says, to a `.mpy` file. The reason is empty where a traceback was shown.
pub(crate) fn compile_text(host: &'static Host, text: &[u8], unit: &Unit<'_>) -> Result<Vec<u8>, String> {
    Compiler::new(host, unit.heap_bytes)?.compile(text, unit)
}

/// Runs something in an interpreter of its own. The reason is empty where a traceback was shown.
pub(crate) fn in_vm<R>(
    host: &'static Host,
    heap_bytes: Option<usize>,
    f: impl FnOnce(&mut Vm) -> Res<R>,
) -> Result<R, String> {
    Compiler::new(host, heap_bytes)?.vm.scope(|vm| f(vm).map_err(|raise| explain(vm, raise)))
}

/// An interpreter that compiles one file after the other.
pub(crate) struct Compiler {
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
            .identity(identity::IDENTITY)
            .files();
        Ok(Compiler { vm: builder.build().map_err(|error| error.to_string())? })
    }

    /// As [`compile_text`]; the unit's heap is this compiler's.
    pub fn compile(&mut self, text: &[u8], unit: &Unit<'_>) -> Result<Vec<u8>, String> {
        self.vm.scope(|vm| compile_in(vm, text, unit).map_err(|raise| explain(vm, raise)))
    }
}

fn compile_in(vm: &mut Vm, text: &[u8], unit: &Unit<'_>) -> Res<Vec<u8>> {
    let name = vm.intern(unit.name)?;
    let text = str::bytes(vm, text)?;
    vm.opt_level = unit.opt_level;
    let target = Target { small_int_bits: unit.small_int_bits.into(), has_lines: unit.has_lines };
    let code = compile_foreign(vm, Source::Text(text), name, target)?;
    let file = load::save(vm, code, Extent::Module, unit.small_int_bits)?;
    Ok(file.get(vm).bytes.bytes().to_vec())
}

/// Shows an exception where the reasons of errors are shown.
fn explain(vm: &mut Vm, raise: Raise) -> String {
    let exception = vm.take_exception(raise);
    traceback::show(vm, Out::Stderr, exception);
    String::new()
}
