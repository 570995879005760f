//! Packages from an index on loopback, from a directory and from an archive.

mod hostile;
mod install;
mod offline;
mod world;
