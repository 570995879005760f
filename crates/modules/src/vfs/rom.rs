//! `VfsRom`: an image in memory as a filesystem.
use micropyrite_core::bytecode::qstr;
use micropyrite_core::hal::system::Errno;
use micropyrite_core::heap::{Layout, This};
use micropyrite_core::runtime::args::Args;
use micropyrite_core::runtime::files::{MODE_DIR, MODE_FILE};
use micropyrite_core::runtime::{exc, ops};
use micropyrite_core::types::{Ty, int, str, tuple};
use micropyrite_core::{Obj, Res, Vm, class, library_layout};
use micropyrite_fs::romfs::{EntryKind, Found, Image};

use super::rom_file;
use super::window::Window;

library_layout! {
    /// The filesystem.
    pub struct VfsRom: VFS_ROM, Scanned {
        /// The payload of the image.
        payload: Window,
    }
}

library_layout! {
    /// A directory that is being listed.
    pub struct RomListing: ROM_LISTING, Scanned {
        /// The payload of the image.
        payload: Window,
        /// What is left of the directory's records.
        at: usize,
        /// Where they end.
        end: usize,
        /// Whether names are `str`.
        is_str: bool,
    }
}

/// The longest name that `statvfs` tells of.
const NAME_MAX: u16 = 32767;

fn make_new(vm: &mut Vm, _: Ty, args: Args<'_>) -> Res {
    args.check(vm, 1, 1)?;
    let window = Window::of(vm, args.get(0).unwrap_or(Obj::NONE))?;
    let Some(range) = Image::find(window.bytes(vm)) else {
        return Err(exc::os_error(vm, Errno::ENODEV));
    };
    let ty = This::rom(<VfsRom as Layout>::DEF);
    Ok(vm.alloc(VfsRom { ty, payload: window.part(range) })?.obj())
}

/// What a path leads to.
fn look_up(vm: &mut Vm, this: This<VfsRom>, path: Obj) -> Res<Found> {
    str::check_text(vm, path)?;
    Ok(Image::new(this.get(vm).payload.bytes(vm)).look_up(vm.text_of(path)))
}

fn mount(vm: &mut Vm, _: This<VfsRom>, _readonly: Obj, mkfs: Obj) -> Res<()> {
    if ops::truth(vm, mkfs)? {
        return Err(exc::os_error(vm, Errno::EPERM));
    }
    Ok(())
}

fn umount(_: &mut Vm, this: This<VfsRom>) -> Obj {
    this.obj()
}

fn open(vm: &mut Vm, this: This<VfsRom>, path: Obj, mode: Obj) -> Res {
    str::check_text(vm, mode)?;
    let mut is_text = true;
    for letter in vm.text_of(mode) {
        match letter {
            b'w' | b'a' | b'+' => return Err(exc::os_error(vm, Errno::EROFS)),
            b'b' => is_text = false,
            b't' => is_text = true,
            _ => {}
        }
    }
    match look_up(vm, this, path)? {
        Found::Nothing => Err(exc::os_error(vm, Errno::ENOENT)),
        Found::Directory(_) => Err(exc::os_error(vm, Errno::EISDIR)),
        Found::File(range) => {
            let window = this.get(vm).payload.part(range);
            rom_file::new(vm, is_text, window)
        }
    }
}

fn chdir(vm: &mut Vm, _: This<VfsRom>, path: Obj) -> Res<()> {
    str::check_text(vm, path)?;
    if vm.text_of(path) != b"/" {
        return Err(exc::os_error(vm, Errno::EOPNOTSUPP));
    }
    Ok(())
}

fn getcwd(_: &mut Vm, _: This<VfsRom>) -> Obj {
    Obj::qstr(qstr!(""))
}

fn ilistdir(vm: &mut Vm, this: This<VfsRom>, path: Obj) -> Res {
    let Found::Directory(range) = look_up(vm, this, path)? else {
        return Err(exc::os_error(vm, Errno::ENOENT));
    };
    let ty = This::rom(<RomListing as Layout>::DEF);
    let payload = this.get(vm).payload;
    let is_str = str::is_str(path);
    Ok(vm.alloc(RomListing { ty, payload, at: range.start, end: range.end, is_str })?.obj())
}

fn mode(kind: EntryKind) -> Obj {
    let mode = match kind {
        EntryKind::Directory => MODE_DIR,
        EntryKind::File => MODE_FILE,
    };
    Obj::small(mode as isize)
}

fn next_entry(vm: &mut Vm, object: Obj) -> Res {
    let Some(listing) = object.cast::<RomListing>() else { return Ok(Obj::STOP) };
    let &RomListing { payload, at, end, is_str, .. } = listing.get(vm);
    let image = Image::new(payload.bytes(vm));
    let mut rest = at..end;
    let Some(entry) = image.next_entry(&mut rest) else {
        // Behind damage nothing can be found.
        listing.get_mut(vm).at = end;
        return Ok(Obj::STOP);
    };
    listing.get_mut(vm).at = rest.start;
    let kind = if is_str { str::Kind::Str } else { str::Kind::Bytes };
    let name = payload.part(entry.name);
    let name = str::with_len(vm, kind, name.len(), |vm, out| {
        out.iter_mut().zip(name.bytes(vm)).for_each(|(to, from)| *to = *from);
    })?;
    let size = int::from_u64(vm, entry.contents.len() as u64)?;
    Ok(tuple::new(vm, &[name, mode(entry.kind), Obj::small(0), size])?.obj())
}

fn stat(vm: &mut Vm, this: This<VfsRom>, path: Obj) -> Res {
    let (kind, range) = match look_up(vm, this, path)? {
        Found::Nothing => return Err(exc::os_error(vm, Errno::ENOENT)),
        Found::Directory(range) => (EntryKind::Directory, range),
        Found::File(range) => (EntryKind::File, range),
    };
    let mut facts = [Obj::small(0); 10];
    facts[0] = mode(kind);
    facts[6] = int::from_u64(vm, range.len() as u64)?;
    Ok(tuple::new(vm, &facts)?.obj())
}

fn statvfs(vm: &mut Vm, this: This<VfsRom>, _path: Obj) -> Res {
    let mut facts = [Obj::small(0); 10];
    facts[0] = Obj::small(1);
    facts[2] = int::from_u64(vm, this.get(vm).payload.len() as u64)?;
    facts[9] = Obj::small(NAME_MAX as isize);
    Ok(tuple::new(vm, &facts)?.obj())
}

class! {
    /// Type of directories that are being listed.
    pub static ROM_LISTING: iterator { slots { next: next_entry } }
}

class! {
    /// `vfs.VfsRom`
    pub static VFS_ROM: VfsRom {
        slots { make_new: make_new }
        mount = fn mount;
        umount = fn umount;
        open = fn open;
        chdir = fn chdir;
        getcwd = fn getcwd;
        ilistdir = fn ilistdir;
        stat = fn stat;
        statvfs = fn statvfs;
    }
}
