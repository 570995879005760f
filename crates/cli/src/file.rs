//! Files that are written whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Writes a file: into a new one beside it, which then takes its name. What cannot be replaced so (a device, a pipe) is
/// written to.
///
/// # Errors
/// What the system says; the old file is as it was.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|facts| !facts.is_file()) {
        return File::options().write(true).open(path)?.write_all(bytes);
    }
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    let new = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let result = File::create(&new).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_data()?;
        fs::rename(&new, path)
    });
    if result.is_err() {
        // It may not be there at all.
        let _ = fs::remove_file(&new);
    }
    result
}
