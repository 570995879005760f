//! `rom_ioctl`: the pieces of memory that a board keeps for images.
use micropyrite_core::hal::system::Errno;
use micropyrite_core::heap::{Fixed, RomText};
use micropyrite_core::runtime::args::Args;
use micropyrite_core::runtime::vfs;
use micropyrite_core::types::{int, list, memoryview, str};
use micropyrite_core::{Obj, Res, Vm};

use super::rom::VFS_ROM;

/// `rom_ioctl(1)`: how many there are.
const COUNT: isize = 1;
/// `rom_ioctl(2, i)`: one of them.
const GET: isize = 2;

/// `bytes` over one of them.
fn image(vm: &mut Vm, index: isize) -> Res<Option<Obj>> {
    let memory = usize::try_from(index).ok().and_then(|index| vm.system.image(index));
    match memory {
        Some(memory) => str::from_fixed(vm, str::Kind::Bytes, Fixed::rom(memory)).map(Some),
        None => Ok(None),
    }
}

/// `vfs.rom_ioctl(request, …)`. Nothing writes them, so that the requests to do so are not known.
///
/// # Raises
/// `TypeError`; `MemoryError`.
pub fn rom_ioctl(vm: &mut Vm, args: &[Obj]) -> Res {
    let request = int::get(vm, args.first().copied().unwrap_or(Obj::NONE))?;
    if request == COUNT {
        let n = (0..).take_while(|index| vm.system.image(*index).is_some()).count();
        return Ok(Obj::small(n as isize));
    }
    if let Some(index) = args.get(1) {
        let index = int::get(vm, *index)?;
        if request == GET
            && let Some(image) = image(vm, index)?
        {
            return Ok(memoryview::new(vm, image)?.obj());
        }
    }
    Ok(Obj::small(-(Errno::EINVAL.0 as isize)))
}

/// Mounts the first of them at `/rom`, if an image is there, and imports from it and from its folder `lib` after all
/// else.
///
/// # Raises
/// `MemoryError`.
pub fn mount_image(vm: &mut Vm) -> Res<()> {
    static POINT: RomText<4> = RomText::new("/rom");
    static LIBRARIES: RomText<8> = RomText::new("/rom/lib");
    let Some(image) = image(vm, 0)? else { return Ok(()) };
    let made = vm.call(Obj::rom(&VFS_ROM), &[image]);
    let Some(filesystem) = vm.ignore(made) else { return Ok(()) };
    vfs::mount(vm, Args::positional(&[filesystem, POINT.obj()]))?;
    if let Some(path) = vm.roots.path {
        list::push(vm, path, POINT.obj())?;
        list::push(vm, path, LIBRARIES.obj())?;
    }
    Ok(())
}
