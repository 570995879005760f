//! The board, from its file in `boards` by way of the build script.

use micropyrite::core::Vm;
use micropyrite::version::NAME_AND_VERSION;

include!(concat!(env!("OUT_DIR"), "/board.rs"));

/// What aligning the parts of Python's memory may take.
const SLACK: usize = 64;

/// Bytes of Python's memory that are used: those for the heap that the board asks for, or all.
pub const MEMORY_BYTES: usize = match HEAP_BYTES {
    Some(heap) => size_of::<Vm>() + FRAME_BYTES + heap + SLACK,
    None => PYTHON_BYTES,
};

const _: () = assert!(MEMORY_BYTES <= PYTHON_BYTES, "the heap does not fit the RAM");

/// First line of the prompt, put together in `line`.
pub fn banner(line: &mut [u8]) -> &str {
    let parts = [NAME_AND_VERSION, "; ", MACHINE];
    let mut len = 0;
    for part in parts {
        let Some(place) = line.get_mut(len..len + part.len()) else { return NAME_AND_VERSION };
        place.copy_from_slice(part.as_bytes());
        len += part.len();
    }
    line.get(..len).and_then(|line| str::from_utf8(line).ok()).unwrap_or(NAME_AND_VERSION)
}
