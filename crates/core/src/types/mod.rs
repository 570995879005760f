//! Python's types: one file or folder each.

pub mod ty;
pub mod none;
pub mod int;
pub mod float;
pub mod complex;
pub mod str;
pub mod tuple;
pub mod tuple_ops;
pub mod attrtuple;
pub mod namedtuple;
pub mod sequence;
pub mod index;
pub mod list;
pub(crate) mod lookup;
pub mod list_methods;
pub mod list_sort;
pub mod dict;
pub mod dict_methods;
pub mod dict_view;
pub mod set;
pub mod set_methods;
pub mod cell;
pub mod fun;
pub mod method;
pub mod module;
pub mod exception;
pub mod file;
#[cfg(feature = "level-everything")]
pub mod frame;
pub mod generator;
pub mod instance;
pub mod io_base;
pub mod object;
pub mod super_;
pub mod property;
pub mod range;
pub mod slice;
pub mod iter;
pub mod enumerate;
pub mod zip;
pub mod map_iter;
pub mod filter;
pub mod reversed;
pub mod deque;
pub mod bytearray;
pub mod stdio;
#[cfg_attr(not(feature = "host-files"), path = "vfs_posix_disabled.rs")]
pub mod vfs_posix;
pub mod bytearray_methods;
pub mod array;
pub mod memoryview;

pub use array::{ARRAY, Array};
pub use bytearray::{BYTEARRAY, ByteArray};
pub use cell::{CELL, Cell};
pub use complex::{COMPLEX, Complex};
pub use deque::{DEQUE, Deque};
pub use dict::{DICT, Dict, ORDERED_DICT};
pub use enumerate::ENUMERATE;
pub use exception::Exception;
pub use exception::tree::*;
pub use filter::FILTER;
pub use float::{FLOAT, Float};
pub use fun::bound::{BOUND_METHOD, Bound};
pub use fun::bytecode::{FUN, Fun};
pub use fun::closure::{CLOSURE, Closure};
pub use generator::{GENERATOR, Generator};
pub use instance::Instance;
pub use int::{BOOL, BigInt, INT};
pub use list::{LIST, List};
pub use map_iter::MAP;
pub use memoryview::{MEMORYVIEW, MemoryView};
pub use method::{CLASS_METHOD, ClassMethod, STATIC_METHOD, StaticMethod};
pub use module::{MODULE, Module};
pub use none::{ELLIPSIS, NONE_TYPE, NOT_IMPLEMENTED};
pub use object::{OBJECT, TYPE};
pub use range::{RANGE, Range};
pub use reversed::REVERSED;
pub use set::{FROZENSET, SET, Set};
pub use slice::{SLICE, Slice};
pub use str::{BYTES, STR, Str};
pub use tuple::{TUPLE, Tuple};
pub use ty::*;
pub use zip::ZIP;

use crate::heap::This;
use crate::obj::Obj;
use crate::obj::word::{Immediate, Kind};

/// Type of a value that is no pointer.
#[inline]
pub(crate) fn type_of_immediate(object: Obj) -> Ty {
    This::rom(match object.kind() {
        Kind::Small(_) => &INT,
        Kind::Qstr(_) => &STR,
        Kind::Immediate(Immediate::True | Immediate::False) => &BOOL,
        Kind::Immediate(Immediate::Ellipsis) => &ELLIPSIS,
        Kind::Immediate(Immediate::NotImplemented) => &NOT_IMPLEMENTED,
        _ => &NONE_TYPE,
    })
}
