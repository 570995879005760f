//! `Page`: a page of physical memory, by way of `/dev/mem`.

use std::fs::OpenOptions;
use std::os::fd::AsRawFd;
use std::os::unix::fs::OpenOptionsExt;
use std::ptr::{self, NonNull};

use micropyrite_hal::machine::Width;
use micropyrite_hal::system::Errno;

use super::memory::page_bytes;
use super::{from_io, last_error};

#[cfg(not(any(target_os = "linux", target_os = "android")))]
use libc::{mmap, off_t};
// Where words have 32 bits, so has the offset of the plain one.
#[cfg(any(target_os = "linux", target_os = "android"))]
use libc::{mmap64 as mmap, off64_t as off_t};

/// A page of physical memory that is mapped.
pub struct Page {
    /// Its physical address.
    address: usize,
    start: NonNull<u8>,
    len: usize,
}

// SAFETY: C5.
unsafe impl Send for Page {}

impl Page {
    /// Maps the page that an address is in; an error where the system or the user's rights do not allow it.
    pub fn map(address: usize) -> Result<Page, Errno> {
        let file = OpenOptions::new().read(true).write(true).custom_flags(libc::O_SYNC).open("/dev/mem");
        let file = file.map_err(|error| from_io(&error))?;
        let len = page_bytes();
        let address = address - address % len;
        let offset = off_t::try_from(address).map_err(|_| Errno::EINVAL)?;
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        // SAFETY: a new mapping at an address of the kernel's choice touches nothing.
        let start =
            unsafe { mmap(ptr::null_mut(), len, protection, libc::MAP_SHARED, file.as_raw_fd(), offset) };
        if start == libc::MAP_FAILED {
            return Err(last_error());
        }
        let start = NonNull::new(start.cast()).ok_or(Errno::ENOMEM)?;
        Ok(Page { address, start, len })
    }

    /// Whether an address is in it.
    pub fn contains(&self, address: usize) -> bool {
        address.wrapping_sub(self.address) < self.len
    }

    /// Where a piece lies that is wholly in it and aligned; whoever asks for others has no such memory.
    fn place<T>(&self, address: usize) -> Result<*mut T, Errno> {
        let offset = address.wrapping_sub(self.address);
        if offset >= self.len || !offset.is_multiple_of(size_of::<T>()) {
            return Err(Errno::EFAULT);
        }
        // SAFETY: C5: within the mapping, as pages and pieces are powers of two.
        Ok(unsafe { self.start.as_ptr().add(offset) }.cast())
    }

    /// Reads a piece.
    pub fn load(&self, address: usize, width: Width) -> Result<u32, Errno> {
        // SAFETY: C5, C6: mapped, aligned, and any bytes are valid.
        unsafe {
            Ok(match width {
                Width::Byte => self.place::<u8>(address)?.read_volatile().into(),
                Width::Half => self.place::<u16>(address)?.read_volatile().into(),
                Width::Word => self.place::<u32>(address)?.read_volatile(),
            })
        }
    }

    /// Writes a piece.
    pub fn store(&self, address: usize, width: Width, value: u32) -> Result<(), Errno> {
        // SAFETY: C5, C6: mapped and aligned; what it means to the machine is for its owner to know.
        unsafe {
            match width {
                Width::Byte => self.place::<u8>(address)?.write_volatile(value as u8),
                Width::Half => self.place::<u16>(address)?.write_volatile(value as u16),
                Width::Word => self.place::<u32>(address)?.write_volatile(value),
            }
        }
        Ok(())
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // SAFETY: C5.
        unsafe { libc::munmap(self.start.as_ptr().cast(), self.len) };
    }
}
