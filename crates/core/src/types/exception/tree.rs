//! The tree of exception types.
use super::{attr, make_new, print, store_attr};
use crate::types::{EXCEPTION, Slots, TypeDef};
use micropyrite_bytecode::qstr;

/// What objects of every built-in exception type do.
pub static EXCEPTION_SLOTS: Slots = Slots {
    make_new: Some(make_new),
    print: Some(print),
    attr: Some(attr),
    store_attr: Some(store_attr),
    ..Slots::NONE
};

macro_rules! exceptions {
    ($($ID:ident $name:ident $($parent:ident)?;)*) => {
        $(
            #[doc = concat!("`", stringify!($name), "`")]
            pub static $ID: TypeDef = {
                #[allow(unused_mut)]
                let mut def = TypeDef::new(qstr!($name), EXCEPTION, &EXCEPTION_SLOTS);
                $( def = def.with_parent(&$parent); )?
                def
            };
        )*
    };
}

exceptions! {
    BASE_EXCEPTION BaseException;
    SYSTEM_EXIT SystemExit BASE_EXCEPTION;
    KEYBOARD_INTERRUPT KeyboardInterrupt BASE_EXCEPTION;
    GENERATOR_EXIT GeneratorExit BASE_EXCEPTION;
    EXCEPTION_TYPE Exception BASE_EXCEPTION;
    STOP_ITERATION StopIteration EXCEPTION_TYPE;
    STOP_ASYNC_ITERATION StopAsyncIteration EXCEPTION_TYPE;
    ARITHMETIC_ERROR ArithmeticError EXCEPTION_TYPE;
    OVERFLOW_ERROR OverflowError ARITHMETIC_ERROR;
    ZERO_DIVISION_ERROR ZeroDivisionError ARITHMETIC_ERROR;
    ASSERTION_ERROR AssertionError EXCEPTION_TYPE;
    ATTRIBUTE_ERROR AttributeError EXCEPTION_TYPE;
    EOF_ERROR EOFError EXCEPTION_TYPE;
    IMPORT_ERROR ImportError EXCEPTION_TYPE;
    LOOKUP_ERROR LookupError EXCEPTION_TYPE;
    INDEX_ERROR IndexError LOOKUP_ERROR;
    KEY_ERROR KeyError LOOKUP_ERROR;
    MEMORY_ERROR MemoryError EXCEPTION_TYPE;
    NAME_ERROR NameError EXCEPTION_TYPE;
    OS_ERROR OSError EXCEPTION_TYPE;
    TIMEOUT_ERROR TimeoutError OS_ERROR;
    RUNTIME_ERROR RuntimeError EXCEPTION_TYPE;
    NOT_IMPLEMENTED_ERROR NotImplementedError RUNTIME_ERROR;
    SYNTAX_ERROR SyntaxError EXCEPTION_TYPE;
    INDENTATION_ERROR IndentationError SYNTAX_ERROR;
    TYPE_ERROR TypeError EXCEPTION_TYPE;
    VIPER_TYPE_ERROR ViperTypeError TYPE_ERROR;
    VALUE_ERROR ValueError EXCEPTION_TYPE;
    UNICODE_ERROR UnicodeError VALUE_ERROR;
}
