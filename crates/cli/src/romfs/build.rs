//! From a directory to an image, to the byte what `mpremote romfs build` gives.
//!
//! The parts of an image are put together here, where there is memory to keep them; what each is as bytes stands in
//! the crate of file systems.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use micropyrite_fs::romfs;
use micropyrite_host::Host;

use crate::cross::{Compiler, Unit};

/// What is made of a directory's files.
pub struct Builder {
    compiler: Option<Compiler>,
}

impl Builder {
    /// A builder that compiles sources, or leaves them as they are.
    pub fn new(host: &'static Host, compiles: bool) -> Result<Builder, String> {
        let compiler = if compiles { Some(Compiler::new(host, None)?) } else { None };
        Ok(Builder { compiler })
    }

    /// The image of a directory.
    pub fn image(&mut self, folder: &Path) -> Result<Vec<u8>, String> {
        let contents = self.contents(folder, 0)?;
        let mut image = Vec::with_capacity(contents.len() + 16);
        romfs::image(&contents, &mut |bytes| image.extend_from_slice(bytes));
        Ok(image)
    }

    /// The records of a directory's entries, in the order of their names. As deep as readers look, no deeper, so that
    /// links which lead in circles end.
    fn contents(&mut self, folder: &Path, depth: usize) -> Result<Vec<u8>, String> {
        let problem = |error: std::io::Error| format!("{}: {error}", folder.display());
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(problem)? {
            names.push(entry.map_err(problem)?.file_name());
        }
        names.sort();
        let mut contents = Vec::new();
        for name in names {
            let path = folder.join(&name);
            let name = name.as_bytes();
            if !romfs::is_step(name) {
                return Err(format!("{}: an image can't hold this name", path.display()));
            }
            let facts = fs::metadata(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            if facts.is_dir() {
                if depth >= romfs::DEPTH_MAX {
                    return Err(format!(
                        "{}: directories nest deeper than {}",
                        path.display(),
                        romfs::DEPTH_MAX
                    ));
                }
                let inner = self.contents(&path, depth + 1)?;
                romfs::directory(name, &inner, &mut |bytes| contents.extend_from_slice(bytes));
            } else if facts.is_file() {
                let (name, data) = self.file(&path, name)?;
                romfs::file(&name, &data, &mut |bytes| contents.extend_from_slice(bytes));
            } else {
                return Err(format!("{}: neither a file nor a directory", path.display()));
            }
        }
        Ok(contents)
    }

    /// What a file is called in the image, and its bytes there. A source beside its compiled file is not compiled again.
    fn file(&mut self, path: &Path, name: &[u8]) -> Result<(Vec<u8>, Vec<u8>), String> {
        let data = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        if let (Some(compiler), Some(stem)) = (&mut self.compiler, name.strip_suffix(b".py"))
            && let compiled_name = [stem, b".mpy"].concat()
            && !path.with_file_name(OsStr::from_bytes(&compiled_name)).is_file()
        {
            let compiled = compiler.compile(&data, &Unit::of(path.as_os_str().as_bytes()));
            let compiled = compiled.map_err(|reason| match reason.as_str() {
                "" => format!("{}: can't be compiled", path.display()),
                reason => format!("{}: {reason}", path.display()),
            })?;
            return Ok((compiled_name, compiled));
        }
        Ok((name.to_vec(), data))
    }
}
