//! Ordered hash table: the storage of dicts, sets, instances and modules.
//!
//! Entries lie in insertion order; up to [`SCAN_MAX`] of them are found by scanning, more by an index of one,
//! two or four bytes a bucket, all in one block:
//!
//! ```text
//! entries: cap * (key, value) | hashes: cap * u32 | buckets: 2^k * (u8 | u16 | u32), 0 empty, else entry + 1
//! ```
//!
//! (the last two only where `cap > SCAN_MAX`). Hashes are stored only where some key is neither text nor a small
//! integer, whose hashes cost nothing to have again. A removed entry keeps its place with an empty key until the
//! next rebuild. `filter` has a bit for every qstr key, so that a name that is not there is mostly known
//! without looking. Static maps (of built-in types and modules) have no index. Sets have keys only.
//!
//! Comparing and hashing keys, which may run Python, is `runtime/dict.rs`.
use core::ptr::NonNull;

use super::{Contents, GRANULE, Table, This};
use crate::obj::{Obj, Slot};
use crate::runtime::dict::{hash, quick_hash};
use crate::{Res, Vm, config, watch};

/// Key and value; a removed entry has neither.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Entry {
    /// The key.
    pub key: Slot,
    /// The value.
    pub value: Slot,
}

/// Maps of up to so many entries are scanned.
pub const SCAN_MAX: usize = 8;

const KEYS_ONLY: u32 = 1 << 31;
const FIXED: u32 = 1 << 30;
/// Some key is a string that is no qstr, so that a qstr must be compared by text too.
const HAS_TEXT: u32 = 1 << 29;
/// Some key is neither a string nor a small integer.
const HAS_OTHER: u32 = 1 << 28;
/// Hashes are stored.
const STORED: u32 = 1 << 27;
/// Somebody remembers that a name is no key: see [`Vm::watch_for_new_keys`].
const WATCHED: u32 = 1 << 26;
const CAP: u32 = (1 << 26) - 1;

/// A hash table's header; it lies in its owner.
#[repr(C)]
pub struct Map {
    slots: NonNull<Slot>,
    used: u32,
    live: u32,
    cap_flags: u32,
    filter: u32,
}

// SAFETY: a map in a static is fixed: never written.
unsafe impl Sync for Map {}

/// Walks over the entries that a hash leads to.
pub struct Probe {
    at: usize,
    hash: u32,
}

/// The bit of a qstr in `filter`.
#[inline]
fn qstr_bit(key: Obj) -> u32 {
    1 << ((key.bits() >> 3) & 31)
}

impl Map {
    /// An empty map, which owns no block.
    pub const EMPTY: Map = Map { slots: NonNull::dangling(), used: 0, live: 0, cap_flags: 0, filter: 0 };
    /// An empty set, which owns no block.
    pub const EMPTY_SET: Map =
        Map { slots: NonNull::dangling(), used: 0, live: 0, cap_flags: KEYS_ONLY, filter: 0 };

    /// A map over a static table, whose keys are qstrs.
    pub const fn fixed(table: &'static [Entry]) -> Map {
        Map {
            slots: NonNull::from_ref(table).cast(),
            used: table.len() as u32,
            live: table.len() as u32,
            cap_flags: table.len() as u32 | FIXED,
            filter: !0,
        }
    }

    /// Whether it is static and cannot be written.
    #[inline]
    pub fn is_fixed(&self) -> bool {
        self.cap_flags & FIXED != 0
    }

    /// How many keys.
    #[inline]
    pub fn len(&self) -> usize {
        self.live as usize
    }

    /// Whether there are no keys.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// One more than the highest position in use. Positions are stable until the next insertion.
    #[inline]
    pub fn end(&self) -> usize {
        self.used as usize
    }

    fn cap(&self) -> usize {
        (self.cap_flags & CAP) as usize
    }

    /// How many entries fit without growing, removed ones included.
    pub fn spare(&self) -> usize {
        self.cap() - self.live as usize
    }

    fn stride(&self) -> usize {
        if self.cap_flags & KEYS_ONLY != 0 { 1 } else { 2 }
    }

    /// Whether keys are found by an index, not by scanning.
    pub fn has_index(&self) -> bool {
        self.cap() > SCAN_MAX && !self.is_fixed()
    }

    /// Key at a position.
    #[inline]
    pub fn key_at(&self, i: usize) -> Slot {
        if i >= self.used as usize {
            return None;
        }
        // SAFETY: I5: `used <= cap` entries lie in the block or static.
        unsafe { *self.slots.as_ptr().add(i * self.stride()) }
    }

    /// Value at a position; in a set the key.
    #[inline]
    pub fn value_at(&self, i: usize) -> Slot {
        if i >= self.used as usize {
            return None;
        }
        let stride = self.stride();
        // SAFETY: as `key_at`.
        unsafe { *self.slots.as_ptr().add(i * stride + stride - 1) }
    }

    /// Sets the value at a position that has a key; elsewhere see [`Vm::set_value`].
    #[inline]
    fn set_value_at(&mut self, i: usize, value: Obj) {
        if i < self.used as usize && self.cap_flags & (KEYS_ONLY | FIXED) == 0 {
            // SAFETY: as `key_at`.
            unsafe { *self.slots.as_ptr().add(i * 2 + 1) = Some(value) }
        }
    }

    /// Entries of a map that is no set.
    #[inline]
    fn pairs(&self) -> &[Entry] {
        debug_assert!(self.cap_flags & KEYS_ONLY == 0);
        // SAFETY: as `key_at`; an entry is two slots.
        unsafe { core::slice::from_raw_parts(self.slots.as_ptr().cast::<Entry>(), self.used as usize) }
    }

    /// Appends a name that is certainly not there, where there is room without an index.
    #[inline(always)]
    pub fn append_name(&mut self, key: Obj, value: Obj) -> bool {
        let i = self.used as usize;
        if !self.lacks(key)
            || self.cap_flags & (KEYS_ONLY | FIXED) != 0
            || i >= self.cap()
            || self.cap() > SCAN_MAX
        {
            return false;
        }
        self.filter |= qstr_bit(key);
        // SAFETY: I5: `i < cap`.
        unsafe {
            self.slots.as_ptr().cast::<Entry>().add(i).write(Entry { key: Some(key), value: Some(value) })
        }
        self.used += 1;
        self.live += 1;
        true
    }

    /// Next entry at or behind position `from`: its position, key and value.
    pub fn next(&self, from: usize) -> Option<(usize, Obj, Obj)> {
        let mut i = from;
        while i < self.used as usize {
            if let (Some(key), Some(value)) = (self.key_at(i), self.value_at(i)) {
                return Some((i, key, value));
            }
            i += 1;
        }
        None
    }

    /// The value of a qstr key at a guessed position.
    #[inline]
    pub fn hinted(&self, hint: usize, key: Obj) -> Slot {
        let entry = self.pairs().get(hint)?;
        if entry.key == Some(key) { entry.value } else { None }
    }

    /// Whether a qstr is certainly no key of this map, without looking.
    #[inline]
    pub fn lacks(&self, key: Obj) -> bool {
        self.filter & qstr_bit(key) == 0 && self.cap_flags & HAS_TEXT == 0
    }

    /// Position of a qstr key among qstr keys (a map whose keys may include other strings: see
    /// [`Map::may_match_text`]).
    #[inline]
    pub fn find_qstr(&self, key: Obj, hash: impl FnOnce() -> u32) -> Option<usize> {
        if self.filter & qstr_bit(key) == 0 {
            return None;
        }
        self.find_word(key, hash)
    }

    /// Position of a small integer among keys that are strings and small integers; `hash` is its own.
    #[inline]
    pub fn find_small(&self, key: Obj, hash: u32) -> Option<usize> {
        self.find_word(key, || hash)
    }

    /// Position of the key that is this very word.
    // PERF: a loop of its own, with everything at hand: on a Cortex-M3 half the instructions of a walk by `candidate`.
    #[inline]
    fn find_word(&self, key: Obj, hash: impl FnOnce() -> u32) -> Option<usize> {
        let (slots, stride) = (self.slots.as_ptr(), self.stride());
        if !self.has_index() {
            // SAFETY: as `key_at`.
            return (0..self.used as usize).find(|&i| unsafe { *slots.add(i * stride) } == Some(key));
        }
        let (base, width, mask) = (self.buckets(), bucket_width(self.cap()), self.n_buckets() - 1);
        let mut at = self.bucket_of(hash());
        loop {
            // SAFETY: `at` is masked; what a bucket holds is 0 or one more than a position below `used`.
            unsafe {
                let i = bucket_at(base, width, at).checked_sub(1)?;
                if *slots.add(i * stride) == Some(key) {
                    return Some(i);
                }
            }
            at = (at + 1) & mask;
        }
    }

    /// Position of the first key that a hash leads to and that `same` takes for the one looked for.
    #[inline(always)]
    pub(crate) fn find_key(&self, hash: u32, mut same: impl FnMut(Obj) -> bool) -> Option<usize> {
        let (slots, stride) = (self.slots.as_ptr(), self.stride());
        if !self.has_index() {
            // SAFETY: as `key_at`.
            return (0..self.used as usize)
                .find(|&i| unsafe { *slots.add(i * stride) }.is_some_and(&mut same));
        }
        let (base, width, mask) = (self.buckets(), bucket_width(self.cap()), self.n_buckets() - 1);
        let mut at = self.bucket_of(hash);
        loop {
            // SAFETY: as `find_word`.
            unsafe {
                let i = bucket_at(base, width, at).checked_sub(1)?;
                if (*slots.add(i * stride)).is_some_and(&mut same) {
                    return Some(i);
                }
            }
            at = (at + 1) & mask;
        }
    }

    /// Whether strings that are no qstrs are among the keys.
    #[inline]
    pub fn may_match_text(&self) -> bool {
        self.cap_flags & HAS_TEXT != 0
    }

    /// Whether keys other than strings and small integers are among the keys.
    #[inline]
    pub fn has_other_keys(&self) -> bool {
        self.cap_flags & HAS_OTHER != 0
    }

    /// Begins a walk over the entries whose keys may have this hash.
    #[inline]
    pub fn probe(&self, hash: u32) -> Probe {
        let at = if self.has_index() { self.bucket_of(hash) } else { 0 };
        Probe { at, hash }
    }

    /// The next entry of a walk.
    #[inline]
    pub fn candidate(&self, probe: &mut Probe) -> Option<usize> {
        if !self.has_index() {
            while probe.at < self.used as usize {
                let i = probe.at;
                probe.at += 1;
                if self.key_at(i).is_some() {
                    return Some(i);
                }
            }
            return None;
        }
        loop {
            let bucket = self.bucket(probe.at);
            if bucket == 0 {
                return None;
            }
            probe.at = (probe.at + 1) & (self.n_buckets() - 1);
            let i = bucket - 1;
            if self.stored_hash(i).is_none_or(|hash| hash == probe.hash) && self.key_at(i).is_some() {
                return Some(i);
            }
        }
    }

    fn n_buckets(&self) -> usize {
        n_buckets(self.cap())
    }

    fn bucket_of(&self, hash: u32) -> usize {
        let bits = self.n_buckets().trailing_zeros();
        (hash.wrapping_mul(0x9E37_79B1) >> (32 - bits)) as usize
    }

    fn has_hashes(&self) -> bool {
        self.cap_flags & STORED != 0
    }

    /// What follows the entries.
    fn behind_entries(&self) -> *mut u32 {
        // SAFETY: `block_bytes`: in the block or at its end.
        unsafe { self.slots.as_ptr().add(self.cap() * self.stride()).cast() }
    }

    fn stored_hash(&self, i: usize) -> Option<u32> {
        debug_assert!(i < self.cap());
        // SAFETY: the hashes follow the entries, `i < cap`: buckets hold positions below `used`.
        if self.has_hashes() { Some(unsafe { *self.behind_entries().add(i) }) } else { None }
    }

    fn buckets(&self) -> *mut u8 {
        let n_hashes = if self.has_hashes() { self.cap() } else { 0 };
        // SAFETY: the buckets follow the hashes.
        unsafe { self.behind_entries().add(n_hashes).cast() }
    }

    fn bucket(&self, at: usize) -> usize {
        debug_assert!(self.has_index() && at < self.n_buckets());
        // SAFETY: `at` is masked.
        unsafe { bucket_at(self.buckets(), bucket_width(self.cap()), at) }
    }

    fn set_bucket(&mut self, at: usize, value: usize) {
        debug_assert!(self.has_index() && at < self.n_buckets());
        let base = self.buckets();
        // SAFETY: as `bucket`.
        unsafe {
            match bucket_width(self.cap()) {
                1 => *base.add(at) = value as u8,
                2 => *base.cast::<u16>().add(at) = value as u16,
                _ => *base.cast::<u32>().add(at) = value as u32,
            }
        }
    }

    /// Whether an entry with this key can be appended as things are.
    fn has_room(&self, key: Obj) -> bool {
        (self.used as usize) < self.cap() && (!self.has_index() || self.has_hashes() || has_quick_hash(key))
    }

    fn note_key(&mut self, key: Obj) {
        if key.is_qstr() {
            self.filter |= qstr_bit(key);
        } else if key
            .as_text_block()
            .is_some_and(|s| s.obj().ty() == crate::heap::This::rom(&crate::types::STR))
        {
            self.cap_flags |= HAS_TEXT;
        } else if !key.is_small() {
            self.cap_flags |= HAS_OTHER;
        }
    }

    /// Appends an entry whose key is not there yet, where there is room.
    fn append(&mut self, key: Obj, value: Obj, hash: u32) -> bool {
        let i = self.used as usize;
        if !self.has_room(key) {
            return false;
        }
        self.note_key(key);
        let stride = self.stride();
        // SAFETY: I5: `i < cap`.
        unsafe {
            *self.slots.as_ptr().add(i * stride) = Some(key);
            if stride == 2 {
                *self.slots.as_ptr().add(i * 2 + 1) = Some(value);
            }
        }
        self.used += 1;
        self.live += 1;
        if self.has_index() {
            if self.has_hashes() {
                // SAFETY: as `stored_hash`.
                unsafe { *self.behind_entries().add(i) = hash };
            }
            let mut at = self.bucket_of(hash);
            while self.bucket(at) != 0 {
                at = (at + 1) & (self.n_buckets() - 1);
            }
            self.set_bucket(at, i + 1);
        }
        true
    }

    /// Removes the entry at a position. Its place stays empty. `hash`: of its key.
    fn remove_at(&mut self, i: usize, hash: u32) {
        if self.is_fixed() || self.key_at(i).is_none() {
            return;
        }
        let stride = self.stride();
        for k in 0..stride {
            // SAFETY: as `key_at`.
            unsafe { *self.slots.as_ptr().add(i * stride + k) = None };
        }
        self.live -= 1;
        if self.live == 0 {
            // Nothing is left: begin again, in the same block.
            self.used = 0;
            self.filter = 0;
            self.cap_flags &= !(HAS_TEXT | HAS_OTHER);
            if self.has_index() {
                for at in 0..self.n_buckets() {
                    self.set_bucket(at, 0);
                }
            }
        } else if i + 1 == self.used as usize {
            if self.has_index() {
                // Nothing was added behind it, so no other key was put beyond its bucket, which can be free again.
                let (first, n) = (self.bucket_of(hash), self.n_buckets());
                if let Some(at) = (0..n).map(|k| (first + k) & (n - 1)).find(|&at| self.bucket(at) == i + 1) {
                    self.set_bucket(at, 0);
                }
            }
            self.used -= 1;
        }
    }
}

/// Whether the hash of a key can be had at any time, without running Python.
#[inline]
fn has_quick_hash(key: Obj) -> bool {
    key.is_qstr() || key.is_small() || key.as_text_block().is_some()
}

fn n_buckets(cap: usize) -> usize {
    (cap + cap / 2).next_power_of_two()
}

fn bucket_width(cap: usize) -> usize {
    if cap < 0xff {
        1
    } else if cap < 0xffff {
        2
    } else {
        4
    }
}

/// A bucket of so many bytes.
///
/// # Safety
/// There are more than `at` such buckets from `base` on.
#[inline(always)]
unsafe fn bucket_at(base: *mut u8, width: usize, at: usize) -> usize {
    // SAFETY: the caller's promise.
    unsafe {
        match width {
            1 => *base.add(at) as usize,
            2 => *base.cast::<u16>().add(at) as usize,
            _ => *base.cast::<u32>().add(at) as usize,
        }
    }
}

fn block_bytes(cap: usize, stride: usize, has_hashes: bool) -> Option<usize> {
    let slots = cap.checked_mul(stride * size_of::<Slot>())?;
    if cap <= SCAN_MAX {
        return Some(slots);
    }
    let hashes = if has_hashes { cap * size_of::<u32>() } else { 0 };
    slots.checked_add(hashes)?.checked_add(n_buckets(cap) * bucket_width(cap))
}

/// Capacity after `cap` is full. The small steps are some of upstream's, so that what needs no memory there because a
/// table has room needs none here.
fn next_cap(cap: usize) -> usize {
    match cap {
        0 => 2,
        1..=7 => (cap * 2).min(SCAN_MAX),
        8..=16 => 17,
        17..=28 => 29,
        29..=46 => 47,
        47..=10_000 => cap + cap / 2,
        _ => cap * 2,
    }
}

impl Vm {
    /// Sets the value at a position of a map that has a key.
    #[inline]
    pub(crate) fn set_value(&mut self, at: This<Table>, i: usize, value: Obj) {
        if self.heap.cycle.is_marking() {
            self.before_loss_of_entry(at, i);
        }
        at.get_mut(self).map.set_value_at(i, value);
    }

    /// An entry is about to be overwritten or removed.
    #[cold]
    fn before_loss_of_entry(&mut self, at: This<Table>, i: usize) {
        let map = &at.get(self).map;
        for slot in [map.key_at(i), map.value_at(i)] {
            self.heap.before_loss(|| slot.map_or(0, Obj::bits));
        }
    }

    /// Gives an empty map, which has no block, room for `cap` entries.
    ///
    /// # Raises
    /// `MemoryError`.
    #[inline]
    pub(crate) fn begin_map(&mut self, at: This<Table>, cap: usize) -> Res<()> {
        if !config::TIER1 || cap > SCAN_MAX {
            return self.resize_map(at, cap);
        }
        // What the last granule has left holds more entries.
        const ENTRY: usize = size_of::<Entry>();
        let bytes = (cap * ENTRY).next_multiple_of(GRANULE);
        let block = self.alloc_block(bytes, Contents::Scanned)?;
        let map = &mut at.get_mut(self).map;
        (map.slots, map.cap_flags) = (block.cast(), (bytes / ENTRY).min(SCAN_MAX) as u32);
        Ok(())
    }

    /// Gives a map room for `cap` entries in all, compacting it. Keys are hashed only where the map had no
    /// index and gets one.
    ///
    /// # Raises
    /// `MemoryError`, and what hashing raises.
    pub(crate) fn resize_map(&mut self, at: This<Table>, cap: usize) -> Res<()> {
        let stored = at.get_mut(self).map.has_hashes();
        self.rebuild_map(at, cap, stored)
    }

    /// As [`Vm::resize_map`]; `stored`: with the hashes of keys, whether they are needed yet or not.
    fn rebuild_map(&mut self, at: This<Table>, cap: usize, mut stored: bool) -> Res<()> {
        let map = &mut at.get_mut(self).map;
        let (had_index, stride) = (map.has_index(), map.stride());
        let mut hashes = [0u32; SCAN_MAX];
        if !had_index && cap > SCAN_MAX {
            // Hashing may run Python, which may change the map: the sizes are compared again below.
            let end = map.end().min(SCAN_MAX);
            for (i, slot) in hashes.iter_mut().enumerate().take(end) {
                if let Some(key) = at.get_mut(self).map.key_at(i) {
                    stored |= !has_quick_hash(key);
                    *slot = hash(self, key)?;
                }
            }
        }
        let cap = cap.max(at.get_mut(self).map.len());
        stored &= cap > SCAN_MAX;
        let Some(bytes) = block_bytes(cap, stride, stored).filter(|_| cap < CAP as usize) else {
            return Err(self.raise_memory(usize::MAX));
        };
        // What the last granule has left holds more entries, where there is no index behind them.
        let cap = if cap <= SCAN_MAX {
            (bytes.next_multiple_of(GRANULE) / (stride * size_of::<Slot>())).min(SCAN_MAX)
        } else {
            cap
        };
        let bytes = block_bytes(cap, stride, stored).unwrap_or(bytes);
        let block = self.alloc_block(bytes, Contents::Scanned)?;
        let map = &mut at.get_mut(self).map;
        if !had_index && cap > SCAN_MAX && (map.has_index() || map.end() > SCAN_MAX) {
            // The map was changed while its keys were hashed; its own change made room.
            self.heap.free(block);
            return Ok(());
        }
        let stored_bit = if stored { STORED } else { 0 };
        let old = core::mem::replace(
            map,
            Map {
                slots: block.cast(),
                used: 0,
                live: 0,
                cap_flags: cap as u32 | stored_bit | (map.cap_flags & (KEYS_ONLY | WATCHED)),
                filter: 0,
            },
        );
        let buckets = (cap > SCAN_MAX).then(|| n_buckets(cap));
        watch::map_resized(&self.heap.watch, stride == 1, old.cap(), cap, old.len(), buckets);
        for i in 0..old.end() {
            if let (Some(key), Some(value)) = (old.key_at(i), old.value_at(i)) {
                let hash = if had_index {
                    self.hash_of_entry(&old, i, key)
                } else {
                    hashes.get(i).copied().unwrap_or(0)
                };
                at.get_mut(self).map.append(key, value, hash);
            }
        }
        if old.cap() > 0 && !old.is_fixed() {
            self.heap.free(old.slots.cast());
        }
        Ok(())
    }

    /// Hash of the key at a position of a map that has an index.
    fn hash_of_entry(&mut self, map: &Map, i: usize, key: Obj) -> u32 {
        map.stored_hash(i).or_else(|| quick_hash(self, key)).unwrap_or(0)
    }

    /// Removes the entry at a position. Its place stays empty.
    pub(crate) fn remove_entry(&mut self, at: This<Table>, i: usize) {
        let map = &mut at.get_mut(self).map;
        let (key, stored) = (map.key_at(i), map.stored_hash(i));
        // It is needed only where the last of many entries goes.
        let hash = match key {
            Some(key) if map.has_index() && i + 1 == map.end() && stored.is_none() => quick_hash(self, key),
            _ => stored,
        };
        if self.heap.cycle.is_marking() {
            self.before_loss_of_entry(at, i);
        }
        at.get_mut(self).map.remove_at(i, hash.unwrap_or(0));
    }

    /// Closes the gaps that removed entries have left.
    fn compact_map(&mut self, at: This<Table>) {
        let address = at.get(self).map.slots.as_ptr() as usize;
        self.heap.before_write(address);
        let map = &mut at.get_mut(self).map;
        let (end, stride, has_index) = (map.used as usize, map.stride(), map.has_index());
        map.used = 0;
        map.live = 0;
        map.filter = 0;
        map.cap_flags &= !(HAS_TEXT | HAS_OTHER);
        if has_index {
            for k in 0..map.n_buckets() {
                map.set_bucket(k, 0);
            }
        }
        for i in 0..end {
            let map = &mut at.get_mut(self).map;
            // SAFETY: I5: `i < end <= cap`. Entries move to lower positions only, behind the reader.
            let (key, value) = unsafe {
                let entry = map.slots.as_ptr().add(i * stride);
                (*entry, *entry.add(stride - 1))
            };
            if let (Some(key), Some(value)) = (key, value) {
                let stored = map.stored_hash(i);
                let hash = if has_index { stored.or_else(|| quick_hash(self, key)) } else { None };
                at.get_mut(self).map.append(key, value, hash.unwrap_or(0));
            }
        }
        let map = &mut at.get_mut(self).map;
        for i in map.used as usize * stride..end * stride {
            // SAFETY: as above.
            unsafe { *map.slots.as_ptr().add(i) = None };
        }
    }

    /// From now on a new key in a map changes `names_version`.
    #[allow(dead_code)] // Only tier 1 asks.
    pub(crate) fn watch_for_new_keys(&mut self, at: This<Table>) {
        at.get_mut(self).map.cap_flags |= WATCHED;
    }

    /// A map gets a new key.
    #[inline(always)]
    fn note_new_keys(&mut self, at: This<Table>) {
        if config::TIER1 && at.get(self).map.cap_flags & WATCHED != 0 {
            at.get_mut(self).map.cap_flags &= !WATCHED;
            self.names_version += 1;
        }
    }

    /// Appends an entry whose key is not there yet.
    ///
    /// # Raises
    /// `MemoryError`, and what hashing raises.
    pub(crate) fn append_entry(&mut self, at: This<Table>, key: Obj, value: Obj, key_hash: u32) -> Res<()> {
        self.note_new_keys(at);
        if at.get_mut(self).map.append(key, value, key_hash) {
            return Ok(());
        }
        let locked = self.heap.lock_depth > 0;
        let map = &mut at.get_mut(self).map;
        let (len, cap) = (map.len(), map.cap());
        let lacks_hashes = (map.used as usize) < cap;
        if lacks_hashes {
            self.rebuild_map(at, cap, true)?;
        } else if !map.is_fixed() && (len * 4 < cap * 3 || locked && len < cap) {
            // Many removed entries: the same room is enough.
            self.compact_map(at);
            if !at.get_mut(self).map.has_room(key) {
                self.rebuild_map(at, cap, true)?;
            }
        } else {
            let stored = map.has_hashes() || !has_quick_hash(key);
            self.rebuild_map(at, next_cap(cap), stored)?;
        }
        if at.get_mut(self).map.append(key, value, key_hash) {
            Ok(())
        } else {
            Err(self.raise_memory(usize::MAX))
        }
    }

    /// Empties a map and frees its block.
    pub(crate) fn clear_map(&mut self, at: This<Table>) {
        let map = &mut at.get_mut(self).map;
        if map.is_fixed() {
            return;
        }
        let empty = if map.stride() == 1 { Map::EMPTY_SET } else { Map::EMPTY };
        let old = core::mem::replace(map, empty);
        if old.cap_flags & WATCHED != 0 {
            at.get_mut(self).map.cap_flags |= WATCHED;
        }
        if old.cap() > 0 {
            self.heap.free(old.slots.cast());
        }
    }

    /// Copies all entries of one map to an empty one, in one step. `false`: it was not done since `from` is fixed.
    ///
    /// # Raises
    /// `MemoryError`.
    pub(crate) fn clone_map(&mut self, from: This<Table>, to: This<Table>) -> Res<bool> {
        let source = &from.get(self).map;
        if source.is_fixed() {
            return Ok(false);
        }
        let (cap, stride) = (source.cap(), source.stride());
        if cap == 0 {
            return Ok(true);
        }
        let Some(bytes) = block_bytes(cap, stride, source.has_hashes()) else {
            return Err(self.raise_memory(usize::MAX));
        };
        let block = self.alloc_block(bytes, Contents::Scanned)?;
        let source = &from.get(self).map;
        let copy = Map {
            slots: block.cast(),
            used: source.used,
            live: source.live,
            cap_flags: source.cap_flags & !WATCHED,
            filter: source.filter,
        };
        // SAFETY: both blocks have `bytes` bytes; the new one is fresh.
        unsafe { core::ptr::copy_nonoverlapping(source.slots.as_ptr().cast::<u8>(), block.as_ptr(), bytes) };
        self.note_new_keys(to);
        to.get_mut(self).map = copy;
        Ok(true)
    }
}
