//! `HotCode`: the words of one code, and the map that leads into them.
//!
//! # Safety argument
//!
//! - **T1 (words)**: the words were made by `translate.rs` of code for which V1 holds: each handler's operands lie
//!   behind it, places name slots of the frame, and jumps lead to handlers. Nobody else makes a `HotCode`.
//! - **T2 (entry)**: words are entered where the map says, with a frame of that code whose stack is as high as the
//!   map says: [`This::entry`] looks at both.
//! - **T3 (alive)**: the words that run are kept by their frame, which holds the `HotCode`.
use core::ptr::NonNull;

use micropyrite_bytecode::qstr::Qstr;

use super::scratch::At;
use super::word::W;
use crate::heap::{Layout, Tail, This};
use crate::load::ProtoFun;
use crate::obj::Slot;
use crate::vm::stack::M;
use crate::{Vm, class, layout};

layout! {
    /// Translated code: words, then the map, two offsets a word.
    pub struct HotCode: HOT_CODE, Scanned {
        /// First instruction of the bytecode.
        pub(in crate::vm) start: *const u8,
        /// Names of the module.
        pub(in crate::vm) qstrs: *const Qstr,
        /// What a frame takes from its first local to its record, margin included, in bytes.
        pub(in crate::vm) room: usize,
        /// Bytes of the exception entries.
        pub(in crate::vm) exc_bytes: usize,
        /// The code that it was made of, and the next one in the list of all: complements of addresses, which the
        /// collector does not know.
        owner: usize,
        next: usize,
        /// Words.
        n_words: u32,
        /// Offsets in the map.
        n_offsets: u32,
        /// Locals.
        pub(in crate::vm) n_locals: u32,
        /// Arguments of a call that needs no binding, or `NO_EXACT`.
        pub(super) n_args: u32,
    }
}

/// No call goes without binding.
pub(super) const NO_EXACT: u32 = u32::MAX;

class! {
    /// Type of translated code; no Python code sees it.
    pub static HOT_CODE: code { slots {} }
}

// SAFETY: `new` allocates so many words.
unsafe impl Tail for HotCode {
    type Item = usize;
    fn tail_len(&self) -> usize {
        self.n_words as usize + (self.n_offsets as usize).div_ceil(2)
    }
}

/// Bits of a map's entry for the word; the stack's height is above them.
const WORD_BITS: u32 = 20;
/// Most words.
pub(super) const WORDS_MAX: usize = 1 << WORD_BITS;
/// Highest stack.
pub(super) const HEIGHT_MAX: usize = 1 << (32 - WORD_BITS);

impl HotCode {
    /// Room for so many words and a map of so many offsets.
    pub(super) fn blank(n_words: usize, n_offsets: usize) -> HotCode {
        HotCode {
            ty: This::rom(<HotCode as Layout>::DEF),
            start: core::ptr::null(),
            qstrs: core::ptr::null(),
            room: 0,
            exc_bytes: 0,
            owner: 0,
            next: 0,
            n_words: n_words as u32,
            n_offsets: n_offsets as u32,
            n_locals: 0,
            n_args: NO_EXACT,
        }
    }
}

impl This<HotCode> {
    /// First word.
    pub(super) fn base(self) -> *mut usize {
        self.tail_raw()
    }

    /// Writes the map's entry of an offset.
    pub(super) fn set_entry(self, vm: &mut Vm, offset: usize, at: &At) {
        let n_words = self.get(vm).n_words as usize;
        let entry = at.word | (u32::from(at.height) << WORD_BITS);
        if let Some(word) = self.tail_mut(vm).get_mut(n_words + offset / 2) {
            *word |= (entry as usize) << (32 * (offset % 2));
        }
    }

    /// Where the words go on for the state `m` of a frame of this code.
    #[inline(always)]
    pub(super) fn entry(self, vm: &Vm, m: M) -> Option<W> {
        let code = self.get(vm);
        let offset = (m.ip as usize).wrapping_sub(code.start as usize);
        if offset >= code.n_offsets as usize {
            return None;
        }
        // SAFETY: the map follows the words and has so many entries.
        let entry = unsafe { *self.tail_raw().add(code.n_words as usize).cast::<u32>().add(offset) };
        let word = entry as usize & (WORDS_MAX - 1);
        let height = (m.sp as usize).wrapping_sub(m.fp as usize) / size_of::<Slot>();
        if word == 0 || height != (entry >> WORD_BITS) as usize {
            return None;
        }
        // SAFETY: V2: slots below `sp` belong to the frame.
        let acc = if height == 0 { None } else { unsafe { *m.sp.sub(1) } };
        Some(W { ip: self.tail_raw().wrapping_add(word), acc, fp: m.fp })
    }

    /// The first word's place for a frame that begins: its locals lie at `fp`.
    #[inline(always)]
    pub(super) fn first(self, fp: *mut Slot) -> W {
        W { ip: self.tail_raw().wrapping_add(FIRST), acc: None, fp }
    }
}

/// Number of the first word that is an instruction: 0 would be no entry.
pub(super) const FIRST: usize = 1;

/// All translated code, which the list does not keep alive.
pub(crate) struct HotList {
    /// Complement of the first one's address, or 0.
    first: usize,
    /// Bytes of all.
    bytes: usize,
}

/// Translated code takes at most this part of the heap.
const SHARE: usize = 8;

impl HotList {
    /// No code.
    pub(crate) const EMPTY: HotList = HotList { first: 0, bytes: 0 };
}

/// What a hidden address leads to.
fn shown<T>(hidden: usize) -> Option<This<T>> {
    if hidden == 0 {
        return None;
    }
    NonNull::new(core::ptr::with_exposed_provenance_mut(!hidden)).map(This::from_block)
}

impl This<HotCode> {
    fn bytes(self, vm: &Vm) -> usize {
        size_of::<HotCode>() + self.get(vm).tail_len() * size_of::<usize>()
    }
}

impl Vm {
    /// Whether so many words and a map of so many offsets may be made.
    pub(super) fn has_room_for_words(&self, n_words: usize, n_offsets: usize) -> bool {
        let bytes = (n_words + n_offsets.div_ceil(2)) * size_of::<usize>();
        self.hot.bytes + bytes <= self.heap.most_bytes() / SHARE
    }

    /// Notes new words of a code.
    pub(super) fn note_words(&mut self, words: This<HotCode>, owner: This<ProtoFun>) {
        let first = self.hot.first;
        let hot = words.get_mut(self);
        (hot.owner, hot.next) = (!owner.obj().bits(), first);
        self.hot.first = !words.obj().bits();
        self.hot.bytes += words.bytes(self);
    }

    /// After marking, before the sweep: forgets words that were not reached.
    pub(crate) fn sort_words(&mut self) {
        let mut at = core::mem::replace(&mut self.hot, HotList::EMPTY).first;
        while let Some(words) = shown::<HotCode>(at) {
            at = words.get(self).next;
            if self.heap.is_reached(words.obj().bits()) {
                words.get_mut(self).next = self.hot.first;
                self.hot.first = !words.obj().bits();
                self.hot.bytes += words.bytes(self);
            }
        }
    }

    /// Memory is short: words are given up, and their codes begin to count again. False: there were none.
    pub(crate) fn give_up_words(&mut self) -> bool {
        let had_any = self.hot.first != 0;
        self.leave_words();
        let mut at = core::mem::replace(&mut self.hot, HotList::EMPTY).first;
        while let Some(words) = shown::<HotCode>(at) {
            at = words.get(self).next;
            if let Some(owner) = shown::<ProtoFun>(words.get(self).owner) {
                // Words are alive as long as their owner is, or a frame that has both.
                owner.get_mut(self).heat.cool();
            }
        }
        had_any
    }
}
