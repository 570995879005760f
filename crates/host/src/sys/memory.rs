//! `Region`: address space that costs memory only where it is touched.
//!
//! Heaps and stacks of the interpreter must not move when they grow, so each gets
//! addresses for the most it may ever need; the kernel puts pages of zeros behind
//! them as they are used.

use std::mem::MaybeUninit;
use std::ops::Range;
use std::ptr::{self, NonNull};

use micropyrite_hal::system::Errno;

use super::last_error;

/// A reserved piece of address space, given back when dropped.
pub struct Region {
    start: NonNull<u8>,
    len: usize,
}

// SAFETY: C5: a region owns its memory as a boxed slice of bytes does.
unsafe impl Send for Region {}

impl Region {
    /// Reserves at least `bytes`, all zero, at a page's start.
    pub fn reserve(bytes: usize) -> Result<Region, Errno> {
        let len = bytes.max(1).checked_next_multiple_of(page_bytes()).ok_or(Errno::ENOMEM)?;
        if isize::try_from(len).is_err() {
            return Err(Errno::ENOMEM);
        }
        let flags = libc::MAP_PRIVATE | libc::MAP_ANON | libc::MAP_NORESERVE;
        // SAFETY: a new mapping at an address of the kernel's choice touches nothing.
        let start =
            unsafe { libc::mmap(ptr::null_mut(), len, libc::PROT_READ | libc::PROT_WRITE, flags, -1, 0) };
        if start == libc::MAP_FAILED {
            return Err(last_error());
        }
        let start = NonNull::new(start.cast()).ok_or(Errno::ENOMEM)?;
        Ok(Region { start, len })
    }

    /// Says that much of `range` will be in use if any of it is: the kernel may put large pages there.
    pub fn expect_use(&mut self, range: Range<usize>) {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        {
            let page = page_bytes();
            let start = range.start.min(self.len).next_multiple_of(page);
            let end = range.end.min(self.len) / page * page;
            if start < end {
                // SAFETY: C5: within the mapping; advice changes nothing that the program can see.
                unsafe {
                    libc::madvise(self.start.as_ptr().add(start).cast(), end - start, libc::MADV_HUGEPAGE)
                };
            }
        }
        #[cfg(not(any(target_os = "linux", target_os = "android")))]
        let _ = range;
    }

    /// The memory.
    pub fn bytes(&mut self) -> &mut [u8] {
        // SAFETY: C5: mapped, zero or written, and borrowed from its owner.
        unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.len) }
    }

    /// The memory, until the process ends.
    pub fn leak(self) -> &'static mut [u8] {
        let (start, len) = (self.start, self.len);
        std::mem::forget(self);
        // SAFETY: C5: the owner is gone without unmapping, so nobody ever will.
        unsafe { std::slice::from_raw_parts_mut(start.as_ptr(), len) }
    }

    /// Gives the memory of whole pages within `range` back; they are zero again.
    pub fn discard(&mut self, range: Range<usize>) {
        let page = page_bytes();
        let start = range.start.min(self.len).next_multiple_of(page);
        let end = range.end.min(self.len) / page * page;
        if start >= end {
            return;
        }
        if cfg!(any(target_os = "linux", target_os = "android")) {
            // SAFETY: C5: within the mapping, which is anonymous and private, so the
            // pages read as zeros afterwards; nobody else can be looking.
            unsafe { libc::madvise(self.start.as_ptr().add(start).cast(), end - start, libc::MADV_DONTNEED) };
        } else if let Some(pages) = self.bytes().get_mut(start..end) {
            // Elsewhere the same advice leaves the old bytes to be seen.
            pages.fill(0);
        }
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        // SAFETY: C5.
        unsafe { libc::munmap(self.start.as_ptr().cast(), self.len) };
    }
}

/// Size of a page.
pub fn page_bytes() -> usize {
    system_value(libc::_SC_PAGESIZE).unwrap_or(4096)
}

/// Number of pages of physical memory.
pub fn physical_pages() -> Option<usize> {
    system_value(libc::_SC_PHYS_PAGES)
}

fn system_value(name: libc::c_int) -> Option<usize> {
    // SAFETY: no memory is involved.
    usize::try_from(unsafe { libc::sysconf(name) }).ok().filter(|value| *value > 0)
}

/// Bytes that the native stack of the main thread may come to use, at least; `None` where there is no limit.
///
/// The program's arguments and environment lie at its start and take at most a quarter of it (`execve(2)`).
/// Asking for the exact bounds would have the C library read the list of all mappings, at each start.
pub fn main_stack_bytes() -> Option<usize> {
    let mut limit = MaybeUninit::<libc::rlimit>::zeroed();
    // SAFETY: C1, C2; zeros are a valid value of it.
    let limit = unsafe {
        if libc::getrlimit(libc::RLIMIT_STACK, limit.as_mut_ptr()) != 0 {
            return None;
        }
        limit.assume_init().rlim_cur
    };
    if limit == libc::RLIM_INFINITY {
        return None;
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    Some(limit - limit / 4)
}
