//! How much memory the interpreter gets, and of what.
use micropyrite::core::Vm;
use micropyrite_host::{Region, default_heap_bytes, main_stack_bytes};

/// Frames: room for calls some ten thousand deep. Addresses only; what is not used costs nothing.
const FRAME_BYTES: usize = 2 << 20;
/// The heap before it grows.
const HEAP_BYTES: usize = 128 << 10;
/// A heap may have large pages behind so many bytes, or a quarter of its size if somebody gave that: where less is in
/// use, those would be mostly empty.
const SMALL_PAGES: usize = 4 << 20;
/// The most of the native stack that natives may use.
const NATIVE_LIMIT: usize = 512 << 10;
/// What they must leave of it, or half of it where it is small.
const NATIVE_MARGIN: usize = 256 << 10;
/// What aligning the parts may take.
const SLACK: usize = 64;

/// Memory and its division.
pub struct Plan {
    pub memory: &'static mut [u8],
    pub frame_bytes: usize,
    pub heap_bytes: usize,
    pub native_limit: usize,
}

/// Reserves memory: for a heap of a given size, or for one that grows as far as the machine allows.
pub fn reserve(heap_bytes: Option<usize>) -> Option<Plan> {
    let most = heap_bytes.unwrap_or_else(default_heap_bytes);
    let bytes = most.checked_add(size_of::<Vm>() + FRAME_BYTES + SLACK)?;
    let mut region = Region::reserve(bytes).ok()?;
    // The bitmaps, which lie before the blocks, take less than a sixteenth.
    let small = FRAME_BYTES + most / 16 + heap_bytes.map_or(SMALL_PAGES, |bytes| bytes / 4);
    if bytes - small > SMALL_PAGES {
        region.expect_use(small..bytes);
    }
    let memory = region.leak();
    // Whole pages were reserved; a heap of a given size has exactly that.
    let memory = memory.get_mut(..bytes)?;
    Some(Plan {
        memory,
        frame_bytes: FRAME_BYTES,
        heap_bytes: heap_bytes.unwrap_or(HEAP_BYTES),
        native_limit: native_limit(),
    })
}

/// How much of the native stack natives may use.
fn native_limit() -> usize {
    main_stack_bytes().map_or(NATIVE_LIMIT, |bytes| (bytes - NATIVE_MARGIN.min(bytes / 2)).min(NATIVE_LIMIT))
}
