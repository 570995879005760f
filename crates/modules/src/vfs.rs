//! `vfs`: mounting filesystems.
use micropyrite_core::module;
use micropyrite_core::native::ANY;
use micropyrite_core::runtime::vfs;
#[cfg(feature = "host-files")]
use micropyrite_core::types::vfs_posix::VFS_POSIX;

module! {
    /// `vfs`
    pub static VFS: vfs {
        mount = kw(0, ANY) vfs::mount;
        umount = fn vfs::umount;
        VfsPosix = ty VFS_POSIX, if "host-files";
    }
}
