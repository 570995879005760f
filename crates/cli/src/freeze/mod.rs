//! `micropyrite freeze`: from manifests to an archive of modules for firmware.
//!
//! Whatever the machine, the same files give the same archive.

mod archive;
mod args;
mod manifest;
mod overlay;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, absolute};

use micropyrite_bytecode::frozen::{self, Archive, Kind};
use micropyrite_host::Host;

use micropyrite_mpy::archive::{File, write};

use crate::cross::{self, Unit};
use archive::{heap_bytes, named};
use args::{Options, Parsed};
use manifest::{Item, Way};

/// What fits a small int of every board.
const SMALL_INT_BITS: u8 = 31;

const HELP: &str = "\
usage: micropyrite freeze [<opts>] MANIFEST... -o FILE
       micropyrite freeze --list | --verify | --into FIRMWARE ARCHIVE

Freezes the files that manifests name: compiles them and writes an archive, which firmware holds in flash, or which
-X frozen=FILE gives to this program. Modules of it are imported from .frozen in sys.path; they take memory only then.

A manifest is a Python file that calls module, package, include, require, freeze and others, as upstream's do.

Options:
-o FILE              where the archive goes; - is standard output
--into FIRMWARE      put it into firmware that is built: an image or ELF file with room for one
-D NAME=DIR          a value for $(NAME) in paths: MPY_DIR, PORT_DIR, BOARD_DIR, MPY_LIB_DIR; also --variable NAME=DIR
--lib DIR            micropython-lib, which require() searches: the same as -D MPY_LIB_DIR=DIR;
                     if MPY_DIR is given: lib/micropython-lib there
-O N                 level of optimisation of what has no opt= in its manifest (default 0)
--list               show kind, size and name of what is frozen
--verify             import nothing, but check that everything could be imported

Examples:
  micropyrite freeze manifest.py -o frozen.bin --list
  micropyrite -X frozen=frozen.bin -c 'import mymodule'
  micropyrite freeze manifest.py -o frozen.bin --lib ~/micropython-lib -D BOARD_DIR=boards/MINE
  micropyrite freeze manifest.py --into firmware.elf
  cargo xtask build-port MPS2_AN385 --manifest manifest.py
";

/// Runs the verb with the arguments behind it; answers the exit code.
pub fn run(host: &'static Host, argv: &[Vec<u8>]) -> i32 {
    let done = match args::parse(argv) {
        Ok(Parsed::Help) => show(HELP.as_bytes()),
        Ok(Parsed::Freeze(options)) => freeze(host, &options),
        Err(reason) => Err(format!("{reason}; micropyrite freeze --help says more")),
    };
    match done {
        Ok(()) => 0,
        Err(reason) => {
            eprintln!("micropyrite freeze: {reason}");
            1
        }
    }
}

fn show(text: &[u8]) -> Result<(), String> {
    std::io::stdout().write_all(text).map_err(|error| error.to_string())
}

/// The archive in the file that was given instead of a manifest, if it is one.
fn given(options: &Options) -> Result<Option<Vec<u8>>, String> {
    let [input] = options.inputs.as_slice() else { return Ok(None) };
    // A folder is for its manifest.
    let Ok(bytes) = std::fs::read(input) else { return Ok(None) };
    if !bytes.starts_with(&frozen::MAGIC) {
        return Ok(None);
    }
    match options.output {
        Some(_) => Err(format!("{input} is an archive already: it can be shown and checked, not frozen")),
        None => Ok(Some(bytes)),
    }
}

fn freeze(host: &'static Host, options: &Options) -> Result<(), String> {
    // Running manifests may change the folder.
    let whole = |path: &String| absolute(path).map_err(|error| error.to_string());
    let output = options.output.as_ref().filter(|output| *output != "-").map(whole).transpose()?;
    let firmware = options.into.as_ref().map(whole).transpose()?;
    let bytes = match given(options)? {
        Some(bytes) => bytes,
        None => {
            let items = manifest::run(host, &variables(options)?, &options.inputs)?;
            let mut files = read(host, items, options.opt_level)?;
            let bytes = write(&mut files)?;
            if let Some(output) = output {
                crate::file::write(&output, &bytes)
                    .map_err(|error| format!("{}: {error}", output.display()))?;
            }
            bytes
        }
    };
    let archive = Archive::new(&bytes).map_err(|flaw| flaw.to_string())?;
    if options.verifies {
        archive::verify(host, &archive)?;
    }
    if let Some(path) = firmware {
        let failed = |reason: String| format!("{}: {reason}", path.display());
        let mut image = std::fs::read(&path).map_err(|error| failed(error.to_string()))?;
        overlay::put(&mut image, &bytes)
            .map_err(|reason| format!("{} {reason}", path.display()))
            .and_then(|()| crate::file::write(&path, &image).map_err(|error| failed(error.to_string())))?;
    }
    if options.lists {
        let mut text = String::new();
        for file in archive.files() {
            let kind = if file.kind == Kind::Text { "str" } else { "mpy" };
            text += &format!("{kind} {:7} {}\n", file.contents.len(), String::from_utf8_lossy(file.name));
        }
        show(text.as_bytes())?;
    }
    if options.output.as_deref() == Some("-") { show(&bytes) } else { Ok(()) }
}

/// The variables in paths, absolute where they are folders.
fn variables(options: &Options) -> Result<Vec<(String, String)>, String> {
    let mut values = BTreeMap::new();
    for (name, value) in &options.variables {
        let path = absolute(value).map_err(|error| format!("{name}={value}: {error}"))?;
        let path = if Path::new(value).exists() { path.display().to_string() } else { value.clone() };
        values.insert(name.clone(), path);
    }
    if let Some(top) = values.get("MPY_DIR")
        && !values.contains_key("MPY_LIB_DIR")
    {
        let lib = format!("{top}/lib/micropython-lib");
        values.insert("MPY_LIB_DIR".into(), lib);
    }
    Ok(values.into_iter().collect())
}

/// The name of a file in the archive: compiled files too are found by the name of a source.
///
/// DIFF: that is their own, with another ending; upstream's is what they say they were compiled from
/// (`docs/differences.md`).
fn target_name(item: &Item) -> String {
    let stem = if item.way == Way::Code { item.name.strip_suffix(".mpy") } else { None };
    stem.map_or_else(|| item.name.clone(), |stem| format!("{stem}.py"))
}

/// Reads and compiles what manifests name. Of files with one name those that stay text win, the first of them; that
/// two are compiled is an error, unless they are the same.
fn read(host: &'static Host, items: Vec<Item>, opt_level: u8) -> Result<Vec<File>, String> {
    let mut chosen: BTreeMap<String, Item> = BTreeMap::new();
    for item in items {
        let name = target_name(&item);
        let Some(other) = chosen.get(&name) else {
            chosen.insert(name, item);
            continue;
        };
        if *other == item {
            continue;
        }
        let (texts, wins) = (item.way == Way::Text, other.way == Way::Text);
        if !texts && !wins {
            return Err(format!("{name} would be frozen twice: {} and {}", other.path, item.path));
        }
        let (kept, left) = if wins { (other, &item) } else { (&item, other) };
        eprintln!("warning: {name} is frozen from {} as text, not from {}", kept.path, left.path);
        if !wins {
            chosen.insert(name, item);
        }
    }
    chosen.into_iter().map(|(name, item)| read_one(host, name, &item, opt_level)).collect()
}

fn read_one(host: &'static Host, name: String, item: &Item, opt_level: u8) -> Result<File, String> {
    let mut contents = std::fs::read(&item.path).map_err(|error| format!("{}: {error}", item.path))?;
    match item.way {
        Way::Text => {}
        Way::Code => archive::check_code(host, &contents).map_err(|reason| named(&item.path, &reason))?,
        Way::Source => {
            if let Some(version) = &item.version
                && !contents.windows(VERSION.len()).any(|part| part == VERSION)
            {
                contents.extend(b"\n\n__version__ = ");
                contents.extend(version.as_bytes());
                contents.push(b'\n');
            }
            let unit = Unit {
                name: name.as_bytes(),
                opt_level: item.opt_level.unwrap_or(opt_level),
                small_int_bits: SMALL_INT_BITS,
                has_lines: true,
                heap_bytes: Some(heap_bytes(&contents)),
            };
            contents =
                cross::compile_text(host, &contents, &unit).map_err(|reason| named(&item.path, &reason))?;
        }
    }
    let kind = if item.way == Way::Text { Kind::Text } else { Kind::Code };
    Ok(File { name, kind, contents })
}

/// What a text has that says its version itself.
const VERSION: &[u8] = b"__version__ =";
