//! The modules that are always there, and the names that every module sees.
use micropyrite_bytecode::qstr;

use crate::heap::map::Entry;
use crate::native::ModuleDef;
use crate::native::def::ANY;
use crate::obj::Obj;
use crate::types::{self, Dict, Module};
use crate::{row, row_value, unlisted};

pub mod class;
pub mod code;
pub mod errno;
pub mod evaluate;
pub mod gc;
pub mod help;
pub mod iteration;
pub mod micropython;
pub mod numbers;
pub mod objects;
pub mod output;
pub mod sys;
pub mod template;
#[cfg(feature = "threads")]
pub mod thread;
#[cfg(feature = "level-everything")]
pub mod weakref;

/// A table whose rows are `name = [kind] value;`, kinds as in [`module!`](crate::module!). It is longer than a macro
/// that goes row by row can take.
macro_rules! table {
    ($($name:tt = [$($kind:tt)*] $value:expr $(, if $feature:literal)?;)*) => {
        {
            $( $( unlisted!($value, $feature); )? )*
            &[$( $(#[cfg(feature = $feature)])? row!($name, row_value!($($kind)* $value)), )*]
        }
    };
}

static TABLE: &[Entry] = table! {
    __name__ = [obj] Obj::qstr(qstr!(builtins));

    __build_class__ = [obj] Obj::rom(&class::BUILD_CLASS);
    __import__ = [var(1, 5)] evaluate::import_;
    __repl_print__ = [fn] output::repl_print;
    __template__ = [var(1, ANY)] template::template, if "level-everything";

    bool = [ty] types::BOOL;
    bytes = [ty] types::BYTES;
    bytearray = [ty] types::BYTEARRAY, if "level-extra";
    complex = [ty] types::COMPLEX, if "float";
    dict = [ty] types::DICT;
    enumerate = [ty] types::ENUMERATE, if "level-extra";
    filter = [ty] types::FILTER, if "level-extra";
    float = [ty] types::FLOAT, if "float";
    frozenset = [ty] types::FROZENSET, if "level-extra";
    int = [ty] types::INT;
    list = [ty] types::LIST;
    map = [ty] types::MAP;
    memoryview = [ty] types::memoryview::MEMORYVIEW, if "level-extra";
    object = [ty] types::OBJECT;
    property = [ty] types::property::PROPERTY, if "level-extra";
    range = [ty] types::RANGE;
    reversed = [ty] types::REVERSED, if "level-extra";
    set = [ty] types::SET, if "level-extra";
    slice = [ty] types::SLICE, if "level-extra";
    str = [ty] types::STR;
    super = [ty] types::super_::SUPER;
    tuple = [ty] types::TUPLE;
    type = [ty] types::TYPE;
    zip = [ty] types::ZIP;
    classmethod = [ty] types::CLASS_METHOD;
    staticmethod = [ty] types::STATIC_METHOD;

    Ellipsis = [obj] Obj::ELLIPSIS;
    NotImplemented = [obj] Obj::NOT_IMPLEMENTED, if "level-extra";

    abs = [fn] numbers::abs;
    all = [fn] iteration::all;
    any = [fn] iteration::any;
    bin = [fn] numbers::bin;
    callable = [fn] objects::callable;
    compile = [var(3, 6)] evaluate::compile, if "level-extra";
    chr = [fn] numbers::chr;
    delattr = [fn] objects::delattr, if "level-extra";
    dir = [var(0, 1)] objects::dir, if "level-extra";
    divmod = [fn] numbers::divmod;
    eval = [var(1, 3)] evaluate::eval;
    exec = [var(1, 3)] evaluate::exec;
    execfile = [var(1, 3)] evaluate::execfile, if "level-extra";
    getattr = [var(2, 3)] objects::getattr;
    setattr = [fn] objects::setattr;
    globals = [fn] objects::globals;
    hasattr = [fn] objects::hasattr;
    hash = [fn] numbers::hash;
    help = [var(0, 1)] help::help, if "level-extra";
    hex = [fn] numbers::hex;
    id = [fn] numbers::id;
    input = [fn] output::input, if "level-extra";
    isinstance = [fn] objects::isinstance;
    issubclass = [fn] objects::issubclass;
    iter = [fn] iteration::iter;
    len = [fn] objects::len;
    locals = [fn] objects::locals;
    max = [kw(1, ANY)] iteration::max, if "level-extra";
    min = [kw(1, ANY)] iteration::min, if "level-extra";
    next = [obj] Obj::rom(&iteration::NEXT);
    oct = [fn] numbers::oct;
    open = [obj] Obj::rom(&objects::OPEN), if "level-extra";
    ord = [fn] numbers::ord;
    pow = [var(2, 3)] numbers::pow;
    print = [kw(0, ANY)] output::print;
    repr = [fn] objects::repr;
    round = [var(1, 2)] numbers::round;
    sorted = [kw(1, ANY)] iteration::sorted;
    sum = [var(1, 2)] iteration::sum;

    BaseException = [ty] types::BASE_EXCEPTION;
    ArithmeticError = [ty] types::ARITHMETIC_ERROR;
    AssertionError = [ty] types::ASSERTION_ERROR;
    AttributeError = [ty] types::ATTRIBUTE_ERROR;
    EOFError = [ty] types::EOF_ERROR;
    Exception = [ty] types::EXCEPTION_TYPE;
    GeneratorExit = [ty] types::GENERATOR_EXIT;
    ImportError = [ty] types::IMPORT_ERROR;
    IndentationError = [ty] types::INDENTATION_ERROR;
    IndexError = [ty] types::INDEX_ERROR;
    KeyboardInterrupt = [ty] types::KEYBOARD_INTERRUPT;
    KeyError = [ty] types::KEY_ERROR;
    LookupError = [ty] types::LOOKUP_ERROR;
    MemoryError = [ty] types::MEMORY_ERROR;
    NameError = [ty] types::NAME_ERROR;
    NotImplementedError = [ty] types::NOT_IMPLEMENTED_ERROR;
    OSError = [ty] types::OS_ERROR;
    OverflowError = [ty] types::OVERFLOW_ERROR;
    RuntimeError = [ty] types::RUNTIME_ERROR;
    StopAsyncIteration = [ty] types::STOP_ASYNC_ITERATION;
    StopIteration = [ty] types::STOP_ITERATION;
    SyntaxError = [ty] types::SYNTAX_ERROR;
    SystemExit = [ty] types::SYSTEM_EXIT;
    TypeError = [ty] types::TYPE_ERROR;
    UnicodeError = [ty] types::UNICODE_ERROR, if "level-extra";
    ValueError = [ty] types::VALUE_ERROR;
    ViperTypeError = [ty] types::VIPER_TYPE_ERROR, if "level-extra";
    ZeroDivisionError = [ty] types::ZERO_DIVISION_ERROR;
};

/// Names that every module sees.
pub static DICT: Dict = Dict::rom(TABLE);

static MODULE: Module = Module::rom(&DICT);

/// The module of the names that every module sees.
pub static BUILTINS: ModuleDef = ModuleDef::new(qstr!(builtins), &MODULE);

/// Modules that every interpreter has.
pub static CORE_MODULES: &[&ModuleDef] = &[
    &BUILTINS,
    &sys::SYS,
    #[cfg(feature = "level-extra")]
    &gc::GC,
    #[cfg(feature = "level-extra")]
    &micropython::MICROPYTHON,
    #[cfg(feature = "level-extra")]
    &errno::ERRNO,
    #[cfg(feature = "level-everything")]
    &template::STRING,
    #[cfg(feature = "threads")]
    &thread::THREAD,
    #[cfg(feature = "level-everything")]
    &weakref::WEAKREF,
];
