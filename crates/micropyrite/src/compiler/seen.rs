//! `Seen`: names that a unit has mentioned lately, by hash.
//!
//! A unit mentions few names often. Finding one again here takes a comparison; the interner searches several tables.
//! Where memory is short there is no room for any, and none is found.
use micropyrite_bytecode::qstr;
use micropyrite_core::{Qstr, Vm};

/// How many names are remembered.
const N: usize = if usize::BITS == 64 { 256 } else { 0 };

/// The names; each may take another's place.
pub(super) struct Seen([Qstr; N]);

impl Seen {
    /// No names.
    pub fn new() -> Seen {
        Seen([Qstr::NULL; N])
    }

    /// The place of a text.
    fn place(text: &[u8]) -> usize {
        if N == 0 { 0 } else { qstr::hash(text) as usize % N.max(1) }
    }

    /// The name with a text, or the place where to note it.
    #[inline]
    pub fn find(&self, vm: &Vm, text: &[u8]) -> Result<Qstr, usize> {
        let place = Seen::place(text);
        match self.0.get(place) {
            Some(&name) if name != Qstr::NULL && vm.qstr_bytes(name) == text => Ok(name),
            _ => Err(place),
        }
    }

    /// Notes a name in its place.
    #[inline]
    pub fn note(&mut self, place: usize, name: Qstr) {
        if let Some(seen) = self.0.get_mut(place) {
            *seen = name;
        }
    }
}
