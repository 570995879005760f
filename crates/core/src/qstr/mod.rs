//! Names at run time: from text to number and back.
//!
//! Known names are in ROM; others in pools in the heap, never freed (upstream does the same). The interner
//! scans a small pool and hashes a large one.

pub mod pool;

use micropyrite_bytecode::qstr::{self as table, Qstr};

use crate::{Res, Vm, watch};

/// The longest name, in bytes.
pub const NAME_MAX: usize = 255;

/// Finds a name that exists.
pub fn find(vm: &Vm, text: &[u8]) -> Option<Qstr> {
    let hash = table::hash(text);
    find_hashed(vm, text, hash)
}

fn find_hashed(vm: &Vm, text: &[u8], hash: u32) -> Option<Qstr> {
    table::find_known(text, hash)
        .or_else(|| vm.roots.pools.find(text, hash).map(|i| Qstr(table::RAM_BASE + i as u16)))
}

/// Finds a name, or gives it a number.
///
/// # Raises
/// `MemoryError`, `RuntimeError`.
pub fn intern(vm: &mut Vm, text: &[u8]) -> Res<Qstr> {
    intern_at(vm, text, None)
}

/// As [`intern`]; `in_rom`: the text behind its head as compiled files have it, in memory that stays.
///
/// # Raises
/// As [`intern`].
pub fn intern_at(vm: &mut Vm, text: &[u8], in_rom: Option<&'static [u8]>) -> Res<Qstr> {
    let hash = table::hash(text);
    if let Some(found) = find_hashed(vm, text, hash) {
        return Ok(found);
    }
    if text.len() > NAME_MAX {
        return Err(crate::runtime::exc::runtime_error(vm, text!("name too long")));
    }
    if vm.roots.pools.len() >= (u16::MAX - table::RAM_BASE) as usize {
        return Err(crate::runtime::exc::runtime_error(vm, text!("too many names")));
    }
    let i = pool::add(vm, text, hash, in_rom)?;
    let name = Qstr(table::RAM_BASE + i as u16);
    watch::interned(vm, name);
    Ok(name)
}

impl Vm {
    /// Text of a name.
    #[inline]
    pub fn qstr_bytes(&self, qstr: Qstr) -> &[u8] {
        if qstr.0 < table::RAM_BASE {
            return rom_text(qstr).as_bytes();
        }
        self.roots.pools.text((qstr.0 - table::RAM_BASE) as usize)
    }

    /// Text of a name as a string (names are UTF-8).
    pub fn qstr_text(&self, qstr: Qstr) -> &str {
        core::str::from_utf8(self.qstr_bytes(qstr)).unwrap_or("")
    }

    /// Hash of a name's text.
    #[inline]
    pub fn qstr_hash(&self, qstr: Qstr) -> u32 {
        if qstr.0 < table::RAM_BASE {
            return table::known_hash(qstr);
        }
        self.roots.pools.hash((qstr.0 - table::RAM_BASE) as usize)
    }
}

/// Text of a name in ROM.
pub fn rom_text(qstr: Qstr) -> &'static str {
    table::known_text(qstr).unwrap_or("")
}
