//! `micropyrite romfs`: images of ROMFS on a host, without a board.

mod args;
mod build;
mod extract;
mod tree;

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use micropyrite_fs::romfs::{EntryKind, Image};
use micropyrite_host::Host;

use args::Parsed;

const HELP: &str = "\
usage: micropyrite romfs build [-o IMAGE] [--no-mpy] DIRECTORY
       micropyrite romfs list IMAGE
       micropyrite romfs extract IMAGE -o DIRECTORY

Images of ROMFS, a file system that is only read, where it lies.

build   : make an image of all that is in a directory
list    : show what is in an image: bytes and path of each file
extract : write an image's files below a directory

Options:
-o, --output : the image that build writes (defaults to DIRECTORY.romfs; - is standard output),
               or the directory that extract writes to
-m, --mpy    : build compiles .py files to .mpy (default), but not where the .mpy lies beside
--no-mpy     : build leaves .py files as they are
-h, --help   : print this help message

The exit code is 0, 1 when something failed, 2 for a command line that makes no sense.

Examples:
  micropyrite romfs build -o app.romfs app
  micropyrite romfs list app.romfs
  micropyrite romfs extract app.romfs -o copy
";

/// Runs the verb with the arguments behind it; answers the exit code.
pub fn run(host: &'static Host, argv: &[Vec<u8>]) -> i32 {
    let done = match args::parse(argv) {
        Err(reason) => {
            eprintln!("micropyrite romfs: {reason}; --help shows how it is used");
            return 2;
        }
        Ok(Parsed::Help) => show(HELP.as_bytes()),
        Ok(Parsed::Build { folder, output, compiles }) => build(host, &folder, output, compiles),
        Ok(Parsed::List { image }) => with_image(&image, list),
        Ok(Parsed::Extract { image, folder }) => with_image(&image, |image| extract::extract(image, &folder)),
    };
    match done {
        Ok(()) => 0,
        Err(reason) => {
            eprintln!("micropyrite romfs: {reason}");
            1
        }
    }
}

fn show(bytes: &[u8]) -> Result<(), String> {
    let mut out = std::io::stdout();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| error.to_string())
}

fn build(host: &'static Host, folder: &Path, output: Option<PathBuf>, compiles: bool) -> Result<(), String> {
    let output = match output {
        Some(output) => output,
        None => {
            let name = folder.file_name().ok_or("-o is needed: the directory has no name of its own")?;
            let mut name = OsString::from(name);
            name.push(".romfs");
            folder.with_file_name(name)
        }
    };
    let image = build::Builder::new(host, compiles)?.image(folder)?;
    if output == Path::new("-") {
        return show(&image);
    }
    crate::file::write(&output, &image).map_err(|error| format!("{}: {error}", output.display()))
}

/// Does something with the image in a file, if that is sound.
fn with_image(path: &Path, then: impl FnOnce(Image<'_>) -> Result<(), String>) -> Result<(), String> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let image = tree::open(&bytes).map_err(|reason| format!("{}: {reason}", path.display()))?;
    then(image)
}

fn list(image: Image<'_>) -> Result<(), String> {
    let mut text = String::new();
    tree::walk(image, &mut |path, entry| {
        let _ = match entry.kind {
            EntryKind::Directory => writeln!(text, "{:>10} {path}", ""),
            EntryKind::File => writeln!(text, "{:>10} {path}", entry.contents.len()),
        };
        Ok(())
    })?;
    show(text.as_bytes())
}
