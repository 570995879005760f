//! What was downloaded before, so that it can be had without a network.
//!
//! A content lies under its SHA-256, and a page says which content it had last. Nothing in it is trusted: a content
//! that is not what its name says is as good as none.

use std::fs;
use std::path::{Path, PathBuf};

use crate::WriteWhole;
use crate::digest::Digest;
use crate::limits::FILE_BYTES_MAX;

/// A directory of downloads.
pub struct Cache {
    directory: PathBuf,
    write: WriteWhole,
}

impl Cache {
    /// The one in this directory, which need not be there yet.
    pub fn new(directory: PathBuf, write: WriteWhole) -> Cache {
        Cache { directory, write }
    }

    /// The directory for this user: in `$XDG_CACHE_HOME`, else in `~/.cache`.
    pub fn place(variable: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
        let absolute = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let base = absolute("XDG_CACHE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".cache")))?;
        Some(base.join("micropyrite").join("mip"))
    }

    fn content_path(&self, digest: &Digest) -> PathBuf {
        let digest = digest.to_string();
        self.directory.join("content").join(digest.get(..2).unwrap_or_default()).join(digest)
    }

    fn page_path(&self, page: &str) -> PathBuf {
        self.directory.join("page").join(Digest::of(page.as_bytes()).to_string())
    }

    /// Whether a content is there.
    pub fn has(&self, digest: &Digest) -> bool {
        self.content_path(digest).is_file()
    }

    /// A content.
    pub fn content(&self, digest: &Digest) -> Option<Vec<u8>> {
        let bytes = read(&self.content_path(digest))?;
        (Digest::of(&bytes) == *digest).then_some(bytes)
    }

    /// What a page held when it was last fetched.
    pub fn page(&self, page: &str) -> Option<Vec<u8>> {
        let digest = String::from_utf8(read(&self.page_path(page))?).ok()?;
        self.content(&Digest::parse(digest.trim_end())?)
    }

    /// Keeps what a page holds. A cache that cannot be written is no reason to fail.
    pub fn keep(&self, page: &str, bytes: &[u8]) {
        let digest = Digest::of(bytes);
        if self.put(&self.content_path(&digest), bytes).is_ok() {
            let _ = self.put(&self.page_path(page), digest.to_string().as_bytes());
        }
    }

    fn put(&self, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory)?;
        }
        (self.write)(path, bytes)
    }
}

/// A file of a size that could be one of ours.
fn read(path: &Path) -> Option<Vec<u8>> {
    let facts = fs::metadata(path).ok()?;
    if !facts.is_file() || facts.len() > FILE_BYTES_MAX {
        return None;
    }
    fs::read(path).ok()
}
