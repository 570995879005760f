//! Growable arrays in a block of their own: of objects and of bytes.
//!
//! The header lies in its owner (a list, a bytearray, the `Vm`). Invariant I5: `len <= cap`, the block holds
//! `cap` items, the first `len` initialised; items of an `ObjVec` behind `len` are zero words.
use core::ptr::NonNull;

use super::{Contents, This};
use crate::obj::{Obj, Slot};
use crate::{Res, Vm};

/// Header of a growable array of objects.
#[repr(C)]
pub struct ObjVec {
    items: NonNull<Obj>,
    len: u32,
    cap: u32,
}

/// Header of a growable array of bytes.
#[repr(C)]
pub struct ByteVec {
    bytes: NonNull<u8>,
    len: u32,
    cap: u32,
}

/// Says where an array's header lies: a borrow of it would not outlive an allocation.
pub type At<'a, T> = &'a dyn Fn(&mut Vm) -> &mut T;

/// The longest array.
pub const MAX_LEN: usize = u32::MAX as usize >> 1;

impl ObjVec {
    /// An empty array, which owns no block.
    pub const EMPTY: ObjVec = ObjVec { items: NonNull::dangling(), len: 0, cap: 0 };

    /// Static items, which nobody may change.
    pub(crate) const fn rom(items: &'static [Obj]) -> ObjVec {
        let len = items.len() as u32;
        ObjVec { items: NonNull::from_ref(items).cast(), len, cap: len }
    }

    /// How many items.
    #[inline]
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there are none.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many items more fit without growing.
    #[inline]
    pub fn room(&self) -> usize {
        (self.cap - self.len) as usize
    }

    /// The items.
    #[inline]
    pub fn items(&self) -> &[Obj] {
        // SAFETY: I5.
        unsafe { core::slice::from_raw_parts(self.items.as_ptr(), self.len as usize) }
    }

    /// The items, to write; elsewhere see [`Vm::objs_mut`].
    #[inline]
    pub(super) fn items_mut(&mut self) -> &mut [Obj] {
        // SAFETY: I5.
        unsafe { core::slice::from_raw_parts_mut(self.items.as_ptr(), self.len as usize) }
    }

    /// Appends where there is room; gives the object back where there is none.
    #[inline]
    pub fn push_within(&mut self, object: Obj) -> Result<(), Obj> {
        if self.len == self.cap {
            return Err(object);
        }
        // SAFETY: I5: `len < cap`.
        unsafe { self.items.add(self.len as usize).write(object) };
        self.len += 1;
        Ok(())
    }

    /// Drops the items from `len` on.
    fn truncate(&mut self, len: usize) {
        for i in len..self.len as usize {
            // SAFETY: I5: `i < cap`; a zero word is an empty slot.
            unsafe { self.items.cast::<Slot>().add(i).write(None) };
        }
        self.len = self.len.min(len as u32);
    }

    /// Address of the block.
    fn address(&self) -> usize {
        self.items.as_ptr() as usize
    }
}

impl ByteVec {
    /// An empty array, which owns no block.
    pub const EMPTY: ByteVec = ByteVec { bytes: NonNull::dangling(), len: 0, cap: 0 };

    /// How many bytes.
    #[inline]
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there are none.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many bytes fit without growing.
    #[inline]
    pub fn capacity(&self) -> usize {
        self.cap as usize
    }

    /// The bytes.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: I5.
        unsafe { core::slice::from_raw_parts(self.bytes.as_ptr(), self.len as usize) }
    }

    /// The bytes, to write.
    #[inline]
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: I5.
        unsafe { core::slice::from_raw_parts_mut(self.bytes.as_ptr(), self.len as usize) }
    }

    /// Appends what fits without growing; answers how much.
    #[inline]
    pub fn extend_within(&mut self, bytes: &[u8]) -> usize {
        let room = (self.cap - self.len) as usize;
        let n = bytes.len().min(room);
        // SAFETY: I5: `len + n <= cap`; the source is no part of this block, which is borrowed mutably.
        unsafe {
            core::ptr::copy_nonoverlapping(bytes.as_ptr(), self.bytes.as_ptr().add(self.len as usize), n)
        };
        self.len += n as u32;
        n
    }

    /// Makes it longer, by zero bytes, within its capacity, or shorter.
    pub fn set_len(&mut self, len: usize) {
        let len = len.min(self.cap as usize);
        for i in self.len as usize..len {
            // SAFETY: I5.
            unsafe { self.bytes.add(i).write(0) };
        }
        self.len = len as u32;
    }

    /// Takes `n` bytes out at `at`.
    pub fn remove_range(&mut self, at: usize, n: usize) {
        let len = self.len();
        let at = at.min(len);
        let n = n.min(len - at);
        self.bytes_mut().copy_within(at + n.., at);
        self.len = (len - n) as u32;
    }
}

/// How much a full array of `cap` items grows to, so that appending is amortised.
fn next_cap(cap: usize, need: usize) -> usize {
    need.max(if cap < 4 { 4 } else { cap + cap / 2 })
}

impl Vm {
    /// Makes room for `more` items behind the last.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn reserve_objs(&mut self, at: At<'_, ObjVec>, more: usize, exact: bool) -> Res<()> {
        let header = at(self);
        let (len, cap, old) = (header.len(), header.cap as usize, header.items);
        let Some(need) = len.checked_add(more) else { return Err(self.raise_memory(usize::MAX)) };
        if need <= cap {
            return Ok(());
        }
        let mut new_cap = if exact { need } else { next_cap(cap, need) };
        const WORD: usize = size_of::<Obj>();
        // Where words have 32 bits, the bytes of fewer than `MAX_LEN` items can be counted.
        const MAX_ITEMS: usize =
            if MAX_LEN < isize::MAX as usize / WORD { MAX_LEN } else { isize::MAX as usize / WORD };
        if new_cap > MAX_ITEMS {
            return Err(self.raise_memory(usize::MAX));
        }
        // Blocks are whole granules: use what the last one has left.
        const PER_GRANULE: usize = super::GRANULE / WORD;
        new_cap = new_cap.next_multiple_of(PER_GRANULE);
        if cap > 0 && self.heap.resize_in_place(old.cast(), new_cap * WORD) {
            for i in cap..new_cap {
                // SAFETY: the block was just made long enough.
                unsafe { old.cast::<Slot>().add(i).write(None) };
            }
            at(self).cap = new_cap as u32;
            return Ok(());
        }
        let new = self.alloc_block(new_cap * WORD, Contents::Scanned)?.cast::<Obj>();
        let header = at(self);
        // SAFETY: I5: `len` items in the old block; the new one is fresh, longer, and zeroed.
        unsafe { core::ptr::copy_nonoverlapping(header.items.as_ptr(), new.as_ptr(), len) };
        header.items = new;
        header.cap = new_cap as u32;
        if cap > 0 {
            self.heap.free(old.cast());
        }
        Ok(())
    }

    /// Makes room for `more` bytes behind the last. `lent`: somebody else may hold the old block, so it is left
    /// to the collector.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn reserve_bytes(
        &mut self,
        at: At<'_, ByteVec>,
        more: usize,
        exact: bool,
        lent: bool,
    ) -> Res<()> {
        let header = at(self);
        let (len, cap, old) = (header.len(), header.cap as usize, header.bytes);
        let Some(need) = len.checked_add(more) else { return Err(self.raise_memory(usize::MAX)) };
        if need <= cap {
            return Ok(());
        }
        if self.heap.lock_depth > 0 {
            return Err(self.raise_memory(need));
        }
        let new_cap = if exact { need } else { next_cap(cap, need).next_multiple_of(super::GRANULE) };
        if new_cap > MAX_LEN {
            return Err(self.raise_memory(usize::MAX));
        }
        if cap > 0 && self.heap.resize_in_place(old, new_cap) {
            at(self).cap = new_cap as u32;
            return Ok(());
        }
        let new = self.alloc_block(new_cap, Contents::Plain)?;
        let header = at(self);
        // SAFETY: I5: `len` bytes in the old block; the new one is fresh and longer.
        unsafe { core::ptr::copy_nonoverlapping(header.bytes.as_ptr(), new.as_ptr(), len) };
        header.bytes = new;
        header.cap = new_cap as u32;
        if cap > 0 && !lent {
            self.heap.free(old);
        }
        Ok(())
    }

    /// The items, to write in any way; for one of many see [`Vm::set_obj`].
    #[inline]
    pub fn objs_mut(&mut self, at: impl Fn(&mut Vm) -> &mut ObjVec) -> &mut [Obj] {
        let address = at(self).address();
        self.heap.before_write(address);
        at(self).items_mut()
    }

    /// Sets an item; `false`: there is none at this place.
    #[inline]
    pub fn set_obj(&mut self, at: impl Fn(&mut Vm) -> &mut ObjVec, i: usize, value: Obj) -> bool {
        self.before_loss_of(&at, i);
        match at(self).items_mut().get_mut(i) {
            Some(item) => {
                *item = value;
                true
            }
            None => false,
        }
    }

    /// An item is about to be overwritten.
    #[inline(always)]
    fn before_loss_of(&mut self, at: &impl Fn(&mut Vm) -> &mut ObjVec, i: usize) {
        if self.heap.cycle.is_marking() {
            let word = at(self).items().get(i).map_or(0, |item| item.bits());
            self.heap.mark_start(word);
        }
    }

    /// Removes and returns the last item.
    #[inline]
    pub fn pop_obj(&mut self, at: impl Fn(&mut Vm) -> &mut ObjVec) -> Slot {
        let last = at(self).len().checked_sub(1)?;
        self.before_loss_of(&at, last);
        let items = at(self);
        let item = items.items().get(last).copied();
        items.truncate(last);
        item
    }

    /// Drops the items from `len` on.
    pub fn truncate_objs(&mut self, at: At<'_, ObjVec>, len: usize) {
        if len < at(self).len() {
            let address = at(self).address();
            self.heap.before_write(address);
            at(self).truncate(len);
        }
    }

    /// Takes `n` items out at `start`.
    pub fn remove_objs(&mut self, at: At<'_, ObjVec>, start: usize, n: usize) {
        let len = at(self).len();
        let start = start.min(len);
        let n = n.min(len - start);
        self.objs_mut(at).copy_within(start + n.., start);
        at(self).truncate(len - n);
    }

    /// Gives back the room behind the last item.
    pub(crate) fn shrink_objs(&mut self, at: At<'_, ObjVec>) {
        let header = at(self);
        let (len, cap, items) = (header.len(), header.cap as usize, header.items);
        const PER_GRANULE: usize = super::GRANULE / size_of::<Obj>();
        let want = len.next_multiple_of(PER_GRANULE);
        if cap == 0 || want >= cap {
            return;
        }
        if len == 0 {
            *at(self) = ObjVec::EMPTY;
            self.heap.free(items.cast());
        } else if self.heap.resize_in_place(items.cast(), want * size_of::<Obj>()) {
            at(self).cap = want as u32;
        }
    }

    /// Frees an array's block at once and leaves it empty.
    pub(crate) fn free_objs(&mut self, at: At<'_, ObjVec>) {
        let old = core::mem::replace(at(self), ObjVec::EMPTY);
        if old.cap > 0 {
            self.heap.free(old.items.cast());
        }
    }

    /// Frees an array's block at once and leaves it empty.
    pub(crate) fn free_bytes(&mut self, at: At<'_, ByteVec>) {
        let old = core::mem::replace(at(self), ByteVec::EMPTY);
        if old.cap > 0 {
            self.heap.free(old.bytes);
        }
    }

    /// Appends, growing where needed.
    ///
    /// # Raises
    /// `MemoryError`.
    #[inline]
    pub(crate) fn push_obj(&mut self, at: impl Fn(&mut Vm) -> &mut ObjVec, object: Obj) -> Res<()> {
        if at(self).push_within(object).is_ok() {
            return Ok(());
        }
        self.reserve_objs(&at, 1, false)?;
        // The room was just made.
        let _ = at(self).push_within(object);
        Ok(())
    }

    /// Appends bytes that are not in the heap, growing where needed.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn push_bytes(&mut self, at: impl Fn(&mut Vm) -> &mut ByteVec, bytes: &[u8]) -> Res<()> {
        if at(self).capacity() - at(self).len() < bytes.len() {
            self.reserve_bytes(&at, bytes.len(), false, false)?;
        }
        at(self).extend_within(bytes);
        Ok(())
    }

    /// Inserts `n` copies of nothing at `at`: shifts the items behind up, and leaves `None` there.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn open_gap_objs(&mut self, at: At<'_, ObjVec>, index: usize, n: usize) -> Res<()> {
        self.reserve_objs(at, n, false)?;
        let header = at(self);
        let len = header.len();
        for _ in 0..n {
            // The room was just made.
            let _ = header.push_within(Obj::NONE);
        }
        if index < len {
            let items = self.objs_mut(at);
            items.copy_within(index..len, index + n);
            items[index..index + n].fill(Obj::NONE);
        }
        Ok(())
    }

    /// As [`Vm::open_gap_objs`], for bytes.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn open_gap_bytes(
        &mut self,
        at: At<'_, ByteVec>,
        index: usize,
        n: usize,
        lent: bool,
    ) -> Res<()> {
        self.reserve_bytes(at, n, false, lent)?;
        let header = at(self);
        let len = header.len();
        header.set_len(len + n);
        header.bytes_mut().copy_within(index..len, index + n);
        Ok(())
    }
}

/// Copies between arrays and objects of the heap, which two borrows could not do.
impl Vm {
    /// Appends items `from..to` of a tuple-like object or list to an array.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn extend_from<T>(
        &mut self,
        at: At<'_, ObjVec>,
        source: This<T>,
        items: impl Fn(This<T>, &Vm) -> &[Obj],
        from: usize,
        to: usize,
    ) -> Res<()> {
        self.extend_stepped(at, source, items, from, 1, to.saturating_sub(from))
    }

    /// Appends items.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn extend_objs(&mut self, at: At<'_, ObjVec>, items: &[Obj]) -> Res<()> {
        self.reserve_objs(at, items.len(), false)?;
        let header = at(self);
        for item in items {
            // The room was just made.
            let _ = header.push_within(*item);
        }
        Ok(())
    }

    /// Overwrites items from `start` on with the first `n` of another object, as far as both are there.
    pub(crate) fn overwrite_objs(
        &mut self,
        at: At<'_, ObjVec>,
        start: usize,
        source: Obj,
        items: impl Fn(Obj, &Vm) -> &[Obj],
        n: usize,
    ) {
        let (from, len) = {
            let items = items(source, self);
            (items.as_ptr(), items.len())
        };
        let places = self.objs_mut(at);
        let Some(places) = places.get_mut(start..) else { return };
        let n = n.min(len).min(places.len());
        // SAFETY: both have `n` items; one may be a part of the other.
        unsafe { core::ptr::copy(from, places.as_mut_ptr(), n) }
    }

    /// As [`Vm::extend_from`]: `n` items from `from` on, so far from each other, as far as they are there.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn extend_stepped<T>(
        &mut self,
        at: At<'_, ObjVec>,
        source: This<T>,
        items: impl Fn(This<T>, &Vm) -> &[Obj],
        from: usize,
        step: isize,
        n: usize,
    ) -> Res<()> {
        self.extend_stepped_from(at, &|vm| items(source, vm), from, step, n)
    }

    fn extend_stepped_from(
        &mut self,
        at: At<'_, ObjVec>,
        items: &dyn Fn(&Vm) -> &[Obj],
        from: usize,
        step: isize,
        n: usize,
    ) -> Res<()> {
        self.reserve_objs(at, n, false)?;
        // What the source is may have changed: memory can run short, and finalisers run.
        let items = items(self);
        let last =
            step.checked_mul(n.saturating_sub(1) as isize).and_then(|far| from.checked_add_signed(far));
        if n == 0 || from >= items.len() || last.is_none_or(|last| last >= items.len()) {
            return Ok(());
        }
        let first = items[from..].as_ptr();
        let header = at(self);
        let old = header.len as usize;
        if header.cap as usize - old < n {
            return Ok(());
        }
        let out = header.items.as_ptr().wrapping_add(old);
        // SAFETY: I5: `n` items fit behind those in use; the first and the last item that is read are there, and so are
        // those between them. The source's block is not this one's unused end.
        unsafe {
            if step == 1 {
                core::ptr::copy_nonoverlapping(first, out, n);
            } else {
                for i in 0..n {
                    out.add(i).write(*first.wrapping_offset(step.wrapping_mul(i as isize)));
                }
            }
        }
        header.len += n as u32;
        Ok(())
    }
}

/// Places of short texts that lie in chunks or in ROM: pointers to a head, which says the length, and the bytes.
///
/// A head is twice the length as the file format writes numbers, in one or two bytes, so that names in a compiled file
/// can stay there. The chunks are kept alive by a second array, of their starts.
#[repr(C)]
pub struct Places {
    places: PointerVec<NonNull<u8>>,
    chunks: PointerVec<NonNull<u8>>,
}

#[repr(C)]
struct PointerVec<T> {
    items: NonNull<T>,
    len: u32,
    cap: u32,
}

impl<T: Copy> PointerVec<T> {
    const EMPTY: Self = PointerVec { items: NonNull::dangling(), len: 0, cap: 0 };

    fn get(&self, i: usize) -> Option<T> {
        // SAFETY: I5.
        if i < self.len as usize { Some(unsafe { *self.items.as_ptr().add(i) }) } else { None }
    }

    fn push_within(&mut self, item: T) {
        if self.len < self.cap {
            // SAFETY: I5.
            unsafe { self.items.as_ptr().add(self.len as usize).write(item) };
            self.len += 1;
        }
    }
}

impl Places {
    /// No texts.
    pub const EMPTY: Places = Places { places: PointerVec::EMPTY, chunks: PointerVec::EMPTY };

    /// How many texts.
    pub fn len(&self) -> usize {
        self.places.len as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.len == 0
    }

    /// Text `i`, or nothing where there is none.
    pub fn text(&self, i: usize) -> &[u8] {
        match self.places.get(i) {
            // SAFETY: I2, I5: `push_text` wrote head and bytes there, and the chunk is in `chunks`; or `push_rom` found
            // them in memory that stays.
            Some(place) => unsafe {
                let at = place.as_ptr();
                let first = *at as usize;
                if first < 0x80 {
                    return core::slice::from_raw_parts(at.add(1), first >> 1);
                }
                core::slice::from_raw_parts(at.add(2), (first & 0x7f) << 6 | *at.add(1) as usize >> 1)
            },
            None => &[],
        }
    }

    /// Bytes of a text with its head.
    pub(crate) fn need(len: usize) -> usize {
        if len < 0x40 { 1 + len } else { 2 + len }
    }

    /// Adds a text in ROM, which begins with its head, where [`Vm::reserve_places`] has made room; `false` if it does
    /// not begin so, or does not end there.
    pub(crate) fn push_rom(&mut self, text: &'static [u8]) -> bool {
        let len = match *text {
            [first, ..] if first < 0x80 => first as usize >> 1,
            [first, second, ..] => (first as usize & 0x7f) << 6 | second as usize >> 1,
            _ => return false,
        };
        let is_whole = len <= crate::qstr::NAME_MAX && Places::need(len) == text.len();
        if is_whole {
            self.places.push_within(NonNull::from(text).cast());
        }
        is_whole
    }

    /// Adds a text of up to 255 bytes at `offset` of a chunk that has room for it, where [`Vm::reserve_places`] has made
    /// room.
    pub(crate) fn push_text(&mut self, chunk: NonNull<u8>, offset: usize, text: &[u8]) {
        let len = text.len();
        // SAFETY: the caller checked that the chunk has `need` bytes there; nothing else was written there.
        let place = unsafe {
            let place = chunk.add(offset);
            let start = if len < 0x40 {
                place.write((len << 1) as u8);
                place.add(1)
            } else {
                place.write(0x80 | (len >> 6) as u8);
                place.add(1).write((len << 1 & 0x7f) as u8);
                place.add(2)
            };
            core::ptr::copy_nonoverlapping(text.as_ptr(), start.as_ptr(), len);
            place
        };
        self.places.push_within(place);
    }
}

impl Vm {
    /// Makes room for one more text.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn reserve_places(&mut self, at: At<'_, Places>) -> Res<()> {
        // Places point into chunks, which `chunks` keeps alive, so the table itself need not be scanned.
        self.reserve_pointers(&|vm| &mut at(vm).places, Contents::Plain)
    }

    /// Keeps a chunk of text alive.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn note_chunk(&mut self, at: At<'_, Places>, chunk: NonNull<u8>) -> Res<()> {
        self.reserve_pointers(&|vm| &mut at(vm).chunks, Contents::Scanned)?;
        at(self).chunks.push_within(chunk);
        Ok(())
    }

    fn reserve_pointers(&mut self, at: At<'_, PointerVec<NonNull<u8>>>, contents: Contents) -> Res<()> {
        let (len, cap) = (at(self).len as usize, at(self).cap as usize);
        if len < cap {
            return Ok(());
        }
        const WORD: usize = size_of::<usize>();
        let new_cap = if cap < 4 { super::GRANULE / WORD * 2 } else { cap + (cap / 4).max(8) };
        let new_cap = new_cap.next_multiple_of(super::GRANULE / WORD);
        let old = at(self).items;
        if cap > 0 && self.heap.resize_in_place(old.cast(), new_cap * WORD) {
            if contents == Contents::Scanned {
                let items = at(self).items;
                // SAFETY: the block was just made that long.
                unsafe { core::ptr::write_bytes(items.as_ptr().add(cap), 0, new_cap - cap) };
            }
            at(self).cap = new_cap as u32;
            return Ok(());
        }
        let new = self.alloc_block(new_cap * WORD, contents)?.cast::<NonNull<u8>>();
        let header = at(self);
        // SAFETY: I5: `len` pointers in the old block; the new one is fresh and longer.
        unsafe { core::ptr::copy_nonoverlapping(header.items.as_ptr(), new.as_ptr(), len) };
        let old = core::mem::replace(&mut header.items, new);
        header.cap = new_cap as u32;
        if cap > 0 {
            self.heap.free(old.cast());
        }
        Ok(())
    }
}
