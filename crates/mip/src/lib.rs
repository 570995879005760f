//! Packages on the host: index version 2, addresses, a cache, a lock file.
//!
//! What comes from an index or from the network is hostile input: paths, sizes, hashes, nesting and redirects are
//! checked here, before anything is written. The crate knows packages and files, not Python; who calls it brings the
//! way files are written, and shows progress.
#![forbid(unsafe_code)]

pub mod address;
pub mod archive;
pub mod cache;
pub mod digest;
pub mod error;
pub mod fetch;
pub mod http;
pub mod index;
pub mod install;
pub mod limits;
pub mod lock;
pub mod package;
pub mod path;
pub mod project;
pub mod proxy;
mod relay;
pub mod requirement;
pub mod resolve;

pub use cache::Cache;
pub use error::{Error, Kind, Res};
pub use fetch::{Fetcher, Progress, Silent};
pub use project::{Change, Project, Report, Settings};
pub use requirement::Requirement;

/// Writes a file whole or not at all; the directory is there.
pub type WriteWhole = fn(&std::path::Path, &[u8]) -> std::io::Result<()>;
