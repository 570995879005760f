//! Linking: from `RawCode` or a compiled file to functions' code, and back.
//!
//! A [`ProtoFun`] is one function's code with its prelude decoded; a [`Context`] is what the functions of one module
//! share: names and constants. A [`Loader`] takes codes as the compiler or the reader of files hands them on.
mod constant;
mod file;
mod in_file;
mod input;
mod linked;
mod loader;
mod save;

pub use file::load;
pub(crate) use in_file::{child, constant, put_off};
pub use input::Input;
pub use linked::Linked;
pub use loader::Loader;
pub use save::{Extent, save};

use micropyrite_bytecode::line_info;
use micropyrite_bytecode::prelude::{self, Prelude};
use micropyrite_bytecode::qstr::Qstr;

use crate::heap::code::{Bytes, Names};
use crate::heap::{Layout, ObjVec, This};
use crate::obj::{Obj, Slot};
use crate::vm::tier1::Heat;
use crate::{Vm, class, layout};

layout! {
    /// Names and constants of a module.
    pub struct Context: CONTEXT, Scanned {
        /// Names, by index.
        pub names: Names,
        /// Constants, by index; `unmade` for those that are still to be made of the image.
        pub consts: ObjVec,
        /// The file that codes lie in, as a text over it, if they do.
        image: Obj,
    }
}

layout! {
    /// One function's code. There is one for each `def`, so it is small: numbers too large for their field stand only
    /// in the prelude.
    pub struct ProtoFun: PROTO_FUN, Scanned {
        /// Prelude and bytecode; its byte is the depth of exception blocks, or `ASK`.
        code: Bytes,
        context: Option<This<Context>>,
        /// Tuple of the codes it makes functions of, or where in the image those begin that nobody needed so far.
        children: Slot,
        /// Offset of the first instruction, or `ASK_WIDE`.
        first: u16,
        /// Locals and stack, or `ASK_WIDE`.
        state: u16,
        /// Locals.
        pub n_locals: u16,
        /// Line on which a function is made of it; 0: nobody knows.
        pub line_made: u16,
        /// Locals that become cells, or `ASK`.
        cells: u8,
        /// Positional arguments with defaults, or `ASK_NIBBLE`, and in the upper half so of keyword-only arguments.
        defaults_keywords: u8,
        /// Positional arguments, or `ASK`.
        args: u8,
        /// `FLAG_*` of the prelude, and those below.
        flags: u8,
        /// How hot it is, and what tier 1 has made of it.
        pub(crate) heat: Heat,
    }
}

/// What a frame of a function needs.
pub(crate) struct Needs {
    /// First instruction.
    pub ip: *const u8,
    /// Locals and stack.
    pub n_state: usize,
    /// Depth of exception blocks.
    pub n_exc: usize,
}

/// The prelude says.
const ASK: u8 = u8::MAX;
const ASK_WIDE: u16 = u16::MAX;
const ASK_NIBBLE: u8 = 15;

/// Some number of those that a frame needs stands only in the prelude.
const WIDE: u8 = 1 << 4;
/// A call with as many arguments as it takes needs no binding.
const SIMPLE: u8 = 1 << 5;
/// Nor cells, nor a generator.
const EXACT: u8 = 1 << 6;
const _: () = assert!(prelude::FLAGS_IN_SIGNATURE < WIDE);

/// A number for a narrow field.
const fn narrow(value: u32) -> u8 {
    if value < ASK as u32 { value as u8 } else { ASK }
}

/// A number for half of a narrow field.
const fn nibble(value: u32) -> u8 {
    if value < ASK_NIBBLE as u32 { value as u8 } else { ASK_NIBBLE }
}

/// A number for a wide field.
const fn wide(value: u32) -> u16 {
    if value < ASK_WIDE as u32 { value as u16 } else { ASK_WIDE }
}

class! {
    /// Type of contexts; no Python code sees one.
    pub static CONTEXT: context { slots {} }
}
class! {
    /// Type of code objects.
    pub static PROTO_FUN: code { slots { print: crate::builtins::code::print, attr: crate::builtins::code::attr } }
}

impl ProtoFun {
    /// A code of which nothing is known yet.
    const fn blank(code: Bytes, context: This<Context>, children: Slot) -> ProtoFun {
        ProtoFun {
            ty: This::rom(<ProtoFun as Layout>::DEF),
            code,
            context: Some(context),
            children,
            first: 0,
            state: 0,
            n_locals: 0,
            line_made: 0,
            cells: 0,
            defaults_keywords: 0,
            args: 0,
            flags: 0,
            heat: Heat::NEVER,
        }
    }

    /// Notes what running it takes; false: more than can be counted.
    const fn describe(&mut self, p: &Prelude, n_locals: u32) -> bool {
        let is_generator = p.scope_flags & prelude::FLAG_GENERATOR != 0;
        let state = wide(if p.n_state < n_locals { n_locals } else { p.n_state });
        if n_locals >= ASK_WIDE as u32
            || p.n_exc_stack >= ASK_WIDE as u32
            || is_generator && state == ASK_WIDE
        {
            return false;
        }
        let plain = p.scope_flags & !prelude::FLAG_GENERATOR == 0 && p.n_kwonly_args == 0;
        let args = narrow(p.n_pos_args);
        let mut flags = p.scope_flags & prelude::FLAGS_IN_SIGNATURE;
        if plain && args != ASK {
            flags |= if p.n_cell == 0 && !is_generator { SIMPLE | EXACT } else { SIMPLE };
        }
        let (first, n_exc) = (wide(p.code_start() as u32), narrow(p.n_exc_stack));
        if first == ASK_WIDE || state == ASK_WIDE || n_exc == ASK {
            flags |= WIDE;
        }
        self.code.set_tag(n_exc);
        self.first = first;
        self.state = state;
        self.n_locals = n_locals as u16;
        self.cells = narrow(p.n_cell);
        self.defaults_keywords = nibble(p.n_def_pos_args) | nibble(p.n_kwonly_args) << 4;
        self.args = args;
        self.flags = flags;
        true
    }

    /// Prelude and bytecode.
    pub fn bytes(&self) -> &[u8] {
        self.code.get()
    }

    /// What a narrow field or else the prelude says.
    #[inline(always)]
    fn ask(&self, field: u8, of: impl FnOnce(&Prelude) -> u32) -> usize {
        if field != ASK { field as usize } else { self.ask_prelude(of) }
    }

    /// What half of a narrow field or else the prelude says.
    fn ask_nibble(&self, field: u8, of: impl FnOnce(&Prelude) -> u32) -> usize {
        if field != ASK_NIBBLE { field as usize } else { self.ask_prelude(of) }
    }

    /// What a wide field or else the prelude says.
    #[inline(always)]
    fn ask_wide(&self, field: u16, of: impl FnOnce(&Prelude) -> u32) -> usize {
        if field != ASK_WIDE { field as usize } else { self.ask_prelude(of) }
    }

    #[cold]
    #[inline(never)]
    fn ask_prelude(&self, of: impl FnOnce(&Prelude) -> u32) -> usize {
        of(&self.prelude()) as usize
    }

    /// Offset of the first instruction.
    #[inline(always)]
    fn first(&self) -> usize {
        self.ask_wide(self.first, |p| p.info_start + p.n_info + p.n_cell)
    }

    /// First instruction.
    #[inline(always)]
    pub(crate) fn ip(&self) -> *const u8 {
        self.code.address().wrapping_add(self.first())
    }

    /// What a frame needs.
    #[inline(always)]
    pub(crate) fn needs(&self) -> Needs {
        if self.flags & WIDE != 0 {
            return self.wide_needs();
        }
        Needs {
            ip: self.code.address().wrapping_add(self.first as usize),
            n_state: self.state as usize,
            n_exc: self.code.tag() as usize,
        }
    }

    #[cold]
    #[inline(never)]
    fn wide_needs(&self) -> Needs {
        Needs {
            ip: self.ip(),
            n_state: self.ask_wide(self.state, |p| p.n_state),
            n_exc: self.ask(self.code.tag(), |p| p.n_exc_stack),
        }
    }

    /// Locals that become cells.
    #[inline(always)]
    pub fn n_cells(&self) -> usize {
        self.ask(self.cells, |p| p.n_cell)
    }

    /// Positional arguments.
    #[inline(always)]
    pub fn n_pos_args(&self) -> usize {
        self.ask(self.args, |p| p.n_pos_args)
    }

    /// Positional arguments with defaults.
    pub fn n_def_pos_args(&self) -> usize {
        self.ask_nibble(self.defaults_keywords & 15, |p| p.n_def_pos_args)
    }

    /// Keyword-only arguments.
    pub fn n_kwonly_args(&self) -> usize {
        self.ask_nibble(self.defaults_keywords >> 4, |p| p.n_kwonly_args)
    }

    /// `FLAG_*` of the prelude.
    #[inline(always)]
    pub fn scope_flags(&self) -> u8 {
        self.flags & prelude::FLAGS_IN_SIGNATURE
    }

    /// Whether a call with `n` positional arguments needs no binding.
    #[inline(always)]
    pub(crate) fn is_simple_call(&self, n: usize) -> bool {
        self.flags & SIMPLE != 0 && self.args as usize == n
    }

    /// Whether a call with `n` positional arguments needs neither binding nor cells nor a generator.
    #[inline(always)]
    pub(crate) fn is_exact_call(&self, n: usize) -> bool {
        self.flags & EXACT != 0 && self.args as usize == n
    }

    /// Whether it collects arguments or has some that are given by name only, and needs neither cells nor a generator
    /// nor a dict of names.
    #[allow(dead_code)] // Only tier 1 asks.
    pub(crate) fn binds_in_place(&self) -> bool {
        let flags = self.scope_flags();
        flags & (prelude::FLAG_GENERATOR | prelude::FLAG_VAR_KEYWORDS) == 0
            && (flags & prelude::FLAG_VAR_ARGS != 0 || self.n_kwonly_args() != 0)
            && self.n_cells() == 0
    }

    /// Positional arguments of calls that need neither binding nor cells nor a generator, if there are such.
    pub fn exact_args(&self) -> Option<usize> {
        (self.flags & EXACT != 0).then_some(self.args as usize)
    }

    /// How many locals are arguments: they have values from the start.
    pub fn n_args_in_locals(&self) -> usize {
        let flags = self.scope_flags();
        let stars = [prelude::FLAG_VAR_ARGS, prelude::FLAG_VAR_KEYWORDS];
        self.n_pos_args() + self.n_kwonly_args() + stars.iter().filter(|&flag| flags & flag != 0).count()
    }

    /// Address of an offset from the first instruction.
    pub(crate) fn at(&self, offset: usize) -> *const u8 {
        self.ip().wrapping_add(offset)
    }

    /// Offset of an address from the first instruction.
    pub(crate) fn offset(&self, ip: *const u8) -> usize {
        (ip as usize).wrapping_sub(self.ip() as usize)
    }

    /// Table of names.
    #[inline(always)]
    pub(crate) fn qstrs(&self, vm: &Vm) -> *const Qstr {
        self.context().get(vm).names.address()
    }

    /// Its prelude, decoded again: names and lines are asked for rarely.
    fn prelude(&self) -> Prelude {
        Prelude::decode(self.code.get()).unwrap_or_default()
    }

    /// Names and constants.
    pub fn context(&self) -> This<Context> {
        self.context.unwrap_or(This::rom(&NO_CONTEXT))
    }

    /// Code of a function that this one makes, if it has been made.
    pub fn child(&self, vm: &Vm, i: usize) -> Option<This<ProtoFun>> {
        self.child_item(vm, i).and_then(|c| c.cast::<ProtoFun>())
    }

    fn child_item(&self, vm: &Vm, i: usize) -> Option<Obj> {
        self.children.and_then(Obj::as_tuple)?.items(vm).get(i).copied()
    }

    /// How many functions it makes.
    pub fn n_children(&self, vm: &Vm) -> usize {
        self.children.and_then(Obj::as_tuple).map_or(0, |c| c.get(vm).len)
    }

    /// Indices of the first `n` of its name and its arguments' names. Nothing but where they begin is asked of the
    /// prelude.
    fn names(&self, n: usize) -> prelude::Names<'_> {
        let code = self.code.get();
        let start = prelude::info_start(code);
        let end = self.first().saturating_sub(self.n_cells());
        prelude::Names::new(code.get(start..end).unwrap_or_default(), n)
    }

    /// Indices of all its names, with the steps of lines behind them.
    fn info(&self) -> prelude::Names<'_> {
        self.names(1 + self.n_pos_args() + self.n_kwonly_args())
    }

    /// The name with an index in the module's table.
    fn named(&self, vm: &Vm, index: Option<u32>) -> Qstr {
        let names = self.context().get(vm).names;
        index.and_then(|index| names.get().get(index as usize).copied()).unwrap_or(Qstr::NULL)
    }

    /// Its name.
    pub fn name(&self, vm: &Vm) -> Qstr {
        self.named(vm, self.names(1).next())
    }

    /// Name of argument `i`.
    pub fn arg_name(&self, vm: &Vm, i: usize) -> Qstr {
        self.named(vm, self.names(i + 2).nth(i + 1))
    }

    /// Which of its `n` arguments has a name.
    pub(crate) fn find_arg(&self, vm: &Vm, n: usize, name: Obj) -> Option<usize> {
        let mut names = self.names(n + 1);
        names.next();
        names.position(|index| vm.str_is(name, self.named(vm, Some(index))))
    }

    /// File it comes from.
    pub fn file(&self, vm: &Vm) -> Qstr {
        self.context().get(vm).names.get().first().copied().unwrap_or(Qstr::NULL)
    }

    /// Local that cell `i` is made of.
    pub(crate) fn cell_local(&self, i: usize) -> usize {
        let at = self.first().saturating_sub(self.n_cells()) + i;
        self.code.get().get(at).map_or(0, |&b| b as usize)
    }

    /// The instructions.
    pub(crate) fn instructions(&self) -> &[u8] {
        self.code.get().get(self.first()..).unwrap_or(&[])
    }

    /// Line of an offset from the first instruction.
    pub fn line(&self, offset: usize) -> usize {
        line_info::line_at(self.info().rest(), offset) as usize
    }

    /// File, line and name for an offset behind (or in) an instruction.
    pub(crate) fn place_at(&self, vm: &Vm, offset: usize) -> (Qstr, usize, Qstr) {
        let offset = offset.saturating_sub(1);
        let mut info = self.info();
        let name = self.named(vm, info.next());
        (self.file(vm), line_info::line_at(info.rest(), offset) as usize, name)
    }
}

/// What code without names or constants refers to.
static NO_CONTEXT: Context =
    Context { ty: This::rom(&CONTEXT), names: Names::EMPTY, consts: ObjVec::EMPTY, image: Obj::NONE };

/// What stands for a constant that nobody needed so far.
#[inline(always)]
pub(crate) fn unmade() -> Obj {
    Obj::rom(&NO_CONTEXT)
}
