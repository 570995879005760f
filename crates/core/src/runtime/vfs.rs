//! The virtual file system: which filesystem a path belongs to.
//!
//! Filesystems are objects with methods (`open`, `stat`, `ilistdir` …), native or written in Python. The mount table
//! is a list of tuples `(mount point, filesystem)`; one that is mounted at `/` stays last, so that it gets what no
//! other wants. The current place is one of those tuples, or nothing: the root above them all.
use micropyrite_bytecode::qstr;
use micropyrite_bytecode::qstr::Qstr;
use micropyrite_hal::system::Errno;

use crate::heap::This;
use crate::obj::{Obj, Slot};
use crate::runtime::args::{self, ArgSpec, Args};
use crate::runtime::{attr, exc, files, iter, ops};
use crate::types::iter::PolyIter;
use crate::types::{self, List, Tuple, file, list, str, tuple, vfs_posix};
use crate::{Res, Vm, config};

/// A path inside of a filesystem.
#[derive(Clone, Copy)]
pub struct Inside {
    mount: This<Tuple>,
    /// Where the filesystem's part of the path begins; none: it is the filesystem's root.
    from: Option<usize>,
}

impl Inside {
    /// The filesystem.
    pub fn filesystem(self, vm: &Vm) -> Obj {
        self.mount.items(vm).get(1).copied().unwrap_or(Obj::NONE)
    }

    /// What the filesystem knows the path as.
    pub fn rest(self, path: &[u8]) -> &[u8] {
        match self.from {
            Some(from) => path.get(from..).unwrap_or_default(),
            None => b"/",
        }
    }
}

/// Where a path leads.
#[derive(Clone, Copy)]
pub enum Place {
    /// Nowhere: no filesystem has it.
    Nowhere,
    /// The root above all filesystems.
    Root,
    /// A filesystem.
    Inside(Inside),
}

impl Place {
    fn mount(self) -> Option<This<Tuple>> {
        match self {
            Place::Inside(inside) => Some(inside.mount),
            _ => None,
        }
    }
}

fn mounts(vm: &Vm) -> Option<This<List>> {
    vm.roots.mounts?.cast::<List>()
}

fn mount_at(vm: &Vm, i: usize) -> Option<This<Tuple>> {
    mounts(vm)?.item(vm, i)?.as_tuple()
}

/// Mount point of an entry of the table.
fn point(vm: &Vm, mount: This<Tuple>) -> Obj {
    mount.items(vm).first().copied().unwrap_or(Obj::NONE)
}

fn is_root(vm: &Vm, mount: This<Tuple>) -> bool {
    vm.text_of(point(vm, mount)).len() == 1
}

fn root_mount(vm: &Vm) -> Option<This<Tuple>> {
    (0..).map_while(|i| mount_at(vm, i)).find(|mount| is_root(vm, *mount))
}

fn current(vm: &Vm) -> Option<This<Tuple>> {
    vm.roots.current_mount?.as_tuple()
}

/// Finds the filesystem of a path.
pub fn lookup(vm: &Vm, path: &[u8]) -> Place {
    let is_absolute = path.first() == Some(&b'/');
    let start = usize::from(is_absolute);
    if let (false, Some(mount)) = (is_absolute, current(vm)) {
        return Place::Inside(Inside { mount, from: Some(0) });
    }
    let inner = path.get(start..).unwrap_or_default();
    if inner.is_empty() {
        return Place::Root;
    }
    let mut i = 0;
    while let Some(mount) = mount_at(vm, i) {
        i += 1;
        let name = vm.text_of(point(vm, mount)).get(1..).unwrap_or_default();
        if name.is_empty() {
            return Place::Inside(Inside { mount, from: Some(0) });
        }
        match inner.strip_prefix(name) {
            Some([b'/', ..]) => {
                return Place::Inside(Inside { mount, from: Some(start + name.len()) });
            }
            Some([]) => return Place::Inside(Inside { mount, from: None }),
            _ => {}
        }
    }
    Place::Nowhere
}

/// Finds the filesystem of a path object, and what it knows the path as: an object of the same type.
///
/// # Raises
/// `TypeError` for what is neither `str` nor `bytes`; `MemoryError`.
pub fn lookup_object(vm: &mut Vm, path: Obj) -> Res<(Place, Obj)> {
    str::check_text(vm, path)?;
    let place = lookup(vm, vm.text_of(path));
    let Place::Inside(inside) = place else { return Ok((place, Obj::NONE)) };
    let is_str = str::is_str(path);
    let kind = if is_str { str::Kind::Str } else { str::Kind::Bytes };
    let rest = match inside.from {
        Some(0) => path,
        None if is_str => Obj::qstr(qstr!("/")),
        None => str::with_len(vm, kind, 1, |_, out| out.fill(b'/'))?,
        Some(from) => str::sub(vm, kind, path, from, usize::MAX)?,
    };
    Ok((place, rest))
}

/// Calls a method of a place's filesystem.
///
/// # Raises
/// `OSError` where there is no filesystem; what the method raises.
pub fn call(vm: &mut Vm, place: Place, name: Qstr, args: &[Obj]) -> Res {
    match place {
        Place::Nowhere => Err(exc::os_error(vm, Errno::ENODEV)),
        Place::Root => Err(exc::os_error(vm, Errno::EPERM)),
        Place::Inside(inside) => {
            let filesystem = inside.filesystem(vm);
            call_filesystem(vm, filesystem, name, args)
        }
    }
}

fn call_filesystem(vm: &mut Vm, filesystem: Obj, name: Qstr, args: &[Obj]) -> Res {
    let (fun, receiver) = attr::load_method(vm, filesystem, name)?;
    match (receiver, args) {
        (None, _) => vm.call(fun, args),
        (Some(this), []) => vm.call(fun, &[this]),
        (Some(this), [a]) => vm.call(fun, &[this, *a]),
        (Some(this), [a, b]) => vm.call(fun, &[this, *a, *b]),
        (Some(this), _) => vm.call_with_first(fun, this, Args::positional(args)),
    }
}

/// Calls a method with the filesystem's part of a path.
///
/// # Raises
/// As [`call`].
pub fn call_on_path(vm: &mut Vm, path: Obj, name: Qstr) -> Res {
    let (place, rest) = lookup_object(vm, path)?;
    call(vm, place, name, &[rest])
}

// ---- mounting

/// Mounts the system's own files at the root, and goes there.
///
/// # Raises
/// `MemoryError`.
pub fn mount_system(vm: &mut Vm) -> Res<()> {
    let files = vfs_posix::all(vm)?;
    let entry = tuple::new(vm, &[Obj::qstr(qstr!("/")), files])?;
    insert(vm, entry)?;
    vm.roots.current_mount = Some(entry.obj());
    Ok(())
}

/// Puts an entry into the table, before one that is mounted at the root.
fn insert(vm: &mut Vm, entry: This<Tuple>) -> Res<()> {
    let table = match mounts(vm) {
        Some(table) => table,
        None => {
            let table = list::with_capacity(vm, 1)?;
            vm.roots.mounts = Some(table.obj());
            table
        }
    };
    list::push(vm, table, entry.obj())?;
    let n = table.items(vm).len();
    if let Some(place) = (0..n - 1).find(|i| mount_at(vm, *i).is_some_and(|mount| is_root(vm, mount))) {
        vm.objs_mut(|vm| &mut table.get_mut(vm).items)[place..].rotate_right(1);
    }
    Ok(())
}

fn mount_table(vm: &mut Vm) -> Res {
    let all = list::with_capacity(vm, 0)?;
    let mut i = 0;
    while let Some(mount) = mount_at(vm, i) {
        i += 1;
        let items = [mount.items(vm).get(1).copied().unwrap_or(Obj::NONE), point(vm, mount)];
        let pair = tuple::new(vm, &items)?;
        list::push(vm, all, pair.obj())?;
    }
    Ok(all.obj())
}

/// `vfs.mount(fs, point, *, readonly=False, mkfs=False)`; without arguments, the mount table.
///
/// # Raises
/// `OSError`, `TypeError`; what the filesystem raises.
pub fn mount(vm: &mut Vm, args: Args<'_>) -> Res {
    if args.pos.is_empty() {
        return mount_table(vm);
    }
    static SPECS: [ArgSpec; 4] = [
        ArgSpec::required(qstr!("")),
        ArgSpec::required(qstr!("")),
        ArgSpec::keyword(qstr!(readonly), Obj::FALSE),
        ArgSpec::keyword(qstr!(mkfs), Obj::FALSE),
    ];
    let [filesystem, point, readonly, mkfs] = args::parse(vm, args, &SPECS)?;
    str::check_text(vm, point)?;
    if attr::load_method_maybe(vm, filesystem, qstr!(mount))?.is_none() {
        // It could be a block device, but no filesystem that would know one is linked in.
        return Err(exc::os_error(vm, Errno::ENODEV));
    }
    let entry = tuple::new(vm, &[point, filesystem])?;
    call_filesystem(vm, filesystem, qstr!(mount), &[readonly, mkfs])?;
    if let Some(taken) = lookup(vm, vm.text_of(point)).mount() {
        // Something may still be mounted in a directory below one that is mounted at the root.
        if is_root(vm, entry) || !is_root(vm, taken) {
            return Err(exc::os_error(vm, Errno::EPERM));
        }
    }
    insert(vm, entry)?;
    Ok(Obj::NONE)
}

/// `vfs.umount(fs_or_point)`.
///
/// # Raises
/// `OSError`; what the filesystem raises.
pub fn umount(vm: &mut Vm, which: Obj) -> Res<()> {
    let is_wanted = |vm: &Vm, mount: This<Tuple>| {
        let by_name = str::text(vm, which).is_some_and(|name| name == vm.text_of(point(vm, mount)));
        by_name || mount.items(vm).get(1) == Some(&which)
    };
    let found = (0..).map_while(|i| mount_at(vm, i)).enumerate().find(|(_, mount)| is_wanted(vm, *mount));
    let (Some((i, mount)), Some(table)) = (found, mounts(vm)) else {
        return Err(exc::os_error(vm, Errno::EINVAL));
    };
    vm.remove_objs(&|vm| &mut table.get_mut(vm).items, i, 1);
    if current(vm) == Some(mount) {
        vm.roots.current_mount = None;
    }
    let filesystem = mount.items(vm).get(1).copied().unwrap_or(Obj::NONE);
    call_filesystem(vm, filesystem, qstr!(umount), &[]).map(drop)
}

// ---- what Python does with paths

/// Opens a file by path or, where that is a small integer, by handle.
///
/// # Raises
/// `OSError`, `TypeError`; what the filesystem raises.
pub fn open_file(vm: &mut Vm, path: Obj, mode: Obj) -> Res {
    if path.is_small() {
        return file::open(vm, path, mode);
    }
    let (place, rest) = lookup_object(vm, path)?;
    call(vm, place, qstr!(open), &[rest, mode])
}

/// `open(file, mode='r', buffering=-1, encoding=None)`.
///
/// # Raises
/// As [`open_file`].
pub fn open(vm: &mut Vm, args: Args<'_>) -> Res {
    static SPECS: [ArgSpec; 4] = [
        ArgSpec::required(qstr!(file)),
        ArgSpec::optional(qstr!(mode), Obj::qstr(qstr!(r))),
        ArgSpec::optional(qstr!(buffering), Obj::small(-1)),
        ArgSpec::optional(qstr!(encoding), Obj::NONE),
    ];
    let [path, mode, buffering, _] = args::parse(vm, args, &SPECS)?;
    types::int::get(vm, buffering)?;
    open_file(vm, path, mode)
}

/// `os.chdir(path)`.
///
/// # Raises
/// As [`call`].
pub fn chdir(vm: &mut Vm, path: Obj) -> Res<()> {
    let (place, rest) = lookup_object(vm, path)?;
    if let Place::Root = place {
        // Relative paths of a filesystem at the root begin at its root from now on.
        if let Some(mount) = root_mount(vm) {
            let inside = Place::Inside(Inside { mount, from: None });
            call(vm, inside, qstr!(chdir), &[Obj::qstr(qstr!("/"))])?;
        }
    } else {
        call(vm, place, qstr!(chdir), &[rest])?;
    }
    vm.roots.current_mount = place.mount().map(This::obj);
    Ok(())
}

/// `os.getcwd()`.
///
/// # Raises
/// What the filesystem raises.
pub fn getcwd(vm: &mut Vm) -> Res {
    let Some(mount) = current(vm) else { return Ok(Obj::qstr(qstr!("/"))) };
    let inside = Place::Inside(Inside { mount, from: None });
    let path = call(vm, inside, qstr!(getcwd), &[])?;
    if is_root(vm, mount) {
        return Ok(path);
    }
    str::check_text(vm, path)?;
    let point = point(vm, mount);
    if vm.text_of(path) == b"/" {
        return Ok(point);
    }
    join(vm, point, path)
}

/// One path behind another as a `str`.
///
/// # Raises
/// `MemoryError`.
pub(crate) fn join(vm: &mut Vm, a: Obj, b: Obj) -> Res {
    let n = vm.text_of(a).len();
    let len = n + vm.text_of(b).len();
    str::with_len(vm, str::Kind::Str, len, |vm, out| {
        let (left, right) = out.split_at_mut(n);
        left.copy_from_slice(vm.text_of(a));
        right.copy_from_slice(vm.text_of(b));
    })
}

/// `os.ilistdir([path])`.
///
/// # Raises
/// As [`call`].
pub fn ilistdir(vm: &mut Vm, path: Slot) -> Res {
    let path = path.unwrap_or(str::EMPTY);
    let (place, rest) = lookup_object(vm, path)?;
    if let Place::Root = place {
        let next = if str::is_str(path) { next_mount_str } else { next_mount_bytes };
        return types::iter::poly(vm, Obj::NONE, 0, next);
    }
    call(vm, place, qstr!(ilistdir), &[rest])
}

fn next_mount_str(vm: &mut Vm, listing: This<PolyIter>) -> Res {
    next_mount(vm, listing, str::Kind::Str)
}

fn next_mount_bytes(vm: &mut Vm, listing: This<PolyIter>) -> Res {
    next_mount(vm, listing, str::Kind::Bytes)
}

/// Mount points first, then what the filesystem at the root lists.
fn next_mount(vm: &mut Vm, listing: This<PolyIter>, kind: str::Kind) -> Res {
    let i = listing.get(vm).index;
    let Some(mount) = mount_at(vm, i) else { return Ok(Obj::STOP) };
    listing.get_mut(vm).index = i + 1;
    if is_root(vm, mount) {
        let inside = Place::Inside(Inside { mount, from: None });
        let entries = call(vm, inside, qstr!(ilistdir), &[Obj::qstr(qstr!("/"))])?;
        listing.get_mut(vm).base = entries;
        listing.get_mut(vm).next = next_of_root;
        return next_of_root(vm, listing);
    }
    let point = point(vm, mount);
    let name = str::sub(vm, kind, point, 1, usize::MAX)?;
    let entry = [name, Obj::small(files::MODE_DIR as isize), Obj::small(0)];
    Ok(tuple::new(vm, &entry)?.obj())
}

fn next_of_root(vm: &mut Vm, listing: This<PolyIter>) -> Res {
    let entries = listing.get(vm).base;
    Ok(iter::next(vm, entries)?.unwrap_or(Obj::STOP))
}

/// `os.listdir([path])`.
///
/// # Raises
/// As [`call`].
pub fn listdir(vm: &mut Vm, path: Slot) -> Res {
    let entries = ilistdir(vm, path)?;
    let names = list::with_capacity(vm, 0)?;
    while let Some(entry) = iter::next(vm, entries)? {
        let name = ops::subscr(vm, entry, Obj::small(0))?;
        list::push(vm, names, name)?;
    }
    Ok(names.obj())
}

/// `os.mkdir(path)`.
///
/// # Raises
/// As [`call`].
pub fn mkdir(vm: &mut Vm, path: Obj) -> Res {
    let (place, rest) = lookup_object(vm, path)?;
    let exists = match place {
        Place::Root => true,
        Place::Inside(_) => vm.text_of(rest) == b"/",
        Place::Nowhere => false,
    };
    if exists {
        return Err(exc::os_error(vm, Errno::EEXIST));
    }
    call(vm, place, qstr!(mkdir), &[rest])
}

/// `os.rename(old, new)`.
///
/// # Raises
/// As [`call`].
pub fn rename(vm: &mut Vm, old: Obj, new: Obj) -> Res {
    let (place, old) = lookup_object(vm, old)?;
    let (other, new) = lookup_object(vm, new)?;
    let same = match (place, other) {
        (Place::Nowhere, Place::Nowhere) | (Place::Root, Place::Root) => true,
        (Place::Inside(a), Place::Inside(b)) => a.mount == b.mount,
        _ => false,
    };
    if !same {
        return Err(exc::os_error(vm, Errno::EPERM));
    }
    call(vm, place, qstr!(rename), &[old, new])
}

/// `os.stat(path)`.
///
/// # Raises
/// As [`call`].
pub fn stat(vm: &mut Vm, path: Obj) -> Res {
    let (place, rest) = lookup_object(vm, path)?;
    if let Place::Root = place {
        let mut facts = [Obj::small(0); 10];
        facts[0] = Obj::small(files::MODE_DIR as isize);
        return Ok(tuple::new(vm, &facts)?.obj());
    }
    call(vm, place, qstr!(stat), &[rest])
}

/// `os.statvfs(path)`.
///
/// # Raises
/// As [`call`].
pub fn statvfs(vm: &mut Vm, path: Obj) -> Res {
    let (place, rest) = lookup_object(vm, path)?;
    match (place, root_mount(vm)) {
        (Place::Root, Some(mount)) => {
            let inside = Place::Inside(Inside { mount, from: None });
            call(vm, inside, qstr!(statvfs), &[Obj::qstr(qstr!("/"))])
        }
        (Place::Root, None) => {
            // Nothing is known but the longest name.
            let mut facts = [Obj::small(0); 10];
            facts[9] = Obj::small(config::PATH_MAX as isize);
            Ok(tuple::new(vm, &facts)?.obj())
        }
        _ => call(vm, place, qstr!(statvfs), &[rest]),
    }
}
