//! From an image to files below a directory, and nowhere else.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use micropyrite_fs::romfs::{EntryKind, Image};

use super::tree;
use crate::file;

/// Writes an image's files below a directory, which is made if it is not there. Names were checked to lead down; what
/// is there already must be plain files and directories, since a link could lead anywhere.
pub fn extract(image: Image<'_>, folder: &Path) -> Result<(), String> {
    // That all names differ is to be known before anything is written.
    tree::walk(image, &mut |_, _| Ok(()))?;
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    tree::walk(image, &mut |path, entry| {
        let path = folder.join(path.trim_end_matches('/'));
        let problem = |error: std::io::Error| format!("{}: {error}", path.display());
        let there = match fs::symlink_metadata(&path) {
            Ok(facts) => Some(facts),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(problem(error)),
        };
        match (entry.kind, there) {
            (EntryKind::Directory, None) => fs::create_dir(&path).map_err(problem),
            (EntryKind::Directory, Some(facts)) if facts.is_dir() => Ok(()),
            (EntryKind::Directory, Some(_)) => Err(format!("{}: is there and no directory", path.display())),
            (EntryKind::File, Some(facts)) if !facts.is_file() => {
                Err(format!("{}: is there and no file", path.display()))
            }
            (EntryKind::File, _) => file::write(&path, image.bytes(entry.contents.clone())).map_err(problem),
        }
    })
}
