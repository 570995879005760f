//! The hardware, as far as the system lets a process at it.
//!
//! Addresses are physical ones: what they reach is `/dev/mem`, where there is such a file and the user may open it.

use std::sync::PoisonError;

use micropyrite_hal::machine::{Machine, Width};
use micropyrite_hal::system::Errno;

use crate::Host;
use crate::sys::physical::Page;

impl Host {
    /// Does something with the page that an address is in.
    fn in_page<R>(&self, address: usize, f: impl FnOnce(&Page) -> Result<R, Errno>) -> Result<R, Errno> {
        let mut last = self.page.lock().unwrap_or_else(PoisonError::into_inner);
        // Registers of one device lie together: the page used last is often the next one too.
        let page = match last.take() {
            Some(page) if page.contains(address) => page,
            _ => Page::map(address)?,
        };
        f(last.insert(page))
    }
}

impl Machine for Host {
    fn load(&self, address: usize, width: Width) -> Result<u32, Errno> {
        self.in_page(address, |page| page.load(address, width))
    }

    fn store(&self, address: usize, width: Width, value: u32) -> Result<(), Errno> {
        self.in_page(address, |page| page.store(address, width, value))
    }

    fn idle(&self) {
        std::thread::yield_now();
    }
}
