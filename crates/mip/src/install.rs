//! The files of a target: put there together, or not at all.
//!
//! All that could refuse is asked first. Then each file is written whole; if one cannot be, those before it get back
//! what they held. The lock file comes after the files, and what no package owns any more goes last.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::digest::Digest;
use crate::error::{Error, Kind, Res};
use crate::lock::{File, Lock};
use crate::path::PackagePath;
use crate::resolve::Contents;
use crate::{Cache, WriteWhole};

/// A step from one lock file to the next.
pub struct Step<'a> {
    /// The directory.
    pub target: &'a Path,
    /// The lock file.
    pub lock_path: &'a Path,
    /// What is there.
    pub old: &'a Lock,
    /// What is to be there.
    pub new: &'a Lock,
    /// What files hold that may have to be written.
    pub contents: &'a Contents,
    /// Files that no package owns, or that were changed, may be written over.
    pub force: bool,
    /// A file that the cache has is nobody's work.
    pub cache: Option<&'a Cache>,
    /// How files are written.
    pub write: WriteWhole,
}

/// What lies at a path.
enum There {
    Nothing,
    File(Digest),
    Other,
}

fn look(path: &Path) -> Res<There> {
    match fs::symlink_metadata(path) {
        Ok(facts) if facts.is_file() => {
            let bytes = fs::read(path).map_err(|error| Error::file(path, &error))?;
            Ok(There::File(Digest::of(&bytes)))
        }
        Ok(_) => Ok(There::Other),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(There::Nothing),
        Err(error) => Err(Error::file(path, &error)),
    }
}

/// Whether a file of the lock lies in the target as it should.
///
/// # Errors
/// `File`, if it cannot be read.
pub fn is_in_place(target: &Path, file: &File) -> Res<bool> {
    Ok(matches!(look(&file.path.below(target))?, There::File(digest) if digest == file.sha256))
}

/// Takes the step; answers what should be known about it.
///
/// # Errors
/// `Conflict` and `Refused`, before anything is written; `File`, after it was undone.
pub fn apply(step: &Step) -> Res<Vec<String>> {
    check_paths(step.new)?;
    let mut due: Vec<(&File, &[u8])> = Vec::new();
    for file in step.new.files().into_values() {
        if let Some(bytes) = step.contents.get(&file.sha256)
            && step.is_due(file)?
        {
            due.push((file, bytes));
        }
    }
    let lock = step.new.text()?;
    let mut undo = Undo { write: step.write, steps: Vec::new() };
    let written = due
        .iter()
        .try_for_each(|(file, bytes)| undo.put(&file.path.below(step.target), bytes))
        .and_then(|()| undo.put(step.lock_path, lock.as_bytes()));
    if let Err(error) = written {
        undo.all();
        return Err(error.hint("nothing was installed"));
    }
    Ok(step.clear())
}

/// No path is a file for one package and a directory for another.
fn check_paths(lock: &Lock) -> Res<()> {
    let files = lock.files();
    for path in files.keys() {
        let Some(directory) = path.directories().find(|directory| {
            PackagePath::parse(directory).is_ok_and(|directory| files.contains_key(&directory))
        }) else {
            continue;
        };
        let cause = format!("`{directory}` would be a file, and a directory for `{path}`");
        return Err(Error::new(Kind::Conflict, cause));
    }
    Ok(())
}

impl Step<'_> {
    /// Whether a file has to be written, and may be.
    fn is_due(&self, file: &File) -> Res<bool> {
        for directory in file.path.directories() {
            let path = self.target.join(directory);
            let is_directory = match fs::symlink_metadata(&path) {
                Ok(facts) => facts.is_dir(),
                Err(_) => true,
            };
            if !is_directory {
                let cause = format!("{}: a link or a file, and should be a directory", path.display());
                return Err(Error::new(Kind::Refused, cause).hint("nothing was installed; move it away"));
            }
        }
        let path = file.path.below(self.target);
        match look(&path)? {
            There::Nothing => Ok(true),
            There::File(digest) if digest == file.sha256 => Ok(false),
            There::File(digest) if self.force || self.is_ours(&file.path, &digest) => Ok(true),
            There::File(_) => {
                let cause = format!("{}: is there, and was changed or is no package's", path.display());
                Err(Error::new(Kind::Conflict, cause)
                    .hint("nothing was installed; move it away, or --force writes over it"))
            }
            There::Other => {
                let cause = format!("{}: is there, and no file", path.display());
                Err(Error::new(Kind::Refused, cause).hint("nothing was installed; move it away"))
            }
        }
    }

    /// Whether a file that is there can be had again.
    fn is_ours(&self, path: &PackagePath, digest: &Digest) -> bool {
        self.old.files().get(path).is_some_and(|file| file.sha256 == *digest)
            || self.cache.is_some_and(|cache| cache.has(digest))
    }

    /// Deletes what no package owns any more, and directories that become empty; answers what was kept.
    fn clear(&self) -> Vec<String> {
        let mut said = Vec::new();
        let (old, new) = (self.old.files(), self.new.files());
        let mut directories: BTreeSet<PathBuf> = BTreeSet::new();
        for file in old.iter().filter(|(path, _)| !new.contains_key(*path)).map(|(_, file)| file) {
            let path = file.path.below(self.target);
            // A link on the way would lead out of the target.
            let is_within = file.path.directories().all(|directory| {
                fs::symlink_metadata(self.target.join(directory)).is_ok_and(|facts| facts.is_dir())
            });
            match look(&path) {
                _ if !is_within => {}
                Ok(There::File(digest)) if self.force || digest == file.sha256 => {
                    if let Err(error) = fs::remove_file(&path) {
                        said.push(format!("{}: cannot be deleted: {error}", path.display()));
                    }
                }
                Ok(There::Nothing) => {}
                Ok(_) => said.push(format!("{}: kept, since it was changed", path.display())),
                Err(error) => said.push(error.to_string()),
            }
            directories.extend(file.path.directories().map(|directory| self.target.join(directory)));
        }
        for directory in directories.iter().rev() {
            // Only those that are empty go.
            let _ = fs::remove_dir(directory);
        }
        said
    }
}

/// What gives back what was there.
enum Undone {
    /// A file was made.
    Made(PathBuf),
    /// A file was written over.
    Replaced(PathBuf, Vec<u8>),
    /// A directory was made.
    Directory(PathBuf),
}

struct Undo {
    write: WriteWhole,
    steps: Vec<Undone>,
}

impl Undo {
    /// Writes a file in a directory that need not be there either.
    fn put(&mut self, path: &Path, bytes: &[u8]) -> Res<()> {
        let mut missing: Vec<&Path> = Vec::new();
        for directory in path.ancestors().skip(1) {
            if directory.as_os_str().is_empty() || directory.is_dir() {
                break;
            }
            missing.push(directory);
        }
        for directory in missing.into_iter().rev() {
            fs::create_dir(directory).map_err(|error| Error::file(directory, &error))?;
            self.steps.push(Undone::Directory(directory.to_owned()));
        }
        let before = match fs::read(path) {
            Ok(bytes) => Undone::Replaced(path.to_owned(), bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Undone::Made(path.to_owned()),
            Err(error) => return Err(Error::file(path, &error)),
        };
        (self.write)(path, bytes).map_err(|error| Error::file(path, &error))?;
        self.steps.push(before);
        Ok(())
    }

    fn all(self) {
        for step in self.steps.into_iter().rev() {
            // What cannot be undone cannot be helped; the rest still is.
            let _ = match step {
                Undone::Made(path) => fs::remove_file(path),
                Undone::Replaced(path, bytes) => (self.write)(&path, &bytes),
                Undone::Directory(path) => fs::remove_dir(path),
            };
        }
    }
}
