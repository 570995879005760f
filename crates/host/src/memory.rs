//! How much memory the machine has, and how much of it a heap may take.

use crate::sys::memory::{page_bytes, physical_pages};

const MAX_HEAP_BYTES: usize = 1 << 30;

/// Physical memory, if the system tells.
pub fn physical_memory_bytes() -> Option<usize> {
    physical_pages()?.checked_mul(page_bytes())
}

/// What a heap may grow to unless somebody says otherwise.
///
/// A quarter of the machine's memory, at most 1 GiB.
pub fn default_heap_bytes() -> usize {
    physical_memory_bytes().map_or(MAX_HEAP_BYTES, |bytes| (bytes / 4).min(MAX_HEAP_BYTES))
}
