//! `str` and `bytes`: immutable text and bytes.
//!
//! Both have one layout; the type word tells them apart. A `str` is UTF-8; names (qstrs) are `str` too, without a
//! block of their own, so that equal texts may be different words: compare texts, never words. The blocks
//! themselves are `heap/text.rs`. Bytearrays share the methods, so most functions here work on a [`Kind`].
use micropyrite_bytecode::ops::BinaryOp;
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::qstr::Qstr;

use crate::heap::{At, ByteVec, Fixed, RomText, This};
use crate::obj::{Obj, Slot};
use crate::runtime::{buffer, exc};
use crate::types::{self, Ty};
use crate::{Raise, Res, Vm, config};

pub mod case;
pub mod convert;
pub mod find;
pub mod format;
pub mod iter;
pub mod join;
pub mod methods;
pub mod number;
pub mod pad;
pub mod percent;
pub mod quote;
pub mod replace;
pub mod search;
pub mod slots;
pub mod split;
pub mod strip;
pub mod unicode;

pub use methods::{BYTES, STR};

/// A `str` or `bytes` object; its text follows, or where it is does.
#[repr(C)]
pub struct Str {
    /// The type word: `STR` or `BYTES`.
    pub(crate) ty: Ty,
    /// Hash of the text; 0: not computed yet.
    pub(crate) hash: u32,
    /// Length in bytes, and bits of `heap/text.rs`.
    pub(crate) len: u32,
}

/// The three types that share the methods of text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `str`
    Str,
    /// `bytes`
    Bytes,
    /// `bytearray`
    ByteArray,
}

impl Kind {
    /// The type.
    pub fn ty(self) -> Ty {
        This::rom(match self {
            Kind::Str => &STR,
            Kind::Bytes => &BYTES,
            Kind::ByteArray => &types::BYTEARRAY,
        })
    }

    /// Whether arguments of one kind go with the other: `bytes` and `bytearray` do.
    fn goes_with(self, other: Kind) -> bool {
        (self == Kind::Str) == (other == Kind::Str)
    }
}

/// The empty `bytes`.
pub static EMPTY_BYTES: RomText<0> = RomText::bytes(b"");

/// The strings of one ASCII character.
static ASCII: [RomText<1>; 128] = {
    let mut table = [const { RomText::new("?") }; 128];
    let mut i = 0;
    while i < table.len() {
        let one = [i as u8];
        if let Ok(text) = core::str::from_utf8(&one) {
            table[i] = RomText::new(text);
        }
        i += 1;
    }
    table
};

/// The empty string.
pub const EMPTY: Obj = Obj::qstr(qstr!(""));

/// The empty `bytes`.
pub fn empty_bytes() -> Obj {
    EMPTY_BYTES.obj()
}

/// The string of one ASCII character. Compact builds make it, others have all of them in ROM.
///
/// # Raises
/// `MemoryError`.
#[inline]
pub fn ascii_char(vm: &mut Vm, byte: u8) -> Res {
    if config::COMPACT {
        let text = vm.new_text(Kind::Str.ty(), 1, |_, out| out.fill(byte))?;
        return Ok(text.obj());
    }
    Ok(ASCII.get(byte as usize).map_or(EMPTY, RomText::obj))
}

/// Raises `UnicodeError`.
#[cold]
pub fn unicode_error(vm: &mut Vm) -> Raise {
    exc::raise_static(vm, &types::UNICODE_ERROR, text!(""))
}

/// A `str` of bytes that are not in the heap.
///
/// # Raises
/// `UnicodeError` if they are not UTF-8; `MemoryError`.
pub fn new(vm: &mut Vm, text: &[u8]) -> Res {
    match text {
        [] => Ok(EMPTY),
        &[byte] if byte.is_ascii() => ascii_char(vm, byte),
        _ if !unicode::is_valid(text) => Err(unicode_error(vm)),
        _ => {
            let text = vm.new_text(Kind::Str.ty(), text.len(), |_, out| out.copy_from_slice(text))?;
            Ok(text.obj())
        }
    }
}

/// A `bytes` object of bytes that are not in the heap.
///
/// # Raises
/// `MemoryError`.
pub fn bytes(vm: &mut Vm, bytes: &[u8]) -> Res {
    with_len(vm, Kind::Bytes, bytes.len(), |_, out| out.copy_from_slice(bytes))
}

/// A `str` over static text.
///
/// # Raises
/// `MemoryError`.
pub fn from_static(vm: &mut Vm, text: &'static str) -> Res {
    if text.is_empty() {
        return Ok(EMPTY);
    }
    from_ascii(vm, text.as_bytes())
}

/// As [`from_static`], of bytes that are ASCII, and some.
pub(crate) fn from_ascii(vm: &mut Vm, text: &'static [u8]) -> Res {
    Ok(vm.new_fixed_text(Kind::Str.ty(), Fixed::rom(text))?.obj())
}

/// A `str` or `bytes` over bytes that stay where they are.
///
/// # Raises
/// `UnicodeError` for a `str` that is not UTF-8; `MemoryError`.
pub fn from_fixed(vm: &mut Vm, kind: Kind, fixed: Fixed) -> Res {
    match fixed.bytes(vm) {
        [] => with_len(vm, kind, 0, |_, _| ()),
        bytes if kind == Kind::Str && !unicode::is_valid(bytes) => Err(unicode_error(vm)),
        _ => Ok(vm.new_fixed_text(kind.ty(), fixed)?.obj()),
    }
}

/// Makes the contents of a byte array a `str` and empties the array. The bytes must be UTF-8: nothing is checked.
///
/// # Raises
/// `MemoryError`.
pub fn take_bytevec(vm: &mut Vm, at: At<'_, ByteVec>) -> Res {
    take_as(vm, Kind::Str, at)
}

/// As [`take_bytevec`], but `bytes`.
///
/// # Raises
/// `MemoryError`.
pub fn take_bytes(vm: &mut Vm, at: At<'_, ByteVec>) -> Res {
    take_as(vm, Kind::Bytes, at)
}

fn take_as(vm: &mut Vm, kind: Kind, at: At<'_, ByteVec>) -> Res {
    let made = match at(vm).bytes() {
        [] => Some(if kind == Kind::Str { EMPTY } else { empty_bytes() }),
        &[byte] if kind == Kind::Str && byte.is_ascii() => Some(ascii_char(vm, byte)?),
        _ => None,
    };
    match made {
        Some(made) => {
            vm.free_bytes(at);
            Ok(made)
        }
        None => Ok(vm.text_from_bytevec(kind.ty(), at)?.obj()),
    }
}

/// Makes the contents of a bytearray that nobody else has an object of a kind.
///
/// # Raises
/// `MemoryError`.
pub(crate) fn take_buffer(vm: &mut Vm, kind: Kind, array: This<types::ByteArray>) -> Res {
    if kind == Kind::ByteArray {
        return Ok(array.obj());
    }
    take_as(vm, kind, &|vm| &mut array.get_mut(vm).bytes)
}

/// An object of a kind with `len` bytes, which `fill` sets. A `str` must become UTF-8: nothing is checked.
///
/// # Raises
/// `MemoryError`.
pub fn with_len(vm: &mut Vm, kind: Kind, len: usize, fill: impl FnOnce(&Vm, &mut [u8])) -> Res {
    match kind {
        Kind::ByteArray => Ok(vm.new_bytearray_with(len, fill)?.obj()),
        Kind::Str if len == 0 => Ok(EMPTY),
        Kind::Bytes if len == 0 => Ok(empty_bytes()),
        _ => Ok(vm.new_text(kind.ty(), len, fill)?.obj()),
    }
}

/// Bytes `start..end` of an object as a new object of a kind.
///
/// # Raises
/// `UnicodeError` if a `str` would begin or end inside a character; `MemoryError`.
pub fn sub(vm: &mut Vm, kind: Kind, source: Obj, start: usize, end: usize) -> Res {
    let bytes = data(vm, source);
    let end = end.min(bytes.len());
    let start = start.min(end);
    if kind == Kind::Str {
        match &bytes[start..end] {
            [] => return Ok(EMPTY),
            &[byte] if byte.is_ascii() => return ascii_char(vm, byte),
            _ => {}
        }
        let cut = |at: usize| bytes.get(at).is_some_and(|b| unicode::is_continuation(*b));
        if cut(start) || cut(end) {
            return Err(unicode_error(vm));
        }
        if end - start == bytes.len() && text(vm, source).is_some() {
            return Ok(source);
        }
    }
    with_len(vm, kind, end - start, |vm, out| {
        if let Some(part) = data(vm, source).get(start..end)
            && part.len() == out.len()
        {
            out.copy_from_slice(part);
        }
    })
}

/// `len` bytes of an object's buffer from `start` on as a new `str`.
///
/// # Raises
/// `UnicodeError` if they are not UTF-8; `MemoryError`.
pub fn part(vm: &mut Vm, source: Obj, start: usize, len: usize) -> Res {
    let bytes = data(vm, source).get(start..start + len).unwrap_or_default();
    let ascii = bytes.is_ascii();
    match bytes {
        [] => return Ok(EMPTY),
        &[byte] if ascii => return ascii_char(vm, byte),
        bytes if !ascii && !unicode::is_valid(bytes) => return Err(unicode_error(vm)),
        _ => {}
    }
    let text = vm.new_text(Kind::Str.ty(), len, |vm, out| {
        let bytes = data(vm, source).get(start..start + len).unwrap_or_default();
        if bytes.len() == out.len() {
            out.copy_from_slice(bytes);
        }
    })?;
    if ascii {
        text.get_mut(vm).note_ascii(true);
    }
    Ok(text.obj())
}

/// Text of a `str`; `None` for other objects.
#[inline]
pub fn text(vm: &Vm, object: Obj) -> Option<&[u8]> {
    if let Some(qstr) = object.as_qstr() {
        return Some(vm.qstr_bytes(qstr));
    }
    let text = object.as_text_block()?;
    if text.get(vm).ty == This::rom(&STR) { Some(text.bytes(vm)) } else { None }
}

/// Whether it is a `str`.
#[inline]
pub fn is_str(object: Obj) -> bool {
    object.is_qstr() || object.cast::<Str>().is_some()
}

/// Bytes of any object with a buffer; nothing for others.
#[inline]
pub fn data(vm: &Vm, object: Obj) -> &[u8] {
    buffer::read(vm, object).unwrap_or(&[])
}

/// Which of the three kinds an object is.
#[inline]
pub fn kind_of(object: Obj) -> Option<Kind> {
    if is_str(object) {
        return Some(Kind::Str);
    }
    if object.as_text_block().is_some() {
        return Some(Kind::Bytes);
    }
    object.cast::<types::ByteArray>().map(|_| Kind::ByteArray)
}

/// The kind of a method's `self`.
///
/// # Raises
/// `TypeError`.
pub(crate) fn self_kind(vm: &mut Vm, object: Obj) -> Res<Kind> {
    match kind_of(object) {
        Some(kind) => Ok(kind),
        None => Err(bad_conversion(vm, object)),
    }
}

/// Refuses arguments that do not go with a method's `self`.
///
/// # Raises
/// `TypeError`.
pub(crate) fn check_argument(vm: &mut Vm, kind: Kind, argument: Obj) -> Res<()> {
    match kind_of(argument) {
        Some(other) if kind.goes_with(other) => Ok(()),
        _ => Err(bad_conversion(vm, argument)),
    }
}

/// Refuses what is neither `str` nor `bytes`.
///
/// # Raises
/// `TypeError`.
pub fn check_text(vm: &mut Vm, object: Obj) -> Res<()> {
    if object.is_qstr() || object.as_text_block().is_some() {
        return Ok(());
    }
    Err(bad_conversion(vm, object))
}

/// Raises `TypeError` for an object that should have been text.
#[cold]
pub fn bad_conversion(vm: &mut Vm, object: Obj) -> Raise {
    let template = template!("can't convert to str implicitly", "can't convert '%' object to % implicitly");
    let wanted = if is_str(object) { qstr!(bytes) } else { qstr!(str) };
    exc::raise_with(vm, &types::TYPE_ERROR, template, &[exc::Value::TypeOf(object), exc::Value::Name(wanted)])
}

/// Longest name that is made of a string object.
const NAME_MAX: usize = 255;

/// The name with a string's text.
///
/// # Raises
/// `TypeError` if it is no `str`; `RuntimeError` if it is too long for a name; `MemoryError`.
pub fn get_qstr(vm: &mut Vm, object: Obj) -> Res<Qstr> {
    if let Some(qstr) = object.as_qstr() {
        return Ok(qstr);
    }
    let Some(text) = text(vm, object) else { return Err(bad_conversion(vm, object)) };
    if let Some(found) = crate::qstr::find(vm, text) {
        return Ok(found);
    }
    let mut copy = [0; NAME_MAX];
    let len = text.len();
    let Some(copy) = copy.get_mut(..len) else { return Err(exc::runtime_error(vm, text!("name too long"))) };
    copy.copy_from_slice(text);
    vm.intern(copy)
}

/// Hash of a text, kept in its header; the same as a name's with that text.
#[inline]
pub fn hash(vm: &mut Vm, text: This<Str>) -> u32 {
    let header = text.get(vm);
    if header.hash != 0 {
        return header.hash;
    }
    let hash = micropyrite_bytecode::qstr::hash(text.bytes(vm));
    text.get_mut(vm).hash = hash;
    hash
}

/// Whether a text is ASCII, so that a character's index is its offset.
#[inline]
pub(crate) fn is_ascii(vm: &mut Vm, object: Obj) -> bool {
    let Some(text) = object.as_text_block() else { return data(vm, object).is_ascii() };
    if let Some(known) = text.get(vm).known_ascii() {
        return known;
    }
    let ascii = text.bytes(vm).is_ascii();
    text.get_mut(vm).note_ascii(ascii);
    ascii
}

/// The item at a place of `bytes`, or of a string that is known to be ASCII, if there is one. `None`: it is something
/// else, or not known to be.
#[inline]
pub(crate) fn at_quick(vm: &Vm, object: Obj, i: usize) -> Option<Slot> {
    if config::COMPACT {
        return None;
    }
    let (bytes, is_str) = match object.as_text_block() {
        Some(text) => {
            let header = text.get(vm);
            let is_str = header.ty == This::rom(&STR);
            if is_str && header.known_ascii() != Some(true) {
                return None;
            }
            (text.bytes(vm), is_str)
        }
        None => {
            let name = vm.qstr_bytes(object.as_qstr()?);
            let ahead = name.get(..=i).unwrap_or(name);
            (name, if ahead.is_ascii() { true } else { return None })
        }
    };
    Some(bytes.get(i).and_then(|&byte| {
        if is_str { ASCII.get(byte as usize).map(RomText::obj) } else { Some(Obj::small(byte as isize)) }
    }))
}

/// As [`at_quick`], for an index that may be anything.
#[inline(never)]
pub(crate) fn item_quick(vm: &Vm, object: Obj, index: Obj) -> Slot {
    at_quick(vm, object, usize::try_from(index.as_small()?).ok()?)?
}

/// Whether [`at_quick`] gives the items of an object.
pub(crate) fn has_quick_items(vm: &mut Vm, object: Obj) -> bool {
    !config::COMPACT && (object.is_qstr() || object.as_text_block().is_some()) && is_ascii(vm, object)
}

/// An operation of two strings that is done without detours; `None`: it is not, or they are none.
#[inline]
pub(crate) fn binary_quick(vm: &mut Vm, op: BinaryOp, a: Obj, b: Obj) -> Option<Res> {
    if config::COMPACT || !is_str(a) || !is_str(b) {
        return None;
    }
    match op {
        BinaryOp::Equal => Some(Ok(Obj::bool(vm.text_of(a) == vm.text_of(b)))),
        BinaryOp::NotEqual => Some(Ok(Obj::bool(vm.text_of(a) != vm.text_of(b)))),
        BinaryOp::Add | BinaryOp::InplaceAdd => Some(slots::add(vm, Kind::Str, a, b)),
        BinaryOp::In => Some(Ok(Obj::bool(search::find(vm.text_of(b), vm.text_of(a)).is_some()))),
        _ => None,
    }
}

/// How many characters a string has.
pub fn char_count(vm: &mut Vm, text: Obj) -> usize {
    if is_ascii(vm, text) { data(vm, text).len() } else { unicode::char_count(data(vm, text)) }
}

/// Length as Python counts it: characters of a `str`, bytes of `bytes`.
pub fn len(vm: &mut Vm, object: Obj) -> usize {
    if is_str(object) { char_count(vm, object) } else { vm.text_of(object).len() }
}
