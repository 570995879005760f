//! Names given at run time: their text, hash, and how they are found.
//!
//! Text lies in chunks: a head, which says the length, and the bytes, one name behind the other; a name is a pointer to
//! its head. Names of a compiled file in ROM stay there. Above `SCAN_MAX` names a table of buckets finds them.
use core::ptr::NonNull;

use micropyrite_bytecode::qstr::Section;

use crate::heap::array::Places;
use crate::heap::{ByteVec, Contents};
use crate::load::Linked;
use crate::{Res, Vm, config};

/// Pools of up to so many names are scanned.
const SCAN_MAX: usize = 24;
/// Bytes of a chunk of text.
const CHUNK: usize = 128;
/// Bytes of a stored hash.
const HASH_BYTES: usize = 4;
/// So many buckets, of which three quarters are used, hold numbers of one byte.
const NARROW: usize = 256;

/// Names given at run time.
#[repr(C)]
pub struct Pools {
    /// Names of modules that are linked in, which come first.
    linked: &'static Section,
    /// Where the text of each of the others lies.
    names: Places,
    /// Number + 1 by hash, in one byte where there are up to `NARROW` buckets, else in two; empty while the pool is
    /// small.
    buckets: ByteVec,
    /// Four bytes of hash for each of `names`, where there is memory for speed (`config::TIER1`); else empty.
    hashes: ByteVec,
    /// The chunks, so that they stay alive.
    chunk: Option<NonNull<u8>>,
    chunk_used: u32,
    chunk_size: u32,
    /// Bytes of text, for `qstr_info`.
    pub n_bytes: usize,
    /// Bytes of memory, for `qstr_info`.
    pub n_total_bytes: usize,
}

impl Pools {
    /// No names.
    pub const EMPTY: Pools = Pools {
        linked: Linked::NONE.names,
        names: Places::EMPTY,
        buckets: ByteVec::EMPTY,
        hashes: ByteVec::EMPTY,
        chunk: None,
        chunk_used: 0,
        chunk_size: 0,
        n_bytes: 0,
        n_total_bytes: 0,
    };

    /// Gives the names of linked modules their numbers; nothing has a name yet.
    pub(crate) fn link(&mut self, names: &'static Section) {
        self.linked = names;
    }

    /// How many names, those of linked modules among them.
    pub fn len(&self) -> usize {
        self.n_linked() + self.names.len()
    }

    /// How many of them are names of linked modules.
    pub fn n_linked(&self) -> usize {
        self.linked.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Text of name `i`.
    #[inline]
    pub fn text(&self, i: usize) -> &[u8] {
        match self.linked.names.get(i) {
            Some(name) => name.as_bytes(),
            None => self.names.text(i - self.n_linked()),
        }
    }

    /// Hash of name `i`.
    #[inline]
    pub fn hash(&self, i: usize) -> u32 {
        match self.linked.hashes.get(i) {
            Some(hash) => *hash,
            None => self.given_hash(i - self.n_linked()),
        }
    }

    /// Hash of a name given at run time.
    #[inline]
    fn given_hash(&self, i: usize) -> u32 {
        match self.hashes.bytes().get(i * HASH_BYTES..).and_then(<[u8]>::first_chunk) {
            Some(hash) => u32::from_le_bytes(*hash),
            None => micropyrite_bytecode::qstr::hash(self.names.text(i)),
        }
    }

    fn n_buckets(&self) -> usize {
        let bytes = self.buckets.len();
        if bytes <= NARROW { bytes } else { bytes / 2 }
    }

    fn bucket(&self, at: usize) -> usize {
        let bytes = self.buckets.bytes();
        if bytes.len() <= NARROW {
            return bytes.get(at).map_or(0, |&number| number as usize);
        }
        match (bytes.get(at * 2), bytes.get(at * 2 + 1)) {
            (Some(low), Some(high)) => *low as usize | (*high as usize) << 8,
            _ => 0,
        }
    }

    /// Number of the name with this text.
    pub fn find(&self, text: &[u8], hash: u32) -> Option<usize> {
        match self.linked.find(text, hash) {
            Some(name) => Some((name.0 - self.linked.base) as usize),
            None => self.find_given(text, hash).map(|i| self.n_linked() + i),
        }
    }

    /// Which of the names given at run time has this text.
    fn find_given(&self, text: &[u8], hash: u32) -> Option<usize> {
        let n = self.n_buckets();
        if n == 0 {
            return (0..self.names.len()).find(|&i| self.names.text(i) == text);
        }
        let mut at = hash as usize & (n - 1);
        loop {
            match self.bucket(at) {
                0 => return None,
                number if self.is_given(number - 1, text, hash) => return Some(number - 1),
                _ => at = (at + 1) & (n - 1),
            }
        }
    }

    /// Whether a name that was given at run time has this text.
    #[inline]
    fn is_given(&self, i: usize, text: &[u8], hash: u32) -> bool {
        (!config::TIER1 || self.given_hash(i) == hash) && self.names.text(i) == text
    }

    /// Puts a name that was given at run time into the table.
    fn insert(&mut self, i: usize) {
        let n = self.n_buckets();
        let mut at = self.given_hash(i) as usize & (n - 1);
        while self.bucket(at) != 0 {
            at = (at + 1) & (n - 1);
        }
        let number = (i + 1) as u16;
        let bytes = self.buckets.bytes_mut();
        if bytes.len() <= NARROW {
            if let Some(place) = bytes.get_mut(at) {
                *place = number as u8;
            }
        } else if let Some(place) = bytes.get_mut(at * 2..at * 2 + 2) {
            place.copy_from_slice(&number.to_le_bytes());
        }
    }
}

/// Adds a name that is not there; `in_rom`: it with its head, where it may stay.
///
/// # Raises
/// `MemoryError`.
pub(super) fn add(vm: &mut Vm, text: &[u8], hash: u32, in_rom: Option<&'static [u8]>) -> Res<usize> {
    vm.reserve_places(&|vm| &mut vm.roots.pools.names)?;
    let i = vm.roots.pools.names.len();
    // Up to three quarters of the buckets are used.
    if i + 1 > SCAN_MAX && (i + 1) * 4 > vm.roots.pools.n_buckets() * 3 {
        rebuild(vm, i)?;
    }
    if text.len() > super::NAME_MAX {
        return Err(crate::runtime::exc::runtime_error(vm, text!("name too long")));
    }
    if config::TIER1 {
        vm.reserve_bytes(&|vm| &mut vm.roots.pools.hashes, HASH_BYTES, false, false)?;
    }
    if !in_rom.is_some_and(|place| vm.roots.pools.names.push_rom(place)) {
        push_copy(vm, text)?;
    }
    if config::TIER1 {
        vm.roots.pools.hashes.extend_within(&hash.to_le_bytes());
    }
    if !vm.roots.pools.buckets.is_empty() {
        vm.roots.pools.insert(i);
    }
    Ok(vm.roots.pools.n_linked() + i)
}

/// Copies a name to the last chunk, or a new one.
fn push_copy(vm: &mut Vm, text: &[u8]) -> Res<()> {
    let need = Places::need(text.len());
    let pools = &vm.roots.pools;
    if pools.chunk.is_none() || (pools.chunk_size - pools.chunk_used) < need as u32 {
        // The old chunk stays alive through its names, whose places are scanned by their block's start: see
        // `Places`.
        let size = need.max(CHUNK).next_multiple_of(crate::heap::GRANULE);
        let chunk = vm.alloc_block(size, Contents::Plain)?;
        vm.note_chunk(&|vm| &mut vm.roots.pools.names, chunk)?;
        let pools = &mut vm.roots.pools;
        pools.chunk = Some(chunk);
        pools.chunk_used = 0;
        pools.chunk_size = size as u32;
        pools.n_total_bytes += size;
    }
    let pools = &mut vm.roots.pools;
    if let Some(chunk) = pools.chunk {
        pools.names.push_text(chunk, pools.chunk_used as usize, text);
        pools.chunk_used += need as u32;
        pools.n_bytes += text.len() + 1;
    }
    Ok(())
}

fn rebuild(vm: &mut Vm, n_names: usize) -> Res<()> {
    let n = (n_names + n_names / 2 + 1).next_power_of_two();
    let bytes = if n <= NARROW { n } else { n * 2 };
    vm.free_bytes(&|vm| &mut vm.roots.pools.buckets);
    vm.reserve_bytes(&|vm| &mut vm.roots.pools.buckets, bytes, true, false)?;
    let pools = &mut vm.roots.pools;
    pools.buckets.set_len(bytes);
    for i in 0..n_names {
        pools.insert(i);
    }
    Ok(())
}
