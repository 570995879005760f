//! Checking what is in an archive.

use micropyrite::core::load::{self, Input};
use micropyrite::core::runtime::import::{InputKind, Source, compile};
use micropyrite_bytecode::frozen::{Archive, Kind};
use micropyrite_bytecode::mpy::{HEADER_LEN, Header, VERSION};
use micropyrite_host::Host;

use crate::cross::in_vm;

/// Whether a compiled file can run here and on boards; otherwise why not. The reason is empty where a traceback was
/// shown.
pub fn check_code(host: &'static Host, contents: &[u8]) -> Result<(), String> {
    let head: Option<[u8; HEADER_LEN]> = contents.get(..HEADER_LEN).and_then(|head| head.try_into().ok());
    let Some(header) = head.and_then(Header::decode) else {
        return Err(match contents {
            [b'M', version, ..] if *version != VERSION => {
                format!("a .mpy file of version {version}, where {VERSION} is needed: compile it again")
            }
            _ => format!("no .mpy file of version {VERSION}"),
        });
    };
    if header.arch != 0 {
        return Err("native code, which can't be frozen yet: compile it to bytecode".into());
    }
    let contents = contents.to_vec().leak();
    in_vm(host, Some(heap_bytes(contents)), |vm| load::load(vm, Input::Rom(contents)).map(drop))
}

/// Whether everything in an archive can be imported.
///
/// # Errors
/// The first that cannot, and why.
pub fn verify(host: &'static Host, archive: &Archive<'_>) -> Result<(), String> {
    for file in archive.files() {
        let checked = match file.kind {
            Kind::Code => check_code(host, file.contents),
            Kind::Linked => Err("a part of some firmware".into()),
            Kind::Text => {
                let text = file.contents.to_vec().leak();
                in_vm(host, Some(heap_bytes(text)), |vm| {
                    let name = vm.intern(file.name)?;
                    compile(vm, Source::Static(text), InputKind::File, name).map(drop)
                })
            }
        };
        checked.map_err(|reason| named(&String::from_utf8_lossy(file.name), &reason))?;
    }
    Ok(())
}

/// Enough memory for the work on one file: what is asked of the system is only addresses.
pub fn heap_bytes(contents: &[u8]) -> usize {
    (2 << 20) + contents.len().saturating_mul(256)
}

/// A reason with the name of what it is about; a traceback may have been shown instead.
pub fn named(name: &str, reason: &str) -> String {
    if reason.is_empty() { format!("{name} can't be frozen") } else { format!("{name}: {reason}") }
}
