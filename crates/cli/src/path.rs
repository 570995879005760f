//! `sys.path`, `sys.argv` and `sys.executable` as the program finds them.
use std::os::unix::ffi::OsStringExt;

use micropyrite::core::types::{list, str};
use micropyrite::core::{Obj, Res, Vm};
use micropyrite::hal::system::{Errno, Files};
use micropyrite_host::Host;

/// Where modules are looked for unless `MICROPYPATH` says.
const DEFAULT: &[u8] = b".frozen:~/.micropython/lib:/usr/lib/micropython";

/// The value of an environment variable.
pub fn environment(name: &str) -> Option<Vec<u8>> {
    std::env::var_os(name).map(OsStringExt::into_vec)
}

/// Fills `sys.path`, whose first entry is there already.
///
/// # Raises
/// `MemoryError`, `UnicodeError`.
pub fn set_path(vm: &mut Vm) -> Res<()> {
    let home = environment("HOME");
    let text = environment("MICROPYPATH").unwrap_or_else(|| DEFAULT.to_vec());
    // An empty entry at the start stands for the one that is there.
    let text = text.strip_prefix(b":").unwrap_or(&text);
    if text.is_empty() {
        return Ok(());
    }
    for entry in text.split(|byte| *byte == b':') {
        let entry = match (entry, &home) {
            ([b'~', rest @ ..], Some(home)) if rest.starts_with(b"/") => [home.as_slice(), rest].concat(),
            _ => entry.to_vec(),
        };
        push(vm, &entry)?;
    }
    Ok(())
}

fn push(vm: &mut Vm, entry: &[u8]) -> Res<()> {
    let entry = text(vm, entry)?;
    match vm.roots.path {
        Some(path) => list::push(vm, path, entry),
        None => Ok(()),
    }
}

/// A path or argument as an object: what is no text is left as it is.
fn text(vm: &mut Vm, bytes: &[u8]) -> Res {
    str::with_len(vm, str::Kind::Str, bytes.len(), |_, out| out.copy_from_slice(bytes))
}

/// Makes a directory the first place to look for modules.
///
/// # Raises
/// `MemoryError`.
pub fn set_first(vm: &mut Vm, directory: &[u8]) -> Res<()> {
    let directory = text(vm, directory)?;
    if let Some(path) = vm.roots.path {
        vm.set_obj(|vm| &mut path.get_mut(vm).items, 0, directory);
    }
    Ok(())
}

/// Fills `sys.argv`.
///
/// # Raises
/// `MemoryError`.
pub fn set_argv(vm: &mut Vm, argv: &[Vec<u8>]) -> Res<()> {
    for arg in argv {
        let arg: Obj = text(vm, arg)?;
        if let Some(list) = vm.roots.argv {
            list::push(vm, list, arg)?;
        }
    }
    Ok(())
}

/// Sets `sys.executable`, unless it is no text.
pub fn set_executable(vm: &mut Vm, host: &Host, program: &[u8]) {
    if let Ok(path) = absolute(host, program)
        && std::str::from_utf8(&path).is_ok()
    {
        vm.executable = path.leak();
    }
}

/// The absolute path of a file that exists.
pub fn absolute(host: &Host, path: &[u8]) -> Result<Vec<u8>, Errno> {
    let mut buf = vec![0; 4096];
    let len = host.realpath(path, &mut buf)?;
    buf.resize(len, 0);
    if len > 4096 {
        host.realpath(path, &mut buf)?;
    }
    Ok(buf)
}
