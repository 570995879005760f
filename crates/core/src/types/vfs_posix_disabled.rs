//! The system's files in a build for systems that have none.
use micropyrite_hal::system::Errno;

use crate::obj::Obj;
use crate::runtime::exc;
use crate::runtime::files::Kind;
use crate::{Res, Vm};

/// The filesystem of all the system's files, which there is not.
///
/// # Raises
/// `OSError`.
pub fn all(vm: &mut Vm) -> Res {
    Err(exc::os_error(vm, Errno::ENODEV))
}

/// What a path in a filesystem of the system leads to; `None`: it is another filesystem.
///
/// # Raises
/// Nothing.
pub fn stat_kind(_vm: &mut Vm, _filesystem: Obj, _path: &[u8]) -> Res<Option<Kind>> {
    Ok(None)
}
