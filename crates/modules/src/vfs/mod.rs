//! `vfs`: mounting filesystems.
mod rom;
mod rom_file;
mod rom_ioctl;
mod window;

use micropyrite_core::module;
use micropyrite_core::native::ANY;
use micropyrite_core::runtime::vfs;
#[cfg(feature = "host-files")]
use micropyrite_core::types::vfs_posix::VFS_POSIX;

pub use rom::VFS_ROM;
pub use rom_ioctl::mount_image;

module! {
    /// `vfs`
    pub static VFS: vfs {
        mount = kw(0, ANY) vfs::mount;
        umount = fn vfs::umount;
        rom_ioctl = var(1, 4) rom_ioctl::rom_ioctl;
        VfsRom = ty VFS_ROM;
        VfsPosix = ty VFS_POSIX, if "host-files";
    }
}
