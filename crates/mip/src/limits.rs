//! How large what others send may be.

/// A list of a package, or of an index's files, in bytes.
pub const MANIFEST_BYTES_MAX: u64 = 1 << 20;

/// A file of a package, in bytes.
pub const FILE_BYTES_MAX: u64 = 16 << 20;

/// All that one command downloads, and an archive, in bytes.
pub const TOTAL_BYTES_MAX: u64 = 256 << 20;

/// Files of a package.
pub const FILES_MAX: usize = 2_000;

/// Packages of one command, with what they need.
pub const PACKAGES_MAX: usize = 500;

/// A lock file, in bytes.
pub const LOCK_BYTES_MAX: u64 = 8 << 20;

/// Parts of a path.
pub const PATH_PARTS_MAX: usize = 16;

/// A path, in bytes.
pub const PATH_BYTES_MAX: usize = 255;

/// An address, in bytes.
pub const ADDRESS_BYTES_MAX: usize = 2_000;

/// Answers that only name another address, one after the other.
pub const REDIRECTS_MAX: usize = 8;
