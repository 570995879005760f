//! Library modules that need nothing but the core.
//!
//! Each file or folder is one module, with its Python surface as a table at the end. A build links the modules that
//! it lists, and no others; [`STANDARD`] lists them all.
#![no_std]
#![forbid(unsafe_code)]

use micropyrite_core::native::ModuleDef;

pub mod array;
pub mod binascii;
pub mod cmath;
pub mod collections;
pub mod io;
pub mod json;
pub mod marshal;
pub mod math;
pub mod os;
pub mod platform;
pub mod random;
pub mod re;
pub mod select;
pub mod struct_;
pub mod time;
pub mod vfs;

/// All of them.
pub static STANDARD: &[&ModuleDef] = &[
    &array::ARRAY_MODULE,
    &binascii::BINASCII,
    &cmath::CMATH,
    &collections::COLLECTIONS,
    &io::IO,
    &json::JSON,
    &marshal::MARSHAL,
    &math::MATH,
    &os::OS,
    &platform::PLATFORM,
    &random::RANDOM,
    &re::RE,
    &select::SELECT,
    &struct_::STRUCT,
    &time::TIME,
    &vfs::VFS,
];
