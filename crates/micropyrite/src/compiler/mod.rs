//! The compiler as the interpreter holds it: source text to code in the heap.
//!
//! Syntax and compiler know neither heap nor objects; `host` is where they meet them. What they find wrong becomes an
//! exception here, with the place as upstream's tracebacks give it.
mod constants;
mod foreign;
mod host;
#[cfg_attr(not(feature = "level-everything"), path = "listing_disabled.rs")]
mod listing;
mod messages;
mod reader;
mod seen;

use micropyrite_bytecode::CodeId;
use micropyrite_compile::{Error, ErrorClass, ErrorKind, Options, compile};
use micropyrite_core::heap::This;
use micropyrite_core::load::{Loader, ProtoFun};
use micropyrite_core::runtime::exc;
use micropyrite_core::runtime::import::{InputKind, Source, SourceCompiler};
use micropyrite_core::text;
use micropyrite_core::types::exception::traceback::{self, Place};
use micropyrite_core::types::{self, TypeDef};
use micropyrite_core::{Qstr, Raise, Res, Vm};

use foreign::ForeignHost;
use host::CompilerHost;
use reader::Reader;
use seen::Seen;

/// The compiler; a build that leaves it out runs `.mpy` files only.
pub static SOURCE: SourceText = SourceText;

/// Compiles source text.
pub struct SourceText;

impl SourceCompiler for SourceText {
    fn compile(&self, vm: &mut Vm, source: Source, kind: InputKind, name: Qstr) -> Res<This<ProtoFun>> {
        compile_unit(vm, source, kind, name, matches!(kind, InputKind::Single | InputKind::Paste))
    }
}

/// Enough steps for whatever people write, or machines for them; the native stack ends before, mostly.
const DEPTH_MAX: u32 = 20_000;

/// Compiles a unit. With `shows_values` the values of lonely expressions are printed, as at a prompt.
///
/// # Raises
/// `SyntaxError`, `IndentationError`, `MemoryError`, `RuntimeError`, what reading raises.
pub fn compile_unit(
    vm: &mut Vm,
    source: Source,
    kind: InputKind,
    name: Qstr,
    shows_values: bool,
) -> Res<This<ProtoFun>> {
    let options = Options {
        opt_level: vm.opt_level,
        is_repl: shows_values,
        trace_lines: true,
        depth: DEPTH_MAX,
        ..Options::new(micropyrite_compile::Name(name.0))
    };
    let kind = match kind {
        InputKind::Single => micropyrite_compile::InputKind::Single,
        InputKind::File | InputKind::Paste => micropyrite_compile::InputKind::File,
        InputKind::Eval => micropyrite_compile::InputKind::Eval,
    };
    compile_by(vm, source, name, |mut host| (compile(&mut host, kind, &options), host.raised))
}

/// The machine that code is compiled for.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// How many bits a small int has there.
    pub small_int_bits: u32,
    /// Whether the code tells its lines.
    pub has_lines: bool,
}

/// Compiles a module for another machine: as upstream's cross-compiler does, to the byte.
///
/// # Raises
/// As [`compile_unit`].
pub fn compile_foreign(vm: &mut Vm, source: Source, name: Qstr, target: Target) -> Res<This<ProtoFun>> {
    let options = Options {
        opt_level: vm.opt_level,
        small_int_bits: target.small_int_bits,
        has_lines: target.has_lines,
        depth: DEPTH_MAX,
        ..Options::new(micropyrite_compile::Name(name.0))
    };
    compile_by(vm, source, name, |host| {
        let mut host = ForeignHost::new(host);
        (compile(&mut host, micropyrite_compile::InputKind::File, &options), host.into_inner().raised)
    })
}

/// Compiles a unit as `run` does with the host it is given; that also gives what was raised meanwhile.
fn compile_by(
    vm: &mut Vm,
    source: Source,
    name: Qstr,
    run: impl for<'a, 'p> FnOnce(CompilerHost<'a, 'p>) -> (Result<CodeId, Error>, Option<Raise>),
) -> Res<This<ProtoFun>> {
    let loader = Loader::new(vm)?;
    let reader = Reader::new(vm, source)?;
    let (result, raised) = vm.with_unit(|vm, unit| {
        run(CompilerHost { vm, unit, loader, reader, seen: Seen::new(), raised: None })
    });
    match result {
        Ok(id) => {
            if let Some(raise) = raised {
                // A second, smaller request was met.
                vm.take_exception(raise);
            }
            loader.whole(vm, id).ok_or(()).map_err(|()| exc::value_error(vm, text!("unknown code")))
        }
        Err(error) => Err(raise_error(vm, &error, name, raised)),
    }
}

/// Raises what is wrong with a unit. `raised` is what the host was told meanwhile.
#[cold]
#[inline(never)]
fn raise_error(vm: &mut Vm, error: &Error, file: Qstr, raised: Option<Raise>) -> Raise {
    let class: &'static TypeDef = match error.kind.class() {
        ErrorClass::Memory | ErrorClass::Read => {
            return raised.unwrap_or_else(|| vm.raise_memory(0));
        }
        ErrorClass::Syntax => &types::SYNTAX_ERROR,
        ErrorClass::Indentation => &types::INDENTATION_ERROR,
        ErrorClass::NotImplemented => &types::NOT_IMPLEMENTED_ERROR,
        ErrorClass::Unicode => &types::UNICODE_ERROR,
        ErrorClass::Runtime => &types::RUNTIME_ERROR,
    };
    if error.kind == ErrorKind::TooDeep {
        return exc::recursion_error(vm);
    }
    let raise = match error.kind {
        ErrorKind::Parse(parse) => messages::raise_parse(vm, class, &parse),
        kind => exc::raise_static(vm, class, messages::of_compiler(&kind)),
    };
    if !matches!(error.kind.class(), ErrorClass::Syntax | ErrorClass::Indentation) {
        return raise;
    }
    let exception = vm.take_exception(raise);
    let block = error.block.map_or(Qstr::NULL, |name| Qstr(name.0));
    let place = Place { file, line: error.line, column: Some(error.column), block };
    traceback::add(vm, exception, place);
    vm.raise(exception)
}
