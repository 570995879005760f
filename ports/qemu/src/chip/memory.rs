//! Memory and registers at any address, for who was granted them.

use core::ptr::with_exposed_provenance_mut;

use micropyrite_hal::machine::Width;

/// Reads once, at an address that is a multiple of the width.
pub fn load(address: usize, width: Width) -> u32 {
    // SAFETY: C4.
    unsafe {
        match width {
            Width::Byte => with_exposed_provenance_mut::<u8>(address).read_volatile().into(),
            Width::Half => with_exposed_provenance_mut::<u16>(address).read_volatile().into(),
            Width::Word => with_exposed_provenance_mut::<u32>(address).read_volatile(),
        }
    }
}

/// Writes once, likewise.
pub fn store(address: usize, width: Width, value: u32) {
    // SAFETY: C4.
    unsafe {
        match width {
            Width::Byte => with_exposed_provenance_mut::<u8>(address).write_volatile(value as u8),
            Width::Half => with_exposed_provenance_mut::<u16>(address).write_volatile(value as u16),
            Width::Word => with_exposed_provenance_mut::<u32>(address).write_volatile(value),
        }
    }
}
