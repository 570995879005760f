//! `os`: files and directories, the environment, commands.
//!
//! What has to do with paths goes to the virtual file system of core.
use micropyrite_core::bytecode::qstr;
use micropyrite_core::native::ANY;
use micropyrite_core::obj::Opt;
use micropyrite_core::runtime::{exc, files, module_state, vfs};
use micropyrite_core::text;
#[cfg(feature = "host-files")]
use micropyrite_core::types::vfs_posix::VFS_POSIX;
use micropyrite_core::types::{bytearray, int, str};
use micropyrite_core::{Obj, Res, Vm, module};

/// Values of the environment up to this length are read in one step.
const VALUE_MAX: usize = 512;

fn getenv(vm: &mut Vm, name: Obj, default: Opt<Obj>) -> Res {
    str::check_text(vm, name)?;
    let mut buf = [0; VALUE_MAX];
    let system = vm.system;
    let Some(len) = system.getenv(vm.text_of(name), &mut buf) else {
        return Ok(default.0.unwrap_or(Obj::NONE));
    };
    if let Some(value) = buf.get(..len) {
        return str::new(vm, value);
    }
    str::with_len(vm, str::Kind::Str, len, |vm, out| {
        system.getenv(vm.text_of(name), out);
    })
}

fn putenv(vm: &mut Vm, name: Obj, value: Obj) -> Res<()> {
    str::check_text(vm, name)?;
    str::check_text(vm, value)?;
    let outcome = vm.system.putenv(vm.text_of(name), vm.text_of(value));
    exc::check(vm, outcome)
}

fn unsetenv(vm: &mut Vm, name: Obj) -> Res<()> {
    str::check_text(vm, name)?;
    let outcome = vm.system.unsetenv(vm.text_of(name));
    exc::check(vm, outcome)
}

fn system(vm: &mut Vm, command: Obj) -> Res<isize> {
    str::check_text(vm, command)?;
    let outcome = files::with_path(vm, command, |system, command| system.system(command))?;
    exc::check(vm, outcome).map(|status| status as isize)
}

fn urandom(vm: &mut Vm, n: isize) -> Res {
    let Ok(n) = usize::try_from(n) else { return Err(exc::value_error(vm, text!(""))) };
    let bytes = bytearray::new(vm, n)?;
    let outcome = vm.system.fill(bytes.get_mut(vm).bytes.bytes_mut());
    exc::check(vm, outcome)?;
    bytearray::take_bytes(vm, bytes)
}

/// The number that was set last: errors of the system are raised, and leave nothing here.
fn errno(vm: &mut Vm, number: Opt<Obj>) -> Res {
    match number.0 {
        Some(number) => {
            let number = int::get(vm, number)?;
            let number = int::new(vm, number)?;
            module_state::set(vm, qstr!(os), number)?;
            Ok(Obj::NONE)
        }
        None => Ok(module_state::get(vm, qstr!(os)).unwrap_or(Obj::small(0))),
    }
}

fn listdir(vm: &mut Vm, path: Opt<Obj>) -> Res {
    vfs::listdir(vm, path.0)
}

fn ilistdir(vm: &mut Vm, path: Opt<Obj>) -> Res {
    vfs::ilistdir(vm, path.0)
}

fn remove(vm: &mut Vm, path: Obj) -> Res {
    vfs::call_on_path(vm, path, qstr!(remove))
}

fn rmdir(vm: &mut Vm, path: Obj) -> Res {
    vfs::call_on_path(vm, path, qstr!(rmdir))
}

module! {
    /// `os`
    pub static OS: os, extensible {
        getenv = fn getenv;
        putenv = fn putenv;
        unsetenv = fn unsetenv;
        system = fn system;
        urandom = fn urandom;
        errno = fn errno;

        sep = str "/";
        chdir = fn vfs::chdir;
        getcwd = fn vfs::getcwd;
        ilistdir = fn ilistdir;
        listdir = fn listdir;
        mkdir = fn vfs::mkdir;
        remove = fn remove;
        rename = fn vfs::rename;
        rmdir = fn rmdir;
        stat = fn vfs::stat;
        statvfs = fn vfs::statvfs;
        unlink = fn remove;

        mount = kw(0, ANY) vfs::mount;
        umount = fn vfs::umount;
        VfsPosix = ty VFS_POSIX, if "host-files";
    }
}
