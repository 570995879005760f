//! Frozen modules: files that are part of the program.
//!
//! They are seen below `.frozen` in `sys.path`. They lie in archives that never go away, so their code and texts are used in place: a module that nobody imports
//! takes no memory. Modules that are linked in ([`load::Linked`]) have only their place there, and take none for code at all. Source: `py/frozenmod.c`.
use micropyrite_bytecode::frozen::{Archive, File, Kind as Contents};
use micropyrite_bytecode::qstr::Qstr;

use crate::heap::This;
use crate::load::{self, ProtoFun};
use crate::runtime::exc;
use crate::runtime::files::Kind;
use crate::runtime::import::{self, InputKind, Source};
use crate::{Res, Vm, config};

/// What the paths of frozen files begin with.
const PREFIX: &[u8] = b".frozen/";

/// The archives of an interpreter: in each is looked for what those before it have not.
pub type Archives = [Archive<'static>; config::FROZEN_MAX];

/// The name of a frozen file within the archives, if a path says that it is one.
pub fn inside(path: &[u8]) -> Option<&[u8]> {
    if config::FILES { path.strip_prefix(PREFIX) } else { None }
}

/// Whether anything is frozen.
pub fn is_any(vm: &Vm) -> bool {
    config::FILES && vm.frozen.iter().any(|archive| !archive.is_empty())
}

/// What a name within the archives leads to.
pub fn stat(vm: &Vm, name: &[u8]) -> Kind {
    if find(vm, name).is_some() {
        Kind::File
    } else if config::FILES && vm.frozen.iter().any(|archive| archive.has_folder(name)) {
        Kind::Dir
    } else {
        Kind::None
    }
}

/// The file with a name within the archives.
pub fn find(vm: &Vm, name: &[u8]) -> Option<File<'static>> {
    if config::FILES { vm.frozen.iter().find_map(|archive| archive.find(name)) } else { None }
}

/// The code of a file; `name` is what tracebacks call it if it is compiled here.
///
/// # Raises
/// As [`import::compile`] and [`load::load`].
pub fn code(vm: &mut Vm, file: File<'static>, name: Qstr) -> Res<This<ProtoFun>> {
    match file.kind {
        Contents::Text => import::compile(vm, Source::Static(file.contents), InputKind::File, name),
        Contents::Code => load::load(vm, load::Input::Rom(file.contents)),
        Contents::Linked => match file.linked().and_then(|number| vm.linked.codes.get(number)) {
            Some(code) => Ok(This::rom(*code)),
            None => Err(exc::value_error(vm, text!("incompatible .mpy file"))),
        },
    }
}
