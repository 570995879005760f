//! `ForeignHost`: the host of a unit that another machine will run.
//!
//! Two things depend on who compiles. A string of more than ten bytes becomes a name, rather than a constant, if it is
//! one already: so the names in ROM must be those that upstream's cross-compiler has, or files would differ from its
//! own. And numbers of modules are folded only where they are known to be the machine's own.

use micropyrite_bytecode::{CodeId, RawCode};
use micropyrite_compile::{Const, Consts, Fold, Folded, Name, Names, Sink, Workspace};
use micropyrite_core::{Qstr, qstr};
use micropyrite_syntax::Tree;
use micropyrite_syntax::workspace::ReadError;

use super::host::CompilerHost;

/// The names in ROM of upstream's cross-compiler that are longer than what always becomes a name. What is shorter makes
/// no difference. Found by asking it (version 1.29, `f("name")` for each text in the program).
const KNOWN: [&str; 50] = [
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BaseException",
    "GeneratorExit",
    "ImportError",
    "IndentationError",
    "Interpolation",
    "KeyboardInterrupt",
    "LookupError",
    "MemoryError",
    "NotImplementedError",
    "OverflowError",
    "RuntimeError",
    "StopAsyncIteration",
    "StopIteration",
    "SyntaxError",
    "UnicodeError",
    "ViperTypeError",
    "ZeroDivisionError",
    "__build_class__",
    "__complex__",
    "__contains__",
    "__delitem__",
    "__getattr__",
    "__getitem__",
    "__qualname__",
    "__repl_print__",
    "__reversed__",
    "__setitem__",
    "__template__",
    "__traceback__",
    "bound_method",
    "classmethod",
    "difference_update",
    "format_spec",
    "heap_unlock",
    "interpolations",
    "intersection",
    "intersection_update",
    "maximum recursion depth exceeded",
    "micropython",
    "staticmethod",
    "string.templatelib",
    "symmetric_difference",
    "symmetric_difference_update",
    "templatelib",
    "unpack_from",
    "vcvt_f32_s32",
    "vcvt_s32_f32",
];

/// Numbers below this are of names in ROM.
const N_ROM: usize = micropyrite_bytecode::qstr::RAM_BASE as usize;

/// The host of one unit.
pub(super) struct ForeignHost<'a, 'p> {
    host: CompilerHost<'a, 'p>,
    /// Which names in ROM the unit has used.
    used: [u32; N_ROM.div_ceil(32)],
}

impl<'a, 'p> ForeignHost<'a, 'p> {
    pub fn new(host: CompilerHost<'a, 'p>) -> Self {
        ForeignHost { host, used: [0; N_ROM.div_ceil(32)] }
    }

    /// The host of units that run here.
    pub fn into_inner(self) -> CompilerHost<'a, 'p> {
        self.host
    }
}

impl<'p> Workspace<'p> for ForeignHost<'_, 'p> {
    fn take(&mut self, words: usize) -> Option<&'p mut [u32]> {
        self.host.take(words)
    }

    fn give(&mut self, block: &'p mut [u32]) {
        self.host.give(block);
    }

    fn intern(&mut self, text: &[u8]) -> Option<Name> {
        let name = self.host.intern(text)?;
        let number = usize::from(name.0);
        if let Some(word) = self.used.get_mut(number / 32) {
            *word |= 1 << (number % 32);
        }
        Some(name)
    }

    fn find(&mut self, text: &[u8]) -> Option<Name> {
        let name = qstr::find(self.host.vm, text);
        let Some(Qstr(number)) = name else {
            // Upstream's has names that are not ours.
            return if KNOWN.iter().any(|known| known.as_bytes() == text) { self.intern(text) } else { None };
        };
        let is_used = match self.used.get(usize::from(number) / 32) {
            Some(word) => word >> (number % 32) & 1 != 0,
            None => true,
        };
        (is_used || KNOWN.iter().any(|known| known.as_bytes() == text)).then_some(Name(number))
    }

    fn text(&self, name: Name) -> &[u8] {
        self.host.text(name)
    }

    fn read(&mut self, into: &mut [u8]) -> Result<usize, ReadError> {
        self.host.read(into)
    }

    fn has_stack(&self) -> bool {
        self.host.has_stack()
    }
}

impl Sink for ForeignHost<'_, '_> {
    fn begin(&mut self) -> Option<CodeId> {
        self.host.begin()
    }

    fn finish(&mut self, id: CodeId, code: &RawCode<'_>) -> Option<()> {
        self.host.finish(id, code)
    }

    fn tables(&mut self, names: Names<'_>, consts: Consts<'_>) -> Option<()> {
        self.host.tables(names, consts)
    }

    fn tree(&mut self, tree: &Tree<'_>) {
        self.host.tree(tree);
    }

    fn fold(&mut self, op: Fold, a: Const<'_>, b: Const<'_>, put: &mut dyn FnMut(Folded<'_>)) -> Option<()> {
        self.host.fold(op, a, b, put)
    }

    fn module_constant(&mut self, module: Name, attr: Name, put: &mut dyn FnMut(Folded<'_>)) -> Option<()> {
        // Those of `errno` are another system's.
        if Qstr(module.0) == micropyrite_bytecode::qstr!(errno) {
            None
        } else {
            self.host.module_constant(module, attr, put)
        }
    }
}
