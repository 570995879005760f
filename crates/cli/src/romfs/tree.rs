//! What is in an image: a walk through one that was checked.

use std::collections::HashSet;
use std::ops::Range;

use micropyrite_fs::romfs::{Entry, EntryKind, Image, LEN_MIN, MAGIC};

/// The image that a file begins with, after everything in it was looked at.
pub fn open(bytes: &[u8]) -> Result<Image<'_>, String> {
    let Some(image) = Image::open(bytes) else {
        let is_other = bytes.len() < LEN_MIN || !bytes.starts_with(&MAGIC);
        return Err((if is_other { "no image of ROMFS" } else { "the image is cut off" }).to_owned());
    };
    image.check().map_err(|flaw| flaw.to_string())?;
    Ok(image)
}

/// Shows every entry with its path: directories before what is in them. A path has a slash at the end where it is one.
///
/// # Errors
/// A name that is twice in one directory; what `see` answers.
pub fn walk(
    image: Image<'_>,
    see: &mut impl FnMut(&str, &Entry) -> Result<(), String>,
) -> Result<(), String> {
    walk_in(image, image.root(), &mut String::new(), see)
}

/// The depth is bounded, since the image was checked.
fn walk_in(
    image: Image<'_>,
    mut rest: Range<usize>,
    path: &mut String,
    see: &mut impl FnMut(&str, &Entry) -> Result<(), String>,
) -> Result<(), String> {
    let mut names = HashSet::new();
    let len = path.len();
    while let Some(entry) = image.next_entry(&mut rest) {
        let name = image.bytes(entry.name.clone());
        path.push_str(&String::from_utf8_lossy(name));
        if !names.insert(name) {
            return Err(format!("{path} is there twice"));
        }
        if entry.kind == EntryKind::Directory {
            path.push('/');
            see(path, &entry)?;
            walk_in(image, entry.contents, path, see)?;
        } else {
            see(path, &entry)?;
        }
        path.truncate(len);
    }
    Ok(())
}
