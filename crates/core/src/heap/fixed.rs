//! `Fixed`: bytes that stay where and what they are.
//!
//! They lie in memory that is never written and never freed, or in a text object of the heap: no text is ever written
//! after it was made. In that case a `Fixed` holds the object, and who keeps one holds it too, under the rules of every
//! value: on a native stack, or in an object's field that the collector looks at.
use core::ops::Range;
use core::ptr::NonNull;

use crate::Vm;
use crate::obj::Obj;

/// Bytes that stay where and what they are.
#[derive(Clone, Copy)]
pub struct Fixed {
    start: NonNull<u8>,
    len: usize,
    owner: Obj,
}

impl Fixed {
    /// Bytes in memory that nobody writes and nobody frees.
    pub fn rom(bytes: &'static [u8]) -> Fixed {
        Fixed { start: NonNull::from_ref(bytes).cast(), len: bytes.len(), owner: Obj::NONE }
    }

    /// Some of them; `None`: they are not all there.
    pub fn part(self, range: Range<usize>) -> Option<Fixed> {
        if range.start > range.end || range.end > self.len {
            return None;
        }
        // SAFETY: inside of the bytes, as was just checked.
        let start = unsafe { self.start.add(range.start) };
        Some(Fixed { start, len: range.end - range.start, owner: self.owner })
    }

    /// The bytes.
    pub fn bytes(&self, _vm: &Vm) -> &[u8] {
        // SAFETY: I2: static, or in a text that this holds; nobody writes either.
        unsafe { core::slice::from_raw_parts(self.start.as_ptr(), self.len) }
    }

    /// The bytes, if nobody frees their memory.
    pub(crate) fn as_rom(self) -> Option<&'static [u8]> {
        // SAFETY: made by `rom`, or of a static text, which was.
        (self.owner == Obj::NONE)
            .then(|| unsafe { core::slice::from_raw_parts(self.start.as_ptr(), self.len) })
    }

    /// How many.
    pub(crate) fn len(self) -> usize {
        self.len
    }

    /// Where they start.
    pub(crate) fn start(self) -> NonNull<u8> {
        self.start
    }

    /// The text that they lie in; `None` in memory that is not the heap's.
    pub(crate) fn owner(self) -> Obj {
        self.owner
    }
}

impl Vm {
    /// The bytes of a text object, if that is a block.
    pub fn fixed(&self, object: Obj) -> Option<Fixed> {
        let bytes = object.as_text_block()?.bytes(self);
        let owner = if self.is_static_text(object) { Obj::NONE } else { object };
        Some(Fixed { start: NonNull::from_ref(bytes).cast(), len: bytes.len(), owner })
    }
}
